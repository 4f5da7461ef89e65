//! Whether git is told to leave a folder alone: code that is not tracked is nobody's to change in a pull request.
//!
//! Reads `.gitignore` files through [`Files`], so never outside of what may be read. Knows no index: a file that was added by
//! force in an ignored folder counts as ignored.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::files::Files;

/// Whether a `.gitignore` between the root of the repository and the folder covers the folder. The deepest that speaks counts.
pub(super) fn is_ignored(files: &dyn Files, repository: &Path, folder: &Path) -> bool {
    let above: Vec<&Path> = folder.ancestors().skip(1).take_while(|path| path.starts_with(repository)).collect();
    let verdicts = above.into_iter().filter_map(|around| {
        let matched = rules(files, around)?.matched_path_or_any_parents(folder, true).map(|_| ());
        if matched.is_none() { None } else { Some(matched.is_ignore()) }
    });
    // The nearest comes first.
    verdicts.into_iter().next().unwrap_or(false)
}

/// The rules of one folder; lines that are no pattern are left out, as git does.
fn rules(files: &dyn Files, folder: &Path) -> Option<Gitignore> {
    let text = files.read(&folder.join(".gitignore")).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.lines() {
        let _is_pattern = builder.add_line(None, line).is_ok();
    }
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::files::Disk;
    use crate::source::tests::Folder;

    #[test]
    fn the_nearest_rule_that_speaks_counts() {
        let folder = Folder::new(&[
            (".gitignore", "# cache\n/vendor/*\n.terragrunt-cache\n[\nlocal-*/\n!/vendor/ours\n"),
            ("vendor/theirs/main.tf", ""),
            ("vendor/ours/main.tf", ""),
            ("live/.terragrunt-cache/x/main.tf", ""),
            ("live/.gitignore", "!local-kept/\nbuild/"),
            ("live/local-kept/main.tf", ""),
            ("live/build/deep/main.tf", ""),
            ("local-a/main.tf", ""),
            ("modules/net/main.tf", ""),
        ]);
        let root = std::fs::canonicalize(folder.path()).unwrap();
        let disk = Disk::new(&root, &root.join(".terraform/modules"));
        // folder, ignored
        let table = [
            ("vendor/theirs", true),
            ("vendor/ours", false),
            ("live/.terragrunt-cache/x", true),
            ("live/local-kept", false),
            ("live/build/deep", true),
            ("local-a", true),
            ("modules/net", false),
            ("live", false),
        ];
        for (path, ignored) in table {
            assert_eq!(is_ignored(&disk, &root, &root.join(path)), ignored, "{path}");
        }
    }
}
