//! A control as a rule of SARIF.

use serde_json::{Value as Json, json};

use super::taxonomy::Taxonomies;
use super::{level, put};
use crate::app::Reported;
use crate::policy::Severity;
use crate::render::common;

/// What GitHub shows or takes of a rule.
const TAGS: usize = 10;
const TEXT: usize = 1024;

/// The rule of a finding's control; with taxonomies it says which of their entries it serves.
pub(super) fn json(finding: &Reported, taxonomies: Option<&Taxonomies>) -> Json {
    let about = &finding.about;
    let text = |text: &str| if text.is_empty() { finding.control.to_string() } else { common::cut(text, TEXT) };
    let (problem, score) = match finding.severity {
        Severity::Low => ("recommendation", "2.0"),
        Severity::Medium => ("warning", "5.5"),
        Severity::High => ("error", "8.0"),
        Severity::Critical => ("error", "9.5"),
    };
    let help = format!("{}\n\nObligation: {}\n\nRemedy:\n{}", text(&about.why), about.duty, about.remedy);
    let mut rule = json!({
        "id": finding.control,
        "shortDescription": { "text": text(&about.title) },
        "fullDescription": { "text": text(if about.why.is_empty() { &about.title } else { &about.why }) },
        "help": { "text": help.trim_end(), "markdown": help_markdown(finding) },
        "defaultConfiguration": { "level": level(finding.severity) },
        "properties": {
            "tags": tags(finding),
            "precision": "high",
            "problem.severity": problem,
            "security-severity": score,
        },
    });
    if let Some(first) = about.references.first() {
        put(&mut rule, "helpUri", Json::from(&**first));
    }
    let relationships = taxonomies.map(|taxonomies| taxonomies.relationships(finding)).filter(|all| !all.is_empty());
    if let Some(relationships) = relationships {
        put(&mut rule, "relationships", Json::from(relationships));
    }
    rule
}

fn help_markdown(finding: &Reported) -> String {
    let about = &finding.about;
    let mut text = format!("{}\n\n**Obligation:** {} (`{}`)\n", about.why, about.duty, finding.obligation);
    if !about.remedy.is_empty() {
        text.push_str("\n**Remedy:**\n\n");
        text.push_str(&common::fenced(&about.remedy, "hcl"));
    }
    if !about.references.is_empty() {
        text.push_str("\n**References:**\n\n");
        for reference in &about.references {
            text.extend([format!("- <{reference}>\n")]);
        }
    }
    text
}

/// The obligation, then of every framework the first id, the second ones, and so on.
fn tags(finding: &Reported) -> Vec<String> {
    let mut ids: Vec<(usize, &str, &str)> = Vec::new();
    for (framework, of) in &finding.about.frameworks {
        ids.extend(of.iter().enumerate().map(|(at, id)| (at, &**framework, &**id)));
    }
    ids.sort_unstable();
    let frameworks = ids.into_iter().map(|(_, framework, id)| format!("{framework}/{id}"));
    ["security".to_owned(), finding.obligation.to_string()].into_iter().chain(frameworks).take(TAGS).collect()
}
