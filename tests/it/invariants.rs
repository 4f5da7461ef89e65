//! What holds for every fixture and every format.

use std::process::Command;

use serde_json::Value as Json;

use crate::support::{files, findings, misplaced, onus, relative, report, root};

/// One plan a service and shape: enough to be general, few enough to be quick.
fn plans() -> Vec<String> {
    let mut plans: Vec<String> = files("fixtures/plans", "plan.json").iter().map(|path| relative(path)).collect();
    plans.push("fixtures/acme/plan.json".to_owned());
    plans
}

#[test]
fn two_runs_write_the_same_bytes() {
    for plan in plans() {
        for format in ["human", "json"] {
            let run = || onus(&["check", &plan, "--format", format]).stdout;
            assert_eq!(run(), run(), "{plan} as {format}");
        }
    }
}

#[test]
fn findings_are_sorted_and_complete() {
    for plan in plans() {
        let report = report(&plan, &[]);
        let keys: Vec<(String, String)> =
            findings(&report).iter().map(|f| (f["address"].to_string(), f["control"].to_string())).collect();
        let mut unique = keys.clone();
        unique.dedup();
        assert_eq!(keys, unique, "{plan}: one finding a control and resource");
        for finding in findings(&report) {
            let undecided = finding["verdict"] == "undecided";
            let blocked = finding["blocked_by"].as_array().is_some_and(|causes| !causes.is_empty());
            assert_eq!(undecided, blocked, "{plan}: an undecided finding and no other says what it waits for: {finding}");
        }
    }
}

/// Where a finding stands, there is the name of the attribute, block, resource or module that it is about, to the column.
#[test]
fn every_location_is_a_line_that_names_what_it_points_at() {
    let mut placed = 0;
    let sources = files("fixtures/source", "plan.json");
    for plan in plans().into_iter().chain(sources.iter().map(|path| relative(path))) {
        let (here, wrong) = misplaced(&report(&plan, &[]));
        assert!(wrong.is_empty(), "{plan}: {}", wrong.join("\n"));
        placed += here;
    }
    assert!(placed > 100, "only {placed} findings have a place");
}

/// Secrets of the fixtures: `canary-…` stands in sensitive variables and arguments only.
#[test]
fn no_output_shows_a_secret() {
    let mut canaries = 0;
    for plan in plans() {
        let text = std::fs::read_to_string(root().join(&plan)).expect("a plan");
        canaries += usize::from(text.contains("canary-"));
        for arguments in [&["--format", "human"][..], &["--format", "json"], &["--format", "human", "--source", "/nonexistent"]] {
            let output = onus(&[&["check", &plan], arguments].concat());
            for stream in [&output.stdout, &output.stderr] {
                let shown = String::from_utf8_lossy(stream);
                assert!(!shown.contains("canary-"), "{plan} {arguments:?}");
                assert!(!shown.contains("wJalrXUtnFEMI"), "{plan} {arguments:?}");
            }
        }
    }
    assert!(canaries > 0, "no fixture holds a canary");
}

#[test]
fn summary_counts_what_is_listed() {
    let report = report("fixtures/acme/plan.json", &[]);
    let count = |verdict: &str| findings(&report).iter().filter(|finding| finding["verdict"] == verdict).count();
    for (name, verdict) in [("met", "met"), ("unmet", "unmet"), ("undecided", "undecided"), ("not_applicable", "not-applicable")]
    {
        assert_eq!(report["summary"][name], Json::from(count(verdict)), "{verdict}");
    }
}

#[test]
fn colours_and_drawings_follow_the_environment() {
    let run = |name: &str, value: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["check", "fixtures/acme/plan.json"])
            .current_dir(root())
            .env_clear()
            .env(name, value)
            .output()
            .expect("the binary runs");
        String::from_utf8(output.stdout).expect("text")
    };
    assert!(!run("NO_COLOR", "1").contains('\u{1b}'));
    assert!(run("CLICOLOR_FORCE", "1").contains('\u{1b}'));
    assert!(run("LANG", "en_US.ISO-8859-1").contains(",-["), "ASCII drawings");
    assert!(!run("NO_GRAPHICS", "1").contains('╭'), "prose for screen readers");
    let widest = |columns: &str| {
        let shown = run("COLUMNS", columns);
        shown.lines().filter(|line| line.contains("why: ")).map(|line| line.chars().count()).max().expect("a reason")
    };
    assert!(widest("60") <= 60 && widest("140") > 100, "lines follow the width");
}

/// Of one small file only the policies about its resource types are read; from standard input all are.
#[test]
fn reading_few_policies_changes_no_finding() {
    for plan in plans() {
        let folder = plan.trim_end_matches("/plan.json");
        let few = report(&plan, &["--source", folder]);
        let file = std::fs::File::open(root().join(&plan)).expect("a plan");
        let output = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["check", "-", "--format", "json", "--source", folder])
            .current_dir(root())
            .env_clear()
            .stdin(file)
            .output()
            .expect("the binary runs");
        let all: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(findings(&few), findings(&all), "{plan}");
    }
}
