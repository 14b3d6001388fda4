//! The executable rules of an omnichannel contact center: which conversation may be in which state, who may move it,
//! and what that does to queues, presence and capacity.
//!
//! Reading order: [`Action`] is everything anybody can try; [`ContactCenter::apply`] tries it; [`Answer`] is what the
//! rules say; [`Event`]s are what happened. [`Policy`] holds every choice that the rules leave open, and [`Rule`]
//! every sentence that they come from.
//!
//! No clock, no randomness, no files, no floating point: whoever drives the center owns time and chance.
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod action;
mod candidates;
mod center;
mod channel;
mod chart;
mod commit;
mod conversation;
mod desk;
mod distribution;
mod event;
mod floor;
mod hours;
mod id;
mod invariant;
mod line;
pub mod notation;
mod overflow;
mod phase;
mod policy;
mod presence;
mod refusal;
mod replay;
mod reuse;
mod roster;
mod routing;
mod rule;
mod silence;
mod source;
mod step;
mod switch;
mod turn;
mod why;

pub use action::{
    Action, Arrival, BotTurn, Change, Contact, Desk, Gauge, Handle, Route, Supervise, Timer, TimerSet, Toggle, Upkeep,
};
pub use center::ContactCenter;
pub use channel::{Channel, QueueKind, Stage, Status};
pub use conversation::Callback;
pub use distribution::{Due, Trigger};
pub use event::{ClosureReason, EndedBy, Event, Fact, Notice, OfferKind, Recipient, Since, StatusReason};
pub use hours::{CalendarDay, Hours, Opening};
pub use id::{
    ClassId, ContactId, ConversationId, GroupId, GroupSet, PresenceId, ProfileId, ProfileSet, QueueId, RequirementId,
    SkillId, UserId, WorkstreamId,
};
pub use overflow::{Condition, Overflow, Treatment, WaitOverflow};
pub use phase::{Block, Offer, OfferClock, Participant, Pending, Phase, Primary, Seat, Talk, WrapUp};
pub use policy::{
    AssignmentRule, AssignmentRuleSpec, Bucket, BucketSpec, ClassSpec, ContactSpec, Customer, Distribution, HoursSpec,
    LeadsToSpec, Level, LevelSpec, LimitSpec, Method, OrderBy, OverflowSpec, Policy, PolicyError, PolicyErrorKind,
    PolicySpec, PolicyStep, PolicyWarning, PreferredFallback, Presence, PresenceSpec, PriorityClass, Profile,
    ProfileSpec, PropertySpec, Queue, QueueSpec, Requirement, RequirementSpec, Reset, Roles, RouteRule, RouteShare,
    RouteSpec, Settings, SettingsSpec, Silence, SkillMatching, TimeoutAction, TimeoutRule, TimeoutRuleSpec, User,
    UserSpec, WaitOverflowSpec, Workstream, WorkstreamSpec, WrapUpBlock, WrapUpSpec,
};
pub use presence::{Base, Bases, Load, PresenceSource};
pub use refusal::{Answer, Code, Refusal};
pub use replay::{Burden, LocalState, Replica, Seniority, Sight, Standing, Surroundings};
pub use rule::{Confidence, OUT_OF_SCOPE, Rule};
pub use source::Source;
pub use switch::*;
pub use why::{Bar, Candidate, Place, Rank, Reason, Remedy, RemedyStep, Verdict, Why};

/// The README's examples, compiled and run with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
