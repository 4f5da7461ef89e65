//! Follows the references of the configuration: to other resources, through variables and outputs of modules, through
//! `for_each` and `count`. Never guesses: two candidates are *ambiguous*.

use std::sync::Arc;

use serde_json::Value as Json;

use super::Linker;
use super::reference::{Reference, longest};
use crate::plan::{Expression, Key, Mode, ModuleStep, ProviderConfig};
use crate::value::{Note, Place, ResourceId, Step, Symbol, Trace, Unknown, Val, Value, World, child, from_json};

/// Modules can be nested and outputs can be handed on; a longer chain is a cycle.
const LONGEST_CHAIN: usize = 64;

/// How the instances of a referenced block are told apart when the reference has no key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pairing {
    /// Not at all: all instances are candidates.
    None,
    /// By the key of the reader (`each.key`, `count.index`).
    Key,
    /// By the key of the reader, or the one instance that there is (`for_each` over it).
    Whole,
}

/// Where an expression stands: in which module instance, in which instance of a repeated block.
#[derive(Debug, Clone)]
pub(super) struct Site<'p> {
    pub(super) module: Vec<ModuleStep>,
    pub(super) key: Option<Key>,
    pub(super) for_each: Option<&'p Json>,
    pub(super) depth: usize,
}

impl<'p> Site<'p> {
    /// The site of a resource's own arguments.
    pub(super) fn of_resource(linker: &Linker<'p>, id: ResourceId) -> Option<Self> {
        let resource = linker.resource(id)?;
        let place = Place::root(id, World::Planned);
        let for_each = linker.config_of(&place).and_then(|config| config.for_each_expression.as_ref());
        Some(Self { module: resource.address.module.clone(), key: resource.address.key.clone(), for_each, depth: 0 })
    }

    /// The site of the arguments of the call that made this module instance.
    pub(super) fn of_call(&self, linker: &Linker<'p>) -> Option<Self> {
        let (last, around) = self.module.split_last()?;
        let names: Vec<&str> = self.module.iter().map(|step| &*step.name).collect();
        let for_each = linker.plan.configuration.call(&names).and_then(|call| call.for_each_expression.as_ref());
        Some(Self { module: around.to_vec(), key: last.key.clone(), for_each, depth: self.depth + 1 })
    }

    /// One hop further; `None` once the chain is too long to be anything but a circle.
    pub(super) fn deeper(&self) -> Option<Self> {
        (self.depth < LONGEST_CHAIN).then(|| Self { depth: self.depth + 1, ..self.clone() })
    }
}

impl<'p> Linker<'p> {
    /// The value that an expression with these references has at a site, as far as the references alone tell.
    pub(super) fn follow(&self, site: &Site<'p>, references: &[Json], reader: &Place) -> Val {
        if site.depth > LONGEST_CHAIN {
            return self.because(reader, "its references go in a circle");
        }
        let all: Vec<Reference> = longest(references).into_iter().map(Reference::parse).collect();
        let by_key = all.contains(&Reference::OwnKey);
        let mut candidates: Vec<Val> = Vec::new();
        let mut blind: Vec<String> = Vec::new();
        for reference in all.iter().filter(|reference| **reference != Reference::OwnKey) {
            match self.target(site, reference, by_key, reader) {
                Ok(value) => candidates.push(value),
                Err(text) => blind.push(text),
            }
        }
        if !blind.is_empty() || candidates.is_empty() {
            return self.fed_from(reader, references);
        }
        self.one_of(candidates, reader, references)
    }

