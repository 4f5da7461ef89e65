//! One entry of `resource_changes`: what must be in it, and the resource that it makes.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Action, Address, InputProblem, Mode, Resource};

/// A change as the plan writes it.
#[derive(Deserialize)]
pub(super) struct RawChange<'p> {
    #[serde(borrow)]
    address: Cow<'p, str>,
    #[serde(borrow)]
    previous_address: Option<Cow<'p, str>>,
    #[serde(borrow)]
    mode: Option<Cow<'p, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'p, str>>,
    #[serde(borrow)]
    provider_name: Option<Cow<'p, str>>,
    #[serde(borrow)]
    pub(super) deposed: Option<Cow<'p, str>>,
    #[serde(borrow)]
    change: Change<'p>,
}

#[derive(Deserialize)]
struct Change<'p> {
    #[serde(borrow)]
    actions: Vec<Cow<'p, str>>,
    #[serde(borrow)]
    before: Option<&'p RawValue>,
    #[serde(borrow)]
    after: Option<&'p RawValue>,
    #[serde(borrow)]
    after_unknown: Option<&'p RawValue>,
    #[serde(borrow)]
    before_sensitive: Option<&'p RawValue>,
    #[serde(borrow)]
    after_sensitive: Option<&'p RawValue>,
    importing: Option<serde::de::IgnoredAny>,
}

/// The resource of a change. `marked`: the format is one that says of every value whether it is sensitive.
///
/// # Errors
/// A part that Terraform writes is missing or does not fit.
pub(super) fn resource(raw: RawChange<'_>, marked: bool) -> Result<Resource<'_>, InputProblem> {
    let incomplete = |what: &str| InputProblem::Incomplete(format!("resource `{}`: {what}", raw.address));
    let address = Address::parse(&raw.address).map_err(|error| incomplete(&error.to_string()))?;
    if raw.kind.as_ref().is_some_and(|kind| **kind != *address.kind) {
        return Err(incomplete("type and address do not fit together"));
    }
    if raw.mode.as_ref().is_some_and(|mode| (*mode == "data") != (address.mode == Mode::Data)) {
        return Err(incomplete("mode and address do not fit together"));
    }
    let action = Action::parse(&raw.change.actions).ok_or_else(|| incomplete("its actions are not known"))?;
    check_parts(&raw.change, action, marked).map_err(incomplete)?;
    Ok(Resource {
        address,
        address_text: raw.address.into(),
        provider: raw.provider_name.unwrap_or_default(),
        action,
        moved_from: raw.previous_address,
        imported: raw.change.importing.is_some(),
        after: raw.change.after,
        after_unknown: raw.change.after_unknown,
        before: raw.change.before,
        after_sensitive: raw.change.after_sensitive,
        before_sensitive: raw.change.before_sensitive,
        planned: OnceLock::new(),
        prior: OnceLock::new(),
        marks: OnceLock::new(),
        fault: OnceLock::new(),
    })
}

/// What Terraform writes of every change of a kind must be there.
fn check_parts(change: &Change<'_>, action: Action, marked: bool) -> Result<(), &'static str> {
    let is_object = |raw: &RawValue| raw.get().trim_start().starts_with('{');
    let stays = !matches!(action, Action::Delete | Action::Forget);
    match change.after {
        None if stays && action != Action::Read => return Err("it has no planned values (`after`)"),
        Some(after) if stays && !is_object(after) => return Err("its planned values (`after`) are no object"),
        _ => {}
    }
    if stays && !change.after_unknown.is_some_and(is_object) {
        return Err("it does not say which values are unknown (`after_unknown`)");
    }
    match change.before {
        None if !matches!(action, Action::Create | Action::Read) => return Err("it has no prior values (`before`)"),
        Some(before) if !is_object(before) => return Err("its prior values (`before`) are no object"),
        _ => {}
    }
    let unmarked = |values: Option<&RawValue>, marks: Option<&RawValue>| marked && values.is_some() && marks.is_none();
    if unmarked(change.after, change.after_sensitive) {
        return Err("it does not say which values are sensitive (`after_sensitive`)");
    }
    if unmarked(change.before, change.before_sensitive) {
        return Err("it does not say which prior values are sensitive (`before_sensitive`)");
    }
    Ok(())
}
