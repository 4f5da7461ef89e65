//! The filters: radio buttons, and the style that hides what they leave out. What an item is shows in its classes.

use std::collections::BTreeSet;
use std::sync::Arc;

use maud::{Markup, html};

use super::shown;
use crate::app::Report;
use crate::matrix::{Row, Status};
use crate::model::Party;
use crate::render::matrix::words;
use crate::settle::Owner;

/// What can be chosen.
pub(super) struct Filters {
    statuses: Vec<Status>,
    owners: Vec<Arc<Owner>>,
    frameworks: Vec<Arc<str>>,
}

impl Filters {
    pub(super) fn of(report: &Report) -> Self {
        let used: BTreeSet<&Arc<str>> = report.matrix.rows.iter().flat_map(|row| row.frameworks.keys()).collect();
        Self {
            statuses: words::summary(report).into_iter().map(|(status, _)| status).collect(),
            owners: report.matrix.owners().into_iter().collect(),
            frameworks: report.matrix.frameworks.iter().filter(|name| used.contains(name)).cloned().collect(),
        }
    }

    /// The classes of an obligation. Numbers, since names are anybody's text.
    pub(super) fn classes(&self, row: &Row) -> String {
        let mut classes = vec!["x".to_owned(), format!("st-{}", row.status.name())];
        let owned = |owner: &Arc<Owner>| {
            let stating = row.statements.iter().flat_map(|statement| &statement.made).map(|made| &made.owner);
            row.responsible.iter().map(|one| &one.owner).chain(stating).any(|known| known == owner)
        };
        classes.extend(numbered("ow", &self.owners, owned));
        if row.responsible.is_empty() && row.party != Party::Aws {
            classes.push("ow-none".to_owned());
        }
        classes.extend(numbered("fw", &self.frameworks, |name| row.frameworks.contains_key(name)));
        classes.join(" ")
    }

    /// The rules that hide what is not chosen.
    pub(super) fn style(&self) -> String {
        let statuses = self.statuses.iter().map(|status| format!("st-{}", status.name()));
        let owners = (0..self.owners.len()).map(|number| format!("ow-{number}")).chain(["ow-none".to_owned()]);
        let frameworks = (0..self.frameworks.len()).map(|number| format!("fw-{number}"));
        let rules =
            statuses.chain(owners).chain(frameworks).map(|id| format!("body:has(#{id}:checked) .x:not(.{id}){{display:none}}\n"));
        rules.collect::<Vec<_>>().concat()
    }

    pub(super) fn controls(&self) -> Markup {
        let statuses = self.statuses.iter().map(|status| (format!("st-{}", status.name()), words::status(*status).to_owned()));
        let owners = self.owners.iter().enumerate().map(|(number, owner)| (format!("ow-{number}"), shown(&owner.name)));
        let frameworks = self.frameworks.iter().enumerate().map(|(number, name)| (format!("fw-{number}"), shown(name)));
        html! {
            div.filters {
                (group("status", "Status", statuses.collect()))
                (group("owner", "Owner", owners.chain([("ow-none".to_owned(), "Nobody".to_owned())]).collect()))
                (group("framework", "Framework", frameworks.collect()))
            }
        }
    }
}

fn numbered<'t, T>(prefix: &str, all: &'t [T], holds: impl Fn(&'t T) -> bool) -> Vec<String> {
    all.iter().enumerate().filter(|(_, one)| holds(one)).map(|(number, _)| format!("{prefix}-{number}")).collect()
}

fn group(name: &str, title: &str, choices: Vec<(String, String)>) -> Markup {
    html! {
        @if !choices.is_empty() {
            fieldset {
                legend { (title) }
                label { input type="radio" name=(name) id={ (name) "-all" } checked; "All" }
                @for (id, text) in choices { label { input type="radio" name=(name) id=(id); (text) } }
            }
        }
    }
}
