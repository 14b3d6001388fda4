//! The relation as a mapping asks for it: which steps are legal, and what to say of one that is not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use switchboard::{Channel, Preset, Rule, Stage};

use super::relation::Relation;
use crate::format::{Mapping, StateName};

/// Which steps are legal.
#[derive(Debug, Clone)]
pub struct Legal {
    /// By which rules.
    steps: BTreeMap<(Stage, Stage), BTreeSet<Rule>>,
    /// Where conversations begin.
    begins: BTreeSet<Stage>,
    /// Steps that the system documents though the rules do not have them, with where.
    also: BTreeMap<(Stage, Stage), String>,
    /// What is said of the rest.
    refusals: BTreeMap<(Stage, Stage), (String, Rule)>,
    splits: bool,
}

impl Legal {
    /// The relation that a mapping asks for.
    ///
    /// # Errors
    ///
    /// As [`Relation::of`].
    pub fn of(mapping: &Mapping) -> Result<Self, String> {
        let spec = &mapping.spec.relation;
        let presets = spec.presets.as_ref().map(|names| names.iter().map(|name| name.0).collect());
        let channels = spec.channels.as_ref().map(|names| names.iter().map(|name| name.0).collect());
        let presets: Vec<Preset> = presets.unwrap_or_else(|| Preset::ALL.to_vec());
        let channels: Vec<Channel> = channels.unwrap_or_else(|| Channel::ALL.to_vec());
        let whole = Relation::union(&presets, &channels)?;
        let splits = mapping.splits();
        let look = |stage: Stage| seen(stage, splits);
        let mut steps: BTreeMap<(Stage, Stage), BTreeSet<Rule>> = BTreeMap::new();
        for ((from, to), rules) in &whole.steps {
            let counted: BTreeSet<Rule> =
                rules.iter().copied().filter(|rule| !spec.without.iter().any(|it| it.0 == *rule)).collect();
            if look(*from) != look(*to) && !counted.is_empty() {
                steps.entry((look(*from), look(*to))).or_default().extend(counted);
            }
        }
        let single = steps.clone();
        for _ in 1..spec.moves_max.unwrap_or(1).max(1) {
            let longer = steps.clone();
            for ((from, over), first) in &longer {
                for ((next, to), then) in &single {
                    if over == next && *over != Stage::Closed && from != to {
                        let rules = steps.entry((*from, *to)).or_default();
                        if !longer.contains_key(&(*from, *to)) {
                            rules.extend(first.iter().chain(then));
                        }
                    }
                }
            }
        }
        let begins = match &spec.begin {
            Some(names) => names.iter().map(|name| look(name.0)).collect(),
            None => whole.begins.iter().map(|stage| look(*stage)).collect(),
        };
        let also = spec.also.iter().map(|it| ((look(it.from.0), look(it.to.0)), it.because.clone())).collect();
        let refusals = refusals(&whole, splits);
        Ok(Self { steps, begins, also, refusals, splits })
    }

    /// The state as this log tells states apart.
    #[must_use]
    pub const fn seen(&self, stage: Stage) -> Stage {
        seen(stage, self.splits)
    }

    /// Whether a conversation may begin so.
    #[must_use]
    pub fn begins(&self, stage: Stage) -> bool {
        self.begins.contains(&stage)
    }

