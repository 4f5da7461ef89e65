//! Plain lines of the report: undecided findings, the obligations and how they stand, the verdict of the gate.

use std::io::Write;

use super::{Detail, Style};
use crate::app::{Report, Reported};
use crate::judge::{Scope, Verdict};
use crate::matrix::{Row, Status};
use crate::model::Party;
use crate::render::common::{self, Group};

/// Text in an ANSI style, if there are colours.
pub(in crate::render) fn paint(text: &str, code: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// How many causes are listed.
const CAUSES: usize = 3;
/// A longer cause is cut.
const CAUSE: usize = 400;

/// A group on one line, and below it what it waits for.
pub(super) fn line(group: &Group<'_>, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let first = group.first;
    let undecided = first.verdict == Verdict::Undecided;
    let mark = if undecided { paint("?", "33", style) } else { paint("-", "2", style) };
    let at = common::placed(first).map_or_else(String::new, |(file, location)| format!(" at {file}:{}", location.line));
    let what = if undecided { String::new() } else { format!(": {}{}", first.message, removed(first)) };
    let settled = first.settled.as_ref().map_or_else(String::new, |settled| format!("; {}", settled.words()));
    let severity = common::severity(first);
    let text = format!("{} ({severity}) {}{at}{what}{settled}", first.control, group.addresses(str::to_owned));
    writeln!(out, "  {mark} {}", common::one_line(&text))?;
    for cause in first.blocked_by.iter().take(CAUSES) {
        writeln!(out, "      {}", common::one_line(&common::cut(cause, CAUSE)))?;
    }
    match first.blocked_by.len().saturating_sub(CAUSES) {
        0 => Ok(()),
        more => writeln!(out, "      and {more} more causes"),
    }
}

/// What the heading does not say.
fn removed(finding: &Reported) -> &'static str {
    if finding.scope == Scope::Removed { common::remark(finding) } else { "" }
}

/// The obligations with how they stand.
pub(super) fn obligations(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let rows: Vec<&Row> = report.matrix.rows.iter().filter(|row| row.party != Party::Aws).collect();
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
            row.party.name(),
            count(row.counts.met),
            count(row.counts.unmet),
            count(row.counts.undecided),
            count(row.counts.to_attest),
            row.status.name()
        );
        let code = color(row.status);
        writeln!(out, "{}", paint(&line, code, style))?;
    }
    writeln!(out)
}

/// The ANSI style of a status.
pub(in crate::render) fn color(status: Status) -> &'static str {
    match status {
        Status::Unmet => "31",
        Status::Undecided | Status::NeedsAttestation | Status::Unassigned => "33",
        Status::Met | Status::Attested => "32",
        Status::NotInPlan | Status::Aws => "2",
    }
}

/// The ids of the framework that was asked for, each with the controls that are unmet.
pub(super) fn framework(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(view) = &report.framework else { return Ok(()) };
    let wide = view.ids.iter().map(|row| row.id.len()).max().unwrap_or(0).max(view.name.len());
    let head = format!("{:wide$}  {:>5}  {:>5}  {:>9}  stands", view.name, "met", "unmet", "undecided");
    writeln!(out, "{}", paint(&head, "1", style))?;
    for row in &view.ids {
        let line = format!(
            "{:wide$}  {:>5}  {:>5}  {:>9}  {}{}",
            row.id,
            count(row.met),
            count(row.unmet),
            count(row.undecided),
            row.status().name(),
            if row.unmet_controls.is_empty() { String::new() } else { format!(": {}", row.unmet_controls.join(", ")) }
        );
        writeln!(out, "{}", paint(&line, color(row.status()), style))?;
    }
    writeln!(out)
}

pub(in crate::render) fn count(number: usize) -> String {
    if number == 0 { "-".to_owned() } else { number.to_string() }
}

/// What a reader should know of the plans.
pub(super) fn notes(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    for plan in &report.plans {
        let path = common::one_line(&plan.path);
        if style.detail == Detail::Verbose {
            let source = plan.source.as_deref().unwrap_or("no folder with .tf files");
            writeln!(out, "note: {path}: source: {}", common::one_line(source))?;
        }
        for note in &plan.notes {
            writeln!(out, "note: {path}: {}", common::one_line(note))?;
        }
        if plan.resources == 0 {
            writeln!(out, "note: {path}: the plan holds no resource, so there is nothing to judge")?;
        }
    }
    Ok(())
}

/// The last line: what the gate says.
pub(super) fn verdict(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let text = common::gate(report);
    let code = if report.summary.passed && report.faults.is_empty() { "1;32" } else { "1;31" };
    match text.split_once(':') {
        Some((head, counts)) => writeln!(out, "{}:{counts}", paint(head, code, style)),
        None => writeln!(out, "{text}"),
    }
}
