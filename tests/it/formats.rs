//! Every format through the real binary: it parses back, says what the JSON report says, shows no secret, is the same every
//! time, and leaves the exit code alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::support::{FORMATS, findings, onus};

const ACME: &str = "fixtures/acme/plan.json";
/// Its names hold quotes, line feeds, brackets and non-ASCII letters.
const KEYS: &str = "fixtures/plans/keys/plan.json";
/// Its names and values want to be commands, markup, formulas; some are 10,000 characters long.
const HOSTILE: &str = "fixtures/plans/hostile-names/plan.json";
const PLANS: [&str; 3] = [ACME, KEYS, HOSTILE];

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

/// The JSON reports, each made once.
static REPORTS: LazyLock<BTreeMap<&str, Json>> =
    LazyLock::new(|| PLANS.iter().map(|plan| (*plan, parsed(plan, "json"))).collect());

/// The unmet findings of the JSON report.
fn unmet(plan: &str) -> Vec<Json> {
    findings(&REPORTS[plan]).iter().filter(|finding| finding["verdict"] == "unmet").cloned().collect()
}

/// An address as people read it: cut in the middle if it is long.
fn short(address: &str) -> String {
    let letters: Vec<char> = address.chars().collect();
    if letters.len() <= 160 {
        return address.to_owned();
    }
    letters[..80].iter().chain(&['…']).chain(&letters[letters.len() - 79..]).collect()
}

/// What formats say of a finding, from the fields of the JSON report.
fn told(finding: &Json) -> String {
    let cause = finding["blocked_by"].get(0).map_or_else(String::new, |cause| format!("; {}", text(cause)));
    let remark = match finding["scope"].as_str() {
        Some("unchanged") => " [this plan leaves it as it is]",
        Some("removed") => " [this plan takes it away]",
        _ => "",
    };
    format!("{}{cause}{remark}", text(&finding["message"]))
}

fn sentence(finding: &Json) -> String {
    format!("{}: {}", short(&text(&finding["address"])), told(finding))
}

/// Whether a message is the one of a finding or of several of one block that begin with it.
fn speaks_of(message: &str, finding: &Json) -> bool {
    let Some(rest) = message.strip_prefix(&short(&text(&finding["address"]))) else { return false };
    rest.contains(&format!(": {}", told(finding)))
}

/// How many open findings another one stands for.
fn subsumed(plan: &str) -> usize {
    let mut reader = csv::Reader::from_reader(written(plan, "csv").as_bytes());
    reader.records().filter(|row| row.as_ref().expect("a row").get(16) == Some("true")).count()
}

/// How many findings a message that lists addresses speaks of.
fn listed(message: &str, known: &[Json]) -> usize {
    let first = known.iter().find(|finding| speaks_of(message, finding)).expect("a finding");
    let (head, _) = message.split_once(&format!(": {}", told(first))).expect("a message");
    if let Some((_, more)) = head.strip_suffix(" more").and_then(|head| head.rsplit_once(" and ")) {
        return 3 + more.parse::<usize>().expect("a number");
    }
    let names: BTreeSet<String> = known.iter().map(|finding| short(&text(&finding["address"]))).collect();
    let head = format!(", {head}, ");
    names.iter().filter(|name| head.contains(&format!(", {name}, "))).count()
}

/// The findings that a platform is shown, or may be: what is accepted is a problem nowhere.
fn open(plan: &str) -> Vec<Json> {
    let is_open = |finding: &&Json| finding["verdict"] == "unmet" || finding["verdict"] == "undecided";
    findings(&REPORTS[plan]).iter().filter(is_open).filter(|finding| finding["settled"].is_null()).cloned().collect()
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
        let all = &REPORTS[plan];
        let known: BTreeMap<&str, &Json> =
            findings(all).iter().map(|finding| (finding["fingerprint"].as_str().expect("a print"), finding)).collect();
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 10);
            assert!(rule["properties"]["security-severity"].is_string());
            let finding = known[text(&result["partialFingerprints"]["onus/v1"]).as_str()];
            let message = text(&result["message"]["text"]);
            let own = message.rsplitn(result["relatedLocations"].as_array().expect("related").len() + 1, "\n[").last();
            assert_eq!(own.expect("a message").replace("\\](", "]("), sentence(finding));
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

