//! Who takes whose place: permutations of up to sixteen names.

use std::fmt;

/// A permutation of the names 0 to 15, a nibble each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permutation(u64);

impl Permutation {
    /// Everybody stays.
    pub const IDENTITY: Self = Self(0xFEDC_BA98_7654_3210);

    /// Name `i` becomes `places[i]`; names beyond the list stay.
    ///
    /// # Panics
    ///
    /// When the list does not name each of its own places once.
    pub fn new(places: &[u8]) -> Self {
        let mut seen = 0u64;
        let mut permutation = Self::IDENTITY;
        for (name, &place) in places.iter().enumerate() {
            assert!((place as usize) < places.len().min(16) && seen >> place & 1 == 0, "{places:?} is no permutation");
            seen |= 1 << place;
            permutation.0 = permutation.0 & !(15 << (4 * name)) | u64::from(place) << (4 * name);
        }
        permutation
    }

    /// What a name becomes.
    #[inline]
    pub fn of(self, name: u8) -> u8 {
        (self.0 >> (4 * name) & 15) as u8
    }

    /// First this one, then the other.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        Self((0..16).map(|name| u64::from(other.of(self.of(name))) << (4 * name)).sum())
    }

    /// What undoes this one.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self((0..16).map(|name| u64::from(name) << (4 * self.of(name))).sum())
    }
}

impl fmt::Debug for Permutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..16).map(|name| self.of(name))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Permutation;

    #[test]
    fn a_permutation_and_its_inverse_leave_everybody_in_place() {
        let turn = Permutation::new(&[1, 2, 0]);
        assert_eq!([0, 1, 2, 3].map(|name| turn.of(name)), [1, 2, 0, 3]);
        assert_eq!(turn.then(turn.inverse()), Permutation::IDENTITY);
        assert_eq!(turn.then(turn).then(turn), Permutation::IDENTITY);
        // First 0 and 1 change places, then 1 and 2: what was 0 is 2 now.
        let both = Permutation::new(&[1, 0]).then(Permutation::new(&[0, 2, 1]));
        assert_eq!([0, 1, 2].map(|name| both.of(name)), [2, 0, 1]);
    }
}
