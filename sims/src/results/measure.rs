//! Every figure by name: what it is, in which unit, and over which denominator.

use serde::Serialize;
use switchboard::Rule;

use crate::results::Scope;
use crate::results::counts::{AgentTime, Counts};
use crate::results::day::Day;
use crate::results::definitions::Definitions;

/// In what a measure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A number of things, the mean over days.
    Count,
    /// Seconds, a mean over cases, or over days where they are added up.
    Seconds,
    /// A share, 0 to 1 (utilisation and conversations per agent may pass 1).
    Share,
    /// An average level over time.
    Level,
}

macro_rules! measures {
    ($($variant:ident $key:literal $id:ident $unit:ident $name:literal, $over:expr,
        |$counts:ident, $time:ident, $rule:ident| $above:expr, $below:expr;)*) => {
        /// A figure of the day. The names are those of `domain.md` section 7.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure {
            $(#[doc = $name] $variant,)*
        }

        impl Measure {
            /// Every measure, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that people read.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The name in JSON and CSV.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The rule that defines it.
            pub const fn rule(self) -> Rule {
                match self { $(Self::$variant => Rule::$id,)* }
            }

            /// The unit.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)* }
            }

            /// What a mean or rate is divided by, in words; none for counts. What counts as abandoned, and of what, is
            /// for the policy to say: [`Setting::definitions`](crate::results::Setting::definitions).
            pub fn denominator(self, rule: Definitions) -> Option<&'static str> {
                match self {
                    $(Self::$variant => {
                        let $rule = rule;
                        let _ = $rule;
                        $over
                    })*
                }
            }

            /// Numerator and denominator of one day.
            fn of(self, counts: &Counts, time: &AgentTime, rule: Definitions) -> (f64, f64) {
                if !self.rule().holds() {
                    return (0.0, 0.0);
                }
                match self {
                    $(Self::$variant => {
                        let read = |$counts: &Counts, $time: &AgentTime, $rule: Definitions| ($above, $below);
                        read(counts, time, rule)
                    })*
                }
            }
        }
    };
}

const fn seconds(us: u64) -> f64 {
    us as f64 / 1e6
}

