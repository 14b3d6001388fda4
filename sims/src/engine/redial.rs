//! Trunk lines and redialling: who hears the busy signal, who tries again, and who gives up for good.
//!
//! A call beyond the lines never reaches the kernel: the busy signal comes from the network. A further attempt is a new
//! conversation; its streams are named by the customer's number and the number of the attempt, so that they do not depend
//! on what other customers do.

use switchboard::{Channel, Stage};

use crate::agenda::{Class, Wake};
use crate::engine::arrive::entity;
use crate::engine::run::Run;
use crate::stream::{Cause, uniform};
use crate::tick::Span;

/// Where the number of the attempt stands in a conversation's number: above the count within its source.
const ATTEMPT_SHIFT: u32 = 24;

/// One attempt of a customer to reach somebody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) source: u16,
    /// The customer's number: source and count within it.
    pub(crate) customer: u64,
    /// How many attempts came before.
    pub(crate) round: u32,
    /// The interval of the first attempt, and whether that was counted.
    pub(crate) origin: u32,
    pub(crate) counted: bool,
}

impl Attempt {
    /// Names the random streams of this attempt; beyond 255 they repeat.
    pub(crate) const fn number(self) -> u64 {
        let round = if self.round > 255 { 255 } else { self.round };
        self.customer | (round as u64) << ATTEMPT_SHIFT
    }
}

/// Lines and customers who will try again.
#[derive(Debug, Default)]
pub(crate) struct Redials {
    /// Lines in use.
    lines_used: u32,
    /// Who will try again, by place; none where a place is free.
    waiting: Vec<Option<Attempt>>,
    free: Vec<u32>,
}

impl Run<'_> {
    /// Whether every line is busy for a new call.
    pub(crate) fn is_line_busy(&self, source: usize) -> bool {
        let lines = self.scenario.lines.filter(|_| self.scenario.sources[source].channel == Channel::Voice);
        lines.is_some_and(|lines| self.redials.lines_used >= lines)
    }

    /// A call takes its line, or gives it back: whoever waits for a callback or is wrapped up holds none.
    pub(crate) fn mind_line(&mut self, slot: usize, stage: Stage) {
        if self.scenario.lines.is_none() {
            return;
        }
        let case = &mut self.cases[slot];
        let talks = match stage {
            Stage::InConversation => true,
            Stage::Open | Stage::Offered => !case.called_back,
            Stage::Waiting | Stage::WrapUp | Stage::Closed => false,
        };
        let wants = talks && self.scenario.sources[usize::from(case.source)].channel == Channel::Voice;
        if wants != case.on_line {
            case.on_line = wants;
            self.redials.lines_used = if wants { self.redials.lines_used + 1 } else { self.redials.lines_used - 1 };
        }
    }

    /// A call hears the busy signal.
    pub(crate) fn blocked(&mut self, attempt: Attempt) {
        let interval = self.recorder.interval_of(self.now);
        if self.now >= self.scenario.counted_from {
            let counts = self.recorder.counts_at(self.feeds[usize::from(attempt.source)].place, interval);
            counts.blocked += 1;
            counts.blocked_first += u64::from(attempt.round == 0);
        }
        let tries = self.scenario.sources[usize::from(attempt.source)].redial.as_ref().is_some_and(|one| one.blocked);
        self.fails(attempt, tries);
    }

    /// A customer left the queue.
    pub(crate) fn gave_up(&mut self, slot: usize) {
        let case = &self.cases[slot];
        let redial = self.scenario.sources[usize::from(case.source)].redial.as_ref();
        let tries = redial.is_some_and(|one| one.abandoned);
        let attempt = case.attempt;
        self.fails(attempt, tries);
    }

    /// An attempt has failed: there is another one later, or none.
    fn fails(&mut self, attempt: Attempt, tries: bool) {
        let redial = self.scenario.sources[usize::from(attempt.source)].redial.as_ref();
        let again = redial.filter(|one| tries && attempt.round < one.rounds_max).and_then(|one| {
            let mut rng = self.streams.open(Cause::Redial, entity(attempt.number(), 0));
            (uniform(&mut rng) < one.probability).then(|| Span::from_seconds(one.after.sample(&mut rng)))
        });
        let Some(after) = again else {
            if attempt.counted {
                let place = self.feeds[usize::from(attempt.source)].place;
                self.recorder.counts_at(place, attempt.origin as usize).lost += 1;
            }
            return;
        };
        let next = Attempt { round: attempt.round + 1, ..attempt };
        let place = match self.redials.free.pop() {
            Some(place) => {
                self.redials.waiting[place as usize] = Some(next);
                place
            }
            None => {
                self.redials.waiting.push(Some(next));
                u32::try_from(self.redials.waiting.len() - 1).expect("fewer customers than that")
            }
        };
        self.recorder.change_redialling(1, self.now);
        self.agenda.push(self.now + after, Class::Arrival, Wake::Redial(place));
    }

    /// A customer tries again.
    pub(crate) fn redial(&mut self, place: u32) {
        let Some(attempt) = self.redials.waiting[place as usize].take() else { return };
        self.redials.free.push(place);
        self.recorder.change_redialling(-1, self.now);
        self.recorder.redialled();
        if self.now >= self.scenario.counted_from {
            let interval = self.recorder.interval_of(self.now);
            self.recorder.counts_at(self.feeds[usize::from(attempt.source)].place, interval).redials += 1;
        }
        self.attempt(attempt, None, None);
    }
}
