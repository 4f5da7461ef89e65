//! Loads policy files: top-level blocks, their arguments, and what of them is wrong. A file that does not load stops the run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::document::{Document, Parsed, Reader, header, labels, value_span};
use super::functions::Library;
use super::validate::{self, Names};
use super::{Control, ControlId, Problem, Severity, facts};
use crate::expr::{Expr, Kind, UserFunction, compile};
use crate::link::Facts;
use crate::syntax::{Block, Expression};
use crate::text::{SourceText, Span};
use globset::{GlobBuilder, GlobMatcher};

/// What a policy is evaluated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A resource is made.
    Create,
    /// A resource is changed.
    Update,
    /// A resource goes away.
    Delete,
    /// Nothing happens to it.
    NoOp,
}

impl Operation {
    /// As policies write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::NoOp => "no-op",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Create, Self::Update, Self::Delete, Self::NoOp].into_iter().find(|operation| operation.name() == text)
    }
}

/// A requirement of a policy.
#[derive(Debug)]
pub struct Enforce {
    /// Must be true.
    pub condition: Expr,
    /// What is wrong if it is false.
    pub message: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// A `resource_policy` block.
#[derive(Debug)]
pub struct Policy {
    /// The control that it belongs to.
    pub control: ControlId,
    /// The file, by its number.
    pub file: usize,
    /// The resource types, as written.
    pub kind: Arc<str>,
    /// The second label.
    pub name: Arc<str>,
    /// What it is evaluated for.
    pub operations: Vec<Operation>,
    /// Out of scope if false.
    pub filter: Option<Expr>,
    /// Its locals.
    pub locals: Vec<(Arc<str>, Expr)>,
    /// Its requirements.
    pub enforces: Vec<Enforce>,
    pattern: Option<GlobMatcher>,
}

impl Policy {
    /// Whether it judges resources of this type.
    #[must_use]
    pub fn judges(&self, kind: &str) -> bool {
        match &self.pattern {
            // `*` does not reach data sources: no policy of another engine means them.
            Some(pattern) => !kind.starts_with("data.") && pattern.is_match(kind),
            None => *self.kind == *kind,
        }
    }
}

/// A parameter of a file.
#[derive(Debug)]
pub struct Input {
    /// Its name.
    pub name: Arc<str>,
    /// Its value if none is given.
    pub default: Option<Expr>,
    /// What it is for.
    pub description: Option<Arc<str>>,
}

/// A policy file.
#[derive(Debug)]
pub struct PolicyFile {
    /// Its text.
    pub text: SourceText,
    /// The folder that it is in, for names that sibling files define.
    pub folder: Arc<str>,
    /// Its locals.
    pub locals: Vec<(Arc<str>, Expr)>,
    /// Its parameters.
    pub inputs: Vec<Input>,
}

/// Everything that is loaded.
#[derive(Debug, Default)]
pub struct PolicySet {
    /// The files.
    pub files: Vec<PolicyFile>,
    /// The policies, in the order of the files.
    pub policies: Vec<Policy>,
    /// The controls, sorted by id.
    pub controls: BTreeMap<ControlId, Control>,
    /// Functions written in the language.
    pub functions: Vec<UserFunction>,
    /// Locals that have one value for all subjects, by file and position.
    pub shared: BTreeSet<(usize, usize)>,
    /// Provider facts.
    pub facts: Facts,
}

/// Files to load, by what they are.
#[derive(Debug, Default)]
pub struct Sources {
    /// Policy files with their path below the policy folder.
    pub policies: Vec<(String, Parsed)>,
    /// Files of functions.
    pub functions: Vec<Parsed>,
    /// Files of provider facts.
    pub facts: Vec<Parsed>,
}

/// Loads policies, functions and facts.
///
/// # Errors
/// All mistakes of all files.
pub fn load(sources: Sources) -> Result<PolicySet, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut parsed = |file: Parsed| file.map_err(|problem| problems.push(problem)).ok();
    let functions: Vec<Document> = sources.functions.into_iter().filter_map(&mut parsed).collect();
    let fact_files: Vec<Document> = sources.facts.into_iter().filter_map(&mut parsed).collect();
    let documents: Vec<(String, Document)> =
        sources.policies.into_iter().filter_map(|(path, file)| Some((path, parsed(file)?))).collect();
    let library = Library::read(&functions, &mut problems);
    let mut set = PolicySet { facts: facts::read(&fact_files, &library, &mut problems), ..PolicySet::default() };
    for (path, document) in &documents {
        Loader { library: &library, document, problems: &mut problems }.file(path, &mut set);
    }
    check_names(&set, &mut problems);
    set.functions = library.into_list();
    set.shared = super::shared::shared_locals(&set);
    if problems.is_empty() { Ok(set) } else { Err(problems) }
}

