//! The sentences of the notation, and how a line is matched against them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Spoken;
use super::error::{NotationError, NotationProblem};
use super::names::Names;
use super::word::{Word, words};
use crate::action::{
    Action, Arrival, BotTurn, Change, Contact, Desk, Gauge, Handle, Route, Supervise, Timer, Toggle, Upkeep,
};
use crate::id::{ConversationId, PresenceId, ProfileId, ProfileSet, QueueId, UserId, WorkstreamId};
use crate::policy::Policy;
use crate::rule::Rule;

/// SUP-OTH-05: the longest text of a broadcast, in characters.
const TEXT_MAX: usize = 1_000;

/// One sentence: fixed words, and names in braces.
pub(super) struct Form {
    pub(super) pattern: &'static str,
    make: fn(&Bound) -> Action,
}

/// What the names of a line stand for. Fields that a pattern does not name keep their first value and are not read.
pub(super) struct Bound {
    by: UserId,
    user: UserId,
    conversation: ConversationId,
    queue: Option<QueueId>,
    workstream: WorkstreamId,
    home: QueueId,
    presence: PresenceId,
    profile: ProfileId,
    profiles: ProfileSet,
    units: u16,
    limit: u8,
    draw: u16,
    number: u32,
    rule: u8,
    timer: Timer,
    toggle: Toggle,
    new: Option<String>,
    /// What else the arrival brings.
    arrival: Arrival,
}

impl Bound {
    fn supervisor(&self, operation: Supervise) -> Action {
        Action::Supervisor { by: self.by, conversation: self.conversation, operation }
    }

    fn assign(&self, over_presence: bool, over_capacity: bool) -> Action {
        self.supervisor(Supervise::AssignToAgent { agent: self.user, over_presence, over_capacity })
    }

    fn agent(&self, operation: Handle) -> Action {
        Action::Agent { by: self.by, conversation: self.conversation, operation }
    }

    fn customer(&self, operation: Contact) -> Action {
        Action::Customer { conversation: self.conversation, operation }
    }

    fn system(&self, operation: Upkeep) -> Action {
        Action::System { conversation: self.conversation, operation }
    }

    fn desk(&self, operation: Desk) -> Action {
        Action::Desk { agent: self.by, operation }
    }

    fn queue(&self) -> QueueId {
        self.queue.unwrap_or(self.home)
    }

    fn arrives(&self) -> Arrival {
        Arrival { workstream: self.workstream, queue: self.queue(), profiles: self.profiles, ..self.arrival }
    }

    fn arrival(&self) -> Action {
        Action::Create(self.arrives())
    }

    fn admission(&self, failed: bool) -> Action {
        Action::Admit { arrival: self.arrives(), draw: self.draw, failed }
    }
}

/// Two sentences for one change: by a supervisor, and by the system.
macro_rules! forms {
    ($($pattern:literal => |$bound:ident| $make:expr,)* changes $($change:literal / $alone:literal => |$b:ident| $what:expr,)*) => {
        /// Every sentence.
        pub(super) const FORMS: &[Form] = &[
            $(Form { pattern: $pattern, make: |$bound| $make },)*
            $(
                Form { pattern: concat!("supervisor {by} ", $change), make: |$b| Action::Manage { by: $b.by, change: $what } },
                Form { pattern: concat!("administrator {by} ", $change), make: |$b| Action::Manage { by: $b.by, change: $what } },
                Form { pattern: $alone, make: |$b| Action::Configure($what) },
            )*
        ];
    };
}

