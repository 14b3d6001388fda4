//! A difference told: the run to it played on both policies, at times that fit both, with what either answers at the end;
//! and which settings alone bring it about.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;
use switchboard::notation::{Names, Notation};
use switchboard::{
    Action, Answer, Arrival, ContactCenter, ConversationId, Desk, Event, Policy, PolicySpec, Replica, Rule, UserId,
};

use super::changes::{self, Raw, Way};
use super::pair::Deed;
use super::seen::{self, FIRST, Moment};
use super::{Kind, Reply, RunStep};
use crate::kernel::Kernel;
use crate::story;
use crate::timetable;

/// A run on one side.
pub(super) struct Course {
    policy: Arc<Policy>,
    steps: Vec<(Action, Vec<Event>)>,
    answers: Vec<Answer>,
    pub(super) moments: Vec<Moment>,
    ids: Vec<Option<ConversationId>>,
}

impl Course {
    /// Plays a run; none where it is about a conversation that does not exist here.
    pub(super) fn play(policy: &Arc<Policy>, kernel: &dyn Kernel, actions: &[Action], deeds: &[Deed]) -> Option<Self> {
        let mut center = ContactCenter::shared(Arc::clone(policy));
        for (agent, user) in (0..policy.users().len()).map(UserId::at).zip(policy.users()) {
            if !user.roles.bot {
                let _ = center.apply(Action::Desk { agent, operation: Desk::SignIn });
            }
        }
        let mut course = Self {
            policy: Arc::clone(policy),
            steps: Vec::new(),
            answers: Vec::new(),
            moments: Vec::new(),
            ids: Vec::new(),
        };
        for deed in deeds {
            let action = arriving(*actions.get(usize::from(deed.action))?, policy);
            let action = match deed.which {
                Some(which) => action.on((*course.ids.get(which)?)?),
                None => action,
            };
            let mut events = Vec::new();
            let answer = kernel.apply(&mut center, action, &mut events);
            if matches!(action, Action::Create(_) | Action::Admit { .. }) {
                course.ids.push(if answer.is_done() { center.created() } else { None });
            }
            course.moments.push(course.moment(&center, answer, &events));
            course.steps.push((action, events));
            course.answers.push(answer);
        }
        Some(course)
    }

    fn moment(&self, center: &ContactCenter, answer: Answer, events: &[Event]) -> Moment {
        let replica = Replica::of(center);
        let locals = replica.locals();
        let sight = |id: &Option<ConversationId>| {
            let id = (*id)?;
            locals.iter().find(|(other, _)| *other == id)?.1.sight()
        };
        let people = replica.surroundings();
        let told = if answer.is_done() { events } else { &[] };
        Moment {
            done: answer.is_done(),
            told: told.iter().filter_map(|event| Some(seen::told(event.fact)?.of(FIRST))).collect(),
            sights: self.ids.iter().map(sight).collect(),
            standings: people.standings(),
            burdens: people.burdens(),
        }
    }

    fn last(&self) -> Option<&Moment> {
        self.moments.last()
    }

    /// The names of conversations as they were before a step.
    fn names(&self, before: usize) -> Names {
        let mut names = Names::new();
        let mut arrived = 0;
        for (action, _) in &self.steps[..before] {
            if matches!(action, Action::Create(_) | Action::Admit { .. }) {
                if let Some(id) = self.ids[arrived] {
                    names.give(&format!("c{}", arrived + 1), id);
                }
                arrived += 1;
            }
        }
        names
    }

    /// The sentence of a step.
    fn sentence(&self, step: usize) -> String {
        Notation::new(&self.policy, &self.names(step)).action(&self.steps[step].0)
    }

    /// Who acts in a step, and on what.
    fn ends(&self, step: usize) -> (String, String) {
        story::ends(&self.policy, &self.names(step), &self.steps[step].0)
    }

    /// What happened in a step, as sentences with their rules.
    fn events(&self, step: usize, fits: impl Fn(&Event) -> bool) -> Vec<String> {
        let names = self.names(step + 1);
        let notation = Notation::new(&self.policy, &names);
        let said = |event: &Event| format!("{} ({})", notation.fact(&event.fact).text, event.rule.id());
        self.steps[step].1.iter().filter(|event| fits(event)).map(said).collect()
    }

