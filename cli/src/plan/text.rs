//! The answer on standard output, made for up to 100 columns.

use std::io::{self, Write};

use switchboard_reports::number;
use switchboard_sims::plan::{By, Change, Every, Figure, Goal, Plan, Sensitivity, Staffing, Target, Verdict};
use switchboard_sims::results::Scope;
use switchboard_sims::statistics::Estimate;

use crate::layout::{counted, plain, wrapped};
use crate::plan::Told;
use crate::plan::compare::told as figure_words;

/// Columns at most, however wide the terminal.
const WIDTH_MAX: usize = 100;
/// Intervals that are shown one by one; of a longer day the busiest.
const ROWS_MAX: usize = 60;

/// Writes the answer.
pub(crate) fn write(told: &Told<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (plan, command) = (told.plan, &told.command);
    let width = width.min(WIDTH_MAX);
    let name = plan.problem.case.scenario.name.as_str();
    writeln!(out, "How many agents does `{name}` need?\n")?;
    for sentence in sentences(plan) {
        writeln!(out, "{}\n", plain(&wrapped(&sentence, width, 0, 0)))?;
    }
    for sentence in &told.forecast {
        writeln!(out, "{}\n", plain(&wrapped(sentence, width, 0, 0)))?;
    }
    targets(plan, width, out)?;
    staff(plan, out)?;
    if plan.problem.by != By::Interval {
        formulas(plan, out)?;
    }
    by_interval(plan, out)?;
    curve(plan, out)?;
    sensitivity(plan, width, out)?;
    doubts(told, width, out)?;
    let note = format!(
        "{} and {} stand behind this; every staffing ran on the same days. Intervals are 95 % intervals. The formulas \
         assume exponential times and one queue for each kind of work; the simulation runs the rules. {}",
        counted(plan.candidates as u64, "staffing"),
        counted(plan.days, "simulated day"),
        match plan.cuts {
            0 => String::new(),
            cuts => format!("{} led there.", counted(cuts as u64, "cut")),
        }
    );
    writeln!(out, "\n{}", plain(&wrapped(note.trim_end(), width, 0, 0)))?;
    writeln!(out, "The same again: {command}")
}

/// The answer in sentences.
pub(crate) fn sentences(plan: &Plan) -> Vec<String> {
    let mut sentences = Vec::new();
    let (answer, ask) = (&plan.answer, &plan.problem.case.plan);
    let percent = number::amount(100.0 * ask.confidence, 0);
    let people = |staffing: &Staffing| format!("{} agents", staffing.heads);
    let hours = number::amount(answer.hours, 0);
    match answer.verdict {
        Verdict::Met => {
            let now = plan.now.as_ref().map_or_else(String::new, |now| match now.heads.cmp(&answer.heads) {
                std::cmp::Ordering::Less => format!(", {} more than now", answer.heads - now.heads),
                std::cmp::Ordering::Equal => ", as many as now".to_owned(),
                std::cmp::Ordering::Greater => format!(", {} fewer than now", now.heads - answer.heads),
            });
            sentences.push(format!(
                "{} with {hours} hours of work meet every target with {percent} % probability{now}.",
                people(answer)
            ));
        }
        Verdict::Missed | Verdict::Undecided => sentences.push(format!(
            "No staff within what is allowed was found that meets every target with {percent} % probability. {} with \
             {hours} hours are the most that was tried.",
            people(answer)
        )),
    }
    if let Some(next) = &plan.runner_up {
        let constraint = plan.problem.constraints[next.constraint];
        let target = &plan.problem.targets[constraint.target];
        let found = next.staffing.constraints[next.constraint].map(|one| of_target(target, one));
        let how = match next.staffing.verdict {
            Verdict::Met => "would do as well",
            Verdict::Missed => "is too few",
            Verdict::Undecided => "cannot be shown to be enough",
        };
        sentences.push(format!(
            "One fewer in {} {how}: {} comes to {}.",
            plan.problem.block_name(next.block),
            plan.problem.constraint_words(constraint),
            found.unwrap_or_else(|| "nothing counted".to_owned())
        ));
    }
    sentences.extend(weakest_interval(plan));
    let shrinkage = ask.shrinkage;
    let lost = 100.0 * (1.0 - 1.0 / shrinkage.factor());
    if lost > 0.0 {
        sentences.push(format!(
            "With {} % of paid time lost ({} % planned, {} % unplanned) that is {} on the roster, {} hours paid, {} \
             full-time people of {} hours.",
            number::amount(lost, 1),
            number::amount(100.0 * shrinkage.planned, 1),
            number::amount(100.0 * shrinkage.unplanned, 1),
            number::amount(f64::from(answer.heads) * shrinkage.factor(), 1),
            number::amount(plan.paid_hours(answer), 0),
            number::amount(plan.full_time(answer), 1),
            number::amount(ask.full_time_h, 1),
        ));
    } else {
        sentences.push(format!(
            "That is {} full-time people of {} hours, without anybody ill, on holiday or in training: the scenario names \
             no shrinkage.",
            number::amount(plan.full_time(answer), 1),
            number::amount(ask.full_time_h, 1)
        ));
    }
    if let Some(most) = plan.sensitivities.first().filter(|most| most.width() > 0.0) {
        sentences.push(matters(most));
    }
    sentences
}

