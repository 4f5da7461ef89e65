//! `--format atlantis`: text for a custom policy check. Atlantis reads the verdict from the text: a first line with `FAIL`
//! and a count of failures, or, where the gate passed, a text without that word and not empty.

use std::io::Write;

use super::common;
use crate::app::Report;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let sum = &report.summary;
    let counts = format!("{} met, {} unmet, {} undecided{}", sum.met, sum.unmet, sum.undecided, common::accepted(report));
    if sum.passed && report.faults.is_empty() {
        // Names are left out here: one that holds the word would turn the verdict round.
        return writeln!(out, "gate passed: {counts}");
    }
    let failures = sum.failing + report.faults.len();
    let plural = if failures == 1 { "" } else { "s" };
    writeln!(out, "FAIL - {failures} failure{plural}: {counts}")?;
    for fault in &report.faults {
        writeln!(out, "error: {}", common::one_line(fault))?;
    }
    // One stable line a finding, so that approvals can be bound to it.
    for finding in common::problems(report) {
        let line = format!("{} ({}) {}", finding.control, finding.severity, common::sentence(finding));
        writeln!(out, "- {}", common::one_line(&line))?;
    }
    Ok(())
}
