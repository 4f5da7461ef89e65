//! From the trace of an evaluation to what a reader is told: evidence, what an undecided verdict waits for, where to look.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::finding::{Evidence, EvidenceState, Focus, Joined};
use crate::link::Linker;
use crate::value::{Note, Place, ResourceId, Step, Symbol, TraceItem, Val, World};

/// A verdict over a huge collection does not need each element told.
const MOST: usize = 50;

/// Nobody reads more causes than this.
const MOST_CAUSES: usize = 20;

fn reads(items: &[TraceItem]) -> impl Iterator<Item = &Place> {
    items.iter().filter_map(|item| match item {
        TraceItem::Read(place) if place.parent().is_some() => Some(place),
        _ => None,
    })
}

/// The structures around what was read: of `ingress` and `ingress[0].cidr_blocks` the second says more.
fn around(items: &[TraceItem]) -> FxHashSet<&Place> {
    reads(items).flat_map(|place| std::iter::successors(place.parent(), |place| place.parent())).collect()
}

/// The attributes that were read, each once; a structure is left out where its parts were read. What the policy points at led to
/// the verdict too, if only by not being there.
pub(super) fn evidence(linker: &Linker<'_>, pointed: &[Place], items: &[TraceItem]) -> Vec<Evidence> {
    let facts: Vec<(&Place, &str)> = items
        .iter()
        .filter_map(|item| if let TraceItem::Note(Note::Fact(place, source)) = item { Some((place, &**source)) } else { None })
        .collect();
    let inner = around(items);
    let mut seen = FxHashSet::default();
    reads(items)
        .chain(pointed)
        .filter(|place| seen.insert(*place))
        .filter(|place| place.world() == World::Planned && !inner.contains(place))
        .take(MOST)
        .map(|place| {
            let fact = facts.iter().find(|(of, _)| *of == place).map(|(_, source)| *source);
            one(linker, place, fact)
        })
        .collect()
}

fn one(linker: &Linker<'_>, place: &Place, fact: Option<&str>) -> Evidence {
    let resource = linker.resource(place.resource());
    let sensitive = resource.is_some_and(|resource| resource.is_sensitive(&place.path()));
    let raw = linker.raw_at(place);
    let origin = fact.map(|source| format!("provider fact: {source}")).or_else(|| origin(linker, place));
    let state = match raw {
        _ if sensitive => EvidenceState::Sensitive,
        None => EvidenceState::Unset,
        Some(value) if value.is_null() || (value.is_unknown() && fact.is_some()) => EvidenceState::Unset,
        Some(value) if value.is_unknown() => EvidenceState::Unknown,
        Some(_) => EvidenceState::Known,
    };
    Evidence {
        address: resource.map_or_else(|| "".into(), |resource| resource.address_text.clone()),
        attribute: place.attribute(),
        state,
        origin,
    }
}

/// Where an unknown value comes from, if it is not its own origin.
fn origin(linker: &Linker<'_>, place: &Place) -> Option<String> {
    if !linker.raw_at(place)?.is_unknown() {
        return None;
    }
    let value = linker.value_at(place)?;
    match value.symbol()? {
        Symbol::At(origin) if origin != place => Some(linker.place_text(origin)),
        Symbol::OneOf(places) => {
            let names: Vec<String> = places.iter().map(|place| linker.place_text(place)).collect();
            Some(format!("one of {}", names.join(", ")))
        }
        _ => None,
    }
}

/// What an undecided verdict waits for, each once. Of very many the first are named and the rest counted.
pub(super) fn blocked_by(linker: &Linker<'_>, address: &str, items: &[TraceItem]) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut causes: Vec<String> = items
        .iter()
        .filter_map(|item| match item {
            TraceItem::Note(Note::Cause(cause)) => Some(cause.to_string()),
            TraceItem::Read(place) => waits_for(linker, place),
            TraceItem::Note(_) => None,
        })
        .filter(|cause| known.insert(cause.clone()))
        .collect();
    if causes.is_empty() {
        causes.push(format!("a value that belongs to `{address}` is known after apply"));
    }
    if causes.len() > MOST_CAUSES {
        let more = causes.len() - MOST_CAUSES;
        causes.truncate(MOST_CAUSES);
        causes.push(format!("{more} more values"));
    }
    causes
}

fn waits_for(linker: &Linker<'_>, place: &Place) -> Option<String> {
    let value = linker.value_at(place)?;
    if !value.is_unknown() {
        return None;
    }
    let name = linker.place_text(place);
    Some(match origin(linker, place) {
        Some(origin) => format!("`{name}` comes from `{origin}`"),
        // The causes of an ambiguous or untold reference are notes of their own.
        None if value.symbol().is_none() => return cause_of(&value),
        None => format!("`{name}` is known after apply"),
    })
}