forms! {
    "new {new} in {workstream} [to queue {queue}] [with profile {profiles}] [needing {requirement}] [as {class}] [from {contact}] [credited {credit}]"
        => |b| b.arrival(),

    "admit {new} to {workstream}" => |b| b.admission(false),
    "admit {new} to {workstream} with profile {profiles}" => |b| b.admission(false),
    "admit {new} to {workstream} at draw {draw}" => |b| b.admission(false),
    "admit {new} to {workstream} at draw {draw} with profile {profiles}" => |b| b.admission(false),
    "admit {new} to {workstream} unclassified" => |b| b.admission(true),

    "supervisor {by} monitors {c}" => |b| b.supervisor(Supervise::Monitor),
    "supervisor {by} joins {c}" => |b| b.supervisor(Supervise::Join),
    "supervisor {by} leaves {c}" => |b| b.supervisor(Supervise::Leave),
    "supervisor {by} assigns {c} to {agent}" => |b| b.assign(false, false),
    "supervisor {by} assigns {c} to {agent} over capacity" => |b| b.assign(false, true),
    "supervisor {by} assigns {c} to {agent} over presence" => |b| b.assign(true, false),
    "supervisor {by} assigns {c} to {agent} over capacity and presence" => |b| b.assign(true, true),
    "supervisor {by} assigns {c} to queue {queue}" => |b| b.supervisor(Supervise::AssignToQueue { queue: b.queue() }),
    "supervisor {by} transfers {c} to {agent}" => |b| b.supervisor(Supervise::TransferToAgent { agent: b.user }),
    "supervisor {by} transfers {c} to queue {queue}" => |b| b.supervisor(Supervise::TransferToQueue { queue: b.queue() }),
    "supervisor {by} force closes {c}" => |b| b.supervisor(Supervise::ForceClose),
    "supervisor {by} broadcasts to {c}" => |b| b.supervisor(Supervise::Broadcast),
    "supervisor {by} broadcasts to {c} saying {text}" => |b| b.supervisor(Supervise::Broadcast),
    "supervisor {by} releases {c}" => |b| b.supervisor(Supervise::ReleaseRecord),
    "supervisor {by} removes {c}" => |b| b.supervisor(Supervise::RemoveRecord),
    "administrator {by} monitors {c}" => |b| b.supervisor(Supervise::Monitor),
    "administrator {by} joins {c}" => |b| b.supervisor(Supervise::Join),
    "administrator {by} leaves {c}" => |b| b.supervisor(Supervise::Leave),
    "administrator {by} assigns {c} to {agent}" => |b| b.assign(false, false),
    "administrator {by} assigns {c} to {agent} over capacity" => |b| b.assign(false, true),
    "administrator {by} assigns {c} to {agent} over presence" => |b| b.assign(true, false),
    "administrator {by} assigns {c} to {agent} over capacity and presence" => |b| b.assign(true, true),
    "administrator {by} assigns {c} to queue {queue}" => |b| b.supervisor(Supervise::AssignToQueue { queue: b.queue() }),
    "administrator {by} transfers {c} to {agent}" => |b| b.supervisor(Supervise::TransferToAgent { agent: b.user }),
    "administrator {by} transfers {c} to queue {queue}" => |b| b.supervisor(Supervise::TransferToQueue { queue: b.queue() }),
    "administrator {by} force closes {c}" => |b| b.supervisor(Supervise::ForceClose),
    "administrator {by} broadcasts to {c}" => |b| b.supervisor(Supervise::Broadcast),
    "administrator {by} releases {c}" => |b| b.supervisor(Supervise::ReleaseRecord),
    "administrator {by} removes {c}" => |b| b.supervisor(Supervise::RemoveRecord),

    "agent {by} picks {c}" => |b| b.agent(Handle::Pick),
    "agent {by} accepts {c}" => |b| b.agent(Handle::Accept),
    "agent {by} rejects {c}" => |b| b.agent(Handle::Reject),
    "agent {by} refreshes the browser on {c}" => |b| b.agent(Handle::RefreshBrowser),
    "agent {by} ends {c}" => |b| b.agent(Handle::End),
    "agent {by} closes {c}" => |b| b.agent(Handle::CloseSession),
    "agent {by} releases {c}" => |b| b.agent(Handle::Release),
    "agent {by} reopens {c}" => |b| b.agent(Handle::Reopen),
    "agent {by} transfers {c} to {agent}" => |b| b.agent(Handle::TransferToAgent { agent: b.user }),
    "agent {by} transfers {c} to queue {queue}" => |b| b.agent(Handle::TransferToQueue { queue: b.queue() }),
    "agent {by} transfers {c} outside" => |b| b.agent(Handle::TransferOutside),
    "agent {by} consults {agent} on {c}" => |b| b.agent(Handle::Consult { agent: b.user }),
    "agent {by} consults queue {queue} on {c}" => |b| b.agent(Handle::ConsultQueue { queue: b.queue() }),
    "agent {by} accepts the consult on {c}" => |b| b.agent(Handle::AcceptConsult),
    "agent {by} rejects the consult on {c}" => |b| b.agent(Handle::RejectConsult),
    "agent {by} leaves the consult on {c}" => |b| b.agent(Handle::LeaveConsult),
    "agent {by} ends the consult with {agent} on {c}" => |b| b.agent(Handle::EndConsult { agent: b.user }),
    "agent {by} promotes {agent} on {c}" => |b| b.agent(Handle::Promote { agent: b.user }),
    "agent {by} adds {agent} to the customer of {c}" => |b| b.agent(Handle::AddToCustomer { agent: b.user }),
    "agent {by} moves {c} to waiting" => |b| b.agent(Handle::MoveToWaiting),
    "agent {by} raises {c} to a call" => |b| b.agent(Handle::RaiseCall),
    "agent {by} hangs up the call of {c}" => |b| b.agent(Handle::HangUpLeg),
    "agent {by} holds {c}" => |b| b.agent(Handle::Hold),
    "agent {by} resumes {c}" => |b| b.agent(Handle::Resume),
    "agent {by} rejoins {c}" => |b| b.agent(Handle::Rejoin),
    "agent {by} resolves {c}" => |b| b.agent(Handle::ResolveRecord),
    "agent {by} writes in {c}" => |b| b.agent(Handle::Message),
    "agent {by} switches rule {rule} of {c} off" => |b| b.agent(Handle::SuspendRule { rule: b.rule }),
    "agent {by} switches rule {rule} of {c} on" => |b| b.agent(Handle::ResumeRule { rule: b.rule }),
    "agent {by} assigns the case of {c} to {agent}" => |b| b.agent(Handle::AssignRecord { agent: b.user }),
    "agent {by} codes {c}" => |b| b.agent(Handle::SetDisposition),
    "agent {by} calls outside on {c}" => |b| b.agent(Handle::CallOutside),

    "agent {by} signs in" => |b| b.desk(Desk::SignIn),
    "agent {by} signs out" => |b| b.desk(Desk::SignOut),
    "agent {by} becomes {presence}" => |b| b.desk(Desk::SetPresence(b.presence)),
    "agent {by} resets presence" => |b| b.desk(Desk::ResetPresence),
    "agent {by} loses connection" => |b| b.desk(Desk::ConnectionLost),
    "agent {by} regains connection" => |b| b.desk(Desk::ConnectionRestored),
    "return window of {agent} passes" => |b| Action::ReturnWindowPassed { agent: b.user },

    "customer of {c} leaves" => |b| b.customer(Contact::End),
    "customer of {c} hangs up the call" => |b| b.customer(Contact::HangUpLeg),
    "customer of {c} writes" => |b| b.customer(Contact::Message),
    "customer of {c} disconnects" => |b| b.customer(Contact::Disconnect),
    "customer of {c} reconnects" => |b| b.customer(Contact::Reconnect),

    "customer of {c} asks for a callback" => |b| b.customer(Contact::RequestCallback),

    "bot ends {c}" => |b| Action::Bot { conversation: b.conversation, operation: BotTurn::End },
    "bot escalates {c}" => |b| Action::Bot { conversation: b.conversation, operation: BotTurn::Escalate },

    "system: time-out rule closes {c}" => |b| b.system(Upkeep::TimeoutRuleClose),
    "system: time-out rule moves {c} to waiting" => |b| b.system(Upkeep::TimeoutRuleToWaiting),
    "system: time-out rule releases {c}" => |b| b.system(Upkeep::TimeoutRuleRelease),
    "system: record {c} is removed" => |b| b.system(Upkeep::RecordRemoved),
    "system: record {c} moves to queue {queue}" => |b| b.system(Upkeep::RecordMoved { queue: b.queue() }),
    "system: agent {agent} lost {c}" => |b| b.system(Upkeep::AgentLost { agent: b.user }),
    "system: offer of {c} is not displayed" => |b| b.system(Upkeep::OfferNotDisplayed),
    "system: rule {rule} of {c} enters its last minute" => |b| b.system(Upkeep::TimeoutRuleLastMinute { rule: b.rule }),
    "system: rule {rule} of {c} elapses" => |b| b.system(Upkeep::TimeoutRuleElapsed { rule: b.rule }),
    "system: pause of {agent} for {c} ends" => |b| b.system(Upkeep::DeclinePauseEnded { agent: b.user }),
    "system: offer of {c} meets an outbound call" => |b| b.system(Upkeep::AgentOnOutboundCall),
    "system: queue of {c} is emptied" => |b| b.system(Upkeep::QueueEmptied),

    "timer {timer} of {c}" => |b| Action::Timer { conversation: b.conversation, timer: b.timer },

    "age by {credit}" => |b| Action::Age { units: b.arrival.credit },

    "route {queue}" => |b| Action::Router(Route::Queue(b.queue())),
    "route agent {agent}" => |b| Action::Router(Route::Agent(b.user)),

    "measure {queue}" => |b| Action::Gauge(Gauge::Length { queue: b.queue() }),
    "average wait of {queue} is {seconds} s"
        => |b| Action::Gauge(Gauge::AverageWait { queue: b.queue(), seconds: Some(b.number) }),
    "no average wait of {queue}" => |b| Action::Gauge(Gauge::AverageWait { queue: b.queue(), seconds: None }),
    "queue {queue} next opens at minute {minute}"
        => |b| Action::Gauge(Gauge::Opening { queue: b.queue(), minute: Some(b.number) }),
    "queue {queue} never opens" => |b| Action::Gauge(Gauge::Opening { queue: b.queue(), minute: None }),

    changes
    "sets presence of {agent} to {presence}" / "set presence of {agent} to {presence}"
        => |b| Change::SetPresence { agent: b.user, presence: b.presence },
    "resets presence of {agent}" / "reset presence of {agent}" => |b| Change::ResetPresence { agent: b.user },
    "adds {agent} to queue {queue}" / "add {agent} to queue {queue}"
        => |b| Change::JoinQueue { user: b.user, queue: b.queue() },
    "takes {agent} out of queue {queue}" / "take {agent} out of queue {queue}"
        => |b| Change::LeaveQueue { user: b.user, queue: b.queue() },
    "sets units of {agent} to {units}" / "set units of {agent} to {units}"
        => |b| Change::SetUnits { agent: b.user, units: b.units },
    "sets profile {profile} of {agent} to {limit}" / "set profile {profile} of {agent} to {limit}"
        => |b| Change::SetProfileLimit { agent: b.user, profile: b.profile, limit: Some(b.limit) },
    "takes profile {profile} from {agent}" / "take profile {profile} from {agent}"
        => |b| Change::SetProfileLimit { agent: b.user, profile: b.profile, limit: None },
    "ends the shift of {agent}" / "end the shift of {agent}" => |b| Change::EndShift { agent: b.user },
    "opens queue {queue}" / "open queue {queue}" => |b| Change::SetQueueOpen { queue: b.queue(), open: true },
    "closes queue {queue}" / "close queue {queue}" => |b| Change::SetQueueOpen { queue: b.queue(), open: false },
    "switches {toggle} on" / "switch {toggle} on" => |b| Change::SetToggle { toggle: b.toggle, on: true },
    "switches {toggle} off" / "switch {toggle} off" => |b| Change::SetToggle { toggle: b.toggle, on: false },
}

