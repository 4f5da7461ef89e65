//! Origins from the `.tf` text: evaluates the expressions of the source where the plan is silent.

use std::sync::Arc;

use super::Linker;
use super::configured::{Configured, is_alike};
use super::origin::{Fed, Nested};
use super::references::Site;
use super::text_scope::TextScope;
use crate::expr::{Evaluator, Expr};
use crate::plan::{Expression, Mode};
use crate::value::{
    List, ListKind, Note, Object, ObjectKind, Place, Step, Symbol, Trace, Truth, Unknown, Val, Value, World, child, entries,
};

impl<'p> Linker<'p> {
    /// The block of the source text that a resource comes from.
    pub(super) fn fed(&self, place: &Place) -> Option<Arc<Fed>> {
        let resource = self.resource(place.resource())?;
        let address = &resource.address;
        self.source?.resource(&address.module_names(), address.mode, &address.kind, &address.name)
    }

    /// What the source text says about a place; `None` if it is not at hand or says nothing that helps.
    pub(super) fn by_text(&self, place: &Place) -> Option<Val> {
        let value = self.text_value(place)?;
        let told = match &value.value {
            Value::Unknown(unknown) => unknown.symbol.is_some() || unknown.json.is_some() || unknown.members.is_some(),
            // The provider's schema may make a number or a boolean of it (`from_port = each.key`); the text does not tell.
            Value::String(text) => text.parse::<f64>().is_err() && text.parse::<bool>().is_err(),
            _ => true,
        };
        told.then(|| value.with(Trace::note(Note::Told(place.clone()))))
    }

    /// Whether the text was read and leaves the value open: then a reference is a candidate and no more.
    pub(super) fn text_is_open(&self, place: &Place) -> bool {
        self.text_value(place).is_some_and(|value| value.is_unknown())
    }

    /// The value that the source text gives a place.
    pub(super) fn text_value(&self, place: &Place) -> Option<Val> {
        if place.world() == World::Prior {
            return None;
        }
        let fed = self.fed(place)?;
        let scope = TextScope::new(self, Site::of_resource(self, place.resource())?, Vec::new(), for_each_of(&fed));
        let path = place.path();
        let root = Place::root(place.resource(), World::Planned);
        self.descend(&scope, &fed, &path, &root)
    }

    /// Follows a path through arguments and nested blocks.
    fn descend(&self, scope: &TextScope<'_, 'p>, fed: &Fed, path: &[Step], at: &Place) -> Option<Val> {
        let (Step::Attr(name), rest) = path.split_first()? else { return None };
        let here = at.child(Step::Attr(name.clone()));
        let is_argument = fed.arguments.iter().any(|(argument, _)| argument == name);
        let list = self.told_at_top(scope, fed, at, name)?;
        if !is_argument && matches!(rest, [Step::Attr(_), ..]) {
            return None;
        }
        self.inside(list, &here, rest)
    }

    /// What a value that was written for a place holds at the end of a path. The elements of a set stand in another order in the
    /// plan than in the text.
    pub(super) fn inside(&self, written: Val, at: &Place, path: &[Step]) -> Option<Val> {
        let (first, path) = match (path, &written.value) {
            ([Step::Index(index), rest @ ..], Value::List(_)) => (self.paired(&written, at, *index)?, rest),
            _ => (written, path),
        };
        path.iter().try_fold(first, |value, step| child(&value, step, self))
    }

    /// The value of a whole argument or of all blocks of a name, evaluated once.
    fn told_at_top(&self, scope: &TextScope<'_, 'p>, fed: &Fed, at: &Place, name: &Arc<str>) -> Option<Val> {
        let key = (at.resource(), name.clone());
        if let Some(known) = self.told.borrow().get(&key) {
            return known.clone();
        }
        let value = match fed.arguments.iter().find(|(argument, _)| argument == name) {
            Some((_, expr)) => Evaluator::new(scope).eval(expr).ok(),
            None => self.block_list(scope, fed, name),
        };
        // A value that was met while it was being made is not the whole truth.
        if self.resolving.borrow().len() <= 1 {
            self.told.borrow_mut().insert(key, value.clone());
        }
        value
    }

    /// All blocks of a name as a list of objects; open if a `dynamic` block runs over something unknown.
    pub(super) fn block_list(&self, scope: &TextScope<'_, 'p>, fed: &Fed, name: &str) -> Option<Val> {
        let blocks: Vec<&Nested> = fed.blocks.iter().filter(|(block, _)| &**block == name).map(|(_, nested)| nested).collect();
        if blocks.is_empty() {
            return None;
        }
        let mut items = Vec::new();
        let mut open: Option<Trace> = None;
        for block in blocks {
            match block {
                Nested::Static(fed) => items.push(self.block_value(scope, fed)),
                Nested::Dynamic { for_each, iterator, content } => {
                    let hidden = self.dynamic(scope, for_each, iterator, content, &mut items);
                    if let Some(hidden) = hidden {
                        open = Some(open.unwrap_or_default().join(hidden));
                    }
                }
            }
        }
        Some(Value::List(List { kind: ListKind::Any, items: items.into(), open }).into())
    }

