//! Plans whose answer is known exactly.

use crate::erlang::{Demand, LevelOf, fewest_agents};
use crate::plan::bench::Bench;
use crate::plan::chain::{Chain, Kind};
use crate::plan::compare::{Choice, compare, select};
use crate::plan::problem::Problem;
use crate::plan::{Ask, Case, Figure, Plan, PlanError, Settings, Verdict, plan};

const PLAIN: Ask = Ask { sensitivity: false, curve: false };

fn case(text: &str) -> Case {
    let none = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    Case::from_toml(text, "case.toml", &none).unwrap_or_else(|error| panic!("{error}"))
}

fn answer(text: &str) -> Plan {
    plan(&case(text), Settings { threads: 1, ..Settings::default() }, PLAIN).expect("it can be planned")
}

/// Telephones under steady load, after an hour of warm-up.
fn telephones(per_hour: f64, handle_s: f64, patience_s: Option<f64>, target: &str, days: u32) -> String {
    let patience = patience_s.map_or_else(String::new, |s| format!("patience.exponential = {{ mean_s = {s} }}"));
    format!(
        r#"
name = "telephones"
from = "00:00"
to = "23:00"
warm_up_min = 60
interval_min = 60
[policy]
switches = {{ POL-36 = "a", POL-55 = "b" }}
queues = [{{ name = "calls", kind = "voice" }}]
workstreams = [{{ name = "phone", channel = "voice", queue = "calls", cost = 1, auto_assign = true, wrap_up_block = "never" }}]
users = [{{ name = "agent", count = 10, units = 1, queues = ["calls"] }}]
[[arrivals]]
workstream = "phone"
per_hour = {per_hour}
{patience}
handling.exponential = {{ mean_s = {handle_s} }}
[[staff]]
group = "agent"
stretches = [{{ from = "00:00", to = "24:00" }}]
[plan]
by = "day"
replications = 12
replications_max = {days}
targets = [{target}]
"#
    )
}

/// Expected: the rows of the case `staffing-8020-p` of the validation set; the simulation decides.
#[test]
fn simulation_decides_for_the_exact_integers_of_small_staffing_cases() {
    for (per_hour, handle, patience, expected) in [(60.0, 240.0, None, 7), (60.0, 240.0, Some(180.0), 6)] {
        let found = answer(&telephones(per_hour, handle, patience, "{ service_level = 0.8 }", 160));
        assert_eq!(found.answer.verdict, Verdict::Met);
        assert_eq!(found.answer.numbers, [expected], "{per_hour} an hour, patience {patience:?}");
        let next = found.runner_up.expect("one fewer");
        assert_eq!((next.staffing.numbers[0], next.staffing.verdict), (expected - 1, Verdict::Missed));
    }
}

/// The other rows, which take minutes: `cargo test --release -p switchboard-sims --lib -- --ignored exact_integers`.
#[test]
#[ignore = "minutes"]
fn simulation_decides_for_the_exact_integers_of_all_staffing_cases() {
    for (per_hour, handle, patience, expected) in [
        (180.0, 300.0, None, 19),
        (180.0, 300.0, Some(180.0), 18),
        (600.0, 240.0, None, 46),
        (600.0, 240.0, Some(180.0), 42),
        (1_200.0, 300.0, None, 108),
        (1_200.0, 300.0, Some(180.0), 100),
    ] {
        let found = answer(&telephones(per_hour, handle, patience, "{ service_level = 0.8 }", 2_560));
        assert_eq!(found.answer.numbers, [expected], "{per_hour} an hour, patience {patience:?}");
        assert_eq!(found.answer.verdict, Verdict::Met);
    }
}

