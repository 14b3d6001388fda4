//! `switchboard simulate`: what it says to wrong input, whole; and that the same seed gives the same bytes.

use std::fs;
use std::path::Path;

use serde_json::Value;
use switchboard_cli::Outcome;
use tempfile::TempDir;

use crate::play::tool;

/// Two hours, two telephones, one who chats, and a supervisor.
const SMALL: &str = r#"
name = "two hours"
question = "Are three people enough for two hours?"
from = "09:00"
to = "11:00"

[policy]
name = "corner shop"
settings = { assign = true, force_close = true }
queues = [{ name = "calls", kind = "voice" }, { name = "chats", kind = "messaging" }]
workstreams = [
  { name = "phone", channel = "voice", queue = "calls", cost = 100 },
  { name = "chat", channel = "live-chat", queue = "chats", cost = 50 },
]
users = [
  { name = "A", units = 100, queues = ["calls"] },
  { name = "B", units = 100, queues = ["calls"] },
  { name = "C", units = 100, queues = ["chats"] },
  { name = "S", roles = ["supervisor"], queues = ["calls", "chats"] },
]
switches = { POL-36 = "a" }
[[arrivals]]
workstream = "phone"
per_hour = 20
patience.exponential = { mean_s = 120 }
handling.exponential = { mean_s = 240 }

[[arrivals]]
workstream = "chat"
per_hour = 12
handling.exponential = { mean_s = 400 }

[[staff]]
group = "A"
shifts = [{ from = "09:00", to = "11:00" }]

[[staff]]
group = "B"
shifts = [{ from = "09:00", to = "11:00" }]

[[staff]]
group = "C"
shifts = [{ from = "09:00", to = "11:00" }]

[[supervisors]]
user = "S"
from = "09:05"
to = "11:00"
look_every_min = 5
view_age_s = 20
assign = { waiting_over_s = 60, over_capacity = true }
"#;

