//! The modules of a configuration, found and read on demand.
//!
//! Safe to share between threads; each folder is read once, when it is first asked for.

use super::abreast;
use super::comments::InlineComment;
use super::directory::{Directory, joined};
use super::file::assignments;
use super::files::{Disk, Files, Refusal, portable};
use super::manifest::{Manifest, is_local};
use super::matching::is_same;
use super::module::{Module, Ownership};
use super::names::{Dialect, variables_files};
use super::problem::Problem;
use super::references::literal;
use crate::source::body::{Attribute, Block};
use crate::text::SourceText;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How deep modules may call modules.
const MAX_MODULES: usize = 64;

/// What a source tree is told from outside.
#[derive(Clone, Default)]
pub struct Options {
    /// `TF_DATA_DIR`, if set; relative to the root module. Default: `.terraform`.
    pub data_dir: Option<PathBuf>,
    /// The root of the repository. Default: the nearest folder upwards that holds `.git`, else the root module.
    pub repository: Option<PathBuf>,
    /// Whose rules choose the files.
    pub dialect: Dialect,
    /// Values of root variables as the plan has them. A `.tfvars` line that says otherwise is not named.
    pub variables: BTreeMap<String, serde_json::Value>,
}

// Values of variables can be secrets, so they are in no debug output.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("data_dir", &self.data_dir)
            .field("repository", &self.repository)
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SourceTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceTree").field("root", &self.root).finish_non_exhaustive()
    }
}

/// Why a module was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// The folder of the root module cannot be read.
    Root {
        /// The folder as given.
        folder: PathBuf,
        /// Why.
        refusal: Refusal,
    },
    /// The calling module has no such `module` block, and `modules.json` does not know it.
    NoCall {
        /// The names of the calls, dotted.
        module: String,
    },
    /// The module is called but its folder is not there or must not be read.
    NotInstalled {
        /// The names of the calls, dotted.
        module: String,
        /// The source as written at the call.
        source: String,
        /// Why its folder was not read.
        refusal: Refusal,
    },
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root { folder, refusal } => {
                write!(f, "cannot read the source in `{}`: {refusal}", folder.display())
            }
            Self::NoCall { module } => write!(f, "the source has no module `{module}`"),
            Self::NotInstalled { module, source, refusal } => {
                write!(f, "module `{module}` from `{source}` is not installed: {refusal}")
            }
        }
    }
}

impl std::error::Error for Unresolved {}

type Slots<K, V> = Mutex<BTreeMap<K, Arc<OnceLock<V>>>>;

/// The source of a configuration.
pub struct SourceTree {
    pub(super) files: Box<dyn Files>,
    root: PathBuf,
    dialect: Dialect,
    pub(super) variables: BTreeMap<String, serde_json::Value>,
    manifest: OnceLock<Manifest>,
    assigned: OnceLock<BTreeMap<String, Attribute>>,
    directories: Slots<PathBuf, Arc<Directory>>,
    modules: Slots<Vec<String>, Result<Arc<Module>, Unresolved>>,
}

