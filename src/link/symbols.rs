//! Equality of values that do not exist yet. "Equal" needs one origin; "different" needs attributes that identify.

use std::sync::Arc;

use super::{Linker, kind_name};
use crate::value::{Part, Place, Step, Symbol, Truth, Value};

impl<'p> Linker<'p> {
    /// Whether two symbols will be the same value.
    pub(super) fn symbols_equal(&self, left: &Symbol, right: &Symbol) -> Truth {
        match self.plainly_equal(left, right) {
            Truth::Unknown => {}
            told => return told,
        }
        // A name that is not known yet is known as what it will be made of.
        let given = |symbol: &Symbol| if let Symbol::At(place) = symbol { self.name_given(place) } else { None };
        match (given(left), given(right)) {
            (None, None) => Truth::Unknown,
            (a, b) => self.plainly_equal(a.as_ref().unwrap_or(left), b.as_ref().unwrap_or(right)),
        }
    }

    fn plainly_equal(&self, left: &Symbol, right: &Symbol) -> Truth {
        match (left, right) {
            (Symbol::At(a), Symbol::At(b)) => self.places_equal(a, b),
            (Symbol::OneOf(places), other) | (other, Symbol::OneOf(places)) => {
                let differs = |place: &Place| self.symbols_equal(&Symbol::At(place.clone()), other) == Truth::False;
                if places.iter().all(differs) { Truth::False } else { Truth::Unknown }
            }
            (a, b) => match (a.parts(), b.parts()) {
                (Some(a), Some(b)) => self.texts_equal(&a, &b),
                _ => Truth::Unknown,
            },
        }
    }

    /// Whether a symbol will be this text.
    pub(super) fn symbol_holds(&self, symbol: &Symbol, text: &str) -> Truth {
        match symbol {
            Symbol::At(place) if self.is_made(place) => Truth::False,
            Symbol::At(place) if self.is_arn(place) => self.named_arn_holds(place, text),
            Symbol::At(place) => match self.name_given(place) {
                Some(Symbol::Text(parts)) => self.texts_equal(&parts, &[Part::Known(text.into())]),
                _ => Truth::Unknown,
            },
            Symbol::OneOf(places) => {
                if places.iter().all(|place| self.is_made(place)) {
                    Truth::False
                } else {
                    Truth::Unknown
                }
            }
            Symbol::Text(parts) => {
                let made = parts.iter().any(|part| matches!(part, Part::At(place) if self.is_made(place)));
                if made { Truth::False } else { self.texts_equal(parts, &[Part::Known(text.into())]) }
            }
        }
    }

    fn places_equal(&self, a: &Place, b: &Place) -> Truth {
        if a == b {
            return Truth::True;
        }
        let (Some(left), Some(right)) = (self.resource(a.resource()), self.resource(b.resource())) else {
            return Truth::Unknown;
        };
        if a.resource() == b.resource() || !self.is_unique(a) || !self.is_unique(b) {
            return Truth::Unknown;
        }
        // Both are managed, or they would not be unique.
        let one_kind = left.address.kind == right.address.kind;
        let same_attribute = one_kind && a.path() == b.path();
        // An id and an ARN, or ids of two types, never meet unless one of them is a name that a person chose.
        let made = self.is_made(a) && self.is_made(b);
        let apart = made || (!one_kind && self.is_globally_unique(a) && self.is_globally_unique(b));
        if same_attribute || apart { Truth::False } else { Truth::Unknown }
    }

    /// Whether a value is one that AWS will make up when this plan is applied: nobody can have written it down before.
    pub(crate) fn is_made(&self, place: &Place) -> bool {
        if let Some(known) = self.made.borrow().get(place) {
            return *known;
        }
        let made = self.will_be_made(place);
        // What is found out while something is being resolved may not be the whole truth.
        if self.resolving.borrow().is_empty() {
            self.made.borrow_mut().insert(place.clone(), made);
        }
        made
    }

