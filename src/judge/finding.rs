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

/// A resource that belongs to the judged one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Its address.
    pub address: Arc<str>,
    /// How that was established: `same value`, `reference`, `equal key`, `source text`, `same provider configuration`.
    pub by: &'static str,
}

/// What the plan has to do with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The plan creates, changes or imports the resource.
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
    /// A provider configuration, by its key in the plan.
    Provider(Arc<str>),
    /// A module call, by the names of the calls that lead to it.
    Call(Vec<Arc<str>>),
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
    /// The resource; none if a provider configuration or a module call is judged.
    pub resource: Option<ResourceId>,
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
    /// What is worth showing beside it.
    pub beside: Vec<Focus>,
    /// The resources that were joined to the judged one, sorted by address.
    pub joined: Vec<Joined>,
    /// The policy file, by its number, and the requirement that decided.
    pub policy: (usize, Option<Span>),
    /// The name of the policy, where it stands for itself and not for a control.
    pub rule: Option<Arc<str>>,
    /// What the policy tells whatever comes out.
    pub info: Vec<String>,
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
    let verdict = verdict(&judgement.outcome);
    let items = judgement.trace.items();
    let resource = linker.resource(id);
    let address: Arc<str> = resource.map_or_else(|| "".into(), |resource| resource.address_text.clone());
    let blocked_by = if verdict == Verdict::Undecided { evidence::blocked_by(linker, &address, &items) } else { Vec::new() };
    let (focus, beside) = evidence::look(linker, id, &judgement.focus, &items);
    Finding {
        control: control.id.clone(),
        obligation: control.obligation.clone(),
        severity: severity(control, policy),
        verdict,
        resource: Some(id),
        address,
        kind: resource.map_or_else(|| "".into(), |resource| resource.address.kind.clone()),
        change: resource.map_or(Action::NoOp, |resource| resource.action),
        scope,
        message: message(linker, title(control, policy), verdict, judgement.message.as_ref()),
        evidence: evidence::evidence(linker, &judgement.focus, &items),
        blocked_by,
        focus,
        beside,
        joined: evidence::joined(linker, Some(id), &items),
        policy: (policy.file, judgement.enforce),
        rule: control.is_unnamed().then(|| policy.name.clone()),
        info: info(linker, judgement),
    }
}

/// Builds the finding of the judgement of a provider configuration or a module call. Nothing happens to it, and it always
/// counts: what it states holds for everything that the plan does.
pub(super) fn of_declared(
    linker: &Linker<'_>,
    (control, policy): (&Control, &Policy),
    judgement: &Judgement,
    address: Arc<str>,
    focus: Focus,
) -> Finding {
    let verdict = verdict(&judgement.outcome);
    let items = judgement.trace.items();
    let blocked_by = if verdict == Verdict::Undecided { evidence::blocked_by(linker, &address, &items) } else { Vec::new() };
    Finding {
        control: control.id.clone(),
        obligation: control.obligation.clone(),
        severity: severity(control, policy),
        verdict,
        resource: None,
        address,
        kind: if matches!(focus, Focus::Call(_)) { "module".into() } else { "provider".into() },
        change: Action::NoOp,
        scope: Scope::Changed,
        message: message(linker, title(control, policy), verdict, judgement.message.as_ref()),
        evidence: evidence::evidence(linker, &judgement.focus, &items),
        blocked_by,
        focus,
        beside: Vec::new(),
        joined: evidence::joined(linker, None, &items),
        policy: (policy.file, judgement.enforce),
        rule: control.is_unnamed().then(|| policy.name.clone()),
        info: info(linker, judgement),
    }
}

fn verdict(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Met => Verdict::Met,
        Outcome::Unmet => Verdict::Unmet,
        Outcome::NotApplicable => Verdict::NotApplicable,
        Outcome::Undecided | Outcome::Failed(_) => Verdict::Undecided,
    }
}

/// What the control states, or else what the level of the policy that decided means.
fn severity(control: &Control, policy: &Policy) -> Severity {
    if control.is_unnamed() { policy.level.severity() } else { control.severity }
}

/// The policy's own words for what is wrong; never a sensitive value.
fn message(linker: &Linker<'_>, title: &str, verdict: Verdict, rendered: Option<&Val>) -> String {
    match verdict {
        Verdict::Met => title.to_owned(),
        Verdict::NotApplicable => "not applicable to this resource".to_owned(),
        Verdict::Undecided => format!("cannot be decided before apply: {}", lower_first(title)),
        Verdict::Unmet => match rendered.and_then(|value| value.as_str().map(|text| (text, value))) {
            Some((text, value)) if !text.trim().is_empty() && !evidence::is_sensitive(linker, value) => one_line(text),
            _ => format!("this does not hold: {}", lower_first(title)),
        },
    }
}

/// Heredocs of policies have lines; a finding has one.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The desired state in words, or the name of a policy that says no more.
fn title<'c>(control: &'c Control, policy: &'c Policy) -> &'c str {
    if control.is_unnamed() { &policy.name } else { &control.title }
}

/// What the policy tells whatever comes out; never a sensitive value.
fn info(linker: &Linker<'_>, judgement: &Judgement) -> Vec<String> {
    let shown = judgement.notes.iter().filter(|note| !evidence::is_sensitive(linker, note));
    shown.filter_map(Val::as_str).map(one_line).filter(|text| !text.is_empty()).collect()
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
