//! The chart of one conversation, with how often each transition was taken.
//!
//! A transition that has no line in the layout is written below the chart, so none is lost.

mod layout;

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};

use self::layout::{NARROW, Room, WIDE};
use crate::canvas::{Anchor, Place, TEXT_PX, document};
use crate::figure::shape::{tenth, text};
use crate::figure::{Figure, Width};
use crate::ink::{Ink, painted};
use crate::number::{amount, count, percent};

/// How often conversations went from which phase to which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateDiagram {
    /// What the figure shows.
    pub title: String,
    /// The transitions; the counts of a pair named twice are added, a count of zero is drawn as a
    /// transition that is possible and was never taken.
    pub transitions: Vec<Transition>,
}

/// One arrow of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The phase that was left.
    pub from: Phase,
    /// The phase that was entered; may be the same, when only the queue or the agent changed.
    pub to: Phase,
    /// How often.
    pub count: u64,
}

/// A place in the chart of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Before the conversation exists.
    Start,
    /// Queued, without an agent.
    Open,
    /// Active: an agent was chosen and has not answered yet.
    Offered,
    /// Active: agent and customer are talking.
    InConversation,
    /// Set aside until somebody writes again.
    Waiting,
    /// Ended, and the agent is finishing the notes.
    WrapUp,
    /// Over.
    Closed,
}

const LINE_MIN_PX: f64 = 1.4;
const NOTE_ROW_PX: f64 = 18.0;
const CORNER_PX: f64 = 12.0;

impl Display for Phase {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        out.write_str(match self {
            Self::Start => "Start",
            Self::Open => "Open",
            Self::Offered => "Offered",
            Self::InConversation => "In conversation",
            Self::Waiting => "Waiting",
            Self::WrapUp => "Wrap-up",
            Self::Closed => "Closed",
        })
    }
}

impl StateDiagram {
    fn counts(&self) -> BTreeMap<(Phase, Phase), u64> {
        let mut counts = BTreeMap::new();
        for transition in &self.transitions {
            *counts.entry((transition.from, transition.to)).or_insert(0) += transition.count;
        }
        counts
    }
}

impl Figure for StateDiagram {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let counts = self.counts();
        let transitions: Vec<String> =
            counts.iter().map(|((from, to), times)| format!("{from} to {to} {}", count(*times))).collect();
        if transitions.is_empty() {
            "The states of a conversation; no transitions.".to_owned()
        } else {
            format!(
                "The states of a conversation, with how often each transition was taken: {}.",
                transitions.join(", ")
            )
        }
    }

    fn svg(&self, width: Width) -> String {
        let layout = width.pick(&WIDE, &NARROW);
        let counts = self.counts();
        let total: u64 = counts.values().sum();
        let most = counts.values().copied().max().unwrap_or(0).max(1);
        let mut shapes = String::new();
        let mut labels = String::new();

        shapes.push_str(&frame(layout.active, "6", Ink::Grid, None));
        shapes.push_str(&text(
            "Active",
            (layout.active.0.0 + 7.0, layout.active.0.1 + 12.0),
            Anchor::Start,
            Ink::Muted,
            layout.label_px,
        ));
        shapes.push_str(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"5\"{}/>\n",
            layout.start.0,
            layout.start.1,
            painted(Some(Ink::Text), None)
        ));
        for route in layout.routes {
            let Some(&times) = counts.get(&(route.from, route.to)) else {
                continue;
            };
            let share = times as f64 / most as f64;
            let line_px = LINE_MIN_PX + share * (layout.line_max_px - LINE_MIN_PX);
            let ink = if times == 0 { Ink::Grid } else { Ink::Blue };
            let share = match total {
                0 => String::new(),
                _ => format!(" ({} of all transitions)", percent(times as f64 / total as f64)),
            };
            shapes.push_str(&format!(
                "<g><title>{} to {}: {}{share}</title>\n{}</g>\n",
                route.from,
                route.to,
                count(times),
                arrow(route.through, ink, line_px),
            ));
            let ink = if times == 0 { Ink::Muted } else { Ink::Text };
            let words = text(&short(times), route.label, route.anchor, ink, layout.label_px);
            let (x, y) = route.label;
            labels.push_str(&match route.is_turned {
                true => format!("<g transform=\"rotate(-90 {x} {y})\">\n{words}</g>\n"),
                false => words,
            });
        }
        for room in layout.rooms {
            let entered = counts.iter().filter(|((_, to), _)| *to == room.phase);
            let entered: u64 = entered.map(|(_, times)| times).sum();
            shapes.push_str(&box_of(room, entered, layout.label_px));
        }
        // The labels come last, so that their halo clears the lines below them.
        shapes.push_str(&labels);

        let notes: Vec<String> = counts
            .iter()
            .filter(|((from, to), times)| {
                **times > 0 && !layout.routes.iter().any(|route| (route.from, route.to) == (*from, *to))
            })
            .map(|((from, to), times)| format!("{from} → {to}: {}", count(*times)))
            .collect();
        let mut height = layout.size.1;
        for (index, row) in notes.chunks(layout.notes_per_row).enumerate() {
            let words = match index {
                0 => format!("Not drawn: {}", row.join(", ")),
                _ => row.join(", "),
            };
            let place = (4.0, height + NOTE_ROW_PX / 2.0);
            shapes.push_str(&text(&words, place, Anchor::Start, Ink::Muted, layout.label_px));
            height += NOTE_ROW_PX;
        }
        document((layout.size.0, height), &self.title, &self.description(), &shapes)
    }
}

