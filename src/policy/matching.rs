//! What a policy says about distribution: skills and requirements, assignment methods, priorities, levels, contacts.

use alloc::string::String;
use alloc::vec::Vec;

use crate::id::{ClassId, GroupSet, ProfileId, SkillId, UserId, WorkstreamId};
use crate::presence::Bases;

/// How a workstream matches required skills with those of agents (DIST-16, DIST-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkillMatching {
    /// Not at all.
    None,
    /// Every required skill at the required proficiency or above.
    Exact,
    /// The closest first; nobody is left out.
    Closest,
}

/// A named set of required skills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// The skills with the proficiency that each takes.
    pub skills: Vec<(SkillId, u8)>,
    /// Its place among all requirements.
    pub(crate) number: usize,
    /// By person: how the person's skills compare.
    pub(crate) fits: Vec<Fit>,
}

/// How somebody's skills compare with a requirement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Fit {
    /// Required skills that the person has at exactly the proficiency that they take.
    pub(crate) exact: u8,
    /// Those that the person has above it.
    pub(crate) over: u8,
    /// Those that the person has below it.
    pub(crate) under: u8,
    /// Whether none is missing and none is below.
    pub(crate) qualified: bool,
    /// The proficiencies in the required skills together.
    pub(crate) proficiency: u16,
    /// The place among all people, closest first, equals in the order of the policy (DIST-17).
    pub(crate) place: u16,
}

impl Requirement {
    /// Compares everybody's proficiencies, a row for each person, with what is required.
    pub(crate) fn new(name: String, number: usize, skills: Vec<(SkillId, u8)>, people: &[Vec<u8>]) -> Self {
        let mut fits: Vec<Fit> = people.iter().map(|proficiencies| Fit::of(&skills, proficiencies)).collect();
        let mut order: Vec<usize> = (0..fits.len()).collect();
        order.sort_by_key(|person| core::cmp::Reverse(fits[*person].closeness()));
        for (place, person) in (0..).zip(order) {
            fits[person].place = place;
        }
        Self { name, skills, number, fits }
    }

    pub(crate) fn fit(&self, user: UserId) -> Fit {
        self.fits[user.index()]
    }
}

impl Fit {
    fn of(required: &[(SkillId, u8)], proficiencies: &[u8]) -> Self {
        let mut fit = Self::default();
        for (skill, wanted) in required {
            let has = proficiencies[skill.index()];
            fit.proficiency += u16::from(has);
            match has.cmp(wanted) {
                _ if has == 0 => {}
                core::cmp::Ordering::Less => fit.under += 1,
                core::cmp::Ordering::Equal => fit.exact += 1,
                core::cmp::Ordering::Greater => fit.over += 1,
            }
        }
        fit.qualified = usize::from(fit.exact) + usize::from(fit.over) == required.len();
        fit
    }

    /// DIST-17: the exact ones count most, then those above, then those below.
    const fn closeness(&self) -> (u8, u8, u8) {
        (self.exact, self.over, self.under)
    }

    /// How many of the required skills the person has, at whatever proficiency.
    pub(crate) const fn count(&self) -> u8 {
        self.exact + self.over + self.under
    }
}

/// A class of priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityClass {
    /// Its name.
    pub name: String,
    /// Units of age that its items start with.
    pub credit: u32,
}

/// A customer who is known, with preferred agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The name.
    pub name: String,
    /// Up to three, the first one first.
    pub preferred: Vec<UserId>,
}

/// Who gets an item whose preferred agents cannot have it (DIST-19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PreferredFallback {
    /// Whom the queue's method finds.
    NextBest,
    /// Nobody: it stays in the queue.
    Nobody,
}

/// How a queue chooses among its members (DIST-12 to DIST-15, DIST-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Who has most capacity left.
    HighestCapacity,
    /// Whose turn it is.
    RoundRobin,
    /// Whose capacity was released longest ago.
    LeastActive,
    /// By the queue's own rules.
    Custom,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::HighestCapacity, Self::RoundRobin, Self::LeastActive, Self::Custom];

    /// The name in a policy file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HighestCapacity => "highest-capacity",
            Self::RoundRobin => "advanced-round-robin",
            Self::LeastActive => "least-active",
            Self::Custom => "custom",
        }
    }

    /// The method of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// How an assignment rule orders those whom it matches (DIST-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrderBy {
    /// Whose turn it is.
    RoundRobin,
    /// Most units left.
    UnitCapacity,
    /// Most room in the profiles that the item carries.
    ProfileCapacity,
    /// Capacity released longest ago.
    LeastActive,
    /// Skills nearest to what is required.
    NearestProficiency,
    /// The highest proficiencies in the required skills.
    MostProficient,
    /// The most of the required skills.
    SkillCount,
}

impl OrderBy {
    /// Every order.
    pub const ALL: [Self; 7] = [
        Self::RoundRobin,
        Self::UnitCapacity,
        Self::ProfileCapacity,
        Self::LeastActive,
        Self::NearestProficiency,
        Self::MostProficient,
        Self::SkillCount,
    ];

    /// The name in a policy file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RoundRobin => "round-robin",
            Self::UnitCapacity => "unit-capacity",
            Self::ProfileCapacity => "profile-capacity",
            Self::LeastActive => "least-active",
            Self::NearestProficiency => "nearest-proficiency",
            Self::MostProficient => "most-proficient",
            Self::SkillCount => "skill-count",
        }
    }

    /// The order of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

/// One rule of a custom assignment method (DIST-18): what is not set is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignmentRule {
    /// Base presences that match.
    pub presences: Option<Bases>,
    /// Groups that match; somebody in one of them does.
    pub groups: Option<GroupSet>,
    /// Units that must be left.
    pub units: Option<u16>,
    /// Whether every required skill must be there at its proficiency.
    pub skills: bool,
    /// Who comes first among several.
    pub order: OrderBy,
}

/// One bucket of a prioritisation ruleset (PRIO-04): an item is in the first that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Items of this workstream.
    pub workstream: Option<WorkstreamId>,
    /// Items of this class.
    pub class: Option<ClassId>,
    /// Items that carry this profile.
    pub profile: Option<ProfileId>,
    /// Whether the newest comes first.
    pub newest: bool,
}

/// One level of bullseye routing (DIST-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Whom it adds.
    pub groups: GroupSet,
    /// After how many seconds of waiting.
    pub after_s: u32,
}
