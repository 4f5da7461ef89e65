//! `onus controls`, and which controls `onus check` judges by: filters over what is loaded.

use std::collections::BTreeSet;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::Catalogue;
use super::explain::{ControlPage, no_such};
use crate::error::{Error, NoSuch};
use crate::policy::{Control, ControlId, Severity};

/// What must be true of a control to be listed or judged. What is empty or `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct ControlFilter {
    /// Its service.
    pub service: Option<String>,
    /// Its obligation.
    pub obligation: Option<String>,
    /// A framework that it serves, `nist-800-53-r5`, or one id of it, `nist-800-53-r5=SC-8`.
    pub framework: Option<String>,
    /// Its severity.
    pub severity: Option<Severity>,
    /// Its id, with `*`; one of several.
    pub ids: Vec<String>,
}

/// The controls that pass a filter, sorted by id.
///
/// # Errors
/// The filter names what no control has.
pub fn controls(catalogue: &Catalogue, filter: &ControlFilter) -> Result<Vec<ControlPage>, Error> {
    let wanted = wanted(catalogue, filter)?;
    let all = catalogue.set.controls.values();
    Ok(all.filter(|control| wanted.contains(&control.id)).map(|control| ControlPage::of(catalogue, control)).collect())
}

impl Catalogue {
    /// Leaves only the controls that pass a filter.
    ///
    /// # Errors
    /// The filter names what no control has: judging by nothing would pass everything.
    pub fn select(&mut self, filter: &ControlFilter) -> Result<(), Error> {
        let wanted = wanted(self, filter)?;
        let left_out = self.set.controls.values().filter(|control| !wanted.contains(&control.id));
        self.left_out.extend(left_out.filter_map(|control| control.obligation.clone()));
        self.set.controls.retain(|id, _| wanted.contains(id));
        self.set.policies.retain(|policy| wanted.contains(&policy.control));
        Ok(())
    }
}

fn wanted(catalogue: &Catalogue, filter: &ControlFilter) -> Result<BTreeSet<ControlId>, Error> {
    let all: Vec<&Control> = catalogue.set.controls.values().collect();
    let globs = globs(&all, &filter.ids)?;
    let (framework, id) = match filter.framework.as_deref() {
        Some(text) => text.split_once('=').map_or((Some(text), None), |(name, id)| (Some(name), Some(id))),
        None => (None, None),
    };
    let services: BTreeSet<&str> = all.iter().map(|control| control.id.service()).collect();
    known("service", filter.service.as_deref(), &services)?;
    let modelled = catalogue.model.obligations.iter().map(|obligation| &*obligation.id);
    let obligations: BTreeSet<&str> = all.iter().filter_map(|control| control.obligation.as_deref()).chain(modelled).collect();
    known("obligation", filter.obligation.as_deref(), &obligations)?;
    let frameworks: BTreeSet<&str> = all.iter().flat_map(|control| control.frameworks.keys()).map(|name| &**name).collect();
    known("framework", framework, &frameworks)?;
    let ids: BTreeSet<&str> = all.iter().flat_map(|control| framework_ids(control, framework)).collect();
    known("id in this framework", id, &ids)?;
    let passes = |control: &&Control| {
        filter.service.as_deref().is_none_or(|service| control.id.service() == service)
            && filter.obligation.as_deref().is_none_or(|obligation| control.obligation.as_deref() == Some(obligation))
            && filter.severity.is_none_or(|severity| control.severity == severity)
            && framework.is_none_or(|name| control.frameworks.get(name).is_some_and(|ids| !ids.is_empty()))
            && id.is_none_or(|id| framework_ids(control, framework).any(|own| own == id))
            && globs.as_ref().is_none_or(|globs| globs.is_match(control.id.as_str()))
    };
    Ok(all.into_iter().filter(passes).map(|control| control.id.clone()).collect())
}

fn framework_ids<'c>(control: &'c Control, framework: Option<&str>) -> impl Iterator<Item = &'c str> {
    framework.and_then(|name| control.frameworks.get(name)).into_iter().flatten().map(|id| &**id)
}

/// A name that nothing has is a mistake of whoever wrote it, not an empty list.
fn known(what: &'static str, name: Option<&str>, names: &BTreeSet<&str>) -> Result<(), Error> {
    match name {
        Some(name) if !names.contains(name) => {
            let shown: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
            let listed = if shown.len() <= 40 { format!("known are: {}", shown.join(", ")) } else { String::new() };
            Err(Error::NoSuch(NoSuch::among(what, name, shown, &listed)))
        }
        _ => Ok(()),
    }
}

/// The patterns, each of which must name a control; `None` if there are none.
fn globs(all: &[&Control], patterns: &[String]) -> Result<Option<GlobSet>, Error> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).map_err(|error| Error::Usage(format!("`{pattern}` is no pattern: {}", error.kind())))?;
        let matcher = glob.compile_matcher();
        if !all.iter().any(|control| matcher.is_match(control.id.as_str())) {
            return Err(Error::NoSuch(no_such(all.iter().map(|control| &control.id), pattern)));
        }
        builder.add(glob);
    }
    builder.build().map(Some).map_err(|error| Error::Usage(error.to_string()))
}
