//! Erlang A: how long customers wait, and how many leave, whose patience is exponential.

use crate::erlang::quadrature::integrate;
use crate::erlang::{LevelOf, erlang_b_inverse};

/// Panels of the integrals over waits: each is a fraction of the width of the density.
const PANELS: u32 = 48;
/// Beyond so many powers of e below its peak the density adds nothing.
const NEGLIGIBLE: f64 = 50.0;

/// The queue M/M/c with exponential patience, M/M/c+M (Palm 1943; Garnett, Mandelbaum and Reiman 2002).
///
/// A customer who would never leave waits `V`: nothing with probability `P(V=0)`, otherwise with the density
/// `v(x) = λ p(c-1) exp(λ/θ (1 - exp(-θx)) - cμx)`, where `θ` is one over the mean patience and
/// `p(c-1) = 1 / (1/B(c-1) + λ ∫ exp(…))` with Erlang B's `B` (Zeltyn and Mandelbaum 2005, "Call centers with impatient
/// customers"). Every figure is an integral of `v`; they are worked out relative to the peak of the exponent, so nothing
/// overflows however many agents or customers there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    rate: f64,
    handle: f64,
    leaving: f64,
    agents: u32,
    /// Where the exponent is greatest, and how great it is there.
    peak: f64,
    /// The waits between which the density is more than nothing.
    low: f64,
    high: f64,
    /// What one over the normalising sum is, relative to the peak.
    scale: f64,
    at_once: f64,
    served: f64,
    served_wait: f64,
    abandon_wait: f64,
}

impl ErlangA {
    /// The queue with so many arrivals per second, mean handle time and mean patience in seconds, and agents.
    pub fn new(per_s: f64, handle_s: f64, patience_s: f64, agents: u32) -> Self {
        let (theta, service) = (1.0 / patience_s, f64::from(agents) / handle_s);
        let exponent = |x: f64| -per_s / theta * libm::expm1(-theta * x) - service * x;
        let mut queue = Self {
            rate: per_s,
            handle: handle_s,
            leaving: theta,
            agents,
            peak: 0.0,
            low: 0.0,
            high: 0.0,
            scale: 0.0,
            at_once: 1.0,
            served: 1.0,
            served_wait: 0.0,
            abandon_wait: 0.0,
        };
        if per_s <= 0.0 {
            return queue;
        }
        if agents == 0 {
            // Nobody is ever answered: the wait is the patience.
            (queue.at_once, queue.served, queue.abandon_wait) = (0.0, 0.0, patience_s);
            return queue;
        }
        // The exponent is concave: it rises up to where the customers still there arrive as fast as they are served.
        let top = if per_s > service { libm::log(per_s / service) / theta } else { 0.0 };
        queue.peak = exponent(top);
        let small = |x: f64| exponent(x) - queue.peak < -NEGLIGIBLE;
        let mut step = (1.0 / service).min(patience_s);
        while !small(top + step) {
            step *= 2.0;
        }
        let (low, high) = (if small(0.0) { edge(top, 0.0, small) } else { 0.0 }, edge(top, top + step, small));
        (queue.low, queue.high) = (low, high);
        let density = |x: f64| libm::exp(exponent(x) - queue.peak);
        let [all, served, served_wait, abandon_wait] = integrate(queue.low, queue.high, PANELS, |x| {
            let (v, there) = (density(x), libm::exp(-theta * x));
            // The mean patience of those who leave before x, times their share.
            let left = (-libm::expm1(-theta * x) - theta * x * there) / theta;
            [v, v * there, v * x * there, v * left]
        });
        let idle = erlang_b_inverse(per_s * handle_s, agents - 1) * libm::exp(-queue.peak);
        if idle.is_infinite() {
            return queue;
        }
        queue.scale = per_s / (idle + per_s * all);
        queue.at_once = idle / (idle + per_s * all);
        queue.served = queue.at_once + queue.scale * served;
        queue.served_wait = queue.scale * served_wait;
        queue.abandon_wait = queue.scale * abandon_wait;
        queue
    }

