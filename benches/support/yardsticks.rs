//! What the analysis of a plan is compared with: parsing it in the obvious way, and the least that any analysis must do.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// The obvious way: the whole plan as a tree of values.
pub(crate) fn value(plan: &[u8]) -> serde_json::Value {
    serde_json::from_slice(plan).unwrap()
}

/// The least: one typed pass over the plan that finds each resource and leaves its values as text.
pub(crate) fn floor(plan: &[u8]) -> usize {
    let plan: Plan<'_> = serde_json::from_slice(plan).unwrap();
    let bytes = plan.resource_changes.iter().map(|resource| {
        let change = &resource.change;
        let parts = [change.before, change.after, change.after_unknown, change.after_sensitive];
        resource.address.len() + resource.kind.len() + parts.iter().flatten().map(|part| part.get().len()).sum::<usize>()
    });
    bytes.sum::<usize>() + plan.configuration.map_or(0, |configuration| configuration.get().len())
}

#[derive(Deserialize)]
struct Plan<'a> {
    #[serde(borrow, default)]
    resource_changes: Vec<Resource<'a>>,
    #[serde(borrow)]
    configuration: Option<&'a RawValue>,
    #[serde(rename = "planned_values")]
    _planned_values: Option<IgnoredAny>,
    #[serde(rename = "prior_state")]
    _prior_state: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Resource<'a> {
    #[serde(borrow)]
    address: std::borrow::Cow<'a, str>,
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    change: Change<'a>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    before: Option<&'a RawValue>,
    #[serde(borrow)]
    after: Option<&'a RawValue>,
    #[serde(borrow)]
    after_unknown: Option<&'a RawValue>,
    #[serde(borrow)]
    after_sensitive: Option<&'a RawValue>,
}
