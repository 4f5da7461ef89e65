//! Evaluates one policy on one subject: filter, locals on demand, every `enforce`. Pure; knows neither plan nor mocks.

use std::cell::{LazyCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::inputs::{Alone, InputValues};
use super::set::{Enforce, Policy, PolicySet};
use crate::expr::{Budget, Evaluator, Expr, Fault, Query, Scope, UserFunction};
use crate::text::Span;
use crate::value::{List, Place, Resolver, Symbol, Trace, Truth, Val, Value};

/// Who answers questions about the world that a policy is evaluated in.
pub trait Answers: Resolver {
    /// Answers a question.
    ///
    /// # Errors
    /// What was asked for does not exist, and that is a mistake of whoever asks.
    fn ask(&self, query: &Query<'_>) -> Result<Val, String>;
    /// The result of a call of a function of the language, if it was made before.
    fn remembered(&self, _: usize, _: &[Val]) -> Option<Val> {
        None
    }
    /// Remembers the result of a call.
    fn remember(&self, _: usize, _: &[Val], _: &Val) {}
    /// The value of a local that is the same for every subject, by file and position, if it was evaluated before.
    fn shared(&self, _: usize, _: usize) -> Option<Val> {
        None
    }
    /// Remembers the value of such a local.
    fn share(&self, _: usize, _: usize, _: &Val) {}
    /// Is told how many steps a policy of a file has spent.
    fn spent(&self, _: usize, _: u64) {}
}

/// What a policy is evaluated on.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The attributes after the change.
    pub attrs: Val,
    /// The attributes before.
    pub prior: Val,
    /// `meta`, which few policies ask for.
    pub meta: LazyCell<Val, Box<dyn FnOnce() -> Val + 'a>>,
}

/// What came out.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Every requirement holds.
    Met,
    /// A requirement does not hold.
    Unmet,
    /// It cannot be told yet.
    Undecided,
    /// The filter leaves the subject out.
    NotApplicable,
    /// The policy cannot be evaluated on this subject.
    Failed(Box<Fault>),
}

/// The outcome of a policy with what led to it.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// What came out.
    pub outcome: Outcome,
    /// The messages of the requirements that decided, as one text.
    pub message: Option<Val>,
    /// What the requirements tell whatever comes out (`info_message`).
    pub notes: Vec<Val>,
    /// What was read and decided.
    pub trace: Trace,
    /// The first requirement that decided.
    pub enforce: Option<Span>,
    /// What the policy says a reader should look at (`focus`), the most telling first.
    pub focus: Vec<Place>,
}

impl Judgement {
    fn of(outcome: Outcome, trace: Trace) -> Self {
        Self { outcome, message: None, notes: Vec::new(), trace, enforce: None, focus: Vec::new() }
    }
}

/// Evaluates a policy.
#[must_use]
pub fn evaluate(
    set: &PolicySet,
    policy: &Policy,
    subject: &Subject<'_>,
    answers: &dyn Answers,
    inputs: &InputValues,
) -> Judgement {
    let (budget, locals) = (Budget::new(), RefCell::default());
    let around = Around { set, answers, inputs, budget: &budget, locals: &locals };
    let scope = PolicyScope { around: &around, file: policy.file, inside: Some((policy, subject)) };
    let judgement = judged(&scope, policy);
    answers.spent(policy.file, budget.spent());
    judgement
}

fn judged(scope: &PolicyScope<'_, '_>, policy: &Policy) -> Judgement {
    let mut trace = Trace::none();
    if let Some(filter) = &policy.filter {
        match scope.truth(filter) {
            Ok((Truth::True, read)) => trace = read,
            Ok((Truth::False, read)) => return Judgement::of(Outcome::NotApplicable, read),
            Ok((Truth::Unknown, read)) => return Judgement::of(Outcome::Undecided, read),
            Err(fault) => return failed(fault),
        }
    }
    scope.enforces(policy, &trace)
}

/// Evaluates an expression that stands outside of any policy of a file.
///
/// # Errors
/// It cannot be evaluated.
pub(super) fn outside(set: &PolicySet, file: usize, inputs: &InputValues, expr: &Expr) -> crate::expr::Outcome {
    let (budget, locals, alone) = (Budget::new(), RefCell::default(), Alone::new());
    let around = Around { set, answers: &alone, inputs, budget: &budget, locals: &locals };
    Evaluator::new(&PolicyScope { around: &around, file, inside: None }).eval(expr)
}

