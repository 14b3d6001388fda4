//! The open questions of the documentation as typed policy switches, one per `POL-nn`, with the presets `seed` and `current`.

use crate::policy::PolicyErrorKind;

/// One option of a switch: its letter, its name in policy files, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SwitchOption {
    /// The letter that the rule base gives the option.
    pub letter: char,
    /// The name of the option in a policy file.
    pub name: &'static str,
    /// What the option means.
    pub meaning: &'static str,
}

/// One open question with its options and what the pages say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SwitchInfo {
    /// The id, such as `POL-16`.
    pub id: &'static str,
    /// The question.
    pub question: &'static str,
    /// What the pages say, by source code.
    pub source: &'static str,
    /// The options in the order of their letters.
    pub options: &'static [SwitchOption],
}

/// A named choice of every switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Preset {
    /// What the seed page and its contemporaries say.
    Seed,
    /// What the latest pages say.
    Current,
}

impl Preset {
    /// Both presets, in reading order.
    pub const ALL: [Self; 2] = [Self::Seed, Self::Current];

    /// The name in a policy file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Current => "current",
        }
    }

    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }
}

macro_rules! switches {
    ($(
        $(#[$doc:meta])*
        $id:literal $field:ident: $Type:ident seed $seed:ident current $current:ident, $question:literal, $source:literal {
            $($variant:ident $letter:literal $name:literal $meaning:literal,)*
        }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $Type {
                $(#[doc = $meaning] $variant,)*
            }
        )*

        /// One value per open question.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct Switches {
            $($(#[$doc])* pub $field: $Type,)*
        }

        impl Switches {
            /// Every switch that the rules read.
            pub const ALL: &'static [SwitchInfo] = &[$(SwitchInfo {
                id: $id,
                question: $question,
                source: $source,
                options: &[$(SwitchOption { letter: $letter, name: $name, meaning: $meaning },)*],
            },)*];

            /// The values of a preset.
            #[must_use]
            pub const fn preset(preset: Preset) -> Self {
                match preset {
                    Preset::Seed => Self { $($field: $Type::$seed,)* },
                    Preset::Current => Self { $($field: $Type::$current,)* },
                }
            }

            /// Sets the switch `id` to the option with this letter or name.
            ///
            /// # Errors
            ///
            /// When the id is not a switch that the rules read, or the option is not one of its own.
            pub fn set(&mut self, id: &str, option: &str) -> Result<(), PolicyErrorKind> {
                match id {
                    $($id => {
                        self.$field = match option {
                            $(option if option == $name || is_letter(option, $letter) => $Type::$variant,)*
                            _ => return Err(PolicyErrorKind::unknown("option", option, [$(concat!("`", $letter, "` (", $name, ")"),)*])),
                        };
                        Ok(())
                    })*
                    _ => Err(PolicyErrorKind::unknown("switch", id, [$($id,)*])),
                }
            }

            /// The option chosen for the switch `id`; `None` when the rules read no such switch.
            #[must_use]
            pub fn get(&self, id: &str) -> Option<&'static SwitchOption> {
                let index = match id {
                    $($id => self.$field as usize,)*
                    _ => return None,
                };
                Self::info(id)?.options.get(index)
            }
        }
    };
}

/// Whether what the user typed is this one letter.
fn is_letter(typed: &str, letter: char) -> bool {
    let mut letters = typed.chars();
    letters.next() == Some(letter) && letters.next().is_none()
}

#[cfg(feature = "coverage")]
impl Switches {
    /// Sets the switch that is turned for a measurement to its next option.
    pub(crate) fn turn(&mut self) {
        for info in Self::ALL.iter().filter(|info| crate::rule::coverage::is_turned(info.id)) {
            let chosen = self.get(info.id).expect("the switch is one of all");
            let place = info.options.iter().position(|option| option == chosen).expect("its option is one of its own");
            let next = info.options[(place + 1) % info.options.len()];
            self.set(info.id, next.name).expect("the option is one of its own");
        }
    }
}

impl Switches {
    /// What is known about the switch `id`.
    #[must_use]
    pub fn info(id: &str) -> Option<&'static SwitchInfo> {
        Self::ALL.iter().find(|info| info.id == id)
    }
}

