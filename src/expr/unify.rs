//! The one type of both results of `? :`, as far as it can be told without evaluating the one that is not taken: literals,
//! templates, operators and collections have a type that can be seen.

use super::ast::{Expr, Kind, Op};
use crate::value::{Val, Value};

/// A type that can be seen.
#[derive(Debug, PartialEq, Eq)]
enum Shape<'e> {
    Text,
    Number,
    Bool,
    List,
    /// An object with these attributes; `None` if they cannot all be seen.
    Object(Option<Vec<&'e str>>),
}

/// A type that can be seen, in outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    /// Text, also as a template.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list.
    List,
    /// An object.
    Object,
}

/// The type of an expression, if it can be seen without evaluating it.
#[must_use]
pub fn visible(expr: &Expr) -> Option<Visible> {
    Some(match shape(expr)? {
        Shape::Text => Visible::Text,
        Shape::Number => Visible::Number,
        Shape::Bool => Visible::Bool,
        Shape::List => Visible::List,
        Shape::Object(_) => Visible::Object,
    })
}

/// Why two results cannot be of one type.
pub(super) fn mismatch(yes: &Expr, no: &Expr) -> bool {
    match (shape(yes), shape(no)) {
        (Some(Shape::Object(Some(a))), Some(Shape::Object(Some(b)))) => !a.is_empty() && !b.is_empty() && a != b,
        (Some(Shape::Object(_)), Some(Shape::Object(_))) | (None, _) | (_, None) => false,
        (Some(a), Some(b)) if a == b => false,
        // Text and a number or boolean become text.
        (Some(a), Some(b)) => {
            let primitive = |shape: &Shape<'_>| matches!(shape, Shape::Text | Shape::Number | Shape::Bool);
            !(primitive(&a) && primitive(&b) && (a == Shape::Text || b == Shape::Text))
        }
    }
}

/// The result that was taken, as text if the other one is text.
pub(super) fn unified(taken: Val, other: &Expr) -> Val {
    let primitive = matches!(taken.value, Value::Number(_) | Value::Bool(_));
    if !primitive || shape(other) != Some(Shape::Text) {
        return taken;
    }
    match super::operators::primitive_text(&taken) {
        Some(text) => Val::from(Value::String(text)).with(taken.touched()),
        None => taken,
    }
}

fn shape(expr: &Expr) -> Option<Shape<'_>> {
    Some(match &expr.kind {
        Kind::Literal(Value::String(_)) | Kind::Template(_) => Shape::Text,
        Kind::Literal(Value::Number(_)) | Kind::Negate(_) => Shape::Number,
        Kind::Literal(Value::Bool(_)) | Kind::Not(_) => Shape::Bool,
        Kind::Binary(op, ..) => match op {
            Op::Plus | Op::Minus | Op::Times | Op::Div | Op::Mod => Shape::Number,
            _ => Shape::Bool,
        },
        Kind::List(_) | Kind::Literal(Value::List(_)) | Kind::Splat(..) => Shape::List,
        Kind::For(each) => {
            if each.key.is_some() {
                Shape::Object(None)
            } else {
                Shape::List
            }
        }
        Kind::Object(fields) => {
            let names = fields.iter().map(|(key, _)| match &key.kind {
                Kind::Literal(Value::String(name)) => Some(&**name),
                _ => None,
            });
            Shape::Object(names.collect::<Option<Vec<&str>>>().map(|mut names| {
                names.sort_unstable();
                names
            }))
        }
        _ => return None,
    })
}
