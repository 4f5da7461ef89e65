//! `--format json`: the contract with other tools, versioned.

use std::io::Write;

use serde::Serialize;

use super::matrix::{JsonRow, rows};
use super::schema::SCHEMA;
use crate::app::{FrameworkView, PlanInfo, Report, Reported, Summary};

/// What `onus check --format json` writes. Within one `schema` fields may be added, and none changes or goes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Report"))]
pub(super) struct Document<'a> {
    /// The version of this schema.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: u32,
    /// The version of onus.
    onus: &'static str,
    /// The plans, in the order in which they were read.
    plans: &'a [PlanInfo],
    /// Every verdict, sorted by plan, address and control.
    findings: Vec<Finding<'a>>,
    /// The responsibilities matrix: every obligation and how it stands.
    matrix: Vec<JsonRow<'a>>,
    /// The report by the ids of a framework, if `--framework` asked for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    framework: Option<&'a FrameworkView>,
    /// The sums.
    summary: &'a Summary,
    /// Policies that could not be evaluated. If there are any, there is no answer, and the exit code is 2.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    errors: &'a [String],
}

/// One control's verdict on one resource instance.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Finding<'a> {
    /// The id of the control, `rds/storage-encrypted`.
    control: &'a str,
    /// The id of the obligation that the control serves.
    obligation: &'a str,
    /// The service of the control.
    service: &'a str,
    /// How bad it is if the control is unmet.
    #[cfg_attr(test, schemars(extend("enum" = ["critical", "high", "medium", "low"])))]
    severity: &'static str,
    /// How the control stands on the resource.
    #[cfg_attr(test, schemars(extend("enum" = ["met", "unmet", "undecided", "not-applicable"])))]
    verdict: &'static str,
    /// The address of the resource instance.
    address: &'a str,
    /// Its type.
    #[serde(rename = "type")]
    kind: &'a str,
    /// What the plan does to it.
    #[cfg_attr(test, schemars(extend("enum" = CHANGES)))]
    change: &'static str,
    /// What the plan has to do with the finding: it touches the resource, leaves it as it is, or takes away what held before.
    #[cfg_attr(test, schemars(extend("enum" = ["changed", "unchanged", "removed"])))]
    scope: &'static str,
    /// What is wrong, what it waits for, or the state that holds.
    message: &'a str,
    /// Whether an owner has accepted it: by a waiver, or in the baseline.
    #[cfg_attr(test, schemars(extend("enum" = ["waived", "baseline", null])))]
    settled: Option<&'static str>,
    /// The waiver, if it is waived.
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptance: Option<Acceptance<'a>>,
    /// The id of the owner who is assigned to it.
    owner: Option<&'a str>,
    /// The control whose finding on the same resource has the same cause; people are shown that one only.
    subsumed_by: Option<&'a str>,
    /// Where the reader can act, if a certain line was found.
    location: Option<Location<'a>>,
    /// The rest of the story.
    related: Vec<Related<'a>>,
    /// What led to the verdict.
    evidence: Vec<Evidence<'a>>,
    /// The resources that were joined to the judged one, sorted by address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    joined: Vec<Joined<'a>>,
    /// What an undecided verdict waits for.
    blocked_by: &'a [String],
    /// The name of the policy, if the file has no `control` block: then each of its policies stands for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    /// What the control weighs in the catalogue, if the configuration says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    reweighed: Option<Reweighed<'a>>,
    /// What the policy tells whatever comes out.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    info: &'a [String],
    /// Stays the same when lines move.
    fingerprint: &'a str,
    /// The index of its plan; left out where there is one plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<usize>,
}

/// A resource that belongs to the judged one.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Joined<'a> {
    /// The address of the resource instance.
    address: &'a str,
    /// How that was established: `same value`, `reference`, `equal key`, `source text`, `same provider configuration`.
    by: &'static str,
}

/// A severity that the configuration replaces.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Reweighed<'a> {
    /// The severity in the catalogue.
    #[cfg_attr(test, schemars(extend("enum" = ["critical", "high", "medium", "low"])))]
    was: &'static str,
    /// Why it is another one here.
    reason: &'a str,
}

