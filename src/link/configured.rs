//! What the configuration says about an argument: not set, a constant, references, or a nested block.

use std::sync::Arc;

use serde_json::Value as Json;

use super::Linker;
use crate::plan::{ConfigResource, Expression};
use crate::value::{Place, Resolver, Step, Truth, Val, Value, World, equal, from_json};

/// Why nothing is told of an argument of a block that cannot be told from another.
pub(super) const UNCLEAR: &str = "several blocks may be meant, and the plan does not tell which";

/// What feeds an argument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Configured<'a> {
    /// There is no configuration for the resource: a state, or a resource that goes away.
    NoConfiguration,
    /// Not set. A `dynamic` block leaves no trace in a plan, so of a block this proves nothing.
    Absent,
    /// An expression feeds it, or a value around it (the steps that are left).
    Expression(Expression<'a>, usize),
    /// It is a nested block, or a list of them.
    Block,
    /// It is in a block, and several blocks say different things of it: the plan does not tell which block is which.
    Unclear,
}

impl<'p> Linker<'p> {
    /// The configuration block of a resource.
    pub(super) fn config_of(&self, place: &Place) -> Option<&'p ConfigResource> {
        let find = || {
            let address = &self.resource(place.resource())?.address;
            let module = self.plan.configuration.module(address.module.iter().map(|step| &*step.name))?;
            module.resource(address.mode, &address.kind, &address.name)
        };
        *self.configs.get(usize::try_from(place.resource().0).ok()?)?.get_or_init(find)
    }

    /// What the configuration says about a place.
    pub(super) fn configured(&self, place: &Place) -> Configured<'p> {
        let Some(config) = self.config_of(place).filter(|_| place.world() == World::Planned) else {
            return Configured::NoConfiguration;
        };
        self.configured_in(place, &place.path(), 0, &config.expressions)
    }

    /// What stands at the end of a path, from its step `at` on.
    fn configured_in<'a>(&self, place: &Place, path: &[Step], at: usize, json: &'a Json) -> Configured<'a> {
        let next = match (path.get(at), json) {
            (None, _) => return Configured::Block,
            (Some(Step::Attr(name)), Json::Object(fields)) => fields.get(&**name),
            (Some(Step::Index(wanted)), Json::Array(blocks)) => {
                let list =
                    path.iter().take(at).fold(Place::root(place.resource(), place.world()), |at, step| at.child(step.clone()));
                let (fitting, others) = self.blocks_of(&list, *wanted, blocks);
                let mut told = fitting.into_iter().map(|block| self.configured_in(place, path, at + 1, block));
                return match told.next() {
                    None => Configured::Absent,
                    Some(first) if !others && told.all(|other| other == first) => first,
                    Some(_) => Configured::Unclear,
                };
            }
            // A block that can occur once only is not wrapped in a list in the configuration.
            (Some(Step::Index(0)), Json::Object(_)) => return self.configured_in(place, path, at + 1, json),
            _ => None,
        };
        let Some(next) = next else { return Configured::Absent };
        match Expression::read(next) {
            Some(expression) => Configured::Expression(expression, path.len() - at - 1),
            None => self.configured_in(place, path, at + 1, next),
        }
    }

    /// The blocks of the configuration that a planned block may come from, and whether it may come from none of them but from a
    /// `dynamic`. Sets are sorted by hash in the plan and stand in the order of the source in the configuration, so blocks are
    /// paired by the constants in them.
    fn blocks_of<'a>(&self, list: &Place, wanted: u32, blocks: &'a [Json]) -> (Vec<&'a Json>, bool) {
        let at = usize::try_from(wanted).unwrap_or(usize::MAX);
        let planned = match self.raw(list).map(|value| value.value) {
            Some(Value::List(planned)) => planned.items,
            _ => return (blocks.get(at).into_iter().collect(), false),
        };
        let Some(item) = planned.get(at) else { return (Vec::new(), false) };
        let in_order = planned.len() == blocks.len() && planned.iter().zip(blocks).all(|(item, block)| self.fits(item, block));
        let other = |(place, block): &(usize, &Json)| {
            // Which of two blocks that look alike is which makes no difference.
            let alike = || in_order && planned.get(*place).is_some_and(|other| is_alike(other, item));
            *place != at && self.fits(item, block) && !alike()
        };
        let own = blocks.get(at).filter(|block| self.fits(item, block));
        let others = blocks.iter().enumerate().filter(other).map(|(_, block)| block);
        let fitting: Vec<&'a Json> = own.into_iter().chain(others).collect();
        // The provider may have written a constant otherwise; it has made no block.
        if fitting.is_empty() && planned.len() <= blocks.len() {
            return (blocks.iter().collect(), false);
        }
        (fitting, planned.len() > blocks.len())
    }

    /// Whether every constant of a configured block is what the planned block holds.
    fn fits(&self, item: &Val, block: &Json) -> bool {
        let (Some(fields), Value::Object(object)) = (block.as_object(), &item.value) else { return true };
        fields.iter().all(|(name, json)| match (Expression::read(json), object.get(name)) {
            (Some(Expression::Constant(constant)), Some(planned)) if !planned.is_unknown() => {
                loosely_equal(planned, &from_json(constant), self)
            }
            _ => true,
        })
    }

    /// Whether the configuration feeds an argument from something else.
    pub(crate) fn is_fed(&self, place: &Place) -> bool {
        match self.configured(place) {
            Configured::Expression(Expression::References(_) | Expression::Opaque, _) => true,
            Configured::Absent | Configured::NoConfiguration => false,
            Configured::Expression(Expression::Constant(_), _) | Configured::Block | Configured::Unclear => true,
        }
    }

    /// `onus::is_set`: whether the configuration sets an argument or block.
    pub(super) fn is_set(&self, place: &Place) -> Truth {
        match self.configured(place) {
            Configured::Expression(Expression::Constant(Json::Null), 0) => Truth::False,
            Configured::Expression(Expression::Constant(_), 0) | Configured::Block => Truth::True,
            Configured::Expression(expression, _) => self.is_set_by(place, expression),
            Configured::Unclear => Truth::Unknown,
            // A state does not tell what was set and what AWS filled in.
            Configured::NoConfiguration => match self.raw(place) {
                None => Truth::False,
                Some(value) if value.is_null() => Truth::False,
                Some(_) => Truth::Unknown,
            },
            Configured::Absent => self.is_set_by_text(place),
        }
    }
}

