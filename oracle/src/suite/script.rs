//! A case as a script that `switchboard play` repeats, with what is expected after every step.

use std::fmt::Write;
use std::sync::Arc;

use switchboard::notation::{Names, Notation};
use switchboard::{Answer, ContactCenter, ConversationId, Phase, Policy, Primary, ProfileId, Seat, Sight, UserId};

use super::case::{Case, Said};
use super::view::View;

/// The script of a case, under the policy of a file beside it.
#[must_use]
pub fn script(case: &Case, start: &ContactCenter, policy_file: &str, title: &str) -> String {
    let policy = start.policy();
    let mut text = format!("# {title}\n");
    for goal in &case.goals {
        let _ = writeln!(text, "# covers: {goal}");
    }
    if case.times.is_none() {
        text.push_str("# The order of steps is possible, but the clocks of the policy allow it at no time.\n");
    }
    let _ = write!(text, "\npolicy {policy_file}\n\n");
    for user in policy.users().iter().filter(|user| !user.roles.bot) {
        let _ = writeln!(text, "agent {} signs in", written(&user.name));
    }
    let mut said = Said::default();
    let mut before = Arc::new(View::of(start));
    for (number, step) in case.steps.iter().enumerate() {
        let sentence = said.action(policy, step);
        text.push('\n');
        if let Some(time) = case.times.as_ref().and_then(|times| times.get(number)).filter(|time| **time > 0) {
            let _ = writeln!(text, "# {time} s at the earliest");
        }
        let _ = writeln!(text, "{sentence}");
        for line in expected(policy, &said.names, step.answer, &step.events, &before, &step.view) {
            let _ = writeln!(text, "expect {line}");
        }
        before = Arc::clone(&step.view);
    }
    text
}

/// A name as a script has it.
pub(crate) fn written(name: &str) -> String {
    if name.is_empty() || name.contains(|letter: char| letter.is_whitespace() || letter == '"') {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

/// What is expected after a step, each in the words that follow `expect`.
pub(crate) fn expected(
    policy: &Policy,
    names: &Names,
    answer: Answer,
    events: &[switchboard::Event],
    before: &View,
    after: &View,
) -> Vec<String> {
    let mut lines = vec![match answer {
        Answer::Done => "done".to_owned(),
        Answer::Unchanged(rule) => format!("unchanged by {}", rule.id()),
        Answer::Refused(refusal) => format!("refused {} by {}", refusal.code.letters(), refusal.rule.id()),
    }];
    if !answer.is_done() {
        lines.push("no change".to_owned());
        return lines;
    }
    let notation = Notation::new(policy, names);
    lines.push(format!("{} {}", events.len(), if events.len() == 1 { "event" } else { "events" }));
    lines.extend(events.iter().map(|event| format!("event {}", notation.fact(&event.fact).text)));
    lines.extend(changes(policy, names, before, after));
    lines
}

/// What looks different after a step.
fn changes(policy: &Policy, names: &Names, before: &View, after: &View) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, sight) in &after.conversations {
        let known = before.conversations.iter().find(|(other, _)| other == id).map(|(_, sight)| sight);
        if known != Some(sight) {
            let was = known.and_then(Option::as_ref);
            lines.extend(conversation(policy, names, *id, was, sight.as_ref()));
        }
    }
    for (place, user) in policy.users().iter().enumerate() {
        let look = |view: &View| {
            (view.available[place], view.standings[place].presence, view.items.get(place).cloned().unwrap_or_default())
        };
        let (available, presence, items) = look(after);
        if look(before) == (available, presence, items.clone()) || user.roles.bot {
            continue;
        }
        let presence = written(&policy.presences()[presence.index()].name);
        let mut line = format!("{} has available {available} presence {presence}", written(&user.name));
        for (profile, count) in items.iter().enumerate() {
            if before.items[place].get(profile) != Some(count) {
                let name = written(&policy.profiles()[ProfileId::at(profile).index()].name);
                let _ = write!(line, " used {count} of profile {name}");
            }
        }
        lines.push(line);
    }
    for (place, queue) in policy.queues().iter().enumerate() {
        let line = &after.lines[place];
        if before.lines[place] != *line {
            let held: Vec<String> = line.iter().map(|id| names.name(*id)).collect();
            let name = written(&queue.name);
            lines.push(match held.is_empty() {
                true => format!("queue {name} is empty"),
                false => format!("queue {name} holds {}", held.join(", ")),
            });
        }
    }
    lines
}

/// How a conversation stands now, and who sits beside.
fn conversation(
    policy: &Policy,
    names: &Names,
    id: ConversationId,
    was: Option<&Sight>,
    sight: Option<&Sight>,
) -> Vec<String> {
    let name = names.name(id);
    let user = |user: UserId| written(&policy.users()[user.index()].name);
    let Some(sight) = sight else { return vec![format!("{name} is Closed")] };
    let mut lines = vec![match sight.phase {
        Phase::Open { .. } => {
            format!("{name} is Open in {}", written(&policy.queues()[sight.queue.index()].name))
        }
        Phase::Offered(offer) => format!("{name} is Active with {} awaiting acceptance", user(offer.agent)),
        Phase::InConversation(talk) => match talk.primary {
            Primary::Agent(agent) => format!("{name} is Active with {}", user(agent)),
            Primary::Bot(bot) => format!("{name} is Active with bot {}", user(bot)),
            Primary::Outside => format!("{name} is Active with somebody outside"),
        },
        Phase::Waiting { last: Some(last) } => format!("{name} is Waiting with {}", user(last)),
        Phase::Waiting { last: None } => format!("{name} is Waiting"),
        Phase::WrapUp(wrap) => format!("{name} is Wrap-up with {}", user(wrap.agent)),
        Phase::Closed { .. } => format!("{name} is Closed"),
    }];
    let leg = |sight: &Sight| match sight.phase {
        Phase::InConversation(talk) => talk.leg,
        Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. } | Phase::WrapUp(_) | Phase::Closed { .. } => {
            false
        }
    };
    if leg(sight) != was.is_some_and(leg) {
        lines.push(format!("{name} is {}raised to a call", if leg(sight) { "" } else { "not " }));
    }
    // Whoever has it is said above.
    let holder = sight.phase.holder();
    for (who, seat) in sight.seats.iter().filter(|(who, _)| Some(*who) != holder) {
        let seat = match seat {
            Seat::ConsultOffered => "asked to consult on",
            Seat::Consulting { .. } => "consultant of",
            Seat::Monitoring => "monitor of",
            Seat::Joined => "joined in",
        };
        lines.push(format!("{} is {seat} {name}", user(*who)));
    }
    let gone = was
        .into_iter()
        .flat_map(|was| &was.seats)
        .filter(|(who, _)| Some(*who) != holder && !sight.seats.iter().any(|(other, _)| other == who));
    lines.extend(gone.map(|(who, _)| format!("{} is not in {name}", user(*who))));
    lines
}
