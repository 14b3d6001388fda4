//! Where overflow leads: circles, conditions that nobody asks, queues that are closed at the same time.

use std::collections::VecDeque;

use switchboard::{Channel, Condition, Hours, Treatment};

use super::check::{
    HOURS_NEVER_OPEN, OUT_OF_HOURS_NEVER, OVERFLOW_CYCLE, OVERFLOW_INTO_CLOSED, OVERFLOW_NEVER_ASKED,
    WAIT_OVERFLOW_CYCLE,
};
use super::view::{View, Way, condition_name, target, way};
use super::{Diagnostic, Edit};

/// One way out of a queue by overflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    from: usize,
    to: usize,
    /// The line among the conditions before entry; `None` for the time in the queue.
    line: Option<usize>,
}

pub(super) fn check(view: &View<'_>, found: &mut Vec<Diagnostic>) {
    let queues = view.policy.queues().len();
    let edges: Vec<Edge> = (0..queues).flat_map(|queue| edges(view, queue)).collect();
    let waits: Vec<Edge> = edges.iter().copied().filter(|edge| edge.line.is_none()).collect();
    for circle in circles(queues, &waits) {
        found.push(wait_circle(view, &circle));
    }
    for circle in circles(queues, &edges).iter().filter(|circle| circle.iter().any(|edge| edge.line.is_some())) {
        found.push(circle_before_entry(view, circle));
    }
    for queue in 0..queues {
        never_asked(view, queue, found);
        hours(view, queue, found);
    }
    for (place, hours) in view.policy.hours().iter().enumerate().filter(|(_, hours)| hours.openings.is_empty()) {
        let message = format!(
            "hours `{}` never open; expected at least one opening, such as `mon-fri 08:00-18:00`, or a queue without \
             `hours`, which is always open",
            hours.name
        );
        found.push(HOURS_NEVER_OPEN.at(way!["hours", place, "open"], message));
    }
}

fn edges(view: &View<'_>, queue: usize) -> Vec<Edge> {
    let rules = &view.policy.queues()[queue];
    let wait = rules.wait_overflow.and_then(|overflow| target(overflow.treatment));
    let lines =
        rules.overflow.iter().enumerate().filter_map(|(line, overflow)| Some((line, target(overflow.treatment)?)));
    let before = lines.map(|(line, to)| Edge { from: queue, to: to.index(), line: Some(line) });
    before.chain(wait.map(|to| Edge { from: queue, to: to.index(), line: None })).collect()
}

/// The shortest circle through each first queue of one, each circle once.
fn circles(queues: usize, edges: &[Edge]) -> Vec<Vec<Edge>> {
    let edges = without_dead_ends(queues, edges);
    let mut out: Vec<Vec<Edge>> = vec![Vec::new(); queues];
    for edge in &edges {
        out[edge.from].push(*edge);
    }
    // By queue: the search that saw it last, and the way on which it came there.
    let mut seen = vec![usize::MAX; queues];
    let mut came: Vec<Option<Edge>> = vec![None; queues];
    let mut circles = Vec::new();
    // Queues before the start have had their turn.
    for start in (0..queues).filter(|start| !out[*start].is_empty()) {
        let mut next = VecDeque::from([start]);
        let mut last = None;
        while let Some(queue) = next.pop_front() {
            for edge in out[queue].iter().filter(|edge| edge.to >= start) {
                if edge.to == start {
                    last = last.or(Some(*edge));
                } else if seen[edge.to] != start {
                    seen[edge.to] = start;
                    came[edge.to] = Some(*edge);
                    next.push_back(edge.to);
                }
            }
            if last.is_some() {
                break;
            }
        }
        let mut circle: Vec<Edge> = Vec::new();
        while let Some(edge) = last {
            circle.push(edge);
            last = if edge.from == start { None } else { came[edge.from] };
        }
        circle.reverse();
        circles.extend((!circle.is_empty()).then_some(circle));
    }
    circles
}

/// The edges that are left when queues from which nothing leads on are taken away, again and again.
fn without_dead_ends(queues: usize, edges: &[Edge]) -> Vec<Edge> {
    let mut left = vec![0_usize; queues];
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); queues];
    for edge in edges {
        left[edge.from] += 1;
        into[edge.to].push(edge.from);
    }
    let mut ends: Vec<usize> = (0..queues).filter(|queue| left[*queue] == 0).collect();
    while let Some(end) = ends.pop() {
        for from in &into[end] {
            left[*from] -= 1;
            if left[*from] == 0 {
                ends.push(*from);
            }
        }
    }
    edges.iter().copied().filter(|edge| left[edge.from] > 0 && left[edge.to] > 0).collect()
}

