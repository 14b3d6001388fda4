//! The bank's month for tests, where it is at hand; a small log written in a test otherwise.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::calls::{CallLog, ColumnMapping};

/// A file of the shared folder beside the project; says so and gives nothing where it is absent.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub(super) fn shared(path: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            eprintln!("skipped: {} is not here ({error})", path.display());
            None
        }
    }
}

/// The 33,344 calls of February 1999.
pub(super) fn february() -> Option<&'static CallLog> {
    static LOG: OnceLock<Option<CallLog>> = OnceLock::new();
    LOG.get_or_init(|| {
        let bytes = shared("data/bank-calls-1999-02.csv")?;
        let mapping = ColumnMapping::default();
        Some(CallLog::read("bank-calls-1999-02.csv", &bytes, &mapping).expect("a log"))
    })
    .as_ref()
}

/// The header of the bank's file.
pub(super) const HEADER: &str = "call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,\
                                 q_time,outcome,ser_start,ser_exit,ser_time,server";

/// A log of rows in the bank's columns.
pub(super) fn log(rows: &[&str]) -> CallLog {
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    CallLog::read("calls.csv", text.as_bytes(), &ColumnMapping::default()).expect("a log")
}
