//! What comes out of conditions, and what they may cost.

use super::*;

/// The outcome of a condition in a word; of an error its message.
fn outcome(condition: &str) -> String {
    let attrs = serde_json::json!({ "a": [1, 2], "s": "text", "t": true, "num": "12", "o": { "k": 1 }, "empty": [] });
    match judged(&[("a.policy.hcl", &enforced(condition))], &attrs).outcome {
        Outcome::Met => "met".to_owned(),
        Outcome::Unmet => "unmet".to_owned(),
        Outcome::Undecided => "undecided".to_owned(),
        Outcome::NotApplicable => "not-applicable".to_owned(),
        Outcome::Failed(fault) => format!("! {}", fault.message),
    }
}

#[test]
fn conditions_come_out_as_the_language_has_it() {
    let table = [
        ("attrs.t", "met"),
        ("!attrs.t", "unmet"),
        ("attrs.u", "undecided"),
        ("attrs.n", "! bool required, got null"),
        ("attrs.s", "! bool required, got string"),
        // Null and missing.
        ("attrs.missing == null", "! object does not have an attribute named `missing`"),
        ("core::try(attrs.missing, null) == null", "met"),
        ("core::try(attrs.n, 1) == null", "met"),
        ("core::try(attrs.u, true)", "undecided"),
        ("attrs.n.x == 1", "! attribute `x` of null"),
        ("attrs.empty[0] == 1", "! index 0 of a list of 0"),
        ("core::length(attrs.n[*]) == 0", "met"),
        ("[for x in attrs.n : x] == []", "! a `for` cannot run over a null"),
        ("core::contains(attrs.a, null)", "unmet"),
        ("null == null", "met"),
        ("attrs.set[0] == \"a\"", "! a set has no order"),
        ("core::tolist(attrs.set)[0] == \"a\"", "met"),
        // Short circuit on a known dominating side, on either side.
        ("false && attrs.missing", "unmet"),
        ("true || attrs.missing", "met"),
        ("attrs.u && false", "unmet"),
        ("attrs.u || true", "met"),
        ("attrs.u && true", "undecided"),
        ("attrs.n && true", "! bool required, got null"),
        // Types.
        ("1 == \"1\"", "unmet"),
        ("attrs.num > 3", "met"),
        ("attrs.s > 3", "! number required"),
        ("attrs.a == [1, 2]", "met"),
        ("core::toset([1]) == [1]", "unmet"),
        ("attrs.u == 1 ? true : true", "undecided"),
        ("\"${attrs.s}-${attrs.num}\" == \"text-12\"", "met"),
        ("\"x${attrs.n}\" == \"x\"", "! string required, got null"),
        ("\"${attrs.n}\" == null", "met"),
        ("\"x${attrs.a}\" == \"\"", "! string required, got list"),
        ("\"${attrs.t}\"", "met"),
        // Conditionals have one type.
        ("(attrs.t ? 1 : \"x\") == \"1\"", "met"),
        ("(attrs.t ? 1 : \"x\") == 1", "unmet"),
        ("(attrs.t ? \"true\" : false) == \"true\"", "met"),
        ("(attrs.t ? [] : null) == []", "met"),
        ("(attrs.t ? null : {}) == null", "met"),
        ("(attrs.t ? { a = 1 } : { b = 1 }) == null", "! the two results of `? :` have different types"),
        ("(attrs.t ? [1] : \"x\") == [1]", "! the two results of `? :` have different types"),
        ("core::try(attrs.t ? { a = 1 } : { b = 1 }, null) == null", "met"),
        // Splats, loops and indexes.
        ("[{ a = 1 }, { a = 2 }][*].a == [1, 2]", "met"),
        ("attrs.o[*].k == [1]", "met"),
        ("[for i, x in attrs.a : i * 10 + x] == [1, 12]", "met"),
        ("{ for x in attrs.a : \"k${x}\" => x }.k2 == 2", "met"),
        ("{ for x in [\"a\", \"b\", \"a\"] : x => true... }.a == [true, true]", "met"),
        ("{ for x in [\"a\", \"a\"] : x => true }.a", "! two elements have the key `a`"),
        ("attrs.a.1 == 2", "met"),
        ("attrs.o[\"k\"] == 1", "met"),
        // The root module is written in two ways.
        ("meta.module_path == \"\"", "met"),
        ("meta.module_path == \".\"", "met"),
        ("meta.module_path != \".\"", "unmet"),
        ("meta.address == \"x\"", "! object does not have an attribute named `address`"),
        // What cannot be had.
        ("plugin::own::check(attrs.s)", "undecided"),
        ("core::gethttprequest(\"https://example.com\", {}).statusCode == 200", "undecided"),
        ("attrs.t ? true : length(attrs.a)", "met"),
        ("attrs.t ? length(attrs.a) == 2 : true", "! there is no function `length`"),
    ];
    let mut wrong = Vec::new();
    for (condition, wanted) in table {
        let got = outcome(condition);
        let right = if wanted.starts_with('!') { got.starts_with(wanted) } else { got == wanted };
        if !right {
            wrong.push(format!("{condition}\n  wanted {wanted}\n  got    {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_policy_can_hang_the_run() {
    // `try` does not hide that the budget is used up.
    let range =
        "core::length([for x in core::range(1000) : [for y in core::range(1000) : [for z in core::range(1000) : x]]]) > 0";
    let power = "core::length(core::setproduct(core::range(1000), core::range(1000), core::range(1000))) > 0";
    let chain: Vec<String> = (0..150).map(|number| format!("l{number} = !local.l{}", number + 1)).collect();
    let chain = chain.join("\n");
    let chain = format!("locals {{\n{chain}\nl150 = true\n}}\n{}", enforced("local.l0"));
    // Locals of which each holds the one before it twice.
    let doubled = |first: &str, step: &str, condition: &str| {
        let locals = (1..60).map(|number| format!("l{number} = {}\n", step.replace('P', &format!("local.l{}", number - 1))));
        let locals: String = locals.collect();
        format!("locals {{\nl0 = {first}\n{locals}}}\n{}", enforced(&condition.replace('L', "local.l59")))
    };
    let twice = |condition: &str| doubled("[1]", "[P, P]", condition);
    let wide = |call: &str| {
        let condition = format!("core::length([for i in core::range(1000) : [for j in core::range(1000) : {call}]]) > 0");
        format!("locals {{\nwide = [for i in core::range(1000) : \"a${{i}}\"]\n}}\n{}", enforced(&condition))
    };
    let table = [
        (enforced(&format!("core::try({range}, true)")), "too many steps"),
        (enforced(power), "combinations"),
        (enforced("core::length(core::range(20000)) > 0"), "1024"),
        (chain, "nested too deeply"),
        (doubled("\"aaaaaaaa\"", "\"${P}${P}\"", "L != \"\""), "longer than 16 MiB"),
        (doubled("\"aaaaaaaa\"", "core::format(\"%s%s\", P, P)", "L != \"\""), "longer than 16 MiB"),
        (doubled("\"aaaaaaaa\"", "core::replace(P, \"a\", P)", "L != \"\""), "longer than 16 MiB"),
        (doubled("\"aaaaaaaa\"", "core::join(P, [P, P, P])", "L != \"\""), "longer than 16 MiB"),
        (doubled("\"a\\n\"", "core::indent(1000, \"${P}${P}\")", "L != \"\""), "longer than 16 MiB"),
        (twice("L == L"), "too many steps"),
        (twice("core::length(core::flatten(L)) > 0"), "too many steps"),
        (twice("core::contains(L, 1)"), "too many steps"),
        (twice("core::try(core::jsonencode(L), \"\") == \"\""), "too many steps"),
        (wide("core::contains(local.wide, \"b\")"), "too many steps"),
        (wide("local.wide == local.wide"), "too many steps"),
        (wide("core::regex_match(\"a\", \"x${i}y${j}\")"), "too many steps"),
    ];
    for (text, message) in &table {
        let start = std::time::Instant::now();
        let outcome = judged(&[("a.policy.hcl", text)], &serde_json::json!({ "t": true })).outcome;
        assert!(start.elapsed().as_secs() < 60, "{text}");
        match outcome {
            Outcome::Failed(fault) => {
                assert!(fault.message.contains(message), "{text}: {}", fault.message);
                assert_eq!(fault.fatal, ["too many steps", "nested too deeply"].contains(message), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let nested = enforced(&format!("{}true{}", "(".repeat(300), ")".repeat(300)));
    assert!(mistakes(&nested)[0].1.contains("nesting depth"));
    // The engine of regular expressions takes time linear in the text.
    let bomb = enforced("!core::regex_match(core::join(\"\", [for x in core::range(500) : \"a\"]), \"^(a+)+$b\")");
    assert!(matches!(judged(&[("a.policy.hcl", &bomb)], &serde_json::json!({})).outcome, Outcome::Met));
}
