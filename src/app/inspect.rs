//! `onus inspect`: a resource as onus sees it. What is known, what is left out and what becomes of that, what is not known
//! and where it will come from, and who points to it.

use std::path::PathBuf;
use std::sync::Arc;

use super::check::read_bytes;
use super::mask::Secrets;
use super::origin::Origin;
use super::pointers::{Pointer, pointers};
use super::shown::Shown;
use super::sources::PlanSource;
use super::{Catalogue, CheckOptions};
use crate::error::{Error, NoSuch};
use crate::expr::Query;
use crate::link::{Linker, TextOrigins, facts_path};
use crate::plan::{Action, Plan, read};
use crate::value::{Note, Place, ResourceId, Step, Symbol, Trace, TraceItem, Val, Value, World};

/// What to inspect.
#[derive(Debug, Clone, Default)]
pub struct InspectOptions {
    /// The plan file, or `-`.
    pub plan: PathBuf,
    /// The resource; without one all are listed.
    pub address: Option<String>,
    /// The folder of the root module.
    pub source: Option<PathBuf>,
    /// `TF_DATA_DIR`, if it is set.
    pub data_dir: Option<PathBuf>,
}

/// What is to be seen.
#[derive(Debug, Clone)]
pub enum Inspection {
    /// All resources: address and action.
    List(Vec<(Arc<str>, &'static str)>),
    /// One resource.
    Resource(Box<Inspected>),
}

/// A resource as onus sees it. Holds no secrets.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// Its address.
    pub address: Arc<str>,
    /// What the plan does to it.
    pub action: &'static str,
    /// Whether the values are those before the plan: it goes away.
    pub before: bool,
    /// Whether the source text is at hand.
    pub has_source: bool,
    /// Its attributes, sorted by name.
    pub attributes: Vec<Attribute>,
    /// The attributes of other resources that point to it.
    pub pointers: Vec<Pointer>,
}

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The plan shows it.
    Known,
    /// It is left out.
    Unset,
    /// It is known after apply.
    Unknown,
    /// It must not be shown.
    Sensitive,
}

impl State {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unset => "unset",
            Self::Unknown => "unknown",
            Self::Sensitive => "sensitive",
        }
    }
}

/// An attribute, or a part of one.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its path, `versioning_configuration[0].status`.
    pub path: String,
    /// What is known of it.
    pub state: State,
    /// The value, or where it comes from.
    pub detail: String,
    /// The source of the provider fact that says so.
    pub source: Option<Arc<str>>,
}

/// Looks at a plan or at one of its resources.
///
/// # Errors
/// The plan cannot be read, or has no such resource.
pub fn inspect(options: &InspectOptions, catalogue: &Catalogue, stdin: &mut dyn std::io::Read) -> Result<Inspection, Error> {
    let bytes = read_bytes(&options.plan, stdin)?;
    let plan = read(&bytes).map_err(|problem| Error::Input(options.plan.clone(), problem))?;
    let Some(address) = &options.address else {
        let all = plan.resources.iter().map(|resource| (resource.address_text.clone(), resource.action.name()));
        return Ok(Inspection::List(all.collect()));
    };
    let id = plan.find(address).ok_or_else(|| Error::NoSuch(no_such(&plan, address)))?;
    let check = CheckOptions { source: options.source.clone(), data_dir: options.data_dir.clone(), ..CheckOptions::default() };
    let tree = Origin::of_checkout(&check, &options.plan, &plan).tree;
    let source = tree.as_ref().map(|tree| PlanSource::new(tree, &plan));
    let set = &catalogue.set;
    let linker = Linker::new(&plan, &set.facts, &set.functions, source.as_ref().map(|source| source as &dyn TextOrigins));
    let inspector = Inspector { linker: &linker, shown: Shown { secrets: Secrets::of(&plan), linker: &linker } };
    let inspected = inspector.resource(id, source.is_some());
    plan.check_what_was_read().map_err(|problem| Error::Input(options.plan.clone(), problem))?;
    Ok(Inspection::Resource(Box::new(inspected)))
}

