//! A configuration that real Terraform planned: keyed modules, a module from another repository, `dynamic` blocks,
//! sets of blocks, an override file, JSON syntax, CRLF and a byte-order mark. `real/` holds it all, with the plan
//! in both forms.

use crate::source::{
    Configuration, InstanceKey, Located, ModuleStep, Options, Request, Snapshot, SourceTree, Step, Unlocated, Want,
};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source/tests/real")
}

fn plan() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("plan.json")).unwrap()).unwrap()
}

fn options() -> Options {
    let variables = plan()["variables"].as_object().unwrap().clone();
    Options {
        data_dir: Some("../data".into()),
        repository: Some(root()),
        variables: variables.into_iter().map(|(name, value)| (name, value["value"].clone())).collect(),
        ..Options::default()
    }
}

/// The module calls of an address, and its resource type and name. Keys hold no quotes here.
fn parts(address: &str) -> (Vec<ModuleStep>, String, String) {
    let mut pieces = Vec::new();
    for (at, piece) in address.split('"').enumerate() {
        match at % 2 {
            0 => pieces.extend(piece.split(['.', '[', ']']).filter(|name| !name.is_empty()).map(|name| (name, false))),
            _ => pieces.push((piece, true)),
        }
    }
    let mut steps: Vec<ModuleStep> = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    while pieces.next_if_eq(&("module", false)).is_some() {
        let name = pieces.next().unwrap().0.to_owned();
        let key = pieces.next_if(|(_, key)| *key).map(|(key, _)| InstanceKey::Key(key.into()));
        steps.push(ModuleStep { name, key });
    }
    (steps, pieces.next().unwrap().0.into(), pieces.next().unwrap().0.into())
}

/// The resource in the plan's configuration.
fn configured(plan: &Value, steps: &[ModuleStep], kind: &str, name: &str) -> Configuration {
    let mut module = &plan["configuration"]["root_module"];
    for step in steps {
        module = &module["module_calls"][&step.name]["module"];
    }
    let found = module["resources"].as_array().unwrap().iter();
    let is_it = |resource: &&Value| resource["type"] == kind && resource["name"] == name;
    Configuration::of(found.into_iter().find(is_it).unwrap())
}

fn locate(tree: &SourceTree, plan: &Value, address: &str, attribute: &str) -> Result<Located, Unlocated> {
    let (module, kind, name) = parts(address);
    let path: Vec<_> =
        attribute.split('.').map(|part| part.parse().map_or_else(|_| Step::Attr(part.into()), Step::Index)).collect();
    let changes = plan["resource_changes"].as_array().unwrap();
    let change = changes.iter().find(|change| change["address"] == address).unwrap();
    let configuration = configured(plan, &module, &kind, &name);
    tree.locate(&Request {
        path: &path,
        want: Want::Decided,
        values: Some(&change["change"]["after"]),
        configuration: Some(&crate::source::Planned::new(configuration)),
        ..Request::new(&module, &kind, &name)
    })
}

fn told(located: &Located) -> String {
    let place = &located.primary;
    let related = located
        .related
        .iter()
        .map(|related| format!("; {}:{} {}", related.location.file, related.location.line, related.message));
    let line = place.slice().lines().next().unwrap_or_default();
    format!("{}:{}:{} {line}{}", place.file, place.line, place.column, related.collect::<String>())
}