    /// The rules of a step.
    fn rules(&self, step: usize) -> Vec<&'static str> {
        let mut rules: Vec<&'static str> = self.steps[step].1.iter().map(|event| event.rule.id()).collect();
        if self.answers[step] != Answer::Done {
            rules.clear();
            rules.extend(by(self.answers[step]).map(Rule::id));
        }
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// What is answered to the last step, and what follows that does not follow on the other side.
    fn reply(&self, other: &Self) -> Reply {
        let last = self.steps.len() - 1;
        let answer = self.answers[last];
        let notation_names = self.names(last);
        let notation = Notation::new(&self.policy, &notation_names);
        let worth = |event: &Event| seen::told(event.fact).is_some() || seen::is_load(event.fact);
        let theirs = other.events(last, worth);
        Reply {
            answer: notation.answer(&answer),
            rule: by(answer).map(|rule| notation.rule(rule)),
            events: self.events(last, worth).into_iter().filter(|event| !theirs.contains(event)).collect(),
        }
    }

    /// A script that plays it again under the policy of the slice.
    fn script(&self, title: &str, spec: &PolicySpec, times: &[i64]) -> Result<String, String> {
        let policy = toml::to_string(spec).map_err(|error| error.to_string())?;
        let mut text = format!("# {title}\n\n+++\n{policy}+++\n\neverybody signs in\n");
        for (step, at_s) in times.iter().enumerate() {
            let _ = writeln!(text, "# {at_s} s at the earliest\n{}", self.sentence(step));
            let _ = match self.answers[step] {
                Answer::Done => writeln!(text, "expect done"),
                Answer::Unchanged(rule) => writeln!(text, "expect unchanged by {}", rule.id()),
                Answer::Refused(refusal) => {
                    writeln!(text, "expect refused {} by {}", refusal.code.letters(), refusal.rule.id())
                }
            };
        }
        Ok(text)
    }
}

fn by(answer: Answer) -> Option<Rule> {
    match answer {
        Answer::Done => None,
        Answer::Unchanged(rule) => Some(rule),
        Answer::Refused(refusal) => Some(refusal.rule),
    }
}

/// An arrival where this policy has it arrive.
fn arriving(action: Action, policy: &Policy) -> Action {
    let here = |arrival: Arrival| Arrival { queue: policy.workstreams()[arrival.workstream.index()].queue, ..arrival };
    if let Action::Create(arrival) = action {
        Action::Create(here(arrival))
    } else if let Action::Admit { arrival, draw, failed } = action {
        Action::Admit { arrival: here(arrival), draw, failed }
    } else {
        action
    }
}

/// Both sides of a run.
pub(super) struct Both {
    pub(super) old: Course,
    pub(super) new: Course,
    /// The earliest second of each step, on either side.
    times: [Vec<i64>; 2],
}

/// Whether the times of both sides have to fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clocks {
    /// One clock for both.
    One,
    /// Each side has its own, as durations differ.
    Two,
}

impl Both {
    /// Plays a run on both sides; none if no timetable fits.
    pub(super) fn play(
        policies: [&Arc<Policy>; 2],
        kernel: &dyn Kernel,
        actions: &[Action],
        deeds: &[Deed],
        clocks: Clocks,
    ) -> Option<Self> {
        let old = Course::play(policies[0], kernel, actions, deeds)?;
        let new = Course::play(policies[1], kernel, actions, deeds)?;
        let times = match clocks {
            Clocks::One => {
                let times = timetable::together(&old.steps, &new.steps)?;
                [times.clone(), times]
            }
            Clocks::Two => [timetable::timetable(&old.steps)?, timetable::timetable(&new.steps)?],
        };
        Some(Self { old, new, times })
    }

    /// Every step but for what is answered to the last.
    pub(super) fn steps(&self) -> Vec<RunStep> {
        let step = |number: usize| {
            let (from, to) = self.old.ends(number);
            RunStep {
                old_at_s: self.times[0][number],
                new_at_s: self.times[1][number],
                action: self.old.sentence(number),
                rules: if number + 1 == self.old.steps.len() { Vec::new() } else { self.old.rules(number) },
                from,
                to,
            }
        };
        (0..self.old.steps.len()).map(step).collect()
    }

