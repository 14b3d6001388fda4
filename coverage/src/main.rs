//! Measures the coverage of rules: which tests touch each rule, and which of them fails when the rule is off.
//!
//! `cargo run --release --package switchboard-coverage` builds all tests with the feature `coverage`, runs each of
//! them alone to see which rules it touches, then switches off one rule after the other and runs the tests that touch
//! it, the quickest first, until one fails. It writes `tests/coverage.json`, which `switchboard rules --coverage`
//! shows, and ends with code 1 if a rule is off and no test notices. Ids given as arguments limit the second step to
//! those rules; the rest of the file then stays as it was. The test that noticed last time is asked first, so that a
//! second run takes one test a rule. With `--check` nothing is written; with `--quick` besides, a rule whose test of last
//! time notices again is done with, and only for the others are all tests run, without those that search whole worlds.

mod probe;
mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;
use serde_json::{Value, json};
use switchboard::{OUT_OF_SCOPE, Rule, Switches};

use probe::{Ended, Touched, probe};
use suite::Probe;

/// How many tests are tried with a rule off before it counts as unnoticed.
const TRIES_MAX: usize = 200;

/// The modules of tests that search whole worlds.
const LONG: [&str; 2] = ["exhaustive::", "properties::"];

/// How many of the tests that touch a rule are named in the file.
const NAMED_MAX: usize = 5;

/// Where the result goes, from the root of the project.
const RESULT: &str = "tests/coverage.json";

fn main() -> ExitCode {
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

/// What one rule looks like after both steps.
struct Covered {
    /// The files that ask for the rule.
    files: BTreeSet<String>,
    /// How many tests touch it.
    tests: usize,
    /// Some of them, by name.
    named: Vec<String>,
    /// The test that failed without it.
    noticed_by: Option<String>,
}

fn measure() -> Result<bool, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the crate lies in the project")?;
    let ids: BTreeSet<&'static str> =
        Rule::ALL.iter().map(|rule| rule.id()).chain(Switches::ALL.iter().map(|info| info.id)).collect();
    let (options, asked): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| !["--check", "--quick"].contains(&option.as_str())) {
        return Err(format!("unknown option `{unknown}`, expected `--check` or `--quick`").into());
    }
    let asked: BTreeSet<String> = asked.into_iter().map(|id| id.to_ascii_uppercase().replace("13B", "13b")).collect();
    let known = read(&root.join(RESULT))?;
    if let Some(unknown) = asked.iter().find(|id| !ids.contains(id.as_str())) {
        return Err(format!("unknown rule `{unknown}`; `switchboard rules` lists all").into());
    }
    let limited = !asked.is_empty();
    let mut wanted: Vec<&str> = ids.iter().copied().filter(|id| !limited || asked.contains(*id)).collect();
    let all = wanted.len();
    let mut probes = suite::probes(root)?;
    if options.iter().any(|option| option == "--quick") {
        probes.retain(|test| !LONG.iter().any(|module| test.function.starts_with(module)));
        if options.iter().any(|option| option == "--check") {
            wanted = unlike_last_time(wanted, &known, &probes)?;
            if wanted.is_empty() {
                say(&format!("{all} of {all} rules are noticed when off, by the tests of last time"))?;
                return Ok(true);
            }
        }
    }
    say(&format!("{} tests, each alone", probes.len()))?;
    let ended: Vec<(Probe, Ended)> = probes
        .into_par_iter()
        .map(|test| probe(&test, None).map(|ended| (test, ended)))
        .collect::<Result<_, io::Error>>()?;
    let mut touched: Vec<(Probe, Touched)> = Vec::new();
    let mut broken = false;
    for (test, ended) in ended {
        match ended {
            Ended::Passed(seen) => touched.push((test, seen)),
            Ended::Failed => {
                say(&format!("{} fails with all rules on", test.name))?;
                broken = true;
            }
        }
    }
    say(&format!("{} rules, each off", wanted.len()))?;
    let covered: Vec<(&str, Covered)> =
        wanted.into_par_iter().map(|id| Ok((id, cover(id, &known, &touched)?))).collect::<Result<_, io::Error>>()?;
    let unnoticed: Vec<&str> =
        covered.iter().filter(|(_, rule)| rule.noticed_by.is_none()).map(|(id, _)| *id).collect();
    if !options.iter().any(|option| option == "--check") {
        write(&root.join(RESULT), &covered, if limited { known } else { BTreeMap::new() })?;
    }
    for id in &unnoticed {
        say(&format!("{id}: off, and no test notices"))?;
    }
    say(&format!("{} of {all} rules are noticed when off", all - unnoticed.len()))?;
    Ok(unnoticed.is_empty() && !broken)
}

