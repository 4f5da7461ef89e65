//! Names in a test file: those that it does not define, and slips in the names of attributes.

use super::case::{Case, Kind};
use super::document::TestFile;
use crate::expr::{Kind as Part, Name};
use crate::policy::{Problem, closest};

/// Whether one name is the other with one letter more, less or changed, or two swapped. Short names differ for a reason.
pub(super) fn is_slip(name: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), other.chars().collect());
    if a.len() < 4 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len());
    let swapped = || {
        let (x, y) = (a.get(start..start + 2), b.get(start..start + 2));
        x.zip(y).is_some_and(|(x, y)| x.iter().eq(y.iter().rev()))
    };
    start + end + 1 >= longest || (a.len() == b.len() && start + end + 2 == longest && swapped())
}

/// Reports names that the test file does not define.
pub(super) fn check_names(file: &TestFile, problems: &mut Vec<Problem>) {
    let of_cases = file.cases.iter().flat_map(|case| {
        let own = [&case.attrs, &case.prior, &case.meta, &case.expect_failure, &case.skip];
        own.into_iter().flatten().chain(case.inputs.iter().map(|given| &given.value))
    });
    let given = file.inputs.iter().chain(&file.locals).map(|given| &given.value);
    for expr in of_cases.chain(given) {
        expr.walk(&mut |part| {
            let Part::Name(name) = &part.kind else { return };
            if let Some((message, help)) = unknown_name(file, name) {
                let problem = Problem::new(&file.text, part.span.clone(), message);
                problems.push(match help {
                    Some(help) => problem.help(format!("did you mean `{help}`?")),
                    None => problem,
                });
            }
        });
    }
}

fn unknown_name(file: &TestFile, name: &Name) -> Option<(String, Option<String>)> {
    let full = |case: &Case| match case.kind {
        Kind::Data => format!("data.{}.{}", case.label, case.name),
        _ => format!("{}.{}", case.label, case.name),
    };
    match (&*name.root, &name.attr) {
        ("input", Some(_)) => None,
        ("local", Some(attr)) => {
            let known = || file.locals.iter().map(|local| &*local.name);
            let help = closest(attr, known()).map(|other| format!("local.{other}"));
            (!known().any(|other| other == &**attr)).then(|| (format!("there is no local `{attr}`"), help))
        }
        (root, attr) => {
            let name = attr.as_ref().map_or_else(|| root.to_owned(), |attr| format!("{root}.{attr}"));
            let mocks = file.cases.iter().filter(|case| matches!(case.kind, Kind::Resource | Kind::Data));
            let known: Vec<String> = mocks.map(full).collect();
            match known.iter().filter(|other| **other == name).count() {
                0 => {}
                1 => return None,
                _ => return Some((format!("`{name}` is the name of more than one mock"), None)),
            }
            let help = closest(&name, known.iter().map(String::as_str)).map(ToOwned::to_owned);
            Some((format!("there is no mock `{name}`"), help))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_one_letter_and_short_names_differ_for_a_reason() {
        // written, known, a slip
        let table = [
            ("bukcet", "bucket", true),
            ("buckt", "bucket", true),
            ("buckett", "bucket", true),
            ("bucked", "bucket", true),
            ("bucket", "bucket_arn", false),
            ("key_arn", "key_id", false),
            ("id", "ip", false),
            ("arn", "arns", false),
            ("kms_key_id", "kms_key_arn", false),
        ];
        for (written, known, slip) in table {
            assert_eq!(is_slip(written, known), slip, "{written} for {known}");
        }
    }
}
