//! What people have decided: `onus.hcl`, waivers, attestations, the baseline, and what they do to the gate.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::support::{findings, root};

const CONTROL: &str = "ec2/ebs-volume-encrypted";

/// A repository with the files of `fixtures/settle`, to write decisions into.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["main.tf", "plan.json", "modules/volume/main.tf"] {
            let to = folder.path().join("stack").join(file);
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            std::fs::copy(root().join("fixtures/settle").join(file), to).expect("a copy");
        }
        std::fs::create_dir(folder.path().join(".git")).expect("a folder");
        Self(folder)
    }

    /// A repository with an `onus.hcl` at its root that has one owner and these lines.
    fn with(lines: &str) -> Self {
        let repository = Self::new();
        repository.write("onus.hcl", &format!("{OWNER}{lines}"));
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path().join(file), text).expect("written");
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).expect(file)
    }

    /// Replaces a text of a file that stands there.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file}: {from}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// Writes a comment on the line above a block or argument of `stack/main.tf`.
    fn comment_above(&self, line: &str, comment: &str) {
        self.edit("stack/main.tf", line, &format!("# {comment}\n{line}"));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let onus = env!("CARGO_BIN_EXE_onus");
        Command::new(onus).args(arguments).current_dir(self.path()).env_clear().output().expect("the binary runs")
    }

    /// Checks the stack; the exit code and the report.
    fn check(&self, more: &[&str]) -> (i32, Json) {
        let mut arguments = vec!["check", "stack/plan.json", "--control", "ec2/ebs-volume-*", "--format", "json"];
        if !more.contains(&"--today") {
            arguments.extend(["--today", "2026-11-25"]);
        }
        let output = self.run(&[&arguments[..], more].concat());
        let stderr = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}; {stderr}"));
        (output.status.code().expect("an exit code"), report)
    }

    /// What a command that gives no answer says.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty(), "no report beside an error");
        stderr
    }
}

const OWNER: &str = "owner \"data\" {\n  name    = \"Data\"\n  contact = \"data@example.com\"\n}\n";

/// A waiver of the control on these resources.
fn waiver(resources: &str, expires: &str) -> String {
    format!(
        "waiver {{\n  controls  = [\"{CONTROL}\"]\n  resources = [{resources}]\n  owner     = \"data\"\n  \
         reason    = \"public data\"\n  expires   = \"{expires}\"\n}}\n"
    )
}

/// The addresses of findings that are settled so, sorted.
fn settled<'r>(report: &'r Json, how: &str) -> Vec<&'r str> {
    let of = |finding: &&Json| finding["settled"] == how;
    findings(report).iter().filter(of).map(|finding| finding["address"].as_str().expect("an address")).collect()
}

/// The unmet findings of the control that are not settled.
fn open(report: &Json) -> Vec<&str> {
    let of = |finding: &&Json| finding["control"] == CONTROL && finding["verdict"] == "unmet" && finding["settled"].is_null();
    findings(report).iter().filter(of).map(|finding| finding["address"].as_str().expect("an address")).collect()
}

/// The findings about waivers and the like: id, what it is about, where.
fn notices(report: &Json) -> Vec<String> {
    let own = findings(report).iter().filter(|finding| finding["service"] == "onus");
    own.map(|finding| {
        let place = &finding["location"];
        let at = place["file"].as_str().map_or_else(String::new, |file| format!(" at {file}:{}", place["line"]));
        format!("{} {}: {}{at}", text(finding, "control"), text(finding, "address"), text(finding, "message"))
    })
    .collect()
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json[key].as_str().unwrap_or_else(|| panic!("{key} of {json}"))
}

const ALL: [&str; 6] = [
    "aws_ebs_volume.keyed[\"a.b\"]",
    "aws_ebs_volume.keyed[\"c\"]",
    "aws_ebs_volume.other",
    "aws_ebs_volume.plain",
    "module.here.aws_ebs_volume.plain",
    "module.there.aws_ebs_volume.plain",
];

#[test]
fn the_page_of_onus_hcl_is_made_from_its_description() {
    let path = root().join("docs/onus-hcl.md");
    let page = onus::settle::page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).expect("writable");
    }
    let written = std::fs::read_to_string(&path).expect("docs/onus-hcl.md");
    assert_eq!(written.replace("\r\n", "\n"), page, "run the test with UPDATE=1");
}

