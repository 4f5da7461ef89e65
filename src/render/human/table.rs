//! Plain lines of the report: undecided findings, the obligations and how they stand, the verdict of the gate.

use std::io::Write;

use super::Style;
use super::diagnostic::Group;
use crate::app::{MatrixRow, Report};

/// Text in an ANSI style, if there are colours.
pub(in crate::render) fn paint(text: &str, code: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Text from a plan without control characters: a terminal would obey them.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// How many causes are listed.
const CAUSES: usize = 3;

pub(super) fn undecided(group: &Group<'_>, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(first) = group.findings.first() else { return Ok(()) };
    let mark = paint("?", "33", style);
    writeln!(out, "  {mark} {} ({}) {}{}", first.control, first.severity, group.addresses(), at(group))?;
    for cause in first.blocked_by.iter().take(CAUSES) {
        writeln!(out, "      {}", plain(cause))?;
    }
    match first.blocked_by.len().saturating_sub(CAUSES) {
        0 => Ok(()),
        more => writeln!(out, "      and {more} more causes"),
    }
}

pub(super) fn untouched(group: &Group<'_>, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(first) = group.findings.first() else { return Ok(()) };
    let mark = paint("-", "2", style);
    writeln!(
        out,
        "  {mark} {} ({}) {}{}: {} {}",
        first.control,
        first.severity,
        group.addresses(),
        at(group),
        first.verdict.name(),
        plain(&first.message)
    )
}

fn at(group: &Group<'_>) -> String {
    let place = group.findings.first().and_then(|finding| finding.place.as_ref());
    place.map_or_else(String::new, |place| format!(" at {}:{}", place.location.file, place.location.line))
}

/// The obligations with how they stand.
pub(super) fn obligations(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let rows: Vec<&MatrixRow> = report.matrix.iter().filter(|row| row.party != "aws").collect();
    if rows.is_empty() {
        return Ok(());
    }
    let wide = rows.iter().map(|row| row.obligation.len()).max().unwrap_or(0).max("obligation".len());
    writeln!(
        out,
        "{}",
        paint(
            &format!(
                "{:wide$}  {:8}  {:>5}  {:>5}  {:>9}  {:>9}  stands",
                "obligation", "party", "met", "unmet", "undecided", "to attest"
            ),
            "1",
            style
        )
    )?;
    for row in rows {
        let line = format!(
            "{:wide$}  {:8}  {:>5}  {:>5}  {:>9}  {:>9}  {}",
            row.obligation,
            row.party,
            count(row.met),
            count(row.unmet),
            count(row.undecided),
            count(row.to_attest),
            row.status
        );
        let code = match row.status {
            "unmet" => "31",
            "undecided" | "needs-attestation" => "33",
            "met" => "32",
            _ => "2",
        };
        writeln!(out, "{}", paint(&line, code, style))?;
    }
    writeln!(out)
}

fn count(number: usize) -> String {
    if number == 0 { "-".to_owned() } else { number.to_string() }
}

/// What a reader should know of the plans.
pub(super) fn notes(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    for plan in &report.plans {
        for note in &plan.notes {
            writeln!(out, "note: {}: {}", plan.path, plain(note))?;
        }
        if plan.resources == 0 {
            writeln!(out, "note: {}: the plan holds no resource, so there is nothing to judge", plan.path)?;
        }
    }
    Ok(())
}

/// The last line: what the gate says.
pub(super) fn verdict(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let sum = &report.summary;
    let partial = if report.plans.iter().all(|plan| plan.complete) { "" } else { " (partial plan)" };
    let counts = format!("{} met, {} unmet, {} undecided{partial}", sum.met, sum.unmet, sum.undecided);
    if sum.passed {
        writeln!(out, "{}: {counts}", paint("gate passed", "1;32", style))
    } else {
        writeln!(out, "{}: {counts}; {} unmet at or above the gate's severity", paint("gate failed", "1;31", style), sum.failing)
    }
}
