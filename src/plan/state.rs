//! The state form: `values` of `terraform show -json` without a plan, `prior_state` and `planned_values` inside one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Action, Address, InputProblem, Mode, Resource};

#[derive(Debug, Default, Deserialize)]
pub(super) struct StateValues<'p> {
    pub(super) outputs: Option<std::collections::BTreeMap<String, StateOutput>>,
    #[serde(borrow)]
    root_module: Option<StateModule<'p>>,
}

/// An output of a state.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StateOutput {
    pub(super) sensitive: bool,
    pub(super) value: serde_json::Value,
}

#[derive(Debug, Deserialize)]
struct StateModule<'p> {
    #[serde(borrow, default)]
    resources: Vec<StateResource<'p>>,
    #[serde(borrow, default)]
    child_modules: Vec<StateModule<'p>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct StateResource<'p> {
    #[serde(borrow)]
    pub(super) address: Cow<'p, str>,
    #[serde(borrow)]
    provider_name: Option<Cow<'p, str>>,
    #[serde(borrow)]
    deposed_key: Option<Cow<'p, str>>,
    #[serde(borrow)]
    pub(super) values: Option<&'p RawValue>,
    #[serde(borrow)]
    sensitive_values: Option<&'p RawValue>,
}

impl<'p> StateValues<'p> {
    /// The objects of all modules that are not deposed.
    pub(super) fn resources(self) -> impl Iterator<Item = StateResource<'p>> {
        let mut modules: Vec<StateModule<'p>> = self.root_module.into_iter().collect();
        let mut resources = Vec::new();
        while let Some(module) = modules.pop() {
            modules.extend(module.child_modules);
            resources.extend(module.resources.into_iter().filter(|resource| resource.deposed_key.is_none()));
        }
        resources.into_iter()
    }
}

/// The resources of a state, each unchanged.
///
/// # Errors
/// An address cannot be read.
pub(super) fn from_state(values: StateValues<'_>) -> Result<Vec<Resource<'_>>, InputProblem> {
    values.resources().map(unchanged).collect()
}

/// The resources of a plan that only takes over what was changed outside of Terraform: as they are now, and before as the last
/// run left them.
///
/// # Errors
/// An address cannot be read.
pub(super) fn refreshed<'p>(
    now: StateValues<'p>,
    drift: impl IntoIterator<Item = Resource<'p>>,
) -> Result<Vec<Resource<'p>>, InputProblem> {
    let mut before: BTreeMap<Arc<str>, Resource<'p>> =
        drift.into_iter().map(|resource| (resource.address_text.clone(), resource)).collect();
    let mut resources = from_state(now)?;
    for resource in &mut resources {
        if let Some(drifted) = before.remove(&resource.address_text) {
            (resource.before, resource.before_sensitive) = (drifted.before, drifted.before_sensitive);
        }
    }
    let gone = before.into_values().filter(|resource| resource.action == Action::Delete);
    resources.extend(gone.map(|resource| Resource { action: Action::Gone, ..resource }));
    Ok(resources)
}

fn unchanged(raw: StateResource<'_>) -> Result<Resource<'_>, InputProblem> {
    let address =
        Address::parse(&raw.address).map_err(|error| InputProblem::Incomplete(format!("resource `{}`: {error}", raw.address)))?;
    // A data source of a state has been read: it takes no part in judging, as in a plan.
    let action = if address.mode == Mode::Data { Action::Read } else { Action::NoOp };
    Ok(Resource {
        address,
        address_text: raw.address.into(),
        provider: raw.provider_name.unwrap_or_default(),
        action,
        moved_from: None,
        imported: false,
        after: raw.values,
        after_unknown: None,
        before: raw.values,
        after_sensitive: raw.sensitive_values,
        before_sensitive: None,
        planned: OnceLock::new(),
        prior: OnceLock::new(),
        marks: OnceLock::new(),
        fault: OnceLock::new(),
    })
}
