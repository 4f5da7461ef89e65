//! Keeps secrets out of every text: collects the values that a plan marks as sensitive or that are known to be secret, and
//! masks them wherever they occur. A copy of a sensitive value is not always marked, so masking goes by value, not by place.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use serde_json::Value as Json;

use super::credentials::without_credentials;
use crate::plan::{ConfigModule, Expression, Plan};

/// What is shown instead of a secret.
const MASK: &str = "(sensitive)";

/// Shorter values are no secrets worth the name, and masking them would garble every text.
const SHORTEST: usize = 4;

/// Shorter lines and numbers may stand anywhere, and are no secrets by themselves.
const LINE: usize = 6;

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
    "admin_password",
    "api_key",
    "basic_auth_password",
    "client_key",
    "client_secret",
    "connection_string",
    "db_password",
    "db_passwords",
    "encrypted_secret",
    "key_material",
    "master_user_password",
    "passphrase",
    "plaintext",
    "plaintext_wo",
    "pre_shared_key",
    "preshared_key",
    "shared_secret",
    "smtp_password",
    "tunnel1_preshared_key",
    "tunnel2_preshared_key",
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
            }
        }
        for provider in plan.configuration.provider_config.values() {
            secret_arguments(&provider.expressions, &mut found);
        }
        of_module(&plan.configuration.root_module, &mut found);
        for resource in plan.resources.iter().chain(plan.read_data()) {
            resource.sensitive_texts(SECRET_ATTRIBUTES, &mut found);
        }
        plan.sensitive_outputs(&mut found);
        Self::from_texts(found)
    }

    /// Secrets by their texts, in every spelling in which they may turn up.
    fn from_texts(texts: impl IntoIterator<Item = String>) -> Self {
        let is_secret = |text: &String| text.chars().count() >= SHORTEST && !is_plain(text);
        let found: BTreeSet<String> = texts.into_iter().filter(is_secret).flat_map(spellings).filter(is_secret).collect();
        Self::of_texts(found.into_iter().collect())
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
        self.extend(&Self::from_texts(others.iter().cloned()));
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

/// Words that stand in every configuration and protect nothing.
fn is_plain(text: &str) -> bool {
    matches!(text, "true" | "false" | "null" | "mock" | "test" | "Enabled" | "Disabled")
}

/// The spellings of a text: as it is, with the escapes of JSON and HCL, and line by line, since a heredoc may be indented.
fn spellings(text: String) -> Vec<String> {
    let mut all = Vec::new();
    let escaped = Json::from(text.as_str()).to_string();
    let escaped = escaped.get(1..escaped.len() - 1).unwrap_or_default().to_owned();
    let html = escaped.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let template = escaped.replace("${", "$${").replace("%{", "%%{");
    for other in [escaped, html, template] {
        if other != text && !all.contains(&other) {
            all.push(other);
        }
    }
    if text.contains('\n') {
        all.extend(text.lines().map(str::trim).filter(|line| line.chars().count() >= LINE).map(str::to_owned));
    }
    all.push(text);
    all
}

/// The secrets that a module and those that it calls are given as literals.
fn of_module(module: &ConfigModule, found: &mut BTreeSet<String>) {
    for variable in module.variables.values().filter(|variable| variable.sensitive) {
        variable.default.iter().for_each(|value| texts(value, found));
    }
    for resource in module.resources() {
        secret_arguments(&resource.expressions, found);
    }
    for call in module.module_calls.values() {
        secret_arguments(&call.expressions, found);
        let sensitive = |name: &&String| call.module.variables.get(*name).is_some_and(|variable| variable.sensitive);
        for name in call.expressions.as_object().into_iter().flat_map(serde_json::Map::keys).filter(sensitive) {
            if let Some(Expression::Constant(value)) = call.expressions.get(name).and_then(Expression::read) {
                texts(value, found);
            }
        }
        of_module(&call.module, found);
    }
}

fn texts(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::String(text) => {
            found.insert(text.clone());
        }
        // A number of few digits is no secret worth the name, and stands everywhere.
        Json::Number(number) if number.to_string().len() >= LINE => {
            found.insert(number.to_string());
        }
        Json::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Json::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

/// Literals of arguments with a secret name.
fn secret_arguments(expressions: &Json, found: &mut BTreeSet<String>) {
    let Some(fields) = expressions.as_object() else { return };
    for (name, json) in fields {
        match Expression::read(json) {
            Some(Expression::Constant(value)) if SECRET_ATTRIBUTES.contains(&name.as_str()) => texts(value, found),
            Some(_) => {}
            None if json.is_array() => json.as_array().into_iter().flatten().for_each(|block| secret_arguments(block, found)),
            None => secret_arguments(json, found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_occur() {
        let secrets = Secrets::of_texts(vec!["hunter2hunter2".into(), "hunter2".into()]);
        assert_eq!(secrets.mask("a hunter2hunter2 b hunter2 c"), "a (sensitive) b (sensitive) c");
        assert_eq!(secrets.overwrite("x = \"hunter2\""), Some("x = \"*******\"".into()));
        assert_eq!(secrets.overwrite("nothing"), None);
    }

    #[test]
    fn a_secret_is_known_in_other_spellings() {
        let secrets =
            Secrets::from_texts(["pa\"ss<w\u{f6}rd${x}".to_owned(), "first line\n  second line\n".to_owned(), "true".to_owned()]);
        for text in [
            "pa\"ss<w\u{f6}rd${x}",
            r#"pa\"ss<wörd${x}"#,
            r#"pa\"ss\u003cwörd${x}"#,
            r#"pa\"ss<wörd$${x}"#,
            "second line",
            "first line",
        ] {
            assert_eq!(secrets.mask(&format!("a {text} b")), "a (sensitive) b", "{text}");
        }
        assert_eq!(secrets.mask("true"), "true");
    }
}
