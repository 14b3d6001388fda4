//! Two policies compared: the shortest conversations that one allows and the other refuses, or ends differently.
//!
//! First the files are read against each other, setting by setting ([`Change`]). Then both are cut into the same slices
//! (`align`), and every slice is searched as a pair of worlds (`pair`): each action is done on both sides for as long as
//! nobody can see a difference. What can be seen: states, owners, offers and seats of conversations, who is signed in,
//! connected and of which presence, what people are told, and what agents carry. What cannot (whose turn it is, declines,
//! clocks, affinity) may differ, and the search goes on below it. A difference in what is told or carried is noted once and
//! the search goes on below it too; one in anything else ends the run. Each difference is played again on both policies
//! (`tale`), with the settings that alone bring it about.

mod align;
mod changes;
mod pair;
mod seen;
mod tale;
mod twin;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use switchboard::{Policy, PolicySpec};

use self::align::{Joint, aligned, normal};
use self::changes::changes;
pub use self::changes::{Change, Reach, Segment, Way};
use self::pair::{Deed, Pair, Signature};
use self::tale::{Both, Clocks, Course, Setting};
use crate::found::Unfinished;
use crate::kernel::{Kernel, Rules};
use crate::slices::Slice;
use crate::verification::{Effort, Told, View, Watcher, in_slices, views};
use crate::world::{Layout, Scope, World};

/// In what a difference lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The old policy lets it happen, the new one does not.
    OldOnly,
    /// The new policy lets it happen, the old one does not.
    NewOnly,
    /// Both do, and it ends differently.
    Ending,
    /// Both do, and people are told differently.
    Telling,
    /// It ends alike, but agents carry another load.
    Load,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::OldOnly, Self::NewOnly, Self::Ending, Self::Telling, Self::Load];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OldOnly => "OLD does it, NEW does not",
            Self::NewOnly => "NEW does it, OLD does not",
            Self::Ending => "both do it, and it ends differently",
            Self::Telling => "both do it, and people are told differently",
            Self::Load => "both end alike, but agents carry another load",
        }
    }
}

/// One step of a run.
#[derive(Debug, Clone, Serialize)]
pub struct RunStep {
    /// The earliest second under the old policy.
    pub old_at_s: i64,
    /// The earliest second under the new one.
    pub new_at_s: i64,
    /// The sentence, as `switchboard play` reads it.
    pub action: String,
    /// The rules that are named by what happens; none in the last step.
    pub rules: Vec<&'static str>,
    /// Who acts, for a diagram.
    #[serde(skip)]
    pub from: String,
    /// On whom or what.
    #[serde(skip)]
    pub to: String,
}

/// What one side answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// The answer.
    pub answer: String,
    /// The rule behind a no, with its sentence.
    pub rule: Option<String>,
    /// What happens on this side only, each with its rule.
    pub events: Vec<String>,
}

/// A difference, by a shortest run.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// In what it lies.
    pub kind: Kind,
    /// What kind of action shows it.
    pub action: String,
    /// In which slice the run is shortest.
    pub slice: String,
    /// In which view.
    pub view: String,
    /// Other slices that show it.
    pub also: Vec<String>,
    /// The steps; the last is answered differently.
    pub steps: Vec<RunStep>,
    /// What the old policy answers.
    pub old: Reply,
    /// What the new one answers.
    pub new: Reply,
    /// In what the ends differ: old, new.
    pub shows: Vec<(String, String)>,
    /// The changes that bring it about, by number in the report.
    pub causes: Vec<usize>,
    /// Whether it takes all of them together; else each alone is enough.
    pub together: bool,
    /// Whether it was found with every other change left out.
    pub alone: bool,
    /// A script for either side.
    #[serde(skip)]
    pub scripts: [String; 2],
    #[serde(skip)]
    signature: Signature,
}

impl Difference {
    /// Those of the first change first, those of one kind together, the shortest first.
    fn rank(&self) -> (usize, &[usize], bool, Kind, usize) {
        let first = self.causes.first().copied().unwrap_or(usize::MAX);
        (first, &self.causes, self.together, self.kind, self.steps.len())
    }
}

