//! The `.tf` text as the linker wants it: compiled expressions of blocks that still say what was planned.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::expr::Expression as Hcl;
use serde_json::Value;

use crate::expr::{Expr, Kind, compile, functions::Terraform};
use crate::link::{Fed, Nested, TextOrigins};
use crate::plan::{ConfigResource, Expression, Mode, ModuleCall, Plan, ProviderConfig};
use crate::policy::{PolicySet, Type};
use crate::source::{Attribute, Block, Body, Configuration, Match, Module, SourceTree, literal, matches};
use crate::value::{Resolver, Val};

/// The source of one plan.
pub(super) struct PlanSource<'p> {
    tree: &'p SourceTree,
    plan: &'p Plan<'p>,
    blocks: RefCell<BTreeMap<String, Option<Arc<Fed>>>>,
    values: RefCell<BTreeMap<String, Option<Arc<Expr>>>>,
    types: RefCell<BTreeMap<String, Rc<Type>>>,
    files: RefCell<BTreeMap<String, Result<Arc<str>, String>>>,
}

impl std::fmt::Debug for PlanSource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlanSource").field("tree", &self.tree).finish_non_exhaustive()
    }
}

/// Finds the blocks of the modules that hold resources which a policy judges, on all cores, before the linker and the
/// placing of findings ask for them one after the other. Other modules are only read if something leads there.
pub(super) fn prepare(tree: &SourceTree, plan: &Plan<'_>, policies: &PolicySet) {
    let modules = plan.configuration.root_module.all();
    let all = modules.iter().flat_map(|(_, module)| module.resources()).map(|resource| resource.kind.as_str());
    let mut judged: BTreeSet<&str> = all.collect();
    judged.retain(|kind| policies.policies.iter().any(|policy| policy.judges(kind)));
    let holding = modules.iter().filter(|(_, module)| module.resources().any(|resource| judged.contains(&*resource.kind)));
    tree.prepare(&holding.map(|(path, _)| path.clone()).collect::<Vec<_>>());
}

impl<'p> PlanSource<'p> {
    /// The source of a plan.
    #[must_use]
    pub(super) fn new(tree: &'p SourceTree, plan: &'p Plan<'p>) -> Self {
        Self {
            tree,
            plan,
            blocks: RefCell::default(),
            values: RefCell::default(),
            types: RefCell::default(),
            files: RefCell::default(),
        }
    }

    fn cached_block(&self, key: String, read: impl FnOnce() -> Option<Fed>) -> Option<Arc<Fed>> {
        if let Some(known) = self.blocks.borrow().get(&key) {
            return known.clone();
        }
        let fed = read().map(Arc::new);
        self.blocks.borrow_mut().insert(key, fed.clone());
        fed
    }

    fn cached_value(
        &self,
        what: &str,
        module: &[&str],
        name: &str,
        read: impl FnOnce(&Module) -> Option<Arc<Expr>>,
    ) -> Option<Arc<Expr>> {
        let key = format!("{what} {} {name}", module.join("."));
        if let Some(known) = self.values.borrow().get(&key) {
            return known.clone();
        }
        let value = self.tree.module(module).ok().and_then(|module| read(&module));
        self.values.borrow_mut().insert(key, value.clone());
        value
    }
}

