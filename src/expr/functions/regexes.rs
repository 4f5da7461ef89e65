//! Regular expressions in the syntax of Go's RE2. A null argument is an error, an unknown one makes the result unknown.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use regex::{Captures, Regex};

use super::pieces::known_parts;
use super::weight::room;
use super::{Args, Function};
use crate::value::{List, ListKind, Truth, Val, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::plain("core::regex", 2, Some(2), first),
    Function::full("core::regexall", 2, Some(2), all),
    Function::full("core::regex_match", 2, Some(2), matches),
    Function::plain("core::replace", 3, Some(3), replace),
];

/// How many compiled expressions a thread keeps. Policies have few, and use each for every resource.
const KEPT: usize = 256;

thread_local! {
    static COMPILED: RefCell<HashMap<Arc<str>, Regex>> = RefCell::new(HashMap::new());
}

fn compiled(args: &Args<'_>, pattern: &Arc<str>) -> Result<Regex, String> {
    args.evaluator().scope().budget().pattern(pattern).map_err(|fault| fault.message)?;
    COMPILED.with_borrow_mut(|kept| {
        if let Some(regex) = kept.get(pattern) {
            return Ok(regex.clone());
        }
        let regex = Regex::new(&translated(pattern)).map_err(|error| {
            let reason = error.to_string();
            format!("`{pattern}` is no regular expression: {}", reason.lines().last().unwrap_or_default().trim())
        })?;
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(pattern.clone(), regex.clone());
        Ok(regex)
    })
}

/// RE2 in the dialect of the `regex` crate: classes are of ASCII, and braces, brackets and doubled operators that mean
/// themselves are escaped.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut class = false;
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        let (text, used) = match letter {
            '\\' => escape(after, class),
            '[' if !class => {
                class = true;
                class_start(after)
            }
            '[' => match after.find(":]").filter(|_| after.starts_with(':')) {
                Some(end) => (format!("[{}", after.get(..end + 2).unwrap_or_default()), end + 2),
                None => ("\\[".to_owned(), 0),
            },
            ']' if class => {
                class = false;
                ("]".to_owned(), 0)
            }
            '&' | '~' if class => (format!("\\{letter}"), 0),
            '-' if class && after.starts_with('-') => ("\\-".to_owned(), 0),
            '{' if !class && !repeats(after) => ("\\{".to_owned(), 0),
            other => (other.to_string(), 0),
        };
        out.push_str(&text);
        rest = after.get(used..).unwrap_or_default();
    }
    out
}

/// The text for what follows a backslash, and how many bytes of it are used.
fn escape(after: &str, class: bool) -> (String, usize) {
    let Some(letter) = after.chars().next() else {
        return ("\\".to_owned(), 0);
    };
    let set = match letter {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => "\\t\\n\\x0C\\r ",
        'D' => "^0-9",
        'W' => "^0-9A-Za-z_",
        'S' => "^\\t\\n\\x0C\\r ",
        'b' if !class => return ("(?-u:\\b)".to_owned(), 1),
        'Q' if !class => {
            let quoted = after.get(1..).unwrap_or_default();
            let end = quoted.find("\\E").unwrap_or(quoted.len());
            let text = quoted.get(..end).unwrap_or_default();
            return (regex::escape(text), 1 + text.len() + if end < quoted.len() { 2 } else { 0 });
        }
        'x' | 'p' | 'P' if after.get(1..).is_some_and(|rest| rest.starts_with('{')) => {
            let end = after.find('}').map_or(after.len(), |end| end + 1);
            return (format!("\\{}", after.get(..end).unwrap_or_default()), end);
        }
        _ => return (format!("\\{letter}"), letter.len_utf8()),
    };
    // The letter stands for a set, which in a class is a nested one.
    (if class && !set.starts_with('^') { set.to_owned() } else { format!("[{set}]") }, 1)
}

/// The start of a class: a `]` right after it means itself.
fn class_start(after: &str) -> (String, usize) {
    for (start, text) in [("^]", "[^\\]"), ("^", "[^"), ("]", "[\\]")] {
        if after.starts_with(start) {
            return (text.to_owned(), start.len());
        }
    }
    ("[".to_owned(), 0)
}

/// Whether what follows a `{` makes it a repetition.
fn repeats(after: &str) -> bool {
    let Some((count, _)) = after.split_once('}') else {
        return false;
    };
    let (low, high) = count.split_once(',').unwrap_or((count, ""));
    !low.is_empty() && low.bytes().chain(high.bytes()).all(|byte| byte.is_ascii_digit())
}

