//! `--format azure`: logging commands of Azure Pipelines.

use std::io::Write;

use super::common::{self, Group, Level};
use crate::app::{Report, Reported};

/// Longer messages are cut.
const LONGEST: usize = 4000;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    for group in common::grouped(&common::problems(report)) {
        writeln!(out, "##vso[task.logissue {}]{}", properties(group.first), data(&message(&group)))?;
    }
    writeln!(out, "{}", common::gate(report))
}

fn properties(finding: &Reported) -> String {
    let kind = if common::level(finding.severity) == Level::Error { "error" } else { "warning" };
    let mut text = format!("type={kind};");
    if let Some((path, location)) = common::placed(finding) {
        let region = common::region(location);
        text.extend([format!("sourcepath={};linenumber={};columnnumber={};", property(path), region.line, region.column)]);
    }
    text.extend([format!("code={};", property(&finding.control))]);
    text
}

fn message(group: &Group<'_>) -> String {
    common::cut(&common::clean(&group.sentence()), LONGEST)
}

/// Percent first: it begins the escapes. Agents know its own one by this name.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&common::clean(text)).replace(']', "%5D").replace(';', "%3B")
}
