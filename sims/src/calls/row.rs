//! What one row of a call log says, and what is made of it where it contradicts itself.

use std::collections::BTreeMap;

use csv::ByteRecord;

use crate::calls::{AgentNumber, Date, Ending, Field, Imperfection, Imperfections, Service};
use crate::tick::{ClockTime, Span, Tick};

/// How far service may begin from the end of the wait before it is called imperfect.
///
/// The bank's queue and agents were stamped by two clocks: most services begin one second before
/// the wait ends.
const CLOCK_SLACK: Span = Span::from_whole_seconds(2);

/// How much earlier than the entry a stamp must be to belong to the next day.
const MIDNIGHT_MARGIN: Span = Span::from_whole_seconds(12 * 3_600);

const TIME: &str = "a time from `0:00:00` to `23:59:59`";
const SECONDS: &str = "a whole number of seconds";

/// A field that does not hold what its column should.
pub(super) struct Bad {
    pub(super) field: Field,
    pub(super) accepted: &'static str,
}

/// One row of the right length in UTF-8.
pub(super) struct Row<'a> {
    pub(super) record: &'a ByteRecord,
    pub(super) places: &'a BTreeMap<Field, usize>,
}

impl<'a> Row<'a> {
    /// The text of a field without blanks around it; none where it is blank or has no column.
    pub(super) fn text(&self, field: Field) -> Option<&'a str> {
        let bytes = self.record.get(*self.places.get(&field)?)?;
        let text = str::from_utf8(bytes).expect("rows are checked for UTF-8").trim();
        (!text.is_empty()).then_some(text)
    }

    /// A time of day.
    fn stamp(&self, field: Field) -> Result<Option<Tick>, Bad> {
        let Some(text) = self.text(field) else {
            return Ok(None);
        };
        let time = text.parse().ok().map(ClockTime::since_midnight).filter(|time| *time < Span::DAY);
        match time {
            Some(time) => Ok(Some(Tick::ZERO + time)),
            None => Err(Bad { field, accepted: TIME }),
        }
    }

    /// A time of day where `0:00:00` means that it never came.
    fn stamp_if_any(&self, field: Field) -> Result<Option<Tick>, Bad> {
        Ok(self.stamp(field)?.filter(|stamp| *stamp != Tick::ZERO))
    }

    /// A whole number of seconds, which may be negative; zero where blank.
    fn seconds(&self, field: Field) -> Result<i32, Bad> {
        let Some(text) = self.text(field) else {
            return Ok(0);
        };
        text.parse().map_err(|_| Bad { field, accepted: SECONDS })
    }
}

/// How the file says that a call ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Agent,
    Hang,
    Phantom,
}

/// What a row says, read but not yet judged.
pub(super) struct Said<'a> {
    pub(super) date: Date,
    pub(super) call_type: &'a str,
    pub(super) priority: u8,
    pub(super) menu_entry: Tick,
    menu_exit: Option<Tick>,
    menu_seconds: Option<i32>,
    queue_start: Option<Tick>,
    queue_exit: Option<Tick>,
    queue_seconds: i32,
    outcome: Outcome,
    service_start: Option<Tick>,
    service_exit: Option<Tick>,
    service_seconds: i32,
    pub(super) agent: Option<&'a str>,
}

