//! `--format junit`: a test suite a plan, a test case a finding. There is no standard; this is the part that the schemas of
//! Jenkins and of Ant both take. Nothing was measured, so times are zero; a suite bears the time of its plan.

use std::io::Write;

use super::common;
use crate::app::{Report, Reported};
use crate::judge::Verdict;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")?;
    for (number, plan) in report.plans.iter().enumerate() {
        let findings: Vec<&Reported> = report.findings.iter().filter(|finding| finding.plan == number).collect();
        let failures = findings.iter().filter(|finding| fails(finding)).count();
        let skipped = findings.iter().filter(|finding| skipped(finding)).count();
        open((&plan.path, &common::time(Some(plan))), number, [findings.len(), failures, 0, skipped], out)?;
        for finding in &findings {
            case(finding, out)?;
        }
        close(&remarks(&findings), out)?;
    }
    if !report.faults.is_empty() {
        open(("policies", &common::time(None)), report.plans.len(), [report.faults.len(), 0, report.faults.len(), 0], out)?;
        for fault in &report.faults {
            writeln!(out, "    <testcase name=\"policy\" classname=\"policies\" time=\"0\">")?;
            writeln!(out, "      <error type=\"policy\" message=\"{}\"/>", escaped(fault))?;
            writeln!(out, "    </testcase>")?;
        }
        close("", out)?;
    }
    writeln!(out, "</testsuites>")
}

fn fails(finding: &Reported) -> bool {
    let open = finding.subsumed_by.is_none() && finding.settled.is_none();
    open && (finding.verdict == Verdict::Unmet || finding.fails)
}

fn skipped(finding: &Reported) -> bool {
    !fails(finding) && finding.verdict != Verdict::Met
}

pub(super) fn open((plan, time): (&str, &str), number: usize, counts: [usize; 4], out: &mut dyn Write) -> std::io::Result<()> {
    let [tests, failures, errors, skipped] = counts;
    let plan = escaped(plan);
    writeln!(
        out,
        "  <testsuite name=\"{plan}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" \
         time=\"0\" timestamp=\"{time}\" hostname=\"localhost\" id=\"{number}\" package=\"{plan}\">"
    )?;
    writeln!(out, "    <properties/>")
}

pub(super) fn close(remarks: &str, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "    <system-out>{}</system-out>\n    <system-err/>\n  </testsuite>", escaped(remarks))
}

fn case(finding: &Reported, out: &mut dyn Write) -> std::io::Result<()> {
    let name = escaped(&format!("{} {}", finding.control, finding.address));
    write!(out, "    <testcase name=\"{name}\" classname=\"{}\" time=\"0\"", escaped(&finding.obligation))?;
    if fails(finding) {
        writeln!(out, ">")?;
        writeln!(
            out,
            "      <failure type=\"{}\" message=\"{}\">{}</failure>",
            finding.severity,
            escaped(&finding.message),
            escaped(&story(finding))
        )?;
        writeln!(out, "    </testcase>")
    } else if skipped(finding) {
        writeln!(out, "><skipped/></testcase>")
    } else {
        writeln!(out, "/>")
    }
}

/// Where it stands, why it matters and what to do.
fn story(finding: &Reported) -> String {
    let place = common::placed(finding)
        .map_or_else(|| finding.address.to_string(), |(path, location)| format!("{path}:{}:{}", location.line, location.column));
    let about = &finding.about;
    format!("{place}: {}\n\n{}\n\nremedy:\n{}", common::sentence(finding), about.why, about.remedy).trim_end().to_owned()
}

/// Why cases were skipped: neither schema lets a skipped case say so itself.
fn remarks(findings: &[&Reported]) -> String {
    let undecided = findings.iter().filter(|finding| finding.verdict == Verdict::Undecided && finding.subsumed_by.is_none());
    let settled = findings.iter().filter_map(|finding| {
        let words = finding.settled.as_ref()?.words();
        Some(format!("{words}: {} {}", finding.control, finding.address))
    });
    let lines = undecided
        .map(|finding| format!("undecided: {} {}: {}", finding.control, finding.address, finding.blocked_by.join("; ")))
        .chain(settled);
    lines.collect::<Vec<String>>().join("\n")
}

/// For text and attributes; what XML 1.0 forbids is replaced.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => escaped.extend([format!("&#{};", u32::from(c))]),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
