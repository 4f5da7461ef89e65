//! What engines and their documentation write in two ways: the root module is `""` or `"."`, a provider without an alias has
//! `""` or null, and so has the version of a module from a folder. A comparison with either means both.

use crate::expr::{Expr, Kind, Name, Op};
use crate::value::Value;

use super::target::Target;

/// The field of `meta` and the two ways in which its absence is written.
fn pair(target: Target, field: &str) -> Option<[Value; 2]> {
    Some(match (target, field) {
        (Target::Resource, "module_path") => [Value::String("".into()), Value::String(".".into())],
        (Target::Provider, "alias") | (Target::Module, "version") => [Value::String("".into()), Value::Null],
        _ => return None,
    })
}

/// Makes comparisons of such a field with one way a comparison with both.
pub(super) fn accept(expr: &mut Expr, target: Target) {
    expr.change(&mut |part| {
        let Kind::Binary(op @ (Op::Eq | Op::NotEq), left, right) = &part.kind else { return };
        let ((Kind::Name(field), Kind::Literal(literal)) | (Kind::Literal(literal), Kind::Name(field))) =
            (&left.kind, &right.kind)
        else {
            return;
        };
        let Some(pair) = meta_field(field).and_then(|field| pair(target, field)) else { return };
        if !pair.iter().any(|way| same(way, literal)) {
            return;
        }
        let span = part.span.clone();
        let is = |way: Value| {
            let name = Expr { kind: Kind::Name(field.clone()), span: span.clone() };
            let way = Expr { kind: Kind::Literal(way), span: span.clone() };
            Box::new(Expr { kind: Kind::Binary(Op::Eq, Box::new(name), Box::new(way)), span: span.clone() })
        };
        let [one, other] = pair;
        let either = Kind::Binary(Op::Or, is(one), is(other));
        part.kind = match op {
            Op::Eq => either,
            _ => Kind::Not(Box::new(Expr { kind: either, span })),
        };
    });
}

fn meta_field(name: &Name) -> Option<&str> {
    if &*name.root == "meta" { name.attr.as_deref() } else { None }
}

fn same(way: &Value, literal: &Value) -> bool {
    match (way, literal) {
        (Value::Null, Value::Null) => true,
        (Value::String(a), Value::String(b)) => a == b,
        _ => false,
    }
}