switches! {
    /// POL-01: Supervisor transfer (from Active or Waiting), second agent rejects.
    "POL-01" transfer_rejected: TransferRejected seed ReopenToQueue current ReopenToQueue, "Supervisor transfer (from Active or Waiting), second agent rejects", "SUP: done on Accept or Reject; its literal sense is c, so D = a is a deliberate departure from the seed's words [A]: the operation counts as acknowledged, the hand-over does not happen. MET: rejected request reverts to Open. MODEL: rejection opens a new session. AVD: on failed transfer the agent is reconnected (b)" {
        ReopenToQueue 'a' "reopen-to-queue" "it is Open in the same queue again, the decline counts (POL-63) and the first agent's consultant seat ends",
        RevertToFirst 'b' "revert-to-first" "the first agent has it again and is charged again, even beyond capacity; what was Waiting waits again",
        SecondKeeps 'c' "second-keeps" "the second agent has it all the same",
        StayPending 'd' "stay-pending" "it is offered to the second agent again",
    }
    /// POL-02: Supervisor transfer, second agent times out.
    "POL-02" transfer_timed_out: TransferTimedOut seed ReopenToQueue current ReopenToQueue, "Supervisor transfer, second agent times out", "SUP silent. HOOK has TransferAgentTimedOutSession. NOTIF: rerouted 8 min later if never displayed" {
        ReopenToQueue 'a' "reopen-to-queue" "it is Open in the same queue again",
        RevertToFirst 'b' "revert-to-first" "the first agent has it again",
        SecondKeeps 'c' "second-keeps" "the second agent has it all the same",
        StayPending 'd' "stay-pending" "it is offered to the second agent again",
        RerouteAfterGrace 'e' "reroute-after-grace" "it is Open in the same queue eight minutes later",
    }
    /// POL-03: When does primary ownership move on a supervisor transfer.
    "POL-03" ownership_moves: OwnershipMoves seed AtInitiation current AtInitiation, "When does primary ownership move on a supervisor transfer", "SUP: conversation \"now\" managed by the second agent, yet success waits for acknowledgement. MET: assigned and awaiting acceptance. VXFER (agent-initiated calls only): whoever picks up becomes primary" {
        AtInitiation 'a' "at-initiation" "when it begins: the second agent is asked and is the primary, the first is a consultant at once",
        AtAccept 'b' "at-accept" "when it is accepted: until then the first agent stays the primary; from Waiting always as a; only together with POL-01 and POL-02 among b, c and d",
    }
    /// POL-04: First agent after transfer.
    "POL-04" first_agent: FirstAgent seed ConsultantIfSupervisor current ConsultantIfSupervisor, "First agent after transfer", "SUP vs CTRL vs VOICE promotion" {
        ConsultantIfSupervisor 'a' "consultant-if-supervisor" "a consultant if a supervisor transferred an Active conversation, out of it if an agent did",
        Removed 'b' "removed" "always out of it",
        Consultant 'c' "consultant" "always a consultant",
    }
    /// POL-05: When is the first agent's capacity freed on transfer.
    "POL-05" first_agent_freed: FirstAgentFreed seed AtInitiation current AtInitiation, "When is the first agent's capacity freed on transfer", "STATE: immediately. Live copy of XFER (2026): optional \"wrap-up time for transfer\"" {
        AtInitiation 'a' "at-initiation" "when the transfer begins",
        AtAccept 'b' "at-accept" "when the second agent accepts",
        AfterTransferWrapUp 'c' "after-transfer-wrap-up" "after a wrap-up time of the transfer's own",
    }
    /// POL-06: Capacity taken at.
    "POL-06" capacity_taken: CapacityTaken seed AtOffer current AtOffer, "Capacity taken at", "STATE: consumed in Active, which includes awaiting. IDEA: voice takes it only on accept" {
        AtOffer 'a' "at-offer" "the offer",
        AtAccept 'b' "at-accept" "acceptance",
        ReservedAtOffer 'c' "reserved-at-offer" "acceptance, and set aside from the offer on",
    }
    /// POL-07: X pressed during custom wrap-up block.
    "POL-07" closed_during_block: ClosedDuringBlock seed ReleaseAtClosed current BlockRunsOn, "X pressed during custom wrap-up block", "STATE 2025: after X the wrap-up setting still governs. WS: always-block runs until closed. CAP: released on end + close" {
        BlockRunsOn 'a' "block-runs-on" "the agent stays blocked to the end of the time",
        ReleaseAtClosed 'b' "release-at-closed" "the block ends with the conversation",
    }
    /// POL-08: Smallest custom wrap-up block.
    "POL-08" smallest_block: SmallestBlock seed SixtySeconds current ThirtySeconds, "Smallest custom wrap-up block", "STATE 2024 vs 2025" {
        SixtySeconds 'a' "sixty-seconds" "60 seconds",
        ThirtySeconds 'b' "thirty-seconds" "30 seconds",
    }
    /// POL-09: Is wrap-up auto-close = max(limit, custom block) outside live chat.
    "POL-09" wrap_up_limit: WrapUpLimit seed LargerOfLimitAndBlock current LargerOfLimitAndBlock, "Is wrap-up auto-close = max(limit, custom block) outside live chat", "ACAPI states it for live chat" {
        LargerOfLimitAndBlock 'a' "larger-of-limit-and-block" "yes, as on live chat",
        LimitAlone 'b' "limit-alone" "no, the limit alone decides",
    }
    /// POL-10: Auto-close clock base.
    "POL-10" auto_close_base: AutoCloseBase seed LastModified current LastModified, "Auto-close clock base", "AC vs ACAPI" {
        LastModified 'a' "last-modified" "the last change",
        Created 'b' "created" "the creation, and in Wrap-up its start",
    }
    /// POL-11: Monitorable states.
    "POL-11" monitorable: Monitorable seed ActiveAndWrapUp current AcceptedWrapUpAndWaiting, "Monitorable states", "SUP vs ONG" {
        ActiveAndWrapUp 'a' "active-and-wrap-up" "Active, even while it rings, and Wrap-up",
        AcceptedWrapUpAndWaiting 'b' "accepted-wrap-up-and-waiting" "Active once it is accepted, Wrap-up and Waiting",
    }
    /// POL-12: Monitor records.
    "POL-12" monitor_records: MonitorRecords seed Never current WrapUpAndWaiting, "Monitor records", "SEED; SUP 2024-09; ONG. ONG also says records are unsupported while its tables are labelled Record: likely a labelling error, then c reads \"any conversation\"" {
        Never 'a' "never" "never",
        Always 'b' "always" "always",
        WrapUpAndWaiting 'c' "wrap-up-and-waiting" "in Wrap-up and Waiting only, which records do not have (ST-50)",
    }
    /// POL-13: Supervisor assign records.
    "POL-13" assign_records: AssignRecords seed Refused current OpenRecords, "Supervisor assign records", "SEED wording vs RECV, ONG" {
        Refused 'a' "refused" "refused (Rc)",
        OpenRecords 'b' "open-records" "from Open, to an agent or to a queue",
    }
    /// POL-13b: Join when no customer is live (Wrap-up, Waiting).
    "POL-13b" join_without_customer: JoinWithoutCustomer seed Refused current Refused, "Join when no customer is live (Wrap-up, Waiting)", "not covered; the seed's optional step 4 carries no restriction" {
        Refused 'a' "refused" "refused (Rs)",
        AsynchronousChats 'b' "asynchronous-chats" "allowed on persistent and asynchronous chat",
    }
    /// POL-14: Assign candidate scope.
    "POL-14" assign_scope: AssignScope seed AllowedPresence current QueueMember, "Assign candidate scope", "SUP; ONG; RECV" {
        AllowedPresence 'a' "allowed-presence" "agents in an allowed presence",
        QueueMember 'b' "queue-member" "agents in an allowed presence who are members of its queue",
        Anyone 'c' "anyone" "anyone",
    }
    /// POL-15: Presence override vs filtered list.
    "POL-15" presence_override: PresenceOverride seed ExplicitFlag current ExplicitFlag, "Presence override vs filtered list", "SUP states both" {
        ExplicitFlag 'a' "explicit-flag" "the list shows allowed presences only; an override of its own admits others",
        HardFilter 'b' "hard-filter" "others are refused, override or not",
        NoFilter 'c' "no-filter" "presence is no filter at all",
    }
    /// POL-16: Assign outside Open.
    "POL-16" assign_outside_open: AssignOutsideOpen seed OpenOnly current AlsoWaiting, "Assign outside Open", "SUP; b: both ONG tables; c: ONG second table alone, against its first table (\"Not enabled\") and its prose. From Waiting to an agent: as ST-04, no consultant; to a queue: ST-75. Under c from Active: as a transfer, POL-01 to POL-05 apply" {
        OpenOnly 'a' "open-only" "not allowed: Open and unassigned only",
        AlsoWaiting 'b' "also-waiting" "also from Waiting, to an agent or to a queue",
        AlsoWaitingAndActive 'c' "also-waiting-and-active" "also from Waiting and from Active, to an agent only; from Active it is a transfer",
    }
    /// POL-16b: Must the assignee accept a supervisor assignment.
    "POL-16b" assignee_accepts: AssigneeAccepts seed Offer current Offer, "Must the assignee accept a supervisor assignment", "SCH: supervisor-assign offer template per work stream, NTPL ships one for voice; LWI AssignedBySupervisor; TRP treats it as assigned" {
        Offer 'a' "offer" "yes: it is offered, and a reject returns it to Open",
        DirectlyInConversation 'b' "directly-in-conversation" "no: it is in conversation at once",
    }
    /// POL-17: Supervisor transfer to a queue.
    "POL-17" transfer_to_queue: TransferToQueue seed Refused current Allowed, "Supervisor transfer to a queue", "SUP vs RTS, RECV, SESM" {
        Refused 'a' "refused" "not offered (Rn)",
        Allowed 'b' "allowed" "allowed: it is Open in the target queue",
    }
    /// POL-18: Supervisor transfer of voice calls.
    "POL-18" transfer_calls: TransferCalls seed Refused current Allowed, "Supervisor transfer of voice calls", "SUP lists messaging; ONG covers voice generally" {
        Refused 'a' "refused" "refused (Rc)",
        Allowed 'b' "allowed" "allowed",
    }
    /// POL-19: Transfer an Open conversation.
    "POL-19" transfer_open: TransferOpen seed Refused current Refused, "Transfer an Open conversation", "SUP vs one ONG row" {
        Refused 'a' "refused" "refused (Ru)",
        Allowed 'b' "allowed" "allowed, to an agent of its queue",
    }
    /// POL-20: Force close records.
    "POL-20" force_close_records: ForceCloseRecords seed Refused current Allowed, "Force close records", "SUP vs ONG" {
        Refused 'a' "refused" "refused (Rc)",
        Allowed 'b' "allowed" "allowed",
    }
    /// POL-21: Force close and running wrap-up block.
    "POL-21" force_close_block: ForceCloseBlock seed ReleaseNow current ReleaseNow, "Force close and running wrap-up block", "undocumented" {
        ReleaseNow 'a' "release-now" "the block ends at once",
        BlockRunsOn 'b' "block-runs-on" "the block runs on",
    }
    /// POL-22: Agent presses X on an Active voice call.
    "POL-22" close_tab_on_call: CloseTabOnCall seed Reopens current Reopens, "Agent presses X on an Active voice call", "STATE and VOICE (call controls) vs VOICE (avoid disconnection): the same page says both" {
        Reopens 'a' "reopens" "it is Open again and rerouted",
        WrapsUp 'b' "wraps-up" "it goes to Wrap-up; closing the tab once more closes it",
    }
    /// POL-23: Customer end on a custom asynchronous channel.
    "POL-23" customer_ends_async: CustomerEndsAsync seed Refused current Refused, "Customer end on a custom asynchronous channel", "PCHAT vs MAPI" {
        Refused 'a' "refused" "refused (Rc)",
        Ends 'b' "ends" "before acceptance it is Closed, afterwards it goes to Wrap-up; persistent chat and built-in channels stay refused",
    }
    /// POL-24: Revived Waiting conversation.
    "POL-24" revived: Revived seed LastAgentFirst current LastAgentIfAutoAssign, "Revived Waiting conversation", "STATE table; c: WS 2023-05; a: WS 2025-02 \"auto-assign No overrides\", PCHAT 2025-01 (away or offline: another agent)" {
        LastAgentIfAutoAssign 'a' "last-agent-if-auto-assign" "with affinity and auto-assign it goes straight to the last agent, else it is Open in the ordinary order",
        OrdinaryOrder 'b' "ordinary-order" "it is Open in the ordinary order",
        LastAgentFirst 'c' "last-agent-first" "with affinity it is Open and the last agent is asked first, whatever capacity and presence say; with auto-assign it goes straight to that agent",
    }
    /// POL-25: Live chat Active → Open with affinity.
    "POL-25" reopened_chat: ReopenedChat seed LastAgentFirst current LastAgentFirst, "Live chat Active → Open with affinity", "WS vs STATE" {
        LastAgentFirst 'a' "last-agent-first" "the last agent who accepted it is asked first and may reject",
        AnyAgent 'b' "any-agent" "any available agent is asked",
    }
    /// POL-26: Base of Inactive.
    "POL-26" inactive_base: InactiveBase seed Away current Away, "Base of Inactive", "MISS vs WS" {
        Away 'a' "away" "Away: a workstream that allows Away gives work to it",
        Separate 'b' "separate" "its own: no workstream allows it",
    }
    /// POL-27: After one decline.
    "POL-27" after_decline: AfterDecline seed LowerPrecedence current LowerPrecedence, "After one decline", "ASG vs URFAQ wording" {
        LowerPrecedence 'a' "lower-precedence" "the agent is asked again after the others, up to the limit",
        NotAgainUnlessSole 'b' "not-again-unless-sole" "the agent is asked again only as the sole candidate",
    }
    /// POL-28: 11th session.
    "POL-28" session_cap: SessionCap seed OfferCloses current OfferCloses, "11th session", "NOTIF, CLO" {
        OfferCloses 'a' "offer-closes" "the agent is on Do not disturb with an alert, and the offer closes with MaximumSessionsReached",
        Refused 'b' "refused" "it is not assigned",
    }
    /// POL-29: Least active scope.
    "POL-29" least_active_scope: LeastActiveScope seed VoiceOnly current VoiceAndMessaging, "Least active scope", "ASG 2025-02 vs URFAQ 2025-07 and a third-party account of the concurrency step" {
        VoiceOnly 'a' "voice-only" "of voice queues only",
        VoiceAndMessaging 'b' "voice-and-messaging" "of voice and messaging queues: the fewest conversations at once first, then the longest since capacity was released",
    }
    /// POL-30: "Queue has no agents".
    "POL-30" empty_queue: EmptyQueue seed NoMembers current NoMembers, "\"Queue has no agents\"", "CTRL \"doesn't have any\"; DIST-09" {
        NoMembers 'a' "no-members" "it has no members",
        NobodySignedIn 'b' "nobody-signed-in" "none of its members is signed in",
    }
    /// POL-31: Presence at full capacity.
    "POL-31" full_presence: FullPresence seed DoNotDisturb current DoNotDisturb, "Presence at full capacity", "PRES vs SA" {
        DoNotDisturb 'a' "do-not-disturb" "Do not disturb",
        Busy 'b' "busy" "Busy",
    }
    /// POL-32: End-of-day profile: released early work.
    "POL-32" end_of_day_use: EndOfDayUse seed CountedToShiftEnd current CountedToShiftEnd, "End-of-day profile: released early work", "CAP, WS note" {
        CountedToShiftEnd 'a' "counted-to-shift-end" "stays counted until the shift ends",
        CountedWhileOpen 'b' "counted-while-open" "is counted only while it is open",
    }
    /// POL-33: Consult costs capacity.
    "POL-33" consult_cost: ConsultCost seed Never current BySetting, "Consult costs capacity", "CAP vs XFER" {
        Never 'a' "never" "nothing",
        BySetting 'b' "by-setting" "a consult to a queue costs, a direct one by a setting that is off by default, a consultant left by a transfer never",
    }
    /// POL-34: Overflow and supervisor closes in abandon.
    "POL-34" abandon_scope: AbandonScope seed SystemCloses current SystemCloses, "Overflow and supervisor closes in abandon", "MET vs RTS" {
        SystemCloses 'a' "system-closes" "they count",
        CustomerLeavesOnly 'b' "customer-leaves-only" "they do not: only customers who leave count, as in the streaming view",
    }
    /// POL-35: Abandon rate denominator.
    "POL-35" abandon_denominator: AbandonDenominator seed Incoming current Incoming, "Abandon rate denominator", "MET; MET2; RTS" {
        Incoming 'a' "incoming" "incoming conversations",
        EscalatedByBot 'b' "escalated-by-bot" "conversations escalated by a bot",
        EnteredQueue 'c' "entered-queue" "conversations that entered a queue",
    }
    /// POL-36: Service level base.
    "POL-36" service_level_base: ServiceLevelBase seed Conversation current Segment, "Service level base", "MET vs SEG" {
        Conversation 'a' "conversation" "fixed thresholds, of answered conversations",
        Segment 'b' "segment" "the threshold of the queue, of engaged segments; a queue without one counts as met",
    }
    /// POL-37: Wait clock after transfer.
    "POL-37" wait_clock: WaitClock seed Conversation current Conversation, "Wait clock after transfer", "SHQ, SEG, BULL" {
        Conversation 'a' "conversation" "the conversation's runs on and keeps its place in the order, the segment's begins afresh",
        Queue 'b' "queue" "both begin afresh, the place in the order too",
    }
    /// POL-38: Dashboard model.
    "POL-38" visibility: Visibility seed EveryQueue current OwnQueues, "Dashboard model", "SEED, DASH; ONG 2025; ONG 2024. The window shapes the list only; the gate looks at queue membership alone" {
        EveryQueue 'a' "every-queue" "the older dashboard: it refreshes itself and shows every queue, without a window; nothing is refused as not visible",
        OwnQueues 'b' "own-queues" "the report: refreshed by hand, own queues, the last 2 hours; another queue's conversation is refused (Gv)",
        OwnQueuesLastDay 'c' "own-queues-last-day" "the report of 2024: as b, with 24 hours",
    }
    /// POL-39: Fallback when affinity agent declines.
    "POL-39" affinity_declined: AffinityDeclined seed NormalDistribution current NormalDistribution, "Fallback when affinity agent declines", "WS says may reject, no more" {
        NormalDistribution 'a' "normal-distribution" "it is distributed like any other",
        HoldForAgent 'b' "hold-for-agent" "it is held for that agent",
    }
    /// POL-40: Agent loss limits.
    "POL-40" agent_loss_limit: AgentLossLimit seed ByChannel current ByChannel, "Agent loss limits", "AVD; STATE \"specified timeout\"" {
        ByChannel 'a' "by-channel" "30 seconds in a call, 150 seconds otherwise",
        OneValue 'b' "one-value" "one configured time for all",
    }
    /// POL-41: Customer comes back in Wrap-up of persistent or asynchronous chat.
    "POL-41" message_in_wrap_up: MessageInWrapUp seed Appended current Appended, "Customer comes back in Wrap-up of persistent or asynchronous chat", "not covered" {
        Appended 'a' "appended" "the message is appended, and a new conversation begins only after Closed",
        Reopens 'b' "reopens" "it is Active again",
    }
    /// POL-42: Capacity-neutral item (cost 0).
    "POL-42" zero_cost: ZeroCost seed Allowed current Allowed, "Capacity-neutral item (cost 0)", "SCH minimum is 0; a community post reads zero as unlimited" {
        Allowed 'a' "allowed" "allowed, and it always fits",
        Rejected 'b' "rejected" "the policy is refused",
    }
    /// POL-43: Voice customer hangs up while Open/awaiting.
    "POL-43" caller_leaves_queue: CallerLeavesQueue seed Closes current Closes, "Voice customer hangs up while Open/awaiting", "STATE lists chat only; MET counts it for voice" {
        Closes 'a' "closes" "it is Closed and abandoned",
        StaysQueued 'b' "stays-queued" "nothing happens, and it waits for automatic closing",
    }
    /// POL-44: Default waiting limit when the workstream sets none.
    "POL-44" default_waiting_limit: DefaultWaitingLimit seed TwentyEightDays current TwentyEightDays, "Default waiting limit when the workstream sets none", "SESS \"typically\"; WS has no default" {
        TwentyEightDays 'a' "twenty-eight-days" "28 days",
        Never 'b' "never" "it never closes",
    }
    /// POL-45: Waiting, agent-held meaning.
    "POL-45" waiting_means: WaitingMeans seed EitherSide current EitherSide, "Waiting, agent-held meaning", "STATE vs MODEL" {
        Customer 'a' "customer" "waiting on customer: an agent moves a conversation to Waiting only when the last word was not the customer's, and closing its tab then puts it back into its queue, since a customer is waiting for an answer",
        EitherSide 'b' "either-side" "on either side: whoever spoke last",
    }
    /// POL-46: Tie between a command and a timer at one instant.
    "POL-46" tie: Tie seed CommandFirst current CommandFirst, "Tie between a command and a timer at one instant", "undocumented; gives the kind priority of EV-02" {
        CommandFirst 'a' "command-first" "the command is applied first, so that an acceptance beats the time-out",
        TimerFirst 'b' "timer-first" "the timer is applied first",
    }
    /// POL-47: Supervisor who monitors or joined is the target of an assignment or transfer.
    "POL-47" observer_as_target: ObserverAsTarget seed Allowed current Allowed, "Supervisor who monitors or joined is the target of an assignment or transfer", "undocumented" {
        Allowed 'a' "allowed" "allowed on the conditions of any agent; becoming primary ends the seat",
        Refused 'b' "refused" "refused (Ck)",
    }
    /// POL-48: Affinity default for persistent chat, SMS, social, Teams.
    "POL-48" default_affinity: DefaultAffinity seed On current On, "Affinity default for persistent chat, SMS, social, Teams", "WS: on by default; SCH column default false; PCHAT tells administrators to switch it on" {
        On 'a' "on" "on",
        Off 'b' "off" "off",
    }
    /// POL-49: Picking from a push work stream.
    "POL-49" pick_from_push: PickFromPush seed Always current ByWorkstreamFlag, "Picking from a push work stream", "SCH vs AGD, STATE" {
        ByWorkstreamFlag 'a' "by-workstream-flag" "only where the workstream allows it, by default not",
        Always 'b' "always" "always",
    }
    /// POL-50: Legacy work-stream fields (follow-up after waiting, pause after decline, max concurrency).
    "POL-50" legacy_fields: LegacyFields seed Ignored current Ignored, "Legacy work-stream fields (follow-up after waiting, pause after decline, max concurrency)", "SCH only" {
        Ignored 'a' "ignored" "the fields do nothing",
        Enforced 'b' "enforced" "the fields do what their names say",
    }
    /// POL-51: Queue list of an assignment.
    "POL-51" queue_list: QueueList seed EveryOther current SameType, "Queue list of an assignment", "SEED, SUP, ONG \"all other queues\"; QUE for transfers" {
        EveryOther 'a' "every-other" "every other queue; one of another type is refused when chosen (Ct)",
        SameType 'b' "same-type" "the other queues of the same type",
    }
    /// POL-52: Agent transfers an elevated chat to an agent.
    "POL-52" agent_transfers_elevated: AgentTransfersElevated seed Allowed current Allowed, "Agent transfers an elevated chat to an agent", "CAP; SEED's ban is the supervisor's" {
        Allowed 'a' "allowed" "allowed, and the escalation profile moves along",
        Refused 'b' "refused" "refused (Re)",
    }
    /// POL-53: Agent-initiated transfer, second agent rejects or times out.
    "POL-53" agent_transfer_declined: AgentTransferDeclined seed AsSupervisorTransfer current AsSupervisorTransfer, "Agent-initiated transfer, second agent rejects or times out", "MET; AVD: \"connected to the call if the transfer fails\"" {
        AsSupervisorTransfer 'a' "as-supervisor-transfer" "as after a supervisor's transfer (POL-01, POL-02)",
        RevertToFirst 'b' "revert-to-first" "the first agent has it again",
    }
    /// POL-54: Monitor while a bot is primary.
    "POL-54" monitor_bot: MonitorBot seed Allowed current Refused, "Monitor while a bot is primary", "SEED \"all in Active\"; ONG \"that the representative accepted\"" {
        Allowed 'a' "allowed" "allowed",
        Refused 'b' "refused" "refused (Rb)",
    }
    /// POL-55: Auto-assign takes effect.
    "POL-55" auto_assign: AutoAssign seed AtEndOfCountdown current AtEndOfCountdown, "Auto-assign takes effect", "AUTO: \"either instantly or after the timeout\"" {
        AtEndOfCountdown 'a' "at-end-of-countdown" "when the countdown ends",
        AtOnce 'b' "at-once" "at once",
    }
    /// POL-56: Auto-close, one tick of the scheduler or two.
    "POL-56" auto_close_sweep: AutoCloseSweep seed FirstTick current FirstTick, "Auto-close, one tick of the scheduler or two", "AC wording" {
        FirstTick 'a' "first-tick" "the first tick after the limit moves it",
        SecondTick 'b' "second-tick" "the first tick after the limit marks it, the next one moves it",
    }
    /// POL-57: Auto-close clock is restarted by.
    "POL-57" auto_close_restart: AutoCloseRestart seed StateAndParticipants current StateAndParticipants, "Auto-close clock is restarted by", "AC \"don't transition\" vs modifiedon" {
        StateAndParticipants 'a' "state-and-participants" "changes of state and participants, and what supervisors, consults and transfers do",
        AlsoMessages 'b' "also-messages" "the same, and every message",
    }
    /// POL-58: Assign command on the case form.
    "POL-58" case_form_assign: CaseFormAssign seed LeavesCapacity current LeavesCapacity, "Assign command on the case form", "CAP 2025-01 vs URFAQ 2025-07" {
        LeavesCapacity 'a' "leaves-capacity" "changes nobody's capacity",
        AsWorkedBy 'b' "as-worked-by" "charges the agent, as Worked by does",
    }
    /// POL-59: Join while the offer is pending.
    "POL-59" join_pending: JoinPending seed Refused current Refused, "Join while the offer is pending", "not covered" {
        Refused 'a' "refused" "refused (Rp)",
        Allowed 'b' "allowed" "allowed",
    }
    /// POL-60: Supervisor transfer of records.
    "POL-60" transfer_records: TransferRecords seed Refused current Allowed, "Supervisor transfer of records", "SEED, SUP \"messaging channels\"; RECV, ONG" {
        Refused 'a' "refused" "refused (Rc)",
        Allowed 'b' "allowed" "allowed",
    }
    /// POL-61: Newer supervisor operations (broadcast, record release, record remove).
    "POL-61" newer_operations: NewerOperations seed NotOffered current Offered, "Newer supervisor operations (broadcast, record release, record remove)", "SEED has four; ALL, RECV" {
        NotOffered 'a' "not-offered" "not offered (Rn)",
        Offered 'b' "offered" "offered",
    }
    /// POL-62: Pick leads to.
    "POL-62" pick_leads_to: PickLeadsTo seed Offer current Offer, "Pick leads to", "AGD vs STATE" {
        Offer 'a' "offer" "an offer to the picker; a reject or time-out returns it to Open and is no decline",
        Conversation 'b' "conversation" "in conversation at once",
    }
    /// POL-63: Declined transfer and supervisor-assign offers.
    "POL-63" directed_declines: DirectedDeclines seed Count current Count, "Declined transfer and supervisor-assign offers", "ASG \"through automatic assignment\"" {
        Count 'a' "count" "they count towards the decline limit",
        AutomaticOnly 'b' "automatic-only" "only declines of automatic offers count",
    }
    /// POL-64: Capacity override on assign.
    "POL-64" capacity_override: CapacityOverride seed ExplicitFlag current ExplicitFlag, "Capacity override on assign", "SEED, SUP" {
        ExplicitFlag 'a' "explicit-flag" "needs an override of its own, else it is refused (Cc)",
        Implied 'b' "implied" "the assignment is the override; the units over are only told",
    }
    /// POL-65: Monitor and join seats when the primary changes.
    "POL-65" observer_seats: ObserverSeats seed EndWithSession current EndWithSession, "Monitor and join seats when the primary changes", "not covered" {
        EndWithSession 'a' "end-with-session" "they end with the session",
        StayUntilClosed 'b' "stay-until-closed" "they stay until it is Closed",
    }
    /// POL-66: Resolved record.
    "POL-66" resolved_record: ResolvedRecord seed ClosedWithSession current ClosedWithSession, "Resolved record", "STATE vs QI" {
        ClosedWithSession 'a' "closed-with-session" "Closed when its session is closed too; capacity is free from the resolution on",
        ClosedAtResolve 'b' "closed-at-resolve" "Closed when it is resolved",
    }
    /// POL-67: Supervisor assigns to an agent who lacks an attached profile.
    "POL-67" missing_profile: MissingProfile seed Refused current Refused, "Supervisor assigns to an agent who lacks an attached profile", "CAP-06 is about automatic assignment" {
        Refused 'a' "refused" "refused (Cx)",
        Allowed 'b' "allowed" "allowed, one over on that profile",
    }
    /// POL-68: Presence override and signed-out agents.
    "POL-68" signed_out_target: SignedOutTarget seed Refused current Refused, "Presence override and signed-out agents", "PRES-19 vs SUP" {
        Refused 'a' "refused" "the agent must be signed in, else refused (Cp)",
        Allowed 'b' "allowed" "allowed; nobody sees the offer (TIM-17)",
    }
    /// POL-69: Transfer count rises.
    "POL-69" transfer_counted: TransferCounted seed AtInitiation current AtInitiation, "Transfer count rises", "LWI" {
        AtInitiation 'a' "at-initiation" "when the transfer begins",
        AtAcknowledgement 'b' "at-acknowledgement" "when it is answered",
        AtAccept 'c' "at-accept" "when it is accepted",
    }
    /// POL-70: Last member leaves a queue with waiting items.
    "POL-70" last_member_leaves: LastMemberLeaves seed ItemsStay current ItemsStay, "Last member leaves a queue with waiting items", "DIST-09 is about arrival" {
        ItemsStay 'a' "items-stay" "the items stay Open",
        ItemsClose 'b' "items-close" "the items close, records excepted",
    }
    /// POL-71: Missed-offer and reject settings (PRES-10).
    "POL-71" missed_setting_scope: MissedSettingScope seed EveryOffer current EveryOffer, "Missed-offer and reject settings (PRES-10)", "MISS \"incoming chat requests\"" {
        EveryOffer 'a' "every-offer" "they act on every kind of offer",
        AutomaticOffers 'b' "automatic-offers" "they act on automatic offers only",
    }
    /// POL-72: Browser refresh with a pending offer.
    "POL-72" browser_refresh: BrowserRefresh seed NoEffect current NoEffect, "Browser refresh with a pending offer", "CLO AutoRejectedDueToBrowserRefresh" {
        NoEffect 'a' "no-effect" "nothing happens",
        AutoReject 'b' "auto-reject" "the offer is rejected, and that counts",
    }
    /// POL-73: Agent lost while the offer is pending.
    "POL-73" lost_while_offered: LostWhileOffered seed OwnClock current OwnClock, "Agent lost while the offer is pending", "TIM-17 vs ST-61" {
        OwnClock 'a' "own-clock" "the offer's own clock decides: its countdown, and eight minutes more if it was never displayed",
        Withdrawn 'b' "withdrawn" "the offer is withdrawn at the agent's limit",
    }
    /// POL-74: Do declines of a conversation survive an acceptance.
    "POL-74" declines_after_accept: DeclinesAfterAccept seed Kept current Kept, "Do declines of a conversation survive an acceptance", "ASG: \"for that conversation\", no more" {
        Kept 'a' "kept" "they are kept for the life of the conversation",
        Cleared 'b' "cleared" "they are forgotten when somebody accepts",
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{Preset, Switches};

    #[test]
    fn every_option_can_be_set_by_letter_and_by_name_and_read_back() {
        for info in Switches::ALL {
            for option in info.options {
                for typed in [&*option.letter.to_string(), option.name] {
                    let mut switches = Switches::preset(Preset::Seed);
                    assert_eq!(switches.set(info.id, typed), Ok(()));
                    assert_eq!(switches.get(info.id), Some(option));
                }
            }
        }
    }
}
