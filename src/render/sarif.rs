//! `--format sarif`: SARIF 2.1.0 as GitHub code scanning takes it. It shows every result as an open alert, so only unmet
//! findings are in, each on one line of a file of the repository. What is left out is said in a notification.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value as Json, json};

use super::common::{self, Level};
use super::line_hash::line_hashes;
use crate::app::{PlanInfo, Report, Reported};
use crate::policy::Severity;
use crate::source::Location;

/// What GitHub takes: above these it rejects the file, or does not show what is beyond.
const RUNS: usize = 20;
const RESULTS: usize = 25_000;
const RELATED: usize = 100;
const TAGS: usize = 10;
const TEXT: usize = 1024;
/// How many findings a notification lists.
const LISTED: usize = 20;

const UNSAFE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'[').add(b'\\').add(b']').add(b'^');
const IN_PATHS: &AsciiSet = &UNSAFE.add(b'`').add(b'{').add(b'|').add(b'}').add(b':').add(b';');

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let unmet = common::unmet(report);
    let mut hashes = Hashes::default();
    let mut categories = BTreeSet::new();
    let runs: Vec<Json> = report
        .plans
        .iter()
        .take(RUNS)
        .enumerate()
        .map(|(number, plan)| {
            let findings: Vec<&Reported> = unmet.iter().copied().filter(|finding| finding.plan == number).collect();
            let mut notifications = notifications(report, number);
            let category = category(&plan.path, number, &mut categories);
            run(plan, &category, &findings, (&mut notifications, report.faults.is_empty()), &mut hashes)
        })
        .collect();
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": runs });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

/// What is to be said of the whole report, in its first run, and of a plan.
fn notifications(report: &Report, number: usize) -> Vec<Json> {
    let mut all = Vec::new();
    if number == 0 {
        all.extend(report.faults.iter().map(|fault| notification("error", fault)));
        if let Some(more) = report.plans.len().checked_sub(RUNS).filter(|more| *more > 0) {
            all.push(notification("warning", &format!("{more} plans are left out: a file holds at most {RUNS} runs")));
        }
    }
    let notes = report.plans.get(number).into_iter().flat_map(|plan| &plan.notes);
    all.extend(notes.map(|note| notification("note", note)));
    all
}

fn notification(level: &str, text: &str) -> Json {
    json!({ "level": level, "message": { "text": if text.is_empty() { "-" } else { text } } })
}

/// One category a plan, named after its folder; without one a second upload would replace the first.
fn category(path: &str, number: usize, taken: &mut BTreeSet<String>) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "." | ".." | "-")).collect();
    let folders = parts.split_last().map_or(&[][..], |(_, folders)| folders);
    // The folders above an absolute path differ from machine to machine.
    let skipped = if path.starts_with('/') || path.contains(':') { folders.len().saturating_sub(1) } else { 0 };
    let name = folders.iter().skip(skipped).copied().collect::<Vec<_>>().join("-");
    let mut category = if name.is_empty() { "onus/".to_owned() } else { format!("onus/{}/", common::one_line(&name)) };
    if !taken.insert(category.clone()) {
        category = format!("{}-{}/", category.trim_end_matches('/'), number + 1);
        taken.insert(category.clone());
    }
    category
}

fn run(
    plan: &PlanInfo,
    category: &str,
    findings: &[&Reported],
    (notifications, successful): (&mut Vec<Json>, bool),
    hashes: &mut Hashes,
) -> Json {
    let (placed, unplaced): (Vec<&Reported>, Vec<&Reported>) =
        findings.iter().copied().partition(|finding| common::placed(finding).is_some());
    if let Some(text) = left_out(&unplaced, "have no place in the repository's source") {
        notifications.push(notification("warning", &text));
    }
    if let Some(text) = left_out(placed.get(RESULTS..).unwrap_or_default(), "are beyond what GitHub takes") {
        notifications.push(notification("warning", &text));
    }
    let shown = placed.get(..RESULTS).unwrap_or(&placed);
    let mut controls: BTreeMap<&str, &Reported> = BTreeMap::new();
    for finding in shown {
        controls.entry(&finding.control).or_insert(finding);
    }
    let index: BTreeMap<&str, usize> = controls.keys().enumerate().map(|(at, control)| (*control, at)).collect();
    let results: Vec<Json> =
        shown.iter().filter_map(|finding| result(finding, index.get(&*finding.control).copied(), hashes)).collect();
    json!({
        "tool": { "driver": {
            "name": "onus",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": controls.values().map(|finding| rule(finding)).collect::<Vec<_>>(),
        } },
        "automationDetails": { "id": category },
        "invocations": [{ "executionSuccessful": successful, "toolExecutionNotifications": notifications }],
        "columnKind": "unicodeCodePoints",
        "properties": { "terraformVersion": plan.terraform_version },
        "results": results,
    })
}

fn left_out(findings: &[&Reported], why: &str) -> Option<String> {
    let listed: Vec<String> =
        findings.iter().take(LISTED).map(|finding| format!("{} on {}", finding.control, finding.address)).collect();
    let more = match findings.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    (!findings.is_empty())
        .then(|| format!("{} unmet findings {why} and are left out: {}{more}", findings.len(), listed.join("; ")))
}

