//! A validation as one page: how many standard errors every metric is off.

use switchboard_reports::{Cell, Column, Estimate, Page, Provenance, Section, Table, Width, ZPlot, ZRow, standalone};
use switchboard_sims::validate::{CaseReport, Judgement, Report, Status};

use super::text::{figure, json, summary};

/// The page, its figure, and every number for programs.
pub(super) fn files(report: &Report, file: &str, command: &str) -> Vec<(String, String)> {
    let plot = plot(report);
    vec![
        ("index.html".to_owned(), page(report, &plot, file, command).html()),
        ("z.svg".to_owned(), standalone(&plot, Width::Wide)),
        ("answers.json".to_owned(), format!("{:#}\n", json(report, command))),
    ]
}

fn plot(report: &Report) -> ZPlot {
    let row = |case: &CaseReport| ZRow {
        name: case.id.clone(),
        z: case.metrics.iter().filter_map(switchboard_sims::validate::MetricReport::z).collect(),
    };
    ZPlot {
        title: "Standard errors between simulation and theory".to_owned(),
        limit: 4.0,
        rows: report.cases.iter().filter(|case| case.worst().is_some()).map(row).collect(),
    }
}

fn page(report: &Report, plot: &ZPlot, file: &str, command: &str) -> Page {
    let conversations: u64 = report.cases.iter().map(|case| case.conversations).sum();
    let metrics: usize = report.cases.iter().map(|case| case.metrics.len()).sum();
    let made = Provenance {
        scenario: file.to_owned(),
        seed: Some(report.seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more: vec![("Conversations".to_owned(), switchboard_reports::number::count(conversations))],
    };
    let passed = report.count(Status::Passed);
    let answer = match (report.is_broken(), report.is_unfinished()) {
        (false, false) => format!("Yes: all {passed} cases agree."),
        (false, true) => {
            format!("{passed} of {} cases agree, none disagrees, the others are open.", report.cases.len())
        }
        (true, _) => format!("No: {} of {} cases agree.", passed, report.cases.len()),
    };
    let mut page =
        Page::new("Does the simulator give what queueing theory says?", answer, made).answer(summary(report).join(" "));
    page = page
        .fact("Cases", Cell::Count(report.cases.len() as u64), "models with exact answers")
        .fact("Metrics", Cell::Count(metrics as u64), "values of these models")
        .fact("Conversations", Cell::Count(conversations), "each handled by the production rules")
        .section(
            Section::new("How far off")
                .words(
                    "z is the difference between the simulated and the exact value over the standard error of the \
                     simulated one. If the simulator is right, about 95 in 100 dots lie within two, and none beyond four.",
                )
                .figure(plot, "Each dot is one metric of the case in its row."),
        )
        .section(overview(report));
    for case in &report.cases {
        page = page.section(details(case));
    }
    page.limit(
        "The cases show that clocks, queues, routing, agents' work and counting are right in the models that theory can \
         solve; a real center has parts that none of them has.",
    )
    .limit(
        "Metrics of one case are read from the same days, so they are not independent: the sum of z² varies more than the \
         chi-square law says.",
    )
}

fn overview(report: &Report) -> Section {
    let columns = [
        Column::new("Case"),
        Column::new("Family"),
        Column::new("Verdict"),
        Column::new("Metrics"),
        Column::defined("Largest |z|", "below 4 passes"),
        Column::new("Replications"),
        Column::new("Conversations"),
    ];
    let mut table = Table::new("Every case", columns);
    for case in &report.cases {
        let worst = case.worst().and_then(|metric| metric.z());
        table = table.row([
            Cell::text(&case.id),
            Cell::text(&case.family),
            Cell::text(case.status().name()),
            Cell::Count(case.metrics.len() as u64),
            worst.map_or(Cell::Nothing, |z| Cell::Amount(Estimate::exact(z.abs()), 2)),
            Cell::Count(case.replications),
            Cell::Count(case.conversations),
        ]);
    }
    Section::new("Case by case").table(table)
}

fn details(case: &CaseReport) -> Section {
    let mut section = Section::new(case.id.clone());
    if !case.model.is_empty() {
        section = section.words(case.model.clone());
    }
    if let Some(reason) = &case.unsupported {
        return section.words(format!("Not run: {reason}."));
    }
    let columns = [
        Column::new("Metric"),
        Column::new("Exact"),
        Column::new("Found"),
        Column::defined("z", "or relative difference where calculated"),
        Column::defined("Half-width", "of the 99 % interval, relative"),
    ];
    let mut table = Table::new(format!("The metrics of {}", case.id), columns);
    for metric in &case.metrics {
        let (off, width) = match metric.judgement {
            Judgement::Simulated { z, half_width, .. } => {
                (Cell::Written(format!("{z:.2}")), Cell::Written(format!("{:.2} %", 100.0 * half_width)))
            }
            Judgement::Calculated { difference, .. } => (Cell::Written(format!("{difference:.0e}")), Cell::Nothing),
            Judgement::Unknown => (Cell::Nothing, Cell::Nothing),
        };
        let found = metric.estimate.map_or(Cell::Nothing, |value| Cell::Written(figure(value)));
        table = table.row([Cell::text(&metric.name), Cell::Written(figure(metric.exact)), found, off, width]);
    }
    section.table(table)
}
