//! One replication: the loop over the agenda, and the one place where the kernel is asked.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use switchboard::{
    Action, Answer, ContactCenter, ConversationId, Event, Fact, Handle, Notice, Phase, PresenceSource, ProfileId,
    QueueId, Route, Stage, StatusReason, Tie, Timer, Treatment, Upkeep, UserId,
};

use crate::agenda::{Agenda, Class, Wake};
use crate::engine::arrive::Feed;
use crate::engine::case::{Case, Doing, Seed};
use crate::engine::clock::Clock;
use crate::engine::crew::Heads;
use crate::engine::interrupt::Interrupts;
use crate::engine::people::People;
use crate::engine::pick::Picks;
use crate::engine::queues::Queues;
use crate::engine::record::{Level, Mode, Recorder, Status};
use crate::engine::redial::Redials;
use crate::engine::staff::Agent;
use crate::engine::supervise::Supervisor;
use crate::events::EventWriter;
use crate::monitor::{Broken, FULL_CHECK_STEPS, Glance, Monitor};
use crate::results::{Day, Override, Sample};
use crate::scenario::Scenario;
use crate::stream::Streams;
use crate::sweep::{Idle, SWEEP_S, Ticks};
use crate::tick::{Span, Tick};

/// A second in the engine's time.
const SECOND: u64 = 1_000_000;
/// TIM-06: when the scheduler looks for idle conversations.
const TICKS: Ticks = Ticks { from: 0, every: SWEEP_S * SECOND };
/// How often the floor is sampled.
pub(crate) const SAMPLE: Span = Span::from_whole_seconds(300);
/// How many steps of the first replication, and of each later one, the monitor follows one by one; beyond that the
/// whole state is checked every [`FULL_CHECK_STEPS`].
const WATCHED_STEPS: [u64; 2] = [1 << 18, 1 << 15];
/// How many of the last actions a violation shows.
const RECENT: usize = 16;

/// Something that people do in the same instant, after the step that made them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Urgent {
    /// The offered agent answers.
    Answer(ConversationId),
    /// The agent closes the session.
    CloseSession(ConversationId),
    /// A colleague accepts a consult.
    AcceptConsult(ConversationId, UserId),
    /// A colleague rejects one.
    RejectConsult(ConversationId, UserId),
    /// An agent whose hands are empty may go.
    Pause(UserId),
    /// A caller is offered a callback.
    Callback(ConversationId),
}

/// A step that went wrong, and what came before it.
#[derive(Debug)]
pub(crate) struct Crash {
    pub(crate) broken: Broken,
    pub(crate) at: Tick,
    pub(crate) recent: Vec<(Tick, Action, Answer)>,
}

/// How a replication ends.
#[derive(Debug)]
pub(crate) enum Outcome {
    Finished(Box<Day>),
    Stopped,
    Crashed(Box<Crash>),
    WriteFailed(std::io::Error),
}

