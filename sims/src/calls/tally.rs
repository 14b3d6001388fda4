//! Counts calls in the words of the metrics, for a log and for its replay alike.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::calls::staff::{StaffDay, busy, spread};
use crate::calls::{CallLog, Date, Ending};
use crate::tick::{Span, Tick};

/// The half hours of a day.
pub const HALF_HOURS: usize = 48;

/// The half hour in which an instant of a day lies; what lies after midnight is in the last.
pub fn half_hour(at: Tick) -> usize {
    usize::try_from(at.micros() / Span::HALF_HOUR.micros()).map_or(HALF_HOURS - 1, |slot| slot.min(HALF_HOURS - 1))
}

/// Counts and sums over some calls, from which every metric of the comparison is a quotient.
///
/// Integers only: tallies add up in any order to the same tally. A call belongs to the day and half
/// hour in which it asked for an agent; agents' time belongs to the half hours in which it passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that ended in the voice menu, without asking for an agent.
    pub left_menu: u64,
    /// Calls answered by an agent.
    pub answered: u64,
    /// Calls that asked for an agent and hung up before any answered (MET-05).
    pub abandoned: u64,
    /// Answered calls whose wait was no longer than the threshold of the service level.
    pub answered_in_time: u64,
    /// Abandoned calls whose wait was no longer than that threshold.
    pub abandoned_in_time: u64,
    /// Answered calls whose service time is known.
    pub handled: u64,
    /// The waits of answered calls together, those without any wait included.
    pub wait_answered: Span,
    /// The waits of abandoned calls together.
    pub wait_abandoned: Span,
    /// The service times of handled calls together.
    pub handle: Span,
    /// The time agents were serving, a time with two calls of one agent counted once.
    pub busy: Span,
    /// The time agents were on the floor.
    pub staffed: Span,
}

impl Tally {
    /// Counts a call that an agent answered after `wait`, with `within` as the threshold.
    pub fn count_answered(&mut self, wait: Span, within: Span) {
        self.answered += 1;
        self.answered_in_time += u64::from(wait <= within);
        self.wait_answered += wait;
    }

    /// Counts a call that hung up after `wait`, with `within` as the threshold.
    pub fn count_abandoned(&mut self, wait: Span, within: Span) {
        self.abandoned += 1;
        self.abandoned_in_time += u64::from(wait <= within);
        self.wait_abandoned += wait;
    }

    /// Counts the service time of an answered call.
    pub fn count_handled(&mut self, time: Span) {
        self.handled += 1;
        self.handle += time;
    }

    /// Calls that asked for an agent (MET-02).
    pub fn offered(&self) -> u64 {
        self.answered + self.abandoned
    }

    /// Abandoned ÷ offered (MET-06).
    pub fn abandoned_rate(&self) -> Option<f64> {
        quotient(self.abandoned as f64, self.offered() as f64)
    }

    /// Answered within the threshold ÷ answered: the service level of MET-10.
    pub fn service_level_of_answered(&self) -> Option<f64> {
        quotient(self.answered_in_time as f64, self.answered as f64)
    }

    /// Answered within the threshold ÷ offered.
    pub fn service_level_of_offered(&self) -> Option<f64> {
        quotient(self.answered_in_time as f64, self.offered() as f64)
    }

    /// Answered within the threshold ÷ (offered without those who hung up within the threshold).
    pub fn service_level_without_short_abandons(&self) -> Option<f64> {
        quotient(self.answered_in_time as f64, (self.offered() - self.abandoned_in_time) as f64)
    }

    /// Waits of answered calls ÷ answered, in seconds: the speed to answer (MET-09).
    pub fn mean_wait_of_answered_s(&self) -> Option<f64> {
        quotient(self.wait_answered.seconds(), self.answered as f64)
    }

    /// Waits of answered and abandoned calls ÷ offered, in seconds: the first wait time (MET-08).
    pub fn mean_wait_of_offered_s(&self) -> Option<f64> {
        quotient((self.wait_answered + self.wait_abandoned).seconds(), self.offered() as f64)
    }

    /// Waits of abandoned calls ÷ abandoned, in seconds: the time to abandon (MET-18).
    pub fn mean_wait_of_abandoned_s(&self) -> Option<f64> {
        quotient(self.wait_abandoned.seconds(), self.abandoned as f64)
    }

    /// Service times ÷ answered calls whose service time is known, in seconds (MET-12).
    pub fn mean_handle_s(&self) -> Option<f64> {
        quotient(self.handle.seconds(), self.handled as f64)
    }

    /// Time serving ÷ time on the floor (MET-51).
    pub fn occupancy(&self) -> Option<f64> {
        quotient(self.busy.seconds(), self.staffed.seconds())
    }
}

