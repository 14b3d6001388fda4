//! Counts and sums of conversations, and of agents' time; whole numbers, so merging them never rounds.

use serde::Serialize;

/// Conversations of one workstream that arrived in one interval. Times are sums in microseconds.
///
/// A conversation belongs to the interval in which it arrived, whenever it is answered or closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All conversations, those of bots included (MET-01).
    pub conversations: u64,
    /// Those that reached a human session, directly or by escalation (MET-02); they entered a queue.
    pub incoming: u64,
    /// Of these the ones that entered a queue; the others found a queue without members and were closed.
    pub entered_queue: u64,
    /// Those that a bot handed on to people.
    pub escalated: u64,
    /// Those that a person accepted (MET-04).
    pub handled: u64,
    /// Incoming ones that closed before any person accepted (MET-05): left, force closed, auto-closed or failed.
    pub abandoned: u64,
    /// Abandoned ones whose customer left.
    pub abandoned_by_customer: u64,
    /// Abandoned ones that a supervisor closed; POL-34 decides whether [`AbandonRule`](crate::results::AbandonRule)
    /// counts them.
    pub abandoned_by_supervisor: u64,
    /// Abandoned ones that closed by themselves, by the system or for want of members; POL-34 as above.
    pub abandoned_by_system: u64,
    /// Abandoned by the customer while an offer was ringing, that is after assignment.
    pub abandoned_while_offered: u64,
    /// Abandoned ones that a bot had handed on.
    pub abandoned_escalated: u64,
    /// Of these the ones whose customer left.
    pub abandoned_escalated_by_customer: u64,
    /// Abandoned ones that had entered a queue. Whose customer left always had.
    pub abandoned_in_queue: u64,
    /// Abandoned by the customer within the short-abandon threshold.
    pub abandoned_short: u64,
    /// Incoming ones whose first wait lasted more than no time at all.
    pub waited: u64,
    /// Incoming ones whose first wait is over: handled or abandoned.
    pub first_waits: u64,
    /// First waits (MET-07): from queue entry or escalation to the first accept, or to leaving.
    pub first_wait_us: u64,
    /// Speed to answer (MET-09): first waits of handled ones.
    pub answer_wait_us: u64,
    /// First waits of abandoned ones (MET-18).
    pub abandon_wait_us: u64,
    /// Of these, of the ones whose customer left.
    pub abandon_wait_by_customer_us: u64,
    /// The longest first wait of all.
    pub longest_wait_us: u64,
    /// Handled ones whose speed to answer is at most the threshold (MET-10).
    pub answered_in_time: u64,
    /// Handled and closed ones: those that the two sums below belong to.
    pub handled_closed: u64,
    /// Handle time (MET-11) of handled and closed ones: talk and wrap-up, over all agents. An agent with several
    /// conversations in hand gives each an equal share of the time, since only the focused one counts.
    pub handle_us: u64,
    /// The same without sharing: how long agents had them in hand (active and inactive time, MET-19).
    pub in_hand_us: u64,
    /// Of `handle_us`, the wrap-up.
    pub wrap_up_us: u64,
    /// Conversations that reached Wrap-up, and how long it lasted by the clock for the last agent (MET-15).
    pub wrap_ups: u64,
    /// See `wrap_ups`.
    pub wrap_up_clock_us: u64,
    /// Closed, in whatever way.
    pub closed: u64,
    /// Created to closed, of closed ones (MET-14).
    pub lifetime_us: u64,
    /// Still alive when the run ended.
    pub carried_over: u64,
    /// Offers made to agents, all kinds.
    pub offers: u64,
    /// Of these rejected.
    pub offers_rejected: u64,
    /// Of these run out.
    pub offers_timed_out: u64,
    /// Conversations transferred at least once, by agents or supervisors (MET-22).
    pub transferred: u64,
    /// Transfers.
    pub transfers: u64,
    /// Consults asked for.
    pub consults: u64,
    /// Times moved to Waiting.
    pub silences: u64,
    /// Conversations that went beyond an agent's capacity by a supervisor's override.
    pub overrides: u64,
    /// Units beyond capacity in these.
    pub over_units: u64,
}

