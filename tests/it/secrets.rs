//! Secrets of plans and sources: `canary-…` stands where a secret does, and in no text that onus writes.

use std::path::Path;
use std::process::Output;

use crate::support::{FORMATS, files, onus, relative, root};

const SENSITIVE: &str = "fixtures/plans/sensitive/plan.json";

/// What of the secrets of a plan stands in a text, also in Base64 and without its first letters.
fn told(text: &str) -> Option<String> {
    const SPELLINGS: [&str; 4] = ["canary", "Y2FuYXJ5", "NhbmFyeS", "jYW5hcn"];
    let at = SPELLINGS.iter().find_map(|spelling| text.find(spelling))?;
    let (before, rest) = text.split_at(at);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some(line.chars().chain(rest.chars().take(60)).collect())
}

fn keeps(what: &str, output: &Output) {
    for stream in [&output.stdout, &output.stderr] {
        assert_eq!(told(&String::from_utf8_lossy(stream)), None, "{what}");
    }
}

/// Runs with every format as a file, and looks at these and at the streams.
fn keeps_in_every_format(command: &str, plan: &str, formats: &[&str], more: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |format: &str| folder.path().join(format);
    let outputs: Vec<String> = formats.iter().map(|format| format!("--output={format}={}", path(format).display())).collect();
    let arguments: Vec<&str> =
        [command, plan].into_iter().chain(more.iter().copied()).chain(outputs.iter().map(|o| &**o)).collect();
    keeps(plan, &onus(&arguments));
    for format in formats {
        let text = std::fs::read_to_string(path(format)).expect("a file");
        assert!(!text.is_empty(), "{plan} as {format}");
        assert_eq!(told(&text), None, "{plan} as {format} {more:?}");
    }
}

/// All plans that hold canaries.
fn plans() -> Vec<String> {
    let holds = |path: &&std::path::PathBuf| std::fs::read_to_string(path).is_ok_and(|text| text.contains("canary-"));
    let plans: Vec<String> = files("fixtures", "plan.json").iter().filter(holds).map(|path| relative(path)).collect();
    assert!(plans.len() > 5, "{plans:?}");
    plans
}

#[test]
fn no_format_of_a_check_shows_a_secret() {
    for plan in plans() {
        keeps_in_every_format("check", &plan, &FORMATS, &["--scope=all", "--stats", "--verbose"]);
        keeps_in_every_format("check", &plan, &FORMATS, &["--source=/nonexistent"]);
    }
}

#[test]
fn no_format_of_the_matrix_shows_a_secret() {
    let formats = ["terminal", "markdown", "csv", "html", "oscal", "json"];
    for plan in [SENSITIVE, "fixtures/acme/plan.json", "fixtures/plans/state-form/plan.json"] {
        keeps_in_every_format("matrix", plan, &formats, &[]);
    }
}

/// The lines beside what decides are quoted, and what is secret in them is not.
#[test]
fn quoted_source_shows_the_line_and_not_the_secret() {
    let output = onus(&["check", SENSITIVE, "--control=ec2/imdsv2-instance", "--control=rds/not-publicly-accessible"]);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("http_tokens = \"optional\""), "{shown}");
    assert!(shown.contains("password            = \"***"), "{shown}");
    assert!(shown.contains("publicly_accessible = true"), "{shown}");
    assert_eq!(told(&shown), None);
}

/// A plan with one text in place of another, in a folder of its own.
fn damaged(folder: &Path, from: &str, to: &str) -> String {
    let plan = std::fs::read_to_string(root().join(SENSITIVE)).expect("a plan");
    assert!(plan.contains(from), "{from}");
    let path = folder.join("plan.json");
    std::fs::write(&path, plan.replacen(from, to, 1)).expect("a file");
    path.to_string_lossy().into_owned()
}

#[test]
fn no_error_shows_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    // What is in place of what, the exit code
    let table = [
        ("\"errored\":false", "\"errored\":\"canary-x\""),
        ("\"complete\":true", "\"complete\":[\"canary-x\"]"),
        ("\"variables\":{", "\"variables\":\"canary-x\",\"y\":{"),
        ("\"resource_changes\":[", "\"resource_changes\":[\"canary-x\","),
        ("\"actions\":[\"create\"]", "\"actions\":[\"canary-x\"]"),
        ("\"after_unknown\":{", "\"after_unknown\":{\"x\":\"canary-x\","),
        ("\"password\":\"canary", "\"password\":1e999,\"x\":\"canary"),
    ];
    for (from, to) in table {
        let plan = damaged(folder.path(), from, to);
        let output = onus(&["check", &plan]);
        assert_eq!(output.status.code(), Some(2), "{to}");
        assert!(!output.stderr.is_empty());
        keeps(to, &output);
    }
    let inputs = onus(&["check", SENSITIVE, "--input", "canary_x", "--input", "password=canary-x"]);
    assert_eq!(inputs.status.code(), Some(2));
    assert!(!String::from_utf8_lossy(&inputs.stderr).contains("canary-x"));
}

/// A policy of somebody else may try to tell what it reads.
#[test]
fn no_policy_tells_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let conditions = [
        "attrs.password == \"x\"",
        "core::parseint(attrs.password, 10) == 1",
        "core::regex(\"(x)\", attrs.password) == \"x\"",
        "core::jsondecode(attrs.password) == 1",
        "core::timeadd(attrs.password, \"1h\") == \"x\"",
        "attrs[attrs.password] == 1",
        "{ for word in [attrs.password, attrs.password] : word => 1 } == {}",
        "core::cidrhost(attrs.password, 1) == \"x\"",
        "core::tonumber(attrs.password) == 1",
        "attrs.password + 1 == 2",
        "core::formatdate(attrs.password, attrs.password) == \"x\"",
        "core::yamldecode(\"a: [${attrs.password}\") == 1",
        "core::element([], core::length(attrs.password)) == attrs.password",
        "core::lookup({}, attrs.password) == 1",
    ];
    for (number, condition) in conditions.iter().enumerate() {
        let policy = format!(
            "resource_policy \"aws_db_instance\" \"p{number}\" {{\n  enforce {{\n    condition = {condition}\n    \
             error_message = \"it is ${{attrs.password}}, ${{core::jsonencode(attrs)}}, ${{core::base64encode(attrs.password)}}\"\n  }}\n}}\n"
        );
        std::fs::write(folder.path().join(format!("p{number}.policy.hcl")), policy).expect("a file");
    }
    let policies = folder.path().to_string_lossy().into_owned();
    for format in ["human", "json", "sarif-full", "csv"] {
        let output = onus(&["check", SENSITIVE, "--no-builtin", "--policies", &policies, "--format", format]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "some conditions cannot be evaluated: {stderr}");
        assert!(stderr.contains("policy error on"), "{stderr}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("this does not hold"),
            "a requirement of the password, without its message"
        );
        keeps(format, &output);
    }
}
