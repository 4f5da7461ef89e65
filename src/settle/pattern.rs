//! Patterns of resource addresses. They know modules and keys, so `logs["a.b"]` is one step, and read as Terraform's
//! `-target` does: a step without a key stands for all its instances, a module for everything in it.

use std::fmt;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};

use crate::plan::{Address, Key, Mode};

/// A pattern of resource addresses.
#[derive(Debug, Clone)]
pub struct AddressPattern {
    text: Arc<str>,
    modules: Vec<ModulePattern>,
    /// `None`: everything in the module.
    block: Option<BlockPattern>,
}

/// Patterns are the same if they are written the same.
impl PartialEq for AddressPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for AddressPattern {}

#[derive(Debug, Clone)]
enum ModulePattern {
    /// `**`: any number of modules.
    Any,
    /// `module.name[key]`.
    Step(Wildcard, KeyPattern),
}

#[derive(Debug, Clone)]
struct BlockPattern {
    mode: Mode,
    kind: Wildcard,
    name: Wildcard,
    key: KeyPattern,
}

#[derive(Debug, Clone)]
enum KeyPattern {
    /// No key is written: any instance.
    Any,
    /// `[*]`: any instance that has a key.
    Some,
    /// `[0]`.
    Index(u64),
    /// `["eu-*"]`.
    Name(Wildcard),
}

/// Text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// The byte at which it stops being one.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.at)
    }
}

impl fmt::Display for AddressPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AddressPattern {
    /// Reads a pattern: steps as in an address, `*` for any text within a name or a key, `**` for any number of modules,
    /// at the end for everything.
    ///
    /// # Errors
    /// The text is no pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut parser = Parser { text, at: 0 };
        let mut modules = Vec::new();
        loop {
            match parser.name()? {
                "**" => {
                    modules.push(ModulePattern::Any);
                    if parser.ended() {
                        return Ok(Self { text: text.into(), modules, block: None });
                    }
                }
                "module" => {
                    parser.dot()?;
                    let name = Wildcard::new(parser.name()?);
                    modules.push(ModulePattern::Step(name, parser.key()?));
                    if parser.ended() {
                        modules.push(ModulePattern::Any);
                        return Ok(Self { text: text.into(), modules, block: None });
                    }
                }
                "data" => {
                    parser.dot()?;
                    let kind = parser.name()?;
                    return Ok(Self { text: text.into(), modules, block: Some(parser.block(Mode::Data, kind)?) });
                }
                kind => return Ok(Self { text: text.into(), modules, block: Some(parser.block(Mode::Managed, kind)?) }),
            }
            parser.dot()?;
        }
    }

    /// The pattern as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the pattern stands for an address.
    #[must_use]
    pub fn covers(&self, address: &Address) -> bool {
        let modules: Vec<(&str, Option<&Key>)> = address.module.iter().map(|step| (&*step.name, step.key.as_ref())).collect();
        covers_modules(&self.modules, &modules) && self.block.as_ref().is_none_or(|block| block.covers(address))
    }
}

