//! Functions written in the language itself: `function` blocks under `functions/`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Problem;
use super::document::{Document, Reader, header, labels, value_span};
use crate::expr::{Expr, Functions, Kind, Target, UserFunction, compile, functions};
use crate::syntax::{Block, Expression};
use crate::text::SourceText;

/// The library together with the functions of the policy folders.
#[derive(Debug, Default)]
pub(super) struct Library {
    numbers: BTreeMap<Arc<str>, usize>,
    arities: Vec<usize>,
    list: Vec<UserFunction>,
    /// The functions that something calls, and those that must be checked in any case.
    called: RefCell<BTreeSet<usize>>,
}

/// The `function` blocks by name.
pub(super) type Blocks<'d> = BTreeMap<Arc<str>, (&'d SourceText, &'d Block)>;

impl Functions for Library {
    fn find(&self, name: &str) -> Target {
        if let Some(number) = name.strip_prefix("onus::").and_then(|own| self.numbers.get(own)) {
            self.called.borrow_mut().insert(*number);
            return Target::User(*number);
        }
        if name.starts_with("plugin::") {
            return Target::Plugin;
        }
        functions::find(name).map_or(Target::Missing, Target::Builtin)
    }

    fn arity(&self, number: usize) -> Option<usize> {
        self.arities.get(number).copied()
    }
}

impl Library {
    /// Reads the names of all functions of these files. A name has one function, whichever folder it stands in: built-in
    /// controls must mean the same beside any folder, and no folder may depend on the order in which folders are given.
    pub(super) fn declare<'d>(files: &'d [Document], vetted: usize, problems: &mut Vec<Problem>) -> (Self, Blocks<'d>) {
        let mut library = Self::default();
        let mut blocks = Blocks::new();
        let mut unchecked: Vec<&str> = Vec::new();
        for (number, file) in files.iter().enumerate() {
            let text = &file.text;
            for block in file.body.blocks() {
                let labels = labels(block);
                let ("function", [name]) = (block.ident.as_str(), labels.as_slice()) else {
                    problems.push(Problem::new(text, header(block), "only `function \"name\"` blocks can stand here"));
                    continue;
                };
                if let Some(message) = taken(name, blocks.get(*name).copied(), text) {
                    problems.push(Problem::new(text, header(block), message).help("give it another name"));
                    continue;
                }
                blocks.insert((*name).into(), (text, block));
                if number >= vetted {
                    unchecked.push(name);
                }
            }
        }
        library.numbers = blocks.keys().cloned().zip(0..).collect();
        library.arities = blocks.values().map(|(text, block)| arity(text, block)).collect();
        library.called = RefCell::new(unchecked.iter().filter_map(|name| library.numbers.get(*name).copied()).collect());
        (library, blocks)
    }

    /// Compiles the functions that are called so far, and those that they call.
    pub(super) fn compile(&mut self, blocks: &Blocks<'_>, problems: &mut Vec<Problem>) {
        let mut done: BTreeMap<usize, UserFunction> = BTreeMap::new();
        loop {
            let next = self.called.borrow().iter().copied().find(|number| !done.contains_key(number));
            let Some((number, (name, (text, block)))) = next.and_then(|number| Some((number, blocks.iter().nth(number)?))) else {
                break;
            };
            done.insert(number, self.function(name, text, block, problems));
        }
        let list = blocks.iter().zip(0..).map(|((name, (text, _)), number)| {
            // Nothing calls it, so nothing asks what it gives.
            let uncalled =
                || UserFunction { name: name.clone(), text: (*text).clone(), arity: 0, locals: Vec::new(), result: null() };
            done.remove(&number).unwrap_or_else(uncalled)
        });
        self.list = list.collect();
        self.refuse_cycles(blocks, problems);
    }

    /// The compiled functions.
    #[must_use]
    pub(super) fn into_list(self) -> Vec<UserFunction> {
        self.list
    }

    fn function(&self, name: &Arc<str>, text: &SourceText, block: &Block, problems: &mut Vec<Problem>) -> UserFunction {
        let reader = Reader::of(text, block);
        reader.only(&["params", "result", "description"], &["locals"], problems);
        let params = reader.attribute("params").map_or_else(Vec::new, |attribute| {
            parameter_names(&attribute.value).unwrap_or_else(|| {
                problems.push(Problem::new(text, value_span(attribute), "`params` must be a list of names"));
                Vec::new()
            })
        });
        let locals = ordered_locals(block, text, problems);
        let mut bound: Vec<&str> = params.clone();
        let mut compiled = Vec::new();
        for (local, value) in &locals {
            compiled.push(self.expression(value, &bound, text, problems));
            bound.push(local);
        }
        let result = if let Some(attribute) = reader.attribute("result") {
            self.expression(&attribute.value, &bound, text, problems)
        } else {
            problems.push(Problem::new(text, reader.at, "`result` is missing"));
            null()
        };
        UserFunction { name: name.clone(), text: text.clone(), arity: params.len(), locals: compiled, result }
    }

    /// Compiles an expression in which only bound names and functions can occur. A local is written `local.x` and is bound
    /// as `x`.
    fn expression(&self, value: &Expression, bound: &[&str], text: &SourceText, problems: &mut Vec<Problem>) -> Expr {
        let mut mistakes = Vec::new();
        let mut expr = compile(value, bound, self, &mut mistakes);
        problems.extend(
            mistakes
                .into_iter()
                .map(|mistake| Problem { help: mistake.help, ..Problem::new(text, mistake.span, mistake.message) }),
        );
        bind_locals(&mut expr, bound);
        super::validate::calls(&expr, text, problems);
        expr.walk(&mut |part| {
            if let Kind::Name(name) = &part.kind {
                let shown = name.attr.as_ref().map_or_else(|| name.root.to_string(), |attr| format!("{}.{attr}", name.root));
                problems.push(Problem::new(text, part.span.clone(), format!("there is no `{shown}` in this function")));
            }
        });
        expr
    }

    fn refuse_cycles(&self, blocks: &Blocks<'_>, problems: &mut Vec<Problem>) {
        for (number, (name, (text, block))) in blocks.iter().enumerate() {
            if self.reaches(number, number, &mut Vec::new()) {
                problems.push(Problem::new(text, header(block), format!("function `{name}` calls itself")));
            }
        }
    }

    fn reaches(&self, from: usize, to: usize, seen: &mut Vec<usize>) -> bool {
        let Some(function) = self.list.get(from) else { return false };
        let mut called = Vec::new();
        for expr in function.locals.iter().chain([&function.result]) {
            expr.walk(&mut |part| {
                if let Kind::Call(call) = &part.kind
                    && let Target::User(number) = call.target
                {
                    called.push(number);
                }
            });
        }
        called.into_iter().any(|next| {
            if next == to {
                return true;
            }
            if seen.contains(&next) {
                return false;
            }
            seen.push(next);
            self.reaches(next, to, seen)
        })
    }
}

