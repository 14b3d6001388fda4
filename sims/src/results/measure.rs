//! Every figure by name: what it is, in which unit, and over which denominator.

use serde::Serialize;

use crate::results::Scope;
use crate::results::abandon::AbandonRule;
use crate::results::counts::{AgentTime, Counts};
use crate::results::day::Day;

/// In what a measure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A number of things, the mean over days.
    Count,
    /// Seconds, a mean over cases.
    Seconds,
    /// A share, 0 to 1 (utilisation may pass 1).
    Share,
    /// An average level over time.
    Level,
}

macro_rules! measures {
    ($($variant:ident $key:literal $id:literal $unit:ident $name:literal, $over:expr,
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

            /// The id in `domain.md` section 7.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The unit.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)* }
            }

            /// What a mean or rate is divided by, in words; none for counts. What counts as abandoned, and of what, is
            /// for the policy to say: [`Setting::abandon`](crate::results::Setting::abandon).
            pub fn denominator(self, rule: AbandonRule) -> Option<&'static str> {
                match self {
                    $(Self::$variant => {
                        let $rule = rule;
                        let _ = $rule;
                        $over
                    })*
                }
            }

            /// Numerator and denominator of one day.
            fn of(self, counts: &Counts, time: &AgentTime, rule: AbandonRule) -> (f64, f64) {
                match self {
                    $(Self::$variant => {
                        let read = |$counts: &Counts, $time: &AgentTime, $rule: AbandonRule| ($above, $below);
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
    Conversations "conversations" "MET-01" Count "Total conversations", None,
        |counts, _time, _rule| counts.conversations as f64, 1.0;
    Incoming "incoming" "MET-02" Count "Incoming conversations", None,
        |counts, _time, _rule| counts.incoming as f64, 1.0;
    Handled "handled" "MET-04" Count "Total handled conversations", None,
        |counts, _time, _rule| counts.handled as f64, 1.0;
    Abandoned "abandoned" "MET-05" Count "Abandoned conversations", None,
        |counts, _time, rule| rule.abandoned(counts) as f64, 1.0;
    AbandonedRate "abandoned_rate" "MET-06" Share "Abandoned rate", Some(rule.denominator()),
        |counts, _time, rule| rule.rate(counts).0 as f64, rule.rate(counts).1 as f64;
    AbandonedByCustomerRate "abandoned_by_customer_rate" "MET-42" Share "Abandoned rate, customer left",
        Some("conversations that entered a queue"),
        |counts, _time, _rule| counts.abandoned_by_customer as f64, counts.entered_queue as f64;
    AverageFirstWait "first_wait_s" "MET-08" Seconds "Average conversation first wait time",
        Some("incoming conversations answered or abandoned"),
        |counts, _time, _rule| seconds(counts.first_wait_us), counts.first_waits as f64;
    WaitedRate "waited_rate" "MET-07" Share "Share that had to wait", Some("incoming conversations answered or abandoned"),
        |counts, _time, _rule| counts.waited as f64, counts.first_waits as f64;
    SpeedToAnswer "speed_to_answer_s" "MET-09" Seconds "Average speed to answer",
        Some("conversations answered by a person"),
        |counts, _time, _rule| seconds(counts.answer_wait_us), counts.handled as f64;
    TimeToAbandon "time_to_abandon_s" "MET-18" Seconds "Average time to abandon", Some(rule.abandoned_words()),
        |counts, _time, rule| seconds(rule.wait_us(counts)), rule.abandoned(counts) as f64;
    ServiceLevel "service_level" "MET-10" Share "Service level", Some("conversations answered by a person"),
        |counts, _time, _rule| counts.answered_in_time as f64, counts.handled as f64;
    ServiceLevelOfIncoming "service_level_of_incoming" "MET-10" Share "Service level of all incoming",
        Some("incoming conversations answered or abandoned"),
        |counts, _time, _rule| counts.answered_in_time as f64, counts.first_waits as f64;
    HandleTime "handle_s" "MET-12" Seconds "Average conversation handle time",
        Some("conversations answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.handle_us), counts.handled_closed as f64;
    InHandTime "in_hand_s" "MET-19" Seconds "Average time in an agent's hands",
        Some("conversations answered by a person and closed"),
        |counts, _time, _rule| seconds(counts.in_hand_us), counts.handled_closed as f64;
    WrapUpTime "wrap_up_s" "MET-15" Seconds "Average conversation wrap-up time", Some("conversations that were wrapped up"),
        |counts, _time, _rule| seconds(counts.wrap_up_clock_us), counts.wrap_ups as f64;
    ConversationTime "conversation_s" "MET-14" Seconds "Average conversation time", Some("closed conversations"),
        |counts, _time, _rule| seconds(counts.lifetime_us), counts.closed as f64;
    TransferRate "transfer_rate" "MET-22" Share "Transfer rate", Some("conversations answered by a person and closed"),
        |counts, _time, _rule| counts.transferred as f64, counts.handled_closed as f64;
    RejectionRate "rejection_rate" "MET-31" Share "Session rejection rate", Some("offers to agents"),
        |counts, _time, _rule| counts.offers_rejected as f64, counts.offers as f64;
    TimeoutRate "timeout_rate" "MET-32" Share "Session timeout rate", Some("offers to agents"),
        |counts, _time, _rule| counts.offers_timed_out as f64, counts.offers as f64;
    Overrides "overrides" "SUP-ASSIGN-05" Count "Assignments beyond capacity", None,
        |counts, _time, _rule| counts.overrides as f64, 1.0;
    OverUnits "over_units" "SUP-ASSIGN-05" Count "Units beyond capacity", None,
        |counts, _time, _rule| counts.over_units as f64, 1.0;
    CarriedOver "carried_over" "MET-08" Count "Still alive when the run ended", None,
        |counts, _time, _rule| counts.carried_over as f64, 1.0;
    Occupancy "occupancy" "MET-51" Share "Occupancy", Some("handle time and available-idle time of agents"),
        |_counts, time, _rule| seconds(time.busy_us), seconds(time.busy_us + time.idle_us);
    Utilisation "utilisation" "MET-51" Share "Utilisation", Some("total capacity units over logged-in time"),
        |_counts, time, _rule| seconds(time.units_used_us), seconds(time.units_total_us);
    ProfileUtilisation "profile_utilisation" "MET-38" Share "Utilisation of profiles",
        Some("total work item capacity of profiles over logged-in time"),
        |_counts, time, _rule| seconds(time.items_used_us), seconds(time.items_total_us);
    AgentsSignedIn "agents_signed_in" "MET-38" Level "Logged-in agents, average", Some("time"),
        |_counts, time, _rule| seconds(time.signed_in_us()), 1.0;
    AgentsBusy "agents_busy" "MET-39" Level "Agents with work in hand, average", Some("time"),
        |_counts, time, _rule| seconds(time.busy_us), 1.0;
    InQueue "in_queue" "MET-08" Level "Conversations in queue, average", Some("time"),
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
            Self::Occupancy
                | Self::Utilisation
                | Self::ProfileUtilisation
                | Self::AgentsSignedIn
                | Self::AgentsBusy
                | Self::InQueue
        )
    }

    /// The most that it can be. Supervisors can give agents more than they have room for, in units and in items.
    pub const fn most(self) -> f64 {
        match (self.unit(), self) {
            (Unit::Share, Self::Utilisation | Self::ProfileUtilisation)
            | (Unit::Count | Unit::Seconds | Unit::Level, _) => f64::INFINITY,
            (Unit::Share, _) => 1.0,
        }
    }

    /// Numerator and denominator of one day in a scope.
    pub fn pair(self, day: &Day, scope: Scope, rule: AbandonRule) -> (f64, f64) {
        let (counts, time) = (day.counts(scope), day.agent_time(scope));
        let (above, below) = self.of(&counts, &time, rule);
        if self.unit() == Unit::Level {
            return (above / seconds(day.span_us(scope)).max(1e-6), 1.0);
        }
        (above, below)
    }
}
