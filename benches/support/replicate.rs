//! Makes a big plan of the seed: whole copies of its resources under names of their own, in every section of the plan alike,
//! so that addresses are unique and references stay within their copy. Deterministic. Works on text, since the seed's names
//! (`seed_…`, `acme-…`) occur as nothing else; must not judge or read with the code under test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

/// The sections of the seed, as text.
#[derive(Deserialize)]
struct Seed<'a> {
    #[serde(borrow)]
    format_version: &'a RawValue,
    #[serde(borrow)]
    terraform_version: &'a RawValue,
    #[serde(borrow)]
    planned_values: Values<'a>,
    #[serde(borrow)]
    resource_changes: Vec<&'a RawValue>,
    #[serde(borrow)]
    prior_state: State<'a>,
    #[serde(borrow)]
    configuration: Configuration<'a>,
    #[serde(borrow)]
    relevant_attributes: Vec<&'a RawValue>,
    #[serde(borrow)]
    checks: Vec<&'a RawValue>,
    #[serde(borrow)]
    timestamp: &'a RawValue,
}

#[derive(Deserialize)]
struct Values<'a> {
    #[serde(borrow)]
    root_module: Module<'a>,
}

#[derive(Deserialize)]
struct State<'a> {
    #[serde(borrow)]
    format_version: &'a RawValue,
    #[serde(borrow)]
    terraform_version: &'a RawValue,
    #[serde(borrow)]
    values: Values<'a>,
}

#[derive(Deserialize)]
struct Module<'a> {
    #[serde(borrow, default)]
    resources: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    child_modules: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Configuration<'a> {
    #[serde(borrow)]
    provider_config: BTreeMap<&'a str, &'a RawValue>,
    #[serde(borrow)]
    root_module: Root<'a>,
}

#[derive(Deserialize)]
struct Root<'a> {
    #[serde(borrow)]
    resources: Vec<&'a RawValue>,
    #[serde(borrow)]
    module_calls: BTreeMap<&'a str, &'a RawValue>,
}

/// Where the seed lies.
pub(crate) fn seed_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/seed")
}

/// The seed plan as Terraform wrote it.
pub(crate) fn seed() -> String {
    std::fs::read_to_string(seed_folder().join("plan.json")).unwrap()
}

/// `text` as it reads in this copy. Copy 0 is the seed itself.
pub(crate) fn renamed(text: &str, copy: usize) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    text.replace("seed_", &format!("s{copy:04}_")).replace("acme-", &format!("acme{copy:04}-"))
}

/// `items` once for each copy, as the members of one JSON array.
fn array(items: &[&RawValue], copies: usize) -> String {
    let all: Vec<String> = (0..copies).flat_map(|copy| items.iter().map(move |item| renamed(item.get(), copy))).collect();
    format!("[{}]", all.join(","))
}

/// `members` once for each copy, as the members of one JSON object. A member that no copy renames stands once.
fn object(members: &BTreeMap<&str, &RawValue>, copies: usize) -> String {
    let mut all = BTreeMap::new();
    for copy in 0..copies {
        for (name, value) in members {
            all.insert(renamed(name, copy), renamed(value.get(), copy));
        }
    }
    let all: Vec<String> = all.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", all.join(","))
}

fn module(of: &Module<'_>, copies: usize) -> String {
    let (resources, children) = (array(&of.resources, copies), array(&of.child_modules, copies));
    format!("{{\"root_module\":{{\"resources\":{resources},\"child_modules\":{children}}}}}")
}

/// A plan of `copies` times the seed, members in the order in which Terraform writes them, on one line.
pub(crate) fn plan(copies: usize) -> String {
    let text = seed();
    let seed: Seed<'_> = serde_json::from_str(&text).unwrap();
    let prior = &seed.prior_state;
    [
        format!("{{\"format_version\":{},\"terraform_version\":{}", seed.format_version, seed.terraform_version),
        format!(",\"planned_values\":{}", module(&seed.planned_values.root_module, copies)),
        format!(",\"resource_changes\":{}", array(&seed.resource_changes, copies)),
        format!(
            ",\"prior_state\":{{\"format_version\":{},\"terraform_version\":{}",
            prior.format_version, prior.terraform_version
        ),
        format!(",\"values\":{}}}", module(&prior.values.root_module, copies)),
        format!(",\"configuration\":{{\"provider_config\":{}", object(&seed.configuration.provider_config, copies)),
        format!(",\"root_module\":{{\"resources\":{}", array(&seed.configuration.root_module.resources, copies)),
        format!(",\"module_calls\":{}}}}}", object(&seed.configuration.root_module.module_calls, copies)),
        format!(",\"relevant_attributes\":{}", array(&seed.relevant_attributes, copies)),
        format!(",\"checks\":{}", array(&seed.checks, copies)),
        format!(",\"timestamp\":{},\"applyable\":true,\"complete\":true,\"errored\":false}}", seed.timestamp),
    ]
    .concat()
}
