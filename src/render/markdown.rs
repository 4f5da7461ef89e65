//! `--format markdown`: a job summary or a comment that is read in ten seconds. Names from the plan are text in it: they
//! make no markup, no mentions and no references.

use std::io::Write;

use super::common::{self, Group};
use crate::app::{Report, Reported};
use crate::judge::Scope;
use crate::policy::Severity;

/// A comment on GitHub holds this many characters; a summary more.
const LONGEST: usize = 65_000;
/// Kept free for the ends of sections.
const RESERVE: usize = 1_000;
/// Longer texts are cut.
const TEXT: usize = 400;
/// How many causes are listed.
const CAUSES: usize = 3;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn render(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let mut page = Page { text: String::new(), left_out: 0 };
    page.add(&format!("## onus: {}\n\n", text(&common::gate(report))));
    for fault in &report.faults {
        page.add(&format!("- policy error: {}\n", text(fault)));
    }
    obligations(report, &mut page);
    let unmet = common::unmet(report);
    let (untouched, touched): (Vec<&Reported>, Vec<&Reported>) =
        unmet.into_iter().partition(|finding| finding.scope == Scope::Unchanged);
    let removed: Vec<&Reported> = touched.iter().copied().filter(|finding| finding.scope == Scope::Removed).collect();
    section("Taken away by this plan", &removed, true, &mut page);
    for severity in Severity::ALL.iter().rev() {
        let of: Vec<&Reported> =
            touched.iter().copied().filter(|finding| finding.severity == *severity && finding.scope != Scope::Removed).collect();
        section(&format!("Unmet, {severity}"), &of, *severity >= Severity::High, &mut page);
    }
    section("Undecided: known only after apply", &common::undecided(report), false, &mut page);
    section("Left as it is by this plan", &untouched, false, &mut page);
    for plan in &report.plans {
        for note in &plan.notes {
            page.add(&format!("- note: {}: {}\n", code(&plan.path), text(note)));
        }
    }
    if page.left_out > 0 {
        page.text.extend([format!("\n{} lines are left out: the text would be too long.\n", page.left_out)]);
    }
    writeln!(out, "{}", page.text.trim_end())
}

/// The page, which says how much did not fit.
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    fn add(&mut self, text: &str) {
        if self.text.len() + text.len() > LONGEST - RESERVE {
            self.left_out += 1;
        } else {
            self.text.push_str(text);
        }
    }
}

fn obligations(report: &Report, page: &mut Page) {
    let rows: Vec<_> = report.matrix.iter().filter(|row| row.party != "aws" && row.status != "not-in-plan").collect();
    if rows.is_empty() {
        return;
    }
    let mut table = "| Obligation | Party | Met | Unmet | Undecided | To attest | Stands |\n".to_owned();
    table.push_str("| --- | --- | ---: | ---: | ---: | ---: | --- |\n");
    for row in rows {
        table.extend([format!(
            "| {} {} | {} | {} | {} | {} | {} | {} |\n",
            text(&row.title),
            code(&row.obligation),
            row.party,
            row.met,
            row.unmet,
            row.undecided,
            row.to_attest,
            mark(row.status)
        )]);
    }
    table.push('\n');
    page.add(&table);
}

/// A word with a sign beside it.
fn mark(status: &str) -> String {
    let sign = match status {
        "met" => "✅ ",
        "unmet" => "❌ ",
        "undecided" => "❔ ",
        _ => "",
    };
    format!("{sign}{status}")
}

fn section(title: &str, findings: &[&Reported], open: bool, page: &mut Page) {
    if findings.is_empty() {
        return;
    }
    let before = page.left_out;
    let head = format!("<details{}><summary>{title} ({})</summary>\n\n", if open { " open" } else { "" }, findings.len());
    page.add(&head);
    let groups = common::grouped(findings);
    if page.left_out > before {
        page.left_out += groups.len() - 1;
        return;
    }
    for group in &groups {
        page.add(&item(group));
    }
    // There is room for the few ends that there are.
    page.text.push_str("\n</details>\n\n");
}

fn item(group: &Group<'_>) -> String {
    let finding = group.first;
    let place = common::placed(finding)
        .map_or_else(String::new, |(path, location)| format!(", {}", code(&format!("{path}:{}", location.line))));
    let mut item = format!("- {} {}{place}: {}\n", code(&finding.control), group.addresses(code), text(&finding.message));
    for cause in finding.blocked_by.iter().take(CAUSES) {
        item.extend([format!("  - {}\n", text(cause))]);
    }
    if let Some(more) = finding.blocked_by.len().checked_sub(CAUSES).filter(|more| *more > 0) {
        item.extend([format!("  - and {more} more causes\n")]);
    }
    item
}

/// Text that is no markup. A space of no width keeps a name from being called and a number from being linked.
fn text(text: &str) -> String {
    let mut escaped = String::new();
    for c in common::cut(&common::one_line(text), TEXT).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' | '#' => escaped.extend([c, '\u{200b}']),
            '/' if escaped.ends_with(':') => escaped.push_str("\u{200b}/"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' | '!' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A code span that its own text cannot close.
fn code(text: &str) -> String {
    let text = common::cut(&common::one_line(text), TEXT);
    let mut fence = "`".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    if fence.len() == 1 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(text("<b>|`@team #1 http://x"), "&lt;b&gt;\\|\\`@\u{200b}team #\u{200b}1 http:\u{200b}//x");
        assert_eq!(code("a[\"``\"]\n"), "``` a[\"``\"]  ```");
    }
}
