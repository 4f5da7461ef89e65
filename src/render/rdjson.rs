//! `--format rdjson`: reviewdog's diagnostics. Its columns are bytes.

use std::io::Write;

use serde::Serialize;

use super::common::{self, Level};
use crate::app::{Report, Reported};
use crate::source;

#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let diagnostics = common::problems(report).into_iter().map(|finding| diagnostic(report, finding)).collect();
    serde_json::to_writer_pretty(&mut *out, &Document { source: Source { name: "onus" }, diagnostics })?;
    out.write_all(b"\n")
}

fn diagnostic<'r>(report: &'r Report, finding: &'r Reported) -> Diagnostic<'r> {
    let related = finding.place.iter().flat_map(|place| &place.related).filter_map(|related| {
        let path = common::repository_path(&related.location)?;
        Some(Related { message: &related.message, location: Location { path, range: Some(range(&related.location)) } })
    });
    Diagnostic {
        message: common::clean(&common::sentence(finding)),
        location: Location {
            path: common::file(report, finding),
            range: common::placed(finding).map(|(_, location)| range(location)),
        },
        severity: match common::level(finding.severity) {
            Level::Note => "INFO",
            Level::Warning => "WARNING",
            Level::Error => "ERROR",
        },
        code: Code { value: &finding.control, url: finding.about.references.first().map(|url| &**url) },
        related_locations: related.collect(),
    }
}

fn range(location: &source::Location) -> Range {
    let region = common::region(location);
    Range {
        start: Position { line: region.line, column: region.byte_column },
        end: Position { line: region.line, column: region.end_byte_column },
    }
}
