//! The comparison for people, made for 100 columns.

use std::io::{self, Write};

use switchboard_reports::number;
use switchboard_sims::calls::replay::{Figure, Floor, Part};

use crate::simulate::calls::words::{Told, interval, value};

/// Columns of the terminal.
const COLUMNS: usize = 100;

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
        let lines = wrapped(&limit, COLUMNS - 2);
        for (place, line) in lines.iter().enumerate() {
            writeln!(out, "{}{line}", if place == 0 { "- " } else { "  " })?;
        }
    }
    writeln!(out, "\nThe same again: {}", plain(&told.command))?;
    if hint {
        writeln!(out, "Figures by half hour and all days: --out DIR. For programs: --format json.")?;
    }
    Ok(())
}

fn totals(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    row(out, ["", "log", "simulation", "[95 %]", "one fewer", "one more", "logged"])?;
    row(out, ["", "", "", "", "", "", "arrivals"])?;
    for figure in Figure::ALL {
        let simulated = |floor| told.simulated(figure, floor, Part::Total);
        let shown = |floor| value(figure, simulated(floor).map(|estimate| estimate.value));
        let over =
            figure.denominator().filter(|over| over.len() < 10).map_or_else(String::new, |over| format!(" ÷ {over}"));
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
            "All days together; {}, intervals of 95 % over replications. Handle time is over answered calls with a \
             known service time, occupancy is time serving ÷ time on the floor. Logged arrivals: the agents as \
             inferred, the calls when they came.",
            told.replications(),
        ),
        out,
    )
}

fn row(out: &mut dyn Write, cells: [&str; 7]) -> io::Result<()> {
    let [name, log, simulation, interval, fewer, more, arrivals] = cells.map(plain);
    let line = format!("{name:<27} {log:>9} {simulation:>10} {interval:<16} {fewer:>10} {more:>10} {arrivals:>10}");
    writeln!(out, "{}", line.trim_end())
}

/// The columns of a day: how wide each is.
fn day_row(out: &mut dyn Write, cells: [&str; 9]) -> io::Result<()> {
    let [day, calls, calls_simulated, lost, lost_simulated, ends, lost_arrivals, wait, wait_simulated] =
        cells.map(plain);
    let line = format!(
        "{day:<14} {calls:>7} {calls_simulated:>6} {lost:>8} {lost_simulated:>6} {ends:<14} {lost_arrivals:>8} {wait:>9} \
         {wait_simulated:>9}"
    );
    writeln!(out, "{}", line.trim_end())
}

fn days(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Where they differ most, by abandoned calls\n")?;
    day_row(out, ["", "offered", "", "abandoned", "", "", "", "mean wait", "÷ offered"])?;
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
    writeln!(out, "\n* with logged arrivals: what is left of the difference there does not come from the arrivals.")?;
    if let Some(half_hour) = told.far_half_hour() {
        writeln!(out)?;
        for line in wrapped(&half_hour, COLUMNS) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn imperfections(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    if told.log.imperfections().is_empty() {
        return writeln!(out, "No row contradicts itself.");
    }
    let mut line = |rows: &str, first: &str, kind: &str, rule: &str| {
        let line = format!("{rows:>6} {first:>10}  {kind:<39} {rule}");
        writeln!(out, "{}", line.trim_end())
    };
    line("rows", "first line", "what is wrong", "what is done")?;
    for (kind, found) in told.log.imperfections() {
        let (kinds, rules) = (wrapped(&kind.to_string(), 39), wrapped(kind.rule(), COLUMNS - 59));
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
    for line in wrapped(text, COLUMNS) {
        writeln!(out, "{line}")?;
    }
    writeln!(out)
}

/// The words in lines that fit.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // A number and its unit stay together: the space between them is not a plain one.
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| plain(line)).collect()
}

/// Spaces and signs that every terminal has.
fn plain(text: &str) -> String {
    text.replace('\u{202f}', ",").replace('\u{a0}', " ")
}
