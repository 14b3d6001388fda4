//! What a suite is to cover.

use serde::Serialize;

/// A criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// Every state is visited.
    States,
    /// Every operation is tried in every state, whatever the answer.
    Transitions,
    /// After every operation that does something, every operation is tried: 1-switch coverage.
    Pairs,
    /// Every answer that an operation can get in a stage is got: each guard both ways.
    Guards,
    /// Every operation that asks for capacity is tried with one too little, with just enough, and with one to spare.
    Boundaries,
    /// Every operation that is refused or without effect is tried in every state: negative tests.
    Refused,
    /// A complete suite by the HSI method: whoever passes and has not too many states does the same for ever.
    Hsi,
}

impl Criterion {
    /// Every criterion, in the order in which they are explained.
    pub const ALL: [Self; 7] =
        [Self::States, Self::Transitions, Self::Pairs, Self::Guards, Self::Boundaries, Self::Refused, Self::Hsi];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::States => "states",
            Self::Transitions => "transitions",
            Self::Pairs => "pairs",
            Self::Guards => "guards",
            Self::Boundaries => "boundaries",
            Self::Refused => "refused",
            Self::Hsi => "hsi",
        }
    }

    /// What it covers, in a sentence.
    #[must_use]
    pub const fn covers(self) -> &'static str {
        match self {
            Self::States => "every state that can be reached is visited",
            Self::Transitions => {
                "every operation is tried in every state, whether it is done, without effect or refused"
            }
            Self::Pairs => {
                "after every operation that does something every operation is tried, and every operation that does \
                 something is also tried right after all that are refused or without effect in its state"
            }
            Self::Guards => "every answer that an operation can get in a stage of a conversation is got",
            Self::Boundaries => {
                "every operation that asks for capacity is tried on people with one unit or item too few, with just enough, \
                 and with one to spare"
            }
            Self::Refused => "every operation that is refused or without effect is tried in every state where it is",
            Self::Hsi => {
                "whoever passes does the same as the rules in every run of any length, if it has no more states than the \
                 rules and the extra ones together"
            }
        }
    }

    /// What it leaves out, besides what lies outside the scope.
    #[must_use]
    pub const fn leaves_out(self) -> &'static str {
        match self {
            Self::States => "operations that lead to no new state, and every refusal",
            Self::Transitions => "faults that show only some steps later, or only on the second way into a state",
            Self::Pairs => "faults that show only two steps later or more",
            Self::Guards => "in which of the states of a stage the answer is got; what happens besides the answer",
            Self::Boundaries => {
                "capacity beyond one unit or item on either side; combinations of people at their limits"
            }
            Self::Refused => "whatever is done",
            Self::Hsi => "implementations with more states than that, or that do not begin anew with each test",
        }
    }
}

/// What counts as the same state and the same step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    /// What stands alike: a conversation with all that the rules remember of it, but for names, and whoever takes part.
    #[default]
    Situations,
    /// Every state of the graph by itself.
    Full,
}

impl Grain {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Situations, Self::Full];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Situations => "situations",
            Self::Full => "full",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Situations => {
                "Steps count as the same where the conversation stands alike (state, seats, clocks, declines, but no \
                 names), the people who take part stand alike (presence, room for one more, membership), and answer and names of events are the same. Other conversations, other people and turns \
                 are left out of the comparison, not of the tests."
            }
            Self::Full => "Every state of the graph counts by itself, whoever the people are.",
        }
    }
}
