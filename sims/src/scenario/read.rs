//! Scenarios from TOML, with the place of every fault; and the scenarios that come with the program.

use std::io;
use std::ops::Range;

use serde::Deserialize;
use switchboard::{Policy, PolicySpec, PolicyStep};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, ValueDeserializer};

use crate::document::{self, InputError};
use crate::scenario::{Scenario, ScenarioSpec};

/// The mixed day that `simulate` runs without a scenario.
const DEFAULT_DAY: &str = include_str!("../../scenarios/default.toml");
/// A small day for examples.
const QUIET_MONDAY: &str = include_str!("../../scenarios/quiet-monday.toml");
/// A hundred telephones, to compare with exact values.
const ERLANG_A: &str = include_str!("../../scenarios/erlang-a.toml");

impl Scenario {
    /// Reads a scenario from TOML.
    ///
    /// The key `policy` names a policy file, which `read_file` is asked for by the name as it stands there, relative
    /// to the scenario; or it is a table that holds the policy itself. `file` is the scenario's own name in messages.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, a key is unknown, a type or a number does not fit, the policy file cannot be read,
    /// or policy and scenario cannot be built. The error names the file, line and column, what was found, and what
    /// would have been accepted.
    pub fn from_toml(
        text: &str,
        file: &str,
        read_file: &dyn Fn(&str) -> io::Result<String>,
    ) -> Result<Self, InputError> {
        Self::read(text, file, read_file, None)
    }

    /// Reads a scenario from TOML, but runs it under another policy than its own, given as the text of a policy file.
    ///
    /// # Errors
    ///
    /// As [`Scenario::from_toml`]; an error in the policy names `policy_file`.
    pub fn from_toml_under(text: &str, file: &str, policy: &str, policy_file: &str) -> Result<Self, InputError> {
        let none = |_: &str| Err(io::Error::from(io::ErrorKind::NotFound));
        Self::read(text, file, &none, Some((policy, policy_file)))
    }

    fn read(
        text: &str,
        file: &str,
        read_file: &dyn Fn(&str) -> io::Result<String>,
        instead: Option<(&str, &str)>,
    ) -> Result<Self, InputError> {
        let fault = |error: toml::de::Error| InputError::at(file, text, error.span(), document::words(&error));
        let mut table = DeTable::parse(text).map_err(fault)?;
        let policy_key = PolicyStep::Key("policy".to_owned());
        let own = table.get_mut().remove("policy");
        let Some(source) = own.filter(|_| instead.is_none()) else {
            if let Some((policy, policy_file)) = instead {
                let built = document::policy_from_toml(policy, policy_file)?;
                return Self::finish(table, text, file, (built, policy, policy_file, &[]));
            }
            let message = "there is no `policy`, expected `policy = \"file.toml\"` or a table `[policy]`";
            return Err(InputError::at(file, text, None, message));
        };
        let place = source.span();
        // Where the policy is, and the way to it in its own document: for errors and warnings.
        let (policy, policy_text, policy_file, way) = match source.get_ref() {
            DeValue::String(name) => {
                let name = name.to_string();
                let content = read_file(&name).map_err(|error| {
                    InputError::at(file, text, Some(place), format!("policy file `{name}` cannot be read: {error}"))
                })?;
                let policy_file = document::beside(file, &name);
                let policy = document::policy_from_toml(&content, &policy_file)?;
                (policy, content, policy_file, Vec::new())
            }
            DeValue::Table(_) => {
                let spec = PolicySpec::deserialize(ValueDeserializer::from(source)).map_err(fault)?;
                let way = vec![policy_key];
                (document::build(&spec, text, file, &way)?, text.to_owned(), file.to_owned(), way)
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                let message =
                    "`policy` is neither a file name nor a table, expected `policy = \"file.toml\"` or `[policy]`";
                return Err(InputError::at(file, text, Some(place), message));
            }
        };
        Self::finish(table, text, file, (policy, &policy_text, &policy_file, &way))
    }

