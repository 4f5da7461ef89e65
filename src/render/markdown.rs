//! `--format markdown`: a job summary or a comment that is read in ten seconds. Names from the plan are text in it: they
//! make no markup, no mentions and no references.

use std::collections::BTreeSet;
use std::io::Write;

use super::common::{self, Group};
use crate::app::{FrameworkId, Report, Reported};
use crate::judge::Scope;
use crate::matrix::{Row, Status};
use crate::model::Party;
use crate::policy::Severity;

/// A comment on GitHub holds 65,536 characters, a summary more.
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
    head(report, &mut page);
    let problems = common::problems(report);
    let (untouched, touched): (Vec<&Reported>, Vec<&Reported>) =
        problems.into_iter().partition(|finding| finding.scope == Scope::Unchanged);
    let (removed, rest): (Vec<&Reported>, Vec<&Reported>) =
        touched.into_iter().partition(|finding| finding.scope == Scope::Removed);
    section("⚠️ Taken away by this plan", &removed, true, &mut page);
    framework(report, &mut page);
    obligations(report, &mut page);
    for severity in Severity::ALL.iter().rev() {
        let of: Vec<&Reported> = rest.iter().copied().filter(|finding| finding.severity == *severity).collect();
        section(&format!("❌ Unmet, {severity}"), &of, *severity >= Severity::High, &mut page);
    }
    let undecided: Vec<&Reported> = common::undecided(report).into_iter().filter(|finding| !finding.fails).collect();
    section("❔ Undecided: known only after apply", &undecided, false, &mut page);
    section("Left as it is by this plan", &untouched, false, &mut page);
    section("Accepted by an owner or the baseline", &common::settled(report), false, &mut page);
    remedies(report, &mut page);
    for plan in &report.plans {
        for note in &plan.notes {
            page.add(&format!("- note: {}: {}\n", code(&plan.path), prose(note)));
        }
    }
    if page.left_out > 0 {
        page.text.extend([format!("\n{} parts are left out: the text would be too long.\n", page.left_out)]);
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
        // Bytes, of which there are at least as many as characters.
        if self.text.len() + text.len() > LONGEST - RESERVE {
            self.left_out += 1;
        } else {
            self.text.push_str(text);
        }
    }

    /// A folded part: its head and what fits of its items.
    fn fold(&mut self, title: &str, open: bool, items: &[String]) {
        let before = self.left_out;
        self.add(&format!("<details{}><summary>{title}</summary>\n\n", if open { " open" } else { "" }));
        if self.left_out > before {
            self.left_out += items.len();
            return;
        }
        for item in items {
            self.add(item);
        }
        // There is room for the few ends that there are.
        let gap = if self.text.ends_with("\n\n") { "" } else { "\n" };
        self.text.push_str(gap);
        self.text.push_str("</details>\n\n");
    }
}

/// What the gate says, and how many of each severity.
fn head(report: &Report, page: &mut Page) {
    let gate = common::gate(report);
    let (verdict, counts) = gate.split_once(": ").unwrap_or((&gate, ""));
    let sign = if report.exit_code() == 0 { "✅" } else { "❌" };
    page.add(&format!("## {sign} onus: {}\n\n{}\n\n", text(verdict), text(counts)));
    for fault in &report.faults {
        page.add(&format!("- policy error: {}\n", prose(fault)));
    }
    if !report.faults.is_empty() {
        page.add("\n");
    }
    let rows = [("❌ unmet", common::unmet(report)), ("❔ undecided", common::undecided(report))];
    if rows.iter().all(|(_, findings)| findings.is_empty()) {
        return;
    }
    let severities = || Severity::ALL.iter().rev();
    let names: Vec<&str> = severities().map(|severity| severity.name()).collect();
    let mut table = format!("| By severity | {} |\n| --- | ---: | ---: | ---: | ---: |\n", names.join(" | "));
    for (name, findings) in rows {
        let count = |severity: &Severity| findings.iter().filter(|finding| finding.severity == *severity).count();
        let counts: Vec<String> = severities().map(|severity| number(count(severity))).collect();
        table.extend([format!("| {name} | {} |\n", counts.join(" | "))]);
    }
    table.push('\n');
    page.add(&table);
}

/// The obligations that need somebody; the others folded.
fn obligations(report: &Report, page: &mut Page) {
    let rows = report.matrix.rows.iter().filter(|row| row.party != Party::Aws && row.status != Status::NotInPlan);
    let (open, other): (Vec<&Row>, Vec<&Row>) = rows.partition(|row| row.counts.unmet + row.counts.undecided > 0);
    if !open.is_empty() {
        page.add(&table(&open));
    }
    if !other.is_empty() {
        let plural = if other.len() == 1 { "obligation without" } else { "obligations without" };
        page.fold(&format!("{} {plural} an unmet or undecided control", other.len()), false, &[table(&other)]);
    }
}

/// The ids of the framework that was asked for: those that need somebody; the others folded.
fn framework(report: &Report, page: &mut Page) {
    let Some(view) = &report.framework else { return };
    let (open, other): (Vec<&FrameworkId>, Vec<&FrameworkId>) = view.ids.iter().partition(|row| row.unmet + row.undecided > 0);
    if !open.is_empty() {
        page.add(&framework_table(&view.name, &open));
    }
    if !other.is_empty() {
        let title = format!("{} of {} without an unmet or undecided control", other.len(), text(&view.name));
        page.fold(&title, false, &[framework_table(&view.name, &other)]);
    }
}