/// Every kind of target, against Erlang A.
#[test]
fn every_kind_of_target_agrees_with_the_formula() {
    let demand = Demand::per_hour(120.0, 240.0, Some(120.0));
    type Met = fn(&crate::erlang::Queue) -> bool;
    let targets: [(&str, Met); 7] = [
        ("{ service_level = 0.7, of = \"answered\" }", |queue| queue.level(20.0, LevelOf::Answered) >= 0.7),
        ("{ service_level = 0.81, of = \"without-short-abandons\" }", |queue| {
            queue.level(20.0, LevelOf::WithoutShortAbandons) >= 0.81
        }),
        ("{ service_level = 0.87, within_s = 60 }", |queue| queue.level(60.0, LevelOf::Offered) >= 0.87),
        ("{ abandonment = 0.05 }", |queue| queue.prob_abandon() <= 0.05),
        ("{ wait_s = 45, percentile = 0.88 }", |queue| queue.wait_percentile(0.88) <= 45.0),
        ("{ mean_wait_s = 8 }", |queue| queue.mean_wait_served() <= 8.0),
        ("{ occupancy = 0.81 }", |queue| queue.occupancy() <= 0.81),
    ];
    for (target, met) in targets {
        let expected = fewest_agents(demand, 100, met).expect("enough");
        let found = answer(&telephones(120.0, 240.0, Some(120.0), target, 160));
        assert_eq!((found.answer.verdict, found.answer.numbers[0]), (Verdict::Met, expected), "{target}");
    }
}

/// Chats by the unit: so many agents, at most three at once, `slowdown` longer each with more in hand.
fn chats(per_hour: f64, units: u8, patience_s: f64, slowdown: &[f64], wrap_up_s: Option<f64>, target: &str) -> String {
    let wrap_up = wrap_up_s.map_or_else(String::new, |s| format!("wrap_up.exponential = {{ mean_s = {s} }}"));
    let block = if wrap_up_s.is_some() { "always" } else { "never" };
    format!(
        r#"
name = "chats"
from = "00:00"
to = "12:00"
warm_up_min = 60
interval_min = 60
service_level_s = 25
[policy]
switches = {{ POL-36 = "a", POL-55 = "b" }}
queues = [{{ name = "chats", kind = "messaging", method = "highest-capacity" }}]
workstreams = [{{ name = "chat", channel = "live-chat", queue = "chats", cost = 1, auto_assign = true, wrap_up_block = "{block}" }}]
users = [{{ name = "agent", count = 4, units = {units}, queues = ["chats"] }}]
[[arrivals]]
workstream = "chat"
per_hour = {per_hour}
patience.exponential = {{ mean_s = {patience_s} }}
handling.exponential = {{ mean_s = 100 }}
{wrap_up}
slowdown = {slowdown:?}
[[staff]]
group = "agent"
stretches = [{{ from = "00:00", to = "13:00" }}]
[plan]
by = "day"
targets = [{target}]
"#
    )
}

fn chat(agents: usize, units: u8, per_s: f64, slowdown: &[f64], wrap_up_s: Option<f64>, patience_s: f64) -> Chain {
    let kind = Kind {
        per_s,
        cost: 1,
        done_per_s: 0.01,
        slowdown: slowdown.to_vec(),
        wrapped_per_s: wrap_up_s.map(|s| 1.0 / s),
        leaves_per_s: 1.0 / patience_s,
    };
    Chain { agents, units, kinds: vec![kind], queue_max: 60 }
}

/// Expected: the cases `chat-6x3-least` and `chat-ps-4x2` of the validation set, a hundred seconds to their unit of time.
#[test]
fn the_chain_agrees_with_the_validation_set() {
    let six = chat(6, 3, 0.105, &[1.0, 1.25, 3.0 / 1.95], None, 200.0);
    let exact = six.solve();
    assert!((exact.abandoned[0] - 0.038062929331921).abs() < 1e-9, "{:?}", exact.abandoned);
    assert!((1.0 - exact.at_once[0] - 0.29257672607414).abs() < 1e-9, "{:?}", exact.at_once);
    assert!((six.level(&exact, 25.0) - 0.85337993295428).abs() < 1e-8, "{}", six.level(&exact, 25.0));
    let four = chat(4, 2, 0.036, &[1.0, 2.0], None, 250.0);
    let exact = four.solve();
    assert!((exact.abandoned[0] - 0.063752343299073).abs() < 1e-9, "{:?}", exact.abandoned);
    assert!((four.level(&exact, 50.0) - 0.83175583525542).abs() < 1e-8, "{}", four.level(&exact, 50.0));
}

