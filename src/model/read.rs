//! Reads `model.hcl`: `service`, `obligation` and `attestation` blocks.

use super::{Attestable, Model, Obligation, Party, Service};
use crate::policy::{Document, Problem, Reader, block_header, block_labels};
use crate::syntax::Block;
use crate::text::SourceText;

/// Reads a parsed model.
pub(super) fn model(document: &Document) -> Result<Model, Vec<Problem>> {
    let mut model = Model::default();
    let mut problems = Vec::new();
    for block in document.body.blocks() {
        match (block.ident.as_str(), block_labels(block).as_slice()) {
            ("service", [name]) => {
                let service = service(name, &document.text, block, &mut problems);
                model.services.insert(service.name.clone(), service);
            }
            ("obligation", [id]) => model.obligations.push(obligation(id, &document.text, block, &mut problems)),
            ("attestation", [id]) => model.attestables.push(attestable(id, &document.text, block, &mut problems)),
            _ => problems.push(Problem::new(
                &document.text,
                block_header(block),
                "the model holds `service`, `obligation` and `attestation` blocks with one label",
            )),
        }
    }
    services(&mut model, document, &mut problems);
    for attestable in &model.attestables {
        if model.obligation(&attestable.obligation).is_none() {
            let message =
                format!("attestation `{}` names no obligation of the model: `{}`", attestable.id, attestable.obligation);
            problems.push(Problem::new(&document.text, 0..0, message));
        }
    }
    if let Err(error) = model.compile() {
        problems.push(Problem::new(&document.text, 0..0, error.to_string()));
    }
    if problems.is_empty() { Ok(model) } else { Err(problems) }
}

/// An obligation that names no services arises in its own, or in all if it belongs to none.
fn services(model: &mut Model, document: &Document, problems: &mut Vec<Problem>) {
    let all: Vec<std::sync::Arc<str>> = model.services.keys().cloned().collect();
    for obligation in &mut model.obligations {
        for named in obligation.services.iter().filter(|named| !all.contains(named)) {
            let message = format!("obligation `{}` names no service of the model: `{named}`", obligation.id);
            problems.push(Problem::new(&document.text, 0..0, message));
        }
        if obligation.services.is_empty() {
            let own: Vec<_> = all.iter().filter(|name| &***name == obligation.service()).cloned().collect();
            obligation.services = if own.is_empty() { all.clone() } else { own };
        }
    }
}

fn service(name: &str, text: &SourceText, block: &Block, problems: &mut Vec<Problem>) -> Service {
    let reader = Reader::of(text, block);
    reader.only(&["title", "resources", "source"], &[], problems);
    Service { name: name.into(), title: reader.text("title", problems), kinds: reader.texts("resources", problems) }
}

fn obligation(id: &str, text: &SourceText, block: &Block, problems: &mut Vec<Problem>) -> Obligation {
    let reader = Reader::of(text, block);
    reader.only(&["title", "party", "customer", "aws", "source", "services"], &[], problems);
    let party = reader.text("party", problems);
    let party = Party::parse(&party).unwrap_or_else(|| {
        problems.push(Problem::new(text, reader.at, "`party` must be customer, shared or aws"));
        Party::Customer
    });
    Obligation {
        id: id.into(),
        title: reader.text("title", problems),
        party,
        customer: reader.optional_text("customer", problems).unwrap_or_default(),
        aws: reader.optional_text("aws", problems).unwrap_or_default(),
        source: reader.text("source", problems),
        services: reader.texts("services", problems),
    }
}

fn attestable(id: &str, text: &SourceText, block: &Block, problems: &mut Vec<Problem>) -> Attestable {
    let reader = Reader::of(text, block);
    reader.only(&["obligation", "statement", "evidence", "resources"], &[], problems);
    Attestable {
        id: id.into(),
        obligation: reader.text("obligation", problems),
        statement: reader.text("statement", problems),
        evidence: reader.optional_text("evidence", problems).unwrap_or_default(),
        resources: reader.texts("resources", problems),
    }
}
