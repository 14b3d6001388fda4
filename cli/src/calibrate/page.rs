//! The calibration as a page: arrivals and their dispersion, Q-Q plots, survival of patience, what is assumed.

use switchboard_reports::{
    Cell, Column, DayLine, DayLines, DayPoint, Estimate, Interval, LineShape, Page, Provenance, Section, Table,
    TimeOfDay, XyLine, XyLines, XyPoint,
};
use switchboard_sims::calibrate::{Calibration, Durations, Family, Parameter, PatienceEstimate, StreamEstimate};

/// Points of a Q-Q plot.
const PAIRS: usize = 100;

/// Points of a survival curve that are drawn.
const STEPS_MAX: usize = 300;

/// Waits at which the table says how many are left, in seconds.
const WAITS_S: [f64; 7] = [10.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0];

/// The page.
pub(super) fn page(calibration: &Calibration, command: &str) -> Page {
    let file = calibration.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut page = Page::new(
        format!("What does {file} say a day is like, and how surely?"),
        answer(calibration),
        made(calibration, file, command),
    );
    for sentence in surprises(calibration) {
        page = page.answer(sentence);
    }
    page = page.section(overview(calibration));
    for stream in calibration.streams.iter().filter(|stream| stream.asked_total > 0) {
        page = page.section(of_stream(calibration, stream));
    }
    page = page.section(assumed(calibration));
    if !calibration.notes.is_empty() {
        page = page.section(Section::new("What was read").list(calibration.notes.clone()));
    }
    page.limit(
        "Intervals of fitted parameters hold if the law is right and times are independent of each other; a law that \
                fits badly (a distance of 0.05 and more) has intervals that are too narrow.",
    )
    .limit(
        "The profile is the mean over ordinary days. The scenario's days differ by the factor that the log shows, and arrivals \
         within a day are Poisson around it: what intervals vary beyond that is not in it.",
    )
    .limit("A slowdown is estimated from work that was done; agents who pause between chats look slower.")
}

fn made(calibration: &Calibration, file: &str, command: &str) -> Provenance {
    let ordinary = calibration.days.iter().filter(|(_, ordinary)| *ordinary).count();
    let span = match (calibration.days.first(), calibration.days.last()) {
        (Some((first, _)), Some((last, _))) => format!("{} to {}", first.label, last.label),
        (None, _) | (_, None) => "none".to_owned(),
    };
    Provenance {
        scenario: format!("the {} {file}", calibration.kind.name()),
        seed: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more: vec![
            ("Days".to_owned(), format!("{span}, {} days, {ordinary} of them ordinary", calibration.days.len())),
            (
                "Conversations".to_owned(),
                format!(
                    "{}, {} of which asked for a person",
                    calibration.all.entered_total, calibration.all.asked_total
                ),
            ),
            (
                "Fits".to_owned(),
                "maximum likelihood; intervals of 95 % from the observed information or the profile of the likelihood"
                    .to_owned(),
            ),
            (
                "Patience".to_owned(),
                "Kaplan and Meier with Greenwood's errors; who was answered is censored".to_owned(),
            ),
        ],
    }
}

fn answer(calibration: &Calibration) -> String {
    let all = &calibration.all;
    let mut words = format!(
        "On an ordinary day {:.0} [{:.0}, {:.0}] conversations ask for a person",
        all.asked.day_total.0, all.asked.day_total.1.0, all.asked.day_total.1.1
    );
    if let Some(handling) = &all.handling {
        words.push_str(&format!("; handling one takes {} s on average", told(&handling.mean, 1)));
    }
    if let Some(patience) = &all.patience {
        let minute = patience.at(60.0);
        words.push_str(&format!(
            ", and {:.1} % [{:.1}, {:.1}] would wait longer than a minute",
            100.0 * minute.survival,
            100.0 * minute.low,
            100.0 * minute.high
        ));
    }
    words.push('.');
    words
}

