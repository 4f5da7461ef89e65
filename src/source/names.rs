//! Which files of a folder are configuration, by their names.

/// Whose rules choose the files of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// `.tofu` files count and shadow `.tf` files; where there are none, both tools agree.
    #[default]
    OpenTofu,
    /// `.tofu` files are not read.
    Terraform,
}

/// The names that are configuration files, those that override last.
pub(crate) fn chosen(names: &[String], dialect: Dialect) -> Vec<&str> {
    let all: Vec<_> = names.iter().filter_map(|name| Some((name.as_str(), stem(name)?))).collect();
    let shadowed = |stem: &Stem| !stem.tofu && all.iter().any(|(_, o)| o.tofu && o.json == stem.json && o.name == stem.name);
    let counts = |stem: &Stem| match dialect {
        Dialect::Terraform => !stem.tofu,
        Dialect::OpenTofu => !shadowed(stem),
    };
    let mut chosen: Vec<_> = all.iter().filter(|(_, stem)| counts(stem)).map(|(n, _)| *n).collect();
    chosen.sort_by_key(|name| is_override(name));
    chosen
}

struct Stem<'n> {
    name: &'n str,
    json: bool,
    tofu: bool,
}

fn stem(name: &str) -> Option<Stem<'_>> {
    if name.starts_with('.') || name.ends_with('~') || name.starts_with('#') {
        return None;
    }
    let (bare, json) = name.strip_suffix(".json").map_or((name, false), |bare| (bare, true));
    let terraform = bare.strip_suffix(".tf").map(|name| Stem { name, json, tofu: false });
    terraform.or_else(|| bare.strip_suffix(".tofu").map(|name| Stem { name, json, tofu: true }))
}

/// Whether a file is merged over the others.
pub(crate) fn is_override(name: &str) -> bool {
    stem(name).is_some_and(|stem| stem.name == "override" || stem.name.ends_with("_override"))
}

/// The names of variables files Terraform reads by itself, in the order in which later ones win.
pub(crate) fn variables_files(names: &[String]) -> Vec<&str> {
    let automatic =
        |name: &&str| !name.starts_with('.') && (name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"];
    let fixed = fixed.into_iter().filter(|name| names.iter().any(|known| known == name));
    fixed.chain(names.iter().map(String::as_str).filter(automatic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_chosen_as_the_tools_do() {
        let names = [
            "#x.tf#",
            ".x.tf",
            "a.tf",
            "a.tf.json",
            "a.tofu",
            "b.tf",
            "b_override.tf",
            "c.json",
            "c.tf~",
            "override.tf.json",
            "z.tofu.json",
        ]
        .map(str::to_owned);
        assert_eq!(
            chosen(&names, Dialect::OpenTofu),
            ["a.tf.json", "a.tofu", "b.tf", "z.tofu.json", "b_override.tf", "override.tf.json"]
        );
        assert_eq!(chosen(&names, Dialect::Terraform), ["a.tf", "a.tf.json", "b.tf", "b_override.tf", "override.tf.json"]);
        let names = ["a.auto.tfvars", "b.tfvars", "terraform.tfvars", "z.auto.tfvars.json"];
        assert_eq!(variables_files(&names.map(str::to_owned)), ["terraform.tfvars", "a.auto.tfvars", "z.auto.tfvars.json"]);
    }
}
