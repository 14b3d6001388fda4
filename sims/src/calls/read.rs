//! Reads a call log from CSV: finds the columns, walks the rows, says where a bad one stands.

use std::collections::BTreeMap;

use csv::ByteRecord;

use crate::calls::row::{Bad, Row, Said};
use crate::calls::source::Source;
use crate::calls::{
    AgentNumber, Call, CallLog, CallLogError, CallType, ColumnMapping, Date, Ending, Field, Found, Imperfection,
    Imperfections, SetAside,
};
use crate::tick::Tick;

/// The most rows that are read.
const ROWS_MAX: u64 = 10_000_000;

/// How many unreadable rows are named; further ones are counted.
const NAMED_MAX: usize = 20;
/// The most different labels of types, and of agents.
const LABELS_MAX: usize = 60_000;

/// Where each field stands in a row.
struct Columns {
    names: Vec<String>,
    places: BTreeMap<Field, usize>,
}

impl Columns {
    fn find(source: &Source<'_>, header: &ByteRecord, mapping: &ColumnMapping) -> Result<Self, CallLogError> {
        let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let mut places = BTreeMap::new();
        for field in Field::ALL {
            let column = mapping.column(field);
            let mut found = (0..names.len()).filter(|&place| names[place] == column);
            match (found.next(), found.next()) {
                (Some(_), Some(second)) => {
                    let column = column.to_owned();
                    return Err(CallLogError::ColumnTwice { place: source.place(header, second), column });
                }
                (Some(place), None) => {
                    places.insert(field, place);
                }
                (None, _) if field.needed() || mapping.names(field) => {
                    return Err(CallLogError::ColumnMissing {
                        place: source.place(header, 0),
                        field: field.name(),
                        column: column.to_owned(),
                        found: names,
                    });
                }
                (None, _) => {}
            }
        }
        Ok(Self { names, places })
    }
}

/// Labels by the number of their first appearance.
#[derive(Default)]
struct Labels {
    numbers: BTreeMap<String, u16>,
}

impl Labels {
    /// The number of a label; none when there are too many.
    fn number(&mut self, label: &str) -> Option<u16> {
        if let Some(number) = self.numbers.get(label) {
            return Some(*number);
        }
        let number = u16::try_from(self.numbers.len()).ok().filter(|_| self.numbers.len() < LABELS_MAX)?;
        self.numbers.insert(label.to_owned(), number);
        Some(number)
    }

    /// The labels in alphabetical order, and for each number of appearance the place in it.
    fn sorted(self) -> (Vec<String>, Vec<u16>) {
        let mut places = vec![0; self.numbers.len()];
        for (place, number) in self.numbers.values().enumerate() {
            places[usize::from(*number)] = place as u16;
        }
        (self.numbers.into_keys().collect(), places)
    }
}

