//! Section 9 of the domain page, cell by cell: the kernel is asked every cell, and every answer agrees.
//!
//! A row of the page names an operation, a variant and a state. The families below turn it into questions: how the
//! workstream is set up, which phase the conversation is in, what happened just before, and what is asked. Everything
//! else is the same for all rows: one conversation, agents A, B, C and D with room to spare, a supervisor S who may
//! everything, a bot R, and of each type of queue a home, another and an empty one.
//!
//! Who is who: A is the primary, the offered agent, or the last agent in Waiting; B is the second agent of a transfer;
//! C is the colleague whom operations name, and the somebody else of line 654; D may not open routed records.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use switchboard::{
    Action, Answer, Arrival, Block, BotTurn, Change, Channel, Contact, ContactCenter, ConversationId, Desk, Handle,
    Offer, OfferClock, OfferKind, Pending, Phase, PolicyErrorKind, PolicySpec, Preset, Primary, QueueId, QueueKind,
    QueueSpec, Rule, SettingsSpec, Supervise, Talk, Timer, Upkeep, UserId, UserSpec, WorkstreamId, WorkstreamSpec,
    WrapUp,
};

use crate::section9_data::{
    AGENT, AGENT_MORE, AGENT_OPERATIONS, AUTO_CLOSE, BOT, BOT_COLUMNS, COLUMNS, CUSTOMER_AND_SYSTEM, Cell, NOT_PRIMARY,
    OTHER_OPTIONS, REFUSALS, Row, SUPERVISOR, exists,
};

/// A cell of the page that we are convinced is wrong.
struct WrongCell {
    /// Table, operation, variant, state.
    place: [&'static str; 4],
    /// The columns that the cell speaks for: 9.5 prints one cell for all channels.
    columns: &'static [&'static str],
    /// What the kernel answers there instead.
    ours: &'static str,
    /// Why the page cannot be right.
    reason: &'static str,
}

/// Three at most: more would mean that our reading is wrong, not the page.
const PAGE_IS_WRONG: [WrongCell; 1] = [WrongCell {
    place: ["9.5", "Consult: promote", "", ACT],
    columns: &["LC", "PC", "AS", "EL"],
    ours: "Rs",
    reason: "line 780 allows it in \"Act!\" without a channel, but wherever the page describes promotion, it is one of \
             calls: ST-24 [E] \"consult promotion and transfer outside: VO only\"; AG-12 [E], which the cell itself \
             names, begins with \"Voice\"; SUP-JOIN-07 \"voice offers monitor, join/consult, hold per participant and \
             promotion\"; POL-04 \"VOICE promotion\". 9.5 is \"[A] unless a rule is named\", so the rules win; \
             elsewhere the head of section 9 answers: Rs",
}];

const A: UserId = UserId(0);
const B: UserId = UserId(1);
const C: UserId = UserId(2);
const D: UserId = UserId(3);
const S: UserId = UserId(4);
const R: UserId = UserId(5);
const STREAM: WorkstreamId = WorkstreamId(0);
/// The conversation that is asked about.
const ITEM: ConversationId = ConversationId { slot: 0, generation: 0 };
/// The conversation that a question itself creates.
const CREATED: ConversationId = ConversationId { slot: 1, generation: 0 };

const OPEN: &str = "Open";
const ACTQ: &str = "Act?";
const ACT: &str = "Act!";
const PEND: &str = "Act!+pending";
const WAIT: &str = "Waiting";
const WRAP: &str = "WrapUp";
const CLOSED: &str = "Closed";

// ---- the world ---------------------------------------------------------------------------------------------------

/// The first of three queues of each kind: home, another, an empty one.
pub(crate) fn home(channel: Channel) -> QueueId {
    match channel.queue_kind() {
        QueueKind::Messaging => QueueId(0),
        QueueKind::Voice => QueueId(3),
        QueueKind::Record => QueueId(6),
    }
}

pub(crate) fn other(channel: Channel) -> QueueId {
    QueueId(home(channel).0 + 1)
}

fn empty(channel: Channel) -> QueueId {
    QueueId(home(channel).0 + 2)
}

/// The channels of a column: a custom messaging channel is asynchronous too, a raised call is a live chat.
pub(crate) fn channels(column: &str) -> &'static [Channel] {
    match column {
        "LC" | "EL" => &[Channel::LiveChat],
        "PC" => &[Channel::PersistentChat],
        "AS" => &[Channel::Async, Channel::CustomAsync],
        "VO" => &[Channel::Voice],
        "RE" => &[Channel::Record],
        unknown => panic!("`{unknown}` is no column"),
    }
}

/// What a row says about the policy.
#[derive(Clone, Default)]
struct Setup {
    switches: BTreeMap<&'static str, &'static str>,
    pick_stream: bool,
    pick_from_push: bool,
    auto_assign: bool,
    affinity: Option<bool>,
    /// The conversation belongs to the queue without members.
    in_empty_queue: bool,
}

