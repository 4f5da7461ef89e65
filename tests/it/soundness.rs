//! The law of unknowns: what is not known may leave a verdict open, but never turns it into its opposite.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::{findings, onus, root};

/// A small linear congruential generator: the same masks in every run.
struct Dice(u64);

impl Dice {
    fn falls(&mut self, percent: u64) -> bool {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % 100 < percent
    }
}

/// The plan with some of its known attributes made unknown, as if they were fed from something later.
fn masked(plan: &Json, dice: &mut Dice) -> Json {
    let mut plan = plan.clone();
    for change in plan["resource_changes"].as_array_mut().expect("changes") {
        let change = change["change"].as_object_mut().expect("a change");
        let Some(Json::Object(after)) = change.get("after").cloned() else { continue };
        for name in after.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name) {
            if dice.falls(15) {
                change["after"].as_object_mut().expect("an object").remove(name);
                change["after_unknown"][name] = Json::Bool(true);
            }
        }
    }
    plan
}

fn verdicts(plan: &str, source: &str) -> BTreeMap<(String, String), String> {
    let output = onus(&["check", plan, "--format", "json", "--source", source]);
    let report: Json = serde_json::from_slice(&output.stdout).expect("a report");
    assert!(report["errors"].is_null(), "{plan}: {}", report["errors"]);
    let text = |value: &Json| value.as_str().expect("text").to_owned();
    findings(&report)
        .iter()
        .map(|finding| ((text(&finding["address"]), text(&finding["control"])), text(&finding["verdict"])))
        .collect()
}

#[test]
fn masking_known_values_turns_no_verdict_into_its_opposite() {
    let plan = "fixtures/acme/plan.json";
    let json: Json = serde_json::from_slice(&std::fs::read(root().join(plan)).expect("a plan")).expect("JSON");
    let folder = tempfile::tempdir().expect("a folder");
    let mut opened = 0;
    for source in ["fixtures/acme", "/nonexistent"] {
        let before = verdicts(plan, source);
        for seed in 0..6 {
            let path = folder.path().join("masked.json");
            std::fs::write(&path, masked(&json, &mut Dice(seed)).to_string()).expect("written");
            for (key, after) in verdicts(path.to_str().expect("a path"), source) {
                let Some(before) = before.get(&key) else { continue };
                opened += usize::from(after == "undecided" && before != "undecided");
                let turned = matches!((before.as_str(), after.as_str()), ("met", "unmet") | ("unmet", "met"));
                assert!(!turned, "seed {seed}, source {source}: {key:?} was {before} and is {after}");
            }
        }
    }
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
    let folder = tempfile::tempdir().expect("a folder");
    for shape in ["acme", "plans/registry-style", "plans/module-outputs", "plans/policy-documents"] {
        let (plan, source) = (format!("fixtures/{shape}/plan.json"), format!("fixtures/{shape}"));
        let json: Json = serde_json::from_slice(&std::fs::read(root().join(&plan)).expect("a plan")).expect("JSON");
        let before = verdicts(&plan, &source);
        let path = folder.path().join("shuffled.json");
        std::fs::write(&path, shuffled(&json, &mut Dice(7)).to_string()).expect("written");
        assert_eq!(before, verdicts(path.to_str().expect("a path"), &source), "{shape}");
    }
}
