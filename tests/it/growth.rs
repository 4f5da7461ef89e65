//! Work grows with the plan and not with its square: the resources of real plans, many times over, each copy a module instance of
//! its own. Counts steps and resources that lookups look at, never time.

use std::collections::BTreeMap;

use onus::judge::{Criteria, judge};
use onus::link::Linker;
use serde_json::{Map, Value as Json, json};

use crate::support::{Judge, plan_json};

/// The values by which resources are named: each copy has names of its own.
fn names(plan: &Json) -> Vec<String> {
    const NAMES: &[&str] = &["bucket", "name", "identifier", "id", "arn", "key_id", "function_name", "family"];
    let is_name = |name: &str| NAMES.contains(&name) || name.ends_with("_identifier");
    let changes = plan["resource_changes"].as_array().expect("changes").iter();
    let states = changes.flat_map(|change| [&change["change"]["after"], &change["change"]["before"]]);
    let fields = states.filter_map(Json::as_object).flatten();
    let values = fields.filter(|(name, _)| is_name(name)).map(|(_, value)| value);
    let mut names: Vec<String> =
        values.filter_map(|value| value.as_str().filter(|text| text.len() > 3).map(str::to_owned)).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

fn with_names_of(copy: usize, value: &mut Json, names: &[String]) {
    match value {
        Json::String(text) => {
            if let Some(name) = names.iter().find(|name| text.contains(name.as_str())) {
                *text = text.replace(name.as_str(), &format!("{name}-{copy}"));
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| with_names_of(copy, item, names)),
        Json::Object(fields) => fields.values_mut().for_each(|field| with_names_of(copy, field, names)),
        _ => {}
    }
}

/// The plan `count` times over: what was the root module is a module that is called with `for_each`.
fn grown(plan: &Json, count: usize) -> Json {
    let names = names(plan);
    let mut changes = Vec::new();
    for copy in 0..count {
        for change in plan["resource_changes"].as_array().expect("changes") {
            let mut change = change.clone();
            let module = format!("module.copy[\"{copy}\"]");
            change["address"] = json!(format!("{module}.{}", change["address"].as_str().expect("an address")));
            for part in ["before", "after"] {
                with_names_of(copy, &mut change["change"][part], &names);
            }
            changes.push(change);
        }
    }
    let mut grown = plan.clone();
    let given = plan["variables"].as_object().cloned().unwrap_or_default().into_iter();
    let given: Map<String, Json> = given.map(|(name, variable)| (name, json!({ "constant_value": variable["value"] }))).collect();
    grown["configuration"]["root_module"] = json!({
        "module_calls": {
            "copy": {
                "source": "./copy",
                "expressions": given,
                "for_each_expression": {},
                "module": plan["configuration"]["root_module"],
            }
        }
    });
    grown["resource_changes"] = changes.into();
    grown["planned_values"] = json!({ "root_module": {} });
    grown["prior_state"] = Json::Null;
    grown["resource_drift"] = Json::Null;
    grown
}

/// The work of each control on a plan.
fn work(catalogue: &Judge, plan: &Json) -> BTreeMap<String, u64> {
    let text = plan.to_string();
    let plan = onus::plan::read(text.as_bytes()).expect("a plan");
    let set = &catalogue.catalogue.set;
    let linker = Linker::new(&plan, &set.facts, &set.functions, None);
    let judged = judge(&linker, Criteria { set, inputs: &catalogue.catalogue.inputs });
    assert!(judged.faults.is_empty(), "{:?}", judged.faults.first());
    linker.work().into_iter().map(|(file, work)| (set.files[file].text.name().to_owned(), work)).collect()
}

/// Plans in which the references tell which resources belong together, without the source.
const PLANS: &[&str] =
    &["acme", "plans/reference-direct", "plans/lists-of-references", "plans/launch-templates", "plans/replicas"];

/// What is asked of every pair: a selection of backups may choose any resource by its tags; without the source nothing tells which
/// of several route tables a subnet of a `for_each` has, so that each may have any.
const PAIRS: &[&str] = &["ec2/ebs-in-backup-plan", "rds/in-backup-plan", "rds/no-public-subnet"];

#[test]
fn work_grows_with_the_plan_and_not_with_its_square() {
    let catalogue = Judge::new();
    let mut wrong = Vec::new();
    for fixture in PLANS.iter().copied() {
        let plan = plan_json(fixture);
        let (few, many) = (work(&catalogue, &grown(&plan, 4)), work(&catalogue, &grown(&plan, 16)));
        assert!(few.values().sum::<u64>() > 1000, "{fixture}: nothing is judged");
        for (file, few) in few {
            // Four times the plan is four times the work; the rest is room for what is looked at once for all.
            let many = many.get(&file).copied().unwrap_or_default();
            if many > few * 6 && !PAIRS.iter().any(|control| file.contains(control)) {
                wrong.push(format!("{fixture}: {file}: {few} steps grow to {many}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} grow too fast:\n{}", wrong.len(), wrong.join("\n"));
}
