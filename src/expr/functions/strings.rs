//! Functions over text. Lengths and offsets count grapheme clusters, as Terraform does.
//!
//! A null argument is an error, an unknown one makes the result unknown, except that `startswith`, `endswith`,
//! `strcontains`, `join`, `trimprefix` and `trimsuffix` use the known parts of a text that is partly known.

use unicode_segmentation::UnicodeSegmentation as _;

use super::pieces::{Pieces, known_end, known_parts, known_start};
use super::weight::room;
use super::{Args, Function, hidden};
use crate::value::{List, ListKind, Part, Symbol, Truth, Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::lower", 1, Some(1), |args| Ok(letterwise(&args.text(0)?, |letter| one(letter.to_lowercase())).into())),
    Function::plain("core::upper", 1, Some(1), |args| Ok(letterwise(&args.text(0)?, |letter| one(letter.to_uppercase())).into())),
    Function::plain("core::title", 1, Some(1), title),
    Function::plain("core::trim", 2, Some(2), trim),
    Function::plain("core::trimspace", 1, Some(1), |args| Ok(args.text(0)?.trim().into())),
    Function::full("core::trimprefix", 2, Some(2), trimprefix),
    Function::full("core::trimsuffix", 2, Some(2), trimsuffix),
    Function::plain("core::chomp", 1, Some(1), |args| Ok(args.text(0)?.trim_end_matches(['\r', '\n']).into())),
    Function::plain("core::indent", 2, Some(2), indent),
    Function::plain("core::strrev", 1, Some(1), |args| Ok(args.text(0)?.graphemes(true).rev().collect::<String>().into())),
    Function::plain("core::substr", 3, Some(3), substr),
    Function::full("core::startswith", 2, Some(2), startswith),
    Function::full("core::endswith", 2, Some(2), endswith),
    Function::full("core::strcontains", 2, Some(2), strcontains),
    Function::full("core::contains_substring", 2, Some(2), strcontains),
    Function::full("core::join", 1, None, join),
    Function::plain("core::split", 2, Some(2), split),
    Function::plain("core::basename", 1, Some(1), basename),
    Function::plain("core::dirname", 1, Some(1), dirname),
];

/// Text with each letter mapped; Go keeps a letter that would become several, such as `ß`.
fn letterwise(text: &str, map: fn(char) -> Option<char>) -> String {
    text.chars().map(|letter| map(letter).unwrap_or(letter)).collect()
}

fn one(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next()?;
    if letters.next().is_some() { None } else { Some(first) }
}

/// Every letter that follows something else than a letter, in upper case (Go's `strings.Title`).
fn title(args: &Args<'_>) -> Result<Val, String> {
    let mut inside = false;
    let mut out = String::new();
    for letter in args.text(0)?.chars() {
        if inside {
            out.push(letter);
        } else {
            out.push(one(letter.to_uppercase()).unwrap_or(letter));
        }
        // In ASCII everything else separates words, beyond it only white space does.
        inside = letter.is_alphanumeric() || letter == '_' || !(letter.is_ascii() || letter.is_whitespace());
    }
    Ok(out.into())
}

/// Without the characters of the second argument at both ends.
fn trim(args: &Args<'_>) -> Result<Val, String> {
    let set: Vec<char> = args.text(1)?.chars().collect();
    Ok(args.text(0)?.trim_matches(set.as_slice()).into())
}

fn trimprefix(args: &Args<'_>) -> Result<Val, String> {
    if args.all().iter().any(Val::is_unknown) {
        return trimmed(args, false, |text, prefix| text.strip_prefix(prefix).or((!prefix.starts_with(text)).then_some(text)));
    }
    let (text, prefix) = (args.text(0)?, args.text(1)?);
    Ok(Val::from(text.strip_prefix(&*prefix).unwrap_or(&text)).with(args.touched()))
}

fn trimsuffix(args: &Args<'_>) -> Result<Val, String> {
    if args.all().iter().any(Val::is_unknown) {
        return trimmed(args, true, |text, suffix| text.strip_suffix(suffix).or((!suffix.ends_with(text)).then_some(text)));
    }
    let (text, suffix) = (args.text(0)?, args.text(1)?);
    Ok(Val::from(text.strip_suffix(&*suffix).unwrap_or(&text)).with(args.touched()))
}