impl<'a> Said<'a> {
    pub(super) fn read(row: &Row<'a>) -> Result<Self, Bad> {
        let date = Field::Date;
        let menu_seconds = row.seconds(Field::VruTime)?;
        Ok(Self {
            date: row
                .text(date)
                .and_then(|text| text.parse().ok())
                .ok_or(Bad { field: date, accepted: "a day as `YYYY-MM-DD`" })?,
            call_type: row.text(Field::Type).unwrap_or("call"),
            priority: match row.text(Field::Priority) {
                None => 0,
                Some(text) => {
                    text.parse().map_err(|_| Bad { field: Field::Priority, accepted: "a number from 0 to 255" })?
                }
            },
            menu_entry: row.stamp(Field::VruEntry)?.ok_or(Bad { field: Field::VruEntry, accepted: TIME })?,
            menu_exit: row.stamp(Field::VruExit)?,
            menu_seconds: row.text(Field::VruTime).map(|_| menu_seconds),
            queue_start: row.stamp_if_any(Field::QStart)?,
            queue_exit: row.stamp_if_any(Field::QExit)?,
            queue_seconds: row.seconds(Field::QTime)?,
            outcome: match row.text(Field::Outcome) {
                Some("AGENT") => Outcome::Agent,
                Some("HANG") => Outcome::Hang,
                Some("PHANTOM") => Outcome::Phantom,
                Some(_) | None => {
                    return Err(Bad { field: Field::Outcome, accepted: "one of: `AGENT`, `HANG`, `PHANTOM`" });
                }
            },
            service_start: row.stamp_if_any(Field::SerStart)?,
            service_exit: row.stamp_if_any(Field::SerExit)?,
            service_seconds: row.seconds(Field::SerTime)?,
            agent: row.text(Field::Server).filter(|label| *label != "NO_SERVER"),
        })
    }

    /// Puts a stamp on the clock of the day on which the call came in.
    fn on_day(&self, stamp: Tick, flaws: &mut Imperfections) -> Tick {
        if stamp + MIDNIGHT_MARGIN < self.menu_entry {
            flaws.insert(Imperfection::CrossesMidnight);
            stamp + Span::DAY
        } else {
            stamp
        }
    }

    /// Notes stamps that run backwards or disagree with a duration.
    fn compare(
        stamps: (Tick, Tick),
        seconds: i32,
        reversed: Imperfection,
        disagrees: Imperfection,
        flaws: &mut Imperfections,
    ) {
        let (from, until) = stamps;
        if until < from {
            flaws.insert(reversed);
        }
        let between = i128::from(until.micros()) - i128::from(from.micros());
        if between != i128::from(seconds) * 1_000_000 {
            flaws.insert(disagrees);
        }
    }

    /// When the customer asked for an agent and how long he waited; none if he left in the menu.
    fn queue(&self, flaws: &mut Imperfections) -> Option<(Tick, Span)> {
        let menu_exit = self.menu_exit.map(|exit| self.on_day(exit, flaws));
        if let (Some(exit), Some(seconds)) = (menu_exit, self.menu_seconds) {
            let (reversed, disagrees) = (Imperfection::MenuStampsReversed, Imperfection::MenuTimeDisagrees);
            Self::compare((self.menu_entry, exit), seconds, reversed, disagrees, flaws);
        }
        let menu_left = menu_exit.unwrap_or(self.menu_entry);
        let wait = Span::from_whole_seconds(u64::try_from(self.queue_seconds).unwrap_or(0));
        match self.queue_start {
            Some(start) => {
                let asked = self.on_day(start, flaws);
                if let Some(exit) = self.queue_exit {
                    let exit = self.on_day(exit, flaws);
                    let (reversed, disagrees) = (Imperfection::QueueStampsReversed, Imperfection::QueueTimeDisagrees);
                    Self::compare((asked, exit), self.queue_seconds, reversed, disagrees, flaws);
                }
                Some((asked, wait))
            }
            None if wait > Span::ZERO => {
                flaws.insert(Imperfection::QueueStartMissing);
                Some((menu_left, wait))
            }
            None if self.outcome == Outcome::Agent => Some((menu_left, Span::ZERO)),
            None => None,
        }
    }

