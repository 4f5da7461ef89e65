//! The configuration files of one folder, indexed by block.
//!
//! The files are read at once, their headers when the first block is asked for, bodies on demand. Override files are merged as Terraform
//! merges them, and in `OpenTofu` a `.tofu` file shadows the `.tf` file of the same name.

use super::abreast;
use super::body::{Attribute, Block};
use super::comments::InlineComment;
use super::file::{SourceFile, key};
use super::files::Files;
use super::merge::merge;
use super::names::{Dialect, chosen, is_override};
use super::problem::Problem;
use crate::text::SourceText;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The configuration files of one folder.
#[derive(Debug)]
pub(crate) struct Directory {
    /// The real path.
    pub(crate) path: PathBuf,
    /// The files; those that override come last.
    pub(crate) files: Vec<SourceFile>,
    index: OnceLock<BTreeMap<String, Vec<Place>>>,
    unread: Vec<Problem>,
    locals: OnceLock<BTreeMap<String, Attribute>>,
    /// The waiver comments of all tools, on demand.
    pub(super) comments: OnceLock<Vec<InlineComment>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    file: usize,
    entry: usize,
    overrides: bool,
}

impl Directory {
    /// Reads a folder's files.
    pub(crate) fn read(files: &dyn Files, path: PathBuf, dialect: Dialect) -> Self {
        let (mut read, mut unread) = (Vec::new(), Vec::new());
        match files.read_dir(&path) {
            Ok(names) => {
                let one = |name: &&str| file(files, &path.join(name));
                for found in abreast(&chosen(&names, dialect), one) {
                    match found {
                        Ok(file) => read.push(file),
                        Err(problem) => unread.push(problem),
                    }
                }
            }
            Err(refusal) => unread.push(Problem { file: files.shown(&path).into(), line: 1, message: refusal.to_string() }),
        }
        let (index, locals, comments) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { path, files: read, index, unread, locals, comments }
    }

    /// Finds the headers of all files.
    pub(super) fn index(&self) -> &BTreeMap<String, Vec<Place>> {
        self.index.get_or_init(|| {
            let keys = |file: &SourceFile| file.entries().iter().map(|entry| file.key(entry)).collect::<Vec<_>>();
            let mut index = BTreeMap::<_, Vec<_>>::new();
            for (at, (file, keys)) in self.files.iter().zip(abreast(&self.files, keys)).enumerate() {
                let overrides = is_override(file.text.name().rsplit('/').next().unwrap_or_default());
                for (entry, key) in keys.into_iter().enumerate() {
                    index.entry(key).or_default().push(Place { file: at, entry, overrides });
                }
            }
            index
        })
    }

    /// The block of a type and labels, overrides merged.
    pub(crate) fn block(&self, kind: &str, labels: &[&str]) -> Option<Arc<Block>> {
        self.merged(self.index().get(&key(kind, labels.iter().copied()))?, |_| true)
    }

    /// The `provider` block of a name and alias, overrides merged.
    pub(crate) fn provider(&self, name: &str, alias: Option<&str>) -> Option<Arc<Block>> {
        let places = self.index().get(&key("provider", [name].into_iter()))?;
        let told = |block: &Block| {
            let found = block.body.attribute("alias").map(|attribute| attribute.expr.as_str());
            found == alias.map(Some)
        };
        self.merged(places, told)
    }

    /// All blocks of a type in source order, overrides merged.
    pub(crate) fn blocks(&self, kind: &str) -> Vec<Arc<Block>> {
        let own = |key: &String| key.split('\n').next() == Some(kind);
        let range = self.index().range(kind.to_owned()..).take_while(|(key, _)| key.starts_with(kind));
        let mut found: Vec<_> = range.filter(|(key, _)| own(key)).flat_map(|(_, p)| p).collect();
        found.sort_by_key(|place| (place.file, place.entry));
        let merged = |place: &&Place| {
            let block = self.at(place)?;
            let labels: Vec<_> = block.labels.iter().map(String::as_str).collect();
            if block.kind == "provider" || labels.is_empty() {
                return Some(block);
            }
            self.block(kind, &labels)
        };
        found.iter().filter(|place| !place.overrides).filter_map(merged).collect()
    }

    /// The local value of a name.
    pub(crate) fn local(&self, name: &str) -> Option<&Attribute> {
        self.locals().get(name)
    }

    fn locals(&self) -> &BTreeMap<String, Attribute> {
        self.locals.get_or_init(|| {
            let mut locals = BTreeMap::new();
            for place in self.index().get("locals").into_iter().flatten() {
                for attribute in self.at(place).iter().flat_map(|block| &block.body.attributes) {
                    let slot = locals.entry(attribute.name.clone());
                    if place.overrides {
                        *slot.or_insert_with(|| attribute.clone()) = attribute.clone();
                    } else {
                        slot.or_insert_with(|| attribute.clone());
                    }
                }
            }
            locals
        })
    }

