//! How far values are followed inside a module and out of it.

use super::Folder;
use super::locate::{ask, open, told};
use crate::source::Want;

const STORE: &str = r#"variable "encryption" {
  type = any
}
variable "create" {
  default = true
}
variable "versioning" {
  default = {}
}

resource "sse" "this" {
  count = var.create ? 1 : 0

  dynamic "rule" {
    for_each = var.encryption.rule != null ? [var.encryption.rule] : []
    content {
      dynamic "by_default" {
        for_each = try(flatten([rule.value.by_default]), [])
        content {
          algorithm = by_default.value.algorithm
        }
      }
    }
  }
}

resource "versioning" "this" {
  status = try(var.versioning["enabled"] ? "Enabled" : "Suspended", var.versioning["status"], "Enabled")
  other  = var.create ? var.versioning.other : null
}
"#;

#[test]
fn values_are_followed_through_dynamic_blocks_and_conditions() {
    let call = "module \"s\" {\n  source = \"a/b/c\"\n  encryption = {\n    rule = {\n      by_default = { algorithm = \"x\" }\n    }\n  }\n  versioning = {\n    status = \"Suspended\"\n  }\n}\n";
    let manifest = r#"{"Modules":[{"Key":"s","Source":"a/b/c","Dir":".terraform/modules/s"}]}"#;
    let folder =
        Folder::new(&[("main.tf", call), (".terraform/modules/modules.json", manifest), (".terraform/modules/s/main.tf", STORE)]);
    let tree = open(&folder);
    let table = [
        ("sse.this", "rule.0.by_default.0.algorithm", "main.tf:5 algorithm = \"x\"", None),
        ("versioning.this", "status", "main.tf:9 status = \"Suspended\"", None),
        ("versioning.this", "other", "main.tf:8 versioning = {", None),
        ("sse.this", "count", "main.tf:1 module \"s\"", Some("create")),
    ];
    for (resource, attribute, expected, input) in table {
        let located = ask(&tree, "s", resource, attribute, Want::Decided).unwrap();
        assert_eq!((told(&located)[0].as_str(), located.fix_input.as_deref()), (expected, input));
    }
}

#[test]
fn definitions_that_multiply_do_not_take_forever() {
    let mut source = "resource \"t\" \"a\" {\n  k = local.l0\n}\nlocals {\n".to_owned();
    source.extend((0..20).map(|level| {
        let next = format!("local.l{}", level + 1);
        format!("  l{level} = [{next}, {next}, {next}, {next}]\n")
    }));
    source.push_str("  l20 = local.l0\n}\n");
    let folder = Folder::new(&[("main.tf", &source)]);
    let located = ask(&open(&folder), "", "t.a", "k", Want::Decided).unwrap();
    assert_eq!(located.primary.line, 2);
}

#[test]
fn the_key_of_an_instance_leads_to_its_settings() {
    let call = r#"locals {
  all = {
    one = { status = "Enabled" }
    two = { status = "Suspended" }
  }
  list = ["a", "b"]
}
module "m" {
  source   = "./m"
  for_each = toset(["one", "two"])
  status   = local.all[each.key].status
  other    = lookup(local.all[each.key], "status", "x")
  merged   = merge({ deep = { x = 1 } }, { y = 2 })
}
"#;
    let called = "variable \"status\" {}\nvariable \"other\" {}\nvariable \"merged\" {}\nresource \"t\" \"a\" {\n  s = var.status\n  o = var.other\n  m = var.merged.deep.x\n}\n";
    let folder = Folder::new(&[("main.tf", call), ("m/main.tf", called)]);
    let tree = open(&folder);
    let defined = "main.tf:4 `local.all` is defined here";
    let table = [("s", defined), ("o", defined), ("m", "main.tf:13 `merged` of module `m` is set here")];
    for (attribute, last) in table {
        let located = ask(&tree, "m=two", "t.a", attribute, Want::Decided).unwrap();
        assert_eq!(told(&located).last().unwrap(), last);
    }
    let located = ask(&tree, "m=two", "t.a", "s", Want::Decided).unwrap();
    assert_eq!(located.related[1].location.slice(), "status = \"Suspended\"");
}
