//! Expressions of HCL: compiled once from the syntax tree, evaluated many times with three-valued logic.
//!
//! Used for policies and for the `.tf` text alike. Knows no plan, no policy and no AWS: names and lookups are answered
//! by a [`Scope`].

mod ast;
mod compile;
mod eval;
mod fault;
pub mod functions;
mod keyed;
mod operators;
mod scope;
mod unify;

pub use ast::{Call, Expr, For, Kind, Name, Op, Segment, Span, Target, UserFunction};
pub use compile::{Functions, Mistake, compile};
pub use eval::{Evaluator, undecided, void};
pub use fault::{Fault, Outcome};
pub(crate) use functions::as_set;
pub use functions::{constraint_mistake, meets_constraint, weigh};
pub(crate) use operators::parse_number;
pub use operators::{condition, primitive_text};
pub use scope::{Budget, Query, Scope};
pub use unify::{Visible, visible};
