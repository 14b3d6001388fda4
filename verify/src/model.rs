//! What can be checked: a finite model with packed states and named steps.

use std::fmt::Debug;
use std::hash::Hash;

/// A state packed into one integer. Equal integers are equal states, so a set of them is exact.
pub trait Packed: Copy + Eq + Ord + Hash + Debug + Default + Send + Sync + 'static {
    /// Spreads the bits of the state over 64, for the place in a table. Not used to tell states apart.
    fn spread(self) -> u64;
}

/// A number from a product: high and low half of a full multiplication folded, as in wyhash.
#[inline]
const fn fold(word: u64, factor: u64) -> u64 {
    let product = (word as u128).wrapping_mul(factor as u128);
    (product >> 64) as u64 ^ product as u64
}

impl Packed for u32 {
    #[inline]
    fn spread(self) -> u64 {
        u64::from(self).spread()
    }
}

impl Packed for u64 {
    #[inline]
    fn spread(self) -> u64 {
        fold(self ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93)
    }
}

impl Packed for u128 {
    #[inline]
    fn spread(self) -> u64 {
        fold((self as u64) ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93)
            ^ fold(((self >> 64) as u64) ^ 0xC2B2_AE3D_27D4_EB4F, 0xA076_1D64_78BD_642F)
    }
}

/// Something that a state or a step can show: the bit number of a property, below 64.
pub type Mark = u8;

/// What a state or a step shows, one bit per [`Mark`]. A search finds the shortest way to the first of each; whether that
/// is a violation (something that must never be) or a witness (something that must be possible) is the caller's affair.
pub type Marks = u64;

/// A finite model of interleaved steps, in the spirit of stateright's, with states as integers.
///
/// Steps may be learnt while a search goes on: where a model does not yet know what a state leads to, [`steps`](Self::steps)
/// names the gap, and the search calls [`learn`](Self::learn) between two rounds, with gaps in ascending order and each
/// once, so that whatever the model numbers then is the same for any number of threads.
pub trait Model: Sync {
    /// A packed state.
    type State: Packed;
    /// The name of a step: who does what. Two steps of one state may lead to the same state and count as two.
    type Action: Copy + Eq + Ord + Debug + Send + Sync;
    /// What has to be learnt before the steps of a state are known; `std::convert::Infallible` where nothing has to be.
    type Gap: Copy + Ord + Send;

    /// Where runs begin.
    fn initial(&self) -> Vec<Self::State>;

    /// What the state shows. Asked once per distinct state.
    fn marks(&self, state: Self::State) -> Marks {
        let _ = state;
        0
    }

    /// Every step that leads on from a state, with what the step itself shows; in an order that depends on the state
    /// alone. A search hands in what is to be done with each.
    ///
    /// # Errors
    ///
    /// A gap, when the model has to learn first; steps visited before it are visited again afterwards.
    fn steps(
        &self,
        state: Self::State,
        visit: &mut impl FnMut(Self::Action, Self::State, Marks),
    ) -> Result<(), Self::Gap>;

    /// Closes a gap, for a state that showed it.
    ///
    /// # Errors
    ///
    /// In words, when the model cannot go on: more local situations than a packed state has room for, say.
    fn learn(&mut self, gap: Self::Gap, state: Self::State) -> Result<(), String> {
        let (_, _) = (gap, state);
        Ok(())
    }

    /// The state that stands for all that are equal to it but for names (agents, conversations). The identity where
    /// nothing is symmetric.
    fn canonical(&self, state: Self::State) -> Self::State {
        state
    }
}