impl Counts {
    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Self) {
        let longest = self.longest_wait_us.max(other.longest_wait_us);
        for (own, others) in self.fields_mut().into_iter().zip(other.fields()) {
            *own += others;
        }
        self.longest_wait_us = longest;
    }

    fn fields(&self) -> [u64; 40] {
        let mut copy = *self;
        copy.fields_mut().map(|field| *field)
    }

    fn fields_mut(&mut self) -> [&mut u64; 40] {
        // Destructured, so that a new field cannot be forgotten.
        let Self {
            conversations,
            incoming,
            entered_queue,
            escalated,
            handled,
            abandoned,
            abandoned_by_customer,
            abandoned_by_supervisor,
            abandoned_by_system,
            abandoned_while_offered,
            abandoned_escalated,
            abandoned_escalated_by_customer,
            abandoned_in_queue,
            abandoned_short,
            waited,
            first_waits,
            first_wait_us,
            answer_wait_us,
            abandon_wait_us,
            abandon_wait_by_customer_us,
            longest_wait_us,
            answered_in_time,
            handled_closed,
            handle_us,
            in_hand_us,
            wrap_up_us,
            wrap_ups,
            wrap_up_clock_us,
            closed,
            lifetime_us,
            carried_over,
            offers,
            offers_rejected,
            offers_timed_out,
            transferred,
            transfers,
            consults,
            silences,
            overrides,
            over_units,
        } = self;
        [
            conversations,
            incoming,
            entered_queue,
            escalated,
            handled,
            abandoned,
            abandoned_by_customer,
            abandoned_by_supervisor,
            abandoned_by_system,
            abandoned_while_offered,
            abandoned_escalated,
            abandoned_escalated_by_customer,
            abandoned_in_queue,
            abandoned_short,
            waited,
            first_waits,
            first_wait_us,
            answer_wait_us,
            abandon_wait_us,
            abandon_wait_by_customer_us,
            longest_wait_us,
            answered_in_time,
            handled_closed,
            handle_us,
            in_hand_us,
            wrap_up_us,
            wrap_ups,
            wrap_up_clock_us,
            closed,
            lifetime_us,
            carried_over,
            offers,
            offers_rejected,
            offers_timed_out,
            transferred,
            transfers,
            consults,
            silences,
            overrides,
            over_units,
        ]
    }
}

/// How signed-in agents spent the time of one interval. Sums of agents, units and items × microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AgentTime {
    /// With at least one conversation in hand: talk or wrap-up. The handle time of MET-51.
    pub busy_us: u64,
    /// Charged but with nothing in hand: an offer rings, or a wrap-up block runs on.
    pub reserved_us: u64,
    /// Nothing in hand and ready for work: the available-idle time of MET-51.
    pub idle_us: u64,
    /// Nothing in hand and not ready: breaks, away, missed offers.
    pub away_us: u64,
    /// Units charged, of signed-in agents; more than `units_total_us` while agents are over their capacity.
    pub units_used_us: u64,
    /// Units that signed-in agents have.
    pub units_total_us: u64,
    /// Items that count against a profile, of signed-in agents; they may hold units too, or none.
    pub items_used_us: u64,
    /// Items that the profiles of signed-in agents allow, added over profiles.
    pub items_total_us: u64,
    /// Conversations waiting for assignment or acceptance, times microseconds.
    pub waiting_us: u64,
}

impl AgentTime {
    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.busy_us += other.busy_us;
        self.reserved_us += other.reserved_us;
        self.idle_us += other.idle_us;
        self.away_us += other.away_us;
        self.units_used_us += other.units_used_us;
        self.units_total_us += other.units_total_us;
        self.items_used_us += other.items_used_us;
        self.items_total_us += other.items_total_us;
        self.waiting_us += other.waiting_us;
    }

    /// Signed-in time.
    pub const fn signed_in_us(&self) -> u64 {
        self.busy_us + self.reserved_us + self.idle_us + self.away_us
    }
}
