//! The interval table that the workforce page of Dynamics 365 takes: one row per queue and interval.
//!
//! Columns are found by name: `DateTime`, `ChannelName`, `QueueName`, `Volume` and `AHT` are needed, `Interval` (minutes;
//! default the least distance of two rows) and `AgentCount` are used where they are there; `ChannelId`, `QueueId` and
//! `MaxVolumeByHour` are passed over. Commas, semicolons or tabs divide, a byte-order mark and decimal commas are accepted.

use std::collections::{BTreeMap, BTreeSet};

use csv::ByteRecord;
use switchboard::Channel;

use crate::calibrate::observed::{DaySeen, Group, LogKind, Observed, Stream};
use crate::calibrate::read::stamp::{STAMP, duration_s, number, stamp};
use crate::calibrate::read::tally::{add, fill, slots};
use crate::calls::Date;
use crate::document::InputError;

/// The most rows that are read.
const ROWS_MAX: usize = 5_000_000;

/// Where each column stands.
struct Columns {
    stamp: usize,
    channel: usize,
    queue: usize,
    volume: usize,
    handle: usize,
    interval: Option<usize>,
    agents: Option<usize>,
}

struct Row {
    date: Date,
    second: u32,
    stream: usize,
    volume: u32,
    handle_s: Option<f64>,
    agents: Option<f64>,
}

struct Reader<'a> {
    file: &'a str,
    line: usize,
}

impl Reader<'_> {
    /// An error at a field of a record; the column counts characters and the signs between fields.
    fn error(&self, record: &ByteRecord, field: usize, message: String) -> InputError {
        let before = |place: usize| String::from_utf8_lossy(record.get(place).unwrap_or_default()).chars().count() + 1;
        let column = 1 + (0..field).map(before).sum::<usize>();
        InputError { file: self.file.to_owned(), line: self.line, column, message }
    }

    fn columns(&self, header: &ByteRecord) -> Result<Columns, InputError> {
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase()).collect();
        let find = |name: &str| names.iter().position(|found| *found == name.to_ascii_lowercase());
        let needed = |name: &str| {
            find(name).ok_or_else(|| {
                let found = names.join(", ");
                let text = format!(
                    "no column `{name}`, found: {found}; expected DateTime, ChannelName, QueueName, Volume and AHT"
                );
                self.error(header, 0, text)
            })
        };
        Ok(Columns {
            stamp: needed("DateTime")?,
            channel: needed("ChannelName")?,
            queue: needed("QueueName")?,
            volume: needed("Volume")?,
            handle: needed("AHT")?,
            interval: find("Interval"),
            agents: find("AgentCount"),
        })
    }
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Observed, InputError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let header = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or(b"");
    let delimiter = [b';', b'\t', b','].into_iter().find(|sign| header.contains(sign)).unwrap_or(b',');
    let mut table = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut reader = Reader { file, line: 1 };
    let (mut columns, mut rows, mut lengths) = (None, Vec::new(), BTreeSet::new());
    let (mut streams, mut places): (Vec<Stream>, BTreeMap<(String, String), usize>) = (Vec::new(), BTreeMap::new());
    while table.read_byte_record(&mut record).expect("memory can be read and rows may have any length") {
        reader.line = record.position().map_or(1, |position| position.line() as usize);
        let Some(columns) = &columns else {
            columns = Some(reader.columns(&record)?);
            continue;
        };
        if rows.len() == ROWS_MAX {
            return Err(reader.error(&record, 0, format!("more than {ROWS_MAX} rows, expected fewer")));
        }
        let text = |place: usize| String::from_utf8_lossy(record.get(place).unwrap_or_default()).trim().to_owned();
        let bad = |place: usize, name: &str, accepted: &str| {
            reader.error(&record, place, format!("column `{name}` holds `{}`, expected {accepted}", text(place)))
        };
        let (date, second) = stamp(&text(columns.stamp)).ok_or_else(|| bad(columns.stamp, "DateTime", STAMP))?;
        let volume = number(&text(columns.volume)).filter(|volume| *volume <= 1e9);
        let volume = volume.ok_or_else(|| bad(columns.volume, "Volume", "a number from 0"))?;
        let blank = |place: usize| text(place).is_empty();
        let handle_s = if blank(columns.handle) {
            None
        } else {
            let handle = duration_s(&text(columns.handle));
            Some(handle.ok_or_else(|| bad(columns.handle, "AHT", "seconds, or a duration such as `4:30`"))?)
        };
        if let Some(place) = columns.interval.filter(|place| !blank(*place)) {
            let minutes = number(&text(place)).filter(|minutes| [5.0, 10.0, 15.0, 20.0, 30.0, 60.0].contains(minutes));
            let minutes = minutes.ok_or_else(|| bad(place, "Interval", "minutes: 5, 10, 15, 20, 30 or 60"))?;
            lengths.insert(minutes as u32);
            if lengths.len() > 1 {
                return Err(bad(place, "Interval", "the same length in every row"));
            }
        }
        let agents = match columns.agents.filter(|place| !blank(*place)) {
            None => None,
            Some(place) => Some(number(&text(place)).ok_or_else(|| bad(place, "AgentCount", "a number from 0"))?),
        };
        let (queue, label) = (text(columns.queue), text(columns.channel));
        let stream = *places.entry((queue.clone(), label.clone())).or_insert_with(|| {
            streams.push(Stream::new(&queue, channel_of(&label), &queue));
            streams.len() - 1
        });
        rows.push(Row { date, second, stream, volume: volume.round() as u32, handle_s, agents });
    }
    if rows.is_empty() {
        let message =
            "no rows, expected a header with DateTime, ChannelName, QueueName, Volume and AHT and rows below it";
        return Err(InputError { file: file.to_owned(), line: 1, column: 1, message: message.to_owned() });
    }
    let interval_min = lengths.into_iter().next().unwrap_or_else(|| least_distance(&rows));
    Ok(collect(file, &rows, streams, interval_min))
}