struct Loader<'a> {
    library: &'a Library,
    document: &'a Document,
    problems: &'a mut Vec<Problem>,
}

impl Loader<'_> {
    fn file(&mut self, path: &str, set: &mut PolicySet) {
        let id = ControlId::of_path(path);
        let number = set.files.len();
        let mut file = PolicyFile {
            text: self.document.text.clone(),
            folder: path.rsplit_once('/').map_or("", |(folder, _)| folder).into(),
            locals: Vec::new(),
            inputs: Vec::new(),
        };
        let mut control = None;
        let mut level = None;
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for block in self.document.body.blocks() {
            match (block.ident.as_str(), labels(block).as_slice()) {
                ("control", []) => control = Some(Control::read(id.clone(), &self.document.text, block, self.problems)),
                ("policy", []) => {}
                ("locals", []) => self.locals(block, &mut file.locals),
                ("input", [name]) => {
                    let input = self.input(name, block);
                    file.inputs.push(input);
                }
                ("resource_policy", [kind, name]) => {
                    if seen.contains(&(kind, name)) {
                        self.problem(header(block), format!("policy `{kind}` `{name}` stands here twice"));
                    }
                    seen.push((kind, name));
                    let policy = self.resource_policy(kind, name, block, (id.clone(), number), &mut level);
                    set.policies.push(policy);
                }
                // Provider and module policies judge what no resource shows; they are read and not yet evaluated.
                ("provider_policy" | "module_policy", [_, _]) => {}
                (other, _) => {
                    self.problem(header(block), format!("`{other}` is no block of a policy file, or has the wrong labels"));
                }
            }
        }
        for attribute in self.document.body.attributes() {
            self.problem(attribute.key.span.clone().into(), "an argument cannot stand outside of a block".to_owned());
        }
        let control = control.unwrap_or_else(|| Control::of_policy(id.clone(), level.unwrap_or(Severity::High)));
        set.controls.insert(id, control);
        set.files.push(file);
    }

    fn problem(&mut self, at: Span, message: String) {
        self.problems.push(Problem::new(&self.document.text, at, message));
    }

    fn expression(&mut self, value: &Expression) -> Expr {
        let mut mistakes = Vec::new();
        let expr = compile(value, &[], self.library, &mut mistakes);
        for mistake in mistakes {
            self.problem(mistake.span.into(), mistake.message);
        }
        validate::calls(&expr, &self.document.text, self.problems);
        expr
    }

    fn locals(&mut self, block: &Block, into: &mut Vec<(Arc<str>, Expr)>) {
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            if into.iter().any(|(other, _)| &**other == name) {
                self.problem(attribute.key.span.clone().into(), format!("local `{name}` stands here twice"));
            }
            let value = self.expression(&attribute.value);
            into.push((name.into(), value));
        }
    }

    fn input(&mut self, name: &str, block: &Block) -> Input {
        let reader = Reader::of(&self.document.text, block);
        reader.only(&["type", "default", "description", "nullable", "sensitive"], &[], self.problems);
        let description = reader.optional_text("description", self.problems);
        let default = reader.attribute("default").map(|attribute| self.expression(&attribute.value));
        Input { name: name.into(), default, description }
    }

    fn resource_policy(
        &mut self,
        kind: &str,
        name: &str,
        block: &Block,
        (control, file): (ControlId, usize),
        level: &mut Option<Severity>,
    ) -> Policy {
        let reader = Reader::of(&self.document.text, block);
        reader.only(&["enforcement_level", "filter", "operations"], &["locals", "enforce"], self.problems);
        let filter = reader.attribute("filter").map(|attribute| self.expression(&attribute.value));
        let mut locals = Vec::new();
        for inner in block.body.blocks().filter(|inner| inner.ident.as_str() == "locals") {
            self.locals(inner, &mut locals);
        }
        let enforces: Vec<Enforce> = block
            .body
            .blocks()
            .filter(|inner| inner.ident.as_str() == "enforce")
            .filter_map(|inner| self.enforce(inner))
            .collect();
        if enforces.is_empty() {
            self.problem(header(block), "a policy has at least one `enforce` block".to_owned());
        }
        if let Some(attribute) = reader.attribute("enforcement_level") {
            *level = level.or(enforcement_level(&attribute.value));
        }
        let reads_prior = {
            let own = enforces.iter().map(|enforce| &enforce.condition).chain(&filter).chain(locals.iter().map(|(_, expr)| expr));
            own.into_iter().any(|expr| reads(expr, "prior_attrs"))
        };
        let operations = self.operations(&reader, reads_prior);
        let pattern = kind.contains('*').then(|| {
            GlobBuilder::new(&globset::escape(kind).replace("[*]", "*"))
                .literal_separator(false)
                .build()
                .map(|glob| glob.compile_matcher())
        });
        Policy {
            control,
            file,
            kind: kind.into(),
            name: name.into(),
            operations,
            filter,
            locals,
            enforces,
            pattern: pattern.and_then(Result::ok),
        }
    }

    fn enforce(&mut self, block: &Block) -> Option<Enforce> {
        let reader = Reader::of(&self.document.text, block);
        reader.only(&["condition", "error_message", "info_message"], &[], self.problems);
        let message = reader.attribute("error_message").map(|attribute| self.expression(&attribute.value));
        let Some(condition) = reader.attribute("condition") else {
            self.problem(header(block), "`condition` is missing".to_owned());
            return None;
        };
        let span = value_span(condition);
        Some(Enforce { condition: self.expression(&condition.value), message, span })
    }

    fn operations(&mut self, reader: &Reader<'_>, reads_prior: bool) -> Vec<Operation> {
        let all = vec![Operation::Create, Operation::Update, Operation::NoOp];
        let Some(attribute) = reader.attribute("operations") else {
            if reads_prior {
                self.problem(
                    reader.at,
                    "a policy that reads `prior_attrs` must list `operations`: update, delete or both".to_owned(),
                );
            }
            return all;
        };
        let at = value_span(attribute);
        let words = super::document::texts(&attribute.value).unwrap_or_else(|| {
            self.problem(at, "`operations` must be a list of texts".to_owned());
            Vec::new()
        });
        let mut operations = Vec::new();
        for word in &words {
            match Operation::parse(word) {
                Some(operation) if operations.contains(&operation) => self.problem(at, format!("Duplicate operation `{word}`")),
                Some(operation) => operations.push(operation),
                None => self.problem(at, format!("there is no operation `{word}`: create, update, delete, no-op")),
            }
        }
        let has = |operation| operations.contains(&operation);
        if has(Operation::Delete) && (has(Operation::NoOp) || has(Operation::Create)) {
            self.problem(at, "`delete` cannot stand beside `create` or `no-op`".to_owned());
        }
        if reads_prior && (has(Operation::Create) || has(Operation::NoOp) || operations.is_empty()) {
            self.problem(at, "`prior_attrs` exists for `update` and `delete` only".to_owned());
        }
        if operations.is_empty() { [all, vec![Operation::Delete]].concat() } else { operations }
    }
}

