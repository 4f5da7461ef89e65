//! Messages are for people and decide nothing.

use super::*;

#[test]
fn messages_decide_nothing() {
    let attrs = serde_json::json!({ "s": "text" });
    // message, as it is shown
    let table = [
        ("\"got ${attrs.s}\"", "got text"),
        ("\"got ${attrs.u}\"", "got (known after apply)"),
        ("\"got ${attrs.n}\"", "got null"),
        ("\"got ${attrs.missing}\"", "got ${attrs.missing}"),
        ("attrs.missing", "attrs.missing"),
        ("core::valuetostring([1])", "[\n  1\n]"),
    ];
    for (message, shown) in table {
        let text = policy(&format!("enforce {{\ncondition = attrs.s == \"\"\nerror_message = {message}\n}}"));
        let judgement = judged(&[("a.policy.hcl", &text)], &attrs);
        assert!(matches!(judgement.outcome, Outcome::Unmet), "{message}");
        assert_eq!(judgement.message.as_ref().and_then(Val::as_str), Some(shown), "{message}");
    }
    let two = "enforce {\ncondition = attrs.s == \"\"\nerror_message = \"first\"\n}\nenforce {\ncondition = false\nerror_message = \
               \"second\"\n}\nenforce {\ncondition = attrs.u\ninfo_message = \"for all\"\n}";
    let judgement = judged(&[("a.policy.hcl", &policy(two))], &attrs);
    assert_eq!(judgement.message.as_ref().and_then(Val::as_str), Some("first; second"));
    assert_eq!(judgement.notes.iter().filter_map(Val::as_str).collect::<Vec<_>>(), ["for all"]);
}

#[test]
fn a_mistake_in_a_message_is_a_warning_on_its_words() {
    // message, the words that the warning stands on, a part of what it says
    let table = [
        ("\"got ${local.nothing}\"", "local.nothing", "there is no local `nothing`"),
        ("\"got ${atrs.s}\"", "atrs.s", "there is no `atrs`"),
        ("\"got ${core::lenght(attrs.s)}\"", "core::lenght(attrs.s)", "there is no function `core::lenght`"),
        ("\"got ${core::length()}\"", "core::length()", "takes 1 argument, not 0"),
    ];
    let attrs = serde_json::json!({ "s": "text" });
    for (message, words, said) in table {
        for name in ["error_message", "info_message"] {
            let text = policy(&format!("enforce {{\ncondition = attrs.s == \"\"\n{name} = {message}\n}}"));
            let set = loaded(&[("a.policy.hcl", &text)]).unwrap_or_else(|problems| panic!("{message}: {problems:?}"));
            let found: Vec<(&str, &str)> =
                set.warnings.iter().map(|warning| (warning.text.slice(warning.span), warning.message.as_str())).collect();
            assert!(matches!(found.as_slice(), [(at, what)] if *at == words && what.contains(said)), "{message}: {found:?}");
            let judgement = judged(&[("a.policy.hcl", &text)], &attrs);
            assert!(matches!(judgement.outcome, Outcome::Unmet), "{message}");
            let shown = judgement.message.or(judgement.notes.into_iter().next());
            assert_eq!(shown.as_ref().and_then(Val::as_str), Some(message.trim_matches('"')), "as it is written");
        }
        // The same words in a condition are a mistake.
        assert!(mistakes(&enforced(message)).iter().any(|(at, what)| at == words && what.contains(said)), "{message}");
    }
}

/// The files below a folder of `policies/` whose names end so, parsed.
fn built_in(folder: &str, end: &str) -> Vec<(String, Parsed)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(folder);
    let all = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = all.filter(|entry| entry.file_type().is_file() && entry.path().to_string_lossy().ends_with(end));
    let read = |path: &std::path::Path| {
        let name = path.strip_prefix(&root).expect("below the folder").to_string_lossy().into_owned();
        let text = SourceText::new(name.clone(), std::fs::read_to_string(path).expect("UTF-8"));
        (name, Document::parse(text))
    };
    files.map(|entry| read(entry.path())).collect()
}

/// A run does not warn of the built-in policies: whoever changes one is told here.
#[test]
fn the_authors_of_the_catalogue_leave_no_warning() {
    let functions = built_in("functions", ".hcl").into_iter().map(|(_, file)| file).collect();
    let policies = built_in("", ".policy.hcl");
    assert!(policies.len() > 100);
    let set = load(Sources { policies, functions, ..Sources::default() }).expect("loads");
    assert_eq!(set.warnings, []);
}
