//! Where findings stand: in own code, in foreign modules, and not at all.

use super::Folder;
use crate::source::{
    Anchor, Configuration, InstanceKey, Located, ModuleStep, Options, Request, SourceTree, Step, Unlocated, Want,
};
use serde_json::json;

const ROOT: &str = r#"variable "encrypted" {
  type = bool
}

locals {
  buckets = {
    logs = { versioning = "Suspended" }
    data = { versioning = "Enabled" }
  }
}

module "db" {
  source    = "acme/db/aws"
  settings = {
    encrypted = var.encrypted
    other     = 1
  }
}

module "bucket" {
  source     = "./modules/bucket"
  for_each   = local.buckets
  versioning = each.value.versioning
}

module "far" {
  source = "acme/far/aws"
}
"#;

const BUCKET: &str = r#"variable "versioning" {}
variable "name" {
  default = "x"
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = var.versioning
  }
}
"#;

const DB: &str = r#"variable "settings" {}

module "instance" {
  source    = "./modules/instance"
  encrypted = var.settings.encrypted
}
"#;

const INSTANCE: &str = r#"variable "encrypted" {}
variable "backup" {
  default = 0
}
variable "create_pab" {
  default = false
}

resource "aws_db_instance" "this" {
  storage_encrypted       = var.encrypted
  backup_retention_period = var.backup

  dynamic "thing" {
    for_each = var.backup
    content {}
  }
}

resource "pab" "this" {
  count = var.create_pab ? 1 : 0
}
"#;

fn folder() -> Folder {
    let manifest = json!({"Modules": [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "db", "Source": "registry.terraform.io/acme/db/aws", "Dir": ".terraform/modules/db"},
        {"Key": "db.instance", "Source": "./modules/instance", "Dir": ".terraform/modules/db/modules/instance"},
    ]});
    Folder::new(&[
        (".git/HEAD", ""),
        ("main.tf", ROOT),
        ("prod.auto.tfvars", "other = 1\nencrypted = false\n"),
        ("modules/bucket/main.tf", BUCKET),
        (".terraform/modules/modules.json", &manifest.to_string()),
        (".terraform/modules/db/main.tf", DB),
        (".terraform/modules/db/modules/instance/main.tf", INSTANCE),
    ])
}

fn path(text: &str) -> Vec<Step> {
    let parts = text.split('.').filter(|part| !part.is_empty());
    parts.map(|part| part.parse().map_or_else(|_| Step::Attr(part.into()), Step::Index)).collect()
}

/// Module calls as `name` or `name=key`.
fn steps(text: &str) -> Vec<ModuleStep> {
    let step = |part: &str| {
        let (name, key) = part.split_once('=').map_or((part, None), |(n, k)| (n, Some(k)));
        ModuleStep { name: name.into(), key: key.map(|key| InstanceKey::Key(key.into())) }
    };
    text.split('.').filter(|part| !part.is_empty()).map(step).collect()
}

/// The primary location's file, line and text, then each related message with its line.
pub(super) fn told(located: &Located) -> Vec<String> {
    let primary = format!(
        "{}:{} {}",
        located.primary.file,
        located.primary.line,
        located.primary.slice().split('\n').next().unwrap_or_default()
    );
    let related =
        located.related.iter().map(|related| format!("{}:{} {}", related.location.file, related.location.line, related.message));
    std::iter::once(primary).chain(related).collect()
}

pub(super) fn ask(tree: &SourceTree, module: &str, resource: &str, attribute: &str, want: Want) -> Result<Located, Unlocated> {
    let (module, path) = (steps(module), path(attribute));
    let (kind, name) = resource.split_once('.').unwrap();
    tree.locate(&Request { path: &path, want, ..Request::new(&module, kind, name) })
}

pub(super) fn open(folder: &Folder) -> SourceTree {
    SourceTree::open(folder.path(), Options::default()).unwrap()
}

