//! Evaluates one policy on one subject: filter, locals on demand, every `enforce`. Pure; knows neither plan nor mocks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::load::{Policy, PolicyFile, PolicySet};
use crate::expr::{Budget, Evaluator, Expr, Fault, Query, Scope, UserFunction};
use crate::text::Span;
use crate::value::{List, Place, Resolver, Symbol, Trace, Truth, Val};

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
}

/// What a policy is evaluated on.
#[derive(Debug)]
pub struct Subject {
    /// The attributes after the change.
    pub attrs: Val,
    /// The attributes before.
    pub prior: Val,
    /// `meta`.
    pub meta: Val,
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
    /// The message of the requirement that decided, if it has one that can be rendered.
    pub message: Option<Val>,
    /// What was read and decided.
    pub trace: Trace,
    /// The requirement that decided.
    pub enforce: Option<Span>,
}

/// Evaluates a policy.
#[must_use]
pub fn evaluate(
    set: &PolicySet,
    policy: &Policy,
    subject: &Subject,
    answers: &dyn Answers,
    inputs: &BTreeMap<Arc<str>, Val>,
) -> Judgement {
    let Some(file) = set.files.get(policy.file) else {
        return failed(Fault::new(&(0..0), "the policy has no file"));
    };
    let budget = Budget::new();
    let scope = PolicyScope { set, policy, file, subject, answers, inputs, budget: &budget, locals: RefCell::default() };
    let mut trace = Trace::none();
    if let Some(filter) = &policy.filter {
        match scope.truth(filter) {
            Ok((Truth::True, read)) => trace = read,
            Ok((Truth::False, read)) => {
                return Judgement { outcome: Outcome::NotApplicable, message: None, trace: read, enforce: None };
            }
            Ok((Truth::Unknown, read)) => {
                return Judgement { outcome: Outcome::Undecided, message: None, trace: read, enforce: None };
            }
            Err(fault) => return failed(fault),
        }
    }
    scope.enforces(&trace)
}

fn failed(fault: Box<Fault>) -> Judgement {
    Judgement { outcome: Outcome::Failed(fault), message: None, trace: Trace::none(), enforce: None }
}

struct PolicyScope<'a> {
    set: &'a PolicySet,
    policy: &'a Policy,
    file: &'a PolicyFile,
    subject: &'a Subject,
    answers: &'a dyn Answers,
    inputs: &'a BTreeMap<Arc<str>, Val>,
    budget: &'a Budget,
    /// Locals by name: evaluated, or being evaluated.
    locals: RefCell<BTreeMap<Arc<str>, Option<Val>>>,
}