pub(super) fn read(file: &str, bytes: &[u8], mapping: &ColumnMapping) -> Result<CallLog, CallLogError> {
    let source = Source { file, bytes: bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source.bytes);
    let mut record = ByteRecord::new();
    let mut next = |record: &mut ByteRecord| {
        reader.read_byte_record(record).expect("memory can be read and rows may have any length")
    };
    if !next(&mut record) {
        let needed = Field::ALL.into_iter().filter(|field| field.needed() || mapping.names(*field));
        return Err(CallLogError::Empty {
            file: file.to_owned(),
            needed: needed.map(|field| mapping.column(field).to_owned()).collect(),
        });
    }
    let columns = Columns::find(&source, &record, mapping)?;
    let (mut calls, mut set_aside) = (Vec::new(), Vec::new());
    let (mut call_types, mut agents) = (Labels::default(), Labels::default());
    let mut unreadable = Unreadable::default();
    let (mut line, mut counted_to) = (1, 0);
    while next(&mut record) {
        let start = source.start(&record);
        line += source.breaks(counted_to, start);
        counted_to = start;
        let too_many = |what, max| CallLogError::TooMany { place: source.place(&record, 0), what, max };
        if (calls.len() + set_aside.len()) as u64 == ROWS_MAX {
            return Err(too_many("rows", ROWS_MAX));
        }
        let row = Row { record: &record, places: &columns.places };
        let said = check_shape(&source, &columns, &record)
            .and_then(|()| Said::read(&row).map_err(|bad| bad_field(&source, &columns, &row, &bad)));
        let said = match said {
            Ok(said) => said,
            Err(fault) => {
                unreadable.note(fault);
                continue;
            }
        };
        if let Some(why) = said.set_aside() {
            set_aside.push(SetAside { line, why });
            continue;
        }
        let max = LABELS_MAX as u64;
        let call_type = call_types.number(said.call_type).ok_or_else(|| too_many("call types", max))?;
        let agent = match said.agent {
            None => None,
            Some(label) => Some(AgentNumber(agents.number(label).ok_or_else(|| too_many("agents", max))?)),
        };
        let mut imperfections = Imperfections::NONE;
        let ending = said.ending(agent, &mut imperfections);
        calls.push(Call {
            line,
            date: said.date,
            call_type: CallType(call_type),
            priority: said.priority,
            entered: said.menu_entry,
            ending,
            imperfections,
        });
    }
    unreadable.refuse()?;
    Ok(arrange(file, calls, set_aside, call_types, agents))
}

/// Rows that cannot be read: a person mends them all at once rather than one after the other.
#[derive(Default)]
struct Unreadable {
    named: Vec<CallLogError>,
    more: u64,
}

impl Unreadable {
    fn note(&mut self, fault: CallLogError) {
        if self.named.len() < NAMED_MAX {
            self.named.push(fault);
        } else {
            self.more += 1;
        }
    }

    fn refuse(mut self) -> Result<(), CallLogError> {
        match self.named.len() {
            0 => Ok(()),
            1 => Err(self.named.remove(0)),
            _ => Err(CallLogError::Rows { faults: self.named, more: self.more }),
        }
    }
}

/// Refuses a row of another length than the header and one that is not UTF-8.
fn check_shape(source: &Source<'_>, columns: &Columns, record: &ByteRecord) -> Result<(), CallLogError> {
    let (found, expected) = (record.len(), columns.names.len());
    if found != expected {
        return Err(CallLogError::FieldCount { place: source.place(record, 0), found, expected });
    }
    match record.iter().position(|bytes| str::from_utf8(bytes).is_err()) {
        None => Ok(()),
        Some(index) => Err(CallLogError::NotUtf8 {
            place: source.place(record, index),
            column: columns.names[index].clone(),
            found: String::from_utf8_lossy(&record[index]).into_owned(),
        }),
    }
}

fn bad_field(source: &Source<'_>, columns: &Columns, row: &Row<'_>, bad: &Bad) -> CallLogError {
    // A field without a column cannot be bad, and a blank one only where it is needed.
    let index = columns.places[&bad.field];
    CallLogError::BadField {
        place: source.place(row.record, index),
        column: columns.names[index].clone(),
        found: row.text(bad.field).unwrap_or_default().to_owned(),
        accepted: bad.accepted,
    }
}

/// Sorts labels and calls, finds agents with two calls at once, and counts what was wrong.
fn arrange(file: &str, mut calls: Vec<Call>, set_aside: Vec<SetAside>, call_types: Labels, agents: Labels) -> CallLog {
    let (call_types, type_places) = call_types.sorted();
    let (agents, agent_places) = agents.sorted();
    for call in &mut calls {
        call.call_type = CallType(type_places[call.call_type.index()]);
        if let Ending::Answered { agent: Some(agent), .. } = &mut call.ending {
            *agent = AgentNumber(agent_places[agent.index()]);
        }
    }
    calls.sort_by_key(|call| (call.date, call.asked().unwrap_or(call.entered), call.line));
    mark_overlaps(&mut calls);
    let mut imperfections = BTreeMap::new();
    let aside = set_aside.iter().map(|row| (row.line, row.why));
    let kept = calls.iter().flat_map(|call| call.imperfections.iter().map(|kind| (call.line, kind)));
    for (line, kind) in aside.chain(kept) {
        let found = imperfections.entry(kind).or_insert(Found { rows: 0, first_line: line });
        found.rows += 1;
        found.first_line = found.first_line.min(line);
    }
    let mut days: Vec<Date> = calls.iter().map(|call| call.date).collect();
    days.dedup();
    CallLog { name: file.to_owned(), calls, set_aside, imperfections, days, call_types, agents }
}

