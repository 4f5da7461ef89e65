//! Forms of plans that the Terraform at hand cannot make: the plan of a fixture, changed as the documentation of the format says.
//! `deferred_changes` is written by Terraform with deferral (`-allow-deferral`, alpha builds), the names of providers differ in
//! OpenTofu.

use serde_json::{Value as Json, json};

use crate::support::{Judge, plan_json, root};

/// The plan with some of its changes put off, as Terraform writes it: the change lies in `deferred_changes` with a reason, and
/// the plan is not complete.
fn deferred(plan: &Json, address: &str) -> Json {
    let mut plan = plan.clone();
    let changes = plan["resource_changes"].as_array_mut().expect("changes");
    let at = changes.iter().position(|change| change["address"] == address).expect("the address");
    let change = changes.remove(at);
    plan["deferred_changes"] = json!([{ "reason": "deferred_prereq", "resource_change": change }]);
    plan["complete"] = json!(false);
    let planned = plan["planned_values"]["root_module"]["resources"].as_array_mut().expect("planned values");
    planned.retain(|resource| resource["address"] != address);
    plan
}

#[test]
fn what_is_deferred_leaves_open_what_hangs_on_it() {
    let judge = Judge::new();
    let plan = deferred(&plan_json("plans/reference-direct"), "aws_s3_bucket_versioning.by_id");
    let report = judge.report(&plan, None);
    let told = report.plans[0].notes.iter().any(|note| note.contains("deferred"));
    assert!(told && !report.plans[0].complete, "{:?}", report.plans[0].notes);
    let verdict = |address: &str| {
        let mut all = report.findings.iter();
        all.find(|finding| &*finding.address == address && finding.control.to_string() == "s3/versioning")
            .map(|found| found.verdict)
    };
    // Its satellite may still come.
    assert_eq!(verdict("aws_s3_bucket.met_by_id"), Some(onus::judge::Verdict::Undecided));
    // Another has its own.
    assert_eq!(verdict("aws_s3_bucket.met_by_literal_name"), Some(onus::judge::Verdict::Met));
    // What is deferred is not judged.
    assert!(report.findings.iter().all(|finding| &*finding.address != "aws_s3_bucket_versioning.by_id"));
}

/// The plan as OpenTofu writes it: providers come from its own registry, and the version is its own.
fn opentofu(plan: &Json) -> Json {
    let text = plan.to_string().replace("registry.terraform.io/", "registry.opentofu.org/");
    let mut plan: Json = serde_json::from_str(&text).expect("JSON");
    plan["terraform_version"] = json!("1.10.6");
    let fields = plan.as_object_mut().expect("an object");
    // Terraform writes these since 1.8, after the fork.
    for name in ["applyable", "complete"] {
        fields.remove(name);
    }
    plan
}

#[test]
fn a_plan_of_opentofu_gets_the_same_verdicts() {
    let judge = Judge::new();
    for plan in ["acme", "plans/registry-style", "plans/provider-aliases", "plans/policy-documents", "plans/changes"] {
        let (json, source) = (plan_json(plan), root().join("fixtures").join(plan));
        let tofu = opentofu(&json);
        assert!(tofu.to_string().contains("registry.opentofu.org/hashicorp/aws"), "{plan}");
        for source in [Some(source.as_path()), None] {
            assert_eq!(judge.verdicts(&json, source), judge.verdicts(&tofu, source), "{plan}");
        }
    }
}
