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

/// The columns of a table.
struct Layout {
    obligation: usize,
    status: usize,
    /// What is left of the line for who; `None` on a narrow terminal, where counts and who go below.
    who: Option<usize>,
}

impl Layout {
    fn of(rows: &[&Row], style: Style) -> Self {
        let obligation = rows.iter().map(|row| row.obligation.chars().count()).max().unwrap_or(0).max("obligation".len());
        let status = rows.iter().map(|row| row.status.name().len()).max().unwrap_or(0).max("stands".len());
        let numbers: usize = NUMBERS.iter().map(|name| name.len() + 2).sum();
        let left = style.width.saturating_sub(obligation + 2 + status + numbers + 2);
        Self { obligation, status, who: (left >= 12).then_some(left) }
    }

    fn line(&self, obligation: &str, status: &str, beside: &str) -> String {
        let (first, second) = (self.obligation, self.status);
        format!("{obligation:first$}  {status:second$}{beside}").trim_end().to_owned()
    }
}

fn table(rows: &[&Row], style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let layout = Layout::of(rows, style);
    let heads = format!("{}  who", NUMBERS.map(|name| format!("  {name}")).concat());
    let head = layout.line("obligation", "stands", if layout.who.is_some() { &heads } else { "" });
    writeln!(out, "{}", paint(&head, "1", style))?;
    for row in rows {
        let who = common::one_line(&claimants(row));
        let beside = layout.who.map_or_else(String::new, |left| format!("{}  {}", numbers(row), common::cut(&who, left)));
        let line = layout.line(&row.obligation, row.status.name(), &beside);
        writeln!(out, "{}", paint(&line, color(row.status), style))?;
        if layout.who.is_none() {
            let said =
                [words::counts(row.counts), who].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
            writeln!(out, "    {}", common::cut(&said, style.width.saturating_sub(4)))?;
        }
        statements(row, style, out)?;
    }
    Ok(())
}

fn numbers(row: &Row) -> String {
    let counts = [row.counts.met, row.counts.unmet, row.counts.undecided, row.counts.to_attest];
    let cells = NUMBERS.iter().zip(counts).map(|(name, number)| format!("  {:>wide$}", count(number), wide = name.len()));
    cells.collect::<Vec<_>>().concat()
}

/// Who has taken it on, by id: names are long.
fn claimants(row: &Row) -> String {
    let ids: Vec<String> = row
        .responsible
        .iter()
        .map(|one| one.part.map_or_else(|| one.owner.id.to_string(), |resources| format!("{} ({resources})", one.owner.id)))
        .collect();
    if ids.is_empty() { "nobody".to_owned() } else { ids.join(", ") }
}

/// What is accepted, and what has been stated and does not hold any more.
fn statements(row: &Row, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    if row.counts.accepted > 0 {
        writeln!(out, "{}", paint(&format!("    accepted: {}", row.counts.accepted), "2", style))?;
    }
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
