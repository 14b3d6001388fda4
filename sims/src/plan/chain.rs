//! The exact judge of small cases: the Markov chain of alike agents with capacity units, for tests only.

use std::collections::BTreeMap;

/// Work of one kind: its rates per second, and the units that one conversation takes.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) per_s: f64,
    pub(crate) cost: u8,
    /// One over the mean handle time alone, and how much longer it takes with one, two, … in hand.
    pub(crate) done_per_s: f64,
    pub(crate) slowdown: Vec<f64>,
    /// One over the mean wrap-up time, which keeps the units; none without wrap-up.
    pub(crate) wrapped_per_s: Option<f64>,
    pub(crate) leaves_per_s: f64,
}

/// What one agent has in hand: active and in wrap-up, by kind.
type Hands = Vec<(u8, u8)>;
/// All agents in a written order, as they are alike, and the queues.
type State = (Vec<Hands>, Vec<u16>);

/// So many alike agents with so many units each; kinds in the order of priority.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub(crate) agents: usize,
    pub(crate) units: u8,
    pub(crate) kinds: Vec<Kind>,
    /// Queues longer than this are cut off; the rest must be next to nothing.
    pub(crate) queue_max: u16,
}

/// What the chain says long after the start.
#[derive(Debug, Clone)]
pub(crate) struct Exact {
    /// The share of each kind that leaves: its rate of leaving times its mean queue, over its arrivals.
    pub(crate) abandoned: Vec<f64>,
    /// Of each kind the share that finds a place at once.
    pub(crate) at_once: Vec<f64>,
    /// The probability of each length of the first kind's queue.
    pub(crate) queue: Vec<f64>,
}

impl Chain {
    fn used(&self, hands: &Hands) -> u8 {
        hands.iter().zip(&self.kinds).map(|((active, wrapping), kind)| (active + wrapping) * kind.cost).sum()
    }

    /// Gives what waits to whoever has most room, in the order of priority.
    fn settle(&self, state: &mut State) {
        for (place, kind) in self.kinds.iter().enumerate() {
            while state.1[place] > 0 {
                let Some(agent) = self.roomiest(state, kind.cost) else { break };
                state.1[place] -= 1;
                state.0[agent][place].0 += 1;
            }
        }
        state.0.sort_unstable();
    }

    fn roomiest(&self, state: &State, cost: u8) -> Option<usize> {
        let room = |agent: &usize| self.units - self.used(&state.0[*agent]);
        let all = 0..state.0.len();
        all.filter(|agent| room(agent) >= cost).max_by(|one, other| room(one).cmp(&room(other)).then(other.cmp(one)))
    }

    /// Where a state leads, and how fast.
    fn steps(&self, state: &State) -> Vec<(State, f64)> {
        let mut steps = Vec::new();
        let mut add = |mut next: State, rate: f64| {
            self.settle(&mut next);
            if rate > 0.0 {
                steps.push((next, rate));
            }
        };
        for (place, kind) in self.kinds.iter().enumerate() {
            if state.1[place] < self.queue_max {
                let mut next = state.clone();
                next.1[place] += 1;
                add(next, kind.per_s);
            }
            if state.1[place] > 0 {
                let mut next = state.clone();
                next.1[place] -= 1;
                add(next, kind.leaves_per_s * f64::from(state.1[place]));
            }
            for (agent, hands) in state.0.iter().enumerate() {
                let in_hand: u8 = hands.iter().map(|(active, wrapping)| active + wrapping).sum();
                let (active, wrapping) = hands[place];
                if active > 0 {
                    let slower = kind.slowdown[(usize::from(in_hand) - 1).min(kind.slowdown.len() - 1)];
                    let mut next = state.clone();
                    next.0[agent][place].0 -= 1;
                    if kind.wrapped_per_s.is_some() {
                        next.0[agent][place].1 += 1;
                    }
                    add(next, f64::from(active) * kind.done_per_s / slower);
                }
                if wrapping > 0 {
                    let mut next = state.clone();
                    next.0[agent][place].1 -= 1;
                    add(next, f64::from(wrapping) * kind.wrapped_per_s.unwrap_or(0.0));
                }
            }
        }
        steps
    }

