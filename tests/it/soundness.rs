//! The law of unknowns: what is not known may leave a verdict open, but never turns it into its opposite.

use onus::judge::Verdict;
use serde_json::Value as Json;

use crate::support::{Judge, plan_json, root};

/// A small linear congruential generator: the same masks in every run.
struct Dice(u64);

impl Dice {
    fn falls(&mut self, percent: u64) -> bool {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % 100 < percent
    }
}

/// Makes some of the known leaves of a value unknown, as if they were fed from something later.
fn hide(after: &mut Json, unknown: &mut Json, dice: &mut Dice, percent: u64) {
    match after {
        Json::Object(fields) => {
            if !unknown.is_object() {
                *unknown = Json::Object(serde_json::Map::new());
            }
            let names: Vec<String> = fields.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.clone()).collect();
            for name in names {
                // An unknown attribute is left out of the values. Blocks stay: where their number is not known, Terraform shows
                // one with unknown parts.
                if !is_blocks(&fields[&name]) && dice.falls(percent) {
                    fields.remove(&name);
                    unknown[&name] = Json::Bool(true);
                } else if fields[&name].is_object() || fields[&name].is_array() {
                    hide(&mut fields[&name], &mut unknown[&name], dice, percent);
                }
            }
        }
        Json::Array(items) => {
            let mut marks = unknown.as_array().cloned().unwrap_or_default();
            marks.resize(items.len(), Json::Bool(false));
            for (item, mark) in items.iter_mut().zip(&mut marks) {
                // An unknown element keeps its place.
                if item.is_object() || item.is_array() {
                    hide(item, mark, dice, percent);
                } else if !item.is_null() && dice.falls(percent) {
                    (*item, *mark) = (Json::Null, Json::Bool(true));
                }
            }
            *unknown = Json::Array(marks);
        }
        _ => {}
    }
}

fn is_blocks(value: &Json) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(Json::is_object))
}

/// The plan with some of its known leaves made unknown. What the masked ones are fed from is not in `relevant_attributes`, so
/// the plan is one that does not tell what is read; nor does it tell the planned values a second time.
fn masked(plan: &Json, dice: &mut Dice, percent: u64) -> Json {
    let mut plan = plan.clone();
    plan.as_object_mut().expect("an object").retain(|key, _| key != "relevant_attributes" && key != "planned_values");
    for change in plan["resource_changes"].as_array_mut().expect("changes") {
        let change = change["change"].as_object_mut().expect("a change");
        if change["after"].is_object() {
            let (mut after, mut unknown) = (change["after"].take(), change["after_unknown"].take());
            hide(&mut after, &mut unknown, dice, percent);
            change.extend([("after".to_owned(), after), ("after_unknown".to_owned(), unknown)]);
        }
    }
    plan
}

/// Plans of every kind: references, modules, keys, documents, groups, groups with rules, existing resources, deletions.
const PLANS: &[&str] = &[
    "acme",
    "plans/registry-style",
    "plans/module-outputs",
    "plans/policy-documents",
    "plans/policy-texts",
    "plans/changes",
    "plans/dynamic-blocks",
    "plans/lists-of-references",
    "plans/one-candidate",
    "plans/launch-templates",
    "plans/replicas",
    "plans/provider-aliases",
    "plans/data-sources",
    "s3/default-encryption",
    "rds/tls-required-postgres",
    "ec2/nacl-no-world-admin-ports",
    "account/kms-key-policy-not-public",
];

#[test]
fn masking_known_values_turns_no_verdict_into_its_opposite() {
    let judge = Judge::new();
    let (mut opened, mut turned) = (0, Vec::new());
    for plan in PLANS {
        let json = plan_json(plan);
        for source in [Some(root().join("fixtures").join(plan)), None] {
            let before = judge.verdicts(&json, source.as_deref());
            for (seed, percent) in [(1, 4), (2, 15), (3, 40)] {
                for (key, after) in judge.verdicts(&masked(&json, &mut Dice(seed), percent), source.as_deref()) {
                    let Some(before) = before.get(&key) else { continue };
                    opened += usize::from(after == Verdict::Undecided && *before != Verdict::Undecided);
                    if matches!((before, after), (Verdict::Met, Verdict::Unmet) | (Verdict::Unmet, Verdict::Met)) {
                        let with = if source.is_some() { "with" } else { "without" };
                        turned.push(format!("{plan}, seed {seed}, {with} source: {key:?} was {before:?} and is {after:?}"));
                    }
                }
            }
        }
    }
    assert!(turned.is_empty(), "{}", turned.join("\n"));
    assert!(opened > 100, "the masks hide nothing that matters: {opened}");
}

/// The plan with its resources in another order.
fn shuffled(plan: &Json, dice: &mut Dice) -> Json {
    let mut plan = plan.clone();
    let changes = plan["resource_changes"].as_array_mut().expect("changes");
    let (mut front, back): (Vec<Json>, Vec<Json>) = changes.drain(..).partition(|_| dice.falls(50));
    front.extend(back.into_iter().rev());
    *changes = front;
    plan
}

#[test]
fn the_order_of_resources_changes_no_verdict() {
    let judge = Judge::new();
    for plan in PLANS {
        let json = plan_json(plan);
        let source = root().join("fixtures").join(plan);
        let before = judge.verdicts(&json, Some(&source));
        assert_eq!(before, judge.verdicts(&shuffled(&json, &mut Dice(7)), Some(&source)), "{plan}");
    }
}

#[test]
fn the_order_of_policies_changes_no_verdict() {
    let (judge, mut backwards) = (Judge::new(), Judge::new());
    backwards.catalogue.set.policies.reverse();
    for plan in PLANS {
        let json = plan_json(plan);
        let source = root().join("fixtures").join(plan);
        assert_eq!(judge.verdicts(&json, Some(&source)), backwards.verdicts(&json, Some(&source)), "{plan}");
    }
}