/// A count that has room beside its line: `1.09 M` from a million on. The description has all digits.
fn short(number: u64) -> String {
    if number < 1_000_000 { count(number) } else { format!("{}\u{a0}M", amount(number as f64 / 1e6, 2)) }
}

fn box_of(room: &Room, entered: u64, label_px: f64) -> String {
    let ((left, top), (right, bottom)) = room.corners;
    let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let mut written = frame(room.corners, "8", Ink::Text, Some(Ink::Paper));
    let name = room.phase.to_string();
    let number = short(entered);
    if right - left > 4.0 * (bottom - top) {
        let words = format!("{name} · entered {number}");
        written.push_str(&text(&words, (x, y), Anchor::Middle, Ink::Text, TEXT_PX));
        return written;
    }
    written.push_str(&text(&name, (x, y - 9.0), Anchor::Middle, Ink::Text, TEXT_PX));
    let rows = if right - left < 80.0 { vec!["entered".to_owned(), number] } else { vec![format!("entered {number}")] };
    for (row, words) in rows.iter().enumerate() {
        let place = (x, y + 9.0 + 14.0 * row as f64);
        written.push_str(&text(words, place, Anchor::Middle, Ink::Muted, label_px));
    }
    written
}

fn frame(((left, top), (right, bottom)): (Place, Place), radius: &str, outline: Ink, fill: Option<Ink>) -> String {
    format!(
        "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"{radius}\" \
         stroke-width=\"1.4\"{}/>\n",
        right - left,
        bottom - top,
        painted(fill, Some(outline)),
    )
}

/// A line with rounded corners and a head that touches its last place.
fn arrow(through: &[Place], ink: Ink, line_px: f64) -> String {
    let (head_px, half_px) = (7.0 + line_px * 0.7, 3.5 + line_px * 0.75);
    let [.., before, tip] = through else {
        return String::new();
    };
    let (along_x, along_y) = direction(*before, *tip);
    let neck = (tip.0 - along_x * head_px, tip.1 - along_y * head_px);
    let mut path = format!("M{} {}", through[0].0, through[0].1);
    for corner in through.windows(3) {
        let [from, at, to] = [corner[0], corner[1], corner[2]];
        let (in_x, in_y) = direction(from, at);
        let (out_x, out_y) = direction(at, to);
        let radius = CORNER_PX.min(distance(from, at) / 2.0).min(distance(at, to) / 2.0);
        path.push_str(&format!(
            "L{} {}Q{} {} {} {}",
            at.0 - in_x * radius,
            at.1 - in_y * radius,
            at.0,
            at.1,
            at.0 + out_x * radius,
            at.1 + out_y * radius,
        ));
    }
    // The line ends inside the head, so that no gap shows between them.
    let end = (neck.0 + along_x, neck.1 + along_y);
    path.push_str(&format!("L{} {}", tenth(end.0), tenth(end.1)));
    let side = |sign: f64| {
        let x = neck.0 - sign * along_y * half_px;
        let y = neck.1 + sign * along_x * half_px;
        format!("{},{}", tenth(x), tenth(y))
    };
    format!(
        "<path d=\"{path}\" stroke-width=\"{}\"{}/>\n<polygon points=\"{},{} {} {}\"{}/>\n",
        tenth(line_px),
        painted(None, Some(ink)),
        tip.0,
        tip.1,
        side(1.0),
        side(-1.0),
        painted(Some(ink), None),
    )
}

/// All lines are upright or level, so a direction is a whole step along one axis.
fn direction((from_x, from_y): Place, (to_x, to_y): Place) -> Place {
    let step = |from: f64, to: f64| match to - from {
        0.0 => 0.0,
        length => length.signum(),
    };
    (step(from_x, to_x), step(from_y, to_y))
}

fn distance((from_x, from_y): Place, (to_x, to_y): Place) -> f64 {
    (to_x - from_x).abs() + (to_y - from_y).abs()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_count_has_room_beside_its_line() {
        let cases = [(0, "0"), (999_999, "999\u{202f}999"), (1_092_863, "1.09\u{a0}M"), (75_660_000, "75.66\u{a0}M")];
        for (number, written) in cases {
            assert_eq!(short(number), written);
        }
    }
}
