//! Mistakes that can be seen in an expression without evaluating it: unknown names and functions.

use super::Problem;
use super::problem::closest;
use super::set::PolicySet;
use super::target::Target;
use crate::expr::{Expr, Kind, Name, Target as Callee, functions};
use crate::text::SourceText;

/// Reports calls of functions that do not exist. A name without a namespace is an error only when it is reached, as in
/// `HashiCorp`'s engine, where an untaken branch hides it.
pub(super) fn calls(expr: &Expr, text: &SourceText, problems: &mut Vec<Problem>) {
    expr.walk(&mut |part| {
        let Kind::Call(call) = &part.kind else { return };
        if !matches!(call.target, Callee::Missing) || !call.name.contains("::") {
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
    pub(super) set: &'a PolicySet,
    /// The file, by its number.
    pub(super) file: usize,
    /// The locals of the policy itself.
    pub(super) own: &'a [(std::sync::Arc<str>, Expr)],
    /// What is judged; `None` outside of a policy, where `attrs`, `prior_attrs` and `meta` do not exist.
    pub(super) target: Option<Target>,
}

/// What is wrong with a name, and what to do about it.
type Wrong = (String, Option<String>);

/// Reports names that do not exist.
pub(super) fn names(expr: &Expr, names: &Names<'_>, problems: &mut Vec<Problem>) {
    let Some(file) = names.set.files.get(names.file) else { return };
    expr.walk(&mut |part| {
        let Kind::Name(name) = &part.kind else { return };
        if let Some((message, help)) = names.wrong(name) {
            let problem = Problem::new(&file.text, part.span.clone(), message);
            problems.push(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
        }
    });
}

impl Names<'_> {
    fn wrong(&self, name: &Name) -> Option<Wrong> {
        match (&*name.root, name.attr.as_deref(), self.target) {
            (root @ ("local" | "input"), Some(attr), _) => self.undefined(root, attr),
            (root @ ("local" | "input"), None, _) => {
                Some((format!("`{root}` is no value of its own"), Some(format!("name one of them: `{root}.name`"))))
            }
            ("attrs", _, Some(_)) | ("prior_attrs", _, Some(Target::Resource)) => None,
            ("prior_attrs", _, Some(target)) => Some((format!("a `{}` has no `prior_attrs`", target.block()), None)),
            ("meta", Some(field), Some(target)) => {
                let known = target.meta().filter(|known| !known.contains(&field))?;
                let help = closest(field, known.iter().copied())
                    .map_or_else(|| format!("known are: {}", known.join(", ")), |near| format!("did you mean `meta.{near}`?"));
                Some((format!("`meta` of a `{}` has no `{field}`", target.block()), Some(help)))
            }
            ("meta", None, Some(_)) => None,
            (root @ ("attrs" | "prior_attrs" | "meta"), _, None) => Some((
                format!("`{root}` cannot be read outside of a policy"),
                Some("move it into the policy's own `locals`".to_owned()),
            )),
            (root, ..) => Some(unknown_root(root)),
        }
    }

    fn undefined(&self, root: &str, attr: &str) -> Option<Wrong> {
        let file = self.set.files.get(self.file)?;
        let is_local = root == "local";
        if (is_local && self.own.iter().any(|(name, _)| &**name == attr)) || file.defines(root, attr) {
            return None;
        }
        let siblings = self.set.siblings_that_define(self.file, root, attr);
        match siblings.as_slice() {
            [_] => None,
            [] => {
                let locals = || self.own.iter().chain(&file.locals).map(|(name, _)| &**name);
                let near =
                    if is_local { closest(attr, locals()) } else { closest(attr, file.inputs.iter().map(|input| &*input.name)) };
                let help = near.map(|near| format!("did you mean `{root}.{near}`?"));
                Some((format!("there is no {root} `{attr}`"), help))
            }
            several => {
                let names = several.iter().filter_map(|number| self.set.files.get(*number)).map(|file| file.text.name());
                let message = format!("{root} `{attr}` is ambiguous: {} define it", names.collect::<Vec<_>>().join(" and "));
                Some((message, Some("define it in this file".to_owned())))
            }
        }
    }
}

fn unknown_root(root: &str) -> Wrong {
    let known = ["attrs", "prior_attrs", "meta", "local", "input"];
    let help = match root {
        "var" => Some("a parameter of a policy is an `input`: `input.name`".to_owned()),
        "resource" | "self" | "each" | "count" | "this" => Some("the judged resource is `attrs`".to_owned()),
        "data" => Some("a data source is asked with `core::getdatasource`".to_owned()),
        "module" | "path" | "terraform" => None,
        _ => closest(root, known).map(|near| format!("did you mean `{near}`?")),
    };
    (format!("there is no `{root}`"), help)
}
