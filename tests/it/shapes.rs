//! Plan shapes: the same control over every way in which a plan can say where a value comes from, and every way in which a
//! source can say where a finding stands.

use crate::support::{files, findings, relative, report, root};

/// The control that a resource type is judged by in `fixtures/plans`.
fn control(shape: &str, kind: &str) -> Option<&'static str> {
    match (shape, kind) {
        ("policy-documents" | "policy-texts", "aws_s3_bucket") => Some("s3/require-tls"),
        ("lists-of-references", "aws_db_instance") => Some("rds/sg-no-world-db-port"),
        // Its keys are attacks and no verdicts.
        ("hostile-names", _) => None,
        // One of its instances is about another control.
        ("dynamic-blocks", "aws_instance") => None,
        (_, "aws_s3_bucket") => Some("s3/versioning"),
        (_, "aws_instance") => Some("ec2/imdsv2-instance"),
        (_, "aws_security_group") => Some("ec2/sg-no-world-admin-ports-v4"),
        (_, "aws_ebs_volume") => Some("ec2/ebs-volume-encrypted"),
        (_, "aws_db_instance") => Some("rds/instance-storage-encrypted"),
        _ => None,
    }
}

/// The first of key and name, from the resource outwards, that begins with a verdict; and whether it needs the source.
fn wanted(address: &str) -> Option<(&'static str, bool)> {
    let address = onus::plan::Address::parse(address).expect("an address");
    let key = |key: &Option<onus::plan::Key>| match key {
        Some(onus::plan::Key::Name(name)) => name.to_string(),
        _ => String::new(),
    };
    let mut words = vec![key(&address.key), address.name.to_string()];
    for step in address.module.iter().rev() {
        words.extend([key(&step.key), step.name.to_string()]);
    }
    let verdict =
        words.iter().find_map(|word| ["met", "unmet", "undecided"].into_iter().find(|verdict| word.starts_with(verdict)))?;
    Some((verdict, words.iter().any(|word| word.contains("at_best"))))
}

/// Compares all shapes; `opposite` also takes "undecided" for right.
fn compare(arguments: &[&str], opposite_only: bool) -> (usize, Vec<String>) {
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in files("fixtures/plans", "plan.json") {
        let plan = relative(&path);
        let shape = plan.split('/').nth(2).expect("a shape").to_owned();
        let report = report(&plan, arguments);
        for finding in findings(&report) {
            if control(&shape, finding["type"].as_str().expect("a type")) != finding["control"].as_str() {
                continue;
            }
            let address = finding["address"].as_str().expect("an address");
            let Some((verdict, at_best)) = wanted(address) else { continue };
            seen += 1;
            let right = finding["verdict"] == verdict || (finding["verdict"] == "undecided" && (at_best || opposite_only));
            if !right {
                wrong.push(format!("{shape}: {address} is {}, not {verdict}", finding["verdict"]));
            }
        }
    }
    (seen, wrong)
}

