//! Reads the `policy` block of a file: its settings. They restrict nothing; what is mistyped in them is told all the same.

use super::Problem;
use super::document::{Reader, header, labels, literal_text, value_span};
use super::level::{Level, unknown_level, word};
use super::load::Loader;
use super::set::PolicyFile;
use crate::expr::constraint_mistake;
use crate::syntax::{Attribute, Block, Expression, Node};

/// Its arguments. Those of a consumer are of early versions of the language and mean nothing any more.
const ARGUMENTS: [&str; 3] = ["enforcement_level", "consumer", "consumer_config"];

/// The blocks inside.
const BLOCKS: [&str; 4] = ["required_providers", "terraform_config", "plugins", "consumer_config"];

impl Loader<'_> {
    /// The `policy` block of the file, if it has one.
    pub(super) fn settings(&mut self, file: &mut PolicyFile) {
        let mut blocks = self.document.body.blocks().filter(|block| block.ident.as_str() == "policy" && labels(block).is_empty());
        let Some(block) = blocks.next() else { return };
        for other in blocks {
            self.problem(header(other), "a file has one `policy` block".to_owned());
        }
        let reader = Reader::of(&self.document.text, block);
        reader.only(&ARGUMENTS, &BLOCKS, self.problems);
        reader.unlabelled(self.problems);
        if let Some(attribute) = reader.attribute("enforcement_level") {
            match word(&attribute.value).map(|text| (Level::parse(&text), text)) {
                Some((Some(level), _)) => self.default = Some(level),
                Some((None, text)) => self.problem(value_span(attribute), unknown_level(&text)),
                None => self.problem(value_span(attribute), "`enforcement_level` of a file is a word".to_owned()),
            }
        }
        for inner in block.body.blocks() {
            match inner.ident.as_str() {
                "required_providers" => self.entries(inner, &["source", "version"]),
                "plugins" => self.entries(inner, &["source"]),
                "terraform_config" => self.terraform(inner, file),
                _ => {}
            }
        }
    }

    fn terraform(&mut self, block: &Block, file: &mut PolicyFile) {
        let reader = Reader::of(&self.document.text, block);
        reader.only(&["required_version"], &[], self.problems);
        let text = reader.optional_text("required_version", self.problems);
        let Some((text, attribute)) = text.zip(reader.attribute("required_version")) else { return };
        match constraint_mistake(&text) {
            Some(mistake) => self.problem(value_span(attribute), mistake),
            None => file.required_version = Some(text),
        }
    }

    /// Providers or plugins: a name for each, and an object of texts with these names.
    fn entries(&mut self, block: &Block, known: &[&str]) {
        let reader = Reader::of(&self.document.text, block);
        for inner in block.body.blocks() {
            self.problem(header(inner), format!("`{}` is an argument here: `{0} = {{ … }}`", inner.ident.as_str()));
        }
        for attribute in block.body.attributes() {
            self.entry(&reader, attribute, known);
        }
    }

    fn entry(&mut self, reader: &Reader<'_>, attribute: &Attribute, known: &[&str]) {
        let Node::Object(fields) = &attribute.value.node else {
            // A provider by its version alone, as the first Terraform versions had it.
            match literal_text(&attribute.value).filter(|_| known.contains(&"version")) {
                Some(text) => self.version(&text, &attribute.value),
                None => self.problem(value_span(attribute), format!("this is an object with {}", known.join(" and "))),
            }
            return;
        };
        for (key, value) in fields {
            let Some(name) = key.as_str().filter(|name| known.contains(name)) else {
                let name = key.as_str().unwrap_or_default();
                self.problems.push(reader.unexpected("argument", name, key.span.clone().into(), known));
                continue;
            };
            match literal_text(value) {
                None => self.problem(value.span.clone().into(), format!("`{name}` must be text without interpolation")),
                Some(text) if name == "version" => self.version(&text, value),
                Some(_) => {}
            }
        }
    }

    fn version(&mut self, text: &str, value: &Expression) {
        let message = match text.trim() {
            // A provider without a constraint is one of any version.
            "" => None,
            "*" => Some("`*` is no version constraint: leave `version` out".to_owned()),
            text => constraint_mistake(text),
        };
        self.problems.extend(message.map(|message| Problem::new(&self.document.text, value.span.clone(), message)));
    }
}
