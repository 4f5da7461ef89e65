//! `onus test` through the real binary, over folders of policies with their tests.

use std::path::Path;
use std::process::Output;

use serde_json::Value as Json;

use crate::support::{onus, root};

/// The exit code and the results of `onus test`.
fn tested(arguments: &[&str]) -> (i32, Json) {
    let output = onus(&[&["test", "--format", "json"], arguments].concat());
    let report: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}; stderr: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(report["schema"], 1);
    (output.status.code().expect("an exit code"), report)
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn all<'r>(report: &'r Json, of: &str) -> Vec<&'r Json> {
    let files = report["files"].as_array().expect("files");
    files.iter().flat_map(|file| file[of].as_array().expect("a list")).collect()
}

/// Each test as `name: result`.
fn results(report: &Json) -> Vec<String> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    all(report, "tests").into_iter().map(|test| format!("{}: {}", text(&test["name"]), text(&test["result"]))).collect()
}

/// What policies said of a test, each as `policy: verdict: message`.
fn said(report: &Json, name: &str) -> Vec<String> {
    let tests = all(report, "tests");
    let test = tests.iter().find(|test| test["name"] == name).unwrap_or_else(|| panic!("there is no {name}"));
    let policies = test["policies"].as_array().expect("policies");
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    policies.iter().map(|one| format!("{}: {}: {}", text(&one["policy"]), text(&one["verdict"]), text(&one["message"]))).collect()
}

fn reason(report: &Json, name: &str) -> String {
    let tests = all(report, "tests");
    let test = tests.iter().find(|test| test["name"] == name).unwrap_or_else(|| panic!("there is no {name}"));
    test["reason"].as_str().unwrap_or_default().to_owned()
}

/// The tests of a folder of `fixtures/policytest`, the exit code, and how each test ends.
fn expect(folder: &str, code: i32, expected: &[&str]) -> Json {
    let (exit, report) = tested(&[&format!("fixtures/policytest/{folder}")]);
    assert_eq!(results(&report), expected, "{folder}");
    assert_eq!(exit, code, "{folder}");
    report
}

#[test]
fn a_test_passes_if_and_only_if_what_is_expected_comes_out() {
    let report = expect(
        "outcomes",
        1,
        &[
            "resource.aws_s3_bucket.good: passed",
            "resource.aws_s3_bucket.out_of_scope_and_tagged: passed",
            "resource.aws_s3_bucket.wrong_name: passed",
            "resource.aws_s3_object.wildcard: passed",
            "resource.aws_s3_bucket.surprise: failed",
            "resource.aws_s3_bucket.no_surprise: failed",
            "resource.aws_s3_bucket.undecided: failed",
            "resource.aws_s3_bucket.undecided_as_failure: passed",
            "resource.aws_s3_bucket.error: failed",
            "resource.aws_s3_bucket.skipped: skipped",
            "resource.aws_s3_bucket.no_state: failed",
            "resource.aws_s3bucket.mistyped: failed",
            "resource.aws_s3bucket.mistyped_and_expected_to_fail: failed",
        ],
    );
    let named = "resource_policy.aws_s3_bucket.named";
    // test, what policies said
    let table: [(&str, &[String]); 4] = [
        ("resource.aws_s3_bucket.good", &[]),
        ("resource.aws_s3_bucket.wrong_name", &[format!("{named}: unmet: bucket logs does not start with acme-")]),
        (
            "resource.aws_s3_bucket.surprise",
            &[
                format!("{named}: unmet: bucket logs does not start with acme-"),
                "resource_policy.aws_s3_*.tagged: unmet: no owner".to_owned(),
            ],
        ),
        ("resource.aws_s3_bucket.error", &[format!("{named}: error: object does not have an attribute named `bucket`")]),
    ];
    for (name, expected) in table {
        assert_eq!(said(&report, name), expected, "{name}");
    }
    for test in all(&report, "tests") {
        let is_judged =
            test["name"].as_str().is_some_and(|name| name.ends_with("bucket.good") || name.ends_with("bucket.surprise"));
        let is_out = test["name"].as_str().is_some_and(|name| name.contains("out_of_scope"));
        if is_judged || is_out {
            let told = if is_judged { vec!["names are described in the handbook"] } else { Vec::new() };
            assert_eq!(test["info"], serde_json::json!(told), "{test}");
        }
    }
    // test, reason
    let table = [
        ("resource.aws_s3_bucket.no_surprise", "Missing expected failure: every policy holds"),
        ("resource.aws_s3_bucket.error", "a policy cannot be evaluated on it"),
        ("resource.aws_s3_bucket.skipped", "skip = true"),
        ("resource.aws_s3_bucket.no_state", "the mock has no state: neither `attrs` nor `prior_attrs`"),
        (
            "resource.aws_s3bucket.mistyped",
            "matched no policy: none of the targets judges `resource \"aws_s3bucket\"`; did you mean `aws_s3_bucket`?",
        ),
    ];
    for (name, expected) in table {
        assert_eq!(reason(&report, name), expected, "{name}");
    }
    assert_eq!(report["summary"], serde_json::json!({"passed": 5, "failed": 7, "skipped": 1, "broken_files": 0}));
}