/// One view of a slice.
#[derive(Debug, Clone, Serialize)]
pub struct ViewReport {
    /// Its name.
    pub name: String,
    /// Conversations alive at once.
    pub conversations: usize,
    /// What may happen in it.
    pub groups: String,
    /// Distinct pairs of states.
    pub states: u64,
    /// Steps.
    pub steps: u64,
    /// The longest shortest run, in states.
    pub levels: u32,
    /// Whether all pairs that look alike were seen.
    pub complete: bool,
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
    /// Whether both policies say the same of it, so that there was nothing to search.
    pub same: bool,
    /// The views that were searched.
    pub views: Vec<ViewReport>,
    /// Differences to which no timetable was found, in words.
    pub undecided: Vec<String>,
}

/// What a comparison found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The old policy.
    pub old: String,
    /// The new one.
    pub new: String,
    /// What the files say differently.
    pub changes: Vec<Change>,
    /// The differences: those of the first change first, the shortest first.
    pub differences: Vec<Difference>,
    /// The slices.
    pub slices: Vec<SliceReport>,
    /// What lies in no slice.
    pub not_checked: Vec<String>,
    /// What was simplified.
    pub abstractions: Vec<String>,
    /// Whether somebody said stop.
    pub stopped: bool,
}

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Nothing differs within the scope.
    Equivalent,
    /// Something does.
    Different,
    /// Nothing was found, but not everything was searched.
    Unfinished,
}

impl Report {
    /// Whether everything was searched that was to be.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let done = |slice: &SliceReport| {
            slice.undecided.is_empty() && (slice.same || slice.views.iter().all(|view| view.complete))
        };
        !self.stopped && self.slices.iter().all(done)
    }

    /// Whether a change is one that the search cannot see.
    #[must_use]
    pub fn has_unseen(&self) -> bool {
        self.changes.iter().any(|change| change.reach != Reach::Compared)
    }

    /// What came out: a difference of the files that no order of steps can show is a difference too.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        if !self.differences.is_empty() {
            Conclusion::Different
        } else if !self.is_complete() {
            Conclusion::Unfinished
        } else if self.has_unseen() {
            Conclusion::Different
        } else {
            Conclusion::Equivalent
        }
    }
}

/// Compares two policies in slices, as many at a time as there are threads; with `each`, then also every single change
/// that no difference came from, with the others left out.
///
/// # Errors
///
/// In words, when a policy or a slice of it cannot be built, or a scope has no room.
pub fn compare(
    old: &PolicySpec,
    new: &PolicySpec,
    effort: &Effort,
    each: bool,
    watch: &mut Watcher<'_>,
) -> Result<Report, String> {
    let mut report = pass(old, new, effort, watch)?;
    let caused = |number: usize, report: &Report| report.differences.iter().any(|it| it.causes.contains(&number));
    for number in 0..report.changes.len() {
        let change = &report.changes[number];
        if !each || report.stopped || change.reach != Reach::Compared || caused(number, &report) {
            continue;
        }
        let Some(single) = changes::single(old, new, change)? else { continue };
        let alone = pass(old, &single, effort, watch)?;
        report.stopped |= alone.stopped;
        let complete = alone.is_complete();
        report.changes[number].alone = Some(match alone.differences.is_empty() {
            false => Conclusion::Different,
            true if complete => Conclusion::Equivalent,
            true => Conclusion::Unfinished,
        });
        report.differences.extend(alone.differences.into_iter().map(|it| Difference {
            causes: vec![number],
            alone: true,
            ..it
        }));
    }
    report.differences.sort_by(|one, other| one.rank().cmp(&other.rank()));
    Ok(report)
}

/// One comparison.
fn pass(old: &PolicySpec, new: &PolicySpec, effort: &Effort, watch: &mut Watcher<'_>) -> Result<Report, String> {
    let built = |spec: &PolicySpec| spec.build().map_err(|error| error.to_string());
    let policies = [built(old)?, built(new)?];
    let changes = changes((old, &policies[0]), (new, &policies[1]))?;
    let [first, second] = [(old, 0, 1), (new, 1, 0)]
        .map(|(spec, mine, other)| normal(spec, &policies[mine], &policies[other], &policies[0]));
    let (joints, cut) = aligned(&first, &second, effort.agents, effort.supervisors);
    let (done, stopped) =
        in_slices(&joints, effort.threads, watch, |joint, told| check(joint, &changes, effort, told))?;
    let mut report = Report {
        old: old.name.clone(),
        new: new.name.clone(),
        changes,
        differences: Vec::new(),
        slices: Vec::new(),
        not_checked: cut.left_out,
        abstractions: cut.abstractions,
        stopped,
    };
    for Checked { slice, differences } in done {
        report.slices.push(slice);
        differences.into_iter().for_each(|difference| keep(&mut report.differences, difference));
    }
    let begun: BTreeSet<&str> = report.slices.iter().map(|slice| slice.name.as_str()).collect();
    let missing = joints.iter().filter(|joint| !begun.contains(joint.slice.name.as_str()));
    report.not_checked.extend(missing.map(|joint| format!("slice `{}`: stopped before", joint.slice.name)));
    report.differences.sort_by(|one, other| one.rank().cmp(&other.rank()));
    Ok(report)
}