/// A folder of its own with a scenario in it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn with(scenario: &str) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        fs::write(folder.path().join("day.toml"), scenario).expect("the scenario is written");
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs `simulate` on the scenario; messages name the folder as `DIR`.
    fn simulate(&self, args: &[&str]) -> (Outcome, String, String) {
        let file = self.path("day.toml");
        self.plain(&[&[&*file], args].concat())
    }

    /// Runs `simulate` on what the arguments name.
    fn plain(&self, args: &[&str]) -> (Outcome, String, String) {
        let (outcome, out, err) = tool(&[&["simulate"], args].concat(), "");
        let named = |text: String| text.replace(&self.folder.path().display().to_string(), "DIR");
        (outcome, named(out), named(err))
    }

    /// What is in the folder, hidden files included.
    fn files(&self) -> Vec<String> {
        names(self.folder.path())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The files of a report.
const REPORT: [&str; 11] = [
    "agents.svg",
    "capacity.svg",
    "index.html",
    "queue.svg",
    "results.csv",
    "results.parquet",
    "results.xlsx",
    "service-level.svg",
    "states.svg",
    "supervisors.svg",
    "waits.svg",
];

/// A scenario with a fault is refused with these words, and nothing is written.
fn refused(scenario: &str, message: &str) {
    let place = Place::with(scenario);
    let (out, events) = (place.path("report"), place.path("events.jsonl"));
    let answer = place.simulate(&["--out", &out, "--events", &events]);
    assert_eq!(answer, (Outcome::Usage, String::new(), format!("{message}\n")));
    assert_eq!(place.files(), ["day.toml"]);
}

#[test]
fn a_missing_file_is_named() {
    let place = Place::with(SMALL);
    let answer = place.plain(&[&place.path("night.toml"), "--out", &place.path("report")]);
    let message = "DIR/night.toml: no such file; expected a scenario in TOML, or no file for the default day\n";
    assert_eq!(answer, (Outcome::Usage, String::new(), message.to_owned()));
    assert_eq!(place.files(), ["day.toml"]);
}

#[test]
fn bad_toml_is_placed() {
    refused(
        &SMALL.replace("to = \"11:00\"\n\n[policy]", "to = \n\n[policy]"),
        "DIR/day.toml:5:6: string values must be quoted, expected literal string",
    );
}

#[test]
fn an_unknown_queue_is_placed_and_the_known_ones_are_listed() {
    refused(
        &SMALL.replace(
            "{ name = \"B\", units = 100, queues = [\"calls\"] }",
            "{ name = \"B\", units = 100, queues = [\"cals\"] }",
        ),
        "DIR/day.toml:17:40: unknown queue `cals`, expected one of: calls, chats",
    );
}

#[test]
fn a_negative_rate_is_placed_and_the_range_is_told() {
    refused(
        &SMALL.replace("per_hour = 12", "per_hour = -12"),
        "DIR/day.toml:30:12: `per_hour` is -12, expected a number from 0 to 10000000",
    );
}

/// The chats of the scenario with one more line, the 31st, and what is said to it.
fn refused_law(line: &str, message: &str) {
    let more = format!("per_hour = 12\n{line}\n");
    refused(&SMALL.replace("per_hour = 12\n", &more), &format!("DIR/day.toml:31:{message}"));
}

#[test]
fn every_parameter_of_a_law_is_bounded_and_placed() {
    refused(
        &SMALL.replace("handling.exponential = { mean_s = 400 }", "handling.lognormal = { mean_s = 400, cv = 1e308 }"),
        "DIR/day.toml:31:43: `cv` of `lognormal` is 1e308, expected a number from 0 to 100",
    );
    refused_law(
        "accept.lognormal = { mean_s = 2400, cv = 1e308 }",
        "42: `cv` of `lognormal` is 1e308, expected a number from 0 to 100",
    );
    refused_law(
        "accept.exponential = { mean_s = 1e10 }",
        "33: `mean_s` of `exponential` is 10000000000, expected a number above 0 and up to 1000000000",
    );
    refused_law(
        "wrap_up.gamma = { mean_s = 60, shape = 1e-300 }",
        "40: `shape` of `gamma` is 1e-300, expected a number from 0.01 to 1000000",
    );
    refused_law(
        "patience.weibull = { scale_s = nan, shape = 1 }",
        "32: `scale_s` of `weibull` is NaN, expected a number above 0 and up to 1000000000",
    );
    refused_law(
        "patience.uniform = { min_s = 0, max_s = inf }",
        "41: `max_s` of `uniform` is inf, expected a number from 0 to 1000000000",
    );
    refused_law(
        "patience.hyperexponential.branches = [{ weight = 1e300, mean_s = 1 }]",
        "38: `branches[0].weight` of `hyperexponential` is 1e300, expected a number above 0 and up to 1000000",
    );
    refused_law(
        "patience.empirical = { values_s = [5, 1e300] }",
        "35: `values_s[1]` of `empirical` is 1e300, expected a number from 0 to 1000000000",
    );
    refused_law(
        "patience.survival = { points = [[5, 0.5]], tail_mean_s = 1e300 }",
        "58: `tail_mean_s` of `survival` is 1e300, expected a number above 0 and up to 1000000000",
    );
    refused_law(
        "patience.piecewise_hazard = { steps = [{ from_s = 0, rate_per_s = 1e-300 }] }",
        "39: `steps[0].rate_per_s` of `piecewise_hazard` is 1e-300, expected a number from 1e-9 to 1000000",
    );
    refused_law(
        "accept.constant = { value_s = 1e300 }",
        "31: `value_s` of `constant` is 1e300, expected a number from 0 to 1000000000",
    );
    // A chat channel whose customers may be away.
    refused(
        &SMALL.replace("channel = \"live-chat\"", "channel = \"async\"").replace(
            "per_hour = 12\n",
            "per_hour = 12\nsilence = { probability = 1, away.lognormal = { mean_s = 2400, cv = 1e308 } }\n",
        ),
        "DIR/day.toml:31:69: `cv` of `lognormal` is 1e308, expected a number from 0 to 100",
    );
}

#[test]
fn weights_that_cannot_be_added_up_are_refused() {
    let shape =
        |weights: &str| SMALL.replace("per_hour = 12", &format!("profile = {{ total = 9, shape = [{weights}] }}"));
    refused(
        &shape("1e308, 1e308, 1, 1"),
        "DIR/day.toml:30:33: the weight of an interval is 1e308, expected a number from 0 to 10000000",
    );
    refused(
        &SMALL.replace("per_hour = 12", "per_hour = 1e308"),
        "DIR/day.toml:30:12: `per_hour` is 1e308, expected a number from 0 to 10000000",
    );
}

#[test]
fn a_cost_above_every_agents_capacity_is_a_warning() {
    let place = Place::with(&SMALL.replace("cost = 50", "cost = 150"));
    let (outcome, out, err) = place.simulate(&["--replications", "2", "--out", &place.path("report")]);
    assert_eq!(outcome, Outcome::Clean);
    assert_eq!(
        err,
        "DIR/day.toml:13:67: warning: a conversation of `chat` costs 150 units, but no agent of queue `chats` has more \
         than 100: it can only be given by hand; lower the cost or give an agent 150 units or more (CAP-03)\n\
         the report is DIR/report/index.html\n"
    );
    assert!(out.starts_with("Are three people enough for two hours?\n"), "{out}");
    assert_eq!(place.files(), ["day.toml", "report"]);
    assert_eq!(names(&place.folder.path().join("report")), REPORT);
}

#[test]
fn an_expected_value_that_cannot_be_is_placed() {
    let with = |expected: &str| format!("{SMALL}\n[[expected]]\n{expected}\n");
    refused(
        &with("measure = \"abandoned\"\nvalue = -1\nsource = \"a guess\""),
        "DIR/day.toml:55:9: `value` is -1, expected a number from 0 to 1000000000",
    );
    refused(
        &with("measure = \"occupancy\"\nvalue = 1.5\nsource = \"a guess\""),
        "DIR/day.toml:55:9: `value` is 1.5, expected a number from 0 to 1",
    );
    let place = Place::with(&with("measure = \"abandon\"\nvalue = 1\nsource = \"a guess\""));
    let (outcome, _, err) = place.simulate(&[]);
    assert_eq!(outcome, Outcome::Usage);
    assert!(
        err.starts_with("DIR/day.toml:54:11: unknown measure `abandon`, expected one of: conversations, incoming,"),
        "{err}"
    );
}

/// The options of POL-34 and POL-35 that a policy sets stand beside the rate, wherever it stands.
#[test]
fn the_abandoned_rate_names_the_options_in_force() {
    let place = Place::with(&SMALL.replace("{ POL-36 = \"a\" }", "{ POL-34 = \"b\", POL-35 = \"c\", POL-36 = \"a\" }"));
    let over = "conversations that entered a queue (POL-35 c); only customers who left count (POL-34 b)";
    let report = place.path("report");
    let (_, out, _) = place.simulate(&["--replications", "2", "--out", &report]);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("(a) of {over}. (b)")), "{out}");
    let page = fs::read_to_string(Path::new(&report).join("index.html")).expect("the report is written");
    assert!(page.contains(&format!("<dd class=\"note\">of {over}; ")), "the page");
    let (_, out, _) = place.simulate(&["--replications", "2", "--format", "json"]);
    let document: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(document["total"]["abandoned_rate"]["over"], over);
    assert_eq!(document["setting"]["abandon"], serde_json::json!({ "POL-34": "b", "POL-35": "c" }));
}

