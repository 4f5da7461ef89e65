//! Builds the matrix: one pass over the findings sorts them by obligation, then each obligation becomes a row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::stand::status;
use super::statements::statements;
use super::{Cell, Column, ControlRow, Counts, Fact, Matrix, ResourceRow, Row, Sources, Statement, Status, responsible};
use crate::judge::Verdict;
use crate::model::{Obligation, Party};

/// Builds the matrix. Obligations that only a user's own policies name come last; they are the customer's.
#[must_use]
pub fn build(sources: &Sources<'_>) -> Matrix {
    let mut by_obligation: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, fact) in sources.facts.iter().enumerate().filter(|(_, fact)| fact.verdict != Verdict::NotApplicable) {
        by_obligation.entry(fact.obligation).or_default().push(number);
    }
    let services = columns(sources);
    let mut matrix = Matrix { services, rows: Vec::new(), frameworks: in_force(sources), today: Some(sources.today) };
    for obligation in &sources.model.obligations {
        let findings = by_obligation.remove(&*obligation.id).unwrap_or_default();
        matrix.rows.push(row(sources, &matrix.services, obligation, &findings));
    }
    for (id, findings) in by_obligation {
        matrix.rows.push(row(sources, &matrix.services, &own(id), &findings));
    }
    matrix
}

/// The services in the order in which the model's obligations name their own; those without obligations of their own last.
fn columns(sources: &Sources<'_>) -> Vec<Column> {
    let first = |name: &str| {
        let obligations = &sources.model.obligations;
        obligations.iter().position(|obligation| obligation.service() == name).unwrap_or(obligations.len())
    };
    let mut columns: Vec<Column> = sources
        .model
        .services
        .values()
        .map(|service| Column { name: service.name.clone(), title: service.title.clone() })
        .collect();
    columns.sort_by_key(|column| first(&column.name));
    columns
}

/// An obligation of a user's own policies.
fn own(id: &str) -> Obligation {
    Obligation {
        id: id.into(),
        title: id.into(),
        party: Party::Customer,
        customer: "What your own policies demand.".into(),
        aws: "".into(),
        source: "".into(),
        services: Vec::new(),
    }
}

/// The frameworks whose ids are shown: those in force, else all that controls name.
fn in_force(sources: &Sources<'_>) -> Vec<Arc<str>> {
    let all: BTreeSet<&Arc<str>> = sources.facts.iter().flat_map(|fact| fact.frameworks.keys()).collect();
    if sources.frameworks.is_empty() { all.into_iter().cloned().collect() } else { sources.frameworks.to_vec() }
}

fn row(sources: &Sources<'_>, columns: &[Column], obligation: &Obligation, findings: &[usize]) -> Row {
    let facts: Vec<(usize, &Fact<'_>)> =
        findings.iter().filter_map(|number| sources.facts.get(*number).map(|fact| (*number, fact))).collect();
    let statements = statements(sources, &obligation.id, None);
    let controls = controls(sources, &facts);
    let mut row = Row {
        obligation: obligation.id.clone(),
        title: obligation.title.clone(),
        party: obligation.party,
        customer: obligation.customer.clone(),
        aws: obligation.aws.clone(),
        source: obligation.source.clone(),
        status: Status::NotInPlan,
        counts: counts(facts.iter().map(|(_, fact)| *fact)).state(&statements),
        is_claimed: false,
        is_whole: !sources.left_out.contains(&obligation.id),
        responsible: Vec::new(),
        frameworks: frameworks(&controls),
        controls,
        resources: resources(&facts),
        services: Vec::new(),
        plans: Vec::new(),
        statements,
    };
    responsible::fill(sources, &mut row);
    row.status = status(row.party, row.counts, row.is_claimed, row.is_whole);
    row.services = columns.iter().map(|column| service(&row, obligation, &column.name, &facts)).collect();
    if sources.plans > 1 {
        row.plans = (0..sources.plans).map(|plan| in_plan(sources, &row, plan, &facts)).collect();
    }
    row
}

fn counts<'f>(facts: impl Iterator<Item = &'f Fact<'f>>) -> Counts {
    let mut counts = Counts::default();
    facts.for_each(|fact| counts.add(fact.verdict, fact.accepted));
    counts
}

/// How the obligation stands in a service: by the findings of its controls and the statements that belong to it.
fn service(row: &Row, obligation: &Obligation, name: &Arc<str>, facts: &[(usize, &Fact<'_>)]) -> Option<Cell> {
    let stated: Vec<&Statement> = row.statements.iter().filter(|one| one.id.split('/').next() == Some(&**name)).collect();
    let counts = counts(facts.iter().map(|(_, fact)| *fact).filter(|fact| *fact.service == **name)).state(stated);
    let arises = obligation.services.contains(name) || counts != Counts::default();
    arises.then(|| Cell { status: status(row.party, counts, row.is_claimed, row.is_whole), counts })
}

fn in_plan(sources: &Sources<'_>, row: &Row, plan: usize, facts: &[(usize, &Fact<'_>)]) -> Cell {
    let statements = statements(sources, &row.obligation, Some(plan));
    let counts = counts(facts.iter().map(|(_, fact)| *fact).filter(|fact| fact.plan == plan)).state(&statements);
    Cell { status: status(row.party, counts, row.is_claimed, row.is_whole), counts }
}

fn controls(sources: &Sources<'_>, facts: &[(usize, &Fact<'_>)]) -> Vec<ControlRow> {
    let mut by_control: BTreeMap<&str, (&Fact<'_>, Counts)> = BTreeMap::new();
    for (_, fact) in facts {
        by_control.entry(fact.control).or_insert((fact, Counts::default())).1.add(fact.verdict, fact.accepted);
    }
    let shown = |framework: &Arc<str>| sources.frameworks.is_empty() || sources.frameworks.contains(framework);
    by_control
        .into_values()
        .map(|(fact, counts)| ControlRow {
            id: fact.control.clone(),
            title: fact.title.clone(),
            severity: fact.severity,
            reweighed: fact.reweighed.cloned(),
            verdict: counts.worst(),
            counts,
            frameworks: fact
                .frameworks
                .iter()
                .filter(|(name, _)| shown(name))
                .map(|(name, ids)| (name.clone(), ids.clone()))
                .collect(),
        })
        .collect()
}

fn frameworks(controls: &[ControlRow]) -> BTreeMap<Arc<str>, BTreeSet<Arc<str>>> {
    let mut all: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    for (name, ids) in controls.iter().flat_map(|control| &control.frameworks) {
        all.entry(name.clone()).or_default().extend(ids.iter().cloned());
    }
    all
}

fn resources(facts: &[(usize, &Fact<'_>)]) -> Vec<ResourceRow> {
    let mut by_resource: BTreeMap<_, (Vec<usize>, Counts)> = BTreeMap::new();
    for (number, fact) in facts {
        let (findings, counts) = by_resource.entry((fact.plan, fact.address)).or_default();
        findings.push(*number);
        counts.add(fact.verdict, fact.accepted);
    }
    by_resource
        .into_iter()
        .map(|((plan, address), (findings, counts))| ResourceRow {
            plan,
            address: address.clone(),
            verdict: counts.worst(),
            owner: None,
            findings,
        })
        .collect()
}
