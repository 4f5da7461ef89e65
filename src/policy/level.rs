//! `enforcement_level`: what an unmet policy does to the run. A word, or an expression over inputs and the locals of the file.

use super::Severity;
use super::document::literal_text;
use crate::expr::Expr;
use crate::syntax::Expression;

/// What an unmet policy does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It warns.
    Advisory,
    /// It stops the run; somebody with the right to may go on.
    Overridable,
    /// It stops the run.
    Mandatory,
}

impl Level {
    /// Reads a level. Early files write `mandatory-overridable`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "advisory" => Self::Advisory,
            "mandatory_overridable" | "mandatory-overridable" => Self::Overridable,
            "mandatory" => Self::Mandatory,
            _ => return None,
        })
    }

    /// As policies write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Advisory => "advisory",
            Self::Overridable => "mandatory_overridable",
            Self::Mandatory => "mandatory",
        }
    }

    /// How severe an unmet policy of this level is if no control says so: by default `--fail-on` passes what only warns.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Advisory => Severity::Low,
            Self::Overridable => Severity::Medium,
            Self::Mandatory => Severity::High,
        }
    }
}

/// A level as a policy states it.
#[derive(Debug)]
pub enum Enforcement {
    /// A word, or the default.
    Fixed(Level),
    /// An expression.
    Expression(Expr),
}

/// What is wrong with a word that is no level.
pub(super) fn unknown_level(text: &str) -> String {
    let known = ["advisory", "mandatory", "mandatory_overridable"];
    let near = super::closest(text, known).map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
    format!("there is no enforcement level `{text}`{near}")
}

/// The word of an expression that is one: text, or a bare word as early files have it.
pub(super) fn word(source: &Expression) -> Option<std::sync::Arc<str>> {
    literal_text(source).or_else(|| source.as_variable().map(Into::into))
}
