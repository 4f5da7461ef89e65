//! Plans that were damaged on their way: cut off, a key or an element lost, a value of another type. There is an answer that hides
//! nothing, or none with a place; a finding never goes away unseen.

use std::collections::BTreeMap;

use onus::app::{CheckOptions, Report, check};
use onus::error::Error;
use onus::judge::Verdict;
use serde_json::{Value as Json, json};

use crate::support::{Judge, plan_json};

/// A place in a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    Key(String),
    Index(usize),
}

/// All places of a document, outermost first.
fn places(json: &Json, path: &mut Vec<At>, found: &mut Vec<Vec<At>>) {
    let mut inner = |at: At, part: &Json| {
        path.push(at);
        found.push(path.clone());
        places(part, path, found);
        path.pop();
    };
    match json {
        Json::Object(fields) => fields.iter().for_each(|(name, field)| inner(At::Key(name.clone()), field)),
        Json::Array(items) => items.iter().enumerate().for_each(|(at, item)| inner(At::Index(at), item)),
        _ => {}
    }
}

fn part<'j>(json: &'j mut Json, path: &[At]) -> &'j mut Json {
    path.iter().fold(json, |json, at| match at {
        At::Key(name) => &mut json[name.as_str()],
        At::Index(at) => &mut json[*at],
    })
}

fn without(plan: &Json, path: &[At]) -> Json {
    let mut plan = plan.clone();
    let (last, around) = path.split_last().expect("a place");
    match (part(&mut plan, around), last) {
        (Json::Object(fields), At::Key(name)) => drop(fields.remove(name)),
        (Json::Array(items), At::Index(at)) => drop(items.remove(*at)),
        _ => unreachable!("a place of the plan"),
    }
    plan
}

fn with(plan: &Json, path: &[At], value: Json) -> Json {
    let mut plan = plan.clone();
    *part(&mut plan, path) = value;
    plan
}

fn text(path: &[At]) -> String {
    let step = |at: &At| match at {
        At::Key(name) => format!(".{name}"),
        At::Index(at) => format!("[{at}]"),
    };
    path.iter().map(step).collect()
}

fn judged(judge: &Judge, plan: &[u8]) -> Result<Report, Error> {
    let options = CheckOptions { plans: vec!["-".into()], source: Some("/nonexistent".into()), ..CheckOptions::default() };
    check(&options, (&judge.catalogue, &judge.decisions), &mut &*plan, &mut ())
}

type Verdicts = BTreeMap<(String, String), Verdict>;

fn verdicts(report: &Report) -> Verdicts {
    let all = report.findings.iter();
    all.map(|finding| ((finding.address.to_string(), finding.control.to_string()), finding.verdict)).collect()
}

/// What happened to the findings of a plan that was damaged.
#[derive(Debug, Default)]
struct Toll {
    tried: usize,
    refused: usize,
    /// With a note, or a policy that says what it lacks and where.
    noted: usize,
    lost: Vec<String>,
}

impl Toll {
    /// `before`: what is to be said of the whole plan.
    fn take(&mut self, judge: &Judge, what: &str, before: &(Verdicts, usize), plan: &Json) {
        self.tried += 1;
        let report = match judged(judge, plan.to_string().as_bytes()) {
            Ok(report) => report,
            Err(error) => {
                self.refused += 1;
                let Error::Input(_, problem) = &error else { panic!("{what}: {error}") };
                assert!(!problem.to_string().is_empty() && !problem.help().is_empty(), "{what}");
                return;
            }
        };
        let (verdicts, notes) = (verdicts(&report), report.plans.iter().map(|plan| plan.notes.len()).sum::<usize>());
        if notes > before.1 || report.exit_code() == 2 {
            self.noted += 1;
            return;
        }
        for (key, was) in &before.0 {
            let open = matches!(was, Verdict::Unmet | Verdict::Undecided);
            match verdicts.get(key) {
                Some(Verdict::Unmet | Verdict::Undecided) => {}
                now if open => self.lost.push(format!("{what}: {key:?} was {was:?}, is {now:?}")),
                _ => {}
            }
        }
    }
}

fn before(judge: &Judge, plan: &Json) -> (Verdicts, usize) {
    let report = judged(judge, plan.to_string().as_bytes()).expect("the plan can be judged");
    (verdicts(&report), report.plans.iter().map(|plan| plan.notes.len()).sum())
}

/// The plans that are damaged, and every how manieth place of them: few enough to be quick. `ONUS_FAULTS=plans/changes:1` names
/// others, for a longer run by hand; what such runs found stands in `docs/trust.md`.
fn damaged() -> Vec<(String, usize)> {
    let plans = std::env::var("ONUS_FAULTS").unwrap_or_else(|_| "plans/target:5,plans/provider-aliases:37".to_owned());
    let one = |text: &str| {
        let (name, every) = text.split_once(':').expect("NAME:EVERY");
        (name.to_owned(), every.parse().expect("a number"))
    };
    plans.split(',').map(one).collect()
}