/// A text that is not known without what it begins or ends with, if its outermost part is known. `cut` gives what is left of
/// that part; nothing where only the part beside it could tell.
fn trimmed(args: &Args<'_>, last: bool, cut: for<'t> fn(&'t str, &str) -> Option<&'t str>) -> Result<Val, String> {
    let (of, end) = (args.get(0), args.get(1));
    if let Some(at) = args.all().iter().position(Val::is_null) {
        return Err(format!("argument {}: a value required, got null", at + 1));
    }
    let open = Val::unknown(args.touched());
    let (Some(Symbol::Text(parts)), Value::String(end)) = (of.symbol(), &end.value) else { return Ok(open) };
    let outermost = if last { parts.len().saturating_sub(1) } else { 0 };
    let mut pieces = Pieces::new(args);
    for (at, part) in parts.iter().enumerate() {
        match part {
            _ if at != outermost => pieces.part(part.clone()),
            Part::Known(text) => match cut(text, end) {
                Some(rest) => pieces.push(rest),
                None => return Ok(open),
            },
            Part::At(_) => return Ok(open),
        }
    }
    pieces.read(args.touched());
    pieces.finish()
}

/// Spaces at the start of every line but the first.
fn indent(args: &Args<'_>) -> Result<Val, String> {
    let spaces = usize::try_from(args.integer(0)?).ok().filter(|spaces| *spaces <= 1000);
    let spaces = spaces.ok_or("argument 1: a number of spaces from 0 to 1000 required")?;
    let text = args.text(1)?;
    room(text.matches('\n').count().saturating_mul(spaces).saturating_add(text.len()))?;
    Ok(text.replace('\n', &format!("\n{}", " ".repeat(spaces))).into())
}

/// A piece by offset and length; a negative offset counts from the end, a negative length means "to the end".
fn substr(args: &Args<'_>) -> Result<Val, String> {
    let (text, offset, length) = (args.text(0)?, args.integer(1)?, args.integer(2)?);
    let letters: Vec<&str> = text.graphemes(true).collect();
    let start = match usize::try_from(offset) {
        Ok(start) => start,
        Err(_) => letters.len().saturating_sub(usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok(letters.into_iter().skip(start).take(length).collect::<String>().into())
}

/// Settles a question about a text and a piece of it, of which the text may be partly unknown.
fn ask(args: &Args<'_>, known: fn(&str, &str) -> bool, partly: fn(&Val, &str) -> Truth) -> Result<Val, String> {
    let (text, piece) = (args.get(0), args.get(1));
    if piece.is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    let piece = args.text(1)?;
    let truth = if text.is_unknown() { partly(&text, &piece) } else { known(&args.text(0)?, &piece).into() };
    Ok(Val::truth(truth, args.touched()))
}

/// Whether the first starts with the second; known as soon as the known start of the first tells.
fn startswith(args: &Args<'_>) -> Result<Val, String> {
    ask(
        args,
        |text, piece| text.starts_with(piece),
        |text, piece| match known_start(text) {
            _ if piece.is_empty() => Truth::True,
            Some(start) if start.starts_with(piece) => Truth::True,
            Some(start) if !piece.starts_with(&*start) => Truth::False,
            _ => Truth::Unknown,
        },
    )
}

/// Whether the first ends with the second; known as soon as the known end of the first tells.
fn endswith(args: &Args<'_>) -> Result<Val, String> {
    ask(
        args,
        |text, piece| text.ends_with(piece),
        |text, piece| match known_end(text) {
            _ if piece.is_empty() => Truth::True,
            Some(end) if end.ends_with(piece) => Truth::True,
            Some(end) if !piece.ends_with(&*end) => Truth::False,
            _ => Truth::Unknown,
        },
    )
}

/// Whether the first holds the second; a known stretch of the first can say yes, never no.
fn strcontains(args: &Args<'_>) -> Result<Val, String> {
    ask(
        args,
        |text, piece| text.contains(piece),
        |text, piece| {
            let held = piece.is_empty() || known_parts(text).iter().any(|part| part.contains(piece));
            if held { Truth::True } else { Truth::Unknown }
        },
    )
}

/// Elements with a separator between them. A null element is an error; unknown elements stay parts of an unknown text.
fn join(args: &Args<'_>) -> Result<Val, String> {
    let separator = args.get(0);
    let mut pieces = Pieces::new(args);
    let mut first = true;
    for (at, list) in args.all().iter().enumerate().skip(1) {
        if list.is_unknown() {
            pieces.lose(list.touched());
            continue;
        }
        let items = args.items(at)?;
        let shuffled = matches!(&list.value, Value::List(List { kind: ListKind::Set, .. })) && items.len() > 1;
        if let Some(trace) = hidden(list) {
            pieces.lose(list.touched().join(trace));
        }
        for item in &items {
            if !std::mem::take(&mut first) {
                pieces.value(&separator).map_err(|message| format!("argument 1: {message}"))?;
            }
            // Where an unknown element stands in a set is not known.
            if shuffled && item.is_unknown() {
                pieces.lose(item.touched());
            }
            pieces.value(item).map_err(|message| format!("argument {}: {message}", at + 1))?;
        }
        pieces.read(list.touched());
    }
    if !separator.is_unknown() {
        args.text(0)?;
    }
    pieces.finish()
}

/// The pieces between separators; of empty text one empty piece, by an empty separator the characters.
fn split(args: &Args<'_>) -> Result<Val, String> {
    let (separator, text) = (args.text(0)?, args.text(1)?);
    let pieces: Vec<Val> = if separator.is_empty() && !text.is_empty() {
        text.chars().map(|letter| letter.to_string().into()).collect()
    } else if separator.is_empty() {
        Vec::new()
    } else {
        text.split(&*separator).map(Val::from).collect()
    };
    Ok(Val::list(ListKind::List, pieces))
}

fn basename(args: &Args<'_>) -> Result<Val, String> {
    let text = args.text(0)?;
    let trimmed = text.trim_end_matches('/');
    Ok(match trimmed.rsplit('/').next() {
        Some(last) if !last.is_empty() => last.into(),
        _ if text.is_empty() => ".".into(),
        _ => "/".into(),
    })
}

/// The path without its last element, cleaned of `.` and empty elements as Go does.
fn dirname(args: &Args<'_>) -> Result<Val, String> {
    let text = args.text(0)?;
    let Some((parent, _)) = text.rsplit_once('/') else {
        return Ok(".".into());
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in parent.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => drop(parts.pop()),
            None if part == ".." && text.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    Ok(match (text.starts_with('/'), joined.is_empty()) {
        (true, _) => format!("/{joined}").into(),
        (false, true) => ".".into(),
        (false, false) => joined.into(),
    })
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn letters() {
        check(&[
            (r#"core::lower("ÀB")"#, r#""àb""#),
            (r#"core::upper("ab1")"#, r#""AB1""#),
            (r#"core::title("hello big-world's")"#, r#""Hello Big-World'S""#),
            (r#"core::trim("?!hello?!", "!?")"#, r#""hello""#),
            (r#"core::trimspace("\n a \t")"#, r#""a""#),
            (r#"core::trimprefix("helloworld", "hello")"#, r#""world""#),
            (r#"core::trimprefix("aaa", "a")"#, r#""aa""#),
            (r#"core::trimsuffix("helloworld", "world")"#, r#""hello""#),
            (r#"core::trimprefix("arn:${a}", "arn:")"#, "?<#1.arn>"),
            (r#"core::trimprefix("arn:${a}/*", "ar")"#, "?<n:#1.arn/*>"),
            (r#"core::trimprefix("arn:${a}", "x")"#, "?<arn:#1.arn>"),
            (r#"core::trimprefix("arn:${a}", "arn:aws")"#, "?"),
            (r#"core::trimprefix(a, "arn:")"#, "?"),
            (r#"core::trimprefix("arn:${a}", u)"#, "?"),
            (r#"core::trimsuffix("${a}/*", "/*")"#, "?<#1.arn>"),
            (r#"core::trimsuffix("${a}/*", "x/*")"#, "?"),
            (r#"core::trimsuffix("${a}/*", "-")"#, "?<#1.arn/*>"),
            (r#"core::trimsuffix("x${a}", "x")"#, "?"),
            (r#"core::trimsuffix("x${a}", null)"#, "! argument 2: a value required, got null"),
            (r#"core::chomp("hello\r\n\n")"#, r#""hello""#),
            (r#"core::indent(2, "a\nb\n")"#, r#""a\n  b\n  ""#),
            (r#"core::indent(-1, "a")"#, "! spaces"),
            (r#"core::strrev("héy")"#, r#""yéh""#),
            (r#"core::substr("hello world", 1, 4)"#, r#""ello""#),
            (r#"core::substr("hello", -3, -1)"#, r#""llo""#),
            (r#"core::substr("hello", 9, 2)"#, r#""""#),
            (r#"core::substr("hello", -9, 2)"#, r#""he""#),
            (r#"core::substr("hello", 0.5, 2)"#, "! argument 2: whole number"),
            (r#"core::basename("foo/bar/baz.txt")"#, r#""baz.txt""#),
            (r#"core::basename("")"#, r#"".""#),
            (r#"core::dirname("foo/./bar/baz.txt")"#, r#""foo/bar""#),
            (r#"core::dirname("/a/../b")"#, r#""/""#),
            (r#"core::dirname("baz.txt")"#, r#"".""#),
        ]);
    }

    #[test]
    fn null_unknown_and_wrong_types() {
        for name in ["lower", "upper", "title", "trimspace", "chomp", "strrev", "basename", "dirname"] {
            check(&[
                (&format!("core::{name}(u)"), "?"),
                (&format!("core::{name}(a)"), "?"),
                (&format!("core::{name}(null)"), "! argument 1: string required, got null"),
                (&format!("core::{name}([])"), "! argument 1: string required, got list"),
                (&format!("core::{name}({{}})"), "! argument 1: string required, got object"),
            ]);
        }
        for name in ["trim", "trimprefix", "trimsuffix", "split", "startswith", "endswith", "strcontains", "contains_substring"] {
            check(&[
                (&format!("core::{name}(\"a\", u)"), "?"),
                (&format!("core::{name}(\"a\", null)"), "! argument 2: string required, got null"),
                (&format!("core::{name}(null, \"a\")"), "! argument 1: string required, got null"),
                (&format!("core::{name}([], \"a\")"), "! argument 1: string required, got list"),
                (&format!("core::{name}(u, \"a\")"), "?"),
            ]);
        }
        check(&[
            ("core::substr(u, 1, 2)", "?"),
            (r#"core::substr("a", null, 2)"#, "! argument 2: number required, got null"),
            (r#"core::substr("a", 0, [])"#, "! argument 3: number required, got list"),
            (r#"core::indent("x", "a")"#, "! argument 1: number required"),
            ("core::indent(1, null)", "! argument 2: string required, got null"),
            ("core::lower(12)", r#""12""#),
            ("core::upper(true)", r#""TRUE""#),
        ]);
    }

    #[test]
    fn partly_known_text_answers_where_it_can() {
        check(&[
            (r#"core::startswith("hello", "he")"#, "true"),
            (r#"core::startswith("hello", "lo")"#, "false"),
            (r#"core::startswith("arn:${a}", "arn:")"#, "true"),
            (r#"core::startswith("arn:${a}", "xyz")"#, "false"),
            (r#"core::startswith("arn:${a}", "arn:aws")"#, "?"),
            (r#"core::startswith(u, "")"#, "true"),
            (r#"core::endswith("hello", "lo")"#, "true"),
            (r#"core::endswith("${a}/*", "/*")"#, "true"),
            (r#"core::endswith("${a}/*", "/x")"#, "false"),
            (r#"core::endswith("${a}/*", "z/*")"#, "?"),
            (r#"core::contains_substring("hello", "ell")"#, "true"),
            (r#"core::strcontains("hello", "x")"#, "false"),
            (r#"core::strcontains("x-${a}-y", "-y")"#, "true"),
            (r#"core::strcontains("x-${a}-y", "z")"#, "?"),
        ]);
    }

    #[test]
    fn join_and_split() {
        check(&[
            (r#"core::join(",", ["a", 1, true])"#, r#""a,1,true""#),
            (r#"core::join(",", ["a"], ["b"])"#, r#""a,b""#),
            (r#"core::join(",", [])"#, r#""""#),
            (r#"core::join("/", [a, "*"])"#, "?<#1.arn/*>"),
            (r#"core::join(",", ["a", u])"#, "?"),
            (r#"core::join(",", u)"#, "?"),
            (r#"core::join(u, ["a"])"#, r#""a""#),
            (r#"core::join(u, ["a", "b"])"#, "?"),
            (r#"core::join(",", open)"#, "?"),
            (r#"core::join(",", core::toset([a, "b"]))"#, "?"),
            (r#"core::join(",", core::toset(["b", "a"]))"#, r#""a,b""#),
            (r#"core::join(",", ["a", null])"#, "! argument 2: string required, got null"),
            (r#"core::join(",", ["a", []])"#, "! argument 2: string required, got list"),
            ("core::join(null, [])", "! argument 1: string required, got null"),
            (r#"core::join(",", null)"#, "! argument 2: list required, got null"),
            (r#"core::join(",", "a")"#, "! argument 2: list required, got string"),
            (r#"core::split(",", "a,b,")"#, r#"list["a", "b", ""]"#),
            (r#"core::split(",", "")"#, r#"list[""]"#),
            (r#"core::split("", "ab")"#, r#"list["a", "b"]"#),
        ]);
    }

    #[test]
    fn evidence_is_kept() {
        use crate::expr::functions::testing::reads;
        assert_eq!(reads("core::upper(text)"), ["#5.text"]);
        assert_eq!(reads(r#"core::join(",", [text])"#), ["#5.text"]);
        assert_eq!(reads(r#"core::split(",", text)"#), ["#5.text"]);
    }
}
