//! Every rule that the kernel implements: its id, its sentence, the page it comes from, and how sure we are.

#[cfg(feature = "coverage")]
pub(crate) mod coverage;
mod out_of_scope;

use core::fmt;

pub use out_of_scope::OUT_OF_SCOPE;

/// How well a rule is founded (`domain.md`, how to read a rule).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A page states it.
    Explicit,
    /// It follows from one or more pages.
    Implied,
    /// Ours, needed to make the model total.
    Assumption,
}

impl Confidence {
    /// In a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Implied => "implied",
            Self::Assumption => "assumption",
        }
    }
}

macro_rules! rules {
    ($($variant:ident $id:literal $confidence:ident $source:literal $sentence:literal;)*) => {
        /// A rule of the domain, or (`POL`) an open question that the policy answers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $sentence] $variant,)*
        }

        impl Rule {
            /// Every rule, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id in the rule base, such as `SUP-ASSIGN-01`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What it says.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }

            /// The pages it comes from, by source code.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Self::$variant => $source,)* }
            }

            /// How well it is founded.
            #[must_use]
            pub const fn confidence(self) -> Confidence {
                match self { $(Self::$variant => Confidence::$confidence,)* }
            }
        }
    };
}

impl Rule {
    /// Whether the rule is in force. It is, always, but in a build with the feature `coverage`, which switches one rule
    /// off after the other to see which tests notice.
    #[cfg(not(feature = "coverage"))]
    #[inline(always)]
    #[must_use]
    pub const fn holds(self) -> bool {
        true
    }

    /// Whether the rule is in force: `SWITCHBOARD_OFF` may name it. Who asks is noted in `SWITCHBOARD_TOUCHED`.
    #[cfg(feature = "coverage")]
    #[track_caller]
    #[must_use]
    pub fn holds(self) -> bool {
        coverage::touch(self);
        coverage::in_force(self)
    }

    /// As [`holds`](Self::holds), where the place that asks says nothing.
    #[inline(always)]
    pub(crate) fn is_in_force(self) -> bool {
        #[cfg(feature = "coverage")]
        return coverage::in_force(self);
        #[cfg(not(feature = "coverage"))]
        true
    }

    /// The rule with this id; small letters are understood.
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id().eq_ignore_ascii_case(id))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}

