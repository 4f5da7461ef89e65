//! `valuetostring`: any value as text for a message. It never fails, so that what is not known is spelled out.

use serde_json::Value as Json;

use super::args::text;
use super::{Args, Function};
use crate::value::{Resolver, Val, Value, entries, format_number};

pub(super) const FUNCTIONS: &[Function] = &[Function::full("core::valuetostring", 1, Some(1), valuetostring)];

const UNKNOWN: &str = "(unknown)";

/// Primitives plainly, collections as indented JSON, `(null)` and `(unknown)` for what has no text.
fn valuetostring(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let shown = match &of.value {
        Value::Null => "(null)".to_owned(),
        Value::Unknown(_) => UNKNOWN.to_owned(),
        Value::List(_) | Value::Object(_) => serde_json::to_string_pretty(&json(&of, args.resolver())).unwrap_or_default(),
        _ => text(&of)?.to_string(),
    };
    Ok(Val::from(shown).with(of.touched()))
}

fn json(of: &Val, resolver: &dyn Resolver) -> Json {
    match &of.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => format_number(*number).parse().map_or(Json::Null, Json::Number),
        Value::String(text) => Json::String(text.to_string()),
        Value::Unknown(_) => Json::String(UNKNOWN.to_owned()),
        Value::List(list) => {
            let items = entries(of, resolver).into_iter().map(|(_, item)| json(&item, resolver));
            Json::Array(
                items
                    .chain(list.open.iter().map(|_| Json::String(UNKNOWN.to_owned())))
                    .collect(),
            )
        }
        Value::Object(object) => {
            let values = entries(of, resolver).into_iter().map(|(_, value)| json(&value, resolver));
            Json::Object(object.fields.iter().map(|(name, _)| name.to_string()).zip(values).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn any_value_has_a_text() {
        check(&[
            (r#"core::valuetostring("a")"#, r#""a""#),
            ("core::valuetostring(1.5)", r#""1.5""#),
            ("core::valuetostring(true)", r#""true""#),
            ("core::valuetostring(null)", r#""(null)""#),
            ("core::valuetostring(u)", r#""(unknown)""#),
            ("core::valuetostring([1, u])", r#""[\n  1,\n  \"(unknown)\"\n]""#),
            ("core::valuetostring({ a = null })", r#""{\n  \"a\": null\n}""#),
            ("core::valuetostring(none)", r#""[\n  \"(unknown)\"\n]""#),
        ]);
    }
}
