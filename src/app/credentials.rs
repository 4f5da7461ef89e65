//! Text that looks like a credential, whatever a plan says of it. Knows patterns only; what the plan marks is masked elsewhere.

use std::sync::LazyLock;

/// Names that are given to secrets, as a part of a pattern.
const NAMES: &str = r"(?i-u:\b\w*(?:password|passwd|passphrase|pwd|secret|token|access_key|api_?key|private_key|preshared_key|credentials?|connection_string)(?:_\w+)?)";

/// What may stand between such a name and its value: quotes of JSON, also inside of a text.
const BETWEEN: &str = r#"(?:\\*["'])?[ \t]*(?:=>|[=:])[ \t]*"#;

/// Patterns of which the first group is the secret; `NAME` and `IS` stand for the two above.
const PATTERNS: &[&str] = &[
    // Access keys of AWS, tokens of GitHub, GitLab and Slack.
    r"(?-u:\b)((?:AKIA|ASIA)[A-Z0-9]{16})(?-u:\b)",
    r"(?-u:\b)((?:gh[pousr]_|glpat-|xox[abpr]-)[A-Za-z0-9_-]{10,})",
    r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----)",
    // A literal in quotes: no template, which is no secret by itself.
    r#"NAMEIS\\*"((?:[^"$\\\n]|\$[^{"\n]|\\[^"\n]){4,})"#,
    r"NAMEIS'([^'\n]{4,})",
    // In shell, in YAML, as an option.
    r#"NAME=([^\s"'$]{4,})"#,
    r#"(?i-u:\b\w*(?:password|passwd|passphrase|secret|api_key|access_key)):[ \t]+([^\s"'`$(]{6,})"#,
    r#"(?i-u:--\w*(?:password|passwd|secret|token))[ =]([^\s"'$]{4,})"#,
    r"(?i-u:\b(?:bearer|basic))[ ]+([A-Za-z0-9+/=._~-]{8,})",
    // The first line of a heredoc.
    r"NAMEIS<<[-~]?(?-u:\w)+[ \t]*\r?\n([^\n]{4,})",
    // The password in an address.
    r#"(?i-u:\b[a-z][a-z0-9+.-]*)://[^\s:/@"']*:([^\s@/"'$]{3,})@"#,
];

/// The text with credentials overwritten by as many stars as they have bytes, if it holds any.
pub(super) fn without_credentials(text: &str) -> Option<String> {
    static COMPILED: LazyLock<Vec<regex::Regex>> =
        LazyLock::new(|| PATTERNS.iter().filter_map(|pattern| regex::Regex::new(&spelled(pattern)).ok()).collect());
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

fn spelled(pattern: &str) -> String {
    pattern.replace("NAME", NAMES).replace("IS", BETWEEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in PATTERNS {
            assert!(regex::Regex::new(&spelled(pattern)).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn credentials_are_overwritten() {
        let table = [
            ("export K=AKIAIOSFODNN7EXAMPLE", "export K=********************"),
            ("x ghp_abcdefghij0123 y", "x ****************** y"),
            ("X_SECRET=abcdef", "X_SECRET=******"),
            ("password = \"abcdef\"", "password = \"******\""),
            ("password = \"pa$sw$rd\"", "password = \"********\""),
            ("\"password\": \"abcdef\"", "\"password\": \"******\""),
            ("\\\"password\\\":\\\"abcdef\\\"", "\\\"password\\\":\\\"******\\\""),
            ("password => 'abcdef'", "password => '******'"),
            ("DB_PASSWORD='abcdef'", "DB_PASSWORD='******'"),
            ("password: abcdef", "password: ******"),
            ("mysql --password abcdef -h x", "mysql --password ****** -h x"),
            ("Authorization: Bearer abcdef.ghi", "Authorization: Bearer **********"),
            ("password = <<-E\n  abcdef\n  E\n", "password = <<-E\n********\n  E\n"),
            ("postgres://shop:abcdef@db:5432/x", "postgres://shop:******@db:5432/x"),
        ];
        for (text, masked) in table {
            assert_eq!(without_credentials(text).as_deref(), Some(masked), "{text}");
        }
    }

    #[test]
    fn what_is_no_credential_stays() {
        let table = [
            "password = var.db_password",
            "password = \"${var.db_password}\"",
            "secret_id = aws_x.y.id",
            "http_tokens = \"required\"",
            "manage_master_user_password = true",
            "source = \"git::https://example.com/x.git?ref=v1\"",
            "cidr = \"10.0.0.0/8\"",
            "url = \"https://example.com:8443/@x\"",
        ];
        for text in table {
            assert_eq!(without_credentials(text), None, "{text}");
        }
    }
}
