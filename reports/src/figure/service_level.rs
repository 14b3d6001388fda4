//! The service level by interval, with how sure we are of it, against the target.

use crate::canvas::{Mark, document, drawn};
use crate::figure::{Figure, Hours, TIME_OF_DAY, Width, covered};
use crate::ink::Ink;
use crate::number::{Estimate, Interval, TimeOfDay, percent};
use crate::plot::{Frame, Key, Sample};
use crate::scale::Scale;

/// The share that was served in time, interval by interval.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceLevel {
    /// What the figure shows.
    pub title: String,
    /// The definition with its denominator, "% of accepted conversations answered within 20 s":
    /// the name of the upright axis, which is in percent.
    pub unit: String,
    /// The hours to show at least.
    pub hours: Option<Hours>,
    /// The share that is aimed at, from 0 to 1.
    pub target: Option<f64>,
    /// The intervals of the day, in the order of time.
    pub rows: Vec<ServiceLevelRow>,
}

/// One interval of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceLevelRow {
    /// When the interval begins.
    pub from: TimeOfDay,
    /// When the interval ends.
    pub to: TimeOfDay,
    /// The share, from 0 to 1; none if nothing happened, so that there is no denominator.
    pub level: Option<Estimate>,
}

/// What an interval says about the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Met,
    Missed,
    /// The interval of confidence holds the target.
    Undecided,
    /// There is no target, or no interval of confidence.
    Unjudged,
}

impl Verdict {
    fn look(self) -> (Mark, Ink) {
        match self {
            Self::Met | Self::Unjudged => (Mark::Disc, Ink::Blue),
            Self::Missed => (Mark::Diamond, Ink::Alert),
            Self::Undecided => (Mark::Ring, Ink::Blue),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Met => "above the target",
            Self::Missed => "below the target",
            Self::Undecided => "too close to tell",
            Self::Unjudged => "service level",
        }
    }
}

impl ServiceLevel {
    fn verdict(&self, level: Estimate) -> Verdict {
        let Some(target) = self.target else {
            return Verdict::Unjudged;
        };
        match level.interval.and_then(Interval::finite) {
            None => Verdict::Unjudged,
            Some(interval) if interval.low() >= target => Verdict::Met,
            Some(interval) if interval.high() < target => Verdict::Missed,
            Some(_) => Verdict::Undecided,
        }
    }

    fn levels(&self) -> impl Iterator<Item = (&ServiceLevelRow, Estimate, Verdict)> {
        self.rows.iter().filter_map(|row| {
            let level = row.level.filter(|level| level.value.is_finite())?;
            Some((row, level, self.verdict(level)))
        })
    }

    /// The verdicts that occur, with how often, in the order of the legend.
    fn verdicts(&self) -> Vec<(Verdict, usize)> {
        [Verdict::Met, Verdict::Undecided, Verdict::Missed, Verdict::Unjudged]
            .into_iter()
            .map(|verdict| {
                let times = self.levels().filter(|(_, _, found)| *found == verdict).count();
                (verdict, times)
            })
            .filter(|(_, times)| *times > 0)
            .collect()
    }
}

impl Figure for ServiceLevel {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let target = self.target.map_or("no target".to_owned(), |target| format!("target {}", percent(target)));
        let verdicts: Vec<String> =
            self.verdicts().iter().map(|(verdict, times)| format!("{times} {}", verdict.name())).collect();
        let verdicts = if verdicts.is_empty() { "no data".to_owned() } else { verdicts.join(", ") };
        let lowest = self
            .levels()
            .reduce(|lowest, next| if next.1.value < lowest.1.value { next } else { lowest })
            .map(|(row, level, _)| format!(" Lowest: {} at {}.", percent(level.value), row.from));
        format!("{}, by interval of the day; {target}. Intervals: {verdicts}.{}", self.unit, lowest.unwrap_or_default(),)
    }

    fn svg(&self, width: Width) -> String {
        let size = (width.pixels(), width.pick(310.0, 320.0));
        let mut keys: Vec<Key> = self
            .verdicts()
            .into_iter()
            .map(|(verdict, _)| {
                let (mark, ink) = verdict.look();
                Key::new(Sample::Mark(mark, ink), verdict.name())
            })
            .collect();
        if let Some(target) = self.target {
            keys.push(Key::new(Sample::Line(Ink::Slate), format!("target {}", percent(target))));
        }
        let times = self.rows.iter().flat_map(|row| [row.from, row.to]);
        let frame = Frame {
            size,
            keys,
            x: Scale::times(covered(self.hours, times), width.labels_max()),
            x_label: TIME_OF_DAY,
            y: Scale::shares(),
            y_label: &self.unit,
            above_px: 4.0,
        };
        let shapes = drawn(size, |pen| {
            let plot = frame.draw(pen);
            if let Some(target) = self.target.filter(|target| target.is_finite()) {
                let from = plot.place(frame.x.low(), target);
                let to = plot.place(frame.x.high(), target);
                pen.line(&[from, to], Ink::Slate, 1.6);
            }
            for (row, level, verdict) in self.levels() {
                let middle = (row.from.hours() + row.to.hours()) / 2.0;
                let (mark, ink) = verdict.look();
                if let Some(interval) = level.interval.and_then(Interval::finite) {
                    let (x, top) = plot.place(middle, interval.high());
                    let (_, bottom) = plot.place(middle, interval.low());
                    pen.line(&[(x, top), (x, bottom)], ink, 1.4);
                    for y in [top, bottom] {
                        pen.line(&[(x - 3.0, y), (x + 3.0, y)], ink, 1.4);
                    }
                }
                pen.mark(mark, plot.place(middle, level.value), ink);
            }
            if self.levels().next().is_none() {
                plot.nothing();
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::{ServiceLevel, Verdict};
    use crate::number::Estimate;

    #[test]
    fn an_interval_that_holds_the_target_decides_nothing() {
        let figure =
            |target| ServiceLevel { title: String::new(), unit: String::new(), hours: None, target, rows: Vec::new() };
        let aimed = figure(Some(0.8));
        let cases = [
            (Estimate::between(0.85, 0.80, 0.90), Verdict::Met),
            (Estimate::between(0.85, 0.79, 0.91), Verdict::Undecided),
            (Estimate::between(0.75, 0.70, 0.80), Verdict::Undecided),
            (Estimate::between(0.75, 0.71, 0.79), Verdict::Missed),
            (Estimate::exact(0.75), Verdict::Unjudged),
        ];
        for (level, verdict) in cases {
            assert_eq!(aimed.verdict(level), verdict, "{level:?}");
        }
        assert_eq!(figure(None).verdict(Estimate::between(0.9, 0.8, 1.0)), Verdict::Unjudged);
    }
}
