//! Addresses of resource instances: `module.a["k.x"].aws_s3_bucket.b[0]`. A real parser: keys may hold dots, slashes,
//! quotes and brackets.

use std::fmt;
use std::sync::Arc;

/// The key of an instance: `[0]` under `count`, `["k"]` under `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `count`.
    Index(u64),
    /// `for_each`.
    Name(Arc<str>),
}

/// One `module.name[key]` of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleStep {
    /// The name of the module call.
    pub name: Arc<str>,
    /// Which instance of the call.
    pub key: Option<Key>,
}

/// Managed resource or data source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// A `resource` block.
    Managed,
    /// A `data` block.
    Data,
}

/// The address of a resource instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The modules around it, outermost first.
    pub module: Vec<ModuleStep>,
    /// Managed or data.
    pub mode: Mode,
    /// The resource type.
    pub kind: Arc<str>,
    /// The name of the block.
    pub name: Arc<str>,
    /// Which instance of the block.
    pub key: Option<Key>,
}

/// Text that is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    /// The byte at which it stops being one.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.at)
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// The text is not the address of a resource instance.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let mut parser = Parser { text, at: 0 };
        let mut module = Vec::new();
        loop {
            let word = parser.name()?;
            match word {
                "module" => {
                    parser.dot()?;
                    let name = parser.name()?.into();
                    module.push(ModuleStep { name, key: parser.key()? });
                    parser.dot()?;
                }
                "data" => {
                    parser.dot()?;
                    let kind = parser.name()?;
                    return parser.rest(module, Mode::Data, kind);
                }
                kind => return parser.rest(module, Mode::Managed, kind),
            }
        }
    }

    /// Reads the address of a module instance; the empty text is the root module.
    ///
    /// # Errors
    /// The text is not the address of a module instance.
    pub fn parse_module(text: &str) -> Result<Vec<ModuleStep>, AddressError> {
        let mut parser = Parser { text, at: 0 };
        let mut module = Vec::new();
        while parser.at < text.len() {
            if !module.is_empty() {
                parser.dot()?;
            }
            if parser.name()? != "module" {
                return Err(parser.wanted("`module`"));
            }
            parser.dot()?;
            let name = parser.name()?.into();
            module.push(ModuleStep { name, key: parser.key()? });
        }
        Ok(module)
    }

    /// The names of the module calls around it, without keys.
    #[must_use]
    pub fn module_names(&self) -> Vec<&str> {
        self.module.iter().map(|step| &*step.name).collect()
    }

    /// The address of the module instance; empty for the root.
    #[must_use]
    pub fn module_text(&self) -> String {
        module_text(&self.module)
    }

    /// The address of the block within its module, without any key: `data.aws_ami.x`.
    #[must_use]
    pub fn block(&self) -> String {
        match self.mode {
            Mode::Managed => format!("{}.{}", self.kind, self.name),
            Mode::Data => format!("data.{}.{}", self.kind, self.name),
        }
    }
}

