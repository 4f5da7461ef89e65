//! Sets: members that are known to differ are definite; one that may equal another hides behind an open end, because it
//! may add nothing.

use std::cmp::Ordering;

use super::args::text;
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Resolver, Trace, Truth, Val, Value, entries, equal};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::toset", 1, Some(1), toset),
    Function::full("core::setunion", 1, None, setunion),
    Function::full("core::setintersection", 1, None, setintersection),
    Function::full("core::setsubtract", 2, Some(2), setsubtract),
    Function::full("core::setproduct", 2, None, setproduct),
];

/// Values of which no two are equal.
pub(super) struct Members<'a> {
    items: Vec<Val>,
    open: Option<Trace>,
    /// Texts among the items, so that large sets of text are built without comparing all pairs.
    texts: std::collections::BTreeSet<std::sync::Arc<str>>,
    only_texts: bool,
    resolver: &'a dyn Resolver,
}

impl<'a> Members<'a> {
    pub(super) fn new(resolver: &'a dyn Resolver) -> Self {
        Self { items: Vec::new(), open: None, texts: std::collections::BTreeSet::new(), only_texts: true, resolver }
    }

    /// Adds the elements of a list and what hides further ones.
    pub(super) fn add_all(&mut self, items: Vec<Val>, open: Option<Trace>) {
        for item in unified(items) {
            self.add(item);
        }
        if let Some(open) = open {
            self.hide(open);
        }
    }

    fn add(&mut self, item: Val) {
        if let (Value::String(text), true) = (&item.value, self.only_texts) {
            if self.texts.insert(text.clone()) {
                self.items.push(item);
            }
            return;
        }
        self.only_texts = false;
        match among(&item, &self.items, self.resolver) {
            Truth::True => {}
            Truth::False => self.items.push(item),
            Truth::Unknown => self.hide(item.touched()),
        }
    }

    fn hide(&mut self, trace: Trace) {
        self.open = Some(self.open.take().unwrap_or_default().join(trace));
    }

    /// The definite members and what hides others.
    pub(super) fn finish(self) -> (Vec<Val>, Option<Trace>) {
        (self.items, self.open)
    }

    fn into_set(self, trace: Trace) -> Val {
        let (mut items, open) = self.finish();
        items.sort_by(primitive_order);
        Val::from(Value::List(List { kind: ListKind::Set, items: items.into(), open })).with(trace)
    }
}

/// The order of primitives in a set: false before true, numbers by size, texts by letters; anything else stays behind.
pub(super) fn primitive_order(left: &Val, right: &Val) -> Ordering {
    match (&left.value, &right.value) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (a, b) => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        _ => 3,
    }
}

/// Elements of one type: numbers and booleans beside text become text.
pub(super) fn unified(items: Vec<Val>) -> Vec<Val> {
    let texts = items.iter().filter(|item| matches!(item.value, Value::String(_))).count();
    let others = items.iter().filter(|item| matches!(item.value, Value::Number(_) | Value::Bool(_))).count();
    if texts == 0 || others == 0 {
        return items;
    }
    items
        .into_iter()
        .map(|item| match (&item.value, text(&item)) {
            (Value::Number(_) | Value::Bool(_), Ok(text)) => Val { value: Value::String(text), ..item },
            _ => item,
        })
        .collect()
}

/// Whether a value equals one of these.
pub(super) fn among(item: &Val, others: &[Val], resolver: &dyn Resolver) -> Truth {
    let mut truth = Truth::False;
    for other in others {
        truth = truth.or(equal(item, other, resolver));
        if truth == Truth::True {
            break;
        }
    }
    truth
}

/// A list, set or tuple as a set. Null stays null, unknown stays unknown.
fn toset(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    match &of.value {
        Value::Unknown(_) => Ok(Val::unknown(of.touched())),
        Value::Null => Ok(of),
        _ => {
            let mut members = Members::new(args.resolver());
            members.add_all(args.items(0)?, hidden(&of));
            Ok(members.into_set(of.touched()))
        }
    }
}

/// A list as a set; anything else as it is.
pub(crate) fn as_set(value: Val, resolver: &dyn Resolver) -> Val {
    let Value::List(list) = &value.value else { return value };
    let mut members = Members::new(resolver);
    members.add_all(entries(&value, resolver).into_iter().map(|(_, item)| item).collect(), list.open.clone());
    members.into_set(value.touched())
}

