//! The files with which a repository starts: `onus.hcl`, a hook, a CI file. Texts only; what is written is decided elsewhere.

use super::surroundings::{Ci, Surroundings};

/// Where the baseline stands.
pub const BASELINE: &str = "onus-baseline.json";

/// A file to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its path from the root of the repository.
    pub path: &'static str,
    /// What stands in it.
    pub text: String,
    /// What to put into a file of this name that is there already.
    pub into: Option<String>,
    /// What to do once it is written.
    pub then: Option<String>,
}

/// The files for a repository. `baseline`: whether there will be one.
#[must_use]
pub fn proposals(seen: &Surroundings, baseline: bool) -> Vec<Proposal> {
    let config = Proposal { path: "onus.hcl", text: configuration(seen), into: None, then: None };
    let hooks = hooks(seen, baseline);
    let into = hooks.trim_start_matches("repos:\n").to_owned();
    let hook = Proposal { path: ".pre-commit-config.yaml", text: hooks, into: Some(into), then: None };
    [config, hook].into_iter().chain(seen.ci.iter().map(|ci| pipeline(*ci, seen, baseline))).collect()
}

fn configuration(seen: &Surroundings) -> String {
    let mut text = format!(
        "# What decides whether a check passes in this repository. Root modules: {}.\n\
         # All that can stand here: docs/onus-hcl.md of onus.\n\n\
         gate {{\n  \
         # The least severity of an unmet control that fails: critical, high, medium, low, or none.\n  \
         fail_on = \"medium\"\n  \
         # all: what a plan leaves untouched counts as well.\n  \
         scope = \"changed\"\n  \
         # What hangs on values known only after apply: warn, fail or ignore.\n  \
         on_undecided = \"warn\"\n",
        seen.modules.join(", ")
    );
    if !seen.others.is_empty() {
        let counts: Vec<String> = seen.others.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let line = format!(
            "  # Comments of other tools that are about the same requirement count as waivers. Seen: {}.\n",
            counts.join(", ")
        );
        text.push_str(&line);
        text.push_str("  other_waivers = true\n");
    }
    text.push_str("}\n\n# Who does what, and what is accepted. Take away the # and put your own in.\n");
    for line in EXAMPLES.lines() {
        text.push_str(format!("# {line}").trim_end());
        text.push('\n');
    }
    text
}

/// What stands in the configuration as comments.
const EXAMPLES: &str = r#"
frameworks = ["cis-aws-5", "nist-800-53-r5"]

owner "platform" {
  name    = "Platform team"
  contact = "platform@example.com"
}

assignment {
  obligations = ["s3/*", "rds/*"]
  owner       = "platform"
  process     = "reviewed with each pull request"
}

waiver {
  controls  = ["s3/access-logging"]
  resources = ["aws_s3_bucket.scratch"]
  owner     = "platform"
  reason    = "holds build output for a day"
  expires   = "2030-06-30"
}
"#;

fn hooks(seen: &Surroundings, baseline: bool) -> String {
    let mut text = "repos:\n  # Plans what a commit changes, and judges it. Needs onus and Terraform on the path.\n  - repo: local\n    hooks:\n".to_owned();
    for module in &seen.modules {
        let path = yaml(module);
        let more = if baseline { format!(", --baseline={BASELINE}") } else { String::new() };
        let entry = format!(
            "      - id: onus-plan\n        name: {}\n        entry: onus plan --quiet\n        args: [{path}{more}]\n        \
             language: system\n        files: '(\\.(tf|tofu)(\\.json)?|\\.tfvars(\\.json)?|(^|/)onus\\.hcl)$'\n        \
             pass_filenames: false\n        require_serial: true\n",
            yaml(&format!("onus plan {module}"))
        );
        text.push_str(&entry);
    }
    text
}

