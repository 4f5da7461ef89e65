//! From `hcl-edit`'s tree to our own. Decides nothing about meaning: names stay names.

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression as Hcl, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::structure::{Block as HclBlock, BlockLabel, Body as HclBody};

use super::template;
use super::tree::{Attribute, Block, Body, Call, Expression, For, Ident, Node, Op, Span, Step, StepKind};

/// Why a text is no HCL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte at which it goes wrong.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

/// Parses a file.
///
/// # Errors
/// The first place at which the text is no HCL.
pub fn parse(text: &str) -> Result<Body, SyntaxError> {
    hcl_edit::parser::parse_body(text)
        .map(|parsed| body(&parsed))
        .map_err(|error| SyntaxError { offset: error.location().offset(), message: error.message().to_owned() })
}

/// Parses the text of a template, as a file holds it for `templatefile`.
///
/// # Errors
/// The first place at which the text is no template.
pub fn parse_template(text: &str) -> Result<Expression, SyntaxError> {
    let parsed = hcl_edit::parser::parse_template(text)
        .map_err(|error| SyntaxError { offset: error.location().offset(), message: error.message().to_owned() })?;
    Ok(Expression { node: template::node(parsed.iter()), span: 0..text.len() })
}

fn body(source: &HclBody) -> Body {
    let attributes = source.attributes().map(|attribute| Attribute {
        key: ident(attribute.key.as_str(), attribute.key.span()),
        value: expression(&attribute.value),
    });
    Body { attributes: attributes.collect(), blocks: source.blocks().map(block).collect() }
}

fn block(source: &HclBlock) -> Block {
    let label = |label: &BlockLabel| ident(label.as_str(), label.span());
    Block {
        ident: ident(source.ident.as_str(), source.ident.span()),
        labels: source.labels.iter().map(label).collect(),
        body: body(&source.body),
        span: source.span().unwrap_or_default(),
    }
}

fn ident(text: &str, span: Option<Span>) -> Ident {
    Ident { text: text.into(), span: span.unwrap_or_default() }
}

/// Takes over an expression.
#[must_use]
pub fn expression(source: &Hcl) -> Expression {
    let span = source.span().unwrap_or_default();
    let node = match source {
        Hcl::Null(_) => Node::Null,
        Hcl::Bool(value) => Node::Bool(*value.value()),
        Hcl::Number(number) => Node::Number(number.value().as_f64().unwrap_or(f64::NAN)),
        Hcl::String(text) => Node::Text(text.value().as_str().into()),
        Hcl::Array(items) => Node::List(items.iter().map(expression).collect()),
        Hcl::Object(fields) => object(fields),
        Hcl::StringTemplate(text) => template::node(text.iter()),
        Hcl::HeredocTemplate(heredoc) => template::node(heredoc.template.iter()),
        Hcl::Parenthesis(inner) => expression(inner.inner()).node,
        Hcl::Variable(name) => Node::Variable(name.as_str().into()),
        Hcl::Conditional(cond) => {
            Node::Conditional(Box::new([expression(&cond.cond_expr), expression(&cond.true_expr), expression(&cond.false_expr)]))
        }
        Hcl::FuncCall(source) => Node::Call(Box::new(call(source))),
        Hcl::Traversal(source) => traversal(source, &span),
        Hcl::UnaryOp(op) => {
            let operand = Box::new(expression(&op.expr));
            match op.operator.value() {
                UnaryOperator::Neg => Node::Negate(operand),
                UnaryOperator::Not => Node::Not(operand),
            }
        }
        Hcl::BinaryOp(op) => {
            Node::Binary(operator(*op.operator.value()), Box::new([expression(&op.lhs_expr), expression(&op.rhs_expr)]))
        }
        Hcl::ForExpr(each) => Node::For(Box::new(for_expr(each))),
    };
    Expression { node, span }
}

fn object(source: &Object) -> Node {
    let fields = source.iter().map(|(key, value)| {
        let key = match key {
            // A bare name in key position parses as a variable but means the name itself.
            ObjectKey::Ident(name) | ObjectKey::Expression(Hcl::Variable(name)) => {
                Expression { span: name.span().unwrap_or_default(), node: Node::Text(name.as_str().into()) }
            }
            ObjectKey::Expression(key) => expression(key),
        };
        (key, expression(value.expr()))
    });
    Node::Object(fields.collect())
}

fn call(source: &FuncCall) -> Call {
    let mut name = String::new();
    for part in &source.name.namespace {
        name.push_str(part.as_str());
        name.push_str("::");
    }
    name.push_str(source.name.name.as_str());
    Call { name: name.into(), args: source.args.iter().map(expression).collect(), spread: source.args.expand_final() }
}

fn traversal(source: &Traversal, span: &Span) -> Node {
    let steps = source.operators.iter().map(|operator| {
        let kind = match operator.value() {
            TraversalOperator::GetAttr(name) => StepKind::Attribute(name.as_str().into()),
            TraversalOperator::Index(index) => StepKind::Index(expression(index)),
            TraversalOperator::LegacyIndex(index) => StepKind::LegacyIndex(*index.value()),
            TraversalOperator::AttrSplat(_) => StepKind::AttributeSplat,
            TraversalOperator::FullSplat(_) => StepKind::FullSplat,
        };
        Step { kind, end: operator.span().map_or(span.end, |at| at.end) }
    });
    Node::Traversal(Box::new(expression(&source.expr)), steps.collect())
}

fn for_expr(source: &ForExpr) -> For {
    For {
        key_name: source.intro.key_var.as_ref().map(|name| Arc::from(name.as_str())),
        value_name: source.intro.value_var.as_str().into(),
        collection: expression(&source.intro.collection_expr),
        key: source.key_expr.as_ref().map(expression),
        value: expression(&source.value_expr),
        condition: source.cond.as_ref().map(|cond| expression(&cond.expr)),
        grouped: source.grouping,
    }
}

fn operator(op: BinaryOperator) -> Op {
    match op {
        BinaryOperator::Eq => Op::Eq,
        BinaryOperator::NotEq => Op::NotEq,
        BinaryOperator::LessEq => Op::LessEq,
        BinaryOperator::GreaterEq => Op::GreaterEq,
        BinaryOperator::Less => Op::Less,
        BinaryOperator::Greater => Op::Greater,
        BinaryOperator::Plus => Op::Plus,
        BinaryOperator::Minus => Op::Minus,
        BinaryOperator::Mul => Op::Times,
        BinaryOperator::Div => Op::Div,
        BinaryOperator::Mod => Op::Mod,
        BinaryOperator::And => Op::And,
        BinaryOperator::Or => Op::Or,
    }
}
