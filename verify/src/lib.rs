//! Every interleaving of a small contact center: a model checker over the rules of switchboard.
//!
//! Reading order: [`Model`] is what can be checked. [`Search`] goes through all of it, level by level, with an exact set
//! of packed states, and hands back what it [`Found`]: counts, the first sight of every mark, and shortest [`Traces`].
//! [`liveness`] decides what must happen some time.

mod conv;
mod found;
mod general;
pub mod liveness;
mod model;
mod trace;

pub use conv::{Act, Conv, Quotient, Row};
pub use found::{Budget, First, Found, Outcome, Progress, Sights, Trace, Unfinished, Watch};
pub use general::Search;
pub use model::{Mark, Marks, Model, Packed};
pub use trace::Traces;
