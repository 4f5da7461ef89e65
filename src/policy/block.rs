//! Reads the policy blocks of a file: arguments, requirements, the list of operations.

use std::sync::Arc;

use super::document::{Reader, header, texts, value_span};
use super::level::{Enforcement, Level, unknown_level, word};
use super::load::Loader;
use super::set::{Enforce, Operation, Policy};
use super::target::{Label, Target};
use super::{ControlId, Problem, empty, visible};
use crate::expr::{Expr, Kind};
use crate::syntax::{Block, Expression};

impl Loader<'_> {
    pub(super) fn policy(
        &mut self,
        target: Target,
        (kind, name): (&str, &str),
        block: &Block,
        (control, file): (ControlId, usize),
    ) -> Policy {
        let reader = Reader::of(&self.document.text, block);
        let arguments: &[&str] = match target {
            Target::Resource => &["enforcement_level", "filter", "operations"],
            Target::Provider | Target::Module => &["enforcement_level", "filter"],
        };
        reader.only(arguments, &["locals", "enforce"], self.problems);
        reader.unlabelled(self.problems);
        let filter = reader.attribute("filter").map(|attribute| self.truth(&attribute.value, target));
        let locals = self.own_locals(block, target);
        let enforces: Vec<Enforce> = block
            .body
            .blocks()
            .filter(|inner| inner.ident.as_str() == "enforce")
            .filter_map(|inner| self.enforce(inner, target))
            .collect();
        if !block.body.blocks().any(|inner| inner.ident.as_str() == "enforce") {
            self.problem(header(block), "a policy has at least one `enforce` block".to_owned());
        }
        let operations = match target {
            Target::Resource => {
                let mut own =
                    enforces.iter().flat_map(Enforce::expressions).chain(&filter).chain(locals.iter().map(|(_, expr)| expr));
                let reads_prior = own.any(|expr| reads(expr, "prior_attrs"));
                self.operations(&reader, reads_prior)
            }
            Target::Provider | Target::Module => Vec::new(),
        };
        let enforcement = self.enforcement(&reader);
        let level = if let Enforcement::Fixed(level) = enforcement { level } else { Level::Mandatory };
        Policy {
            control,
            file,
            target,
            kind: kind.into(),
            name: name.into(),
            operations,
            enforcement,
            level,
            filter,
            locals,
            enforces,
            label: Label::new(kind),
        }
    }

    /// An expression of a policy, in which what a plan writes in two ways is found in both.
    fn policy_expression(&mut self, value: &Expression, target: Target) -> Expr {
        let mut expr = self.expression(value);
        empty::accept(&mut expr, target);
        expr
    }

    /// A condition or filter.
    fn truth(&mut self, value: &Expression, target: Target) -> Expr {
        let expr = self.policy_expression(value, target);
        visible::truth(&expr, &self.document.text, self.problems);
        expr
    }

    /// A message. It decides nothing, so its mistakes stop nothing: it is then shown as it is written.
    fn message(&mut self, value: &Expression, target: Target) -> Expr {
        let before = self.problems.len();
        let expr = self.policy_expression(value, target);
        self.warnings.extend(self.problems.drain(before..));
        expr
    }

    fn own_locals(&mut self, block: &Block, target: Target) -> Vec<(Arc<str>, Expr)> {
        let mut locals = Vec::new();
        for (at, inner) in block.body.blocks().filter(|inner| inner.ident.as_str() == "locals").enumerate() {
            if at > 0 {
                self.problem(header(inner), "a policy has one `locals` block".to_owned());
            }
            self.locals(inner, &mut locals);
        }
        for (_, expr) in &mut locals {
            empty::accept(expr, target);
        }
        locals
    }

    fn enforce(&mut self, block: &Block, target: Target) -> Option<Enforce> {
        let reader = Reader::of(&self.document.text, block);
        reader.only(&["condition", "error_message", "info_message", "focus"], &[], self.problems);
        let mut message = |name| reader.attribute(name).map(|attribute| self.message(&attribute.value, target));
        let (message, info) = (message("error_message"), message("info_message"));
        let focus = reader.attribute("focus").map(|attribute| self.policy_expression(&attribute.value, target));
        let Some(condition) = reader.attribute("condition") else {
            self.problem(header(block), "`condition` is missing".to_owned());
            return None;
        };
        let span = value_span(condition);
        Some(Enforce { condition: self.truth(&condition.value, target), message, info, focus, span })
    }

    fn enforcement(&mut self, reader: &Reader<'_>) -> Enforcement {
        let Some(attribute) = reader.attribute("enforcement_level") else {
            return Enforcement::Fixed(self.default.unwrap_or(Level::Mandatory));
        };
        let Some(text) = word(&attribute.value) else { return Enforcement::Expression(self.expression(&attribute.value)) };
        Enforcement::Fixed(Level::parse(&text).unwrap_or_else(|| {
            self.problem(value_span(attribute), unknown_level(&text));
            Level::Mandatory
        }))
    }

    fn operations(&mut self, reader: &Reader<'_>, reads_prior: bool) -> Vec<Operation> {
        let Some(attribute) = reader.attribute("operations") else {
            if reads_prior {
                let problem = Problem::new(
                    &self.document.text,
                    reader.at,
                    "a policy that reads `prior_attrs` must list `operations`: update, delete or both",
                );
                self.problems.push(problem.help("operations = [\"update\"]"));
            }
            return vec![Operation::Create, Operation::Update, Operation::NoOp];
        };
        let at = value_span(attribute);
        let words = texts(&attribute.value).unwrap_or_else(|| {
            self.problem(at, "`operations` must be a list of texts".to_owned());
            Vec::new()
        });
        let mut operations = Vec::new();
        for word in &words {
            match Operation::parse(word) {
                Some(operation) if operations.contains(&operation) => self.problem(at, format!("Duplicate operation `{word}`")),
                Some(operation) => operations.push(operation),
                None => self.problem(at, format!("there is no operation `{word}`: create, update, delete, no-op")),
            }
        }
        let has = |operation| operations.contains(&operation);
        if has(Operation::Delete) && (has(Operation::NoOp) || has(Operation::Create)) {
            self.problem(at, "`delete` cannot stand beside `create` or `no-op`".to_owned());
        }
        if reads_prior && (has(Operation::Create) || has(Operation::NoOp) || words.is_empty()) {
            self.problem(at, "`prior_attrs` exists for `update` and `delete` only".to_owned());
        }
        if words.is_empty() { Operation::ALL.to_vec() } else { operations }
    }
}

fn reads(expr: &Expr, root: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(&part.kind, Kind::Name(name) if &*name.root == root));
    found
}
