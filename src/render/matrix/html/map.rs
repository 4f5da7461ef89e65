//! The heat map: obligations × services, and obligations × plans. Words in each cell, colour beside them.

use maud::{Markup, html};

use super::filters::Filters;
use super::{anchor, class, label, shown};
use crate::app::Report;
use crate::matrix::{Cell, Counts, Row};
use crate::model::Party;
use crate::render::matrix::words;

const PARTIES: [(Party, &str); 3] = [
    (Party::Customer, "The customer’s"),
    (Party::Shared, "Shared: AWS does its half, the customer does theirs"),
    (Party::Aws, "AWS’s own"),
];

pub(super) fn by_service(report: &Report, filters: &Filters) -> Markup {
    let heads: Vec<String> = report.matrix.services.iter().map(|column| column.title.to_string()).collect();
    map(report, filters, "Obligations by service", &heads, |row| row.services.clone())
}

pub(super) fn by_plan(report: &Report, filters: &Filters) -> Markup {
    let heads: Vec<String> = report.plans.iter().map(|plan| plan.path.clone()).collect();
    map(report, filters, "Obligations by plan", &heads, |row| row.plans.iter().copied().map(Some).collect())
}

fn map(report: &Report, filters: &Filters, caption: &str, heads: &[String], cells: impl Fn(&Row) -> Vec<Option<Cell>>) -> Markup {
    html! {
        div.scroll role="region" aria-label=(caption) tabindex="0" {
            table.map {
                caption { (caption) }
                thead { tr { th scope="col" { "Obligation" } @for head in heads { th scope="col" { (shown(head)) } } th scope="col" { "Who" } } }
                @for (party, title) in PARTIES {
                    @let rows: Vec<&Row> = report.matrix.rows.iter().filter(|row| row.party == party).collect();
                    @if !rows.is_empty() {
                        tbody {
                            tr.band { th scope="rowgroup" colspan=(heads.len() + 2) { (title) } }
                            @for row in rows {
                                tr class=(filters.classes(row)) {
                                    th scope="row" { a href={ "#" (anchor(&row.obligation)) } { (shown(&row.title)) } small.soft { code { (shown(&row.obligation)) } } }
                                    @for cell in cells(row) { (self::cell(cell.as_ref())) }
                                    td { (shown(&words::who(row))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(of: Option<&Cell>) -> Markup {
    html! {
        @match of {
            None => td.soft { span aria-hidden="true" { "–" } span.soft { " n/a" } },
            Some(cell) => td class=(class(cell.status)) { (label(cell.status)) small { (share(cell.counts)) } },
        }
    }
}

/// How much of it.
fn share(counts: Counts) -> String {
    let findings = counts.findings();
    let mut parts = Vec::new();
    if findings > 0 {
        parts.push(match counts.unmet + counts.undecided {
            0 => format!("{findings} of {findings} hold"),
            open => format!("{open} of {findings} open"),
        });
    }
    if counts.accepted > 0 {
        parts.push(format!("{} accepted", counts.accepted));
    }
    if counts.to_attest > 0 {
        parts.push(format!("{} to attest", counts.to_attest));
    }
    if counts.attested > 0 {
        parts.push(format!("{} attested", counts.attested));
    }
    parts.join(", ")
}
