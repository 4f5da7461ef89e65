//! A row of the matrix as the JSON formats write it, in `onus check` and `onus matrix` alike.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::app::Report;
use crate::matrix::{Cell, ControlRow, Counts, Made, Matrix, ResourceRow, Responsible, Row, Statement};

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Obligation"))]
pub(in crate::render) struct JsonRow<'a> {
    /// The id of the obligation, `ec2/os-network-firewall`.
    obligation: &'a str,
    title: &'a str,
    #[cfg_attr(test, schemars(extend("enum" = ["customer", "shared", "aws"])))]
    party: &'static str,
    #[serde(flatten)]
    counts: JsonCounts,
    #[cfg_attr(test, schemars(extend("enum" = ["unmet", "undecided", "unassigned", "needs-attestation", "met", "attested", "not-in-plan", "aws"])))]
    status: &'static str,
    /// What the customer does.
    customer: &'a str,
    /// What AWS does.
    aws: &'a str,
    /// Where AWS says so.
    source: &'a str,
    /// Whether somebody has claimed all of it.
    claimed: bool,
    /// Who has taken it or parts of it on.
    owners: Vec<JsonOwner<'a>>,
    /// What only an owner can state.
    statements: Vec<JsonStatement<'a>>,
    frameworks: BTreeMap<&'a str, Vec<&'a str>>,
    /// The controls that speak to it.
    controls: Vec<JsonControl<'a>>,
    /// The resources that it is about.
    resources: Vec<JsonResource<'a>>,
    /// How it stands by service, where it arises.
    services: BTreeMap<&'a str, JsonCell>,
    /// How it stands by plan, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plans: Vec<JsonCell>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonCounts {
    /// Findings that are met.
    met: usize,
    /// Findings that are unmet.
    unmet: usize,
    /// Findings that are undecided.
    undecided: usize,
    /// Unmet and undecided findings that an owner accepts.
    accepted: usize,
    /// Statements that an owner has yet to make.
    to_attest: usize,
    /// Statements that are made and hold.
    attested: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonCell {
    #[cfg_attr(test, schemars(extend("enum" = ["unmet", "undecided", "unassigned", "needs-attestation", "met", "attested", "not-in-plan", "aws"])))]
    status: &'static str,
    #[serde(flatten)]
    counts: JsonCounts,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonOwner<'a> {
    id: &'a str,
    name: &'a str,
    contact: &'a str,
    process: Option<&'a str>,
    runbook: Option<&'a str>,
    /// How many resources it is about; null: the whole obligation.
    resources: Option<usize>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonStatement<'a> {
    id: &'a str,
    statement: &'a str,
    state: &'static str,
    attestations: Vec<JsonAttestation<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonAttestation<'a> {
    owner: &'a str,
    statement: &'a str,
    evidence: Option<&'a str>,
    expires: String,
    holds: bool,
    resources: Vec<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonControl<'a> {
    control: &'a str,
    title: &'a str,
    severity: &'static str,
    verdict: &'static str,
    met: usize,
    unmet: usize,
    undecided: usize,
    accepted: usize,
    frameworks: BTreeMap<&'a str, Vec<&'a str>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonResource<'a> {
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<usize>,
    verdict: &'static str,
    owner: Option<&'a str>,
    /// The verdict of each control; more is said among the findings.
    controls: BTreeMap<&'a str, &'static str>,
}

/// The rows of a report.
pub(in crate::render) fn rows(report: &Report) -> Vec<JsonRow<'_>> {
    report.matrix.rows.iter().map(|row| one(report, &report.matrix, row)).collect()
}

fn one<'r>(report: &'r Report, matrix: &'r Matrix, row: &'r Row) -> JsonRow<'r> {
    let arising = matrix.services.iter().zip(&row.services);
    JsonRow {
        obligation: &row.obligation,
        title: &row.title,
        party: row.party.name(),
        counts: counts(row.counts),
        status: row.status.name(),
        customer: &row.customer,
        aws: &row.aws,
        source: &row.source,
        claimed: row.is_claimed,
        owners: row.responsible.iter().map(owner).collect(),
        statements: row.statements.iter().map(statement).collect(),
        frameworks: ids(&row.frameworks),
        controls: row.controls.iter().map(control).collect(),
        resources: row.resources.iter().map(|resource| self::resource(report, resource)).collect(),
        services: arising.filter_map(|(column, of)| Some((&*column.name, cell(of.as_ref()?)))).collect(),
        plans: row.plans.iter().map(cell).collect(),
    }
}

fn counts(of: Counts) -> JsonCounts {
    JsonCounts {
        met: of.met,
        unmet: of.unmet,
        undecided: of.undecided,
        accepted: of.accepted,
        to_attest: of.to_attest,
        attested: of.attested,
    }
}

fn cell(of: &Cell) -> JsonCell {
    JsonCell { status: of.status.name(), counts: counts(of.counts) }
}

fn owner(of: &Responsible) -> JsonOwner<'_> {
    JsonOwner {
        id: &of.owner.id,
        name: &of.owner.name,
        contact: &of.owner.contact,
        process: of.process.as_deref(),
        runbook: of.runbook.as_ref().map(crate::settle::Link::as_str),
        resources: of.part,
    }
}

fn statement(of: &Statement) -> JsonStatement<'_> {
    JsonStatement {
        id: &of.id,
        statement: &of.statement,
        state: of.state.name(),
        attestations: of.made.iter().map(attestation).collect(),
    }
}

fn attestation(of: &Made) -> JsonAttestation<'_> {
    JsonAttestation {
        owner: &of.owner.id,
        statement: &of.statement,
        evidence: of.evidence.as_ref().map(crate::settle::Link::as_str),
        expires: of.expires.to_string(),
        holds: of.holds,
        resources: of.resources.iter().map(|pattern| &**pattern).collect(),
    }
}

fn control(of: &ControlRow) -> JsonControl<'_> {
    JsonControl {
        control: &of.id,
        title: &of.title,
        severity: of.severity.name(),
        verdict: of.verdict.name(),
        met: of.counts.met,
        unmet: of.counts.unmet,
        undecided: of.counts.undecided,
        accepted: of.counts.accepted,
        frameworks: ids(&of.frameworks),
    }
}

fn resource<'r>(report: &'r Report, of: &'r ResourceRow) -> JsonResource<'r> {
    let findings = of.findings.iter().filter_map(|number| report.findings.get(*number));
    JsonResource {
        address: &of.address,
        plan: (report.plans.len() > 1).then_some(of.plan),
        verdict: of.verdict.name(),
        owner: of.owner.as_ref().map(|owner| &*owner.id),
        controls: findings.map(|finding| (&*finding.control, finding.verdict.name())).collect(),
    }
}

fn ids<'a, I>(of: &'a BTreeMap<std::sync::Arc<str>, I>) -> BTreeMap<&'a str, Vec<&'a str>>
where
    &'a I: IntoIterator<Item = &'a std::sync::Arc<str>>,
{
    of.iter().map(|(name, ids)| (&**name, ids.into_iter().map(|id| &**id).collect())).collect()
}
