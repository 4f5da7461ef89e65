//! The function library: one table a topic. `core::` is Terraform's library, `onus::` is ours.
//!
//! Most functions are *plain*: they see settled arguments, and a call with an unknown argument is unknown without the
//! function being asked. The others see everything and answer for their own traces.

mod collection;
mod control;
mod lookup;

use super::ast::{Call, Expr, Span, Target};
use super::compile::Functions;
use super::eval::Evaluator;
use super::fault::{Fault, Outcome};
use crate::value::{List, Resolver, Trace, Val, Value, entries};

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
    pub(super) const fn plain(name: &'static str, min: usize, max: Option<usize>, body: fn(&Args<'_>) -> Result<Val, String>) -> Self {
        Self { name, min, max, body: Body::Plain(body) }
    }

    pub(super) const fn full(name: &'static str, min: usize, max: Option<usize>, body: fn(&Args<'_>) -> Result<Val, String>) -> Self {
        Self { name, min, max, body: Body::Full(body) }
    }

    pub(super) const fn lazy(name: &'static str, min: usize, max: Option<usize>, body: fn(&mut Evaluator<'_>, &Call, &Span) -> Outcome) -> Self {
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
        Some(format!("`{name}` takes {wanted} arguments, not {given}"))
    }
}

/// All functions, by topic.
const LIBRARY: &[&[Function]] = &[collection::FUNCTIONS, control::FUNCTIONS, lookup::FUNCTIONS];

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

/// The arguments of a call and what they are settled with.
pub struct Args<'a> {
    values: &'a [Val],
    evaluator: &'a Evaluator<'a>,
}

impl std::fmt::Debug for Args<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values).finish()
    }
}

impl Args<'_> {
    /// All arguments.
    pub(super) fn all(&self) -> &[Val] {
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

    /// The text of an argument.
    pub(super) fn text(&self, at: usize) -> Result<std::sync::Arc<str>, String> {
        super::operators::text(&self.get(at), &(0..0)).map_err(|fault| format!("argument {}: {}", at + 1, fault.message))
    }

    /// The number in an argument.
    pub(super) fn number(&self, at: usize) -> Result<f64, String> {
        match super::operators::number(&self.get(at), &(0..0)) {
            Ok(Some(number)) => Ok(number),
            Ok(None) => Err(format!("argument {} is not known", at + 1)),
            Err(fault) => Err(format!("argument {}: {}", at + 1, fault.message)),
        }
    }

    /// The elements of a list argument, settled.
    pub(super) fn items(&self, at: usize) -> Result<Vec<Val>, String> {
        self.elements(&self.get(at)).ok_or_else(|| format!("argument {}: list required, got {}", at + 1, self.get(at).type_name()))
    }

    /// The elements of a list, settled; `None` if it is none.
    pub(super) fn elements(&self, value: &Val) -> Option<Vec<Val>> {
        match &value.value {
            Value::List(_) => Some(entries(value, self.resolver()).into_iter().map(|(_, item)| item).collect()),
            _ => None,
        }
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
    let args = Args { values: &values, evaluator };
    if matches!(function.body, Body::Plain(_)) {
        let unknown = values.iter().filter(|value| value.is_unknown()).fold(None, |trace: Option<Trace>, value| {
            Some(trace.unwrap_or_default().join(value.touched()))
        });
        if let Some(trace) = unknown {
            return Ok(Val::unknown(trace));
        }
        // A function that knows nothing of open lists must not take one for the whole.
        let open = values.iter().filter_map(hidden).fold(None, |trace: Option<Trace>, more| Some(trace.unwrap_or_default().join(more)));
        if let Some(trace) = open {
            return Ok(Val::unknown(trace.join(args.touched())));
        }
        return body(&args).map(|value| value.with(args.touched())).map_err(|message| named(call, span, &message));
    }
    body(&args).map_err(|message| named(call, span, &message))
}

fn named(call: &Call, span: &Span, message: &str) -> Box<Fault> {
    Fault::new(span, format!("`{}`: {message}", call.name))
}

/// Evaluates the arguments; a last one with `...` is expanded. `Err` holds the result of a call that cannot be expanded yet.
fn arguments(evaluator: &mut Evaluator<'_>, call: &Call) -> Result<Result<Vec<Val>, Val>, Box<Fault>> {
    let mut values = call.args.iter().map(|arg| evaluator.eval(arg)).collect::<Result<Vec<_>, _>>()?;
    if call.spread && let (Some(last), Some(expr)) = (values.pop(), call.args.last()) {
        if last.is_unknown() || hidden(&last).is_some() {
            return Ok(Err(Val::unknown(last.touched().join(hidden(&last).unwrap_or_default()))));
        }
        let Value::List(_) = &last.value else {
            return Err(Fault::new(&expr.span, format!("`...` expands a list, not a {}", last.type_name())));
        };
        values.extend(entries(&last, evaluator.resolver()).into_iter().map(|(_, item)| item));
    }
    Ok(Ok(values))
}

/// The literal text of an argument, for functions that take a type name.
pub(super) fn literal(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        super::ast::Kind::Literal(Value::String(text)) => Some(text),
        _ => None,
    }
}