/// What would mislead a planner who assumes the usual.
fn surprises(calibration: &Calibration) -> Vec<String> {
    let all = &calibration.all;
    let mut sentences = Vec::new();
    if let Some(within) = all.asked.within {
        sentences.push(format!(
            "Arrivals of an interval vary {:.2} times as much as Poisson arrivals (p {}).",
            within.index(),
            probability(within.p_value)
        ));
    }
    if let Some(patience) = &all.patience
        && let Some(exponential) = patience.fits.iter().find(|fit| fit.law.family() == Family::Exponential)
    {
        sentences.push(format!(
            "Exponential patience would have a mean of {} s and is {:.1} percentage points away from the curve at worst.",
            exponential.parameters.first().map_or_else(String::new, |mean| told(mean, 1)),
            100.0 * exponential.distance
        ));
    }
    if let Some(handling) = &all.handling {
        let best = handling.best();
        sentences.push(format!(
            "Of the laws of handle times {} fits best, at a distance of {:.3} from the recorded shares.",
            best.law.family().name(),
            best.distance
        ));
    }
    sentences
}

fn told(parameter: &Parameter, decimals: usize) -> String {
    match parameter.interval {
        Some((low, high)) => format!("{:.decimals$} [{low:.decimals$}, {high:.decimals$}]", parameter.value),
        None => format!("{:.decimals$}", parameter.value),
    }
}

fn probability(value: f64) -> String {
    if value < 0.0001 { "below 0.0001".to_owned() } else { format!("{value:.4}") }
}

fn overview(calibration: &Calibration) -> Section {
    let columns = [
        Column::new("Stream"),
        Column::new("Channel"),
        Column::new("Conversations"),
        Column::defined("A day", "ordinary"),
        Column::new("Handling, s"),
        Column::new("Law"),
        Column::defined("Wait longer than a minute", "would"),
        Column::defined("Variance ÷ mean", "intervals"),
        Column::defined("Days differ by", "gamma, coefficient of variation"),
    ];
    let mut table = Table::new("Every stream, with 95 % intervals", columns);
    let row = |stream: &StreamEstimate| {
        let between = |value: f64, ends: (f64, f64)| Estimate::between(value, ends.0, ends.1);
        [
            Cell::text(&stream.name),
            Cell::text(stream.channel.name()),
            Cell::Count(stream.entered_total),
            Cell::Amount(between(stream.asked.day_total.0, stream.asked.day_total.1), 0),
            stream.handling.as_ref().map(|handling| &handling.mean).or(stream.handling_mean.as_ref()).map_or(
                Cell::Nothing,
                |mean| {
                    Cell::Amount(mean.interval.map_or(Estimate::exact(mean.value), |ends| between(mean.value, ends)), 1)
                },
            ),
            stream.handling.as_ref().map_or(Cell::Nothing, |handling| Cell::text(handling.best().law.family().name())),
            stream.patience.as_ref().map_or(Cell::Nothing, |patience| {
                let minute = patience.at(60.0);
                Cell::Percent(between(minute.survival, (minute.low, minute.high)))
            }),
            stream.asked.within.map_or(Cell::Nothing, |within| Cell::Amount(Estimate::exact(within.index()), 2)),
            stream.asked.between.map_or(Cell::Nothing, |busy| Cell::Percent(between(busy.cv, busy.interval))),
        ]
    };
    for stream in calibration.streams.iter().filter(|stream| stream.asked_total > 0) {
        table = table.row(row(stream));
    }
    if calibration.streams.len() > 1 {
        let mut cells = row(&calibration.all);
        cells[1] = Cell::Nothing;
        table = table.total(cells);
    }
    let mut section = Section::new("What the log shows").table(table);
    if calibration.streams.len() > 1 {
        section = profile(section, calibration, &calibration.all);
    }
    section
}

