//! Conversions between types, `coalesce`, and the functions that mark values as sensitive.
//!
//! Sensitivity lies with places in the plan, not with values: `sensitive` and `nonsensitive` give their argument back, and
//! whether a value is sensitive can only be told of a literal.

use super::args::text;
use super::lists::blank;
use super::pieces::known_parts;
use super::sets::{primitive_order, unified};
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Object, Trace, Truth, Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::tostring", 1, Some(1), tostring),
    Function::full("core::tonumber", 1, Some(1), tonumber),
    Function::full("core::tobool", 1, Some(1), tobool),
    Function::full("core::tomap", 1, Some(1), tomap),
    Function::full("core::tolist", 1, Some(1), tolist),
    Function::full("core::coalesce", 1, None, coalesce),
    Function::full("core::sensitive", 1, Some(1), same),
    Function::full("core::nonsensitive", 1, Some(1), same),
    Function::full("core::issensitive", 1, Some(1), issensitive),
    Function::full("core::ephemeralasnull", 1, Some(1), same),
    Function::full("core::type", 1, Some(1), type_of),
];

/// The argument itself: an unknown keeps its origin, null stays null.
fn same(args: &Args<'_>) -> Result<Val, String> {
    Ok(args.get(0))
}

/// A primitive as text. An unknown keeps its origin, null stays null.
fn tostring(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    match &of.value {
        Value::Null | Value::Unknown(_) | Value::String(_) => Ok(of),
        _ => Ok(Val::from(Value::String(args.text(0)?)).with(of.touched())),
    }
}

/// A number, or text that is one. An unknown keeps what is known of it, null stays null.
fn tonumber(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    match &of.value {
        Value::Null | Value::Unknown(_) | Value::Number(_) => Ok(of),
        _ => Ok(Val::from(args.number(0)?).with(of.touched())),
    }
}

/// A boolean, or text that is one. An unknown keeps its origin, null stays null.
fn tobool(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let value = match &of.value {
        Value::Null | Value::Unknown(_) | Value::Bool(_) => return Ok(of),
        Value::String(text) if matches!(&**text, "true" | "1") => true,
        Value::String(text) if matches!(&**text, "false" | "0") => false,
        _ => return Err(format!("argument 1: bool required, got {}", of.type_name())),
    };
    Ok(Val::from(value).with(of.touched()))
}

/// A map or an object as a map, whose values have one type. An unknown stays unknown, null stays null.
fn tomap(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    match &of.value {
        Value::Null | Value::Unknown(_) => Ok(of),
        Value::Object(object) => {
            let (names, values): (Vec<_>, Vec<_>) = args.fields(0)?.into_iter().unzip();
            let fields = names.into_iter().zip(unified(values)).collect();
            Ok(Val { value: Value::Object(Object { kind: object.kind, fields }), place: of.place, trace: of.trace })
        }
        _ => Err(format!("argument 1: map or object required, got {}", of.type_name())),
    }
}

/// A list, set or tuple as a list. An open one stays open; an unknown one stays unknown, null stays null.
fn tolist(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    match &of.value {
        Value::Unknown(_) => Ok(Val::unknown(of.touched())),
        Value::Null => Ok(of),
        Value::List(list) => {
            let mut items = unified(args.items(0)?);
            let mut open = list.open.clone();
            if list.kind == ListKind::Set {
                items.sort_by(primitive_order);
                // Where an unknown member of a set will stand is not known, so no position of the list is.
                let shuffled = items.iter().filter(|_| list.items.len() > 1).find(|item| item.is_unknown()).map(Val::touched);
                open = open.or(shuffled);
            }
            Ok(Val::from(Value::List(List { kind: ListKind::List, items: items.into(), open })).with(of.touched()))
        }
        _ => Err(format!("argument 1: list or set required, got {}", of.type_name())),
    }
}

/// The first argument that is neither null nor empty text, in the common type of all. An unknown one before it makes the
/// result unknown, unless it cannot be either; the last one keeps its origin.
fn coalesce(args: &Args<'_>) -> Result<Val, String> {
    let is_text = |value: &Val| matches!(value.value, Value::String(_)) || !known_parts(value).is_empty();
    let texts = args.all().iter().any(is_text);
    let mut skipped = Trace::none();
    for (at, candidate) in args.all().iter().enumerate() {
        let last = args.all().iter().skip(at + 1).all(Val::is_null);
        match blank(candidate, args) {
            Truth::True => skipped = skipped.join(candidate.touched()),
            Truth::Unknown if !last => return Ok(Val::unknown(skipped.join(candidate.touched()))),
            Truth::False if texts && matches!(candidate.value, Value::Number(_) | Value::Bool(_)) => {
                return Ok(Val::from(Value::String(text(candidate)?)).with(skipped).with(candidate.touched()));
            }
            _ => return Ok(candidate.clone().with(skipped)),
        }
    }
    Err("every argument is null or empty".to_owned())
}

