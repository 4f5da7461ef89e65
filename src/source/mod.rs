//! The `.tf` source behind a plan: which block and attribute stand for an address, and whose code they are.
//!
//! Reads files of the repository and the module cache only, and only when asked. Knows no policy and no plan:
//! addresses come in as names and paths.

mod body;
mod climb;
mod comments;
mod cursor;
mod directory;
mod file;
mod files;
mod find;
mod ignored;
mod json;
mod json_body;
mod locate;
mod location;
mod lock;
mod manifest;
mod matching;
mod merge;
mod module;
mod names;
mod native;
mod problem;
mod references;
mod skim;
mod snapshot;
mod step;
#[cfg(test)]
mod tests;
mod trace;
mod tree;
mod waiver;

pub use body::{Attribute, Block, Body, Narrowed};
pub use comments::{InlineComment, InlineWaiver, OtherToolWaiver, Target};
pub use files::{Files, Refusal};
pub use locate::{Anchor, Located, Request, Unlocated, Want};
pub use location::{Location, Related};
pub use matching::{Configuration, Configured, Match, Planned, matches};
pub use module::{Module, Ownership};
pub use names::Dialect;
pub use problem::Problem;
pub use references::{Reference, literal, references, subject_of, written_references};
pub use snapshot::{Comparison, Snapshot, SnapshotError};
pub use step::{InstanceKey, Mode, ModuleStep, Step};
pub use tree::{Options, SourceTree, Unresolved};
pub use waiver::{Date, OtherTool};

/// Files, or modules, that a thread takes at a time.
const BATCH: usize = 16;

/// Asks one thing of many files or modules on all cores.
fn abreast<T: Sync, A: Send>(items: &[T], one: impl Fn(&T) -> A + Sync) -> Vec<A> {
    crate::abreast::each(items, BATCH, one, |_| {})
}
