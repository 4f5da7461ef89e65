//! What the tests share: where the fixtures are, and running the binary with a scrubbed environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use onus::app::{Catalogue, CatalogueOptions, CheckOptions, Decisions, Report, check};
use onus::judge::Verdict;
use serde_json::Value as Json;

/// Every format of `onus check`.
pub(crate) const FORMATS: [&str; 15] = [
    "human",
    "json",
    "jsonl",
    "sarif",
    "sarif-full",
    "github",
    "gitlab",
    "gitlab-sast",
    "rdjson",
    "junit",
    "markdown",
    "azure",
    "atlantis",
    "csv",
    "oscal",
];

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the binary in the root of the repository; no variable of the caller's gets in.
pub(crate) fn onus(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onus")).args(arguments).current_dir(root()).env_clear().output().expect("the binary runs")
}

/// The JSON report of a plan.
pub(crate) fn report(plan: &str, more: &[&str]) -> Json {
    let output = onus(&[&["check", plan, "--format", "json"], more].concat());
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{plan}: {error}; stderr: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The files below a folder that have this name, sorted.
pub(crate) fn files(below: &str, name: &str) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(root().join(below)).sort_by_file_name();
    let files = all.into_iter().map(|entry| entry.expect("fixtures are readable").into_path());
    files.filter(|path| path.file_name().is_some_and(|file| file == name)).collect()
}

/// A path relative to the root of the repository.
pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned()
}

/// A copy of a fixture in a repository of its own.
pub(crate) fn copy(fixture: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    let from = root().join("fixtures").join(fixture);
    for entry in walkdir::WalkDir::new(&from).into_iter().map(|entry| entry.expect("readable")) {
        let to = folder.path().join(entry.path().strip_prefix(&from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).expect("a folder");
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
    folder
}

/// The findings of a report.
pub(crate) fn findings(report: &Json) -> &Vec<Json> {
    report["findings"].as_array().expect("findings")
}

/// The plan of a fixture.
pub(crate) fn plan_json(fixture: &str) -> Json {
    let text = std::fs::read(root().join("fixtures").join(fixture).join("plan.json")).expect("a plan");
    serde_json::from_slice(&text).expect("JSON")
}

/// Judges many plans by one catalogue, within the process.
pub(crate) struct Judge {
    pub(crate) catalogue: Catalogue,
    pub(crate) decisions: Decisions,
}

impl Judge {
    pub(crate) fn new() -> Self {
        let catalogue = Catalogue::load(&CatalogueOptions::default()).expect("the built-in catalogue loads");
        let decisions = Decisions {
            config: onus::settle::Config::default(),
            names: onus::settle::Names::default(),
            others: None,
            baseline: None,
            today: onus::source::Date::parse("2026-01-01").expect("a date"),
        };
        Self { catalogue, decisions }
    }

    /// The report of a plan.
    pub(crate) fn report(&self, plan: &Json, source: Option<&Path>) -> Report {
        let options = CheckOptions {
            plans: vec!["-".into()],
            source: Some(source.map_or_else(|| "/nonexistent".into(), Path::to_owned)),
            ..CheckOptions::default()
        };
        let report = check(&options, (&self.catalogue, &self.decisions), &mut plan.to_string().as_bytes(), &mut ());
        let report = report.expect("the plan can be judged");
        assert_eq!(report.faults, Vec::<String>::new());
        report
    }

    /// The verdicts by address and control.
    pub(crate) fn verdicts(&self, plan: &Json, source: Option<&Path>) -> BTreeMap<(String, String), Verdict> {
        let report = self.report(plan, source);
        let findings = report.findings.iter().filter(|finding| finding.notice.is_none());
        findings.map(|finding| ((finding.address.to_string(), finding.control.to_string()), finding.verdict)).collect()
    }
}

/// The findings that have a place, and those of them whose place is no line that names an attribute, block, resource or module.
pub(crate) fn misplaced(report: &Json) -> (usize, Vec<String>) {
    let placed: Vec<&Json> = findings(report).iter().filter(|finding| !finding["location"].is_null()).collect();
    let wrong = placed.iter().filter_map(|finding| {
        let why = misplacement(finding)?;
        Some(format!("{} {}: {why}", finding["control"], finding["address"]))
    });
    (placed.len(), wrong.collect())
}

fn misplacement(finding: &Json) -> Option<String> {
    let location = &finding["location"];
    let file = location["file"].as_str()?;
    if file.contains('\\') || file.starts_with('/') {
        return Some(format!("{file} is no path of the repository"));
    }
    let text = match std::fs::read_to_string(root().join(file)) {
        Ok(text) => text,
        Err(error) => return Some(format!("{file}: {error}")),
    };
    let number = |name: &str| usize::try_from(location[name].as_u64().unwrap_or_default()).expect("small");
    let (line, column) = (number("line"), number("column"));
    let ordered = (number("end_line"), number("end_column")) >= (line, column) && column >= 1;
    let shown = text.trim_start_matches('\u{feff}').split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let start = shown.char_indices().nth(column.saturating_sub(1)).map_or(shown.len(), |(at, _)| at);
    let right = ordered && names(finding, &shown[..start], &shown[start..]);
    (!right).then(|| format!("{file}:{line}:{column}: `{shown}`"))
}

/// The names in addresses, paths of attributes and keys.
fn words<'j>(texts: impl Iterator<Item = &'j Json>) -> Vec<&'j str> {
    let texts = texts.filter_map(Json::as_str);
    texts.flat_map(|text| text.split(['.', '[', ']', '"'])).filter(|word| !word.is_empty()).collect()
}

/// Whether what stands at a finding's column is the attribute, block, resource or module that the finding is about.
fn names(finding: &Json, before: &str, rest: &str) -> bool {
    let list = |name: &str| finding[name].as_array().into_iter().flatten();
    if finding["obligation"] == "onus/settling" {
        return rest.contains("onus:ignore")
            || ["waiver ", "attestation ", "assignment "].iter().any(|kind| rest.starts_with(kind));
    }
    let attributes = words(list("evidence").map(|one| &one["attribute"]));
    let others = list("evidence").chain(list("joined")).map(|one| &one["address"]);
    let addresses = words(std::iter::once(&finding["address"]).chain(others));
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let word = |text: &str| text.trim_start_matches('"').split(|c| !is_name(c)).next().unwrap_or_default().to_owned();
    let first = word(rest);
    let labelled = |names: &[&str]| rest.split([' ', '{']).skip(1).any(|label| names.contains(&label.trim_matches('"')));
    match first.as_str() {
        "resource" | "data" | "module" | "provider" | "check" => labelled(&addresses),
        "dynamic" => labelled(&attributes),
        _ if attributes.contains(&first.as_str()) => true,
        // An element of a list, behind the name of the attribute.
        _ if before.contains('=') => attributes.contains(&word(before.trim_start()).as_str()),
        // In JSON a header is the name of the resource. An argument of a module call has a name of the module's choice.
        _ if rest.starts_with('"') => addresses.contains(&first.as_str()),
        _ if list("related").any(|one| one["message"].as_str().is_some_and(|text| text.contains("inside module"))) => true,
        // A document's statements are told from its JSON, whose names are others.
        _ => addresses.contains(&"aws_iam_policy_document") && rest.contains('='),
    }
}
