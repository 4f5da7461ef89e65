//! Evaluates compiled expressions. Three-valued: an operand that is not known makes a result that is not known, unless
//! another operand decides alone. Every result carries the reads that decided it and no others.

use std::sync::Arc;

use super::ast::{Call, Expr, For, Kind, Op, Segment, Span, Target};
use super::fault::{Fault, Outcome};
use super::functions;
use super::operators;
use super::scope::{Budget, Scope};
use super::unify;
use crate::value::{
    List, ListKind, Note, ObjectKind, Part, Resolver, Step, Symbol, Trace, Truth, Unknown, Val, Value, child, entries,
    format_number, items, settle,
};

/// One evaluation: a scope and the variables that are bound.
pub struct Evaluator<'a> {
    scope: &'a dyn Scope,
    budget: &'a Budget,
    resolver: &'a dyn Resolver,
    bound: Vec<Bound<'a>>,
    lenient: bool,
}

/// A variable that is bound.
enum Bound<'a> {
    Value(Val),
    /// A local of a function, which nobody asked for yet. It reads what is bound before it.
    Lazy(&'a Expr),
}

impl std::fmt::Debug for Evaluator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluator").field("bound", &self.bound.len()).finish_non_exhaustive()
    }
}

impl<'a> Evaluator<'a> {
    /// An evaluator without bound variables.
    #[must_use]
    pub fn new(scope: &'a dyn Scope) -> Self {
        Self::made(scope, Vec::new(), false)
    }

    /// An evaluator with these variables bound, outermost first.
    #[must_use]
    pub fn with(scope: &'a dyn Scope, bound: Vec<Val>) -> Self {
        Self::made(scope, bound.into_iter().map(Bound::Value).collect(), false)
    }

    /// An evaluator for messages, which are for people: what is not known is shown as such, and an open list by its
    /// definite members. Its results decide nothing.
    #[must_use]
    pub fn lenient(scope: &'a dyn Scope) -> Self {
        Self::made(scope, Vec::new(), true)
    }

    fn made(scope: &'a dyn Scope, bound: Vec<Bound<'a>>, lenient: bool) -> Self {
        Self { scope, budget: scope.budget(), resolver: scope.resolver(), bound, lenient }
    }

    /// Whether this evaluates a message.
    #[must_use]
    pub fn is_lenient(&self) -> bool {
        self.lenient
    }