/// The interval with the lowest service level, where no target looks at intervals.
fn weakest_interval(plan: &Plan) -> Option<String> {
    let results = plan.results.as_ref()?;
    if plan.problem.targets.iter().any(|target| target.every == Every::Interval) || plan.problem.by == By::Day {
        return None;
    }
    let level =
        |interval| Some((interval, Figure::ServiceLevel.estimate(results, Scope::of_interval(interval))?.value));
    let levels = (0..plan.intervals()).filter_map(level);
    let (interval, lowest) = levels.min_by(|one, other| one.1.total_cmp(&other.1))?;
    Some(format!(
        "The targets are of the whole day: in the weakest interval, {}, {} % of all who arrive are answered within {} s. \
         A target with `every = \"interval\"` would look at each.",
        start_of(plan, interval),
        number::amount(100.0 * lowest, 0),
        number::amount(results.setting.service_level_s, 0),
    ))
}

/// The sentence that says which assumption matters most.
fn matters(most: &Sensitivity) -> String {
    let ends: Vec<String> = most.ends.iter().map(|(words, change)| format!("{words}: {}", moved(*change))).collect();
    let left_out = if most.absent { ", which the scenario does not say" } else { "" };
    format!("The assumption that matters most is {}{left_out}: {}.", most.name, ends.join("; "))
}

fn moved(change: Change) -> String {
    if !change.met {
        return "the targets cannot be met within what is allowed".to_owned();
    }
    let sign = if change.full_time < 0.0 { "" } else { "+" };
    format!("{sign}{} full-time people", number::amount(change.full_time, 1))
}

/// The figure of a target with its interval.
fn of_target(target: &Target, found: Estimate) -> String {
    match target.goal {
        Goal::MeanWait { .. } if target.days.is_none() => figure_words(Figure::MeanWait, found),
        Goal::ServiceLevel { .. }
        | Goal::Abandonment { .. }
        | Goal::Percentile { .. }
        | Goal::MeanWait { .. }
        | Goal::Occupancy { .. } => figure_words(Figure::ServiceLevel, found),
    }
}

/// The interval of a target that comes out worst, and its figure.
fn worst(plan: &Plan, staffing: &Staffing, target: usize) -> Option<(Option<usize>, Estimate)> {
    let floor = plan.problem.targets[target].is_floor() || plan.problem.targets[target].days.is_some();
    let places = (0..plan.problem.constraints.len()).filter(|place| plan.problem.constraints[*place].target == target);
    let found =
        places.filter_map(|place| Some((plan.problem.constraints[place].interval, staffing.constraints[place]?)));
    found.reduce(|worst, next| {
        let worse = if floor { next.1.value < worst.1.value } else { next.1.value > worst.1.value };
        if worse { next } else { worst }
    })
}

