//! Functions over timestamps (RFC 3339). Null is an error, unknown makes the result unknown.

use std::fmt::Write as _;

use jiff::civil::{DateTime, Weekday};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::{Args, Function};
use crate::value::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::formatdate", 2, Some(2), formatdate),
    Function::plain("core::timeadd", 2, Some(2), timeadd),
    Function::plain("core::timecmp", 2, Some(2), timecmp),
];

/// A time with the offset it was written in.
struct Moment {
    local: DateTime,
    offset: Offset,
}

impl Moment {
    fn instant(&self) -> Result<Timestamp, String> {
        self.offset.to_timestamp(self.local).map_err(|error| error.to_string())
    }
}

/// A timestamp, in the one form that Terraform takes of the many that the library reads.
fn moment(args: &Args<'_>, at: usize) -> Result<Moment, String> {
    let text = args.text(at)?;
    let strict = text.len() >= 20 && text.get(10..11) == Some("T") && !text.contains(['[', ',', 'z']) && text.is_ascii();
    let parsed = if strict { Pieces::parse(text.as_bytes()).ok() } else { None };
    let parts = parsed.and_then(|pieces| Some((pieces.date().to_datetime(pieces.time()?), pieces.to_numeric_offset()?)));
    let (local, offset) =
        parts.ok_or_else(|| format!("argument {}: `{text}` is no timestamp such as 2017-11-22T00:00:00Z", at + 1))?;
    Ok(Moment { local, offset })
}

/// `+07:00`, with a separator or none.
fn zone(offset: Offset, separator: &str) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
}

fn zone_or_z(offset: Offset) -> String {
    if offset.seconds() == 0 { "Z".to_owned() } else { zone(offset, ":") }
}

/// A timestamp in a format of Terraform's letters: `YYYY-MM-DD'T'hh:mm:ssZ`.
fn formatdate(args: &Args<'_>) -> Result<Val, String> {
    let (spec, moment) = (args.text(0)?, moment(args, 1)?);
    let mut out = String::new();
    let mut rest = &*spec;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("''") {
            out.push('\'');
            rest = after;
            continue;
        }
        if letter == '\'' {
            rest = quoted(rest.get(1..).unwrap_or_default(), &mut out)?;
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(letter).len();
        let (token, after) = rest.split_at_checked(run).unwrap_or((rest, ""));
        if letter.is_ascii_alphabetic() {
            out.push_str(&written(token, &moment).ok_or_else(|| format!("argument 1: `{token}` is no part of a date format"))?);
        } else {
            out.push_str(token);
        }
        rest = after;
    }
    Ok(out.into())
}

