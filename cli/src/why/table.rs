//! The answer as lines of a terminal's width.

use std::collections::BTreeMap;
use std::io::{self, Write};

use switchboard::notation::ordinal;
use switchboard::{Candidate, ConversationId, Reason, Rule, Verdict};

use super::{Chosen, Explained, Words};
use crate::layout::wrapped;

/// How many people who are merely no members, or not signed in, are told one by one.
const ABSENT_MAX: usize = 3;
/// From how many excluded on they are counted by rule.
const COUNTED_MIN: usize = 6;
/// How many changes are told.
const CHANGES_MAX: usize = 3;
/// How many conversations ahead are named.
const AHEAD_MAX: usize = 3;
/// The widest column of names.
const NAME_MAX: usize = 16;

/// Where lines begin and end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) indent: usize,
    pub(crate) width: usize,
}

/// One row: who, verdict, rule, why.
type Row = (String, String, String, String);

/// Writes the answer: a sentence or two, the candidates, the nearest miss and the smallest changes.
pub(crate) fn text(
    out: &mut dyn Write,
    page: Page,
    words: &Words<'_>,
    explained: &Explained,
    chosen: Option<&Chosen>,
) -> io::Result<()> {
    if let Some(chosen) = chosen {
        let had = format!(
            "{} was given to {} by {} at {} ({})",
            words.notation.named(explained.why.conversation),
            words.user(chosen.agent),
            chosen.by,
            (words.clock)(chosen.at_s),
            chosen.rule.id()
        );
        line(out, page, 0, &had)?;
        return match &chosen.before {
            Some(before) => body(out, page, words, before, true),
            None => Ok(()),
        };
    }
    body(out, page, words, explained, false)
}

