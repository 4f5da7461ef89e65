//! Evaluates the expressions of a test file: mocks that refer to each other, locals, inputs. What comes out is plain data, as
//! if it stood in a plan.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::case::{Case, Given, Kind};
use super::document::TestFile;
use super::names::is_slip;
use super::scope::{MockScope, Nobody};
use crate::expr::{Budget, Evaluator, Expr, Fault, Kind as Part, Name, Outcome, weigh};
use crate::policy::{self, GivenValue, InputSource, InputValues, Inputs, PolicySet, Problem};
use crate::text::Span;
use crate::value::{List, ListKind, Object, ObjectKind, Place, ResourceId, Step, Symbol, Unknown, Val, Value, World, child};

/// What a test file is evaluated with.
pub(super) struct Values<'a> {
    pub(super) file: &'a TestFile,
    pub(super) set: &'a PolicySet,
    given: &'a Inputs,
    /// The inputs as they are without the test file.
    pub(super) outside: InputValues,
    pub(super) budget: Budget,
    /// The attributes of mocks by their number: evaluated, or being evaluated.
    attrs: RefCell<BTreeMap<usize, Option<Val>>>,
    locals: RefCell<BTreeMap<Arc<str>, Option<Val>>>,
    /// Inputs that are being evaluated, by where they stand.
    inputs: RefCell<Vec<Span>>,
}

/// The arguments of a mock.
pub(super) struct Mock {
    /// What it will be; nothing if that is empty and it has been something.
    pub(super) attrs: Option<Val>,
    /// What it was.
    pub(super) prior: Option<Val>,
    pub(super) meta: Option<Val>,
    pub(super) expect_failure: bool,
    pub(super) skip: bool,
    /// The inputs of the policies that judge it.
    pub(super) inputs: InputValues,
}

impl<'a> Values<'a> {
    pub(super) fn new(file: &'a TestFile, set: &'a PolicySet, given: &'a Inputs) -> Self {
        let outside = given.bind(set).values;
        Self {
            file,
            set,
            given,
            outside,
            budget: Budget::new(),
            attrs: RefCell::default(),
            locals: RefCell::default(),
            inputs: RefCell::default(),
        }
    }

    /// The arguments of a mock. All that is wrong with them goes to `problems`.
    pub(super) fn mock(&self, number: usize, case: &Case, problems: &mut Vec<Problem>) -> Mock {
        let scope = MockScope { values: self, current: Some(number) };
        let mut report = |fault: &Fault| problems.push(Problem::new(&self.file.text, fault.span.clone(), fault.message.clone()));
        let mut settle = |outcome: Outcome| outcome.map_err(|fault| report(&fault)).ok();
        self.budget.refresh();
        let attrs = case.attrs.as_ref().and_then(|_| settle(self.attrs(number)));
        let object = |expr: &Expr, world: World| rooted(data(&evaluated(&scope, expr)?), number, world, expr);
        let prior = case.prior.as_ref().and_then(|expr| settle(object(expr, World::Prior)));
        let meta = case.meta.as_ref().and_then(|expr| settle(evaluated(&scope, expr)).map(|value| data(&value)));
        let mut flag = |expr: &Option<Expr>| {
            let expr = expr.as_ref()?;
            match settle(Evaluator::new(&scope).eval(expr))?.value {
                Value::Bool(yes) => Some(yes),
                _ => settle(Err(Fault::new(&expr.span, "this must be true or false"))).map(|_| false),
            }
        };
        let (expect_failure, skip) = (flag(&case.expect_failure), flag(&case.skip));
        let existed = prior.as_ref().is_some_and(|prior| !is_empty(prior));
        Mock {
            attrs: attrs.filter(|attrs| !(existed && is_empty(attrs))),
            prior: prior.filter(|prior| !is_empty(prior)),
            meta,
            expect_failure: expect_failure.unwrap_or(false),
            skip: skip.unwrap_or(false),
            inputs: self.inputs(Some(number), problems),
        }
    }

