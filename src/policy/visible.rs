//! Wrong types that can be seen without evaluating: text where a truth value is wanted, a list that is added. What
//! `core::try` or `core::can` would catch is left alone.

use super::Problem;
use crate::expr::{Expr, Kind, Op, Span, Visible, parse_number, visible};
use crate::text::SourceText;
use crate::value::Value;

/// Reports operands that their operator cannot take.
pub(super) fn operands(expr: &Expr, text: &SourceText, problems: &mut Vec<Problem>) {
    let caught = caught(expr);
    expr.walk(&mut |part| {
        if caught.iter().any(|around| around.start <= part.span.start && part.span.end <= around.end) {
            return;
        }
        match &part.kind {
            Kind::Not(of) => truth(of, text, problems),
            Kind::Cond(condition, ..) => truth(condition, text, problems),
            Kind::Binary(Op::And | Op::Or, left, right) => [left, right].into_iter().for_each(|side| truth(side, text, problems)),
            Kind::Binary(Op::Eq | Op::NotEq, ..) => {}
            Kind::Binary(op, left, right) => [left, right].into_iter().for_each(|side| number(side, *op, text, problems)),
            Kind::Negate(of) => number(of, Op::Minus, text, problems),
            Kind::For(each) => each.condition.iter().for_each(|condition| truth(condition, text, problems)),
            _ => {}
        }
    });
}

/// Reports an expression that can be seen to be no truth value.
pub(super) fn truth(expr: &Expr, text: &SourceText, problems: &mut Vec<Problem>) {
    let wrong = match (visible(expr), &expr.kind) {
        (_, Kind::Literal(Value::String(word))) if matches!(&**word, "true" | "false") => return,
        (_, Kind::Literal(Value::Null)) => "null",
        // A template may become `true`.
        (None | Some(Visible::Bool), _) | (_, Kind::Template(_)) => return,
        (Some(Visible::Text), _) => "text",
        (Some(Visible::Number), _) => "a number",
        (Some(Visible::List), _) => "a list",
        (Some(Visible::Object), _) => "an object",
    };
    problems.push(Problem::new(text, expr.span.clone(), format!("true or false is required, and this is {wrong}")));
}

fn number(expr: &Expr, op: Op, text: &SourceText, problems: &mut Vec<Problem>) {
    let wrong = match (visible(expr), &expr.kind) {
        (_, Kind::Literal(Value::String(word))) if parse_number(word).is_some() => return,
        (_, Kind::Literal(Value::Null)) => "null",
        // A template may become a number.
        (None | Some(Visible::Number), _) | (_, Kind::Template(_)) => return,
        (Some(Visible::Text), _) => "text",
        (Some(Visible::Bool), _) => "true or false",
        (Some(Visible::List), _) => "a list",
        (Some(Visible::Object), _) => "an object",
    };
    let problem = Problem::new(text, expr.span.clone(), format!("a number is required, and this is {wrong}"));
    problems.push(match (wrong, op) {
        ("text", Op::Plus) => problem.help("texts are joined in a template: `\"${a}${b}\"`"),
        ("a list", Op::Plus) => problem.help("lists are joined by `core::concat`"),
        _ => problem,
    });
}

/// The calls that catch what is wrong within them.
fn caught(expr: &Expr) -> Vec<Span> {
    let mut found = Vec::new();
    expr.walk(&mut |part| {
        if let Kind::Call(call) = &part.kind
            && matches!(&*call.name, "core::try" | "core::can")
        {
            found.push(part.span.clone());
        }
    });
    found
}
