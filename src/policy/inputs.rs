//! Values of inputs: who gave which, which of them counts, and whether it is of the declared type. Reads no environment and no
//! file: the text comes from whoever does.
//!
//! The strongest source that gives a value counts, whole: see [`InputSource`]. Values are bound to the declarations of all
//! files, since files of different folders may declare one name with different types.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::set::{Input, PolicySet};
use super::{Document, Problem, closest};
use crate::expr::{Budget, Evaluator, Outcome, Query, Scope, UserFunction, compile, functions};
use crate::syntax::Expression;
use crate::text::{SourceText, Span};
use crate::value::{Place, Resolver, Symbol, Trace, Truth, Val, from_json, to_json_text};

/// Environment variables that give inputs start with this.
pub const ENVIRONMENT_PREFIX: &str = "TFPOLICY_INPUT_";

/// Where the value of an input comes from, strongest first. The default of the declaration is weaker than all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputSource {
    /// `inputs` of one mock of a test.
    Mock,
    /// `inputs` of a test file.
    TestFile,
    /// `--input name=value`.
    Argument,
    /// `TFPOLICY_INPUT_name`.
    Environment,
    /// `--input-file`.
    File,
    /// `onus.hcl`.
    Config,
}

/// A value that somebody gave.
#[derive(Debug, Clone)]
pub struct Given {
    /// Text, which is read as the declared type wants, or a value.
    pub value: GivenValue,
    /// Where it was given, for messages.
    pub at: (SourceText, Span),
}

/// What was given.
#[derive(Debug, Clone)]
pub enum GivenValue {
    /// Text from outside of HCL: the text itself for `string`, otherwise an expression.
    Text(Arc<str>),
    /// A value.
    Value(Val),
}

/// What everybody gave.
#[derive(Debug, Clone, Default)]
pub struct Inputs(BTreeMap<Arc<str>, BTreeMap<InputSource, Given>>);

impl Inputs {
    /// Adds a value; of one source the later one counts.
    pub fn give(&mut self, name: &str, source: InputSource, given: Given) {
        self.0.entry(name.into()).or_default().insert(source, given);
    }

    /// Adds `name=value`, an argument of the command line.
    ///
    /// # Errors
    /// The text holds no name.
    pub fn argument(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text.split_once('=').filter(|(name, _)| !name.trim().is_empty()).ok_or("expected NAME=VALUE")?;
        self.text(name.trim(), value, InputSource::Argument, "--input");
        Ok(())
    }

