//! Every interleaving of a small contact center: a model checker over the rules of switchboard.
//!
//! Reading order: [`Model`] is what can be checked. [`Search`] goes through all of it, level by level, with an exact set
//! of packed states, and hands back what it [`Found`]: counts, the first sight of every mark, and shortest [`Traces`].
//! [`liveness`] decides what must happen some time. [`World`] is the kernel as a model, and [`Family`] names what must
//! never happen in it; [`properties`] are what users ask of it; [`Conv`] is a model that other tools count too.
//! [`verification::verify`] cuts a policy into slices and checks each; [`story`] tells a run to people.

pub mod analysis;
pub mod answers;
pub mod conv;
pub mod diff;
pub mod export;
pub mod families;
mod found;
mod general;
mod kernel;
pub mod liveness;
mod model;
mod promises;
pub mod properties;
mod rank;
pub mod report;
mod search;
pub mod slices;
pub mod story;
mod threads;
pub mod timetable;
mod trace;
pub mod verification;
pub mod world;

pub use conv::{Conv, Quotient, Row};
pub use families::Family;
pub use found::{Budget, First, Found, Outcome, Progress, Sights, Trace, Unfinished, Watch};
pub use kernel::{Kernel, Rules};
pub use model::{Mark, Marks, Model, Packed};
pub use properties::{Claim, Property, Questions};
pub use rank::{Led, Ranked, Store};
pub use search::{Engine, Search, choose};
pub use trace::Traces;
pub use world::{AGENTS_MAX, CONVERSATIONS_MAX, Group, Groups, Layout, Scope, World};