const PLACES: [(&str, &str, &str); 14] = [
    ("aws_db_instance.this", "storage_encrypted", "env/db_override.tf:2:3 storage_encrypted = false"),
    (
        "aws_db_instance.this",
        "publicly_accessible",
        "env/main.tf:111:3 publicly_accessible = var.public; env/terraform.tfvars:1 `public` is set here",
    ),
    ("aws_db_instance.this", "deletion_protection", "env/main.tf:105:1 resource \"aws_db_instance\" \"this\""),
    ("aws_ebs_volume.windows", "encrypted", "env/windows.tf:5:11 encrypted = false"),
    // The plan lists the blocks of a set in an order of its own.
    ("aws_instance.this", "ebs_block_device.0.encrypted", "env/main.tf:97:5 encrypted   = false"),
    ("aws_instance.this", "ebs_block_device.1.encrypted", "env/main.tf:101:5 encrypted   = true"),
    ("aws_instance.this", "ebs_block_device.2.device_name", "env/main.tf:92:5 device_name = \"/dev/sdf\""),
    ("aws_launch_template.this", "block_device_mappings.1.ebs.0.encrypted", "env/main.tf:82:7 encrypted   = \"false\""),
    ("aws_s3_bucket_versioning.json", "versioning_configuration.0.status", "env/extra.tf.json:13:11 \"status\": \"Suspended\""),
    ("aws_security_group.this", "ingress.0.cidr_blocks", "env/main.tf:63:7 cidr_blocks = [\"0.0.0.0/0\"]"),
    (
        "aws_security_group.this",
        "ingress.0.from_port",
        "env/main.tf:60:7 from_port   = ingress.value; env/main.tf:58 `ingress.value` comes from here; env/main.tf:23 `local.ports` is defined here",
    ),
    (
        "module.bucket[\"a.b\"].aws_s3_bucket_versioning.this",
        "versioning_configuration.0.status",
        "modules/bucket/versioning.tf:4:5 status = var.versioning; env/main.tf:45 `versioning` of module `bucket` is set here; env/main.tf:43 `each.value` comes from here; env/main.tf:25 `local.buckets` is defined here",
    ),
    ("module.far.module.inner.aws_ebs_volume.this", "encrypted", "env/main.tf:37:5 encrypted = false; .terraform"),
    ("module.far.module.inner.aws_ebs_volume.this", "kms_key_id", "env/main.tf:33:1 module \"far\"; .terraform"),
];

#[test]
fn every_finding_stands_on_its_line() {
    let tree = SourceTree::open(&root().join("env"), options()).unwrap();
    let plan = plan();
    for (address, attribute, expected) in PLACES {
        let located = locate(&tree, &plan, address, attribute).unwrap();
        let found = told(&located).replace("; data/modules", "; .terraform/modules");
        assert!(found.starts_with(expected), "{address} {attribute}:\n{found}\n{expected}");
        let inside = "inside module `git::file:///srv/modules/far.git//modules/inner`: main.tf:";
        assert_eq!(located.inside.is_some(), found.contains(inside), "{found}");
        let input = (attribute == "kms_key_id").then_some("kms_key");
        assert_eq!(located.fix_input.as_deref(), input);
    }
    assert!(tree.problems().is_empty());
}

#[test]
fn the_binary_plan_holds_the_same_source() {
    let snapshot = || Snapshot::open(&root().join("plan.tfplan")).unwrap();
    let disk = SourceTree::open(&root().join("env"), options()).unwrap();
    assert!(snapshot().compare(&disk).stale.is_empty());
    let tree = snapshot().into_tree(Path::new("env"), options());
    let plan = plan();
    for (address, attribute, expected) in PLACES {
        let located = locate(&tree, &plan, address, attribute).unwrap();
        // The snapshot holds no variables files.
        let expected = expected.split("; ").next().unwrap();
        assert!(told(&located).starts_with(expected), "{address} {attribute}: {}", told(&located));
    }
}

#[test]
fn a_source_that_moved_on_is_not_pointed_at() {
    let plan = plan();
    let folder = super::Folder::new(&[]);
    for entry in walkdir::WalkDir::new(root()).into_iter().filter_map(Result::ok) {
        let name = entry.path().strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        if let Ok(content) = fs::read_to_string(entry.path()) {
            folder.write(&name, &content.replace("size              = 8", "size              = 9"));
        }
    }
    let moved = Options { repository: Some(folder.path().into()), ..options() };
    let tree = SourceTree::open(&folder.path().join("env"), moved).unwrap();
    let reason = locate(&tree, &plan, "aws_ebs_volume.windows", "encrypted").unwrap_err();
    assert_eq!(reason.to_string(), "source differs from the plan: `size` at env/windows.tf:2");
    let snapshot = Snapshot::open(&root().join("plan.tfplan")).unwrap();
    assert!(snapshot.compare(&tree).stale.iter().eq(["data/modules/far/modules/inner/main.tf", "env/windows.tf"]));
    assert!(locate(&tree, &plan, "aws_db_instance.this", "storage_encrypted").is_ok());
}
