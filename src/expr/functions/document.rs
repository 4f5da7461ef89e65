//! `onus::policy_statements`: the statements of an IAM policy document in one shape, however they were written.
//!
//! What is not known stays unknown where it stands: an unknown `Effect` is an unknown `effect`, an element that may turn out
//! to be several leaves its list open.

use std::sync::Arc;

use super::args::text;
use super::encode::{content, parse};
use super::pieces::is_scalar;
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Resolver, Step, Trace, Val, Value, child, entries};

pub(super) const FUNCTIONS: &[Function] = &[Function::full("onus::policy_statements", 1, Some(1), policy_statements)];

/// A list in the making.
#[derive(Default)]
struct Items {
    items: Vec<Val>,
    open: Option<Trace>,
}

impl Items {
    fn hide(&mut self, trace: Trace) {
        self.open = Some(self.open.take().unwrap_or_default().join(trace));
    }

    /// Plan JSON does not tell lists from tuples either, so that these compare with both.
    fn list(self) -> Val {
        Value::List(List { kind: ListKind::Any, items: self.items.into(), open: self.open }).into()
    }
}

/// The statements of a document: JSON text, an unknown whose content is known, or an object. Null and text that is not JSON
/// are errors; an unknown without content is unknown.
fn policy_statements(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let document = match &of.value {
        Value::Unknown(_) => match content(&of) {
            Some(content) => content,
            None => return Ok(Val::unknown(of.touched())),
        },
        Value::String(text) => parse(text)?,
        Value::Object(_) => of.clone(),
        _ => return Err(format!("policy document required, got {}", of.type_name())),
    };
    let resolver = args.resolver();
    if document.is_unknown() {
        return Ok(Val::unknown(of.touched().join(document.touched())));
    }
    if !matches!(document.value, Value::Object(_)) {
        return Err(format!("policy document required, got JSON of a {}", document.type_name()));
    }
    let mut statements = Items::default();
    if let Some(written) = part(&document, "Statement", resolver) {
        for each in several(&written, &mut statements, resolver) {
            let statement = if each.is_unknown() { Val::unknown(each.touched()) } else { statement(&each, resolver)? };
            statements.items.push(statement);
        }
    }
    Ok(statements.list().with(of.touched()))
}

/// A part of an object that is there and not null.
fn part(of: &Val, name: &str, resolver: &dyn Resolver) -> Option<Val> {
    child(of, &Step::Attr(name.into()), resolver).filter(|part| !part.is_null())
}

/// The elements of something that may be one or a list of them. An unknown one may be either and leaves
/// the result open, unless it is known to be text.
fn several(of: &Val, into: &mut Items, resolver: &dyn Resolver) -> Vec<Val> {
    match &of.value {
        Value::List(_) => {
            if let Some(open) = hidden(of) {
                into.hide(open);
            }
            entries(of, resolver).into_iter().map(|(_, item)| item).collect()
        }
        Value::Unknown(_) if !is_scalar(of) => {
            into.hide(of.touched());
            Vec::new()
        }
        _ => vec![of.clone()],
    }
}

fn statement(of: &Val, resolver: &dyn Resolver) -> Result<Val, String> {
    if !matches!(of.value, Value::Object(_)) {
        return Err(format!("a statement is an object, not a {}", of.type_name()));
    }
    let plain = |name: &str| part(of, name, resolver).unwrap_or_else(Val::null);
    let texts = |name: &str| texts(part(of, name, resolver), resolver).map_err(|message| format!("`{name}`: {message}"));
    let fields = vec![
        ("sid", plain("Sid")),
        ("effect", plain("Effect")),
        ("principals", principals(part(of, "Principal", resolver), resolver)?),
        ("not_principals", principals(part(of, "NotPrincipal", resolver), resolver)?),
        ("actions", texts("Action")?),
        ("not_actions", texts("NotAction")?),
        ("resources", texts("Resource")?),
        ("not_resources", texts("NotResource")?),
        ("conditions", conditions(part(of, "Condition", resolver), resolver)?),
    ];
    Ok(object(fields).with(of.trace.clone()))
}

