//! Source through the real binary: whose code it is, what is told of it, what is never read, what a finding is known by.

use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{copy, findings, onus, root};

/// The JSON report of the plan in a folder, with variables of the environment.
fn report_in(folder: &Path, variables: &[(&str, &str)]) -> Json {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onus"));
    let command = command.args(["check", "plan.json", "--format", "json"]).current_dir(folder).env_clear();
    let output = command.envs(variables.iter().copied()).output().expect("the binary runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn unmet<'j>(report: &'j Json, control: &str) -> Vec<&'j Json> {
    findings(report).iter().filter(|finding| finding["verdict"] == "unmet" && finding["control"] == control).collect()
}

#[test]
fn the_data_folder_is_where_the_environment_says() {
    let folder = root().join("fixtures/source/data-dir");
    let inside = |variables: &[(&str, &str)]| {
        let report = report_in(&folder, variables);
        let volume = unmet(&report, "ec2/ebs-volume-encrypted")[0].clone();
        assert_eq!(volume["location"]["file"], "fixtures/source/data-dir/main.tf");
        volume["related"]
            .as_array()
            .expect("related")
            .iter()
            .any(|related| related["location"]["file"] == "fixtures/source/data-dir/.data/modules/reports/main.tf")
    };
    assert!(inside(&[("TF_DATA_DIR", ".data")]));
    assert!(!inside(&[]), "without the variable nobody knows of `.data`");
}

/// Lines move, blocks change places, files get other names: it is the same finding.
#[test]
fn a_finding_is_known_by_the_same_fingerprint_wherever_its_lines_go() {
    let folder = copy("source/writing");
    let told = || -> Vec<(String, String, Json)> {
        let text = |json: &Json| json.as_str().expect("text").to_owned();
        let report = report_in(folder.path(), &[]);
        let unmet = findings(&report).iter().filter(|finding| finding["verdict"] == "unmet");
        unmet.map(|one| (text(&one["address"]), text(&one["fingerprint"]), one["location"].clone())).collect()
    };
    let before = told();
    let main = std::fs::read_to_string(folder.path().join("main.tf")).expect("a file");
    let at = main.rfind("\nresource ").expect("a block");
    let (first, last) = main.split_at(at);
    std::fs::write(folder.path().join("renamed.tf"), format!("# moved\n\n\n{last}\n{first}\n")).expect("written");
    std::fs::remove_file(folder.path().join("main.tf")).expect("removed");
    let after = told();
    assert_eq!(before.len(), after.len());
    assert!(before.len() > 10 && before.iter().zip(&after).all(|(a, b)| (&a.0, &a.1) == (&b.0, &b.1)));
    let moved = before.iter().zip(&after).filter(|(a, b)| !a.2.is_null() && !b.2.is_null() && a.2 != b.2).count();
    assert!(moved > 10, "{moved} findings stand elsewhere");
}

#[test]
fn the_help_names_the_input_of_a_foreign_module_that_would_mend_it() {
    let shown = onus(&["check", "fixtures/source/vendored-module/plan.json", "--control", "s3/versioning"]).stdout;
    let shown = String::from_utf8(shown).expect("UTF-8");
    let of = |resource: &str| shown.split("\ns3/versioning").find(|part| part.contains(resource)).expect("a finding");
    let scratch = of("module.scratch.aws_s3_bucket.this: versioning is suspended");
    assert!(scratch.contains("set the input `versioning` of the module"), "{scratch}");
    assert!(
        scratch.contains("inside module `git::file:///tmp/onus-fixture-modules/terraform-aws-bucket?ref=v1.2.0`"),
        "{scratch}"
    );
    let set = of("module.logs.aws_s3_bucket.this: versioning is suspended");
    assert!(set.contains("`versioning` feeds `versioning_configuration[0].status`"), "{set}");
    assert!(!set.contains("set the input"), "it is set already: {set}");
}

/// A plan and a module map are untrusted: neither they nor links in the checkout make onus show what lies outside of it.
#[cfg(unix)]
#[test]
fn nothing_outside_of_the_checkout_is_shown() {
    let outside = tempfile::tempdir().expect("a folder");
    let secret = "resource \"aws_ebs_volume\" \"unmet_volume\" {\n  encrypted = false # only-outside\n}\n";
    for file in ["main.tf", "passwd"] {
        std::fs::write(outside.path().join(file), secret).expect("written");
    }
    let folder = copy("source/hostile");
    let plan = std::fs::read_to_string(folder.path().join("plan.json")).expect("a plan");
    let map = folder.path().join(".terraform/modules/modules.json");
    let hostile = std::fs::read_to_string(&map).expect("a module map");
    assert!(hostile.contains("/etc"), "the map leads outside");
    std::fs::write(&map, hostile.replace("/etc", &outside.path().to_string_lossy())).expect("written");
    std::os::unix::fs::symlink(outside.path().join("passwd"), folder.path().join("linked.tf")).expect("a link");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("linked")).expect("a link");
    assert!(plan.contains("module_calls"));
    for format in ["human", "json", "sarif", "rdjson", "markdown"] {
        let output = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["check", "plan.json", "--format", format])
            .current_dir(folder.path())
            .env_clear()
            .output()
            .expect("the binary runs");
        assert_ne!(output.status.code(), Some(2));
        assert!(!String::from_utf8_lossy(&output.stdout).contains("only-outside"), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_checkout_behind_a_link_has_the_same_paths() {
    let folder = copy("source/equal-names");
    let links = tempfile::tempdir().expect("a folder");
    let link = links.path().join("checkout");
    std::os::unix::fs::symlink(folder.path(), &link).expect("a link");
    let (direct, linked) = (report_in(folder.path(), &[]), report_in(&link, &[]));
    let placed = findings(&linked).iter().filter(|finding| finding["location"]["file"].is_string()).count();
    assert!(placed > 10);
    assert_eq!(findings(&direct), findings(&linked));
}

/// The plan does not say which tool made it, but its providers come from that tool's registry.
#[test]
fn tofu_files_count_if_opentofu_made_the_plan() {
    let folder = copy("source/overrides");
    let path = |name: &str| folder.path().join(name);
    let main = std::fs::read_to_string(path("main.tf")).expect("a file");
    std::fs::write(path("main.tofu"), format!("# one line more\n{main}")).expect("written");
    let place = || {
        let report = report_in(folder.path(), &[]);
        let finding =
            findings(&report).iter().find(|finding| finding["address"] == "aws_ebs_volume.unmet_override_of_something_else");
        finding.expect("a finding")["location"].clone()
    };
    let terraform = place();
    let plan = std::fs::read_to_string(path("plan.json")).expect("a plan");
    std::fs::write(path("plan.json"), plan.replace("registry.terraform.io/", "registry.opentofu.org/")).expect("written");
    let tofu = place();
    assert_eq!((&terraform["file"], &tofu["file"]), (&"main.tf".into(), &"main.tofu".into()));
    assert_eq!(tofu["line"].as_u64(), terraform["line"].as_u64().map(|line| line + 1));
}
