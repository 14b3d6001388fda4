//! The tables of moves, every row of which was made by asking the kernel.

use std::collections::BTreeMap;
use std::fmt;

use switchboard::{
    Action, Answer, ContactCenter, ConversationId, Event, LocalState, Policy, Replica, Stage, Surroundings, Upkeep,
    UserId,
};

use super::actions::Repertoire;
use super::layout::{Codes, PLACES_MAX};
use super::scope::{AGENTS_MAX, Scope};
use super::symmetry::renamings;
use super::{Act, Gap};
use crate::families::{self, Family, Findings, Step};
use crate::kernel::Kernel;
use crate::model::Marks;
use crate::properties::Questions;

/// What becomes of the place of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Its place stays.
    Stays,
    /// Nothing is left of it.
    Leaves,
    /// Its age was renewed.
    Moves,
    /// It is closed, but something of it is left.
    Rests,
}

/// One move: a row of a table has several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    /// What the step shows.
    pub(crate) marks: Marks,
    /// The surroundings afterwards.
    pub(crate) people: u32,
    /// What was told, by number; zero where nobody listens.
    pub(crate) told: u32,
    /// The conversation afterwards; zero where it is about none, or nothing is left.
    pub(crate) code: u16,
    /// Which action.
    pub(crate) action: u16,
    /// The last state of a conversation of which nothing is left, or zero.
    pub(crate) last: u16,
    /// Routes: which of the open conversations.
    pub(crate) which: u8,
    /// What becomes of its place.
    pub(crate) place: Place,
}

/// What a state needs to know of a conversation at once.
#[derive(Debug, Clone, Copy, Default)]
struct Glance {
    passed: i64,
    open: bool,
    closed: bool,
}

/// Units charged, charges in number, units set aside.
pub(crate) type Burden = (i32, i32, i32);

/// Numbers of rows; a row that was not learnt yet is [`UNKNOWN`].
type Row = u32;
const UNKNOWN: Row = u32::MAX;

/// The tables.
pub(crate) struct Tables {
    actions: Vec<Action>,
    /// Where the actions of people, arrivals and routes begin.
    starts: [usize; 3],
    agents: Vec<UserId>,
    costs: Vec<i32>,
    renamings: Vec<Vec<UserId>>,

    people: Vec<Surroundings>,
    people_numbers: BTreeMap<Surroundings, u32>,
    people_burdens: Vec<[Burden; AGENTS_MAX]>,
    /// By renaming, then number: the number of the renamed.
    people_images: Vec<Vec<u32>>,

    /// The first is nobody.
    locals: Vec<LocalState>,
    local_numbers: BTreeMap<LocalState, u16>,
    local_glances: Vec<Glance>,
    local_burdens: Vec<[Burden; AGENTS_MAX]>,
    local_images: Vec<Vec<u16>>,
    /// Last states of conversations of which nothing is left.
    lasts: Vec<LocalState>,
    last_numbers: BTreeMap<LocalState, u16>,

    moves: Vec<Move>,
    /// Whether what is told is kept.
    listens: bool,
    /// What was told, each once, of the first conversation; the first is nothing.
    tales: Vec<Vec<Event>>,
    tale_numbers: BTreeMap<Vec<Event>, u32>,
    rows: Vec<(u32, u32)>,
    of_conversation: Vec<Vec<Row>>,
    of_people: Vec<Vec<Row>>,
    of_arrivals: Vec<Row>,
    of_routes: BTreeMap<(u32, Codes), Row>,
    alone: bool,
    /// What was shown by answers that did nothing.
    idle: Marks,
    /// By surroundings, then conversation: whether a state with them was judged.
    judged: Vec<Vec<bool>>,
    /// What is wrong with states, by surroundings and conversation; empty where nothing is.
    wrong: BTreeMap<(u32, u16), Marks>,
    questions: Questions,
}

impl fmt::Debug for Tables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (people, locals, rows) = self.known();
        write!(formatter, "Tables({people} surroundings, {locals} conversations, {rows} rows)")
    }
}

