//! The judge at state level: each observation beside what the log told of its conversation and its agents before.

use std::collections::{BTreeMap, VecDeque};

use switchboard::{Rule, Stage};
use switchboard_verify::Family;

use super::agents::Agents;
use super::checks::Issue;
use super::legal::{Legal, name};
use super::summary::{Summary, Tally};
use crate::format::{Claim, Deed, Fault, LoadIs, Mapping, Observation, TellCapacity};
use crate::report::{Finding, Missing, Report, Verdict};

/// Closed conversations that are remembered, where a mapping says nothing.
const CLOSED_MAX: usize = 100_000;

/// What is known of a conversation.
#[derive(Debug, Clone, Default)]
struct Case {
    stage: Option<Stage>,
    agent: Option<String>,
    channel: Option<String>,
    at: Option<i64>,
    /// A fingerprint of its states so far.
    sequence: u128,
    deviates: bool,
}

/// Judges observations one after the other. What it remembers grows with what is open, not with the log.
#[derive(Debug)]
pub struct Judge<'m> {
    mapping: &'m Mapping,
    legal: Legal,
    file: String,
    open: BTreeMap<String, Case>,
    closed: BTreeMap<String, Case>,
    closed_in_order: VecDeque<String>,
    agents: Agents,
    part: u64,
    explained: u64,
    tally: Tally,
    /// Events by verdict, what was missing, what was exercised, and findings as far as they are kept.
    pub report: Report,
}

/// What comes of one observation.
#[derive(Default)]
pub(super) struct Outcome {
    issues: Vec<Issue>,
    missing: Vec<Missing>,
    documented: bool,
    /// Whom issues may name besides those of the record.
    people: Vec<String>,
}

impl<'m> Judge<'m> {
    /// A judge of a file, by a relation.
    #[must_use]
    pub fn new(mapping: &'m Mapping, legal: Legal, file: &str) -> Self {
        Self {
            legal,
            mapping,
            file: file.to_owned(),
            open: BTreeMap::new(),
            closed: BTreeMap::new(),
            closed_in_order: VecDeque::new(),
            agents: Agents::default(),
            part: 0,
            explained: 0,
            tally: Tally::default(),
            report: Report::default(),
        }
    }

    /// The relation by which steps are judged.
    #[must_use]
    pub const fn legal(&self) -> &Legal {
        &self.legal
    }

    /// Judges an observation; what is found is told, and kept in the report.
    pub fn step(&mut self, it: &Observation, told: &mut dyn FnMut(&Finding)) -> Verdict {
        if it.part != self.part {
            self.end_part();
            self.part = it.part;
        }
        let mut outcome = Outcome::default();
        if it.unknown {
            outcome.missing.push(Missing::EarlierEvent);
        }
        if it.span.is_some() {
            self.stretch(it, &mut outcome);
        } else {
            self.observe(it, &mut outcome);
        }
        self.conclude(it, outcome, told)
    }

    /// Notes a record that cannot be read.
    pub fn unreadable(&mut self, fault: &Fault, told: &mut dyn FnMut(&Finding)) {
        let message = match fault.column {
            Some(column) => format!("column {column}: {}", fault.message),
            None => fault.message.clone(),
        };
        let finding = Finding {
            file: self.file.clone(),
            line: fault.line.unwrap_or(1),
            message,
            explained: Some(self.explained),
            ..Finding::default()
        };
        self.report.count(Verdict::Violates);
        self.explained = 0;
        told(&finding);
        self.report.find(finding);
    }

    fn conclude(&mut self, it: &Observation, outcome: Outcome, told: &mut dyn FnMut(&Finding)) -> Verdict {
        let Outcome { issues, missing, documented, people } = outcome;
        let (claimed, unclaimed): (Vec<Issue>, Vec<Issue>) =
            issues.into_iter().partition(|issue| issue.is_claimed(&self.mapping.spec.claims));
        for issue in &unclaimed {
            *self.tally.not_claimed.entry(issue.rule.to_owned()).or_default() += 1;
        }
        let verdict = match (claimed.is_empty(), unclaimed.is_empty() && !documented, missing.is_empty()) {
            (false, _, _) => Verdict::Violates,
            (true, false, _) => Verdict::NotClaimed,
            (true, true, false) => Verdict::CannotTell,
            (true, true, true) => Verdict::Conforms,
        };
        self.report.count(verdict);
        if verdict == Verdict::CannotTell {
            missing.into_iter().for_each(|missing| self.report.miss(missing));
        }
        if !claimed.is_empty() {
            self.report.people.extend(people.into_iter().chain(it.agent.clone()).chain(it.agent_before.clone()));
        }
        for Issue { rule, family, message, legal, believed, nearest, claim: _ } in claimed {
            let finding = Finding {
                file: self.file.clone(),
                line: it.line,
                at_s: it.at.map(|at| at as f64 / 1e6),
                conversation: it.conversation.clone(),
                rule: Some(rule.to_owned()),
                family: Some(family),
                message,
                legal,
                believed,
                nearest,
                explained: Some(self.explained),
            };
            told(&finding);
            self.report.find(finding);
        }
        self.explained = if verdict == Verdict::Violates { 0 } else { self.explained + 1 };
        verdict
    }

