//! What each stage of a check costs beside the two yardsticks, in one run on one plan:
//!
//!     cargo bench --bench stages             the seed ten times: 3,000 resources
//!     cargo bench --bench stages -- 34       another number of copies
//!
//! Every round measures each stage once, one after the other, so that what else the machine does meets all of them. Told is the
//! least CPU time of the rounds, which other work on the machine does not lengthen as it does the time on the clock. The common
//! benchmark crates do neither, hence these few lines.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a benchmark")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/replicate.rs"]
mod replicate;
#[path = "support/yardsticks.rs"]
mod yardsticks;

use std::time::Duration;

use cpu_time::ProcessTime;
use onus::app::{Catalogue, CatalogueOptions, CheckOptions, ConfigOptions, DecisionOptions, Decisions, Report, check};
use onus::judge::{Criteria, judge};
use onus::link::Linker;
use onus::plan::read;
use onus::source::Date;

/// Rounds; the least time of a few is steady to some percent.
const ROUNDS: usize = 7;

/// Nothing in the seed expires.
const TODAY: Date = Date { year: 2026, month: 1, day: 1 };

/// One stage, and the least that it took.
struct Stage<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    least: Duration,
}

impl<'a> Stage<'a> {
    fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        Self { name, run: Box::new(run), least: Duration::MAX }
    }

    fn round(&mut self) {
        let start = ProcessTime::now();
        (self.run)();
        self.least = self.least.min(start.elapsed());
    }
}

fn main() {
    let copies = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10);
    let folder = tempfile::tempdir().unwrap();
    folder::write(copies, folder.path());
    let path = folder.path().join("plan.json");
    let bytes = std::fs::read(&path).unwrap();
    let loaded = CatalogueOptions::default();
    let catalogue = Catalogue::load(&loaded).unwrap();
    let none = DecisionOptions { config: ConfigOptions::default(), baseline: None, other_waivers: None, today: TODAY };
    let decisions = Decisions::load(&none, &catalogue, &loaded).unwrap();
    let checked = |source: bool| {
        let source = source.then(|| folder.path().to_owned());
        let options = CheckOptions { plans: vec![path.clone()], source, ..CheckOptions::default() };
        check(&options, (&catalogue, &decisions), &mut std::io::empty(), &mut ()).unwrap()
    };
    let report = checked(true);
    let plan = read(&bytes).unwrap();
    let (set, inputs) = (&catalogue.set, &catalogue.inputs);
    let mut stages = [
        Stage::new("value: serde_json::Value of the plan", || drop(yardsticks::value(&bytes))),
        Stage::new("floor: one typed pass", || assert!(yardsticks::floor(&bytes) > 0)),
        Stage::new("load: the whole catalogue", || drop(Catalogue::load(&loaded).unwrap())),
        Stage::new("read: the plan", || drop(read(&bytes).unwrap())),
        Stage::new("judge: without source", || {
            let linker = Linker::new(&plan, &set.facts, &set.functions, None);
            assert!(!judge(&linker, Criteria { set, inputs }).findings.is_empty());
        }),
        Stage::new("check: all but load and render, without source", || drop(checked(false))),
        Stage::new("check: the same with source", || drop(checked(true))),
        Stage::new("render: JSON", || rendered(&report)),
    ];
    for _ in 0..ROUNDS {
        stages.iter_mut().for_each(Stage::round);
    }
    let [value, floor, ..] = &stages;
    let (value, floor) = (value.least.as_secs_f64(), floor.least.as_secs_f64());
    println!(
        "{} resources, {} findings, {:.1} MB of plan; least of {ROUNDS} rounds",
        plan.resources.len(),
        report.findings.len(),
        {
            let bytes: f64 = bytes.len().to_string().parse().unwrap();
            bytes / 1e6
        }
    );
    println!("{:<52} {:>9} {:>8} {:>8}", "", "CPU ms", "÷ value", "÷ floor");
    for stage in &stages {
        let least = stage.least.as_secs_f64();
        println!("{:<52} {:>9.1} {:>8.2} {:>8.2}", stage.name, least * 1e3, least / value, least / floor);
    }
}

fn rendered(report: &Report) {
    let mut out = Vec::new();
    onus::render::json::render(report, &mut out).unwrap();
    assert!(!out.is_empty());
}
