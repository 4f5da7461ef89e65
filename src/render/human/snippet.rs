//! Source text for miette: finds a line by index and not by walking the file, and never hands out a line without end.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::render::common::drives;
use crate::text::SourceText;

/// A text that miette can show.
#[derive(Debug)]
pub(super) struct Snippet(SourceText);

impl Snippet {
    /// A text that a terminal can be shown: control characters are overwritten, byte by byte so that spans still fit.
    pub(super) fn of(text: &SourceText) -> Self {
        let harmful = |c: char| drives(c) && !matches!(c, '\r' | '\t');
        if !text.content().contains(harmful) {
            return Self(text.clone());
        }
        let clean: String =
            text.content().chars().map(|c| if harmful(c) { "?".repeat(c.len_utf8()) } else { c.to_string() }).collect();
        Self(SourceText::new(text.shared_name(), clean))
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let content = self.0.content();
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > content.len() {
            return Err(MietteError::OutOfBounds);
        }
        let lines = self.0.lines();
        let first = self.0.position(start).line.saturating_sub(before).max(1);
        let last = (self.0.position(end).line + after).min(lines.len());
        // Asked for no line around, miette wants to know where the span itself begins.
        let (from, column) =
            if before == 0 { (start, self.0.position(start).column - 1) } else { (lines.start(first).unwrap_or(0), 0) };
        let to = lines.start(last + 1).unwrap_or(content.len());
        let bytes = content.get(from..to).ok_or(MietteError::OutOfBounds)?.as_bytes();
        let shown = SourceSpan::from((from, to - from));
        Ok(Box::new(MietteSpanContents::new_named(self.0.name().to_owned(), bytes, shown, first - 1, column, last - first + 1)))
    }
}