fn body(out: &mut dyn Write, page: Page, words: &Words<'_>, explained: &Explained, past: bool) -> io::Result<()> {
    for sentence in headline(words, explained, past) {
        line(out, page, 0, &sentence)?;
    }
    rows(out, page, words, explained)?;
    let why = &explained.why;
    if why.bar.is_some() {
        return Ok(());
    }
    let excluded = why.excluded().count();
    if explained.only.is_none() && excluded >= COUNTED_MIN {
        let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
        for reason in why.excluded().filter_map(Candidate::first_reason) {
            *counts.entry(reason.rule()).or_default() += 1;
        }
        let mut counts: Vec<(Rule, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
        let told: Vec<String> = counts.iter().map(|(rule, count)| format!("{count} by {}", rule.id())).collect();
        entry(out, page, "excluded", &format!("{excluded} of {}: {}", why.candidates.len(), told.join(", ")))?;
    }
    if explained.only.is_none() && why.next.is_none() {
        match why.nearest_miss() {
            Some(miss) => {
                let reasons = miss.reasons();
                let rules = if reasons.len() == 1 { "one rule".to_owned() } else { format!("{} rules", reasons.len()) };
                entry(out, page, "nearest", &format!("{}, excluded by {rules} only", words.user(miss.agent)))?;
            }
            None => entry(out, page, "nearest", "nobody whom a change could bring")?,
        }
    }
    changes(out, page, words, explained)
}

fn changes(out: &mut dyn Write, page: Page, words: &Words<'_>, explained: &Explained) -> io::Result<()> {
    let why = &explained.why;
    let asked = match explained.only {
        Some(agent) => why.excluded().any(|candidate| candidate.agent == agent),
        None => why.next.is_none(),
    };
    if !asked {
        return Ok(());
    }
    let Some((smallest, others)) = explained.remedies.split_first() else {
        return entry(out, page, "smallest change", "no single one would help");
    };
    let told = |remedy: &switchboard::Remedy| {
        let text = format!("{} ({})", words.notation.remedy(&remedy.step), remedy.step.rule().id());
        match remedy.step.agent() {
            // The sentence names the agent.
            Some(agent) if agent == remedy.admits => text,
            Some(_) | None => format!("{text}, which brings {}", words.user(remedy.admits)),
        }
    };
    entry(out, page, "smallest change", &told(smallest))?;
    // Of each larger kind the smallest.
    let mut kinds = vec![smallest.step.kind()];
    for remedy in others {
        if kinds.len() < CHANGES_MAX && !kinds.contains(&remedy.step.kind()) {
            kinds.push(remedy.step.kind());
            entry(out, page, "or", &told(remedy))?;
        }
    }
    match others.len() + 1 - kinds.len() {
        0 => Ok(()),
        1 => entry(out, page, "or", "one more change"),
        more => entry(out, page, "or", &format!("one of {more} more changes")),
    }
}

fn headline(words: &Words<'_>, explained: &Explained, past: bool) -> Vec<String> {
    let why = &explained.why;
    let name = |id: ConversationId| words.notation.named(id);
    let it = name(why.conversation);
    let Some(place) = &why.place else {
        let bar = why.bar.as_ref().map(|bar| (words.notation.bar(why.conversation, bar), bar.rule().id()));
        return bar.map(|(text, rule)| format!("{text} ({rule})")).into_iter().collect();
    };
    let queue = &words.center.policy().queues()[place.queue.index()].name;
    let ahead: Vec<String> = place.ahead.iter().take(AHEAD_MAX).map(|id| name(*id)).collect();
    let standing = match place.ahead.len() {
        0 => "first in line".to_owned(),
        count if count <= AHEAD_MAX => format!("{} in line, behind {}", ordinal(count + 1), ahead.join(", ")),
        count => {
            format!("{} in line, behind {} and {} more", ordinal(count + 1), ahead.join(", "), count - AHEAD_MAX)
        }
    };
    let is = if past { "was" } else { "is" };
    let mut sentences = vec![format!("{it} {is} Open in {queue}, {standing}")];
    if let Some(bar) = &why.bar {
        sentences.push(format!("{} ({})", words.notation.bar(why.conversation, bar), bar.rule().id()));
        return sentences;
    }
    if let Some(agent) = why.kept_for {
        sentences.push(format!("it {is} kept for {}, who had it last (PRIO-05)", words.user(agent)));
    }
    match why.next {
        None => sentences.push("nobody may have it, so it stays and is tried again (DIST-22)".to_owned()),
        Some(next) if past => {
            sentences.push(format!("{} came first among those who might have it", words.user(next)));
        }
        Some(next) => {
            sentences.push(format!("the router would choose {} for it", words.user(next)));
            if place.keeps_place {
                sentences.push("but a callback is offered only when it is first in line (CB-01)".to_owned());
            }
            if let Some((served, to)) = place.served.filter(|(served, _)| *served != why.conversation) {
                sentences.push(format!("but {queue} first gives {} to {} (PRIO-01)", name(served), words.user(to)));
            }
            if let Some(first) = place.next_has_first {
                sentences.push(format!("but {} would get {} before it", words.user(next), name(first)));
            }
        }
    }
    sentences
}

fn rows(out: &mut dyn Write, page: Page, words: &Words<'_>, explained: &Explained) -> io::Result<()> {
    let why = &explained.why;
    let wanted = |candidate: &&Candidate| explained.only.is_none_or(|agent| agent == candidate.agent);
    // Those who are not there at all are many on a large floor, and there is nothing else to say of them.
    let absent = |candidate: &Candidate| match candidate.reasons() {
        [Reason::NotAMember { .. }, ..] => Some(Rule::Dist11),
        [Reason::SignedOut, ..] => Some(Rule::Pres19),
        _ => None,
    };
    let count = |rule: Rule| why.candidates.iter().filter(|candidate| absent(candidate) == Some(rule)).count();
    let folds = |rule: Rule| explained.only.is_none() && count(rule) > ABSENT_MAX;
    let shown = |candidate: &&Candidate| !absent(candidate).is_some_and(folds);
    let mut rows: Vec<Row> = Vec::new();
    for candidate in why.candidates.iter().filter(wanted).filter(shown) {
        let mut who = words.user(candidate.agent).to_owned();
        match &candidate.verdict {
            Verdict::Eligible(rank) => {
                let verdict = if rank.place == 1 { "next".to_owned() } else { ordinal(rank.place) };
                rows.push((who, verdict, rank.rule.id().to_owned(), words.notation.rank(rank)));
            }
            Verdict::Excluded(reasons) => {
                let mut verdict = "no";
                for reason in reasons {
                    let rule = reason.rule().id().to_owned();
                    rows.push((std::mem::take(&mut who), verdict.to_owned(), rule, words.notation.reason(reason)));
                    verdict = "also";
                }
            }
        }
    }
    let queue = why.place.as_ref().map(|place| &*words.center.policy().queues()[place.queue.index()].name);
    let folded = [
        (Rule::Pres19, "are not signed in".to_owned()),
        (Rule::Dist11, format!("are no members of queue {}", queue.unwrap_or_default())),
    ];
    for (rule, text) in folded.into_iter().filter(|(rule, _)| folds(*rule)) {
        rows.push((format!("{} others", count(rule)), "no".to_owned(), rule.id().to_owned(), text));
    }
    if rows.is_empty() {
        if let (Some(agent), None) = (explained.only, why.bar) {
            let name = words.user(agent);
            line(out, page, 2, &format!("{name} is no agent and no member of its queue (DIST-11)"))?;
        }
        return Ok(());
    }
    let widest = |least: usize, cells: &mut dyn Iterator<Item = usize>| cells.fold(least, usize::max);
    let name = widest(5, &mut rows.iter().map(|row| row.0.chars().count())).min(NAME_MAX);
    let verdict = widest(7, &mut rows.iter().map(|row| row.1.chars().count()));
    let rule = widest(4, &mut rows.iter().map(|row| row.2.chars().count()));
    let left = page.indent + 2;
    let margin = left + name + verdict + rule + 6;
    let head: Row = ("agent".into(), "verdict".into(), "rule".into(), "why".into());
    for (who, what, id, text) in std::iter::once(&head).chain(&rows) {
        let who: String = match who.chars().count() > name {
            true => who.chars().take(name - 1).chain(['…']).collect(),
            false => who.clone(),
        };
        let text = wrapped(text, page.width, margin, margin);
        writeln!(out, "{:left$}{who:name$}  {what:verdict$}  {id:rule$}  {text}", "")?;
    }
    Ok(())
}

/// A line with a word in front that says what it is.
fn entry(out: &mut dyn Write, page: Page, label: &str, text: &str) -> io::Result<()> {
    const LABEL: usize = "smallest change".len();
    let (indent, from) = (page.indent, page.indent + LABEL + 2);
    writeln!(out, "{:indent$}{label:LABEL$}  {}", "", wrapped(text, page.width, from, from))
}

fn line(out: &mut dyn Write, page: Page, more: usize, text: &str) -> io::Result<()> {
    let from = page.indent + more;
    writeln!(out, "{:from$}{}", "", wrapped(text, page.width, from, from + 2))
}
