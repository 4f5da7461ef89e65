//! `onus check --format oscal`: what was found as assessment results. One result a plan; an observation is a control's verdict on a
//! resource, a finding an obligation with what was observed of it.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::{control_id, document, id, metadata, path, prop, resource, resources, text, time};
use crate::app::{Report, Reported};
use crate::matrix::{Cell, Row, Status};
use crate::render::common;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let ap = id("assessment-plan", &["onus"]);
    let results: Vec<Json> = (0..report.plans.len()).map(|plan| result(report, plan)).collect();
    let body = json!({
        "metadata": metadata(report, "Check of Terraform plans against the customer's obligations"),
        "import-ap": { "href": format!("#{ap}") },
        "results": results,
        "back-matter": { "resources": [{
            "uuid": ap,
            "title": "Assessment plan",
            "description": "Every control of the catalogue on every resource of the plans to which it applies.",
        }] },
    });
    serde_json::to_writer_pretty(&mut *out, &document("assessment-results", body))?;
    out.write_all(b"\n")
}

fn result(report: &Report, plan: usize) -> Json {
    let at = report.plans.get(plan).and_then(|plan| plan.timestamp.clone()).unwrap_or_else(|| time(report));
    let rows: Vec<&Row> = report.matrix.rows.iter().filter(|row| row.resources.iter().any(|one| one.plan == plan)).collect();
    let included: Vec<Json> = rows.iter().map(|row| json!({ "control-id": control_id(&row.obligation) })).collect();
    // OSCAL has no empty lists: what is not there is left out.
    let selection = if included.is_empty() {
        json!({ "include-all": {}, "description": "the plan holds nothing that a control is about" })
    } else {
        json!({ "include-controls": included })
    };
    let mut result = json!({
        "uuid": id("result", &[path(report, plan)]),
        "title": text(path(report, plan)),
        "description": "Judged before apply. What is known only after apply is neither met nor unmet.",
        "start": at,
        "end": at,
        "reviewed-controls": { "control-selections": [selection] },
    });
    let components = resources(report, Some(plan));
    let observations: Vec<Json> = observed(report, &rows, plan).map(|finding| observation(report, finding, &at)).collect();
    let findings: Vec<Json> = rows.iter().map(|row| finding(report, row, plan)).collect();
    if let (false, Some(result)) = (components.is_empty(), result.as_object_mut()) {
        result.insert("local-definitions".to_owned(), json!({ "components": components }));
        result.insert("observations".to_owned(), observations.into());
        result.insert("findings".to_owned(), findings.into());
    }
    result
}

/// The findings behind rows, each once.
fn observed<'r>(report: &'r Report, rows: &'r [&'r Row], plan: usize) -> impl Iterator<Item = &'r Reported> {
    let resources = rows.iter().flat_map(|row| &row.resources).filter(move |resource| resource.plan == plan);
    resources.flat_map(|resource| &resource.findings).filter_map(|number| report.findings.get(*number))
}

fn observation_id(report: &Report, finding: &Reported) -> String {
    id("observation", &[&common::identity(report, finding), &finding.control, &finding.address])
}

fn observation(report: &Report, finding: &Reported, at: &str) -> Json {
    let mut props = vec![
        prop("control", &finding.control),
        prop("verdict", finding.verdict.name()),
        prop("severity", finding.severity.name()),
    ];
    if let Some((file, location)) = common::placed(finding) {
        props.push(prop("source", &format!("{file}:{}", location.line)));
    }
    if let Some(settled) = &finding.settled {
        props.push(prop("accepted", &settled.words()));
    }
    props.extend(finding.blocked_by.iter().map(|cause| prop("waits-for", cause)));
    json!({
        "uuid": observation_id(report, finding),
        "title": text(&finding.about.title),
        "description": text(&finding.message),
        "props": props,
        "methods": ["TEST-AUTOMATED"],
        "types": ["finding"],
        "subjects": [{ "subject-uuid": resource(report, finding.plan, &finding.address), "type": "component", "title": text(&finding.address) }],
        "collected": at,
    })
}

fn finding(report: &Report, row: &Row, plan: usize) -> Json {
    let own = Cell { status: row.status, counts: row.counts };
    let cell = row.plans.get(plan).unwrap_or(&own);
    let (state, reason) = match cell.status {
        Status::Met | Status::Attested => ("satisfied", "pass"),
        Status::Unmet => ("not-satisfied", "fail"),
        _ => ("not-satisfied", "other"),
    };
    let rows = [row];
    let related: Vec<Json> =
        observed(report, &rows, plan).map(|finding| json!({ "observation-uuid": observation_id(report, finding) })).collect();
    json!({
        "uuid": id("finding", &[path(report, plan), &row.obligation]),
        "title": text(&row.title),
        "description": format!("{}: {}", row.obligation, cell.status.meaning()),
        "props": [prop("obligation", &row.obligation), prop("status", cell.status.name())],
        "target": {
            "type": "objective-id",
            "target-id": format!("{}_obj", control_id(&row.obligation)),
            "status": { "state": state, "reason": reason },
        },
        "related-observations": related,
    })
}
