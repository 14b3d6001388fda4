//! Suites are what they claim: what they cover is counted again by replaying them, without the graph they were made from.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;

use switchboard::{
    Action, Answer, ContactCenter, ConversationId, PolicySpec, QueueSpec, Replica, Rule, SettingsSpec, UserSpec,
    WorkstreamSpec,
};
use switchboard_verify::{Group, Groups, Kernel, Rules, Scope, World};

use super::hsi::{complete, identifiers, state_cover};
use super::machine::Machine;
use super::tour::{Arc as Step, tour};
use super::{Case, Criterion, Grain, Shape, Suite, Wanted, make};

/// One agent or two with room for one chat each, a supervisor, and a queue.
fn small(agents: usize) -> PolicySpec {
    let user = |name: &str, role: &str| UserSpec {
        name: name.to_owned(),
        roles: Some(vec![role.to_owned()]),
        units: 100,
        queues: vec!["front".to_owned()],
        ..UserSpec::default()
    };
    let mut users = vec![user("ann", "agent"), user("bob", "agent")];
    users.truncate(agents);
    users.push(user("sue", "supervisor"));
    PolicySpec {
        name: "small".to_owned(),
        settings: SettingsSpec {
            monitor: Some(true),
            assign: Some(true),
            transfer: Some(true),
            force_close: Some(true),
            direct_transfer: Some(true),
            decline_limit: Some(1),
            ..SettingsSpec::default()
        },
        queues: vec![QueueSpec { name: "front".to_owned(), kind: "messaging".to_owned(), ..QueueSpec::default() }],
        workstreams: vec![WorkstreamSpec {
            name: "work".to_owned(),
            channel: "live-chat".to_owned(),
            queue: "front".to_owned(),
            cost: 60,
            pick_from_push: true,
            ..WorkstreamSpec::default()
        }],
        users,
        ..PolicySpec::default()
    }
}

fn wanted(criterion: Criterion, grain: Grain, groups: &[Group]) -> Wanted {
    Wanted { criterion, grain, groups: Some(Groups::of(groups)), conversations: Some(1), ..Wanted::default() }
}

fn made(spec: &PolicySpec, wanted: &Wanted) -> Suite {
    let suite = make(spec, wanted, &mut |_| ControlFlow::Continue(())).expect("the policy is valid");
    assert!(suite.is_complete(), "{:?}", suite.slices);
    suite
}

/// Everything that can be tried in every state, found by a plain search on whole centers: by state, what each action
/// answers and where it leads.
type Plain = BTreeMap<Replica, BTreeMap<Action, (Answer, Replica)>>;

fn plain(spec: &PolicySpec, groups: &[Group], conversations: usize) -> Plain {
    let policy = Arc::new(spec.build().expect("the policy is valid"));
    let scope = Scope { agents: 2, conversations, supervisors: 1, groups: Groups::of(groups), symmetry: false };
    let world: World<u128> = World::new(policy, scope, Box::new(Rules)).expect("it fits");
    let mut found: Plain = BTreeMap::new();
    let mut agenda = VecDeque::from([world.start().clone()]);
    while let Some(center) = agenda.pop_front() {
        let here = Replica::of(&center);
        if found.contains_key(&here) {
            continue;
        }
        let ids: Vec<ConversationId> = center.conversations().collect();
        let mut steps = BTreeMap::new();
        let mut all = world.repertoire(&ids);
        let ann = center.policy().user("ann").expect("ann is there");
        for action in all.clone() {
            if let Action::Supervisor { conversation, operation, .. } = action {
                all.push(Action::Supervisor { by: ann, conversation, operation });
            }
        }
        for action in all.into_iter().filter(|action| World::<u128>::lets(&center, *action)) {
            let mut after = center.clone();
            let answer = after.apply(action);
            steps.insert(action, (answer, Replica::of(&after)));
            agenda.push_back(after);
        }
        found.insert(here, steps);
    }
    found
}

/// What a suite does, step by step on a fresh center: the states before, the actions, the answers.
fn replayed(suite: &Suite) -> Vec<Vec<(Replica, Action, Answer)>> {
    let run = |case: &Case| {
        let mut center: ContactCenter = suite.slices[case.slice].start.clone();
        let step = |step: &super::Step| {
            let before = Replica::of(&center);
            let answer = center.apply(step.action);
            (before, step.action, answer)
        };
        case.steps.iter().map(step).collect()
    };
    suite.cases.iter().map(run).collect()
}

