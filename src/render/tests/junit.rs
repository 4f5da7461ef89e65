//! Results of tests as `JUnit` XML: a test suite a file, a test case a mock or plan. Nothing was measured, so times are zero
//! and the output is the same every time.

use std::io::{Result, Write};

use super::super::common;
use super::super::junit::{close, escaped, open};
use super::{at, sentence};
use crate::testing::{CaseResult, FileResult, Outcome, TestReport};

/// Writes the results.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &TestReport, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")?;
    for (number, file) in report.files.iter().enumerate() {
        suite(number, file, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(number: usize, file: &FileResult, out: &mut dyn Write) -> Result<()> {
    match &file.cases {
        Ok(cases) => {
            let count = |name: &str| cases.iter().filter(|case| case.outcome.name() == name).count();
            open((&file.path, &common::time(None)), number, [cases.len(), count("failed"), 0, count("skipped")], out)?;
            for result in cases {
                case(&file.path, result, out)?;
            }
            let remarks = cases.iter().filter_map(|case| match &case.outcome {
                Outcome::Failed(_) => None,
                other => other.remark().map(|remark| format!("{}: {remark}", case.title)),
            });
            close(&file.notes.iter().cloned().chain(remarks).collect::<Vec<_>>().join("\n"), out)
        }
        Err(broken) => {
            open((&file.path, &common::time(None)), number, [1, 0, 1, 0], out)?;
            let lines: Vec<String> = broken.problems.iter().map(ToString::to_string).collect();
            writeln!(out, "    <testcase name=\"load\" classname=\"{}\" time=\"0\">", escaped(&file.path))?;
            writeln!(out, "      <error type=\"load\" message=\"{}\"/>", escaped(&lines.join("\n")))?;
            writeln!(out, "    </testcase>")?;
            close("", out)
        }
    }
}

fn case(path: &str, case: &CaseResult, out: &mut dyn Write) -> Result<()> {
    write!(out, "    <testcase name=\"{}\" classname=\"{}\" time=\"0\"", escaped(&case.title), escaped(path))?;
    match &case.outcome {
        Outcome::Passed(_) => writeln!(out, "/>"),
        Outcome::Skipped(_) => writeln!(out, "><skipped/></testcase>"),
        Outcome::Failed(why) => {
            writeln!(out, ">")?;
            let story = escaped(&story(case));
            writeln!(out, "      <failure type=\"policy\" message=\"{}\">{story}</failure>", escaped(why))?;
            writeln!(out, "    </testcase>")
        }
    }
}

/// Where the test stands and what policies said.
fn story(case: &CaseResult) -> String {
    let said = case.details.iter().map(|detail| match &detail.place {
        Some((text, span)) => format!("{}: {}", at(text, *span), sentence(detail)),
        None => sentence(detail),
    });
    [at(&case.text, case.span)].into_iter().chain(said).collect::<Vec<_>>().join("\n")
}
