//! What an expression is evaluated in: names, lookups, and a budget of work.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::ast::{Expr, Span, UserFunction};
use super::fault::{Fault, Outcome};
use crate::value::{Place, Resolver, Val};

/// A question that only the owner of the plan can answer.
#[derive(Debug)]
pub enum Query<'a> {
    /// `core::getresources(type, filter)`.
    Resources(&'a str, &'a [(Arc<str>, Val)]),
    /// `onus::candidates(type, filter)`.
    Candidates(&'a str, &'a [(Arc<str>, Val)]),
    /// `core::getdatasource(type, config)`.
    DataSource(&'a str, &'a [(Arc<str>, Val)]),
    /// `onus::linked(value, type)`.
    Linked(&'a Val, &'a str),
    /// `onus::same_provider(type)`.
    SameProvider(&'a str),
    /// `onus::is_near(resource)`.
    IsNear(&'a Place),
    /// `onus::removed(type, filter)`.
    Removed(&'a str, &'a [(Arc<str>, Val)]),
    /// `onus::is_new(resource)`.
    IsNew(&'a Place),
    /// `onus::is_set(attrs.x)`.
    IsSet(&'a Place),
    /// `onus::configured(attrs.x)`.
    Configured(&'a Place),
}

/// What an expression is evaluated in.
pub trait Scope: Resolver {
    /// The value of a name; `None` if the scope does not know it.
    ///
    /// # Errors
    /// The fault of evaluating what the name stands for.
    fn name(&self, root: &str, attr: Option<&Arc<str>>) -> Option<Outcome>;
    /// The value of an expression that the scope can tell without evaluating its parts.
    fn shortcut(&self, _: &Expr) -> Option<Outcome> {
        None
    }
    /// The result of a call of a function of the language, if it was made before.
    fn remembered(&self, _: usize, _: &[Val]) -> Option<Val> {
        None
    }
    /// Remembers the result of a call.
    fn remember(&self, _: usize, _: &[Val], _: &Val) {}
    /// The content of a file that the configuration names, its path as Terraform would open it.
    ///
    /// # Errors
    /// Says why it is not known.
    fn file(&self, _: &str) -> Result<Arc<str>, String> {
        Err("files are read for the configuration only".to_owned())
    }
    /// Answers a question about the plan.
    ///
    /// # Errors
    /// What was asked for does not exist, and that is a mistake of whoever asks.
    fn ask(&self, query: &Query<'_>) -> Result<Val, String>;
    /// The functions that are written in the language.
    fn user_function(&self, number: usize) -> Option<&UserFunction>;
    /// What the evaluation may still spend.
    fn budget(&self) -> &Budget;
    /// This scope as a resolver.
    fn resolver(&self) -> &dyn Resolver;
}

/// How much work an evaluation may do: a policy from somewhere else must not hang the run.
#[derive(Debug)]
pub struct Budget {
    steps: Cell<u64>,
    depth: Cell<u32>,
    /// The regular expressions that are paid for.
    patterns: RefCell<BTreeSet<Arc<str>>>,
    /// What was spent before it started anew.
    before: Cell<u64>,
}

impl Budget {
    /// Steps that one policy may spend on one resource. A built-in control needs some hundreds.
    pub const STEPS: u64 = 5_000_000;
    /// Nesting of expressions, locals and functions.
    pub const DEPTH: u32 = 200;
    /// Steps that compiling a regular expression costs.
    const PATTERN: u64 = 5_000;

    /// A fresh budget.
    #[must_use]
    pub fn new() -> Self {
        Self { steps: Cell::new(Self::STEPS), depth: Cell::new(0), patterns: RefCell::default(), before: Cell::new(0) }
    }

    /// Starts anew: one resolution must not starve the next.
    pub fn refresh(&self) {
        self.before.set(self.spent());
        self.steps.set(Self::STEPS);
        self.depth.set(0);
        self.patterns.borrow_mut().clear();
    }

    /// All steps that were spent.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.before.get() + (Self::STEPS - self.steps.get())
    }

    /// Spends steps.
    ///
    /// # Errors
    /// A fatal fault once the budget is used up.
    pub fn spend(&self, steps: u64, span: &Span) -> Result<(), Box<Fault>> {
        let Some(left) = self.steps.get().checked_sub(steps) else {
            // Whoever asked for more than there was gets nothing any more.
            self.steps.set(0);
            return Err(Fault::fatal(span, "the evaluation takes too many steps"));
        };
        self.steps.set(left);
        Ok(())
    }

    /// The steps that are left.
    pub(super) fn left(&self) -> u64 {
        self.steps.get()
    }

    /// Pays for compiling a regular expression, once an evaluation, however many others have compiled it before: what an
    /// evaluation may do must not depend on them.
    pub(super) fn pattern(&self, pattern: &Arc<str>) -> Result<(), Box<Fault>> {
        if self.patterns.borrow().contains(pattern) {
            return Ok(());
        }
        self.patterns.borrow_mut().insert(pattern.clone());
        self.spend(Self::PATTERN, &(0..0))
    }

    pub(super) fn enter(&self, span: &Span) -> Result<(), Box<Fault>> {
        self.spend(1, span)?;
        if self.depth.get() >= Self::DEPTH {
            return Err(Fault::fatal(span, "the expression is nested too deeply"));
        }
        self.depth.set(self.depth.get() + 1);
        Ok(())
    }

    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}
