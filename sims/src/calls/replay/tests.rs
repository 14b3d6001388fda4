//! Small days whose outcome is worked out by hand.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::RunError;
use crate::calls::bank::log;
use crate::calls::replay::{Figure, Floor, Part, Replay, ReplayError, ReplayOptions, Watch};
use crate::calls::{CallLog, Tally};
use crate::tick::Span;

/// One agent. The first call is answered at once, 9:00:00 to 9:01:00. The second asks at 9:01:10 and
/// waits half a minute, although nobody is served: the agent was absent, from 9:01:00 to 9:01:40.
fn a_day_with_an_absence() -> CallLog {
    log(&[
        "1,0,0,PS,1999-02-01,9:00:00,9:00:00,0,0:00:00,0:00:00,0,AGENT,9:00:00,9:01:00,60,A",
        "2,0,0,PS,1999-02-01,9:01:00,9:01:10,10,9:01:10,9:01:40,30,AGENT,9:01:40,9:02:40,60,A",
    ])
}

fn replayed(log: &CallLog, replications: u32, threads: usize) -> Replay {
    let options = ReplayOptions { replications, threads, ..ReplayOptions::default() };
    Replay::run(log, options, Watch::default()).expect("a log with a service time")
}

fn seconds(seconds: u64) -> Span {
    Span::from_whole_seconds(seconds)
}

/// With the calls when they came and every service a minute long nothing is left to chance.
#[test]
fn a_day_without_chance_is_simulated_as_it_was() {
    let replay = replayed(&a_day_with_an_absence(), 2, 1);
    let by_hand = Tally {
        answered: 2,
        answered_in_time: 1,
        handled: 2,
        wait_answered: seconds(30),
        handle: seconds(120),
        busy: seconds(120),
        staffed: seconds(120),
        ..Tally::default()
    };
    assert_eq!(replay.logged(Part::Total), by_hand);
    for replication in 0..2 {
        assert_eq!(replay.simulated(Floor::LoggedArrivals, Part::Total, replication), by_hand);
        assert_eq!(replay.simulated(Floor::LoggedArrivals, Part::HalfHour(18), replication), by_hand);
    }
    assert_eq!(replay.days_within(Figure::WaitOfAnswered, Floor::LoggedArrivals), (1, 1));
    let wait = replay.estimate(Figure::WaitOfAnswered, Floor::LoggedArrivals, Part::Day(0)).expect("two answers");
    assert_eq!((wait.value, wait.half_width), (15.0, Some(0.0)));
}

/// The agent serves for 30 s, is absent for 300 s while a customer waits from 9:00:10 on, and serves for
/// 60 s to 9:06:30. Simulated, the first service takes a = 30 or 60 s; then come the 300 s, so that
/// the second customer waits a + 290 s; then b = 30 or 60 s of service, and the day ends at 9:06:30 or
/// with that service.
#[test]
fn an_absence_begins_after_the_call_in_hand_and_lasts_as_long() {
    let log = log(&[
        "1,0,0,PS,1999-02-01,9:00:00,9:00:00,0,0:00:00,0:00:00,0,AGENT,9:00:00,9:00:30,30,A",
        "2,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:05:30,320,AGENT,9:05:30,9:06:30,60,A",
    ]);
    let replay = replayed(&log, 40, 1);
    assert_eq!(replay.logged(Part::Total).staffed, seconds(90));
    let mut firsts = BTreeSet::new();
    for replication in 0..40 {
        let tally = replay.simulated(Floor::LoggedArrivals, Part::Total, replication);
        assert_eq!((tally.answered, tally.abandoned), (2, 0));
        let first = tally.wait_answered - seconds(290);
        let second = tally.busy - first;
        for service in [first, second] {
            assert!([seconds(30), seconds(60)].contains(&service), "{service:?}");
        }
        assert_eq!(tally.staffed, first + (seconds(90) - first).max(second));
        firsts.insert(first);
    }
    assert_eq!(firsts.len(), 2);
}

#[test]
fn an_agent_alone_is_not_taken_off() {
    let replay = replayed(&a_day_with_an_absence(), 5, 1);
    for replication in 0..5 {
        let tally = |floor| replay.simulated(floor, Part::Total, replication);
        assert_eq!(tally(Floor::OneFewer), tally(Floor::AsInferred));
        assert!(tally(Floor::OneMore).staffed > tally(Floor::AsInferred).staffed);
    }
}