fn named(view: &View<'_>, circle: &[Edge]) -> String {
    let names = circle.iter().map(|edge| edge.from).chain([circle[0].from]);
    names.map(|queue| format!("`{}`", view.queue_name(queue))).collect::<Vec<_>>().join(" → ")
}

fn wait_circle(view: &View<'_>, circle: &[Edge]) -> Diagnostic {
    let seconds = circle.iter().filter_map(|edge| view.policy.queues()[edge.from].wait_overflow);
    let round: u64 = seconds.map(|overflow| u64::from(overflow.seconds)).sum();
    let last = circle[circle.len() - 1];
    let at = way!["queues", last.from, "wait_overflow"];
    let message = format!(
        "what waits too long goes round: {}; whoever is not served comes back after {round} s and never leaves the circle, \
         since each move restarts the clock; expected one queue of these without `wait_overflow`, or with another action",
        named(view, circle),
    );
    WAIT_OVERFLOW_CYCLE
        .at(at.clone(), message)
        .mend(format!("let what is in `{}` wait there", view.queue_name(last.from)), vec![Edit::Remove { path: at }])
}

fn circle_before_entry(view: &View<'_>, circle: &[Edge]) -> Diagnostic {
    let first = circle.iter().find(|edge| edge.line.is_some()).unwrap_or(&circle[0]);
    let message = format!(
        "queues overflow in a circle: {}; overflow before entry is judged once, so nothing goes round for ever, but what \
         overflows enters the next queue though that is over its own limit too",
        named(view, circle),
    );
    let at = match first.line {
        Some(line) if line < view.spec.queues[first.from].overflow.len() => {
            way!["queues", first.from, "overflow", line, "queue"]
        }
        Some(_) | None => way!["queues", first.from, "name"],
    };
    OVERFLOW_CYCLE.at(at, message)
}

/// DIST-03, OVF-05: conditions before entry are judged for what is routed, not for what falls back or overflows in.
fn never_asked(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let feeds = &view.feeds[queue];
    let judged = feeds.iter().any(|feed| matches!(feed.way, Way::Own | Way::Route));
    if feeds.is_empty() || judged || view.spec.queues[queue].overflow.is_empty() {
        return;
    }
    let name = view.queue_name(queue);
    let message = format!(
        "queue `{name}` is entered as a fallback queue or by overflow only, where conditions before entry are not asked; \
         expected no `overflow`, or `wait_overflow`"
    );
    let at = way!["queues", queue, "overflow"];
    let diagnostic = OVERFLOW_NEVER_ASKED.at(at.clone(), message);
    found.push(diagnostic.mend_by_removing(format!("remove the conditions of `{name}`"), at));
}

fn hours(view: &View<'_>, queue: usize, found: &mut Vec<Diagnostic>) {
    let rules = &view.policy.queues()[queue];
    let Some(own) = rules.hours else { return };
    let name = view.queue_name(queue);
    let written = view.spec.queues[queue].overflow.len();
    for (line, overflow) in rules.overflow.iter().enumerate().take(written) {
        if overflow.condition != Condition::OutOfHours {
            continue;
        }
        let at = way!["queues", queue, "overflow", line];
        let remove = format!("remove condition `{}` of `{name}`", condition_name(overflow.condition));
        let routed = view.feeds[queue].iter().filter(|feed| matches!(feed.way, Way::Own | Way::Route));
        let mut channels = routed.map(|feed| view.workstream(feed.workstream).channel).peekable();
        let persistent = channels.peek().is_some() && channels.all(|channel| channel == Channel::PersistentChat);
        if is_always_open(&view.policy.hours()[own]) {
            let message = format!(
                "queue `{name}` is never outside its hours `{}`, which are always open; expected other hours, or none",
                view.policy.hours()[own].name
            );
            found.push(OUT_OF_HOURS_NEVER.at(at.clone(), message).mend_by_removing(remove, at));
        } else if persistent {
            let message = format!(
                "only persistent chats enter queue `{name}`, and these may start outside its hours and stay Open; expected \
                 no condition `out-of-hours`"
            );
            found.push(OUT_OF_HOURS_NEVER.at(at.clone(), message).mend_by_removing(remove, at));
        } else if let Treatment::Queue(other) = overflow.treatment
            && view.policy.queues()[other.index()].hours == Some(own)
        {
            let message = format!(
                "outside its hours queue `{name}` overflows into `{}`, which keeps the same hours `{}` and is closed too; \
                 expected a queue with other hours, or another action",
                view.queue_name(other.index()),
                view.policy.hours()[own].name,
            );
            found.push(OVERFLOW_INTO_CLOSED.at(way!["queues", queue, "overflow", line, "queue"], message));
        }
    }
}

/// Every minute of every day, without a holiday.
fn is_always_open(hours: &Hours) -> bool {
    hours.holidays.is_empty() && hours.is_open(0) && hours.next_change(0).is_none()
}
