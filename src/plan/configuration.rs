//! The `configuration` part of a plan: which expression feeds which argument. Holds references, not values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value as Json;

use super::Mode;

/// Modules may call modules no deeper than this.
const DEEPEST: usize = 64;

/// An expression as the plan tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expression<'a> {
    /// A literal, or an expression without references that Terraform could evaluate.
    Constant(&'a Json),
    /// The references in it, in the order of the plan: longest form first, then its prefixes.
    References(&'a [Json]),
    /// An expression of which the plan tells nothing: no references, not a constant.
    Opaque,
}

impl<'a> Expression<'a> {
    /// Reads `{ "constant_value": … }`, `{ "references": [ … ] }` or `{}`; `None` for a nested block.
    #[must_use]
    pub fn read(json: &'a Json) -> Option<Self> {
        let fields = json.as_object()?;
        if let Some(value) = fields.get("constant_value") {
            return Some(Self::Constant(value));
        }
        match fields.get("references") {
            Some(Json::Array(references)) => Some(Self::References(references)),
            _ if fields.is_empty() => Some(Self::Opaque),
            _ => None,
        }
    }
}

/// A resource or data block.
#[derive(Debug, Deserialize)]
pub struct ConfigResource {
    /// Managed or data.
    #[serde(default)]
    mode: String,
    /// The resource type.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The name of the block.
    #[serde(default)]
    pub name: String,
    /// The provider configuration it uses, `aws` or `module.m:aws.alias`.
    #[serde(default)]
    pub provider_config_key: String,
    /// Its arguments and nested blocks.
    #[serde(default)]
    pub expressions: Json,
    /// What `for_each` is.
    pub for_each_expression: Option<Json>,
    /// What `count` is.
    pub count_expression: Option<Json>,
}

/// An output of a module.
#[derive(Debug, Deserialize)]
pub struct ConfigOutput {
    /// What it is.
    #[serde(default)]
    pub expression: Json,
    /// Whether it is marked sensitive.
    #[serde(default)]
    pub sensitive: bool,
}

/// A variable of a module.
#[derive(Debug, Deserialize)]
pub struct ConfigVariable {
    /// Its default.
    pub default: Option<Json>,
    /// Whether it is marked sensitive.
    #[serde(default)]
    pub sensitive: bool,
}

/// A module call.
#[derive(Debug, Deserialize)]
pub struct ModuleCall {
    /// The source as written.
    #[serde(default)]
    pub source: String,
    /// The arguments.
    #[serde(default)]
    pub expressions: Json,
    /// What `for_each` is.
    pub for_each_expression: Option<Json>,
    /// What `count` is.
    pub count_expression: Option<Json>,
    /// The version constraint as written.
    pub version_constraint: Option<String>,
    /// The called module.
    #[serde(default)]
    pub module: ConfigModule,
}

/// The blocks of a module.
#[derive(Debug, Default, Deserialize)]
pub struct ConfigModule {
    #[serde(default, rename = "resources")]
    list: Vec<ConfigResource>,
    /// The positions of resource and data blocks, sorted by mode, type and name.
    #[serde(skip)]
    index: Vec<usize>,
    /// Module calls by name.
    #[serde(default)]
    pub module_calls: BTreeMap<String, ModuleCall>,
    /// Outputs by name.
    #[serde(default)]
    pub outputs: BTreeMap<String, ConfigOutput>,
    /// Variables by name.
    #[serde(default)]
    pub variables: BTreeMap<String, ConfigVariable>,
}

impl ConfigModule {
    /// A resource or data block.
    #[must_use]
    pub fn resource(&self, mode: Mode, kind: &str, name: &str) -> Option<&ConfigResource> {
        let wanted = (mode, kind, name);
        let at = self.index.binary_search_by(|at| self.list.get(*at).map(ConfigResource::key).cmp(&Some(wanted))).ok()?;
        self.list.get(*self.index.get(at)?)
    }

    /// All resource and data blocks.
    pub fn resources(&self) -> impl Iterator<Item = &ConfigResource> {
        self.list.iter()
    }

    /// This module and all below it, each with the names of the calls that lead there.
    #[must_use]
    pub fn all(&self) -> Vec<(Vec<&str>, &ConfigModule)> {
        let mut found = Vec::new();
        self.collect(&mut Vec::new(), &mut found);
        found
    }

    fn collect<'m>(&'m self, path: &mut Vec<&'m str>, found: &mut Vec<(Vec<&'m str>, &'m ConfigModule)>) {
        found.push((path.clone(), self));
        if path.len() >= DEEPEST {
            return;
        }
        for (name, call) in &self.module_calls {
            path.push(name);
            call.module.collect(path, found);
            path.pop();
        }
    }

    fn rename_providers(&mut self, names: &BTreeMap<String, String>) {
        for resource in &mut self.list {
            if let Some(name) = names.get(&resource.provider_config_key) {
                resource.provider_config_key.clone_from(name);
            }
        }
        for call in self.module_calls.values_mut() {
            call.module.rename_providers(names);
        }
    }

    fn build_index(&mut self) {
        let mut index: Vec<usize> = (0..self.list.len()).collect();
        index.sort_by(|a, b| self.list.get(*a).map(ConfigResource::key).cmp(&self.list.get(*b).map(ConfigResource::key)));
        self.index = index;
        for call in self.module_calls.values_mut() {
            call.module.build_index();
        }
    }
}

