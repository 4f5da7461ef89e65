//! A mistake in a policy, a fact, the model or the configuration file: where it is and what to do about it.

use std::fmt;

use crate::text::{SourceText, Span};

/// A mistake with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub text: SourceText,
    /// Where in it.
    pub span: Span,
    /// What is wrong: lower case, one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A mistake at a place.
    pub fn new(text: &SourceText, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Self { text: text.clone(), span: span.into(), message: message.into(), help: None }
    }

    /// With a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.text.position(self.span.start);
        write!(f, "{}:{}:{}: {}", self.text.name(), at.line, at.column, self.message)
    }
}

/// The known name that is closest to a mistyped one, if one is close enough.
#[must_use]
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count() / 3 + 1;
    known.into_iter().map(|other| (distance(name, other), other)).filter(|(away, _)| *away <= limit).min().map(|(_, other)| other)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (before + usize::from(x != *y)).min(above + 1).min(left + 1);
            before = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_names_are_proposed() {
        assert_eq!(closest("storage_encryptd", ["storage_encrypted", "engine"]), Some("storage_encrypted"));
        assert_eq!(closest("xyz", ["storage_encrypted"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
