//! The report for people: one diagnostic a cause, then the obligations and how they stand.

mod diagnostic;
mod snippet;
mod table;

use std::collections::BTreeMap;
use std::io::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, NarratableReportHandler, ThemeCharacters, ThemeStyles};

use crate::app::{Report, Reported};
use crate::error::Error;
use crate::judge::{Scope, Verdict};
use diagnostic::{Group, Shown};
pub(in crate::render) use table::paint;

/// How the terminal wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Box-drawing characters.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// Prose for screen readers instead of drawings.
    pub narrated: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100, narrated: false }
    }
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, style: Style, show_undecided: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let wanted = |finding: &&Reported| match finding.verdict {
        Verdict::Unmet => true,
        Verdict::Undecided => show_undecided,
        Verdict::Met | Verdict::NotApplicable => false,
    };
    let (untouched, touched): (Vec<&Reported>, Vec<&Reported>) = report
        .findings
        .iter()
        .filter(wanted)
        .filter(|finding| !finding.subsumed)
        .partition(|finding| finding.scope == Scope::Unchanged);
    let (unmet, undecided): (Vec<&Reported>, Vec<&Reported>) =
        touched.into_iter().partition(|finding| finding.verdict == Verdict::Unmet);
    for group in groups(&unmet) {
        diagnose(&group, style, out)?;
    }
    if !undecided.is_empty() {
        heading(out, "Undecided: known only after apply", style)?;
        for group in groups(&undecided) {
            table::undecided(&group, style, out)?;
        }
        writeln!(out)?;
    }
    if !untouched.is_empty() {
        let counts = if report.summary.scope == "all" { "but they count" } else { "they do not fail the gate" };
        heading(out, &format!("Left as it is: this plan does not touch these, {counts}"), style)?;
        for group in groups(&untouched) {
            table::untouched(&group, style, out)?;
        }
        writeln!(out)?;
    }
    table::obligations(report, style, out)?;
    table::notes(report, out)?;
    table::verdict(report, style, out)
}

fn heading(out: &mut dyn Write, text: &str, style: Style) -> std::io::Result<()> {
    writeln!(out, "{}", table::paint(text, "1", style))?;
    writeln!(out)
}

/// Instances of one block are one diagnostic, worst first.
fn groups<'r>(findings: &[&'r Reported]) -> Vec<Group<'r>> {
    let mut groups: BTreeMap<GroupKey, Group<'r>> = BTreeMap::new();
    for finding in findings {
        let place = finding.place.as_ref().map_or_else(
            || (finding.address.to_string(), 0),
            |place| (place.location.file.to_string(), place.location.span.start),
        );
        let key = (std::cmp::Reverse(finding.severity), place, finding.control.to_string(), finding.message.clone());
        groups.entry(key).or_default().findings.push(finding);
    }
    groups.into_values().collect()
}

type GroupKey = (std::cmp::Reverse<crate::policy::Severity>, (String, usize), String, String);

fn diagnose(group: &Group<'_>, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(shown) = Shown::of(group) else { return Ok(()) };
    let mut text = String::new();
    let drawn = if style.narrated {
        NarratableReportHandler::new().with_context_lines(1).render_report(&mut text, &shown)
    } else {
        handler(style).render_report(&mut text, &shown)
    };
    // Writing into a String does not fail.
    debug_assert!(drawn.is_ok());
    writeln!(out, "{}", text.trim_matches('\n'))?;
    // HCL that is to be pasted must not be wrapped.
    if let Some(finding) = group.findings.first().filter(|finding| !finding.about.remedy.is_empty()) {
        writeln!(out, "  remedy:")?;
        for line in finding.about.remedy.lines() {
            writeln!(out, "{}", table::paint(&format!("    {line}"), "36", style))?;
        }
    }
    writeln!(out)
}

fn handler(style: Style) -> GraphicalReportHandler {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(style.width)
        .with_context_lines(1)
        .with_links(false)
        .with_wrap_lines(true)
}

/// Writes an error with its remedy, mistakes of policies on their lines.
///
/// # Errors
/// The output cannot be written.
pub fn error(error: &Error, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    if let Error::Policies(problems) = error {
        for problem in problems {
            let mut text = String::new();
            let shown = diagnostic::Mistake::of(problem);
            let drawn = handler(style).render_report(&mut text, &shown);
            debug_assert!(drawn.is_ok());
            writeln!(out, "{}", text.trim_matches('\n'))?;
        }
        return Ok(());
    }
    writeln!(out, "{}: {error}", table::paint("error", "1;31", style))?;
    error.help().map_or(Ok(()), |help| writeln!(out, "  help: {help}"))
}
