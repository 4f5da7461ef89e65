//! Judges each mock of a file by the policies under test and compares with what is expected.

use std::cell::LazyCell;
use std::sync::Arc;

use super::case::{Case, Kind};
use super::document::TestFile;
use super::report::{CaseResult, Detail, Outcome};
use super::values::{Mock, Values};
use super::world::{Inhabitant, World};
use crate::expr::{Fault, Kind as Part, void};
use crate::policy::{self, InputValues, Inputs, Judgement, Operation, Policy, PolicySet, Problem, Subject, evaluate};
use crate::value::{Note, Object, ObjectKind, TraceItem, Val, Value, path_text};

/// What mocks are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// The policies, and files beside them for the names that they share.
    pub set: &'a PolicySet,
    /// Whether a file of the set, by its number, is under test.
    pub targets: &'a [bool],
    /// Values of inputs from outside of the test file.
    pub inputs: &'a Inputs,
}

/// Which tests are run, by their names.
pub type Wanted<'a> = &'a dyn Fn(&str) -> bool;

/// Runs the tests of the mocks of a file.
///
/// # Errors
/// Mocks cannot be evaluated: all mistakes.
pub fn run(file: &TestFile, bench: Bench<'_>, wanted: Wanted<'_>) -> Result<Vec<CaseResult>, Vec<Problem>> {
    let mut problems = Vec::new();
    let values = Values::new(file, bench.set, bench.inputs);
    let cases = || file.cases.iter().enumerate();
    let mocks: Vec<Mock> = cases().map(|(number, case)| values.mock(number, case, &mut problems)).collect();
    let operations: Vec<Operation> =
        file.cases.iter().zip(&mocks).map(|(case, mock)| operation(file, case, mock, &mut problems)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let all = file.cases.iter().zip(&mocks).zip(&operations).map(|((case, mock), operation)| Inhabitant {
        kind: case.kind,
        label: case.label.clone(),
        attrs: if *operation == Operation::Delete { None } else { mock.attrs.clone() },
        prior: mock.prior.clone(),
    });
    let world = World { all: all.collect(), set: bench.set };
    let judged = file.cases.iter().zip(&mocks).zip(&operations).filter(|((case, _), _)| case.kind != Kind::Data);
    Ok(judged
        .filter(|((case, _), _)| wanted(&case.title()))
        .map(|((case, mock), operation)| Trial { file, bench, world: &world, case, mock, operation: *operation }.result())
        .collect())
}

/// The inputs that hold for a whole file.
///
/// # Errors
/// They cannot be evaluated: all mistakes.
pub fn inputs(file: &TestFile, bench: Bench<'_>) -> Result<InputValues, Vec<Problem>> {
    let mut problems = Vec::new();
    let inputs = Values::new(file, bench.set, bench.inputs).inputs(None, &mut problems);
    if problems.is_empty() { Ok(inputs) } else { Err(problems) }
}

/// What a mock is judged as: what it says, or what its attributes tell.
fn operation(file: &TestFile, case: &Case, mock: &Mock, problems: &mut Vec<Problem>) -> Operation {
    let told = match mock.meta.as_ref().map(|meta| &meta.value) {
        Some(Value::Object(meta)) => meta.get("operation").cloned(),
        _ => None,
    };
    if let Some(told) = told.filter(|_| case.kind == Kind::Resource) {
        let known = [Operation::Create, Operation::Update, Operation::Delete, Operation::NoOp];
        // Early versions of the language wrote `destroy`.
        let word = told.as_str().map(|word| if word == "destroy" { "delete" } else { word });
        if let Some(operation) = known.into_iter().find(|operation| Some(operation.name()) == word) {
            return operation;
        }
        let span = case.meta.as_ref().map_or(case.span, |meta| meta.span.clone().into());
        let message = match word {
            Some(word) => format!("there is no operation `{word}`: create, update, delete, no-op"),
            None => format!("`meta.operation` is a non-string: {}", told.type_name()),
        };
        problems.push(Problem::new(&file.text, span, message));
    }
    match (&mock.attrs, &mock.prior) {
        (Some(_), Some(_)) => Operation::Update,
        (None, Some(_)) => Operation::Delete,
        _ => Operation::Create,
    }
}

/// One mock before its policies.
struct Trial<'a> {
    file: &'a TestFile,
    bench: Bench<'a>,
    world: &'a World<'a>,
    case: &'a Case,
    mock: &'a Mock,
    operation: Operation,
}

