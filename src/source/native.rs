//! Native HCL syntax to the body model.
//!
//! The skimmer finds attributes and blocks, `hcl_edit` parses each expression by itself. So an expression that
//! `hcl_edit` refuses though Terraform accepts it (an object with a repeated key) costs that one attribute.

use super::body::{Attribute, Block, Body};
use super::problem::Problem;
use super::skim::{AttributeItem, BlockItem, Item, skim};
use crate::text::{SourceText, Span};
use hcl_edit::Ident;
use hcl_edit::expr::Expression;
use hcl_edit::parser::parse_expr;
use std::sync::Arc;

/// How deep blocks may nest.
const MAX_DEPTH: usize = 32;

/// Reads the body within `range`.
pub(crate) fn body(file: &SourceText, range: Span, problems: &mut Vec<Problem>) -> Body {
    nested_body(file, range, problems, MAX_DEPTH)
}

/// Reads a block found by the skimmer.
pub(crate) fn block(file: &SourceText, item: &BlockItem, problems: &mut Vec<Problem>) -> Block {
    nested_block(file, item, problems, MAX_DEPTH)
}

fn nested_body(file: &SourceText, range: Span, problems: &mut Vec<Problem>, depth: usize) -> Body {
    let mut body = Body::default();
    if depth == 0 {
        problems.push(Problem::at(file, range.start, "blocks are nested too deeply"));
        return body;
    }
    let skimmed = skim(file.content(), range);
    problems.extend(skimmed.faults.iter().map(|(at, why)| Problem::at(file, *at, *why)));
    for item in &skimmed.items {
        match item {
            Item::Attribute(found) => body.attributes.push(attribute(file, found, problems)),
            Item::Block(found) => {
                body.blocks.push(nested_block(file, found, problems, depth - 1));
            }
        }
    }
    body
}

fn nested_block(file: &SourceText, item: &BlockItem, problems: &mut Vec<Problem>, depth: usize) -> Block {
    Block {
        kind: file.slice(item.kind).to_owned(),
        labels: item.labels.iter().map(|label| file.slice(*label).to_owned()).collect(),
        header_span: item.header,
        span: item.span,
        body: nested_body(file, item.body, problems, depth),
        file: file.clone(),
    }
}

fn attribute(file: &SourceText, item: &AttributeItem, problems: &mut Vec<Problem>) -> Attribute {
    let parsed = parse_expr(file.slice(item.expression));
    let readable = parsed.is_ok();
    let expr = parsed.unwrap_or_else(|error| {
        let at = item.expression.start + error.location().offset();
        problems.push(Problem::at(file, at, error.message()));
        unreadable()
    });
    Attribute {
        name: file.slice(item.name).to_owned(),
        name_span: item.name,
        span: Span::new(item.name.start, item.expression.end),
        value_span: item.expression,
        expr: Arc::new(expr),
        file: file.clone(),
        json: None,
        readable,
    }
}

/// Stands for an expression that could not be read: a variable no scope defines, so it evaluates to nothing known.
pub(crate) fn unreadable() -> Expression {
    Expression::from(Ident::new_sanitized("unreadable"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::step::Step;

    fn read(text: &str) -> (Body, Vec<Problem>) {
        let mut problems = Vec::new();
        let file = SourceText::new("main.tf", text);
        let range = Span::new(0, file.content().len());
        (body(&file, range, &mut problems), problems)
    }

    #[test]
    fn parts_of_an_expression_are_placed_in_the_file() {
        let text = "# ü\na = {\n  b = [1, \"x\"]\n  \"c\" = { d = 2 }\n  (\"e\") = 3\n}\n";
        let (body, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        let attribute = body.attribute("a").unwrap();
        let key = |name: &str| Step::Key(name.into());
        // (path, taken, text reached)
        let table: &[(&[Step], usize, &str)] = &[
            (&[key("b"), Step::Index(1)], 2, "\"x\""),
            (&[key("b"), Step::Index(5)], 1, "b = [1, \"x\"]"),
            (&[Step::Attr("c".into()), key("d")], 2, "d = 2"),
            (&[key("e")], 1, "(\"e\") = 3"),
            (&[key("z")], 0, &text[5..text.len() - 1]),
        ];
        for (path, taken, reached) in table {
            let narrowed = attribute.narrow(path);
            assert_eq!((narrowed.taken, attribute.file.slice(narrowed.span)), (*taken, *reached));
        }
    }

    #[test]
    fn a_repeated_object_key_costs_one_attribute() {
        let (body, problems) = read("r \"x\" {\n  a = { k = 1, k = 2 }\n  b = 1 // c\n}\nc = 2");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].line, 2);
        let block = &body.blocks[0];
        assert!(!block.body.attribute("a").unwrap().is_readable());
        assert_eq!(block.body.attribute("a").unwrap().span.start, 10);
        assert!(block.body.attribute("b").unwrap().is_readable());
        assert!(body.attribute("c").is_some());
    }

    #[test]
    fn every_kind_of_expression_is_read() {
        let table = [
            "null",
            "-1.5e3",
            "\"a${b}c\"",
            "a.b[0].c[*].d",
            "a.*.b",
            "[for x in y : x if z]",
            "{ for k, v in m : k => v... }",
            "a ? b : c",
            "f(x...)",
            "core::f(1)",
            "!(a && b)",
            "<<E\na\nE",
            "<<-E\n  a ${b}\n  E",
            "a /* x */ + 2",
            "{ a = 1, b : 2 }",
            "[\n1, # x\n2,\n]",
            "(\n  a\n  ? b\n  : c\n)",
            "\"%{ if a }b%{ else }c%{ endif }\"",
            "a[\"b\"].c",
            "a.0.b",
        ];
        for expression in table {
            for text in [format!("a = {expression}\n"), format!("a = {}\r\n", expression.replace('\n', "\r\n"))] {
                let (body, problems) = read(&text);
                assert!(problems.is_empty(), "{text:?}: {problems:?}");
                let attribute = body.attribute("a").unwrap();
                assert_eq!(attribute.span_of(&attribute.expr), attribute.value_span, "{text:?}");
            }
        }
    }

    #[test]
    fn dynamic_blocks_make_blocks_of_their_label() {
        let (body, _) = read("dynamic \"ingress\" {\n for_each = x\n content {\n a = 1\n }\n}\ningress {}\n");
        let made: Vec<_> = body.blocks_of("ingress").map(Block::is_dynamic).collect();
        assert_eq!(made, [true, false]);
        assert!(body.blocks[0].content().attribute("a").is_some());
    }
}
