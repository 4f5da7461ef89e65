//! What an inline waiver says: `onus:ignore <control> until=YYYY-MM-DD owner=… reason="…"`.
//!
//! Reads the text of a comment; where the comment stands is another file's matter. A waiver without a reason is
//! no waiver. Comments of other tools for the same purpose are read in their own forms.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

/// The mark of an inline waiver.
const MARK: &str = "onus:ignore";

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, four digits.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; `None` for anything else and for days no calendar has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        (1..=date.days_of_month()).contains(&date.day).then_some(date)
    }

    fn days_of_month(self) -> u8 {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => 0,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Another tool whose comments can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherTool {
    /// `checkov:skip=ID:reason`, inside the block.
    Checkov,
    /// `trivy:ignore:ID`, above or on the line.
    Trivy,
    /// `tfsec:ignore:ID`, above or on the line.
    Tfsec,
}

impl OtherTool {
    /// All.
    pub const ALL: [Self; 3] = [Self::Checkov, Self::Trivy, Self::Tfsec];

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Checkov => "checkov",
            Self::Trivy => "trivy",
            Self::Tfsec => "tfsec",
        }
    }
}

/// What a waiver comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A waiver.
    Waiver { controls: Vec<String>, until: Option<Date>, owner: Option<String>, reason: String },
    /// Meant as a waiver, but not one.
    Malformed(String),
    /// A waiver of another tool.
    Other { tool: OtherTool, ids: Vec<String>, until: Option<Date>, reason: Option<String> },
}

/// Reads one line of a comment, without comment marks. `None` if it is no waiver.
pub(super) fn read(line: &str, other_tools: bool) -> Option<Said> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix(MARK) {
        let ends = rest.chars().next().is_none_or(|next| next.is_whitespace() || next == ':');
        return ends.then(|| waiver(rest.trim_start_matches(':')).unwrap_or_else(Said::Malformed));
    }
    if !other_tools {
        return None;
    }
    checkov(line).or_else(|| ignores(line))
}

/// Whether a text can hold a waiver of any tool. Every file is asked this, so it looks for what their marks share.
pub(super) fn may_hold(text: &str) -> bool {
    // A pattern of two literals: the search goes through a text many bytes at a time.
    static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(":ignore|:skip=").ok());
    MARKS.as_ref().is_none_or(|marks| marks.is_match(text))
}

fn waiver(rest: &str) -> Result<Said, String> {
    let (mut controls, mut until, mut owner, mut reason) = (Vec::new(), None, None, None);
    for (name, value) in words(rest)? {
        let slot = match name.as_deref() {
            None => {
                let named = value.split(',').filter(|control| !control.is_empty());
                controls.extend(named.map(str::to_owned));
                continue;
            }
            Some("until") => {
                let date = Date::parse(&value);
                let wrong = || format!("`until={value}` is no date, write `until=YYYY-MM-DD`");
                until = Some(date.ok_or_else(wrong)?);
                continue;
            }
            Some("owner") => &mut owner,
            Some("reason") => &mut reason,
            Some(other) => {
                return Err(format!("`{other}` is unknown, use until, owner and reason"));
            }
        };
        *slot = Some(value);
    }
    if controls.is_empty() {
        return Err("it names no control".to_owned());
    }
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let reason = reason.ok_or("it gives no reason, add `reason=\"…\"`")?;
    Ok(Said::Waiver { controls, until, owner: owner.filter(|owner| !owner.is_empty()), reason })
}

/// Splits into words and `name=value` pairs; values may be quoted.
fn words(text: &str) -> Result<Vec<(Option<String>, String)>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let space = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (name, behind) = match rest.find('=').filter(|at| *at < space) {
            Some(at) => {
                let (name, behind) = rest.split_at(at);
                (Some(name.to_owned()), behind.strip_prefix('=').unwrap_or(behind))
            }
            None => (None, rest),
        };
        let (value, behind) = value(behind)?;
        words.push((name, value));
        rest = behind.trim_start();
    }
    Ok(words)
}

