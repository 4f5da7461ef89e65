//! What `onus.hcl` says, checked: every control, obligation and owner in here exists, every date is one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pattern::{AddressPattern, Wildcard};
use crate::model::Attestable;
use crate::plan::Address;
use crate::policy::{ControlId, Severity};
use crate::source::{Date, Location};
use crate::text::{SourceText, Span};

/// A configuration. Without a file: nothing is set.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file, under its path from the root of the repository.
    pub text: Option<SourceText>,
    /// What it says of the gate.
    pub gate: GateSettings,
    /// Which controls are judged.
    pub selection: Selection,
    /// Controls that weigh more or less than in the catalogue.
    pub severities: BTreeMap<ControlId, SeverityOverride>,
    /// Values of the inputs of policies.
    pub inputs: Vec<InputValue>,
    /// The frameworks in force; empty: all.
    pub frameworks: Vec<Arc<str>>,
    /// The owners by id.
    pub owners: BTreeMap<Arc<str>, Arc<Owner>>,
    /// Who implements what, in the order of the file.
    pub assignments: Vec<Assignment>,
    /// What owners state, in the order of the file.
    pub attestations: Vec<Attestation>,
    /// What owners accept, in the order of the file.
    pub waivers: Vec<Waiver>,
}

/// What an undecided finding does to the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undecided {
    /// It is shown.
    #[default]
    Warn,
    /// It fails the gate.
    Fail,
    /// It is not shown.
    Ignore,
}

/// What the file says of the gate; `None` where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GateSettings {
    /// The least severity that fails; `Some(None)` never fails.
    pub fail_on: Option<Option<Severity>>,
    /// Whether findings on what the plan leaves untouched count.
    pub all: Option<bool>,
    /// What undecided findings do.
    pub undecided: Option<Undecided>,
    /// Whether an obligation without an owner fails.
    pub fail_on_unassigned: Option<bool>,
    /// Whether an expired waiver or attestation fails.
    pub fail_on_expired: Option<bool>,
    /// Whether waivers of other tools are read.
    pub other_waivers: Option<bool>,
}

impl GateSettings {
    /// These settings, and those of another where these say nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            fail_on: self.fail_on.or(other.fail_on),
            all: self.all.or(other.all),
            undecided: self.undecided.or(other.undecided),
            fail_on_unassigned: self.fail_on_unassigned.or(other.fail_on_unassigned),
            fail_on_expired: self.fail_on_expired.or(other.fail_on_expired),
            other_waivers: self.other_waivers.or(other.other_waivers),
        }
    }
}

/// Which controls are judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these; empty: all.
    pub include: Vec<NamePattern>,
    /// Not these.
    pub exclude: Vec<NamePattern>,
}

impl Selection {
    /// Whether a control is judged.
    #[must_use]
    pub fn admits(&self, control: &str) -> bool {
        let named = |patterns: &[NamePattern]| patterns.iter().any(|pattern| pattern.covers(control));
        (self.include.is_empty() || named(&self.include)) && !named(&self.exclude)
    }
}

/// A control weighs more or less than in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityOverride {
    /// The severity here.
    pub severity: Severity,
    /// Why.
    pub reason: Arc<str>,
}

/// What a control weighed before a configuration said otherwise, and why it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reweighed {
    /// The severity in the catalogue.
    pub was: Severity,
    /// Why it is another one here.
    pub reason: Arc<str>,
}

/// The value of an input, as it is written.
#[derive(Debug, Clone)]
pub struct InputValue {
    /// The input.
    pub name: Arc<str>,
    /// Its value.
    pub value: crate::syntax::Expression,
    /// Where the value stands.
    pub span: Span,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// Its id.
    pub id: Arc<str>,
    /// What it is called.
    pub name: Arc<str>,
    /// How to reach it.
    pub contact: Arc<str>,
}

/// The address of a page: a web or mail address, or a path within the repository; never a script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link(Arc<str>);

impl Link {
    /// Reads a link; `None` for other schemes and for what is no address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let known = ["https://", "http://", "mailto:"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
        let first = text.split(['/', '?', '#']).next().unwrap_or_default();
        let path = !text.is_empty() && !text.starts_with(['/', '\\', '#', '?']) && !first.contains(':');
        let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        ((known || path) && plain).then(|| Self(text.into()))
    }

    /// The link as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Ids in which `*` stands for any text.
#[derive(Debug, Clone)]
pub struct NamePattern {
    text: Arc<str>,
    matcher: Wildcard,
}

impl PartialEq for NamePattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for NamePattern {}