impl Linker<'_> {
    /// An expression sets an argument unless what it gives is null. What a new resource is planned to have was given; what an
    /// old one has may also be what AWS filled in.
    fn is_set_by(&self, place: &Place, expression: Expression<'_>) -> Truth {
        let given = match expression {
            Expression::References(_) => self.text_value(place).or_else(|| self.given(place)),
            _ => None,
        };
        let new = self.resource(place.resource()).is_some_and(|resource| resource.action.makes());
        match (self.raw(place), given) {
            (Some(planned), _) if new && !planned.is_unknown() => (!planned.is_null()).into(),
            (Some(planned), _) if planned.is_null() => Truth::False,
            (_, Some(given)) if given.is_null() => Truth::False,
            (Some(planned), None) if !planned.is_unknown() && matches!(expression, Expression::References(_)) => Truth::Unknown,
            _ => Truth::True,
        }
    }
}

/// Whether two values show the same: equal where they are known, unknown at the same places and of one origin.
pub(super) fn is_alike(a: &Val, b: &Val) -> bool {
    match (&a.value, &b.value) {
        (Value::Unknown(a), Value::Unknown(b)) => a.symbol == b.symbol,
        (Value::Null, Value::Null) => true,
        (Value::List(a), Value::List(b)) => {
            a.items.len() == b.items.len() && a.items.iter().zip(b.items.iter()).all(|(a, b)| is_alike(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.fields.len() == b.fields.len()
                && a.fields.iter().zip(b.fields.iter()).all(|(a, b)| a.0 == b.0 && is_alike(&a.1, &b.1))
        }
        _ => crate::expr::primitive_text(a).is_some_and(|text| crate::expr::primitive_text(b) == Some(text)),
    }
}

/// The texts of elements that are all known; a set may be in another order and holds each once.
fn texts_of(items: &[Val]) -> Option<std::collections::BTreeSet<Arc<str>>> {
    items.iter().map(crate::expr::primitive_text).collect()
}

/// The provider normalises types ("22" for 22), so constants are compared by their text.
pub(super) fn loosely_equal(planned: &Val, constant: &Val, resolver: &dyn Resolver) -> bool {
    if equal(planned, constant, resolver) != Truth::False {
        return true;
    }
    let text = |value: &Val| crate::expr::primitive_text(value);
    match (text(planned), text(constant)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => match (&planned.value, &constant.value) {
            (Value::List(a), Value::List(b)) => texts_of(&a.items).is_none_or(|a| texts_of(&b.items).is_none_or(|b| a == b)),
            (Value::Null, Value::List(b)) => b.items.is_empty(),
            _ => true,
        },
        _ => false,
    }
}
