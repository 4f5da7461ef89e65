//! What the expressions of a test file can read: its locals, inputs and mocks.

use std::sync::Arc;

use super::case::Given;
use super::values::Values;
use crate::expr::{Budget, Expr, Fault, Kind as Part, Name, Outcome, Query, Scope, UserFunction};
use crate::value::{Place, Resolver, Symbol, Trace, Truth, Unknown, Val, Value};

/// What an expression of one mock can read.
pub(super) struct MockScope<'v, 'a> {
    pub(super) values: &'v Values<'a>,
    /// The mock, by its number; none for what stands outside of any.
    pub(super) current: Option<usize>,
}

impl MockScope<'_, '_> {
    fn input(&self, name: &str) -> Outcome {
        let values = self.values;
        let declared = values.set.files.iter().position(|file| file.defines("input", name));
        if let Some(given) = self.given(name) {
            let value = values.input_of_test(given)?;
            return Ok(declared.and_then(|file| values.converted(file, given, &value)).unwrap_or(value));
        }
        match declared.and_then(|file| values.outside.get(file, name)) {
            Some(bound) => Ok(bound.value.clone()),
            None => Err(Fault::new(&(0..0), format!("input `{name}` has no value"))),
        }
    }

    /// What the mock says of an input, else the file.
    fn given(&self, name: &str) -> Option<&Given> {
        let own = self.current.and_then(|number| self.values.file.cases.get(number)).map_or(&[][..], |case| &case.inputs);
        own.iter().chain(&self.values.file.inputs).find(|given| &*given.name == name)
    }
}

impl Scope for MockScope<'_, '_> {
    fn name(&self, root: &str, attr: Option<&Arc<str>>) -> Option<Outcome> {
        match root {
            "local" => self.values.local(attr?),
            "input" => Some(self.input(attr?)),
            _ => {
                let name = Name { root: root.into(), attr: attr.cloned() };
                self.values.named(&name).map(|number| self.values.attrs(number))
            }
        }
    }

    fn shortcut(&self, expr: &Expr) -> Option<Outcome> {
        let Part::Get(of, name) = &expr.kind else { return None };
        match &of.kind {
            Part::Name(mock) => {
                let number = self.values.named(mock)?;
                let is_own = |attrs: &Val| matches!(&attrs.value, Value::Object(object) if object.get(name).is_some());
                match self.values.attrs(number) {
                    // `type.name.attrs.x` is another way to write `type.name.x`.
                    Ok(attrs) if &**name == "attrs" && !is_own(&attrs) => Some(Ok(attrs)),
                    Ok(_) => Some(self.values.attribute(number, name, expr)),
                    Err(fault) => Some(Err(fault)),
                }
            }
            Part::Get(inner, attrs) if &**attrs == "attrs" => {
                let Part::Name(mock) = &inner.kind else { return None };
                let number = self.values.named(mock)?;
                Some(self.values.attribute(number, name, expr))
            }
            _ => None,
        }
    }

    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Err("a mock cannot look for resources".to_owned())
    }

    fn user_function(&self, _: usize) -> Option<&UserFunction> {
        None
    }

    fn budget(&self) -> &Budget {
        &self.values.budget
    }

    fn resolver(&self) -> &dyn Resolver {
        &Nobody
    }
}

impl Resolver for MockScope<'_, '_> {
    fn resolve(&self, place: &Place) -> Val {
        Nobody.resolve(place)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        Nobody.same(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        Nobody.holds(symbol, text)
    }
}

/// Knows nothing of unknown values but that each is itself.
pub(super) struct Nobody;

impl Resolver for Nobody {
    fn resolve(&self, place: &Place) -> Val {
        let unknown = Unknown { symbol: Some(Symbol::At(place.clone())), ..Unknown::default() };
        Val { value: Value::Unknown(Arc::new(unknown)), place: Some(place.clone()), trace: Trace::none() }
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        if left == right { Truth::True } else { Truth::Unknown }
    }

    fn holds(&self, _: &Symbol, _: &str) -> Truth {
        Truth::Unknown
    }
}
