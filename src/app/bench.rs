//! Which policies a test file is about, and loading them: its targets, else the policies beside it, else those of the folder that
//! is tested. Files beside a target are at hand for the names that they share with it, and are not under test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::catalogue::{language, read_folder, read_text};
use super::test::{TestOptions, clean, folder_of};
use crate::error::Error;
use crate::policy::{Document, PolicySet, Problem, Sources, closest, load};
use crate::testing::TestFile;
use crate::text::{SourceText, Span};

/// What the names of policy files end with.
const SUFFIX: &str = ".policy.hcl";

/// Policies under test.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) set: PolicySet,
    /// Whether a file of the set, by its number, is under test.
    pub(super) targets: Vec<bool>,
}

impl Loaded {
    /// Whether a file is under test.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.set.files.iter().zip(&self.targets).any(|(file, target)| *target && file.text.name() == name)
    }
}

/// Everything that was loaded, each set of files once.
pub(super) struct Benches {
    /// Folders of policies for test files that name no targets.
    policies: Vec<PathBuf>,
    /// Functions and facts of the folders that are tested.
    own: Vec<(String, SourceText)>,
    loaded: BTreeMap<(Vec<PathBuf>, bool), Rc<Loaded>>,
}

impl Benches {
    pub(super) fn new(options: &TestOptions) -> Result<Self, Error> {
        let mut own = Vec::new();
        for folder in options.paths.iter().chain(&options.policies).filter(|path| path.is_dir()) {
            if ["functions", "facts"].iter().any(|name| folder.join(name).is_dir()) {
                own.extend(read_folder(folder)?);
            }
        }
        Ok(Self { policies: options.policies.clone(), own, loaded: BTreeMap::new() })
    }

    /// The policies of a test file.
    ///
    /// # Errors
    /// A target is not there, or policies have mistakes.
    pub(super) fn load(
        &mut self,
        file: &TestFile,
        path: &Path,
        root: &Path,
        notes: &mut Vec<String>,
    ) -> Result<Rc<Loaded>, Vec<Problem>> {
        let (files, missing) = match &file.targets {
            Some(targets) => named(file, targets, &folder_of(path), notes),
            None => (self.around(file, path, root)?, Vec::new()),
        };
        match self.load_files(file, files) {
            Ok(loaded) if missing.is_empty() => Ok(loaded),
            Ok(_) => Err(missing),
            Err(problems) => Err([missing, problems].concat()),
        }
    }

    fn load_files(&mut self, file: &TestFile, files: Vec<PathBuf>) -> Result<Rc<Loaded>, Vec<Problem>> {
        let texts = files.iter().map(|file| read_text(file)).collect::<Result<Vec<_>, _>>();
        let texts = texts.map_err(|error| vec![Problem::new(&file.text, 0..0, error.to_string())])?;
        // Functions and facts cost more than most policies and are rarely used by those that others wrote.
        let whole = !file.plans.is_empty() || texts.iter().any(|text| text.content().contains("onus::"));
        let key = (files, whole);
        if let Some(known) = self.loaded.get(&key) {
            return Ok(known.clone());
        }
        let loaded = Rc::new(self.with_siblings(&key.0, &texts, whole)?);
        self.loaded.insert(key, loaded.clone());
        Ok(loaded)
    }

