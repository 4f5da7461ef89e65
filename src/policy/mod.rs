//! The policy language: loading, validating and evaluating `.policy.hcl` files, and the functions and provider facts beside
//! them. Knows no AWS.

mod block;
mod control;
mod cycles;
mod document;
mod empty;
mod evaluate;
mod facts;
mod functions;
mod inputs;
mod level;
mod lint;
mod load;
mod problem;
mod set;
mod settings;
mod shared;
mod target;
#[cfg(test)]
mod tests;
mod types;
mod validate;
mod visible;

pub use control::{Control, ControlId, Severity};
pub use document::{Document, Parsed, Reader, header as block_header, labels as block_labels, literal_text, value_span};
pub use evaluate::{Answers, Judgement, Outcome, Subject, evaluate};
pub use inputs::{Binding, BoundInput, ENVIRONMENT_PREFIX, Given, GivenValue, InputSource, InputValues, Inputs};
pub use level::{Enforcement, Level};
pub use load::load;
pub use problem::{Problem, closest};
pub use set::{Enforce, Input, Operation, Policy, PolicyFile, PolicySet, Sources};
pub use target::Target;
pub use types::Type;