#[test]
fn an_unknown_option_is_told_with_the_usage() {
    let place = Place::with(SMALL);
    let message = "error: unexpected argument '--replication' found

  tip: a similar argument exists: '--replications'

Usage: switchboard simulate --replications <NUMBER> <FILE>

For more information, try '--help'.
";
    assert_eq!(place.simulate(&["--replication", "3"]), (Outcome::Usage, String::new(), message.to_owned()));
}

#[test]
fn a_number_beyond_its_range_is_told_with_the_range() {
    let place = Place::with(SMALL);
    let said = |args: &[&str]| place.simulate(args).2;
    assert_eq!(
        said(&["--replications", "0"]),
        "error: invalid value '0' for '--replications <NUMBER>': 0 is not in 1..=100000\n\nFor more information, try \
         '--help'.\n"
    );
    assert_eq!(
        said(&["--target", "101"]),
        "error: invalid value '101' for '--target <PERCENT>': expected a number from 0 to 100\n\nFor more information, \
         try '--help'.\n"
    );
}

#[test]
fn a_place_that_cannot_take_the_report_is_told_before_the_work() {
    let place = Place::with(SMALL);
    let said = |option: &str, name: &str| place.simulate(&[option, &place.path(name)]);
    let answer = |message: &str| (Outcome::Usage, String::new(), format!("{message}\n"));
    assert_eq!(said("--out", "day.toml"), answer("DIR/day.toml: this is a file; `--out` expects a folder, new or old"));
    assert_eq!(
        said("--out", "nowhere/report"),
        answer("DIR/nowhere/report: there is no folder `DIR/nowhere`; create it first")
    );
    assert_eq!(
        said("--events", "nowhere/events.jsonl"),
        answer("DIR/nowhere/events.jsonl: there is no folder `DIR/nowhere`; create it first")
    );
    assert_eq!(
        place.plain(&["--events", "-"]),
        answer("-: standard output holds the answer; `--events` expects a file such as `events.jsonl`")
    );
    assert_eq!(place.files(), ["day.toml"]);
    if cfg!(target_os = "linux") {
        // Nobody writes there, not even the owner of everything.
        assert_eq!(
            place.simulate(&["--out", "/proc/report"]),
            answer("/proc/report: nothing can be written here (no such file); `--out` expects a folder of yours")
        );
    }
}

