//! Type constraints of inputs: `string`, `list(number)`, `object({ a = optional(bool, true) })`, and the conversion of a
//! value to one, as Terraform converts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::inputs::literal;
use crate::expr::{as_set, primitive_text};
use crate::syntax::{Call, Expression, Node};
use crate::text::Span;
use crate::value::{List, ListKind, Object, Resolver, Step, Val, Value, child, entries};

/// What values an input takes.
#[derive(Debug, Clone)]
pub enum Type {
    /// Any value, as it is.
    Any,
    /// Text; numbers and booleans become text.
    String,
    /// A number, or text that reads as one.
    Number,
    /// A boolean, or `"true"` and `"false"`.
    Bool,
    /// A list of one type.
    List(Box<Self>),
    /// A set of one type.
    Set(Box<Self>),
    /// A map to one type.
    Map(Box<Self>),
    /// A list of this length with these types.
    Tuple(Vec<Self>),
    /// An object with these attributes.
    Object(BTreeMap<Arc<str>, Field>),
}

/// An attribute of an object type.
#[derive(Debug, Clone)]
pub struct Field {
    kind: Type,
    /// What it is if it is left out; `None` if it must be there.
    otherwise: Option<Val>,
}

/// What is wrong with a type constraint, and where.
type Wrong = (Span, String);

impl Type {
    /// Reads a type constraint.
    ///
    /// # Errors
    /// The part that is no type.
    pub(crate) fn parse(source: &Expression) -> Result<Self, Wrong> {
        match &source.node {
            Node::Variable(name) => Self::named(name, span(source)),
            Node::Call(call) => Self::made(call, span(source)),
            _ => Err((span(source), "this is no type: string, number, bool, any, list(…), set(…), map(…), …".to_owned())),
        }
    }

    fn named(name: &str, at: Span) -> Result<Self, Wrong> {
        Ok(match name {
            "any" => Self::Any,
            "string" => Self::String,
            "number" => Self::Number,
            "bool" => Self::Bool,
            "list" => Self::List(Box::new(Self::Any)),
            "set" => Self::Set(Box::new(Self::Any)),
            "map" => Self::Map(Box::new(Self::Any)),
            _ => return Err((at, unknown_type(name))),
        })
    }

    fn made(call: &Call, at: Span) -> Result<Self, Wrong> {
        Ok(match (&*call.name, call.args.as_slice()) {
            ("list", [of]) => Self::List(Box::new(Self::parse(of)?)),
            ("set", [of]) => Self::Set(Box::new(Self::parse(of)?)),
            ("map", [of]) => Self::Map(Box::new(Self::parse(of)?)),
            ("tuple", [Expression { node: Node::List(items), .. }]) => {
                Self::Tuple(items.iter().map(Self::parse).collect::<Result<_, _>>()?)
            }
            ("object", [Expression { node: Node::Object(fields), .. }]) => Self::Object(fields_of(fields)?),
            (name @ ("list" | "set" | "map" | "tuple" | "object"), _) => {
                return Err((at, format!("`{name}` takes one argument: {}", shape(name))));
            }
            (name, _) => return Err((at, unknown_type(name))),
        })
    }

    /// Whether text for this type is taken as it is and not read as an expression.
    pub(super) fn is_primitive(&self) -> bool {
        matches!(self, Self::String | Self::Number | Self::Bool)
    }

