//! Reads a line of the usual form straight into its fields: no blanks between them, nothing escaped, each field once.
//!
//! Whatever is not of this form is left to the reader of records, which decides what it is; so this must never accept
//! what that one would not read alike.

use super::names::Keys;
use super::teller::Teller;
use super::told::{Field, Row, Told};

/// What a line tells, if it has the usual form.
pub(crate) fn read(text: &str, line: u64, teller: &mut Teller, keys: &mut Keys) -> Option<Row> {
    let mut scan = Scan { text, bytes: text.as_bytes(), at: 0 };
    let mut told = Told::NOTHING;
    let (mut seq, mut at, mut cause) = (None, None, None);
    scan.expect(b'{')?;
    loop {
        let key = scan.text()?;
        scan.expect(b':')?;
        match key {
            "seq" => once(&mut seq, scan.natural()?)?,
            "ts" => once(&mut at, scan.micros()?)?,
            "cause" => once(&mut cause, scan.natural()?)?,
            "conv" => {
                let key = keys.key(scan.text()?);
                put(&mut told, Field::Conv, key)?;
            }
            "actor" => actor(&mut scan, &mut told, teller)?,
            "seconds" => put(&mut told, Field::Seconds, scan.whole(0, i64::from(u32::MAX))?)?,
            "available" => put(&mut told, Field::Available, scan.whole(i64::from(i32::MIN), i64::from(i32::MAX))?)?,
            "declines" => put(&mut told, Field::Declines, scan.whole(0, i64::from(u8::MAX))?)?,
            "units" => put(&mut told, Field::Units, scan.whole(0, i64::from(u16::MAX))?)?,
            "length" => put(&mut told, Field::Length, scan.whole(0, i64::from(u32::MAX))?)?,
            key => {
                let field = match key {
                    "type" => Field::Type,
                    "rule" => Field::Rule,
                    "command" => Field::Command,
                    "workstream" => Field::Workstream,
                    "channel" => Field::Channel,
                    "queue" => Field::Queue,
                    "agent" => Field::Agent,
                    "from" => Field::From,
                    "to" => Field::To,
                    "reason" => Field::Reason,
                    "timer" => Field::Timer,
                    "presence" => Field::Presence,
                    _ => return None,
                };
                put(&mut told, field, i64::from(teller.words.heard(scan.text()?)))?;
            }
        }
        match scan.next()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    let refused = told.word(Field::Type)? == teller.refused;
    (scan.at == text.len()).then_some(Row { line, seq, at, cause, told, refused })
}

fn actor(scan: &mut Scan<'_>, told: &mut Told, teller: &mut Teller) -> Option<()> {
    scan.expect(b'{')?;
    loop {
        let field = match scan.text()? {
            "id" => Field::Actor,
            "role" => Field::Role,
            _ => return None,
        };
        scan.expect(b':')?;
        put(told, field, i64::from(teller.words.heard(scan.text()?)))?;
        match scan.next()? {
            b',' => {}
            b'}' => return Some(()),
            _ => return None,
        }
    }
}

fn put(told: &mut Told, field: Field, value: i64) -> Option<()> {
    told.get(field).is_none().then(|| told.set(field, value))
}

fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.is_none().then(|| *place = Some(value))
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    #[inline]
    fn next(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    #[inline]
    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    /// A text in which nothing is escaped.
    #[inline]
    fn text(&mut self) -> Option<&'a str> {
        self.expect(b'"')?;
        let from = self.at;
        loop {
            match self.next()? {
                b'"' => return self.text.get(from..self.at - 1),
                b'\\' | 0..=0x1F => return None,
                _ => {}
            }
        }
    }

    /// Digits without a leading zero, and what they come to; few enough to fit.
    #[inline]
    fn natural(&mut self) -> Option<u64> {
        const DIGITS_MAX: usize = 18;
        let (from, mut number) = (self.at, 0_u64);
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at).copied() {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = self.at - from;
        let plain = digits == 1 || (digits > 1 && self.bytes[from] != b'0');
        // A fraction or an exponent is left to the reader of records.
        let ends = matches!(self.bytes.get(self.at), Some(b',' | b'}' | b'.'));
        (plain && digits <= DIGITS_MAX && ends).then_some(number)
    }

    fn whole(&mut self, least: i64, most: i64) -> Option<i64> {
        let negative = self.bytes.get(self.at) == Some(&b'-');
        self.at += usize::from(negative);
        let number = i64::try_from(self.natural()?).ok()?;
        if negative && number == 0 {
            return None;
        }
        let number = if negative { -number } else { number };
        (number >= least && number <= most).then_some(number)
    }

    /// Seconds with at most six places behind the point, in microseconds.
    #[inline]
    fn micros(&mut self) -> Option<i64> {
        /// Thirty years: as floating point such times are exact to far less than a microsecond.
        const LATEST_S: u64 = 1_000_000_000;
        let seconds = self.natural()?;
        let mut micros = 0;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            let mut places = 0;
            while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at).copied() {
                micros = micros * 10 + i64::from(digit - b'0');
                places += 1;
                self.at += 1;
                if places > 6 {
                    return None;
                }
            }
            if places == 0 {
                return None;
            }
            micros *= 10_i64.pow(6 - places);
        }
        (seconds < LATEST_S).then(|| seconds as i64 * 1_000_000 + micros)
    }
}
