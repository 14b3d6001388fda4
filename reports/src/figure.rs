//! Figures: plain numbers in, themed SVG out. They know nothing of where the numbers come from.

mod action_strip;
mod capacity_use;
mod comparison;
mod curve;
mod day_lines;
mod heat_map;
mod path;
mod sequence;
mod service_level;
mod shape;
mod state_diagram;
mod tornado;
mod wait_histogram;
mod xy_lines;
mod z_plot;

pub use self::action_strip::{ActionMark, ActionStrip, Lane};
pub use self::capacity_use::{CapacitySample, CapacityUse, OverrideMark};
pub use self::comparison::{Comparison, ComparisonRow};
pub use self::curve::{Curve, CurveLine};
pub use self::day_lines::{DayLine, DayLines, DayPoint, LineShape};
pub use self::heat_map::{HeatMap, HeatRow};
pub use self::sequence::{Message, SequenceDiagram};
pub use self::service_level::{ServiceLevel, ServiceLevelRow};
pub use self::state_diagram::{Phase, StateDiagram, Transition};
pub use self::tornado::{Tornado, TornadoBar};
pub use self::wait_histogram::{PercentileMark, WaitBin, WaitHistogram};
pub use self::xy_lines::{XyLine, XyLines, XyPoint};
pub use self::z_plot::{ZPlot, ZRow};

use crate::ink::style_sheet;
use crate::number::TimeOfDay;

/// How much room a figure has.
///
/// A figure is drawn once for each width, and the page shows the one that fits: scaling one
/// drawing down to a phone would make its labels too small to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// A page on a desk or on paper: 720 pixels.
    Wide,
    /// A phone: 360 pixels.
    Narrow,
}

/// Something that can be drawn.
///
/// A drawing is a function of the figure alone: the same figure gives the same bytes, and every
/// figure can be drawn, an empty one too.
pub trait Figure {
    /// What the figure shows, as its title for a screen reader.
    fn title(&self) -> &str;

    /// What can be seen in it, in words with numbers.
    fn description(&self) -> String;

    /// The figure as an SVG element.
    fn svg(&self, width: Width) -> String;
}

/// The hours of the day that a figure covers, so that figures on a page can share their axis.
///
/// A value outside them is not cut off: the axis grows to hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first hour shown.
    pub from: TimeOfDay,
    /// The last hour shown.
    pub to: TimeOfDay,
}

/// A figure as a file of its own: with the style sheet for light and dark that a page would bring.
pub fn standalone(figure: &dyn Figure, width: Width) -> String {
    let svg = figure.svg(width);
    let (head, shapes) = svg.split_once('\n').unwrap_or((&svg, ""));
    // An image does not see the colour of the page around it, so it brings its own ground.
    format!("{head}\n<style>\n{}svg.figure{{background:var(--paper)}}\n</style>\n{shapes}", style_sheet())
}

impl Width {
    pub(crate) fn pixels(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 360.0,
        }
    }

    /// The number of labels that fit side by side on an axis.
    pub(crate) fn labels_max(self) -> usize {
        match self {
            Self::Wide => 12,
            Self::Narrow => 5,
        }
    }

    /// One number for a wide figure, another for a narrow one.
    pub(crate) fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}

/// The times that the axis must cover: those of the values, and at least the wanted hours.
pub(crate) fn covered(hours: Option<Hours>, times: impl Iterator<Item = TimeOfDay>) -> impl Iterator<Item = TimeOfDay> {
    let wanted = hours.into_iter().flat_map(|hours| [hours.from, hours.to]);
    times.chain(wanted)
}

/// The name of the axis that runs over the day.
pub(crate) const TIME_OF_DAY: &str = "time of day (hours:minutes)";

#[cfg(test)]
pub(crate) mod tests {
    use super::{
        ActionMark, ActionStrip, CapacitySample, CapacityUse, Comparison, ComparisonRow, DayLine, DayLines, DayPoint,
        Figure, Hours, Lane, LineShape, Message, OverrideMark, PercentileMark, Phase, SequenceDiagram, ServiceLevel,
        ServiceLevelRow, StateDiagram, Transition, WaitBin, WaitHistogram, Width, XyLine, XyLines, XyPoint, ZPlot,
        ZRow, standalone,
    };
    use crate::markup::tests::first_fault;
    use crate::number::{Estimate, Interval, TimeOfDay};