    fn exercise(&mut self, rule: Rule) {
        *self.report.exercised.entry(rule.id().to_owned()).or_default() += 1;
    }

    /// What a record says of a conversation and of an agent.
    fn observe(&mut self, it: &Observation, outcome: &mut Outcome) {
        let Some(id) = &it.conversation else {
            self.note_agent(it);
            return;
        };
        let mut case = match self.open.remove(id).or_else(|| self.recall(id)) {
            Some(case) => case,
            None => {
                self.tally.conversations += 1;
                Case::default()
            }
        };
        if let (Some(before), Some(now)) = (case.at, it.at)
            && now < before
        {
            let late = before.saturating_sub(now) as f64 / 1e6;
            let message = format!("told {late} s after a later record of the same conversation");
            outcome.issues.push(Issue::new(Claim::Times, "LOG-03", Family::K15, message));
        }
        case.at = it.at.or(case.at);
        let before = case.clone();
        outcome.people.extend(before.agent.clone());
        self.change_state(it, &mut case, outcome);
        self.change_agent(it, &before, &mut case, outcome);
        self.note_agent(it);
        if case.stage == Some(Stage::Closed) {
            self.rest(id.clone(), case);
        } else {
            self.open.insert(id.clone(), case);
        }
    }

    fn change_state(&mut self, it: &Observation, case: &mut Case, outcome: &mut Outcome) {
        let looks = |stage: Stage| self.legal.seen(stage);
        let (known, said) = (case.stage, it.state_before.map(looks));
        if let (Some(known), Some(said)) = (known, said)
            && known != said
        {
            let message = format!("the record says {} of before, the log said {}", name(said), name(known));
            outcome.issues.push(Issue::new(Claim::Records, "LOG-04", Family::K15, message));
        }
        let Some(to) = it.state.map(looks) else { return };
        case.stage = Some(to);
        let Some(from) = said.or(known) else {
            case.sequence = print(case.sequence, to);
            self.begin(to, case, outcome);
            return;
        };
        if from == to {
            return;
        }
        case.sequence = print(case.sequence, to);
        let rules: Option<Vec<Rule>> = self.legal.step(from, to).map(|rules| rules.iter().copied().collect());
        self.tally.step(from, to, rules.is_some());
        match rules {
            Some(rules) => rules.into_iter().for_each(|rule| self.exercise(rule)),
            None if self.legal.also(from, to).is_some() => {
                outcome.documented = true;
                *self.tally.not_claimed.entry("documented step".to_owned()).or_default() += 1;
            }
            None => {
                let (rule, message) = self.legal.why_not(from, to);
                let (family, rule) = match from {
                    Stage::Closed => (Family::K9, Rule::St41.id()),
                    Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::WrapUp => {
                        (Family::K17, rule.map_or("ST-01", Rule::id))
                    }
                };
                outcome.issues.push(Issue {
                    legal: self.legal.from(from),
                    believed: vec![name(from).to_owned()],
                    nearest: Some(self.legal.nearest(from, to)),
                    ..Issue::new(Claim::Steps, rule, family, message)
                });
                self.deviate(case);
            }
        }
    }

    fn begin(&mut self, stage: Stage, case: &mut Case, outcome: &mut Outcome) {
        if self.legal.begins(stage) {
            self.exercise(Rule::St01);
            return;
        }
        if self.mapping.spec.relation.cut_off {
            outcome.missing.push(Missing::EarlierEvent);
            return;
        }
        let message = format!("begins in {}", name(stage));
        let legal = self.legal.beginnings().map(|stage| name(stage).to_owned()).collect();
        let nearest = Some("with the records of its beginning, or without it".to_owned());
        outcome.issues.push(Issue {
            legal,
            nearest,
            ..Issue::new(Claim::Steps, Rule::St01.id(), Family::K17, message)
        });
        self.tally.bad_begin(stage);
        self.deviate(case);
    }

    fn deviate(&mut self, case: &mut Case) {
        self.tally.deviating += u64::from(!case.deviates);
        case.deviates = true;
    }

