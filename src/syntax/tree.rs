//! The nodes of the tree. Holds data and looks nothing up.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Bytes of the file: from, to but not including.
pub type Span = std::ops::Range<usize>;

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ident {
    /// The name.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

impl Ident {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The inside of a file or block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The arguments, as they follow each other.
    pub attributes: Vec<Attribute>,
    /// The blocks, as they follow each other.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The arguments.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter()
    }

    /// The blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter()
    }
}

/// `key = value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// The name.
    pub key: Ident,
    /// The value.
    pub value: Expression,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What kind of block.
    pub ident: Ident,
    /// Its labels, without quotes.
    pub labels: Vec<Ident>,
    /// What it holds.
    pub body: Body,
    /// All of it, to the closing brace.
    pub span: Span,
}

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text without interpolation.
    Text(Arc<str>),
    /// Text with interpolations or directives; white space that `~` strips is gone.
    Template(Vec<Element>),
    /// `[…]`
    List(Vec<Expression>),
    /// `{…}`. A bare name as a key is a text.
    Object(Vec<(Expression, Expression)>),
    /// A name.
    Variable(Arc<str>),
    /// `a ? b : c`
    Conditional(Box<[Expression; 3]>),
    /// `f(…)`
    Call(Box<Call>),
    /// `base.a[0][*]`
    Traversal(Box<Expression>, Vec<Step>),
    /// `!a`
    Not(Box<Expression>),
    /// `-a`
    Negate(Box<Expression>),
    /// `a + b`
    Binary(Op, Box<[Expression; 2]>),
    /// `[for …]`, `{for …}`
    For(Box<For>),
}

/// A function call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The name with its namespaces.
    pub name: Arc<str>,
    /// The arguments.
    pub args: Vec<Expression>,
    /// `...` after the last argument.
    pub spread: bool,
}

/// One step of a traversal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The byte behind it.
    pub end: usize,
}

/// What a step of a traversal does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StepKind {
    /// `.name`
    Attribute(Arc<str>),
    /// `[…]`
    Index(Expression),
    /// `.0`
    LegacyIndex(u64),
    /// `.*`
    AttributeSplat,
    /// `[*]`
    FullSplat,
}

/// A `for` expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct For {
    /// The variable of the key, if there are two.
    pub key_name: Option<Arc<str>>,
    /// The variable of the value.
    pub value_name: Arc<str>,
    /// What it runs over.
    pub collection: Expression,
    /// The key of the object form.
    pub key: Option<Expression>,
    /// The value.
    pub value: Expression,
    /// The `if` clause.
    pub condition: Option<Expression>,
    /// `...`: values of one key are collected.
    pub grouped: bool,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Element {
    /// Text as written.
    Text(Arc<str>),
    /// `${…}`
    Value(Expression),
    /// `%{ if … }`: condition, then, else.
    If(Expression, Vec<Element>, Vec<Element>),
    /// `%{ for … }`
    For {
        /// The variable of the key, if there are two.
        key_name: Option<Arc<str>>,
        /// The variable of the value.
        value_name: Arc<str>,
        /// What it runs over.
        collection: Expression,
        /// What is repeated.
        body: Vec<Element>,
    },
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// `==`
    Eq,
    /// `!=`
    NotEq,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Div,
    /// `%`
    Mod,
    /// `&&`
    And,
    /// `||`
    Or,
}

impl Expression {
    /// The items of a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Node::List(items) = &self.node { Some(items) } else { None }
    }

    /// The fields of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[(Self, Self)]> {
        if let Node::Object(fields) = &self.node { Some(fields) } else { None }
    }

    /// A bare name.
    #[must_use]
    pub fn as_variable(&self) -> Option<&str> {
        if let Node::Variable(name) = &self.node { Some(name) } else { None }
    }

    /// A text without interpolation.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Node::Text(text) = &self.node { Some(text) } else { None }
    }
}
