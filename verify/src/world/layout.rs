//! A state of a world as one integer: the number of its surroundings and those of its conversations, oldest first.

use crate::model::Packed;

/// More conversations than any layout has room for.
pub(crate) const PLACES_MAX: usize = 6;

/// The numbers of the conversations alive, oldest first, then zeros.
pub(crate) type Codes = [u16; PLACES_MAX];

/// How numbers are laid out in an integer.
pub trait Layout: Packed {
    /// How many conversations there is room for.
    const PLACES: usize;
    /// The first number of surroundings that has no room.
    const PEOPLE_END: u32;
    /// The first number of a conversation that has no room.
    const CODES_END: u32;

    /// Packs.
    fn pack(people: u32, codes: &[u16; PLACES_MAX]) -> Self;
    /// Unpacks.
    fn unpack(self) -> (u32, [u16; PLACES_MAX]);
}

impl Layout for u64 {
    const PLACES: usize = 3;
    const PEOPLE_END: u32 = 1 << 22;
    const CODES_END: u32 = 1 << 14;

    #[inline]
    fn pack(people: u32, codes: &Codes) -> Self {
        Self::from(people) << 42 | Self::from(codes[2]) << 28 | Self::from(codes[1]) << 14 | Self::from(codes[0])
    }

    #[inline]
    fn unpack(self) -> (u32, Codes) {
        let code = |shift: u32| (self >> shift) as u16 & ((1 << 14) - 1);
        ((self >> 42) as u32, [code(0), code(14), code(28), 0, 0, 0])
    }
}

impl Layout for u128 {
    const PLACES: usize = PLACES_MAX;
    const PEOPLE_END: u32 = u32::MAX;
    const CODES_END: u32 = 1 << 16;

    #[inline]
    fn pack(people: u32, codes: &Codes) -> Self {
        codes.iter().rev().fold(Self::from(people), |word, code| word << 16 | Self::from(*code))
    }

    #[inline]
    fn unpack(self) -> (u32, Codes) {
        ((self >> 96) as u32, core::array::from_fn(|place| (self >> (16 * place)) as u16))
    }
}
