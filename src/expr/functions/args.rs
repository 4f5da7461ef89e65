//! The arguments of a call: conversions with messages, elements, and what was read to get them.

use std::sync::Arc;

use super::super::eval::Evaluator;
use super::super::operators;
use crate::value::{List, Object, Resolver, Trace, Truth, Val, Value, items};

/// The arguments of a call and what they are settled with.
pub(in crate::expr) struct Args<'a> {
    values: &'a [Val],
    evaluator: &'a Evaluator<'a>,
}

impl std::fmt::Debug for Args<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values).finish()
    }
}

impl<'a> Args<'a> {
    pub(super) fn new(values: &'a [Val], evaluator: &'a Evaluator<'a>) -> Self {
        Self { values, evaluator }
    }

    /// All arguments.
    pub(super) fn all(&self) -> &'a [Val] {
        self.values
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// One argument; null if it was not given.
    pub(super) fn get(&self, at: usize) -> Val {
        self.values.get(at).cloned().unwrap_or_else(Val::null)
    }

    /// The evaluator, for lookups.
    pub(super) fn evaluator(&self) -> &Evaluator<'_> {
        self.evaluator
    }

    /// What unknown values are settled with.
    pub(super) fn resolver(&self) -> &dyn Resolver {
        self.evaluator.resolver()
    }

    /// Everything that was read for all arguments.
    pub(super) fn touched(&self) -> Trace {
        self.values.iter().fold(Trace::none(), |trace, value| trace.join(value.touched()))
    }

    /// An unknown result that names every unknown argument as its reason; `None` if all are known.
    pub(super) fn unknown(&self) -> Option<Val> {
        let unknown = self.values.iter().filter(|value| value.is_unknown());
        unknown.fold(None, |so_far: Option<Val>, value| {
            Some(so_far.map_or_else(|| Val::unknown(value.touched()), |all| all.with(value.touched())))
        })
    }

    /// The text of an argument.
    pub(super) fn text(&self, at: usize) -> Result<Arc<str>, String> {
        text(&self.get(at)).map_err(|message| format!("argument {}: {message}", at + 1))
    }

    /// The number in an argument.
    pub(super) fn number(&self, at: usize) -> Result<f64, String> {
        number(&self.get(at)).map_err(|message| format!("argument {}: {message}", at + 1))
    }

    /// The whole number in an argument.
    pub(super) fn integer(&self, at: usize) -> Result<i64, String> {
        integer(self.number(at)?).ok_or_else(|| format!("argument {}: whole number required", at + 1))
    }

    /// The elements of a list argument, settled.
    pub(super) fn items(&self, at: usize) -> Result<Vec<Val>, String> {
        self.elements(&self.get(at))
            .ok_or_else(|| format!("argument {}: list required, got {}", at + 1, self.get(at).type_name()))
    }

    /// The elements of a list, settled; `None` if it is none.
    pub(super) fn elements(&self, value: &Val) -> Option<Vec<Val>> {
        match &value.value {
            Value::List(_) => Some(items(value, self.resolver())),
            _ => None,
        }
    }

    /// The texts in a list argument.
    pub(super) fn texts(&self, at: usize) -> Result<Vec<Arc<str>>, String> {
        let text_of = |item| text(item).map_err(|message| format!("argument {}: {message}", at + 1));
        self.items(at)?.iter().map(text_of).collect()
    }

    /// The fields of an object argument, settled.
    pub(super) fn fields(&self, at: usize) -> Result<Vec<(Arc<str>, Val)>, String> {
        let value = self.get(at);
        match &value.value {
            Value::Object(Object { fields, .. }) => {
                let settled = items(&value, self.resolver());
                Ok(fields.iter().map(|(name, _)| name.clone()).zip(settled).collect())
            }
            _ => Err(format!("argument {}: map or object required, got {}", at + 1, value.type_name())),
        }
    }
}

/// The text of a primitive value.
pub(super) fn text(value: &Val) -> Result<Arc<str>, String> {
    operators::text(value, &(0..0)).map_err(|fault| fault.message)
}

/// A number, or text that reads as one.
pub(super) fn number(value: &Val) -> Result<f64, String> {
    match operators::number(value, &(0..0)) {
        Ok(Some(number)) => Ok(number),
        Ok(None) => Err("number required, got unknown value".to_owned()),
        Err(fault) => Err(fault.message),
    }
}

/// A truth value, known or not.
pub(super) fn truth(value: &Val) -> Result<Truth, String> {
    operators::truth(value, &(0..0)).map_err(|fault| fault.message)
}

/// A number without a fraction that is exact.
pub(super) fn integer(number: f64) -> Option<i64> {
    // Past 2^53 an f64 does not count by ones.
    let exact = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    exact.then_some(number as i64)
}

/// A count as a value.
pub(super) fn count(count: usize) -> Val {
    #[expect(clippy::cast_precision_loss, reason = "nothing here has 2^53 elements")]
    Val::from(count as f64)
}

/// Whether a value holds nothing that was read or that could be settled: what a policy itself writes down.
fn is_constant(value: &Val) -> bool {
    let all = value.place.is_none() && value.trace.is_none();
    all && match &value.value {
        Value::Unknown(_) => false,
        Value::List(list) => list.open.is_none() && list.items.iter().all(is_constant),
        Value::Object(object) => object.fields.iter().all(|(_, field)| is_constant(field)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// The value with every part settled. `Err` holds what was read for the parts that are unknown or hidden.
///
/// `read` collects what the value was made from. A part that lies where its whole lies adds nothing to that (`quiet`).
pub(super) fn whole(value: &Val, resolver: &dyn Resolver, quiet: bool, read: &mut Trace) -> Result<Val, Trace> {
    if value.is_unknown() {
        return Err(value.touched());
    }
    if !quiet {
        *read = std::mem::take(read).join(value.touched());
    }
    if is_constant(value) {
        return Ok(value.clone());
    }
    let mut unknown: Option<Trace> = None;
    let mut part = |item: &Val, raw: &Val| {
        let quiet = value.place.is_some() && !raw.is_unknown() && raw.place.is_none() && raw.trace.is_none();
        match whole(item, resolver, quiet, read) {
            Ok(item) => Some(item),
            Err(trace) => {
                unknown = Some(unknown.take().unwrap_or_default().join(trace));
                None
            }
        }
    };
    let settled = match &value.value {
        Value::List(list) => {
            let items: Vec<Val> =
                items(value, resolver).iter().zip(list.items.iter()).filter_map(|(item, raw)| part(item, raw)).collect();
            if let Some(open) = &list.open {
                unknown = Some(unknown.unwrap_or_default().join(value.touched()).join(open.clone()));
            }
            Value::List(List { kind: list.kind, items: items.into(), open: None })
        }
        Value::Object(object) => {
            let fields = items(value, resolver)
                .iter()
                .zip(object.fields.iter())
                .filter_map(|(item, (name, raw))| Some((name.clone(), part(item, raw)?)))
                .collect();
            Value::Object(Object { kind: object.kind, fields })
        }
        _ => return Ok(value.clone()),
    };
    match unknown {
        Some(trace) => Err(trace),
        None => Ok(Val { value: settled, place: value.place.clone(), trace: value.trace.clone() }),
    }
}
