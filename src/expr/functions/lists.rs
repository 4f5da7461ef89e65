//! Functions over lists that keep their elements' histories. An open list stays open where its hidden members may add to
//! the result, and makes the result unknown where they may change it.

use super::args::text;
use super::sets::{Members, primitive_order};
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Trace, Truth, Val, Value, equal};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::element", 2, Some(2), element),
    Function::full("core::slice", 3, Some(3), slice),
    Function::full("core::reverse", 1, Some(1), reverse),
    Function::full("core::chunklist", 2, Some(2), chunklist),
    Function::plain("core::range", 1, Some(3), range),
    Function::full("core::sort", 1, Some(1), sort),
    Function::full("core::distinct", 1, Some(1), distinct),
    Function::full("core::compact", 1, Some(1), compact),
];

/// A list with its history.
pub(super) fn list(kind: ListKind, items: Vec<Val>, open: Option<Trace>, trace: Trace) -> Val {
    Val::from(Value::List(List { kind, items: items.into(), open })).with(trace)
}

/// More reasons why a list is open.
pub(super) fn also(open: Option<Trace>, more: Trace) -> Option<Trace> {
    Some(open.unwrap_or_default().join(more))
}

/// What kind a list made of another one is: order and type are kept, sets become lists.
fn kind_of(value: &Val) -> ListKind {
    match &value.value {
        Value::List(List { kind: ListKind::Set, .. }) => ListKind::List,
        Value::List(list) => list.kind,
        _ => ListKind::Any,
    }
}

/// An error if the argument is a set, which has no order.
pub(super) fn ordered(args: &Args<'_>, at: usize) -> Result<(), String> {
    match &args.get(at).value {
        Value::List(List { kind: ListKind::Set, .. }) => Err(format!("argument {}: a set has no order", at + 1)),
        _ => Ok(()),
    }
}

/// The result for arguments that are unknown or open, for functions that need to know every position.
fn positions(args: &Args<'_>) -> Option<Val> {
    let open = args.all().iter().filter_map(hidden).fold(None, also);
    args.unknown().or_else(|| open.map(|trace| Val::unknown(args.touched().join(trace))))
}

/// The element at an index that wraps around. Of an empty list, an error.
fn element(args: &Args<'_>) -> Result<Val, String> {
    ordered(args, 0)?;
    if let Some(unknown) = positions(args) {
        return Ok(unknown);
    }
    let (items, index) = (args.items(0)?, args.integer(1)?);
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let at = index.checked_rem_euclid(length).and_then(|at| usize::try_from(at).ok());
    let found = at.and_then(|at| items.into_iter().nth(at)).ok_or("an empty list has no elements")?;
    Ok(found.with(args.get(1).touched()))
}

/// The elements from one index up to another.
fn slice(args: &Args<'_>) -> Result<Val, String> {
    ordered(args, 0)?;
    if let Some(unknown) = positions(args) {
        return Ok(unknown);
    }
    let (items, start, end) = (args.items(0)?, args.integer(1)?, args.integer(2)?);
    let range =
        usize::try_from(start).ok().zip(usize::try_from(end).ok()).filter(|(start, end)| start <= end && *end <= items.len());
    let (start, end) = range.ok_or_else(|| format!("there is no slice from {start} to {end} of a list of {}", items.len()))?;
    let items = items.into_iter().skip(start).take(end - start).collect();
    Ok(list(kind_of(&args.get(0)), items, None, args.touched()))
}

fn reverse(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut items = args.items(0)?;
    items.reverse();
    Ok(list(kind_of(&of), items, hidden(&of), of.touched()))
}

/// The list cut into lists of a size; size 0 means one list of all.
fn chunklist(args: &Args<'_>) -> Result<Val, String> {
    if let Some(unknown) = positions(args) {
        return Ok(unknown);
    }
    let (items, size) = (args.items(0)?, args.integer(1)?);
    let size = usize::try_from(size).map_err(|_| "argument 2: a size of at least 0 required")?;
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunks = items.chunks(size).map(|chunk| Val::list(ListKind::List, chunk.to_vec())).collect();
    Ok(list(ListKind::List, chunks, None, args.touched()))
}

