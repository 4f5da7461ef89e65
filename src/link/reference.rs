//! References of the configuration, taken apart: `aws_s3_bucket.x["a.b"].id`, `module.m[0].out`, `each.value.x`.

use serde_json::Value as Json;

use crate::plan::{Key, Mode};
use crate::value::Step;

/// A reference of the configuration, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `aws_s3_bucket.x["k"].id`
    Resource {
        /// Managed or data.
        mode: Mode,
        /// The resource type.
        kind: String,
        /// The name of the block.
        name: String,
        /// The instance, if one is named.
        key: Option<Key>,
        /// The steps into its attributes.
        path: Vec<Step>,
    },
    /// `var.x.y`
    Variable {
        /// The variable.
        name: String,
        /// The steps into its value.
        path: Vec<Step>,
    },
    /// `module.m["k"].out.x`
    Output {
        /// The module call.
        module: String,
        /// The instance, if one is named.
        key: Option<Key>,
        /// The output, if one is named.
        output: Option<String>,
        /// The steps into its value.
        path: Vec<Step>,
    },
    /// `each.value.x`
    EachValue(Vec<Step>),
    /// `each.key` or `count.index`
    OwnKey,
    /// `local.x`, `path.module` and the like: what only the text tells.
    Text(String),
}

impl Reference {
    /// Reads a reference as the plan writes it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (words, keys) = split(text);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let path = |from: usize| -> Vec<Step> { steps(&words, &keys, from) };
        let key = |at: usize| keys.get(at).and_then(|keys| keys.first()).cloned();
        match words.as_slice() {
            ["each", "key", ..] | ["count", "index", ..] => Self::OwnKey,
            ["each", "value", ..] => Self::EachValue(path(1)),
            ["var", name, ..] => Self::Variable { name: (*name).to_owned(), path: path(1) },
            ["module", module, rest @ ..] => Self::Output {
                module: (*module).to_owned(),
                key: key(1),
                output: rest.first().map(|name| (*name).to_owned()),
                path: if rest.is_empty() { Vec::new() } else { path(2) },
            },
            ["data", kind, name, ..] => Self::Resource {
                mode: Mode::Data,
                kind: (*kind).to_owned(),
                name: (*name).to_owned(),
                key: key(2),
                path: after_key(path(2), keys.get(2)),
            },
            [first, ..] if matches!(*first, "local" | "path" | "terraform" | "self" | "each" | "count" | "ephemeral") => {
                Self::Text(text.to_owned())
            }
            [kind, name, ..] => Self::Resource {
                mode: Mode::Managed,
                kind: (*kind).to_owned(),
                name: (*name).to_owned(),
                key: key(1),
                path: after_key(path(1), keys.get(1)),
            },
            _ => Self::Text(text.to_owned()),
        }
    }
}

/// The instance key of a resource is not a step into its attributes.
fn after_key(mut path: Vec<Step>, keys: Option<&Vec<Key>>) -> Vec<Step> {
    if keys.is_some_and(|keys| !keys.is_empty()) && !path.is_empty() {
        path.remove(0);
    }
    path
}

/// The words between dots, and the keys in brackets after each.
fn split(text: &str) -> (Vec<String>, Vec<Vec<Key>>) {
    let (mut words, mut keys) = (Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        words.push(rest.get(..end).unwrap_or("").to_owned());
        rest = rest.get(end..).unwrap_or("");
        let mut own = Vec::new();
        while rest.starts_with('[') {
            let close = closing(rest);
            let inner = rest.get(1..close).unwrap_or("");
            own.push(match inner.parse() {
                Ok(index) => Key::Index(index),
                Err(_) => {
                    Key::Name(serde_json::from_str::<String>(inner).unwrap_or_else(|_| inner.trim_matches('"').to_owned()).into())
                }
            });
            rest = rest.get(close + 1..).unwrap_or("");
        }
        keys.push(own);
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    (words, keys)
}

/// The byte of the bracket that closes the one at the start.
fn closing(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn steps(words: &[&str], keys: &[Vec<Key>], from: usize) -> Vec<Step> {
    let mut path = Vec::new();
    for (at, word) in words.iter().enumerate().skip(from) {
        if at > from {
            path.push(Step::Attr((*word).into()));
        }
        for key in keys.get(at).into_iter().flatten() {
            path.push(match key {
                Key::Index(index) => Step::Index(u32::try_from(*index).unwrap_or(u32::MAX)),
                Key::Name(name) => Step::Attr(name.clone()),
            });
        }
    }
    path
}

/// The references that are not merely the beginning of one before: `["a.b.id", "a.b"]` is one reference.
pub(super) fn longest(references: &[Json]) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    for text in references.iter().filter_map(Json::as_str) {
        let begins =
            |longer: &&str| longer.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        if !kept.iter().any(begins) {
            kept.push(text);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let resource = |kind: &str, name: &str, key: Option<Key>, path: &[&str]| Reference::Resource {
            mode: Mode::Managed,
            kind: kind.into(),
            name: name.into(),
            key,
            path: path.iter().map(|name| Step::Attr((*name).into())).collect(),
        };
        let table = [
            ("aws_s3_bucket.x.id", resource("aws_s3_bucket", "x", None, &["id"])),
            ("aws_s3_bucket.x", resource("aws_s3_bucket", "x", None, &[])),
            ("aws_s3_bucket.x[0].id", resource("aws_s3_bucket", "x", Some(Key::Index(0)), &["id"])),
            (r#"aws_s3_bucket.x["a.b[0]"].id"#, resource("aws_s3_bucket", "x", Some(Key::Name("a.b[0]".into())), &["id"])),
            ("each.key", Reference::OwnKey),
            ("count.index", Reference::OwnKey),
            ("each.value", Reference::EachValue(vec![])),
            ("each.value.id", Reference::EachValue(vec![Step::Attr("id".into())])),
            ("var.x", Reference::Variable { name: "x".into(), path: vec![] }),
            ("local.x", Reference::Text("local.x".into())),
            (
                r#"module.m["k"].out"#,
                Reference::Output {
                    module: "m".into(),
                    key: Some(Key::Name("k".into())),
                    output: Some("out".into()),
                    path: vec![],
                },
            ),
            ("module.m", Reference::Output { module: "m".into(), key: None, output: None, path: vec![] }),
        ];
        for (text, reference) in table {
            assert_eq!(Reference::parse(text), reference, "{text}");
        }
    }

    #[test]
    fn beginnings_of_a_reference_are_dropped() {
        let references: Vec<Json> = ["a.b.id", "a.b", "a.bc", "var.x"].iter().map(|text| Json::String((*text).into())).collect();
        assert_eq!(longest(&references), ["a.b.id", "a.bc", "var.x"]);
    }
}
