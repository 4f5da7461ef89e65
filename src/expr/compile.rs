//! From the syntax tree to the compiled form: variables are resolved to positions, calls to functions, literals to values.

use std::sync::Arc;

use super::ast::{Call, Expr, For, Kind, Name, Segment, Span, Target};
use super::functions;
use crate::syntax::{self, Element, Expression, Node, Step, StepKind};
use crate::value::{ListKind, Val, Value};

/// The most steps of one reference: each is a level of nesting.
const LONGEST: usize = 100;

/// Which functions can be called, and how a name is looked up.
pub trait Functions {
    /// The function of this full name (`core::length`, or `length` in `.tf` text).
    fn find(&self, name: &str) -> Target;
    /// How many arguments a function written in the language takes.
    fn arity(&self, _number: usize) -> Option<usize> {
        None
    }
}

/// A mistake that is visible without evaluating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Compiles an expression. `bound` names the variables that are bound when it is evaluated, outermost first.
/// Mistakes are added to `mistakes`; the expression is returned all the same, so that all are found in one go.
pub fn compile(source: &Expression, bound: &[&str], functions: &dyn Functions, mistakes: &mut Vec<Mistake>) -> Expr {
    let bound = bound.iter().map(|name| Arc::from(*name)).collect();
    Compiler { bound, functions, mistakes }.expression(source)
}

/// State of one compilation: the variables in scope.
struct Compiler<'a> {
    bound: Vec<Arc<str>>,
    functions: &'a dyn Functions,
    mistakes: &'a mut Vec<Mistake>,
}

