//! The answer as one page to show to others.

use switchboard_reports::{
    Cell, Column, Curve, CurveLine, Estimate as Shown, Interval, Page, Provenance, Section, ServiceLevel,
    ServiceLevelRow, Table, TimeOfDay, Tornado, TornadoBar, number,
};
use switchboard_sims::plan::{By, Figure, Goal, Plan, Staffing, Verdict};
use switchboard_sims::results::Scope;
use switchboard_sims::statistics::Estimate;

use crate::layout::counted;
use crate::plan::Told;
use crate::plan::text::{cells_of_target, doubt_words, half, sentences, value_words};

/// An estimate as figures show it; a share stays between nothing and everything.
fn shown(estimate: Estimate, share: bool) -> Shown {
    let most = if share { 1.0 } else { f64::INFINITY };
    let interval = estimate.within(0.0, most).map(|(low, high)| Interval::new(low, high));
    Shown { value: estimate.value, interval }
}

fn time(plan: &Plan, interval: usize) -> TimeOfDay {
    let setting = plan.results.as_ref().map(|results| &results.setting);
    TimeOfDay::from_seconds(setting.map_or(0.0, |one| one.from_s + one.interval_s * interval as f64) as u32)
}

/// The page.
pub(crate) fn page(told: &Told<'_>) -> Page {
    let (plan, command) = (told.plan, &told.command);
    let case = &plan.problem.case;
    let ask = &case.plan;
    let mut words = sentences(plan).into_iter();
    let made = Provenance {
        scenario: case.scenario.name.clone(),
        seed: Some(plan.seed),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: format!("{command} --out DIR"),
        more: vec![
            ("Probability".to_owned(), number::percent(ask.confidence)),
            ("Staffings simulated".to_owned(), number::count(plan.candidates as u64)),
            ("Simulated days".to_owned(), number::count(plan.days)),
            ("Cuts".to_owned(), number::count(plan.cuts as u64)),
        ],
    };
    let answer = &plan.answer;
    let met = if answer.verdict == Verdict::Met { "meet every target" } else { "the most that was tried" };
    let mut page =
        Page::new(format!("How many agents does {} need?", case.scenario.name), words.next().unwrap_or_default(), made)
            .fact("Agents", Cell::Count(u64::from(answer.heads)), met)
            .fact("Hours of work", amount(answer.hours, 1), "from sign-in to the end, of all together")
            .fact("Hours paid", amount(plan.paid_hours(answer), 1), "with shrinkage")
            .fact(
                "Full-time people",
                amount(plan.full_time(answer), 1),
                format!("of {} hours", number::amount(ask.full_time_h, 1)),
            );
    for sentence in words {
        page = page.answer(sentence);
    }
    for sentence in &told.forecast {
        page = page.answer(sentence.clone());
    }
    page = page.section(targets(plan)).section(staff(plan));
    if !plan.curve.is_empty() {
        page = page.section(curve(plan));
    }
    if plan.intervals() > 1 && plan.problem.by != By::Day {
        page = page.section(by_interval(plan));
    }
    if !plan.sensitivities.is_empty() {
        page = page.section(sensitivity(plan));
    }
    if !told.doubts.is_empty() {
        page = page.section(doubts(told));
    }
    page.section(formulas(plan))
        .limit(
            "The least staff is least among its neighbours: one agent fewer anywhere does not meet the targets with the \
             probability asked for. With several groups or shifts a quite different mix may cost less still.",
        )
        .limit("The probability is about the simulated days under the scenario's assumptions, not about the assumptions.")
        .limit(format!(
            "How the answer changes with the assumptions is decided by estimates on few days, the same for all: differences \
             below an agent are chance. {} stand behind the rest.",
            counted(plan.days, "simulated day")
        ))
}

fn amount(value: f64, decimals: usize) -> Cell {
    Cell::Amount(Shown::exact(value), decimals)
}

fn targets(plan: &Plan) -> Section {
    let mut columns = vec![Column::new("Target")];
    columns.extend(plan.now.as_ref().map(|_| Column::new("Now")));
    columns.push(Column::new("Answer"));
    columns.extend(plan.runner_up.as_ref().map(|_| Column::new("One fewer")));
    let mut table =
        Table::new("Each target with its 95 % interval; of a target for every interval, the worst", columns);
    for (place, target) in plan.problem.targets.iter().enumerate() {
        let mut cells = vec![Cell::Text(target.words())];
        let staffings = [plan.now.as_ref(), Some(&plan.answer), plan.runner_up.as_ref().map(|next| &next.staffing)];
        for staffing in staffings.into_iter().flatten() {
            cells.push(Cell::Written(cells_of_target(plan, staffing, place).unwrap_or_default()));
        }
        table = table.row(cells);
    }
    Section::new("Targets").table(table)
}

