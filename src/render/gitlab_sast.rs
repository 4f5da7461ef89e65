//! `--format gitlab-sast`: a SAST report of GitLab. It tells vulnerabilities apart by their first identifier and their line, so
//! instances of one block are one vulnerability here. The scan's times are when the plan was made: nothing else is the same
//! every time.

use std::io::Write;

use serde::Serialize;

use super::common::{self, Group};
use crate::app::Report;
use crate::policy::Severity;

/// The version of the report's schema.
const VERSION: &str = "15.2.1";
/// What GitLab takes.
const NAME: usize = 255;
const SOLUTION: usize = 7000;
const DESCRIPTION: usize = 100_000;

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    scan: Scan,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Serialize)]
struct Scan {
    analyzer: Tool,
    scanner: Tool,
    #[serde(rename = "type")]
    kind: &'static str,
    start_time: String,
    end_time: String,
    status: &'static str,
}

#[derive(Serialize)]
struct Tool {
    id: &'static str,
    name: &'static str,
    version: &'static str,
    vendor: Vendor,
}

#[derive(Serialize)]
struct Vendor {
    name: &'static str,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    id: String,
    name: String,
    description: String,
    severity: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    solution: String,
    identifiers: Vec<Identifier<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'a>>,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Identifier<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    name: String,
    value: &'a str,
}

#[derive(Serialize)]
struct Link<'a> {
    url: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    start_line: usize,
    end_line: usize,
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let groups = common::grouped(&common::problems(report));
    let tool = || Tool { id: "onus", name: "onus", version: env!("CARGO_PKG_VERSION"), vendor: Vendor { name: "onus" } };
    let time = common::time(report.plans.first());
    let scan = Scan {
        analyzer: tool(),
        scanner: tool(),
        kind: "sast",
        start_time: time.clone(),
        end_time: time,
        status: if report.faults.is_empty() { "success" } else { "failure" },
    };
    let vulnerabilities = groups.iter().map(|group| vulnerability(report, group)).collect();
    serde_json::to_writer_pretty(&mut *out, &Document { version: VERSION, scan, vulnerabilities })?;
    out.write_all(b"\n")
}

fn vulnerability<'r>(report: &'r Report, group: &Group<'r>) -> Vulnerability<'r> {
    let finding = group.first;
    let about = &finding.about;
    let line = common::placed(finding).map_or(1, |(_, location)| location.line);
    let title = if about.title.is_empty() { &finding.control } else { &about.title };
    let description = format!("{}\n\n{}", common::clean(&group.sentence()), about.why);
    Vulnerability {
        id: common::identity(report, finding),
        name: common::cut(title, NAME),
        description: common::cut(description.trim_end(), DESCRIPTION),
        severity: match finding.severity {
            Severity::Low => "Low",
            Severity::Medium => "Medium",
            Severity::High => "High",
            Severity::Critical => "Critical",
        },
        solution: common::cut(&about.remedy, SOLUTION),
        identifiers: identifiers(group),
        links: links(group),
        location: Location { file: common::file(report, finding), start_line: line, end_line: line },
    }
}

/// The control first: GitLab knows a vulnerability again by it.
fn identifiers<'r>(group: &Group<'r>) -> Vec<Identifier<'r>> {
    let finding = group.first;
    let own = Identifier { kind: "onus_control", name: finding.control.to_string(), value: &finding.control };
    let frameworks = finding.about.frameworks.iter().flat_map(|(framework, ids)| {
        ids.iter().map(move |id| Identifier { kind: framework, name: format!("{framework} {id}"), value: id })
    });
    std::iter::once(own).chain(frameworks).collect()
}

fn links<'r>(group: &Group<'r>) -> Vec<Link<'r>> {
    let urls = group.first.about.references.iter().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    urls.map(|url| Link { url }).collect()
}
