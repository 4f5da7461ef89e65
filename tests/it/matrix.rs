//! `onus matrix`: the responsibilities matrix of real plans in every format.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::support::{onus, report, root};

const ACME: &str = "fixtures/acme/plan.json";
/// After one attestation of acme has expired.
const TODAY: &str = "2026-11-25";

fn written(arguments: &[&str]) -> String {
    let output = onus(&[&["matrix", "--today", TODAY], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(arguments: &[&str]) -> Json {
    serde_json::from_str(&written(&[arguments, &["--format", "json"]].concat())).expect("JSON")
}

fn row<'j>(matrix: &'j Json, id: &str) -> &'j Json {
    let rows = matrix["matrix"].as_array().expect("rows");
    rows.iter().find(|row| row["obligation"] == id).unwrap_or_else(|| panic!("there is no {id}"))
}

fn texts(list: &Json) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(Json::as_str).collect()
}

#[test]
fn acme_has_every_status_that_a_reader_will_meet() {
    let matrix = json(&[ACME]);
    for (id, status) in [
        ("ec2/customer-data", "met"),
        ("ec2/os-network-firewall", "unmet"),
        ("ec2/client-side-encryption", "attested"),
        ("rds/client-side-encryption", "needs-attestation"),
        ("shared/devices", "unassigned"),
        ("aws/facilities", "aws"),
    ] {
        assert_eq!(row(&matrix, id)["status"], status, "{id}");
    }
    let nothing = json(&["fixtures/plans/nothing/plan.json"]);
    assert_eq!(row(&nothing, "s3/customer-data")["status"], "not-in-plan");
    assert_eq!(row(&nothing, "shared/devices")["status"], "unassigned", "devices are there whatever the plan holds");
}

#[test]
fn the_day_decides_what_counts() {
    let row_on = |day: &str| {
        let output = onus(&["matrix", ACME, "--format", "json", "--today", day]);
        row(&serde_json::from_slice(&output.stdout).expect("JSON"), "rds/client-side-encryption").clone()
    };
    let (before, after) = (row_on("2026-09-30"), row_on("2026-10-01"));
    assert_eq!((&before["status"], &before["statements"][0]["state"]), (&"attested".into(), &"attested".into()));
    assert_eq!((&after["status"], &after["statements"][0]["state"]), (&"needs-attestation".into(), &"expired".into()));
}

#[test]
fn the_matrix_of_a_check_has_the_same_rows() {
    let checked = report(ACME, &["--today", TODAY]);
    assert_eq!(checked["matrix"], json(&[ACME])["matrix"]);
}

/// Rows against the findings that they are made of.
#[test]
fn rows_lead_down_to_the_resource_and_back() {
    let checked = report(ACME, &["--today", TODAY]);
    let findings = checked["findings"].as_array().expect("findings");
    let mut of_rows = BTreeSet::new();
    for row in checked["matrix"].as_array().expect("rows") {
        let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
        for resource in row["resources"].as_array().expect("resources") {
            for (control, verdict) in resource["controls"].as_object().expect("controls") {
                *counted.entry(verdict.as_str().expect("a verdict")).or_default() += 1;
                of_rows.insert((
                    control.clone(),
                    resource["address"].to_string(),
                    row["obligation"].to_string(),
                    verdict.to_string(),
                ));
            }
        }
        for verdict in ["met", "unmet", "undecided"] {
            assert_eq!(
                row[verdict].as_u64(),
                Some(counted.get(verdict).copied().unwrap_or(0)),
                "{verdict} of {}",
                row["obligation"]
            );
        }
        let by_control: u64 = row["controls"].as_array().expect("controls").iter().filter_map(|one| one["unmet"].as_u64()).sum();
        assert_eq!(Some(by_control), row["unmet"].as_u64());
    }
    let judged = findings.iter().filter(|finding| finding["verdict"] != "not-applicable" && finding["service"] != "onus");
    let of_findings: BTreeSet<_> = judged
        .map(|one| {
            let control = one["control"].as_str().expect("a control").to_owned();
            (control, one["address"].to_string(), one["obligation"].to_string(), one["verdict"].to_string())
        })
        .collect();
    assert_eq!(of_rows, of_findings);
}

