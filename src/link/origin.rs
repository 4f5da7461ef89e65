//! Resolves a value that the plan leaves unknown: through what another attribute of the resource says, through the source
//! text, through the configuration, through provider facts; and if nothing tells, to its own place.

use std::sync::Arc;

use super::configured::Configured;
use super::references::Site;
use super::{Linker, ValueFact};
use crate::expr::{Evaluator, Expr, Outcome, Query, Scope};
use crate::plan::{Expression, Mode};
use crate::value::{List, Note, Place, Resolver, ResourceId, Step, Symbol, Trace, Truth, Unknown, Val, Value, World};

/// Expressions of the `.tf` text, compiled. What the plan does not record stands here: locals, dynamic blocks, templates.
pub trait TextOrigins {
    /// The arguments and blocks of a resource or data block; `None` if the text is not at hand or is not what was planned.
    fn resource(&self, module: &[&str], mode: Mode, kind: &str, name: &str) -> Option<Arc<Fed>>;
    /// The arguments of a module call.
    fn call(&self, module: &[&str], name: &str) -> Option<Arc<Fed>>;
    /// A local value.
    fn local(&self, module: &[&str], name: &str) -> Option<Arc<Expr>>;
    /// The value as one of the type of a variable: attributes filled in or dropped, text for numbers. What does not fit stays
    /// as it is.
    fn typed(&self, module: &[&str], name: &str, value: Val, resolver: &dyn Resolver) -> Val;
    /// Whether null is a value of a variable of its own, and not a word for its default.
    fn is_nullable(&self, module: &[&str], name: &str) -> bool;
    /// The default of a variable.
    fn default(&self, module: &[&str], name: &str) -> Option<Arc<Expr>>;
    /// The folder of a module as Terraform names it, from the folder of the root module.
    fn folder(&self, module: &[&str]) -> Option<Arc<str>>;
    /// The content of a file, its path from the folder of the root module.
    ///
    /// # Errors
    /// Says why it is not read.
    fn file(&self, path: &str) -> Result<Arc<str>, String>;
    /// An output.
    fn output(&self, module: &[&str], name: &str) -> Option<Arc<Expr>>;
    /// The arguments of a provider configuration.
    fn provider(&self, module: &[&str], name: &str, alias: Option<&str>) -> Option<Arc<Fed>>;
    /// The version of a provider, by its full name, that `.terraform.lock.hcl` holds.
    fn provider_version(&self, full_name: &str) -> Option<String>;
    /// The version of a module that was installed.
    fn module_version(&self, path: &[&str]) -> Option<String>;
}

/// A block of the source text.
#[derive(Debug, Clone, Default)]
pub struct Fed {
    /// Its arguments, `for_each` and `count` among them.
    pub arguments: Vec<(Arc<str>, Expr)>,
    /// Its nested blocks, in order.
    pub blocks: Vec<(Arc<str>, Nested)>,
}

/// A nested block of the source text.
#[derive(Debug, Clone)]
pub enum Nested {
    /// Written out.
    Static(Fed),
    /// `dynamic`.
    Dynamic {
        /// What it runs over.
        for_each: Expr,
        /// The name of its iterator.
        iterator: Arc<str>,
        /// What each instance holds.
        content: Fed,
    },
}

