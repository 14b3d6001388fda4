//! Named random streams: one per cause and entity, so that adding an agent never moves an arrival.

mod mrg32k3a;
mod philox;

use rand::RngExt;
use rand::distr::{Distribution, Open01};

pub use self::mrg32k3a::Mrg32k3a;
pub use self::philox::Philox4x32;

/// Why a random number is drawn. Every cause has streams of its own.
///
/// The numbers are part of what a seed means: they are never changed or reused, new causes get new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Cause {
    /// How many conversations arrive in an interval. Entity: arrival source.
    ArrivalCount = 1,
    /// When within the interval they arrive. Entity: arrival source.
    ArrivalTime = 2,
    /// What a conversation is about: its type, customer and priority. Entity: conversation.
    Kind = 3,
    /// How long a customer waits before leaving. Entity: conversation.
    Patience = 4,
    /// How long the conversation itself takes. Entity: conversation.
    Handling = 5,
    /// How long the wrap-up takes. Entity: conversation.
    WrapUp = 6,
    /// Whether and when the customer replies in an asynchronous chat. Entity: conversation.
    Reply = 7,
    /// What supervisors do, and on how old a view. Entity: supervisor.
    Supervisor = 8,
    /// How fast an agent accepts and whether he declines. Entity: agent.
    Agent = 9,
    /// When an agent changes presence without a plan. Entity: agent.
    Presence = 10,
    /// Chance inside the rules, such as percentage routing. Entity: conversation.
    Routing = 11,
    /// How busy a whole day is. Entity: day.
    Day = 12,
    /// Resampling of recorded days and calls. Entity: sample.
    Bootstrap = 13,
    /// Injected faults. Entity: fault.
    Fault = 14,
    /// When agents and customers write in a chat. Entity: conversation.
    Message = 15,
    /// Whether, when and how long a caller is on hold. Entity: conversation.
    Hold = 16,
    /// Whether a caller takes an offered callback. Entity: conversation.
    Callback = 17,
    /// Whether an agent comes to a shift. Entity: agent and day.
    Absence = 20,
    /// How late an agent begins a shift. Entity: agent and day.
    Lateness = 21,
    /// How long an agent keeps the connection, and how long it is gone. Entity: agent.
    Connection = 22,
    /// Whether a customer leaves at the sight of the queue. Entity: conversation.
    Balking = 23,
    /// How long an action is under way. Entity: conversation.
    Network = 24,
    /// How busy a single interval is. Entity: arrival source.
    IntervalBusyness = 25,
    /// Whether and when a customer tries again. Entity: conversation.
    Redial = 18,
    /// What an adversary does. Entity: purpose.
    Hunt = 26,
}

/// All random streams of one replication.
///
/// A stream is named by (seed, replication, cause, entity). It costs nothing to open, draws nothing from any other
/// stream, and gives the same numbers whatever else is simulated and on however many threads. Algorithm: Philox4x32-10
/// (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11), with the seed as key and the rest
/// of the name in the counter.
///
/// ```
/// use rand::RngExt;
/// use switchboard_sims::stream::{Cause, Streams};
///
/// let streams = Streams::new(42, 0);
/// let first: u64 = streams.open(Cause::Patience, 7).random();
/// let again: u64 = streams.open(Cause::Patience, 7).random();
/// assert_eq!(first, again);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    replication: u32,
    /// All ones for the other half of an antithetic pair: every bit is turned round, so a uniform number `u` is `1 - u`.
    mirror: u32,
}

/// The highest entity number plus one: the name leaves 56 bits for it.
const ENTITIES_MAX: u64 = 1 << 56;

impl Streams {
    /// The streams of one replication under one seed.
    pub const fn new(seed: u64, replication: u32) -> Self {
        Self { seed, replication, mirror: 0 }
    }

    /// The streams of a replication of antithetic pairs (Hammersley and Morton 1956): 1 and 2 are a pair, 3 and 4, …
    /// The second of a pair has every uniform number of the first as one minus it. What is drawn by inversion is long
    /// in one of them where it is short in the other.
    pub const fn antithetic(seed: u64, replication: u32) -> Self {
        let mirror = if replication.is_multiple_of(2) { u32::MAX } else { 0 };
        Self { seed, replication: replication.div_ceil(2), mirror }
    }

