//! What the options of the command line ask for, instead of the scenario's own section `[plan]`.

use switchboard_sims::plan::{By, Case, Every, TargetSpec};

use crate::args::{PlanArgs, PlanBy};

/// The case with the targets and numbers that the command line names.
///
/// Targets named there take the place of the scenario's own.
pub(crate) fn with_options(case: Case, args: &PlanArgs) -> Result<Case, String> {
    let mut case = case;
    let plan = &mut case.plan;
    let every = if args.every_interval { Every::Interval } else { Every::Day };
    let base = TargetSpec {
        workstream: args.workstream.clone(),
        every,
        days: args.days.map(|percent| percent / 100.0),
        ..TargetSpec::default()
    };
    let mut targets = Vec::new();
    if let Some(percent) = args.service_level {
        let of = args.of.map(|of| of.into()).unwrap_or_default();
        targets.push(TargetSpec { service_level: Some(percent / 100.0), within_s: args.within, of, ..base.clone() });
    }
    if let Some(percent) = args.abandonment {
        targets.push(TargetSpec { abandonment: Some(percent / 100.0), ..base.clone() });
    }
    if let Some(wait) = args.wait {
        let percentile = args.percentile.map(|percent| percent / 100.0);
        targets.push(TargetSpec { wait_s: Some(wait), percentile, ..base.clone() });
    }
    if let Some(wait) = args.mean_wait {
        targets.push(TargetSpec { mean_wait_s: Some(wait), ..base.clone() });
    }
    if let Some(percent) = args.occupancy {
        targets.push(TargetSpec { occupancy: Some(percent / 100.0), workstream: None, ..base });
    }
    if !targets.is_empty() {
        plan.targets = targets;
    }
    plan.by = args.by.map(By::from).or(plan.by);
    plan.confidence = args.confidence.map_or(plan.confidence, |percent| percent / 100.0);
    plan.replications = args.replications.unwrap_or(plan.replications);
    plan.replications_max = args.replications_max.unwrap_or(plan.replications_max).max(plan.replications);
    Ok(case)
}

impl From<PlanBy> for By {
    fn from(by: PlanBy) -> Self {
        match by {
            PlanBy::Shift => Self::Shift,
            PlanBy::Interval => Self::Interval,
            PlanBy::Day => Self::Day,
        }
    }
}
