//! Source text with byte spans and line numbers, shared by everything that reads HCL.
//!
//! Knows no syntax. A text is immutable and cheap to clone; a leading byte-order mark is taken off, so that
//! offsets, lines and columns are those an editor shows.

mod lines;

pub use lines::{LineIndex, Position};

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The byte-order mark.
const MARK: char = '\u{feff}';

/// A half-open range of byte offsets into one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub const fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span moved `by` bytes towards the end.
    #[must_use]
    pub const fn shifted(&self, by: usize) -> Span {
        Span::new(self.start + by, self.end + by)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// A named text: the content of one file, and its path as it is shown.
#[derive(Clone)]
pub struct SourceText {
    name: Arc<str>,
    content: Arc<String>,
    lines: Arc<OnceLock<LineIndex>>,
}

impl SourceText {
    /// A text under the name it is shown by.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, content: impl AsRef<str>) -> Self {
        Self::owned(name, content.as_ref().to_owned())
    }

    /// A text that is taken over without a copy.
    #[must_use]
    pub fn owned(name: impl Into<Arc<str>>, mut content: String) -> Self {
        if content.starts_with(MARK) {
            content.drain(..MARK.len_utf8());
        }
        Self { name: name.into(), content: Arc::new(content), lines: Arc::default() }
    }

    /// The path as it is shown.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path as it is shown, shared.
    #[must_use]
    pub fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The whole text, without byte-order mark.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }

    /// The text of a span; empty where the span does not fit the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.content.get(Range::from(span)).unwrap_or_default()
    }

    /// The line index, made on first use.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.content))
    }

    /// Line and columns of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&self.content, offset)
    }

    /// The text of a line, numbered from 1, without its line ending.
    #[must_use]
    pub fn line(&self, number: usize) -> Option<&str> {
        self.lines().line(&self.content, number)
    }
}

impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceText").field("name", &self.name).field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.content == other.content
    }
}

impl Eq for SourceText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let text = SourceText::new("main.tf", "\u{feff}a = 1\n");
        assert_eq!(text.content(), "a = 1\n");
        assert_eq!((text.position(0).line, text.position(0).column), (1, 1));
    }

    #[test]
    fn texts_are_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<SourceText>();
    }

    #[test]
    fn a_span_that_does_not_fit_is_empty() {
        let text = SourceText::new("main.tf", "ä");
        assert_eq!(text.slice(Span::new(0, 2)), "ä");
        assert_eq!(text.slice(Span::new(1, 2)), "");
        assert_eq!(text.slice(Span::new(5, 9)), "");
    }
}
