//! Reads provider facts: `resource "type" { same, unique, unset "arg" { … }, computed "attr" { … } }` and
//! `server_made { kinds }`.

use std::sync::Arc;

use super::Problem;
use super::document::{Document, Reader, header, labels, texts, value_span};
use super::functions::Library;
use crate::expr::{Kind, compile};
use crate::link::{Facts, KindFacts, ValueFact};
use crate::syntax::{Block, Expression};
use crate::text::SourceText;

/// Reads all facts of these files. A later file adds to an earlier one and wins where both speak.
pub(super) fn read(files: &[Document], library: &Library, problems: &mut Vec<Problem>) -> Facts {
    let mut facts = Facts::default();
    for file in files {
        for block in file.body.blocks() {
            match (block.ident.as_str(), labels(block).as_slice()) {
                ("resource", [kind]) => read_kind(facts.entry(kind), &file.text, block, library, problems),
                ("provider", [kind]) => {
                    read_kind(facts.entry(&format!("provider.{kind}")), &file.text, block, library, problems);
                }
                ("server_made", []) => {
                    let reader = Reader::of(&file.text, block);
                    reader.only(&["kinds", "source"], &[], problems);
                    facts.server_made.extend(reader.texts("kinds", problems));
                }
                _ => {
                    let message = "only `resource \"type\"`, `provider \"type\"` and `server_made` blocks can stand here";
                    problems.push(Problem::new(&file.text, header(block), message));
                }
            }
        }
    }
    facts
}

fn read_kind(kind: &mut KindFacts, text: &SourceText, block: &Block, library: &Library, problems: &mut Vec<Problem>) {
    let reader = Reader::of(text, block);
    reader.only(&["same", "unique", "usual", "source"], &["unset", "computed"], problems);
    if let Some(attribute) = reader.attribute("same") {
        match groups(&attribute.value) {
            Some(groups) => kind.same.extend(groups),
            None => problems.push(Problem::new(text, value_span(attribute), "`same` must be a list of lists of attribute names")),
        }
    }
    kind.usual = reader.optional_text("usual", problems).or(kind.usual.take());
    kind.unique.extend(reader.texts("unique", problems));
    for inner in block.body.blocks() {
        let name: Arc<str> = if let [name] = labels(inner).as_slice() {
            (*name).into()
        } else {
            problems.push(Problem::new(text, header(inner), "a fact has one label: the attribute"));
            continue;
        };
        let Some(fact) = value_fact(text, inner, library, problems) else { continue };
        match inner.ident.as_str() {
            "unset" => kind.unset.insert(name, fact),
            _ => kind.computed.insert(name, fact),
        };
    }
}

fn groups(value: &Expression) -> Option<Vec<Vec<Arc<str>>>> {
    value.as_array()?.iter().map(texts).collect()
}

fn value_fact(text: &SourceText, block: &Block, library: &Library, problems: &mut Vec<Problem>) -> Option<ValueFact> {
    let reader = Reader::of(text, block);
    reader.only(&["value", "source"], &[], problems);
    let source = reader.text("source", problems);
    let Some(attribute) = reader.attribute("value") else {
        problems.push(Problem::new(text, reader.at, "`value` is missing"));
        return None;
    };
    let mut mistakes = Vec::new();
    let value = compile(&attribute.value, &[], library, &mut mistakes);
    problems.extend(mistakes.into_iter().map(|mistake| Problem::new(text, mistake.span, mistake.message)));
    super::validate::calls(&value, text, problems);
    value.walk(&mut |part| {
        if let Kind::Name(name) = &part.kind
            && !matches!(&*name.root, "attrs" | "provider")
        {
            problems.push(Problem::new(
                text,
                part.span.clone(),
                format!("a fact can read `attrs` and `provider`, not `{}`", name.root),
            ));
        }
    });
    Some(ValueFact { value, source })
}
