//! The bytes of a log file, and where in it something stands.

use csv::ByteRecord;

use crate::calls::Place;

/// The file with its name, to say where something stands.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) bytes: &'a [u8],
}

impl Source<'_> {
    /// The number of line breaks from one byte to another.
    pub(super) fn breaks(&self, from: usize, until: usize) -> u64 {
        let breaks = (from..until).filter(|&at| match self.bytes[at] {
            b'\n' => true,
            b'\r' => self.bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        breaks.count() as u64
    }

    /// Where a record starts: blank lines before it are not part of it.
    pub(super) fn start(&self, record: &ByteRecord) -> usize {
        let reported = record.position().map_or(0, |position| position.byte() as usize);
        let blank = self.bytes[reported..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        reported + blank.count()
    }

    /// The place of a field of a record.
    pub(super) fn place(&self, record: &ByteRecord, field: usize) -> Place {
        let start = self.start(record);
        let (mut left, mut quoted, mut character) = (field, false, 1);
        for byte in &self.bytes[start..] {
            if left == 0 {
                break;
            }
            match byte {
                b'"' => quoted = !quoted,
                b',' if !quoted => left -= 1,
                _ => {}
            }
            // Only the first byte of a character counts.
            character += u64::from(byte & 0b1100_0000 != 0b1000_0000);
        }
        Place { file: self.file.to_owned(), line: 1 + self.breaks(0, start), character }
    }
}
