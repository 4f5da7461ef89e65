//! Reads a plan or a state: one typed, borrowed pass; what a policy cannot look at is skipped, what it can is kept as raw JSON.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::agree;
use super::change::{RawChange, resource};
use super::notes::{self, Check};
use super::state::{StateOutput, StateValues, from_state, refreshed};
use super::{Action, Configuration, InputProblem, Mode, Resource, sniff};
use crate::value::ResourceId;

/// Why a file cannot be judged; an alias that reads well in signatures.
pub type PlanError = InputProblem;

/// A root variable.
#[derive(Debug, Deserialize)]
pub struct Variable {
    /// Its value, in clear even if it is sensitive.
    #[serde(default)]
    pub value: Json,
}

/// What becomes of an output of the root module.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OutputChange {
    before: Json,
    after: Json,
    before_sensitive: Json,
    after_sensitive: Json,
}

impl OutputChange {
    /// An output of a state: as it is.
    fn of(output: StateOutput) -> Self {
        Self { after: output.value, after_sensitive: output.sensitive.into(), ..Self::default() }
    }
}

/// An attribute that some expression of the configuration reads, `dynamic` blocks and locals included.
#[derive(Debug, Deserialize)]
struct RelevantAttribute {
    resource: String,
    attribute: Vec<Json>,
}

#[derive(Deserialize)]
struct RawPlan<'p> {
    #[serde(borrow)]
    format_version: Option<Cow<'p, str>>,
    #[serde(borrow)]
    terraform_version: Option<Cow<'p, str>>,
    variables: Option<BTreeMap<String, Variable>>,
    #[serde(borrow)]
    planned_values: Option<StateValues<'p>>,
    #[serde(borrow)]
    resource_changes: Option<Vec<RawChange<'p>>>,
    #[serde(borrow)]
    resource_drift: Option<Vec<RawChange<'p>>>,
    output_changes: Option<BTreeMap<String, OutputChange>>,
    #[serde(borrow)]
    deferred_changes: Option<Vec<&'p RawValue>>,
    #[serde(borrow)]
    checks: Option<Vec<Check<'p>>>,
    #[serde(borrow)]
    prior_state: Option<&'p RawValue>,
    configuration: Option<Configuration>,
    relevant_attributes: Option<Vec<RelevantAttribute>>,
    complete: Option<bool>,
    applyable: Option<bool>,
    errored: Option<bool>,
    #[serde(borrow)]
    timestamp: Option<Cow<'p, str>>,
    #[serde(borrow)]
    values: Option<StateValues<'p>>,
    encryption_version: Option<Json>,
    serial: Option<Json>,
    lineage: Option<Json>,
    provider_schemas: Option<serde::de::IgnoredAny>,
}

/// A plan that can be judged.
#[derive(Debug)]
pub struct Plan<'p> {
    /// The format, `1.2`.
    pub format_version: Cow<'p, str>,
    /// The version of Terraform or `OpenTofu` that made it.
    pub terraform_version: Cow<'p, str>,
    /// Whether the plan covers the whole configuration (`-target` and deferral make it false).
    pub complete: bool,
    /// Whether this is a state and nothing is planned.
    pub is_state: bool,
    /// Whether the plan only takes over what was changed outside of Terraform (`-refresh-only`).
    pub refresh_only: bool,
    /// The resource instances, sorted by address.
    pub resources: Vec<Resource<'p>>,
    /// Which expression feeds which argument.
    pub configuration: Configuration,
    /// The values of the root variables.
    pub variables: BTreeMap<String, Variable>,
    /// When the plan was made, if it says so.
    pub timestamp: Option<jiff::Timestamp>,
    /// What a reader should know of this plan.
    pub notes: Vec<String>,
    prior_state: Option<&'p RawValue>,
    outputs: BTreeMap<String, OutputChange>,
    relevant: Option<Vec<RelevantAttribute>>,
    hidden: OnceLock<bool>,
    data: OnceLock<Vec<Resource<'p>>>,
    data_fault: OnceLock<String>,
    by_address: BTreeMap<Arc<str>, ResourceId>,
    by_kind: BTreeMap<Arc<str>, Vec<ResourceId>>,
}