fn covers_modules(patterns: &[ModulePattern], steps: &[(&str, Option<&Key>)]) -> bool {
    // Which patterns can stand before the next step; one pass a step, so that `**.**.**` costs nothing.
    let mut reached = vec![false; patterns.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    skip_any(patterns, &mut reached);
    for (name, key) in steps {
        let mut next = vec![false; patterns.len() + 1];
        for (at, pattern) in patterns.iter().enumerate().filter(|(at, _)| reached.get(*at) == Some(&true)) {
            let to = match pattern {
                ModulePattern::Any => Some(at),
                ModulePattern::Step(glob, wanted) => (glob.is_match(name) && wanted.covers(*key)).then_some(at + 1),
            };
            if let Some(slot) = to.and_then(|to| next.get_mut(to)) {
                *slot = true;
            }
        }
        skip_any(patterns, &mut next);
        reached = next;
    }
    reached.last() == Some(&true)
}

/// `**` may stand for nothing.
fn skip_any(patterns: &[ModulePattern], reached: &mut [bool]) {
    for (at, pattern) in patterns.iter().enumerate() {
        if matches!(pattern, ModulePattern::Any)
            && reached.get(at) == Some(&true)
            && let Some(slot) = reached.get_mut(at + 1)
        {
            *slot = true;
        }
    }
}

impl BlockPattern {
    fn covers(&self, address: &Address) -> bool {
        // What has no type is a module call: it is named as a whole.
        !address.kind.is_empty()
            && self.mode == address.mode
            && self.kind.is_match(&address.kind)
            && self.name.is_match(&address.name)
            && self.key.covers(address.key.as_ref())
    }
}

impl KeyPattern {
    fn covers(&self, key: Option<&Key>) -> bool {
        match (self, key) {
            (Self::Any, _) | (Self::Some, Some(_)) => true,
            (Self::Index(wanted), Some(Key::Index(index))) => wanted == index,
            (Self::Name(glob), Some(Key::Name(name))) => glob.is_match(name),
            _ => false,
        }
    }
}

/// A text in which `*` stands for any text and nothing else is special.
#[derive(Debug, Clone)]
pub(super) enum Wildcard {
    /// Without `*`.
    Exact(Arc<str>),
    /// With `*`.
    Glob(GlobMatcher),
}

impl Wildcard {
    pub(super) fn new(text: &str) -> Self {
        let escaped = globset::escape(text).replace("[*]", "*");
        let built = text.contains('*').then(|| GlobBuilder::new(&escaped).literal_separator(false).build());
        // Everything but `*` is escaped, so this is always a pattern.
        built.and_then(Result::ok).map_or_else(|| Self::Exact(text.into()), |glob| Self::Glob(glob.compile_matcher()))
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Exact(own) => **own == *text,
            Self::Glob(glob) => glob.is_match(text),
        }
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

    fn wanted(&self, expected: &'static str) -> PatternError {
        PatternError { at: self.at, expected }
    }

    fn ended(&self) -> bool {
        self.at >= self.text.len()
    }

    fn name(&mut self) -> Result<&'a str, PatternError> {
        let left = self.left();
        let end = left.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '*'))).unwrap_or(left.len());
        match left.get(..end) {
            Some(name) if !name.is_empty() => {
                self.at += end;
                Ok(name)
            }
            _ => Err(self.wanted("a name")),
        }
    }

    fn dot(&mut self) -> Result<(), PatternError> {
        if self.left().starts_with('.') {
            self.at += 1;
            Ok(())
        } else {
            Err(self.wanted("`.`"))
        }
    }

    fn block(&mut self, mode: Mode, kind: &str) -> Result<BlockPattern, PatternError> {
        self.dot()?;
        let start = self.at;
        self.name()?;
        // A further configuration of a provider has its alias behind its name.
        if kind == "provider" && self.left().starts_with('.') {
            self.dot()?;
            self.name()?;
        }
        let name = self.text.get(start..self.at).unwrap_or_default();
        let key = self.key()?;
        if !self.ended() {
            return Err(self.wanted("the end of the address"));
        }
        Ok(BlockPattern { mode, kind: Wildcard::new(kind), name: Wildcard::new(name), key })
    }

    fn key(&mut self) -> Result<KeyPattern, PatternError> {
        let Some(inside) = self.left().strip_prefix('[') else { return Ok(KeyPattern::Any) };
        if inside.starts_with('"') {
            let (name, length) = quoted(inside).ok_or(PatternError { at: self.at + 1, expected: "a key in quotes and `]`" })?;
            self.at += 1 + length;
            return Ok(KeyPattern::Name(Wildcard::new(&name)));
        }
        let end = inside.find(']').ok_or_else(|| self.wanted("`]`"))?;
        let key = match inside.get(..end) {
            Some("*") => KeyPattern::Some,
            Some(digits) => KeyPattern::Index(
                digits.parse().map_err(|_| PatternError { at: self.at + 1, expected: "an index, `*`, or a key in quotes" })?,
            ),
            None => return Err(self.wanted("an index")),
        };
        self.at += end + 2;
        Ok(key)
    }
}

