//! Every check: its code, how bad a finding is, what it looks for, and the rules that it follows from.

use switchboard::PolicyStep;

use super::{Diagnostic, Edit, Fix, Severity};

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The stable id of the check.
    pub code: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// What a finding says, in general.
    pub sentence: &'static str,
    /// The ids of the rules and switches that it follows from.
    pub rules: &'static [&'static str],
}

impl Check {
    /// A finding of this check.
    pub(super) fn at(&self, path: Vec<PolicyStep>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: message.into(),
            path,
            rules: self.rules.to_vec(),
            fix: None,
        }
    }
}

impl Diagnostic {
    /// The finding with a way to mend it.
    pub(super) fn mend(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }

    /// The finding with a way to mend it that removes one value.
    pub(super) fn mend_by_removing(self, title: impl Into<String>, path: Vec<PolicyStep>) -> Self {
        self.mend(title, vec![Edit::Remove { path }])
    }
}

macro_rules! checks {
    ($($name:ident $severity:ident $code:literal [$($rule:literal),*] $sentence:literal;)*) => {
        $(
            #[doc = $sentence]
            pub(super) const $name: Check =
                Check { code: $code, severity: Severity::$severity, sentence: $sentence, rules: &[$($rule),*] };
        )*

        /// Every check, in reading order.
        pub const CHECKS: &[Check] = &[$($name,)*];
    };
}