fn policy(preset: Preset, channel: Channel, setup: &Setup) -> PolicySpec {
    let text = |words: &str| String::from(words);
    let mut queues = Vec::new();
    for kind in ["messaging", "voice", "record"] {
        for which in ["home", "other", "empty"] {
            queues.push(QueueSpec { name: format!("{kind} {which}"), kind: text(kind), ..QueueSpec::default() });
        }
    }
    let staffed: Vec<String> =
        queues.iter().map(|queue| queue.name.clone()).filter(|name| !name.ends_with("empty")).collect();
    let person =
        |name: &str| UserSpec { name: text(name), units: 10_000, queues: staffed.clone(), ..UserSpec::default() };
    let role =
        |name: &str, role: &str| UserSpec { name: text(name), roles: Some(vec![text(role)]), ..UserSpec::default() };
    PolicySpec {
        name: text("section 9"),
        preset: Some(text(preset.name())),
        switches: setup.switches.iter().map(|(id, option)| (text(id), text(option))).collect(),
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(true),
            direct_transfer: Some(true),
            ..SettingsSpec::default()
        },
        workstreams: vec![WorkstreamSpec {
            name: text("stream"),
            channel: text(channel.name()),
            queue: queues[home(channel).index()].name.clone(),
            cost: 10,
            distribution: Some(text(if setup.pick_stream { "pick" } else { "push" })),
            pick_from_push: setup.pick_from_push,
            auto_assign: setup.auto_assign,
            // Calls and records have no affinity (DIST-20).
            affinity: setup.affinity.filter(|_| !matches!(channel, Channel::Voice | Channel::Record)),
            ..WorkstreamSpec::default()
        }],
        users: vec![
            person("A"),
            person("B"),
            person("C"),
            UserSpec { record_access: Some(false), ..person("D") },
            UserSpec { queues: queues.iter().map(|queue| queue.name.clone()).collect(), ..role("S", "supervisor") },
            role("R", "bot"),
        ],
        queues,
        ..PolicySpec::default()
    }
}

/// Everybody signed in, one conversation created; where it stands is for [`Question::pose`] to say.
fn center(preset: Preset, channel: Channel, setup: &Setup) -> ContactCenter {
    let policy = policy(preset, channel, setup).build().expect("the policy of the table holds");
    let mut center = ContactCenter::new(policy);
    for agent in [A, B, C, D] {
        assert!(center.apply(Action::Desk { agent, operation: Desk::SignIn }).is_done());
    }
    let queue = if setup.in_empty_queue { empty(channel) } else { home(channel) };
    assert!(center.apply(arrival(queue)).is_done());
    assert_eq!(center.created(), Some(ITEM));
    center
}

fn arrival(queue: QueueId) -> Action {
    Action::Create(Arrival::new(STREAM, queue))
}

// ---- phases and their names --------------------------------------------------------------------------------------

const fn offer(agent: UserId, kind: OfferKind, first: Option<UserId>) -> Offer {
    Offer { agent, kind, clock: OfferClock::Ringing, first, from_waiting: false, lost: false, leg: false }
}

const fn talk(column: &str) -> Talk {
    let raised = matches!(column.as_bytes(), b"EL");
    Talk { leg: raised, ..Talk::with(Primary::Agent(A)) }
}

/// The phase of a state of the page; a raised call is data of the talk.
pub(crate) fn phase(state: &str, column: &str) -> Phase {
    match state {
        OPEN => Phase::Open { first: None },
        ACTQ => Phase::Offered(offer(A, OfferKind::Routed, None)),
        ACT => Phase::InConversation(talk(column)),
        PEND => {
            let pending = Some(Pending { agent: B, clock: OfferClock::Ringing });
            Phase::InConversation(Talk { pending, ..talk(column) })
        }
        WAIT => Phase::Waiting { last: Some(A) },
        WRAP => Phase::WrapUp(WrapUp { agent: A, block: Block::Held }),
        CLOSED => Phase::Closed { block: None },
        unknown => panic!("`{unknown}` is no state"),
    }
}

fn state_name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Open { .. } => OPEN,
        Phase::Offered(_) => ACTQ,
        Phase::InConversation(Talk { pending: None, .. }) => ACT,
        Phase::InConversation(Talk { pending: Some(_), .. }) => PEND,
        Phase::Waiting { .. } => WAIT,
        Phase::WrapUp(_) => WRAP,
        Phase::Closed { .. } => CLOSED,
    }
}

const fn is_raised(phase: &Phase) -> bool {
    matches!(phase, Phase::InConversation(Talk { leg: true, .. }))
}

// ---- questions ---------------------------------------------------------------------------------------------------

/// One way to ask a cell.
#[derive(Clone)]
struct Question {
    /// Tells several questions of one cell apart; empty when there is one.
    label: String,
    setup: Setup,
    phase: Phase,
    /// A phase before that one, from which seats are kept: who monitors in Act! and is asked elsewhere.
    watched: Option<Watched>,
    /// What happened just before; all of it must be done.
    before: Vec<Action>,
    /// What is asked: the first answer that is not "done" counts, else the last.
    asked: Vec<Action>,
    about: ConversationId,
    /// The queue of a conversation that is Open afterwards, where it is not the home queue.
    lands: Option<QueueId>,
    /// Whether the call leg is there afterwards, where that is another answer than before.
    raised: Option<bool>,
    /// Who is primary afterwards, where the page says so.
    primary: Option<UserId>,
}

/// How S watches the conversation before the question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Watched {
    Monitoring,
    Joined,
}

