//! Unknown values that know where they come from.

use std::sync::Arc;

use super::{Place, Val};

/// The identity of an unknown value: two values of one symbol are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// The value that this attribute will have.
    At(Place),
    /// Text made of known and unknown parts. At least two parts, no two known ones side by side.
    Text(Arc<[Part]>),
    /// One of these, and nothing tells which.
    OneOf(Arc<[Place]>),
}

/// A part of a [`Symbol::Text`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Known text.
    Known(Arc<str>),
    /// The text that this attribute will have.
    At(Place),
}

/// What is known of a value that is not known.
#[derive(Debug, Clone, Default)]
pub struct Unknown {
    /// Where the value will come from.
    pub symbol: Option<Symbol>,
    /// The value is JSON text that encodes this: its content is known better than its letters.
    pub json: Option<Val>,
    /// The value is the Base64 of this text, which is not known itself.
    pub base64: Option<Val>,
    /// It cannot be null.
    pub not_null: bool,
    /// A number that is at least this.
    pub at_least: Option<f64>,
    /// Its length is at least this: an open list that was handed through functions.
    pub members: Option<Arc<[Val]>>,
}

impl Symbol {
    /// Joins parts into a symbol; `None` if there is no unknown part.
    #[must_use]
    pub fn text(parts: Vec<Part>) -> Option<Self> {
        let mut merged: Vec<Part> = Vec::new();
        for part in parts {
            match (merged.last_mut(), part) {
                (_, Part::Known(text)) if text.is_empty() => {}
                (Some(Part::Known(before)), Part::Known(text)) => *before = format!("{before}{text}").into(),
                (_, part) => merged.push(part),
            }
        }
        match merged.as_slice() {
            [Part::At(place)] => Some(Self::At(place.clone())),
            [] | [Part::Known(_)] => None,
            _ => Some(Self::Text(merged.into())),
        }
    }

    /// The symbol as parts of a text.
    #[must_use]
    pub fn parts(&self) -> Option<Vec<Part>> {
        match self {
            Self::At(place) => Some(vec![Part::At(place.clone())]),
            Self::Text(parts) => Some(parts.to_vec()),
            Self::OneOf(_) => None,
        }
    }
}
