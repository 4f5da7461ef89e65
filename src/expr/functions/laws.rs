//! The law of soundness, function by function: what is said while an argument is unknown holds whatever it turns out to
//! be. And no function panics, whatever it is given.

use super::testing::{compiled, evaluate, run, show};
use super::{Body, Function, LIBRARY};
use crate::value::{List, ListKind, Val, Value};

/// Functions that ask the plan, which the small world of these tests does not have.
const OF_THE_PLAN: &[&str] = &[
    "getresources",
    "candidates",
    "getdatasource",
    "gethttprequest",
    "linked",
    "naming",
    "same_provider",
    "is_near",
    "is_set",
    "configured",
    "removed",
    "is_new",
];

const KNOWN: &[&str] = &[
    r#""a""#,
    "null",
    "1",
    "[]",
    r#"["a", 1]"#,
    "{ a = 1 }",
    "true",
    r#""""#,
    "-1.5",
    r#"["p", "z"]"#,
    r#"[["a"]]"#,
    r#""10.0.0.0/8""#,
    r#"["10.0.0.0/8"]"#,
    r#""tcp""#,
    r#""%s-%v""#,
    r#""2020-01-01T00:00:00Z""#,
    r#"core::toset(["a"])"#,
    r#""{\"Statement\":[{\"Action\":\"*\"}]}""#,
];

/// Arguments with a hole, which is unknown or filled.
const PARTLY: &[&str] = &[
    "HOLE",
    r#"["a", HOLE]"#,
    r#""p-${HOLE}""#,
    "{ a = HOLE }",
    r#"core::toset(["a", HOLE])"#,
    "[[HOLE], HOLE]",
    "{ Statement = { Action = HOLE } }",
];

const FILLINGS: &[&str] = &[r#""a""#, r#""""#, "1", "null", "[]", r#"["p", "a"]"#, "true", "{}", r#""10.0.0.0/8""#];

/// The open list of the tests, and what it may turn out to be.
const CLOSED: &[&str] = &[r#"["p", "q"]"#, r#"["q", "z", "p"]"#, r#"["p", "", "q", "p"]"#];

/// Whether a known value is one that an unknown or partly known value may turn out to be.
fn admits(partly: &Val, known: &Val) -> bool {
    match (&partly.value, &known.value) {
        (Value::Unknown(unknown), _) => {
            let enough = unknown.at_least.is_none_or(|least| matches!(known.value, Value::Number(number) if number >= least));
            enough && !(unknown.not_null && known.is_null())
        }
        (Value::List(a), Value::List(b)) => lists(a, b),
        (Value::Object(a), Value::Object(b)) => {
            a.fields.len() == b.fields.len()
                && a.fields.iter().zip(b.fields.iter()).all(|((x, v), (y, w))| x == y && admits(v, w))
        }
        _ => show(partly) == show(known),
    }
}

fn lists(a: &List, b: &List) -> bool {
    let among = |item: &Val| b.items.iter().any(|other| admits(item, other));
    if a.open.is_some() {
        return a.items.len() <= b.items.len() && a.items.iter().all(among);
    }
    let same_length = a.items.len() == b.items.len();
    same_length
        && if a.kind == ListKind::Set {
            a.items.iter().all(among)
        } else {
            a.items.iter().zip(b.items.iter()).all(|(x, y)| admits(x, y))
        }
}

/// Calls with every choice of arguments, of which one has a hole.
fn calls(function: &Function) -> Vec<String> {
    let most = function.max.unwrap_or(function.min.max(2));
    let mut calls = Vec::new();
    for count in function.min.max(1)..=most {
        // Many arguments would make too many choices.
        let (known, partly) = match count {
            1 => (KNOWN.len(), PARTLY.len()),
            2 => (10, PARTLY.len()),
            _ => (5, 2),
        };
        let choices: Vec<&str> = KNOWN.iter().take(known).chain(PARTLY.iter().take(partly)).chain(&["OPEN"]).copied().collect();
        let mut rows = vec![String::new()];
        for at in 0..count.min(3) {
            let separator = if at == 0 { "" } else { ", " };
            rows = rows.iter().flat_map(|row| choices.iter().map(move |choice| format!("{row}{separator}{choice}"))).collect();
        }
        let rest: String = (3..count).map(|at| if at == 3 { ", \"tcp\"" } else { ", 22" }).collect();
        calls.extend(rows.into_iter().map(|row| format!("{}({row}{rest})", function.name)));
    }
    calls
}

fn values(texts: &[&str]) -> Vec<Val> {
    texts.iter().map(|text| evaluate(text).expect("a value")).collect()
}

fn check(call: &str, unknown: &[Val], holes: &[Val], lists: &[Val], wrong: &mut Vec<String>) {
    let Ok(expr) = compiled(call, &["HOLE", "OPEN"]) else { return };
    let before = run(&expr, unknown.to_vec());
    let holes = if call.contains("HOLE") { holes } else { &unknown[..1] };
    let lists = if call.contains("OPEN") { lists } else { &unknown[1..] };
    // In the common type of all arguments a number is text if one of them turns out to be.
    if call.starts_with("core::coalesce(") && before.as_ref().is_ok_and(|value| !value.is_unknown()) {
        return;
    }
    for hole in holes {
        for list in lists {
            let Ok(after) = run(&expr, vec![hole.clone(), list.clone()]) else {
                continue;
            };
            if before.as_ref().is_ok_and(|before| admits(before, &after)) {
                continue;
            }
            let said = before.as_ref().map_or_else(|fault| fault.message.clone(), show);
            wrong.push(format!("\n{call} is {said}, with {} and {} {}", show(hole), show(list), show(&after)));
        }
    }
}

#[test]
fn what_is_said_of_unknown_arguments_holds() {
    let (unknown, holes, lists) = (values(&["x", "open"]), values(FILLINGS), values(CLOSED));
    let mut wrong = Vec::new();
    for function in LIBRARY.iter().flat_map(|topic| topic.iter()) {
        // An unknown is no error for `try` and `can`, though it may lead to one.
        let exempt = matches!(function.body, Body::Lazy(_));
        if exempt || OF_THE_PLAN.iter().any(|name| function.name.ends_with(name)) {
            continue;
        }
        for call in calls(function) {
            check(&call, &unknown, &holes, &lists, &mut wrong);
        }
    }
    let shown: String = wrong.iter().take(40).cloned().collect();
    assert!(wrong.is_empty(), "{} broken promises{shown}", wrong.len());
}
