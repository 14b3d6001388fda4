//! What the engine promises, on days small enough to follow by hand and on one with exact values.

use std::sync::atomic::{AtomicBool, Ordering};

use switchboard::Code;

use crate::engine::run::{Outcome, Run};
use crate::engine::{gather, label};
use crate::monitor::Monitor;
use crate::results::{Measure, Results, Scope, SupervisorOperation};
use crate::scenario::Scenario;
use crate::stream::Streams;
use crate::tick::Tick;
use crate::{KeepEvents, Options, RunError, simulate};

fn scenario(text: &str) -> Scenario {
    let none = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    Scenario::from_toml(text, "test.toml", &none).expect("a scenario")
}

fn run(text: &str) -> Results {
    simulate(&scenario(text), Options::default()).expect("no violation")
}

/// One agent with room for two chats.
const CHATS: &str = r#"
    name = "two chats"
    to = "02:00"
    [policy]
    settings = { assign = true, force_close = true }
    queues = [{ name = "chats", kind = "messaging" }]
    workstreams = [{ name = "chat", channel = "live-chat", queue = "chats", cost = 30 }]
    users = [
        { name = "ann", units = 60, queues = ["chats"] },
        { name = "ruth", roles = ["supervisor"], queues = ["chats"] },
    ]
    [[staff]]
    group = "ann"
    stretches = [{ from = "00:00", to = "03:00" }]
"#;

#[test]
fn results_and_events_are_the_same_for_one_thread_and_two() {
    let run = |threads| {
        let mut events = Vec::new();
        let keep = KeepEvents { replication: 2, writer: &mut events };
        let options = Options { seed: 7, replications: 4, threads, keep_events: Some(keep), ..Options::default() };
        let results = simulate(&Scenario::default_day(), options).expect("no violation");
        (format!("{results:?}"), events)
    };
    let (one, two) = (run(1), run(2));
    assert_eq!(one.0, two.0);
    assert!(one.1 == two.1, "the event files differ");
}

#[test]
fn a_later_replication_can_be_repeated_alone() {
    let run = |first_replication, replications| {
        let options = Options { seed: 3, replications, first_replication, ..Options::default() };
        simulate(&Scenario::quiet_monday(), options).expect("no violation").days
    };
    assert_eq!(run(1, 3)[2..], run(3, 1)[..]);
}

#[test]
fn a_run_that_is_stopped_answers_like_a_shorter_one() {
    for threads in [1, 2] {
        let stop = AtomicBool::new(false);
        let progress = |done, _| stop.store(done >= 3, Ordering::Relaxed);
        let stopped = Options {
            seed: 3,
            replications: 50,
            threads,
            progress: Some(&progress),
            stop: Some(&stop),
            ..Options::default()
        };
        let results = simulate(&Scenario::quiet_monday(), stopped).expect("three replications are done");
        let done = results.days.len() as u32;
        assert!((1..50).contains(&done));
        let shorter = Options { seed: 3, replications: done, ..Options::default() };
        assert_eq!(results.days, simulate(&Scenario::quiet_monday(), shorter).expect("no violation").days);
    }
}

/// One thread stops within the second replication while another finishes the third.
#[test]
fn what_was_finished_behind_a_gap_is_left_out() {
    let options = Options { replications: 3, ..Options::default() };
    let results = simulate(&Scenario::quiet_monday(), options).expect("no violation");
    let mut outcomes: Vec<Outcome> = results.days.iter().map(|day| Outcome::Finished(Box::new(day.clone()))).collect();
    outcomes[1] = Outcome::Stopped;
    let days = gather(&Scenario::quiet_monday(), 1, 1, outcomes).expect("the first is done");
    assert_eq!(days, results.days[..1]);
}