impl ConfigResource {
    fn key(&self) -> (Mode, &str, &str) {
        (self.mode(), &self.kind, &self.name)
    }

    /// Managed or data. Ephemeral resources have no instances in a plan and are treated as data.
    #[must_use]
    pub fn mode(&self) -> Mode {
        if self.mode == "managed" { Mode::Managed } else { Mode::Data }
    }
}

/// A provider configuration.
#[derive(Debug, Deserialize)]
pub struct ProviderConfig {
    /// The local name, `aws`.
    #[serde(default)]
    pub name: String,
    /// The full name.
    #[serde(default)]
    pub full_name: String,
    /// The alias.
    pub alias: Option<String>,
    /// The version constraint as written.
    pub version_constraint: Option<String>,
    /// The module that declares it.
    #[serde(default)]
    pub module_address: String,
    /// Its arguments.
    #[serde(default)]
    pub expressions: Json,
}

impl ProviderConfig {
    /// The type of the provider: the last part of its full name.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.full_name.rsplit('/').next().unwrap_or_default()
    }

    /// The part of its full name before the type.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.full_name.rsplit('/').nth(1).unwrap_or_default()
    }

    /// Its address: `provider.aws`, `module.m.provider.aws.west`.
    #[must_use]
    pub fn address(&self) -> String {
        let module = if self.module_address.is_empty() { String::new() } else { format!("{}.", self.module_address) };
        let alias = self.alias.as_ref().map_or_else(String::new, |alias| format!(".{alias}"));
        format!("{module}provider.{}{alias}", self.name)
    }

    /// Whether it is a configuration of its own: not one that a module is handed, and not of a provider built into Terraform.
    #[must_use]
    pub fn is_own(&self) -> bool {
        !self.is_handed() && !self.full_name.starts_with("terraform.io/builtin/")
    }

    /// Whether it is an entry of a module that only says that the module needs the provider, and not which one it is handed.
    fn is_handed(&self) -> bool {
        let empty = self.expressions.as_object().is_none_or(serde_json::Map::is_empty);
        !self.module_address.is_empty() && empty
    }
}

/// The configuration of a plan.
#[derive(Debug, Default, Deserialize)]
pub struct Configuration {
    /// Provider configurations by key.
    #[serde(default)]
    pub provider_config: BTreeMap<String, ProviderConfig>,
    /// The root module.
    #[serde(default)]
    pub root_module: ConfigModule,
}

