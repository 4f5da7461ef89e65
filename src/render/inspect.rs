//! `onus inspect` as text: the resources of a plan, or the attributes of one and who points to it.

use std::io::{Result, Write};

use super::common::one_line;
use super::human::{Style, paint};
use crate::app::{Attribute, Inspected, Inspection, State};

/// Writes what is to be seen.
///
/// # Errors
/// The output cannot be written.
pub fn render(inspection: &Inspection, style: Style, out: &mut dyn Write) -> Result<()> {
    match inspection {
        Inspection::List(resources) => {
            let wide = resources.iter().map(|(_, action)| action.len()).max().unwrap_or(0);
            resources.iter().try_for_each(|(address, action)| writeln!(out, "{action:wide$}  {}", one_line(address)))
        }
        Inspection::Resource(resource) => one(resource, style, out),
    }
}

fn one(resource: &Inspected, style: Style, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", paint(&one_line(&resource.address), "1", style))?;
    writeln!(out, "  change: {}", resource.action)?;
    writeln!(out, "  source: {}", if resource.has_source { "the .tf files are at hand" } else { "no .tf files, the plan only" })?;
    writeln!(out)?;
    let heading = if resource.before { "Attributes before the plan" } else { "Attributes" };
    writeln!(out, "{}", paint(heading, "1", style))?;
    let wide = resource.attributes.iter().map(|attribute| attribute.path.chars().count()).max().unwrap_or(0);
    for attribute in &resource.attributes {
        line(attribute, wide, style, out)?;
    }
    writeln!(out)?;
    writeln!(out, "{}", paint("Resources that point to it", "1", style))?;
    if resource.pointers.is_empty() {
        writeln!(out, "  none")?;
    }
    for pointer in &resource.pointers {
        let text = format!("{}: `{}` is its `{}` ({})", pointer.address, pointer.attribute, pointer.to, pointer.how);
        writeln!(out, "  {}", one_line(&text))?;
    }
    Ok(())
}

fn line(attribute: &Attribute, wide: usize, style: Style, out: &mut dyn Write) -> Result<()> {
    let color = match attribute.state {
        State::Known => "32",
        State::Unset => "2",
        State::Unknown => "33",
        State::Sensitive => "35",
    };
    let state = paint(&format!("{:9}", attribute.state.name()), color, style);
    let text = format!("  {:wide$}  {state}  {}", one_line(&attribute.path), one_line(&attribute.detail));
    writeln!(out, "{}", text.trim_end())?;
    match &attribute.source {
        Some(source) => writeln!(out, "  {:wide$}  {:9}  {}", "", "", paint(&format!("({source})"), "2", style)),
        None => Ok(()),
    }
}
