//! Small days whose outcome is worked out by hand.

use crate::calls::bank::log;
use crate::calls::replay::{Figure, Floor, Part, Replay, ReplayOptions, Watch};
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

/// Three services of 30 s, 60 s and 90 s in a row, one call after the other: whatever is drawn, the
/// absence after the first call lasts as long as in the log, so the agent is there for 3 minutes or
/// until the last call is done.
#[test]
fn an_absence_comes_after_the_call_in_hand_and_lasts_as_long() {
    let log = log(&[
        "1,0,0,PS,1999-02-01,9:00:00,9:00:00,0,0:00:00,0:00:00,0,AGENT,9:00:00,9:00:30,30,A",
        "2,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:05:30,320,AGENT,9:05:30,9:06:30,60,A",
        "3,0,0,PS,1999-02-01,9:00:00,9:00:20,20,9:00:20,9:06:30,370,AGENT,9:06:30,9:08:00,90,A",
    ]);
    let replay = replayed(&log, 40, 1);
    assert_eq!(replay.logged(Part::Total).staffed, seconds(180));
    for replication in 0..40 {
        let tally = replay.simulated(Floor::LoggedArrivals, Part::Total, replication);
        assert_eq!((tally.answered, tally.abandoned), (3, 0));
        // Busy without a pause but for the absence, to the end of the plan at the earliest.
        assert_eq!(tally.busy, tally.handle);
        assert_eq!(tally.staffed, tally.busy.max(tally.staffed));
        let first_and_absence = tally.wait_answered.seconds();
        // Call 2 waits for the first call and the absence of 300 s; call 3 for call 2 as well.
        assert!(first_and_absence >= 2.0 * (30.0 + 300.0) + 30.0 - 30.0, "{first_and_absence}");
    }
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

/// Two calls came in the half hour of the only Monday; four standard errors of a Poisson mean of 2
/// over 200 replications are 0.4.
#[test]
fn arrivals_come_at_the_mean_rate_of_the_half_hour() {
    let replay = replayed(&a_day_with_an_absence(), 200, 1);
    let offered = |part| replay.estimate(Figure::Offered, Floor::AsInferred, part).expect("replications").value;
    assert!((offered(Part::HalfHour(18)) - 2.0).abs() < 0.4);
    assert_eq!(offered(Part::Total), offered(Part::HalfHour(18)));
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

#[test]
fn a_log_in_which_nobody_was_served_is_refused() {
    let log = log(&["1,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:00:30,20,HANG,0:00:00,0:00:00,0,"]);
    let error = Replay::run(&log, ReplayOptions::default(), Watch::default()).expect_err("no service time");
    assert_eq!(error.to_string(), "no call was answered with a service time, expected at least one to simulate from");
}
