//! How long people waited: a histogram with marks at its percentiles.

use crate::canvas::{Anchor, LABEL_PX, Pen, document, drawn, text_width};
use crate::figure::{Figure, Width};
use crate::ink::Ink;
use crate::number::{count, seconds};
use crate::plot::{Frame, Plot};
use crate::scale::Scale;

/// Room above the plot for the label of one mark.
const MARK_ROW_PX: f64 = 17.0;
/// Room at the right end of the axis for the label of those who waited longer.
const LONGER_PX: f64 = 60.0;

/// How many waited how long.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitHistogram {
    /// What the figure shows.
    pub title: String,
    /// What is counted, "conversations accepted": the name of the upright axis.
    pub unit: String,
    /// What is measured, "wait until accepted": the name of the level axis; its unit is added.
    pub measure: String,
    /// The bins, shortest waits first.
    pub bins: Vec<WaitBin>,
    /// How many waited longer than the last bin holds.
    pub longer: u64,
    /// The percentiles to mark; four can be read, more cannot.
    pub marks: Vec<PercentileMark>,
}

/// The waits from one duration, included, to another, excluded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitBin {
    /// The shortest wait in the bin, in seconds.
    pub from_s: f64,
    /// Where the next bin begins, in seconds.
    pub to_s: f64,
    /// How many waited so long.
    pub count: u64,
}

/// A percentile of the waits.
#[derive(Clone, Debug, PartialEq)]
pub struct PercentileMark {
    /// What it is called: "median", "95 %".
    pub name: String,
    /// The wait that so many did not exceed, in seconds.
    pub at_s: f64,
}

impl WaitHistogram {
    /// Sorts waits, in seconds, into bins of equal width up to a longest one; later waits are
    /// counted as `longer`.
    ///
    /// A wait that is not a number is counted nowhere, so do not pass one.
    pub fn bins(waits_s: &[f64], bin_s: f64, longest_s: f64) -> (Vec<WaitBin>, u64) {
        assert!(bin_s > 0.0, "a bin has a width");
        let number = (longest_s / bin_s).ceil().clamp(1.0, 1000.0) as usize;
        let mut bins: Vec<WaitBin> = (0..number)
            .map(|index| WaitBin { from_s: index as f64 * bin_s, to_s: (index + 1) as f64 * bin_s, count: 0 })
            .collect();
        let mut longer = 0;
        for &wait_s in waits_s.iter().filter(|wait_s| !wait_s.is_nan()) {
            match bins.get_mut((wait_s / bin_s).floor() as usize) {
                Some(bin) => bin.count += 1,
                None => longer += 1,
            }
        }
        (bins, longer)
    }

    fn counts(&self) -> impl Iterator<Item = u64> {
        self.bins.iter().map(|bin| bin.count).chain([self.longer])
    }

    /// The longest wait that a bin holds.
    fn longest_s(&self) -> f64 {
        self.bins.iter().map(|bin| bin.to_s).fold(0.0, f64::max)
    }

    fn total(&self) -> u64 {
        self.counts().sum()
    }

    /// The height at which the tallest bar is cut, when it would flatten all others.
    ///
    /// Where most are answered at once, the first bar is often ten times as tall as the second.
    fn cut_above(&self) -> Option<u64> {
        let mut counts: Vec<u64> = self.counts().collect();
        counts.sort_unstable();
        match counts[..] {
            [.., second, tallest] if second > 0 && tallest / second >= 4 => Some(second * 2),
            _ => None,
        }
    }

    /// The marks that can be drawn, from left to right.
    fn marks_in_order(&self) -> Vec<&PercentileMark> {
        let mut marks: Vec<_> = self.marks.iter().filter(|mark| mark.at_s.is_finite()).collect();
        marks.sort_by(|one, other| one.at_s.total_cmp(&other.at_s));
        marks
    }
}

impl Figure for WaitHistogram {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let marks: Vec<String> =
            self.marks_in_order().iter().map(|mark| format!(" {}: {}.", mark.name, seconds(mark.at_s))).collect();
        format!(
            "{} by {}: {} in all, {} of them longer than {}.{}",
            self.unit,
            self.measure,
            count(self.total()),
            count(self.longer),
            seconds(self.longest_s()),
            marks.concat(),
        )
    }

    fn svg(&self, width: Width) -> String {
        let marks = self.marks_in_order();
        let above_px = marks.len() as f64 * MARK_ROW_PX;
        let size = (width.pixels(), width.pick(280.0, 270.0) + above_px);
        let longest_s = self.longest_s();
        let bin_s = self.bins.first().map_or(1.0, |bin| bin.to_s - bin.from_s);
        let (labelled, unit) = Scale::durations(longest_s, width.labels_max().min(8));
        let x = match self.longer {
            0 => labelled,
            _ => {
                // One more bar, with a gap before it, for those who waited longer. Its label takes
                // the place of those labels of the axis that it would touch.
                let end_s = longest_s + 1.6 * bin_s;
                labelled.extended(end_s, end_s * (1.0 - LONGER_PX / size.0))
            }
        };
        let x_label = format!("{} ({unit})", self.measure);
        let tallest = self.cut_above().unwrap_or(u64::MAX);
        let frame = Frame {
            size,
            keys: Vec::new(),
            x,
            x_label: &x_label,
            y: Scale::counts(self.counts().map(|number| number.min(tallest)), 4),
            y_label: &self.unit,
            above_px,
        };
        let shapes = drawn(size, |pen| {
            let drawing = Drawing { pen, plot: frame.draw(pen), frame: &frame };
            for bin in &self.bins {
                drawing.bar(bin, Ink::Blue);
            }
            drawing.marks(&marks);
            for bin in &self.bins {
                drawing.height_of_cut(bin);
            }
            if self.longer > 0 {
                drawing.longer(&WaitBin {
                    from_s: longest_s + 0.6 * bin_s,
                    to_s: longest_s + 1.6 * bin_s,
                    count: self.longer,
                });
            }
            if self.total() == 0 {
                drawing.plot.nothing();
            }
        });
        document(size, &self.title, &self.description(), &shapes)
    }
}