    /// The blocks that a `dynamic` makes; what hides further ones.
    fn dynamic(
        &self,
        scope: &TextScope<'_, 'p>,
        for_each: &Expr,
        iterator: &Arc<str>,
        content: &Fed,
        items: &mut Vec<Val>,
    ) -> Option<Trace> {
        let Ok(over) = Evaluator::new(scope).eval(for_each) else {
            return Some(Trace::note(Note::Cause("a `dynamic` block runs over something that cannot be evaluated".into())));
        };
        let hidden = match &over.value {
            Value::Unknown(_) => {
                let cause = Note::Cause("a `dynamic` block runs over something that is not known before apply".into());
                return Some(Trace::note(cause).join(over.touched()));
            }
            Value::List(List { open, .. }) => open.clone(),
            _ => None,
        };
        for (key, value) in entries(&over, self) {
            // The key of a set is its element.
            let key = if matches!(&over.value, Value::List(list) if list.kind == ListKind::Set) { value.clone() } else { key };
            let instance = Val::object(vec![("key".into(), key), ("value".into(), value)]);
            let inner = scope.with_iterator(iterator.clone(), instance);
            items.push(self.block_value(&inner, content));
        }
        hidden
    }

    /// A block as an object; an argument that cannot be evaluated is unknown.
    fn block_value(&self, scope: &TextScope<'_, 'p>, fed: &Fed) -> Val {
        let mut fields: Vec<(Arc<str>, Val)> = Vec::new();
        for (name, expr) in &fed.arguments {
            let value = Evaluator::new(scope).eval(expr).unwrap_or_else(|_| Val::unknown(Trace::none()));
            fields.push((name.clone(), value));
        }
        for (name, _) in &fed.blocks {
            if !fields.iter().any(|(known, _)| known == name)
                && let Some(list) = self.block_list(scope, fed, name)
            {
                fields.push((name.clone(), list));
            }
        }
        // What is left out of a block reads as null, as the provider would show it.
        let object = Object { kind: ObjectKind::Void, ..Object::new(fields) };
        Value::Object(object).into()
    }

    /// The element of the text that a planned element is: in order if all fit in order and elements that could change places look
    /// alike, else the only one that fits.
    fn paired(&self, list: &Val, place: &Place, index: u32) -> Option<Val> {
        let texts: Vec<Val> = entries(list, self).into_iter().map(|(_, item)| item).collect();
        let at = usize::try_from(index).ok()?;
        let open = matches!(&list.value, Value::List(List { open: Some(_), .. }));
        let planned = match self.raw(place).map(|value| value.value) {
            Some(Value::List(planned)) => planned.items,
            _ => return if open { None } else { texts.get(at).cloned() },
        };
        let item = planned.get(at)?;
        if !open && planned.len() == texts.len() && planned.iter().zip(&texts).all(|(item, text)| self.may_be(item, text)) {
            let told = texts.get(at)?;
            // What stands elsewhere in the plan already is not this one.
            let is_taken = planned.iter().enumerate().any(|(other, item)| other != at && is_same_primitive(item, told));
            // Sets stand in another order in the plan than in the text, and nothing tells a set from a list.
            let is_other = |(other, text): (usize, &Val)| {
                let looks = planned.get(other).is_some_and(|other| is_alike(other, item));
                other != at && !looks && self.may_be(item, text) && !is_alike(text, told)
            };
            return (!is_taken && !texts.iter().enumerate().any(is_other)).then(|| told.clone());
        }
        let mut fitting = texts.iter().filter(|text| self.may_be(item, text));
        match (fitting.next(), fitting.next(), open) {
            (Some(only), None, false) => Some(only.clone()),
            _ => None,
        }
    }