/// Numbers from a start up or down to a limit; at most 1024 as in Terraform.
fn range(args: &Args<'_>) -> Result<Val, String> {
    let (start, limit) = if args.len() == 1 { (0.0, args.number(0)?) } else { (args.number(0)?, args.number(1)?) };
    let step = if args.len() == 3 {
        args.number(2)?
    } else if limit < start {
        -1.0
    } else {
        1.0
    };
    if step == 0.0 || (step > 0.0 && limit < start) || (step < 0.0 && limit > start) {
        return Err("the step does not lead to the limit".to_owned());
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while (step > 0.0 && next < limit) || (step < 0.0 && next > limit) {
        if numbers.len() >= 1024 {
            return Err("more than 1024 numbers".to_owned());
        }
        numbers.push(Val::from(next));
        next += step;
    }
    Ok(Val::list(ListKind::List, numbers))
}

/// Texts in order. Where an unknown element will stand is not known, so that the result is open then.
fn sort(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut items = args.items(0)?;
    let mut open = hidden(&of);
    let alone = items.len() < 2;
    for item in &mut items {
        if !item.is_unknown() {
            *item = retext(item)?;
        } else if !alone {
            open = also(open, item.touched());
        }
    }
    items.sort_by(primitive_order);
    Ok(list(ListKind::List, items, open, of.touched()))
}

/// The first of each group of equal elements, in order.
fn distinct(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut members = Members::new(args.resolver());
    members.add_all(args.items(0)?, hidden(&of));
    let (items, open) = members.finish();
    Ok(list(ListKind::List, items, open, of.touched()))
}

/// Without nulls and empty texts. An unknown element that may be either hides behind an open end.
fn compact(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut open = hidden(&of);
    let mut kept = Vec::new();
    for item in args.items(0)? {
        match blank(&item, args) {
            Truth::False if item.is_unknown() => kept.push(item),
            Truth::False => kept.push(retext(&item)?),
            Truth::True => {}
            Truth::Unknown => open = also(open, item.touched()),
        }
    }
    Ok(list(ListKind::List, kept, open, of.touched()))
}

fn retext(item: &Val) -> Result<Val, String> {
    let text = text(item).map_err(|message| format!("argument 1: {message}"))?;
    Ok(Val { value: Value::String(text), place: item.place.clone(), trace: item.trace.clone() })
}

/// Whether a value is null or empty text.
pub(super) fn blank(value: &Val, args: &Args<'_>) -> Truth {
    match &value.value {
        Value::Null => Truth::True,
        // Text that is known in part is not empty; of an identity the resolver knows that it is no given text.
        Value::Unknown(_) if !super::pieces::known_parts(value).is_empty() => Truth::False,
        // Nor is JSON text, whatever it encodes.
        Value::Unknown(unknown) if unknown.json.is_some() => Truth::False,
        Value::Unknown(_) => equal(value, &Val::from(""), args.resolver()),
        Value::String(text) => text.is_empty().into(),
        _ => Truth::False,
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn element_slice_reverse_chunklist_range() {
        check(&[
            (r#"core::element(["a", "b"], 3)"#, r#""b""#),
            (r#"core::element(["a", "b"], -1)"#, r#""b""#),
            (r#"core::element([u, "b"], 1)"#, r#""b""#),
            (r#"core::element([a, "b"], 0)"#, "?<#1.arn>"),
            ("core::element([], 0)", "! no elements"),
            ("core::element(u, 0)", "?"),
            ("core::element(any, u)", "?"),
            ("core::element(open, 0)", "?"),
            ("core::element(null, 0)", "! argument 1: list required, got null"),
            (r#"core::element("a", 0)"#, "! argument 1: list required, got string"),
            (r#"core::element(["a"], null)"#, "! argument 2: number required, got null"),
            (r#"core::element(core::toset(["a"]), 0)"#, "! a set has no order"),
            (r#"core::slice(["a", "b", "c"], 1, 3)"#, r#"["b", "c"]"#),
            ("core::slice(any, 0, 1)", r#"any["p"]"#),
            (r#"core::slice(["a"], 1, 3)"#, "! there is no slice"),
            (r#"core::slice(["a"], -1, 1)"#, "! there is no slice"),
            ("core::slice(open, 0, 1)", "?"),
            ("core::slice(null, 0, 1)", "! argument 1: list required, got null"),
            ("core::slice(any, u, 1)", "?"),
            (r#"core::reverse(["a", u])"#, r#"[?, "a"]"#),
            (r#"core::reverse(core::toset(["a", "b"]))"#, r#"list["b", "a"]"#),
            ("core::reverse(open)", r#"any["q", "p", …]"#),
            ("core::reverse(u)", "?"),
            ("core::reverse(null)", "! argument 1: list required, got null"),
            (r#"core::chunklist(["a", "b", "c"], 2)"#, r#"list[list["a", "b"], list["c"]]"#),
            (r#"core::chunklist(["a", "b"], 0)"#, r#"list[list["a", "b"]]"#),
            ("core::chunklist([], 2)", "list[]"),
            ("core::chunklist(open, 2)", "?"),
            ("core::chunklist([], -1)", "! argument 2"),
            ("core::range(3)", "list[0, 1, 2]"),
            ("core::range(1, 4)", "list[1, 2, 3]"),
            ("core::range(1, 8, 2)", "list[1, 3, 5, 7]"),
            ("core::range(4, 1)", "list[4, 3, 2]"),
            ("core::range(1, 4, -1)", "! step"),
            ("core::range(2000)", "! 1024"),
            ("core::range(u)", "?"),
            ("core::range(null)", "! number required, got null"),
        ]);
    }

    #[test]
    fn sort_distinct_compact() {
        check(&[
            (r#"core::sort(["b", "a", "B"])"#, r#"list["B", "a", "b"]"#),
            ("core::sort([a])", "list[?<#1.arn>]"),
            (r#"core::sort(["b", a])"#, r#"list["b", ?<#1.arn>, …]"#),
            ("core::sort(open)", r#"list["p", "q", …]"#),
            ("core::sort(u)", "?"),
            (r#"core::sort(["a", null])"#, "! argument 1: string required, got null"),
            ("core::sort(null)", "! argument 1: list required, got null"),
            (r#"core::sort("a")"#, "! argument 1: list required, got string"),
            (r#"core::distinct(["a", "b", "a"])"#, r#"list["a", "b"]"#),
            ("core::distinct([1, 1, 2])", "list[1, 2]"),
            ("core::distinct([{ a = 1 }, { a = 1 }])", "list[{a: 1}]"),
            ("core::distinct([a, a, b])", "list[?<#1.arn>, ?<#2.arn>]"),
            (r#"core::distinct(["a", u])"#, r#"list["a", …]"#),
            ("core::distinct(open)", r#"list["p", "q", …]"#),
            ("core::distinct(u)", "?"),
            ("core::distinct(null)", "! argument 1: list required, got null"),
            (r#"core::compact(["a", "", null, "b"])"#, r#"list["a", "b"]"#),
            (r#"core::compact(["a", u])"#, r#"list["a", …]"#),
            (r#"core::compact([a, ""])"#, "list[?<#1.arn>]"),
            (r#"core::compact(["x${u}"])"#, "list[…]"),
            (r#"core::length(core::compact([core::jsonencode([u]), ""]))"#, "1"),
            (r#"core::compact(["x${x}"])"#, "list[?<x#3.x>]"),
            ("core::compact(open)", r#"list["p", "q", …]"#),
            ("core::compact(u)", "?"),
            ("core::compact(null)", "! argument 1: list required, got null"),
            ("core::compact([[]])", "! argument 1: string required, got list"),
        ]);
    }

    #[test]
    fn elements_keep_their_evidence() {
        use crate::expr::functions::testing::reads;
        assert_eq!(reads("core::element([text, 1], 0)"), ["#5.text"]);
        assert_eq!(reads("core::reverse(any)"), ["#4.any", "#4.any[1]", "#4.any[0]"]);
    }
}
