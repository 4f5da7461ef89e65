//! The matrix as a system security plan. What AWS does stands as *provided* by its services, what is left to the customer as
//! *responsibilities*. The system inherits the first; it *satisfies* a responsibility only if the obligation is met or attested,
//! so one that nothing satisfies is open.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::{aws, control_id, customer, document, id, metadata, owner, path, prop, resource, resources, text};
use crate::app::Report;
use crate::judge::Verdict;
use crate::matrix::{Column, ResourceRow, Row, Status};
use crate::model::Party;
use crate::render::matrix::words;

/// Writes the matrix.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let body = json!({
        "metadata": metadata(report, "Responsibilities matrix"),
        "import-profile": { "href": format!("#{}", profile()) },
        "system-characteristics": characteristics(report),
        "system-implementation": implementation(report),
        "control-implementation": {
            "description": "Every obligation of the AWS shared responsibility model: what AWS provides, what is left to the customer, and how it stands by the plans and by what owners have stated.",
            "implemented-requirements": report.matrix.rows.iter().map(|row| requirement(report, row)).collect::<Vec<_>>(),
        },
        "back-matter": { "resources": [{
            "uuid": profile(),
            "title": "Obligations of the AWS shared responsibility model for EC2, RDS and S3",
            "description": "The ids of controls in this document are the ids of obligations, with a hyphen for the slash.",
            "rlinks": [{ "href": "https://aws.amazon.com/compliance/shared-responsibility-model/" }],
        }] },
    });
    serde_json::to_writer_pretty(&mut *out, &document("system-security-plan", body))?;
    out.write_all(b"\n")
}

fn profile() -> String {
    id("profile", &["obligations"])
}

fn system() -> String {
    id("component", &["this-system"])
}

fn service(column: &Column) -> String {
    id("component", &["service", &column.name])
}

fn provided(row: &Row, column: &Column) -> String {
    id("provided", &[&row.obligation, &column.name])
}

fn responsibility(row: &Row, column: &Column) -> String {
    id("responsibility", &[&row.obligation, &column.name])
}

fn characteristics(report: &Report) -> Json {
    let paths: Vec<&str> = (0..report.plans.len()).map(|number| path(report, number)).collect();
    json!({
        "system-ids": [{ "identifier-type": "http://ietf.org/rfc/rfc4122", "id": id("system", &paths) }],
        "system-name": text(&paths.join(", ")),
        "description": "What these Terraform plans make and change.",
        "system-information": { "information-types": [{
            "title": "Customer data",
            "description": "What the customer stores and processes. A plan does not show its kind; an owner states it.",
        }] },
        "status": { "state": "under-development", "remarks": "Judged before it is applied." },
        "authorization-boundary": { "description": "The resources of the plans. What other states hold lies outside." },
    })
}

fn implementation(report: &Report) -> Json {
    let mut users = vec![json!({ "uuid": id("user", &["customer"]), "title": "Customer", "role-ids": ["customer"] })];
    users.extend(
        report.matrix.owners().iter().map(
            |owner| json!({ "uuid": id("user", &["owner", &owner.id]), "title": text(&owner.name), "role-ids": ["customer"] }),
        ),
    );
    let mut components = vec![json!({
        "uuid": system(),
        "type": "this-system",
        "title": "This system",
        "description": "The resources of the plans and the people who run them.",
        "status": { "state": "under-development" },
    })];
    components.extend(report.matrix.services.iter().map(|column| {
        json!({
            "uuid": service(column),
            "type": "service",
            "title": column.title,
            "description": format!("{}, run by AWS.", column.title),
            "props": [{ "name": "implementation-point", "value": "external" }],
            "status": { "state": "operational" },
            "responsible-roles": [{ "role-id": "provider", "party-uuids": [aws()] }],
        })
    }));
    components.extend(resources(report, None));
    json!({ "users": users, "components": components })
}

fn requirement(report: &Report, row: &Row) -> Json {
    let columns = arising(report, row);
    let mut components: Vec<Json> = columns.iter().map(|column| by_service(row, column)).collect();
    components.push(by_system(row, &columns));
    components.extend(row.resources.iter().map(|resource| by_resource(report, row, resource)));
    let mut props = vec![prop("obligation", &row.obligation), prop("party", row.party.name()), prop("status", row.status.name())];
    props.extend(origination(row.party).iter().map(|value| json!({ "name": "control-origination", "value": value })));
    for (framework, ids) in words::frameworks(row) {
        props.push(prop("framework-ids", &format!("{framework}: {ids}")));
    }
    json!({
        "uuid": id("requirement", &[&row.obligation]),
        "control-id": control_id(&row.obligation),
        "props": props,
        "by-components": components,
        "remarks": text(&row.title),
    })
}

/// The services in which it arises; what arises in none is the account's.
fn arising<'r>(report: &'r Report, row: &Row) -> Vec<&'r Column> {
    let columns = report.matrix.services.iter().zip(&row.services);
    columns.filter(|(_, cell)| cell.is_some()).map(|(column, _)| column).collect()
}

fn origination(party: Party) -> &'static [&'static str] {
    match party {
        Party::Aws => &["inherited"],
        Party::Customer => &["customer-configured"],
        Party::Shared => &["inherited", "customer-configured"],
    }
}

