//! The mistakes that checkers of liveness have made, each on the smallest drawing on which it shows: what the mistaken
//! way answers, and what is right. Where a report is known, its thread is named.

use std::collections::BTreeSet;

use super::drawn::{Drawn, fair, letters, moving};

type Arrow = (u32, char, u32);

/// States that can be reached, from a state over arrows.
fn reach(arrows: &[Arrow], from: u32) -> BTreeSet<u32> {
    let mut reached = BTreeSet::from([from]);
    while let Some(&(.., to)) = arrows.iter().find(|arrow| reached.contains(&arrow.0) && !reached.contains(&arrow.2)) {
        reached.insert(to);
    }
    reached
}

/// Components with at least one arrow.
fn components(arrows: &[Arrow]) -> Vec<BTreeSet<u32>> {
    let mut found = Vec::new();
    for &(from, ..) in arrows {
        let members: BTreeSet<u32> =
            reach(arrows, from).into_iter().filter(|&to| reach(arrows, to).contains(&from)).collect();
        if !inside(arrows, &members).is_empty() && !found.contains(&members) {
            found.push(members);
        }
    }
    found
}

fn inside(arrows: &[Arrow], states: &BTreeSet<u32>) -> Vec<Arrow> {
    arrows.iter().copied().filter(|arrow| states.contains(&arrow.0) && states.contains(&arrow.2)).collect()
}

/// The arrows that stay out of the goal.
fn without(arrows: &[Arrow], goal: u32) -> Vec<Arrow> {
    arrows.iter().copied().filter(|arrow| arrow.0 != goal && arrow.2 != goal).collect()
}

/// Whether a letter is possible in a state, by the arrows one looks at.
fn possible(arrows: &[Arrow], state: u32, letter: char) -> bool {
    arrows.iter().any(|arrow| (arrow.0, arrow.1) == (state, letter))
}

/// Weak fairness of one letter on a component, by the arrows one looks at.
fn weakly_fair(states: &BTreeSet<u32>, looked_at: &[Arrow], taken: &[Arrow], letter: char) -> bool {
    taken.iter().any(|arrow| arrow.1 == letter) || states.iter().any(|&state| !possible(looked_at, state, letter))
}

/// fabracht/tla-rs#59, first part: an unfair cycle was reported before the property was looked at.
#[test]
fn an_unfair_cycle_is_no_run() {
    let drawn = Drawn::new("0x1 1x0 0a2 1a2 2a2");
    let unfair_somewhere = components(&drawn.arrows)
        .iter()
        .any(|states| !weakly_fair(states, &drawn.arrows, &inside(&drawn.arrows, states), 'a'));
    assert!(unfair_somewhere, "the mistaken way reports a violation");
    assert_eq!(letters(&drawn.eventually(&[2], fair("a"))), "holds");
}

/// fabracht/tla-rs#59, second part: a seat is free (0) or held (1, 2); the release `r` is fair.
#[test]
fn fairness_is_judged_on_the_component_of_the_cycle_and_not_around_it() {
    let drawn = Drawn::new("0h1 1t2 2t1 1r0 2r0");
    let outer = components(&drawn.arrows);
    let outer_is_fair =
        outer.iter().any(|states| weakly_fair(states, &drawn.arrows, &inside(&drawn.arrows, states), 'r'));
    let held_cycle = !components(&without(&drawn.arrows, 0)).is_empty();
    assert!(outer_is_fair && held_cycle, "the mistaken way reports a violation");
    assert_eq!(letters(&drawn.leads_to(&[1, 2], &[0], fair("r"))), "holds");
    assert_eq!(letters(&drawn.leads_to(&[1, 2], &[0], fair(""))), "h|");
    assert_eq!(letters(&drawn.leads_to(&[1, 2], &[0], moving(""))), "h|tt");
}

/// tlaplus/tlaplus#201: the states of a component were looked at, and not its steps. Here the goal is the step `a`, so
/// it is no step of the component, though it leads from one of its states to another.
#[test]
fn a_component_is_made_of_steps_and_not_of_states() {
    use crate::liveness::{Condition, Property};
    let drawn = Drawn::new("0a1 0b1 1c0");
    let states = BTreeSet::from([0, 1]);
    assert!(possible(&inside(&drawn.arrows, &states), 0, 'a'), "the mistaken way finds `a` taken: a fair violation");
    let taken = || Property::Eventually(Condition::step(|action, _| action == 'a'));
    assert_eq!(letters(&drawn.check(&taken(), &moving("|a"))), "holds");
    assert_eq!(letters(&drawn.check(&taken(), &moving("a"))), "|bc");
}

