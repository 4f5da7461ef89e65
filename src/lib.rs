//! onus judges a Terraform plan against the customer's side of the AWS shared responsibility model, offline.
//!
//! The library behind the `onus` command. `ARCHITECTURE.md` is the map; the arrows between modules point one way.

pub mod expr;
pub mod source;
pub mod text;
pub mod value;