fn mentioned_in(module: &ConfigModule, out: &mut BTreeSet<String>) {
    for resource in &module.list {
        let repeated = resource.for_each_expression.iter().chain(&resource.count_expression);
        repeated.chain([&resource.expressions]).for_each(|json| collect_references(json, out));
    }
    for output in module.outputs.values() {
        collect_references(&output.expression, out);
    }
    for call in module.module_calls.values() {
        let repeated = call.for_each_expression.iter().chain(&call.count_expression);
        repeated.chain([&call.expressions]).for_each(|json| collect_references(json, out));
        mentioned_in(&call.module, out);
    }
}

fn collect_references(json: &Json, out: &mut BTreeSet<String>) {
    if let Some(Expression::References(references)) = Expression::read(json) {
        let texts: Vec<&str> = references.iter().filter_map(Json::as_str).collect();
        for (at, text) in texts.iter().enumerate() {
            let longer = at.checked_sub(1).and_then(|before| texts.get(before)).is_some_and(|before| before.starts_with(text));
            let plain = super::without_keys(text);
            out.insert(if longer { plain } else { format!("{plain}[*]") });
            out.insert(super::without_keys(text));
        }
        return;
    }
    match json {
        Json::Array(items) => items.iter().for_each(|item| collect_references(item, out)),
        Json::Object(fields) => fields.values().for_each(|field| collect_references(field, out)),
        _ => {}
    }
}

impl Configuration {
    pub(super) fn indexed(mut self) -> Self {
        self.root_module.build_index();
        self.inherit_providers();
        self
    }

    /// Gives resources the provider configuration that they inherit. Terraform loses the way through a module that has no
    /// resource of the provider itself: it then writes an empty entry for the module below. Where the provider is configured
    /// once only, in the root, that is what it inherits.
    fn inherit_providers(&mut self) {
        let mut inherited = BTreeMap::new();
        for (key, entry) in self.provider_config.iter().filter(|(_, entry)| entry.is_handed()) {
            let real = |other: &(&String, &ProviderConfig)| other.1.full_name == entry.full_name && !other.1.is_handed();
            let mut real = self.provider_config.iter().filter(real);
            if let (Some((only, config)), None) = (real.next(), real.next())
                && config.module_address.is_empty()
            {
                inherited.insert(key.clone(), only.clone());
            }
        }
        if !inherited.is_empty() {
            self.root_module.rename_providers(&inherited);
        }
    }

    /// The provider configuration of a block; `None` if the plan does not tell which it inherits.
    #[must_use]
    pub fn provider_of(&self, block: &ConfigResource) -> Option<&ProviderConfig> {
        self.provider_config.get(&block.provider_config_key).filter(|provider| !provider.is_handed())
    }

    /// Every resource attribute that an expression mentions, module-relative and without keys; `type.name[*]` where a
    /// reference does not say which attribute it reads.
    #[must_use]
    pub fn mentioned(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        mentioned_in(&self.root_module, &mut out);
        out
    }

    /// The module at the end of a path of call names.
    #[must_use]
    pub fn module<'n>(&self, path: impl IntoIterator<Item = &'n str>) -> Option<&ConfigModule> {
        path.into_iter().try_fold(&self.root_module, |module, name| Some(&module.module_calls.get(name)?.module))
    }

    /// All module calls, each with the names of the calls that lead to it, outermost first.
    #[must_use]
    pub fn calls(&self) -> Vec<(Vec<&str>, &ModuleCall)> {
        let mut found = Vec::new();
        let mut open = vec![(Vec::new(), &self.root_module)];
        while let Some((path, module)) = open.pop() {
            for (name, call) in &module.module_calls {
                let path: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
                found.push((path.clone(), call));
                open.push((path, &call.module));
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        found
    }

    /// The call of the module at the end of a path of call names.
    #[must_use]
    pub fn call(&self, path: &[&str]) -> Option<&ModuleCall> {
        let (last, before) = path.split_last()?;
        self.module(before.iter().copied())?.module_calls.get(*last)
    }
}