/// Why a finding is waived.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Acceptance<'a> {
    /// Where it is written: in `onus.hcl`, in a comment, or in a comment for another tool.
    #[cfg_attr(test, schemars(extend("enum" = ["configuration", "comment", "checkov", "trivy", "tfsec"])))]
    by: &'static str,
    /// Whether it stands in the code that it is about.
    in_source: bool,
    /// Who accepted it: the id of an owner, or what the comment says.
    owner: Option<&'a str>,
    /// Why.
    reason: &'a str,
    /// The last day it holds, `YYYY-MM-DD`.
    expires: Option<String>,
    /// The waiver.
    location: Option<Location<'a>>,
}

fn acceptance(acceptance: &crate::settle::Acceptance) -> Acceptance<'_> {
    Acceptance {
        by: acceptance.by.name(),
        in_source: acceptance.by.is_in_source(),
        owner: acceptance.owner.as_deref(),
        reason: &acceptance.reason,
        expires: acceptance.expires.map(|date| date.to_string()),
        location: acceptance.location.as_ref().map(location),
    }
}

/// A part of a file of the repository.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Location<'a> {
    /// Relative to the root of the repository, with forward slashes.
    file: &'a str,
    /// From 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    /// In Unicode code points, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    column: usize,
    /// The last line.
    #[cfg_attr(test, schemars(range(min = 1)))]
    end_line: usize,
    /// The column behind the last character.
    #[cfg_attr(test, schemars(range(min = 1)))]
    end_column: usize,
}

/// A place that belongs to a finding's story.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Related<'a> {
    /// What is to be seen there.
    message: &'a str,
    /// Where.
    location: Location<'a>,
}

#[cfg(test)]
const CHANGES: [&str; 7] = ["create", "update", "replace", "delete", "no-op", "read", "forget"];

fn location(location: &crate::source::Location) -> Location<'_> {
    Location {
        file: &location.file,
        line: location.line,
        column: location.column,
        end_line: location.end_line,
        end_column: location.end_column,
    }
}

fn related(related: &crate::source::Related) -> Related<'_> {
    Related { message: &related.message, location: location(&related.location) }
}

/// An attribute that led to a verdict.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Evidence<'a> {
    /// The resource that it belongs to.
    address: &'a str,
    /// Its path; empty if the resource as a whole was asked for.
    attribute: &'a str,
    /// What the plan says of it.
    #[cfg_attr(test, schemars(extend("enum" = ["known", "unset", "unknown", "sensitive"])))]
    state: &'static str,
    /// Where its value comes from, or which fact stands in for it.
    origin: Option<&'a str>,
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let several = report.plans.len() > 1;
    let document = Document {
        schema: SCHEMA,
        onus: env!("CARGO_PKG_VERSION"),
        plans: &report.plans,
        findings: report.findings.iter().map(|finding| one(finding, several)).collect(),
        matrix: rows(report),
        framework: report.framework.as_ref(),
        summary: &report.summary,
        errors: &report.faults,
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

pub(super) fn one(finding: &Reported, several: bool) -> Finding<'_> {
    Finding {
        control: &finding.control,
        obligation: &finding.obligation,
        service: &finding.service,
        severity: finding.severity.name(),
        verdict: finding.verdict.name(),
        address: &finding.address,
        kind: &finding.kind,
        change: finding.change,
        scope: finding.scope.name(),
        message: &finding.message,
        settled: finding.settled.as_ref().map(crate::settle::Settled::name),
        acceptance: finding.settled.as_ref().and_then(crate::settle::Settled::acceptance).map(acceptance),
        owner: finding.owner.as_ref().map(|owner| &*owner.id),
        subsumed_by: finding.subsumed_by.as_deref(),
        location: finding.place.as_ref().map(|place| location(&place.location)),
        related: finding.place.iter().flat_map(|place| &place.related).map(related).collect(),
        evidence: finding
            .evidence
            .iter()
            .map(|evidence| Evidence {
                address: &evidence.address,
                attribute: &evidence.attribute,
                state: evidence.state.name(),
                origin: evidence.origin.as_deref(),
            })
            .collect(),
        joined: finding.joined.iter().map(|joined| Joined { address: &joined.address, by: joined.by }).collect(),
        blocked_by: &finding.blocked_by,
        policy: finding.rule.as_deref(),
        reweighed: finding.about.reweighed.as_ref().map(|of| Reweighed { was: of.was.name(), reason: &of.reason }),
        info: &finding.info,
        fingerprint: &finding.fingerprint,
        plan: several.then_some(finding.plan),
    }
}