impl Question {
    fn at(state: &str, column: &str) -> Self {
        let mut setup = Setup::default();
        if state == PEND {
            // The only policy under which the state exists, and what it demands.
            setup.switches.extend([("POL-01", "b"), ("POL-02", "b"), ("POL-03", "b")]);
        }
        Self {
            label: String::new(),
            setup,
            phase: phase(state, column),
            watched: None,
            before: Vec::new(),
            asked: Vec::new(),
            about: ITEM,
            lands: None,
            raised: None,
            primary: None,
        }
    }

    fn labelled(self, label: &str) -> Self {
        Self { label: String::from(label), ..self }
    }

    fn with(self, change: impl FnOnce(&mut Setup)) -> Self {
        let mut question = self;
        change(&mut question.setup);
        question
    }

    fn in_phase(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }

    fn watched(self, how: Watched) -> Self {
        Self { watched: Some(how), ..self }
    }

    fn after(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        self.before.extend(actions);
        self
    }

    fn ask(mut self, action: Action) -> Self {
        self.asked.push(action);
        self
    }

    fn landing(self, queue: QueueId) -> Self {
        Self { lands: Some(queue), ..self }
    }

    /// The kernel's answer in the words of the page, and the rule behind it.
    fn pose(&self, preset: Preset, channel: Channel) -> Said {
        let mut center = center(preset, channel, &self.setup);
        if let Some(how) = self.watched {
            center.situate(ITEM, phase(ACT, ""));
            assert!(center.apply(supervise(Supervise::Monitor)).is_done(), "{channel}: monitoring comes first");
            if how == Watched::Joined {
                assert!(center.apply(supervise(Supervise::Join)).is_done(), "{channel}: joining comes first");
            }
        }
        center.situate(ITEM, self.phase);
        for action in &self.before {
            let answer = center.apply(*action);
            assert!(answer.is_done(), "{channel}: {action:?} comes before {:?}: {answer}", self.asked);
        }
        let start = center.phase(ITEM);
        let mut answer = None;
        for action in &self.asked {
            let before = center.clone();
            let given = center.apply(*action);
            let moved = !given.is_done() && center != before;
            answer = Some((given, moved));
            if !given.is_done() {
                break;
            }
        }
        let (answer, moved) = answer.expect("a question asks something");
        let mut said = self.words(&center, &start, answer, channel);
        if moved {
            said.word.push_str(", but the state changed");
        }
        said
    }

    fn words(&self, center: &ContactCenter, start: &Phase, answer: Answer, channel: Channel) -> Said {
        let same = |word: &str, rule: Rule| Said { word: String::from(word), stays: false, rule: rule.id() };
        match answer {
            Answer::Refused(refusal) => same(refusal.code.letters(), refusal.rule),
            // The driver opens a brand-new conversation; the closed one stays as it is.
            Answer::Unchanged(rule @ Rule::St42) => same("New", rule),
            Answer::Unchanged(rule) => same("Unchanged", rule),
            Answer::Done => {
                let end = center.phase(self.about);
                let mut word = format!("A->{}", state_name(&end));
                if state_name(&end) == OPEN && center.queue_of(self.about) != Some(self.lands.unwrap_or(home(channel)))
                {
                    word.push_str(" in the wrong queue");
                }
                if state_name(&end) == ACT && is_raised(&end) != self.raised.unwrap_or(is_raised(start)) {
                    word.push_str(if is_raised(&end) { " with the call" } else { " without the call" });
                }
                if self.primary.is_some() && end.holder() != self.primary {
                    word.push_str(" of the wrong agent");
                }
                let rule = center.events().first().map_or("no event", |event| event.rule.id());
                Said { word, stays: state_name(start) == state_name(&end), rule }
            }
        }
    }
}

/// What the kernel said.
struct Said {
    /// In the words of the page, with the state afterwards wherever something was done.
    word: String,
    /// Done without a change of state.
    stays: bool,
    rule: &'static str,
}

impl Said {
    /// `A` and `Done` name no state: the conversation stays where it is.
    fn agrees(&self, page: &str) -> bool {
        match page {
            "A" | "Done" => self.stays && !self.word.contains(' '),
            page => self.word == page,
        }
    }
}

const fn supervise(operation: Supervise) -> Action {
    Action::Supervisor { by: S, conversation: ITEM, operation }
}

const fn handle(by: UserId, operation: Handle) -> Action {
    Action::Agent { by, conversation: ITEM, operation }
}

const fn customer(operation: Contact) -> Action {
    Action::Customer { conversation: ITEM, operation }
}

const fn system(operation: Upkeep) -> Action {
    Action::System { conversation: ITEM, operation }
}

const fn fires(timer: Timer) -> Action {
    Action::Timer { conversation: ITEM, timer }
}

// ---- families: from a row to its questions -----------------------------------------------------------------------

