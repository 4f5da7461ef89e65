//! What several formats share: which findings, in which order, in which words, on which lines.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::app::{PlanInfo, Report, Reported};
use crate::digest::digest;
use crate::judge::{Scope, Verdict};
use crate::policy::Severity;
use crate::settle::{Reweighed, Settled, Undecided};
use crate::source::Location;

/// How many addresses are listed before "and n more".
const LISTED: usize = 3;
/// Longer addresses are cut in the middle where they are to be read and not to be matched.
const NAME: usize = 160;

/// A part of one line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) line: usize,
    /// In Unicode code points, from 1.
    pub(super) column: usize,
    /// Behind the last character.
    pub(super) end_column: usize,
    /// In UTF-8 bytes, from 1.
    pub(super) byte_column: usize,
    /// Behind the last byte.
    pub(super) end_byte_column: usize,
}

/// The first line of a place: platforms show a finding on a change only if all its lines were changed.
pub(super) fn region(location: &Location) -> Region {
    let start = location.text.position(location.span.start);
    let (end_column, end_byte_column) = if location.end_line == location.line {
        (location.end_column, location.text.position(location.span.end).byte_column)
    } else {
        let line = location.text.line(location.line).unwrap_or_default();
        (line.chars().count() + 1, line.len() + 1)
    };
    Region { line: location.line, column: location.column, end_column, byte_column: start.byte_column, end_byte_column }
}

/// The path of a place as platforms want it; `None` where it lies outside the repository.
pub(super) fn repository_path(location: &Location) -> Option<&str> {
    let path = location.file.trim_start_matches("./");
    let outside = path.is_empty() || path.starts_with(['/', '\\']) || path.split('/').any(|part| part == "..");
    (!outside).then_some(path)
}

/// Where a finding stands, if that is a file of the repository.
pub(super) fn placed(finding: &Reported) -> Option<(&str, &Location)> {
    let location = &finding.place.as_ref()?.location;
    Some((repository_path(location)?, location))
}

/// A finding's file: where it stands, else its plan.
pub(super) fn file<'r>(report: &'r Report, finding: &'r Reported) -> &'r str {
    placed(finding).map_or_else(|| plan_path(report, finding), |(path, _)| path)
}

/// The path of a finding's plan.
pub(super) fn plan_path<'r>(report: &'r Report, finding: &Reported) -> &'r str {
    report.plans.get(finding.plan).map_or("-", |plan| plan.path.trim_start_matches("./"))
}

/// What platforms are to show as a problem: unmet findings, and undecided ones where those fail the gate. What this plan leaves
/// as it is comes last, else the worst first.
pub(super) fn problems(report: &Report) -> Vec<&Reported> {
    wanted(report, |finding| finding.verdict == Verdict::Unmet || finding.fails)
}

/// The unmet findings, in the same order.
pub(super) fn unmet(report: &Report) -> Vec<&Reported> {
    wanted(report, |finding| finding.verdict == Verdict::Unmet)
}

/// The undecided findings, in the same order; none where the gate ignores them.
pub(super) fn undecided(report: &Report) -> Vec<&Reported> {
    let ignored = report.gate.undecided == Undecided::Ignore;
    wanted(report, |finding| finding.verdict == Verdict::Undecided && !ignored)
}

/// The findings that an owner or the baseline accepts, the worst first.
pub(super) fn settled(report: &Report) -> Vec<&Reported> {
    let mut findings: Vec<&Reported> =
        report.findings.iter().filter(|finding| finding.settled.is_some() && finding.subsumed_by.is_none()).collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings
}

fn wanted(report: &Report, wants: impl Fn(&Reported) -> bool) -> Vec<&Reported> {
    let open = |finding: &&Reported| wants(finding) && finding.subsumed_by.is_none() && finding.settled.is_none();
    let mut findings: Vec<&Reported> = report.findings.iter().filter(open).collect();
    findings.sort_by_key(|finding| (finding.scope == Scope::Unchanged, Reverse(finding.severity)));
    findings
}

/// Findings that differ in their addresses and causes only, as the instances of one block do, in the order of their first ones.
pub(super) fn grouped<'r>(findings: &[&'r Reported]) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for finding in findings {
        // Without a place nothing says that two addresses are one block.
        let place = placed(finding).map_or((&*finding.address, 0), |(path, location)| (path, location.span.start));
        let settled = finding.settled.as_ref().map(Settled::words);
        let key = (&*finding.control, place, &finding.message, finding.scope, settled);
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.more.push(finding),
            None => groups.push(Group { first: finding, more: Vec::new() }),
        }
    }
    groups
}

/// Findings of one control with one place and one message.
#[derive(Debug)]
pub(super) struct Group<'r> {
    pub(super) first: &'r Reported,
    more: Vec<&'r Reported>,
}

impl Group<'_> {
    pub(super) fn len(&self) -> usize {
        1 + self.more.len()
    }

    /// The first addresses, each as `shown`, and how many there are beyond.
    pub(super) fn addresses(&self, shown: impl Fn(&str) -> String) -> String {
        let all = std::iter::once(self.first).chain(self.more.iter().copied());
        let listed = all.take(LISTED).map(|finding| shown(&name(&finding.address))).collect::<Vec<_>>().join(", ");
        match self.len().saturating_sub(LISTED) {
            0 => listed,
            more => format!("{listed} and {more} more"),
        }
    }

    pub(super) fn sentence(&self) -> String {
        format!("{}: {}", self.addresses(str::to_owned), told(self.first))
    }
}

