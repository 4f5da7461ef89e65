//! Equality of values, known and unknown. Answers "different" only on a known difference, "equal" only on a known
//! sameness; symbols are compared by whoever knows the plan, through [`Resolver`].

use super::{List, ListKind, Object, ObjectKind, Place, Step, Symbol, Trace, Truth, Unknown, Val, Value};

/// Answers questions about places and symbols that only the owner of the plan can answer.
pub trait Resolver {
    /// The value of a place that the plan leaves unknown: known through a fact or a reference, or unknown with a symbol.
    fn resolve(&self, place: &Place) -> Val;
    /// A list at a place that the plan shows with members of which it may not have any: blocks that a `dynamic` makes from
    /// something unknown. `None` if it is as it stands.
    fn reshape(&self, _: &Place, _: &List) -> Option<Val> {
        None
    }
    /// Whether two unknown values will be equal.
    fn same(&self, left: &Symbol, right: &Symbol) -> Truth;
    /// Whether an unknown value will be this text.
    fn holds(&self, symbol: &Symbol, text: &str) -> Truth;
}

/// The value with a bare unknown replaced by what the resolver knows of its place.
#[must_use]
pub fn settle(value: Val, resolver: &dyn Resolver) -> Val {
    match settled(&value, resolver) {
        Some(settled) => settled,
        None => value,
    }
}

/// What the resolver knows better; `None` if the value stands as it is.
fn settled(value: &Val, resolver: &dyn Resolver) -> Option<Val> {
    match (&value.value, &value.place) {
        (Value::Unknown(unknown), Some(place)) if unknown.is_bare() => Some(resolver.resolve(place).with(value.trace.clone())),
        (Value::List(list), Some(place)) if list.open.is_none() && list.items.iter().any(is_ghost) => {
            resolver.reshape(place, list).map(|reshaped| reshaped.with(value.trace.clone()))
        }
        _ => None,
    }
}

/// Whether nothing is known of a block: each of its arguments is unknown, unset or empty.
#[must_use]
pub fn is_ghost(item: &Val) -> bool {
    let Value::Object(object) = &item.value else { return false };
    let empty = |value: &Val| match &value.value {
        Value::Unknown(_) | Value::Null => true,
        Value::List(list) => list.items.is_empty(),
        _ => false,
    };
    object.fields.iter().any(|(_, value)| value.is_unknown()) && object.fields.iter().all(|(_, value)| empty(value))
}

/// A field of an object or an element of a list, with its place; `None` if there is none.
#[must_use]
pub fn child(value: &Val, step: &Step, resolver: &dyn Resolver) -> Option<Val> {
    let found = match (&value.value, step) {
        (Value::Object(object), Step::Attr(name)) => match object.get(name) {
            Some(found) => found.clone(),
            None if object.kind == ObjectKind::Void => Val::null(),
            None => return None,
        },
        (Value::List(list), Step::Index(at)) => list.items.get(usize::try_from(*at).ok()?)?.clone(),
        _ => return None,
    };
    Some(settle(inherit(found, value, || step.clone()), resolver))
}

/// Gives a part its place and the history of the whole, unless it has a place of its own.
fn inherit(mut part: Val, whole: &Val, step: impl FnOnce() -> Step) -> Val {
    if part.place.is_none() && part.trace.is_none() {
        part.place = whole.place.as_ref().map(|place| place.child(step()));
    }
    if whole.trace.is_none() { part } else { part.with(whole.trace.clone()) }
}

