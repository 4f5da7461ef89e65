//! Values as policies see them: known, null, or unknown with a memory of where they will come from.
//!
//! A [`Val`] is a value plus its *place* (which attribute of which resource it is, if it is one) and its *trace*
//! (what was read to compute it). Knows nothing of Terraform's files, of policies or of AWS.

mod equal;
mod json;
mod number;
mod trace;
mod truth;
mod unknown;

pub use equal::{Resolver, child, entries, equal, held, is_ghost, items, settle};
pub use json::{decode, from_json, to_json_text};
pub use number::format_number;
pub use trace::{Note, Place, ResourceId, Step, Trace, TraceItem, World, path_text};
pub use truth::Truth;
pub use unknown::{Part, Symbol, Unknown};

use std::sync::Arc;

/// What is known of the type of a sequence. Plan JSON does not tell lists, sets and tuples apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// From plan JSON or a mock: a list, a set or a tuple.
    Any,
    /// Written as `[…]` in a policy or made by a `for` expression.
    Tuple,
    /// Made by `tolist` and functions that return lists.
    List,
    /// Made by `toset` and the set functions.
    Set,
}

/// A sequence of values.
#[derive(Debug, Clone)]
pub struct List {
    /// What is known of its type.
    pub kind: ListKind,
    /// The definite members, in order.
    pub items: Arc<[Val]>,
    /// Set if there may be further members: the list is *open*, and this says what hides them.
    pub open: Option<Trace>,
}

/// What is known of the type of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    /// An object or a map.
    Any,
    /// An attribute that is not there reads as null: a resource that is being deleted, a block of the source text.
    Void,
}

/// A mapping from names to values, sorted by name.
#[derive(Debug, Clone)]
pub struct Object {
    /// What is known of its type.
    pub kind: ObjectKind,
    /// The fields, sorted by name, names unique.
    pub fields: Arc<[(Arc<str>, Val)]>,
}

impl Object {
    /// Builds an object; later fields win over earlier ones of the same name.
    #[must_use]
    pub fn new(fields: Vec<(Arc<str>, Val)>) -> Self {
        let mut map = std::collections::BTreeMap::new();
        for (name, value) in fields {
            map.insert(name, value);
        }
        Self { kind: ObjectKind::Any, fields: map.into_iter().collect() }
    }

    /// The field of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Val> {
        let at = self.fields.binary_search_by(|(key, _)| (**key).cmp(name)).ok()?;
        self.fields.get(at).map(|(_, value)| value)
    }
}

/// A value without its history.
#[derive(Debug, Clone)]
pub enum Value {
    /// Terraform's null: an argument that is not set.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number. Terraform's numbers are wider; a plan's are within the exact range of `f64`.
    Number(f64),
    /// A string.
    String(Arc<str>),
    /// A list, set or tuple.
    List(List),
    /// A map or an object.
    Object(Object),
    /// Not known before apply.
    Unknown(Arc<Unknown>),
}

/// A value with its place and its trace.
#[derive(Debug, Clone)]
pub struct Val {
    /// The value itself.
    pub value: Value,
    /// The attribute that this value is, if it was read from a resource and not computed.
    pub place: Option<Place>,
    /// What was read to get here, besides the place itself.
    pub trace: Trace,
}

impl From<Value> for Val {
    fn from(value: Value) -> Self {
        Self { value, place: None, trace: Trace::none() }
    }
}

impl From<bool> for Val {
    fn from(value: bool) -> Self {
        Value::Bool(value).into()
    }
}

impl From<f64> for Val {
    fn from(value: f64) -> Self {
        Value::Number(value).into()
    }
}

impl From<&str> for Val {
    fn from(value: &str) -> Self {
        Value::String(value.into()).into()
    }
}

impl From<String> for Val {
    fn from(value: String) -> Self {
        Value::String(value.into()).into()
    }
}

impl Val {
    /// Terraform's null.
    #[must_use]
    pub fn null() -> Self {
        Value::Null.into()
    }

    /// An unknown of which nothing is known but what was read to get there.
    #[must_use]
    pub fn unknown(trace: Trace) -> Self {
        Self { value: Value::Unknown(Arc::new(Unknown::default())), place: None, trace }
    }

    /// A closed list.
    #[must_use]
    pub fn list(kind: ListKind, items: Vec<Val>) -> Self {
        Value::List(List { kind, items: items.into(), open: None }).into()
    }

    /// An object from its fields.
    #[must_use]
    pub fn object(fields: Vec<(Arc<str>, Val)>) -> Self {
        Value::Object(Object::new(fields)).into()
    }

    /// A truth value with its trace; [`Truth::Unknown`] becomes an unknown boolean.
    #[must_use]
    pub fn truth(truth: Truth, trace: Trace) -> Self {
        match truth {
            Truth::True => Self { value: Value::Bool(true), place: None, trace },
            Truth::False => Self { value: Value::Bool(false), place: None, trace },
            Truth::Unknown => Self::unknown(trace),
        }
    }

    /// The same value with more history.
    #[must_use]
    pub fn with(mut self, trace: Trace) -> Self {
        self.trace = self.trace.join(trace);
        self
    }

    /// Everything that was read to get this value, its own place included.
    #[must_use]
    pub fn touched(&self) -> Trace {
        match &self.place {
            Some(place) => self.trace.clone().join(Trace::read(place.clone())),
            None => self.trace.clone(),
        }
    }

    /// Whether the value itself is unknown. A collection with unknown elements is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.value, Value::Unknown(_))
    }

    /// Whether the value is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The symbol of an unknown value.
    #[must_use]
    pub fn symbol(&self) -> Option<&Symbol> {
        match &self.value {
            Value::Unknown(unknown) => unknown.symbol.as_ref(),
            _ => None,
        }
    }

    /// What kind of value this is, in the words of the language, for messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::List(_) => "list",
            Value::Object(_) => "object",
            Value::Unknown(_) => "unknown value",
        }
    }
}
