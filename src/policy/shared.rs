//! Which locals of a file have one value for all subjects: those that read neither the subject nor anything that depends on
//! it. They are evaluated once a run. Evaluates nothing itself.

use std::collections::BTreeSet;

use super::set::PolicySet;
use crate::expr::{Expr, Kind, Target};

/// The locals, by file and position.
pub(super) fn shared_locals(set: &PolicySet) -> BTreeSet<(usize, usize)> {
    let mut shared = BTreeSet::new();
    for (number, file) in set.files.iter().enumerate() {
        for (position, (_, local)) in file.locals.iter().enumerate() {
            if reads_no_subject(local, set, number, &mut vec![position]) {
                shared.insert((number, position));
            }
        }
    }
    shared
}

/// `open` are the locals on the way here; one that reads itself is an error, which is told where it is evaluated.
fn reads_no_subject(expr: &Expr, set: &PolicySet, file: usize, open: &mut Vec<usize>) -> bool {
    let mut free = true;
    expr.walk(&mut |part| {
        free = free
            && match &part.kind {
                Kind::Name(name) => match &*name.root {
                    "input" => true,
                    "local" => name.attr.as_ref().is_some_and(|attr| local_reads_no_subject(attr, set, file, open)),
                    _ => false,
                },
                Kind::Call(call) => match call.target {
                    // The questions whose answer depends on who asks.
                    Target::Builtin(_) => !matches!(&*call.name, "onus::same_provider" | "onus::is_near"),
                    Target::User(number) => set.functions.get(number).is_some_and(|function| {
                        let parts = function.locals.iter().chain([&function.result]);
                        parts.into_iter().all(|part| reads_no_subject(part, set, file, open))
                    }),
                    Target::Plugin | Target::Missing => false,
                },
                _ => true,
            };
    });
    free
}

/// Only locals of the same file are followed: what another file defines is evaluated as before.
fn local_reads_no_subject(name: &str, set: &PolicySet, file: usize, open: &mut Vec<usize>) -> bool {
    let locals = set.files.get(file).map_or(&[][..], |file| &file.locals);
    let Some((position, (_, local))) = locals.iter().enumerate().find(|(_, (local, _))| &**local == name) else { return false };
    if open.contains(&position) {
        return false;
    }
    open.push(position);
    let free = reads_no_subject(local, set, file, open);
    open.pop();
    free
}
