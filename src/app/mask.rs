//! Keeps secrets out of every text: collects the values that a plan marks as sensitive or that are known to be secret, and
//! masks them wherever they occur. A copy of a sensitive value is not always marked, so masking goes by value, not by place.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use serde_json::Value as Json;

use crate::plan::{Expression, Plan};

/// What is shown instead of a secret.
const MASK: &str = "(sensitive)";

/// Shorter values are no secrets worth the name, and masking them would garble every text.
const SHORTEST: usize = 4;

/// Attributes that hold secrets whether a provider marks them or not.
const SECRET_ATTRIBUTES: &[&str] = &[
    "password",
    "master_password",
    "password_wo",
    "master_password_wo",
    "secret_string",
    "secret_string_wo",
    "secret_binary",
    "auth_token",
    "private_key",
    "private_key_pem",
    "secret_key",
    "access_key",
    "session_token",
    "secret_access_key",
    "token",
    "customer_key",
    "ses_smtp_password_v4",
    "secret",
];

/// Texts that must not be shown.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    texts: Vec<String>,
    /// Finds all of them in one pass; of secrets that begin at one place the longest.
    finder: Option<AhoCorasick>,
}

impl Secrets {
    /// The secrets of a plan.
    #[must_use]
    pub fn of(plan: &Plan<'_>) -> Self {
        let mut found = BTreeSet::new();
        for (name, variable) in &plan.variables {
            let declared = plan.configuration.root_module.variables.get(name);
            if declared.is_some_and(|variable| variable.sensitive) {
                texts(&variable.value, &mut found);
                declared.and_then(|variable| variable.default.as_ref()).into_iter().for_each(|value| texts(value, &mut found));
            }
        }
        for provider in plan.configuration.provider_config.values() {
            secret_arguments(&provider.expressions, &mut found);
        }
        for resource in &plan.resources {
            resource.sensitive_texts(SECRET_ATTRIBUTES, &mut found);
        }
        Self::of_texts(found.into_iter().filter(|text| text.chars().count() >= SHORTEST && !is_plain(text)).collect())
    }

    fn of_texts(texts: Vec<String>) -> Self {
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        // An automaton of plain texts fails only past billions of them.
        Self { finder: finder.ok().filter(|_| !texts.is_empty()), texts }
    }

    /// Adds the secrets of another plan.
    pub fn extend(&mut self, other: &Self) {
        if other.texts.iter().all(|text| self.texts.contains(text)) {
            return;
        }
        let mut texts = [std::mem::take(&mut self.texts), other.texts.clone()].concat();
        texts.sort_unstable();
        texts.dedup();
        *self = Self::of_texts(texts);
    }

    /// These secrets and others.
    #[must_use]
    pub fn and(mut self, others: &[String]) -> Self {
        let others = others.iter().filter(|text| text.chars().count() >= SHORTEST && !is_plain(text));
        let others = Self::of_texts(others.cloned().collect());
        self.extend(&others);
        self
    }

    /// The text without secrets.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        self.mask_in(&mut masked);
        masked
    }

    /// Takes the secrets out of a text.
    pub fn mask_in(&self, text: &mut String) {
        let Some(finder) = self.finder.as_ref().filter(|finder| finder.is_match(text.as_str())) else { return };
        let mut masked = String::with_capacity(text.len());
        finder.replace_all_with(text, &mut masked, |_, _, out| {
            out.push_str(MASK);
            true
        });
        *text = masked;
    }

    /// A whole value without secrets and without what looks like a credential; encoded text that holds any is not shown.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        let encoded = base64::engine::general_purpose::STANDARD.decode(text).ok();
        let decoded = encoded.and_then(|bytes| String::from_utf8(bytes).ok());
        if decoded.is_some_and(|inner| self.overwrite(&inner).is_some()) {
            return MASK.to_owned();
        }
        let masked = self.mask(text);
        self.overwrite(&masked).unwrap_or(masked)
    }

    /// Whether nothing of a text can be shown.
    #[must_use]
    pub fn hides(&self, text: &str) -> bool {
        self.clean(text) == MASK
    }

    /// The text with each secret overwritten by as many stars as it has bytes, so that spans still fit.
    #[must_use]
    pub fn overwrite(&self, text: &str) -> Option<String> {
        let out = without_credentials(text);
        let current = out.as_deref().unwrap_or(text);
        let Some(finder) = self.finder.as_ref().filter(|finder| finder.is_match(current)) else { return out };
        let mut hidden = String::with_capacity(current.len());
        finder.replace_all_with(current, &mut hidden, |_, secret, out| {
            out.push_str(&"*".repeat(secret.len()));
            true
        });
        Some(hidden)
    }
}

