//! JSON, YAML and Base64. A text whose content is known better than its letters keeps the content.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::args::whole;
use super::pieces::Pieces;
use super::{Args, Function};
use crate::value::{List, ListKind, Object, Part, Symbol, Trace, Unknown, Val, Value, from_json, to_json_text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("core::jsonencode", 1, Some(1), jsonencode),
    Function::full("core::jsondecode", 1, Some(1), jsondecode),
    Function::full("core::base64encode", 1, Some(1), base64encode),
    Function::full("core::base64decode", 1, Some(1), base64decode),
    Function::full("core::yamlencode", 1, Some(1), yamlencode),
    Function::full("core::yamldecode", 1, Some(1), yamldecode),
];

/// A value as JSON text. With unknown parts the text is unknown but its content is not.
fn jsonencode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let mut trace = Trace::none();
    match whole(&of, args.resolver(), false, &mut trace) {
        Ok(known) => Ok(Val::from(to_json_text(&known).ok_or("the value cannot be written as JSON")?).with(trace)),
        Err(unknown) => {
            let trace = of.touched().join(unknown);
            let unknown = Unknown { json: Some(of), not_null: true, ..Unknown::default() };
            Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace })
        }
    }
}

/// The value that JSON text encodes; of an unknown text its content, if that is known.
fn jsondecode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(content(&of).map_or_else(|| Val::unknown(Trace::none()), written).with(of.touched()));
    }
    Ok(written(parse(&args.text(0)?)?).with(of.touched()))
}

/// What an unknown JSON text encodes: remembered, or read from its known parts.
pub(super) fn content(of: &Val) -> Option<Val> {
    let Value::Unknown(unknown) = &of.value else { return None };
    match (&unknown.json, &unknown.symbol) {
        (Some(content), _) => Some(content.clone()),
        (None, Some(Symbol::Text(parts))) => partly(parts),
        _ => None,
    }
}

/// Stands before and after the number of an unknown part, while the text around it is parsed. A private character, so that
/// it stands for nothing else.
const HOLE: char = '\u{F8F0}';

/// The value of JSON text in which strings have unknown parts; `None` if an unknown part stands for more than letters.
fn partly(parts: &[Part]) -> Option<Val> {
    let known = |part: &Part| !matches!(part, Part::Known(text) if text.contains(HOLE));
    if !parts.iter().all(known) {
        return None;
    }
    let piece = |(at, part): (usize, &Part)| match part {
        Part::Known(text) => text.to_string(),
        Part::At(_) => format!("{HOLE}{at}{HOLE}"),
    };
    let text: String = parts.iter().enumerate().map(piece).collect();
    filled(parse(&text).ok()?, parts)
}

/// The value with its holes filled by the unknown parts. A name with a hole is nothing that an object can have.
fn filled(of: Val, parts: &[Part]) -> Option<Val> {
    let value = match of.value {
        Value::String(text) => return unknown_text(&text, parts),
        Value::List(list) => {
            let items = list.items.iter().map(|item| filled(item.clone(), parts)).collect::<Option<_>>()?;
            Value::List(List { items, ..list })
        }
        Value::Object(object) => {
            let field = |(name, value): &(Arc<str>, Val)| {
                if name.contains(HOLE) { None } else { Some((name.clone(), filled(value.clone(), parts)?)) }
            };
            let fields = object.fields.iter().map(field).collect::<Option<_>>()?;
            Value::Object(Object { fields, ..object })
        }
        other => other,
    };
    Some(value.into())
}

fn unknown_text(text: &str, parts: &[Part]) -> Option<Val> {
    let mut pieces = Pieces::default();
    for (at, piece) in text.split(HOLE).enumerate() {
        // Every second piece is the number of an unknown part.
        match at % 2 {
            0 => pieces.push(piece),
            _ => pieces.part(parts.get(piece.parse::<usize>().ok()?)?.clone()),
        }
    }
    pieces.finish().ok()
}

/// JSON text as a value.
pub(super) fn parse(text: &str) -> Result<Val, String> {
    let json = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    Ok(from_json(&json))
}

/// The value with its sequences as tuples: text leaves no doubt of what they are, as plan JSON does.
pub(super) fn written(of: Val) -> Val {
    let value = match of.value {
        Value::List(list) => {
            Value::List(List { kind: ListKind::Tuple, items: list.items.iter().cloned().map(written).collect(), open: list.open })
        }
        Value::Object(object) => {
            let fields = object.fields.iter().map(|(name, value)| (name.clone(), written(value.clone()))).collect();
            Value::Object(Object { kind: object.kind, fields })
        }
        other => other,
    };
    Val { value, place: of.place, trace: of.trace }
}