fn of_stream(calibration: &Calibration, stream: &StreamEstimate) -> Section {
    let mut section = Section::new(format!("{}, {}", stream.name, stream.channel.name()));
    section = profile(section, calibration, stream);
    if let Some(handling) = &stream.handling {
        section = durations(section, "handle time", handling);
    }
    if let Some(slowdown) = &stream.slowdown {
        let columns = [Column::new("In hand"), Column::new("Times as long"), Column::new("Ended there")];
        let mut table = Table::new("How much longer with others in hand, with 95 % intervals", columns);
        for (place, (factor, ends)) in slowdown.factors.iter().zip(&slowdown.ends).enumerate() {
            let value = factor
                .interval
                .map_or(Estimate::exact(factor.value), |(low, high)| Estimate::between(factor.value, low, high));
            table = table.row([Cell::Count(place as u64 + 1), Cell::Amount(value, 2), Cell::Count(*ends as u64)]);
        }
        section = section
            .words(format!(
                "By maximum likelihood from the work done at each number in hand, under a {} law; handle times here are as \
                 they would have been with nothing else in hand.",
                slowdown.family.name()
            ))
            .table(table);
    }
    if let Some(wrap_up) = &stream.wrap_up {
        section = durations(section, "wrap-up", wrap_up);
    }
    if let Some(patience) = &stream.patience {
        section = survival(section, patience);
    }
    if let Some(silence) = &stream.silence {
        let counts: Vec<String> =
            silence.counts.iter().enumerate().map(|(number, count)| format!("{count} with {number}")).collect();
        section = section.words(format!(
            "Silences: {} conversations. The probability of one more is {}, at most {} times; {} were still away at the end.",
            counts.join(", "),
            told(&silence.probability, 3),
            silence.rounds_max,
            silence.cut_off
        ));
        if let Some(away) = &silence.away {
            section = durations(section, "time away", away);
        }
    }
    section
}

fn time(minutes: u32) -> TimeOfDay {
    TimeOfDay::from_seconds(60 * minutes)
}

fn profile(section: Section, calibration: &Calibration, stream: &StreamEstimate) -> Section {
    let length = calibration.interval_min;
    let slots = &stream.asked.slots;
    let busy = |place: &usize| slots[*place].mean > 0.0;
    let (Some(first), Some(last)) = ((0..slots.len()).find(busy), (0..slots.len()).rev().find(busy)) else {
        return section;
    };
    let point = |place: usize, value: Option<f64>, band: Option<(f64, f64)>| DayPoint {
        at: time(place as u32 * length + length / 2),
        value,
        band: band.map(|(low, high)| Interval::new(low, high)),
    };
    let arrivals = DayLines {
        title: "Arrivals on an ordinary day".to_owned(),
        unit: format!("conversations that ask for a person, each {length} minutes"),
        hours: None,
        lines: vec![DayLine {
            name: "mean with its 95 % interval".to_owned(),
            shape: LineShape::Straight,
            points: (first..=last)
                .map(|place| point(place, Some(slots[place].mean), Some(slots[place].interval)))
                .collect(),
        }],
    };
    let mut section = section.figure(&arrivals, "Who asked for a person, on average over ordinary days.");
    if let Some(within) = stream.asked.within {
        let level = |name: &str, value: f64| DayLine {
            name: name.to_owned(),
            shape: LineShape::Straight,
            points: [first, last].into_iter().map(|place| point(place, Some(value), None)).collect(),
        };
        // One day far out would hide all others: the axis ends at eight times the middle.
        let mut known: Vec<f64> = (first..=last).filter_map(|place| slots[place].dispersion()).collect();
        known.sort_by(f64::total_cmp);
        let most = 8.0 * known.get(known.len() / 2).copied().unwrap_or(1.0).max(1.0);
        let dispersion = |place: usize| slots[place].dispersion().map(|value| value.min(most));
        let cut = known.iter().filter(|value| **value > most).count();
        let figure = DayLines {
            title: "Variance ÷ mean of the arrivals".to_owned(),
            unit: "variance ÷ mean over ordinary days".to_owned(),
            hours: None,
            lines: vec![
                DayLine {
                    name: "log".to_owned(),
                    shape: LineShape::Straight,
                    points: (first..=last).map(|place| point(place, dispersion(place), None)).collect(),
                },
                level("Poisson", 1.0),
            ],
        };
        let mut caption = format!(
            "How much more arrivals vary than Poisson ones: {:.2} times on average, chi-square {:.0} with {:.0} degrees, p {}.",
            within.index(),
            within.statistic,
            within.degrees,
            probability(within.p_value)
        );
        if cut > 0 {
            caption.push_str(&format!(" {cut} beyond {most:.0} drawn there."));
        }
        section = section.figure(&figure, caption);
    }
    if let Some(between) = stream.asked.between {
        section = section.words(format!(
            "Days of the same weekday differ by a factor with a coefficient of variation of {:.3} [{:.3}, {:.3}] (p {}).",
            between.cv,
            between.interval.0,
            between.interval.1,
            probability(between.p_value)
        ));
    }
    if !stream.asked.outliers.is_empty() {
        let told = |(day, slot, count, others): &(String, usize, u32, f64)| {
            format!("{day} {}: {count}, the other days {others:.1} on average", time(*slot as u32 * length))
        };
        section = section.words("Far out, and part of the mean:").list(stream.asked.outliers.iter().map(told));
    }
    section
}