/// A module path as it is written in addresses.
#[must_use]
pub fn module_text(module: &[ModuleStep]) -> String {
    module.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

/// An address or reference without instance keys.
#[must_use]
pub fn without_keys(text: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0_u32, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

impl fmt::Display for ModuleStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "module.{}", self.name)?;
        self.key.as_ref().map_or(Ok(()), |key| key.fmt(f))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Name(name) => {
                f.write_str("[\"")?;
                for c in name.chars() {
                    match c {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        c => write!(f, "{c}")?,
                    }
                }
                f.write_str("\"]")
            }
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.module {
            write!(f, "{step}.")?;
        }
        f.write_str(&self.block())?;
        self.key.as_ref().map_or(Ok(()), |key| key.fmt(f))
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn left(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn wanted(&self, expected: &'static str) -> AddressError {
        AddressError { at: self.at, expected }
    }

    fn name(&mut self) -> Result<&'a str, AddressError> {
        let left = self.left();
        let end = left.find(['.', '[', ']', '"', ' ']).unwrap_or(left.len());
        match left.get(..end) {
            Some(name) if !name.is_empty() => {
                self.at += end;
                Ok(name)
            }
            _ => Err(self.wanted("a name")),
        }
    }

    fn dot(&mut self) -> Result<(), AddressError> {
        if self.left().starts_with('.') {
            self.at += 1;
            Ok(())
        } else {
            Err(self.wanted("`.`"))
        }
    }

    fn rest(mut self, module: Vec<ModuleStep>, mode: Mode, kind: &str) -> Result<Address, AddressError> {
        self.dot()?;
        let name = self.name()?.into();
        let key = self.key()?;
        if self.at < self.text.len() {
            return Err(self.wanted("the end of the address"));
        }
        Ok(Address { module, mode, kind: kind.into(), name, key })
    }

    fn key(&mut self) -> Result<Option<Key>, AddressError> {
        if !self.left().starts_with('[') {
            return Ok(None);
        }
        self.at += 1;
        let key = if self.left().starts_with('"') {
            self.at += 1;
            Key::Name(self.quoted()?.into())
        } else {
            let left = self.left();
            let end = left.find(']').ok_or_else(|| self.wanted("`]`"))?;
            let index = left.get(..end).and_then(|digits| digits.parse().ok()).ok_or_else(|| self.wanted("an index"))?;
            self.at += end;
            Key::Index(index)
        };
        if !self.left().starts_with(']') {
            return Err(self.wanted("`]`"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// The text up to the closing quote, escapes resolved.
    fn quoted(&mut self) -> Result<String, AddressError> {
        let mut text = String::new();
        let mut chars = self.left().char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, escape @ ('u' | 'U'))) => {
                        let digits: String = chars.by_ref().take(if escape == 'u' { 4 } else { 8 }).map(|(_, c)| c).collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        text.push(code.ok_or_else(|| self.wanted("a character code"))?);
                    }
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                // `$${` and `%%{` stand for `${` and `%{`.
                '$' | '%' if self.left().get(at..).is_some_and(|left| left.starts_with("$${") || left.starts_with("%%{")) => {
                    chars.next();
                    text.push(c);
                }
                c => text.push(c),
            }
        }
        Err(self.wanted("a closing quote"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written_back() {
        let table = [
            "aws_s3_bucket.logs",
            "aws_s3_bucket.logs[0]",
            r#"aws_s3_bucket.logs["a.b"]"#,
            r#"aws_s3_bucket.logs["a/b"]"#,
            r#"aws_s3_bucket.logs["a[0]"]"#,
            r#"aws_s3_bucket.logs["say \"hi\""]"#,
            r#"aws_s3_bucket.logs["back\\slash"]"#,
            r#"aws_s3_bucket.logs["zwei\nzeilen"]"#,
            r#"aws_s3_bucket.logs["übung"]"#,
            "data.aws_ami.ubuntu",
            "module.a.aws_s3_bucket.b",
            r#"module.many["x.y"].module.inner[3].data.aws_ami.z["k"]"#,
            "module.data.aws_x.data",
            "module.module.aws_x.module",
        ];
        for text in table {
            let address = Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn parts_of_an_address() {
        let address = Address::parse(r#"module.many["x.y"].data.aws_ami.z[1]"#).unwrap();
        assert_eq!(address.module_names(), ["many"]);
        assert_eq!(address.module_text(), r#"module.many["x.y"]"#);
        assert_eq!(address.mode, Mode::Data);
        assert_eq!((&*address.kind, &*address.name, address.key), ("aws_ami", "z", Some(Key::Index(1))));
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_place() {
        // text, byte
        let table = [
            ("", 0),
            ("aws_s3_bucket", 13),
            ("aws_s3_bucket.", 14),
            ("a.b[", 4),
            ("a.b[x]", 4),
            (r#"a.b["x"#, 5),
            ("a.b[0", 4),
            ("a.b c", 3),
            ("module.a", 8),
            ("a.b.c", 3),
        ];
        for (text, at) in table {
            assert_eq!(Address::parse(text).map_err(|error| error.at), Err(at), "{text}");
        }
    }

    #[test]
    fn module_paths() {
        assert_eq!(Address::parse_module("").unwrap(), []);
        assert_eq!(Address::parse_module("module.a[0].module.b").unwrap().len(), 2);
        assert!(Address::parse_module("module.a.aws_x").is_err());
    }
}