/// 9.1.
fn supervisor(operation: &str, variant: &str, state: &str, column: &str, channel: Channel) -> Vec<Question> {
    let question = Question::at(state, column);
    let empty_target = variant == "target queue without members";
    let queue = if empty_target { empty(channel) } else { other(channel) };
    match operation {
        // A record cannot be monitored, so nobody does already.
        "Monitor" if variant == "already monitoring" && column != "RE" => {
            vec![question.watched(Watched::Monitoring).ask(supervise(Supervise::Monitor))]
        }
        "Monitor" => vec![question.ask(supervise(Supervise::Monitor))],
        "Join" => join(question.ask(supervise(Supervise::Join)), variant, state, column),
        "Assign to agent" => {
            let agent = if variant.ends_with("without permission on it") { D } else { C };
            vec![question.ask(supervise(Supervise::AssignToAgent {
                agent,
                over_presence: false,
                over_capacity: false,
            }))]
        }
        "Assign to queue" => vec![question.ask(supervise(Supervise::AssignToQueue { queue })).landing(queue)],
        "Transfer to agent" => vec![question.ask(supervise(Supervise::TransferToAgent { agent: C }))],
        "Transfer to queue" => vec![question.ask(supervise(Supervise::TransferToQueue { queue })).landing(queue)],
        "Force close" => vec![question.ask(supervise(Supervise::ForceClose))],
        "Broadcast message" => vec![question.ask(supervise(Supervise::Broadcast))],
        "Release record" => vec![question.ask(supervise(Supervise::ReleaseRecord))],
        "Remove record" => vec![question.ask(supervise(Supervise::RemoveRecord))],
        unknown => panic!("`{unknown}` is no operation of 9.1"),
    }
}

/// Join, by how S came to it. A row without a variant answers whether S monitors or not, where monitoring is possible.
fn join(question: Question, variant: &str, state: &str, column: &str) -> Vec<Question> {
    let watchable = column != "RE" && !matches!(state, OPEN | CLOSED);
    match variant {
        "while monitoring" if watchable => vec![question.watched(Watched::Monitoring)],
        "already joined" if watchable => vec![question.watched(Watched::Joined)],
        "" if watchable => vec![
            question.clone().labelled("not monitoring"),
            question.watched(Watched::Monitoring).labelled("while monitoring"),
        ],
        "" | "not monitoring" | "while monitoring" | "already joined" => vec![question],
        unknown => panic!("`{unknown}` is no variant of Join"),
    }
}

/// 9.2 and 9.5 by the right actor: the primary; in Act? the offered agent; in Waiting the last agent.
fn agent(operation: &str, variant: &str, state: &str, column: &str, channel: Channel) -> Vec<Question> {
    let question = Question::at(state, column);
    let talks = matches!(state, ACT | PEND);
    let consults = talks && column != "RE";
    match operation {
        "Pick" => pick(question, variant, state),
        "Accept" | "Reject" => vec![answer_offer(question, operation, variant, state)],
        "Close session (X)" if variant == "record inactive" && column == "RE" => {
            let resolved = Phase::InConversation(Talk { resolved: true, ..talk(column) });
            vec![question.in_phase(resolved).ask(handle(A, Handle::CloseSession))]
        }
        "Transfer to queue" if variant == "target queue without members" => {
            let queue = empty(channel);
            vec![question.ask(handle(A, Handle::TransferToQueue { queue })).landing(queue)]
        }
        "Transfer to queue" => {
            vec![question.ask(handle(A, handled(operation, A, channel))).landing(other(channel))]
        }
        "Raise to call" => {
            vec![Question { raised: Some(true), ..question.ask(handle(A, handled(operation, A, channel))) }]
        }
        "Hang up the leg" => {
            vec![Question { raised: Some(false), ..question.ask(handle(A, handled(operation, A, channel))) }]
        }
        "Resume" if talks && column == "VO" => {
            vec![question.after([handle(A, Handle::Hold)]).ask(handle(A, Handle::Resume))]
        }
        // Losing the agent ends a raised leg (ST-65), so what is rejoined is never EL; records are not lost.
        "Rejoin" if talks && !matches!(column, "EL" | "RE") => {
            vec![question.after([system(Upkeep::AgentLost { agent: A })]).ask(handle(A, Handle::Rejoin))]
        }
        "Consult: accept" | "Consult: reject" if consults => {
            vec![
                question
                    .after([handle(A, Handle::Consult { agent: C })])
                    .ask(handle(C, handled(operation, C, channel))),
            ]
        }
        "Consult: leave" | "Consult: end" | "Consult: promote" | "Add consultant to customer" if consults => {
            let actor = if operation == "Consult: leave" { C } else { A };
            let running = [handle(A, Handle::Consult { agent: C }), handle(C, Handle::AcceptConsult)];
            vec![question.after(running).ask(handle(actor, handled(operation, actor, channel)))]
        }
        _ => vec![question.ask(handle(A, handled(operation, A, channel)))],
    }
}

/// Pick has no right actor: anybody of the queue, and where somebody is assigned, that one too.
fn pick(question: Question, variant: &str, state: &str) -> Vec<Question> {
    let question = question.with(|setup| {
        setup.pick_stream = variant.starts_with("pick stream");
        setup.pick_from_push = variant.contains("flag on");
    });
    if state == OPEN {
        let picker = if variant.contains("without permission") { D } else { C };
        return vec![question.ask(handle(picker, Handle::Pick))];
    }
    vec![
        question.clone().ask(handle(C, Handle::Pick)).labelled("by C"),
        question.ask(handle(A, Handle::Pick)).labelled("by A"),
    ]
}

