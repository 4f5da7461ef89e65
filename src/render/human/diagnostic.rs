//! A group of findings, and a mistake in a policy, as miette wants them.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity as Level, SourceCode};

use super::snippet::Snippet;
use super::{Detail, Style};
use crate::app::{Place, Reported};
use crate::judge::EvidenceState;
use crate::policy::{Problem, Severity};
use crate::render::common::{self, Group, clean};
use crate::source::Related;
use crate::text::{SourceText, Span};

/// Lines so far apart are drawn in one piece: each is shown with the one before and the one after.
const NEAR: usize = 2;

/// What is drawn of a group.
#[derive(Debug)]
pub(super) struct Shown {
    title: String,
    code: String,
    help: String,
    level: Level,
    source: Option<Snippet>,
    labels: Vec<LabeledSpan>,
}

impl Shown {
    /// `again`: the reader has been told why the control matters.
    pub(super) fn of(group: &Group<'_>, again: bool, style: Style) -> Self {
        let first = group.first;
        let (source, labels) = picture(first);
        Self {
            title: clean(&group.sentence()),
            code: format!("{} ({})", first.control, first.severity),
            help: help(first, again, style),
            level: if first.severity >= Severity::High { Level::Error } else { Level::Warning },
            source,
            labels,
        }
    }
}

/// The snippet: the `.tf` lines, or where no source is found an excerpt of the planned values.
fn picture(finding: &Reported) -> (Option<Snippet>, Vec<LabeledSpan>) {
    if let Some(place) = &finding.place {
        let mut labels = vec![label(place.location.span, &place.label, true)];
        for related in &place.related {
            if is_pictured(place, related) {
                labels.push(label(related.location.span, &related.message, false));
            }
        }
        return (Some(Snippet::of(&place.location.text)), labels);
    }
    match &finding.excerpt {
        Some(excerpt) => {
            let labels = excerpt.span.iter().map(|span| label(*span, &excerpt.label, true)).collect();
            (Some(Snippet::of(&SourceText::new(clean(&common::name(&excerpt.name)), &excerpt.text))), labels)
        }
        None => (None, Vec::new()),
    }
}

/// Whether a place is shown in the snippet. One that would come before the line to change is told in words: a reader, and an
/// editor that opens what is printed, goes to the first line that is named.
fn is_pictured(place: &Place, related: &Related) -> bool {
    let (own, other) = (&place.location, &related.location);
    own.file == other.file && other.line + NEAR >= own.line
}

fn label(span: Span, text: &str, primary: bool) -> LabeledSpan {
    let text = Some(clean(&common::name(text)));
    let range = (span.start, span.end.saturating_sub(span.start));
    if primary { LabeledSpan::new_primary_with_span(text, range) } else { LabeledSpan::new_with_span(text, range) }
}

fn help(finding: &Reported, again: bool, style: Style) -> String {
    let about = &finding.about;
    let mut lines = Vec::new();
    if !about.duty.is_empty() {
        let owner = finding.owner.as_ref();
        let owner = owner.map_or_else(String::new, |owner| format!("; {}, {}", owner.name, owner.contact));
        lines.push(format!("whose job: {}{owner}", about.duty));
    }
    lines.extend(about.reweighed.is_some().then(|| format!("severity: {}", common::severity(finding))));
    if again {
        lines.push("why and remedy: as above".to_owned());
    } else if !about.why.is_empty() {
        lines.push(format!("why: {}", about.why));
    }
    lines.extend(finding.info.iter().map(|text| format!("note: {text}")));
    if let Some(place) = &finding.place {
        let elsewhere = place.related.iter().filter(|related| !is_pictured(place, related));
        let elsewhere: Vec<String> = elsewhere.map(told).collect();
        // The first place of a foreign module names it.
        let inside = place.inside.iter().map(|inside| format!("inside module `{inside}`"));
        lines.extend(inside.filter(|inside| !elsewhere.iter().any(|line| line.starts_with(inside.as_str()))));
        lines.extend(elsewhere);
        if let Some(input) = &place.fix_input {
            lines.push(format!("set the input `{input}` of the module"));
        }
    }
    lines.extend(finding.unplaced.clone());
    if !finding.also.is_empty() {
        lines.push(format!("same cause, not shown: {}", finding.also.join(", ")));
    }
    if style.detail == Detail::Verbose {
        lines.extend(read(finding));
    }
    clean(&lines.join("\n"))
}

/// A place of another file; its message may end with the name and line already.
fn told(related: &Related) -> String {
    let (file, line) = (&related.location.file, related.location.line);
    let name = format!(": {}:{line}", file.rsplit('/').next().unwrap_or_default());
    format!("{}: {file}:{line}", common::name(related.message.strip_suffix(&name).unwrap_or(&related.message)))
}

/// What led to the verdict, and where to read on.
fn read(finding: &Reported) -> Vec<String> {
    let evidence = finding.evidence.iter().map(|evidence| {
        let name = common::name(&evidence.address);
        let what = if evidence.attribute.is_empty() { name.into_owned() } else { format!("{name}.{}", evidence.attribute) };
        let state = if evidence.state == EvidenceState::Known { "" } else { evidence.state.name() };
        let origin = evidence.origin.as_deref().unwrap_or_default();
        let gap = if state.is_empty() || origin.is_empty() { "" } else { ", " };
        if state.is_empty() && origin.is_empty() {
            format!("read: {what}")
        } else {
            format!("read: {what} ({state}{gap}{origin})")
        }
    });
    let frameworks = finding.about.frameworks.iter().map(|(name, ids)| format!("{name}: {}", ids.join(", ")));
    let references = finding.about.references.iter().map(|reference| format!("see: {reference}"));
    evidence.chain(frameworks).chain(references).collect()
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Level> {
        Some(self.level)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        if self.help.is_empty() { None } else { Some(Box::new(&self.help)) }
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A mistake in a policy.
#[derive(Debug)]
pub(super) struct Mistake {
    message: String,
    help: Option<String>,
    source: Snippet,
    span: Span,
}

impl Mistake {
    pub(super) fn of(problem: &Problem) -> Self {
        Self {
            message: clean(&problem.message),
            help: problem.help.as_deref().map(clean),
            source: Snippet::of(&problem.text),
            span: problem.span,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(label(self.span, "here", true))))
    }
}
