//! Logs of other systems among the formats that `switchboard judge` knows.

use std::io::{self, BufRead, Read};

use super::judge;
use crate::format::Mapping;
use crate::judge::{Adapter, LINE_MAX, Line, Lines, Settings};
use crate::report::{Finding, Report};

/// Whatever a mapping describes.
#[derive(Debug, Clone, Copy)]
pub struct Mapped;

impl Adapter for Mapped {
    fn name(&self) -> &'static str {
        "a log with a mapping (--map)"
    }

    fn recognises(&self, _: &[u8], settings: &Settings) -> bool {
        settings.mapping.is_some()
    }

    fn judge(&self, file: &str, lines: &mut Lines<'_>, settings: &Settings, report: &mut Report) -> io::Result<()> {
        let Some((text, name)) = &settings.mapping else {
            return Err(io::Error::other(format!("{file}: no mapping, expected one by `--map`")));
        };
        let mapping = Mapping::read(text, name).map_err(io::Error::other)?;
        let mut tell = |finding: &Finding| {
            if let Some(watch) = &settings.watch {
                watch.tell(finding);
            }
        };
        let judged = if lines.grows() {
            judge(file, Growing { lines, buffer: Vec::new(), at: 0 }, &mapping, &mut tell)
        } else {
            judge(file, lines.input(), &mapping, &mut tell)
        };
        report.join(judged.map_err(io::Error::other)?);
        Ok(())
    }
}

/// The bytes of a log that may still grow, a line at a time.
struct Growing<'a, 'b> {
    lines: &'a mut Lines<'b>,
    buffer: Vec<u8>,
    at: usize,
}

impl Read for Growing<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Growing<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            match self.lines.next()? {
                None => break,
                Some(Line::Idle) => {}
                Some(Line::Text(_, bytes)) => {
                    self.buffer.extend_from_slice(bytes);
                    self.buffer.push(b'\n');
                }
                // What stands for it is no record of any format, so it is told as one that cannot be read.
                Some(Line::TooLong(_)) => {
                    self.buffer.extend_from_slice(format!("a line of more than {LINE_MAX} bytes\n").as_bytes());
                }
            }
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }
}
