//! `--format jsonl`: the JSON report as one record a line, for logs and streams. `record` says what a line is.

use std::io::Write;

use serde::Serialize;

use super::json::{Finding, one};
use crate::app::{MatrixRow, PlanInfo, Report, Summary};

#[derive(Serialize)]
#[serde(tag = "record", rename_all = "lowercase")]
enum Line<'a> {
    Run { schema: u32, onus: &'static str },
    Plan(&'a PlanInfo),
    Finding(Box<Finding<'a>>),
    Obligation(&'a MatrixRow),
    Summary(&'a Summary),
    Error { message: &'a str },
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let several = report.plans.len() > 1;
    line(&Line::Run { schema: 1, onus: env!("CARGO_PKG_VERSION") }, out)?;
    for plan in &report.plans {
        line(&Line::Plan(plan), out)?;
    }
    for finding in &report.findings {
        line(&Line::Finding(Box::new(one(finding, several))), out)?;
    }
    for row in &report.matrix {
        line(&Line::Obligation(row), out)?;
    }
    for message in &report.faults {
        line(&Line::Error { message }, out)?;
    }
    line(&Line::Summary(&report.summary), out)
}

fn line(record: &Line<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}