rules! {
    Voc05 "VOC-05" Explicit "LWI, MET, MODEL"
        "Active has two sub-phases that matter: awaiting agent acceptance and in conversation";
    Voc06 "VOC-06" Explicit "LWI"
        "Every change of state carries a status-change reason, by the names of the page, such as AwaitingAgentAssignment, InConversation, AutoClosedBySystem or ForceClosedBySupervisor";
    St01 "ST-01" Explicit "STATE, MODEL"
        "– → Open: work item created and routed to a queue (system)";
    St02 "ST-02" Explicit "STATE, MET, NOTIF"
        "Open → Active (awaiting acceptance): distribution pushes it to an agent (system)";
    St03 "ST-03" Explicit "STATE, AGD, CAP"
        "Open → Active (awaiting the picker, POL-62): agent picks from the open list (push streams: POL-49) (agent)";
    St04 "ST-04" Explicit "SUP, LWI reason AssignedBySupervisor"
        "Open → Active (awaiting, POL-16b); Waiting likewise under POL-16 b: supervisor assigns to an agent (supervisor)";
    St05 "ST-05" Explicit "SUP, OVF, CLO"
        "Open → Open (other queue): supervisor assigns to a queue, or overflow moves it (supervisor / system)";
    St06 "ST-06" Explicit "STATE, DISC"
        "Open → Closed: customer leaves or ends before assignment (customer)";
    St07 "ST-07" Explicit "OVF, CLO, LWI ClosedDueToOverflow"
        "Open → Closed: overflow action \"end\"; for calls before queueing only (system)";
    St08 "ST-08" Explicit "AC"
        "Open → Closed: idle in Open past the channel limit, found by the scheduler";
    St09 "ST-09" Explicit "ALL"
        "Open → Waiting: supervisor broadcasts a message to a persistent chat that is Open (supervisor)";
    St10 "ST-10" Explicit "MET, AUTO"
        "Active (awaiting) → Active (in conversation): agent accepts; or auto-accept (agent / system)";
    St11 "ST-11" Explicit "MET (reject), MODEL, ASG (timeout)"
        "Active (awaiting) → Open: agent rejects, or offer times out (agent / timer)";
    St12 "ST-12" Explicit "STATE, DISC"
        "Active (awaiting) → Closed: customer leaves before the agent accepts (customer)";
    St13 "ST-13" Explicit "STATE"
        "Active → Wrap-up: agent presses End (agent)";
    St14 "ST-14" Explicit "STATE"
        "Active → Wrap-up: customer presses End in the widget (customer)";
    St15 "ST-15" Explicit "STATE, DISC"
        "Active → Wrap-up: customer stays disconnected past the limit (timer)";
    St16 "ST-16" Explicit "AC"
        "Active → Wrap-up: no change for 2 h (voice only) (scheduler)";
    St17 "ST-17" Explicit "STATE; limits: ST-61"
        "Active → Open: agent disconnected past the reconnect limit (timer)";
    St18 "ST-18" Explicit "STATE; for records CAP"
        "Active → Open: agent releases to the queue, for a record by clearing \"Worked by\" (agent)";
    St19 "ST-19" Explicit "STATE"
        "Active → Open: agent transfers to another queue (agent)";
    St20 "ST-20" Explicit "STATE"
        "Active → Open: agent closes the session tab (X) without End (agent)";
    St21 "ST-21" Implied "TRP"
        "Active → Open: time-out rule action \"release to queue\" (system)";
    St22 "ST-22" Explicit "STATE, CLO AgentMovedConversationToWaiting"
        "Active → Waiting: agent closes the session tab (X) without End, or moves it to waiting (agent)";
    St23 "ST-23" Explicit "TR 2025-05"
        "Active → Waiting: time-out rule action \"move active to waiting\" (system)";
    St24 "ST-24" Explicit "STATE, SUP, VXFER"
        "Active → Active (other primary): direct transfer to an agent (by supervisor: VO POL-18, RE POL-60, elevated refused); consult promotion and transfer outside: VO only (agent / supervisor)";
    St25 "ST-25" Explicit "STATE, CAP"
        "Active → Closed: agent resolves the case (or record leaves active) and closes session (POL-66) (agent)";
    St26 "ST-26" Explicit "AC"
        "Active → Closed: no change for 30 days (scheduler)";
    St27 "ST-27" Explicit "TR"
        "Active → Closed: time-out rule action \"close\" (from Open and Waiting: ST-74) (system)";
    St28 "ST-28" Explicit "CTRL, VXFER, URFAQ"
        "Active → Closed: queue without members is the transfer target; a record stays queued (system)";
    St29 "ST-29" Explicit "STATE"
        "Waiting → Active: agent reopens it from own list (agent)";
    St30 "ST-30" Explicit "STATE"
        "Waiting → Open: customer comes back with a message (customer)";
    St31 "ST-31" Explicit "WS 2025-02"
        "Waiting → Active: same, but affinity on and offer template auto-assigns: goes straight to the previous agent (POL-24) (system)";
    St32 "ST-32" Explicit "SUP"
        "Waiting → Active (other primary): supervisor transfers to another agent (supervisor)";
    St33 "ST-33" Explicit "STATE, AC"
        "Waiting → Closed: workstream \"auto-close after inactivity\" elapsed (scheduler)";
    St34 "ST-34" Explicit "STATE, SA conversation-stuck"
        "Wrap-up → Closed: agent closes the session after End (agent)";
    St35 "ST-35" Explicit "AC, ACAPI"
        "Wrap-up → Closed: wrap-up limit passed, found by the scheduler";
    St36 "ST-36" Explicit "SUP, ONG, ALL"
        "any but Closed → Closed: supervisor force close (supervisor)";
    St37 "ST-37" Explicit "AC, QI, CAP"
        "Open/Active → Closed: routed record deleted, queue item removed or deactivated, or moved to a basic queue (user / system)";
    St38 "ST-38" Explicit "RR, URFAQ"
        "any → Closed: record assigned to an agent without permission on it (system)";
    St39 "ST-39" Explicit "CLO, LWI ConversationEndedByBot"
        "Active → Closed: bot ends the conversation (bot)";
    St40 "ST-40" Explicit "PCHAT; MAPI"
        "In persistent chat only the agent can end; the customer closing the widget changes nothing. A custom channel's API nevertheless lets the customer side send an end-of-conversation activity (POL-23)";
    St41 "ST-41" Explicit "STATE, AGD"
        "Closed is terminal: no role can reactivate it; opening it from the closed list only shows attributes";
    St42 "ST-42" Explicit "SESS (persistent chat), DISC (chat after limit)"
        "A returning customer after End gets a brand-new conversation, not the old one";
    St43 "ST-43" Explicit "STATE 2025-01"
        "Waiting does not exist for live chat or voice; any command that would produce it there is refused";
    St44 "ST-44" Explicit "STATE, PCHAT"
        "Waiting holds no agent capacity";
    St45 "ST-45" Explicit "STATE"
        "Open means queued and unassigned; every Open conversation has a queue and no primary agent";
    St46 "ST-46" Explicit "MODEL, MET"
        "Active means a primary agent exists, whether or not the offer has been accepted";
    St47 "ST-47" Explicit "STATE 2025-01"
        "End, then X, closes the conversation on all channels; End alone only reaches Wrap-up";
    St48 "ST-48" Explicit "SESS"
        "Closing the session when disposition codes are mandatory requires at least one code first (optional feature)";
    St49 "ST-49" Explicit "QI"
        "A record that leaves the queue by \"remove\" or deactivation never comes back under the same work item: rerouting creates a new one";
    St50 "ST-50" Implied "STATE vs ONG"
        "For records the state machine used is Open, Active, Closed only; Waiting and Wrap-up rows for \"Record\" appear in one report table and contradict this (POL-12, POL-13)";
    St51 "ST-51" Explicit "MODEL; SA \"Copilot Studio agent conversations are active\""
        "Conversations in bot hands are Active with a bot primary; escalation closes the bot's session and opens a human session; the status of a bot phase is Active";
    St52 "ST-52" Explicit "AGD; STATE"
        "The state of a conversation is not the agent's view of it: \"My work items\" = own Active and Waiting; \"Open work items\" = Open in any queue the agent belongs to; \"Closed\" = closed by the agent the same day";
    St53 "ST-53" Implied "domain model"
        "Wrap-up keeps its primary; Waiting keeps its last agent as holder without charge; both count as \"assigned\" for SUP-MON-05 (own conversation), for SUP-XFER-05 (not a candidate) and for the list \"My work items\"; Open has none. This follows from ST-52: the state of a conversation is not the agent's view of it";
    St60 "ST-60" Explicit "PRES, FAQ"
        "On loss of an agent (tab closed, sign-out, device closed, network), presence is recorded and set to Offline at once; return within 2.5 minutes restores it, later return recomputes it";
    St61 "ST-61" Explicit "AVD"
        "Reroute limits after agent loss: voice call 30 s; non-voice conversation 2.5 min; in between the agent may rejoin the chat but not the call. Written for virtual desktops, taken for general use (POL-40). In conversation only; while the offer is pending, POL-73 decides";
    St62 "ST-62" Explicit "AVD, VOICE"
        "Before the voice limit the call stays with the agent, the customer hears a message then wait music; hold/mute survive a rejoin";
    St63 "ST-63" Explicit "VOICE"
        "Only the primary sees Rejoin; if meanwhile the customer hung up or the call was rerouted, rejoin is refused with a message";
    St64 "ST-64" Explicit "AVD"
        "If the primary is lost during a consult past the limit, the call is rerouted, the consult ends, the customer stays on hold. A lost consultant simply drops";
    St65 "ST-65" Explicit "AVD"
        "An elevated voice/video leg inside a chat ends when the agent drops; the chat itself follows the non-voice rule";
    St66 "ST-66" Explicit "CLO AutoRejectedDueToBrowserRefresh"
        "A browser refresh while an offer is pending can auto-reject it (POL-72)";
    St70 "ST-70" Explicit "WS, MODEL"
        "Open → Active (bot): workstream has a bot: it takes the item first, no offer phase (system)";
    St71 "ST-71" Explicit "MODEL, CLO BotTransferToAgent, OVF"
        "Active (bot) → Open: bot escalates; new session; first pre-queue overflow check (bot)";
    St72 "ST-72" Assumption "domain model"
        "Active (bot) → Closed: customer ends, hangs up, or stays disconnected during the bot phase: no Wrap-up, nobody to write it (customer / timer)";
    St73 "ST-73" Explicit "URFAQ (DIST-09, SUP-ASSIGN-19)"
        "Open → Closed: the queue that the item is routed, escalated or assigned to has no members (system)";
    St74 "ST-74" Explicit "TR"
        "Open/Waiting → Closed: time-out rule action \"close\" (system)";
    St75 "ST-75" Implied "ONG, RTS"
        "Waiting → Open (queue): supervisor assigns (POL-16 b) or transfers (POL-17 b) it to a queue (supervisor)";
    St76 "ST-76" Implied "OVF; MET counts it as abandoned"
        "Open → Closed: overflow action voicemail or external number taken; calls only (system)";
    St77 "ST-77" Explicit "CB"
        "Open → Closed: direct-callback request older than seven days (scheduler)";
    St78 "ST-78" Explicit "RTS, RECV, SESM"
        "Active → Open: supervisor transfers to a queue (POL-17 b) or releases a record (POL-61 b) (supervisor)";
    St79 "ST-79" Assumption "domain model"
        "Active (awaiting) → per POL-01, POL-02, POL-53: transfer offer rejected or timed out (agent / timer)";
    Ses01 "SES-01" Explicit "SESM, MODEL"
        "A conversation holds one or more sessions; a session is one assignment attempt in one queue";
    Ses02 "SES-02" Explicit "MODEL, CLO"
        "A new session starts on: routing to a queue, bot escalation, transfer or assignment to another queue, transfer to another agent (closure reasons AgentTransferred, SupervisorTransferToAgent), rejection, offer time-out. The previous session closes with a closure reason. A consultant left behind by a supervisor transfer sits in the new session";
    Ses03 "SES-03" Explicit "MODEL"
        "Each session has exactly one primary participant once it is assigned, none while Open, plus any number of consult or monitor participants";
    Ses04 "SES-04" Explicit "CLO"
        "Every session closes with a reason, by the names of the page, such as AgentReject, AgentTimeout, AutoClose, ForceClose, MaximumSessionsReached or CustomerNonResponseTimeoutRule";
    Ses05 "SES-05" Implied "CLO, SP"
        "There is no documented closure reason for \"supervisor assigned to agent\", because no session with an agent exists yet; the participant carries SupervisorAssign instead";
    Ses06 "SES-06" Implied "SEG, SESM"
        "Segment ≠ session: a segment is one stay in one queue; several sessions (offers) can sit inside one segment";
    Ses07 "SES-07" Explicit "NOTIF, PRES; CLO"
        "An agent can hold at most 10 open sessions; a further work item flips presence to Busy-DND and raises an alert; closure reason MaximumSessionsReached";
    Tim01 "TIM-01" Explicit "AC 2024-05"
        "Automatic closure of live chat: Open after 20 min → Closed, Active never, Wrap-up after 15 min → Closed";
    Tim02 "TIM-02" Explicit "AC 2024-05"
        "Automatic closure of voice: Open after 30 d → Closed, Active after 2 h → Wrap-up, Wrap-up after 1 d → Closed";
    Tim03 "TIM-03" Explicit "AC 2024-05"
        "Automatic closure of asynchronous messaging (SMS, Teams, social): Open after 30 d → Closed, Active after 30 d → Closed, Wrap-up after 1 d → Closed, Waiting by the workstream setting";
    Tim04 "TIM-04" Explicit "AC 2024-05"
        "Automatic closure of persistent chat: Open after 30 d → Closed, Active not listed and so never, Wrap-up after 1 d → Closed, Waiting by the workstream setting";
    Tim05 "TIM-05" Explicit "AC 2024-05"
        "Records close by themselves only when the record is deleted";
    Tim06 "TIM-06" Explicit "AC"
        "A scheduler looks every 5 minutes; passing the limit only makes a conversation eligible, and the next scheduler run moves it. So the real closing time lies in (limit, limit + 5 min]: a tick exactly at the limit does not move it (\"more than\"). One tick or two: POL-56";
    Tim07 "TIM-07" Explicit "AC; ACAPI"
        "The clock reads the conversation's last-modified time, so any monitor, consult or transfer action restarts it. State changes do too, refused commands never; for messages see POL-57. The API page instead names the creation time for general states and the wrap-up start time for Wrap-up (POL-10)";
    Tim08 "TIM-08" Explicit "ACAPI"
        "Limits are stored in minutes per (channel, state) in the channel-state table; null = never; one day = 1,440";
    Tim09 "TIM-09" Explicit "ACAPI; WS"
        "Live chat Wrap-up: the effective limit is the larger of the channel-state limit and the workstream's custom wrap-up block time; 10-minute limit with 15-minute block closes after 15. \"Always block\" and \"Don't block\" do not enter the maximum. The block runs from the start of Wrap-up, the limit from the POL-10 base; both must have passed. Other channels: POL-09";
    Tim10 "TIM-10" Explicit "WS, STATE, AC; SESS"
        "Waiting closes after the workstream's \"auto-close after inactivity\"; available for persistent chat, SMS, social, Teams only. Inactivity = silence from both sides. One page calls 28 days the typical value (POL-44)";
    Tim11 "TIM-11" Explicit "DISC, RECON"
        "Live-chat disconnect limit: 3 minutes by default, or the administrator's reconnect time limit when \"reconnect to previous chat\" is on";
    Tim12 "TIM-12" Explicit "DISC, RECON"
        "Within the limit the customer resumes the same conversation; the agent's capacity stays blocked meanwhile unless the agent closes the session";
    Tim13 "TIM-13" Explicit "DISC, RECON, STATE"
        "After the limit: Open → Closed; Active (awaiting) → Closed; Active (in conversation) → Wrap-up; a returning customer starts a new chat (or is sent to the redirect link)";
    Tim14 "TIM-14" Explicit "RECON"
        "Reconnect is void when the agent pressed End, the customer closed the widget, or the limit passed; if the agent closed the tab, return to the same agent is not guaranteed";
    Tim15 "TIM-15" Explicit "DISC"
        "A slow agent reply never counts as a disconnect";
    Tim16 "TIM-16" Explicit "NTPL"
        "Notification (offer) countdown: 120 s default, configurable per template; it runs even when not displayed";
    Tim17 "TIM-17" Explicit "NOTIF"
        "If the offer was sent but never reached the screen (browser closed, network lost), the conversation is rerouted 8 minutes after the countdown ended";
    Tim18 "TIM-18" Explicit "TR; TRP"
        "Customer-non-response rule: fires when the last message is the agent's and its age exceeds the value; agent-non-response rule: same with the customer's last message. Before the first exchange the agent's clock starts when the agent got the conversation (accept, auto-assign, or supervisor assignment)";
    Tim19 "TIM-19" Explicit "TR, TRP"
        "Time-out rules exist for persistent chat and asynchronous messaging only; actions are send message, close, move to waiting, and (later) release to queue. Ties go to the rule with better priority; rules of different workstreams are independent";
    Tim20 "TIM-20" Explicit "TRU"
        "An agent may switch a rule off for one conversation: the countdown freezes and resumes from the same value when switched on; in the last minute it cannot be switched off. When the condition turns false the timer resets to zero";
    Tim21 "TIM-21" Explicit "CB"
        "Direct-callback requests close by themselves after seven days";
    Tim22 "TIM-22" Explicit "VXFER"
        "Existing-voice external transfer: the outside party is dropped if the primary has not completed the transfer in eight minutes";
    Tim23 "TIM-23" Explicit "SCH"
        "Work-stream field \"follow-up after waiting\": after that time a Waiting item is offered to an agent again even though the customer stayed silent (Waiting → Open, then distribution); absent from the state pages (POL-50). No separate \"follow-up\" state exists";
    SupG01 "SUP-G-01" Explicit "SUP, SET; SCH"
        "Each of the four operations has its own organisation toggle: Supervisor Monitor, Supervisor Assign, Supervisor Transfer, Force Close. An off toggle refuses that operation only. Schema defaults: monitor on, assign off; the transfer and force-close columns are not in the published schema, so take these two as off. The seed page only says that the administrator must enable each. Scenarios set all four on";
    SupG02 "SUP-G-02" Explicit "ROLES"
        "Required role: Omnichannel supervisor. In the privilege table monitoring, assigning and transferring are ticked for supervisors only; the administrator column is blank, so being an administrator is not enough. Force close is absent from that table; same role assumed";
    SupG03 "SUP-G-03" Explicit "SUP, SEED, ROLES"
        "The role \"Omnichannel API access\" must be absent: a supervisor who also carries it cannot assign. Whether it also breaks the other operations: unknown; by default only assigning is blocked";
    SupG04 "SUP-G-04" Explicit "ONG 2025-11; SEED"
        "Reports show only queues the supervisor belongs to. Treat as visibility: refuse with NotVisible (Gv) when S is not a member of the conversation's current queue and POL-38 is b or c. The seed's list is \"conversations that your agents are currently handling\", without a queue filter (POL-38)";
    SupG05 "SUP-G-05" Implied "STATE, SUP"
        "A Closed conversation refuses every operation with Rz, after the gates SUP-G-01 to SUP-G-04";
    SupG06 "SUP-G-06" Explicit "AC"
        "Every supervisor action rewrites last-modified and so restarts the auto-close clock; the page says so for monitoring, consulting and transferring, assigning follows";
    SupMon01 "SUP-MON-01" Explicit "SEED, SUP; ONG 2025-11"
        "Allowed states: Active and Wrap-up. Later report: Active only once accepted, Wrap-up, and Waiting (POL-11)";
    SupMon02 "SUP-MON-02" Explicit "SUP, ONG"
        "Never in Open (nobody to watch); in the customised report, Monitor needs an assigned agent name";
    SupMon03 "SUP-MON-03" Explicit "SEED, SUP 2024-07; SUP 2024-09; ONG"
        "Channels: all except records; a later edition says \"including records\"; the 2025 table disables it for records in Open and Active yet enables Wrap-up and Waiting (POL-12)";
    SupMon04 "SUP-MON-04" Explicit "FAQ"
        "Voice and every messaging channel, asynchronous included, can be monitored";
    SupMon05 "SUP-MON-05" Explicit "SEED, SUP"
        "A supervisor cannot monitor a conversation assigned to themself (primary in Act?, Act! and Wrap-up, last agent in Waiting, ST-53). Being only a consultant on it does not block";
    SupMon06 "SUP-MON-06" Explicit "MODEL, SP"
        "Monitoring adds a participant in mode Monitor; that mode exists only for supervisors";
    SupMon07 "SUP-MON-07" Explicit "ONG, SUP"
        "Monitoring is silent: only joining notifies. The supervisor sees a \"monitoring started\" message";
    SupMon08 "SUP-MON-08" Explicit "CAP"
        "Monitoring or joining consumes no capacity; for joining this is implied";
    SupMon09 "SUP-MON-09" Implied "domain model"
        "Monitoring does not change state, primary, or the agent's presence";
    SupJoin01 "SUP-JOIN-01" Explicit "SEED, SUP"
        "Join is reachable only from monitoring (optional second step)";
    SupJoin02 "SUP-JOIN-02" Explicit "SEED, SUP, AM \"joined customer conversation\""
        "On join both agent and customer are notified and the supervisor can write to both";
    SupJoin03 "SUP-JOIN-03" Implied "domain model"
        "Joining never makes the supervisor primary; taking over needs Transfer";
    SupJoin04 "SUP-JOIN-04" Assumption "domain model"
        "Join with no reachable customer (Wrap-up of any channel, Waiting) is undocumented: refused by default (POL-13b). Join while the offer is still pending, where Seed allows Monitor: refused, there is no agent to consult yet (POL-59)";
    SupJoin05 "SUP-JOIN-05" Explicit "CTRL"
        "Several supervisors may monitor or join at once; no limit is given (for consultants, five is the advised maximum)";
    SupJoin06 "SUP-JOIN-06" Assumption "domain model"
        "Monitors, consultants and joined supervisors are removed when the conversation closes or its session ends, a transfer included (but for the first agent, SUP-XFER-07); they may enter again in the next session (POL-65)";
    SupAssign01 "SUP-ASSIGN-01" Explicit "SEED, SUP; ONG"
        "Precondition: state Open and no agent assigned. Awaiting acceptance is Active, hence refused. Later report tables also enable Assign for Waiting (POL-16)";
    SupAssign02 "SUP-ASSIGN-02" Explicit "SEED, SUP"
        "Target is an agent or a queue";
    SupAssign03 "SUP-ASSIGN-03" Explicit "SEED, SUP, ONG"
        "Agent list: only agents whose presence matches one of the workstream's allowed presences";
    SupAssign04 "SUP-ASSIGN-04" Explicit "SEED, SUP, CAP"
        "The supervisor may override the agent's presence and allocated capacity. Together with SUP-ASSIGN-03 this is a contradiction, since an agent outside the allowed presences is not listed (POL-15)";
    SupAssign05 "SUP-ASSIGN-05" Explicit "SEED, SUP"
        "When capacity is overridden, the number of units over capacity is shown. Model: over = max(0, used + cost − max) after the assignment; for profiles, the same with cost 1 per attached profile and the largest excess shown";
    SupAssign06 "SUP-ASSIGN-06" Explicit "CAP; PRES"
        "After an override the agent's available capacity is negative; nothing is taken away from the agent. Presence becomes Busy-DND";
    SupAssign07 "SUP-ASSIGN-07" Explicit "ONG 2025-11"
        "Newer report: agent must be a member of the conversation's current queue. The older dashboard does not say so (POL-14)";
    SupAssign08 "SUP-ASSIGN-08" Explicit "SEED, SUP, ONG; QUE"
        "Queue list: all queues except the current one. Queue type still has to fit the channel (messaging ↔ messaging, record ↔ record, voice ↔ voice). The page says so for transfers; here a queue of another type is listed and refused, or not listed (POL-51)";
    SupAssign09 "SUP-ASSIGN-09" Explicit "CLO; OVF"
        "Queue assignment leaves the state Open, changes the queue, closes the session with SupervisorAssignToQueue, opens a new one, and skips the pre-queue overflow check (\"once only for each work item\"; the page names assignment to an agent and transfers)";
    SupAssign10 "SUP-ASSIGN-10" Implied "OVF lists transfer by a supervisor"
        "In-queue overflow (\"waiting time in queue\") starts afresh in the new queue";
    SupAssign11 "SUP-ASSIGN-11" Explicit "OVF"
        "Agent assignment also skips overflow checks";
    SupAssign12 "SUP-ASSIGN-12" Implied "SEED, SCH, NTPL, LWI, TRP"
        "After assignment the conversation is Active with reason AssignedBySupervisor; whether the agent must still accept is unstated (POL-16b)";
    SupAssign13 "SUP-ASSIGN-13" Implied "domain model"
        "Skills are not checked (the page names only presence and capacity; agent transfer states it outright, CTRL)";
    SupAssign14 "SUP-ASSIGN-14" Explicit "VE"
        "An agent in an elevated voice or video call cannot receive routed work, but a supervisor can still assign to them";
    SupAssign15 "SUP-ASSIGN-15" Explicit "ASG"
        "An agent who used up the decline limit can still be given the conversation by hand";
    SupAssign16 "SUP-ASSIGN-16" Explicit "SEED; RECV, ONG"
        "Records: seed wording excludes them from \"monitor or assign\"; the record view and report table allow assigning Open records to agent or queue (POL-13)";
    SupAssign17 "SUP-ASSIGN-17" Explicit "URFAQ, RR"
        "Assigning a record to an agent who lacks permission on it closes the conversation";
    SupAssign18 "SUP-ASSIGN-18" Explicit "ALL; RTS 2026-10; single commands assumed"
        "Bulk: up to 1,000 conversations; bulk assign moves Open live and persistent chats to a queue; the newest view assigns them to an agent. Each item of a bulk action is one command with its own answer";
    SupAssign19 "SUP-ASSIGN-19" Explicit "URFAQ"
        "Target queue without members: allowed, and then the conversation closes (messaging, voice: ST-73); records stay queued";
    SupAssign20 "SUP-ASSIGN-20" Assumption "domain model"
        "Without the capacity override an assignment that would make any of the agent's capacities negative, or that meets a reached blocking profile, is refused Capacity; without the presence override one to an agent outside the allowed presences is refused Presence; each override is its own flag (POL-64, POL-15). POL-67 decides for an agent who lacks an attached profile, POL-68 for one who is signed out";
    SupXfer01 "SUP-XFER-01" Explicit "SEED, SUP, ONG"
        "Allowed states: Active or Waiting. Wrap-up: not enabled. Open: refused, though one row of a report table shows it enabled (POL-19)";
    SupXfer02 "SUP-XFER-02" Explicit "SEED, SUP"
        "Channels: messaging (live chat, SMS, WhatsApp …). Voice calls are not named as transferable by a supervisor (POL-18)";
    SupXfer03 "SUP-XFER-03" Explicit "SEED, SUP"
        "A chat raised to voice or video cannot be transferred across agents. It becomes transferable again when the call leg ends";
    SupXfer04 "SUP-XFER-04" Explicit "SEED, SUP"
        "Agents only, both ends: not from a bot (refusal Rb), not to a bot (Cb; bots are not listed). The same for assigning to an agent";
    SupXfer05 "SUP-XFER-05" Explicit "SEED, SUP, ONG"
        "Candidate list: members of the same queue whose presence matches the workstream's allowed presences. The current primary (in Waiting the last agent, ST-53) is not a candidate. The presence filter is hard: an override is documented for assigning only";
    SupXfer06 "SUP-XFER-06" Implied "CAP; SUP"
        "Capacity is not a filter for the candidate; the receiver may go negative";
    SupXfer07 "SUP-XFER-07" Explicit "SEED, SUP"
        "Transferring Active: the first agent stays as consultant, the second agent now manages the conversation";
    SupXfer08 "SUP-XFER-08" Implied "SUP"
        "Transferring Waiting: no first-agent consultant is mentioned; none is added";
    SupXfer09 "SUP-XFER-09" Explicit "SEED, SUP"
        "The second agent gets an offer with Accept or Reject, and the transfer counts as done once the offer is acknowledged, by either answer. What a Reject does to ownership is not said (POL-01)";
    SupXfer11 "SUP-XFER-11" Explicit "HOOK"
        "Offer time-out is unmentioned (POL-02). Webhook events distinguish accept, reject, time-out and failure of an agent transfer";
    SupXfer12 "SUP-XFER-12" Explicit "CLO, SP, LWI"
        "Closure reason SupervisorTransferToAgent; participant assign reason SupervisorTransferToAgent; transfer count rises by one, at initiation (POL-69)";
    SupXfer13 "SUP-XFER-13" Explicit "STATE, CAP"
        "First agent's capacity: \"released immediately\" is the general transfer rule; consult mode costs nothing (POL-05 for timing)";
    SupXfer14 "SUP-XFER-14" Explicit "RTS, RECV, SESM"
        "Supervisor transfer to a queue is absent from the seed page, present in the newer views and in the session-transfer metric (POL-17)";
    SupXfer15 "SUP-XFER-15" Assumption "domain model"
        "A transfer, by supervisor or agent, while another transfer or offer of the same conversation is unacknowledged: undocumented; refuse with Pending (Rp)";
    SupXfer16 "SUP-XFER-16" Explicit "AC"
        "Transferring restarts the auto-close clock";
    SupXfer17 "SUP-XFER-17" Explicit "AM"
        "The customer sees \"transfer accepted\" text only on accept";
    SupFc01 "SUP-FC-01" Explicit "SUP, ONG"
        "Ends voice calls and messaging conversations; result is Closed straight away, no Wrap-up";
    SupFc02 "SUP-FC-02" Explicit "ALL, ONG"
        "Any state but Closed: the bulk page lists Open, Active, Wrap-up, Waiting; the report table enables it on every row";
    SupFc03 "SUP-FC-03" Explicit "SET"
        "Old toggle text covered messaging only; voice was added later: calls are closed too";
    SupFc04 "SUP-FC-04" Explicit "ONG; SUP; RECV"
        "Records: the table says enabled, the supervisor page speaks of voice and messaging only (POL-20). The record view offers Release and Remove instead";
    SupFc06 "SUP-FC-06" Explicit "SEED, SUP 2024-07, ONG; HOOK"
        "All participants are told a supervisor ended it; the event is named SupervisorForceClosedConversation";
    SupFc07 "SUP-FC-07" Explicit "LWI, CLO"
        "Status-change reason ForceClosedBySupervisor; session closure ForceClose";
    SupFc08 "SUP-FC-08" Implied "domain model"
        "All capacity held for it (Active, blocked Wrap-up) is released at once; the custom wrap-up block does not run; except end-of-day profiles (CAP-14)";
    SupFc09 "SUP-FC-09" Explicit "MET, MET2"
        "Force closing before any agent accepted counts as abandoned in the conversation metric";
    SupFc10 "SUP-FC-10" Assumption "domain model"
        "Works for conversations held by a bot (transfer excludes bots, force close does not). Not an abandon: no human session was requested (MET-05)";
    SupFc11 "SUP-FC-11" Assumption "domain model"
        "A pending offer is withdrawn and does not count as decline";
    SupOth01 "SUP-OTH-01" Explicit "RTS; dynamics-365-contact-center `extend/api/ccaas_modifyagentpresence.md`"
        "Change an agent's presence (single or bulk); also through an API that needs the supervisor role";
    SupOth02 "SUP-OTH-02" Explicit "NOTIF"
        "Reset presence after missed or rejected offers, or after the 10-session cap";
    SupOth03 "SUP-OTH-03" Explicit "RTS, ROLES"
        "Change queue membership of agents; joining a queue triggers an assignment cycle (DIST-10)";
    SupOth04 "SUP-OTH-04" Explicit "ROLES; ASG"
        "Edit default presence and default capacity of a user. A manual capacity change does not trigger assignment";
    SupOth05 "SUP-OTH-05" Explicit "ALL"
        "Broadcast to customers or notify agents, text ≤ 1,000 characters, ≤ 1,000 conversations; broadcasting to an Open persistent chat moves it to Waiting";
    SupOth06 "SUP-OTH-06" Explicit "RECV"
        "Record view: assign Open; transfer (any agent, filters by name, queue, skills, presence); release (back to queue); remove (out of queue)";
    Ag01 "AG-01" Explicit "SCH; AGD; CAP"
        "Pick (assign to me): from Open in own queues; on push work streams only if \"enable selecting from push-based work streams\" is set (default off, POL-49); an offer appears, accept starts the session, reject leaves it Open. May exceed capacity";
    Ag02 "AG-02" Explicit "XFER, CTRL 2025-07 vs 2025-01"
        "Direct transfer to an agent needs the \"transfer to representatives\" setting; otherwise only after a consult with that agent is running";
    Ag03 "AG-03" Explicit "CTRL"
        "Transfer list hides agents in Busy-DND, Away, Offline; skills sort the list but are never enforced. This filter differs from the supervisor's, which goes by the allowed presences";
    Ag04 "AG-04" Explicit "CTRL, QUE"
        "Transfer to queue: only queues inside operating hours; same channel type only";
    Ag05 "AG-05" Explicit "CTRL, VXFER"
        "Transfer to a queue without members closes messaging and voice conversations";
    Ag06 "AG-06" Explicit "CTRL"
        "After an agent-initiated transfer the initiator is out of the conversation; contrast SUP-XFER-07";
    Ag07 "AG-07" Explicit "CTRL"
        "Skill requirements and matching mode travel with the conversation to the new queue";
    Ag08 "AG-08" Explicit "CTRL"
        "Consult: any queue's agents; read-only view of the customer thread; joins the customer only if the primary adds them; primary can end it, consultant can leave";
    Ag09 "AG-09" Explicit "FAQ"
        "Only the primary can start transfer or consult";
    Ag10 "AG-10" Explicit "VOICE, VXFER"
        "Voice: if the primary leaves, the call ends for everyone; if the primary refreshes, all go on hold";
    Ag11 "AG-11" Explicit "VXFER"
        "Voice transfer to agent: customer on hold, auto un-hold on accept unless that setting is off; acceptor becomes primary";
    Ag12 "AG-12" Explicit "VOICE"
        "Voice \"consult then transfer\"/promotion: roles swap, the former primary becomes consultant and may leave";
    Ag13 "AG-13" Explicit "STATE"
        "Transfer outside (phone, Teams): conversation stays Active with the outsider as primary; the agent's capacity frees at once";
    Ag14 "AG-14" Implied "BOT"
        "Agents can hand a conversation to a bot only through a queue";
    Cap01 "CAP-01" Explicit "CAP, USR, WS"
        "Two models: units (agent holds a total; each workstream charges a cost) and profiles (agent holds a work-item limit per profile; each item costs one in every attached profile)";
    Cap02 "CAP-02" Explicit "CAP, USR"
        "Using one model, not both, is advised; the engine still has to define both together";
    Cap03 "CAP-03" Explicit "SKILL rule text \"available capacity >= workstream capacity\""
        "Unit fit: an item is assignable automatically when `available ≥ cost`";
    Cap04 "CAP-04" Explicit "USR; SA agent-capacity-issue"
        "Guideline: an agent's total should be a multiple of the workstream cost (cost 5, three parallel items → 15). Left-over units below the cost are unusable. Cost 30 with total 90 gives three items, whatever was intended";
    Cap05 "CAP-05" Explicit "CAP"
        "A work item may carry several profiles (workstream default plus classification output); the agent must have room in all of them, and one unit is taken from each";
    Cap06 "CAP-06" Explicit "CAP, URFAQ"
        "An agent who lacks one of the attached profiles is not eligible";
    Cap07 "CAP-07" Explicit "CAP"
        "Per-agent custom limit overrides a profile's default limit, upward or downward, until cleared; later changes of the default do not touch agents with a custom limit";
    Cap08 "CAP-08" Explicit "CAP"
        "Lowering a limit under current use takes nothing away; it only blocks new work";
    Cap09 "CAP-09" Explicit "CAP"
        "Assignment blocking on a profile: once its limit is met the agent gets no new work automatically. Scope: any workstream, since its purpose is to keep phone agents free of other work";
    Cap10 "CAP-10" Implied "domain model"
        "Non-blocking profile at its limit: only items needing that profile are withheld";
    Cap11 "CAP-11" Explicit "CAP"
        "Reset frequency Immediate: use returns when the item releases. End of day: use stays counted until the agent's shift ends, even if items close; open items at that moment stop counting. Fixed at creation of the profile";
    Cap12 "CAP-12" Explicit "CAP"
        "Manual pick, supervisor assignment and forced assignment may push capacity below zero, in both models";
    Cap13 "CAP-13" Explicit "STATE; IDEA"
        "Consumption point: entering Active (assigned), which includes waiting for acceptance. A customer report says voice blocks only on acceptance (POL-06)";
    Cap14 "CAP-14" Explicit "WS note"
        "End-of-day profiles ignore the wrap-up custom time: the block ending does not give capacity back";
    Cap15 "CAP-15" Explicit "WS, STATE"
        "Wrap-up block per workstream: Always block (default) until the conversation is closed by agent, supervisor or system; Don't block: release on entering Wrap-up; Custom time: release after the set time";
    Cap16 "CAP-16" Explicit "STATE 2024-04, WS; STATE 2025-01"
        "Custom time range: 1 to 60 minutes or, in a later edition, 30 seconds to 60 minutes (POL-08). When it ends, presence is recomputed too";
    Cap17 "CAP-17" Implied "WS, STATE"
        "With custom time the conversation itself stays in Wrap-up after the release; closing is a separate event";
    Cap18 "CAP-18" Explicit "STATE"
        "Closing the session during a running custom block: does the rest of the block run on? The page says that the wrap-up setting still governs after X; until when is not defined (POL-07)";
    Cap19 "CAP-19" Explicit "STATE"
        "Waiting costs nothing. Open costs nothing. Closed costs nothing (Immediate), but for a custom block still running under POL-07 a";
    Cap20 "CAP-20" Explicit "STATE 2025-01"
        "Active → Waiting, Active → Open, transfer out: release at once";
    Cap21 "CAP-21" Explicit "CAP, CTRL, VOICE, VXFER; XFER 2026-01"
        "Consult and monitor cost nothing, with exceptions (POL-33): consult-to-queue blocks the consultant by default; direct consult blocks only if the administrator ticks it; released when the primary ends the consult or closes";
    Cap22 "CAP-22" Explicit "CAP, VE"
        "Raising a chat to voice/video attaches the built-in escalation profile: no new chat or call until that call ends; if the agent transfers the call to another agent, the profile moves too (so an agent can transfer it, unlike a supervisor, SUP-XFER-03; POL-52); a supervisor can still assign. Only live chats are raised; on persistent chat the operation is not offered";
    Cap23 "CAP-23" Explicit "BOT"
        "Bots: capacity is never reduced by assignment. To be first in a mixed queue a bot must have higher capacity than all humans";
    Cap24 "CAP-24" Explicit "CAP, QI"
        "Record release: case resolved or cancelled, or \"Worked by\" cleared (item returns to the queue and is redistributed). Other tables: nothing releases automatically; deactivate the queue item or clear \"Worked by\"";
    Cap25 "CAP-25" Explicit "CAP 2025-01; URFAQ 2025-07"
        "Assigning a case by the form's Assign command does not update anyone's capacity. \"Worked by\" does; a later page says that Assign does as well (POL-58)";
    Cap26 "CAP-26" Explicit "FAQ, QUOTA, CAP"
        "Configuration changes take up to 15 minutes to reach the engine. Simulator: optional delay";
    Cap27 "CAP-27" Explicit "RECON"
        "Reconnect window: the agent's capacity stays blocked for the whole reconnect limit";
    Cap28 "CAP-28" Explicit "ASG"
        "Capacity gained at run time triggers assignment; capacity edited by hand does not";
    Cap29 "CAP-29" Explicit "WS, PREF"
        "Affinity ignores free capacity and presence; preferred-agent routing ignores capacity and skills but not presence";
    Cap30 "CAP-30" Explicit "URFAQ, ASG"
        "\"Last capacity release time\" per agent feeds least-active; Active → Waiting updates it too. Sign-in does not";
    Cap31 "CAP-31" Implied "domain model"
        "Available = total − what is charged in Active (without records already resolved), in blocked Wrap-up, after Closed while a custom block still runs (POL-07 a), and by blocking consults; for end-of-day profiles − all uses since the last reset; the escalation profile counts one per elevated chat; never clamped at zero";
    Cap32 "CAP-32" Explicit "SCH"
        "Schema ranges: work-stream cost ≥ 0 (zero is legal); profile limit 0–100, blocking default off, reset Immediate or Daily; wrap-up block 0–43,200 minutes (the screens offer far less)";
    Cap33 "CAP-33" Explicit "SCH"
        "Work stream also carries \"max concurrency\" (≥ 1): most parallel sessions one agent may work from that stream, a second bound beside units; legacy field, ignored by current pages (POL-50)";
    Pres01 "PRES-01" Explicit "PRES, CPRES"
        "Base presences: Available, Busy, Busy-DND (\"Do not disturb\"), Away (\"Appear away\"), Offline. Inactive is shipped too but is not a base presence and cannot be chosen by an agent";
    Pres02 "PRES-02" Explicit "CPRES, PRES"
        "Custom presence = text + base; routing uses only the base, whatever the text suggests";
    Pres03 "PRES-03" Explicit "CPRES"
        "Allowed presences of a workstream are chosen from base presences. A custom presence matches through its base";
    Pres04 "PRES-04" Implied "MISS; WS 2025-02"
        "Inactive behaves as base Away: including Away in allowed presences defeats the missed-offer feature; another page says to leave out Inactive and DND instead (POL-26)";
    Pres05 "PRES-05" Explicit "PRES, FAQ"
        "Sign-in: default presence Offline or Away is kept; any other default is replaced by the capacity-based value; no default means Available";
    Pres06 "PRES-06" Explicit "PRES; SA agent-capacity-issue"
        "Automatic value: nothing used → Available; partly used → Busy; fully used → Busy-DND; negative → Busy-DND. A support article says Busy at full use (POL-31)";
    Pres07 "PRES-07" Explicit "PRES"
        "Units and profiles together: DND only when both are exhausted; this check comes first whenever units are configured, so it outranks a blocking profile. Profiles only: none blocking, DND when all are exhausted; exactly one blocking, when that one is; several blocking, when any of them is. In all other cases with an active session: Busy. Negative always: DND";
    Pres08 "PRES-08" Explicit "PRES"
        "Manual Available or Busy lasts until the agent accepts a conversation or closes one; then recomputed. Manual Offline, Away or DND lasts until sign-out or manual change";
    Pres09 "PRES-09" Explicit "PRES"
        "Manual change never removes assigned work";
    Pres10 "PRES-10" Explicit "NOTIF, MISS, REJ, PRES; SCH"
        "Missed offer with the setting on → Inactive; rejected offer with its setting on → Busy-DND. Reset by the agent (banner or manual) or by a supervisor; the value returns to the last system-defined one. The missed-offer setting defaults to off, the one for rejected offers likewise";
    Pres11 "PRES-11" Explicit "NOTIF, REJ"
        "While Inactive/DND no new work comes, as long as that presence is not allowed in the workstream; existing work stays";
    Pres12 "PRES-12" Explicit "NOTIF, PRES"
        "11th session → DND and alert";
    Pres13 "PRES-13" Explicit "PRES, FAQ"
        "Agent lost: Offline now; ≤ 2.5 min return restores, later recompute. A manual override is cleared by inactivity or sign-out";
    Pres14 "PRES-14" Explicit "PFAQ"
        "Joining a consult does not change presence";
    Pres15 "PRES-15" Explicit "PFAQ"
        "Same presence across several browsers; refresh keeps it";
    Pres16 "PRES-16" Explicit "PFAQ"
        "Presence ignores working hours; it is shown as long as the agent is signed in";
    Pres17 "PRES-17" Explicit "RTS"
        "Presence records who set it (agent or system)";
    Pres18 "PRES-18" Explicit "ASG"
        "A presence change starts an assignment cycle";
    Pres19 "PRES-19" Explicit "FAQ, PRES prerequisites"
        "Assignment needs: signed in, in the queue, allowed presence, capacity, channel enabled in the agent's experience profile";
    Pres20 "PRES-20" Explicit "SCH"
        "The base option set has exactly five values, Inactive not among them; a presence row says whether users may set it";
    Dist01 "DIST-01" Explicit "R2Q, OVF"
        "Order: classification rulesets, then the route-to-queue ruleset (one per workstream), then the pre-queue overflow check, then the queue, then assignment";
    Dist02 "DIST-02" Explicit "OVF, R2Q"
        "First matching rule whose queue is not overflowing wins; if all matching queues overflow: an operational one takes the item and runs its overflow action; if none is operational, the one that opens first does";
    Dist03 "DIST-03" Explicit "QUE, OVF, R2Q"
        "No match, or an error in classification or routing: workstream's fallback queue, whose own overflow settings are ignored";
    Dist04 "DIST-04" Explicit "R2Q, OVF"
        "Percentage routing: up to five queues per rule, shares summing to 100; overflow is judged after the pick; small deviations at low volume are normal";
    Dist05 "DIST-05" Explicit "QUE"
        "Queue types Messaging, Record, Voice; cross-type routing or transfer is impossible";
    Dist06 "DIST-06" Explicit "QUE, BOT"
        "Default queues (messaging, voice, entity) contain every holder of the agent role; bots are not members by default";
    Dist07 "DIST-07" Explicit "WS, OVF"
        "With a bot on the workstream the item goes to the bot first; overflow is checked only at the first escalation to a human";
    Dist08 "DIST-08" Explicit "BOT"
        "After escalation a bot is never assigned the same conversation again";
    Dist09 "DIST-09" Explicit "URFAQ, CTRL; ASG"
        "Queue without members: messaging and voice conversations close; records wait. \"Members but nobody available\" is different: the item waits";
    Dist10 "DIST-10" Explicit "ASG"
        "Cycle triggers: item arrives; presence change; run-time capacity change; agent added to queue; every 5 min for records";
    Dist11 "DIST-11" Explicit "ASG"
        "Filter for out-of-box methods: queue member, allowed presence, capacity, skills per workstream matching mode; working hours of the agent are not considered";
    Dist12 "DIST-12" Explicit "ASG"
        "Highest capacity: most available first; ties by round robin";
    Dist13 "DIST-13" Explicit "ASG; ASG older"
        "Advanced round robin: per queue, order of joining, then of last assignment; capacity is still a filter. Older text left capacity out";
    Dist14 "DIST-14" Explicit "ASG; URFAQ 2025-07"
        "Least active: longest since last capacity release (voice; includes wrap-up blocking); default for new voice queues. Messaging too in a later FAQ (POL-29)";
    Dist15 "DIST-15" Explicit "URFAQ"
        "Least active, agent without a release time: treated as least active; equal times → round robin";
    Dist16 "DIST-16" Explicit "SKILL"
        "Exact match: every required skill at ≥ required proficiency; nobody → stays queued";
    Dist17 "DIST-17" Explicit "SKILL, ASG"
        "Closest match: order by closeness (exact count, then over-, then under-qualified), may pick someone with no required skill; replaces the capacity order; ties are not spread: the same agent keeps getting work until presence or capacity stops it";
    Dist18 "DIST-18" Explicit "ASG"
        "Custom assignment ignores the workstream's presence, skill and unit settings (must be written as rules), but the profile check is implicit. Rules run in order; first with a match decides; none → stays queued";
    Dist19 "DIST-19" Explicit "PREF"
        "Preferred agents: up to three per contact, in order; only presence is checked; fallback \"next best\" or \"nobody\" (stay queued); push only; must be queue members";
    Dist20 "DIST-20" Explicit "WS 2023-05, 2025-02; PCHAT 2025-01; STATE; URFAQ"
        "Affinity (\"keep same agent\"): on by default for persistent chat, SMS, social, Teams; push only; a Waiting conversation that revives returns to the same agent regardless of capacity and presence — unless the template's auto-assign is No, which wins: then an agent who is away or offline is passed over. The 2023 page has no such condition (POL-24). \"Same agent\" = the last agent who accepted it, not one who only was offered it. Live chat: Active → Open returns to the same agent, who may reject, or to \"another available agent\": the pages differ (POL-25). Cases have no such toggle";
    Dist21 "DIST-21" Explicit "BULL"
        "Bullseye levels: cumulative wait from the first human attempt; level 1 may be 0 s, otherwise ≥ 30 s, steps ≥ 10 s or equal; earlier groups keep precedence; a queue transfer restarts at level 0; custom assignment not supported";
    Dist22 "DIST-22" Explicit "URFAQ, ASG"
        "Nobody eligible: item stays in the queue and is retried; only a person or overflow moves it";
    Dist23 "DIST-23" Explicit "ASG; AGD"
        "Offer outcomes: accept, reject, time-out. Reject and time-out both count as a decline for offers of automatic assignment; for transfer and supervisor-assign offers POL-63 decides; a picked item never counts";
    Dist24 "DIST-24" Explicit "NOTIF, NTPL"
        "Records are assigned regardless: no real reject, time-out irrelevant. So a record has no awaiting-acceptance phase: push, pick and supervisor assignment lead straight to Active (in conversation); POL-16b and POL-62 do not apply to it";
    Dist25 "DIST-25" Explicit "ASG, URFAQ"
        "A decline lowers that agent's precedence for that conversation; the agent is retried only if solely qualified or all others declined";
    Dist26 "DIST-26" Explicit "ASG"
        "After 3 declines (organisation setting, 1–5; null = 3) the agent is out of automatic assignment for that conversation only; manual pick and supervisor assignment stay possible";
    Dist27 "DIST-27" Explicit "ASG"
        "After 100 agents declined a conversation it leaves automatic assignment altogether";
    Dist28 "DIST-28" Explicit "AUTO, NTPL"
        "Auto-assign on: conversation is assigned at once or when the countdown ends (POL-55), so a time-out accepts instead of returning it, button reads Open, reject is disabled; not advised for consult. Auto-accept (voice/chat) additionally starts the session; needs auto-assign and forces the countdown to show. Default both No";
    Dist29 "DIST-29" Explicit "AUTO, MET"
        "A rejected item goes back to the queue";
    Dist30 "DIST-30" Explicit "WS"
        "Push can be combined with explicit pickup; mode (push/pick) is fixed at creation; voice is push only; bots need push";
    Dist31 "DIST-31" Explicit "CLO"
        "An offer to an agent on an outbound call may be auto-rejected";
    Dist32 "DIST-32" Explicit "NOTIF"
        "Default offer countdown 120 s (TIM-16); undelivered offers: TIM-17";
    Dist33 "DIST-33" Assumption "domain model"
        "Several offers to one agent at once: undocumented; bounded by capacity if capacity is consumed at offer (POL-06)";
    Dist34 "DIST-34" Explicit "SCH"
        "Work-stream field \"assign work item after decline or time-out\": pause before the same agent may be offered the item again; not on current pages (POL-50)";
    Prio01 "PRIO-01" Explicit "ASG"
        "Default within a queue: first in, first out";
    Prio02 "PRIO-02" Explicit "ASG"
        "Asynchronous items: age counts from the last interaction, not creation; a customer returning from Waiting goes behind those who came before that message";
    Prio03 "PRIO-03" Explicit "ASG, QUE"
        "Across queues of one agent: smaller priority number first; equal numbers without custom rules: oldest across them; equal numbers with custom rules: by queue name; out-of-box queues before custom-rule queues";
    Prio04 "PRIO-04" Explicit "ASG"
        "Prioritisation ruleset: ordered buckets, first match wins, own sort inside, rest last in FIFO; one ruleset per queue; re-evaluated every cycle";
    Prio05 "PRIO-05" Explicit "ASG"
        "Affinity items skip prioritisation and go before everything else in the queue";
    Prio06 "PRIO-06" Explicit "SHQ"
        "A transferred item that has waited longer overall is served earlier, without changing the shown position of others: the age is the conversation's, not that of the queue entry; segment wait time does restart (MET-34, MET-40)";
    Prio07 "PRIO-07" Explicit "ASG; QUOTA"
        "Per cycle only the top 100 items are tried for messaging and voice; records: 10,000 prioritised and 2,000 processed. Older edition: 2,000 and 500. Consequence: 100 unassignable items at the head starve the rest";
    Prio08 "PRIO-08" Explicit "ASG"
        "An agent freed while a cycle is running is offered the next item in order, so a failed head item may appear overtaken";
    Ovf01 "OVF-01" Explicit "OVF"
        "Pre-queue conditions: outside operating hours (all types); work-item limit 1 to 100 (messaging, voice); average wait 30 s to 60 min (voice)";
    Ovf02 "OVF-02" Explicit "OVF"
        "Limit n: with n open items waiting, the next arrival overflows";
    Ovf03 "OVF-03" Explicit "OVF"
        "Queue length is a value cached for 10 s; arrivals inside the window see the old number";
    Ovf04 "OVF-04" Explicit "OVF"
        "Several conditions true: operating hours first, then listed order";
    Ovf05 "OVF-05" Explicit "OVF"
        "Pre-queue overflow is not run again after an overflow transfer, a supervisor assignment, or a transfer";
    Ovf06 "OVF-06" Explicit "OVF"
        "Adding operating hours creates the fixed condition \"out of operation hours\" with default action \"assign to queue anyway\"";
    Ovf07 "OVF-07" Explicit "OVF; out of hours implied"
        "Actions before entry. Voice: assign anyway, direct callback, end call, other queue, external number, voicemail. Messaging: end conversation, other queue, assign anyway. Record: assign anyway, other queue. Out of hours there is no direct callback";
    Ovf08 "OVF-08" Explicit "OVF, AM"
        "\"End conversation\" first routes to the queue, then ends; customer gets the overflow text";
    Ovf10 "OVF-10" Explicit "OVF"
        "One in-queue condition: waiting time in queue exceeds. Voice 1 to 60 min; messaging 1 min to 2 d; records 3 min to 2 d. Actions: voice direct callback, other queue, external number, voicemail (no end call); messaging end conversation, other queue; records other queue";
    Ovf11 "OVF-11" Explicit "OVF"
        "The in-queue clock runs whether nobody is available or agents decline";
    Ovf12 "OVF-12" Explicit "OVF"
        "In-queue overflow is evaluated for items routed in, transferred in, or overflowed in; each move restarts it";
    Ovf13 "OVF-13" Explicit "OVF"
        "For voice items that were transferred or overflowed in, only external number and other queue remain as in-queue actions";
    Ovf14 "OVF-14" Explicit "OVF, QUOTA"
        "More than 20 overflowing items in a minute are processed in batches, lower-wait queues first, round robin when equal";
    Oh01 "OH-01" Explicit "QUE, OH"
        "Queue without operating hours is always open. Holidays count as closed";
    Oh02 "OH-02" Explicit "CTRL"
        "Transfers by agents to a closed queue fail (Ch). Supervisor assignment to a closed queue: undocumented; it is allowed, with a warning";
    Oh03 "OH-03" Explicit "PCHAT"
        "Persistent chat may be started outside hours and simply stays Open";
    Wait01 "WAIT-01" Explicit "AWT; smoothing factor assumed"
        "Shown average wait: exponential moving average of connected conversations only, recomputed every 10 min, needs 20 conversations, resets after 7 idle days, shown when above 1 min, fixed for that customer";
    Wait02 "WAIT-02" Explicit "SHQ"
        "Queue position text every 30 s (up to 150 items) or 60 s (more than 150); not for persistent chat; unreliable with exact skill match";
    Cb01 "CB-01" Explicit "CB"
        "Callback offer first after 30 s of waiting, then every 120 s; the call ends but the item keeps its place; at position one it is offered as preview dial; humans only";
    Lim01 "LIM-01" Explicit "QUOTA"
        "Scale bounds: ≤ 50,000 waiting items and ≤ 5,000 arrivals/min with default methods; ≤ 10,000 and ≤ 500/min with custom; 5,000 / 2,000 users per queue; 10,000 users overall; default adjustable intake 100 conversations/min per organisation";
    Part01 "PART-01" Explicit "MODEL, CTRL"
        "One primary per session; consult and monitor participants are optional and unlimited, five consultants advised";
    Part02 "PART-02" Assumption "domain model"
        "Same person cannot hold two modes in one session; becoming primary ends consult or monitor mode";
    Part03 "PART-03" Explicit "AM"
        "Customer-facing texts exist for: agent assigned, joined (accept), agent joined/left customer conversation, consult accepted/ended, transfer accepted, agent disconnected, agent ended, session ended, queue position, wait time, out of hours, holiday, callback, overflow end; agent-facing: customer disconnected";
    Part04 "PART-04" Explicit "AM"
        "\"Agent could not be assigned\" is sent on system failure or no agent in the queue, not on a mere lack of match";
    Part06 "PART-06" Explicit "DASH, ONG, INTRO"
        "Dashboards: the older dashboard refreshes by itself near real time and is view-only for rows; the report must be refreshed by hand, covers open items of the last 24 h (2024) or 2 h (2025), and excludes records by its own note (POL-38)";
    Met01 "MET-01" Explicit "MET"
        "Total conversations: all conversations, bot ones included";
    Met02 "MET-02" Explicit "MET"
        "Incoming conversations (\"Total conversations offered\"): inbound that reached a human session directly or by escalation";
    Met03 "MET-03" Explicit "MET"
        "Outgoing conversations: started by an agent";
    Met04 "MET-04" Explicit "MET"
        "Total handled (engaged) conversations: offered and accepted by a human";
    Met05 "MET-05" Explicit "MET, MET2"
        "Abandoned conversations: inbound, human session requested, closed before any human accepted; includes supervisor force close and overflow (POL-34)";
    Met06 "MET-06" Explicit "MET"
        "Abandoned rate: abandoned ÷ incoming (POL-35); split before and after assignment";
    Met07 "MET-07" Explicit "MET"
        "Conversation first wait time: from queue entry or escalation to first accept, or to leaving";
    Met08 "MET-08" Explicit "MET"
        "Average conversation first wait time is the mean; longest wait time the maximum over those not yet accepted; conversations in queue are those waiting for assignment or acceptance";
    Met09 "MET-09" Explicit "MET"
        "Speed to answer: from queue entry or escalation to accept, of accepted conversations only";
    Met10 "MET-10" Explicit "MET"
        "Service level (10, 20, 30, 40, 60, 120 seconds): share of conversations with a speed to answer of at most the threshold; the denominator is accepted ones, since only those have the value (POL-36)";
    Met11 "MET-11" Explicit "MET"
        "Conversation handle time: for voice talk, hold and active wrap-up, for chat active time and active wrap-up; summed over agents, consult time excluded; only the focused tab counts";
    Met12 "MET-12" Explicit "MET"
        "Average conversation handle time: handle time ÷ handled, closed and accepted";
    Met13 "MET-13" Explicit "MET"
        "Average conversation hold and talk time; talk is active time less hold";
    Met14 "MET-14" Explicit "MET"
        "Average conversation time: from created to closed";
    Met15 "MET-15" Explicit "MET"
        "Average conversation wrap-up time: from the start of wrap-up to close, of the last agent only";
    Met16 "MET-16" Explicit "MET"
        "Active conversations awaiting acceptance and with acceptance: Active split by its reason";
    Met17 "MET-17" Explicit "MET"
        "Waiting conversations and wrap-up conversations: those in these states";
    Met18 "MET-18" Explicit "MET"
        "Average time to abandon: from the start of the first wait to closed, of abandoned ones only";
    Met19 "MET-19" Explicit "MET"
        "Average conversation active time is focus time; inactive time is open but unfocused time";
    Met20 "MET-20" Explicit "MET, REPM"
        "Average first response time to the first reply, average response time over all exchanges; adjusted for operating hours";
    Met21 "MET-21" Explicit "REPM"
        "First response and response service level: those under 60 s";
    Met22 "MET-22" Explicit "MET"
        "Transfer rate: conversations with at least one transfer ÷ closed and accepted; transferred conversation count";
    Met23 "MET-23" Explicit "MODEL"
        "Conversation disconnect rate: the customer ended first. Ghost conversation: accepted, but the customer is silent";
    Met30 "MET-30" Explicit "SESM, MET2, REPM"
        "Session transfer rate: transferred ÷ handled sessions, supervisor transfers included";
    Met31 "MET-31" Explicit "SESM, MET2, REPM"
        "Session rejection rate: rejected ÷ assigned";
    Met32 "MET-32" Explicit "SESM, MET2, REPM"
        "Session timeout rate: unanswered ÷ assigned";
    Met33 "MET-33" Explicit "SESM, MET2, REPM"
        "Session time to accept and to reject";
    Met34 "MET-34" Explicit "SESM, MET2, REPM"
        "Session wait time: in one queue, to accept, abandon or transfer";
    Met35 "MET-35" Explicit "SESM, MET2, REPM"
        "Average session handle time: per agent; conversation handle time is their sum";
    Met36 "MET-36" Explicit "SESM, MET2, REPM"
        "Active, closed, engaged, rejected, timeout and transferred sessions";
    Met37 "MET-37" Explicit "SESM, MET2, REPM"
        "Consults requested, accepted, not accepted, rejected and timed out, their rates, and the average consult time";
    Met38 "MET-38" Explicit "REPM"
        "Total, available and occupied capacity units; work item capacity of profiles in total, in use and available; assigned capacity profiles; logged-in representatives; status duration per presence";
    Met39 "MET-39" Explicit "RTS"
        "Conversation assignments answered and offered; unanswered ones split in rejected and timed out; active conversations per agent";
    Met40 "MET-40" Explicit "SEG, QUE"
        "Total segments, engaged, abandoned, accept time from first offer, speed to answer from the start of the segment, longest wait, share that met the threshold of the queue (no threshold counts as met, of engaged segments), short abandoned, time to abandon, handle time, wrap-up time";
    Met41 "MET-41" Explicit "SEG"
        "Segments waiting now: not closed, and Open or Active awaiting assignment or acceptance";
    Met42 "MET-42" Explicit "RTS"
        "Streaming view: abandon rate of explicit customer leaves over those that entered the queue, without technical disconnects and overflow; answer rate is accepted ÷ offered; service level at 20 s over accepted; longest wait restarts in the destination queue; system-disconnected counted apart; overflow rates before and in the queue";
    Met50 "MET-50" Explicit "WFM"
        "Plan inputs: service level, target answer time, shrinkage, concurrency (1 for voice, more for chat)";
    Met51 "MET-51" Assumption "no page gives a formula"
        "Occupancy is handle time ÷ (handle and available-idle time); utilisation is occupied ÷ total capacity units, time-weighted over logged-in time";
    Met52 "MET-52" Explicit "WFM"
        "Shrinkage counts only scheduled but unavailable time";
    Met53 "MET-53" Explicit "IDLE"
        "The idle threshold pauses the handle time of an idle agent (configurable; an example is 60 s)";
    S9Bot "S9-BOT" Assumption "section 9.4"
        "While a bot leads, agents are not the primary and nobody can join";
    S9Consult "S9-CONSULT" Assumption "section 9.2"
        "Records know no consult";
    S9Customer "S9-CUSTOMER" Assumption "section 9.3"
        "What a customer does in a state where it means nothing: no transition, no effect, or not on this channel";
    S9EL "S9-ELEVATED" Assumption "section 9.2"
        "A raised chat is neither released nor sent to a queue by its agent";
    S9NoRow "S9-NOROW" Assumption "head of section 9"
        "A combination without a row: nobody assigned in Open, offer pending while awaiting acceptance, wrong state elsewhere; for customers and the system no effect";
    S9Order "S9-ORDER" Assumption "head of section 9"
        "Order of answers: gates, closed, state that the channel does not have, the cell, the conditions; the first that fails answers, and a refusal changes nothing";
    S9RecordMoved "S9-RECORD-MOVED" Explicit "QI"
        "A record moved to another advanced queue is Open there";
    S9Repeat "S9-REPEAT" Assumption "head of section 9"
        "A legal repetition has no second effect";
    S9Timer "S9-TIMER" Assumption "head of section 9"
        "A timer acts only in the state that armed it";
    Pol01 "POL-01" Assumption "SUP: done on Accept or Reject; its literal sense is c, so D = a is a deliberate departure from the seed's words [A]: the operation counts as acknowledged, the hand-over does not happen. MET: rejected request reverts to Open. MODEL: rejection opens a new session. AVD: on failed transfer the agent is reconnected (b)"
        "Supervisor transfer (from Active or Waiting), second agent rejects";
    Pol02 "POL-02" Assumption "SUP silent. HOOK has TransferAgentTimedOutSession. NOTIF: rerouted 8 min later if never displayed"
        "Supervisor transfer, second agent times out";
    Pol03 "POL-03" Assumption "SUP: conversation \"now\" managed by the second agent, yet success waits for acknowledgement. MET: assigned and awaiting acceptance. VXFER (agent-initiated calls only): whoever picks up becomes primary"
        "When does primary ownership move on a supervisor transfer";
    Pol05 "POL-05" Assumption "STATE: immediately. Live copy of XFER (2026): optional \"wrap-up time for transfer\""
        "When is the first agent's capacity freed on transfer";
    Pol06 "POL-06" Assumption "STATE: consumed in Active, which includes awaiting. IDEA: voice takes it only on accept"
        "Capacity taken at";
    Pol07 "POL-07" Assumption "STATE 2025: after X the wrap-up setting still governs. WS: always-block runs until closed. CAP: released on end + close"
        "X pressed during custom wrap-up block";
    Pol08 "POL-08" Assumption "STATE 2024 vs 2025"
        "Smallest custom wrap-up block";
    Pol09 "POL-09" Assumption "ACAPI states it for live chat"
        "Is wrap-up auto-close = max(limit, custom block) outside live chat";
    Pol10 "POL-10" Assumption "AC vs ACAPI"
        "Auto-close clock base";
    Pol11 "POL-11" Assumption "SUP vs ONG"
        "Monitorable states";
    Pol12 "POL-12" Assumption "SEED; SUP 2024-09; ONG. ONG also says records are unsupported while its tables are labelled Record: likely a labelling error, then c reads \"any conversation\""
        "Monitor records";
    Pol13 "POL-13" Assumption "SEED wording vs RECV, ONG"
        "Supervisor assign records";
    Pol13b "POL-13b" Assumption "not covered; the seed's optional step 4 carries no restriction"
        "Join when no customer is live (Wrap-up, Waiting)";
    Pol16 "POL-16" Assumption "SUP; b: both ONG tables; c: ONG second table alone, against its first table (\"Not enabled\") and its prose. From Waiting to an agent: as ST-04, no consultant; to a queue: ST-75. Under c from Active: as a transfer, POL-01 to POL-05 apply"
        "Assign outside Open";
    Pol16b "POL-16b" Assumption "SCH: supervisor-assign offer template per work stream, NTPL ships one for voice; LWI AssignedBySupervisor; TRP treats it as assigned"
        "Must the assignee accept a supervisor assignment";
    Pol17 "POL-17" Assumption "SUP vs RTS, RECV, SESM"
        "Supervisor transfer to a queue";
    Pol18 "POL-18" Assumption "SUP lists messaging; ONG covers voice generally"
        "Supervisor transfer of voice calls";
    Pol19 "POL-19" Assumption "SUP vs one ONG row"
        "Transfer an Open conversation";
    Pol20 "POL-20" Assumption "SUP vs ONG"
        "Force close records";
    Pol21 "POL-21" Assumption "undocumented"
        "Force close and running wrap-up block";
    Pol22 "POL-22" Assumption "STATE and VOICE (call controls) vs VOICE (avoid disconnection): the same page says both"
        "Agent presses X on an Active voice call";
    Pol23 "POL-23" Assumption "PCHAT vs MAPI"
        "Customer end on a custom asynchronous channel";
    Pol24 "POL-24" Assumption "STATE table; c: WS 2023-05; a: WS 2025-02 \"auto-assign No overrides\", PCHAT 2025-01 (away or offline: another agent)"
        "Revived Waiting conversation";
    Pol26 "POL-26" Assumption "MISS vs WS"
        "Base of Inactive";
    Pol27 "POL-27" Assumption "ASG vs URFAQ wording"
        "After one decline";
    Pol28 "POL-28" Assumption "NOTIF, CLO"
        "11th session";
    Pol30 "POL-30" Assumption "CTRL \"doesn't have any\"; DIST-09"
        "\"Queue has no agents\"";
    Pol31 "POL-31" Assumption "PRES vs SA"
        "Presence at full capacity";
    Pol32 "POL-32" Assumption "CAP, WS note"
        "End-of-day profile: released early work";
    Pol33 "POL-33" Assumption "CAP vs XFER"
        "Consult costs capacity";
    Pol37 "POL-37" Assumption "SHQ, SEG, BULL"
        "Wait clock after transfer";
    Pol40 "POL-40" Assumption "AVD; STATE \"specified timeout\""
        "Agent loss limits";
    Pol41 "POL-41" Assumption "not covered"
        "Customer comes back in Wrap-up of persistent or asynchronous chat";
    Pol42 "POL-42" Assumption "SCH minimum is 0; a community post reads zero as unlimited"
        "Capacity-neutral item (cost 0)";
    Pol43 "POL-43" Assumption "STATE lists chat only; MET counts it for voice"
        "Voice customer hangs up while Open/awaiting";
    Pol44 "POL-44" Assumption "SESS \"typically\"; WS has no default"
        "Default waiting limit when the workstream sets none";
    Pol45 "POL-45" Assumption "STATE vs MODEL"
        "Waiting, agent-held meaning";
    Pol46 "POL-46" Assumption "undocumented; gives the kind priority of EV-02"
        "Tie between a command and a timer at one instant";
    Pol47 "POL-47" Assumption "undocumented"
        "Supervisor who monitors or joined is the target of an assignment or transfer";
    Pol49 "POL-49" Assumption "SCH vs AGD, STATE"
        "Picking from a push work stream";
    Pol50 "POL-50" Assumption "SCH only"
        "Legacy work-stream fields (follow-up after waiting, pause after decline, max concurrency)";
    Pol52 "POL-52" Assumption "CAP; SEED's ban is the supervisor's"
        "Agent transfers an elevated chat to an agent";
    Pol53 "POL-53" Assumption "MET; AVD: \"connected to the call if the transfer fails\""
        "Agent-initiated transfer, second agent rejects or times out";
    Pol54 "POL-54" Assumption "SEED \"all in Active\"; ONG \"that the representative accepted\""
        "Monitor while a bot is primary";
    Pol55 "POL-55" Assumption "AUTO: \"either instantly or after the timeout\""
        "Auto-assign takes effect";
    Pol56 "POL-56" Assumption "AC wording"
        "Auto-close";
    Pol57 "POL-57" Assumption "AC \"don't transition\" vs modifiedon"
        "Auto-close clock is restarted by";
    Pol58 "POL-58" Assumption "CAP 2025-01 vs URFAQ 2025-07"
        "Assign command on the case form";
    Pol59 "POL-59" Assumption "not covered"
        "Join while the offer is pending";
    Pol60 "POL-60" Assumption "SEED, SUP \"messaging channels\"; RECV, ONG"
        "Supervisor transfer of records";
    Pol61 "POL-61" Assumption "SEED has four; ALL, RECV"
        "Newer supervisor operations (broadcast, record release, record remove)";
    Pol62 "POL-62" Assumption "AGD vs STATE"
        "Pick leads to";
    Pol65 "POL-65" Assumption "not covered"
        "Monitor and join seats when the primary changes";
    Pol66 "POL-66" Assumption "STATE vs QI"
        "Resolved record";
    Pol67 "POL-67" Assumption "CAP-06 is about automatic assignment"
        "Supervisor assigns to an agent who lacks an attached profile";
    Pol68 "POL-68" Assumption "PRES-19 vs SUP"
        "Presence override and signed-out agents";
    Pol69 "POL-69" Assumption "LWI"
        "Transfer count rises";
    Pol70 "POL-70" Assumption "DIST-09 is about arrival"
        "Last member leaves a queue with waiting items";
    Pol72 "POL-72" Assumption "CLO AutoRejectedDueToBrowserRefresh"
        "Browser refresh with a pending offer";
    Pol73 "POL-73" Assumption "TIM-17 vs ST-61"
        "Agent lost while the offer is pending";
    Pol74 "POL-74" Assumption "ASG: \"for that conversation\", no more"
        "Do declines of a conversation survive an acceptance";
}
