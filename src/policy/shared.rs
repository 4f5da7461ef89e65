//! Which locals of a file have one value for all subjects: those that read neither the subject nor anything that depends on
//! it. They are evaluated once a run. Evaluates nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use super::set::PolicySet;
use crate::expr::{Expr, Kind, Target};

/// The locals, by file and position.
pub(super) fn shared_locals(set: &PolicySet) -> BTreeSet<(usize, usize)> {
    let mut reader = Reader { set, locals: BTreeMap::new(), functions: BTreeMap::new() };
    let all = set.files.iter().enumerate().flat_map(|(number, file)| (0..file.locals.len()).map(move |at| (number, at)));
    all.filter(|(file, position)| reader.local(*file, *position)).collect()
}

/// Reads expressions, each local and function once: a chain of locals may name each of its links several times.
struct Reader<'s> {
    set: &'s PolicySet,
    /// Whether a local reads no subject, by file and position. While it is being read it counts as one that does, so that one
    /// that reads itself is not shared; that it does is told where it is evaluated.
    locals: BTreeMap<(usize, usize), bool>,
    /// The same of functions of the language, by their number.
    functions: BTreeMap<usize, bool>,
}

impl Reader<'_> {
    fn local(&mut self, file: usize, position: usize) -> bool {
        if let Some(known) = self.locals.get(&(file, position)) {
            return *known;
        }
        self.locals.insert((file, position), false);
        let local = self.set.files.get(file).and_then(|file| file.locals.get(position));
        let free = local.is_some_and(|(_, local)| self.reads_no_subject(local, file));
        self.locals.insert((file, position), free);
        free
    }

    /// Only locals of the same file are followed: what another file defines is evaluated as before.
    fn named(&mut self, file: usize, name: &str) -> bool {
        let locals = self.set.files.get(file).map_or(&[][..], |file| &file.locals);
        locals.iter().position(|(local, _)| &**local == name).is_some_and(|position| self.local(file, position))
    }

    fn function(&mut self, number: usize, file: usize) -> bool {
        if let Some(known) = self.functions.get(&number) {
            return *known;
        }
        self.functions.insert(number, false);
        let set = self.set;
        let free = set.functions.get(number).is_some_and(|function| {
            let mut parts = function.locals.iter().chain([&function.result]);
            parts.all(|part| self.reads_no_subject(part, file))
        });
        self.functions.insert(number, free);
        free
    }

    fn reads_no_subject(&mut self, expr: &Expr, file: usize) -> bool {
        let mut free = true;
        expr.walk(&mut |part| {
            free = free
                && match &part.kind {
                    Kind::Name(name) => match &*name.root {
                        "input" => true,
                        "local" => name.attr.as_ref().is_some_and(|attr| self.named(file, attr)),
                        _ => false,
                    },
                    Kind::Call(call) => match call.target {
                        // The questions whose answer depends on who asks.
                        Target::Builtin(_) => !matches!(&*call.name, "onus::same_provider" | "onus::is_near"),
                        Target::User(number) => self.function(number, file),
                        Target::Plugin | Target::Missing => false,
                    },
                    _ => true,
                };
        });
        free
    }
}
