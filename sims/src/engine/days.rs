//! Tests of what makes one day unlike another: weekdays, busyness, absence, balking, connections, delays, pairs.

use switchboard::PolicySpec;

use crate::results::{Measure, Results, Scope};
use crate::sample::DurationDistribution;
use crate::scenario::{
    ArrivalSpec, BalkSpec, BusynessSpec, ConnectionSpec, Scenario, ScenarioSpec, ShiftSpec, StaffSpec,
};
use crate::{Options, simulate};

fn policy(agents: i64) -> PolicySpec {
    toml::from_str(&format!(
        r#"
        queues = [{{ name = "calls", kind = "voice" }}]
        workstreams = [{{ name = "phone", channel = "voice", queue = "calls", cost = 1, wrap_up_block = "never" }}]
        users = [{{ name = "ann", count = {agents}, units = 1, queues = ["calls"] }}]
        "#
    ))
    .expect("a policy")
}

/// Calls from eight to six at an hourly rate, answered by so many agents, three minutes each.
fn spec(per_hour: f64) -> ScenarioSpec {
    ScenarioSpec {
        name: "days".to_owned(),
        from: "08:00".parse().expect("a time"),
        to: "18:00".parse().expect("a time"),
        interval_min: 60.0,
        arrivals: vec![ArrivalSpec {
            per_hour: Some(per_hour),
            patience: Some(DurationDistribution::Exponential { mean_s: 180.0 }),
            ..ArrivalSpec::new("phone", DurationDistribution::Exponential { mean_s: 180.0 })
        }],
        staff: vec![StaffSpec {
            shifts: vec![ShiftSpec {
                from: "08:00".parse().expect("a time"),
                to: "18:00".parse().expect("a time"),
                agents: None,
            }],
            ..StaffSpec::new("ann")
        }],
        ..ScenarioSpec::default()
    }
}

fn built(spec: &ScenarioSpec, agents: i64) -> Scenario {
    spec.build(policy(agents).build().expect("a policy")).expect("a scenario")
}

fn run(scenario: &Scenario, replications: u32) -> Results {
    simulate(scenario, Options { seed: 5, replications, ..Options::default() }).expect("a sound run")
}

/// Conversations of a replication by interval.
fn by_interval(results: &Results, replication: usize) -> Vec<u64> {
    results.days[replication].workstreams[0].intervals.iter().map(|counts| counts.conversations).collect()
}

#[test]
fn a_week_has_its_weekdays_and_nothing_at_night() {
    let mut week = spec(12.0);
    week.days = 7;
    week.date = Some("2026-11-23".to_owned());
    week.arrivals[0].weekdays = Some(["mon", "wed", "sat"].map(str::to_owned).to_vec());
    week.arrivals[0].day_factors = Some(vec![1.0, 1.0, 4.0, 1.0, 1.0, 0.0, 1.0]);
    let scenario = built(&week, 5);
    // From eight on the first day to six on the seventh, hour by hour.
    assert_eq!((scenario.intervals(), scenario.days()), (6 * 24 + 10, 7));
    // Monday 120, Wednesday four times as many, Saturday none.
    assert!((scenario.expected_arrivals() - 600.0).abs() < 1e-9);
    let results = run(&scenario, 20);
    let count = |from: usize, to: usize| {
        (0..20).map(|replication| by_interval(&results, replication)[from..to].iter().sum::<u64>()).sum::<u64>() as f64
            / 20.0
    };
    // Poisson means over twenty runs, within four standard errors.
    assert!((count(0, 10) - 120.0).abs() < 4.0 * (120.0_f64 / 20.0).sqrt(), "{}", count(0, 10));
    assert!((count(48, 58) - 480.0).abs() < 4.0 * (480.0_f64 / 20.0).sqrt(), "{}", count(48, 58));
    for (from, to) in [(10, 48), (58, 154)] {
        assert_eq!(count(from, to), 0.0);
    }
    // Five agents for ten hours on each of seven days.
    let scheduled: u64 = results.days[0].agents.iter().map(|time| time.scheduled_us).sum();
    assert_eq!(scheduled, 7 * 10 * 3_600_000_000 * 5);
}

#[test]
fn a_one_day_run_is_the_first_day_of_a_longer_one() {
    let mut two = spec(30.0);
    two.days = 2;
    let (one, two) = (run(&built(&spec(30.0), 3), 3), run(&built(&two, 3), 3));
    for replication in 0..3 {
        assert_eq!(by_interval(&one, replication), by_interval(&two, replication)[..10]);
    }
}

#[test]
fn an_hour_more_on_the_day_on_which_the_clocks_go_back() {
    let mut night = spec(12.0);
    night.from = "00:00".parse().expect("a time");
    night.to = "24:00".parse().expect("a time");
    night.date = Some("2026-10-25".to_owned());
    assert!((built(&night, 1).expected_arrivals() - 288.0).abs() < 1e-9);
    night.time_zone = Some("Europe/Berlin".to_owned());
    assert!((built(&night, 1).expected_arrivals() - 300.0).abs() < 1e-9);
    night.date = Some("2026-03-29".to_owned());
    assert!((built(&night, 1).expected_arrivals() - 276.0).abs() < 1e-9);
}

