//! `onus waive` and `onus attest`: arguments in, a new entry in `onus.hcl` out.

use std::path::PathBuf;

use clap::Args;

use super::{CatalogueArgs, Process, date, written_out};
use crate::app::{Catalogue, EntryOptions, edit};
use crate::error::Error;
use crate::settle::NewEntry;
use crate::source::Date;

#[derive(Debug, Args)]
pub(super) struct Waive {
    /// The controls, such as s3/versioning
    #[arg(value_name = "CONTROL", required = true)]
    controls: Vec<String>,
    /// The resources: an address, * for any text in a name, ** for any number of modules; repeatable
    #[arg(long = "resource", value_name = "PATTERN", required = true)]
    resources: Vec<String>,
    /// Why it is accepted
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    entry: EntryArgs,
}

#[derive(Debug, Args)]
pub(super) struct Attest {
    /// The statement, such as ec2/os-patch-level, or the obligation
    #[arg(value_name = "ID")]
    id: String,
    /// The resources it speaks for; repeatable [default: all]
    #[arg(long = "resource", value_name = "PATTERN")]
    resources: Vec<String>,
    /// What is stated
    #[arg(long, value_name = "TEXT")]
    statement: String,
    /// What shows it: a link or a path in the repository
    #[arg(long, value_name = "LINK")]
    evidence: Option<String>,
    #[command(flatten)]
    entry: EntryArgs,
}

#[derive(Debug, Args)]
struct EntryArgs {
    /// The id of an owner of the configuration
    #[arg(long, value_name = "ID")]
    owner: String,
    /// The last day it holds, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date)]
    expires: Date,
    /// The configuration [default: onus.hcl, from the current folder upward to the root of the repository]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The day it is, YYYY-MM-DD [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
}

pub(super) fn run_waive(arguments: Waive, process: &mut Process<'_>) -> Result<u8, Error> {
    let Waive { controls, resources, reason, entry } = arguments;
    let said = format!("waives {} on {} until {}", controls.join(", "), resources.join(", "), entry.expires);
    let new = NewEntry::Waiver { controls, resources, reason, owner: entry.owner.clone(), expires: entry.expires };
    write(entry, new, &said, process)
}

pub(super) fn run_attest(arguments: Attest, process: &mut Process<'_>) -> Result<u8, Error> {
    let Attest { id, resources, statement, evidence, entry } = arguments;
    let said = format!("attests {id} until {}", entry.expires);
    let new = NewEntry::Attestation { id, resources, statement, evidence, owner: entry.owner.clone(), expires: entry.expires };
    write(entry, new, &said, process)
}

fn write(arguments: EntryArgs, entry: NewEntry, said: &str, process: &mut Process<'_>) -> Result<u8, Error> {
    let loaded = arguments.catalogue.options(process)?;
    let catalogue = Catalogue::load(&loaded)?;
    let options = EntryOptions { config: arguments.config, entry, today: arguments.today.unwrap_or(process.today) };
    let edited = edit(&options, &catalogue, &loaded)?;
    crate::render::file::write(&edited.path, |out| out.write_all(edited.text.as_bytes()))
        .map_err(|error| Error::Unwritable(edited.path.clone(), error.to_string()))?;
    let written = writeln!(process.stdout, "{} {said}", edited.shown);
    written_out(written, process)
}
