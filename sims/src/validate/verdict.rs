//! What came out: per metric, per case and for the whole file.

use serde::Serialize;

use crate::statistics::chi_square_quantile;

/// |z| from here on fails.
pub(super) const Z_MAX: f64 = 4.0;
/// The sum of z² must stay below this quantile of the chi-square law.
pub(super) const CHI_SQUARE: f64 = 0.999;

/// All cases of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// In the order of the file.
    pub cases: Vec<CaseReport>,
    /// The seed.
    pub seed: u64,
    /// The half-width of the 99 % intervals that was asked for, relative to the value.
    pub precision: f64,
    /// Whether it was stopped before every case was run.
    pub stopped: bool,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseReport {
    /// Its name.
    pub id: String,
    /// Its family.
    pub family: String,
    /// The model in words.
    pub model: String,
    /// Why it was not run; none if it was.
    pub unsupported: Option<String>,
    /// Replications, of all its runs.
    pub replications: u64,
    /// Conversations in all of them, warm-up included.
    pub conversations: u64,
    /// Every metric.
    pub metrics: Vec<MetricReport>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricReport {
    /// Its name, with the run where a case has several.
    pub name: String,
    /// What theory gives, or what was published.
    pub exact: f64,
    /// What came out; none if no way to read it is known.
    pub estimate: Option<f64>,
    /// How it is judged.
    pub judgement: Judgement,
}

/// How a metric is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Judgement {
    /// By simulation: how many standard errors it is off.
    Simulated {
        /// The standard error over replications, of both sides where the other one was simulated too.
        standard_error: f64,
        /// Difference over standard error.
        z: f64,
        /// Half the width of the 99 % interval over the size of the value.
        half_width: f64,
        /// Whether that is as narrow as asked.
        precise: bool,
    },
    /// By calculation: how far off it is relative to the value, and how far it may be.
    Calculated {
        /// The relative difference.
        difference: f64,
        /// What is allowed.
        tolerance: f64,
    },
    /// No way to read it is known.
    Unknown,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Every metric is as it should be.
    Passed,
    /// One is not.
    Failed,
    /// None is wrong, but an interval is wider than asked.
    Imprecise,
    /// The family, or one of the metrics, is not known here.
    Unsupported,
}

impl Status {
    /// In a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Imprecise => "imprecise",
            Self::Unsupported => "unsupported",
        }
    }
}

impl MetricReport {
    /// How many standard errors it is off, where it was simulated.
    pub fn z(&self) -> Option<f64> {
        match self.judgement {
            Judgement::Simulated { z, .. } => Some(z),
            Judgement::Calculated { .. } | Judgement::Unknown => None,
        }
    }

    fn status(&self) -> Status {
        match self.judgement {
            Judgement::Simulated { z, .. } if z.is_nan() || z.abs() >= Z_MAX => Status::Failed,
            Judgement::Simulated { precise: false, .. } => Status::Imprecise,
            Judgement::Simulated { .. } => Status::Passed,
            Judgement::Calculated { difference, tolerance } if difference <= tolerance => Status::Passed,
            Judgement::Calculated { .. } => Status::Failed,
            Judgement::Unknown => Status::Unsupported,
        }
    }
}

impl CaseReport {
    /// How it ended: what is wrong weighs more than what is not known, and that more than what is imprecise.
    pub fn status(&self) -> Status {
        let any = |wanted| self.metrics.iter().any(|metric| metric.status() == wanted);
        if any(Status::Failed) {
            Status::Failed
        } else if self.unsupported.is_some() || self.metrics.is_empty() || any(Status::Unsupported) {
            Status::Unsupported
        } else if any(Status::Imprecise) {
            Status::Imprecise
        } else {
            Status::Passed
        }
    }

    /// The largest |z|; none where nothing was simulated.
    pub fn worst(&self) -> Option<&MetricReport> {
        let size = |metric: &&MetricReport| metric.z().map_or(-1.0, f64::abs);
        let worst = self.metrics.iter().max_by(|one, other| size(one).total_cmp(&size(other)));
        worst.filter(|metric| metric.z().is_some())
    }
}

impl Report {
    /// How many cases ended so.
    pub fn count(&self, status: Status) -> usize {
        self.cases.iter().filter(|case| case.status() == status).count()
    }

    /// The sum of z² over all simulated metrics, how many there are, and what it must stay below; none where nothing was
    /// simulated.
    pub fn chi_square(&self) -> Option<(f64, u64, f64)> {
        let squares: Vec<f64> =
            self.cases.iter().flat_map(|case| &case.metrics).filter_map(MetricReport::z).map(|z| z * z).collect();
        if squares.is_empty() {
            return None;
        }
        let count = squares.len() as u64;
        Some((squares.iter().sum(), count, chi_square_quantile(CHI_SQUARE, count)))
    }

    /// Whether a case failed, or all of them together.
    pub fn is_broken(&self) -> bool {
        self.count(Status::Failed) > 0 || self.chi_square().is_some_and(|(sum, _, most)| sum.is_nan() || sum >= most)
    }

    /// Whether something was left open: a case is not known, not precise enough, or was not run.
    pub fn is_unfinished(&self) -> bool {
        self.stopped || self.count(Status::Imprecise) + self.count(Status::Unsupported) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::{CaseReport, Judgement, MetricReport, Report, Status};

    fn metric(z: f64, precise: bool) -> MetricReport {
        let judgement = Judgement::Simulated { standard_error: 1.0, z, half_width: 0.001, precise };
        MetricReport { name: "p".to_owned(), exact: 1.0, estimate: Some(1.0), judgement }
    }

    fn case(metrics: Vec<MetricReport>) -> CaseReport {
        let (id, family, model) = ("a".to_owned(), "f".to_owned(), String::new());
        CaseReport { id, family, model, unsupported: None, replications: 1, conversations: 1, metrics }
    }

    #[test]
    fn what_is_wrong_weighs_more_than_what_is_open() {
        assert_eq!(case(vec![metric(3.9, true), metric(-3.9, true)]).status(), Status::Passed);
        assert_eq!(case(vec![metric(0.1, false), metric(4.0, true)]).status(), Status::Failed);
        assert_eq!(case(vec![metric(f64::NAN, true)]).status(), Status::Failed);
        assert_eq!(case(vec![metric(0.1, false)]).status(), Status::Imprecise);
        assert_eq!(case(Vec::new()).status(), Status::Unsupported);
        let unknown = MetricReport { judgement: Judgement::Unknown, ..metric(0.0, true) };
        assert_eq!(case(vec![unknown, metric(0.1, false)]).status(), Status::Unsupported);
    }

    /// Expected: the 99.9 % point of chi-square with two degrees of freedom is 2 ln 1000 = 13.8155.
    #[test]
    fn many_small_differences_are_seen_together() {
        let report = |z| Report {
            cases: vec![case(vec![metric(z, true), metric(z, true)])],
            seed: 1,
            precision: 0.005,
            stopped: false,
        };
        let (sum, count, most) = report(2.0).chi_square().expect("two metrics");
        assert_eq!((sum, count), (8.0, 2));
        assert!((most - 13.815_511).abs() < 1e-5, "{most}");
        assert!(!report(2.0).is_broken());
        // Each is below four, together they are not: 2 × 2.7².
        assert!(report(2.7).is_broken() && report(2.7).count(Status::Failed) == 0);
    }
}