impl NamePattern {
    /// A pattern.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), matcher: Wildcard::new(text) }
    }

    /// The pattern as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it stands for an id.
    #[must_use]
    pub fn covers(&self, id: &str) -> bool {
        self.matcher.is_match(id)
    }
}

/// Who implements what.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The obligations; empty: any.
    pub obligations: Vec<NamePattern>,
    /// The controls; empty: any.
    pub controls: Vec<NamePattern>,
    /// The resources; empty: any.
    pub resources: Vec<AddressPattern>,
    /// Who.
    pub owner: Arc<Owner>,
    /// How.
    pub process: Option<Arc<str>>,
    /// Where the process is written down.
    pub runbook: Option<Link>,
    /// Where it stands in the file.
    pub span: Span,
}

/// What an assignment is asked for: an obligation as a whole, or one control of it, on one resource or on any.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The obligation.
    pub obligation: &'a str,
    /// The control; `None`: the obligation as a whole.
    pub control: Option<&'a str>,
    /// The resource; `None`: wherever it may be.
    pub address: Option<&'a Address>,
}

impl Assignment {
    /// Whether it is about this.
    #[must_use]
    pub fn covers(&self, claim: Claim<'_>) -> bool {
        let any = |patterns: &[NamePattern], id: &str| patterns.iter().any(|pattern| pattern.covers(id));
        (self.obligations.is_empty() || any(&self.obligations, claim.obligation))
            && (self.controls.is_empty() || claim.control.is_some_and(|control| any(&self.controls, control)))
            && (self.resources.is_empty()
                || claim.address.is_some_and(|address| self.resources.iter().any(|pattern| pattern.covers(address))))
    }

    /// How narrow it is; the greatest wins.
    fn rank(&self) -> (bool, bool) {
        (!self.resources.is_empty(), !self.controls.is_empty())
    }
}

/// An owner's statement.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// What it is about, as it is written: a statement of the model, or an obligation.
    pub id: Arc<str>,
    /// The obligation.
    pub obligation: Arc<str>,
    /// The resources that it speaks for; empty: all.
    pub resources: Vec<AddressPattern>,
    /// Who states it.
    pub owner: Arc<Owner>,
    /// What is stated.
    pub statement: Arc<str>,
    /// What shows it.
    pub evidence: Option<Link>,
    /// The last day it holds.
    pub expires: Date,
    /// Where it stands in the file.
    pub span: Span,
}

impl Attestation {
    /// Whether it makes this statement of the model. One for an obligation makes all of its statements.
    #[must_use]
    pub fn states(&self, attestable: &Attestable) -> bool {
        self.id == attestable.id || (self.id == self.obligation && self.obligation == attestable.obligation)
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn holds_on(&self, today: Date) -> bool {
        today <= self.expires
    }

    /// Whether it speaks for a resource.
    #[must_use]
    pub fn covers(&self, address: &Address) -> bool {
        self.resources.is_empty() || self.resources.iter().any(|pattern| pattern.covers(address))
    }
}

/// A finding that an owner accepts.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The controls, at least one.
    pub controls: Vec<ControlId>,
    /// The resources, at least one pattern.
    pub resources: Vec<AddressPattern>,
    /// Who accepts it.
    pub owner: Arc<Owner>,
    /// Why.
    pub reason: Arc<str>,
    /// The last day it holds.
    pub expires: Date,
    /// Where it stands in the file.
    pub span: Span,
}

impl Waiver {
    /// Whether it is about a control on a resource.
    #[must_use]
    pub fn covers(&self, control: &str, address: &Address) -> bool {
        self.controls.iter().any(|own| own.as_str() == control) && self.resources.iter().any(|pattern| pattern.covers(address))
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn holds_on(&self, today: Date) -> bool {
        today <= self.expires
    }
}

impl Config {
    /// The assignment for this: the narrowest, of equals the last.
    #[must_use]
    pub fn assignment(&self, claim: Claim<'_>) -> Option<&Assignment> {
        self.assignments.iter().filter(|assignment| assignment.covers(claim)).max_by_key(|assignment| assignment.rank())
    }

    /// The place of something in the file.
    #[must_use]
    pub fn location(&self, span: Span) -> Option<Location> {
        self.text.as_ref().map(|text| Location::new(text, span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_and_never_to_scripts() {
        let good = ["https://x/y?z#w", "http://x", "mailto:a@b", "docs/runbook.md", "runbook.md#part", "a/b:c"];
        let bad = [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "//x/y",
            "/etc/passwd",
            "C:\\x",
            "https://",
            "a b",
            "#x",
            "j\u{9}s:x",
        ];
        for text in good {
            assert!(Link::parse(text).is_some(), "{text}");
        }
        for text in bad {
            assert_eq!(Link::parse(text), None, "{text}");
        }
    }
}
