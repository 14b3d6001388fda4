//! Reads a line of a log into the fields that it tells.

use switchboard::Policy;

use super::names::Keys;
use super::quick;
use super::record::{Record, Text};
use super::teller::{Teller, packed};
use super::told::{Field, Row, Told};

/// The latest time that is read, in seconds: three hundred years.
const LATEST_S: f64 = 300.0 * 366.0 * 86_400.0;

/// Reads lines with the names of a policy.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) teller: Teller,
    pub(crate) keys: Keys,
}

impl Reader {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self { teller: Teller::new(policy), keys: Keys::default() }
    }

    /// What a line tells; a message with its column where it is no event.
    pub(crate) fn read(&mut self, line: &[u8], number: u64) -> Result<Row, (usize, String)> {
        let text = std::str::from_utf8(line).map_err(|error| {
            let column = String::from_utf8_lossy(&line[..error.valid_up_to()]).chars().count() + 1;
            (column, "this is no UTF-8, expected a record in JSON".to_owned())
        })?;
        if let Some(row) = quick::read(text, number, &mut self.teller, &mut self.keys) {
            return Ok(row);
        }
        self.read_record(text, number)
    }

    /// What a line of any form tells.
    fn read_record(&mut self, text: &str, number: u64) -> Result<Row, (usize, String)> {
        let blank = text.len() - text.trim_start().len();
        if !text[blank..].starts_with('{') {
            let column = text[..blank].chars().count() + 1;
            return Err((column, "this is no record, expected one in JSON, with a field `type`".to_owned()));
        }
        let record: Record<'_> = serde_json::from_str(text).map_err(|error| {
            let words = error.to_string();
            let words = words.rsplit_once(" at line ").map_or(&*words, |(words, _)| words);
            (error.column().max(1), format!("{words}; expected a record in JSON, with a field `type`"))
        })?;
        let at = match record.ts {
            None => None,
            #[expect(clippy::cast_possible_truncation, reason = "within the bounds")]
            Some(seconds) if (-LATEST_S..=LATEST_S).contains(&seconds) => Some((seconds * 1e6).round() as i64),
            Some(seconds) => {
                return Err((1, format!("`ts` is {seconds}, expected seconds from {} to {LATEST_S}", -LATEST_S)));
            }
        };
        let told = self.told(&record);
        let refused = told.word(Field::Type) == Some(self.teller.refused);
        Ok(Row { line: number, seq: record.seq, at, cause: record.cause, told, refused })
    }

    fn told(&mut self, record: &Record<'_>) -> Told {
        let mut told = Told::NOTHING;
        let words = &mut self.teller.words;
        let mut put = |field: Field, text: &Option<Text<'_>>| {
            if let Some(text) = text {
                told.set_word(field, words.heard(&text.0));
            }
        };
        put(Field::Rule, &record.rule);
        put(Field::Command, &record.command);
        if let Some(actor) = &record.actor {
            put(Field::Actor, &actor.id);
            put(Field::Role, &actor.role);
        }
        put(Field::Workstream, &record.workstream);
        put(Field::Channel, &record.channel);
        put(Field::Queue, &record.queue);
        put(Field::Agent, &record.agent);
        put(Field::From, &record.from);
        put(Field::To, &record.to);
        put(Field::Reason, &record.reason);
        put(Field::Timer, &record.timer);
        put(Field::Presence, &record.presence);
        told.set_word(Field::Type, words.heard(&record.kind.0));
        if let Some(name) = &record.conv {
            told.set(Field::Conv, self.keys.key(&name.0));
        }
        let mut number = |field: Field, value: Option<i64>| {
            if let Some(value) = value {
                told.set(field, value);
            }
        };
        number(Field::Seconds, record.seconds.map(i64::from));
        number(Field::Available, record.available.map(i64::from));
        number(Field::Declines, record.declines.map(i64::from));
        number(Field::Units, record.units.map(i64::from));
        number(Field::Length, record.length.map(i64::from));
        number(Field::Override, record.over.map(|it| packed(it.presence, it.capacity, it.units)));
        if let Some(limits) = record.profiles.as_ref().filter(|limits| !limits.is_empty()) {
            let words: Vec<u32> = limits.keys().map(|name| self.teller.words.heard(&name.0)).collect();
            self.teller.told_limits(limits, &mut told, &words);
        }
        told
    }

    /// The value of a field in words.
    pub(crate) fn value(&self, field: Field, told: &Told) -> String {
        match told.get(field) {
            None => "nothing".to_owned(),
            Some(value) if field.is_word() => format!("`{}`", self.teller.words.text(value as u32)),
            Some(value) if field == Field::Conv => format!("`{}`", self.keys.text(value)),
            Some(value) => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use switchboard::PolicySpec;

    use super::Reader;

    #[test]
    fn a_line_reads_the_same_the_quick_way_or_as_a_record() {
        let policy = PolicySpec::default().build().expect("the empty policy holds");
        let mut reader = Reader::new(&policy);
        let lines = [
            r#"{"seq":1,"ts":27000.000001,"type":"A","cause":3,"actor":{"id":"ann","role":"agent"},"conv":"c1-2"}"#,
            r#"{"type":"A","available":-30,"units":65535,"seconds":0,"declines":255,"length":4294967295}"#,
            r#"{"type":"A","available":-0}"#,
            r#"{"type":"A","available":100.0,"seq":3.0}"#,
            r#"{"type":"A","available":null}"#,
            r#"{"ts":0.5,"type":"A","seq":0}"#,
            r#"{"ts":5,"type":"A"}"#,
            r#"{"ts":5.,"type":"A"}"#,
            r#"{"ts":05,"type":"A"}"#,
            r#"{"ts":1e3,"type":"A"}"#,
            r#"{"ts":-1,"type":"A"}"#,
            r#"{"ts":0.1234567,"type":"A"}"#,
            r#"{"units":65536,"type":"A"}"#,
            r#"{"seq":1.5,"type":"A"}"#,
            r#"{"seq":99999999999999999999,"type":"A"}"#,
            r#"{"type":"A","type":"B"}"#,
            r#"{"type":"A\u0041","agent":null}"#,
            r#"{"type":"A","other":[1,{}]}"#,
            r#"{"type":"A"}}"#,
            r#"{"type":"A",}"#,
            r#"{"type":"A""#,
            r#"{"conv":"c1-2"}"#,
            r#"{"actor":{},"type":"A"}"#,
            "{\"type\":\"A\tB\"}",
        ];
        for line in lines {
            let told = |row: super::Row| (row.told, row.seq, row.at, row.cause, row.refused);
            let one = reader.read(line.as_bytes(), 1).map(told);
            let other = reader.read_record(line, 1).map(told);
            assert_eq!(one, other, "{line}");
        }
    }

    /// JSON Schema calls 100.0 an integer, and so does whoever reads the schema.
    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let policy = PolicySpec::default().build().expect("the empty policy holds");
        let mut reader = Reader::new(&policy);
        let read = |reader: &mut Reader, line: &str| reader.read(line.as_bytes(), 1).map(|row| row.told);
        let plain = read(&mut reader, r#"{"type":"A","available":100,"seq":3}"#);
        assert_eq!(read(&mut reader, r#"{"type":"A","available":100.0,"seq":3.0}"#), plain);
        let plain = read(
            &mut reader,
            r#"{"type":"A","override":{"presence":true,"capacity":true,"units":2},"profiles":{"x":1}}"#,
        );
        let pointed = r#"{"type":"A","override":{"presence":true,"capacity":true,"units":2.0},"profiles":{"x":1.0}}"#;
        assert_eq!(read(&mut reader, pointed), plain);
        assert!(plain.is_ok());
        let (_, refused) = read(&mut reader, r#"{"type":"A","available":99.5}"#).expect_err("half a unit is none");
        assert!(refused.contains("invalid type: floating point `99.5`, expected i32"), "{refused}");
    }
}