#[test]
fn a_row_says_who_how_and_by_which_standard() {
    let matrix = json(&[ACME]);
    let data = row(&matrix, "s3/customer-data");
    let owners = data["owners"].as_array().expect("owners");
    assert_eq!(owners[0]["name"], "Shop team");
    assert_eq!(owners[0]["runbook"], "https://wiki.acme.example/data-register");
    assert_eq!(owners[0]["resources"], Json::Null, "the whole obligation");
    assert_eq!((&owners[1]["id"], owners[1]["resources"].as_u64() > Some(0)), (&"platform".into(), true));
    assert_eq!(texts(&matrix["frameworks"]), ["fsbp", "cis-aws-5", "nist-800-53-r5"]);
    let named: Vec<&String> = data["frameworks"].as_object().expect("frameworks").keys().collect();
    assert_eq!(named, ["cis-aws-5", "fsbp", "nist-800-53-r5"]);
    let chosen = json(&[ACME, "--framework", "hipaa"]);
    let named: Vec<&String> = row(&chosen, "s3/customer-data")["frameworks"].as_object().expect("frameworks").keys().collect();
    assert_eq!(named, ["hipaa"]);
    assert_eq!(row(&chosen, "s3/customer-data")["met"], data["met"], "ids are chosen, not controls");
}

#[test]
fn a_waiver_is_counted_and_the_finding_stays_unmet() {
    let traffic = json(&[ACME]);
    let traffic = row(&traffic, "ec2/network-traffic");
    assert_eq!(traffic["accepted"], 1);
    assert_eq!(traffic["status"], "unmet");
    assert!(written(&[ACME, "--format", "csv"]).contains("waived by shop until 2099-07-31"));
}

#[test]
fn a_baseline_counts_as_accepted_and_the_finding_stays_unmet() {
    let folder = tempfile::tempdir().expect("a folder");
    let baseline = folder.path().join("baseline.json").to_string_lossy().into_owned();
    let code = onus(&["check", ACME, "--today", TODAY, "--write-baseline", &baseline]).status.code();
    assert_eq!(code, Some(0));
    let counts = |arguments: &[&str]| row(&json(arguments), "rds/firewall-configuration").clone();
    let (plain, based) = (counts(&[ACME]), counts(&[ACME, "--baseline", &baseline]));
    assert_eq!((&plain["status"], &based["status"]), (&"unmet".into(), &"unmet".into()));
    assert_eq!(based["accepted"], based["unmet"]);
    assert_ne!(plain["accepted"], based["accepted"]);
    assert!(written(&[ACME, "--baseline", &baseline, "--format", "html"]).contains(" accepted"));
}

#[test]
fn the_source_can_come_out_of_the_plan_file() {
    let folder = "fixtures/source/vendored-module";
    let (plan, binary) = (format!("{folder}/plan.json"), format!("{folder}/plan.bin"));
    let csv = |more: &[&str]| written(&[&[plan.as_str(), "--format", "csv"], more].concat());
    assert!(csv(&[]).contains("main.tf:"));
    assert_eq!(csv(&[]), csv(&["--plan-file", &binary]), "the checkout is what was planned");
    let output = onus(&["matrix", &plan, "--plan-file", &plan]);
    assert_eq!(output.status.code(), Some(2), "no plan file");
}

#[test]
fn shared_obligations_show_both_halves_and_awss_own_its_own() {
    let matrix = json(&[ACME]);
    for row in matrix["matrix"].as_array().expect("rows") {
        let (aws, customer) = (row["aws"] != "", row["customer"] != "");
        match row["party"].as_str() {
            Some("shared") => assert!(aws && customer, "{row}"),
            Some("aws") => assert!(aws && !customer && row["status"] == "aws", "{row}"),
            _ => assert!(customer, "{row}"),
        }
        assert!(row["source"].as_str().is_some_and(|source| source.starts_with("https://")), "{row}");
    }
    // Where the line runs: the operating system is the customer's in EC2 and AWS's in RDS and S3.
    let line = row(&matrix, "aws/managed-platforms")["services"].as_object().expect("services").clone();
    assert!(line.contains_key("rds") && line.contains_key("s3") && !line.contains_key("ec2"));
    assert!(row(&matrix, "ec2/os-network-firewall")["services"]["ec2"]["status"] == "unmet");
}