#[test]
fn own_modules_show_the_attribute_and_what_feeds_it() {
    let folder = folder();
    let tree = open(&folder);
    let status = "versioning_configuration.0.status";
    let located = ask(&tree, "bucket=logs", "aws_s3_bucket_versioning.this", status, Want::Decided).unwrap();
    assert_eq!(
        told(&located),
        [
            "modules/bucket/main.tf:13 status = var.versioning",
            "main.tf:23 `versioning` of module `bucket` is set here",
            "main.tf:22 `each.value` comes from here",
            "main.tf:7 `local.buckets` is defined here",
        ]
    );
    assert_eq!(located.related[2].location.slice(), "versioning = \"Suspended\"");
    assert_eq!(located.inside, None);
}

#[test]
fn absent_and_missing_show_headers() {
    let folder = folder();
    let tree = open(&folder);
    let table = [
        (
            "aws_s3_bucket_versioning.this",
            "versioning_configuration.0.mfa_delete",
            Want::Absent,
            "modules/bucket/main.tf:12 versioning_configuration",
        ),
        (
            "aws_s3_bucket_versioning.this",
            "expected_bucket_owner",
            Want::Absent,
            "modules/bucket/main.tf:10 resource \"aws_s3_bucket_versioning\" \"this\"",
        ),
        ("aws_s3_bucket.this", "", Want::Missing, "modules/bucket/main.tf:6 resource \"aws_s3_bucket\" \"this\""),
        ("aws_s3_bucket.this", "bucket", Want::Missing, "modules/bucket/main.tf:6 resource \"aws_s3_bucket\" \"this\""),
    ];
    for (resource, attribute, want, expected) in table {
        let located = ask(&tree, "bucket=logs", resource, attribute, want).unwrap();
        assert_eq!(told(&located)[0], expected);
        assert_eq!(told(&located)[1], "main.tf:20 module `bucket` is called here");
    }
}

#[test]
fn foreign_modules_move_the_finding_to_the_argument() {
    let folder = folder();
    let tree = open(&folder);
    let located = ask(&tree, "db.instance", "aws_db_instance.this", "storage_encrypted", Want::Decided).unwrap();
    assert_eq!(
        told(&located),
        [
            "main.tf:15 encrypted = var.encrypted",
            ".terraform/modules/db/modules/instance/main.tf:10 inside module `acme/db/aws//modules/instance`: main.tf:10",
            ".terraform/modules/db/main.tf:5 `encrypted` of module `instance` is set here",
            "prod.auto.tfvars:2 `encrypted` is set here",
        ]
    );
    assert_eq!(located.anchor, Anchor::Argument { name: "settings".into() });
    assert_eq!(located.fix_input, None);
}

#[test]
fn an_input_nobody_sets_is_named_where_the_reader_can_set_it() {
    let folder = folder();
    folder.write("one.tf", "module \"one\" {\n  source = \"git::file:///x\"\n}\n");
    let record = r#"{"Modules":[{"Key":"one","Source":"git::file:///x","Dir":".terraform/modules/db/modules/instance"}]}"#;
    folder.write(".terraform/modules/modules.json", record);
    let tree = open(&folder);
    let located = ask(&tree, "one", "aws_db_instance.this", "backup_retention_period", Want::Decided).unwrap();
    assert_eq!(told(&located)[0], "one.tf:1 module \"one\"");
    assert_eq!(located.fix_input.as_deref(), Some("backup"));
    assert_eq!(located.inside.as_deref(), Some("git::file:///x"));
    let module = steps("one");
    let request = Request { want: Want::Missing, satellite: Some("pab"), ..Request::new(&module, "aws_db_instance", "this") };
    let located = tree.locate(&request).unwrap();
    assert_eq!(located.fix_input.as_deref(), Some("create_pab"));
}