impl SourceTree {
    /// The folder of the root module.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The configuration whose root module lies in `root`.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn open(root: &Path, options: Options) -> Result<Self, Unresolved> {
        let failed = |error: std::io::Error| Unresolved::Root { folder: root.to_path_buf(), refusal: error.into() };
        let real = std::fs::canonicalize(root).map_err(failed)?;
        let told = options.repository.as_deref().map(std::fs::canonicalize).transpose();
        let repository = match told.map_err(failed)? {
            Some(told) if real.starts_with(&told) => told,
            _ => repository_of(&real),
        };
        let data = options.data_dir.as_deref().unwrap_or(Path::new(".terraform"));
        let disk = Disk::new(&repository, &real.join(data).join("modules"));
        Ok(Self::over(Box::new(disk), real, options))
    }

    /// A tree over files from elsewhere, with the root module in the folder `root` of them.
    #[must_use]
    pub fn over(files: Box<dyn Files>, root: PathBuf, options: Options) -> Self {
        Self {
            files,
            root,
            dialect: options.dialect,
            variables: options.variables,
            manifest: OnceLock::new(),
            assigned: OnceLock::new(),
            directories: Mutex::default(),
            modules: Mutex::default(),
        }
    }

    /// The folder of the root module as it is shown: relative to the repository, `.` for its root.
    #[must_use]
    pub fn shown_root(&self) -> String {
        let shown = self.files.shown(&self.root);
        if shown.is_empty() { ".".to_owned() } else { shown }
    }

    /// This tree with the variables files of another: a snapshot of the configuration holds none.
    #[must_use]
    pub fn with_variables_of(self, other: &Self) -> Self {
        Self { assigned: OnceLock::from(other.read_assigned()), ..self }
    }

    /// The module the calls of these names lead to; none: the root module.
    ///
    /// # Errors
    ///
    /// If a call on the way does not exist or its module is not installed.
    pub fn module<S: AsRef<str>>(&self, path: &[S]) -> Result<Arc<Module>, Unresolved> {
        let path: Vec<_> = path.iter().map(|name| name.as_ref().to_owned()).collect();
        // A dot in a name would be taken for a call within a call.
        if path.len() > MAX_MODULES || path.iter().any(|name| name.contains('.')) {
            return Err(Unresolved::NoCall { module: path.join(".") });
        }
        let slot = slot(&self.modules, &path);
        slot.get_or_init(|| self.resolve(path)).clone()
    }

    fn resolve(&self, path: Vec<String>) -> Result<Arc<Module>, Unresolved> {
        let Some((name, callers)) = path.split_last() else {
            return self.resolve_root();
        };
        let parent = self.module(callers)?;
        let call = parent.module_call(name);
        let record = self.manifest().get(&path);
        let written = call.as_ref().and_then(|call| source_of(call));
        let Some(source) = written.or_else(|| record.map(|record| record.source.clone())) else {
            return Err(Unresolved::NoCall { module: path.join(".") });
        };
        let beside = is_local(&source).then(|| joined(parent.folder(), &source));
        let installed = record.map(|record| joined(&self.root, &record.dir));
        let folder = self.first_folder(beside.into_iter().chain(installed));
        let folder =
            folder.map_err(|refusal| Unresolved::NotInstalled { module: path.join("."), source: source.clone(), refusal })?;
        let ownership = self.ownership(&folder, &source, &parent);
        let directory = self.directory(folder);
        Ok(Arc::new(Module { path, directory, ownership, parent: Some(parent), call }))
    }

    fn resolve_root(&self) -> Result<Arc<Module>, Unresolved> {
        let folder = self.files.folder(&self.root);
        let failed = |refusal| Unresolved::Root { folder: self.root.clone(), refusal };
        let directory = self.directory(folder.map_err(failed)?);
        let ownership = Ownership::Own;
        Ok(Arc::new(Module { path: Vec::new(), directory, ownership, parent: None, call: None }))
    }

    fn first_folder(&self, paths: impl Iterator<Item = PathBuf>) -> Result<PathBuf, Refusal> {
        let mut refused = Refusal::NotFound;
        for path in paths {
            match self.files.folder(&path) {
                Ok(folder) => return Ok(folder),
                Err(refusal) => refused = refusal,
            }
        }
        Err(refused)
    }

    fn ownership(&self, folder: &Path, source: &str, parent: &Module) -> Ownership {
        if self.files.is_own(folder) {
            return Ownership::Own;
        }
        let source = match &parent.ownership {
            Ownership::Foreign { source: outer } if is_local(source) => within(outer, source),
            _ => source.to_owned(),
        };
        Ownership::Foreign { source }
    }

    fn directory(&self, folder: PathBuf) -> Arc<Directory> {
        let slot = slot(&self.directories, &folder);
        let read = || Arc::new(Directory::read(&*self.files, folder, self.dialect));
        Arc::clone(slot.get_or_init(read))
    }

    /// Finds the blocks of these modules, on all cores, before somebody asks for one after the other.
    pub fn prepare(&self, modules: &[Vec<&str>]) {
        abreast(modules, |path| self.module(path).map(|module| module.prepare()).is_ok());
    }

    /// The waiver comments of those among these modules that belong to the repository, in the order of the modules.
    #[must_use]
    pub fn comments(&self, modules: &[Vec<&str>], other_tools: bool) -> Vec<InlineComment> {
        let one = |path: &Vec<&str>| {
            let own = self.module(path).ok().filter(|module| module.is_own());
            own.map_or_else(Vec::new, |module| module.comments(other_tools))
        };
        abreast(modules, one).concat()
    }

    /// What could not be read in the modules that were asked for.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let slots = self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        let read = slots.values().filter_map(|slot| slot.get());
        read.flat_map(|directory| directory.problems()).collect()
    }

    /// The content of a file that the configuration names, as in `file("x.sh")`: relative to the root module's folder.
    ///
    /// # Errors
    ///
    /// If it lies outside of what may be read, or is no text.
    pub fn named_file(&self, path: &str) -> Result<String, Refusal> {
        // Terraform puts the user's home for `~`.
        if path.starts_with('~') { Err(Refusal::Outside) } else { self.files.read(&self.root.join(portable(path))) }
    }

    /// The folder of a module as `path.module` gives it: relative to the root module's folder.
    #[must_use]
    pub fn folder_of(&self, module: &Module) -> String {
        let (root, folder): (Vec<_>, Vec<_>) = (self.root.components().collect(), module.folder().components().collect());
        let shared = root.iter().zip(&folder).take_while(|(a, b)| a == b).count();
        let up = root.iter().skip(shared).map(|_| "..".to_owned());
        let down = folder.iter().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
        let path = up.chain(down).collect::<Vec<_>>().join("/");
        if path.is_empty() { ".".to_owned() } else { path }
    }

    fn manifest(&self) -> &Manifest {
        self.manifest.get_or_init(|| self.files.manifest().map_or_else(|_| Manifest::default(), |text| Manifest::parse(&text)))
    }

    /// The version of a module that `terraform init` installed.
    #[must_use]
    pub fn installed_version(&self, path: &[String]) -> Option<String> {
        self.manifest().get(path)?.version.clone()
    }

    /// The version of a provider, by its full name, that `.terraform.lock.hcl` holds.
    #[must_use]
    pub fn locked(&self, provider: &str) -> Option<String> {
        let text = self.files.read(&self.root.join(".terraform.lock.hcl")).ok()?;
        super::lock::version(&text, provider)
    }

    /// The line of a `.tfvars` file Terraform reads by itself that sets a root variable.
    pub(super) fn assigned(&self, name: &str) -> Option<&Attribute> {
        self.assigned.get_or_init(|| self.read_assigned()).get(name)
    }

    /// The variables files in which a line says otherwise than the plan. A binary plan holds no variables files, so their values are
    /// all that tells whether they have changed since. No value is told: it can be a secret.
    #[must_use]
    pub fn changed_variables_files(&self) -> BTreeSet<String> {
        let assigned = self.assigned.get_or_init(|| self.read_assigned()).iter();
        let differs = |(name, line): &(&String, &Attribute)| match (self.variables.get(*name), literal(&line.expr)) {
            (Some(planned), Some(written)) => !is_same(planned, &written),
            _ => false,
        };
        assigned.filter(differs).map(|(_, line)| line.file.name().to_owned()).collect()
    }

    fn read_assigned(&self) -> BTreeMap<String, Attribute> {
        let mut assigned = BTreeMap::new();
        let names = self.files.read_dir(&self.root).unwrap_or_default();
        for name in variables_files(&names) {
            let path = self.root.join(name);
            let Ok(content) = self.files.read(&path) else {
                continue;
            };
            let text = SourceText::owned(self.files.shown(&path), content);
            let found = assignments(&text).into_iter();
            assigned.extend(found.map(|attribute| (attribute.name.clone(), attribute)));
        }
        assigned
    }
}

