//! CSV, URLs and encodings of text. Null is an error, unknown makes the result unknown.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Args, Function};
use crate::value::{ListKind, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::csvdecode", 1, Some(1), csvdecode),
    Function::plain("core::urlencode", 1, Some(1), urlencode),
    Function::plain("core::urldecode", 1, Some(1), urldecode),
    Function::plain("core::textencodebase64", 2, Some(2), textencodebase64),
    Function::plain("core::textdecodebase64", 2, Some(2), textdecodebase64),
];

/// The rows of a table as objects; the first line names the columns.
fn csvdecode(args: &Args<'_>) -> Result<Val, String> {
    let text = args.text(0)?;
    if text.is_empty() {
        return Err("the line that names the columns is missing".to_owned());
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<Arc<str>> = reader.headers().map_err(|error| error.to_string())?.iter().map(Arc::from).collect();
    if let Some((at, name)) = names.iter().enumerate().find(|(at, name)| names.iter().take(*at).any(|before| before == *name)) {
        return Err(format!("column {} repeats the name `{name}`", at + 1));
    }
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.map_err(|error| error.to_string())?;
        Ok(Val::object(names.iter().cloned().zip(record.iter().map(Val::from)).collect()))
    };
    Ok(Val::list(ListKind::List, reader.records().map(row).collect::<Result<_, String>>()?))
}

/// What Go's `url.QueryEscape` leaves as it is, besides letters and digits.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b' ');

fn urlencode(args: &Args<'_>) -> Result<Val, String> {
    Ok(utf8_percent_encode(&args.text(0)?, KEPT).to_string().replace(' ', "+").into())
}

fn urldecode(args: &Args<'_>) -> Result<Val, String> {
    let text = args.text(0)?.replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8().map_err(|_| "the decoded bytes are not UTF-8 text")?;
    Ok(decoded.into_owned().into())
}

fn encoding(args: &Args<'_>) -> Result<&'static Encoding, String> {
    let name = args.text(1)?;
    Encoding::for_label(name.as_bytes()).ok_or_else(|| format!("argument 2: `{name}` is no character encoding"))
}

/// Text in another encoding, as Base64.
fn textencodebase64(args: &Args<'_>) -> Result<Val, String> {
    let (text, encoding) = (args.text(0)?, encoding(args)?);
    // Without a byte order in its name, the text tells its own.
    if args.text(1)?.eq_ignore_ascii_case("utf-16") {
        let bytes: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        return Ok(STANDARD.encode(bytes).into());
    }
    let bytes = if encoding == UTF_16LE {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else if encoding == UTF_16BE {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    } else {
        let (bytes, _, lossy) = encoding.encode(&text);
        if lossy && encoding != UTF_8 {
            return Err(format!("the text has characters that {} lacks", encoding.name()));
        }
        bytes.into_owned()
    };
    Ok(STANDARD.encode(bytes).into())
}

/// The text of Base64 in another encoding.
fn textdecodebase64(args: &Args<'_>) -> Result<Val, String> {
    let encoding = encoding(args)?;
    let bytes = STANDARD.decode(args.text(0)?.as_bytes()).map_err(|error| format!("argument 1: not Base64: {error}"))?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
    Ok(text.ok_or_else(|| format!("argument 1: the bytes are no {} text", encoding.name()))?.into_owned().into())
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn tables_and_encodings() {
        check(&[
            (r#"core::csvdecode("a,b\n1,\"x,y\"\n")"#, r#"list[{a: "1", b: "x,y"}]"#),
            (r#"core::csvdecode("a,b\n1\n")"#, "!"),
            (r#"core::csvdecode("a,a\n")"#, "! column 2 repeats the name `a`"),
            (r#"core::urlencode("a b&c/ü~")"#, r#""a+b%26c%2F%C3%BC~""#),
            (r#"core::urldecode("a+b%26")"#, r#""a b&""#),
            (r#"core::urldecode("%ff")"#, "! not UTF-8"),
            (r#"core::textencodebase64("Hi", "UTF-16LE")"#, r#""SABpAA==""#),
            (r#"core::textdecodebase64("SABpAA==", "UTF-16LE")"#, r#""Hi""#),
            (r#"core::textencodebase64("ü", "windows-1252")"#, r#""/A==""#),
            (r#"core::textencodebase64("日", "windows-1252")"#, "! has characters that windows-1252 lacks"),
            (r#"core::textencodebase64("Hi", "nope")"#, "! no character encoding"),
            (r#"core::textdecodebase64("?", "UTF-8")"#, "! not Base64"),
            (r#"core::textdecodebase64("/w==", "UTF-8")"#, "! no UTF-8 text"),
        ]);
    }

    #[test]
    fn null_unknown_and_wrong_types() {
        for call in [
            "csvdecode(ARG)",
            "urlencode(ARG)",
            "urldecode(ARG)",
            "textencodebase64(ARG, \"UTF-8\")",
            "textdecodebase64(ARG, \"UTF-8\")",
        ] {
            let with = |argument: &str| format!("core::{}", call.replace("ARG", argument));
            check(&[
                (&with("u"), "?"),
                (&with("null"), "! argument 1: string required, got null"),
                (&with("[]"), "! argument 1: string required, got list"),
            ]);
        }
        check(&[
            (r#"core::textencodebase64("a", u)"#, "?"),
            (r#"core::textdecodebase64("a", null)"#, "! argument 2: string required, got null"),
        ]);
    }
}