/// The rules that the test which noticed last time does not notice any more, or that had none.
fn unlike_last_time<'a>(
    wanted: Vec<&'a str>,
    known: &BTreeMap<String, Value>,
    probes: &[Probe],
) -> Result<Vec<&'a str>, Box<dyn Error>> {
    let last = |id: &str| {
        let name = known.get(id)?["noticed_by"].as_str()?;
        probes.iter().position(|test| test.name == name)
    };
    let asked: BTreeSet<usize> = wanted.iter().filter_map(|id| last(id)).collect();
    say(&format!("{} tests of last time, each alone, then with their rules off", asked.len()))?;
    let sound: BTreeSet<usize> = asked
        .into_par_iter()
        .map(|test| Ok((test, matches!(probe(&probes[test], None)?, Ended::Passed(_)))))
        .collect::<io::Result<Vec<(usize, bool)>>>()?
        .into_iter()
        .filter_map(|(test, passes)| passes.then_some(test))
        .collect();
    let noticed: Vec<(&str, bool)> = wanted
        .into_par_iter()
        .map(|id| match last(id).filter(|test| sound.contains(test)) {
            Some(test) => Ok((id, matches!(probe(&probes[test], Some(id))?, Ended::Failed))),
            None => Ok((id, false)),
        })
        .collect::<io::Result<_>>()?;
    Ok(noticed.into_iter().filter_map(|(id, noticed)| (!noticed).then_some(id)).collect())
}

/// Runs the tests that touch the rule with the rule off, the quickest first, until one fails.
fn cover(id: &'static str, known: &BTreeMap<String, Value>, touched: &[(Probe, Touched)]) -> io::Result<Covered> {
    // An open question is asked whenever a policy is read; the cases named after it are the ones to ask first.
    let question = id.starts_with("POL-");
    let mut tests: Vec<&(Probe, Touched)> =
        touched.iter().filter(|(test, seen)| seen.places.contains_key(id) || (question && test.shows(id))).collect();
    let last = known.get(id).and_then(|rule| rule["noticed_by"].as_str());
    tests.sort_by_key(|(test, seen)| (Some(test.name.as_str()) != last, !test.shows(id), seen.took));
    let mut files = BTreeSet::new();
    for (_, seen) in &tests {
        files.extend(seen.places.get(id).into_iter().flatten().cloned());
    }
    if question {
        files.insert("src/policy/build.rs".to_owned());
    }
    let others = touched.iter().filter(|(test, seen)| question && !seen.places.contains_key(id) && !test.shows(id));
    let mut noticed_by = None;
    for (test, _) in tests.iter().copied().chain(others).take(TRIES_MAX) {
        if matches!(probe(test, Some(id))?, Ended::Failed) {
            noticed_by = Some(test.name.clone());
            break;
        }
    }
    tests.sort_by(|(left, _), (right, _)| left.name.cmp(&right.name));
    let named = tests.iter().take(NAMED_MAX).map(|(test, _)| test.name.clone()).collect();
    Ok(Covered { files, tests: tests.len(), named, noticed_by })
}

/// What was measured last time.
fn read(path: &Path) -> Result<BTreeMap<String, Value>, Box<dyn Error>> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
}

/// Writes the result over what is kept, whole or not at all.
fn write(path: &Path, covered: &[(&str, Covered)], mut rules: BTreeMap<String, Value>) -> Result<(), Box<dyn Error>> {
    for (id, rule) in covered {
        let value = json!({
            "files": rule.files,
            "noticed_by": rule.noticed_by,
            "tests": rule.tests,
            "some": rule.named,
        });
        rules.insert((*id).to_owned(), value);
    }
    rules.retain(|id, _| !OUT_OF_SCOPE.iter().any(|(out, _)| out == id));
    let mut file = tempfile::NamedTempFile::new_in(path.parent().ok_or("the file lies in a folder")?)?;
    serde_json::to_writer_pretty(&mut file, &rules)?;
    file.write_all(b"\n")?;
    file.persist(path)?;
    Ok(())
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{line}")
}
