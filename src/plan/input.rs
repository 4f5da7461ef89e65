//! What a file that should be a plan really is: every wrong kind of input gets its own message and the command that makes
//! the right file.

use std::fmt;

/// Why a file cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputProblem {
    /// No bytes at all.
    Empty,
    /// The file that `terraform plan -out` writes.
    BinaryPlan,
    /// A gzip archive.
    Gzip,
    /// UTF-16, as PowerShell's `>` writes it.
    Utf16,
    /// Bytes that are no text; the offset of the first bad one.
    NotText(usize),
    /// The plan as Terraform prints it for people.
    TextPlan,
    /// The log of `terraform plan -json`.
    JsonLog,
    /// Text before the JSON, as a wrapper script prints it.
    Wrapped,
    /// Text that is no JSON.
    NotJson,
    /// The JSON ends too early: line, column.
    Truncated(usize, usize),
    /// The JSON is broken or a part has the wrong type: line, column, what.
    Malformed(usize, usize, String),
    /// An encrypted plan or state of `OpenTofu`.
    Encrypted,
    /// A raw state file.
    RawState,
    /// What `terraform show -json` prints without a plan file where there is no state.
    EmptyState,
    /// JSON of another kind.
    WrongJson,
    /// A plan format that does not exist yet.
    UnknownFormat(String),
    /// The plan failed half-way (`errored: true`).
    Errored,
    /// A part that every plan has is missing or does not fit: what.
    Incomplete(String),
}

const MAKE: &str = "terraform show -json plan.bin > plan.json";

impl InputProblem {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::BinaryPlan => format!("make JSON of it: `{MAKE}`, with this file in place of plan.bin"),
            Self::Gzip => "unpack it first: `gunzip`".to_owned(),
            Self::Utf16 => "write it as UTF-8: `terraform show -json plan.bin | Out-File -Encoding utf8 plan.json`".to_owned(),
            Self::Wrapped => {
                format!("call terraform without a wrapper (`terraform_wrapper: false` in setup-terraform): `{MAKE}`")
            }
            Self::Encrypted => {
                "decrypt it with OpenTofu: `tofu show -json plan.bin > plan.json`, with the encryption configuration at hand"
                    .to_owned()
            }
            Self::JsonLog | Self::TextPlan => format!("`terraform plan -out plan.bin && {MAKE}`"),
            Self::Truncated(..) => format!("make the file again and check for a full disk or a broken pipe: `{MAKE}`"),
            Self::RawState => "make JSON of the state: `terraform show -json > state.json`, or better of a plan".to_owned(),
            Self::EmptyState => format!("name the plan file, else terraform shows the state: `{MAKE}`"),
            Self::Errored => "repair what terraform reported and plan again".to_owned(),
            Self::UnknownFormat(_) => "a newer version of onus may know it".to_owned(),
            _ => format!("`terraform plan -out plan.bin && {MAKE}`"),
        }
    }
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::BinaryPlan => f.write_str("this is a binary plan, not its JSON"),
            Self::Gzip => f.write_str("this is a gzip archive"),
            Self::Utf16 => f.write_str("this is UTF-16, not UTF-8"),
            Self::NotText(at) => write!(f, "this is not UTF-8 text (byte {at})"),
            Self::TextPlan => f.write_str("this is a plan as terraform prints it for people, not its JSON"),
            Self::JsonLog => f.write_str("this is the log of `terraform plan -json`, not the plan"),
            Self::Wrapped => f.write_str("there is other text before the JSON, as a wrapper around terraform prints it"),
            Self::NotJson => f.write_str("this is not JSON"),
            Self::Truncated(line, column) => write!(f, "the JSON ends too early, at line {line}, column {column}"),
            Self::Malformed(line, column, what) => write!(f, "the JSON is broken at line {line}, column {column}: {what}"),
            Self::Encrypted => f.write_str("this is an encrypted OpenTofu plan or state"),
            Self::RawState => f.write_str("this is a raw state file"),
            Self::EmptyState => f.write_str("this is an empty state, not a plan"),
            Self::WrongJson => f.write_str("this JSON is neither a plan nor a state"),
            Self::UnknownFormat(version) => write!(f, "format_version {version} is not known"),
            Self::Errored => f.write_str("the plan failed half-way (`errored: true`)"),
            Self::Incomplete(what) => f.write_str(what),
        }
    }
}

/// Looks at the first bytes; the text of the JSON if it may be some.
///
/// # Errors
/// The bytes are recognisably something else.
pub fn sniff(bytes: &[u8]) -> Result<&str, InputProblem> {
    match bytes {
        [] => return Err(InputProblem::Empty),
        [b'P', b'K', 3, 4, ..] => return Err(InputProblem::BinaryPlan),
        [0x1f, 0x8b, ..] => return Err(InputProblem::Gzip),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(InputProblem::Utf16),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| InputProblem::NotText(error.valid_up_to()))?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(InputProblem::Empty);
    }
    if start.starts_with("{\"@level\"") {
        return Err(InputProblem::JsonLog);
    }
    if start.starts_with('{') || start.starts_with("[{") || start.starts_with("[\n") || start == "[]" {
        return Ok(text);
    }
    let prose = [
        "Terraform will perform",
        "Terraform used the selected providers",
        "OpenTofu will perform",
        "OpenTofu used the selected providers",
        "No changes.",
    ];
    if prose.iter().any(|words| text.contains(words)) {
        return Err(InputProblem::TextPlan);
    }
    if text.contains("\"format_version\"") {
        return Err(InputProblem::Wrapped);
    }
    Err(InputProblem::NotJson)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_input_is_recognised() {
        let table: [(&[u8], InputProblem); 9] = [
            (b"", InputProblem::Empty),
            (b" \n", InputProblem::Empty),
            (b"PK\x03\x04rest", InputProblem::BinaryPlan),
            (b"\x1f\x8b\x08", InputProblem::Gzip),
            (b"\xff\xfe{\0", InputProblem::Utf16),
            (b"{\"a\": \"\xff\"}", InputProblem::NotText(7)),
            (b"Terraform will perform the following actions:", InputProblem::TextPlan),
            (b"{\"@level\":\"info\"}\n{}", InputProblem::JsonLog),
            (b"hello", InputProblem::NotJson),
        ];
        for (bytes, problem) in table {
            assert_eq!(sniff(bytes), Err(problem));
        }
        assert_eq!(sniff(b"\xef\xbb\xbf{}"), Ok("{}"));
    }
}
