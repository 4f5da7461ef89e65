//! JSON syntax (`*.tf.json`) to the body model.
//!
//! JSON does not tell attributes from blocks; only a provider's schema does. So a property that may be either
//! stands in both lists. Strings are templates, as Terraform reads them.

use super::body::{Attribute, Block, Body};
use super::json::{Member, Node, Value};
use super::native::unreadable;
use super::problem::Problem;
use crate::text::{SourceText, Span};
use hcl_edit::Number;
use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::parser::parse_template;
use hcl_edit::template::{Element, StringTemplate};
use std::sync::Arc;

/// How deep a property is also read as a block.
const MAX_BLOCK_DEPTH: usize = 8;

/// A top-level block of a JSON file before its body is read.
#[derive(Debug, Clone)]
pub(crate) struct JsonBlock {
    /// The block type.
    pub(crate) kind: String,
    /// The labels.
    pub(crate) labels: Vec<String>,
    /// The innermost property name.
    pub(crate) header: Span,
    /// The body.
    pub(crate) node: Arc<Node>,
}

/// The top-level blocks of a JSON file.
pub(crate) fn blocks(root: &Node) -> Vec<JsonBlock> {
    let mut found = Vec::new();
    for member in root.members() {
        if member.name != "//" {
            labelled(member, &member.name, label_count(&member.name), &[], &mut found);
        }
    }
    found
}

fn label_count(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" => 2,
        "module" | "variable" | "output" | "provider" | "check" => 1,
        _ => 0,
    }
}

fn labelled(member: &Member, kind: &str, left: usize, labels: &[String], found: &mut Vec<JsonBlock>) {
    if left == 0 {
        found.extend(member.node.objects().into_iter().map(|node| JsonBlock {
            kind: kind.to_owned(),
            labels: labels.to_vec(),
            header: member.name_span,
            node,
        }));
        return;
    }
    for inner in member.node.members() {
        if inner.name != "//" {
            let labels: Vec<_> = labels.iter().chain([&inner.name]).cloned().collect();
            labelled(inner, kind, left - 1, &labels, found);
        }
    }
}

/// Reads the body of a top-level block.
pub(crate) fn block(file: &SourceText, found: &JsonBlock, problems: &mut Vec<Problem>) -> Block {
    Block {
        kind: found.kind.clone(),
        labels: found.labels.clone(),
        header_span: found.header,
        span: Span::new(found.header.start, found.node.span.end),
        body: body(file, &found.node, problems, MAX_BLOCK_DEPTH),
        file: file.clone(),
    }
}

/// Reads the members of an object as attributes, and as blocks where they can be.
pub(crate) fn body(file: &SourceText, node: &Node, problems: &mut Vec<Problem>, depth: usize) -> Body {
    let mut body = Body::default();
    for member in node.members() {
        if member.name == "//" {
            continue;
        }
        body.attributes.push(attribute(file, member, problems));
        if depth == 0 {
            continue;
        }
        if member.name == "dynamic" {
            for inner in member.node.members() {
                let label = vec![inner.name.clone()];
                nested(file, "dynamic", &label, inner, depth, &mut body);
            }
        } else {
            nested(file, &member.name, &[], member, depth, &mut body);
        }
    }
    body
}

fn nested(file: &SourceText, kind: &str, labels: &[String], member: &Member, depth: usize, into: &mut Body) {
    let objects = member.node.objects();
    let alone = matches!(member.node.value, Value::Object(_));
    for node in objects {
        let start = if alone { member.name_span.start } else { node.span.start };
        // Problems are those of the attribute that stands for the same text.
        let body = body(file, &node, &mut Vec::new(), depth - 1);
        into.blocks.push(Block {
            kind: kind.to_owned(),
            labels: labels.to_vec(),
            header_span: member.name_span,
            span: Span::new(start, node.span.end),
            body,
            file: file.clone(),
        });
    }
}

fn attribute(file: &SourceText, member: &Member, problems: &mut Vec<Problem>) -> Attribute {
    let mut readable = true;
    let expr = expression(&member.node, &mut |at, message| {
        readable = false;
        problems.push(Problem::at(file, at, message));
    });
    Attribute {
        name: member.name.clone(),
        name_span: member.name_span,
        span: Span::new(member.name_span.start, member.node.span.end),
        value_span: member.node.span,
        expr: Arc::new(expr),
        file: file.clone(),
        json: Some(Arc::clone(&member.node)),
        readable,
    }
}

