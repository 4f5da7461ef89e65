//! Functions that pick something out of lists. An open list makes the result unknown where a hidden member may be meant.

use super::args::count;
use super::lists::{also, list, ordered};
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Trace, Truth, Val, Value, equal};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::coalescelist", 1, None, coalescelist),
    Function::full("core::index", 2, Some(2), index),
    Function::full("core::one", 1, Some(1), one),
    Function::full("core::matchkeys", 3, Some(3), matchkeys),
];

/// The first list that is neither null nor empty.
fn coalescelist(args: &Args<'_>) -> Result<Val, String> {
    let mut trace = Trace::none();
    for (at, candidate) in args.all().iter().enumerate() {
        trace = trace.join(candidate.touched());
        match &candidate.value {
            Value::Unknown(_) => return Ok(Val::unknown(trace)),
            Value::Null => {}
            Value::List(List { items, open: Some(open), .. }) if items.is_empty() => {
                return Ok(Val::unknown(trace.join(open.clone())));
            }
            Value::List(List { items, .. }) if items.is_empty() => {}
            Value::List(_) => return Ok(candidate.clone().with(trace)),
            _ => return Err(format!("argument {}: list required, got {}", at + 1, candidate.type_name())),
        }
    }
    Err("every list is null or empty".to_owned())
}

/// The position of the first element that equals a value.
fn index(args: &Args<'_>) -> Result<Val, String> {
    ordered(args, 0)?;
    let (of, wanted) = (args.get(0), args.get(1));
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    if let Some(open) = hidden(&of) {
        return Ok(Val::unknown(args.touched().join(open)));
    }
    for (at, item) in args.items(0)?.iter().enumerate() {
        let trace = item.touched().join(wanted.touched());
        match equal(item, &wanted, args.resolver()) {
            Truth::True => return Ok(count(at).with(trace)),
            Truth::Unknown => return Ok(Val::unknown(trace)),
            Truth::False => {}
        }
    }
    Err("the value is not in the list".to_owned())
}

/// The only element, or null if there is none. More than one is an error, also if there may be even more.
fn one(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut items = args.items(0)?;
    if items.len() > 1 {
        return Err("a list with at most one element required".to_owned());
    }
    if let Some(open) = hidden(&of) {
        return Ok(Val::unknown(of.touched().join(open)));
    }
    Ok(items.pop().unwrap_or_else(Val::null).with(of.touched()))
}

/// The values whose key, at the same position, is in a search set.
fn matchkeys(args: &Args<'_>) -> Result<Val, String> {
    if let Some(unknown) = args.unknown() {
        return Ok(unknown);
    }
    let (values, keys, wanted) = (args.items(0)?, args.items(1)?, args.items(2)?);
    let (of, by) = (args.get(0), args.get(1));
    if let Some(open) = hidden(&of).or(hidden(&by)) {
        return Ok(Val::unknown(args.touched().join(open)));
    }
    if values.len() != keys.len() {
        return Err("as many keys as values required".to_owned());
    }
    let more = hidden(&args.get(2));
    let mut open = None;
    let mut kept = Vec::new();
    for (value, key) in values.into_iter().zip(keys) {
        let found = wanted.iter().fold(Truth::False, |so_far, other| so_far.or(equal(&key, other, args.resolver())));
        match (found, &more) {
            (Truth::True, _) => kept.push(value.with(key.touched())),
            (Truth::Unknown, _) => open = also(open, key.touched()),
            (Truth::False, Some(more)) => open = also(open, more.clone()),
            (Truth::False, None) => {}
        }
    }
    Ok(list(ListKind::List, kept, open, args.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn coalescelist_index_one_matchkeys() {
        check(&[
            (r#"core::coalescelist([], null, ["a"])"#, r#"["a"]"#),
            (r#"core::coalescelist(open, ["a"])"#, r#"any["p", "q", …]"#),
            (r#"core::coalescelist(none, ["a"])"#, "?"),
            (r#"core::coalescelist(u, ["a"])"#, "?"),
            ("core::coalescelist([])", "! every list"),
            (r#"core::coalescelist("a")"#, "! argument 1: list required, got string"),
            (r#"core::index(["a", "b"], "b")"#, "1"),
            (r#"core::index(["a", u, "b"], "a")"#, "0"),
            (r#"core::index([u, "b"], "b")"#, "?"),
            (r#"core::index(["a"], "b")"#, "! not in the list"),
            (r#"core::index(open, "p")"#, "?"),
            (r#"core::index(u, "p")"#, "?"),
            (r#"core::index(null, "p")"#, "! argument 1: list required, got null"),
            ("core::one([])", "null"),
            (r#"core::one(["a"])"#, r#""a""#),
            ("core::one([a])", "?<#1.arn>"),
            (r#"core::one(["a", "b"])"#, "! at most one"),
            ("core::one(open)", "! at most one"),
            ("core::one(none)", "?"),
            ("core::one(u)", "?"),
            ("core::one(null)", "! argument 1: list required, got null"),
            (r#"core::one("a")"#, "! argument 1: list required, got string"),
            (r#"core::matchkeys(["i", "j"], ["a", "b"], ["b"])"#, r#"list["j"]"#),
            (r#"core::matchkeys(["i", "j"], ["a", u], ["a"])"#, r#"list["i", …]"#),
            (r#"core::matchkeys(["i"], ["a"], none)"#, "list[…]"),
            (r#"core::matchkeys(["i"], [], [])"#, "! as many keys"),
            ("core::matchkeys(u, [], [])", "?"),
            ("core::matchkeys(open, [], [])", "?"),
            ("core::matchkeys(null, [], [])", "! argument 1: list required, got null"),
        ]);
    }
}
