//! A policy verified: every slice in several views, every property with its verdict.

mod report;
mod some_time;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use switchboard::{Policy, PolicySpec};

use crate::families::Family;
use crate::found::{Budget, Found, Outcome, Progress};
use crate::kernel::Kernel;
use crate::model::Mark;
use crate::properties::{self, Claim, Property, Questions};
use crate::search::Search;
use crate::slices::{Breadth, Cut, Slice, cut_around};
use crate::story::{Run, Story};
use crate::world::{Group, Groups, Layout, Scope, World};

pub use self::report::{Asked, Finding, PropertyReport, Report, SliceReport, Verdict, ViewReport};
pub use self::some_time::FOLLOWED_MAX;

/// Runs that are tried before a finding without a timetable is given up as undecided.
const RUNS_MAX: usize = 2_000;

/// What a slice is looked at for: everything at once would be too large, so each view lets only some things happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// What it is called.
    pub name: &'static str,
    /// Conversations alive at once.
    pub conversations: usize,
    /// What may happen.
    pub groups: Groups,
}

/// How far to go.
#[derive(Debug, Clone)]
pub struct Effort {
    /// Agents in each slice.
    pub agents: usize,
    /// Conversations alive at once, where they compete.
    pub conversations: usize,
    /// As many must be alive at once, where that can be asked of a view, or it is unfinished; where several workstreams
    /// compete that is two at least.
    pub least: usize,
    /// Supervisors in each slice.
    pub supervisors: usize,
    /// Conversations alive at once where one is followed and something must happen to it some time, at most two; none
    /// for not asking that.
    pub followed: usize,
    /// States of the world of a followed conversation at most; with more, there is one conversation less.
    pub followed_states_max: u64,
    /// Only these groups, in one view; none for the usual views.
    pub groups: Option<Groups>,
    /// States of a view at most; twice as many where fewer would leave out that two of several workstreams meet.
    pub states_max: u64,
    /// Bytes of a view at most.
    pub bytes_max: u64,
    /// Threads.
    pub threads: usize,
    /// Whether agents who differ in nothing stand for each other.
    pub symmetry: bool,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            agents: 2,
            conversations: 3,
            least: 1,
            supervisors: 1,
            followed: 2,
            followed_states_max: 60_000,
            groups: None,
            states_max: 2_000_000,
            bytes_max: 4 << 30,
            threads: 1,
            symmetry: true,
        }
    }
}

/// The views of a slice within an effort.
#[must_use]
pub fn views(effort: &Effort) -> Vec<View> {
    let of = Groups::of;
    if let Some(groups) = effort.groups {
        return vec![View { name: "as asked", conversations: effort.conversations, groups }];
    }
    let hands = of(&[Group::Answers, Group::Talk, Group::Transfers, Group::Bots]);
    let core = hands.with(Group::Supervise);
    let own = of(&[Group::Answers, Group::Talk, Group::Records, Group::Bots, Group::Queues, Group::Rules]);
    vec![
        View { name: "competition", conversations: effort.conversations, groups: core },
        View { name: "watching", conversations: 1, groups: core.with(Group::Observe).with(Group::Consult) },
        View { name: "losses", conversations: 1, groups: hands.with(Group::Connection) },
        View { name: "calls", conversations: 1, groups: hands.with(Group::Calls) },
        View { name: "channel", conversations: effort.conversations.min(2), groups: own },
        View { name: "presence", conversations: 1, groups: of(&[Group::Answers, Group::Bots, Group::Presence]) },
        View { name: "roster", conversations: 1, groups: of(&[Group::Answers, Group::Bots, Group::Roster]) },
    ]
}

/// Where a verification stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The slice, from zero.
    pub slice: usize,
    /// How many slices there are.
    pub slices: usize,
    /// The view.
    pub view: &'a str,
    /// The search.
    pub progress: Progress,
}

/// Who is told where a verification stands, and may say stop.
pub type Watcher<'a> = dyn FnMut(&Standing<'_>) -> ControlFlow<()> + Send + 'a;

/// Makes the kernel that a world asks.
pub type KernelOf<'a> = dyn Fn() -> Box<dyn Kernel> + Sync + 'a;