impl Compiler<'_> {
    fn expression(&mut self, source: &Expression) -> Expr {
        let span = source.span.clone();
        let kind = match &source.node {
            Node::Null => Kind::Literal(Value::Null),
            Node::Bool(value) => Kind::Literal(Value::Bool(*value)),
            Node::Number(number) => Kind::Literal(Value::Number(*number)),
            Node::Text(text) => Kind::Literal(Value::String(text.clone())),
            Node::Template(elements) => Kind::Template(self.segments(elements)),
            Node::List(items) => list(items.iter().map(|item| self.expression(item)).collect()),
            Node::Object(fields) => {
                Kind::Object(fields.iter().map(|(key, value)| (self.expression(key), self.expression(value))).collect())
            }
            Node::Variable(name) => self.variable(name),
            Node::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                Kind::Cond(self.boxed(condition), self.boxed(yes), self.boxed(no))
            }
            Node::Call(call) => self.call(call, &span),
            Node::Traversal(base, steps) => return self.traversal(base, steps, &span),
            Node::Not(operand) => Kind::Not(self.boxed(operand)),
            Node::Negate(operand) => Kind::Negate(self.boxed(operand)),
            Node::Binary(op, sides) => {
                let [left, right] = &**sides;
                Kind::Binary(*op, self.boxed(left), self.boxed(right))
            }
            Node::For(each) => self.for_expr(each),
        };
        Expr { kind, span }
    }

    fn boxed(&mut self, source: &Expression) -> Box<Expr> {
        Box::new(self.expression(source))
    }

    fn segments(&mut self, elements: &[Element]) -> Vec<Segment> {
        elements.iter().map(|element| self.segment(element)).collect()
    }

    fn segment(&mut self, element: &Element) -> Segment {
        match element {
            Element::Text(text) => Segment::Text(text.clone()),
            Element::Value(value) => Segment::Value(self.expression(value)),
            Element::If(condition, yes, no) => Segment::If(self.expression(condition), self.segments(yes), self.segments(no)),
            Element::For { key_name, value_name, collection, body } => {
                let collection = self.expression(collection);
                let names: Vec<&str> = key_name.as_deref().into_iter().chain([&**value_name]).collect();
                Segment::For(key_name.is_some(), collection, self.with_bound(&names, |inner| inner.segments(body)))
            }
        }
    }

    fn variable(&self, name: &str) -> Kind {
        self.bound(name).map_or_else(|| name_of(name, None), Kind::Bound)
    }

    fn bound(&self, name: &str) -> Option<usize> {
        self.bound.iter().rposition(|bound| &**bound == name)
    }

    /// Runs `body` with further variables bound.
    fn with_bound<T>(&mut self, names: &[&str], body: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.bound.len();
        self.bound.extend(names.iter().map(|name| Arc::from(*name)));
        let result = body(self);
        self.bound.truncate(before);
        result
    }

    fn call(&mut self, call: &syntax::Call, span: &Span) -> Kind {
        let args: Vec<Expr> = call.args.iter().map(|arg| self.expression(arg)).collect();
        let target = self.functions.find(&call.name);
        let mistake = match &target {
            Target::Builtin(function) => function.arity_mistake(&call.name, args.len(), call.spread),
            Target::User(number) => self.functions.arity(*number).and_then(|wanted| {
                let fits = args.len() == wanted || (call.spread && args.len() <= wanted + 1);
                (!fits).then(|| functions::miscounted(&call.name, &wanted.to_string(), args.len()))
            }),
            Target::Plugin | Target::Missing => None,
        };
        self.mistakes.extend(mistake.map(|message| Mistake { span: span.clone(), message, help: None }));
        Kind::Call(Box::new(Call { name: call.name.clone(), target, args, spread: call.spread }))
    }

    fn for_expr(&mut self, each: &syntax::For) -> Kind {
        let collection = self.expression(&each.collection);
        let names: Vec<&str> = each.key_name.as_deref().into_iter().chain([&*each.value_name]).collect();
        self.with_bound(&names, |inner| {
            Kind::For(Box::new(For {
                keyed: each.key_name.is_some(),
                collection,
                key: each.key.as_ref().map(|key| inner.expression(key)),
                value: inner.expression(&each.value),
                condition: each.condition.as_ref().map(|condition| inner.expression(condition)),
                grouped: each.grouped,
            }))
        })
    }

    fn traversal(&mut self, base: &Expression, steps: &[Step], span: &Span) -> Expr {
        if steps.len() > LONGEST {
            let message = format!("a reference has at most {LONGEST} steps, not {}", steps.len());
            self.mistakes.push(Mistake { span: span.clone(), message, help: None });
            // A name that no scope knows: where mistakes are not told, the value stays unknown.
            return Expr { kind: name_of("too many steps", None), span: span.clone() };
        }
        let (base, used) = self.base(base, steps);
        let (inside, rest) = steps.split_at(used.min(steps.len()));
        let end = inside.last().map_or(base.span.end, |step| step.end);
        self.steps(Expr { span: span.start..end, ..base }, rest, span.start)
    }

    /// The first step or steps of a traversal: a bound variable, a name, or any expression; and how many steps it used.
    fn base(&mut self, base: &Expression, steps: &[Step]) -> (Expr, usize) {
        let Node::Variable(root) = &base.node else {
            return (self.expression(base), 0);
        };
        let span = base.span.clone();
        if let Some(position) = self.bound(root) {
            return (Expr { kind: Kind::Bound(position), span }, 0);
        }
        let mut names = steps.iter().map_while(|step| if let StepKind::Attribute(name) = &step.kind { Some(name) } else { None });
        let (kind, used) = match (names.next(), names.next()) {
            (Some(kind), Some(name)) if &**root == "data" => (name_of(&format!("data.{kind}"), Some(name)), 2),
            (Some(name), _) => (name_of(root, Some(name)), 1),
            (None, _) => (name_of(root, None), 0),
        };
        (Expr { kind, span }, used)
    }

    fn steps(&mut self, mut base: Expr, steps: &[Step], start: usize) -> Expr {
        let mut rest = steps;
        while let Some((step, after)) = rest.split_first() {
            rest = after;
            let of = Box::new(base);
            let mut end = step.end;
            let kind = match &step.kind {
                StepKind::Attribute(name) => Kind::Get(of, name.clone()),
                StepKind::Index(index) => Kind::Index(of, self.boxed(index)),
                StepKind::LegacyIndex(index) => Kind::Index(of, Box::new(legacy_index(*index, &(start..step.end)))),
                StepKind::AttributeSplat => {
                    // Only attribute steps belong to an attribute-only splat; an index applies to its result.
                    let inner = after.iter().take_while(|step| matches!(step.kind, StepKind::Attribute(_))).count();
                    let (body, outer) = after.split_at(inner);
                    rest = outer;
                    end = body.last().map_or(end, |last| last.end);
                    self.splat(of, body, start..step.end)
                }
                StepKind::FullSplat => {
                    rest = &[];
                    end = after.last().map_or(end, |last| last.end);
                    self.splat(of, after, start..step.end)
                }
            };
            base = Expr { kind, span: start..end };
        }
        base
    }

    fn splat(&mut self, of: Box<Expr>, body: &[Step], span: Span) -> Kind {
        let position = self.bound.len();
        let start = span.start;
        let body = self.with_bound(&["*"], |inner| inner.steps(Expr { kind: Kind::Bound(position), span }, body, start));
        Kind::Splat(of, Box::new(body))
    }
}

/// A list; one of literals is a literal itself, made once and not each time it is evaluated.
fn list(items: Vec<Expr>) -> Kind {
    let constants =
        items.iter().map(|item| if let Kind::Literal(value) = &item.kind { Some(value.clone().into()) } else { None });
    match constants.collect::<Option<Vec<Val>>>() {
        Some(constants) => Kind::Literal(Val::list(ListKind::Tuple, constants).value),
        None => Kind::List(items),
    }
}

fn name_of(root: &str, attr: Option<&str>) -> Kind {
    Kind::Name(Name { root: root.into(), attr: attr.map(Arc::from) })
}

fn legacy_index(index: u64, span: &Span) -> Expr {
    #[expect(clippy::cast_precision_loss, reason = "an index past 2^53 is past every list")]
    let number = index as f64;
    Expr { kind: Kind::Literal(Value::Number(number)), span: span.clone() }
}
