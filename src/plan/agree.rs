//! Whether the parts of a plan agree. Terraform writes the planned values of a resource twice, every attribute of its type, and what
//! the configuration sets among them. Where something is missing or different, the file was damaged or changed on its way, and what
//! was lost may be what was wrong. Refuses; repairs nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::resource::reason;
use super::state::StateValues;
use super::{InputProblem, Plan, Resource};
use crate::value::Value;

/// Compares `planned_values` with what `resource_changes` says. Returns the addresses of resources of which they say different things.
/// `exact`: the format is one in which both write the same.
///
/// # Errors
/// A resource, or a value of one, is in the first only.
pub(super) fn planned(planned: StateValues<'_>, changes: &[Resource<'_>], exact: bool) -> Result<Vec<Arc<str>>, InputProblem> {
    let changes: BTreeMap<&str, &Resource<'_>> = changes.iter().map(|change| (&*change.address_text, change)).collect();
    let mut different = Vec::new();
    for resource in planned.resources() {
        let Some(change) = changes.get(&*resource.address) else {
            return Err(problem(&resource.address, "it is in `planned_values` and not in `resource_changes`"));
        };
        let (one, other) = (resource.values.map_or("{}", RawValue::get), change.after.map_or("{}", RawValue::get));
        if !is_same_text(one, other) && !is_same(one, other, exact).map_err(|what| problem(&resource.address, &what))? {
            different.push(change.address_text.clone());
        }
    }
    Ok(different)
}

fn problem(address: &str, what: &str) -> InputProblem {
    InputProblem::Incomplete(format!("resource `{address}`: {what}"))
}

/// Whether two JSON texts are the same but for white space between their parts; the usual case, told without reading them.
fn is_same_text(one: &str, other: &str) -> bool {
    one == other || parts(one).eq(parts(other))
}

/// The bytes of a JSON text without the white space outside of its strings.
fn parts(text: &str) -> impl Iterator<Item = u8> + '_ {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().filter(move |byte| {
        let kept = quoted || !byte.is_ascii_whitespace();
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && *byte == b'\\' && !escaped;
        kept
    })
}

/// Compares two values that are written differently: whether they are the same.
///
/// # Errors
/// The second has lost something.
fn is_same(planned: &str, change: &str, exact: bool) -> Result<bool, String> {
    let read = |part: &str, text: &str| {
        serde_json::from_str::<Json>(text).map_err(|error| format!("its `{part}` cannot be read: {}", reason(&error)))
    };
    let (one, other) = (read("values", planned)?, read("after", change)?);
    let mut path = Vec::new();
    if has_lost(&one, &other, exact, &mut path) {
        let path = path.join(".");
        return Err(format!("`planned_values` has a value of `{path}` that `resource_changes` does not have"));
    }
    Ok(one == other)
}

/// Whether something that is planned is missing, or of another type, in the change; and where.
fn has_lost<'j>(planned: &'j Json, change: &Json, exact: bool, path: &mut Vec<&'j str>) -> bool {
    match (planned, change) {
        (Json::Null, _) => false,
        // The first versions of the format wrote an empty text as null in one of the two.
        (_, Json::Null) => exact,
        (Json::Object(fields), Json::Object(others)) => {
            let lost = |(name, field): (&'j String, &'j Json)| {
                path.push(name);
                // The first versions of the format also left out what a provider adds to a map, such as `tags_all`.
                let counts = exact || path.len() == 1;
                let lost = others.get(name).map_or(counts && !field.is_null(), |other| has_lost(field, other, exact, path));
                if !lost {
                    path.pop();
                }
                lost
            };
            fields.iter().any(lost)
        }
        (Json::Array(items), Json::Array(others)) => {
            items.len() > others.len() || items.iter().zip(others).any(|(item, other)| has_lost(item, other, exact, path))
        }
        _ => std::mem::discriminant(planned) != std::mem::discriminant(change),
    }
}

