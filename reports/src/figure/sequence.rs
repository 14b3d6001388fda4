//! Who said what to whom, one message under the other: a run of a few steps.

use crate::canvas::{Anchor, LABEL_PX, TEXT_PX, document, text_width, wrapped};
use crate::figure::shape::{tenth, text};
use crate::figure::{Figure, Width};
use crate::ink::{Ink, painted};

/// The height of a line of words.
const ROW_PX: f64 = 16.0;
/// Room for the times at the left edge.
const GUTTER_PX: f64 = 44.0;
/// The room between a message and the words of the next.
const GAP_PX: f64 = 13.0;
/// How long and how wide the head of an arrow is.
const HEAD_PX: (f64, f64) = (8.0, 4.0);

/// Messages between participants, from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceDiagram {
    /// What the figure shows.
    pub title: String,
    /// The messages in the order of time.
    pub messages: Vec<Message>,
    /// What is to be seen at the end.
    pub notes: Vec<String>,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When: `120 s`. May be empty.
    pub at: String,
    /// Who acts.
    pub from: String,
    /// On whom or what; may be the same.
    pub to: String,
    /// What is done.
    pub words: String,
    /// Whether it was refused, or changed nothing.
    pub refused: bool,
}

/// Where everything goes.
struct Sheet<'figure> {
    width_px: f64,
    /// The participants in the order of their first message, with the middle of their lines.
    lines: Vec<(&'figure str, f64)>,
    /// The lines of a participant's name.
    heads: Vec<Vec<String>>,
    top: f64,
}

impl<'figure> Sheet<'figure> {
    fn of(figure: &'figure SequenceDiagram, width: Width) -> Self {
        let mut names: Vec<&str> = Vec::new();
        for message in &figure.messages {
            for name in [&message.from, &message.to] {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
        }
        let width_px = width.pixels();
        let lane = (width_px - GUTTER_PX) / names.len().max(1) as f64;
        let heads: Vec<Vec<String>> = names.iter().map(|name| wrapped(name, TEXT_PX, lane - 8.0)).collect();
        let rows = heads.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let lines = (0..).zip(&names).map(|(place, name)| (*name, GUTTER_PX + lane * (f64::from(place) + 0.5)));
        Self { width_px, lines: lines.collect(), heads, top: rows as f64 * ROW_PX + 14.0 }
    }

    /// The middle of the line of a participant.
    fn middle(&self, name: &str) -> f64 {
        self.lines.iter().find(|(it, _)| *it == name).map_or(GUTTER_PX, |(_, middle)| *middle)
    }

    /// The words of a message in lines, and the middle of them: over its arrow, within the sheet.
    fn words(&self, message: &Message) -> (Vec<String>, f64) {
        let (from, to) = (self.middle(&message.from), self.middle(&message.to));
        let room = self.width_px - GUTTER_PX - 4.0;
        let lines = wrapped(&message.words, LABEL_PX, (to - from).abs().max(250.0).min(room));
        let widest = lines.iter().map(|line| text_width(line, LABEL_PX)).fold(0.0, f64::max);
        let (least, most) = (GUTTER_PX + widest / 2.0, self.width_px - 2.0 - widest / 2.0);
        (lines, f64::midpoint(from, to).min(most).max(least))
    }
}

impl SequenceDiagram {
    fn participants(&self) -> usize {
        Sheet::of(self, Width::Wide).lines.len()
    }
}

impl Figure for SequenceDiagram {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let messages = self.messages.iter().map(|message| {
            let refused = if message.refused { ", refused" } else { "" };
            let at = if message.at.is_empty() { String::new() } else { format!("{}, ", message.at) };
            format!("{at}{} to {}: {}{refused}.", message.from, message.to, message.words)
        });
        let told: Vec<String> = messages.chain(self.notes.iter().map(|note| format!("{note}."))).collect();
        format!("{} messages between {} participants. {}", self.messages.len(), self.participants(), told.join(" "))
    }

