//! The policy language: loading, validating and evaluating `.policy.hcl` files, and the functions and provider facts beside
//! them. Knows no AWS.

mod control;
mod document;
mod evaluate;
mod facts;
mod functions;
mod load;
mod problem;
mod shared;
mod validate;

pub use control::{Control, ControlId, Severity};
pub use document::{Document, Parsed, Reader, header as block_header, labels as block_labels, literal_text, value_span};
pub use evaluate::{Answers, Judgement, Outcome, Subject, evaluate};
pub use load::{Enforce, Input, Operation, Policy, PolicyFile, PolicySet, Sources, load};
pub use problem::{Problem, closest};
