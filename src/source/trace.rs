//! Where the value of an attribute comes from: locals, `for_each` elements, inputs of modules.
//!
//! Follows references one module at a time. What is not written in the source (functions, attributes of other
//! resources) ends the trail.

use super::body::{Attribute, Block};
use super::location::Related;
use super::module::Module;
use super::references::{Reference, references};
use super::step::{InstanceKey, Step};
use hcl_edit::expr::Expression;

/// How many definitions are followed one after another.
const MAX_HOPS: usize = 16;

/// An input variable a value depends on, and the part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// The variable.
    pub(crate) name: String,
    /// The part of its value.
    pub(crate) path: Vec<Step>,
}

/// What a value depends on within one module.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// Input variables, each once.
    pub(crate) inputs: Vec<Input>,
    /// Definitions on the way.
    pub(crate) related: Vec<Related>,
}

/// The scope a value is written in: its module, the blocks around it, and which instance is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The module.
    pub(crate) module: &'a Module,
    /// The blocks around the value, outermost first.
    pub(crate) blocks: &'a [&'a Block],
    /// The instance of the outermost block.
    pub(crate) key: Option<&'a InstanceKey>,
}

impl Trail {
    /// Follows the part of an attribute's value that `path` names.
    pub(crate) fn follow(attribute: &Attribute, path: &[Step], scope: Scope<'_>) -> Self {
        let mut trail = Self::default();
        trail.enter(attribute, path, scope, MAX_HOPS);
        trail
    }

    fn enter(&mut self, attribute: &Attribute, path: &[Step], scope: Scope<'_>, hops: usize) {
        let narrowed = attribute.narrow(path);
        // A bare reference hands the rest of the path on to what it refers to.
        let rest = path.get(narrowed.taken..).unwrap_or_default();
        let carried = if is_reference(narrowed.expr) {
            rest
        } else {
            &[]
        };
        for reference in references(narrowed.expr) {
            let path: Vec<_> = reference.path.iter().chain(carried).cloned().collect();
            self.step(&reference, path, scope, hops);
        }
    }

    fn step(&mut self, reference: &Reference, path: Vec<Step>, scope: Scope<'_>, hops: usize) {
        let Some(hops) = hops.checked_sub(1) else {
            return;
        };
        if let Some(name) = reference.variable() {
            let input = Input {
                name: name.to_owned(),
                path,
            };
            if !self.inputs.contains(&input) {
                self.inputs.push(input);
            }
        } else if let Some(name) = reference.local() {
            let Some(local) = scope.module.local(name) else {
                return;
            };
            self.relate(format!("`local.{name}` is defined here"), local, &path);
            // Inside a local nothing of the block around the value is in scope.
            self.enter(
                local,
                &path,
                Scope {
                    blocks: &[],
                    key: None,
                    ..scope
                },
                hops,
            );
        } else if let Some((source, key)) = repetition(reference, scope) {
            let path: Vec<_> = key.into_iter().chain(path).collect();
            self.relate(
                format!("`{}` comes from here", reference.subject),
                source,
                &path,
            );
            self.enter(source, &path, scope, hops);
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

fn is_reference(expr: &Expression) -> bool {
    match expr {
        Expression::Traversal(traversal) => traversal.expr.is_variable(),
        Expression::Parenthesis(inner) => is_reference(inner.inner()),
        _ => false,
    }
}

/// The `for_each` or `count` a reference to the current element comes from, and the key of the element.
fn repetition<'a>(
    reference: &Reference,
    scope: Scope<'a>,
) -> Option<(&'a Attribute, Option<Step>)> {
    let (root, part) = reference.subject.split_once('.')?;
    let outer = scope.blocks.first()?;
    match root {
        "each" => {
            let source = outer.body.attribute("for_each")?;
            Some((source, scope.key.map(InstanceKey::step)))
        }
        "count" => Some((outer.body.attribute("count")?, None)),
        _ if matches!(part, "key" | "value") => {
            let dynamic = scope
                .blocks
                .iter()
                .rev()
                .find(|block| iterator(block) == Some(root))?;
            Some((dynamic.body.attribute("for_each")?, None))
        }
        _ => None,
    }
}

/// The name a `dynamic` block gives the current element.
fn iterator(block: &Block) -> Option<&str> {
    if !block.is_dynamic() {
        return None;
    }
    let told = block
        .body
        .attribute("iterator")
        .and_then(|attribute| attribute.expr.as_variable());
    told.map_or_else(|| block.label(0), |name| Some(name.as_str()))
}
