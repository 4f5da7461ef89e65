//! `--format rdjson`: reviewdog's diagnostics. Its columns are bytes.

use std::io::Write;

use serde::Serialize;

use super::common::{self, Group, Level};
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
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

/// A change that a reviewer can accept.
#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
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
    // Instances of one block would be as many comments on one line.
    let groups = common::grouped(&common::problems(report));
    let diagnostics = groups.iter().map(|group| diagnostic(report, group)).collect();
    serde_json::to_writer_pretty(&mut *out, &Document { source: Source { name: "onus" }, diagnostics })?;
    out.write_all(b"\n")
}

fn diagnostic<'r>(report: &'r Report, group: &Group<'r>) -> Diagnostic<'r> {
    let finding = group.first;
    let related = finding.place.iter().flat_map(|place| &place.related).filter_map(|related| {
        let path = common::repository_path(&related.location)?;
        Some(Related { message: &related.message, location: Location { path, range: Some(range(&related.location)) } })
    });
    Diagnostic {
        message: common::clean(&group.sentence()),
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
        suggestions: suggestion(finding).into_iter().collect(),
        related_locations: related.collect(),
    }
}

fn suggestion(finding: &Reported) -> Option<Suggestion> {
    let (_, location) = common::placed(finding)?;
    let fix = finding.fix()?;
    let [start, end] = [fix.span.start, fix.span.end].map(|offset| {
        let at = location.text.position(offset);
        Position { line: at.line, column: at.byte_column }
    });
    Some(Suggestion { range: Range { start, end }, text: fix.text })
}

fn range(location: &source::Location) -> Range {
    let region = common::region(location);
    Range {
        start: Position { line: region.line, column: region.byte_column },
        end: Position { line: region.line, column: region.end_byte_column },
    }
}
