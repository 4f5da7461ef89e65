//! Functions that ask the plan: other resources, data sources, and how an argument is configured.

use std::sync::Arc;

use super::super::scope::Query;
use super::{Args, Function};
use crate::value::{ListKind, Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::getresources", 1, Some(2), resources),
    Function::full("onus::candidates", 2, Some(2), candidates),
    Function::full("core::getdatasource", 1, Some(2), data_source),
    Function::full("core::gethttprequest", 1, Some(2), http),
    Function::full("onus::linked", 2, Some(2), linked),
    Function::full("onus::naming", 3, Some(3), naming),
    Function::full("onus::same_provider", 1, Some(1), same_provider),
    Function::full("onus::is_near", 1, Some(1), is_near),
    Function::full("onus::removed", 1, Some(2), removed),
    Function::full("onus::is_new", 1, Some(1), is_new),
    Function::full("onus::is_set", 1, Some(1), is_set),
    Function::full("onus::configured", 1, Some(1), configured),
];

/// The type or the path that is asked for; `None` if it is unknown.
fn kind(args: &Args<'_>, at: usize) -> Result<Option<Arc<str>>, String> {
    if args.get(at).is_unknown() { Ok(None) } else { args.text(at).map(Some) }
}

/// What a lookup compares: attributes and their values.
type Filter = Vec<(Arc<str>, Val)>;

/// The filter of a lookup; `None` if it is unknown as a whole.
fn filter(args: &Args<'_>) -> Result<Option<Filter>, String> {
    let filter = args.get(1);
    match &filter.value {
        Value::Null => Ok(Some(Vec::new())),
        Value::Object(object) => match object.fields.iter().find(|(name, _)| name.contains('.')) {
            Some((name, _)) => Err(format!("a resource has no attribute `{name}`; `onus::naming` looks into nested blocks")),
            None => Ok(Some(object.fields.to_vec())),
        },
        Value::Unknown(_) => Ok(None),
        _ => Err(format!("argument 2: object required, got {}", filter.type_name())),
    }
}

fn resources(args: &Args<'_>) -> Result<Val, String> {
    match kind(args, 0)?.zip(filter(args)?) {
        Some((kind, filter)) => args.evaluator().scope().ask(&Query::Resources(&kind, &filter)),
        None => Ok(Val::unknown(args.touched())),
    }
}

/// The resources that match or may match, each with the answer.
fn candidates(args: &Args<'_>) -> Result<Val, String> {
    match kind(args, 0)?.zip(filter(args)?) {
        Some((kind, filter)) => args.evaluator().scope().ask(&Query::Candidates(&kind, &filter)),
        None => Ok(Val::unknown(args.touched())),
    }
}

fn data_source(args: &Args<'_>) -> Result<Val, String> {
    match kind(args, 0)?.zip(filter(args)?) {
        Some((kind, filter)) => args.evaluator().scope().ask(&Query::DataSource(&kind, &filter)),
        None => Ok(Val::unknown(args.touched())),
    }
}

/// onus is offline: what a request would answer is not known.
fn http(args: &Args<'_>) -> Result<Val, String> {
    kind(args, 0)?;
    Ok(super::super::eval::undecided("onus is offline and sends no request"))
}

fn linked(args: &Args<'_>) -> Result<Val, String> {
    match kind(args, 1)? {
        Some(kind) => args.evaluator().scope().ask(&Query::Linked(&args.get(0), &kind)),
        None => Ok(Val::unknown(args.touched())),
    }
}

/// The resources of a type of which a nested block holds a value. A filter asks for attributes of the resource itself only, and
/// to look through the blocks of all resources for each judged one would cost the square of their number.
fn naming(args: &Args<'_>) -> Result<Val, String> {
    let Some((kind, path)) = kind(args, 0)?.zip(kind(args, 1)?) else { return Ok(Val::unknown(args.touched())) };
    if args.get(2).is_null() {
        return Ok(Val::list(ListKind::Any, Vec::new()));
    }
    args.evaluator().scope().ask(&Query::Resources(&kind, &[(path, args.get(2))]))
}

fn same_provider(args: &Args<'_>) -> Result<Val, String> {
    match kind(args, 0)? {
        Some(kind) => args.evaluator().scope().ask(&Query::SameProvider(&kind)),
        None => Ok(Val::unknown(args.touched())),
    }
}

/// Resources that this plan deletes, by what they were.
fn removed(args: &Args<'_>) -> Result<Val, String> {
    match kind(args, 0)?.zip(filter(args)?) {
        Some((kind, filter)) => args.evaluator().scope().ask(&Query::Removed(&kind, &filter)),
        None => Ok(Val::unknown(args.touched())),
    }
}

/// Whether this plan makes a resource, anew or for the first time.
fn is_new(args: &Args<'_>) -> Result<Val, String> {
    let value = args.get(0);
    match &value.place {
        Some(place) => args.evaluator().scope().ask(&Query::IsNew(place)),
        None if value.is_unknown() => Ok(Val::unknown(value.touched())),
        None => Err("argument 1: a resource is required".to_owned()),
    }
}

/// Whether nothing tells that a resource is managed through another provider configuration than the judged one.
fn is_near(args: &Args<'_>) -> Result<Val, String> {
    let value = args.get(0);
    match &value.place {
        Some(place) => args.evaluator().scope().ask(&Query::IsNear(place)),
        None if value.is_unknown() => Ok(Val::unknown(value.touched())),
        None => Err("argument 1: a resource is required".to_owned()),
    }
}

/// Whether an argument is set. Of a value that is no attribute of a resource, whether it is null.
fn is_set(args: &Args<'_>) -> Result<Val, String> {
    let value = args.get(0);
    match &value.place {
        Some(place) => args.evaluator().scope().ask(&Query::IsSet(place)),
        None if value.is_unknown() => Ok(Val::unknown(value.touched())),
        None => Ok(Val::from(!value.is_null()).with(value.touched())),
    }
}

fn configured(args: &Args<'_>) -> Result<Val, String> {
    let value = args.get(0);
    match &value.place {
        Some(place) => args.evaluator().scope().ask(&Query::Configured(place)),
        None => Ok(value),
    }
}
