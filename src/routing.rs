//! The way to a queue: route-to-queue rules, percentages, the fallback queue (DIST-01 to DIST-04), and what somebody
//! else measures for it.

use crate::action::{Arrival, Gauge};
use crate::center::ContactCenter;
use crate::event::Fact;
use crate::id::QueueId;
use crate::policy::RouteRule;
use crate::refusal::Answer;
use crate::rule::Rule;

impl ContactCenter {
    /// A conversation arrives whose queue the rules of its workstream choose.
    pub(crate) fn admit(&mut self, arrival: Arrival, draw: u16, failed: bool) -> Answer {
        let (queue, judged) = self.destination(&arrival, draw, failed);
        self.create(Arrival { queue, ..arrival }, judged)
    }

    /// The queue, and whether its overflow is judged.
    fn destination(&self, arrival: &Arrival, draw: u16, failed: bool) -> (QueueId, bool) {
        let workstream = &self.policy.workstreams[arrival.workstream.index()];
        let fallback = workstream.fallback.unwrap_or(arrival.queue);
        if failed && Rule::Dist03.holds() {
            return (fallback, false);
        }
        if workstream.routes.is_empty() && workstream.fallback.is_none() {
            return (arrival.queue, true);
        }
        let carried = workstream.profiles.union(arrival.profiles);
        let matching =
            workstream.routes.iter().filter(|rule| rule.profiles.is_subset(carried)).map(|rule| pick(rule, draw));
        let overflowing = |queue: QueueId| self.overflows(queue, workstream.channel).is_some();
        let Some(first) = matching.clone().next() else { return (fallback, !Rule::Dist03.holds()) };
        // DIST-07: with a bot on the workstream nothing is judged yet.
        if workstream.bot.is_some() || !Rule::Dist02.holds() {
            return (first, true);
        }
        let open = |queue: &QueueId| self.roster.open[queue.index()];
        let chosen = matching
            .clone()
            .find(|queue| !overflowing(*queue))
            .or_else(|| matching.clone().find(open))
            // None is operational: the one that opens first, the first listed of equals.
            .or_else(|| matching.min_by_key(|queue| self.roster.gauges[queue.index()].opening.unwrap_or(u32::MAX)));
        (chosen.unwrap_or(first), true)
    }

    /// What whoever owns time tells.
    pub(crate) fn gauge(&mut self, gauge: Gauge) -> Answer {
        let (rule, changed, fact) = match gauge {
            Gauge::Length { queue } => {
                let length = u32::try_from(self.queue_length(queue)).unwrap_or(u32::MAX);
                let cached = &mut self.roster.gauges[queue.index()].length;
                let before = core::mem::replace(cached, length);
                (Rule::Ovf03, before != length, Fact::QueueLengthCached { queue, length })
            }
            Gauge::AverageWait { queue, seconds } => {
                let before = core::mem::replace(&mut self.roster.gauges[queue.index()].average_s, seconds);
                (Rule::Wait01, before != seconds, Fact::AverageWaitRecomputed { queue, seconds })
            }
            Gauge::Opening { queue, minute } => {
                let before = core::mem::replace(&mut self.roster.gauges[queue.index()].opening, minute);
                (Rule::Dist02, before != minute, Fact::QueueOpeningSet { queue, minute })
            }
        };
        if !changed {
            return Answer::unchanged(rule);
        }
        self.emit(rule, fact);
        Answer::Done
    }
}

/// DIST-04: the queue of a rule that this draw falls on.
fn pick(rule: &RouteRule, draw: u16) -> QueueId {
    let mut border = 0_u32;
    let draw = if Rule::Dist04.holds() { u32::from(draw) } else { 0 };
    let hit = rule.shares.iter().find(|share| {
        border += 100 * u32::from(share.percent);
        draw < border
    });
    hit.or(rule.shares.last()).expect("a rule goes somewhere").queue
}