impl PolicyScope<'_> {
    fn truth(&self, expr: &Expr) -> Result<(Truth, Trace), Box<Fault>> {
        let value = Evaluator::new(self).eval(expr)?;
        let truth = crate::expr::condition(&value, &expr.span)?;
        Ok((truth, value.touched()))
    }

    /// All requirements; an error is worst, then a false one, then an unknown one.
    fn enforces(&self, filter: &Trace) -> Judgement {
        let mut all = Trace::none();
        let mut unmet: Option<Judgement> = None;
        let mut undecided: Option<Judgement> = None;
        for enforce in &self.policy.enforces {
            let (truth, trace) = match self.truth(&enforce.condition) {
                Ok(result) => result,
                Err(fault) => return failed(fault),
            };
            let judgement = |outcome: Outcome| Judgement {
                outcome,
                message: enforce.message.as_ref().and_then(|message| Evaluator::lenient(self).eval(message).ok()),
                trace: trace.clone(),
                enforce: Some(enforce.span),
            };
            match truth {
                Truth::True => all = all.join(trace.clone()),
                Truth::False if unmet.is_none() => unmet = Some(judgement(Outcome::Unmet)),
                Truth::Unknown if undecided.is_none() => undecided = Some(judgement(Outcome::Undecided)),
                _ => {}
            }
        }
        let met = Judgement { outcome: Outcome::Met, message: None, trace: all.join(filter.clone()), enforce: None };
        unmet.or(undecided).unwrap_or(met)
    }

    fn local(&self, name: &str) -> Option<crate::expr::Outcome> {
        if let Some((_, expr)) = self.policy.locals.iter().find(|(local, _)| &**local == name) {
            return Some(self.own_local(name, expr));
        }
        let Some((position, (_, expr))) = self.file.locals.iter().enumerate().find(|(_, (local, _))| &**local == name) else {
            return self.sibling(name).map(|expr| self.own_local(name, expr));
        };
        let file = self.policy.file;
        if !self.set.shared.contains(&(file, position)) {
            return Some(self.own_local(name, expr));
        }
        if let Some(known) = self.answers.shared(file, position) {
            return Some(Ok(known));
        }
        let value = self.own_local(name, expr);
        if let Ok(value) = &value {
            self.answers.share(file, position, value);
        }
        Some(value)
    }

    fn own_local(&self, name: &str, expr: &Expr) -> crate::expr::Outcome {
        match self.locals.borrow().get(name) {
            Some(Some(known)) => return Ok(known.clone()),
            Some(None) => {
                return Err(Fault::new(&expr.span, format!("Circular reference detected: local `{name}` reads itself")));
            }
            None => {}
        }
        self.locals.borrow_mut().insert(name.into(), None);
        let value = Evaluator::new(self).eval(expr);
        match &value {
            Ok(known) => self.locals.borrow_mut().insert(name.into(), Some(known.clone())),
            Err(_) => self.locals.borrow_mut().remove(name),
        };
        value
    }

    /// A local of the one other file of the folder that defines it.
    fn sibling(&self, name: &str) -> Option<&Expr> {
        let files = self.set.files.iter().filter(|file| file.folder == self.file.folder);
        files.flat_map(|file| &file.locals).find(|(local, _)| &**local == name).map(|(_, expr)| expr)
    }

    fn input(&self, name: &str) -> Option<crate::expr::Outcome> {
        if let Some(given) = self.inputs.get(name) {
            return Some(Ok(given.clone()));
        }
        let siblings = self.set.files.iter().filter(|file| file.folder == self.file.folder);
        let input = [self.file].into_iter().chain(siblings).flat_map(|file| &file.inputs).find(|input| &*input.name == name)?;
        Some(match &input.default {
            Some(default) => Evaluator::new(self).eval(default),
            None => Err(Fault::new(&(0..0), format!("input `{name}` has no value"))),
        })
    }
}

impl Resolver for PolicyScope<'_> {
    fn resolve(&self, place: &Place) -> Val {
        self.answers.resolve(place)
    }

    fn reshape(&self, place: &Place, list: &List) -> Option<Val> {
        self.answers.reshape(place, list)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        self.answers.same(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        self.answers.holds(symbol, text)
    }
}

impl Scope for PolicyScope<'_> {
    fn name(&self, root: &str, attr: Option<&str>) -> Option<crate::expr::Outcome> {
        let whole = match root {
            "attrs" => &self.subject.attrs,
            "prior_attrs" => &self.subject.prior,
            "meta" => &self.subject.meta,
            "local" => return self.local(attr?),
            "input" => return self.input(attr?),
            _ => return None,
        };
        Some(match attr {
            None => Ok(whole.clone()),
            Some(attr) => Evaluator::new(self).get(whole, &crate::value::Step::Attr(attr.into()), &(0..0)),
        })
    }

    fn ask(&self, query: &Query<'_>) -> Result<Val, String> {
        self.answers.ask(query)
    }

    fn remembered(&self, number: usize, args: &[Val]) -> Option<Val> {
        self.answers.remembered(number, args)
    }

    fn remember(&self, number: usize, args: &[Val], result: &Val) {
        self.answers.remember(number, args, result);
    }

    fn user_function(&self, number: usize) -> Option<&UserFunction> {
        self.set.functions.get(number)
    }

    fn budget(&self) -> &Budget {
        self.budget
    }

    fn resolver(&self) -> &dyn Resolver {
        self
    }
}
