//! A run told to people: what was done, what was answered, what followed, by which rule; as text, as a script that
//! `switchboard play` repeats, and as a sequence diagram.

use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;
use switchboard::notation::{Names, Notation};
use switchboard::{Action, Answer, ContactCenter, Event, Policy, PolicySpec, Replica};

use crate::families::{self, Findings};
use crate::kernel::Kernel;
use crate::model::Mark;
use crate::properties::Questions;
use crate::timetable::timetable;
use crate::world::{Layout, World, act_on};

/// One step of a run.
#[derive(Debug, Clone, Serialize)]
pub struct StoryStep {
    /// The earliest second in which it can happen.
    pub at_s: i64,
    /// The sentence of the action, as `switchboard play` reads it.
    pub action: String,
    /// The answer.
    pub answer: String,
    /// What happened, each with its rule.
    pub events: Vec<String>,
    /// The ids of the rules named by answer and events.
    pub rules: Vec<&'static str>,
    /// Who acts, for a diagram.
    #[serde(skip)]
    pub from: String,
    /// On whom or what.
    #[serde(skip)]
    pub to: String,
}

/// How a run goes on after its last step, where it goes wrong only by going on for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// Nothing more happens.
    NothingMore,
    /// The steps from this one on, counted from one, happen again and again.
    AgainFrom(usize),
}

/// A run, with what is wrong at its end.
#[derive(Debug, Clone, Serialize)]
pub struct Story {
    /// The steps.
    pub steps: Vec<StoryStep>,
    /// How it goes on, if that is what is wrong.
    pub then: Option<Then>,
    /// What is wrong with the last step or with where it leads, in words.
    pub wrong: Vec<String>,
}

/// A run as the kernel made it.
#[derive(Debug)]
pub(crate) struct Run {
    policy: Arc<Policy>,
    steps: Vec<(Action, Vec<Event>)>,
    answers: Vec<Answer>,
    then: Option<Then>,
    wrong: Vec<String>,
    end: ContactCenter,
}

impl Run {
    /// Repeats a run of a world on one center, so that conversations keep their names.
    ///
    /// # Errors
    ///
    /// When the center does not go where the world said, which would be our bug.
    pub(crate) fn repeat<S: Layout>(
        world: &World<S>,
        trace: &[(S, Option<crate::world::Act>)],
    ) -> Result<Self, String> {
        let kernel = world.kernel();
        let mut center = world.start().clone();
        let mut run = Self {
            policy: Arc::clone(world.policy()),
            steps: Vec::new(),
            answers: Vec::new(),
            then: None,
            wrong: Vec::new(),
            end: center.clone(),
        };
        let mut found = Findings::default();
        for (state, act) in trace {
            let Some(act) = act else { break };
            let (stands, ids) = world.state_of(&center).ok_or("a run leaves the world")?;
            if stands != *state {
                return Err(format!("a run goes to {stands:?}, but {state:?} was said"));
            }
            let action = act_on(world.action(*act), ids.get(usize::from(act.place)).copied());
            let before = center.clone();
            let mut events = Vec::new();
            let answer = kernel.apply(&mut center, action, &mut events);
            found.clear();
            judge(kernel, &before, action, answer, &events, &center, &mut found);
            run.steps.push((action, events));
            run.answers.push(answer);
        }
        run.end = center;
        run.wrong = found.broken().iter().map(|(family, words)| format!("{family}: {words}")).collect();
        Ok(run)
    }

    /// Says of the end of the run what a property of the user's is broken by there, looked up on the center itself.
    ///
    /// # Errors
    ///
    /// When the property is not broken there, which would be our bug.
    pub(crate) fn blame(&mut self, questions: &Questions, mark: Mark, said: &str) -> Result<(), String> {
        let replica = Replica::of(&self.end);
        let (one, who) = questions.instance(&replica, mark).ok_or_else(|| format!("a run does not break `{said}`"))?;
        let mut names = Names::new();
        for id in self.steps.iter().filter_map(|(_, events)| created(events)) {
            let name = names.next();
            names.give(&name, id);
        }
        let one = one.and_then(|one| replica.locals().get(one).map(|(id, _)| names.name(*id)));
        let who = who.map(|who| self.policy.users()[who.index()].name.clone());
        let whom: Vec<String> = one.into_iter().chain(who).collect();
        let whom = if whom.is_empty() { String::new() } else { format!(", for {}", whom.join(" and ")) };
        self.wrong = vec![format!("this is broken{whom}: {said}")];
        Ok(())
    }

    /// Says that the run never ends well: how it goes on.
    pub(crate) fn ends(&mut self, then: Then) {
        self.then = Some(then);
        self.wrong.clear();
    }

    /// Whether the run ends in this state of its world.
    ///
    /// # Errors
    ///
    /// When it does not, which would be our bug: a loop leads back to where it began.
    pub(crate) fn stands<S: Layout>(&self, world: &World<S>, state: Option<S>) -> Result<(), String> {
        let Some(state) = state else { return Ok(()) };
        match world.state_of(&self.end) {
            Some((stands, _)) if stands == state => Ok(()),
            Some(_) | None => Err(format!("a run does not end in {state:?}")),
        }
    }

    /// The run as a story; none if its timers cannot be scheduled.
    pub(crate) fn told(&self) -> Option<Story> {
        let times = timetable(&self.steps)?;
        let mut story = tell(&self.policy, &self.steps, &self.answers, &times, &self.wrong);
        story.then = self.then;
        Some(story)
    }
}

