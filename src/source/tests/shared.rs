//! The fixtures in `fixtures/source` that are about source alone: waivers, a hostile module map, binary plans.

use crate::source::{InlineComment, Mode, ModuleStep, Options, Request, Snapshot, SourceTree, Step};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/source").join(name)
}

fn open(name: &str) -> SourceTree {
    SourceTree::open(&fixture(name), Options::default()).unwrap()
}

/// How many waivers of onus, and of all tools, cover the encryption of a volume.
fn covering(tree: &SourceTree, module: &[ModuleStep], name: &str) -> (usize, usize) {
    let path = [Step::Attr("encrypted".into())];
    let request = Request { path: &path, ..Request::new(module, "aws_ebs_volume", name) };
    (tree.covering(&request, false).len(), tree.covering(&request, true).len())
}

#[test]
fn waivers_cover_what_they_stand_at() {
    let tree = open("waivers");
    // Expiry and the names of controls are not this module's matter.
    let table = [
        ("unmet_waived_above", (1, 1)),
        ("unmet_waived_on_header", (1, 1)),
        ("unmet_waived_on_attribute", (1, 1)),
        ("unmet_expired", (1, 1)),
        ("unmet_without_reason", (0, 0)),
        ("unmet_unknown_control", (1, 1)),
        ("met_unused", (1, 1)),
        ("unmet_comment_too_far", (0, 0)),
        ("unmet_heredoc", (0, 0)),
        ("unmet_checkov", (0, 1)),
        ("unmet_trivy", (0, 1)),
    ];
    for (name, expected) in table {
        assert_eq!(covering(&tree, &[], name), expected, "{name}");
    }
    for (call, expected) in [("waived", (1, 1)), ("not_waived", (0, 0))] {
        let module = [ModuleStep { name: call.into(), key: None }];
        assert_eq!(covering(&tree, &module, "unmet_volume"), expected, "{call}");
    }
    let comments = tree.module::<&str>(&[]).unwrap().comments(false);
    let malformed = comments.iter().filter(|comment| matches!(comment, InlineComment::Malformed { .. }));
    assert_eq!(malformed.count(), 2); // no reason, and a line between
}

#[test]
fn a_hostile_module_map_leads_nowhere() {
    let tree = open("hostile");
    let folder = std::fs::canonicalize(fixture("hostile")).unwrap();
    let root = tree.module::<&str>(&[]).unwrap();
    for call in root.blocks("module") {
        let name = call.label(0).unwrap();
        if let Ok(module) = tree.module(&[name]) {
            assert!(module.folder().starts_with(&folder), "{name}: {}", module.folder().display());
        }
    }
}

#[test]
fn binary_plans_tell_what_has_changed_since() {
    let compare = |name: &str| Snapshot::open(&fixture(name).join("plan.bin")).unwrap().compare(&open(name));
    let same = compare("vendored-module");
    assert!(same.stale.is_empty() && same.current.len() > 1, "{same:?}");
    let moved = compare("moved-on");
    for name in ["main.tf", "broken-since.tf", "gone.tf"] {
        let file = format!("fixtures/source/moved-on/{name}");
        assert!(moved.stale.contains(&file) && !moved.current.contains(&file), "{name}: {moved:?}");
    }
    // What was planned is still to be found in the plan itself.
    let snapshot = Snapshot::open(&fixture("moved-on").join("plan.bin")).unwrap();
    let planned = snapshot.into_tree(Path::new("planned"), Options::default());
    let root = planned.module::<&str>(&[]).unwrap();
    assert!(root.resource(Mode::Managed, "aws_ebs_volume", "unmet_file_gone").is_some());
}