/// What the world lets happen at all: an agent can only be lost from a conversation while the connection is lost
/// (ST-60), and a queue is only told that it is empty when nobody is left in it (POL-70).
pub(crate) fn may(center: &ContactCenter, action: Action) -> bool {
    match action {
        Action::System { operation: Upkeep::AgentLost { agent }, .. } => {
            center.is_signed_in(agent) && !center.is_present(agent)
        }
        Action::System { operation: Upkeep::QueueEmptied, conversation } => {
            center.queue_of(conversation).is_some_and(|queue| center.members(queue).next().is_none())
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
        | Action::ReturnWindowPassed { .. }
        | Action::Manage { .. }
        | Action::Configure(_)
        | Action::Gauge(_)
        | Action::Age { .. } => true,
    }
}

impl Tables {
    pub(crate) fn new(
        policy: &Policy,
        scope: &Scope,
        repertoire: Repertoire,
        listens: bool,
        questions: Questions,
    ) -> Self {
        let Repertoire { conversation, people, arrivals, routes } = repertoire;
        let starts =
            [conversation.len(), conversation.len() + people.len(), conversation.len() + people.len() + arrivals.len()];
        let users = (0..policy.users().len()).map(UserId::at).zip(policy.users());
        let renamings = match scope.symmetry {
            true => renamings(policy, questions.pinned()),
            false => vec![(0..policy.users().len()).map(UserId::at).collect()],
        };
        Self {
            actions: [conversation, people, arrivals, routes].concat(),
            starts,
            agents: users.filter(|(_, user)| user.roles.agent).map(|(id, _)| id).take(AGENTS_MAX).collect(),
            costs: policy.workstreams().iter().map(|stream| i32::from(stream.cost)).collect(),
            people: Vec::new(),
            people_numbers: BTreeMap::new(),
            people_burdens: Vec::new(),
            people_images: vec![Vec::new(); renamings.len()],
            locals: Vec::new(),
            local_numbers: BTreeMap::new(),
            local_glances: vec![Glance::default()],
            local_burdens: vec![[Burden::default(); AGENTS_MAX]],
            local_images: vec![vec![0]; renamings.len()],
            lasts: Vec::new(),
            last_numbers: BTreeMap::new(),
            renamings,
            moves: Vec::new(),
            listens,
            tales: vec![Vec::new()],
            tale_numbers: BTreeMap::from([(Vec::new(), 0)]),
            rows: Vec::new(),
            of_conversation: Vec::new(),
            of_people: Vec::new(),
            of_arrivals: Vec::new(),
            of_routes: BTreeMap::new(),
            alone: scope.conversations == 1,
            idle: 0,
            judged: Vec::new(),
            wrong: BTreeMap::new(),
            questions,
        }
    }

    /// From now on so many conversations at once. What people do was asked beside the only conversation; among several it
    /// is asked anew, so that it is noticed if it touches one of them.
    pub(crate) fn widen(&mut self, conversations: usize) {
        let alone = conversations == 1;
        if self.alone != alone {
            self.of_people.iter_mut().for_each(Vec::clear);
        }
        self.alone = alone;
    }

    /// How many surroundings, conversations and rows are known.
    pub(crate) fn known(&self) -> (usize, usize, usize) {
        (self.people.len(), self.locals.len(), self.rows.len())
    }

    /// What answers showed that did nothing: a search of the router that found nobody, a refusal.
    pub(crate) const fn idle(&self) -> Marks {
        self.idle
    }

    pub(crate) fn people(&self, number: u32) -> &Surroundings {
        &self.people[number as usize]
    }

    pub(crate) fn local(&self, code: u16) -> &LocalState {
        &self.locals[usize::from(code) - 1]
    }

    /// What was told in a move, in which the conversation is the first.
    pub(crate) fn tales(&self) -> &[Vec<Event>] {
        &self.tales
    }

    /// Where the actions of people, arrivals and routes begin.
    pub(crate) const fn starts(&self) -> [usize; 3] {
        self.starts
    }

    pub(crate) fn action(&self, number: u16) -> Action {
        self.actions[usize::from(number)]
    }

    pub(crate) fn find_people(&self, people: &Surroundings) -> Option<u32> {
        self.people_numbers.get(people).copied()
    }

    pub(crate) fn find_local(&self, local: &LocalState) -> Option<u16> {
        self.local_numbers.get(local).copied()
    }

    #[inline]
    pub(crate) fn age_of(&self, code: u16) -> i64 {
        self.local_glances[usize::from(code)].passed
    }

    #[inline]
    pub(crate) fn is_open(&self, code: u16) -> bool {
        self.local_glances[usize::from(code)].open
    }

    #[inline]
    pub(crate) fn is_closed(&self, code: u16) -> bool {
        self.local_glances[usize::from(code)].closed
    }

    // ---- numbers -------------------------------------------------------------------------------------------------

    /// The number of surroundings; all that differ from it by names alone get theirs too.
    pub(crate) fn number_people(&mut self, people: &Surroundings) -> Result<u32, String> {
        if let Some(number) = self.find_people(people) {
            return Ok(number);
        }
        let images: Vec<Surroundings> = self.renamings.iter().map(|to| people.renamed(to)).collect();
        let mut fresh = Vec::new();
        for image in images {
            if !self.people_numbers.contains_key(&image) {
                let number = u32::try_from(self.people.len()).map_err(|_| "too many surroundings".to_owned())?;
                let burden = |agent: &UserId| image.burden(*agent);
                self.people_burdens.push(by_agent(&self.agents, burden));
                self.questions.note_people(&image);
                self.people_numbers.insert(image.clone(), number);
                self.people.push(image);
                self.of_conversation.push(Vec::new());
                self.of_people.push(Vec::new());
                self.of_arrivals.push(UNKNOWN);
                self.judged.push(Vec::new());
                fresh.push(number);
            }
        }
        for number in fresh {
            for (renaming, images) in self.renamings.iter().zip(&mut self.people_images) {
                let image = self.people[number as usize].renamed(renaming);
                images.push(self.people_numbers[&image]);
            }
        }
        Ok(self.people_numbers[people])
    }

    fn number_local(&mut self, local: &LocalState) -> Result<u16, String> {
        if let Some(code) = self.find_local(local) {
            return Ok(code);
        }
        let images: Vec<LocalState> = self.renamings.iter().map(|to| local.renamed(to)).collect();
        let mut fresh = Vec::new();
        for image in images {
            if !self.local_numbers.contains_key(&image) {
                let code = u16::try_from(self.locals.len() + 1)
                    .map_err(|_| "this scope is too large: more than 65,535 situations of a conversation; expected fewer agents, or some `operations=` alone".to_owned())?;
                let stage = image.stage();
                self.local_glances.push(Glance {
                    passed: image.passed(),
                    open: stage == Stage::Open,
                    closed: stage == Stage::Closed,
                });
                let cost = self.costs[image.workstream().index()];
                let burden = |agent: &UserId| {
                    let (charged, aside) = image.charges(*agent);
                    (cost * i32::from(charged), i32::from(charged), cost * i32::from(aside))
                };
                self.local_burdens.push(by_agent(&self.agents, burden));
                self.questions.note_local(&image);
                self.local_numbers.insert(image.clone(), code);
                self.locals.push(image);
                fresh.push(code);
            }
        }
        for code in fresh {
            for (renaming, images) in self.renamings.iter().zip(&mut self.local_images) {
                let image = self.locals[usize::from(code) - 1].renamed(renaming);
                images.push(self.local_numbers[&image]);
            }
        }
        Ok(self.local_numbers[local])
    }

    /// The last state of a conversation of which nothing is left.
    pub(crate) fn last(&self, number: u16) -> &LocalState {
        &self.lasts[usize::from(number) - 1]
    }

    fn number_last(&mut self, local: &LocalState) -> Result<u16, String> {
        if let Some(number) = self.last_numbers.get(local) {
            return Ok(*number);
        }
        let number = u16::try_from(self.lasts.len() + 1).map_err(|_| "more than 65,535 ends of a conversation")?;
        self.last_numbers.insert(local.clone(), number);
        self.lasts.push(local.clone());
        Ok(number)
    }

    /// The least of all states that differ by names alone.
    #[inline]
    pub(crate) fn canonical<S: Ord>(&self, people: u32, codes: &Codes, pack: impl Fn(u32, &Codes) -> S) -> S {
        let mut least = pack(people, codes);
        for (people_images, local_images) in self.people_images.iter().zip(&self.local_images).skip(1) {
            let mut image = codes.map(|code| local_images[usize::from(code)]);
            let count = image.iter().take_while(|code| **code != 0).count();
            let live = image[..count].iter().take_while(|code| !self.is_closed(**code)).count();
            image[live..count].sort_unstable();
            least = least.min(pack(people_images[people as usize], &image));
        }
        least
    }

    /// The properties that are asked.
    pub(crate) const fn questions(&self) -> &Questions {
        &self.questions
    }

    /// What properties show; and K2: what the conversations charge is what the ledger says, for every agent.
    #[inline]
    pub(crate) fn marks(&self, people: u32, codes: &Codes) -> Marks {
        let ledger = &self.people_burdens[people as usize];
        let mut sums = [Burden::default(); AGENTS_MAX];
        for code in codes.iter().take_while(|code| **code != 0) {
            for (sum, burden) in sums.iter_mut().zip(&self.local_burdens[usize::from(*code)]) {
                *sum = (sum.0 + burden.0, sum.1 + burden.1, sum.2 + burden.2);
            }
        }
        let asked = self.questions.marks(people, codes);
        if sums == *ledger { asked } else { asked | Family::K2.violated() }
    }

    // ---- rows ----------------------------------------------------------------------------------------------------

    #[inline]
    fn row(&self, row: Option<Row>) -> Option<&[Move]> {
        let (start, end) = *self.rows.get(row? as usize)?;
        Some(&self.moves[start as usize..end as usize])
    }

    #[inline]
    pub(crate) fn of_conversation(&self, people: u32, code: u16) -> Option<&[Move]> {
        self.row(self.of_conversation[people as usize].get(usize::from(code)).copied())
    }

    #[inline]
    pub(crate) fn of_people(&self, people: u32, code: u16) -> Option<&[Move]> {
        self.row(self.of_people[people as usize].get(usize::from(code)).copied())
    }

    #[inline]
    pub(crate) fn of_arrivals(&self, people: u32) -> Option<&[Move]> {
        self.row(Some(self.of_arrivals[people as usize]))
    }

    #[inline]
    pub(crate) fn of_routes(&self, people: u32, open: &Codes) -> Option<&[Move]> {
        self.row(self.of_routes.get(&(people, *open)).copied())
    }

    /// Every row that was learnt, with what it depends on; without names of conversations.
    pub(crate) fn every_row(&self) -> Vec<(Gap, &[Move])> {
        let mut rows = Vec::new();
        for people in 0..self.people.len() as u32 {
            for code in 0..=self.locals.len() as u16 {
                rows.extend(self.of_conversation(people, code).map(|row| (Gap::Conversation { people, code }, row)));
                rows.extend(self.of_people(people, code).map(|row| (Gap::People { people, code }, row)));
            }
            rows.extend(self.of_arrivals(people).map(|row| (Gap::Arrivals { people }, row)));
        }
        let routes = self.of_routes.iter().map(|(&(people, open), row)| (Gap::Routes { people, open }, Some(*row)));
        rows.extend(routes.filter_map(|(gap, row)| Some((gap, self.row(row)?))));
        rows
    }

    /// Every action, by number.
    pub(crate) fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The agents whose ledger is compared, and for each what surroundings and conversations say of it, by number:
    /// units charged, charges, units set aside. Nobody, the conversation zero, charges nothing.
    pub(crate) fn ledger(&self) -> (&[UserId], &[[Burden; AGENTS_MAX]], &[[Burden; AGENTS_MAX]]) {
        (&self.agents, &self.people_burdens, &self.local_burdens)
    }

    /// Every step that can be tried in a state with these conversations.
    pub(crate) fn every_act(&self, codes: Codes, scope: &Scope) -> Vec<Act> {
        let count = codes.iter().take_while(|code| **code != 0).count();
        let number = |number: usize| number as u16;
        let mut acts = Vec::new();
        for place in 0..count as u8 {
            acts.extend((0..self.starts[0]).map(|action| Act { place, action: number(action) }));
        }
        let alone = |action: usize| Act { place: 0, action: number(action) };
        acts.extend((self.starts[0]..self.starts[1]).map(alone));
        if count < scope.conversations {
            acts.extend((self.starts[1]..self.starts[2]).map(alone));
        }
        acts.extend((self.starts[2]..self.actions.len()).map(alone));
        acts
    }

    /// Makes the row that a state needs, by trying everything on the center that stands in it.
    pub(crate) fn learn(
        &mut self,
        kernel: &dyn Kernel,
        gap: Gap,
        replica: &Replica,
        base: &ContactCenter,
        codes: &Codes,
    ) -> Result<(), String> {
        let asker = Asker { kernel, replica, base, locals: replica.locals(), listens: self.listens };
        let asked = match gap {
            Gap::Conversation { code, .. } => {
                let place = codes.iter().position(|other| *other == code).expect("the state showed the gap");
                asker.ask(&self.actions[..self.starts[0]], 0, Some(place))
            }
            Gap::People { .. } => asker.ask(&self.actions[self.starts[0]..self.starts[1]], self.starts[0], None),
            Gap::Arrivals { .. } => asker.ask(&self.actions[self.starts[1]..self.starts[2]], self.starts[1], None),
            Gap::Routes { .. } => asker.ask(&self.actions[self.starts[2]..], self.starts[2], None),
        };
        let (asked, idle) = asked;
        self.idle |= idle;
        let start = self.moves.len();
        for it in asked {
            let mut it = it;
            let after = it.after.take();
            let mut step = self.filed(&asker, it, gap, codes)?;
            if let Some(after) = after
                && !self.listens
            {
                step.marks |= self.judge_state(&step, &after);
            }
            self.moves.push(step);
        }
        let number = |count: usize| u32::try_from(count).map_err(|_| "too many moves".to_owned());
        let row = number(self.rows.len())?;
        self.rows.push((number(start)?, number(self.moves.len())?));
        let put = |rows: &mut Vec<Row>, code: u16| {
            let place = usize::from(code);
            if rows.len() <= place {
                rows.resize(place + 1, UNKNOWN);
            }
            rows[place] = row;
        };
        match gap {
            Gap::Conversation { people, code } => put(&mut self.of_conversation[people as usize], code),
            Gap::People { people, code } => put(&mut self.of_people[people as usize], code),
            Gap::Arrivals { people } => self.of_arrivals[people as usize] = row,
            Gap::Routes { people, open } => {
                self.of_routes.insert((people, open), row);
            }
        }
        Ok(())
    }

    /// What is wrong with the state that a move leads to, judged once for what the move changes.
    fn judge_state(&mut self, step: &Move, after: &ContactCenter) -> Marks {
        let judged = &mut self.judged[step.people as usize];
        let place = usize::from(step.code);
        if judged.len() <= place {
            judged.resize(place + 1, false);
        }
        if !std::mem::replace(&mut judged[place], true) {
            let mut found = Findings::default();
            families::judge_state(after, &mut found);
            self.idle |= found.marks() & !found.violated();
            if found.violated() != 0 {
                self.wrong.insert((step.people, step.code), found.violated());
            }
        }
        if self.wrong.is_empty() {
            return 0;
        }
        self.wrong.get(&(step.people, step.code)).copied().unwrap_or(0)
    }

    /// The number of what was told, whichever conversation it was told of.
    fn number_tale(&mut self, events: Vec<Event>) -> Result<u32, String> {
        let first = ConversationId { slot: 0, generation: 0 };
        let tale: Vec<Event> = events.into_iter().map(|event| Event { fact: event.fact.of(first), ..event }).collect();
        if let Some(&number) = self.tale_numbers.get(&tale) {
            return Ok(number);
        }
        let number = u32::try_from(self.tales.len()).map_err(|_| "too much is told".to_owned())?;
        self.tales.push(tale.clone());
        self.tale_numbers.insert(tale, number);
        Ok(number)
    }

    /// Gives an answer of the kernel its numbers, and sees to it that it touched no more than the table knows.
    fn filed(&mut self, asker: &Asker<'_>, it: Asked, gap: Gap, codes: &Codes) -> Result<Move, String> {
        let Asked { number, action, marks, people: around, changed, events, after: _ } = it;
        let people = self.number_people(&around)?;
        let told = self.number_tale(events)?;
        let action_number = u16::try_from(number).map_err(|_| "too many actions".to_owned())?;
        let touches = |what: &str| Err(format!("{action:?} touches {what}, which no table of moves expects"));
        let mut step =
            Move { marks, people, told, code: 0, action: action_number, last: 0, which: 0, place: Place::Stays };
        if changed.len() > 1 {
            return touches("several conversations");
        }
        let Some(Changed { id, local, renewed }) = changed.into_iter().next() else {
            match gap {
                Gap::Conversation { code, .. } => step.code = code,
                Gap::People { .. } if self.alone => step.code = codes[0],
                Gap::People { .. } | Gap::Arrivals { .. } | Gap::Routes { .. } => {}
            }
            return Ok(step);
        };
        let was = asker.locals.iter().position(|(other, _)| *other == id);
        step.code = match local.is_settled() {
            true => {
                step.marks |= self.questions.last(&around, &local);
                step.last = self.number_last(&local)?;
                0
            }
            false => self.number_local(&local)?,
        };
        step.place = match local.stage() {
            _ if step.code == 0 => Place::Leaves,
            Stage::Closed => Place::Rests,
            _ if renewed => Place::Moves,
            Stage::Open | Stage::Offered | Stage::InConversation | Stage::Waiting | Stage::WrapUp => Place::Stays,
        };
        match (gap, was) {
            (Gap::Conversation { code, .. }, Some(place)) if codes[place] == code => Ok(step),
            (Gap::Conversation { .. }, _) => touches("another conversation"),
            (Gap::People { .. }, Some(_)) if self.alone => Ok(step),
            (Gap::People { .. }, _) => touches("a conversation"),
            (Gap::Arrivals { .. }, None) => Ok(step),
            (Gap::Arrivals { .. }, Some(_)) => touches("a conversation that is there"),
            (Gap::Routes { .. }, Some(place)) if self.is_open(codes[place]) => {
                step.which = codes[..place].iter().filter(|code| self.is_open(**code)).count() as u8;
                Ok(step)
            }
            (Gap::Routes { .. }, _) => touches("a conversation that is not open"),
        }
    }
}

fn by_agent(agents: &[UserId], burden: impl Fn(&UserId) -> Burden) -> [Burden; AGENTS_MAX] {
    let mut burdens = [Burden::default(); AGENTS_MAX];
    for (place, agent) in burdens.iter_mut().zip(agents) {
        *place = burden(agent);
    }
    burdens
}

/// Asks the kernel what can be done in one situation.
struct Asker<'a> {
    kernel: &'a dyn Kernel,
    replica: &'a Replica,
    base: &'a ContactCenter,
    locals: Vec<(ConversationId, LocalState)>,
    listens: bool,
}