    /// What could not be read, as far as it was read.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let found = self.files.iter().flat_map(SourceFile::problems);
        let mut problems: Vec<_> = self.unread.iter().chain(found).cloned().collect();
        problems.sort();
        problems.dedup();
        problems
    }

    /// Why a block may be there and not be found: the first file that cannot be read, or not to its end.
    pub(crate) fn unread(&self) -> Option<&Problem> {
        self.unread.first().or_else(|| self.files.iter().find_map(SourceFile::fault))
    }

    fn at(&self, place: &Place) -> Option<Arc<Block>> {
        let file = self.files.get(place.file)?;
        Some(file.block(file.entries().get(place.entry)?))
    }

    fn merged(&self, places: &[Place], wanted: impl Fn(&Block) -> bool) -> Option<Arc<Block>> {
        let blocks = |overrides: bool| {
            let of = places.iter().filter(move |place| place.overrides == overrides);
            of.filter_map(|place| self.at(place)).filter(|block| wanted(block))
        };
        let base = blocks(false).next()?;
        Some(blocks(true).fold(base, |base, over| Arc::new(merge(&base, &over))))
    }
}

fn file(files: &dyn Files, path: &Path) -> Result<SourceFile, Problem> {
    let shown = files.shown(path);
    match files.read(path) {
        Ok(content) => Ok(SourceFile::new(SourceText::owned(shown, content))),
        Err(refusal) => Err(Problem { file: shown.into(), line: 1, message: refusal.to_string() }),
    }
}

/// A folder's path joined with what a source or manifest names.
pub(crate) fn joined(base: &Path, path: &str) -> PathBuf {
    base.join(super::files::portable(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::files::Disk;
    use crate::source::tests::Folder;
    use crate::source::{Module, Ownership};

    fn read(folder: &Folder) -> Directory {
        let disk = Disk::new(folder.path(), Path::new("/none"));
        Directory::read(&disk, folder.path().to_path_buf(), Dialect::default())
    }

    /// Comments may stand anywhere, so every file of the repository is scanned for them; no block is looked for on the way.
    #[test]
    fn comments_are_found_without_looking_for_blocks() {
        let waiver = "resource \"a\" \"x\" {} # onus:ignore s3/a reason=\"b\"\n";
        let folder = Folder::new(&[("main.tf", "resource \"a\" \"y\" {}\n"), ("waived.tf", waiver)]);
        let directory = Arc::new(read(&folder));
        let (path, ownership, parent, call) = (Vec::new(), Ownership::Own, None, None);
        let module = Module { path, directory: Arc::clone(&directory), ownership, parent, call };
        assert_eq!(module.comments(false).len(), 1);
        assert!(directory.index.get().is_none());
        module.prepare();
        assert_eq!(directory.index.get().unwrap().len(), 2);
    }

    #[test]
    fn many_files_keep_their_order() {
        let text = |number: usize| match number {
            77 => "resource \"a\" \"broken\" {\n".to_owned(),
            _ => format!("resource \"a\" \"x{number}\" {{}} # onus:ignore s3/a reason=\"{number}\"\n"),
        };
        let files: Vec<_> = (0..300).map(|number| (format!("f{number:03}.tf"), text(number))).collect();
        let folder = Folder::new(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
        folder.write("a_override.tf", "resource \"a\" \"x5\" {\n  k = 1\n}\n");
        let directory = read(&folder);
        let blocks = directory.blocks("resource");
        let found: Vec<_> = blocks.iter().map(|block| block.labels[1].clone()).collect();
        let expected: Vec<_> = (0..300).filter(|number| *number != 77).map(|number| format!("x{number}")).collect();
        assert_eq!(found, expected);
        assert!(blocks[5].body.attribute("k").is_some(), "overrides are merged, whichever thread read them");
        let problems: Vec<_> = directory.problems().iter().map(ToString::to_string).collect();
        assert_eq!(problems, ["f077.tf:1: the block is never closed"]);
    }

    #[test]
    fn blocks_are_found_and_overrides_merged() {
        let folder = Folder::new(&[
            ("main.tf", "resource \"a\" \"x\" {\n  k = 1\n}\nlocals {\n  l = 1\n}\n"),
            ("more.tf.json", r#"{"resource": {"a": {"y": {"k": 2}}}}"#),
            ("x_override.tf", "resource \"a\" \"x\" {\n  k = 3\n}\nlocals {\n  l = 2\n}\n"),
            ("p.tf", "provider \"aws\" {}\nprovider \"aws\" {\n  alias = \"b\"\n  region = \"r\"\n}\n"),
            ("broken.tf", "resource \"a\" \"z\" {\n"),
        ]);
        let directory = read(&folder);
        let value = |block: &Block| {
            let attribute = block.body.attribute("k").unwrap();
            format!("{}:{}", attribute.file.name(), attribute.file.slice(attribute.value_span))
        };
        assert_eq!(value(&directory.block("resource", &["a", "x"]).unwrap()), "x_override.tf:3");
        assert_eq!(value(&directory.block("resource", &["a", "y"]).unwrap()), "more.tf.json:2");
        assert!(directory.block("resource", &["a", "z"]).is_none());
        assert!(directory.block("data", &["a", "x"]).is_none());
        assert_eq!(directory.local("l").unwrap().file.name(), "x_override.tf");
        assert_eq!(directory.blocks("resource").len(), 2);
        let provider = directory.provider("aws", Some("b")).unwrap();
        assert!(provider.body.attribute("region").is_some());
        assert!(directory.provider("aws", None).unwrap().body.attributes.is_empty());
        assert!(directory.provider("aws", Some("c")).is_none());
        let problems: Vec<_> = directory.problems().iter().map(ToString::to_string).collect();
        assert_eq!(problems, ["broken.tf:1: the block is never closed"]);
    }
}