/// The least number of agents on the chat cases, which the exact chain confirms.
#[test]
fn chats_get_the_minimum_that_the_exact_chain_confirms() {
    type Given<'a> = (f64, u8, f64, &'a [f64], Option<f64>, &'a str, Option<f64>, f64);
    let cases: [Given<'_>; 4] = [
        (378.0, 3, 200.0, &[1.0, 1.25, 3.0 / 1.95], None, "{ service_level = 0.9 }", Some(0.9), 0.0),
        (378.0, 3, 200.0, &[1.0, 1.25, 3.0 / 1.95], None, "{ abandonment = 0.02 }", None, 0.02),
        (129.6, 2, 250.0, &[1.0, 2.0], None, "{ abandonment = 0.03 }", None, 0.03),
        (158.4, 3, 333.0, &[1.0, 1.0, 1.0], Some(25.0), "{ abandonment = 0.03 }", None, 0.03),
    ];
    for (per_hour, units, patience, slowdown, wrap_up, target, level, most) in cases {
        let met = |agents: usize| {
            let chain = chat(agents, units, per_hour / 3_600.0, slowdown, wrap_up, patience);
            let exact = chain.solve();
            match level {
                Some(level) => chain.level(&exact, 25.0) >= level,
                None => exact.abandoned[0] <= most,
            }
        };
        let expected = (1..12).find(|agents| met(*agents)).expect("twelve are enough") as u32;
        let found = answer(&chats(per_hour, units, patience, slowdown, wrap_up, target));
        assert_eq!((found.answer.verdict, found.answer.numbers[0]), (Verdict::Met, expected), "{target} of {per_hour}");
    }
}

/// Two groups: experts at twice the cost for either queue. Judge: every cheaper staff, enumerated.
#[test]
fn two_groups_meet_their_targets_and_nobody_can_be_spared() {
    let text = r#"
name = "two groups"
from = "00:00"
to = "10:00"
warm_up_min = 60
interval_min = 60
[policy]
switches = { POL-36 = "a", POL-55 = "b" }
queues = [{ name = "bills", kind = "voice" }, { name = "faults", kind = "voice" }]
workstreams = [
    { name = "bill", channel = "voice", queue = "bills", cost = 1, auto_assign = true, wrap_up_block = "never" },
    { name = "fault", channel = "voice", queue = "faults", cost = 1, auto_assign = true, wrap_up_block = "never" },
]
users = [
    { name = "clerk", count = 4, units = 1, queues = ["bills"] },
    { name = "expert", count = 4, units = 1, queues = ["bills", "faults"] },
]
[[arrivals]]
workstream = "bill"
per_hour = 60
patience.exponential = { mean_s = 180 }
handling.exponential = { mean_s = 240 }
[[arrivals]]
workstream = "fault"
per_hour = 30
patience.exponential = { mean_s = 180 }
handling.exponential = { mean_s = 240 }
[[staff]]
group = "clerk"
shifts = [{ from = "00:00", to = "11:00" }]
[[staff]]
group = "expert"
shifts = [{ from = "00:00", to = "11:00" }]
[plan]
targets = [{ workstream = "bill", service_level = 0.8 }, { workstream = "fault", service_level = 0.8 }]
shifts = [
    { group = "clerk", from = "00:00", to = "11:00", cost = 1 },
    { group = "expert", from = "00:00", to = "11:00", cost = 2 },
]
"#;
    let found = answer(text);
    assert_eq!(found.answer.verdict, Verdict::Met);
    // Every cheaper staff up to three less in cost, one after the other: none of them meets the targets.
    let problem = Problem::new(case(text)).expect("a problem");
    let mut bench = Bench::new(&problem, Settings { threads: 1, ..Settings::default() });
    let cost = found.answer.cost as u32;
    for (clerks, experts) in (0..=cost).flat_map(|clerks| (0..=cost / 2).map(move |experts| (clerks, experts))) {
        let fits = clerks <= problem.blocks[0].most && experts <= problem.blocks[1].most;
        if fits && (cost - 3..cost).contains(&(clerks + 2 * experts)) {
            let verdict = bench.judge(&[clerks, experts]).expect("it can be run");
            assert_ne!(verdict, Verdict::Met, "{clerks} and {experts} instead of {:?}", found.answer.numbers);
        }
    }
    let next = found.runner_up.expect("one fewer");
    assert_ne!(next.staffing.verdict, Verdict::Met, "{:?}", found.answer.numbers);
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    let text = telephones(30.0, 240.0, Some(120.0), "{ service_level = 0.7 }", 40);
    let told = |threads: usize| {
        let found = plan(&case(&text), Settings { threads, ..Settings::default() }, PLAIN).expect("it can be planned");
        format!("{:?} {:?} {:?}", found.answer, found.runner_up, found.asked)
    };
    let one = told(1);
    assert_eq!(told(2), one);
    assert_eq!(told(8), one);
}