impl<'p> Plan<'p> {
    /// A resource by its number.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> Option<&Resource<'p>> {
        self.resources.get(usize::try_from(id.0).ok()?)
    }

    /// A resource by its address.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<ResourceId> {
        self.by_address.get(address).copied()
    }

    /// The managed resources of a type.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> &[ResourceId] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The resource types in the plan, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.by_kind.keys().map(|kind| &**kind)
    }

    /// Whether something is read that no expression in the configuration of the plan mentions: by a local value or a `dynamic`
    /// block. Where nothing is, a block that the configuration does not mention is not made by `dynamic` from unknown
    /// values. Plans before Terraform 1.2 do not tell.
    pub fn has_hidden_references(&self) -> bool {
        *self.hidden.get_or_init(|| {
            let Some(relevant) = &self.relevant else { return true };
            let mentioned = self.configuration.mentioned();
            relevant.iter().any(|read| !read.is_in(&mentioned) || (!read.is_identity() && self.leaves_unknown(read)))
        })
    }

    /// Whether the plan does not know what an attribute will be.
    fn leaves_unknown(&self, read: &RelevantAttribute) -> bool {
        let Some(name) = read.attribute.first().and_then(Json::as_str) else { return true };
        let block = crate::plan::without_keys(&read.resource);
        self.resources.iter().filter(|resource| crate::plan::without_keys(&resource.address_text) == block).any(|resource| {
            matches!(&resource.planned().value, crate::value::Value::Object(object) if object.get(name).is_some_and(crate::value::Val::is_unknown))
        })
    }

    /// The data sources that were read while planning, from the prior state; decoded when first asked for.
    pub fn read_data(&self) -> &[Resource<'p>] {
        self.data.get_or_init(|| {
            let all = prior_values(self.prior_state).and_then(|values| from_state(values).map_err(|problem| problem.to_string()));
            let all = all.unwrap_or_else(|what| {
                drop(self.data_fault.set(what));
                Vec::new()
            });
            all.into_iter().filter(|resource| resource.address.mode == Mode::Data).collect()
        })
    }

    /// Adds the texts of outputs that are sensitive, before or after.
    pub fn sensitive_outputs(&self, found: &mut BTreeSet<String>) {
        for output in self.outputs.values() {
            super::resource::collect(&output.after, Some(&output.after_sensitive), &[], false, found);
            super::resource::collect(&output.before, Some(&output.before_sensitive), &[], false, found);
        }
    }

    /// Why the data sources could not be read, if somebody asked for them.
    pub(super) fn data_fault(&self) -> Option<&str> {
        self.data_fault.get().map(String::as_str)
    }

    /// The data sources, if somebody asked for them.
    pub(super) fn data_that_was_read(&self) -> &[Resource<'p>] {
        self.data.get().map_or(&[], Vec::as_slice)
    }
}

impl RelevantAttribute {
    /// Whether it is a name of one thing: nobody makes blocks from the letters of an id.
    fn is_identity(&self) -> bool {
        let name = self.attribute.first().and_then(Json::as_str).unwrap_or_default();
        matches!(name, "id" | "arn" | "name" | "bucket" | "json" | "identifier")
            || name.ends_with("_id")
            || name.ends_with("_arn")
            || name.ends_with("_name")
    }

    /// Whether an expression mentions it. Instances are told apart in one place and not in the other, so keys are left out;
    /// an indexed reference is recorded without its attribute, which covers them all.
    fn is_in(&self, mentioned: &BTreeSet<String>) -> bool {
        let block = crate::plan::without_keys(&self.resource);
        let attribute = self.attribute.first().and_then(Json::as_str).unwrap_or_default();
        let block = block
            .rsplit_once("module.")
            .map_or(block.as_str(), |(_, inner)| inner.split_once('.').map_or(inner, |(_, block)| block));
        mentioned.contains(&format!("{block}.{attribute}")) || mentioned.contains(&format!("{block}[*]"))
    }
}

