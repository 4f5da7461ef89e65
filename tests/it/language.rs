//! Policies as others write them for `HashiCorp`'s engine, run unchanged over real plans: verdicts that were worked out by hand,
//! and what is wrong with broken ones.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{findings, onus, report, root};

const LANDING_ZONE: &str = "fixtures/policies/landing-zone";

/// The verdict of each policy of a folder on an address.
fn verdicts(report: &Json) -> BTreeMap<(String, String), String> {
    let text = |finding: &Json, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let one = |finding: &Json| {
        let key = (format!("{} {}", text(finding, "control"), text(finding, "policy")), text(finding, "address"));
        (key, text(finding, "verdict"))
    };
    findings(report).iter().map(one).collect()
}

fn check(plan: &str, more: &[&str], table: &[(&str, &str, &str)]) -> Json {
    let report = report(plan, &[&["--no-builtin", "--policies", LANDING_ZONE], more].concat());
    let all = verdicts(&report);
    for (policy, address, verdict) in table {
        let found = all.get(&((*policy).to_owned(), (*address).to_owned())).map(String::as_str);
        assert_eq!(found, (!verdict.is_empty()).then_some(*verdict), "{policy} on {address}");
    }
    report
}

#[test]
fn a_third_party_folder_judges_a_real_stack() {
    let report = check(
        "fixtures/acme/plan.json",
        &[],
        &[
            // The region comes from a variable, the tags from a local: the source text tells both.
            ("providers approved_region", "provider.aws", "met"),
            ("providers default_tags", "provider.aws", "met"),
            ("providers from_hashicorp", "provider.aws", "met"),
            // `~> 5.100` allows many versions and there is no lock file.
            ("providers recent", "provider.aws", "undecided"),
            ("modules own_or_registry", "module.assets", "met"),
            ("modules no_version", "module.assets", "met"),
            ("modules versioned", "module.assets", "met"),
            ("modules versioned", "module.logs", "unmet"),
            // The provider is not one of Terraform's own.
            ("providers from_hashicorp", "provider.terraform", ""),
            ("compute/instances imds_v2", "aws_instance.bastion", "unmet"),
            ("compute/instances imds_v2", "aws_instance.worker[0]", "undecided"),
            ("compute/instances family", "aws_instance.bastion", "met"),
            ("compute/instances encrypted", "aws_ebs_volume.imports", "unmet"),
            ("compute/instances encrypted", "aws_ebs_volume.search_index", "met"),
            ("data/databases backups", "aws_db_instance.main", "met"),
            ("data/databases private", "aws_db_instance.reporting", "unmet"),
            // Nothing is updated or deleted.
            ("data/databases stays_encrypted", "aws_db_instance.main", ""),
            ("network/groups flow_log", "aws_vpc.main", "met"),
            ("network/groups no_admin_ports", "aws_vpc_security_group_ingress_rule.alb[\"443\"]", "met"),
            ("network/groups no_admin_ports", "aws_vpc_security_group_ingress_rule.app_from_alb", "not-applicable"),
            ("network/groups described", "aws_security_group.alb", "met"),
            // `*` within a label; the module of the other buckets is not the root module.
            ("storage names_a_bucket", "aws_s3_bucket_versioning.invoices", "met"),
            ("storage names_a_bucket", "aws_s3_bucket.invoices", ""),
            ("storage in_root_module_has_policy", "aws_s3_bucket.invoices", "met"),
            ("storage in_root_module_has_policy", "module.logs.aws_s3_bucket.this", "not-applicable"),
        ],
    );
    let finding = |policy: &str, address: &str| {
        let all = findings(&report).iter();
        all.clone().find(|one| one["policy"] == policy && one["address"] == address).expect("a finding").clone()
    };
    let logs = finding("versioned", "module.logs");
    assert_eq!((&logs["location"]["file"], &logs["location"]["line"]), (&"fixtures/acme/storage.tf".into(), &10.into()));
    assert_eq!(logs["info"], serde_json::json!(["call module.logs"]));
    assert_eq!(logs["type"], "module");
    let provider = finding("recent", "provider.aws");
    assert_eq!((&provider["location"]["file"], &provider["location"]["line"]), (&"fixtures/acme/main.tf".into(), &21.into()));
    let bastion = finding("imds_v2", "aws_instance.bastion");
    assert_eq!(bastion["message"], "Instance metadata has to ask for a token. There is no metadata_options block.");
    // mandatory, advisory, and a level that is an input.
    assert_eq!(finding("encrypted", "aws_ebs_volume.imports")["severity"], "high");
    assert_eq!(finding("family", "aws_instance.bastion")["severity"], "low");
    assert_eq!(finding("backups", "aws_db_instance.main")["severity"], "medium");
}

