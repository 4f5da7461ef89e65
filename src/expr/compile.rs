//! From `hcl-edit`'s tree to the compiled form: variables are resolved to positions, calls to functions, literals to values.

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};

use super::ast::{Call, Expr, For, Kind, Name, Op, Span, Target};
use super::template;
use crate::value::Value;

/// Which functions can be called, and how a name is looked up.
pub trait Functions {
    /// The function of this full name (`core::length`, or `length` in `.tf` text).
    fn find(&self, name: &str) -> Target;
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

/// Compiles the text of a template, as it stands between quotes in `.tf.json`.
pub fn compile_template(source: &hcl_edit::template::Template, functions: &dyn Functions, mistakes: &mut Vec<Mistake>) -> Expr {
    let mut compiler = Compiler { bound: Vec::new(), functions, mistakes };
    let span = source.span().unwrap_or_default();
    template::template(source, span, &mut compiler)
}

/// State of one compilation: the variables in scope.
pub(super) struct Compiler<'a> {
    bound: Vec<Arc<str>>,
    functions: &'a dyn Functions,
    mistakes: &'a mut Vec<Mistake>,
}

impl Compiler<'_> {
    pub(super) fn expression(&mut self, source: &Expression) -> Expr {
        let span = source.span().unwrap_or_default();
        let kind = match source {
            Expression::Null(_) => Kind::Literal(Value::Null),
            Expression::Bool(value) => Kind::Literal(Value::Bool(*value.value())),
            Expression::Number(number) => Kind::Literal(Value::Number(number.value().as_f64().unwrap_or(f64::NAN))),
            Expression::String(text) => Kind::Literal(Value::String(text.value().as_str().into())),
            Expression::Array(array) => Kind::List(array.iter().map(|item| self.expression(item)).collect()),
            Expression::Object(object) => self.object(object),
            Expression::StringTemplate(text) => return template::elements(text.iter(), span, self),
            Expression::HeredocTemplate(heredoc) => return template::template(&heredoc.template, span, self),
            Expression::Parenthesis(inner) => return Expr { span, ..self.expression(inner.inner()) },
            Expression::Variable(name) => self.variable(name.as_str()),
            Expression::Conditional(cond) => Kind::Cond(
                Box::new(self.expression(&cond.cond_expr)),
                Box::new(self.expression(&cond.true_expr)),
                Box::new(self.expression(&cond.false_expr)),
            ),
            Expression::FuncCall(call) => self.call(call, &span),
            Expression::Traversal(traversal) => return self.traversal(traversal, span),
            Expression::UnaryOp(op) => {
                let operand = Box::new(self.expression(&op.expr));
                match op.operator.value() {
                    UnaryOperator::Neg => Kind::Negate(operand),
                    UnaryOperator::Not => Kind::Not(operand),
                }
            }
            Expression::BinaryOp(op) => Kind::Binary(
                operator(*op.operator.value()),
                Box::new(self.expression(&op.lhs_expr)),
                Box::new(self.expression(&op.rhs_expr)),
            ),
            Expression::ForExpr(each) => self.for_expr(each),
        };
        Expr { kind, span }
    }

    fn object(&mut self, object: &Object) -> Kind {
        let fields = object.iter().map(|(key, value)| {
            let key = match key {
                ObjectKey::Ident(name) => {
                    Expr { span: name.span().unwrap_or_default(), kind: Kind::Literal(Value::String(name.as_str().into())) }
                }
                // A bare name in key position parses as a variable but means the name itself.
                ObjectKey::Expression(Expression::Variable(name)) => {
                    Expr { span: name.span().unwrap_or_default(), kind: Kind::Literal(Value::String(name.as_str().into())) }
                }
                ObjectKey::Expression(key) => self.expression(key),
            };
            (key, self.expression(value.expr()))
        });
        Kind::Object(fields.collect())
    }

    fn variable(&self, name: &str) -> Kind {
        self.bound(name).map_or_else(|| name_of(name, None), Kind::Bound)
    }

    fn bound(&self, name: &str) -> Option<usize> {
        self.bound.iter().rposition(|bound| &**bound == name)
    }

    /// Runs `body` with further variables bound.
    pub(super) fn with_bound<T>(&mut self, names: &[&str], body: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.bound.len();
        self.bound.extend(names.iter().map(|name| Arc::from(*name)));
        let result = body(self);
        self.bound.truncate(before);
        result
    }

    fn call(&mut self, call: &FuncCall, span: &Span) -> Kind {
        let mut name = String::new();
        for part in &call.name.namespace {
            name.push_str(part.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        let args: Vec<Expr> = call.args.iter().map(|arg| self.expression(arg)).collect();
        let spread = call.args.expand_final();
        let target = self.functions.find(&name);
        if let Target::Builtin(function) = &target
            && let Some(message) = function.arity_mistake(&name, args.len(), spread)
        {
            self.mistakes.push(Mistake { span: span.clone(), message, help: None });
        }
        Kind::Call(Box::new(Call { name: name.into(), target, args, spread }))
    }

    fn for_expr(&mut self, each: &ForExpr) -> Kind {
        let collection = self.expression(&each.intro.collection_expr);
        let key_name = each.intro.key_var.as_ref().map(|name| name.as_str());
        let names: Vec<&str> = key_name.into_iter().chain([each.intro.value_var.as_str()]).collect();
        self.with_bound(&names, |inner| {
            Kind::For(Box::new(For {
                keyed: key_name.is_some(),
                collection,
                key: each.key_expr.as_ref().map(|key| inner.expression(key)),
                value: inner.expression(&each.value_expr),
                condition: each.cond.as_ref().map(|cond| inner.expression(&cond.expr)),
                grouped: each.grouping,
            }))
        })
    }

    fn traversal(&mut self, traversal: &Traversal, span: Span) -> Expr {
        let operators: Vec<&TraversalOperator> = traversal.operators.iter().map(hcl_edit::Decorated::value).collect();
        let end = |index: usize| traversal.operators.get(index).and_then(hcl_edit::Span::span).map_or(span.end, |at| at.end);
        let (base, used) = self.base(&traversal.expr, &operators);
        let base = Expr { span: span.start..if used == 0 { base.span.end } else { end(used - 1) }, ..base };
        let rest = operators.into_iter().zip(0..).skip(used).map(|(op, at)| (op, span.start..end(at))).collect::<Vec<_>>();
        self.steps(base, &rest)
    }

    /// The first step or steps of a traversal: a bound variable, a name, or any expression; and how many operators it used.
    fn base(&mut self, base: &Expression, operators: &[&TraversalOperator]) -> (Expr, usize) {
        let Expression::Variable(root) = base else {
            return (self.expression(base), 0);
        };
        let span = root.span().unwrap_or_default();
        if let Some(position) = self.bound(root.as_str()) {
            return (Expr { kind: Kind::Bound(position), span }, 0);
        }
        let (kind, used) = match operators {
            [TraversalOperator::GetAttr(kind), TraversalOperator::GetAttr(name), ..] if root.as_str() == "data" => {
                (name_of(&format!("data.{}", kind.as_str()), Some(name.as_str())), 2)
            }
            [TraversalOperator::GetAttr(name), ..] => (name_of(root.as_str(), Some(name.as_str())), 1),
            _ => (name_of(root.as_str(), None), 0),
        };
        (Expr { kind, span }, used)
    }

    fn steps(&mut self, mut base: Expr, steps: &[(&TraversalOperator, Span)]) -> Expr {
        let mut rest = steps;
        while let Some(((op, span), after)) = rest.split_first() {
            rest = after;
            let span = span.clone();
            let of = Box::new(base);
            let kind = match op {
                TraversalOperator::GetAttr(name) => Kind::Get(of, name.as_str().into()),
                TraversalOperator::Index(index) => Kind::Index(of, Box::new(self.expression(index))),
                TraversalOperator::LegacyIndex(index) => Kind::Index(of, Box::new(legacy_index(*index.value(), &span))),
                TraversalOperator::AttrSplat(_) => {
                    // Only attribute steps belong to an attribute-only splat; an index applies to its result.
                    let inner = after.iter().take_while(|(op, _)| matches!(op, TraversalOperator::GetAttr(_))).count();
                    let (body, outer) = after.split_at(inner);
                    rest = outer;
                    self.splat(of, body, &span)
                }
                TraversalOperator::FullSplat(_) => {
                    rest = &[];
                    self.splat(of, after, &span)
                }
            };
            let end = steps.len().checked_sub(rest.len() + 1).and_then(|at| steps.get(at)).map_or(span.end, |(_, at)| at.end);
            base = Expr { kind, span: span.start..end };
        }
        base
    }

    fn splat(&mut self, of: Box<Expr>, body: &[(&TraversalOperator, Span)], span: &Span) -> Kind {
        let position = self.bound.len();
        let body = self.with_bound(&["*"], |inner| inner.steps(Expr { kind: Kind::Bound(position), span: span.clone() }, body));
        Kind::Splat(of, Box::new(body))
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

fn operator(op: BinaryOperator) -> Op {
    match op {
        BinaryOperator::Eq => Op::Eq,
        BinaryOperator::NotEq => Op::NotEq,
        BinaryOperator::LessEq => Op::LessEq,
        BinaryOperator::GreaterEq => Op::GreaterEq,
        BinaryOperator::Less => Op::Less,
        BinaryOperator::Greater => Op::Greater,
        BinaryOperator::Plus => Op::Plus,
        BinaryOperator::Minus => Op::Minus,
        BinaryOperator::Mul => Op::Times,
        BinaryOperator::Div => Op::Div,
        BinaryOperator::Mod => Op::Mod,
        BinaryOperator::And => Op::And,
        BinaryOperator::Or => Op::Or,
    }
}
