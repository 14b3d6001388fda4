//! Tens of thousands of small random models: the verdict and the length of the lasso against brute force.

use super::brute::Asked;
use super::drawn::Drawn;
use crate::liveness::{
    Assumptions, Condition, EFFORT_MAX, Fairness, Graph, Limits, Property, Stopping, Verdict, check,
};

/// Numbers from a seed (splitmix64).
pub(super) struct Draws(pub(super) u64);

impl Draws {
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % u64::from(bound)) as u32
    }

    /// Each of these with a chance of one in so many.
    pub(super) fn some<T>(&mut self, of: impl IntoIterator<Item = T>, one_in: u32) -> Vec<T> {
        of.into_iter().filter(|_| self.below(one_in) == 0).collect()
    }
}

/// A drawing of up to six states, and what is asked of it.
pub(super) fn draw(draws: &mut Draws) -> (Drawn, Asked, u32) {
    let states = 1 + draws.below(6);
    let arrows = draws.below(states * 2 + 2);
    let arrows =
        (0..arrows).map(|_| (draws.below(states), char::from(b'a' + draws.below(3) as u8), draws.below(states)));
    let mut drawn = Drawn { initial: vec![0], arrows: arrows.collect() };
    drawn.arrows.sort_unstable();
    drawn.arrows.dedup();
    if draws.below(4) == 0 {
        drawn.initial.push(draws.below(states));
        drawn.initial.dedup();
    }
    let at_the_beginning = draws.below(3) == 0;
    let steps = if draws.below(3) == 0 { 3 } else { 1_000_000 };
    let causes = if at_the_beginning { 1_000_000 } else { 3 };
    let asked = Asked {
        at_the_beginning,
        cause: draws.some(0..states, causes),
        cause_steps: draws.some(['a', 'b', 'c'], steps.max(causes)),
        goal: draws.some(0..states, 4),
        goal_steps: draws.some(['a', 'b', 'c'], steps),
        weak: draws.some(['a', 'b', 'c'], 2),
        strong: draws.some(['a', 'b', 'c'], 3),
        moving: draws.below(3) == 0,
    };
    let asked = if at_the_beginning { Asked { cause: vec![], cause_steps: vec![], ..asked } } else { asked };
    (drawn, asked, states)
}

fn property(asked: &Asked) -> Property<'_, u32, char> {
    let goal =
        Condition::state(|state| asked.goal.contains(&state)).or_step(|action, _| asked.goal_steps.contains(&action));
    if asked.at_the_beginning {
        return Property::Eventually(goal);
    }
    let cause =
        Condition::state(|state| asked.cause.contains(&state)).or_step(|action, _| asked.cause_steps.contains(&action));
    Property::LeadsTo(cause, goal)
}

fn assumptions(asked: &Asked) -> Assumptions<'static, char> {
    let weak = asked.weak.iter().map(|&letter| Fairness::weak(letter, move |action| action == letter));
    let strong = asked.strong.iter().map(|&letter| Fairness::strong(letter, move |action| action == letter));
    let stopping = if asked.moving { Stopping::OnlyAtTheEnd } else { Stopping::UnlessFair };
    Assumptions::new(stopping, weak.chain(strong)).expect("few letters")
}

#[test]
fn verdicts_and_lengths_are_those_of_the_definitions() {
    // 60,000 models. The longest walk that brute force tries has nine steps; where the shortest lasso is longer, only
    // the verdict is compared. Every lasso is replayed on the model by `check` itself.
    let mut draws = Draws(1);
    let (mut held, mut violated, mut looped, mut measured) = (0, 0, 0, 0);
    for case in 0..60_000 {
        let (drawn, asked, states) = draw(&mut draws);
        let verdict = drawn.check(&property(&asked), &assumptions(&asked));
        let expected = asked.violated(&drawn, states);
        assert_eq!(matches!(verdict, Verdict::Violated(_)), expected, "case {case}: {drawn:?} {asked:?} {verdict:?}");
        let Verdict::Violated(lasso) = verdict else {
            held += 1;
            continue;
        };
        violated += 1;
        looped += u32::from(!lasso.repeated().is_empty());
        assert!(lasso.exact, "case {case}");
        let length = (lasso.steps(), lasso.prefix.len());
        let shortest = asked.shortest(&drawn, lasso.steps().min(9));
        if lasso.steps() <= 9 {
            measured += 1;
            assert_eq!(Some(length), shortest, "case {case}: {drawn:?} {asked:?} {lasso:?}");
        } else {
            assert_eq!(None, shortest, "case {case}: {drawn:?} {asked:?} {lasso:?}");
        }
    }
    // The draw is not one-sided: what is compared is what is meant to be.
    assert!(held > 10_000 && violated > 10_000 && looped > 3_000 && measured > 10_000, "{held} {violated} {looped}");
}

#[test]
fn a_search_that_gives_up_says_so_and_still_tells_a_true_run() {
    let mut draws = Draws(2);
    let mut given_up = 0;
    for case in 0..20_000 {
        let (drawn, asked, states) = draw(&mut draws);
        let graph = Graph::explore(&mut drawn.clone(), Limits::default()).expect("the drawing is small");
        let verdict = check(&drawn, &graph, &property(&asked), &assumptions(&asked), 0);
        assert_eq!(matches!(verdict, Verdict::Violated(_)), asked.violated(&drawn, states), "case {case}");
        let Verdict::Violated(lasso) = verdict else { continue };
        let exact = check(&drawn, &graph, &property(&asked), &assumptions(&asked), EFFORT_MAX);
        let Verdict::Violated(exact) = exact else { panic!("case {case}: the verdict depends on the effort") };
        assert!(exact.steps() <= lasso.steps(), "case {case}");
        assert!(!lasso.exact || lasso.steps() == exact.steps(), "case {case}: {lasso:?} {exact:?}");
        given_up += u32::from(!lasso.exact);
    }
    assert!(given_up > 1_000, "{given_up}");
}

#[test]
fn a_list_of_states_gives_the_same_verdicts_as_the_search() {
    let mut draws = Draws(3);
    for case in 0..5_000 {
        let (drawn, asked, states) = draw(&mut draws);
        let graph = Graph::from_sorted(&drawn, 0..states, Limits::default()).expect("the list is closed");
        let listed = check(&drawn, &graph, &property(&asked), &assumptions(&asked), EFFORT_MAX);
        let searched = drawn.check(&property(&asked), &assumptions(&asked));
        let length = |verdict: &Verdict<u32, char>| match verdict {
            Verdict::Holds | Verdict::Unreached => None,
            Verdict::Violated(lasso) => Some((lasso.steps(), lasso.prefix.len())),
        };
        assert_eq!(length(&listed), length(&searched), "case {case}: {drawn:?} {asked:?}");
    }
}