/// Unknown unless the argument is a literal: a value does not tell whether it came from a sensitive place.
fn issensitive(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let literal = of.place.is_none() && of.trace.is_none() && !of.is_unknown();
    Ok(if literal { false.into() } else { Val::unknown(of.touched()) })
}

/// The name of a type. Plan JSON does not tell lists from sets, so of such a value the answer is unknown.
fn type_of(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let name = match &of.value {
        Value::Unknown(_) => return Ok(Val::unknown(of.touched())),
        Value::List(list) => match list.kind {
            ListKind::Any => return Ok(Val::unknown(of.touched().join(hidden(&of).unwrap_or_default()))),
            ListKind::Tuple => "tuple",
            ListKind::List => "list",
            ListKind::Set => "set",
        },
        _ => of.type_name(),
    };
    Ok(Val::from(name).with(of.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn conversions() {
        check(&[
            ("core::tostring(1.5)", r#""1.5""#),
            ("core::tostring(true)", r#""true""#),
            ("core::tostring(a)", "?<#1.arn>"),
            ("core::tostring(null)", "null"),
            ("core::tostring([])", "! argument 1: string required, got list"),
            (r#"core::tonumber("1.50")"#, "1.5"),
            (r#"core::tonumber("x")"#, "! argument 1: number required"),
            ("core::tonumber(null)", "null"),
            ("core::tonumber(u)", "?"),
            ("core::tonumber(true)", "! argument 1: number required, got bool"),
            (r#"core::tobool("true")"#, "true"),
            (r#"core::tobool("0")"#, "false"),
            (r#"core::tobool("yes")"#, "! argument 1: bool required"),
            ("core::tobool(1)", "! argument 1: bool required, got number"),
            ("core::tobool(null)", "null"),
            ("core::tobool(u)", "?"),
            ("core::tomap({ a = u })", "{a: ?}"),
            ("core::tomap(null)", "null"),
            ("core::tomap(u)", "?"),
            ("core::tomap([])", "! argument 1: map or object required, got list"),
            (r#"core::tolist(core::toset(["b", "a"]))"#, r#"list["a", "b"]"#),
            ("core::tolist(core::toset([a, b]))", "list[?<#1.arn>, ?<#2.arn>, …]"),
            (r#"core::tolist(["b", 1, u])"#, r#"list["b", "1", ?]"#),
            ("core::tolist(open)", r#"list["p", "q", …]"#),
            ("core::tolist(u)", "?"),
            ("core::tolist(null)", "null"),
            ("core::tolist({})", "! argument 1: list or set required, got object"),
        ]);
    }

    #[test]
    fn coalesce_takes_the_first_that_is_there() {
        check(&[
            (r#"core::coalesce(null, "", "a", u)"#, r#""a""#),
            (r#"core::coalesce(1, "a")"#, r#""1""#),
            ("core::coalesce(false, true)", "false"),
            (r#"core::coalesce(u, "a")"#, "?"),
            (r#"core::coalesce(a, "a")"#, "?<#1.arn>"),
            (r#"core::coalesce("x-${x}", "a")"#, "?<x-#3.x>"),
            (r#"core::coalesce(x, "a")"#, "?"),
            ("core::coalesce(null, x)", "?<#3.x>"),
            (r#"core::coalesce(null, "")"#, "! null or empty"),
        ]);
    }

    #[test]
    fn marks_and_types() {
        check(&[
            ("core::sensitive(a)", "?<#1.arn>"),
            ("core::nonsensitive(1)", "1"),
            ("core::nonsensitive(null)", "null"),
            ("core::issensitive(1)", "false"),
            ("core::issensitive(text)", "?"),
            ("core::issensitive(u)", "?"),
            (r#"core::type("a")"#, r#""string""#),
            ("core::type(1)", r#""number""#),
            ("core::type(null)", r#""null""#),
            ("core::type([])", r#""tuple""#),
            ("core::type(core::toset([]))", r#""set""#),
            ("core::type({})", r#""object""#),
            ("core::type(any)", "?"),
            ("core::type(u)", "?"),
        ]);
    }
}
