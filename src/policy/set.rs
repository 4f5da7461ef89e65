//! What is loaded: policies, their files, controls, functions and facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::inputs::InputValues;
use super::level::{Enforcement, Level, unknown_level};
use super::target::{Label, Target};
use super::types::Type;
use super::{Control, ControlId, Parsed, Problem};
use crate::expr::{Expr, UserFunction, meets_constraint};
use crate::link::Facts;
use crate::text::{SourceText, Span};
use crate::value::Val;

/// What a policy is evaluated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A resource is made.
    Create,
    /// A resource is changed.
    Update,
    /// A resource goes away.
    Delete,
    /// Nothing happens to it.
    NoOp,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 4] = [Self::Create, Self::Update, Self::Delete, Self::NoOp];

    /// As policies write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::NoOp => "no-op",
        }
    }

    /// Reads an operation.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == text)
    }
}

/// A requirement of a policy.
#[derive(Debug)]
pub struct Enforce {
    /// Must be true.
    pub condition: Expr,
    /// What is wrong if it is false.
    pub message: Option<Expr>,
    /// What is told whatever comes out.
    pub info: Option<Expr>,
    /// The attributes that a reader should look at if it is false; without it those that decided.
    pub focus: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

impl Enforce {
    /// Every expression of the block.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        [&self.condition].into_iter().chain(&self.message).chain(&self.info).chain(&self.focus)
    }
}

/// A `resource_policy`, `provider_policy` or `module_policy` block.
#[derive(Debug)]
pub struct Policy {
    /// The control that it belongs to.
    pub control: ControlId,
    /// The file, by its number.
    pub file: usize,
    /// What it judges.
    pub target: Target,
    /// The first label, as written: resource types, provider types or module sources.
    pub kind: Arc<str>,
    /// The second label.
    pub name: Arc<str>,
    /// What it is evaluated for; of a policy that is not for resources it says nothing.
    pub operations: Vec<Operation>,
    /// What it does if it is unmet, as it states it.
    pub enforcement: Enforcement,
    /// What it does if it is unmet, with the inputs as they are given: see [`PolicySet::settle_levels`].
    pub level: Level,
    /// Out of scope if false.
    pub filter: Option<Expr>,
    /// Its locals.
    pub locals: Vec<(Arc<str>, Expr)>,
    /// Its requirements.
    pub enforces: Vec<Enforce>,
    pub(super) label: Label,
}

impl Policy {
    /// Whether it judges resources of this type. `*` does not reach data sources: no policy of another engine means them.
    #[must_use]
    pub fn judges(&self, kind: &str) -> bool {
        let reached = !self.label.is_wild() || !kind.starts_with("data.");
        self.target == Target::Resource && reached && self.label.matches(kind)
    }

    /// Whether its first label names this resource type, provider type or module source.
    #[must_use]
    pub fn names(&self, target: Target, label: &str) -> bool {
        match target {
            Target::Resource => self.judges(label),
            _ => self.target == target && self.label.matches(label),
        }
    }
}

/// A parameter of a file.
#[derive(Debug)]
pub struct Input {
    /// Its name.
    pub name: Arc<str>,
    /// Where it is declared.
    pub at: Span,
    /// What values it takes.
    pub kind: Type,
    /// Its value if none is given, of its type.
    pub default: Option<Val>,
    /// What it is for.
    pub description: Option<Arc<str>>,
    /// Whether null is a value.
    pub nullable: bool,
    /// Whether no output may show it.
    pub sensitive: bool,
}

/// A policy file.
#[derive(Debug)]
pub struct PolicyFile {
    /// Its text.
    pub text: SourceText,
    /// The folder that it is in, for names that sibling files define.
    pub folder: Arc<str>,
    /// Its locals.
    pub locals: Vec<(Arc<str>, Expr)>,
    /// Its parameters.
    pub inputs: Vec<Input>,
    /// `required_version` of its `terraform_config`.
    pub required_version: Option<Arc<str>>,
}

/// Everything that is loaded.
#[derive(Debug, Default)]
pub struct PolicySet {
    /// The files.
    pub files: Vec<PolicyFile>,
    /// The policies, in the order of the files.
    pub policies: Vec<Policy>,
    /// The controls, sorted by id.
    pub controls: BTreeMap<ControlId, Control>,
    /// Functions written in the language.
    pub functions: Vec<UserFunction>,
    /// Locals that have one value for all subjects, by file and position.
    pub shared: BTreeSet<(usize, usize)>,
    /// Provider facts.
    pub facts: Facts,
    /// What an author should know and what stops nothing.
    pub warnings: Vec<Problem>,
}