/// The least distance between times of day that occur, in minutes; 30 where nothing tells.
fn least_distance(rows: &[Row]) -> u32 {
    let times: BTreeSet<u32> = rows.iter().map(|row| row.second / 60).collect();
    let times: Vec<u32> = times.into_iter().collect();
    let least = times.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(30);
    [5, 10, 15, 20, 30, 60].into_iter().rev().find(|length| least % length == 0).unwrap_or(5)
}

fn collect(file: &str, rows: &[Row], mut streams: Vec<Stream>, interval_min: u32) -> Observed {
    let dates: BTreeSet<Date> = rows.iter().map(|row| row.date).collect();
    let dates: Vec<Date> = dates.into_iter().collect();
    let mut present = vec![vec![vec![0.0; slots(interval_min)]; dates.len()]; streams.len()];
    let mut staffed = vec![false; streams.len()];
    for row in rows {
        let day = dates.binary_search(&row.date).unwrap_or(0);
        let stream = &mut streams[row.stream];
        add(&mut stream.entered, day, f64::from(row.second), interval_min, row.volume);
        add(&mut stream.asked, day, f64::from(row.second), interval_min, row.volume);
        if let Some(handle) = row.handle_s.filter(|handle| row.volume > 0 && *handle > 0.0) {
            stream.mean_handle.push((f64::from(row.volume), handle));
        }
        if let Some(agents) = row.agents {
            let slot = (row.second / 60 / interval_min) as usize;
            present[row.stream][day][slot] = agents;
            staffed[row.stream] = true;
        }
    }
    for stream in &mut streams {
        fill(&mut stream.entered, dates.len(), interval_min);
        fill(&mut stream.asked, dates.len(), interval_min);
    }
    let staff = present.into_iter().enumerate().filter(|(place, _)| staffed[*place]).map(|(place, present)| {
        let most = present.iter().flatten().fold(0.0_f64, |most, agents| most.max(*agents));
        Group { name: streams[place].name.clone(), units: 1, takes: vec![place], agents: most.ceil() as usize, present }
    });
    let staff: Vec<Group> = staff.filter(|group| group.agents > 0).collect();
    let days = dates.iter().map(|date| DaySeen { label: date.to_string(), weekday: Some(date.weekday()) });
    Observed {
        file: file.to_owned(),
        kind: LogKind::Intervals,
        days: days.collect(),
        interval_min,
        streams,
        staff,
        notes: vec!["times are taken as local time; an offset is passed over".to_owned()],
    }
}