#[test]
fn a_failure_shows_the_condition_that_decided() {
    let (_, report) = tested(&["fixtures/policytest/outcomes", "--filter", "surprise"]);
    let test = all(&report, "tests")[0];
    for one in test["policies"].as_array().expect("policies") {
        let at = &one["location"];
        let text = std::fs::read_to_string(root().join(at["file"].as_str().expect("a file"))).expect("readable");
        let line = usize::try_from(at["line"].as_u64().expect("a line")).expect("small");
        let line = text.lines().nth(line - 1).expect("the line is there");
        assert!(line.trim_start().starts_with("condition"), "{line}");
        let start = usize::try_from(at["column"].as_u64().expect("a column")).expect("small");
        assert!(line[start - 1..].starts_with("core::"), "{line}");
    }
    let output = onus(&["test", "fixtures/policytest/outcomes", "--filter", "surprise"]);
    let human = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(human.contains("bucket.policy.hcl:8:21: core::startswith(attrs.bucket, \"acme-\")"), "{human}");
    assert!(human.ends_with("1 test in 1 file: 0 passed, 1 failed, 0 skipped\n"), "{human}");
}

#[test]
fn mocks_refer_to_each_other_and_lookups_find_them() {
    let report = expect(
        "references",
        1,
        &[
            "resource.aws_s3_bucket.three: passed",
            "resource.aws_s3_bucket.none: passed",
            "resource.aws_s3_bucket_versioning.plain: skipped",
            "resource.aws_s3_bucket_versioning.skipped: skipped",
            "resource.aws_s3_bucket_versioning.quoted: skipped",
            "resource.aws_s3_bucket_versioning.going_away: skipped",
            "resource.aws_s3_bucket_policy.answered: passed",
            "resource.aws_s3_bucket_policy.other: passed",
            "resource.aws_s3_bucket_policy.unanswered: failed",
            "resource.aws_s3_bucket_logging.known: passed",
            "resource.aws_s3_bucket_logging.computed: failed",
        ],
    );
    let unanswered = said(&report, "resource.aws_s3_bucket_policy.unanswered");
    assert!(unanswered[0].contains(": error: ") && unanswered[0].contains("no `data` mock"), "{unanswered:?}");
    let computed = said(&report, "resource.aws_s3_bucket_logging.computed");
    assert!(computed[0].ends_with(": undecided: `aws_s3_bucket_logging.computed.target` is not known"), "{computed:?}");
    let helper = reason(&report, "resource.aws_s3_bucket_versioning.plain");
    assert_eq!(helper, "no policy judges it; lookups of others find it");
}

#[test]
fn operations_follow_from_state_or_are_told() {
    let report = expect(
        "operations",
        1,
        &[
            "resource.aws_kms_key.deleted_disabled: passed",
            "resource.aws_kms_key.deleted_enabled: passed",
            "resource.aws_kms_key.updated: passed",
            "resource.aws_kms_key.updated_badly: passed",
            "resource.aws_kms_key.created: passed",
            "resource.aws_kms_key.created_and_expected_to_fail: failed",
            "resource.aws_kms_alias.told_to_be_an_update: passed",
            "resource.aws_kms_alias.created: passed",
            "resource.aws_kms_grant.create: passed",
            "resource.aws_kms_grant.update: passed",
            "resource.aws_kms_grant.no_op: passed",
            "resource.aws_kms_grant.delete: passed",
        ],
    );
    assert_eq!(reason(&report, "resource.aws_kms_key.created"), "no policy is for the operation `create`");
    let missing = reason(&report, "resource.aws_kms_key.created_and_expected_to_fail");
    assert_eq!(missing, "Missing expected failure: no policy is for the operation `create`");
    let badly = said(&report, "resource.aws_kms_key.updated_badly");
    assert_eq!(badly, ["resource_policy.aws_kms_key.rotation_stays: unmet: rotation is turned off"]);
}