/// The match in Terraform's shape: text without groups, a list with unnamed ones, an object with named ones.
fn shape(regex: &Regex, found: &Captures<'_>) -> Result<Val, String> {
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    let group = |at: usize| found.get(at).map_or_else(Val::null, |group| group.as_str().into());
    if names.is_empty() {
        return Ok(group(0));
    }
    let with_name = names.iter().flatten().count();
    if with_name == 0 {
        return Ok(Val::list(ListKind::Tuple, (1..=names.len()).map(group).collect()));
    }
    if with_name < names.len() {
        return Err("named and unnamed groups cannot be mixed".to_owned());
    }
    let fields = names.iter().flatten().zip(1..).map(|(name, at)| (Arc::from(*name), group(at)));
    Ok(Val::object(fields.collect()))
}

/// The first match; none is an error.
fn first(args: &Args<'_>) -> Result<Val, String> {
    let (regex, text) = (compiled(args, &args.text(0)?)?, args.text(1)?);
    let found = regex.captures(&text).ok_or("the pattern did not match any part of the text")?;
    shape(&regex, &found)
}

/// All matches. If a known part of an unknown text has one, the list has at least a member that is not known.
fn all(args: &Args<'_>) -> Result<Val, String> {
    let text = args.get(1);
    if args.get(0).is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    let regex = compiled(args, &args.text(0)?)?;
    if text.is_unknown() {
        if !matches_partly(&regex, &text) {
            return Ok(Val::unknown(args.touched()));
        }
        let items = [Val::unknown(text.touched())].into();
        return Ok(Val::from(Value::List(List { kind: ListKind::List, items, open: Some(text.touched()) })).with(args.touched()));
    }
    let text = args.text(1)?;
    let found = regex.captures_iter(&text).map(|found| shape(&regex, &found)).collect::<Result<Vec<_>, _>>()?;
    Ok(Val::list(ListKind::List, found).with(args.touched()))
}

/// Whether the text, which comes first here, has a match; a known part of an unknown text can say yes.
fn matches(args: &Args<'_>) -> Result<Val, String> {
    let text = args.get(0);
    if args.get(1).is_unknown() {
        return Ok(Val::unknown(args.touched()));
    }
    let regex = compiled(args, &args.text(1)?)?;
    if text.is_unknown() {
        let truth = if matches_partly(&regex, &text) { Truth::True } else { Truth::Unknown };
        return Ok(Val::truth(truth, args.touched()));
    }
    Ok(Val::from(regex.is_match(&args.text(0)?)).with(args.touched()))
}

/// Whether a known part of a text has a match that it keeps whatever stands around it.
fn matches_partly(regex: &Regex, text: &Val) -> bool {
    let pattern = regex.as_str();
    // Anchors and word boundaries look at what stands around.
    let looks_around = pattern.contains(['^', '$']) || ["\\b", "\\B", "\\A", "\\z"].iter().any(|mark| pattern.contains(mark));
    !looks_around && known_parts(text).iter().any(|part| regex.is_match(part))
}

