//! Who points to a resource: the attributes of others that are, or will be, what identifies it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inspect::leaves;
use super::mask::Secrets;
use crate::link::{Linker, kind_name};
use crate::value::{Part, Place, ResourceId, Step, Symbol, Val, Value, World};

/// An attribute of another resource that points to this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer {
    /// The other resource.
    pub address: Arc<str>,
    /// Its attribute.
    pub attribute: String,
    /// How that is known.
    pub how: &'static str,
    /// The attribute of this resource that it is.
    pub to: String,
}

/// The attributes of other resources that point to this one, sorted.
pub(super) fn pointers(linker: &Linker<'_>, id: ResourceId, world: World, secrets: &Secrets) -> Vec<Pointer> {
    let search = Search { linker, id, names: names(linker, id, world) };
    let mut found = BTreeSet::new();
    for (other, number) in linker.plan().resources.iter().zip(0_u32..) {
        if ResourceId(number) == id {
            continue;
        }
        for (place, raw) in leaves(linker, ResourceId(number), world) {
            // A tag that is the name of something is no reference to it.
            if raw.is_null() || matches!(place.path().first(), Some(Step::Attr(name)) if name.starts_with("tags")) {
                continue;
            }
            let value = linker.value_at(&place).unwrap_or(raw);
            found.extend(search.pointed(&value, 0).into_iter().map(|(how, to)| Pointer {
                address: other.address_text.clone(),
                attribute: secrets.mask(&place.attribute()),
                how,
                to,
            }));
        }
    }
    found.into_iter().collect()
}

/// The attributes that identify a resource among all, with their values where these are known.
fn names(linker: &Linker<'_>, id: ResourceId, world: World) -> Vec<(Arc<str>, Arc<str>)> {
    let Some(resource) = linker.resource(id) else { return Vec::new() };
    let facts = linker.facts().of(&kind_name(resource));
    let usual: [Arc<str>; 2] = ["id".into(), "arn".into()];
    let mut all: BTreeSet<Arc<str>> = facts.into_iter().flat_map(|facts| &facts.unique).cloned().chain(usual).collect();
    let groups = facts.map_or(&[][..], |facts| &facts.same);
    for group in groups.iter().filter(|group| group.iter().any(|name| all.contains(name))).collect::<Vec<_>>() {
        all.extend(group.iter().cloned());
    }
    all.into_iter()
        .filter_map(|name| {
            let value = linker.value_at(&Place::root(id, world).child(Step::Attr(name.clone())))?;
            let text = value.as_str().filter(|text| !text.is_empty())?;
            Some((name, text.into()))
        })
        .collect()
}

/// Nested values are searched no deeper than this.
const DEEPEST: usize = 32;

struct Search<'l, 'p> {
    linker: &'l Linker<'p>,
    id: ResourceId,
    names: Vec<(Arc<str>, Arc<str>)>,
}

impl Search<'_, '_> {
    /// How a value points to the resource, and to which attribute.
    fn pointed(&self, value: &Val, depth: usize) -> Vec<(&'static str, String)> {
        if depth > DEEPEST {
            return Vec::new();
        }
        match &value.value {
            Value::String(text) => {
                let same = self.names.iter().find(|(_, known)| known == text);
                same.map(|(name, _)| ("same value", name.to_string())).into_iter().collect()
            }
            Value::List(list) => list.items.iter().flat_map(|item| self.pointed(&self.settled(item), depth + 1)).collect(),
            Value::Object(object) => {
                object.fields.iter().flat_map(|(_, part)| self.pointed(&self.settled(part), depth + 1)).collect()
            }
            Value::Unknown(unknown) => {
                let mut found = unknown.symbol.as_ref().map_or_else(Vec::new, |symbol| self.symbol(symbol));
                let inside = unknown.members.iter().flat_map(|members| members.iter()).chain(&unknown.json);
                found.extend(inside.flat_map(|part| self.pointed(&self.settled(part), depth + 1)));
                found
            }
            _ => Vec::new(),
        }
    }

    fn settled(&self, value: &Val) -> Val {
        crate::value::settle(value.clone(), self.linker)
    }

    fn symbol(&self, symbol: &Symbol) -> Vec<(&'static str, String)> {
        let own = |how: &'static str| move |place: &Place| (place.resource() == self.id).then(|| (how, place.attribute()));
        match symbol {
            Symbol::At(place) => own("reference")(place).into_iter().collect(),
            Symbol::OneOf(places) => places.iter().filter_map(own("perhaps: one of several")).collect(),
            Symbol::Text(parts) => {
                let places = parts.iter().filter_map(|part| if let Part::At(place) = part { Some(place) } else { None });
                places.filter_map(own("within a text")).collect()
            }
        }
    }
}
