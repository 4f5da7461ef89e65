//! A cursor over native HCL syntax that can step over strings, templates, heredocs, comments and brackets.
//!
//! Works on bytes: everything it looks for is ASCII, and UTF-8 keeps ASCII bytes out of other characters.
//! Always moves forward and never recurses deeper than [`MAX_DEPTH`].

use crate::text::Span;

/// How deep templates may nest; text beyond is stepped over byte by byte.
const MAX_DEPTH: u32 = 64;

/// A position in a range of a text.
#[derive(Debug)]
pub(crate) struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
    depth: u32,
    comments: Option<Vec<Span>>,
}

/// Whether a byte can start an identifier.
pub(crate) const fn is_ident_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

const fn is_ident_byte(byte: u8) -> bool {
    is_ident_start(byte) || byte.is_ascii_digit() || byte == b'-'
}

/// Bytes that mean something inside brackets.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'(' | b'}' | b']' | b')' | b'"' | b'#' | b'/' | b'<' | b'\n')
}

const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut byte = 0u8;
    loop {
        #[expect(clippy::indexing_slicing, reason = "a byte is always within 256")]
        {
            marks[byte as usize] = is_mark(byte);
        }
        if byte == u8::MAX {
            break marks;
        }
        byte += 1;
    }
};

impl<'t> Cursor<'t> {
    /// A cursor at the start of `range`.
    pub(crate) fn new(content: &'t str, range: Span) -> Self {
        let end = range.end.min(content.len());
        let bytes = content.as_bytes().get(..end).unwrap_or_default();
        Self { bytes, at: range.start.min(end), depth: 0, comments: None }
    }

    /// A cursor that remembers the comments it steps over.
    pub(crate) fn with_comments(content: &'t str, range: Span) -> Self {
        Self { comments: Some(Vec::new()), ..Self::new(content, range) }
    }

    /// The comments stepped over.
    pub(crate) fn into_comments(self) -> Vec<Span> {
        self.comments.unwrap_or_default()
    }

    /// The offset of the next byte.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The next byte.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn ahead(&self, by: usize) -> Option<u8> {
        self.bytes.get(self.at + by).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Steps over `by` bytes.
    pub(crate) fn bump(&mut self, by: usize) {
        self.at = (self.at + by).min(self.bytes.len());
    }

    /// Goes back to an earlier offset.
    pub(crate) fn rewind(&mut self, to: usize) {
        self.at = to.min(self.at);
    }

    /// Whether the word stands here.
    pub(crate) fn starts_word(&self, word: &str) -> bool {
        let rest = self.rest().strip_prefix(word.as_bytes());
        rest.is_some_and(|rest| !rest.first().copied().is_some_and(is_ident_byte))
    }

    /// Steps over an identifier.
    pub(crate) fn ident(&mut self) -> Span {
        let start = self.at;
        self.bump(self.rest().iter().take_while(|byte| is_ident_byte(**byte)).count());
        Span::new(start, self.at)
    }