fn durations(section: Section, what: &str, durations: &Durations) -> Section {
    let columns = [
        Column::new("Law"),
        Column::new("Parameters"),
        Column::defined("Log-likelihood", "more is better"),
        Column::defined("AIC", "less is better"),
        Column::defined("Distance", "Kolmogorov and Smirnov"),
    ];
    let mut table = Table::new(format!("Laws of the {what}, best first"), columns);
    for fit in &durations.fits {
        let parameters: Vec<String> = fit
            .parameters
            .iter()
            .map(|parameter| {
                format!("{} {}", parameter.name, told(parameter, if parameter.value.abs() < 10.0 { 3 } else { 1 }))
            })
            .collect();
        table = table.row([
            Cell::text(fit.law.family().name()),
            Cell::text(parameters.join(", ")),
            Cell::Amount(Estimate::exact(fit.log_likelihood), 1),
            Cell::Amount(Estimate::exact(fit.aic), 1),
            Cell::Amount(Estimate::exact(fit.distance), 4),
        ]);
    }
    let recorded = durations.quantile(0.99);
    let shown = |pairs: Vec<(f64, f64)>| -> Vec<XyPoint> {
        pairs.into_iter().filter(|(law, _)| *law <= 1.5 * recorded).map(|(law, log)| XyPoint::new(law, log)).collect()
    };
    let mut lines: Vec<XyLine> = durations
        .fits
        .iter()
        .take(3)
        .map(|fit| XyLine {
            name: fit.law.family().name().to_owned(),
            shape: None,
            points: shown(durations.quantile_pairs(fit.law, PAIRS)),
        })
        .collect();
    let end = durations.quantile(0.995).max(1e-6);
    let straight = vec![XyPoint::new(0.0, 0.0), XyPoint::new(end, end)];
    lines.push(XyLine { name: "as the law says".to_owned(), shape: Some(LineShape::Straight), points: straight });
    let figure = XyLines {
        title: format!("Q-Q plot of the {what}"),
        x_unit: "quantile of the law, s".to_owned(),
        y_unit: "recorded quantile, s".to_owned(),
        lines,
    };
    let zeros =
        if durations.zeros > 0 { format!(" {} of no time are left out.", durations.zeros) } else { String::new() };
    section
        .words(format!(
            "The {what} of {} conversations: {} s on average, coefficient of variation {:.2}.{zeros}",
            durations.times_s.len(),
            told(&durations.mean, 1),
            durations.cv()
        ))
        .figure(&figure, format!("Recorded quantiles of the {what} over those of the three best laws; points below the line are times that the law makes too long."))
        .table(table)
}

