//! The responsibilities matrix: the obligations of the model, who carries each, who has taken it on and how, and how it
//! stands by what the plans show and what owners have stated.
//!
//! Pure: findings, decisions and today's date come in, rows go out. Knows no file, no format and no AWS. Partial evidence never
//! makes an obligation met.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::judge::Verdict;
use crate::model::{Model, Party};
use crate::plan::Address;
use crate::policy::Severity;
use crate::settle::{Config, Link, Owner, Reweighed};
use crate::source::Date;

mod build;
mod responsible;
mod stand;
mod statements;
#[cfg(test)]
mod tests;

pub use build::build;

/// A finding, as far as the matrix is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Fact<'a> {
    /// The number of its plan.
    pub plan: usize,
    /// The control.
    pub control: &'a Arc<str>,
    /// The desired state.
    pub title: &'a Arc<str>,
    /// The severity of the control.
    pub severity: Severity,
    /// What it weighs in the catalogue, if the configuration says otherwise.
    pub reweighed: Option<&'a Reweighed>,
    /// The obligation that it serves.
    pub obligation: &'a Arc<str>,
    /// The service of the control.
    pub service: &'a str,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether an owner has accepted it. It stays unmet or undecided.
    pub accepted: bool,
    /// The resource instance.
    pub address: &'a Arc<str>,
    /// Ids of the control in frameworks.
    pub frameworks: &'a BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

/// A resource instance that statements of the model may be about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The number of its plan.
    pub plan: usize,
    /// Its address.
    pub address: Address,
}

/// What a matrix is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The shared responsibility model.
    pub model: &'a Model,
    /// Owners, assignments, attestations.
    pub config: &'a Config,
    /// The frameworks in force; empty: all.
    pub frameworks: &'a [Arc<str>],
    /// The day by which attestations expire.
    pub today: Date,
    /// The obligations of which some controls were left out of this run.
    pub left_out: &'a BTreeSet<Arc<str>>,
    /// The findings.
    pub facts: &'a [Fact<'a>],
    /// What exists after the plans and statements may be about.
    pub subjects: &'a [Subject],
    /// How many plans there are.
    pub plans: usize,
}

/// How an obligation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A control is unmet.
    Unmet,
    /// No control is unmet, and one is undecided.
    Undecided,
    /// Nobody has claimed it, and something is left to be stated.
    Unassigned,
    /// All controls that speak to it are met, and something is left to be stated.
    NeedsAttestation,
    /// All controls that speak to it are met, and all is stated that no plan can show.
    Met,
    /// No control speaks to it, and all is stated.
    Attested,
    /// Nothing in the plans is about it.
    NotInPlan,
    /// AWS carries it.
    Aws,
}

impl Status {
    /// All, what asks for work first.
    pub const ALL: [Self; 8] = [
        Self::Unmet,
        Self::Undecided,
        Self::Unassigned,
        Self::NeedsAttestation,
        Self::Met,
        Self::Attested,
        Self::NotInPlan,
        Self::Aws,
    ];

    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unmet => "unmet",
            Self::Undecided => "undecided",
            Self::Unassigned => "unassigned",
            Self::NeedsAttestation => "needs-attestation",
            Self::Met => "met",
            Self::Attested => "attested",
            Self::NotInPlan => "not-in-plan",
            Self::Aws => "aws",
        }
    }

    /// What it means, for a legend.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Unmet => "a control does not hold on some resource",
            Self::Undecided => "a control depends on a value that is known only after apply",
            Self::Unassigned => "nobody has claimed it, and something is left to be stated",
            Self::NeedsAttestation => "it has an owner, who has yet to state what no plan can show",
            Self::Met => "every control that speaks to it holds, and all is stated that no plan can show",
            Self::Attested => "no control speaks to it; its owner has stated it",
            Self::NotInPlan => "nothing in the plan is about it",
            Self::Aws => "AWS carries it",
        }
    }
}

/// How many findings and statements there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Findings that are met.
    pub met: usize,
    /// Findings that are unmet.
    pub unmet: usize,
    /// Findings that are undecided.
    pub undecided: usize,
    /// Unmet and undecided findings that an owner accepts.
    pub accepted: usize,
    /// Statements that an owner has yet to make.
    pub to_attest: usize,
    /// Statements that are made and hold.
    pub attested: usize,
}

/// How an obligation stands in one service or one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// How it stands.
    pub status: Status,
    /// Of how many.
    pub counts: Counts,
}

/// A service as a column of the matrix.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its short name, `ec2`.
    pub name: Arc<str>,
    /// Its full name.
    pub title: Arc<str>,
}