/// Accept and Reject: the offered agent is A, or B when the conversation is A's and is being transferred.
fn answer_offer(question: Question, operation: &str, variant: &str, state: &str) -> Question {
    let answer = if operation == "Accept" { Handle::Accept } else { Handle::Reject };
    match (variant, state) {
        (_, PEND) => question.ask(handle(B, answer)),
        ("", _) => question.ask(handle(A, answer)),
        ("auto-assign on", _) => question.with(|setup| setup.auto_assign = true).ask(handle(A, answer)),
        (variant, _) => question.in_phase(transferred(variant)).ask(handle(B, answer)),
    }
}

/// Act? of a transfer: A had it, it rings at B.
fn transferred(variant: &str) -> Phase {
    let kind = match variant {
        "of a supervisor transfer" => OfferKind::SupervisorTransfer,
        "of an agent transfer" => OfferKind::AgentTransfer,
        unknown => panic!("`{unknown}` is no offer"),
    };
    Phase::Offered(offer(B, kind, Some(A)))
}

/// The action behind a name of 9.2 and 9.5; it names C, or B when C is the one who asks.
fn handled(operation: &str, actor: UserId, channel: Channel) -> Handle {
    let agent = if actor == C { B } else { C };
    match operation {
        "Pick" => Handle::Pick,
        "Accept" => Handle::Accept,
        "Reject" => Handle::Reject,
        "End" => Handle::End,
        "Close session (X)" => Handle::CloseSession,
        "Release to queue" => Handle::Release,
        "Reopen own" => Handle::Reopen,
        "Transfer to agent" => Handle::TransferToAgent { agent },
        "Transfer to queue" => Handle::TransferToQueue { queue: other(channel) },
        "Consult" => Handle::Consult { agent },
        "Move to waiting" => Handle::MoveToWaiting,
        "Raise to call" => Handle::RaiseCall,
        "Hang up the leg" => Handle::HangUpLeg,
        "Hold" => Handle::Hold,
        "Resume" => Handle::Resume,
        "Rejoin" => Handle::Rejoin,
        "Consult: accept" => Handle::AcceptConsult,
        "Consult: reject" => Handle::RejectConsult,
        "Consult: leave" => Handle::LeaveConsult,
        "Consult: end" => Handle::EndConsult { agent },
        "Consult: promote" => Handle::Promote { agent },
        "Add consultant to customer" => Handle::AddToCustomer { agent },
        "Transfer outside" => Handle::TransferOutside,
        "Resolve record" => Handle::ResolveRecord,
        unknown => panic!("`{unknown}` is no agent operation"),
    }
}

/// Line 654: every agent operation but Pick, by C who has no part in the conversation.
///
/// Accept in Open and where the state does not exist is left to its own row, which prints `Rs` for all of them: there
/// nobody is the right actor, so everybody is somebody else.
fn somebody_else(state: &str, column: &str, channel: Channel) -> Vec<Question> {
    let own_row = |operation: &str| operation == "Accept" && (state == OPEN || !exists(column, state));
    AGENT_OPERATIONS
        .into_iter()
        .filter(|operation| *operation != "Pick" && !own_row(operation))
        .map(|operation| Question::at(state, column).ask(handle(C, handled(operation, C, channel))).labelled(operation))
        .collect()
}

/// 9.3.
fn customer_and_system(operation: &str, variant: &str, state: &str, column: &str, channel: Channel) -> Vec<Question> {
    let question = Question::at(state, column);
    match operation {
        "Customer ends" => vec![question.ask(customer(Contact::End))],
        "Customer hangs up the call leg" => {
            vec![Question { raised: Some(false), ..question.ask(customer(Contact::HangUpLeg)) }]
        }
        "Customer message" => {
            let question = question.with(|setup| {
                setup.affinity = match variant {
                    "" => None,
                    variant => Some(variant.starts_with("affinity on")),
                };
                setup.auto_assign = variant.ends_with("auto-assign on");
            });
            vec![question.ask(customer(Contact::Message))]
        }
        // The limit cannot be reached without the disconnection, so whatever stops that is the answer.
        "Disconnect limit reached" => {
            vec![question.ask(customer(Contact::Disconnect)).ask(fires(Timer::Disconnect))]
        }
        "Offer time-out" => vec![offer_time_out(question, variant, state)],
        // The same for the loss of the agent who holds it.
        "Agent-loss limit reached" => {
            vec![question.ask(system(Upkeep::AgentLost { agent: A })).ask(fires(Timer::AgentLoss))]
        }
        "Time-out rule \"close\"" => vec![question.ask(system(Upkeep::TimeoutRuleClose))],
        "Time-out rule \"to waiting\"" => vec![question.ask(system(Upkeep::TimeoutRuleToWaiting))],
        "Time-out rule \"release\"" => vec![question.ask(system(Upkeep::TimeoutRuleRelease))],
        "Target queue has no members" => vec![target_has_no_members(question, variant, state, column, channel)],
        "Record removed" | "Record deleted" | "Record deactivated" | "Record moved to a basic queue" => {
            vec![question.ask(system(Upkeep::RecordRemoved))]
        }
        "Record moved to another advanced queue" => {
            let queue = other(channel);
            vec![question.ask(system(Upkeep::RecordMoved { queue })).landing(queue)]
        }
        "Auto-close tick" => vec![question.ask(fires(Timer::AutoClose))],
        unknown => panic!("`{unknown}` is no event of 9.3"),
    }
}