/// File and line of everything that a format points at.
fn places(plan: &str, format: &str) -> BTreeSet<(String, u64)> {
    let each = |list: &Json, file: &str, line: &str| -> BTreeSet<(String, u64)> {
        let all = list.as_array().expect("a list").iter();
        all.filter_map(|one| Some((one.pointer(file)?.as_str()?.to_owned(), one.pointer(line)?.as_u64()?))).collect()
    };
    let between = |line: &str, start: &str, ends: &[char]| {
        let (_, rest) = line.split_once(start)?;
        let table = if format == "azure" { &AZURE[..] } else { &GITHUB };
        Some(unescaped(rest.split(ends).next().unwrap_or_default(), table))
    };
    let decoded = |places: BTreeSet<(String, u64)>| -> BTreeSet<(String, u64)> {
        let decode = |uri: &str| percent_encoding::percent_decode_str(uri).decode_utf8().expect("UTF-8").into_owned();
        places.into_iter().map(|(uri, line)| (decode(&uri), line)).collect()
    };
    let lines = |file: &str, number: &str, ends: &[char]| {
        let all = written(plan, format).lines();
        all.filter_map(|line| Some((between(line, file, ends)?, between(line, number, ends)?.parse().ok()?))).collect()
    };
    match format {
        "json" => each(&parsed(plan, format)["findings"], "/location/file", "/location/line"),
        "sarif" => {
            let uri = "/locations/0/physicalLocation/artifactLocation/uri";
            decoded(each(&parsed(plan, format)["runs"][0]["results"], uri, "/locations/0/physicalLocation/region/startLine"))
        }
        "gitlab" => each(&parsed(plan, format), "/location/path", "/location/lines/begin"),
        "gitlab-sast" => each(&parsed(plan, format)["vulnerabilities"], "/location/file", "/location/start_line"),
        "rdjson" => each(&parsed(plan, format)["diagnostics"], "/location/path", "/location/range/start/line"),
        "github" => lines(" file=", ",line=", &[',', ':']),
        "azure" => lines(";sourcepath=", ";linenumber=", &[';', ']']),
        _ => panic!("{format} has no places"),
    }
}

