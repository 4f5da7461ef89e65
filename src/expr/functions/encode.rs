//! JSON and Base64. A text whose content is known better than its letters keeps the content.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::args::whole;
use super::{Args, Function};
use crate::value::{List, ListKind, Object, Trace, Unknown, Val, Value, from_json, to_json_text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::jsonencode", 1, Some(1), jsonencode),
    Function::full("core::jsondecode", 1, Some(1), jsondecode),
    Function::plain("core::base64encode", 1, Some(1), base64encode),
    Function::plain("core::base64decode", 1, Some(1), base64decode),
];

/// A value as JSON text. With unknown parts the text is unknown but its content is not.
fn jsonencode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let mut trace = Trace::none();
    match whole(&of, args.resolver(), false, &mut trace) {
        Ok(known) => Ok(Val::from(to_json_text(&known).ok_or("the value cannot be written as JSON")?).with(trace)),
        Err(unknown) => {
            let trace = of.touched().join(unknown);
            let unknown = Unknown {
                json: Some(of),
                not_null: true,
                ..Unknown::default()
            };
            Ok(Val {
                value: Value::Unknown(Arc::new(unknown)),
                place: None,
                trace,
            })
        }
    }
}

/// The value that JSON text encodes; of an unknown text its content, if that is known.
fn jsondecode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if let Value::Unknown(unknown) = &of.value {
        let content = unknown.json.clone().unwrap_or_else(|| Val::unknown(Trace::none()));
        return Ok(content.with(of.touched()));
    }
    Ok(written(parse(&args.text(0)?)?).with(of.touched()))
}

/// JSON text as a value.
pub(super) fn parse(text: &str) -> Result<Val, String> {
    let json = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    Ok(from_json(&json))
}

/// The value with its sequences as tuples: text leaves no doubt of what they are, as plan JSON does.
pub(super) fn written(of: Val) -> Val {
    let value = match of.value {
        Value::List(list) => Value::List(List {
            kind: ListKind::Tuple,
            items: list.items.iter().cloned().map(written).collect(),
            open: list.open,
        }),
        Value::Object(object) => {
            let fields = object
                .fields
                .iter()
                .map(|(name, value)| (name.clone(), written(value.clone())))
                .collect();
            Value::Object(Object {
                kind: object.kind,
                fields,
            })
        }
        other => other,
    };
    Val {
        value,
        place: of.place,
        trace: of.trace,
    }
}

fn base64encode(args: &Args<'_>) -> Result<Val, String> {
    Ok(STANDARD.encode(args.text(0)?.as_bytes()).into())
}

/// Text from Base64; bytes that are no UTF-8 are an error.
fn base64decode(args: &Args<'_>) -> Result<Val, String> {
    let bytes = STANDARD
        .decode(args.text(0)?.as_bytes())
        .map_err(|error| format!("not Base64: {error}"))?;
    Ok(String::from_utf8(bytes)
        .map_err(|_| "the decoded bytes are not UTF-8 text")?
        .into())
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn json() {
        check(&[
            (
                r#"core::jsonencode({ b = [1, null], a = "<x>" })"#,
                r#""{\"a\":\"\\u003cx\\u003e\",\"b\":[1,null]}""#,
            ),
            ("core::jsonencode(null)", r#""null""#),
            ("core::jsonencode(u)", "?{?}"),
            ("core::jsonencode({ a = 1, b = a })", "?{{a: 1, b: ?<#1.arn>}}"),
            ("core::jsonencode(open)", r#"?{any["p", "q", …]}"#),
            ("core::jsondecode(core::jsonencode({ a = 1, b = a })).b", "?<#1.arn>"),
            (r#"core::jsondecode("{\"a\":[1,null]}")"#, "{a: [1, null]}"),
            (r#"core::jsondecode("[1]") == [1]"#, "true"),
            (r#"core::jsondecode("x")"#, "! not JSON"),
            (r#"core::jsondecode("")"#, "! not JSON"),
            ("core::jsondecode(u)", "?"),
            ("core::jsondecode(null)", "! argument 1: string required, got null"),
            ("core::jsondecode([])", "! argument 1: string required, got list"),
        ]);
    }
}