/// Why the next word does not fit a pattern.
enum Miss {
    Word(&'static str),
    Name(&'static str, Vec<String>),
    Taken(String),
    Clauses(Vec<&'static str>),
    End,
}

/// What a line says: the first form that fits it whole. Otherwise the error tells what any form would have accepted
/// at the farthest word that was reached.
pub(super) fn parse(policy: &Policy, names: &Names, line: &str) -> Result<Spoken, NotationError> {
    let words = words(line)?;
    let mut farthest = 0;
    let mut misses: Vec<Miss> = Vec::new();
    for form in FORMS {
        match fit(policy, names, form.pattern, &words) {
            Ok(bound) => return Ok(Spoken { action: (form.make)(&bound), new: bound.new }),
            Err((place, miss)) => {
                if place > farthest {
                    farthest = place;
                    misses.clear();
                }
                if place == farthest {
                    misses.push(miss);
                }
            }
        }
    }
    Err(error(words.get(farthest), line, &misses))
}

fn error(word: Option<&Word>, line: &str, misses: &[Miss]) -> NotationError {
    let mut expected: Vec<String> = Vec::new();
    let mut fixed: Vec<String> = Vec::new();
    let mut what = "word";
    let mut problem = None;
    for miss in misses {
        match miss {
            Miss::Word(word) => {
                let word = format!("`{word}`");
                if !fixed.contains(&word) {
                    fixed.push(word);
                }
            }
            Miss::Name(kind, known) => {
                what = kind;
                for name in known.iter().filter(|name| !expected.contains(name)).cloned().collect::<Vec<_>>() {
                    expected.push(name);
                }
            }
            Miss::Taken(free) => {
                problem = Some(NotationProblem::Taken);
                expected = Vec::from([format!("a new name such as `{free}`")]);
            }
            Miss::Clauses(words) => {
                fixed.extend(words.iter().map(|word| format!("`{word}`")));
                fixed.push(String::from("the end of the line"));
            }
            Miss::End => {
                if misses.iter().all(|miss| matches!(miss, Miss::End)) {
                    problem = Some(NotationProblem::TooMuch);
                }
                fixed.push(String::from("the end of the line"));
            }
        }
    }
    fixed.dedup();
    expected.extend(fixed);
    NotationError {
        column: word.map_or_else(|| line.trim_end().chars().count() + 1, |word| word.column),
        found: word.map(|word| word.text.clone()),
        problem: problem.unwrap_or(NotationProblem::Unknown(what)),
        expected,
    }
}

/// Matches the words with one pattern; else the place of the first word that does not fit, and why.
fn fit(policy: &Policy, names: &Names, pattern: &'static str, words: &[Word]) -> Result<Bound, (usize, Miss)> {
    let mut bound = Bound {
        by: UserId(0),
        user: UserId(0),
        conversation: ConversationId { slot: 0, generation: 0 },
        queue: None,
        workstream: WorkstreamId(0),
        home: QueueId(0),
        presence: PresenceId(0),
        profile: ProfileId(0),
        profiles: ProfileSet::EMPTY,
        units: 0,
        limit: 0,
        draw: 0,
        number: 0,
        rule: 0,
        timer: Timer::Offer,
        toggle: Toggle::Monitor,
        new: None,
        arrival: Arrival::new(WorkstreamId(0), QueueId(0)),
    };
    let mut place = 0;
    // The clauses that could have stood here and did not.
    let mut left_out: Vec<&'static str> = Vec::new();
    let mut skips = false;
    for piece in pattern.split(' ') {
        let word = words.get(place);
        let (opens, closes) = (piece.starts_with('['), piece.ends_with(']'));
        let piece = piece.trim_start_matches('[').trim_end_matches(']');
        if opens && word.is_none_or(|word| word.quoted || word.text != piece) {
            left_out.push(piece);
            skips = !closes;
            continue;
        }
        if skips {
            skips = !closes;
            continue;
        }
        left_out.clear();
        match piece.strip_prefix('{').and_then(|piece| piece.strip_suffix('}')) {
            None => {
                if word.is_none_or(|word| word.quoted || word.text != piece) {
                    return Err((place, Miss::Word(piece)));
                }
            }
            Some("profiles") => loop {
                let profile = bind_profile(policy, words.get(place)).map_err(|miss| (place, miss))?;
                bound.profiles = bound.profiles.with(profile);
                if words.get(place + 1).is_none_or(|word| word.text != "and") {
                    break;
                }
                place += 2;
            },
            Some(slot) => bind(policy, names, slot, word, &mut bound).map_err(|miss| (place, miss))?,
        }
        place += 1;
    }
    if place < words.len() {
        return Err((place, if left_out.is_empty() { Miss::End } else { Miss::Clauses(left_out) }));
    }
    Ok(bound)
}

/// Reads one name.
fn bind(policy: &Policy, names: &Names, slot: &str, word: Option<&Word>, bound: &mut Bound) -> Result<(), Miss> {
    let text = word.map(|word| &*word.text);
    let list = |what, names: &mut dyn Iterator<Item = &str>| Miss::Name(what, names.map(ToString::to_string).collect());
    match slot {
        "by" | "agent" => {
            let user = text
                .and_then(|name| policy.user(name))
                .ok_or_else(|| list("agent", &mut policy.users().iter().map(|user| &*user.name)))?;
            if slot == "by" { bound.by = user } else { bound.user = user }
        }
        "c" => {
            bound.conversation = text
                .and_then(|name| names.id(name))
                .ok_or_else(|| list("conversation", &mut names.iter().map(|(name, _)| name)))?;
        }
        "queue" => {
            bound.queue = Some(
                text.and_then(|name| policy.queue(name))
                    .ok_or_else(|| list("queue", &mut policy.queues().iter().map(|queue| &*queue.name)))?,
            );
        }
        "workstream" => {
            bound.workstream = text.and_then(|name| policy.workstream(name)).ok_or_else(|| {
                list("workstream", &mut policy.workstreams().iter().map(|workstream| &*workstream.name))
            })?;
            bound.home = policy.workstreams()[bound.workstream.index()].queue;
        }
        "presence" => {
            bound.presence = text
                .and_then(|name| policy.presence(name))
                .ok_or_else(|| list("presence", &mut policy.presences().iter().map(|presence| &*presence.name)))?;
        }
        "profile" => bound.profile = bind_profile(policy, word)?,
        "timer" => {
            bound.timer = text
                .and_then(Timer::named)
                .ok_or_else(|| list("timer", &mut Timer::ALL.into_iter().map(Timer::name)))?;
        }
        "toggle" => {
            bound.toggle = text
                .and_then(Toggle::named)
                .ok_or_else(|| list("supervisor operation", &mut Toggle::ALL.into_iter().map(Toggle::name)))?;
        }
        "units" => {
            bound.units = text
                .and_then(|text| text.parse().ok())
                .filter(|units| *units <= 30_000)
                .ok_or_else(|| list("number of units", &mut ["0 to 30000"].into_iter()))?;
        }
        "rule" => {
            bound.rule = text
                .and_then(|text| text.parse::<u8>().ok())
                .filter(|rule| (1..=8).contains(rule))
                .map(|rule| rule - 1)
                .ok_or_else(|| list("number of a time-out rule", &mut ["1 to 8"].into_iter()))?;
        }
        "limit" => {
            bound.limit = text
                .and_then(|text| text.parse().ok())
                .filter(|limit| *limit <= 100)
                .ok_or_else(|| list("limit", &mut ["0 to 100"].into_iter()))?;
        }
        "text" => {
            let fits = |text: &&str| text.chars().count() <= TEXT_MAX || !Rule::SupOth05.holds();
            text.filter(fits)
                .ok_or_else(|| list("text", &mut ["a text of at most 1000 characters (SUP-OTH-05)"].into_iter()))?;
        }
        "draw" => {
            bound.draw = text
                .and_then(|text| text.parse().ok())
                .filter(|draw| *draw < 10_000)
                .ok_or_else(|| list("draw", &mut ["0 to 9999"].into_iter()))?;
        }
        "seconds" | "minute" => {
            bound.number = text
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| list("number", &mut ["a whole number"].into_iter()))?;
        }
        "requirement" => {
            bound.arrival.requirement = Some(text.and_then(|name| policy.requirement(name)).ok_or_else(|| {
                list("requirement", &mut policy.requirements().iter().map(|requirement| &*requirement.name))
            })?);
        }
        "class" => {
            bound.arrival.class = Some(
                text.and_then(|name| policy.class(name))
                    .ok_or_else(|| list("class", &mut policy.classes().iter().map(|class| &*class.name)))?,
            );
        }
        "contact" => {
            bound.arrival.contact = Some(
                text.and_then(|name| policy.contact(name))
                    .ok_or_else(|| list("contact", &mut policy.contacts().iter().map(|contact| &*contact.name)))?,
            );
        }
        "credit" => {
            bound.arrival.credit = text
                .and_then(|text| text.parse().ok())
                .filter(|credit| *credit <= 1_000_000_000)
                .ok_or_else(|| list("number of units of age", &mut ["0 to 1000000000"].into_iter()))?;
        }
        "new" => {
            let name = text.ok_or_else(|| list("name", &mut ["a name for the conversation"].into_iter()))?;
            if names.id(name).is_some() {
                return Err(Miss::Taken(names.next()));
            }
            bound.new = Some(name.to_string());
        }
        other => unreachable!("no pattern has a slot `{other}`"),
    }
    Ok(())
}

fn bind_profile(policy: &Policy, word: Option<&Word>) -> Result<ProfileId, Miss> {
    word.and_then(|word| policy.profile(&word.text))
        .ok_or_else(|| Miss::Name("profile", policy.profiles().iter().map(|profile| profile.name.clone()).collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::word::RESERVED;
    use super::FORMS;

    #[test]
    fn fixed_words_that_compete_with_a_name_are_reserved() {
        let mut competing = BTreeSet::new();
        for one in FORMS {
            for other in FORMS {
                for (left, right) in one.pattern.split(' ').zip(other.pattern.split(' ')) {
                    match (left.starts_with('{'), right.starts_with('{')) {
                        (true, false) => {
                            competing.insert(right);
                            break;
                        }
                        (false, true) => break,
                        (false, false) if left != right => break,
                        (true, true) | (false, false) => {}
                    }
                }
            }
        }
        assert_eq!(competing, BTreeSet::from(RESERVED));
    }

    #[test]
    fn no_two_sentences_are_alike() {
        let patterns: BTreeSet<&str> = FORMS.iter().map(|form| form.pattern).collect();
        assert_eq!(patterns.len(), FORMS.len());
    }
}