/// One replication while it runs.
pub(crate) struct Run<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) center: ContactCenter,
    pub(crate) agenda: Agenda,
    pub(crate) now: Tick,
    pub(crate) streams: Streams,
    pub(crate) feeds: Vec<Feed>,
    pub(crate) cases: Vec<Case>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) supervisors: Vec<Supervisor>,
    pub(crate) monitor: Monitor,
    pub(crate) recorder: Recorder,
    pub(crate) writer: Option<EventWriter<'a>>,
    /// Where every action is kept, if anywhere.
    pub(crate) actions: Option<&'a Mutex<Vec<Action>>>,
    /// Conversations whose clocks changed in this wake.
    pub(crate) touched: Vec<u32>,
    pub(crate) urgent: VecDeque<Urgent>,
    wakes: VecDeque<Route>,
    /// How many conversations of each source are open and were never offered: others like them need no search.
    plain: Vec<u32>,
    /// People whose capacity, presence or hands this step changed.
    affected: Vec<UserId>,
    /// Who was charged in this step: their presence follows, and is no reason to look for work.
    charged: Option<UserId>,
    pub(crate) queues: Queues,
    pub(crate) redials: Redials,
    pub(crate) picks: Picks,
    pub(crate) interrupts: Interrupts,
    /// By group that is staffed by number.
    pub(crate) heads: Vec<Heads>,
    /// What each agent did, if that is kept.
    pub(crate) people: Option<People>,
    /// The case that the next creation opens.
    pub(crate) arriving: Option<Seed>,
    /// What the last step did, on loan from the kernel while it is read.
    events: Vec<Event>,
    close_reason: Option<StatusReason>,
    timers: Class,
    recent: [Option<(Tick, Action, Answer)>; RECENT],
    broken: Option<Box<Broken>>,
    /// Whether the monitor follows each step, and until which.
    watching: bool,
    watched_until: u64,
    /// Supervisor who acts now, by number; attributes overrides.
    pub(crate) acting: u32,
    pub(crate) alive: u32,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        scenario: &'a Scenario,
        streams: Streams,
        replication: u32,
        places: &'a [u16],
        workstreams: usize,
        writer: Option<&'a mut (dyn Write + Send)>,
    ) -> Self {
        let center = ContactCenter::shared(scenario.policy.clone());
        let policy = scenario.policy();
        let timers = match policy.switches().tie {
            Tie::CommandFirst => Class::Timer,
            Tie::TimerFirst => Class::TimerFirst,
        };
        let mut run = Self {
            scenario,
            agenda: Agenda::with_room(4_096),
            now: Tick::ZERO,
            streams,
            feeds: Feed::all(scenario, streams, places),
            cases: Vec::new(),
            agents: Agent::all(scenario, streams),
            supervisors: Supervisor::all(scenario, streams),
            monitor: Monitor::new(policy),
            recorder: Recorder::new(scenario, workstreams, replication),
            writer: writer.map(|writer| EventWriter::new(writer, policy)),
            actions: None,
            touched: Vec::with_capacity(64),
            urgent: VecDeque::with_capacity(64),
            wakes: VecDeque::with_capacity(64),
            plain: vec![0; scenario.sources.len()],
            affected: Vec::with_capacity(64),
            charged: None,
            queues: Queues::new(scenario),
            redials: Redials::default(),
            picks: Picks::new(scenario),
            interrupts: Interrupts::default(),
            heads: vec![Heads::default(); scenario.crews.len()],
            people: None,
            arriving: None,
            events: Vec::with_capacity(64),
            close_reason: None,
            timers,
            recent: [None; RECENT],
            broken: None,
            watching: true,
            watched_until: WATCHED_STEPS[usize::from(replication > 1)],
            acting: 0,
            alive: 0,
            center,
        };
        run.plan_queues();
        run.plan_staff();
        run.plan_crews();
        run.plan_supervisors();
        for feed in 0..run.feeds.len() {
            run.plan_arrival(feed);
        }
        run.agenda.push(scenario.from, Class::Record, Wake::Border);
        run.agenda.push(scenario.from, run.samples(), Wake::Sample);
        run.agenda.push(sweep_after(Tick::ZERO), Class::Sweep, Wake::Sweep);
        run
    }

    /// Runs until nothing more can happen, the scenario cuts it off, or something is wrong.
    pub(crate) fn finish(mut self, stop: Option<&AtomicBool>) -> Outcome {
        let mut wakes = 0_u32;
        while let Some((key, wake)) = self.agenda.pop() {
            if key.at() > self.scenario.until || (self.agenda.is_idle() && self.is_over(&wake, key.at())) {
                break;
            }
            wakes = wakes.wrapping_add(1);
            if wakes.is_multiple_of(1 << 14) && stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return Outcome::Stopped;
            }
            self.now = key.at();
            match wake {
                Wake::Conversation(slot) => {
                    if self.cases[slot as usize].queued != Some(key) {
                        continue;
                    }
                    self.cases[slot as usize].queued = None;
                    self.ring(slot);
                    self.touched.push(slot);
                }
                Wake::Arrival(feed) => self.arrive(usize::from(feed)),
                Wake::Staff(agent, what) => self.go_on(UserId(agent), what),
                Wake::Look(supervisor) => self.look(usize::from(supervisor)),
                Wake::Act(supervisor) => self.act(usize::from(supervisor)),
                Wake::Leave(supervisor) => self.stop_watching(usize::from(supervisor)),
                Wake::PauseOver(conversation, agent) => {
                    let operation = Upkeep::DeclinePauseEnded { agent };
                    let _ = self.apply(Action::System { conversation, operation });
                }
                Wake::Sweep => self.sweep(),
                Wake::Border => {
                    self.people_border();
                    self.recorder.close_interval(self.now);
                    if let Some(next) = self.recorder.next_border(self.now) {
                        self.agenda.push(next, Class::Record, Wake::Border);
                    }
                }
                Wake::Sample => self.sample(),
                Wake::Hours(queue) => self.keep_hours(queue, self.now),
                Wake::Length(queue) => self.measure(queue),
                Wake::AverageWait(queue) => self.average(queue),
                Wake::Overflows => self.overflow_batch(),
                Wake::Redial(place) => self.redial(place),
                Wake::Heads(crew) => self.set_heads(crew),
            }
            self.drain();
            if let Some(broken) = self.broken.take() {
                let recent = self.recent_actions();
                return Outcome::Crashed(Box::new(Crash { broken: *broken, at: self.now, recent }));
            }
        }
        self.recorder.day.ended = self.now;
        for case in self.cases.iter().filter(|case| case.alive) {
            if let Some(counts) = self.recorder.counts(case) {
                counts.carried_over += 1;
            }
        }
        if let Some(writer) = &mut self.writer
            && let Err(error) = writer.finish()
        {
            return Outcome::WriteFailed(error);
        }
        if let Some(sentence) = self.center.violation() {
            let recent = self.recent_actions();
            let broken = Broken { family: "K2", sentence };
            return Outcome::Crashed(Box::new(Crash { broken, at: self.now, recent }));
        }
        Outcome::Finished(Box::new(self.recorder.day))
    }

    /// Whether the rest is housekeeping that nobody needs: the day is over, and nobody has anything to do.
    fn is_over(&self, wake: &Wake, at: Tick) -> bool {
        match wake {
            Wake::Conversation(_) | Wake::Arrival(_) | Wake::Staff(..) | Wake::PauseOver(..) => false,
            // Borders are needed up to the end of the day, sweeps while they may still close something.
            Wake::Overflows | Wake::Redial(_) | Wake::Heads(_) => false,
            Wake::Hours(_)
            | Wake::Length(_)
            | Wake::AverageWait(_)
            | Wake::Border
            | Wake::Sample
            | Wake::Look(_)
            | Wake::Act(_)
            | Wake::Leave(_)
            | Wake::Sweep => at > self.scenario.to && !self.may_still_close(),
        }
    }

    /// Whether a sweep before the end of the run will find something.
    fn may_still_close(&self) -> bool {
        self.cases.iter().any(|case| case.alive && case.idle.has_limit_before(self.scenario.until.micros()))
    }

    /// When within an instant the floor is sampled.
    const fn samples(&self) -> Class {
        if self.scenario.samples_after { Class::Sweep } else { Class::Record }
    }

    fn recent_actions(&self) -> Vec<(Tick, Action, Answer)> {
        let newest = (self.recorder.day.steps % RECENT as u64) as usize;
        self.recent[newest..].iter().chain(&self.recent[..newest]).flatten().copied().collect()
    }

    // ---- the kernel ----------------------------------------------------------------------------------------------

    /// Asks the kernel, checks the answer, counts it, and lets everybody concerned react.
    pub(crate) fn apply(&mut self, action: Action) -> Answer {
        self.watching &= self.recorder.day.steps < self.watched_until;
        let before = self.watching.then(|| Glance::of(&action, &self.center));
        let answer = self.center.apply_ref(&action);
        if let Some(before) = before {
            self.recorder.day.steps_watched += 1;
            if !answer.is_done()
                && let Err(broken) = Monitor::unchanged(&action, &before, &self.center)
            {
                self.broken.get_or_insert(broken);
            }
        }
        if let Some(actions) = self.actions
            && let Ok(mut actions) = actions.lock()
        {
            actions.push(action);
        }
        let steps = self.recorder.day.steps;
        self.recent[(steps % RECENT as u64) as usize] = Some((self.now, action, answer));
        self.recorder.day.steps = steps + 1;
        match answer {
            Answer::Done => self.done(&action),
            Answer::Refused(refusal) => {
                self.recorder.day.refusals.count(refusal.code);
                if let Some(writer) = &mut self.writer {
                    writer.refused(self.now, steps, &action, refusal, &self.center);
                }
            }
            Answer::Unchanged(_) => {}
        }
        answer
    }

    fn done(&mut self, action: &Action) {
        self.recorder.day.steps_done += 1;
        self.charged = None;
        self.close_reason = None;
        if let Action::Create(_) | Action::Admit { .. } = action {
            self.open_case();
        }
        if let Some(writer) = &mut self.writer {
            writer.step(self.now, self.recorder.day.steps - 1, action, self.center.events(), &self.center);
        }
        let mut events = std::mem::take(&mut self.events);
        self.center.swap_events(&mut events);
        if self.watching {
            for event in &events {
                if let Err(broken) = self.monitor.note(event, self.scenario.policy()) {
                    self.broken.get_or_insert(broken);
                }
            }
        }
        for event in &events {
            self.note(&event.fact);
        }
        let conversation = events.first().and_then(|event| event.fact.conversation());
        self.events = events;
        if self.watching
            && let Err(broken) = self.monitor.settle(action, &self.center)
        {
            self.broken.get_or_insert(broken);
        }
        if self.recorder.day.steps.is_multiple_of(FULL_CHECK_STEPS)
            && let Some(sentence) = self.center.violation()
        {
            self.broken.get_or_insert(Box::new(Broken { family: "K2", sentence }));
        }
        if let Some(id) = conversation {
            self.sync(id);
        }
        while let Some(agent) = self.affected.pop() {
            self.refresh(agent);
        }
        self.watch_lengths();
    }

    fn open_case(&mut self) {
        let id = self.center.created().expect("a creation that was done has an id");
        let slot = id.index();
        if self.cases.len() <= slot {
            self.cases.resize(slot + 1, Case::BLANK);
        }
        let Seed { attempt, place, interval, given_handling, given_patience } =
            self.arriving.take().expect("only arrivals create");
        let source = &self.scenario.sources[usize::from(attempt.source)];
        let now = self.now;
        let case = &mut self.cases[slot];
        *case = Case {
            id,
            // The entry in the agenda outlives the conversation that put it in.
            queued: case.queued,
            idle: Idle::since(now.micros()),
            closes_after_block: self.scenario.policy().closes_after_block(source.workstream),
            alive: true,
            counted: now >= self.scenario.counted_from,
            outgoing: source.outgoing,
            source: attempt.source,
            attempt,
            place,
            interval,
            number: attempt.number(),
            queue: source.queue,
            arrived: now,
            wait_from: now,
            entered: now,
            updated: now,
            given_handling,
            given_patience,
            ..Case::BLANK
        };
        self.alive += 1;
        self.recorder.day.created += 1;
        if let Some(counts) = self.recorder.counts(&self.cases[slot]) {
            counts.conversations += 1;
            counts.outgoing += u64::from(self.cases[slot].outgoing);
        }
    }

    /// What one fact means for the floor.
    #[inline]
    fn note(&mut self, fact: &Fact) {
        match *fact {
            Fact::TimerArmed { conversation, timer, seconds, .. } => {
                let at = self.now + Span::from_whole_seconds(u64::from(seconds));
                let case = &mut self.cases[conversation.index()];
                match Clock::of(timer) {
                    Some(clock) => {
                        case.set(clock, at);
                        self.touched.push(conversation.slot);
                        if clock == Clock::WrapUpBlock {
                            self.idle(fact, conversation);
                        }
                    }
                    None => self.idle(fact, conversation),
                }
            }
            Fact::TimerCleared { conversation, timer } => {
                let case = &mut self.cases[conversation.index()];
                match Clock::of(timer) {
                    Some(clock) => case.stop(clock),
                    None => self.idle(fact, conversation),
                }
            }
            Fact::RoutedToQueue { conversation, queue, first } => self.queued(conversation, queue, first),
            Fact::StateChanged { conversation, from, to, reason } => {
                self.recorder.day.transitions.count(Some(from), to);
                if to == Stage::Closed {
                    self.close_reason = Some(reason);
                }
                self.idle(fact, conversation);
            }
            Fact::CapacityConsumed { agent, .. } => {
                self.agents[agent.index()].charges += 1;
                self.charged = Some(agent);
                self.mark(agent);
            }
            Fact::CapacityReleased { agent, .. } => {
                let charges = &mut self.agents[agent.index()].charges;
                *charges = charges.saturating_sub(1);
                self.mark(agent);
                self.cycle(fact);
            }
            Fact::CapacityReserved { agent, .. } => self.mark(agent),
            Fact::CapacityUnreserved { agent, .. }
            | Fact::EscalationDetached { agent, .. }
            | Fact::EndOfDayReset { agent } => {
                self.mark(agent);
                self.cycle(fact);
            }
            Fact::PresenceChanged { agent, source, .. } => {
                self.mark(agent);
                // Who was charged in this step has nothing more to give.
                if self.charged != Some(agent) {
                    self.cycle(fact);
                }
                if matches!(
                    source,
                    PresenceSource::MissedOffer | PresenceSource::RejectedOffer | PresenceSource::SessionCap
                ) {
                    self.plan_recovery(agent);
                }
            }
            Fact::JoinedQueue { .. } | Fact::BullseyeLevelExpanded { .. } => self.cycle(fact),
            Fact::DeclinePauseStarted { conversation, agent, seconds } => {
                let at = self.now + Span::from_whole_seconds(u64::from(seconds));
                self.agenda.push(at, self.timers, Wake::PauseOver(conversation, agent));
            }
            Fact::DeclinePauseEnded { conversation, .. } => {
                if let Some(queue) = self.center.queue_of(conversation) {
                    self.wake(Route::Queue(queue));
                }
            }
            Fact::AgentSignedIn { agent } | Fact::AgentSignedOut { agent } => {
                self.mark(agent);
            }
            Fact::OfferMade { conversation, agent, .. } => {
                self.offer_made(conversation);
                self.offered(conversation, agent);
            }
            Fact::OfferAccepted { conversation, agent, .. } => {
                self.offer_accepted(conversation);
                self.offer_over(conversation, agent);
            }
            Fact::OfferWithdrawn { conversation, agent } => self.offer_over(conversation, agent),
            Fact::OfferRejected { conversation, agent, .. } => {
                self.offer_rejected(conversation);
                self.offer_over(conversation, agent);
            }
            Fact::OfferTimedOut { conversation, agent, .. } => {
                if let Some(counts) = self.recorder.counts(&self.cases[conversation.index()]) {
                    counts.offers_timed_out += 1;
                }
                self.offer_over(conversation, agent);
            }
            Fact::TransferCounted { conversation } => {
                let case = &mut self.cases[conversation.index()];
                case.transferred = true;
                if let Some(counts) = self.recorder.counts(case) {
                    counts.transfers += 1;
                }
            }
            Fact::MovedToWaiting { conversation, .. } => {
                if let Some(counts) = self.recorder.counts(&self.cases[conversation.index()]) {
                    counts.silences += 1;
                }
            }
            Fact::SessionOpened { conversation, queue } => self.session_opened(conversation, queue),
            Fact::SessionClosed { conversation, reason } => self.session_closed(conversation, reason),
            Fact::ConsultInitiated { conversation, agent, .. } => self.consult_asked(conversation, agent),
            Fact::ConsultRejected { conversation, .. } => self.consult_declined(conversation, true),
            Fact::ConsultTimedOut { conversation, .. } => self.consult_declined(conversation, false),
            Fact::ConsultAccepted { conversation, agent } => {
                self.consult_accepted(conversation, agent);
                self.consult_began(conversation, agent);
            }
            Fact::CustomerMessageReceived { conversation } => self.customer_wrote(conversation),
            Fact::AgentMessageSent { conversation, .. } => self.agent_wrote(conversation),
            Fact::CustomerEnded { conversation } => {
                let case = &mut self.cases[conversation.index()];
                case.track.customer_ended |= case.stage == Some(Stage::InConversation);
            }
            Fact::CustomerDisconnectLimitReached { conversation } => {
                let case = &mut self.cases[conversation.index()];
                case.track.dropped = true;
                case.track.customer_ended |= case.stage == Some(Stage::InConversation);
            }
            Fact::HoldStarted { conversation } => self.held(conversation, true),
            Fact::HoldEnded { conversation } => self.held(conversation, false),
            Fact::QueueOpenSet { queue, open } => self.recorder.set_open(queue, open, self.now),
            Fact::ConsultEnded { conversation, agent } => {
                self.consult_ended(conversation, agent);
                let case = &mut self.cases[conversation.index()];
                if case.consultant == Some(agent) {
                    case.consultant = None;
                    case.stop(Clock::LeaveConsult);
                }
            }
            Fact::SupervisorAssignedToAgent { conversation, agent, over_units, capacity_overridden, .. } => {
                if capacity_overridden {
                    let case = &self.cases[conversation.index()];
                    if let Some(counts) = self.recorder.counts(case) {
                        counts.overrides += 1;
                        counts.over_units += u64::from(over_units);
                    }
                    let workstream = u32::from(case.place);
                    let (at, supervisor, agent) = (self.now, self.acting, u32::from(agent.0));
                    self.recorder.day.overrides.push(Override { at, supervisor, agent, workstream, over_units });
                }
            }
            Fact::QueueOverflowed { conversation, condition, treatment, .. } => {
                if let Some(counts) = self.recorder.counts(&self.cases[conversation.index()]) {
                    counts.overflowed += 1;
                    counts.voicemail += u64::from(treatment == Treatment::Voicemail);
                }
                self.overflowed(conversation, condition, treatment);
            }
            Fact::CallbackRequested { conversation } => {
                let case = &mut self.cases[conversation.index()];
                case.called_back = true;
                case.doing = Doing::Nothing;
                case.stop(Clock::Main);
                if let Some(counts) = self.recorder.counts(case) {
                    counts.callbacks += 1;
                }
                self.mind_line(conversation.index(), Stage::Open);
            }
            Fact::Notified { conversation, notice: Notice::CallbackOffered, .. } => {
                self.urgent.push_back(Urgent::Callback(conversation));
            }
            Fact::CallbackExpired { .. }
            | Fact::QueuePositionAnnounced { .. }
            | Fact::WaitAnnounced { .. }
            | Fact::QueueLengthCached { .. }
            | Fact::AverageWaitRecomputed { .. }
            | Fact::QueueOpeningSet { .. }
            | Fact::ConversationCreated { .. }
            | Fact::ConversationClassified { .. }
            | Fact::LeftQueue { .. }
            | Fact::PrimaryChanged { .. }
            | Fact::AssignmentFailed { .. }
            | Fact::OfferNotDisplayed { .. }
            | Fact::ReleasedToQueue { .. }
            | Fact::RevivedByCustomer { .. }
            | Fact::RevivedByAgent { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpBlockStarted { .. }
            | Fact::WrapUpBlockEnded { .. }
            | Fact::ConversationClosed { .. }
            | Fact::CustomerDisconnected { .. }
            | Fact::CustomerReconnected { .. }
            | Fact::MonitorStarted { .. }
            | Fact::MonitorEnded { .. }
            | Fact::SupervisorJoined { .. }
            | Fact::SupervisorLeft { .. }
            | Fact::ConsultantAddedToCustomer { .. }
            | Fact::ConsultantPromoted { .. }
            | Fact::TransferToAgentInitiated { .. }
            | Fact::TransferAcknowledged { .. }
            | Fact::TransferToAgentAccepted { .. }
            | Fact::TransferToAgentRejected { .. }
            | Fact::TransferToAgentTimedOut { .. }
            | Fact::TransferToQueueInitiated { .. }
            | Fact::FirstAgentKept { .. }
            | Fact::FirstAgentFreed { .. }
            | Fact::SecondaryChannelRaised { .. }
            | Fact::SecondaryChannelEnded { .. }
            | Fact::RecordResolved { .. }
            | Fact::AgentLost { .. }
            | Fact::AgentRejoined { .. }
            | Fact::AgentLossLimitReached { .. }
            | Fact::DeclinesCleared { .. }
            | Fact::SupervisorAssignedToQueue { .. }
            | Fact::SupervisorTransferredToAgent { .. }
            | Fact::SupervisorTransferredToQueue { .. }
            | Fact::SupervisorForceClosed { .. }
            | Fact::SupervisorBroadcast { .. }
            | Fact::Notified { .. }
            | Fact::TimeoutRuleStarted { .. }
            | Fact::TimeoutRuleReset { .. }
            | Fact::TimeoutRuleSuspended { .. }
            | Fact::TimeoutRuleResumed { .. }
            | Fact::TimeoutRuleLastMinute { .. }
            | Fact::TimeoutRuleFired { .. }
            | Fact::SessionCapReached { .. }
            | Fact::RecordAssigned { .. }
            | Fact::DispositionSet { .. }
            | Fact::FollowedUp { .. }
            | Fact::OutsideCalled { .. }
            | Fact::OutsideDropped { .. }
            | Fact::EscalationAttached { .. }
            | Fact::AgentConnectionLost { .. }
            | Fact::AgentConnectionRestored { .. }
            | Fact::ReturnWindowPassed { .. }
            | Fact::UnitsConfigured { .. }
            | Fact::ProfileConfigured { .. }
            | Fact::LeftMembership { .. }
            | Fact::ToggleSet { .. }
            | Fact::ConversationPrioritized { .. }
            | Fact::AgePassed { .. } => {}
        }
    }

    /// The scheduler takes in what a fact says to it.
    fn idle(&mut self, fact: &Fact, id: ConversationId) {
        let case = &mut self.cases[id.index()];
        case.idle.note(fact, self.now.micros(), SECOND, case.closes_after_block);
    }

    /// A conversation stands in a queue: from bots and transfers too.
    fn queued(&mut self, id: ConversationId, queue: QueueId, first: Option<UserId>) {
        let case = &mut self.cases[id.index()];
        let source = usize::from(case.source);
        if case.queue != queue {
            let closed_us = self.recorder.closed_us(queue, self.now);
            case.moved_to(queue, closed_us);
        }
        self.enter_segment(id, queue);
        let case = &mut self.cases[id.index()];
        if !case.incoming {
            case.entered_queue = true;
            self.ask_for_a_person(id.index());
        }
        let case = &mut self.cases[id.index()];
        let plain = case.stage.is_none() && first.is_none() && case.offers == 0;
        if plain {
            case.plain = true;
            self.plain[source] += 1;
            // Another like it waits already, and the last search found nobody for that one: nothing has changed since.
            if self.plain[source] > 1 {
                return;
            }
        }
        self.cycle(&Fact::RoutedToQueue { conversation: id, queue, first });
    }

    /// DIST-10: what a fact makes due is searched when the step is over.
    fn cycle(&mut self, fact: &Fact) {
        if let Some(due) = self.center.due_from(fact) {
            self.wake(due.route);
        }
    }

    /// A conversation asks for a person for the first time: it is incoming, and its first wait begins.
    fn ask_for_a_person(&mut self, slot: usize) {
        let case = &mut self.cases[slot];
        case.incoming = true;
        case.wait_from = self.now;
        if case.outgoing {
            return;
        }
        self.asked_for_a_person(slot);
        let case = &self.cases[slot];
        let by_bot = self.scenario.sources[usize::from(case.source)].bot.is_some();
        let in_queue = case.entered_queue;
        if let Some(counts) = self.recorder.counts(&self.cases[slot]) {
            counts.incoming += 1;
            counts.escalated += u64::from(by_bot);
            counts.entered_queue += u64::from(in_queue);
        }
    }

    /// Brings the conversation's people up to its new state.
    fn sync(&mut self, id: ConversationId) {
        let slot = id.index();
        let phase = self.center.phase(id);
        let stage = phase.stage();
        let hand = match phase {
            Phase::InConversation(talk) => talk.primary.agent(),
            Phase::WrapUp(wrap) => Some(wrap.agent),
            Phase::Open { .. } | Phase::Offered(_) | Phase::Waiting { .. } | Phase::Closed { .. } => None,
        };
        let case = &self.cases[slot];
        let (old_stage, old_hand) = (case.stage, case.hand);
        if old_hand != hand {
            if let Some(agent) = old_hand {
                self.put_down(id, agent);
            }
        } else if let Some(agent) = hand
            && old_stage != Some(stage)
        {
            self.advance(agent);
        }
        if old_stage == Some(stage) && old_hand == hand {
            return;
        }
        if old_stage != Some(stage) {
            self.change_stage(slot, old_stage, stage);
        }
        if let Some(agent) = hand {
            if old_hand != hand {
                self.take_up(id, agent);
                if stage == Stage::InConversation {
                    self.engaged(id);
                    if let Some(people) = &mut self.people {
                        people.took(agent, self.cases[slot].place);
                    }
                }
            }
            match stage {
                Stage::InConversation => self.begin_talk(id, agent),
                Stage::WrapUp if old_stage != Some(Stage::WrapUp) => self.begin_wrap_up(id, agent),
                Stage::WrapUp | Stage::Open | Stage::Offered | Stage::Waiting | Stage::Closed => {}
            }
        } else {
            match stage {
                Stage::Waiting => self.customer_is_silent(slot),
                Stage::Closed => {
                    if self.center.retire(id) {
                        self.cases[slot].clocks.stop_all();
                    }
                }
                // The customer's patience is looked up when the instant is over: most are taken at once.
                Stage::Open | Stage::Offered => self.touched.push(id.slot),
                Stage::InConversation => self.bot_talks(slot),
                Stage::WrapUp => {}
            }
        }
        if let Some(agent) = old_hand
            && old_hand != hand
        {
            self.hands_changed(agent);
        }
    }

    fn change_stage(&mut self, slot: usize, old: Option<Stage>, new: Stage) {
        self.mind_line(slot, new);
        let waits = |stage: Option<Stage>| i64::from(matches!(stage, Some(Stage::Open | Stage::Offered)));
        let difference = waits(Some(new)) - waits(old);
        if difference != 0 {
            self.recorder.change_waiting(difference, self.now);
        }
        let case = &mut self.cases[slot];
        if case.plain && new != Stage::Open {
            case.plain = false;
            self.plain[usize::from(case.source)] -= 1;
        }
        if old.is_none() {
            self.recorder.day.transitions.count(None, new);
        }
        if new == Stage::Closed
            && !case.incoming
            && (old.is_none()
                || matches!(
                    self.close_reason,
                    Some(StatusReason::ClosedDueToFailure | StatusReason::ClosedDueToOverflow)
                ))
        {
            // A queue without members closes what arrives or what a bot hands on: it did ask for a person.
            self.ask_for_a_person(slot);
        }
        let case = &mut self.cases[slot];
        let by_person = new == Stage::InConversation && case.incoming;
        if by_person && !case.answered {
            case.answered = true;
            let (queue, wait) = (case.queue, self.now.saturating_since(case.wait_from));
            self.connected(queue, wait);
            self.recorder.answered(&self.cases[slot], self.now);
        }
        let case = &mut self.cases[slot];
        if new == Stage::Closed {
            case.alive = false;
            self.alive -= 1;
            let source = &self.scenario.sources[usize::from(case.source)];
            let escalated = case.incoming && source.bot.is_some();
            let left = self.recorder.closed(case, source.channel, escalated, self.close_reason, self.now);
            self.segment_closed(slot, left);
            let case = &self.cases[slot];
            if left && case.incoming && !case.answered && !case.outgoing {
                self.recorder.left();
                if source.redial.is_some() {
                    self.gave_up(slot);
                }
            }
        }
        if old == Some(Stage::InConversation)
            && matches!(new, Stage::WrapUp | Stage::Closed)
            && self.cases[slot].answered
        {
            self.recorder.talk_ended();
        }
        if new == Stage::Open {
            let (id, source) = (self.cases[slot].id, &self.scenario.sources[usize::from(self.cases[slot].source)]);
            self.offer_to_pickers(id, source.workstream);
            if !source.interrupts.is_empty() {
                self.may_interrupt(id);
            }
        }
        let case = &mut self.cases[slot];
        let level = Level::of(new, case.incoming);
        if case.level != level {
            self.recorder.change_level(case.level, level, self.now);
            case.level = level;
        }
        let case = &mut self.cases[slot];
        case.stage = Some(new);
        case.entered = self.now;
        if case.doing != Doing::Work || !matches!(new, Stage::InConversation | Stage::WrapUp) {
            let keeps_waiting = case.doing == Doing::Waiting && matches!(new, Stage::Open | Stage::Offered);
            if !keeps_waiting {
                case.doing = Doing::Nothing;
                case.stop(Clock::Main);
            }
        }
        if new != Stage::InConversation {
            case.stop(Clock::Ask);
            // Consultants leave with the talk.
            case.stop(Clock::LeaveConsult);
            case.consultant = None;
            case.stop(Clock::Hold);
            case.held = false;
            case.stop(Clock::Message);
        }
    }

    /// Puts the agent into the right mode and counts the agent's units.
    pub(crate) fn refresh(&mut self, user: UserId) {
        let signed_in = self.center.is_signed_in(user);
        let agent = &mut self.agents[user.index()];
        let mode = if !signed_in {
            Mode::Out
        } else if !agent.hands.is_empty() {
            Mode::Busy
        } else if agent.charges > 0 || agent.ringing > 0 {
            Mode::Reserved
        } else if agent.is_ready(&self.center, user) {
            Mode::Idle
        } else {
            Mode::Away
        };
        if mode != agent.mode {
            self.recorder.change_mode(agent.mode, mode, self.now);
            agent.mode = mode;
        }
        let (used, total) = if signed_in {
            (i64::from(self.center.used_units(user)), i64::from(self.center.units(user)))
        } else {
            (0, 0)
        };
        if (used, total) != (agent.units_used, agent.units_total) {
            self.recorder.change_units(used - agent.units_used, total - agent.units_total, self.now);
            (agent.units_used, agent.units_total) = (used, total);
        }
        if let Some(people) = &mut self.people {
            people.note(user, mode, agent.plan, (used, total), self.now);
        }
        let scheduled = agent.scheduled;
        let profiles = if signed_in && !self.scenario.policy().profiles().is_empty() { self.profiles(user) } else { 0 };
        let status = Status {
            base: signed_in.then(|| self.center.base_presence(user)),
            scheduled,
            unavailable: scheduled && matches!(mode, Mode::Away | Mode::Out),
            profiles,
        };
        let agent = &mut self.agents[user.index()];
        if status != agent.status {
            self.recorder.change_status(agent.status, status, self.now);
            agent.status = status;
        }
        if self.scenario.policy().profiles().is_empty() {
            return;
        }
        let items = if signed_in { self.items(user) } else { (0, 0) };
        let agent = &mut self.agents[user.index()];
        if items != agent.items {
            self.recorder.change_items(items.0 - agent.items.0, items.1 - agent.items.1, self.now);
            agent.items = items;
        }
    }

    /// How many profiles the agent has.
    fn profiles(&self, user: UserId) -> u8 {
        let profiles = (0..self.scenario.policy().profiles().len()).map(ProfileId::at);
        profiles.filter(|profile| self.center.profile_limit(user, *profile).is_some()).count() as u8
    }

    /// Items that count against the agent's profiles, and how many they allow; a profile that the agent lacks allows
    /// none.
    fn items(&self, user: UserId) -> (i64, i64) {
        let profiles = (0..self.scenario.policy().profiles().len()).map(ProfileId::at);
        profiles.fold((0, 0), |(used, total), profile| {
            let limit = self.center.profile_limit(user, profile).unwrap_or(0);
            (used + i64::from(self.center.used_profile(user, profile)), total + i64::from(limit))
        })
    }

    /// The agent's mode is worked out when the step is over, once however much has changed.
    #[inline]
    fn mark(&mut self, agent: UserId) {
        if !self.affected.contains(&agent) {
            self.affected.push(agent);
        }
    }

    /// An agent's hands or offers have changed.
    pub(crate) fn affected_later(&mut self, agent: UserId) {
        self.mark(agent);
        let own = &self.agents[agent.index()];
        let too_many = own.crew.is_some_and(|crew| self.heads[usize::from(crew)].are_too_many());
        if own.wants_to_pause() || too_many {
            self.urgent.push_back(Urgent::Pause(agent));
        }
    }

    // ---- after each wake -----------------------------------------------------------------------------------------

    /// Everything else that happens in this instant: quick answers, the router, clocks.
    fn drain(&mut self) {
        while self.broken.is_none() {
            if let Some(urgent) = self.urgent.pop_front() {
                match urgent {
                    Urgent::Answer(id) => self.answer_offer(id),
                    Urgent::CloseSession(id) => self.close_session(id),
                    Urgent::Pause(agent) => self.pause(agent),
                    Urgent::Callback(id) => self.consider_callback(id),
                    Urgent::AcceptConsult(conversation, by) => {
                        let _ = self.apply(Action::Agent { by, conversation, operation: Handle::AcceptConsult });
                    }
                    Urgent::RejectConsult(conversation, by) => {
                        let _ = self.apply(Action::Agent { by, conversation, operation: Handle::RejectConsult });
                    }
                }
            } else if let Some(route) = self.wakes.pop_front() {
                if self.is_worth(route) && self.apply(Action::Router(route)).is_done() {
                    self.wakes.push_back(route);
                }
            } else if !self.pick_next() && !self.interrupt() {
                break;
            }
        }
        let mut last = None;
        while let Some(slot) = self.touched.pop() {
            // The same conversation is mostly touched several times in a row.
            if last != Some(slot) {
                self.put_in_agenda(slot);
            }
            last = Some(slot);
        }
    }

    /// The router is to search; once, though several events of a step say so.
    fn wake(&mut self, route: Route) {
        if self.wakes.back() != Some(&route) {
            self.wakes.push_back(route);
        }
    }

    /// Whether a search can find anything at all.
    fn is_worth(&self, route: Route) -> bool {
        match route {
            Route::Queue(queue) => self.center.queue_length(queue) > 0,
            Route::Agent(agent) => {
                self.agents[agent.index()].queues.iter().any(|queue| self.center.queue_length(*queue) > 0)
            }
        }
    }

    /// Sees to it that the conversation's earliest clock is in the agenda.
    #[inline]
    fn put_in_agenda(&mut self, slot: u32) {
        if self.cases[slot as usize].alive {
            self.set_patience(slot as usize);
        }
        let case = &mut self.cases[slot as usize];
        let Some((at, class, _)) = case.clocks.next(self.timers) else { return };
        if case.queued.is_none_or(|queued| queued.is_after(at, class)) {
            case.queued = Some(self.agenda.push(at, class, Wake::Conversation(slot)));
        }
    }

    /// The clock of a conversation that rings now.
    fn ring(&mut self, slot: u32) {
        let case = &self.cases[slot as usize];
        let Some((at, _, clock)) = case.clocks.next(self.timers) else { return };
        if at > self.now {
            return;
        }
        let id = case.id;
        self.cases[slot as usize].stop(clock);
        match clock.timer() {
            Some(Timer::QueueWait) => self.waited_too_long(id),
            Some(timer) => {
                let _ = self.apply(Action::Timer { conversation: id, timer });
                if self.cases[slot as usize].stage == Some(Stage::Closed) {
                    // A block that outlived its conversation is over.
                    self.center.retire(id);
                }
            }
            None => match clock {
                Clock::Main => self.main_clock(id),
                Clock::Answer => self.answer_offer(id),
                Clock::Ask => self.ask_colleague(id),
                Clock::LeaveConsult => self.consultant_leaves(id),
                Clock::Hold => self.hold_or_resume(id),
                Clock::Message => self.next_message(id),
                Clock::Offer
                | Clock::OfferGrace
                | Clock::Consult
                | Clock::Disconnect
                | Clock::AgentLoss
                | Clock::WrapUpBlock
                | Clock::TransferWrapUp
                | Clock::QueueWait
                | Clock::CallbackOffer
                | Clock::CallbackExpiry
                | Clock::Position
                | Clock::FollowUp
                | Clock::OutsideCall
                | Clock::Bullseye => {}
            },
        }
    }

    /// TIM-06: what has been idle for longer than its limit closes; POL-56 b marks it first.
    fn sweep(&mut self) {
        let sweep = self.scenario.policy().switches().auto_close_sweep;
        for slot in 0..self.cases.len() {
            let case = &mut self.cases[slot];
            if !case.alive || !case.idle.look(self.now.micros(), sweep) {
                continue;
            }
            let action = Action::Timer { conversation: case.id, timer: Timer::AutoClose };
            let _ = self.apply(action);
        }
        // DIST-10: every five minutes for records, as often as this look.
        let due: Vec<Route> = self.center.due_periodically().map(|due| due.route).collect();
        due.into_iter().for_each(|route| self.wake(route));
        self.agenda.push(sweep_after(self.now), Class::Sweep, Wake::Sweep);
    }

    fn sample(&mut self) {
        let policy = self.scenario.policy();
        let mut stages = [0; 5];
        for case in self.cases.iter().filter(|case| case.alive) {
            if let Some(stage) = case.stage
                && let Some(count) = stages.get_mut(stage as usize)
            {
                *count += 1;
            }
        }
        let levels = [Mode::Busy, Mode::Reserved, Mode::Idle, Mode::Away].map(|mode| self.recorder.level(mode));
        let (units_used, units_total) = self.recorder.units();
        let over = |user: &UserId| {
            self.agents[user.index()].units_total > 0
                && i32::from(self.center.units(*user)) < self.center.used_units(*user)
        };
        let sample = Sample {
            at: self.now,
            queues: (0..policy.queues().len())
                .map(|queue| u32::try_from(self.center.queue_length(QueueId::at(queue))).unwrap_or(u32::MAX))
                .collect(),
            signed_in: levels.iter().sum(),
            busy: levels[0],
            idle: levels[2],
            units_used,
            units_total,
            over_capacity: (0..policy.users().len()).map(UserId::at).filter(over).count() as u32,
            stages,
        };
        let anybody = sample.signed_in > 0;
        self.recorder.day.samples.push(sample);
        if self.now < self.scenario.to || anybody {
            self.agenda.push(self.now + SAMPLE, self.samples(), Wake::Sample);
        }
    }
}

/// The scheduler's next look after an instant.
fn sweep_after(now: Tick) -> Tick {
    Tick::from_micros(TICKS.after(now.micros()))
}
