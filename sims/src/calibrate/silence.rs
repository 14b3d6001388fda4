//! Customers who fall silent: how often a conversation is moved to Waiting, and how long customers are away.

use crate::calibrate::durations::{Durations, Parameter};
use crate::calibrate::waits::{PatienceEstimate, Waits};
use crate::statistics::wilson_95;
use crate::tick::Span;

/// How many silences a conversation has at most where nobody says otherwise, as scenarios have it.
const ROUNDS_MAX: u32 = 5;

/// How customers fall silent.
#[derive(Clone, Debug, PartialEq)]
pub struct Silence {
    /// The probability of one more silence after each stretch of handling, with Wilson's 95 % interval.
    pub probability: Parameter,
    /// At most so many silences.
    pub rounds_max: u32,
    /// Conversations by number of silences.
    pub counts: Vec<u64>,
    /// How long customers who came back were away.
    pub away: Option<Durations>,
    /// How often the log ended before the customer came back.
    pub cut_off: u64,
    /// Where some were cut off: away time with those who were still away as censored.
    pub censored: Option<PatienceEstimate>,
}

/// Estimates silences from the number of them in each conversation that was done, those of conversations cut off by the end
/// of the log, and the times away; none where nobody ever fell silent.
///
/// A conversation that is cut off shows silences, but not that there would have been no more.
pub fn silence(silences: &[u32], cut: u64, away: &[(Span, bool)]) -> Option<Silence> {
    let most = *silences.iter().max().filter(|most| **most > 0)?;
    let mut counts = vec![0_u64; most as usize + 1];
    for silence in silences {
        counts[*silence as usize] += 1;
    }
    let fell: u64 = cut + counts.iter().zip(0..).map(|(count, number)| count * number).sum::<u64>();
    let stopped =
        |max: u32| counts.iter().zip(0..).filter(|(_, number)| *number < max).map(|(count, _)| *count).sum::<u64>();
    // Nobody went beyond `most`: because the scenario allows no more, or by chance? Chance is excluded where those who got
    // so far would all have stopped there with a probability below 5 %.
    let free = fell as f64 / (fell + stopped(u32::MAX)) as f64;
    let reached = counts[most as usize] as f64;
    let bounded = reached * libm::log1p(-free) < libm::log(0.05);
    let rounds_max = if bounded { most } else { most.max(ROUNDS_MAX) };
    let trials = fell + stopped(rounds_max);
    let value = fell as f64 / trials as f64;
    let probability = Parameter { name: "probability", value, interval: wilson_95(fell, trials) };
    let cut_off = away.iter().filter(|(_, back)| !back).count() as u64;
    let came_back = away.iter().filter(|(_, back)| *back).map(|(span, _)| span.seconds());
    let censored = (cut_off > 0).then(|| Waits::new(away.iter().copied()).estimate());
    Some(Silence { probability, rounds_max, counts, away: Durations::fit(came_back), cut_off, censored })
}

#[cfg(test)]
mod tests {
    use super::silence;
    use crate::tick::Span;

    /// By hand: of ten conversations six have none, three have one, one has two: 5 silences in 15 trials.
    #[test]
    fn silences_are_trials_that_end_with_the_first_failure() {
        let found = silence(&[0, 0, 0, 0, 0, 0, 1, 1, 1, 2], 0, &[(Span::from_whole_seconds(60), true)]).expect("some");
        assert_eq!((found.probability.value, found.rounds_max), (1.0 / 3.0, 5));
        assert_eq!(found.counts, [6, 3, 1]);
        let (low, high) = found.probability.interval.expect("an interval");
        assert!(low < 1.0 / 3.0 && 1.0 / 3.0 < high);
        assert_eq!((found.cut_off, found.censored), (0, None));
    }

    /// A pile at the greatest number shows the bound: 40 with two and nobody with three.
    #[test]
    fn a_bound_shows_as_a_pile() {
        let mut counts = vec![0; 50];
        counts.extend(vec![1; 30]);
        counts.extend(vec![2; 40]);
        let found = silence(&counts, 0, &[]).expect("some");
        assert_eq!(found.rounds_max, 2);
        // 30 + 80 silences, 50 + 30 ends of their own accord.
        assert_eq!(found.probability.value, 110.0 / 190.0);
        assert_eq!(silence(&[0, 0], 3, &[]), None);
    }
}