    /// Opens the stream of one cause and one entity at its beginning.
    ///
    /// # Panics
    ///
    /// When `entity` needs more than 56 bits.
    #[inline]
    pub fn open(self, cause: Cause, entity: u64) -> Philox4x32 {
        assert!(entity < ENTITIES_MAX, "entity numbers have 56 bits");
        let key = [self.seed as u32, (self.seed >> 32) as u32];
        // Word 0 counts the blocks of the stream; the other three are its name.
        let name = [entity as u32, self.replication, (cause as u32) << 24 | (entity >> 32) as u32];
        Philox4x32::new(key, name).mirrored(self.mirror)
    }
}

/// A uniform number strictly between 0 and 1, from 52 random bits; `1 - u` is exact and just as likely.
#[inline]
pub fn uniform(rng: &mut impl RngExt) -> f64 {
    Open01.sample(rng)
}

#[cfg(test)]
mod tests {
    use rand::seq::SliceRandom;
    use rand::{Rng, RngExt};

    use crate::stream::{Cause, Philox4x32, Streams, uniform};

    #[test]
    fn a_stream_is_named_by_its_key_and_counter() {
        let mut stream = Streams::new(0x0123_4567_89ab_cdef, 3).open(Cause::Patience, 0x0012_3456_789a_bcde);
        let mut by_hand = Philox4x32::new([0x89ab_cdef, 0x0123_4567], [0x789a_bcde, 3, 0x0412_3456]);
        assert_eq!(stream.next_u64(), by_hand.next_u64());
    }

    #[test]
    fn no_two_names_share_a_stream() {
        let mut firsts = std::collections::BTreeSet::new();
        let mut streams = 0;
        for seed in [0, 1, 1 << 32] {
            for replication in [0, 1] {
                for cause in [Cause::ArrivalCount, Cause::ArrivalTime, Cause::Patience, Cause::Fault] {
                    for entity in [0, 1, 1 << 32] {
                        firsts.insert(Streams::new(seed, replication).open(cause, entity).next_u64());
                        streams += 1;
                    }
                }
            }
        }
        assert_eq!(firsts.len(), streams);
    }

    #[test]
    fn the_second_of_an_antithetic_pair_has_one_minus_the_uniform_numbers_of_the_first() {
        let stream = |replication| Streams::antithetic(9, replication).open(Cause::Handling, 3);
        let (mut first, mut second, mut other) = (stream(5), stream(6), stream(7));
        for _ in 0..100 {
            let draw = uniform(&mut first);
            assert_eq!(1.0 - draw, uniform(&mut second));
            assert_ne!(draw, uniform(&mut other));
        }
    }

    #[test]
    fn the_traits_of_rand_work_on_a_stream() {
        let mut rng = Streams::new(1, 0).open(Cause::Routing, 0);
        let mut order: Vec<u32> = (0..10).collect();
        order.shuffle(&mut rng);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..10).collect::<Vec<u32>>());
        assert!((5..9).contains(&rng.random_range(5..9)));
    }

    #[test]
    fn uniform_numbers_have_the_moments_of_the_uniform_law() {
        // Mean 1/2 and variance 1/12; with 100,000 draws the standard error of the mean is 0.0009.
        let mut rng = Streams::new(7, 0).open(Cause::Handling, 0);
        let draws: Vec<f64> = (0..100_000).map(|_| uniform(&mut rng)).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / 1e5;
        assert!((mean - 0.5).abs() < 0.004, "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 0.002, "{variance}");
        assert!(draws.iter().all(|draw| 0.0 < *draw && *draw < 1.0));
    }

    #[test]
    #[should_panic(expected = "entity numbers have 56 bits")]
    fn an_entity_number_beyond_the_name_is_our_bug() {
        let _ = Streams::new(0, 0).open(Cause::Agent, 1 << 56);
    }
}
