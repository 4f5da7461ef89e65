//! Every format through the real binary: it parses back, says what the JSON report says, shows no secret, is the same every
//! time, and leaves the exit code alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::support::{findings, onus, report};

const ACME: &str = "fixtures/acme/plan.json";
/// Its names hold quotes, line feeds, brackets and non-ASCII letters.
const KEYS: &str = "fixtures/plans/keys/plan.json";
const PLANS: [&str; 2] = [ACME, KEYS];
const FORMATS: [&str; 12] =
    ["human", "json", "jsonl", "sarif", "github", "gitlab", "rdjson", "junit", "markdown", "azure", "atlantis", "csv"];

/// Every format of a plan as files of one run.
fn run(plan: &str) -> BTreeMap<&'static str, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |format: &str| folder.path().join(format);
    std::fs::write(path("sarif"), "what was there before").expect("a file");
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("--output={format}={}", path(format).display())).collect();
    onus(&["check", plan].into_iter().chain(outputs.iter().map(String::as_str)).collect::<Vec<_>>());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), FORMATS.len(), "nothing else is left behind");
    FORMATS.iter().map(|format| (*format, std::fs::read_to_string(path(format)).expect("a file"))).collect()
}

static RUNS: LazyLock<BTreeMap<&str, BTreeMap<&str, String>>> =
    LazyLock::new(|| PLANS.iter().map(|plan| (*plan, run(plan))).collect());

fn written(plan: &str, format: &str) -> &'static str {
    &RUNS[plan][format]
}

fn parsed(plan: &str, format: &str) -> Json {
    serde_json::from_str(written(plan, format)).unwrap_or_else(|error| panic!("{plan} as {format}: {error}"))
}

/// The unmet findings of the JSON report.
fn unmet(plan: &str) -> Vec<Json> {
    findings(&report(plan, &[])).iter().filter(|finding| finding["verdict"] == "unmet").cloned().collect()
}

fn addresses(plan: &str) -> BTreeSet<String> {
    unmet(plan).iter().map(|finding| text(&finding["address"])).collect()
}

fn text(json: &Json) -> String {
    json.as_str().expect("a text").to_owned()
}

#[test]
fn every_format_is_stable_and_keeps_secrets() {
    for plan in PLANS {
        let again = run(plan);
        for (format, text) in &again {
            assert_eq!(text, written(plan, format), "{plan} as {format}");
            assert!(!text.is_empty() && !text.contains("canary-") && !text.contains('\u{1b}'), "{plan} as {format}");
        }
    }
}

#[test]
fn files_and_standard_output_say_the_same_and_so_does_the_exit_code() {
    for format in FORMATS {
        let output = onus(&["check", ACME, "--format", format]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), written(ACME, format), "{format}");
        assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn outputs_that_cannot_be_written_are_errors() {
    for (outputs, message) in [
        (&["json=target/no/such/folder/report.json"][..], "cannot write"),
        (&["json=/tmp/onus-twice", "csv=/tmp/onus-twice"], "two outputs"),
        (&["nonsense=report"], "jsonl"),
        (&["json"], "FORMAT=PATH"),
        (&["json="], "a path"),
    ] {
        let outputs: Vec<String> = outputs.iter().map(|output| format!("--output={output}")).collect();
        let arguments: Vec<&str> = ["check", KEYS].into_iter().chain(outputs.iter().map(String::as_str)).collect();
        let output = onus(&arguments);
        assert_eq!(output.status.code(), Some(2), "{outputs:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(message), "{outputs:?}");
    }
}

#[test]
fn sarif_has_what_github_needs() {
    for plan in PLANS {
        let log = parsed(plan, "sarif");
        let run = &log["runs"][0];
        assert!(text(&run["automationDetails"]["id"]).ends_with('/'));
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let results = run["results"].as_array().expect("results");
        assert!(!results.is_empty(), "{plan}");
        let known = addresses(plan);
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 10);
            assert!(rule["properties"]["security-severity"].is_string());
            let message = text(&result["message"]["text"]).replace("\\](", "](");
            assert!(known.iter().any(|address| message.starts_with(address.as_str())), "{message}");
            let physical = &result["locations"][0]["physicalLocation"];
            assert!(!text(&physical["artifactLocation"]["uri"]).starts_with(['/', '.']));
            assert_eq!(physical["region"]["startLine"], physical["region"]["endLine"]);
            let related = result["relatedLocations"].as_array().expect("related");
            for (at, related) in related.iter().enumerate() {
                assert_eq!(related["id"], at + 1);
                assert!(text(&result["message"]["text"]).contains(&format!("]({})", at + 1)));
            }
            assert!(text(&result["partialFingerprints"]["primaryLocationLineHash"]).contains(':'));
        }
    }
}