#[test]
fn every_shape_gives_the_verdict_that_the_name_asks_for() {
    let (seen, wrong) = compare(&[], false);
    assert!(seen > 250, "only {seen} named resources");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without the source a reference is all there is, and `"${x.id}-logs"` is recorded as `x.id` is. These are the shapes in
/// which that misleads; everywhere else the verdict is right or undecided.
const MISLED_WITHOUT_SOURCE: &[&str] = &["derived-names", "each-key-computed", "each-value", "functions"];

#[test]
fn without_source_only_what_references_cannot_tell_is_wrong() {
    let (seen, wrong) = compare(&["--source", "/nonexistent"], true);
    let wrong: Vec<_> = wrong.iter().filter(|line| !MISLED_WITHOUT_SOURCE.iter().any(|shape| line.starts_with(shape))).collect();
    assert!(seen > 250, "only {seen} named resources");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_plan_says_what_it_holds_beside_changes() {
    // shape, a note that its report must have
    for (shape, wanted) in [
        ("drift", "6 resources were changed outside of terraform since its last run"),
        ("refresh-only", "6 resources were changed outside of terraform since its last run"),
        (
            "refresh-only",
            "nothing is planned but to take over what was changed outside of terraform: everything is judged as it is now",
        ),
        ("refresh-only", "1 resource was deleted outside of terraform: `aws_s3_bucket_public_access_block.opened`"),
        ("target", "the plan is partial (`complete: false`): what it leaves out is not judged"),
        ("checks", "checks of the configuration fail: `check.fails`"),
        (
            "checks",
            "checks of the configuration are decided at apply: `aws_s3_bucket.met_checked`, `aws_s3_bucket.unmet_checked`, \
             `check.undecided`",
        ),
        (
            "changes",
            "2 resources are imported and judged as changed: `aws_s3_bucket.met_imported_and_changed`, \
             `aws_s3_bucket.unmet_imported`",
        ),
        (
            "changes",
            "2 resources leave terraform's care and cannot be judged any more, though they stay: `aws_s3_bucket.forgotten`, \
             `aws_s3_bucket_versioning.forgotten`",
        ),
    ] {
        let report = report(&format!("fixtures/plans/{shape}/plan.json"), &[]);
        let notes = report["plans"][0]["notes"].as_array().expect("notes");
        assert!(notes.iter().any(|note| note == wanted), "{shape}: {notes:#?}");
    }
}

#[test]
fn what_is_imported_counts_as_changed_and_what_is_forgotten_is_not_judged() {
    let report = report("fixtures/plans/changes/plan.json", &[]);
    let of = |address: &str| -> Vec<_> { findings(&report).iter().filter(|finding| finding["address"] == address).collect() };
    // address, its change, the scope of its findings
    for (address, change, scope) in [
        ("aws_s3_bucket.unmet_imported", "no-op", "changed"),
        ("aws_s3_bucket.unmet_no_op", "no-op", "unchanged"),
        ("aws_s3_bucket.met_moved", "no-op", "unchanged"),
        ("aws_s3_bucket.met_imported_and_changed", "update", "changed"),
    ] {
        assert!(!of(address).is_empty(), "{address}");
        for finding in of(address) {
            assert_eq!((&finding["change"], &finding["scope"]), (&change.into(), &scope.into()), "{address}");
        }
    }
    assert!(of("aws_s3_bucket.forgotten").is_empty());
}

#[test]
fn a_plan_that_only_refreshes_is_judged_as_things_are_now() {
    let report = report("fixtures/plans/refresh-only/plan.json", &[]);
    // bucket, control, verdict, scope
    for (bucket, control, verdict, scope) in [
        ("met_same", "s3/versioning", "met", "unchanged"),
        ("unmet_drifted", "s3/versioning", "unmet", "removed"),
        ("unmet_opened", "s3/versioning", "unmet", "removed"),
        ("unmet_opened", "s3/bucket-public-access-block", "unmet", "removed"),
        ("unmet_opened", "s3/access-logging", "unmet", "unchanged"),
    ] {
        let address = format!("aws_s3_bucket.{bucket}");
        let mut all = findings(&report).iter();
        let finding = all.find(|finding| finding["control"] == control && finding["address"] == *address);
        let finding = finding.unwrap_or_else(|| panic!("{control} on {address}"));
        assert_eq!((&finding["verdict"], &finding["scope"]), (&verdict.into(), &scope.into()), "{control} on {address}");
    }
    // What is there no more is not judged.
    assert!(findings(&report).iter().all(|finding| finding["address"] != "aws_s3_bucket_public_access_block.opened"));
}

/// A comment `# expect: <control>` stands on the line that the finding must name.
#[test]
fn findings_stand_on_the_line_that_the_source_expects() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in files("fixtures/source", "plan.json") {
        let folder = relative(path.parent().expect("a folder"));
        if folder.ends_with("moved-on") || folder.ends_with("hostile") {
            continue;
        }
        let report = report(&relative(&path), &[]);
        let placed: Vec<(String, u64, String)> = findings(&report)
            .iter()
            .filter(|finding| finding["verdict"] == "unmet" && !finding["location"].is_null())
            .map(|finding| {
                let location = &finding["location"];
                let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
                (text(&location["file"]), location["line"].as_u64().expect("a line"), text(&finding["control"]))
            })
            .collect();
        for (file, line, control) in expectations(&folder) {
            seen += 1;
            if !placed.contains(&(file.clone(), line, control.clone())) {
                wrong.push(format!("{file}:{line}: {control}"));
            }
        }
    }
    assert!(seen > 20, "only {seen} expectations");
    assert!(wrong.is_empty(), "{} of {seen} missed:\n{}", wrong.len(), wrong.join("\n"));
}

fn expectations(folder: &str) -> Vec<(String, u64, String)> {
    let mut found = Vec::new();
    let all = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    for entry in all.filter(|entry| entry.path().extension().is_some_and(|ext| ext == "tf")) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        for (line, number) in text.lines().zip(1..) {
            if let Some((_, control)) = line.split_once("# expect: ") {
                let control = control.split_whitespace().next().expect("a control").to_owned();
                found.push((relative(entry.path()), number, control));
            }
        }
    }
    found
}

