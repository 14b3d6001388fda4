//! Every interleaving of a small contact center: a model checker over the rules of switchboard.
//!
//! Reading order: [`Model`] is what can be checked; [`liveness`] decides what must happen some time.

pub mod liveness;
mod model;

pub use model::{Mark, Marks, Model, Packed};
