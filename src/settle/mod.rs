//! What people have decided about findings: `onus.hcl` with owners, assignments, attestations and waivers, waivers in
//! comments, the baseline, and what all that means for the gate.
//!
//! Reads no file and no clock: texts and today's date come in from outside. Knows no AWS and no format.

mod config;
mod entry;
mod names;
mod pattern;
mod read;
mod shape;

pub use config::{
    Assignment, Attestation, Claim, Config, GateSettings, InputValue, Link, NamePattern, Owner, Selection, SeverityOverride,
    Undecided, Waiver,
};
pub use names::Names;
pub use pattern::{AddressPattern, PatternError};
pub use shape::{Argument, BLOCKS, BlockShape, Kind, TOP, page};