    /// Words that would break the markup if they were not escaped.
    pub(crate) const SHARP: &str = "<b> & \"Q&A\" 'x'</text>";

    fn half_hour(index: u32) -> TimeOfDay {
        TimeOfDay::at(8, index * 30)
    }

    /// One figure of each kind with as many points as asked for; every third has no value.
    pub(crate) fn one_of_each(points: u32) -> Vec<Box<dyn Figure>> {
        let hours = (points > 2).then_some(Hours { from: TimeOfDay::at(7, 0), to: TimeOfDay::at(26, 0) });
        let value = |index: u32| (index % 3 != 2).then_some(f64::from(index * index));
        let line = |shape| DayLine {
            name: SHARP.to_owned(),
            shape,
            points: (0..points)
                .map(|index| DayPoint {
                    at: half_hour(index),
                    value: value(index),
                    band: value(index).map(|value| Interval::new(value - 1.0, value + 1.0)),
                })
                .collect(),
        };
        let share = |index: u32| {
            let share = 0.6 + f64::from(index % 5) / 10.0;
            value(index).map(|_| Estimate::between(share, share - 0.05, share + 0.05))
        };
        let curve = |shape| XyLine {
            name: SHARP.to_owned(),
            shape,
            points: (0..points)
                .map(|index| XyPoint {
                    x: f64::from(index),
                    y: f64::from(index * index),
                    band: value(index).map(|value| Interval::new(value - 1.0, value + 1.0)),
                })
                .collect(),
        };
        let mark = |index| ActionMark { at: half_hour(index), refused: index % 2 == 1 };
        vec![
            Box::new(DayLines {
                title: SHARP.to_owned(),
                unit: SHARP.to_owned(),
                hours,
                lines: vec![line(LineShape::Straight), line(LineShape::Step)],
            }),
            Box::new(WaitHistogram {
                title: SHARP.to_owned(),
                unit: SHARP.to_owned(),
                measure: SHARP.to_owned(),
                bins: (0..points)
                    .map(|index| WaitBin {
                        from_s: f64::from(index) * 10.0,
                        to_s: f64::from(index + 1) * 10.0,
                        count: 1000 / u64::from(index * index * 4 + 1),
                    })
                    .collect(),
                longer: u64::from(points / 2),
                marks: (0..points.min(4))
                    .map(|index| PercentileMark { name: SHARP.to_owned(), at_s: f64::from(index) * 17.0 })
                    .collect(),
            }),
            Box::new(ServiceLevel {
                title: SHARP.to_owned(),
                unit: SHARP.to_owned(),
                hours,
                target: (points != 1).then_some(0.8),
                rows: (0..points)
                    .map(|index| ServiceLevelRow {
                        from: half_hour(index),
                        to: half_hour(index + 1),
                        level: share(index),
                    })
                    .collect(),
            }),
            Box::new(CapacityUse {
                title: SHARP.to_owned(),
                unit: SHARP.to_owned(),
                hours,
                layers: vec![SHARP.to_owned(), SHARP.to_owned()],
                samples: (0..points)
                    .map(|index| CapacitySample { at: half_hour(index), used: vec![f64::from(index), 2.0], total: 9.0 })
                    .collect(),
                overrides: (0..points).map(|index| OverrideMark { at: half_hour(index), over_units: index }).collect(),
            }),
            Box::new(ActionStrip {
                title: SHARP.to_owned(),
                hours,
                lanes: (0..points.min(5))
                    .map(|_| Lane { name: SHARP.to_owned(), marks: (0..points).map(mark).collect() })
                    .collect(),
            }),
            Box::new(StateDiagram {
                title: SHARP.to_owned(),
                transitions: every_transition()
                    .take(points as usize)
                    .enumerate()
                    .map(|(count, (from, to))| Transition { from, to, count: count as u64 })
                    .collect(),
            }),
            Box::new(SequenceDiagram {
                title: SHARP.to_owned(),
                messages: (0..points)
                    .map(|index| Message {
                        at: format!("{index} s"),
                        from: format!("{SHARP} {}", index % 3),
                        to: format!("{SHARP} {}", index % 4),
                        words: SHARP.repeat(1 + index as usize % 5),
                        refused: index % 2 == 1,
                    })
                    .collect(),
                notes: vec![SHARP.to_owned(); points.min(2) as usize],
            }),
            Box::new(XyLines {
                title: SHARP.to_owned(),
                x_unit: SHARP.to_owned(),
                y_unit: SHARP.to_owned(),
                lines: vec![curve(Some(LineShape::Step)), curve(Some(LineShape::Straight)), curve(None)],
            }),
            Box::new(ZPlot {
                title: SHARP.to_owned(),
                limit: 4.0,
                rows: (0..points)
                    .map(|index| ZRow {
                        name: SHARP.to_owned(),
                        z: vec![f64::from(index) - 2.0, f64::NAN, f64::INFINITY, -9.0],
                    })
                    .collect(),
            }),
            Box::new(Comparison {
                title: SHARP.to_owned(),
                unit: SHARP.to_owned(),
                hours,
                rows: (0..points)
                    .map(|index| ComparisonRow {
                        from: half_hour(index),
                        to: half_hour(index + 1),
                        logged: value(index + 1),
                        simulated: share(index),
                    })
                    .collect(),
            }),
        ]
    }

