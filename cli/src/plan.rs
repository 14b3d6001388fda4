//! `switchboard plan`: how many agents does a scenario need?

mod ask;
mod compare;
mod forecast;
mod json;
mod page;
mod text;
mod week;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use clap::ValueEnum;
use indicatif::ProgressBar;
use switchboard_sims::RunError;
use switchboard_sims::plan::{Ask, Case, Doubt, Plan, PlanError, Settings, Share, Verdict, plan as run, uncertainty};

use crate::args::{Format, PlanArgs};
use crate::outcome::Outcome;
use crate::simulate::files::Folder;
use crate::simulate::{interrupt, quoted, source};

/// Runs the command.
pub(crate) fn command(args: &PlanArgs, width: usize, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<Outcome> {
    if !args.among.is_empty() || args.compare.is_some() {
        return compare::command(args, width, out, err);
    }
    let case = match read(args.file.as_deref()).and_then(|case| ask::with_options(case, args)) {
        Ok(case) => case,
        Err(message) => return usage(err, &message),
    };
    // The place is looked at before the work, so that a wrong one costs no time.
    let folder = match args.out.as_deref().map(Folder::at).transpose() {
        Ok(folder) => folder,
        Err(fault) => return usage(err, &fault.to_string()),
    };
    let days = match forecast::days(&case, args) {
        Ok(days) => days,
        Err(message) => return usage(err, &message),
    };
    let bar = Watch::new();
    let progress = |doing: &str, days: u64| bar.tell(doing, days);
    let settings =
        Settings { seed: args.seed, threads: args.threads, stop: Some(interrupt::stop()), progress: Some(&progress) };
    if let Some(days) = days.as_deref().filter(|days| days.len() > 1) {
        let answers = week::plans(days, settings);
        bar.clear();
        return match answers {
            Ok(answers) => week::write(args, days, &answers, &command_line(args), width, out),
            Err(error) => refuse(&error, err),
        };
    }
    let day = days.as_deref().and_then(<[_]>::first);
    let (case, doubt) = day.map_or((&case, Doubt::default()), |day| (&day.case, day.doubt.clone()));
    let ask = Ask { sensitivity: !args.no_sensitivity, curve: true };
    let answer = run(case, settings, ask).and_then(|plan| {
        let doubts = if args.no_sensitivity { Vec::new() } else { uncertainty(&plan, &doubt, settings)? };
        Ok((plan, doubts))
    });
    bar.clear();
    let (plan, doubts) = match answer {
        Ok(answer) => answer,
        Err(error) => return refuse(&error, err),
    };
    let told = Told {
        plan: &plan,
        doubts: &doubts,
        measured: doubt.measured,
        forecast: day.map_or_else(Vec::new, forecast::words),
        command: command_line(args),
    };
    if let Some(folder) = folder {
        let files = [
            ("index.html".to_owned(), page::page(&told).html()),
            ("staff.csv".to_owned(), page::csv(&plan, &plan.answer)),
        ];
        match folder.write(&files) {
            Ok(path) => writeln!(err, "the report is {}", path.join("index.html").display())?,
            Err(fault) => return usage(err, &fault.to_string()),
        }
    }
    match args.format {
        Format::Text => text::write(&told, width, out)?,
        Format::Json => json::write(&told, out)?,
    }
    Ok(outcome(&plan))
}

/// Whether the targets are met.
fn outcome(plan: &Plan) -> Outcome {
    match plan.answer.verdict {
        Verdict::Met => Outcome::Clean,
        Verdict::Missed | Verdict::Undecided => Outcome::Broken,
    }
}

/// A plan with what else is told of it.
pub(crate) struct Told<'a> {
    pub(crate) plan: &'a Plan,
    /// How far its figures may be off, by reason; nothing where nobody asked.
    pub(crate) doubts: &'a [Share],
    /// Whether the doubt in the forecast was measured rather than assumed.
    pub(crate) measured: bool,
    /// How the arrivals were forecast, a sentence for each workstream.
    pub(crate) forecast: Vec<String>,
    /// The command line that gives the same answer again.
    pub(crate) command: String,
}