#[test]
fn erlang_a_agrees_with_its_exact_values() {
    // Exact: shared/validation/analytic.json, Erlang A with c = 100, 1,164 an hour, 300 s and 180 s.
    let exact = [
        (Measure::AbandonedRate, 0.031_509_677_0),
        (Measure::WaitedRate, 0.347_340_467),
        (Measure::AverageFirstWait, 5.671_741_87),
        (Measure::ServiceLevelOfIncoming, 0.864_576_019),
        (Measure::Occupancy, 0.939_435_613),
    ];
    let options = Options { seed: 11, replications: 8, ..Options::default() };
    let results = simulate(&Scenario::erlang_a(), options).expect("no violation");
    assert!(results.conversations() > 400_000);
    for (measure, exact) in exact {
        let estimate = results.estimate(measure, Scope::DAY).expect("counted");
        let error = estimate.half_width.expect("eight replications") / crate::statistics::student_t_95(7);
        let z = (estimate.value - exact) / error;
        assert!(z.abs() < 4.0, "{}: {} against {exact}, z = {z}", measure.name(), estimate.value);
    }
}

#[test]
fn every_arrival_is_closed_or_alive() {
    let results =
        simulate(&Scenario::default_day(), Options { replications: 3, ..Options::default() }).expect("no violation");
    for day in &results.days {
        let total = day.counts(Scope::DAY);
        assert_eq!(day.created, total.conversations);
        assert_eq!(total.conversations, total.closed + total.carried_over);
        assert_eq!(day.closed, total.closed);
        assert_eq!(total.first_waits, total.handled + total.abandoned);
        assert_eq!(
            total.abandoned,
            total.abandoned_by_customer + total.abandoned_by_supervisor + total.abandoned_by_system
        );
        assert!(total.incoming - total.first_waits <= total.carried_over);
        // Everything that an agent has in hand is busy time, and nothing else is.
        let closed: u64 = day.transitions.iter().filter(|(_, to, _)| to.name() == "Closed").map(|(_, _, n)| n).sum();
        assert_eq!(closed, day.closed);
    }
}

/// One agent, busy from 60 s to 1,060 s. Ten ask for a person:
///
/// - 1 at 60 s is answered; 1 at 70 s leaves after 20 s; 2 at 80 s and 85 s wait and are answered;
/// - 1 on WhatsApp at 90 s is closed by the system after ten minutes of silence;
/// - a bot hands on 1 that leaves after 30 s, and 1 that is answered;
/// - a queue without members closes 2 that arrive and 1 that a bot hands on.
///
/// So 10 are incoming, 7 entered a queue and 3 were escalated. 6 closed before anybody accepted: 2 customers left, of whom
/// a bot had handed on 1; the system closed 1 in the queue and 3 at the door, of which a bot had handed on 1.
const ABANDONED: &str = r#"
    name = "abandoned in every way"
    to = "02:00"
    arrivals = [
        { workstream = "chat", handling = { constant = { value_s = 1000 } }, trace = [
            { at_s = 60 }, { at_s = 70, patience_s = 20 }, { at_s = 80, handling_s = 9 }, { at_s = 85, handling_s = 9 },
        ] },
        { workstream = "whatsapp", handling = { constant = { value_s = 9 } }, trace = [{ at_s = 90 }] },
        { workstream = "bot chat", handling = { constant = { value_s = 9 } },
          bot = { handling = { constant = { value_s = 10 } }, escalates = 1.0 },
          trace = [{ at_s = 100, patience_s = 30 }, { at_s = 120 }] },
        { workstream = "lost", handling = { constant = { value_s = 9 } }, trace = [{ at_s = 200 }, { at_s = 210 }] },
        { workstream = "lost bot", handling = { constant = { value_s = 9 } },
          bot = { handling = { constant = { value_s = 10 } }, escalates = 1.0 }, trace = [{ at_s = 220 }] },
    ]
    [policy]
    switches = { SWITCHES }
    settings = { auto_close_min = { async = { open = 10 } } }
    queues = [{ name = "chats", kind = "messaging" }, { name = "nobody's", kind = "messaging" }]
    workstreams = [
        { name = "chat", channel = "live-chat", queue = "chats", cost = 60 },
        { name = "whatsapp", channel = "async", queue = "chats", cost = 60 },
        { name = "bot chat", channel = "live-chat", queue = "chats", cost = 60, bot = "max" },
        { name = "lost", channel = "live-chat", queue = "nobody's", cost = 60 },
        { name = "lost bot", channel = "live-chat", queue = "nobody's", cost = 60, bot = "max" },
    ]
    users = [{ name = "ann", units = 60, queues = ["chats"] }, { name = "max", roles = ["bot"] }]
    [[staff]]
    group = "ann"
    stretches = [{ from = "00:00", to = "03:00" }]
