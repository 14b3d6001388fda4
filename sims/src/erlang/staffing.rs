//! How many agents the formulas ask for: by the square root of the load, and by search.

use crate::erlang::{ErlangA, ErlangC, LevelOf};

/// What customers ask of a queue, long after the start and without end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Arrivals per second.
    pub per_s: f64,
    /// The mean time that an agent is taken by one, in seconds.
    pub handle_s: f64,
    /// The mean patience in seconds; none for customers who wait for ever.
    pub patience_s: Option<f64>,
}

impl Demand {
    /// The demand of so many arrivals per hour.
    pub fn per_hour(per_hour: f64, handle_s: f64, patience_s: Option<f64>) -> Self {
        Self { per_s: per_hour / 3_600.0, handle_s, patience_s }
    }

    /// The offered load in Erlang: how many agents would be busy if there were always one free.
    pub fn load(&self) -> f64 {
        self.per_s * self.handle_s
    }

    /// The queue that so many agents serve.
    pub fn with(&self, agents: u32) -> Queue {
        match self.patience_s {
            None => Queue::Delay(ErlangC::new(self.per_s, self.handle_s, agents)),
            Some(patience) => Queue::Abandonment(ErlangA::new(self.per_s, self.handle_s, patience, agents)),
        }
    }
}

/// Erlang C or Erlang A, whichever the customers' patience asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Queue {
    /// They wait for ever.
    Delay(ErlangC),
    /// They leave.
    Abandonment(ErlangA),
}

impl Queue {
    /// The service level with a threshold of `t` seconds.
    pub fn level(&self, t: f64, of: LevelOf) -> f64 {
        match self {
            Self::Delay(queue) => queue.level_of(t, of),
            Self::Abandonment(queue) => queue.level(t, of),
        }
    }

    /// The share that leaves.
    pub fn prob_abandon(&self) -> f64 {
        match self {
            Self::Delay(_) => 0.0,
            Self::Abandonment(queue) => queue.prob_abandon(),
        }
    }

    /// The share that has to wait.
    pub fn prob_wait(&self) -> f64 {
        match self {
            Self::Delay(queue) => queue.prob_wait(),
            Self::Abandonment(queue) => queue.prob_wait(),
        }
    }

    /// The mean wait of all, in seconds.
    pub fn mean_wait(&self) -> f64 {
        match self {
            Self::Delay(queue) => queue.mean_wait(),
            Self::Abandonment(queue) => queue.mean_wait(),
        }
    }

    /// The mean wait of those answered, in seconds.
    pub fn mean_wait_served(&self) -> f64 {
        match self {
            Self::Delay(queue) => queue.mean_wait(),
            Self::Abandonment(queue) => queue.mean_wait_served(),
        }
    }

    /// The wait that a share of those answered does not exceed, in seconds.
    pub fn wait_percentile(&self, share: f64) -> f64 {
        match self {
            Self::Delay(queue) => queue.wait_percentile(share),
            Self::Abandonment(queue) => queue.wait_percentile(share),
        }
    }

    /// The share of time that agents are busy.
    pub fn occupancy(&self) -> f64 {
        match self {
            Self::Delay(queue) => queue.occupancy(),
            Self::Abandonment(queue) => queue.occupancy(),
        }
    }
}

/// The fewest agents whose queue meets a target, up to `most`; none where `most` do not.
///
/// The target has to be one that more agents never break, as service level, abandonment, waits and occupancy are; then
/// bisection finds the number that linear search would.
pub fn fewest_agents(demand: Demand, most: u32, met: impl Fn(&Queue) -> bool) -> Option<u32> {
    if !met(&demand.with(most)) {
        return None;
    }
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low) / 2;
        if met(&demand.with(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(high)
}

/// The number of agents by the square root of the load: `a + β √a`, rounded up (Erlang 1924; Halfin and Whitt 1981).
///
/// `quality` is the `β` of [`quality_of`] or [`quality_of_impatient`].
pub fn square_root(load: f64, quality: f64) -> u32 {
    (load + quality * load.sqrt()).ceil().max(0.0) as u32
}

fn normal_density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0) / (2.0 * core::f64::consts::PI).sqrt()
}

/// The density of the standard normal law over its upper tail.
fn normal_hazard(x: f64) -> f64 {
    let tail = libm::erfc(x / core::f64::consts::SQRT_2) / 2.0;
    // Far out the tail is nothing; there the hazard is x + 1/x.
    if x > 30.0 { x + 1.0 / x } else { normal_density(x) / tail }
}

/// The share that waits at a quality of service `β` above 0, with customers who wait for ever: `1 / (1 + β Φ(β)/φ(β))`
/// (Halfin and Whitt 1981).
pub fn waiting_share(quality: f64) -> f64 {
    if quality <= 0.0 { 1.0 } else { 1.0 / (1.0 + quality / normal_hazard(-quality)) }
}

