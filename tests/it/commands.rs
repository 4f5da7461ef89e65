//! The commands beside `check`, through the real binary on real fixtures.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::support::{findings, onus, report};

/// Standard output of a command that gives an answer.
fn shown(arguments: &[&str]) -> String {
    let output = onus(arguments);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn listed(arguments: &[&str]) -> Vec<Json> {
    let text = shown(&[&["controls", "--format", "json"], arguments].concat());
    let document: Json = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["schema"], 1);
    document["controls"].as_array().expect("controls").clone()
}

#[test]
fn controls_are_listed_and_filtered() {
    let all = listed(&[]);
    assert_eq!(all.len(), 160);
    // filter, field, its value
    let table: [(&[&str], &str, &str); 4] = [
        (&["--service", "s3"], "/service", "s3"),
        (&["--obligation", "rds/customer-data"], "/obligation/id", "rds/customer-data"),
        (&["--severity", "critical"], "/severity", "critical"),
        (&["--service", "ec2", "--severity", "low"], "/severity", "low"),
    ];
    for (filter, field, value) in table {
        let wanted: Vec<&Json> = all.iter().filter(|control| control.pointer(field).is_some_and(|own| own == value)).collect();
        let few = listed(filter);
        assert!(!few.is_empty() && few.len() < all.len(), "{filter:?}");
        assert!(few.iter().all(|control| wanted.contains(&control)), "{filter:?}");
        if filter.len() == 2 {
            assert_eq!(few.len(), wanted.len(), "{filter:?}");
        }
    }
    let framework = listed(&["--framework", "nist-800-53-r5"]);
    let one = listed(&["--framework", "nist-800-53-r5=CP-9"]);
    assert!(!one.is_empty() && one.len() < framework.len() && framework.len() < all.len());
    let text = shown(&["controls", "--service", "rds"]);
    assert!(text.lines().any(|line| line.starts_with("rds/deletion-protection ")), "{text}");
    assert_eq!(listed(&["--no-builtin"]).len(), 0);
    assert_eq!(listed(&["--no-builtin", "--policies", "policies/s3"]).len(), listed(&["--service", "s3"]).len());
}

#[test]
fn a_name_that_nothing_has_is_exit_code_2_and_a_proposal() {
    let plan = "fixtures/plans/reference-direct/plan.json";
    // arguments, what is missing, the help
    let table: [(&[&str], &str, &str); 9] = [
        (&["explain", "s3/versionin"], "there is no control `s3/versionin`", "did you mean `s3/versioning`?"),
        (&["explain", "versioning"], "there is no control `versioning`", "did you mean `s3/versioning`?"),
        (&["explain", "nothing-like-this-at-all"], "there is no control", "`onus controls` lists them"),
        (&["controls", "--service", "s4"], "there is no service `s4`", "did you mean `s3`?"),
        (&["controls", "--framework", "nist"], "there is no framework `nist`", "nist-800-53-r5"),
        (&["check", plan, "--control", "s3/vrsioning"], "there is no control `s3/vrsioning`", "did you mean `s3/versioning`?"),
        (&["check", plan, "--framework", "cis-aws-4"], "there is no framework `cis-aws-4`", "did you mean `cis-aws-"),
        (&["inspect", plan, "aws_s3_bucket.met_by_i"], "there is no resource", "did you mean `aws_s3_bucket.met_by_id`?"),
        (
            &["inspect", "fixtures/plans/count-index/plan.json", "nothing_like.this_at_all"],
            "there is no resource",
            "lists all resources",
        ),
    ];
    for (arguments, what, help) in table {
        let output = onus(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(what) && stderr.contains(help), "{arguments:?}: {stderr}");
    }
}

#[test]
fn every_control_has_a_page() {
    let text = shown(&["explain", "s3/versioning"]);
    for words in [
        "Bucket versioning is enabled",
        "(s3/customer-data, customer)",
        "judges:      aws_s3_bucket, aws_s3_bucket_versioning",
        "Why\n",
        "What a plan cannot show\n",
        "Remedy\n",
        "nist-800-53-r5",
        "https://docs.aws.amazon.com/",
        "resource_policy \"aws_s3_bucket\" \"versioning\" {",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("control {"), "the metadata is shown in words: {text}");
    for control in listed(&[]) {
        assert!(!control["judges"].as_array().expect("types").is_empty(), "{control}");
        assert!(control["file"].as_str().is_some_and(|file| !file.is_empty()), "{control}");
    }
}