const TALK: [Group; 2] = [Group::Answers, Group::Talk];

#[test]
fn all_transitions_are_every_action_in_every_state() {
    let spec = small(2);
    let suite = made(&spec, &wanted(Criterion::Transitions, Grain::Full, &TALK));
    let all: BTreeSet<(Replica, Action)> = plain(&spec, &TALK, 1)
        .into_iter()
        .flat_map(|(state, steps)| steps.into_keys().map(move |action| (state.clone(), action)))
        .collect();
    let tried: BTreeSet<(Replica, Action)> =
        replayed(&suite).into_iter().flatten().map(|(state, action, _)| (state, action)).collect();
    assert_eq!(tried.len(), all.len());
    assert!(tried == all);
    assert_eq!(suite.slices[0].goals, all.len());
}

#[test]
fn all_states_are_visited_and_all_refusals_are_tried() {
    let spec = small(2);
    let all = plain(&spec, &TALK, 1);
    let states = made(&spec, &wanted(Criterion::States, Grain::Full, &TALK));
    let mut visited: BTreeSet<Replica> = BTreeSet::new();
    for case in &states.cases {
        let mut center = states.slices[0].start.clone();
        visited.insert(Replica::of(&center));
        for step in &case.steps {
            let _ = center.apply(step.action);
            visited.insert(Replica::of(&center));
        }
    }
    assert!(visited.iter().eq(all.keys()));
    let refused = made(&spec, &wanted(Criterion::Refused, Grain::Full, &TALK));
    let wanted: BTreeSet<(Replica, Action)> = all
        .iter()
        .flat_map(|(state, steps)| {
            let not = steps.iter().filter(|(_, (answer, _))| !answer.is_done());
            not.map(move |(action, _)| (state.clone(), *action))
        })
        .collect();
    let tried: BTreeSet<(Replica, Action)> = replayed(&refused)
        .into_iter()
        .flatten()
        .filter(|(_, _, answer)| !answer.is_done())
        .map(|(state, action, _)| (state, action))
        .collect();
    assert!(tried == wanted);
}

#[test]
fn all_pairs_are_every_action_after_every_one_that_does_something() {
    let spec = small(1);
    let all = plain(&spec, &[Group::Answers], 1);
    let mut wanted_pairs: BTreeSet<(Replica, Action, Action)> = BTreeSet::new();
    for (state, steps) in &all {
        for (action, (answer, next)) in steps {
            if answer.is_done() {
                wanted_pairs.extend(all[next].keys().map(|other| (state.clone(), *action, *other)));
            }
        }
    }
    let suite = made(&spec, &wanted(Criterion::Pairs, Grain::Full, &[Group::Answers]));
    // Refusals change nothing, so what is tried after some of them is tried after what came before them.
    let mut met: BTreeSet<(Replica, Action, Action)> = BTreeSet::new();
    for run in replayed(&suite) {
        let mut last: Option<(Replica, Action)> = None;
        for (state, action, answer) in run {
            if let Some((before, first)) = &last {
                met.insert((before.clone(), *first, action));
            }
            if answer.is_done() {
                last = Some((state, action));
            }
        }
    }
    assert!(wanted_pairs.is_subset(&met), "{} of {}", met.len(), wanted_pairs.len());
}

#[test]
fn situations_are_fewer_and_lose_no_answer() {
    let spec = small(2);
    let groups = [Group::Answers, Group::Talk, Group::Supervise];
    let suite = made(&spec, &wanted(Criterion::Transitions, Grain::Situations, &groups));
    let full = made(&spec, &wanted(Criterion::Transitions, Grain::Full, &groups));
    assert!(suite.steps() * 2 < full.steps(), "{} of {}", suite.steps(), full.steps());
    // Which answer each kind of action can get, by who does it to whom in which phase, is lost by neither.
    let answers = |suite: &Suite| -> BTreeSet<(String, Answer)> {
        replayed(suite)
            .into_iter()
            .flatten()
            .map(|(state, action, answer)| {
                let phases: Vec<_> = state.locals().into_iter().map(|(_, local)| local.phase().stage()).collect();
                let policy = suite.slices[0].start.policy();
                (format!("{} {phases:?}", super::class::template(policy, &action)), answer)
            })
            .collect()
    };
    assert_eq!(answers(&suite), answers(&full));
}

