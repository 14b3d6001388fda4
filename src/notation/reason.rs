//! Why an assignment happens or does not, in words.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Notation;
use super::tell::setter;
use crate::id::ConversationId;
use crate::rule::Rule;
use crate::why::{Bar, Rank, Reason, RemedyStep};

impl Notation<'_> {
    /// Why an agent may not have a conversation, as said of that agent: `needs 30 units, has 10`.
    #[must_use]
    pub fn reason(&self, reason: &Reason) -> String {
        match *reason {
            Reason::Kept { agent } => format!("it is kept for {}, who had it last", self.user(agent)),
            Reason::NotAnAgent => String::from("has no agent role"),
            Reason::Bot => String::from("is a bot, which gets nothing from a queue"),
            Reason::NotAMember { queue } => format!("is no member of queue {}", self.queue(queue)),
            Reason::SignedOut => String::from("is not signed in"),
            Reason::ConnectionLost => String::from("has lost connection"),
            Reason::Presence { presence, source, allowed } => {
                let allowed: Vec<String> = allowed.iter().map(|base| self.presence(base.presence())).collect();
                let allowed = if allowed.is_empty() { String::from("nothing") } else { allowed.join(", ") };
                format!("is {}, set by {}; allowed: {allowed}", self.presence(presence), setter(source))
            }
            Reason::Channel { channel } => format!("channel {channel} is not enabled"),
            Reason::RaisedCall => String::from("is in a chat raised to a call"),
            Reason::Blocked { profile, used, limit } => {
                format!("profile {} blocks: {used} of {limit} in use", self.profile(profile))
            }
            Reason::Units { needs, has } => format!("needs {needs} units, has {has}"),
            Reason::ProfileMissing { profile } => format!("lacks profile {}", self.profile(profile)),
            Reason::ProfileFull { profile, used, limit } => {
                format!("profile {} is full: {used} of {limit} in use", self.profile(profile))
            }
            Reason::SessionsFull { open } => format!("has {open} sessions open, as many as one may have"),
            Reason::Concurrency { most } => format!("has {most} of the workstream in hand, as many as it allows"),
            Reason::Paused => String::from("declined it, and is not asked again yet"),
            Reason::Skills { requirement } => format!("lacks skills of {}", self.requirement(requirement)),
            Reason::Level { level } => format!("is in no group of the levels up to {level}"),
            Reason::NotPreferred => String::from("is not preferred, and nobody else is asked"),
            Reason::NoRule => String::from("matches no assignment rule of the queue"),
            Reason::DeclinedTooOften { times, limit } => {
                format!("declined it {}, the limit is {limit}", often(times))
            }
            Reason::DeclinedBefore { times, others } => {
                let others = if others == 1 { String::from("another") } else { format!("{others} others") };
                format!("declined it {}, and {others} may have it", often(times))
            }
        }
    }

    /// What keeps the router from a conversation: `c1 is Closed, and the router gives only what is Open`.
    #[must_use]
    pub fn bar(&self, conversation: ConversationId, bar: &Bar) -> String {
        let it = self.conversation(conversation);
        match *bar {
            Bar::Stage { stage, holder } => {
                let with = holder.map(|holder| format!(" with {}", self.user(holder))).unwrap_or_default();
                format!("{it} is {stage}{with}, and the router gives only what is Open")
            }
            Bar::Pick => format!("{it} is of a workstream to pick from, and the router gives nothing of it"),
            Bar::Declined { agents, limit } => {
                format!("{agents} agents declined {it}, and after {limit} the router gives it up")
            }
        }
    }

    /// What an agent's place in the order goes by: `70 units left, 2nd in turn`.
    #[must_use]
    pub fn rank(&self, rank: &Rank) -> String {
        let mut words: Vec<String> = Vec::new();
        if rank.rule == Rule::Prio05 {
            words.push(String::from("had it last"));
        }
        let what = match (rank.in_units, rank.free) {
            (true, 1) => "unit",
            (true, _) => "units",
            (false, 1) => "item",
            (false, _) => "items",
        };
        words.push(format!("{} {what} left", rank.free));
        words.extend(rank.turn.map(|turn| format!("{} in turn", ordinal(turn))));
        if rank.declines > 0 {
            words.push(format!("declined it {}", often(rank.declines)));
        }
        words.join(", ")
    }

    /// A single change: the sentence of its action where it has one.
    #[must_use]
    pub fn remedy(&self, step: &RemedyStep) -> String {
        if let Some(action) = step.action() {
            let more = match *step {
                RemedyStep::RaiseUnits { by, .. } => format!(", {by} more"),
                RemedyStep::RaiseProfile { by, .. } => format!(", {by} more"),
                RemedyStep::ResetPresence { .. }
                | RemedyStep::JoinQueue { .. }
                | RemedyStep::EnableChannel { .. }
                | RemedyStep::AllowPresence { .. }
                | RemedyStep::AskAgain
                | RemedyStep::RaiseDeclineLimit { .. }
                | RemedyStep::BecomeAvailable { .. }
                | RemedyStep::Reconnect { .. }
                | RemedyStep::SignIn { .. } => String::new(),
            };
            return format!("{}{more}", self.action(&action));
        }
        match *step {
            RemedyStep::EnableChannel { agent, channel } => {
                format!("enable channel {channel} for {}", self.user(agent))
            }
            RemedyStep::AllowPresence { workstream, base } => {
                let workstream = &self.policy.workstreams()[workstream.index()].name;
                format!("allow presence {} in workstream {workstream}", self.presence(base.presence()))
            }
            RemedyStep::AskAgain => String::from("let who declined be asked again, POL-27 = a"),
            RemedyStep::RaiseDeclineLimit { to } => format!("raise the limit of declines to {to}"),
            RemedyStep::ResetPresence { .. }
            | RemedyStep::JoinQueue { .. }
            | RemedyStep::RaiseUnits { .. }
            | RemedyStep::RaiseProfile { .. }
            | RemedyStep::BecomeAvailable { .. }
            | RemedyStep::Reconnect { .. }
            | RemedyStep::SignIn { .. } => unreachable!("these are actions"),
        }
    }
}

/// `once`, `twice`, `3 times`.
fn often(times: u8) -> String {
    match times {
        1 => String::from("once"),
        2 => String::from("twice"),
        times => format!("{times} times"),
    }
}

/// `1st`, `2nd`, `3rd`, `11th`.
#[must_use]
pub fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn places_are_said_as_people_say_them() {
        let said: alloc::vec::Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 111, 122].map(ordinal).into();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "122nd"]);
    }
}
