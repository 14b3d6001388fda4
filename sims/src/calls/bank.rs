//! The bank's month for tests, where it is at hand; a small log written in a test otherwise.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use crate::calls::{CallLog, ColumnMapping};

/// A file of the shared folder beside the project; where it is absent, says so and gives nothing.
pub(crate) fn shared(path: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    fs::read(&path).inspect_err(|error| skipped(&path, error)).ok()
}

/// Says that this test skips for want of a file. Written to standard error itself, because the test harness swallows
/// what the printing macros write in tests that pass; each test runs in a thread of its own name.
fn skipped(path: &Path, error: &io::Error) {
    let thread = thread::current();
    let test = thread.name().unwrap_or("a test");
    writeln!(io::stderr(), "skipped: {test}: {} is not here ({error})", path.display()).expect("stderr takes a line");
}

/// The 33,344 calls of February 1999.
pub(crate) fn february() -> Option<&'static CallLog> {
    static LOG: OnceLock<CallLog> = OnceLock::new();
    // Asked for again by every test that has nothing yet, so that each of them says that it skips.
    if let Some(log) = LOG.get() {
        return Some(log);
    }
    let bytes = shared("data/bank-calls-1999-02.csv")?;
    Some(LOG.get_or_init(|| CallLog::read("bank-calls-1999-02.csv", &bytes, &ColumnMapping::default()).expect("a log")))
}

/// The header of the bank's file.
pub(crate) const HEADER: &str = "call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,\
                                 q_time,outcome,ser_start,ser_exit,ser_time,server";

/// A log of rows in the bank's columns.
pub(crate) fn log(rows: &[&str]) -> CallLog {
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    CallLog::read("calls.csv", text.as_bytes(), &ColumnMapping::default()).expect("a log")
}

/// Set where the test below runs as its own child.
const CHILD: &str = "SWITCHBOARD_TEST_SKIPS";

#[test]
fn a_test_that_skips_says_so_though_it_passes() {
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(shared("data/no-such-file.csv"), None);
        return;
    }
    let name = "calls::bank::a_test_that_skips_says_so_though_it_passes";
    let child = std::process::Command::new(std::env::current_exe().expect("the test's own binary"))
        .args(["--exact", name])
        .env(CHILD, "1")
        .output()
        .expect("it runs again");
    assert!(child.status.success());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/no-such-file.csv");
    let said = String::from_utf8(child.stderr).expect("text");
    let line = format!("skipped: {name}: {} is not here (No such file or directory (os error 2))\n", path.display());
    assert_eq!(said, line);
}