fn reads(expr: &Expr, root: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(&part.kind, Kind::Name(name) if &*name.root == root));
    found
}

/// How severe an unmet policy without a `control` block is.
fn enforcement_level(value: &Expression) -> Option<Severity> {
    let text = super::document::literal_text(value).or_else(|| value.as_variable().map(Arc::from))?;
    Some(match &*text {
        "advisory" => Severity::Low,
        "mandatory_overridable" | "mandatory-overridable" => Severity::Medium,
        _ => Severity::High,
    })
}

/// Reports names that no file defines.
fn check_names(set: &PolicySet, problems: &mut Vec<Problem>) {
    for (number, file) in set.files.iter().enumerate() {
        let siblings = |root: &str, name: &str| -> bool {
            let others =
                set.files.iter().enumerate().filter(|(other, sibling)| *other != number && sibling.folder == file.folder);
            others.filter(|(_, sibling)| sibling.defines(root, name)).count() == 1
        };
        let outside = Names { file, own: &[], in_policy: false, siblings: &siblings };
        for (_, local) in &file.locals {
            validate::names(local, &outside, problems);
        }
        for policy in set.policies.iter().filter(|policy| policy.file == number) {
            let names = Names { own: &policy.locals, in_policy: true, ..outside };
            let own = policy.locals.iter().map(|(_, expr)| expr);
            let enforces = policy.enforces.iter().flat_map(|enforce| [&enforce.condition].into_iter().chain(&enforce.message));
            own.chain(&policy.filter).chain(enforces).for_each(|expr| validate::names(expr, &names, problems));
        }
    }
}

impl PolicyFile {
    /// Whether the file defines a local or an input of this name.
    #[must_use]
    pub fn defines(&self, root: &str, name: &str) -> bool {
        match root {
            "local" => self.locals.iter().any(|(local, _)| &**local == name),
            _ => self.inputs.iter().any(|input| &*input.name == name),
        }
    }
}
