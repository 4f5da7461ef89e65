//! The `policy` block of a file.

use super::*;

/// A file with these settings.
fn file(inside: &str) -> String {
    format!("policy {{\n{inside}\n}}\n{}", enforced("attrs.t"))
}

#[test]
fn settings_of_all_versions_of_the_language_are_taken() {
    let all = [
        "",
        "enforcement_level = advisory",
        "consumer = \"terraform\"\nconsumer_config {\nx = 1\n}",
        "consumer_config = { x = 1 }",
        "terraform_config {\nrequired_version = \">= 1.5, < 2.0\"\n}",
        "terraform_config {}",
        "required_providers {\naws = {\nsource = \"hashicorp/aws\"\nversion = \"~> 5.0\"\n}\nazurerm = { source = \"hashicorp/azurerm\" }\n}",
        "required_providers {\naws = \"~> 5.0\"\n}",
        "plugins {\nown = { source = \"./plugins/own\" }\n}",
    ];
    for inside in all {
        assert_eq!(mistakes(&file(inside)), [], "{inside}");
    }
    let set = loaded(&[("a.policy.hcl", &file(all[4]))]).expect("loads");
    assert_eq!(set.files[0].required_version.as_deref(), Some(">= 1.5, < 2.0"));
}

#[test]
fn what_is_mistyped_in_settings_stands_on_its_words() {
    // settings, the words that the mistake stands on, a part of the message
    let table = [
        ("required_provider {}", "required_provider", "did you mean `required_providers`?"),
        ("enforcement_levl = \"advisory\"", "enforcement_levl", "did you mean `enforcement_level`?"),
        ("enforcement_level = \"warn\"", "\"warn\"", "there is no enforcement level `warn`"),
        ("required_providers \"aws\" {}", "required_providers \"aws\"", "takes no label"),
        ("required_providers {\naws {}\n}", "aws", "`aws = { … }`"),
        ("required_providers {\naws = { sorce = \"x\" }\n}", "sorce", "did you mean `source`?"),
        ("required_providers {\naws = { source = local.x }\n}", "local.x", "must be text"),
        ("required_providers {\naws = { version = \"*\" }\n}", "\"*\"", "leave `version` out"),
        ("required_providers {\naws = { version = \">> 5\" }\n}", "\">> 5\"", "is no version constraint"),
        ("required_providers {\naws = [1]\n}", "[1]", "an object with source and version"),
        ("terraform_config {\nrequired_versions = \"1\"\n}", "required_versions", "did you mean `required_version`?"),
        ("terraform_config {\nrequired_version = \"one\"\n}", "\"one\"", "`one` is no version constraint"),
        ("plugins {\nown = \"./own\"\n}", "\"./own\"", "an object with source"),
    ];
    for (inside, words, message) in table {
        let found = mistakes(&file(inside));
        assert!(found.iter().any(|(at, said)| at == words && said.contains(message)), "{inside}: {found:?}");
    }
}
