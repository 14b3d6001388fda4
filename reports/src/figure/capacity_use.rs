//! Capacity units in use against those there are, with the moments an override went beyond.

use crate::canvas::{Anchor, LABEL_PX, Mark, Place, document, drawn};
use crate::figure::path::stepped;
use crate::figure::{Figure, Hours, TIME_OF_DAY, Width, covered};
use crate::ink::Ink;
use crate::number::{TimeOfDay, amount};
use crate::plot::{Frame, Key, LAYER_OPACITY, Plot, Sample};
use crate::scale::Scale;

/// Triangles closer than this cannot be told apart.
const MARK_PX: f64 = 9.0;

/// The use of capacity over one day, in layers.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacityUse {
    /// What the figure shows.
    pub title: String,
    /// What is counted, "capacity units": the name of the upright axis.
    pub unit: String,
    /// The hours to show at least.
    pub hours: Option<Hours>,
    /// What the layers stand for, from the lowest; four can be told apart.
    pub layers: Vec<String>,
    /// The samples, in the order of time; each holds until the next.
    pub samples: Vec<CapacitySample>,
    /// The assignments that went beyond somebody's capacity.
    pub overrides: Vec<OverrideMark>,
}

/// The use of capacity at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacitySample {
    /// The time.
    pub at: TimeOfDay,
    /// The units in use, one number for each layer.
    pub used: Vec<f64>,
    /// The units there are.
    pub total: f64,
}

/// An assignment beyond an agent's capacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverrideMark {
    /// When it happened.
    pub at: TimeOfDay,
    /// How many units beyond the agent's capacity it went.
    pub over_units: u32,
}

impl CapacitySample {
    /// The units in use up to and with this layer.
    fn used_to(&self, layer: usize) -> f64 {
        let used = self.used.iter().take(layer + 1);
        used.filter(|units| units.is_finite()).sum()
    }

    fn used(&self) -> f64 {
        self.used_to(self.used.len())
    }
}

impl CapacityUse {
    /// The sample that holds at a time.
    fn holding(&self, at: TimeOfDay) -> Option<&CapacitySample> {
        let after = self.samples.partition_point(|sample| sample.at <= at);
        self.samples.get(after.checked_sub(1)?)
    }

    /// The overrides from left to right, those together that would lie on one another: where and how many.
    fn marks(&self, plot: &Plot<'_, '_>) -> Vec<(Place, usize)> {
        let mut overrides: Vec<&OverrideMark> = self.overrides.iter().collect();
        overrides.sort_by_key(|mark| mark.at);
        let mut marks: Vec<(Place, usize)> = Vec::new();
        for mark in overrides {
            let used = self.holding(mark.at).map_or(0.0, CapacitySample::used);
            let (x, y) = plot.place(mark.at.hours(), used);
            match marks.last_mut() {
                Some((place, number)) if x - place.0 < MARK_PX => {
                    place.1 = place.1.min(y);
                    *number += 1;
                }
                Some(_) | None => marks.push(((x, y), 1)),
            }
        }
        marks
    }

    fn edge(&self, plot: &Plot<'_, '_>, height: impl Fn(&CapacitySample) -> f64) -> Vec<Place> {
        let places = self.samples.iter().map(|sample| plot.place(sample.at.hours(), height(sample)));
        stepped(&places.collect::<Vec<_>>())
    }
}

impl Figure for CapacityUse {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let highest =
            self.samples.iter().reduce(|highest, next| if next.used() > highest.used() { next } else { highest });
        let highest = highest.map_or("no data".to_owned(), |sample| {
            format!("highest use {} of {} at {}", amount(sample.used(), 0), amount(sample.total, 0), sample.at)
        });
        format!(
            "{}, in use and in total, over the time of day: {highest}. \
             Assignments beyond an agent's capacity: {}.",
            self.unit,
            self.overrides.len(),
        )
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), width.pick(320.0, 330.0));
        let mut keys = vec![Key::new(Sample::Line(Ink::Text), "capacity of all agents on duty")];
        // The legend names the layers as they lie: the highest first.
        for (index, name) in self.layers.iter().enumerate().rev() {
            keys.push(Key::new(Sample::Layer(Ink::of_layer(index)), name.as_str()));
        }
        if !self.overrides.is_empty() {
            let sample = Sample::Mark(Mark::Triangle, Ink::Alert);
            keys.push(Key::new(sample, "assigned beyond an agent's capacity"));
        }
        let times = self.samples.iter().map(|sample| sample.at);
        let times = times.chain(self.overrides.iter().map(|mark| mark.at));
        let heights = self.samples.iter().flat_map(|sample| [sample.used(), sample.total]);
        let frame = Frame {
            size,
            keys,
            x: Scale::times(covered(self.hours, times), width.labels_max()),
            x_label: TIME_OF_DAY,
            y: Scale::amounts(heights, 5),
            y_label: &self.unit,
            above_px: 0.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            if self.samples.is_empty() {
                plot.nothing();
            }
            for layer in (0..self.layers.len()).filter(|_| !self.samples.is_empty()) {
                let below = match layer {
                    0 => self.edge(&plot, |_| 0.0),
                    _ => self.edge(&plot, |sample| sample.used_to(layer - 1)),
                };
                let above = self.edge(&plot, |sample| sample.used_to(layer));
                let outline: Vec<Place> = above.into_iter().chain(below.into_iter().rev()).collect();
                pen.fill(&outline, Ink::of_layer(layer), LAYER_OPACITY);
            }
            // A thin line of paper keeps the layers apart where their colours look alike.
            for layer in 0..self.layers.len().saturating_sub(1) {
                pen.line(&self.edge(&plot, |sample| sample.used_to(layer)), Ink::Paper, 0.8);
            }
            pen.line(&self.edge(&plot, |sample| sample.total), Ink::Text, 1.8);
            for ((x, y), number) in self.marks(&plot) {
                pen.mark(Mark::Triangle, (x, y - 2.0), Ink::Alert);
                if number > 1 {
                    pen.text(&format!("×{number}"), (x, y - 17.0), Anchor::Middle, Ink::Text, LABEL_PX);
                }
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::{CapacitySample, CapacityUse, OverrideMark};
    use crate::figure::{Figure, Width};
    use crate::number::TimeOfDay;

    #[test]
    fn overrides_that_lie_on_one_another_are_counted() {
        let at = |hour, minute| OverrideMark { at: TimeOfDay::at(hour, minute), over_units: 20 };
        let figure = CapacityUse {
            title: String::new(),
            unit: String::new(),
            hours: None,
            layers: vec!["in use".to_owned()],
            samples: (8..20)
                .map(|hour| CapacitySample { at: TimeOfDay::at(hour, 0), used: vec![50.0], total: 100.0 })
                .collect(),
            overrides: vec![at(18, 10), at(18, 2), at(18, 3), at(12, 0)],
        };
        for width in [Width::Wide, Width::Narrow] {
            let svg = figure.svg(width);
            // One in the legend, one at noon, one for the three.
            assert_eq!(svg.matches("f-alert").count(), 3, "{svg}");
            assert_eq!((svg.matches("×3").count(), svg.matches('×').count()), (1, 1), "{svg}");
        }
    }
}
