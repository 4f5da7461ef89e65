//! What a repository shows of how it works: root modules, CI systems, waivers of other tools. Looks only, writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::configuration::repository;
use crate::error::Error;
use crate::source::{InlineComment, Module, Options, OtherTool, SourceTree, literal};

/// A CI system that onus has a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ci {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Azure Pipelines.
    Azure,
}

impl Ci {
    /// As it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Github => "GitHub Actions",
            Self::Gitlab => "GitLab CI",
            Self::Azure => "Azure Pipelines",
        }
    }
}

/// What a repository shows.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Its root.
    pub root: PathBuf,
    /// The folders of root modules, from the root, with forward slashes; `.` is the root itself.
    pub modules: Vec<String>,
    /// Its CI systems.
    pub ci: BTreeSet<Ci>,
    /// How many waiver comments of each other tool there are.
    pub others: BTreeMap<&'static str, usize>,
    /// Whether Terragrunt or Atlantis is used, which have pages of their own.
    pub more: Vec<&'static str>,
}

/// Looks at the repository that holds a folder.
///
/// # Errors
/// The folder cannot be read, or no root module is below it.
pub fn surroundings(folder: &Path) -> Result<Surroundings, Error> {
    let folder = std::fs::canonicalize(folder).map_err(|error| Error::unreadable(folder, &error.to_string()))?;
    let root = repository(&folder);
    let mut found = Surroundings { ci: ci(&root), ..Surroundings::default() };
    let mut trees = Vec::new();
    let mut terragrunt = false;
    for entry in ignore::WalkBuilder::new(&root).git_global(false).require_git(false).sort_by_file_name(Ord::cmp).build() {
        // What cannot be entered is nobody's root module.
        let Ok(entry) = entry else { continue };
        terragrunt |= entry.file_name() == "terragrunt.hcl";
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            trees.extend(SourceTree::open(entry.path(), Options::default()).ok());
        }
    }
    let modules: Vec<_> =
        trees.iter().filter_map(|tree| tree.module::<&str>(&[]).ok()).filter(|it| it.files().next().is_some()).collect();
    for comment in modules.iter().flat_map(|module| module.comments(true)) {
        if let InlineComment::Other(waiver) = comment {
            *found.others.entry(name_of(waiver.tool)).or_default() += 1;
        }
    }
    let roots = roots(&modules.iter().map(|module| &**module).collect::<Vec<_>>());
    found.modules = roots.into_iter().filter_map(|path| shown(path.strip_prefix(&root).ok()?)).collect();
    if found.modules.is_empty() {
        return Err(Error::NoRootModule(root));
    }
    found.more.extend(terragrunt.then_some("Terragrunt"));
    found.more.extend(["atlantis.yaml", "atlantis.yml"].iter().any(|name| root.join(name).is_file()).then_some("Atlantis"));
    found.root = root;
    Ok(found)
}

fn name_of(tool: OtherTool) -> &'static str {
    match tool {
        OtherTool::Checkov => "checkov:skip",
        OtherTool::Trivy => "trivy:ignore",
        OtherTool::Tfsec => "tfsec:ignore",
    }
}

/// Folders that name a backend or configure a provider and that nothing in the repository calls; if none does, those that
/// nothing calls. Examples and tests are roots only where there is nothing else.
fn roots(modules: &[&Module]) -> Vec<PathBuf> {
    let called: BTreeSet<PathBuf> = modules.iter().flat_map(|module| calls(module)).collect();
    let free: Vec<&&Module> = modules.iter().filter(|module| !called.contains(module.folder())).collect();
    let serious = |module: &Module| {
        let stage = |component: Component<'_>| {
            ["example", "examples", "test", "tests", "fixtures", "testdata"].iter().any(|name| component.as_os_str() == *name)
        };
        !module.folder().components().any(stage)
    };
    let rules: [&dyn Fn(&Module) -> bool; 4] =
        [&|it| configured(it) && serious(it), &|it| configured(it), &|it| serious(it), &|_| true];
    let chosen = rules.iter().find(|rule| free.iter().any(|module| rule(module)));
    let all = free.iter().filter(|module| chosen.is_some_and(|rule| rule(module)));
    all.map(|module| module.folder().to_owned()).collect()
}

fn configured(module: &Module) -> bool {
    let settings = module.blocks("terraform");
    let mut inner = settings.iter().flat_map(|block| &block.body.blocks);
    inner.any(|block| block.kind == "backend" || block.kind == "cloud") || !module.blocks("provider").is_empty()
}

