//! Byte offsets to lines and columns.
//!
//! Lines end with `\n` or `\r\n`; numbers start at 1. Columns count Unicode code points, as SARIF, GitHub and
//! editors want them, with the UTF-8 column beside it. An offset beyond the text is its end.

/// Where a byte offset lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode code points, from 1.
    pub column: usize,
    /// Column in UTF-8 bytes, from 1.
    pub byte_column: usize,
}

/// Start offsets of the lines of one text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes the lines of `content`.
    #[must_use]
    pub fn new(content: &str) -> Self {
        let breaks = content.match_indices('\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never true: an empty text has one empty line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Line and columns of a byte offset. An offset inside a character is that character's.
    #[must_use]
    pub fn position(&self, content: &str, offset: usize) -> Position {
        let mut offset = offset.min(content.len());
        while !content.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.start(line).unwrap_or_default();
        let column = content.get(start..offset).map_or(0, |text| text.chars().count());
        Position { line, column: column + 1, byte_column: offset - start + 1 }
    }

    /// Byte offset at which a line, numbered from 1, starts.
    #[must_use]
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// The text of a line, numbered from 1, without its line ending.
    #[must_use]
    pub fn line<'t>(&self, content: &'t str, number: usize) -> Option<&'t str> {
        let start = self.start(number)?;
        let end = self.start(number + 1).unwrap_or(content.len());
        let line = content.get(start..end)?;
        let line = line.strip_suffix('\n').unwrap_or(line);
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_have_lines_and_both_columns() {
        // (text, offset, line, column, byte column)
        let table = [
            ("", 0, 1, 1, 1),
            ("", 7, 1, 1, 1),
            ("ab\ncd", 0, 1, 1, 1),
            ("ab\ncd", 2, 1, 3, 3), // the line feed belongs to its line
            ("ab\ncd", 3, 2, 1, 1),
            ("ab\r\ncd", 4, 2, 1, 1),
            ("ab\ncd\n", 6, 3, 1, 1), // behind the last line feed a line begins
            ("ü = 1", 2, 1, 2, 3),    // two bytes, one code point
            ("ü = 1", 1, 1, 1, 1),    // inside a character
            ("x\n😀y", 6, 2, 2, 5),   // four bytes, one code point
        ];
        for (text, offset, line, column, byte_column) in table {
            let position = LineIndex::new(text).position(text, offset);
            assert_eq!(position, Position { line, column, byte_column }, "{text:?} at {offset}");
        }
    }

    #[test]
    fn lines_come_without_their_endings() {
        let text = "a\r\nb\n\nc";
        let index = LineIndex::new(text);
        let lines: Vec<_> = (0..6).map(|number| index.line(text, number)).collect();
        assert_eq!(lines, [None, Some("a"), Some("b"), Some(""), Some("c"), None]);
        assert_eq!(index.len(), 4);
        assert!(!index.is_empty());
    }
}