/// fabracht/tla-rs#62: only steps were followed, so a run had to go on.
#[test]
fn a_run_may_stop_where_nothing_fair_is_possible() {
    let drawn = Drawn::new("0a1 1b1");
    assert!(components(&without(&drawn.arrows, 1)).is_empty(), "the mistaken way finds no cycle: it holds");
    assert_eq!(letters(&drawn.eventually(&[1], fair(""))), "|");
    assert_eq!(letters(&drawn.eventually(&[1], fair("a"))), "holds");
    assert_eq!(letters(&drawn.eventually(&[1], fair("|a"))), "holds");
    assert_eq!(letters(&drawn.eventually(&[1], moving(""))), "holds");
}

/// fabracht/tla-rs#63: a fair action that may also change nothing was counted as taken.
#[test]
fn a_step_that_changes_nothing_is_not_a_fair_step() {
    let drawn = Drawn::new("0a0 0a1");
    let loops = inside(&drawn.arrows, &BTreeSet::from([0]));
    assert!(weakly_fair(&BTreeSet::from([0]), &drawn.arrows, &loops, 'a'), "the mistaken way reports a violation");
    assert_eq!(letters(&drawn.eventually(&[1], fair("a"))), "holds");
    assert_eq!(letters(&drawn.eventually(&[1], moving("a"))), "holds");
    // Nor does it make the action possible: where it is all there is, a run may go on like that for ever.
    assert_eq!(letters(&Drawn::new("0a0 0b1").eventually(&[1], fair("a"))), "|");
    assert_eq!(letters(&Drawn::new("0a0 0b1").eventually(&[1], moving("a"))), "|a");
}

/// fabracht/tla-rs#64: the states of a component were printed in the order of the search, with arrows in between.
#[test]
fn a_loop_is_made_of_steps_that_exist() {
    let drawn = Drawn::new("0a1 1b2 2c0");
    let printed = [2, 1, 0];
    assert!(
        printed.windows(2).any(|pair| !drawn.arrows.iter().any(|arrow| (arrow.0, arrow.2) == (pair[0], pair[1]))),
        "the mistaken way prints steps that do not exist"
    );
    assert_eq!(letters(&drawn.eventually(&[3], moving(""))), "|abc");
    assert_eq!(letters(&Drawn::new("0a1 1b2 2c0 0d0").eventually(&[3], moving(""))), "|d");
}

/// The other side of the same: a shortest cycle of a fair component need not be fair itself. `f` leads to the goal from
/// 0 and 1; it is impossible in 2 alone.
#[test]
fn a_loop_is_as_fair_as_its_component() {
    let drawn = Drawn::new("0a1 1b0 1c2 2d1 0f3 1f3");
    let shortest_cycle = BTreeSet::from([0, 1]);
    let loops = inside(&drawn.arrows, &shortest_cycle);
    assert!(!weakly_fair(&shortest_cycle, &drawn.arrows, &loops, 'f'), "the mistaken way tells an unfair run");
    assert_eq!(letters(&drawn.eventually(&[3], moving("f"))), "a|cd");
}

/// stateright/stateright#3: only states without successors were ends of runs.
#[test]
fn a_promise_can_be_broken_on_a_cycle() {
    let drawn = Drawn::new("0a1 1b0 0c2");
    let ends = (0..2).filter(|&state| !drawn.arrows.iter().any(|arrow| arrow.0 == state)).count();
    assert_eq!(ends, 0, "the mistaken way finds no end: it holds");
    assert_eq!(letters(&drawn.eventually(&[2], moving(""))), "|ab");
    assert_eq!(letters(&drawn.eventually(&[2], moving("c"))), "|ab");
    assert_eq!(letters(&drawn.eventually(&[2], moving("|c"))), "holds");
}

/// stateright/stateright#3: where two ways meet, what the first had fulfilled was remembered for both.
#[test]
fn a_promise_can_be_broken_on_the_second_way_to_a_state() {
    let drawn = Drawn::new("0a1 0b2 1c3 2d3");
    let mut visited = BTreeSet::from([0]);
    let mut waiting = vec![(0, false)];
    let mut broken = false;
    while let Some((state, kept)) = waiting.pop() {
        let next: Vec<Arrow> = drawn.arrows.iter().rev().copied().filter(|arrow| arrow.0 == state).collect();
        broken |= next.is_empty() && !kept;
        waiting.extend(next.into_iter().filter(|arrow| visited.insert(arrow.2)).map(|(.., to)| (to, kept || to == 1)));
    }
    assert!(!broken, "the mistaken way sees the end once, by the way that is fine: it holds");
    assert_eq!(letters(&drawn.eventually(&[1], moving(""))), "bd|");
    assert_eq!(letters(&drawn.eventually(&[1], fair("abcd"))), "bd|");
}

