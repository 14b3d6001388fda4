//! `switchboard rules --table`: what every operation does in every state on every channel, asked of the kernel.

use std::io::{self, Write};

use serde_json::{Value, json};
use switchboard::{Action, BotTurn, Contact, Handle, Preset, Route, Stage, Supervise, Timer, Upkeep};

use super::situation::{COLUMNS, Place, Situation, policy, situation};
use crate::Outcome;
use crate::args::Format;
use crate::layout::{WIDTH, wrapped};

/// The states, in the order of section 9.
const STATES: [Stage; 6] =
    [Stage::Open, Stage::Offered, Stage::InConversation, Stage::Waiting, Stage::WrapUp, Stage::Closed];

/// How an operation is put into action in a situation, which it may first prepare.
type Ask = fn(&mut Situation) -> Action;

struct Operation {
    name: &'static str,
    ask: Ask,
}

struct Part {
    title: &'static str,
    operations: &'static [Operation],
    places: &'static [Place],
}

const EVERY: [Place; 6] = [
    Place::At(STATES[0]),
    Place::At(STATES[1]),
    Place::At(STATES[2]),
    Place::At(STATES[3]),
    Place::At(STATES[4]),
    Place::At(STATES[5]),
];

fn supervisor(situation: &Situation, operation: Supervise) -> Action {
    Action::Supervisor { by: situation.supervisor, conversation: situation.id, operation }
}

fn agent(situation: &Situation, operation: Handle) -> Action {
    Action::Agent { by: situation.agent, conversation: situation.id, operation }
}

fn customer(situation: &Situation, operation: Contact) -> Action {
    Action::Customer { conversation: situation.id, operation }
}

fn system(situation: &Situation, operation: Upkeep) -> Action {
    Action::System { conversation: situation.id, operation }
}

/// Before the operation, something that may be refused where it does not belong.
fn first(situation: &mut Situation, action: Action) {
    match situation.center.apply(action) {
        switchboard::Answer::Done | switchboard::Answer::Unchanged(_) | switchboard::Answer::Refused(_) => {}
    }
}

const SUPERVISOR: &[Operation] = &[
    Operation { name: "monitor", ask: |s| supervisor(s, Supervise::Monitor) },
    Operation {
        name: "join after monitoring",
        ask: |s| {
            first(s, supervisor(s, Supervise::Monitor));
            supervisor(s, Supervise::Join)
        },
    },
    Operation { name: "join", ask: |s| supervisor(s, Supervise::Join) },
    Operation {
        name: "assign to agent",
        ask: |s| {
            let agent = s.colleague;
            supervisor(s, Supervise::AssignToAgent { agent, over_presence: false, over_capacity: false })
        },
    },
    Operation { name: "assign to queue", ask: |s| supervisor(s, Supervise::AssignToQueue { queue: s.other_queue() }) },
    Operation { name: "transfer to agent", ask: |s| supervisor(s, Supervise::TransferToAgent { agent: s.colleague }) },
    Operation {
        name: "transfer to queue",
        ask: |s| supervisor(s, Supervise::TransferToQueue { queue: s.other_queue() }),
    },
    Operation { name: "force close", ask: |s| supervisor(s, Supervise::ForceClose) },
    Operation { name: "broadcast", ask: |s| supervisor(s, Supervise::Broadcast) },
    Operation { name: "release record", ask: |s| supervisor(s, Supervise::ReleaseRecord) },
    Operation { name: "remove record", ask: |s| supervisor(s, Supervise::RemoveRecord) },
];

const AGENT: &[Operation] = &[
    Operation { name: "pick (push stream)", ask: |s| agent(s, Handle::Pick) },
    Operation { name: "accept", ask: |s| agent(s, Handle::Accept) },
    Operation { name: "reject", ask: |s| agent(s, Handle::Reject) },
    Operation { name: "end", ask: |s| agent(s, Handle::End) },
    Operation { name: "close session (X)", ask: |s| agent(s, Handle::CloseSession) },
    Operation { name: "release to queue", ask: |s| agent(s, Handle::Release) },
    Operation { name: "reopen own", ask: |s| agent(s, Handle::Reopen) },
    Operation { name: "transfer to agent", ask: |s| agent(s, Handle::TransferToAgent { agent: s.colleague }) },
    Operation { name: "transfer to queue", ask: |s| agent(s, Handle::TransferToQueue { queue: s.other_queue() }) },
    Operation { name: "transfer outside", ask: |s| agent(s, Handle::TransferOutside) },
    Operation { name: "consult", ask: |s| agent(s, Handle::Consult { agent: s.colleague }) },
    Operation { name: "move to waiting", ask: |s| agent(s, Handle::MoveToWaiting) },
    Operation { name: "raise to call", ask: |s| agent(s, Handle::RaiseCall) },
    Operation { name: "hang up the call", ask: |s| agent(s, Handle::HangUpLeg) },
    Operation { name: "hold", ask: |s| agent(s, Handle::Hold) },
    Operation { name: "resolve record", ask: |s| agent(s, Handle::ResolveRecord) },
    Operation { name: "write", ask: |s| agent(s, Handle::Message) },
];

