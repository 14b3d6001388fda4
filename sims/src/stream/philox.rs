//! Philox4x32-10, the counter-based generator behind every random stream.

use std::convert::Infallible;

use rand::TryRng;
use rand::rand_core::utils::{fill_bytes_via_next_word, next_u64_via_u32};

/// Multipliers of the two lanes (Salmon et al. 2011, Random123 `philox.h`).
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];

/// What the two key words grow by each round: the golden ratio and the square root of three minus one.
const KEY_STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Rounds of mixing; ten is the published choice that passes the known tests with a margin.
const ROUNDS: usize = 10;

/// The four random words that belong to one counter under one key. Always inlined: handed back through memory, the words
/// would be written one by one and read as one, which costs more than two of the rounds.
#[inline(always)]
fn block(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let first = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let second = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(KEY_STEPS[0]), key[1].wrapping_add(KEY_STEPS[1])];
    }
    counter
}

/// A random stream: the blocks 0, 1, 2, … of one key and one name, each of four 32-bit words.
///
/// It holds at most 2^32 blocks; drawing more panics instead of repeating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Philox4x32 {
    key: [u32; 2],
    /// Counter word 0 is the next block, words 1 to 3 are the name.
    name: [u32; 3],
    blocks: u64,
    words: [u32; 4],
    used: u8,
    /// What every word is crossed with: zeros, or ones for the opposite stream.
    mirror: u32,
}

impl Philox4x32 {
    /// The stream of this key and this name (counter words 1, 2 and 3), at its beginning.
    #[inline]
    pub const fn new(key: [u32; 2], name: [u32; 3]) -> Self {
        Self { key, name, blocks: 0, words: [0; 4], used: 4, mirror: 0 }
    }

    /// The same stream with every word crossed with these bits.
    #[inline]
    pub(crate) const fn mirrored(mut self, mirror: u32) -> Self {
        self.mirror = mirror;
        self
    }

    /// The four words that belong to one counter under one key: the function behind every stream, for its known answers.
    pub fn words(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
        block(counter, key)
    }

    /// Makes the next block when the last one is used up.
    #[inline]
    fn refill(&mut self) {
        if self.used == 4 {
            let number = u32::try_from(self.blocks).expect("a stream has 2^32 blocks and no run draws that many");
            self.words = block([number, self.name[0], self.name[1], self.name[2]], self.key);
            self.blocks += 1;
            self.used = 0;
        }
    }

    #[inline]
    fn word(&mut self) -> u32 {
        self.refill();
        let word = self.words[usize::from(self.used)];
        self.used += 1;
        word ^ self.mirror
    }
}

/// 64-bit numbers take the low word first; bytes are little-endian words.
impl TryRng for Philox4x32 {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.refill();
        // Mostly both words are in one block.
        if let Some([low, high]) = self.words.get(usize::from(self.used)..usize::from(self.used) + 2) {
            let number = u64::from(*high) << 32 | u64::from(*low);
            self.used += 2;
            return Ok(number ^ (u64::from(self.mirror) << 32 | u64::from(self.mirror)));
        }
        next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use crate::stream::philox::{Philox4x32, block};

    /// The known answers of Random123 1.14, file `tests/kat_vectors`, lines `philox4x32 10`.
    #[test]
    fn the_known_answers_of_random123_are_reproduced() {
        for (counter, key, answer) in [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ] {
            assert_eq!(block(counter, key), answer);
        }
    }

    #[test]
    fn a_stream_hands_out_its_blocks_word_by_word() {
        let mut stream = Philox4x32::new([0; 2], [0; 3]);
        assert_eq!(stream.next_u32(), 0x6627_e8d5);
        // Low word first.
        assert_eq!(stream.next_u64(), 0xbc57_ac4c_e169_c58d);
        assert_eq!(stream.next_u32(), 0x9b00_dbd8);
        assert_eq!(stream.next_u32(), block([1, 0, 0, 0], [0; 2])[0]);
        let mut bytes = [0; 5];
        Philox4x32::new([0; 2], [0; 3]).fill_bytes(&mut bytes);
        assert_eq!(bytes, [0xd5, 0xe8, 0x27, 0x66, 0x8d]);
    }

    #[test]
    #[should_panic(expected = "a stream has 2^32 blocks")]
    fn a_stream_does_not_start_over() {
        let mut stream = Philox4x32::new([0; 2], [0; 3]);
        stream.blocks = 1 << 32;
        let _ = stream.next_u32();
    }
}
