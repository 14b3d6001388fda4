//! Reads JSON Lines: one object on each line.

use std::io::BufRead;

use serde_json::Value;

use super::fault::Fault;
use super::record::{Record, Records, Stop};
use super::rows::io_words;
use super::source::{Line, RECORD_BYTES_MAX, read_line};

/// A file of JSON Lines.
pub(super) struct Lines<R> {
    file: String,
    bytes: R,
    line: u64,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(file: &str, bytes: R) -> Self {
        Self { file: file.to_owned(), bytes, line: 0, buffer: Vec::new(), ended: false }
    }

    fn stop(&self, column: Option<u64>, message: impl Into<String>, goes_on: bool) -> Stop {
        Stop { fault: Fault::at(&self.file, self.line, column, message), goes_on }
    }
}

impl<R: BufRead> Records for Lines<R> {
    fn next(&mut self) -> Result<Option<(u64, Record)>, Stop> {
        while !self.ended {
            self.line += 1;
            match read_line(&mut self.bytes, &mut self.buffer) {
                Ok(Line::End) => break,
                Ok(Line::TooLong) => {
                    let most = RECORD_BYTES_MAX >> 20;
                    return Err(self.stop(
                        None,
                        format!("a line longer than {most} MiB, expected a shorter one"),
                        true,
                    ));
                }
                Err(error) => {
                    self.ended = true;
                    return Err(self.stop(None, io_words(&error), false));
                }
                Ok(Line::Read) => {}
            }
            let bytes = self.buffer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.buffer);
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let text = match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    let column = error.valid_up_to() as u64 + 1;
                    return Err(self.stop(Some(column), "no UTF-8, expected text in UTF-8", true));
                }
            };
            return match serde_json::from_str(text) {
                Ok(value @ Value::Object(_)) => Ok(Some((self.line, Record::Object(value)))),
                Ok(_) => Err(self.stop(Some(1), "a line that is no JSON object, expected `{…}`", true)),
                Err(error) => {
                    let words = error.to_string();
                    let words = words.split(" at line ").next().unwrap_or(&words);
                    Err(self.stop(
                        Some(error.column() as u64),
                        format!("{words}, expected one JSON object on a line"),
                        true,
                    ))
                }
            };
        }
        Ok(None)
    }
}