checks! {
    QUEUE_WITHOUT_AGENTS Error "queue-without-agents" ["DIST-09", "ST-73"]
        "conversations come to a queue that has no agents";
    CHANNEL_NOBODY_SERVES Error "channel-nobody-serves" ["PRES-19"]
        "no agent of the queue serves the channel";
    COST_NOBODY_HOLDS Error "cost-nobody-holds" ["CAP-03"]
        "a conversation costs more units than any agent of the queue has";
    PROFILE_NOBODY_HAS Error "profile-nobody-has" ["CAP-05", "CAP-06"]
        "no agent of the queue has room in a profile that every conversation carries";
    SKILL_NOBODY_HAS Error "skill-nobody-has" ["DIST-16"]
        "no agent of the queue has a required skill at its proficiency, and matching is exact";
    REQUIREMENT_NOBODY_MEETS Warning "requirement-nobody-meets" ["DIST-16", "DIST-22"]
        "matching is exact, and no agent meets a requirement that classification may give";
    LEVELS_REACH_NOBODY Error "levels-reach-nobody" ["DIST-21"]
        "only the groups of the levels may have an item, and no agent of the queue is in one of them";
    RULES_MATCH_NOBODY Error "rules-match-nobody" ["DIST-18", "DIST-22"]
        "no rule of a custom method can match an agent of the queue";
    NOBODY_FITS Error "nobody-fits" ["DIST-11", "DIST-22"]
        "each condition is met by some agent of the queue, but no agent meets all";
    NO_PRESENCE_ALLOWED Error "no-presence-allowed" ["PRES-03", "DIST-11"]
        "no presence is allowed, so nobody may have a conversation";
    BLOCKED_FOR_EVER Error "blocked-for-ever" ["CAP-09"]
        "a blocking profile with the limit 0 keeps an agent from all routed work";
    AGENT_GETS_NOTHING Warning "agent-gets-nothing" ["DIST-11"]
        "no conversation of any workstream can be routed to an agent";
    AUTOMATIC_PRESENCE_NOT_ALLOWED Warning "automatic-presence-not-allowed" ["PRES-03", "PRES-06"]
        "the presence that capacity gives to a free agent is not allowed";
    BUSY_NOT_ALLOWED Note "busy-not-allowed" ["PRES-03", "PRES-06"]
        "an agent who has something in hand gets nothing more, though units are left";
    MISSED_OFFER_DEFEATED Warning "missed-offer-defeated" ["PRES-04", "PRES-10", "POL-26"]
        "a missed offer makes Inactive, which counts as Away, and Away is allowed";
    REJECTED_OFFER_DEFEATED Warning "rejected-offer-defeated" ["PRES-10", "PRES-11"]
        "a rejected offer makes Do not disturb, and that is allowed";
    DEFAULT_PRESENCE_NOT_ALLOWED Warning "default-presence-not-allowed" ["PRES-05", "PRES-03"]
        "the default presence is kept at sign-in, and no workstream of the agent allows it";
    DEFAULT_PRESENCE_REPLACED Note "default-presence-replaced" ["PRES-05"]
        "a default presence other than Offline or Away is replaced at sign-in";
    PRESENCE_NOBODY_SETS Note "presence-nobody-sets" ["PRES-20"]
        "a custom presence that agents may not choose and that is nobody's default";
    WAIT_OVERFLOW_CYCLE Warning "wait-overflow-cycle" ["OVF-10", "OVF-12"]
        "queues hand what has waited too long to each other in a circle";
    OVERFLOW_CYCLE Note "overflow-cycle" ["OVF-05", "OVF-12"]
        "queues overflow into each other in a circle";
    OVERFLOW_NEVER_ASKED Warning "overflow-never-asked" ["DIST-03", "OVF-05"]
        "conditions before entry on a queue that nothing enters in the ordinary way";
    OVERFLOW_INTO_CLOSED Warning "overflow-into-closed" ["OH-01", "OVF-01"]
        "outside its hours a queue overflows into one that keeps the same hours";
    OUT_OF_HOURS_NEVER Warning "out-of-hours-never" ["OH-01", "OH-03"]
        "a condition for outside the hours that can never hold";
    HOURS_NEVER_OPEN Warning "hours-never-open" ["OH-01"]
        "operating hours without an opening";
    ROUTE_SHADOWED Warning "route-shadowed" ["DIST-02"]
        "an earlier route-to-queue rule takes all that a later one would";
    RULE_SHADOWED Warning "rule-shadowed" ["DIST-18"]
        "an earlier assignment rule matches everybody whom a later one would";
    RULE_MATCHES_NOBODY Warning "rule-matches-nobody" ["DIST-18"]
        "an assignment rule that matches no agent of the queue";
    BUCKET_SHADOWED Warning "bucket-shadowed" ["PRIO-04"]
        "an earlier bucket takes all that a later one would";
    BUCKET_NEVER_MATCHED Warning "bucket-never-matched" ["PRIO-04", "DIST-05"]
        "a bucket for a workstream whose conversations do not come to the queue";
    LEVEL_ADDS_NOBODY Warning "level-adds-nobody" ["DIST-21"]
        "a bullseye level that adds no agent of the queue";
    LEVEL_TOO_LATE Warning "level-too-late" ["DIST-21", "OVF-10"]
        "what waits is taken out of the queue before the level is added";
    TIMEOUT_RULE_DEAD Warning "timeout-rule-dead" ["TIM-18", "TIM-19"]
        "another time-out rule ends the silence before this one can act";
    PREFERRED_NOT_MEMBER Warning "preferred-not-member" ["DIST-19"]
        "a preferred agent is in no queue to which routed conversations come";
    SUPERVISOR_CAN_DO_NOTHING Warning "supervisor-can-do-nothing" ["SUP-G-01"]
        "there is a supervisor, and every supervisor operation is off";
    SUPERVISOR_SEES_NOTHING Warning "supervisor-sees-nothing" ["SUP-G-04", "POL-38"]
        "a supervisor in no queue to which conversations come, though only own queues are visible";
    ASSIGN_BLOCKED Warning "assign-blocked" ["SUP-G-03"]
        "a supervisor whose role Omnichannel API access refuses every assignment";
    TOGGLE_NOBODY_USES Note "toggle-nobody-uses" ["SUP-G-01", "SUP-G-02"]
        "a supervisor operation is on, and nobody may use it";
    ADMINISTRATOR_ONLY Note "administrator-only" ["SUP-G-02"]
        "an administrator without the supervisor role may use no supervisor operation";
    NO_AGENTS Error "no-agents" ["DIST-09", "DIST-11"]
        "nobody is an agent";
    MONITORING_WITHOUT_NOTICE Note "monitoring-without-notice" ["SUP-MON-12", "SUP-MON-07"]
        "supervisors may monitor, and customers and agents must be told so outside of what the policy says";
    WAIT_OVERFLOW_NEVER Warning "wait-overflow-never" ["OVF-10", "ST-08", "TIM-01"]
        "what waits closes by itself before it overflows";
    WAIT_OVERFLOW_WITHIN_OFFER Note "wait-overflow-within-offer" ["OVF-11", "TIM-16"]
        "the first missed offer already takes the conversation out of the queue";
    OFFER_OUTLIVES_CUSTOMER Note "offer-outlives-customer" ["TIM-11", "TIM-13", "TIM-16"]
        "an offer rings longer than a customer may be disconnected";
    BLOCK_OUTLIVES_LIMIT Note "block-outlives-limit" ["TIM-09", "POL-09"]
        "a wrap-up block longer than the limit of Wrap-up puts off automatic closing";
    BLOCK_CUT_SHORT Warning "block-cut-short" ["POL-09", "POL-07", "CAP-15"]
        "a wrap-up block that automatic closing ends before its time";
    NO_EFFECT Note "setting-without-effect" []
        "a setting that nothing reads under this policy";
    UNUSED Note "unused" []
        "something that nothing in the policy names";
}
