//! Every control on its real plan: the name of a resource says which verdict it must get.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::{files, findings, misplaced, onus, relative, report, root};

/// The verdict that the name of a resource asks for.
fn wanted(address: &str) -> Option<&'static str> {
    let block = address.rsplit_once('[').filter(|_| address.ends_with(']')).map_or(address, |(block, _)| block);
    let name = block.rsplit('.').next()?;
    let prefix = name.split('_').next()?;
    [("met", "met"), ("unmet", "unmet"), ("undecided", "undecided"), ("na", "not-applicable")]
        .into_iter()
        .find(|(known, _)| *known == prefix)
        .map(|(_, verdict)| verdict)
}

#[test]
fn names_ask_for_verdicts() {
    let table = [
        ("aws_s3_bucket.met_x", Some("met")),
        (r#"module.m["a.b"].aws_s3_bucket.unmet_x["c.met_d"]"#, Some("unmet")),
        ("aws_s3_bucket.undecided_x[0]", Some("undecided")),
        ("aws_s3_bucket.na_x", Some("not-applicable")),
        ("aws_s3_bucket.metal", None),
        ("aws_s3_bucket.other", None),
    ];
    for (address, verdict) in table {
        assert_eq!(wanted(address), verdict, "{address}");
    }
}

/// Differences between the verdicts of a control and the names of the resources; what was seen of each verdict.
fn compare(id: &str, report: &Json, wrong: &mut Vec<String>) -> BTreeMap<&'static str, usize> {
    let mut seen = BTreeMap::new();
    for finding in findings(report).iter().filter(|finding| finding["control"] == id) {
        let address = finding["address"].as_str().expect("an address");
        let Some(verdict) = wanted(address) else { continue };
        *seen.entry(verdict).or_insert(0) += 1;
        let message = finding["message"].as_str().unwrap_or_default();
        if verdict == "unmet" && (message.starts_with("this does not hold") || message.contains("(unknown)")) {
            wrong.push(format!("{id}: {address} has no words of its own: {message}"));
        }
        if finding["verdict"] != verdict {
            wrong.push(format!("{id}: {address} is {}, not {verdict}: {}", finding["verdict"], finding["message"]));
        }
    }
    seen
}

/// The ids of all built-in controls.
fn ids() -> Vec<String> {
    let policies = root().join("policies");
    let all = walkdir::WalkDir::new(&policies).sort_by_file_name().into_iter().map(|entry| entry.expect("readable").into_path());
    let ids = all.filter_map(|path| {
        let below = path.strip_prefix(&policies).ok()?.to_string_lossy().replace('\\', "/");
        Some(below.strip_suffix(".policy.hcl")?.to_owned())
    });
    ids.collect()
}

/// Runs the checks of many controls on all cores.
fn in_parallel(ids: &[String], check: impl Fn(&str) -> Vec<String> + Sync) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(id) = ids.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            wrong.extend(check(id));
        }
        wrong
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    })
}

