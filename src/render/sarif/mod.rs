//! `--format sarif`: SARIF 2.1.0 as GitHub code scanning takes it. It shows every result as an open alert, so only what
//! counts as a problem is in, each on one line of a file of the repository; what is left out is said in a notification.
//! `--format sarif-full`: every verdict with its kind, suppressions, taxonomies and code flows, for tools that read them.

mod result;
mod rule;
mod taxonomy;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde_json::{Value as Json, json};

use super::common::{self, Level};
use crate::app::{PlanInfo, Report, Reported};
use crate::policy::Severity;
use result::Hashes;
use taxonomy::Taxonomies;

/// What GitHub takes: above these it rejects the file.
const RUNS: usize = 20;
const RESULTS: usize = 25_000;
/// How many findings a notification lists.
const LISTED: usize = 20;

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// GitHub code scanning.
    Github,
    /// Whoever knows the whole of SARIF.
    Full,
}

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, profile: Profile, out: &mut dyn Write) -> std::io::Result<()> {
    let most = if profile == Profile::Github { RUNS } else { usize::MAX };
    let mut hashes = Hashes::default();
    let mut categories = BTreeSet::new();
    let runs: Vec<Json> = report
        .plans
        .iter()
        .take(most)
        .enumerate()
        .map(|(number, plan)| {
            let category = category(&plan.path, number, &mut categories);
            let run = Run { report, profile, number, plan };
            run.json(&category, &mut hashes)
        })
        .collect();
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": runs });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
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

/// What is reported of one plan.
struct Run<'r> {
    report: &'r Report,
    profile: Profile,
    number: usize,
    plan: &'r PlanInfo,
}

