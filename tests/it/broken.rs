//! Bad input: an answer or exit code 2 with a message of its own, never green by loss. The table is `fixtures/broken/README.md`.

use crate::support::{onus, root};

/// File names and exit codes of the table.
fn table() -> Vec<(String, i32)> {
    let text = std::fs::read_to_string(root().join("fixtures/broken/README.md")).expect("the table");
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let code = cells[2].split(',').next().unwrap_or_default().parse().unwrap_or_else(|_| panic!("no exit code in {line}"));
        rows.extend(cells[1].split(", ").map(|name| (name.trim_matches('`').to_owned(), code)));
    }
    rows
}

#[test]
fn every_bad_input_has_its_exit_code_and_its_message() {
    let rows = table();
    assert!(rows.len() > 30, "the table is read");
    let mut wrong = Vec::new();
    for (name, code) in rows {
        let output = onus(&["check", &format!("fixtures/broken/{name}")]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        if output.status.code() != Some(code) {
            wrong.push(format!("{name}: {:?}, not {code}: {stderr}", output.status.code()));
        } else if code == 2 && !(stderr.starts_with("error: ") && stderr.contains("help: ")) {
            wrong.push(format!("{name}: {stderr}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_say_what_the_file_is() {
    let table = [
        ("empty.json", "the file is empty"),
        ("binary-plan.tfplan", "binary plan"),
        ("plan.json.gz", "gzip"),
        ("utf16le-bom.json", "UTF-16"),
        ("text-plan.txt", "prints it for people"),
        ("plan-log-lines.json", "log of `terraform plan -json`"),
        ("truncated.json", "ends too early"),
        ("opentofu-encrypted-plan.json", "encrypted"),
        ("state-raw.json", "raw state file"),
        ("state-empty.json", "empty state"),
        ("errored.json", "failed half-way"),
        ("wrapped-by-setup-terraform.json", "other text before the JSON"),
        ("npm-package.json", "neither a plan nor a state"),
        ("format-version-2.json", "format_version 2.0 is not known"),
    ];
    for (name, words) in table {
        let output = onus(&["check", &format!("fixtures/broken/{name}")]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(words), "{name}: {stderr}");
    }
}

/// Every prefix of a plan is refused.
#[test]
fn a_truncated_plan_is_never_green() {
    let plan = std::fs::read(root().join("fixtures/plans/nothing/plan.json")).expect("a plan");
    for length in 0..plan.len().saturating_sub(1) {
        let read = onus::plan::read(&plan[..length]);
        assert!(read.is_err(), "the first {length} bytes are taken for a plan");
    }
}

/// Nobody is warned of policies that they did not write.
#[test]
fn the_built_in_catalogue_warns_of_nothing() {
    let output = onus(&["check", "fixtures/plans/nothing/plan.json"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