"#;

#[test]
fn abandoned_is_what_the_policy_says() {
    let expected = [
        ("a", "a", 6, (6.0, 10.0)),
        ("a", "b", 6, (2.0, 3.0)),
        ("a", "c", 6, (3.0, 7.0)),
        ("b", "a", 2, (2.0, 10.0)),
        ("b", "b", 2, (1.0, 3.0)),
        ("b", "c", 2, (2.0, 7.0)),
    ];
    for (scope, denominator, abandoned, rate) in expected {
        let switches = format!(r#"POL-34 = "{scope}", POL-35 = "{denominator}""#);
        let results = run(&ABANDONED.replace("SWITCHES", &switches));
        let (day, rule) = (&results.days[0], results.setting.definitions());
        let total = day.counts(Scope::DAY);
        assert_eq!((total.incoming, total.entered_queue, total.escalated, total.handled), (10, 7, 3, 4), "{switches}");
        assert_eq!((total.abandoned, total.abandoned_by_customer, total.abandoned_by_system), (6, 2, 4), "{switches}");
        assert_eq!(rule.abandon.abandoned(&total), abandoned, "{switches}");
        assert_eq!(Measure::Abandoned.pair(day, Scope::DAY, rule).0, abandoned as f64, "{switches}");
        assert_eq!(Measure::AbandonedRate.pair(day, Scope::DAY, rule), rate, "{switches}");
        assert_eq!(Measure::AbandonedByCustomerRate.pair(day, Scope::DAY, rule), (2.0, 7.0), "{switches}");
        // The two customers left after 20 s and 30 s; the scheduler closed at 900 s what came at 90 s, the rest at once.
        let waited = if scope == "a" { 20.0 + 30.0 + 810.0 } else { 20.0 + 30.0 };
        assert_eq!(Measure::TimeToAbandon.pair(day, Scope::DAY, rule), (waited, abandoned as f64), "{switches}");
        let recorded: u64 = day.workstreams.iter().map(|stream| stream.abandoned_waits.count()).sum();
        assert_eq!(recorded, abandoned, "{switches}");
        let words = Measure::AbandonedRate.denominator(rule).expect("a rate");
        assert!(
            words.contains(&format!("POL-34 {scope}")) && words.contains(&format!("POL-35 {denominator}")),
            "{words}"
        );
    }
}

#[test]
fn two_chats_at_once_go_slower_by_the_curve() {
    // Alone for 50 s, the first has 50 s left; side by side each second counts 1/1.5, so it ends 75 s later, at 125 s.
    // By then the second has done 50 s of its 100 s and ends at 175 s.
    let results = run(&format!(
        "{}\n{CHATS}",
        r#"arrivals = [{ workstream = "chat", handling = { constant = { value_s = 100 } }, slowdown = [1.0, 1.5],
               trace = [{ at_s = 60 }, { at_s = 110 }] }]"#
    ));
    let total = results.days[0].counts(Scope::DAY);
    assert_eq!((total.closed, total.handled_closed), (2, 2));
    assert_eq!(total.lifetime_us, 250_000_000);
    assert_eq!(total.in_hand_us, 250_000_000);
    // The agent was busy from 60 s to 235 s.
    assert_eq!(total.handle_us, 175_000_000);
    assert_eq!(results.days[0].agent_time(Scope::DAY).busy_us, 175_000_000);
}

