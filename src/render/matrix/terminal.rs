//! `onus matrix`: a table that fits the terminal.

use std::io::Write;

use super::words;
use crate::app::Report;
use crate::matrix::{Row, Status};
use crate::model::Party;
use crate::render::common;
use crate::render::human::{Style, color, count, paint};
use crate::render::log::Log;

/// Writes the matrix.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let out = &mut Log::new(out);
    for caution in words::cautions(report) {
        writeln!(out, "{}", paint(&format!("note: {}", common::one_line(&caution)), "33", style))?;
    }
    let parties = [(Party::Customer, "Yours"), (Party::Shared, "Shared: AWS does its half, you do yours"), (Party::Aws, "AWS's")];
    for (party, title) in parties {
        let rows: Vec<&Row> = report.matrix.rows.iter().filter(|row| row.party == party).collect();
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "{}\n", paint(title, "1", style))?;
        match party {
            Party::Aws => rows.iter().try_for_each(|row| aws(report, row, style, out))?,
            Party::Customer | Party::Shared => table(&rows, style, out)?,
        }
        writeln!(out)?;
    }
    plans(report, style, out)?;
    let said: Vec<String> = words::summary(report)
        .iter()
        .filter(|(status, _)| *status != Status::Aws)
        .map(|(status, count)| format!("{count} {}", status.name()))
        .collect();
    writeln!(out, "{}: {}", paint("obligations", "1", style), said.join(", "))
}

const NUMBERS: [&str; 4] = ["met", "unmet", "undecided", "to attest"];

fn table(rows: &[&Row], style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let first = rows.iter().map(|row| row.obligation.chars().count()).max().unwrap_or(0).max("obligation".len());
    let status = rows.iter().map(|row| row.status.name().len()).max().unwrap_or(0).max("stands".len());
    let numbers: usize = NUMBERS.iter().map(|name| name.len() + 2).sum();
    // What is left of the line is for who; a narrow terminal gets that on a line of its own.
    let left = style.width.saturating_sub(first + 2 + status + numbers + 2);
    let beside = left >= 12;
    let head = NUMBERS.map(|name| format!("  {name}")).concat();
    let who = if beside { "  who" } else { "" };
    writeln!(out, "{}", paint(&format!("{:first$}  {:status$}{head}{who}", "obligation", "stands"), "1", style))?;
    for row in rows {
        let counts = [row.counts.met, row.counts.unmet, row.counts.undecided, row.counts.to_attest];
        let numbers = NUMBERS.iter().zip(counts).map(|(name, number)| format!("  {:>wide$}", count(number), wide = name.len()));
        let numbers = numbers.collect::<Vec<_>>().concat();
        let named = common::one_line(&words::who(row));
        let who = if beside { format!("  {}", common::cut(&named, left)) } else { String::new() };
        let line = format!("{:first$}  {:status$}{numbers}{who}", row.obligation, row.status.name());
        writeln!(out, "{}", paint(line.trim_end(), color(row.status), style))?;
        if !beside {
            writeln!(out, "    {}", common::cut(&named, style.width.saturating_sub(4)))?;
        }
        statements(row, style, out)?;
    }
    Ok(())
}

/// What has been stated and does not hold any more.
fn statements(row: &Row, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    for made in row.statements.iter().flat_map(|statement| &statement.made).filter(|made| !made.holds) {
        let text = format!("    attestation of {} expired after {}", common::one_line(&made.owner.name), made.expires);
        writeln!(out, "{}", paint(&text, "33", style))?;
    }
    Ok(())
}

/// What AWS carries, and for which services.
fn aws(report: &Report, row: &Row, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let arising = report.matrix.services.iter().zip(&row.services).filter(|(_, cell)| cell.is_some());
    let services: Vec<&str> = arising.map(|(column, _)| &*column.name).collect();
    let text = format!("{} ({})", row.title, services.join(", "));
    writeln!(out, "{}", paint(&common::cut(&text, style.width), "2", style))
}

/// How each plan stands, if there are several.
fn plans(report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    if report.plans.len() < 2 {
        return Ok(());
    }
    writeln!(out, "{}\n", paint("By plan", "1", style))?;
    for (number, plan) in report.plans.iter().enumerate() {
        let cells: Vec<Status> =
            report.matrix.rows.iter().filter_map(|row| row.plans.get(number)).map(|cell| cell.status).collect();
        let said: Vec<String> = Status::ALL
            .iter()
            .filter(|status| !matches!(status, Status::Aws))
            .map(|status| (status.name(), cells.iter().filter(|cell| *cell == status).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        writeln!(out, "  {}: {}", common::one_line(&plan.path), said.join(", "))?;
    }
    writeln!(out)
}