/// Variance of a Poisson count with a gamma factor: mean + (cv × mean)² (a mixed Poisson variable).
#[test]
fn busy_days_spread_as_the_mixed_poisson_law_says() {
    let total = |spec: &ScenarioSpec| {
        let results = run(&built(spec, 1), 1_000);
        let counts: Vec<f64> = (0..1_000).map(|one| by_interval(&results, one).iter().sum::<u64>() as f64).collect();
        let mean = counts.iter().sum::<f64>() / 1e3;
        (mean, counts.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / 999.0)
    };
    let mut busy = spec(10.0);
    let (mean, plain) = total(&busy);
    assert!((mean - 100.0).abs() < 1.3 && (plain / 100.0 - 1.0).abs() < 0.2, "{mean} {plain}");
    busy.busyness = Some(BusynessSpec { cv: 0.3, day_to_day: 0.0, interval_cv: 0.0 });
    let (mean, spread) = total(&busy);
    // 100 + 30² = 1,000; the variance of 1,000 draws is known to about 5 %.
    assert!((mean - 100.0).abs() < 4.0 && (spread / 1_000.0 - 1.0).abs() < 0.2, "{mean} {spread}");
    busy.busyness = None;
    busy.arrivals[0].busyness = Some(BusynessSpec { cv: 0.0, day_to_day: 0.0, interval_cv: 0.5 });
    // Ten intervals of ten each: 100 + 10 × (0.5 × 10)² = 350.
    let (mean, spread) = total(&busy);
    assert!((mean - 100.0).abs() < 2.5 && (spread / 350.0 - 1.0).abs() < 0.2, "{mean} {spread}");
}

#[test]
fn busy_days_follow_each_other() {
    let mut pair = spec(200.0);
    pair.days = 2;
    let correlation = |day_to_day: f64| {
        let mut pair = pair.clone();
        pair.busyness = Some(BusynessSpec { cv: 0.4, day_to_day, interval_cv: 0.0 });
        let results = run(&built(&pair, 1), 300);
        let days: Vec<(f64, f64)> = (0..300)
            .map(|one| {
                let counts = by_interval(&results, one);
                let sum = |range: &[u64]| range.iter().sum::<u64>() as f64;
                (sum(&counts[..10]), sum(&counts[24..]))
            })
            .collect();
        let mean = |read: fn(&(f64, f64)) -> f64| days.iter().map(read).sum::<f64>() / 300.0;
        let (first, second) = (mean(|day| day.0), mean(|day| day.1));
        let moment = |one: &dyn Fn(&(f64, f64)) -> f64| days.iter().map(one).sum::<f64>() / 300.0;
        moment(&|day| (day.0 - first) * (day.1 - second))
            / (moment(&|day| (day.0 - first) * (day.0 - first)) * moment(&|day| (day.1 - second) * (day.1 - second)))
                .sqrt()
    };
    // The gamma copula keeps nearly all of the correlation of the normal numbers; a correlation of 300 pairs has a
    // standard error of 0.06 around nothing.
    assert!(correlation(0.0).abs() < 0.2);
    assert!((correlation(0.9) - 0.9).abs() < 0.08);
}

#[test]
fn who_is_absent_is_not_there() {
    let mut sick = spec(6.0);
    sick.staff[0].absent = 0.25;
    let results = run(&built(&sick, 10), 100);
    let scheduled: u64 = results.days.iter().flat_map(|day| &day.agents).map(|time| time.scheduled_us).sum();
    let share = scheduled as f64 / (100.0 * 10.0 * 10.0 * 3.6e9);
    // A thousand shifts, a standard error of 0.014.
    assert!((share - 0.75).abs() < 0.055, "{share}");
}

#[test]
fn lateness_shortens_the_shift_and_nothing_else() {
    let mut late = spec(6.0);
    late.staff[0].late = Some(DurationDistribution::Constant { value_s: 1_800.0 });
    let results = run(&built(&late, 2), 1);
    let scheduled: u64 = results.days[0].agents.iter().map(|time| time.scheduled_us).sum();
    assert_eq!(scheduled, (10 * 3_600 - 1_800) * 1_000_000 * 2);
}