/// Text that looks like a credential, whatever the plan says of it: access keys of AWS, and literals given to names such as
/// `password`, in HCL and in shell.
const CREDENTIALS: &[&str] = &[
    r"(?-u:\b)((?:AKIA|ASIA)[A-Z0-9]{16})(?-u:\b)",
    r#"(?i-u:\b\w*(?:password|passwd|secret|token|access_key|api_key|private_key)(?:_\w+)?)[ \t]*[=:][ \t]*\\?"([^"$\\\n]{4,})"#,
    r#"(?i-u:\b\w*(?:password|passwd|secret|token|access_key|api_key)(?:_\w+)?)=([^\s"'$]{4,})"#,
    r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----)",
];

/// The text with credentials overwritten, if it holds any.
fn without_credentials(text: &str) -> Option<String> {
    static COMPILED: LazyLock<Vec<regex::Regex>> =
        LazyLock::new(|| CREDENTIALS.iter().filter_map(|pattern| regex::Regex::new(pattern).ok()).collect());
    let mut bytes: Option<Vec<u8>> = None;
    for pattern in COMPILED.iter() {
        for found in pattern.captures_iter(text).filter_map(|captures| captures.get(1)) {
            let bytes = bytes.get_or_insert_with(|| text.as_bytes().to_vec());
            for byte in bytes.get_mut(found.range()).into_iter().flatten().filter(|byte| **byte != b'\n') {
                *byte = b'*';
            }
        }
    }
    bytes.and_then(|bytes| String::from_utf8(bytes).ok())
}

/// Words that stand in every configuration and protect nothing.
fn is_plain(text: &str) -> bool {
    matches!(text, "true" | "false" | "null" | "mock" | "test" | "Enabled" | "Disabled")
}

fn texts(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::String(text) => {
            found.insert(text.clone());
        }
        Json::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Json::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

/// Literals of arguments with a secret name, in a provider configuration.
fn secret_arguments(expressions: &Json, found: &mut BTreeSet<String>) {
    let Some(fields) = expressions.as_object() else { return };
    for (name, json) in fields {
        match Expression::read(json) {
            Some(Expression::Constant(value)) if SECRET_ATTRIBUTES.contains(&name.as_str()) => texts(value, found),
            Some(_) => {}
            None => secret_arguments(json, found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in CREDENTIALS {
            assert!(regex::Regex::new(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn secrets_are_masked_wherever_they_occur() {
        let secrets = Secrets::of_texts(vec!["hunter2hunter2".into(), "hunter2".into()]);
        assert_eq!(secrets.mask("a hunter2hunter2 b hunter2 c"), "a (sensitive) b (sensitive) c");
        assert_eq!(secrets.overwrite("x = \"hunter2\""), Some("x = \"*******\"".into()));
        assert_eq!(secrets.overwrite("nothing"), None);
        let table = [
            ("export K=AKIAIOSFODNN7EXAMPLE", "export K=********************"),
            ("X_SECRET=abcdef", "X_SECRET=******"),
            ("password = \"abcdef\"", "password = \"******\""),
            ("password = var.db_password", "password = var.db_password"),
            ("secret_id = aws_x.y.id", "secret_id = aws_x.y.id"),
            ("http_tokens = \"required\"", "http_tokens = \"required\""),
        ];
        for (text, masked) in table {
            assert_eq!(Secrets::default().overwrite(text).unwrap_or_else(|| text.to_owned()), masked);
        }
    }
}