#[test]
fn a_module_that_is_not_installed_still_has_a_call() {
    let folder = folder();
    let tree = open(&folder);
    for module in ["far", "far.deeper"] {
        let located = ask(&tree, module, "a.b", "c", Want::Decided).unwrap();
        assert_eq!(told(&located), ["main.tf:26 module \"far\""]);
        assert_eq!(located.inside.as_deref(), Some("acme/far/aws"));
    }
    let refused = ask(&tree, "nowhere", "a.b", "c", Want::Decided).unwrap_err();
    assert_eq!(refused.to_string(), "source not found: the source has no module `nowhere`");
}

#[test]
fn a_source_that_has_moved_on_is_told() {
    let folder = folder();
    let tree = open(&folder);
    let module = steps("bucket=data");
    let table = [
        (json!({"expressions": {"bucket": {"references": ["var.name"]}}}), None),
        (
            json!({"expressions": {"bucket": {"constant_value": "y"}}}),
            Some("source differs from the plan: `bucket` at modules/bucket/main.tf:6"),
        ),
    ];
    for (plan, expected) in table {
        let configuration = Configuration::of(&plan);
        let request = Request {
            configuration: Some(&crate::source::Planned::new(configuration)),
            ..Request::new(&module, "aws_s3_bucket", "this")
        };
        let differs = tree.locate(&request).err().map(|reason| reason.to_string());
        assert_eq!(differs.as_deref(), expected);
    }
    let gone = ask(&tree, "bucket=data", "aws_s3_bucket.gone", "", Want::Decided).unwrap_err();
    assert_eq!(gone.to_string(), "source not found: the module has no `resource \"aws_s3_bucket\" \"gone\"`");
    folder.write("broken.tf", "resource \"a\" \"b\" {\n");
    let tree = open(&folder);
    let gone = ask(&tree, "", "a.b", "", Want::Decided).unwrap_err();
    assert!(gone.to_string().contains("broken.tf:1: the block is never closed"), "{gone}");
}

#[test]
fn a_variables_file_overruled_on_the_command_line_is_not_named() {
    let folder = folder();
    let variables = [("encrypted".to_owned(), json!(true))].into_iter().collect();
    let options = Options { variables, ..Options::default() };
    let tree = SourceTree::open(folder.path(), options).unwrap();
    let located = ask(&tree, "db.instance", "aws_db_instance.this", "storage_encrypted", Want::Decided).unwrap();
    assert!(!told(&located).iter().any(|line| line.contains("tfvars")), "{:?}", told(&located));
}

#[test]
fn an_attribute_without_a_value_is_shown_where_it_is_written() {
    let source =
        "resource \"t\" \"a\" {\n  k = null\n  dynamic \"b\" {\n    for_each = []\n    content {\n      k = 1\n    }\n  }\n}\n";
    let folder = Folder::new(&[("main.tf", source)]);
    let tree = open(&folder);
    let (none, made) = (json!({"b": []}), json!({"b": [{"k": null}]}));
    let table = [
        ("k", None, "main.tf:2 k = null"),
        ("b.0.k", None, "main.tf:3 dynamic \"b\""),
        ("b.0.k", Some(&none), "main.tf:3 dynamic \"b\""),
        ("b.0.k", Some(&made), "main.tf:6 k = 1"),
    ];
    for (attribute, values, expected) in table {
        let path = path(attribute);
        let request = Request { path: &path, want: Want::Absent, values, ..Request::new(&[], "t", "a") };
        assert_eq!(told(&tree.locate(&request).unwrap()), [expected]);
    }
}

#[test]
fn a_block_that_decides_is_told_from_one_that_lacks_something() {
    let folder = Folder::new(&[("main.tf", "resource \"t\" \"a\" {\n  b {\n    k = 1\n  }\n}\n")]);
    let tree = open(&folder);
    let table = [
        ("b", Anchor::Nested),
        ("b.0", Anchor::Nested),
        ("b.0.l", Anchor::Block),
        ("c.0.k", Anchor::Resource),
        ("b.0.k", Anchor::Attribute),
    ];
    for (attribute, anchor) in table {
        assert_eq!(ask(&tree, "", "t.a", attribute, Want::Decided).unwrap().anchor, anchor, "{attribute}");
    }
}