const OTHERS: &[Operation] = &[
    Operation { name: "customer ends", ask: |s| customer(s, Contact::End) },
    Operation { name: "customer hangs up call", ask: |s| customer(s, Contact::HangUpLeg) },
    Operation { name: "customer writes", ask: |s| customer(s, Contact::Message) },
    Operation {
        name: "disconnect limit",
        ask: |s| {
            first(s, customer(s, Contact::Disconnect));
            Action::Timer { conversation: s.id, timer: Timer::Disconnect }
        },
    },
    Operation { name: "offer time-out", ask: |s| Action::Timer { conversation: s.id, timer: Timer::Offer } },
    Operation {
        name: "agent-loss limit",
        ask: |s| {
            first(s, system(s, Upkeep::AgentLost { agent: s.agent }));
            Action::Timer { conversation: s.id, timer: Timer::AgentLoss }
        },
    },
    Operation { name: "time-out rule closes", ask: |s| system(s, Upkeep::TimeoutRuleClose) },
    Operation { name: "time-out rule to waiting", ask: |s| system(s, Upkeep::TimeoutRuleToWaiting) },
    Operation { name: "time-out rule releases", ask: |s| system(s, Upkeep::TimeoutRuleRelease) },
    Operation {
        name: "transfer to empty queue",
        ask: |s| {
            let queue = s.other_queue();
            s.empty(queue);
            agent(s, Handle::TransferToQueue { queue })
        },
    },
    Operation { name: "record removed", ask: |s| system(s, Upkeep::RecordRemoved) },
    Operation { name: "record moved", ask: |s| system(s, Upkeep::RecordMoved { queue: s.other_queue() }) },
    Operation { name: "auto-close tick", ask: |s| Action::Timer { conversation: s.id, timer: Timer::AutoClose } },
    Operation {
        name: "router",
        ask: |s| {
            let queue = s.center.queue_of(s.id).expect("the conversation exists");
            Action::Router(Route::Queue(queue))
        },
    },
];

const BOT: &[Operation] = &[
    Operation { name: "monitor", ask: |s| supervisor(s, Supervise::Monitor) },
    Operation {
        name: "join after monitoring",
        ask: |s| {
            first(s, supervisor(s, Supervise::Monitor));
            supervisor(s, Supervise::Join)
        },
    },
    Operation {
        name: "assign to agent",
        ask: |s| {
            let agent = s.colleague;
            supervisor(s, Supervise::AssignToAgent { agent, over_presence: false, over_capacity: false })
        },
    },
    Operation { name: "assign to queue", ask: |s| supervisor(s, Supervise::AssignToQueue { queue: s.other_queue() }) },
    Operation { name: "transfer to agent", ask: |s| supervisor(s, Supervise::TransferToAgent { agent: s.colleague }) },
    Operation {
        name: "transfer to queue",
        ask: |s| supervisor(s, Supervise::TransferToQueue { queue: s.other_queue() }),
    },
    Operation { name: "force close", ask: |s| supervisor(s, Supervise::ForceClose) },
    Operation { name: "agent ends", ask: |s| agent(s, Handle::End) },
    Operation { name: "customer ends", ask: |s| customer(s, Contact::End) },
    Operation {
        name: "disconnect limit",
        ask: |s| {
            first(s, customer(s, Contact::Disconnect));
            Action::Timer { conversation: s.id, timer: Timer::Disconnect }
        },
    },
    Operation { name: "bot ends", ask: |s| Action::Bot { conversation: s.id, operation: BotTurn::End } },
    Operation { name: "bot escalates", ask: |s| Action::Bot { conversation: s.id, operation: BotTurn::Escalate } },
    Operation { name: "auto-close tick", ask: |s| Action::Timer { conversation: s.id, timer: Timer::AutoClose } },
];