/// Ann is signed in for an hour. Her profiles allow one line and two cases, three items in all. A call on the line from
/// 60 s lasts ten minutes, a case from 120 s lasts twenty; neither costs a unit. So 600 + 1,200 of 3 × 3,600 item seconds
/// are used, and none of her units.
#[test]
fn work_counted_by_profile_has_a_utilisation_of_its_own() {
    let results = run(r#"
        name = "by profile"
        to = "02:00"
        arrivals = [
            { workstream = "line", handling = { constant = { value_s = 600 } }, trace = [{ at_s = 60 }] },
            { workstream = "case", handling = { constant = { value_s = 1200 } }, trace = [{ at_s = 120 }] },
        ]
        [policy]
        queues = [{ name = "lines", kind = "voice" }, { name = "cases", kind = "record" }]
        profiles = [{ name = "line", limit = 1 }, { name = "case", limit = 2 }]
        workstreams = [
            { name = "line", channel = "voice", queue = "lines", profiles = ["line"], wrap_up_block = "never" },
            { name = "case", channel = "record", queue = "cases", profiles = ["case"] },
        ]
        users = [{ name = "ann", units = 100, profiles = { line = true, case = true }, queues = ["lines", "cases"] }]
        [[staff]]
        group = "ann"
        stretches = [{ from = "00:00", to = "01:00" }]
    "#);
    let pair = |measure: Measure| measure.pair(&results.days[0], Scope::DAY, results.setting.definitions());
    assert_eq!(pair(Measure::ProfileUtilisation), (1_800.0, 10_800.0));
    assert_eq!(pair(Measure::Utilisation), (0.0, 360_000.0));
}

#[test]
fn a_stale_view_gets_refusals() {
    let text = |age| {
        format!(
            "{}\n{CHATS}\n[[supervisors]]\nuser = \"ruth\"\nfrom = \"00:02\"\nto = \"00:02:30\"\nlook_every_min = 60\n\
             view_age_s = {age}\nassign = {{ waiting_over_s = 10, over_capacity = true, over_presence = true }}",
            // Two chats fill the agent's hands; the third waits from 60 s until one of them ends at 240 s.
            r#"arrivals = [{ workstream = "chat", handling = { constant = { value_s = 180 } },
                   trace = [{ at_s = 60 }, { at_s = 60 }, { at_s = 60 }] }]"#
        )
    };
    let acts = |age| {
        let results = run(&text(age));
        let day = &results.days[0];
        let acts: Vec<_> = day.supervisor_acts.iter().map(|act| (act.at, act.operation, act.refused)).collect();
        (acts, day.overrides.len())
    };
    // Fresh, the command is an override; 150 s later the agent has had a hand free and taken it.
    let assign = SupervisorOperation::Assign;
    assert_eq!(acts(0), (vec![(Tick::from_seconds(120), assign, None)], 1));
    assert_eq!(acts(150), (vec![(Tick::from_seconds(270), assign, Some(Code::AlreadyAssigned))], 0));
}

#[test]
fn the_scheduler_closes_what_is_idle_at_its_first_look_after_the_limit() {
    // Nobody works, nobody leaves: an open live chat is closed 20 min after its arrival, looked for every 5 min
    // (TIM-01, TIM-06). At 00:20:00 exactly the limit is not passed, so the chat of 00:00:00 waits until 00:25.
    let results = run(&format!(
        "{}\n{}",
        r#"arrivals = [{ workstream = "chat", handling = { constant = { value_s = 100 } },
               trace = [{ at_s = 0 }, { at_s = 299 }] }]"#,
        CHATS.replace("from = \"00:00\", to", "from = \"02:30\", to")
    ));
    let total = results.days[0].counts(Scope::DAY);
    assert_eq!((total.abandoned, total.abandoned_by_system), (2, 2));
    assert_eq!(total.lifetime_us, (1_500 + 1_500 - 299) * 1_000_000);
}

#[test]
fn what_an_agent_forgets_is_force_closed() {
    let results = run(&format!(
        "{}\n{CHATS}\n[[supervisors]]\nuser = \"ruth\"\nfrom = \"00:00\"\nto = \"02:00\"\nlook_every_min = 10\n\
         force_close = {{ longer_than_min = 30 }}",
        r#"arrivals = [{ workstream = "chat", handling = { constant = { value_s = 100 } }, stuck = 1.0,
               trace = [{ at_s = 60 }] }]"#
    ));
    let day = &results.days[0];
    assert_eq!(day.counts(Scope::DAY).lifetime_us, (40 - 1) * 60 * 1_000_000);
    assert_eq!(day.supervisor_acts.len(), 1);
}