impl Plan<'_> {
    /// Whether all that was asked for could be read, and was there. Asked after judging, since values are read when they are needed.
    ///
    /// # Errors
    /// A value that cannot be read, or one that the configuration sets and the plan does not have.
    pub fn check_what_was_read(&self) -> Result<(), InputProblem> {
        if let Some(what) = self.data_fault() {
            return Err(InputProblem::Incomplete(format!("`prior_state` cannot be read: {what}")));
        }
        for resource in self.resources.iter().chain(self.data_that_was_read()) {
            if let Some(what) = resource.fault() {
                return Err(problem(&resource.address_text, what));
            }
            if let Some(name) = self.lost(resource) {
                let what = format!("the configuration sets `{name}`, and its planned values do not have it");
                return Err(problem(&resource.address_text, &what));
            }
        }
        Ok(())
    }

    /// What a reader should know of resources that do not have the attributes of others of their type, as far as they were read.
    #[must_use]
    pub fn uneven(&self) -> Option<String> {
        let mut first: BTreeMap<(&str, bool, &str), &Resource<'_>> = BTreeMap::new();
        let mut uneven = Vec::new();
        for resource in self.resources.iter().filter(|resource| resource.planned.get().is_some_and(|planned| !planned.is_null()))
        {
            let kind = (&*resource.address.kind, resource.is_managed(), &*resource.provider);
            let other = first.entry(kind).or_insert(resource);
            if !names(resource).eq(names(other)) {
                uneven.push(&*resource.address_text);
            }
        }
        super::notes::uneven(&uneven)
    }

    /// An argument or block of the configuration that the planned values do not have, known or unknown.
    fn lost(&self, resource: &Resource<'_>) -> Option<&str> {
        let Value::Object(planned) = &resource.planned.get()?.value else { return None };
        let address = &resource.address;
        let module = self.configuration.module(address.module.iter().map(|step| &*step.name))?;
        let expressions = module.resource(address.mode, &address.kind, &address.name)?.expressions.as_object()?;
        expressions.keys().map(String::as_str).find(|name| planned.get(name).is_none())
    }
}

/// The names of the attributes of a resource that was read, sorted.
fn names<'r>(resource: &'r Resource<'_>) -> impl Iterator<Item = &'r str> {
    let fields = match resource.planned.get().map(|planned| &planned.value) {
        Some(Value::Object(object)) => &*object.fields,
        _ => &[],
    };
    fields.iter().map(|(name, _)| &**name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_no_difference_and_a_value_does() {
        // one, other, whether they are the same text, whether they are the same value
        let table = [
            (r#"{"a":1}"#, "{ \"a\" :\n 1 }", true, true),
            (r#"{"a":"x y"}"#, r#"{"a":"xy"}"#, false, false),
            (r#"{"a":"\" "}"#, r#"{"a":"\""}"#, false, false),
            (r#"{"a":"\\" }"#, r#"{"a":"\\"}"#, true, true),
            (r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, false, true),
        ];
        for (one, other, text, value) in table {
            assert_eq!(is_same_text(one, other), text, "{one} {other}");
            assert_eq!(is_same(one, other, true), Ok(value), "{one} {other}");
        }
    }

    #[test]
    fn what_is_lost_is_named() {
        // planned, change, where
        let table = [
            (r#"{"a":1}"#, "{}", Some("a")),
            (r#"{"a":null}"#, "{}", None),
            (r#"{"a":false}"#, r#"{"a":"false"}"#, Some("a")),
            (r#"{"a":false}"#, r#"{"a":true}"#, None),
            (r#"{"a":null}"#, r#"{"a":true}"#, None),
            (r#"{"a":[{"b":1,"c":{"d":""}}]}"#, r#"{"a":[{"b":1,"c":{"d":null}}]}"#, Some("a.c.d")),
            (r#"{"a":[1,2]}"#, r#"{"a":[1]}"#, Some("a")),
        ];
        for (planned, change, lost) in table {
            let lost = lost.map(|path| format!("`planned_values` has a value of `{path}` that `resource_changes` does not have"));
            assert_eq!(is_same(planned, change, true).err(), lost, "{planned} {change}");
        }
        assert!(is_same(r#"{"a":""}"#, r#"{"a":null}"#, false).is_ok(), "as Terraform 0.12 wrote it");
        assert_eq!(is_same("{\"a\":1e999}", "{}", true), Err("its `values` cannot be read: number out of range".to_owned()));
    }
}