/// The text of a quoted key up to `"]`, and how many bytes it takes with both.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return text.get(at + 1..)?.starts_with(']').then_some((name, at + 2)),
            '\\' => name.push(chars.next()?.1),
            c => name.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_know_modules_and_keys() {
        // pattern, address, whether it stands for it
        let table = [
            ("aws_s3_bucket.logs", "aws_s3_bucket.logs", true),
            ("aws_s3_bucket.logs", "aws_s3_bucket.logs[0]", true),
            ("aws_s3_bucket.logs", r#"aws_s3_bucket.logs["a"]"#, true),
            ("aws_s3_bucket.logs", "aws_s3_bucket.logs2", false),
            ("aws_s3_bucket.logs", "module.a.aws_s3_bucket.logs", false),
            ("aws_s3_bucket.logs", "data.aws_s3_bucket.logs", false),
            ("aws_s3_bucket.log*", "aws_s3_bucket.logs2", true),
            ("aws_*.logs", "aws_s3_bucket.logs", true),
            ("data.aws_ami.*", "data.aws_ami.x[0]", true),
            ("data.aws_ami.*", "aws_ami.x", false),
            ("provider.aws", "provider.aws", true),
            ("provider.aws", "module.a.provider.aws", false),
            ("aws_x.y[0]", "aws_x.y[0]", true),
            ("aws_x.y[0]", "aws_x.y[1]", false),
            ("aws_x.y[0]", "aws_x.y", false),
            ("aws_x.y[0]", r#"aws_x.y["0"]"#, false),
            ("aws_x.y[*]", "aws_x.y[1]", true),
            ("aws_x.y[*]", r#"aws_x.y["k"]"#, true),
            ("aws_x.y[*]", "aws_x.y", false),
            (r#"aws_x.y["a.b"]"#, r#"aws_x.y["a.b"]"#, true),
            (r#"aws_x.y["a.b"]"#, r#"aws_x.y["aXb"]"#, false),
            (r#"aws_x.y["eu-*"]"#, r#"aws_x.y["eu-1/a.b"]"#, true),
            (r#"aws_x.y["[a]{b}?"]"#, r#"aws_x.y["[a]{b}?"]"#, true),
            (r#"aws_x.y["say \"hi\""]"#, r#"aws_x.y["say \"hi\""]"#, true),
            ("module.net", "module.net.aws_x.y", true),
            ("module.net", r#"module.net["a"].module.in.aws_x.y[0]"#, true),
            ("module.net", "module.net2.aws_x.y", false),
            ("module.net", "aws_x.y", false),
            ("module.net.*.*", "module.net.aws_x.y", true),
            ("module.net.*.*", "module.net.module.in.aws_x.y", false),
            ("module.net.**", "module.net.module.in.data.aws_x.y", true),
            ("module.*.aws_s3_bucket.*", "module.a[0].aws_s3_bucket.b", true),
            ("module.*.aws_s3_bucket.*", "module.a.module.b.aws_s3_bucket.b", false),
            (r#"module.a["x.y"].aws_x.y"#, r#"module.a["x.y"].aws_x.y"#, true),
            (r#"module.a["x.y"].aws_x.y"#, r#"module.a["x"].aws_x.y"#, false),
            ("**.aws_x.y", "aws_x.y", true),
            ("**.aws_x.y", "module.a.module.b.aws_x.y[3]", true),
            ("**.module.b.**.aws_x.y", "module.a.module.b.module.c.aws_x.y", true),
            ("**.module.b.aws_x.y", "module.b.module.c.aws_x.y", false),
            ("**", "module.a.data.aws_x.y", true),
            ("module.module.aws_x.module", "module.module.aws_x.module", true),
        ];
        for (pattern, address, covered) in table {
            let parsed = AddressPattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            assert_eq!(parsed.covers(&Address::parse(address).unwrap()), covered, "{pattern} on {address}");
        }
    }

    #[test]
    fn a_provider_configuration_has_its_alias_behind_its_name() {
        let address = |name: &str| Address { name: name.into(), ..Address::parse("module.a.provider.x").unwrap() };
        // pattern, name of the configuration, whether it stands for it
        let table = [
            ("module.a.provider.aws", "aws", true),
            ("module.a.provider.aws", "aws.west", false),
            ("module.a.provider.aws.west", "aws.west", true),
            ("module.a.provider.aws.*", "aws.west", true),
            ("module.a.provider.aws.*", "aws", false),
            ("**.provider.*", "aws.west", true),
            ("module.a", "aws", true),
            ("provider.aws", "aws", false),
        ];
        for (pattern, name, covered) in table {
            assert_eq!(AddressPattern::parse(pattern).unwrap().covers(&address(name)), covered, "{pattern} on {name}");
        }
        assert!(AddressPattern::parse("provider.aws.west.x").is_err());
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_a_place() {
        // text, byte
        let table = [
            ("", 0),
            ("*", 1),
            ("aws_s3_bucket", 13),
            ("aws_s3_bucket.", 14),
            ("a.b[", 3),
            ("a.b[x]", 4),
            (r#"a.b["x"#, 4),
            (r#"a.b["x"y"#, 4),
            ("a.b c", 3),
            ("a.b.c", 3),
            ("module.", 7),
            ("module.a b", 8),
            ("s3/versioning", 2),
            ("a.{b,c}", 2),
        ];
        for (text, at) in table {
            assert_eq!(AddressPattern::parse(text).map_err(|error| error.at), Err(at), "{text}");
        }
    }

    #[test]
    fn many_stars_cost_nothing() {
        let pattern = AddressPattern::parse(&format!("{}aws_x.z", "**.module.a.".repeat(30))).unwrap();
        let address = Address::parse(&format!("{}aws_x.y", "module.a.".repeat(60))).unwrap();
        assert!(!pattern.covers(&address));
    }
}
