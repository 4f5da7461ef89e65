//! What an expression refers to, in the form a plan's `configuration` uses.
//!
//! Terraform lists a reference with all its parts, longest first: `var.a.b` gives `var.a.b` and `var.a`.
//! Indices that are not constant end a reference; variables of `for` are none.

use super::step::{InstanceKey, Step};
use hcl_edit::expr::{Expression, ForExpr, ObjectKey, Traversal, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Element, ForTemplateExpr};
use hcl_edit::visit::{Visit, visit_expr, visit_for_expr, visit_for_template_expr, visit_object_key, visit_traversal_operator};
use hcl_edit::{Ident, Span as _};
use serde_json::{Map, Value};
use std::ops::Range;

/// The most steps of one reference. A plan lists one with each of its prefixes.
const LONGEST: usize = 100;

/// One reference of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What is referred to: `var.x`, `local.x`, `aws_s3_bucket.x`, `data.aws_ami.x`, `module.x`, `each.value`.
    pub subject: String,
    /// The steps behind it, as far as they are constant.
    pub path: Vec<Step>,
    /// Where the reference stands, relative to the expression's text.
    pub range: Option<Range<usize>>,
}

impl Reference {
    /// The name of the input variable, if it refers to one.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        self.subject.strip_prefix("var.")
    }

    /// The name of the local value, if it refers to one.
    #[must_use]
    pub fn local(&self) -> Option<&str> {
        self.subject.strip_prefix("local.")
    }

    fn written(&self) -> Vec<String> {
        let full = |taken: usize| {
            let path = self.path.iter().take(taken).map(ToString::to_string);
            std::iter::once(self.subject.clone()).chain(path).collect::<String>()
        };
        // A keyed module output is listed down to the module instance, not to the call.
        let keyed_call =
            self.subject.starts_with("module.") && self.path.len() > 1 && !matches!(self.path.first(), Some(Step::Attr(_)));
        (usize::from(keyed_call)..=self.path.len()).rev().map(full).collect()
    }
}

/// The references of an expression in source order.
#[must_use]
pub fn references(expr: &Expression) -> Vec<Reference> {
    references_of(expr, None)
}

/// The references of an expression of one instance: an index that is the instance's key counts as constant.
pub(super) fn references_of(expr: &Expression, key: Option<&InstanceKey>) -> Vec<Reference> {
    let mut collector = Collector { key: key.cloned(), ..Collector::default() };
    collector.visit_expr(expr);
    collector.found
}

/// The references of an expression as a plan lists them, without repeats.
#[must_use]
pub fn written_references(expr: &Expression) -> Vec<String> {
    let mut written = Vec::new();
    for reference in references(expr) {
        for text in reference.written() {
            if !written.contains(&text) {
                written.push(text);
            }
        }
    }
    written
}

/// The subject of a reference as a plan lists it: `var.a` of `var.a.b[0]`.
#[must_use]
pub fn subject_of(written: &str) -> &str {
    let parts = match written.split('.').next() {
        Some("data" | "ephemeral") => 3,
        _ => 2,
    };
    let mut dots = 0;
    let end = written.find(|c| {
        dots += usize::from(c == '.');
        c == '[' || dots == parts
    });
    written.get(..end.unwrap_or(written.len())).unwrap_or(written)
}

/// The value of an expression made of literals only.
#[must_use]
pub fn literal(expr: &Expression) -> Option<Value> {
    match expr {
        Expression::Null(_) => Some(Value::Null),
        Expression::Bool(value) => Some(Value::Bool(*value.value())),
        Expression::String(value) => Some(Value::String(value.value().clone())),
        Expression::Number(value) => serde_json::from_str(&value.value().to_string()).ok(),
        Expression::Parenthesis(inner) => literal(inner.inner()),
        Expression::Array(array) => array.iter().map(literal).collect::<Option<Vec<_>>>().map(Value::Array),
        Expression::UnaryOp(operation) => match (operation.operator.value(), literal(&operation.expr)?) {
            (UnaryOperator::Neg, Value::Number(number)) => serde_json::from_str(&format!("-{number}")).ok(),
            _ => None,
        },
        Expression::Object(object) => {
            let member = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                Some((super::body::key_text(key)?.to_owned(), literal(value.expr())?))
            };
            object.iter().map(member).collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        Expression::StringTemplate(template) => {
            let text = |element: &Element| element.as_literal().map(|text| text.value().clone());
            template.iter().map(text).collect::<Option<String>>().map(Value::String)
        }
        _ => None,
    }
}

#[derive(Default)]
struct Collector {
    found: Vec<Reference>,
    scope: Vec<String>,
    key: Option<InstanceKey>,
}

impl Collector {
    fn within(&mut self, key: Option<&Ident>, value: &Ident, visit: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        self.scope.extend(key.map(|name| name.as_str().to_owned()));
        self.scope.push(value.as_str().to_owned());
        visit(self);
        self.scope.truncate(outer);
    }

    fn traversal(&mut self, root: &str, node: &Traversal) {
        if self.scope.iter().any(|name| name == root) || node.operators.len() > LONGEST {
            return;
        }
        let mut steps = node.operators.iter().map_while(|operator| self.step(operator.value()));
        let parts = usize::from(matches!(root, "data" | "ephemeral")) + 1;
        let mut subject = root.to_owned();
        for _ in 0..parts {
            let Some(Step::Attr(name)) = steps.next() else {
                return;
            };
            subject.push('.');
            subject.push_str(&name);
        }
        let path = steps.collect();
        self.found.push(Reference { subject, path, range: node.span() });
    }
}

