//! Section 9 of the domain page, the order of answers (lines 649 to 651 and 654): what is said first when several
//! things stand in the way, asked of the kernel.
//!
//! Every question starts from a world in which nothing stands in the way of the operation, in one cell of the page.
//! Then one thing or two are spoilt, each by one change of its own, and [`stands`] reads back from the center that
//! these stand in the way and no others. What must be answered is worked out from the page alone: the cell, the
//! conditions of the operation and the order, all of them typed in `section9_data`.
//!
//! Who is who: A is the primary, B the second agent of a pending transfer, T the target and the one who picks, S the
//! supervisor, X an agent without a part in the conversation, R a bot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use switchboard::{
    Action, Answer, Arrival, Base, Change, Channel, ContactCenter, ConversationId, Desk, Handle, Offer, Phase,
    PolicySpec, Preset, Primary, ProfileId, ProfileSpec, QueueId, QueueKind, QueueSpec, Seat, SettingsSpec, Supervise,
    Talk, Toggle, UserId, UserSpec, WorkstreamId, WorkstreamSpec, WrapUp,
};

use crate::section9::{channels, home, other, phase};
use crate::section9_data::{
    AGENT, BOT, BOT_COLUMNS, COLUMNS, CONDITIONS, CONDITIONS_OF, Cell, GATES, ORDER_AGENT, ORDER_SUPERVISOR, REFUSALS,
    SUPERVISOR, TOGGLES,
};

const A: UserId = UserId(0);
const B: UserId = UserId(1);
const T: UserId = UserId(2);
const S: UserId = UserId(3);
const X: UserId = UserId(4);
const R: UserId = UserId(5);
const STREAM: WorkstreamId = WorkstreamId(0);
const ITEM: ConversationId = ConversationId { slot: 0, generation: 0 };
/// The profile that the conversation carries.
const CARRIED: ProfileId = ProfileId(0);
/// A blocking profile that it does not carry.
const BLOCKING: ProfileId = ProfileId(1);
const COST: i32 = 10;

const ACT: &str = "Act!";
const PEND: &str = "Act!+pending";
const CLOSED: &str = "Closed";

// ---- what can stand in the way -----------------------------------------------------------------------------------

/// One thing that stands in the way, brought about by one change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    ToggleOff,
    NoSupervisor,
    ApiAccess,
    NotVisible,
    NotPrimary,
    OwnConversation,
    SameQueue,
    QueueType,
    QueueClosed,
    DirectTransferOff,
    TargetHolds,
    TargetObserves,
    TargetIsBot,
    TargetElsewhere,
    TargetAway,
    TargetSignedOut,
    ProfileMissing,
    UnitsUsed,
    ProfileUsed,
    BlockingUsed,
}

use Fault::{
    ApiAccess, BlockingUsed, DirectTransferOff, NoSupervisor, NotPrimary, NotVisible, OwnConversation, ProfileMissing,
    ProfileUsed, QueueClosed, QueueType, SameQueue, TargetAway, TargetElsewhere, TargetHolds, TargetIsBot,
    TargetObserves, TargetSignedOut, ToggleOff, UnitsUsed,
};

/// The faults behind a code of the page.
fn faults_of(code: &str, operation: Operation) -> &'static [Fault] {
    match code {
        "Gt" => &[ToggleOff],
        "Gr" => &[NoSupervisor],
        "Ga" => &[ApiAccess],
        "Gv" => &[NotVisible],
        "Ro" => &[NotPrimary],
        "Cs" => &[OwnConversation],
        "Cq" => &[SameQueue],
        "Ct" => &[QueueType],
        "Ch" => &[QueueClosed],
        "Cd" => &[DirectTransferOff],
        // Line 671: an assignment knows the observer of POL-47 b only.
        "Ck" if operation.name == "Assign to agent" => &[TargetObserves],
        "Ck" => &[TargetHolds, TargetObserves],
        "Cb" => &[TargetIsBot],
        "Cm" => &[TargetElsewhere],
        "Cp" => &[TargetAway, TargetSignedOut],
        "Cx" => &[ProfileMissing],
        "Cc" => &[UnitsUsed, ProfileUsed, BlockingUsed],
        unknown => panic!("`{unknown}` is no gate and no condition"),
    }
}

/// One operation of 9.1 or 9.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Operation {
    table: &'static str,
    name: &'static str,
}

impl Operation {
    /// The ten of the supervisor, and those of agents that have conditions.
    fn all() -> Vec<Self> {
        let supervisor = TOGGLES.into_iter().map(|(name, _)| Self { table: "9.1", name });
        let agent = CONDITIONS_OF.into_iter().filter(|(table, _, codes, _)| *table == "9.2" && !codes.is_empty());
        supervisor.chain(agent.map(|(table, name, ..)| Self { table, name })).collect()
    }

    fn by_supervisor(self) -> bool {
        self.table == "9.1"
    }

    fn toggle(self) -> Option<Toggle> {
        let (_, named) = TOGGLES.into_iter().find(|(name, _)| self.by_supervisor() && *name == self.name)?;
        match named {
            "Supervisor Monitor" => Some(Toggle::Monitor),
            "Supervisor Assign" => Some(Toggle::Assign),
            "Supervisor Transfer" => Some(Toggle::Transfer),
            "Force Close" => Some(Toggle::ForceClose),
            "" => None,
            unknown => panic!("`{unknown}` is no toggle"),
        }
    }

