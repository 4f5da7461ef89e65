//! onus judges a Terraform plan against the customer's side of the AWS shared responsibility model, offline.
//!
//! The library behind the `onus` command. `ARCHITECTURE.md` is the map; the arrows between modules point one way.

mod abreast;
pub mod app;
pub mod cli;
mod digest;
pub mod error;
pub mod expr;
pub mod judge;
pub mod link;
pub mod matrix;
pub mod model;
pub mod plan;
pub mod planner;
pub mod policy;
pub mod render;
pub mod settle;
pub mod source;
pub mod syntax;
pub mod testing;
pub mod text;
pub mod value;