#[test]
fn what_can_never_be_is_named() {
    let suite = made(&small(1), &wanted(Criterion::Guards, Grain::Situations, &TALK));
    let unreachable = &suite.slices[0].unreachable;
    // A live chat knows no Waiting (ST-13), an offer is not accepted before it is made.
    for words in [
        "agent [person] accepts c in Open of work: never done",
        "agent [person] moves c to waiting in Active (in conversation) of work: never done",
        "agent [person] reopens c in Closed of work: never done",
    ] {
        assert!(unreachable.iter().any(|known| known == words), "{words}\n{unreachable:#?}");
    }
}

#[test]
fn boundaries_are_met_on_either_side() {
    let groups = [Group::Answers, Group::Supervise];
    let suite = made(&small(1), &wanted(Criterion::Boundaries, Grain::Situations, &groups));
    // A chat costs 60: with 59, 60 and 61 units. Overrides go beyond, and so does who picks (AG-01).
    let mut seen: BTreeMap<String, BTreeSet<(i32, bool)>> = BTreeMap::new();
    for case in &suite.cases {
        let start = &suite.slices[0].start;
        let ann = start.policy().user("ann").expect("ann is there");
        let mut center = start.clone();
        for step in &case.steps {
            let left = center.available_units(ann);
            let done = center.apply(step.action).is_done();
            let said = super::class::template(center.policy(), &step.action);
            if (59..=61).contains(&left) {
                seen.entry(said).or_default().insert((left, done));
            }
        }
    }
    let both = BTreeSet::from([(59, false), (60, true), (61, true)]);
    for said in ["supervisor [person] assigns c to [person]", "route agent [person]", "route front"] {
        assert!(seen.get(said).is_some_and(|seen| seen.is_superset(&both)), "{said}: {seen:#?}");
    }
    let over = &seen["supervisor [person] assigns c to [person] over capacity"];
    assert!(over.contains(&(59, true)), "{over:?}");
}

/// A tour of a ring of three and a chord: worked out by hand.
///
/// `0 -> 1 -> 2 -> 0` and `0 -> 2`: round the ring and then along the chord, four steps and one beginning. A second chord
/// `0 -> 2` needs `2 -> 0` once more: six steps.
#[test]
fn a_tour_of_a_ring_with_a_chord_has_four_steps() {
    let arcs = [(0, 1), (1, 2), (2, 0), (0, 2)].map(|(from, to)| Step { from, to });
    let made = tour(3, &arcs, &[0, 1, 2, 3], 10);
    assert_eq!((made.cost, made.bound), (14, 14));
    assert_eq!(made.runs.len(), 1);
    walk(&arcs, &made.runs);
    let arcs = [(0, 1), (1, 2), (2, 0), (0, 2), (0, 2)].map(|(from, to)| Step { from, to });
    let made = tour(3, &arcs, &[0, 1, 2, 3, 4], 10);
    assert_eq!((made.cost, made.bound), (16, 16));
    walk(&arcs, &made.runs);
}

/// A fork without a way back has to begin anew: `0 -> 1`, `1 -> 2`, `1 -> 3` is two runs of two steps.
#[test]
fn a_fork_is_two_runs() {
    let arcs = [(0, 1), (1, 2), (1, 3)].map(|(from, to)| Step { from, to });
    let made = tour(4, &arcs, &[0, 1, 2], 10);
    assert_eq!((made.cost, made.bound), (24, 24));
    assert_eq!(made.runs.len(), 2);
    walk(&arcs, &made.runs);
}

/// Where a way back of three steps is cheaper than beginning anew at ten, and dearer than at two.
#[test]
fn beginning_anew_is_taken_where_it_is_cheaper() {
    // Two leaves, each with a way back of three steps.
    let arcs = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 4), (4, 2)].map(|(from, to)| Step { from, to });
    let made = tour(5, &arcs, &[0, 4], 10);
    // 0 -> 1 -> 2 -> 3 -> 0 -> 4: five steps and one beginning; two runs would cost 22.
    assert_eq!((made.cost, made.bound, made.runs.len()), (15, 15, 1), "{made:?}");
    let made = tour(5, &arcs, &[0, 4], 1);
    assert_eq!((made.cost, made.bound, made.runs.len()), (4, 4, 2), "{made:?}");
}

