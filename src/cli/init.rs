//! `onus init`: looks at a repository and writes the files to begin with. Overwrites nothing and asks nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Process, written_out};
use crate::app::{
    BASELINE, Catalogue, CatalogueOptions, CheckOptions, Ci, ConfigOptions, DecisionOptions, Decisions, Proposal, Report, check,
    proposals, surroundings,
};
use crate::error::Error;
use crate::policy::Severity;

#[derive(Debug, Args)]
pub(super) struct Init {
    /// A folder of the repository
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Accept what is unmet or undecided in this plan, so that only what is new fails the gate
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    /// The CI system [default: those that the repository shows]
    #[arg(long, value_enum, value_name = "CI")]
    ci: Option<CiArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CiArg {
    Github,
    Gitlab,
    Azure,
    None,
}

pub(super) fn run_init(arguments: &Init, process: &mut Process<'_>) -> Result<u8, Error> {
    let mut seen = surroundings(&arguments.folder)?;
    match arguments.ci {
        None => {}
        Some(CiArg::None) => seen.ci.clear(),
        Some(CiArg::Github) => seen.ci = [Ci::Github].into(),
        Some(CiArg::Gitlab) => seen.ci = [Ci::Gitlab].into(),
        Some(CiArg::Azure) => seen.ci = [Ci::Azure].into(),
    }
    let accepted = arguments.baseline.as_deref().map(|plan| accepted(plan, process)).transpose()?;
    let mut files = proposals(&seen, accepted.is_some());
    if let Some(report) = &accepted {
        files.push(Proposal { path: BASELINE, text: report.baseline().text(), into: None, then: Some(list(report)) });
    }
    let ci: Vec<&str> = seen.ci.iter().map(|ci| ci.name()).collect();
    let ci = if ci.is_empty() { "none seen; --ci names one".to_owned() } else { ci.join(", ") };
    let mut said = format!("root modules: {}\nCI: {ci}\n", seen.modules.join(", "));
    for more in &seen.more {
        push(&mut said, format_args!("{more} is used: docs/ci.md of onus tells how they go together\n"));
    }
    for file in &files {
        said.push_str(&put(&seen.root, file, arguments.dry_run)?);
    }
    let first = seen.modules.first().map_or(".", String::as_str);
    push(&mut said, format_args!("\nnext: onus plan {first}\n"));
    written_out(process.stdout.write_all(said.as_bytes()), process)
}

/// Writes a file that is not there; says what was done.
fn put(root: &Path, file: &Proposal, dry_run: bool) -> Result<String, Error> {
    let path = root.join(file.path);
    let mut said = String::new();
    // A link that leads nowhere is something, too.
    if path.symlink_metadata().is_ok() {
        push(&mut said, format_args!("kept {}, which is there\n", file.path));
        if let Some(into) = &file.into {
            push(&mut said, format_args!("put into it, unless it is there:\n\n{into}\n"));
        }
        return Ok(said);
    }
    if dry_run {
        push(&mut said, format_args!("would write {}:\n\n{}\n\n", file.path, file.text.trim_end()));
    } else {
        let failed = |error: std::io::Error| Error::Unwritable(path.clone(), error.to_string());
        path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
        crate::render::file::write(&path, |out| out.write_all(file.text.as_bytes())).map_err(failed)?;
        push(&mut said, format_args!("wrote {}\n", file.path));
    }
    if let Some(then) = &file.then {
        push(&mut said, format_args!("  {then}\n"));
    }
    Ok(said)
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing into a text does not fail.
    let _is_written = text.write_fmt(more).is_ok();
}

/// The report of a plan in which all that is unmet or undecided is accepted.
fn accepted(plan: &Path, process: &mut Process<'_>) -> Result<Report, Error> {
    let loaded = CatalogueOptions::default();
    let mut catalogue = Catalogue::load(&loaded)?;
    let plans = vec![plan.to_owned()];
    let config = ConfigOptions { plans: plans.clone(), ..ConfigOptions::default() };
    let from = DecisionOptions { config, baseline: None, other_waivers: None, today: process.today };
    let decisions = Decisions::load(&from, &catalogue, &loaded)?;
    catalogue.configure(&decisions.config, &loaded, true)?;
    let options = CheckOptions { plans, data_dir: process.data_dir.clone(), accept_all: true, ..CheckOptions::default() };
    check(&options, (&catalogue, &decisions), process.stdin, &mut ())
}

/// How many findings of each severity a baseline accepts.
fn list(report: &Report) -> String {
    let accepted: Vec<_> = report.findings.iter().filter(|finding| report.is_accepted(finding)).collect();
    let mut severities = Severity::ALL;
    severities.sort_unstable_by(|one, other| other.cmp(one));
    let counts = severities.map(|severity| {
        let count = accepted.iter().filter(|finding| finding.severity == severity).count();
        format!("{count} {}", severity.name())
    });
    format!(
        "accepted: {} findings ({}); each stays in every report, and what is new fails the gate",
        accepted.len(),
        counts.join(", ")
    )
}