#[test]
fn many_plans_stand_alone_and_together() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, from) in [("shop", "acme"), ("data", "plans/registry-style")] {
        let own = folder.path().join(name);
        std::fs::create_dir(&own).expect("writable");
        std::fs::copy(root().join("fixtures").join(from).join("plan.json"), own.join("plan.json")).expect("a plan");
    }
    let path = folder.path().to_string_lossy().into_owned();
    let source = ["--source", "/nonexistent"];
    let both = json(&[&[path.as_str()], source.as_slice()].concat());
    let alone: Vec<Json> =
        ["data", "shop"].iter().map(|name| json(&[&[&*format!("{path}/{name}")], source.as_slice()].concat())).collect();
    assert_eq!(both["plans"].as_array().map(Vec::len), Some(2));
    for row_of_both in both["matrix"].as_array().expect("rows") {
        let id = row_of_both["obligation"].as_str().expect("an id");
        let plans = row_of_both["plans"].as_array().expect("cells");
        for (cell, alone) in plans.iter().zip(&alone) {
            for field in ["status", "met", "unmet", "undecided"] {
                assert_eq!(cell[field], row(alone, id)[field], "{field} of {id}");
            }
        }
        let met: u64 = plans.iter().filter_map(|cell| cell["met"].as_u64()).sum();
        assert_eq!(Some(met), row_of_both["met"].as_u64(), "{id}");
    }
    let twice = json(&[&[path.as_str()], source.as_slice()].concat());
    assert_eq!(both, twice, "threads do not show");
    assert!(written(&[&[path.as_str()], source.as_slice()].concat()).contains("By plan"));
}

#[test]
fn exit_codes_are_those_of_the_gate_that_was_asked_for() {
    for (arguments, code) in [
        (vec![ACME], 0),
        (vec![ACME, "--fail-on-expired"], 1),
        (vec![ACME, "--fail-on-expired", "--today", "2026-09-30"], 0),
        (vec![ACME, "--fail-on-unassigned"], 1),
        (vec!["fixtures/acme/no-such.json"], 2),
        (vec![ACME, "--framework", "nist"], 2),
        (vec![ACME, "--config", "fixtures/acme/main.tf"], 2),
    ] {
        let day = if arguments.contains(&"--today") { vec![] } else { vec!["--today", TODAY] };
        let output = onus(&[vec!["matrix"], arguments.clone(), day].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn outputs_go_to_files_and_standard_output_keeps_its_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |format: &str| folder.path().join(format).to_string_lossy().into_owned();
    let formats = ["terminal", "markdown", "csv", "html", "oscal", "json"];
    let outputs: Vec<String> =
        formats.iter().flat_map(|format| ["--output".to_owned(), format!("{format}={}", file(format))]).collect();
    let arguments: Vec<&str> = [ACME].into_iter().chain(outputs.iter().map(String::as_str)).collect();
    let shown = written(&arguments);
    for format in formats {
        let own = std::fs::read_to_string(file(format)).expect("written");
        assert_eq!(own, written(&[ACME, "--format", format]), "{format}");
    }
    assert_eq!(shown, written(&[ACME]));
}

#[test]
fn the_terminal_table_fits_its_width() {
    for width in ["60", "80", "100", "140"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["matrix", ACME, "--today", TODAY])
            .current_dir(root())
            .env_clear()
            .env("COLUMNS", width)
            .output()
            .expect("the binary runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let most: usize = width.parse().expect("a number");
        for line in text.lines().filter(|line| !line.starts_with("obligations:")) {
            assert!(line.chars().count() <= most, "{width}: {line}");
        }
        assert!(text.contains("nobody") && text.contains("expired after 2026-09-30"));
    }
}

#[test]
fn csv_has_the_columns_of_responsibility_matrices_and_no_formula() {
    let text = written(&[ACME, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    for column in [
        "Service",
        "Obligation",
        "Responsibility",
        "Who",
        "How",
        "Framework controls",
        "Can be inherited",
        "Status",
        "Evidence",
        "Waivers",
    ] {
        assert!(headers.iter().any(|header| header == column), "{column}");
    }
    let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a row")).collect();
    assert_eq!(records.len(), json(&[ACME])["matrix"].as_array().expect("rows").len());
    let inherited = headers.iter().position(|header| header == "Can be inherited").expect("a column");
    let values: BTreeSet<&str> = records.iter().map(|record| &record[inherited]).collect();
    assert_eq!(values, BTreeSet::from(["No", "Partial", "Yes"]));
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("onus.hcl");
    let hostile = "owner \"x\" {\n  name = \"=cmd|' /C calc'!A0\"\n  contact = \"@x\"\n}\nassignment {\n  obligations = [\"*\"]\n  owner = \"x\"\n  process = \"+1\"\n}\n";
    std::fs::write(&config, hostile).expect("writable");
    let text = written(&[ACME, "--format", "csv", "--config", &config.to_string_lossy()]);
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        for cell in &record.expect("a row") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
    assert!(text.contains("'=cmd"));
}

#[test]
fn html_loads_and_runs_nothing_and_escapes_everything() {
    for plan in [ACME, "fixtures/plans/hostile-names/plan.json"] {
        let page = written(&[plan, "--format", "html"]);
        let policy = "default-src 'none'; style-src 'sha256-";
        assert!(page.contains(policy) && page.contains("base-uri 'none'; form-action 'none'"), "{plan}");
        for bad in ["<script", "<iframe", "<img", "<object", "<svg", "url(", "@import"] {
            assert!(!page.to_lowercase().contains(bad), "{plan}: {bad}");
        }
        // No tag has a handler or a style of its own, and no link is a script.
        for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let names: Vec<&str> = tag.split('"').step_by(2).flat_map(str::split_whitespace).skip(1).collect();
            assert!(names.iter().all(|name| !name.starts_with("on") && !name.starts_with("style")), "{plan}: {tag}");
            assert!(!tag.contains("href=\"javascript") && !tag.contains("href=\"data:text"), "{plan}: {tag}");
        }
        // What is fetched: only the icon that is nothing.
        for link in page.split("<link ").skip(1) {
            assert!(link.starts_with("rel=\"icon\" href=\"data:,\""), "{link:.60}");
        }
    }
}

#[test]
fn the_style_of_the_page_is_the_one_that_its_policy_names() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let page = written(&[ACME, "--format", "html"]);
    let (_, rest) = page.split_once("<style>").expect("a style");
    let (style, _) = rest.split_once("</style>").expect("its end");
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style.as_bytes()));
    assert!(page.contains(&format!("'sha256-{hash}'")));
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_ids_are_unique() {
    for plan in [ACME, "fixtures/plans/hostile-names/plan.json", "fixtures/plans/keys/plan.json"] {
        let page = written(&[plan, "--format", "html"]);
        let all = |mark: &str| -> Vec<String> {
            page.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
        };
        let ids = all(" id=\"");
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{plan}");
        for link in all("href=\"#") {
            assert!(unique.contains(&link), "{plan}: #{link}");
        }
    }
}

#[test]
fn the_page_names_every_row_owner_and_filter() {
    let page = written(&[ACME, "--format", "html"]);
    for row in json(&[ACME])["matrix"].as_array().expect("rows") {
        assert!(page.contains(&format!("<code>{}</code>", row["obligation"].as_str().expect("an id"))), "{row}");
    }
    for text in
        ["Platform team", "Nobody", "nist-800-53-r5", "expired after 2026-09-30", "prefers-color-scheme: dark", "@media print"]
    {
        assert!(page.contains(text), "{text}");
    }
    // A filter has a rule, and what it leaves is marked.
    for id in ["st-unmet", "st-attested", "ow-none", "ow-0", "fw-0"] {
        assert!(
            page.contains(&format!("id=\"{id}\"")) && page.contains(&format!("body:has(#{id}:checked) .x:not(.{id})")),
            "{id}"
        );
        assert!(page.contains(&format!(" {id}")), "{id}");
    }
}

#[test]
fn markdown_is_a_table_that_parses_back() {
    let text = written(&[ACME, "--format", "markdown"]);
    let tables = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES)
        .filter(|event| matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Table(_))))
        .count();
    assert!(tables > 20, "{tables}");
    let hostile = written(&["fixtures/plans/hostile-names/plan.json", "--format", "markdown"]);
    for event in pulldown_cmark::Parser::new_ext(&hostile, pulldown_cmark::Options::ENABLE_TABLES) {
        if let pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) = event {
            let ours = ["<details", "</details>", "<summary", "</summary>"];
            assert!(html.split('<').skip(1).all(|tag| ours.iter().any(|own| format!("<{tag}").starts_with(own))), "{html}");
        }
    }
}

