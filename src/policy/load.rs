//! Loads policy files: top-level blocks, their arguments, and what of them is wrong. A file that does not load stops the run;
//! all mistakes of all files are found in one go.

use std::sync::Arc;

use super::document::{Document, Parsed, Reader, header, labels, value_span};
use super::functions::Library;
use super::inputs::{Alone, literal};
use super::level::{Enforcement, Level};
use super::set::{Input, PolicyFile, PolicySet, Sources};
use super::target::Target;
use super::types::Type;
use super::validate::{self, Names};
use super::{Control, ControlId, Problem, cycles, facts, lint, visible};
use crate::expr::{Expr, compile};
use crate::syntax::{Attribute, Block, Expression, Node};
use crate::text::{SourceText, Span};

/// Loads policies, functions and facts.
///
/// # Errors
/// All mistakes of all files.
pub fn load(sources: Sources) -> Result<PolicySet, Vec<Problem>> {
    let (vetted, vetted_functions) = (sources.vetted, sources.vetted_functions);
    let mut problems = Vec::new();
    let mut parsed = |file: Parsed| file.map_err(|problem| problems.push(problem)).ok();
    let functions: Vec<Document> = sources.functions.into_iter().filter_map(&mut parsed).collect();
    let fact_files: Vec<Document> = sources.facts.into_iter().filter_map(&mut parsed).collect();
    let documents: Vec<(String, Document)> =
        sources.policies.into_iter().filter_map(|(path, file)| Some((path, parsed(file)?))).collect();
    let (mut library, blocks) = Library::declare(&functions, vetted_functions, &mut problems);
    let mut set = PolicySet { facts: facts::read(&fact_files, &library, &mut problems), ..PolicySet::default() };
    let mut warnings = Vec::new();
    for (path, document) in &documents {
        let (problems, warnings) = (&mut problems, &mut warnings);
        Loader { library: &library, document, problems, warnings, default: None }.file(path, &mut set);
    }
    check_names(&set, &mut problems, &mut warnings);
    library.compile(&blocks, &mut problems);
    set.functions = library.into_list();
    set.shared = super::shared::shared_locals(&set);
    if problems.is_empty() {
        warnings.retain(|warning| set.files.iter().skip(vetted).any(|file| file.text.name() == warning.text.name()));
        warnings.extend(lint::warnings(&set, vetted));
        set.warnings = warnings;
        Ok(set)
    } else {
        problems.sort_by(|a, b| (a.text.name(), a.span).cmp(&(b.text.name(), b.span)));
        problems.dedup();
        Err(problems)
    }
}

/// Reads one file.
pub(super) struct Loader<'a> {
    pub(super) library: &'a Library,
    pub(super) document: &'a Document,
    pub(super) problems: &'a mut Vec<Problem>,
    /// Mistakes that stop nothing.
    pub(super) warnings: &'a mut Vec<Problem>,
    /// What the `policy` block says of policies that state no level.
    pub(super) default: Option<Level>,
}

