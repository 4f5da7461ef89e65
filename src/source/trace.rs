//! Where the value of an attribute comes from: locals, `for_each` elements, inputs of modules.
//!
//! Follows references one module at a time. What is not written in the source (functions, attributes of other
//! resources) ends the trail.

use super::body::{Attribute, Block, child};
use super::location::Related;
use super::module::Module;
use super::references::{Reference, references_of};
use super::step::{InstanceKey, Step};
use hcl_edit::expr::{Expression, FuncCall};

/// How many definitions are followed one after another.
const MAX_HOPS: usize = 16;
/// How many references are followed in all; definitions that each use another one twice would take forever.
const MAX_STEPS: usize = 1_000;

/// An input variable a value depends on, and the part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// The variable.
    pub(crate) name: String,
    /// The part of its value.
    pub(crate) path: Vec<Step>,
    /// Whether it only decides which of several values is taken.
    pub(crate) chooses: bool,
}

/// What a value depends on within one module.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// Input variables, each once.
    pub(crate) inputs: Vec<Input>,
    /// Definitions on the way.
    pub(crate) related: Vec<Related>,
    /// How many references were followed.
    steps: usize,
}

/// The scope a value is written in: its module, the blocks around it, and which instance is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The module.
    pub(crate) module: &'a Module,
    /// The blocks around the value, outermost first.
    pub(crate) blocks: &'a [&'a Block],
    /// For each of the blocks, which element of its `for_each` it is made from, where that is certain.
    pub(crate) elements: &'a [Option<usize>],
    /// The instance of the outermost block.
    pub(crate) key: Option<&'a InstanceKey>,
}

/// Where on the trail a part of an expression stands.
#[derive(Debug, Clone, Copy)]
struct At<'a> {
    scope: Scope<'a>,
    hops: usize,
    chooses: bool,
}

impl At<'_> {
    fn references(&self, expr: &Expression) -> Vec<Reference> {
        references_of(expr, self.scope.key)
    }
}

impl Trail {
    /// Follows the part of an attribute's value that `path` names.
    pub(crate) fn follow(attribute: &Attribute, path: &[Step], scope: Scope<'_>) -> Self {
        let mut trail = Self::default();
        trail.enter(attribute, path, At { scope, hops: MAX_HOPS, chooses: false });
        trail
    }

    fn enter(&mut self, attribute: &Attribute, path: &[Step], at: At<'_>) {
        let narrowed = attribute.narrow(path);
        self.part(narrowed.expr, path.get(narrowed.taken..).unwrap_or_default(), at);
    }

    /// Follows the part of an expression that `path` names, through what hands values on as they are.
    fn part(&mut self, expr: &Expression, path: &[Step], at: At<'_>) {
        match expr {
            Expression::Parenthesis(inner) => self.part(inner.inner(), path, at),
            Expression::Conditional(conditional) => {
                self.part(&conditional.true_expr, path, at);
                self.part(&conditional.false_expr, path, at);
                self.all(&conditional.cond_expr, At { chooses: true, ..at });
            }
            Expression::FuncCall(call) if hands_on(call) => {
                for argument in &call.args {
                    self.part(argument, path, at);
                }
            }
            Expression::FuncCall(call) if call.name.name.as_str() == "lookup" => {
                let mut arguments = call.args.iter();
                let (map, key) = (arguments.next(), arguments.next().and_then(Expression::as_str));
                let step = key.map(|key| Step::Key(key.to_owned()));
                let inner: Vec<_> = step.into_iter().chain(path.iter().cloned()).collect();
                if let Some(map) = map {
                    self.part(map, &inner, at);
                }
                arguments.for_each(|default| self.part(default, path, at));
            }
            Expression::Traversal(traversal) if traversal.expr.is_variable() => {
                let mut found = at.references(expr).into_iter();
                if let Some(reference) = found.next() {
                    self.step(&reference, path, at);
                }
                // The rest are keys that choose an element.
                found.for_each(|key| self.step(&key, &[], At { chooses: true, ..at }));
            }
            _ => {
                let split = path.split_first();
                match split.and_then(|(step, rest)| Some((child(expr, step)?.0, rest))) {
                    Some((inner, rest)) => self.part(inner, rest, at),
                    None => self.all(expr, at),
                }
            }
        }
    }

