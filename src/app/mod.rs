//! Runs a command: reads what it needs, calls the parts in order, writes what they say. The only module that knows them all.

mod abreast;
mod bench;
mod catalogue;
mod check;
mod configuration;
mod controls;
mod decisions;
mod excerpt;
mod explain;
mod inspect;
mod mask;
mod matrix;
mod origin;
mod place;
mod pointers;
mod report;
mod reporter;
mod settling;
mod shown;
mod sources;
mod test;
mod watch;

pub use catalogue::{Catalogue, CatalogueOptions};
pub use check::{CheckOptions, Gate, check};
pub use configuration::{ConfigOptions, find as find_configuration};
pub use controls::{ControlFilter, controls};
pub use decisions::{DecisionOptions, Decisions};
pub use excerpt::Excerpt;
pub use explain::{ControlPage, Duty, explain};
pub use inspect::{Attribute, InspectOptions, Inspected, Inspection, State, inspect};
pub use mask::Secrets;
pub use place::Place;
pub use pointers::Pointer;
pub use report::{ControlInfo, PlanInfo, Report, Reported, Summary};
pub use test::{TestOptions, test};
pub use watch::{Stage, Watch};
