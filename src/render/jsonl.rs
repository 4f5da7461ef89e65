//! `--format jsonl`: the JSON report as one record a line, for logs and streams. `record` says what a line is.

use std::io::Write;

use serde::Serialize;

use super::json::{Finding, one};
use super::matrix::{JsonRow, rows};
use super::schema::SCHEMA;
use crate::app::{PlanInfo, Report, Summary};

/// A line of what `onus check --format jsonl` writes: the JSON report in pieces.
#[derive(Serialize)]
#[serde(tag = "record", rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Record"))]
pub(super) enum Line<'a> {
    /// The first line.
    Run {
        /// The version of this schema.
        #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
        schema: u32,
        /// The version of onus.
        onus: &'static str,
    },
    /// A plan.
    Plan(&'a PlanInfo),
    /// A finding.
    Finding(Box<Finding<'a>>),
    /// A row of the responsibilities matrix.
    Obligation(Box<JsonRow<'a>>),
    /// The sums; the last line.
    Summary(&'a Summary),
    /// A policy that could not be evaluated: there is no answer.
    Error {
        /// Where and why.
        message: &'a str,
    },
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let several = report.plans.len() > 1;
    line(&Line::Run { schema: SCHEMA, onus: env!("CARGO_PKG_VERSION") }, out)?;
    for plan in &report.plans {
        line(&Line::Plan(plan), out)?;
    }
    for finding in &report.findings {
        line(&Line::Finding(Box::new(one(finding, several))), out)?;
    }
    for row in rows(report) {
        line(&Line::Obligation(Box::new(row)), out)?;
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