    /// What either side answers at the end.
    pub(super) fn replies(&self) -> [Reply; 2] {
        [self.old.reply(&self.new), self.new.reply(&self.old)]
    }

    /// What the end looks like on either side, where it differs.
    pub(super) fn shows(&self) -> Vec<(String, String)> {
        match (self.old.last(), self.new.last()) {
            (Some(old), Some(new)) => old.differences(&self.old.policy, new),
            (_, _) => Vec::new(),
        }
    }

    /// A script for each side.
    pub(super) fn scripts(&self, titles: [&str; 2], specs: [&PolicySpec; 2]) -> Result<[String; 2], String> {
        Ok([
            self.old.script(titles[0], specs[0], &self.times[0])?,
            self.new.script(titles[1], specs[1], &self.times[1])?,
        ])
    }
}

/// Settings of a slice that belong together, because one line of the file says them.
pub(super) struct Setting {
    /// The number of the change of the whole file; none for one that no line says.
    pub(super) change: Option<usize>,
    pub(super) ways: Vec<(Way, Option<Value>, Option<Value>)>,
}

/// In what a slice differs, by the changes of the whole file.
///
/// # Errors
///
/// When a policy cannot be written as JSON, which would be our bug.
pub(super) fn settings(
    old: &PolicySpec,
    new: &PolicySpec,
    covers: &dyn Fn(&Way) -> Option<usize>,
) -> Result<Vec<Setting>, String> {
    let mut settings: Vec<Setting> = Vec::new();
    for Raw { way, old, new } in changes::differing(&changes::document(old)?, &changes::document(new)?) {
        let change = covers(&way);
        let way = (way, old, new);
        match settings.iter_mut().find(|setting| change.is_some() && setting.change == change) {
            Some(setting) => setting.ways.push(way),
            None => settings.push(Setting { change, ways: vec![way] }),
        }
    }
    Ok(settings)
}

/// Which changes alone make the old side end as the new one; or, where none does, those without which the new side ends
/// as the old one, and whether it is so.
pub(super) fn causes(
    kind: Kind,
    specs: [&PolicySpec; 2],
    both: &Both,
    settings: &[Setting],
    play: &dyn Fn(&Arc<Policy>) -> Option<Course>,
) -> Result<(Vec<usize>, bool), String> {
    let (Some(was), Some(is)) = (both.old.last(), both.new.last()) else { return Ok((Vec::new(), false)) };
    let steps = both.old.moments.len();
    let ends = |spec: &PolicySpec, setting: &Setting, newer: bool| -> Result<Option<Moment>, String> {
        let mut document = changes::document(spec)?;
        for (way, old, new) in &setting.ways {
            changes::set(&mut document, way, if newer { new.clone() } else { old.clone() });
        }
        let built = serde_json::from_value::<PolicySpec>(document).ok().and_then(|spec| spec.build().ok());
        let Some(policy) = built else { return Ok(None) };
        let Some(course) = play(&Arc::new(policy)) else { return Ok(None) };
        // On the way there nobody may have seen anything else.
        let before = course.moments.iter().zip(&both.old.moments).take(steps - 1);
        let same = before.into_iter().all(|(one, two)| one.sights == two.sights && one.standings == two.standings);
        Ok(course.moments.into_iter().nth(steps - 1).filter(|_| same))
    };
    let mut alone = Vec::new();
    for setting in settings {
        if let (Some(change), Some(end)) = (setting.change, ends(specs[0], setting, true)?)
            && same(kind, &end, is)
            && !same(kind, &end, was)
        {
            alone.push(change);
        }
    }
    if !alone.is_empty() {
        return Ok((alone, false));
    }
    let mut needed = Vec::new();
    for setting in settings {
        if let (Some(change), Some(end)) = (setting.change, ends(specs[1], setting, false)?)
            && !same(kind, &end, is)
        {
            needed.push(change);
        }
    }
    Ok((needed, true))
}

/// Whether two ends are the same as far as a kind of difference goes.
fn same(kind: Kind, one: &Moment, other: &Moment) -> bool {
    let looks = one.sights == other.sights && one.standings == other.standings;
    match kind {
        Kind::OldOnly | Kind::NewOnly => one.done == other.done && looks,
        Kind::Ending => looks,
        Kind::Telling => one.told == other.told,
        Kind::Load => one.burdens == other.burdens,
    }
}
