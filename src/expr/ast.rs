//! The compiled form of an expression. Every node keeps the bytes it was written in.

use std::sync::Arc;

use super::functions::Function;
pub use crate::syntax::{Op, Span};
use crate::text::SourceText;
use crate::value::Value;

/// An expression and where it stands.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// A name that only the scope knows: `attrs`, `local.x`, `aws_instance.web`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The first step; `data.aws_ami` counts as one.
    pub root: Arc<str>,
    /// The second step, if one was written with a dot.
    pub attr: Option<Arc<str>>,
}

/// A piece of a template.
#[derive(Debug, Clone)]
pub enum Segment {
    /// Text as written.
    Text(Arc<str>),
    /// `${…}`.
    Value(Expr),
    /// `%{ if … }`.
    If(Expr, Vec<Segment>, Vec<Segment>),
    /// `%{ for … }`: whether there is a key variable, the collection, the body.
    For(bool, Expr, Vec<Segment>),
}

/// A `for` expression. Its variables are bound in the order key, value.
#[derive(Debug, Clone)]
pub struct For {
    /// Whether there are two variables.
    pub keyed: bool,
    /// What it runs over.
    pub collection: Expr,
    /// The key of the object form.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
    /// The `if` clause.
    pub condition: Option<Expr>,
    /// `...`: values of one key are collected.
    pub grouped: bool,
}

/// What a call calls.
#[derive(Debug, Clone)]
pub enum Target {
    /// A function of the library.
    Builtin(&'static Function),
    /// A function written in the language, by its number.
    User(usize),
    /// A function of a plugin: what it gives is not known.
    Plugin,
    /// No such function; an error when the call is reached.
    Missing,
}

/// A function call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The name as written.
    pub name: Arc<str>,
    /// What it calls.
    pub target: Target,
    /// The arguments.
    pub args: Vec<Expr>,
    /// The last argument is expanded (`...`).
    pub spread: bool,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A literal.
    Literal(Value),
    /// A template that is not a plain literal.
    Template(Vec<Segment>),
    /// `[…]`
    List(Vec<Expr>),
    /// `{…}`
    Object(Vec<(Expr, Expr)>),
    /// A name of the scope.
    Name(Name),
    /// A variable of an enclosing `for`, function or splat, by its position.
    Bound(usize),
    /// `.name`
    Get(Box<Expr>, Arc<str>),
    /// `[…]`
    Index(Box<Expr>, Box<Expr>),
    /// `[*]`: the body is evaluated for each element, which is bound.
    Splat(Box<Expr>, Box<Expr>),
    /// `!`
    Not(Box<Expr>),
    /// `-`
    Negate(Box<Expr>),
    /// A binary operation.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `? :`
    Cond(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[for …]` and `{for …}`
    For(Box<For>),
    /// A function call.
    Call(Box<Call>),
}

/// A function written in the language itself.
#[derive(Debug, Clone)]
pub struct UserFunction {
    /// Its name without the namespace.
    pub name: Arc<str>,
    /// The file that it stands in.
    pub text: SourceText,
    /// How many arguments it takes; they are bound first.
    pub arity: usize,
    /// Its locals, in the order in which they can be evaluated; bound after the arguments.
    pub locals: Vec<Expr>,
    /// Its result.
    pub result: Expr,
}

impl Expr {
    /// Calls `visit` on this expression and all below it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match &self.kind {
            Kind::Literal(_) | Kind::Name(_) | Kind::Bound(_) => {}
            Kind::Template(segments) => walk_segments(segments, visit),
            Kind::List(items) => items.iter().for_each(|item| item.walk(visit)),
            Kind::Object(fields) => fields.iter().for_each(|(key, value)| {
                key.walk(visit);
                value.walk(visit);
            }),
            Kind::Get(of, _) | Kind::Not(of) | Kind::Negate(of) => of.walk(visit),
            Kind::Index(a, b) | Kind::Splat(a, b) | Kind::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Kind::Cond(a, b, c) => {
                a.walk(visit);
                b.walk(visit);
                c.walk(visit);
            }
            Kind::For(each) => {
                each.collection.walk(visit);
                each.key.iter().chain(&each.condition).for_each(|part| part.walk(visit));
                each.value.walk(visit);
            }
            Kind::Call(call) => call.args.iter().for_each(|arg| arg.walk(visit)),
        }
    }
}

impl Expr {
    /// Calls `change` on this expression and all below it, innermost first.
    pub fn change(&mut self, change: &mut dyn FnMut(&mut Self)) {
        match &mut self.kind {
            Kind::Literal(_) | Kind::Name(_) | Kind::Bound(_) => {}
            Kind::Template(segments) => change_segments(segments, change),
            Kind::List(items) => items.iter_mut().for_each(|item| item.change(change)),
            Kind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
                key.change(change);
                value.change(change);
            }),
            Kind::Get(of, _) | Kind::Not(of) | Kind::Negate(of) => of.change(change),
            Kind::Index(a, b) | Kind::Splat(a, b) | Kind::Binary(_, a, b) => {
                a.change(change);
                b.change(change);
            }
            Kind::Cond(a, b, c) => {
                a.change(change);
                b.change(change);
                c.change(change);
            }
            Kind::For(each) => {
                each.collection.change(change);
                each.key.iter_mut().chain(&mut each.condition).for_each(|part| part.change(change));
                each.value.change(change);
            }
            Kind::Call(call) => call.args.iter_mut().for_each(|arg| arg.change(change)),
        }
        change(self);
    }
}

fn change_segments(segments: &mut [Segment], change: &mut dyn FnMut(&mut Expr)) {
    for segment in segments {
        match segment {
            Segment::Text(_) => {}
            Segment::Value(value) => value.change(change),
            Segment::If(condition, yes, no) => {
                condition.change(change);
                change_segments(yes, change);
                change_segments(no, change);
            }
            Segment::For(_, collection, body) => {
                collection.change(change);
                change_segments(body, change);
            }
        }
    }
}

fn walk_segments<'a>(segments: &'a [Segment], visit: &mut dyn FnMut(&'a Expr)) {
    for segment in segments {
        match segment {
            Segment::Text(_) => {}
            Segment::Value(value) => value.walk(visit),
            Segment::If(condition, yes, no) => {
                condition.walk(visit);
                walk_segments(yes, visit);
                walk_segments(no, visit);
            }
            Segment::For(_, collection, body) => {
                collection.walk(visit);
                walk_segments(body, visit);
            }
        }
    }
}