#[test]
fn the_event_file_has_the_minimum_record() {
    let mut events = Vec::new();
    let keep = KeepEvents { replication: 1, writer: &mut events };
    simulate(&Scenario::default_day(), Options { keep_events: Some(keep), ..Options::default() })
        .expect("no violation");
    let text = String::from_utf8(events).expect("UTF-8");
    let mut kinds = std::collections::BTreeSet::new();
    let (mut sequence, mut time) = (0, 0.0);
    for line in text.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let has = |key: &str| record.get(key).is_some();
        assert!(["seq", "ts", "type", "rule", "cause", "command", "actor"].into_iter().all(has), "{line}");
        assert!(record["actor"].get("role").is_some(), "{line}");
        assert_eq!(record["seq"].as_u64(), Some(sequence + 1));
        sequence += 1;
        let now = record["ts"].as_f64().expect("a number");
        assert!(now >= time, "time runs backwards: {line}");
        time = now;
        let kind = record["type"].as_str().expect("a string").to_owned();
        match &*kind {
            "CapacityConsumed" | "CapacityReleased" => {
                assert!(has("conv") && has("agent") && has("channel") && has("available"), "{line}");
            }
            "StateChanged" => assert!(has("conv") && has("from") && has("to") && has("reason"), "{line}"),
            "RoutedToQueue" => assert!(has("queue"), "{line}"),
            "SupervisorAssignedToAgent" => {
                let over = &record["override"];
                let parts = ["presence", "capacity", "units"].into_iter().all(|part| over.get(part).is_some());
                assert!(parts && has("agent"), "{line}");
            }
            "AgentSignedIn" => assert!(has("units") && has("presence"), "{line}"),
            "PresenceChanged" => assert!(has("presence") && has("reason"), "{line}"),
            "OperationRefused" => assert!(has("reason") && has("conv"), "{line}"),
            _ => {}
        }
        kinds.insert(kind);
    }
    for kind in
        ["ConversationCreated", "OfferMade", "OperationRefused", "SupervisorAssignedToAgent", "ConversationClosed"]
    {
        assert!(kinds.contains(kind), "no {kind} in the file");
    }
}

#[test]
fn a_given_service_time_of_a_trace_is_used_to_the_microsecond() {
    let results = run(&format!(
        "{}\n{CHATS}",
        r#"arrivals = [{ workstream = "chat", handling = { exponential = { mean_s = 1 } },
               trace = [{ at_s = 60.25, handling_s = 12.5 }, { at_s = 100, handling_s = 0 }] }]"#
    ));
    assert_eq!(results.days[0].counts(Scope::DAY).handle_us, 12_500_000);
}

#[test]
fn an_agent_finishes_what_is_in_hand_after_the_shift() {
    let results = run(&format!(
        "{}\n{}",
        r#"arrivals = [{ workstream = "chat", handling = { constant = { value_s = 600 } },
               trace = [{ at_s = 60 }, { at_s = 3500 }, { at_s = 3601 }] }]"#,
        CHATS.replace("to = \"03:00\"", "to = \"01:00\"")
    ));
    let day = &results.days[0];
    let total = day.counts(Scope::DAY);
    // The third comes after the shift and is closed by the scheduler.
    assert_eq!((total.handled, total.abandoned_by_system), (2, 1));
    // Signed in from 0 s to 4,100 s, when the second chat is done.
    assert_eq!(day.agent_time(Scope::DAY).signed_in_us(), 4_100_000_000);
}

#[test]
fn nothing_to_run_is_an_error() {
    let options = Options { replications: 0, ..Options::default() };
    let error = simulate(&Scenario::quiet_monday(), options).expect_err("nothing to do");
    assert_eq!(error.to_string(), "no replications, expected 1 or more");
}

#[test]
fn a_stopped_run_has_no_results() {
    let stop = std::sync::atomic::AtomicBool::new(true);
    let error = simulate(&Scenario::quiet_monday(), Options { stop: Some(&stop), ..Options::default() });
    assert_eq!(error.expect_err("stopped").to_string(), "stopped before the first replication was done");
}

