//! What goes wrong while an expression is evaluated.

use super::Span;
use crate::text::SourceText;
use crate::value::Val;

/// An error of evaluation, at the expression that caused it. `core::try` catches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the file of the expression.
    pub span: Span,
    /// That file, if it is not the one that is being evaluated: a function or a local of another file.
    pub text: Option<SourceText>,
    /// What, in the words of the language.
    pub message: String,
    /// The evaluation ran out of its budget; `core::try` does not catch this.
    pub fatal: bool,
}

impl Fault {
    /// An error at a place.
    pub fn new(span: &Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { span: span.clone(), text: None, message: message.into(), fatal: false })
    }

    /// The evaluation must end.
    pub fn fatal(span: &Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { span: span.clone(), text: None, message: message.into(), fatal: true })
    }

    /// The same fault, in this file unless it already names one.
    #[must_use]
    pub fn within(mut self: Box<Self>, text: &SourceText) -> Box<Self> {
        self.text.get_or_insert_with(|| text.clone());
        self
    }

    /// The same fault, at this place unless it already has one.
    #[must_use]
    pub fn at(mut self: Box<Self>, span: &Span) -> Box<Self> {
        if self.span.is_empty() && self.text.is_none() {
            self.span = span.clone();
        }
        self
    }
}

/// A value or an error.
pub type Outcome = Result<Val, Box<Fault>>;
