//! What the tests share: where the fixtures are, and running the binary with a scrubbed environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use onus::app::{Catalogue, CatalogueOptions, CheckOptions, Decisions, check};
use onus::judge::Verdict;
use serde_json::Value as Json;

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
    decisions: Decisions,
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

    /// The verdicts by address and control.
    pub(crate) fn verdicts(&self, plan: &Json, source: Option<&Path>) -> BTreeMap<(String, String), Verdict> {
        let options = CheckOptions {
            plans: vec!["-".into()],
            source: Some(source.map_or_else(|| "/nonexistent".into(), Path::to_owned)),
            ..CheckOptions::default()
        };
        let report = check(&options, (&self.catalogue, &self.decisions), &mut plan.to_string().as_bytes(), &mut ());
        let report = report.expect("the plan can be judged");
        assert_eq!(report.faults, Vec::<String>::new());
        let findings = report.findings.iter().filter(|finding| finding.notice.is_none());
        findings.map(|finding| ((finding.address.to_string(), finding.control.to_string()), finding.verdict)).collect()
    }
}

/// The findings that have a place, and those of them whose place is no line that names an attribute, block, resource or module.
pub(crate) fn misplaced(report: &Json) -> (usize, Vec<String>) {
    let placed: Vec<&Json> = findings(report).iter().filter(|finding| !finding["location"].is_null()).collect();
    let wrong = placed.iter().filter_map(|finding| {
        let why = misplacement(&finding["location"])?;
        Some(format!("{} {}: {why}", finding["control"], finding["address"]))
    });
    (placed.len(), wrong.collect())
}

fn misplacement(location: &Json) -> Option<String> {
    let file = location["file"].as_str()?;
    if file.contains('\\') || file.starts_with('/') {
        return Some(format!("{file} is no path of the repository"));
    }
    let text = match std::fs::read_to_string(root().join(file)) {
        Ok(text) => text,
        Err(error) => return Some(format!("{file}: {error}")),
    };
    let number = |name: &str| location[name].as_u64().unwrap_or_default();
    let (line, end) = (number("line"), number("end_line"));
    let shown = line.checked_sub(1).and_then(|before| text.lines().nth(usize::try_from(before).ok()?));
    let Some(shown) = shown else { return Some(format!("{file} has no line {line}")) };
    let words = ["resource", "data", "module", "dynamic", "provider", "=", "{", ":"];
    let names = words.iter().any(|word| shown.contains(word));
    let ordered = end >= line && number("column") >= 1;
    (!names || !ordered).then(|| format!("{file}:{line}: `{shown}`"))
}
