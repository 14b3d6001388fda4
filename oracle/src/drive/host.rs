//! Whatever answers actions, the kernel or a faulty imitation, as an implementation that speaks the protocol.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::Arc;

use switchboard::notation::{Names, Notation};
use switchboard::{Action, Answer, ContactCenter, Event, Fact, PolicySpec};
use switchboard_verify::Kernel;

use super::act;
use super::clock::Clock;
use super::view;
use super::wire::{Answered, Answers, Aspect, Assigned, Capabilities, Effect, Order, Reply, Request, Routes, VERSION};
use crate::faulty::{Fault, Faulty};

/// A kernel that answers requests.
#[derive(Debug)]
pub struct Host<K> {
    kernel: K,
    capabilities: Capabilities,
    policy: Option<Arc<switchboard::Policy>>,
    world: Option<World>,
}

/// One run.
#[derive(Debug)]
struct World {
    center: ContactCenter,
    names: Names,
    clock: Clock,
    events: Vec<Event>,
}

impl Host<Faulty> {
    /// Of a faulty implementation, which brings the small policy under which its fault shows.
    #[must_use]
    pub fn of_fault(fault: &Fault) -> Self {
        let mut host = Self::new(fault.kernel(), fault.name);
        host.brings(&fault.world());
        host
    }
}

impl<K: Kernel> Host<K> {
    /// Of a kernel that claims everything.
    #[must_use]
    pub fn new(kernel: K, name: &str) -> Self {
        let capabilities = Capabilities {
            name: name.to_owned(),
            answers: Answers::Rule,
            effects: vec!["*".to_owned()],
            observes: Aspect::ALL.to_vec(),
            order: Order::Agents,
            routes: Routes::Asked,
            time: true,
            version: VERSION,
            ..Capabilities::default()
        };
        Self::claiming(kernel, capabilities)
    }

    /// Of a kernel that claims this.
    #[must_use]
    pub const fn claiming(kernel: K, capabilities: Capabilities) -> Self {
        Self { kernel, capabilities, policy: None, world: None }
    }

    /// It knows this policy and no other.
    pub fn brings(&mut self, world: &PolicySpec) {
        self.capabilities.policy = serde_json::to_value(world).ok();
    }

    /// Answers one request; none to `bye`.
    pub fn answer(&mut self, request: &Request<'_>) -> Option<Reply<'static>> {
        Some(match request {
            Request::Hello { .. } => Reply::Hello(Box::new(self.capabilities.clone())),
            Request::Reset { policy, .. } => match self.reset(policy.as_deref()) {
                Ok(()) => Reply::Ready {},
                Err(reason) => Reply::Unsupported { reason },
            },
            Request::Step { id, action, observe, .. } => self.step(*id, action, *observe),
            Request::Observe { id } => match &self.world {
                Some(world) => Reply::State { id: *id, state: view::observe(&world.center, &world.names) },
                None => unready(),
            },
            Request::Advance { id, seconds, observe } => self.advance(*id, *seconds, *observe),
            Request::Bye {} => return None,
        })
    }

    fn reset(&mut self, policy: Option<&serde_json::value::RawValue>) -> Result<(), String> {
        if let Some(policy) = policy {
            let spec: PolicySpec = serde_json::from_str(policy.get()).map_err(|error| error.to_string())?;
            self.policy = Some(Arc::new(spec.build().map_err(|error| error.kind.to_string())?));
        }
        let policy = self.policy.as_ref().ok_or("the first reset brings a policy")?;
        self.world = Some(World {
            center: ContactCenter::shared(Arc::clone(policy)),
            names: Names::new(),
            clock: Clock::default(),
            events: Vec::new(),
        });
        Ok(())
    }

    fn step(&mut self, id: u64, told: &super::wire::Act<'_>, observe: bool) -> Reply<'static> {
        let Some(world) = &mut self.world else { return unready() };
        let action = match act::read(world.center.policy(), told, |name| world.names.id(name)) {
            Ok(action) => action,
            Err(reason) => return Reply::Unsupported { reason },
        };
        world.events.clear();
        let answer = world.apply(&self.kernel, action, told.conversation.as_deref());
        let mut answered = Answered { id, effects: world.effects(&self.capabilities), ..Answered::default() };
        if let Action::Router(_) = action {
            answered.assigned = world.assigned();
        }
        answered.state = observe.then(|| view::observe(&world.center, &world.names));
        match answer {
            Answer::Done => Reply::Done(answered),
            Answer::Unchanged(rule) => {
                answered.rule = Some(Cow::Borrowed(rule.id()));
                Reply::Unchanged(answered)
            }
            Answer::Refused(refusal) => {
                answered.rule = Some(Cow::Borrowed(refusal.rule.id()));
                answered.code = Some(Cow::Borrowed(refusal.code.letters()));
                Reply::Refused(answered)
            }
        }
    }

    fn advance(&mut self, id: u64, seconds: u64, observe: bool) -> Reply<'static> {
        let Some(world) = &mut self.world else { return unready() };
        world.events.clear();
        let until = world.clock.now().saturating_add(seconds);
        while let Some(action) = world.clock.take(until) {
            let _ = world.apply(&self.kernel, action, None);
        }
        world.clock.reach(until);
        let effects = world.effects(&self.capabilities);
        let state = observe.then(|| view::observe(&world.center, &world.names));
        Reply::Advanced(Answered { id, effects, state, ..Answered::default() })
    }
}

fn unready() -> Reply<'static> {
    Reply::Unsupported { reason: "there was no reset yet".to_owned() }
}

