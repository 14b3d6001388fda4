//! The contact center: all conversations, queues and people, and the one step that changes them.

use crate::reuse::clone_by_field;
use alloc::sync::Arc;
use alloc::vec::Vec;

use statig::Outcome;
use statig::blocking::StateExt;

use crate::action::{Action, Arrival, Supervise, Timer, TimerSet, Toggle};
use crate::channel::{Channel, Stage};
use crate::chart::{Chart, Input};
use crate::conversation::{Callback, Found, Slot};
use crate::event::{Event, Fact};
use crate::id::{
    ClassId, ContactId, ConversationId, PresenceId, ProfileId, ProfileSet, QueueId, RequirementId, UserId, WorkstreamId,
};
use crate::line::{Ages, Line};
use crate::phase::{Participant, Phase, Primary, Talk};
use crate::policy::Policy;
use crate::presence::{Base, PresenceSource};
use crate::refusal::{Answer, Code, Refusal};
use crate::roster::{Price, Roster};
use crate::rule::Rule;
use crate::step::{Plan, Seats, Step};
use crate::switch::Visibility;

/// Stands where an actor is not a person of ours.
pub(crate) const NOBODY: UserId = UserId(u16::MAX);

/// All conversations, queues and people under one policy.
///
/// [`apply`](Self::apply) is the only function that changes it, apart from [`retire`](Self::retire), which forgets
/// closed conversations, and [`situate`](Self::situate), which builds situations for tables and tests.
///
/// ```
/// use switchboard::{Action, Answer, Arrival, ContactCenter, Desk, Handle, PolicySpec, Route, Stage};
///
/// let policy: PolicySpec = serde_json::from_str(r#"{
///     "queues": [{ "name": "chat", "kind": "messaging" }],
///     "workstreams": [{ "name": "web", "channel": "live-chat", "queue": "chat", "cost": 30 }],
///     "users": [{ "name": "ann", "units": 100, "queues": ["chat"] }]
/// }"#).unwrap();
/// let mut center = ContactCenter::new(policy.build().unwrap());
/// let (ann, web, chat) = {
///     let policy = center.policy();
///     (policy.user("ann").unwrap(), policy.workstream("web").unwrap(), policy.queue("chat").unwrap())
/// };
/// assert!(center.apply(Action::Desk { agent: ann, operation: Desk::SignIn }).is_done());
/// assert!(center.apply(Action::Create(Arrival::new(web, chat))).is_done());
/// let conversation = center.created().unwrap();
/// assert!(center.apply(Action::Router(Route::Queue(chat))).is_done());
/// assert_eq!(center.stage(conversation), Stage::Offered);
/// assert!(center.apply(Action::Agent { by: ann, conversation, operation: Handle::Accept }).is_done());
/// assert_eq!(center.stage(conversation), Stage::InConversation);
/// assert_eq!(center.available_units(ann), 70);
/// ```
#[derive(Debug)]
pub struct ContactCenter {
    pub(crate) policy: Arc<Policy>,
    pub(crate) roster: Roster,
    pub(crate) queues: Vec<Line>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) free: Vec<u32>,
    pub(crate) ages: Ages,
    created: Option<ConversationId>,
    pub(crate) events: Vec<Event>,
}

clone_by_field!(ContactCenter { policy, roster, queues, slots, free, ages, created, events });

/// The state alone: what the last step left to read is no part of it.
impl PartialEq for ContactCenter {
    fn eq(&self, other: &Self) -> bool {
        self.roster == other.roster
            && self.queues == other.queues
            && self.slots == other.slots
            && self.free == other.free
            && self.ages == other.ages
            && (Arc::ptr_eq(&self.policy, &other.policy) || self.policy == other.policy)
    }
}

impl Eq for ContactCenter {}

/// As [`PartialEq`]; the policy, which never changes, is left out.
impl core::hash::Hash for ContactCenter {
    fn hash<H: core::hash::Hasher>(&self, hasher: &mut H) {
        self.roster.hash(hasher);
        self.queues.hash(hasher);
        self.slots.hash(hasher);
        self.free.hash(hasher);
        self.ages.hash(hasher);
    }
}

