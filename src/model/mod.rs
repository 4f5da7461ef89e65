//! The shared responsibility model: services, obligations, the party that carries each, and what no plan can show. Data,
//! read from `policies/model.hcl`.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::policy::{Document, Problem};

mod read;

/// Who carries an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The customer alone.
    Customer,
    /// AWS and the customer, each its half.
    Shared,
    /// AWS alone.
    Aws,
}

impl Party {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Shared => "shared",
            Self::Aws => "aws",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Customer, Self::Shared, Self::Aws].into_iter().find(|party| party.name() == text)
    }
}

/// A service of AWS, or a group that cuts across services.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its short name, `ec2`.
    pub name: Arc<str>,
    /// Its full name.
    pub title: Arc<str>,
    /// The resource types that belong to it, with `*`.
    pub kinds: Vec<Arc<str>>,
}

/// A duty of the model.
#[derive(Debug, Clone)]
pub struct Obligation {
    /// Its id, `ec2/os-network-firewall`.
    pub id: Arc<str>,
    /// Its name.
    pub title: Arc<str>,
    /// Who carries it.
    pub party: Party,
    /// What the customer does.
    pub customer: Arc<str>,
    /// What AWS does.
    pub aws: Arc<str>,
    /// Where AWS says so.
    pub source: Arc<str>,
    /// The services in which it arises, by name.
    pub services: Vec<Arc<str>>,
}

impl Obligation {
    /// The service of the obligation, `shared` for those that serve all.
    #[must_use]
    pub fn service(&self) -> &str {
        self.id.split_once('/').map_or("", |(service, _)| service)
    }
}

/// What no plan can show and an owner has to state.
#[derive(Debug, Clone)]
pub struct Attestable {
    /// Its id, `ec2/client-side-encryption`.
    pub id: Arc<str>,
    /// The obligation that it belongs to.
    pub obligation: Arc<str>,
    /// What the owner states.
    pub statement: Arc<str>,
    /// What a plan shows of it in part.
    pub evidence: Arc<str>,
    /// The resource types that it is about; empty: people and processes, so that it has to be made whatever a plan holds.
    pub resources: Vec<Arc<str>>,
}

impl Attestable {
    /// The service of the statement.
    #[must_use]
    pub fn service(&self) -> &str {
        self.id.split_once('/').map_or("", |(service, _)| service)
    }
}

/// The model.
#[derive(Debug, Default)]
pub struct Model {
    /// Services by name.
    pub services: BTreeMap<Arc<str>, Service>,
    /// Obligations in the order of the file.
    pub obligations: Vec<Obligation>,
    /// What has to be attested, in the order of the file.
    pub attestables: Vec<Attestable>,
    kinds: Vec<(Arc<str>, GlobSet)>,
}

impl Model {
    /// Reads the model.
    ///
    /// # Errors
    /// All mistakes of the file.
    pub fn read(document: &Document) -> Result<Self, Vec<Problem>> {
        read::model(document)
    }

    /// An obligation by its id.
    #[must_use]
    pub fn obligation(&self, id: &str) -> Option<&Obligation> {
        self.obligations.iter().find(|obligation| &*obligation.id == id)
    }

    /// Whether some statement is about resources of this type.
    #[must_use]
    pub fn is_subject(&self, kind: &str) -> bool {
        self.attestables.iter().any(|attestable| attestable.resources.iter().any(|of| &**of == kind))
    }

    /// The service that a resource type belongs to.
    #[must_use]
    pub fn service_of(&self, kind: &str) -> Option<&str> {
        self.kinds.iter().find(|(_, globs)| globs.is_match(kind)).map(|(service, _)| &**service)
    }

    fn compile(&mut self) -> Result<(), globset::Error> {
        for service in self.services.values() {
            let mut globs = GlobSetBuilder::new();
            for kind in &service.kinds {
                globs.add(Glob::new(kind)?);
            }
            self.kinds.push((service.name.clone(), globs.build()?));
        }
        Ok(())
    }
}
