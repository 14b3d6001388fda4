//! One conversation as the center keeps it: its phase, which is the chart's state, and what exists in every state.

use crate::reuse::clone_by_field;
use alloc::vec::Vec;

use crate::action::TimerSet;
use crate::channel::Channel;
use crate::id::{ClassId, ContactId, ProfileSet, QueueId, RequirementId, UserId, WorkstreamId};
use crate::line::{Age, Traits};
use crate::phase::{Participant, Phase, Primary, Talk};
use crate::roster::Price;
use crate::silence::Words;

/// Capacity that an agent gives to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Charge {
    pub(crate) agent: UserId,
    /// A charge, or only set aside (POL-06 c).
    pub(crate) charged: bool,
    /// The agent's day when it was charged (POL-32 b).
    pub(crate) day: u8,
}

/// Whether somebody is to be called back (CB-01).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Callback {
    /// Not offered.
    #[default]
    None,
    /// The caller may ask for it.
    Offered,
    /// The caller has asked for it and hung up; the item keeps its place.
    Requested,
}
/// Nobody has written yet.
const NO_WORDS: Words = Words {
    last: crate::silence::Word::None,
    answered: false,
    running: 0,
    fired: 0,
    suspended: 0,
    shifted: 0,
    late: 0,
};

/// What distribution reads of an item besides its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Found {
    /// The skills that it takes; they travel with it (AG-07).
    pub(crate) requirement: Option<RequirementId>,
    /// PRIO-04.
    pub(crate) class: Option<ClassId>,
    /// DIST-19.
    pub(crate) contact: Option<ContactId>,
    /// Up to which level its queue has expanded for it (DIST-21).
    pub(crate) level: u8,
}

/// One conversation.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slot {
    pub(crate) phase: Phase,
    pub(crate) generation: u32,
    /// Whether a conversation lives here; a retired slot waits for the next.
    pub(crate) used: bool,
    pub(crate) workstream: WorkstreamId,
    pub(crate) queue: QueueId,
    pub(crate) channel: Channel,
    pub(crate) price: Price,
    /// What classification found besides.
    pub(crate) traits: Found,
    /// Orders conversations by age: smaller is older (PRIO-01, PRIO-02).
    pub(crate) age: Age,
    /// Whether the customer's connection is down.
    pub(crate) gone: bool,
    /// Whether it came into its queue by transfer, assignment or overflow (OVF-13).
    pub(crate) moved: bool,
    /// Whether the caller is to be called back.
    pub(crate) callback: Callback,
    /// Clocks of the queue that ran out while an offer rang: their effect comes when the item is back (OVF-11).
    pub(crate) overdue: TimerSet,
    /// POL-05 b and c: the first agent of a transfer, still charged.
    pub(crate) former: Option<UserId>,
    pub(crate) charges: [Option<Charge>; 3],
    /// Consultants who are charged, with their day then (POL-32 b, POL-33 b).
    pub(crate) consult_days: Vec<(UserId, u8)>,
    /// The timers that run.
    pub(crate) timers: TimerSet,
    pub(crate) participants: Vec<Participant>,
    /// Declines by agent, sorted (DIST-25, DIST-26).
    pub(crate) declines: Vec<(UserId, u8)>,
    /// Who declined and is not asked again yet (DIST-34), sorted.
    pub(crate) paused: Vec<UserId>,
    /// Who wrote last, and the time-out rules that count from it.
    pub(crate) words: Words,
    /// Whether a disposition code was chosen (ST-48).
    pub(crate) coded: bool,
}

clone_by_field!(Slot {
    phase,
    generation,
    used,
    workstream,
    queue,
    channel,
    price,
    traits,
    age,
    gone,
    moved,
    callback,
    overdue,
    former,
    charges,
    consult_days,
    timers,
    participants,
    declines,
    paused,
    words,
    coded
});

impl Slot {
    /// A slot in which nobody has lived.
    pub(crate) const fn vacant() -> Self {
        Self {
            phase: Phase::Closed { block: None },
            generation: 0,
            used: false,
            workstream: WorkstreamId(0),
            queue: QueueId(0),
            channel: Channel::LiveChat,
            price: Price { cost: 0, profiles: ProfileSet::EMPTY },
            traits: Found { requirement: None, class: None, contact: None, level: 0 },
            age: Age { since: 0, number: 0 },
            gone: false,
            moved: false,
            callback: Callback::None,
            overdue: TimerSet::EMPTY,
            former: None,
            charges: [None; 3],
            consult_days: Vec::new(),
            timers: TimerSet::EMPTY,
            participants: Vec::new(),
            declines: Vec::new(),
            paused: Vec::new(),
            words: NO_WORDS,
            coded: false,
        }
    }

    /// A conversation begins here. Whoever lived here before is closed and retired: charged to nobody, without timers,
    /// and its lists keep their room.
    pub(crate) fn begin(
        &mut self,
        workstream: WorkstreamId,
        queue: QueueId,
        channel: Channel,
        price: Price,
        traits: Found,
        age: Age,
    ) {
        self.phase = Phase::Closed { block: None };
        self.used = true;
        self.workstream = workstream;
        self.queue = queue;
        self.channel = channel;
        self.price = price;
        self.traits = traits;
        self.age = age;
        self.gone = false;
        self.moved = false;
        self.callback = Callback::None;
        self.overdue = TimerSet::EMPTY;
        self.former = None;
        self.charges = [None; 3];
        self.timers = TimerSet::EMPTY;
        self.consult_days.clear();
        self.participants.clear();
        self.declines.clear();
        self.paused.clear();
        self.words = NO_WORDS;
        self.coded = false;
    }

    /// What decides the bucket (PRIO-04).
    pub(crate) const fn item(&self) -> Traits {
        Traits { workstream: self.workstream, class: self.traits.class, profiles: self.price.profiles }
    }

    /// A bot on a record: no policy builds it, only a forced situation.
    pub(crate) fn is_bots_record(&self) -> bool {
        self.channel == Channel::Record
            && matches!(self.phase, Phase::InConversation(Talk { primary: Primary::Bot(_), .. }))
    }

    pub(crate) fn declines_of(&self, agent: UserId) -> u8 {
        self.declines.binary_search_by_key(&agent, |(who, _)| *who).map_or(0, |place| self.declines[place].1)
    }
}
