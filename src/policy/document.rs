//! A parsed HCL file and typed access to its blocks, collecting mistakes instead of stopping at the first.

use std::sync::Arc;

use super::Problem;
use crate::syntax::{Attribute, Block, Body, Expression};
use crate::text::{SourceText, Span};

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    /// Its text.
    pub text: SourceText,
    /// Its blocks and attributes.
    pub body: Body,
}

/// A parsed file, or why it could not be parsed.
pub type Parsed = Result<Document, Problem>;

impl Document {
    /// A file whose tree the build wrote, with the blocks that it keeps apart. `None` if it wrote none.
    #[must_use]
    pub fn embedded<'t>(text: &SourceText, tree: &[u8], apart: impl Iterator<Item = &'t [u8]>) -> Option<Self> {
        let mut body: Body = postcard::from_bytes(tree).ok()?;
        for block in apart {
            body.blocks.push(postcard::from_bytes(block).ok()?);
        }
        Some(Self { text: text.clone(), body })
    }

    /// Parses a file.
    ///
    /// # Errors
    /// The syntax error, at its place.
    pub fn parse(text: SourceText) -> Parsed {
        match crate::syntax::parse(text.content()) {
            Ok(body) => Ok(Self { text, body }),
            Err(error) => Err(syntax_problem(&text, error.offset, &error.message)),
        }
    }
}

/// A syntax error in words: the parser tells what it would take, which of common mistakes says little.
fn syntax_problem(text: &SourceText, offset: usize, told: &str) -> Problem {
    let content = text.content();
    let rest = content.get(offset..).unwrap_or_default();
    let name = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
    let end = (offset + name.max(1)).min(content.len());
    let (message, help) = if told.contains("redefined attribute") {
        (format!("argument `{}` stands here twice", rest.get(..name).unwrap_or_default()), None)
    } else if rest.starts_with(['\n', '\r']) && (told.contains("invalid expression") || told.contains("expected `:`")) {
        ("the expression ends with its line".to_owned(), Some("what goes on in the next line stands in parentheses"))
    } else if rest.starts_with('\'') {
        ("text stands in double quotes".to_owned(), None)
    } else if told.contains("newline or eof") && ["and", "or"].contains(&rest.get(..name).unwrap_or_default()) {
        (told.to_owned(), Some("`&&` is and, `||` is or"))
    } else if told.contains("newline or eof") && rest.starts_with('=') {
        (told.to_owned(), Some("`==` compares"))
    } else if told.contains("invalid escape sequence") {
        (told.to_owned(), Some("write `\\\\` for a backslash"))
    } else {
        (told.to_owned(), None)
    };
    let problem = Problem::new(text, Span::new(offset.min(end), end), message);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The bytes of a block's header: its name and labels.
#[must_use]
pub fn header(block: &Block) -> Span {
    let end = block.labels.last().map_or(block.ident.span.end, |label| label.span.end);
    Span::new(block.ident.span.start, end)
}

/// The labels of a block.
#[must_use]
pub fn labels(block: &Block) -> Vec<&str> {
    block.labels.iter().map(crate::syntax::Ident::as_str).collect()
}

/// The bytes of an attribute's value.
#[must_use]
pub fn value_span(attribute: &Attribute) -> Span {
    attribute.value.span.clone().into()
}

/// Reads the body of one block and remembers what is wrong with it.
pub struct Reader<'d> {
    /// The file, for places.
    pub text: &'d SourceText,
    /// The body.
    pub body: &'d Body,
    /// Where the block is named.
    pub at: Span,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("at", &self.at).finish_non_exhaustive()
    }
}

impl<'d> Reader<'d> {
    /// A reader of a block.
    #[must_use]
    pub fn of(text: &'d SourceText, block: &'d Block) -> Self {
        Self { text, body: &block.body, at: header(block) }
    }

    /// An attribute by name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'d Attribute> {
        self.body.attributes().find(|attribute| attribute.key.as_str() == name)
    }

    /// Refuses names that are not listed.
    pub fn only(&self, attributes: &[&str], blocks: &[&str], problems: &mut Vec<Problem>) {
        for attribute in self.body.attributes() {
            let name = attribute.key.as_str();
            if !attributes.contains(&name) {
                problems.push(self.unexpected("argument", name, attribute.key.span.clone().into(), attributes));
            }
        }
        for block in self.body.blocks() {
            let name = block.ident.as_str();
            if !blocks.contains(&name) {
                problems.push(self.unexpected("block", name, header(block), blocks));
            }
        }
    }

    /// Refuses labels of the blocks inside.
    pub fn unlabelled(&self, problems: &mut Vec<Problem>) {
        for block in self.body.blocks().filter(|block| !block.labels.is_empty()) {
            let message = format!("`{}` takes no label here", block.ident.as_str());
            problems.push(Problem::new(self.text, header(block), message));
        }
    }

    pub(super) fn unexpected(&self, what: &str, name: &str, at: Span, known: &[&str]) -> Problem {
        let problem = Problem::new(self.text, at, format!("there is no {what} `{name}` here"));
        match super::problem::closest(name, known.iter().copied()) {
            Some(other) => problem.help(format!("did you mean `{other}`?")),
            None if known.is_empty() => problem,
            None => problem.help(format!("known are: {}", known.join(", "))),
        }
    }

    /// Text that must be there.
    pub fn text(&self, name: &str, problems: &mut Vec<Problem>) -> Arc<str> {
        self.optional_text(name, problems).unwrap_or_else(|| {
            if self.attribute(name).is_none() {
                problems.push(Problem::new(self.text, self.at, format!("`{name}` is missing")));
            }
            "".into()
        })
    }

    /// Text that may be there.
    pub fn optional_text(&self, name: &str, problems: &mut Vec<Problem>) -> Option<Arc<str>> {
        let attribute = self.attribute(name)?;
        let text = literal_text(&attribute.value);
        if text.is_none() {
            problems.push(Problem::new(self.text, value_span(attribute), format!("`{name}` must be text without interpolation")));
        }
        text
    }

    /// A list of texts that may be there.
    pub fn texts(&self, name: &str, problems: &mut Vec<Problem>) -> Vec<Arc<str>> {
        let Some(attribute) = self.attribute(name) else { return Vec::new() };
        texts(&attribute.value).unwrap_or_else(|| {
            problems.push(Problem::new(self.text, value_span(attribute), format!("`{name}` must be a list of texts")));
            Vec::new()
        })
    }
}

/// The text of a string or heredoc without interpolation.
#[must_use]
pub fn literal_text(value: &Expression) -> Option<Arc<str>> {
    value.as_str().map(Arc::from)
}

/// The texts of a list.
#[must_use]
pub(super) fn texts(value: &Expression) -> Option<Vec<Arc<str>>> {
    value.as_array()?.iter().map(literal_text).collect()
}