fn object(fields: Vec<(&str, Val)>) -> Val {
    Val::object(fields.into_iter().map(|(name, value)| (Arc::from(name), value)).collect())
}

/// A text or a list of texts as a list. Numbers and booleans, as conditions have them, become text.
fn texts(of: Option<Val>, resolver: &dyn Resolver) -> Result<Val, String> {
    let mut out = Items::default();
    if let Some(of) = of {
        for item in several(&of, &mut out, resolver) {
            let item = match &item.value {
                Value::Unknown(_) | Value::String(_) => item,
                _ => Val { value: Value::String(text(&item)?), ..item },
            };
            out.items.push(item);
        }
    }
    Ok(out.list())
}

/// `"*"`, or an object of type and id or ids.
fn principals(of: Option<Val>, resolver: &dyn Resolver) -> Result<Val, String> {
    let mut out = Items::default();
    let Some(of) = of else { return Ok(out.list()) };
    match &of.value {
        Value::String(_) => out.items.push(object(vec![("type", of.clone()), ("id", of)])),
        Value::Unknown(_) => out.hide(of.touched()),
        Value::Object(written) => {
            for ((kind, _), (_, ids)) in written.fields.iter().zip(entries(&of, resolver)) {
                for id in several(&ids, &mut out, resolver) {
                    out.items.push(object(vec![("type", Value::String(kind.clone()).into()), ("id", id)]));
                }
            }
        }
        _ => return Err(format!("a principal is `*` or an object, not a {}", of.type_name())),
    }
    Ok(out.list())
}

/// Operator, key and value or values, as a flat list.
fn conditions(of: Option<Val>, resolver: &dyn Resolver) -> Result<Val, String> {
    let mut out = Items::default();
    let Some(of) = of else { return Ok(out.list()) };
    for (operator, keys) in mapping(&of, &mut out, resolver)? {
        for (key, values) in mapping(&keys, &mut out, resolver)? {
            let values = texts(Some(values), resolver).map_err(|message| format!("`{key}`: {message}"))?;
            let operator = Value::String(operator.clone()).into();
            out.items.push(object(vec![("operator", operator), ("key", Value::String(key).into()), ("values", values)]));
        }
    }
    Ok(out.list())
}

