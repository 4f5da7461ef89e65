//! What judging a resource by a control yields, with everything that a report says of it.

use std::sync::Arc;

use crate::link::Linker;
use crate::plan::Action;
use crate::policy::{Control, ControlId, Judgement, Outcome, Policy, Severity};
use crate::text::Span;
use crate::value::{ResourceId, Step, Val};

use super::evidence;

/// How a control stands on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds, whatever the unknown values turn out to be.
    Met,
    /// It does not hold.
    Unmet,
    /// It depends on a value that is not known yet.
    Undecided,
    /// The control is not about this resource.
    NotApplicable,
}

impl Verdict {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Unmet => "unmet",
            Self::Undecided => "undecided",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// What the plan has to do with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The plan creates or changes the resource.
    Changed,
    /// The plan leaves it as it is.
    Unchanged,
    /// The control held before, and the plan takes it away.
    Removed,
}

impl Scope {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Removed => "removed",
        }
    }
}

/// What is known of an attribute that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceState {
    /// Its value is known.
    Known,
    /// It is not set.
    Unset,
    /// It is not known before apply.
    Unknown,
    /// Its value is not shown.
    Sensitive,
}

impl EvidenceState {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unset => "unset",
            Self::Unknown => "unknown",
            Self::Sensitive => "sensitive",
        }
    }
}

/// An attribute that led to a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The address of the resource.
    pub address: Arc<str>,
    /// The path of the attribute.
    pub attribute: String,
    /// What is known of it.
    pub state: EvidenceState,
    /// Where its value comes from, or which fact stands in for it.
    pub origin: Option<String>,
}

/// What a reader should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Focus {
    /// An attribute of a resource, the judged one or a satellite.
    Attribute(ResourceId, Vec<Step>),
    /// A satellite of this type is missing.
    Missing(Arc<str>),
    /// The resource as a whole.
    Resource,
}

/// One control's verdict on one resource instance.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The control.
    pub control: ControlId,
    /// The obligation that it serves.
    pub obligation: Option<Arc<str>>,
    /// Its severity.
    pub severity: Severity,
    /// The verdict.
    pub verdict: Verdict,
    /// The resource.
    pub resource: ResourceId,
    /// Its address.
    pub address: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// What the plan does to it.
    pub change: Action,
    /// What the plan has to do with the finding.
    pub scope: Scope,
    /// What is wrong, or what it waits for.
    pub message: String,
    /// What led to the verdict.
    pub evidence: Vec<Evidence>,
    /// What an undecided verdict waits for.
    pub blocked_by: Vec<String>,
    /// What a reader should look at.
    pub focus: Focus,
    /// The resources that took part, besides the judged one.
    pub joined: Vec<ResourceId>,
    /// The policy file, by its number, and the requirement that decided.
    pub policy: (usize, Option<Span>),
}

/// Builds the finding of a judgement.
pub(super) fn make(
    linker: &Linker<'_>,
    id: ResourceId,
    control: &Control,
    policy: &Policy,
    judgement: &Judgement,
    scope: Scope,
) -> Finding {
    let verdict = match judgement.outcome {
        Outcome::Met => Verdict::Met,
        Outcome::Unmet => Verdict::Unmet,
        Outcome::NotApplicable => Verdict::NotApplicable,
        Outcome::Undecided | Outcome::Failed(_) => Verdict::Undecided,
    };
    let items = judgement.trace.items();
    let blocked_by = if verdict == Verdict::Undecided { evidence::blocked_by(linker, id, &items) } else { Vec::new() };
    let resource = linker.resource(id);
    Finding {
        control: control.id.clone(),
        obligation: control.obligation.clone(),
        severity: control.severity,
        verdict,
        resource: id,
        address: resource.map_or_else(|| "".into(), |resource| resource.address_text.clone()),
        kind: resource.map_or_else(|| "".into(), |resource| resource.address.kind.clone()),
        change: resource.map_or(Action::NoOp, |resource| resource.action),
        scope,
        message: message(linker, control, verdict, judgement.message.as_ref()),
        evidence: evidence::evidence(linker, &items),
        blocked_by,
        focus: evidence::focus(linker, id, &items),
        joined: evidence::joined(id, &items),
        policy: (policy.file, judgement.enforce),
    }
}

/// The policy's own words for what is wrong; never a sensitive value.
fn message(linker: &Linker<'_>, control: &Control, verdict: Verdict, rendered: Option<&Val>) -> String {
    match verdict {
        Verdict::Met => control.title.to_string(),
        Verdict::NotApplicable => "not applicable to this resource".to_owned(),
        Verdict::Undecided => format!("cannot be decided before apply: {}", lower_first(&control.title)),
        Verdict::Unmet => match rendered.and_then(|value| value.as_str().map(|text| (text, value))) {
            Some((text, value)) if !text.trim().is_empty() && !evidence::is_sensitive(linker, value) => text.trim().to_owned(),
            _ => format!("this does not hold: {}", lower_first(&control.title)),
        },
    }
}

/// A title within a sentence; abbreviations keep their capitals.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() && !second.is_ascii_digit() => {
            first.to_lowercase().chain([second]).chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
