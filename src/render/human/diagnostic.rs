//! A group of findings, and a mistake in a policy, as miette wants them.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity as Level, SourceCode};

use super::snippet::Snippet;
use super::table;
use crate::app::Reported;
use crate::judge::Scope;
use crate::policy::{Problem, Severity};
use crate::text::{SourceText, Span};

/// How many addresses are listed before "and n more".
const LISTED: usize = 3;

/// Findings of one control with one place and one message.
#[derive(Debug, Default)]
pub(super) struct Group<'r> {
    pub(super) findings: Vec<&'r Reported>,
}

impl Group<'_> {
    /// The addresses, shortened: `aws_instance.web[0]` and 11 more.
    pub(super) fn addresses(&self) -> String {
        let names: Vec<&str> = self.findings.iter().map(|finding| &*finding.address).collect();
        let listed = table::plain(&names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", "));
        match names.len().saturating_sub(LISTED) {
            0 => listed,
            more => format!("{listed} and {more} more"),
        }
    }
}

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
    pub(super) fn of(group: &Group<'_>) -> Option<Self> {
        let first = group.findings.first()?;
        let (source, labels) = picture(first);
        let removed = if first.scope == Scope::Removed { " [this plan takes it away]" } else { "" };
        Some(Self {
            title: format!("{}: {}{removed}", group.addresses(), table::plain(&first.message)),
            code: format!("{} ({})", first.control, first.severity),
            help: help(first),
            level: if first.severity >= Severity::High { Level::Error } else { Level::Warning },
            source,
            labels,
        })
    }
}

/// The snippet: the `.tf` lines, or where no source is found an excerpt of the planned values.
fn picture(finding: &Reported) -> (Option<Snippet>, Vec<LabeledSpan>) {
    if let Some(place) = &finding.place {
        let mut labels = vec![label(place.location.span, &place.label, true)];
        for related in &place.related {
            if related.location.file == place.location.file {
                labels.push(label(related.location.span, &related.message, false));
            }
        }
        return (Some(Snippet::of(&place.location.text)), labels);
    }
    match &finding.excerpt {
        Some(excerpt) => {
            let labels = excerpt.span.iter().map(|span| label(*span, &excerpt.label, true)).collect();
            (Some(Snippet::of(&SourceText::new(table::plain(&excerpt.name), &excerpt.text))), labels)
        }
        None => (None, Vec::new()),
    }
}

fn label(span: Span, text: &str, primary: bool) -> LabeledSpan {
    let text = Some(table::plain(text));
    let range = (span.start, span.end.saturating_sub(span.start));
    if primary { LabeledSpan::new_primary_with_span(text, range) } else { LabeledSpan::new_with_span(text, range) }
}

fn help(finding: &Reported) -> String {
    let about = &finding.about;
    let mut lines = Vec::new();
    if !about.duty.is_empty() {
        lines.push(format!("whose job: {}", about.duty));
    }
    if !about.why.is_empty() {
        lines.push(format!("why: {}", about.why));
    }
    if let Some(place) = &finding.place {
        if let Some(inside) = &place.inside {
            lines.push(format!("inside module `{inside}`"));
        }
        for related in place.related.iter().filter(|related| related.location.file != place.location.file) {
            lines.push(format!("{}: {}:{}", related.message, related.location.file, related.location.line));
        }
        if let Some(input) = &place.fix_input {
            lines.push(format!("set the input `{input}` of the module"));
        }
    }
    if let Some(reason) = &finding.unplaced {
        lines.push(reason.clone());
    }
    table::plain(&lines.join("\n"))
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
            message: problem.message.clone(),
            help: problem.help.clone(),
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