/// Every run goes from node zero along arcs.
fn walk(arcs: &[Step], runs: &[Vec<u32>]) {
    for run in runs {
        let mut at = 0;
        for arc in run {
            assert_eq!(arcs[*arc as usize].from, at);
            at = arcs[*arc as usize].to;
        }
    }
}

#[test]
fn a_tour_of_all_transitions_is_proven_shortest_and_covers_the_same() {
    let spec = small(2);
    let asked = wanted(Criterion::Transitions, Grain::Full, &TALK);
    let short = made(&spec, &asked);
    let toured = made(&spec, &Wanted { shape: Shape::Tour { beginning: 10 }, ..asked });
    let (cost, bound) = toured.slices[0].lenses[0].tour.expect("it is a tour");
    assert_eq!(cost, bound);
    assert_eq!(cost, toured.steps() as u64 + 10 * toured.cases.len() as u64);
    let tried = |suite: &Suite| -> BTreeSet<(Replica, Action)> {
        replayed(suite).into_iter().flatten().map(|(state, action, _)| (state, action)).collect()
    };
    assert!(tried(&toured) == tried(&short));
    let cost_of = |suite: &Suite| suite.steps() + 10 * suite.cases.len();
    assert!(cost_of(&toured) < cost_of(&short));
    // At least one step for each goal, and at least one beginning.
    assert!(cost >= toured.slices[0].goals as u64 + 10);
}

/// The machine of A. P. Mathur, *Foundations of Software Testing*, chapter on finite state models (after Chow 1978):
/// five states, inputs `a` and `b`. Its characterization set is `{a, aa, aaa, baaa}` and its transition cover has the
/// eleven runs `ε, a, b, bb, ba, bab, baa, baab, baaa, baaab, baaaa`.
fn mathur() -> Machine {
    let (a, b) = (0, 1);
    let mut steps = vec![vec![None; 2]; 5];
    for (from, input, output, to) in [
        (1, a, 0, 1),
        (1, b, 1, 4),
        (2, a, 0, 1),
        (2, b, 1, 5),
        (3, a, 0, 5),
        (3, b, 1, 1),
        (4, a, 1, 3),
        (4, b, 1, 4),
        (5, a, 1, 2),
        (5, b, 1, 5),
    ] {
        steps[from - 1][input] = Some((output, to - 1));
    }
    Machine { looks: vec![0; 5], steps }
}

#[test]
fn the_machine_of_the_book_has_the_covers_of_the_book() {
    let machine = mathur();
    assert_eq!(machine.reduced().count(), 5);
    let text = |run: &[u32]| run.iter().map(|input| ['a', 'b'][*input as usize]).collect::<String>();
    // A state cover by shortest runs: the first states of the book's testing tree.
    let cover: BTreeSet<String> = state_cover(&machine).iter().map(|run| text(run)).collect();
    assert_eq!(cover, ["", "b", "ba", "baa", "baaa"].map(str::to_owned).into());
    let longer = |run: &String| ["a", "b"].map(|input| format!("{run}{input}"));
    let tree: BTreeSet<String> = cover.iter().flat_map(longer).chain(cover.clone()).collect();
    let book = ["", "a", "b", "bb", "ba", "bab", "baa", "baab", "baaa", "baaab", "baaaa"];
    assert_eq!(tree, book.map(str::to_owned).into());
    // The identifiers together are the book's characterization set, but for what is the beginning of another.
    let all: BTreeSet<String> = identifiers(&machine).iter().flatten().map(|run| text(run)).collect();
    assert_eq!(all, ["aa", "aaa", "baaa"].map(str::to_owned).into());
    // Worked out from the book's sets by a script of its own: without what is the beginning of another run, the W
    // method's suite for no extra states has 12 runs, the HSI method's these 9.
    let w: BTreeSet<String> =
        tree.iter().flat_map(|run| ["a", "aa", "aaa", "baaa"].map(|end| format!("{run}{end}"))).collect();
    let whole = |run: &&String| !w.iter().any(|other| other.len() > run.len() && other.starts_with(run.as_str()));
    assert_eq!(w.iter().filter(whole).count(), 12);
    let suite = complete(&machine, 0, 10_000);
    let runs: BTreeSet<String> = suite.runs.iter().map(|run| text(run)).collect();
    let nine = ["aaa", "abaaa", "baaaaaa", "baaaabaaa", "baaabaaa", "baabaaa", "babaa", "babbaaa", "bbaaa"];
    assert_eq!(runs, nine.map(str::to_owned).into());
    assert!(!suite.cut);
}

