//! Planned values as text, for findings without source: the attributes that were read, sensitive ones masked, unknown ones
//! named. The plan itself is one line, and shown as it is it would print its secrets.

use crate::judge::{EvidenceState, Finding, Focus};
use crate::link::Linker;
use crate::text::Span;
use crate::value::{Place, ResourceId, Step, Val, Value, World, to_json_text};

/// A text made from planned values.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// What it is shown as.
    pub name: String,
    /// The text.
    pub text: String,
    /// What decided, if it is in the text.
    pub span: Option<Span>,
    /// What is said of it.
    pub label: String,
}

/// A longer value is cut.
const LONGEST: usize = 80;

/// The planned values that a finding read; a provider configuration or a module call has none.
#[must_use]
pub(super) fn excerpt(linker: &Linker<'_>, finding: &Finding) -> Option<Excerpt> {
    let judged = finding.resource?;
    let resource = linker.resource(judged);
    let (kind, name) = resource.map_or(("", ""), |resource| (&*resource.address.kind, &*resource.address.name));
    let mut text = format!("resource \"{kind}\" \"{name}\" {{\n");
    let decided = match &finding.focus {
        Focus::Attribute(id, path) if *id == judged => Some(crate::value::path_text(path)),
        _ => None,
    };
    let mut span = None;
    for evidence in finding.evidence.iter().filter(|evidence| evidence.address == finding.address) {
        let value = match evidence.state {
            EvidenceState::Sensitive => "(sensitive)".to_owned(),
            EvidenceState::Unset => "null".to_owned(),
            EvidenceState::Unknown => "(known after apply)".to_owned(),
            EvidenceState::Known => value_text(linker, (judged, finding), &evidence.attribute),
        };
        let start = text.len() + 2;
        text.push_str("  ");
        text.push_str(&evidence.attribute);
        text.push_str(" = ");
        text.push_str(&value);
        if decided.as_ref() == Some(&evidence.attribute) {
            span = Some(Span::new(start, text.len()));
        }
        text.push('\n');
    }
    let header = Span::new(0, text.find(" {").unwrap_or(0));
    text.push_str("}\n");
    let label = match &finding.focus {
        Focus::Missing(kind) => format!("no `{kind}` belongs to this"),
        _ => "decides".to_owned(),
    };
    Some(Excerpt { name: format!("planned values of {}", finding.address), text, span: span.or(Some(header)), label })
}

fn value_text(linker: &Linker<'_>, (judged, finding): (ResourceId, &Finding), attribute: &str) -> String {
    let path = match &finding.focus {
        Focus::Attribute(id, path) if *id == judged && crate::value::path_text(path) == attribute => path.clone(),
        _ => vec![Step::Attr(attribute.into())],
    };
    let place = path.iter().fold(Place::root(judged, World::Planned), |place, step| place.child(step.clone()));
    let text = linker.raw_value(&place).as_ref().map_or_else(|| "…".to_owned(), shown);
    if text.chars().count() > LONGEST { format!("{}…", text.chars().take(LONGEST).collect::<String>()) } else { text }
}

fn shown(value: &Val) -> String {
    match &value.value {
        Value::Unknown(_) => "(known after apply)".to_owned(),
        _ => to_json_text(value).unwrap_or_else(|| "…".to_owned()),
    }
}
