//! Templates: quoted strings and heredocs with `${…}` and `%{…}`, with the white space that `~` strips.

use std::sync::Arc;

use hcl_edit::template::{Directive, Element as Hcl, ForDirective, IfDirective, Strip};

use super::read::expression;
use super::tree::{Element, Node};

/// A template as an expression. One that is a single interpolation keeps the type of its value; one without any is a text.
pub(super) fn node<'t>(source: impl Iterator<Item = &'t Hcl>) -> Node {
    let mut elements = elements(source, Strips::default());
    match elements.as_mut_slice() {
        [] => Node::Text("".into()),
        [Element::Text(text)] => Node::Text(text.clone()),
        [Element::Value(value)] => value.node.clone(),
        _ => Node::Template(elements),
    }
}

/// Whether white space next to the template's own ends is stripped by the directive around it.
#[derive(Default, Clone, Copy)]
struct Strips {
    start: bool,
    end: bool,
}

fn elements<'t>(source: impl Iterator<Item = &'t Hcl>, around: Strips) -> Vec<Element> {
    let source: Vec<&Hcl> = source.collect();
    let mut out = Vec::with_capacity(source.len());
    for (at, element) in source.iter().enumerate() {
        out.push(match element {
            Hcl::Literal(text) => {
                let before = at.checked_sub(1).and_then(|at| source.get(at)).map_or(around.start, |other| strips(other).end);
                let after = source.get(at + 1).map_or(around.end, |other| strips(other).start);
                Element::Text(stripped(text.value(), before, after))
            }
            Hcl::Interpolation(inner) => Element::Value(expression(&inner.expr)),
            Hcl::Directive(directive) => match &**directive {
                Directive::If(directive) => if_directive(directive),
                Directive::For(directive) => for_directive(directive),
            },
        });
    }
    out.retain(|element| !matches!(element, Element::Text(text) if text.is_empty()));
    out
}

fn if_directive(directive: &IfDirective) -> Element {
    let closing = starts(directive.endif_expr.strip);
    let middle = directive.else_expr.as_ref().map_or(closing, |other| starts(other.strip));
    let yes = Strips { start: ends(directive.if_expr.strip), end: middle };
    let yes = elements(directive.if_expr.template.iter(), yes);
    let no = directive
        .else_expr
        .as_ref()
        .map_or_else(Vec::new, |other| elements(other.template.iter(), Strips { start: ends(other.strip), end: closing }));
    Element::If(expression(&directive.if_expr.cond_expr), yes, no)
}

fn for_directive(directive: &ForDirective) -> Element {
    let each = &directive.for_expr;
    let inside = Strips { start: ends(each.strip), end: starts(directive.endfor_expr.strip) };
    Element::For {
        key_name: each.key_var.as_ref().map(|name| Arc::from(name.as_str())),
        value_name: each.value_var.as_str().into(),
        collection: expression(&each.collection_expr),
        body: elements(each.template.iter(), inside),
    }
}

/// Which neighbours an element strips: the text before it (`start`) and the text after it (`end`).
fn strips(element: &Hcl) -> Strips {
    match element {
        Hcl::Literal(_) => Strips::default(),
        Hcl::Interpolation(inner) => Strips { start: starts(inner.strip), end: ends(inner.strip) },
        Hcl::Directive(directive) => match &**directive {
            Directive::If(inner) => Strips { start: starts(inner.if_expr.strip), end: ends(inner.endif_expr.strip) },
            Directive::For(inner) => Strips { start: starts(inner.for_expr.strip), end: ends(inner.endfor_expr.strip) },
        },
    }
}

fn starts(strip: Strip) -> bool {
    matches!(strip, Strip::Start | Strip::Both)
}

fn ends(strip: Strip) -> bool {
    matches!(strip, Strip::End | Strip::Both)
}

fn stripped(text: &str, before: bool, after: bool) -> Arc<str> {
    let text = if before { text.trim_start() } else { text };
    if after { text.trim_end() } else { text }.into()
}
