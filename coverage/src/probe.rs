//! One test, run alone: whether it passes, what it touches, and how long it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::suite::Probe;

/// A test that has not ended by then has lost its way, which counts as failing.
const LONGEST: Duration = Duration::from_secs(120);

/// What a test that passed has touched.
pub(crate) struct Touched {
    /// By rule: the files that asked for it.
    pub(crate) places: BTreeMap<String, BTreeSet<String>>,
    /// How long it took.
    pub(crate) took: Duration,
}

/// How a test ended.
pub(crate) enum Ended {
    Passed(Touched),
    Failed,
}

/// Runs the test, with a rule off if one is named; what it touches is noted only with all rules on.
pub(crate) fn probe(test: &Probe, off: Option<&str>) -> io::Result<Ended> {
    let notes = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(&test.binary);
    command
        .current_dir(&test.folder)
        .args(["--exact", &test.function, "--test-threads", "1", "--quiet"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(case) = &test.case {
        command.env("SWITCHBOARD_CASE", case);
    }
    match off {
        Some(id) => command.env("SWITCHBOARD_OFF", id),
        None => command.env("SWITCHBOARD_TOUCHED", notes.path()),
    };
    let started = Instant::now();
    let mut child = command.spawn()?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if off.is_some() && started.elapsed() > LONGEST {
            child.kill()?;
            child.wait()?;
            return Ok(Ended::Failed);
        }
        thread::sleep(Duration::from_millis(2));
    };
    if !status.success() {
        return Ok(Ended::Failed);
    }
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in fs::read_to_string(notes.path())?.lines() {
        let Some((id, place)) = line.split_once('\t') else { continue };
        let file = place.rsplit_once(':').map_or(place, |(file, _)| file);
        places.entry(id.to_owned()).or_default().insert(file.to_owned());
    }
    Ok(Ended::Passed(Touched { places, took: started.elapsed() }))
}
