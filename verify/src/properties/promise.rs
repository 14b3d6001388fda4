//! Promises: one expression that leads to another, and what is assumed of those who have to do something for it.

use std::collections::BTreeSet;
use std::fmt;

use switchboard::{Base, Bases, Distribution, LeadsToSpec, Method, Policy, SkillMatching, Workstream};

use super::check::{Mentions, check};
use super::expression::{AGENT, BOUND_MAX, Bool, Scene};
use super::facts::Facts;
use super::{Claim, Property};

/// Somebody of whom it can be assumed that what is theirs to do is done some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The router's searches, by queue, by agent, and by the conversation that is found.
    Router,
    /// Timers, by kind and conversation: time passes.
    Timers,
    /// Agents who accept, end, and close, each for each conversation; and bots who end or hand over.
    Agents,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 3] = [Self::Router, Self::Timers, Self::Agents];

    /// The name in policy files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Router => "router",
            Self::Timers => "timers",
            Self::Agents => "agents",
        }
    }
}

/// What is assumed of runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Who does what can be done from some time on without a break.
    pub weak: BTreeSet<Party>,
    /// Who does what can be done again and again.
    pub strong: BTreeSet<Party>,
}

impl Given {
    /// What a promise says; the default is that router and timers are fair where they are not interrupted, and agents also
    /// where they are.
    pub(super) fn read(written: &LeadsToSpec) -> Result<Self, (&'static str, String)> {
        let parties = |key: &'static str, names: &Option<Vec<String>>, usual: &[Party]| match names {
            None => Ok(usual.iter().copied().collect::<BTreeSet<Party>>()),
            Some(names) => names
                .iter()
                .map(|name| {
                    let known = Party::ALL.into_iter().find(|party| party.name() == name);
                    known.ok_or_else(|| {
                        let all = Party::ALL.map(Party::name).join(", ");
                        (key, format!("unknown party `{name}`, expected some of: {all}"))
                    })
                })
                .collect(),
        };
        let strong = parties("strong", &written.strong, if written.weak.is_some() { &[] } else { &[Party::Agents] })?;
        let mut weak = parties("weak", &written.weak, &[Party::Router, Party::Timers])?;
        if let Some(party) = strong.intersection(&weak).next().filter(|_| written.weak.is_some()) {
            return Err(("strong", format!("`{}` is weak and strong, expected one of these", party.name())));
        }
        weak.retain(|party| !strong.contains(party));
        Ok(Self { weak, strong })
    }

    fn of(weak: &[Party], strong: &[Party]) -> Self {
        Self { weak: weak.iter().copied().collect(), strong: strong.iter().copied().collect() }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |parties: &BTreeSet<Party>| {
            let names: Vec<&str> = parties.iter().map(|party| party.name()).collect();
            names.join(" and ")
        };
        match (self.weak.is_empty(), self.strong.is_empty()) {
            (true, true) => formatter.write_str("nobody has to do anything"),
            (false, true) => write!(formatter, "weakly fair: {}", names(&self.weak)),
            (true, false) => write!(formatter, "strongly fair: {}", names(&self.strong)),
            (false, false) => {
                write!(formatter, "weakly fair: {}; strongly fair: {}", names(&self.weak), names(&self.strong))
            }
        }
    }
}

/// The two expressions of a promise under a policy.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    from: Bool,
    to: Bool,
    mentions: Mentions,
}

impl Property {
    /// Its two expressions, under a policy that has all that it names.
    pub(crate) fn pair(&self, policy: &Policy) -> Result<Pair, String> {
        let mut mentions = Mentions::default();
        let mut read = |text: &String| {
            check(text, policy, &mut mentions).map_err(|fault| format!("property `{}`: {}", self.name, fault.message))
        };
        match &self.texts[..] {
            [from, to] => Ok(Pair { from: read(from)?, to: read(to)?, mentions }),
            _ => Err(format!("property `{}` is no promise", self.name)),
        }
    }
}

impl Pair {
    pub(crate) const fn speaks_of_conversation(&self) -> bool {
        self.mentions.conversation
    }

    pub(crate) const fn speaks_of_agent(&self) -> bool {
        self.mentions.agent
    }

    /// Whether the promise is made, and whether it is kept, for a conversation among others and for one of the agents.
    pub(crate) fn of(&self, one: &Facts, agents: &[Facts], all: &[&Facts], agent: Option<usize>) -> (bool, bool) {
        let mut bound = [one; BOUND_MAX];
        if let Some(agent) = agent {
            bound[usize::from(AGENT)] = &agents[agent];
        }
        let mut scene = Scene { conversations: all, agents, bound };
        (self.from.holds(&mut scene), self.to.holds(&mut scene))
    }
}

/// Somebody of whom it is plain, without asking the router, that the conversation could be offered to them.
const FREE: &str = "agents.exists(a, a.signed_in && conversation.queue in a.queues && a.base == \"Available\" && \
                    a.load == 0 && a.available >= conversation.cost && !(a.name in conversation.declined_by))";

/// What every policy is asked for, as far as it can be said of it.
pub(crate) fn builtin() -> Vec<Property> {
    use Party::{Agents, Router, Timers};
    let promise = |id: &str, name: &str, from: String, to: String, given: Given| Property {
        id: id.to_owned(),
        name: name.to_owned(),
        claim: Claim::LeadsTo,
        texts: vec![from, to],
        path: Vec::new(),
        given,
        plain: id == "L1",
        mentions: Mentions { conversation: true, ..Mentions::default() },
    };
    let waits = format!("conversation.state == \"Open\" && !conversation.customer_away && {FREE}");
    vec![
        promise(
            "L1",
            "what waits while somebody stays free is offered some time",
            waits.clone(),
            format!("!({waits})"),
            Given::of(&[], &[Router]),
        ),
        promise(
            "L2",
            "every offer ends: accepted, rejected, withdrawn or timed out",
            "conversation.offered".to_owned(),
            "!conversation.offered".to_owned(),
            Given::of(&[Timers], &[]),
        ),
        promise(
            "L3",
            "what somebody has is closed some time, or rests where the policy lets it",
            "conversation.state in [\"Active\", \"Wrap-up\"]".to_owned(),
            "conversation.state == \"Closed\" || conversation.state in [\"Open\", \"Waiting\"] && !(\"auto-close\" in \
             conversation.timers)"
                .to_owned(),
            Given::of(&[Router, Timers], &[Agents]),
        ),
    ]
}

/// Whether nothing but presence, membership and units decides who may have what.
pub(super) fn is_plain(policy: &Policy) -> bool {
    policy.workstreams().iter().all(|stream| plain(policy, stream))
}

fn plain(policy: &Policy, stream: &Workstream) -> bool {
    let queues = policy.queues().iter().all(|queue| {
        queue.method != Method::Custom && queue.levels.is_empty() && !queue.callback && queue.overflow.is_empty()
    });
    queues
        && stream.distribution == Distribution::Push
        && stream.profiles.iter().next().is_none()
        && stream.requirement.is_none()
        && stream.skill_matching == SkillMatching::None
        && !stream.affinity
        && stream.max_concurrency.is_none()
        && stream.allowed.meets(Bases::of(Base::Available))
}