    /// Solves the chain by Gauss and Seidel's iteration.
    pub(crate) fn solve(&self) -> Exact {
        let first: State = (vec![vec![(0, 0); self.kinds.len()]; self.agents], vec![0; self.kinds.len()]);
        let mut known: BTreeMap<State, usize> = BTreeMap::from([(first.clone(), 0)]);
        let mut states = vec![first];
        let mut into: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
        let mut out: Vec<f64> = Vec::new();
        let mut at = 0;
        while at < states.len() {
            let mut sum = 0.0;
            for (next, rate) in self.steps(&states[at].clone()) {
                let place = *known.entry(next.clone()).or_insert_with(|| {
                    states.push(next);
                    into.push(Vec::new());
                    states.len() - 1
                });
                if place != at {
                    into[place].push((at, rate));
                    sum += rate;
                }
            }
            out.push(sum);
            at += 1;
        }
        let mut probability = vec![1.0 / states.len() as f64; states.len()];
        for _ in 0..20_000 {
            let mut change = 0.0_f64;
            for place in 0..states.len() {
                let inflow: f64 = into[place].iter().map(|(from, rate)| probability[*from] * rate).sum();
                let next = inflow / out[place];
                change = change.max((next - probability[place]).abs());
                probability[place] = next;
            }
            let sum: f64 = probability.iter().sum();
            probability.iter_mut().for_each(|one| *one /= sum);
            if change < 1e-13 {
                break;
            }
        }
        let mean = |read: &dyn Fn(&State) -> f64| -> f64 {
            states.iter().zip(&probability).map(|(state, probability)| read(state) * probability).sum()
        };
        let abandoned = |place: usize| {
            let kind = &self.kinds[place];
            kind.leaves_per_s * mean(&|state| f64::from(state.1[place])) / kind.per_s
        };
        let at_once = |place: usize| {
            let fits = |state: &State| state.1[place] == 0 && self.roomiest(state, self.kinds[place].cost).is_some();
            mean(&|state| f64::from(u8::from(fits(state))))
        };
        let kinds = 0..self.kinds.len();
        Exact {
            abandoned: kinds.clone().map(abandoned).collect(),
            at_once: kinds.map(at_once).collect(),
            queue: (0..=self.queue_max).map(|long| mean(&|state| f64::from(u8::from(state.1[0] == long)))).collect(),
        }
    }

    /// The share answered within `t` seconds where there is one kind, no wrap-up, and whoever waits finds all agents full.
    pub(crate) fn level(&self, exact: &Exact, t: f64) -> f64 {
        let kind = &self.kinds[0];
        let full = usize::from(self.units / kind.cost);
        let slower = kind.slowdown[(full - 1).min(kind.slowdown.len() - 1)];
        let drain = self.agents as f64 * full as f64 * kind.done_per_s / slower;
        // f(i): answered within the time left with i ahead. Runge and Kutta's method, steps of a thousandth of t.
        let count = usize::from(self.queue_max);
        let slope = |f: &[f64]| -> Vec<f64> {
            (0..count)
                .map(|ahead| {
                    let (theta, before) = (kind.leaves_per_s, if ahead == 0 { 1.0 } else { f[ahead - 1] });
                    let next = drain + ahead as f64 * theta;
                    next * before - (next + theta) * f[ahead]
                })
                .collect()
        };
        let mut f = vec![0.0; count];
        let step = t / 1_000.0;
        let moved = |f: &[f64], k: &[f64], by: f64| -> Vec<f64> { f.iter().zip(k).map(|(f, k)| f + by * k).collect() };
        for _ in 0..1_000 {
            let k1 = slope(&f);
            let k2 = slope(&moved(&f, &k1, step / 2.0));
            let k3 = slope(&moved(&f, &k2, step / 2.0));
            let k4 = slope(&moved(&f, &k3, step));
            for place in 0..count {
                f[place] += step / 6.0 * (k1[place] + 2.0 * k2[place] + 2.0 * k3[place] + k4[place]);
            }
        }
        // Who finds nobody waiting finds a place, or all full and nobody ahead.
        let all_full = exact.queue[0] - exact.at_once[0];
        let waiting: f64 = (1..count).map(|ahead| exact.queue[ahead] * f[ahead]).sum();
        exact.at_once[0] + all_full * f[0] + waiting
    }
}
