//! When the conversations of a source arrive, checked: pieces of time with what is expected in each.

use crate::sample::Plain;
use crate::scenario::build::{ARRIVALS_MAX, At, Checked, DayOf};
use crate::scenario::spec::{ArrivalSpec, BusynessSpec};
use crate::scenario::{Arrivals, Busyness, Piece, Traced};
use crate::tick::{Span, Tick};

/// The largest coefficient of variation of busyness.
const CV_MAX: f64 = 3.0;

impl DayOf<'_> {
    pub(super) fn arrivals(&self, spec: &ArrivalSpec, at: &At) -> Checked<Arrivals> {
        let ways = [spec.per_interval.is_some(), spec.profile.is_some(), spec.per_hour.is_some(), spec.trace.is_some()];
        match ways.iter().filter(|way| **way).count() {
            1 => {}
            0 => {
                return at.refuse(
                    "nothing says when they arrive, expected one of `per_interval`, `profile`, `per_hour`, `trace`"
                        .to_owned(),
                );
            }
            _ => {
                let key = if ways[3] {
                    "trace"
                } else if ways[2] {
                    "per_hour"
                } else {
                    "profile"
                };
                return at.key(key).refuse(
                    "arrivals are given twice, expected one of `per_interval`, `profile`, `per_hour`, `trace`"
                        .to_owned(),
                );
            }
        }
        let days = self.days_of(spec.weekdays.as_ref(), at)?;
        let factors = self.day_factors(spec, at)?;
        let on = |day: u32| if days.contains(&day) { factors.get(day as usize).copied().unwrap_or(1.0) } else { 0.0 };
        if let Some(means) = &spec.per_interval {
            self.one_per_interval(means, &at.key("per_interval"), "rate")?;
            return Ok(Arrivals::Poisson(self.pieces(on, |place| means[place % means.len()])));
        }
        if let Some(profile) = &spec.profile {
            let here = at.key("profile");
            let total = here.number("total", profile.total, 0.0, ARRIVALS_MAX)?;
            self.one_per_interval(&profile.shape, &here.key("shape"), "weight")?;
            let sum: f64 = profile.shape.iter().sum();
            if sum <= 0.0 && total > 0.0 {
                return here.key("shape").refuse("every weight is 0, expected at least one above 0".to_owned());
            }
            let mean = |weight: f64| if sum > 0.0 { total * weight / sum } else { 0.0 };
            return Ok(Arrivals::Poisson(self.pieces(on, |place| mean(profile.shape[place % profile.shape.len()]))));
        }
        if let Some(rate) = spec.per_hour {
            let rate = at.number("per_hour", rate, 0.0, ARRIVALS_MAX)?;
            let mut pieces = self.pieces(on, |_| 0.0);
            for piece in &mut pieces {
                piece.mean = rate * piece.to.since(piece.from).seconds() / 3_600.0 * on(piece.day);
            }
            return Ok(Arrivals::Poisson(pieces));
        }
        let mut rows: Vec<Traced> = Vec::new();
        for (number, row) in spec.trace.iter().flatten().enumerate() {
            let here = at.key("trace").index(number);
            let span = here.number("at_s", row.at_s, self.from.seconds(), self.to.seconds())?;
            let arrival = Tick::ZERO + Span::from_seconds(span);
            if rows.last().is_some_and(|last| last.at > arrival) {
                return here.key("at_s").refuse(format!(
                    "`at_s` is {}, expected a time from {} on, the one before it",
                    row.at_s,
                    rows[number - 1].at.seconds()
                ));
            }
            let span = |key: &str, value: Option<f64>| value.map(|value| here.seconds(key, value)).transpose();
            rows.push(Traced {
                at: arrival,
                handling: span("handling_s", row.handling_s)?,
                patience: span("patience_s", row.patience_s)?,
            });
        }
        Ok(Arrivals::Trace(rows))
    }

    /// The intervals of every day, as the clock shows them, with what `mean` expects in the so-manieth of all.
    fn pieces(&self, factor: impl Fn(u32) -> f64, mean: impl Fn(usize) -> f64) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.count * self.calendar.days() as usize);
        for day in 0..self.calendar.days() {
            let mut from = self.calendar.at(day, self.opens);
            let closes = self.calendar.at(day, self.closes);
            for place in 0..self.count {
                let end = self.opens.since_midnight() + Span::from_micros(self.interval.micros() * (place as u64 + 1));
                let to = self.calendar.after_midnight(day, end).min(closes).max(from);
                let mean = mean(day as usize * self.count + place) * factor(day);
                pieces.push(Piece { from, to, mean: if to > from { mean } else { 0.0 }, day });
                from = to;
            }
        }
        pieces
    }

    fn day_factors(&self, spec: &ArrivalSpec, at: &At) -> Checked<Vec<f64>> {
        let Some(factors) = &spec.day_factors else { return Ok(Vec::new()) };
        let here = at.key("day_factors");
        let days = self.calendar.days() as usize;
        if factors.len() != days {
            return here.refuse(format!("{} factors for {days} days, expected one per day", factors.len()));
        }
        match factors.iter().position(|factor| !(0.0..=1_000.0).contains(factor)) {
            None => Ok(factors.clone()),
            Some(place) => here
                .index(place)
                .refuse(format!("the factor of a day is {}, expected a number from 0 to 1000", Plain(factors[place]))),
        }
    }

    /// How busy days are, of a source or of all.
    pub(super) fn busyness(&self, spec: Option<&BusynessSpec>, at: &At) -> Checked<Option<Busyness>> {
        let Some(spec) = spec else { return Ok(None) };
        let here = at.key("busyness");
        Ok(Some(Busyness {
            cv: here.number("cv", spec.cv, 0.0, CV_MAX)?,
            day_to_day: here.number("day_to_day", spec.day_to_day, -0.99, 0.99)?,
            interval_cv: here.number("interval_cv", spec.interval_cv, 0.0, CV_MAX)?,
        }))
    }

    /// One number for each interval of a day, or of all days.
    fn one_per_interval(&self, numbers: &[f64], at: &At, what: &str) -> Checked<()> {
        let all = self.count * self.calendar.days() as usize;
        if numbers.len() != self.count && numbers.len() != all {
            let or_all =
                if all == self.count { String::new() } else { format!(", or one for each of the {all} of all days") };
            return at.refuse(format!(
                "{} {what}s for the {} intervals of {} minutes from {} to {}, expected one {what} per interval{or_all}",
                numbers.len(),
                self.count,
                self.interval.seconds() / 60.0,
                self.opens,
                self.closes,
            ));
        }
        match numbers.iter().position(|number| !(0.0..=ARRIVALS_MAX).contains(number)) {
            None => Ok(()),
            Some(place) => at.index(place).refuse(format!(
                "the {what} of an interval is {}, expected a number from 0 to {ARRIVALS_MAX}",
                Plain(numbers[place])
            )),
        }
    }
}
