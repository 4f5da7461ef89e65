//! What goes wrong while an expression is evaluated.

use super::Span;
use crate::value::Val;

/// An error of evaluation, at the expression that caused it. `core::try` catches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the file of the expression.
    pub span: Span,
    /// What, in the words of the language.
    pub message: String,
    /// The evaluation ran out of its budget; `core::try` does not catch this.
    pub fatal: bool,
}

impl Fault {
    /// An error at a place.
    pub fn new(span: &Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { span: span.clone(), message: message.into(), fatal: false })
    }

    /// The evaluation must end.
    pub fn fatal(span: &Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { span: span.clone(), message: message.into(), fatal: true })
    }
}

/// A value or an error.
pub type Outcome = Result<Val, Box<Fault>>;