/// The parts of a histogram, drawn one after the other.
struct Drawing<'pen, 'text, 'frame> {
    pen: &'pen Pen<'text>,
    plot: Plot<'pen, 'text>,
    frame: &'frame Frame<'frame>,
}

impl Drawing<'_, '_, '_> {
    fn is_cut(&self, bin: &WaitBin) -> bool {
        bin.count as f64 > self.frame.y.high()
    }

    fn bar(&self, bin: &WaitBin, ink: Ink) {
        if bin.count == 0 {
            return;
        }
        let (left, top) = self.plot.place(bin.from_s, bin.count as f64);
        let (right, bottom) = self.plot.place(bin.to_s, 0.0);
        let gap = if right - left > 4.0 { 0.5 } else { 0.0 };
        let (left, right) = (left + gap, right - gap);
        // Even one conversation among thousands leaves a trace.
        let top = top.min(bottom - 1.0);
        self.pen.rectangle((left, top), (right, bottom), ink, 0.85);
        if self.is_cut(bin) {
            let slit = [(left, top + 26.0), (right, top + 20.0), (right, top + 24.0), (left, top + 30.0)];
            self.pen.fill(&slit, Ink::Paper, 1.0);
        }
    }

    /// The label of a mark stands to its right, below the labels of the marks before it, so that no
    /// line of a mark runs through a label.
    fn marks(&self, marks: &[&PercentileMark]) {
        let ((_, plot_top), (_, plot_bottom)) = self.plot.corners;
        let first_row = plot_top - self.frame.above_px + MARK_ROW_PX / 2.0 - 4.0;
        for (row, mark) in marks.iter().enumerate() {
            let (x, _) = self.plot.place(mark.at_s, 0.0);
            let y = first_row + MARK_ROW_PX * row as f64;
            self.pen.line(&[(x, y - 6.0), (x, plot_bottom)], Ink::Slate, 1.4);
            let label = format!("{}: {}", mark.name, seconds(mark.at_s));
            let fits = x + 5.0 + text_width(&label, LABEL_PX) <= self.frame.size.0;
            let (anchor, side) = if fits { (Anchor::Start, 5.0) } else { (Anchor::End, -5.0) };
            self.pen.text(&label, (x + side, y), anchor, Ink::Text, LABEL_PX);
        }
    }

    /// How tall a cut bar is, on a ground that clears the lines of marks below it.
    fn height_of_cut(&self, bin: &WaitBin) {
        if !self.is_cut(bin) {
            return;
        }
        let label = format!("{}, bar cut", count(bin.count));
        let (x, top) = self.plot.place(bin.to_s, self.frame.y.high());
        let (left, y) = (x + 4.0, top + 11.0);
        let right = left + text_width(&label, LABEL_PX);
        self.pen.rectangle((left, y - 8.0), (right, y + 8.0), Ink::Paper, 1.0);
        self.pen.text(&label, (left + 1.0, y), Anchor::Start, Ink::Text, LABEL_PX);
    }

    /// The bar of those who waited longer, with its count above and its label on the axis.
    fn longer(&self, bin: &WaitBin) {
        self.bar(bin, Ink::Muted);
        let (_, (right, bottom)) = self.plot.corners;
        let (_, top) = self.plot.place(bin.to_s, bin.count as f64);
        let above = (right, top.min(bottom - 1.0) - 9.0);
        let number = count(bin.count);
        self.pen.text(&number, above, Anchor::End, Ink::Muted, LABEL_PX);
        let below = (self.frame.size.0 - 2.0, bottom + 13.0);
        self.pen.text("longer", below, Anchor::End, Ink::Muted, LABEL_PX);
    }
}

#[cfg(test)]
mod tests {
    use super::{WaitBin, WaitHistogram};

    fn histogram(counts: &[u64], longer: u64) -> WaitHistogram {
        let bins = counts.iter().enumerate().map(|(index, &count)| WaitBin {
            from_s: index as f64 * 10.0,
            to_s: (index + 1) as f64 * 10.0,
            count,
        });
        WaitHistogram {
            title: String::new(),
            unit: String::new(),
            measure: String::new(),
            bins: bins.collect(),
            longer,
            marks: Vec::new(),
        }
    }

    #[test]
    fn a_wait_falls_into_the_bin_that_begins_with_it() {
        let waits_s = [0.0, 9.9, 10.0, 29.9, 30.0, f64::INFINITY, f64::NAN];
        let (bins, longer) = WaitHistogram::bins(&waits_s, 10.0, 30.0);
        let counts: Vec<u64> = bins.iter().map(|bin| bin.count).collect();
        assert_eq!((counts, longer), (vec![2, 1, 1], 2));
    }

    #[test]
    fn only_a_bar_that_would_flatten_all_others_is_cut() {
        assert_eq!(histogram(&[400, 100, 20], 3).cut_above(), Some(200));
        assert_eq!(histogram(&[399, 100, 20], 3).cut_above(), None);
        assert_eq!(histogram(&[400], 0).cut_above(), None);
        assert_eq!(histogram(&[], 0).cut_above(), None);
    }
}