/// A run told: what was done with what it caused, what was answered, when, and what is wrong at the end.
#[must_use]
pub fn tell(
    policy: &Policy,
    steps: &[(Action, Vec<Event>)],
    answers: &[Answer],
    times: &[i64],
    wrong: &[String],
) -> Story {
    let mut names = Names::new();
    let mut told = Vec::new();
    for (((action, events), answer), &at_s) in steps.iter().zip(answers).zip(times) {
        let text = Notation::new(policy, &names).action(action);
        // The sentence of an arrival gives the next name already.
        if let Some(id) = created(events) {
            let name = names.next();
            names.give(&name, id);
        }
        let notation = Notation::new(policy, &names);
        let mut rules: Vec<&'static str> = events.iter().map(|event| event.rule.id()).collect();
        rules.extend(match answer {
            Answer::Done => None,
            Answer::Unchanged(rule) => Some(rule.id()),
            Answer::Refused(refusal) => Some(refusal.rule.id()),
        });
        rules.sort_unstable();
        rules.dedup();
        let (from, to) = ends(policy, &names, action);
        told.push(StoryStep {
            at_s,
            action: text,
            answer: notation.answer(answer),
            events: events
                .iter()
                .map(|event| format!("{} ({})", notation.fact(&event.fact).text, event.rule.id()))
                .collect(),
            rules,
            from,
            to,
        });
    }
    Story { steps: told, then: None, wrong: wrong.to_vec() }
}

fn judge(
    kernel: &dyn Kernel,
    before: &ContactCenter,
    action: Action,
    answer: Answer,
    events: &[Event],
    after: &ContactCenter,
    found: &mut Findings,
) {
    let replica = Replica::of(before);
    let picture = answer.is_done().then(|| Replica::of(after));
    let step = families::Step {
        kernel,
        before,
        replica: Some(&replica),
        action,
        answer,
        events,
        after,
        picture: picture.as_ref(),
    };
    families::judge(&step, found);
}

fn created(events: &[Event]) -> Option<switchboard::ConversationId> {
    events.iter().find_map(|event| {
        if let switchboard::Fact::ConversationCreated { conversation, .. } = event.fact {
            return Some(conversation);
        }
        None
    })
}

/// Who acts, and on what.
pub(crate) fn ends(policy: &Policy, names: &Names, action: &Action) -> (String, String) {
    let user = |user: switchboard::UserId| policy.users()[user.index()].name.clone();
    let on = action.conversation().map_or_else(|| "center".to_owned(), |id| names.name(id));
    match *action {
        Action::Create(_) | Action::Admit { .. } => ("customer".to_owned(), "center".to_owned()),
        Action::Supervisor { by, .. } | Action::Agent { by, .. } => (user(by), on),
        Action::Customer { .. } => ("customer".to_owned(), on),
        Action::Bot { .. } => ("bot".to_owned(), on),
        Action::System { .. } | Action::Timer { .. } => ("clock".to_owned(), on),
        Action::Router(_) => ("router".to_owned(), on),
        Action::Desk { agent, .. } => (user(agent), on),
        Action::Manage { by, .. } => (user(by), on),
        Action::ReturnWindowPassed { .. } | Action::Configure(_) | Action::Gauge(_) | Action::Age { .. } => {
            ("clock".to_owned(), on)
        }
    }
}

impl Story {
    /// A script that `switchboard play` repeats, under the policy of the slice.
    ///
    /// # Errors
    ///
    /// When the policy cannot be written as TOML, which would be our bug.
    pub fn script(&self, title: &str, spec: &PolicySpec) -> Result<String, String> {
        let policy = toml::to_string(spec).map_err(|error| error.to_string())?;
        let mut text = format!("# {title}\n");
        for words in &self.wrong {
            let _ = writeln!(text, "# {words}");
        }
        let _ = write!(text, "\n+++\n{policy}+++\n\neverybody signs in\n");
        for (number, step) in (1..).zip(&self.steps) {
            if self.then == Some(Then::AgainFrom(number)) {
                text.push_str("# from here on again and again:\n");
            }
            let _ = writeln!(text, "# {} s at the earliest\n{}", step.at_s, step.action);
        }
        if self.then == Some(Then::NothingMore) {
            text.push_str("# and then nothing more happens\n");
        }
        Ok(text)
    }

    /// A sequence diagram in Mermaid's notation.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let mut text = String::from("sequenceDiagram\n");
        let mut known: Vec<&str> = Vec::new();
        for step in &self.steps {
            for name in [&step.from, &step.to] {
                if !known.contains(&name.as_str()) {
                    let plain = name.replace([';', '#'], ",");
                    let _ = writeln!(text, "    participant P{} as {plain}", known.len());
                    known.push(name);
                }
            }
        }
        let number = |name: &str| known.iter().position(|it| *it == name).unwrap_or_default();
        for step in &self.steps {
            let arrow = if step.answer == "done" { "->>" } else { "--x" };
            let words = step.action.replace([';', '#'], ",");
            let _ =
                writeln!(text, "    P{}{arrow}P{}: {words} ({} s)", number(&step.from), number(&step.to), step.at_s);
        }
        for words in &self.wrong {
            let last = known.len().saturating_sub(1);
            let _ = writeln!(text, "    Note over P0,P{last}: {}", words.replace([';', '#'], ","));
        }
        text
    }
}
