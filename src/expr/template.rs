//! Templates: quoted strings and heredocs with `${…}` and `%{…}`, with the white space that `~` strips.

use std::sync::Arc;

use hcl_edit::template::{Directive, Element, ForDirective, IfDirective, Strip, Template};

use super::ast::{Expr, Kind, Segment, Span};
use super::compile::Compiler;
use crate::value::Value;

/// Compiles a template.
pub(super) fn template(source: &Template, span: Span, compiler: &mut Compiler<'_>) -> Expr {
    elements(source.iter(), span, compiler)
}

/// Compiles the elements of a template. A template that is a single interpolation keeps the type of its value; one
/// without any is a literal.
pub(super) fn elements<'t>(source: impl Iterator<Item = &'t Element>, span: Span, compiler: &mut Compiler<'_>) -> Expr {
    let mut segments = segments(source, Strips::default(), compiler);
    let kind = match segments.as_mut_slice() {
        [] => Kind::Literal(Value::String("".into())),
        [Segment::Text(text)] => Kind::Literal(Value::String(text.clone())),
        [Segment::Value(value)] => return Expr { span, ..value.clone() },
        _ => Kind::Template(segments),
    };
    Expr { kind, span }
}

/// Whether white space next to the template's own ends is stripped by the directive around it.
#[derive(Default, Clone, Copy)]
struct Strips {
    start: bool,
    end: bool,
}

fn segments<'t>(source: impl Iterator<Item = &'t Element>, around: Strips, compiler: &mut Compiler<'_>) -> Vec<Segment> {
    let source: Vec<&Element> = source.collect();
    let mut out = Vec::with_capacity(source.len());
    for (at, element) in source.iter().enumerate() {
        out.push(match element {
            Element::Literal(text) => {
                let before = at.checked_sub(1).and_then(|at| source.get(at)).map_or(around.start, |other| strips(other).end);
                let after = source.get(at + 1).map_or(around.end, |other| strips(other).start);
                Segment::Text(stripped(text.value(), before, after))
            }
            Element::Interpolation(inner) => Segment::Value(compiler.expression(&inner.expr)),
            Element::Directive(directive) => match &**directive {
                Directive::If(directive) => if_directive(directive, compiler),
                Directive::For(directive) => for_directive(directive, compiler),
            },
        });
    }
    out.retain(|segment| !matches!(segment, Segment::Text(text) if text.is_empty()));
    out
}

fn if_directive(directive: &IfDirective, compiler: &mut Compiler<'_>) -> Segment {
    let condition = compiler.expression(&directive.if_expr.cond_expr);
    let closing = starts(directive.endif_expr.strip);
    let middle = directive.else_expr.as_ref().map_or(closing, |other| starts(other.strip));
    let yes = Strips { start: ends(directive.if_expr.strip), end: middle };
    let yes = segments(directive.if_expr.template.iter(), yes, compiler);
    let no = directive.else_expr.as_ref().map_or_else(Vec::new, |other| {
        segments(other.template.iter(), Strips { start: ends(other.strip), end: closing }, compiler)
    });
    Segment::If(condition, yes, no)
}

fn for_directive(directive: &ForDirective, compiler: &mut Compiler<'_>) -> Segment {
    let each = &directive.for_expr;
    let collection = compiler.expression(&each.collection_expr);
    let key = each.key_var.as_ref().map(|name| name.as_str());
    let names: Vec<&str> = key.into_iter().chain([each.value_var.as_str()]).collect();
    let inside = Strips { start: ends(each.strip), end: starts(directive.endfor_expr.strip) };
    let body = compiler.with_bound(&names, |compiler| segments(each.template.iter(), inside, compiler));
    Segment::For(key.is_some(), collection, body)
}

/// Which neighbours an element strips: the text before it (`start`) and the text after it (`end`).
fn strips(element: &Element) -> Strips {
    match element {
        Element::Literal(_) => Strips::default(),
        Element::Interpolation(inner) => Strips { start: starts(inner.strip), end: ends(inner.strip) },
        Element::Directive(directive) => match &**directive {
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
