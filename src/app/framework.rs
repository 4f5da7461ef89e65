//! The report by the ids of one framework: which of them the plan meets. Counts findings, judges nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::report::Reported;
use crate::judge::Verdict;
use crate::matrix::Status;
use crate::policy::Control;

/// How a plan stands to the ids of a framework.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FrameworkView {
    /// The framework, `nist-800-53-r5`.
    pub name: Arc<str>,
    /// Its ids that some judged control names, in the order of their numbers.
    pub ids: Vec<FrameworkId>,
}

/// How a plan stands to one id of a framework.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FrameworkId {
    /// The id, `SC-28`.
    pub id: Arc<str>,
    /// Findings that are met.
    pub met: usize,
    /// Findings that are unmet and that nobody accepts.
    pub unmet: usize,
    /// Findings that are unmet and that an owner accepts.
    pub accepted: usize,
    /// Findings that are undecided.
    pub undecided: usize,
    #[cfg_attr(test, schemars(extend("enum" = ["met", "unmet", "undecided", "not-in-plan"])))]
    status: &'static str,
    /// The controls that are unmet on some resource and not accepted, sorted.
    pub unmet_controls: Vec<Arc<str>>,
}

impl FrameworkView {
    /// Groups findings by the ids of a framework, `nist-800-53-r5`, or by one of them, `nist-800-53-r5=SC-28`. An id that a judged control
    /// names is listed without a finding too.
    #[must_use]
    pub(super) fn of<'c>(wanted: &str, controls: impl Iterator<Item = &'c Control>, findings: &[Reported]) -> Self {
        let (name, only) = wanted.split_once('=').map_or((wanted, None), |(name, id)| (name, Some(id)));
        let all = controls.filter_map(|control| control.frameworks.get(name)).flatten();
        let mut ids: BTreeMap<Vec<Piece>, FrameworkId> = BTreeMap::new();
        for id in all.filter(|id| only.is_none_or(|only| &***id == only)) {
            ids.entry(order(id)).or_insert_with(|| FrameworkId { id: id.clone(), ..FrameworkId::default() });
        }
        for finding in findings {
            for id in finding.about.frameworks.get(name).into_iter().flatten() {
                if let Some(row) = ids.get_mut(&order(id)) {
                    row.count(finding);
                }
            }
        }
        let ids = ids.into_values().map(FrameworkId::settled).collect();
        Self { name: name.into(), ids }
    }
}

impl FrameworkId {
    fn count(&mut self, finding: &Reported) {
        match finding.verdict {
            Verdict::Met => self.met += 1,
            Verdict::Unmet if finding.settled.is_some() => self.accepted += 1,
            Verdict::Unmet => {
                self.unmet += 1;
                self.unmet_controls.push(finding.control.clone());
            }
            Verdict::Undecided => self.undecided += 1,
            Verdict::NotApplicable => {}
        }
    }

    /// How it stands: something unmet, else something undecided, else something met.
    #[must_use]
    pub fn status(&self) -> Status {
        match (self.unmet, self.undecided, self.met + self.accepted) {
            (1.., ..) => Status::Unmet,
            (_, 1.., _) => Status::Undecided,
            (_, _, 1..) => Status::Met,
            _ => Status::NotInPlan,
        }
    }

    fn settled(mut self) -> Self {
        self.unmet_controls.sort();
        self.unmet_controls.dedup();
        self.status = self.status().name();
        self
    }
}

/// A piece of an id: what people sort by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Text(String),
}

/// An id as its numbers and what stands between them: `AC-4(21)` comes after `AC-4(3)`, `2.2.10` after `2.2.9`.
fn order(id: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = id;
    while let Some(first) = rest.chars().next() {
        let number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != number).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(piece.parse().map_or_else(|_| Piece::Text(piece.to_owned()), Piece::Number));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn ids_are_sorted_as_people_count() {
        let mut ids = ["AC-4(21)", "2.2.10", "AC-4(3)", "CIS 10", "AC-4", "2.2.9", "CIS 9", "164.312(a)(2)(iv)", "A.8.24"];
        ids.sort_by_key(|id| order(id));
        assert_eq!(ids, ["2.2.9", "2.2.10", "164.312(a)(2)(iv)", "A.8.24", "AC-4", "AC-4(3)", "AC-4(21)", "CIS 9", "CIS 10"]);
    }
}