    /// Adds the variables of the environment that give inputs. Others are left alone.
    pub fn environment<'v>(&mut self, variables: impl IntoIterator<Item = (&'v str, &'v str)>) {
        for (variable, value) in variables {
            if let Some(name) = variable.strip_prefix(ENVIRONMENT_PREFIX).filter(|name| !name.is_empty()) {
                self.text(name, value, InputSource::Environment, "environment");
            }
        }
    }

    /// A message shows where a value was given by its name: the value itself may be a secret.
    fn text(&mut self, name: &str, value: &str, source: InputSource, place: &str) {
        let shown = if source == InputSource::Environment { format!("{ENVIRONMENT_PREFIX}{name}") } else { name.to_owned() };
        let at = Span::new(0, shown.len());
        let given = Given { value: GivenValue::Text(value.into()), at: (SourceText::new(place, shown), at) };
        self.give(name, source, given);
    }

    /// Adds the values of a file in the syntax of `.tfvars`, or of `.tfvars.json` if its name ends in `.json`.
    ///
    /// # Errors
    /// What in it is no value.
    pub fn file(&mut self, text: &SourceText) -> Result<(), Vec<Problem>> {
        let is_json = std::path::Path::new(text.name()).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
        if is_json { self.json(text) } else { self.hcl(text) }
    }

    /// Adds a value that stands in the configuration.
    ///
    /// # Errors
    /// It is no value.
    pub fn config(&mut self, name: &str, value: &Expression, text: &SourceText) -> Result<(), Problem> {
        let at = value.span.clone();
        let read = literal(value).map_err(|fault| Problem::new(text, fault.span, fault.message))?;
        self.give(name, InputSource::Config, Given { value: GivenValue::Value(read), at: (text.clone(), at.into()) });
        Ok(())
    }

    fn json(&mut self, text: &SourceText) -> Result<(), Vec<Problem>> {
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text.content()).map_err(|error| {
            let line = text.lines().start(error.line()).unwrap_or_default();
            let at = (line + error.column().saturating_sub(1)).min(text.content().len());
            vec![Problem::new(text, Span::new(at, at), format!("no JSON object of inputs: {error}"))]
        })?;
        for (name, value) in &fields {
            // The first mention of the name as a key; a wrong one would still be in the right file.
            let quoted = format!("\"{name}\"");
            let start = text.content().find(&quoted).unwrap_or_default();
            let at = (text.clone(), Span::new(start, (start + quoted.len()).min(text.content().len())));
            self.give(name, InputSource::File, Given { value: GivenValue::Value(from_json(value)), at });
        }
        Ok(())
    }

    fn hcl(&mut self, text: &SourceText) -> Result<(), Vec<Problem>> {
        let document = Document::parse(text.clone()).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        for block in document.body.blocks() {
            problems.push(Problem::new(text, super::block_header(block), "a file of inputs holds `name = value` only"));
        }
        for attribute in document.body.attributes() {
            let at = attribute.value.span.clone();
            match literal(&attribute.value) {
                Ok(value) => {
                    let given = Given { value: GivenValue::Value(value), at: (text.clone(), at.into()) };
                    self.give(attribute.key.as_str(), InputSource::File, given);
                }
                Err(fault) => problems.push(Problem::new(text, fault.span, fault.message)),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The values of all inputs that the files of a set declare.
    #[must_use]
    pub fn bind(&self, set: &PolicySet) -> Binding {
        let mut binding = Binding::default();
        for (number, file) in set.files.iter().enumerate() {
            for input in &file.inputs {
                self.bind_one(number, (input, &file.text), &mut binding);
            }
        }
        let declared = || set.files.iter().flat_map(|file| &file.inputs).map(|input| &*input.name);
        for (name, sources) in &self.0 {
            // The environment holds what others need, too.
            let strongest = sources.iter().find(|(source, _)| **source != InputSource::Environment);
            if let Some((_, given)) = strongest.filter(|_| !declared().any(|other| *other == **name)) {
                let problem = Problem::new(&given.at.0, given.at.1, format!("there is no input `{name}`"));
                binding.undeclared.push(match closest(name, declared()) {
                    Some(other) => problem.help(format!("did you mean `{other}`?")),
                    None => problem,
                });
            }
        }
        binding
    }

    /// The strongest value given to an input. A shell cannot name a variable with a `-`, so there `_` stands for it.
    fn strongest(&self, name: &str) -> Option<(InputSource, &Given)> {
        let own = self.0.get(name).into_iter().flatten().map(|(source, given)| (*source, given));
        let plain = name.replace('-', "_");
        let exported = self.0.get(plain.as_str()).and_then(|sources| sources.get(&InputSource::Environment));
        own.chain(exported.map(|given| (InputSource::Environment, given))).min_by_key(|(source, _)| *source)
    }

    fn bind_one(&self, file: usize, (input, text): (&Input, &SourceText), binding: &mut Binding) {
        let key = (file, input.name.clone());
        let wrong = |given: &Given, why: String| {
            Problem::new(&given.at.0, given.at.1, format!("input `{}`: {why}", input.name)).help(format!(
                "it is declared in {}:{}",
                text.name(),
                text.position(input.at.start).line
            ))
        };
        let value = match self.strongest(&input.name) {
            Some((source, given)) => match converted(input, given) {
                Ok(value) if value.is_null() && !input.nullable => {
                    binding.wrong.push(wrong(given, "null is no value of an input that is not `nullable`".to_owned()));
                    return;
                }
                Ok(value) => Some((value, Some(source))),
                Err(why) => {
                    binding.wrong.push(wrong(given, why));
                    return;
                }
            },
            None => input.default.clone().or_else(|| input.nullable.then(Val::null)).map(|value| (value, None)),
        };
        let Some((value, source)) = value else {
            let help =
                format!("give it with `--input {0}=…`, {ENVIRONMENT_PREFIX}{0}, a file of inputs or a `default`", input.name);
            binding.missing.push(Problem::new(text, input.at, format!("input `{}` has no value", input.name)).help(help));
            return;
        };
        if input.sensitive {
            secrets(&value, &mut binding.values.secrets);
        }
        binding.values.values.insert(key, BoundInput { value, source });
    }
}

/// What a set of policies makes of what was given.
#[derive(Debug, Default)]
pub struct Binding {
    /// The values.
    pub values: InputValues,
    /// Values of a wrong type.
    pub wrong: Vec<Problem>,
    /// Names that no file declares.
    pub undeclared: Vec<Problem>,
    /// Inputs without any value.
    pub missing: Vec<Problem>,
}

/// The value of an input of a file.
#[derive(Debug, Clone)]
pub struct BoundInput {
    /// The value, of the declared type.
    pub value: Val,
    /// Who gave it; `None` for the default.
    pub source: Option<InputSource>,
}

/// The values of the inputs of all files.
#[derive(Debug, Clone, Default)]
pub struct InputValues {
    values: BTreeMap<(usize, Arc<str>), BoundInput>,
    secrets: Vec<String>,
}

impl InputValues {
    /// The value of an input of a file, by the file's number.
    #[must_use]
    pub fn get(&self, file: usize, name: &str) -> Option<&BoundInput> {
        self.values.get(&(file, Arc::from(name)))
    }

    /// Texts of inputs that are declared `sensitive`: no output may show them.
    #[must_use]
    pub fn secrets(&self) -> &[String] {
        &self.secrets
    }
}

fn converted(input: &Input, given: &Given) -> Result<Val, String> {
    let value = match &given.value {
        GivenValue::Value(value) => value.clone(),
        GivenValue::Text(text) if input.kind.is_primitive() => Val::from(&**text),
        GivenValue::Text(text) => match parsed(text).and_then(|source| literal(&source).ok()) {
            Some(value) => value,
            None if matches!(input.kind, super::Type::Any) => Val::from(&**text),
            None => return Err("an expression is wanted, such as `[\"a\", \"b\"]`".to_owned()),
        },
    };
    input.kind.convert(value, &Alone::new())
}

/// Text as an expression.
fn parsed(text: &str) -> Option<Expression> {
    text.parse().ok().map(|source| crate::syntax::expression(&source))
}

/// All texts and numbers within a value.
fn secrets(value: &Val, found: &mut Vec<String>) {
    use crate::value::Value;
    match &value.value {
        Value::String(text) => found.push(text.to_string()),
        Value::Number(_) => found.extend(to_json_text(value)),
        Value::List(list) => list.items.iter().for_each(|item| secrets(item, found)),
        Value::Object(object) => object.fields.iter().for_each(|(_, item)| secrets(item, found)),
        Value::Null | Value::Bool(_) | Value::Unknown(_) => {}
    }
}

/// The value of an expression that reads nothing.
///
/// # Errors
/// It reads a name, or cannot be evaluated.
pub(super) fn literal(source: &Expression) -> Outcome {
    let mut mistakes = Vec::new();
    let expr = compile(source, &[], &functions::Terraform, &mut mistakes);
    if let Some(mistake) = mistakes.first() {
        return Err(crate::expr::Fault::new(&mistake.span, mistake.message.clone()));
    }
    Evaluator::new(&Alone::new()).eval(&expr)
}

/// A world without names and without a plan.
pub(super) struct Alone(Budget);

impl Alone {
    pub(super) fn new() -> Self {
        Self(Budget::new())
    }
}

impl Resolver for Alone {
    fn resolve(&self, _: &Place) -> Val {
        Val::unknown(Trace::none())
    }

    fn same(&self, _: &Symbol, _: &Symbol) -> Truth {
        Truth::Unknown
    }

    fn holds(&self, _: &Symbol, _: &str) -> Truth {
        Truth::Unknown
    }
}

impl Scope for Alone {
    fn name(&self, _: &str, _: Option<&Arc<str>>) -> Option<Outcome> {
        None
    }

    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Ok(Val::unknown(Trace::none()))
    }

    fn user_function(&self, _: usize) -> Option<&UserFunction> {
        None
    }

    fn budget(&self) -> &Budget {
        &self.0
    }

    fn resolver(&self) -> &dyn Resolver {
        self
    }
}
