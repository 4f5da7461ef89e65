//! Who has taken an obligation on: as a whole, or for some of its controls and resources.

use std::sync::Arc;

use super::{Responsible, Row, Sources};
use crate::plan::Address;
use crate::settle::{Assignment, Claim, Owner};

/// Fills in who has taken what on. Without assignments there is nobody to look for.
pub(super) fn fill(sources: &Sources<'_>, row: &mut Row) {
    let whole = sources.config.assignment(Claim { obligation: &row.obligation, control: None, address: None });
    let mut found: Vec<(&Assignment, usize)> = whole.into_iter().map(|assignment| (assignment, 0)).collect();
    let mut unclaimed = 0;
    if !sources.config.assignments.is_empty() {
        for resource in &mut row.resources {
            let address = Address::parse(&resource.address).ok();
            let mut own: Vec<&Assignment> = Vec::new();
            for finding in resource.findings.iter().filter_map(|number| sources.facts.get(*number)) {
                let claim = Claim { obligation: &row.obligation, control: Some(finding.control), address: address.as_ref() };
                match sources.config.assignment(claim) {
                    None => unclaimed += 1,
                    Some(assignment) if own.iter().any(|known| std::ptr::eq(*known, assignment)) => {}
                    Some(assignment) => own.push(assignment),
                }
            }
            resource.owner = single(&own);
            for assignment in own {
                match found.iter_mut().find(|(known, _)| std::ptr::eq(*known, assignment)) {
                    Some((_, resources)) => *resources += 1,
                    None => found.push((assignment, 1)),
                }
            }
        }
    }
    row.is_claimed = whole.is_some() || claimed_in_parts(sources, row, unclaimed);
    row.responsible = found
        .into_iter()
        .map(|(assignment, resources)| Responsible {
            owner: assignment.owner.clone(),
            process: assignment.process.clone(),
            runbook: assignment.runbook.clone(),
            part: (!whole.is_some_and(|whole| std::ptr::eq(whole, assignment))).then_some(resources),
        })
        .collect();
}

/// One owner for all, or none to name.
fn single(assignments: &[&Assignment]) -> Option<Arc<Owner>> {
    let (first, others) = assignments.split_first()?;
    others.iter().all(|other| other.owner == first.owner).then(|| first.owner.clone())
}

/// Without an assignment of the whole: every finding is assigned, and every statement is claimed by who has made it.
fn claimed_in_parts(sources: &Sources<'_>, row: &Row, unclaimed: usize) -> bool {
    let stated = row.counts.to_attest == 0;
    let assigned = !sources.config.assignments.is_empty() && unclaimed == 0;
    match (row.counts.findings(), row.counts.attested) {
        (0, 0) => false,
        (0, _) => stated,
        _ => assigned && stated,
    }
}