    /// Everything that can be answered to it, in the order of the page; "cell" is any other refusal of its cell.
    fn answers(self) -> Vec<&'static str> {
        let conditions = CONDITIONS_OF.into_iter().find(|(table, name, ..)| *table == self.table && *name == self.name);
        let conditions = conditions.map_or(&[][..], |(_, _, codes, _)| codes);
        self.order().into_iter().filter(|code| self.applies(code, conditions)).collect()
    }

    fn applies(self, code: &str, conditions: &[&str]) -> bool {
        match code {
            "Gt" => self.toggle().is_some(),
            // SUP-G-03: "block only assign".
            "Ga" => self.name.starts_with("Assign"),
            // Line 654: "Agent operations but Pick".
            "Ru" | "Ro" => self.name != "Pick",
            code if CONDITIONS.contains(&code) => conditions.contains(&code),
            _ => true,
        }
    }

    /// The order of the page, whatever the operation.
    fn order(self) -> Vec<&'static str> {
        let steps = if self.by_supervisor() { &ORDER_SUPERVISOR[..] } else { &ORDER_AGENT[..] };
        let mut order = Vec::new();
        for step in steps {
            match *step {
                "gates" => order.extend(GATES),
                "conditions" => order.extend(CONDITIONS),
                step => order.push(step),
            }
        }
        order
    }

    /// What the page says about the rule behind a code of this operation; nothing where it names none.
    fn rules(self, code: &str) -> &'static [&'static str] {
        match (self.table, self.name, code) {
            ("9.1", _, "Gt") => &["SUP-G-01"],
            ("9.1", _, "Gr") => &["SUP-G-02"],
            ("9.1", _, "Ga") => &["SUP-G-03"],
            ("9.1", _, "Gv") => &["SUP-G-04"],
            ("9.1", _, "Rz") => &["SUP-G-05"],
            ("9.2", _, "Rz") => &["ST-41"],
            ("9.1", "Monitor", "Cs") => &["SUP-MON-05"],
            ("9.1", "Assign to agent", "Ck") => &["POL-47"],
            ("9.1", "Assign to agent" | "Transfer to agent", "Cb") => &["SUP-XFER-04"],
            ("9.1", "Assign to agent", "Cm") => &["POL-14", "SUP-ASSIGN-07"],
            ("9.1", "Assign to agent", "Cp") => &["POL-15", "POL-68", "SUP-ASSIGN-20"],
            ("9.1", "Assign to agent", "Cx") => &["POL-67"],
            ("9.1", "Assign to agent", "Cc") => &["POL-64", "SUP-ASSIGN-20"],
            ("9.1", "Assign to queue", "Cq") => &["SUP-ASSIGN-08"],
            ("9.1", "Assign to queue", "Ct") => &["SUP-ASSIGN-08", "POL-51", "DIST-05"],
            ("9.1", "Transfer to agent", "Ck") => &["SUP-XFER-05", "POL-47"],
            ("9.1", "Transfer to agent", "Cm" | "Cp") => &["SUP-XFER-05"],
            ("9.1", "Transfer to queue", "Ct") => &["DIST-05"],
            ("9.2", "Pick", "Cm") => &["AG-01"],
            ("9.2", "Transfer to agent", "Cd") => &["AG-02"],
            ("9.2", "Transfer to agent", "Cb") => &["AG-14"],
            ("9.2", "Transfer to agent", "Cp") => &["AG-03"],
            ("9.2", "Transfer to queue", "Ct") => &["AG-04", "DIST-05"],
            ("9.2", "Transfer to queue", "Ch") => &["AG-04", "OH-02"],
            _ => &[],
        }
    }
}

/// What cannot stand in the way of one operation at one time.
struct Never {
    /// Of which operations; empty means all.
    operations: &'static [&'static str],
    first: &'static [&'static str],
    second: &'static [&'static str],
    reason: &'static str,
}

/// The pairs that no world has.
const NEVER_TOGETHER: [Never; 6] = [
    Never {
        operations: &[],
        first: &["Rz", "Rx", "Ru"],
        second: &["Rx", "Ru", "cell"],
        reason: "a cell has one answer: where the page could say two things, it prints which (`section9` asks it)",
    },
    Never {
        operations: &["Broadcast message", "Release record"],
        first: &["Gt", "Gr", "Ga", "Gv"],
        second: &["Rx"],
        reason: "lines 696 to 699 print another refusal wherever the state does not exist, but for raised calls that \
                 are in Open, which cannot be said",
    },
    Never {
        operations: &["Monitor"],
        first: &["Rz"],
        second: &["Cs"],
        reason: "nobody holds a Closed conversation (ST-53)",
    },
    Never {
        operations: &["Assign to agent", "Transfer to agent"],
        first: &["Rz"],
        second: &["Ck"],
        reason: "nobody holds a Closed conversation (ST-53), and every seat beside the primary has ended (POL-65)",
    },
    Never {
        operations: &["Assign to queue", "Transfer to queue"],
        first: &["Cq"],
        second: &["Ct"],
        reason: "the queue that a conversation is in takes its kind of work (DIST-05)",
    },
    Never {
        operations: &["Assign to agent", "Transfer to agent"],
        first: &["Ck"],
        second: &["Cb"],
        reason: "a bot never monitors, and where it holds the conversation the cell answers (9.4)",
    },
];