/// A day that is busy in the middle, planned by interval with a target for each: the numbers follow the load, and meet
/// the target in every interval.
#[test]
fn staff_by_interval_follows_the_load() {
    let text = telephones(30.0, 240.0, Some(120.0), "{ service_level = 0.7, every = \"interval\" }", 48)
        .replace("to = \"23:00\"", "to = \"08:00\"")
        .replace("to = \"24:00\"", "to = \"09:00\"")
        .replace("interval_min = 60", "interval_min = 120")
        .replace("by = \"day\"", "by = \"interval\"")
        .replace("per_hour = 30", "per_interval = [60, 240, 240, 60]");
    let found = answer(&text);
    let numbers = &found.answer.numbers;
    assert_eq!((found.answer.verdict, numbers.len()), (Verdict::Met, 4));
    assert!(numbers[0] < numbers[1] && numbers[2] > numbers[3], "{numbers:?}");
    for estimate in &found.answer.constraints {
        assert!(estimate.is_some_and(|one| one.value >= 0.7), "{:?}", found.answer.constraints);
    }
}

/// The same day with one agent more: every figure differs by less than chance on days of their own would allow to tell.
#[test]
fn a_comparison_on_the_same_days_needs_fewer_of_them() {
    let scenario = |agents: u32| {
        let text = telephones(60.0, 240.0, Some(120.0), "{ service_level = 0.7 }", 40);
        let case = case(&text.replace("count = 10", &format!("count = {agents}")));
        case.scenario.build(case.policy.build().expect("a policy")).expect("a scenario")
    };
    let settings = Settings { threads: 1, ..Settings::default() };
    let rows = compare(&scenario(6), &scenario(7), 12, settings).expect("it can be run");
    let level = rows.iter().find(|row| row.figure == Figure::ServiceLevel).expect("a service level");
    assert!(level.difference.low().is_some_and(|low| low > 0.0), "{level:?}");
    assert!(level.gain.is_some_and(|gain| gain > 3.0), "{level:?}");
    assert!((level.second.value - level.first.value - level.difference.value).abs() < 1e-9);
    // The same scenario twice: nothing differs, on any day.
    let same = compare(&scenario(6), &scenario(6), 4, settings).expect("it can be run");
    assert!(same.iter().all(|row| row.difference.value == 0.0 && row.gain.is_none()), "{same:?}");
}

/// Five, six and seven agents: by hand the one with seven has the best service level, and it is found.
#[test]
fn the_best_of_several_is_chosen() {
    let scenarios: Vec<_> = [5, 7, 6]
        .iter()
        .map(|agents| {
            let text = telephones(60.0, 240.0, Some(120.0), "{ service_level = 0.7 }", 40);
            let case = case(&text.replace("count = 10", &format!("count = {agents}")));
            case.scenario.build(case.policy.build().expect("a policy")).expect("a scenario")
        })
        .collect();
    let choice =
        Choice { figure: Figure::ServiceLevel, confidence: 0.95, difference: 0.02, first_days: 10, days_max: 60 };
    let settings = Settings { threads: 1, ..Settings::default() };
    let selection = select(&scenarios, choice, settings).expect("it can be run");
    assert!(selection.certain);
    assert_eq!(selection.ranking.iter().map(|one| one.number).collect::<Vec<_>>()[0], 1);
}