impl Linker<'_> {
    /// What is known of a place that the plan leaves unknown.
    pub(super) fn resolve_place(&self, place: &Place) -> Val {
        if let Some(known) = self.resolved.borrow().get(place) {
            return known.clone();
        }
        if self.resolving.borrow().is_empty() {
            self.budget().refresh();
        }
        // INVARIANT: `resolving` holds the places on the way here; a reference that leads back ends at its own symbol.
        if !self.resolving.borrow_mut().insert(place.clone()) {
            return self.own_symbol(place);
        }
        let value = self.find_origin(place);
        self.resolving.borrow_mut().remove(place);
        let value = Val { place: Some(place.clone()), ..value };
        self.resolved.borrow_mut().insert(place.clone(), value.clone());
        value
    }

    fn find_origin(&self, place: &Place) -> Val {
        if place.world() == World::Prior {
            return self.own_symbol(place);
        }
        if let Some(value) = self.by_identity(place) {
            return value;
        }
        if let Some(value) = self.by_text(place) {
            // An argument that is given null is not set.
            return if value.is_null() { self.unset(place) } else { value };
        }
        match self.configured(place) {
            Configured::Expression(Expression::Constant(serde_json::Value::Null), 0) => self.unset(place),
            Configured::Expression(Expression::Constant(json), left) => self.constant(place, json, left),
            Configured::Expression(Expression::References(references), left) => {
                let site = Site::of_resource(self, place.resource());
                let value = site.map(|site| self.follow(&site, references, place));
                // Inside of an object that an expression feeds, the reference is to the whole.
                match value {
                    Some(value) if left == 0 && value.is_null() => self.unset(place),
                    // The text was read and leaves it open: a condition, a function. What it mentions is a candidate.
                    Some(value) if left == 0 && self.text_is_open(place) => Self::as_candidate(value),
                    Some(value) if left == 0 || !value.is_unknown() => value,
                    _ => self.fed_from(place, references),
                }
            }
            Configured::Expression(Expression::Opaque, _) => self.because(place, "its expression is not in the plan"),
            Configured::Absent => self.unset(place),
            Configured::Unclear => self.because(place, super::configured::UNCLEAR),
            Configured::NoConfiguration | Configured::Block => self.own_symbol(place),
        }
    }

    /// What a constant holds at the end of the steps of a place that lead into it.
    fn constant(&self, place: &Place, json: &serde_json::Value, left: usize) -> Val {
        let path = place.path();
        let (before, rest) = path.split_at(path.len().saturating_sub(left));
        let root = Place::root(place.resource(), place.world());
        let around = before.iter().fold(root, |place, step| place.child(step.clone()));
        self.inside(crate::value::from_json(json), &around, rest).unwrap_or_else(|| self.own_symbol(place))
    }

    /// What the references of a place give, if that is known.
    pub(super) fn given(&self, place: &Place) -> Option<Val> {
        let Configured::Expression(Expression::References(references), 0) = self.configured(place) else { return None };
        Some(self.follow(&Site::of_resource(self, place.resource())?, references, place))
    }

    /// An argument that is not set: what the provider makes of it is a fact, or nobody knows.
    fn unset(&self, place: &Place) -> Val {
        let path = place.path();
        let facts = self.kind_facts(place);
        let name = super::facts_path(&path);
        // What AWS chose for a resource that exists, or somebody by hand, stays there.
        let exists = self.resource(place.resource()).is_some_and(|resource| resource.is_managed() && !resource.action.makes());
        let unset = facts.and_then(|facts| facts.unset.get(&*name));
        if let Some(fact) = unset.filter(|_| !exists && self.block_is_written(place)) {
            // A dynamic block would leave no trace in the configuration either; only the text can tell.
            if self.is_block(place) && !self.text_denies_dynamic(place) {
                let block = place.attribute();
                return self.because(place, &format!("`{block}` may come from a `dynamic` block and the source is not at hand"));
            }
            return self.by_fact(place, fact);
        }
        // What a block holds that the configuration does not mention was given by a `dynamic` block, and not made by AWS.
        if path.len() > 1 && !self.block_is_written(place) && self.is_from_dynamic(place) {
            return self.because(place, "a `dynamic` block gives it and the source is not at hand");
        }
        if let Some(fact) = facts.and_then(|facts| facts.computed.get(&*name)) {
            let value = self.by_fact(place, fact);
            if !value.is_unknown() || has_content(&value) {
                return value;
            }
        }
        self.own_symbol(place)
    }

    /// Whether the value around a part is a list of blocks that the plan shows and the configuration does not mention.
    pub(super) fn is_from_dynamic(&self, place: &Place) -> bool {
        let path = place.path();
        let Some(step) = path.first() else { return false };
        let top = Place::root(place.resource(), place.world()).child(step.clone());
        self.raw(&top).is_some_and(|value| matches!(&value.value, Value::List(list) if !list.items.is_empty()))
    }

    /// Whether the text shows that an argument is left out of the block around it: because the block is written out, or because
    /// no block of the name, `dynamic` ones included, gives the argument.
    fn block_is_written(&self, place: &Place) -> bool {
        let path = place.path();
        let [Step::Attr(_), _, ..] = path.as_slice() else { return true };
        let Some(top) = path.first().map(|step| Place::root(place.resource(), place.world()).child(step.clone())) else {
            return true;
        };
        match self.configured(&top) {
            Configured::Block | Configured::Expression(..) | Configured::Unclear => true,
            _ => self.fed(place).is_some_and(|fed| {
                let Some(Step::Attr(name)) = path.first() else { return false };
                let mut own = fed.blocks.iter().filter(|(block, _)| block == name).peekable();
                own.peek().is_some()
                    && own.all(|(_, nested)| match (nested, path.as_slice()) {
                        (Nested::Static(_), _) => true,
                        (Nested::Dynamic { content, .. }, [_, Step::Index(_), Step::Attr(argument)]) => {
                            !content.arguments.iter().any(|(name, _)| name == argument)
                                && !content.blocks.iter().any(|(name, _)| name == argument)
                        }
                        (Nested::Dynamic { .. }, _) => false,
                    })
            }),
        }
    }

    pub(super) fn by_fact(&self, place: &Place, fact: &ValueFact) -> Val {
        let scope = FactScope { linker: self, resource: place.resource() };
        let value = Evaluator::new(&scope).eval(&fact.value);
        let note = Trace::note(Note::Fact(place.clone(), fact.source.clone()));
        value.map_or_else(|_| self.own_symbol(place), |value| Val { place: None, ..value }.with(note))
    }

    /// Attributes that always hold one value: the one that is known speaks for all, else the first of them.
    fn by_identity(&self, place: &Place) -> Option<Val> {
        let (others, first) = self.identities(place)?;
        for other in &others {
            let Some(value) = self.raw(other) else { continue };
            if !value.is_unknown() && !value.is_null() {
                return Some(value.with(Trace::read(other.clone())));
            }
        }
        (first != *place).then(|| self.resolve_place(&first))
    }

    /// The other attributes of the group, and the first of the group, which stands for it.
    fn identities(&self, place: &Place) -> Option<(Vec<Place>, Place)> {
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return None };
        let group = self.kind_facts(place)?.same.iter().find(|group| group.contains(name))?;
        let root = Place::root(place.resource(), place.world());
        let others = group.iter().filter(|other| *other != name).map(|other| root.child(Step::Attr(other.clone()))).collect();
        Some((others, root.child(Step::Attr(group.first()?.clone()))))
    }

    /// A value that will be what AWS or another resource makes it.
    pub(super) fn own_symbol(&self, place: &Place) -> Val {
        let unknown = Unknown { symbol: Some(Symbol::At(place.clone())), not_null: self.is_unique(place), ..Unknown::default() };
        Value::Unknown(Arc::new(unknown)).into()
    }

    pub(super) fn because(&self, place: &Place, why: &str) -> Val {
        let cause = format!("`{}` is not known: {why}", self.place_text(place));
        Val::unknown(Trace::note(Note::Cause(cause.into())))
    }

    /// Known to come from these references, but not how.
    pub(super) fn fed_from(&self, place: &Place, references: &[serde_json::Value]) -> Val {
        let names = super::reference::longest(references).join(", ");
        self.because(place, &format!("it comes from {names}"))
    }

    /// A place as people write it.
    #[must_use]
    pub fn place_text(&self, place: &Place) -> String {
        let address = self.resource(place.resource()).map_or_else(String::new, |resource| resource.address_text.to_string());
        let attribute = place.attribute();
        if attribute.is_empty() { address } else { format!("{address}.{attribute}") }
    }

    /// Whether an attribute that shows as unknown could be a nested block. Facts tell some; of others the type is not known.
    pub(super) fn may_be_block(&self, place: &Place) -> bool {
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        let known = self.kind_facts(place).and_then(|facts| facts.unset.get(name));
        known.is_none_or(super::ValueFact::is_list)
    }

    /// Whether facts know an attribute as a nested block: what it is if it is left out is a list.
    pub(super) fn is_block(&self, place: &Place) -> bool {
        let Some(facts) = self.kind_facts(place) else { return false };
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        facts.unset.get(name).is_some_and(super::ValueFact::is_list)
    }
}