    /// Steps over space and comments within a line.
    pub(crate) fn skip_space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.bump(1),
                Some(b'/') if self.ahead(1) == Some(b'*') => self.skip_comment(),
                _ => return,
            }
        }
    }

    /// Steps over space, line ends and comments.
    pub(crate) fn skip_blank(&mut self) {
        loop {
            match self.peek() {
                Some(byte) if byte.is_ascii_whitespace() => self.bump(1),
                Some(b'#' | b'/') if self.is_comment() => self.skip_comment(),
                _ => return,
            }
        }
    }

    /// Steps behind the end of the line.
    pub(crate) fn skip_line(&mut self) {
        self.skip_to_line_end();
        self.bump(1);
    }

    fn skip_to_line_end(&mut self) {
        let rest = self.rest();
        self.bump(rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()));
    }

    fn is_comment(&self) -> bool {
        match self.peek() {
            Some(b'#') => true,
            Some(b'/') => matches!(self.ahead(1), Some(b'/' | b'*')),
            _ => false,
        }
    }

    fn skip_comment(&mut self) {
        let start = self.at;
        let mut end = None;
        if self.ahead(1) == Some(b'*') && self.peek() == Some(b'/') {
            let rest = self.rest();
            let close = rest.windows(2).skip(2).position(|pair| pair == b"*/");
            self.bump(close.map_or(rest.len(), |at| at + 4));
        } else {
            self.skip_to_line_end();
            let carriage = self.at > start && self.bytes.get(self.at - 1) == Some(&b'\r');
            end = carriage.then(|| self.at - 1);
        }
        let end = end.unwrap_or(self.at);
        if let Some(comments) = &mut self.comments {
            comments.push(Span::new(start, end));
        }
    }

    /// Behind an opening quote: steps behind the closing one. A line end closes a string, too.
    pub(crate) fn skip_string(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => return self.bump(1),
                b'\n' => return,
                b'\\' => self.bump(2),
                b'$' | b'%' => self.skip_template(byte),
                _ => self.bump(1),
            }
        }
    }

    /// At `$` or `%`: steps over a template sequence, an escaped one, or the one byte.
    fn skip_template(&mut self, byte: u8) {
        if self.ahead(1) == Some(byte) && self.ahead(2) == Some(b'{') {
            self.bump(3);
        } else if self.ahead(1) == Some(b'{') {
            self.bump(2);
            self.skip_nested();
        } else {
            self.bump(1);
        }
    }

    /// Behind an opening bracket: steps behind the one that closes it. Whether there was one.
    pub(crate) fn skip_nested(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.bump(1);
            return false;
        }
        self.depth += 1;
        let closed = self.skip_to_close();
        self.depth -= 1;
        closed
    }

    fn skip_to_close(&mut self) -> bool {
        let mut open = 1usize;
        while let Some(byte) = self.next_mark() {
            match byte {
                b'{' | b'[' | b'(' => {
                    open += 1;
                    self.bump(1);
                }
                b'}' | b']' | b')' => {
                    open -= 1;
                    self.bump(1);
                    if open == 0 {
                        return true;
                    }
                }
                _ => self.skip_mark(byte),
            }
        }
        false
    }

    fn next_mark(&mut self) -> Option<u8> {
        let marked = |byte: &u8| MARKS.get(usize::from(*byte)).copied().unwrap_or_default();
        let rest = self.rest();
        self.bump(rest.iter().position(marked).unwrap_or(rest.len()));
        self.peek()
    }

    /// Steps over a string, comment or heredoc, or over one byte.
    fn skip_mark(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.bump(1);
                self.skip_string();
            }
            b'#' | b'/' if self.is_comment() => self.skip_comment(),
            b'<' if self.ahead(1) == Some(b'<') => self.skip_heredoc(),
            _ => self.bump(1),
        }
    }

    /// At `<<`: steps to the end of the closing delimiter.
    fn skip_heredoc(&mut self) {
        self.bump(2);
        if self.peek() == Some(b'-') {
            self.bump(1);
        }
        let delimiter = self.ident();
        let delimiter = self.bytes.get(delimiter.start..delimiter.end).unwrap_or_default();
        if delimiter.is_empty() {
            return;
        }
        self.skip_line();
        while self.peek().is_some() {
            let start = self.at;
            self.skip_to_line_end();
            let line = self.bytes.get(start..self.at).unwrap_or_default();
            if line.trim_ascii() == delimiter {
                self.at = start + line.trim_ascii_end().len();
                return;
            }
            self.bump(1);
        }
    }

    /// Steps over an expression: to the end of the line outside brackets, or to a closing bracket.
    /// Returns where the expression ends, without space and comments behind it.
    pub(crate) fn skip_expression(&mut self) -> usize {
        let start = self.at;
        let end = loop {
            let mark = self.next_mark();
            let end = self.at;
            match mark {
                None | Some(b'\n' | b'}' | b']' | b')') => break end,
                Some(b'#' | b'/') if self.is_comment() => {
                    self.skip_comment();
                    self.skip_space();
                    if self.is_comment() || matches!(self.peek(), None | Some(b'\n' | b'}')) {
                        break end;
                    }
                }
                Some(b'{' | b'[' | b'(') => {
                    self.bump(1);
                    self.skip_nested();
                }
                Some(byte) => self.skip_mark(byte),
            }
        };
        let text = self.bytes.get(start..end).unwrap_or_default();
        start + text.trim_ascii_end().len()
    }
}
