//! Something that was found: the property, the shortest run that shows it, in words, as a script and as a diagram.

use switchboard_verify::story::{Story, tell};
use switchboard_verify::timetable::timetable;

use super::corpus::BY_FAULT;
use super::seen::KINDS;
use super::seen::kind;
use super::shrink::Shrunk;
use super::trail::Quarry;

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The family that is broken, or `liveness`, `determinism`, `panic`.
    pub property: String,
    /// What is wrong, in words.
    pub words: String,
    /// The kinds of the actions, one after the other: findings alike in property and shape are one.
    pub shape: Vec<&'static str>,
    /// The run that showed it first; none for a script of the corpus.
    pub run: Option<u64>,
    /// How many actions that run had tried when it went wrong.
    pub tried: usize,
    /// How many actions were left when no single one could be left out.
    pub reduced: usize,
    /// Whether every shorter run of the world that is left was looked at.
    pub shortest: bool,
    /// Whether the policy's durations allow the order of its timers; none of the judgements depends on it.
    pub schedulable: bool,
    /// Whether it shows only once the faults have healed.
    pub heals: bool,
    /// The run.
    pub story: Story,
    /// The run as a script that `switchboard play` repeats.
    pub script: String,
    /// In how many runs it was found.
    pub times: u64,
}

impl Finding {
    /// What was shrunk, as people read it.
    pub(super) fn new(run: Option<u64>, tried: usize, quarry: Quarry<'_>, shrunk: &Shrunk) -> Self {
        let Shrunk { ground, repeat, heals, reduced, shortest } = shrunk;
        let wrong = repeat
            .wrong
            .clone()
            .unwrap_or_else(|| super::judge::Wrong { property: "nothing", words: "nothing is wrong".to_owned() });
        let times = timetable(&repeat.steps);
        let schedulable = times.is_some();
        let times = times.unwrap_or_else(|| vec![0; repeat.steps.len()]);
        let mut said = vec![format!("{}: {}", wrong.property, wrong.words)];
        if *heals {
            said.push(
                "it shows once everybody is back, and each conversation is moved on by whoever has it".to_owned(),
            );
        }
        if !schedulable {
            said.push("under the policy's durations these timers do not run out in this order".to_owned());
        }
        let story = tell(&ground.policy, &repeat.steps, &repeat.answers, &times, &said);
        let title = format!("{} is broken", wrong.property);
        let title = match quarry.name {
            // Who plays it sees the rules themselves, which do right.
            Some(fault) => format!("{title} by an imitation of the rules\n{BY_FAULT}{fault}"),
            None => title,
        };
        let script = story.script(&title, &ground.spec).unwrap_or_default();
        Self {
            property: wrong.property.to_owned(),
            words: wrong.words,
            shape: repeat.steps.iter().map(|(action, _)| KINDS[kind(action)]).collect(),
            run,
            tried,
            reduced: *reduced,
            shortest: *shortest,
            schedulable,
            heals: *heals,
            story,
            script,
            times: u64::from(run.is_some()),
        }
    }

    /// How many actions the run has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.story.steps.len()
    }

    /// A name for files: the property and a number made of the shape.
    #[must_use]
    pub fn name(&self) -> String {
        // FNV-1a over the kinds: the same on every machine.
        let mut hash: u32 = 0x811C_9DC5;
        for byte in self.shape.iter().flat_map(|kind| kind.bytes().chain([0])) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        format!("{}-{hash:08x}", self.property)
    }
}