    /// What names and lookups are answered by.
    #[must_use]
    pub fn scope(&self) -> &'a dyn Scope {
        self.scope
    }

    /// What unknown values are resolved by.
    #[must_use]
    pub fn resolver(&self) -> &'a dyn Resolver {
        self.resolver
    }

    /// Evaluates an expression.
    ///
    /// # Errors
    /// The fault of the first expression that cannot be evaluated.
    pub fn eval(&mut self, expr: &Expr) -> Outcome {
        self.budget.enter(&expr.span)?;
        let result = self.kind(expr);
        self.budget.leave();
        result.map(|value| settle(value, self.resolver))
    }

    fn kind(&mut self, expr: &Expr) -> Outcome {
        let span = &expr.span;
        match &expr.kind {
            Kind::Literal(value) => Ok(value.clone().into()),
            Kind::Template(segments) => self.template(segments, span),
            Kind::List(items) => {
                let items = items.iter().map(|item| self.eval(item)).collect::<Result<Vec<_>, _>>()?;
                Ok(Val::list(ListKind::Tuple, items))
            }
            Kind::Object(fields) => self.object(fields),
            Kind::Name(name) => {
                let value = self.scope.name(&name.root, name.attr.as_ref()).unwrap_or_else(|| {
                    let text = name.attr.as_ref().map_or_else(|| name.root.to_string(), |attr| format!("{}.{attr}", name.root));
                    Err(Fault::new(span, format!("there is no `{text}` here")))
                });
                value.map_err(|fault| fault.at(span))
            }
            Kind::Bound(position) => self.variable(*position, span),
            Kind::Get(of, name) => {
                if let Some(value) = self.scope.shortcut(expr) {
                    return value;
                }
                let of = self.eval(of)?;
                self.get(&of, &Step::Attr(name.clone()), span)
            }
            Kind::Index(of, index) => self.index(of, index, span),
            Kind::Splat(of, body) => self.splat(of, body),
            Kind::Not(of) => {
                let of = self.eval(of)?;
                let truth = operators::truth(&of, span)?;
                Ok(Val::truth(!truth, of.touched()))
            }
            Kind::Negate(of) => {
                let of = self.eval(of)?;
                match operators::number(&of, span)? {
                    Some(number) => Ok(Val::from(-number).with(of.touched())),
                    None => Ok(Val::unknown(of.touched())),
                }
            }
            Kind::Binary(Op::And, left, right) => self.logic(left, right, Truth::False),
            Kind::Binary(Op::Or, left, right) => self.logic(left, right, Truth::True),
            Kind::Binary(op, left, right) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                if let (Value::List(_), Value::List(_)) | (Value::Object(_), Value::Object(_)) = (&left.value, &right.value) {
                    functions::weight::weigh(self, [&left, &right], span)?;
                }
                operators::binary(*op, &left, &right, self.resolver(), span)
            }
            Kind::Cond(condition, yes, no) => self.conditional(condition, yes, no),
            Kind::For(each) => self.for_expr(each, span),
            Kind::Call(call) => self.call(call, span),
        }
    }

    fn variable(&mut self, position: usize, span: &Span) -> Outcome {
        let local = match self.bound.get(position) {
            Some(Bound::Value(value)) => return Ok(value.clone()),
            Some(Bound::Lazy(local)) => *local,
            None => return Err(Fault::new(span, "this variable is not bound")),
        };
        // A local knows what is bound before it and nothing that was bound since.
        let since = self.bound.split_off(position);
        let value = self.eval(local);
        self.bound.truncate(position);
        self.bound.extend(since);
        if let (Ok(value), Some(slot)) = (&value, self.bound.get_mut(position)) {
            *slot = Bound::Value(value.clone());
        }
        value
    }

    /// `&&` and `||`. `dominant` is the truth that decides alone.
    fn logic(&mut self, left: &Expr, right: &Expr, dominant: Truth) -> Outcome {
        let a = self.eval(left)?;
        let first = operators::truth(&a, &left.span)?;
        if first == dominant {
            return Ok(Val::truth(dominant, a.touched()));
        }
        let b = self.eval(right)?;
        let second = operators::truth(&b, &right.span)?;
        let trace = match (first, second) {
            (_, truth) if truth == dominant => return Ok(Val::truth(dominant, b.touched())),
            (Truth::Unknown, Truth::Unknown) => a.touched().join(b.touched()),
            (Truth::Unknown, _) => return Ok(Val::truth(Truth::Unknown, a.touched())),
            (_, Truth::Unknown) => return Ok(Val::truth(Truth::Unknown, b.touched())),
            _ => a.touched().join(b.touched()),
        };
        Ok(Val::truth(if dominant == Truth::False { first.and(second) } else { first.or(second) }, trace))
    }

    fn conditional(&mut self, condition: &Expr, yes: &Expr, no: &Expr) -> Outcome {
        let decided = self.eval(condition)?;
        if unify::mismatch(yes, no) {
            let at = yes.span.start..no.span.end;
            return Err(Fault::new(&at, "the two results of `? :` have different types"));
        }
        let (branch, other) = match operators::truth(&decided, &condition.span)? {
            Truth::True => (yes, no),
            Truth::False => (no, yes),
            Truth::Unknown => return Ok(Val::unknown(decided.touched())),
        };
        let value = unify::unified(self.eval(branch)?, other);
        Ok(value.with(decided.touched()))
    }

    fn object(&mut self, fields: &[(Expr, Expr)]) -> Outcome {
        let mut out = Vec::with_capacity(fields.len());
        for (key, value) in fields {
            let name = self.eval(key)?;
            if name.is_unknown() {
                return Ok(Val::unknown(name.touched()));
            }
            let name = operators::text(&name, &key.span)?;
            out.push((name, self.eval(value)?));
        }
        Ok(Val::object(out))
    }

    /// A step into a value. Into an unknown it is unknown; into null or past the end it is an error.
    ///
    /// # Errors
    /// The value has no such part.
    pub fn get(&self, of: &Val, step: &Step, span: &Span) -> Outcome {
        if let Some(found) = child(of, step, self.resolver()) {
            // The order of an open list is not known: what stands first may be one of the hidden members.
            return match &of.value {
                Value::List(List { open: Some(hidden), .. }) => Ok(Val::unknown(of.touched().join(hidden.clone()))),
                _ => Ok(found),
            };
        }
        match (&of.value, step) {
            (Value::Unknown(unknown), _) => Ok(self.part_of_unknown(of, unknown, step)),
            (Value::List(List { open: Some(hidden), .. }), Step::Index(_)) => Ok(Val::unknown(of.touched().join(hidden.clone()))),
            (Value::Null, _) => Err(Fault::new(span, format!("{} of null", part_name(step)))),
            (Value::List(list), Step::Index(at)) => {
                Err(Fault::new(span, format!("index {at} of a list of {}", list.items.len())))
            }
            (Value::Object(_), Step::Attr(name)) => {
                Err(Fault::new(span, format!("object does not have an attribute named `{name}`")))
            }
            _ => Err(Fault::new(span, format!("{} of a {}", part_name(step), of.type_name()))),
        }
    }

    /// A part of an unknown block or object: its place goes on, so that the resolver can say what it knows of the part.
    fn part_of_unknown(&self, of: &Val, unknown: &Unknown, step: &Step) -> Val {
        let place = of.place.as_ref().or(match &unknown.symbol {
            Some(Symbol::At(place)) => Some(place),
            _ => None,
        });
        match place {
            Some(place) => self.resolver().resolve(&place.child(step.clone())).with(of.trace.clone()),
            None => Val::unknown(of.touched()),
        }
    }

    fn index(&mut self, of: &Expr, index: &Expr, span: &Span) -> Outcome {
        let value = self.eval(of)?;
        let key = self.eval(index)?;
        if key.is_unknown() {
            return Ok(Val::unknown(value.touched().join(key.touched())));
        }
        let step = match (&key.value, &value.value) {
            (Value::Number(number), _) if number.fract() != 0.0 || *number < 0.0 => {
                return Err(Fault::new(&index.span, format!("index {}", format_number(*number))));
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above; a list is shorter")]
            (Value::Number(number), Value::List(_) | Value::Unknown(_) | Value::Null) => Step::Index(*number as u32),
            (Value::String(name), Value::List(_)) => match name.parse() {
                Ok(at) => Step::Index(at),
                Err(_) => return Err(Fault::new(&index.span, "a list is indexed by number")),
            },
            (Value::String(name), _) => Step::Attr(name.clone()),
            (Value::Number(number), _) => Step::Attr(format_number(*number).into()),
            _ => return Err(Fault::new(&index.span, format!("a {} cannot be an index", key.type_name()))),
        };
        if matches!(&value.value, Value::List(list) if list.kind == ListKind::Set) {
            return Err(Fault::new(span, "a set has no order and cannot be indexed"));
        }
        let found = self.get(&value, &step, span)?;
        Ok(found.with(key.touched()))
    }

    fn splat(&mut self, of: &Expr, body: &Expr) -> Outcome {
        let value = self.eval(of)?;
        let elements: Vec<Val> = match &value.value {
            Value::Null => Vec::new(),
            Value::Unknown(_) => return Ok(Val::unknown(value.touched())),
            Value::List(_) => items(&value, self.resolver),
            _ => vec![value.clone()],
        };
        let mut out = Vec::with_capacity(elements.len());
        for item in elements {
            out.push(self.bind([item], |inner| inner.eval(body))?);
        }
        let open = if let Value::List(list) = &value.value { list.open.clone() } else { None };
        let list = List { kind: ListKind::Tuple, items: out.into(), open };
        Ok(Val::from(Value::List(list)).with(value.touched()))
    }

    /// Runs `body` with further variables bound.
    pub(super) fn bind<T>(&mut self, values: impl IntoIterator<Item = Val>, body: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.bound.len();
        self.bound.extend(values.into_iter().map(Bound::Value));
        let result = body(self);
        self.bound.truncate(before);
        result
    }

    fn for_expr(&mut self, each: &For, span: &Span) -> Outcome {
        let collection = self.eval(&each.collection)?;
        match &collection.value {
            Value::Unknown(_) => return Ok(Val::unknown(collection.touched())),
            Value::List(_) | Value::Object(_) => {}
            _ => return Err(Fault::new(&each.collection.span, format!("a `for` cannot run over a {}", collection.type_name()))),
        }
        let mut open = if let Value::List(list) = &collection.value { list.open.clone() } else { None };
        let mut kept: Vec<(Val, Val)> = Vec::new();
        let mut dropped = Trace::none();
        for (key, item) in self.iterated(&collection, each.keyed) {
            self.budget.spend(1, span)?;
            match self.bind(key.into_iter().chain([item]), |inner| inner.iteration(each))? {
                Iteration::Kept(key, value) => kept.push((key, value)),
                Iteration::Dropped(trace) => dropped = dropped.join(trace),
                Iteration::Undecided(trace) => open = Some(open.unwrap_or_default().join(trace)),
            }
        }
        // Why a list is empty is told by the conditions that emptied it; why it is not, by its members.
        let trace = if kept.is_empty() && open.is_none() { dropped.join(collection.touched()) } else { collection.trace.clone() };
        if each.key.is_none() {
            let items = kept.into_iter().map(|(_, value)| value).collect();
            return Ok(Val::from(Value::List(List { kind: ListKind::Tuple, items, open })).with(trace));
        }
        if let Some(hidden) = open {
            return Ok(Val::unknown(trace.join(hidden)));
        }
        super::keyed::object(kept, each, trace)
    }

    /// The elements that a `for` runs over, with their keys if it names them.
    fn iterated(&self, over: &Val, keyed: bool) -> Vec<(Option<Val>, Val)> {
        if keyed {
            return entries(over, self.resolver).into_iter().map(|(key, item)| (Some(key), item)).collect();
        }
        items(over, self.resolver).into_iter().map(|item| (None, item)).collect()
    }

    fn iteration(&mut self, each: &For) -> Result<Iteration, Box<Fault>> {
        let mut why = Trace::none();
        if let Some(condition) = &each.condition {
            let holds = self.eval(condition)?;
            why = holds.touched();
            match operators::truth(&holds, &condition.span)? {
                Truth::True => {}
                Truth::False => return Ok(Iteration::Dropped(why)),
                Truth::Unknown => return Ok(Iteration::Undecided(why)),
            }
        }
        let key = match &each.key {
            Some(key) => self.eval(key)?,
            None => Val::null(),
        };
        if each.key.is_some() && key.is_unknown() {
            return Ok(Iteration::Undecided(key.touched()));
        }
        Ok(Iteration::Kept(key, self.eval(&each.value)?.with(why)))
    }

    fn template(&mut self, segments: &[Segment], span: &Span) -> Outcome {
        let mut parts = Vec::new();
        let mut trace = Trace::none();
        let known = self.segments(segments, span, &mut parts, &mut trace)?;
        if known && parts.iter().all(|part| matches!(part, Part::Known(_))) {
            let texts = || parts.iter().map(|part| if let Part::Known(text) = part { &**text } else { "" });
            functions::weight::room(texts().map(str::len).sum()).map_err(|message| Fault::new(span, message))?;
            let value = Val::from(texts().collect::<String>());
            self.budget.spend(functions::weight::made(&value), span)?;
            return Ok(value.with(trace));
        }
        let symbol = if known { Symbol::text(parts) } else { None };
        let unknown = Unknown { symbol, not_null: true, ..Unknown::default() };
        Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace })
    }

    /// Collects the parts of a template; false if one of them has no text of which anything is known.
    fn segments(
        &mut self,
        segments: &[Segment],
        span: &Span,
        parts: &mut Vec<Part>,
        trace: &mut Trace,
    ) -> Result<bool, Box<Fault>> {
        let mut known = true;
        for segment in segments {
            match segment {
                Segment::Text(text) => parts.push(Part::Known(text.clone())),
                Segment::Value(expr) => {
                    let value = self.eval(expr)?;
                    *trace = std::mem::take(trace).join(value.touched());
                    match value.symbol().and_then(Symbol::parts) {
                        _ if self.lenient && value.is_unknown() => parts.push(Part::Known("(known after apply)".into())),
                        _ if self.lenient && value.is_null() => parts.push(Part::Known("null".into())),
                        Some(of) => {
                            self.budget.spend(functions::weight::made(&value), span)?;
                            parts.extend(of);
                        }
                        None if value.is_unknown() => known = false,
                        None => parts.push(Part::Known(operators::text(&value, &expr.span)?)),
                    }
                }
                Segment::If(condition, yes, no) => {
                    let holds = self.eval(condition)?;
                    *trace = std::mem::take(trace).join(holds.touched());
                    known &= match operators::truth(&holds, &condition.span)? {
                        Truth::True => self.segments(yes, span, parts, trace)?,
                        Truth::False => self.segments(no, span, parts, trace)?,
                        Truth::Unknown => false,
                    };
                }
                Segment::For(keyed, collection, body) => {
                    let over = self.eval(collection)?;
                    *trace = std::mem::take(trace).join(over.touched());
                    known &= !over.is_unknown() && !matches!(&over.value, Value::List(List { open: Some(_), .. }));
                    for (key, item) in self.iterated(&over, *keyed) {
                        self.budget.spend(1, span)?;
                        let bound = key.into_iter().chain([item]);
                        known &= self.bind(bound, |inner| inner.segments(body, span, parts, trace))?;
                    }
                }
            }
        }
        Ok(known)
    }

    fn call(&mut self, call: &Call, span: &Span) -> Outcome {
        match &call.target {
            Target::Builtin(function) => functions::call(function, self, call, span),
            Target::User(number) => match functions::arguments(self, call)? {
                Ok(args) => self.user_call(*number, args, span),
                Err(unknown) => Ok(unknown),
            },
            Target::Plugin => {
                call.args.iter().try_for_each(|arg| self.eval(arg).map(drop))?;
                Ok(undecided(&format!("`{}` is a function of a plugin, and onus runs none", call.name)))
            }
            Target::Missing => Err(Fault::new(span, format!("there is no function `{}`", call.name))),
        }
    }

    fn user_call(&mut self, number: usize, args: Vec<Val>, span: &Span) -> Outcome {
        let function = self.scope.user_function(number).ok_or_else(|| Fault::new(span, "there is no such function"))?;
        if let Some(known) = self.scope.remembered(number, &args) {
            return Ok(known);
        }
        if args.len() != function.arity {
            let message = format!("`{}` takes {} arguments, not {}", function.name, function.arity, args.len());
            return Err(Fault::new(span, message));
        }
        let given = args.clone();
        let locals = function.locals.iter().map(Bound::Lazy);
        let bound = args.into_iter().map(Bound::Value).chain(locals).collect();
        let mut inner = Evaluator { bound, ..*self };
        let result = inner.eval(&function.result).map_err(|fault| fault.within(&function.text))?;
        if !self.lenient {
            self.scope.remember(number, &given, &result);
        }
        Ok(result)
    }
}

enum Iteration {
    Kept(Val, Val),
    Dropped(Trace),
    Undecided(Trace),
}

fn part_name(step: &Step) -> String {
    match step {
        Step::Attr(name) => format!("attribute `{name}`"),
        Step::Index(at) => format!("index {at}"),
    }
}

/// The null object of a resource that goes away: every attribute reads as null.
#[must_use]
pub fn void() -> Val {
    Value::Object(crate::value::Object { kind: ObjectKind::Void, fields: Arc::from([]) }).into()
}

/// An unknown with a cause in words.
#[must_use]
pub fn undecided(cause: &str) -> Val {
    Val::unknown(Trace::note(Note::Cause(cause.into())))
}
