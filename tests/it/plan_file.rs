//! `--plan-file`: the source comes out of the binary plan, and no line of a checkout that has moved on is pointed at.

use serde_json::Value as Json;

use crate::support::{findings, onus, report, root};

/// Control, address, verdict and line of each finding.
fn told(report: &Json) -> Vec<(String, String, String, String)> {
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    findings(report)
        .iter()
        .map(|finding| {
            let place = format!("{}:{}", finding["location"]["file"], finding["location"]["line"]);
            (text(&finding["control"]), text(&finding["address"]), text(&finding["verdict"]), place)
        })
        .collect()
}

#[test]
fn the_checkout_that_was_planned_gives_the_same_answer() {
    let plan = "fixtures/source/vendored-module/plan.json";
    let with = told(&report(plan, &["--plan-file", "fixtures/source/vendored-module/plan.bin"]));
    assert_eq!(with, told(&report(plan, &[])));
    assert!(with.iter().any(|(.., place)| place.contains("main.tf")), "{with:?}");
}

#[test]
fn without_a_checkout_the_plan_file_is_the_source() {
    let folder = tempfile::tempdir().expect("a folder");
    let (plan, binary) = (folder.path().join("plan.json"), folder.path().join("plan.bin"));
    std::fs::copy(root().join("fixtures/source/moved-on/plan.json"), &plan).expect("copied");
    std::fs::copy(root().join("fixtures/source/moved-on/plan.bin"), &binary).expect("copied");
    let source = folder.path().join("nothing-here");
    let arguments = ["--source", &source.to_string_lossy(), "--plan-file", &binary.to_string_lossy()];
    let report = report(&plan.to_string_lossy(), &arguments);
    let gone: Vec<&Json> = findings(&report)
        .iter()
        .filter(|finding| finding["address"] == "aws_ebs_volume.unmet_file_gone" && finding["verdict"] == "unmet")
        .collect();
    assert!(!gone.is_empty());
    for finding in gone {
        assert_eq!((&finding["location"]["file"], &finding["location"]["line"]), (&"gone.tf".into(), &1.into()), "{finding}");
    }
}

#[test]
fn a_checkout_that_has_moved_on_is_named_and_its_lines_are_its_own() {
    let arguments = ["--plan-file", "fixtures/source/moved-on/plan.bin"];
    let plan = "fixtures/source/moved-on/plan.json";
    let report = report(plan, &arguments);
    let notes = report["plans"][0]["notes"].to_string();
    for file in ["main.tf", "gone.tf", "broken-since.tf"] {
        assert!(notes.contains(&format!("fixtures/source/moved-on/{file}")), "{notes}");
    }
    // Each line that is named is a line of today, and holds the block of the finding.
    let mut placed = 0;
    for finding in findings(&report).iter().filter(|finding| !finding["location"].is_null()) {
        let file = finding["location"]["file"].as_str().expect("a file");
        let text = std::fs::read_to_string(root().join(file)).expect("the file is there");
        let line = finding["location"]["line"].as_u64().and_then(|line| usize::try_from(line).ok()).expect("a line");
        let name = finding["address"].as_str().and_then(|address| address.rsplit('.').next()).expect("a name");
        assert!(text.lines().nth(line - 1).is_some_and(|line| line.contains(name)), "{finding}");
        placed += 1;
    }
    assert!(placed > 0);
    let shown = String::from_utf8(onus(&[&["check", plan], &arguments[..]].concat()).stdout).expect("UTF-8");
    assert!(shown.contains("the source has changed since the plan was made"), "{shown}");
    assert!(shown.contains("source differs from the plan"), "{shown}");
}

#[test]
fn what_is_no_plan_file_is_refused() {
    let plan = "fixtures/source/moved-on/plan.json";
    // arguments, what is said
    let table: [(&[&str], &str); 3] = [
        (&[plan, "--plan-file", plan], "it is not a plan file as `terraform plan -out` writes it"),
        (&[plan, "--plan-file", "fixtures/no-such.bin"], "the plan file cannot be read"),
        (&["fixtures/source", "--plan-file", "fixtures/source/moved-on/plan.bin"], "`--plan-file` belongs to one plan"),
    ];
    for (arguments, said) in table {
        let output = onus(&[&["check"], arguments].concat());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
    }
}

#[test]
fn a_stale_plan_is_a_note_or_no_answer() {
    let run = |folder: &str, more: &[&str]| {
        let (plan, binary) = (format!("fixtures/source/{folder}/plan.json"), format!("fixtures/source/{folder}/plan.bin"));
        onus(&[&["check", &plan, "--plan-file", &binary, "--fail-on", "none"], more].concat())
    };
    assert_eq!(run("moved-on", &[]).status.code(), Some(0));
    assert_eq!(run("moved-on", &["--stale", "warn"]).status.code(), Some(0));
    let output = run("moved-on", &["--stale", "fail"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{stderr}");
    for said in ["is stale", "fixtures/source/moved-on/main.tf", "make the plan anew"] {
        assert!(stderr.contains(said), "{stderr}");
    }
    assert_eq!(run("vendored-module", &["--stale", "fail"]).status.code(), Some(0));
    // Without the plan file nothing can be compared.
    let output = onus(&["check", "fixtures/source/moved-on/plan.json", "--stale", "fail"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--plan-file"));
}

/// A binary plan holds no variables files; what they say is compared with the values that were planned.
#[test]
fn a_variables_file_that_says_otherwise_than_the_plan_makes_it_stale() {
    let folder = crate::support::copy("source/vendored-module");
    let run = |written: &str| {
        std::fs::write(folder.path().join("terraform.tfvars"), written).expect("written");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["check", "plan.json", "--plan-file", "plan.bin", "--stale", "fail", "--fail-on", "none"])
            .current_dir(folder.path())
            .env_clear()
            .output()
            .expect("the binary runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run("keep_versions = false\n").0, Some(0), "as it was planned");
    let (code, said) = run("keep_versions = true\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("terraform.tfvars") && !said.contains("true"), "{said}");
    assert_eq!(run("another = 1\n").0, Some(0), "no variable of the plan");
}