/// One chat that ann talks in and wraps up.
const ONE_CHAT: &str = r#"
    [[arrivals]]
    workstream = "chat"
    handling.constant = { value_s = 60 }
    wrap_up.constant = { value_s = 30 }
    trace = [{ at_s = 10 }]
"#;

/// The kernel cannot be made wrong from here, but the books can: those of a policy that charges at acceptance find
/// that this one charges too early, as they would if the kernel did.
#[test]
fn a_rule_that_does_not_hold_ends_the_run_and_says_how_to_repeat_it() {
    let scenario = scenario(&format!("{CHATS}{ONE_CHAT}"));
    let other = CHATS.replace("[policy]", "[policy]\n    switches = { \"POL-06\" = \"b\" }");
    let other = self::scenario(&format!("{other}{ONE_CHAT}"));
    let (labels, places) = label(&scenario);
    let outcome = |replication, wrong: bool| {
        let mut run = Run::new(&scenario, Streams::new(9, replication), replication, &places, labels.len(), None);
        if wrong {
            run.monitor = Monitor::new(other.policy());
        }
        run.finish(None)
    };
    assert_eq!(gather(&scenario, 9, 1, vec![outcome(1, false)]).expect("nothing is wrong").len(), 1);
    let error = gather(&scenario, 9, 3, vec![outcome(3, false), outcome(4, true)]).expect_err("the books are wrong");
    let RunError::Violation(violation) = &error else { panic!("{error:?}") };
    assert_eq!((violation.family, violation.replication), ("K7", 4));
    let said = error.to_string();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "K7 does not hold in replication 4 of `two chats` at 00:00:10: conversation 0 is Active (offered) and \
             still holds capacity of `ann`",
            "the last actions were:",
            "  0.000000 s: Desk { agent: UserId(0), operation: SignIn }: done",
            "  10.000000 s: Create(Arrival { workstream: WorkstreamId(0), queue: QueueId(0), profiles: ProfileSet(0) }): \
             done",
            "  10.000000 s: Router(Queue(QueueId(0))): done",
            "repeat it with: switchboard simulate --seed 9 --first-replication 4 --replications 1",
        ]
    );
}

/// One agent for calls, present from a time on, and a queue as the test wants it.
fn calls(from: &str, hours: &str, queue: &str, arrivals: &str) -> String {
    format!(
        r#"
        name = "calls"
        from = "07:00"
        to = "12:00"
        date = "2026-01-05"
        [policy]
        {hours}
        queues = [
          {{ name = "calls", kind = "voice", {queue} }},
          {{ name = "others", kind = "voice" }},
        ]
        workstreams = [
          {{ name = "phone", channel = "voice", queue = "calls", cost = 60, wrap_up_block = "never", routes = [
            {{ shares = {{ calls = 50, others = 50 }} }},
          ] }},
        ]
        users = [{{ name = "ann", units = 60, queues = ["calls", "others"] }}]
        [[staff]]
        group = "ann"
        stretches = [{{ from = "{from}", to = "13:00" }}]
        [[arrivals]]
        workstream = "phone"
        {arrivals}
        "#
    )
    .replace(", }", " }")
}

/// Arrivals at these seconds after midnight, each handled in ten minutes.
fn trace(seconds: &[u32]) -> String {
    let rows: Vec<String> = seconds.iter().map(|at| format!("{{ at_s = {at} }}")).collect();
    format!("handling = {{ constant = {{ value_s = 600 }} }}\ntrace = [{}]", rows.join(", "))
}

