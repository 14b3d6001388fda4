//! Random models of a few equal machines and something that they share: the quotient against the whole graph.

use std::convert::Infallible;

use super::random::Draws;
use crate::liveness::{
    Asymmetric, Condition, EFFORT_MAX, Graph, Kind, Kinds, Limits, Orbits, Permutation, Property, Stopping, Symmetric,
    Verdict, check, check_symmetric,
};
use crate::{Marks, Model};

/// Something that any machine can do.
#[derive(Clone, Copy, Debug)]
struct Rule {
    from: u8,
    to: u8,
    /// What is shared has to be this.
    shared: Option<u8>,
    /// Some (or no) other machine has to be there.
    other: Option<(u8, bool)>,
    shares: Option<u8>,
    /// A machine that is at `to` goes to `from` by the same step: the two change places.
    trades: bool,
}

/// Machines and their rules. A state has a nibble for each machine and one for what they share.
#[derive(Clone, Debug)]
struct Machines {
    machines: u8,
    /// The first of those that are as good as each other: 1 if the property speaks of machine 0.
    free: u8,
    rules: Vec<Rule>,
}

fn nibble(state: u32, at: u8) -> u8 {
    (state >> (4 * at) & 15) as u8
}

impl Machines {
    fn set(state: u32, at: u8, to: u8) -> u32 {
        state & !(15 << (4 * at)) | u32::from(to) << (4 * at)
    }
}

impl Model for Machines {
    type State = u32;
    /// Which rule, which machine.
    type Action = (u8, u8);
    type Gap = Infallible;

    fn initial(&self) -> Vec<u32> {
        vec![0]
    }

    fn steps(&self, state: u32, visit: &mut impl FnMut((u8, u8), u32, Marks)) -> Result<(), Infallible> {
        for machine in 0..self.machines {
            for (number, rule) in self.rules.iter().enumerate() {
                let mut others = (0..self.machines).filter(|&other| other != machine);
                let other = rule.other.is_none_or(|(at, any)| others.any(|other| nibble(state, other) == at) == any);
                let shared = rule.shared.is_none_or(|shared| nibble(state, self.machines) == shared);
                if nibble(state, machine) != rule.from || !other || !shared {
                    continue;
                }
                let to = Self::set(state, machine, rule.to);
                let to = rule.shares.map_or(to, |shared| Self::set(to, self.machines, shared));
                if !rule.trades {
                    visit((number as u8, machine), to, 0);
                    continue;
                }
                for other in (0..self.machines).filter(|&other| other != machine && nibble(state, other) == rule.to) {
                    visit((number as u8, machine), Self::set(to, other, rule.from), 0);
                }
            }
        }
        Ok(())
    }
}

impl Symmetric for Machines {
    fn settle(&self, state: u32) -> (u32, Permutation) {
        let mut order: Vec<u8> = (self.free..self.machines).collect();
        order.sort_by_key(|&machine| nibble(state, machine));
        let mut places: Vec<u8> = (0..self.machines).collect();
        for (place, machine) in (self.free..).zip(order) {
            places[machine as usize] = place;
        }
        let permutation = Permutation::new(&places);
        (self.permuted(state, permutation), permutation)
    }

    fn permuted(&self, state: u32, permutation: Permutation) -> u32 {
        (0..=self.machines).fold(0, |to, at| Self::set(to, permutation.of(at), nibble(state, at)))
    }

    fn renamed(&self, (rule, machine): (u8, u8), permutation: Permutation) -> (u8, u8) {
        (rule, permutation.of(machine))
    }
}

fn draw(draws: &mut Draws) -> Machines {
    let machines = 2 + draws.below(3) as u8;
    let locals = 2 + draws.below(2);
    let mut digit = |one_in: u32, bound: u32| (draws.below(one_in) == 0).then(|| draws.below(bound) as u8);
    let rules = (0..4).map(|_| Rule {
        from: digit(1, locals).unwrap_or(0),
        to: digit(1, locals).unwrap_or(0),
        shared: digit(2, 2),
        other: digit(3, locals).map(|at| (at, digit(2, 2).is_some())),
        shares: digit(2, 2),
        trades: digit(3, 2).is_some(),
    });
    let rules = rules.collect();
    Machines { machines, free: draws.below(2) as u8, rules }
}

