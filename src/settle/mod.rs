//! What people have decided about findings: `onus.hcl` with owners, assignments, attestations and waivers, waivers in
//! comments, the baseline, and what all that means for the gate.
//!
//! Reads no file and no clock: texts and today's date come in from outside. Knows no AWS and no format.

mod acceptance;
mod baseline;
mod config;
mod edit;
mod entry;
mod equivalents;
mod ledger;
mod names;
mod notice;
mod pattern;
mod read;
mod schema;
mod shape;

pub use acceptance::{Acceptance, AcceptedBy, Settled};
pub use baseline::{Baseline, Fault};
pub use config::{
    Assignment, Attestation, Claim, Config, GateSettings, InputValue, Link, NamePattern, Owner, Reweighed, Selection,
    SeverityOverride, Undecided, Waiver,
};
pub use edit::{NewEntry, add};
pub use equivalents::Equivalents;
pub use ledger::{Ledger, Terms};
pub use names::Names;
pub use notice::{Notice, NoticeKind};
pub use pattern::{AddressPattern, PatternError};
pub use schema::schema;
pub use shape::{Argument, BLOCKS, BlockShape, Kind, TOP, page};
