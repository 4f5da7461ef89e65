//! Locals that read each other in a circle: found without evaluating, and named as a chain.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::expr::{Expr, Kind};

/// The locals of one level by name.
pub(super) type Locals = [(Arc<str>, Expr)];

/// A longer chain of locals cannot be evaluated within the budget anyway.
const LONGEST: usize = 1_000;

/// The circles among locals, each once: the position of its first local and the chain of names.
pub(super) fn circles(locals: &Locals) -> Vec<(usize, String)> {
    let numbers: BTreeMap<&str, usize> = locals.iter().zip(0..).map(|((name, _), number)| (&**name, number)).collect();
    let reads: Vec<Vec<usize>> = locals.iter().map(|(_, expr)| read(expr, &numbers)).collect();
    let mut done = vec![false; locals.len()];
    let mut found = Vec::new();
    for start in 0..locals.len() {
        let mut path = Vec::new();
        walk(start, &reads, &mut done, &mut path, &mut found);
    }
    found
        .into_iter()
        .map(|circle| {
            let names = circle.iter().chain(circle.first()).filter_map(|number| locals.get(*number));
            let chain: Vec<String> = names.map(|(name, _)| format!("local.{name}")).collect();
            (circle.first().copied().unwrap_or_default(), chain.join(" → "))
        })
        .collect()
}

fn read(expr: &Expr, numbers: &BTreeMap<&str, usize>) -> Vec<usize> {
    let mut read = Vec::new();
    expr.walk(&mut |part| {
        if let Kind::Name(name) = &part.kind
            && &*name.root == "local"
            && let Some(number) = name.attr.as_deref().and_then(|attr| numbers.get(attr))
        {
            read.push(*number);
        }
    });
    read
}

/// Walks depth first; a local that is already on the path closes a circle.
fn walk(at: usize, reads: &[Vec<usize>], done: &mut [bool], path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if let Some(start) = path.iter().position(|other| *other == at) {
        found.extend(path.get(start..).map(<[usize]>::to_vec));
        return;
    }
    if path.len() > LONGEST || done.get(at).copied().unwrap_or(true) {
        return;
    }
    path.push(at);
    for next in reads.get(at).into_iter().flatten() {
        walk(*next, reads, done, path, found);
    }
    path.pop();
    if let Some(done) = done.get_mut(at) {
        *done = true;
    }
}