/// Text in Base64. Of an unknown text the result remembers the text.
fn base64encode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        let trace = of.touched();
        let unknown = Unknown { base64: Some(of), not_null: true, ..Unknown::default() };
        return Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace });
    }
    Ok(Val::from(STANDARD.encode(args.text(0)?.as_bytes())).with(of.touched()))
}

/// Text from Base64, also from an unknown one that remembers its text; bytes that are no UTF-8 are an error.
fn base64decode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if let Value::Unknown(unknown) = &of.value {
        return Ok(unknown.base64.clone().unwrap_or_else(|| Val::unknown(Trace::none())).with(of.touched()));
    }
    let bytes = STANDARD.decode(args.text(0)?.as_bytes()).map_err(|error| format!("not Base64: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| "the decoded bytes are not UTF-8 text")?;
    Ok(Val::from(text).with(of.touched()))
}

/// A value as YAML text. The text is not known, since nothing else writes YAML as Terraform does, but its content is.
fn yamlencode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    let trace = of.touched();
    let unknown = Unknown { json: Some(of), not_null: true, ..Unknown::default() };
    Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace })
}

/// The value that YAML text encodes; of an unknown text its content, if that is known.
fn yamldecode(args: &Args<'_>) -> Result<Val, String> {
    let of = args.get(0);
    if of.is_unknown() {
        return Ok(content(&of).map_or_else(|| Val::unknown(Trace::none()), written).with(of.touched()));
    }
    let options = serde_saphyr::options! { duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins };
    let json: serde_json::Value = serde_saphyr::from_str_with_options(&args.text(0)?, options).map_err(|error| {
        let message = error.to_string();
        format!("not YAML: {}", message.lines().next().unwrap_or_default())
    })?;
    Ok(written(from_json(&json)).with(of.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn json() {
        check(&[
            (r#"core::jsonencode({ b = [1, null], a = "<x>" })"#, r#""{\"a\":\"\\u003cx\\u003e\",\"b\":[1,null]}""#),
            ("core::jsonencode(null)", r#""null""#),
            ("core::jsonencode(u)", "?{?}"),
            ("core::jsonencode({ a = 1, b = a })", "?{{a: 1, b: ?<#1.arn>}}"),
            ("core::jsonencode(open)", r#"?{any["p", "q", …]}"#),
            ("core::jsondecode(core::jsonencode({ a = 1, b = a })).b", "?<#1.arn>"),
            (r#"core::jsondecode("{\"a\":[1,null]}")"#, "{a: [1, null]}"),
            (r#"core::jsondecode("[1]") == [1]"#, "true"),
            (r#"core::jsondecode("x")"#, "! not JSON"),
            (r#"core::jsondecode("")"#, "! not JSON"),
            (r#"core::jsondecode("{\"r\":[\"${a}/*\", 1]}")"#, "{r: [?<#1.arn/*>, 1]}"),
            (r#"core::jsondecode("{\"r\":${x}}")"#, "?"),
            (r#"core::jsondecode("{\"${a}\":1}")"#, "?"),
            ("core::jsondecode(u)", "?"),
            ("core::jsondecode(null)", "! argument 1: string required, got null"),
            ("core::jsondecode([])", "! argument 1: string required, got list"),
        ]);
    }

    #[test]
    fn base64() {
        check(&[
            (r#"core::base64encode("Hello")"#, r#""SGVsbG8=""#),
            (r#"core::base64decode("SGVsbG8=")"#, r#""Hello""#),
            (r#"core::base64decode("?")"#, "! not Base64"),
            (r#"core::base64decode("/w==")"#, "! not UTF-8"),
            ("core::base64encode(a)", "?"),
            (r#"core::base64decode(core::base64encode("x-${a}"))"#, "?<x-#1.arn>"),
            ("core::base64decode(a)", "?"),
            ("core::base64encode(null)", "! argument 1: string required, got null"),
            ("core::base64decode([])", "! argument 1: string required, got list"),
        ]);
    }

    #[test]
    fn yaml() {
        check(&[
            (r#"core::yamldecode("a: [1, yes, true]\nb: ~")"#, "{a: [1, true, true], b: null}"),
            (r#"core::yamldecode("[")"#, "! not YAML"),
            ("core::yamlencode({ a = 1 })", "?{{a: 1}}"),
            ("core::yamldecode(core::yamlencode({ a = [x] }))", "{a: [?<#3.x>]}"),
            ("core::yamldecode(u)", "?"),
            ("core::yamldecode(null)", "! argument 1: string required, got null"),
            ("core::yamldecode([])", "! argument 1: string required, got list"),
        ]);
    }
}
