//! The object form of a `for`: values under their keys, grouped where `...` asks for it. Evaluates nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ast::For;
use super::fault::{Fault, Outcome};
use super::operators;
use crate::value::{ListKind, Trace, Val};

/// The object of these keys and values.
///
/// # Errors
/// A key is no text, or stands for two values that are not to be grouped.
pub(super) fn object(kept: Vec<(Val, Val)>, each: &For, trace: Trace) -> Outcome {
    let key_span = each.key.as_ref().map_or(&each.value.span, |key| &key.span);
    let mut fields: BTreeMap<Arc<str>, Vec<Val>> = BTreeMap::new();
    for (key, value) in kept {
        let name = operators::text(&key, key_span)?;
        let values = fields.entry(name.clone()).or_default();
        if !values.is_empty() && !each.grouped {
            return Err(Fault::new(key_span, format!("two elements have the key `{name}`; use `...` to group them")));
        }
        values.push(value);
    }
    let fields = fields.into_iter().map(|(name, mut values)| match values.pop() {
        Some(value) if !each.grouped => (name, value),
        last => {
            values.extend(last);
            (name, Val::list(ListKind::Tuple, values))
        }
    });
    Ok(Val::object(fields.collect()).with(trace))
}
