//! Counts and sums of conversations, and of agents' time; whole numbers, so merging them never rounds.

use serde::Serialize;

macro_rules! counts {
    (
        $(#[$doc:meta])*
        $Name:ident
        sums { $($(#[$sum_doc:meta])* $sum:ident,)* }
        longest { $($(#[$longest_doc:meta])* $longest:ident,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
        pub struct $Name {
            $($(#[$sum_doc])* pub $sum: u64,)*
            $($(#[$longest_doc])* pub $longest: u64,)*
        }

        impl $Name {
            /// Adds what another has counted; of the longest times the longer ones stay.
            pub fn merge(&mut self, other: &Self) {
                $(self.$sum += other.$sum;)*
                $(self.$longest = self.$longest.max(other.$longest);)*
            }
        }
    };
}

counts! {
    /// Conversations of one workstream that arrived in one interval. Times are sums in microseconds.
    ///
    /// A conversation belongs to the interval in which it arrived, whenever it is answered or closed.
    Counts
    sums {
        /// All conversations, those of bots included (MET-01).
        conversations,
        /// Those that reached a human session, directly or by escalation (MET-02); they entered a queue.
        incoming,
        /// Of these the ones that entered a queue; the others found a queue without members and were closed.
        entered_queue,
        /// Those that a bot handed on to people.
        escalated,
        /// Those that a person accepted (MET-04).
        handled,
        /// Incoming ones that closed before any person accepted (MET-05): left, force closed, auto-closed or failed.
        abandoned,
        /// Abandoned ones whose customer left.
        abandoned_by_customer,
        /// Abandoned ones that a supervisor closed; POL-34 decides whether [`AbandonRule`](crate::results::AbandonRule)
        /// counts them.
        abandoned_by_supervisor,
        /// Abandoned ones that closed by themselves, by the system or for want of members; POL-34 as above.
        abandoned_by_system,
        /// Abandoned by the customer while an offer was ringing, that is after assignment.
        abandoned_while_offered,
        /// Abandoned ones that a bot had handed on.
        abandoned_escalated,
        /// Of these the ones whose customer left.
        abandoned_escalated_by_customer,
        /// Abandoned ones that had entered a queue. Whose customer left always had.
        abandoned_in_queue,
        /// Abandoned by the customer within the short-abandon threshold.
        abandoned_short,
        /// Incoming ones whose first wait lasted more than no time at all.
        waited,
        /// Incoming ones whose first wait is over: handled or abandoned.
        first_waits,
        /// First waits (MET-07): from queue entry or escalation to the first accept, or to leaving.
        first_wait_us,
        /// Speed to answer (MET-09): first waits of handled ones.
        answer_wait_us,
        /// First waits of abandoned ones (MET-18).
        abandon_wait_us,
        /// Of these, of the ones whose customer left.
        abandon_wait_by_customer_us,
        /// Handled ones whose speed to answer is at most the threshold (MET-10).
        answered_in_time,
        /// Handled and closed ones: those that the two sums below belong to.
        handled_closed,
        /// Handle time (MET-11) of handled and closed ones: talk and wrap-up, over all agents. An agent with several
        /// conversations in hand gives each an equal share of the time, since only the focused one counts.
        handle_us,
        /// The same without sharing: how long agents had them in hand (active and inactive time, MET-19).
        in_hand_us,
        /// Of `handle_us`, the wrap-up.
        wrap_up_us,
        /// Conversations that reached Wrap-up, and how long it lasted by the clock for the last agent (MET-15).
        wrap_ups,
        /// See `wrap_ups`.
        wrap_up_clock_us,
        /// Closed, in whatever way.
        closed,
        /// Created to closed, of closed ones (MET-14).
        lifetime_us,
        /// Still alive when the run ended.
        carried_over,
        /// Offers made to agents, all kinds.
        offers,
        /// Of these rejected.
        offers_rejected,
        /// Of these run out.
        offers_timed_out,
        /// Conversations transferred at least once, by agents or supervisors (MET-22).
        transferred,
        /// Transfers.
        transfers,
        /// Consults asked for.
        consults,
        /// Times that they overflowed before their queue or in it (OVF-01, OVF-10).
        overflowed,
        /// Of these to voicemail (ST-76).
        voicemail,
        /// Callbacks asked for (CB-01).
        callbacks,
        /// Times moved to Waiting.
        silences,
        /// Conversations that went beyond an agent's capacity by a supervisor's override.
        overrides,
        /// Units beyond capacity in these.
        over_units,
        /// Conversations that an agent began (MET-03): they wait in a queue like others, and are not incoming.
        outgoing,
        /// Abandoned ones that were assigned when they closed: an offer rang (MET-06).
        abandoned_assigned,
        /// Of these the ones that a bot had handed on.
        abandoned_assigned_escalated,
        /// Of these the ones whose customer left.
        abandoned_assigned_escalated_by_customer,
        /// Abandoned ones whose customer's connection dropped for good (MET-42); they count as left by the customer too.
        abandoned_by_disconnect,
        /// Handled ones whose speed to answer is at most 10 s (MET-10).
        answered_in_10,
        /// At most 20 s.
        answered_in_20,
        /// At most 30 s.
        answered_in_30,
        /// At most 40 s.
        answered_in_40,
        /// At most 60 s.
        answered_in_60,
        /// At most 120 s.
        answered_in_120,
        /// Of `handle_us`, the time that callers were on hold (MET-13).
        hold_us,
        /// Handled and closed ones of channels with calls: those that `hold_us` belongs to.
        handled_calls,
        /// Of `handle_us`, that of calls.
        call_handle_us,
        /// Of `wrap_up_us`, that of calls.
        call_wrap_up_us,
        /// Agents' first messages since a person was asked for (MET-20).
        first_responses,
        /// From asking for a person to the agent's first message, while the queue was open.
        first_response_us,
        /// First responses in less than 60 s (MET-21).
        first_responses_in_time,
        /// Agents' messages that answer a customer (MET-20).
        responses,
        /// From the first unanswered message to the answer, while the queue was open.
        response_us,
        /// Responses in less than 60 s (MET-21).
        responses_in_time,
        /// Handled and closed ones that the customer ended (MET-23).
        ended_by_customer,
        /// Handled and closed ones in which an agent wrote (MET-23).
        written,
        /// Of these the ones in which the customer wrote nothing after the accept (MET-23).
        ghosts,
        /// Sessions of people: assignment attempts in a queue (SES-01).
        sessions,
        /// Sessions that are over.
        sessions_closed,
        /// Sessions that somebody accepted.
        sessions_engaged,
        /// Sessions that somebody accepted and that ended by a transfer, to an agent or a queue (MET-30).
        sessions_transferred,
        /// Sessions whose wait is over: accepted, abandoned, or moved on (MET-34).
        session_waits,
        /// Waits of sessions in their queue.
        session_wait_us,
        /// Of `session_waits`, those that lasted more than no time at all.
        sessions_waited,
        /// Sessions of handled and closed conversations that somebody accepted: those that share `handle_us` (MET-35).
        sessions_engaged_closed,
        /// Offers that were accepted (MET-39).
        offers_accepted,
        /// From offer to accept (MET-33).
        accept_us,
        /// From offer to reject (MET-33).
        reject_us,
        /// Consults that the colleague accepted (MET-37).
        consults_accepted,
        /// Consults that the colleague rejected.
        consults_rejected,
        /// Consults that the colleague let ring.
        consults_timed_out,
        /// Consults that were accepted and are over.
        consults_ended,
        /// How long these lasted.
        consult_us,
        /// Segments: stays in one queue (MET-40, SES-06).
        segments,
        /// Segments in which somebody accepted.
        segments_engaged,
        /// From the start of the segment to the accept.
        segment_answer_us,
        /// From the segment's first offer to the accept.
        segment_accept_us,
        /// Engaged segments that met their queue's threshold, or whose queue has none.
        segments_in_time,
        /// Segments that closed before anybody accepted.
        segments_abandoned,
        /// Of these the ones whose customer left.
        segments_abandoned_by_customer,
        /// Waits of abandoned segments.
        segment_abandon_us,
        /// Of these, of the ones whose customer left.
        segment_abandon_by_customer_us,
        /// Abandoned segments of queues with a threshold.
        segments_abandoned_of_queues_with_threshold,
        /// Of these the ones that closed sooner than the threshold: short abandons.
        segments_short,
        /// Engaged segments of handled and closed conversations: those that share `handle_us`.
        segments_engaged_closed,
        /// Engaged segments that ended in Wrap-up.
        segments_wrapped_up,
        /// Conversations that overflowed before they entered a queue (MET-42).
        overflowed_before_queue,
        /// Conversations that overflowed while they waited in a queue (MET-42).
        overflowed_in_queue,
        /// Calls that found every trunk line busy; they never became conversations.
        blocked,
        /// Of these the ones that were their customer's first attempt.
        blocked_first,
        /// Attempts of customers who had failed before, blocked ones included.
        redials,
        /// Customers who were blocked or left and never tried again, by the interval of their first attempt.
        lost,
    }
    longest {
        /// The longest first wait of all.
        longest_wait_us,
        /// The longest wait of a segment, to its accept or its end (MET-40).
        longest_segment_wait_us,
    }
}

counts! {
    /// How signed-in agents spent the time of one interval. Sums of agents, units and items × microseconds.
    AgentTime
    sums {
        /// With at least one conversation in hand: talk or wrap-up. The handle time of MET-51.
        busy_us,
        /// Charged but with nothing in hand: an offer rings, or a wrap-up block runs on.
        reserved_us,
        /// Nothing in hand and ready for work: the available-idle time of MET-51.
        idle_us,
        /// Nothing in hand and not ready: breaks, away, missed offers.
        away_us,
        /// Units charged, of signed-in agents; more than `units_total_us` while agents are over their capacity.
        units_used_us,
        /// Units that signed-in agents have.
        units_total_us,
        /// Items that count against a profile, of signed-in agents; they may hold units too, or none.
        items_used_us,
        /// Items that the profiles of signed-in agents allow, added over profiles.
        items_total_us,
        /// Conversations waiting for assignment or acceptance, times microseconds.
        waiting_us,
        /// Conversations whose offer rings (MET-16).
        awaiting_us,
        /// Conversations that an agent leads (MET-16).
        talking_us,
        /// Conversations that wait for their customer (MET-17).
        away_customers_us,
        /// Conversations in Wrap-up (MET-17).
        wrapping_up_us,
        /// Sessions of people that are open (MET-36).
        sessions_us,
        /// Agents within a shift (MET-52).
        scheduled_us,
        /// Of these without work in hand and not ready: breaks, away, missed offers, not yet signed in.
        unavailable_us,
        /// Profiles that signed-in agents have (MET-38).
        profiles_us,
        /// Signed-in agents with a presence based on Available.
        available_us,
        /// On Busy.
        busy_presence_us,
        /// On Do not disturb.
        dnd_us,
        /// On Away.
        away_presence_us,
        /// On Inactive.
        inactive_us,
        /// On Offline.
        offline_us,
        /// Customers who will try again, times microseconds.
        redialling_us,
        /// Further attempts, by when they were made.
        redials,
        /// Customers who left before anybody accepted, by when they left; those of the warm-up included.
        left,
        /// Talks of people that ended, by when they ended; those of the warm-up included.
        talks_ended,
    }
    longest {}
}

impl AgentTime {
    /// Signed-in time.
    pub const fn signed_in_us(&self) -> u64 {
        self.busy_us + self.reserved_us + self.idle_us + self.away_us
    }
}
