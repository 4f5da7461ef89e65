//! The arrows between modules point one way.

use crate::support::{files, relative, root};

const EVERYTHING: &[&str] = &[
    "text", "syntax", "value", "expr", "plan", "link", "policy", "model", "judge", "matrix", "testing", "source", "settle",
    "app", "render", "planner", "error", "cli",
];

/// Module, and what it must not name.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("abreast", EVERYTHING),
    ("digest", EVERYTHING),
    (
        "syntax",
        &[
            "text", "value", "expr", "plan", "link", "policy", "model", "judge", "source", "settle", "app", "render", "cli",
            "error",
        ],
    ),
    ("value", &["expr", "plan", "link", "policy", "model", "judge", "source", "settle", "app", "render", "cli", "error", "text"]),
    ("text", &["value", "expr", "plan", "link", "policy", "model", "judge", "source", "settle", "app", "render", "cli", "error"]),
    ("expr", &["plan", "link", "policy", "model", "judge", "source", "settle", "app", "render", "cli", "error"]),
    (
        "planner",
        &[
            "text", "value", "expr", "plan", "link", "policy", "model", "judge", "source", "settle", "testing", "app", "render",
            "cli", "error", "syntax",
        ],
    ),
    ("plan", &["expr", "link", "policy", "model", "judge", "source", "settle", "app", "render", "cli", "error"]),
    ("link", &["policy", "model", "judge", "source", "settle", "app", "render", "cli", "error"]),
    ("source", &["value", "expr", "plan", "link", "policy", "model", "judge", "settle", "app", "render", "cli", "error"]),
    ("policy", &["plan", "model", "judge", "testing", "source", "settle", "app", "render", "cli", "error"]),
    ("model", &["plan", "link", "expr", "judge", "source", "settle", "app", "render", "cli", "error"]),
    ("judge", &["matrix", "testing", "model", "source", "settle", "app", "render", "cli", "error"]),
    ("settle", &["matrix", "value", "expr", "link", "testing", "app", "render", "cli", "error"]),
    ("matrix", &["value", "expr", "link", "app", "render", "cli", "error"]),
    ("testing", &["plan", "link", "model", "source", "settle", "app", "render", "cli", "error"]),
    ("app", &["render", "cli"]),
    ("render", &["cli", "link", "expr"]),
];

fn sources() -> Vec<(String, String)> {
    let all = walkdir::WalkDir::new(root().join("src"))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("readable").into_path());
    all.filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .map(|path| (relative(&path), std::fs::read_to_string(&path).expect("readable")))
        .collect()
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let Some((_, forbidden)) = FORBIDDEN.iter().find(|(name, _)| *name == module) else { continue };
        for other in *forbidden {
            if text.contains(&format!("crate::{other}::")) {
                wrong.push(format!("{path} names {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn clap_miette_the_environment_and_other_programs_stay_where_they_belong() {
    // word, where it may stand
    let table = [
        ("clap::", "src/cli/"),
        ("miette::", "src/render/human/"),
        ("std::env", "src/main.rs"),
        ("process::Command", "src/planner.rs"),
        ("Command::new", "src/planner.rs"),
    ];
    for (path, text) in sources() {
        for (word, home) in table {
            let allowed = path.starts_with(home) || path.contains("/tests/");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(allowed || !code.contains(word), "{path} names {word}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_none_is_endless() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{path}");
        let lines = text.lines().count();
        assert!(lines <= 500, "{path} has {lines} lines");
    }
    assert!(!files("policies", "model.hcl").is_empty());
}
