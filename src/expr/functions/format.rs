//! `format` and `formatlist`: the verbs of Go's `fmt` as Terraform has them.

use super::args::{integer, number, text, truth};
use super::pieces::{Pieces, is_scalar};
use super::verb::{Verb, padded, parse};
use super::weight::room;
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Trace, Truth, Val, Value, to_json_text};

pub(super) const FUNCTIONS: &[Function] =
    &[Function::full("core::format", 1, None, format), Function::full("core::formatlist", 1, None, formatlist)];

/// Text with its verbs filled in. An unknown argument of a plain `%s` or `%v` stays a part of an unknown text.
fn format(args: &Args<'_>) -> Result<Val, String> {
    if args.get(0).is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    let rest = args.all().get(1..).unwrap_or_default();
    Ok(filled(args, &args.text(0)?, rest)?.with(args.get(0).touched()))
}

/// Fills one format.
fn filled(args: &Args<'_>, spec: &str, values: &[Val]) -> Result<Val, String> {
    let mut pieces = Pieces::new(args);
    let mut used = 0;
    let mut numbered = false;
    let mut next = 0;
    for part in parse(spec)? {
        let verb = match part {
            Ok(text) => {
                pieces.push(&text);
                continue;
            }
            Err(verb) => verb,
        };
        let at = verb.argument.map_or(next, |at| at - 1);
        numbered |= verb.argument.is_some();
        next = at + 1;
        used = used.max(next);
        let value = values.get(at).ok_or_else(|| format!("not enough arguments for `{}`: {} given", verb.text, values.len()))?;
        one(&verb, value, &mut pieces).map_err(|message| format!("`{}`: {message}", verb.text))?;
    }
    if used < values.len() && !numbered {
        return Err(format!("{} arguments for a format that uses {used}", values.len()));
    }
    pieces.finish()
}

/// Adds one value.
fn one(verb: &Verb, value: &Val, pieces: &mut Pieces) -> Result<(), String> {
    if value.is_unknown() {
        if matches!(verb.letter, 's' | 'v') && verb.is_plain() {
            return pieces.value(value);
        }
        pieces.lose(value.touched());
        return Ok(());
    }
    if value.is_null() && verb.letter != 'v' {
        return Err("null cannot be formatted".to_owned());
    }
    let formatted = match verb.letter {
        'v' => as_is(verb, value, pieces)?,
        't' => match truth(value)? {
            Truth::True => Some("true".to_owned()),
            Truth::False => Some("false".to_owned()),
            Truth::Unknown => None,
        },
        's' | 'q' => Some(verb.string(&text(value)?)),
        'b' | 'd' | 'o' | 'x' | 'X' => Some(verb.integer(integer(number(value)?).ok_or("an integer is required")?)),
        _ => Some(verb.float(number(value)?)),
    };
    if let Some(formatted) = formatted {
        // Terraform does not pad booleans.
        pieces.push(&if verb.letter == 't' { formatted } else { padded(verb, &formatted) });
    }
    pieces.read(value.touched());
    Ok(())
}

/// `%v`: primitives plainly, anything else as JSON. `None` if a part is unknown.
fn as_is(verb: &Verb, value: &Val, pieces: &mut Pieces) -> Result<Option<String>, String> {
    match &value.value {
        Value::String(text) if !verb.has('#') => Ok(Some(text.to_string())),
        Value::Number(number) if !verb.has('#') => Ok(Some(verb.shortest(*number))),
        _ => {
            let json = to_json_text(value);
            if json.is_none() {
                pieces.lose(value.touched());
            }
            Ok(json)
        }
    }
}