/// Reads the bytes of a plan or a state.
///
/// # Errors
/// The bytes are not a plan or state that can be judged; the error says what they are.
pub fn read(bytes: &[u8]) -> Result<Plan<'_>, PlanError> {
    let text = sniff(bytes)?;
    let raw: RawPlan<'_> = serde_json::from_str(text).map_err(|error| broken(text, &error))?;
    check_kind(&raw)?;
    let format = raw.format_version.clone().unwrap_or_default();
    let mut notes = format_notes(&format)?;
    match raw.errored {
        Some(true) => return Err(PlanError::Errored),
        Some(false) => {}
        // Terraform started to write these three together; a plan that has some of them has lost the others.
        None if raw.applyable.is_some() || raw.complete.is_some() => return Err(lacks("errored")),
        None => {}
    }
    if raw.applyable.is_some() && raw.complete.is_none() {
        return Err(lacks("complete"));
    }
    let has_changes = raw.resource_changes.is_some();
    let is_state = raw.values.is_some() && !has_changes;
    let drifted = raw.resource_drift.as_ref().map_or(0, Vec::len);
    let mut outputs = raw.output_changes.unwrap_or_default();
    let marked = !format.starts_with("0.");
    let mut resources = match (raw.resource_changes, raw.values) {
        (Some(changes), _) => {
            let changes = changes.into_iter().filter(|change| change.deposed.is_none());
            let changes = changes.map(|change| resource(change, marked)).collect::<Result<Vec<_>, _>>()?;
            notes.extend(notes::different(&agree::planned(raw.planned_values.unwrap_or_default(), &changes, marked)?));
            changes
        }
        (None, Some(mut values)) => {
            outputs.extend(values.outputs.take().into_iter().flatten().map(|(name, output)| (name, OutputChange::of(output))));
            notes.push("this is a state: nothing is planned, everything counts as unchanged".to_owned());
            from_state(values)?
        }
        (None, None) => {
            nothing_planned(raw.planned_values)?;
            let drift = raw.resource_drift.unwrap_or_default().into_iter().filter(|change| change.deposed.is_none());
            let drift = drift.map(|change| resource(change, marked)).collect::<Result<Vec<_>, _>>()?;
            refreshed(prior_values(raw.prior_state).map_err(PlanError::Incomplete)?, drift)?
        }
    };
    let refresh_only = !has_changes && !is_state && resources.iter().any(Resource::is_managed);
    if refresh_only {
        notes.push(notes::REFRESH_ONLY.to_owned());
    }
    if raw.deferred_changes.as_ref().is_some_and(|deferred| !deferred.is_empty()) {
        notes.push("some changes are deferred and are not judged".to_owned());
    }
    notes.extend(notes::drift(drifted));
    notes.extend(notes::checks(raw.checks.as_deref().unwrap_or_default()));
    if raw.complete == Some(false) {
        notes.push("the plan is partial (`complete: false`): what it leaves out is not judged".to_owned());
    }
    resources.sort_by(|a, b| a.address.cmp(&b.address));
    let managed = |is: fn(&Resource<'_>) -> bool| -> Vec<&str> {
        resources
            .iter()
            .filter(|resource| resource.is_managed() && is(resource))
            .map(|resource| &*resource.address_text)
            .collect()
    };
    notes.extend(notes::imports(&managed(|resource| resource.imported)));
    notes.extend(notes::forgotten(&managed(|resource| resource.action == Action::Forget)));
    notes.extend(notes::gone(&managed(|resource| resource.action == Action::Gone)));
    let mut plan = Plan {
        format_version: format,
        terraform_version: raw.terraform_version.unwrap_or_default(),
        complete: raw.complete.unwrap_or(true),
        is_state,
        refresh_only,
        resources,
        configuration: raw.configuration.unwrap_or_default().indexed(),
        variables: raw.variables.unwrap_or_default(),
        timestamp: raw.timestamp.and_then(|time| time.parse().ok()).filter(|time| *time >= jiff::Timestamp::UNIX_EPOCH),
        notes,
        prior_state: raw.prior_state,
        outputs,
        relevant: raw.relevant_attributes,
        hidden: OnceLock::new(),
        data: OnceLock::new(),
        data_fault: OnceLock::new(),
        by_address: BTreeMap::new(),
        by_kind: BTreeMap::new(),
    };
    index(&mut plan)?;
    Ok(plan)
}

