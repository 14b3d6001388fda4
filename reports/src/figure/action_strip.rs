//! What was done over the day, one lane for each kind of action.

use crate::canvas::{Anchor, Mark, TEXT_PX, document, drawn, text_width};
use crate::figure::{Figure, Hours, TIME_OF_DAY, Width, covered};
use crate::ink::Ink;
use crate::number::{TimeOfDay, count};
use crate::plot::{Frame, Key, Sample};
use crate::scale::Scale;

/// The height of a lane with its name above it.
const LANE_PX: f64 = 42.0;

/// Lanes under one another, over one day.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionStrip {
    /// What the figure shows.
    pub title: String,
    /// The hours to show at least.
    pub hours: Option<Hours>,
    /// The lanes, from the top.
    pub lanes: Vec<Lane>,
}

/// The actions of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The kind of action: "monitor", "assign beyond capacity".
    pub name: String,
    /// The actions.
    pub marks: Vec<ActionMark>,
}

/// One action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionMark {
    /// When it was asked for.
    pub at: TimeOfDay,
    /// Whether the rules refused it.
    pub refused: bool,
}

impl Lane {
    fn refused(&self) -> u64 {
        self.marks.iter().filter(|mark| mark.refused).count() as u64
    }

    fn summary(&self) -> String {
        let done = self.marks.len() as u64 - self.refused();
        match self.refused() {
            0 => format!("{} done", count(done)),
            refused => format!("{} done, {} refused", count(done), count(refused)),
        }
    }
}

impl Figure for ActionStrip {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let lanes: Vec<String> = self.lanes.iter().map(|lane| format!("{}: {}.", lane.name, lane.summary())).collect();
        format!("Actions over the time of day. {}", lanes.join(" "))
    }

    fn svg(&self, width: Width) -> String {
        let lanes = self.lanes.len().max(1) as f64;
        let size = (width.pixels(), 78.0 + LANE_PX * lanes);
        let marks = || self.lanes.iter().flat_map(|lane| &lane.marks);
        let times = covered(self.hours, marks().map(|mark| mark.at));
        let frame = Frame {
            size,
            keys: vec![
                Key::new(Sample::Mark(Mark::Tick, Ink::Blue), "done"),
                Key::new(Sample::Mark(Mark::Cross, Ink::Alert), "refused"),
            ],
            x: Scale::times(times, width.labels_max()),
            x_label: TIME_OF_DAY,
            y: Scale::unlabelled(0.0, lanes),
            y_label: "",
            above_px: 6.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            let ((left, top), (right, bottom)) = plot.corners;
            if self.lanes.is_empty() {
                plot.nothing();
            }
            let lane_px = (bottom - top) / lanes;
            for (index, lane) in self.lanes.iter().enumerate() {
                let lane_top = top + lane_px * index as f64;
                let (name_y, marks_y) = (lane_top + 10.0, lane_top + 29.0);
                pen.line(&[(left, marks_y), (right, marks_y)], Ink::Grid, 1.0);
                pen.text(&lane.name, (2.0, name_y), Anchor::Start, Ink::Text, TEXT_PX);
                let name_end = 2.0 + text_width(&lane.name, TEXT_PX);
                let summary = lane.summary();
                let summary_px = text_width(&summary, TEXT_PX);
                // On a phone a long name leaves no room at the right end of the line.
                if name_end + 12.0 + summary_px <= right {
                    pen.text(&summary, (right, name_y), Anchor::End, Ink::Muted, TEXT_PX);
                }
                let shown = |refused| lane.marks.iter().filter(move |mark| mark.refused == refused);
                for (refused, mark, ink) in [(false, Mark::Tick, Ink::Blue), (true, Mark::Cross, Ink::Alert)] {
                    for action in shown(refused) {
                        let (x, _) = plot.place(action.at.hours(), 0.0);
                        pen.mark(mark, (x, marks_y), ink);
                    }
                }
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}
