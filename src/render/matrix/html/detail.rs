//! One obligation: both halves, who does it and how, what was stated, controls and resources.

use maud::{Markup, html};

use super::filters::Filters;
use super::resources::Index;
use super::{anchor, chip, link, resources, shown};
use crate::app::Report;
use crate::judge::Verdict;
use crate::matrix::{ControlRow, Made, Responsible, Row, Status};
use crate::model::Party;
use crate::render::common;
use crate::render::matrix::words;

pub(super) fn obligation(report: &Report, row: &Row, filters: &Filters, index: &Index<'_>) -> Markup {
    html! {
        details class={ "item " (filters.classes(row)) } {
            summary { h3 { (shown(&row.title)) } (chip(row.status)) span.soft { (shown(&words::who(row))) } }
            div.body id=(anchor(&row.obligation)) {
                p.soft { code { (shown(&row.obligation)) } ", " (words::party(row.party)) @let said = words::counts(row.counts); @if !said.is_empty() { ": " (said) } }
                (halves(row))
                @if row.party != Party::Aws { (responsible(row)) (statements(row)) }
                (frameworks(row))
                @if !row.controls.is_empty() { (controls(row)) (self::resources(report, row, index)) }
            }
        }
    }
}

fn halves(row: &Row) -> Markup {
    html! {
        div.halves {
            @if !row.customer.is_empty() { div { h4 { "The customer" } p { (row.customer) } } }
            @if !row.aws.is_empty() { div { h4 { "AWS" } p { (row.aws) } } }
        }
        @if !row.source.is_empty() { p { small { "Source: " a href=(row.source) rel="noreferrer noopener" { (row.source) } } } }
    }
}

fn responsible(row: &Row) -> Markup {
    html! {
        h4 { "Who and how" }
        @if row.responsible.is_empty() { p { "Nobody is assigned to it." } } @else {
            div.scroll role="region" aria-label={ "Owners of " (row.obligation) } tabindex="0" { table {
                thead { tr { th scope="col" { "Owner" } th scope="col" { "Contact" } th scope="col" { "For" } th scope="col" { "Process" } th scope="col" { "Runbook" } } }
                tbody { @for one in &row.responsible { (owner(one)) } }
            } }
        }
    }
}

fn owner(of: &Responsible) -> Markup {
    html! {
        tr {
            th scope="row" { (shown(&of.owner.name)) }
            td { (shown(&of.owner.contact)) }
            td { @match of.part { None => "the whole obligation", Some(1) => "1 resource", Some(count) => { (count) " resources" } } }
            td { (of.process.as_deref().map_or_else(|| "–".to_owned(), shown)) }
            td { @if let Some(runbook) = &of.runbook { (link(runbook)) } @else { "–" } }
        }
    }
}

fn statements(row: &Row) -> Markup {
    html! {
        @if !row.statements.is_empty() {
            h4 { "What no plan can show" }
            div.scroll role="region" aria-label={ "Statements about " (row.obligation) } tabindex="0" { table {
                thead { tr { th scope="col" { "To be stated" } th scope="col" { "Stands" } th scope="col" { "Attestation" } } }
                tbody { @for statement in &row.statements { tr {
                    th scope="row" { (statement.statement) @if !statement.hint.is_empty() { small.soft { br; "A plan shows in part: " (statement.hint) } } }
                    td { (words::state(statement)) }
                    td { @if statement.made.is_empty() { "–" } @for made in &statement.made { (self::made(made)) } }
                } } }
            } }
        }
    }
}

fn made(of: &Made) -> Markup {
    html! {
        p {
            (shown(&of.statement)) br;
            small {
                (shown(&of.owner.name)) @if of.holds { ", until " } @else { ", expired after " } (of.expires)
                @if !of.resources.is_empty() { ", for " code { (shown(&of.resources.join(", "))) } }
                @if let Some(evidence) = &of.evidence { ", evidence: " (link(evidence)) }
            }
        }
    }
}

fn frameworks(row: &Row) -> Markup {
    html! {
        @if !row.frameworks.is_empty() {
            h4 { "In the frameworks in force" }
            dl.ids { @for (name, ids) in words::frameworks(row) { dt { (shown(&name)) } dd { (shown(&ids)) } } }
        }
    }
}

fn controls(row: &Row) -> Markup {
    html! {
        h4 { "Controls" }
        div.scroll role="region" aria-label={ "Controls of " (row.obligation) } tabindex="0" { table {
            thead { tr { th scope="col" { "Control" } th scope="col" { "Severity" } th scope="col" { "Verdict" } th.n scope="col" { "Unmet" } th.n scope="col" { "Undecided" } th.n scope="col" { "Met" } th scope="col" { "Frameworks" } } }
            tbody { @for control in &row.controls { (self::control(control)) } }
        } }
    }
}

fn control(of: &ControlRow) -> Markup {
    let ids = of.frameworks.iter().map(|(name, ids)| format!("{name} {}", ids.join(", "))).collect::<Vec<_>>().join("; ");
    html! {
        tr {
            th scope="row" { (shown(&of.title)) small.soft { br; code { (shown(of.id.as_ref())) } } }
            td { (of.severity.name()) @if let Some(reweighed) = &of.reweighed { small.soft { br; (shown(&common::reweighed(of.severity, reweighed))) } } }
            td { (verdict(of.verdict)) }
            td.n { (of.counts.unmet) } td.n { (of.counts.undecided) } td.n { (of.counts.met) }
            td { small { @if ids.is_empty() { "–" } @else { (shown(&ids)) } } }
        }
    }
}

/// A verdict in the colours of the status of that name.
pub(super) fn verdict(of: Verdict) -> Markup {
    chip(match of {
        Verdict::Met => Status::Met,
        Verdict::Unmet => Status::Unmet,
        Verdict::Undecided => Status::Undecided,
        Verdict::NotApplicable => Status::NotInPlan,
    })
}

fn resources(report: &Report, row: &Row, index: &Index<'_>) -> Markup {
    html! {
        h4 { "Resources" }
        div.scroll role="region" aria-label={ "Resources of " (row.obligation) } tabindex="0" { table {
            thead { tr { th scope="col" { "Resource" } th scope="col" { "Verdict" } th scope="col" { "Not met" } th scope="col" { "Owner" } } }
            tbody { @for resource in &row.resources { tr {
                th scope="row" { (resources::reference(index, resource.plan, &resource.address)) }
                td { (verdict(resource.verdict)) }
                td { (resources::open(report, resource)) }
                td { (resource.owner.as_ref().map_or_else(|| "–".to_owned(), |owner| shown(&owner.name))) }
            } } }
        } }
    }
}
