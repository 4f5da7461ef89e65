//! Lookups over the resources of the plan: which satellites belong to a parent, which resources a value points to. Indexed,
//! so that joining n satellites to n parents is not n².

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::families::{Family, Symbols};
use super::{Linker, kind_name};
use crate::expr::{Query, undecided};
use crate::plan::Action;
use crate::value::{
    List, ListKind, Note, Place, ResourceId, Step, Symbol, Trace, TraceItem, Truth, Val, Value, World, child, entries, equal,
    held,
};

/// Resources of one type by the value of one attribute.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_text: BTreeMap<Arc<str>, Vec<ResourceId>>,
    pub(super) by_symbol: BTreeMap<Symbol, Vec<ResourceId>>,
    /// Those of `by_symbol` that a text written before could turn out to equal.
    nameable: Vec<Symbol>,
    /// Those of `by_symbol` that identify, by what they identify.
    pub(super) families: BTreeMap<Family, Symbols>,
    /// One that more than equality decides.
    unsure: Vec<ResourceId>,
    /// Unknown without a symbol: nothing tells whether it is the value, whatever the value is.
    blind: Vec<ResourceId>,
    /// What the blind ones wait for; of very many the first.
    hidden: Option<Trace>,
    /// Another type than text: null, numbers, booleans.
    others: Vec<ResourceId>,
}

/// So many causes say as much as more.
const MOST_HIDDEN: usize = 20;

impl Index {
    /// A resource of which nothing tells whether it has the value.
    fn blinded(&mut self, id: ResourceId, why: Trace) {
        self.blind.push(id);
        if self.blind.len() <= MOST_HIDDEN {
            self.hidden = Some(self.hidden.take().unwrap_or_default().join(why));
        }
    }

    /// The only resource whose attribute is this symbol.
    fn by_symbol(&self, symbol: &Symbol) -> Option<ResourceId> {
        match self.by_symbol.get(symbol).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }
}

pub(super) type IndexName = (World, Arc<str>, Arc<str>);

type Filter<'a> = &'a [(Arc<str>, Val)];