#[test]
fn a_call_log_in_the_place_of_a_scenario_is_told_the_way() {
    let place = Place::with(SMALL);
    let message = "DIR/bank.csv: a scenario is TOML, not CSV; a call log is replayed with `--calls DIR/bank.csv`\n";
    assert_eq!(place.plain(&[&place.path("bank.csv")]), (Outcome::Usage, String::new(), message.to_owned()));
}

#[test]
fn a_seed_that_is_no_number_is_told_with_the_range() {
    let place = Place::with(SMALL);
    let message = "error: invalid value 'x' for '--seed <NUMBER>': expected a whole number from 0 to \
                   18446744073709551615\n\nFor more information, try '--help'.\n";
    assert_eq!(place.simulate(&["--seed", "x"]), (Outcome::Usage, String::new(), message.to_owned()));
}

#[test]
fn a_group_of_nobody_and_a_day_that_begins_after_its_end_are_placed() {
    refused(
        &SMALL.replace("name = \"B\", units", "name = \"B\", count = 0, units"),
        "DIR/day.toml:17:25: `count` is 0, expected a whole number from 1 to 10000; leave the group out if nobody is in \
         it",
    );
    refused(
        &SMALL.replace("from = \"09:00\"\nto", "from = \"25:00\"\nto"),
        "DIR/day.toml:4:8: `from` is 25:00, expected a time before `to`, which is 11:00",
    );
}

#[test]
fn no_line_of_the_summary_is_wider_than_a_terminal() {
    let place = Place::with(SMALL);
    let (_, out, _) = place.simulate(&["--replications", "5"]);
    assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
    let (_, out, _) = place.plain(&["--replications", "3"]);
    assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
}