/// No resource has this address: perhaps its instances have, or another was meant.
fn no_such(plan: &Plan<'_>, address: &str) -> NoSuch {
    let all = || plan.resources.iter().map(|resource| &*resource.address_text);
    let instance = all().find(|other| other.strip_prefix(address).is_some_and(|rest| rest.starts_with('[')));
    match instance {
        Some(instance) => {
            NoSuch { what: "resource", name: address.to_owned(), help: Some(format!("did you mean `{instance}`?")) }
        }
        None => NoSuch::among("resource", address, all(), "without an address `onus inspect` lists all resources"),
    }
}

/// The leaves of a resource as the plan has them: lists of plain values and empty collections count as one.
pub(super) fn leaves(linker: &Linker<'_>, id: ResourceId, world: World) -> Vec<(Place, Val)> {
    let mut found = Vec::new();
    let mut stack = vec![(Place::root(id, world), linker.attributes(id, world))];
    while let Some((place, value)) = stack.pop() {
        let is_root = place.parent().is_none();
        let hidden = !is_root && linker.resource(id).is_some_and(|resource| resource.is_hidden(&place.path()));
        let parts: Vec<(Step, &Val)> = match &value.value {
            Value::Object(object) => object.fields.iter().map(|(name, part)| (Step::Attr(name.clone()), part)).collect(),
            Value::List(list) if !list.items.iter().all(is_plain) => (0_u32..).map(Step::Index).zip(list.items.iter()).collect(),
            _ => Vec::new(),
        };
        if hidden || (parts.is_empty() && !is_root) {
            found.push((place, value));
        } else {
            // The last one in is the first one out.
            stack.extend(parts.into_iter().rev().map(|(step, part)| (place.child(step), part.clone())));
        }
    }
    found
}

fn is_plain(value: &Val) -> bool {
    matches!(value.value, Value::Bool(_) | Value::Number(_) | Value::String(_))
}

struct Inspector<'l, 'p> {
    linker: &'l Linker<'p>,
    shown: Shown<'l, 'p>,
}

impl Inspector<'_, '_> {
    fn resource(&self, id: ResourceId, has_source: bool) -> Inspected {
        let resource = self.linker.resource(id);
        let before = self.linker.attributes(id, World::Planned).is_null();
        let world = if before { World::Prior } else { World::Planned };
        Inspected {
            address: resource.map_or_else(|| "".into(), |resource| resource.address_text.clone()),
            action: resource.map_or("", |resource| resource.action.name()),
            before,
            has_source,
            attributes: leaves(self.linker, id, world).iter().map(|(place, raw)| self.attribute(place, raw)).collect(),
            pointers: pointers(self.linker, id, world, &self.shown.secrets),
        }
    }

    fn attribute(&self, place: &Place, raw: &Val) -> Attribute {
        let path = self.shown.secrets.mask(&place.attribute());
        let resource = self.linker.resource(place.resource());
        if resource.is_some_and(|resource| resource.is_sensitive(&place.path())) {
            return Attribute { path, state: State::Sensitive, detail: String::new(), source: None };
        }
        let (state, detail, source) = match &raw.value {
            Value::Null => (State::Unset, self.left_out(place), None),
            Value::Unknown(_) => self.unknown(place),
            // A copy that nothing marks.
            Value::String(text) if self.shown.secrets.hides(text) => (State::Sensitive, String::new(), None),
            _ => (State::Known, self.shown.value(raw), None),
        };
        Attribute { path, state, detail, source }
    }

    /// A write-only argument is null in every plan.
    fn left_out(&self, place: &Place) -> String {
        let set = self.linker.ask(&Query::IsSet(place), place.resource(), place.world());
        let written = matches!(set.value, Value::Bool(true)) && place.world() == World::Planned;
        if written { "the configuration sets it, the plan does not show it".to_owned() } else { String::new() }
    }