/// Keeps the shortest run of differences that are the same and have the same causes.
fn keep(differences: &mut Vec<Difference>, difference: Difference) {
    let same = |known: &&mut Difference| {
        known.signature == difference.signature
            && known.causes == difference.causes
            && known.together == difference.together
    };
    let Some(known) = differences.iter_mut().find(same) else { return differences.push(difference) };
    let (mut shorter, longer) = match known.steps.len() <= difference.steps.len() {
        true => (known.clone(), difference),
        false => (difference, known.clone()),
    };
    let slices = std::iter::once(longer.slice).chain(longer.also);
    shorter.also.extend(slices);
    shorter.also.retain(|slice| *slice != shorter.slice);
    shorter.also.sort();
    shorter.also.dedup();
    *known = shorter;
}

/// One slice, done.
struct Checked {
    slice: SliceReport,
    differences: Vec<Difference>,
}

fn check(joint: &Joint, changes: &[Change], effort: &Effort, told: &mut Told<'_>) -> Result<Checked, String> {
    let Slice { name, queues, workstreams, agents, also, supervisors, spec: _ } = &joint.slice;
    let build = |spec: &PolicySpec| spec.build().map(Arc::new).map_err(|error| format!("slice `{name}`: {error}"));
    let look = Look {
        joint,
        policies: [build(&joint.old)?, build(&joint.new)?],
        changes,
        settings: tale::settings(&joint.old, &joint.new, &|way| covering(changes, way))?,
        effort,
    };
    let mut checked = Checked {
        slice: SliceReport {
            name: name.clone(),
            queues: queues.clone(),
            workstreams: workstreams.clone(),
            agents: agents.clone(),
            also: also.clone(),
            supervisors: supervisors.clone(),
            same: look.policies[0] == look.policies[1],
            views: Vec::new(),
            undecided: Vec::new(),
        },
        differences: Vec::new(),
    };
    if checked.slice.same {
        return Ok(checked);
    }
    // What is of one workstream is seen in its own slice; where several meet, they compete for people.
    let several = workstreams.len() > 1 && effort.groups.is_none();
    for view in views(effort).into_iter().take(if several { 1 } else { usize::MAX }) {
        let viewed = match view.conversations <= <u64 as Layout>::PLACES {
            true => {
                look.grow::<u64>(&view, told, &mut checked).or_else(|_| look.grow::<u128>(&view, told, &mut checked))
            }
            false => look.grow::<u128>(&view, told, &mut checked),
        };
        checked.slice.views.push(viewed?);
    }
    // What has a timetable in one view needs none in another.
    let Checked { slice, differences } = &mut checked;
    let decided = |words: &String| differences.iter().any(|it| words_of(&it.signature) == *words);
    slice.undecided.retain(|words| !decided(words));
    slice.undecided.sort();
    slice.undecided.dedup();
    Ok(checked)
}

fn words_of(signature: &Signature) -> String {
    format!("{}: {}", signature.action, signature.kind.words())
}

/// The change of the whole file that says a setting of a slice.
fn covering(changes: &[Change], way: &Way) -> Option<usize> {
    let fits = |one: &Segment, other: &Segment| match (one, other) {
        // A line of people who are alike stands for each of them.
        (Segment::Name(one), Segment::Name(other)) => {
            let number = other.strip_prefix(one.as_str()).and_then(|rest| rest.strip_prefix('-'));
            one == other || number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        }
        (_, _) => one == other,
    };
    let covers = |change: &Change| {
        change.reach != Reach::Sequence
            && change.way.len() <= way.len()
            && change.way.iter().zip(way).all(|(one, other)| fits(one, other))
    };
    let covering = changes.iter().enumerate().filter(|(_, change)| covers(change));
    // The nearest; of equals the first.
    covering.rev().max_by_key(|(_, change)| change.way.len()).map(|(number, _)| number)
}

