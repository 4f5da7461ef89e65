//! Mistakes that can be seen in an expression without evaluating it: unknown names and functions.

use super::Problem;
use super::load::PolicyFile;
use super::problem::closest;
use crate::expr::{Expr, Kind, Name, Target, functions};
use crate::text::SourceText;

/// Reports calls of functions that do not exist. A name without a namespace is an error only when it is reached, as in
/// `HashiCorp`'s engine, where an untaken branch hides it.
pub(super) fn calls(expr: &Expr, text: &SourceText, problems: &mut Vec<Problem>) {
    expr.walk(&mut |part| {
        let Kind::Call(call) = &part.kind else { return };
        if !matches!(call.target, Target::Missing) || !call.name.contains("::") || call.name.starts_with("plugin::") {
            return;
        }
        let problem = Problem::new(text, part.span.clone(), format!("there is no function `{}`", call.name));
        problems.push(match closest(&call.name, functions::names()) {
            Some(other) => problem.help(format!("did you mean `{other}`?")),
            None => problem,
        });
    });
}

/// What an expression of a policy can read.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) file: &'a PolicyFile,
    /// The locals of the policy itself.
    pub(super) own: &'a [(std::sync::Arc<str>, Expr)],
    /// Whether `attrs`, `meta` and `prior_attrs` exist: not in the locals of a file.
    pub(super) in_policy: bool,
    /// Locals and inputs that sibling files define.
    pub(super) siblings: &'a dyn Fn(&str, &str) -> bool,
}

/// Reports names that do not exist.
pub(super) fn names(expr: &Expr, names: &Names<'_>, problems: &mut Vec<Problem>) {
    expr.walk(&mut |part| {
        let Kind::Name(name) = &part.kind else { return };
        if let Some((message, help)) = unknown(name, names) {
            let problem = Problem::new(&names.file.text, part.span.clone(), message);
            problems.push(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
        }
    });
}

fn unknown(name: &Name, names: &Names<'_>) -> Option<(String, Option<String>)> {
    let propose = |other: Option<&str>, root: &str| other.map(|other| format!("did you mean `{root}{other}`?"));
    match (&*name.root, name.attr.as_deref()) {
        ("local", Some(attr)) => {
            let known = || names.own.iter().chain(&names.file.locals).map(|(name, _)| &**name);
            if known().any(|other| other == attr) || (names.siblings)("local", attr) {
                return None;
            }
            Some((format!("there is no local `{attr}`"), propose(closest(attr, known()), "local.")))
        }
        ("input", Some(attr)) => {
            let known = || names.file.inputs.iter().map(|input| &*input.name);
            if known().any(|other| other == attr) || (names.siblings)("input", attr) {
                return None;
            }
            Some((format!("there is no input `{attr}`"), propose(closest(attr, known()), "input.")))
        }
        ("attrs" | "prior_attrs" | "meta", _) if names.in_policy => None,
        ("attrs" | "prior_attrs" | "meta", _) => Some((format!("`{}` cannot be read outside of a policy", name.root), None)),
        (root, _) => {
            let known = ["attrs", "prior_attrs", "meta", "local", "input"];
            Some((format!("there is no `{root}`"), propose(closest(root, known), "")))
        }
    }
}