fn staff(plan: &Plan) -> Section {
    let problem = &plan.problem;
    if problem.by == By::Interval {
        let mut columns = vec![Column::new("From")];
        columns.extend(problem.pools.iter().map(|pool| Column::new(&*pool.name)));
        let mut table = Table::new("Agents in each interval", columns);
        for interval in 0..plan.intervals() {
            let at_work =
                (0..problem.pools.len()).map(|pool| amount(plan.at_work(&plan.answer.numbers, pool, interval), 0));
            table = table.row(std::iter::once(Cell::Time(time(plan, interval))).chain(at_work));
        }
        return Section::new("Staff").table(table);
    }
    let columns = [
        Column::new("Shift"),
        Column::new("Now"),
        Column::defined("Formulas", "covers Erlang A"),
        Column::defined("Answer", "by simulation"),
    ];
    let mut table = Table::new("Agents", columns);
    for (place, block) in problem.blocks.iter().enumerate() {
        table = table.row([
            Cell::Text(problem.block_name(place)),
            block.now.map_or(Cell::Nothing, |now| Cell::Count(u64::from(now))),
            Cell::Count(u64::from(plan.start[place])),
            Cell::Count(u64::from(plan.answer.numbers[place])),
        ]);
    }
    table = table.total([
        Cell::text("Together"),
        plan.now.as_ref().map_or(Cell::Nothing, |now| Cell::Count(u64::from(now.heads))),
        Cell::Count(u64::from(problem.heads(&plan.start))),
        Cell::Count(u64::from(plan.answer.heads)),
    ]);
    Section::new("Staff").table(table)
}

/// The share that the first target for a service level asks for.
fn level_target(plan: &Plan) -> Option<f64> {
    plan.problem.targets.iter().find_map(|target| match target.goal {
        Goal::ServiceLevel { at_least, .. } if plan.problem.targets.len() == 1 => Some(at_least),
        Goal::ServiceLevel { .. }
        | Goal::Abandonment { .. }
        | Goal::Percentile { .. }
        | Goal::MeanWait { .. }
        | Goal::Occupancy { .. } => None,
    })
}

fn curve(plan: &Plan) -> Section {
    let line = |figure: Figure, name: &str| CurveLine {
        name: name.to_owned(),
        points: plan
            .curve
            .iter()
            .filter_map(|one| Some((plan.paid_hours(one), shown(one.figure(figure)?, true))))
            .collect(),
    };
    let figure = Curve {
        title: "What less and more staff brings".to_owned(),
        amount: "paid hours, with shrinkage".to_owned(),
        unit: "% of all who arrived; occupancy in % of agents' time".to_owned(),
        answer: Some((plan.paid_hours(&plan.answer), "answer".to_owned())),
        target: level_target(plan),
        lines: vec![
            line(Figure::ServiceLevel, "answered in time"),
            line(Figure::Abandonment, "left"),
            line(Figure::Occupancy, "occupancy"),
        ],
    };
    let columns = [
        Column::new("Agents"),
        Column::new("Hours of work"),
        Column::defined("Answered in time", "of all who arrived"),
        Column::new("Left"),
        Column::defined("Mean wait", "of those answered"),
        Column::new("Occupancy"),
    ];
    let mut table = Table::new("Less and more staff in the proportions of the answer, with 95 % intervals", columns);
    for one in &plan.curve {
        let share = |figure: Figure| Cell::percent(one.figure(figure).map(|found| shown(found, true)));
        let wait = one.figure(Figure::MeanWait).map(|found| shown(found, false));
        let mark = if one.numbers == plan.answer.numbers { " (answer)" } else { "" };
        table = table.row([
            Cell::Text(format!("{}{mark}", one.heads)),
            amount(one.hours, 1),
            share(Figure::ServiceLevel),
            share(Figure::Abandonment),
            Cell::seconds(wait),
            share(Figure::Occupancy),
        ]);
    }
    Section::new("What less and more staff brings")
        .figure(&figure, "Each point is the same days with other staff; bars are 95 % intervals.")
        .table(table)
}

fn by_interval(plan: &Plan) -> Section {
    let Some(results) = &plan.results else { return Section::new("Over the day") };
    let setting = &results.setting;
    let of = |figure: Figure, interval: usize| {
        figure.estimate(results, Scope::of_interval(interval)).map(|found| shown(found, figure != Figure::MeanWait))
    };
    let rows = |figure: Figure| {
        (0..plan.intervals())
            .map(|interval| ServiceLevelRow {
                from: time(plan, interval),
                to: time(plan, interval + 1),
                level: of(figure, interval),
            })
            .collect::<Vec<_>>()
    };
    let level = ServiceLevel {
        title: "Answered in time, by interval".to_owned(),
        unit: format!("% of all who arrived, answered within {} s", number::amount(setting.service_level_s, 0)),
        hours: None,
        target: level_target(plan),
        rows: rows(Figure::ServiceLevel),
    };
    let left = Curve {
        title: "Left, by interval".to_owned(),
        amount: "time of day, in hours".to_owned(),
        unit: "% of all who arrived, and of agents' time".to_owned(),
        answer: None,
        target: None,
        lines: [(Figure::Abandonment, "left"), (Figure::Occupancy, "occupancy")]
            .map(|(figure, name)| CurveLine {
                name: name.to_owned(),
                points: (0..plan.intervals())
                    .filter_map(|at| Some((f64::from(time(plan, at).seconds()) / 3_600.0, of(figure, at)?)))
                    .collect(),
            })
            .into(),
    };
    let mut columns = vec![Column::new("From"), Column::defined("Erlang", "offered load")];
    columns.extend(plan.problem.pools.iter().map(|pool| Column::defined(&*pool.name, "at work")));
    columns.extend([Column::new("Answered in time"), Column::new("Left"), Column::new("Occupancy")]);
    let mut table = Table::new("The answer by interval", columns);
    for interval in 0..plan.intervals() {
        let load: f64 = plan.asked.iter().map(|asked| asked[interval].load).sum();
        let at_work =
            (0..plan.problem.pools.len()).map(|pool| amount(plan.at_work(&plan.answer.numbers, pool, interval), 1));
        let shares = [Figure::ServiceLevel, Figure::Abandonment, Figure::Occupancy];
        table = table.row(
            [Cell::Time(time(plan, interval)), amount(load, 1)]
                .into_iter()
                .chain(at_work)
                .chain(shares.map(|figure| Cell::percent(of(figure, interval)))),
        );
    }
    Section::new("Over the day")
        .figure(&level, "By interval of arrival, everybody together.")
        .figure(&left, "Who left, and how busy agents were, by the start of the interval.")
        .table(table)
}

