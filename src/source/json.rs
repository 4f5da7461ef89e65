//! JSON with byte spans: the tree behind `*.tf.json` files.
//!
//! Strict JSON; members keep their order, repeated names included, as Terraform reads them. Nesting is limited,
//! because the parser recurses.

use crate::text::Span;
use std::sync::Arc;

/// How deep arrays and objects may nest.
const MAX_DEPTH: usize = 48;

/// A JSON value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// From the first to the last byte of the value.
    pub(crate) span: Span,
    /// The value.
    pub(crate) value: Value,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as written.
    Number(serde_json::Number),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Arc<Node>>),
    /// An object in source order.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    /// The name.
    pub(crate) name: String,
    /// Where the name stands, with its quotes.
    pub(crate) name_span: Span,
    /// The value.
    pub(crate) node: Arc<Node>,
}

impl Node {
    /// The members of an object; of an array, those of all its objects, as Terraform merges them.
    pub(crate) fn members(&self) -> Vec<&Member> {
        match &self.value {
            Value::Object(members) => members.iter().collect(),
            Value::Array(nodes) => nodes.iter().flat_map(|node| node.members()).collect(),
            _ => Vec::new(),
        }
    }

    /// The objects a block property stands for: itself, or the elements of an array.
    pub(crate) fn objects(self: &Arc<Self>) -> Vec<Arc<Node>> {
        match &self.value {
            Value::Object(_) => vec![Arc::clone(self)],
            Value::Array(nodes) => nodes.iter().flat_map(Node::objects).collect(),
            _ => Vec::new(),
        }
    }
}

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Byte offset.
    pub(crate) at: usize,
    /// What was expected.
    pub(crate) message: &'static str,
}

/// Parses one JSON value that is the whole of `text`.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser { text, at: 0 };
    let node = parser.value(0)?;
    parser.blank();
    if parser.at < text.len() {
        return Err(parser.fault("expected the end of the file"));
    }
    Ok(node)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn fault(&self, message: &'static str) -> Fault {
        Fault { at: self.at, message }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn take(&mut self, byte: u8) -> bool {
        self.blank();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.blank();
        if depth > MAX_DEPTH {
            return Err(self.fault("nested too deeply"));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            _ => self.scalar()?,
        };
        Ok(Node { span: Span::new(start, self.at), value })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.blank();
            let start = self.at;
            let name = self.string()?;
            let name_span = Span::new(start, self.at);
            if !self.take(b':') {
                return Err(self.fault("expected `:` behind a property name"));
            }
            members.push(Member { name, name_span, node: Arc::new(self.value(depth + 1)?) });
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fault("expected `,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut nodes = Vec::new();
        if self.take(b']') {
            return Ok(Value::Array(nodes));
        }
        loop {
            nodes.push(Arc::new(self.value(depth + 1)?));
            if self.take(b']') {
                return Ok(Value::Array(nodes));
            }
            if !self.take(b',') {
                return Err(self.fault("expected `,` or `]`"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.fault("expected a string"));
        }
        let mut escaped = false;
        for (offset, byte) in self.rest().bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.at = start + offset + 1;
                    let raw = self.text.get(start..self.at).unwrap_or_default();
                    let invalid = Fault { at: start, message: "invalid string" };
                    return serde_json::from_str(raw).map_err(|_| invalid);
                }
                _ => {}
            }
        }
        Err(Fault { at: start, message: "the string is never closed" })
    }

    fn scalar(&mut self) -> Result<Value, Fault> {
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ']' | '}' | ':' | '"');
        let rest = self.rest();
        let word = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Number(serde_json::from_str(word).map_err(|_| self.fault("expected a JSON value"))?),
        };
        self.at += word.len();
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_name_the_exact_text() {
        let text = "{ \"a\\u00e4\": [1, {\"b\": null}], \"a\": \"x\\\"\" }";
        let root = parse(text).unwrap();
        let members = root.members();
        assert_eq!(members[0].name, "aä");
        assert_eq!(&text[members[0].name_span.start..members[0].name_span.end], "\"a\\u00e4\"");
        assert_eq!(&text[members[0].node.span.start..members[0].node.span.end], "[1, {\"b\": null}]");
        assert_eq!(members[1].node.value, Value::String("x\"".into()));
        assert_eq!(root.span, Span::new(0, text.len()));
        assert_eq!(members[0].node.objects().len(), 1);
    }

    #[test]
    fn what_is_not_json_is_refused_where_it_stands() {
        // (text, offset)
        let table = [
            ("", 0),
            ("{", 1),
            ("{\"a\" 1}", 5),
            ("{\"a\": 1,}", 8),
            ("[1 2]", 3),
            ("\"a", 0),
            ("nul", 0),
            ("{} x", 3),
            ("{\"a\": /* c */ 1}", 6),
        ];
        for (text, at) in table {
            assert_eq!(parse(text).unwrap_err().at, at, "{text:?}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