/// The line of least squares through (occupied share, arrivals) of each replication, read at the 64 arrivals that 32 an
/// hour make in two hours: worked out here from the replications one by one, each asked for by its number.
#[test]
fn the_number_of_arrivals_is_a_control_variate() {
    let place = Place::with(SMALL);
    let json = |args: &[&str]| -> Value {
        let (outcome, out, err) = place.simulate(&[args, &["--format", "json"]].concat());
        assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
        serde_json::from_str(&out).expect("JSON")
    };
    let answer = json(&["--replications", "12", "--control"]);
    let control = &answer["control"];
    assert_eq!(control["expected"], 64.0);
    let occupancy = |found: &Value| found["measures"].as_array().and_then(|all| all.last().cloned());
    let occupancy = occupancy(control).expect("the last of the main measures");
    assert_eq!(occupancy["measure"], "occupancy");

    // (share, denominator, arrivals) of each.
    let days: Vec<[f64; 3]> = (1..=12)
        .map(|number: u32| {
            let one = json(&["--replications", "1", "--first-replication", &number.to_string()]);
            let total = &one["total"];
            [&total["occupancy"]["value"], &total["occupancy"]["cases"], &total["conversations"]["value"]]
                .map(|value| value.as_f64().expect("a number"))
        })
        .collect();
    let below: f64 = days.iter().map(|day| day[1]).sum::<f64>() / 12.0;
    let whole = days.iter().map(|day| day[0] * day[1]).sum::<f64>() / (12.0 * below);
    let outputs: Vec<f64> = days.iter().map(|day| whole + (day[0] - whole) * day[1] / below).collect();
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let came: Vec<f64> = days.iter().map(|day| day[2]).collect();
    assert!((control["came"].as_f64().expect("a number") - mean(&came)).abs() < 1e-9);
    let together: f64 = outputs.iter().zip(&came).map(|(out, n)| (out - mean(&outputs)) * (n - mean(&came))).sum();
    let spread: f64 = came.iter().map(|n| (n - mean(&came)).powi(2)).sum();
    let expected = mean(&outputs) - together / spread * (mean(&came) - 64.0);
    let found = occupancy["controlled_value"].as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");

    let (outcome, out, _) = place.simulate(&["--replications", "12", "--control", "--warm-up"]);
    assert_eq!(outcome, Outcome::Clean);
    assert!(out.contains("The number of arrivals as control variate: 64.0 were expected a replication,"), "{out}");
    let words = out.replace('\n', " ");
    assert!(words.contains("the run is too short for MSER-5 to say when it has forgotten its start."), "{out}");
    assert_eq!(out.lines().find(|line| line.chars().count() > 80), None);
}

#[test]
fn a_number_of_arrivals_that_nobody_knows_is_no_control() {
    let redial =
        "handling.exponential = { mean_s = 240 }\nredial = { probability = 0.5, after.exponential = { mean_s = 300 } }";
    let place = Place::with(&SMALL.replacen("handling.exponential = { mean_s = 240 }", redial, 1));
    let message = "`--control` needs arrivals whose number is known beforehand: Poisson arrivals,\n\
                   no redialling customers, and no bound on lines\n";
    assert_eq!(place.simulate(&["--control"]), (Outcome::Usage, String::new(), message.to_owned()));
}

/// The night between two even days is no even arrival.
#[test]
fn days_with_nights_between_them_are_not_even() {
    let two = SMALL.replacen("to = \"11:00\"", "to = \"11:00\"\ndays = 2", 1);
    for (text, even) in [(SMALL, true), (&*two, false)] {
        let place = Place::with(text);
        let (_, out, err) = place.simulate(&["--replications", "2", "--warm-up", "--format", "json"]);
        let answer: Value = serde_json::from_str(&out).expect(&err);
        assert_eq!(answer["warm_up"]["even_arrivals"], even);
    }
}

/// 97 Erlang on a hundred telephones: an hour, which the scenario leaves out, is more than enough.
#[test]
fn a_steady_run_says_how_long_it_remembers_its_start() {
    let place = Place::with(SMALL);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/sims/scenarios/erlang-a.toml");
    let (_, out, _) = place.plain(&[file, "--replications", "4", "--warm-up", "--format", "json"]);
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    let start = &answer["warm_up"];
    assert_eq!((&start["even_arrivals"], &start["left_out_min"]), (&Value::Bool(true), &Value::from(60.0)));
    let suggested = start["suggested_min"].as_f64().expect("a run of two days is long enough");
    assert!((5.0..=60.0).contains(&suggested), "{suggested}");
}