    /// The density of the wait of a customer who never leaves.
    fn density(&self, x: f64) -> f64 {
        let service = f64::from(self.agents) / self.handle;
        let exponent = -self.rate / self.leaving * libm::expm1(-self.leaving * x) - service * x;
        self.scale * libm::exp(exponent - self.peak)
    }

    /// Integrals over waits up to `t`: the density, and that of those who are still there.
    fn until(&self, t: f64) -> [f64; 2] {
        integrate(self.low, t.min(self.high), PANELS, |x| {
            let v = self.density(x);
            [v, v * libm::exp(-self.leaving * x)]
        })
    }

    /// The share that has to wait, whether or not until the end.
    pub fn prob_wait(&self) -> f64 {
        1.0 - self.at_once
    }

    /// The share that leaves.
    pub fn prob_abandon(&self) -> f64 {
        // Arrivals who leave are those who wait, at the rate of leaving: λ P(abandon) = θ E[queue].
        (self.leaving * self.mean_wait()).min(1.0)
    }

    /// The mean wait of all, in seconds: of those answered and of those who leave.
    pub fn mean_wait(&self) -> f64 {
        self.served_wait + self.abandon_wait
    }

    /// The mean wait of those answered, in seconds.
    pub fn mean_wait_served(&self) -> f64 {
        if self.served > 0.0 { self.served_wait / self.served } else { f64::INFINITY }
    }

    /// The mean wait of those who leave, in seconds.
    pub fn mean_wait_abandoned(&self) -> f64 {
        let share = self.prob_abandon();
        if share > 0.0 { self.abandon_wait / share } else { 0.0 }
    }

    /// How many wait, on average (Little's law).
    pub fn mean_queue(&self) -> f64 {
        self.rate * self.mean_wait()
    }

    /// The share of time that agents are busy.
    pub fn occupancy(&self) -> f64 {
        if self.agents == 0 {
            return 1.0;
        }
        (self.rate * self.handle * (1.0 - self.prob_abandon()) / f64::from(self.agents)).min(1.0)
    }

    /// The share answered within `t` seconds, of all who arrive.
    pub fn answered_within(&self, t: f64) -> f64 {
        if self.agents == 0 { 0.0 } else { (self.at_once + self.until(t)[1]).min(1.0) }
    }

    /// The share that leaves within `t` seconds, of all who arrive.
    pub fn abandoned_within(&self, t: f64) -> f64 {
        if self.agents == 0 {
            return -libm::expm1(-self.leaving * t);
        }
        let [all, there] = self.until(t);
        let longer = (1.0 - self.at_once - all).max(0.0);
        all - there + longer * -libm::expm1(-self.leaving * t)
    }

    /// The service level with a threshold of `t` seconds, by definition.
    pub fn level(&self, t: f64, of: LevelOf) -> f64 {
        let left = match of {
            LevelOf::Offered | LevelOf::Answered => 0.0,
            LevelOf::WithoutShortAbandons => self.abandoned_within(t),
        };
        of.level(self.answered_within(t), self.served, left)
    }

    /// The wait that a share of those answered does not exceed, in seconds: 0.9 for the ninetieth percentile.
    pub fn wait_percentile(&self, share: f64) -> f64 {
        if self.agents == 0 {
            return f64::INFINITY;
        }
        let wanted = share * self.served;
        if self.at_once >= wanted {
            return 0.0;
        }
        edge(self.low, self.high, |t| self.at_once + self.until(t)[1] >= wanted)
    }
}

/// The point between two where a condition begins to hold that does not hold at `from` and holds at `to`.
fn edge(from: f64, to: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut not, mut yes) = (from, to);
    for _ in 0..80 {
        let middle = (not + yes) / 2.0;
        if middle == not || middle == yes {
            break;
        }
        if holds(middle) {
            yes = middle;
        } else {
            not = middle;
        }
    }
    yes
}

#[cfg(test)]
mod tests {
    use super::ErlangA;
    use crate::erlang::LevelOf::{Answered, Offered, WithoutShortAbandons};