fn pipeline(ci: Ci, seen: &Surroundings, baseline: bool) -> Proposal {
    let roots: Vec<String> = seen.modules.iter().map(|module| yaml(module)).collect();
    let list = format!("[{}]", roots.join(", "));
    match ci {
        Ci::Github => {
            let mut text = include_str!("../../integrations/github/plan.yml").replace("root: [infra]", &format!("root: {list}"));
            if baseline {
                let line = "          upload-sarif: true\n";
                text = text.replace(line, &format!("          baseline: {BASELINE}\n{line}"));
            }
            let then = "name the commit of onus that you have read, and a role that may plan".to_owned();
            Proposal { path: ".github/workflows/onus.yml", text, into: None, then: Some(then) }
        }
        Ci::Gitlab => {
            let text = include_str!("../../integrations/gitlab/onus.gitlab-ci.yml");
            let text =
                text.replace("ONUS_ROOT: [infra]", &format!("ONUS_ROOT: {list}")).replace("integrations/gitlab/", ".gitlab/");
            let text = with_baseline(&text, "--source \"$ONUS_ROOT\"", baseline);
            let then = "include it in .gitlab-ci.yml as its first lines say, and name an image".to_owned();
            Proposal { path: ".gitlab/onus.gitlab-ci.yml", text, into: None, then: Some(then) }
        }
        Ci::Azure => {
            let text = include_str!("../../integrations/azure/onus.yml").replace("integrations/azure/", ".azure-pipelines/");
            let text = roots.first().map_or(text.clone(), |root| text.replace("root: infra", &format!("root: {root}")));
            let text = with_baseline(&text, "--source \"$ROOT\"", baseline);
            let then = format!("use the template in your pipeline as its first lines say, once for each of {}", roots.join(", "));
            Proposal { path: ".azure-pipelines/onus.yml", text, into: None, then: Some(then) }
        }
    }
}

fn with_baseline(text: &str, behind: &str, baseline: bool) -> String {
    if baseline { text.replace(behind, &format!("{behind} --baseline {BASELINE}")) } else { text.to_owned() }
}

/// A text as a scalar of YAML; quoted as in JSON where it is not plain.
fn yaml(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./ ".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if begins && text.chars().all(plain) { text.to_owned() } else { serde_json::json!(text).to_string() }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::app::{Catalogue, CatalogueOptions};
    use crate::settle::{Config, Names};
    use crate::text::SourceText;

    fn seen() -> Surroundings {
        Surroundings {
            modules: vec!["envs/prod".to_owned(), "9 \"lives\"".to_owned()],
            ci: BTreeSet::from([Ci::Github, Ci::Gitlab, Ci::Azure]),
            others: BTreeMap::from([("checkov:skip", 2)]),
            ..Surroundings::default()
        }
    }

    fn config(text: &str) -> Config {
        let catalogue = Catalogue::load(&CatalogueOptions::default()).unwrap();
        let names = Names::of(&catalogue.set, &catalogue.model);
        Config::read(SourceText::owned("onus.hcl".to_owned(), text.to_owned()), &names).unwrap()
    }

    #[test]
    fn the_configuration_is_one_with_and_without_its_examples() {
        let text = configuration(&seen());
        assert_eq!(config(&text).gate.other_waivers, Some(true));
        assert_eq!(config(&configuration(&Surroundings::default())).gate.other_waivers, None);
        let examples = config(EXAMPLES);
        assert_eq!((examples.owners.len(), examples.assignments.len(), examples.waivers.len()), (1, 1, 1));
        assert!(EXAMPLES.lines().all(|line| text.contains(line)));
    }

    #[test]
    fn each_root_module_is_in_each_file_and_the_baseline_where_there_is_one() {
        for (baseline, expected) in [(false, 0), (true, 4)] {
            let files = proposals(&seen(), baseline);
            assert_eq!(files.len(), 5);
            assert_eq!(files.iter().filter(|file| file.text.contains(BASELINE)).count(), expected);
            for file in &files[1..4] {
                let yaml: serde_json::Value = serde_saphyr::from_str(&file.text).unwrap();
                let text = yaml.to_string();
                assert!(text.contains("envs/prod") && text.contains("9 \\\"lives\\\""), "{}: {text}", file.path);
                assert!(!text.contains("infra"), "{}: {text}", file.path);
            }
        }
    }
}
