//! One model of attributes and blocks for native and JSON syntax.
//!
//! Spans are byte offsets into the [`SourceText`] each attribute and block names, so a body can be merged from
//! several files. Expressions stay `hcl_edit` expressions; [`Attribute::span_of`] places a part of one.

use super::json::{Node, Value};
use super::step::Step;
use crate::text::{SourceText, Span};
use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use std::sync::Arc;

/// Attributes and blocks at one level.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// In source order.
    pub attributes: Vec<Attribute>,
    /// In source order. In JSON a property that may be a block stands here and among the attributes.
    pub blocks: Vec<Block>,
}

/// `name = expression`
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// From the name to the end of the value.
    pub span: Span,
    /// Where the value stands.
    pub value_span: Span,
    /// The value.
    pub expr: Arc<Expression>,
    /// The text the spans belong to.
    pub file: SourceText,
    pub(super) json: Option<Arc<Node>>,
    pub(super) readable: bool,
}

/// `kind "label" { … }`
#[derive(Debug, Clone)]
pub struct Block {
    /// The block type.
    pub kind: String,
    /// The labels, without quotes.
    pub labels: Vec<String>,
    /// From the block type to the end of the last label; in JSON the innermost property name.
    pub header_span: Span,
    /// The whole block.
    pub span: Span,
    /// What the block holds.
    pub body: Body,
    /// The text the spans belong to.
    pub file: SourceText,
}

/// How far a path leads into the value of an attribute.
#[derive(Debug, Clone, Copy)]
pub struct Narrowed<'a> {
    /// The part reached: a member with its name, or an element.
    pub span: Span,
    /// The value reached.
    pub expr: &'a Expression,
    /// How many steps of the path were taken.
    pub taken: usize,
}

impl Body {
    /// The attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The blocks that make blocks of a type: those of that type and `dynamic` ones, in source order.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| block.makes() == kind)
    }
}

impl Block {
    /// The type of the blocks this one makes: its label for a `dynamic` block, else its own type.
    #[must_use]
    pub fn makes(&self) -> &str {
        match self.labels.first() {
            Some(label) if self.is_dynamic() => label,
            _ => &self.kind,
        }
    }

    /// Whether this is a `dynamic` block, which stands for any number of blocks.
    #[must_use]
    pub fn is_dynamic(&self) -> bool {
        self.kind == "dynamic"
    }

    /// The body whose attributes the made blocks have: `content` of a `dynamic` block, else its own.
    #[must_use]
    pub fn content(&self) -> &Body {
        let content = || self.body.blocks.iter().find(|block| block.kind == "content");
        if self.is_dynamic() { content().map_or(&self.body, |block| &block.body) } else { &self.body }
    }

    /// A label by position.
    #[must_use]
    pub fn label(&self, at: usize) -> Option<&str> {
        self.labels.get(at).map(String::as_str)
    }
}

impl Attribute {
    /// Where a part of the value stands. A part of a JSON value is placed at the whole value.
    #[must_use]
    pub fn span_of(&self, part: &Expression) -> Span {
        match part.span() {
            Some(range) if self.json.is_none() => {
                let span = Span::from(range).shifted(self.value_span.start);
                if self.value_span.contains(span) { span } else { self.value_span }
            }
            _ => self.value_span,
        }
    }

    /// Whether the expression was read. If not, `expr` is a variable of no meaning and only spans count.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.readable
    }

    /// Follows `path` into object and list literals as far as it leads.
    #[must_use]
    pub fn narrow(&self, path: &[Step]) -> Narrowed<'_> {
        let mut reached = Narrowed { span: self.span, expr: &self.expr, taken: 0 };
        let mut node = self.json.as_deref();
        for step in path {
            let Some((expr, key)) = child(reached.expr, step) else {
                break;
            };
            let inner = node.map(|node| json_child(node, step));
            let span = match inner {
                None => {
                    let value = self.span_of(expr);
                    Span::new(key.map_or(value.start, |key| self.key_start(key, value)), value.end)
                }
                Some(Some((span, _))) => span,
                Some(None) => break,
            };
            node = inner.flatten().map(|(_, node)| node);
            reached = Narrowed { span, expr, taken: reached.taken + 1 };
        }
        reached
    }

    fn key_start(&self, key: &ObjectKey, value: Span) -> usize {
        let range = match key {
            ObjectKey::Ident(ident) => ident.span(),
            ObjectKey::Expression(expr) => expr.span(),
        };
        range.map_or(value.start, |range| range.start + self.value_span.start)
    }
}

/// The value a step leads to in an object or list literal, with its key.
pub(super) fn child<'a>(expr: &'a Expression, step: &Step) -> Option<(&'a Expression, Option<&'a ObjectKey>)> {
    match (expr, step) {
        (Expression::Parenthesis(inner), _) => child(inner.inner(), step),
        (Expression::Array(array), Step::Index(at)) => Some((array.get(*at)?, None)),
        (Expression::Object(object), Step::Attr(name) | Step::Key(name)) => {
            object.iter().find(|(key, _)| key_text(key) == Some(name)).map(|(key, value)| (value.expr(), Some(key)))
        }
        _ => None,
    }
}

/// The text of an object key that is known without evaluation.
pub(super) fn key_text(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(ident) => Some(ident.as_str()),
        ObjectKey::Expression(Expression::Parenthesis(inner)) => inner.inner().as_str(),
        ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str()),
        ObjectKey::Expression(expr) => expr.as_str(),
    }
}

fn json_child<'a>(node: &'a Node, step: &Step) -> Option<(Span, &'a Node)> {
    match (&node.value, step) {
        (Value::Array(nodes), Step::Index(at)) => nodes.get(*at).map(|node| (node.span, &**node)),
        (Value::Object(members), Step::Attr(name) | Step::Key(name)) => {
            let member = members.iter().find(|member| member.name == *name)?;
            Some((Span::new(member.name_span.start, member.node.span.end), &member.node))
        }
        _ => None,
    }
}