#[test]
fn check_judges_by_what_is_selected() {
    let plan = "fixtures/acme/plan.json";
    let ids = |more: &[&str]| -> BTreeSet<String> {
        let report = report(plan, more);
        let ids = findings(&report).iter().map(|finding| finding["control"].as_str().expect("an id").to_owned());
        // What is wrong with an attestation is no control.
        ids.filter(|id| !id.starts_with("onus/")).collect()
    };
    let all = ids(&[]);
    let of_s3: BTreeSet<String> = all.iter().filter(|id| id.starts_with("s3/")).cloned().collect();
    assert_eq!(ids(&["--control", "s3/*"]), of_s3);
    assert_eq!(ids(&["--control", "s3/versioning", "--control", "rds/deletion-protection"]).len(), 2);
    let known: BTreeSet<String> =
        listed(&["--framework", "cis-aws-5"]).iter().map(|control| control["id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(ids(&["--framework", "cis-aws-5"]), all.intersection(&known).cloned().collect());
}

#[test]
fn a_framework_groups_the_report_by_its_ids() {
    let plan = "fixtures/acme/plan.json";
    let report = report(plan, &["--framework", "nist-800-53-r5"]);
    let controls = listed(&["--framework", "nist-800-53-r5"]);
    let serves = |control: &Json, id: &Json| {
        let entry = controls.iter().find(|one| &one["id"] == control).expect("only controls of the framework are judged");
        entry["frameworks"]["nist-800-53-r5"].as_array().expect("ids").contains(id)
    };
    let rows = report["framework"]["ids"].as_array().expect("ids");
    let named: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().expect("an id")).collect();
    let all: BTreeSet<&str> = controls
        .iter()
        .flat_map(|control| control["frameworks"]["nist-800-53-r5"].as_array().expect("ids"))
        .map(|id| id.as_str().expect("an id"))
        .collect();
    assert_eq!(named, all, "every id of the framework has one row");
    assert_eq!(rows.len(), all.len());
    for row in rows {
        // What is wrong with an attestation is no control.
        let own =
            findings(&report).iter().filter(|finding| !finding["control"].as_str().is_some_and(|id| id.starts_with("onus/")));
        let of: Vec<&Json> = own.filter(|finding| serves(&finding["control"], &row["id"])).collect();
        for verdict in ["met", "unmet", "undecided"] {
            let open = |finding: &&&Json| finding["verdict"] == verdict && (verdict != "unmet" || finding["settled"].is_null());
            assert_eq!(row[verdict], of.iter().filter(open).count(), "{} {verdict}", row["id"]);
        }
        let unmet: BTreeSet<&str> = of
            .iter()
            .filter(|finding| finding["verdict"] == "unmet" && finding["settled"].is_null())
            .map(|finding| finding["control"].as_str().expect("an id"))
            .collect();
        assert_eq!(row["unmet_controls"], serde_json::json!(unmet), "{}", row["id"]);
        assert_eq!(row["status"] == "unmet", !unmet.is_empty(), "{}", row["id"]);
    }
    let unmet = rows.iter().find(|row| row["status"] == "unmet").expect("the stack has faults");
    let (id, first) = (unmet["id"].as_str().expect("an id"), unmet["unmet_controls"][0].as_str().expect("a control"));
    for format in ["human", "markdown"] {
        let output = onus(&["check", plan, "--framework", "nist-800-53-r5", "--format", format]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let line = text.lines().find(|line| line.trim_start_matches("| ").starts_with(&format!("{id} ")));
        let line = line.unwrap_or_else(|| panic!("{format}: {id} has no line in\n{text}"));
        assert!(line.contains("unmet") && line.contains(first), "{format}: {line}");
    }
    let one = crate::support::report(plan, &["--framework", &format!("nist-800-53-r5={id}")]);
    assert_eq!(one["framework"]["ids"].as_array().map(Vec::len), Some(1));
    assert_eq!(one["framework"]["ids"][0], *unmet);
    assert_eq!(crate::support::report(plan, &[])["framework"], Json::Null);
}

#[test]
fn one_cause_is_shown_once() {
    let plan = "fixtures/rds/instance-storage-encrypted/plan.json";
    let report = report(plan, &[]);
    let subsumed: Vec<&Json> = findings(&report).iter().filter(|finding| !finding["subsumed_by"].is_null()).collect();
    assert!(
        subsumed.iter().any(|finding| finding["control"] == "rds/customer-key"),
        "a database without encryption has one cause"
    );
    for finding in &subsumed {
        let other = findings(&report)
            .iter()
            .find(|other| other["address"] == finding["address"] && other["control"] == finding["subsumed_by"])
            .expect("what subsumes is in the report");
        assert_eq!((&other["verdict"], &other["subsumed_by"]), (&Json::from("unmet"), &Json::Null), "{other}");
    }
    let output = onus(&["check", plan, "--fail-on", "low"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("same cause, not shown: rds/customer-key"), "{text}");
    let own = text.lines().filter(|line| line.trim_start().starts_with("rds/customer-key ")).count();
    let shown = findings(&report)
        .iter()
        .filter(|finding| finding["control"] == "rds/customer-key" && finding["verdict"] == "unmet")
        .filter(|finding| finding["subsumed_by"].is_null())
        .count();
    assert!(own <= shown, "{own} diagnostics for {shown} findings");
}

#[test]
fn inspect_shows_a_resource_as_onus_sees_it() {
    let plan = "fixtures/plans/reference-direct/plan.json";
    let list = shown(&["inspect", plan]);
    assert!(list.lines().any(|line| line == "create  aws_s3_bucket.met_by_id"), "{list}");
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    // resource, what is to be seen
    let table: [(&str, &[&str]); 3] = [
        (
            "aws_s3_bucket.met_by_id",
            &[
                "id unknown made by AWS",
                "bucket unknown will be `aws_s3_bucket.met_by_id.id`",
                "arn unknown will be \"arn:aws:s3:::${aws_s3_bucket.met_by_id.id}\"",
                "object_lock_enabled unset becomes false (https://",
                "force_destroy known false",
                "tags unset",
                "aws_s3_bucket_versioning.by_id: `bucket` is its `id` (reference)",
            ],
        ),
        (
            "aws_s3_bucket_versioning.through_a_satellite",
            &["bucket unknown will be `aws_s3_bucket.met_through_a_satellite.id`", "status known \"Enabled\""],
        ),
        (
            "aws_s3_bucket.met_by_literal_name",
            &["bucket known \"onus-literal\"", "aws_s3_bucket_versioning.by_literal_name: `bucket` is its", "(same value)"],
        ),
    ];
    for (address, words) in table {
        let text = shown(&["inspect", plan, address]);
        assert_eq!(text, shown(&["inspect", plan, address]), "two runs write the same");
        for words in words {
            assert!(squeezed(&text).contains(words), "{address}: {words}: {text}");
        }
    }
}

#[test]
fn inspect_says_where_unknown_values_come_from() {
    // plan, resource, what is to be seen
    let table = [
        ("several-candidates", "aws_s3_bucket_versioning.coalesce", "ambiguous: one of `aws_s3_bucket.undecided_coalesce.id`, `"),
        ("several-candidates", "aws_s3_bucket_versioning.both_ways", "comes from `terraform_data.choice.output`, the plan does"),
        ("policy-texts", "aws_s3_bucket_policy.arn", "will be jsonencode({"),
        (
            "blocks-of-a-set",
            "aws_instance.told",
            "ebs_block_device[0].kms_key_id             unknown    will be `aws_kms_key.b.arn`",
        ),
        ("blocks-of-a-set", "aws_instance.untold", "several blocks may be meant, and the plan does not tell which"),
        (
            "blocks-of-a-set",
            "aws_instance.same",
            "ebs_block_device[0].kms_key_id             unknown    will be `aws_kms_key.a.arn`",
        ),
        (
            "deep-modules",
            r#"module.platform.module.team["red"].module.store["met_at_best_logs"].module.settings[0].aws_s3_bucket_versioning.this[0]"#,
            r#"will be `module.platform.module.team["red"].module.store["met_at_best_logs"].aws_s3_bucket.this[0].id`"#,
        ),
        (
            "each-value-modules",
            r#"module.over["met_over_a"].aws_s3_bucket.this"#,
            r#"aws_s3_bucket_versioning.over["met_over_a"]: `bucket` is its `id`"#,
        ),
        ("keys", r#"aws_s3_bucket.odd["met\"with\"quotes"]"#, r#"aws_s3_bucket.odd["met\"with\"quotes"]"#),
        ("names-to-come", "aws_s3_bucket_versioning.same_text", r#"will be "${terraform_data.suffix.output}-logs""#),
        ("destroy", "aws_s3_bucket.goes_with_satellite", "Attributes before the plan"),
        ("destroy", "aws_s3_bucket.goes_with_satellite", "`bucket` is its `"),
    ];
    for (plan, address, words) in table {
        let text = shown(&["inspect", &format!("fixtures/plans/{plan}/plan.json"), address]);
        assert!(text.contains(words), "{address}: {words}: {text}");
    }
}

#[test]
fn an_address_that_is_not_there_is_corrected() {
    // plan, address, what is offered
    let table = [
        (
            "nested-modules",
            r#"module.cross["a"].aws_s3_bucket.thiss["a"]"#,
            r#"did you mean `module.cross["a"].aws_s3_bucket.this["a"]`?"#,
        ),
        (
            "nested-modules",
            r#"module.cross["a"].aws_s3_bucket.this"#,
            r#"did you mean `module.cross["a"].aws_s3_bucket.this["a"]`?"#,
        ),
        ("count-index", "aws_s3_bucket.*", "without an address `onus inspect` lists all resources"),
    ];
    for (plan, address, offered) in table {
        let output = onus(&["inspect", &format!("fixtures/plans/{plan}/plan.json"), address]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{address}");
        assert!(text.contains(offered), "{address}: {text}");
    }
}

/// Where several resources may be meant, all of them are named, for people and for machines.
#[test]
fn candidates_are_named() {
    const CANDIDATES: &str = "one of aws_s3_bucket.undecided_left.id, aws_s3_bucket.undecided_right.id";
    let plan = "fixtures/plans/several-candidates/plan.json";
    let text = String::from_utf8(onus(&["check", plan]).stdout).expect("UTF-8");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(CANDIDATES), "{text}");
    let report = report(plan, &[]);
    for bucket in ["aws_s3_bucket.undecided_left", "aws_s3_bucket.undecided_right"] {
        let mut all = findings(&report).iter();
        let finding = all.find(|finding| finding["control"] == "s3/versioning" && finding["address"] == bucket).expect(bucket);
        assert_eq!(finding["verdict"], "undecided", "{bucket}");
        let named = |list: &serde_json::Value, of: &dyn Fn(&serde_json::Value) -> String| {
            list.as_array().expect("a list").iter().any(|item| of(item).contains(CANDIDATES))
        };
        assert!(named(&finding["blocked_by"], &|cause| cause.as_str().expect("text").to_owned()), "{bucket}: {finding}");
        assert!(named(&finding["evidence"], &|entry| entry["origin"].to_string()), "{bucket}: {finding}");
    }
}

#[test]
fn inspect_shows_no_secret() {
    let plan = "fixtures/plans/sensitive/plan.json";
    let list = shown(&["inspect", plan]);
    let addresses: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert!(addresses.len() > 8, "{list}");
    let mut sensitive = 0;
    for address in addresses {
        for more in [&[][..], &["--source", "/nonexistent"]] {
            let text = shown(&[&["inspect", plan, address], more].concat());
            assert!(!text.contains("canary-"), "{address}: {text}");
            // The same in Base64.
            assert!(!text.contains("Y2FuYXJ5"), "{address}: {text}");
            sensitive += text.lines().filter(|line| line.ends_with("  sensitive")).count();
        }
    }
    assert!(sensitive > 10, "{sensitive}");
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = shown(&["completions", shell]);
        assert!(text.contains("onus") && text.contains("inspect"), "{shell}");
    }
}

#[test]
fn man_pages_are_written_for_onus_and_each_command() {
    let help = shown(&["--help"]);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with("  "));
    // Longer indented lines go on with what a command is about.
    let commands = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let commands: Vec<&str> = commands.filter(|name| !name.is_empty() && *name != "help").collect();
    assert!(commands.len() > 8, "{help}");
    assert!(shown(&["man"]).contains(".TH onus 1"));
    for command in commands {
        let page = shown(&["man", command]);
        assert!(page.contains(&format!(".TH onus-{command} 1")) && page.contains(".SH SYNOPSIS"), "{command}: {page}");
    }
    let output = onus(&["man", "chek"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `check`?"));
}

/// Who judges by some of the controls that speak to an obligation has seen a part of it.
#[test]
fn a_selection_of_controls_makes_no_obligation_met() {
    let standing = |more: &[&str], id: &str| -> String {
        let report = report("fixtures/acme/plan.json", more);
        let rows = report["matrix"].as_array().expect("a matrix");
        let row = rows.iter().find(|row| row["obligation"] == id).expect("every obligation has a row");
        row["status"].as_str().expect("a status").to_owned()
    };
    // Control, its obligation: met by this control, unmet or met by all of them.
    let table = [
        ("ec2/lt-ebs-encrypted", "ec2/server-side-encryption", "unmet"),
        ("rds/in-custom-vpc", "rds/firewall-configuration", "unmet"),
        ("rds/supported-engine-version", "shared/patch-management", "met"),
    ];
    for (control, obligation, whole) in table {
        assert_eq!(standing(&[], obligation), whole, "{obligation}");
        assert_eq!(standing(&["--control", control], obligation), "undecided", "{control}");
    }
}

/// `onus … | head` ends quietly, whatever the format.
#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    for arguments in
        [["check", "human"], ["check", "json"], ["check", "csv"], ["matrix", "csv"], ["matrix", "html"], ["check", "sarif"]]
    {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_onus"))
            .args([arguments[0], "fixtures/acme/plan.json", "--format", arguments[1]])
            .current_dir(crate::support::root())
            .env_clear()
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the binary runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_ne!(output.status.code(), Some(2), "{arguments:?}");
    }
}