#[test]
fn every_control_gives_the_verdict_that_the_name_of_a_resource_asks_for() {
    let ids = ids();
    assert!(ids.len() >= 16, "controls are found");
    let wrong = in_parallel(&ids, |id| {
        let plan = format!("fixtures/{id}/plan.json");
        if !root().join(&plan).is_file() {
            return vec![format!("{id} has no fixture")];
        }
        let report = report(&plan, &[]);
        let mut wrong = Vec::new();
        let seen = compare(id, &report, &mut wrong);
        for verdict in ["met", "unmet"] {
            if !seen.contains_key(verdict) {
                wrong.push(format!("{id}: its fixture has no {verdict} resource"));
            }
        }
        let (placed, misplaced) = misplaced(&report);
        if placed == 0 {
            wrong.push(format!("{id}: no finding has a line"));
        }
        wrong.extend(misplaced);
        if let Some(errors) = report["errors"].as_array() {
            wrong.extend(errors.iter().map(|error| format!("{id}: {error}")));
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What would change the verdicts of the other resources, as a setting of the whole account, has a plan of its own in `variants/`.
#[test]
fn every_variant_of_a_fixture_gives_the_verdicts_that_the_names_ask_for() {
    let wrong = in_parallel(&ids(), |id| {
        let mut wrong = Vec::new();
        let variants = format!("fixtures/{id}/variants");
        let plans = if root().join(&variants).is_dir() { files(&variants, "plan.json") } else { Vec::new() };
        for plan in plans {
            let plan = relative(&plan);
            let seen = compare(id, &report(&plan, &[]), &mut wrong);
            if seen.is_empty() {
                wrong.push(format!("{id}: {plan} names no verdict"));
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Without the source a verdict may be undecided, but never the opposite of the truth.
#[test]
fn without_source_no_verdict_turns_into_its_opposite() {
    let wrong = in_parallel(&ids(), |id| {
        let report = report(&format!("fixtures/{id}/plan.json"), &["--source", "/nonexistent"]);
        let mut wrong = Vec::new();
        for finding in findings(&report).iter().filter(|finding| finding["control"] == id) {
            let address = finding["address"].as_str().expect("an address");
            let verdict = finding["verdict"].as_str().expect("a verdict");
            if let Some(wanted) = wanted(address)
                && verdict != wanted
                && verdict != "undecided"
            {
                wrong.push(format!("{id}: {address} is {verdict}, not {wanted}: {}", finding["message"]));
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every obligation that a plan can speak to has a control.
#[test]
fn every_obligation_has_a_control_or_an_attestation() {
    let report = report("fixtures/acme/plan.json", &[]);
    for row in report["matrix"].as_array().expect("a matrix") {
        if row["party"] == "aws" {
            assert_eq!(row["status"], "aws");
        } else {
            let spoken: u64 =
                ["met", "unmet", "undecided", "to_attest", "attested"].iter().filter_map(|name| row[name].as_u64()).sum();
            assert!(spoken > 0 || row["status"] == "not-in-plan", "{row}");
        }
        if row["to_attest"].as_u64() > Some(0) {
            assert_ne!(row["status"], "met", "what needs an attestation is not met: {row}");
        }
    }
}

#[test]
fn the_exit_code_is_the_gate_and_not_the_format() {
    // arguments, exit code
    let table: [(&[&str], i32); 5] = [
        (&["check", "fixtures/acme/plan.json"], 1),
        (&["check", "fixtures/acme/plan.json", "--format", "json"], 1),
        (&["check", "fixtures/acme/plan.json", "--fail-on", "none"], 0),
        (&["check", "fixtures/plans/nothing/plan.json"], 0),
        (&["check", "fixtures/acme/no-such-file.json"], 2),
    ];
    for (arguments, code) in table {
        assert_eq!(onus(arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn plans_are_found_in_folders_and_read_from_stdin() {
    let output = onus(&["check", "fixtures/acme", "--format", "json"]);
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["plans"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        files("fixtures/acme", "plan.json").iter().map(|path| relative(path)).collect::<Vec<_>>(),
        ["fixtures/acme/plan.json"]
    );
}

/// The line of the finding of a control on a resource, and the lines beside it.
fn lines_of(control: &str, address: &str) -> (String, Vec<String>) {
    let report = report(&format!("fixtures/{control}/plan.json"), &[]);
    let all = findings(&report);
    let finding = all.iter().find(|finding| finding["control"] == control && finding["address"] == address).expect("a finding");
    let line = |location: &Json| {
        let file = std::fs::read_to_string(root().join(location["file"].as_str().expect("a file"))).expect("readable");
        let number = usize::try_from(location["line"].as_u64().expect("a line")).expect("small");
        file.lines().nth(number - 1).expect("the line exists").trim().to_owned()
    };
    let related = finding["related"].as_array().expect("a list");
    (line(&finding["location"]), related.iter().map(|related| line(&related["location"])).collect())
}

#[test]
fn a_finding_stands_where_its_policy_points() {
    let table = [
        // the group is open, and the database is what is in danger
        (
            "rds/sg-no-world-db-port",
            "aws_db_instance.unmet_inline_rule",
            "vpc_security_group_ids = [aws_security_group.inline.id]",
            "0.0.0.0/0",
        ),
        // what is missing is shown at the header of the block that it belongs into, not at what is there
        (
            "ec2/imdsv2-launch-template",
            "aws_launch_configuration.unmet_unset",
            "resource \"aws_launch_configuration\" \"unmet_unset\" {",
            "",
        ),
        ("ec2/imdsv2-launch-template", "aws_launch_template.unmet_block_without_tokens", "metadata_options {", ""),
        // the setting of the template is inherited: the instance, and the template beside it
        (
            "ec2/imdsv2-instance",
            "aws_instance.unmet_template_optional",
            "resource \"aws_instance\" \"unmet_template_optional\" {",
            "http_tokens = \"optional\"",
        ),
        // of several rules the one that is open
        (
            "ec2/sg-no-world-admin-ports-v4",
            "aws_security_group.unmet_after_self",
            "cidr_blocks = [\"10.0.0.0/8\", \"0.0.0.0/0\"]",
            "",
        ),
    ];
    for (control, address, line, beside) in table {
        let (at, related) = lines_of(control, address);
        assert_eq!(at, line, "{control}: {address}");
        let found = if beside.is_empty() { related.is_empty() } else { related.iter().any(|line| line.contains(beside)) };
        assert!(found, "{control}: {address}: beside {beside:?} stands {related:?}");
    }
}
