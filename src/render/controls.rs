//! `onus controls` as a table and as JSON, and the page of one control.

use std::io::{Result, Write};

use serde::Serialize;

use super::common::clean;
use super::human::{Style, paint};
use crate::app::ControlPage;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    onus: &'static str,
    controls: &'a [ControlPage],
}

/// Writes controls as JSON, with all metadata.
///
/// # Errors
/// The output cannot be written.
pub fn json(controls: &[ControlPage], out: &mut dyn Write) -> Result<()> {
    let document = Document { schema: 1, onus: env!("CARGO_PKG_VERSION"), controls };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// Writes controls as a table: id, severity, obligation, title.
///
/// # Errors
/// The output cannot be written.
pub fn table(controls: &[ControlPage], style: Style, out: &mut dyn Write) -> Result<()> {
    let wide = |cell: fn(&ControlPage) -> &str| controls.iter().map(|control| cell(control).len()).max().unwrap_or(0);
    let (ids, severities, duties) = (wide(|control| &control.id), wide(|control| control.severity), wide(duty));
    for control in controls {
        let severity = paint(&format!("{:severities$}", control.severity), severity_code(control.severity), style);
        writeln!(out, "{:ids$}  {severity}  {:duties$}  {}", control.id, duty(control), control.title)?;
    }
    let noun = if controls.len() == 1 { "control" } else { "controls" };
    let end = if controls.is_empty() { "" } else { "\n" };
    writeln!(out, "{end}{} {noun}", controls.len())
}

fn duty(control: &ControlPage) -> &str {
    control.obligation.as_ref().map_or("", |duty| &duty.id)
}

fn severity_code(severity: &str) -> &'static str {
    match severity {
        "critical" | "high" => "31",
        "medium" => "33",
        _ => "2",
    }
}

/// Writes the page of a control.
///
/// # Errors
/// The output cannot be written.
pub fn page(control: &ControlPage, style: Style, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", paint(&control.id, "1", style))?;
    writeln!(out, "{}", control.title)?;
    writeln!(out)?;
    writeln!(out, "severity:    {}", paint(control.severity, severity_code(control.severity), style))?;
    if let Some(duty) = &control.obligation {
        writeln!(out, "obligation:  {} ({}, {})", duty.title, duty.id, duty.party)?;
    }
    writeln!(out, "judges:      {}", control.judges.join(", "))?;
    if !control.looks_up.is_empty() {
        wrapped("looks up:    ", &control.looks_up.join(", "), style, out)?;
    }
    if !control.subsumed_by.is_empty() {
        writeln!(out, "left out if: {} is unmet on the same resource", control.subsumed_by.join(" or "))?;
    }
    for (heading, text) in [
        ("Why", Some(&control.why)),
        ("If it is not set", control.unset.as_ref()),
        ("What a plan cannot show", control.limits.as_ref()),
    ] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            section(heading, style, out)?;
            wrapped("  ", text, style, out)?;
        }
    }
    if !control.remedy.is_empty() {
        section("Remedy", style, out)?;
        indented(&control.remedy, out)?;
    }
    if !control.frameworks.is_empty() {
        section("Frameworks", style, out)?;
        for (name, ids) in &control.frameworks {
            wrapped(&format!("  {name:16} "), &ids.join(", "), style, out)?;
        }
    }
    if !control.references.is_empty() {
        section("References", style, out)?;
        control.references.iter().try_for_each(|reference| writeln!(out, "  {reference}"))?;
    }
    section(&format!("Policy ({})", control.file), style, out)?;
    indented(&control.policy, out)
}

fn section(heading: &str, style: Style, out: &mut dyn Write) -> Result<()> {
    writeln!(out)?;
    writeln!(out, "{}", paint(heading, "1", style))
}

/// Text that is to be pasted is not wrapped.
fn indented(text: &str, out: &mut dyn Write) -> Result<()> {
    for line in clean(text).lines() {
        let indent = if line.is_empty() { "" } else { "  " };
        writeln!(out, "{indent}{line}")?;
    }
    Ok(())
}

/// Text in lines that fit, further lines below the first word.
fn wrapped(label: &str, text: &str, style: Style, out: &mut dyn Write) -> Result<()> {
    let indent = " ".repeat(label.chars().count());
    let mut line = String::new();
    let mut before = label;
    for word in clean(text).split_whitespace() {
        if !line.is_empty() && indent.len() + line.chars().count() + 1 + word.chars().count() > style.width {
            writeln!(out, "{before}{line}")?;
            before = &indent;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{before}{line}")
}
