//! The function library: one table a topic. `core::` is Terraform's library, `onus::` is ours.
//!
//! Most functions are *plain*: they see settled arguments, and a call of which an argument, or a part of one, is unknown is
//! unknown without the function being asked. The others see everything and answer for their own traces.

#![expect(clippy::unnecessary_wraps, reason = "the functions of the library have one signature")]

mod args;
#[cfg(test)]
mod arguments;
mod cidr;
mod collection;
#[cfg(test)]
mod conformance;
mod control;
mod convert;
mod document;
mod encode;
mod files;
mod format;
mod hash;
#[cfg(test)]
mod laws;
mod lists;
mod lookup;
mod maps;
mod network;
mod number;
mod pattern;
mod pick;
mod pieces;
mod port;
mod regexes;
mod sets;
mod show;
mod strings;
mod tables;
#[cfg(test)]
mod testing;
mod time;
mod unknowable;
mod verb;
mod version;
pub(super) mod weight;

pub(crate) use sets::as_set;

pub(super) use args::Args;
use args::whole;
pub use version::{constraint_mistake, meets_constraint};
pub use weight::weigh;

use super::ast::{Call, Span, Target};
use super::compile::Functions;
use super::eval::Evaluator;
use super::fault::{Fault, Outcome};
use crate::value::{List, Resolver, Trace, Val, Value, items};