fn value(text: &str) -> Result<(String, &str), String> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return Ok((value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, next)) = chars.next() {
        match next {
            '"' => return Ok((value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    Err("a quote is never closed".to_owned())
}

fn checkov(line: &str) -> Option<Said> {
    let at = line.find("checkov:skip=")?;
    let rest = line.get(at..)?.strip_prefix("checkov:skip=")?.trim_start();
    let (ids, reason) = rest.split_once(':').map_or((rest, None), |(ids, reason)| (ids, Some(reason)));
    let ids: Vec<_> = ids.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    (!ids.is_empty()).then_some(Said::Other { tool: OtherTool::Checkov, ids, until: None, reason })
}

/// `trivy:ignore:A:exp:2027-01-01 trivy:ignore:B`. Forms that hold only for some attribute or workspace are left
/// to the tool that knows them.
fn ignores(line: &str) -> Option<Said> {
    let mut found: Option<(OtherTool, Vec<String>, Option<Date>)> = None;
    for word in line.split_whitespace() {
        let trivy = word.strip_prefix("trivy:ignore:").map(|rest| (OtherTool::Trivy, rest));
        let tfsec = || word.strip_prefix("tfsec:ignore:").map(|rest| (OtherTool::Tfsec, rest));
        let Some((tool, rest)) = trivy.or_else(tfsec) else {
            continue;
        };
        let mut sections = rest.split(':');
        let id = sections.next().unwrap_or_default();
        let limit = match (sections.next(), sections.next()) {
            (None, _) => None,
            (Some("exp"), Some(date)) => Some(Date::parse(date)?),
            _ => return None,
        };
        if id.is_empty() || id.contains(['[', '*']) {
            return None;
        }
        let entry = found.get_or_insert((tool, Vec::new(), None));
        entry.1.push(id.to_owned());
        entry.2 = match (entry.2, limit) {
            (Some(known), Some(limit)) => Some(known.min(limit)),
            (known, limit) => known.or(limit),
        };
    }
    found.map(|(tool, ids, until)| Said::Other { tool, ids, until, reason: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waivers_are_read() {
        let line = r#"onus:ignore rds/a,rds/b s3/c until=2027-02-28 owner=db@x reason="old \"db\", gone soon""#;
        let controls = ["rds/a", "rds/b", "s3/c"].map(str::to_owned).to_vec();
        let until = Date::parse("2027-02-28");
        let reason = "old \"db\", gone soon".to_owned();
        let owner = Some("db@x".to_owned());
        assert_eq!(read(line, false), Some(Said::Waiver { controls, until, owner, reason }));
    }

    #[test]
    fn what_can_hold_no_waiver_is_passed_over() {
        for mark in [MARK, "checkov:skip=CKV_AWS_1", "trivy:ignore:AVD-AWS-0001", "tfsec:ignore:aws-s3-x"] {
            assert!(may_hold(&format!("a = 1 # {mark}\n")), "{mark}");
        }
        assert!(!may_hold("# ignore: this one, skip=1\n"));
    }

    #[test]
    fn what_is_no_waiver_says_why() {
        // (line, part of the reason)
        let table = [
            ("onus:ignore", "names no control"),
            ("onus:ignore reason=x", "names no control"),
            ("onus:ignore rds/a", "gives no reason"),
            ("onus:ignore rds/a reason=\" \"", "gives no reason"),
            ("onus:ignore rds/a reason=\"x", "never closed"),
            ("onus:ignore rds/a reason=x until=2027-02-29", "no date"),
            ("onus:ignore rds/a reason=x until=soon", "no date"),
            ("onus:ignore rds/a reason=x expires=2027-01-01", "`expires` is unknown"),
        ];
        for (line, why) in table {
            match read(line, false) {
                Some(Said::Malformed(message)) => {
                    assert!(message.contains(why), "{line}: {message}");
                }
                other => panic!("{line}: {other:?}"),
            }
        }
        for line in ["see onus:ignore", "onus:ignored x", "", "checkov:skip=A:b"] {
            assert_eq!(read(line, false), None, "{line}");
        }
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for good in ["2024-02-29", "2000-02-29", "2027-12-31"] {
            assert_eq!(Date::parse(good).unwrap().to_string(), good);
        }
        for bad in
            ["2023-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "27-01-01", "2027-01-01-", "+027-01-01", ""]
        {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2026-12-31") < Date::parse("2027-01-01"));
    }

    #[test]
    fn comments_of_other_tools_are_read_on_demand() {
        let other = |tool, ids: &[&str], until: Option<&str>, reason: Option<&str>| {
            Some(Said::Other {
                tool,
                ids: ids.iter().map(|id| (*id).to_owned()).collect(),
                until: until.and_then(Date::parse),
                reason: reason.map(str::to_owned),
            })
        };
        let table = [
            (
                "checkov:skip=CKV_AWS_20,CKV_AWS_21: why not",
                other(OtherTool::Checkov, &["CKV_AWS_20", "CKV_AWS_21"], None, Some("why not")),
            ),
            ("checkov:skip=CKV_AWS_20", other(OtherTool::Checkov, &["CKV_AWS_20"], None, None)),
            ("trivy:ignore:AVD-AWS-0001", other(OtherTool::Trivy, &["AVD-AWS-0001"], None, None)),
            ("trivy:ignore:A:exp:2027-01-01 trivy:ignore:B", other(OtherTool::Trivy, &["A", "B"], Some("2027-01-01"), None)),
            ("tfsec:ignore:aws-s3-x", other(OtherTool::Tfsec, &["aws-s3-x"], None, None)),
            ("trivy:ignore:A[name=x]", None),
            ("trivy:ignore:A:ws:dev", None),
        ];
        for (line, expected) in table {
            assert_eq!(read(line, true), expected, "{line}");
        }
    }
}