fn framework_table(name: &str, rows: &[&FrameworkId]) -> String {
    let mut table = format!("| {} | Stands | Unmet | Undecided | Met | Unmet controls |\n", text(name));
    table.push_str("| --- | --- | ---: | ---: | ---: | --- |\n");
    for row in rows {
        let controls: Vec<String> = row.unmet_controls.iter().map(|control| code(control)).collect();
        let counts = [row.unmet, row.undecided, row.met].map(number).join(" | ");
        table.extend([format!("| {} | {} | {counts} | {} |\n", text(&row.id), mark(row.status()), controls.join(", "))]);
    }
    table.push('\n');
    table
}

fn table(rows: &[&Row]) -> String {
    let mut table = "| Obligation | Whose | Stands | Unmet | Undecided | Met | To attest |\n".to_owned();
    table.push_str("| --- | --- | --- | ---: | ---: | ---: | ---: |\n");
    for row in rows {
        table.extend([format!(
            "| {} {} | {} | {} | {} | {} | {} | {} |\n",
            text(&row.title),
            code(&row.obligation),
            row.party.name(),
            mark(row.status),
            number(row.counts.unmet),
            number(row.counts.undecided),
            number(row.counts.met),
            number(row.counts.to_attest)
        )]);
    }
    table.push('\n');
    table
}

pub(super) fn number(count: usize) -> String {
    if count == 0 { "–".to_owned() } else { count.to_string() }
}

/// A word with a sign beside it.
pub(super) fn mark(status: Status) -> String {
    let sign = match status {
        Status::Met => "✅ ",
        Status::Unmet => "❌ ",
        Status::Undecided => "❔ ",
        Status::NeedsAttestation | Status::Unassigned | Status::Attested => "✍️ ",
        Status::NotInPlan | Status::Aws => "",
    };
    format!("{sign}{}", status.name())
}

fn section(title: &str, findings: &[&Reported], open: bool, page: &mut Page) {
    if findings.is_empty() {
        return;
    }
    let items: Vec<String> = common::grouped(findings).iter().map(item).collect();
    page.fold(&format!("<b>{title}</b> ({})", findings.len()), open, &items);
}

fn item(group: &Group<'_>) -> String {
    let finding = group.first;
    let place = common::placed(finding)
        .map_or_else(String::new, |(path, location)| format!(", {}", code(&format!("{path}:{}", location.line))));
    let mut item = format!("- {} {}{place}: {}\n", code(&finding.control), group.addresses(code), prose(&finding.message));
    item.extend(finding.settled.iter().map(|settled| format!("  - {}\n", prose(&settled.words()))));
    if !finding.also.is_empty() {
        let also: Vec<String> = finding.also.iter().map(|control| code(control)).collect();
        item.extend([format!("  - same cause: {}\n", also.join(", "))]);
    }
    for cause in finding.blocked_by.iter().take(CAUSES) {
        item.extend([format!("  - {}\n", prose(cause))]);
    }
    if let Some(more) = finding.blocked_by.len().checked_sub(CAUSES).filter(|more| *more > 0) {
        item.extend([format!("  - and {more} more causes\n")]);
    }
    item
}

/// Why each control that fails the gate matters and what meets it; last, since it is what can best be done without.
fn remedies(report: &Report, page: &mut Page) {
    let mut seen = BTreeSet::new();
    let failing = common::problems(report).into_iter().filter(|finding| finding.fails);
    let items: Vec<String> =
        failing.filter(|finding| seen.insert((&*finding.control, &*finding.about.remedy))).map(remedy).collect();
    if !items.is_empty() {
        page.fold("<b>Why, and what to do</b>", false, &items);
    }
}

fn remedy(finding: &Reported) -> String {
    let about = &finding.about;
    let (control, duty) = (code(&finding.control), text(&about.duty));
    let mut item = format!("**{}** ({control}, {}, {duty})\n\n{}\n\n", text(&about.title), finding.severity, prose(&about.why));
    if !about.remedy.is_empty() {
        item.push_str(&common::fenced(&common::clean(&about.remedy), "hcl"));
        item.push('\n');
    }
    item
}

/// A sentence of ours that quotes names between backticks; without pairs of them all of it is text.
pub(super) fn prose(sentence: &str) -> String {
    let sentence = common::cut(&common::one_line(sentence), TEXT);
    let parts: Vec<&str> = sentence.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text(&sentence);
    }
    let part = |(at, part): (usize, &&str)| match (at % 2, part.is_empty()) {
        (1, true) => "\\`\\`".to_owned(),
        (1, false) => code(part),
        _ => text(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Text that is no markup. A space of no width keeps a name from being called and a number from being linked.
pub(super) fn text(text: &str) -> String {
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
pub(super) fn code(text: &str) -> String {
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
        assert_eq!(prose("`a_b` comes from `c`"), "`a_b` comes from `c`");
        assert_eq!(prose("`a`_b` <x>"), "\\`a\\`\\_b\\` &lt;x&gt;");
        assert_eq!(prose("`` *"), "\\`\\` \\*");
    }
}