/// Every occurrence replaced; a pattern between slashes is a regular expression.
fn replace(args: &Args<'_>) -> Result<Val, String> {
    let (text, search, by) = (args.text(0)?, args.text(1)?, args.text(2)?);
    let pattern = search.strip_prefix('/').and_then(|inner| inner.strip_suffix('/'));
    let Some(pattern) = pattern else {
        let found = text.matches(&*search).count();
        room(text.len().saturating_add(found.saturating_mul(by.len())))?;
        return Ok(text.replace(&*search, &by).into());
    };
    let regex = compiled(args, &pattern.into())?;
    // Each `$` of the replacement may stand for a whole match, and all matches together are no longer than the text.
    let repeated = by.matches('$').count().saturating_add(1).saturating_mul(text.len());
    room(regex.find_iter(&text).count().saturating_mul(by.len()).saturating_add(repeated))?;
    Ok(regex.replace_all(&text, &*by).into_owned().into())
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn shapes_of_matches() {
        check(&[
            (r#"core::regex("[a-z]+", "53453453abc345")"#, r#""abc""#),
            (r#"core::regex("(\\d{4})-(\\d{2})", "2019-02-01")"#, r#"["2019", "02"]"#),
            (r#"core::regex("^(?:(?P<scheme>[^:/?#]+):)?(?:(?P<rest>.*))", "http:x")"#, r#"{rest: "x", scheme: "http"}"#),
            (r#"core::regex("(a)|(b)", "b")"#, r#"[null, "b"]"#),
            (r#"core::regex("(a)(?P<n>b)", "ab")"#, "! cannot be mixed"),
            (r#"core::regex("x", "abc")"#, "! did not match"),
            (r#"core::regex("(", "abc")"#, "! no regular expression"),
            (r#"core::regexall("[a-z]+", "1a2b")"#, r#"list["a", "b"]"#),
            (r#"core::regexall("(a)", "aa")"#, r#"list[["a"], ["a"]]"#),
            (r#"core::regexall("x", "a")"#, "list[]"),
            (r#"core::regex_match("abc", "^a.c$")"#, "true"),
            (r#"core::regex_match("abc", "b$")"#, "false"),
        ]);
    }

    #[test]
    fn the_syntax_is_that_of_re2() {
        check(&[
            (r#"core::regex_match("{a}", "{a}")"#, "true"),
            (r#"core::regex_match("$${a}", "\\$${[a-z]+}")"#, "true"),
            (r#"core::regex_match("[", "[[]")"#, "true"),
            (r#"core::regex_match("]", "[]]")"#, "true"),
            (r#"core::regex_match("x]", "[^]]]")"#, "true"),
            (r#"core::regex_match("&", "^[a&&b]$")"#, "true"),
            (r#"core::regex_match("b", "^[[:alpha:]_]$")"#, "true"),
            (r#"core::regex_match("٣", "\\d")"#, "false"),
            (r#"core::regex_match("é", "^[\\w]$")"#, "false"),
            (r#"core::regex_match("é", "^[\\W]$")"#, "true"),
            (r#"core::regex_match("a.b", "^\\Qa.b\\E$")"#, "true"),
            (r#"core::regex_match("a-b", "[\\w.-]{3}")"#, "true"),
            (r#"core::regex_match("say hi", "\\bhi\\b")"#, "true"),
            (r#"core::regex_match("aaa", "^a{2,}$")"#, "true"),
            (r#"core::regex_match("aé", "^\\x{61}\\p{L}[\\x{e9}]?$")"#, "true"),
        ]);
    }

    #[test]
    fn a_known_part_can_match() {
        check(&[
            (r#"core::regex_match("key=AKIA0 ${a}", "AKIA[0-9]")"#, "true"),
            (r#"core::regex_match("key=AKIA0 ${a}", "AKIA[0-9]$")"#, "?"),
            (r#"core::regex_match("key ${a}", "x")"#, "?"),
            (r#"core::regexall("AKIA[0-9]", "key=AKIA0 ${a}")"#, "list[?, …]"),
            (r#"core::length(core::regexall("AKIA[0-9]", "key=AKIA0 ${a}")) > 0"#, "true"),
            (r#"core::regexall("x", "key=AKIA0 ${a}")"#, "?"),
        ]);
    }

    #[test]
    fn replacing() {
        check(&[
            (r#"core::replace("1 + 2 + 3", "+", "-")"#, r#""1 - 2 - 3""#),
            (r#"core::replace("hello world", "/w.*d/", "everybody")"#, r#""hello everybody""#),
            (r#"core::replace("a-b", "/(\\w)-(\\w)/", "$2.$1")"#, r#""b.a""#),
            (r#"core::replace("a/b", "/", ".")"#, r#""a.b""#),
        ]);
    }

    #[test]
    fn null_unknown_and_wrong_types() {
        for name in ["regex", "regexall", "regex_match"] {
            check(&[
                (&format!("core::{name}(u, \"a\")"), "?"),
                (&format!("core::{name}(\"a\", u)"), "?"),
                (&format!("core::{name}(null, \"a\")"), "! argument 1: string required, got null"),
                (&format!("core::{name}(\"a\", null)"), "! argument 2: string required, got null"),
                (&format!("core::{name}(\"a\", [])"), "! argument 2: string required, got list"),
            ]);
        }
        check(&[
            (r#"core::replace(u, "a", "b")"#, "?"),
            (r#"core::replace("a", "a", null)"#, "! argument 3: string required, got null"),
            (r#"core::replace({}, "a", "b")"#, "! argument 1: string required, got object"),
        ]);
    }
}