#[test]
fn a_queue_opens_and_closes_by_the_calendar() {
    let hours = r#"hours = [{ name = "office", open = ["mon 08:00-10:00"] }]"#;
    let queue = r#"hours = "office", overflow = [{ when = "out-of-hours", action = "voicemail" }]"#;
    // Half past seven, eight, nine and ten: the first and the last find the queue closed.
    let results = run(&calls("07:00", hours, queue, &trace(&[27_000, 30_600, 34_200, 37_800])));
    let counts = results.days[0].counts(Scope::DAY);
    assert_eq!((counts.overflowed, counts.voicemail), (2, 2));
    assert_eq!((counts.handled, counts.incoming, counts.abandoned), (2, 4, 2));
    // On the fifth of January 2026, a Monday; the day after it is closed all day.
    let tuesday = calls("07:00", hours, queue, &trace(&[30_600])).replace("2026-01-05", "2026-01-06");
    assert_eq!(run(&tuesday).days[0].counts(Scope::DAY).voicemail, 1);
}

#[test]
fn the_length_of_a_queue_is_ten_seconds_old_at_most() {
    let queue = r#"overflow = [{ when = "items", limit = 1, action = "end" }]"#;
    // At nine the first is answered, one second later the next waits; it is counted at ten seconds past. The third and
    // the fourth come before that, the fifth after it.
    let results = run(&calls("07:00", "", queue, &trace(&[32_400, 32_401, 32_402, 32_409, 32_411])));
    let counts = results.days[0].counts(Scope::DAY);
    assert_eq!((counts.conversations, counts.overflowed, counts.handled), (5, 1, 4));
}

#[test]
fn no_more_than_twenty_items_overflow_in_a_minute() {
    let queue = r#"wait_overflow = { seconds = 60, action = "voicemail" }"#;
    // 25 calls at 9:00:30 have waited too long at 9:01:30. Twenty of them overflow then, five at 9:02:00.
    let results = run(&calls("10:00", "", queue, &trace(&[32_430; 25])));
    let counts = results.days[0].counts(Scope::DAY);
    assert_eq!((counts.overflowed, counts.voicemail), (25, 25));
    assert_eq!(counts.abandon_wait_us, (20 * 60 + 5 * 90) * 1_000_000);
}

#[test]
fn a_caller_who_takes_a_callback_does_not_leave() {
    let patience = "patience = { constant = { value_s = 100 } }\n";
    let of = |chance: &str| {
        let arrivals = format!("{patience}{chance}{}", trace(&[32_400]));
        run(&calls("09:05", "", "callback = true", &arrivals)).days[0].counts(Scope::DAY)
    };
    let taken = of("callback = 1.0\n");
    assert_eq!((taken.callbacks, taken.handled, taken.abandoned), (1, 1, 0));
    // Five minutes from the call to the sign-in.
    assert_eq!(taken.answer_wait_us, 300 * 1_000_000);
    let refused = of("");
    assert_eq!((refused.callbacks, refused.handled, refused.abandoned), (0, 0, 1));
}

#[test]
fn shares_of_a_rule_are_drawn_for_each_conversation() {
    let arrivals = "routed = true\nper_hour = 200.0\nhandling = { constant = { value_s = 1 } }";
    let queue = r#"wait_overflow = { seconds = 60, action = "voicemail" }"#;
    let results = run(&calls("11:59", "", queue, arrivals));
    let counts = results.days[0].counts(Scope::DAY);
    // Of 1,000 expected one half goes to the queue whose callers are sent to voicemail after a minute.
    let share = counts.voicemail as f64 / counts.conversations as f64;
    assert!((share - 0.5).abs() < 0.05, "{share}");
}

#[test]
fn the_average_wait_is_told_to_the_rules_every_ten_minutes() {
    let queue = r#"overflow = [{ when = "average-wait", seconds = 60, action = "voicemail" }]"#;
    let of = |first: u32| {
        // A call every ten seconds from a quarter to nine on, the first 24 of them answered from nine on.
        let seconds: Vec<u32> = (0..24).map(|number| first + 10 * number).chain([34_000]).collect();
        let text = calls("09:00", "", queue, &trace(&seconds)).replace("value_s = 600", "value_s = 1");
        run(&text).days[0].counts(Scope::DAY).voicemail
    };
    // Waits of 900 s down to 670 s: the average is above a minute, and the call at 9:26:40 overflows.
    assert_eq!(of(31_500), 1);
    // From nine on, everybody is answered at once.
    assert_eq!(of(32_400), 0);
}
