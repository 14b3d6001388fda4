//! How fast liveness is decided on CONV(A,K,2), and with which lasso:
//! `cargo run --release --package switchboard-verify --example liveness -- [A K]`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints what it measured")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use switchboard_verify::conv::Act;
use switchboard_verify::liveness::{
    Assumptions, Condition, EFFORT_MAX, Fairness, Graph, Limits, Property, Stopping, Verdict, check,
};
use switchboard_verify::{Conv, Quotient, Row};

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Decides the two probes, with and without fairness.
fn run(args: &[String]) -> Result<(), String> {
    let sizes: Vec<usize> =
        args.iter().map(|arg| arg.parse().map_err(|_| format!("`{arg}` is no number"))).collect::<Result<_, _>>()?;
    let (agents, conversations) = match sizes.as_slice() {
        [] => (2, 4),
        &[agents, conversations] => (agents, conversations),
        _ => return Err("expected two numbers: agents and conversations".to_owned()),
    };
    let mut model =
        Conv::new(agents, conversations, 2, Quotient::None).ok_or("expected 1 to 4 agents, 1 to 8 conversations")?;
    let begin = Instant::now();
    let graph = Graph::explore(&mut model, Limits::default()).map_err(|why| why.to_string())?;
    let built = begin.elapsed();
    println!(
        "A={agents} K={conversations}: {} states, {} steps, {} bytes, graph in {:.3} s",
        graph.states(),
        graph.steps(),
        graph.bytes(),
        built.as_secs_f64()
    );
    let ask = Ask { model: &model, graph: &graph, built };
    let weak = |k| Fairness::weak(format!("FinishWrap({k})"), move |act| is_finish(act, k));
    let strong = |k| Fairness::strong(format!("FinishWrap({k})"), move |act| is_finish(act, k));
    let each = 0..conversations as u8;
    for (words, stopping, instances) in [
        ("no fairness", Stopping::UnlessFair, vec![]),
        ("weak fairness of FinishWrap(k)", Stopping::UnlessFair, each.clone().map(weak).collect()),
        ("strong fairness of FinishWrap(k)", Stopping::UnlessFair, each.clone().map(strong).collect()),
        ("weak fairness, somebody always does something", Stopping::OnlyAtTheEnd, each.map(weak).collect()),
    ] {
        let assumed = Assumptions::new(stopping, instances).map_err(|why| why.to_string())?;
        ask.tell("conversation 0 is closed some time", words, &closed(&model), &assumed);
        ask.tell("the wrap-up of conversation 0 ends", words, &wrap_up_ends(&model), &assumed);
    }
    Ok(())
}

fn is_finish(act: Act, k: u8) -> bool {
    act.row == Row::FinishWrap && act.conversation == k
}

fn closed(model: &Conv) -> Property<'_, u64, Act> {
    Property::Eventually(Condition::state(|state| model.is_closed(state, 0)))
}

fn wrap_up_ends(model: &Conv) -> Property<'_, u64, Act> {
    let during = Condition::state(|state| model.wraps_up(state, 0));
    Property::LeadsTo(during, Condition::state(|state| !model.wraps_up(state, 0)))
}

/// A model with its graph, and how long that took.
struct Ask<'m> {
    model: &'m Conv,
    graph: &'m Graph<u64, Act>,
    built: Duration,
}

impl Ask<'_> {
    /// Decides one property and prints the verdict, the time, and states per second, the graph included.
    fn tell(&self, name: &str, words: &str, property: &Property<'_, u64, Act>, assumed: &Assumptions<'_, Act>) {
        let begin = Instant::now();
        let verdict = check(self.model, self.graph, property, assumed, EFFORT_MAX);
        let seconds = begin.elapsed().as_secs_f64();
        let rate = self.graph.states() as f64 / (self.built.as_secs_f64() + seconds);
        let verdict = match verdict {
            Verdict::Holds => "holds".to_owned(),
            Verdict::Unreached => "unreached".to_owned(),
            Verdict::Violated(lasso) if lasso.exact => format!("violated, at the shortest by\n{lasso}"),
            Verdict::Violated(lasso) => format!("violated, for instance by\n{lasso}"),
        };
        println!("{name}, {words}: {seconds:.3} s, {rate:.0} states/s, {}", verdict.trim_end());
    }
}