impl World {
    /// Applies an action; what happened is added to the events.
    fn apply(&mut self, kernel: &dyn Kernel, action: Action, name: Option<&str>) -> Answer {
        let known = self.events.len();
        let mut events = Vec::new();
        let answer = kernel.apply(&mut self.center, action, &mut events);
        self.events.append(&mut events);
        for event in &self.events[known..] {
            self.clock.note(&event.fact);
            if let (Fact::ConversationCreated { conversation, .. }, Action::Create(_) | Action::Admit { .. }) =
                (event.fact, action)
                && let Some(name) = name
            {
                self.names.give(name, conversation);
            }
        }
        answer
    }

    /// What the events tell, as far as it is claimed.
    fn effects(&self, capabilities: &Capabilities) -> Vec<Effect<'static>> {
        if capabilities.effects.is_empty() {
            return Vec::new();
        }
        let notation = Notation::new(self.center.policy(), &self.names);
        let tell = |event: &Event| {
            let told = notation.fact(&event.fact);
            Effect {
                event: Cow::Borrowed(told.name),
                conversation: event.fact.conversation().map(|id| Cow::Owned(self.names.name(id))),
                words: Some(Cow::Owned(told.text)),
            }
        };
        let claimed =
            |effect: &Effect<'_>| capabilities.effects.iter().any(|name| name == "*" || *name == effect.event);
        self.events.iter().map(tell).filter(claimed).collect()
    }

    /// What a search gave to whom: an offer, or a conversation that began at once.
    fn assigned(&self) -> Option<Assigned<'static>> {
        let (conversation, agent) = given(&self.events)?;
        Some(Assigned {
            conversation: Cow::Owned(self.names.name(conversation)),
            agent: Cow::Owned(self.center.policy().users()[agent.index()].name.clone()),
        })
    }
}

/// What went to whom in a search of the router.
pub(super) fn given(events: &[Event]) -> Option<(switchboard::ConversationId, switchboard::UserId)> {
    events.iter().find_map(|event| {
        if let Fact::PrimaryChanged { conversation, to: Some(agent), .. } = event.fact {
            return Some((conversation, agent));
        }
        None
    })
}

/// Answers requests from one stream on another until `bye` or the end of the stream.
///
/// # Errors
///
/// When reading or writing fails. A line that is no request is answered as unsupported.
pub fn serve<K: Kernel>(
    host: &mut Host<K>,
    input: &mut BufReader<impl Read>,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut answer = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let reply = match serde_json::from_slice::<Request<'_>>(&line) {
            Ok(request) => match host.answer(&request) {
                Some(reply) => reply,
                None => return output.flush(),
            },
            Err(error) => Reply::Unsupported { reason: error.to_string() },
        };
        answer.clear();
        serde_json::to_writer(&mut answer, &reply)?;
        answer.push(b'\n');
        output.write_all(&answer)?;
        // Whoever asks ahead waits for the last of the answers only.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
}
