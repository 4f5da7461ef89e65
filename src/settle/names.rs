//! The names that a configuration may use: controls, obligations, statements and frameworks that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::Model;
use crate::policy::PolicySet;

/// The names that exist.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Ids of controls.
    pub controls: BTreeSet<Arc<str>>,
    /// Ids of obligations.
    pub obligations: BTreeSet<Arc<str>>,
    /// Ids of statements that an owner can make, each with its obligation.
    pub statements: BTreeMap<Arc<str>, Arc<str>>,
    /// Frameworks that controls name.
    pub frameworks: BTreeSet<Arc<str>>,
}

impl Names {
    /// The names of policies and the model.
    #[must_use]
    pub fn of(set: &PolicySet, model: &Model) -> Self {
        let own = set.controls.values().filter_map(|control| control.obligation.clone());
        Self {
            controls: set.controls.keys().map(|id| id.as_str().into()).collect(),
            obligations: model.obligations.iter().map(|obligation| obligation.id.clone()).chain(own).collect(),
            statements: model.attestables.iter().map(|one| (one.id.clone(), one.obligation.clone())).collect(),
            frameworks: set.controls.values().flat_map(|control| control.frameworks.keys().cloned()).collect(),
        }
    }

    /// Adds the names of another catalogue.
    pub fn extend(&mut self, other: Self) {
        self.controls.extend(other.controls);
        self.obligations.extend(other.obligations);
        self.statements.extend(other.statements);
        self.frameworks.extend(other.frameworks);
    }
}