    /// Whether a conversation in this state counts against its agent.
    fn counts(&self, stage: Option<Stage>) -> bool {
        match (&self.mapping.spec.capacity.states, stage) {
            (_, None) => false,
            (Some(names), Some(stage)) => names.iter().any(|name| self.legal.seen(name.0) == stage),
            (None, Some(stage)) => matches!(stage, Stage::Offered | Stage::InConversation),
        }
    }

    fn change_agent(&mut self, it: &Observation, before: &Case, case: &mut Case, outcome: &mut Outcome) {
        case.channel = it.channel.clone().or_else(|| before.channel.clone());
        let gone = it.deeds.contains(&Deed::Release) || case.stage == Some(Stage::Open);
        case.agent = match &it.agent {
            _ if gone => None,
            Some(agent) => Some(agent.clone()),
            None => before.agent.clone(),
        };
        if let (Some(said), Some(known)) = (&it.agent_before, &before.agent)
            && said != known
        {
            let message = format!("the record says that `{said}` had it before, the log said `{known}`");
            outcome.issues.push(Issue::new(Claim::Records, "LOG-04", Family::K1, message));
        }
        let (counted, counts) = (self.counts(before.stage), self.counts(case.stage));
        let changed = case.agent != before.agent;
        if let (Some(old), true) = (&before.agent, counted && (changed || !counts)) {
            self.agents.give(old, &before.channel);
        }
        if let (Some(new), true) = (&case.agent, counts && (changed || !counted)) {
            self.agents.take(new, &case.channel);
        }
        if let (Some(old), Some(new), true, Some(Stage::Closed)) = (&before.agent, &case.agent, changed, before.stage)
            && case.stage == Some(Stage::Closed)
        {
            let message = format!("goes from `{old}` to `{new}` though it is closed");
            outcome.issues.push(Issue::of(Family::K9, Rule::St41, message));
        }
        let Some(new) = case.agent.clone().filter(|_| changed && counts) else { return };
        self.tally.assignments += 1;
        self.assign(it, before, &new, &case.channel, outcome);
    }

    /// An agent gets a conversation: is nobody else its owner, is the agent there, and is there room?
    fn assign(&mut self, it: &Observation, before: &Case, new: &str, channel: &Option<String>, outcome: &mut Outcome) {
        let over = it.over || it.deeds.contains(&Deed::Override);
        if let (Some(old), Some(Stage::InConversation)) = (&before.agent, before.stage)
            && !it.deeds.contains(&Deed::Transfer)
        {
            let message = format!("`{new}` gets it while `{old}` has it, and no transfer is told");
            outcome.issues.push(Issue::of(Family::K1, Rule::Ses03, message));
        } else {
            self.exercise(Rule::Ses03);
        }
        let claims = |family: Family, rule: Rule| {
            let claimed = |claim: &Claim| *claim == Claim::Family(family) || *claim == Claim::Rule(rule);
            self.mapping.spec.claims.iter().any(claimed)
        };
        let spec = &self.mapping.spec;
        let (by_presence, by_capacity) = (claims(Family::K3, Rule::Dist11), claims(Family::K2, Rule::Cap03));
        let agent = self.agents.of(new);
        let presence = it.presence.as_ref().or(agent.presence.as_ref()).cloned();
        let held = agent.held(channel);
        let known = it.capacity.or_else(|| agent.capacity(channel)).or(spec.capacity.each);
        if !spec.presence.eligible.is_empty() {
            match presence {
                Some(presence) if spec.presence.eligible.contains(&presence) || over => self.exercise(Rule::Dist11),
                Some(presence) => {
                    let message = format!("assigned to `{new}`, whose presence is `{presence}`");
                    let legal = spec.presence.eligible.iter().map(|it| format!("an agent who is `{it}`")).collect();
                    outcome.issues.push(Issue { legal, ..Issue::of(Family::K3, Rule::Dist11, message) });
                }
                None if by_presence => outcome.missing.push(Missing::Presence),
                None => {}
            }
        } else if by_presence {
            outcome.missing.push(Missing::Presence);
        }
        let load = match (it.load, spec.capacity.load) {
            (Some(load), LoadIs::After) => load,
            (Some(load), LoadIs::Before) => load + 1.0,
            (None, _) => f64::from(held),
        };
        let Some(most) = known else {
            if by_capacity {
                outcome.missing.push(Missing::Capacity);
            }
            return;
        };
        let wrong = match spec.capacity.tell {
            TellCapacity::Beyond => load > most,
            TellCapacity::AtOrBeyond => load >= most,
        };
        if wrong && !over {
            let how = if load > most { "beyond capacity" } else { "at capacity" };
            let message = format!("assigned to `{new}`, who is {how} with it: carries {load} of {most}");
            let legal = vec!["an agent with room, or an override that says who gave it".to_owned()];
            outcome.issues.push(Issue { legal, ..Issue::of(Family::K2, Rule::Cap03, message) });
        } else {
            self.exercise(Rule::Cap03);
        }
    }

