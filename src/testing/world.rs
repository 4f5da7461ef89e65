//! The mocks of a file as the world in which policies are evaluated: what lookups find, and what unknown values are.

use std::sync::Arc;

use super::case::Kind;
use super::scope::Nobody;
use super::values::number_of;
use crate::expr::{Query, undecided};
use crate::policy::{Answers, PolicySet};
use crate::value::{
    List, ListKind, Note, Place, Resolver, ResourceId, Step, Symbol, Trace, Truth, Val, Value, World as When, child, entries,
    equal, held,
};

type Filter<'a> = &'a [(Arc<str>, Val)];

/// A mock in the world.
pub(super) struct Inhabitant {
    pub(super) kind: Kind,
    pub(super) label: Arc<str>,
    /// What it will be; `None` if it goes away.
    pub(super) attrs: Option<Val>,
    /// What it was; `None` if it is new.
    pub(super) prior: Option<Val>,
}

/// All mocks of a file, judged or not.
pub(super) struct World<'a> {
    pub(super) all: Vec<Inhabitant>,
    pub(super) set: &'a PolicySet,
}

impl World<'_> {
    fn of(&self, kind: Kind, label: &str) -> impl Iterator<Item = (ResourceId, &Inhabitant)> {
        let all = self.all.iter().enumerate().map(|(number, one)| (number_of(number), one));
        all.filter(move |(_, one)| one.kind == kind && *one.label == *label)
    }

    fn get(&self, id: ResourceId) -> Option<&Inhabitant> {
        self.all.get(usize::try_from(id.0).ok()?)
    }

    /// Those among `candidates` that match, as a list that is open if some of them may match.
    fn list<'w>(&self, candidates: impl Iterator<Item = (ResourceId, &'w Val)>, filter: Filter<'_>) -> List {
        let mut items = Vec::new();
        let mut open: Option<Trace> = None;
        for (id, attrs) in candidates {
            match self.matches(attrs, filter) {
                (Truth::True, _) => items.push(attrs.clone().with(Trace::note(Note::Joined(id, "mock")))),
                (Truth::Unknown, trace) => open = Some(open.unwrap_or_default().join(trace)),
                (Truth::False, _) => {}
            }
        }
        List { kind: ListKind::Any, items: items.into(), open }
    }

    fn matches(&self, attrs: &Val, filter: Filter<'_>) -> (Truth, Trace) {
        let mut result = Truth::True;
        let mut trace = Trace::none();
        for (name, wanted) in filter {
            if name.contains('.') {
                let (values, hidden) = held(attrs, name, self);
                let none = if hidden.is_some() { Truth::Unknown } else { Truth::False };
                result = result.and(values.iter().fold(none, |so_far, value| so_far.or(equal(value, wanted, self))));
                trace = values.iter().fold(trace, |trace, value| trace.join(value.touched())).join(hidden.unwrap_or_default());
                continue;
            }
            let Some(value) = child(attrs, &Step::Attr(name.clone()), self) else { return (Truth::False, Trace::none()) };
            result = result.and(equal(&value, wanted, self));
            trace = trace.join(value.touched()).join(wanted.touched());
        }
        (result, trace)
    }

    fn resources(&self, kind: &str, filter: Filter<'_>) -> Val {
        let living = self.of(Kind::Resource, kind).filter_map(|(id, one)| Some((id, one.attrs.as_ref()?)));
        let list = self.list(living, filter);
        let trace = if list.items.is_empty() { Trace::note(Note::Missing(kind.into())) } else { Trace::none() };
        Val::from(Value::List(list)).with(trace)
    }

    /// Resources that match or may match, each with the answer.
    fn candidates(&self, kind: &str, filter: Filter<'_>) -> Val {
        let living = self.of(Kind::Resource, kind).filter_map(|(_, one)| one.attrs.as_ref());
        let items = living.filter_map(|attrs| {
            let (truth, trace) = self.matches(attrs, filter);
            let answer = ("matches".into(), Val::truth(truth, trace));
            (truth != Truth::False).then(|| Val::object(vec![("resource".into(), attrs.clone()), answer]))
        });
        Val::list(ListKind::Any, items.collect())
    }

    /// Resources that go away, or change so that they no longer match.
    fn removed(&self, kind: &str, filter: Filter<'_>) -> Val {
        let stays = |one: &Inhabitant| one.attrs.as_ref().is_some_and(|attrs| self.matches(attrs, filter).0 == Truth::True);
        let gone = self.of(Kind::Resource, kind).filter(|(_, one)| !stays(one));
        let list = self.list(gone.filter_map(|(id, one)| Some((id, one.prior.as_ref()?))), filter);
        Value::List(list).into()
    }

    /// A data source that is asked for in the way of a mock.
    fn data_source(&self, kind: &str, config: Filter<'_>) -> Result<Val, String> {
        let mut unsure = false;
        for (_, one) in self.of(Kind::Data, kind) {
            let Some(attrs) = &one.attrs else { continue };
            match self.matches(attrs, config).0 {
                Truth::True => return Ok(attrs.clone()),
                Truth::Unknown => unsure = true,
                Truth::False => {}
            }
        }
        if unsure {
            return Ok(undecided(&format!("it is not known which `data` mock of `{kind}` is asked for")));
        }
        Err(format!("no `data` mock of `{kind}` has all that is asked for"))
    }

    /// The resources of a type that a value names.
    fn linked(&self, value: &Val, kind: &str) -> Val {
        let elements = match &value.value {
            Value::List(_) | Value::Object(_) => entries(value, self).into_iter().map(|(_, item)| item).collect(),
            Value::Null => Vec::new(),
            _ => vec![value.clone()],
        };
        let mut items = Vec::new();
        let mut open: Option<Trace> = None;
        for element in elements {
            match self.named(&element, kind) {
                Some(attrs) => items.push(attrs.clone().with(element.touched())),
                None if element.is_unknown() => open = Some(open.unwrap_or_default().join(element.touched())),
                None => {}
            }
        }
        Val::from(Value::List(List { kind: ListKind::Any, items: items.into(), open })).with(value.touched())
    }

    fn named(&self, element: &Val, kind: &str) -> Option<&Val> {
        if let Some(Symbol::At(place)) = element.symbol() {
            let one = self.get(place.resource()).filter(|one| one.kind == Kind::Resource && *one.label == *kind)?;
            return one.attrs.as_ref();
        }
        let unique = self.set.facts.of(kind).into_iter().flat_map(|facts| facts.unique.iter().cloned());
        let names: Vec<Arc<str>> = ["id".into(), "arn".into()].into_iter().chain(unique).collect();
        let mut living = self.of(Kind::Resource, kind).filter_map(|(_, one)| one.attrs.as_ref());
        living.find(|attrs| {
            let of = |name: &Arc<str>| child(attrs, &Step::Attr(name.clone()), self);
            names.iter().filter_map(of).any(|own| equal(&own, element, self) == Truth::True)
        })
    }

    /// Whether a place of a mock holds nothing that is known.
    pub(super) fn is_unknown(&self, place: &Place) -> bool {
        self.at(place).is_none_or(|value| value.is_unknown())
    }

    fn at(&self, place: &Place) -> Option<Val> {
        let one = self.get(place.resource())?;
        let whole = if place.world() == When::Planned { one.attrs.as_ref() } else { one.prior.as_ref() };
        place.path().iter().try_fold(whole?.clone(), |value, step| child(&value, step, self))
    }
}

impl Resolver for World<'_> {
    fn resolve(&self, place: &Place) -> Val {
        Nobody.resolve(place)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        Nobody.same(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        Nobody.holds(symbol, text)
    }
}

impl Answers for World<'_> {
    fn ask(&self, query: &Query<'_>) -> Result<Val, String> {
        Ok(match query {
            Query::Resources(kind, filter) => self.resources(kind, filter),
            Query::Candidates(kind, filter) => self.candidates(kind, filter),
            Query::DataSource(kind, config) => return self.data_source(kind, config),
            Query::Linked(value, kind) => self.linked(value, kind),
            Query::SameProvider(kind) => self.resources(kind, &[]),
            Query::IsNear(_) => Val::from(true),
            Query::Removed(kind, filter) => self.removed(kind, filter),
            Query::IsNew(place) => self.get(place.resource()).is_some_and(|one| one.prior.is_none()).into(),
            Query::IsSet(place) => {
                let set = self.at(place).is_some_and(|value| !value.is_null());
                Val::from(set).with(Trace::read((*place).clone()))
            }
            Query::Configured(place) => self.at(place).unwrap_or_else(Val::null),
        })
    }
}
