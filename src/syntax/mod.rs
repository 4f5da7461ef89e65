//! HCL as a tree of our own: what a file says, with byte spans, free of the parser's white space and comments.
//!
//! The tree can be written and read back, so that the build embeds the built-in catalogue parsed. `build.rs` compiles this
//! module too: it must name nothing else of this crate.

mod read;
mod template;
mod tree;

pub use read::{SyntaxError, expression, parse, parse_template};
pub use tree::{Attribute, Block, Body, Call, Element, Expression, For, Ident, Node, Op, Span, Step, StepKind};