    /// One candidate is the origin; several are kept as candidates.
    fn one_of(&self, candidates: Vec<Val>, reader: &Place, references: &[Json]) -> Val {
        let mut places: Vec<Place> = Vec::new();
        let mut trace = Trace::none();
        for value in &candidates {
            trace = trace.join(value.trace.clone());
            match &value.value {
                Value::Unknown(unknown) => match &unknown.symbol {
                    Some(Symbol::At(place)) => places.push(place.clone()),
                    Some(Symbol::OneOf(more)) => places.extend(more.iter().cloned()),
                    _ if candidates.len() == 1 && value.place.as_ref().is_some_and(|of| hands_on(of, reader)) => {
                        return value.clone();
                    }
                    _ => return self.fed_from(reader, references),
                },
                Value::Null if candidates.len() == 1 => return value.clone(),
                // The reader is unknown, so it is not this known value itself unless a fact made it known.
                _ if candidates.len() == 1 && value.place.as_ref().is_some_and(|of| hands_on(of, reader)) => {
                    return value.clone();
                }
                _ => return self.fed_from(reader, references),
            }
        }
        places.sort();
        places.dedup();
        let members: Arc<[Val]> = candidates.into();
        let symbol = match places.as_slice() {
            [only] if hands_on(only, reader) => Symbol::At(only.clone()),
            _ => Symbol::OneOf(places.clone().into()),
        };
        let not_null = places.iter().all(|place| self.is_unique(place));
        let unknown = Unknown { symbol: Some(symbol), not_null, members: Some(members), ..Unknown::default() };
        Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace }
    }

    /// What a reference points to; `Err` names what only the text could tell.
    fn target(&self, site: &Site<'p>, reference: &Reference, by_key: bool, reader: &Place) -> Result<Val, String> {
        match reference {
            Reference::Resource { mode, kind, name, key, path } => self.resource_target(
                site,
                (*mode, kind, name),
                key.as_ref(),
                path,
                if by_key { Pairing::Key } else { Pairing::None },
                reader,
            ),
            Reference::Variable { name, path } => self.variable_target(site, name, path, reader),
            Reference::Output { module, key, output, path } => {
                let output = output.as_ref().ok_or_else(|| format!("module.{module}"))?;
                self.output_target(site, module, key.as_ref(), output, path, by_key, reader)
            }
            Reference::EachValue(path) => self.each_value(site, path, reader),
            Reference::OwnKey => Err("each.key".to_owned()),
            Reference::Text(text) => Err(text.clone()),
        }
    }

    fn resource_target(
        &self,
        site: &Site<'p>,
        (mode, kind, name): (Mode, &str, &str),
        key: Option<&Key>,
        path: &[Step],
        pairing: Pairing,
        reader: &Place,
    ) -> Result<Val, String> {
        let (by_key, whole) = (pairing != Pairing::None, pairing == Pairing::Whole);
        let block = if mode == Mode::Managed { format!("{kind}.{name}") } else { format!("data.{kind}.{name}") };
        let module = crate::plan::module_text(&site.module);
        let instances = self.instances(&module, &block);
        let wanted = key.or(if by_key { site.key.as_ref() } else { None });
        let instance = |id: &&ResourceId| self.resource(**id).is_some_and(|resource| resource.address.key.as_ref() == wanted);
        let found: Vec<ResourceId> = match (wanted, instances) {
            (_, []) => return Err(block),
            (Some(_), all) => match (instances.iter().find(instance), all) {
                (Some(id), _) => vec![*id],
                // `for_each = { k = aws_s3_bucket.x }`: every key has the one instance.
                (None, [only]) if self.resource(*only).is_some_and(|resource| resource.address.key.is_none()) && whole => {
                    vec![*only]
                }
                _ => return Err(block),
            },
            (None, all) => all.to_vec(),
        };
        let how = if key.is_none() && by_key { "equal key" } else { "reference" };
        let values = found.into_iter().map(|id| {
            let trace = Trace::note(Note::Joined(id, how));
            self.attribute_of(id, path, reader).with(trace)
        });
        let values: Vec<Val> = values.collect();
        match values.as_slice() {
            [only] => Ok(only.clone()),
            _ => Ok(self.one_of(values, reader, &[Json::String(block)])),
        }
    }

    /// An attribute of a resource; where the reference does not name one, as after an index, the one that the reader wants.
    fn attribute_of(&self, id: ResourceId, path: &[Step], reader: &Place) -> Val {
        let root = Place::root(id, World::Planned);
        let wanted;
        let path = if path.is_empty() {
            let usual = self.kind_facts(&root).and_then(|facts| facts.usual.clone());
            wanted = [Step::Attr(usual.unwrap_or_else(|| wanted_attribute(reader).into()))];
            &wanted
        } else {
            path
        };
        let place = path.iter().fold(root, |place, step| place.child(step.clone()));
        match self.value_at(&place) {
            Some(value) if value.place.is_some() => value,
            Some(value) => Val { place: Some(place), ..value },
            None => self.own_symbol(&place),
        }
    }

    fn variable_target(&self, site: &Site<'p>, name: &str, path: &[Step], reader: &Place) -> Result<Val, String> {
        let Some(outer) = site.of_call(self) else {
            // A root variable is known; what is unknown is made of more than the variable, unless it is null: not set.
            let given = self.plan.variables.get(name).map(|variable| &variable.value);
            return if given == Some(&Json::Null) { Ok(Val::null()) } else { Err(format!("var.{name}")) };
        };
        let names: Vec<&str> = site.module.iter().map(|step| &*step.name).collect();
        let call = self.plan.configuration.call(&names).ok_or_else(|| format!("var.{name}"))?;
        let argument = call.expressions.get(name).and_then(Expression::read);
        match argument {
            Some(Expression::References(references)) => {
                let value = self.follow(&outer, references, reader);
                Ok(self.into(value, path))
            }
            Some(Expression::Constant(Json::Null)) => Ok(Val::null()),
            None => {
                let variable = self.plan.configuration.module(names).and_then(|module| module.variables.get(name));
                match variable.map(|variable| &variable.default) {
                    Some(None | Some(Json::Null)) => Ok(Val::null()),
                    _ => Err(format!("var.{name}")),
                }
            }
            _ => Err(format!("var.{name}")),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one reference and where it stands")]
    fn output_target(
        &self,
        site: &Site<'p>,
        module: &str,
        key: Option<&Key>,
        output: &str,
        path: &[Step],
        by_key: bool,
        reader: &Place,
    ) -> Result<Val, String> {
        let text = format!("module.{module}.{output}");
        let mut names: Vec<&str> = site.module.iter().map(|step| &*step.name).collect();
        names.push(module);
        let call = self.plan.configuration.call(&names).ok_or_else(|| text.clone())?;
        let wanted = key.cloned().or(if by_key { site.key.clone() } else { None });
        let by_key = key.is_none() && wanted.is_some();
        if wanted.is_none() && (call.for_each_expression.is_some() || call.count_expression.is_some()) {
            return Err(text);
        }
        let output = call.module.outputs.get(output).ok_or_else(|| text.clone())?;
        let Some(Expression::References(references)) = Expression::read(&output.expression) else { return Err(text) };
        let mut inner = site.deeper().ok_or_else(|| text.clone())?;
        inner.module.push(ModuleStep { name: module.into(), key: wanted });
        inner.key = None;
        inner.for_each = None;
        let value = self.follow(&inner, references, reader);
        let value = self.into(value, path);
        Ok(match value.symbol() {
            Some(Symbol::At(place)) if by_key => {
                let paired = Trace::note(Note::Joined(place.resource(), "equal key"));
                value.with(paired)
            }
            _ => value,
        })
    }

    /// `each.value`: the element of what `for_each` runs over that has the key of this instance.
    fn each_value(&self, site: &Site<'p>, path: &[Step], reader: &Place) -> Result<Val, String> {
        let over = site.for_each.and_then(Expression::read).ok_or("each.value")?;
        let Expression::References(references) = over else { return Err("each.value".to_owned()) };
        let all: Vec<Reference> = longest(references).into_iter().map(Reference::parse).collect();
        match all.as_slice() {
            // `for_each = aws_s3_bucket.x`: the instance of the same key.
            [Reference::Resource { mode, kind, name, key: None, path: whole }] if whole.is_empty() => {
                self.resource_target(site, (*mode, kind, name), None, path, Pairing::Whole, reader)
            }
            // `for_each = module.x`: the outputs of the instance of the same key.
            [Reference::Output { module, key: None, output: None, .. }] => match path.split_first() {
                Some((Step::Attr(output), rest)) => self.output_target(site, module, None, output, rest, true, reader),
                _ => Err("each.value".to_owned()),
            },
            // A map that was written out: the value is one of what it mentions; one mention is no choice.
            _ => {
                let outer = Site { for_each: None, ..site.deeper().ok_or("each.value")? };
                let value = self.follow(&outer, references, reader);
                if value.is_unknown() && value.symbol().is_some() { Ok(value) } else { Err("each.value".to_owned()) }
            }
        }
    }

    /// Steps into a value that was found. A symbol has no parts that the references could tell.
    fn into(&self, value: Val, path: &[Step]) -> Val {
        path.iter().fold(value, |value, step| match (&value.value, step) {
            (Value::Unknown(unknown), _) => match &unknown.symbol {
                Some(Symbol::At(place)) => {
                    let place = place.child(step.clone());
                    self.value_at(&place).unwrap_or_else(|| self.own_symbol(&place)).with(value.trace.clone())
                }
                _ => value,
            },
            _ => child(&value, step, self).unwrap_or_else(|| Val::unknown(value.touched())),
        })
    }

    /// `provider.region`, `provider.partition`, `provider.default_tags` as far as the configuration tells.
    pub(super) fn provider_value(&self, id: ResourceId, name: &str) -> Val {
        let place = Place::root(id, World::Planned);
        let provider = self.config_of(&place).and_then(|config| self.plan.configuration.provider_of(config));
        let region = provider.and_then(|provider| self.provider_argument(provider, "region"));
        match (name, region) {
            // Null only where it is certain that there are none.
            ("default_tags", _) if provider.is_some_and(|provider| provider.expressions.get("default_tags").is_none()) => {
                Val::null()
            }
            ("region", Some(region)) => region.into(),
            ("partition", Some(region)) => partition(&region).into(),
            _ => Val::unknown(Trace::none()),
        }
    }

    fn provider_argument(&self, provider: &ProviderConfig, name: &str) -> Option<String> {
        match Expression::read(provider.expressions.get(name)?)? {
            Expression::Constant(value) => value.as_str().map(str::to_owned),
            Expression::References(references) => match longest(references).as_slice() {
                [only] => match Reference::parse(only) {
                    Reference::Variable { name, path } if path.is_empty() && provider.module_address.is_empty() => {
                        let value = from_json(&self.plan.variables.get(&name)?.value);
                        value.as_str().map(str::to_owned)
                    }
                    _ => None,
                },
                _ => None,
            },
            Expression::Opaque => None,
        }
    }
}

/// The partition of a region: <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>.
fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// Whether an argument that mentions an attribute is likely to be that very value. The plan records `x.id`, `"${x.id}-logs"`
/// and `replace(x.id, …)` alike; an argument that names a resource by an identity takes it as it is.
fn hands_on(of: &Place, reader: &Place) -> bool {
    let last = |place: &Place| match place.path().last() {
        Some(Step::Attr(name)) => Some(name.clone()),
        _ => None,
    };
    let (Some(given), Some(taken)) = (last(of), last(reader)) else { return false };
    let identity = matches!(
        &*given,
        "id" | "arn" | "name" | "bucket" | "identifier" | "key_id" | "key_arn" | "latest_version" | "default_version"
    ) || given.ends_with("_id")
        || given.ends_with("_arn");
    let names = [
        "id",
        "ids",
        "arn",
        "arns",
        "name",
        "names",
        "bucket",
        "role",
        "roles",
        "identifier",
        "group",
        "groups",
        "subnets",
        "instance",
        "key",
        "user",
        "users",
        "db",
        "cluster",
    ];
    let taker = names.iter().any(|name| &*taken == *name || taken.ends_with(&format!("_{name}")));
    given == taken || (identity && taker) || matches!(&*given, "json" | "minified_json")
}

/// `aws_s3_bucket.x[count.index].id` is recorded without the attribute; the reader's name tells which it wants.
fn wanted_attribute(reader: &Place) -> &'static str {
    let path = reader.path();
    let name = path.iter().rev().find_map(|step| if let Step::Attr(name) = step { Some(&**name) } else { None });
    match name {
        Some(name) if name.ends_with("arn") || name.ends_with("arns") => "arn",
        Some("role" | "parameter_group_name" | "db_subnet_group_name" | "option_group_name") => "name",
        _ => "id",
    }
}
