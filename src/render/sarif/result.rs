//! A finding as a result of SARIF.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value as Json, json};

use super::{Profile, level, put};
use crate::app::Reported;
use crate::judge::Verdict;
use crate::render::common;
use crate::render::line_hash::line_hashes;
use crate::settle::{Acceptance, Settled};
use crate::source::{Location, Related};

/// What GitHub shows of a result.
const RELATED: usize = 100;

const UNSAFE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'[').add(b'\\').add(b']').add(b'^');
const IN_PATHS: &AsciiSet = &UNSAFE.add(b'`').add(b'{').add(b'|').add(b'}').add(b':').add(b';');

/// The result of a finding, whose control is the rule of that number.
pub(super) fn json(finding: &Reported, rule: Option<usize>, profile: Profile, hashes: &mut Hashes) -> Json {
    let (message, related) = message(finding);
    let mut fingerprints = Map::from_iter([("onus/v1".to_owned(), Json::from(&*finding.fingerprint))]);
    let mut place = json!({});
    if let Some((path, location)) = common::placed(finding) {
        place = physical(path, location);
        fingerprints.insert("primaryLocationLineHash".to_owned(), Json::from(hashes.of(location)));
    }
    let mut result = json!({
        "ruleId": finding.control,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": message },
        "relatedLocations": related,
        "partialFingerprints": fingerprints,
    });
    if profile == Profile::Full {
        whole(finding, &mut place, &mut result);
    }
    put(&mut result, "locations", json!([place]));
    result
}

/// What GitHub would not read, or would read wrong.
fn whole(finding: &Reported, place: &mut Json, result: &mut Json) {
    let (kind, level) = match finding.verdict {
        Verdict::Met => ("pass", "none"),
        Verdict::Unmet => ("fail", level(finding.severity)),
        Verdict::Undecided => ("open", "none"),
        Verdict::NotApplicable => ("notApplicable", "none"),
    };
    put(place, "logicalLocations", json!([{ "fullyQualifiedName": finding.address, "kind": "resource" }]));
    put(result, "kind", Json::from(kind));
    put(result, "level", Json::from(level));
    put(
        result,
        "properties",
        json!({
            "obligation": finding.obligation,
            "severity": finding.severity.name(),
            "change": finding.change,
            "scope": finding.scope.name(),
            "subsumed": finding.subsumed_by.is_some(),
            "blockedBy": finding.blocked_by,
        }),
    );
    if let Some(acceptance) = finding.settled.as_ref().and_then(Settled::acceptance) {
        put(result, "suppressions", json!([suppression(acceptance)]));
    }
    if let Some(fix) = fix(finding) {
        put(result, "fixes", json!([fix]));
    }
    let flow = flow(finding);
    if !flow.is_empty() {
        put(result, "codeFlows", json!([{ "threadFlows": [{ "locations": flow }] }]));
    }
}

fn suppression(acceptance: &Acceptance) -> Json {
    let kind = if acceptance.by.is_in_source() { "inSource" } else { "external" };
    let mut suppression = json!({ "kind": kind, "status": "accepted", "justification": common::clean(&acceptance.reason) });
    let place = acceptance.location.as_ref().and_then(|at| Some(physical(common::repository_path(at)?, at)));
    if let Some(place) = place {
        put(&mut suppression, "location", place);
    }
    suppression
}

/// Beside a baseline: what is open and not in it is new. Of the rest nothing is known but that nobody has to look at it.
pub(super) fn baseline_state(finding: &Reported) -> &'static str {
    let open = matches!(finding.verdict, Verdict::Unmet | Verdict::Undecided) && finding.settled.is_none();
    if open { "new" } else { "unchanged" }
}

/// The message, which links the related places, and those.
fn message(finding: &Reported) -> (String, Vec<Json>) {
    let mut message = literal(&common::sentence(finding));
    let (mut related, mut more) = (Vec::new(), 0);
    for other in finding.place.iter().flat_map(|place| &place.related) {
        let Some(path) = common::repository_path(&other.location) else { continue };
        if related.len() == RELATED {
            more += 1;
            continue;
        }
        let id = related.len() + 1;
        message.extend([format!("\n[{}]({id})", link_text(&other.message))]);
        let mut entry = physical(path, &other.location);
        put(&mut entry, "id", Json::from(id));
        put(&mut entry, "message", json!({ "text": literal(&other.message) }));
        related.push(entry);
    }
    if more > 0 {
        message.extend([format!("\nand {more} more places")]);
    }
    (message, related)
}

/// The way from the resource out to where its value is set: where a module of somebody else is called, the finding stands at
/// the end of that way, else at its start.
fn flow(finding: &Reported) -> Vec<Json> {
    let Some(place) = finding.place.as_ref().filter(|place| !place.related.is_empty()) else { return Vec::new() };
    let own = Related { message: place.label.clone(), location: place.location.clone() };
    let mut steps: Vec<&Related> = place.related.iter().collect();
    steps.insert(if place.inside.is_some() { steps.len() } else { 0 }, &own);
    let step = |step: &&Related| {
        let mut location = physical(common::repository_path(&step.location)?, &step.location);
        put(&mut location, "message", json!({ "text": literal(&step.message) }));
        Some(json!({ "location": location }))
    };
    let steps: Vec<Json> = steps.iter().filter_map(step).collect();
    if steps.len() > 1 { steps } else { Vec::new() }
}

/// The change of a line that would turn the finding.
fn fix(finding: &Reported) -> Option<Json> {
    let (path, location) = common::placed(finding)?;
    let fix = finding.fix()?;
    let (start, end) = (location.text.position(fix.span.start), location.text.position(fix.span.end));
    Some(json!({
        "description": { "text": finding.about.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(path) },
            "replacements": [{
                "deletedRegion": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
                "insertedContent": { "text": fix.text },
            }],
        }],
    }))
}

fn uri(path: &str) -> String {
    utf8_percent_encode(path, IN_PATHS).to_string()
}

fn physical(path: &str, location: &Location) -> Json {
    let region = common::region(location);
    let mut physical = json!({
        "artifactLocation": { "uri": uri(path) },
        "region": {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.line,
            "endColumn": region.end_column,
        },
    });
    if location.end_line > location.line {
        put(&mut physical, "contextRegion", json!({ "startLine": location.line, "endLine": location.end_line }));
    }
    json!({ "physicalLocation": physical })
}

/// Text in which nothing is a link, and that drives nothing.
fn literal(text: &str) -> String {
    let text = common::clean(text);
    let text = if text.trim().is_empty() { "-".to_owned() } else { text };
    text.replace("](", "\\](")
}

fn link_text(text: &str) -> String {
    common::one_line(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// The line hashes of the files, each made once.
#[derive(Default)]
pub(super) struct Hashes(BTreeMap<Arc<str>, Vec<String>>);

impl Hashes {
    fn of(&mut self, location: &Location) -> String {
        let lines = self.0.entry(location.file.clone()).or_insert_with(|| line_hashes(location.text.content()));
        location.line.checked_sub(1).and_then(|at| lines.get(at)).cloned().unwrap_or_else(|| "0:1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_the_plan_is_a_link() {
        assert_eq!(literal("a[\"](1)\"]"), "a[\"\\](1)\"]");
        assert_eq!(link_text("a[0]\n"), "a\\[0\\] ");
    }
}