#[test]
fn sarif_says_what_has_no_place() {
    let output = onus(&["check", ACME, "--format", "sarif", "--source", "/nonexistent"]);
    let log: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(run["results"], Json::Array(Vec::new()));
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("notifications");
    assert!(notes.iter().any(|note| text(&note["message"]["text"]).contains("are left out")), "{notes:?}");
}

#[test]
fn json_lines_are_the_json_report() {
    for plan in PLANS {
        let lines: Vec<Json> =
            written(plan, "jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON a line")).collect();
        let of = |record: &str| -> Vec<Json> {
            let mut of: Vec<Json> = lines.iter().filter(|line| line["record"] == record).cloned().collect();
            for line in &mut of {
                line.as_object_mut().expect("an object").remove("record");
            }
            of
        };
        let report = report(plan, &[]);
        assert_eq!(Json::from(of("finding")), report["findings"]);
        assert_eq!(Json::from(of("obligation")), report["matrix"]);
        assert_eq!(of("summary"), [report["summary"].clone()]);
    }
}

#[test]
fn gitlab_and_reviewdog_name_every_address() {
    for plan in PLANS {
        let known = addresses(plan);
        let entries = parsed(plan, "gitlab");
        let entries = entries.as_array().expect("a list");
        let prints: BTreeSet<String> = entries.iter().map(|entry| text(&entry["fingerprint"])).collect();
        assert_eq!(prints.len(), entries.len(), "one fingerprint an entry");
        let named = |message: &Json| known.iter().any(|address| text(message).starts_with(address.as_str()));
        assert!(entries.iter().all(|entry| named(&entry["description"])));
        let diagnostics = parsed(plan, "rdjson");
        let diagnostics = diagnostics["diagnostics"].as_array().expect("a list");
        assert_eq!(diagnostics.len(), entries.len());
        assert!(diagnostics.iter().all(|diagnostic| named(&diagnostic["message"])));
    }
}

#[test]
fn junit_is_well_formed_and_counts_right() {
    for plan in PLANS {
        let xml = written(plan, "junit");
        let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{plan}: {error}"));
        let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
        let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).expect("a suite");
        for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            assert_eq!(suite.attribute(attribute), Some(count(element).as_str()), "{plan}: {attribute}");
        }
        let names: Vec<String> = document
            .descendants()
            .filter_map(|node| node.attribute("classname").and(node.attribute("name")))
            .map(str::to_owned)
            .collect();
        let report = report(plan, &[]);
        let expected: Vec<String> = findings(&report)
            .iter()
            .map(|finding| format!("{} {}", text(&finding["control"]), text(&finding["address"])))
            .collect();
        assert_eq!(names, expected, "{plan}");
    }
}

