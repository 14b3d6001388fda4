//! The summary on standard output, made for 80 columns.

use std::io::{self, Write};

use switchboard::Code;
use switchboard_reports::day::{DayReport, Group, Part};
use switchboard_reports::{Estimate, number};
use switchboard_sims::results::{Measure, Unit};
use switchboard_sims::statistics::Rank;

use crate::SimulateArgs;

/// Columns of the narrowest terminal that is thought of.
const COLUMNS: usize = 80;
/// The name of a measure.
const NAME: usize = 20;
/// One channel.
const CELL: usize = 12;
/// How many channels stand side by side, next to all of them.
const SIDE_BY_SIDE: usize = 4;

/// Writes the summary.
pub(crate) fn summary(report: &DayReport<'_>, args: &SimulateArgs, out: &mut dyn Write) -> io::Result<()> {
    let setting = &report.results().setting;
    writeln!(out, "{}", wrapped(&report.question(), 0))?;
    writeln!(out)?;
    for paragraph in report.answer() {
        writeln!(out, "{}\n", wrapped(&paragraph, 0))?;
    }
    let head = format!("{}, seed {}: {}.", setting.scenario, setting.seed, report.behind());
    writeln!(out, "{}", wrapped(&head, 0))?;
    let some: Vec<&Group> = report.groups().iter().collect();
    for groups in some.chunks(SIDE_BY_SIDE) {
        by_channel(report, groups, out)?;
    }
    by_hour(report, out)?;
    supervisors(report, out)?;
    writeln!(out)?;
    let behind = format!(
        "{} conversations and {} answers of the rules stand behind this; after each answer the invariants K1, K2, \
         K7 and K9 held.",
        number::count(report.results().conversations()),
        number::count(report.results().steps()),
    );
    writeln!(out, "{}", wrapped(&behind, 0))?;
    if args.out.is_none() {
        writeln!(out)?;
        writeln!(out, "Next: --out DIR writes figures and all tables, --events FILE.jsonl every event,")?;
        writeln!(out, "--format json every number. A day to copy: sims/scenarios/default.toml.")?;
    }
    Ok(())
}