    fn will_be_made(&self, place: &Place) -> bool {
        self.is_unique(place)
            && self.resource(place.resource()).is_some_and(|resource| resource.action.makes())
            && !self.is_named(place)
            && self.is_made_up(place)
    }

    /// Whether somebody chooses an identifying attribute, or the name that it is made of, and the plan does not know it yet.
    fn is_named(&self, place: &Place) -> bool {
        if self.is_given(place) {
            return true;
        }
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        // What stands for something else takes over its id, and what that is may not be known.
        let fact = self.kind_facts(place).and_then(|facts| facts.computed.get(name));
        if fact.is_some_and(|fact| matches!(self.by_fact(place, fact).value, Value::Unknown(unknown) if unknown.symbol.is_none()))
        {
            return true;
        }
        let own = matches!(&**name, "id" | "arn") && !self.is_server_made(place);
        own && self.names(place).any(|name| self.raw(&name).is_some_and(|value| value.is_unknown()) && self.is_given(&name))
    }

    /// Whether something that is not null feeds an attribute.
    fn is_given(&self, place: &Place) -> bool {
        self.is_fed(place) && self.is_set(place) != Truth::False
    }

    /// The attributes by which somebody may name a resource.
    fn names(&self, place: &Place) -> impl Iterator<Item = Place> {
        let root = Place::root(place.resource(), place.world());
        let same = self.kind_facts(place).map(|facts| facts.same.iter().flatten().cloned()).into_iter().flatten();
        let names = same.chain(["name".into()]).filter(|name| !matches!(&**name, "id" | "arn"));
        names.map(move |name| root.child(Step::Attr(name)))
    }