impl Trial<'_> {
    fn result(&self) -> CaseResult {
        let mut info = Vec::new();
        let (outcome, details) = self.outcome(&mut info);
        CaseResult {
            title: self.case.title(),
            text: self.file.text.clone(),
            span: self.case.span,
            expects_failure: self.mock.expect_failure,
            outcome,
            details,
            info,
        }
    }

    fn outcome(&self, info: &mut Vec<String>) -> (Outcome, Vec<Detail>) {
        let nothing = Vec::new();
        if self.mock.skip {
            return (Outcome::Skipped("skip = true".to_owned()), nothing);
        }
        let policies: Vec<&Policy> = self.policies().filter(|policy| self.judges(policy)).collect();
        if policies.is_empty() {
            return (self.unmatched(), nothing);
        }
        if self.case.kind == Kind::Resource && self.case.attrs.is_none() && self.case.prior.is_none() {
            return (Outcome::Failed("the mock has no state: neither `attrs` nor `prior_attrs`".to_owned()), nothing);
        }
        let due =
            policies.iter().filter(|policy| self.case.kind != Kind::Resource || policy.operations.contains(&self.operation));
        let judgements: Vec<(&Policy, Judgement)> = due.map(|policy| (*policy, self.judge(policy))).collect();
        for note in judgements.iter().flat_map(|(_, judgement)| &judgement.notes).filter_map(Val::as_str) {
            info.push(hidden(note.trim(), self.mock.inputs.secrets()));
        }
        self.compare(&judgements)
    }

    /// The policies under test.
    fn policies(&self) -> impl Iterator<Item = &Policy> {
        let is_target = |policy: &&Policy| self.bench.targets.get(policy.file).is_some_and(|target| *target);
        self.bench.set.policies.iter().filter(is_target)
    }

    /// Whether a policy is for mocks like this one.
    fn judges(&self, policy: &Policy) -> bool {
        self.case.kind.target().is_some_and(|target| policy.names(target, &self.case.label))
    }

    /// A mock that no policy judges: a mistake, unless it is there to be found by others.
    fn unmatched(&self) -> Outcome {
        if !self.mock.expect_failure && self.is_looked_for() {
            return Outcome::Skipped("no policy judges it; lookups of others find it".to_owned());
        }
        let label = &self.case.label;
        let target = self.case.kind.target();
        let known: Vec<&str> =
            self.policies().filter(|policy| Some(policy.target) == target).map(|policy| &*policy.kind).collect();
        let help = match policy::closest(label, known) {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        Outcome::Failed(format!("matched no policy: none of the targets judges `{} \"{label}\"`{help}", self.case.kind.block()))
    }

    /// Whether a policy under test names the type, as lookups do, or another mock refers to this one.
    fn is_looked_for(&self) -> bool {
        let label = &*self.case.label;
        let mut found = false;
        let mut look = |expr: &crate::expr::Expr| {
            expr.walk(&mut |part| match &part.kind {
                Part::Literal(Value::String(text)) => found |= **text == *label,
                Part::Name(name) => found |= *name.root == *label,
                _ => {}
            });
        };
        for policy in self.policies() {
            policy.locals.iter().for_each(|(_, expr)| look(expr));
            policy.filter.iter().for_each(&mut look);
            policy.enforces.iter().for_each(|enforce| look(&enforce.condition));
        }
        self.bench.set.files.iter().flat_map(|file| &file.locals).for_each(|(_, expr)| look(expr));
        self.file.locals.iter().for_each(|local| look(&local.value));
        self.file.cases.iter().flat_map(|case| [&case.attrs, &case.prior]).flatten().for_each(look);
        found
    }

    fn judge(&self, policy: &Policy) -> Judgement {
        let gone = self.operation == Operation::Delete;
        let attrs = match &self.mock.attrs {
            Some(attrs) => attrs.clone(),
            None if gone => void(),
            None => Val::object(Vec::new()),
        };
        let prior = self.mock.prior.clone().unwrap_or_else(Val::null);
        let subject = Subject { attrs, prior, meta: LazyCell::new(Box::new(|| self.meta())) };
        let judgement = evaluate(self.bench.set, policy, &subject, self.world, &self.mock.inputs);
        if matches!(judgement.outcome, policy::Outcome::NotApplicable | policy::Outcome::Failed(_)) {
            return judgement;
        }
        match self.bench.set.level(policy, &self.mock.inputs) {
            Err(Some(Problem { text, span, message, .. })) => {
                let fault = Fault { span: span.start..span.end, text: Some(text), message, fatal: false };
                Judgement { outcome: policy::Outcome::Failed(Box::new(fault)), ..judgement }
            }
            _ => judgement,
        }
    }

    /// What a plan would say, and over it what the mock says.
    fn meta(&self) -> Val {
        let usual = self.usual_meta();
        match &self.mock.meta {
            Some(own) => overlaid(&usual, own),
            None => usual,
        }
    }

    fn usual_meta(&self) -> Val {
        let text = |text: &str| Val::from(text);
        let label = &*self.case.label;
        let stack = ["stack_name", "deployment_name", "deployment_group"].iter().map(|name| ((*name).into(), text("")));
        let mut fields: Vec<(Arc<str>, Val)> = vec![
            ("tfe_stack".into(), Val::object(stack.collect())),
            ("tfe_workspace".into(), Val::object(vec![("tags".into(), Val::object(Vec::new()))])),
        ];
        match self.case.kind {
            Kind::Resource | Kind::Data => fields.extend([
                ("type".into(), text(label)),
                ("operation".into(), text(self.operation.name())),
                ("provider_type".into(), text(label.split('_').next().unwrap_or_default())),
                ("module_path".into(), text("")),
            ]),
            Kind::Provider => fields.extend([
                ("type".into(), text(label)),
                ("name".into(), text(label)),
                ("alias".into(), text("")),
                ("namespace".into(), text("hashicorp")),
                ("source".into(), text(&format!("registry.terraform.io/hashicorp/{label}"))),
                ("version".into(), text("")),
            ]),
            Kind::Module => fields.extend([
                ("source".into(), text(label)),
                ("version".into(), text("")),
                ("address".into(), text(&format!("module.{}", self.case.name))),
            ]),
        }
        Val::object(fields)
    }

    fn compare(&self, judgements: &[(&Policy, Judgement)]) -> (Outcome, Vec<Detail>) {
        let of = |wanted: fn(&policy::Outcome) -> bool| -> Vec<Detail> {
            judgements
                .iter()
                .filter(|(_, judgement)| wanted(&judgement.outcome))
                .map(|(policy, one)| self.detail(policy, one))
                .collect()
        };
        let errors = of(|outcome| matches!(outcome, policy::Outcome::Failed(_)));
        if !errors.is_empty() {
            return (Outcome::Failed("a policy cannot be evaluated on it".to_owned()), errors);
        }
        let faults = of(|outcome| matches!(outcome, policy::Outcome::Unmet | policy::Outcome::Undecided));
        match (self.mock.expect_failure, faults.is_empty()) {
            (false, false) => (Outcome::Failed("expected every policy to hold".to_owned()), faults),
            (true, true) => {
                let why = self.remark(judgements).unwrap_or_else(|| "every policy holds".to_owned());
                (Outcome::Failed(format!("Missing expected failure: {why}")), of(|_| true))
            }
            (true, false) => (Outcome::Passed(None), faults),
            (false, true) => (Outcome::Passed(self.remark(judgements)), Vec::new()),
        }
    }

    /// Why a pass says little.
    fn remark(&self, judgements: &[(&Policy, Judgement)]) -> Option<String> {
        let out = judgements.iter().all(|(_, judgement)| matches!(judgement.outcome, policy::Outcome::NotApplicable));
        match judgements {
            [] => Some(format!("no policy is for the operation `{}`", self.operation.name())),
            _ if out => Some("every filter leaves it out".to_owned()),
            _ => None,
        }
    }

    fn detail(&self, policy: &Policy, judgement: &Judgement) -> Detail {
        let mut text = self.bench.set.files.get(policy.file).map(|file| file.text.clone());
        let said = judgement.message.as_ref().and_then(Val::as_str).map(|text| text.trim().to_owned());
        let (verdict, message, span) = match &judgement.outcome {
            policy::Outcome::Failed(fault) => {
                text = fault.text.clone().or(text);
                ("error", fault.message.clone(), Some(fault.span.clone().into()))
            }
            policy::Outcome::Unmet => ("unmet", said.unwrap_or_default(), judgement.enforce),
            policy::Outcome::Undecided => ("undecided", self.waits_for(judgement), judgement.enforce),
            policy::Outcome::Met => ("met", String::new(), judgement.enforce),
            policy::Outcome::NotApplicable => ("not-applicable", "the filter leaves it out".to_owned(), None),
        };
        let message = hidden(&message, self.mock.inputs.secrets());
        Detail {
            policy: format!("{}_policy.{}.{}", self.case.kind.block(), policy.kind, policy.name),
            verdict,
            message,
            place: text.zip(span),
        }
    }

    /// What an undecided verdict waits for.
    fn waits_for(&self, judgement: &Judgement) -> String {
        let mut causes: Vec<String> = Vec::new();
        for item in judgement.trace.items() {
            let cause = match item {
                TraceItem::Note(Note::Cause(cause)) => cause.to_string(),
                TraceItem::Read(place) if self.world.is_unknown(&place) => {
                    let mock = usize::try_from(place.resource().0).ok().and_then(|number| self.file.cases.get(number));
                    let mock = mock.map_or_else(String::new, |case| format!("{}.{}.", case.label, case.name));
                    format!("`{mock}{}` is not known", path_text(&place.path()))
                }
                _ => continue,
            };
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
        if causes.is_empty() { "a value is not known".to_owned() } else { causes.join("; ") }
    }
}

/// The text without these secrets. Shorter ones would garble every text.
#[must_use]
pub fn hidden(text: &str, secrets: &[String]) -> String {
    let long = secrets.iter().filter(|secret| secret.chars().count() >= 4);
    long.fold(text.to_owned(), |text, secret| text.replace(secret, "(sensitive)"))
}

/// An object with the fields of another over its own, one level down too.
fn overlaid(under: &Val, over: &Val) -> Val {
    let (Value::Object(a), Value::Object(b)) = (&under.value, &over.value) else { return over.clone() };
    let fields = a.fields.iter().chain(b.fields.iter()).map(|(name, value)| {
        let value = match (a.get(name), b.get(name)) {
            (Some(under), Some(over)) => overlaid(under, over),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    let object = Object::new(fields.collect());
    Value::Object(Object { kind: ObjectKind::Any, ..object }).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{from_json, to_json_text};

    #[test]
    fn the_mock_wins_field_by_field() {
        // under, over, both
        let table = [
            (r#"{"a":1,"b":2}"#, r#"{"b":3,"c":4}"#, r#"{"a":1,"b":3,"c":4}"#),
            (r#"{"w":{"tags":{}}}"#, r#"{"w":{"name":"x"}}"#, r#"{"w":{"name":"x","tags":{}}}"#),
            (r#"{"w":{"tags":{}}}"#, r#"{"w":"x"}"#, r#"{"w":"x"}"#),
            (r#"{"a":""}"#, r#"{"a":null}"#, r#"{"a":null}"#),
            (r#"{"a":""}"#, r"{}", r#"{"a":""}"#),
        ];
        for (under, over, both) in table {
            let value = |text: &str| from_json(&serde_json::from_str(text).unwrap());
            assert_eq!(to_json_text(&overlaid(&value(under), &value(over))).as_deref(), Some(both), "{over} over {under}");
        }
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let secrets = ["hunter22".to_owned(), "no".to_owned()];
        assert_eq!(hidden("hunter22 is not hunter22", &secrets), "(sensitive) is not (sensitive)");
        assert_eq!(hidden("no secret", &secrets), "no secret");
    }
}