#[test]
fn csv_rows_are_the_findings() {
    for plan in PLANS {
        let table = written(plan, "csv");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        let report = report(plan, &[]);
        assert_eq!(rows.len(), findings(&report).len(), "{plan}");
        for (row, finding) in rows.iter().zip(findings(&report)) {
            assert_eq!(row.get(6), finding["address"].as_str(), "{plan}");
            assert!(row.iter().all(|cell| cell == "-" || !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
        }
    }
}

/// What the runner makes of the properties and messages of commands.
fn unescaped(text: &str, table: &[(&str, &str)]) -> String {
    table.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[test]
fn github_commands_are_what_was_meant() {
    let table = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
    for plan in PLANS {
        let known = addresses(plan);
        let mut counts = [0; 3];
        let mut named = 0;
        for line in written(plan, "github").lines() {
            let (head, message) = line.strip_prefix("::").and_then(|line| line.split_once("::")).expect("a command");
            let (kind, properties) = head.split_once(' ').expect("properties");
            let at = ["error", "warning", "notice"].iter().position(|known| *known == kind).expect("a kind");
            counts[at] += 1;
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').expect("a property");
                assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{line}");
                assert!(!value.contains(':'), "{line}");
            }
            let message = unescaped(message, &table);
            if properties != "title=onus" {
                named += 1;
                assert!(known.iter().any(|address| message.starts_with(address.as_str())), "{message}");
            }
        }
        assert!(counts.iter().all(|count| *count <= 10), "{plan}: {counts:?}");
        assert!(named > 0, "{plan}");
    }
}

#[test]
fn azure_commands_are_what_was_meant() {
    let table = [("%5D", "]"), ("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%AZP25", "%")];
    for plan in PLANS {
        let known = addresses(plan);
        let shown = written(plan, "azure");
        let lines: Vec<&str> = shown.lines().collect();
        let (gate, commands) = lines.split_last().expect("lines");
        assert!(gate.starts_with("gate "), "{gate}");
        assert!(!commands.is_empty());
        for line in commands {
            let command = line.strip_prefix("##vso[task.logissue type=").expect("a command");
            let (_, message) = command.split_once(']').expect("a message");
            let message = unescaped(message, &table);
            assert!(known.iter().any(|address| message.starts_with(address.as_str())), "{message}");
        }
    }
}

#[test]
fn atlantis_reads_the_verdict_from_the_text() {
    let failed = written(ACME, "atlantis");
    assert!(failed.starts_with("FAIL - ") && failed.lines().next().is_some_and(|line| line.contains(" failures: ")), "{failed}");
    let passed = onus(&["check", ACME, "--format", "atlantis", "--fail-on", "none"]);
    let passed = String::from_utf8(passed.stdout).expect("text").to_lowercase();
    assert!(!passed.trim().is_empty() && !passed.contains("fail"), "{passed}");
}

#[test]
fn markdown_is_short_and_closes_what_it_opens() {
    for plan in PLANS {
        let page = written(plan, "markdown");
        assert!(page.chars().count() <= 65_536, "{plan}");
        assert_eq!(page.matches("<details").count(), page.matches("</details>").count(), "{plan}");
        let outside: String = page.split('`').step_by(2).collect();
        assert!(!outside.contains("<script"), "{plan}");
    }
}

#[test]
fn several_plans_are_told_apart() {
    let json = |format: &str| -> Json {
        let output = onus(&["check", ACME, ACME, KEYS, "--format", format]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let log = json("sarif");
    let runs = log["runs"].as_array().expect("runs");
    let categories: BTreeSet<String> = runs.iter().map(|run| text(&run["automationDetails"]["id"])).collect();
    assert_eq!(categories.len(), 3, "{categories:?}");
    let entries = json("gitlab");
    let entries = entries.as_array().expect("a list");
    let unique: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
    let once = |plan: &str| parsed(plan, "gitlab").as_array().expect("a list").len();
    assert_eq!(unique.len(), once(ACME) + once(KEYS), "a plan that is given twice says the same twice");
}

#[test]
fn instances_of_one_block_are_one_annotation() {
    assert!(written(KEYS, "github").contains(" more: "), "{}", written(KEYS, "github"));
    assert!(written(KEYS, "azure").lines().count() < unmet(KEYS).len());
    assert!(written(KEYS, "markdown").len() < 60_000);
}
