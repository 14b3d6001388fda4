//! The lines of a log, one at a time, of which none is ever longer in memory than a limit.

use std::io::{self, BufRead, Read};

/// The longest line that is read, in bytes.
pub const LINE_MAX: usize = 1 << 20;

/// One line.
#[derive(Debug)]
pub enum Line<'a> {
    /// Its number, from one, and its bytes without the end of the line.
    Text(u64, &'a [u8]),
    /// The number of a line beyond [`LINE_MAX`]; it was passed over.
    TooLong(u64),
    /// Nothing more has come for a while, from a log that may still grow.
    Idle,
}

/// Where lines come from.
pub struct Lines<'a> {
    input: &'a mut dyn BufRead,
    line: Vec<u8>,
    number: u64,
    /// Whether a line has been begun whose end has not come yet.
    open: bool,
    /// Bytes of it that were passed over.
    passed: bool,
    wait: Option<&'a mut dyn FnMut() -> bool>,
    idle: bool,
}

impl std::fmt::Debug for Lines<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Lines").field("number", &self.number).finish_non_exhaustive()
    }
}

impl<'a> Lines<'a> {
    /// The lines of a log that is whole.
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, line: Vec::new(), number: 0, open: false, passed: false, wait: None, idle: false }
    }

    /// The lines of a log that may still grow: at its end `wait` waits a while and tells whether to go on.
    pub fn growing(input: &'a mut dyn BufRead, wait: &'a mut dyn FnMut() -> bool) -> Self {
        Self { wait: Some(wait), ..Self::new(input) }
    }

    /// Whether the log may still grow.
    #[must_use]
    pub fn grows(&self) -> bool {
        self.wait.is_some()
    }

    /// The rest of the log at once, for formats that know no lines; never more than `bytes_max`.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn rest(&mut self, bytes_max: u64) -> io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        let read = (&mut *self.input).take(bytes_max.saturating_add(1)).read_to_end(&mut rest)?;
        if read as u64 > bytes_max {
            return Err(io::Error::other(format!("the log has more than {bytes_max} bytes, which are read at once")));
        }
        Ok(rest)
    }

    /// What lies under the lines, for formats that read it piece by piece.
    pub fn input(&mut self) -> &mut dyn BufRead {
        self.input
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    #[expect(clippy::should_implement_trait, reason = "a line borrows from here, which no iterator allows")]
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        if !self.open {
            self.line.clear();
            self.passed = false;
        }
        loop {
            let found = match self.input.fill_buf() {
                Ok(found) => found,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if found.is_empty() {
                if let Some(wait) = &mut self.wait {
                    if !self.idle {
                        self.idle = true;
                        return Ok(Some(Line::Idle));
                    }
                    if wait() {
                        continue;
                    }
                    self.wait = None;
                }
                if !std::mem::take(&mut self.open) {
                    return Ok(None);
                }
                break;
            }
            self.idle = false;
            if !self.open {
                self.open = true;
                self.number += 1;
            }
            let end = memchr::memchr(b'\n', found);
            let part = &found[..end.unwrap_or(found.len())];
            if self.line.len() + part.len() > LINE_MAX {
                self.passed = true;
                self.line.clear();
            } else if !self.passed {
                self.line.extend_from_slice(part);
            }
            let used = end.map_or(found.len(), |end| end + 1);
            self.input.consume(used);
            if end.is_some() {
                self.open = false;
                break;
            }
        }
        if self.passed {
            return Ok(Some(Line::TooLong(self.number)));
        }
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        Ok(Some(Line::Text(self.number, line)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader, Cursor, Read};

    use super::{LINE_MAX, Line, Lines};

    /// So many bytes that no memory holds them.
    struct Endless(u64);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let number = (buffer.len() as u64).min(self.0) as usize;
            buffer[..number].fill(b'x');
            self.0 -= number as u64;
            Ok(number)
        }
    }

    #[test]
    fn lines_are_numbered_and_the_last_needs_no_end() {
        let mut input = Cursor::new(b"one\r\n\ntwo");
        let mut lines = Lines::new(&mut input);
        let mut seen = Vec::new();
        while let Some(line) = lines.next().expect("it is read") {
            let Line::Text(number, bytes) = line else { panic!("none is too long") };
            seen.push((number, String::from_utf8(bytes.to_vec()).expect("it is read")));
        }
        assert_eq!(seen, [(1, "one".to_owned()), (2, String::new()), (3, "two".to_owned())]);
    }

    #[test]
    fn a_gigabyte_on_one_line_is_passed_over_with_its_number() {
        let mut input = BufReader::new(Cursor::new(b"a\n").chain(Endless(1 << 30)).chain(Cursor::new(b"\nb")));
        let mut lines = Lines::new(&mut input);
        assert!(matches!(lines.next().expect("it is read"), Some(Line::Text(1, b"a"))));
        assert!(matches!(lines.next().expect("it is read"), Some(Line::TooLong(2))));
        assert!(lines.line.capacity() <= 2 * LINE_MAX);
        assert!(matches!(lines.next().expect("it is read"), Some(Line::Text(3, b"b"))));
        assert!(lines.next().expect("it is read").is_none());
    }

    #[test]
    fn a_log_that_grows_is_waited_for() {
        let mut input = Cursor::new(b"one\n");
        let mut waits = 0;
        let mut wait = || {
            waits += 1;
            waits < 3
        };
        let mut lines = Lines::growing(&mut input, &mut wait);
        assert!(matches!(lines.next().expect("it is read"), Some(Line::Text(1, _))));
        assert!(matches!(lines.next().expect("it is read"), Some(Line::Idle)));
        assert!(lines.next().expect("it is read").is_none());
        assert_eq!(waits, 3);
    }
}
