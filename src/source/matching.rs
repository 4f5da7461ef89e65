//! Does a block still say what the plan was made from?
//!
//! A plan's `configuration` holds constants and references of every attribute. Where that form is certain, a
//! difference means the source has moved on since; where it is not (functions, splats, `dynamic`), both agree.

use super::body::{Attribute, Block, Body};
use super::references::{literal, subject_of, written_references};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An attribute or nested block as a plan's `configuration` gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Configured {
    /// `constant_value`
    Constant(Value),
    /// `references`
    References(Vec<String>),
    /// Nested blocks of one type in source order.
    Blocks(Vec<BTreeMap<String, Configured>>),
    /// Neither constant nor reference: a function of constants.
    Other,
}

/// The arguments of a resource or module call as a plan's `configuration` gives them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Configuration {
    /// By attribute or block type.
    pub expressions: BTreeMap<String, Configured>,
    /// `count` or `for_each`, if any.
    pub repetition: BTreeMap<String, Configured>,
}

/// Whether a block says what the plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// As far as can be told.
    Same,
    /// Certainly not.
    Differs {
        /// The attribute or block type that differs.
        what: String,
    },
}

impl Configuration {
    /// Reads a resource or module call of a plan's `configuration`.
    #[must_use]
    pub fn of(json: &Value) -> Self {
        let repetition = [("count", "count_expression"), ("for_each", "for_each_expression")];
        let repeated = |(name, field): (&str, &str)| json.get(field).map(|value| (name.to_owned(), Configured::of(value)));
        Self {
            expressions: json.get("expressions").map(configured).unwrap_or_default(),
            repetition: repetition.into_iter().filter_map(repeated).collect(),
        }
    }
}

impl Configured {
    fn of(json: &Value) -> Self {
        if let Value::Array(blocks) = json {
            return Self::Blocks(blocks.iter().map(configured).collect());
        }
        let references = json.get("references").and_then(Value::as_array);
        if let Some(references) = references.filter(|all| all.iter().all(Value::is_string)) {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            return Self::References(references.iter().filter_map(text).collect());
        }
        match json.as_object() {
            Some(object) if object.is_empty() => Self::Other,
            Some(object) if object.len() == 1 => match object.get("constant_value") {
                Some(value) => Self::Constant(value.clone()),
                None => Self::Blocks(vec![configured(json)]),
            },
            Some(_) => Self::Blocks(vec![configured(json)]),
            None => Self::Other,
        }
    }
}

fn configured(json: &Value) -> BTreeMap<String, Configured> {
    let members = json.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.clone(), Configured::of(value))).collect()
}

/// The configuration of a block, which remembers how the blocks of the source compare with it: many findings are about one block.
#[derive(Debug, Default)]
pub struct Planned {
    configuration: Configuration,
    compared: RefCell<Vec<(Arc<Block>, Match)>>,
}

impl Planned {
    /// Nothing is compared yet.
    #[must_use]
    pub fn new(configuration: Configuration) -> Self {
        Self { configuration, compared: RefCell::default() }
    }

    /// Whether a block says what the plan says.
    pub fn compared(&self, block: &Arc<Block>) -> Match {
        let mut compared = self.compared.borrow_mut();
        if let Some((_, known)) = compared.iter().find(|(other, _)| Arc::ptr_eq(other, block)) {
            return known.clone();
        }
        let found = matches(block, &self.configuration);
        compared.push((block.clone(), found.clone()));
        found
    }
}

/// Compares a block of the source with the plan's configuration of it.
#[must_use]
pub fn matches(block: &Block, configuration: &Configuration) -> Match {
    let repetition = ["count", "for_each"].into_iter().find(|name| {
        match (block.body.attribute(name), configuration.repetition.get(*name)) {
            (None, None) => false,
            (Some(attribute), Some(configured)) => !agrees(attribute, configured),
            // A function of constants, such as `toset([…])`, is left out of the plan.
            (Some(attribute), None) => !agrees(attribute, &Configured::Other) || literal(&attribute.expr).is_some(),
            (None, Some(_)) => true,
        }
    });
    let what = repetition.map(str::to_owned);
    match what.or_else(|| difference(&block.body, &configuration.expressions, true)) {
        Some(what) => Match::Differs { what },
        None => Match::Same,
    }
}

