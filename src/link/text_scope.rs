//! What an expression of the `.tf` text can read: variables, locals, resources, modules, `each` and `count`, seen from one
//! module instance and one instance of a repeated block.

use std::sync::Arc;

use super::Linker;
use super::origin::Fed;
use super::references::Site;
use super::text::{for_each_of, mode_and_kind};
use crate::expr::{Budget, Evaluator, Expr, Fault, Kind, Outcome, Query, Scope, UserFunction, undecided};
use crate::plan::{Expression, Key, Mode, ModuleStep};
use crate::value::{List, ListKind, Place, Resolver, Step, Symbol, Trace, Truth, Val, Value, World, child, from_json};

/// A scope of `.tf` text.
pub(super) struct TextScope<'l, 'p> {
    linker: &'l Linker<'p>,
    site: Site<'p>,
    iterators: Vec<(Arc<str>, Val)>,
    for_each: Option<Arc<Expr>>,
}

impl<'l, 'p> TextScope<'l, 'p> {
    pub(super) fn new(
        linker: &'l Linker<'p>,
        site: Site<'p>,
        iterators: Vec<(Arc<str>, Val)>,
        for_each: Option<Arc<Expr>>,
    ) -> Self {
        Self { linker, site, iterators, for_each }
    }

    /// The scope inside of a `dynamic` block.
    pub(super) fn with_iterator(&self, name: Arc<str>, value: Val) -> Self {
        let mut iterators = self.iterators.clone();
        iterators.push((name, value));
        Self { linker: self.linker, site: self.site.clone(), iterators, for_each: self.for_each.clone() }
    }

    fn names(&self) -> Vec<&str> {
        self.site.module.iter().map(|step| &*step.name).collect()
    }

    fn unknown(what: &str) -> Val {
        undecided(&format!("`{what}` is not known before apply"))
    }

    /// A variable as the module sees it: what was given, or the default, as a value of its type.
    fn variable(&self, name: &str) -> Outcome {
        let key = (crate::plan::module_text(&self.site.module), format!("var.{name}"));
        if let Some(known) = self.linker.locals.borrow().get(&key) {
            return known.clone();
        }
        let value = self.given(name).and_then(|given| {
            let Some(source) = self.linker.source else { return Ok(given) };
            let names = self.names();
            let given = if given.is_null() && !source.is_nullable(&names, name) { self.default(name)? } else { given };
            Ok(source.typed(&names, name, given, self.linker))
        });
        self.keep(key, &value);
        value
    }

    /// Remembers a value of the module. One that was met while it was being made is not the whole truth.
    fn keep(&self, key: (String, String), value: &Outcome) {
        if self.linker.resolving.borrow().len() <= 1 {
            self.linker.locals.borrow_mut().insert(key, value.clone());
        }
    }

    fn given(&self, name: &str) -> Outcome {
        let names = self.names();
        let Some((module, outer)) = names.split_last() else {
            if let Some(variable) = self.linker.plan.variables.get(name) {
                return Ok(from_json(&variable.value));
            }
            return self.default(name);
        };
        let Some(site) = self.site.of_call(self.linker) else { return Ok(Self::unknown(&format!("var.{name}"))) };
        if let Some(call) = self.linker.source.and_then(|source| source.call(outer, module)) {
            return match call.arguments.iter().find(|(argument, _)| &**argument == name) {
                Some((_, expr)) => Evaluator::new(&self.at(site, &call)).eval(expr),
                None => self.default(name),
            };
        }
        self.variable_of_plan(name, &site, &names)
    }

    /// A variable by what the plan says of the module call.
    fn variable_of_plan(&self, name: &str, outer: &Site<'p>, names: &[&str]) -> Outcome {
        let call = self.linker.plan.configuration.call(names);
        match call.and_then(|call| call.expressions.get(name)).and_then(Expression::read) {
            Some(Expression::Constant(json)) => Ok(from_json(json)),
            Some(Expression::References(references)) => {
                let anchor = self.anchor();
                Ok(anchor.map_or_else(
                    || Self::unknown(&format!("var.{name}")),
                    |anchor| self.linker.follow(outer, references, &anchor),
                ))
            }
            Some(Expression::Opaque) => Ok(Self::unknown(&format!("var.{name}"))),
            None => self.default(name),
        }
    }

    /// `path.module` and `path.root`. Where Terraform was started is not known.
    fn folder(&self, attr: &str) -> Val {
        let folder = match attr {
            "module" => self.linker.source.and_then(|source| source.folder(&self.names())),
            "root" => Some(".".into()),
            _ => None,
        };
        folder.map_or_else(|| Self::unknown(&format!("path.{attr}")), |folder| Value::String(folder).into())
    }