/// Damages plans by each of the edits of a place, and wants no finding hidden.
#[expect(clippy::print_stdout, reason = "the figures of a run by hand")]
fn damage(edits: impl Fn(&Json, &[At]) -> Vec<(String, Json)>) {
    let judge = Judge::new();
    let mut toll = Toll::default();
    for (name, every) in damaged() {
        let plan = plan_json(&name);
        let before = before(&judge, &plan);
        let mut all = Vec::new();
        places(&plan, &mut Vec::new(), &mut all);
        for path in all.iter().step_by(every) {
            for (edit, damaged) in edits(&plan, path) {
                toll.take(&judge, &format!("{name} {edit} {}", text(path)), &before, &damaged);
            }
        }
    }
    println!("{} plans damaged: {} refused, {} noted, {} lost", toll.tried, toll.refused, toll.noted, toll.lost.len());
    assert!(toll.lost.is_empty(), "{}", toll.lost.join("\n"));
    assert!(toll.refused > toll.tried / 10, "damage is refused");
}

#[test]
fn no_lost_key_or_element_hides_a_finding() {
    damage(|plan, path| vec![("without".to_owned(), without(plan, path))]);
}

#[test]
fn no_value_of_another_type_hides_a_finding() {
    damage(|plan, path| {
        let was = part(&mut plan.clone(), path).clone();
        let values = [json!(null), json!(true), json!(7), json!("x"), json!([]), json!({})];
        let others = values.into_iter().filter(|value| std::mem::discriminant(value) != std::mem::discriminant(&was));
        others.map(|value| (format!("with {value} at"), with(plan, path, value))).collect()
    });
}

#[test]
fn no_part_of_a_plan_is_taken_for_a_plan() {
    let plan = plan_json("plans/target").to_string();
    for length in (0..plan.len() - 1).step_by(5) {
        assert!(onus::plan::read(&plan.as_bytes()[..length]).is_err(), "the first {length} bytes");
    }
}

/// JSON that fits by its brackets and quotes, and holds what stands for nothing.
#[test]
fn a_value_that_cannot_be_read_is_no_value() {
    let judge = Judge::new();
    let plan =
        std::fs::read_to_string(crate::support::root().join("fixtures/broken/without-planned-values.json")).expect("a plan");
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    // value, what is said of it
    let table = [
        ("1e999", "number out of range"),
        ("-1e999", "number out of range"),
        (r#""\ud800""#, "unexpected end of hex escape"),
        (r#""\udc00\ud800""#, "lone"),
        (&deep, "recursion limit exceeded"),
        (&objects, "recursion limit exceeded"),
        ("NaN", "expected value"),
        ("Infinity", "expected value"),
        ("0x10", "expected"),
        ("\"a\0b\"", "control character"),
    ];
    for (value, message) in table {
        let broken = plan.replacen("\"after\":{", &format!("\"after\":{{\"odd\":{value},"), 1);
        let shown: String = value.chars().take(20).collect();
        let error = judged(&judge, broken.as_bytes()).map(|report| report.summary.unmet).expect_err(&shown).to_string();
        assert!(error.contains(message), "{shown}: {error}");
    }
    for value in ["-0", "123456789012345678901234567890", "1e-999", r#""a\u0000b""#, r#""\ud83d\ude00""#] {
        let odd = plan.replacen("\"after\":{", &format!("\"after\":{{\"odd\":{value},"), 1);
        assert!(judged(&judge, odd.as_bytes()).is_ok(), "{value}");
    }
}

#[test]
fn what_stands_twice_is_refused() {
    let judge = Judge::new();
    let plan = plan_json("plans/target").to_string();
    let twice = |from: &str, to: &str| plan.replacen(from, to, 1);
    let changes = plan_json("plans/target");
    let mut doubled = changes.clone();
    let first = changes["resource_changes"][0].clone();
    doubled["resource_changes"].as_array_mut().expect("changes").push(first);
    let table = [
        (twice("\"resource_changes\":", "\"resource_changes\":[],\"resource_changes\":"), "duplicate field `resource_changes`"),
        (twice("\"after\":", "\"after\":{},\"after\":"), "duplicate field `after`"),
        (twice("\"actions\":", "\"actions\":[\"no-op\"],\"actions\":"), "duplicate field `actions`"),
        (doubled.to_string(), "is in the plan twice"),
    ];
    for (plan, message) in table {
        let error = judged(&judge, plan.as_bytes()).map(|report| report.summary.unmet).expect_err(message).to_string();
        assert!(error.contains(message), "{message}: {error}");
    }
}
