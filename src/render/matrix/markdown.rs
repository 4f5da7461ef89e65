//! `onus matrix --format markdown`: the matrix as tables, the resources folded below them. Names from the plan are text.

use std::io::Write;

use super::words;
use crate::app::Report;
use crate::matrix::{Cell, ControlRow, Row};
use crate::render::common;
use crate::render::markdown::{code, mark, number, prose, text};

/// How many resources of an obligation are listed.
const LISTED: usize = 50;

/// Writes the matrix.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let matrix = &report.matrix;
    writeln!(out, "# Responsibilities matrix\n")?;
    for plan in &report.plans {
        writeln!(out, "- plan {}: {} resources", code(&plan.path), plan.resources)?;
    }
    for caution in words::cautions(report) {
        writeln!(out, "- note: {}", prose(&caution))?;
    }
    let said: Vec<String> = words::summary(report)
        .iter()
        .map(|(status, count)| format!("{count} {}", words::status(*status).to_lowercase()))
        .collect();
    writeln!(out, "- obligations: {}\n", said.join(", "))?;
    heat_map(report, out)?;
    writeln!(out, "\n## Who, how and where it stands\n")?;
    writeln!(out, "| Obligation | Whose | Stands | Who | How | Unmet | Undecided | Met | To attest |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: |")?;
    for row in &matrix.rows {
        writeln!(
            out,
            "| {} {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            text(&row.title),
            code(&row.obligation),
            words::party(row.party),
            mark(row.status),
            text(&words::who(row)),
            how(row),
            number(row.counts.unmet),
            number(row.counts.undecided),
            number(row.counts.met),
            number(row.counts.to_attest),
        )?;
    }
    if report.plans.len() > 1 {
        plans(report, out)?;
    }
    writeln!(out, "\n## Obligation by obligation\n")?;
    matrix.rows.iter().try_for_each(|row| detail(report, row, out))
}

fn how(row: &Row) -> String {
    let said: Vec<String> = row
        .responsible
        .iter()
        .filter_map(|one| match (&one.process, &one.runbook) {
            (Some(process), Some(link)) => Some(format!("{} (<{}>)", text(process), link.as_str().replace(['<', '>', '|'], ""))),
            (Some(process), None) => Some(text(process)),
            (None, Some(link)) => Some(format!("<{}>", link.as_str().replace(['<', '>', '|'], ""))),
            (None, None) => None,
        })
        .collect();
    if said.is_empty() { "–".to_owned() } else { said.join("; ") }
}

fn heat_map(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let matrix = &report.matrix;
    let names: Vec<String> = matrix.services.iter().map(|column| text(&column.title)).collect();
    writeln!(out, "| By service | {} |\n| --- |{}", names.join(" | "), " --- |".repeat(names.len()))?;
    for row in &matrix.rows {
        let cells: Vec<String> = row.services.iter().map(|of| cell(of.as_ref())).collect();
        writeln!(out, "| {} | {} |", text(&row.title), cells.join(" | "))?;
    }
    Ok(())
}

fn cell(of: Option<&Cell>) -> String {
    of.map_or_else(String::new, |cell| mark(cell.status))
}

fn plans(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let names: Vec<String> = report.plans.iter().map(|plan| code(&plan.path)).collect();
    writeln!(out, "\n## By plan\n\n| Obligation | {} |\n| --- |{}", names.join(" | "), " --- |".repeat(names.len()))?;
    for row in &report.matrix.rows {
        let cells: Vec<String> = row.plans.iter().map(|cell| mark(cell.status)).collect();
        writeln!(out, "| {} | {} |", text(&row.title), cells.join(" | "))?;
    }
    Ok(())
}

fn detail(report: &Report, row: &Row, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "<details><summary>{}: {}</summary>\n", text(&row.title), words::status(row.status).to_lowercase())?;
    for (who, what) in [("AWS", &row.aws), ("Customer", &row.customer)] {
        if !what.is_empty() {
            writeln!(out, "- {who}: {}", text(what))?;
        }
    }
    for (name, ids) in words::frameworks(row) {
        writeln!(out, "- {}: {}", text(&name), text(&ids))?;
    }
    for statement in &row.statements {
        writeln!(out, "- {}: {}", words::state(statement), text(&statement.statement))?;
        for made in &statement.made {
            writeln!(out, "  - {}", text(&words::made(made)))?;
        }
    }
    writeln!(out)?;
    if !row.controls.is_empty() {
        writeln!(out, "| Control | Severity | Verdict | Unmet | Undecided | Met |\n| --- | --- | --- | ---: | ---: | ---: |")?;
        row.controls.iter().try_for_each(|control| self::control(control, out))?;
        writeln!(out)?;
        resources(report, row, out)?;
    }
    writeln!(out, "</details>\n")
}

fn control(of: &ControlRow, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "| {} {} | {} | {} | {} | {} | {} |",
        text(&of.title),
        code(&of.id),
        of.reweighed.as_ref().map_or_else(|| of.severity.to_string(), |was| text(&common::reweighed(of.severity, was))),
        of.verdict.name(),
        number(of.counts.unmet),
        number(of.counts.undecided),
        number(of.counts.met)
    )
}

fn resources(report: &Report, row: &Row, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "| Resource | Verdict | Controls that are not met |\n| --- | --- | --- |")?;
    for resource in row.resources.iter().take(LISTED) {
        let open: Vec<String> = resource
            .findings
            .iter()
            .filter_map(|number| report.findings.get(*number))
            .filter(|finding| finding.verdict != crate::judge::Verdict::Met)
            .map(|finding| code(&finding.control))
            .collect();
        let open = if open.is_empty() { "–".to_owned() } else { open.join(", ") };
        writeln!(out, "| {} | {} | {open} |", code(&resource.address).replace('|', "\\|"), resource.verdict.name())?;
    }
    match row.resources.len().saturating_sub(LISTED) {
        0 => writeln!(out),
        more => writeln!(out, "\nand {more} more resources\n"),
    }
}