    /// Where conversations may begin.
    pub fn beginnings(&self) -> impl Iterator<Item = Stage> + '_ {
        self.begins.iter().copied()
    }

    /// The rules by which a step is legal; none, if it is not.
    #[must_use]
    pub fn step(&self, from: Stage, to: Stage) -> Option<&BTreeSet<Rule>> {
        self.steps.get(&(from, to))
    }

    /// Every legal step.
    pub fn steps(&self) -> impl Iterator<Item = (Stage, Stage)> + '_ {
        self.steps.keys().copied()
    }

    /// Where the system documents a step that the rules do not have.
    #[must_use]
    pub fn also(&self, from: Stage, to: Stage) -> Option<&str> {
        self.also.get(&(from, to)).map(String::as_str)
    }

    /// What would have been legal in a state, in words.
    #[must_use]
    pub fn from(&self, from: Stage) -> Vec<String> {
        let steps = self.steps.iter().filter(|((it, _), _)| *it == from);
        steps
            .map(|((_, to), rules)| {
                let ids: Vec<&str> = rules.iter().map(|rule| rule.id()).collect();
                format!("{} ({})", name(*to), ids.join(", "))
            })
            .collect()
    }

    /// What to say of a step that is not legal: the rule that says no, and why.
    #[must_use]
    pub fn why_not(&self, from: Stage, to: Stage) -> (Option<Rule>, String) {
        let step = format!("{} → {}", name(from), name(to));
        match self.refusals.get(&(from, to)) {
            _ if from == Stage::Closed => (Some(Rule::St41), format!("{step}: nothing leaves Closed")),
            Some((by, rule)) => (
                Some(*rule),
                format!("{step} is no step: `{by}`, which leads to {} elsewhere, is refused there", name(to)),
            ),
            None => (None, format!("{step} is no step: nothing leads there")),
        }
    }

    /// The shortest way that would have been legal, in words.
    #[must_use]
    pub fn nearest(&self, from: Stage, to: Stage) -> String {
        let mut before: BTreeMap<Stage, Stage> = BTreeMap::new();
        let mut agenda = VecDeque::from([from]);
        while let Some(here) = agenda.pop_front() {
            for ((_, next), _) in self.steps.iter().filter(|((it, _), _)| *it == here) {
                if *next != from && !before.contains_key(next) {
                    before.insert(*next, here);
                    agenda.push_back(*next);
                }
            }
        }
        if !before.contains_key(&to) {
            return format!("without the record: nothing leads from {} to {}", name(from), name(to));
        }
        let mut way = vec![to];
        while let Some(last) = way.last().and_then(|stage| before.get(stage)) {
            way.push(*last);
        }
        way.reverse();
        let between: Vec<&str> = way[1..way.len() - 1].iter().map(|stage| name(*stage)).collect();
        format!("with a record of {} before it", between.join(" and of "))
    }
}

/// A state as a log shows it that does not tell offers from talks.
const fn seen(stage: Stage, splits: bool) -> Stage {
    match stage {
        Stage::Offered if !splits => Stage::InConversation,
        Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::WrapUp | Stage::Closed => stage,
    }
}

/// The name of a state in mappings.
#[must_use]
pub(super) fn name(stage: Stage) -> &'static str {
    StateName(stage).name()
}

/// For every two states: what leads to the second elsewhere and is refused in the first, and the rule that most such
/// refusals name.
fn refusals(whole: &Relation, splits: bool) -> BTreeMap<(Stage, Stage), (String, Rule)> {
    let mut found = BTreeMap::new();
    let stages: BTreeSet<Stage> = Stage::ALL.into_iter().map(|stage| seen(stage, splits)).collect();
    for &to in &stages {
        let leading: BTreeSet<&String> = whole
            .by
            .iter()
            .filter(|((from, it), _)| seen(*it, splits) == to && seen(*from, splits) != to)
            .flat_map(|(_, by)| by)
            .collect();
        for &from in stages.iter().filter(|from| **from != to) {
            let mut votes: BTreeMap<Rule, Vec<&String>> = BTreeMap::new();
            for by in &leading {
                for (tried, rule) in
                    whole.refusals.iter().filter(|((stage, it), _)| seen(*stage, splits) == from && it == *by)
                {
                    votes.entry(*rule).or_default().push(&tried.1);
                }
            }
            // A rule of the domain says more than an empty cell of a table.
            let says = |rule: &Rule| !rule.id().starts_with("S9-");
            let most = votes.iter().max_by_key(|(rule, by)| (says(rule), by.len(), std::cmp::Reverse(**rule)));
            if let Some((rule, by)) = most {
                // People's own operations say more than timers do.
                let told = by.iter().find(|it| it.starts_with("agent")).or_else(|| by.first());
                if let Some(told) = told {
                    found.insert((from, to), ((*told).clone(), *rule));
                }
            }
        }
    }
    found
}