/// The fields of an object; an unknown one leaves the list open.
fn mapping(of: &Val, into: &mut Items, resolver: &dyn Resolver) -> Result<Vec<(Arc<str>, Val)>, String> {
    match &of.value {
        Value::Object(written) => {
            let values = entries(of, resolver).into_iter().map(|(_, value)| value);
            Ok(written.fields.iter().map(|(name, _)| name.clone()).zip(values).collect())
        }
        Value::Unknown(_) => {
            into.hide(of.touched());
            Ok(Vec::new())
        }
        _ => Err(format!("a condition is an object, not a {}", of.type_name())),
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    const EMPTY: &str = "not_actions: any[], not_principals: any[], not_resources: any[]";

    fn shown(rest: &str) -> String {
        // The fields in alphabetical order, with the empty ones filled in.
        rest.replace("EMPTY", EMPTY)
    }

    #[test]
    fn documents_in_every_form() {
        let one = shown(
            r#"any[{actions: any["s3:*"], conditions: any[], effect: "Allow", EMPTY, principals: any[{id: "*", type: "*"}], resources: any["a", "b"], sid: null}]"#,
        );
        check(&[
            (
                r#"onus::policy_statements(core::jsonencode({ Statement = { Effect = "Allow", Principal = "*", Action = "s3:*", Resource = ["a", "b"] } }))"#,
                &one,
            ),
            (
                r#"onus::policy_statements({ Statement = [{ Effect = "Allow", Principal = "*", Action = ["s3:*"], Resource = ["a", "b"] }] })"#,
                &one,
            ),
            ("onus::policy_statements({ Statement = [] })", "any[]"),
            (r#"onus::policy_statements("{}")"#, "any[]"),
            (
                r#"onus::policy_statements({ Statement = { Principal = { AWS = ["1", "*"], Service = "s" } } })[0].principals"#,
                r#"any[{id: "1", type: "AWS"}, {id: "*", type: "AWS"}, {id: "s", type: "Service"}]"#,
            ),
            (
                r#"onus::policy_statements({ Statement = { NotPrincipal = { CanonicalUser = "c", Federated = "f" } } })[0].not_principals"#,
                r#"any[{id: "c", type: "CanonicalUser"}, {id: "f", type: "Federated"}]"#,
            ),
            (
                r#"onus::policy_statements({ Statement = { Condition = { Bool = { "aws:SecureTransport" = false }, StringEquals = { k = ["a"] } } } })[0].conditions"#,
                r#"any[{key: "aws:SecureTransport", operator: "Bool", values: any["false"]}, {key: "k", operator: "StringEquals", values: any["a"]}]"#,
            ),
        ]);
    }

    #[test]
    fn unknown_parts_stay_where_they_are() {
        check(&[
            ("onus::policy_statements(u)", "?"),
            ("onus::policy_statements(core::jsonencode({ Statement = [{ Effect = u }, u] }))[1]", "?"),
            ("onus::policy_statements(core::jsonencode({ Statement = [{ Effect = u }] }))[0].effect", "?"),
            ("onus::policy_statements(core::jsonencode({ Statement = u }))", "any[…]"),
            ("onus::policy_statements({ Statement = { Action = u } })[0].actions", "any[…]"),
            (r#"onus::policy_statements({ Statement = { Action = ["a", u] } })[0].actions"#, r#"any["a", ?]"#),
            ("onus::policy_statements({ Statement = { Resource = a } })[0].resources", "any[?<#1.arn>]"),
            ("onus::policy_statements({ Statement = { Principal = u } })[0].principals", "any[…]"),
            (
                "onus::policy_statements({ Statement = { Principal = { AWS = a } } })[0].principals",
                r#"any[{id: ?<#1.arn>, type: "AWS"}]"#,
            ),
            ("onus::policy_statements({ Statement = { Principal = { AWS = u } } })[0].principals", "any[…]"),
            ("onus::policy_statements({ Statement = { Condition = u } })[0].conditions", "any[…]"),
            ("onus::policy_statements({ Statement = { Condition = { Bool = u } } })[0].conditions", "any[…]"),
            ("onus::policy_statements({ Statement = { Condition = { Bool = { k = u } } } })[0].conditions[0].values", "any[…]"),
            ("onus::policy_statements({ Statement = open })", "! a statement is an object"),
            (
                "core::anytrue([for s in onus::policy_statements({ Statement = [{ Effect = u }, { Effect = \"Allow\" }] }) : s.effect == \"Allow\"])",
                "true",
            ),
        ]);
    }

    #[test]
    fn what_is_no_document() {
        check(&[
            (r#"onus::policy_statements("x")"#, "! not JSON"),
            (r#"onus::policy_statements("[]")"#, "! policy document required"),
            ("onus::policy_statements(null)", "! policy document required, got null"),
            ("onus::policy_statements([])", "! policy document required, got list"),
            ("onus::policy_statements({ Statement = \"x\" })", "! a statement is an object, not a string"),
            ("onus::policy_statements({ Statement = { Principal = [] } })", "! a principal is"),
            ("onus::policy_statements({ Statement = { Condition = [] } })", "! a condition is"),
        ]);
    }

    #[test]
    fn statements_name_what_was_read() {
        use crate::expr::functions::testing::reads;
        assert_eq!(
            reads("onus::policy_statements({ Id = text, Statement = { Effect = \"Allow\", Sid = text } })[0].sid"),
            ["#5.text"]
        );
    }
}
