//! Names are only names: a plan whose modules, resources and keys are called otherwise gets the same verdicts.

use std::collections::BTreeMap;

use onus::judge::Verdict;
use serde_json::Value as Json;

use crate::support::{Judge, plan_json};

/// The new name of a module or a resource; sorts otherwise than the old one.
fn label(name: &str) -> String {
    format!("n_{}", name.chars().rev().collect::<String>())
}

/// The parts of an address or a reference between dots that are not in brackets.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped, mut depth) = (Vec::new(), 0, false, false, 0);
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            '.' if !quoted && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A part with its name renamed and its key left.
fn renamed(part: &str) -> String {
    let (name, key) = part.split_at(part.find('[').unwrap_or(part.len()));
    label(name) + key
}

/// An address: modules, then a block.
fn address(text: &str) -> String {
    let parts = parts(text);
    let mut new: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    let mut at = 0;
    while parts.get(at) == Some(&"module") && at + 1 < parts.len() {
        new[at + 1] = renamed(parts[at + 1]);
        at += 2;
    }
    let name = at + if parts.get(at) == Some(&"data") { 2 } else { 1 };
    if parts.get(at) != Some(&"provider") && name < parts.len() {
        new[name] = renamed(parts[name]);
    }
    new.join(".")
}

/// A reference: a module and its output, or a block and its attributes.
fn reference(text: &str) -> String {
    const NO_BLOCKS: &[&str] = &["var", "each", "count", "local", "path", "terraform", "self"];
    let parts = parts(text);
    let mut new: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    let name = if parts[0] == "data" { 2 } else { 1 };
    if !NO_BLOCKS.contains(&parts[0]) && name < parts.len() {
        new[name] = renamed(parts[name]);
    }
    new.join(".")
}

/// The key of a provider configuration: `module.a:aws.west`.
fn provider(key: &str) -> String {
    key.split_once(':').map_or_else(|| key.to_owned(), |(module, name)| format!("{}:{name}", address(module)))
}

/// Renames every module and every resource, wherever the plan names one. Values are left alone.
fn with_other_names(json: &mut Json) {
    const VALUES: &[&str] =
        &["before", "after", "after_unknown", "before_sensitive", "after_sensitive", "values", "constant_value"];
    match json {
        Json::Array(items) => items.iter_mut().for_each(with_other_names),
        Json::Object(fields) => {
            if fields.contains_key("type") && fields.contains_key("mode") {
                fields["name"] = label(fields["name"].as_str().expect("a name")).into();
            }
            // An input of a module may be called as they are.
            let is_value = |name: &str, field: &Json| VALUES.contains(&name) && field.get("references").is_none();
            for (name, field) in fields.iter_mut().filter(|(name, field)| !is_value(name, field)) {
                match (name.as_str(), &mut *field) {
                    ("address" | "module_address" | "previous_address" | "resource", Json::String(text)) => *text = address(text),
                    ("provider_config_key", Json::String(key)) => *key = provider(key),
                    ("references" | "depends_on", Json::Array(all)) if all.iter().all(Json::is_string) => {
                        for one in all {
                            *one = reference(one.as_str().expect("text")).into();
                        }
                    }
                    ("module_calls", Json::Object(calls)) => {
                        *calls = std::mem::take(calls).into_iter().map(|(name, call)| (label(&name), call)).collect();
                        calls.values_mut().for_each(with_other_names);
                    }
                    ("provider_config", Json::Object(all)) => {
                        *all = std::mem::take(all).into_iter().map(|(key, config)| (provider(&key), config)).collect();
                        all.values_mut().for_each(with_other_names);
                    }
                    _ => with_other_names(field),
                }
            }
        }
        _ => {}
    }
}

/// A text in which each key between brackets is another.
fn other_keys(text: &str, keys: &BTreeMap<String, String>) -> String {
    keys.iter().fold(text.to_owned(), |text, (old, new)| text.replace(&format!("[\"{old}\"]"), &format!("[\"{new}\"]")))
}

