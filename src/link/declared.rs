//! What a plan's configuration says of provider configurations and module calls, which no resource shows: their arguments, as
//! far as constants, the `.tf` text and provider facts tell, and the versions that were resolved.

use std::sync::Arc;

use serde_json::Value as Json;

use super::Linker;
use super::origin::Fed;
use super::references::Site;
use super::text::for_each_of;
use super::text_scope::TextScope;
use crate::expr::{Evaluator, undecided};
use crate::plan::{Expression, ModuleCall, ModuleStep, ProviderConfig};
use crate::value::{ListKind, Object, ObjectKind, Val, Value, from_json};

impl<'p> Linker<'p> {
    /// The arguments of a provider configuration. One that is not set reads as null, or as what a fact says of it.
    #[must_use]
    pub fn provider_attributes(&self, config: &ProviderConfig) -> Val {
        let module = steps(&config.module_address);
        let names: Vec<&str> = module.iter().map(|step| &*step.name).collect();
        let fed = self.source.and_then(|source| source.provider(&names, &config.name, config.alias.as_deref()));
        let site = Site { module: module.clone(), key: None, for_each: None, depth: 0 };
        let mut fields = self.arguments(&config.expressions, fed.as_deref(), site);
        let kind = format!("provider.{}", config.kind());
        for (name, fact) in self.facts.of(&kind).into_iter().flat_map(|facts| &facts.unset) {
            if !fields.iter().any(|(field, _)| field == name)
                && let Ok(value) = Evaluator::new(&TextScope::new(self, root_site(), Vec::new(), None)).eval(&fact.value)
            {
                fields.push((name.clone(), value));
            }
        }
        let Object { fields, .. } = Object::new(fields);
        Value::Object(Object { kind: ObjectKind::Void, fields }).into()
    }

    /// The inputs of a module call: its arguments, and the defaults of what it leaves out.
    #[must_use]
    pub fn module_inputs(&self, path: &[&str], call: &'p ModuleCall) -> Val {
        let Some((name, around)) = path.split_last() else { return Val::object(Vec::new()) };
        let fed = self.source.and_then(|source| source.call(around, name));
        let module = around.iter().map(|name| ModuleStep { name: (*name).into(), key: None }).collect();
        let site = Site { module, key: None, for_each: call.for_each_expression.as_ref(), depth: 0 };
        let mut fields = self.arguments(&call.expressions, fed.as_deref(), site);
        fields.retain(|(name, _)| call.module.variables.contains_key(&**name));
        for (name, variable) in &call.module.variables {
            if !fields.iter().any(|(field, _)| **field == **name) {
                fields.push((name.as_str().into(), variable.default.as_ref().map_or_else(Val::null, from_json)));
            }
        }
        Val::object(fields)
    }

    /// The version of a provider that was chosen.
    #[must_use]
    pub fn provider_version(&self, config: &ProviderConfig) -> Val {
        let locked = self.source.and_then(|source| source.provider_version(&config.full_name));
        version(locked, config.version_constraint.as_deref(), || {
            format!(
                "the plan does not say which version of `{}` it was made with, and no `.terraform.lock.hcl` does",
                config.full_name
            )
        })
    }

    /// The version of a module that was chosen; empty if it does not come from a registry.
    #[must_use]
    pub fn module_version(&self, path: &[&str], call: &ModuleCall) -> Val {
        let installed = self.source.and_then(|source| source.module_version(path));
        match &call.version_constraint {
            None if installed.is_none() && !is_registry(&call.source) => "".into(),
            constraint => version(installed, constraint.as_deref(), || {
                format!("the plan does not say which version of `{}` it was made with, and no `modules.json` does", call.source)
            }),
        }
    }

    fn arguments(&self, expressions: &Json, fed: Option<&Fed>, site: Site<'p>) -> Vec<(Arc<str>, Val)> {
        let scope = TextScope::new(self, site, Vec::new(), fed.and_then(for_each_of));
        let mut fields: Vec<(Arc<str>, Val)> = Vec::new();
        for (name, json) in expressions.as_object().into_iter().flatten() {
            let told = fed.filter(|_| !is_constant(json)).and_then(|fed| self.told_by(&scope, fed, name));
            fields.push((name.as_str().into(), told.unwrap_or_else(|| stated(name, json))));
        }
        // The plan is silent about blocks that a `dynamic` makes.
        for (name, _) in fed.into_iter().flat_map(|fed| &fed.blocks) {
            if !fields.iter().any(|(field, _)| field == name)
                && let Some(value) = fed.and_then(|fed| self.told_by(&scope, fed, name))
            {
                fields.push((name.clone(), value));
            }
        }
        fields
    }

