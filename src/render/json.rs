//! `--format json`: the contract with other tools, versioned.

use std::io::Write;

use serde::Serialize;

use crate::app::{MatrixRow, PlanInfo, Report, Reported, Summary};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    onus: &'static str,
    plans: &'a [PlanInfo],
    findings: Vec<Finding<'a>>,
    matrix: &'a [MatrixRow],
    summary: &'a Summary,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    errors: &'a [String],
}

/// A finding as the JSON formats write it.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    control: &'a str,
    obligation: &'a str,
    service: &'a str,
    severity: &'static str,
    verdict: &'static str,
    address: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    change: &'static str,
    scope: &'static str,
    message: &'a str,
    settled: Option<&'static str>,
    location: Option<Location<'a>>,
    related: Vec<Related<'a>>,
    evidence: Vec<Evidence<'a>>,
    blocked_by: &'a [String],
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<usize>,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

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

#[derive(Serialize)]
struct Evidence<'a> {
    address: &'a str,
    attribute: &'a str,
    state: &'static str,
    origin: Option<&'a str>,
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let several = report.plans.len() > 1;
    let document = Document {
        schema: 1,
        onus: env!("CARGO_PKG_VERSION"),
        plans: &report.plans,
        findings: report.findings.iter().map(|finding| one(finding, several)).collect(),
        matrix: &report.matrix,
        summary: &report.summary,
        errors: &report.faults,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
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
        settled: None,
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
        blocked_by: &finding.blocked_by,
        fingerprint: &finding.fingerprint,
        plan: several.then_some(finding.plan),
    }
}