    fn svg(&self, width: Width) -> String {
        let sheet = Sheet::of(self, width);
        let mut shapes = String::new();
        let mut y = sheet.top;
        for message in &self.messages {
            let (lines, middle) = sheet.words(message);
            y += GAP_PX;
            for line in &lines {
                shapes.push_str(&text(line, (middle, y), Anchor::Middle, Ink::Text, LABEL_PX));
                y += ROW_PX;
            }
            shapes.push_str(&text(&message.at, (2.0, y), Anchor::Start, Ink::Muted, LABEL_PX));
            shapes.push_str(&arrow(sheet.middle(&message.from), sheet.middle(&message.to), y, message.refused));
            if message.from == message.to {
                y += ROW_PX;
            }
        }
        y += GAP_PX;
        let bottom = y + 4.0;
        let mut ground = String::new();
        for ((_, x), head) in sheet.lines.iter().zip(&sheet.heads) {
            let mut at = sheet.top - 14.0 - (head.len() as f64 - 0.5) * ROW_PX;
            for line in head {
                ground.push_str(&text(line, (*x, at + ROW_PX / 2.0), Anchor::Middle, Ink::Text, TEXT_PX));
                at += ROW_PX;
            }
            ground.push_str(&format!(
                "<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" stroke-width=\"1\"{3}/>\n",
                tenth(*x),
                tenth(sheet.top - 4.0),
                tenth(bottom),
                painted(None, Some(Ink::Grid)),
            ));
        }
        y = bottom;
        for note in &self.notes {
            let lines = wrapped(note, LABEL_PX, sheet.width_px - 20.0);
            let height = lines.len() as f64 * ROW_PX + 10.0;
            y += 6.0;
            shapes.push_str(&format!(
                "<rect x=\"1\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\" stroke-width=\"1.4\"{}/>\n",
                tenth(y),
                tenth(sheet.width_px - 2.0),
                tenth(height),
                painted(Some(Ink::Paper), Some(Ink::Alert)),
            ));
            let mut at = y + 5.0 + ROW_PX / 2.0;
            for line in &lines {
                shapes.push_str(&text(line, (10.0, at), Anchor::Start, Ink::Text, LABEL_PX));
                at += ROW_PX;
            }
            y += height;
        }
        if self.messages.is_empty() {
            shapes.push_str(&text("no data", (sheet.width_px / 2.0, 30.0), Anchor::Middle, Ink::Muted, TEXT_PX));
        }
        ground.push_str(&shapes);
        document((sheet.width_px, tenth(y + 4.0)), &self.title, &self.description(), &ground)
    }
}

/// An arrow from one line to another, or back to its own; a refused one is dashed and ends in a cross.
fn arrow(from: f64, to: f64, y: f64, refused: bool) -> String {
    let ink = if refused { Ink::Alert } else { Ink::Blue };
    let dashes = if refused { " stroke-dasharray=\"5 3\"" } else { "" };
    let mut written = String::new();
    let (tip, y, side) = if from == to {
        let (out, down) = (from + 26.0, y + ROW_PX * 0.7);
        written.push_str(&format!(
            "<path d=\"M{} {}H{}V{}H{}\" stroke-width=\"1.6\"{dashes}{}/>\n",
            tenth(from),
            tenth(y),
            tenth(out),
            tenth(down),
            tenth(from + HEAD_PX.0),
            painted(None, Some(ink)),
        ));
        (from, down, -1.0)
    } else {
        let side = (to - from).signum();
        written.push_str(&format!(
            "<path d=\"M{} {}H{}\" stroke-width=\"1.6\"{dashes}{}/>\n",
            tenth(from),
            tenth(y),
            tenth(to - side * HEAD_PX.0),
            painted(None, Some(ink)),
        ));
        (to, y, side)
    };
    let (neck, half) = (tip - side * HEAD_PX.0, HEAD_PX.1);
    if refused {
        let (left, right) = (tenth(neck - half), tenth(neck + half));
        written.push_str(&format!(
            "<path d=\"M{left} {0}L{right} {1}M{left} {1}L{right} {0}\" stroke-width=\"1.8\"{2}/>\n",
            tenth(y - half),
            tenth(y + half),
            painted(None, Some(ink)),
        ));
    } else {
        written.push_str(&format!(
            "<polygon points=\"{},{} {neck},{} {neck},{}\"{}/>\n",
            tenth(tip),
            tenth(y),
            tenth(y - half),
            tenth(y + half),
            painted(Some(ink), None),
            neck = tenth(neck),
        ));
    }
    written
}
