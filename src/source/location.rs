//! A place in a source file, ready to be shown.

use crate::text::{SourceText, Span};
use std::fmt;
use std::sync::Arc;

/// A span of a file with its lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Path relative to the repository, with forward slashes.
    pub file: Arc<str>,
    /// First line, from 1.
    pub line: usize,
    /// First column in Unicode code points, from 1.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
    /// Byte offsets into the text.
    pub span: Span,
    /// The whole text.
    pub text: SourceText,
}

impl Location {
    /// The place of a span.
    #[must_use]
    pub fn new(text: &SourceText, span: Span) -> Self {
        let (start, end) = (text.position(span.start), text.position(span.end));
        Self {
            file: text.shared_name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            span,
            text: text.clone(),
        }
    }

    /// The start of an empty text without a name.
    pub(crate) fn nowhere() -> Self {
        Self::new(&SourceText::new("", ""), Span::default())
    }

    /// The text at the place.
    #[must_use]
    pub fn slice(&self) -> &str {
        self.text.slice(self.span)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A place that is part of a finding's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is to be seen there.
    pub message: String,
    /// Where.
    pub location: Location,
}

impl Related {
    /// A place and what is to be seen there.
    pub(crate) fn new(message: impl Into<String>, text: &SourceText, span: Span) -> Self {
        Self { message: message.into(), location: Location::new(text, span) }
    }
}