impl<'r> Run<'r> {
    fn json(&self, category: &str, hashes: &mut Hashes) -> Json {
        let mut notifications = self.notifications();
        let shown = match self.profile {
            Profile::Github => self.alerts(&mut notifications),
            Profile::Full => self.own(self.report.findings.iter()),
        };
        let mut controls: BTreeMap<&str, &Reported> = BTreeMap::new();
        for finding in &shown {
            controls.entry(&finding.control).or_insert(finding);
        }
        let index: BTreeMap<&str, usize> = controls.keys().enumerate().map(|(at, control)| (*control, at)).collect();
        let taxonomies = Taxonomies::of(controls.values().copied());
        let full = (self.profile == Profile::Full).then_some(&taxonomies);
        let mut results: Vec<Json> = shown
            .iter()
            .map(|finding| result::json(finding, index.get(&*finding.control).copied(), self.profile, hashes))
            .collect();
        if self.profile == Profile::Full && self.report.summary.baseline > 0 {
            for (result, finding) in results.iter_mut().zip(&shown) {
                put(result, "baselineState", Json::from(result::baseline_state(finding)));
            }
        }
        let mut run = json!({
            "tool": { "driver": driver(controls.values().map(|finding| rule::json(finding, full))) },
            "automationDetails": { "id": category },
            "invocations": [{
                "executionSuccessful": self.report.faults.is_empty(),
                "exitCode": self.report.exit_code(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "properties": { "terraformVersion": self.plan.terraform_version },
            "results": results,
        });
        if let Some(taxonomies) = full {
            put(&mut run, "taxonomies", taxonomies.json());
        }
        run
    }

    fn own(&self, findings: impl Iterator<Item = &'r Reported>) -> Vec<&'r Reported> {
        findings.filter(|finding| finding.plan == self.number).collect()
    }

    /// What GitHub shall show; what it cannot is said in a notification.
    fn alerts(&self, notifications: &mut Vec<Json>) -> Vec<&'r Reported> {
        let problems = self.own(common::problems(self.report).into_iter());
        let (mut placed, unplaced): (Vec<&Reported>, Vec<&Reported>) =
            problems.into_iter().partition(|finding| common::placed(finding).is_some());
        let beyond = placed.split_off(placed.len().min(RESULTS));
        let undecided = self.own(common::undecided(self.report).into_iter());
        for (findings, level, why) in [
            (&unplaced, "warning", "have no place in the repository's source and are left out"),
            (&beyond, "warning", "are beyond what GitHub takes and are left out"),
            (&undecided, "note", "are undecided: they hang on values that are known only after apply"),
        ] {
            notifications.extend(listing(findings, why).map(|text| notification(level, &text)));
        }
        placed
    }

    /// What is to be said of the whole report, in its first run, and of a plan.
    fn notifications(&self) -> Vec<Json> {
        let mut all = Vec::new();
        if self.number == 0 {
            all.extend(self.report.faults.iter().map(|fault| notification("error", fault)));
            let more = self.report.plans.len().checked_sub(RUNS).filter(|more| *more > 0 && self.profile == Profile::Github);
            all.extend(
                more.map(|more| notification("warning", &format!("{more} plans are left out: a file holds at most {RUNS} runs"))),
            );
        }
        all.extend(self.plan.notes.iter().map(|note| notification("note", note)));
        all
    }
}

fn notification(level: &str, text: &str) -> Json {
    json!({ "level": level, "message": { "text": if text.is_empty() { "-" } else { text } } })
}

fn listing(findings: &[&Reported], why: &str) -> Option<String> {
    let listed: Vec<String> = findings
        .iter()
        .take(LISTED)
        .map(|finding| format!("{} on {}", finding.control, common::name(&finding.address)))
        .collect();
    let more = match findings.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    (!findings.is_empty()).then(|| format!("{} findings {why}: {}{more}", findings.len(), listed.join("; ")))
}

fn driver(rules: impl Iterator<Item = Json>) -> Json {
    let mut driver = json!({ "name": "onus", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules.collect::<Json>() });
    let home = env!("CARGO_PKG_REPOSITORY");
    if !home.is_empty() {
        put(&mut driver, "informationUri", Json::from(home));
    }
    driver
}

/// Adds a field to an object.
fn put(object: &mut Json, name: &str, value: Json) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

fn level(severity: Severity) -> &'static str {
    match common::level(severity) {
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::example::acme;

    /// The run that GitHub gets of the first plan.
    fn github(report: &Report) -> Json {
        let run = Run { report, profile: Profile::Github, number: 0, plan: &report.plans[0] };
        run.json("onus/", &mut Hashes::default())
    }

    /// What does not fit is of the least severity, and said.
    #[test]
    fn no_more_results_than_github_takes_and_what_is_cut_is_said() {
        let mut report = acme();
        let open: Vec<Reported> =
            common::unmet(&report).into_iter().filter(|one| common::placed(one).is_some()).cloned().collect();
        let (low, high): (Vec<Reported>, Vec<Reported>) = open.into_iter().partition(|one| one.severity < Severity::High);
        assert!(!low.is_empty() && high.len() > 5);
        report.findings = low.iter().cycle().take(RESULTS).chain(&high).cloned().collect();
        let run = github(&report);
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), RESULTS);
        let severe = results.iter().filter(|result| result["level"] == "error").count();
        assert_eq!(severe, high.iter().filter(|one| level(one.severity) == "error").count());
        let notes = run["invocations"][0]["toolExecutionNotifications"].to_string();
        assert!(
            notes.contains(&format!("{} findings are beyond what GitHub takes and are left out", high.len())),
            "{notes:.500}"
        );
    }

    /// Rules, tags, texts and related places stay within what GitHub reads, whatever a control or the source holds.
    #[test]
    fn no_rule_or_result_is_larger_than_github_reads() {
        let mut report = acme();
        let mut finding = common::problems(&report).into_iter().find(|one| common::placed(one).is_some()).unwrap().clone();
        let place = finding.place.as_mut().unwrap();
        let related =
            |number: usize| crate::source::Related { message: format!("place {number}"), location: place.location.clone() };
        place.related = (0..150).map(related).collect();
        let about = std::sync::Arc::make_mut(&mut finding.about);
        (about.title, about.why) = ("t".repeat(5000).into(), "w".repeat(5000).into());
        about.frameworks = (0..40).map(|number| (format!("f{number}").into(), vec!["1".into(), "2".into()])).collect();
        report.findings = vec![finding];
        let run = github(&report);
        let (rule, result) = (&run["tool"]["driver"]["rules"][0], &run["results"][0]);
        assert_eq!(rule["properties"]["tags"].as_array().unwrap().len(), 10);
        for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"]] {
            assert!((1..=1024).contains(&text.as_str().unwrap().chars().count()));
        }
        assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 100);
        let message = result["message"]["text"].as_str().unwrap();
        assert!(message.contains("[place 99](100)") && message.ends_with("and 50 more places"), "{message}");
    }

    #[test]
    fn every_plan_has_a_category_of_its_own() {
        let mut taken = BTreeSet::new();
        let paths = ["envs/prod/plan.json", "./envs/prod/b.json", "-", "plan.json", "/home/someone/envs/dev/plan.json"];
        let categories: Vec<String> = paths.iter().enumerate().map(|(number, path)| category(path, number, &mut taken)).collect();
        assert_eq!(categories, ["onus/envs-prod/", "onus/envs-prod-2/", "onus/", "onus-4/", "onus/dev/"]);
    }
}