    /// Builds what is left of the document; the policy comes with its text, its file and the way to it therein.
    fn finish(
        table: Spanned<DeTable<'_>>,
        text: &str,
        file: &str,
        (policy, policy_text, policy_file, way): (Policy, &str, &str, &[PolicyStep]),
    ) -> Result<Self, InputError> {
        let spec = ScenarioSpec::deserialize(Deserializer::from(table))
            .map_err(|error| InputError::at(file, text, error.span(), document::words(&error)))?;
        check_policy(&policy, policy_text, policy_file, way)?;
        let of_policy = policy.warnings().len();
        let mut scenario = spec
            .build(policy)
            .map_err(|error| InputError::at(file, text, document::find(text, &error.path), error.message))?;
        for (number, warning) in scenario.warnings.iter_mut().enumerate() {
            let path: Vec<PolicyStep> = if number < of_policy {
                way.iter().chain(&warning.path).cloned().collect()
            } else {
                warning.path.clone()
            };
            let (text, file) = if number < of_policy { (policy_text, policy_file) } else { (text, file) };
            let (line, column) = document::position(text, document::find(text, &path).map_or(0, |span| span.start));
            warning.place = format!("{file}:{line}:{column}");
        }
        Ok(scenario)
    }

    /// The mixed day that `simulate` runs without a scenario: calls, live chats, WhatsApp and cases.
    ///
    /// # Panics
    ///
    /// Never: the file is part of the program and tested.
    pub fn default_day() -> Self {
        embedded(DEFAULT_DAY, "default.toml")
    }

    /// A small day: eight agents, calls and chats.
    ///
    /// # Panics
    ///
    /// Never: the file is part of the program and tested.
    pub fn quiet_monday() -> Self {
        embedded(QUIET_MONDAY, "quiet-monday.toml")
    }

    /// A hundred telephones with exponential times, for which exact values are known (Erlang A).
    ///
    /// # Panics
    ///
    /// Never: the file is part of the program and tested.
    pub fn erlang_a() -> Self {
        embedded(ERLANG_A, "erlang-a.toml")
    }

    /// The text of the default day, as a pattern for own scenarios.
    pub const fn default_text() -> &'static str {
        DEFAULT_DAY
    }
}

/// Refuses a policy under which no day can be run, at its own place rather than at what misses it.
fn check_policy(policy: &Policy, text: &str, file: &str, way: &[PolicyStep]) -> Result<(), InputError> {
    let refuse = |place, message: &str| Err(InputError::at(file, text, place, message));
    let at = |steps: &[PolicyStep]| document::find(text, &[way, steps].concat());
    if policy.workstreams().is_empty() {
        return refuse(at(&[]), "the policy has no workstreams, expected at least one in `workstreams`");
    }
    if let Some(place) = empty_group(text, way) {
        let message = "`count` is 0, expected a whole number from 1 to 10000; leave the group out if nobody is in it";
        return refuse(Some(place), message);
    }
    if policy.users().is_empty() {
        return refuse(at(&[]), "the policy has no users, expected at least one in `users`");
    }
    Ok(())
}

/// Where a group of nobody stands in the text of a policy.
fn empty_group(text: &str, way: &[PolicyStep]) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    for step in way {
        let PolicyStep::Key(key) = step else { return None };
        table = table.get(key.as_str())?.get_ref().as_table()?;
    }
    let users = table.get("users")?.get_ref().as_array()?;
    let counts = users.iter().filter_map(|user| user.get_ref().as_table()?.get("count"));
    let mut spans = counts.map(Spanned::span);
    spans.find(|span| text.get(span.clone()) == Some("0"))
}