measures! {
    Conversations "conversations" Met01 Count "Total conversations", None,
        |counts, _time, _rule| counts.conversations as f64, 1.0;
    Incoming "incoming" Met02 Count "Incoming conversations", None,
        |counts, _time, _rule| counts.incoming as f64, 1.0;
    Outgoing "outgoing" Met03 Count "Outgoing conversations", None,
        |counts, _time, _rule| counts.outgoing as f64, 1.0;
    Handled "handled" Met04 Count "Total handled conversations", None,
        |counts, _time, _rule| counts.handled as f64, 1.0;
    Abandoned "abandoned" Met05 Count "Abandoned conversations", None,
        |counts, _time, rule| rule.abandon.abandoned(counts) as f64, 1.0;
    AbandonedRate "abandoned_rate" Met06 Share "Abandoned rate", Some(rule.abandon.denominator()),
        |counts, _time, rule| rule.abandon.rate(counts).0 as f64, rule.abandon.rate(counts).1 as f64;
    AbandonedBeforeAssignmentRate "abandoned_before_assignment_rate" Met06 Share "Abandoned rate, before assignment", Some(rule.abandon.denominator()),
        |counts, _time, rule| (rule.abandon.rate(counts).0 - rule.abandon.assigned(counts)) as f64, rule.abandon.rate(counts).1 as f64;
    AbandonedAfterAssignmentRate "abandoned_after_assignment_rate" Met06 Share "Abandoned rate, after assignment", Some(rule.abandon.denominator()),
        |counts, _time, rule| rule.abandon.assigned(counts) as f64, rule.abandon.rate(counts).1 as f64;
    AverageFirstWait "first_wait_s" Met08 Seconds "Average conversation first wait time", Some("incoming conversations answered or abandoned"),
        |counts, _time, _rule| seconds(counts.first_wait_us), counts.first_waits as f64;
    LongestWait "longest_wait_s" Met08 Seconds "Longest wait time", Some("days"),
        |counts, _time, _rule| seconds(counts.longest_wait_us), 1.0;
    WaitedRate "waited_rate" Met07 Share "Share that had to wait", Some("incoming conversations answered or abandoned"),
        |counts, _time, _rule| counts.waited as f64, counts.first_waits as f64;
    FirstWaitTotal "first_wait_total_s" Met07 Seconds "Conversation first wait time, in all", Some("days"),
        |counts, _time, _rule| seconds(counts.first_wait_us), 1.0;
    SpeedToAnswer "speed_to_answer_s" Met09 Seconds "Average speed to answer", Some("conversations answered by a person"),
        |counts, _time, _rule| seconds(counts.answer_wait_us), counts.handled as f64;
    TimeToAbandon "time_to_abandon_s" Met18 Seconds "Average time to abandon", Some(rule.abandon.abandoned_words()),
        |counts, _time, rule| seconds(rule.abandon.wait_us(counts)), rule.abandon.abandoned(counts) as f64;
    ServiceLevel "service_level" Met10 Share "Service level", Some(rule.service_level_words()),
        |counts, _time, rule| rule.service_level(counts).0 as f64, rule.service_level(counts).1 as f64;
    ServiceLevelOfIncoming "service_level_of_incoming" Met10 Share "Service level of all incoming", Some("incoming conversations answered or abandoned"),
        |counts, _time, _rule| counts.answered_in_time as f64, counts.first_waits as f64;
    ServiceLevel10 "service_level_10_s" Met10 Share "Service level (10 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_10 as f64, counts.handled as f64;
    ServiceLevel20 "service_level_20_s" Met10 Share "Service level (20 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_20 as f64, counts.handled as f64;
    ServiceLevel30 "service_level_30_s" Met10 Share "Service level (30 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_30 as f64, counts.handled as f64;
    ServiceLevel40 "service_level_40_s" Met10 Share "Service level (40 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_40 as f64, counts.handled as f64;
    ServiceLevel60 "service_level_60_s" Met10 Share "Service level (60 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_60 as f64, counts.handled as f64;
    ServiceLevel120 "service_level_120_s" Met10 Share "Service level (120 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_120 as f64, counts.handled as f64;
    HandleTimeTotal "handle_total_s" Met11 Seconds "Conversation handle time, in all", Some("days"),
        |counts, _time, _rule| seconds(counts.handle_us), 1.0;
    HandleTime "handle_s" Met12 Seconds "Average conversation handle time", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.handle_us), counts.handled_closed as f64;
    HoldTime "hold_s" Met13 Seconds "Average conversation hold time", Some("calls answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.hold_us), counts.handled_calls as f64;
    TalkTime "talk_s" Met13 Seconds "Average conversation talk time", Some("calls answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.call_handle_us - counts.call_wrap_up_us - counts.hold_us), counts.handled_calls as f64;
    InHandTime "in_hand_s" Met19 Seconds "Average time in an agent's hands", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.in_hand_us), counts.handled_closed as f64;
    ActiveTime "active_s" Met19 Seconds "Average conversation active time", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.handle_us - counts.wrap_up_us), counts.handled_closed as f64;
    InactiveTime "inactive_s" Met19 Seconds "Average conversation inactive time", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.in_hand_us.saturating_sub(counts.handle_us)), counts.handled_closed as f64;
    WrapUpTime "wrap_up_s" Met15 Seconds "Average conversation wrap-up time", Some("conversations that were wrapped up"),
        |counts, _time, _rule| seconds(counts.wrap_up_clock_us), counts.wrap_ups as f64;
    ConversationTime "conversation_s" Met14 Seconds "Average conversation time", Some("closed conversations"),
        |counts, _time, _rule| seconds(counts.lifetime_us), counts.closed as f64;
    FirstResponseTime "first_response_s" Met20 Seconds "Average first response time", Some("conversations in which an agent wrote"),
        |counts, _time, _rule| seconds(counts.first_response_us), counts.first_responses as f64;
    ResponseTime "response_s" Met20 Seconds "Average service representative response time", Some("answers of agents to messages of customers"),
        |counts, _time, _rule| seconds(counts.response_us), counts.responses as f64;
    FirstResponseLevel "first_response_level" Met21 Share "First response service level (60 seconds)", Some("conversations in which an agent wrote"),
        |counts, _time, _rule| counts.first_responses_in_time as f64, counts.first_responses as f64;
    ResponseLevel "response_level" Met21 Share "Response service level (60 seconds)", Some("answers of agents to messages of customers"),
        |counts, _time, _rule| counts.responses_in_time as f64, counts.responses as f64;
    TransferRate "transfer_rate" Met22 Share "Transfer rate", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| counts.transferred as f64, counts.handled_closed as f64;
    Transferred "transferred" Met22 Count "Transferred conversation count", None,
        |counts, _time, _rule| counts.transferred as f64, 1.0;
    DisconnectRate "disconnect_rate" Met23 Share "Conversation disconnect rate", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| counts.ended_by_customer as f64, counts.handled_closed as f64;
    Ghosts "ghosts" Met23 Count "Ghost conversations", None,
        |counts, _time, _rule| counts.ghosts as f64, 1.0;
    GhostRate "ghost_rate" Met23 Share "Ghost conversation rate", Some("conversations answered and closed in which an agent wrote"),
        |counts, _time, _rule| counts.ghosts as f64, counts.written as f64;
    SessionTransferRate "session_transfer_rate" Met30 Share "Session transfer rate", Some("sessions that somebody accepted"),
        |counts, _time, _rule| counts.sessions_transferred as f64, counts.sessions_engaged as f64;
    RejectionRate "rejection_rate" Met31 Share "Session rejection rate", Some("offers to agents"),
        |counts, _time, _rule| counts.offers_rejected as f64, counts.offers as f64;
    TimeoutRate "timeout_rate" Met32 Share "Session timeout rate", Some("offers to agents"),
        |counts, _time, _rule| counts.offers_timed_out as f64, counts.offers as f64;
    TimeToAccept "time_to_accept_s" Met33 Seconds "Average session time to accept", Some("offers accepted"),
        |counts, _time, _rule| seconds(counts.accept_us), counts.offers_accepted as f64;
    TimeToReject "time_to_reject_s" Met33 Seconds "Average session time to reject", Some("offers rejected"),
        |counts, _time, _rule| seconds(counts.reject_us), counts.offers_rejected as f64;
    SessionWait "session_wait_s" Met34 Seconds "Average session wait time", Some("sessions accepted, abandoned or moved on"),
        |counts, _time, _rule| seconds(counts.session_wait_us), counts.session_waits as f64;
    SessionHandleTime "session_handle_s" Met35 Seconds "Average session handle time", Some("accepted sessions of conversations answered and closed"),
        |counts, _time, _rule| seconds(counts.handle_us), counts.sessions_engaged_closed as f64;
    ActiveSessions "active_sessions" Met36 Level "Active sessions, average", Some("time"),
        |_counts, time, _rule| seconds(time.sessions_us), 1.0;
    ClosedSessions "closed_sessions" Met36 Count "Closed sessions", None,
        |counts, _time, _rule| counts.sessions_closed as f64, 1.0;
    EngagedSessions "engaged_sessions" Met36 Count "Engaged sessions", None,
        |counts, _time, _rule| counts.sessions_engaged as f64, 1.0;
    RejectedSessions "rejected_sessions" Met36 Count "Rejected sessions", None,
        |counts, _time, _rule| counts.offers_rejected as f64, 1.0;
    TimedOutSessions "timed_out_sessions" Met36 Count "Timeout sessions", None,
        |counts, _time, _rule| counts.offers_timed_out as f64, 1.0;
    TransferredSessions "transferred_sessions" Met36 Count "Transferred sessions", None,
        |counts, _time, _rule| counts.sessions_transferred as f64, 1.0;
    Consults "consults" Met37 Count "Consults requested", None,
        |counts, _time, _rule| counts.consults as f64, 1.0;
    ConsultsAccepted "consults_accepted" Met37 Count "Consults accepted", None,
        |counts, _time, _rule| counts.consults_accepted as f64, 1.0;
    ConsultsNotAccepted "consults_not_accepted" Met37 Count "Consults not accepted", None,
        |counts, _time, _rule| (counts.consults_rejected + counts.consults_timed_out) as f64, 1.0;
    ConsultsRejected "consults_rejected" Met37 Count "Consults rejected", None,
        |counts, _time, _rule| counts.consults_rejected as f64, 1.0;
    ConsultsTimedOut "consults_timed_out" Met37 Count "Consults timed out", None,
        |counts, _time, _rule| counts.consults_timed_out as f64, 1.0;
    ConsultAcceptRate "consult_accept_rate" Met37 Share "Consult accept rate", Some("consults requested"),
        |counts, _time, _rule| counts.consults_accepted as f64, counts.consults as f64;
    ConsultRejectionRate "consult_rejection_rate" Met37 Share "Consult rejection rate", Some("consults requested"),
        |counts, _time, _rule| counts.consults_rejected as f64, counts.consults as f64;
    ConsultTimeoutRate "consult_timeout_rate" Met37 Share "Consult timeout rate", Some("consults requested"),
        |counts, _time, _rule| counts.consults_timed_out as f64, counts.consults as f64;
    ConsultTime "consult_s" Met37 Seconds "Average consult time", Some("accepted consults that are over"),
        |counts, _time, _rule| seconds(counts.consult_us), counts.consults_ended as f64;
    Segments "segments" Met40 Count "Total segments", None,
        |counts, _time, _rule| counts.segments as f64, 1.0;
    EngagedSegments "engaged_segments" Met40 Count "Engaged segments", None,
        |counts, _time, _rule| counts.segments_engaged as f64, 1.0;
    AbandonedSegments "abandoned_segments" Met40 Count "Abandoned segments", None,
        |counts, _time, rule| rule.abandon.segments(counts) as f64, 1.0;
    AbandonedSegmentRate "abandoned_segment_rate" Met40 Share "Abandoned segments", Some("segments"),
        |counts, _time, rule| rule.abandon.segments(counts) as f64, counts.segments as f64;
    SegmentAcceptTime "segment_accept_s" Met40 Seconds "Average segment agent accept time", Some("engaged segments"),
        |counts, _time, _rule| seconds(counts.segment_accept_us), counts.segments_engaged as f64;
    SegmentSpeedToAnswer "segment_speed_to_answer_s" Met40 Seconds "Average segment speed to answer", Some("engaged segments"),
        |counts, _time, _rule| seconds(counts.segment_answer_us), counts.segments_engaged as f64;
    LongestSegmentWait "longest_segment_wait_s" Met40 Seconds "Longest segment wait", Some("days"),
        |counts, _time, _rule| seconds(counts.longest_segment_wait_us), 1.0;
    SegmentServiceLevel "segment_service_level" Met40 Share "Segment service level", Some("engaged segments; those of a queue without a threshold count as met"),
        |counts, _time, _rule| counts.segments_in_time as f64, counts.segments_engaged as f64;
    ShortAbandonedSegmentRate "short_abandoned_segment_rate" Met40 Share "Short abandoned segments", Some("abandoned segments of queues with a threshold"),
        |counts, _time, _rule| counts.segments_short as f64, counts.segments_abandoned_of_queues_with_threshold as f64;
    SegmentTimeToAbandon "segment_time_to_abandon_s" Met40 Seconds "Average segment time to abandon", Some("abandoned segments"),
        |counts, _time, rule| seconds(rule.abandon.segment_wait_us(counts)), rule.abandon.segments(counts) as f64;
    SegmentHandleTime "segment_handle_s" Met40 Seconds "Average segment handle time", Some("engaged segments of conversations answered and closed"),
        |counts, _time, _rule| seconds(counts.handle_us), counts.segments_engaged_closed as f64;
    SegmentWrapUpTime "segment_wrap_up_s" Met40 Seconds "Average segment wrap-up time", Some("segments that were wrapped up"),
        |counts, _time, _rule| seconds(counts.wrap_up_clock_us), counts.segments_wrapped_up as f64;
    AbandonedByCustomerRate "abandoned_by_customer_rate" Met42 Share "Abandoned rate, customer left", Some("conversations that entered a queue"),
        |counts, _time, _rule| (counts.abandoned_by_customer - counts.abandoned_by_disconnect) as f64, counts.entered_queue as f64;
    AnswerRate "answer_rate" Met42 Share "Answer rate", Some("incoming conversations"),
        |counts, _time, _rule| counts.handled as f64, counts.incoming as f64;
    StreamingServiceLevel "streaming_service_level" Met42 Share "Service level, streaming view (20 seconds)", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_20 as f64, counts.handled as f64;
    StreamingLongestWait "streaming_longest_wait_s" Met42 Seconds "Longest wait, streaming view", Some("days"),
        |counts, _time, _rule| seconds(counts.longest_segment_wait_us), 1.0;
    Disconnected "system_disconnected" Met42 Count "System-disconnected conversations", None,
        |counts, _time, _rule| counts.abandoned_by_disconnect as f64, 1.0;
    PreQueueOverflowRate "pre_queue_overflow_rate" Met42 Share "Pre-queue overflow rate", Some("incoming conversations"),
        |counts, _time, _rule| counts.overflowed_before_queue as f64, counts.incoming as f64;
    InQueueOverflowRate "in_queue_overflow_rate" Met42 Share "In-queue overflow rate", Some("conversations that entered a queue"),
        |counts, _time, _rule| counts.overflowed_in_queue as f64, counts.entered_queue as f64;
    Overrides "overrides" SupAssign05 Count "Assignments beyond capacity", None,
        |counts, _time, _rule| counts.overrides as f64, 1.0;
    OverUnits "over_units" SupAssign05 Count "Units beyond capacity", None,
        |counts, _time, _rule| counts.over_units as f64, 1.0;
    CarriedOver "carried_over" Met08 Count "Still alive when the run ended", None,
        |counts, _time, _rule| counts.carried_over as f64, 1.0;
    Occupancy "occupancy" Met51 Share "Occupancy", Some("handle time and available-idle time of agents"),
        |_counts, time, _rule| seconds(time.busy_us), seconds(time.busy_us + time.idle_us);
    Utilisation "utilisation" Met51 Share "Utilisation", Some("total capacity units over logged-in time"),
        |_counts, time, _rule| seconds(time.units_used_us), seconds(time.units_total_us);
    Shrinkage "shrinkage" Met52 Share "Shrinkage", Some("scheduled time of agents"),
        |_counts, time, _rule| seconds(time.unavailable_us), seconds(time.scheduled_us);
    ProfileUtilisation "profile_utilisation" Met38 Share "Utilisation of profiles", Some("total work item capacity of profiles over logged-in time"),
        |_counts, time, _rule| seconds(time.items_used_us), seconds(time.items_total_us);
    UnitsTotal "units_total" Met38 Level "Total capacity units, average", Some("time"),
        |_counts, time, _rule| seconds(time.units_total_us), 1.0;
    UnitsOccupied "units_occupied" Met38 Level "Occupied capacity units, average", Some("time"),
        |_counts, time, _rule| seconds(time.units_used_us), 1.0;
    UnitsAvailable "units_available" Met38 Level "Available capacity units, average", Some("time"),
        |_counts, time, _rule| seconds(time.units_total_us) - seconds(time.units_used_us), 1.0;
    ItemsTotal "items_total" Met38 Level "Total work item capacity, average", Some("time"),
        |_counts, time, _rule| seconds(time.items_total_us), 1.0;
    ItemsInUse "items_in_use" Met38 Level "Work item capacity in use, average", Some("time"),
        |_counts, time, _rule| seconds(time.items_used_us), 1.0;
    ItemsAvailable "items_available" Met38 Level "Available work item capacity, average", Some("time"),
        |_counts, time, _rule| seconds(time.items_total_us) - seconds(time.items_used_us), 1.0;
    ProfilesAssigned "profiles_assigned" Met38 Level "Assigned capacity profiles, average", Some("time"),
        |_counts, time, _rule| seconds(time.profiles_us), 1.0;
    AgentsSignedIn "agents_signed_in" Met38 Level "Logged-in agents, average", Some("time"),
        |_counts, time, _rule| seconds(time.signed_in_us()), 1.0;
    StatusAvailable "status_available_s" Met38 Seconds "Status duration, Available", Some("days"),
        |_counts, time, _rule| seconds(time.available_us), 1.0;
    StatusBusy "status_busy_s" Met38 Seconds "Status duration, Busy", Some("days"),
        |_counts, time, _rule| seconds(time.busy_presence_us), 1.0;
    StatusDnd "status_dnd_s" Met38 Seconds "Status duration, Do not disturb", Some("days"),
        |_counts, time, _rule| seconds(time.dnd_us), 1.0;
    StatusAway "status_away_s" Met38 Seconds "Status duration, Away", Some("days"),
        |_counts, time, _rule| seconds(time.away_presence_us), 1.0;
    StatusInactive "status_inactive_s" Met38 Seconds "Status duration, Inactive", Some("days"),
        |_counts, time, _rule| seconds(time.inactive_us), 1.0;
    StatusOffline "status_offline_s" Met38 Seconds "Status duration, Offline", Some("days"),
        |_counts, time, _rule| seconds(time.offline_us), 1.0;
    AgentsBusy "agents_busy" Met39 Level "Agents with work in hand, average", Some("time"),
        |_counts, time, _rule| seconds(time.busy_us), 1.0;
    Offered "assignments_offered" Met39 Count "Conversation assignments offered", None,
        |counts, _time, _rule| counts.offers as f64, 1.0;
    Answered "assignments_answered" Met39 Count "Conversation assignments answered", None,
        |counts, _time, _rule| counts.offers_accepted as f64, 1.0;
    UnansweredRejected "assignments_rejected" Met39 Count "Assignments unanswered, rejected", None,
        |counts, _time, _rule| counts.offers_rejected as f64, 1.0;
    UnansweredTimedOut "assignments_timed_out" Met39 Count "Assignments unanswered, timed out", None,
        |counts, _time, _rule| counts.offers_timed_out as f64, 1.0;
    ActivePerAgent "active_per_agent" Met39 Share "Active conversations per agent", Some("logged-in time of agents"),
        |_counts, time, _rule| seconds(time.talking_us), seconds(time.signed_in_us());
    AwaitingAcceptance "awaiting_acceptance" Met16 Level "Active, awaiting acceptance, average", Some("time"),
        |_counts, time, _rule| seconds(time.awaiting_us), 1.0;
    WithAcceptance "with_acceptance" Met16 Level "Active, with acceptance, average", Some("time"),
        |_counts, time, _rule| seconds(time.talking_us), 1.0;
    WaitingConversations "waiting_conversations" Met17 Level "Waiting conversations, average", Some("time"),
        |_counts, time, _rule| seconds(time.away_customers_us), 1.0;
    WrapUpConversations "wrap_up_conversations" Met17 Level "Wrap-up conversations, average", Some("time"),
        |_counts, time, _rule| seconds(time.wrapping_up_us), 1.0;
    InQueue "in_queue" Met08 Level "Conversations in queue, average", Some("time"),
        |_counts, time, _rule| seconds(time.waiting_us), 1.0;
    SegmentsWaiting "segments_waiting" Met41 Level "Segments waiting, average", Some("time"),
        |_counts, time, _rule| seconds(time.waiting_us), 1.0;
}

