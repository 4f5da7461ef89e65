//! `onus matrix --format csv`: one row an obligation, with the columns that customer responsibility matrices have. RFC 4180; no
//! cell is a formula.

use std::io::Write;

use super::words;
use crate::app::{Report, Reported};
use crate::judge::Verdict;
use crate::matrix::{Made, Row};
use crate::model::Party;
use crate::render::common;
use crate::render::csv::{failure, guarded};

const HEADER: [&str; 22] = [
    "Service",
    "Obligation",
    "Title",
    "Responsibility",
    "Can be inherited",
    "AWS responsibility",
    "Customer responsibility",
    "Who",
    "Contact",
    "How",
    "Runbook",
    "Framework controls",
    "Status",
    "Met",
    "Unmet",
    "Undecided",
    "Accepted",
    "To attest",
    "Evidence",
    "Attestations",
    "Waivers",
    "Source",
];

/// How many pieces of evidence a cell lists.
const LISTED: usize = 50;

/// Writes the matrix.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(HEADER).map_err(failure)?;
    for row in &report.matrix.rows {
        writer.write_record(cells(report, row).iter().map(|cell| guarded(cell))).map_err(failure)?;
    }
    writer.flush()
}

fn cells(report: &Report, row: &Row) -> [String; HEADER.len()] {
    let services: Vec<&str> = report
        .matrix
        .services
        .iter()
        .zip(&row.services)
        .filter(|(_, cell)| cell.is_some())
        .map(|(column, _)| &*column.title)
        .collect();
    let of = |pick: &dyn Fn(&crate::matrix::Responsible) -> Option<String>| listed(row.responsible.iter().filter_map(pick));
    [
        services.join("; "),
        row.obligation.to_string(),
        row.title.to_string(),
        words::party(row.party).to_owned(),
        inherited(row.party).to_owned(),
        row.aws.to_string(),
        row.customer.to_string(),
        words::who(row),
        of(&|one| Some(one.owner.contact.to_string())),
        of(&|one| one.process.as_ref().map(ToString::to_string)),
        of(&|one| one.runbook.as_ref().map(|link| link.as_str().to_owned())),
        listed(words::frameworks(row).into_iter().map(|(name, ids)| format!("{name}: {ids}"))),
        row.status.name().to_owned(),
        row.counts.met.to_string(),
        row.counts.unmet.to_string(),
        row.counts.undecided.to_string(),
        row.counts.accepted.to_string(),
        row.counts.to_attest.to_string(),
        evidence(report, row),
        listed(row.statements.iter().flat_map(|statement| statement.made.iter().map(attestation))),
        waivers(report, row),
        row.source.to_string(),
    ]
}

/// Whether a customer can lean on AWS for it, as the templates of `FedRAMP` ask.
fn inherited(party: Party) -> &'static str {
    match party {
        Party::Aws => "Yes",
        Party::Shared => "Partial",
        Party::Customer => "No",
    }
}

fn attestation(made: &Made) -> String {
    let evidence = made.evidence.as_ref().map_or_else(String::new, |link| format!(" ({})", link.as_str()));
    format!("{}{evidence}", words::made(made))
}

/// What is not met, each with its line; after it how much is met.
fn evidence(report: &Report, row: &Row) -> String {
    let open: Vec<&Reported> = findings(report, row).filter(|finding| finding.verdict != Verdict::Met).collect();
    let mut lines: Vec<String> = open.iter().take(LISTED).map(|finding| line(finding)).collect();
    if let Some(more) = open.len().checked_sub(LISTED).filter(|more| *more > 0) {
        lines.push(format!("and {more} more"));
    }
    if row.counts.met > 0 {
        lines.push(format!("{} met on {} resources", row.counts.met, row.resources.len()));
    }
    lines.join("; ")
}

fn line(finding: &Reported) -> String {
    let at = common::placed(finding).map_or_else(String::new, |(file, location)| format!(" at {file}:{}", location.line));
    format!("{} {} on {}{at}", finding.control, finding.verdict.name(), finding.address)
}

/// What owners accept, with its last day.
fn waivers(report: &Report, row: &Row) -> String {
    let words = |finding: &Reported| {
        finding.settled.as_ref().map(|settled| format!("{} on {}: {}", finding.control, finding.address, settled.words()))
    };
    listed(findings(report, row).filter_map(words))
}

fn findings<'r>(report: &'r Report, row: &'r Row) -> impl Iterator<Item = &'r Reported> {
    let numbers = row.resources.iter().flat_map(|resource| &resource.findings);
    numbers.filter_map(|number| report.findings.get(*number))
}

/// Each once, in order.
fn listed(items: impl Iterator<Item = String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen.join("; ")
}