#[test]
fn another_policy_takes_the_place_of_the_scenarios_own() {
    let place = Place::with(SMALL);
    let policy = SMALL.split("[policy]\n").nth(1).and_then(|rest| rest.split("[[arrivals]]").next()).expect("a policy");
    fs::write(place.path("policy.toml"), policy.replace("corner shop", "other shop")).expect("the policy is written");
    let args = ["--replications", "1", "--format", "json"];
    let (outcome, out, err) = place.simulate(&[&args[..], &["--policy", &place.path("policy.toml")]].concat());
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    let own = place.simulate(&args).1;
    let command = |policy: &str| format!("simulate DIR/day.toml{policy} --seed");
    let own = own.replace("corner shop", "other shop").replace(&command(""), &command(" --policy DIR/policy.toml"));
    assert_eq!(out, own);

    fs::write(place.path("policy.toml"), policy.replace("cost = 100", "cost = 0.5")).expect("the policy is written");
    let answer = place.simulate(&["--policy", &place.path("policy.toml")]);
    let message = "DIR/policy.toml:5:64: invalid type: floating point `0.5`, expected a whole number\n";
    assert_eq!(answer, (Outcome::Usage, String::new(), message.to_owned()));

    fs::write(place.path("policy.toml"), "").expect("the policy is written");
    let answer = place.simulate(&["--policy", &place.path("policy.toml")]);
    let message = "DIR/policy.toml:1:1: the policy has no workstreams, expected at least one in `workstreams`\n";
    assert_eq!(answer, (Outcome::Usage, String::new(), message.to_owned()));
}

/// Everything that a run writes: stdout, the report, the events.
fn everything(place: &Place, threads: &str, format: &str) -> Vec<(String, Vec<u8>)> {
    let (report, events) = (place.path("report"), place.path("events.jsonl"));
    let (outcome, out, err) = place.simulate(&[
        "--replications",
        "6",
        "--seed",
        "7",
        "--threads",
        threads,
        "--format",
        format,
        "--out",
        &report,
        "--events",
        &events,
    ]);
    assert_eq!(outcome, Outcome::Clean);
    assert_eq!(err, "events are in DIR/events.jsonl\nthe report is DIR/report/index.html\n");
    let read = |path: &Path| fs::read(path).expect("the file is there");
    let mut all = vec![("stdout".to_owned(), out.into_bytes()), ("events".to_owned(), read(Path::new(&events)))];
    for name in names(Path::new(&report)) {
        let content = read(&Path::new(&report).join(&name));
        all.push((name, content));
    }
    all
}

#[test]
fn one_seed_gives_the_same_bytes_for_one_thread_and_two() {
    let place = Place::with(SMALL);
    for format in ["text", "json"] {
        let alone = everything(&place, "1", format);
        assert_eq!(alone.len(), 2 + REPORT.len());
        // The second run also replaces the files of the first.
        let together = everything(&place, "2", format);
        for ((name, one), (_, other)) in alone.iter().zip(&together) {
            assert!(one == other, "{name} differs");
        }
        assert_eq!(place.files(), ["day.toml", "events.jsonl", "report"]);
    }
}

#[test]
fn an_old_folder_keeps_what_is_not_of_the_report() {
    let place = Place::with(SMALL);
    let report = place.path("report");
    fs::create_dir(&report).expect("a folder");
    for (name, text) in [("index.html", "old"), ("notes.txt", "mine")] {
        fs::write(Path::new(&report).join(name), text).expect("a file");
    }
    let (outcome, ..) = place.simulate(&["--replications", "1", "--out", &report]);
    assert_eq!(outcome, Outcome::Clean);
    let mut expected: Vec<&str> = REPORT.to_vec();
    expected.insert(3, "notes.txt");
    assert_eq!(names(Path::new(&report)), expected);
    let read = |name| fs::read_to_string(Path::new(&report).join(name)).expect("a file");
    assert_eq!(read("notes.txt"), "mine");
    assert!(read("index.html").starts_with("<!DOCTYPE html>"));
}