/// The members of any of the sets. An unknown set leaves the result open.
fn setunion(args: &Args<'_>) -> Result<Val, String> {
    let mut members = Members::new(args.resolver());
    let mut all = Vec::new();
    for (at, set) in args.all().iter().enumerate() {
        if set.is_unknown() {
            members.hide(set.touched());
        } else {
            all.extend(args.items(at)?);
            if let Some(open) = hidden(set) {
                members.hide(open);
            }
        }
    }
    members.add_all(all, None);
    Ok(members.into_set(args.touched()))
}

/// The members that are in every set. One that may be missing from another set hides behind an open end.
fn setintersection(args: &Args<'_>) -> Result<Val, String> {
    let mut members = Members::new(args.resolver());
    let (first, others) = compared(args)?;
    if args.get(0).is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    for item in first.items {
        let everywhere = others.iter().fold(Truth::True, |so_far, other| so_far.and(other.holds(&item, args.resolver())));
        match everywhere {
            Truth::True => members.add(item),
            Truth::Unknown => members.hide(args.touched().join(item.touched())),
            Truth::False => {}
        }
    }
    // A hidden member of the first can only be in the result if every other set may hold it.
    let nothing = others.iter().any(|other| other.items.is_empty() && other.doubt.is_none());
    if let Some(open) = first.doubt.filter(|_| !nothing) {
        members.hide(open);
    }
    Ok(members.into_set(args.touched()))
}

/// The members of the first set that are not in the second. One that may be in the second hides behind an open end.
fn setsubtract(args: &Args<'_>) -> Result<Val, String> {
    let mut members = Members::new(args.resolver());
    let (first, others) = compared(args)?;
    if args.get(0).is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    for item in first.items {
        match others.iter().fold(Truth::False, |so_far, other| so_far.or(other.holds(&item, args.resolver()))) {
            Truth::False => members.add(item),
            Truth::Unknown => {
                let doubt = others.iter().filter_map(|other| other.doubt.clone()).fold(item.touched(), Trace::join);
                members.hide(doubt);
            }
            Truth::True => {}
        }
    }
    if let Some(open) = first.doubt {
        members.hide(open);
    }
    Ok(members.into_set(args.touched()))
}

/// A set that is compared with others: its definite members and what hides more.
struct Side {
    items: Vec<Val>,
    doubt: Option<Trace>,
}

impl Side {
    fn holds(&self, item: &Val, resolver: &dyn Resolver) -> Truth {
        let doubt = if self.doubt.is_some() { Truth::Unknown } else { Truth::False };
        among(item, &self.items, resolver).or(doubt)
    }
}

/// The first set and the others, with the elements of all in one type.
fn compared(args: &Args<'_>) -> Result<(Side, Vec<Side>), String> {
    let mut all = Vec::new();
    let mut sides = Vec::new();
    for (at, set) in args.all().iter().enumerate() {
        let items = if set.is_unknown() { Vec::new() } else { args.items(at)? };
        let doubt = if set.is_unknown() { Some(set.touched()) } else { hidden(set) };
        sides.push((items.len(), doubt));
        all.extend(items);
    }
    let mut all = unified(all).into_iter();
    let mut sides = sides.into_iter().map(|(count, doubt)| Side { items: all.by_ref().take(count).collect(), doubt });
    let first = sides.next().ok_or("a set required")?;
    Ok((first, sides.collect()))
}

/// More combinations than this are a mistake, not a policy.
const COMBINATIONS: usize = 100_000;