/// Every machine of at most so many states over these inputs and outputs, that passes a complete suite, is equivalent:
/// all of them are tried.
#[test]
fn a_complete_suite_is_complete() {
    // Two states, two inputs, two outputs; `a` toggles, `b` tells.
    let step = |output, next| Some((output, next));
    let machine =
        Machine { looks: vec![0; 2], steps: vec![vec![step(0, 1), step(0, 0)], vec![step(0, 0), step(1, 1)]] };
    for (extra, killed_by_fewer) in [(0, false), (1, true)] {
        let suite = complete(&machine, extra, 100_000);
        let smaller = complete(&machine, 0, 100_000);
        let states = 2 + extra;
        let mut escaped_from_smaller = 0;
        let cells = states * 2;
        for code in 0..(states * 2).pow(cells as u32) {
            let mut rest = code;
            let mut other = Machine { looks: vec![0; states], steps: vec![vec![None; 2]; states] };
            for cell in 0..cells {
                let value = rest % (states * 2);
                rest /= states * 2;
                other.steps[cell / 2][cell % 2] = step((value % 2) as u32, (value / 2) as u32);
            }
            let passes = |runs: &[Vec<u32>]| runs.iter().all(|run| machine.seen(0, run) == other.seen(0, run));
            let equivalent = equivalent(&machine, &other);
            assert_eq!(passes(&suite.runs), equivalent, "{other:?}");
            escaped_from_smaller += usize::from(passes(&smaller.runs) && !equivalent);
        }
        // Extra states are what the smaller suite is not complete for.
        assert_eq!(escaped_from_smaller > 0, killed_by_fewer);
    }
}

/// Whether two machines do the same for ever, by going through both at once.
fn equivalent(one: &Machine, other: &Machine) -> bool {
    let mut seen = BTreeSet::from([(0, 0)]);
    let mut agenda = vec![(0_u32, 0_u32)];
    while let Some((a, b)) = agenda.pop() {
        for input in 0..one.inputs() {
            match (one.steps[a as usize][input], other.steps[b as usize][input]) {
                (Some((said, to)), Some((told, there))) if said == told => {
                    if seen.insert((to, there)) {
                        agenda.push((to, there));
                    }
                }
                (None, None) => {}
                (Some(_) | None, Some(_) | None) => return false,
            }
        }
    }
    true
}

/// A kernel that lets anybody accept what is offered to somebody.
struct Anybody;

impl Kernel for Anybody {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<switchboard::Event>) -> Answer {
        if let Action::Agent { operation: switchboard::Handle::Accept, conversation, .. } = action
            && let Some(by) = center.phase(conversation).holder()
        {
            let operation = switchboard::Handle::Accept;
            return Rules.apply(center, Action::Agent { by, conversation, operation }, events);
        }
        Rules.apply(center, action, events)
    }
}

#[test]
fn a_suite_passes_on_the_rules_and_fails_on_a_fault() {
    let suite = made(&small(2), &wanted(Criterion::Transitions, Grain::Situations, &[Group::Answers]));
    let fails = |kernel: &dyn Kernel| -> usize {
        suite.cases.iter().filter(|case| case.fails(&suite.slices[case.slice].start, kernel).is_some()).count()
    };
    assert_eq!(fails(&Rules), 0);
    assert!(fails(&Anybody) > 0);
    // A refusal that names another rule is the same from outside.
    let said = Answer::refused(switchboard::Code::NotThePrimary, Rule::St02);
    assert!(super::same_answer(said, Answer::refused(switchboard::Code::NotThePrimary, Rule::St01)));
    assert!(!super::same_answer(said, Answer::Done));
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    let asked = wanted(Criterion::Transitions, Grain::Situations, &TALK);
    let written = || {
        let suite = made(&small(2), &asked);
        (super::table::markdown(&suite), super::table::csv(&suite).expect("it can be written"))
    };
    assert_eq!(written(), written());
}
