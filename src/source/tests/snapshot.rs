//! Binary plans: read as a source tree, compared with a checkout, and not trusted.

use super::Folder;
use crate::source::{ModuleStep, Options, Request, Snapshot, SnapshotError, SourceTree, Step};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROOT: &str =
    "module \"net\" {\n  source = \"../modules/net\"\n}\nmodule \"far\" {\n  source = \"a/b/c\"\n  k      = 1\n}\n";
const NET: &str = "resource \"t\" \"a\" {\n  k = 1\n}\n";
const FAR: &str = "variable \"k\" {}\nresource \"t\" \"a\" {\n  k = var.k\n}\n";
const MANIFEST: &str = r#"[{"Key":"","Dir":"."},{"Key":"net","Source":"../modules/net","Dir":"../modules/net"},{"Key":"far","Source":"a/b/c","Dir":".terraform/modules/far"}]"#;

fn packed(files: &[(&str, &str)]) -> Cursor<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap()
}

fn plan() -> Snapshot {
    let files = [
        ("tfplan", "not read"),
        ("tfconfig/m-/main.tf", ROOT),
        ("tfconfig/m-net/main.tf", NET),
        ("tfconfig/m-far/main.tf", FAR),
        ("tfconfig/m-far/../../evil.tf", "resource \"t\" \"evil\" {}"),
        ("tfconfig/modules.json", MANIFEST),
    ];
    Snapshot::read(packed(&files)).unwrap()
}

fn step(name: &str) -> Vec<ModuleStep> {
    vec![ModuleStep { name: name.into(), key: None }]
}

#[test]
fn a_snapshot_is_a_source_tree() {
    let path = [Step::Attr("k".into())];
    // (where the root lies, module, place, foreign)
    let table = [
        ("env", "net", "modules/net/main.tf:2", false),
        ("env", "far", "env/main.tf:6", true),
        ("", "net", "../modules/net/main.tf:2", false),
        ("", "far", "main.tf:6", true),
    ];
    for (root, module, expected, foreign) in table {
        let tree = plan().into_tree(Path::new(root), Options::default());
        let module = step(module);
        let located = tree.locate(&Request { path: &path, ..Request::new(&module, "t", "a") }).unwrap();
        let place = &located.primary;
        assert_eq!(format!("{}:{}", place.file, place.line), expected);
        assert_eq!(located.inside.is_some(), foreign);
    }
    let tree = plan().into_tree(Path::new(""), Options::default());
    let far = tree.module(&["far"]).unwrap();
    assert_eq!(far.files().count(), 1);
}

#[test]
fn a_checkout_that_moved_on_is_told() {
    let crlf = NET.replace('\n', "\r\n");
    let folder = Folder::new(&[
        (".git/HEAD", ""),
        ("env/main.tf", ROOT),
        ("modules/net/main.tf", &crlf), // line endings are git's matter
    ]);
    let open = || SourceTree::open(&folder.path().join("env"), Options::default()).unwrap();
    assert!(plan().compare(&open()).stale.is_empty());
    folder.write("modules/net/main.tf", &NET.replace('1', "2"));
    folder.write("env/new.tf", "locals {}\n");
    assert!(plan().compare(&open()).stale.iter().eq(["env/new.tf", "modules/net/main.tf"]));
}

#[test]
fn what_is_no_plan_is_refused() {
    let bomb = " ".repeat(5 * 1024 * 1024);
    let table = [
        (Cursor::new(b"PK nothing".to_vec()), SnapshotError::NotAPlan),
        (packed(&[("tfplan", "")]), SnapshotError::NoConfiguration),
        (packed(&[("tfconfig/m-/main.tf", &bomb)]), SnapshotError::TooLarge { entry: "tfconfig/m-/main.tf".into() }),
    ];
    for (bytes, expected) in table {
        assert_eq!(Snapshot::read(bytes).unwrap_err(), expected);
    }
    assert!(Snapshot::open(Path::new("/nonexistent/plan")).is_err());
}