impl Never {
    fn covers(&self, operation: Operation, first: &str, second: &str) -> bool {
        let of = self.operations.is_empty() || self.operations.contains(&operation.name);
        of && self.first.contains(&first) && self.second.contains(&second)
    }
}

// ---- the cells ---------------------------------------------------------------------------------------------------

/// Where an operation is tried: one cell of the page under one preset.
#[derive(Clone, Copy, Debug)]
struct Spot {
    preset: Preset,
    column: &'static str,
    channel: Channel,
    state: &'static str,
    /// Of Pick.
    variant: &'static str,
    by_bot: bool,
    /// What the page answers when nothing else stands in the way.
    page: &'static str,
}

impl Spot {
    /// The refusal of the cell.
    fn refusal(&self) -> Option<&'static str> {
        REFUSALS.contains(&self.page).then_some(self.page)
    }

    /// Who holds it can be chosen.
    fn has_holder(&self) -> bool {
        !self.by_bot && !matches!(self.state, "Open" | CLOSED)
    }

    /// The phase, held by this person where a person holds it.
    fn phase(&self, who: UserId) -> Phase {
        if self.by_bot {
            return Phase::InConversation(Talk::with(Primary::Bot(R)));
        }
        match phase(self.state, self.column) {
            Phase::Offered(offer) => Phase::Offered(Offer { agent: who, ..offer }),
            Phase::InConversation(talk) => Phase::InConversation(Talk { primary: Primary::Agent(who), ..talk }),
            Phase::Waiting { .. } => Phase::Waiting { last: Some(who) },
            Phase::WrapUp(wrap) => Phase::WrapUp(WrapUp { agent: who, ..wrap }),
            phase @ (Phase::Open { .. } | Phase::Closed { .. }) => phase,
        }
    }
}

/// Every cell of an operation, under both presets.
fn spots(operation: Operation) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut add = |column: &'static str, state, variant, by_bot, cell: Cell| {
        // A raised call in another state than Act! cannot be said; a call is never picked from a pick stream (DIST-30).
        let sayable = column != "EL" || matches!(state, ACT | PEND);
        let buildable = !(column == "VO" && variant == "pick stream");
        for preset in Preset::ALL {
            let page = match preset {
                Preset::Seed => cell.seed(),
                Preset::Current => cell.current(),
            };
            if let Some(page) = page.filter(|_| sayable && buildable) {
                for channel in channels(column) {
                    spots.push(Spot { preset, column, channel: *channel, state, variant, by_bot, page });
                }
            }
        }
    };
    let plain = |variant: &str| match operation.name {
        "Join" => matches!(variant, "" | "while monitoring"),
        "Pick" => matches!(variant, "" | "pick stream" | "push stream" | "push stream, work-stream flag on"),
        _ => variant.is_empty(),
    };
    let (rows, actor) = if operation.by_supervisor() { (SUPERVISOR, "supervisor") } else { (AGENT, "agent") };
    for row in rows.iter().filter(|row| row.operation == operation.name && plain(row.variant)) {
        for (column, cell) in COLUMNS.into_iter().zip(row.cells) {
            add(column, row.state, row.variant, false, cell);
        }
    }
    for row in BOT.iter().filter(|row| row.operation == operation.name && row.actor == actor && plain(row.variant)) {
        // A dash is no world in which anything else could stand in the way: a bot never holds a record (ST-70).
        for (column, cell) in BOT_COLUMNS.into_iter().zip(row.cells).filter(|(_, cell)| *cell != Cell::Absent) {
            add(column, ACT, "", true, cell);
        }
    }
    spots
}

// ---- the world ---------------------------------------------------------------------------------------------------

/// Whether the page lets this fault be at all in this cell.
fn is_possible(fault: Fault, operation: Operation, spot: &Spot) -> bool {
    match fault {
        // Who has no supervisor role never monitored, so joining fails for that too: see `failing`.
        ToggleOff | NoSupervisor | ApiAccess | NotVisible | NotPrimary | SameQueue | QueueType | QueueClosed
        | DirectTransferOff | TargetIsBot | TargetElsewhere | TargetAway | TargetSignedOut | ProfileMissing
        | UnitsUsed | ProfileUsed | BlockingUsed => true,
        OwnConversation => spot.has_holder(),
        TargetHolds => spot.has_holder() && operation.by_supervisor(),
        TargetObserves => spot.state != CLOSED,
    }
}

/// Whether two faults can be brought about in one world.
fn are_compatible(one: Fault, other: Fault) -> bool {
    !matches!(
        (one, other),
        (SameQueue, QueueType)
            | (ProfileMissing, ProfileUsed)
            | (TargetHolds | TargetObserves, TargetIsBot)
            | (TargetIsBot, TargetAway | TargetSignedOut)
    )
}

fn another_kind(channel: Channel) -> QueueId {
    match channel.queue_kind() {
        QueueKind::Messaging => home(Channel::Voice),
        QueueKind::Voice | QueueKind::Record => home(Channel::LiveChat),
    }
}

