//! Reads a `.policytest.hcl`: its blocks, their arguments, and what of them is wrong, all at once.

use std::sync::Arc;

use super::case::{Case, Given, Kind, PlanCase};
use crate::expr::functions::Terraform;
use crate::expr::{Expr, Functions, Kind as Part, Target, compile, functions};
use crate::judge::Verdict;
use crate::policy::{Document, Problem, Reader, block_header, block_labels, closest, value_span};
use crate::syntax::{Block, Body, Expression, Node};
use crate::text::{SourceText, Span};

/// The blocks of a test file.
const BLOCKS: [&str; 8] = ["policytest", "resource", "provider", "module", "data", "inputs", "locals", "plan"];

/// The verdicts that a plan can be expected to get.
const VERDICTS: [(&str, Verdict); 4] = [
    ("met", Verdict::Met),
    ("unmet", Verdict::Unmet),
    ("undecided", Verdict::Undecided),
    ("not_applicable", Verdict::NotApplicable),
];

/// A test file.
#[derive(Debug)]
pub struct TestFile {
    /// Its text.
    pub text: SourceText,
    /// Policy files and folders, relative to the test file, with their places; `None` if it names none.
    pub targets: Option<Vec<(Arc<str>, Span)>>,
    /// Its mocks, in the order in which they stand.
    pub cases: Vec<Case>,
    /// Its plans.
    pub plans: Vec<PlanCase>,
    /// What is worth telling and keeps nothing from being tested.
    pub notes: Vec<String>,
    pub(super) inputs: Vec<Given>,
    pub(super) locals: Vec<Given>,
}

/// Functions in mocks: the library, with and without its namespace.
struct Library;

impl Functions for Library {
    fn find(&self, name: &str) -> Target {
        match functions::find(name) {
            Some(function) => Target::Builtin(function),
            None if name.contains("::") => Target::Missing,
            None => Terraform.find(name),
        }
    }
}

/// Reads a test file. What of it can be read is returned beside its mistakes, so that those of the policies that it names can be
/// told with them.
///
/// # Errors
/// The file is no HCL.
pub fn read(text: SourceText) -> Result<(TestFile, Vec<Problem>), Problem> {
    let document = Document::parse(text)?;
    let file = TestFile {
        text: document.text.clone(),
        targets: None,
        cases: Vec::new(),
        plans: Vec::new(),
        notes: Vec::new(),
        inputs: Vec::new(),
        locals: Vec::new(),
    };
    let mut loader = Loader { file, problems: Vec::new() };
    loader.body(&document.body);
    super::names::check_names(&loader.file, &mut loader.problems);
    Ok((loader.file, loader.problems))
}

struct Loader {
    file: TestFile,
    problems: Vec<Problem>,
}

impl Loader {
    fn body(&mut self, body: &Body) {
        let mut seen: Vec<String> = Vec::new();
        for block in body.blocks() {
            let labels = block_labels(block);
            let name = format!("{} {}", block.ident.as_str(), labels.join(" "));
            if seen.contains(&name) {
                self.twice(block, &labels);
            }
            seen.push(name);
            self.block(block, &labels);
        }
        for attribute in body.attributes() {
            self.problem(attribute.key.span.clone().into(), "an argument cannot stand outside of a block".to_owned());
        }
    }

    /// A block of a name that another one has. Two mocks of one name are both tests; nothing can refer to them.
    fn twice(&mut self, block: &Block, labels: &[&str]) {
        let name = [&[block.ident.as_str()], labels].concat().join(".");
        match labels {
            [_, _] => {
                let line = self.file.text.position(block.ident.span.start).line;
                self.file.notes.push(format!("`{name}` stands here twice, again in line {line}"));
            }
            _ if block.ident.as_str() == "locals" => {}
            _ => self.problem(block_header(block), format!("`{name}` stands here twice")),
        }
    }

    fn block(&mut self, block: &Block, labels: &[&str]) {
        let word = block.ident.as_str();
        let kind = Kind::ALL.into_iter().find(|kind| kind.block() == word);
        match (word, kind, labels) {
            ("policytest", _, []) => self.settings(block),
            ("inputs", _, []) => self.file.inputs = self.given(block),
            ("locals", _, []) => {
                let locals = self.given(block);
                for local in &locals {
                    if self.file.locals.iter().any(|other| other.name == local.name) {
                        self.problem(local.span, format!("local `{}` stands here twice", local.name));
                    }
                }
                self.file.locals.extend(locals);
            }
            ("plan", _, [name]) => {
                let plan = self.plan(block, name);
                self.file.plans.extend(plan);
            }
            (_, Some(kind), [label, name]) => {
                let case = self.case(block, kind, label, name);
                self.file.cases.push(case);
            }
            _ => self.wrong_block(block),
        }
    }

    fn wrong_block(&mut self, block: &Block) {
        let word = block.ident.as_str();
        let help = match word {
            "policytest" | "inputs" | "locals" => Some(format!("`{word}` takes no label")),
            "plan" => Some("a plan has one label: its name".to_owned()),
            _ if BLOCKS.contains(&word) => Some(format!("`{word}` takes two labels: what it stands for, and a name")),
            _ => closest(word, BLOCKS).map(|other| format!("did you mean `{other}`?")),
        };
        let message = if BLOCKS.contains(&word) {
            format!("`{word}` has the wrong labels")
        } else {
            format!("`{word}` is no block of a test file")
        };
        let problem = Problem::new(&self.file.text, block_header(block), message);
        self.problems.push(match help {
            Some(help) => problem.help(help),
            None => problem.help(format!("known are: {}", BLOCKS.join(", "))),
        });
    }

