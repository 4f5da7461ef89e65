//! `policies/README.md` says what the policies say. `UPDATE=1 cargo test --test it catalogue` writes it anew.

use std::fmt::Write as _;

use onus::app::{Catalogue, CatalogueOptions, ControlFilter, ControlPage, controls};
use onus::model::Obligation;

use crate::support::root;

/// What stands above the tables.
const HEAD: &str = "# The catalogue

What the built-in controls ask for, by service and obligation of the AWS shared responsibility model. Generated from the policies: do
not edit, run `UPDATE=1 cargo test --test it catalogue`. `onus explain ID` shows the whole page of a control, `onus controls` filters
this list.
";

fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn row(control: &ControlPage, out: &mut String) {
    let name = control.id.split_once('/').map_or(&*control.id, |(_, name)| name);
    let frameworks: Vec<String> =
        control.frameworks.iter().map(|(framework, ids)| format!("{framework}: {}", ids.join(", "))).collect();
    writeln!(
        out,
        "| [`{name}`]({}.policy.hcl) | {} | {} | {} | {} | {} |",
        control.id,
        control.severity,
        cell(&control.title),
        cell(control.unset.as_deref().unwrap_or_default()),
        cell(control.limits.as_deref().unwrap_or_default()),
        cell(&frameworks.join("; ")),
    )
    .expect("a String takes text");
}

fn obligation(catalogue: &Catalogue, duty: &Obligation, controls: &[ControlPage], out: &mut String) {
    let own: Vec<&ControlPage> =
        controls.iter().filter(|control| control.obligation.as_ref().is_some_and(|own| own.id == duty.id)).collect();
    let stated: Vec<_> = catalogue.model.attestables.iter().filter(|attestable| attestable.obligation == duty.id).collect();
    if own.is_empty() && stated.is_empty() {
        return;
    }
    write!(out, "\n### {} (`{}`, {})\n\n{}\n", duty.title, duty.id, duty.party.name(), duty.customer).expect("text");
    if !own.is_empty() {
        out.push_str("\n| control | severity | desired state | if it is not set | what a plan cannot show | frameworks |\n");
        out.push_str("|---|---|---|---|---|---|\n");
        for control in own {
            row(control, out);
        }
    }
    if !stated.is_empty() {
        out.push_str("\nNo plan shows these; an owner states them:\n\n");
        for attestable in stated {
            writeln!(out, "- `{}`: {}", attestable.id, cell(&attestable.statement)).expect("text");
        }
    }
}

fn readme() -> String {
    let catalogue = Catalogue::load(&CatalogueOptions::default()).expect("the built-in catalogue loads");
    let controls = controls(&catalogue, &ControlFilter::default()).expect("no filter");
    let mut out = HEAD.to_owned();
    write!(out, "\n{} controls.\n", controls.len()).expect("text");
    let mut services: Vec<&str> = Vec::new();
    for duty in &catalogue.model.obligations {
        if !services.contains(&duty.service()) {
            services.push(duty.service());
        }
    }
    for service in services {
        let title = catalogue.model.services.get(service).map_or("Shared by all services", |known| &*known.title);
        let mut section = String::new();
        for duty in catalogue.model.obligations.iter().filter(|duty| duty.service() == service) {
            obligation(&catalogue, duty, &controls, &mut section);
        }
        if !section.is_empty() {
            write!(out, "\n## {title}\n{section}").expect("text");
        }
    }
    out
}

#[test]
fn the_readme_of_the_policies_says_what_they_say() {
    let path = root().join("policies/README.md");
    let wanted = readme();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).expect("the repository is writable");
    }
    let written = std::fs::read_to_string(&path).expect("policies/README.md");
    assert!(written == wanted, "policies/README.md is not what the policies say: UPDATE=1 cargo test --test it catalogue");
}

#[test]
fn the_readme_lists_every_control() {
    let written = readme();
    let catalogue = Catalogue::load(&CatalogueOptions::default()).expect("the built-in catalogue loads");
    for id in catalogue.set.controls.keys() {
        assert_eq!(written.matches(&format!("]({id}.policy.hcl) |")).count(), 1, "{id}");
    }
}
