//! Loading and evaluating as tables: what is refused and where, and what comes out of policies on small subjects.

use super::*;
use crate::expr::Query;
use crate::text::SourceText;
use crate::value::{ListKind, Place, Resolver, Symbol, Trace, Truth, Val, from_json};

/// Loads files that lie side by side in one folder.
fn loaded(files: &[(&str, &str)]) -> Result<PolicySet, Vec<Problem>> {
    let parse =
        |(name, text): &(&str, &str)| ((*name).to_owned(), Document::parse(SourceText::new(format!("policies/{name}"), *text)));
    load(Sources { policies: files.iter().map(parse).collect(), ..Sources::default() })
}

/// A policy for `x_y` with this inside.
fn policy(inside: &str) -> String {
    format!("resource_policy \"x_y\" \"p\" {{\n{inside}\n}}")
}

/// A policy with one condition.
fn enforced(condition: &str) -> String {
    policy(&format!("enforce {{\ncondition = {condition}\n}}"))
}

/// What is wrong with a file: the text that each mistake stands on, and its message with its help.
fn mistakes(text: &str) -> Vec<(String, String)> {
    let problems = loaded(&[("a.policy.hcl", text)]).err().unwrap_or_default();
    let one = |problem: &Problem| {
        let help = problem.help.clone().unwrap_or_default();
        (problem.text.slice(problem.span).to_owned(), format!("{} {help}", problem.message))
    };
    problems.iter().map(one).collect()
}

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
        (enforced("core::length()"), "core::length()", "takes 1 arguments, not 0"),
        (enforced("core::length(1, 2)"), "core::length(1, 2)", "takes 1 arguments, not 2"),
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

/// A world in which nothing can be asked.
struct Nobody;

impl Resolver for Nobody {
    fn resolve(&self, _: &Place) -> Val {
        Val::unknown(Trace::none())
    }
    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        if left == right { Truth::True } else { Truth::Unknown }
    }
    fn holds(&self, _: &Symbol, _: &str) -> Truth {
        Truth::Unknown
    }
}

impl Answers for Nobody {
    fn ask(&self, _: &Query<'_>) -> Result<Val, String> {
        Ok(Val::list(ListKind::Any, Vec::new()))
    }
}

/// A subject: `attrs` with an unknown `u`, a null `n`, a `set`, and what is given.
fn subject(attrs: &serde_json::Value) -> Subject {
    let mut fields = vec![
        ("u".into(), Val::unknown(Trace::none())),
        ("n".into(), Val::null()),
        ("set".into(), Val::list(ListKind::Set, vec!["a".into()])),
    ];
    if let crate::value::Value::Object(object) = from_json(attrs).value {
        fields.extend(object.fields.iter().cloned());
    }
    let meta = Val::object(vec![("module_path".into(), "".into()), ("operation".into(), "create".into())]);
    Subject { attrs: Val::object(fields), prior: Val::null(), meta }
}

fn judged(files: &[(&str, &str)], attrs: &serde_json::Value) -> Judgement {
    let mut set = loaded(files).unwrap_or_else(|problems| panic!("{files:?}: {problems:?}"));
    let values = Inputs::default().bind(&set).values;
    set.settle_levels(&values).expect("levels");
    evaluate(&set, &set.policies[0], &subject(attrs), &Nobody, &values)
}

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
    assert!(problems[0].message.contains("`onus::half` takes 1 arguments, not 2"), "{problems:?}");
    let set = load_two(twice, "", "onus::half(attrs.s) > 0 && onus::half([4]...) == 2").expect("loads");
    let given = subject(&serde_json::json!({ "s": "x" }));
    let judgement = evaluate(&set, &set.policies[0], &given, &Nobody, &InputValues::default());
    let Outcome::Failed(fault) = judgement.outcome else { panic!("no fault") };
    assert_eq!(fault.text.as_ref().map(SourceText::name), Some("functions/a.hcl"));
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
    let table = [
        (enforced(&format!("core::try({range}, true)")), "too many steps"),
        (enforced(power), "combinations"),
        (enforced("core::length(core::range(20000)) > 0"), "1024"),
        (chain, "nested too deeply"),
    ];
    for (text, message) in &table {
        let start = std::time::Instant::now();
        let outcome = judged(&[("a.policy.hcl", text)], &serde_json::json!({ "t": true })).outcome;
        assert!(start.elapsed().as_secs() < 60, "{text}");
        match outcome {
            Outcome::Failed(fault) => assert!(fault.message.contains(message), "{text}: {}", fault.message),
            other => panic!("{text}: {other:?}"),
        }
    }
    let nested = enforced(&format!("{}true{}", "(".repeat(300), ")".repeat(300)));
    assert!(mistakes(&nested)[0].1.contains("nesting depth"));
    // The engine of regular expressions takes time linear in the text.
    let bomb = enforced("!core::regex_match(core::join(\"\", [for x in core::range(500) : \"a\"]), \"^(a+)+$b\")");
    assert!(matches!(judged(&[("a.policy.hcl", &bomb)], &serde_json::json!({})).outcome, Outcome::Met));
}

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