impl Answers for Alone {
    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Ok(Val::unknown(Trace::none()))
    }
}

fn failed(fault: Box<Fault>) -> Judgement {
    Judgement::of(Outcome::Failed(fault), Trace::none())
}

/// A local: the file that it stands in, or none for one of the policy's own, and its name.
type LocalName = (Option<usize>, Arc<str>);

/// What all scopes of one evaluation share.
struct Around<'a> {
    set: &'a PolicySet,
    answers: &'a dyn Answers,
    inputs: &'a InputValues,
    budget: &'a Budget,
    /// Locals: evaluated, or being evaluated.
    locals: &'a RefCell<BTreeMap<LocalName, Option<Val>>>,
}

/// What can be read from one place: from within a policy, or from the locals of a file, which see no policy.
struct PolicyScope<'a, 's> {
    around: &'a Around<'a>,
    file: usize,
    inside: Option<(&'a Policy, &'a Subject<'s>)>,
}

impl PolicyScope<'_, '_> {
    fn truth(&self, expr: &Expr) -> Result<(Truth, Trace), Box<Fault>> {
        let value = Evaluator::new(self).eval(expr)?;
        let truth = crate::expr::condition(&value, &expr.span)?;
        Ok((truth, value.touched()))
    }

    /// All requirements; an error is worst, then a false one, then an unknown one.
    fn enforces(&self, policy: &Policy, filter: &Trace) -> Judgement {
        let mut all = Trace::none();
        let mut unmet: Option<Judgement> = None;
        let mut undecided: Option<Judgement> = None;
        let mut notes = Vec::new();
        for enforce in &policy.enforces {
            let (truth, trace) = match self.truth(&enforce.condition) {
                Ok(result) => result,
                Err(fault) => return failed(fault),
            };
            notes.extend(enforce.info.as_ref().map(|info| self.message(info)));
            let judgement = |outcome: Outcome| Judgement {
                message: enforce.message.as_ref().map(|message| self.message(message)),
                enforce: Some(enforce.span),
                focus: self.focus(enforce, truth),
                ..Judgement::of(outcome, trace.clone())
            };
            match (truth, &mut unmet) {
                (Truth::True, _) => all = all.join(trace.clone()),
                (Truth::False, None) => unmet = Some(judgement(Outcome::Unmet)),
                (Truth::False, Some(first)) => first.message = joined(first.message.take(), judgement(Outcome::Unmet).message),
                (Truth::Unknown, _) if undecided.is_none() => undecided = Some(judgement(Outcome::Undecided)),
                (Truth::Unknown, _) => {}
            }
        }
        let met = Judgement::of(Outcome::Met, all.join(filter.clone()));
        Judgement { notes, ..unmet.or(undecided).unwrap_or(met) }
    }

    /// The places that a requirement which does not hold points at. A focus that cannot be evaluated points nowhere.
    fn focus(&self, enforce: &Enforce, truth: Truth) -> Vec<Place> {
        let focus = enforce.focus.as_ref().filter(|_| truth == Truth::False);
        let mut places = Vec::new();
        if let Some(value) = focus.and_then(|focus| Evaluator::lenient(self).eval(focus).ok()) {
            collect_places(&value, &mut places);
        }
        places
    }

    /// A message as people read it. One that cannot be evaluated is shown as it is written: it decides nothing.
    fn message(&self, message: &Expr) -> Val {
        let rendered = Evaluator::lenient(self).eval(message).ok();
        let text =
            rendered.and_then(|value| Some(Val::from(Value::String(crate::expr::primitive_text(&value)?)).with(value.touched())));
        text.unwrap_or_else(|| {
            let file = self.around.set.files.get(self.file);
            let written = file.map_or("", |file| file.text.slice(message.span.clone().into()));
            Val::from(written.trim().trim_matches('"'))
        })
    }

