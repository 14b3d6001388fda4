//! What a drive came to, told to people and to programs: the moves, what the rules say, what the implementation says.

use std::fmt::Write;

use serde::Serialize;
use switchboard::notation::Notation;
use switchboard::{Answer, Rule};

use super::case;
use super::driver::{Driver, Finding, Tally};
use super::link::{Failure, Link};
use super::sequence::Move;
use super::shrink::Short;
use super::twin::{Divergence, Twin};
use super::view::Difference;
use super::wire::{Aspect, Reply, Request};

/// What a drive came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the implementation calls itself.
    pub implementation: String,
    /// The name of the policy.
    pub policy: String,
    /// The seed.
    pub seed: u64,
    /// What was done.
    pub tally: Tally,
    /// Operations that are claimed and were not tried: misspelt, or of no use under the policy.
    pub idle_claims: Vec<String>,
    /// What of the state is claimed to be told, and was told in no answer.
    pub untold: Vec<Aspect>,
    /// Whether as much was done as was asked for.
    pub complete: bool,
    /// In what it differs, if it does.
    pub divergence: Option<Told>,
}

/// A divergence, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// What differs: `answer`, `effects`, `state`, `choice` or `failure`.
    pub kind: &'static str,
    /// The moves that lead to it, once everybody has signed in; the last one shows it.
    pub steps: Vec<Step>,
    /// What the rules say to the last one.
    pub rules_say: String,
    /// What the implementation says.
    pub implementation_says: String,
    /// What of the state differs afterwards, if that is what differs.
    pub differences: Vec<Difference>,
    /// The rule behind what the rules say: its id, its sentence and how sure it is.
    pub rule: Option<String>,
    /// How many moves it took when it was first seen.
    pub first_moves: usize,
    /// Whether everything shorter was tried.
    pub shortest: bool,
    /// Whether it came again when it was repeated.
    pub repeats: bool,
    /// The same as a script for `switchboard play`.
    #[serde(skip)]
    pub case: String,
    /// The same as the requests that show it, for the implementation alone.
    #[serde(skip)]
    pub requests: String,
}

/// One move, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// In the words of `switchboard play`.
    pub words: String,
    /// What the rules answer.
    pub answer: String,
    /// What happens by the rules.
    pub events: Vec<String>,
}

impl<L: Link> Driver<L> {
    /// What the drive came to.
    #[must_use]
    pub fn report(&self, seed: u64, complete: bool, short: Option<&Short>) -> Report {
        Report {
            implementation: self.claims().name.clone(),
            policy: self.spec().name.clone(),
            seed,
            tally: self.tally().clone(),
            idle_claims: self.idle_claims.clone(),
            untold: self.untold(),
            complete,
            divergence: short.map(|short| self.told(short)),
        }
    }

    /// What is claimed of the state and was never told.
    fn untold(&self) -> Vec<Aspect> {
        let Tally { steps, shown, .. } = self.tally();
        let claimed = self.claims().observes.iter().filter(|_| *steps > 0);
        claimed.filter(|aspect| !shown.tells(**aspect)).copied().collect()
    }

    fn told(&self, short: &Short) -> Told {
        let Finding { moves, divergence } = &short.finding;
        let (steps, _) = self.story(moves);
        let (rules_say, implementation_says, differences) = sides(divergence, &steps);
        let rule = divergence.rule().map(|rule| self.rule(rule));
        let case = case::write(self, &short.finding, &steps, &rules_say, &implementation_says);
        Told {
            kind: divergence.kind(),
            steps,
            rules_say,
            implementation_says,
            differences,
            rule,
            first_moves: short.first,
            shortest: short.proven,
            repeats: short.repeats,
            case,
            requests: self.requests(moves),
        }
    }

    fn rule(&self, rule: Rule) -> String {
        let names = switchboard::notation::Names::new();
        Notation::new(self.policy(), &names).rule(rule)
    }

    /// The moves as the rules take them.
    pub(super) fn story(&self, moves: &[Move]) -> (Vec<Step>, Twin) {
        let mut twin = self.begun();
        let mut steps = Vec::new();
        for step in moves {
            let words = words(&twin, step);
            let (answer, events) = twin.alone(step);
            let notation = Notation::new(self.policy(), twin.names());
            let answer = match step {
                Move::Pass { .. } => "time passes".to_owned(),
                Move::Try { .. } => notation.answer(&answer),
            };
            let tell =
                |event: &switchboard::Event| format!("{} ({})", notation.fact(&event.fact).text, event.rule.id());
            steps.push(Step { words, answer, events: events.iter().map(tell).collect() });
        }
        (steps, twin)
    }

    /// The requests of a run, one on a line.
    fn requests(&self, moves: &[Move]) -> String {
        let mut recorded = self.with_link(Recorder(String::new()));
        let mut rest = moves.iter().copied();
        // A recorder takes everything.
        let _ = recorded.link.send(&Request::Hello { version: super::wire::VERSION, driver: None });
        let _ = recorded.send(&mut |_| rest.next());
        let _ = recorded.link.send(&Request::Bye {});
        recorded.link.0
    }
}