fn level(severity: Severity) -> &'static str {
    match common::level(severity) {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn rule(finding: &Reported) -> Json {
    let about = &finding.about;
    let text = |text: &str| if text.is_empty() { finding.control.to_string() } else { common::cut(text, TEXT) };
    let (problem, score) = match finding.severity {
        Severity::Low => ("recommendation", "2.0"),
        Severity::Medium => ("warning", "5.5"),
        Severity::High => ("error", "8.0"),
        Severity::Critical => ("error", "9.5"),
    };
    let help = format!("{}\n\nObligation: {}\n\nRemedy:\n{}", text(&about.why), about.duty, about.remedy);
    let mut rule = json!({
        "id": finding.control,
        "shortDescription": { "text": text(&about.title) },
        "fullDescription": { "text": text(if about.why.is_empty() { &about.title } else { &about.why }) },
        "help": { "text": help.trim_end(), "markdown": help_markdown(finding) },
        "defaultConfiguration": { "level": level(finding.severity) },
        "properties": { "tags": tags(finding), "problem.severity": problem, "security-severity": score },
    });
    if let (Some(first), Some(rule)) = (about.references.first(), rule.as_object_mut()) {
        rule.insert("helpUri".to_owned(), Json::from(&**first));
    }
    rule
}

fn help_markdown(finding: &Reported) -> String {
    let about = &finding.about;
    let mut text = format!("{}\n\n**Obligation:** {} (`{}`)\n", about.why, about.duty, finding.obligation);
    if !about.remedy.is_empty() {
        text.push_str("\n**Remedy:**\n\n");
        text.push_str(&common::fenced(&about.remedy, "hcl"));
    }
    if !about.references.is_empty() {
        text.push_str("\n**References:**\n\n");
        for reference in &about.references {
            text.extend([format!("- <{reference}>\n")]);
        }
    }
    text
}

/// The obligation, then of every framework the first id, the second ones, and so on.
fn tags(finding: &Reported) -> Vec<String> {
    let mut ids: Vec<(usize, &str, &str)> = Vec::new();
    for (framework, of) in &finding.about.frameworks {
        ids.extend(of.iter().enumerate().map(|(at, id)| (at, &**framework, &**id)));
    }
    ids.sort_unstable();
    let frameworks = ids.into_iter().map(|(_, framework, id)| format!("{framework}/{id}"));
    ["security".to_owned(), finding.obligation.to_string()].into_iter().chain(frameworks).take(TAGS).collect()
}

fn result(finding: &Reported, rule: Option<usize>, hashes: &mut Hashes) -> Option<Json> {
    let (path, location) = common::placed(finding)?;
    let mut message = literal(&common::sentence(finding));
    let mut related = Vec::new();
    for other in finding.place.iter().flat_map(|place| &place.related) {
        let Some(path) = common::repository_path(&other.location).filter(|_| related.len() < RELATED) else { continue };
        let id = related.len() + 1;
        message.extend([format!("\n[{}]({id})", link_text(&other.message))]);
        let mut entry = physical(path, &other.location);
        if let Some(entry) = entry.as_object_mut() {
            entry.insert("id".to_owned(), Json::from(id));
            entry.insert("message".to_owned(), json!({ "text": literal(&other.message) }));
        }
        related.push(entry);
    }
    Some(json!({
        "ruleId": finding.control,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": message },
        "locations": [physical(path, location)],
        "relatedLocations": related,
        "partialFingerprints": {
            "primaryLocationLineHash": hashes.of(location),
            "onus/v1": finding.fingerprint,
        },
    }))
}

fn physical(path: &str, location: &Location) -> Json {
    let region = common::region(location);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": utf8_percent_encode(path, IN_PATHS).to_string() },
        "region": {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.line,
            "endColumn": region.end_column,
        },
    } })
}

/// Text in which nothing is a link.
fn literal(text: &str) -> String {
    text.replace("](", "\\](")
}

fn link_text(text: &str) -> String {
    common::one_line(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// The line hashes of the files, each made once.
#[derive(Default)]
struct Hashes(BTreeMap<Arc<str>, Vec<String>>);

impl Hashes {
    fn of(&mut self, location: &Location) -> String {
        let lines = self.0.entry(location.file.clone()).or_insert_with(|| line_hashes(location.text.content()));
        location.line.checked_sub(1).and_then(|at| lines.get(at)).cloned().unwrap_or_else(|| "0:1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_has_a_category_of_its_own() {
        let mut taken = BTreeSet::new();
        let paths = ["envs/prod/plan.json", "./envs/prod/b.json", "-", "plan.json", "/home/someone/envs/dev/plan.json"];
        let categories: Vec<String> = paths.iter().enumerate().map(|(number, path)| category(path, number, &mut taken)).collect();
        assert_eq!(categories, ["onus/envs-prod/", "onus/envs-prod-2/", "onus/", "onus-4/", "onus/dev/"]);
    }

    #[test]
    fn no_text_of_the_plan_is_a_link() {
        assert_eq!(literal("a[\"](1)\"]"), "a[\"\\](1)\"]");
        assert_eq!(link_text("a[0]\n"), "a\\[0\\] ");
    }
}
