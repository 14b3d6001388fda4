//! Test suites made from the exact reachable graph of a small world: what they cover is proven, and so is what cannot be.
//!
//! A policy is cut into slices ([`switchboard_verify::slices`]), each slice is looked at through [`lenses`], and each gives
//! an [`Arena`] with its [`Graph`]: every state, and what every operation does in it. A [`Criterion`] says which goals
//! there are, under a [`Grain`] of what counts as the same; tests are shortest runs to goals, or one shortest [`tour`], or
//! complete suites ([`hsi`]). What is expected of each step is asked of the rules ([`Case`]).

pub mod arena;
mod case;
mod class;
mod cover;
mod criterion;
mod goals;
pub mod graph;
pub mod hsi;
mod lens;
pub mod machine;
mod make;
mod people;
pub mod product;
mod script;
pub mod table;
#[cfg(test)]
mod tests;
pub mod tour;
mod view;

pub use self::arena::Arena;
pub use self::case::{Case, Step, same_answer, same_events};
pub use self::criterion::{Criterion, Grain};
pub(crate) use self::goals::Goals as Covered;
pub use self::graph::{Edge, Graph};
pub use self::lens::{Lens, Settings, lenses};
pub(crate) use self::make::{Explorer, small};
pub use self::make::{LensReport, Shape, SliceReport, Standing, Suite, Wanted, Watcher, make};
pub use self::script::script;
pub use self::view::View;
