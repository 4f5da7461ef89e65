//! What the formats of the matrix say in the same words: who has taken something on, what was stated, how it stands.

use crate::app::Report;
use crate::matrix::{Counts, Made, Responsible, Row, Statement, Status};
use crate::model::Party;

/// Who carries an obligation, as people say it.
pub(in crate::render) fn party(party: Party) -> &'static str {
    match party {
        Party::Customer => "Customer",
        Party::Shared => "Shared",
        Party::Aws => "AWS",
    }
}

/// A status as people read it.
pub(in crate::render) fn status(status: Status) -> &'static str {
    match status {
        Status::Unmet => "Unmet",
        Status::Undecided => "Undecided",
        Status::Unassigned => "Unassigned",
        Status::NeedsAttestation => "Needs attestation",
        Status::Met => "Met",
        Status::Attested => "Attested",
        Status::NotInPlan => "Not in this plan",
        Status::Aws => "AWS",
    }
}

/// A sign beside the word, so that neither colour nor language is needed.
pub(in crate::render) fn sign(status: Status) -> &'static str {
    match status {
        Status::Unmet => "✗",
        Status::Undecided => "?",
        Status::Unassigned => "!",
        Status::NeedsAttestation => "✎",
        Status::Met => "✓",
        Status::Attested => "✓",
        Status::NotInPlan => "–",
        Status::Aws => "·",
    }
}

/// Who has taken it on, in short.
pub(in crate::render) fn who(row: &Row) -> String {
    if row.party == Party::Aws {
        return "AWS".to_owned();
    }
    if row.responsible.is_empty() {
        return "nobody".to_owned();
    }
    row.responsible.iter().map(responsible).collect::<Vec<_>>().join("; ")
}

/// One of who have taken it on.
pub(in crate::render) fn responsible(of: &Responsible) -> String {
    match of.part {
        None => of.owner.name.to_string(),
        Some(1) => format!("{} (1 resource)", of.owner.name),
        Some(resources) => format!("{} ({resources} resources)", of.owner.name),
    }
}

/// An attestation in one line.
pub(in crate::render) fn made(of: &Made) -> String {
    let held = if of.holds { format!("until {}", of.expires) } else { format!("expired after {}", of.expires) };
    let about = if of.resources.is_empty() { String::new() } else { format!(" for {}", of.resources.join(", ")) };
    format!("{} by {}{about}, {held}", of.statement, of.owner.name)
}

/// How a statement stands, as people read it.
pub(in crate::render) fn state(of: &Statement) -> &'static str {
    use crate::matrix::StatementState;
    match of.state {
        StatementState::Attested => "attested",
        StatementState::Partly => "attested for a part",
        StatementState::Expired => "expired",
        StatementState::Missing => "not attested",
        StatementState::NotInPlan => "not in this plan",
    }
}

/// Counts in words, without those that are zero.
pub(in crate::render) fn counts(of: Counts) -> String {
    let parts = [
        (of.unmet, "unmet"),
        (of.undecided, "undecided"),
        (of.met, "met"),
        (of.accepted, "accepted"),
        (of.to_attest, "to attest"),
        (of.attested, "attested"),
    ];
    let said: Vec<String> = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    said.join(", ")
}

/// The ids of a row in frameworks, one framework a text.
pub(in crate::render) fn frameworks(row: &Row) -> Vec<(String, String)> {
    let ids = |ids: &std::collections::BTreeSet<std::sync::Arc<str>>| ids.iter().map(|id| &**id).collect::<Vec<_>>().join(", ");
    row.frameworks.iter().map(|(name, of)| (name.to_string(), ids(of))).collect()
}

/// How many obligations stand how, what asks for work first.
pub(in crate::render) fn summary(report: &Report) -> Vec<(Status, usize)> {
    let counted = Status::ALL.iter().map(|status| (*status, report.matrix.count(*status)));
    counted.filter(|(_, count)| *count > 0).collect()
}

/// What a reader has to know before anything else: plans that do not show everything.
pub(in crate::render) fn cautions(report: &Report) -> Vec<String> {
    let mut cautions: Vec<String> = report
        .plans
        .iter()
        .filter(|plan| !plan.complete)
        .map(|plan| format!("{} is a partial plan: it does not show the whole configuration", plan.path))
        .collect();
    cautions.extend(report.faults.iter().map(|fault| format!("no answer: {fault}")));
    cautions
}