/// The queue that the operation names.
fn target_queue(channel: Channel, faults: &[Fault]) -> QueueId {
    if faults.contains(&SameQueue) {
        home(channel)
    } else if faults.contains(&QueueType) {
        another_kind(channel)
    } else {
        other(channel)
    }
}

fn policy(operation: Operation, spot: &Spot, faults: &[Fault], extra: &[(&'static str, &'static str)]) -> PolicySpec {
    let text = |words: &str| String::from(words);
    let has = |fault| faults.contains(&fault);
    let mut switches: BTreeMap<&str, &str> = BTreeMap::new();
    if spot.state == PEND {
        // The only policy under which the state exists, and what it demands.
        switches.extend([("POL-01", "b"), ("POL-02", "b"), ("POL-03", "b")]);
    }
    if has(NotVisible) {
        switches.insert("POL-38", "b");
    }
    if has(TargetElsewhere) && operation.name == "Assign to agent" {
        switches.insert("POL-14", "b");
    }
    if has(TargetObserves) {
        // POL-65 b keeps the seat where the session has ended, POL-12 b gives it on records.
        switches.extend([("POL-47", "b"), ("POL-65", "b"), ("POL-12", "b")]);
    }
    switches.extend(extra.iter().copied());
    let mut queues = Vec::new();
    for kind in ["messaging", "voice", "record"] {
        for which in ["home", "other", "empty"] {
            queues.push(QueueSpec { name: format!("{kind} {which}"), kind: text(kind), ..QueueSpec::default() });
        }
    }
    let everywhere: Vec<String> = queues.iter().map(|queue| queue.name.clone()).collect();
    let person = |name: &str, roles: &[&str]| UserSpec {
        name: text(name),
        roles: Some(roles.iter().map(|role| text(role)).collect()),
        units: 100,
        profiles: ["carried", "blocking"].map(|profile| (text(profile), switchboard::LimitSpec::Own(5))).into(),
        queues: everywhere.clone(),
        ..UserSpec::default()
    };
    // SUP-G-02: being an administrator is not enough.
    let mut supervisor = vec![if has(NoSupervisor) { "administrator" } else { "supervisor" }];
    supervisor.extend(has(ApiAccess).then_some("api-access"));
    supervisor.extend(has(OwnConversation).then_some("agent"));
    let target: &[&str] = match (has(TargetIsBot), has(TargetObserves)) {
        (true, _) => &["bot"],
        (false, true) => &["agent", "supervisor"],
        (false, false) => &["agent"],
    };
    PolicySpec {
        name: text("order of answers"),
        preset: Some(text(spot.preset.name())),
        switches: switches.into_iter().map(|(id, option)| (text(id), text(option))).collect(),
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(true),
            direct_transfer: Some(!has(DirectTransferOff)),
            ..SettingsSpec::default()
        },
        profiles: vec![
            ProfileSpec { name: text("carried"), limit: 5, ..ProfileSpec::default() },
            ProfileSpec { name: text("blocking"), limit: 5, blocking: true, ..ProfileSpec::default() },
        ],
        workstreams: vec![WorkstreamSpec {
            name: text("stream"),
            channel: text(spot.channel.name()),
            queue: everywhere[home(spot.channel).index()].clone(),
            cost: i64::from(COST),
            profiles: vec![text("carried")],
            distribution: Some(text(if spot.variant == "pick stream" { "pick" } else { "push" })),
            pick_from_push: spot.variant.ends_with("flag on"),
            ..WorkstreamSpec::default()
        }],
        users: vec![
            person("A", &["agent"]),
            person("B", &["agent"]),
            person("T", target),
            person("S", &supervisor),
            person("X", &["agent"]),
            person("R", &["bot"]),
        ],
        queues,
        ..PolicySpec::default()
    }
}

/// A world with exactly these faults, ready to be asked.
fn world(operation: Operation, spot: &Spot, faults: &[Fault], extra: &[(&'static str, &'static str)]) -> ContactCenter {
    let has = |fault| faults.contains(&fault);
    let spec = policy(operation, spot, faults, extra);
    let mut center = ContactCenter::new(spec.build().expect("the policy of the question holds"));
    for agent in [A, B, T, S, X] {
        if !(agent == T && has(TargetIsBot)) {
            assert!(center.apply(Action::Desk { agent, operation: Desk::SignIn }).is_done());
        }
    }
    let arrival = Arrival::new(STREAM, home(spot.channel));
    assert!(center.apply(Action::Create(arrival)).is_done());
    let monitors = |center: &mut ContactCenter, by| {
        center.situate(ITEM, Phase::InConversation(Talk::with(Primary::Agent(A))));
        let answer = center.apply(Action::Supervisor { by, conversation: ITEM, operation: Supervise::Monitor });
        assert!(answer.is_done(), "{spot:?}: monitoring comes first: {answer}");
    };
    if must_monitor(operation, spot, faults) {
        monitors(&mut center, S);
    }
    if has(TargetObserves) {
        monitors(&mut center, T);
    }
    let holder = if has(TargetHolds) {
        T
    } else if has(OwnConversation) {
        S
    } else {
        A
    };
    center.situate(ITEM, spot.phase(holder));
    for fault in faults {
        if let Some(change) = change(*fault, operation, spot.channel, faults) {
            let answer = center.apply(change);
            assert!(answer.is_done(), "{spot:?} {fault:?}: {answer}");
        }
    }
    if !has(TargetIsBot) && !has(TargetSignedOut) {
        // Whatever capacity would make of it, T's presence is what the question says.
        let presence = if has(TargetAway) { Base::Away } else { Base::Available }.presence();
        assert!(center.apply(Action::Configure(Change::SetPresence { agent: T, presence })).is_done());
    }
    center
}