// --- OSCAL ----------------------------------------------------------------------------------------------------------------

fn oscal(arguments: &[&str]) -> Json {
    let output = onus(&[arguments, &["--today", TODAY, "--format", "oscal"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Every object and its members.
fn walk<'j>(json: &'j Json, visit: &mut dyn FnMut(&'j str, &'j Json)) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                visit(name, value);
                walk(value, visit);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// What validators of OSCAL miss: references that lead nowhere.
fn references_lead_somewhere(document: &Json) {
    let mut defined: Vec<&str> = Vec::new();
    let mut roles: BTreeSet<&str> = BTreeSet::new();
    walk(document, &mut |name, value| match (name, value) {
        ("uuid", Json::String(uuid)) => defined.push(uuid),
        ("roles", Json::Array(list)) => roles.extend(list.iter().filter_map(|role| role["id"].as_str())),
        _ => {}
    });
    let unique: BTreeSet<&str> = defined.iter().copied().collect();
    assert_eq!(unique.len(), defined.len(), "an id stands for one thing");
    let mut followed = 0;
    walk(document, &mut |name, value| {
        let targets: Vec<&str> = match (name, value) {
            ("href", Json::String(href)) => href.strip_prefix('#').into_iter().collect(),
            ("role-id", Json::String(role)) => {
                assert!(roles.contains(role.as_str()), "{role}");
                Vec::new()
            }
            (name, Json::String(uuid)) if name.ends_with("-uuid") => vec![uuid],
            (name, Json::Array(list)) if name.ends_with("-uuids") || name == "member-of-organizations" => {
                list.iter().filter_map(Json::as_str).collect()
            }
            _ => Vec::new(),
        };
        for target in targets {
            followed += 1;
            assert!(unique.contains(target), "{name}: {target} is nowhere");
        }
    });
    assert!(followed > 0);
}

#[test]
fn oscal_references_lead_somewhere() {
    for plan in [ACME, "fixtures/plans/hostile-names/plan.json", "fixtures/plans/nothing/plan.json"] {
        references_lead_somewhere(&oscal(&["matrix", plan]));
        references_lead_somewhere(&oscal(&["check", plan]));
    }
    references_lead_somewhere(&oscal(&["check", ACME, "fixtures/plans/keys/plan.json", "--config", "fixtures/acme/onus.hcl"]));
}

#[test]
fn oscal_ids_and_times_are_the_same_every_run_and_follow_content() {
    for command in ["matrix", "check"] {
        let once = oscal(&[command, ACME]);
        assert_eq!(once, oscal(&[command, ACME]), "{command}");
        let uuid = |document: &Json| document.as_object().and_then(|all| all.values().next()).map(|body| body["uuid"].clone());
        let other = oscal(&[command, "fixtures/plans/keys/plan.json"]);
        assert_ne!(uuid(&once), uuid(&other), "{command}");
        let time = once.to_string();
        assert!(time.contains("\"last-modified\":\"2026-"), "the time of the plan");
    }
}

#[test]
fn in_oscal_only_what_is_met_or_attested_is_satisfied() {
    let document = oscal(&["matrix", ACME]);
    let requirements =
        document["system-security-plan"]["control-implementation"]["implemented-requirements"].as_array().expect("requirements");
    let rows = json(&[ACME]);
    for row in rows["matrix"].as_array().expect("rows") {
        let id = row["obligation"].as_str().expect("an id").replace('/', "-");
        let requirement = requirements.iter().find(|one| one["control-id"] == *id).unwrap_or_else(|| panic!("{id} is missing"));
        let mut seen: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        walk(requirement, &mut |name, value| {
            if let ("provided" | "responsibilities" | "inherited" | "satisfied", Json::Array(list)) = (name, value) {
                seen.entry(name).or_default().extend(list.iter().map(ToString::to_string));
            }
        });
        let has = |name: &str| seen.get(name).is_some_and(|list| !list.is_empty());
        let status = row["status"].as_str().expect("a status");
        assert_eq!(has("satisfied"), matches!(status, "met" | "attested"), "{id}: {status}");
        assert_eq!(has("responsibilities"), row["party"] != "aws", "{id}");
        assert_eq!(has("provided") && has("inherited"), row["aws"] != "", "{id}");
        let states: Vec<&Json> = requirement["by-components"]
            .as_array()
            .expect("components")
            .iter()
            .map(|one| &one["implementation-status"]["state"])
            .collect();
        assert!(
            states
                .iter()
                .filter(|state| !state.is_null())
                .all(|state| { matches!(state.as_str(), Some("implemented" | "partial" | "planned" | "not-applicable")) })
        );
    }
}

#[test]
fn assessment_results_observe_every_verdict() {
    let document = oscal(&["check", ACME]);
    let result = &document["assessment-results"]["results"][0];
    let checked = report(ACME, &["--today", TODAY]);
    let judged = checked["findings"].as_array().expect("findings").iter();
    let judged = judged.filter(|one| one["verdict"] != "not-applicable" && one["service"] != "onus").count();
    assert_eq!(result["observations"].as_array().map(Vec::len), Some(judged));
    for finding in result["findings"].as_array().expect("findings") {
        let status = finding["props"].as_array().expect("props").iter().find(|prop| prop["name"] == "status").expect("a status");
        let satisfied = finding["target"]["status"]["state"] == "satisfied";
        assert_eq!(satisfied, status["value"] == "met" || status["value"] == "attested", "{finding}");
    }
}

#[test]
fn no_secret_of_acme_is_in_any_format() {
    for format in ["terminal", "markdown", "csv", "html", "oscal", "json"] {
        assert!(!written(&[ACME, "--format", format]).contains("canary-"), "{format}");
    }
    assert!(!oscal(&["check", ACME]).to_string().contains("canary-"));
}