/// Verifies a policy in slices, as many at a time as there are threads.
///
/// # Errors
///
/// In words, when a slice is no policy, or a scope has no room.
pub fn verify(
    spec: &PolicySpec,
    effort: &Effort,
    kernel: &KernelOf<'_>,
    watch: &mut Watcher<'_>,
) -> Result<Report, String> {
    let whole = spec.build().map_err(|error| error.to_string())?;
    let properties = properties::read(spec, &whole).map_err(|error| error.to_string())?;
    let named = properties::people(&properties);
    let own = properties.len();
    let mut properties = properties;
    if effort.followed > 0 {
        properties.extend(properties::builtin());
    }
    let Cut { slices, left_out, abstractions } =
        cut_around(spec, effort.agents, effort.supervisors, &named, Breadth::Once);
    let threads = effort.threads.clamp(1, slices.len().max(1));
    let (done, stopped) = in_slices(&slices, threads, watch, |slice, told| {
        check(slice, &properties, effort, effort.threads / threads, kernel, told)
    })?;
    let mut report = Report {
        policy: spec.name.clone(),
        properties: Vec::new(),
        slices: Vec::new(),
        findings: Vec::new(),
        not_checked: left_out,
        abstractions,
        stopped,
    };
    for Checked { slice, findings } in done {
        report.slices.push(slice);
        findings.into_iter().for_each(|finding| keep(&mut report.findings, finding));
    }
    let begun: Vec<&str> = report.slices.iter().map(|slice| slice.name.as_str()).collect();
    let missing = slices.iter().filter(|slice| !begun.contains(&slice.name.as_str()));
    report.not_checked.extend(missing.map(|slice| format!("slice `{}`: stopped before", slice.name)));
    for (number, property) in properties.into_iter().enumerate() {
        let (verdict, asked) = report.verdict_of(number, property.claim);
        if asked == 0 && number >= own {
            // What every policy is asked for cannot always be said: then it is no property of this one.
            report.not_checked.push(format!("{}: {}", property.id, property.name));
            continue;
        }
        if asked == 0 {
            let said = match property.claim {
                Claim::LeadsTo if effort.followed == 0 => "nothing is asked that must happen some time",
                Claim::Always | Claim::Never | Claim::Sometimes | Claim::LeadsTo => {
                    "no slice has all the people, queues and workstreams that it names"
                }
            };
            report.not_checked.push(format!("property `{}`: {said}", property.name));
        }
        let said = property.said();
        let Property { id, name, claim, path, given, .. } = property;
        let given = (claim == Claim::LeadsTo).then(|| given.to_string());
        let own = number < own;
        report.properties.push(PropertyReport {
            id,
            number,
            name,
            said,
            claim,
            given,
            own,
            path,
            verdict,
            slices: asked,
        });
    }
    Ok(report)
}

/// One slice, done.
struct Checked {
    slice: SliceReport,
    findings: Vec<Finding>,
}

