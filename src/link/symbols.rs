//! Equality of values that do not exist yet. "Equal" needs one origin; "different" needs attributes that identify.

use super::Linker;
use crate::value::{Part, Place, Symbol, Truth};

impl Linker<'_> {
    /// Whether two symbols will be the same value.
    pub(super) fn symbols_equal(&self, left: &Symbol, right: &Symbol) -> Truth {
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
            Symbol::At(_) => Truth::Unknown,
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
        let one_kind = left.address.kind == right.address.kind && left.address.mode == right.address.mode;
        let same_attribute = one_kind && a.path() == b.path();
        // An id and an ARN, or ids of two types, never meet unless one of them is a name that a person chose.
        let apart =
            if one_kind { self.is_made(a) && self.is_made(b) } else { self.is_globally_unique(a) && self.is_globally_unique(b) };
        if same_attribute || apart { Truth::False } else { Truth::Unknown }
    }

    /// Whether a value is one that AWS will make up when this plan is applied: nobody can have written it down before.
    pub(crate) fn is_made(&self, place: &Place) -> bool {
        self.is_unique(place)
            && self.resource(place.resource()).is_some_and(|resource| resource.action.makes())
            && !self.is_fed(place)
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