    /// A local: of the policy, of its file, or of the one other file of the folder that defines it.
    fn local(&self, name: &Arc<str>) -> Option<crate::expr::Outcome> {
        let own = self.inside.and_then(|(policy, _)| policy.locals.iter().find(|(local, _)| local == name));
        if let Some((_, expr)) = own {
            return Some(self.evaluated((None, name.clone()), expr, self));
        }
        let set = self.around.set;
        let home = set.definer(self.file, "local", name)?;
        let file = set.files.get(home)?;
        let (position, (_, expr)) = file.locals.iter().enumerate().find(|(_, (local, _))| local == name)?;
        let is_shared = set.shared.contains(&(home, position));
        if let Some(known) = is_shared.then(|| self.around.answers.shared(home, position)).flatten() {
            return Some(Ok(known));
        }
        let scope = PolicyScope { around: self.around, file: home, inside: None };
        let value = self.evaluated((Some(home), name.clone()), expr, &scope);
        if let (true, Ok(value)) = (is_shared, &value) {
            self.around.answers.share(home, position, value);
        }
        Some(if home == self.file { value } else { value.map_err(|fault| fault.within(&file.text)) })
    }

    /// The value of a local, evaluated once.
    fn evaluated(&self, name: LocalName, expr: &Expr, scope: &PolicyScope<'_, '_>) -> crate::expr::Outcome {
        let locals = self.around.locals;
        match locals.borrow().get(&name) {
            Some(Some(known)) => return Ok(known.clone()),
            Some(None) => {
                let message = format!("Circular reference detected: local `{}` reads itself", name.1);
                return Err(Fault::new(&expr.span, message));
            }
            None => {}
        }
        locals.borrow_mut().insert(name.clone(), None);
        let value = Evaluator::new(scope).eval(expr);
        match &value {
            Ok(known) => locals.borrow_mut().insert(name, Some(known.clone())),
            Err(_) => locals.borrow_mut().remove(&name),
        };
        value
    }

    fn input(&self, name: &str) -> Option<crate::expr::Outcome> {
        let home = self.around.set.definer(self.file, "input", name)?;
        Some(match self.around.inputs.get(home, name) {
            Some(bound) => Ok(bound.value.clone()),
            None => Err(Fault::new(&(0..0), format!("input `{name}` has no value"))),
        })
    }
}

/// The attributes that a value, or the elements of a list, were read from.
fn collect_places(value: &Val, places: &mut Vec<Place>) {
    match (&value.place, &value.value) {
        (Some(place), _) => places.push(place.clone()),
        (None, Value::List(list)) => list.items.iter().for_each(|item| collect_places(item, places)),
        _ => {}
    }
}

/// Two messages as one text.
fn joined(first: Option<Val>, second: Option<Val>) -> Option<Val> {
    let (Some(first), Some(second)) = (&first, &second) else { return first.or(second) };
    let (Some(a), Some(b)) = (first.as_str(), second.as_str()) else { return Some(first.clone()) };
    let text = if a == b { a.to_owned() } else { format!("{}; {}", a.trim(), b.trim()) };
    Some(Val::from(text).with(first.touched()).with(second.touched()))
}

impl Resolver for PolicyScope<'_, '_> {
    fn resolve(&self, place: &Place) -> Val {
        self.around.answers.resolve(place)
    }

    fn reshape(&self, place: &Place, list: &List) -> Option<Val> {
        self.around.answers.reshape(place, list)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        self.around.answers.same(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        self.around.answers.holds(symbol, text)
    }
}

impl Scope for PolicyScope<'_, '_> {
    fn name(&self, root: &str, attr: Option<&Arc<str>>) -> Option<crate::expr::Outcome> {
        match root {
            "local" => return self.local(attr?),
            "input" => return self.input(attr?),
            _ => {}
        }
        let (_, subject) = self.inside?;
        let whole = match root {
            "attrs" => &subject.attrs,
            "prior_attrs" => &subject.prior,
            "meta" => &subject.meta,
            _ => return None,
        };
        Some(match attr {
            None => Ok(whole.clone()),
            Some(attr) => Evaluator::new(self).get(whole, &crate::value::Step::Attr(attr.clone()), &(0..0)),
        })
    }

    fn ask(&self, query: &Query<'_>) -> Result<Val, String> {
        self.around.answers.ask(query)
    }

    fn remembered(&self, number: usize, args: &[Val]) -> Option<Val> {
        self.around.answers.remembered(number, args)
    }

    fn remember(&self, number: usize, args: &[Val], result: &Val) {
        self.around.answers.remember(number, args, result);
    }

    fn user_function(&self, number: usize) -> Option<&UserFunction> {
        self.around.set.functions.get(number)
    }

    fn budget(&self) -> &Budget {
        self.around.budget
    }

    fn resolver(&self) -> &dyn Resolver {
        self
    }
}