fn expression(node: &Node, refuse: &mut dyn FnMut(usize, &str)) -> Expression {
    match &node.value {
        Value::Null => Expression::null(),
        Value::Bool(value) => Expression::from(*value),
        Value::Number(value) => number(value),
        Value::String(text) => template(text, node.span.start, refuse),
        Value::Array(nodes) => {
            let mut array = Array::new();
            for node in nodes {
                array.push(expression(node, refuse));
            }
            Expression::from(array)
        }
        Value::Object(members) => {
            let mut object = Object::new();
            for member in members {
                let key = template(&member.name, member.name_span.start, refuse);
                let value = expression(&member.node, refuse);
                object.insert(ObjectKey::Expression(key), ObjectValue::new(value));
            }
            Expression::from(object)
        }
    }
}

fn number(value: &serde_json::Number) -> Expression {
    let whole = value.as_i64().map(Number::from).or_else(|| value.as_u64().map(Number::from));
    let number = whole.or_else(|| value.as_f64().and_then(Number::from_f64));
    number.map_or_else(unreadable, Expression::from)
}

/// A string is a template; one that is a single interpolation is the expression within.
fn template(text: &str, at: usize, refuse: &mut dyn FnMut(usize, &str)) -> Expression {
    if !text.contains("${") && !text.contains("%{") {
        return Expression::from(text);
    }
    let template = match parse_template(text) {
        Ok(template) => template,
        Err(error) => {
            refuse(at, error.message());
            return unreadable();
        }
    };
    if let Some(Element::Interpolation(only)) = template.as_single_element() {
        return only.expr.clone();
    }
    if let Some(Element::Literal(only)) = template.as_single_element() {
        return Expression::from(only.as_str());
    }
    let elements: Vec<Element> = template.into_iter().collect();
    Expression::from(StringTemplate::from(elements))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::json::parse;
    use crate::source::step::Step;

    fn read(text: &str) -> (Vec<Block>, Vec<Problem>) {
        let file = SourceText::new("main.tf.json", text);
        let root = parse(file.content()).unwrap();
        let mut problems = Vec::new();
        let read = blocks(&root).iter().map(|found| block(&file, found, &mut problems)).collect();
        (read, problems)
    }

    #[test]
    fn labels_come_from_property_names() {
        let (blocks, problems) = read(
            r#"{"//": "note", "resource": {"a": {"x": {"v": 1}, "y": [{"v": 2}]}}, "locals": {"l": 1},
               "module": [{"m": {"source": "./m"}}], "terraform": {}}"#,
        );
        assert!(problems.is_empty());
        let names: Vec<_> = blocks.iter().map(|b| format!("{} {}", b.kind, b.labels.join(" "))).collect();
        assert_eq!(names, ["resource a x", "resource a y", "locals ", "module m", "terraform "]);
        assert_eq!(blocks[0].file.slice(blocks[0].header_span), "\"x\"");
        assert_eq!(blocks[0].file.slice(blocks[0].span), "\"x\": {\"v\": 1}");
    }

    #[test]
    fn strings_are_templates() {
        let (blocks, problems) =
            read(r#"{"locals": {"a": "${var.x}", "b": "p-${var.x}", "c": "$${x}", "d": "plain", "e": "${", "f": 1.5, "g": -1}}"#);
        let expr = |name: &str| &*blocks[0].body.attribute(name).unwrap().expr;
        assert!(expr("a").is_traversal());
        assert!(expr("b").is_string_template());
        assert_eq!(expr("c").as_str(), Some("${x}"));
        assert_eq!(expr("d").as_str(), Some("plain"));
        assert!(!blocks[0].body.attribute("e").unwrap().is_readable());
        assert_eq!(expr("g").as_number().and_then(Number::as_i64), Some(-1));
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn a_property_is_attribute_and_block() {
        let (blocks, _) = read(
            r#"{"resource": {"a": {"x": {"rule": [{"n": 1}, {"n": 2}], "dynamic": {"rule": {"for_each": [], "content": {"n": 3}}}}}}}"#,
        );
        let body = &blocks[0].body;
        assert_eq!(body.blocks_of("rule").count(), 3);
        let path = [Step::Index(1), Step::Attr("n".into())];
        let attribute = body.attribute("rule").unwrap();
        let narrowed = attribute.narrow(&path);
        assert_eq!((narrowed.taken, attribute.file.slice(narrowed.span)), (2, "\"n\": 2"));
        assert!(body.blocks_of("rule").nth(2).unwrap().content().attribute("n").is_some());
    }
}
