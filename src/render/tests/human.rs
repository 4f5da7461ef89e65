//! Results of tests for people: a line a test, below it why it failed and which condition said so.

use std::io::{Result, Write};

use super::super::common::one_line as clean;
use super::super::human::{Style, paint};
use super::{at, sentence};
use crate::testing::{CaseResult, Outcome, TestReport};
use crate::text::{SourceText, Span};

/// Writes the results.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &TestReport, style: Style, out: &mut dyn Write) -> Result<()> {
    for file in &report.files {
        writeln!(out, "{}", paint(&clean(&file.path), "1", style))?;
        for note in &file.notes {
            writeln!(out, "  note: {}", clean(note))?;
        }
        match &file.cases {
            Ok(cases) => cases.iter().try_for_each(|result| case(result, style, out))?,
            Err(broken) => {
                let (count, noun) = counted(broken.problems.len(), "mistake");
                writeln!(out, "  {}  nothing was tested: {count} {noun}", paint("broken", "31", style))?;
            }
        }
    }
    writeln!(out)?;
    summary(report, style, out)
}

fn case(case: &CaseResult, style: Style, out: &mut dyn Write) -> Result<()> {
    let (word, code) = match case.outcome {
        Outcome::Passed(_) => ("pass", "32"),
        Outcome::Failed(_) => ("FAIL", "31"),
        Outcome::Skipped(_) => ("skip", "33"),
    };
    let title = clean(&case.title);
    let Outcome::Failed(why) = &case.outcome else {
        let remark = case.outcome.remark().map_or_else(String::new, |remark| format!(" ({})", clean(remark)));
        writeln!(out, "  {}  {title}{remark}", paint(word, code, style))?;
        return told(case, out);
    };
    writeln!(out, "  {}  {title}", paint(word, code, style))?;
    writeln!(out, "        {}", clean(why))?;
    writeln!(out, "        at {}", clean(&at(&case.text, case.span)))?;
    for detail in &case.details {
        writeln!(out, "        - {}", clean(&sentence(detail)))?;
        if let Some((text, span)) = &detail.place {
            writeln!(out, "          {}: {}", clean(&at(text, *span)), clean(&written(text, *span)))?;
        }
    }
    told(case, out)
}

/// What policies tell whatever comes out.
fn told(case: &CaseResult, out: &mut dyn Write) -> Result<()> {
    case.info.iter().try_for_each(|info| writeln!(out, "        info: {}", clean(info)))
}

/// What is written at a place, on one line.
fn written(text: &SourceText, span: Span) -> String {
    let lines: Vec<&str> = text.slice(span).split_whitespace().collect();
    let line = lines.join(" ");
    match line.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

fn summary(report: &TestReport, style: Style, out: &mut dyn Write) -> Result<()> {
    let broken = report.files.iter().filter(|file| file.cases.is_err()).count();
    let (failed, passed, skipped) = (report.count("failed"), report.count("passed"), report.count("skipped"));
    let (count, noun) = counted(passed + failed + skipped, "test");
    let (files, file_noun) = counted(report.files.len(), "file");
    let end = match counted(broken, "file") {
        (0, _) => String::new(),
        (broken, noun) => format!(", {broken} {noun} broken"),
    };
    let line = format!("{count} {noun} in {files} {file_noun}: {passed} passed, {failed} failed, {skipped} skipped{end}");
    let code = if failed + broken > 0 { "31" } else { "32" };
    writeln!(out, "{}", paint(&line, code, style))
}

fn counted(count: usize, noun: &str) -> (usize, String) {
    (count, if count == 1 { noun.to_owned() } else { format!("{noun}s") })
}