/// Why a name cannot be given to a function: another one has it.
fn taken(name: &str, other: Option<(&SourceText, &Block)>, text: &SourceText) -> Option<String> {
    if functions::find(&format!("onus::{name}")).is_some() {
        return Some(format!("`onus::{name}` is a function of onus itself"));
    }
    let (place, block) = other?;
    let line = place.position(header(block).start).line;
    Some(if place == text {
        format!("function `{name}` stands here twice: also on line {line}")
    } else {
        format!("function `{name}` stands here twice: also in {}:{line}", place.name())
    })
}

fn arity(text: &SourceText, block: &Block) -> usize {
    let params = Reader::of(text, block).attribute("params").map(|attribute| &attribute.value);
    params.and_then(|value| value.as_array()).map_or(0, <[Expression]>::len)
}

fn null() -> Expr {
    Expr { kind: Kind::Literal(crate::value::Value::Null), span: 0..0 }
}

fn parameter_names(value: &Expression) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(|item| item.as_variable().or_else(|| item.as_str())).collect()
}

/// The locals of a function in an order in which each comes after those that it reads.
fn ordered_locals<'b>(block: &'b Block, text: &SourceText, problems: &mut Vec<Problem>) -> Vec<(&'b str, &'b Expression)> {
    let mut open: Vec<(&str, &Expression)> = block
        .body
        .blocks()
        .filter(|inner| inner.ident.as_str() == "locals")
        .flat_map(|inner| inner.body.attributes())
        .map(|attribute| (attribute.key.as_str(), &attribute.value))
        .collect();
    let mut ordered = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let names: Vec<&str> = open.iter().map(|(name, _)| *name).collect();
        let ready = open.iter().position(|(name, value)| {
            let reads = locals_read(value);
            !names.iter().any(|other| other != name && reads.iter().any(|read| read == other))
                && !reads.iter().any(|read| read == name)
        });
        if let Some(at) = ready {
            ordered.push(open.remove(at));
        } else {
            problems.push(Problem::new(text, header(block), format!("locals read each other in a circle: {}", names.join(", "))));
            return ordered;
        }
    }
    ordered
}

fn locals_read(value: &Expression) -> Vec<String> {
    let expr = compile(value, &[], &functions::Terraform, &mut Vec::new());
    let mut read = Vec::new();
    expr.walk(&mut |part| {
        if let Kind::Name(name) = &part.kind
            && &*name.root == "local"
        {
            read.extend(name.attr.as_ref().map(ToString::to_string));
        }
    });
    read
}

/// Replaces `local.x` by the bound variable `x`.
fn bind_locals(expr: &mut Expr, bound: &[&str]) {
    expr.change(&mut |part| {
        let Kind::Name(name) = &part.kind else { return };
        if &*name.root != "local" {
            return;
        }
        let position = name.attr.as_ref().and_then(|attr| bound.iter().rposition(|other| *other == &**attr));
        if let Some(position) = position {
            part.kind = Kind::Bound(position);
        }
    });
}
