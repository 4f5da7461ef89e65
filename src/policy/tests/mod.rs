//! Loading and evaluating as tables: what the tests share, a file a topic.

mod conditions;
mod levels;
mod messages;
mod mistakes;
mod names;
mod settings;

use super::*;
use crate::expr::Query;
use crate::text::SourceText;
use crate::value::{ListKind, Place, Resolver, Symbol, Trace, Truth, Val, from_json};

/// Loads files that lie side by side in one folder.
fn loaded(files: &[(&str, &str)]) -> Result<PolicySet, Vec<Problem>> {
    let parse =
        |(name, text): &(&str, &str)| ((*name).to_owned(), Document::parse(SourceText::new(format!("policies/{name}"), *text)));
    load(Sources { policies: files.iter().map(parse).collect(), ..Sources::default() })
}

/// A policy for `x_y` with this inside.
fn policy(inside: &str) -> String {
    format!("resource_policy \"x_y\" \"p\" {{\n{inside}\n}}")
}

/// A policy with one condition.
fn enforced(condition: &str) -> String {
    policy(&format!("enforce {{\ncondition = {condition}\n}}"))
}

/// What is wrong with a file: the text that each mistake stands on, and its message with its help.
fn mistakes(text: &str) -> Vec<(String, String)> {
    let problems = loaded(&[("a.policy.hcl", text)]).err().unwrap_or_default();
    let one = |problem: &Problem| {
        let help = problem.help.clone().unwrap_or_default();
        (problem.text.slice(problem.span).to_owned(), format!("{} {help}", problem.message))
    };
    problems.iter().map(one).collect()
}

/// A world in which nothing can be asked.
struct Nobody;

impl Resolver for Nobody {
    fn resolve(&self, _: &Place) -> Val {
        Val::unknown(Trace::none())
    }
    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        if left == right { Truth::True } else { Truth::Unknown }
    }
    fn holds(&self, _: &Symbol, _: &str) -> Truth {
        Truth::Unknown
    }
}

impl Answers for Nobody {
    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Ok(Val::list(ListKind::Any, Vec::new()))
    }
}

/// A subject: `attrs` with an unknown `u`, a null `n`, a `set`, and what is given.
fn subject(attrs: &serde_json::Value) -> Subject<'static> {
    let mut fields = vec![
        ("u".into(), Val::unknown(Trace::none())),
        ("n".into(), Val::null()),
        ("set".into(), Val::list(ListKind::Set, vec!["a".into()])),
    ];
    if let crate::value::Value::Object(object) = from_json(attrs).value {
        fields.extend(object.fields.iter().cloned());
    }
    let meta = Val::object(vec![("module_path".into(), "".into()), ("operation".into(), "create".into())]);
    Subject { attrs: Val::object(fields), prior: Val::null(), meta: std::cell::LazyCell::new(Box::new(move || meta)) }
}

fn judged(files: &[(&str, &str)], attrs: &serde_json::Value) -> Judgement {
    let mut set = loaded(files).unwrap_or_else(|problems| panic!("{files:?}: {problems:?}"));
    let values = Inputs::default().bind(&set).values;
    set.settle_levels(&values).expect("levels");
    evaluate(&set, &set.policies[0], &subject(attrs), &Nobody, &values)
}
