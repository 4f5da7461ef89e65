//! Functions over collections that know of unknown elements and open lists.

use std::sync::Arc;

use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Trace, Truth, Unknown, Val, Value, equal};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::length", 1, Some(1), length),
    Function::full("core::contains", 2, Some(2), contains),
    Function::full("core::alltrue", 1, Some(1), alltrue),
    Function::full("core::anytrue", 1, Some(1), anytrue),
    Function::full("core::concat", 0, None, concat),
    Function::full("core::flatten", 1, Some(1), flatten),
];

/// The length of an open list is at least the number of its definite members.
fn length(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    #[expect(clippy::cast_precision_loss, reason = "no collection has 2^53 elements")]
    let count = match &of.value {
        Value::List(list) => {
            // Every definite member is evidence for the length.
            let trace = args
                .elements(&of)
                .unwrap_or_default()
                .iter()
                .fold(of.touched(), |trace, item| trace.join(item.touched()));
            let count = list.items.len() as f64;
            let Some(open) = &list.open else {
                return Ok(Val::from(count).with(trace));
            };
            let unknown = Unknown {
                at_least: Some(count),
                not_null: true,
                ..Unknown::default()
            };
            return Ok(Val {
                value: Value::Unknown(Arc::new(unknown)),
                place: None,
                trace: trace.join(open.clone()),
            });
        }
        Value::Object(object) => object.fields.len() as f64,
        Value::String(text) => text.chars().count() as f64,
        Value::Unknown(_) => {
            let unknown = Unknown {
                at_least: Some(0.0),
                not_null: true,
                ..Unknown::default()
            };
            return Ok(Val {
                value: Value::Unknown(Arc::new(unknown)),
                place: None,
                trace: of.touched(),
            });
        }
        _ => return Err(format!("argument 1: collection or string required, got {}", of.type_name())),
    };
    Ok(Val::from(count).with(of.touched()))
}

fn contains(args: &Args<'_>) -> Result<Val, String> {
    let (list, wanted) = (args.get(0), args.get(1));
    if list.is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    let items = args.items(0)?;
    let mut doubt = hidden(&list);
    for item in &items {
        match equal(item, &wanted, args.resolver()) {
            Truth::True => return Ok(Val::from(true).with(item.touched()).with(wanted.touched())),
            Truth::Unknown => doubt = Some(doubt.unwrap_or_default().join(item.touched())),
            Truth::False => {}
        }
    }
    Ok(match doubt {
        Some(doubt) => Val::unknown(doubt.join(wanted.touched())),
        None => Val::from(false).with(args.touched()),
    })
}

/// One deciding element decides; otherwise an unknown element or a hidden member leaves it open.
fn decided(args: &Args<'_>, decisive: bool) -> Result<Val, String> {
    let list = args.get(0);
    if list.is_unknown() {
        return Ok(Val::unknown(list.touched()));
    }
    let mut doubt = hidden(&list);
    let mut all = list.touched();
    for item in args.items(0)? {
        match super::super::operators::truth(&item, &(0..0)).map_err(|fault| fault.message)? {
            Truth::Unknown => doubt = Some(doubt.unwrap_or_default().join(item.touched())),
            truth if truth == decisive.into() => return Ok(Val::from(decisive).with(item.touched())),
            _ => all = all.join(item.touched()),
        }
    }
    Ok(match doubt {
        Some(doubt) => Val::unknown(doubt.join(list.trace)),
        None => Val::from(!decisive).with(all),
    })
}

fn alltrue(args: &Args<'_>) -> Result<Val, String> {
    decided(args, false)
}

fn anytrue(args: &Args<'_>) -> Result<Val, String> {
    decided(args, true)
}

/// Lists end to end; an unknown one among them leaves the result open, so that the definite members still count.
fn concat(args: &Args<'_>) -> Result<Val, String> {
    let mut items = Vec::new();
    let mut open: Option<Trace> = None;
    let mut trace = Trace::none();
    for (at, list) in args.all().iter().enumerate() {
        trace = trace.join(list.trace.clone());
        let more = if list.is_unknown() {
            Some(list.touched())
        } else {
            hidden(list)
        };
        if let Some(more) = more {
            open = Some(open.unwrap_or_default().join(more));
        }
        if !list.is_unknown() {
            items.extend(args.items(at)?);
        }
    }
    let kind = if args.all().iter().all(|list| {
        matches!(
            &list.value,
            Value::List(List {
                kind: ListKind::List,
                ..
            })
        )
    }) {
        ListKind::List
    } else {
        ListKind::Tuple
    };
    Ok(Val::from(Value::List(List {
        kind,
        items: items.into(),
        open,
    }))
    .with(trace))
}

fn flatten(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(Val::unknown(of.touched()));
    }
    let mut items = Vec::new();
    let mut open = hidden(&of);
    flatten_into(args, args.items(0)?, &mut items, &mut open);
    Ok(Val::from(Value::List(List {
        kind: ListKind::Tuple,
        items: items.into(),
        open,
    }))
    .with(of.trace))
}

fn flatten_into(args: &Args<'_>, from: Vec<Val>, items: &mut Vec<Val>, open: &mut Option<Trace>) {
    for item in from {
        match args.elements(&item) {
            Some(inner) => {
                if let Some(more) = hidden(&item) {
                    *open = Some(open.take().unwrap_or_default().join(more));
                }
                flatten_into(args, inner, items, open);
            }
            // An unknown element may turn out to be a list of any length.
            None if item.is_unknown() && item.symbol().is_none() => {
                *open = Some(open.take().unwrap_or_default().join(item.touched()));
            }
            None => items.push(item),
        }
    }
}