    /// The inputs of the policies that judge a mock, or a plan. What no policy declares is for those of other test files.
    pub(super) fn inputs(&self, number: Option<usize>, problems: &mut Vec<Problem>) -> InputValues {
        let own = number.and_then(|number| self.file.cases.get(number)).map_or(&[][..], |case| &case.inputs);
        let all = self.file.inputs.iter().map(|given| (given, None)).chain(own.iter().map(|given| (given, number)));
        let mut inputs = self.given.clone();
        for (given, current) in all {
            match self.input_of_test(given) {
                Ok(value) => {
                    let source = if current.is_some() { InputSource::Mock } else { InputSource::TestFile };
                    let at = (self.file.text.clone(), given.span);
                    inputs.give(&given.name, source, policy::Given { value: GivenValue::Value(bare(&value)), at });
                }
                Err(fault) => problems.push(Problem::new(&self.file.text, fault.span, fault.message)),
            }
        }
        let binding = inputs.bind(self.set);
        problems.extend(binding.wrong);
        binding.values
    }

    /// The value of an input as the test file has it. Inputs are not made from themselves.
    pub(super) fn input_of_test(&self, given: &Given) -> Outcome {
        if self.inputs.borrow().contains(&given.span) {
            let message = format!("Circular reference detected: input `{}` reads itself", given.name);
            return Err(Fault::new(&given.value.span, message));
        }
        self.inputs.borrow_mut().push(given.span);
        let value = evaluated(&MockScope { values: self, current: None }, &given.value);
        self.inputs.borrow_mut().retain(|open| *open != given.span);
        value
    }

    /// The value as the declared type has it; one that does not fit is told of where the policies' inputs are made.
    pub(super) fn converted(&self, file: usize, given: &Given, value: &Val) -> Option<Val> {
        let mut inputs = Inputs::default();
        let at = (self.file.text.clone(), given.span);
        inputs.give(&given.name, InputSource::Mock, policy::Given { value: GivenValue::Value(bare(value)), at });
        inputs.bind(self.set).values.get(file, &given.name).map(|bound| bound.value.clone())
    }

    /// The attributes of a mock.
    pub(super) fn attrs(&self, number: usize) -> Outcome {
        let Some(case) = self.file.cases.get(number) else { return Ok(Val::null()) };
        let Some(expr) = &case.attrs else { return rooted(Val::object(Vec::new()), number, World::Planned, &nothing()) };
        match self.attrs.borrow().get(&number) {
            Some(Some(known)) => return Ok(known.clone()),
            Some(None) => {
                return Err(Fault::new(&expr.span, format!("Circular reference detected: `{}` refers to itself", case.title())));
            }
            None => {}
        }
        self.attrs.borrow_mut().insert(number, None);
        let scope = MockScope { values: self, current: Some(number) };
        let value = evaluated(&scope, expr).and_then(|value| rooted(data(&value), number, World::Planned, expr));
        match &value {
            Ok(known) => self.attrs.borrow_mut().insert(number, Some(known.clone())),
            Err(_) => self.attrs.borrow_mut().remove(&number),
        };
        value
    }

    pub(super) fn local(&self, name: &str) -> Option<Outcome> {
        let local = self.file.locals.iter().find(|local| &*local.name == name)?;
        match self.locals.borrow().get(name) {
            Some(Some(known)) => return Some(Ok(known.clone())),
            Some(None) => {
                let message = format!("Circular reference detected: local `{name}` reads itself");
                return Some(Err(Fault::new(&local.value.span, message)));
            }
            None => {}
        }
        self.locals.borrow_mut().insert(name.into(), None);
        let value = Evaluator::new(&MockScope { values: self, current: None }).eval(&local.value);
        match &value {
            Ok(known) => self.locals.borrow_mut().insert(name.into(), Some(known.clone())),
            Err(_) => self.locals.borrow_mut().remove(name),
        };
        Some(value)
    }