/// Three calls came in the half hour of the only Monday, of whom one hung up, so that nobody waits for
/// ever; four standard errors of a Poisson mean of 3 over 200 replications are 0.49.
#[test]
fn arrivals_come_at_the_mean_rate_of_the_half_hour() {
    let log = log(&[
        "1,0,0,PS,1999-02-01,9:00:00,9:00:00,0,0:00:00,0:00:00,0,AGENT,9:00:00,9:01:00,60,A",
        "2,0,0,PS,1999-02-01,9:01:00,9:01:10,10,9:01:10,9:01:40,30,AGENT,9:01:40,9:02:40,60,A",
        "3,0,0,PS,1999-02-01,9:10:00,9:10:10,10,9:10:10,9:10:30,20,HANG,0:00:00,0:00:00,0,",
    ]);
    let replay = replayed(&log, 200, 1);
    let offered = |part| replay.estimate(Figure::Offered, Floor::AsInferred, part).expect("replications").value;
    assert!((offered(Part::HalfHour(18)) - 3.0).abs() < 0.49);
    assert_eq!(offered(Part::Total), offered(Part::HalfHour(18)));
    assert_eq!(replay.carried_over(), 0);
}

/// Nobody hung up in the log, so nobody does in the simulation: who comes when the agent has gone
/// waits until the run is cut off, and is told apart.
#[test]
fn who_waits_for_ever_is_carried_over() {
    let replay = replayed(&a_day_with_an_absence(), 20, 1);
    assert_eq!(replay.simulated(Floor::AsInferred, Part::Total, 0).abandoned, 0);
    assert!(replay.carried_over() > 0);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let log = a_day_with_an_absence();
    let (one, two) = (replayed(&log, 6, 1), replayed(&log, 6, 2));
    for floor in Floor::ALL {
        for replication in 0..6 {
            let tally = |replay: &Replay| replay.simulated(floor, Part::Total, replication);
            assert_eq!(tally(&one), tally(&two));
        }
    }
}

/// The day above, and the same again the day after.
fn two_days() -> CallLog {
    log(&[
        "1,0,0,PS,1999-02-01,9:00:00,9:00:00,0,0:00:00,0:00:00,0,AGENT,9:00:00,9:01:00,60,A",
        "2,0,0,PS,1999-02-01,9:01:00,9:01:10,10,9:01:10,9:01:40,30,AGENT,9:01:40,9:02:40,60,A",
        "3,0,0,PS,1999-02-02,9:00:00,9:00:00,0,0:00:00,0:00:00,0,AGENT,9:00:00,9:01:00,60,A",
        "4,0,0,PS,1999-02-02,9:01:00,9:01:10,10,9:01:10,9:01:40,30,AGENT,9:01:40,9:02:40,60,A",
    ])
}

#[test]
fn a_replay_that_is_stopped_keeps_the_days_that_are_done() {
    let log = two_days();
    let options = ReplayOptions { replications: 3, threads: 1, ..ReplayOptions::default() };
    let stop = AtomicBool::new(false);
    let progress = |_, _| stop.store(true, Ordering::Relaxed);
    let stopped = Replay::run(&log, options, Watch { progress: Some(&progress), stop: Some(&stop) });
    let stopped = stopped.expect("the first day is done");
    assert!(stopped.is_stopped());
    assert_eq!(stopped.days().len(), 1);
    assert_eq!(stopped.logged(Part::Total).answered, 2);
    let first = Replay::run(&log, ReplayOptions { days_max: 1, ..options }, Watch::default()).expect("a day");
    assert!(!first.is_stopped());
    assert_eq!(stopped.days, first.days);

    let before = Replay::run(&log, options, Watch { progress: None, stop: Some(&stop) });
    assert!(matches!(before, Err(ReplayError::Run(_, RunError::Stopped))));
}

#[test]
fn intervals_stay_within_what_is_possible() {
    let replay = replayed(&a_day_with_an_absence(), 3, 1);
    for figure in Figure::ALL {
        for floor in Floor::ALL {
            let Some(value) = replay.estimate(figure, floor, Part::Total) else { continue };
            // Where only one replication had a case there is no interval.
            let Some((low, high)) = replay.interval(figure, floor, Part::Total) else { continue };
            assert!(0.0 <= low && low <= value.value && value.value <= high && high <= figure.most(), "{figure:?}");
        }
    }
    // Both calls are answered at each of three replications, so that none of six is abandoned. By hand: Wilson's
    // upper end is z² ÷ (n + z²), 3.8415 ÷ 9.8415.
    let (low, high) = replay.interval(Figure::AbandonedRate, Floor::LoggedArrivals, Part::Total).expect("an interval");
    assert!(low == 0.0 && (high - 0.390_33).abs() < 1e-5, "{low} to {high}");
}

#[test]
fn a_log_in_which_nobody_was_served_is_refused() {
    let log = log(&["1,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:00:30,20,HANG,0:00:00,0:00:00,0,"]);
    let error = Replay::run(&log, ReplayOptions::default(), Watch::default()).expect_err("no service time");
    assert_eq!(error.to_string(), "no call was answered with a service time, expected at least one to simulate from");
}
