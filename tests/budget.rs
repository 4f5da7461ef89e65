//! What a check may cost, told by what it allocates: no clock and no other work on the machine changes that. A binary of its own,
//! since counting takes the place of the allocator.
//!
//! A change that makes onus cheaper should lower the budgets; one that needs more must say why it is worth it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "a test")]

#[path = "../benches/support/replicate.rs"]
mod replicate;

use std::sync::LazyLock;

use allocation_counter::{AllocationInfo, measure};
use onus::app::{Catalogue, CatalogueOptions};
use onus::judge::{Criteria, judge};
use onus::link::Linker;
use onus::plan::read;

/// Reading the seed plan of 300 resources. Values are decoded when they are asked for.
const READ: u64 = 12_000;

/// Linking and judging it by every built-in control, without source.
const JUDGE: u64 = 420_000;

/// Bytes in use at the most while it is judged.
const JUDGE_BYTES: u64 = 5_000_000;

/// Of a plan ten times as large. A cost for each pair of resources would show.
const GROWTH: f64 = 11.5;

/// These hold each resource against each backup selection, since one selects by tags, patterns and conditions. Ten times the
/// selections for ten times the resources cost a hundred times as much; a real plan has a handful.
const BY_SELECTION: [&str; 2] = ["ec2/ebs-in-backup-plan", "rds/in-backup-plan"];

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue::load(&CatalogueOptions::default()).unwrap();
    catalogue.set.policies.retain(|policy| !BY_SELECTION.contains(&policy.control.as_str()));
    catalogue
});

/// What reading a plan and what judging it allocates, and how many findings there are.
fn costs(copies: usize) -> (AllocationInfo, AllocationInfo, usize) {
    let text = replicate::plan(copies);
    let (set, inputs) = (&CATALOGUE.set, &CATALOGUE.inputs);
    let mut found = 0;
    let reading = measure(|| drop(read(text.as_bytes()).unwrap()));
    let plan = read(text.as_bytes()).unwrap();
    let judging = measure(|| {
        let linker = Linker::new(&plan, &set.facts, &set.functions, None);
        found = judge(&linker, Criteria { set, inputs }).findings.len();
    });
    (reading, judging, found)
}

#[test]
fn a_check_stays_within_its_budget() {
    let (reading, judging, found) = costs(1);
    assert!(found > 1_000, "{found} findings");
    let within = |what: &str, spent: u64, budget: u64| {
        assert!(spent <= budget, "{what}: {spent} allocations or bytes, and the budget is {budget}");
        assert!(spent * 10 >= budget * 7, "{what}: {spent} only; lower the budget of {budget}");
    };
    within("reading", reading.count_total, READ);
    within("judging", judging.count_total, JUDGE);
    within("judging, bytes at the most", judging.bytes_max, JUDGE_BYTES);
}

#[test]
fn cost_grows_with_the_plan_and_not_with_its_square() {
    let (small, large) = (costs(2), costs(20));
    assert_eq!(large.2, small.2 * 10, "copies are judged alike");
    let growth = |small: &AllocationInfo, large: &AllocationInfo| {
        let count = |info: &AllocationInfo| info.count_total.to_string().parse::<f64>().unwrap();
        count(large) / count(small)
    };
    for (what, growth) in [("reading", growth(&small.0, &large.0)), ("judging", growth(&small.1, &large.1))] {
        assert!(growth <= GROWTH, "{what}: {growth:.2} times for ten times the resources");
    }
}

/// The copies are whole: every address is unique, and a reference never leaves its copy.
#[test]
fn copies_are_plans_of_their_own() {
    let plan: serde_json::Value = serde_json::from_str(&replicate::plan(3)).unwrap();
    let changes = plan["resource_changes"].as_array().unwrap();
    let mut addresses: Vec<&str> = changes.iter().map(|change| change["address"].as_str().unwrap()).collect();
    let all = addresses.len();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!((addresses.len(), all), (900, 900));
    let calls = plan["configuration"]["root_module"]["module_calls"].as_object().unwrap();
    assert_eq!(calls.len(), 6);
    let names = ["seed_", "s0001_", "s0002_"];
    for (name, call) in calls {
        let text = call.to_string();
        let own = names.iter().find(|own| name.starts_with(*own)).unwrap();
        assert!(names.iter().filter(|other| other != &own).all(|other| !text.contains(other)), "{name}");
    }
}