    /// The mock that a name refers to.
    pub(super) fn named(&self, name: &Name) -> Option<usize> {
        let (kind, label) = match name.root.strip_prefix("data.") {
            Some(label) => (Kind::Data, label),
            None => (Kind::Resource, &*name.root),
        };
        let is = |case: &Case| case.kind == kind && *case.label == *label && Some(&*case.name) == name.attr.as_deref();
        self.file.cases.iter().position(is)
    }

    /// An attribute of another mock. One that the mock does not set is what the provider would compute: not known, but one
    /// and the same wherever it is referred to.
    pub(super) fn attribute(&self, number: usize, name: &Arc<str>, expr: &Expr) -> Outcome {
        let attrs = self.attrs(number)?;
        if let Some(found) = child(&attrs, &Step::Attr(name.clone()), &Nobody) {
            return Ok(found);
        }
        let Value::Object(object) = &attrs.value else {
            return Evaluator::new(&MockScope { values: self, current: None }).get(&attrs, &Step::Attr(name.clone()), &expr.span);
        };
        if let Some((meant, _)) = object.fields.iter().find(|(other, _)| is_slip(name, other)) {
            let title = self.file.cases.get(number).map_or_else(String::new, Case::title);
            return Err(Fault::new(&expr.span, format!("`{title}` has no attribute `{name}`; did you mean `{meant}`?")));
        }
        let place = Place::root(number_of(number), World::Planned).child(Step::Attr(name.clone()));
        let unknown = Unknown { symbol: Some(Symbol::At(place)), ..Unknown::default() };
        Ok(Value::Unknown(Arc::new(unknown)).into())
    }
}

/// The value of an expression, of which every part will be looked at.
fn evaluated(scope: &MockScope<'_, '_>, expr: &Expr) -> Outcome {
    let mut evaluator = Evaluator::new(scope);
    let value = evaluator.eval(expr)?;
    weigh(&evaluator, [&value], &expr.span)?;
    Ok(value)
}

/// The number of a mock as the number of a resource.
pub(super) fn number_of(number: usize) -> ResourceId {
    ResourceId(u32::try_from(number).unwrap_or(u32::MAX))
}

fn nothing() -> Expr {
    Expr { kind: Part::Literal(Value::Null), span: 0..0 }
}

fn is_empty(value: &Val) -> bool {
    matches!(&value.value, Value::Object(object) if object.fields.is_empty())
}

fn rooted(value: Val, number: usize, world: World, expr: &Expr) -> Outcome {
    match &value.value {
        Value::Object(_) => Ok(Val { place: Some(Place::root(number_of(number), world)), ..value }),
        Value::Null => Ok(Val::object(Vec::new())),
        _ => Err(Fault::new(&expr.span, format!("an object of attributes is required, got {}", value.type_name()))),
    }
}

/// The value as plan JSON would have it: nothing tells lists and tuples apart, and nothing where it was read.
fn data(value: &Val) -> Val {
    map(value, &|kind| if kind == ListKind::Set { ListKind::Set } else { ListKind::Any })
}

/// The value without where it was read.
fn bare(value: &Val) -> Val {
    map(value, &|kind| kind)
}

fn map(value: &Val, kind: &dyn Fn(ListKind) -> ListKind) -> Val {
    match &value.value {
        Value::List(list) => {
            let items = list.items.iter().map(|item| map(item, kind)).collect();
            Value::List(List { kind: kind(list.kind), items, open: list.open.clone() }).into()
        }
        Value::Object(object) => {
            let fields = object.fields.iter().map(|(name, item)| (name.clone(), map(item, kind))).collect();
            Value::Object(Object { kind: ObjectKind::Any, fields }).into()
        }
        Value::Unknown(unknown) if unknown.is_bare() => Val { place: None, ..value.clone() },
        other => other.clone().into(),
    }
}