    /// Expected: the cases `ea-100`, `ea-10`, `ea-over` and `ea-3` of the validation set, from the birth and death chain.
    #[test]
    fn every_figure_agrees_with_the_chain() {
        type Row = ((f64, f64, f64, u32, f64), [f64; 11]);
        let rows: [Row; 4] = [
            (
                (1164.0, 300.0, 180.0, 100, 20.0),
                [
                    0.347340466883467,
                    0.0315096770434363,
                    5.67174186781853,
                    1.83386320392799,
                    5.41503596614373,
                    13.5619268822559,
                    0.864576018711549,
                    0.892704860562994,
                    0.885826494990905,
                    0.0239894340477753,
                    0.939435613267867,
                ],
            ),
            (
                (126.0, 300.0, 120.0, 10, 20.0),
                [
                    0.491837477359706,
                    0.174052294759786,
                    20.8862753711744,
                    0.731019637991103,
                    17.4303508387691,
                    37.2860185688318,
                    0.605124839626122,
                    0.732643042394713,
                    0.649013201773927,
                    0.0676232194165643,
                    0.867245090502224,
                ],
            ),
            (
                (660.0, 300.0, 240.0, 50, 30.0),
                [
                    0.733076454201975,
                    0.11320043766599,
                    27.1681050398377,
                    4.98081925730357,
                    27.0043830143071,
                    28.4506850684885,
                    0.543421745913631,
                    0.612789821956355,
                    0.584115968845762,
                    0.0696680541238141,
                    0.975479518567411,
                ],
            ),
            (
                (30.0, 300.0, 600.0, 3, 60.0),
                [
                    0.507968280732658,
                    0.130496777470139,
                    78.2980664820835,
                    0.652483887350696,
                    69.3521921789813,
                    137.904645937077,
                    0.5964018819067,
                    0.6859110655984,
                    0.623268242908411,
                    0.0431056151302402,
                    0.724586018774884,
                ],
            ),
        ];
        for ((per_hour, handle, patience, agents, t), expected) in rows {
            let queue = ErlangA::new(per_hour / 3_600.0, handle, patience, agents);
            let found = [
                queue.prob_wait(),
                queue.prob_abandon(),
                queue.mean_wait(),
                queue.mean_queue(),
                queue.mean_wait_served(),
                queue.mean_wait_abandoned(),
                queue.level(t, Offered),
                queue.level(t, Answered),
                queue.level(t, WithoutShortAbandons),
                queue.abandoned_within(t),
                queue.occupancy(),
            ];
            for (number, (found, expected)) in found.into_iter().zip(expected).enumerate() {
                let off = (found - expected).abs() / expected.max(1.0);
                assert!(off < 1e-10, "figure {number} of {agents} agents: {found} instead of {expected}");
            }
            // A percentile is where the share is reached.
            let median = queue.wait_percentile(0.8);
            let reached = queue.answered_within(median) / (1.0 - queue.prob_abandon());
            assert!(median == 0.0 || (reached - 0.8).abs() < 1e-9, "{reached}");
        }
    }

    /// By hand: with far more customers than agents the share served is what the agents can do, c/(λ/μ); with thousands
    /// of agents and room for all nobody waits.
    #[test]
    fn thousands_of_agents_overflow_nothing() {
        let crowded = ErlangA::new(40.0, 300.0, 120.0, 6_000);
        assert!((crowded.prob_abandon() - 0.5).abs() < 1e-9, "{}", crowded.prob_abandon());
        assert!((crowded.occupancy() - 1.0).abs() < 1e-9 && crowded.prob_wait() > 1.0 - 1e-12);
        let roomy = ErlangA::new(10.0, 300.0, 120.0, 5_000);
        assert!(roomy.prob_abandon() < 1e-200);
        assert_eq!((roomy.prob_wait(), roomy.level(0.0, Offered)), (0.0, 1.0));
        let nobody = ErlangA::new(0.0, 300.0, 120.0, 2);
        assert_eq!((nobody.prob_wait(), nobody.level(20.0, Answered)), (0.0, 1.0));
        let alone = ErlangA::new(1.0, 300.0, 120.0, 0);
        assert_eq!((alone.prob_abandon(), alone.level(20.0, Offered)), (1.0, 0.0));
    }
}