const TRANSFER: &[Operation] = &[
    Operation { name: "accept", ask: |s| agent(s, Handle::Accept) },
    Operation { name: "reject", ask: |s| agent(s, Handle::Reject) },
    Operation { name: "offer time-out", ask: |s| Action::Timer { conversation: s.id, timer: Timer::Offer } },
    Operation { name: "transfer to agent", ask: |s| supervisor(s, Supervise::TransferToAgent { agent: s.colleague }) },
];

const PARTS: &[Part] = &[
    Part { title: "Supervisor", operations: SUPERVISOR, places: &EVERY },
    Part { title: "Agent: the primary, the offered or the last agent", operations: AGENT, places: &EVERY },
    Part { title: "Customer, timers, system", operations: OTHERS, places: &EVERY },
    Part { title: "Transfer by a supervisor", operations: TRANSFER, places: &[Place::Transferred] },
    Part { title: "A bot is primary", operations: BOT, places: &[Place::WithBot] },
];

const LEGEND: &str = "\
Rows:    an operation, and the state of the conversation that it is tried on
  Open     queued, nobody is assigned
  Act?     Active, offered to an agent who has not accepted yet
  Act!     Active, in conversation; Act! bot: in conversation with a bot
  Waiting  set aside until the customer writes again
  Wrap-up  ended, and the agent still writes it up
  Closed   over
Columns: the channel
  LC       live chat
  PC       persistent chat
  AS       asynchronous: SMS, WhatsApp, social, Teams
  VO       voice
  EL       elevated: a live chat raised to a call; it lives in Act! only
  RE       record: a case, an e-mail
Cells:   what the rules say
  a state  allowed, and the conversation is in that state afterwards
  A        allowed, and the state stays as it is
  -        no effect: a repetition, or nothing to do here
  .        cannot be: this channel has no such situation
  Xy       two letters: refused; what each means stands below the table
`switchboard rules POL-nn` tells what the presets decide.";

/// Prints the table.
pub(super) fn table(preset: Preset, format: Format, out: &mut dyn Write) -> io::Result<Outcome> {
    let policy = policy(preset);
    let mut used = std::collections::BTreeSet::new();
    let mut rows = Vec::new();
    if format == Format::Text {
        writeln!(
            out,
            "Operations, states and channels under preset `{}`, as the kernel answers\n\n{LEGEND}",
            preset.name()
        )?;
    }
    for part in PARTS {
        if format == Format::Text {
            let title = part.title.split(':').next().unwrap_or(part.title);
            let columns: String = COLUMNS.iter().map(|column| format!(" {:<7}", column.name)).collect();
            writeln!(out, "\n{}", format!("{title:<24} {:<8}{columns}", "state").trim_end())?;
        }
        for operation in part.operations {
            let mut name = operation.name;
            for place in part.places {
                let cells = COLUMNS.map(|column| match situation(&policy, column, *place) {
                    None => String::from("."),
                    Some(mut situation) => {
                        let action = (operation.ask)(&mut situation);
                        situation.ask(action)
                    }
                });
                used.extend(cells.iter().filter_map(|cell| switchboard::Code::lettered(cell)));
                match format {
                    Format::Json => rows.push(row(part.title, operation.name, *place, &cells)),
                    Format::Text => {
                        let line: String = cells.iter().map(|cell| format!(" {cell:<7}")).collect();
                        writeln!(out, "{}", format!("{name:<24} {:<8}{line}", short(*place)).trim_end())?;
                    }
                }
                name = "";
            }
        }
    }
    match format {
        Format::Json => writeln!(out, "{}", json!({ "preset": preset.name(), "rows": rows }))?,
        Format::Text => {
            writeln!(out, "\nRefusals")?;
            for code in used {
                writeln!(out, "  {}       {}", code.letters(), wrapped(code.words(), WIDTH, 11, 11))?;
            }
        }
    }
    Ok(Outcome::Clean)
}

/// The row's state where the title of the part says the rest.
fn short(place: Place) -> &'static str {
    match place {
        Place::Transferred => Place::At(Stage::Offered).name(),
        Place::At(_) | Place::WithBot => place.name(),
    }
}

fn row(part: &str, operation: &str, place: Place, cells: &[String; 6]) -> Value {
    let mut row = json!({ "part": part, "operation": operation, "state": place.name() });
    for (column, cell) in COLUMNS.iter().zip(cells) {
        row[column.name] = Value::from(cell.as_str());
    }
    row
}
