//! Where the bytes of a log come from: plain or compressed, with the line counted and nothing longer than a record may be.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// The longest record that is read, in bytes: longer ones are a fault, not a reason to run out of memory.
pub const RECORD_BYTES_MAX: u64 = 16 << 20;

/// The bytes of a log: unpacked, if they begin as gzip does.
///
/// # Errors
///
/// When the first bytes cannot be read.
pub fn unpacked<'a>(bytes: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut bytes = BufReader::with_capacity(1 << 16, bytes);
    let packed = bytes.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(match packed {
        true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(bytes))),
        false => Box::new(bytes),
    })
}

/// The bytes of a file, unpacked, if they begin as gzip does.
///
/// # Errors
///
/// When the file cannot be opened or its first bytes cannot be read.
pub fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    unpacked(File::open(path)?)
}

/// Bytes that are counted while they are taken: how many lines, and how much since a record began.
#[derive(Debug)]
pub(super) struct Counted<R> {
    bytes: R,
    /// The line of the next byte, from one.
    pub(super) line: u64,
    /// Bytes taken since the record began.
    since: u64,
}

impl<R> Counted<R> {
    pub(super) const fn new(bytes: R) -> Self {
        Self { bytes, line: 1, since: 0 }
    }

    /// A record begins here.
    pub(super) const fn begin(&mut self) {
        self.since = 0;
    }

    fn check(&self) -> io::Result<()> {
        if self.since <= RECORD_BYTES_MAX {
            return Ok(());
        }
        let most = RECORD_BYTES_MAX >> 20;
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("a record is longer than {most} MiB, expected a shorter"),
        ))
    }

    fn took(&mut self, lines: usize, bytes: usize) {
        self.line += lines as u64;
        self.since += bytes as u64;
    }
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let count = self.bytes.read(into)?;
        self.took(lines(&into[..count]), count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.bytes.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What was filled in is there still: asking again reads nothing.
        let lines = self.bytes.fill_buf().map_or(0, |bytes| lines(&bytes[..count.min(bytes.len())]));
        self.bytes.consume(count);
        self.took(lines, count);
    }
}

/// A line, without its end.
pub(super) enum Line {
    /// It is in the buffer.
    Read,
    /// It is longer than a record may be; it was passed over.
    TooLong,
    /// There is none.
    End,
}

/// Reads a line of at most [`RECORD_BYTES_MAX`] bytes into a buffer.
///
/// # Errors
///
/// Those of the bytes, such as a gzip stream that ends too early.
pub(super) fn read_line(bytes: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<Line> {
    into.clear();
    let mut long = false;
    let mut any = false;
    loop {
        let chunk = bytes.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        any = true;
        let (taken, ends) = match chunk.iter().position(|byte| *byte == b'\n') {
            Some(place) => (place + 1, true),
            None => (chunk.len(), false),
        };
        if !long {
            into.extend_from_slice(&chunk[..taken - usize::from(ends)]);
            long = into.len() as u64 > RECORD_BYTES_MAX;
        }
        bytes.consume(taken);
        if ends {
            break;
        }
    }
    if into.last() == Some(&b'\r') {
        into.pop();
    }
    Ok(match (any, long) {
        (false, _) => Line::End,
        (true, true) => {
            *into = Vec::new();
            Line::TooLong
        }
        (true, false) => Line::Read,
    })
}
