//! Section 9 of the domain page (operation × state × channel) held as data.
//!
//! Typed by reading the page (`domain.md`, lines 645 to 783, and the rules that its cells name); nothing here is
//! computed by the project, and this file depends on none of its crates. Compare it with the kernel cell by cell.
//!
//! # Vocabulary of answers
//!
//! | Here | On the page |
//! |---|---|
//! | `A` | `A`, no target state named: the state stays (Monitor, Join, Consult, Hold …) unless the note says otherwise |
//! | `A->Open` `A->Act?` `A->Act!` `A->Waiting` `A->WrapUp` `A->Closed` | `A → state`, the state taken from the cell, from the "Further conditions" column, or from the rule that the note names |
//! | `Rs Ru Ra Rp Rx Rc Re Rz Rn Rb Ro` | that refusal code |
//! | `Unchanged` | "no effect", "never", "no change" |
//! | `Done` | "no transition", "appended": done without a change of state |
//! | `New` | "new conversation" (voice: "new call"); the Closed one stays Closed |
//! | [`Cell::Absent`] | `–`: the event does not occur on that channel, the kernel answers `Rc` |
//! | [`Cell::Undefined`] | the page gives no value under either preset |
//!
//! # How merged cells and missing states were read
//!
//! * A merged row ("Act?, Act!", "any other but Closed") is one row here per state, the states that do not exist on a
//!   channel included. [`exists`] tells which cells can be reached at all.
//! * "Order of answers: gates, `Rz`, `Rx`, the cell" against "The cell's own code stands when state and channel both
//!   forbid": a printed *refusal* stands also where the state does not exist (Broadcast, LC, Waiting: `Rc`); a printed
//!   permission or "no effect" does not, there `Rx` answers (Remove record, RE, Waiting: `Rx` under `Current`).
//! * In 9.3 a combination without a row is `Unchanged` by the letter of line 654, also in Closed and where the state
//!   does not exist; but a column that is `–` throughout an operation stays [`Cell::Absent`], since `–` speaks of the channel.
//! * `Act!+pending` exists under POL-03 b only, which neither preset has. POL-03 b says "state stays Act!", so an
//!   operation without a row of its own takes the Act! row ([`Source::Inferred`]); transfers answer `Rp` (SUP-XFER-15).
//! * Rows of 9.2 and 9.5 are for the right actor: the primary, in Act? the offered agent, in Waiting the last agent.
//!   Everybody else gets [`NOT_PRIMARY`].

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The page has this row (perhaps merged with others), or a note of that row says it in words.
    Page,
    /// The clauses at the head of section 9 (lines 651 to 655).
    HeadClause,
    /// Neither: this reader's inference from the rule that the note names.
    Inferred,
}

/// One cell of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The same answer under every preset.
    Always(&'static str),
    /// `P-nn [seed/current]`.
    Switch {
        /// The switch as section 8 names it, `POL-11`.
        id: &'static str,
        /// The answer under `Seed`.
        seed: &'static str,
        /// The answer under `Current`.
        current: &'static str,
    },
    /// The dash: the event does not occur there; the kernel answers `Rc`.
    Absent,
    /// The page has no value under either preset; the note tells which options would decide.
    Undefined,
}

impl Cell {
    /// The answer under `Seed`; nothing where the page has none.
    pub(crate) fn seed(self) -> Option<&'static str> {
        match self {
            Self::Always(answer) => Some(answer),
            Self::Switch { seed, .. } => Some(seed),
            Self::Absent => Some("Rc"),
            Self::Undefined => None,
        }
    }

    /// The answer under `Current`; nothing where the page has none.
    pub(crate) fn current(self) -> Option<&'static str> {
        match self {
            Self::Always(answer) => Some(answer),
            Self::Switch { current, .. } => Some(current),
            Self::Absent => Some("Rc"),
            Self::Undefined => None,
        }
    }
}

/// One row of 9.1, 9.2, 9.3 or 9.5: one operation, one variant, one state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// `9.1`, `9.2`, `9.3` or `9.5`.
    pub(crate) table: &'static str,
    /// The operation or event as the page names it; merged operations are split.
    pub(crate) operation: &'static str,
    /// What tells rows of one operation and state apart; empty for the plain row.
    pub(crate) variant: &'static str,
    /// One of [`STATES`].
    pub(crate) state: &'static str,
    /// Page, head clause or inference.
    pub(crate) source: Source,
    /// The line of `domain.md`.
    pub(crate) line: u16,
    /// LC PC AS VO EL RE.
    pub(crate) cells: [Cell; 6],
    /// The page's further conditions, and doubts after "DOUBT:".
    pub(crate) note: &'static str,
}

/// One row of 9.4; the state is always Act! with a bot as primary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BotRow {
    /// `supervisor`, `agent`, `customer`, `system` or `bot`.
    pub(crate) actor: &'static str,
    /// The operation as in 9.1 to 9.5.
    pub(crate) operation: &'static str,
    /// As in [`Row`].
    pub(crate) variant: &'static str,
    /// As in [`Row`].
    pub(crate) source: Source,
    /// The line of `domain.md`.
    pub(crate) line: u16,
    /// LC PC AS VO RE; a bot never holds an elevated call.
    pub(crate) cells: [Cell; 5],
    /// As in [`Row`].
    pub(crate) note: &'static str,
}

/// An answer under an option that neither preset has, where the page states it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OtherOption {
    /// The switch, `POL-16`.
    pub(crate) id: &'static str,
    /// The option, `c`.
    pub(crate) option: &'static str,
    /// `9.1` to `9.5`.
    pub(crate) table: &'static str,
    /// The operation.
    pub(crate) operation: &'static str,
    /// The variant; empty for all.
    pub(crate) variant: &'static str,
    /// The state.
    pub(crate) state: &'static str,
    /// The columns, separated by spaces.
    pub(crate) columns: &'static str,
    /// The answer.
    pub(crate) answer: &'static str,
    /// Why, and what else must be set.
    pub(crate) note: &'static str,
}

/// The columns of 9.1, 9.2, 9.3 and 9.5.
pub(crate) const COLUMNS: [&str; 6] = ["LC", "PC", "AS", "VO", "EL", "RE"];
/// The columns of 9.4.
pub(crate) const BOT_COLUMNS: [&str; 5] = ["LC", "PC", "AS", "VO", "RE"];
/// The states in the order of the page; `Act!+pending` under POL-03 b only.
pub(crate) const STATES: [&str; 7] = ["Open", "Act?", "Act!", "Act!+pending", "Waiting", "WrapUp", "Closed"];
/// Every refusal code of a cell (line 648).
pub(crate) const REFUSALS: [&str; 11] = ["Rs", "Ru", "Ra", "Rp", "Rx", "Rc", "Re", "Rz", "Rn", "Rb", "Ro"];
/// The gates in their order (line 649, SUP-G-01 to SUP-G-04); `Ga` for the two Assign operations only.
pub(crate) const GATES: [&str; 4] = ["Gt", "Gr", "Ga", "Gv"];
/// The conditions after an allowed cell, in their order (line 650).
pub(crate) const CONDITIONS: [&str; 11] = ["Cs", "Cq", "Ct", "Ch", "Cd", "Ck", "Cb", "Cm", "Cp", "Cx", "Cc"];
/// The order of answers of a supervisor operation (line 651); the first that fails answers.
pub(crate) const ORDER_SUPERVISOR: [&str; 5] = ["gates", "Rz", "Rx", "cell", "conditions"];
/// The order of answers of an agent operation but Pick (lines 651 and 654).
pub(crate) const ORDER_AGENT: [&str; 6] = ["Rz", "Rx", "Ru", "Ro", "cell", "conditions"];

/// The states that exist on each column (line 653), `Act!+pending` added beside Act! where the page's row at line 684
/// does not answer `Rx`.
pub(crate) const STATES_PER_COLUMN: [(&str, &[&str]); 6] = [
    ("LC", &["Open", "Act?", "Act!", "Act!+pending", "WrapUp", "Closed"]),
    ("PC", &["Open", "Act?", "Act!", "Act!+pending", "Waiting", "WrapUp", "Closed"]),
    ("AS", &["Open", "Act?", "Act!", "Act!+pending", "Waiting", "WrapUp", "Closed"]),
    ("VO", &["Open", "Act?", "Act!", "Act!+pending", "WrapUp", "Closed"]),
    ("EL", &["Act!", "Act!+pending"]),
    ("RE", &["Open", "Act!", "Closed"]),
];

/// Whether the state exists on the column: whether the cell can be reached at all.
pub(crate) fn exists(column: &str, state: &str) -> bool {
    STATES_PER_COLUMN.iter().any(|(name, states)| *name == column && states.contains(&state))
}

/// The agent operations: those of 9.2, then those of 9.5.
pub(crate) const AGENT_OPERATIONS: [&str; 24] = [
    "Pick",
    "Accept",
    "Reject",
    "End",
    "Close session (X)",
    "Release to queue",
    "Reopen own",
    "Transfer to agent",
    "Transfer to queue",
    "Consult",
    "Move to waiting",
    "Raise to call",
    "Hang up the leg",
    "Hold",
    "Resume",
    "Rejoin",
    "Consult: accept",
    "Consult: reject",
    "Consult: leave",
    "Consult: end",
    "Consult: promote",
    "Add consultant to customer",
    "Transfer outside",
    "Resolve record",
];

/// Which organisation toggle (`Gt`) stands before which supervisor operation (SUP-G-01 has four; the three newer
/// operations have none). DOUBT: the toggle of Join is not named; it is reached from monitoring only (SUP-JOIN-01).
pub(crate) const TOGGLES: [(&str, &str); 10] = [
    ("Monitor", "Supervisor Monitor"),
    ("Join", "Supervisor Monitor"),
    ("Assign to agent", "Supervisor Assign"),
    ("Assign to queue", "Supervisor Assign"),
    ("Transfer to agent", "Supervisor Transfer"),
    ("Transfer to queue", "Supervisor Transfer"),
    ("Force close", "Force Close"),
    ("Broadcast message", ""),
    ("Release record", ""),
    ("Remove record", ""),
];

/// The conditions of each operation in their order: table, operation, codes, where they stand.
pub(crate) const CONDITIONS_OF: [(&str, &str, &[&str], &str); 9] = [
    (
        "9.1",
        "Monitor",
        &["Cs"],
        "lines 662 to 665; own = primary in Act?, Act!, Wrap-up, last agent in Waiting (SUP-MON-05)",
    ),
    (
        "9.1",
        "Assign to agent",
        &["Ck", "Cb", "Cm", "Cp", "Cx", "Cc"],
        "line 671: Cm POL-14, Cp POL-15 and POL-68, Cx POL-67, Cc POL-64; Cb by SUP-XFER-04 last sentence [I]; Ck under POL-47 b only",
    ),
    ("9.1", "Assign to queue", &["Cq", "Ct"], "line 676; no Ch for a supervisor (OH-02: allow with warning)"),
    ("9.1", "Transfer to agent", &["Ck", "Cb", "Cm", "Cp"], "line 683; neither presence override nor capacity here"),
    ("9.1", "Transfer to queue", &["Cq", "Ct"], "line 687"),
    ("9.2", "Pick", &["Cm"], "line 706"),
    (
        "9.2",
        "Transfer to agent",
        &["Cd", "Cb", "Cp"],
        "line 719; Cp here is DND, Away, Offline, not the allowed presences (AG-03)",
    ),
    ("9.2", "Transfer to queue", &["Ct", "Ch"], "line 720; the same queue (Cq) is not named for an agent"),
    (
        "9.2",
        "Close session (X)",
        &[],
        "line 716: a disposition code if required, but no condition code for its lack (ST-48). DOUBT",
    ),
];

