//! `--format csv`: every finding as a row, RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe.

use std::io::Write;

use super::common;
use crate::app::{Report, Reported};
use crate::settle::Settled;

const HEADER: [&str; 21] = [
    "plan",
    "control",
    "obligation",
    "service",
    "severity",
    "verdict",
    "address",
    "type",
    "change",
    "scope",
    "message",
    "file",
    "line",
    "column",
    "blocked_by",
    "frameworks",
    "subsumed",
    "fingerprint",
    "settled",
    "accepted",
    "owner",
];

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(HEADER).map_err(failure)?;
    for finding in &report.findings {
        writer.write_record(row(report, finding).iter().map(|cell| guarded(cell))).map_err(failure)?;
    }
    writer.flush()
}

/// What went wrong with the output, of the kind that it was: a reader that has gone is no error of ours.
pub(super) fn failure(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

fn row(report: &Report, finding: &Reported) -> [String; HEADER.len()] {
    let location = finding.place.as_ref().map(|place| &place.location);
    let number = |number: Option<usize>| number.map_or_else(String::new, |number| number.to_string());
    let frameworks: Vec<String> =
        finding.about.frameworks.iter().flat_map(|(name, ids)| ids.iter().map(move |id| format!("{name}/{id}"))).collect();
    [
        common::plan_path(report, finding).to_owned(),
        finding.control.to_string(),
        finding.obligation.to_string(),
        finding.service.to_string(),
        finding.severity.name().to_owned(),
        finding.verdict.name().to_owned(),
        finding.address.to_string(),
        finding.kind.to_string(),
        finding.change.to_owned(),
        finding.scope.name().to_owned(),
        finding.message.clone(),
        location.map_or_else(String::new, |location| location.file.to_string()),
        number(location.map(|location| location.line)),
        number(location.map(|location| location.column)),
        finding.blocked_by.join("; "),
        frameworks.join(" "),
        finding.subsumed_by.is_some().to_string(),
        finding.fingerprint.clone(),
        finding.settled.as_ref().map_or_else(String::new, |settled| settled.name().to_owned()),
        finding.settled.as_ref().map_or_else(String::new, Settled::words),
        finding.owner.as_ref().map_or_else(String::new, |owner| owner.id.to_string()),
    ]
}

/// A lone `-` is standard input, no formula.
pub(super) fn guarded(cell: &str) -> String {
    let text = common::clean(cell);
    let formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && text != "-";
    if formula || cell.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [("=1+1", "'=1+1"), ("-2", "'-2"), ("-", "-"), ("a=1", "a=1"), ("\t=1", "'\u{fffd}=1"), ("", "")]
        {
            assert_eq!(guarded(cell), expected);
        }
    }
}