/// A move in the words of `switchboard play`.
fn words(twin: &Twin, step: &Move) -> String {
    match step {
        Move::Pass { seconds } => format!("after {seconds} s"),
        Move::Try { .. } => match step.action(twin.names()) {
            Some(action) => Notation::new(twin.center().policy(), twin.names()).action(&action),
            None => "# nothing".to_owned(),
        },
    }
}

/// What both sides say.
fn sides(divergence: &Divergence, steps: &[Step]) -> (String, String, Vec<Difference>) {
    let last = || steps.last().map_or_else(|| Answer::Done.to_string(), |step| step.answer.clone());
    match divergence {
        Divergence::Answer { expected, got, .. } => (expected.clone(), got.clone(), Vec::new()),
        Divergence::Effects { missing, surplus } => {
            let told = |list: &[String], otherwise: &str| match list {
                [] => otherwise.to_owned(),
                list => list.join("; "),
            };
            (told(missing, "nothing besides"), told(surplus, "nothing of it"), Vec::new())
        }
        Divergence::State(differences) => {
            let side = |pick: &dyn Fn(&Difference) -> &String| {
                let told: Vec<String> = differences.iter().map(|it| format!("{}: {}", it.what, pick(it))).collect();
                told.join("; ")
            };
            (side(&|it| &it.expected), side(&|it| &it.got), differences.clone())
        }
        Divergence::Choice { expected, got, why, .. } => (expected.clone(), format!("{got}, but {why}"), Vec::new()),
        Divergence::Failure(failure) => (last(), failure.to_string(), Vec::new()),
    }
}

impl Report {
    /// The report as text, in lines.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let name = |name: &str| if name.is_empty() { "without a name".to_owned() } else { format!("`{name}`") };
        let (implementation, policy) = (name(&self.implementation), name(&self.policy));
        let Tally { runs, steps, answers, tried, lost, .. } = &self.tally;
        let _ = writeln!(text, "implementation {implementation}, policy {policy}, seed {}", self.seed);
        let kinds: Vec<String> = answers.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        let _ = writeln!(text, "{steps} steps in {runs} runs{kinds}, {tried} different things tried");
        if !self.idle_claims.is_empty() {
            let claims = self.idle_claims.join(", ");
            let _ = writeln!(text, "claimed, but nothing that can be tried under this policy: {claims}");
        }
        if !self.untold.is_empty() {
            let aspects: Vec<&str> = self.untold.iter().map(|aspect| aspect.name()).collect();
            let _ = writeln!(text, "claimed to be observed, and told in no answer: {}", aspects.join(", "));
        }
        if *lost > 0 {
            let _ = writeln!(
                text,
                "{lost} of the runs were compared only up to a search of the router that had a choice:\n\
                 tell in its answer what was `assigned`, or show the `holder`"
            );
        }
        let Some(told) = &self.divergence else {
            text.push_str(match self.complete {
                true => "no divergence\n",
                false => "no divergence so far: stopped before all steps were done\n",
            });
            return printable(&text);
        };
        text.push('\n');
        text.push_str(&told.text());
        printable(&text)
    }
}

impl Told {
    /// The divergence as text, in lines.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let count = self.steps.len();
        let moves = if count == 1 { "move" } else { "moves" };
        let short = match (self.repeats, self.shortest) {
            (false, _) => "it did not come again when it was repeated: it depends on more than these moves",
            (true, true) => "nothing shorter shows one",
            (true, false) => "not everything shorter was tried",
        };
        let _ = writeln!(
            text,
            "DIVERGENCE in {} after {count} {moves}; first seen after {}, and {short}\n",
            self.kind, self.first_moves
        );
        let _ = writeln!(text, "     everybody signs in");
        for (number, step) in (1..).zip(&self.steps) {
            let _ = writeln!(text, "{number:>3}  {}", step.words);
            if number < self.steps.len() {
                let _ = writeln!(text, "       {}", step.answer);
            }
        }
        let _ = writeln!(text, "\n     the rules say:           {}", self.rules_say);
        let _ = writeln!(text, "     the implementation says: {}", self.implementation_says);
        if let Some(rule) = &self.rule {
            let _ = writeln!(text, "\n     {rule}");
        }
        printable(&text)
    }
}

/// The same without what would steer a terminal: names and reasons are the implementation's own.
fn printable(text: &str) -> String {
    let shown = |it: char| if it.is_control() && it != '\n' { char::REPLACEMENT_CHARACTER } else { it };
    text.chars().map(shown).collect()
}

/// Takes requests as text, and never answers.
#[derive(Debug)]
pub(super) struct Recorder(String);

impl Link for Recorder {
    fn send(&mut self, request: &Request<'_>) -> Result<(), Failure> {
        if let Ok(line) = serde_json::to_string(request) {
            self.0.push_str(&line);
            self.0.push('\n');
        }
        Ok(())
    }

    fn receive(&mut self) -> Result<Reply<'_>, Failure> {
        Err(Failure::Silent { waited_ms: 0 })
    }

    fn restart(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}