fn offer_time_out(question: Question, variant: &str, state: &str) -> Question {
    match (variant, state) {
        ("" | "auto-assign off", _) | (_, PEND) => question.ask(fires(Timer::Offer)),
        ("auto-assign on", _) => question.with(|setup| setup.auto_assign = true).ask(fires(Timer::Offer)),
        // At the end of the countdown nothing moves; eight minutes later it does (TIM-17).
        ("never displayed", _) => {
            question.ask(system(Upkeep::OfferNotDisplayed)).ask(fires(Timer::Offer)).ask(fires(Timer::OfferGrace))
        }
        (variant, _) => question.in_phase(transferred(variant)).ask(fires(Timer::Offer)),
    }
}

/// Routed to the empty queue, transferred to it, or standing in a queue that everybody has left.
fn target_has_no_members(question: Question, variant: &str, state: &str, column: &str, channel: Channel) -> Question {
    let queue = empty(channel);
    match (state, variant) {
        (OPEN, _) => Question { about: CREATED, ..question.ask(arrival(queue)).landing(queue) },
        (ACT, "being transferred") if column != "EL" => {
            question.ask(handle(A, Handle::TransferToQueue { queue })).landing(queue)
        }
        _ => {
            let queue = home(channel);
            let leaves = [A, B, C, D].map(|user| Action::Configure(Change::LeaveQueue { user, queue }));
            question.after(leaves).ask(system(Upkeep::QueueEmptied))
        }
    }
}

/// 9.4: the bot R is primary.
fn bot(actor: &str, operation: &str, variant: &str, column: &str, channel: Channel) -> Vec<Question> {
    let held = Phase::InConversation(Talk::with(Primary::Bot(R)));
    let questions = match actor {
        "supervisor" if operation == "Monitor" && variant == "already monitoring" && column != "RE" => {
            supervisor(operation, variant, ACT, column, channel)
        }
        "supervisor" => supervisor(operation, "", ACT, column, channel),
        "agent" => vec![Question::at(ACT, column).ask(handle(A, handled(operation, A, channel)))],
        "customer" | "system" => customer_and_system(operation, variant, ACT, column, channel),
        "bot" => {
            let turn = if operation == "Bot ends" { BotTurn::End } else { BotTurn::Escalate };
            let empty_target = variant == "target queue without members";
            let asked = Action::Bot { conversation: ITEM, operation: turn };
            vec![Question::at(ACT, column).with(|setup| setup.in_empty_queue = empty_target).ask(asked)]
        }
        unknown => panic!("`{unknown}` is no actor of 9.4"),
    };
    questions.into_iter().map(|question| question.in_phase(held)).collect()
}

fn questions(row: &Row, column: &str, channel: Channel) -> Vec<Question> {
    let Row { table, operation, variant, state, .. } = *row;
    match table {
        "9.1" => supervisor(operation, variant, state, column, channel),
        "9.2" if variant == "by somebody else" => somebody_else(state, column, channel),
        "9.2" | "9.5" => agent(operation, variant, state, column, channel),
        "9.3" => customer_and_system(operation, variant, state, column, channel),
        unknown => panic!("`{unknown}` is no table of rows"),
    }
}

// ---- asking ------------------------------------------------------------------------------------------------------

/// What was asked and what disagrees.
#[derive(Default)]
struct Protocol {
    asked: usize,
    undefined: usize,
    /// EL in another state than Act!: the leg is data of the talk, so the kernel cannot even say it.
    unrepresentable: usize,
    /// Calls on a pick stream: the policy refuses them (DIST-30).
    unbuildable: usize,
    disagreements: String,
}

