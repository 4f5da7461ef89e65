//! JSON to values and back. Overlays a plan's `after` with its `after_unknown`.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{List, ListKind, Object, ObjectKind, Unknown, Val, Value};

/// A JSON value as it stands.
#[must_use]
pub fn from_json(json: &Json) -> Val {
    decode(json, None)
}

/// A planned value: `after` overlaid with `after_unknown`. Where the second says `true` the value is unknown, whether
/// the first has the key or not; where it holds a structure both are walked together.
#[must_use]
pub fn decode(json: &Json, unknown: Option<&Json>) -> Val {
    if unknown == Some(&Json::Bool(true)) {
        return Value::Unknown(Arc::new(Unknown::default())).into();
    }
    match json {
        Json::Null => match unknown {
            Some(Json::Object(mask)) if !mask.is_empty() => decode_object(&serde_json::Map::new(), Some(mask)),
            _ => Val::null(),
        },
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)).into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => decode_list(items, unknown.and_then(Json::as_array)),
        Json::Object(fields) => decode_object(fields, unknown.and_then(Json::as_object)),
    }
}

fn decode_list(items: &[Json], mask: Option<&Vec<Json>>) -> Val {
    let length = items.len().max(mask.map_or(0, Vec::len));
    let items = (0..length).map(|at| decode(items.get(at).unwrap_or(&Json::Null), mask.and_then(|mask| mask.get(at)))).collect();
    Value::List(List { kind: ListKind::Any, items, open: None }).into()
}

fn decode_object(fields: &serde_json::Map<String, Json>, mask: Option<&serde_json::Map<String, Json>>) -> Val {
    // serde_json's map is sorted by key, which is the order that `Object` needs.
    let mut out: Vec<(Arc<str>, Val)> = fields
        .iter()
        .map(|(name, value)| (Arc::from(name.as_str()), decode(value, mask.and_then(|mask| mask.get(name)))))
        .collect();
    if let Some(mask) = mask {
        let before = out.len();
        for (name, unknown) in mask {
            // `false` and empty structures in the mask say that nothing is unknown there.
            if !fields.contains_key(name) && says_unknown(unknown) {
                out.push((Arc::from(name.as_str()), decode(&Json::Null, Some(unknown))));
            }
        }
        if out.len() > before {
            out.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
    }
    Value::Object(Object { kind: ObjectKind::Any, fields: out.into() }).into()
}

fn says_unknown(mask: &Json) -> bool {
    match mask {
        Json::Bool(unknown) => *unknown,
        Json::Array(items) => items.iter().any(says_unknown),
        Json::Object(fields) => fields.values().any(says_unknown),
        _ => false,
    }
}

/// A value as JSON text in Terraform's form (sorted keys; `<`, `>`, `&` and line separators escaped), or `None` if a part is unknown.
#[must_use]
pub fn to_json_text(value: &Val) -> Option<String> {
    let json = to_json(value)?;
    let text = serde_json::to_string(&json).ok()?;
    let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Some(text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

fn to_json(value: &Val) -> Option<Json> {
    Some(match &value.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => number_json(*number),
        Value::String(text) => Json::String(text.to_string()),
        Value::List(list) if list.open.is_some() => return None,
        Value::List(list) => Json::Array(list.items.iter().map(to_json).collect::<Option<_>>()?),
        Value::Object(object) => Json::Object(
            object.fields.iter().map(|(name, value)| Some((name.to_string(), to_json(value)?))).collect::<Option<_>>()?,
        ),
        Value::Unknown(_) => return None,
    })
}

fn number_json(number: f64) -> Json {
    super::format_number(number).parse().map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(after: &str, unknown: &str) -> String {
        let after: Json = serde_json::from_str(after).unwrap();
        let unknown: Json = serde_json::from_str(unknown).unwrap();
        show(&decode(&after, Some(&unknown)))
    }

    fn show(value: &Val) -> String {
        match &value.value {
            Value::Unknown(_) => "?".into(),
            Value::List(list) => format!("[{}]", list.items.iter().map(show).collect::<Vec<_>>().join(",")),
            Value::Object(object) => {
                format!("{{{}}}", object.fields.iter().map(|(k, v)| format!("{k}:{}", show(v))).collect::<Vec<_>>().join(","))
            }
            _ => to_json_text(value).unwrap(),
        }
    }

    #[test]
    fn after_is_overlaid_with_after_unknown() {
        // after, after_unknown, merged
        let table = [
            (r#"{"a":1}"#, r#"{"b":true}"#, "{a:1,b:?}"),
            (r#"{"a":null}"#, r#"{"a":true}"#, "{a:?}"),
            (r#"{"a":[{"x":1},{"x":2}]}"#, r#"{"a":[{},{"y":true}]}"#, "{a:[{x:1},{x:2,y:?}]}"),
            (r#"{"a":[]}"#, r#"{"a":[{"x":true}]}"#, "{a:[{x:?}]}"),
            (r#"{"a":{}}"#, r#"{"a":{},"tags":{},"l":[]}"#, "{a:{}}"),
            (r#"{"a":["x"]}"#, r#"{"a":[false]}"#, r#"{a:["x"]}"#),
            (r#"{"a":["x",null]}"#, r#"{"a":[false,true]}"#, r#"{a:["x",?]}"#),
        ];
        for (after, unknown, merged) in table {
            assert_eq!(text(after, unknown), merged, "{after} over {unknown}");
        }
    }

    #[test]
    fn json_text_is_terraforms() {
        let value = from_json(&serde_json::json!({"b": 1, "a": "<x>&"}));
        assert_eq!(to_json_text(&value).unwrap(), r#"{"a":"\u003cx\u003e\u0026","b":1}"#);
    }
}
