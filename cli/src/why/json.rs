//! The answer as data.

use std::collections::BTreeMap;

use serde_json::{Value, json as object};
use switchboard::{Bar, Candidate, Reason, RemedyStep, Verdict};

use super::{Chosen, Explained, Words};

/// The whole answer: nothing is folded or left out.
pub(crate) fn json(words: &Words<'_>, explained: &Explained, chosen: Option<&Chosen>) -> Value {
    let mut answer = body(words, explained);
    answer["chosen"] = chosen.map_or(Value::Null, |chosen| {
        object!({
            "at_s": chosen.at_s,
            "agent": words.user(chosen.agent),
            "by": chosen.by,
            "rule": chosen.rule.id(),
            "before": chosen.before.as_ref().map(|before| body(words, before)),
        })
    });
    answer
}

fn body(words: &Words<'_>, explained: &Explained) -> Value {
    let why = &explained.why;
    let policy = words.center.policy();
    let name = |id| words.notation.named(id);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in why.excluded().filter_map(Candidate::first_reason) {
        *counts.entry(reason.rule().id()).or_default() += 1;
    }
    let wanted = |candidate: &&Candidate| explained.only.is_none_or(|agent| agent == candidate.agent);
    let candidates: Vec<Value> =
        why.candidates.iter().filter(wanted).map(|candidate| person(words, candidate)).collect();
    let changes: Vec<Value> = explained
        .remedies
        .iter()
        .map(|remedy| {
            object!({
                "change": kind(&format!("{:?}", remedy.step)),
                "text": words.notation.remedy(&remedy.step),
                "rule": remedy.step.rule().id(),
                "amount": amount(remedy.step),
                "agent": remedy.step.agent().map(|agent| words.user(agent)),
                "admits": words.user(remedy.admits),
                "next": words.user(remedy.next),
            })
        })
        .collect();
    object!({
        "conversation": name(why.conversation),
        "workstream": why.workstream.map(|workstream| &*policy.workstreams()[workstream.index()].name),
        "bar": why.bar.map(|bar| object!({
            "kind": match bar {
                Bar::Stage { .. } => "Stage",
                Bar::Pick => "Pick",
                Bar::Declined { .. } => "Declined",
            },
            "rule": bar.rule().id(),
            "text": words.notation.bar(why.conversation, &bar),
        })),
        "place": why.place.as_ref().map(|place| object!({
            "queue": policy.queues()[place.queue.index()].name,
            "position": place.ahead.len() + 1,
            "ahead": place.ahead.iter().map(|id| name(*id)).collect::<Vec<String>>(),
            "served_first": place.served.map(|(id, agent)| {
                object!({ "conversation": name(id), "agent": words.user(agent) })
            }),
            "keeps_place": place.keeps_place,
            "next_has_first": place.next_has_first.map(name),
        })),
        "kept_for": why.kept_for.map(|agent| words.user(agent)),
        "next": why.next.map(|agent| words.user(agent)),
        "candidates": candidates,
        "excluded": counts,
        "nearest_miss": why.nearest_miss().map(|candidate| person(words, candidate)),
        "changes": changes,
    })
}

fn person(words: &Words<'_>, candidate: &Candidate) -> Value {
    let agent = words.user(candidate.agent);
    match &candidate.verdict {
        Verdict::Eligible(rank) => object!({
            "agent": agent,
            "eligible": true,
            "place": rank.place,
            "rule": rank.rule.id(),
            "text": words.notation.rank(rank),
            "free": rank.free,
            "counts": if rank.in_units { "units" } else { "items" },
            "declines": rank.declines,
            "turn": rank.turn,
        }),
        Verdict::Excluded(reasons) => object!({
            "agent": agent,
            "eligible": false,
            "rule": reasons.first().map(|reason| reason.rule().id()),
            "reasons": reasons.iter().map(|reason| because(words, reason)).collect::<Vec<Value>>(),
        }),
    }
}

fn because(words: &Words<'_>, reason: &Reason) -> Value {
    object!({
        "kind": kind(&format!("{reason:?}")),
        "rule": reason.rule().id(),
        "text": words.notation.reason(reason),
    })
}

/// How much a change changes, where that is a number.
fn amount(step: RemedyStep) -> Option<u16> {
    match step {
        RemedyStep::RaiseUnits { by, .. } => Some(by),
        RemedyStep::RaiseProfile { by, .. } => Some(u16::from(by)),
        RemedyStep::RaiseDeclineLimit { to } => Some(u16::from(to)),
        RemedyStep::ResetPresence { .. }
        | RemedyStep::JoinQueue { .. }
        | RemedyStep::EnableChannel { .. }
        | RemedyStep::AllowPresence { .. }
        | RemedyStep::AskAgain
        | RemedyStep::BecomeAvailable { .. }
        | RemedyStep::Reconnect { .. }
        | RemedyStep::SignIn { .. } => None,
    }
}

/// The name of a variant, from how it is shown to programmers.
fn kind(shown: &str) -> &str {
    shown.split([' ', '{', '(']).next().unwrap_or(shown)
}
