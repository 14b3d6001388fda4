//! Names for the things of a contact center: small indices, one type each, so that they cannot be mixed up.

use core::fmt;

macro_rules! index {
    ($(#[$doc:meta])* $Name:ident($Inner:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $Name(pub $Inner);

        impl $Name {
            /// The place in a list of all of its kind.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id at a place in a list of all of its kind.
            ///
            /// # Panics
            ///
            /// When the place does not fit; lists are bounded when a policy is built.
            #[must_use]
            pub const fn at(index: usize) -> Self {
                assert!(index <= <$Inner>::MAX as usize, "lists are bounded when a policy is built");
                #[expect(clippy::cast_possible_truncation, reason = "asserted above")]
                Self(index as $Inner)
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

index!(
    /// A person or bot known to the center: an agent, a supervisor, an administrator, or several of these at once.
    UserId(u16)
);
index!(
    /// A queue.
    QueueId(u16)
);
index!(
    /// A workstream: where conversations of one kind enter, with their channel, cost and wrap-up rule.
    WorkstreamId(u16)
);
index!(
    /// A capacity profile.
    ProfileId(u8)
);
index!(
    /// A presence as shown to people; each has a base presence, and only the base routes.
    PresenceId(u8)
);
index!(
    /// A skill.
    SkillId(u16)
);
index!(
    /// A named set of required skills, each with the proficiency that it takes.
    RequirementId(u16)
);
index!(
    /// A class of priority that classification gives to items (PRIO-04).
    ClassId(u8)
);
index!(
    /// A customer who is known and has preferred agents (DIST-19).
    ContactId(u16)
);
index!(
    /// A group of people (DIST-18, DIST-21).
    GroupId(u8)
);

/// A conversation: a slot of the center and how often that slot has been used before.
///
/// A slot whose conversation was retired is used again under the next generation, so an id from before
/// is recognised as stale and answered as closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct ConversationId {
    /// The slot.
    pub slot: u32,
    /// How many conversations used the slot before this one.
    pub generation: u32,
}

impl ConversationId {
    /// The slot as a place in a list.
    #[must_use]
    pub const fn index(self) -> usize {
        self.slot as usize
    }
}

/// A set of groups of people, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupSet(u64);

impl GroupSet {
    /// How many groups a policy may have.
    pub const GROUPS_MAX: usize = 64;
    /// No group.
    pub const EMPTY: Self = Self(0);

    /// This set and one group more.
    #[must_use]
    pub const fn with(self, group: GroupId) -> Self {
        Self(self.0 | 1 << group.0)
    }

    /// The groups that are in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some group is in both.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no group is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the group is in the set.
    #[must_use]
    pub const fn contains(self, group: GroupId) -> bool {
        self.0 >> group.0 & 1 == 1
    }
}

/// A set of capacity profiles, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileSet(u32);

impl ProfileSet {
    /// How many profiles a policy may have.
    pub const PROFILES_MAX: usize = 32;
    /// No profile.
    pub const EMPTY: Self = Self(0);

    /// This set and one profile more.
    #[must_use]
    pub const fn with(self, profile: ProfileId) -> Self {
        Self(self.0 | 1 << profile.0)
    }

    /// This set less one profile.
    #[must_use]
    pub const fn without(self, profile: ProfileId) -> Self {
        Self(self.0 & !(1 << profile.0))
    }

    /// The profiles that are in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The profiles that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The profiles in this set that are not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many profiles.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Puts the profile into the set, or takes it out.
    pub const fn set(&mut self, profile: ProfileId, is_in: bool) {
        *self = if is_in { self.with(profile) } else { self.without(profile) };
    }

    /// Whether the profile is in the set.
    #[must_use]
    pub const fn contains(self, profile: ProfileId) -> bool {
        self.0 >> profile.0 & 1 == 1
    }

    /// Whether every profile of this set is in the other.
    #[must_use]
    pub const fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether no profile is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One bit per profile.
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    /// The profiles, lowest first.
    pub fn iter(self) -> impl Iterator<Item = ProfileId> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            (rest != 0).then(|| {
                let lowest = rest.trailing_zeros();
                rest &= rest - 1;
                ProfileId::at(lowest as usize)
            })
        })
    }
}