    /// The agent's work, where its time is known.
    fn service(&self, waited_until: Tick, flaws: &mut Imperfections) -> Option<Service> {
        let seconds = u64::try_from(self.service_seconds).ok().filter(|seconds| *seconds > 0);
        let Some(seconds) = seconds else {
            flaws.insert(Imperfection::AnsweredWithoutService);
            return None;
        };
        let time = Span::from_whole_seconds(seconds);
        let Some(start) = self.service_start else {
            flaws.insert(Imperfection::ServiceStartMissing);
            return Some(Service { start: waited_until, time });
        };
        let start = self.on_day(start, flaws);
        if let Some(exit) = self.service_exit {
            let exit = self.on_day(exit, flaws);
            let (reversed, disagrees) = (Imperfection::ServiceStampsReversed, Imperfection::ServiceTimeDisagrees);
            Self::compare((start, exit), self.service_seconds, reversed, disagrees, flaws);
        }
        let apart = start.saturating_since(waited_until).max(waited_until.saturating_since(start));
        if apart > CLOCK_SLACK {
            flaws.insert(Imperfection::ServiceStartApart);
        }
        Some(Service { start, time })
    }

    /// What sets the row aside, if anything does.
    pub(super) fn set_aside(&self) -> Option<Imperfection> {
        if self.outcome == Outcome::Phantom {
            Some(Imperfection::Phantom)
        } else if self.queue_seconds < 0 {
            Some(Imperfection::NegativeWait)
        } else if self.service_seconds < 0 {
            Some(Imperfection::NegativeService)
        } else {
            None
        }
    }