fn survival(section: Section, patience: &PatienceEstimate) -> Section {
    let every = patience.points.len().div_ceil(STEPS_MAX).max(1);
    let start = XyPoint { x: 0.0, y: 100.0, band: Some(Interval::new(100.0, 100.0)) };
    let last = patience.points.iter().rposition(|point| point.survival > 0.0).unwrap_or(0);
    let drawn = patience.points.iter().enumerate().filter(|(place, _)| place % every == 0 || *place == last);
    let curve = std::iter::once(start).chain(drawn.map(|(_, point)| XyPoint {
        x: point.time_s,
        y: 100.0 * point.survival,
        band: Some(Interval::new(100.0 * point.low, 100.0 * point.high)),
    }));
    let mut lines = vec![XyLine {
        name: "Kaplan and Meier, 95 %".to_owned(),
        shape: Some(LineShape::Step),
        points: curve.collect(),
    }];
    let end = patience.points.last().map_or(1.0, |point| point.time_s);
    for fit in &patience.fits {
        let points = (0..=100).map(|place| {
            let wait = end * f64::from(place) / 100.0;
            XyPoint::new(wait, 100.0 * fit.law.survival(wait))
        });
        lines.push(XyLine {
            name: fit.law.family().name().to_owned(),
            shape: Some(LineShape::Straight),
            points: points.collect(),
        });
    }
    let figure = XyLines {
        title: "Patience".to_owned(),
        x_unit: "wait, s".to_owned(),
        y_unit: "would still be there, %".to_owned(),
        lines,
    };
    let columns = [Column::new("Wait, s"), Column::defined("Still there", "Kaplan and Meier")]
        .into_iter()
        .chain(patience.fits.iter().map(|fit| Column::new(fit.law.family().name())));
    let mut table = Table::new("Share of customers who would wait longer, with 95 % intervals", columns);
    for wait in WAITS_S.into_iter().filter(|wait| *wait <= end) {
        let point = patience.at(wait);
        let mut cells = vec![
            Cell::Amount(Estimate::exact(wait), 0),
            Cell::Percent(Estimate::between(point.survival, point.low, point.high)),
        ];
        cells.extend(patience.fits.iter().map(|fit| Cell::Percent(Estimate::exact(fit.law.survival(wait)))));
        table = table.row(cells);
    }
    let mut words = format!(
        "Of {} who waited, {} left before they were answered.",
        patience.curve.waited, patience.curve.abandoned
    );
    for fit in &patience.fits {
        let parameters: Vec<String> = fit
            .parameters
            .iter()
            .map(|parameter| {
                format!("{} {}", parameter.name, told(parameter, if parameter.value.abs() < 10.0 { 3 } else { 1 }))
            })
            .collect();
        words.push_str(&format!(
            " {}: {}; AIC {:.1}.",
            match fit.law.family() {
                Family::Exponential => "Exponential",
                Family::Weibull => "Weibull",
                Family::Constant
                | Family::Gamma
                | Family::Lognormal
                | Family::Erlang
                | Family::Hyperexponential
                | Family::Empirical => "Other",
            },
            parameters.join(", "),
            fit.aic
        ));
    }
    section
        .words(words)
        .figure(
            &figure,
            "How many would still be there after a wait, had nobody been answered before; the band is of 95 %.",
        )
        .table(table)
}

fn assumed(calibration: &Calibration) -> Section {
    let columns = ["Stream", "Input", "Assumed", "Range", "Why"].map(Column::new);
    let mut table = Table::new("What the log does not show", columns);
    let mut any = false;
    for stream in calibration.streams.iter().filter(|stream| stream.asked_total > 0) {
        for assumed in &stream.assumptions {
            any = true;
            table = table.row([
                Cell::text(&stream.name),
                Cell::text(assumed.key),
                Cell::text(&assumed.value),
                Cell::text(&assumed.range),
                Cell::text(assumed.why),
            ]);
        }
    }
    let section = Section::new("Assumed");
    if any {
        section.words("Try both ends of each range before you trust an answer.").table(table)
    } else {
        section.words("The log shows every input of the scenario but the promised service level.")
    }
}
