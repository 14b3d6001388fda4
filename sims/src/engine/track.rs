//! What the metrics of sessions, segments, consults and messages follow of a conversation, from its events (MET-20 to
//! MET-42).
//!
//! A session is one assignment attempt (SES-01); a segment is one stay in one queue, with all the offers made meanwhile
//! (SES-06). Everything is counted with the interval in which the conversation arrived.

use switchboard::{ClosureReason, Condition, ConversationId, QueueId, Rule, Treatment, UserId};

use crate::engine::case::Case;
use crate::engine::run::Run;
use crate::tick::{Span, Tick};

/// Responses in less than this are in time (MET-21).
const RESPONSE: Span = Span::from_whole_seconds(60);

/// An unanswered message: since when, and how long its queue had been closed by then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    at: Tick,
    closed_us: u64,
}

/// What is followed of one conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Track {
    /// How many sessions were opened, a bot's included.
    sessions: u32,
    /// The open session of people, since when.
    session: Option<Tick>,
    /// Whether somebody accepted in the open session.
    session_engaged: bool,
    /// Sessions in which somebody accepted.
    pub(crate) sessions_engaged: u32,
    /// The queue of the segment, since when.
    segment: Option<(QueueId, Tick)>,
    segment_engaged: bool,
    /// The segment's first offer.
    first_offer: Option<Tick>,
    /// Segments in which somebody accepted.
    pub(crate) segments_engaged: u32,
    /// When the offer that rings was made.
    offered: Tick,
    /// Who was asked for a consult.
    asked: Option<UserId>,
    /// Who consults after being asked, and since when.
    consults: Option<(UserId, Tick)>,
    /// What an agent is to answer.
    unanswered: Option<Asked>,
    /// When a person was asked for, until an agent writes.
    first_unanswered: Option<Asked>,
    /// Whether an agent wrote.
    pub(crate) agent_wrote: bool,
    /// Whether the customer wrote after the first accept.
    pub(crate) customer_wrote: bool,
    /// Whether the customer ended the talk.
    pub(crate) customer_ended: bool,
    /// Whether the customer's connection dropped for good.
    pub(crate) dropped: bool,
    /// Whether overflow met it before a queue, and in a queue.
    overflowed: [bool; 2],
}

impl Track {
    /// Nothing yet.
    pub(crate) const BLANK: Self = Self {
        sessions: 0,
        session: None,
        session_engaged: false,
        sessions_engaged: 0,
        segment: None,
        segment_engaged: false,
        first_offer: None,
        segments_engaged: 0,
        offered: Tick::ZERO,
        asked: None,
        consults: None,
        unanswered: None,
        first_unanswered: None,
        agent_wrote: false,
        customer_wrote: false,
        customer_ended: false,
        dropped: false,
        overflowed: [false; 2],
    };
}

/// Whether the session ends by handing the conversation on (MET-30, MET-36).
const fn is_transfer(reason: ClosureReason) -> bool {
    match reason {
        ClosureReason::AgentTransferred
        | ClosureReason::SupervisorTransferToAgent
        | ClosureReason::AgentTransferToQueue
        | ClosureReason::SupervisorAssignToQueue
        | ClosureReason::QueueTransfer
        | ClosureReason::OverflowQueueTransfer
        | ClosureReason::InqueueOverflowQueueTransfer => true,
        ClosureReason::AgentReject
        | ClosureReason::AgentTimeout
        | ClosureReason::AgentClosed
        | ClosureReason::ConversationClosed
        | ClosureReason::AgentDisconnected
        | ClosureReason::AgentReRouted
        | ClosureReason::ForceClose
        | ClosureReason::AddAgentFailed
        | ClosureReason::AutoClose
        | ClosureReason::CustomerDisconnect
        | ClosureReason::AgentEndConversation
        | ClosureReason::CustomerEndConversation
        | ClosureReason::BotTransferToAgent
        | ClosureReason::BotEndConversation
        | ClosureReason::ManuallyClosedSession
        | ClosureReason::CustomerNonResponseTimeoutRule
        | ClosureReason::AgentNonResponseTimeoutRule
        | ClosureReason::MaximumSessionsReached
        | ClosureReason::OverflowEndConversation
        | ClosureReason::InqueueOverflowEndConversation
        | ClosureReason::AgentMovedConversationToWaiting
        | ClosureReason::AutoRejectedDueToBrowserRefresh
        | ClosureReason::AutoRejectAsOutboundCallInProgress => false,
    }
}

/// Whether the session ends because an offer was declined: its wait was neither accepted, abandoned nor moved on.
const fn is_decline(reason: ClosureReason) -> bool {
    matches!(
        reason,
        ClosureReason::AgentReject
            | ClosureReason::AgentTimeout
            | ClosureReason::AutoRejectedDueToBrowserRefresh
            | ClosureReason::AutoRejectAsOutboundCallInProgress
    )
}