/// How a satellite was joined to its bucket is evidence.
#[test]
fn a_finding_tells_how_resources_were_joined() {
    const WITHOUT: &[&str] = &["--source", "/nonexistent"];
    // shape, arguments, bucket, satellite, how
    let table: [(&str, &[&str], &str, &str, &str); 8] = [
        ("reference-direct", &[], "aws_s3_bucket.met_beside", "aws_s3_bucket_versioning.beside", "source text"),
        ("reference-direct", WITHOUT, "aws_s3_bucket.met_beside", "aws_s3_bucket_versioning.beside", "reference"),
        (
            "each-key",
            WITHOUT,
            r#"aws_s3_bucket.same_keys["met_invoices"]"#,
            r#"aws_s3_bucket_versioning.same_keys["met_invoices"]"#,
            "equal key",
        ),
        (
            "each-value-modules",
            WITHOUT,
            r#"module.over["met_over_a"].aws_s3_bucket.this"#,
            r#"aws_s3_bucket_versioning.over["met_over_a"]"#,
            "equal key",
        ),
        (
            "each-value-modules",
            WITHOUT,
            r#"module.chained["met_chained_b"].aws_s3_bucket.this"#,
            r#"module.chained_versioning["met_chained_b"].aws_s3_bucket_versioning.this"#,
            "equal key",
        ),
        (
            "each-value-modules",
            &[],
            r#"module.left["met_at_best_left"].aws_s3_bucket.this"#,
            r#"aws_s3_bucket_versioning.merged["met_at_best_left"]"#,
            "source text",
        ),
        (
            "each-value-objects",
            &[],
            "aws_s3_bucket.met_at_best_target",
            r#"module.by_object.aws_s3_bucket_versioning.logging["b"]"#,
            "source text",
        ),
        ("count-index", WITHOUT, "aws_s3_bucket.counted[0]", "aws_s3_bucket_versioning.counted[0]", "same value"),
    ];
    for (shape, arguments, bucket, satellite, how) in table {
        let report = report(&format!("fixtures/plans/{shape}/plan.json"), arguments);
        let finding =
            findings(&report).iter().find(|finding| finding["control"] == "s3/versioning" && finding["address"] == bucket);
        let joined = finding.unwrap_or_else(|| panic!("{shape} has no {bucket}"))["joined"].as_array().expect("joined");
        let found = joined.iter().find(|joined| joined["address"] == satellite);
        assert_eq!(found.map(|joined| &joined["by"]), Some(&how.into()), "{shape}: {bucket}: {joined:?}");
    }
}