impl Collector {
    fn step(&self, operator: &TraversalOperator) -> Option<Step> {
        step(operator).or_else(|| match (operator, &self.key) {
            (TraversalOperator::Index(expr), Some(key)) if is_own_key(expr, key) => Some(key.step()),
            _ => None,
        })
    }
}

/// Whether an expression is `each.key` or `count.index` of an instance that has such a key.
fn is_own_key(expr: &Expression, key: &InstanceKey) -> bool {
    let name = match key {
        InstanceKey::Key(_) => "each.key",
        InstanceKey::Index(_) => "count.index",
    };
    expr.is_traversal() && written_references(expr) == [name]
}

impl Visit for Collector {
    fn visit_traversal(&mut self, node: &Traversal) {
        match node.expr.as_variable() {
            Some(root) => self.traversal(root.as_str(), node),
            None => visit_expr(self, &node.expr),
        }
        for operator in &node.operators {
            // The instance's own key leads on, it is not where the value comes from.
            if step(operator.value()).is_none() && self.step(operator.value()).is_some() {
                continue;
            }
            visit_traversal_operator(self, operator.value());
        }
    }

    fn visit_object_key(&mut self, node: &ObjectKey) {
        // A bare name as a key is text, not a variable.
        if !node.as_expr().is_some_and(Expression::is_variable) {
            visit_object_key(self, node);
        }
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.visit_expr(&node.intro.collection_expr);
        let (key, value) = (node.intro.key_var.as_deref(), &node.intro.value_var);
        let seen = self.found.len();
        self.within(key, value, |inner| visit_for_expr(inner, node));
        self.drop_repeated(seen);
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        self.visit_expr(&node.collection_expr);
        let (key, value) = (node.key_var.as_deref(), &node.value_var);
        let seen = self.found.len();
        self.within(key, value, |inner| visit_for_template_expr(inner, node));
        self.drop_repeated(seen);
    }
}

impl Collector {
    /// The collection of a `for` is visited outside and inside its scope: keeps the first of both.
    fn drop_repeated(&mut self, seen: usize) {
        let tail = self.found.split_off(seen.min(self.found.len()));
        for reference in tail {
            if !self.found.contains(&reference) {
                self.found.push(reference);
            }
        }
    }
}

fn step(operator: &TraversalOperator) -> Option<Step> {
    match operator {
        TraversalOperator::GetAttr(name) => Some(Step::Attr(name.as_str().to_owned())),
        TraversalOperator::LegacyIndex(at) => usize::try_from(*at.value()).ok().map(Step::Index),
        TraversalOperator::Index(expr) => match literal(expr)? {
            Value::String(key) => Some(Step::Key(key)),
            Value::Number(at) => at.as_u64().and_then(|at| usize::try_from(at).ok()).map(Step::Index),
            _ => None,
        },
        TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcl_edit::parser::parse_expr;
    use serde_json::json;

    #[test]
    fn references_are_listed_as_terraform_does() {
        // As `terraform show -json` of Terraform 1.11 prints them.
        let table: &[(&str, &[&str])] = &[
            ("var.v.a.b", &["var.v.a.b", "var.v.a", "var.v"]),
            ("local.loc[\"a\"]", &["local.loc[\"a\"]", "local.loc"]),
            ("t.a[0].output", &["t.a[0].output", "t.a[0]", "t.a"]),
            ("t.a.0.output", &["t.a[0].output", "t.a[0]", "t.a"]),
            ("t.a[*].id", &["t.a"]),
            ("t.a.*.id", &["t.a"]),
            ("t.b[each.key].output", &["t.b", "each.key"]),
            ("module.m.out", &["module.m.out", "module.m"]),
            ("module.m2[\"k\"].out", &["module.m2[\"k\"].out", "module.m2[\"k\"]"]),
            ("data.a.b.c", &["data.a.b.c", "data.a.b"]),
            ("\"x-${t.a[1].o}-${var.v[\"a\"].b}\"", &["t.a[1].o", "t.a[1]", "t.a", "var.v[\"a\"].b", "var.v[\"a\"]", "var.v"]),
            ("[for x in t.a : x.id if x.id != var.l[0]]", &["t.a", "var.l[0]", "var.l"]),
            ("{ a = 1, c = [for k in var.l : upper(k)] }", &["var.l"]),
            ("jsonencode({ a = 1 })", &[]),
            ("true ? var.v : null", &["var.v"]),
            ("[path.module, terraform.workspace, count.index]", &["path.module", "terraform.workspace", "count.index"]),
            ("<<E\n%{ for k, v in var.m }${k}${v.x}${local.y}%{ endfor }\nE", &["var.m", "local.y"]),
            ("f(x).y[var.z]", &["var.z"]),
        ];
        for (text, expected) in table {
            assert_eq!(written_references(&parse_expr(text).unwrap()), *expected, "{text}");
        }
    }

    #[test]
    fn subjects_are_cut_from_plan_text() {
        let table = [
            ("var.a.b[0]", "var.a"),
            ("data.a.b.c", "data.a.b"),
            ("t.a[\"x.y\"].id", "t.a"),
            ("each.value", "each.value"),
            ("module.m[\"k\"]", "module.m"),
        ];
        for (written, subject) in table {
            assert_eq!(subject_of(written), subject);
        }
    }

    #[test]
    fn literals_have_values() {
        let table = [
            ("null", Some(json!(null))),
            ("-5", Some(json!(-5))),
            ("1.5", Some(json!(1.5))),
            ("[1, \"a\", { k = true, \"l\" : null }]", Some(json!([1, "a", {"k": true, "l": null}]))),
            ("\"a${b}\"", None),
            ("1 + 2", None),
            ("(\"x\")", Some(json!("x"))),
        ];
        for (text, value) in table {
            assert_eq!(literal(&parse_expr(text).unwrap()), value, "{text}");
        }
    }
}
