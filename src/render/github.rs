//! `--format github`: workflow commands that become annotations. The runner keeps ten of a kind a step and drops the rest
//! without a word, so the worst are written and the last line says how many there are beyond.

use std::cmp::Reverse;
use std::io::Write;

use super::common::{self, Group, Level};
use crate::app::{Report, Reported};
use crate::judge::Scope;

/// Annotations of one kind that a step keeps.
const MOST: usize = 10;
/// The runner cuts longer messages.
const LONGEST: usize = 4000;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let problems = common::grouped(&common::problems(report));
    // What is undecided and does not fail the gate is a notice, whatever its severity.
    let undecided: Vec<&Reported> = common::undecided(report).into_iter().filter(|finding| !finding.fails).collect();
    let undecided = common::grouped(&undecided);
    for level in [Level::Error, Level::Warning, Level::Note] {
        let mut of: Vec<&Group<'_>> = problems.iter().filter(|group| common::level(group.first.severity) == level).collect();
        if level == Level::Note {
            of.extend(&undecided);
            of.sort_by_key(|group| (group.first.scope == Scope::Unchanged, Reverse(group.first.severity)));
        }
        // What the gate says is a notice too.
        let room = if level == Level::Note { MOST - 1 } else { MOST };
        let shown = if of.len() > room { room - 1 } else { of.len() };
        for group in of.iter().take(shown) {
            command(name(level), &properties(group.first), &message(group), out)?;
        }
        if of.len() > shown {
            let left: usize = of.iter().skip(shown).map(|group| group.len()).sum();
            let text = format!("{left} more findings of this kind: a step shows {MOST}; --output markdown=PATH lists them");
            command(name(level), &[("title", "onus".to_owned())], &text, out)?;
        }
    }
    command("notice", &[("title", "onus".to_owned())], &common::gate(report), out)
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Note => "notice",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn properties(finding: &Reported) -> Vec<(&'static str, String)> {
    let mut properties = Vec::new();
    if let Some((path, location)) = common::placed(finding) {
        let region = common::region(location);
        properties.push(("file", path.to_owned()));
        properties.push(("line", region.line.to_string()));
        properties.push(("endLine", region.line.to_string()));
        properties.push(("col", region.column.to_string()));
        properties.push(("endColumn", region.end_column.to_string()));
    }
    properties.push(("title", format!("{} ({})", finding.control, finding.severity)));
    properties
}

fn message(group: &Group<'_>) -> String {
    common::cut(&common::clean(&format!("{}\n{}", group.sentence(), group.first.about.why)), LONGEST).trim_end().to_owned()
}

fn command(name: &str, properties: &[(&str, String)], message: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let properties: Vec<String> = properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    writeln!(out, "::{name} {}::{}", properties.join(","), data(message))
}

/// Percent first: it begins the escapes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&common::clean(text)).replace(':', "%3A").replace(',', "%2C")
}