#[test]
fn who_sees_a_queue_may_not_stay() {
    let mut shop = spec(60.0);
    shop.arrivals[0].patience = None;
    let (plain, mut balked) = (run(&built(&shop, 2), 10), shop.clone());
    balked.arrivals[0].balk =
        vec![BalkSpec { waiting: 0, probability: 0.0 }, BalkSpec { waiting: 1, probability: 1.0 }];
    let balked = run(&built(&balked, 2), 10);
    assert_eq!(plain.estimate(Measure::AbandonedRate, Scope::DAY).expect("some").value, 0.0);
    // Three erlangs for two agents and one place to wait: the loss system M/M/2/3 turns away
    // a³/(2·2)/ (1 + a + a²/2 + a³/4) with a = 3: 6.75 / 15.25.
    let lost = balked.estimate(Measure::AbandonedRate, Scope::DAY).expect("some");
    assert!((lost.value - 6.75 / 15.25).abs() < 0.03, "{lost:?}");
}

#[test]
fn a_delay_under_way_makes_offers_and_talks_longer() {
    let mut slow = spec(2.0);
    slow.arrivals[0].handling = DurationDistribution::Constant { value_s: 60.0 };
    slow.network_delay = Some(DurationDistribution::Constant { value_s: 2.0 });
    let results = run(&built(&slow, 20), 5);
    let wait = results.estimate(Measure::SpeedToAnswer, Scope::DAY).expect("some").value;
    let handle = results.estimate(Measure::HandleTime, Scope::DAY).expect("some").value;
    assert!((wait - 2.0).abs() < 1e-6 && (handle - 62.0).abs() < 1e-6, "{wait} {handle}");
}

#[test]
fn a_lost_connection_is_told_and_work_goes_on_afterwards() {
    let mut shaky = spec(40.0);
    shaky.staff[0].connection = Some(ConnectionSpec {
        lasts: DurationDistribution::Exponential { mean_s: 600.0 },
        back: DurationDistribution::Exponential { mean_s: 20.0 },
    });
    let (calm, shaky) = (run(&built(&spec(40.0), 4), 5), run(&built(&shaky, 4), 5));
    for (one, other) in calm.days.iter().zip(&shaky.days) {
        assert_eq!(one.created, other.created);
        assert_eq!(other.closed, other.created, "everything comes to an end");
    }
    let in_hand = |results: &Results| results.estimate(Measure::InHandTime, Scope::DAY).expect("some").value;
    assert!(in_hand(&shaky) > in_hand(&calm), "what lies still takes longer");
    let answered = shaky.estimate(Measure::Handled, Scope::DAY).expect("some").value;
    assert!(answered > 200.0, "{answered}");
}

#[test]
fn antithetic_pairs_narrow_the_interval_and_come_in_pairs() {
    let mut steady = spec(40.0);
    steady.to = "12:00".parse().expect("a time");
    let scenario = built(&steady, 3);
    let run = |antithetic| {
        simulate(&scenario, Options { seed: 3, replications: 400, antithetic, ..Options::default() }).expect("a run")
    };
    let half = |results: &Results| {
        let estimate = results.estimate(Measure::Conversations, Scope::DAY).expect("some");
        assert!((estimate.value - 160.0).abs() < 3.0);
        estimate.half_width.expect("many replications")
    };
    let (plain, pairs) = (run(false), run(true));
    // Arrivals come by inversion, so a busy morning has a quiet partner.
    assert!(half(&pairs) < 0.7 * half(&plain), "{} {}", half(&pairs), half(&plain));
    let odd = Options { replications: 3, antithetic: true, ..Options::default() };
    assert!(simulate(&scenario, odd).is_err());
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let refused = |change: &dyn Fn(&mut ScenarioSpec)| {
        let mut wrong = spec(1.0);
        change(&mut wrong);
        wrong.build(policy(2).build().expect("a policy")).expect_err("it does not fit").to_string()
    };
    for (change, expected) in [
        (&(|wrong: &mut ScenarioSpec| wrong.days = 0) as &dyn Fn(&mut ScenarioSpec), "`days` is 0, expected 1 to 366"),
        (&|wrong| wrong.time_zone = Some("Berlin".to_owned()), "unknown time zone `Berlin`"),
        (
            &|wrong| wrong.arrivals[0].weekdays = Some(vec!["monday".to_owned()]),
            "unknown weekday `monday`, expected one of: mon, tue",
        ),
        (
            &|wrong| wrong.arrivals[0].weekdays = Some(vec!["sun".to_owned()]),
            "none of the 1 days from mon 2024-01-01 to mon 2024-01-01",
        ),
        (&|wrong| wrong.arrivals[0].day_factors = Some(vec![1.0, 2.0]), "2 factors for 1 days, expected one per day"),
        (&|wrong| wrong.staff[0].absent = 2.0, "`absent` is 2, expected a number from 0 to 1"),
        (
            &|wrong| wrong.busyness = Some(BusynessSpec { cv: 4.0, day_to_day: 0.0, interval_cv: 0.0 }),
            "`cv` is 4, expected a number from 0 to 3",
        ),
        (
            &|wrong| {
                wrong.days = 2;
                wrong.interval_min = 7.0;
            },
            "expected a divisor of the 1440 minutes of a day",
        ),
    ] {
        let error = refused(change);
        assert!(error.contains(expected), "{error}");
    }
}
