//! Terraform's plan, as `terraform show -json` writes it. Knows no policy and no AWS.
//!
//! Everything is borrowed from the text of the plan; a resource's values are decoded when somebody first asks for them.

mod address;
mod agree;
mod change;
mod configuration;
mod input;
mod kinds;
mod notes;
mod read;
mod resource;
mod state;

pub use address::{Address, AddressError, Key, Mode, ModuleStep, module_text, without_keys};
pub use configuration::{ConfigModule, ConfigResource, Configuration, Expression, ModuleCall, ProviderConfig};
pub use input::{InputProblem, sniff};
pub use kinds::kinds;
pub use read::{Plan, PlanError, Variable, read};
pub use resource::{Action, Resource};
