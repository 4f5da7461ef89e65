//! Resource by resource: every control that was judged on it, and the way back to the obligation.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::detail::verdict;
use super::{anchor, shown};
use crate::app::{Report, Reported};
use crate::judge::Verdict;
use crate::matrix::ResourceRow;
use crate::render::common;

pub(super) type Index<'r> = BTreeMap<(usize, &'r str), Vec<&'r Reported>>;

/// The resources that are listed, with what was found on each; of more than `most`, those on which something is open.
pub(super) fn index(report: &Report, most: usize) -> Index<'_> {
    let mut index = Index::new();
    let judged = report.matrix.rows.iter().flat_map(|row| &row.resources).flat_map(|resource| &resource.findings);
    for finding in judged.filter_map(|number| report.findings.get(*number)) {
        index.entry((finding.plan, &finding.address)).or_default().push(finding);
    }
    if index.len() > most {
        index.retain(|_, findings| findings.iter().any(|finding| finding.verdict != Verdict::Met));
    }
    index
}

pub(super) fn section(report: &Report, index: &Index<'_>) -> Markup {
    let all: std::collections::BTreeSet<(usize, &str)> =
        report.matrix.rows.iter().flat_map(|row| &row.resources).map(|one| (one.plan, &*one.address)).collect();
    let titles: BTreeMap<&str, &str> = report.matrix.rows.iter().map(|row| (&*row.obligation, &*row.title)).collect();
    html! {
        @for ((plan, address), findings) in index { (resource(report, (*plan, address), findings, &titles)) }
        @if all.len() > index.len() { p.soft { "Not listed: " (all.len() - index.len()) " of " (all.len()) " resources, on which every control holds." } }
    }
}

fn resource(report: &Report, (plan, address): (usize, &str), findings: &[&Reported], titles: &BTreeMap<&str, &str>) -> Markup {
    let worst = [Verdict::Unmet, Verdict::Undecided].into_iter().find(|worst| findings.iter().any(|one| one.verdict == *worst));
    html! {
        details.item {
            summary { h3 { code { (shown(&common::name(address))) } } (verdict(worst.unwrap_or(Verdict::Met)))
                @if let (true, Some(plan)) = (report.plans.len() > 1, report.plans.get(plan)) { span.soft { (shown(&plan.path)) } } }
            div.body id=(id(plan, address)) {
                div.scroll role="region" aria-label={ "Controls on " (shown(address)) @if let (true, Some(plan)) = (report.plans.len() > 1, report.plans.get(plan)) { " in " (shown(&plan.path)) } } tabindex="0" { table {
                    thead { tr { th scope="col" { "Control" } th scope="col" { "Verdict" } th scope="col" { "What was found" } th scope="col" { "Obligation" } } }
                    tbody { @for finding in findings { tr {
                        th scope="row" { code { (shown(&finding.control)) } }
                        td { (verdict(finding.verdict)) }
                        td { (found(finding)) }
                        td { a href={ "#" (anchor(&finding.obligation)) } { (shown(titles.get(&*finding.obligation).copied().unwrap_or_default())) } }
                    } } }
                } }
            }
        }
    }
}

fn found(finding: &Reported) -> Markup {
    html! {
        (shown(&finding.message))
        @for cause in finding.blocked_by.iter().take(1) { small.soft { br; (shown(cause)) } }
        @if let Some(settled) = &finding.settled { small.soft { br; (shown(&settled.words())) } }
        @if let (false, Some((file, location))) = (finding.verdict == Verdict::Met, common::placed(finding)) {
            small.soft { br; code { (shown(file)) ":" (location.line) } }
        }
    }
}

/// The way to a resource, where it is listed.
pub(super) fn reference(index: &Index<'_>, plan: usize, address: &str) -> Markup {
    html! {
        @if index.contains_key(&(plan, address)) { a href={ "#" (id(plan, address)) } { code { (shown(address)) } } } @else { code { (shown(address)) } }
    }
}

/// The controls that are not met on a resource.
pub(super) fn open(report: &Report, of: &ResourceRow) -> Markup {
    let findings = of.findings.iter().filter_map(|number| report.findings.get(*number));
    let said = |one: &Reported| {
        let settled = one.settled.as_ref().map_or_else(String::new, |settled| format!(" ({})", settled.name()));
        format!("{}{settled}", shown(&one.control))
    };
    let open: Vec<String> = findings.filter(|finding| finding.verdict != Verdict::Met).map(said).collect();
    html! { @if open.is_empty() { "–" } @else { small { code { (open.join(", ")) } } } }
}

/// The anchor of a resource: a hash, since an address may hold anything.
fn id(plan: usize, address: &str) -> String {
    let digest = crate::digest::digest([address]);
    format!("r{plan}-{}", digest.get(..16).unwrap_or(&digest))
}
