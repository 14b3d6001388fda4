//! The prediction as a page.

use switchboard_reports::{
    Cell as Field, Column, DayLine, DayLines, DayPoint, Estimate, Interval, LineShape, Page, Provenance, Section,
    Table, TimeOfDay,
};
use switchboard_sims::calibrate::predict::{CALLS_MIN, Cell, Measure, Method};
use switchboard_sims::calls::Date;

use crate::calibrate::holdout::Told;

/// The page.
pub(super) fn page(told: &Told<'_>) -> Page {
    let mut answer = told.answer().into_iter();
    let question = "Does a simulation that was calibrated on the first days predict the later ones?";
    let mut page = Page::new(question, answer.next().unwrap_or_default(), made(told));
    for sentence in answer {
        page = page.answer(sentence);
    }
    page.section(totals(told))
        .section(Section::new("Where it does not").list(told.weak()))
        .section(days(told))
        .section(by_day(told))
        .section(by_slot(told))
        .limit(format!(
            "The staff of a predicted day is inferred from that day's own calls: an agent is on the floor from the start of his \
             first call of a stretch to the end of his last, {}. So this says how good the simulation is when it knows who is \
             there, not how good a forecast would be.",
            if told.staff_by_gaps {
                "and a gap ends a stretch only when it is longer than half an hour"
            } else {
                "and is not there in a gap longer than half an hour or one in which a customer had been waiting for ten seconds; \
                 the log has no after-call work, which is what such gaps mostly are. With --staff-by-gaps the second part of \
                 the rule, which looks at the queue of the day it explains, is left away"
            }
        ))
        .limit("Arrivals are those of the predicted day as well; nothing is said here about a forecast of arrivals.")
        .limit("The ninety seconds with which customers of priority 2 enter the queue of the bank are not modelled.")
        .limit("Half hours of one day depend on each other, so that the number of half hours overstates how sure the shares are.")
}

fn made(told: &Told<'_>) -> Provenance {
    let prediction = told.prediction;
    let span = |days: &[Date]| match (days.first(), days.last()) {
        (Some(first), Some(last)) => format!("{first} to {last}, {} days", days.len()),
        (None, _) | (_, None) => "none".to_owned(),
    };
    let file = told.log.name().rsplit(['/', '\\']).next().unwrap_or_default();
    Provenance {
        scenario: format!("the calls of {file}"),
        seed: Some(told.seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{} --out DIR", told.command),
        more: vec![
            ("Learned from".to_owned(), span(&prediction.learned)),
            ("Predicted".to_owned(), span(&prediction.predicted)),
            ("Replications".to_owned(), format!("{} of every day", told.replications)),
            ("Half hours".to_owned(), format!("those with {CALLS_MIN} calls or more")),
            (
                "Erlang A".to_owned(),
                format!(
                    "each half hour's own arrivals and agents, handle time {:.1} s, exponential patience {:.1} s",
                    prediction.handle_s, prediction.patience_s
                ),
            ),
            (
                "Intervals".to_owned(),
                "80 %; those of the simulation from its runs, widened by what they fell short on the days learned from; the \
                 others around their one number, from their errors on the days learned from"
                    .to_owned(),
            ),
            ("Interval score".to_owned(), "width + 10 × distance to an interval that missed (Gneiting and Raftery 2007)".to_owned()),
        ],
    }
}

/// What is written of a measure: percent, or seconds.
fn factor(measure: Measure) -> f64 {
    match measure {
        Measure::Abandoned => 100.0,
        Measure::Wait => 1.0,
    }
}

fn unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Abandoned => "abandoned ÷ offered, %",
        Measure::Wait => "mean wait ÷ offered, s",
    }
}

fn amount(measure: Measure, value: f64) -> Field {
    Field::Amount(Estimate::exact(value * factor(measure)), 1)
}

fn totals(told: &Told<'_>) -> Section {
    let mut section = Section::new("All half hours together").words(
        "A good interval holds 80 % and is narrow: the score is its width plus ten times the distance by which it missed, and \
         less is better.",
    );
    for measure in Measure::ALL {
        let columns = ["Way", "Held", "Interval score", "Width", "Error of the middle"].map(Column::new);
        let mut table = Table::new(format!("80 % intervals of {}", unit(measure)), columns);
        for method in Method::ALL {
            let judged = told.all(measure, method);
            table = table.row([
                Field::text(method.name()),
                Field::Percent(Estimate::exact(judged.coverage())),
                amount(measure, judged.score),
                amount(measure, judged.width),
                amount(measure, judged.error),
            ]);
        }
        section = section.table(table);
    }
    section
}