/// How a function is called.
#[derive(Clone, Copy)]
pub(super) enum Body {
    /// Known arguments only; the traces are added by the caller.
    Plain(fn(&Args<'_>) -> Result<Val, String>),
    /// Settled arguments, known or not; makes its own trace.
    Full(fn(&Args<'_>) -> Result<Val, String>),
    /// Unevaluated arguments.
    Lazy(fn(&mut Evaluator<'_>, &Call, &Span) -> Outcome),
}

/// A function of the library.
pub struct Function {
    /// Its name with its namespace.
    pub name: &'static str,
    /// The least number of arguments.
    pub min: usize,
    /// The greatest number of arguments; `None` for any.
    pub max: Option<usize>,
    pub(super) body: Body,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Function {
    pub(super) const fn plain(
        name: &'static str,
        min: usize,
        max: Option<usize>,
        body: fn(&Args<'_>) -> Result<Val, String>,
    ) -> Self {
        Self { name, min, max, body: Body::Plain(body) }
    }

    pub(super) const fn full(
        name: &'static str,
        min: usize,
        max: Option<usize>,
        body: fn(&Args<'_>) -> Result<Val, String>,
    ) -> Self {
        Self { name, min, max, body: Body::Full(body) }
    }

    pub(super) const fn lazy(
        name: &'static str,
        min: usize,
        max: Option<usize>,
        body: fn(&mut Evaluator<'_>, &Call, &Span) -> Outcome,
    ) -> Self {
        Self { name, min, max, body: Body::Lazy(body) }
    }

    /// What is wrong with calling it with so many arguments, if anything.
    #[must_use]
    pub fn arity_mistake(&self, name: &str, given: usize, spread: bool) -> Option<String> {
        let too_few = given < self.min && !spread;
        let too_many = self.max.is_some_and(|max| given > max);
        if !too_few && !too_many {
            return None;
        }
        let wanted = match self.max {
            Some(max) if max == self.min => format!("{max}"),
            Some(max) => format!("{} to {max}", self.min),
            None => format!("at least {}", self.min),
        };
        Some(miscounted(name, &wanted, given))
    }
}

/// What is said of a call with the wrong number of arguments.
pub(super) fn miscounted(name: &str, wanted: &str, given: usize) -> String {
    let arguments = if wanted == "1" { "argument" } else { "arguments" };
    format!("`{name}` takes {wanted} {arguments}, not {given}")
}

/// All functions, by topic.
const LIBRARY: &[&[Function]] = &[
    cidr::FUNCTIONS,
    collection::FUNCTIONS,
    control::FUNCTIONS,
    convert::FUNCTIONS,
    document::FUNCTIONS,
    encode::FUNCTIONS,
    files::FUNCTIONS,
    format::FUNCTIONS,
    hash::FUNCTIONS,
    lists::FUNCTIONS,
    lookup::FUNCTIONS,
    maps::FUNCTIONS,
    network::FUNCTIONS,
    number::FUNCTIONS,
    pattern::FUNCTIONS,
    pick::FUNCTIONS,
    port::FUNCTIONS,
    regexes::FUNCTIONS,
    sets::FUNCTIONS,
    show::FUNCTIONS,
    strings::FUNCTIONS,
    tables::FUNCTIONS,
    time::FUNCTIONS,
    unknowable::FUNCTIONS,
    version::FUNCTIONS,
];

/// Finds a function by its full name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Function> {
    LIBRARY.iter().flat_map(|topic| topic.iter()).find(|function| function.name == name)
}

/// The names of all functions, sorted.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = LIBRARY.iter().flat_map(|topic| topic.iter()).map(|function| function.name).collect();
    names.sort_unstable();
    names
}

/// The functions of `.tf` text: Terraform's library without a namespace.
#[derive(Debug, Clone, Copy)]
pub struct Terraform;

impl Functions for Terraform {
    fn find(&self, name: &str) -> Target {
        find(&format!("core::{}", name.trim_start_matches("core::"))).map_or(Target::Missing, Target::Builtin)
    }
}

/// What hides further members of a list, if it is open.
pub(super) fn hidden(value: &Val) -> Option<Trace> {
    match &value.value {
        Value::List(List { open, .. }) => open.clone(),
        _ => None,
    }
}

/// Calls a function of the library.
pub(super) fn call(function: &Function, evaluator: &mut Evaluator<'_>, call: &Call, span: &Span) -> Outcome {
    let body = match function.body {
        Body::Lazy(body) => return body(evaluator, call, span),
        Body::Plain(body) | Body::Full(body) => body,
    };
    let values = match arguments(evaluator, call)? {
        Ok(values) => values,
        Err(unknown) => return Ok(unknown),
    };
    if let Some(message) = function.arity_mistake(&call.name, values.len(), false) {
        return Err(Fault::new(span, message));
    }
    evaluator.scope().budget().spend(1, span)?;
    weight::weigh(evaluator, &values, span)?;
    let result = match function.body {
        Body::Plain(body) => plain(body, evaluator, &values),
        _ => body(&Args::new(&values, evaluator)),
    };
    let result = result.map_err(|message| {
        let message = format!("`{}`: {message}", call.name);
        // Nothing can catch that the budget is used up.
        if evaluator.scope().budget().left() == 0 { Fault::fatal(span, message) } else { Fault::new(span, message) }
    })?;
    evaluator.scope().budget().spend(weight::made(&result), span)?;
    Ok(result)
}

/// Calls a plain function, if everything about its arguments is known.
fn plain(body: fn(&Args<'_>) -> Result<Val, String>, evaluator: &Evaluator<'_>, values: &[Val]) -> Result<Val, String> {
    if evaluator.is_lenient() {
        let shown: Vec<Val> = values.iter().map(|value| shown(value, evaluator.resolver())).collect();
        return body(&Args::new(&shown, evaluator));
    }
    let mut read = Trace::none();
    let mut unknown: Option<Trace> = None;
    let mut known = Vec::with_capacity(values.len());
    for (value, at) in values.iter().zip(1..) {
        // No plain function takes null, and no later knowledge of the other arguments mends that.
        if value.is_null() && values.iter().any(Val::is_unknown) {
            return Err(format!("argument {at}: a value required, got null"));
        }
        match whole(value, evaluator.resolver(), false, &mut read) {
            Ok(value) => known.push(value),
            Err(trace) => unknown = Some(unknown.unwrap_or_default().join(trace)),
        }
    }
    match unknown {
        Some(trace) => Ok(Val::unknown(trace)),
        None => Ok(body(&Args::new(&known, evaluator))?.with(read)),
    }
}

/// A value as a message shows it: what is not known is said to be so, an open list has its definite members.
fn shown(value: &Val, resolver: &dyn Resolver) -> Val {
    let bare = match &value.value {
        Value::Unknown(_) => "(known after apply)".into(),
        Value::List(list) => {
            let items = items(value, resolver).iter().map(|item| shown(item, resolver)).collect();
            Value::List(List { kind: list.kind, items, open: None }).into()
        }
        _ => value.clone(),
    };
    // What was read stays known: a message must not show what is sensitive.
    bare.with(value.touched())
}

/// Evaluates the arguments; a last one with `...` is expanded. `Err` holds the result of a call that cannot be expanded yet.
pub(super) fn arguments(evaluator: &mut Evaluator<'_>, call: &Call) -> Result<Result<Vec<Val>, Val>, Box<Fault>> {
    let mut values = call.args.iter().map(|arg| evaluator.eval(arg)).collect::<Result<Vec<_>, _>>()?;
    if call.spread
        && let (Some(last), Some(expr)) = (values.pop(), call.args.last())
    {
        if last.is_unknown() || hidden(&last).is_some() {
            return Ok(Err(Val::unknown(last.touched().join(hidden(&last).unwrap_or_default()))));
        }
        let Value::List(_) = &last.value else {
            return Err(Fault::new(&expr.span, format!("`...` expands a list, not a {}", last.type_name())));
        };
        values.extend(items(&last, evaluator.resolver()));
    }
    Ok(Ok(values))
}