    /// What somebody has given as the value that an id always has, if the id stands for it.
    fn name_given(&self, place: &Place) -> Option<Symbol> {
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return None };
        let root = Place::root(place.resource(), place.world());
        let group = self.kind_facts(place)?.same.iter().find(|group| group.contains(name))?;
        let fed = group.iter().map(|name| root.child(Step::Attr(name.clone()))).find(|other| self.is_given(other))?;
        let given = self.by_text(&fed).or_else(|| self.given(&fed))?;
        given.symbol().filter(|symbol| !matches!(symbol, Symbol::OneOf(_))).cloned()
    }

    /// Whether an identifying attribute has parts that nobody chose. An id that is one with another attribute stays a symbol
    /// only if that was not chosen either; an ARN is made of the name.
    fn is_made_up(&self, place: &Place) -> bool {
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        if !matches!(&**name, "id" | "arn") || self.is_server_made(place) {
            return true;
        }
        if self.is_arn(place) {
            return self.chosen_name(place).is_none();
        }
        self.same_as_id(place).any(|name| !matches!(&**name, "id" | "arn"))
    }

    /// The attributes that are one with the id.
    fn same_as_id(&self, place: &Place) -> impl Iterator<Item = &'p Arc<str>> {
        let groups = self.kind_facts(place).map(|facts| facts.same.iter()).into_iter().flatten();
        groups.filter(|group| group.iter().any(|name| &**name == "id")).flatten()
    }

    /// The name that somebody gave a resource, by which its ARN ends.
    fn chosen_name(&self, place: &Place) -> Option<Arc<str>> {
        self.names(place).find_map(|name| match self.raw(&name)?.value {
            Value::String(text) => Some(text),
            _ => None,
        })
    }

    /// Whether the ARN of a resource with a name that somebody chose may be this text.
    fn named_arn_holds(&self, place: &Place, text: &str) -> Truth {
        let may = text.starts_with("arn:") && self.chosen_name(place).is_none_or(|name| text.contains(&*name));
        if may { Truth::Unknown } else { Truth::False }
    }

    /// What the text of a symbol begins with, as far as that is known.
    pub(super) fn known_start(&self, symbol: &Symbol) -> Arc<str> {
        match symbol {
            Symbol::Text(parts) => match parts.first() {
                Some(Part::Known(text)) => text.clone(),
                _ => "".into(),
            },
            Symbol::At(place) if self.is_arn(place) => "arn:".into(),
            _ => "".into(),
        }
    }

    /// Whether it is an ARN that AWS makes of the name; the id of some types is their ARN.
    fn is_arn(&self, place: &Place) -> bool {
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        let arn = match &**name {
            "arn" => true,
            "id" => self.same_as_id(place).any(|name| &**name == "arn"),
            _ => false,
        };
        arn && !self.is_fed(place)
    }

    fn is_server_made(&self, place: &Place) -> bool {
        self.resource(place.resource()).is_some_and(|resource| self.facts().server_made.contains(&kind_name(resource)))
    }

    /// Compares texts of known and unknown parts.
    fn texts_equal(&self, a: &[Part], b: &[Part]) -> Truth {
        if a == b {
            return Truth::True;
        }
        let (a, b) = trim(a, b);
        match (a.as_slice(), b.as_slice()) {
            ([], []) => Truth::True,
            ([Part::At(x)], [Part::At(y)]) => self.places_equal(x, y),
            ([Part::Known(x), ..], [Part::Known(y), ..]) if !x.starts_with(&**y) && !y.starts_with(&**x) => Truth::False,
            ([.., Part::Known(x)], [.., Part::Known(y)]) if !x.ends_with(&**y) && !y.ends_with(&**x) => Truth::False,
            // Text is left over on one side and nothing on the other.
            ([], [Part::Known(_), ..] | [.., Part::Known(_)]) | ([Part::Known(_), ..] | [.., Part::Known(_)], []) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

/// Takes what both begin and end with off both.
fn trim(a: &[Part], b: &[Part]) -> (Vec<Part>, Vec<Part>) {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    trim_front(&mut a, &mut b);
    a.reverse();
    b.reverse();
    trim_back(&mut a, &mut b);
    a.reverse();
    b.reverse();
    (a, b)
}

fn trim_front(a: &mut Vec<Part>, b: &mut Vec<Part>) {
    trim_with(a, b, |x, y| {
        let common = x.bytes().zip(y.bytes()).take_while(|(x, y)| x == y).count();
        let common = (0..=common).rev().find(|at| x.is_char_boundary(*at) && y.is_char_boundary(*at)).unwrap_or(0);
        (x.get(common..).unwrap_or("").to_owned(), y.get(common..).unwrap_or("").to_owned(), common)
    });
}

fn trim_back(a: &mut Vec<Part>, b: &mut Vec<Part>) {
    trim_with(a, b, |x, y| {
        let common: usize = x.chars().rev().zip(y.chars().rev()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum();
        let keep = |text: &str| text.get(..text.len().saturating_sub(common)).unwrap_or("").to_owned();
        (keep(x), keep(y), common)
    });
}

/// Removes equal parts from the front; of two known texts the common end, by `split` into both rests and its length.
fn trim_with(a: &mut Vec<Part>, b: &mut Vec<Part>, split: impl Fn(&str, &str) -> (String, String, usize)) {
    loop {
        let rests = match (a.first(), b.first()) {
            (Some(Part::At(x)), Some(Part::At(y))) if x == y => (String::new(), String::new()),
            (Some(Part::Known(x)), Some(Part::Known(y))) => match split(x, y) {
                (_, _, 0) => return,
                (x, y, _) => (x, y),
            },
            _ => return,
        };
        let stop = !rests.0.is_empty() || !rests.1.is_empty();
        replace_first(a, &rests.0);
        replace_first(b, &rests.1);
        if stop {
            return;
        }
    }
}

fn replace_first(parts: &mut Vec<Part>, rest: &str) {
    parts.remove(0);
    if !rest.is_empty() {
        parts.insert(0, Part::Known(rest.into()));
    }
}