    /// The value as one of this type. Null and unknown fit every type; parts keep their places.
    ///
    /// # Errors
    /// What does not fit.
    pub(crate) fn convert(&self, value: Val, resolver: &dyn Resolver) -> Result<Val, String> {
        if value.is_null() || value.is_unknown() {
            return Ok(value);
        }
        let converted = match (self, &value.value) {
            (Self::Any, _)
            | (Self::String, Value::String(_))
            | (Self::Number, Value::Number(_))
            | (Self::Bool, Value::Bool(_)) => return Ok(value),
            (Self::String, _) => {
                primitive_text(&value).map(|text| Value::String(text).into()).ok_or_else(|| wanted("string", &value))?
            }
            (Self::Number, Value::String(text)) => {
                crate::expr::parse_number(text).map(Val::from).ok_or("number required, got text that is none")?
            }
            (Self::Bool, Value::String(text)) if matches!(&**text, "true" | "false") => (&**text == "true").into(),
            (Self::Number, _) => return Err(wanted("number", &value)),
            (Self::Bool, _) => return Err(wanted("bool", &value)),
            (Self::List(of), Value::List(list)) => of.sequence(&value, list, ListKind::List, resolver)?,
            (Self::Set(of), Value::List(list)) => of.sequence(&value, list, ListKind::Set, resolver)?,
            (Self::List(_), _) => return Err(wanted("list", &value)),
            (Self::Set(_), _) => return Err(wanted("set", &value)),
            (Self::Map(of), Value::Object(object)) => of.mapping(&value, object, resolver)?,
            (Self::Map(_), _) => return Err(wanted("map", &value)),
            (Self::Tuple(types), Value::List(list)) if types.len() == list.items.len() => {
                let pairs = types.iter().zip(entries(&value, resolver)).enumerate();
                let items = pairs.map(|(at, (of, (_, item)))| of.element(at, item, resolver));
                Val::list(ListKind::Tuple, items.collect::<Result<_, _>>()?)
            }
            (Self::Tuple(types), _) => return Err(format!("a list of {} required, got {}", types.len(), value.type_name())),
            (Self::Object(fields), Value::Object(_)) => object(fields, &value, resolver)?,
            (Self::Object(_), _) => return Err(wanted("object", &value)),
        };
        Ok(converted.with(value.touched()))
    }

    fn element(&self, at: usize, item: Val, resolver: &dyn Resolver) -> Result<Val, String> {
        self.convert(item, resolver).map_err(|why| format!("element {at}: {why}"))
    }

    /// A list or set of this type, open where it was.
    fn sequence(&self, value: &Val, list: &List, kind: ListKind, resolver: &dyn Resolver) -> Result<Val, String> {
        let items = entries(value, resolver).into_iter().enumerate();
        let items = items.map(|(at, (_, item))| self.element(at, item, resolver)).collect::<Result<Vec<_>, _>>()?;
        let converted = Val::from(Value::List(List { kind: ListKind::List, items: items.into(), open: list.open.clone() }));
        if kind == ListKind::Set { Ok(as_set(converted, resolver)) } else { Ok(converted) }
    }

    fn mapping(&self, value: &Val, object: &Object, resolver: &dyn Resolver) -> Result<Val, String> {
        let converted = object.fields.iter().map(|(name, _)| {
            let item = self.convert(part(value, name, resolver).unwrap_or_else(Val::null), resolver);
            item.map(|item| (name.clone(), item)).map_err(|why| format!("element `{name}`: {why}"))
        });
        Ok(Val::object(converted.collect::<Result<_, _>>()?))
    }
}

fn object(fields: &BTreeMap<Arc<str>, Field>, value: &Val, resolver: &dyn Resolver) -> Result<Val, String> {
    let converted = fields.iter().map(|(name, field)| {
        let given = part(value, name, resolver).filter(|given| !(given.is_null() && field.otherwise.is_some()));
        let item = match (given, &field.otherwise) {
            (Some(given), _) => field.kind.convert(given, resolver).map_err(|why| format!("attribute `{name}`: {why}")),
            (None, Some(otherwise)) => Ok(otherwise.clone()),
            (None, None) => Err(format!("attribute `{name}` is missing")),
        };
        item.map(|item| (name.clone(), item))
    });
    Ok(Val::object(converted.collect::<Result<_, _>>()?))
}

/// A field of an object, if it has one.
fn part(value: &Val, name: &Arc<str>, resolver: &dyn Resolver) -> Option<Val> {
    child(value, &Step::Attr(name.clone()), resolver)
}

fn fields_of(fields: &[(Expression, Expression)]) -> Result<BTreeMap<Arc<str>, Field>, Wrong> {
    let mut read = BTreeMap::new();
    for (key, value) in fields {
        let name = key.as_str().ok_or_else(|| (span(key), "an attribute of an object type is a name".to_owned()))?;
        read.insert(name.into(), field(value)?);
    }
    Ok(read)
}

