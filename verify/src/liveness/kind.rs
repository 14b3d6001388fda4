//! Fairness to each of many who are alike.

use std::fmt;

use super::fairness::{Assumptions, Fairness, INSTANCES_MAX, STRONG_MAX, Stopping, Strength, TooManyInstances};
use super::permutation::Permutation;

/// Whom an action serves, if it is of a kind.
type Serves<'a, A> = Box<dyn Fn(A) -> Option<u8> + 'a>;

/// One instance of fairness for each name: "the wrap-up of `k` ends", for every `k`.
pub struct Kind<'a, A> {
    name: String,
    strength: Strength,
    serves: Serves<'a, A>,
}

impl<'a, A> Kind<'a, A> {
    /// Weak fairness to each name that an action serves.
    pub fn weak(name: impl Into<String>, serves: impl Fn(A) -> Option<u8> + 'a) -> Self {
        Self { name: name.into(), strength: Strength::Weak, serves: Box::new(serves) }
    }

    /// Strong fairness to each name that an action serves.
    pub fn strong(name: impl Into<String>, serves: impl Fn(A) -> Option<u8> + 'a) -> Self {
        Self { name: name.into(), strength: Strength::Strong, serves: Box::new(serves) }
    }

    pub(super) fn serves(&self, action: A) -> Option<u8> {
        (self.serves)(action)
    }
}

impl<A> fmt::Debug for Kind<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} fairness of {} to each", self.strength, self.name)
    }
}

/// What is assumed of every run of a symmetric model. An instance is a kind and a name.
#[derive(Debug)]
pub struct Kinds<'a, A> {
    pub(super) stopping: Stopping,
    pub(super) kinds: Vec<Kind<'a, A>>,
    pub(super) names: u8,
}

impl<'a, A: Copy> Kinds<'a, A> {
    /// These kinds, each with an instance for every name below `names`.
    ///
    /// # Errors
    ///
    /// With more than 16 names, or more instances than a search has room for.
    pub fn new(
        stopping: Stopping,
        names: u8,
        kinds: impl IntoIterator<Item = Kind<'a, A>>,
    ) -> Result<Self, TooManyInstances> {
        let kinds: Vec<_> = kinds.into_iter().collect();
        let strong = kinds.iter().filter(|kind| kind.strength == Strength::Strong).count();
        let each = usize::from(names);
        if names > 16 || kinds.len() * each > INSTANCES_MAX || strong * each > STRONG_MAX {
            return Err(TooManyInstances);
        }
        Ok(Self { stopping, kinds, names })
    }

    /// The same, name by name.
    pub fn instances(&self) -> Assumptions<'_, A> {
        let instances = self.kinds.iter().flat_map(|kind| {
            (0..self.names).map(move |name| {
                let covers = move |action| kind.serves(action) == Some(name);
                let name = format!("{}({name})", kind.name);
                match kind.strength {
                    Strength::Strong => Fairness::strong(name, covers),
                    Strength::Weak => Fairness::weak(name, covers),
                }
            })
        });
        Assumptions::new(self.stopping, instances).expect("counted by the constructor")
    }

    /// How many instances there are.
    pub(super) fn count(&self) -> u32 {
        self.kinds.len() as u32 * u32::from(self.names)
    }

    /// A bit for each instance that an action is of.
    pub(super) fn of(&self, action: A) -> u64 {
        let served = self.kinds.iter().map(|kind| kind.serves(action).filter(|&name| name < self.names));
        served.enumerate().fold(0, |bits, (kind, name)| match name {
            Some(name) => bits | 1 << (kind as u32 * u32::from(self.names) + u32::from(name)),
            None => bits,
        })
    }

    /// A bit for each instance of a strength.
    pub(super) fn bits(&self, strength: Strength) -> u64 {
        (0..self.count()).filter(|&instance| self.strength(instance) == strength).fold(0, |bits, one| bits | 1 << one)
    }

    fn strength(&self, instance: u32) -> Strength {
        self.kinds[(instance / u32::from(self.names)) as usize].strength
    }

    /// The instance that one becomes when names change places.
    #[inline]
    pub(super) fn permuted(&self, instance: u32, permutation: Permutation) -> u32 {
        let names = u32::from(self.names);
        instance / names * names + u32::from(permutation.of((instance % names) as u8))
    }
}
