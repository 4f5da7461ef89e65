//! Which folder a module call leads to, whose code it is, and what is never read.

use super::Folder;
use crate::source::{Mode, Module, Options, Ownership, SourceTree, Unresolved};
use std::sync::Arc;

fn tree(folder: &Folder, root: &str) -> SourceTree {
    SourceTree::open(&folder.path().join(root), Options::default()).unwrap()
}

#[test]
fn modules_are_found_by_source_and_manifest() {
    let folder = Folder::new(&[
        (".git/HEAD", ""),
        ("env/main.tf", "module \"net\" {\n  source = \"../modules/net\"\n}\nmodule \"reg\" {\n  source = \"acme/x/aws\"\n}\n"),
        (
            "env/.terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"reg","Source":"registry.terraform.io/acme/x/aws","Dir":".terraform\\modules\\reg"}]}"#,
        ),
        ("env/.terraform/modules/reg/main.tf", "module \"in\" {\n  source = \"./modules/in\"\n}\n"),
        ("env/.terraform/modules/reg/modules/in/main.tf", "resource \"a\" \"x\" {}\n"),
        ("modules/net/main.tf", "resource \"a\" \"x\" {}\n"),
    ]);
    let tree = tree(&folder, "env");
    let net = tree.module(&["net"]).unwrap();
    assert!(net.is_own());
    assert!(net.resource(Mode::Managed, "a", "x").is_some());
    assert_eq!(net.files().next().unwrap().name(), "modules/net/main.tf");
    let inner = tree.module(&["reg", "in"]).unwrap();
    let source = "acme/x/aws//modules/in".to_owned();
    assert_eq!(*inner.ownership(), Ownership::Foreign { source });
    assert_eq!(inner.caller().unwrap().0.path(), ["reg"]);
    assert!(Arc::ptr_eq(&inner, &tree.module(&["reg", "in"]).unwrap()));
    assert!(matches!(tree.module(&["none"]), Err(Unresolved::NoCall { .. })));
}

#[test]
fn a_manifest_cannot_lead_outside() {
    let folder = Folder::new(&[
        ("repo/.git/HEAD", ""),
        ("repo/main.tf", "module \"m\" {\n  source = \"../out\"\n}\nmodule \"n\" {\n  source = \"a/b/c\"\n}\n"),
        ("repo/.terraform/modules/modules.json", r#"[{"Key":"n","Source":"a/b/c","Dir":"../out"}]"#),
        ("out/main.tf", "resource \"a\" \"x\" {}\n"),
    ]);
    let tree = tree(&folder, "repo");
    for name in ["m", "n"] {
        let refused = tree.module(&[name]).unwrap_err();
        assert!(refused.to_string().contains("outside"), "{refused}");
    }
}

#[test]
fn the_data_folder_may_lie_elsewhere() {
    let folder = Folder::new(&[
        ("repo/.git/HEAD", ""),
        ("repo/main.tf", "module \"n\" {\n  source = \"a/b/c\"\n}\n"),
        ("data/modules/modules.json", r#"[{"Key":"n","Source":"a/b/c","Dir":"../data/modules/n"}]"#),
        ("data/modules/n/main.tf", "resource \"a\" \"x\" {}\n"),
    ]);
    let options = Options { data_dir: Some(folder.path().join("data")), ..Options::default() };
    let tree = SourceTree::open(&folder.path().join("repo"), options).unwrap();
    let module = tree.module(&["n"]).unwrap();
    assert!(!module.is_own());
    assert_eq!(module.files().next().unwrap().name(), ".terraform/modules/n/main.tf");
}

#[test]
fn a_tree_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<SourceTree>();
    shared::<Module>();
}

#[cfg(unix)]
#[test]
fn a_checkout_behind_a_link_has_the_same_names() {
    let folder = Folder::new(&[
        ("repo/.git/HEAD", ""),
        ("repo/env/main.tf", "module \"net\" {\n  source = \"../modules/net\"\n}\n"),
        ("repo/modules/net/main.tf", "resource \"a\" \"x\" {}\n"),
        ("outside/main.tf", "resource \"a\" \"x\" {}\n"),
    ]);
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("repo"), &link).unwrap();
    let tree = SourceTree::open(&link.join("env"), Options::default()).unwrap();
    let net = tree.module(&["net"]).unwrap();
    assert!(net.is_own());
    assert_eq!(net.files().next().unwrap().name(), "modules/net/main.tf");
    // A module folder that is a link to somewhere else is not read.
    let out = folder.path().join("repo/modules/out");
    std::os::unix::fs::symlink(folder.path().join("outside"), out).unwrap();
    folder.write("repo/env/main.tf", "module \"net\" {\n  source = \"../modules/out\"\n}\n");
    let tree = SourceTree::open(&link.join("env"), Options::default()).unwrap();
    let refused = tree.module(&["net"]).unwrap_err();
    assert!(refused.to_string().contains("outside the repository"), "{refused}");
}

#[test]
fn names_with_dots_lead_nowhere() {
    let folder = Folder::new(&[
        ("main.tf", "module \"a\" {\n  source = \"./a\"\n}\n"),
        ("a/main.tf", "module \"b\" {\n  source = \"../b\"\n}\n"),
        ("b/main.tf", ""),
        (".terraform/modules/modules.json", r#"[{"Key":"a.b","Source":"./b","Dir":"b"}]"#),
    ]);
    let tree = tree(&folder, "");
    assert!(tree.module(&["a", "b"]).is_ok());
    assert!(tree.module(&["a.b"]).is_err());
    assert!(tree.module(&["a"; 100]).is_err());
}
