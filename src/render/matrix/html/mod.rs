//! `onus matrix --format html`: one page that needs nothing else. It loads nothing, runs no script and says so in its policy;
//! filters are radio buttons and style. All text from a plan is escaped by the templates.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::words;
use crate::app::Report;
use crate::matrix::Status;
use crate::render::common;
use filters::Filters;

mod detail;
mod filters;
mod map;
mod resources;

const STYLE: &str = include_str!("style.css");
/// How many resources a page lists, whatever was found on them.
const LARGE: usize = 2000;

/// Writes the matrix.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", page(report, LARGE).into_string())
}

/// `most`: of more resources, those on which everything holds are counted and not listed.
fn page(report: &Report, most: usize) -> Markup {
    let filters = Filters::of(report);
    let index = resources::index(report, most);
    let style = format!("{STYLE}{}", filters.style());
    // The style is named by its hash; nothing else may be loaded, run or sent.
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                link rel="icon" href="data:,";
                title { "Responsibilities matrix" }
                style { (PreEscaped(style)) }
            }
            body {
                (head(report))
                main {
                    h2 { "Where the line runs" }
                    p { "Each obligation of the AWS shared responsibility model, and how it stands in each service. An obligation is met only if \
                         every control that speaks to it holds and its owner has stated what no plan can show." }
                    (filters.controls())
                    (map::by_service(report, &filters))
                    @if report.plans.len() > 1 {
                        h2 { "By plan" }
                        (map::by_plan(report, &filters))
                    }
                    h2 { "Obligation by obligation" }
                    p { "Who does it and how, what was stated, and what the plan shows." }
                    @for row in &report.matrix.rows { (detail::obligation(report, row, &filters, &index)) }
                    h2 { "Resource by resource" }
                    p { "Every control that was judged on a resource, with the obligation that it serves." }
                    (resources::section(report, &index))
                }
                footer { (legend()) }
            }
        }
    }
}

fn head(report: &Report) -> Markup {
    let matrix = &report.matrix;
    let frameworks: Vec<String> = matrix.frameworks.iter().map(|name| shown(name)).collect();
    html! {
        header {
            h1 { "Responsibilities matrix" }
            p.soft { "Who carries which duty for Amazon EC2, RDS and S3, by which process, and where it stands before " code { "terraform apply" } "." }
            @for caution in words::cautions(report) { p.caution { (shown(&caution)) } }
            dl.facts {
                @for plan in &report.plans {
                    div { dt { "Plan" } dd { code { (shown(&plan.path)) } ", " (plan.resources) " resources"
                        @if let Some(time) = &plan.timestamp { ", made " (shown(time)) } } }
                }
                @if let Some(today) = matrix.today { div { dt { "Attestations as of" } dd { (today) } } }
                div { dt { "Frameworks in force" } dd { @if frameworks.is_empty() { "none" } @else { (frameworks.join(", ")) } } }
            }
            ul.sums aria-label="Obligations by status" {
                @for (status, count) in words::summary(report) {
                    li class=(class(status)) { b { (count) } @if status == Status::Aws { "AWS’s own" } @else { (words::status(status).to_lowercase()) } }
                }
            }
        }
    }
}

fn legend() -> Markup {
    html! {
        h2 { "How to read it" }
        dl.ids {
            @for status in Status::ALL {
                dt { (chip(status)) } dd { (status.meaning()) }
            }
        }
        p { "What an owner accepts with a waiver, or a baseline takes over, is still unmet. Written by onus " (env!("CARGO_PKG_VERSION")) "." }
    }
}

/// The class that colours a status.
fn class(status: Status) -> String {
    format!("s-{}", status.name())
}

/// A status as a sign and a word.
fn chip(status: Status) -> Markup {
    html! { span class={ "chip " (class(status)) } { (label(status)) } }
}

fn label(status: Status) -> Markup {
    html! { span aria-hidden="true" { (words::sign(status)) } " " b { (words::status(status)) } }
}

/// Text from outside: nothing in it drives a reader. The templates escape it.
fn shown(text: &str) -> String {
    common::one_line(text)
}

/// A link that leaves the page, or a path of the repository, which no page can lead to.
fn link(link: &crate::settle::Link) -> Markup {
    let target = link.as_str();
    html! {
        @if target.contains("://") || target.starts_with("mailto:") {
            a href=(target) rel="noreferrer noopener" { (shown(target)) }
        } @else { code { (shown(target)) } }
    }
}

/// The anchor of an obligation.
fn anchor(obligation: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("o-{}", obligation.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::example::acme;

    #[test]
    fn a_page_that_would_be_too_large_says_what_it_leaves_out_and_leads_to_the_rest() {
        let report = acme();
        let (whole, short) = (page(&report, LARGE).into_string(), page(&report, 10).into_string());
        let left = "Not listed: ";
        assert!(!whole.contains(left));
        let (_, said) = short.split_once(left).unwrap();
        let count: usize = said.split(' ').next().unwrap().parse().unwrap();
        let listed = |text: &str| text.matches("id=\"r0-").count();
        assert!(count > 5 && listed(&short) > 5);
        assert_eq!(listed(&whole), listed(&short) + count);
        let links: Vec<&str> = short.split("href=\"#r0-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!links.is_empty() && links.iter().all(|link| short.contains(&format!("id=\"r0-{link}\""))));
    }
}
