//! Whether what another system did was legal: logs judged, implementations driven, test suites generated.
//!
//! Reading order: [`report`] is what a judge says: what was decided, what was found, what could not be told.

pub mod report;