    /// How the call ended, with what contradicts itself noted.
    pub(super) fn ending(&self, agent: Option<AgentNumber>, flaws: &mut Imperfections) -> Ending {
        let queue = self.queue(flaws);
        if self.outcome == Outcome::Agent {
            let (asked, wait) = queue.expect("an answered call has asked");
            if agent.is_none() {
                flaws.insert(Imperfection::AnsweredWithoutServer);
            }
            return Ending::Answered { asked, wait, agent, service: self.service(asked + wait, flaws) };
        }
        if self.service_seconds > 0 {
            flaws.insert(Imperfection::HungUpWithService);
        }
        if agent.is_some() {
            flaws.insert(Imperfection::HungUpWithServer);
        }
        match queue {
            None => Ending::LeftMenu,
            Some((asked, wait)) => {
                if wait == Span::ZERO {
                    flaws.insert(Imperfection::AbandonedAtOnce);
                }
                Ending::Abandoned { asked, wait }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::calls::bank::{february, log};
    use crate::calls::{Found, Imperfection, SetAside};

    /// Every kind of imperfection in a row of its own; the line is where it stands.
    #[test]
    fn every_imperfection_is_counted_by_name() {
        let row = |rest: &str| format!("1,0,0,PS,1999-02-01,{rest}");
        let cases = [
            ("9:00:00,9:00:10,10,9:00:10,9:00:20,10,PHANTOM,9:00:20,9:00:30,10,A1", Imperfection::Phantom),
            ("9:00:00,9:00:10,10,9:00:10,9:00:20,-10,HANG,0:00:00,0:00:00,0,", Imperfection::NegativeWait),
            ("9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,9:00:20,9:00:30,-10,A1", Imperfection::NegativeService),
            ("23:59:50,23:59:55,5,23:59:55,0:00:05,10,AGENT,0:00:05,0:01:05,60,A2", Imperfection::CrossesMidnight),
            ("9:00:00,8:59:50,-10,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,", Imperfection::MenuStampsReversed),
            ("9:00:00,9:00:10,9,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,", Imperfection::MenuTimeDisagrees),
            ("9:00:00,9:00:10,10,0:00:00,9:00:20,10,HANG,0:00:00,0:00:00,0,", Imperfection::QueueStartMissing),
            ("9:00:00,9:00:10,10,9:00:10,9:00:20,11,HANG,0:00:00,0:00:00,0,", Imperfection::QueueTimeDisagrees),
            ("9:00:00,9:00:10,10,9:00:10,9:00:10,0,HANG,0:00:00,0:00:00,0,", Imperfection::AbandonedAtOnce),
            ("9:00:00,9:00:10,10,9:00:10,9:00:20,10,HANG,9:00:20,9:00:30,10,", Imperfection::HungUpWithService),
            ("9:00:00,9:00:10,10,9:00:10,9:00:20,10,HANG,0:00:00,0:00:00,0,A1", Imperfection::HungUpWithServer),
            ("9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,0:00:00,0:00:00,0,A1", Imperfection::AnsweredWithoutService),
            ("9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,9:00:10,9:00:20,10,", Imperfection::AnsweredWithoutServer),
            ("9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,0:00:00,9:00:20,10,A3", Imperfection::ServiceStartMissing),
            ("9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,9:00:10,9:00:20,11,A4", Imperfection::ServiceTimeDisagrees),
            ("9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,9:00:13,9:00:23,10,A5", Imperfection::ServiceStartApart),
            ("9:30:00,9:30:10,10,0:00:00,0:00:00,0,AGENT,9:30:10,9:40:10,600,A6", Imperfection::ServiceOverlaps),
            ("9:40:00,9:40:09,9,0:00:00,0:00:00,0,AGENT,9:40:09,9:50:09,600,A6", Imperfection::ServiceOverlaps),
        ];
        let rows: Vec<String> = cases.iter().map(|(rest, _)| row(rest)).collect();
        let log = log(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let mut expected: BTreeMap<Imperfection, Found> =
            cases.iter().zip(2..).map(|((_, kind), first_line)| (*kind, Found { rows: 1, first_line })).collect();
        // The second of the two calls is the one that overlaps.
        expected.insert(Imperfection::ServiceOverlaps, Found { rows: 1, first_line: 19 });
        assert_eq!(*log.imperfections(), expected);
        assert_eq!(log.rows(), 18);
        assert_eq!(
            log.set_aside(),
            [
                SetAside { line: 2, why: Imperfection::Phantom },
                SetAside { line: 3, why: Imperfection::NegativeWait },
                SetAside { line: 4, why: Imperfection::NegativeService },
            ]
        );
    }

    #[test]
    fn stamps_that_run_backwards_have_two_imperfections() {
        let log = log(&["1,0,0,PS,1999-02-01,9:00:00,9:00:10,10,9:00:10,9:00:05,10,AGENT,9:00:20,9:00:15,10,A1"]);
        let kinds: Vec<Imperfection> = log.imperfections().keys().copied().collect();
        assert_eq!(
            kinds,
            [
                Imperfection::QueueStampsReversed,
                Imperfection::QueueTimeDisagrees,
                Imperfection::ServiceStampsReversed,
                Imperfection::ServiceTimeDisagrees
            ]
        );
    }

    /// Expected: the same rules written again in Python over the same file, and for rows and
    /// outcomes `cut -d, -f12 bank-calls-1999-02.csv | sort | uniq -c`.
    #[test]
    fn the_imperfections_of_the_bank_are_counted() {
        let Some(log) = february() else { return };
        assert_eq!((log.rows(), log.calls().len(), log.set_aside().len()), (33_344, 33_066, 278));
        assert_eq!((log.days().len(), log.agents().len(), log.call_types().len()), (28, 24, 6));
        let found: Vec<(Imperfection, u64, u64)> =
            log.imperfections().iter().map(|(kind, found)| (*kind, found.rows, found.first_line)).collect();
        assert_eq!(
            found,
            [
                (Imperfection::Phantom, 278, 109),
                (Imperfection::CrossesMidnight, 22, 2_639),
                (Imperfection::MenuStampsReversed, 23, 2_047),
                (Imperfection::QueueStartMissing, 1, 2_639),
                (Imperfection::AbandonedAtOnce, 31, 329),
                (Imperfection::HungUpWithService, 97, 511),
                (Imperfection::AnsweredWithoutService, 85, 112),
                (Imperfection::AnsweredWithoutServer, 491, 3),
                (Imperfection::ServiceStartApart, 369, 291),
                (Imperfection::ServiceOverlaps, 445, 88),
            ]
        );
    }
}
