//! What only an owner can state, and whether it has been stated for all that it is about.

use super::{Counts, Made, Sources, Statement, StatementState, Subject};
use crate::model::Attestable;
use crate::settle::Attestation;

/// The statements of an obligation; `plan`: as far as one plan goes.
pub(super) fn statements(sources: &Sources<'_>, obligation: &str, plan: Option<usize>) -> Vec<Statement> {
    let own = sources.model.attestables.iter().filter(|attestable| &*attestable.obligation == obligation);
    own.map(|attestable| statement(sources, attestable, plan)).collect()
}

fn statement(sources: &Sources<'_>, attestable: &Attestable, plan: Option<usize>) -> Statement {
    let about: Vec<&Subject> = sources
        .subjects
        .iter()
        .filter(|subject| plan.is_none_or(|plan| subject.plan == plan))
        .filter(|subject| attestable.resources.contains(&subject.address.kind))
        .collect();
    let made: Vec<&Attestation> =
        sources.config.attestations.iter().filter(|attestation| attestation.states(attestable)).collect();
    let holding: Vec<&Attestation> = made.iter().copied().filter(|attestation| attestation.holds_on(sources.today)).collect();
    Statement {
        id: attestable.id.clone(),
        statement: attestable.statement.clone(),
        hint: attestable.evidence.clone(),
        state: state(attestable, &about, &made, &holding),
        made: made.into_iter().map(|attestation| make(attestation, sources)).collect(),
    }
}

fn state(attestable: &Attestable, about: &[&Subject], made: &[&Attestation], holding: &[&Attestation]) -> StatementState {
    if !attestable.resources.is_empty() && about.is_empty() {
        return StatementState::NotInPlan;
    }
    // A statement about people that names resources is one about a part: nobody knows which part.
    let whole = holding.iter().any(|attestation| attestation.resources.is_empty());
    let covers = |subject: &&&Subject| holding.iter().any(|attestation| attestation.covers(&subject.address));
    let covered = about.iter().filter(covers).count();
    if whole || (!about.is_empty() && covered == about.len()) {
        StatementState::Attested
    } else if covered > 0 || (about.is_empty() && !holding.is_empty()) {
        StatementState::Partly
    } else if holding.is_empty() && !made.is_empty() {
        StatementState::Expired
    } else {
        StatementState::Missing
    }
}

fn make(attestation: &Attestation, sources: &Sources<'_>) -> Made {
    Made {
        owner: attestation.owner.clone(),
        statement: attestation.statement.clone(),
        evidence: attestation.evidence.clone(),
        expires: attestation.expires,
        holds: attestation.holds_on(sources.today),
        resources: attestation.resources.iter().map(|pattern| pattern.as_str().into()).collect(),
    }
}

impl Counts {
    /// Counts statements.
    pub(super) fn state<'s>(mut self, statements: impl IntoIterator<Item = &'s Statement>) -> Self {
        for statement in statements {
            self.to_attest += usize::from(statement.state.is_open());
            self.attested += usize::from(statement.state == StatementState::Attested);
        }
        self
    }
}