/// Where a cell stands: table, operation, variant, state, column.
type Place = [&'static str; 5];

impl Protocol {
    fn cell(&mut self, place: Place, cell: Cell, preset: Preset, ask: impl Fn(Channel) -> Vec<Question>) {
        let [_, _, variant, state, column] = place;
        let answer = match preset {
            Preset::Seed => cell.seed(),
            Preset::Current => cell.current(),
        };
        let Some(page) = answer else {
            self.undefined += 1;
            return;
        };
        if column == "EL" && !matches!(state, ACT | PEND) {
            assert!(REFUSALS.contains(&page) || page == "Unchanged", "{place:?} permits what cannot be said: {page}");
            self.unrepresentable += 1;
            return;
        }
        if column == "VO" && variant.starts_with("pick stream") {
            assert_eq!(page, "Rn", "{place:?}");
            assert_calls_cannot_be_picked(preset);
            self.unbuildable += 1;
            return;
        }
        for channel in channels(column) {
            for question in ask(*channel) {
                self.question(place, page, preset, *channel, &question);
            }
        }
    }

    fn question(&mut self, place: Place, page: &str, preset: Preset, channel: Channel, question: &Question) {
        self.asked += 1;
        let wrong = PAGE_IS_WRONG.iter().find(|cell| cell.place == place[..4] && cell.columns.contains(&place[4]));
        let expected = wrong.map_or(page, |cell| cell.ours);
        let said = question.pose(preset, channel);
        if said.agrees(expected) {
            return;
        }
        let [table, operation, variant, state, column] = place;
        let Said { word, rule, .. } = said;
        let (preset, label) = (preset.name(), &question.label);
        writeln!(
            self.disagreements,
            "{table} | {operation} | {variant} | {state} | {column} ({channel}) {label} | {preset} | page {expected} | kernel {word} | {rule}"
        )
        .expect("a string takes every line");
    }

    fn finish(&self) {
        let count = self.disagreements.lines().count();
        assert!(count == 0, "{count} of {} answers disagree:\n{}", self.asked, self.disagreements);
    }

    /// Asked, undefined, unrepresentable, unbuildable.
    fn counts(&self) -> [usize; 4] {
        [self.asked, self.undefined, self.unrepresentable, self.unbuildable]
    }
}

/// DIST-30: the page answers `Rn`; here such a stream cannot even be written.
fn assert_calls_cannot_be_picked(preset: Preset) {
    let setup = Setup { pick_stream: true, ..Setup::default() };
    let error = policy(preset, Channel::Voice, &setup).build().expect_err("calls are never picked from a pick stream");
    assert!(matches!(&error.kind, PolicyErrorKind::Excluded(sentence) if sentence.contains("DIST-30")), "{error}");
}

fn ask_rows(rows: &[Row]) -> Protocol {
    let mut protocol = Protocol::default();
    for row in rows {
        for (column, cell) in COLUMNS.into_iter().zip(row.cells) {
            for preset in Preset::ALL {
                let place = [row.table, row.operation, row.variant, row.state, column];
                protocol.cell(place, cell, preset, |channel| questions(row, column, channel));
            }
        }
    }
    protocol
}

#[test]
fn supervisors_are_answered_as_table_9_1_says() {
    let protocol = ask_rows(SUPERVISOR);
    protocol.finish();
    assert_eq!(protocol.counts(), [1078, 0, 114, 0]);
}

#[test]
fn agents_are_answered_as_table_9_2_says() {
    let protocol = ask_rows(AGENT);
    protocol.finish();
    assert_eq!(protocol.counts(), [1138, 12, 124, 4]);
}

#[test]
fn somebody_else_than_the_right_agent_is_refused() {
    let protocol = ask_rows(NOT_PRIMARY);
    protocol.finish();
    assert_eq!(protocol.counts(), [2000, 0, 10, 0]);
}

#[test]
fn customers_and_the_system_are_answered_as_table_9_3_says() {
    let protocol = ask_rows(CUSTOMER_AND_SYSTEM);
    protocol.finish();
    assert_eq!(protocol.counts(), [1482, 10, 172, 0]);
}

#[test]
fn everybody_is_answered_as_table_9_4_says_while_a_bot_is_primary() {
    let mut protocol = Protocol::default();
    for row in BOT {
        for (column, cell) in BOT_COLUMNS.into_iter().zip(row.cells) {
            for preset in Preset::ALL {
                let place = ["9.4", row.operation, row.variant, ACT, column];
                let ask = |channel| bot(row.actor, row.operation, row.variant, column, channel);
                protocol.cell(place, cell, preset, ask);
            }
        }
    }
    protocol.finish();
    assert_eq!(protocol.counts(), [514, 0, 0, 0]);
}

#[test]
fn agents_are_answered_as_table_9_5_says() {
    let protocol = ask_rows(AGENT_MORE);
    protocol.finish();
    assert_eq!(protocol.counts(), [1144, 0, 130, 0]);
}

// ---- options that neither preset has -----------------------------------------------------------------------------

/// The switches that an option needs beside itself.
fn companions(id: &str, option: &str, state: &str, column: &str) -> &'static [(&'static str, &'static str)] {
    match (id, option, state, column) {
        ("POL-16b", "b", WAIT, _) => &[("POL-16", "b")],
        ("POL-19", "b", _, "VO") => &[("POL-18", "b")],
        ("POL-19", "b", _, "RE") => &[("POL-60", "b")],
        // POL-03 b excludes the options of POL-01 and POL-02 that reopen.
        ("POL-03", "b", _, _) => &[("POL-01", "b"), ("POL-02", "b")],
        _ => &[],
    }
}

/// Who leads after a transfer that was not accepted: b gives it back, c leaves it with the second agent.
fn leads_after(id: &str, option: &str) -> Option<UserId> {
    match (id, option) {
        ("POL-01" | "POL-02" | "POL-53", "b") => Some(A),
        ("POL-01" | "POL-02", "c") => Some(B),
        _ => None,
    }
}

