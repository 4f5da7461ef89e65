//! `valuetostring`: any value as text for a message. It never fails: in a message, what is not known is spelled out.

use serde_json::Value as Json;

use super::args::{text, whole};
use super::pieces::is_scalar;
use super::{Args, Function};
use crate::value::{Resolver, Trace, Val, Value, entries, format_number};

pub(super) const FUNCTIONS: &[Function] = &[Function::full("core::valuetostring", 1, Some(1), valuetostring)];

const UNKNOWN: &str = "(unknown)";

/// Primitives plainly, collections as indented JSON, `(null)` and `(unknown)` for what has no text.
///
/// That is for messages. In a condition a text that is spelled out for want of a value would decide what nothing decides
/// yet, so that there the result of something unknown is unknown.
fn valuetostring(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if !args.evaluator().is_lenient() {
        if is_scalar(&of) {
            return Ok(of);
        }
        if let Err(unknown) = whole(&of, args.resolver(), true, &mut Trace::none()) {
            return Ok(Val::unknown(of.touched().join(unknown)));
        }
    }
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
            Json::Array(items.chain(list.open.iter().map(|_| Json::String(UNKNOWN.to_owned()))).collect())
        }
        Value::Object(object) => {
            let values = entries(of, resolver).into_iter().map(|(_, value)| json(&value, resolver));
            Json::Object(object.fields.iter().map(|(name, _)| name.to_string()).zip(values).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::{check, message};

    #[test]
    fn any_value_has_a_text() {
        check(&[
            (r#"core::valuetostring("a")"#, r#""a""#),
            ("core::valuetostring(1.5)", r#""1.5""#),
            ("core::valuetostring(true)", r#""true""#),
            ("core::valuetostring(null)", r#""(null)""#),
            ("core::valuetostring(u)", "?"),
            ("core::valuetostring(a)", "?<#1.arn>"),
            ("core::valuetostring([1, u])", "?"),
            ("core::valuetostring(none)", "?"),
            ("core::valuetostring({ a = null })", r#""{\n  \"a\": null\n}""#),
        ]);
    }

    #[test]
    fn a_message_spells_out_what_is_not_known() {
        let table = [
            ("core::valuetostring(u)", "(unknown)"),
            ("core::valuetostring([1, u])", "[\n  1,\n  \"(unknown)\"\n]"),
            ("core::valuetostring(none)", "[\n  \"(unknown)\"\n]"),
            (r#"core::join(",", ["x", a])"#, "x,(known after apply)"),
            (r#"core::join(",", open)"#, "p,q"),
            (r#"core::format("%s!", u)"#, "(known after apply)!"),
            ("core::upper(u)", "(KNOWN AFTER APPLY)"),
        ];
        for (text, wanted) in table {
            assert_eq!(message(text), wanted, "{text}");
        }
    }
}
