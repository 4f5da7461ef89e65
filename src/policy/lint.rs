//! What the author of a policy should know and what stops nothing: shadowed locals, calls that no engine will make, lists of
//! operations that leave a resource unseen, requirements that nothing reaches.

use super::Problem;
use super::set::{Enforce, Operation, Policy, PolicyFile, PolicySet};
use super::target::Target;
use crate::expr::{Call, Expr, Kind, Target as Callee, functions};
use crate::value::Value;

/// The warnings of a set without mistakes, in the order of its files, without those of the first files.
pub(super) fn warnings(set: &PolicySet, vetted: usize) -> Vec<Problem> {
    let mut found = Vec::new();
    for (number, file) in set.files.iter().enumerate().skip(vetted) {
        for (_, local) in &file.locals {
            calls(local, file, &mut found);
        }
        for policy in set.policies.iter().filter(|policy| policy.file == number) {
            one(policy, file, &mut found);
        }
    }
    once(set, vetted, &mut found);
    found
}

/// The expressions of a policy, messages included.
fn expressions(policy: &Policy) -> impl Iterator<Item = &Expr> {
    let parts = policy.enforces.iter().flat_map(Enforce::expressions);
    policy.locals.iter().map(|(_, expr)| expr).chain(&policy.filter).chain(parts)
}

fn one(policy: &Policy, file: &PolicyFile, found: &mut Vec<Problem>) {
    for (name, local) in &policy.locals {
        if file.defines("local", name) {
            let message = format!("local `{name}` hides the local of the file with the same name");
            found.push(Problem::new(&file.text, local.span.clone(), message).help("give one of them another name"));
        }
    }
    expressions(policy).for_each(|expr| calls(expr, file, found));
    let unreachable = policy.filter.as_ref().filter(|filter| matches!(filter.kind, Kind::Literal(Value::Bool(false))));
    if let Some(filter) = unreachable {
        let message = "nothing passes this filter: the `enforce` blocks are unreachable";
        found.push(Problem::new(&file.text, filter.span.clone(), message));
    }
    lookups_without_no_op(policy, file, found);
}

/// A lookup over a list of operations without `no-op`: what is looked up may change while the judged resource does not.
fn lookups_without_no_op(policy: &Policy, file: &PolicyFile, found: &mut Vec<Problem>) {
    let has = |operation| policy.operations.contains(&operation);
    if policy.target != Target::Resource || has(Operation::NoOp) || has(Operation::Delete) {
        return;
    }
    let mut first: Option<&Expr> = None;
    let mut prior = false;
    for expr in expressions(policy) {
        expr.walk(&mut |part| match &part.kind {
            Kind::Call(call) if &*call.name == "core::getresources" => first = first.or(Some(part)),
            Kind::Name(name) if &*name.root == "prior_attrs" => prior = true,
            _ => {}
        });
    }
    if let Some(call) = first.filter(|_| !prior) {
        let message = "`operations` without `no-op`: a change of the resources that are looked up here goes unseen";
        found.push(Problem::new(&file.text, call.span.clone(), message).help("add \"no-op\" to `operations`"));
    }
}

/// Functions without a namespace exist in no engine; the call fails when it is reached.
fn calls(expr: &Expr, file: &PolicyFile, found: &mut Vec<Problem>) {
    expr.walk(&mut |part| {
        let Kind::Call(call) = &part.kind else { return };
        if !matches!(call.target, Callee::Missing) || call.name.contains("::") {
            return;
        }
        let message = format!("there is no function `{}`: this fails when it is reached", call.name);
        let problem = Problem::new(&file.text, part.span.clone(), message);
        let full = format!("core::{}", call.name);
        found.push(if functions::find(&full).is_some() { problem.help(format!("write `{full}`")) } else { problem });
    });
}

/// What cannot be had offline is said once a set, at its first place.
fn once(set: &PolicySet, vetted: usize, found: &mut Vec<Problem>) {
    // which calls, what is said
    type Matches = fn(&Call) -> bool;
    let table: [(Matches, &str); 2] = [
        (|call| &*call.name == "core::gethttprequest", "onus is offline and sends no request: what it would answer is unknown"),
        (|call| matches!(call.target, Callee::Plugin), "onus runs no plugin: what its functions give is unknown"),
    ];
    for (matches, message) in table {
        let mut first: Option<Problem> = None;
        for (number, file) in set.files.iter().enumerate().skip(vetted) {
            let own = set.policies.iter().filter(|policy| policy.file == number).flat_map(expressions);
            for expr in file.locals.iter().map(|(_, expr)| expr).chain(own) {
                expr.walk(&mut |part| {
                    if let Kind::Call(call) = &part.kind
                        && matches(call)
                        && first.is_none()
                    {
                        first = Some(Problem::new(&file.text, part.span.clone(), message));
                    }
                });
            }
        }
        found.extend(first);
    }
}
