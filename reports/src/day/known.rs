//! Values known from elsewhere beside the simulated ones: does the simulation agree?

use switchboard_sims::results::{Expected, Measure, Unit};
use switchboard_sims::statistics::student_t_95;

use crate::day::DayReport;
use crate::day::numbers::Part;
use crate::number::{Estimate, amount};
use crate::page::Section;
use crate::table::{Cell, Column, Table};

/// From how many standard errors on a difference is no chance: of two hundred values, one beyond it is a surprise.
const DISAGREES: f64 = 4.0;

/// A known value and the simulated one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared<'a> {
    /// What is known, and from where.
    pub expected: &'a Expected,
    /// What was simulated; none where nothing was counted.
    pub simulated: Option<Estimate>,
    /// The difference, simulated less known, in standard errors over replications; none without a spread.
    pub z: Option<f64>,
}

impl Compared<'_> {
    /// The decimals that tell the interval with two digits: of percent where it is a share.
    fn decimals(&self) -> usize {
        let interval = self.simulated.and_then(|estimate| estimate.interval);
        let half = interval.map_or(0.0, |interval| (interval.high() - interval.low()) / 2.0 * self.scale());
        if half > 0.0 { (1.0 - half.log10().floor()).clamp(0.0, 6.0) as usize } else { 3 }
    }

    fn scale(&self) -> f64 {
        if self.expected.measure.unit() == Unit::Share { 100.0 } else { 1.0 }
    }

    fn unit(&self) -> &'static str {
        match self.expected.measure.unit() {
            Unit::Share => "\u{a0}%",
            Unit::Seconds => "\u{a0}s",
            Unit::Count | Unit::Level => "",
        }
    }

    /// The known value with as many decimals as the simulated one.
    pub fn known_words(&self) -> String {
        format!("{}{}", amount(self.expected.value * self.scale(), self.decimals()), self.unit())
    }

    /// The simulated value with its interval: `3.149 % [3.120, 3.178]`.
    pub fn simulated_words(&self) -> String {
        let Some(estimate) = self.simulated else { return "–".to_owned() };
        let (scale, decimals) = (self.scale(), self.decimals());
        let ends = estimate.interval.map_or_else(String::new, |interval| {
            format!(
                " [{},\u{a0}{}]",
                amount(interval.low() * scale, decimals),
                amount(interval.high() * scale, decimals)
            )
        });
        format!("{}{}{ends}", amount(estimate.value * scale, decimals), self.unit())
    }

    /// The difference in standard errors.
    pub fn z_words(&self) -> String {
        self.z.map_or_else(|| "–".to_owned(), |z| amount(z, 1))
    }
}