/// The first name on which a body and the plan disagree.
fn difference(body: &Body, expressions: &BTreeMap<String, Configured>, top: bool) -> Option<String> {
    let planned = expressions.iter().find(|(name, configured)| !holds(body, name, configured));
    if let Some((name, _)) = planned {
        return Some(name.clone());
    }
    // In JSON `dynamic` and comments are properties like any other.
    let meta = |name: &str| matches!(name, "dynamic" | "//") || (top && is_meta(name));
    let added = body.attributes.iter().find(|attribute| {
        !expressions.contains_key(&attribute.name)
            && !meta(&attribute.name)
            && attribute.is_readable()
            && literal(&attribute.expr) != Some(Value::Null)
    });
    let new_block = |block: &&Block| {
        !expressions.contains_key(&block.kind) && !meta(&block.kind) && !block.is_dynamic() && !block.body.attributes.is_empty()
    };
    added.map(|attribute| attribute.name.clone()).or_else(|| body.blocks.iter().find(new_block).map(|block| block.kind.clone()))
}

fn is_meta(name: &str) -> bool {
    const META: [&str; 10] = [
        "count",
        "for_each",
        "depends_on",
        "provider",
        "providers",
        "lifecycle",
        "connection",
        "provisioner",
        "source",
        "version",
    ];
    META.contains(&name)
}

fn holds(body: &Body, name: &str, configured: &Configured) -> bool {
    let attribute = body.attribute(name);
    let has_blocks = body.blocks_of(name).next().is_some();
    match (attribute, configured) {
        (_, Configured::Blocks(planned)) if has_blocks => same_blocks(body, name, planned),
        // Some schemas read nested blocks as the value of an attribute.
        (_, _) if has_blocks => true,
        (_, Configured::Blocks(planned)) => attribute.is_some() || planned.is_empty(),
        (Some(attribute), _) => agrees(attribute, configured),
        (None, Configured::Constant(Value::Null) | Configured::Other) => true,
        (None, _) => false,
    }
}

fn same_blocks(body: &Body, name: &str, planned: &[BTreeMap<String, Configured>]) -> bool {
    let blocks: Vec<_> = body.blocks_of(name).collect();
    let dynamic = blocks.iter().any(|block| block.is_dynamic());
    let pair = |(block, planned): (&&Block, &BTreeMap<String, Configured>)| difference(&block.body, planned, false).is_none();
    dynamic || (blocks.len() == planned.len() && blocks.iter().zip(planned).all(pair))
}

fn agrees(attribute: &Attribute, configured: &Configured) -> bool {
    if !attribute.is_readable() {
        return true;
    }
    let written: BTreeSet<_> = written_references(&attribute.expr).into_iter().collect();
    match configured {
        Configured::Constant(value) => {
            written.is_empty() && literal(&attribute.expr).is_none_or(|literal| is_same(&literal, value))
        }
        Configured::References(planned) => {
            let planned: BTreeSet<_> = planned.iter().cloned().collect();
            let subjects =
                |all: &BTreeSet<String>| -> BTreeSet<String> { all.iter().map(|text| subject_of(text).to_owned()).collect() };
            written == planned || (!is_plain(attribute) && subjects(&written) == subjects(&planned))
        }
        Configured::Other => written.is_empty(),
        Configured::Blocks(_) => true,
    }
}

/// A bare reference, whose form in the plan is certain.
fn is_plain(attribute: &Attribute) -> bool {
    let text = attribute.file.slice(attribute.value_span);
    attribute.expr.is_traversal() && !text.contains(['*', '(', '['])
}

