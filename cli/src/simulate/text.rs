//! The summary on standard output, made for 80 columns.

use std::io::{self, Write};

use switchboard::{Code, ServiceLevelBase};
use switchboard_reports::day::{DayReport, Group, Part};
use switchboard_reports::{Estimate, number};
use switchboard_sims::results::{Measure, SupervisorOperation, Unit};
use switchboard_sims::statistics::Rank;

use crate::SimulateArgs;
use crate::layout::{WIDTH, plain, wrapped as within};

/// The name of a measure.
const NAME: usize = 17;
/// One channel, with its interval.
const CELL: usize = 21;
/// The name of what a supervisor does.
const ACT: usize = 20;
/// How many channels stand side by side.
const SIDE_BY_SIDE: usize = 3;
/// How many intervals of the day are shown one by one; a finer day is shown by the hour.
const ROWS_MAX: usize = 48;

/// Writes the summary; `command` gives the same answer again.
pub(crate) fn summary(
    report: &DayReport<'_>,
    args: &SimulateArgs,
    command: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let setting = &report.results().setting;
    writeln!(out, "{}", wrapped(&report.question(), 0))?;
    writeln!(out)?;
    for paragraph in report.answer() {
        writeln!(out, "{}\n", wrapped(&paragraph, 0))?;
    }
    let head = format!("{}, seed {}: {}.", setting.scenario, setting.seed, report.behind());
    writeln!(out, "{}", wrapped(&head, 0))?;
    if report.results().days.len() < setting.replications as usize {
        let asked = number::count(u64::from(setting.replications));
        writeln!(out, "It was stopped before all {} were done.", plain(&asked))?;
        writeln!(out, "The same again: {command}")?;
    }
    known(report, out)?;
    by_channel(report, out)?;
    over_the_day(report, out)?;
    supervisors(report, out)?;
    writeln!(out)?;
    let results = report.results();
    let watched = if results.steps_watched() == results.steps() {
        "each answer".to_owned()
    } else {
        format!(
            "each of the first {} answers, and in the whole state every 16,384th,",
            number::count(results.steps_watched())
        )
    };
    let behind = format!(
        "{} conversations and {} answers of the rules stand behind this. After {watched} it held that a \
         conversation has one owner (K1), that nobody is charged beyond capacity but by an override or a documented \
         exception (K2), that capacity is charged and released in pairs (K7), and that nothing happens to what is \
         closed (K9); `switchboard rules K1` says more.",
        number::count(results.conversations()),
        number::count(results.steps()),
    );
    writeln!(out, "{}", wrapped(&behind, 0))?;
    if args.out.is_none() {
        writeln!(out)?;
        writeln!(out, "Next: --out DIR writes figures and all tables, --events FILE.jsonl every event,")?;
        writeln!(out, "--format json every number. A day to copy: sims/scenarios/default.toml.")?;
    }
    Ok(())
}

/// Known values beside the simulated ones.
fn known(report: &DayReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let compared = report.compared();
    if compared.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{:36}{:>10}{:>27}{:>6}", "", "known", "simulated", "z")?;
    for one in &compared {
        let name = one.expected.measure.name();
        let (known, simulated, z) = (one.known_words(), one.simulated_words(), one.z_words());
        writeln!(out, "{name:36}{:>10}{:>27}{:>6}", plain(&known), plain(&simulated), plain(&z))?;
    }
    let mut sources: Vec<&str> = compared.iter().map(|one| &*one.expected.source).collect();
    sources.dedup();
    let note = format!("Known from: {}. z: the difference in standard errors.", sources.join("; "));
    writeln!(out, "{}", wrapped(&note, 2))
}