/// Literal text up to the closing quote, where two quotes mean one; returns what follows.
fn quoted<'a>(mut rest: &'a str, out: &mut String) -> Result<&'a str, String> {
    loop {
        let (text, after) = rest.split_once('\'').ok_or("argument 1: a quote is not closed")?;
        out.push_str(text);
        match after.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Ok(after),
        }
    }
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// One run of a letter.
fn written(token: &str, moment: &Moment) -> Option<String> {
    let at = &moment.local;
    let month = usize::try_from(at.month()).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default();
    let hour12 = if at.hour() % 12 == 0 { 12 } else { at.hour() % 12 };
    let mut text = String::new();
    match token {
        "YYYY" => write!(text, "{:04}", at.year()),
        "YY" => write!(text, "{:02}", at.year().rem_euclid(100)),
        "MMMM" => write!(text, "{month}"),
        "MMM" => write!(text, "{}", month.get(..3).unwrap_or(month)),
        "MM" => write!(text, "{:02}", at.month()),
        "M" => write!(text, "{}", at.month()),
        "DD" => write!(text, "{:02}", at.day()),
        "D" => write!(text, "{}", at.day()),
        "EEEE" => write!(text, "{}", weekday(at.weekday())),
        "EEE" => write!(text, "{}", weekday(at.weekday()).get(..3).unwrap_or_default()),
        "hh" => write!(text, "{:02}", at.hour()),
        "h" => write!(text, "{}", at.hour()),
        "HH" => write!(text, "{hour12:02}"),
        "H" => write!(text, "{hour12}"),
        "AA" => write!(text, "{}", if at.hour() < 12 { "AM" } else { "PM" }),
        "aa" => write!(text, "{}", if at.hour() < 12 { "am" } else { "pm" }),
        "mm" => write!(text, "{:02}", at.minute()),
        "m" => write!(text, "{}", at.minute()),
        "ss" => write!(text, "{:02}", at.second()),
        "s" => write!(text, "{}", at.second()),
        "ZZZZZ" => write!(text, "{}", zone(moment.offset, ":")),
        "ZZZ" if moment.offset.seconds() == 0 => write!(text, "UTC"),
        "ZZZZ" | "ZZZ" => write!(text, "{}", zone(moment.offset, "")),
        "Z" => write!(text, "{}", zone_or_z(moment.offset)),
        _ => return None,
    }
    .ok()?;
    Some(text)
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// A timestamp moved by a duration such as `-1h30m`, in the offset it was written in.
fn timeadd(args: &Args<'_>) -> Result<Val, String> {
    let (moment, text) = (moment(args, 0)?, args.text(1)?);
    // Of the library's forms only Go's: units of one or two letters, no spaces, no words.
    let go = text.chars().all(|letter| letter.is_ascii_digit() || "+-.hmsnuµμ".contains(letter));
    let duration = if &*text == "0" { Some(SignedDuration::ZERO) } else { text.parse().ok().filter(|_| go) };
    let duration: SignedDuration = duration.ok_or_else(|| format!("argument 2: `{text}` is no duration such as 1h30m"))?;
    let local = moment.local.checked_add(duration).map_err(|_| "the time is out of range")?;
    let seconds = local.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    Ok(format!("{seconds}{}", zone_or_z(moment.offset)).into())
}

/// -1, 0 or 1 for an earlier, equal or later first timestamp.
fn timecmp(args: &Args<'_>) -> Result<Val, String> {
    let order = moment(args, 0)?.instant()?.cmp(&moment(args, 1)?.instant()?);
    Ok(Val::from(f64::from(order as i8)))
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn dates() {
        check(&[
            (r#"core::formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")"#, r#""02 Jan 2018 23:12 UTC""#),
            (
                r#"core::formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")"#,
                r#""Tuesday, 02-Jan-18 23:12:01 UTC""#,
            ),
            (
                r#"core::formatdate("EEE MMMM D H:m:s aa AA HH", "2018-01-02T00:02:01-08:00")"#,
                r#""Tue January 2 12:2:1 am AM 12""#,
            ),
            (r#"core::formatdate("Z ZZZZ ZZZZZ ZZZ", "2018-01-02T00:02:01-08:30")"#, r#""-08:30 -0830 -08:30 -0830""#),
            (r#"core::formatdate("h'h'mm'''", "2018-01-02T23:12:01Z")"#, "! a quote is not closed"),
            (r#"core::formatdate("h'h'mm''''", "2018-01-02T23:12:01Z")"#, r#""23h12''""#),
            (r#"core::formatdate("YYY", "2018-01-02T23:12:01Z")"#, "! `YYY` is no part of a date format"),
            (r#"core::formatdate("YYYY", "2018-01-02")"#, "! argument 2: `2018-01-02` is no timestamp"),
            (r#"core::timeadd("2017-11-22T00:00:00Z", "10m")"#, r#""2017-11-22T00:10:00Z""#),
            (r#"core::timeadd("2017-11-22T00:00:00+02:00", "-1h30m")"#, r#""2017-11-21T22:30:00+02:00""#),
            (r#"core::timeadd("2017-11-22T00:00:00Z", "1.5h")"#, r#""2017-11-22T01:30:00Z""#),
            (r#"core::timeadd("2017-11-22T00:00:00Z", "24h")"#, r#""2017-11-23T00:00:00Z""#),
            (r#"core::timeadd("2017-11-22T00:00:00Z", "1 day")"#, "! no duration"),
            (r#"core::timeadd("2017-11-22 00:00:00Z", "1h")"#, "! no timestamp"),
            (r#"core::timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")"#, "-1"),
            (r#"core::timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")"#, "0"),
            (r#"core::timecmp("2017-11-22T01:00:00.5Z", "2017-11-22T01:00:00Z")"#, "1"),
        ]);
    }

    #[test]
    fn null_unknown_and_wrong_types() {
        for name in ["formatdate", "timeadd", "timecmp"] {
            check(&[
                (&format!("core::{name}(u, \"1h\")"), "?"),
                (&format!("core::{name}(\"2017-11-22T00:00:00Z\", u)"), "?"),
                (&format!("core::{name}(null, u)"), "! argument 1: a value required, got null"),
                (&format!("core::{name}([], \"2017-11-22T00:00:00Z\")"), "! argument 1: string required, got list"),
                (&format!("core::{name}(\"2017-11-22T00:00:00Z\", null)"), "! argument 2: string required, got null"),
            ]);
        }
    }
}