impl ContactCenter {
    /// An empty center under a policy: nobody signed in, nothing queued.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self::shared(Arc::new(policy))
    }

    /// As [`new`](Self::new), with a policy that several centers share.
    #[must_use]
    pub fn shared(policy: Arc<Policy>) -> Self {
        Self {
            roster: Roster::new(&policy),
            queues: policy.queues.iter().map(Line::new).collect(),
            slots: Vec::new(),
            free: Vec::new(),
            ages: Ages::default(),
            created: None,
            events: Vec::new(),
            policy,
        }
    }

    /// Tries an action: it is done, changes nothing, or is refused. Unless done, the state is bit for bit as before.
    ///
    /// # Panics
    ///
    /// When the action names a person, queue, workstream, profile or presence that the policy does not have: ids come
    /// from [`Policy`]. A stale conversation is no panic; it is answered as closed.
    #[inline]
    pub fn apply(&mut self, action: Action) -> Answer {
        self.apply_ref(&action)
    }

    /// As [`apply`](Self::apply), panics included. The action stays where it was written: to copy what was written a moment
    /// ago in parts takes longer than to read it in parts.
    pub fn apply_ref(&mut self, action: &Action) -> Answer {
        self.events.clear();
        let answer = match *action {
            Action::Create(arrival) => self.create(arrival, true),
            Action::Admit { arrival, draw, failed } => self.admit(arrival, draw, failed),
            Action::Supervisor { by, conversation, operation } => match self.gates(by, conversation, operation) {
                Some(refusal) if Rule::S9Order.holds() => Answer::Refused(refusal),
                Some(_) | None => self.step(conversation, by, &Input::Supervisor(operation)),
            },
            Action::Agent { by, conversation, operation } => self.step(conversation, by, &Input::Agent(operation)),
            Action::Customer { conversation, operation } => {
                self.step(conversation, NOBODY, &Input::Customer(operation))
            }
            Action::Bot { conversation, operation } => self.step(conversation, NOBODY, &Input::Bot(operation)),
            Action::System { conversation, operation } => self.step(conversation, NOBODY, &Input::System(operation)),
            Action::Timer { conversation, timer } => match self.runs(conversation, timer) {
                true => self.step(conversation, NOBODY, &Input::Timer(timer)),
                // Section 9.4 prints a dash even for the tick: a bot never holds a record.
                false if self.slot(conversation).is_some_and(Slot::is_bots_record) => {
                    Answer::refused(Code::WrongChannel, Rule::S9Bot)
                }
                false => Answer::unchanged(Rule::S9Timer),
            },
            Action::Router(route) => self.route(route),
            Action::Desk { agent, operation } => self.desk(agent, operation),
            Action::ReturnWindowPassed { agent } => self.return_window_passed(agent),
            Action::Manage { by, change } => {
                let user = &self.policy.users[by.index()];
                if user.roles.supervisor || user.roles.administrator {
                    self.change(change)
                } else {
                    Answer::refused(Code::RoleMissing, Rule::SupOth01)
                }
            }
            Action::Configure(change) => self.change(change),
            Action::Gauge(gauge) => self.gauge(gauge),
            Action::Age { units } => self.age(units),
        }
        .in_force();
        if answer != Answer::Done {
            self.events.clear();
        }
        debug_assert!(
            answer != Answer::Done
                || self.slots.len() > 32
                || self.policy.users.len() > 32
                || self.violation().is_none(),
            "{action:?} broke an invariant: {:?}",
            self.violation(),
        );
        answer
    }

    /// What the last step did, if it was done.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Takes the list of what the last step did in exchange for another, of which only the room is used: whoever reads
    /// every step keeps the list at hand meanwhile.
    pub const fn swap_events(&mut self, events: &mut Vec<Event>) {
        core::mem::swap(&mut self.events, events);
    }

    /// The id that the last [`Action::Create`] gave.
    #[must_use]
    pub const fn created(&self) -> Option<ConversationId> {
        self.created
    }

    /// SUP-G-01 to SUP-G-04, in this order, before anything else.
    fn gates(&self, by: UserId, conversation: ConversationId, operation: Supervise) -> Option<Refusal> {
        let (toggle, assigns) = match operation {
            Supervise::Monitor | Supervise::Join => (Some(Toggle::Monitor), false),
            Supervise::AssignToAgent { .. } | Supervise::AssignToQueue { .. } => (Some(Toggle::Assign), true),
            Supervise::TransferToAgent { .. } | Supervise::TransferToQueue { .. } => (Some(Toggle::Transfer), false),
            Supervise::ForceClose => (Some(Toggle::ForceClose), false),
            Supervise::Leave | Supervise::Broadcast | Supervise::ReleaseRecord | Supervise::RemoveRecord => {
                (None, false)
            }
        };
        let refusal = |code, rule| Some(Refusal { code, rule });
        if Rule::SupG01.holds() && toggle.is_some_and(|toggle| !self.roster.toggle(toggle)) {
            return refusal(Code::ToggleOff, Rule::SupG01);
        }
        let roles = &self.policy.users[by.index()].roles;
        if Rule::SupG02.holds() && !roles.supervisor {
            return refusal(Code::RoleMissing, Rule::SupG02);
        }
        if Rule::SupG03.holds() && assigns && roles.api_access {
            return refusal(Code::RoleBlocks, Rule::SupG03);
        }
        if Rule::SupG04.holds()
            && self.policy.switches.visibility != Visibility::EveryQueue
            && let Some(slot) = self.slot(conversation)
            && !self.roster.is_member(by, slot.queue)
        {
            return refusal(Code::NotVisible, Rule::SupG04);
        }
        None
    }

    /// Lets the chart decide, then writes what it decided.
    pub(crate) fn step(&mut self, id: ConversationId, actor: UserId, event: &Input) -> Answer {
        let Some(slot) = self.slot(id) else { return stale(event) };
        let mut phase = slot.phase;
        let mut plan = Plan::new(slot.queue);
        // The list of events is on loan, since the step reads all the rest.
        let mut events = core::mem::take(&mut self.events);
        let slot = &self.slots[id.index()];
        let mut step = Step::new(self, slot, id, actor, &mut plan, &mut events);
        if let Input::Supervisor(operation) = event {
            step.plan.touch = match operation {
                Supervise::TransferToAgent { .. } | Supervise::TransferToQueue { .. } => Rule::SupXfer16.holds(),
                Supervise::Monitor
                | Supervise::Join
                | Supervise::Leave
                | Supervise::AssignToAgent { .. }
                | Supervise::AssignToQueue { .. }
                | Supervise::ForceClose
                | Supervise::Broadcast
                | Supervise::ReleaseRecord
                | Supervise::RemoveRecord => Rule::SupG06.holds(),
            };
        }
        let outcome = if phase.exists_on(slot.channel) {
            StateExt::<Chart>::handle(&mut phase, &mut Chart, event, &mut step)
        } else {
            step.no_such_state(event)
        };
        let answer = step.answer.expect("the superstate answers every event");
        self.events = events;
        if answer == Answer::Done {
            let next = match &outcome {
                Outcome::Transition(next) => Some(next),
                Outcome::Handled | Outcome::Super => None,
            };
            self.commit(id, &phase, next, &plan);
        }
        answer
    }

    /// Whether the timer runs.
    fn runs(&self, id: ConversationId, timer: Timer) -> bool {
        self.slot(id).is_some_and(|slot| slot.timers.contains(timer))
    }

    /// ST-01, ST-70, ST-73: a conversation enters its queue, a bot takes it, or an empty queue closes it; the overflow of
    /// the queue is judged unless it is the fallback queue (DIST-01, DIST-03).
    pub(crate) fn create(&mut self, arrival: Arrival, judged: bool) -> Answer {
        let workstream = &self.policy.workstreams[arrival.workstream.index()];
        let (channel, bot) = (workstream.channel, workstream.bot);
        if self.policy.queues[arrival.queue.index()].kind != channel.queue_kind() {
            return Answer::refused(Code::QueueType, Rule::Dist05);
        }
        let price = Price { cost: workstream.cost, profiles: workstream.profiles.union(arrival.profiles) };
        let found = Found {
            requirement: arrival.requirement.or(workstream.requirement),
            class: arrival.class.or(workstream.class),
            contact: arrival.contact,
            level: self.policy.queues[arrival.queue.index()].level_at_once(),
        };
        let of_class = found.class.map_or(0, |class| self.policy.classes[class.index()].credit);
        let credit = workstream.credit.saturating_add(of_class).saturating_add(arrival.credit);
        let age = self.ages.fresh(i64::from(credit));
        let id = self.take_slot();
        self.slots[id.index()].begin(arrival.workstream, arrival.queue, channel, price, found, age);
        self.created = Some(id);
        let created = Fact::ConversationCreated {
            conversation: id,
            workstream: arrival.workstream,
            channel,
            queue: arrival.queue,
        };
        self.emit(Rule::St01, created);
        if !arrival.profiles.is_empty() {
            self.emit(Rule::St01, Fact::ConversationClassified { conversation: id, profiles: arrival.profiles });
        }
        if found.requirement.is_some() || found.class.is_some() || found.contact.is_some() || credit > 0 {
            let Found { requirement, class, contact, .. } = found;
            let fact = Fact::ConversationPrioritized { conversation: id, requirement, class, contact, credit };
            self.emit(Rule::St01, fact);
        }
        let mut plan = Plan::new(arrival.queue);
        let mut events = core::mem::take(&mut self.events);
        let mut step = Step::new(self, &self.slots[id.index()], id, NOBODY, &mut plan, &mut events);
        // DIST-07: with a bot, overflow waits for the escalation.
        let outcome = match bot {
            Some(bot) if Rule::Dist07.holds() || !step.is_overflowing(arrival.queue) => {
                let talk = Talk::with(Primary::Bot(bot));
                step.go(Rule::St70, crate::event::StatusReason::InConversation, Phase::InConversation(talk))
            }
            Some(_) | None => {
                let closure = crate::event::ClosureReason::AddAgentFailed;
                if judged {
                    step.enter_queue(arrival.queue, Rule::St01, closure)
                } else {
                    step.go_queued(arrival.queue, Rule::St01, closure, None)
                }
            }
        };
        self.events = events;
        let Outcome::Transition(next) = &outcome else { unreachable!("both ways are transitions") };
        // Nothing was open before: no session to close unless the conversation closes at once.
        if !matches!(next, Phase::Closed { .. }) {
            plan.session = None;
        }
        self.commit_first(id, next, &plan);
        Answer::Done
    }

    /// Units of age pass; what arrives from now on is younger by so much.
    fn age(&mut self, units: u32) -> Answer {
        if units == 0 {
            return Answer::Unchanged(Rule::S9Repeat);
        }
        self.ages.passed += i64::from(units);
        self.emit(Rule::Prio01, Fact::AgePassed { units });
        Answer::Done
    }

    /// A slot in which nobody lives: one that was retired, or a new one.
    fn take_slot(&mut self) -> ConversationId {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::vacant());
            u32::try_from(self.slots.len() - 1).expect("fewer than four billion conversations live at once")
        });
        ConversationId { slot, generation: self.slots[slot as usize].generation }
    }

    /// Forgets a closed conversation, so that its slot can be used again; tells whether it could.
    ///
    /// It cannot while the conversation lives, or while a wrap-up block outlives it (POL-07 a).
    pub fn retire(&mut self, id: ConversationId) -> bool {
        let Some(slot) = self.slots.get_mut(id.index()).filter(|slot| slot.used && slot.generation == id.generation)
        else {
            return false;
        };
        if slot.phase != (Phase::Closed { block: None }) || slot.former.is_some() {
            return false;
        }
        slot.used = false;
        slot.generation += 1;
        self.free.push(id.slot);
        true
    }

    /// Takes the last step back: afterwards everything stands as in `before`, a copy from before that step.
    ///
    /// What is rare to change is copied whole, conversations only where the step was about them: the one that its
    /// action names, and those that its events name. Where a step can change others in silence, all are copied. So a
    /// step is tried and taken back in a time that hardly depends on how many conversations live.
    ///
    /// ```
    /// use switchboard::{Action, ContactCenter, Desk, PolicySpec};
    ///
    /// let policy: PolicySpec = serde_json::from_str(r#"{ "users": [{ "name": "ann", "units": 100 }] }"#).unwrap();
    /// let mut center = ContactCenter::new(policy.build().unwrap());
    /// let before = center.clone();
    /// let ann = center.policy().user("ann").unwrap();
    /// let action = Action::Desk { agent: ann, operation: Desk::SignIn };
    /// assert!(center.apply(action).is_done());
    /// assert_ne!(center, before);
    /// center.take_back(&action, &before);
    /// assert_eq!(center, before);
    /// ```
    pub fn take_back(&mut self, action: &Action, before: &Self) {
        match action {
            Action::Manage { .. } | Action::Configure(_) | Action::Gauge(_) | Action::Age { .. } => {
                self.slots.clone_from(&before.slots);
            }
            Action::Create(_)
            | Action::Admit { .. }
            | Action::Supervisor { .. }
            | Action::Agent { .. }
            | Action::Customer { .. }
            | Action::Bot { .. }
            | Action::System { .. }
            | Action::Timer { .. }
            | Action::Router(_)
            | Action::Desk { .. }
            | Action::ReturnWindowPassed { .. } => {
                let told = self.events.iter().filter_map(|event| event.fact.conversation());
                for id in told.chain(action.conversation()).chain(self.created) {
                    if let (Some(slot), Some(old)) = (self.slots.get_mut(id.index()), before.slots.get(id.index())) {
                        slot.clone_from(old);
                    }
                }
                self.slots.truncate(before.slots.len());
            }
        }
        self.roster.clone_from(&before.roster);
        self.queues.clone_from(&before.queues);
        self.free.clone_from(&before.free);
        (self.ages, self.created) = (before.ages, before.created);
        self.events.clear();
        debug_assert!(*self == *before, "{action:?} changed a conversation in silence");
    }

    /// Puts a conversation into a situation, whatever it was in before, with queues, capacity and timers as the
    /// situation demands. For tables, tests and exhaustive checks: no rule is asked, and the situation may be one
    /// that its channel does not have.
    ///
    /// # Panics
    ///
    /// When the id is stale.
    pub fn situate(&mut self, id: ConversationId, phase: Phase) {
        self.events.clear();
        let slot = self.slot(id).expect("a conversation to situate exists");
        let (before, mut plan) = (slot.phase, Plan::new(slot.queue));
        if let Phase::Closed { .. } = phase {
            plan.seats = Seats::End;
        }
        self.commit(id, &before, Some(&phase), &plan);
        self.events.clear();
    }

    #[cfg_attr(feature = "coverage", track_caller)]
    pub(crate) fn emit(&mut self, rule: Rule, fact: Fact) {
        if rule.holds() {
            self.events.push(Event { rule, fact });
        }
    }

    pub(crate) fn slot(&self, id: ConversationId) -> Option<&Slot> {
        self.slots.get(id.index()).filter(|slot| slot.used && slot.generation == id.generation)
    }

    /// Whether a conversation stands bit for bit as in another center under the same policy.
    #[must_use]
    pub fn is_conversation_as_in(&self, other: &Self, id: ConversationId) -> bool {
        self.slot(id) == other.slot(id)
    }

    /// Whether all that is known of a person at run time, capacity and presence included, is as in another center under
    /// the same policy.
    #[must_use]
    pub fn is_person_as_in(&self, other: &Self, user: UserId) -> bool {
        self.roster.is_person_as_in(&other.roster, user)
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The policy, shared.
    #[must_use]
    pub fn shared_policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy)
    }

    /// Where the conversation stands; Closed for one that was retired.
    #[must_use]
    pub fn phase(&self, id: ConversationId) -> Phase {
        self.slot(id).map_or(Phase::Closed { block: None }, |slot| slot.phase)
    }

    /// The leaf state of the conversation; Closed for one that was retired.
    #[must_use]
    pub fn stage(&self, id: ConversationId) -> Stage {
        self.phase(id).stage()
    }

    /// The conversations that are not retired, by slot.
    pub fn conversations(&self) -> impl Iterator<Item = ConversationId> + '_ {
        (0..)
            .zip(&self.slots)
            .filter(|(_, slot)| slot.used)
            .map(|(number, slot)| ConversationId { slot: number, generation: slot.generation })
    }

    /// The queue of the conversation.
    #[must_use]
    pub fn queue_of(&self, id: ConversationId) -> Option<QueueId> {
        self.slot(id).map(|slot| slot.queue)
    }

    /// The workstream of the conversation.
    #[must_use]
    pub fn workstream_of(&self, id: ConversationId) -> Option<WorkstreamId> {
        self.slot(id).map(|slot| slot.workstream)
    }

    /// The channel of the conversation.
    #[must_use]
    pub fn channel_of(&self, id: ConversationId) -> Option<Channel> {
        self.slot(id).map(|slot| slot.channel)
    }

    /// The seats beside the primary.
    #[must_use]
    pub fn participants(&self, id: ConversationId) -> &[Participant] {
        self.slot(id).map_or(&[], |slot| &slot.participants)
    }

    /// How often an agent declined the conversation, as far as it counts.
    #[must_use]
    pub fn declines(&self, id: ConversationId, agent: UserId) -> u8 {
        self.slot(id).map_or(0, |slot| slot.declines_of(agent))
    }

    /// Whether anybody declined the conversation, as far as it counts.
    #[must_use]
    pub fn is_declined(&self, id: ConversationId) -> bool {
        self.slot(id).is_some_and(|slot| !slot.declines.is_empty())
    }

    /// Whether the conversation is not offered to an agent again for a while after a decline (DIST-34).
    #[must_use]
    pub fn is_paused(&self, id: ConversationId, agent: UserId) -> bool {
        self.slot(id).is_some_and(|slot| slot.paused.contains(&agent))
    }

    /// The timers of the conversation that run.
    #[must_use]
    pub fn timers(&self, id: ConversationId) -> TimerSet {
        self.slot(id).map_or(TimerSet::EMPTY, |slot| slot.timers)
    }

    /// Whether the customer's connection is down.
    #[must_use]
    pub fn is_customer_away(&self, id: ConversationId) -> bool {
        self.slot(id).is_some_and(|slot| slot.gone)
    }

    /// The capacity profiles that the conversation carries.
    #[must_use]
    pub fn profiles_of(&self, id: ConversationId) -> ProfileSet {
        self.slot(id).map_or(ProfileSet::EMPTY, |slot| slot.price.profiles)
    }

    /// The skills that the conversation takes, if it takes any (AG-07).
    #[must_use]
    pub fn requirement_of(&self, id: ConversationId) -> Option<RequirementId> {
        self.slot(id).and_then(|slot| slot.traits.requirement)
    }

    /// The conversation's class of priority (PRIO-04).
    #[must_use]
    pub fn class_of(&self, id: ConversationId) -> Option<ClassId> {
        self.slot(id).and_then(|slot| slot.traits.class)
    }

    /// The customer of the conversation, if known (DIST-19).
    #[must_use]
    pub fn contact_of(&self, id: ConversationId) -> Option<ContactId> {
        self.slot(id).and_then(|slot| slot.traits.contact)
    }

    /// Up to which bullseye level the queue has expanded for the conversation (DIST-21).
    #[must_use]
    pub fn level_of(&self, id: ConversationId) -> u8 {
        self.slot(id).map_or(0, |slot| slot.traits.level)
    }

    /// Who is charged for the conversation now.
    pub fn charged(&self, id: ConversationId) -> impl Iterator<Item = UserId> + '_ {
        self.slot(id).into_iter().flat_map(|slot| {
            let charges = slot.charges.iter().flatten().filter(|charge| charge.charged).map(|charge| charge.agent);
            let seats =
                slot.participants.iter().filter(|participant| participant.charged).map(|participant| participant.user);
            charges.chain(seats)
        })
    }

    /// The conversations of a queue in the order in which they are served.
    pub fn waiting_line(&self, queue: QueueId) -> impl Iterator<Item = ConversationId> + '_ {
        self.queues[queue.index()]
            .served(&self.policy.queues[queue.index()], None)
            .map(|entry| ConversationId { slot: entry.slot, generation: self.slots[entry.slot as usize].generation })
    }

    /// How many conversations wait in a queue.
    #[must_use]
    pub fn queue_length(&self, queue: QueueId) -> usize {
        self.queues[queue.index()].len()
    }

    /// The average wait of a queue as it was last told (WAIT-01).
    #[must_use]
    pub fn average_wait_s(&self, queue: QueueId) -> Option<u32> {
        self.roster.gauges[queue.index()].average_s
    }

    /// How many items waited in a queue when somebody last looked (OVF-03).
    #[must_use]
    pub fn cached_queue_length(&self, queue: QueueId) -> u32 {
        self.roster.gauges[queue.index()].length
    }

    /// Whether the caller of a conversation is to be called back, or may ask for it (CB-01).
    #[must_use]
    pub fn callback(&self, id: ConversationId) -> Callback {
        self.slot(id).map_or(Callback::None, |slot| slot.callback)
    }

    /// Whether a queue is inside its operating hours.
    #[must_use]
    pub fn is_queue_open(&self, queue: QueueId) -> bool {
        self.roster.open[queue.index()]
    }

    /// The agents and bots of a queue, least recently assigned first.
    pub fn members(&self, queue: QueueId) -> impl Iterator<Item = UserId> + '_ {
        self.roster.turns[queue.index()].iter()
    }

    /// Whether somebody is a member of a queue.
    #[must_use]
    pub fn is_member(&self, user: UserId, queue: QueueId) -> bool {
        self.roster.is_member(user, queue)
    }

    /// Whether the supervisor operation is on.
    #[must_use]
    pub fn is_on(&self, toggle: Toggle) -> bool {
        self.roster.toggle(toggle)
    }

    /// Whether the agent is signed in and connected.
    #[must_use]
    pub fn is_present(&self, agent: UserId) -> bool {
        let person = self.roster.person(agent);
        person.signed_in && person.lost.is_none()
    }

    /// Whether the agent is signed in, connected or lost.
    #[must_use]
    pub fn is_signed_in(&self, agent: UserId) -> bool {
        self.roster.person(agent).signed_in
    }

    /// The agent's presence.
    #[must_use]
    pub fn presence(&self, agent: UserId) -> PresenceId {
        self.roster.person(agent).presence
    }

    /// The base of the agent's presence.
    #[must_use]
    pub fn base_presence(&self, agent: UserId) -> Base {
        self.policy.base(self.presence(agent))
    }

    /// Who set the agent's presence.
    #[must_use]
    pub fn presence_source(&self, agent: UserId) -> PresenceSource {
        self.roster.person(agent).source
    }

    /// The agent's total of units.
    #[must_use]
    pub fn units(&self, agent: UserId) -> u16 {
        self.roster.person(agent).units
    }

    /// The units charged to the agent.
    #[must_use]
    pub fn used_units(&self, agent: UserId) -> i32 {
        self.roster.person(agent).used
    }

    /// The units that the agent has left; negative after an override, never clamped (CAP-31).
    #[must_use]
    pub fn available_units(&self, agent: UserId) -> i32 {
        self.roster.fronts[agent.index()].available
    }

    /// The agent's limit of a profile; `None` lacks it.
    #[must_use]
    pub fn profile_limit(&self, agent: UserId, profile: ProfileId) -> Option<u8> {
        self.roster.slices(agent)[profile.index()].limit
    }

    /// How much of a profile the agent uses.
    #[must_use]
    pub fn used_profile(&self, agent: UserId, profile: ProfileId) -> i32 {
        i32::from(self.roster.slices(agent)[profile.index()].used)
    }

    /// The agent's list "My work items": the own Active and Waiting conversations (ST-52). What the agent closed today is
    /// told by the events, since the kernel knows no day.
    pub fn my_work_items(&self, agent: UserId) -> impl Iterator<Item = ConversationId> + '_ {
        self.conversations().filter(move |id| {
            let phase = self.phase(*id);
            let mine = matches!(phase.stage(), Stage::Offered | Stage::InConversation | Stage::Waiting);
            Rule::St52.holds() && mine && phase.holder() == Some(agent)
        })
    }

    /// The agent's list "Open work items": Open in any queue the agent belongs to (ST-52).
    pub fn open_work_items(&self, agent: UserId) -> impl Iterator<Item = ConversationId> + '_ {
        self.conversations().filter(move |id| {
            let open = self
                .slot(*id)
                .is_some_and(|slot| slot.phase.stage() == Stage::Open && self.roster.is_member(agent, slot.queue));
            Rule::St52.holds() && open
        })
    }

    /// How many sessions the agent has open (SES-07).
    #[must_use]
    pub fn open_sessions(&self, agent: UserId) -> u16 {
        self.roster.person(agent).sessions
    }

    /// How many raised calls the agent is in (CAP-22).
    #[must_use]
    pub fn raised_calls(&self, agent: UserId) -> u16 {
        self.roster.person(agent).escalated
    }
}

/// A stale id is answered as closed.
fn stale(event: &Input) -> Answer {
    match event {
        Input::Supervisor(_) => Answer::refused(Code::Closed, Rule::SupG05),
        Input::Agent(_) | Input::Bot(_) => Answer::refused(Code::Closed, Rule::St41),
        Input::Customer(crate::action::Contact::Message) => Answer::unchanged(Rule::St42),
        Input::Customer(_) | Input::System(_) | Input::Timer(_) | Input::Router(_) => Answer::unchanged(Rule::St41),
    }
}
