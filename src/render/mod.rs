//! One file a format. Renderers write what the report says; they decide and reword nothing.

pub mod atlantis;
pub mod azure;
mod common;
pub mod controls;
pub mod csv;
#[cfg(test)]
mod example;
pub mod file;
pub mod github;
pub mod gitlab;
pub mod gitlab_sast;
pub mod human;
pub mod inspect;
pub mod json;
pub mod jsonl;
pub mod junit;
mod line_hash;
mod log;
pub mod markdown;
pub mod matrix;
pub mod oscal;
pub mod rdjson;
pub mod sarif;
pub mod schema;
pub mod tests;

/// Text from outside on one line of a terminal.
pub(crate) fn printable(text: &str) -> String {
    common::one_line(text)
}