/// Join is asked of one who monitors, where monitoring is possible.
fn must_monitor(operation: Operation, spot: &Spot, faults: &[Fault]) -> bool {
    operation.name == "Join" && spot.column != "RE" && spot.has_holder() && !faults.contains(&NoSupervisor)
}

/// The change that brings a fault about in a running center; roles and settings are in the policy.
fn change(fault: Fault, operation: Operation, channel: Channel, faults: &[Fault]) -> Option<Action> {
    let change = match fault {
        ToggleOff => Change::SetToggle { toggle: operation.toggle()?, on: false },
        NotVisible => Change::LeaveQueue { user: S, queue: home(channel) },
        TargetElsewhere => Change::LeaveQueue { user: T, queue: home(channel) },
        QueueClosed => Change::SetQueueOpen { queue: target_queue(channel, faults), open: false },
        ProfileMissing => Change::SetProfileLimit { agent: T, profile: CARRIED, limit: None },
        ProfileUsed => Change::SetProfileLimit { agent: T, profile: CARRIED, limit: Some(0) },
        BlockingUsed => Change::SetProfileLimit { agent: T, profile: BLOCKING, limit: Some(0) },
        UnitsUsed => Change::SetUnits { agent: T, units: 5 },
        TargetSignedOut => return Some(Action::Desk { agent: T, operation: Desk::SignOut }),
        NoSupervisor | ApiAccess | NotPrimary | OwnConversation | SameQueue | QueueType | DirectTransferOff
        | TargetHolds | TargetObserves | TargetIsBot | TargetAway => return None,
    };
    Some(Action::Configure(change))
}

/// Whether the fault is there, read back from the center.
fn stands(center: &ContactCenter, fault: Fault, operation: Operation, spot: &Spot, faults: &[Fault]) -> bool {
    let roles = |user: UserId| center.policy().users()[user.index()].roles;
    let target = target_queue(spot.channel, faults);
    let holder = center.phase(ITEM).holder();
    let full = |profile| {
        center.profile_limit(T, profile).is_some_and(|limit| center.used_profile(T, profile) >= i32::from(limit))
    };
    match fault {
        ToggleOff => operation.toggle().is_some_and(|toggle| !center.is_on(toggle)),
        NoSupervisor => !roles(S).supervisor,
        ApiAccess => roles(S).api_access,
        NotVisible => !center.is_member(S, home(spot.channel)),
        NotPrimary => faults.contains(&NotPrimary),
        OwnConversation => holder == Some(S),
        SameQueue => center.queue_of(ITEM) == Some(target),
        QueueType => center.policy().queues()[target.index()].kind != spot.channel.queue_kind(),
        QueueClosed => !center.is_queue_open(target),
        DirectTransferOff => !center.policy().settings().direct_transfer,
        TargetHolds => holder == Some(T),
        TargetObserves => center.participants(ITEM).iter().any(|seat| seat.user == T && seat.seat == Seat::Monitoring),
        TargetIsBot => roles(T).bot,
        TargetElsewhere => !center.is_member(T, home(spot.channel)),
        TargetAway => center.is_present(T) && center.base_presence(T) != Base::Available,
        TargetSignedOut => !center.is_present(T) && !roles(T).bot,
        ProfileMissing => center.profile_limit(T, CARRIED).is_none(),
        UnitsUsed => center.available_units(T) < COST,
        ProfileUsed => full(CARRIED),
        BlockingUsed => full(BLOCKING),
    }
}

fn asked(operation: Operation, spot: &Spot, faults: &[Fault]) -> Action {
    let queue = target_queue(spot.channel, faults);
    if operation.by_supervisor() {
        let operation = match operation.name {
            "Monitor" => Supervise::Monitor,
            "Join" => Supervise::Join,
            "Assign to agent" => Supervise::AssignToAgent { agent: T, over_presence: false, over_capacity: false },
            "Assign to queue" => Supervise::AssignToQueue { queue },
            "Transfer to agent" => Supervise::TransferToAgent { agent: T },
            "Transfer to queue" => Supervise::TransferToQueue { queue },
            "Force close" => Supervise::ForceClose,
            "Broadcast message" => Supervise::Broadcast,
            "Release record" => Supervise::ReleaseRecord,
            "Remove record" => Supervise::RemoveRecord,
            unknown => panic!("`{unknown}` is no operation of 9.1"),
        };
        return Action::Supervisor { by: S, conversation: ITEM, operation };
    }
    let by = if faults.contains(&NotPrimary) { X } else { A };
    match operation.name {
        "Pick" => Action::Agent { by: T, conversation: ITEM, operation: Handle::Pick },
        "Transfer to agent" => {
            Action::Agent { by, conversation: ITEM, operation: Handle::TransferToAgent { agent: T } }
        }
        "Transfer to queue" => Action::Agent { by, conversation: ITEM, operation: Handle::TransferToQueue { queue } },
        unknown => panic!("`{unknown}` is no operation of 9.2 with conditions"),
    }
}