/// The share that waits with impatient customers: `1 / (1 + √(θ/μ) h(β√(μ/θ)) / h(-β))`, `h` the hazard of the normal
/// law (Garnett, Mandelbaum and Reiman 2002). `ratio` is the mean handle time over the mean patience, `θ/μ`.
pub fn waiting_share_of_impatient(quality: f64, ratio: f64) -> f64 {
    let root = ratio.sqrt();
    1.0 / (1.0 + root * normal_hazard(quality / root) / normal_hazard(-quality))
}

/// The `β` at which so large a share waits: the inverse of [`waiting_share`].
pub fn quality_of(share: f64) -> f64 {
    falling(0.0, 40.0, |quality| waiting_share(quality) <= share)
}

/// The `β`, positive or negative, at which so large a share of impatient customers waits.
pub fn quality_of_impatient(share: f64, ratio: f64) -> f64 {
    falling(-40.0, 40.0, |quality| waiting_share_of_impatient(quality, ratio) <= share)
}

/// Where a condition begins to hold that holds from some number on.
fn falling(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// The modified offered load: the mean number in service in each interval if everybody were served at once, in Erlang
/// (Jennings, Mandelbaum, Massey and Whitt 1996).
///
/// Arrivals lag behind: those of the last interval are still being served in this one. With a constant rate within each
/// interval and exponential handle times the load follows `m' = λ - m/s`, solved exactly and averaged over each
/// interval. `per_s` are arrivals per second, `interval_s` is the length of an interval, and the day begins empty.
pub fn modified_offered_load(per_s: &[f64], interval_s: f64, handle_s: f64) -> Vec<f64> {
    let mut now = 0.0;
    let decay = libm::exp(-interval_s / handle_s);
    let average = handle_s / interval_s * (1.0 - decay);
    per_s
        .iter()
        .map(|rate| {
            let settled = rate * handle_s;
            let mean = settled + (now - settled) * average;
            now = settled + (now - settled) * decay;
            mean
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        Demand, fewest_agents, modified_offered_load, quality_of, quality_of_impatient, square_root, waiting_share,
        waiting_share_of_impatient,
    };
    use crate::erlang::{ErlangA, ErlangC, LevelOf};

    /// Expected: the rows of the case `staffing-8020-p` of the validation set, integers and levels.
    #[test]
    fn the_staffing_table_comes_out_to_the_agent() {
        let rows = [
            (60.0, 240.0, 7, 0.894776091586605, 6, 0.840276909336323),
            (180.0, 300.0, 19, 0.812946321076531, 18, 0.847308247349115),
            (600.0, 240.0, 46, 0.838789806060434, 42, 0.805184527537043),
            (1200.0, 300.0, 108, 0.807386634459139, 100, 0.801911096489249),
        ];
        for (per_hour, handle, c_agents, c_level, a_agents, a_level) in rows {
            for (patience, agents, level) in [(None, c_agents, c_level), (Some(180.0), a_agents, a_level)] {
                let demand = Demand::per_hour(per_hour, handle, patience);
                let found = fewest_agents(demand, 5_000, |queue| queue.level(20.0, LevelOf::Offered) >= 0.8);
                assert_eq!(found, Some(agents), "{per_hour} an hour, patience {patience:?}");
                let found = demand.with(agents).level(20.0, LevelOf::Offered);
                assert!((found - level).abs() < 1e-11, "{found} instead of {level}");
            }
        }
        let demand = Demand::per_hour(1_200.0, 300.0, None);
        assert_eq!(fewest_agents(demand, 100, |queue| queue.level(20.0, LevelOf::Offered) >= 0.8), None);
    }

    /// The square-root rule is the limit of the exact formulas: at 10,000 Erlang they agree to a few in a thousand.
    #[test]
    fn the_square_root_rule_is_the_limit_of_the_exact_formulas() {
        for quality in [0.2, 0.5, 1.0, 2.0] {
            let agents = square_root(10_000.0, quality);
            let exact = ErlangC::new(100.0, 100.0, agents).prob_wait();
            assert!((waiting_share(quality) - exact).abs() < 0.01, "{quality}: {exact}");
            let exact = ErlangA::new(100.0, 100.0, 50.0, agents).prob_wait();
            assert!((waiting_share_of_impatient(quality, 2.0) - exact).abs() < 0.01, "{quality}: {exact}");
        }
        assert!((quality_of(waiting_share(0.7)) - 0.7).abs() < 1e-9);
        assert!((quality_of_impatient(waiting_share_of_impatient(-0.4, 2.0), 2.0) + 0.4).abs() < 1e-9);
        assert_eq!(square_root(100.0, 0.5), 105);
    }

    /// By hand: at a constant rate the load settles at 10 Erlang; the first interval, as long as a handle time, has
    /// 10 (1 - (1 - 1/e)) on average.
    #[test]
    fn the_load_lags_behind_the_arrivals() {
        let loads = modified_offered_load(&[0.1, 0.1, 0.1, 0.0], 100.0, 100.0);
        assert!((loads[0] - 10.0 * libm::exp(-1.0)).abs() < 1e-12, "{loads:?}");
        assert!(loads[1] > loads[0] && loads[2] > loads[1] && loads[2] < 10.0);
        assert!(loads[3] > 5.0, "those who called before are still being served: {loads:?}");
    }
}
