//! Laws given by a curve: survival that falls from point to point, a hazard that changes in steps.

use crate::sample::HazardStep;

/// A survival curve of straight lines with an exponential tail.
///
/// **Invariant:** the first point is (0, 1); times do not fall, shares do not rise.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SurvivalCurve {
    points: Vec<[f64; 2]>,
    tail_mean: f64,
}

impl SurvivalCurve {
    /// Puts the start, where everybody is left, in front of checked points.
    pub(super) fn new(given: &[[f64; 2]], tail_mean: f64) -> Self {
        let mut points = Vec::with_capacity(given.len() + 1);
        points.push([0.0, 1.0]);
        points.extend_from_slice(given);
        Self { points, tail_mean }
    }

    /// The mean time: the area under the curve.
    pub(super) fn mean(&self) -> f64 {
        let area: f64 =
            self.points.windows(2).map(|pair| (pair[1][0] - pair[0][0]) * (pair[0][1] + pair[1][1]) / 2.0).sum();
        area + self.points[self.points.len() - 1][1] * self.tail_mean
    }

    /// The time at which the curve reaches `share`, which lies between 0 and 1 and is neither.
    pub(super) fn time(&self, share: f64) -> f64 {
        let index = self.points.partition_point(|point| point[1] > share);
        if index == self.points.len() {
            let [last_time, last_share] = self.points[index - 1];
            return last_time + self.tail_mean * -libm::log(share / last_share);
        }
        // The first point is (0, 1), so there is a point before this one with a higher share.
        let ([from, high], [until, low]) = (self.points[index - 1], self.points[index]);
        from + (until - from) * (high - share) / (high - low)
    }
}

/// A piecewise constant hazard.
///
/// **Invariant:** the first step starts at 0, starts rise, the last rate is above zero.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HazardCurve {
    pieces: Vec<HazardPiece>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct HazardPiece {
    from: f64,
    rate: f64,
    /// The hazard summed up from 0 to the start of the piece.
    cumulative: f64,
}

impl HazardCurve {
    /// Sums up the hazard of checked steps.
    pub(super) fn new(steps: &[HazardStep]) -> Self {
        let mut pieces: Vec<HazardPiece> = Vec::with_capacity(steps.len());
        for step in steps {
            let cumulative =
                pieces.last().map_or(0.0, |before| before.cumulative + before.rate * (step.from_s - before.from));
            pieces.push(HazardPiece { from: step.from_s, rate: step.rate_per_s, cumulative });
        }
        Self { pieces }
    }

    /// The mean time: the area under the survival curve, piece by piece.
    pub(super) fn mean(&self) -> f64 {
        let areas = self.pieces.iter().enumerate().map(|(index, piece)| {
            let left = libm::exp(-piece.cumulative);
            match self.pieces.get(index + 1) {
                None => left / piece.rate,
                Some(next) if piece.rate == 0.0 => left * (next.from - piece.from),
                Some(next) => left * -libm::expm1(-piece.rate * (next.from - piece.from)) / piece.rate,
            }
        });
        areas.sum()
    }

    /// The time at which the cumulative hazard reaches `level`, which is above zero.
    pub(super) fn time(&self, level: f64) -> f64 {
        // The last piece that starts below the level has a rate above zero: the next piece starts at
        // or above the level, so the hazard grows in this one, or this one is the last.
        let index = self.pieces.partition_point(|piece| piece.cumulative < level);
        let piece = self.pieces[index.max(1) - 1];
        piece.from + (level - piece.cumulative) / piece.rate
    }
}