/// What some staff makes of a target, in words with its interval.
pub(crate) fn cells_of_target(plan: &Plan, staffing: &Staffing, target: usize) -> Option<String> {
    let (interval, found) = worst(plan, staffing, target)?;
    let worst = if interval.is_some() { "at worst " } else { "" };
    Some(format!("{worst}{}", of_target(&plan.problem.targets[target], found)))
}

fn targets(plan: &Plan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Targets")?;
    for (place, target) in plan.problem.targets.iter().enumerate() {
        let cell = |name: &str, staffing: Option<&Staffing>| {
            Some(format!("{name} {}", plain(&cells_of_target(plan, staffing?, place)?)))
        };
        let cells = [
            cell("now", plan.now.as_ref()),
            cell("answer", Some(&plan.answer)),
            cell("one fewer", plan.runner_up.as_ref().map(|next| &next.staffing)),
        ];
        let cells: Vec<String> = cells.into_iter().flatten().collect();
        writeln!(out, "  {}", plain(&wrapped(&target.words(), width, 2, 4)))?;
        writeln!(out, "    {}", wrapped(&cells.join("; "), width, 4, 6))?;
    }
    Ok(())
}

fn staff(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    if plan.problem.by == By::Interval {
        return Ok(());
    }
    writeln!(out, "\n{:44}{:>8}{:>11}{:>9}", "Agents", "now", "formulas", "answer")?;
    for (place, block) in plan.problem.blocks.iter().enumerate() {
        let now = block.now.map_or_else(String::new, |now| now.to_string());
        let (start, answer) = (plan.start[place], plan.answer.numbers[place]);
        writeln!(out, "  {:42}{now:>8}{start:>11}{answer:>9}", plan.problem.block_name(place))?;
    }
    let now = plan.now.as_ref().map_or_else(String::new, |now| now.heads.to_string());
    let start = plan.problem.heads(&plan.start);
    writeln!(out, "  {:42}{now:>8}{start:>11}{:>9}", "together", plan.answer.heads)
}

