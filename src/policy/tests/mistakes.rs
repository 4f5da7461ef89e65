//! What is refused, and on which words it stands; what an author is only warned of.

use super::*;

#[test]
fn each_mistake_stands_on_its_own_words() {
    let prior = "enforce { condition = prior_attrs.a == attrs.a }";
    // file, the words it stands on, a part of the message
    let table: Vec<(String, &str, &str)> = vec![
        ("data_policy \"a\" \"b\" {}".into(), "data_policy \"a\" \"b\"", "no block of a policy file"),
        ("resource_polcy \"a\" \"b\" {}".into(), "resource_polcy \"a\" \"b\"", "did you mean `resource_policy`?"),
        ("resource_policy \"a\" {}".into(), "resource_policy \"a\"", "takes two labels"),
        ("policy {}\npolicy {}".into(), "policy", "one `policy` block"),
        ("x = 1".into(), "x", "outside of a block"),
        (policy(""), "resource_policy \"x_y\" \"p\"", "at least one `enforce`"),
        (policy("enforce {}"), "enforce", "`condition` is missing"),
        (policy("enforce \"x\" { condition = true }"), "enforce \"x\"", "takes no label"),
        (policy("filtr = true\nenforce { condition = true }"), "filtr", "did you mean `filter`?"),
        (policy("enforce {\ncondition = true\nmessage = \"x\"\n}"), "message", "known are: condition, error_message"),
        (format!("{0}\n{0}", enforced("attrs.a")), "resource_policy \"x_y\" \"p\"", "stands here twice"),
        (policy("locals {\na = 1\n}\nlocals {\nb = 1\n}\nenforce { condition = true }"), "locals", "one `locals` block"),
        ("locals {\na = 1\n}\nlocals {\na = 2\n}".into(), "a", "local `a` stands here twice"),
        ("locals {\na = attrs.x\n}".into(), "attrs.x", "cannot be read outside of a policy"),
        ("locals {\na = local.b\nb = local.a\n}".into(), "local.b", "Circular reference detected: local.a → local.b → local.a"),
        (policy("locals {\na = [local.a]\n}\nenforce { condition = true }"), "[local.a]", "local.a → local.a"),
        (enforced("local.nothing"), "local.nothing", "there is no local `nothing`"),
        (format!("locals {{\nlimit = 1\n}}\n{}", enforced("local.limt > 0")), "local.limt", "did you mean `local.limit`?"),
        (enforced("input.x"), "input.x", "there is no input `x`"),
        (enforced("var.x"), "var.x", "a parameter of a policy is an `input`"),
        (enforced("attr.x"), "attr.x", "did you mean `attrs`?"),
        (enforced("core::lenght(attrs.x) > 0"), "core::lenght(attrs.x)", "did you mean `core::length`?"),
        (enforced("core::length()"), "core::length()", "takes 1 argument, not 0"),
        (enforced("core::length(1, 2)"), "core::length(1, 2)", "takes 1 argument, not 2"),
        (
            policy("operations = [\"create\", \"create\"]\nenforce { condition = true }"),
            "[\"create\", \"create\"]",
            "Duplicate operation",
        ),
        (policy("operations = [\"destroy\"]\nenforce { condition = true }"), "[\"destroy\"]", "there is no operation `destroy`"),
        (
            policy("operations = [\"create\", \"delete\"]\nenforce { condition = true }"),
            "[\"create\", \"delete\"]",
            "cannot stand beside",
        ),
        (
            policy("operations = [\"no-op\", \"delete\"]\nenforce { condition = true }"),
            "[\"no-op\", \"delete\"]",
            "cannot stand beside",
        ),
        (policy("operations = \"create\"\nenforce { condition = true }"), "\"create\"", "must be a list"),
        (policy(prior), "resource_policy \"x_y\" \"p\"", "must list `operations`"),
        (
            policy(&format!("operations = [\"create\", \"update\"]\n{prior}")),
            "[\"create\", \"update\"]",
            "`update` and `delete` only",
        ),
        (policy(&format!("operations = []\n{prior}")), "[]", "`update` and `delete` only"),
        (policy("enforcement_level = \"mandatry\"\nenforce { condition = true }"), "\"mandatry\"", "did you mean `mandatory`?"),
        (policy("enforcement_level = attrs.x\nenforce { condition = true }"), "attrs.x", "cannot be read outside"),
        ("input \"a\" {}".into(), "input \"a\"", "has no `type`"),
        ("input \"a\" {\ntype = strin\n}".into(), "strin", "did you mean `string`?"),
        ("input \"a\" {\ntype = number\ndefault = \"x\"\n}".into(), "\"x\"", "number required"),
        ("input \"a\" {\ntype = any\ndefault = local.x\n}".into(), "local.x", "a literal"),
        ("input \"a\" {\ntype = any\n}\ninput \"a\" {\ntype = any\n}".into(), "input \"a\"", "stands here twice"),
        ("input \"a\" {\ntype = any\nnullable = 1\n}".into(), "1", "must be true or false"),
        ("provider_policy \"aws\" \"p\" {\noperations = []\nenforce { condition = true }\n}".into(), "operations", "no argument"),
        ("provider_policy \"aws\" \"p\" {\nenforce { condition = meta.region }\n}".into(), "meta.region", "has no `region`"),
        (
            "provider_policy \"aws\" \"p\" {\nenforce { condition = prior_attrs.x }\n}".into(),
            "prior_attrs.x",
            "has no `prior_attrs`",
        ),
        (
            "module_policy \"*\" \"p\" {\nenforce { condition = meta.verson == \"1\" }\n}".into(),
            "meta.verson",
            "did you mean `meta.version`?",
        ),
    ];
    let mut wrong = Vec::new();
    for (text, words, message) in &table {
        let found = mistakes(text);
        if !found.iter().any(|(at, said)| at == words && said.contains(message)) {
            wrong.push(format!("{text}\n  wanted `{words}`: {message}\n  got {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_of_all_files_are_told_at_once() {
    let files = [
        ("a.policy.hcl", "resource_policy \"x\" \"p\" {\nenforce { condition = local.a && core::nothing(1) }\n}"),
        ("b.policy.hcl", "input \"x\" {\n"),
        ("c.policy.hcl", "input \"x\" {}\nlocals {\na = attrs.b\n}"),
    ];
    let problems = loaded(&files).expect_err("mistakes");
    let names: Vec<&str> = problems.iter().map(|problem| problem.text.name()).collect();
    assert_eq!(names, ["policies/a.policy.hcl", "policies/b.policy.hcl", "policies/c.policy.hcl", "policies/c.policy.hcl"]);
}

#[test]
fn what_an_author_should_know_stops_nothing() {
    // file, a part of the warning
    let table: Vec<(String, &str)> = vec![
        (enforced("attrs.x ? length(attrs.x) > 0 : true"), "there is no function `length`: this fails when it is reached"),
        (policy("filter = false\nenforce { condition = attrs.x }"), "unreachable"),
        (
            format!("locals {{\na = 1\n}}\n{}", policy("locals {\na = 2\n}\nenforce { condition = local.a == 2 }")),
            "hides the local of the file",
        ),
        (
            policy("operations = [\"create\"]\nenforce { condition = core::length(core::getresources(\"z\", {})) > 0 }"),
            "`operations` without `no-op`",
        ),
        (enforced("core::gethttprequest(\"https://example.com\", {}).body == \"\""), "sends no request"),
        (enforced("plugin::own::check(attrs.x)"), "runs no plugin"),
    ];
    for (text, message) in &table {
        let set = loaded(&[("a.policy.hcl", text)]).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
        let said: Vec<&str> = set.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert!(said[0].contains(message), "{text}: {said:?}");
    }
    let twice = format!("{}\n{}", enforced("plugin::a::b()"), enforced("plugin::a::b()").replace("\"p\"", "\"q\""));
    assert_eq!(loaded(&[("a.policy.hcl", &twice)]).expect("loads").warnings.len(), 1, "said once");
    // A lookup without `no-op` is meant where resources are deleted.
    let delete = policy("operations = [\"delete\"]\nenforce { condition = core::length(core::getresources(\"z\", {})) > 0 }");
    assert!(loaded(&[("a.policy.hcl", &delete)]).expect("loads").warnings.is_empty());
}

#[test]
fn common_slips_of_syntax_are_told_in_words() {
    // condition, the words that the mistake stands on, a part of the message and its help
    let table = [
        ("attrs.a &&\n  attrs.b", "\n", "the expression ends with its line what goes on in the next line stands in parentheses"),
        ("attrs.a ? true\n: false", "\n", "the expression ends with its line"),
        ("true\ncondition = true", "condition", "argument `condition` stands here twice"),
        ("attrs.a == 'x'", "'", "text stands in double quotes"),
        ("attrs.a and attrs.b", "and", "`&&` is and"),
        ("attrs.a = 1", "=", "`==` compares"),
        ("core::regex_match(attrs.a, \"a\\.b\")", "b", "write `\\\\` for a backslash"),
        ("(attrs.a", "}", "expected `)`"),
    ];
    for (condition, words, message) in table {
        let found = mistakes(&enforced(condition));
        assert!(matches!(found.as_slice(), [(at, said)] if at == words && said.contains(message)), "{condition}: {found:?}");
    }
}

#[test]
fn wrong_types_that_can_be_seen_stand_on_their_words() {
    // condition, the words that the mistake stands on, a part of the message and its help
    let table = [
        ("\"yes\"", "\"yes\"", "true or false is required, and this is text"),
        ("1", "1", "this is a number"),
        ("[true]", "[true]", "this is a list"),
        ("{ a = true }", "{ a = true }", "this is an object"),
        ("null", "null", "this is null"),
        ("attrs.a && [attrs.b]", "[attrs.b]", "true or false is required"),
        ("!5", "5", "true or false is required"),
        ("attrs.a + \"-x\" == \"a-x\"", "\"-x\"", "a number is required, and this is text texts are joined in a template"),
        ("core::length(attrs.a + [1]) > 0", "[1]", "lists are joined by `core::concat`"),
        ("attrs.a > \"many\"", "\"many\"", "a number is required"),
        ("core::length([for x in attrs.a : x if \"x\"]) > 0", "\"x\"", "true or false is required"),
        ("[] ? true : false", "[]", "true or false is required"),
    ];
    for (condition, words, message) in table {
        let found = mistakes(&enforced(condition));
        assert!(matches!(found.as_slice(), [(at, said)] if at == words && said.contains(message)), "{condition}: {found:?}");
    }
    let filter = policy("filter = [1]\nenforce { condition = true }");
    assert_eq!(mistakes(&filter).len(), 1);
    // What may turn out right, and what is caught.
    for condition in [
        "\"true\"",
        "\"${attrs.a}\"",
        "attrs.a > \"5\"",
        "attrs.a == \"x\"",
        "\"1\" + attrs.a == 2",
        "core::try(attrs.a + \"x\", true)",
        "!core::can(!\"x\")",
    ] {
        assert_eq!(mistakes(&enforced(condition)), [], "{condition}");
    }
}