/// Files to load, by what they are.
#[derive(Debug, Default)]
pub struct Sources {
    /// Policy files with their path below the policy folder.
    pub policies: Vec<(String, Parsed)>,
    /// How many of them, from the first, were checked before: their authors are not warned again.
    pub vetted: usize,
    /// Files of functions.
    pub functions: Vec<Parsed>,
    /// How many of them, from the first, were checked before: of these only functions that something calls are compiled.
    pub vetted_functions: usize,
    /// Files of provider facts.
    pub facts: Vec<Parsed>,
}

impl PolicyFile {
    /// Whether the file defines a local or an input of this name.
    #[must_use]
    pub fn defines(&self, root: &str, name: &str) -> bool {
        match root {
            "local" => self.locals.iter().any(|(local, _)| &**local == name),
            _ => self.inputs.iter().any(|input| &*input.name == name),
        }
    }
}

impl PolicySet {
    /// The file that defines a local or an input that a file reads: itself, else the one sibling that does. `None` if there is
    /// none, or more than one.
    #[must_use]
    pub fn definer(&self, file: usize, root: &str, name: &str) -> Option<usize> {
        let own = self.files.get(file)?;
        if own.defines(root, name) {
            return Some(file);
        }
        match self.siblings_that_define(file, root, name).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The other files of the folder that define a name.
    pub(super) fn siblings_that_define(&self, file: usize, root: &str, name: &str) -> Vec<usize> {
        let Some(own) = self.files.get(file) else { return Vec::new() };
        let others = self.files.iter().enumerate().filter(|(other, sibling)| *other != file && sibling.folder == own.folder);
        others.filter(|(_, sibling)| sibling.defines(root, name)).map(|(other, _)| other).collect()
    }

    /// Evaluates the enforcement levels that are expressions, and gives controls that state no severity that of their
    /// strictest policy.
    ///
    /// # Errors
    /// Levels that are none.
    pub fn settle_levels(&mut self, inputs: &InputValues) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut levels = Vec::with_capacity(self.policies.len());
        for policy in &self.policies {
            levels.push(self.level(policy, inputs).unwrap_or_else(|problem| {
                problems.extend(problem);
                Level::Mandatory
            }));
        }
        for (policy, level) in self.policies.iter_mut().zip(levels) {
            policy.level = level;
        }
        for control in self.controls.values_mut().filter(|control| control.is_unnamed()) {
            let own = self.policies.iter().filter(|policy| policy.control == control.id);
            control.severity = own.map(|policy| policy.level.severity()).max().unwrap_or(control.severity);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The files that want another Terraform version than this, each with what it wants.
    pub fn versions_unmet<'a>(&'a self, terraform: &'a str) -> impl Iterator<Item = (&'a PolicyFile, &'a str)> {
        let wanted = self.files.iter().filter_map(|file| Some((file, &**file.required_version.as_ref()?)));
        wanted.filter(move |(_, constraint)| meets_constraint(terraform, constraint) == Some(false))
    }

    /// The level of a policy with these inputs.
    ///
    /// # Errors
    /// It cannot be evaluated, or is none; `None` if the policy is of another set.
    pub fn level(&self, policy: &Policy, inputs: &InputValues) -> Result<Level, Option<Problem>> {
        let expr = match &policy.enforcement {
            Enforcement::Fixed(level) => return Ok(*level),
            Enforcement::Expression(expr) => expr,
        };
        let file = policy.file;
        let Some(text) = self.files.get(file).map(|file| &file.text) else { return Err(None) };
        let problem = |message: String| Some(Problem::new(text, expr.span.clone(), message));
        let value = super::evaluate::outside(self, file, inputs, expr).map_err(|fault| {
            Some(Problem::new(fault.text.as_ref().unwrap_or(text), fault.span.clone(), fault.message.clone()))
        })?;
        let word = value.as_str().ok_or_else(|| problem(format!("an enforcement level is text, not {}", value.type_name())))?;
        Level::parse(word).ok_or_else(|| problem(unknown_level(word)))
    }
}