/// Values alike but for Terraform's conversions between strings, numbers and bools.
pub(super) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| is_same(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            let null = Value::Null;
            let names: BTreeSet<_> = left.keys().chain(right.keys()).collect();
            let member = |object: &serde_json::Map<_, _>, name| object.get(name).unwrap_or(&null).clone();
            names.into_iter().all(|name| is_same(&member(left, name), &member(right, name)))
        }
        _ => match (scalar(left), scalar(right)) {
            (Some(left), Some(right)) => left == right,
            _ => left == right,
        },
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.as_f64()?.to_string()),
        Value::String(text) => Some(text.parse::<f64>().map_or_else(|_| text.clone(), |n| n.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::native;
    use crate::text::{SourceText, Span};

    /// What differs between the arguments of a block and a resource of a plan's `configuration`.
    fn differs(source: &str, plan: &str) -> String {
        let text = format!("resource \"a\" \"b\" {{\n{source}\n}}\n");
        let file = SourceText::new("main.tf", text);
        let range = Span::new(0, file.content().len());
        let body = native::body(&file, range, &mut Vec::new());
        let plan = serde_json::from_str(plan).unwrap();
        match matches(&body.blocks[0], &Configuration::of(&plan)) {
            Match::Same => String::new(),
            Match::Differs { what } => what,
        }
    }

    #[test]
    fn certain_differences_are_told() {
        let one = r#"{"k": {"constant_value": 1}}"#;
        let block = r#"{"b": [{"k": {"constant_value": 1}}]}"#;
        let t_a = r#"{"k": {"references": ["t.a"]}}"#;
        let var_x = r#"{"k": {"references": ["var.x"]}}"#;
        // (source, expressions of the plan, what differs)
        let table = [
            ("k = 1", one, ""),
            ("k = \"1\"", one, ""), // Terraform converts
            ("k = 2", one, "k"),
            ("k = var.x", one, "k"),
            ("", one, "k"),
            ("k = 1", "{}", "k"),
            ("k = null", "{}", ""),
            ("k = max(1, 2)", r#"{"k": {}}"#, ""),
            ("k = 2 - 1", one, ""),
            ("k = { a = 1, a = 2 }", one, ""), // not readable, so not certain
            ("k = var.x", var_x, ""),
            ("k = var.y", var_x, "k"),
            ("k = t.a.id", r#"{"k": {"references": ["t.a.arn", "t.a"]}}"#, "k"),
            ("k = t.a[*].id", t_a, ""),
            ("k = f(t.a[x].id)", t_a, ""),
            ("b {\n  k = 1\n}", block, ""),
            ("b {\n  k = 2\n}", block, "b"),
            ("b {}", r#"{"b": [{}, {}]}"#, "b"),
            ("b {\n  k = 1\n}", "{}", "b"),
            ("b {}\nb {}", r#"{"b": {"references": ["var.x"]}}"#, ""), // a block read as a value
            ("dynamic \"b\" {\n  for_each = []\n  content {}\n}", "{}", ""),
            ("lifecycle {\n  prevent_destroy = true\n}\ndepends_on = [t.a]", "{}", ""),
        ];
        for (source, expressions, what) in table {
            let plan = format!("{{\"expressions\": {expressions}}}");
            assert_eq!(differs(source, &plan), what, "{source} against {plan}");
        }
    }

    #[test]
    fn count_and_for_each_are_compared() {
        let table = [
            ("count = 1", r#"{"count_expression": {"constant_value": 1}}"#, ""),
            ("count = 1", "{}", "count"),
            ("for_each = toset([\"a\"])", "{}", ""),
            ("for_each = toset(var.x)", "{}", "for_each"),
            ("", r#"{"for_each_expression": {"references": ["var.x"]}}"#, "for_each"),
        ];
        for (source, plan, what) in table {
            assert_eq!(differs(source, plan), what, "{source} against {plan}");
        }
    }
}
