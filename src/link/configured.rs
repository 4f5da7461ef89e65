//! What the configuration says about an argument: not set, a constant, references, or a nested block.

use serde_json::Value as Json;

use super::Linker;
use crate::plan::{ConfigResource, Expression};
use crate::value::{Place, Resolver, Step, Truth, Val, Value, World, equal, from_json};

/// What feeds an argument.
#[derive(Debug, Clone, Copy)]
pub(super) enum Configured<'a> {
    /// There is no configuration for the resource: a state, or a resource that goes away.
    NoConfiguration,
    /// Not set. A `dynamic` block leaves no trace in a plan, so of a block this proves nothing.
    Absent,
    /// An expression feeds it, or a value around it (the steps that are left).
    Expression(Expression<'a>, usize),
    /// It is a nested block, or a list of them.
    Block,
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
        let path = place.path();
        let mut json = &config.expressions;
        for (at, step) in path.iter().enumerate() {
            let next = match (step, json) {
                (Step::Attr(name), Json::Object(fields)) => fields.get(&**name),
                (Step::Index(_), Json::Array(blocks)) => {
                    let around = path.get(..=at).unwrap_or(&[]);
                    self.block_of(place, around, blocks)
                }
                // A block that can occur once only is not wrapped in a list in the configuration.
                (Step::Index(0), Json::Object(_)) => Some(json),
                _ => None,
            };
            let Some(next) = next else { return Configured::Absent };
            if let (Some(expression), true) = (Expression::read(next), !matches!(step, Step::Index(_))) {
                return Configured::Expression(expression, path.len() - at - 1);
            }
            json = next;
        }
        Configured::Block
    }

    /// The block of the configuration that a planned block comes from. Sets are sorted by hash in the plan and stand in
    /// the order of the source in the configuration, so blocks are paired by the constants in them.
    fn block_of<'a>(&self, place: &Place, around: &[Step], blocks: &'a [Json]) -> Option<&'a Json> {
        let (last, list) = around.split_last()?;
        let Step::Index(wanted) = last else { return None };
        let wanted = usize::try_from(*wanted).ok()?;
        let list = list.iter().fold(Place::root(place.resource(), place.world()), |place, step| place.child(step.clone()));
        let planned = match self.raw(&list).map(|value| value.value) {
            Some(Value::List(planned)) => planned.items,
            _ => return blocks.get(wanted),
        };
        if planned.len() == blocks.len() && planned.iter().zip(blocks).all(|(item, block)| self.fits(item, block)) {
            return blocks.get(wanted);
        }
        let item = planned.get(wanted)?;
        let mut fitting = blocks.iter().filter(|block| self.fits(item, block));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
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
            Configured::Expression(Expression::Constant(_), _) | Configured::Block => true,
        }
    }

    /// `onus::is_set`: whether the configuration sets an argument or block.
    pub(super) fn is_set(&self, place: &Place) -> Truth {
        match self.configured(place) {
            Configured::Expression(Expression::Constant(Json::Null), 0) => Truth::False,
            Configured::Expression(Expression::Constant(_), 0) | Configured::Block => Truth::True,
            Configured::Expression(expression, _) => self.is_set_by(place, expression),
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

/// The provider normalises types ("22" for 22), so constants are compared by their text.
pub(super) fn loosely_equal(planned: &Val, constant: &Val, resolver: &dyn Resolver) -> bool {
    if equal(planned, constant, resolver) != Truth::False {
        return true;
    }
    let text = |value: &Val| crate::expr::primitive_text(value);
    match (text(planned), text(constant)) {
        (Some(a), Some(b)) => a == b,
        // Collections are compared by the plan itself; a set may be in another order.
        (None, None) => true,
        _ => false,
    }
}