/// The JSON report's lines are checked in `invariants.rs`: no other format points anywhere else.
#[test]
fn every_format_points_at_the_lines_of_the_json_report() {
    for plan in PLANS {
        let known = places(plan, "json");
        for format in ["sarif", "gitlab", "gitlab-sast", "rdjson", "github", "azure"] {
            let shown = places(plan, format);
            assert!(!shown.is_empty(), "{plan} as {format} points nowhere");
            let wrong: Vec<_> = shown.difference(&known).collect();
            assert!(wrong.is_empty(), "{plan} as {format}: {wrong:?}");
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
        let report = &REPORTS[plan];
        assert_eq!(Json::from(of("finding")), report["findings"]);
        assert_eq!(Json::from(of("obligation")), report["matrix"]);
        assert_eq!(of("summary"), [report["summary"].clone()]);
    }
}

#[test]
fn gitlab_and_reviewdog_name_every_address() {
    for plan in PLANS {
        let known: BTreeSet<String> = unmet(plan).iter().map(sentence).collect();
        let entries = parsed(plan, "gitlab");
        let entries = entries.as_array().expect("a list");
        let prints: BTreeSet<String> = entries.iter().map(|entry| text(&entry["fingerprint"])).collect();
        assert_eq!(prints.len(), entries.len(), "one fingerprint an entry");
        let lines: BTreeSet<String> = known.iter().map(|sentence| sentence.replace('\n', " ")).collect();
        assert!(entries.iter().all(|entry| lines.contains(&text(&entry["description"]))));
        let diagnostics = parsed(plan, "rdjson");
        let diagnostics = diagnostics["diagnostics"].as_array().expect("a list");
        let open = open(plan);
        for diagnostic in diagnostics {
            let message = text(&diagnostic["message"]);
            assert!(open.iter().any(|finding| speaks_of(&message, finding)), "{plan}: {message}");
        }
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
        let report = &REPORTS[plan];
        let expected: Vec<String> = findings(report)
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
        let report = &REPORTS[plan];
        assert_eq!(rows.len(), findings(report).len(), "{plan}");
        for (row, finding) in rows.iter().zip(findings(report)) {
            assert_eq!(row.get(6), finding["address"].as_str(), "{plan}");
            assert!(row.iter().all(|cell| cell == "-" || !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
        }
    }
}

/// How the runners undo what commands escape; percent signs last.
const GITHUB: [(&str, &str); 5] = [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
const AZURE: [(&str, &str); 5] = [("%5D", "]"), ("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%AZP25", "%")];

/// What the runner makes of the properties and messages of commands.
fn unescaped(text: &str, table: &[(&str, &str)]) -> String {
    table.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[test]
fn github_commands_are_what_was_meant() {
    for plan in PLANS {
        let known = open(plan);
        let mut counts = [0; 3];
        let (mut named, mut said, mut left) = (0, 0, 0);
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
            let message = unescaped(message, &GITHUB);
            if let Some((more, _)) = message.split_once(" more findings of this kind: ") {
                left += more.parse::<usize>().expect("a number");
            }
            if properties != "title=onus" {
                named += 1;
                said += listed(&message, &known);
                assert!(known.iter().any(|finding| speaks_of(&message, finding)), "{message}");
            }
        }
        assert!(counts.iter().all(|count| *count <= 10), "{plan}: {counts:?}");
        assert_eq!(said + left, known.len() - subsumed(plan), "{plan}: what is not shown is counted");
        assert!(named > 0, "{plan}");
    }
}

#[test]
fn azure_commands_are_what_was_meant() {
    for plan in PLANS {
        let known = open(plan);
        let shown = written(plan, "azure");
        let lines: Vec<&str> = shown.lines().collect();
        let (gate, commands) = lines.split_last().expect("lines");
        assert!(gate.starts_with("gate "), "{gate}");
        assert!(!commands.is_empty());
        for line in commands {
            let command = line.strip_prefix("##vso[task.logissue type=").expect("a command");
            let (properties, message) = command.split_once(']').expect("a message");
            let file = properties.split(';').find_map(|property| property.strip_prefix("sourcepath="));
            let file = file.map(|file| unescaped(file, &AZURE));
            assert!(file.is_none_or(|file| crate::support::root().join(file).is_file()), "{line}");
            let message = unescaped(message, &AZURE);
            assert!(known.iter().any(|finding| speaks_of(&message, finding)), "{message}");
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
        let known: BTreeSet<String> =
            open(plan).iter().map(|finding| short(&text(&finding["address"])).replace('\n', " ")).collect();
        let mut named = 0;
        for event in pulldown_cmark::Parser::new_ext(page, pulldown_cmark::Options::ENABLE_TABLES) {
            use pulldown_cmark::{Event, Tag};
            match event {
                Event::Code(code) => named += usize::from(known.contains(&*code)),
                Event::Html(html) | Event::InlineHtml(html) => {
                    let bare = ["details open", "details", "summary", "b"].iter().fold(html.to_string(), |html, tag| {
                        html.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "")
                    });
                    assert!(!bare.contains(['<', '>']), "{plan}: {html}");
                }
                Event::Text(text) => {
                    let called = text.match_indices('@').any(|(at, _)| text[at + 1..].starts_with(char::is_alphanumeric));
                    assert!(!called, "{plan}: {text}");
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("{plan}: a link in {page}"),
                _ => {}
            }
        }
        assert!(named > 5, "{plan}: names are code spans");
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

/// CI systems obey commands in logs, terminals obey control characters.
#[test]
fn people_are_shown_text_and_nothing_that_anything_obeys() {
    for plan in PLANS {
        for (more, narrated) in [(&[][..], "0"), (&["-v"], "1"), (&["--source", "/nonexistent"], "0")] {
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_onus"))
                .args([&["check", plan, "--fail-on", "low"], more].concat())
                .current_dir(crate::support::root())
                .env_clear()
                .env("NO_GRAPHICS", narrated)
                .output()
                .expect("the binary runs");
            let shown = String::from_utf8(output.stdout).expect("text");
            for line in shown.lines() {
                assert!(!line.contains("##") && !line.trim_start().starts_with("::"), "{plan} {more:?}: {line}");
                let obeyed = |c: char| (c.is_control() && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c);
                assert!(!line.contains(obeyed), "{plan} {more:?}: {line:?}");
                assert!(line.chars().count() < 2000, "{plan} {more:?}: {line}");
            }
        }
    }
    assert!(written(HOSTILE, "human").contains("::error::injected"), "the fixture holds a command on a line of its own");
}

#[test]
fn atlantis_gets_a_line_a_finding() {
    for plan in PLANS {
        let lines: BTreeSet<String> = unmet(plan).iter().map(|finding| sentence(finding).replace('\n', " ")).collect();
        for line in written(plan, "atlantis").lines().skip(1) {
            let (_, told) = line.strip_prefix("- ").and_then(|line| line.split_once(") ")).expect("a finding");
            assert!(lines.contains(told), "{plan}: {told}");
        }
    }
}

#[test]
fn whole_sarif_has_every_verdict() {
    let kinds = [("met", "pass"), ("unmet", "fail"), ("undecided", "open"), ("not-applicable", "notApplicable")];
    for plan in PLANS {
        let log = parsed(plan, "sarif-full");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        let report = &REPORTS[plan];
        assert_eq!(results.len(), findings(report).len(), "{plan}");
        for (result, finding) in results.iter().zip(findings(report)) {
            let kind = kinds.iter().find(|(verdict, _)| finding["verdict"] == *verdict).expect("a verdict").1;
            assert_eq!(result["kind"], kind);
            assert_eq!(result["level"] == "none", kind != "fail", "only what fails has a level");
            assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], finding["address"]);
        }
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let taxonomies = run["taxonomies"].as_array().expect("taxonomies");
        let mut served = 0;
        for relationship in rules.iter().flat_map(|rule| rule["relationships"].as_array().into_iter().flatten()) {
            let target = &relationship["target"];
            let index = |of: &Json| usize::try_from(of["index"].as_u64().expect("an index")).expect("small");
            let taxonomy = &taxonomies[index(&target["toolComponent"])];
            assert_eq!(taxonomy["name"], target["toolComponent"]["name"]);
            assert_eq!(taxonomy["taxa"][index(target)]["id"], target["id"]);
            served += 1;
        }
        assert!(served > 10, "{plan}");
        assert_eq!(run["invocations"][0]["exitCode"], 1);
    }
    let log = parsed(ACME, "sarif-full");
    let flows = log["runs"][0]["results"].as_array().expect("results").iter().filter(|result| result["codeFlows"].is_array());
    assert!(flows.count() > 3, "findings with related places have a code flow");
}

#[test]
fn gitlab_sast_tells_vulnerabilities_apart() {
    for plan in PLANS {
        let document = parsed(plan, "gitlab-sast");
        let scan = &document["scan"];
        assert_eq!(scan["start_time"].as_str().expect("a time").len(), "2026-11-23T12:00:00".len());
        let all = document["vulnerabilities"].as_array().expect("a list");
        let known: BTreeSet<String> =
            all.iter().map(|one| format!("{} {}", one["identifiers"][0]["value"], one["location"])).collect();
        let ids: BTreeSet<String> = all.iter().map(|one| text(&one["id"])).collect();
        assert_eq!(ids.len(), all.len(), "{plan}");
        // Two messages on one line are rare, and then GitLab shows one of them.
        assert!(known.len() + 3 >= all.len() && all.len() > 10, "{plan}: {} of {}", known.len(), all.len());
        let open = open(plan);
        for one in all {
            let description = text(&one["description"]);
            assert!(open.iter().any(|finding| speaks_of(&description, finding)), "{plan}: {description}");
        }
    }
}

#[test]
fn undecided_findings_that_fail_the_gate_are_problems_everywhere() {
    let plan = "fixtures/plans/reference-unknown/plan.json";
    let run = |format: &str, gate: &str| {
        let output = onus(&["check", plan, "--control", "s3/versioning", "--on-undecided", gate, "--format", format]);
        String::from_utf8(output.stdout).expect("text")
    };
    let undecided = "cannot be decided before apply: bucket versioning is enabled; ";
    for format in ["sarif", "github", "gitlab", "gitlab-sast", "rdjson", "junit", "azure", "atlantis", "markdown"] {
        assert!(run(format, "fail").contains(undecided.trim_end_matches("; ")), "{format}");
    }
    assert!(run("github", "warn").contains(&format!("::notice file={}", plan.replace("plan.json", "main.tf"))));
    assert!(!run("github", "ignore").contains("cannot be decided"));
    assert!(!run("human", "ignore").contains("Undecided: known"));
}

/// Whoever accepts a suggestion has HCL afterwards that says what the remedy says.
#[test]
fn suggestions_apply() {
    let mut applied = 0;
    for plan in [ACME, HOSTILE, "fixtures/rds/instance-storage-encrypted/plan.json", "fixtures/source/line-ends/plan.json"] {
        let output = onus(&["check", plan, "--format", "rdjson"]);
        let document: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        for diagnostic in document["diagnostics"].as_array().expect("a list") {
            for suggestion in diagnostic["suggestions"].as_array().into_iter().flatten() {
                let path = text(&diagnostic["location"]["path"]);
                let source = std::fs::read_to_string(crate::support::root().join(&path)).expect("a file");
                let offset = |position: &Json| {
                    let number = |name: &str| usize::try_from(position[name].as_u64().expect("a number")).expect("small");
                    let before: usize = source.split_inclusive('\n').take(number("line") - 1).map(str::len).sum();
                    before + number("column") - 1
                };
                let (start, end) = (offset(&suggestion["range"]["start"]), offset(&suggestion["range"]["end"]));
                let new = text(&suggestion["text"]);
                let changed = format!("{}{new}{}", &source[..start], &source[end..]);
                hcl_edit::parser::parse_body(changed.trim_start_matches('\u{feff}'))
                    .unwrap_or_else(|error| panic!("{path}: {error}: {changed}"));
                let (_, value) = new.split_once('=').expect("an argument");
                assert!(["true", "false"].contains(&value.trim()), "{new}");
                assert!(!source[start..end].trim_end().ends_with(value.trim()) || start == end, "{path}: nothing changes");
                applied += 1;
            }
        }
    }
    assert!(applied > 8, "{applied}");
}

#[test]
fn markdown_that_would_be_too_long_says_what_is_left_out() {
    let output = onus(&["check", HOSTILE, "--format", "markdown", "--source", "/nonexistent", "--fail-on", "low"]);
    let page = String::from_utf8(output.stdout).expect("text");
    assert!(page.len() <= 65_536, "{}", page.len());
    assert!(page.contains(" parts are left out: the text would be too long."), "{}", &page[page.len() - 200..]);
    let starts = |mark: &str| page.lines().filter(|line| line.starts_with(mark)).count();
    assert_eq!(starts("<details"), starts("</details>"), "what is open is closed");
}

#[test]
fn what_is_said_beside_the_report_stays_beside_it() {
    let plain = onus(&["check", ACME, "--format", "json"]);
    let with_stats = onus(&["check", ACME, "--format", "json", "--stats", "-v"]);
    assert_eq!(plain.stdout, with_stats.stdout);
    let line = String::from_utf8(with_stats.stderr).expect("text");
    let stats = line.lines().last().expect("a line");
    for stage in ["stats: load ", "read ", "link ", "judge ", "locate ", "render ", "in all; plans 1, resources "] {
        assert!(stats.contains(stage), "{stats}");
    }
    let human = |more: &[&str]| String::from_utf8(onus(&[&["check", ACME], more].concat()).stdout).expect("text");
    let (usual, quiet, more) = (human(&[]), human(&["-q"]), human(&["-v"]));
    assert!(usual.contains("obligation  ") && !quiet.contains("obligation  "));
    assert!(quiet.contains("gate failed: ") && quiet.contains("publicly_accessible = true"));
    assert!(!usual.contains("read: ") && more.contains("read: ") && more.contains("note: fixtures/acme/plan.json: source: "));
    assert_eq!(onus(&["check", ACME, "-q", "-v"]).status.code(), Some(2));
}

#[test]
fn schemas_are_printed() {
    for (format, title) in [("json", "Report"), ("jsonl", "Record"), ("test", "TestReport")] {
        let output = onus(&["schema", format]);
        let schema: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(schema["title"], title);
        assert!(text(&schema["$id"]).ends_with(":1"), "the version of the reports");
    }
    assert_eq!(onus(&["schema"]).stdout, onus(&["schema", "json"]).stdout);
}

#[test]
fn auto_is_what_the_platform_shows() {
    let run = |name: &str, value: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["check", ACME, "--format", "auto"])
            .current_dir(crate::support::root())
            .env_clear()
            .env(name, value)
            .output()
            .expect("the binary runs");
        String::from_utf8(output.stdout).expect("text")
    };
    for (name, value, format) in
        [("GITHUB_ACTIONS", "true", "github"), ("TF_BUILD", "True", "azure"), ("GITLAB_CI", "true", "human")]
    {
        assert_eq!(run(name, value), written(ACME, format), "{name}");
    }
}

/// GitHub rejects a file with more runs.
#[test]
fn sarif_says_which_plans_are_left_out() {
    let plan = "fixtures/plans/nothing/plan.json";
    let log = |format: &str| -> Json {
        let output = onus(&[&["check", "--format", format][..], &[plan; 22]].concat());
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let runs = |log: &Json| log["runs"].as_array().expect("runs").len();
    let github = log("sarif");
    assert_eq!(runs(&github), 20);
    let notes = github["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notes.contains("2 plans are left out: a file holds at most 20 runs"), "{notes}");
    assert_eq!(runs(&log("sarif-full")), 22);
}

/// The header of an excerpt names the column that the other formats name.
#[test]
fn excerpts_for_people_name_line_and_column() {
    let plan = "fixtures/acme/plan.json";
    let text = String::from_utf8(onus(&["check", plan]).stdout).expect("UTF-8");
    let report = crate::support::report(plan, &[]);
    let decided = findings(&report)
        .iter()
        .find(|finding| finding["control"] == "rds/not-publicly-accessible" && finding["verdict"] == "unmet")
        .expect("acme has a public database");
    let place = &decided["location"];
    assert!(place["column"].as_u64() > Some(1), "{place}");
    let header = format!("[{}:{}:{}]", place["file"].as_str().expect("a file"), place["line"], place["column"]);
    assert!(text.contains(&header), "{header} is not in:\n{text}");
}

/// The first place that is shown of a finding is the one where its reader can act, also where the judged resource stands above it.
#[test]
fn the_line_to_change_is_shown_first() {
    let plan = "fixtures/source/vendored-module/plan.json";
    let text = String::from_utf8(onus(&["check", plan]).stdout).expect("UTF-8");
    let report = crate::support::report(plan, &[]);
    let mut above = 0;
    for finding in findings(&report).iter().filter(|finding| finding["verdict"] == "unmet" && finding["subsumed_by"].is_null()) {
        let place = &finding["location"];
        let judged = finding["related"].as_array().expect("a list").iter().map(|related| &related["location"]);
        above += usize::from(
            judged.clone().any(|other| other["file"] == place["file"] && other["line"].as_u64() < place["line"].as_u64()),
        );
        let header = format!("{}:{}:{}]", place["file"].as_str().expect("a file"), place["line"], place["column"]);
        let title = format!("{}: {}", finding["address"].as_str().expect("text"), finding["message"].as_str().expect("text"));
        let shown = text.split("\n\n").find(|part| part.contains(&title));
        assert!(
            shown.is_none_or(|shown| shown.split("─[").nth(1).is_some_and(|first| first.starts_with(&header))),
            "{title}\n{header}\n{shown:?}"
        );
    }
    assert!(above > 0, "the fixture has no such finding");
}