/// A type, or `optional(type)` and `optional(type, default)`.
fn field(source: &Expression) -> Result<Field, Wrong> {
    let args = match &source.node {
        Node::Call(call) if &*call.name == "optional" => call.args.as_slice(),
        _ => return Ok(Field { kind: Type::parse(source)?, otherwise: None }),
    };
    match args {
        [kind] => Ok(Field { kind: Type::parse(kind)?, otherwise: Some(Val::null()) }),
        [kind, default] => {
            let kind = Type::parse(kind)?;
            let value = literal(default).map_err(|fault| (fault.span.clone().into(), fault.message.clone()))?;
            let otherwise = kind.convert(value, &super::inputs::Alone::new()).map_err(|why| (span(default), why))?;
            Ok(Field { kind, otherwise: Some(otherwise) })
        }
        _ => Err((span(source), "`optional` takes a type and a default".to_owned())),
    }
}

fn span(source: &Expression) -> Span {
    source.span.clone().into()
}

fn wanted(what: &str, value: &Val) -> String {
    format!("{what} required, got {}", value.type_name())
}

fn shape(name: &str) -> &'static str {
    match name {
        "tuple" => "tuple([string, number])",
        "object" => "object({ name = string })",
        "map" => "map(string)",
        "set" => "set(string)",
        _ => "list(string)",
    }
}

fn unknown_type(name: &str) -> String {
    let known = ["string", "number", "bool", "any", "list", "set", "map", "tuple", "object"];
    let near = super::closest(name, known).map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
    format!("there is no type `{name}`{near}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::inputs::Alone;
    use crate::value::to_json_text;

    fn converted(kind: &str, value: &str) -> String {
        let parse = |text: &str| crate::syntax::expression(&text.parse().unwrap_or_else(|error| panic!("{text}: {error}")));
        let (kind, value) = (parse(kind), parse(value));
        let kind = match Type::parse(&kind) {
            Ok(kind) => kind,
            Err((_, why)) => return format!("! {why}"),
        };
        let converted = literal(&value).map_err(|fault| fault.message).and_then(|value| kind.convert(value, &Alone::new()));
        converted.map_or_else(|why| format!("! {why}"), |value| to_json_text(&value).unwrap_or_default())
    }

    #[test]
    fn values_are_converted_to_the_type_or_refused() {
        // type, value, the value as JSON or `!` and what is wrong
        let table = [
            ("any", r#"{ a = [1, "x"] }"#, r#"{"a":[1,"x"]}"#),
            ("string", "1", r#""1""#),
            ("string", "true", r#""true""#),
            ("string", "[]", "! string required, got list"),
            ("number", r#""12""#, "12"),
            ("number", r#""twelve""#, "! number required"),
            ("bool", r#""false""#, "false"),
            ("bool", "1", "! bool required, got number"),
            ("list(string)", r#"["a", 1]"#, r#"["a","1"]"#),
            ("list(number)", r#"[1, "x"]"#, "! element 1: number required"),
            ("list(string)", r#""a""#, "! list required, got string"),
            ("set(string)", r#"["b", "a", "b"]"#, r#"["a","b"]"#),
            ("map(bool)", r#"{ a = "true" }"#, r#"{"a":true}"#),
            ("map(bool)", r#"{ a = "x" }"#, "! element `a`: bool required"),
            ("tuple([string, number])", r#"["a", "1"]"#, r#"["a",1]"#),
            ("tuple([string])", r#"["a", "1"]"#, "! a list of 1 required"),
            ("object({ a = string })", "{ a = 1, b = 2 }", r#"{"a":"1"}"#),
            ("object({ a = string })", "{}", "! attribute `a` is missing"),
            ("object({ a = optional(number, 3), b = optional(string) })", "{}", r#"{"a":3,"b":null}"#),
            ("list(object({ p = number }))", r#"[{ p = "x" }]"#, "! element 0: attribute `p`: number required"),
            ("strin", "1", "! there is no type `strin`: did you mean `string`?"),
            ("list(strin)", "1", "! there is no type `strin`"),
            ("list(string, string)", "1", "! `list` takes one argument"),
            (r#""string""#, "1", "! this is no type"),
            ("string", "null", "null"),
        ];
        for (kind, value, wanted) in table {
            let got = converted(kind, value);
            let right = if wanted.starts_with('!') { got.starts_with(wanted) } else { got == wanted };
            assert!(right, "{kind} of {value}: wanted {wanted}, got {got}");
        }
    }
}