fn embedded(text: &str, file: &str) -> Scenario {
    let none = |name: &str| Err(io::Error::new(io::ErrorKind::NotFound, format!("`{name}` is not embedded")));
    match Scenario::from_toml(text, file, &none) {
        Ok(scenario) => scenario,
        Err(error) => unreachable!("embedded scenarios are tested: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use crate::scenario::Scenario;

    const POLICY: &str = "queues = [{ name = \"calls\", kind = \"voice\" }, { name = \"chats\", kind = \"messaging\" }]
workstreams = [
    { name = \"phone\", channel = \"voice\", queue = \"calls\", cost = 100 },
    { name = \"chat\", channel = \"async\", queue = \"chats\", cost = 30 },
]
users = [{ name = \"phone\", count = 2, units = 100, queues = [\"calls\"] }, { name = \"ruth\", roles = [\"supervisor\"] }]
";

    const FINE: &str = "name = \"t\"
policy = \"p.toml\"
from = \"08:00\"
to = \"09:00\"
[[arrivals]]
workstream = \"phone\"
per_hour = 10
handling.exponential = { mean_s = 100 }
[[staff]]
group = \"phone\"
shifts = [{ from = \"08:00\", to = \"09:00\" }]
";

    fn read(text: &str) -> Result<Scenario, String> {
        let policy = |name: &str| match name {
            "p.toml" => Ok(POLICY.to_owned()),
            _ => Err(io::Error::new(io::ErrorKind::NotFound, "no such file")),
        };
        Scenario::from_toml(text, "days/s.toml", &policy).map_err(|error| error.to_string())
    }

    /// The message after one change of a scenario that is fine.
    fn message(from: &str, to: &str) -> String {
        assert!(FINE.contains(from), "{from}");
        read(&FINE.replacen(from, to, 1)).expect_err("it should be refused")
    }

    #[test]
    fn the_scenarios_that_come_along_can_be_run_and_mean_what_they_say() {
        for scenario in [Scenario::default_day(), Scenario::quiet_monday(), Scenario::erlang_a()] {
            assert_eq!(scenario.warnings(), [], "{}", scenario.name());
        }
        assert_eq!(Scenario::default_day().agents(), 60);
    }

    #[test]
    fn a_fault_is_named_with_its_place_and_what_would_be_accepted() {
        assert!(read(FINE).is_ok());
        let mut wrong = Vec::new();
        for (from, to, expected) in [
            (
                "per_hour = 10",
                "per_hour = -10",
                "days/s.toml:7:12: `per_hour` is -10, expected a number from 0 to 10000000",
            ),
            (
                "workstream = \"phone\"",
                "workstream = \"fone\"",
                "days/s.toml:6:14: unknown workstream `fone`, expected one of: phone, chat",
            ),
            (
                "group = \"phone\"",
                "group = \"telephone\"",
                "days/s.toml:10:9: unknown agent or group `telephone`, expected one of: phone",
            ),
            (
                "group = \"phone\"",
                "group = \"phone-3\"",
                "days/s.toml:10:9: unknown agent or group `phone-3`, expected one of: phone",
            ),
            (
                "{ from = \"08:00\", to = \"09:00\" }",
                "{ from = \"08:00\", to = \"08:00\" }",
                "days/s.toml:11:34: `to` is 08:00, expected a time after `from`, which is 08:00 (write 25:00 for one in the night after)",
            ),
            (
                "to = \"09:00\" }",
                "to = \"09:00\", agents = 3 }",
                "days/s.toml:11:52: `agents` is 3, expected 2 at most: group `phone` has 2 and other shifts have the rest",
            ),
            (
                "mean_s = 100",
                "mean_s = -1",
                "days/s.toml:8:35: `mean_s` of `exponential` is -1, expected a number above 0 and up to 1000000000",
            ),
            (
                "per_hour = 10",
                "per_interval = [1, 2, 3]",
                "days/s.toml:7:16: 3 rates for the 2 intervals of 30 minutes from 08:00 to 09:00, expected one rate per interval",
            ),
            (
                "per_hour = 10",
                "per_interval = [1, -2]",
                "days/s.toml:7:20: the rate of an interval is -2, expected a number from 0 to 10000000",
            ),
            (
                "per_hour = 10",
                "",
                "days/s.toml:5:1: nothing says when they arrive, expected one of `per_interval`, `profile`, `per_hour`, `trace`",
            ),
            (
                "per_hour = 10",
                "per_hour = 10\nsilence = { probability = 0.5, away = { constant = { value_s = 1 } } }",
                "days/s.toml:8:11: channel voice has no Waiting, expected no `silence` (ST-43)",
            ),
            (
                "workstream = \"phone\"",
                "patience = { constant = { value_s = 1 } }\nworkstream = \"chat\"",
                "days/s.toml:6:12: nobody leaves a conversation of channel async, expected no `patience` (ST-40, ST-06)",
            ),
            (
                "per_hour = 10",
                "per_hour = 10\nreject = 1.5",
                "days/s.toml:8:10: `reject` is 1.5, expected a number from 0 to 1",
            ),
            ("per_hour", "per_hours", "days/s.toml:7:1: unknown field `per_hours`"),
            (
                "08:00\"\nto",
                "8 o'clock\"\nto",
                "days/s.toml:3:8: unknown time `8 o'clock`, expected `HH:MM` or `HH:MM:SS` with hours from 0 to 47",
            ),
            ("p.toml", "q.toml", "days/s.toml:2:10: policy file `q.toml` cannot be read: no such file"),
            (
                "policy = \"p.toml\"\n",
                "",
                "days/s.toml:1:1: there is no `policy`, expected `policy = \"file.toml\"` or a table `[policy]`",
            ),
            (
                "[[staff]]",
                "[[supervisors]]\nuser = \"phone-1\"\nfrom = \"08:00\"\nto = \"09:00\"\nlook_every_min = 5\n[[staff]]",
                "days/s.toml:10:8: unknown supervisor `phone-1`, expected one of: ruth",
            ),
        ] {
            let found = message(from, to);
            // Lists of known fields grow; the beginning says what is wrong.
            let found = found.split(", expected one of `workstream`").next().unwrap_or_default();
            if found != expected {
                wrong.push(format!("{found}\n  expected: {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_fault_in_the_policy_is_named_in_its_own_file() {
        let policy = |_: &str| Ok("queues = [{ name = \"calls\", kind = \"phone\" }]".to_owned());
        let error = Scenario::from_toml(FINE, "days/s.toml", &policy).expect_err("no such kind");
        assert_eq!(
            error.to_string(),
            "days/p.toml:1:36: unknown queue kind `phone`, expected one of: messaging, record, voice"
        );
    }

    #[test]
    fn a_fault_in_a_policy_inside_the_scenario_is_named_there() {
        let text =
            FINE.replace("policy = \"p.toml\"\n", "") + "[policy]\nqueues = [{ name = \"calls\", kind = \"phone\" }]\n";
        let expected = "days/s.toml:12:36: unknown queue kind `phone`, expected one of: messaging, record, voice";
        assert_eq!(read(&text).expect_err("no such kind"), expected);
    }

    #[test]
    fn what_is_probably_not_meant_is_warned_of_with_its_place() {
        let text = FINE.replace("workstream = \"phone\"", "workstream = \"chat\"");
        let warnings: Vec<String> =
            read(&text).expect("it can be run").warnings().iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "days/p.toml:4:49: queue `chats` of workstream `chat` has no members: its conversations close on arrival; \
                 add an agent to the queue (DIST-09)",
                "days/s.toml:6:14: nobody who works on this day is in queue `chats`; give one of its members a shift",
                "days/s.toml:6:14: queue `chats` has no threshold, so whoever is answered there is answered in time (POL-36 \
                 b, MET-40); give the queue a `threshold_s`, or set `POL-36 = \"a\"` for `service_level_s`",
            ]
        );
        let policy = |_: &str| Ok(POLICY.replace("cost = 100", "cost = 101"));
        let scenario = Scenario::from_toml(FINE, "s.toml", &policy).expect("it can be run");
        let warnings: Vec<String> = scenario.warnings().iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings[0],
            "p.toml:3:66: a conversation of `phone` costs 101 units, but no agent of queue `calls` has more than 100: it \
             can only be given by hand; lower the cost or give an agent 101 units or more (CAP-03)"
        );
    }
}