/// Renames instance keys: in addresses and references, and where a value or the key of a map is the key.
fn with_other_keys(json: &mut Json, keys: &BTreeMap<String, String>) {
    match json {
        Json::String(text) => *text = keys.get(text).cloned().unwrap_or_else(|| other_keys(text, keys)),
        Json::Array(items) => items.iter_mut().for_each(|item| with_other_keys(item, keys)),
        Json::Object(fields) => {
            let renamed = |name: String| keys.get(&name).cloned().unwrap_or(name);
            *fields = std::mem::take(fields).into_iter().map(|(name, field)| (renamed(name), field)).collect();
            fields.values_mut().for_each(|field| with_other_keys(field, keys));
        }
        _ => {}
    }
}

/// The keys of the instances in a plan, with a new name for each.
fn instance_keys(plan: &Json) -> BTreeMap<String, String> {
    let changes = plan["resource_changes"].as_array().expect("changes");
    let addresses = changes.iter().map(|change| change["address"].as_str().expect("an address"));
    let all = addresses.flat_map(|address| {
        let address = onus::plan::Address::parse(address).expect("an address");
        address.module.into_iter().map(|step| step.key).chain([address.key]).collect::<Vec<_>>()
    });
    let names = all.filter_map(|key| if let Some(onus::plan::Key::Name(name)) = key { Some(name.to_string()) } else { None });
    names.map(|name| (name.clone(), label(&name))).collect()
}

type Verdicts = BTreeMap<(String, String), Verdict>;

fn compare(plan: &str, before: Verdicts, after: &Verdicts, rename: impl Fn(&str) -> String) {
    assert!(!before.is_empty(), "{plan}: nothing is judged");
    let before: Verdicts =
        before.into_iter().map(|((address, control), verdict)| ((rename(&address), control), verdict)).collect();
    let changed: Vec<_> = before.iter().filter(|(key, verdict)| after.get(key) != Some(verdict)).collect();
    assert!(changed.is_empty(), "{plan}: {changed:#?}");
    assert_eq!(before.len(), after.len(), "{plan}");
}

#[test]
fn other_names_of_modules_and_resources_change_no_verdict() {
    let judge = Judge::new();
    for plan in [
        "acme",
        "plans/changes",
        "plans/data-sources",
        "plans/each-value",
        "plans/launch-templates",
        "plans/lists-of-references",
        "plans/module-cycles",
        "plans/module-inputs",
        "plans/module-outputs",
        "plans/nested-modules",
        "plans/one-candidate",
        "plans/policy-documents",
        "plans/provider-aliases",
        "plans/provider-lost",
        "plans/reference-direct",
        "plans/reference-splat",
        "plans/registry-style",
        "plans/replicas",
        "plans/several-candidates",
        "plans/target",
    ] {
        let json = plan_json(plan);
        let mut other = json.clone();
        with_other_names(&mut other);
        compare(plan, judge.verdicts(&json, None), &judge.verdicts(&other, None), address);
    }
}

#[test]
fn other_instance_keys_change_no_verdict() {
    let judge = Judge::new();
    for plan in [
        "plans/each-key",
        "plans/each-key-computed",
        "plans/each-value",
        "plans/launch-templates",
        "plans/locals",
        "plans/module-inputs",
        "plans/module-outputs",
        "plans/nested-modules",
        "plans/policy-documents",
        "plans/reference-indexed",
        "plans/reference-splat",
        "plans/registry-style",
    ] {
        let json = plan_json(plan);
        let keys = instance_keys(&json);
        assert!(!keys.is_empty(), "{plan} has no keys");
        let mut other = json.clone();
        with_other_keys(&mut other, &keys);
        compare(plan, judge.verdicts(&json, None), &judge.verdicts(&other, None), |address| other_keys(address, &keys));
    }
}

#[test]
fn renaming_reaches_every_part_of_an_address() {
    // before, the address after
    for (before, after) in [
        ("aws_s3_bucket.logs", "aws_s3_bucket.n_sgol"),
        ("module.a[\"x.y\"].module.b[0].data.aws_x.c[\"]\"]", "module.n_a[\"x.y\"].module.n_b[0].data.aws_x.n_c[\"]\"]"),
        ("module.ab", "module.n_ba"),
    ] {
        assert_eq!(address(before), after);
    }
    // before, the reference after
    for (before, after) in [
        ("module.ab[each.key].bucket", "module.n_ba[each.key].bucket"),
        ("data.aws_x.ab.json", "data.aws_x.n_ba.json"),
        ("var.ab.name", "var.ab.name"),
        ("aws_x.ab", "aws_x.n_ba"),
    ] {
        assert_eq!(reference(before), after);
    }
}