#[test]
fn meta_is_what_a_plan_has_and_over_it_what_the_mock_says() {
    let report = expect(
        "meta",
        0,
        &[
            "resource.aws_instance.usual: passed",
            "resource.google_sql_database.other_provider: passed",
            "resource.aws_instance.own: passed",
            "resource.aws_instance.overridden: passed",
            "resource.aws_instance.wrong: passed",
            "resource.aws_instance.wrong: passed",
        ],
    );
    assert_eq!(all(&report, "notes"), ["`resource.aws_instance.wrong` stands here twice, again in line 29"]);
}

#[test]
fn inputs_of_the_mock_beat_those_of_the_file_and_these_the_command_line() {
    let report = expect(
        "inputs",
        0,
        &[
            "resource.aws_lb.two: passed",
            "resource.aws_lb.one: passed",
            "resource.aws_lb.by_the_file: passed",
            "resource.aws_lb.by_the_mock: passed",
            "resource.aws_lb.read_in_the_mock: passed",
            "resource.aws_lb_listener.list: passed",
            "resource.aws_ssm_parameter.token: passed",
            "resource.aws_lb.typed: passed",
        ],
    );
    let token = "resource_policy.aws_ssm_parameter.token: unmet: the token is (sensitive)";
    assert_eq!(said(&report, "resource.aws_ssm_parameter.token"), [token]);
    let folder = "fixtures/policytest/inputs";
    let (code, report) = tested(&[folder, "--input", "min-zones=1"]);
    assert_eq!(code, 1);
    let failed: Vec<String> = results(&report).into_iter().filter(|line| line.ends_with(": failed")).collect();
    assert_eq!(failed, ["resource.aws_lb.one: failed"], "the files that give it themselves do not care");
    let file = tempfile::Builder::new().suffix(".tfvars").tempfile().expect("a file");
    std::fs::write(file.path(), "min-zones = 3\n").expect("written");
    let path = file.path().to_str().expect("UTF-8");
    let (_, report) = tested(&[folder, "--input-file", path, "--filter", "default.policytest.hcl"]);
    assert_eq!(results(&report), ["resource.aws_lb.two: failed", "resource.aws_lb.one: passed"]);
    let (_, report) = tested(&[folder, "--input-file", path, "--input", "min-zones=2", "--filter", "default.policytest.hcl"]);
    assert_eq!(results(&report), ["resource.aws_lb.two: passed", "resource.aws_lb.one: passed"]);
    let output = onus(&["test", folder, "--input", "min-zones=many"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("number required"), "{}", stderr(&output));
}

#[test]
fn levels_that_are_expressions_are_evaluated_with_the_inputs_of_the_mock() {
    let report = expect(
        "levels",
        1,
        &[
            "resource.aws_lb.advisory: passed",
            "resource.aws_lb.mandatory: passed",
            "resource.aws_lb.no_level: failed",
            "resource.aws_lb.no_level_and_expected_to_fail: failed",
            "resource.aws_lb.out_of_scope: passed",
            "resource.aws_lb_listener.without_value: failed",
            "resource.aws_lb_listener.with_value: passed",
        ],
    );
    let no_level = "resource_policy.aws_lb.internal: error: there is no enforcement level `hard-mandatory`";
    for name in ["resource.aws_lb.no_level", "resource.aws_lb.no_level_and_expected_to_fail"] {
        let found = said(&report, name);
        assert!(found.len() == 1 && found[0].starts_with(no_level), "{name}: {found:?}");
    }
    let without = said(&report, "resource.aws_lb_listener.without_value");
    assert_eq!(without, ["resource_policy.aws_lb_listener.secure: error: input `no-default` has no value"]);
}

#[test]
fn provider_and_module_policies_judge_their_mocks() {
    let report = expect(
        "providers",
        1,
        &[
            "provider.aws.good: passed",
            "provider.aws.old: passed",
            "provider.aws.elsewhere: failed",
            "provider.google.unmatched: failed",
            "module../modules/net.local: passed",
            "module../modules/net/deeper.large: passed",
            "module.terraform-aws-modules/vpc/aws.pinned: passed",
            "module.terraform-aws-modules/vpc/aws.unpinned: passed",
        ],
    );
    assert_eq!(said(&report, "provider.aws.elsewhere"), ["provider_policy.aws.region: unmet: region us-east-1"]);
    assert!(reason(&report, "provider.google.unmatched").starts_with("matched no policy"));
    let unpinned = said(&report, "module.terraform-aws-modules/vpc/aws.unpinned");
    assert_eq!(unpinned, ["module_policy.terraform-aws-modules/*.version: unmet: version  of terraform-aws-modules/vpc/aws"]);
}

#[test]
fn targets_are_files_and_folders_and_else_what_stands_beside() {
    let report = expect(
        "layout",
        0,
        &[
            "resource.aws_sqs_queue.not_encrypted: passed",
            "resource.aws_sqs_queue.encrypted: passed",
            "resource.aws_sqs_queue.encrypted: passed",
            "resource.aws_sns_topic.good: passed",
            "resource.aws_sns_topic.bad: passed",
        ],
    );
    let notes = all(&report, "notes");
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].as_str().is_some_and(|note| note.contains("written without .policy.hcl")), "{notes:?}");
    let elsewhere = "fixtures/policytest/layout/deep/beside.policytest.hcl";
    let (code, _) = tested(&[elsewhere, "--policies", "fixtures/policytest/layout/deep/below"]);
    assert_eq!(code, 0, "the policy of the other folder fails, as expected");
    let (code, report) = tested(&[elsewhere, "--policies", "fixtures/policytest/operations"]);
    assert_eq!(code, 1);
    assert!(reason(&report, "resource.aws_sqs_queue.not_encrypted").starts_with("matched no policy"));
}

