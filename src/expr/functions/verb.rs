//! The verbs of a format: `%[1]-08.3f`.

use crate::value::{format_number, to_json_text};

/// One verb.
pub(super) struct Verb {
    /// As written.
    pub(super) text: String,
    pub(super) letter: char,
    /// The number of its argument, from 1, if given.
    pub(super) argument: Option<usize>,
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Wider than this is a mistake that would only cost memory.
const WIDEST: usize = 10_000;

/// The text (`Ok`) and verbs (`Err`) of a format.
pub(super) fn parse(spec: &str) -> Result<Vec<Result<String, Verb>>, String> {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut letters = spec.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
        } else if letters.next_if_eq(&'%').is_some() {
            text.push('%');
        } else {
            if !text.is_empty() {
                out.push(Ok(std::mem::take(&mut text)));
            }
            out.push(Err(verb(&mut letters)?));
        }
    }
    if !text.is_empty() {
        out.push(Ok(text));
    }
    Ok(out)
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn verb(letters: &mut Letters<'_>) -> Result<Verb, String> {
    let before: String = letters.clone().collect();
    let mut verb = Verb { text: String::new(), letter: ' ', argument: None, flags: String::new(), width: None, precision: None };
    while let Some(flag) = letters.next_if(|letter| matches!(letter, '#' | '+' | '-' | '0' | ' ')) {
        verb.flags.push(flag);
    }
    verb.width = digits(letters)?;
    if letters.next_if_eq(&'.').is_some() {
        verb.precision = Some(digits(letters)?.unwrap_or(0));
    }
    if letters.next_if_eq(&'[').is_some() {
        verb.argument = digits(letters)?.filter(|at| *at > 0);
        if letters.next_if_eq(&']').is_none() || verb.argument.is_none() {
            return Err("an argument is numbered as in `%[1]s`, from 1".to_owned());
        }
    }
    let letter = letters.next().ok_or("the format ends within a verb; a percent sign is written `%%`")?;
    let used = before.chars().count() - letters.clone().count();
    verb.text = format!("%{}", before.chars().take(used).collect::<String>());
    if !"vtbdoxXeEfgGsq".contains(letter) {
        return Err(format!("`{}` is no verb", verb.text));
    }
    verb.letter = letter;
    Ok(verb)
}

fn digits(letters: &mut Letters<'_>) -> Result<Option<usize>, String> {
    let mut text = String::new();
    while let Some(digit) = letters.next_if(char::is_ascii_digit) {
        text.push(digit);
    }
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|number| *number <= WIDEST).map(Some).ok_or_else(|| format!("{text} is too wide"))
}

/// Fills up to the width: with zeros after the sign if asked for, else with spaces.
pub(super) fn padded(verb: &Verb, text: &str) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    if verb.has('-') {
        return format!("{text}{}", " ".repeat(missing));
    }
    if !verb.has('0') {
        return format!("{}{text}", " ".repeat(missing));
    }
    let sign = usize::from(text.starts_with(['-', '+', ' ']) && !matches!(verb.letter, 's' | 'v' | 'q'));
    let (sign, rest) = text.split_at_checked(sign).unwrap_or(("", text));
    format!("{sign}{}{rest}", "0".repeat(missing))
}

impl Verb {
    /// Whether a flag was given.
    pub(super) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Neither width nor precision nor flags.
    pub(super) fn is_plain(&self) -> bool {
        self.flags.is_empty() && self.width.is_none() && self.precision.is_none()
    }

    fn signed(&self, negative: bool, digits: &str) -> String {
        let sign = match (negative, self.has('+'), self.has(' ')) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        format!("{sign}{digits}")
    }

    /// `%s` and `%q`.
    pub(super) fn string(&self, text: &str) -> String {
        let text: String = match self.precision {
            Some(most) => text.chars().take(most).collect(),
            None => text.to_owned(),
        };
        if self.letter == 'q' { to_json_text(&text.into()).unwrap_or_default() } else { text }
    }

    /// `%b %d %o %x %X`.
    pub(super) fn integer(&self, number: i64) -> String {
        let size = number.unsigned_abs();
        let (prefix, digits) = match self.letter {
            'b' => ("0b", format!("{size:b}")),
            'o' => ("0", format!("{size:o}")),
            'x' => ("0x", format!("{size:x}")),
            'X' => ("0X", format!("{size:X}")),
            _ => ("", size.to_string()),
        };
        let digits = match self.precision {
            Some(least) => format!("{digits:0>least$}"),
            None => digits,
        };
        self.signed(number < 0, &format!("{}{digits}", if self.has('#') { prefix } else { "" }))
    }

    /// `%e %E %f %g %G`.
    pub(super) fn float(&self, number: f64) -> String {
        let size = number.abs();
        let text = match self.letter {
            'f' => format!("{size:.*}", self.precision.unwrap_or(6)),
            'e' | 'E' => exponent(&format!("{size:.*e}", self.precision.unwrap_or(6))),
            _ => self.general(size),
        };
        let text = if self.letter.is_uppercase() { text.to_uppercase() } else { text };
        self.signed(number < 0.0, &text)
    }

    /// `%v` of a number: as short as it reads back, with an exponent from seven digits on, as Terraform has it.
    pub(super) fn shortest(&self, number: f64) -> String {
        let text = general(number.abs(), None);
        self.signed(number < 0.0, &text)
    }

    fn general(&self, size: f64) -> String {
        general(size, self.precision)
    }
}

/// Go's `%g` of a number without a sign.
fn general(size: f64, precision: Option<usize>) -> String {
    let scientific = match precision {
        Some(digits) => format!("{size:.*e}", digits.max(1) - 1),
        None => format!("{size:e}"),
    };
    let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let trimmed = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    let count = i32::try_from(trimmed.chars().filter(char::is_ascii_digit).count()).unwrap_or(i32::MAX);
    let most = match precision.map(|precision| i32::try_from(precision.max(1)).unwrap_or(i32::MAX)) {
        Some(precision) if precision > count && count > power => count,
        Some(precision) => precision,
        None => 6,
    };
    if power < -4 || power >= most {
        return exponent(&format!("{trimmed}e{power}"));
    }
    let places = usize::try_from(count - 1 - power).unwrap_or(0);
    precision.map_or_else(|| format_number(size), |_| format!("{size:.places$}"))
}

/// Rust's `1e7` as Go's `1e+07`.
fn exponent(text: &str) -> String {
    let Some((digits, power)) = text.split_once('e') else {
        return text.to_owned();
    };
    let (sign, power) = power.strip_prefix('-').map_or(("+", power), |power| ("-", power));
    format!("{digits}e{sign}{power:0>2}")
}