/// Limits of the auto-close tick (section 1.4): rule, column, state, minutes (none = never or the work stream's
/// setting), answer past the limit. "More than": a tick exactly at the limit does not move it (TIM-06).
pub(crate) const AUTO_CLOSE: [(&str, &str, &str, Option<u32>, &str); 18] = [
    ("TIM-01", "LC", "Open", Some(20), "A->Closed"),
    ("TIM-01", "LC", "Act!", None, "Unchanged"),
    ("TIM-01", "LC", "WrapUp", Some(15), "A->Closed"),
    ("TIM-02", "VO", "Open", Some(43_200), "A->Closed"),
    ("TIM-02", "VO", "Act!", Some(120), "A->WrapUp"),
    ("TIM-02", "VO", "WrapUp", Some(1_440), "A->Closed"),
    ("TIM-03", "AS", "Open", Some(43_200), "A->Closed"),
    ("TIM-03", "AS", "Act!", Some(43_200), "A->Closed"),
    ("TIM-03", "AS", "WrapUp", Some(1_440), "A->Closed"),
    ("TIM-03", "AS", "Waiting", None, "A->Closed"),
    ("TIM-04", "PC", "Open", Some(43_200), "A->Closed"),
    ("TIM-04", "PC", "Act!", None, "Unchanged"),
    ("TIM-04", "PC", "WrapUp", Some(1_440), "A->Closed"),
    ("TIM-04", "PC", "Waiting", None, "A->Closed"),
    ("TIM-05", "RE", "Open", None, "Unchanged"),
    ("TIM-05", "RE", "Act!", None, "Unchanged"),
    ("9.3", "EL", "Act!", None, "Unchanged"),
    ("9.4", "VO bot", "Act!", Some(120), "A->Closed"),
];

const A: Cell = Cell::Always("A");
const TO_OPEN: Cell = Cell::Always("A->Open");
const TO_ACTQ: Cell = Cell::Always("A->Act?");
const TO_ACT: Cell = Cell::Always("A->Act!");
const TO_WAITING: Cell = Cell::Always("A->Waiting");
const TO_WRAPUP: Cell = Cell::Always("A->WrapUp");
const TO_CLOSED: Cell = Cell::Always("A->Closed");
const RS: Cell = Cell::Always("Rs");
const RU: Cell = Cell::Always("Ru");
const RA: Cell = Cell::Always("Ra");
const RP: Cell = Cell::Always("Rp");
const RX: Cell = Cell::Always("Rx");
const RC: Cell = Cell::Always("Rc");
const RE: Cell = Cell::Always("Re");
const RZ: Cell = Cell::Always("Rz");
const RN: Cell = Cell::Always("Rn");
const RB: Cell = Cell::Always("Rb");
const RO: Cell = Cell::Always("Ro");
const UN: Cell = Cell::Always("Unchanged");
const DONE: Cell = Cell::Always("Done");
const NEW: Cell = Cell::Always("New");
const NO: Cell = Cell::Absent;
const QQ: Cell = Cell::Undefined;

/// `P-nn [seed/current]`.
const fn p(id: &'static str, seed: &'static str, current: &'static str) -> Cell {
    Cell::Switch { id, seed, current }
}

// The head clauses of 9.1, 9.2 and 9.5 for a combination without a row (line 654).
const H_OPEN: [Cell; 6] = [RU, RU, RU, RU, RX, RU];
const H_ACTQ: [Cell; 6] = [RP, RP, RP, RP, RX, RX];
const H_ACT: [Cell; 6] = [RS, RS, RS, RS, RS, RS];
const H_PEND: [Cell; 6] = [RS, RS, RS, RS, RS, RX];
const H_WAIT: [Cell; 6] = [RX, RS, RS, RX, RX, RX];
const H_WRAP: [Cell; 6] = [RS, RS, RS, RS, RX, RX];
const H_CLOSED: [Cell; 6] = [RZ, RZ, RZ, RZ, RZ, RZ];

const OPEN: &str = "Open";
const ACTQ: &str = "Act?";
const ACT: &str = "Act!";
const PEND: &str = "Act!+pending";
const WAIT: &str = "Waiting";
const WRAP: &str = "WrapUp";
const CLOSED: &str = "Closed";

use Source::{HeadClause as Head, Inferred, Page};

#[expect(clippy::too_many_arguments, reason = "one line per row of the page")]
const fn r(
    table: &'static str,
    operation: &'static str,
    variant: &'static str,
    state: &'static str,
    source: Source,
    line: u16,
    cells: [Cell; 6],
    note: &'static str,
) -> Row {
    Row { table, operation, variant, state, source, line, cells, note }
}