// ---- asking ------------------------------------------------------------------------------------------------------

/// One question and what the kernel said.
struct Asked {
    operation: Operation,
    spot: Spot,
    faults: Vec<Fault>,
    /// The codes that the page has for this world, the refusal of the cell included.
    failing: BTreeSet<&'static str>,
    said: &'static str,
    rule: &'static str,
}

impl Asked {
    fn new(operation: Operation, spot: Spot, faults: &[Fault]) -> Self {
        let mut center = world(operation, &spot, faults, &[]);
        let codes = operation.answers();
        let possible = codes.iter().filter(|code| is_named(code)).flat_map(|code| faults_of(code, operation));
        for fault in possible {
            let there = stands(&center, *fault, operation, &spot, faults);
            assert_eq!(there, faults.contains(fault), "{operation:?} {spot:?} {faults:?}: {fault:?}");
        }
        let before = center.clone();
        let (said, rule) = match center.apply(asked(operation, &spot, faults)) {
            Answer::Done => ("done", ""),
            Answer::Unchanged(rule) => ("unchanged", rule.id()),
            Answer::Refused(refusal) => (refusal.code.letters(), refusal.rule.id()),
        };
        assert!(said == "done" || center == before, "{operation:?} {spot:?} {faults:?}: refused, but it changed");
        Self { operation, spot, faults: faults.to_vec(), failing: failing(operation, &spot, faults), said, rule }
    }

    fn first(&self, order: &[&str]) -> Option<&'static str> {
        self.failing.iter().copied().min_by_key(|code| place(order, code))
    }
}

/// Gates, Ro and conditions: what a fault stands for, unlike the answers of the cell.
fn is_named(code: &str) -> bool {
    GATES.contains(&code) || CONDITIONS.contains(&code) || code == "Ro"
}

/// The place of a code in the order; a refusal without a place of its own is that of the cell.
fn place(order: &[&str], code: &str) -> usize {
    let own = order.iter().position(|known| *known == code);
    own.or_else(|| order.iter().position(|known| *known == "cell")).expect("the order has a place for the cell")
}

/// Every code of the page that these faults stand for, in this cell.
fn failing(operation: Operation, spot: &Spot, faults: &[Fault]) -> BTreeSet<&'static str> {
    let codes = operation.answers();
    let mut failing: BTreeSet<&'static str> = codes
        .iter()
        .copied()
        .filter(|code| is_named(code) && faults_of(code, operation).iter().any(|fault| faults.contains(fault)))
        .collect();
    failing.extend(spot.refusal());
    // A bot never signs in, so its presence fails with it.
    failing.extend((faults.contains(&TargetIsBot) && codes.contains(&"Cp")).then_some("Cp"));
    // "An allowed cell without monitoring: Rs" (line 667).
    failing.extend(
        (operation.name == "Join" && faults.contains(&NoSupervisor) && spot.refusal().is_none()).then_some("Rs"),
    );
    failing
}

/// Every cell with no fault, with every fault and with every two.
fn everything() -> &'static [Asked] {
    static EVERYTHING: OnceLock<Vec<Asked>> = OnceLock::new();
    EVERYTHING.get_or_init(|| {
        let mut everything = Vec::new();
        for operation in Operation::all() {
            let codes: Vec<&str> = operation.answers().into_iter().filter(|code| is_named(code)).collect();
            for spot in spots(operation) {
                let faults: Vec<(usize, Fault)> = (0..)
                    .zip(&codes)
                    .flat_map(|(place, code)| faults_of(code, operation).iter().map(move |fault| (place, *fault)))
                    .filter(|(_, fault)| is_possible(*fault, operation, &spot))
                    .collect();
                everything.push(Asked::new(operation, spot, &[]));
                for (number, (code, fault)) in faults.iter().enumerate() {
                    everything.push(Asked::new(operation, spot, &[*fault]));
                    for (second, other) in &faults[number + 1..] {
                        if code != second && are_compatible(*fault, *other) {
                            everything.push(Asked::new(operation, spot, &[*fault, *other]));
                        }
                    }
                }
            }
        }
        everything
    })
}

/// The answers that are not the first in this order; nothing else may be said where nothing stands in the way.
fn disagreements(questions: &[&Asked], order: &[&str]) -> Vec<String> {
    questions
        .iter()
        .filter_map(|asked| {
            let expected = asked.first(order).unwrap_or("done");
            (asked.said != expected).then(|| {
                let Asked { operation, spot, faults, failing, said, rule, .. } = asked;
                format!(
                    "{} {} | {} {} {} {:?} | {faults:?}, hence {failing:?} | page {expected} | kernel {said} {rule}",
                    operation.table,
                    operation.name,
                    spot.preset.name(),
                    spot.state,
                    spot.column,
                    spot.channel,
                )
            })
        })
        .collect()
}

