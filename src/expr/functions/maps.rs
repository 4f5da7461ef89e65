//! Functions over maps and objects. Values keep their histories; an unknown value does not make its map unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::text;
use super::{Args, Function, hidden};
use crate::value::{ListKind, Step, Val, Value, child};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::keys", 1, Some(1), keys),
    Function::full("core::values", 1, Some(1), values),
    Function::full("core::merge", 0, None, merge),
    Function::full("core::lookup", 2, Some(3), lookup),
    Function::full("core::zipmap", 2, Some(2), zipmap),
    Function::full("core::transpose", 1, Some(1), transpose),
];

/// The names of a map, sorted.
fn keys(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let names = args.fields(0)?.into_iter().map(|(name, _)| Value::String(name).into()).collect();
    // Of a map it is a list, of an object a tuple, and plan JSON does not tell them apart.
    Ok(Val::list(ListKind::Any, names).with(of.touched()))
}

/// The values of a map, in the order of their names.
fn values(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let values = args.fields(0)?.into_iter().map(|(_, value)| value).collect();
    Ok(Val::list(ListKind::Tuple, values).with(of.touched()))
}

/// Maps on top of each other, later ones winning; nulls are skipped, one unknown makes the result unknown.
fn merge(args: &Args<'_>) -> Result<Val, String> {
    let mut fields = Vec::new();
    for (at, map) in args.all().iter().enumerate() {
        if !map.is_null() && !map.is_unknown() {
            fields.extend(args.fields(at)?);
        }
    }
    Ok(args.unknown().unwrap_or_else(|| Val::object(fields).with(args.touched())))
}

/// The value of a name, or a default.
fn lookup(args: &Args<'_>) -> Result<Val, String> {
    let (map, key) = (args.get(0), args.get(1));
    if map.is_unknown() || key.is_unknown() {
        return Ok(Val::unknown(map.touched().join(key.touched())));
    }
    let name = args.text(1)?;
    if !matches!(map.value, Value::Object(_)) {
        return Err(format!("argument 1: map or object required, got {}", map.type_name()));
    }
    match child(&map, &Step::Attr(name.clone()), args.resolver()) {
        Some(found) => Ok(found.with(key.touched())),
        None if args.len() == 3 => Ok(args.get(2).with(map.touched()).with(key.touched())),
        None => Err(format!("there is no `{name}` and no default")),
    }
}

/// A map of names and the values at the same positions.
fn zipmap(args: &Args<'_>) -> Result<Val, String> {
    if let Some(unknown) = args.unknown() {
        return Ok(unknown);
    }
    let (names, values) = (args.items(0)?, args.items(1)?);
    let open = hidden(&args.get(0)).or(hidden(&args.get(1)));
    if let Some(open) = open {
        return Ok(Val::unknown(args.touched().join(open)));
    }
    if names.len() != values.len() {
        return Err(format!("{} names for {} values", names.len(), values.len()));
    }
    if let Some(name) = names.iter().find(|name| name.is_unknown()) {
        return Ok(Val::unknown(args.touched().join(name.touched())));
    }
    let names = args.texts(0)?;
    Ok(Val::object(names.into_iter().zip(values).collect()).with(args.touched()))
}

/// A map of lists of texts, turned over: from each text to the names whose list holds it.
fn transpose(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut turned: BTreeMap<Arc<str>, Vec<Val>> = BTreeMap::new();
    for (name, list) in args.fields(0)? {
        let items = args.elements(&list);
        let unknown = items.iter().flatten().find(|item| item.is_unknown()).map(Val::touched);
        let unknown = unknown.or_else(|| hidden(&list)).or_else(|| list.is_unknown().then(|| list.touched()));
        if let Some(trace) = unknown {
            return Ok(Val::unknown(of.touched().join(trace)));
        }
        for item in items.ok_or_else(|| format!("`{name}`: list required, got {}", list.type_name()))? {
            turned.entry(text(&item)?).or_default().push(Value::String(name.clone()).into());
        }
    }
    let fields = turned.into_iter().map(|(text, names)| (text, Val::list(ListKind::List, names))).collect();
    Ok(Val::object(fields).with(of.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn keys_values_merge_lookup() {
        check(&[
            ("core::keys({ b = 1, a = u })", r#"any["a", "b"]"#),
            ("core::keys(u)", "?"),
            ("core::keys(null)", "! argument 1: map or object required, got null"),
            ("core::keys([])", "! argument 1: map or object required, got list"),
            ("core::values({ b = 1, a = u })", "[?, 1]"),
            ("core::values(u)", "?"),
            ("core::values(null)", "! argument 1: map or object required, got null"),
            ("core::merge({ a = 1, b = 2 }, null, { b = u })", "{a: 1, b: ?}"),
            ("core::merge()", "{}"),
            ("core::merge({ a = 1 }, u)", "?"),
            ("core::merge({ a = 1 }, [])", "! argument 2: map or object required, got list"),
            ("core::merge(u, [])", "! argument 2: map or object required, got list"),
            (r#"core::lookup({ a = 1 }, "a", 2)"#, "1"),
            (r#"core::lookup({ a = null }, "a", 2)"#, "null"),
            (r#"core::lookup({ a = 1 }, "b", 2)"#, "2"),
            (r#"core::lookup({ a = u }, "a", 2)"#, "?"),
            (r#"core::lookup({ a = 1 }, "b")"#, "! there is no `b`"),
            (r#"core::lookup(gone, "b", 2)"#, "null"),
            (r#"core::lookup(u, "b", 2)"#, "?"),
            ("core::lookup({ a = 1 }, u, 2)", "?"),
            (r#"core::lookup(null, "b", 2)"#, "! argument 1: map or object required, got null"),
            (r#"core::lookup([], "b", 2)"#, "! argument 1: map or object required, got list"),
            ("core::lookup({}, null, 2)", "! argument 2: string required, got null"),
        ]);
    }

    #[test]
    fn zipmap_and_transpose() {
        check(&[
            (r#"core::zipmap(["a", "b"], [1, u])"#, "{a: 1, b: ?}"),
            (r#"core::zipmap(["a", u], [1, 2])"#, "?"),
            (r#"core::zipmap(["a"], [])"#, "! 1 names for 0 values"),
            ("core::zipmap(open, [])", "?"),
            ("core::zipmap(u, [])", "?"),
            ("core::zipmap(null, [])", "! argument 1: list required, got null"),
            ("core::zipmap([null], [1])", "! argument 1: string required, got null"),
            (r#"core::transpose({ a = ["x", "y"], b = ["y"] })"#, r#"{x: list["a"], y: list["a", "b"]}"#),
            ("core::transpose({ a = [u] })", "?"),
            ("core::transpose({ a = u })", "?"),
            ("core::transpose({ a = open })", "?"),
            ("core::transpose({ a = 1 })", "! list required, got number"),
            ("core::transpose(u)", "?"),
            ("core::transpose(null)", "! argument 1: map or object required, got null"),
        ]);
    }
}
