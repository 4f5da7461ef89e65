//! What `onus test` found, one file a format. Renderers write what the report says; they decide and reword nothing.

pub mod human;
pub mod json;
pub mod junit;

use crate::testing::Detail;
use crate::text::{SourceText, Span};

/// The first line of a place: file, line, column.
fn at(text: &SourceText, span: Span) -> String {
    let start = text.position(span.start);
    format!("{}:{}:{}", text.name(), start.line, start.column)
}

/// What a policy said, in one line.
fn sentence(detail: &Detail) -> String {
    match detail.message.as_str() {
        "" => format!("{}: {}", detail.policy, detail.verdict),
        message => format!("{}: {}: {message}", detail.policy, detail.verdict),
    }
}