impl TextOrigins for PlanSource<'_> {
    fn resource(&self, module: &[&str], mode: Mode, kind: &str, name: &str) -> Option<Arc<Fed>> {
        let word = if mode == Mode::Managed { "resource" } else { "data" };
        self.cached_block(format!("{word} {} {kind} {name}", module.join(".")), || {
            let config = self.plan.configuration.module(module.iter().copied())?.resource(mode, kind, name)?;
            let source = self.tree.module(module).ok()?;
            let block = source.resource(source_mode(mode), kind, name)?;
            let same = matches(&block, &resource_configuration(config)) == Match::Same;
            same.then(|| body(&block.body, &config.expressions))
        })
    }

    fn call(&self, module: &[&str], name: &str) -> Option<Arc<Fed>> {
        self.cached_block(format!("module {} {name}", module.join(".")), || {
            let config = self.plan.configuration.module(module.iter().copied())?.module_calls.get(name)?;
            let block = self.tree.module(module).ok()?.module_call(name)?;
            let same = matches(&block, &call_configuration(config)) == Match::Same;
            same.then(|| body(&block.body, &config.expressions))
        })
    }

    fn local(&self, module: &[&str], name: &str) -> Option<Arc<Expr>> {
        self.cached_value("local", module, name, |source| source.local(name).map(|local| Arc::new(expression(local))))
    }

    fn typed(&self, module: &[&str], name: &str, value: Val, resolver: &dyn Resolver) -> Val {
        let key = format!("{} {name}", module.join("."));
        let known = self.types.borrow().get(&key).cloned();
        let kind = known.unwrap_or_else(|| {
            let written = self.tree.module(module).ok().and_then(|module| module.variable(name));
            let written = written.as_ref().and_then(|variable| variable.body.attribute("type"));
            let kind = written.and_then(|kind| Type::parse(&crate::syntax::expression(&kind.expr)).ok());
            let kind = Rc::new(kind.unwrap_or(Type::Any));
            self.types.borrow_mut().insert(key, kind.clone());
            kind
        });
        // Terraform has refused what does not fit before there was a plan.
        kind.convert(value.clone(), resolver).unwrap_or(value)
    }

    fn is_nullable(&self, module: &[&str], name: &str) -> bool {
        let variable = self.tree.module(module).ok().and_then(|module| module.variable(name));
        let nullable = variable.as_ref().and_then(|variable| variable.body.attribute("nullable"));
        nullable.is_none_or(|nullable| literal(&nullable.expr) != Some(Value::Bool(false)))
    }

    fn default(&self, module: &[&str], name: &str) -> Option<Arc<Expr>> {
        self.cached_value("variable", module, name, |source| {
            source.variable(name)?.body.attribute("default").map(|default| Arc::new(expression(default)))
        })
    }

    fn folder(&self, module: &[&str]) -> Option<Arc<str>> {
        Some(self.tree.folder_of(&*self.tree.module(module).ok()?).into())
    }

    fn file(&self, path: &str) -> Result<Arc<str>, String> {
        if let Some(known) = self.files.borrow().get(path) {
            return known.clone();
        }
        let content = self.tree.named_file(path).map(Arc::from).map_err(|refusal| refusal.to_string());
        self.files.borrow_mut().insert(path.to_owned(), content.clone());
        content
    }

    fn output(&self, module: &[&str], name: &str) -> Option<Arc<Expr>> {
        self.cached_value("output", module, name, |source| {
            source.output(name)?.body.attribute("value").map(|value| Arc::new(expression(value)))
        })
    }

    fn provider(&self, module: &[&str], name: &str, alias: Option<&str>) -> Option<Arc<Fed>> {
        let key = format!("provider {} {name} {}", module.join("."), alias.unwrap_or_default());
        self.cached_block(key, || {
            let all = &self.plan.configuration.provider_config;
            let is = |config: &&ProviderConfig| {
                let own: Vec<&str> =
                    config.module_address.split('.').filter(|part| *part != "module" && !part.is_empty()).collect();
                config.name == name && config.alias.as_deref() == alias && own == module
            };
            let config = all.values().find(is)?;
            let block = self.tree.module(module).ok()?.provider(name, alias)?;
            let mut stated = config.expressions.clone();
            if let (Some(fields), Some(alias)) = (stated.as_object_mut(), alias) {
                // The plan tells the alias apart from the arguments.
                fields.insert("alias".to_owned(), serde_json::json!({ "constant_value": alias }));
            }
            let same = matches(&block, &block_configuration(&stated, None, None)) == Match::Same;
            same.then(|| body(&block.body, &config.expressions))
        })
    }

    fn provider_version(&self, full_name: &str) -> Option<String> {
        self.tree.locked(full_name)
    }

    fn module_version(&self, path: &[&str]) -> Option<String> {
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        self.tree.installed_version(&path)
    }
}