fn quotient(above: f64, below: f64) -> Option<f64> {
    (below > 0.0).then(|| above / below)
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.left_menu += other.left_menu;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.answered_in_time += other.answered_in_time;
        self.abandoned_in_time += other.abandoned_in_time;
        self.handled += other.handled;
        self.wait_answered += other.wait_answered;
        self.wait_abandoned += other.wait_abandoned;
        self.handle += other.handle;
        self.busy += other.busy;
        self.staffed += other.staffed;
    }
}

/// The tallies of a log by day and half hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogTallies {
    /// The threshold of the service level.
    pub within: Span,
    cells: BTreeMap<Date, [Tally; HALF_HOURS]>,
}

impl LogTallies {
    /// The tallies of one day's half hours; none for a day without calls.
    pub fn cells(&self, date: Date) -> Option<&[Tally; HALF_HOURS]> {
        self.cells.get(&date)
    }

    /// Each day with its tally, in order.
    pub fn days(&self) -> impl Iterator<Item = (Date, Tally)> {
        self.cells.iter().map(|(date, cells)| (*date, sum(cells)))
    }

    /// The tally of each half hour over all days.
    pub fn half_hours(&self) -> [Tally; HALF_HOURS] {
        let mut slots = [Tally::default(); HALF_HOURS];
        for cells in self.cells.values() {
            for (slot, cell) in slots.iter_mut().zip(cells) {
                *slot += *cell;
            }
        }
        slots
    }

    /// The tally of everything.
    pub fn total(&self) -> Tally {
        sum(&self.half_hours())
    }
}

fn sum(cells: &[Tally]) -> Tally {
    cells.iter().fold(Tally::default(), |mut sum, cell| {
        sum += *cell;
        sum
    })
}

/// Tallies a log, with the staff inferred from it and the threshold of the service level.
pub fn tally(log: &CallLog, staff: &[StaffDay], within: Span) -> LogTallies {
    let mut tallies = LogTallies { within, cells: BTreeMap::new() };
    for &date in log.days() {
        let cells = tallies.cells.entry(date).or_insert([Tally::default(); HALF_HOURS]);
        let calls = log.calls_of(date);
        for call in calls {
            let cell = &mut cells[half_hour(call.asked().unwrap_or(call.entered))];
            match call.ending {
                Ending::LeftMenu => cell.left_menu += 1,
                Ending::Abandoned { wait, .. } => cell.count_abandoned(wait, within),
                Ending::Answered { wait, service, .. } => {
                    cell.count_answered(wait, within);
                    if let Some(service) = service {
                        cell.count_handled(service.time);
                    }
                }
            }
        }
        for (from, until) in busy(calls).into_values().flatten() {
            spread(from, until, |slot, span| cells[slot].busy += span);
        }
    }
    for day in staff {
        let cells = tallies.cells.entry(day.date()).or_insert([Tally::default(); HALF_HOURS]);
        for stretch in day.stretches() {
            spread(stretch.from, stretch.until, |slot, span| cells[slot].staffed += span);
        }
    }
    tallies
}

#[cfg(test)]
mod tests {
    use crate::calls::bank::{february, log};
    use crate::calls::staff::{StaffRule, infer_staff};
    use crate::calls::{LogTallies, Tally, tally};
    use crate::tick::Span;

    const WITHIN: Span = Span::from_whole_seconds(20);

    fn seconds(seconds: u64) -> Span {
        Span::from_whole_seconds(seconds)
    }

    fn gaps_only() -> StaffRule {
        StaffRule { ignored_wait: None, ..StaffRule::default() }
    }