/// The elements of a list or the values of an object, settled, each with its key.
#[must_use]
pub fn entries(value: &Val, resolver: &dyn Resolver) -> Vec<(Val, Val)> {
    match &value.value {
        Value::List(list) => list
            .items
            .iter()
            .zip(0_u32..)
            .map(|(item, at)| {
                let item = inherit(item.clone(), value, || Step::Index(at));
                (Val::from(f64::from(at)), settle(item, resolver))
            })
            .collect(),
        Value::Object(object) => object
            .fields
            .iter()
            .map(|(name, item)| {
                let item = inherit(item.clone(), value, || Step::Attr(name.clone()));
                (Value::String(name.clone()).into(), settle(item, resolver))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The elements of a list or the values of an object, settled.
#[must_use]
pub fn items(value: &Val, resolver: &dyn Resolver) -> Vec<Val> {
    match &value.value {
        Value::List(list) => {
            let placed = list.items.iter().zip(0_u32..).map(|(item, at)| inherit(item.clone(), value, || Step::Index(at)));
            placed.map(|item| settle(item, resolver)).collect()
        }
        Value::Object(object) => {
            let named = object.fields.iter();
            let placed = named.map(|(name, item)| inherit(item.clone(), value, || Step::Attr(name.clone())));
            placed.map(|item| settle(item, resolver)).collect()
        }
        _ => Vec::new(),
    }
}

impl Unknown {
    /// Whether nothing at all is known of it.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.symbol.is_none()
            && self.json.is_none()
            && self.base64.is_none()
            && !self.not_null
            && self.at_least.is_none()
            && self.members.is_none()
    }
}

/// What the nested blocks of a resource hold at a path of names (`rule.destination.bucket`), each value by itself, and what hides
/// further ones.
#[must_use]
pub fn held(resource: &Val, path: &str, resolver: &dyn Resolver) -> (Vec<Val>, Option<Trace>) {
    let mut hidden: Option<Trace> = None;
    let mut level = vec![resource.clone()];
    for name in path.split('.') {
        let step = Step::Attr(name.into());
        let around = std::mem::take(&mut level);
        let parts = around.iter().filter_map(|value| child(value, &step, resolver));
        for part in parts {
            match &part.value {
                Value::List(list) => {
                    level.extend(items(&part, resolver));
                    if let Some(open) = &list.open {
                        hidden = Some(hidden.unwrap_or_default().join(open.clone()));
                    }
                }
                _ => level.push(part),
            }
        }
        // Of an unknown block nobody knows what it holds; an unknown value may still be known by where it comes from.
        for block in level.iter().filter(|value| value.is_unknown() && value.symbol().is_none()) {
            hidden = Some(hidden.unwrap_or_default().join(block.touched()));
        }
    }
    (level, hidden)
}

/// Whether two values are equal, by type and value as the language has it.
#[must_use]
pub fn equal(left: &Val, right: &Val, resolver: &dyn Resolver) -> Truth {
    let better = (settled(left, resolver), settled(right, resolver));
    let (left, right) = (better.0.as_ref().unwrap_or(left), better.1.as_ref().unwrap_or(right));
    match (&left.value, &right.value) {
        (Value::Unknown(a), Value::Unknown(b)) => match (&a.symbol, &b.symbol) {
            (Some(a), Some(b)) => resolver.same(a, b),
            _ => Truth::Unknown,
        },
        (Value::Unknown(unknown), known) | (known, Value::Unknown(unknown)) => unknown_equals(unknown, known, resolver),
        (Value::Null, Value::Null) => Truth::True,
        (Value::Bool(a), Value::Bool(b)) => (a == b).into(),
        #[expect(clippy::float_cmp, reason = "the language compares numbers exactly")]
        (Value::Number(a), Value::Number(b)) => (a == b).into(),
        (Value::String(a), Value::String(b)) => (a == b).into(),
        (Value::List(a), Value::List(b)) => lists_equal(left, a, right, b, resolver),
        (Value::Object(a), Value::Object(b)) => objects_equal(left, a, right, b, resolver),
        _ => Truth::False,
    }
}

fn unknown_equals(unknown: &Unknown, known: &Value, resolver: &dyn Resolver) -> Truth {
    match (known, &unknown.symbol) {
        (Value::Null, _) if unknown.not_null => Truth::False,
        (Value::Number(number), _) if unknown.at_least.is_some_and(|least| *number < least) => Truth::False,
        (Value::String(text), Some(symbol)) => resolver.holds(symbol, text),
        _ => Truth::Unknown,
    }
}

fn lists_equal(left: &Val, a: &List, right: &Val, b: &List, resolver: &dyn Resolver) -> Truth {
    if a.kind != b.kind && a.kind != ListKind::Any && b.kind != ListKind::Any {
        return Truth::False;
    }
    let open = a.open.is_some() || b.open.is_some();
    if open {
        let too_long = |short: &List, long: &List| short.open.is_none() && long.items.len() > short.items.len();
        return if too_long(a, b) || too_long(b, a) { Truth::False } else { Truth::Unknown };
    }
    if a.items.len() != b.items.len() {
        return Truth::False;
    }
    let (left, right) = (entries(left, resolver), entries(right, resolver));
    if a.kind == ListKind::Set || b.kind == ListKind::Set {
        return left.iter().fold(Truth::True, |so_far, (_, item)| so_far.and(among(item, &right, resolver)));
    }
    left.iter().zip(&right).fold(Truth::True, |so_far, ((_, x), (_, y))| so_far.and(equal(x, y, resolver)))
}

fn among(item: &Val, others: &[(Val, Val)], resolver: &dyn Resolver) -> Truth {
    others.iter().fold(Truth::False, |so_far, (_, other)| so_far.or(equal(item, other, resolver)))
}

fn objects_equal(left: &Val, a: &Object, right: &Val, b: &Object, resolver: &dyn Resolver) -> Truth {
    if a.fields.len() != b.fields.len() || a.fields.iter().zip(b.fields.iter()).any(|((x, _), (y, _))| x != y) {
        return Truth::False;
    }
    let (left, right) = (entries(left, resolver), entries(right, resolver));
    left.iter().zip(&right).fold(Truth::True, |so_far, ((_, x), (_, y))| so_far.and(equal(x, y, resolver)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::from_json;

    struct Nothing;
    impl Resolver for Nothing {
        fn resolve(&self, _: &Place) -> Val {
            Val::unknown(crate::value::Trace::none())
        }
        fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
            if left == right { Truth::True } else { Truth::Unknown }
        }
        fn holds(&self, _: &Symbol, _: &str) -> Truth {
            Truth::Unknown
        }
    }

    fn json(text: &str) -> Val {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        crate::value::decode(&json, None)
    }

    #[test]
    fn equality_is_by_type_and_value() {
        // left, right, equal
        let table = [
            ("1", "1", Truth::True),
            ("1", "\"1\"", Truth::False),
            ("null", "null", Truth::True),
            ("null", "0", Truth::False),
            ("[1,2]", "[1,2]", Truth::True),
            ("[1,2]", "[2,1]", Truth::False),
            ("{\"a\":1}", "{\"a\":1}", Truth::True),
            ("{\"a\":1}", "{\"b\":1}", Truth::False),
        ];
        for (left, right, truth) in table {
            assert_eq!(equal(&json(left), &json(right), &Nothing), truth, "{left} == {right}");
        }
    }

    #[test]
    fn a_known_difference_inside_beats_an_unknown() {
        let unknown = Val::unknown(crate::value::Trace::none());
        let left = Val::list(ListKind::Tuple, vec![1.0.into(), unknown.clone()]);
        let right = Val::list(ListKind::Tuple, vec![2.0.into(), 3.0.into()]);
        assert_eq!(equal(&left, &right, &Nothing), Truth::False);
        let right = Val::list(ListKind::Tuple, vec![1.0.into(), 3.0.into()]);
        assert_eq!(equal(&left, &right, &Nothing), Truth::Unknown);
        assert_eq!(equal(&unknown, &from_json(&serde_json::Value::Null), &Nothing), Truth::Unknown);
    }

    #[test]
    fn sets_have_no_order_and_are_no_lists() {
        let set = Val::list(ListKind::Set, vec![1.0.into(), 2.0.into()]);
        assert_eq!(equal(&set, &json("[2,1]"), &Nothing), Truth::True);
        assert_eq!(equal(&set, &Val::list(ListKind::Tuple, vec![1.0.into(), 2.0.into()]), &Nothing), Truth::False);
    }
}