impl Run<'_> {
    // ---- sessions ------------------------------------------------------------------------------------------------

    pub(crate) fn session_opened(&mut self, id: ConversationId, queue: QueueId) {
        let now = self.now;
        let case = &mut self.cases[id.index()];
        let by_bot = self.scenario.sources[usize::from(case.source)].bot.is_some() && case.track.sessions == 0;
        case.track.sessions += 1;
        if by_bot {
            return;
        }
        case.track.session = Some(now);
        case.track.session_engaged = false;
        self.recorder.change_sessions(1, now);
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.sessions += 1;
        }
        if !Rule::Ses06.holds() {
            self.begin_segment(id, queue);
        }
    }

    pub(crate) fn session_closed(&mut self, id: ConversationId, reason: ClosureReason) {
        let now = self.now;
        let case = &mut self.cases[id.index()];
        let Some(since) = case.track.session.take() else { return };
        let engaged = std::mem::take(&mut case.track.session_engaged);
        self.recorder.change_sessions(-1, now);
        let Some(counts) = self.recorder.counts(&self.cases[id.index()]) else { return };
        counts.sessions_closed += 1;
        if engaged {
            counts.sessions_transferred += u64::from(is_transfer(reason));
        } else if !is_decline(reason) {
            counts.session_waits += 1;
            counts.session_wait_us += now.since(since).micros();
            counts.sessions_waited += u64::from(now > since);
        }
    }

    // ---- segments ------------------------------------------------------------------------------------------------

    /// It stands in a queue: a segment begins where it stood in another one or in none.
    pub(crate) fn enter_segment(&mut self, id: ConversationId, queue: QueueId) {
        if self.cases[id.index()].track.segment.is_none_or(|(stays, _)| stays != queue) {
            self.begin_segment(id, queue);
        }
    }

    fn begin_segment(&mut self, id: ConversationId, queue: QueueId) {
        let track = &mut self.cases[id.index()].track;
        track.segment = Some((queue, self.now));
        track.segment_engaged = false;
        track.first_offer = None;
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.segments += 1;
        }
    }

    /// An agent takes it into hand: the session and the segment are engaged, each once.
    pub(crate) fn engaged(&mut self, id: ConversationId) {
        let now = self.now;
        let track = &mut self.cases[id.index()].track;
        let session = track.session.filter(|_| !track.session_engaged);
        let segment = track.segment.filter(|_| !track.segment_engaged);
        let offered = track.first_offer;
        if session.is_some() {
            track.session_engaged = true;
            track.sessions_engaged += 1;
        }
        if segment.is_some() {
            track.segment_engaged = true;
            track.segments_engaged += 1;
        }
        let threshold = segment.and_then(|(queue, _)| self.scenario.policy().queues()[queue.index()].threshold_s);
        let Some(counts) = self.recorder.counts(&self.cases[id.index()]) else { return };
        if let Some(since) = session {
            counts.sessions_engaged += 1;
            counts.session_waits += 1;
            counts.session_wait_us += now.since(since).micros();
            counts.sessions_waited += u64::from(now > since);
        }
        if let Some((_, since)) = segment {
            let wait = now.since(since);
            counts.segments_engaged += 1;
            counts.segment_answer_us += wait.micros();
            counts.segment_accept_us += offered.map_or(0, |offered| now.since(offered).micros());
            counts.segments_in_time +=
                u64::from(threshold.is_none_or(|limit| wait <= Span::from_whole_seconds(u64::from(limit))));
            counts.longest_segment_wait_us = counts.longest_segment_wait_us.max(wait.micros());
        }
    }

    /// It is closed: what was open of it is over. `left` when its customer went.
    pub(crate) fn segment_closed(&mut self, slot: usize, left: bool) {
        let now = self.now;
        let track = &mut self.cases[slot].track;
        let Some((queue, since)) = track.segment.take().filter(|_| !track.segment_engaged) else { return };
        let threshold = self.scenario.policy().queues()[queue.index()].threshold_s;
        let Some(counts) = self.recorder.counts(&self.cases[slot]) else { return };
        let wait = now.since(since);
        counts.segments_abandoned += 1;
        counts.segment_abandon_us += wait.micros();
        if left {
            counts.segments_abandoned_by_customer += 1;
            counts.segment_abandon_by_customer_us += wait.micros();
        }
        if let Some(limit) = threshold {
            counts.segments_abandoned_of_queues_with_threshold += 1;
            counts.segments_short += u64::from(wait < Span::from_whole_seconds(u64::from(limit)));
        }
        counts.longest_segment_wait_us = counts.longest_segment_wait_us.max(wait.micros());
    }

    /// Overflow does something with it, before a queue or in one; each is counted once (MET-42).
    pub(crate) fn overflowed(&mut self, id: ConversationId, condition: Condition, treatment: Treatment) {
        let place = match condition {
            Condition::OutOfHours | Condition::Items(_) | Condition::AverageWait(_) => 0,
            Condition::Waited(_) => 1,
        };
        let track = &mut self.cases[id.index()].track;
        if treatment == Treatment::AssignAnyway || std::mem::replace(&mut track.overflowed[place], true) {
            return;
        }
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.overflowed_before_queue += u64::from(place == 0);
            counts.overflowed_in_queue += u64::from(place == 1);
        }
    }

    // ---- offers --------------------------------------------------------------------------------------------------

    pub(crate) fn offer_made(&mut self, id: ConversationId) {
        let track = &mut self.cases[id.index()].track;
        track.offered = self.now;
        track.first_offer.get_or_insert(self.now);
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.offers += 1;
        }
    }

    pub(crate) fn offer_accepted(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        if let Some(counts) = self.recorder.counts(case) {
            counts.offers_accepted += 1;
            counts.accept_us += self.now.since(case.track.offered).micros();
        }
    }

    pub(crate) fn offer_rejected(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        if let Some(counts) = self.recorder.counts(case) {
            counts.offers_rejected += 1;
            counts.reject_us += self.now.since(case.track.offered).micros();
        }
    }

    // ---- consults ------------------------------------------------------------------------------------------------

    pub(crate) fn consult_asked(&mut self, id: ConversationId, agent: UserId) {
        self.cases[id.index()].track.asked = Some(agent);
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.consults += 1;
        }
    }

    /// A seat of a consultant is taken; who stays after a transfer was not asked.
    pub(crate) fn consult_accepted(&mut self, id: ConversationId, agent: UserId) {
        let track = &mut self.cases[id.index()].track;
        if track.asked.take_if(|asked| *asked == agent).is_none() {
            return;
        }
        track.consults = Some((agent, self.now));
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.consults_accepted += 1;
        }
    }

    pub(crate) fn consult_declined(&mut self, id: ConversationId, rejected: bool) {
        self.cases[id.index()].track.asked = None;
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.consults_rejected += u64::from(rejected);
            counts.consults_timed_out += u64::from(!rejected);
        }
    }

    pub(crate) fn consult_ended(&mut self, id: ConversationId, agent: UserId) {
        let track = &mut self.cases[id.index()].track;
        let Some((_, since)) = track.consults.take_if(|(consults, _)| *consults == agent) else { return };
        let lasted = self.now.since(since);
        if let Some(counts) = self.recorder.counts(&self.cases[id.index()]) {
            counts.consults_ended += 1;
            counts.consult_us += lasted.micros();
        }
    }

    // ---- messages ------------------------------------------------------------------------------------------------

    fn asked_now(&self, queue: QueueId) -> Asked {
        Asked { at: self.now, closed_us: self.recorder.closed_us(queue, self.now) }
    }

    /// A person is asked for: that is the first message to answer.
    pub(crate) fn asked_for_a_person(&mut self, slot: usize) {
        let asked = self.asked_now(self.cases[slot].queue);
        let track = &mut self.cases[slot].track;
        track.first_unanswered = Some(asked);
        track.unanswered = Some(asked);
    }

    pub(crate) fn customer_wrote(&mut self, id: ConversationId) {
        let case = &self.cases[id.index()];
        if !case.incoming {
            return;
        }
        let asked = self.asked_now(case.queue);
        let case = &mut self.cases[id.index()];
        case.track.customer_wrote |= case.answered;
        case.track.unanswered.get_or_insert(asked);
    }

    pub(crate) fn agent_wrote(&mut self, id: ConversationId) {
        let queue = self.cases[id.index()].queue;
        let now = self.asked_now(queue);
        let track = &mut self.cases[id.index()].track;
        track.agent_wrote = true;
        let open_us = |asked: Asked| now.at.since(asked.at).micros() - (now.closed_us - asked.closed_us);
        let (first, answered) = (track.first_unanswered.take().map(open_us), track.unanswered.take().map(open_us));
        let Some(counts) = self.recorder.counts(&self.cases[id.index()]) else { return };
        if let Some(us) = first {
            counts.first_responses += 1;
            counts.first_response_us += us;
            counts.first_responses_in_time += u64::from(us < RESPONSE.micros());
        }
        if let Some(us) = answered {
            counts.responses += 1;
            counts.response_us += us;
            counts.responses_in_time += u64::from(us < RESPONSE.micros());
        }
    }
}

impl Case {
    /// Forgets what a new queue makes of unanswered messages: how long the old one was closed says nothing of the new.
    pub(crate) fn moved_to(&mut self, queue: QueueId, closed_us: u64) {
        if self.queue != queue {
            for asked in [&mut self.track.unanswered, &mut self.track.first_unanswered].into_iter().flatten() {
                asked.closed_us = closed_us;
            }
            self.queue = queue;
        }
    }
}