    /// The value of an argument or of all blocks of a name by the text. What it was made from is somebody else's business.
    fn told_by(&self, scope: &TextScope<'_, 'p>, fed: &Fed, name: &str) -> Option<Val> {
        match fed.arguments.iter().find(|(argument, _)| **argument == *name) {
            Some((_, expr)) => Evaluator::new(scope).eval(expr).ok(),
            None => self.block_list(scope, fed, name),
        }
    }
}

fn root_site<'p>() -> Site<'p> {
    Site { module: Vec::new(), key: None, for_each: None, depth: 0 }
}

/// A version: what was chosen, else the only one that a constraint allows.
fn version(chosen: Option<String>, constraint: Option<&str>, unknown: impl FnOnce() -> String) -> Val {
    let exact = || {
        let text = constraint?.trim().trim_start_matches('=').trim();
        let plain = text.split('.').count() == 3 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        plain.then(|| text.to_owned())
    };
    chosen.or_else(exact).map_or_else(|| undecided(&unknown()), Val::from)
}

/// Whether a module source is an address in a registry: `namespace/name/system`, with or without a host.
fn is_registry(source: &str) -> bool {
    let parts = source.split("//").next().unwrap_or_default().split('/');
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    let count = parts.clone().count();
    let hosted = ["github.com", "bitbucket.org"].contains(&source.split('/').next().unwrap_or_default());
    !hosted && (3..=4).contains(&count) && parts.clone().all(|part| !part.is_empty() && !part.starts_with('.') && plain(part))
}

fn steps(module: &str) -> Vec<ModuleStep> {
    crate::plan::Address::parse_module(module).unwrap_or_default()
}

/// Whether nothing in an expression or block refers to anything.
fn is_constant(json: &Json) -> bool {
    match (Expression::read(json), json) {
        (Some(expression), _) => matches!(expression, Expression::Constant(_)),
        (None, Json::Array(blocks)) => blocks.iter().all(is_constant),
        (None, Json::Object(fields)) => fields.values().all(is_constant),
        _ => true,
    }
}

/// The value of an argument or block by the configuration of the plan alone.
fn stated(name: &str, json: &Json) -> Val {
    match (Expression::read(json), json) {
        (Some(Expression::Constant(value)), _) => from_json(value),
        (Some(Expression::References(references)), _) => {
            let first = references.first().and_then(Json::as_str).unwrap_or_default();
            undecided(&format!("`{name}` is made from `{first}`, and the source text that says how is not at hand"))
        }
        (Some(Expression::Opaque), _) => undecided(&format!("`{name}` is an expression that the plan does not tell")),
        (None, Json::Array(blocks)) => Val::list(ListKind::Any, blocks.iter().map(|block| stated(name, block)).collect()),
        (None, Json::Object(fields)) => {
            let inner = fields.iter().map(|(name, json)| (Arc::from(name.as_str()), stated(name, json)));
            let Object { fields, .. } = Object::new(inner.collect());
            Value::Object(Object { kind: ObjectKind::Void, fields }).into()
        }
        _ => undecided(&format!("the plan tells `{name}` in a way that is not known")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_a_registry_are_told_from_others() {
        // source, whether it is of a registry
        let table = [
            ("terraform-aws-modules/vpc/aws", true),
            ("app.terraform.io/acme/vpc/aws", true),
            ("terraform-aws-modules/iam/aws//modules/role", true),
            ("./modules/vpc", false),
            ("../vpc", false),
            ("git::https://example.com/vpc.git", false),
            ("s3::https://bucket/x.zip", false),
            ("github.com/acme/vpc", false),
        ];
        for (source, registry) in table {
            assert_eq!(is_registry(source), registry, "{source}");
        }
    }

    #[test]
    fn one_exact_constraint_is_a_version() {
        // locked, constraint, the version
        let table = [
            (Some("5.100.0"), Some("~> 5.0"), Some("5.100.0")),
            (None, Some("5.100.0"), Some("5.100.0")),
            (None, Some("= 5.100.0"), Some("5.100.0")),
            (None, Some("~> 5.100.0"), None),
            (None, Some(">= 5.0.0, < 6.0.0"), None),
            (None, Some("5.1"), None),
            (None, None, None),
        ];
        for (locked, constraint, wanted) in table {
            let value = version(locked.map(ToOwned::to_owned), constraint, String::new);
            assert_eq!(value.as_str(), wanted, "{locked:?} {constraint:?}");
        }
    }
}
