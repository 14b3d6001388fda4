//! Erlang C: how long customers wait who never give up.

use crate::erlang::{LevelOf, erlang_b_inverse};

/// The queue M/M/c with customers who wait for ever (Erlang 1917).
///
/// With `a = λ/μ`, `ρ = a/c` and Erlang B: `C = B / (1 - ρ (1 - B))`; a wait exceeds `t` with probability
/// `C exp(-(cμ - λ) t)`. Where the agents cannot keep up (`ρ ≥ 1`), everybody waits for ever.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangC {
    rate: f64,
    load: f64,
    agents: u32,
    /// How fast the queue is served beyond what arrives, per second; zero or less where it grows for ever.
    spare: f64,
    waiting: f64,
}

impl ErlangC {
    /// The queue with so many arrivals per second, a mean handle time in seconds, and agents.
    pub fn new(per_s: f64, handle_s: f64, agents: u32) -> Self {
        let load = per_s * handle_s;
        let spare = f64::from(agents) / handle_s - per_s;
        let waiting = if per_s <= 0.0 {
            0.0
        } else if spare <= 0.0 {
            1.0
        } else {
            // C = 1 / (1 + (1 - ρ)(1/B - 1)).
            1.0 / (1.0 + (1.0 - load / f64::from(agents)) * (erlang_b_inverse(load, agents) - 1.0))
        };
        Self { rate: per_s, load, agents, spare, waiting }
    }

    /// The share that has to wait.
    pub fn prob_wait(&self) -> f64 {
        self.waiting
    }

    /// The mean wait of all, in seconds; infinite where the queue grows for ever.
    pub fn mean_wait(&self) -> f64 {
        if self.waiting == 0.0 { 0.0 } else { self.waiting * self.mean_wait_delayed() }
    }

    /// The mean wait of those who have to wait, in seconds.
    pub fn mean_wait_delayed(&self) -> f64 {
        if self.spare > 0.0 { 1.0 / self.spare } else { f64::INFINITY }
    }

    /// How many wait, on average (Little's law).
    pub fn mean_queue(&self) -> f64 {
        self.rate * self.mean_wait()
    }

    /// How many wait or are served, on average.
    pub fn mean_system(&self) -> f64 {
        self.mean_queue() + self.load.min(f64::from(self.agents))
    }

    /// The share of time that agents are busy.
    pub fn occupancy(&self) -> f64 {
        if self.agents == 0 { 1.0 } else { (self.load / f64::from(self.agents)).min(1.0) }
    }

    /// The share answered within `t` seconds; the three definitions agree, since nobody leaves.
    pub fn level(&self, t: f64) -> f64 {
        if self.spare <= 0.0 { 1.0 - self.waiting } else { 1.0 - self.waiting * libm::exp(-self.spare * t) }
    }

    /// The same, for whoever asks by definition.
    pub fn level_of(&self, t: f64, _of: LevelOf) -> f64 {
        self.level(t)
    }

    /// The wait that a share of all does not exceed, in seconds: 0.9 for the ninetieth percentile.
    pub fn wait_percentile(&self, share: f64) -> f64 {
        if 1.0 - self.waiting >= share {
            0.0
        } else if self.spare <= 0.0 {
            f64::INFINITY
        } else {
            libm::log(self.waiting / (1.0 - share)) / self.spare
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ErlangC;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-11 * expected.abs().max(1.0), "{found} instead of {expected}");
    }

    /// Expected: the cases `mmc-10`, `mmc-1`, `mmc-100` and `mmc-3` of the validation set, from the closed form.
    #[test]
    fn waits_agree_with_the_closed_form() {
        type Row = ((f64, f64, u32, f64), [f64; 7]);
        let rows: [Row; 4] = [
            (
                (96.0, 300.0, 10, 20.0),
                [
                    0.409180150796444,
                    61.3770226194665,
                    1.63672060318577,
                    9.63672060318577,
                    0.8,
                    0.641896449340983,
                    211.347800935919,
                ],
            ),
            ((10.8, 300.0, 1, 60.0), [0.9, 2700.0, 8.1, 9.0, 0.9, 0.11782119402392, 6591.67373200866]),
            (
                (1140.0, 300.0, 100, 20.0),
                [
                    0.506456853913021,
                    30.3874112347812,
                    9.62268022434739,
                    104.622680224347,
                    0.95,
                    0.637107806716625,
                    97.3361369580176,
                ],
            ),
            (
                (36000.0, 0.25, 3, 0.5),
                [
                    0.702247191011236,
                    0.351123595505618,
                    3.51123595505618,
                    6.01123595505618,
                    0.833333333333333,
                    0.741657695806571,
                    0.974557640002131,
                ],
            ),
        ];
        for ((per_hour, handle, agents, t), expected) in rows {
            let queue = ErlangC::new(per_hour / 3_600.0, handle, agents);
            let found = [
                queue.prob_wait(),
                queue.mean_wait(),
                queue.mean_queue(),
                queue.mean_system(),
                queue.occupancy(),
                queue.level(t),
                queue.wait_percentile(0.9),
            ];
            for (found, expected) in found.into_iter().zip(expected) {
                close(found, expected);
            }
        }
    }

    #[test]
    fn too_few_agents_keep_everybody_waiting_for_ever() {
        let queue = ErlangC::new(1.0, 10.0, 10);
        assert_eq!((queue.prob_wait(), queue.level(1e9), queue.occupancy()), (1.0, 0.0, 1.0));
        assert_eq!((queue.mean_wait(), queue.wait_percentile(0.5)), (f64::INFINITY, f64::INFINITY));
        let nobody = ErlangC::new(0.0, 10.0, 3);
        assert_eq!((nobody.prob_wait(), nobody.mean_wait(), nobody.level(0.0)), (0.0, 0.0, 1.0));
        // Thousands of agents with plenty to spare: nobody waits, and nothing is lost on the way there.
        let many = ErlangC::new(10.0, 300.0, 9_000);
        assert_eq!((many.prob_wait(), many.level(0.0)), (0.0, 1.0));
    }
}
