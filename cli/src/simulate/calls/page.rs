//! The comparison as a page.

use switchboard_reports::{
    Cell, Column, Comparison, ComparisonRow, DayLine, DayLines, DayPoint, Estimate, Hours, LineShape, Page, Provenance,
    Section, Table, TimeOfDay,
};
use switchboard_sims::calls::HALF_HOURS;
use switchboard_sims::calls::replay::{Figure, Floor, Part};
use switchboard_sims::results::Unit;

use crate::simulate::calls::words::{Told, decimals, file_name};

/// Half hours with fewer calls a day than this are left out of the shares and waits of the figures.
const CALLS_MIN: f64 = 1.0;

/// The page.
pub(super) fn page(told: &Told<'_>) -> Page {
    let mut answer = told.answer().into_iter();
    let mut page = Page::new(told.question(), answer.next().unwrap_or_default(), made(told));
    for paragraph in answer {
        page = page.answer(paragraph);
    }
    page = page
        .section(totals(told))
        .section(half_hours(told))
        .section(heads(told))
        .section(by_day(told))
        .section(floor(told))
        .section(read(told));
    for limit in told.limits() {
        page = page.limit(limit);
    }
    page
}

fn made(told: &Told<'_>) -> Provenance {
    let days = told.log.days();
    let span = match (days.first(), days.last()) {
        (Some(first), Some(last)) => format!("{first} to {last}, {} days", days.len()),
        (None, _) | (_, None) => "none".to_owned(),
    };
    Provenance {
        scenario: format!("the calls of {}", file_name(told.log.name())),
        seed: Some(told.replay.options().seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{} --out DIR", told.command),
        more: vec![
            ("Days".to_owned(), span),
            (
                "Replications".to_owned(),
                format!("{} of every day, on each of four floors", told.replay.options().replications),
            ),
            ("Arrivals".to_owned(), "Poisson, by type of call at the mean rate of the weekday's half hour".to_owned()),
            ("Service times".to_owned(), "drawn from the recorded ones of the type".to_owned()),
            (
                "Patience".to_owned(),
                "Kaplan and Meier's curve of the type: who was answered would have waited longer".to_owned(),
            ),
            ("Policy".to_owned(), "preset current; a voice queue for each type, one unit and no wrap-up".to_owned()),
        ],
    }
}

fn cell(figure: Figure, estimate: Option<Estimate>) -> Cell {
    let Some(estimate) = estimate else { return Cell::Nothing };
    match figure.unit() {
        Unit::Count | Unit::Level => Cell::Amount(estimate, decimals(figure, estimate)),
        // In plain seconds, so that an interval has room.
        Unit::Seconds => Cell::Amount(estimate, 1),
        Unit::Share => Cell::Percent(estimate),
    }
}

fn logged(told: &Told<'_>, figure: Figure, part: Part) -> Cell {
    cell(figure, told.logged(figure, part).map(Estimate::exact))
}

/// The simulation without its interval, where there is no room for it.
fn bare(told: &Told<'_>, figure: Figure, floor: Floor, part: Part) -> Cell {
    cell(figure, told.simulated(figure, floor, part).map(|estimate| Estimate::exact(estimate.value)))
}

fn totals(told: &Told<'_>) -> Section {
    let columns = ["Figure", "Log", "Simulation", "Logged arrivals"].map(Column::new);
    let mut table = Table::new("All days together, with 95 % intervals over replications", columns);
    for figure in Figure::ALL {
        let simulated = |floor| cell(figure, told.simulated(figure, floor, Part::Total));
        table = table.row([
            name(told, figure),
            logged(told, figure, Part::Total),
            simulated(Floor::AsInferred),
            simulated(Floor::LoggedArrivals),
        ]);
    }
    Section::new("Log and simulation").table(table).words(
        "* Answered calls with a known service time. Intervals end where the figure itself ends; a share that is none or \
             all of its calls in every replication has Wilson's. The simulation has the agents that the log shows and arrivals at the mean rate of the weekday's half hour. \
             With logged arrivals the calls come when they came: what is left of the difference has other reasons.",
    )
}

fn name(told: &Told<'_>, figure: Figure) -> Cell {
    let name = told.name(figure);
    let name = match figure {
        Figure::HandleTime => format!("{name} ÷ answered*, s"),
        Figure::Occupancy => "serving ÷ on the floor".to_owned(),
        Figure::WaitOfAnswered | Figure::WaitOfOffered => format!("{name} ÷ {}, s", figure.denominator().unwrap_or("")),
        Figure::Offered
        | Figure::Answered
        | Figure::Abandoned
        | Figure::AbandonedRate
        | Figure::ServiceLevel
        | Figure::ServiceLevelOfOffered
        | Figure::Staffed
        | Figure::Busy => figure.denominator().map_or_else(|| name.clone(), |over| format!("{name} ÷ {over}")),
    };
    Cell::text(format!("{name} ({})", figure.id()))
}

/// The half hours from the first to the last with a call a day in the log.
fn slots(told: &Told<'_>) -> std::ops::Range<usize> {
    let busy = |slot: &usize| calls_a_day(told, *slot) >= CALLS_MIN;
    let first = (0..HALF_HOURS).find(busy).unwrap_or(0);
    let last = (0..HALF_HOURS).rev().find(busy).unwrap_or(HALF_HOURS - 1);
    first..last + 1
}

fn calls_a_day(told: &Told<'_>, slot: usize) -> f64 {
    told.replay.logged(Part::HalfHour(slot)).offered() as f64 / told.replay.days().len() as f64
}

fn start(slot: usize) -> TimeOfDay {
    TimeOfDay::from_seconds(1_800 * slot as u32)
}

fn hours(told: &Told<'_>) -> Option<Hours> {
    let slots = slots(told);
    Some(Hours { from: start(slots.start), to: start(slots.end) })
}

fn scaled(estimate: Estimate, by: f64) -> Estimate {
    match estimate.interval {
        Some(interval) => Estimate::between(estimate.value * by, interval.low() * by, interval.high() * by),
        None => Estimate::exact(estimate.value * by),
    }
}

/// What stands on a figure: numbers of things are per day, hours of agents are heads.
fn factor(told: &Told<'_>, figure: Figure) -> f64 {
    let days = told.replay.days().len() as f64;
    match figure.unit() {
        Unit::Count => 1.0 / days,
        Unit::Level => 2.0 / days,
        Unit::Share => 100.0,
        Unit::Seconds => 1.0,
    }
}

fn compared(told: &Told<'_>, figure: Figure, title: &str, unit: &str) -> Comparison {
    let by = factor(told, figure);
    let rows = slots(told).map(|slot| {
        let part = Part::HalfHour(slot);
        ComparisonRow {
            from: start(slot),
            to: start(slot + 1),
            logged: told.logged(figure, part).map(|value| value * by),
            simulated: told.simulated(figure, Floor::AsInferred, part).map(|estimate| scaled(estimate, by)),
        }
    });
    Comparison { title: title.to_owned(), unit: unit.to_owned(), hours: hours(told), rows: rows.collect() }
}

fn half_hours(told: &Told<'_>) -> Section {
    let in_time = format!("Answered within {} ÷ answered, %", told.threshold());
    let columns = [
        Column::new("From"),
        Column::defined("Offered a day", "log"),
        Column::defined("Offered a day", "simulation"),
        Column::defined("Abandoned ÷ offered", "log"),
        Column::defined("Abandoned ÷ offered", "simulation"),
        Column::defined("Wait ÷ offered, s", "log"),
        Column::defined("Wait ÷ offered, s", "simulation"),
        Column::defined("In time ÷ answered", "log"),
        Column::defined("In time ÷ answered", "simulation"),
    ];
    let mut table = Table::new("Half hours over all days", columns);
    for slot in slots(told) {
        let part = Part::HalfHour(slot);
        let by = factor(told, Figure::Offered);
        let offered = told.simulated(Figure::Offered, Floor::AsInferred, part);
        let mut cells = vec![
            Cell::Time(start(slot)),
            Cell::Amount(Estimate::exact(calls_a_day(told, slot)), 1),
            offered.map_or(Cell::Nothing, |offered| Cell::Amount(scaled(Estimate::exact(offered.value), by), 1)),
        ];
        for figure in [Figure::AbandonedRate, Figure::WaitOfOffered, Figure::ServiceLevel] {
            cells.push(logged(told, figure, part));
            cells.push(cell(figure, told.simulated(figure, Floor::AsInferred, part)));
        }
        table = table.row(cells);
    }
    let far = told.far_half_hour().map_or_else(String::new, |sentence| format!(" {sentence}"));
    Section::new("By half hour")
        .words(format!(
            "Averages over all days; each call belongs to the half hour in which it asked for an agent.{far}"
        ))
        .figure(
            &compared(told, Figure::Offered, "Calls that asked for an agent", "Calls a day"),
            "Calls that asked for an agent in each half hour, on an average day.",
        )
        .figure(
            &compared(told, Figure::AbandonedRate, "Share that hung up", "Abandoned ÷ offered, %"),
            "The share of customers who hung up before an agent answered.",
        )
        .figure(
            &compared(told, Figure::WaitOfOffered, "Mean wait", "Mean wait ÷ offered, s"),
            "The mean wait of all who asked for an agent, to the answer or to hanging up.",
        )
        .figure(
            &compared(told, Figure::ServiceLevel, "Service level", &in_time),
            "The share of answered customers who waited no longer than the threshold.",
        )
        .figure(
            &compared(told, Figure::Staffed, "Agents on the floor", "Agents, on average"),
            "Agents on the floor. In the log as inferred; simulated agents finish their last call after the end of \
             their day, so that the line may lie a little higher.",
        )
        .figure(
            &compared(told, Figure::Busy, "Agents serving", "Agents, on average"),
            "Agents with a customer. In the log only services that name their agent.",
        )
        .table(table)
}

fn heads(told: &Told<'_>) -> Section {
    let columns = ["Figure", "One fewer", "As inferred", "One more", "Log"].map(Column::new);
    let mut table = Table::new("All days together, by the number of agents", columns);
    for figure in Figure::ALL {
        let simulated = |floor| cell(figure, told.simulated(figure, floor, Part::Total));
        table = table.row([
            name(told, figure),
            simulated(Floor::OneFewer),
            simulated(Floor::AsInferred),
            simulated(Floor::OneMore),
            logged(told, figure, Part::Total),
        ]);
    }
    let line = |name: &str, value: &dyn Fn(Part) -> Option<f64>| DayLine {
        name: name.to_owned(),
        shape: LineShape::Straight,
        points: slots(told)
            .map(|slot| DayPoint {
                at: TimeOfDay::from_seconds(1_800 * slot as u32 + 900),
                value: value(Part::HalfHour(slot)).map(|share| share * 100.0),
                band: None,
            })
            .collect(),
    };
    let share =
        |floor| move |part: Part| told.simulated(Figure::AbandonedRate, floor, part).map(|estimate| estimate.value);
    let lines = DayLines {
        title: "Share that hung up, by the number of agents".to_owned(),
        unit: "Abandoned ÷ offered, %".to_owned(),
        hours: hours(told),
        lines: vec![
            line("log", &|part| told.logged(Figure::AbandonedRate, part)),
            line("one agent fewer", &share(Floor::OneFewer)),
            line("as inferred", &share(Floor::AsInferred)),
            line("one agent more", &share(Floor::OneMore)),
        ],
    };
    Section::new("One agent fewer, one more")
        .figure(&lines, "What a head changes: the share that hung up with one agent fewer, as inferred, and one more.")
        .table(table)
}

fn by_day(told: &Told<'_>) -> Section {
    let columns = [
        Column::new("Day"),
        Column::defined("Offered", "log"),
        Column::defined("Offered", "simulation"),
        Column::defined("Abandoned", "log"),
        Column::defined("Abandoned", "simulation"),
        Column::defined("Wait ÷ offered, s", "log"),
        Column::defined("Wait ÷ offered, s", "simulation"),
        Column::defined("In time ÷ answered", "log"),
        Column::defined("In time ÷ answered", "simulation"),
        Column::defined("Occupancy", "log"),
        Column::defined("Occupancy", "simulation"),
    ];
    let mut table = Table::new("Each day; the interval is of the mean over replications", columns);
    for (day, date) in told.replay.days().enumerate() {
        let part = Part::Day(day);
        let weekday = date.weekday().to_string();
        let mut cells = vec![
            Cell::text(format!("{date} {}", &weekday[..3])),
            logged(told, Figure::Offered, part),
            bare(told, Figure::Offered, Floor::AsInferred, part),
            logged(told, Figure::Abandoned, part),
            cell(Figure::Abandoned, told.simulated(Figure::Abandoned, Floor::AsInferred, part)),
        ];
        for figure in [Figure::WaitOfOffered, Figure::ServiceLevel, Figure::Occupancy] {
            cells.push(logged(told, figure, part));
            cells.push(bare(told, figure, Floor::AsInferred, part));
        }
        table = table.row(cells);
    }
    let all: Vec<_> = told.replay.days().collect();
    let far: Vec<String> = told.far_days().into_iter().map(|day| all[day].to_string()).collect();
    Section::new("Day by day")
        .words(format!("The abandoned calls of log and simulation differ most on {}.", far.join(", ")))
        .table(table)
}

fn floor(told: &Told<'_>) -> Section {
    let mut section = Section::new("Who was on the floor");
    for paragraph in told.staff() {
        section = section.words(paragraph);
    }
    section.words(told.skills())
}

fn read(told: &Told<'_>) -> Section {
    let section = Section::new("What was read").words(told.rows());
    if told.log.imperfections().is_empty() {
        return section.words("No row contradicts itself.");
    }
    let columns = ["What is wrong", "Rows", "First at line", "What is done"].map(Column::new);
    let mut table = Table::new("Rows that contradict themselves, by kind; a row may have several", columns);
    for (kind, found) in told.log.imperfections() {
        table = table.row([
            Cell::text(kind.to_string()),
            Cell::Count(found.rows),
            Cell::Count(found.first_line),
            Cell::text(kind.rule()),
        ]);
    }
    section.table(table)
}
