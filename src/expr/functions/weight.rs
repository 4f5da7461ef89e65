//! What values cost a budget: text and lists that double with every step must run into it, not out of memory or time. Never
//! looks into what the plan holds: that is no larger than the plan.

use super::super::eval::Evaluator;
use super::super::fault::Fault;
use super::Span;
use crate::value::{Symbol, Val, Value};

/// So many bytes of text cost as much as one element of a collection.
const BYTES: usize = 16;

/// So many parts of an argument are looked at for one step.
const PARTS: u64 = 4;

/// The longest text that an expression may make, in bytes. A few calls can make more than any machine holds.
const LONGEST: usize = 16 << 20;

/// Whether a text of so many bytes may be made.
///
/// # Errors
/// It is too long.
pub(in crate::expr) fn room(bytes: usize) -> Result<(), String> {
    if bytes <= LONGEST { Ok(()) } else { Err("the text would be longer than 16 MiB".to_owned()) }
}

/// The cost of making a value from others.
pub(in crate::expr) fn made(value: &Val) -> u64 {
    long(match &value.value {
        Value::String(text) => text.len() / BYTES,
        Value::Unknown(_) => match value.symbol() {
            Some(Symbol::Text(parts)) => parts.len(),
            _ => 0,
        },
        Value::List(list) => list.items.len(),
        Value::Object(object) => object.fields.len(),
        _ => 0,
    })
}

/// Pays for looking at all parts of values. A part that a value holds twice is looked at twice, so that a few steps can make
/// a value that no one can walk through.
///
/// # Errors
/// The budget is used up.
pub fn weigh<'v>(evaluator: &Evaluator<'_>, values: impl IntoIterator<Item = &'v Val>, span: &Span) -> Result<(), Box<Fault>> {
    let budget = evaluator.scope().budget();
    let all = budget.left().saturating_mul(PARTS).saturating_add(PARTS);
    let left = values.into_iter().fold(all, |left, value| count(value, left));
    budget.spend((all - left) / PARTS, span)
}

/// Takes the number of parts of a value from what is left, and stops where nothing is.
fn count(value: &Val, left: u64) -> u64 {
    let left = left.saturating_sub(made(value));
    if left == 0 || value.place.is_some() {
        return left;
    }
    match &value.value {
        Value::List(list) => list.items.iter().fold(left, |left, item| if left == 0 { 0 } else { count(item, left) }),
        Value::Object(object) => object.fields.iter().fold(left, |left, (_, item)| if left == 0 { 0 } else { count(item, left) }),
        _ => left,
    }
}

fn long(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