    /// Every pair of phases, the ones that the chart has no line for among them.
    fn every_transition() -> impl Iterator<Item = (Phase, Phase)> {
        const PHASES: [Phase; 7] = [
            Phase::Start,
            Phase::Open,
            Phase::Offered,
            Phase::InConversation,
            Phase::Waiting,
            Phase::WrapUp,
            Phase::Closed,
        ];
        PHASES.into_iter().flat_map(|from| PHASES.map(|to| (from, to)))
    }

    #[test]
    fn the_same_figure_gives_the_same_bytes() {
        for width in [Width::Wide, Width::Narrow] {
            let drawings = || one_of_each(49).into_iter().map(move |figure| figure.svg(width));
            assert!(drawings().eq(drawings()));
        }
    }

    #[test]
    fn every_drawing_is_well_formed_whatever_the_words_and_however_few_the_points() {
        for points in [0, 1, 2, 3, 49] {
            for figure in one_of_each(points) {
                for width in [Width::Wide, Width::Narrow] {
                    for svg in [figure.svg(width), standalone(&*figure, width)] {
                        assert_eq!(first_fault(&svg), None, "{points} points:\n{svg}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_that_cannot_be_drawn_do_no_harm() {
        for value in [f64::NAN, f64::INFINITY, f64::MIN, f64::MAX, 1e-300] {
            let estimate = Some(Estimate::between(value, -value, value));
            let at = TimeOfDay::from_seconds(u32::MAX);
            let figures: [Box<dyn Figure>; 6] = [
                Box::new(DayLines {
                    title: String::new(),
                    unit: String::new(),
                    hours: None,
                    lines: vec![DayLine {
                        name: String::new(),
                        shape: LineShape::Step,
                        points: vec![DayPoint { at, value: Some(value), band: Some(Interval::new(value, -value)) }; 2],
                    }],
                }),
                Box::new(WaitHistogram {
                    title: String::new(),
                    unit: String::new(),
                    measure: String::new(),
                    bins: vec![WaitBin { from_s: 0.0, to_s: value, count: u64::MAX / 2 }],
                    longer: u64::MAX / 2,
                    marks: vec![PercentileMark { name: String::new(), at_s: value }],
                }),
                Box::new(ServiceLevel {
                    title: String::new(),
                    unit: String::new(),
                    hours: None,
                    target: Some(value),
                    rows: vec![ServiceLevelRow { from: at, to: at, level: estimate }],
                }),
                Box::new(CapacityUse {
                    title: String::new(),
                    unit: String::new(),
                    hours: None,
                    layers: vec![String::new(); 6],
                    samples: vec![CapacitySample { at, used: vec![value], total: value }],
                    overrides: Vec::new(),
                }),
                Box::new(XyLines {
                    title: String::new(),
                    x_unit: String::new(),
                    y_unit: String::new(),
                    lines: vec![XyLine {
                        name: String::new(),
                        shape: Some(LineShape::Step),
                        points: vec![XyPoint { x: value, y: value, band: Some(Interval::new(value, -value)) }; 2],
                    }],
                }),
                Box::new(Comparison {
                    title: String::new(),
                    unit: String::new(),
                    hours: None,
                    rows: vec![ComparisonRow { from: at, to: at, logged: Some(value), simulated: estimate }],
                }),
            ];
            for figure in figures {
                assert_eq!(first_fault(&figure.svg(Width::Wide)), None);
            }
        }
    }
}
