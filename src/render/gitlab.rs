//! `--format gitlab`: a Code Quality report. GitLab stops reading at the first entry that it does not like, and of two
//! entries with one fingerprint it keeps one.

use std::io::Write;

use serde::Serialize;

use super::common;
use crate::app::Report;
use crate::policy::Severity;

/// Longer descriptions are cut.
const LONGEST: usize = 1000;

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let entries: Vec<Entry<'_>> = common::problems(report)
        .into_iter()
        .map(|finding| Entry {
            description: common::cut(&common::one_line(&common::sentence(finding)), LONGEST),
            check_name: &finding.control,
            fingerprint: common::identity(report, finding),
            severity: severity(finding.severity),
            location: Location {
                path: common::file(report, finding),
                lines: Lines { begin: common::placed(finding).map_or(1, |(_, location)| location.line) },
            },
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    out.write_all(b"\n")
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "minor",
        Severity::Medium => "major",
        Severity::High => "critical",
        Severity::Critical => "blocker",
    }
}