    /// The policies of a test file that names none.
    fn around(&self, file: &TestFile, path: &Path, root: &Path) -> Result<Vec<PathBuf>, Vec<Problem>> {
        let mut files: Vec<PathBuf> = self.policies.iter().flat_map(|folder| policy_files(folder)).collect();
        for folder in [&folder_of(path), root] {
            if files.is_empty() {
                files = policy_files(folder);
            }
        }
        if files.is_empty() {
            let problem = Problem::new(&file.text, 0..0, "there is no policy file beside the test");
            return Err(vec![problem.help("name it: `policytest { targets = [\"x.policy.hcl\"] }`")]);
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Loads the files; if a name is missing, with the files beside them that load.
    fn with_siblings(&self, files: &[PathBuf], texts: &[SourceText], whole: bool) -> Result<Loaded, Vec<Problem>> {
        let alone = match self.try_load(texts, &[], whole) {
            Ok(loaded) => return Ok(loaded),
            Err(problems) => problems,
        };
        let mut siblings = siblings(files);
        // At most twice: with all, and without those that are broken themselves.
        for _ in 0..2 {
            if siblings.is_empty() {
                break;
            }
            match self.try_load(texts, &siblings, whole) {
                Ok(loaded) => return Ok(loaded),
                Err(problems) => siblings.retain(|sibling| !problems.iter().any(|problem| problem.text.name() == sibling.name())),
            }
        }
        Err(alone)
    }

    fn try_load(&self, targets: &[SourceText], siblings: &[SourceText], whole: bool) -> Result<Loaded, Vec<Problem>> {
        let mut sources = if whole { language(&self.own) } else { Sources::default() };
        let all = targets.iter().chain(siblings);
        sources.policies.extend(all.map(|text| (text.name().to_owned(), Document::parse(text.clone()))));
        let set = load(sources)?;
        let targets = set.files.iter().map(|file| targets.iter().any(|text| text.name() == file.text.name())).collect();
        Ok(Loaded { set, targets })
    }
}

/// The files that the targets of a test name, and what is wrong with those that name none.
fn named(
    file: &TestFile,
    targets: &[(std::sync::Arc<str>, Span)],
    folder: &Path,
    notes: &mut Vec<String>,
) -> (Vec<PathBuf>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for (target, span) in targets {
        let path = clean(&folder.join(&**target));
        let found = if path.is_dir() { policy_files(&path) } else { policy_file(&path, notes).into_iter().collect() };
        if found.is_empty() {
            let problem = Problem::new(&file.text, *span, format!("`{target}` does not match any policy file"));
            problems.push(match near(&path) {
                Some(name) => problem.help(format!("did you mean `{name}`?")),
                None => problem.help("targets are relative to the test file"),
            });
        }
        files.extend(found);
    }
    files.sort();
    files.dedup();
    (files, problems)
}

/// The policy file at a path, also if its suffix is left out.
fn policy_file(path: &Path, notes: &mut Vec<String>) -> Option<PathBuf> {
    let name = path.to_string_lossy();
    if name.ends_with(SUFFIX) {
        return path.is_file().then(|| path.to_owned());
    }
    let full = [".policy.hcl", ".hcl"].iter().map(|end| PathBuf::from(format!("{name}{end}")));
    let found = full.filter(|path| path.to_string_lossy().ends_with(SUFFIX)).find(|path| path.is_file())?;
    notes.push(format!("the target `{}` is written without {SUFFIX}; other engines refuse that", path.display()));
    Some(found)
}

/// The file beside a missing one that was probably meant.
fn near(path: &Path) -> Option<String> {
    let beside = policy_files(&folder_of(path));
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let names: Vec<String> = beside.iter().filter_map(|path| name(path)).collect();
    closest(&name(path)?, names.iter().map(String::as_str)).map(ToOwned::to_owned)
}

/// The policy files of a folder, sorted; if it has none, those below it. A file stands for itself.
fn policy_files(folder: &Path) -> Vec<PathBuf> {
    let at = |depth: usize| -> Vec<PathBuf> {
        let all = walkdir::WalkDir::new(folder).max_depth(depth).sort_by_file_name().into_iter().filter_map(Result::ok);
        let files = all.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
        files.filter(|path| path.to_string_lossy().ends_with(SUFFIX)).map(|path| clean(&path)).collect()
    };
    let direct = at(1);
    if direct.is_empty() { at(usize::MAX) } else { direct }
}

/// The policy files beside these that can be read.
fn siblings(files: &[PathBuf]) -> Vec<SourceText> {
    let mut folders: Vec<PathBuf> = files.iter().map(|file| folder_of(file)).collect();
    folders.sort();
    folders.dedup();
    let beside = folders.iter().flat_map(|folder| policy_files(folder));
    let beside = beside.filter(|path| !files.contains(path) && folders.contains(&folder_of(path)));
    beside.filter_map(|path| read_text(&path).ok()).collect()
}
