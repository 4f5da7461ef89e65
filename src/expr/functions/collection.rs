//! Functions over collections that know of unknown elements and open lists.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation as _;

use super::args::truth;
use super::lists::ordered;
use super::pieces::is_scalar;
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Trace, Truth, Unknown, Val, Value, equal};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::length", 1, Some(1), length),
    Function::full("core::contains", 2, Some(2), contains),
    Function::full("core::alltrue", 1, Some(1), alltrue),
    Function::full("core::anytrue", 1, Some(1), anytrue),
    Function::full("core::concat", 1, None, concat),
    Function::full("core::flatten", 1, Some(1), flatten),
];

/// The length of an open list is at least the number of its definite members.
fn length(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    #[expect(clippy::cast_precision_loss, reason = "no collection has 2^53 elements")]
    let count = match &of.value {
        Value::List(list) => {
            // Every definite member is evidence for the length.
            let trace =
                args.elements(&of).unwrap_or_default().iter().fold(of.touched(), |trace, item| trace.join(item.touched()));
            let count = list.items.len() as f64;
            let Some(open) = &list.open else {
                return Ok(Val::from(count).with(trace));
            };
            let unknown = Unknown { at_least: Some(count), not_null: true, ..Unknown::default() };
            return Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace: trace.join(open.clone()) });
        }
        Value::Object(object) => object.fields.len() as f64,
        Value::String(text) => text.graphemes(true).count() as f64,
        Value::Unknown(_) => {
            let unknown = Unknown { at_least: Some(0.0), not_null: true, ..Unknown::default() };
            return Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace: of.touched() });
        }
        _ => return Err(format!("argument 1: collection or string required, got {}", of.type_name())),
    };
    Ok(Val::from(count).with(of.touched()))
}

fn contains(args: &Args<'_>) -> Result<Val, String> {
    let (list, wanted) = (args.get(0), args.get(1));
    if list.is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    let items = args.items(0)?;
    let mut doubt = hidden(&list);
    for item in &items {
        match equal(item, &wanted, args.resolver()) {
            Truth::True => return Ok(Val::from(true).with(item.touched()).with(wanted.touched())),
            Truth::Unknown => doubt = Some(doubt.unwrap_or_default().join(item.touched())),
            Truth::False => {}
        }
    }
    Ok(match doubt {
        Some(doubt) => Val::unknown(doubt.join(wanted.touched())),
        // That no element is the wanted one is said by all of them.
        None => Val::from(false).with(items.iter().fold(args.touched(), |trace, item| trace.join(item.touched()))),
    })
}

/// One deciding element decides; otherwise an unknown element or a hidden member leaves it open. Null counts as false.
fn decided(args: &Args<'_>, decisive: bool) -> Result<Val, String> {
    let list = args.get(0);
    if list.is_unknown() {
        return Ok(Val::unknown(list.touched()));
    }
    let items = args.items(0)?;
    let truth_of = |item: &Val| if item.is_null() { Ok(Truth::False) } else { truth(item) };
    let truths = items.iter().map(truth_of).collect::<Result<Vec<_>, _>>().map_err(|message| format!("argument 1: {message}"))?;
    let mut doubt = hidden(&list);
    let mut all = list.touched();
    for (item, truth) in items.iter().zip(truths) {
        if truth == decisive.into() {
            return Ok(Val::from(decisive).with(item.touched()));
        }
        if truth == Truth::Unknown {
            doubt = Some(doubt.unwrap_or_default().join(item.touched()));
        }
        all = all.join(item.touched());
    }
    Ok(match doubt {
        Some(doubt) => Val::unknown(doubt.join(list.trace)),
        None => Val::from(!decisive).with(all),
    })
}

fn alltrue(args: &Args<'_>) -> Result<Val, String> {
    decided(args, false)
}

fn anytrue(args: &Args<'_>) -> Result<Val, String> {
    decided(args, true)
}

/// Lists end to end; an unknown one among them leaves the result open, so that the definite members still count.
fn concat(args: &Args<'_>) -> Result<Val, String> {
    let mut items = Vec::new();
    let mut open: Option<Trace> = None;
    let mut trace = Trace::none();
    for (at, list) in args.all().iter().enumerate() {
        trace = trace.join(list.trace.clone());
        let more = if list.is_unknown() { Some(list.touched()) } else { hidden(list) };
        if let Some(more) = more {
            open = Some(open.unwrap_or_default().join(more));
        }
        ordered(args, at)?;
        if !list.is_unknown() {
            items.extend(args.items(at)?);
        }
    }
    let kind = if args.all().iter().all(|list| matches!(&list.value, Value::List(List { kind: ListKind::List, .. }))) {
        ListKind::List
    } else {
        ListKind::Tuple
    };
    Ok(Val::from(Value::List(List { kind, items: items.into(), open })).with(trace))
}

/// Lists in lists taken apart. Their order is kept, what hides in one of them hides in the result.
fn flatten(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    args.items(0)?;
    let mut items = Vec::new();
    let mut open = None;
    flatten_into(args, &of, &mut items, &mut open);
    Ok(Val::from(Value::List(List { kind: ListKind::Tuple, items: items.into(), open })).with(of.trace))
}