    fn settings(&mut self, block: &Block) {
        let text = self.file.text.clone();
        let reader = Reader::of(&text, block);
        reader.only(&["targets"], &["plugins", "terraform_config"], &mut self.problems);
        reader.unlabelled(&mut self.problems);
        let Some(attribute) = reader.attribute("targets") else { return };
        match list_of_texts(&attribute.value) {
            Some(targets) if !targets.is_empty() => self.file.targets = Some(targets),
            Some(_) => self.problem(value_span(attribute), "`targets` names no policy file".to_owned()),
            None => self.problem(value_span(attribute), "`targets` must be a list of paths".to_owned()),
        }
    }

    fn case(&mut self, block: &Block, kind: Kind, label: &str, name: &str) -> Case {
        let text = self.file.text.clone();
        let reader = Reader::of(&text, block);
        reader.only(kind.arguments(), &["inputs"], &mut self.problems);
        reader.unlabelled(&mut self.problems);
        let mut inputs = Vec::new();
        for (number, inner) in block.body.blocks().filter(|inner| inner.ident.as_str() == "inputs").enumerate() {
            if number > 0 {
                self.problem(block_header(inner), "`inputs` stands here twice".to_owned());
            }
            inputs.extend(self.given(inner));
        }
        let mut argument = |name: &str| reader.attribute(name).map(|attribute| self.expression(&attribute.value));
        Case {
            kind,
            label: label.into(),
            name: name.into(),
            span: block_header(block),
            attrs: argument("attrs"),
            prior: argument("prior_attrs"),
            meta: argument("meta"),
            expect_failure: argument("expect_failure"),
            skip: argument("skip"),
            inputs,
        }
    }

    fn plan(&mut self, block: &Block, name: &str) -> Option<PlanCase> {
        let text = self.file.text.clone();
        let reader = Reader::of(&text, block);
        reader.only(&["file", "source", "only", "skip"], &["expect"], &mut self.problems);
        reader.unlabelled(&mut self.problems);
        let expects: Vec<&Block> = block.body.blocks().filter(|inner| inner.ident.as_str() == "expect").collect();
        match expects.as_slice() {
            [_] => {}
            [] => self.problem(block_header(block), "`expect` is missing: which resources are met, unmet, undecided".to_owned()),
            [_, second, ..] => self.problem(block_header(second), "`expect` stands here twice".to_owned()),
        }
        let expected = expects.first().map_or_else(Vec::new, |expect| self.expected(expect));
        let file = reader.text("file", &mut self.problems);
        let at = reader.attribute("file").map(value_span)?;
        Some(PlanCase {
            name: name.into(),
            span: block_header(block),
            file: (file, at),
            source: reader.optional_text("source", &mut self.problems),
            only: self.flag(&reader, "only"),
            skip: self.flag(&reader, "skip"),
            expected,
        })
    }

    fn expected(&mut self, block: &Block) -> Vec<(Verdict, Arc<str>, Span)> {
        let text = self.file.text.clone();
        let reader = Reader::of(&text, block);
        reader.only(&VERDICTS.map(|(name, _)| name), &[], &mut self.problems);
        let mut expected: Vec<(Verdict, Arc<str>, Span)> = Vec::new();
        for (name, verdict) in VERDICTS {
            let Some(attribute) = reader.attribute(name) else { continue };
            let Some(addresses) = list_of_texts(&attribute.value) else {
                self.problem(value_span(attribute), format!("`{name}` must be a list of addresses"));
                continue;
            };
            for (address, at) in addresses {
                if expected.iter().any(|(_, other, _)| *other == address) {
                    self.problem(at, format!("`{address}` is expected twice"));
                }
                expected.push((verdict, address, at));
            }
        }
        if expected.is_empty() {
            self.problem(block_header(block), "`expect` expects nothing".to_owned());
        }
        expected
    }

    fn flag(&mut self, reader: &Reader<'_>, name: &str) -> bool {
        let Some(attribute) = reader.attribute(name) else { return false };
        if let Node::Bool(flag) = attribute.value.node {
            return flag;
        }
        self.problem(value_span(attribute), format!("`{name}` must be true or false"));
        false
    }

    fn given(&mut self, block: &Block) -> Vec<Given> {
        for inner in block.body.blocks() {
            self.problem(block_header(inner), format!("there is no block `{}` here", inner.ident.as_str()));
        }
        let all = block.body.attributes().map(|attribute| Given {
            name: attribute.key.as_str().into(),
            value: self.expression(&attribute.value),
            span: attribute.key.span.clone().into(),
        });
        all.collect()
    }

    fn expression(&mut self, value: &Expression) -> Expr {
        let mut mistakes = Vec::new();
        let expr = compile(value, &[], &Library, &mut mistakes);
        for mistake in mistakes {
            self.problem(mistake.span.into(), mistake.message);
        }
        expr.walk(&mut |part| {
            if let Part::Call(call) = &part.kind
                && matches!(call.target, Target::Missing)
                && !call.name.starts_with("plugin::")
            {
                let problem = Problem::new(&self.file.text, part.span.clone(), format!("there is no function `{}`", call.name));
                self.problems.push(match closest(&call.name, functions::names()) {
                    Some(other) => problem.help(format!("did you mean `{other}`?")),
                    None => problem,
                });
            }
        });
        expr
    }

    fn problem(&mut self, at: Span, message: String) {
        self.problems.push(Problem::new(&self.file.text, at, message));
    }
}

/// The texts of a list, each with its place.
fn list_of_texts(value: &Expression) -> Option<Vec<(Arc<str>, Span)>> {
    let items = value.as_array()?.iter();
    items.map(|item| item.as_str().map(|text| (text.into(), item.span.clone().into()))).collect()
}
