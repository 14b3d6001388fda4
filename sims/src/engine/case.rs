//! One conversation as its people live it: what they are doing, how much is left, and its clocks.

use switchboard::{ConversationId, QueueId, Stage, UserId};

use crate::agenda::Key;
use crate::engine::clock::{Clock, Clocks};
use crate::engine::record::Level;
use crate::engine::redial::Attempt;
use crate::engine::track::Track;
use crate::sweep::Idle;
use crate::tick::Tick;

/// What goes on in a conversation until its main clock rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Nothing with an end of its own.
    Nothing,
    /// The customer waits, and leaves when the clock rings.
    Waiting,
    /// A bot talks.
    Bot,
    /// An agent talks or wraps up.
    Work,
    /// The customer is away, and writes when the clock rings.
    Away,
}

/// What the agent does when the present piece of handling is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// End the talk.
    End,
    /// Forget to end it.
    Forget,
    /// Move it to Waiting: the customer has fallen silent.
    Wait,
    /// Hand it over.
    HandOver,
}

/// What is known of a conversation before the rules have let it in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seed {
    pub(crate) attempt: Attempt,
    /// The place of its workstream in the results.
    pub(crate) place: u16,
    pub(crate) interval: u32,
    /// The given times of a trace.
    pub(crate) given_handling: Option<f64>,
    pub(crate) given_patience: Option<f64>,
}

/// One conversation.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: ConversationId,
    /// Whether it is neither closed nor retired.
    pub(crate) alive: bool,
    /// Whether it is counted, or arrived in the warm-up.
    pub(crate) counted: bool,
    /// Whether it asked for a person.
    pub(crate) incoming: bool,
    /// Whether it entered a queue; a queue without members turns away who asks.
    pub(crate) entered_queue: bool,
    /// Whether an agent began it (MET-03).
    pub(crate) outgoing: bool,
    /// Whether the caller is on hold.
    pub(crate) held: bool,
    /// Whether the agent is next to write, otherwise the customer.
    pub(crate) agent_writes: bool,
    /// Messages so far; numbers the draws of when the next one is written.
    pub(crate) messages: u32,
    /// What nobody works on is idle since then.
    pub(crate) idle_since: Tick,
    /// Sessions, segments, consults and messages as the metrics follow them.
    pub(crate) track: Track,
    /// Among which conversations the recorder counts it now.
    pub(crate) level: Option<Level>,
    /// Whether a person has accepted it.
    pub(crate) answered: bool,
    pub(crate) transferred: bool,
    /// Whether handling has been planned.
    pub(crate) planned: bool,
    /// Whether it stands among those of its source that were never offered.
    pub(crate) plain: bool,
    pub(crate) customer_ends: bool,
    /// Whether its agent will forget to end it.
    pub(crate) forgets: bool,
    /// Whether the caller has hung up and waits to be called back.
    pub(crate) called_back: bool,
    /// Whether it holds a trunk line.
    pub(crate) on_line: bool,
    /// Which attempt of its customer it is.
    pub(crate) attempt: Attempt,
    /// Callbacks offered so far; numbers the draws of whether they are taken.
    pub(crate) callback_offers: u32,
    /// Whether a supervisor has thought about transferring it.
    pub(crate) considered: bool,
    pub(crate) source: u16,
    /// The place of its workstream in the results.
    pub(crate) place: u16,
    pub(crate) interval: u32,
    /// Names its random streams: source and number within it.
    pub(crate) number: u64,
    pub(crate) queue: QueueId,
    pub(crate) stage: Option<Stage>,
    pub(crate) arrived: Tick,
    /// When the first wait began.
    pub(crate) wait_from: Tick,
    /// When the present stage began.
    pub(crate) entered: Tick,
    /// In whose hands it is: talk or wrap-up.
    pub(crate) hand: Option<UserId>,
    /// Since when.
    pub(crate) hand_since: Tick,
    pub(crate) doing: Doing,
    pub(crate) then: Then,
    /// Undivided work left, in microseconds.
    pub(crate) left: f64,
    /// Work per round, in microseconds.
    pub(crate) round: f64,
    /// Silences still to come.
    pub(crate) silences: u32,
    /// Silences so far; numbers the draws of how long they last.
    pub(crate) silent: u32,
    /// Plans so far; numbers the draws of handling.
    pub(crate) plans: u32,
    /// Waits so far; numbers the draws of patience.
    pub(crate) waits: u32,
    /// Offers so far; numbers the draws of answers.
    pub(crate) offers: u32,
    /// Until when progress was written.
    pub(crate) updated: Tick,
    pub(crate) handle_us: u64,
    pub(crate) in_hand_us: u64,
    pub(crate) wrap_up_us: u64,
    /// Of `handle_us`, while the caller was on hold.
    pub(crate) hold_us: u64,
    /// To whom an offer rings.
    pub(crate) offered: Option<UserId>,
    /// Whether that agent will reject.
    pub(crate) rejects: bool,
    pub(crate) consultant: Option<UserId>,
    /// The given times of a trace.
    pub(crate) given_handling: Option<f64>,
    pub(crate) given_patience: Option<f64>,
    /// What the scheduler knows of it, and whether closing waits for a wrap-up block.
    pub(crate) idle: Idle,
    pub(crate) closes_after_block: bool,
    pub(crate) clocks: Clocks,
    /// The entry in the agenda that counts.
    pub(crate) queued: Option<Key>,
}

impl Case {
    /// An empty slot.
    pub(crate) const BLANK: Self = Self {
        id: ConversationId { slot: 0, generation: 0 },
        alive: false,
        counted: false,
        incoming: false,
        entered_queue: false,
        outgoing: false,
        held: false,
        agent_writes: false,
        messages: 0,
        idle_since: Tick::ZERO,
        track: Track::BLANK,
        level: None,
        answered: false,
        transferred: false,
        planned: false,
        plain: false,
        customer_ends: false,
        forgets: false,
        called_back: false,
        on_line: false,
        attempt: Attempt { source: 0, customer: 0, round: 0, origin: 0, counted: false },
        callback_offers: 0,
        considered: false,
        source: 0,
        place: 0,
        interval: 0,
        number: 0,
        queue: QueueId(0),
        stage: None,
        arrived: Tick::ZERO,
        wait_from: Tick::ZERO,
        entered: Tick::ZERO,
        hand: None,
        hand_since: Tick::ZERO,
        doing: Doing::Nothing,
        then: Then::End,
        left: 0.0,
        round: 0.0,
        silences: 0,
        silent: 0,
        plans: 0,
        waits: 0,
        offers: 0,
        updated: Tick::ZERO,
        handle_us: 0,
        in_hand_us: 0,
        wrap_up_us: 0,
        hold_us: 0,
        offered: None,
        rejects: false,
        consultant: None,
        given_handling: None,
        given_patience: None,
        idle: Idle::since(0),
        closes_after_block: false,
        clocks: Clocks::STOPPED,
        queued: None,
    };

    pub(crate) fn set(&mut self, clock: Clock, at: Tick) {
        self.clocks.set(clock, at);
    }

    pub(crate) fn stop(&mut self, clock: Clock) {
        self.clocks.stop(clock);
    }
}
