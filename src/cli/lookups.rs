//! Commands that judge nothing: controls, one control, a resource of a plan, completions.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, ValueEnum};

use super::{CatalogueArgs, Process, written_out};
use crate::app::{ControlFilter, InspectOptions, controls, explain, inspect};
use crate::error::Error;
use crate::policy::Severity;

#[derive(Debug, Args)]
pub(super) struct Controls {
    /// Only controls of this service
    #[arg(long, value_name = "SERVICE")]
    service: Option<String>,
    /// Only controls of this obligation, such as s3/customer-data
    #[arg(long, value_name = "ID")]
    obligation: Option<String>,
    /// Only controls with ids in this framework, such as nist-800-53-r5, or with this id of it
    #[arg(long, value_name = "F[=ID]")]
    framework: Option<String>,
    /// Only controls of this severity
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    severity: Option<Severity>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The control, such as s3/versioning
    #[arg(value_name = "ID")]
    control: String,
    #[command(flatten)]
    catalogue: CatalogueArgs,
}

#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// The plan as `terraform show -json` writes it, or - for stdin
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The resource, such as `aws_s3_bucket.logs` [default: list all]
    #[arg(value_name = "ADDRESS")]
    address: Option<String>,
    /// Folder of the root module [default: the plan's folder, else the current one, if it holds .tf files]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// The report as one document
    Json,
    /// A line of the report as records
    Jsonl,
    /// onus.hcl in HCL's JSON syntax
    Config,
    /// The results of `onus test` as one document
    Test,
}

pub(super) fn run_controls(arguments: &Controls, process: &mut Process<'_>) -> Result<u8, Error> {
    let catalogue = arguments.catalogue.load(process)?;
    let filter = ControlFilter {
        service: arguments.service.clone(),
        obligation: arguments.obligation.clone(),
        framework: arguments.framework.clone(),
        severity: arguments.severity,
        ids: Vec::new(),
    };
    let listed = controls(&catalogue, &filter)?;
    let written = match arguments.format {
        ListFormat::Human => crate::render::controls::table(&listed, process.style, process.stdout),
        ListFormat::Json => crate::render::controls::json(&listed, process.stdout),
    };
    written_out(written, process)
}

pub(super) fn run_explain(arguments: &Explain, process: &mut Process<'_>) -> Result<u8, Error> {
    let catalogue = arguments.catalogue.load(process)?;
    let page = explain(&catalogue, &arguments.control)?;
    written_out(crate::render::controls::page(&page, process.style, process.stdout), process)
}

pub(super) fn run_inspect(arguments: &Inspect, process: &mut Process<'_>) -> Result<u8, Error> {
    let catalogue = arguments.catalogue.load(process)?;
    let options = InspectOptions {
        plan: arguments.plan.clone(),
        address: arguments.address.clone(),
        source: arguments.source.clone(),
        data_dir: process.data_dir.clone(),
    };
    let inspection = inspect(&options, &catalogue, process.stdin)?;
    written_out(crate::render::inspect::render(&inspection, process.style, process.stdout), process)
}

pub(super) fn run_completions(shell: clap_complete::Shell, process: &mut Process<'_>) -> Result<u8, Error> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut super::Cli::command(), "onus", &mut text);
    written_out(process.stdout.write_all(&text), process)
}

pub(super) fn run_schema(of: SchemaOf, process: &mut Process<'_>) -> Result<u8, Error> {
    let text = match of {
        SchemaOf::Json => crate::render::schema::REPORT.to_owned(),
        SchemaOf::Jsonl => crate::render::schema::RECORD.to_owned(),
        SchemaOf::Test => crate::render::schema::TEST.to_owned(),
        SchemaOf::Config => crate::settle::schema(),
    };
    written_out(process.stdout.write_all(text.as_bytes()), process)
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::parse(text).ok_or_else(|| format!("known are: {}", Severity::ALL.map(Severity::name).join(", ")))
}
