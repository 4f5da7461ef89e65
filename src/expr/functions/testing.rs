//! Evaluates expressions as they stand in a policy, in a small world: tests of the functions are tables of text.

use std::sync::Arc;

use crate::expr::{Budget, Evaluator, Expr, Fault, Functions, Outcome, Query, Scope, Target, UserFunction, compile};
use crate::value::{
    List, ListKind, Part, Place, Resolver, ResourceId, Step, Symbol, Trace, Truth, Unknown, Val, Value, World, entries,
    format_number,
};

struct Library;

impl Functions for Library {
    fn find(&self, name: &str) -> Target {
        super::find(name).map_or(Target::Missing, Target::Builtin)
    }
}

/// The names `u` (unknown), `a` `b` (ARNs of two buckets to come), `x` (an attribute of which nothing is known but its
/// place), `open` and `none` (open lists), `any` (a list from plan JSON), `gone` (the null object), `text` (a known attribute).
struct World_ {
    budget: Budget,
}

/// The place of an attribute.
fn place(resource: u32, name: &str) -> Place {
    Place::root(ResourceId(resource), World::Planned).child(Step::Attr(name.into()))
}

fn symbol(place: Place) -> Val {
    let not_null = place.attribute() == "arn";
    Value::Unknown(Arc::new(Unknown { symbol: Some(Symbol::At(place)), not_null, ..Unknown::default() })).into()
}

fn list(kind: ListKind, items: &[&str], open: bool) -> Val {
    let items = items.iter().map(|text| Val::from(*text)).collect();
    let open = open.then(|| Trace::read(place(9, "hidden")));
    Value::List(List { kind, items, open }).into()
}

impl Resolver for World_ {
    fn resolve(&self, place: &Place) -> Val {
        let unknown = Unknown { symbol: Some(Symbol::At(place.clone())), ..Unknown::default() };
        Val { value: Value::Unknown(Arc::new(unknown)), place: Some(place.clone()), trace: Trace::none() }
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        match (left, right) {
            _ if left == right => Truth::True,
            (Symbol::At(a), Symbol::At(b)) if a.attribute() == "arn" && b.attribute() == "arn" => Truth::False,
            _ => Truth::Unknown,
        }
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        match symbol {
            Symbol::At(place) if place.attribute() == "arn" && !text.starts_with("arn:") => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

impl Scope for World_ {
    fn name(&self, root: &str, _: Option<&Arc<str>>) -> Option<Outcome> {
        Some(Ok(match root {
            "u" => Val::unknown(Trace::read(place(9, "u"))),
            "a" => symbol(place(1, "arn")),
            "b" => symbol(place(2, "arn")),
            "x" => symbol(place(3, "x")),
            "open" => list(ListKind::Any, &["p", "q"], true),
            "none" => list(ListKind::Any, &[], true),
            "any" => Val { place: Some(place(4, "any")), ..list(ListKind::Any, &["p", "q"], false) },
            "gone" => crate::expr::void(),
            "text" => Val { place: Some(place(5, "text")), ..Val::from("some text") },
            _ => return None,
        }))
    }

    fn file(&self, path: &str) -> Result<Arc<str>, String> {
        if path == "hello.txt" { Ok("hello ${name}".into()) } else { Err("there is no such file".to_owned()) }
    }

    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Ok(Val::null())
    }

    fn user_function(&self, _: usize) -> Option<&UserFunction> {
        None
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }

    fn resolver(&self) -> &dyn Resolver {
        self
    }
}

/// Evaluates an expression.
pub(super) fn evaluate(text: &str) -> Outcome {
    run(&compiled(text, &[])?, Vec::new())
}

/// Evaluates a compiled expression with variables bound.
pub(super) fn run(expr: &Expr, bound: Vec<Val>) -> Outcome {
    let world = World_ { budget: Budget::new() };
    Evaluator::with(&world, bound).eval(expr)
}

/// Compiles an expression in which these variables are bound.
pub(super) fn compiled(text: &str, bound: &[&str]) -> Result<Expr, Box<Fault>> {
    let parsed: hcl_edit::expr::Expression = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut mistakes = Vec::new();
    let expr = compile(&crate::syntax::expression(&parsed), bound, &Library, &mut mistakes);
    match mistakes.first() {
        Some(mistake) => Err(Fault::new(&mistake.span, mistake.message.clone())),
        None => Ok(expr),
    }
}

/// The text of an expression in a message.
pub(super) fn message(text: &str) -> String {
    let world = World_ { budget: Budget::new() };
    let value = compiled(text, &[]).and_then(|expr| Evaluator::lenient(&world).eval(&expr));
    value.unwrap_or_else(|fault| panic!("{text}: {}", fault.message)).as_str().unwrap_or_default().to_owned()
}

/// What an expression evaluates to, as [`show`] writes it.
pub(super) fn answer(text: &str) -> Result<String, String> {
    evaluate(text).map(|value| show(&value)).map_err(|fault| fault.message)
}

/// Checks a table of an expression and its result, as [`show`] writes it; `!` and a part of the message for an error.
pub(super) fn check(table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, wanted) in table {
        let got = answer(text).unwrap_or_else(|message| format!("! {message}"));
        let right = if wanted.starts_with('!') {
            got.starts_with('!') && got.contains(wanted.trim_start_matches(['!', ' ']))
        } else {
            got == *wanted
        };
        if !right {
            wrong.push(format!("\n{text}\n  wanted {wanted}\n  got    {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// The attributes that an expression's result names as read, its elements' included.
pub(super) fn reads(text: &str) -> Vec<String> {
    let value = evaluate(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
    let world = World_ { budget: Budget::new() };
    let all = entries(&value, &world).into_iter().fold(value.touched(), |trace, (_, item)| trace.join(item.touched()));
    all.items()
        .iter()
        .filter_map(|item| if let crate::value::TraceItem::Read(place) = item { Some(format!("{place:?}")) } else { None })
        .collect()
}

/// A value as text: `?` for unknown, `?<…>` with its symbol, `?{…}` with its JSON content, `?>=n`, `[…]` tuple, `list[…]`,
/// `set[…]`, `any[…]`, with `…` at the end of an open one.
pub(super) fn show(value: &Val) -> String {
    match &value.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format_number(*number),
        Value::String(text) => serde_json::Value::String(text.to_string()).to_string(),
        Value::List(list) => {
            let kind = match list.kind {
                ListKind::Any => "any",
                ListKind::Tuple => "",
                ListKind::List => "list",
                ListKind::Set => "set",
            };
            let mut items: Vec<String> = list.items.iter().map(show).collect();
            items.extend(list.open.iter().map(|_| "…".to_owned()));
            format!("{kind}[{}]", items.join(", "))
        }
        Value::Object(object) => {
            format!(
                "{{{}}}",
                object.fields.iter().map(|(name, value)| format!("{name}: {}", show(value))).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Unknown(unknown) => match (&unknown.symbol, &unknown.json, unknown.at_least) {
            (Some(symbol), ..) => format!("?<{}>", written(symbol)),
            (_, Some(json), _) => format!("?{{{}}}", show(json)),
            (.., Some(least)) => format!("?>={}", format_number(least)),
            _ => "?".to_owned(),
        },
    }
}

fn written(symbol: &Symbol) -> String {
    let parts = symbol.parts().unwrap_or_default();
    let part = |part: &Part| match part {
        Part::Known(text) => text.to_string(),
        Part::At(place) => format!("{place:?}"),
    };
    parts.iter().map(part).collect::<Vec<_>>().concat()
}