/// 9.1, supervisor operations.
#[rustfmt::skip]
pub(crate) const SUPERVISOR: &[Row] = &[
    r("9.1", "Monitor", "", OPEN, Page, 661, [RU, RU, RU, RU, RX, RU], ""),
    r("9.1", "Monitor", "", ACTQ, Page, 662, [p("POL-11", "A", "Rp"), p("POL-11", "A", "Rp"), p("POL-11", "A", "Rp"), p("POL-11", "A", "Rp"), RX, RX], "not own conversation (Cs)"),
    r("9.1", "Monitor", "", ACT, Page, 663, [A, A, A, A, A, p("POL-12", "Rc", "Rc")], "not own conversation (Cs); POL-12 b would allow RE"),
    r("9.1", "Monitor", "", PEND, Inferred, 663, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.1", "Monitor", "", WAIT, Page, 664, [RX, p("POL-11", "Rs", "A"), p("POL-11", "Rs", "A"), RX, RX, p("POL-12", "Rx", "Rx")], "not own conversation (Cs: the last agent)"),
    r("9.1", "Monitor", "", WRAP, Page, 665, [A, A, A, A, RX, p("POL-12", "Rx", "Rx")], "not own conversation (Cs). POL-12 c (Current) names Wrap-up and Waiting of records, but they do not exist on RE: moot"),
    r("9.1", "Monitor", "", CLOSED, Page, 666, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Monitor", "already monitoring", ACTQ, Head, 655, [p("POL-11", "Unchanged", "Rp"), p("POL-11", "Unchanged", "Rp"), p("POL-11", "Unchanged", "Rp"), p("POL-11", "Unchanged", "Rp"), RX, RX], "repetition: Unchanged where the plain row allows, else its refusal"),
    r("9.1", "Monitor", "already monitoring", ACT, Head, 655, [UN, UN, UN, UN, UN, p("POL-12", "Rc", "Rc")], "repetition: Unchanged where the plain row allows, else its refusal"),
    r("9.1", "Monitor", "already monitoring", PEND, Head, 655, [UN, UN, UN, UN, UN, RX], "repetition: Unchanged where the plain row allows, else its refusal; only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.1", "Monitor", "already monitoring", WAIT, Head, 655, [RX, p("POL-11", "Rs", "Unchanged"), p("POL-11", "Rs", "Unchanged"), RX, RX, p("POL-12", "Rx", "Rx")], "repetition: Unchanged where the plain row allows, else its refusal"),
    r("9.1", "Monitor", "already monitoring", WRAP, Head, 655, [UN, UN, UN, UN, RX, p("POL-12", "Rx", "Rx")], "repetition: Unchanged where the plain row allows, else its refusal. DOUBT: Monitor by one who joined is not covered"),
    r("9.1", "Join", "while monitoring", ACT, Page, 667, [A, A, A, A, A, RC], "POL-12 b would let a record be monitored, Join stays Rc"),
    r("9.1", "Join", "not monitoring", ACT, Page, 667, [RS, RS, RS, RS, RS, RC], "\"an allowed cell without monitoring: Rs\" (SUP-JOIN-01); RE keeps its Rc"),
    r("9.1", "Join", "already joined", ACT, Head, 655, [UN, UN, UN, UN, UN, RC], "repetition. DOUBT: a repetition in Wrap-up, Waiting or Act? (cell P-13b, P-59: a refusal) is typed by the plain row only"),
    r("9.1", "Join", "while monitoring", PEND, Inferred, 667, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.1", "Join", "not monitoring", PEND, Inferred, 667, [RS, RS, RS, RS, RS, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.1", "Join", "", ACTQ, Page, 668, [p("POL-59", "Rp", "Rp"), p("POL-59", "Rp", "Rp"), p("POL-59", "Rp", "Rp"), p("POL-59", "Rp", "Rp"), RX, RX], "POL-59 b: A while monitoring"),
    r("9.1", "Join", "", WAIT, Page, 669, [RX, p("POL-13b", "Rs", "Rs"), p("POL-13b", "Rs", "Rs"), RX, RX, RX], "POL-13b b: A for PC and AS"),
    r("9.1", "Join", "", WRAP, Page, 669, [p("POL-13b", "Rs", "Rs"), p("POL-13b", "Rs", "Rs"), p("POL-13b", "Rs", "Rs"), p("POL-13b", "Rs", "Rs"), RX, RX], "POL-13b b: A for PC and AS, still Rs for LC and VO"),
    r("9.1", "Join", "", OPEN, Page, 670, [RU, RU, RU, RU, RX, RU], ""),
    r("9.1", "Join", "", CLOSED, Page, 670, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Assign to agent", "", OPEN, Page, 671, [TO_ACTQ, TO_ACTQ, TO_ACTQ, TO_ACTQ, RX, p("POL-13", "Rc", "A->Act!")], "scope POL-14 (Cm), presence POL-15 (Cp), profile POL-67 (Cx), capacity POL-64 (Cc), over-units shown; Act? by POL-16b a; records Act! (DIST-24)"),
    r("9.1", "Assign to agent", "record, assignee without permission on it", OPEN, Page, 671, [TO_ACTQ, TO_ACTQ, TO_ACTQ, TO_ACTQ, RX, p("POL-13", "Rc", "A->Closed")], "ST-38; the variant matters for RE only"),
    r("9.1", "Assign to agent", "", ACTQ, Page, 672, [p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), RX, RX], "A only under POL-16 c"),
    r("9.1", "Assign to agent", "", ACT, Page, 673, [p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), RA, p("POL-16", "Ra", "Ra")], "A only under POL-16 c; EL Ra whatever the switch"),
    r("9.1", "Assign to agent", "", PEND, Inferred, 673, [p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), p("POL-16", "Ra", "Ra"), RA, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!; under POL-16 c it is a transfer, hence Rp (SUP-XFER-15)"),
    r("9.1", "Assign to agent", "", WAIT, Page, 674, [RX, p("POL-16", "Rs", "A->Act?"), p("POL-16", "Rs", "A->Act?"), RX, RX, RX], "no consultant added; target state by ST-04 (POL-16b a). DOUBT: Ck when the target is the last agent is not said here"),
    r("9.1", "Assign to agent", "", WRAP, Page, 675, [RS, RS, RS, RS, RX, RX], ""),
    r("9.1", "Assign to agent", "", CLOSED, Page, 675, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Assign to queue", "", OPEN, Page, 676, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RX, p("POL-13", "Rc", "A->Open")], "other queue (Cq), same type (Ct); stays Open there"),
    r("9.1", "Assign to queue", "target queue without members", OPEN, Page, 676, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, p("POL-13", "Rc", "A->Open")], "ST-73, SUP-ASSIGN-19: records stay Open"),
    r("9.1", "Assign to queue", "", ACTQ, Page, 677, [RA, RA, RA, RA, RX, RX], ""),
    r("9.1", "Assign to queue", "", ACT, Page, 678, [RA, RA, RA, RA, RA, RA], ""),
    r("9.1", "Assign to queue", "", PEND, Inferred, 678, [RA, RA, RA, RA, RA, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.1", "Assign to queue", "", WAIT, Page, 679, [RX, p("POL-16", "Rs", "A->Open"), p("POL-16", "Rs", "A->Open"), RX, RX, RX], "-> Open in the target queue (ST-75)"),
    r("9.1", "Assign to queue", "target queue without members", WAIT, Inferred, 679, [RX, p("POL-16", "Rs", "A->Closed"), p("POL-16", "Rs", "A->Closed"), RX, RX, RX], "SUP-ASSIGN-19 with ST-75; the row itself says only Open"),
    r("9.1", "Assign to queue", "", WRAP, Page, 680, [RS, RS, RS, RS, RX, RX], ""),
    r("9.1", "Assign to queue", "", CLOSED, Page, 680, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Transfer to agent", "", OPEN, Page, 681, [p("POL-19", "Ru", "Ru"), p("POL-19", "Ru", "Ru"), p("POL-19", "Ru", "Ru"), p("POL-19", "Ru", "Ru"), RX, p("POL-19", "Ru", "Ru")], "POL-19 b on calls also needs POL-18 b, on records POL-60 b"),
    r("9.1", "Transfer to agent", "", ACTQ, Page, 682, [RP, RP, RP, RP, RX, RX], "a pending transfer under POL-03 a is this row"),
    r("9.1", "Transfer to agent", "", ACT, Page, 683, [TO_ACTQ, TO_ACTQ, TO_ACTQ, p("POL-18", "Rc", "A->Act?"), RE, p("POL-60", "Rc", "A->Act!")], "same queue (Cm), allowed presence (Cp, no override here), not the primary (Ck), target human (Cb); primary is a bot: Rb (9.4). The cell prints plain A; target Act? by POL-03 a, records Act! by DIST-24"),
    r("9.1", "Transfer to agent", "", PEND, Page, 684, [RP, RP, RP, RP, RE, RX], "state of a pending transfer under POL-03 b; VO prints Rp without a switch"),
    r("9.1", "Transfer to agent", "", WAIT, Page, 685, [RX, TO_ACTQ, TO_ACTQ, RX, RX, RX], "-> Act? of the target; no consultant added; not the last agent (Ck)"),
    r("9.1", "Transfer to agent", "", WRAP, Page, 686, [RS, RS, RS, RS, RX, RX], ""),
    r("9.1", "Transfer to agent", "", CLOSED, Page, 686, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Transfer to queue", "", ACT, Page, 687, [p("POL-17", "Rn", "A->Open"), p("POL-17", "Rn", "A->Open"), p("POL-17", "Rn", "A->Open"), p("POL-17", "Rn", "A->Open"), RE, p("POL-17", "Rn", "A->Open")], "other queue (Cq), same type (Ct); calls also need POL-18 b, records POL-60 b. DOUBT: with POL-17 b and POL-18 a (or POL-60 a) the code is not said; Rc by the row above"),
    r("9.1", "Transfer to queue", "target queue without members", ACT, Page, 687, [p("POL-17", "Rn", "A->Closed"), p("POL-17", "Rn", "A->Closed"), p("POL-17", "Rn", "A->Closed"), p("POL-17", "Rn", "A->Closed"), RE, p("POL-17", "Rn", "A->Open")], "empty queue -> Closed, not records"),
    r("9.1", "Transfer to queue", "", PEND, Inferred, 687, [RP, RP, RP, RP, RE, RX], "only under POL-03 b; Rp by SUP-XFER-15. DOUBT: Rn under POL-17 a (line 687) or Rs (head clause) can be read as well; Act? prints Rp under either preset, so Rp"),
    r("9.1", "Transfer to queue", "", WAIT, Page, 688, [RX, p("POL-17", "Rn", "A->Open"), p("POL-17", "Rn", "A->Open"), RX, RX, RX], "-> Open there (ST-75)"),
    r("9.1", "Transfer to queue", "target queue without members", WAIT, Inferred, 688, [RX, p("POL-17", "Rn", "A->Closed"), p("POL-17", "Rn", "A->Closed"), RX, RX, RX], "line 687 says it for Act!; ST-75 then DIST-09"),
    r("9.1", "Transfer to queue", "", OPEN, Page, 689, [RU, RU, RU, RU, RX, RU], "Ru also under POL-17 a"),
    r("9.1", "Transfer to queue", "", ACTQ, Page, 689, [RP, RP, RP, RP, RX, RX], "Rp also under POL-17 a"),
    r("9.1", "Transfer to queue", "", WRAP, Page, 689, [RS, RS, RS, RS, RX, RX], ""),
    r("9.1", "Transfer to queue", "", CLOSED, Page, 689, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Force close", "", OPEN, Page, 690, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, p("POL-20", "Rc", "A->Closed")], "-> Closed in every allowed cell"),
    r("9.1", "Force close", "", ACTQ, Page, 691, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, RX], "offer withdrawn, no decline"),
    r("9.1", "Force close", "", ACT, Page, 692, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, p("POL-20", "Rc", "A->Closed")], "EL: call leg ends too; bot as primary: A"),
    r("9.1", "Force close", "", PEND, Inferred, 692, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!; offer withdrawn (SUP-FC-11)"),
    r("9.1", "Force close", "", WAIT, Page, 693, [RX, TO_CLOSED, TO_CLOSED, RX, RX, RX], ""),
    r("9.1", "Force close", "", WRAP, Page, 694, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, RX], ""),
    r("9.1", "Force close", "", CLOSED, Page, 695, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Broadcast message", "", OPEN, Page, 696, [RC, p("POL-61", "Rn", "A->Waiting"), RC, RC, RX, RC], "<= 1,000 items, <= 1,000 characters; offered for Open persistent chats only"),
    r("9.1", "Broadcast message", "", ACTQ, Page, 697, [RC, p("POL-61", "Rn", "Rs"), RC, RC, RC, RC], "no message is sent. DOUBT: EL and RE have no Act?; Rc printed, Rx by the order of answers"),
    r("9.1", "Broadcast message", "", ACT, Page, 697, [RC, p("POL-61", "Rn", "Rs"), RC, RC, RC, RC], "no message is sent"),
    r("9.1", "Broadcast message", "", PEND, Page, 697, [RC, p("POL-61", "Rn", "Rs"), RC, RC, RC, RC], "no message is sent; only under POL-03 b; \"any other but Closed\" covers it"),
    r("9.1", "Broadcast message", "", WAIT, Page, 697, [RC, p("POL-61", "Rn", "Rs"), RC, RC, RC, RC], "no message is sent. DOUBT: only PC and AS have Waiting; Rc printed, Rx by the order of answers"),
    r("9.1", "Broadcast message", "", WRAP, Page, 697, [RC, p("POL-61", "Rn", "Rs"), RC, RC, RC, RC], "no message is sent. DOUBT: EL and RE have no Wrap-up; Rc printed, Rx by the order of answers"),
    r("9.1", "Broadcast message", "", CLOSED, Head, 654, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Release record", "", ACT, Page, 698, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "A->Open")], "same queue, redistributed"),
    r("9.1", "Release record", "", OPEN, Page, 699, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Ru")], "DOUBT: EL has no Open; Rc printed (Broadcast prints Rx in the like place)"),
    r("9.1", "Release record", "", ACTQ, Page, 699, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Ru")], "DOUBT: RE has no such state; [Rn/Ru] printed, Rx by the order of answers"),
    r("9.1", "Release record", "", PEND, Page, 699, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Ru")], "only under POL-03 b; DOUBT: RE has no such state; [Rn/Ru] printed, Rx by the order of answers"),
    r("9.1", "Release record", "", WAIT, Page, 699, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Ru")], "DOUBT: RE has no such state; [Rn/Ru] printed, Rx by the order of answers"),
    r("9.1", "Release record", "", WRAP, Page, 699, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Ru")], "DOUBT: RE has no such state; [Rn/Ru] printed, Rx by the order of answers"),
    r("9.1", "Release record", "", CLOSED, Head, 654, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
    r("9.1", "Remove record", "", OPEN, Page, 700, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "A->Closed")], "ST-37, ST-49"),
    r("9.1", "Remove record", "", ACT, Page, 700, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "A->Closed")], "ST-37, ST-49"),
    r("9.1", "Remove record", "", ACTQ, Page, 700, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Rx")], "DOUBT: RE has no such state; [Rn/A -> Closed] printed, the A gives way to Rx (order of answers)"),
    r("9.1", "Remove record", "", PEND, Page, 700, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Rx")], "only under POL-03 b; DOUBT: RE has no such state; [Rn/A -> Closed] printed, the A gives way to Rx (order of answers)"),
    r("9.1", "Remove record", "", WAIT, Page, 700, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Rx")], "DOUBT: RE has no such state; [Rn/A -> Closed] printed, the A gives way to Rx (order of answers)"),
    r("9.1", "Remove record", "", WRAP, Page, 700, [RC, RC, RC, RC, RC, p("POL-61", "Rn", "Rx")], "DOUBT: RE has no such state; [Rn/A -> Closed] printed, the A gives way to Rx (order of answers)"),
    r("9.1", "Remove record", "", CLOSED, Head, 654, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
];

/// 9.2, agent operations, by the right actor (the primary; Act?: the offered agent; Waiting: the last agent).
#[rustfmt::skip]
pub(crate) const AGENT: &[Row] = &[
    r("9.2", "Pick", "pick stream", OPEN, Page, 706, [TO_ACTQ, TO_ACTQ, TO_ACTQ, RN, RX, TO_ACT], "member of the queue (Cm); may exceed capacity; result POL-62 a (Act?), records Act!"),
    r("9.2", "Pick", "pick stream, picker without permission on the record", OPEN, Page, 671, [TO_ACTQ, TO_ACTQ, TO_ACTQ, RN, RX, TO_CLOSED], "line 671: \"(ST-38, also when picked)\"; the variant matters for RE only"),
    r("9.2", "Pick", "push stream", OPEN, Page, 707, [p("POL-49", "A->Act?", "Rn"), p("POL-49", "A->Act?", "Rn"), p("POL-49", "A->Act?", "Rn"), p("POL-49", "A->Act?", "Rn"), RX, p("POL-49", "A->Act!", "Rn")], "work-stream flag off (the default)"),
    r("9.2", "Pick", "push stream, picker without permission on the record", OPEN, Page, 671, [p("POL-49", "A->Act?", "Rn"), p("POL-49", "A->Act?", "Rn"), p("POL-49", "A->Act?", "Rn"), p("POL-49", "A->Act?", "Rn"), RX, p("POL-49", "A->Closed", "Rn")], "line 671 with line 707; the variant matters for RE only"),
    r("9.2", "Pick", "push stream, work-stream flag on", OPEN, Page, 707, [p("POL-49", "A->Act?", "A->Act?"), p("POL-49", "A->Act?", "A->Act?"), p("POL-49", "A->Act?", "A->Act?"), p("POL-49", "A->Act?", "A->Act?"), RX, p("POL-49", "A->Act!", "A->Act!")], "\"A under POL-49 a too when the work-stream flag is on\""),
    r("9.2", "Pick", "", ACTQ, Page, 708, [RA, RA, RA, RA, RA, RA], "also for the offered agent, no Ro for Pick. DOUBT: EL and RE have no Act?; Ra printed (Accept prints Rx in the like place)"),
    r("9.2", "Pick", "", ACT, Page, 708, [RA, RA, RA, RA, RA, RA], ""),
    r("9.2", "Pick", "", PEND, Inferred, 708, [RA, RA, RA, RA, RA, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.2", "Pick", "", WAIT, Page, 709, [RX, RS, RS, RX, RX, RX], "the last agent uses Reopen"),
    r("9.2", "Pick", "", WRAP, Page, 709, [RS, RS, RS, RS, RX, RX], ""),
    r("9.2", "Pick", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Accept", "", ACTQ, Page, 710, [TO_ACT, TO_ACT, TO_ACT, TO_ACT, RX, RX], "only the offered agent (else Ro), before time-out"),
    r("9.2", "Accept", "", OPEN, Page, 711, [RS, RS, RS, RS, RS, RS], "DOUBT: nobody is primary in Open, so line 654 (Ru, then Ro, \"before the cell\") can be read to answer Ru; Rs printed. EL has no Open: Rs printed"),
    r("9.2", "Accept", "", ACT, Page, 711, [RS, RS, RS, RS, RS, RS], "by the primary; anybody else Ro"),
    r("9.2", "Accept", "", PEND, Inferred, 711, [TO_ACT, TO_ACT, TO_ACT, TO_ACT, QQ, RX], "only under POL-03 b, by the offered agent: roles swap on accept; by the first agent Ro (\"only the offered agent\"). The row \"any other but Closed\" cannot mean this one. EL (raised while pending): not said"),
    r("9.2", "Accept", "", WAIT, Page, 711, [RS, RS, RS, RS, RS, RS], "by the last agent. DOUBT: only PC and AS have Waiting; Rs printed, Rx by the order of answers"),
    r("9.2", "Accept", "", WRAP, Page, 711, [RS, RS, RS, RS, RS, RS], "by the primary. DOUBT: EL and RE have no Wrap-up; Rs printed"),
    r("9.2", "Accept", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Reject", "", ACTQ, Page, 712, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RX, RX], "only the offered agent (else Ro); an ordinary, picked or supervisor-assign offer, auto-assign off"),
    r("9.2", "Reject", "auto-assign on", ACTQ, Page, 712, [RN, RN, RN, RN, RX, RX], "\"Rn when auto-assign is on\". DOUBT: for transfer offers too? The ranking of line 755 is for time-outs only"),
    r("9.2", "Reject", "of a supervisor transfer", ACTQ, Page, 712, [p("POL-01", "A->Open", "A->Open"), p("POL-01", "A->Open", "A->Open"), p("POL-01", "A->Open", "A->Open"), p("POL-01", "A->Open", "A->Open"), RX, RX], "POL-01 a under both presets"),
    r("9.2", "Reject", "of an agent transfer", ACTQ, Page, 712, [p("POL-53", "A->Open", "A->Open"), p("POL-53", "A->Open", "A->Open"), p("POL-53", "A->Open", "A->Open"), p("POL-53", "A->Open", "A->Open"), RX, RX], "POL-53 a: as POL-01"),
    r("9.2", "Reject", "of a supervisor transfer", PEND, Inferred, 712, [QQ, QQ, QQ, QQ, QQ, RX], "only under POL-03 b, which excludes POL-01 a: b and c end in Act! (of the first, of the second), d stays pending"),
    r("9.2", "Reject", "", OPEN, Head, 654, H_OPEN, "nobody is offered anything in Open"),
    r("9.2", "Reject", "", ACT, Head, 654, H_ACT, ""),
    r("9.2", "Reject", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Reject", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.2", "Reject", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "End", "", ACT, Page, 713, [TO_WRAPUP, TO_WRAPUP, TO_WRAPUP, TO_WRAPUP, TO_WRAPUP, RC], "primary only (Ro); EL: ends chat and leg; RE: resolve instead"),
    r("9.2", "End", "", PEND, Page, 713, [TO_WRAPUP, TO_WRAPUP, TO_WRAPUP, TO_WRAPUP, TO_WRAPUP, RX], "\"a pending offer under POL-03 b is withdrawn\""),
    r("9.2", "End", "", WRAP, Page, 714, [RS, RS, RS, RS, RX, RX], "already ended"),
    r("9.2", "End", "", OPEN, Head, 654, H_OPEN, "RE Ru although End is Rc on RE in Act!: no row, so the head clause"),
    r("9.2", "End", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "End", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "End", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Close session (X)", "record inactive", ACT, Page, 715, [TO_OPEN, TO_WAITING, TO_WAITING, p("POL-22", "A->Open", "A->Open"), TO_OPEN, p("POL-66", "A->Closed", "A->Closed")], "primary only; live chat Open, persistent and async Waiting; EL: leg ends; the variant matters for RE only"),
    r("9.2", "Close session (X)", "record active", ACT, Page, 715, [TO_OPEN, TO_WAITING, TO_WAITING, p("POL-22", "A->Open", "A->Open"), TO_OPEN, UN], "primary only; live chat Open, persistent and async Waiting; EL: leg ends; the variant matters for RE only. DOUBT: RE \"else no change [A] (POL-66)\": Unchanged (as \"no effect\") rather than Done"),
    r("9.2", "Close session (X)", "", PEND, Inferred, 715, [TO_OPEN, TO_WAITING, TO_WAITING, p("POL-22", "A->Open", "A->Open"), TO_OPEN, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!; what becomes of the offer is said for End only"),
    r("9.2", "Close session (X)", "", WRAP, Page, 716, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, RX], "disposition code if required. DOUBT: no code is named for its lack"),
    r("9.2", "Close session (X)", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.2", "Close session (X)", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "Close session (X)", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Close session (X)", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Release to queue", "", ACT, Page, 717, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RE, TO_OPEN], "primary only"),
    r("9.2", "Release to queue", "", PEND, Inferred, 717, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RE, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.2", "Release to queue", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.2", "Release to queue", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "Release to queue", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Release to queue", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.2", "Release to queue", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Reopen own", "", WAIT, Page, 718, [RX, TO_ACT, TO_ACT, RX, RX, RX], "last agent (else Ro); may exceed capacity"),
    r("9.2", "Reopen own", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.2", "Reopen own", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "Reopen own", "", ACT, Head, 654, H_ACT, ""),
    r("9.2", "Reopen own", "", PEND, Inferred, 654, H_PEND, "only under POL-03 b; as Act!"),
    r("9.2", "Reopen own", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.2", "Reopen own", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Transfer to agent", "", ACT, Page, 719, [TO_ACTQ, TO_ACTQ, TO_ACTQ, TO_ACTQ, p("POL-52", "A->Act?", "A->Act?"), TO_ACT], "setting on, or consult running (else Cd); target not DND/Away/Offline (Cp) and not a bot (Cb). The cell prints plain A; Act? by line 743, records Act! by DIST-24. DOUBT: EL is offered like the rest (line 743), and in Act? it is LC (line 653: leaving Act! ends the leg); the profile goes to whoever accepts (POL-52 a)"),
    r("9.2", "Transfer to agent", "", PEND, Page, 719, [RP, RP, RP, RP, RP, RX], "\"with a transfer pending: Rp\". DOUBT: EL could be read Re as at line 684"),
    r("9.2", "Transfer to agent", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.2", "Transfer to agent", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "Transfer to agent", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Transfer to agent", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.2", "Transfer to agent", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Transfer to queue", "", ACT, Page, 720, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RE, TO_OPEN], "queue open (Ch) and same type (Ct)"),
    r("9.2", "Transfer to queue", "target queue without members", ACT, Page, 720, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RE, TO_OPEN], "empty queue -> Closed (not records)"),
    r("9.2", "Transfer to queue", "", PEND, Inferred, 720, [RP, RP, RP, RP, RE, RX], "only under POL-03 b; SUP-XFER-15: \"a transfer, by supervisor or agent\""),
    r("9.2", "Transfer to queue", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.2", "Transfer to queue", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "Transfer to queue", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Transfer to queue", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.2", "Transfer to queue", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Consult", "", ACT, Page, 721, [A, A, A, A, A, RC], "primary only"),
    r("9.2", "Consult", "", PEND, Inferred, 721, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.2", "Consult", "", OPEN, Head, 654, H_OPEN, "RE Ru by the head clause"),
    r("9.2", "Consult", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.2", "Consult", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Consult", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.2", "Consult", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
    r("9.2", "Move to waiting", "", ACT, Page, 722, [RX, TO_WAITING, TO_WAITING, RX, RX, RX], "Rx printed although Act! exists: the target state does not (ST-43)"),
    r("9.2", "Move to waiting", "", PEND, Inferred, 722, [RX, TO_WAITING, TO_WAITING, RX, RX, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.2", "Move to waiting", "", OPEN, Head, 654, H_OPEN, "DOUBT: LC, VO, RE Ru by the head clause, although the operation is Rx there in Act!"),
    r("9.2", "Move to waiting", "", ACTQ, Head, 654, H_ACTQ, "DOUBT: LC, VO as for Open"),
    r("9.2", "Move to waiting", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.2", "Move to waiting", "", WRAP, Head, 654, H_WRAP, "DOUBT: LC, VO as for Open"),
    r("9.2", "Move to waiting", "", CLOSED, Page, 723, H_CLOSED, "\"Any | Closed\""),
];

/// Any agent operation but Pick, by somebody else than the primary (Act?: the offered agent; Waiting: the last agent):
/// `Ro` after `Rz`, `Rx`, `Ru` and before the cell (line 654). Holds for every entry of [`AGENT_OPERATIONS`] but Pick.
/// Not for Accept and Reject by the offered agent under POL-03 b, nor for a consultation's own participants (line 780).
#[rustfmt::skip]
pub(crate) const NOT_PRIMARY: &[Row] = &[
    r("9.2", "Any agent operation but Pick", "by somebody else", OPEN, Head, 654, [RU, RU, RU, RU, RX, RU], "nobody is primary. DOUBT: Accept prints Rs in Open (line 711)"),
    r("9.2", "Any agent operation but Pick", "by somebody else", ACTQ, Head, 654, [RO, RO, RO, RO, RX, RX], "somebody else than the offered agent"),
    r("9.2", "Any agent operation but Pick", "by somebody else", ACT, Head, 654, [RO, RO, RO, RO, RO, RO], "before the cell, so also where the cell is Rc or Re. DOUBT: Move to waiting prints Rx in Act! on LC, VO, EL, RE, and \"Ro after Rz, Rx\" can be read to let that Rx answer first"),
    r("9.2", "Any agent operation but Pick", "by somebody else", PEND, Head, 654, [RO, RO, RO, RO, RO, RX], "only under POL-03 b"),
    r("9.2", "Any agent operation but Pick", "by somebody else", WAIT, Head, 654, [RX, RO, RO, RX, RX, RX], "somebody else than the last agent"),
    r("9.2", "Any agent operation but Pick", "by somebody else", WRAP, Head, 654, [RO, RO, RO, RO, RX, RX], ""),
    r("9.2", "Any agent operation but Pick", "by somebody else", CLOSED, Head, 654, [RZ, RZ, RZ, RZ, RZ, RZ], ""),
];

/// 9.3, customer and system. `New` is "new conversation" (voice: "new call").
#[rustfmt::skip]
pub(crate) const CUSTOMER_AND_SYSTEM: &[Row] = &[
    r("9.3", "Customer ends", "", OPEN, Page, 729, [TO_CLOSED, RC, p("POL-23", "Rc", "Rc"), p("POL-43", "A->Closed", "A->Closed"), RX, NO], ""),
    r("9.3", "Customer ends", "", ACTQ, Page, 729, [TO_CLOSED, RC, p("POL-23", "Rc", "Rc"), p("POL-43", "A->Closed", "A->Closed"), RX, NO], "Act?: also a pending supervisor transfer under POL-03 a, then not an abandon (line 755)"),
    r("9.3", "Customer ends", "", ACT, Page, 730, [TO_WRAPUP, RC, p("POL-23", "Rc", "Rc"), TO_WRAPUP, TO_WRAPUP, NO], "EL: leg ends"),
    r("9.3", "Customer ends", "", PEND, Page, 755, [TO_WRAPUP, RC, p("POL-23", "Rc", "Rc"), TO_WRAPUP, TO_WRAPUP, NO], "\"under POL-03 b as Act! (-> Wrap-up of the first agent, offer withdrawn)\""),
    r("9.3", "Customer ends", "", WAIT, Page, 731, [RX, RC, p("POL-23", "Rc", "Rc"), RX, RX, NO], "POL-23 b names Open, Act?, Act! only"),
    r("9.3", "Customer ends", "", WRAP, Page, 731, [UN, RC, p("POL-23", "Rc", "Rc"), UN, RX, NO], ""),
    r("9.3", "Customer ends", "", CLOSED, Head, 654, [UN, UN, UN, UN, UN, NO], "DOUBT: Unchanged by the letter of line 654; the PC and AS Rc of the other rows, and Rz, can be read as well"),
    r("9.3", "Customer hangs up the call leg", "", ACT, Page, 732, [NO, NO, NO, NO, TO_ACT, NO], "leg ends, chat stays Act! (becomes LC)"),
    r("9.3", "Customer hangs up the call leg", "", PEND, Inferred, 732, [NO, NO, NO, NO, DONE, NO], "only under POL-03 b; the chat stays as it is, the offer stays pending"),
    r("9.3", "Customer hangs up the call leg", "", OPEN, Head, 654, [NO, NO, NO, NO, UN, NO], "EL has no such state"),
    r("9.3", "Customer hangs up the call leg", "", ACTQ, Head, 654, [NO, NO, NO, NO, UN, NO], "EL has no such state"),
    r("9.3", "Customer hangs up the call leg", "", WAIT, Head, 654, [NO, NO, NO, NO, UN, NO], "EL has no such state"),
    r("9.3", "Customer hangs up the call leg", "", WRAP, Head, 654, [NO, NO, NO, NO, UN, NO], "EL has no such state"),
    r("9.3", "Customer hangs up the call leg", "", CLOSED, Head, 654, [NO, NO, NO, NO, UN, NO], "EL has no such state"),
    r("9.3", "Customer message", "", OPEN, Page, 733, [DONE, DONE, DONE, NO, RX, NO], "EL prints \"no transition\" for the merged row, but has no such state: Rx (order of answers, as in the next rows)"),
    r("9.3", "Customer message", "", ACTQ, Page, 733, [DONE, DONE, DONE, NO, RX, NO], "EL prints \"no transition\" for the merged row, but has no such state: Rx (order of answers, as in the next rows)"),
    r("9.3", "Customer message", "", ACT, Page, 733, [DONE, DONE, DONE, NO, DONE, NO], ""),
    r("9.3", "Customer message", "", PEND, Inferred, 733, [DONE, DONE, DONE, NO, DONE, NO], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.3", "Customer message", "affinity on, auto-assign off", WAIT, Page, 734, [RX, p("POL-24", "A->Open", "A->Open"), p("POL-24", "A->Open", "A->Open"), RX, RX, NO], "Seed (c): offered to the last agent first, whatever his capacity and presence; Current (a): ordinary order"),
    r("9.3", "Customer message", "affinity on, auto-assign on", WAIT, Page, 734, [RX, p("POL-24", "A->Act!", "A->Act!"), p("POL-24", "A->Act!", "A->Act!"), RX, RX, NO], "\"Act! if auto-assign\": Active with the last agent, under both presets. The cell does not name affinity, POL-24 a and c do"),
    r("9.3", "Customer message", "affinity off", WAIT, Inferred, 734, [RX, p("POL-24", "A->Open", "A->Open"), p("POL-24", "A->Open", "A->Open"), RX, RX, NO], "POL-24 a: \"otherwise Open in ordinary order\"; c is silent on affinity off. DOUBT: the cell read alone gives Act! whenever auto-assign is on"),
    r("9.3", "Customer message", "", WRAP, Page, 735, [RS, p("POL-41", "Done", "Done"), p("POL-41", "Done", "Done"), NO, RX, NO], "appended (POL-41 a)"),
    r("9.3", "Customer message", "", CLOSED, Page, 736, [NEW, NEW, NEW, NEW, RZ, NO], "VO: \"new call\", although a message is – on VO elsewhere"),
    r("9.3", "Disconnect limit reached", "", OPEN, Page, 737, [TO_CLOSED, UN, UN, p("POL-43", "A->Closed", "A->Closed"), RX, NO], ""),
    r("9.3", "Disconnect limit reached", "", ACTQ, Page, 737, [TO_CLOSED, UN, UN, p("POL-43", "A->Closed", "A->Closed"), RX, NO], ""),
    r("9.3", "Disconnect limit reached", "", ACT, Page, 738, [TO_WRAPUP, UN, UN, TO_WRAPUP, TO_WRAPUP, NO], "VO [I]; EL: leg ends"),
    r("9.3", "Disconnect limit reached", "", PEND, Page, 755, [TO_WRAPUP, UN, UN, TO_WRAPUP, TO_WRAPUP, NO], "\"a customer who leaves while a transfer is pending\": under POL-03 b as Act!"),
    r("9.3", "Disconnect limit reached", "", WAIT, Page, 739, [RX, UN, UN, RX, RX, NO], ""),
    r("9.3", "Disconnect limit reached", "", WRAP, Page, 739, [UN, UN, UN, UN, RX, NO], ""),
    r("9.3", "Disconnect limit reached", "", CLOSED, Head, 654, [UN, UN, UN, UN, UN, NO], ""),
    r("9.3", "Offer time-out", "auto-assign off", ACTQ, Page, 740, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RX, RX], "of two rows that fit the more specific wins: never displayed, then transfer, then auto-assign (line 755)"),
    r("9.3", "Offer time-out", "auto-assign on", ACTQ, Page, 741, [p("POL-55", "A->Act!", "A->Act!"), p("POL-55", "A->Act!", "A->Act!"), p("POL-55", "A->Act!", "A->Act!"), p("POL-55", "A->Act!", "A->Act!"), RX, RX], "of two rows that fit the more specific wins: never displayed, then transfer, then auto-assign (line 755)"),
    r("9.3", "Offer time-out", "of a supervisor transfer", ACTQ, Page, 742, [p("POL-02", "A->Open", "A->Open"), p("POL-02", "A->Open", "A->Open"), p("POL-02", "A->Open", "A->Open"), p("POL-02", "A->Open", "A->Open"), RX, RX], "of two rows that fit the more specific wins: never displayed, then transfer, then auto-assign (line 755)"),
    r("9.3", "Offer time-out", "of an agent transfer", ACTQ, Page, 743, [p("POL-53", "A->Open", "A->Open"), p("POL-53", "A->Open", "A->Open"), p("POL-53", "A->Open", "A->Open"), p("POL-53", "A->Open", "A->Open"), RX, RX], "of two rows that fit the more specific wins: never displayed, then transfer, then auto-assign (line 755)"),
    r("9.3", "Offer time-out", "never displayed", ACTQ, Page, 744, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RX, RX], "8 min after the countdown (TIM-17), at the end of the countdown nothing; of two rows that fit the more specific wins: never displayed, then transfer, then auto-assign (line 755)"),
    r("9.3", "Offer time-out", "of a supervisor transfer", PEND, Inferred, 742, [QQ, QQ, QQ, QQ, QQ, RX], "only under POL-03 b, which excludes POL-02 a and e: b and c end in Act! (of the first, of the second), d stays pending"),
    r("9.3", "Offer time-out", "", OPEN, Head, 654, [UN, UN, UN, UN, UN, UN], "a timer acts only in the state that armed it"),
    r("9.3", "Offer time-out", "", ACT, Head, 654, [UN, UN, UN, UN, UN, UN], "a timer acts only in the state that armed it"),
    r("9.3", "Offer time-out", "", WAIT, Head, 654, [UN, UN, UN, UN, UN, UN], "a timer acts only in the state that armed it"),
    r("9.3", "Offer time-out", "", WRAP, Head, 654, [UN, UN, UN, UN, UN, UN], "a timer acts only in the state that armed it"),
    r("9.3", "Offer time-out", "", CLOSED, Head, 654, [UN, UN, UN, UN, UN, UN], "a timer acts only in the state that armed it"),
    r("9.3", "Agent-loss limit reached", "", ACT, Page, 745, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, UN], "LC, PC, AS, EL 150 s, VO 30 s; EL: the leg ends at once"),
    r("9.3", "Agent-loss limit reached", "", PEND, Inferred, 745, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!; the loss of the first agent"),
    r("9.3", "Agent-loss limit reached", "", OPEN, Page, 746, [UN, UN, UN, UN, RX, UN], ""),
    r("9.3", "Agent-loss limit reached", "", ACTQ, Page, 746, [p("POL-73", "Unchanged", "Unchanged"), p("POL-73", "Unchanged", "Unchanged"), p("POL-73", "Unchanged", "Unchanged"), p("POL-73", "Unchanged", "Unchanged"), RX, RX], "\"no effect (Act?: POL-73)\" stands in the LC cell only; POL-73 itself names no channel. RE prints \"no effect\" but has no Act?: Rx"),
    r("9.3", "Agent-loss limit reached", "", WAIT, Page, 746, [RX, UN, UN, RX, RX, RX], "LC, VO, RE print \"no effect\" but have no Waiting: Rx, as at lines 731 and 739"),
    r("9.3", "Agent-loss limit reached", "", WRAP, Page, 746, [UN, UN, UN, UN, RX, RX], "RE prints \"no effect\" but has no Wrap-up: Rx"),
    r("9.3", "Agent-loss limit reached", "", CLOSED, Head, 654, [UN, UN, UN, UN, UN, UN], ""),
    r("9.3", "Time-out rule \"close\"", "", OPEN, Page, 747, [NO, TO_CLOSED, TO_CLOSED, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"close\"", "", ACTQ, Page, 747, [NO, TO_CLOSED, TO_CLOSED, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"close\"", "", ACT, Page, 747, [NO, TO_CLOSED, TO_CLOSED, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"close\"", "", WAIT, Page, 747, [NO, TO_CLOSED, TO_CLOSED, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"close\"", "", PEND, Inferred, 747, [NO, TO_CLOSED, TO_CLOSED, NO, NO, NO], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.3", "Time-out rule \"close\"", "", WRAP, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"close\"", "", CLOSED, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"to waiting\"", "", ACT, Page, 748, [NO, TO_WAITING, TO_WAITING, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"to waiting\"", "", PEND, Inferred, 748, [NO, TO_WAITING, TO_WAITING, NO, NO, NO], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.3", "Time-out rule \"to waiting\"", "", OPEN, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"to waiting\"", "", ACTQ, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"to waiting\"", "", WAIT, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"to waiting\"", "", WRAP, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"to waiting\"", "", CLOSED, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"release\"", "", ACT, Page, 749, [NO, TO_OPEN, TO_OPEN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"release\"", "", PEND, Inferred, 749, [NO, TO_OPEN, TO_OPEN, NO, NO, NO], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.3", "Time-out rule \"release\"", "", OPEN, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"release\"", "", ACTQ, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"release\"", "", WAIT, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"release\"", "", WRAP, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Time-out rule \"release\"", "", CLOSED, Head, 654, [NO, UN, UN, NO, NO, NO], ""),
    r("9.3", "Target queue has no members", "", OPEN, Page, 750, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, NO, TO_OPEN], "RE stays queued; routed, escalated or assigned there (ST-73)"),
    r("9.3", "Target queue has no members", "being transferred", ACT, Page, 750, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, NO, TO_OPEN], "ST-28"),
    r("9.3", "Target queue has no members", "not being transferred", ACT, Head, 654, [UN, UN, UN, UN, NO, UN], ""),
    r("9.3", "Target queue has no members", "", PEND, Inferred, 654, [UN, UN, UN, UN, NO, UN], "a transfer to a queue answers Rp there, so nothing is being transferred to one"),
    r("9.3", "Target queue has no members", "", ACTQ, Head, 654, [UN, UN, UN, UN, NO, UN], ""),
    r("9.3", "Target queue has no members", "", WAIT, Head, 654, [UN, UN, UN, UN, NO, UN], "DOUBT: Waiting moved to an empty queue under POL-16 b or POL-17 b has no row; see the variants of these two operations"),
    r("9.3", "Target queue has no members", "", WRAP, Head, 654, [UN, UN, UN, UN, NO, UN], ""),
    r("9.3", "Target queue has no members", "", CLOSED, Head, 654, [UN, UN, UN, UN, NO, UN], ""),
    r("9.3", "Record removed", "", OPEN, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record removed", "", ACT, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record removed", "", ACTQ, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record removed", "", WAIT, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record removed", "", WRAP, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record removed", "", CLOSED, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record removed", "", PEND, Head, 654, [NO, NO, NO, NO, NO, UN], "RE has no such state"),
    r("9.3", "Record deleted", "", OPEN, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record deleted", "", ACT, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record deleted", "", ACTQ, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deleted", "", WAIT, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deleted", "", WRAP, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deleted", "", CLOSED, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deleted", "", PEND, Head, 654, [NO, NO, NO, NO, NO, UN], "RE has no such state"),
    r("9.3", "Record deactivated", "", OPEN, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record deactivated", "", ACT, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record deactivated", "", ACTQ, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deactivated", "", WAIT, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deactivated", "", WRAP, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deactivated", "", CLOSED, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record deactivated", "", PEND, Head, 654, [NO, NO, NO, NO, NO, UN], "RE has no such state"),
    r("9.3", "Record moved to a basic queue", "", OPEN, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record moved to a basic queue", "", ACT, Page, 751, [NO, NO, NO, NO, NO, TO_CLOSED], ""),
    r("9.3", "Record moved to a basic queue", "", ACTQ, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to a basic queue", "", WAIT, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to a basic queue", "", WRAP, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to a basic queue", "", CLOSED, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to a basic queue", "", PEND, Head, 654, [NO, NO, NO, NO, NO, UN], "RE has no such state"),
    r("9.3", "Record moved to another advanced queue", "", OPEN, Page, 752, [NO, NO, NO, NO, NO, TO_OPEN], ""),
    r("9.3", "Record moved to another advanced queue", "", ACT, Page, 752, [NO, NO, NO, NO, NO, TO_OPEN], ""),
    r("9.3", "Record moved to another advanced queue", "", ACTQ, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to another advanced queue", "", WAIT, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to another advanced queue", "", WRAP, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to another advanced queue", "", CLOSED, Head, 654, [NO, NO, NO, NO, NO, UN], ""),
    r("9.3", "Record moved to another advanced queue", "", PEND, Head, 654, [NO, NO, NO, NO, NO, UN], "RE has no such state"),
    r("9.3", "Auto-close tick", "past the limit", OPEN, Page, 753, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, UN], "limits in AUTO_CLOSE; EL has no Open"),
    r("9.3", "Auto-close tick", "past the limit", ACTQ, Page, 753, [UN, UN, TO_CLOSED, TO_WRAPUP, RX, UN], "section 1.4 says \"Active\", which includes Act? (VOC-05). DOUBT: VO Act? -> Wrap-up of an agent who never accepted; RE never"),
    r("9.3", "Auto-close tick", "past the limit", ACT, Page, 753, [UN, UN, TO_CLOSED, TO_WRAPUP, UN, UN], "TIM-01 never, TIM-04 not listed = never [I], TIM-03 30 d, TIM-02 2 h -> Wrap-up; EL \"as LC: never\""),
    r("9.3", "Auto-close tick", "past the limit", PEND, Inferred, 753, [UN, UN, TO_CLOSED, TO_WRAPUP, UN, UN], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.3", "Auto-close tick", "past the limit", WAIT, Page, 753, [UN, TO_CLOSED, TO_CLOSED, UN, RX, UN], "LC, VO, RE: section 1.4 names no limit (\"state absent\", \"never\"), so nothing armed the timer (line 654); else the work stream's auto-close after inactivity (TIM-10; none set: POL-44 a 28 days)"),
    r("9.3", "Auto-close tick", "past the limit", WRAP, Page, 753, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, RX, UN], "LC 15 min or the larger custom block (TIM-09), others 1 d (POL-09); RE never; EL has no Wrap-up"),
    r("9.3", "Auto-close tick", "past the limit", CLOSED, Head, 654, [UN, UN, UN, UN, UN, UN], ""),
];

/// 9.5, agent operations not in 9.2, by the right actor; what is not allowed there answers by the head clauses.
///
/// DOUBT on the whole table: on a channel that can never have the operation (Hold on LC, Act!) the head clauses give `Rs`
/// by their letter, `Rc` by the meaning of the code; `Rs` is typed.
#[rustfmt::skip]
pub(crate) const AGENT_MORE: &[Row] = &[
    r("9.5", "Raise to call", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Raise to call", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Raise to call", "", ACT, Page, 776, [A, RS, RS, RS, RS, RS], "LC becomes EL (CAP-22), the state stays Act!; PC \"not offered\" by CAP-22, which Rn would fit"),
    r("9.5", "Raise to call", "", PEND, Inferred, 776, [A, RS, RS, RS, RS, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Raise to call", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Raise to call", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Raise to call", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Hang up the leg", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Hang up the leg", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Hang up the leg", "", ACT, Page, 777, [RS, RS, RS, RS, A, RS], "the chat goes on: EL becomes LC, Act!"),
    r("9.5", "Hang up the leg", "", PEND, Inferred, 777, [RS, RS, RS, RS, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Hang up the leg", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Hang up the leg", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Hang up the leg", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Hold", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Hold", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Hold", "", ACT, Page, 778, [RS, RS, RS, A, RS, RS], "primary"),
    r("9.5", "Hold", "", PEND, Inferred, 778, [RS, RS, RS, A, RS, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Hold", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Hold", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Hold", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Resume", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Resume", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Resume", "", ACT, Page, 778, [RS, RS, RS, A, RS, RS], "primary"),
    r("9.5", "Resume", "", PEND, Inferred, 778, [RS, RS, RS, A, RS, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Resume", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Resume", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Resume", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Rejoin", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Rejoin", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Rejoin", "", ACT, Page, 779, [A, A, A, A, RS, RS], "after a loss, before the limit of ST-61 (ST-63). DOUBT: without a loss no code is named"),
    r("9.5", "Rejoin", "", PEND, Inferred, 779, [A, A, A, A, RS, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Rejoin", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Rejoin", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Rejoin", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Consult: accept", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Consult: accept", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Consult: accept", "", ACT, Page, 780, [A, A, A, A, A, RC], "that consultation's own participants (AG-08 to AG-12). DOUBT: RE: \"Act!\" names no channel, but Consult is Rc there (line 721): Rc; Rs by the head clauses"),
    r("9.5", "Consult: accept", "", PEND, Inferred, 780, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Consult: accept", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Consult: accept", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Consult: accept", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Consult: reject", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Consult: reject", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Consult: reject", "", ACT, Page, 780, [A, A, A, A, A, RC], "that consultation's own participants (AG-08 to AG-12). DOUBT: RE: \"Act!\" names no channel, but Consult is Rc there (line 721): Rc; Rs by the head clauses"),
    r("9.5", "Consult: reject", "", PEND, Inferred, 780, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Consult: reject", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Consult: reject", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Consult: reject", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Consult: leave", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Consult: leave", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Consult: leave", "", ACT, Page, 780, [A, A, A, A, A, RC], "that consultation's own participants (AG-08 to AG-12). DOUBT: RE: \"Act!\" names no channel, but Consult is Rc there (line 721): Rc; Rs by the head clauses"),
    r("9.5", "Consult: leave", "", PEND, Inferred, 780, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Consult: leave", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Consult: leave", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Consult: leave", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Consult: end", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Consult: end", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Consult: end", "", ACT, Page, 780, [A, A, A, A, A, RC], "by the primary; that consultation's own participants (AG-08 to AG-12). DOUBT: RE: \"Act!\" names no channel, but Consult is Rc there (line 721): Rc; Rs by the head clauses"),
    r("9.5", "Consult: end", "", PEND, Inferred, 780, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Consult: end", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Consult: end", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Consult: end", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Consult: promote", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Consult: promote", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Consult: promote", "", ACT, Page, 780, [A, A, A, A, A, RC], "by the primary. The cell prints Act! without a channel, as for the other consult operations. DOUBT: ST-24 (line 142) says \"consult promotion and transfer outside: VO only\" and AG-12, which the cell names, speaks of voice. RE as the other consult operations"),
    r("9.5", "Consult: promote", "", PEND, Inferred, 780, [RS, RS, RS, RP, RS, RX], "only under POL-03 b; ST-24 counts promotion among the transfers, for VO only, and a transfer while another is pending: Rp (SUP-XFER-15)"),
    r("9.5", "Consult: promote", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Consult: promote", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Consult: promote", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Add consultant to customer", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Add consultant to customer", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Add consultant to customer", "", ACT, Page, 781, [A, A, A, A, A, RC], "primary (AG-08). DOUBT: RE as the consult operations"),
    r("9.5", "Add consultant to customer", "", PEND, Inferred, 781, [A, A, A, A, A, RX], "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Add consultant to customer", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Add consultant to customer", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Add consultant to customer", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Transfer outside", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Transfer outside", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Transfer outside", "", ACT, Page, 782, [RS, RS, RS, A, RS, RS], "AG-13: stays Active with the outsider as primary"),
    r("9.5", "Transfer outside", "", PEND, Inferred, 782, [RS, RS, RS, RP, RS, RX], "only under POL-03 b; a transfer while another is pending: Rp (SUP-XFER-15)"),
    r("9.5", "Transfer outside", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Transfer outside", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Transfer outside", "", CLOSED, Head, 654, H_CLOSED, ""),
    r("9.5", "Resolve record", "", OPEN, Head, 654, H_OPEN, ""),
    r("9.5", "Resolve record", "", ACTQ, Head, 654, H_ACTQ, ""),
    r("9.5", "Resolve record", "", ACT, Page, 783, [RS, RS, RS, RS, RS, A], "primary (ST-25); POL-66 a: the state stays Act! until the session is closed; POL-66 b: Closed at once"),
    r("9.5", "Resolve record", "", PEND, Inferred, 783, H_PEND, "only under POL-03 b; as Act!, since POL-03 b keeps the state Act!"),
    r("9.5", "Resolve record", "", WAIT, Head, 654, H_WAIT, ""),
    r("9.5", "Resolve record", "", WRAP, Head, 654, H_WRAP, ""),
    r("9.5", "Resolve record", "", CLOSED, Head, 654, H_CLOSED, ""),
];

const fn b(
    actor: &'static str,
    operation: &'static str,
    variant: &'static str,
    source: Source,
    line: u16,
    cells: [Cell; 5],
    note: &'static str,
) -> BotRow {
    BotRow { actor, operation, variant, source, line, cells, note }
}

/// 9.4, a bot as primary: LC PC AS VO RE.
#[rustfmt::skip]
pub(crate) const BOT: &[BotRow] = &[
    b("supervisor", "Monitor", "", Page, 761, [p("POL-54", "A", "Rb"), p("POL-54", "A", "Rb"), p("POL-54", "A", "Rb"), p("POL-54", "A", "Rb"), NO], ""),
    b("supervisor", "Monitor", "already monitoring", Head, 655, [p("POL-54", "Unchanged", "Rb"), p("POL-54", "Unchanged", "Rb"), p("POL-54", "Unchanged", "Rb"), p("POL-54", "Unchanged", "Rb"), NO], "repetition"),
    b("supervisor", "Join", "", Page, 762, [RB, RB, RB, RB, NO], "whether monitoring or not"),
    b("supervisor", "Assign to agent", "", Page, 763, [RA, RA, RA, RA, NO], "no POL-16 here. DOUBT: POL-16 c from Active is \"as a transfer\", which would be Rb"),
    b("supervisor", "Assign to queue", "", Page, 763, [RA, RA, RA, RA, NO], ""),
    b("supervisor", "Transfer to agent", "", Page, 764, [RB, RB, RB, RB, NO], "SUP-XFER-04; no POL-18 here"),
    b("supervisor", "Transfer to queue", "", Page, 764, [RB, RB, RB, RB, NO], "no POL-17 here: Rb also under Seed"),
    b("supervisor", "Force close", "", Page, 765, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, NO], "SUP-FC-10, not an abandon"),
    b("supervisor", "Broadcast message", "", Inferred, 697, [RC, p("POL-61", "Rn", "Rs"), RC, RC, RC], "no row in 9.4; as Act! of 9.1"),
    b("supervisor", "Release record", "", Inferred, 698, [RC, RC, RC, RC, NO], "no row in 9.4; a bot holds no record"),
    b("supervisor", "Remove record", "", Inferred, 700, [RC, RC, RC, RC, NO], "no row in 9.4; a bot holds no record"),
    b("agent", "Pick", "", Page, 766, [RO, RO, RO, RO, NO], "DOUBT: Ro by \"Agent operations\", Ra by line 708 with \"Agent operations but Pick\" of line 654"),
    b("agent", "Accept", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Reject", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "End", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Close session (X)", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Release to queue", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Reopen own", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Transfer to agent", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Transfer to queue", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Consult", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Move to waiting", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Raise to call", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Hang up the leg", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Hold", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Resume", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Rejoin", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Consult: accept", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Consult: reject", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Consult: leave", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Consult: end", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Consult: promote", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Add consultant to customer", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Transfer outside", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("agent", "Resolve record", "", Page, 766, [RO, RO, RO, RO, NO], ""),
    b("customer", "Customer ends", "", Page, 767, [TO_CLOSED, RC, p("POL-23", "Rc", "Rc"), TO_CLOSED, NO], "ST-72; POL-23 b on a custom channel: Closed"),
    b("system", "Disconnect limit reached", "", Page, 767, [TO_CLOSED, RC, p("POL-23", "Rc", "Rc"), TO_CLOSED, NO], "ST-72. DOUBT: the merged row gives Rc on PC and AS, lines 737 to 739 give \"no effect\" there"),
    b("customer", "Customer message", "", Inferred, 733, [DONE, DONE, DONE, NO, NO], "no row in 9.4; as Act! of 9.3"),
    b("bot", "Bot ends", "", Page, 768, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, NO], "ST-39"),
    b("bot", "Bot escalates", "", Page, 769, [TO_OPEN, TO_OPEN, TO_OPEN, TO_OPEN, NO], "ST-71"),
    b("bot", "Bot escalates", "target queue without members", Inferred, 769, [TO_CLOSED, TO_CLOSED, TO_CLOSED, TO_CLOSED, NO], "ST-73 names \"escalated\""),
    b("system", "Auto-close tick", "past the limit", Page, 770, [UN, UN, TO_CLOSED, TO_CLOSED, NO], "never, never, as TIM-03 (30 d), 2 h -> Closed; TIM-02's Wrap-up needs an agent"),
];

#[expect(clippy::too_many_arguments, reason = "one line per statement of the page")]
const fn o(
    id: &'static str,
    option: &'static str,
    table: &'static str,
    operation: &'static str,
    variant: &'static str,
    state: &'static str,
    columns: &'static str,
    answer: &'static str,
    note: &'static str,
) -> OtherOption {
    OtherOption { id, option, table, operation, variant, state, columns, answer, note }
}

/// What the page (section 9 with section 8) says for options that neither preset has. Not complete by claim: only what
/// is stated; a cell that is not listed keeps its refusal.
#[rustfmt::skip]
pub(crate) const OTHER_OPTIONS: &[OtherOption] = &[
    o("POL-12", "b", "9.1", "Monitor", "", "Act!", "RE", "A", "always"),
    o("POL-59", "b", "9.1", "Join", "", "Act?", "LC PC AS VO", "A", "while monitoring, else Rs"),
    o("POL-13b", "b", "9.1", "Join", "", "Waiting", "PC AS", "A", "while monitoring, else Rs"),
    o("POL-13b", "b", "9.1", "Join", "", "WrapUp", "PC AS", "A", "while monitoring, else Rs"),
    o("POL-13b", "b", "9.1", "Join", "", "WrapUp", "LC VO", "Rs", "line 669"),
    o("POL-16b", "b", "9.1", "Assign to agent", "", "Open", "LC PC AS VO", "A->Act!", "directly in conversation"),
    o("POL-16b", "b", "9.1", "Assign to agent", "", "Waiting", "PC AS", "A->Act!", "with POL-16 b or c (ST-04)"),
    o("POL-16", "c", "9.1", "Assign to agent", "", "Act?", "LC PC AS VO", "A->Act?", "as a transfer: POL-01 to POL-05 apply; a pending transfer offer: Rp (SUP-XFER-15). DOUBT: SUP-XFER-15 says \"another transfer or offer\", which would make this cell Rp always"),
    o("POL-16", "c", "9.1", "Assign to agent", "", "Act!", "LC PC AS VO", "A->Act?", "as a transfer: POL-01 to POL-05 apply"),
    o("POL-16", "c", "9.1", "Assign to agent", "", "Act!", "RE", "A->Act!", "DIST-24. DOUBT: whether POL-13 a or POL-60 a still forbids"),
    o("POL-16", "c", "9.1", "Assign to agent", "", "Act!", "EL", "Ra", "line 673 has no switch on EL"),
    o("POL-19", "b", "9.1", "Transfer to agent", "", "Open", "LC PC AS", "A->Act?", ""),
    o("POL-19", "b", "9.1", "Transfer to agent", "", "Open", "VO", "A->Act?", "also needs POL-18 b"),
    o("POL-19", "b", "9.1", "Transfer to agent", "", "Open", "RE", "A->Act!", "also needs POL-60 b"),
    o("POL-03", "b", "9.1", "Transfer to agent", "", "Act!", "LC PC AS", "A->Act!+pending", "VO too with POL-18 b; records have no offer (DIST-24)"),
    o("POL-03", "b", "9.1", "Transfer to agent", "", "Waiting", "PC AS", "A->Act?", "from Waiting always POL-03 a"),
    o("POL-62", "b", "9.2", "Pick", "pick stream", "Open", "LC PC AS", "A->Act!", ""),
    o("POL-62", "b", "9.2", "Pick", "push stream", "Open", "LC PC AS VO", "A->Act!", "under POL-49 b, or with the work-stream flag"),
    o("POL-01", "b", "9.2", "Reject", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Act!", "from Active: back to the first agent; from Waiting (PC, AS): A->Waiting"),
    o("POL-01", "c", "9.2", "Reject", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Act!", "the second agent is in conversation"),
    o("POL-01", "d", "9.2", "Reject", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Act?", "the offer is renewed"),
    o("POL-01", "b", "9.2", "Reject", "of a supervisor transfer", "Act!+pending", "LC PC AS VO", "A->Act!", "with POL-03 b"),
    o("POL-01", "c", "9.2", "Reject", "of a supervisor transfer", "Act!+pending", "LC PC AS VO", "A->Act!", "with POL-03 b; of the second agent"),
    o("POL-01", "d", "9.2", "Reject", "of a supervisor transfer", "Act!+pending", "LC PC AS VO", "A->Act!+pending", "with POL-03 b"),
    o("POL-53", "b", "9.2", "Reject", "of an agent transfer", "Act?", "LC PC AS VO", "A->Act!", "the first agent gets it back"),
    o("POL-22", "b", "9.2", "Close session (X)", "", "Act!", "VO", "A->WrapUp", ""),
    o("POL-52", "b", "9.2", "Transfer to agent", "", "Act!", "EL", "Re", ""),
    o("POL-66", "b", "9.5", "Resolve record", "", "Act!", "RE", "A->Closed", ""),
    o("POL-23", "b", "9.3", "Customer ends", "", "Open", "AS", "A->Closed", "custom channel only; built-in channels stay Rc"),
    o("POL-23", "b", "9.3", "Customer ends", "", "Act?", "AS", "A->Closed", "custom channel only"),
    o("POL-23", "b", "9.3", "Customer ends", "", "Act!", "AS", "A->WrapUp", "custom channel only"),
    o("POL-23", "b", "9.4", "Customer ends", "", "Act!", "AS", "A->Closed", "custom channel only; ST-72"),
    o("POL-43", "b", "9.3", "Customer ends", "", "Open", "VO", "Unchanged", "\"no transition, the item waits for auto-close\": a second hang-up has no second effect"),
    o("POL-43", "b", "9.3", "Customer ends", "", "Act?", "VO", "Unchanged", "as Open"),
    o("POL-43", "b", "9.3", "Disconnect limit reached", "", "Open", "VO", "Done", "as Customer ends. DOUBT: Unchanged (\"no effect\") can be read as well"),
    o("POL-43", "b", "9.3", "Disconnect limit reached", "", "Act?", "VO", "Done", "as Open"),
    o("POL-24", "b", "9.3", "Customer message", "", "Waiting", "PC AS", "A->Open", "always, ordinary order"),
    o("POL-41", "b", "9.3", "Customer message", "", "WrapUp", "PC AS", "A->Act!", "\"reopen to Active\". DOUBT: Act? or Act! is not said"),
    o("POL-02", "b", "9.3", "Offer time-out", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Act!", "from Active: back to the first agent; from Waiting (PC, AS): A->Waiting"),
    o("POL-02", "c", "9.3", "Offer time-out", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Act!", "of the second agent"),
    o("POL-02", "d", "9.3", "Offer time-out", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Act?", "stays pending"),
    o("POL-02", "e", "9.3", "Offer time-out", "of a supervisor transfer", "Act?", "LC PC AS VO", "A->Open", "8 min later"),
    o("POL-02", "b", "9.3", "Offer time-out", "of a supervisor transfer", "Act!+pending", "LC PC AS VO", "A->Act!", "with POL-03 b"),
    o("POL-02", "c", "9.3", "Offer time-out", "of a supervisor transfer", "Act!+pending", "LC PC AS VO", "A->Act!", "with POL-03 b; of the second agent"),
    o("POL-02", "d", "9.3", "Offer time-out", "of a supervisor transfer", "Act!+pending", "LC PC AS VO", "A->Act!+pending", "with POL-03 b"),
    o("POL-53", "b", "9.3", "Offer time-out", "of an agent transfer", "Act?", "LC PC AS VO", "A->Act!", "the first agent gets it back"),
    o("POL-73", "b", "9.3", "Agent-loss limit reached", "", "Act?", "LC PC AS VO", "A->Open", "\"withdrawn at the loss limit\"; Open is implied"),
];

#[cfg(test)]
mod tests {
    use super::{
        AGENT, AGENT_MORE, AGENT_OPERATIONS, AUTO_CLOSE, BOT, BOT_COLUMNS, COLUMNS, CONDITIONS, CONDITIONS_OF,
        CUSTOMER_AND_SYSTEM, Cell, GATES, NOT_PRIMARY, ORDER_AGENT, ORDER_SUPERVISOR, OTHER_OPTIONS, REFUSALS, Row,
        STATES, SUPERVISOR, Source, TOGGLES, exists,
    };
    use std::collections::BTreeSet;

    const TABLES: [&[Row]; 5] = [SUPERVISOR, AGENT, NOT_PRIMARY, CUSTOMER_AND_SYSTEM, AGENT_MORE];

    fn known(answer: &str) -> bool {
        let states: Vec<String> = STATES.iter().map(|state| format!("A->{state}")).collect();
        matches!(answer, "A" | "Unchanged" | "Done" | "New")
            || REFUSALS.contains(&answer)
            || states.iter().any(|state| state == answer)
    }

    fn answers(cell: Cell) -> Vec<&'static str> {
        cell.seed().into_iter().chain(cell.current()).collect()
    }

    fn find(table: &[Row], operation: &str, variant: &str, state: &str, column: &str) -> Cell {
        let place = COLUMNS.iter().position(|name| *name == column).expect("a column of the page");
        table
            .iter()
            .find(|row| row.operation == operation && row.variant == variant && row.state == state)
            .expect("a row of the page")
            .cells[place]
    }

    #[test]
    fn words_are_those_of_the_vocabulary() {
        for row in TABLES.into_iter().flatten() {
            assert!(STATES.contains(&row.state), "{row:?}");
            assert!((647..=783).contains(&row.line), "{row:?}");
            for cell in row.cells {
                assert!(answers(cell).into_iter().all(known), "{row:?}");
                if let Cell::Switch { id, .. } = cell {
                    assert!(id.starts_with("POL-"), "{row:?}");
                }
            }
            if row.cells.contains(&Cell::Undefined) {
                assert_eq!((row.source, row.state), (Source::Inferred, "Act!+pending"), "{row:?}");
            }
        }
        for row in BOT {
            assert!((647..=783).contains(&row.line), "{row:?}");
            assert!(!row.actor.is_empty() && row.cells.into_iter().flat_map(answers).all(known), "{row:?}");
        }
        for option in OTHER_OPTIONS {
            assert!(known(option.answer) && STATES.contains(&option.state), "{option:?}");
            assert!(option.columns.split(' ').all(|column| COLUMNS.contains(&column)), "{option:?}");
            assert!(option.id.starts_with("POL-") && option.option.len() == 1 && option.note.is_ascii(), "{option:?}");
            assert!(["9.1", "9.2", "9.3", "9.4", "9.5"].contains(&option.table), "{option:?}");
            assert!(
                BOT.iter().any(|row| row.operation == option.operation)
                    || TABLES.into_iter().flatten().any(|row| row.table == option.table
                        && row.operation == option.operation
                        && (option.variant.is_empty() || row.variant == option.variant)
                        && row.state == option.state),
                "{option:?}"
            );
        }
        for (_, _, codes, _) in CONDITIONS_OF {
            let places: Vec<_> = codes.iter().map(|code| CONDITIONS.iter().position(|known| known == code)).collect();
            assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{codes:?}");
        }
        assert_eq!(GATES, ["Gt", "Gr", "Ga", "Gv"]);
        assert_eq!(ORDER_SUPERVISOR.len() + 1, ORDER_AGENT.len());
        for (operation, _) in TOGGLES {
            assert!(SUPERVISOR.iter().any(|row| row.operation == operation), "{operation}");
        }
    }

    #[test]
    fn rows_are_unique_and_every_state_of_every_operation_has_one() {
        let mut seen = BTreeSet::new();
        for row in TABLES.into_iter().flatten() {
            assert!(seen.insert((row.table, row.operation, row.variant, row.state)), "twice: {row:?}");
        }
        for table in TABLES {
            for row in table {
                for state in STATES {
                    assert!(
                        table.iter().any(|other| other.operation == row.operation && other.state == state),
                        "{} has no row in {state}",
                        row.operation
                    );
                }
            }
        }
        let mut seen = BTreeSet::new();
        for row in BOT {
            assert!(seen.insert((row.actor, row.operation, row.variant)), "twice: {row:?}");
        }
        for operation in AGENT_OPERATIONS {
            assert!(BOT.iter().any(|row| row.actor == "agent" && row.operation == operation), "{operation}");
            assert!(AGENT.iter().chain(AGENT_MORE).any(|row| row.operation == operation), "{operation}");
        }
    }

    #[test]
    fn a_state_that_does_not_exist_permits_nothing() {
        for row in TABLES.into_iter().flatten() {
            for (column, cell) in COLUMNS.into_iter().zip(row.cells) {
                if !exists(column, row.state) {
                    // Unchanged in 9.3 only: line 654 by its letter.
                    let allowed =
                        |answer: &str| REFUSALS.contains(&answer) || (row.table == "9.3" && answer == "Unchanged");
                    assert!(cell != Cell::Undefined && answers(cell).into_iter().all(allowed), "{column}: {row:?}");
                }
            }
            if row.state == "Closed" && row.table != "9.3" {
                assert!(row.cells.into_iter().all(|cell| cell == Cell::Always("Rz")), "{row:?}");
            }
        }
    }

    #[test]
    fn auto_close_agrees_with_its_rows() {
        for (rule, column, state, _, answer) in AUTO_CLOSE {
            if rule == "9.4" {
                continue;
            }
            let cell = find(CUSTOMER_AND_SYSTEM, "Auto-close tick", "past the limit", state, column);
            assert_eq!(cell, Cell::Always(answer), "{rule} {column} {state}");
        }
        assert_eq!(BOT_COLUMNS.len() + 1, COLUMNS.len());
    }

    #[test]
    fn scenarios_26_30_and_31_of_the_page() {
        let seed = |operation, variant, state, column| find(SUPERVISOR, operation, variant, state, column).seed();
        let monitor: Vec<_> = [
            ("Open", "LC"),
            ("Act?", "LC"),
            ("Act!", "LC"),
            ("WrapUp", "LC"),
            ("Closed", "LC"),
            ("Waiting", "PC"),
            ("Act!", "VO"),
            ("Act!", "RE"),
        ]
        .into_iter()
        .filter_map(|(state, column)| seed("Monitor", "", state, column))
        .collect();
        assert_eq!(monitor, ["Ru", "A", "A", "A", "Rz", "Rs", "A", "Rc"]);
        let transfer: Vec<_> =
            [("Open", "LC"), ("Act?", "LC"), ("WrapUp", "LC"), ("Waiting", "AS"), ("Act!", "VO"), ("Act!", "RE")]
                .into_iter()
                .filter_map(|(state, column)| seed("Transfer to agent", "", state, column))
                .collect();
        assert_eq!(transfer, ["Ru", "Rp", "Rs", "A->Act?", "Rc", "Rc"]);
        assert_eq!(seed("Transfer to queue", "", "Act!", "LC"), Some("Rn"));
        assert_eq!(seed("Force close", "", "Act!", "RE"), Some("Rc"));
        assert_eq!(find(SUPERVISOR, "Force close", "", "Act!", "RE").current(), Some("A->Closed"));
        assert_eq!(seed("Assign to agent", "", "Act?", "LC"), Some("Ra"));
        assert_eq!(seed("Transfer to agent", "", "Act!", "EL"), Some("Re"));
        assert_eq!(seed("Join", "not monitoring", "Act!", "LC"), Some("Rs"));
    }

    #[test]
    fn counts_are_those_of_the_reading() {
        assert_eq!(TABLES.map(<[Row]>::len), [83, 86, 7, 119, 91]);
        assert_eq!((BOT.len(), OTHER_OPTIONS.len()), (42, 47));
        let page = |table: &[Row]| table.iter().filter(|row| row.source == Source::Page).count();
        assert_eq!(TABLES.map(page), [65, 43, 0, 53, 13]);
        assert_eq!(BOT.iter().filter(|row| row.source == Source::Page).count(), 36);
        let notes = TABLES.into_iter().flatten().map(|row| row.note).chain(BOT.iter().map(|row| row.note));
        assert_eq!(notes.filter(|note| note.contains("DOUBT")).count(), 45);
    }
}