/// By hand: forecast hours of 30 and 60 fall into half-hour intervals of 15 and 30 each, of which the case has three.
#[test]
fn a_forecast_takes_the_place_of_the_scenarios_arrivals() {
    let text = telephones(60.0, 240.0, Some(120.0), "{ service_level = 0.7 }", 40)
        .replace("from = \"00:00\"\nto = \"23:00\"", "from = \"08:00\"\nto = \"09:30\"")
        .replace("interval_min = 60", "interval_min = 30");
    let history = crate::forecast::History::from_csv(
        "date,from,workstream,arrivals,handle_s\n2026-12-07,08:00,phone,30,480\n2026-12-07,09:00,phone,60,480\n",
        "f.csv",
    )
    .expect("a table");
    let day = &history.workstreams["phone"].days[&crate::forecast::day_of("2026-12-07").expect("a date")];
    let forecast = crate::forecast::Forecast {
        workstream: "phone".to_owned(),
        day: crate::forecast::day_of("2026-12-07").expect("a date"),
        arrivals: day.arrivals.clone(),
        within: None,
        handle_s: Some(day.handled_s / day.handled),
        method: crate::forecast::Method::Level,
        errors: Vec::new(),
        known: 0.0,
        holiday: None,
    };
    let case = case(&text).forecast(&history, &[forecast]);
    assert_eq!(case.scenario.arrivals[0].per_interval, Some(vec![15.0, 15.0, 30.0]));
    assert_eq!(case.scenario.date.as_deref(), Some("2026-12-07"));
    assert_eq!(case.scenario.arrivals[0].handling.sampler().expect("a law").mean_s(), 480.0);
}

#[test]
fn what_cannot_be_met_is_said() {
    let text = telephones(120.0, 240.0, Some(120.0), "{ service_level = 0.9 }", 20)
        .replace("by = \"day\"", "by = \"day\"\nagents_max = 6");
    let found = answer(&text);
    assert_eq!((found.answer.verdict, found.answer.numbers.as_slice()), (Verdict::Missed, [6].as_slice()));
}

#[test]
fn a_fault_in_the_question_is_named_with_its_place_and_what_would_be_accepted() {
    let text = telephones(120.0, 240.0, None, "{ service_level = 0.9 }", 20);
    let message = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let case = case(&text.replacen(from, to, 1));
        match plan(&case, Settings::default(), PLAIN) {
            Err(PlanError::Input(error)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    for (from, to, expected) in [
        (
            "{ service_level = 0.9 }",
            "{ service_level = 1.9 }",
            "case.toml:24:30: `service_level` is 1.9, expected a number from 0 to 1",
        ),
        (
            "{ service_level = 0.9 }",
            "{ service_level = 0.9, abandonment = 0.1 }",
            "case.toml:24:49: two things have to be met by one target, expected one of `service_level`, `abandonment`, \
             `wait_s`, `mean_wait_s`, `occupancy`",
        ),
        (
            "{ service_level = 0.9 }",
            "{ workstream = \"fax\", service_level = 0.9 }",
            "case.toml:24:27: unknown workstream `fax`, expected one of: phone",
        ),
        (
            "{ service_level = 0.9 }",
            "{ service_level = 0.9, within_s = 25 }",
            "case.toml:24:46: `within_s` is 25, expected 20, the scenario's `service_level_s`, or one of 10, 20, 30, 40, 60, 120",
        ),
        (
            "by = \"day\"",
            "by = \"day\"\ngroups = [\"agents\"]",
            "case.toml:22:11: unknown group `agents`, expected one of: agent",
        ),
        (
            "by = \"day\"",
            "by = \"day\"\nconfidence = 95",
            "case.toml:22:14: `confidence` is 95, expected a number from 0.5 to 0.9999",
        ),
    ] {
        assert_eq!(message(from, to), expected);
    }
}
