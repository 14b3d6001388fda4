//! The comparison for people, made for 80 columns.

use std::io::{self, Write};

use switchboard_reports::number;
use switchboard_sims::calls::replay::{Figure, Floor, Part};

use crate::layout::{WIDTH, plain, wrapped as within};
use crate::simulate::calls::words::{Told, interval, value};

/// What is wrong with a row.
const KIND: usize = 28;

/// Writes the comparison.
pub(super) fn write(told: &Told<'_>, hint: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n", told.question())?;
    for paragraph in told.answer() {
        paragraph_of(&paragraph, out)?;
    }
    totals(told, out)?;
    days(told, out)?;
    writeln!(out, "\nWhat was read\n")?;
    paragraph_of(&told.rows(), out)?;
    imperfections(told, out)?;
    writeln!(out, "\nWho was on the floor\n")?;
    for paragraph in told.staff() {
        paragraph_of(&paragraph, out)?;
    }
    paragraph_of(&told.skills(), out)?;
    writeln!(out, "Where the simulation misses the log, and why\n")?;
    for limit in told.limits() {
        writeln!(out, "- {}", within(&limit, WIDTH, 2, 2))?;
    }
    writeln!(out, "\nThe same again:\n{}", plain(&told.command))?;
    if hint {
        writeln!(out, "Figures by half hour and all days: --out DIR. For programs: --format json.")?;
    }
    Ok(())
}

fn totals(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    row(out, ["", "", "", "", "one", "one", "logged"])?;
    row(out, ["", "log", "sim", "[95 %]", "fewer", "more", "arrivals"])?;
    for figure in Figure::ALL {
        let simulated = |floor| told.simulated(figure, floor, Part::Total);
        let shown = |floor| value(figure, simulated(floor).map(|estimate| estimate.value));
        let over = match figure.denominator() {
            Some("answered") => " (a)",
            Some("offered") => " (b)",
            Some(_) | None => "",
        };
        row(
            out,
            [
                &format!("{}{over}", told.name(figure)),
                &value(figure, told.logged(figure, Part::Total)),
                &shown(Floor::AsInferred),
                &interval(figure, simulated(Floor::AsInferred)),
                &shown(Floor::OneFewer),
                &shown(Floor::OneMore),
                &shown(Floor::LoggedArrivals),
            ],
        )?;
    }
    writeln!(out)?;
    paragraph_of(
        &format!(
            "(a) of the calls answered, (b) of the calls offered. All days together; sim: simulated, {}, intervals of \
             95 % over replications, cut where the figure itself ends; a share that is none or all of its calls in every \
             replication has Wilson's. Handle time is over answered calls with a known service time, occupancy is time \
             serving ÷ time on the floor. Logged arrivals: the agents as inferred, the calls when they came.",
            told.replications(),
        ),
        out,
    )
}

fn row(out: &mut dyn Write, cells: [&str; 7]) -> io::Result<()> {
    let [name, log, simulation, interval, fewer, more, arrivals] = cells.map(plain);
    let line = format!("{name:<20} {log:>8} {simulation:>8} {interval:<16} {fewer:>7} {more:>7} {arrivals:>8}");
    writeln!(out, "{}", line.trim_end())
}

/// The columns of a day: how wide each is.
fn day_row(out: &mut dyn Write, cells: [&str; 9]) -> io::Result<()> {
    let [day, calls, calls_simulated, lost, lost_simulated, ends, lost_arrivals, wait, wait_simulated] =
        cells.map(plain);
    let line = format!(
        "{day:<14} {calls:>6} {calls_simulated:>6} {lost:>6} {lost_simulated:>6} {ends:<11} {lost_arrivals:>7} {wait:>8} \
         {wait_simulated:>8}"
    );
    writeln!(out, "{}", line.trim_end())
}

fn days(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Where they differ most, by abandoned calls\n")?;
    writeln!(out, "{:<14} {:>13} {:>13} {:19} {:>17}", "", "offered", "abandoned", "", "mean wait (b)")?;
    day_row(out, ["day", "log", "sim", "log", "sim", "[95 %]", "logged*", "log", "sim"])?;
    let all: Vec<_> = told.replay.days().collect();
    for day in told.far_days() {
        let part = Part::Day(day);
        let logged = |figure| value(figure, told.logged(figure, part));
        let simulated =
            |figure, floor| value(figure, told.simulated(figure, floor, part).map(|estimate| estimate.value));
        let abandoned = told.simulated(Figure::Abandoned, Floor::AsInferred, part);
        let weekday = all[day].weekday().to_string();
        day_row(
            out,
            [
                &format!("{} {}", all[day], &weekday[..3]),
                &logged(Figure::Offered),
                &simulated(Figure::Offered, Floor::AsInferred),
                &logged(Figure::Abandoned),
                &simulated(Figure::Abandoned, Floor::AsInferred),
                &interval(Figure::Abandoned, abandoned),
                &simulated(Figure::Abandoned, Floor::LoggedArrivals),
                &logged(Figure::WaitOfOffered),
                &simulated(Figure::WaitOfOffered, Floor::AsInferred),
            ],
        )?;
    }
    writeln!(out)?;
    let logged = "* with logged arrivals: what is left of the difference there does not come from the arrivals.";
    writeln!(out, "{}", within(logged, WIDTH, 0, 2))?;
    if let Some(half_hour) = told.far_half_hour() {
        writeln!(out)?;
        writeln!(out, "{}", within(&half_hour, WIDTH, 0, 0))?;
    }
    Ok(())
}

fn imperfections(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    if told.log.imperfections().is_empty() {
        return writeln!(out, "No row contradicts itself.");
    }
    let mut line = |rows: &str, first: &str, kind: &str, rule: &str| {
        let line = format!("{rows:>6} {first:>10}  {kind:<KIND$} {rule}");
        writeln!(out, "{}", line.trim_end())
    };
    line("rows", "first line", "what is wrong", "what is done")?;
    for (kind, found) in told.log.imperfections() {
        let (kinds, rules) = (wrapped(&kind.to_string(), KIND), wrapped(kind.rule(), WIDTH - KIND - 20));
        for place in 0..kinds.len().max(rules.len()) {
            let (rows, first) = match place {
                0 => (plain(&number::count(found.rows)), plain(&number::count(found.first_line))),
                _ => Default::default(),
            };
            let part = |lines: &[String]| lines.get(place).cloned().unwrap_or_default();
            line(&rows, &first, &part(&kinds), &part(&rules))?;
        }
    }
    Ok(())
}

fn paragraph_of(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n", within(text, WIDTH, 0, 0))
}

/// The words in lines of a column.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    within(text, columns, 0, 0).lines().map(ToOwned::to_owned).collect()
}
