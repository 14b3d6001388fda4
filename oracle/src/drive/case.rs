//! Findings as scripts that `switchboard play` repeats, and scripts as moves to drive with.

use std::fmt::Write;

use switchboard::notation::{Names, Notation};
use switchboard::{Action, Desk, Fact, PolicySpec};

use super::driver::{Driver, Finding};
use super::link::Link;
use super::report::Step;
use super::sequence::Move;
use super::twin::{Divergence, Twin};
use super::wire::Capabilities;

/// Writes a finding as a script: the moves, what the rules say to the last one, and what the implementation says.
pub(super) fn write<L: Link>(
    driver: &Driver<L>,
    finding: &Finding,
    steps: &[Step],
    rules_say: &str,
    implementation_says: &str,
) -> String {
    let mut text = String::new();
    let name = match driver.claims().name.as_str() {
        "" => "an implementation",
        name => name,
    };
    let one_line = |words: &str| words.replace(['\n', '\r'], " ");
    let _ = writeln!(text, "# Where {} differs from the rules: {}", one_line(name), finding.divergence.kind());
    let _ = writeln!(text, "# the rules say: {}", one_line(rules_say));
    let _ = writeln!(text, "# the implementation says: {}", one_line(implementation_says));
    match toml::to_string(driver.spec()) {
        Ok(policy) => {
            let _ = write!(text, "\n+++\n{policy}+++\n\neverybody signs in\n");
        }
        // A policy that was read from TOML or JSON can be written; if one cannot, the script still shows the moves.
        Err(error) => {
            let _ = writeln!(text, "\n# the policy cannot be written: {error}\neverybody signs in");
        }
    }
    for step in steps {
        let _ = writeln!(text, "{}", step.words);
    }
    let tried = matches!(finding.moves.last(), Some(Move::Try { .. }));
    if let (true, Some(step)) = (tried, steps.last()) {
        let answer = step.answer.split(':').next().unwrap_or_default();
        let _ = writeln!(text, "expect {answer}");
    }
    if let Divergence::State(differences) = &finding.divergence {
        for difference in differences {
            let _ = writeln!(
                text,
                "# {}: {} by the rules, {} there",
                one_line(&difference.what),
                one_line(&difference.expected),
                one_line(&difference.got)
            );
        }
    }
    text
}

/// What is wrong with a script, and in which line, from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// The policy that a script brings between lines `+++`, if it brings one, as TOML with empty lines before it.
#[must_use]
pub fn front_matter(text: &str) -> Option<String> {
    let mut policy: Option<String> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut policy, line.trim()) {
            (None, "+++") => policy = Some("\n".repeat(number + 1)),
            (None, words) if words.is_empty() || words.starts_with(['#', '>']) || words.starts_with("preset ") => {}
            (None, _) => return None,
            (Some(_), "+++") => return policy,
            (Some(policy), _) => {
                policy.push_str(line);
                policy.push('\n');
            }
        }
    }
    None
}

/// Reads the moves of a script under a policy. Expectations are passed over: the implementation is compared with the rules.
///
/// # Errors
///
/// When a line is no action, no passing of time, and none that may be passed over.
pub fn read(text: &str, spec: &PolicySpec) -> Result<Vec<Move>, Fault> {
    let at = |line: usize, column: usize, message: String| Fault { line, column, message };
    let policy = spec.build().map_err(|error| at(1, 1, error.kind.to_string()))?;
    let policy = std::sync::Arc::new(policy);
    let claims = std::sync::Arc::new(Capabilities::default());
    let mut twin = Twin::new(&policy, &claims);
    let mut spoken = Names::new();
    let mut moves = Vec::new();
    let mut fenced = false;
    for agent in agents(&policy) {
        let action = Action::Desk { agent, operation: Desk::SignIn };
        let _ = twin.alone(&Move::Try { action, label: None });
    }
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim();
        if words == "+++" {
            fenced = !fenced;
            continue;
        }
        let passed_over = ["#", ">", "expect ", "everybody signs in", "preset ", "sweeps ", "configuration "];
        if fenced || words.is_empty() || passed_over.iter().any(|start| words.starts_with(start)) {
            continue;
        }
        if words.starts_with("---") || words == "tick" || words.starts_with("policy ") || words.starts_with("calendar ")
        {
            let expected =
                "expected actions, `after TIME` and expectations: variations, ticks and dates are for `play`";
            return Err(at(number, 1, format!("`{words}` cannot be driven, {expected}")));
        }
        let step = if let Some(span) = words.strip_prefix("after ") {
            Move::Pass { seconds: seconds(span).ok_or_else(|| at(number, 7, time(span)))? }
        } else if let Some(instant) = words.strip_prefix("at ") {
            let instant = seconds(instant).ok_or_else(|| at(number, 4, time(instant)))?;
            Move::Pass { seconds: instant.saturating_sub(twin.clock().now()) }
        } else {
            let read = Notation::new(&policy, &spoken)
                .parse(words)
                .map_err(|error| at(number, error.column, error.to_string()))?;
            let ids: Vec<_> = twin.center().conversations().collect();
            let step = Move::of(read.action, twin.names(), &ids);
            let (_, events) = twin.alone(&step);
            for event in events {
                if let (Fact::ConversationCreated { conversation, .. }, Some(name)) = (event.fact, &read.new) {
                    spoken.give(name, conversation);
                }
            }
            moves.push(step);
            continue;
        };
        let _ = twin.alone(&step);
        moves.push(step);
    }
    Ok(moves)
}

fn time(found: &str) -> String {
    format!("unknown time `{found}`, expected a time such as `160 s` or `1 h 5 min`")
}

fn agents(policy: &switchboard::Policy) -> Vec<switchboard::UserId> {
    let users = policy.users().iter().enumerate().filter(|(_, user)| user.roles.agent && !user.roles.bot);
    users.map(|(place, _)| switchboard::UserId::at(place)).collect()
}

/// A span such as `160 s` or `1 h 5 min`, in seconds.
fn seconds(span: &str) -> Option<u64> {
    let words: Vec<&str> = span.split_whitespace().collect();
    if words.is_empty() || words.len() % 2 == 1 {
        return None;
    }
    words.chunks(2).try_fold(0_u64, |sum, pair| {
        let unit = match pair[1] {
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return None,
        };
        sum.checked_add(pair[0].parse::<u64>().ok()?.checked_mul(unit)?)
    })
}