/// One slice, to be looked at.
struct Look<'a> {
    joint: &'a Joint,
    policies: [Arc<Policy>; 2],
    changes: &'a [Change],
    settings: Vec<Setting>,
    effort: &'a Effort,
}

impl Look<'_> {
    /// What was asked for is searched as it is; the usual views grow as far as they can be finished.
    fn grow<S: Layout>(&self, view: &View, told: &mut Told<'_>, checked: &mut Checked) -> Result<ViewReport, String> {
        if self.effort.groups.is_some() {
            return self.search::<S>(view, view.conversations, told, checked);
        }
        let mut viewed = self.search::<S>(view, 1, told, checked)?;
        let mut before = viewed.states;
        for conversations in 2..=view.conversations {
            // Each conversation more multiplies the states by what the last one did, and by more.
            let growth = viewed.states / before.max(1);
            if !viewed.complete || viewed.states.saturating_mul(growth) > self.effort.states_max {
                break;
            }
            before = viewed.states;
            let larger = self.search::<S>(view, conversations, told, checked)?;
            if !larger.complete {
                break;
            }
            viewed = larger;
        }
        Ok(viewed)
    }

    fn search<S: Layout>(
        &self,
        view: &View,
        conversations: usize,
        told: &mut Told<'_>,
        checked: &mut Checked,
    ) -> Result<ViewReport, String> {
        let Slice { agents, supervisors, .. } = &self.joint.slice;
        let scope = Scope {
            agents: agents.len(),
            conversations,
            supervisors: supervisors.len(),
            groups: view.groups,
            symmetry: false,
        };
        let [old, new] = &self.policies;
        let [left, right] = twin::repertoires(old, new, &scope, &self.joint.alone);
        let world = |policy: &Arc<Policy>, repertoire| {
            World::<S>::with(Arc::clone(policy), scope, repertoire, true, Box::new(Rules))
        };
        let mut pair = Pair::new(world(old, left)?, world(new, right)?);
        let searched = pair.search(self.effort.states_max, &mut |progress| told(view.name, progress))?;
        for (signature, runs) in pair.found() {
            let words = words_of(&signature);
            match self.told(view, &pair, signature, &runs)? {
                Some(difference) => keep(&mut checked.differences, difference),
                None => checked.slice.undecided.push(words),
            }
        }
        Ok(ViewReport {
            name: view.name.to_owned(),
            conversations,
            groups: view.groups.to_string(),
            states: searched.states,
            steps: searched.steps,
            levels: searched.levels,
            complete: searched.unfinished.is_none_or(|why| why == Unfinished::Seen),
        })
    }

    /// The first run of a difference that can happen in time; none if no run can.
    fn told<S: Layout>(
        &self,
        view: &View,
        pair: &Pair<S>,
        signature: Signature,
        runs: &[Vec<Deed>],
    ) -> Result<Option<Difference>, String> {
        let kernel: &dyn Kernel = &Rules;
        let actions = pair.actions();
        let policies = [&self.policies[0], &self.policies[1]];
        let play = |clocks: Clocks| {
            let both = |deeds: &Vec<Deed>| Some((Both::play(policies, kernel, actions, deeds, clocks)?, deeds.clone()));
            runs.iter().find_map(both)
        };
        let Some((both, deeds)) = play(Clocks::One).or_else(|| play(Clocks::Two)) else { return Ok(None) };
        let specs = [&self.joint.old, &self.joint.new];
        let again = |policy: &Arc<Policy>| Course::play(policy, kernel, actions, &deeds);
        let (causes, together) = tale::causes(signature.kind, specs, &both, &self.settings, &again)?;
        let because = causes.iter().map(|cause| self.changes[*cause].what.as_str()).collect::<Vec<_>>().join(", ");
        let [old, new] = both.replies();
        let title = |side: &str| {
            let because = if because.is_empty() { String::new() } else { format!(" ({because})") };
            format!("{side}: {}{because}", signature.kind.words())
        };
        Ok(Some(Difference {
            kind: signature.kind,
            action: signature.action.clone(),
            slice: self.joint.slice.name.clone(),
            view: view.name.to_owned(),
            also: Vec::new(),
            steps: both.steps(),
            old,
            new,
            shows: both.shows(),
            causes,
            together,
            alone: false,
            scripts: both.scripts([&title("OLD"), &title("NEW")], specs)?,
            signature,
        }))
    }
}
