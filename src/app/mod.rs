//! Runs a command: reads what it needs, calls the parts in order, writes what they say. The only module that knows them all.

mod catalogue;
mod check;
mod excerpt;
mod mask;
mod place;
mod report;
mod sources;

pub use catalogue::{Catalogue, CatalogueOptions};
pub use check::{CheckOptions, Gate, UndecidedGate, check};
pub use excerpt::Excerpt;
pub use mask::Secrets;
pub use place::Place;
pub use report::{ControlInfo, MatrixRow, PlanInfo, Report, Reported, Summary};