/// All combinations of one member of each; a set if all are sets, else a list. Empty as soon as one is empty.
fn setproduct(args: &Args<'_>) -> Result<Val, String> {
    let mut open: Option<Trace> = None;
    let mut empty = false;
    let mut combinations: Vec<Vec<Val>> = vec![Vec::new()];
    for (at, set) in args.all().iter().enumerate() {
        let more = if set.is_unknown() { Some(set.touched()) } else { hidden(set) };
        let items = if set.is_unknown() { Vec::new() } else { args.items(at)? };
        empty |= items.is_empty() && more.is_none();
        if let Some(more) = more {
            open = Some(open.unwrap_or_default().join(more));
        }
        if combinations.len().saturating_mul(items.len()) > COMBINATIONS {
            return Err(format!("more than {COMBINATIONS} combinations"));
        }
        let extended =
            |before: &Vec<Val>| items.iter().map(|item| before.iter().chain([item]).cloned().collect()).collect::<Vec<_>>();
        combinations = combinations.iter().flat_map(extended).collect();
    }
    let all_sets = args.all().iter().all(|set| matches!(&set.value, Value::List(List { kind: ListKind::Set, .. })));
    let kind = if all_sets { ListKind::Set } else { ListKind::List };
    let items = combinations.into_iter().map(|members| Val::list(ListKind::Tuple, members)).collect();
    let open = open.filter(|_| !empty);
    Ok(Val::from(Value::List(List { kind, items, open })).with(args.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn sets() {
        check(&[
            (r#"core::toset(["b", "a", "b"])"#, r#"set["a", "b"]"#),
            (r#"core::toset(["b", 1])"#, r#"set["1", "b"]"#),
            ("core::toset([2, 1, 2])", "set[1, 2]"),
            ("core::toset([a, b, a])", "set[?<#1.arn>, ?<#2.arn>]"),
            (r#"core::toset(["a", u])"#, r#"set["a", …]"#),
            ("core::toset([u])", "set[?]"),
            (r#"core::length(core::toset(["a", u]))"#, "?>=1"),
            ("core::toset(open)", r#"set["p", "q", …]"#),
            ("core::toset(u)", "?"),
            ("core::toset(null)", "null"),
            (r#"core::toset("a")"#, "! argument 1: list required, got string"),
            (r#"core::setunion(["a"], ["b", "a"])"#, r#"set["a", "b"]"#),
            (r#"core::setunion(["a"], u)"#, r#"set["a", …]"#),
            (r#"core::setunion(open, ["z"])"#, r#"set["p", "q", "z", …]"#),
            (r#"core::setunion(["a"], null)"#, "! argument 2: list required, got null"),
            (r#"core::setunion("a")"#, "! argument 1: list required, got string"),
        ]);
    }

    #[test]
    fn intersection_and_difference() {
        check(&[
            (r#"core::setintersection(["a", "b"], ["b", "c"])"#, r#"set["b"]"#),
            (r#"core::setintersection(["a", "b"], ["b", u])"#, r#"set["b", …]"#),
            (r#"core::setintersection(["a"], u)"#, "set[…]"),
            (r#"core::setintersection(open, ["p"])"#, r#"set["p", …]"#),
            ("core::setintersection(open, [])", "set[]"),
            ("core::setintersection([a], [a])", "set[?<#1.arn>]"),
            ("core::setintersection(u, [])", "?"),
            ("core::setintersection(null, [])", "! argument 1: list required, got null"),
            (r#"core::setsubtract(["a", "b"], ["b"])"#, r#"set["a"]"#),
            (r#"core::setsubtract(["a", u], ["b"])"#, r#"set["a", …]"#),
            (r#"core::setsubtract(["a", "b"], ["b", u])"#, "set[…]"),
            ("core::setsubtract([a, b], [a])", "set[?<#2.arn>]"),
            (r#"core::setsubtract(open, ["p"])"#, r#"set["q", …]"#),
            (r#"core::setsubtract(["p"], open)"#, "set[]"),
            (r#"core::setsubtract(["z"], open)"#, "set[…]"),
            (r#"core::setsubtract(["z"], u)"#, "set[…]"),
            (r#"core::setsubtract(u, ["z"])"#, "?"),
            (r#"core::setsubtract(["z"], null)"#, "! argument 2: list required, got null"),
            (r#"core::setsubtract("z", [])"#, "! argument 1: list required, got string"),
        ]);
    }

    #[test]
    fn products() {
        check(&[
            (r#"core::setproduct(["a", "b"], [1, 2])"#, r#"list[["a", 1], ["a", 2], ["b", 1], ["b", 2]]"#),
            (r#"core::setproduct(core::toset(["a"]), core::toset([1]))"#, r#"set[["a", 1]]"#),
            (r#"core::setproduct(["a"], [])"#, "list[]"),
            ("core::setproduct(u, [])", "list[]"),
            (r#"core::setproduct(u, ["a"])"#, "list[…]"),
            (r#"core::setproduct(open, ["a"])"#, r#"list[["p", "a"], ["q", "a"], …]"#),
            ("core::setproduct(null, [])", "! argument 1: list required, got null"),
            ("core::setproduct(core::range(1000), core::range(1000))", "! combinations"),
        ]);
    }
}