fn of(operation: Operation) -> Vec<&'static Asked> {
    everything().iter().filter(|asked| asked.operation == operation).collect()
}

/// The pairs of which there is a world in which these two stand in the way and nothing else does, but for what never
/// comes alone: a bot's presence with the bot, and not monitoring with the lack of the supervisor role.
fn pairs_asked(operation: Operation) -> BTreeSet<(&'static str, &'static str)> {
    let order = operation.order();
    let answer = |code: &'static str| if order.contains(&code) { code } else { "cell" };
    let mut pairs = BTreeSet::new();
    for asked in of(operation) {
        let mut failing = asked.failing.clone();
        if failing.len() == 3 && failing.contains("Cb") {
            failing.remove("Cp");
        }
        if failing.len() == 3 && operation.name == "Join" && failing.contains("Gr") {
            failing.remove("Rs");
        }
        let mut failing: Vec<&str> = failing.into_iter().map(answer).collect();
        failing.sort_by_key(|code| place(&order, code));
        if let [first, second] = failing[..] {
            pairs.insert((first, second));
        }
    }
    pairs
}

#[test]
fn of_all_that_stands_in_the_way_the_first_in_the_order_of_the_page_answers() {
    let mut found = Vec::new();
    for operation in Operation::all() {
        found.extend(disagreements(&of(operation), &operation.order()));
    }
    let count = found.len();
    found.truncate(60);
    assert!(count == 0, "{count} of {} answers disagree:\n{}", everything().len(), found.join("\n"));
}

#[test]
fn each_alone_has_its_own_code_and_the_rule_that_the_page_names() {
    let mut other_rules = BTreeSet::new();
    for operation in Operation::all() {
        let order = operation.order();
        for code in operation.answers().into_iter().filter(|code| is_named(code) || *code == "Rz") {
            let alone = of(operation).into_iter().any(|asked| asked.failing.len() == 1 && asked.failing.contains(code));
            let never_alone =
                (code == "Cb" && operation.answers().contains(&"Cp")) || (operation.name, code) == ("Join", "Gr");
            assert_eq!(alone, !never_alone, "{operation:?} {code}");
            let rules = operation.rules(code);
            let answered = of(operation).into_iter().filter(|asked| asked.first(&order) == Some(code));
            for asked in answered.filter(|asked| !rules.is_empty() && !rules.contains(&asked.rule)) {
                other_rules.insert(format!("{} {code} by {}, not by {rules:?}", operation.name, asked.rule));
            }
        }
    }
    assert_eq!(other_rules, BTreeSet::new());
}

#[test]
fn every_pair_is_asked_or_cannot_be() {
    let mut left = Vec::new();
    let mut used = BTreeSet::new();
    for operation in Operation::all() {
        let asked = pairs_asked(operation);
        let answers = operation.answers();
        for (number, first) in answers.iter().enumerate() {
            for second in &answers[number + 1..] {
                let never = NEVER_TOGETHER.iter().position(|never| never.covers(operation, first, second));
                used.extend(never);
                if asked.contains(&(*first, *second)) == never.is_some() {
                    left.push(format!("{} {}: {first} and {second}", operation.table, operation.name));
                }
            }
        }
    }
    assert_eq!(left, Vec::<String>::new());
    assert_eq!(used.len(), NEVER_TOGETHER.len());
    assert!(NEVER_TOGETHER.iter().all(|never| !never.reason.is_empty()));
}

/// The planted fault: in whatever two places the expected order is wrong, the answers of the kernel disagree.
#[test]
fn a_wrong_order_is_noticed() {
    let mut swapped = 0;
    for operation in Operation::all() {
        let questions = of(operation);
        for (first, second) in pairs_asked(operation) {
            let mut order = operation.order();
            let places = [first, second].map(|code| place(&order, code));
            order.swap(places[0], places[1]);
            assert!(!disagreements(&questions, &order).is_empty(), "{operation:?}: {first} and {second} swapped");
            swapped += 1;
        }
    }
    assert!(swapped > 100, "{swapped}");
}

#[test]
fn so_much_was_asked() {
    let pairs: usize = Operation::all().into_iter().map(|operation| pairs_asked(operation).len()).sum();
    assert_eq!((Operation::all().len(), everything().len(), pairs), (13, 20_912, 268));
}

// ---- gates, one by one -------------------------------------------------------------------------------------------

/// A cell in which the operation is allowed.
fn allowed(operation: Operation) -> Spot {
    let allowed = |spot: &Spot| spot.refusal().is_none() && spot.preset == Preset::Current;
    spots(operation).into_iter().find(allowed).expect("the operation is allowed somewhere")
}

fn supervisor_operations() -> Vec<Operation> {
    Operation::all().into_iter().filter(|operation| operation.by_supervisor()).collect()
}

/// SUP-G-01: "An off toggle refuses that operation only".
#[test]
fn each_toggle_refuses_its_own_operations_and_no_others() {
    for operation in supervisor_operations() {
        let spot = allowed(operation);
        for toggle in Toggle::ALL {
            let mut center = world(operation, &spot, &[], &[]);
            assert!(center.apply(Action::Configure(Change::SetToggle { toggle, on: false })).is_done());
            let answer = center.apply(asked(operation, &spot, &[]));
            if operation.toggle() == Some(toggle) {
                assert_eq!(letters(answer), "Gt", "{operation:?} {toggle:?}");
            } else {
                assert_eq!(letters(answer), "done", "{operation:?} {toggle:?}");
            }
        }
    }
}

