//! The report for people: one diagnostic a cause, then the obligations and how they stand.

mod diagnostic;
mod snippet;
mod table;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, NarratableReportHandler, ThemeCharacters, ThemeStyles};

use super::common::{self, Group};
use super::log::Log;
use crate::app::{Report, Reported};
use crate::error::Error;
use crate::judge::Scope;
use crate::policy::Problem;
use diagnostic::Shown;
pub(in crate::render) use table::{color, count, paint};

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// Findings and the gate.
    Quiet,
    /// The obligations and notes as well.
    #[default]
    Normal,
    /// What each finding read, in full below the gate's severity too.
    Verbose,
}

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
    /// How much is said.
    pub detail: Detail,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100, narrated: false, detail: Detail::Normal }
    }
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let out = &mut Log::new(out);
    // What cannot fail the gate is said in short, unless there is no gate.
    let whole = |group: &Group<'_>| group.first.fails || style.detail == Detail::Verbose || report.gate.fail_on.is_none();
    let (unmet, minor): (Vec<_>, Vec<_>) = groups(false, common::unmet(report)).into_iter().partition(whole);
    let mut told = BTreeSet::new();
    for group in &unmet {
        let again = !told.insert((&*group.first.control, &*group.first.about.remedy));
        diagnose(group, again, style, out)?;
    }
    let list = |title: &str, groups: &[Group<'_>], out: &mut Log<'_>| section(title, groups, style, out);
    list("Below the gate's severity: these do not fail it (--verbose shows them whole)", &minor, out)?;
    list("Undecided: known only after apply", &groups(false, common::undecided(report)), out)?;
    let mut untouched = groups(true, common::unmet(report));
    untouched.extend(groups(true, common::undecided(report)));
    let counts = if report.gate.all { "but they count" } else { "they do not fail the gate" };
    list(&format!("Left as it is: this plan does not touch these, {counts}"), &untouched, out)?;
    if style.detail != Detail::Quiet {
        let settled = by_place(common::grouped(&common::settled(report)));
        list("Accepted: an owner has waived these, or they are in the baseline", &settled, out)?;
        table::framework(report, style, out)?;
        table::obligations(report, style, out)?;
        table::notes(report, style, out)?;
    }
    table::verdict(report, style, out)
}

/// One line a group, with what it waits for.
fn section(title: &str, groups: &[Group<'_>], style: Style, out: &mut Log<'_>) -> std::io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}\n", table::paint(title, "1", style))?;
    for group in groups {
        table::line(group, style, out)?;
    }
    writeln!(out)
}

/// The groups of what this plan leaves as it is, or of the rest: worst first, then as a reader goes through the files.
fn groups(untouched: bool, findings: Vec<&Reported>) -> Vec<Group<'_>> {
    let own: Vec<&Reported> = findings.into_iter().filter(|finding| (finding.scope == Scope::Unchanged) == untouched).collect();
    by_place(common::grouped(&own))
}

fn by_place(mut groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    groups.sort_by(|a, b| {
        let key = |finding: &Reported| {
            let place = common::placed(finding);
            let (file, start) = place.map_or_else(|| (&*finding.address, 0), |(file, location)| (file, location.span.start));
            (Reverse(finding.severity), file.to_owned(), start)
        };
        key(a.first).cmp(&key(b.first)).then_with(|| a.first.control.cmp(&b.first.control))
    });
    groups
}

fn diagnose(group: &Group<'_>, again: bool, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let shown = Shown::of(group, again, style);
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
    let remedy = &group.first.about.remedy;
    if !again && !remedy.is_empty() {
        writeln!(out, "  remedy:")?;
        for line in remedy.lines() {
            writeln!(out, "{}", table::paint(format!("    {line}").trim_end(), "36", style))?;
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

/// Writes what the author of a policy should know.
///
/// # Errors
/// The output cannot be written.
pub fn warning(problem: &Problem, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {problem}", table::paint("warning", "1;33", style))?;
    problem.help.as_ref().map_or(Ok(()), |help| writeln!(out, "  help: {help}"))
}

/// Writes an error with its remedy, mistakes of policies on their lines.
///
/// # Errors
/// The output cannot be written.
pub fn error(error: &Error, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let out = &mut Log::new(out);
    if let Error::Policies(problems) | Error::Configuration(problems) = error {
        for problem in problems {
            let mut text = String::new();
            let shown = diagnostic::Mistake::of(problem);
            let drawn = handler(style).render_report(&mut text, &shown);
            debug_assert!(drawn.is_ok());
            writeln!(out, "{}", text.trim_matches('\n'))?;
        }
        return Ok(());
    }
    writeln!(out, "{}: {}", table::paint("error", "1;31", style), common::clean(&error.to_string()))?;
    error.help().map_or(Ok(()), |help| writeln!(out, "  help: {}", common::clean(&help)))
}

/// Writes the policies that could not be evaluated, for standard error.
///
/// # Errors
/// The output cannot be written.
pub fn faults(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let out = &mut Log::new(out);
    for fault in &report.faults {
        writeln!(out, "error: {}\n  help: guard the expression with `core::try(…, default)`", common::one_line(fault))?;
    }
    Ok(())
}
