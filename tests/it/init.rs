//! `onus init`: files to begin with, of a repository as it is; nothing that is there is touched.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::root;

/// A repository on GitHub with the root module of `fixtures/settle` in `infra`.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for made in [".git", ".github", "infra/modules/volume"] {
        std::fs::create_dir_all(folder.path().join(made)).expect("created");
    }
    for file in ["main.tf", "plan.json", "modules/volume/main.tf"] {
        std::fs::copy(root().join("fixtures/settle").join(file), folder.path().join("infra").join(file)).expect("copied");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onus")).args(arguments).current_dir(folder).env_clear().output().expect("the binary runs")
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// All files with their texts, but those of the root module.
fn files(folder: &Path) -> Vec<(String, String)> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.expect("readable"));
    all.filter(|entry| entry.file_type().is_file() && !entry.path().starts_with(folder.join("infra")))
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(entry.path()).expect("text"))
        })
        .collect()
}

#[test]
fn a_dry_run_shows_what_a_run_writes_and_writes_nothing() {
    let folder = repository();
    let shown = said(folder.path(), &["init", "--dry-run"]);
    assert_eq!(files(folder.path()), []);
    let told = said(folder.path(), &["init", "infra"]);
    let written = files(folder.path());
    let names: Vec<&str> = written.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [".github/workflows/onus.yml", ".pre-commit-config.yaml", "onus.hcl"]);
    for (name, text) in &written {
        assert!(shown.contains(&format!("would write {name}:\n\n{}", text.trim_end())), "{name}");
        assert!(told.contains(&format!("wrote {name}\n")), "{told}");
    }
    assert!(shown.contains("root modules: infra\nCI: GitHub Actions\n"), "{shown}");
    // What was written is a configuration that a check takes.
    assert_eq!(run(folder.path(), &["check", "infra/plan.json", "--quiet"]).status.code(), Some(1));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let folder = repository();
    let own = [
        (".github/workflows/onus.yml", "a"),
        (".pre-commit-config.yaml", "b"),
        ("onus-baseline.json", "c"),
        ("onus.hcl", "gate {}\n"),
    ];
    std::fs::create_dir(folder.path().join(".github/workflows")).expect("created");
    for (name, text) in own {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let told = said(folder.path(), &["init", "--baseline", "infra/plan.json"]);
    assert_eq!(files(folder.path()), own.map(|(name, text)| (name.to_owned(), text.to_owned())));
    for (name, _) in own {
        assert!(told.contains(&format!("kept {name}, which is there\n")), "{told}");
    }
    assert!(told.contains("entry: onus plan --quiet"), "what to put into it: {told}");
}

#[test]
fn a_baseline_makes_the_gate_green_and_hides_nothing() {
    let folder = repository();
    assert_eq!(run(folder.path(), &["check", "infra/plan.json"]).status.code(), Some(1));
    let told = said(folder.path(), &["init", "--baseline", "infra/plan.json"]);
    assert!(told.contains("wrote onus-baseline.json\n  accepted: 23 findings (0 critical, 7 high, 0 medium, 16 low)"), "{told}");
    let output = run(folder.path(), &["check", "infra/plan.json", "--baseline", "onus-baseline.json", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let of = |verdict: &str| {
        let findings = report["findings"].as_array().expect("findings").iter().filter(|finding| finding["verdict"] == verdict);
        findings.map(|finding| finding["settled"].clone()).collect::<Vec<_>>()
    };
    assert!(of("unmet").len() == 22 && of("unmet").iter().all(|settled| settled == "baseline"), "{:?}", of("unmet"));
    for (name, text) in files(folder.path()) {
        assert_eq!(text.contains("onus-baseline.json"), name != "onus.hcl" && name != "onus-baseline.json", "{name}");
    }
}

#[test]
fn the_ci_system_is_the_one_that_is_named() {
    for (ci, expected) in [("gitlab", ".gitlab/onus.gitlab-ci.yml"), ("azure", ".azure-pipelines/onus.yml"), ("none", "")] {
        let folder = repository();
        said(folder.path(), &["init", "--ci", ci]);
        let names: Vec<String> = files(folder.path()).into_iter().map(|(name, _)| name).collect();
        let pipelines: Vec<&String> = names.iter().filter(|name| name.contains('/')).collect();
        assert_eq!(pipelines, Vec::from_iter((!expected.is_empty()).then_some(&expected.to_owned())));
    }
}

#[test]
fn without_a_root_module_there_is_nothing_to_begin_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no Terraform root module"));
    assert_eq!(files(folder.path()), []);
}
