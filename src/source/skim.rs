//! Finds attributes and block headers in native HCL syntax without parsing expressions.
//!
//! Follows brackets, strings, templates, heredocs and comments only, so it reads every file Terraform
//! accepts, several times faster than a parser. Broken text yields a note and what can still be told apart.

use super::cursor::{Cursor, is_ident_start};
use crate::text::Span;

/// An attribute or a block found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// `name = expression`
    Attribute(AttributeItem),
    /// `kind "label" { … }`
    Block(BlockItem),
}

impl Item {
    /// Where it starts.
    pub(crate) fn start(&self) -> usize {
        match self {
            Self::Attribute(found) => found.name.start,
            Self::Block(found) => found.span.start,
        }
    }
}

/// Where an attribute stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AttributeItem {
    /// The name.
    pub(crate) name: Span,
    /// The expression, without space and comments around it.
    pub(crate) expression: Span,
}

/// Where a block stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockItem {
    /// The block type.
    pub(crate) kind: Span,
    /// The labels, without quotes.
    pub(crate) labels: Vec<Span>,
    /// From the block type to the end of the last label.
    pub(crate) header: Span,
    /// Between the braces.
    pub(crate) body: Span,
    /// From the block type to the closing brace.
    pub(crate) span: Span,
}

/// What a text holds at one level of nesting.
#[derive(Debug, Default)]
pub(crate) struct Skimmed {
    /// Attributes and blocks in source order.
    pub(crate) items: Vec<Item>,
    /// Where the text could not be followed, and why.
    pub(crate) faults: Vec<(usize, &'static str)>,
}

/// The items directly within `range` of `content`.
pub(crate) fn skim(content: &str, range: Span) -> Skimmed {
    let mut cursor = Cursor::new(content, range);
    let mut skimmed = Skimmed::default();
    loop {
        cursor.skip_blank();
        let Some(byte) = cursor.peek() else {
            return skimmed;
        };
        let start = cursor.at();
        if !is_ident_start(byte) {
            skimmed.faults.push((start, "expected an attribute or a block"));
            cursor.skip_line();
            continue;
        }
        match item(&mut cursor) {
            Ok(item) => skimmed.items.push(item),
            Err(fault) => {
                skimmed.faults.push((start, fault));
                resume(&mut cursor, start);
            }
        }
    }
}

/// The comments within `range`, with their marks.
pub(crate) fn comments(content: &str, range: Span) -> Vec<Span> {
    let mut cursor = Cursor::with_comments(content, range);
    while cursor.peek().is_some() {
        cursor.skip_nested();
    }
    cursor.into_comments()
}

fn item(cursor: &mut Cursor<'_>) -> Result<Item, &'static str> {
    let kind = cursor.ident();
    let mut labels = Vec::new();
    let mut header = kind;
    loop {
        cursor.skip_space();
        match cursor.peek() {
            Some(b'=') if labels.is_empty() => {
                cursor.bump(1);
                return attribute(cursor, kind);
            }
            Some(b'{') => break,
            Some(b'"') => {
                let start = cursor.at();
                cursor.bump(1);
                cursor.skip_string();
                header.end = cursor.at();
                labels.push(Span::new(start + 1, header.end.saturating_sub(1).max(start + 1)));
            }
            Some(byte) if is_ident_start(byte) => {
                let label = cursor.ident();
                header.end = label.end;
                labels.push(label);
            }
            _ => return Err("expected `=` or a block behind a name"),
        }
    }
    cursor.bump(1);
    let start = cursor.at();
    if !cursor.skip_nested() {
        return Err("the block is never closed");
    }
    let end = cursor.at();
    let body = Span::new(start, end - 1);
    Ok(Item::Block(BlockItem { kind, labels, header, body, span: Span::new(kind.start, end) }))
}

fn attribute(cursor: &mut Cursor<'_>, name: Span) -> Result<Item, &'static str> {
    cursor.skip_space();
    let start = cursor.at();
    let end = cursor.skip_expression();
    if end <= start {
        return Err("the attribute has no value");
    }
    Ok(Item::Attribute(AttributeItem { name, expression: Span::new(start, end) }))
}

/// After a fault: on to the next line, or, where a block was never closed, to the next line that starts a
/// top-level block in the first column.
fn resume(cursor: &mut Cursor<'_>, start: usize) {
    const KINDS: [&str; 8] = ["resource", "data", "module", "variable", "output", "locals", "provider", "terraform"];
    let unclosed = cursor.peek().is_none();
    cursor.rewind(start);
    cursor.skip_line();
    while unclosed && cursor.peek().is_some() {
        if KINDS.iter().any(|kind| cursor.starts_word(kind)) {
            return;
        }
        cursor.skip_line();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items as `kind label… @body` or `name = expression`.
    fn shown(text: &str) -> Vec<String> {
        let slice = |span: Span| &text[span.start..span.end];
        let skimmed = skim(text, Span::new(0, text.len()));
        let mut shown: Vec<_> = skimmed
            .items
            .iter()
            .map(|item| match item {
                Item::Attribute(found) => {
                    format!("{} = {}", slice(found.name), slice(found.expression))
                }
                Item::Block(found) => {
                    let labels: Vec<_> = found.labels.iter().map(|label| slice(*label)).collect();
                    assert!(text[found.span.start..].starts_with(slice(found.header)));
                    assert!(slice(found.span).ends_with('}'));
                    format!("{} {:?}", slice(found.kind), labels)
                }
            })
            .collect();
        shown.extend(skimmed.faults.iter().map(|(at, why)| format!("! {at} {why}")));
        shown
    }

    #[test]
    fn blocks_and_attributes_are_told_apart() {
        let table: &[(&str, &[&str])] = &[
            ("resource \"a\" \"b\" {}", &[r#"resource ["a", "b"]"#]),
            ("resource a b {\n}\n", &[r#"resource ["a", "b"]"#]), // bare labels are legal
            ("locals { x = 1 }\nlocals {}", &["locals []", "locals []"]),
            ("a = 1 # why\nb = [\n 1,\n]\n", &["a = 1", "b = [\n 1,\n]"]),
            ("a = \"${x[\"k}\"]}\" // c\nb = 2", &["a = \"${x[\"k}\"]}\"", "b = 2"]),
            ("a = \"$${\"\nb = 2", &["a = \"$${\"", "b = 2"]), // an escaped template
            ("a = 1 /* { */\nb = 2 /* x\n y */\nc = 3", &["a = 1", "b = 2", "c = 3"]),
            ("a = <<-E\n } {\n ${b}\n E\nc = 1", &["a = <<-E\n } {\n ${b}\n E", "c = 1"]),
            ("a = f(<<E\n)\"\nE\n)\nb = 1", &["a = f(<<E\n)\"\nE\n)", "b = 1"]),
            ("a = 1\r\nb {\r\n}\r\n", &["a = 1", "b []"]),
            ("/* x */ a \"l\" /* y */ { # z }\n}", &[r#"a ["l"]"#]),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn broken_text_keeps_what_can_be_read() {
        let table: &[(&str, &[&str])] = &[
            ("?\na = 1", &["a = 1", "! 0 expected an attribute or a block"]),
            ("a =\nb = 1", &["b = 1", "! 0 the attribute has no value"]),
            (
                "resource \"a\" \"b\" {\n  x = {\n}\nresource \"a\" \"c\" {}\n",
                &[r#"resource ["a", "c"]"#, "! 0 the block is never closed"],
            ),
            ("a b c", &["! 0 expected `=` or a block behind a name"]),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn comments_are_found_outside_strings_only() {
        let text = "# one\na = \"# no\" // two\nb {\n  /* three */ c = <<E\n# no\nE\n  # four\n}";
        let found: Vec<_> =
            comments(text, Span::new(0, text.len())).into_iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(found, ["# one", "// two", "/* three */", "# four"]);
    }

    #[test]
    fn no_prefix_of_a_text_panics() {
        let text = "resource \"a\" \"b\" {\n a = <<-E\n ${x[\"ä\"]}\n E\n b = \"%{ if x }\\\"$${\" /* c */\n}\n";
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            skim(&text[..end], Span::new(0, end));
            comments(&text[..end], Span::new(0, end));
        }
    }
}
