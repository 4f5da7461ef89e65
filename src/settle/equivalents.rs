//! What other tools call the requirements of our controls. Data, read from `policies/other-tools.hcl`; only ids that ask for
//! the same are in it, so that a waiver for another tool never covers more than it was written for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::Names;
use crate::policy::{Document, Problem, block_header, block_labels, closest, literal_text, value_span};
use crate::source::OtherTool;
use crate::text::SourceText;

/// Ids of other tools, each with the controls that ask for the same.
#[derive(Debug, Clone, Default)]
pub struct Equivalents(BTreeMap<(OtherTool, Arc<str>), BTreeSet<Arc<str>>>);

impl Equivalents {
    /// Reads `tool "name" { ID = ["control"] }`.
    ///
    /// # Errors
    /// All mistakes of the file.
    pub fn read(text: SourceText, names: &Names) -> Result<Self, Vec<Problem>> {
        let document = Document::parse(text).map_err(|problem| vec![problem])?;
        let (mut found, mut problems) = (BTreeMap::new(), Vec::new());
        for block in document.body.blocks() {
            let tool = match (block.ident.as_str(), block_labels(block).as_slice()) {
                ("tool", [name]) => OtherTool::ALL.into_iter().find(|tool| tool.name() == *name),
                _ => None,
            };
            let Some(tool) = tool else {
                problems.push(Problem::new(
                    &document.text,
                    block_header(block),
                    "only `tool \"checkov\"`, `\"trivy\"` and `\"tfsec\"` can stand here",
                ));
                continue;
            };
            for attribute in block.body.attributes() {
                let at = value_span(attribute);
                let ids: Option<BTreeSet<Arc<str>>> =
                    attribute.value.as_array().and_then(|items| items.iter().map(literal_text).collect());
                let Some(ids) = ids else {
                    problems.push(Problem::new(&document.text, at, "an id has a list of controls"));
                    continue;
                };
                for id in ids.iter().filter(|id| !names.controls.contains(*id)) {
                    let problem = Problem::new(&document.text, at, format!("there is no control `{id}`"));
                    let near = closest(id, names.controls.iter().map(|id| &**id));
                    problems.push(near.map_or(problem.clone(), |near| problem.help(format!("did you mean `{near}`?"))));
                }
                found.insert((tool, attribute.key.as_str().into()), ids);
            }
        }
        if problems.is_empty() { Ok(Self(found)) } else { Err(problems) }
    }

    /// Whether a tool's id asks for the same as a control.
    #[must_use]
    pub fn is_same(&self, tool: OtherTool, id: &str, control: &str) -> bool {
        self.0.get(&(tool, id.into())).is_some_and(|controls| controls.contains(control))
    }
}