    fn unknown(&self, place: &Place) -> (State, String, Option<Arc<str>>) {
        let value = self.linker.value_at(place).unwrap_or_else(Val::null);
        let items = value.trace.items();
        let fact = items.iter().find_map(|item| match item {
            TraceItem::Note(Note::Fact(of, source)) if of == place => Some(source.clone()),
            _ => None,
        });
        if self.reads_secret(&value.trace) {
            return (State::Sensitive, String::new(), None);
        }
        let kind = self.linker.resource(place.resource()).map(crate::link::kind_name);
        let facts = kind.and_then(|kind| self.linker.facts().of(&kind));
        let unset = facts.is_some_and(|facts| facts.unset.contains_key(&*facts_path(&place.path())));
        match fact {
            Some(source) if unset => (State::Unset, format!("becomes {}", self.shown.value(&value)), Some(source)),
            Some(source) => (State::Unknown, format!("will be {}", self.shown.value(&value)), Some(source)),
            None => (State::Unknown, self.origin(place, &value, &items), None),
        }
    }

    fn origin(&self, place: &Place, value: &Val, items: &[TraceItem]) -> String {
        match value.symbol() {
            Some(Symbol::At(origin)) if origin == place => self.own(place),
            Some(Symbol::At(origin)) => format!("will be `{}`", self.shown.place(origin)),
            Some(Symbol::OneOf(places)) => {
                let names: Vec<String> = places.iter().map(|place| format!("`{}`", self.shown.place(place))).collect();
                match names.as_slice() {
                    [only] => format!("comes from {only}, the plan does not tell how"),
                    _ => format!("ambiguous: one of {}", names.join(", ")),
                }
            }
            Some(Symbol::Text(_)) => format!("will be {}", self.shown.value(value)),
            None if !value.is_unknown() => format!("will be {}{}", self.shown.value(value), self.told(place, items)),
            None => {
                let cause = |item: &TraceItem| match item {
                    TraceItem::Note(Note::Cause(cause)) => Some(self.shown.secrets.mask(cause)),
                    _ => None,
                };
                let causes: Vec<String> = items.iter().filter_map(cause).collect();
                match &value.value {
                    Value::Unknown(unknown) if unknown.json.is_some() => format!("will be {}", self.shown.value(value)),
                    _ if causes.is_empty() => "known after apply".to_owned(),
                    _ => causes.join("; "),
                }
            }
        }
    }

    /// A value that is its own origin.
    fn own(&self, place: &Place) -> String {
        let Some(resource) = self.linker.resource(place.resource()) else { return String::new() };
        let provider = resource.provider.rsplit('/').next().unwrap_or_default();
        let maker = if provider == "aws" { "AWS".to_owned() } else { format!("the provider `{provider}`") };
        match resource.action {
            _ if self.linker.is_fed(place) => "known after apply".to_owned(),
            Action::Read => "read when the plan is applied".to_owned(),
            _ => format!("made by {maker}"),
        }
    }

    /// How a value is known that the plan does not show.
    fn told(&self, place: &Place, items: &[TraceItem]) -> String {
        let from: Vec<String> = items
            .iter()
            .filter_map(|item| match item {
                TraceItem::Read(other) if other != place && other.parent().is_some() => {
                    Some(format!("`{}`", self.shown.place(other)))
                }
                _ => None,
            })
            .collect();
        let text = items.iter().any(|item| matches!(item, TraceItem::Note(Note::Told(_))));
        match (from.is_empty(), text) {
            (false, _) => format!(", from {}", from.join(", ")),
            (true, true) => ", by the source text".to_owned(),
            (true, false) => String::new(),
        }
    }

    fn reads_secret(&self, trace: &Trace) -> bool {
        trace.items().iter().any(|item| match item {
            TraceItem::Read(place) => {
                self.linker.resource(place.resource()).is_some_and(|resource| resource.is_sensitive(&place.path()))
            }
            TraceItem::Note(_) => false,
        })
    }
}