/// The provider's side.
fn by_service(row: &Row, column: &Column) -> Json {
    let mut export = serde_json::Map::new();
    if !row.aws.is_empty() {
        export.insert(
            "provided".to_owned(),
            json!([{
                "uuid": provided(row, column),
                "description": text(&row.aws),
                "responsible-roles": [{ "role-id": "provider", "party-uuids": [aws()] }],
            }]),
        );
    }
    if row.party != Party::Aws {
        let mut left = json!({
            "uuid": responsibility(row, column),
            "description": text(&row.customer),
            "responsible-roles": [{ "role-id": "customer", "party-uuids": [customer()] }],
        });
        if let (false, Some(left)) = (row.aws.is_empty(), left.as_object_mut()) {
            left.insert("provided-uuid".to_owned(), provided(row, column).into());
        }
        export.insert("responsibilities".to_owned(), json!([left]));
    }
    json!({
        "component-uuid": service(column),
        "uuid": id("by-component", &[&row.obligation, "service", &column.name]),
        "description": format!("Where the line runs in {}.", column.title),
        "export": export,
    })
}

/// The customer's side.
fn by_system(row: &Row, columns: &[&Column]) -> Json {
    let mut side = serde_json::Map::new();
    side.insert("component-uuid".to_owned(), system().into());
    side.insert("uuid".to_owned(), id("by-component", &[&row.obligation, "system"]).into());
    side.insert("description".to_owned(), text(&described(row)).into());
    side.insert("implementation-status".to_owned(), json!({ "state": state(row.status), "remarks": row.status.meaning() }));
    let people: Vec<String> = row.responsible.iter().map(|one| owner(&one.owner)).collect();
    let inherited: Vec<Json> = columns
        .iter()
        .filter(|_| !row.aws.is_empty())
        .map(|column| {
            json!({
                "uuid": id("inherited", &[&row.obligation, &column.name]),
                "provided-uuid": provided(row, column),
                "description": format!("Taken from {}.", column.title),
            })
        })
        .collect();
    if !inherited.is_empty() {
        side.insert("inherited".to_owned(), inherited.into());
    }
    let satisfied: Vec<Json> = columns
        .iter()
        .filter(|_| matches!(row.status, Status::Met | Status::Attested))
        .map(|column| {
            json!({
                "uuid": id("satisfied", &[&row.obligation, &column.name]),
                "responsibility-uuid": responsibility(row, column),
                "description": text(&described(row)),
                "responsible-roles": [role(&people)],
            })
        })
        .collect();
    if !satisfied.is_empty() {
        side.insert("satisfied".to_owned(), satisfied.into());
    }
    if !people.is_empty() {
        side.insert("responsible-roles".to_owned(), json!([role(&people)]));
    }
    let said = remarks(row);
    if !said.is_empty() {
        side.insert("remarks".to_owned(), said.join("\n").into());
    }
    side.into()
}

fn role(people: &[String]) -> Json {
    if people.is_empty() { json!({ "role-id": "customer" }) } else { json!({ "role-id": "customer", "party-uuids": people }) }
}

/// Where it stands and who has it, in one sentence.
fn described(row: &Row) -> String {
    let counts = words::counts(row.counts);
    let counts = if counts.is_empty() { String::new() } else { format!(": {counts}") };
    format!("{}{counts}. Who: {}.", words::status(row.status), words::who(row))
}

/// How it is done and what was stated.
fn remarks(row: &Row) -> Vec<String> {
    let process = row.responsible.iter().filter_map(|one| {
        let process = one.process.as_ref()?;
        let runbook = one.runbook.as_ref().map_or_else(String::new, |link| format!(" ({})", link.as_str()));
        Some(text(&format!("{}: {process}{runbook}", words::responsible(one))))
    });
    let stated = row.statements.iter().flat_map(|statement| {
        let made: Vec<String> = statement.made.iter().map(words::made).collect();
        let made = if made.is_empty() { String::new() } else { format!(" {}", made.join("; ")) };
        [text(&format!("{} [{}]{made}", statement.statement, words::state(statement)))]
    });
    process.chain(stated).collect()
}

/// What OSCAL has nearest. Nothing that is open is "implemented".
fn state(status: Status) -> &'static str {
    match status {
        Status::Met | Status::Attested | Status::Aws => "implemented",
        Status::Unmet | Status::Undecided | Status::NeedsAttestation => "partial",
        Status::Unassigned => "planned",
        Status::NotInPlan => "not-applicable",
    }
}

fn by_resource(report: &Report, row: &Row, of: &ResourceRow) -> Json {
    let findings = of.findings.iter().filter_map(|number| report.findings.get(*number));
    let open: Vec<&str> = findings.filter(|finding| finding.verdict != Verdict::Met).map(|finding| &*finding.control).collect();
    let said = if open.is_empty() {
        "every control that speaks to it is met".to_owned()
    } else {
        format!("not met: {}", open.join(", "))
    };
    let state = match (open.len(), of.findings.len()) {
        (0, _) => "implemented",
        (open, all) if open < all => "partial",
        _ => "planned",
    };
    json!({
        "component-uuid": resource(report, of.plan, &of.address),
        "uuid": id("by-component", &[&row.obligation, path(report, of.plan), &of.address]),
        "description": text(&format!("{}: {said}", of.verdict.name())),
        "props": [prop("verdict", of.verdict.name())],
        "implementation-status": { "state": state, "remarks": "as planned" },
    })
}
