//! The whole way from a log to a scenario that runs.

mod recovery;

use std::io;
use std::sync::OnceLock;

use crate::calibrate::{Calibration, Choice, Days, Family, LogKind, calibrate, observed, read, scenario_text};
use crate::calls::ColumnMapping;
use crate::calls::bank::{february, shared};
use crate::scenario::Scenario;
use crate::{KeepEvents, Options, simulate};

/// The bank's month, calibrated once for all tests.
fn bank() -> Option<&'static Calibration> {
    static BANK: OnceLock<Calibration> = OnceLock::new();
    let log = february()?;
    Some(BANK.get_or_init(|| calibrate(&observed(log, 30), &Days::default())))
}

fn scenario(text: &str) -> Scenario {
    let none = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
    Scenario::from_toml(text, "calibrated.toml", &none).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Every number of the reference file, to nine digits; the shape of the gamma law, which the reference has to fewer, to
/// six.
#[test]
fn every_number_of_the_reference_is_reproduced() {
    let (Some(bank), Some(reference)) = (bank(), shared("validation/bank-calls-1999-02.reference.json")) else {
        return;
    };
    let reference: serde_json::Value = serde_json::from_slice(&reference).expect("JSON");
    let mut compared = 0;
    let mut near = |what: &str, found: f64, expected: &serde_json::Value, digits: f64| {
        let expected = expected.as_f64().unwrap_or_else(|| panic!("{what} is a number"));
        assert!((found - expected).abs() <= digits * expected.abs(), "{what}: {found}, expected {expected}");
        compared += 1;
    };
    near("calls_without_phantom", bank.all.entered_total as f64, &reference["calls_without_phantom"], 0.0);
    let mut numbers = 2;
    for label in ["ALL", "PS", "NW", "IN", "NE"] {
        let expected = reference[label].as_object().expect("a table");
        let stream = if label == "ALL" {
            &bank.all
        } else {
            bank.streams.iter().find(|stream| stream.name == label).expect("the type")
        };
        let handling = stream.handling.as_ref().expect("service times");
        let patience = stream.patience.as_ref().expect("somebody left");
        let of = |family: Family| handling.of(family).expect("fitted");
        let parameter = |family: Family, place: usize| of(family).parameters[place].value;
        let shape = parameter(Family::Gamma, 0);
        for (key, expected) in expected {
            if let Some(curve) = expected.as_object() {
                assert_eq!(key, "km_survival");
                for (wait, survival) in curve {
                    near(key, patience.at(wait.parse().expect("seconds")).survival, survival, 1e-9);
                    numbers += 1;
                }
                continue;
            }
            let (found, digits) = match key.as_str() {
                "calls" => (stream.entered_total as f64, 0.0),
                "served" => (handling.times_s.len() as f64, 0.0),
                "mean_service_s" => (handling.mean.value, 1e-9),
                "sd_service_s" => (handling.deviation_s, 1e-9),
                "lognormal_mu" => (parameter(Family::Lognormal, 0), 1e-9),
                "lognormal_sigma" => (parameter(Family::Lognormal, 1), 1e-9),
                "loglik_lognormal" => (of(Family::Lognormal).log_likelihood, 1e-9),
                "loglik_exponential" => (of(Family::Exponential).log_likelihood, 1e-9),
                "gamma_shape" => (shape, 1e-6),
                "gamma_scale" => (parameter(Family::Gamma, 1) / shape, 1e-6),
                "loglik_gamma" => (of(Family::Gamma).log_likelihood, 1e-9),
                "queued_positive" => (patience.curve.waited as f64, 0.0),
                "abandoned" => (patience.curve.abandoned as f64, 0.0),
                "exponential_patience_mean_s" => (patience.curve.exponential_mean_s().expect("left"), 1e-9),
                "km_median_s" => (patience.curve.median().expect("reached").seconds(), 0.0),
                other => panic!("{label} has `{other}`, which nothing is compared with"),
            };
            near(key, found, expected, digits);
            numbers += 1;
        }
    }
    near("sun_to_thu_days", bank.all.entered.days.1 as f64, &reference["sun_to_thu_days"], 0.0);
    let profile = reference["half_hour_profile_sun_to_thu"].as_array().expect("a list");
    for (row, slot) in profile.iter().zip(14..) {
        let found = &bank.all.entered.slots[slot];
        assert_eq!(row["slot"], format!("{:02}:{:02}", slot / 2, slot % 2 * 30));
        near("mean", found.mean, &row["mean"], 1e-9);
        near("variance", found.variance.expect("20 days"), &row["variance"], 1e-9);
        near("dispersion", found.dispersion().expect("20 days"), &row["dispersion"], 1e-9);
        numbers += 3;
    }
    assert_eq!((compared, numbers, reference.as_object().expect("a table").len()), (numbers, numbers, 8));
}

/// What the log shows beside the reference: 13:00 on one day is far out, days differ, and gamma beats lognormal.
#[test]
fn the_bank_has_a_day_far_out_and_days_that_differ() {
    let Some(bank) = bank() else { return };
    let entered = &bank.all.entered;
    assert!(entered.within.expect("days").p_value < 1e-6);
    assert!(entered.between.expect("days").interval.0 > 0.01);
    assert!(entered.outliers.iter().any(|(_, slot, _, _)| *slot == 26), "{:?}", entered.outliers);
    assert_eq!(bank.days.iter().filter(|(_, ordinary)| *ordinary).count(), 20);
}

/// The scenario of the bank runs as it is, for every law that can be asked for.
#[test]
fn the_scenario_of_the_bank_runs() {
    let Some(bank) = bank() else { return };
    for choice in [Choice::Best, Choice::Family(Family::Empirical), Choice::Family(Family::Lognormal)] {
        let scenario = scenario(&scenario_text(bank, choice, "switchboard calibrate bank.csv"));
        let results = simulate(&scenario, Options::default()).expect("it runs");
        let arrivals = results.conversations() as f64;
        // Twenty ordinary days; a day's Poisson deviation is about 37.
        let expected = bank.all.asked.day_total.0;
        assert!((arrivals - expected).abs() < 5.0 * expected.sqrt(), "{arrivals}, expected {expected}");
    }
}

/// Events of the mixed day, which has everything: channels, bots, silences, transfers, offers missed.
#[test]
fn the_mixed_day_becomes_a_scenario_that_runs() {
    let mut events = Vec::new();
    let keep = KeepEvents { replication: 1, writer: &mut events };
    simulate(&Scenario::default_day(), Options { keep_events: Some(keep), threads: 1, ..Options::default() })
        .expect("it runs");
    let observed = read("events.jsonl", &events, &ColumnMapping::default(), 30).expect("a log");
    assert_eq!(observed.kind, LogKind::Events);
    let names: Vec<(&str, &str)> =
        observed.streams.iter().map(|stream| (stream.name.as_str(), stream.channel.name())).collect();
    assert_eq!(
        names,
        [("cases", "record"), ("chat", "live-chat"), ("emergency", "voice"), ("phone", "voice"), ("whatsapp", "async")]
    );
    let calibration = calibrate(&observed, &Days::default());
    let of = |name: &str| calibration.streams.iter().find(|stream| stream.name == name).expect("the stream");
    let (chat, whatsapp, phone) = (of("chat"), of("whatsapp"), of("phone"));
    assert_eq!((chat.cost, phone.cost, whatsapp.cost), (Some(30), Some(100), Some(20)));
    assert_eq!((chat.offer_s, phone.offer_s, whatsapp.wrap_up_block_s), (Some(45), Some(20), Some(60)));
    // Three chats at once are in the scenario; the slowdown there is 1.22 and 1.55.
    let slowdown = chat.slowdown.as_ref().expect("several at once");
    assert!(slowdown.factors.len() >= 3 && slowdown.factors[2].value > slowdown.factors[1].value, "{slowdown:?}");
    let silence = whatsapp.silence.as_ref().expect("silences");
    let (low, high) = silence.probability.interval.expect("an interval");
    assert!(low < 0.45 && 0.45 < high, "{silence:?}");
    let again = scenario(&scenario_text(&calibration, Choice::Best, "switchboard calibrate events.jsonl"));
    let results = simulate(&again, Options::default()).expect("it runs");
    assert!(results.conversations() > 3_000);
}

/// An interval table has no single times: what is assumed is named, and the scenario runs.
#[test]
fn an_interval_table_becomes_a_scenario_with_assumptions() {
    let mut table =
        "\u{feff}DateTime;ChannelId;ChannelName;QueueId;QueueName;Volume;AHT;Interval;MaxVolumeByHour;AgentCount\n"
            .to_owned();
    for day in 18..22 {
        for half in 16..36 {
            let (hour, minute) = (half / 2, half % 2 * 30);
            table.push_str(&format!(
                "2024-03-{day} {hour:02}:{minute:02};1;Voice;1;Billing;{};210,5;30;;4\n",
                10 + half % 7
            ));
            table.push_str(&format!(
                "2024-03-{day} {hour:02}:{minute:02};2;Live chat;2;Sales;{};400;30;;\n",
                3 + half % 2
            ));
        }
    }
    let observed = read("wfm.csv", table.as_bytes(), &ColumnMapping::default(), 30).expect("a table");
    let calibration = calibrate(&observed, &Days::default());
    let assumed: Vec<&str> = calibration.streams[0].assumptions.iter().map(|assumed| assumed.key).collect();
    assert_eq!(assumed, ["patience", "handling", "wrap_up", "accept"]);
    let text = scenario_text(&calibration, Choice::Best, "switchboard calibrate wfm.csv");
    assert_eq!(text.matches("ASSUMED").count(), 14, "{text}");
    simulate(&scenario(&text), Options::default()).expect("it runs");
}
