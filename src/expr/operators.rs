//! Operators and the conversions that they allow: numeric strings are numbers, `"true"` and `"false"` are booleans, null is
//! an error, unknown makes unknown.

use std::sync::Arc;

use super::ast::{Op, Span};
use super::fault::{Fault, Outcome};
use crate::value::{Resolver, Truth, Val, Value, equal, format_number};

/// A truth value.
///
/// # Errors
/// The value is not a boolean.
pub(crate) fn truth(value: &Val, span: &Span) -> Result<Truth, Box<Fault>> {
    match &value.value {
        Value::Bool(value) => Ok((*value).into()),
        Value::Unknown(_) => Ok(Truth::Unknown),
        Value::String(text) if &**text == "true" => Ok(Truth::True),
        Value::String(text) if &**text == "false" => Ok(Truth::False),
        _ => Err(wanted("bool", value, span)),
    }
}

/// A number; `None` if it is unknown.
///
/// # Errors
/// The value is not a number and not text that reads as one.
pub(crate) fn number(value: &Val, span: &Span) -> Result<Option<f64>, Box<Fault>> {
    match &value.value {
        Value::Number(number) => Ok(Some(*number)),
        Value::Unknown(_) => Ok(None),
        Value::String(text) => match parse_number(text) {
            Some(number) => Ok(Some(number)),
            None => Err(Fault::new(span, "number required, got text that is not a number")),
        },
        _ => Err(wanted("number", value, span)),
    }
}

/// Text as a number, as the language converts it: no white space, no `inf`, no `nan`.
#[must_use]
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    if plain { text.parse().ok() } else { None }
}

/// The text of a primitive value.
///
/// # Errors
/// The value is null, a collection or unknown.
pub(crate) fn text(value: &Val, span: &Span) -> Result<Arc<str>, Box<Fault>> {
    match &value.value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(format_number(*number).into()),
        Value::Bool(value) => Ok(if *value { "true".into() } else { "false".into() }),
        _ => Err(wanted("string", value, span)),
    }
}

fn wanted(what: &str, value: &Val, span: &Span) -> Box<Fault> {
    Fault::new(span, format!("{what} required, got {}", value.type_name()))
}

/// A binary operation other than `&&` and `||`.
///
/// # Errors
/// An operand has a type that the operator does not take.
pub(crate) fn binary(op: Op, left: &Val, right: &Val, resolver: &dyn Resolver, span: &Span) -> Outcome {
    let trace = left.touched().join(right.touched());
    match op {
        Op::Eq => Ok(Val::truth(equal(left, right, resolver), trace)),
        Op::NotEq => Ok(Val::truth(!equal(left, right, resolver), trace)),
        _ => {
            let numbers = (number(left, span)?, number(right, span)?);
            let (Some(a), Some(b)) = numbers else {
                return Ok(Val::truth(bounded(op, left, right, numbers), trace));
            };
            let value = match op {
                Op::Less => Value::Bool(a < b),
                Op::LessEq => Value::Bool(a <= b),
                Op::Greater => Value::Bool(a > b),
                Op::GreaterEq => Value::Bool(a >= b),
                Op::Plus => Value::Number(a + b),
                Op::Minus => Value::Number(a - b),
                Op::Times => Value::Number(a * b),
                Op::Div | Op::Mod if b == 0.0 => return Err(Fault::new(span, "division by zero")),
                Op::Div => Value::Number(a / b),
                // Go's remainder takes the sign of the dividend, as Rust's does.
                Op::Mod => Value::Number(a % b),
                Op::Eq | Op::NotEq | Op::And | Op::Or => return Err(Fault::new(span, "not an arithmetic operator")),
            };
            Ok(Val::from(value).with(trace))
        }
    }
}

/// Comparison of a number of which only a lower bound is known, such as the length of an open list.
fn bounded(op: Op, left: &Val, right: &Val, numbers: (Option<f64>, Option<f64>)) -> Truth {
    let least = |value: &Val| if let Value::Unknown(unknown) = &value.value { unknown.at_least } else { None };
    let (op, least, other) = match (numbers, least(left), least(right)) {
        ((None, Some(other)), Some(least), _) => (op, least, other),
        ((Some(other), None), _, Some(least)) => (mirrored(op), least, other),
        _ => return Truth::Unknown,
    };
    match op {
        Op::Greater if least > other => Truth::True,
        Op::GreaterEq if least >= other => Truth::True,
        Op::Less if least >= other => Truth::False,
        Op::LessEq if least > other => Truth::False,
        _ => Truth::Unknown,
    }
}

fn mirrored(op: Op) -> Op {
    match op {
        Op::Less => Op::Greater,
        Op::LessEq => Op::GreaterEq,
        Op::Greater => Op::Less,
        Op::GreaterEq => Op::LessEq,
        other => other,
    }
}

/// The text of a known primitive value.
#[must_use]
pub fn primitive_text(value: &Val) -> Option<Arc<str>> {
    text(value, &(0..0)).ok()
}

/// The truth of a condition.
///
/// # Errors
/// The value is not a boolean.
pub fn condition(value: &Val, span: &Span) -> Result<Truth, Box<Fault>> {
    truth(value, span)
}
