//! OSCAL 1.2.1: what a check found as assessment results, the responsibilities matrix as a system security plan. Ids are made
//! of content, times come from the plans, so that one input is one document.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::app::Report;
use crate::matrix::Row;
use crate::render::common;
use crate::settle::Owner;

pub mod plan;
pub mod results;

/// The version of OSCAL.
const VERSION: &str = "1.2.1";
/// The namespace of properties that OSCAL does not know.
const NAMESPACE: &str = "urn:onus";

/// An id that stays the same as long as what it is made of does.
fn id(kind: &str, parts: &[&str]) -> String {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes());
    let name = parts.iter().fold(kind.to_owned(), |name, part| format!("{name}\0{part}"));
    Uuid::new_v5(&space, name.as_bytes()).to_string()
}

/// A document under an id of its content.
fn document(kind: &str, mut body: Json) -> Json {
    let own = id(kind, &[&body.to_string()]);
    if let Some(body) = body.as_object_mut() {
        body.insert("uuid".to_owned(), own.into());
    }
    json!({ kind: body })
}

/// A property of our own. OSCAL wants a value on one line that neither begins nor ends with a space.
fn prop(name: &str, value: &str) -> Json {
    let value = common::one_line(value);
    let value = value.trim();
    json!({ "name": name, "ns": NAMESPACE, "value": if value.is_empty() { "-" } else { value } })
}

/// An obligation as the id of a control, which may hold no slash.
fn control_id(obligation: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
    let id: String = obligation.chars().map(plain).collect();
    if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id } else { format!("o-{id}") }
}

/// The newest time that a plan tells; without one the day of the run.
fn time(report: &Report) -> String {
    let told = report.plans.iter().filter_map(|plan| plan.timestamp.clone()).max();
    let day = || report.matrix.today.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    told.unwrap_or_else(|| format!("{}T00:00:00Z", day()))
}

fn aws() -> String {
    id("party", &["aws"])
}

fn customer() -> String {
    id("party", &["customer"])
}

fn owner(owner: &Owner) -> String {
    id("party", &["owner", &owner.id])
}

fn metadata(report: &Report, title: &str) -> Json {
    let mut parties = vec![
        json!({ "uuid": aws(), "type": "organization", "name": "Amazon Web Services" }),
        json!({ "uuid": customer(), "type": "organization", "name": "Customer" }),
    ];
    parties.extend(report.matrix.owners().iter().map(|owner| party(owner)));
    json!({
        "title": title,
        "last-modified": time(report),
        "version": env!("CARGO_PKG_VERSION"),
        "oscal-version": VERSION,
        "roles": [
            { "id": "provider", "title": "The provider of the cloud" },
            { "id": "customer", "title": "The customer, who carries what is in the cloud" }
        ],
        "parties": parties,
    })
}

fn party(of: &Owner) -> Json {
    let mut party = json!({
        "uuid": owner(of),
        "type": "organization",
        "name": text(&of.name),
        "member-of-organizations": [customer()],
        "remarks": text(&of.contact),
    });
    let mail = of.contact.trim_start_matches("mailto:");
    let is_mail = mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if let (true, Some(party)) = (is_mail && !mail.contains(char::is_whitespace), party.as_object_mut()) {
        party.insert("email-addresses".to_owned(), json!([mail]));
    }
    party
}

/// Text from outside. OSCAL wants some.
fn text(text: &str) -> String {
    let shown = common::one_line(text);
    if shown.trim().is_empty() { "-".to_owned() } else { shown }
}

/// The id of a planned resource as a component.
fn resource(report: &Report, plan: usize, address: &str) -> String {
    id("component", &[path(report, plan), address])
}

fn path(report: &Report, plan: usize) -> &str {
    report.plans.get(plan).map_or("-", |plan| plan.path.trim_start_matches("./"))
}

/// The resources that rows are about, in one plan or in all, each as a component.
fn resources(report: &Report, plan: Option<usize>) -> Vec<Json> {
    let rows = report.matrix.rows.iter().flat_map(|row: &Row| &row.resources);
    let wanted = rows.filter(|resource| plan.is_none_or(|plan| resource.plan == plan));
    let all: std::collections::BTreeSet<(usize, &str)> = wanted.map(|resource| (resource.plan, &*resource.address)).collect();
    let component = |(plan, address): (usize, &str)| {
        json!({
            "uuid": resource(report, plan, address),
            "type": "software",
            "title": text(address),
            "description": format!("A resource of the plan {}.", text(path(report, plan))),
            "props": [prop("address", address), prop("plan", path(report, plan))],
            "status": { "state": "under-development" },
        })
    };
    all.into_iter().map(component).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_content() {
        assert_eq!(id("a", &["b"]), id("a", &["b"]));
        assert_ne!(id("a", &["b", "c"]), id("a", &["bc"]));
        assert!(Uuid::parse_str(&id("a", &[])).is_ok_and(|id| id.get_version_num() == 5));
        assert_eq!(control_id("ec2/os-network-firewall"), "ec2-os-network-firewall");
        assert_eq!(control_id("1/ü"), "o-1--");
    }

    #[test]
    fn values_of_properties_are_one_line_and_not_empty() {
        for (value, expected) in [(" a\nb ", "a b"), ("", "-"), ("\n", "-")] {
            assert_eq!(prop("x", value)["value"], expected);
        }
    }
}