/// The keys of an object, in order.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn programs_get_every_number_with_its_interval_and_denominator() {
    let place = Place::with(SMALL);
    let (outcome, out, err) = place.simulate(&["--replications", "3", "--format", "json"]);
    assert_eq!((outcome, err.as_str()), (Outcome::Clean, ""));
    let document: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        keys(&document),
        [
            "answer",
            "channels",
            "command",
            "confidence",
            "conversations",
            "expected",
            "intervals",
            "measures",
            "preset",
            "refusals",
            "replications",
            "schema",
            "setting",
            "steps",
            "supervisors",
            "target",
            "total",
            "transitions",
            "version",
            "waits",
            "workstreams"
        ]
    );
    assert_eq!(document["schema"], 1);
    assert_eq!(document["replications"], 3);
    assert_eq!(document["intervals"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["channels"][0]["channel"], "voice");
    let measures = document["measures"].as_array().expect("a list");
    let total = &document["total"];
    assert_eq!(keys(total).len(), measures.len());
    for measure in measures {
        assert_eq!(keys(measure), ["id", "key", "name", "over", "unit"]);
        let number = &total[measure["key"].as_str().expect("a key")];
        if number.is_null() {
            continue;
        }
        assert_eq!(keys(number), ["cases", "high", "low", "over", "unit", "value"]);
        let is_rate = measure["unit"] == "share" || measure["unit"] == "seconds";
        assert_eq!((number["over"].is_string(), number["cases"].is_number()), (is_rate, is_rate), "{measure}");
        let [low, value, high] = ["low", "value", "high"].map(|key| number[key].as_f64());
        // One replication in three may have no case, so that there is no interval.
        if let (Some(low), Some(value), Some(high)) = (low, value, high) {
            assert!(low <= value && value <= high, "{measure}: {number}");
        }
    }
    let (handled, incoming) = (&total["handled"], &total["incoming"]);
    let rate = 1.0 - handled["value"].as_f64().expect("a number") / incoming["value"].as_f64().expect("a number");
    let abandoned = total["abandoned_rate"]["value"].as_f64().expect("a number");
    // The day ends with everybody answered or gone, so that who was not answered has abandoned.
    assert!((rate - abandoned).abs() < 1e-6, "{rate} and {abandoned}");
}

/// Two days of half an hour of calls: the first half hour warms up, and the clock goes round.
#[test]
fn a_day_longer_than_the_clock_marks_its_days_and_leaves_the_warm_up_out() {
    let longer = SMALL
        .replace(
            "from = \"09:00\"\nto = \"11:00\"\n",
            "from = \"09:00\"\nto = \"35:00\"\nwarm_up_min = 60\ninterval_min = 60\n",
        )
        .replace(
            "shifts = [{ from = \"09:00\", to = \"11:00\" }]",
            "stretches = [{ from = \"09:00\", to = \"36:00\" }]",
        );
    let place = Place::with(&longer);
    let report = place.path("report");
    let (outcome, out, _) = place.simulate(&["--replications", "2", "--out", &report]);
    assert_eq!(outcome, Outcome::Clean);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("The first 1 h 00 m warm up and are not counted."), "{out}");
    let starts: Vec<&str> = out
        .lines()
        .skip_while(|line| *line != "day 1")
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_at(5).0)
        .collect();
    let expected: Vec<String> = std::iter::once("day 1".to_owned())
        .chain((10..24).map(|hour| format!("{hour}:00")))
        .chain(std::iter::once("day 2".to_owned()))
        .chain((0..11).map(|hour| format!("{hour:02}:00")))
        .collect();
    assert_eq!(starts, expected);
    let page = fs::read_to_string(Path::new(&report).join("index.html")).expect("the report is written");
    assert!(page.contains("<th scope=\"row\" class=\"words\">day 2, 10:00</th>"));
    assert!(!page.contains("<th scope=\"row\" class=\"words\">day 1, 09:00</th>"));
}