/// SUP-G-04, POL-38: the gate never fires with the older dashboard, and does with the reports of either year.
#[test]
fn only_the_reports_hide_the_queues_of_others() {
    for operation in supervisor_operations() {
        let spot = allowed(operation);
        for (option, expected) in [("a", "done"), ("b", "Gv"), ("c", "Gv")] {
            let mut center = world(operation, &spot, &[NotVisible], &[("POL-38", option)]);
            assert_eq!(letters(center.apply(asked(operation, &spot, &[]))), expected, "{operation:?} POL-38 {option}");
        }
    }
}

/// SUP-G-02, SUP-G-03: the other roles do not stand in for the supervisor's, and API access blocks assigning only.
#[test]
fn the_role_is_required_and_api_access_blocks_assigning_only() {
    for operation in supervisor_operations() {
        let spot = allowed(operation);
        let mut center = world(operation, &spot, &[ApiAccess], &[]);
        let expected = if operation.name.starts_with("Assign") { "Ga" } else { "done" };
        assert_eq!(letters(center.apply(asked(operation, &spot, &[]))), expected, "{operation:?}");
        for agent in [A, T, X] {
            let mut center = world(operation, &spot, &[], &[]);
            let Action::Supervisor { conversation, operation: tried, .. } = asked(operation, &spot, &[]) else {
                panic!("a supervisor asks");
            };
            let answer = center.apply(Action::Supervisor { by: agent, conversation, operation: tried });
            assert_eq!(letters(answer), "Gr", "{operation:?}");
        }
    }
}

fn letters(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::Unchanged(_) => "unchanged",
        Answer::Refused(refusal) => refusal.code.letters(),
    }
}

// ---- conditions, one by one --------------------------------------------------------------------------------------

/// SUP-ASSIGN-20: each override is its own flag; neither signs anybody in, gives a profile or makes a member.
#[test]
fn an_override_lifts_its_own_condition_and_no_other() {
    let operation = Operation { table: "9.1", name: "Assign to agent" };
    let spot = allowed(operation);
    let ask = |faults: &[Fault], over_presence, over_capacity| {
        let operation = Supervise::AssignToAgent { agent: T, over_presence, over_capacity };
        let mut center = world(Operation { table: "9.1", name: "Assign to agent" }, &spot, faults, &[]);
        letters(center.apply(Action::Supervisor { by: S, conversation: ITEM, operation }))
    };
    for short in [UnitsUsed, ProfileUsed, BlockingUsed] {
        assert_eq!(ask(&[short], true, false), "Cc", "{short:?}");
        assert_eq!(ask(&[short], false, true), "done", "{short:?}");
        assert_eq!(ask(&[TargetAway, short], true, false), "Cc", "{short:?}");
        assert_eq!(ask(&[TargetAway, short], false, true), "Cp", "{short:?}");
        assert_eq!(ask(&[TargetAway, short], true, true), "done", "{short:?}");
    }
    assert_eq!(ask(&[TargetAway], true, false), "done");
    assert_eq!(ask(&[TargetAway], false, true), "Cp");
    for (fault, code) in [
        (TargetSignedOut, "Cp"),
        (ProfileMissing, "Cx"),
        (TargetElsewhere, "Cm"),
        (TargetIsBot, "Cb"),
        (TargetObserves, "Ck"),
    ] {
        assert_eq!(ask(&[fault], true, true), code, "{fault:?}");
    }
}

/// OH-02: a closed queue stops an agent's transfer, not a supervisor.
#[test]
fn a_closed_queue_stops_agents_only() {
    for (table, name, expected) in
        [("9.1", "Assign to queue", "done"), ("9.1", "Transfer to queue", "done"), ("9.2", "Transfer to queue", "Ch")]
    {
        let operation = Operation { table, name };
        let spot = allowed(operation);
        let mut center = world(operation, &spot, &[QueueClosed], &[]);
        assert_eq!(letters(center.apply(asked(operation, &spot, &[QueueClosed]))), expected, "{operation:?}");
    }
}

/// AG-02: with the setting off, a transfer goes to the agent with whom a consult runs, and to nobody else.
#[test]
fn a_running_consult_lifts_the_setting_of_direct_transfer() {
    let operation = Operation { table: "9.2", name: "Transfer to agent" };
    let spot = allowed(operation);
    let mut center = world(operation, &spot, &[DirectTransferOff], &[]);
    let agent = |by, operation| Action::Agent { by, conversation: ITEM, operation };
    assert!(center.apply(agent(A, Handle::Consult { agent: T })).is_done());
    assert_eq!(letters(center.apply(agent(A, Handle::TransferToAgent { agent: T }))), "Cd");
    assert!(center.apply(agent(T, Handle::AcceptConsult)).is_done());
    assert_eq!(letters(center.apply(agent(A, Handle::TransferToAgent { agent: X }))), "Cd");
    assert_eq!(letters(center.apply(agent(A, Handle::TransferToAgent { agent: T }))), "done");
}