/// A format filled once for each element of the lists among the arguments, which have one length; other arguments repeat.
fn formatlist(args: &Args<'_>) -> Result<Val, String> {
    let spec = args.get(0);
    // An unknown argument may be a list, unless it is known to be text.
    let vague = |value: &&Val| value.is_unknown() && !is_scalar(value);
    if let Some(unknown) = args.all().iter().find(vague).or(Some(&spec).filter(|spec| spec.is_unknown())) {
        return Ok(Val::unknown(unknown.touched()));
    }
    let spec = args.text(0)?;
    let mut length: Option<usize> = None;
    let mut open: Option<Trace> = None;
    let mut columns = Vec::new();
    for (at, value) in args.all().iter().enumerate().skip(1) {
        let items = args.elements(value);
        if let Some(items) = &items {
            if length.is_some_and(|length| length != items.len()) && open.is_none() && hidden(value).is_none() {
                return Err(format!(
                    "argument {}: {} elements, where another list has {}",
                    at + 1,
                    items.len(),
                    length.unwrap_or(0)
                ));
            }
            length = Some(length.map_or(items.len(), |length| length.min(items.len())));
        }
        if let Some(more) = hidden(value) {
            open = Some(open.unwrap_or_default().join(more));
        }
        columns.push((value, items));
    }
    // With two lists the hidden members would have to be paired, which nothing tells.
    if let (Some(open), true) = (&open, columns.iter().filter(|(_, items)| items.is_some()).count() > 1) {
        return Ok(Val::unknown(args.touched().join(open.clone())));
    }
    let widest = args.all().iter().map(|value| value.as_str().map_or(0, str::len)).sum::<usize>();
    room(widest.saturating_mul(length.unwrap_or(1)))?;
    let row = |at: usize| {
        let values: Vec<Val> = columns
            .iter()
            .filter_map(|(value, items)| items.as_ref().map_or_else(|| Some((*value).clone()), |items| items.get(at).cloned()))
            .collect();
        filled(args, &spec, &values)
    };
    let items = (0..length.unwrap_or(1)).map(row).collect::<Result<Vec<_>, _>>()?;
    Ok(Val::from(Value::List(List { kind: ListKind::List, items: items.into(), open })).with(args.touched()))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn verbs() {
        check(&[
            (r#"core::format("Hello, %s!", "Ander")"#, r#""Hello, Ander!""#),
            (r#"core::format("%d%% of %03d", 5, 7)"#, r#""5% of 007""#),
            (r#"core::format("[%5s|%-5s|%05d|%+d]", "a", "b", -42, 3)"#, r#""[    a|b    |-0042|+3]""#),
            (r#"core::format("%x %X %o %b %#x", 255, 255, 8, 5, 255)"#, r#""ff FF 10 101 0xff""#),
            (r#"core::format("%f %.2f %e %g", 1.5, 2.355, 1000000, 0.5)"#, r#""1.500000 2.35 1.000000e+06 0.5""#),
            (r#"core::format("%v %v %v %v", 1, "a", true, null)"#, r#""1 a true null""#),
            (r#"core::format("%v %v", 1000000, 123456)"#, r#""1e+06 123456""#),
            (r#"core::format("%v %#v", [1, "a"], "b")"#, r#""[1,\"a\"] \"b\"""#),
            (r#"core::format("%q %t", "a\"b", "true")"#, r#""\"a\\\"b\" true""#),
            (r#"core::format("%[2]s %[1]s", "a", "b")"#, r#""b a""#),
            (r#"core::format("%.2s", "abc")"#, r#""ab""#),
            (r#"core::format("%d", "12")"#, r#""12""#),
        ]);
    }

    #[test]
    fn mistakes_in_formats() {
        check(&[
            (r#"core::format("%d", 1.5)"#, "! an integer is required"),
            (r#"core::format("%s", null)"#, "! null cannot be formatted"),
            (r#"core::format("%s", [])"#, "! string required, got list"),
            (r#"core::format("%s")"#, "! not enough arguments"),
            (r#"core::format("%s", 1, 2)"#, "! 2 arguments for a format that uses 1"),
            (r#"core::format("%z", 1)"#, "! no verb"),
            (r#"core::format("100%")"#, "! ends within a verb"),
            (r#"core::format("%99999999d", 1)"#, "! too wide"),
            ("core::format(null, 1)", "! argument 1: string required, got null"),
            ("core::format([], 1)", "! argument 1: string required, got list"),
        ]);
    }

    #[test]
    fn unknown_arguments_stay_parts_of_the_text() {
        check(&[
            (r#"core::format("%s/*", a)"#, "?<#1.arn/*>"),
            (r#"core::format("%s-%v", "x", a)"#, "?<x-#1.arn>"),
            (r#"core::format("%s", a)"#, "?<#1.arn>"),
            (r#"core::format("%10s", a)"#, "?"),
            (r#"core::format("%d", a)"#, "?"),
            (r#"core::format("%s", u)"#, "?"),
            (r#"core::format("%v", [a])"#, "?"),
            ("core::format(u, 1)", "?"),
        ]);
    }

    #[test]
    fn lists_of_texts() {
        check(&[
            (r#"core::formatlist("%s=%s", ["a", "b"], "x")"#, r#"list["a=x", "b=x"]"#),
            (r#"core::formatlist("%s=%s", ["a", "b"], [1, 2])"#, r#"list["a=1", "b=2"]"#),
            (r#"core::formatlist("%s/*", [a, b])"#, "list[?<#1.arn/*>, ?<#2.arn/*>]"),
            (r#"core::formatlist("%s", [])"#, "list[]"),
            (r#"core::formatlist("%s!", "a")"#, r#"list["a!"]"#),
            (r#"core::formatlist("%s", open)"#, r#"list["p", "q", …]"#),
            (r#"core::formatlist("%s%s", open, ["a", "b"])"#, "?"),
            (r#"core::formatlist("%s", u)"#, "?"),
            (r#"core::formatlist("%s%s", ["a"], ["b", "c"])"#, "! 2 elements, where another list has 1"),
            (r#"core::formatlist("%s", [null])"#, "! null cannot be formatted"),
            (r#"core::formatlist(null, ["a"])"#, "! argument 1: string required, got null"),
        ]);
    }
}