#[test]
fn inputs_change_what_is_judged_and_how_severe_it_is() {
    let plan = "fixtures/acme/plan.json";
    let level = "imds-enforcement-level=advisory";
    let inputs = ["--input", "allowed-regions=[\"us-east-1\"]", "--input", "minimum-retention-days=60", "--input", level];
    let report = check(
        plan,
        &inputs,
        &[
            ("providers approved_region", "provider.aws", "unmet"),
            ("data/databases backups", "aws_db_instance.main", "unmet"),
            ("compute/instances imds_v2", "aws_instance.bastion", "unmet"),
        ],
    );
    let imds = findings(&report).iter().find(|one| one["policy"] == "imds_v2" && one["verdict"] == "unmet").expect("a finding");
    assert_eq!(imds["severity"], "low");
    let region = findings(&report).iter().find(|one| one["policy"] == "approved_region").expect("a finding");
    assert_eq!(region["message"], "provider aws works in eu-central-1, allowed are us-east-1");
}

#[test]
fn every_configuration_of_a_provider_is_judged() {
    check(
        "fixtures/plans/provider-aliases/plan.json",
        &[],
        &[
            ("providers approved_region", "provider.aws", "met"),
            ("providers approved_region", "provider.aws.setting", "met"),
            ("providers approved_region", "provider.aws.other_account", "unmet"),
            ("providers approved_region", "provider.aws.us", "unmet"),
            ("providers default_tags", "provider.aws", "unmet"),
            // Modules that are handed a provider have no configuration of their own.
            ("providers approved_region", "module.settings.provider.aws", ""),
        ],
    );
}

#[test]
fn the_lock_file_tells_the_version_of_a_provider() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["plan.json", "main.tf", "variables.tf", "terraform.tfvars"] {
        std::fs::copy(root().join("fixtures/acme").join(name), folder.path().join(name)).expect("copied");
    }
    let plan = folder.path().join("plan.json");
    let recent = |version: Option<&str>| {
        if let Some(version) = version {
            let text = format!("provider \"registry.terraform.io/hashicorp/aws\" {{\n  version = \"{version}\"\n}}\n");
            std::fs::write(folder.path().join(".terraform.lock.hcl"), text).expect("written");
        }
        let report = report(&plan.to_string_lossy(), &["--no-builtin", "--policies", LANDING_ZONE]);
        verdicts(&report)[&("providers recent".to_owned(), "provider.aws".to_owned())].clone()
    };
    assert_eq!(recent(None), "undecided");
    assert_eq!(recent(Some("5.100.0")), "met");
    assert_eq!(recent(Some("5.12.0")), "unmet");
}

type Variables<'v> = &'v [(&'v str, &'v str)];

/// Standard error and the exit code of a check with one policy file.
fn refused(policy: &str, more: &[&str]) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("p.policy.hcl");
    std::fs::write(&file, policy).expect("written");
    let plan = "fixtures/plans/reference-direct/plan.json";
    let file = file.to_string_lossy();
    let arguments = [&["check", plan, "--no-builtin", "--policies", &*file], more].concat();
    let output = onus(&arguments);
    (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code())
}

