//! Results of tests as JSON, versioned, in the order in which files were found and tests stand in them.

use std::io::{Result, Write};

use serde::Serialize;

use crate::policy::Problem;
use crate::render::schema::SCHEMA;
use crate::testing::{CaseResult, Detail, FileResult, TestReport};
use crate::text::{SourceText, Span};

/// What `onus test --format json` writes. Within one `schema` fields may be added, and none changes or goes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "TestReport"))]
pub(in crate::render) struct Document<'r> {
    /// The version of this schema.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: u32,
    /// The version of onus.
    onus: &'static str,
    /// The test files, in the order in which they were found.
    files: Vec<File<'r>>,
    /// The sums.
    summary: Summary,
}

/// What a test file yields.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct File<'r> {
    /// The file, as it was named.
    path: &'r str,
    /// Its tests, in the order in which they stand in it; none if it has mistakes.
    tests: Vec<Test<'r>>,
    /// Mistakes of the file, its policies and its plans.
    problems: Vec<Mistake<'r>>,
    /// What is worth telling and fails nothing.
    notes: &'r [String],
}

/// What a test yields.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Test<'r> {
    /// Its name: `resource.aws_s3_bucket.logs`, `plan.web`.
    name: &'r str,
    /// How it ended.
    #[cfg_attr(test, schemars(extend("enum" = ["passed", "failed", "skipped"])))]
    result: &'static str,
    /// Whether a policy is expected to find fault.
    expect_failure: bool,
    /// Why it failed or was skipped, or why passing says little.
    reason: Option<&'r str>,
    /// The header of its block.
    location: Location,
    /// What policies said: what was unexpected, and what was expected to fail.
    policies: Vec<Said<'r>>,
    /// What policies tell whatever comes out.
    info: &'r [String],
}

/// What a policy said.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Said<'r> {
    /// The policy: `resource_policy.aws_s3_bucket.versioned`; of a plan, the control and the address.
    policy: &'r str,
    /// What came out.
    #[cfg_attr(test, schemars(extend("enum" = ["met", "unmet", "undecided", "not-applicable", "error", "not judged"])))]
    verdict: &'static str,
    /// In the words of the policy, or what went wrong.
    message: &'r str,
    /// The condition that decided, or where evaluation failed.
    location: Option<Location>,
}

/// A mistake, for which there is no answer.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Mistake<'r> {
    /// What is wrong.
    message: &'r str,
    /// What to do about it.
    help: Option<&'r str>,
    /// Where it stands.
    location: Location,
}

/// A place in a file; lines and columns count from 1.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Location {
    /// The file.
    file: String,
    /// The line on which it starts.
    line: usize,
    /// The column at which it starts.
    column: usize,
    /// The line on which it ends.
    end_line: usize,
    /// The column behind its end.
    end_column: usize,
}

/// How many tests ended in which way.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    /// As expected.
    passed: usize,
    /// Not as expected.
    failed: usize,
    /// Not judged.
    skipped: usize,
    /// Files with mistakes, of which nothing was tested.
    broken_files: usize,
}

/// Writes the results.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &TestReport, out: &mut dyn Write) -> Result<()> {
    let document = Document {
        schema: SCHEMA,
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