/// What the kernel did, before it has numbers.
struct Asked {
    number: usize,
    action: Action,
    marks: Marks,
    people: Surroundings,
    changed: Vec<Changed>,
    /// What was told, if somebody listens.
    events: Vec<Event>,
    /// Where it led, if something was done.
    after: Option<Box<ContactCenter>>,
}

/// A conversation that a step created or changed.
struct Changed {
    id: ConversationId,
    local: LocalState,
    renewed: bool,
}

impl Asker<'_> {
    /// Tries every action on the center; the second is what was shown by those that did nothing.
    ///
    /// What is refused leaves the center as it was, so the next action can be tried on it at once. That is not believed:
    /// where something is done after refusals, it is done again on a fresh copy, and both must come out alike; at the end
    /// the center must be as it was.
    fn ask(&self, actions: &[Action], first: usize, place: Option<usize>) -> (Vec<Asked>, Marks) {
        let action_of = |action: Action| match place {
            Some(slot) => action.on(ConversationId { slot: slot as u32, generation: 0 }),
            None => action,
        };
        let mut center = self.base.clone();
        let mut events = Vec::new();
        let mut found = Findings::default();
        let mut asked = Vec::new();
        let mut idle = 0;
        let mut refused = 0;
        for (number, &action) in (first..).zip(actions) {
            let action = action_of(action);
            if !may(self.base, action) {
                continue;
            }
            events.clear();
            let answer = self.kernel.apply(&mut center, action, &mut events);
            if !answer.is_done() {
                refused += 1;
                let search = matches!(action, Action::Router(_));
                let last = number + 1 == first + actions.len();
                if events.is_empty() && !search && !last {
                    continue;
                }
            } else if refused > 0 {
                let mut fresh = self.base.clone();
                events.clear();
                let _ = self.kernel.apply(&mut fresh, action, &mut events);
                if fresh != center {
                    return self.ask_each(actions, first, place);
                }
            }
            found.clear();
            let after = answer.is_done().then(|| Replica::of(&center));
            // Whoever listens compares, and does not judge.
            if !self.listens {
                families::judge_step(&self.step(action, answer, &events, &center, after.as_ref()), &mut found);
            }
            match after {
                Some(after) => {
                    let led = std::mem::replace(&mut center, self.base.clone());
                    asked.push(self.asked(number, action, found.marks(), led, &after, &events));
                    refused = 0;
                }
                None if found.violated() != 0 => return self.ask_each(actions, first, place),
                None => idle |= found.marks(),
            }
        }
        if center != *self.base {
            return self.ask_each(actions, first, place);
        }
        (asked, idle)
    }

    /// As [`ask`](Self::ask), but every action on a copy of its own, to find out which refusal left a trace: a step that
    /// stays where it is carries the mark.
    #[cold]
    fn ask_each(&self, actions: &[Action], first: usize, place: Option<usize>) -> (Vec<Asked>, Marks) {
        let mut events = Vec::new();
        let mut found = Findings::default();
        let mut asked = Vec::new();
        let mut idle = 0;
        for (number, &action) in (first..).zip(actions) {
            let action = match place {
                Some(slot) => action.on(ConversationId { slot: slot as u32, generation: 0 }),
                None => action,
            };
            if !may(self.base, action) {
                continue;
            }
            let mut center = self.base.clone();
            events.clear();
            found.clear();
            let answer = self.kernel.apply(&mut center, action, &mut events);
            let after = answer.is_done().then(|| Replica::of(&center));
            families::judge_step(&self.step(action, answer, &events, &center, after.as_ref()), &mut found);
            match after {
                Some(after) => asked.push(self.asked(number, action, found.marks(), center, &after, &events)),
                None if found.violated() != 0 => asked.push(self.idle(number, action, found.marks())),
                None => idle |= found.marks(),
            }
        }
        (asked, idle)
    }

    fn step<'b>(
        &'b self,
        action: Action,
        answer: Answer,
        events: &'b [Event],
        after: &'b ContactCenter,
        picture: Option<&'b Replica>,
    ) -> Step<'b> {
        Step {
            kernel: self.kernel,
            before: self.base,
            replica: Some(self.replica),
            action,
            answer,
            events,
            after,
            picture,
        }
    }

    fn asked(
        &self,
        number: usize,
        action: Action,
        marks: Marks,
        center: ContactCenter,
        after: &Replica,
        events: &[Event],
    ) -> Asked {
        let mut changed = Vec::new();
        for (id, local) in after.locals() {
            let before = self.locals.iter().find(|(other, _)| *other == id).map(|(_, local)| local);
            let renewed = self.base.seniority(id) != center.seniority(id);
            if before != Some(&local) || renewed {
                changed.push(Changed { id, local, renewed });
            }
        }
        let people = after.surroundings();
        let events = if self.listens { events.to_vec() } else { Vec::new() };
        Asked { number, action, marks, people, changed, events, after: Some(Box::new(center)) }
    }

    fn idle(&self, number: usize, action: Action, marks: Marks) -> Asked {
        let people = self.replica.surroundings();
        Asked { number, action, marks, people, changed: Vec::new(), events: Vec::new(), after: None }
    }
}

const _: () = assert!(PLACES_MAX < u8::MAX as usize);
