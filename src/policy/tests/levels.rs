//! For which operations a policy is, and how much an unmet one weighs.

use super::*;

#[test]
fn the_operations_of_a_policy() {
    // operations, what it is evaluated for
    let table = [
        ("", vec![Operation::Create, Operation::Update, Operation::NoOp]),
        ("operations = []", Operation::ALL.to_vec()),
        ("operations = [\"delete\"]", vec![Operation::Delete]),
        ("operations = [\"update\", \"no-op\"]", vec![Operation::Update, Operation::NoOp]),
    ];
    for (operations, wanted) in table {
        let text = policy(&format!("{operations}\nenforce {{ condition = attrs.x }}"));
        assert_eq!(loaded(&[("a.policy.hcl", &text)]).expect("loads").policies[0].operations, wanted, "{operations}");
    }
}

#[test]
fn levels_are_words_inputs_or_the_default_of_the_file() {
    let of = |level: &str| policy(&format!("{level}\nenforce {{ condition = attrs.x }}"));
    let input = "input \"l-x\" {\ntype = string\ndefault = \"advisory\"\n}\n";
    // file, the level
    let table = [
        (of(""), Level::Mandatory),
        (of("enforcement_level = \"advisory\""), Level::Advisory),
        (of("enforcement_level = advisory"), Level::Advisory),
        (of("enforcement_level = \"mandatory-overridable\""), Level::Overridable),
        (of("enforcement_level = \"mandatory_overridable\""), Level::Overridable),
        (format!("policy {{\nenforcement_level = \"advisory\"\n}}\n{}", of("")), Level::Advisory),
        (
            format!("policy {{\nenforcement_level = \"advisory\"\n}}\n{}", of("enforcement_level = \"mandatory\"")),
            Level::Mandatory,
        ),
        (format!("{input}{}", of("enforcement_level = input.l-x")), Level::Advisory),
        (
            format!("{input}{}", of("enforcement_level = input.l-x == \"advisory\" ? \"mandatory\" : \"advisory\"")),
            Level::Mandatory,
        ),
    ];
    for (text, wanted) in &table {
        let mut set = loaded(&[("a.policy.hcl", text)]).expect("loads");
        let values = Inputs::default().bind(&set).values;
        set.settle_levels(&values).expect("levels");
        assert_eq!(set.policies[0].level, *wanted, "{text}");
    }
    let mut set = loaded(&[("a.policy.hcl", &format!("{input}{}", of("enforcement_level = \"${input.l-x}!\"")))]).expect("loads");
    let values = Inputs::default().bind(&set).values;
    let problems = set.settle_levels(&values).expect_err("no level");
    assert!(problems[0].message.contains("there is no enforcement level `advisory!`"), "{problems:?}");
}