/// What the formulas ask for in the busiest interval of each queue.
fn formulas(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let head = ["busiest", "Erlang", "Erlang C", "Erlang A", "modified", "square root"];
    write!(out, "\n{:24}", "Formulas by queue")?;
    for name in head {
        write!(out, "{name:>12}")?;
    }
    writeln!(out)?;
    for (work, asked) in plan.work.iter().zip(&plan.asked) {
        let busiest =
            (0..asked.len()).max_by(|one, other| asked[*one].load.total_cmp(&asked[*other].load).then(other.cmp(one)));
        let Some(place) = busiest else { continue };
        let one = asked[place];
        let numbers = [one.load, one.erlang_c, one.erlang_a, one.modified, one.square_root];
        write!(out, "  {:22}{:>12}", work.queue, start_of(plan, place))?;
        for value in numbers {
            write!(out, "{:>12}", plain(&number::amount(value, 1)))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// When an interval begins.
pub(crate) fn start_of(plan: &Plan, interval: usize) -> String {
    let setting = plan.results.as_ref().map(|results| &results.setting);
    let seconds = setting.map_or(0.0, |setting| setting.from_s + setting.interval_s * interval as f64);
    number::TimeOfDay::from_seconds(seconds as u32).to_string()
}

fn by_interval(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let Some(results) = &plan.results else { return Ok(()) };
    let intervals = plan.intervals();
    if intervals > ROWS_MAX || plan.problem.by == By::Day {
        return Ok(());
    }
    let pools = &plan.problem.pools;
    write!(out, "\n{:6}{:>7}{:>9}{:>9}", "From", "Erlang", "Erlang C", "Erlang A")?;
    for pool in pools {
        write!(out, "{:>11}", plain(&pool.name))?;
    }
    writeln!(out, "{:>8}{:>8}{:>8}", "level", "left", "busy")?;
    for interval in 0..intervals {
        let sum = |read: &dyn Fn(&switchboard_sims::plan::Asked) -> f64| -> String {
            number::amount(plan.asked.iter().map(|asked| read(&asked[interval])).sum(), 1)
        };
        write!(
            out,
            "{:6}{:>7}{:>9}{:>9}",
            start_of(plan, interval),
            plain(&sum(&|one| one.load)),
            plain(&sum(&|one| one.erlang_c)),
            plain(&sum(&|one| one.erlang_a))
        )?;
        for pool in 0..pools.len() {
            let there = plan.at_work(&plan.answer.numbers, pool, interval);
            write!(out, "{:>11}", plain(&number::amount(there, 1)))?;
        }
        for figure in [Figure::ServiceLevel, Figure::Abandonment, Figure::Occupancy] {
            let found = figure.estimate(results, Scope::of_interval(interval));
            let text = found.map_or_else(String::new, |one| format!("{:.1} %", 100.0 * one.value));
            write!(out, "{text:>8}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "  Agents of each group are those at work; level, left and busy are of everybody, with the answer.")
}

fn curve(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    if plan.curve.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{:10}{:>9}{:>20}{:>20}{:>20}{:>20}", "Agents", "hours", "level", "left", "mean wait", "busy")?;
    for staffing in &plan.curve {
        let answer = if staffing.numbers == plan.answer.numbers { " <" } else { "" };
        write!(out, "{:10}{:>9}", format!("{}{answer}", staffing.heads), plain(&number::amount(staffing.hours, 1)))?;
        for figure in Figure::ALL {
            let text = staffing.figure(figure).map_or_else(String::new, |one| plain(&figure_words(figure, one)));
            write!(out, "{text:>20}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "  < the answer. The others have the same proportions, rounded. Level: of all who arrived.")
}

/// A half width in the unit of its figure.
pub(crate) fn half(figure: Figure, value: f64) -> String {
    match figure {
        Figure::ServiceLevel | Figure::Abandonment | Figure::Occupancy => {
            format!("± {} %", number::amount(100.0 * value, 2))
        }
        Figure::MeanWait => format!("± {} s", number::amount(value, 1)),
    }
}

/// Where the doubt in the inputs is from.
pub(crate) fn doubt_words(told: &Told<'_>) -> &'static str {
    if told.measured {
        "Forecast: its error by day on the history, beyond chance. Parameters: mean handle times and patience, as well as \
         the history can tell them. Simulation: more days would make it smaller, but not the others."
    } else {
        "Assumed, as nothing says how well the inputs are known: arrivals of a day within 5 %, mean handle times within 2 %, \
         mean patience within 10 % (standard deviations). Simulation: more days would make it smaller, but not the others."
    }
}

fn doubts(told: &Told<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if told.doubts.is_empty() {
        return Ok(());
    }
    let head = "With the answer, 95 % intervals";
    writeln!(out, "\n{head:34}{:>11}{:>14}{:>14}{:>14}", "", "forecast", "parameters", "simulation")?;
    for one in told.doubts {
        let value = plain(&value_words(one.figure, one.value));
        let cells = [one.forecast, one.parameters, one.simulation].map(|value| plain(&half(one.figure, value)));
        let line = format!("  {:32}{value:>11}{:>14}{:>14}{:>14}", one.figure.name(), cells[0], cells[1], cells[2]);
        writeln!(out, "{line}")?;
    }
    writeln!(out, "  {}", wrapped(doubt_words(told), width, 2, 2))
}

/// A figure without its interval.
pub(crate) fn value_words(figure: Figure, value: f64) -> String {
    figure_words(figure, Estimate { value, half_width: None, replications: 0 })
}

fn sensitivity(plan: &Plan, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if plan.sensitivities.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat the answer would be under other assumptions, in full-time people with shrinkage")?;
    for absent in [false, true] {
        for row in plan.sensitivities.iter().filter(|row| row.absent == absent) {
            let ends: Vec<String> =
                row.ends.iter().map(|(words, change)| format!("{words} {}", moved(*change))).collect();
            let ends = ends.join("; ").replace(" full-time people", "");
            let line = format!("{}: {ends}", row.name);
            let sign = if absent { "?" } else { " " };
            writeln!(out, "{sign} {}", plain(&wrapped(&line, width, 2, 4)))?;
        }
    }
    if plan.sensitivities.iter().any(|row| row.absent) {
        writeln!(out, "  ? the scenario says nothing of it; the range is assumed.")?;
    }
    Ok(())
}
