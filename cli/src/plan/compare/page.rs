//! A comparison, and a choice among several, as one page to show to others.

use switchboard_reports::{Cell, Column, Estimate as Shown, Interval, Page, Provenance, Section, Table, number};
use switchboard_sims::plan::Figure;
use switchboard_sims::plan::compare::{Choice, Difference, Selection};
use switchboard_sims::statistics::Estimate;

use super::{answer, apart, sentences};

/// How a page was made.
fn made(names: &[String], seed: u64, command: &str, more: Vec<(String, String)>) -> Provenance {
    Provenance {
        scenario: names.join(", "),
        seed: Some(seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more,
    }
}

fn shown(figure: Figure, estimate: Estimate, least: f64) -> Cell {
    let most = if figure == Figure::MeanWait { f64::INFINITY } else { 1.0 };
    let interval = estimate.within(least, most).map(|(low, high)| Interval::new(low, high));
    let shown = Some(Shown { value: estimate.value, interval });
    if figure == Figure::MeanWait { Cell::seconds(shown) } else { Cell::percent(shown) }
}

/// Two scenarios on the same days.
pub(super) fn two(names: &[String], rows: &[Difference], days: u32, seed: u64, command: &str) -> Page {
    let more = vec![("Days of each".to_owned(), number::count(days.into()))];
    let mut words = sentences(rows, days).into_iter();
    let mut page = Page::new(
        format!("What is different between {} and {}?", names[0], names[1]),
        words.next().unwrap_or_default(),
        made(names, seed, command, more),
    );
    for sentence in words {
        page = page.answer(sentence);
    }
    let columns = [
        Column::new("Figure"),
        Column::defined("First", &*names[0]),
        Column::defined("Second", &*names[1]),
        Column::defined("Difference", "second less first, pp: percentage points"),
        Column::defined("Gain", "of the same days"),
    ];
    let mut table = Table::new("Both, and what is between them, with 95 % intervals", columns);
    for row in rows {
        table = table.row([
            Cell::text(row.figure.name()),
            shown(row.figure, row.first, 0.0),
            shown(row.figure, row.second, 0.0),
            Cell::Written(apart(row)),
            row.gain.map_or(Cell::Nothing, |gain| Cell::Amount(Shown::exact(gain), 1)),
        ]);
    }
    page.section(Section::new("The figures").table(table))
        .limit(
            "Both run on the same days: arrivals, patience and handle times of a conversation are drawn from streams of its \
             own, so what differs is the scenarios. The interval of a difference is that of the differences day by day.",
        )
        .limit("Gain: so many times as many days would be needed if each scenario had days of its own.")
        .limit("Each interval holds by itself with 95 %; that all of them hold together is less certain.")
}

/// The best of several.
pub(super) fn several(names: &[String], choice: Choice, selection: &Selection, seed: u64, command: &str) -> Page {
    let more = vec![
        ("Probability".to_owned(), number::percent(choice.confidence)),
        ("Simulated days".to_owned(), number::count(selection.days)),
    ];
    let best = names[selection.ranking[0].number].clone();
    let columns = [
        Column::new("Place"),
        Column::new("Scenario"),
        Column::new(choice.figure.name()),
        Column::defined("Days", "that it was run"),
        Column::new("What became of it"),
    ];
    let mut table = Table::new("From the best, with 95 % intervals on the days that each was run", columns);
    for (place, ranked) in (1..).zip(&selection.ranking) {
        let became = ranked.dropped.map_or_else(|| "left".to_owned(), |day| format!("out on day {day}"));
        table = table.row([
            Cell::Count(place),
            Cell::text(&*names[ranked.number]),
            shown(choice.figure, ranked.estimate, 0.0),
            Cell::Count(ranked.estimate.replications),
            Cell::Text(became),
        ]);
    }
    Page::new("Which is the best?", answer(names, choice, selection), made(names, seed, command, more))
        .fact("Ahead", Cell::Text(best), choice.figure.name())
        .section(Section::new("All of them").table(table))
        .limit(
            "By the procedure of Kim and Nelson (2001), on the same days for all: whoever is found to be worse than another is \
             run no further. Differences smaller than the one that was asked for may be taken either way.",
        )
}