impl Loader<'_> {
    fn file(&mut self, path: &str, set: &mut PolicySet) {
        let id = ControlId::of_path(path);
        let number = set.files.len();
        let text = &self.document.text;
        let mut file = PolicyFile {
            text: text.clone(),
            folder: text.name().rsplit_once('/').map_or("", |(folder, _)| folder).into(),
            locals: Vec::new(),
            inputs: Vec::new(),
            required_version: None,
        };
        self.settings(&mut file);
        let mut control = None;
        let mut seen: Vec<(Target, &str, &str)> = Vec::new();
        for block in self.document.body.blocks() {
            let name = block.ident.as_str();
            match (name, Target::of_block(name), labels(block).as_slice()) {
                ("control", _, []) if control.is_some() => {
                    self.problem(header(block), "a file has one `control` block".to_owned());
                }
                ("control", _, []) => control = Some(Control::read(id.clone(), text, block, self.problems)),
                ("policy", _, []) => {}
                ("locals", _, []) => self.locals(block, &mut file.locals),
                ("input", _, [name]) => self.input(name, block, &mut file.inputs),
                (_, Some(target), [kind, name]) => {
                    if seen.contains(&(target, kind, name)) {
                        self.problem(header(block), format!("policy `{kind}` `{name}` stands here twice"));
                    }
                    seen.push((target, kind, name));
                    set.policies.push(self.policy(target, (kind, name), block, (id.clone(), number)));
                }
                _ => self.unexpected(block),
            }
        }
        for attribute in self.document.body.attributes() {
            let at = attribute.key.span.clone();
            self.problem(at.into(), "an argument cannot stand outside of a block".to_owned());
        }
        let control = control.unwrap_or_else(|| {
            let own = set.policies.iter().filter(|policy| policy.control == id).map(|policy| policy.level.severity()).max();
            Control::of_policy(id.clone(), own.unwrap_or(Level::Mandatory.severity()))
        });
        set.controls.insert(id, control);
        set.files.push(file);
    }

    pub(super) fn problem(&mut self, at: Span, message: String) {
        self.problems.push(Problem::new(&self.document.text, at, message));
    }

    /// A block that is none of a policy file, or has other labels than it should.
    fn unexpected(&mut self, block: &Block) {
        let known = ["control", "policy", "locals", "input", "resource_policy", "provider_policy", "module_policy"];
        let name = block.ident.as_str();
        let wanted = match name {
            "control" | "policy" | "locals" => "no label",
            "input" => "one label: its name",
            "resource_policy" => "two labels: a resource type and a name",
            "provider_policy" => "two labels: a provider type and a name",
            "module_policy" => "two labels: a module source and a name",
            _ => {
                let problem = Problem::new(&self.document.text, header(block), format!("`{name}` is no block of a policy file"));
                self.problems.push(match super::closest(name, known) {
                    Some(other) => problem.help(format!("did you mean `{other}`?")),
                    None => problem.help(format!("known are: {}", known.join(", "))),
                });
                return;
            }
        };
        self.problem(header(block), format!("`{name}` takes {wanted}"));
    }

    pub(super) fn expression(&mut self, value: &Expression) -> Expr {
        let mut mistakes = Vec::new();
        let expr = compile(value, &[], self.library, &mut mistakes);
        for mistake in mistakes {
            self.problem(mistake.span.into(), mistake.message);
        }
        validate::calls(&expr, &self.document.text, self.problems);
        visible::operands(&expr, &self.document.text, self.problems);
        expr
    }

    pub(super) fn locals(&mut self, block: &Block, into: &mut Vec<(Arc<str>, Expr)>) {
        for inner in block.body.blocks() {
            self.problem(header(inner), "`locals` holds `name = value` only".to_owned());
        }
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let value = self.expression(&attribute.value);
            if into.iter().any(|(other, _)| &**other == name) {
                self.problem(attribute.key.span.clone().into(), format!("local `{name}` stands here twice"));
            } else {
                into.push((name.into(), value));
            }
        }
    }

    fn input(&mut self, name: &str, block: &Block, into: &mut Vec<Input>) {
        let reader = Reader::of(&self.document.text, block);
        reader.only(&["type", "default", "description", "nullable", "sensitive"], &[], self.problems);
        let description = reader.optional_text("description", self.problems);
        let kind = match reader.attribute("type").map(|attribute| Type::parse(&attribute.value)) {
            Some(Ok(kind)) => kind,
            Some(Err((at, message))) => {
                self.problem(at, message);
                Type::Any
            }
            None => {
                let problem = Problem::new(&self.document.text, reader.at, format!("input `{name}` has no `type`"));
                self.problems.push(problem.help("write `type = string`, or `type = any`"));
                Type::Any
            }
        };
        let nullable = self.flag(&reader, "nullable");
        let sensitive = self.flag(&reader, "sensitive");
        let default = reader.attribute("default").and_then(|attribute| self.default(name, attribute, &kind));
        if into.iter().any(|other| &*other.name == name) {
            self.problem(reader.at, format!("input `{name}` stands here twice"));
            return;
        }
        // A default of null that is no value of the input is no default.
        let default = default.filter(|value| nullable || !value.is_null());
        into.push(Input { name: name.into(), at: reader.at, kind, default, description, nullable, sensitive });
    }

    fn default(&mut self, name: &str, attribute: &Attribute, kind: &Type) -> Option<crate::value::Val> {
        match literal(&attribute.value) {
            Ok(value) => match kind.convert(value, &Alone::new()) {
                Ok(value) => return Some(value),
                Err(why) => self.problem(value_span(attribute), format!("the default of input `{name}`: {why}")),
            },
            Err(fault) => self.problem(fault.span.into(), format!("the default of an input is a literal: {}", fault.message)),
        }
        None
    }

    fn flag(&mut self, reader: &Reader<'_>, name: &str) -> bool {
        let Some(attribute) = reader.attribute(name) else { return false };
        let Node::Bool(flag) = attribute.value.node else {
            self.problem(value_span(attribute), format!("`{name}` must be true or false"));
            return false;
        };
        flag
    }
}

/// Reports names that no file defines, those in messages as warnings, and locals that read each other in a circle.
fn check_names(set: &PolicySet, problems: &mut Vec<Problem>, warnings: &mut Vec<Problem>) {
    for (number, file) in set.files.iter().enumerate() {
        let outside = Names { set, file: number, own: &[], target: None };
        for (_, local) in &file.locals {
            validate::names(local, &outside, problems);
        }
        circles(&file.locals, &file.text, problems);
        for policy in set.policies.iter().filter(|policy| policy.file == number) {
            let names = Names { own: &policy.locals, target: Some(policy.target), ..outside };
            let own = policy.locals.iter().map(|(_, expr)| expr);
            let conditions = policy.enforces.iter().flat_map(|enforce| [&enforce.condition].into_iter().chain(&enforce.focus));
            own.chain(&policy.filter).chain(conditions).for_each(|expr| validate::names(expr, &names, problems));
            let messages = policy.enforces.iter().flat_map(|enforce| enforce.message.iter().chain(&enforce.info));
            messages.for_each(|expr| validate::names(expr, &names, warnings));
            if let Enforcement::Expression(level) = &policy.enforcement {
                validate::names(level, &outside, problems);
            }
            circles(&policy.locals, &file.text, problems);
        }
    }
}

fn circles(locals: &cycles::Locals, text: &SourceText, problems: &mut Vec<Problem>) {
    for (first, chain) in cycles::circles(locals) {
        let at = locals.get(first).map_or(0..0, |(_, expr)| expr.span.clone());
        problems.push(Problem::new(text, at, format!("Circular reference detected: {chain}")));
    }
}