fn flatten_into(args: &Args<'_>, from: &Val, items: &mut Vec<Val>, open: &mut Option<Trace>) {
    let hide = |trace: Trace, open: &mut Option<Trace>| *open = Some(open.take().unwrap_or_default().join(trace));
    if let Some(more) = hidden(from) {
        hide(more, open);
    }
    // Terraform's lists and sets have elements of one type, and no provider has lists of lists.
    let flat = matches!(&from.value, Value::List(List { kind: ListKind::Any, .. }));
    for item in args.elements(from).unwrap_or_default() {
        if matches!(item.value, Value::List(_)) {
            flatten_into(args, &item, items, open);
        } else if item.is_unknown() && !flat && !is_scalar(&item) {
            // It may turn out to be a list of any length.
            hide(item.touched(), open);
        } else {
            items.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::{check, reads};

    #[test]
    fn length() {
        check(&[
            ("core::length([1, u])", "2"),
            ("core::length({ a = u })", "1"),
            (r#"core::length("héllo")"#, "5"),
            ("core::length(open)", "?>=2"),
            ("core::length(open) > 1", "true"),
            ("core::length(open) > 2", "?"),
            ("core::length(open) == 1", "false"),
            ("core::length(u)", "?>=0"),
            ("core::length(null)", "! collection or string required, got null"),
            ("core::length(1)", "! collection or string required, got number"),
        ]);
        assert_eq!(reads("core::length(text)"), ["#5.text"]);
    }

    #[test]
    fn contains() {
        check(&[
            (r#"core::contains(["a", u], "a")"#, "true"),
            (r#"core::contains(["a", u], "b")"#, "?"),
            (r#"core::contains(["a"], u)"#, "?"),
            (r#"core::contains([a, "x"], a)"#, "true"),
            ("core::contains([a], b)", "false"),
            (r#"core::contains(open, "p")"#, "true"),
            (r#"core::contains(open, "z")"#, "?"),
            ("core::contains([1], null)", "false"),
            ("core::contains([null], null)", "true"),
            (r#"core::contains([1], "1")"#, "false"),
            (r#"core::contains(u, "a")"#, "?"),
            (r#"core::contains(null, "a")"#, "! argument 1: list required, got null"),
            (r#"core::contains("abc", "a")"#, "! argument 1: list required, got string"),
        ]);
    }

    #[test]
    fn all_and_any() {
        check(&[
            ("core::alltrue([])", "true"),
            ("core::alltrue([true, u])", "?"),
            ("core::alltrue([u, false])", "false"),
            (r#"core::alltrue(["true"])"#, "true"),
            ("core::alltrue([true, null])", "false"),
            ("core::alltrue([for x in open : x != \"p\"])", "false"),
            ("core::alltrue([for x in open : x != \"z\"])", "?"),
            ("core::alltrue(u)", "?"),
            ("core::alltrue(null)", "! argument 1: list required, got null"),
            ("core::alltrue([false, 1])", "! argument 1: bool required, got number"),
            ("core::anytrue([])", "false"),
            ("core::anytrue([false, u])", "?"),
            ("core::anytrue([u, true])", "true"),
            ("core::anytrue([null])", "false"),
            ("core::anytrue([for x in open : x == \"p\"])", "true"),
            ("core::anytrue([for x in open : x == \"z\"])", "?"),
            ("core::anytrue(u)", "?"),
            ("core::anytrue(null)", "! argument 1: list required, got null"),
        ]);
    }

    #[test]
    fn concat_and_flatten() {
        check(&[
            (r#"core::concat(["a"], [1])"#, r#"["a", 1]"#),
            (r#"core::concat(core::tolist(["a"]), core::tolist(["b"]))"#, r#"list["a", "b"]"#),
            (r#"core::concat(["a"], u)"#, r#"["a", …]"#),
            (r#"core::concat(open, ["a"])"#, r#"["p", "q", "a", …]"#),
            (r#"core::concat(["a"], null)"#, "! argument 2: list required, got null"),
            (r#"core::concat("a")"#, "! argument 1: list required, got string"),
            (r#"core::flatten([["a"], [["b"]], "c"])"#, r#"["a", "b", "c"]"#),
            ("core::flatten([[a], b])", "[?<#1.arn>, ?<#2.arn>]"),
            (r#"core::flatten([["a"], u])"#, r#"["a", …]"#),
            (r#"core::flatten([["a"], x])"#, r#"["a", …]"#),
            ("core::flatten([any, open])", r#"["p", "q", "p", "q", …]"#),
            ("core::flatten(u)", "?"),
            ("core::flatten(null)", "! argument 1: list required, got null"),
            ("core::flatten({})", "! argument 1: list required, got object"),
        ]);
        assert_eq!(reads("core::concat([text], [])"), ["#5.text"]);
        assert_eq!(reads("core::flatten([[text]])"), ["#5.text"]);
    }

    #[test]
    fn loops_over_open_lists() {
        check(&[
            ("[for x in open : core::upper(x)]", r#"["P", "Q", …]"#),
            ("{ for x in open : x => 1 }", "?"),
            (r#"[for x in open : x if x == "p"]"#, r#"["p", …]"#),
        ]);
    }
}
