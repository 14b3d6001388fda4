//! Which runs count: fairness of single actions, and whether a run may stop.

use std::fmt;

/// How much is assumed of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Taken again and again, if it is possible again and again.
    Strong,
    /// Taken again and again, if from some time on it is possible without a break.
    Weak,
}

/// One instance of an action, such as "this conversation's wrap-up ends", and how fairly it is treated.
///
/// An instance is *possible* in a state if one of its steps leads from it to another state; it is *taken* by such a
/// step. A step that leads back to where it began changes nothing and counts for neither, as in TLA+, where fairness is
/// of `⟨A⟩_v`. A step belongs to an instance by its name: a step with another name that leads to the same state does not
/// count, unlike TLA+, where an action is a relation between states.
pub struct Fairness<'a, A> {
    name: String,
    strength: Strength,
    of: Box<dyn Fn(A) -> bool + 'a>,
}

impl<'a, A> Fairness<'a, A> {
    /// Weak fairness of the steps that answer yes.
    pub fn weak(name: impl Into<String>, of: impl Fn(A) -> bool + 'a) -> Self {
        Self { name: name.into(), strength: Strength::Weak, of: Box::new(of) }
    }

    /// Strong fairness of the steps that answer yes.
    pub fn strong(name: impl Into<String>, of: impl Fn(A) -> bool + 'a) -> Self {
        Self { name: name.into(), strength: Strength::Strong, of: Box::new(of) }
    }

    /// What a person calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How much is assumed.
    pub fn strength(&self) -> Strength {
        self.strength
    }

    /// Whether an action is of this instance.
    pub fn covers(&self, action: A) -> bool {
        (self.of)(action)
    }
}

impl<A> fmt::Debug for Fairness<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} fairness of {}", self.strength, self.name)
    }
}

/// Whether a run may stop for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stopping {
    /// In any state in which no fair action is possible, as in TLA+: nobody has to do anything that fairness does not
    /// ask for.
    #[default]
    UnlessFair,
    /// Only in a state without steps: somebody always does something while anything can be done.
    OnlyAtTheEnd,
}

/// More instances than a search has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyInstances;

impl fmt::Display for TooManyInstances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {INSTANCES_MAX} instances of fairness, or more than {STRONG_MAX} strong ones")
    }
}

impl std::error::Error for TooManyInstances {}

/// Most instances of fairness.
pub const INSTANCES_MAX: usize = 64;
/// Most strong ones among them.
pub const STRONG_MAX: usize = 31;

/// What is assumed of every run. **Invariant:** strong instances come first, and there are not too many.
#[derive(Debug)]
pub struct Assumptions<'a, A> {
    stopping: Stopping,
    instances: Vec<Fairness<'a, A>>,
}

impl<'a, A> Assumptions<'a, A> {
    /// No fairness: a run may stop anywhere.
    pub fn none() -> Self {
        Self { stopping: Stopping::UnlessFair, instances: Vec::new() }
    }

    /// These instances, and whether runs may stop.
    ///
    /// # Errors
    ///
    /// With more than [`INSTANCES_MAX`], or more than [`STRONG_MAX`] strong ones.
    pub fn new(
        stopping: Stopping,
        instances: impl IntoIterator<Item = Fairness<'a, A>>,
    ) -> Result<Self, TooManyInstances> {
        let mut instances: Vec<_> = instances.into_iter().collect();
        instances.sort_by_key(Fairness::strength);
        let strong = instances.iter().filter(|fairness| fairness.strength == Strength::Strong).count();
        if instances.len() > INSTANCES_MAX || strong > STRONG_MAX {
            return Err(TooManyInstances);
        }
        Ok(Self { stopping, instances })
    }

    /// Whether a run may stop.
    pub fn stopping(&self) -> Stopping {
        self.stopping
    }

    /// The instances, strong ones first.
    pub fn instances(&self) -> &[Fairness<'a, A>] {
        &self.instances
    }

    /// A bit for each strong instance.
    pub(super) fn strong(&self) -> u64 {
        self.bits(|fairness| fairness.strength == Strength::Strong)
    }

    /// A bit for each weak instance.
    pub(super) fn weak(&self) -> u64 {
        self.bits(|fairness| fairness.strength == Strength::Weak)
    }

    /// A bit for each instance that fulfils something.
    fn bits(&self, fulfils: impl Fn(&Fairness<'a, A>) -> bool) -> u64 {
        self.instances.iter().enumerate().filter(|(_, fairness)| fulfils(fairness)).map(|(bit, _)| 1 << bit).sum()
    }
}

impl<A: Copy> Assumptions<'_, A> {
    /// A bit for each instance that an action is of.
    pub(super) fn of(&self, action: A) -> u64 {
        self.bits(|fairness| fairness.covers(action))
    }
}