    /// Four calls: answered after 20 s and 30 s, abandoned after 10 s, one left in the menu; the
    /// agent serves 9:20 to 9:50 and 9:59:30 to 10:00:30, so he is there for 40.5 minutes.
    #[test]
    fn a_small_day_is_tallied_by_half_hour() {
        let log = log(&[
            "1,0,0,PS,1999-02-01,9:19:30,9:19:40,10,9:19:40,9:20:00,20,AGENT,9:20:00,9:50:00,1800,A1",
            "2,0,0,PS,1999-02-01,9:25:00,9:25:10,10,9:25:10,9:25:20,10,HANG,0:00:00,0:00:00,0,",
            "3,0,0,PS,1999-02-01,9:58:50,9:59:00,10,9:59:00,9:59:30,30,AGENT,9:59:30,10:00:30,60,A1",
            "4,0,0,PS,1999-02-01,9:40:00,9:40:10,10,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,",
        ]);
        let tallies = tally(&log, &infer_staff(&log, gaps_only()), WITHIN);
        let total = Tally {
            left_menu: 1,
            answered: 2,
            abandoned: 1,
            answered_in_time: 1,
            abandoned_in_time: 1,
            handled: 2,
            wait_answered: seconds(50),
            wait_abandoned: seconds(10),
            handle: seconds(1_860),
            busy: seconds(1_860),
            staffed: seconds(2_430),
        };
        assert_eq!(tallies.total(), total);
        assert_eq!(total.abandoned_rate(), Some(1.0 / 3.0));
        assert_eq!(total.service_level_of_answered(), Some(0.5));
        assert_eq!(total.service_level_of_offered(), Some(1.0 / 3.0));
        assert_eq!(total.service_level_without_short_abandons(), Some(0.5));
        assert_eq!(total.mean_wait_of_answered_s(), Some(25.0));
        assert_eq!(total.mean_wait_of_offered_s(), Some(20.0));
        assert_eq!(total.mean_wait_of_abandoned_s(), Some(10.0));
        assert_eq!(total.mean_handle_s(), Some(930.0));
        assert_eq!(total.occupancy(), Some(1_860.0 / 2_430.0));
        let half_hours = tallies.half_hours();
        let staffed: Vec<Span> = half_hours[18..21].iter().map(|cell| cell.staffed).collect();
        assert_eq!(staffed, [seconds(600), seconds(1_800), seconds(30)]);
        let busy: Vec<Span> = half_hours[18..21].iter().map(|cell| cell.busy).collect();
        assert_eq!(busy, [seconds(600), seconds(1_230), seconds(30)]);
        assert_eq!((half_hours[18].answered, half_hours[19].answered), (1, 1));
        assert_eq!(half_hours[19].left_menu, 1);
        let cells = tallies.cells(log.days()[0]).expect("the day");
        assert_eq!(*cells, half_hours);
    }

    #[test]
    fn a_quotient_without_a_denominator_is_none() {
        let nothing = Tally::default();
        for quotient in [
            nothing.abandoned_rate(),
            nothing.service_level_of_answered(),
            nothing.mean_wait_of_offered_s(),
            nothing.mean_handle_s(),
            nothing.occupancy(),
        ] {
            assert_eq!(quotient, None);
        }
    }

    fn of_the_bank(rule: StaffRule) -> Option<LogTallies> {
        let log = february()?;
        Some(tally(log, &infer_staff(log, rule), WITHIN))
    }

    /// Expected: counted again in Python over the same file. Some of it by awk:
    /// `awk -F, '$12=="AGENT"' | wc -l` 27162; `awk -F, '$12=="AGENT"{w+=$11;s+=$15}END{print w,s}'`
    /// 1107512 4790100; `awk -F, '$12=="HANG" && $9!="0:00:00"{n++;w+=$11}END{print n,w}'` 3963 259695.
    #[test]
    fn the_tallies_of_the_bank_agree_with_an_independent_count() {
        let Some(tallies) = of_the_bank(gaps_only()) else {
            return;
        };
        let total = Tally {
            left_menu: 1_941,
            answered: 27_162,
            abandoned: 3_963,
            answered_in_time: 16_209,
            abandoned_in_time: 1_257,
            handled: 27_077,
            wait_answered: seconds(1_107_512),
            wait_abandoned: seconds(259_695),
            handle: seconds(4_790_100),
            busy: seconds(4_735_059),
            staffed: seconds(8_229_748),
        };
        assert_eq!(tallies.total(), total);
        assert_eq!(total.offered(), 31_125);
        let (date, day) = tallies.days().nth(13).expect("28 days");
        assert_eq!(date.to_string(), "1999-02-14");
        assert_eq!(
            (day.answered, day.abandoned, day.left_menu, day.answered_in_time, day.abandoned_in_time),
            (1_394, 128, 59, 1_099, 71)
        );
        assert_eq!((day.handled, day.handle), (1_391, seconds(199_021)));
        assert_eq!((day.wait_answered, day.wait_abandoned), (seconds(25_335), seconds(4_792)));
        assert_eq!(day.staffed, seconds(386_135));
        for (slot, expected) in [(20, (1_148, 226, 40, 455, 76_854, 228_294)), (47, (357, 29, 18, 276, 8_440, 55_230))]
        {
            let cell = tallies.half_hours()[slot];
            let (wait, handle) = (cell.wait_answered.seconds() as u64, cell.handle.seconds() as u64);
            assert_eq!((cell.answered, cell.abandoned, cell.left_menu, cell.answered_in_time, wait, handle), expected);
        }
    }

    /// Expected: the rule written again in Python over the same file.
    #[test]
    fn ignored_waits_shorten_the_time_on_the_floor() {
        let Some(tallies) = of_the_bank(StaffRule::default()) else {
            return;
        };
        assert_eq!(tallies.total().staffed, seconds(6_163_810));
        assert_eq!(tallies.days().nth(13).map(|(_, day)| day.staffed), Some(seconds(288_039)));
    }
}
