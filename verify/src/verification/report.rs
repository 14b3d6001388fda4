//! What a verification found, as data: verdicts by view and slice, and the runs that go wrong.

use serde::Serialize;
use switchboard::PolicyStep;

use crate::families::Family;
use crate::properties::Claim;
use crate::story::Story;

/// What is known of one family in one view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing breaks it in all reachable states.
    Holds,
    /// Nothing of the kind happens there.
    NotExercised,
    /// A run breaks it.
    Violated,
    /// The search was cut short, or no run found for it can be scheduled.
    Unfinished,
}

/// One view of one slice.
#[derive(Debug, Clone, Serialize)]
pub struct ViewReport {
    /// Its name.
    pub name: String,
    /// Agents.
    pub agents: usize,
    /// Conversations alive at once.
    pub conversations: usize,
    /// How many were to be, if they had fitted the budget.
    pub wanted: usize,
    /// Supervisors.
    pub supervisors: usize,
    /// What may happen in it.
    pub groups: String,
    /// Distinct states.
    pub states: u64,
    /// Steps.
    pub steps: u64,
    /// The longest shortest run, in states.
    pub levels: u32,
    /// Whether all reachable states were seen.
    pub complete: bool,
    /// By family, in the order of [`Family::ALL`].
    pub verdicts: Vec<Verdict>,
    /// The properties of the policy that were asked.
    pub asked: Vec<Asked>,
}

/// What is known of a property of the policy in one view. Of one that holds sometimes, [`Verdict::Holds`] is that it was
/// reached, [`Verdict::NotExercised`] that it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its number in the policy.
    pub property: usize,
    /// What came out.
    pub verdict: Verdict,
}

impl ViewReport {
    /// The verdict on a property of the policy, if it was asked here.
    #[must_use]
    pub fn verdict_on(&self, property: usize) -> Option<Verdict> {
        self.asked.iter().find(|asked| asked.property == property).map(|asked| asked.verdict)
    }
}

/// One slice.
#[derive(Debug, Clone, Serialize)]
pub struct SliceReport {
    /// What it is about.
    pub name: String,
    /// Its queues.
    pub queues: Vec<String>,
    /// Its workstreams.
    pub workstreams: Vec<String>,
    /// Its agents.
    pub agents: Vec<String>,
    /// Agents of other classes that are the same to it.
    pub also: Vec<String>,
    /// Its supervisors.
    pub supervisors: Vec<String>,
    /// The views.
    pub views: Vec<ViewReport>,
}

/// A run that breaks a property.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The family, or the id of a property of the policy.
    pub family: String,
    /// What it says.
    pub property: String,
    /// In which slice.
    pub slice: String,
    /// The workstreams of that slice.
    pub workstreams: Vec<String>,
    /// In which view.
    pub view: String,
    /// The run.
    pub story: Story,
    /// A script that repeats it.
    #[serde(skip)]
    pub script: String,
}

/// A property of the policy.
#[derive(Debug, Clone, Serialize)]
pub struct PropertyReport {
    /// `P1` for the first of the policy's own.
    pub id: String,
    /// Its number among all that could be asked.
    #[serde(skip)]
    pub number: usize,
    /// Its sentence.
    pub name: String,
    /// The claim as it is written.
    pub said: String,
    /// What is claimed.
    #[serde(skip)]
    pub claim: Claim,
    /// What is assumed of runs, where something must happen some time.
    pub given: Option<String>,
    /// Whether it is the policy's own, or one that every policy is asked for.
    pub own: bool,
    /// The way to its expression in the policy.
    #[serde(skip)]
    pub path: Vec<PolicyStep>,
    /// The verdict over all slices.
    pub verdict: Verdict,
    /// In how many slices it was asked.
    pub slices: usize,
}

/// What a verification found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The policy.
    pub policy: String,
    /// The properties that the policy itself has, and what every policy is asked for that must happen some time.
    pub properties: Vec<PropertyReport>,
    /// The slices.
    pub slices: Vec<SliceReport>,
    /// The shortest run for each family that is broken, in the slice in which it is shortest.
    pub findings: Vec<Finding>,
    /// What lies in no slice.
    pub not_checked: Vec<String>,
    /// What was simplified.
    pub abstractions: Vec<String>,
    /// Whether somebody said stop.
    pub stopped: bool,
}

impl Report {
    /// The verdict on a family over all slices: broken anywhere is broken, unfinished anywhere is unfinished.
    #[must_use]
    pub fn verdict(&self, family: Family) -> Verdict {
        let verdicts = || self.slices.iter().flat_map(|slice| &slice.views).map(|view| view.verdicts[family as usize]);
        if verdicts().any(|verdict| verdict == Verdict::Violated) {
            Verdict::Violated
        } else if self.stopped || verdicts().any(|verdict| verdict == Verdict::Unfinished) {
            Verdict::Unfinished
        } else if verdicts().any(|verdict| verdict == Verdict::Holds) {
            Verdict::Holds
        } else {
            Verdict::NotExercised
        }
    }

    /// The verdict on a property of the policy over all slices, and in how many it was asked.
    pub(super) fn verdict_of(&self, number: usize, claim: Claim) -> (Verdict, usize) {
        let here = |slice: &&SliceReport| slice.views.iter().any(|view| view.verdict_on(number).is_some());
        let slices = self.slices.iter().filter(here).count();
        let verdicts = || self.slices.iter().flat_map(|slice| &slice.views).filter_map(|view| view.verdict_on(number));
        let any = |wanted| verdicts().any(|verdict| verdict == wanted);
        let verdict = match claim {
            Claim::Sometimes if any(Verdict::Holds) => Verdict::Holds,
            Claim::Always | Claim::Never | Claim::LeadsTo if any(Verdict::Violated) => Verdict::Violated,
            _ if self.stopped || slices == 0 || any(Verdict::Unfinished) => Verdict::Unfinished,
            Claim::Sometimes => Verdict::Violated,
            Claim::Always | Claim::Never | Claim::LeadsTo if any(Verdict::Holds) => Verdict::Holds,
            Claim::Always | Claim::Never | Claim::LeadsTo => Verdict::NotExercised,
        };
        (verdict, slices)
    }

    /// In how many slices a family is exercised.
    #[must_use]
    pub fn slices_with(&self, family: Family) -> usize {
        let shown = |view: &ViewReport| view.verdicts[family as usize] != Verdict::NotExercised;
        self.slices.iter().filter(|slice| slice.views.iter().any(shown)).count()
    }
}