/// Every slice checked, as many at a time as there are threads, in their order; and whether somebody said stop: then the
/// last ones are missing.
pub(crate) fn in_slices<T: Sync, C: Send>(
    slices: &[T],
    threads: usize,
    watch: &mut Watcher<'_>,
    check: impl Fn(&T, &mut Told<'_>) -> Result<C, String> + Sync,
) -> Result<(Vec<C>, bool), String> {
    let watch = Mutex::new(watch);
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let done: Mutex<Vec<(usize, Result<C, String>)>> = Mutex::new(Vec::new());
    let work = || {
        while !stopped.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(slice) = slices.get(number) else { break };
            let mut told = |view: &str, progress: &Progress| {
                let standing = Standing { slice: number, slices: slices.len(), view, progress: *progress };
                let flow = match watch.lock() {
                    Ok(mut watch) => (*watch)(&standing),
                    Err(_) => ControlFlow::Break(()),
                };
                if flow.is_break() {
                    stopped.store(true, Ordering::Relaxed);
                }
                if stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let checked = check(slice, &mut told);
            if let Ok(mut done) = done.lock() {
                done.push((number, checked));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, slices.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().map_err(|_| "a thread failed".to_owned())?;
    done.sort_by_key(|(number, _)| *number);
    let done = done.into_iter().map(|(_, checked)| checked).collect::<Result<_, _>>()?;
    Ok((done, stopped.into_inner()))
}

/// Who is told about the views of one slice.
pub(crate) type Told<'a> = dyn FnMut(&str, &Progress) -> ControlFlow<()> + 'a;

fn check(
    slice: &Slice,
    properties: &[Property],
    effort: &Effort,
    threads: usize,
    kernel: &KernelOf<'_>,
    told: &mut Told<'_>,
) -> Result<Checked, String> {
    let policy = Arc::new(slice.spec.build().map_err(|errors| format!("slice `{}`: {errors}", slice.name))?);
    let mut checked = Checked {
        slice: SliceReport {
            name: slice.name.clone(),
            queues: slice.queues.clone(),
            workstreams: slice.workstreams.clone(),
            agents: slice.agents.clone(),
            also: slice.also.clone(),
            supervisors: slice.supervisors.clone(),
            views: Vec::new(),
        },
        findings: Vec::new(),
    };
    // What is of one workstream is seen in its own slice; where several meet, they compete for people.
    let several = slice.workstreams.len() > 1 && effort.groups.is_none();
    for view in views(effort).into_iter().take(if several { 1 } else { usize::MAX }) {
        let look = Look { slice, view: &view, policy: &policy, properties, effort, threads, kernel };
        // Most worlds fit into 64 bits; the few that do not are searched again in 128.
        let viewed = match view.conversations <= <u64 as Layout>::PLACES {
            true => look
                .grow::<u64>(told, &mut checked.findings)
                .or_else(|_| look.grow::<u128>(told, &mut checked.findings)),
            false => look.grow::<u128>(told, &mut checked.findings),
        };
        checked.slice.views.push(viewed?);
    }
    if !several && let Some(view) = some_time::look(slice, properties, &policy, effort, kernel, &mut checked.findings)?
    {
        checked.slice.views.push(view);
    }
    Ok(checked)
}

/// One view of one slice.
struct Look<'a> {
    slice: &'a Slice,
    view: &'a View,
    policy: &'a Arc<Policy>,
    properties: &'a [Property],
    effort: &'a Effort,
    threads: usize,
    kernel: &'a KernelOf<'a>,
}

impl Look<'_> {
    /// What was asked for is searched as it is; the usual views grow as far as they can be finished.
    fn grow<S: Layout>(&self, told: &mut Told<'_>, findings: &mut Vec<Finding>) -> Result<ViewReport, String> {
        let most = self.view.conversations;
        if self.effort.groups.is_some() {
            return self.search(&mut self.world::<S>(most)?, self.effort.states_max, told, findings);
        }
        let mut world = self.world::<S>(1)?;
        // Where several workstreams meet, one conversation meets nobody.
        let meets = if self.slice.workstreams.len() > 1 { 2 } else { 1 };
        let least = self.effort.least.max(meets).min(most);
        let mut viewed = self.search(&mut world, self.effort.states_max, told, findings)?;
        let mut before = viewed.states;
        for conversations in 2..=most {
            // Each conversation more multiplies the states by what the last one did, and by more.
            let growth = viewed.states / before.max(1);
            let clean = viewed.complete && !viewed.verdicts.contains(&Verdict::Violated);
            let fits = conversations <= least || viewed.states.saturating_mul(growth) <= self.effort.states_max;
            if !clean || !fits {
                break;
            }
            before = viewed.states;
            // That two meet is worth twice the states.
            let states_max = self.effort.states_max.saturating_mul(if conversations <= meets { 2 } else { 1 });
            // What was asked of the kernel for fewer conversations need not be asked again.
            world.widen(conversations)?;
            let larger = self.search(&mut world, states_max, told, findings)?;
            if !larger.complete && !larger.verdicts.contains(&Verdict::Violated) && conversations > least {
                break;
            }
            viewed = larger;
        }
        Ok(viewed)
    }

    fn world<S: Layout>(&self, conversations: usize) -> Result<World<S>, String> {
        let scope = Scope {
            agents: self.slice.agents.len(),
            conversations,
            supervisors: self.slice.supervisors.len(),
            groups: self.view.groups,
            symmetry: self.effort.symmetry,
        };
        let questions = Questions::new(self.properties, self.policy)?;
        World::asking(Arc::clone(self.policy), scope, (self.kernel)(), questions)
    }

    fn search<S: Layout>(
        &self,
        world: &mut World<S>,
        states_max: u64,
        told: &mut Told<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<ViewReport, String> {
        let Self { slice, view, properties, effort, threads, .. } = self;
        let mut watch = |progress: &Progress| told(view.name, progress);
        let found = Search::new(world)
            .threads((*threads).max(1))
            .symmetry(effort.symmetry)
            .budget(Budget { states_max, bytes_max: effort.bytes_max })
            .watch(&mut watch)
            .run()?;
        let complete = found.outcome == Outcome::Complete;
        let marks = found.first.marks() | world.idle();
        let mut verdicts = Vec::new();
        for family in Family::ALL {
            verdicts.push(if marks & family.violated() != 0 {
                match scheduled(world, &found, family as Mark, None)? {
                    Some(story) => {
                        keep(findings, self.finding(family.name(), family.sentence(), story)?);
                        Verdict::Violated
                    }
                    None => Verdict::Unfinished,
                }
            } else if !complete {
                Verdict::Unfinished
            } else if marks & family.exercised() != 0 {
                Verdict::Holds
            } else {
                Verdict::NotExercised
            });
        }
        let mut asked = Vec::new();
        let marked: Vec<(usize, Mark, Option<Mark>)> = world.questions().asked().collect();
        for (number, mark, condition) in marked {
            let property = &properties[number];
            let seen = |mark: Mark| marks >> mark & 1 == 1;
            let verdict = match property.claim {
                Claim::Sometimes if seen(mark) => Verdict::Holds,
                Claim::Always | Claim::Never | Claim::LeadsTo if seen(mark) => {
                    match scheduled(world, &found, mark, Some(&property.said()))? {
                        Some(story) => {
                            keep(findings, self.finding(&property.id, &property.name, story)?);
                            Verdict::Violated
                        }
                        None => Verdict::Unfinished,
                    }
                }
                _ if !complete => Verdict::Unfinished,
                Claim::Sometimes => Verdict::NotExercised,
                Claim::Always | Claim::Never | Claim::LeadsTo if condition.is_none_or(seen) => Verdict::Holds,
                Claim::Always | Claim::Never | Claim::LeadsTo => Verdict::NotExercised,
            };
            asked.push(Asked { property: number, verdict });
        }
        Ok(ViewReport {
            name: view.name.to_owned(),
            agents: slice.agents.len(),
            conversations: world.scope().conversations,
            wanted: self.view.conversations,
            supervisors: slice.supervisors.len(),
            groups: view.groups.to_string(),
            states: found.states,
            steps: found.steps,
            levels: found.levels,
            complete,
            verdicts,
            asked,
        })
    }

    fn finding(&self, family: &str, property: &str, story: Story) -> Result<Finding, String> {
        let title = format!("{family} is broken: {property}");
        Ok(Finding {
            family: family.to_owned(),
            property: property.to_owned(),
            slice: self.slice.name.clone(),
            workstreams: self.slice.workstreams.clone(),
            view: self.view.name.to_owned(),
            script: story.script(&title, &self.slice.spec)?,
            story,
        })
    }
}

/// The shortest run for a mark that a timetable fits.
fn scheduled<S: Layout>(
    world: &mut World<S>,
    found: &Found<World<S>>,
    mark: Mark,
    said: Option<&str>,
) -> Result<Option<Story>, String> {
    let Some(mut traces) = found.traces(mark) else { return Ok(None) };
    for _ in 0..RUNS_MAX {
        let Some(trace) = traces.next(world)? else { return Ok(None) };
        let mut run = Run::repeat(world, &trace)?;
        if let Some(said) = said {
            run.blame(world.questions(), mark, said)?;
        }
        if let Some(story) = run.told() {
            return Ok(Some(story));
        }
    }
    Ok(None)
}

/// Keeps the shortest run for each family and each property.
fn keep(findings: &mut Vec<Finding>, finding: Finding) {
    match findings.iter_mut().find(|known| known.family == finding.family) {
        Some(known) if known.story.steps.len() <= finding.story.steps.len() => {}
        Some(known) => *known = finding,
        None => findings.push(finding),
    }
    let place = |name: &str| Family::named(name).map_or(usize::MAX, |family| family as usize);
    findings.sort_by_key(|finding| (place(&finding.family), finding.family.len(), finding.family.clone()));
}
