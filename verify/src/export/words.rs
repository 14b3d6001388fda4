//! Situations and actions in words, for comments and labels.

use std::fmt::Debug;

use switchboard::notation::{Names, Notation};
use switchboard::{
    Action, Block, ContactCenter, ConversationId, LocalState, OfferClock, Phase, Policy, Primary, Replica, Seat,
    Surroundings, Timer, UserId,
};

use crate::world::{Layout, Scope, World};

/// Writes the parts of a world in words.
pub(super) struct Words<'a> {
    policy: &'a std::sync::Arc<Policy>,
    scope: Scope,
    start: Surroundings,
    names: Names,
}

const IT: ConversationId = ConversationId { slot: 0, generation: 0 };

impl<'a> Words<'a> {
    pub(super) fn new<S: Layout>(world: &'a World<S>) -> Self {
        let mut names = Names::new();
        names.give("it", IT);
        let start = Replica::of(world.start()).surroundings();
        Self { policy: world.policy(), scope: *world.scope(), start, names }
    }

    /// The policy and the scope.
    pub(super) fn title(&self) -> String {
        let Scope { agents, conversations, supervisors, groups, .. } = self.scope;
        plain(&format!(
            "{}: {agents} agents, {conversations} conversations at once, {supervisors} supervisors; may happen: {groups}",
            self.policy.name()
        ))
    }

    /// The names of the agents.
    pub(super) fn agents(&self) -> Vec<String> {
        self.policy.users().iter().filter(|user| user.roles.agent).map(|user| plain(&user.name)).collect()
    }

    fn user(&self, user: UserId) -> &str {
        &self.policy.users()[user.index()].name
    }

    fn center(&self, people: &Surroundings, locals: &[LocalState]) -> ContactCenter {
        Replica::assembled(self.policy, people, locals).center()
    }

    /// Who is there, with what load, and whose turn it is.
    pub(super) fn people(&self, people: &Surroundings) -> String {
        let center = self.center(people, &[]);
        let mut parts = Vec::new();
        for agent in (0..self.policy.users().len()).map(UserId::at) {
            if !self.policy.users()[agent.index()].roles.agent {
                continue;
            }
            let presence = &self.policy.presences()[center.presence(agent).index()].name;
            let mut words = format!("{} {presence}", self.user(agent));
            match (center.is_signed_in(agent), center.is_present(agent)) {
                (false, _) => words.push_str(", signed out"),
                (true, false) => words.push_str(", connection lost"),
                (true, true) => {}
            }
            match (center.used_units(agent), people.burden(agent).1) {
                (0, 0) => {}
                (0, charges) => words.push_str(&format!(" with {charges} charges")),
                (used, _) => words.push_str(&format!(" {used} of {} used", center.units(agent))),
            }
            parts.push(words);
        }
        for (number, queue) in self.policy.queues().iter().enumerate() {
            let queue_id = switchboard::QueueId::at(number);
            let turn: Vec<&str> = center.members(queue_id).map(|user| self.user(user)).collect();
            let closed = if center.is_queue_open(queue_id) { "" } else { " (closed)" };
            parts.push(format!("{}{closed} asks {}", queue.name, turn.join(" ")));
        }
        plain(&parts.join("; "))
    }

    /// Where a conversation stands, and what else is known of it.
    pub(super) fn conversation(&self, local: &LocalState) -> String {
        let center = self.center(&self.start, std::slice::from_ref(local));
        let queue = &self.policy.queues()[local.queue().index()].name;
        let mut words = match local.phase() {
            Phase::Open { first } => {
                let first = first.map(|agent| format!(", {} first", self.user(agent)));
                format!("Open in {queue}{}", first.unwrap_or_default())
            }
            Phase::Offered(offer) => {
                let kind = spaced(&offer.kind);
                let mut words = format!("Active, offered to {} in {queue} ({kind})", self.user(offer.agent));
                match offer.clock {
                    OfferClock::Ringing => {}
                    OfferClock::NotDisplayed => words.push_str(", not displayed"),
                    OfferClock::Grace => words.push_str(", in grace"),
                }
                if let Some(first) = offer.first {
                    words.push_str(&format!(", before with {}", self.user(first)));
                }
                if offer.from_waiting {
                    words.push_str(", was Waiting");
                }
                words
            }
            Phase::InConversation(talk) => {
                let primary = match talk.primary {
                    Primary::Agent(agent) => self.user(agent).to_owned(),
                    Primary::Bot(bot) => format!("bot {}", self.user(bot)),
                    Primary::Outside => "somebody outside".to_owned(),
                };
                let mut words = format!("Active with {primary} in {queue}");
                if let Some(pending) = talk.pending {
                    words.push_str(&format!(", offered to {}", self.user(pending.agent)));
                }
                for (holds, what) in [
                    (talk.leg, "raised"),
                    (talk.lost, "agent lost"),
                    (talk.hold, "on hold"),
                    (talk.resolved, "resolved"),
                ] {
                    if holds {
                        words.push_str(&format!(", {what}"));
                    }
                }
                words
            }
            Phase::Waiting { last } => format!("Waiting with {}", last.map_or("nobody", |agent| self.user(agent))),
            Phase::WrapUp(wrap) => {
                let block = match wrap.block {
                    Block::Held => "",
                    Block::Timed => ", blocked for a time",
                    Block::Free => ", free",
                };
                format!("Wrap-up with {}{block}", self.user(wrap.agent))
            }
            Phase::Closed { block } => {
                let block = block.map(|agent| format!(", {} still blocked", self.user(agent)));
                format!("Closed{}", block.unwrap_or_default())
            }
        };
        for seat in local.participants() {
            let role = match seat.seat {
                Seat::ConsultOffered => "asked to consult",
                Seat::Consulting { .. } => "consults",
                Seat::Monitoring => "monitors",
                Seat::Joined => "joined",
            };
            words.push_str(&format!(", {} {role}", self.user(seat.user)));
        }
        for agent in (0..self.policy.users().len()).map(UserId::at) {
            match center.declines(IT, agent) {
                0 => {}
                times => words.push_str(&format!(", declined by {} {times}x", self.user(agent))),
            }
        }
        if center.is_customer_away(IT) {
            words.push_str(", customer away");
        }
        let timers = center.timers(IT);
        let timers: Vec<&str> =
            Timer::ALL.into_iter().filter(|timer| timers.contains(*timer)).map(Timer::name).collect();
        if !timers.is_empty() {
            words.push_str(&format!(", clocks {}", timers.join(" ")));
        }
        plain(&words)
    }

    /// What is tried; the conversation is called `it`.
    pub(super) fn action(&self, action: Action) -> String {
        plain(&Notation::new(self.policy, &self.names).action(&action))
    }
}

/// One line that ends no comment of any format and needs no escape in a quoted word.
fn plain(words: &str) -> String {
    let keep = |letter: char| match letter {
        '"' | '\\' => '\'',
        '*' | '`' | '{' | '}' | '<' | '>' | '&' => '-',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    words.chars().map(keep).collect()
}

/// The name of a variant, in lower case with blanks.
fn spaced(variant: &impl Debug) -> String {
    dashed(variant).replace('-', " ")
}

/// The name of a variant, in lower case with hyphens.
pub(super) fn dashed(variant: &impl Debug) -> String {
    let name = format!("{variant:?}");
    let name = name.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