    /// A list of blocks without those that are only there because a `dynamic` runs over something unknown: there may be none.
    pub(super) fn without_ghosts(&self, place: &Place, list: &List) -> Option<Val> {
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return None };
        if place.world() == World::Prior || !matches!(self.configured(place), Configured::Absent) {
            return None;
        }
        let text = self.fed(place).map(|fed| fed.blocks.iter().any(|(block, _)| block == name)).map(|_| self.text_value(place));
        let hidden = match text {
            // The text makes a known number of blocks.
            Some(Some(Val { value: Value::List(List { open: None, .. }), .. })) => return None,
            Some(Some(Val { value: Value::List(List { open: Some(hidden), .. }), .. })) => hidden,
            _ => Trace::note(Note::Cause(
                format!("`{}` comes from a `dynamic` block that may make no block at all", self.place_text(place)).into(),
            )),
        };
        let items = list.items.iter().zip(0_u32..).filter(|(item, _)| !crate::value::is_ghost(item)).map(|(item, at)| {
            let at = Some(place.child(Step::Index(at)));
            Val { place: item.place.clone().or(at), ..item.clone() }
        });
        let list = List { kind: list.kind, items: items.collect(), open: Some(hidden) };
        Some(Val { value: Value::List(list), place: Some(place.clone()), trace: Trace::none() })
    }

    /// Whether no known argument of a text block differs from the planned block. What is null in the text is not set: the
    /// provider may fill it in.
    fn may_be(&self, planned: &Val, text: &Val) -> bool {
        let differ = |item: &Val, value: &Val| {
            let told = !item.is_unknown() && !value.is_unknown() && !value.is_null();
            told && !super::configured::loosely_equal(item, value, self)
        };
        let (Value::Object(fields), Value::Object(text)) = (&planned.value, &text.value) else { return !differ(planned, text) };
        text.fields.iter().all(|(name, value)| fields.get(name).is_none_or(|item| !differ(item, value)))
    }

    /// Whether the source text shows that a block is not made by `dynamic`, or nothing in the plan could hide one.
    pub(super) fn text_denies_dynamic(&self, place: &Place) -> bool {
        let path = place.path();
        let Some(Step::Attr(name)) = path.first() else { return false };
        match self.fed(place) {
            Some(fed) => !fed.blocks.iter().any(|(block, _)| block == name),
            None => !self.plan.has_hidden_references(),
        }
    }

    /// Whether an argument or block that the configuration does not mention is set after all, by a dynamic block.
    pub(super) fn is_set_by_text(&self, place: &Place) -> Truth {
        if let Some(fed) = self.fed(place)
            && let Some(Step::Attr(name)) = place.path().first()
            && !fed.blocks.iter().any(|(block, _)| block == name)
        {
            return Truth::False;
        }
        if let Some(value) = self.text_value(place) {
            return match &value.value {
                Value::List(List { items, open, .. }) if items.is_empty() => {
                    if open.is_none() {
                        Truth::False
                    } else {
                        Truth::Unknown
                    }
                }
                Value::Null => Truth::False,
                _ => Truth::True,
            };
        }
        if place.path().len() > 1 && self.is_from_dynamic(place) {
            // What a block that a `dynamic` made holds was given, or is the provider's default.
            return if self.raw(place).is_some_and(|value| value.is_null()) { Truth::False } else { Truth::Unknown };
        }
        let new = self.resource(place.resource()).is_some_and(|resource| resource.action.makes());
        match self.raw(place) {
            Some(value) if !value.is_unknown() => match &value.value {
                // Content that a new resource has and the configuration does not mention can only be dynamic; an old
                // resource may have been given it by AWS.
                Value::List(list) if list.items.iter().any(|item| matches!(&item.value, Value::Object(_))) => {
                    if new {
                        Truth::True
                    } else {
                        Truth::Unknown
                    }
                }
                _ => Truth::False,
            },
            Some(_) if self.may_be_block(place) && !self.text_denies_dynamic(place) => Truth::Unknown,
            _ => Truth::False,
        }
    }

    /// What an argument without configuration is: not set, or made by a dynamic block.
    pub(super) fn configured_absent(&self, place: &Place) -> Val {
        if let Some(value) = self.text_value(place) {
            return value;
        }
        if self.is_block(place) && !self.text_denies_dynamic(place) {
            return self.because(place, "it may come from a `dynamic` block and the source is not at hand");
        }
        Val::null()
    }

    /// A reference that the text shows to be one of several possible values: never more than a candidate.
    pub(super) fn as_candidate(value: Val) -> Val {
        match value.symbol() {
            Some(Symbol::At(place)) => {
                let unknown = Unknown { symbol: Some(Symbol::OneOf(Arc::from([place.clone()]))), ..Unknown::default() };
                Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace: value.trace }
            }
            Some(Symbol::OneOf(_)) => value,
            // What a function makes of it is not the value itself.
            _ => Val::unknown(value.touched()),
        }
    }

    /// The value of an output by its text, or by the references of the plan.
    pub(super) fn output_value(&self, site: &Site<'p>, module: &[&str], name: &str, reader: Option<&Place>) -> Option<Val> {
        if let Some(expr) = self.source.and_then(|source| source.output(module, name)) {
            let scope = TextScope::new(self, site.clone(), Vec::new(), None);
            return Evaluator::new(&scope).eval(&expr).ok();
        }
        let output = self.plan.configuration.module(module.iter().copied())?.outputs.get(name)?;
        match Expression::read(&output.expression)? {
            Expression::Constant(json) => Some(crate::value::from_json(json)),
            Expression::References(references) => Some(self.follow(site, references, reader?)),
            Expression::Opaque => None,
        }
    }
}

/// Whether two elements are one text, number or boolean.
fn is_same_primitive(item: &Val, told: &Val) -> bool {
    let text = crate::expr::primitive_text(told);
    text.is_some() && crate::expr::primitive_text(item) == text
}

/// What a repeated block runs over.
pub(super) fn for_each_of(fed: &Fed) -> Option<Arc<Expr>> {
    fed.arguments.iter().find(|(name, _)| &**name == "for_each").map(|(_, expr)| Arc::new(expr.clone()))
}

/// Managed or data, by the first word of a name in text.
pub(super) fn mode_and_kind(root: &str) -> (Mode, &str) {
    root.strip_prefix("data.").map_or((Mode::Managed, root), |kind| (Mode::Data, kind))
}