/// Marks services that begin before an earlier one of the same agent and day has ended.
fn mark_overlaps(calls: &mut [Call]) {
    let mut services = Vec::new();
    for (index, call) in calls.iter().enumerate() {
        if let Ending::Answered { agent: Some(agent), service: Some(service), .. } = call.ending {
            services.push((call.date, agent, service.start, service.end(), index));
        }
    }
    services.sort_unstable();
    let mut busy: Option<(Date, AgentNumber, Tick)> = None;
    for (date, agent, start, end, index) in services {
        busy = match busy {
            Some((day, same, until)) if (day, same) == (date, agent) => {
                if start < until {
                    calls[index].imperfections.insert(Imperfection::ServiceOverlaps);
                }
                Some((date, agent, until.max(end)))
            }
            Some(_) | None => Some((date, agent, end)),
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::calls::bank::{HEADER, log};
    use crate::calls::{CallLog, ColumnMapping, Ending, Service};
    use crate::tick::{Span, Tick};

    const GOOD: &str = "34540,C2,2,PS,1999-02-01,8:19:42,8:19:47,5,8:19:47,8:20:21,34,AGENT,8:20:20,8:22:04,104,A03";

    fn refusal(bytes: &[u8], mappings: &[&str]) -> String {
        let mapping = ColumnMapping::parse(mappings.iter().copied()).expect("a mapping");
        CallLog::read("calls.csv", bytes, &mapping).expect_err("no log").to_string()
    }

    #[test]
    fn rows_become_calls_in_the_order_of_time() {
        let log = log(&[
            GOOD,
            "34537,0,0,NW,1999-02-01,7:31:45,7:31:55,10,0:00:00,0:00:00,0,AGENT,7:31:54,7:31:59,5,",
            "34606,0,0,PS,1999-02-01,22:43:22,22:43:32,10,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,NO_SERVER",
            "34539,C1,1,PS,1999-02-01,8:09:16,8:09:22,6,8:09:22,8:09:27,5,HANG,0:00:00,0:00:00,0,",
        ]);
        let endings: Vec<(u64, Ending)> = log.calls().iter().map(|call| (call.line, call.ending)).collect();
        let at = |hours: u64, minutes: u64, seconds: u64| Tick::from_seconds(hours * 3_600 + minutes * 60 + seconds);
        let agent = log.agents().next().map(|(agent, _)| agent);
        let expected = [
            (
                3,
                Ending::Answered {
                    asked: at(7, 31, 55),
                    wait: Span::ZERO,
                    agent: None,
                    service: Some(Service { start: at(7, 31, 54), time: Span::from_whole_seconds(5) }),
                },
            ),
            (5, Ending::Abandoned { asked: at(8, 9, 22), wait: Span::from_whole_seconds(5) }),
            (
                2,
                Ending::Answered {
                    asked: at(8, 19, 47),
                    wait: Span::from_whole_seconds(34),
                    agent,
                    service: Some(Service { start: at(8, 20, 20), time: Span::from_whole_seconds(104) }),
                },
            ),
            (4, Ending::LeftMenu),
        ];
        assert_eq!(endings, expected);
        assert_eq!(log.call_types().map(|(_, label)| label).collect::<Vec<_>>(), ["NW", "PS"]);
        assert_eq!(log.agents().map(|(_, label)| label).collect::<Vec<_>>(), ["A03"]);
        assert_eq!(log.calls()[2].credit(), Span::from_whole_seconds(90));
        assert_eq!(log.calls()[1].credit(), Span::ZERO);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_with_its_place() {
        let with = |row: &str| refusal(format!("{HEADER}\n{GOOD}\n{row}\n").as_bytes(), &[]);
        for (from, to, message) in [
            (",104,A03", ",104", "calls.csv:3:1: row with 15 fields, expected 16 as in the header"),
            (
                "8:19:42",
                "8:60:42",
                "calls.csv:3:26: column `vru_entry` holds `8:60:42`, expected a time from `0:00:00` to `23:59:59`",
            ),
            (
                "8:19:42",
                "",
                "calls.csv:3:26: column `vru_entry` holds ``, expected a time from `0:00:00` to `23:59:59`",
            ),
            (
                "8:22:04",
                "24:22:04",
                "calls.csv:3:77: column `ser_exit` holds `24:22:04`, expected a time from `0:00:00` to `23:59:59`",
            ),
            (",34,", ",34.5,", "calls.csv:3:60: column `q_time` holds `34.5`, expected a whole number of seconds"),
            (
                "1999-02-01",
                "1999-02-30",
                "calls.csv:3:15: column `date` holds `1999-02-30`, expected a day as `YYYY-MM-DD`",
            ),
            (
                ",AGENT,",
                ",Answered,",
                "calls.csv:3:63: column `outcome` holds `Answered`, expected one of: `AGENT`, `HANG`, `PHANTOM`",
            ),
            ("C2,2,", "\"C, ä\",-2,", "calls.csv:3:14: column `priority` holds `-2`, expected a number from 0 to 255"),
        ] {
            assert_eq!(with(&GOOD.replace(from, to)), message);
        }
    }

    #[test]
    fn a_row_that_is_not_utf_8_is_named_with_its_place() {
        let text = format!("{HEADER}\r\n\r\n{}\r\n", GOOD.replace("A03", "J?rg"));
        let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'?' { 0xf6 } else { byte }).collect();
        assert_eq!(refusal(&bytes, &[]), "calls.csv:3:89: column `server` holds `J\u{fffd}rg`, expected text in UTF-8");
    }

    #[test]
    fn a_file_without_the_needed_columns_is_refused() {
        assert_eq!(
            refusal(b"", &["server=Agent"]),
            "calls.csv: no header line, expected a line with the columns \
             date,vru_entry,q_start,q_time,outcome,ser_start,ser_time,Agent"
        );
        assert_eq!(
            refusal(b"day,outcome\n", &[]),
            "calls.csv:1:1: no column `date`, found: day, outcome; rename it or map it with `date=NAME`"
        );
        assert_eq!(
            refusal(HEADER.as_bytes(), &["type=Category"]),
            format!(
                "calls.csv:1:1: no column `Category`, found: {}; rename it or map it with `type=NAME`",
                HEADER.replace(',', ", ")
            )
        );
        assert_eq!(refusal(b"date,date\n", &[]), "calls.csv:1:6: second column `date`, expected one");
    }

    #[test]
    fn columns_may_be_named_otherwise_and_stand_anywhere() {
        let text = "\u{feff}Who,Day,date of birth,Came,Queued,Waited,How,Started,Took\n\
                    Ann,2026-03-02,,9:00,9:00:10,30,AGENT,9:00:40,60\n";
        let mapping = ColumnMapping::parse([
            "server=Who",
            "date=Day",
            "vru_entry=Came",
            "q_start=Queued",
            "q_time=Waited",
            "outcome=How",
            "ser_start=Started",
            "ser_time=Took",
        ]);
        let log = CallLog::read("other.csv", text.as_bytes(), &mapping.expect("a mapping")).expect("a log");
        let call = log.calls()[0];
        assert_eq!(call.wait(), Some(Span::from_whole_seconds(30)));
        assert_eq!(call.service().map(|service| service.end()), Some(Tick::from_seconds(9 * 3_600 + 100)));
        assert_eq!(log.call_types().map(|(_, label)| label).collect::<Vec<_>>(), ["call"]);
        assert!(log.imperfections().is_empty());
    }
}