/// The mode as the source names it.
pub(super) fn source_mode(mode: Mode) -> crate::source::Mode {
    match mode {
        Mode::Managed => crate::source::Mode::Managed,
        Mode::Data => crate::source::Mode::Data,
    }
}

/// What the plan says of a block, to compare the text with.
pub(super) fn resource_configuration(config: &ConfigResource) -> Configuration {
    block_configuration(&config.expressions, config.for_each_expression.as_ref(), config.count_expression.as_ref())
}

fn call_configuration(config: &ModuleCall) -> Configuration {
    block_configuration(&config.expressions, config.for_each_expression.as_ref(), config.count_expression.as_ref())
}

fn block_configuration(expressions: &Value, for_each: Option<&Value>, count: Option<&Value>) -> Configuration {
    let mut block = serde_json::Map::new();
    block.insert("expressions".to_owned(), expressions.clone());
    for (name, value) in [("for_each_expression", for_each), ("count_expression", count)] {
        if let Some(value) = value {
            block.insert(name.to_owned(), value.clone());
        }
    }
    Configuration::of(&Value::Object(block))
}

/// A body with compiled expressions. In JSON a property may be an argument or a block: what the plan has as an expression
/// is an argument.
fn body(source: &Body, expressions: &serde_json::Value) -> Fed {
    let is_argument = |name: &str| expressions.get(name).is_some_and(|json| Expression::read(json).is_some());
    let is_block = |name: &str| source.blocks.iter().any(|block| block.kind == name);
    let arguments = source
        .attributes
        .iter()
        .filter(|attribute| !is_block(&attribute.name) || is_argument(&attribute.name))
        .map(|attribute| (Arc::from(attribute.name.as_str()), expression(attribute)));
    let is_attribute = |name: &str| source.attributes.iter().any(|attribute| attribute.name == name);
    let blocks = source.blocks.iter().filter(|block| !(is_attribute(block.makes()) && is_argument(block.makes()))).map(|block| {
        let inside = inner(expressions, block.makes());
        (Arc::from(block.makes()), nested(block, inside))
    });
    Fed { arguments: arguments.collect(), blocks: blocks.collect() }
}

/// What the plan says of the inside of a block; of several blocks the first, which has the same arguments.
fn inner<'j>(expressions: &'j serde_json::Value, name: &str) -> &'j serde_json::Value {
    const NOTHING: &serde_json::Value = &serde_json::Value::Null;
    match expressions.get(name) {
        Some(serde_json::Value::Array(blocks)) => blocks.first().unwrap_or(NOTHING),
        Some(block) => block,
        None => NOTHING,
    }
}

fn nested(block: &Block, expressions: &serde_json::Value) -> Nested {
    if !block.is_dynamic() {
        return Nested::Static(body(&block.body, expressions));
    }
    let unknown = || Expr { kind: Kind::Name(crate::expr::Name { root: "dynamic".into(), attr: None }), span: 0..0 };
    let iterator = block.body.attribute("iterator").and_then(|attribute| match &*attribute.expr {
        Hcl::Variable(name) => Some(name.as_str().to_owned()),
        _ => None,
    });
    Nested::Dynamic {
        for_each: block.body.attribute("for_each").map_or_else(unknown, expression),
        iterator: iterator.unwrap_or_else(|| block.makes().to_owned()).into(),
        content: body(block.content(), expressions),
    }
}

/// The value of an argument, compiled. What cannot be compiled is reported where policies are, not in a user's source.
fn expression(attribute: &Attribute) -> Expr {
    compile(&crate::syntax::expression(&attribute.expr), &[], &Terraform, &mut Vec::new())
}
