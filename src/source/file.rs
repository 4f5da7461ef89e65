//! One source file: its top-level blocks by header on demand, and each block's body on demand.

use super::body::{Attribute, Block, Body};
use super::json_body::{self, JsonBlock};
use super::problem::Problem;
use super::skim::{BlockItem, Item, skim};
use super::{json, native};
use crate::text::{SourceText, Span};
use std::sync::{Arc, OnceLock};

/// A source file of a module.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// The text, under its path as shown.
    pub(crate) text: SourceText,
    headers: OnceLock<Headers>,
}

/// The top-level blocks of a file, and what could not be read on the way to them.
#[derive(Debug)]
struct Headers {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

/// A top-level block whose body is read on demand.
#[derive(Debug)]
pub(crate) struct Entry {
    syntax: Syntax,
    read: OnceLock<(Arc<Block>, Vec<Problem>)>,
}

#[derive(Debug)]
enum Syntax {
    Native(BlockItem),
    Json(JsonBlock),
}

impl SourceFile {
    /// A file that is not looked into yet.
    pub(crate) fn new(text: SourceText) -> Self {
        Self { text, headers: OnceLock::new() }
    }

    /// Its top-level blocks in source order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.headers().entries
    }

    /// JSON syntax is told by the name.
    fn headers(&self) -> &Headers {
        self.headers
            .get_or_init(|| if is_json(self.text.name()) { Headers::json(&self.text) } else { Headers::native(&self.text) })
    }

    /// The block type of an entry and its labels, as [`key`] joins them.
    pub(crate) fn key(&self, entry: &Entry) -> String {
        match &entry.syntax {
            Syntax::Native(found) => {
                let labels = found.labels.iter().map(|label| self.text.slice(*label));
                key(self.text.slice(found.kind), labels)
            }
            Syntax::Json(found) => key(&found.kind, found.labels.iter().map(String::as_str)),
        }
    }

    /// The block of an entry of this file.
    pub(crate) fn block(&self, entry: &Entry) -> Arc<Block> {
        Arc::clone(&self.read(entry).0)
    }

    /// What keeps some block of the file from being found.
    pub(crate) fn fault(&self) -> Option<&Problem> {
        self.headers().problems.first()
    }

    /// What could not be read in this file, as far as it was read.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &Problem> {
        let headers = self.headers.get();
        let read = headers.into_iter().flat_map(|headers| &headers.entries).filter_map(|entry| entry.read.get());
        headers.into_iter().flat_map(|headers| &headers.problems).chain(read.flat_map(|(_, problems)| problems))
    }

    fn read<'a>(&self, entry: &'a Entry) -> &'a (Arc<Block>, Vec<Problem>) {
        entry.read.get_or_init(|| {
            let mut problems = Vec::new();
            let block = match &entry.syntax {
                Syntax::Native(item) => native::block(&self.text, item, &mut problems),
                Syntax::Json(found) => json_body::block(&self.text, found, &mut problems),
            };
            (Arc::new(block), problems)
        })
    }
}

impl Headers {
    fn native(text: &SourceText) -> Self {
        let skimmed = skim(text.content(), Span::new(0, text.content().len()));
        let fault = |(at, why): &(usize, &'static str)| Problem::at(text, *at, *why);
        let problems = skimmed.faults.iter().map(fault).collect();
        let entry = |item| match item {
            Item::Attribute(_) => None,
            Item::Block(found) => Some(Entry { syntax: Syntax::Native(found), read: OnceLock::new() }),
        };
        Self { entries: skimmed.items.into_iter().filter_map(entry).collect(), problems }
    }

    fn json(text: &SourceText) -> Self {
        let (blocks, problems) = match json::parse(text.content()) {
            Ok(root) => (json_body::blocks(&root), Vec::new()),
            Err(fault) => (Vec::new(), vec![Problem::at(text, fault.at, fault.message)]),
        };
        let entry = |found: JsonBlock| Entry { syntax: Syntax::Json(found), read: OnceLock::new() };
        Self { entries: blocks.into_iter().map(entry).collect(), problems }
    }
}

/// A block type and labels as one text that no other block type and labels have.
pub(crate) fn key<'l>(kind: &str, labels: impl Iterator<Item = &'l str>) -> String {
    let mut key = String::with_capacity(64);
    key.push_str(kind);
    for label in labels {
        key.push('\n');
        key.push_str(label);
    }
    key
}

/// Reads a variables file (`*.tfvars`, `*.tfvars.json`): attributes only.
pub(crate) fn assignments(text: &SourceText) -> Vec<Attribute> {
    let mut problems = Vec::new();
    let body = if is_json(text.name()) {
        json::parse(text.content()).map_or_else(|_| Body::default(), |root| json_body::body(text, &root, &mut problems, 0))
    } else {
        native::body(text, Span::new(0, text.content().len()), &mut problems)
    };
    body.attributes
}

/// Whether a file is in JSON syntax.
pub(crate) fn is_json(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_read_once_and_on_demand() {
        let text = "resource \"a\" \"x\" { k = { a = 1, a = 2 } }\nlocals {}\n";
        let file = SourceFile::new(SourceText::new("main.tf", text));
        assert_eq!(file.problems().count(), 0);
        let first = file.block(&file.entries()[0]);
        assert!(Arc::ptr_eq(&first, &file.block(&file.entries()[0])));
        assert_eq!(file.problems().count(), 1);
    }

    #[test]
    fn a_broken_json_file_is_one_problem() {
        let file = SourceFile::new(SourceText::new("main.tf.json", "{\n\"resource\": {,}}"));
        assert!(file.headers.get().is_none(), "nothing is read before it is asked for");
        assert!(file.entries().is_empty());
        assert_eq!(file.problems().next().unwrap().line, 2);
    }

    #[test]
    fn no_damage_to_a_text_panics() {
        let native = "r \"a\" \"b\" {\n a = <<-E\n ${x[\"ä\"]}\n E\n b = \"%{ if x }$${\"\n d { c = { k : [1] } }\n}\n";
        let json = r#"{"resource": {"a": {"b": [{"k": "${x}", "dynamic": {"d": {"content": {}}}}]}}}"#;
        for (name, text) in [("a.tf", native), ("a.tf.json", json)] {
            let bounds = (0..text.len()).filter(|at| text.is_char_boundary(*at));
            for at in bounds {
                let mut less = text.to_owned();
                less.remove(at);
                for damaged in [&text[..at], &less] {
                    let file = SourceFile::new(SourceText::new(name, damaged));
                    for entry in file.entries() {
                        let block = file.block(entry);
                        assert!(file.text.content().get(block.span.start..block.span.end).is_some());
                    }
                }
            }
        }
    }

    #[test]
    fn variables_files_hold_assignments() {
        let native = assignments(&SourceText::new("terraform.tfvars", "a = 1\nb = \"x\"\n"));
        let json = assignments(&SourceText::new("x.auto.tfvars.json", r#"{"a": 1, "b": "x"}"#));
        for attributes in [native, json] {
            assert_eq!(attributes.len(), 2);
            assert_eq!(attributes[1].expr.as_str(), Some("x"));
        }
    }
}