fn index(plan: &mut Plan<'_>) -> Result<(), PlanError> {
    for (resource, number) in plan.resources.iter().zip(0_u32..) {
        let id = ResourceId(number);
        if plan.by_address.insert(resource.address_text.clone(), id).is_some() {
            return Err(PlanError::Incomplete(format!("`{}` is in the plan twice", resource.address_text)));
        }
        let kind =
            if resource.is_managed() { resource.address.kind.clone() } else { format!("data.{}", resource.address.kind).into() };
        plan.by_kind.entry(kind).or_default().push(id);
    }
    Ok(())
}

fn broken(text: &str, error: &serde_json::Error) -> PlanError {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return PlanError::Truncated(line, column);
    }
    if text.trim_start().starts_with('[') {
        return PlanError::WrongJson;
    }
    PlanError::Malformed(line, column, super::resource::reason(error))
}

fn check_kind(raw: &RawPlan<'_>) -> Result<(), PlanError> {
    if raw.encryption_version.is_some() {
        return Err(PlanError::Encrypted);
    }
    if raw.serial.is_some() && raw.lineage.is_some() {
        return Err(PlanError::RawState);
    }
    let is_plan = raw.planned_values.is_some() || raw.resource_changes.is_some() || raw.configuration.is_some();
    if raw.format_version.is_none() || raw.provider_schemas.is_some() {
        return Err(if is_plan && raw.provider_schemas.is_none() {
            PlanError::Incomplete("the plan has no `format_version`".to_owned())
        } else {
            PlanError::WrongJson
        });
    }
    match (is_plan, &raw.values, &raw.terraform_version) {
        (false, None, None) => Err(PlanError::EmptyState),
        (false, None, Some(_)) => Err(PlanError::WrongJson),
        _ => Ok(()),
    }
}

/// Notes on the format.
fn format_notes(format: &str) -> Result<Vec<String>, PlanError> {
    let mut parts = format.split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(0)), Some(Ok(1 | 2))) => {
            Ok(vec![format!("format_version {format} is old: marks of sensitive values may be missing")])
        }
        (Some(Ok(1)), Some(Ok(0..=2))) => Ok(Vec::new()),
        (Some(Ok(1)), Some(Ok(_))) => {
            Ok(vec![format!("format_version {format} is newer than this onus: what it adds is not read")])
        }
        _ => Err(PlanError::UnknownFormat(format.to_owned())),
    }
}

fn lacks(key: &str) -> PlanError {
    PlanError::Incomplete(format!("the plan has no `{key}`, as every plan of its version"))
}

/// The values of the prior state.
fn prior_values(prior: Option<&RawValue>) -> Result<StateValues<'_>, String> {
    #[derive(Deserialize)]
    struct Prior<'p> {
        #[serde(borrow)]
        values: Option<StateValues<'p>>,
    }
    let Some(prior) = prior else { return Ok(StateValues::default()) };
    let prior: Prior<'_> = serde_json::from_str(prior.get()).map_err(|error| super::resource::reason(&error))?;
    Ok(prior.values.unwrap_or_default())
}

/// A plan without `resource_changes` is one without resources or one that only refreshes, or a tool has cut them out.
fn nothing_planned(planned: Option<StateValues<'_>>) -> Result<(), PlanError> {
    let Some(planned) = planned else {
        return Err(PlanError::Incomplete("the plan has neither `resource_changes` nor `planned_values`".to_owned()));
    };
    // Terraform leaves `resource_changes` out where there is no resource in the plan at all, and only there.
    if planned.resources().next().is_none() {
        return Ok(());
    }
    Err(PlanError::Incomplete("the plan holds planned values but no `resource_changes`".to_owned()))
}