impl<'a> DayReport<'a> {
    /// The values that the scenario knows beside the simulated ones.
    pub fn compared(&self) -> Vec<Compared<'a>> {
        let one = |expected: &'a Expected| {
            let numbers = self.numbers(expected.measure, Part::DAY);
            let error = numbers.and_then(|numbers| {
                let degrees = (self.results().days.len() as u64).checked_sub(1).filter(|degrees| *degrees > 0)?;
                Some(numbers.half_width? / student_t_95(degrees)).filter(|error| *error > 0.0)
            });
            let simulated = numbers.map(|numbers| numbers.estimate);
            let z = simulated.zip(error).map(|(simulated, error)| (simulated.value - expected.value) / error);
            Compared { expected, simulated, z }
        };
        self.results().setting.expected.iter().map(one).collect()
    }

    /// Whether they agree, in a sentence; none where nothing is known.
    pub(crate) fn agreement(&self) -> Option<String> {
        let compared = self.compared();
        if compared.is_empty() {
            return None;
        }
        let known = match compared.len() {
            1 => "the known value".to_owned(),
            number => format!("the {number} known values"),
        };
        let told: Vec<(Measure, f64)> =
            compared.iter().filter_map(|one| Some((one.expected.measure, one.z?))).collect();
        let farthest = told.iter().copied().reduce(|far, next| if next.1.abs() > far.1.abs() { next } else { far });
        let Some((measure, z)) = farthest.filter(|_| told.len() == compared.len()) else {
            return Some(format!(
                "Whether the simulation agrees with {known} cannot be told: there is no standard error without at least \
                 two replications with cases."
            ));
        };
        let far = told.iter().filter(|(_, z)| z.abs() >= DISAGREES).count();
        let inside = compared
            .iter()
            .filter(|one| {
                let interval = one.simulated.and_then(|estimate| estimate.interval);
                interval.is_some_and(|interval| (interval.low()..=interval.high()).contains(&one.expected.value))
            })
            .count();
        let (verdict, off) = match far {
            0 => ("agrees", "none is".to_owned()),
            1 => ("does not agree", "1 is".to_owned()),
            _ => ("does not agree", format!("{far} are")),
        };
        Some(format!(
            "The simulation {verdict} with {known}: {off} {DISAGREES:.0} standard errors off or more, and {inside} of {} \
             lie in the 95\u{a0}% interval. The farthest is {}, {} standard errors off.",
            compared.len(),
            lower(measure.name()),
            amount(z.abs(), 1),
        ))
    }

    /// The table behind that sentence.
    pub(crate) fn known_section(&self) -> Option<Section> {
        let compared = self.compared();
        if compared.is_empty() {
            return None;
        }
        let mut table = Table::new(
            "Known values and simulated ones, with the 95 % interval over replications.",
            [
                Column::new("Measure"),
                Column::new("Known"),
                Column::new("Simulated"),
                Column::defined("Difference", "in standard errors"),
                Column::new("Known from"),
            ],
        );
        for one in &compared {
            table = table.row([
                Cell::text(one.expected.measure.name()),
                Cell::Written(one.known_words()),
                Cell::Written(one.simulated_words()),
                Cell::Written(one.z_words()),
                Cell::text(&*one.expected.source),
            ]);
        }
        let rule = format!(
            "The scenario names values that are known from elsewhere. A simulated one disagrees when it is {DISAGREES:.0} \
             standard errors off or more, which chance alone hardly ever does."
        );
        Some(Section::new("Does it agree with what is known?").words(rule).table(table))
    }
}

/// A name inside a sentence.
fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use switchboard_sims::results::{Measure, Results, Scope};
    use switchboard_sims::scenario::Scenario;
    use switchboard_sims::statistics::student_t_95;
    use switchboard_sims::{Options, simulate};

    use crate::day::{DayReport, TARGET};

    fn results(replications: u32) -> Results {
        simulate(&Scenario::erlang_a(), Options { replications, ..Options::default() }).expect("no violation")
    }

    #[test]
    fn the_question_of_the_exact_values_is_answered() {
        let mut results = results(4);
        let report = DayReport::new(&results, TARGET);
        assert_eq!(report.compared().len(), 9);
        let answer = &report.answer()[0];
        assert!(
            answer.starts_with("The simulation agrees with the 9 known values: none is 4 standard errors off or more"),
            "{answer}"
        );

        // The difference in standard errors, by the engine's own estimate.
        let estimate = results.estimate(Measure::Occupancy, Scope::DAY).expect("counted");
        let error = estimate.half_width.expect("four replications") / student_t_95(3);
        results.setting.expected.retain(|expected| expected.measure == Measure::Occupancy);
        results.setting.expected[0].value = estimate.value + 5.0 * error;
        let report = DayReport::new(&results, TARGET);
        let z = report.compared()[0].z.expect("four replications");
        assert!((z + 5.0).abs() < 1e-9, "{z}");
        assert_eq!(
            report.answer()[0],
            "The simulation does not agree with the known value: 1 is 4 standard errors off or more, and 0 of 1 lie in the 95\u{a0}% interval. The farthest is occupancy, 5.0 standard errors off."
        );
    }

    #[test]
    fn one_replication_cannot_tell_whether_it_agrees() {
        let results = results(1);
        let answer = &DayReport::new(&results, TARGET).answer()[0];
        assert!(answer.starts_with("Whether the simulation agrees with the 9 known values cannot be told"), "{answer}");
    }
}