fn cause_of(value: &Val) -> Option<String> {
    value.trace.items().into_iter().find_map(|item| match item {
        TraceItem::Note(Note::Cause(cause)) => Some(cause.to_string()),
        _ => None,
    })
}

/// Nobody looks at more places than this beside the first.
const MOST_BESIDE: usize = 3;

/// Where a reader should look first, and what beside it: what the policy points at, or else what decided. What decided in
/// another resource is shown beside an attribute of the judged one that the policy points at.
pub(super) fn look(linker: &Linker<'_>, id: ResourceId, pointed: &[Place], items: &[TraceItem]) -> (Focus, Vec<Focus>) {
    let decided = focus(linker, id, items);
    let Some(at) = pointed.first() else { return (decided, Vec::new()) };
    // An argument that is written down with a value decided itself.
    let written = linker.raw_at(at).is_some_and(|value| !value.is_null() && !value.is_unknown());
    let mut pointed = pointed.iter().map(|place| Focus::Attribute(place.resource(), place.path()));
    let Some(first) = pointed.next() else { return (decided, Vec::new()) };
    let mut beside: Vec<Focus> = Vec::new();
    for other in pointed {
        if other != first && !beside.contains(&other) {
            beside.push(other);
        }
    }
    let elsewhere = |a: &ResourceId, b: &ResourceId| a != b && *a != id;
    if !written
        && beside.is_empty()
        && matches!((&decided, &first), (Focus::Attribute(a, _), Focus::Attribute(b, _)) if elsewhere(a, b))
    {
        beside.push(decided);
    }
    beside.truncate(MOST_BESIDE);
    (first, beside)
}

/// What a reader should look at: the attribute that decided, or the satellite that is missing.
fn focus(linker: &Linker<'_>, id: ResourceId, items: &[TraceItem]) -> Focus {
    // What joins two resources says nothing about either; an id that AWS will make up stands in no text.
    let is_join = |place: &Place| match place.attribute().as_str() {
        "id" | "arn" => place.resource() == id || linker.raw_at(place).is_none_or(crate::value::Val::is_unknown),
        "name" | "bucket" => place.resource() == id,
        _ => false,
    };
    let around = around(items);
    let mut first = None;
    for item in items {
        match item {
            TraceItem::Read(place) if around.contains(place) => {}
            TraceItem::Note(Note::Missing(kind)) => first = first.or(Some(Focus::Missing(kind.clone()))),
            TraceItem::Read(place) if place.parent().is_some() && place.world() == World::Planned && !is_join(place) => {
                let focus = Focus::Attribute(place.resource(), place.path());
                // A satellite that is there but wrong, or a value that is written down, says more than what is missing.
                let written = linker.raw_at(place).is_some_and(|value| !value.is_null() && !value.is_unknown());
                match &first {
                    None => first = Some(focus),
                    Some(Focus::Missing(_)) if place.resource() != id || written => first = Some(focus),
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }
    match first {
        Some(Focus::Attribute(of, path)) => Focus::Attribute(of, last_sibling(items, of, path)),
        other => other.unwrap_or(Focus::Resource),
    }
}

/// Conditions go from the scope of a block (a protocol, a port) to what is wrong with it (an address): of the arguments of
/// one block that were read the last one decided.
fn last_sibling(items: &[TraceItem], of: ResourceId, path: Vec<Step>) -> Vec<Step> {
    let Some((_, block)) = path.split_last() else { return path };
    if !block.iter().any(|step| matches!(step, Step::Index(_))) {
        return path;
    }
    let siblings = reads(items).filter(|place| place.resource() == of && place.world() == World::Planned).map(Place::path);
    siblings.filter(|other| other.starts_with(block)).last().unwrap_or(path)
}

/// The resources that were joined to the judged one, each once, and how.
pub(super) fn joined(linker: &Linker<'_>, id: Option<ResourceId>, items: &[TraceItem]) -> Vec<Joined> {
    let mut found: BTreeMap<Arc<str>, &'static str> = BTreeMap::new();
    for item in items {
        let TraceItem::Note(Note::Joined(other, by)) = item else { continue };
        if Some(*other) != id
            && let Some(resource) = linker.resource(*other)
        {
            found.entry(resource.address_text.clone()).or_insert(by);
        }
    }
    found.into_iter().take(MOST).map(|(address, by)| Joined { address, by }).collect()
}

/// Whether a value was made from something that must not be shown.
pub(super) fn is_sensitive(linker: &Linker<'_>, value: &Val) -> bool {
    value.touched().items().iter().any(|item| match item {
        TraceItem::Read(place) => linker.resource(place.resource()).is_some_and(|resource| resource.is_sensitive(&place.path())),
        TraceItem::Note(_) => false,
    })
}
