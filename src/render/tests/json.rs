//! Results of tests as JSON, versioned, in the order in which files were found and tests stand in them.

use std::io::{Result, Write};

use serde::Serialize;

use crate::policy::Problem;
use crate::testing::{CaseResult, Detail, FileResult, TestReport};
use crate::text::{SourceText, Span};

#[derive(Serialize)]
struct Document<'r> {
    schema: u32,
    onus: &'static str,
    files: Vec<File<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct File<'r> {
    path: &'r str,
    tests: Vec<Test<'r>>,
    problems: Vec<Mistake<'r>>,
    notes: &'r [String],
}

#[derive(Serialize)]
struct Test<'r> {
    name: &'r str,
    result: &'static str,
    expect_failure: bool,
    reason: Option<&'r str>,
    location: Location,
    policies: Vec<Said<'r>>,
    info: &'r [String],
}

#[derive(Serialize)]
struct Said<'r> {
    policy: &'r str,
    verdict: &'static str,
    message: &'r str,
    location: Option<Location>,
}

#[derive(Serialize)]
struct Mistake<'r> {
    message: &'r str,
    help: Option<&'r str>,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
    skipped: usize,
    broken_files: usize,
}

/// Writes the results.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &TestReport, out: &mut dyn Write) -> Result<()> {
    let document = Document {
        schema: 1,
        onus: env!("CARGO_PKG_VERSION"),
        files: report.files.iter().map(file).collect(),
        summary: Summary {
            passed: report.count("passed"),
            failed: report.count("failed"),
            skipped: report.count("skipped"),
            broken_files: report.files.iter().filter(|file| file.cases.is_err()).count(),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn file(file: &FileResult) -> File<'_> {
    File {
        path: &file.path,
        tests: file.cases.iter().flatten().map(test).collect(),
        problems: file.cases.as_ref().err().into_iter().flat_map(|broken| &broken.problems).map(mistake).collect(),
        notes: &file.notes,
    }
}

fn test(case: &CaseResult) -> Test<'_> {
    Test {
        name: &case.title,
        result: case.outcome.name(),
        expect_failure: case.expects_failure,
        reason: case.outcome.remark(),
        location: location(&case.text, case.span),
        policies: case.details.iter().map(said).collect(),
        info: &case.info,
    }
}

fn said(detail: &Detail) -> Said<'_> {
    Said {
        policy: &detail.policy,
        verdict: detail.verdict,
        message: &detail.message,
        location: detail.place.as_ref().map(|(text, span)| location(text, *span)),
    }
}

fn mistake(problem: &Problem) -> Mistake<'_> {
    Mistake { message: &problem.message, help: problem.help.as_deref(), location: location(&problem.text, problem.span) }
}

fn location(text: &SourceText, span: Span) -> Location {
    let (start, end) = (text.position(span.start), text.position(span.end));
    Location { file: text.name().to_owned(), line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}