/// The `source` of a call, as written.
pub(super) fn source_of(call: &Block) -> Option<String> {
    call.body.attribute("source")?.expr.as_str().map(str::to_owned)
}

/// A folder within a module package: `outer//folder`.
fn within(outer: &str, source: &str) -> String {
    let scheme = outer.find("://").map_or(0, |at| at + 3);
    let split = outer.get(scheme..).and_then(|rest| rest.find("//")).map(|at| at + scheme);
    let (package, folder) = match split.and_then(|at| outer.split_at_checked(at)) {
        Some((package, folder)) => (package, folder.trim_start_matches('/')),
        None => (outer, ""),
    };
    let path = super::files::normal(&joined(Path::new(folder), source)).unwrap_or_default();
    format!("{package}//{}", super::files::shown(&path))
}

fn repository_of(folder: &Path) -> PathBuf {
    let holds = |folder: &&Path| folder.join(".git").exists();
    folder.ancestors().find(holds).unwrap_or(folder).to_path_buf()
}

fn slot<K: Ord + Clone, V>(slots: &Slots<K, V>, key: &K) -> Arc<OnceLock<V>> {
    let mut slots = slots.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(slots.entry(key.clone()).or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_within_a_package_are_joined() {
        let table = [
            ("a/b/aws", "./modules/x", "a/b/aws//modules/x"),
            ("a/b/aws//modules/x", "../y", "a/b/aws//modules/y"),
            ("git::https://h/r.git//a", "./b", "git::https://h/r.git//a/b"),
            ("git::https://h/r.git", "./b", "git::https://h/r.git//b"),
        ];
        for (outer, source, expected) in table {
            assert_eq!(within(outer, source), expected);
        }
    }
}
