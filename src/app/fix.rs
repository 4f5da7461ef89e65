//! A change of one line that would turn a finding: where a plain `true` or `false` decides, or one is left out, and the remedy of the
//! control has the other one in the same argument. Whatever takes more thought than that is left to the reader.

use super::report::Reported;
use crate::syntax::{Body, Node, parse};
use crate::text::Span;

/// A change of the text that a finding stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it replaces; empty where it only adds.
    pub span: Span,
    /// What it puts there.
    pub text: String,
}

/// The argument that a place is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its name, behind those of the blocks around it.
    pub names: Vec<String>,
    /// Whether it is left out of the block whose header the place is; else it is the place.
    pub absent: bool,
}

impl Reported {
    /// The change that would turn the finding, if it is as plain as that.
    #[must_use]
    pub fn fix(&self) -> Option<Fix> {
        let place = self.place.as_ref()?;
        let slot = place.slot.as_ref()?;
        let location = &place.location;
        if location.file.ends_with(".json") {
            return None;
        }
        let value = wanted(&parse(&self.about.remedy).ok()?, &self.kind, &slot.names)?;
        let (name, blocks) = slot.names.split_last()?;
        if slot.absent {
            let header = location.text.line(location.line)?;
            let opens = header.trim_end().ends_with('{')
                && header.trim_start().starts_with(blocks.last().map_or("resource", |name| name));
            let at = location.text.lines().start(location.line + 1).filter(|_| opens)?;
            let indent: String = header.chars().take_while(|c| c.is_whitespace()).collect();
            return Some(Fix { span: Span::new(at, at), text: format!("{indent}  {name} = {value}\n") });
        }
        let written = location.slice();
        let (key, old) = written.split_once('=')?;
        let turned = key.trim() == name && matches!(old.trim(), "true" | "false") && old.trim() != value.to_string();
        turned.then(|| Fix { span: location.span, text: format!("{key}= {value}") })
    }
}

/// What a remedy gives an argument of a resource, if it is `true` or `false`.
fn wanted(remedy: &Body, kind: &str, names: &[String]) -> Option<bool> {
    let resource = remedy
        .blocks()
        .find(|block| block.ident.as_str() == "resource" && block.labels.first().is_some_and(|label| label.as_str() == kind))?;
    let (name, blocks) = names.split_last()?;
    let mut body = &resource.body;
    for inner in blocks {
        body = &body.blocks().find(|block| block.ident.as_str() == inner)?.body;
    }
    let attribute = body.attributes().find(|attribute| attribute.key.as_str() == name)?;
    if let Node::Bool(value) = attribute.value.node { Some(value) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_is_asked_for_an_argument() {
        let remedy = parse("resource \"a_b\" \"x\" {\n  on = true\n  c = \"d\"\n  e {\n    f = false\n  }\n}\n").expect("HCL");
        let table: [(&str, &[&str], Option<bool>); 6] = [
            ("a_b", &["on"], Some(true)),
            ("a_b", &["c"], None),
            ("a_b", &["e", "f"], Some(false)),
            ("a_b", &["f"], None),
            ("a_b", &[], None),
            ("other", &["on"], None),
        ];
        for (kind, names, expected) in table {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            assert_eq!(wanted(&remedy, kind, &names), expected, "{kind} {names:?}");
        }
    }
}
