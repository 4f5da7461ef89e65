//! What waiver comments belong to.

use super::Folder;
use crate::source::{InlineComment, ModuleStep, Options, Request, SourceTree, Step, Target};

const SOURCE: &str = r##"# onus:ignore above reason=x

# onus:ignore stacked reason=x
# some note
/* onus:ignore block reason=x */
resource "a" "one" { # onus:ignore header reason=x
  # onus:ignore first reason=x
  k = 1 // onus:ignore trailing reason=x
  list = [
    # onus:ignore element reason=x
    1,
  ]

  # onus:ignore lost reason=x

  rule {
    # onus:ignore nested reason=x
    port = 1
  }
  # onus:ignore rule reason=x
  rule {}
  dynamic "many" {
    for_each = []
    content {
      z = 1 # onus:ignore dynamic reason=x
    }
  }
  text = <<-E
    # onus:ignore heredoc reason=x
  E
  say = "# onus:ignore string reason=x"
  /*
   * onus:ignore lines reason=x
   */
  last = 1
  # onus:ignore end reason=x
} # onus:ignore brace reason=x
module "m" { # onus:ignore call reason=x
  source = "./m"
  # trivy:ignore:AVD-1
  n = 1

  # checkov:skip=CKV_1:why
}
data "b" "two" {} # onus:ignore single reason=x
# onus:ignore reasonless
locals {}
"##;

const JSON: &str = r#"{"resource": {"a": {"j": {
  "//": ["note", "onus:ignore json reason=x"],
  "rule": [{"//": "onus:ignore inner reason=x", "n": 1}]
}}}}
"#;

/// Controls or what is wrong, the line, and what the comment belongs to.
fn read(other_tools: bool) -> Vec<String> {
    let folder = Folder::new(&[("main.tf", SOURCE), ("z.tf.json", JSON)]);
    let tree = SourceTree::open(folder.path(), Options::default()).unwrap();
    let module = tree.module::<&str>(&[]).unwrap();
    let shown = |comment: InlineComment| match comment {
        InlineComment::Waiver(waiver) => {
            let target = waiver.target;
            let path = target.path.join(".");
            format!("{} {} {}", waiver.controls.join(","), target.labels.join("."), path)
        }
        InlineComment::Malformed { location, why } => format!("! {} {:.20}", location.line, why),
        InlineComment::Other(other) => {
            let path = other.target.path.join(".");
            format!("{:?} {} {path}", other.tool, other.target.labels.join("."))
        }
    };
    module.comments(other_tools).into_iter().map(shown).collect()
}

#[test]
fn comments_belong_to_what_they_stand_at() {
    let expected = [
        "! 1 it belongs to no blo",
        "stacked a.one ",
        "block a.one ",
        "header a.one ",
        "first a.one k",
        "trailing a.one k",
        "element a.one list",
        "! 14 it belongs to no blo",
        "nested a.one rule.port",
        "rule a.one rule",
        "dynamic a.one many.z",
        "lines a.one last",
        "! 36 it belongs to no blo",
        "! 37 it belongs to no blo",
        "call m ",
        "single b.two ",
        "! 46 it gives no reason, ",
        "json a.j ",
        "inner a.j rule",
    ];
    assert_eq!(read(false), expected);
}

#[test]
fn comments_of_other_tools_are_attached_as_the_tools_do() {
    let all = read(true);
    let others: Vec<_> = all.iter().filter(|line| !read(false).contains(line)).collect();
    assert_eq!(others, ["Trivy m n", "Checkov m "]);
}

#[test]
fn a_target_covers_a_block_or_a_part_of_it() {
    let target = |path: &[&str]| Target {
        kind: "resource".into(),
        labels: vec!["a".into(), "b".into()],
        path: path.iter().map(|name| (*name).to_owned()).collect(),
    };
    let attribute = [Step::Attr("rule".into()), Step::Index(1), Step::Attr("port".into())];
    // (where the comment stands, whether it covers `rule[1].port`)
    let table = [(&[][..], true), (&["rule"], true), (&["rule", "port"], true), (&["port"], false)];
    for (path, covers) in table {
        assert_eq!(target(path).covers("resource", &["a", "b"], &attribute), covers, "{path:?}");
    }
    assert!(!target(&[]).covers("resource", &["a", "c"], &attribute));
    assert!(!target(&[]).covers("data", &["a", "b"], &attribute));
}

#[test]
fn a_finding_is_covered_by_comments_on_its_way() {
    let root = r#"module "own" { # onus:ignore own-call reason=x
  source = "./own"
  k      = 1 # onus:ignore own-argument reason=x
  other  = 1 # onus:ignore other-argument reason=x
}
# onus:ignore second reason=x
module "second" {
  source = "./own"
}
module "far" { # onus:ignore far-call reason=x
  source = "a/b/c"
}
"#;
    let own = r#"variable "k" {}
resource "t" "a" { # onus:ignore block reason=x
  k = var.k # onus:ignore attribute reason=x
}
resource "t" "b" { # onus:ignore beside reason=x
  k = 1
}
"#;
    let folder = Folder::new(&[
        ("main.tf", root),
        ("own/main.tf", own),
        (".terraform/modules/modules.json", r#"{"Modules":[{"Key":"far","Source":"a/b/c","Dir":".terraform/modules/far"}]}"#),
        (".terraform/modules/far/main.tf", own),
    ]);
    let tree = SourceTree::open(folder.path(), Options::default()).unwrap();
    let path = [Step::Attr("k".into())];
    let table: [(&str, &[Step], &[&str]); 5] = [
        ("own", &path, &["block", "attribute", "own-call", "own-argument"]),
        ("own", &[], &["block", "own-call"]),
        ("second", &path, &["block", "attribute", "second"]),
        ("far", &path, &["far-call"]), // what others wrote into their module waives nothing here
        ("none", &path, &[]),
    ];
    for (module, path, expected) in table {
        let steps = [ModuleStep { name: module.into(), key: None }];
        let request = Request { path, ..Request::new(&steps, "t", "a") };
        let control = |comment: InlineComment| match comment {
            InlineComment::Waiver(waiver) => waiver.controls.join(","),
            other => format!("{other:?}"),
        };
        let found: Vec<_> = tree.covering(&request, false).into_iter().map(control).collect();
        assert_eq!(found, expected, "{module}");
    }
}