#[test]
fn the_quotient_decides_as_the_whole_graph_does() {
    // Each lasso of the quotient is replayed by `check_symmetric` on the model, with fairness to each machine by name.
    let mut draws = Draws(4);
    let (mut held, mut violated, mut looped, mut smaller) = (0, 0, 0, 0);
    for case in 0..20_000 {
        let mut model = draw(&mut draws);
        let tracked = model.free == 1;
        let (p, q) = (draws.some(0..3u8, 2), draws.some(0..3u8, 3));
        let (p_shared, q_shared) = (draws.below(3) as u8, draws.below(3) as u8);
        let machines = model.machines;
        // Of machine 0, if it does not change places; otherwise of any.
        let mine = move |state: u32, of: &[u8]| {
            (0..if tracked { 1 } else { machines }).any(|machine| of.contains(&nibble(state, machine)))
        };
        let goal = || Condition::state(|state| mine(state, &q) || nibble(state, machines) == q_shared && tracked);
        let cause = || Condition::state(|state| mine(state, &p) || nibble(state, machines) == p_shared);
        let property =
            if draws.below(3) == 0 { Property::Eventually(goal()) } else { Property::LeadsTo(cause(), goal()) };
        let weak = draws.some(0..4u8, 2);
        let strong = draws.some(0..4u8, 3);
        let serves = |kind: u8| move |(rule, machine): (u8, u8)| (rule == kind).then_some(machine);
        let weak = weak.into_iter().map(|rule| Kind::weak(format!("rule {rule}"), serves(rule)));
        let strong = strong.into_iter().map(|rule| Kind::strong(format!("rule {rule}"), serves(rule)));
        let stopping = if draws.below(2) == 0 { Stopping::OnlyAtTheEnd } else { Stopping::UnlessFair };
        let kinds = Kinds::new(stopping, machines, weak.chain(strong)).expect("few");
        let graph = Graph::explore(&mut model.clone(), Limits::default()).expect("small");
        let whole = check(&model, &graph, &property, &kinds.instances(), EFFORT_MAX);
        let orbits = Orbits::explore(&mut model, Limits::default()).expect("small");
        let folded = check_symmetric(&model, &orbits, &property, &kinds).expect("all of it is symmetric");
        smaller += u32::from(orbits.states() < graph.states());
        match (whole, folded) {
            (Verdict::Holds, Verdict::Holds) | (Verdict::Unreached, Verdict::Unreached) => held += 1,
            (Verdict::Violated(whole), Verdict::Violated(folded)) => {
                violated += 1;
                looped += u32::from(!folded.repeated().is_empty());
                assert!(whole.steps() <= folded.steps(), "case {case}: {model:?}");
            }
            (whole, folded) => panic!("case {case}: {model:?} {kinds:?}: {whole:?}, folded {folded:?}"),
        }
    }
    let enough = held > 5_000 && violated > 5_000 && looped > 2_000 && smaller > 5_000;
    assert!(enough, "{held} held, {violated} violated, {looped} with a loop, {smaller} smaller");
}

/// One machine has the work and hands it over for ever. The end of the work is possible all the time, but for each
/// machine only every other step: a fair run need not end it. A quotient that forgets who is who says the opposite.
#[test]
fn work_that_is_handed_over_for_ever_is_nobodys() {
    let rule = |from, to| Rule { from, to, shared: None, other: None, shares: None, trades: false };
    let begin = Rule { other: Some((1, false)), ..rule(0, 1) };
    let hand_over = Rule { trades: true, ..rule(1, 0) };
    let mut model = Machines { machines: 2, free: 0, rules: vec![begin, hand_over, rule(1, 2)] };
    let graph = Graph::explore(&mut model, Limits::default()).expect("small");
    let orbits = Orbits::explore(&mut model, Limits::default()).expect("small");
    let done = Property::Eventually(Condition::state(|state| nibble(state, 0) == 2 || nibble(state, 1) == 2));
    let of = |number: u8| move |(rule, machine)| (rule == number).then_some(machine);
    let fair = |end| Kinds::new(Stopping::OnlyAtTheEnd, 2, [Kind::weak("begin", of(0)), end]).expect("two");
    let weak = fair(Kind::weak("end", of(2)));
    let strong = fair(Kind::strong("end", of(2)));
    for (kinds, steps) in [(weak, Some(3)), (strong, None)] {
        let whole = check(&model, &graph, &done, &kinds.instances(), EFFORT_MAX);
        let folded = check_symmetric(&model, &orbits, &done, &kinds).expect("symmetric");
        // Begin, hand over, hand back; on the quotient the state is the same after the first hand-over.
        for verdict in [whole, folded] {
            let found = if let Verdict::Violated(lasso) = verdict { Some(lasso.steps()) } else { None };
            assert_eq!(found, steps, "{kinds:?}");
        }
    }
}

#[test]
fn a_property_of_somebody_who_changes_places_is_refused() {
    let rule = Rule { from: 0, to: 1, shared: None, other: None, shares: None, trades: false };
    let mut model = Machines { machines: 3, free: 0, rules: vec![rule] };
    let orbits = Orbits::explore(&mut model, Limits::default()).expect("small");
    let kinds = || [Kind::weak("rule 0", |(_, machine)| Some(machine))];
    let each = Kinds::new(Stopping::UnlessFair, 3, kinds()).expect("one");
    let first = Property::Eventually(Condition::state(|state| nibble(state, 0) == 1));
    assert_eq!(check_symmetric(&model, &orbits, &first, &each), Err(Asymmetric::Property));
    let moves = Property::Eventually(Condition::step(|(_, machine), _| machine == 0));
    assert_eq!(check_symmetric(&model, &orbits, &moves, &each), Err(Asymmetric::Property));
    let all = || Property::Eventually(Condition::state(|state| (0..3).all(|machine| nibble(state, machine) == 1)));
    assert_eq!(check_symmetric(&model, &orbits, &all(), &each), Ok(Verdict::Holds));
    let only_two = Kinds::new(Stopping::UnlessFair, 2, kinds()).expect("one");
    assert_eq!(check_symmetric(&model, &orbits, &all(), &only_two), Err(Asymmetric::Fairness));
    let to_the_first = [Kind::weak("rule 0", |(_, machine)| (machine == 0).then_some(0))];
    let unequal = Kinds::new(Stopping::UnlessFair, 3, to_the_first).expect("one");
    assert_eq!(check_symmetric(&model, &orbits, &all(), &unequal), Err(Asymmetric::Fairness));
}