/// The schema is published, printed, and knows what the file may hold: the example is written with it in mind.
#[test]
fn the_schema_of_onus_hcl_is_made_from_its_description() {
    let path = root().join("docs/schema/onus-config-1.json");
    let made = onus::settle::schema();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).expect("writable");
    }
    let published = std::fs::read_to_string(&path).expect("docs/schema/onus-config-1.json");
    assert_eq!(published.replace("\r\n", "\n"), made, "run the test with UPDATE=1");
    assert_eq!(String::from_utf8(crate::support::onus(&["schema", "config"]).stdout).expect("UTF-8"), made);
    let schema: Json = serde_json::from_str(&made).expect("JSON");
    let example = std::fs::read_to_string(root().join("fixtures/acme/onus.hcl")).expect("an example");
    let body = hcl_edit::parser::parse_body(&example).expect("HCL");
    let mut seen = 0;
    for block in body.blocks() {
        let shape = &schema["properties"][block.ident.as_str()];
        let each = if block.labels.is_empty() { shape } else { &shape["additionalProperties"] };
        let one = &each["anyOf"][0];
        assert_eq!(one["additionalProperties"], block.ident.as_str() == "inputs", "{}", block.ident.as_str());
        let names: Vec<&str> = block.body.attributes().map(|attribute| attribute.key.as_str()).collect();
        for name in &names {
            assert!(one["properties"][name]["description"].is_string(), "{}.{name}", block.ident.as_str());
        }
        for required in one["required"].as_array().expect("a list") {
            assert!(names.contains(&required.as_str().expect("text")), "{}: {required}", block.ident.as_str());
        }
        seen += names.len();
    }
    assert!(seen > 30, "{seen}");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["assignment"]["anyOf"][0]["anyOf"].as_array().map(Vec::len), Some(3));
}

#[test]
fn without_decisions_everything_is_open() {
    let (code, report) = Repository::new().check(&[]);
    assert_eq!((code, open(&report)), (1, ALL.to_vec()));
    assert!(settled(&report, "waived").is_empty() && notices(&report).is_empty());
}