fn sensitivity(plan: &Plan) -> Section {
    let figure = Tornado {
        title: "What moves the answer".to_owned(),
        unit: "full-time people more or fewer, with shrinkage".to_owned(),
        bars: plan
            .sensitivities
            .iter()
            .map(|row| TornadoBar {
                name: if row.absent { format!("{} (assumed)", row.name) } else { row.name.clone() },
                ends: row.ends.iter().map(|(words, change)| (words.clone(), change.full_time)).collect(),
            })
            .collect(),
    };
    let columns = [
        Column::new("Assumption"),
        Column::new("Instead"),
        Column::new("Full-time people"),
        Column::new("Paid hours"),
        Column::new("Named by the scenario"),
    ];
    let mut table = Table::new("By how much the answer changes", columns);
    for row in &plan.sensitivities {
        for (words, change) in &row.ends {
            let cells = if change.met {
                [amount(change.full_time, 1), amount(change.hours, 1)]
            } else {
                [Cell::text("cannot be met"), Cell::Nothing]
            };
            let [people, hours] = cells;
            let named = if row.absent { "no: the range is assumed" } else { "yes" };
            table = table.row([Cell::text(&*row.name), Cell::text(words), people, hours, Cell::text(named)]);
        }
    }
    Section::new("What moves the answer")
        .figure(&figure, "The widest bar is the assumption to look at first.")
        .table(table)
}

fn doubts(told: &Told<'_>) -> Section {
    let columns = [
        Column::new("Figure"),
        Column::new("With the answer"),
        Column::new("Forecast"),
        Column::new("Parameters"),
        Column::new("Simulation"),
        Column::new("Together"),
    ];
    let mut table = Table::new("Half the width of the 95 % interval, by where the doubt comes from", columns);
    for one in told.doubts {
        let halves = [one.forecast, one.parameters, one.simulation, one.together()];
        table = table.row(
            [Cell::text(one.figure.name()), Cell::Written(value_words(one.figure, one.value))]
                .into_iter()
                .chain(halves.map(|value| Cell::Written(half(one.figure, value)))),
        );
    }
    Section::new("How far the figures may be off").words(doubt_words(told)).table(table)
}

fn formulas(plan: &Plan) -> Section {
    let columns = [
        Column::new("Queue"),
        Column::new("Busiest"),
        Column::defined("Erlang", "offered load"),
        Column::defined("Erlang C", "nobody leaves"),
        Column::defined("Erlang A", "customers leave"),
        Column::defined("Modified", "Erlang A, load that lags behind"),
        Column::defined("Square root", "of the load"),
    ];
    let mut table = Table::new("Agents that the formulas ask for in the busiest interval of each queue", columns);
    for (work, asked) in plan.work.iter().zip(&plan.asked) {
        let busiest =
            (0..asked.len()).max_by(|one, other| asked[*one].load.total_cmp(&asked[*other].load).then(other.cmp(one)));
        let Some(place) = busiest else { continue };
        let one = asked[place];
        table = table.row([Cell::text(&*work.queue), Cell::Time(time(plan, place))].into_iter().chain(
            [one.load, one.erlang_c, one.erlang_a, one.modified, one.square_root].map(|value| amount(value, 1)),
        ));
    }
    Section::new("What the formulas say")
        .words(
            "They take each queue for itself and each interval as if it had always been so; the simulation began from here \
             and decided.",
        )
        .table(table)
}

/// The staff of the answer as CSV: group, from, to, agents.
pub(crate) fn csv(plan: &Plan, staffing: &Staffing) -> String {
    let mut text = "group,from_s,to_s,agents\n".to_owned();
    for (block, number) in plan.problem.blocks.iter().zip(&staffing.numbers) {
        let name = &plan.problem.pools[block.pool].name;
        let quoted =
            if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.clone() };
        text.push_str(&format!("{quoted},{},{},{number}\n", block.from.seconds(), block.to.seconds()));
    }
    text
}
