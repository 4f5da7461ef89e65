//! Names that other files define, and faults in them.

use super::*;

#[test]
fn names_of_sibling_files_are_found_if_one_defines_them() {
    let reads = enforced("local.limit == input.wanted");
    let one = "locals {\nlimit = local.base + 1\nbase = 1\n}\ninput \"wanted\" {\ntype = number\ndefault = 2\n}";
    let files = [("a.policy.hcl", reads.as_str()), ("b.policy.hcl", one)];
    assert!(matches!(judged(&files, &serde_json::json!({})).outcome, Outcome::Met));
    // A local of the sibling reads what its own file says, whatever this file calls by the same name.
    let own = format!("locals {{\nbase = 10\n}}\n{reads}");
    let files = [("a.policy.hcl", own.as_str()), ("b.policy.hcl", one)];
    assert!(matches!(judged(&files, &serde_json::json!({})).outcome, Outcome::Met));
    let problems = loaded(&[("a.policy.hcl", &reads), ("b.policy.hcl", one), ("c.policy.hcl", one)]).expect_err("two define it");
    assert!(problems[0].message.contains("ambiguous: policies/b.policy.hcl and policies/c.policy.hcl define it"), "{problems:?}");
    // The own file wins over siblings.
    let own = format!(
        "locals {{\nlimit = 2\n}}\ninput \"wanted\" {{\ntype = number\ndefault = 2\n}}\n{}",
        enforced("local.limit == input.wanted")
    );
    let files = [("a.policy.hcl", own.as_str()), ("b.policy.hcl", one), ("c.policy.hcl", one)];
    assert!(matches!(judged(&files, &serde_json::json!({})).outcome, Outcome::Met));
}

#[test]
fn a_fault_names_the_file_it_stands_in() {
    let reads = enforced("local.limit > 0");
    let files = [("a.policy.hcl", reads.as_str()), ("b.policy.hcl", "locals {\nlimit = core::regex(\"a\", \"b\")\n}")];
    let Outcome::Failed(fault) = judged(&files, &serde_json::json!({})).outcome else { panic!("no fault") };
    let text = fault.text.expect("a file");
    assert_eq!((text.name(), text.slice(fault.span.into())), ("policies/b.policy.hcl", "core::regex(\"a\", \"b\")"));
    let own = judged(&[("a.policy.hcl", &enforced("attrs.missing > 0"))], &serde_json::json!({}));
    let Outcome::Failed(fault) = own.outcome else { panic!("no fault") };
    assert!(fault.text.is_none() && !fault.span.is_empty(), "{fault:?}");
}

#[test]
fn faults_in_functions_and_their_names() {
    let function = |name: &str, text: &str| Document::parse(SourceText::new(format!("functions/{name}"), text));
    let policies = |condition: &str| {
        vec![("a.policy.hcl".to_owned(), Document::parse(SourceText::new("a.policy.hcl", enforced(condition))))]
    };
    let twice = "function \"half\" {\nparams = [n]\nresult = n / 2\n}";
    let load_two = |first: &str, second: &str, condition: &str| {
        let functions = vec![function("a.hcl", first), function("b.hcl", second)];
        load(Sources { policies: policies(condition), functions, ..Sources::default() })
    };
    let problems = load_two(twice, twice, "attrs.t").expect_err("two of one name");
    assert!(problems[0].message.contains("also in functions/a.hcl:1"), "{problems:?}");
    let own = twice.replace("half", "is_set");
    let problems = load_two(twice, &own, "attrs.t").expect_err("the name is taken");
    assert!(problems[0].message.contains("`onus::is_set` is a function of onus itself"), "{problems:?}");
    let problems = load_two(twice, "", "onus::half(1, 2) > 0").expect_err("too many arguments");
    assert!(problems[0].message.contains("`onus::half` takes 1 argument, not 2"), "{problems:?}");
    let set = load_two(twice, "", "onus::half(attrs.s) > 0 && onus::half([4]...) == 2").expect("loads");
    let given = subject(&serde_json::json!({ "s": "x" }));
    let judgement = evaluate(&set, &set.policies[0], &given, &Nobody, &InputValues::default());
    let Outcome::Failed(fault) = judgement.outcome else { panic!("no fault") };
    assert_eq!(fault.text.as_ref().map(SourceText::name), Some("functions/a.hcl"));
}