#[test]
fn real_plans_are_judged_too() {
    let report = expect(
        "plans",
        1,
        &[
            "plan.calls_and_providers: passed",
            "plan.inputs: failed",
            "plan.acme: passed",
            "plan.nothing_else: failed",
            "plan.surprise: failed",
            "plan.later: skipped",
        ],
    );
    let inputs = said(&report, "plan.inputs");
    let undecided = "fixtures/policies/landing-zone/providers#recent provider.aws: undecided: expected unmet: ";
    assert!(inputs.len() == 1 && inputs[0].starts_with(undecided), "{inputs:?}");
    let file = "fixtures/policytest/plans/landing-zone.policytest.hcl";
    let (_, other) = tested(&[file, "--input", "allowed-regions=[\"us-east-1\"]", "--filter", "inputs"]);
    assert_eq!(results(&other), ["plan.inputs: passed"], "inputs hold for plans");
    let control = "policies/s3/versioning";
    assert_eq!(
        said(&report, "plan.nothing_else"),
        [
            format!("{control} aws_s3_bucket.invoices: met: not named by the test: Bucket versioning is enabled"),
            format!("{control} module.assets.aws_s3_bucket.this: met: not named by the test: Bucket versioning is enabled"),
        ]
    );
    assert_eq!(
        said(&report, "plan.surprise"),
        [
            format!("{control} module.logs.aws_s3_bucket.this: unmet: expected met: versioning is suspended"),
            "aws_vpc.main: not judged: expected met, but no policy judges it".to_owned(),
            format!("{control} aws_s3_bucket.invoices: met: expected undecided: Bucket versioning is enabled"),
        ]
    );
}