/// A row of the table by channel: its name, and what it shows.
enum Row {
    Measure(&'static str, Measure),
    Percentile(&'static str, Rank),
}

fn by_channel(report: &DayReport<'_>, groups: &[&Group], out: &mut dyn Write) -> io::Result<()> {
    let threshold = plain(&number::seconds(report.results().setting.service_level_s)).replace(".0", "");
    let level = format!("Within {threshold}");
    let rows = [
        Row::Measure("Incoming a day", Measure::Incoming),
        Row::Measure("Answered", Measure::Handled),
        Row::Measure("Abandoned", Measure::Abandoned),
        Row::Measure("Abandoned rate (a)", Measure::AbandonedRate),
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
    writeln!(out)?;
    let heads: String = groups.iter().map(|group| format!("{:>CELL$}", group.channel)).collect();
    writeln!(out, "{:NAME$}{:>CELL$}{heads}", "", "all")?;
    let every: Vec<usize> = report.groups().iter().flat_map(|group| group.members.iter().copied()).collect();
    for row in rows {
        let (name, cells): (String, Vec<String>) = match row {
            Row::Measure(name, measure) => {
                let parts = std::iter::once(Part::DAY).chain(groups.iter().map(|group| Part::of(&group.members)));
                let name = if name.is_empty() { format!("{level} (b)") } else { name.to_owned() };
                (name, parts.map(|part| cell(measure.unit(), report.estimate(measure, part))).collect())
            }
            Row::Percentile(name, rank) => {
                let members = std::iter::once(&every).chain(groups.iter().map(|group| &group.members));
                let cells = members.map(|members| {
                    let waits = report.waits(members).answered;
                    let at = waits.percentile(rank).map(|span| Estimate::exact(span.seconds()));
                    cell(Unit::Seconds, at)
                });
                (name.to_owned(), cells.collect())
            }
        };
        let cells: String = cells.iter().map(|cell| format!("{cell:>CELL$}")).collect();
        writeln!(out, "{}", format!("{name:NAME$}{cells}").trim_end())?;
    }
    let of = |measure: Measure| measure.denominator().unwrap_or_default();
    let notes = format!(
        "(a) of {}. (b) service level: of {}. (c) mean of {}; percentiles of those answered. (d) of {}. (e) mean of \
         {}. (f) of {}. (g) work in hand, of {}. (h) units in use, of {}.",
        of(Measure::AbandonedRate),
        of(Measure::ServiceLevel),
        of(Measure::AverageFirstWait),
        of(Measure::HandleTime),
        of(Measure::WrapUpTime),
        of(Measure::TimeoutRate),
        of(Measure::Occupancy),
        of(Measure::Utilisation),
    );
    writeln!(out, "{}", wrapped(&notes, 2))
}

/// One column of the table by hour: its heads, its width, and what it shows.
struct Hourly {
    heads: [&'static str; 2],
    width: usize,
    measure: Measure,
    live: bool,
}

const fn hourly(heads: [&'static str; 2], width: usize, measure: Measure, live: bool) -> Hourly {
    Hourly { heads, width, measure, live }
}

/// The columns, 75 wide together.
const HOURLY: [Hourly; 7] = [
    hourly(["incoming", ""], 10, Measure::Incoming, true),
    hourly(["abandoned", "rate (a)"], 12, Measure::AbandonedRate, true),
    hourly(["in time", "(b)"], 12, Measure::ServiceLevel, true),
    hourly(["first wait", "(c)"], 13, Measure::AverageFirstWait, true),
    hourly(["in queue", ""], 10, Measure::InQueue, false),
    hourly(["agents", "busy"], 8, Measure::AgentsBusy, false),
    hourly(["agents", "there"], 8, Measure::AgentsSignedIn, false),
];

fn by_hour(report: &DayReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let live: Vec<usize> =
        report.groups().iter().filter(|group| group.live).flat_map(|group| group.members.iter().copied()).collect();
    let who = if live.is_empty() { "all channels" } else { "calls and live chats" };
    let of_live = if live.is_empty() { Part::DAY } else { Part::of(&live) };
    writeln!(out)?;
    let words = format!(
        "Over the day: {who} by the time they came; queue and agents, of all channels, by the clock and on average."
    );
    writeln!(out, "{}", wrapped(&words, 0))?;
    for line in 0..2 {
        let heads: String = HOURLY.iter().map(|one| format!("{:>1$}", one.heads[line], one.width)).collect();
        writeln!(out, "{:5}{heads}", "")?;
    }
    for (from, to) in report.hours() {
        let cells: String = HOURLY
            .iter()
            .map(|one| {
                let part = if one.live { of_live } else { Part::DAY };
                let estimate = report.estimate(one.measure, part.within(from, to));
                // The narrow columns hold no interval; the report has it.
                let estimate =
                    if one.width < 10 { estimate.map(|found| Estimate::exact(found.value)) } else { estimate };
                format!("{:>1$}", cell(one.measure.unit(), estimate), one.width)
            })
            .collect();
        writeln!(out, "{}{cells}", report.start_of(from))?;
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
    writeln!(out, "{:NAME$}{:>CELL$}{:>CELL$}  why refused, a day", "Supervisors, a day", "tried", "refused")?;
    for act in &acts {
        let why: Vec<String> =
            act.refused.iter().map(|(code, times)| format!("{} {}", code.letters(), a_day(*times))).collect();
        let line = format!(
            "{:NAME$}{:>CELL$}{:>CELL$}  {}",
            act.operation.name(),
            a_day(act.tried),
            a_day(act.refused_count()),
            why.join(", ")
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let mut codes: Vec<Code> = acts.iter().flat_map(|act| act.refused.iter().map(|(code, _)| *code)).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        writeln!(out, "{}", wrapped(&format!("{}: {}", code.letters(), code.words()), 4))?;
    }
    Ok(())
}

/// An estimate in few letters: `81.2 ±1.3 %`, `12.4 ±0.6 s`, `7.5 ±0.2 m`, `5.1 ±0.1 h`.
fn cell(unit: Unit, estimate: Option<Estimate>) -> String {
    let Some(estimate) = estimate.filter(|estimate| estimate.value.is_finite()) else { return "-".to_owned() };
    // An interval that meets 0 or 1 is cut there; its other end still tells how wide it was.
    let half =
        estimate.interval.map(|interval| (interval.high() - estimate.value).max(estimate.value - interval.low()));
    let (scale, name) = match unit {
        Unit::Share => (100.0, " %"),
        Unit::Seconds if estimate.value >= 36_000.0 => (1.0 / 3_600.0, " h"),
        Unit::Seconds if estimate.value >= 600.0 => (1.0 / 60.0, " m"),
        Unit::Seconds => (1.0, " s"),
        Unit::Count | Unit::Level => (1.0, ""),
    };
    let (value, half) = (estimate.value * scale, half.map(|half| half * scale));
    // As many decimals as the interval can tell, and no more than one.
    let decimals = usize::from(value < 99.95 && half.is_none_or(|half| half < 9.95));
    let half = half.map_or(String::new(), |half| format!(" ±{half:.decimals$}"));
    format!("{value:.decimals$}{half}{name}")
}

/// Without the spaces that only a browser needs.
fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

/// Words in lines of at most 80 columns; lines after the first are set in.
fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > COLUMNS {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    plain(&lines)
}

#[cfg(test)]
mod tests {
    use switchboard_reports::Estimate;
    use switchboard_sims::results::Unit;

    use super::{COLUMNS, cell, wrapped};

    #[test]
    fn a_cell_is_as_precise_as_its_interval() {
        let cases = [
            (Unit::Share, 0.812, 0.013, "81.2 ±1.3 %"),
            (Unit::Seconds, 12.44, 0.61, "12.4 ±0.6 s"),
            (Unit::Seconds, 450.0, 12.0, "450 ±12 s"),
            (Unit::Seconds, 900.0, 30.0, "15.0 ±0.5 m"),
            (Unit::Seconds, 36_000.0, 3_600.0, "10.0 ±1.0 h"),
            (Unit::Count, 3_204.6, 24.4, "3205 ±24"),
            (Unit::Level, 5.25, 0.5, "5.2 ±0.5"),
        ];
        for (unit, value, half, written) in cases {
            assert_eq!(cell(unit, Some(Estimate::between(value, value - half, value + half))), written);
        }
        assert_eq!(cell(Unit::Count, Some(Estimate::exact(3.0))), "3.0");
        assert_eq!(cell(Unit::Share, None), "-");
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let text = "on a day like this ".repeat(20);
        assert!(wrapped(text.trim_end(), 4).lines().all(|line| line.len() <= COLUMNS));
        assert_eq!(wrapped("81\u{a0}% wait", 0), "81 % wait");
    }
}
