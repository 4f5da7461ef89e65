//! `onus matrix`: the responsibilities matrix of plans, in the formats that people hand on.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{CatalogueArgs, Listener, Process, one_file_each, written_out};
use crate::app::{Catalogue, CheckOptions, ConfigOptions, DecisionOptions, Decisions, Gate, Report, Stage, Watch as _, check};
use crate::error::{Error, NoSuch};
use crate::render::human::Style;
use crate::render::matrix;
use crate::settle::GateSettings;
use crate::source::Date;

#[derive(Debug, Args)]
pub(super) struct MatrixArgs {
    /// Plans as `terraform show -json` writes them: files, folders, or - for stdin
    #[arg(default_value = "-", value_name = "PLAN")]
    plans: Vec<PathBuf>,
    /// Folder of the root module [default: the plan's folder, else the current one, if it holds .tf files]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// The binary plan that PLAN was shown from: its copy of the source is read
    #[arg(long, value_name = "FILE")]
    plan_file: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
    /// Show the ids of this framework, such as nist-800-53-r5; repeatable [default: those in force in onus.hcl]
    #[arg(long = "framework", value_name = "F")]
    frameworks: Vec<String>,
    /// How the matrix is written
    #[arg(long, value_enum, default_value_t = MatrixFormat::Terminal)]
    format: MatrixFormat,
    /// Write the matrix in another format to a file as well; repeatable
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = MatrixOutput::parse)]
    outputs: Vec<MatrixOutput>,
    /// The configuration [default: onus.hcl, from the source folder upward to the root of the repository]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Findings that stood there before and are accepted, as `onus check --write-baseline` wrote them
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The day by which waivers and attestations expire, YYYY-MM-DD [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    today: Option<Date>,
    /// Exit with 1 if a waiver or an attestation has expired
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide_possible_values = true)]
    fail_on_expired: Option<bool>,
    /// Exit with 1 if an obligation that the plans touch has no owner
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide_possible_values = true)]
    fail_on_unassigned: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MatrixFormat {
    /// A table for people
    Terminal,
    /// Tables for a page or a comment
    Markdown,
    /// One row an obligation and framework, with the columns of customer responsibility matrices
    Csv,
    /// One page that needs nothing else: heat map, drill-down, filters
    Html,
    /// System security plan in OSCAL 1.2.1: what AWS provides, what is left to you, what satisfies it
    Oscal,
    /// The rows of `onus check --format json`
    Json,
}

impl MatrixFormat {
    fn write(self, report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
        match self {
            Self::Terminal => matrix::terminal::render(report, style, out),
            Self::Markdown => matrix::markdown::render(report, out),
            Self::Csv => matrix::csv::render(report, out),
            Self::Html => matrix::html::render(report, out),
            Self::Oscal => crate::render::oscal::plan::render(report, out),
            Self::Json => matrix::json::render(report, out),
        }
    }
}

/// A format and the file it goes to.
#[derive(Debug, Clone)]
struct MatrixOutput {
    format: MatrixFormat,
    path: PathBuf,
}

impl MatrixOutput {
    fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = super::formats::format_and_path(text)?;
        Ok(Self { format, path })
    }
}

pub(super) fn run_matrix(arguments: &MatrixArgs, process: &mut Process<'_>) -> Result<u8, Error> {
    one_file_each(arguments.outputs.iter().map(|output| output.path.as_path()).collect())?;
    let mut listener = Listener::new(process.progress);
    listener.stage(Stage::Load);
    let loaded = arguments.catalogue.options(process)?;
    let mut catalogue = Catalogue::load(&loaded)?;
    let decisions = Decisions::load(&arguments.decision_options(process.today), &catalogue, &loaded)?;
    catalogue.configure(&decisions.config, &loaded, true)?;
    let options = CheckOptions {
        plans: arguments.plans.clone(),
        source: arguments.source.clone(),
        plan_file: arguments.plan_file.clone(),
        gate: arguments.gate(decisions.config.gate),
        data_dir: process.data_dir.clone(),
        frameworks: arguments.frameworks(&decisions)?,
        ..CheckOptions::default()
    };
    listener.clear();
    for warning in &catalogue.set.warnings {
        crate::render::human::warning(warning, process.style, process.stderr)
            .map_err(|error| Error::Unwritable("-".into(), error.to_string()))?;
    }
    let judged = check(&options, (&catalogue, &decisions), process.stdin, &mut listener);
    listener.clear();
    let report = judged?;
    write_all(arguments, &report, process)?;
    crate::render::human::faults(&report, process.stderr).map_err(|error| Error::Unwritable("-".into(), error.to_string()))?;
    Ok(report.exit_code())
}

impl MatrixArgs {
    fn decision_options(&self, today: Date) -> DecisionOptions {
        DecisionOptions {
            config: ConfigOptions { config: self.config.clone(), plans: self.plans.clone(), source: self.source.clone() },
            baseline: self.baseline.clone(),
            other_waivers: None,
            today: self.today.unwrap_or(today),
        }
    }

    /// A matrix is a record: what it shows fails nothing unless that is asked for.
    fn gate(&self, configured: GateSettings) -> Gate {
        let asked = GateSettings {
            fail_on_expired: self.fail_on_expired,
            fail_on_unassigned: self.fail_on_unassigned,
            ..GateSettings::default()
        };
        Gate { fail_on: None, ..Gate::of(asked.or(configured)) }
    }

    fn frameworks(&self, decisions: &Decisions) -> Result<Vec<Arc<str>>, Error> {
        let known = &decisions.names.frameworks;
        let missing = self.frameworks.iter().find(|name| !known.contains(name.as_str()));
        if let Some(name) = missing {
            return Err(Error::NoSuch(NoSuch::among("framework", name, known.iter().map(|name| &**name), "")));
        }
        Ok(self.frameworks.iter().map(|name| name.as_str().into()).collect())
    }
}

/// Writes the files, then standard output.
fn write_all(arguments: &MatrixArgs, report: &Report, process: &mut Process<'_>) -> Result<(), Error> {
    for output in &arguments.outputs {
        let plain = Style { color: false, ..process.style };
        crate::render::file::write(&output.path, |out| output.format.write(report, plain, out))
            .map_err(|error| Error::Unwritable(output.path.clone(), error.to_string()))?;
    }
    let written = arguments.format.write(report, process.style, process.stdout);
    written_out(written, process).map(drop)
}