#[test]
fn all_mistakes_of_all_files_are_told_and_nothing_else_is_lost() {
    let (code, report) = tested(&["fixtures/policytest/broken", "fixtures/policytest/meta"]);
    assert_eq!(code, 2);
    assert_eq!(report["summary"]["broken_files"], 5);
    assert_eq!(report["summary"]["passed"], 6, "files without mistakes are tested all the same");
    let problems: Vec<(String, String)> = all(&report, "problems")
        .into_iter()
        .map(|problem| {
            let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            let file = text(&problem["location"]["file"]);
            let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".hcl");
            let line = &problem["location"]["line"];
            (format!("{name}:{line} {}", text(&problem["message"])), text(&problem["help"]))
        })
        .collect();
    // mistake, part of the help
    let table = [
        ("names.policytest:2 there is no argument `target` here", "did you mean `targets`?"),
        ("names.policytest:5 `resorce` is no block of a test file", "did you mean `resource`?"),
        ("names.policytest:10 there is no argument `expect_failur` here", "did you mean `expect_failure`?"),
        ("names.policytest:11 there is no mock `locl.x`", ""),
        ("names.policytest:11 there is no local `thng`", "did you mean `local.thing`?"),
        ("names.policytest:11 there is no mock `aws_lb.twise`", "did you mean `aws_lb.twice`?"),
        ("names.policytest:11 there is no function `core::lenght`", "did you mean `core::length`?"),
        ("names.policytest:11 `aws_lb.twice` is the name of more than one mock", ""),
        ("names.policytest:26 `resource` has the wrong labels", "takes two labels"),
        ("names.policytest:30 `input` is no block of a test file", "did you mean `inputs`?"),
        ("names.policytest:34 `file` is missing", ""),
        ("names.policytest:35 `expect` expects nothing", ""),
        ("names.policytest:42 there is no argument `mett` here", "did you mean `met`?"),
        ("values.policytest:6 Circular reference detected: `resource.aws_lb.round` refers to itself", ""),
        ("values.policytest:11 Circular reference detected: `resource.aws_lb.trip` refers to itself", ""),
        ("values.policytest:16 Circular reference detected: local `egg` reads itself", ""),
        ("values.policytest:24 `meta.operation` is a non-string: number", ""),
        ("values.policytest:29 there is no operation `creat`: create, update, delete, no-op", ""),
        ("values.policytest:34 an object of attributes is required, got list", ""),
        ("values.policytest:38 this must be true or false", ""),
        ("values.policytest:43 `resource.aws_lb.no_flag` has no attribute `enable`; did you mean `enabled`?", ""),
        ("values.policytest:48 input `size` has no value", ""),
        ("targets.policytest:2 `goood.policy.hcl` does not match any policy file", "did you mean `good.policy.hcl`?"),
        ("targets.policytest:2 `nowhere/x.policy.hcl` does not match any policy file", "relative to the test file"),
        ("targets.policytest:6 there is no argument `attr` here", "did you mean `attrs`?"),
        ("policy.policy:3 there is no argument `condtion` here", "did you mean `condition`?"),
        ("plan.policytest:13 `good.policy.hcl`: this is not JSON", "terraform show -json"),
        ("plan.policytest:22 the plan has no resource `aws_s3_bucket.invoice`", "did you mean `aws_s3_bucket.invoices`?"),
    ];
    for (message, help) in table {
        let found = problems.iter().find(|(known, _)| known == message);
        let (_, known) = found.unwrap_or_else(|| panic!("{message} is not among {problems:#?}"));
        assert!(known.contains(help) && known.is_empty() == help.is_empty(), "{message}: {known}");
    }
    for start in ["plan.policytest:6 cannot read the plan", "syntax.policytest:2 "] {
        assert!(problems.iter().any(|(known, _)| known.starts_with(start)), "{start}");
    }
    let output = onus(&["test", "fixtures/policytest/broken"]);
    let told = stderr(&output);
    for (message, _) in table {
        let message = message.split_once(' ').map_or(message, |(_, message)| message);
        let start: String = message.chars().take(40).collect();
        assert!(told.contains(&start), "{start}: {told}");
    }
}