#[test]
fn inputs_that_do_not_fit_are_refused_where_they_were_given() {
    let policy = r#"
        input "days" {
          type = number
        }
        resource_policy "aws_s3_bucket" "x" {
          enforce {
            condition = input.days > 0
          }
        }
    "#;
    // arguments, what is said
    let table: [(&[&str], &[&str]); 5] = [
        (&[], &["input `days` has no value", "--input days=…"]),
        (&["--input", "days=many"], &["input `days`: number required", "--input"]),
        (&["--input", "day=1"], &["there is no input `day`", "did you mean `days`?"]),
        (&["--input", "days"], &["expected NAME=VALUE"]),
        (&["--input", "days=null"], &["number required"]),
    ];
    for (arguments, words) in table {
        let (stderr, code) = refused(policy, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {stderr}");
        assert!(words.iter().all(|word| stderr.contains(word)), "{arguments:?}: {stderr}");
    }
    assert_eq!(refused(policy, &["--input", "days=1"]).1, Some(0));
}

#[test]
fn the_strongest_source_of_an_input_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
        folder.path().join(name).to_string_lossy().into_owned()
    };
    let policy = write(
        "p.policy.hcl",
        r#"
        input "min-level" {
          type    = number
          default = 1
        }
        resource_policy "aws_s3_bucket" "x" {
          enforce {
            condition     = input.min-level == 0
            error_message = "level ${input.min-level}"
          }
        }
        "#,
    );
    let hcl = write("values.tfvars", "min-level = 2\n");
    let json = write("values.tfvars.json", "{\"min-level\": \"3\"}");
    // arguments, variables of the environment, the value that counts
    let table: [(&[&str], Variables<'_>, &str); 7] = [
        (&[], &[], "1"),
        (&["--input-file", &hcl], &[], "2"),
        (&["--input-file", &json], &[], "3"),
        (&["--input-file", &hcl, "--input-file", &json], &[], "3"),
        (&["--input-file", &hcl], &[("TFPOLICY_INPUT_min-level", "4")], "4"),
        // A shell cannot name a variable with a hyphen.
        (&["--input-file", &hcl], &[("TFPOLICY_INPUT_min_level", "5")], "5"),
        (&["--input", "min-level=6", "--input-file", &hcl], &[("TFPOLICY_INPUT_min_level", "5")], "6"),
    ];
    for (arguments, variables, value) in table {
        let output = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args([
                "check",
                "fixtures/plans/reference-direct/plan.json",
                "--format",
                "json",
                "--no-builtin",
                "--policies",
                &policy,
            ])
            .args(arguments)
            .current_dir(root())
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .expect("the binary runs");
        let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        let message = findings(&report)[0]["message"].as_str().expect("a message").to_owned();
        assert_eq!(message, format!("level {value}"), "{arguments:?} {variables:?}");
    }
}

#[test]
fn sensitive_inputs_are_shown_nowhere() {
    let policy = r#"
        input "token" {
          type      = string
          sensitive = true
        }
        resource_policy "aws_s3_bucket" "x" {
          enforce {
            condition     = attrs.bucket == input.token
            error_message = "wanted ${input.token}"
            info_message  = "token ${input.token}"
          }
        }
    "#;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("p.policy.hcl");
    std::fs::write(&file, policy).expect("written");
    for format in ["human", "json", "sarif", "junit", "markdown", "csv"] {
        let plan = "fixtures/plans/reference-direct/plan.json";
        let input = "token=canary-of-an-input";
        let file = file.to_string_lossy();
        let output = onus(&["check", plan, "--no-builtin", "--policies", &file, "--input", input, "--format", format]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("wanted (sensitive)"), "{format}: {text}");
        assert!(!text.contains("canary"), "{format}: {text}");
    }
}

#[test]
fn a_terraform_version_that_policies_do_not_want_is_told_and_restricts_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, version: &str| {
        let policy = format!(
            "policy {{\n  terraform_config {{\n    required_version = \"{version}\"\n  }}\n}}\n\
             resource_policy \"aws_s3_bucket\" \"x\" {{\n  enforce {{\n    condition = true\n  }}\n}}\n"
        );
        std::fs::write(folder.path().join(name), policy).expect("written");
    };
    let told = || {
        let plan = "fixtures/plans/reference-direct/plan.json";
        let report = report(plan, &["--no-builtin", "--policies", &folder.path().to_string_lossy()]);
        assert!(findings(&report).iter().all(|finding| finding["verdict"] == "met") && !findings(&report).is_empty());
        let notes = report["plans"][0]["notes"].as_array().expect("notes").clone();
        notes.iter().filter_map(Json::as_str).find(|note| note.contains("terraform version")).map(ToOwned::to_owned)
    };
    write("a.policy.hcl", ">= 1.0, < 9.0");
    assert_eq!(told(), None);
    write("b.policy.hcl", ">= 9.0");
    let note = told().expect("a note");
    assert!(note.ends_with("b.policy.hcl wants >= 9.0"), "{note}");
    write("c.policy.hcl", "< 1.0");
    assert!(told().expect("a note").ends_with("b.policy.hcl wants >= 9.0, and 1 more"));
}

#[test]
fn the_page_of_a_file_tells_resources_providers_and_modules_apart() {
    let judges = |id: &str| {
        let output = onus(&["explain", id, "--no-builtin", "--policies", LANDING_ZONE]);
        let page = String::from_utf8(output.stdout).expect("UTF-8");
        page.lines().find_map(|line| line.strip_prefix("judges:")).expect("what it judges").trim().to_owned()
    };
    assert_eq!(judges("providers"), "provider *, provider aws");
    assert!(judges("modules").split(", ").all(|one| one.starts_with("module ")), "{}", judges("modules"));
    assert!(judges("storage").split(", ").all(|one| one.starts_with("aws_")), "{}", judges("storage"));
}