    /// Some place of this module, for messages of what cannot be followed.
    fn anchor(&self) -> Option<Place> {
        let module = crate::plan::module_text(&self.site.module);
        let mut all = self.linker.plan.resources.iter().zip(0_u32..);
        all.find(|(resource, _)| resource.address.module_text() == module)
            .map(|(_, number)| Place::root(crate::value::ResourceId(number), World::Planned).child(Step::Attr("id".into())))
    }

    fn default(&self, name: &str) -> Outcome {
        let names = self.names();
        if let Some(expr) = self.linker.source.and_then(|source| source.default(&names, name)) {
            return Evaluator::new(self).eval(&expr);
        }
        let variable = self.linker.plan.configuration.module(names).and_then(|module| module.variables.get(name));
        Ok(variable
            .and_then(|variable| variable.default.as_ref())
            .map_or_else(|| Self::unknown(&format!("var.{name}")), from_json))
    }

    fn at(&self, site: Site<'p>, fed: &Fed) -> Self {
        Self { linker: self.linker, site, iterators: Vec::new(), for_each: for_each_of(fed) }
    }

    fn local(&self, name: &str) -> Option<Outcome> {
        let expr = self.linker.source?.local(&self.names(), name)?;
        let key = (crate::plan::module_text(&self.site.module), name.to_owned());
        if let Some(known) = self.linker.locals.borrow().get(&key) {
            return Some(known.clone());
        }
        let inner =
            Self { linker: self.linker, site: Site { key: None, ..self.site.clone() }, iterators: Vec::new(), for_each: None };
        let value = Evaluator::new(&inner).eval(&expr);
        self.keep(key, &value);
        Some(value)
    }

    fn each(&self, attr: &str) -> Option<Outcome> {
        let key = self.site.key.as_ref()?;
        let Key::Name(name) = key else { return None };
        if attr == "key" {
            return Some(Ok(Value::String(name.clone()).into()));
        }
        let outer =
            Self { linker: self.linker, site: Site { key: None, ..self.site.clone() }, iterators: Vec::new(), for_each: None };
        let over = match Evaluator::new(&outer).eval(self.for_each.as_ref()?) {
            Ok(over) => over,
            Err(fault) => return Some(Err(fault)),
        };
        Some(Ok(match &over.value {
            Value::Object(_) => {
                child(&over, &Step::Attr(name.clone()), self.linker).unwrap_or_else(|| Self::unknown("each.value"))
            }
            Value::List(_) => Value::String(name.clone()).into(),
            _ => Self::unknown("each.value"),
        }))
    }

    /// A resource or data source: an object, or a list or map of its instances.
    fn resource(&self, root: &str, name: &str) -> Val {
        let (mode, kind) = mode_and_kind(root);
        let block = if mode == Mode::Managed { format!("{kind}.{name}") } else { format!("data.{kind}.{name}") };
        let module = crate::plan::module_text(&self.site.module);
        let instances: Vec<(Option<Key>, Val)> = self
            .linker
            .instances(&module, &block)
            .iter()
            .filter_map(|id| Some((self.linker.resource(*id)?.address.key.clone(), self.linker.attributes(*id, World::Planned))))
            .collect();
        if !instances.is_empty() {
            return collected(instances);
        }
        let read = self
            .linker
            .plan
            .read_data()
            .iter()
            .filter(|data| data.address.block() == block && data.address.module_text() == module);
        let read: Vec<(Option<Key>, Val)> = read.map(|data| (data.address.key.clone(), data.planned().clone())).collect();
        if !read.is_empty() {
            return collected(read);
        }
        self.without_instances(mode, kind, name, &block)
    }

    /// A block without instances: `count = 0`, an empty `for_each`, or left out of a partial plan.
    fn without_instances(&self, mode: Mode, kind: &str, name: &str, block: &str) -> Val {
        let config = self.linker.plan.configuration.module(self.names()).and_then(|module| module.resource(mode, kind, name));
        match config {
            Some(config) if self.linker.plan.complete && config.count_expression.is_some() => {
                Val::list(ListKind::Tuple, Vec::new())
            }
            Some(config) if self.linker.plan.complete && config.for_each_expression.is_some() => Val::object(Vec::new()),
            _ => Self::unknown(block),
        }
    }