#[test]
fn what_is_not_there_is_no_answer() {
    // arguments, what is said
    let table: [(&[&str], &str); 6] = [
        (&["fixtures/policytest/layout/shared"], "there is no test in"),
        (&["fixtures/nowhere"], "cannot read"),
        (&["fixtures/policytest/meta/meta.policy.hcl"], "is no test file"),
        (&["fixtures/policytest/meta", "--filter", "nothing.like.this"], "there is no test `nothing.like.this`"),
        (&["fixtures/policytest/meta", "--output", "xml=x"], "the formats are human, json, junit"),
        (&["fixtures/policytest/meta", "--input", "nonsense"], "expected NAME=VALUE"),
    ];
    for (arguments, words) in table {
        let output = onus(&[&["test"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn tests_are_chosen_by_name() {
    // filter, tests
    let table: [(&str, &[&str]); 5] = [
        ("resource.aws_instance.own", &["resource.aws_instance.own: passed"]),
        ("aws_instance.own", &["resource.aws_instance.own: passed"]),
        ("own", &["resource.aws_instance.own: passed"]),
        ("google_*", &["resource.google_sql_database.other_provider: passed"]),
        (
            "*.o*",
            &[
                "resource.google_sql_database.other_provider: passed",
                "resource.aws_instance.own: passed",
                "resource.aws_instance.overridden: passed",
            ],
        ),
    ];
    for (filter, expected) in table {
        let (code, report) = tested(&["fixtures/policytest/meta", "--filter", filter]);
        assert_eq!((code, results(&report)), (0, expected.iter().map(ToString::to_string).collect()), "{filter}");
    }
}

#[test]
fn junit_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("junit.xml");
    let target = format!("junit={}", path.display());
    let arguments = ["test", "fixtures/policytest/outcomes", "fixtures/policytest/broken", "--output", &target];
    assert_eq!(onus(&arguments).status.code(), Some(2));
    let xml = std::fs::read_to_string(&path).expect("written");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let suites: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testsuite")).collect();
    assert_eq!(suites.len(), 6);
    for suite in &suites {
        let count = |name: &str| suite.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
        // attribute, what it counts
        for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
            assert_eq!(suite.attribute(attribute), Some(count(tag).as_str()), "{attribute}");
        }
    }
    let failures = document.descendants().filter(|node| node.has_tag_name("failure")).count();
    assert_eq!(failures, 7);
    let surprise = document.descendants().find(|node| node.attribute("name") == Some("resource.aws_s3_bucket.surprise"));
    let story = surprise.and_then(|case| case.first_element_child()).and_then(|failure| failure.text()).unwrap_or_default();
    assert!(story.contains("bucket.policy.hcl:8:21: ") && story.contains("no owner"), "{story}");
}

#[test]
fn two_runs_write_the_same() {
    for format in ["human", "json", "junit"] {
        let run = || onus(&["test", "fixtures/policytest", "--format", format]);
        assert_eq!(run().stdout, run().stdout, "{format}");
        assert!(!run().stdout.is_empty(), "{format}");
    }
}

#[test]
fn whatever_is_missing_there_is_an_answer_or_a_mistake() {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, name) in [("references", "versioning"), ("inputs", "given")] {
        let from = root().join("fixtures/policytest").join(from);
        for file in std::fs::read_dir(&from).expect("readable").map(|entry| entry.expect("readable").path()) {
            if file.to_string_lossy().ends_with(".policy.hcl") {
                std::fs::copy(&file, folder.path().join(file.file_name().expect("a name"))).expect("copied");
            }
        }
        let text = std::fs::read_to_string(from.join(format!("{name}.policytest.hcl"))).expect("readable");
        let path = folder.path().join("a.policytest.hcl");
        let options = onus::app::TestOptions { paths: vec![path.clone()], ..onus::app::TestOptions::default() };
        let tests = |text: String| {
            std::fs::write(&path, text).expect("written");
            onus::app::test(&options).map(|report| report.cases().count())
        };
        let lines: Vec<&str> = text.lines().collect();
        let all = tests(text.clone()).expect("tests");
        for at in 0..lines.len() {
            let prefix = lines[..at].join("\n");
            let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
            for cut in [prefix, without] {
                if let Ok(count) = tests(cut) {
                    assert!(count <= all, "{name} line {at}: {count} tests");
                }
            }
        }
    }
}

#[test]
fn every_folder_of_fixtures_is_tested_here() {
    let own = std::fs::read_to_string(root().join("tests/it/policy_tests.rs")).expect("readable");
    let folders = std::fs::read_dir(root().join("fixtures/policytest")).expect("readable");
    for folder in folders.map(|entry| entry.expect("readable").path()).filter(|path| Path::is_dir(path)) {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(own.contains(&format!("\"{name}\"")) || own.contains(&format!("policytest/{name}\"")), "{name}");
    }
}

#[test]
fn a_test_file_cannot_hang_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = "resource_policy \"aws_lb\" \"x\" {\n  enforce {\n    condition = attrs.x == attrs.x\n  }\n}\n";
    std::fs::write(folder.path().join("lb.policy.hcl"), policy).expect("written");
    let doubled: Vec<String> = (1..60).map(|number| format!("  l{number} = [local.l{0}, local.l{0}]\n", number - 1)).collect();
    let doubled = doubled.concat();
    let mocks = "resource \"aws_lb\" \"wide\" {\n  attrs = { x = local.l59 }\n}\n";
    let file = folder.path().join("lb.policytest.hcl");
    std::fs::write(&file, format!("locals {{\n  l0 = [1]\n{doubled}}}\n{mocks}")).expect("written");
    let output = onus(&["test", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the evaluation takes too many steps"), "{}", stderr(&output));
}