/// An address as people read it.
pub(super) fn name(address: &str) -> Cow<'_, str> {
    let length = address.chars().count();
    if length <= NAME {
        return address.into();
    }
    let start: String = address.chars().take(NAME / 2).collect();
    let end: String = address.chars().skip(length - NAME / 2 + 1).collect();
    format!("{start}…{end}").into()
}

/// A finding in one sentence.
pub(super) fn sentence(finding: &Reported) -> String {
    format!("{}: {}", name(&finding.address), told(finding))
}

/// What is said of a finding, with the first of what it waits for.
fn told(finding: &Reported) -> String {
    let cause = finding.blocked_by.first().map_or_else(String::new, |cause| format!("; {cause}"));
    format!("{}{cause}{}", finding.message, remark(finding))
}

/// What the plan has to do with a finding, where it is not the usual.
pub(super) fn remark(finding: &Reported) -> &'static str {
    match finding.scope {
        Scope::Changed => "",
        Scope::Unchanged => " [this plan leaves it as it is]",
        Scope::Removed => " [this plan takes it away]",
    }
}

/// A finding's severity; with that of the catalogue and the reason, if the configuration says otherwise.
pub(super) fn severity(finding: &Reported) -> String {
    let reweighed = finding.about.reweighed.as_ref().map(|of| reweighed(finding.severity, of));
    reweighed.unwrap_or_else(|| finding.severity.name().to_owned())
}

/// A severity that the configuration replaces, with the reason.
pub(super) fn reweighed(here: Severity, of: &Reweighed) -> String {
    format!("{} here, {} in the catalogue: {}", here.name(), of.was.name(), one_line(&of.reason))
}

/// What the gate says.
pub(super) fn gate(report: &Report) -> String {
    let sum = &report.summary;
    let partial = if report.plans.iter().all(|plan| plan.complete) { "" } else { " (partial plan)" };
    let counts = format!("{} met, {} unmet, {} undecided{}{partial}", sum.met, sum.unmet, sum.undecided, accepted(report));
    if !report.faults.is_empty() {
        format!("no answer, policy errors: {}; {counts}", report.faults.len())
    } else if sum.passed {
        format!("gate passed: {counts}")
    } else {
        format!("gate failed: {counts}; {} unmet at or above the gate's severity", sum.failing)
    }
}

/// How many of the unmet and undecided are accepted.
pub(super) fn accepted(report: &Report) -> String {
    let sum = &report.summary;
    let counts = [(sum.waived, "waived"), (sum.baseline, "in the baseline")];
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
    if counts.is_empty() { String::new() } else { format!(", of these {}", counts.join(" and ")) }
}

/// Three levels, as most platforms have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Note,
    Warning,
    Error,
}

pub(super) fn level(severity: Severity) -> Level {
    match severity {
        Severity::Low => Level::Note,
        Severity::Medium => Level::Warning,
        Severity::High | Severity::Critical => Level::Error,
    }
}

/// When a plan was made, as `2026-11-23T12:00:00`; the epoch if it does not say. No other time is the same every run.
pub(super) fn time(plan: Option<&PlanInfo>) -> String {
    let said = plan.and_then(|plan| plan.timestamp.as_deref()).unwrap_or("1970-01-01T00:00:00Z");
    said.trim_end_matches('Z').to_owned()
}

/// Stays the same when lines move, and differs between the plans of one report.
pub(super) fn identity(report: &Report, finding: &Reported) -> String {
    if report.plans.len() < 2 {
        return finding.fingerprint.clone();
    }
    digest([finding.fingerprint.as_str(), plan_path(report, finding)])
}

/// Text without characters that drive a terminal or change the direction of writing; line feeds stay.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if drives(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether a terminal obeys a character, or a reader is misled by it.
pub(super) fn drives(c: char) -> bool {
    let steers = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    steers || (c.is_control() && c != '\n')
}

/// Clean text on one line.
pub(super) fn one_line(text: &str) -> String {
    clean(text).replace(['\n', '\u{2028}', '\u{2029}'], " ")
}

/// At most so many characters; what is cut is shown by an ellipsis.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

/// A fenced block that its own text cannot close.
pub(super) fn fenced(text: &str, language: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{SourceText, Span};

    #[test]
    fn a_region_ends_with_its_first_line_and_knows_bytes() {
        let text = SourceText::new("main.tf", "x \"ü\" {\n  y = 1\n}\n");
        let whole = region(&Location::new(&text, Span::new(0, text.content().len() - 1)));
        assert_eq!(whole, Region { line: 1, column: 1, end_column: 8, byte_column: 1, end_byte_column: 9 });
        let brace = region(&Location::new(&text, Span::new(7, 8)));
        assert_eq!(brace, Region { line: 1, column: 7, end_column: 8, byte_column: 8, end_byte_column: 9 });
    }

    #[test]
    fn paths_outside_the_repository_are_none() {
        for (path, expected) in [
            ("a/b.tf", Some("a/b.tf")),
            ("./b.tf", Some("b.tf")),
            ("/b.tf", None),
            ("../b.tf", None),
            ("", None),
            ("a..b", Some("a..b")),
        ] {
            let location = Location::new(&SourceText::new(path, ""), Span::default());
            assert_eq!(repository_path(&location), expected, "{path}");
        }
    }

    #[test]
    fn texts_are_cut_and_cleaned() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüx", 3), "äö…");
        assert_eq!(one_line("a\n\u{1b}[31mb"), "a \u{fffd}[31mb");
        let long = name(&"k".repeat(500)).into_owned();
        assert!(long.chars().count() == NAME && long.contains('…'), "{long}");
        assert!(fenced("```", "hcl").starts_with("````hcl\n"));
    }
}