/// The questions of one option in one column, with the answer of each.
fn option_questions(
    option: &crate::section9_data::OtherOption,
    column: &'static str,
    channel: Channel,
) -> Vec<(Question, &'static str)> {
    let (operation, state) = (option.operation, option.state);
    let custom = channel == Channel::CustomAsync;
    let row = |variant: &'static str| match option.table {
        "9.1" => supervisor(operation, variant, state, column, channel),
        "9.2" | "9.5" => agent(operation, variant, state, column, channel),
        "9.3" => customer_and_system(operation, variant, state, column, channel),
        "9.4" => bot("customer", operation, variant, column, channel),
        unknown => panic!("`{unknown}` is no table"),
    };
    let asked: Vec<(Question, &'static str)> = match (option.id, option.option) {
        // Section 8: built-in channels stay as they are.
        ("POL-23", _) if !custom => row("").into_iter().map(|question| (question, "Rc")).collect(),
        // An allowed cell without monitoring is still `Rs`.
        ("POL-59" | "POL-13b", _) => {
            let otherwise = |question: &Question| if question.watched.is_some() { option.answer } else { "Rs" };
            row("").into_iter().map(|question| (question.clone(), otherwise(&question))).collect()
        }
        ("POL-62", _) => {
            let flag = |setup: &mut Setup| setup.pick_from_push = true;
            row(option.variant).into_iter().map(|question| (question.with(flag), option.answer)).collect()
        }
        // As a transfer, so not while a transfer is unacknowledged (SUP-XFER-15).
        ("POL-16", "c") if state == ACTQ => {
            let pending = ["of a supervisor transfer", "of an agent transfer"];
            let again =
                |kind| row("").into_iter().map(move |ask| (ask.in_phase(transferred(kind)).labelled(kind), "Rp"));
            let plain = row("").into_iter().map(|question| (question, option.answer));
            plain.chain(pending.into_iter().flat_map(again)).collect()
        }
        // Eight minutes later.
        ("POL-02", "e") => {
            let grace = fires(Timer::OfferGrace);
            row(option.variant).into_iter().map(|question| (question.ask(grace), option.answer)).collect()
        }
        _ => row(option.variant).into_iter().map(|question| (question, option.answer)).collect(),
    };
    asked
        .into_iter()
        .flat_map(|(question, answer)| {
            let question = question.with(|setup| {
                setup.switches.extend(companions(option.id, option.option, state, column).iter().copied());
                setup.switches.insert(option.id, option.option);
            });
            let question = Question { primary: leads_after(option.id, option.option), ..question };
            let from_waiting = came_from_waiting(&question, answer, channel);
            std::iter::once((question, answer)).chain(from_waiting)
        })
        .collect()
}

/// A transfer that began in Waiting and goes back to the first agent goes back to Waiting (POL-01 b).
fn came_from_waiting(question: &Question, answer: &str, channel: Channel) -> Option<(Question, &'static str)> {
    match question.phase {
        Phase::Offered(offer)
            if offer.kind == OfferKind::SupervisorTransfer
                && question.primary == Some(A)
                && answer == "A->Act!"
                && channel.waits() =>
        {
            let waited = Phase::Offered(Offer { from_waiting: true, ..offer });
            Some((question.clone().in_phase(waited).labelled("from Waiting"), "A->Waiting"))
        }
        Phase::Open { .. }
        | Phase::Offered(_)
        | Phase::InConversation(_)
        | Phase::Waiting { .. }
        | Phase::WrapUp(_)
        | Phase::Closed { .. } => None,
    }
}

#[test]
fn options_that_neither_preset_has_answer_as_the_page_says() {
    let mut protocol = Protocol::default();
    for option in OTHER_OPTIONS {
        for column in COLUMNS.into_iter().filter(|column| option.columns.split(' ').any(|named| named == *column)) {
            for channel in channels(column) {
                for (question, answer) in option_questions(option, column, *channel) {
                    for preset in Preset::ALL {
                        let table = [option.table, option.operation, option.variant, option.state, column];
                        let name = format!("{} {} {}", option.id, option.option, question.label);
                        protocol.question(table, answer, preset, *channel, &question.clone().labelled(&name));
                    }
                }
            }
        }
    }
    protocol.finish();
    assert_eq!(protocol.counts(), [372, 0, 0, 0]);
}

#[test]
fn automatic_closure_has_the_limits_of_section_1_4() {
    for (rule, name, state, minutes, _) in AUTO_CLOSE {
        let (column, held) = match name {
            "VO bot" => ("VO", Phase::InConversation(Talk::with(Primary::Bot(R)))),
            column => (column, phase(state, column)),
        };
        for channel in channels(column) {
            for preset in Preset::ALL {
                let mut center = center(preset, *channel, &Setup::default());
                center.situate(ITEM, held);
                let armed = center.timers(ITEM).contains(Timer::AutoClose);
                let limit = center.policy().auto_close_s(STREAM, center.stage(ITEM));
                let expected = match (minutes, state) {
                    // TIM-10 with POL-44 a: 28 days, where the work stream sets nothing.
                    (None, WAIT) => Some(28 * 86_400),
                    (minutes, _) => minutes.map(|minutes| minutes * 60),
                };
                assert_eq!((limit, armed), (expected, expected.is_some()), "{rule} {name} {state} {channel}");
            }
        }
    }
}

#[test]
fn at_most_three_cells_of_the_page_are_held_to_be_wrong() {
    assert!(PAGE_IS_WRONG.len() <= 3);
    for cell in PAGE_IS_WRONG {
        assert!(!cell.reason.is_empty() && !cell.columns.is_empty(), "{:?}", cell.place);
        for column in cell.columns {
            let row = AGENT_MORE.iter().chain(AGENT).chain(SUPERVISOR).chain(CUSTOMER_AND_SYSTEM).find(|row| {
                [row.table, row.operation, row.variant, row.state] == cell.place && exists(column, row.state)
            });
            let printed = COLUMNS.into_iter().zip(row.expect("a cell of the page").cells);
            let printed = printed.into_iter().find(|(name, _)| name == column).expect("a column of the page").1;
            assert!(printed.seed() != Some(cell.ours) || printed.current() != Some(cell.ours), "{:?}", cell.place);
        }
    }
}