/// The folders of the repository that a module calls.
fn calls(module: &Module) -> Vec<PathBuf> {
    let sources = module.blocks("module").into_iter().filter_map(|call| {
        let source = literal(&call.body.attribute("source")?.expr)?;
        let source = source.as_str()?.to_owned();
        source.starts_with('.').then(|| module.folder().join(source))
    });
    sources.filter_map(|folder| std::fs::canonicalize(folder).ok()).collect()
}

/// The CI systems by their files; without any, by where the repository comes from.
fn ci(root: &Path) -> BTreeSet<Ci> {
    let files = [
        (".github", Ci::Github),
        (".gitlab-ci.yml", Ci::Gitlab),
        (".gitlab", Ci::Gitlab),
        ("azure-pipelines.yml", Ci::Azure),
        (".azure-pipelines", Ci::Azure),
    ];
    let by_file: BTreeSet<Ci> = files.iter().filter(|(name, _)| root.join(name).exists()).map(|(_, ci)| *ci).collect();
    if !by_file.is_empty() {
        return by_file;
    }
    let config = std::fs::read_to_string(root.join(".git/config")).unwrap_or_default();
    let url = config.lines().find_map(|line| line.trim().strip_prefix("url")).unwrap_or_default().to_owned();
    let hosts = [("github", Ci::Github), ("gitlab", Ci::Gitlab), ("dev.azure.com", Ci::Azure), ("visualstudio.com", Ci::Azure)];
    hosts.iter().filter(|(host, _)| url.contains(host)).map(|(_, ci)| *ci).take(1).collect()
}

/// A path from the root; `None` if it is no text.
fn shown(path: &Path) -> Option<String> {
    let text = path.to_str()?.replace('\\', "/");
    Some(if text.is_empty() { ".".to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with these files, looked at from within.
    fn look(files: &[(&str, &str)]) -> Result<Surroundings, Error> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        surroundings(folder.path())
    }

    type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

    #[test]
    fn root_modules_are_what_nothing_calls_and_what_is_set_up() {
        let provider = "provider \"aws\" {}";
        let calls = "module \"m\" {\n  source = \"../modules/net\"\n}\n";
        // files, the root modules
        let table: &[Row<'_>] = &[
            (&[("main.tf", provider)], &["."]),
            (&[("infra/main.tf", calls), ("modules/net/main.tf", "")], &["infra"]),
            (&[("a/main.tf", provider), ("b/main.tf", "terraform {\n  backend \"s3\" {}\n}"), ("lib/main.tf", "")], &["a", "b"]),
            (&[("live/main.tf", provider), ("examples/full/main.tf", provider)], &["live"]),
            (&[("main.tf", "variable \"x\" {}"), ("examples/full/main.tf", provider)], &["examples/full"]),
            (
                &[
                    ("live/main.tofu", provider),
                    (".terraform/x/main.tf", provider),
                    ("build/main.tf", provider),
                    (".gitignore", "build/"),
                ],
                &["live"],
            ),
        ];
        for (files, expected) in table {
            assert_eq!(look(files).unwrap().modules, *expected, "{files:?}");
        }
        assert!(matches!(look(&[("readme.md", "")]), Err(Error::NoRootModule(_))));
    }

    #[test]
    fn ci_and_waivers_of_others_are_seen() {
        let main =
            ("main.tf", "# trivy:ignore:AVD-AWS-0026\nresource \"aws_ebs_volume\" \"a\" {\n  # checkov:skip=CKV_AWS_3: why\n}\n");
        let found = look(&[main, (".github/dependabot.yml", ""), (".gitlab-ci.yml", ""), ("atlantis.yaml", "")]).unwrap();
        assert_eq!(found.ci, BTreeSet::from([Ci::Github, Ci::Gitlab]));
        assert_eq!(found.others, BTreeMap::from([("checkov:skip", 1), ("trivy:ignore", 1)]));
        assert_eq!(found.more, ["Atlantis"]);
        let origin = "[remote \"origin\"]\n\turl = git@gitlab.example.com:a/b.git\n";
        assert_eq!(look(&[main, (".git/config", origin)]).unwrap().ci, BTreeSet::from([Ci::Gitlab]));
        assert_eq!(look(&[main]).unwrap().ci, BTreeSet::new());
    }
}