    fn all(&mut self, expr: &Expression, at: At<'_>) {
        for reference in at.references(expr) {
            self.step(&reference, &[], at);
        }
    }

    fn step(&mut self, reference: &Reference, carried: &[Step], at: At<'_>) {
        self.steps += 1;
        let Some(hops) = at.hops.checked_sub(1).filter(|_| self.steps <= MAX_STEPS) else {
            return;
        };
        let path: Vec<_> = reference.path.iter().chain(carried).cloned().collect();
        let scope = at.scope;
        if let Some(name) = reference.variable() {
            self.input(Input { name: name.to_owned(), path, chooses: at.chooses });
        } else if let Some(name) = reference.local() {
            let Some(local) = scope.module.local(name) else {
                return;
            };
            self.relate(format!("`local.{name}` is defined here"), local, &path);
            // Inside a local nothing of the block around the value is in scope.
            let scope = Scope { blocks: &[], elements: &[], key: None, ..scope };
            self.enter(local, &path, At { scope, hops, ..at });
        } else if let Some((source, key)) = repetition(reference, scope) {
            let path: Vec<_> = key.into_iter().chain(path).collect();
            self.relate(format!("`{}` comes from here", reference.subject), source, &path);
            // A key that is written out does not depend on the value behind it.
            let is_key = matches!(reference.subject.rsplit_once('.'), Some((_, "key")));
            if !is_key || source.narrow(&path).taken == 0 {
                self.enter(source, &path, At { hops, ..at });
            }
        }
    }

    /// Keeps each input once, with the longest path.
    fn input(&mut self, input: Input) {
        let alike = self.inputs.iter_mut().find(|known| {
            known.name == input.name && (known.path.starts_with(&input.path) || input.path.starts_with(&known.path))
        });
        match alike {
            Some(known) => {
                known.chooses &= input.chooses;
                if known.path.len() < input.path.len() {
                    known.path = input.path;
                }
            }
            None => self.inputs.push(input),
        }
    }

    fn relate(&mut self, message: String, attribute: &Attribute, path: &[Step]) {
        let narrowed = attribute.narrow(path);
        let related = Related::new(message, &attribute.file, narrowed.span);
        if !self.related.contains(&related) {
            self.related.push(related);
        }
    }
}

/// Functions whose result is one of their arguments, or an argument as another kind of collection.
fn hands_on(call: &FuncCall) -> bool {
    const HAND_ON: [&str; 9] = ["try", "coalesce", "tolist", "toset", "tomap", "sensitive", "nonsensitive", "flatten", "merge"];
    call.name.namespace.is_empty() && HAND_ON.contains(&call.name.name.as_str())
}

/// The `for_each` or `count` a reference to the current element comes from, and the key of the element.
fn repetition<'a>(reference: &Reference, scope: Scope<'a>) -> Option<(&'a Attribute, Option<Step>)> {
    let (root, part) = reference.subject.split_once('.')?;
    let outer = scope.blocks.first()?;
    match root {
        "each" => {
            let source = outer.body.attribute("for_each")?;
            Some((source, scope.key.map(InstanceKey::step)))
        }
        "count" => Some((outer.body.attribute("count")?, None)),
        _ if matches!(part, "key" | "value") => {
            let at = scope.blocks.iter().rposition(|block| iterator(block) == Some(root))?;
            let source = scope.blocks.get(at)?.body.attribute("for_each")?;
            let element = scope.elements.get(at).copied().flatten();
            Some((source, element.map(Step::Index)))
        }
        _ => None,
    }
}

/// The name a `dynamic` block gives the current element.
fn iterator(block: &Block) -> Option<&str> {
    if !block.is_dynamic() {
        return None;
    }
    let told = block.body.attribute("iterator").and_then(|attribute| attribute.expr.as_variable());
    told.map_or_else(|| block.label(0), |name| Some(name.as_str()))
}