/// The case in a file, or the default day.
fn read(file: Option<&Path>) -> Result<Case, String> {
    let Some(file) = file else { return Ok(Case::default_day()) };
    let name = file.display().to_string();
    let text = source::read(file)
        .map_err(|error| format!("{name}: {error}; expected a scenario in TOML, or no file for the default day"))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    Case::from_toml(&text, &name, &|policy| source::read(&folder.join(policy))).map_err(|error| error.to_string())
}

fn usage(err: &mut dyn Write, message: &str) -> io::Result<Outcome> {
    writeln!(err, "{message}")?;
    Ok(Outcome::Usage)
}

fn refuse(error: &PlanError, err: &mut dyn Write) -> io::Result<Outcome> {
    writeln!(err, "{error}")?;
    Ok(match error {
        PlanError::Input(_) | PlanError::Scenario(_) => Outcome::Usage,
        PlanError::Run(error) => of_run(error),
    })
}

fn of_run(error: &RunError) -> Outcome {
    match error {
        RunError::Violation(_) => Outcome::Broken,
        RunError::Stopped => Outcome::Unfinished,
        RunError::Write(_) | RunError::Nothing | RunError::Threads(_) | RunError::OddPair => Outcome::Usage,
    }
}

/// The command line that gives the same answer again.
fn command_line(args: &PlanArgs) -> String {
    let mut command = "switchboard plan".to_owned();
    let mut add = |words: String| {
        command.push(' ');
        command.push_str(&words);
    };
    if let Some(file) = &args.file {
        add(quoted(file));
    }
    if let Some(file) = &args.compare {
        add(format!("--compare {}", quoted(file)));
    }
    for file in &args.among {
        add(format!("--among {}", quoted(file)));
    }
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            add(format!("--{name} {value}"));
        }
    };
    if !args.among.is_empty() {
        option("figure", args.figure.to_possible_value().map(|value| value.get_name().to_owned()));
        option("difference", Some(args.difference.to_string()));
    }
    option("history", args.history.as_deref().map(quoted));
    option("forecast", args.forecast.as_deref().map(quoted));
    option("date", args.date.clone());
    option("workstream", args.workstream.clone().map(|name| quoted(Path::new(&name))));
    option("service-level", args.service_level.map(|value| value.to_string()));
    option("within", args.within.map(|value| value.to_string()));
    option("of", args.of.map(|value| value.name().to_owned()));
    option("abandonment", args.abandonment.map(|value| value.to_string()));
    option("wait", args.wait.map(|value| value.to_string()));
    option("percentile", args.percentile.map(|value| value.to_string()));
    option("mean-wait", args.mean_wait.map(|value| value.to_string()));
    option("occupancy", args.occupancy.map(|value| value.to_string()));
    option("days", args.days.map(|value| value.to_string()));
    option("by", args.by.map(|value| value.name().to_owned()));
    option("confidence", args.confidence.map(|value| value.to_string()));
    option("replications", args.replications.map(|value| value.to_string()));
    option("replications-max", args.replications_max.map(|value| value.to_string()));
    if args.week {
        add("--week".to_owned());
    }
    if args.every_interval {
        add("--every-interval".to_owned());
    }
    if args.no_sensitivity {
        add("--no-sensitivity".to_owned());
    }
    add(format!("--seed {}", args.seed));
    command
}

/// What is being done, on a terminal.
struct Watch(Option<Mutex<ProgressBar>>);

impl Watch {
    fn new() -> Self {
        use std::io::IsTerminal;
        Self(io::stderr().is_terminal().then(|| Mutex::new(ProgressBar::new_spinner())))
    }

    fn tell(&self, doing: &str, days: u64) {
        if let Some(bar) = self.0.as_ref().and_then(|bar| bar.lock().ok()) {
            bar.set_message(format!("{doing}: {days} days simulated"));
            bar.tick();
        }
    }

    fn clear(&self) {
        if let Some(bar) = self.0.as_ref().and_then(|bar| bar.lock().ok()) {
            bar.finish_and_clear();
        }
    }
}