    /// An output of a called module.
    fn output(&self, module: &str, key: Option<Key>, output: &str) -> Option<Val> {
        let mut site = self.site.deeper()?;
        site.module.push(ModuleStep { name: module.into(), key });
        site.key = None;
        site.for_each = None;
        let names: Vec<String> = site.module.iter().map(|step| step.name.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.linker.output_value(&site, &names, output, self.anchor().as_ref())
    }

    /// All outputs of all instances of a module, for expressions that do not name one.
    fn whole_module(&self, module: &str) -> Val {
        let mut names = self.names();
        names.push(module);
        let Some(config) = self.linker.plan.configuration.module(names.iter().copied()) else {
            return Self::unknown(&format!("module.{module}"));
        };
        let keys = self.linker.module_keys(&self.site.module, module);
        let instance = |key: Option<Key>| {
            let outputs = config.outputs.keys().map(|output| {
                let value = self.output(module, key.clone(), output).unwrap_or_else(|| Val::unknown(Trace::none()));
                (Arc::from(output.as_str()), value)
            });
            Val::object(outputs.collect())
        };
        collected(keys.into_iter().map(|key| (key.clone(), instance(key))).collect())
    }
}

/// Instances as Terraform shows them: one object, a list by index or a map by key.
fn collected(instances: Vec<(Option<Key>, Val)>) -> Val {
    match instances.first() {
        Some((None, only)) => only.clone(),
        Some((Some(Key::Index(_)), _)) => Value::List(List {
            kind: ListKind::Tuple,
            items: instances.into_iter().map(|(_, value)| value).collect(),
            open: None,
        })
        .into(),
        _ => Val::object(
            instances
                .into_iter()
                .filter_map(|(key, value)| if let Some(Key::Name(name)) = key { Some((name, value)) } else { None })
                .collect(),
        ),
    }
}

impl Resolver for TextScope<'_, '_> {
    fn resolve(&self, place: &Place) -> Val {
        self.linker.resolve(place)
    }

    fn reshape(&self, place: &Place, list: &List) -> Option<Val> {
        self.linker.reshape(place, list)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        self.linker.same(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        self.linker.holds(symbol, text)
    }
}

impl Scope for TextScope<'_, '_> {
    fn name(&self, root: &str, attr: Option<&Arc<str>>) -> Option<Outcome> {
        if let Some((_, value)) = self.iterators.iter().rev().find(|(name, _)| &**name == root) {
            return Some(Ok(match attr {
                Some(attr) => child(value, &Step::Attr(attr.clone()), self.linker).unwrap_or_else(Val::null),
                None => value.clone(),
            }));
        }
        let attr = attr?;
        match root {
            "var" => Some(self.variable(attr)),
            "local" => self.local(attr),
            "each" => self.each(attr),
            "count" => match self.site.key {
                #[expect(clippy::cast_precision_loss, reason = "an index is far below 2^53")]
                Some(Key::Index(index)) => Some(Ok((index as f64).into())),
                _ => None,
            },
            "module" => Some(Ok(self.whole_module(attr))),
            "path" => Some(Ok(self.folder(attr))),
            "terraform" | "self" => Some(Ok(Self::unknown(&format!("{root}.{attr}")))),
            _ => Some(Ok(self.resource(root, attr))),
        }
    }

    /// `module.m.out` and `module.m["k"].out` are evaluated without the other outputs.
    fn shortcut(&self, expr: &Expr) -> Option<Outcome> {
        let Kind::Get(of, output) = &expr.kind else { return None };
        let (name, key) = match &of.kind {
            Kind::Name(name) => (name, None),
            Kind::Index(of, key) => match &of.kind {
                Kind::Name(name) => (name, Some(key)),
                _ => return None,
            },
            _ => return None,
        };
        if &*name.root != "module" {
            return None;
        }
        let module = name.attr.as_ref()?;
        let key = match key.map(|key| Evaluator::new(self).eval(key)) {
            None => None,
            Some(Ok(Val { value: Value::String(name), .. })) => Some(Key::Name(name)),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be a whole number of small size"
            )]
            Some(Ok(Val { value: Value::Number(index), .. })) if index.fract() == 0.0 && (0.0..1e9).contains(&index) => {
                Some(Key::Index(index as u64))
            }
            Some(Ok(_)) => return None,
            Some(Err(fault)) => return Some(Err(fault)),
        };
        if !self.linker.module_keys(&self.site.module, module).contains(&key) {
            return key.map(|_| Err(Fault::new(&expr.span, format!("module `{module}` has no such instance"))));
        }
        Some(Ok(self.output(module, key, output).unwrap_or_else(|| Self::unknown(&format!("module.{module}.{output}")))))
    }

    fn file(&self, path: &str) -> Result<Arc<str>, String> {
        let source = self.linker.source.ok_or("the source is not at hand")?;
        source.file(path).map_err(|reason| format!("the file `{path}` is not read: {reason}"))
    }

    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Ok(Val::unknown(Trace::none()))
    }

    fn user_function(&self, _: usize) -> Option<&UserFunction> {
        None
    }

    fn budget(&self) -> &Budget {
        self.linker.budget()
    }

    fn resolver(&self) -> &dyn Resolver {
        self
    }
}