/// The channel that a name stands for; what is not known is an asynchronous messaging channel.
fn channel_of(label: &str) -> Channel {
    let label = label.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if let Some(channel) = Channel::named(&label) {
        channel
    } else if has(&["voice", "phone", "call"]) {
        Channel::Voice
    } else if has(&["persistent"]) {
        Channel::PersistentChat
    } else if has(&["chat"]) {
        Channel::LiveChat
    } else if has(&["record", "case", "mail", "entity"]) {
        Channel::Record
    } else {
        Channel::Async
    }
}

#[cfg(test)]
mod tests {
    use switchboard::Channel;

    use super::read;

    const HEADER: &str =
        "DateTime,ChannelId,ChannelName,QueueId,QueueName,Volume,AHT,Interval,MaxVolumeByHour,AgentCount";

    #[test]
    fn commas_and_semicolons_with_decimal_commas_are_the_same_table() {
        let commas = format!(
            "{HEADER}\n2024-03-18T09:00:00Z,1,Voice,7,Billing,12,240.5,30,40,5\n2024-03-18T09:30:00Z,1,Voice,7,Billing,14,250,30,40,6\n\
             2024-03-19T09:00:00Z,2,Live chat,8,Sales,3,400,30,10,\n"
        );
        let semicolons = format!(
            "\u{feff}{}\r\n18.03.2024 09:00;1;Voice;7;Billing;12;240,5;30;40;5\r\n18.03.2024 09:30;1;Voice;7;Billing;14;250;30;40;6\r\n\
             19.03.2024 09:00;2;Live chat;8;Sales;3;400;30;10;\r\n",
            HEADER.replace(',', ";")
        );
        let one = read("wfm.csv", commas.as_bytes()).expect("a table");
        let other = read("wfm.csv", semicolons.as_bytes()).expect("a table");
        assert_eq!(one, other);
        assert_eq!(one.days.iter().map(|day| day.label.as_str()).collect::<Vec<_>>(), ["2024-03-18", "2024-03-19"]);
        let billing = &one.streams[0];
        assert_eq!((billing.name.as_str(), billing.channel), ("Billing", Channel::Voice));
        assert_eq!((billing.asked[0][18], billing.asked[0][19], billing.asked[1][18]), (12, 14, 0));
        assert_eq!(billing.mean_handle, [(12.0, 240.5), (14.0, 250.0)]);
        assert_eq!(one.streams[1].channel, Channel::LiveChat);
        assert_eq!((one.staff.len(), one.staff[0].agents, one.staff[0].present[0][19]), (1, 6, 6.0));
    }

    #[test]
    fn a_field_that_cannot_be_read_is_named_with_its_place() {
        let refusal =
            |row: &str| read("wfm.csv", format!("{HEADER}\n{row}\n").as_bytes()).expect_err("no table").to_string();
        assert_eq!(
            refusal("2024-03-18T09:00:00Z,1,Voice,7,Billing,many,240,30,40,5"),
            "wfm.csv:2:40: column `Volume` holds `many`, expected a number from 0"
        );
        assert_eq!(
            refusal("2024-03-18T09:00:00Z,1,Voice,7,Billing,1,240,7,40,5"),
            "wfm.csv:2:46: column `Interval` holds `7`, expected minutes: 5, 10, 15, 20, 30 or 60"
        );
        assert_eq!(
            read("wfm.csv", b"DateTime,Volume\n").expect_err("no table").to_string(),
            "wfm.csv:1:1: no column `ChannelName`, found: datetime, volume; expected DateTime, ChannelName, QueueName, \
             Volume and AHT"
        );
        assert_eq!(
            read("wfm.csv", format!("{HEADER}\n").as_bytes()).expect_err("no table").to_string(),
            "wfm.csv:1:1: no rows, expected a header with DateTime, ChannelName, QueueName, Volume and AHT and rows below it"
        );
    }
}