impl Measure {
    /// The measure with this key.
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.key() == key)
    }

    /// Whether it is a plain number of things, whose estimate is a mean over replications.
    pub const fn is_count(self) -> bool {
        matches!(self.unit(), Unit::Count | Unit::Level)
    }

    /// Whether it is about agents' time, which no single workstream owns.
    pub const fn is_of_agents(self) -> bool {
        matches!(
            self,
            Self::ActiveSessions
                | Self::Occupancy
                | Self::Utilisation
                | Self::Shrinkage
                | Self::ProfileUtilisation
                | Self::UnitsTotal
                | Self::UnitsOccupied
                | Self::UnitsAvailable
                | Self::ItemsTotal
                | Self::ItemsInUse
                | Self::ItemsAvailable
                | Self::ProfilesAssigned
                | Self::AgentsSignedIn
                | Self::StatusAvailable
                | Self::StatusBusy
                | Self::StatusDnd
                | Self::StatusAway
                | Self::StatusInactive
                | Self::StatusOffline
                | Self::AgentsBusy
                | Self::ActivePerAgent
                | Self::AwaitingAcceptance
                | Self::WithAcceptance
                | Self::WaitingConversations
                | Self::WrapUpConversations
                | Self::InQueue
                | Self::SegmentsWaiting
        )
    }

    /// The id of the rule that defines it, from `domain.md` section 7.
    pub const fn id(self) -> &'static str {
        self.rule().id()
    }

    /// What two parts of a day come to together: sums, but for the longest times, of which the longer one stays. A day
    /// is one day in all its parts.
    pub fn together(self, one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
        if matches!(self, Self::LongestWait | Self::LongestSegmentWait | Self::StreamingLongestWait) {
            return (one.0.max(other.0), one.1.max(other.1));
        }
        (one.0 + other.0, if self.is_of_days() { one.1.max(other.1) } else { one.1 + other.1 })
    }

    /// Whether it is divided by days.
    pub(crate) const fn is_of_days(self) -> bool {
        matches!(
            self,
            Self::FirstWaitTotal
                | Self::HandleTimeTotal
                | Self::StatusAvailable
                | Self::StatusBusy
                | Self::StatusDnd
                | Self::StatusAway
                | Self::StatusInactive
                | Self::StatusOffline
        )
    }

    /// The least that it can be: what is available goes below zero by overrides.
    pub const fn least(self) -> f64 {
        if matches!(self, Self::UnitsAvailable | Self::ItemsAvailable) { f64::NEG_INFINITY } else { 0.0 }
    }

    /// The most that it can be. Supervisors can give agents more than they have room for, in units and in items.
    pub const fn most(self) -> f64 {
        match (self.unit(), self) {
            (Unit::Share, Self::Utilisation | Self::ProfileUtilisation | Self::ActivePerAgent)
            | (Unit::Count | Unit::Seconds | Unit::Level, _) => f64::INFINITY,
            (Unit::Share, _) => 1.0,
        }
    }

    /// Numerator and denominator of one day in a scope.
    pub fn pair(self, day: &Day, scope: Scope, rule: Definitions) -> (f64, f64) {
        let (counts, time) = (day.counts(scope), day.agent_time(scope));
        let (above, below) = self.of(&counts, &time, rule);
        if self.unit() == Unit::Level {
            return (above / seconds(day.span_us(scope)).max(1e-6), 1.0);
        }
        (above, below)
    }
}
