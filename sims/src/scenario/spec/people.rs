//! What customers and agents do beside the plain day, as people write it: redialling, breaks at random, picking.

use serde::Deserialize;

use crate::sample::DurationDistribution;

/// Customers who were turned away or gave up, and try again later.
///
/// A new attempt is a new conversation: it has a wait, a patience and a handling time of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedialSpec {
    /// Probability of one more attempt, after each one that failed.
    pub probability: f64,
    /// How long after the failed attempt.
    pub after: DurationDistribution,
    /// At most so many further attempts. Default 10.
    #[serde(default)]
    pub rounds_max: Option<u32>,
    /// Whether those try again who left the queue. Default yes.
    #[serde(default)]
    pub abandoned: Option<bool>,
    /// Whether those try again who found every line busy. Default yes.
    #[serde(default)]
    pub blocked: Option<bool>,
}

/// Agents who go away for a while without a plan; each finishes what is in hand first and gets nothing new meanwhile.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChurnSpec {
    /// How long after sign-in, and after each return, until the agent wants to go.
    pub every: DurationDistribution,
    /// How long the agent stays away, once the hands are empty.
    pub away: DurationDistribution,
}

/// Agents who pick from workstreams with `distribution = "pick"`, as soon as they have room.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PicksSpec {
    /// From which workstreams, the preferred one first. Of one workstream the item that came first is taken.
    pub workstreams: Vec<String>,
    /// Who of several agents with room and the same preference picks first: the `idlest`, with the most units left, or
    /// the `busiest`. Default `idlest`.
    #[serde(default)]
    pub first: Option<String>,
}