#[test]
fn a_waiver_covers_what_its_patterns_say_and_nothing_else() {
    // patterns, what they cover
    let table: [(&str, &[usize]); 7] = [
        (r#""aws_ebs_volume.plain""#, &[3]),
        (r#""module.here.aws_ebs_volume.plain""#, &[4]),
        (r#""module.there""#, &[5]),
        (r#""**.aws_ebs_volume.plain""#, &[3, 4, 5]),
        (r#""aws_ebs_volume.keyed[\"a.b\"]", "aws_ebs_volume.other""#, &[0, 2]),
        (r#""aws_ebs_volume.keyed""#, &[0, 1]),
        (r#""**""#, &[0, 1, 2, 3, 4, 5]),
    ];
    for (patterns, covered) in table {
        let (code, report) = Repository::with(&waiver(patterns, "2027-01-31")).check(&[]);
        let unmet: Vec<&str> =
            settled(&report, "waived").into_iter().filter(|address| *address != "aws_ebs_volume.late").collect();
        assert_eq!(unmet, covered.iter().map(|at| ALL[*at]).collect::<Vec<_>>(), "{patterns}");
        assert_eq!(open(&report).len(), ALL.len() - covered.len(), "{patterns}");
        assert_eq!(code, i32::from(covered.len() < ALL.len()), "{patterns}: waived findings do not fail the gate");
        assert!(notices(&report).is_empty(), "{patterns}: {:?}", notices(&report));
    }
}

#[test]
fn an_undecided_finding_can_be_waived() {
    let strict = ["--on-undecided", "fail"];
    let repository =
        Repository::with(&waiver(r#""aws_ebs_volume.keyed", "aws_ebs_volume.other", "**.aws_ebs_volume.plain""#, "2027-01-31"));
    assert_eq!(repository.check(&[]).0, 0);
    assert_eq!(repository.check(&strict).0, 1);
    let repository = Repository::with(&waiver(r#""**""#, "2027-01-31"));
    assert_eq!(repository.check(&strict).0, 0);
}

#[test]
fn an_expired_waiver_does_not_count_and_is_a_finding() {
    let repository = Repository::with(&waiver(r#""**""#, "2026-11-24"));
    let (code, report) = repository.check(&[]);
    assert_eq!((code, open(&report)), (1, ALL.to_vec()));
    let expired = ["onus/expired-waiver waiver of ec2/ebs-volume-encrypted on **: it expired after 2026-11-24 at onus.hcl:5"];
    assert_eq!(notices(&report), expired);
    // Its last day counts; the day is that of --today.
    let (code, report) = repository.check(&["--today", "2026-11-24"]);
    assert_eq!((code, notices(&report).len()), (0, 0));
    // What is left beside it fails only on demand.
    let repository = Repository::with(&(waiver(r#""**""#, "2026-11-24") + &waiver(r#""**""#, "2027-11-24")));
    assert_eq!(repository.check(&[]).0, 0);
    assert_eq!(repository.check(&["--fail-on-expired"]).0, 1);
    repository.edit("onus.hcl", "owner", "gate {\n  fail_on_expired = true\n}\nowner");
    assert_eq!(repository.check(&[]).0, 1);
    assert_eq!(repository.check(&["--fail-on-expired=false"]).0, 0, "the command line wins");
}

#[test]
fn a_waiver_that_covers_nothing_is_a_finding() {
    let repository = Repository::with(&waiver(r#""aws_ebs_volume.right""#, "2027-01-31"));
    let (_, report) = repository.check(&[]);
    let wanted = "onus/unused-waiver waiver of ec2/ebs-volume-encrypted on aws_ebs_volume.right: \
                  it covers no unmet or undecided finding of `ec2/ebs-volume-encrypted` at onus.hcl:5";
    assert_eq!(notices(&report), [wanted]);
    // Who judges by other controls cannot tell.
    let (_, report) = repository.check(&["--control", "ec2/imdsv2-instance"]);
    assert_eq!(notices(&report).len(), 1);
    let output = repository.run(&["check", "stack/plan.json", "--control", "ec2/imdsv2-instance", "--format", "json"]);
    assert!(notices(&serde_json::from_slice(&output.stdout).expect("JSON")).is_empty());
}

#[test]
fn a_waiver_in_a_comment_covers_the_block_or_attribute_that_it_stands_at() {
    let mark = format!("onus:ignore {CONTROL} until=2027-01-31 owner=data reason=\"public data\"");
    let header = "resource \"aws_ebs_volume\" \"plain\" {";
    let body = "  availability_zone = \"eu-central-1a\"\n  size              = 10\n  encrypted         = false\n}";
    let call = "module \"here\" {";
    // what stands there, what stands there instead, what is covered
    let table: [(&str, String, &[usize]); 7] = [
        (header, format!("# {mark}\n{header}"), &[3]),
        (header, format!("{header} # {mark}"), &[3]),
        (header, format!("/* {mark} */\n{header}"), &[3]),
        (body, body.replace("= false", &format!("= false # {mark}")), &[3]),
        (body, body.replace("= 10", &format!("= 10 # {mark}")), &[]),
        (call, format!("// {mark}\n{call}"), &[4]),
        (
            "module \"there\" {\n  source    = \"./modules/volume\"\n  encrypted = false\n}",
            format!("module \"there\" {{\n  source    = \"./modules/volume\"\n  encrypted = false # {mark}\n}}"),
            &[5],
        ),
    ];
    for (from, to, covered) in table {
        let repository = Repository::new();
        repository.edit("stack/main.tf", from, &to);
        let (code, report) = repository.check(&[]);
        assert_eq!(settled(&report, "waived"), covered.iter().map(|at| ALL[*at]).collect::<Vec<_>>(), "{to}");
        assert_eq!(code, 1, "the others are open");
        let unused = notices(&report).iter().filter(|notice| notice.starts_with("onus/unused-waiver")).count();
        assert_eq!(unused, usize::from(covered.is_empty()), "{to}: {:?}", notices(&report));
    }
}

#[test]
fn a_waiver_in_a_module_covers_it_wherever_it_is_called() {
    let repository = Repository::new();
    let header = "resource \"aws_ebs_volume\" \"plain\" {";
    let mark = format!("# onus:ignore {CONTROL} reason=\"never holds data\"");
    repository.edit("stack/modules/volume/main.tf", header, &format!("{mark}\n{header}"));
    let (_, report) = repository.check(&[]);
    assert_eq!(settled(&report, "waived"), [ALL[4], ALL[5]], "and not the equal name in the root module");
    assert!(notices(&report).is_empty(), "{:?}", notices(&report));
}

#[test]
fn comments_that_waive_nothing_are_findings() {
    let table = [
        (
            format!("onus:ignore {CONTROL} until=2027-01-31 owner=data"),
            "onus/malformed-waiver comment in stack/main.tf: this waives nothing: it gives no reason, add `reason=\"…\"`",
        ),
        (
            format!("onus:ignore {CONTROL} until=2027-02-30 reason=x"),
            "onus/malformed-waiver comment in stack/main.tf: this waives nothing: `until=2027-02-30` is no date",
        ),
        (
            "onus:ignore ec2/ebs-volume-encryption reason=x".to_owned(),
            "onus/unknown-control comment on aws_ebs_volume.plain in stack/main.tf: there is no control \
             `ec2/ebs-volume-encryption`, did you mean `ec2/ebs-volume-encrypted`?",
        ),
        (
            format!("onus:ignore {CONTROL} until=2026-11-24 reason=x"),
            "onus/expired-waiver comment on aws_ebs_volume.plain in stack/main.tf: it expired after 2026-11-24",
        ),
    ];
    for (comment, wanted) in table {
        let repository = Repository::new();
        repository.comment_above("resource \"aws_ebs_volume\" \"plain\" {", &comment);
        let (code, report) = repository.check(&[]);
        assert_eq!((code, open(&report)), (1, ALL.to_vec()), "{comment}");
        let found = notices(&report);
        assert!(found.len() == 1 && found[0].starts_with(wanted) && found[0].ends_with(" at stack/main.tf:24"), "{found:?}");
    }
    let repository = Repository::new();
    repository.comment_above("resource \"aws_ebs_volume\" \"right\" {", &format!("onus:ignore {CONTROL} reason=x"));
    let found = notices(&repository.check(&[]).1);
    assert!(found.len() == 1 && found[0].starts_with("onus/unused-waiver comment on aws_ebs_volume.right"), "{found:?}");
}

#[test]
fn waivers_of_other_tools_count_on_demand_and_say_so() {
    let repository = Repository::new();
    repository.edit("stack/main.tf", "\"plain\" {", "\"plain\" {\n  # checkov:skip=CKV_AWS_3:public data");
    repository.comment_above("resource \"aws_ebs_volume\" \"other\" {", "trivy:ignore:AVD-AWS-0026");
    // Another requirement.
    repository.edit("stack/main.tf", "module \"here\" {", "#trivy:ignore:AVD-AWS-0090\nmodule \"here\" {");
    assert!(settled(&repository.check(&[]).1, "waived").is_empty());
    let (_, report) = repository.check(&["--other-waivers"]);
    assert_eq!(settled(&report, "waived"), ["aws_ebs_volume.other", "aws_ebs_volume.plain"]);
    assert!(notices(&report).is_empty(), "they are their tool's matter: {:?}", notices(&report));
    let by: Vec<&str> = findings(&report).iter().filter_map(|finding| finding["acceptance"]["by"].as_str()).collect();
    assert_eq!(by, ["trivy", "checkov"]);
    repository.write("onus.hcl", "gate {\n  other_waivers = true\n}\n");
    assert_eq!(settled(&repository.check(&[]).1, "waived").len(), 2);
    assert!(settled(&repository.check(&["--other-waivers=false"]).1, "waived").is_empty());
}

#[test]
fn a_baseline_accepts_what_stands_there_and_nothing_new() {
    let repository = Repository::new();
    let (code, report) = repository.check(&["--write-baseline", "baseline.json"]);
    assert_eq!((code, settled(&report, "baseline").len()), (0, ALL.len() + 1));
    let written = repository.read("baseline.json");
    repository.check(&["--write-baseline", "baseline.json"]);
    assert_eq!(repository.read("baseline.json"), written, "two runs write the same");
    let (code, report) = repository.check(&["--baseline", "baseline.json"]);
    assert_eq!((code, open(&report).len()), (0, 0));
    // Lines do not matter.
    repository.edit("stack/main.tf", "terraform {", "# moved\n\n\nterraform {");
    assert_eq!(repository.check(&["--baseline", "baseline.json"]).0, 0);
    // A new instance of an accepted block does.
    let instance = r#""aws_ebs_volume.keyed[\"c\"]""#;
    repository.edit("baseline.json", &format!(",\n        {instance}"), "");
    let (code, report) = repository.check(&["--baseline", "baseline.json"]);
    assert_eq!((code, open(&report)), (1, vec![ALL[1]]));
    assert!(notices(&report).is_empty());
}

#[test]
fn what_is_fixed_is_reported_so_that_the_baseline_shrinks() {
    let repository = Repository::new();
    repository.check(&["--write-baseline", "baseline.json"]);
    let instance = r#""aws_ebs_volume.keyed[\"c\"]""#;
    repository.edit("baseline.json", instance, r#""aws_ebs_volume.keyed[\"b\"]", "aws_ebs_volume.keyed[\"c\"]""#);
    let (code, report) = repository.check(&["--baseline", "baseline.json"]);
    let wanted =
        "onus/stale-baseline ec2/ebs-volume-encrypted on aws_ebs_volume.keyed[\"b\"]: what the baseline accepts is fixed or gone";
    assert_eq!((code, notices(&report)), (0, vec![wanted.to_owned()]));
    repository.check(&["--baseline", "baseline.json", "--write-baseline", "baseline.json"]);
    assert!(notices(&repository.check(&["--baseline", "baseline.json"]).1).is_empty());
}

#[test]
fn a_waived_finding_is_not_in_the_baseline() {
    let repository = Repository::with(&waiver(r#""**""#, "2027-01-31"));
    repository.check(&["--write-baseline", "baseline.json"]);
    assert!(repository.read("baseline.json").contains("\"baseline\": []"));
}

#[test]
fn what_cannot_be_read_is_no_answer() {
    let check = ["check", "stack/plan.json"];
    // file, text, more arguments, what is said
    let table: [(&str, &str, &[&str], &str); 9] = [
        ("onus.hcl", "waiver {", &[], "invalid block body"),
        ("onus.hcl", "gate {\n  fail = \"high\"\n}\n", &[], "there is no argument `fail` here"),
        ("onus.hcl", &waiver(r#""**""#, "2027-13-01"), &[], "`2027-13-01` is no date"),
        (
            "onus.hcl",
            &waiver(r#""**""#, "2027-01-01").replace("encrypted", "encryptd"),
            &[],
            "did you mean `ec2/ebs-volume-encrypted`?",
        ),
        ("b.json", "{\"schema\": 9, \"baseline\": []}", &["--baseline", "b.json"], "schema 9"),
        ("b.json", "{\"schema\": 1, \"basel", &["--baseline", "b.json"], "this is no baseline"),
        ("b.json", "", &["--baseline", "missing.json"], "cannot read `missing.json`"),
        ("b.json", "", &["--config", "missing.hcl"], "cannot read `missing.hcl`"),
        ("b.json", "", &["--today", "2026-02-29"], "write it as YYYY-MM-DD"),
    ];
    for (file, text, more, said) in table {
        let repository = Repository::new();
        repository.write(file, &if file == "onus.hcl" { format!("{OWNER}{text}") } else { text.to_owned() });
        let stderr = repository.refused(&[&check[..], more].concat());
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    // All mistakes at once, each with its line.
    let repository = Repository::with(&(waiver(r#""x""#, "soon") + "frameworks = [\"cis\"]\n"));
    let stderr = repository.refused(&check);
    for words in ["`x` is no address pattern", "`soon` is no date", "there is no framework `cis`", "onus.hcl:7:", "onus.hcl:10:"]
    {
        assert!(stderr.contains(words), "{words}: {stderr}");
    }
}

#[test]
fn the_nearest_configuration_up_to_the_root_of_the_repository_counts() {
    let repository = Repository::with(&waiver(r#""**""#, "2027-01-31"));
    assert_eq!(repository.check(&[]).0, 0, "found above the source");
    repository.write("stack/onus.hcl", "");
    assert_eq!(repository.check(&[]).0, 1, "the nearer one counts");
    assert_eq!(repository.check(&["--config", "onus.hcl"]).0, 0, "the one that is named counts");
    std::fs::remove_file(repository.path().join("stack/onus.hcl")).expect("removed");
    std::fs::create_dir(repository.path().join("stack/.git")).expect("a folder");
    assert_eq!(repository.check(&[]).0, 1, "nothing above the repository is read");
}

#[test]
fn the_gate_and_the_controls_can_be_set_and_the_command_line_wins() {
    let repository = Repository::new();
    repository.write("onus.hcl", "gate {\n  fail_on = \"critical\"\n}\n");
    assert_eq!(repository.check(&[]).0, 0);
    assert_eq!(repository.check(&["--fail-on", "high"]).0, 1);
    repository.write("onus.hcl", &format!("severity \"{CONTROL}\" {{\n  level  = \"low\"\n  reason = \"scratch data\"\n}}\n"));
    let (code, report) = repository.check(&[]);
    assert_eq!(code, 0);
    assert!(findings(&report).iter().all(|finding| finding["severity"] == "low"));
    assert_eq!(repository.check(&["--fail-on", "low"]).0, 1);
    // Whoever reads the report sees that it is not the catalogue's severity, and why.
    let reweighed = &findings(&report)[0]["reweighed"];
    assert_eq!((&reweighed["reason"], reweighed["was"] != "low"), (&"scratch data".into(), true), "{reweighed}");
    let words = format!("low here, {} in the catalogue: scratch data", text(reweighed, "was"));
    for arguments in [&["check", "stack/plan.json"][..], &["matrix", "stack/plan.json", "--format", "html"]] {
        let shown = String::from_utf8(repository.run(arguments).stdout).expect("text");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&words), "{arguments:?}: {shown}");
    }
    repository.write("onus.hcl", "controls {\n  include = [\"ec2/*\"]\n  exclude = [\"ec2/ebs-*\"]\n}\n");
    let output = repository.run(&["check", "stack/plan.json", "--format", "json"]);
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(findings(&report).iter().all(|finding| text(finding, "service") == "ec2" && finding["control"] != CONTROL));
    assert_eq!(open(&repository.check(&[]).1).len(), ALL.len(), "a control that is asked for is judged");
}

/// What is accepted is said where a format can say it, and is a problem nowhere.
#[test]
fn what_is_accepted_is_a_problem_on_no_platform() {
    let repository = Repository::with(&waiver("\"aws_ebs_volume.plain\"", "2027-01-31"));
    repository.comment_above("resource \"aws_ebs_volume\" \"other\" {", &format!("onus:ignore {CONTROL} reason=\"a | <b>\""));
    let written = |format: &str, more: &[&str]| {
        let arguments = ["check", "stack/plan.json", "--control", CONTROL, "--today", "2026-11-25", "--format", format];
        String::from_utf8(repository.run(&[&arguments[..], more].concat()).stdout).expect("text")
    };
    for format in ["sarif", "github", "gitlab", "gitlab-sast", "rdjson", "azure", "atlantis"] {
        let text = written(format, &[]);
        for address in ["aws_ebs_volume.plain:", "aws_ebs_volume.other:"] {
            let own = text.match_indices(address).any(|(at, _)| !text[..at].ends_with('.'));
            assert!(!own, "{format}: {address} {text}");
        }
        assert!(text.contains("aws_ebs_volume."), "{format}: the others are there: {text}");
    }
    for format in ["human", "markdown", "junit", "csv"] {
        let text = written(format, &[]);
        assert!(text.contains("waived by data until 2027-01-31: public data"), "{format}: {text}");
    }
    assert!(written("human", &[]).contains(", of these 2 waived"));
    assert!(written("markdown", &[]).contains("a \\| &lt;b&gt;"), "{}", written("markdown", &[]));
    let results = |more: &[&str]| -> Vec<Json> {
        let log: Json = serde_json::from_str(&written("sarif-full", more)).expect("JSON");
        log["runs"][0]["results"].as_array().expect("results").clone()
    };
    let of = |results: &[Json], address: &str| -> Json {
        let named = |result: &&Json| result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == address;
        results.iter().find(named).expect(address).clone()
    };
    let all = results(&[]);
    let external = &of(&all, "aws_ebs_volume.plain")["suppressions"][0];
    assert_eq!((&external["kind"], &external["justification"]), (&"external".into(), &"public data".into()));
    assert_eq!(external["location"]["physicalLocation"]["artifactLocation"]["uri"], "onus.hcl");
    let in_source = &of(&all, "aws_ebs_volume.other")["suppressions"][0];
    assert_eq!((&in_source["kind"], &in_source["justification"]), (&"inSource".into(), &"a | <b>".into()));
    assert!(all.iter().all(|result| result["baselineState"].is_null()), "there is no baseline");
    repository.check(&["--write-baseline", "baseline.json"]);
    let instance = r#""aws_ebs_volume.keyed[\"c\"]""#;
    repository.edit("baseline.json", &format!(",\n        {instance}"), "");
    let all = results(&["--baseline", "baseline.json"]);
    assert!(all.iter().all(|result| result["baselineState"].is_string()), "all or none");
    let new: Vec<&Json> = all.iter().filter(|result| result["baselineState"] == "new").collect();
    assert!(!new.is_empty() && new.len() < all.len(), "{new:?}");
}

#[test]
fn the_json_report_tells_the_whole_waiver() {
    let repository = Repository::with(&waiver(r#""aws_ebs_volume.plain""#, "2027-01-31"));
    let (_, report) = repository.check(&[]);
    let waived = findings(&report).iter().find(|finding| finding["settled"] == "waived").expect("one");
    let acceptance = &waived["acceptance"];
    assert_eq!(acceptance["by"], "configuration");
    assert_eq!(acceptance["in_source"], false);
    assert_eq!(
        (text(acceptance, "owner"), text(acceptance, "reason"), text(acceptance, "expires")),
        ("data", "public data", "2027-01-31")
    );
    assert_eq!((text(&acceptance["location"], "file"), &acceptance["location"]["line"]), ("onus.hcl", &Json::from(5)));
    assert_eq!((&report["summary"]["waived"], &report["summary"]["baseline"]), (&Json::from(1), &Json::from(0)));
    assert_eq!(waived["verdict"], "unmet", "what is accepted is not met");
}

/// An attestation of the obligation of the control on these resources.
fn attestation(resources: &str, expires: &str) -> String {
    format!(
        "attestation \"ec2/data-classification\" {{\n  resources = [{resources}]\n  owner     = \"data\"\n  \
         statement = \"we know\"\n  expires   = \"{expires}\"\n}}\n"
    )
}

#[test]
fn expired_and_unused_attestations_are_findings() {
    let ignore = ["--fail-on", "none"];
    let repository = Repository::with(&attestation(r#""aws_ebs_volume.*""#, "2026-11-24"));
    let (code, report) = repository.check(&ignore);
    let expired = "onus/expired-attestation attestation of ec2/data-classification: it expired after 2026-11-24 at onus.hcl:5";
    assert_eq!((code, notices(&report)), (0, vec![expired.to_owned()]));
    assert_eq!(repository.check(&["--fail-on", "none", "--fail-on-expired"]).0, 1);
    let repository = Repository::with(&attestation(r#""aws_s3_bucket.*""#, "2027-11-24"));
    let unused = "onus/unused-attestation attestation of ec2/data-classification: none of its resources is there at onus.hcl:5";
    assert_eq!(notices(&repository.check(&ignore).1), [unused]);
    let repository = Repository::with(&attestation(r#""aws_ebs_volume.*""#, "2027-11-24"));
    assert!(notices(&repository.check(&ignore).1).is_empty());
}

#[test]
fn an_obligation_without_an_owner_fails_on_demand() {
    let strict = ["--fail-on", "none", "--fail-on-unassigned"];
    let assignment = |what: &str| format!("assignment {{\n  {what}\n  owner = \"data\"\n}}\n");
    // assignments, whether they are enough
    let table = [
        (String::new(), false),
        (assignment(r#"obligations = ["ec2/server-side-encryption"]"#), true),
        (assignment(r#"obligations = ["s3/*"]"#), false),
        (assignment(r#"controls = ["ec2/ebs-volume-encrypted"]"#), true),
        (assignment(r#"resources = ["aws_ebs_volume.*"]"#), false),
        (assignment(r#"resources = ["aws_ebs_volume.*", "module.*.*.*"]"#), true),
    ];
    for (lines, enough) in table {
        let repository = Repository::with(&lines);
        let (code, report) = repository.check(&strict);
        assert_eq!(code, i32::from(!enough), "{lines}");
        let wanted = "onus/unassigned-obligation ec2/server-side-encryption: nobody is assigned to it: ";
        let found = notices(&report);
        assert_eq!(found.iter().filter(|notice| notice.starts_with(wanted)).count(), usize::from(!enough), "{lines}: {found:?}");
        assert_eq!(repository.check(&["--fail-on", "none"]).0, 0);
    }
    let repository = Repository::with(&assignment(r#"resources = ["module.here"]"#));
    let owned = findings(&repository.check(&[]).1).iter().filter(|finding| finding["owner"] == "data").count();
    assert_eq!(owned, 1, "the owner stands on the finding");
    let human = repository.run(&["check", "stack/plan.json", "--control", CONTROL]);
    let human = String::from_utf8(human.stdout).expect("UTF-8");
    assert!(human.contains("whose job: Server-side encryption (customer); Data, data@example.com"), "{human}");
}

#[test]
fn inputs_of_policies_can_be_set_and_the_command_line_wins() {
    let repository = Repository::with("inputs {\n  least = 11\n}\n");
    repository.write(
        "size.policy.hcl",
        "input \"least\" {\n  type    = number\n  default = 1\n}\nresource_policy \"aws_ebs_volume\" \"size\" {\n  enforce {\n    \
         condition     = attrs.size >= input.least\n    error_message = \"too small\"\n  }\n}\n",
    );
    let code = |more: &[&str]| {
        let fixed = ["check", "stack/plan.json", "--no-builtin", "--policies", "size.policy.hcl"];
        repository.run(&[&fixed[..], more].concat()).status.code()
    };
    assert_eq!((code(&[]), code(&["--input", "least=10"])), (Some(1), Some(0)));
    repository.edit("onus.hcl", "least", "leest");
    assert_eq!(code(&[]), Some(2), "an input that no policy has");
}

const WAIVE: [&str; 10] = [
    "waive",
    CONTROL,
    "--resource",
    "aws_ebs_volume.keyed[\"a.b\"]",
    "--owner",
    "data",
    "--reason",
    "say \"why\"",
    "--expires",
    "2027-01-31",
];

#[test]
fn waive_adds_an_entry_and_disturbs_nothing() {
    let repository = Repository::new();
    let before = format!("# ours\n{OWNER}\n# the end, \tunaligned   \n");
    repository.write("onus.hcl", &before);
    let output = repository.run(&[&WAIVE[..], &["--today", "2026-11-25"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let after = repository.read("onus.hcl");
    assert!(after.starts_with(&before), "{after}");
    assert_eq!(settled(&repository.check(&[]).1, "waived"), [ALL[0]]);
    assert!(
        std::fs::read_dir(repository.path())
            .expect("a folder")
            .all(|entry| { !entry.expect("an entry").file_name().to_string_lossy().ends_with(".tmp") })
    );
    // The same once more, what does not exist, what has passed: nothing is written.
    let with = |from: &str, to: &str| WAIVE.map(|word| if word == from { to.to_owned() } else { word.to_owned() });
    for (words, said) in [
        (with("", ""), "is waived on `aws_ebs_volume.keyed[\"a.b\"]` already, until 2027-01-"),
        (with(CONTROL, "ec2/ebs-volume-encryptd"), "did you mean `ec2/ebs-volume-encrypted`?"),
        (with("data", "dada").map(|word| word.replace("a.b", "c")), "did you mean `data`?"),
        (with("aws_ebs_volume.keyed[\"a.b\"]", "aws_ebs_volume"), "is no address pattern"),
        (with("2027-01-31", "2026-11-24"), "has passed"),
        (with("2027-01-31", "soon"), "write it as YYYY-MM-DD"),
        (with("say \"why\"", "").map(|word| word.replace("a.b", "c")), "`reason` says nothing"),
    ] {
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--today", "2026-11-25"]).collect();
        let stderr = repository.refused(&words);
        assert!(stderr.contains(said), "{said}: {stderr}");
        assert_eq!(repository.read("onus.hcl"), after, "{said}");
    }
    std::fs::remove_file(repository.path().join("onus.hcl")).expect("removed");
    assert!(repository.refused(&WAIVE).contains("there is no configuration"));
}

#[test]
fn attest_adds_an_entry() {
    let repository = Repository::with("");
    let words = [
        "attest",
        "ec2/os-patch-level",
        "--owner",
        "data",
        "--statement",
        "patched each week",
        "--evidence",
        "docs/patching.md",
        "--expires",
        "2027-01-31",
        "--today",
        "2026-11-25",
    ];
    let output = repository.run(&words);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let wanted = format!(
        "{OWNER}\nattestation \"ec2/os-patch-level\" {{\n  owner     = \"data\"\n  statement = \"patched each week\"\n  \
         evidence  = \"docs/patching.md\"\n  expires   = \"2027-01-31\"\n}}\n"
    );
    assert_eq!(repository.read("onus.hcl"), wanted);
    assert!(repository.refused(&words).contains("is attested already"));
    assert!(
        repository
            .refused(&words.map(|word| if word == "ec2/os-patch-level" { "ec2/os-patch" } else { word }))
            .contains("there is no statement")
    );
    assert!(notices(&repository.check(&["--fail-on", "none"]).1).is_empty());
}

#[test]
fn no_baseline_is_written_without_an_answer() {
    let repository = Repository::new();
    repository.write(
        "broken.policy.hcl",
        "resource_policy \"aws_ebs_volume\" \"size\" {\n  enforce {\n    condition     = core::parseint(\"x\", 10) < attrs.size\n    \
         error_message = \"too small\"\n  }\n}\n",
    );
    let arguments = ["check", "stack/plan.json", "--no-builtin", "--policies", "broken.policy.hcl", "--write-baseline", "b.json"];
    let output = repository.run(&arguments);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("policy error on"), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!repository.path().join("b.json").exists());
}

#[test]
fn providers_and_module_calls_are_waived_by_their_addresses() {
    let repository = Repository::new();
    let policy = |kind: &str| format!("{kind} \"*\" \"never\" {{\n  enforce {{\n    condition = false\n  }}\n}}\n");
    repository.write("calls.policy.hcl", &policy("module_policy"));
    repository.write("settings.policy.hcl", &policy("provider_policy"));
    let run = |resources: &str| {
        let waiver = waiver(resources, "2027-01-31").replace(CONTROL, "calls\", \"settings");
        repository.write("onus.hcl", &format!("{OWNER}{waiver}"));
        let fixed = ["check", "stack/plan.json", "--no-builtin", "--format", "json", "--today", "2026-11-25"];
        let output =
            repository.run(&[&fixed[..], &["--policies", "calls.policy.hcl", "--policies", "settings.policy.hcl"]].concat());
        let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        settled(&report, "waived").into_iter().map(ToOwned::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(run("\"module.here\""), ["module.here"]);
    assert_eq!(run("\"provider.aws\""), ["provider.aws"]);
    assert_eq!(run("\"module.*\", \"provider.*\""), ["module.here", "module.there", "provider.aws"]);
    assert_eq!(run("\"*.*\""), ["provider.aws"], "a call is no block of its module");
}
