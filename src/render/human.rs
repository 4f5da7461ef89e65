//! The report for people.

use std::io::Write;

use crate::app::Report;
use crate::error::Error;
use crate::judge::Verdict;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    for finding in &report.findings {
        if matches!(finding.verdict, Verdict::Unmet | Verdict::Undecided) {
            writeln!(out, "{} {} {}: {}", finding.verdict.name(), finding.control, finding.address, finding.message)?;
            for cause in &finding.blocked_by {
                writeln!(out, "    {cause}")?;
            }
        }
    }
    Ok(())
}

/// Writes an error with its remedy.
///
/// # Errors
/// The output cannot be written.
pub fn error(error: &Error, out: &mut dyn Write) -> std::io::Result<()> {
    if let Error::Policies(problems) = error {
        for problem in problems {
            writeln!(out, "error: {problem}")?;
            if let Some(help) = &problem.help {
                writeln!(out, "  help: {help}")?;
            }
        }
        return Ok(());
    }
    writeln!(out, "error: {error}")?;
    error.help().map_or(Ok(()), |help| writeln!(out, "  help: {help}"))
}