/// A row of the table by channel: its name, and what it shows.
enum Row {
    Measure(&'static str, Measure),
    Percentile(&'static str, Rank),
}

/// A column of the table by channel: its head in two lines, and the workstreams; none for all.
struct Column {
    head: [String; 2],
    members: Option<Vec<usize>>,
}

impl Column {
    fn new(head: &str, members: Option<Vec<usize>>) -> Self {
        let lines = within(head, CELL - 1, 0, 0);
        let (first, second) = lines.split_once('\n').unwrap_or((&lines, ""));
        Self { head: [first.to_owned(), second.replace('\n', " ")], members }
    }

    /// All channels, those together whose customers wait on the line, and each of them.
    fn all(report: &DayReport<'_>) -> Vec<Self> {
        let live: Vec<&Group> = report.groups().iter().filter(|group| group.live).collect();
        let mut columns = vec![Self::new("all", None)];
        if live.len() > 1 {
            let members = live.iter().flat_map(|group| group.members.iter().copied()).collect();
            columns.push(Self::new(report.live_name(), Some(members)));
        }
        let each = report.groups().iter();
        columns.extend(each.map(|group| Self::new(report.label(group), Some(group.members.clone()))));
        columns
    }

    fn part(&self) -> Part<'_> {
        self.members.as_deref().map_or(Part::DAY, Part::of)
    }
}

fn by_channel(report: &DayReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let threshold = plain(&number::seconds(report.results().setting.service_level_s)).replace(".0", "");
    let level = match report.results().setting.base {
        ServiceLevelBase::Conversation => format!("Within {threshold}"),
        ServiceLevelBase::Segment => "In time".to_owned(),
    };
    let mut rows = vec![
        Row::Measure("Conversations", Measure::Conversations),
        Row::Measure("Incoming (i)", Measure::Incoming),
        Row::Measure("Answered", Measure::Handled),
        Row::Measure("Abandoned", Measure::Abandoned),
        Row::Measure("Abandon rate (a)", Measure::AbandonedRate),
        Row::Measure("Gave up (k)", Measure::AbandonedByCustomerRate),
        Row::Measure("", Measure::ServiceLevel),
        Row::Measure("First wait (c)", Measure::AverageFirstWait),
        Row::Percentile("  half within", Rank::MEDIAN),
        Row::Percentile("  nine in ten", Rank::P90),
        Row::Measure("Handle time (d)", Measure::HandleTime),
        Row::Measure("Wrap-up time (e)", Measure::WrapUpTime),
        Row::Measure("Transfer rate (d)", Measure::TransferRate),
        Row::Measure("Offers missed (f)", Measure::TimeoutRate),
        Row::Measure("Beyond capacity", Measure::Overrides),
        Row::Measure("Occupancy (g)", Measure::Occupancy),
        Row::Measure("Utilisation (h)", Measure::Utilisation),
    ];
    if report.has_profiles() {
        rows.push(Row::Measure("  of profiles (p)", Measure::ProfileUtilisation));
    }
    let every: Vec<usize> = report.groups().iter().flat_map(|group| group.members.iter().copied()).collect();
    for columns in Column::all(report).chunks(SIDE_BY_SIDE) {
        writeln!(out)?;
        for line in 0..2 {
            let heads: String = columns.iter().map(|column| format!("{:>CELL$}", column.head[line])).collect();
            if !heads.trim().is_empty() {
                writeln!(out, "{}", format!("{:NAME$}{heads}", "").trim_end())?;
            }
        }
        for row in &rows {
            let (name, cells): (String, Vec<String>) = match *row {
                Row::Measure(name, measure) => {
                    let name = if name.is_empty() { format!("{level} (b)") } else { name.to_owned() };
                    let cell = |column: &Column| cell(measure.unit(), report.estimate(measure, column.part()));
                    (name, columns.iter().map(cell).collect())
                }
                Row::Percentile(name, rank) => {
                    let cells = columns.iter().map(|column| {
                        let waits = report.waits(column.members.as_ref().unwrap_or(&every)).answered;
                        let at = waits.percentile(rank).map(|span| Estimate::exact(span.seconds()));
                        cell(Unit::Seconds, at)
                    });
                    (name.to_owned(), cells.collect())
                }
            };
            let cells: String = cells.iter().map(|cell| format!("{cell:>CELL$}")).collect();
            writeln!(out, "{}", format!("{name:NAME$}{cells}").trim_end())?;
        }
    }
    let of = |measure: Measure| report.over(measure).unwrap_or_default();
    let mut notes = format!(
        "(a) of {}. (b) service level: of {}. (c) mean of {}; percentiles of those answered. (d) of {}. (e) mean of \
         {}. (f) of {}. (g) work in hand, of {}. (h) units in use, of {}. (i) of the conversations, those that asked \
         for a person. (k) left by themselves, of {}. The first four rows are of a day.",
        of(Measure::AbandonedRate),
        of(Measure::ServiceLevel),
        of(Measure::AverageFirstWait),
        of(Measure::HandleTime),
        of(Measure::WrapUpTime),
        of(Measure::TimeoutRate),
        of(Measure::Occupancy),
        of(Measure::Utilisation),
        of(Measure::AbandonedByCustomerRate),
    );
    if report.has_profiles() {
        notes.push_str(&format!(" (p) items in hand, of {}.", of(Measure::ProfileUtilisation)));
    }
    writeln!(out, "{}", wrapped(&notes, 2))
}

/// One column of the table over the day: its heads, its width, and what it shows.
struct Daily {
    heads: [&'static str; 2],
    width: usize,
    measure: Measure,
    live: bool,
    /// Narrow columns hold no interval; the report has it.
    interval: bool,
}

const fn daily(heads: [&'static str; 2], width: usize, measure: Measure, live: bool, interval: bool) -> Daily {
    Daily { heads, width, measure, live, interval }
}

/// The columns, 75 wide together with what stands between them.
const DAILY: [Daily; 7] = [
    daily(["came", ""], 7, Measure::Incoming, true, false),
    daily(["abandon rate", "(a)"], 18, Measure::AbandonedRate, true, true),
    daily(["in time", "(b)"], 16, Measure::ServiceLevel, true, true),
    daily(["first wait", "(c)"], 18, Measure::AverageFirstWait, true, true),
    daily(["in", "line"], 5, Measure::InQueue, false, false),
    daily(["", "busy"], 5, Measure::AgentsBusy, false, false),
    daily(["agents", "there"], 6, Measure::AgentsSignedIn, false, false),
];

fn over_the_day(report: &DayReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let live: Vec<usize> =
        report.groups().iter().filter(|group| group.live).flat_map(|group| group.members.iter().copied()).collect();
    let who = if live.is_empty() { "all channels" } else { report.live_name() };
    let of_live = if live.is_empty() { Part::DAY } else { Part::of(&live) };
    writeln!(out)?;
    let mut words = format!(
        "Over the day: {who} by the time they came; those in line, and the agents busy and there, of all channels, on \
         average."
    );
    if let Some(warm_up) = report.warm_up() {
        words.push_str(&format!(" {warm_up}"));
    }
    writeln!(out, "{}", wrapped(&words, 0))?;
    for line in 0..2 {
        let heads: String = DAILY.iter().map(|one| format!("{:>1$}", one.heads[line], one.width)).collect();
        writeln!(out, "{}", format!("{:5}{heads}", "").trim_end())?;
    }
    let intervals = report.results().setting.intervals;
    let rows = if intervals > ROWS_MAX {
        report.hours()
    } else {
        (0..intervals).filter(|at| report.is_shown(*at)).map(|at| (at, at + 1)).collect()
    };
    let mut day = None;
    for (from, to) in rows {
        // Where the clock goes round, each day has a line of its own before its hours.
        if report.day_of(from) != day {
            day = report.day_of(from);
            match report.date_of(from) {
                Some(date) => writeln!(out, "{date}")?,
                None => writeln!(out, "day {}", day.unwrap_or(1))?,
            }
        }
        let cells: String = DAILY
            .iter()
            .map(|one| {
                let part = if one.live { of_live } else { Part::DAY };
                let estimate = report.estimate(one.measure, part.within(from, to));
                let estimate = if one.interval { estimate } else { estimate.map(|found| Estimate::exact(found.value)) };
                // As the answer says them, so that its figures are found here: small values with a decimal.
                let small = match one.measure.unit() {
                    Unit::Share => 0.095,
                    Unit::Seconds => 9.95,
                    Unit::Count | Unit::Level => f64::INFINITY,
                };
                let decimals = estimate.filter(|found| found.value >= small).map(|_| 0);
                format!("{:>1$}", cell_with(one.measure.unit(), estimate, decimals), one.width)
            })
            .collect();
        let start = report.start_of(from);
        let start = if day.is_some() { start.on_the_clock() } else { start };
        writeln!(out, "{start}{cells}")?;
    }
    Ok(())
}

fn supervisors(report: &DayReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let acts = report.acts();
    if acts.is_empty() {
        return Ok(());
    }
    let days = report.results().days.len() as f64;
    let a_day = |times: u64| plain(&number::amount(times as f64 / days, 1));
    writeln!(out)?;
    writeln!(out, "{:ACT$}{:>9}{:>9}  why refused, a day", "Supervisors, a day", "tried", "refused")?;
    for act in &acts {
        let why: Vec<String> =
            act.refused.iter().map(|(code, times)| format!("{} {}", code.letters(), a_day(*times))).collect();
        let line = format!(
            "{:ACT$}{:>9}{:>9}  {}",
            act.operation.name(),
            a_day(act.tried),
            a_day(act.refused_count()),
            wrapped_at(&why.join(", "), ACT + 20)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    // As the answer counts them: leaving is the end of watching, not one more intervention.
    let steps = || acts.iter().filter(|act| act.operation != SupervisorOperation::Leave);
    let (tried, refused): (u64, u64) =
        steps().fold((0, 0), |sum, act| (sum.0 + act.tried, sum.1 + act.refused_count()));
    writeln!(out, "{:ACT$}{:>9}{:>9}", "all but leave", a_day(tried), a_day(refused))?;
    let mut codes: Vec<Code> = acts.iter().flat_map(|act| act.refused.iter().map(|(code, _)| *code)).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        writeln!(out, "{}", wrapped(&format!("{}: {}", code.letters(), code.words()), 4))?;
    }
    Ok(())
}

/// An estimate in few letters: `81.2 % [79.9, 82.5]`, `12.4 s [11.8, 13.0]`, `7.5 m [7.3, 7.7]`.
fn cell(unit: Unit, estimate: Option<Estimate>) -> String {
    cell_with(unit, estimate, None)
}

/// The same with this many decimals.
fn cell_with(unit: Unit, estimate: Option<Estimate>, decimals: Option<usize>) -> String {
    let Some(estimate) = estimate.filter(|estimate| estimate.value.is_finite()) else { return "-".to_owned() };
    let (scale, name) = match unit {
        Unit::Share => (100.0, " %"),
        Unit::Seconds if estimate.value >= 36_000.0 => (1.0 / 3_600.0, " h"),
        Unit::Seconds if estimate.value >= 600.0 => (1.0 / 60.0, " m"),
        Unit::Seconds => (1.0, " s"),
        Unit::Count | Unit::Level => (1.0, ""),
    };
    let value = estimate.value * scale;
    // As many decimals as the interval can tell, and no more than one. An interval that meets 0 or 1 is cut there; its
    // other end still tells how wide it was.
    let ends = estimate.interval.map(|interval| (interval.low() * scale, interval.high() * scale));
    let half = ends.map(|(low, high)| (high - value).max(value - low));
    let decimals = decimals.unwrap_or_else(|| usize::from(value < 99.95 && half.is_none_or(|half| half < 9.95)));
    let ends = ends.map_or(String::new(), |(low, high)| {
        format!(" [{}, {}]", number::amount(low, decimals), number::amount(high, decimals))
    });
    plain(&format!("{}{name}{ends}", number::amount(value, decimals)))
}

/// Words in lines of a terminal that begin at a column.
fn wrapped_at(text: &str, column: usize) -> String {
    within(text, WIDTH, column, column)
}

/// Words in lines of a terminal; lines after the first are set in.
fn wrapped(text: &str, indent: usize) -> String {
    within(text, WIDTH, 0, indent)
}

#[cfg(test)]
mod tests {
    use switchboard_reports::Estimate;
    use switchboard_sims::results::Unit;

    use super::cell;

    #[test]
    fn a_cell_is_as_precise_as_its_interval() {
        let cases = [
            (Unit::Share, 0.812, 0.013, "81.2 % [79.9, 82.5]"),
            (Unit::Seconds, 12.44, 0.62, "12.4 s [11.8, 13.1]"),
            (Unit::Seconds, 450.0, 12.0, "450 s [438, 462]"),
            (Unit::Seconds, 900.0, 30.0, "15.0 m [14.5, 15.5]"),
            (Unit::Seconds, 36_000.0, 3_600.0, "10.0 h [9.0, 11.0]"),
            (Unit::Count, 3_204.6, 24.4, "3,205 [3,180, 3,229]"),
            (Unit::Level, 5.25, 0.48, "5.2 [4.8, 5.7]"),
        ];
        for (unit, value, half, written) in cases {
            assert_eq!(cell(unit, Some(Estimate::between(value, value - half, value + half))), written);
        }
        assert_eq!(cell(Unit::Count, Some(Estimate::exact(3.0))), "3.0");
        assert_eq!(cell(Unit::Share, None), "-");
    }
}