/// Weak fairness of "somebody's wrap-up ends" is not weak fairness of everybody's: the first conversation goes round (`f`,
/// `r`), the second could end (`g`) all the time.
#[test]
fn fairness_is_of_instances_and_not_of_kinds() {
    use crate::liveness::{Assumptions, Condition, Fairness, Property, Stopping};
    let drawn = Drawn::new("0f1 1r0 0g2 1g2");
    let kind = Fairness::weak("the end of wrap-up", |action| action == 'f' || action == 'g');
    let kinds = Assumptions::new(Stopping::OnlyAtTheEnd, [kind]).expect("one");
    let ends = Property::Eventually(Condition::state(|state| state == 2));
    assert_eq!(letters(&drawn.check(&ends, &kinds)), "|fr", "the mistaken way, on purpose");
    assert_eq!(letters(&drawn.eventually(&[2], moving("fg"))), "holds");
}

/// `f` is possible again and again, but not without a break: weak fairness does not ask for it, strong fairness does.
#[test]
fn weak_fairness_is_not_strong_and_strong_is_not_weak() {
    let drawn = Drawn::new("0a1 1b0 0f2");
    let states = BTreeSet::from([0, 1]);
    let loops = inside(&drawn.arrows, &states);
    assert!(weakly_fair(&states, &drawn.arrows, &loops, 'f'), "strong taken for weak: a violation that is none");
    assert_eq!(letters(&drawn.eventually(&[2], moving("|f"))), "holds");
    assert_eq!(letters(&drawn.eventually(&[2], moving("f"))), "|ab");
    // A run that stops where `f` is impossible is fair to it either way.
    assert_eq!(letters(&drawn.eventually(&[2], fair("|f"))), "a|");
    assert_eq!(letters(&drawn.eventually(&[2], fair("ab|f"))), "holds");
}

/// `f` is possible all the time, but leads to the goal: on the part of the graph without the goal it has no step.
#[test]
fn what_is_possible_is_asked_of_the_whole_graph() {
    let drawn = Drawn::new("0a1 1b0 0f2 1f2");
    let due = without(&drawn.arrows, 2);
    let states = BTreeSet::from([0, 1]);
    assert!(weakly_fair(&states, &due, &due, 'f'), "the mistaken way finds `f` impossible: a violation");
    assert_eq!(letters(&drawn.eventually(&[2], fair("f"))), "holds");
}

/// A component that is not strongly fair as a whole can have one inside that is: without 2, where `f` is possible.
#[test]
fn strong_fairness_is_asked_again_of_what_is_left() {
    let drawn = Drawn::new("0a1 1b0 1c2 2d1 2f3");
    let due = without(&drawn.arrows, 3);
    let taken = components(&due).iter().any(|states| possible(&inside(&due, states), 2, 'f'));
    assert!(!taken, "the mistaken way drops the only component: it holds");
    assert_eq!(letters(&drawn.eventually(&[3], moving("|f"))), "|ab");
    // And again: `g` is taken from 2 only, and 2 goes because of `f`; then 0 goes because of `g`, and nothing is left.
    let drawn = Drawn::new("0a1 1b0 1c2 2g0 2f3 0g3");
    assert_eq!(letters(&drawn.eventually(&[3], moving("|f"))), "|ab", "the mistaken way, on purpose");
    assert_eq!(letters(&drawn.eventually(&[3], moving("|fg"))), "holds");
}

/// Equal but for names: 0 and 1 are "the first is served" and "the second is served", `f` and `g` their ends. The
/// quotient is one state in which the end is always possible; in truth each end is impossible every other step.
/// tlaplus/tlaplus#59 and #644.
#[test]
fn a_quotient_forgets_to_whom_fairness_is_owed() {
    let drawn = Drawn::new("0h1 1i0 0f2 1g2");
    let quotient = Drawn::new("0h0 0f2");
    assert_eq!(letters(&quotient.eventually(&[2], moving("fg"))), "holds", "the mistaken way, on purpose");
    assert_eq!(letters(&drawn.eventually(&[2], moving("fg"))), "|hi");
    // And the other way round: the quotient never sees the second being served.
    assert_eq!(letters(&quotient.eventually(&[1], moving("|f"))), "f|");
    assert_eq!(letters(&Drawn::new("0h1 1i0").eventually(&[1], moving(""))), "holds");
    assert_eq!(letters(&Drawn::new("0h0").eventually(&[1], moving(""))), "|h", "the mistaken way, on purpose");
}

/// A promise that nobody makes is kept, but that is nothing to be glad about.
#[test]
fn a_promise_that_is_never_made_is_unreached() {
    let drawn = Drawn::new("0a1 1a0");
    assert_eq!(letters(&drawn.leads_to(&[2], &[3], fair(""))), "unreached");
    assert_eq!(letters(&drawn.leads_to(&[1], &[1], fair(""))), "holds");
}
