//! Runs a command: reads what it needs, calls the parts in order, writes what they say. The only module that knows them all.

mod catalogue;
mod check;
mod report;
mod sources;

pub use catalogue::{Catalogue, CatalogueOptions};
pub use check::{CheckOptions, Gate, UndecidedGate, check};
pub use report::{ControlInfo, MatrixRow, PlanInfo, Reported, Report, Summary};