/// Whether something is known of an unknown value.
fn has_content(value: &Val) -> bool {
    matches!(&value.value, Value::Unknown(unknown) if unknown.symbol.is_some() || unknown.json.is_some())
}

/// What a fact can read: the resource itself and its provider.
struct FactScope<'l, 'p> {
    linker: &'l Linker<'p>,
    resource: ResourceId,
}

impl Resolver for FactScope<'_, '_> {
    fn resolve(&self, place: &Place) -> Val {
        self.linker.resolve_place(place)
    }

    fn reshape(&self, place: &Place, list: &List) -> Option<Val> {
        self.linker.reshape(place, list)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        self.linker.symbols_equal(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        self.linker.symbol_holds(symbol, text)
    }
}

impl Scope for FactScope<'_, '_> {
    fn name(&self, root: &str, attr: Option<&Arc<str>>) -> Option<Outcome> {
        match (root, attr) {
            ("attrs", None) => Some(Ok(self.linker.attributes(self.resource, World::Planned))),
            ("attrs", Some(name)) => {
                let attributes = self.linker.attributes(self.resource, World::Planned);
                let step = Step::Attr(name.clone());
                Some(Ok(crate::value::child(&attributes, &step, self).unwrap_or_else(Val::null)))
            }
            ("provider", Some(name)) => Some(Ok(self.linker.provider_value(self.resource, name))),
            _ => None,
        }
    }

    fn ask(&self, query: &Query<'_>) -> Result<Val, String> {
        Ok(self.linker.ask(query, self.resource, World::Planned))
    }

    fn user_function(&self, number: usize) -> Option<&crate::expr::UserFunction> {
        self.linker.functions().get(number)
    }

    fn budget(&self) -> &crate::expr::Budget {
        self.linker.budget()
    }

    fn resolver(&self) -> &dyn Resolver {
        self
    }
}