/// The day with the best, the middle and the worst score of a measure.
fn chosen(told: &Told<'_>, measure: Measure) -> Vec<(&'static str, Date)> {
    let mut days: Vec<(f64, Date)> = told
        .prediction
        .predicted
        .iter()
        .map(|date| (told.prediction.judge(measure, Method::Widened, |cell| cell.date == *date), date))
        .filter(|(judged, _)| judged.cells >= 10)
        .map(|(judged, date)| (judged.score, *date))
        .collect();
    days.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let last = days.len().saturating_sub(1);
    let mut places = vec![("best", 0), ("middle", last / 2), ("worst", last)];
    places.dedup_by_key(|(_, place)| *place);
    places.into_iter().filter_map(|(name, place)| Some((name, days.get(place)?.1))).collect()
}

fn days(told: &Told<'_>) -> Section {
    let mut section = Section::new("Three days").words(
        "For each measure the day with the best, the middle and the worst score, of those with ten half hours or more. The \
         band is the 80 % interval of the simulation.",
    );
    for measure in Measure::ALL {
        for (rank, date) in chosen(told, measure) {
            let cells: Vec<&Cell> = told.prediction.cells.iter().filter(|cell| cell.date == date).collect();
            let point = |cell: &&Cell, value: f64, band: Option<(f64, f64)>| DayPoint {
                at: TimeOfDay::from_seconds(1_800 * cell.slot as u32 + 900),
                value: Some(value * factor(measure)),
                band: band.map(|(low, high)| Interval::new(low * factor(measure), high * factor(measure))),
            };
            let line = |name: &str, of: &dyn Fn(&&Cell) -> DayPoint| DayLine {
                name: name.to_owned(),
                shape: LineShape::Straight,
                points: cells.iter().map(of).collect(),
            };
            let forecast = |cell: &&Cell, method: Method| cell.forecasts[measure as usize][method as usize];
            let figure = DayLines {
                title: format!("{date}: {}", unit(measure)),
                unit: unit(measure).to_owned(),
                hours: None,
                lines: vec![
                    line("simulation, 80 %", &|cell| {
                        let ours = forecast(cell, Method::Widened);
                        point(cell, ours.middle, Some((ours.low, ours.high)))
                    }),
                    line("what happened", &|cell| point(cell, cell.happened[measure as usize], None)),
                    line("Erlang A", &|cell| point(cell, forecast(cell, Method::ErlangA).middle, None)),
                ],
            };
            let weekday = date.weekday();
            section = section.figure(&figure, format!("{weekday} {date}, the {rank} day for this measure."));
        }
    }
    section
}

fn by_day(told: &Told<'_>) -> Section {
    let prediction = told.prediction;
    let rows = prediction.predicted.iter().map(|date| {
        let judge = |measure, method| prediction.judge(measure, method, |cell: &Cell| cell.date == *date);
        (
            format!("{date} {}", &date.weekday().to_string()[..3]),
            Box::new(judge) as Box<dyn Fn(Measure, Method) -> _ + '_>,
        )
    });
    Section::new("Day by day").table(table("Each predicted day", "Day", rows))
}

fn by_slot(told: &Told<'_>) -> Section {
    let prediction = told.prediction;
    let rows = (0..48).filter(|slot| prediction.cells.iter().any(|cell| cell.slot == *slot)).map(|slot| {
        let judge = move |measure, method| prediction.judge(measure, method, |cell: &Cell| cell.slot == slot);
        (format!("{:02}:{:02}", slot / 2, slot % 2 * 30), Box::new(judge) as Box<dyn Fn(Measure, Method) -> _ + '_>)
    });
    Section::new("By half hour of the day").table(table("Each half hour over all predicted days", "From", rows))
}

type Judge<'a> = Box<dyn Fn(Measure, Method) -> switchboard_sims::calibrate::predict::Judgement + 'a>;

fn table<'a>(caption: &str, first: &str, rows: impl Iterator<Item = (String, Judge<'a>)>) -> Table {
    let mut columns = vec![Column::new(first), Column::new("Half hours")];
    for measure in Measure::ALL {
        let short = match measure {
            Measure::Abandoned => "Left, %",
            Measure::Wait => "Wait, s",
        };
        columns.push(Column::defined("Held", short));
        for name in ["simulation", "Erlang A", "weekday mean"] {
            columns.push(Column::defined(format!("Score {name}"), short));
        }
    }
    let mut table = Table::new(caption, columns);
    for (name, judge) in rows {
        let mut cells = vec![Field::text(name), Field::Count(judge(Measure::Abandoned, Method::Widened).cells)];
        for measure in Measure::ALL {
            let ours = judge(measure, Method::Widened);
            if ours.cells == 0 {
                cells.extend([Field::Nothing, Field::Nothing, Field::Nothing, Field::Nothing]);
                continue;
            }
            cells.push(Field::Percent(Estimate::exact(ours.coverage())));
            for method in [Method::Widened, Method::ErlangA, Method::WeekdayMean] {
                cells.push(amount(measure, judge(measure, method).score));
            }
        }
        table = table.row(cells);
    }
    table
}
