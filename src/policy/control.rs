//! The metadata that turns a policy file into a control of the catalogue.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Problem;
use super::document::{Reader, texts, value_span};
use crate::syntax::Block;
use crate::text::SourceText;

/// The id of a control: the path of its file under the policy folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlId(Arc<str>);

impl ControlId {
    /// The id of a policy file by its path, `rds/storage-encrypted.policy.hcl`.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        Self(path.replace('\\', "/").trim_end_matches(".policy.hcl").trim_start_matches("./").into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The service: the first folder, or nothing.
    #[must_use]
    pub fn service(&self) -> &str {
        self.0.split_once('/').map_or("", |(service, _)| service)
    }
}

impl fmt::Display for ControlId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How bad it is if a control is unmet. Ordered from least to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good practice.
    Low,
    /// Should be mended soon.
    Medium,
    /// Must be mended.
    High,
    /// Must not be deployed.
    Critical,
}

impl Severity {
    /// All, from least to worst.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Reads a severity.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == text)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a control says of itself.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its id.
    pub id: ControlId,
    /// The desired state.
    pub title: Arc<str>,
    /// The obligation that it serves; `None` for a policy of the user's own that names none.
    pub obligation: Option<Arc<str>>,
    /// How bad it is if it is unmet.
    pub severity: Severity,
    /// Why it matters.
    pub why: Arc<str>,
    /// HCL that meets it.
    pub remedy: Arc<str>,
    /// What leaving the argument out means.
    pub unset: Option<Arc<str>>,
    /// What a plan cannot show.
    pub limits: Option<Arc<str>>,
    /// Controls that make this one superfluous on a resource on which they are unmet.
    pub subsumed_by: Vec<ControlId>,
    /// Ids in frameworks.
    pub frameworks: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Documentation.
    pub references: Vec<Arc<str>>,
}

impl Control {
    /// A policy without a `control` block: known by its path.
    #[must_use]
    pub fn of_policy(id: ControlId, severity: Severity) -> Self {
        Self {
            title: id.as_str().into(),
            id,
            obligation: None,
            severity,
            why: "".into(),
            remedy: "".into(),
            unset: None,
            limits: None,
            subsumed_by: Vec::new(),
            frameworks: BTreeMap::new(),
            references: Vec::new(),
        }
    }

    /// Whether this is a policy file without a `control` block: each of its policies then stands for itself.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.obligation.is_none()
    }

    /// Reads a `control` block.
    pub(super) fn read(id: ControlId, text: &SourceText, block: &Block, problems: &mut Vec<Problem>) -> Self {
        let reader = Reader::of(text, block);
        let known =
            ["title", "obligation", "severity", "why", "remedy", "unset", "limits", "subsumed_by", "frameworks", "references"];
        reader.only(&known, &[], problems);
        let severity = reader.text("severity", problems);
        let severity = Severity::parse(&severity).unwrap_or_else(|| {
            let at = reader.attribute("severity").map_or(reader.at, value_span);
            problems.push(Problem::new(text, at, "`severity` must be critical, high, medium or low"));
            Severity::Critical
        });
        Self {
            id,
            title: reader.text("title", problems),
            obligation: Some(reader.text("obligation", problems)),
            severity,
            why: reader.text("why", problems),
            remedy: reader.text("remedy", problems).trim_end().into(),
            unset: reader.optional_text("unset", problems),
            limits: reader.optional_text("limits", problems),
            subsumed_by: reader.texts("subsumed_by", problems).iter().map(|id| ControlId(id.clone())).collect(),
            frameworks: frameworks(&reader, problems),
            references: reader.texts("references", problems),
        }
    }
}

fn frameworks(reader: &Reader<'_>, problems: &mut Vec<Problem>) -> BTreeMap<Arc<str>, Vec<Arc<str>>> {
    let Some(attribute) = reader.attribute("frameworks") else { return BTreeMap::new() };
    let Some(object) = attribute.value.as_object() else {
        problems.push(Problem::new(reader.text, value_span(attribute), "`frameworks` must be an object of lists"));
        return BTreeMap::new();
    };
    let mut out = BTreeMap::new();
    for (key, value) in object {
        match (super::document::literal_text(key), texts(value)) {
            (Some(name), Some(ids)) => {
                out.insert(name, ids);
            }
            _ => problems.push(Problem::new(reader.text, value_span(attribute), "each framework must be a list of ids")),
        }
    }
    out
}
