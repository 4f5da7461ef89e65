//! What could not be read, and where.

use crate::text::SourceText;
use std::fmt;
use std::sync::Arc;

/// A part of a source file that could not be read. The rest of the module is used as if it were not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file as it is shown.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// A problem at a byte offset.
    pub(crate) fn at(file: &SourceText, offset: usize, message: impl Into<String>) -> Self {
        let line = file.position(offset).line;
        Self { file: file.shared_name(), line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}