    fn note_agent(&mut self, it: &Observation) {
        let Some(name) = &it.agent else { return };
        if it.presence.is_none() && it.capacity.is_none() {
            return;
        }
        let agent = self.agents.of(name);
        if let Some(presence) = &it.presence {
            agent.presence = Some(presence.clone());
        }
        if let Some(capacity) = it.capacity {
            agent.capacity.insert(it.channel.clone(), capacity);
        }
    }

    /// A stretch of time: does it last as it says, and is its agent in no other one?
    fn stretch(&mut self, it: &Observation, outcome: &mut Outcome) {
        let Some(span) = &it.span else { return };
        let spec = &self.mapping.spec.span[span.which];
        let seconds = |micros: i64| micros as f64 / 1e6;
        let between = span.to.saturating_sub(span.from);
        if let Some(lasts) = span.lasts {
            let off = between.abs_diff(lasts) as f64 / 1e6;
            if off > spec.tolerance_s {
                let message = format!(
                    "{} lasts {} s by its ends, the record says {}",
                    spec.name,
                    seconds(between),
                    seconds(lasts)
                );
                outcome.issues.push(Issue::new(Claim::Durations, "LOG-01", Family::K15, message));
            }
        }
        if between < 0 {
            let message = format!("{} ends {} s before it begins", spec.name, -seconds(between));
            outcome.issues.push(Issue::new(Claim::Durations, "LOG-02", Family::K15, message));
        }
        // Where the ends disagree, the seconds are the better witness; what lasts no time meets nothing.
        let lasts = if between < 0 { span.lasts.unwrap_or(0) } else { between };
        let (Some(name), true, true) = (&it.agent, spec.alone, lasts > 0) else { return };
        let end = span.from.saturating_add(lasts);
        let busy = &mut self.agents.of(name).busy;
        let known = busy.get(&span.which).copied();
        if known.is_none_or(|(until, _)| end > until) {
            busy.insert(span.which, (end, it.line));
        }
        match known {
            Some((until, line)) if span.from < until => {
                let over = seconds(until.saturating_sub(span.from));
                let message =
                    format!("{} of `{name}` begins {over} s before the one on line {line} has ended", spec.name);
                let legal = vec!["one at a time".to_owned()];
                outcome.issues.push(Issue { legal, ..Issue::of(Family::K2, Rule::Cap03, message) });
            }
            Some(_) | None => self.exercise(Rule::Cap03),
        }
    }

    fn recall(&mut self, id: &str) -> Option<Case> {
        self.closed.remove(id)
    }

    /// A conversation is closed: it is remembered for as long as there is room.
    fn rest(&mut self, id: String, case: Case) {
        if !self.closed.contains_key(&id) {
            self.closed_in_order.push_back(id.clone());
        }
        self.closed.insert(id, case);
        let most = self.mapping.spec.order.closed_max.map_or(CLOSED_MAX, |most| most as usize);
        // A conversation that left Closed again has its place in the order still.
        while self.closed.len() > most || self.closed_in_order.len() > 2 * most + 16 {
            let Some(oldest) = self.closed_in_order.pop_front() else { break };
            if let Some(case) = self.closed.remove(&oldest) {
                self.tally.forgotten += 1;
                self.tally.sequence(case.sequence);
            }
        }
    }

    /// The end of a part of the file that is judged by itself.
    fn end_part(&mut self) {
        let open = std::mem::take(&mut self.open);
        let closed = std::mem::take(&mut self.closed);
        self.closed_in_order.clear();
        for case in open.into_values().chain(closed.into_values()) {
            if let (Some(agent), true) = (&case.agent, self.counts(case.stage)) {
                self.agents.give(agent, &case.channel);
            }
            self.tally.sequence(case.sequence);
        }
    }

    /// The end of the log.
    #[must_use]
    pub fn end(mut self) -> (Report, Summary) {
        self.end_part();
        (self.report, self.tally.summary())
    }
}

/// A fingerprint of a sequence: that of FNV-1a in 128 bits, a state at a time.
fn print(sequence: u128, stage: Stage) -> u128 {
    let sequence = if sequence == 0 { 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d } else { sequence };
    (sequence ^ (stage as u128 + 1)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B)
}