impl Linker<'_> {
    /// Answers a question of the resource that is being judged.
    #[must_use]
    pub fn ask(&self, query: &Query<'_>, judged: ResourceId, world: World) -> Val {
        match query {
            Query::Resources(kind, filter) => self.resources(kind, filter, world),
            Query::Candidates(kind, filter) => self.candidates(kind, filter, world),
            Query::DataSource(kind, filter) => self.data_source(kind, filter),
            Query::Linked(value, kind) => self.linked(value, kind, world),
            Query::SameProvider(kind) => self.same_provider(kind, judged, world),
            Query::IsNear(place) => Val::from(self.is_near(place.resource(), judged)),
            Query::Removed(kind, filter) => self.removed(kind, filter),
            Query::IsNew(place) => {
                let is_new = self.resource(place.resource()).is_some_and(|resource| resource.action.makes());
                Val::from(is_new && place.world() == World::Planned)
            }
            Query::IsSet(place) => Val::truth(self.is_set(place), Trace::read((*place).clone())),
            Query::Configured(place) => self.configured_value(place),
        }
    }

    /// The resources of a type that exist in a world.
    pub(super) fn living(&self, kind: &str, world: World) -> impl Iterator<Item = ResourceId> {
        self.plan.of_kind(kind).iter().copied().filter(move |id| {
            self.resource(*id).is_some_and(|resource| match world {
                World::Planned => resource.action.remains(),
                World::Prior => !resource.prior().is_null(),
            })
        })
    }

    /// The resources of a type among which those that match a filter are.
    fn eligible(&self, kind: &str, filter: Filter<'_>, world: World) -> Vec<ResourceId> {
        let found: Vec<ResourceId> = match filter.iter().find(|(_, value)| is_key(value)) {
            Some((name, value)) => {
                let index = self.index(kind, name, world);
                let mut found = self.indexed(&index, kind, value, world);
                found.extend(&index.blind);
                found.sort_unstable();
                found.dedup();
                found
            }
            None => self.living(kind, world).collect(),
        };
        self.look_at(found.len());
        found
    }

    /// The resources that match a filter or may match it, each with the answer: so what is known of one that only may belong
    /// to the judged resource counts, as a rule that opens nothing whichever group it is for.
    fn candidates(&self, kind: &str, filter: Filter<'_>, world: World) -> Val {
        let mut items = Vec::new();
        for id in self.eligible(kind, filter, world) {
            let attributes = self.attributes(id, world);
            let (truth, trace) = self.matches(&attributes, filter);
            let attributes = match truth {
                Truth::False => continue,
                Truth::True => attributes.with(Trace::note(Note::Joined(id, how(filter, &trace)))),
                Truth::Unknown => attributes,
            };
            let trace = if truth == Truth::Unknown { trace } else { Trace::none() };
            items.push(Val::object(vec![("resource".into(), attributes), ("matches".into(), Val::truth(truth, trace))]));
        }
        let trace = if items.is_empty() { Trace::note(Note::Missing(kind.into())) } else { Trace::none() };
        let list = List { kind: ListKind::Any, items: items.into(), open: self.partial(kind) };
        Val { value: Value::List(list), place: None, trace }
    }

    fn resources(&self, kind: &str, filter: Filter<'_>, world: World) -> Val {
        let mut items = Vec::new();
        let mut open: Option<Trace> = None;
        let eligible = match filter {
            // Those that may be meant, whoever asks, are not looked at again for each who does.
            [(name, value)] if is_key(value) => {
                let index = self.index(kind, name, world);
                open.clone_from(&index.hidden);
                self.indexed(&index, kind, value, world)
            }
            _ => self.eligible(kind, filter, world),
        };
        for id in eligible {
            let attributes = self.attributes(id, world);
            let (truth, trace) = self.matches(&attributes, filter);
            match truth {
                Truth::True => items.push(attributes.with(Trace::note(Note::Joined(id, how(filter, &trace))))),
                Truth::Unknown => open = Some(open.unwrap_or_default().join(trace)),
                Truth::False => {}
            }
        }
        let trace = if items.is_empty() { Trace::note(Note::Missing(kind.into())) } else { Trace::none() };
        let open = open.or_else(|| self.partial(kind));
        Val { value: Value::List(List { kind: ListKind::Any, items: items.into(), open }), place: None, trace }
    }

    /// Resources of a type that this plan deletes, or changes so that they no longer match.
    fn removed(&self, kind: &str, filter: Filter<'_>) -> Val {
        let changes = |id: &&ResourceId| {
            self.resource(**id).is_some_and(|resource| match resource.action {
                Action::Delete | Action::Replace | Action::Update | Action::Gone => true,
                // By hand, before the plan.
                Action::NoOp => self.plan.refresh_only,
                _ => false,
            })
        };
        let mut items = Vec::new();
        let mut open: Option<Trace> = None;
        for id in self.eligible(kind, filter, World::Prior).iter().filter(changes) {
            let attributes = self.attributes(*id, World::Prior);
            let stays = match self.resource(*id).map(|resource| resource.action) {
                Some(Action::Delete | Action::Gone) | None => Truth::False,
                Some(_) => self.matches(&self.attributes(*id, World::Planned), filter).0,
            };
            let (matched, trace) = self.matches(&attributes, filter);
            match (matched.and(!stays), trace) {
                (Truth::True, trace) => items.push(attributes.with(Trace::note(Note::Joined(*id, how(filter, &trace))))),
                (Truth::Unknown, trace) => open = Some(open.unwrap_or_default().join(trace)),
                (Truth::False, _) => {}
            }
        }
        Value::List(List { kind: ListKind::Any, items: items.into(), open }).into()
    }

    /// A partial plan says nothing of what it leaves out.
    fn partial(&self, kind: &str) -> Option<Trace> {
        let cause = format!("the plan is partial, so that an `{kind}` may exist outside of it");
        (!self.plan.complete && !self.plan.is_state).then(|| Trace::note(Note::Cause(cause.into())))
    }

    fn matches(&self, attributes: &Val, filter: Filter<'_>) -> (Truth, Trace) {
        let mut result = Truth::True;
        let mut trace = Trace::none();
        for (name, wanted) in filter {
            let (truth, read) = if name.contains('.') {
                self.holds_somewhere(attributes, name, wanted)
            } else {
                let Some(value) = child(attributes, &Step::Attr(name.clone()), self) else { return (Truth::False, trace) };
                (equal(&value, wanted, self), value.touched())
            };
            if truth == Truth::False {
                return (Truth::False, trace);
            }
            trace = trace.join(read);
            result = result.and(truth);
        }
        (result, trace)
    }

    /// Whether a nested block of the resource holds the value at a path of names.
    fn holds_somewhere(&self, attributes: &Val, path: &str, wanted: &Val) -> (Truth, Trace) {
        let (values, hidden) = held(attributes, path, self);
        let mut truth = if hidden.is_some() { Truth::Unknown } else { Truth::False };
        let mut read = hidden.unwrap_or_default();
        for value in values {
            let same = equal(&value, wanted, self);
            if same != Truth::False {
                read = read.join(value.touched());
            }
            truth = truth.or(same);
        }
        (truth, read)
    }

    /// Candidates by one attribute: those that have the value, and those that cannot be excluded by the index.
    fn indexed(&self, index: &Index, kind: &str, wanted: &Val, world: World) -> Vec<ResourceId> {
        let mut found = index.unsure.clone();
        match &wanted.value {
            Value::String(text) => {
                found.extend(index.by_text.get(text).into_iter().flatten());
                // Symbols that a text might still turn out to equal.
                let open = index.nameable.iter().filter(|symbol| self.symbol_holds(symbol, text) != Truth::False);
                found.extend(open.filter_map(|symbol| index.by_symbol.get(symbol)).flatten());
            }
            Value::Unknown(unknown) => {
                let Some(symbol) = &unknown.symbol else { return self.living(kind, world).collect() };
                match symbol {
                    Symbol::At(place) if self.is_made(place) => {
                        found.extend(index.by_symbol.get(symbol).into_iter().flatten());
                        found.extend(self.doubtful(index, symbol));
                    }
                    _ => {
                        found.extend(index.by_symbol.get(symbol).into_iter().flatten());
                        found.extend(self.doubtful(index, symbol));
                        // Texts are sorted: those that begin otherwise are not looked at.
                        let start = self.known_start(symbol);
                        let alike = index.by_text.range(start.clone()..).take_while(|(text, _)| text.starts_with(&*start));
                        let alike: Vec<_> = alike.collect();
                        self.look_at(alike.len());
                        let open = alike.into_iter().filter(|(text, _)| self.symbol_holds(symbol, text) != Truth::False);
                        found.extend(open.flat_map(|(_, ids)| ids));
                    }
                }
            }
            _ => found.extend(&index.others),
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn index(&self, kind: &str, name: &Arc<str>, world: World) -> Rc<Index> {
        let key = (world, Arc::from(kind), name.clone());
        if let Some(index) = self.indexes.borrow().get(&key) {
            return index.clone();
        }
        let mut index = Index::default();
        for id in self.living(kind, world) {
            let attributes = self.attributes(id, world);
            let (values, hidden) = if name.contains('.') {
                held(&attributes, name, self)
            } else {
                (child(&attributes, &Step::Attr(name.clone()), self).into_iter().collect(), None)
            };
            if let Some(hidden) = hidden {
                index.blinded(id, hidden);
            }
            for value in &values {
                match &value.value {
                    Value::String(text) => index.by_text.entry(text.clone()).or_default().push(id),
                    Value::Unknown(unknown) => match &unknown.symbol {
                        Some(symbol @ Symbol::At(place)) => {
                            index.by_symbol.entry(symbol.clone()).or_default().push(id);
                            // What identifies nothing may turn out to equal anything.
                            if !self.is_unique(place) {
                                index.unsure.push(id);
                            }
                        }
                        Some(symbol @ Symbol::OneOf(_)) => index.by_symbol.entry(symbol.clone()).or_default().push(id),
                        // Its known parts tell it from others.
                        Some(Symbol::Text(_)) => index.unsure.push(id),
                        None => index.blinded(id, value.touched()),
                    },
                    _ => index.others.push(id),
                }
            }
        }
        // `OneOf` can equal any of its candidates, so it is never found by key alone.
        let ambiguous: Vec<Symbol> =
            index.by_symbol.keys().filter(|symbol| matches!(symbol, Symbol::OneOf(_))).cloned().collect();
        for symbol in ambiguous {
            index.unsure.extend(index.by_symbol.remove(&symbol).into_iter().flatten());
        }
        for symbol in index.by_symbol.keys() {
            if let Some(family) = self.family(symbol) {
                let symbols = index.families.entry(family).or_default();
                let made = matches!(symbol, Symbol::At(place) if self.is_made(place));
                if made { &mut symbols.made } else { &mut symbols.chosen }.push(symbol.clone());
            }
        }
        let nameable = |symbol: &&Symbol| !matches!(symbol, Symbol::At(place) if self.is_made(place));
        index.nameable = index.by_symbol.keys().filter(nameable).cloned().collect();
        let index = Rc::new(index);
        // Of a resource that is being resolved the whole truth is not known yet.
        if !self.resolving.borrow().iter().any(|place| self.is_of_kind(place, kind)) {
            self.indexes.borrow_mut().insert(key, index.clone());
        }
        index
    }

    fn is_of_kind(&self, place: &Place, kind: &str) -> bool {
        self.resource(place.resource()).is_some_and(|resource| *kind_name(resource) == *kind)
    }

    /// The resources of a type that a value points to.
    fn linked(&self, value: &Val, kind: &str, world: World) -> Val {
        let mut items: Vec<Val> = Vec::new();
        let mut open: Option<Trace> = None;
        let doubt = |open: &mut Option<Trace>, trace: Trace| *open = Some(open.take().unwrap_or_default().join(trace));
        let (elements, hidden) = self.elements(value);
        if let Some(hidden) = hidden {
            doubt(&mut open, hidden);
        }
        for element in elements {
            match self.pointed_at(&element, kind, world) {
                Pointed::Nothing => {}
                Pointed::At(id) => items.push(self.attributes(id, world).with(element.touched())),
                Pointed::Unclear => doubt(&mut open, element.touched()),
            }
        }
        let list = List { kind: ListKind::Any, items: items.into(), open };
        Val { value: Value::List(list), place: None, trace: value.touched() }
    }

    /// The elements of a string or collection; of an unknown collection those that its references name.
    fn elements(&self, value: &Val) -> (Vec<Val>, Option<Trace>) {
        match &value.value {
            Value::Null => (Vec::new(), None),
            Value::List(list) => {
                let items = entries(value, self).into_iter().map(|(_, item)| item);
                let mut all = Vec::new();
                let mut hidden = list.open.clone();
                for item in items {
                    let (inner, more) = if item.is_unknown() { (vec![item], None) } else { self.elements(&item) };
                    all.extend(inner);
                    if let Some(more) = more {
                        hidden = Some(hidden.unwrap_or_default().join(more));
                    }
                }
                (all, hidden)
            }
            Value::Object(_) => (entries(value, self).into_iter().map(|(_, item)| item).collect(), None),
            Value::Unknown(unknown) => match (&unknown.members, &unknown.symbol) {
                // A literal beside the references of a list leaves no trace in the plan.
                (Some(members), _) if value.place.as_ref().is_some_and(is_plural) => (
                    members.to_vec(),
                    Some(Trace::note(Note::Cause("a list may hold more than its references tell".into())).join(value.touched())),
                ),
                (_, Some(_)) => (vec![value.clone()], None),
                (Some(members), None) => (members.to_vec(), None),
                (None, None) => (Vec::new(), Some(value.touched())),
            },
            _ => (vec![value.clone()], None),
        }
    }

    fn pointed_at(&self, element: &Val, kind: &str, world: World) -> Pointed {
        match &element.value {
            Value::String(text) => {
                for name in self.identifying(kind) {
                    let found = self.index(kind, &name, world).by_text.get(text).cloned().unwrap_or_default();
                    match found.as_slice() {
                        [] => {}
                        [only] => return Pointed::At(*only),
                        _ => return Pointed::Unclear,
                    }
                }
                // A literal cannot name a resource that does not exist yet, but may name one whose id is not known.
                let nameless = self.living(kind, world).any(|id| self.might_be(id, text, world));
                if nameless { Pointed::Unclear } else { Pointed::Nothing }
            }
            Value::Unknown(unknown) => match &unknown.symbol {
                Some(symbol @ Symbol::At(place)) => match self.resource(place.resource()) {
                    Some(resource) if *kind_name(resource) == *kind => Pointed::At(place.resource()),
                    // The id of one resource may be an attribute of another: a VPC knows its default group.
                    Some(_) if self.index(kind, &"id".into(), world).by_symbol(symbol).is_some() => {
                        self.index(kind, &"id".into(), world).by_symbol(symbol).map_or(Pointed::Unclear, Pointed::At)
                    }
                    Some(_) if self.is_unique(place) => Pointed::Nothing,
                    _ => Pointed::Unclear,
                },
                Some(Symbol::OneOf(places)) => {
                    let foreign =
                        |place: &Place| self.resource(place.resource()).is_some_and(|resource| *kind_name(resource) != *kind);
                    if places.iter().all(foreign) { Pointed::Nothing } else { Pointed::Unclear }
                }
                _ => Pointed::Unclear,
            },
            _ => Pointed::Nothing,
        }
    }

    /// The attributes by which a resource of a type can be pointed to.
    fn identifying(&self, kind: &str) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = vec!["id".into(), "arn".into(), "name".into()];
        if let Some(facts) = self.facts.of(kind) {
            names.extend(facts.unique.iter().chain(facts.same.iter().flatten()).cloned());
        }
        names.sort();
        names.dedup();
        names
    }

    fn might_be(&self, id: ResourceId, text: &str, world: World) -> bool {
        let place = Place::root(id, world).child(Step::Attr("id".into()));
        match self.value_at(&place) {
            Some(Val { value: Value::Unknown(unknown), .. }) => {
                unknown.symbol.as_ref().is_none_or(|symbol| self.symbol_holds(symbol, text) != Truth::False)
            }
            _ => false,
        }
    }

    /// A data source that was read while planning and was asked for with these arguments.
    fn data_source(&self, kind: &str, filter: Filter<'_>) -> Val {
        for resource in self.plan.read_data().iter().filter(|resource| *resource.address.kind == *kind) {
            let attributes = resource.planned();
            if self.matches(attributes, filter).0 == Truth::True {
                return attributes.clone();
            }
        }
        undecided(&format!("onus is offline and the plan holds no `{kind}` that was asked for in this way"))
    }

    /// `onus::configured`: the value as the configuration states it.
    fn configured_value(&self, place: &Place) -> Val {
        use super::configured::Configured;
        use crate::plan::Expression;
        let read = Trace::read(place.clone());
        match self.configured(place) {
            Configured::Absent => self.configured_absent(place).with(read),
            Configured::Expression(Expression::Constant(json), 0) => crate::value::from_json(json).with(read),
            Configured::Expression(..) | Configured::Block => {
                let open = |why: Trace| self.because(place, "the configuration makes it from other values").with(why);
                match self.text_value(place) {
                    Some(text) if text.is_unknown() => open(text.touched()).with(read),
                    Some(text) => text.with(read),
                    None => open(Trace::none()).with(read),
                }
            }
            Configured::Unclear => self.because(place, super::configured::UNCLEAR).with(read),
            Configured::NoConfiguration => self.because(place, "there is no configuration for it").with(read),
        }
    }
}

/// Whether an attribute holds several values, by its name: the plan does not tell types.
fn is_plural(place: &Place) -> bool {
    let path = place.path();
    matches!(path.last(), Some(Step::Attr(name)) if name.ends_with('s') && !name.ends_with("ss"))
}

enum Pointed {
    At(ResourceId),
    Nothing,
    Unclear,
}

/// How a member of a lookup was found, for the evidence. `trace` is what was read to compare it.
fn how(filter: Filter<'_>, trace: &Trace) -> &'static str {
    if !filter.iter().any(|(_, value)| value.is_unknown()) {
        return "same value";
    }
    let items = trace.items();
    let noted = |wanted: fn(&Note) -> bool| items.iter().any(|item| matches!(item, TraceItem::Note(note) if wanted(note)));
    match () {
        () if noted(|note| matches!(note, Note::Told(_))) => "source text",
        () if noted(|note| matches!(note, Note::Joined(_, "equal key"))) => "equal key",
        () => "reference",
    }
}

/// Whether a filter value can be looked up in an index.
fn is_key(value: &Val) -> bool {
    match &value.value {
        Value::String(_) => true,
        Value::Unknown(unknown) => unknown.symbol.is_some(),
        _ => false,
    }
}
