//! `onus matrix --format json`: the rows of the JSON report of a check, with the plans and the sums beside them.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::{JsonRow, rows, words};
use crate::app::{PlanInfo, Report};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    onus: &'static str,
    today: Option<String>,
    plans: &'a [PlanInfo],
    frameworks: Vec<&'a str>,
    services: BTreeMap<&'a str, &'a str>,
    matrix: Vec<JsonRow<'a>>,
    /// How many obligations stand how.
    summary: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    errors: &'a [String],
}

/// Writes the matrix.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let matrix = &report.matrix;
    let document = Document {
        schema: 1,
        onus: env!("CARGO_PKG_VERSION"),
        today: matrix.today.map(|date| date.to_string()),
        plans: &report.plans,
        frameworks: matrix.frameworks.iter().map(|name| &**name).collect(),
        services: matrix.services.iter().map(|column| (&*column.name, &*column.title)).collect(),
        matrix: rows(report),
        summary: words::summary(report).into_iter().map(|(status, count)| (status.name(), count)).collect(),
        errors: &report.faults,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