/// Who has taken an obligation or a part of it on.
#[derive(Debug, Clone)]
pub struct Responsible {
    /// Who.
    pub owner: Arc<Owner>,
    /// How.
    pub process: Option<Arc<str>>,
    /// Where the process is written down.
    pub runbook: Option<Link>,
    /// How many resources, if it is not the whole obligation.
    pub part: Option<usize>,
}

/// How a statement stands that only an owner can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementState {
    /// It is made, for all that it is about.
    Attested,
    /// It is made for a part of the resources.
    Partly,
    /// It was made and has expired.
    Expired,
    /// Nobody has made it.
    Missing,
    /// The plans hold nothing that it is about.
    NotInPlan,
}

impl StatementState {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Partly => "partly",
            Self::Expired => "expired",
            Self::Missing => "missing",
            Self::NotInPlan => "not-in-plan",
        }
    }

    /// Whether an owner has yet to make it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Partly | Self::Expired | Self::Missing)
    }
}

/// A statement that only an owner can make.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its id.
    pub id: Arc<str>,
    /// What is to be stated.
    pub statement: Arc<str>,
    /// What a plan shows of it in part.
    pub hint: Arc<str>,
    /// How it stands.
    pub state: StatementState,
    /// By whom it was made.
    pub made: Vec<Made>,
}

/// An attestation of a statement.
#[derive(Debug, Clone)]
pub struct Made {
    /// Who states it.
    pub owner: Arc<Owner>,
    /// In the owner's words.
    pub statement: Arc<str>,
    /// What shows it.
    pub evidence: Option<Link>,
    /// The last day it holds.
    pub expires: Date,
    /// Whether it holds today.
    pub holds: bool,
    /// The patterns of the resources that it speaks for; empty: all.
    pub resources: Vec<Arc<str>>,
}

/// A control that speaks to an obligation.
#[derive(Debug, Clone)]
pub struct ControlRow {
    /// Its id.
    pub id: Arc<str>,
    /// The desired state.
    pub title: Arc<str>,
    /// Its severity.
    pub severity: Severity,
    /// What it weighs in the catalogue, if the configuration says otherwise.
    pub reweighed: Option<Reweighed>,
    /// The worst of its verdicts.
    pub verdict: Verdict,
    /// How often it has which verdict.
    pub counts: Counts,
    /// Its ids in the frameworks in force.
    pub frameworks: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

/// A resource that an obligation is about.
#[derive(Debug, Clone)]
pub struct ResourceRow {
    /// The number of its plan.
    pub plan: usize,
    /// Its address.
    pub address: Arc<str>,
    /// The worst of its verdicts.
    pub verdict: Verdict,
    /// Who is assigned to it.
    pub owner: Option<Arc<Owner>>,
    /// Its findings, by their numbers among the facts.
    pub findings: Vec<usize>,
}

/// An obligation.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub obligation: Arc<str>,
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
    /// How it stands.
    pub status: Status,
    /// Of how many.
    pub counts: Counts,
    /// Whether somebody has claimed all of it.
    pub is_claimed: bool,
    /// Whether all controls that speak to it were judged by.
    pub is_whole: bool,
    /// Who has taken it or parts of it on.
    pub responsible: Vec<Responsible>,
    /// What only an owner can state.
    pub statements: Vec<Statement>,
    /// The controls that speak to it.
    pub controls: Vec<ControlRow>,
    /// The resources that it is about.
    pub resources: Vec<ResourceRow>,
    /// Its ids in the frameworks in force.
    pub frameworks: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// How it stands by service, in the order of the columns; `None` where it does not arise.
    pub services: Vec<Option<Cell>>,
    /// How it stands by plan, if there are several.
    pub plans: Vec<Cell>,
}

/// The matrix.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// The services.
    pub services: Vec<Column>,
    /// The obligations in the order of the model.
    pub rows: Vec<Row>,
    /// The frameworks whose ids are shown.
    pub frameworks: Vec<Arc<str>>,
    /// The day by which attestations were judged.
    pub today: Option<Date>,
}

impl Matrix {
    /// How many obligations stand so.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }

    /// The owners of anything in it, sorted.
    #[must_use]
    pub fn owners(&self) -> BTreeSet<Arc<Owner>> {
        let responsible = self.rows.iter().flat_map(|row| row.responsible.iter().map(|one| one.owner.clone()));
        let stating = self.rows.iter().flat_map(|row| row.statements.iter().flat_map(|one| &one.made));
        responsible.chain(stating.map(|made| made.owner.clone())).collect()
    }
}
