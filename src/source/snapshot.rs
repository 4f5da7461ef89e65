//! The configuration inside a binary plan: the exact files it was made from.
//!
//! A plan file is a zip with `tfconfig/modules.json` and the files of each module in `tfconfig/m-<key>/`. It is
//! untrusted: entries are counted, sizes and ratios limited, and names with folders in them left out.

use super::files::{Files, Refusal};
use super::manifest::{Manifest, is_local};
use super::tree::{Options, SourceTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Component, Path, PathBuf};
use zip::ZipArchive;

/// The most entries a plan file may have.
const MAX_ENTRIES: usize = 50_000;
/// The largest configuration file, and how much all of them may hold.
const MAX_FILE: u64 = 4 * 1024 * 1024;
const MAX_TOTAL: u64 = 256 * 1024 * 1024;
/// How much larger than its packed form a file of more than [`MIN_RATIO_SIZE`] may be.
const MAX_RATIO: u64 = 400;
const MIN_RATIO_SIZE: u64 = 256 * 1024;

/// Why a plan file's configuration cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotError {
    /// The file cannot be read.
    Io(std::io::ErrorKind),
    /// It is not a plan file.
    NotAPlan,
    /// It is a zip without a configuration in it.
    NoConfiguration,
    /// An entry is larger than onus reads, or there are too many.
    TooLarge {
        /// The entry.
        entry: String,
    },
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(kind) => write!(f, "the plan file cannot be read: {kind}"),
            Self::NotAPlan => f.write_str("it is not a plan file as `terraform plan -out` writes it"),
            Self::NoConfiguration => f.write_str("the plan file holds no configuration"),
            Self::TooLarge { entry } => write!(f, "the plan file is too large at `{entry}`"),
        }
    }
}

impl std::error::Error for SnapshotError {}

/// The configuration files of a binary plan by module.
#[derive(Debug, Default)]
pub struct Snapshot {
    modules: BTreeMap<String, BTreeMap<String, String>>,
    manifest_text: String,
    manifest: Manifest,
}

impl Snapshot {
    /// Reads the configuration out of a plan file.
    ///
    /// # Errors
    ///
    /// If the file is not a plan, or not one onus dares to read.
    pub fn open(path: &Path) -> Result<Self, SnapshotError> {
        let file = File::open(path).map_err(|error| SnapshotError::Io(error.kind()))?;
        Self::read(BufReader::new(file))
    }

    /// Reads the configuration out of the bytes of a plan file.
    ///
    /// # Errors
    ///
    /// If they are not a plan, or not one onus dares to read.
    pub fn read(bytes: impl Read + Seek) -> Result<Self, SnapshotError> {
        let mut archive = ZipArchive::new(bytes).map_err(|_| SnapshotError::NotAPlan)?;
        if archive.len() > MAX_ENTRIES {
            return Err(SnapshotError::TooLarge { entry: "tfconfig".to_owned() });
        }
        let mut snapshot = Self::default();
        let mut left = MAX_TOTAL;
        for at in 0..archive.len() {
            let Ok(mut entry) = archive.by_index(at) else {
                continue;
            };
            let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else {
                continue;
            };
            let Some(place) = place(&name) else { continue };
            let packed = entry.compressed_size();
            let text = text(&mut entry, packed, left);
            let text = text.ok_or_else(|| SnapshotError::TooLarge { entry: name.clone() })?;
            left = left.saturating_sub(text.len() as u64);
            snapshot.add(place, text);
        }
        if snapshot.modules.is_empty() {
            return Err(SnapshotError::NoConfiguration);
        }
        snapshot.manifest = Manifest::parse(&snapshot.manifest_text);
        Ok(snapshot)
    }

    fn add(&mut self, place: Place<'_>, text: String) {
        match place {
            Place::Manifest => self.manifest_text = text,
            Place::File { module, name } => {
                self.modules.entry(module.to_owned()).or_default().insert(name.to_owned(), text);
            }
        }
    }

    /// The source tree of the snapshot. `root` is where the root module lies in the repository, as it is shown.
    #[must_use]
    pub fn into_tree(self, root: &Path, options: Options) -> SourceTree {
        let root = lexical(root);
        let mut folders = BTreeMap::<PathBuf, BTreeMap<String, String>>::new();
        let mut foreign = BTreeSet::new();
        for (key, files) in &self.modules {
            let dir = self.manifest.get(&path_of(key)).map_or(".", |record| record.dir.as_str());
            let folder = lexical(&super::directory::joined(&root, dir));
            if self.is_foreign(key) {
                foreign.insert(folder.clone());
            }
            folders.entry(folder).or_default().extend(files.clone());
        }
        let files = SnapshotFiles { folders, foreign, manifest: self.manifest_text };
        SourceTree::over(Box::new(files), root, options)
    }

    /// Whether some call on the way to a module has a source elsewhere.
    fn is_foreign(&self, key: &str) -> bool {
        let path = path_of(key);
        (1..=path.len()).any(|depth| {
            let record = path.get(..depth).and_then(|path| self.manifest.get(path));
            record.is_some_and(|record| !is_local(&record.source))
        })
    }

    /// Compares a checkout with what was planned. Modules of others that are not installed are left out.
    #[must_use]
    pub fn compare(&self, tree: &SourceTree) -> Comparison {
        let mut found = Comparison::default();
        for (key, planned) in &self.modules {
            let path = path_of(key);
            let Ok(module) = tree.module(&path) else {
                if !self.is_foreign(key) {
                    found.stale.extend(planned.keys().map(|name| format!("{}/{name}", path.join("."))));
                }
                continue;
            };
            let folder = module.folder();
            let mut there: BTreeMap<_, _> =
                module.files().map(|file| (file.name().rsplit('/').next().unwrap_or_default().to_owned(), file)).collect();
            for (name, text) in planned {
                let same = there.remove(name).is_some_and(|file| is_same(file.content(), text));
                let into = if same { &mut found.current } else { &mut found.stale };
                into.insert(tree.files.shown(&folder.join(name)));
            }
            found.stale.extend(there.into_values().map(|file| file.name().to_owned()));
        }
        found
    }
}

/// The files of a checkout against those of a plan, by their paths as they are shown.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Files that say what was planned.
    pub current: BTreeSet<String>,
    /// Files that the checkout has otherwise than the plan, lacks, or has beyond it.
    pub stale: BTreeSet<String>,
}

/// Alike but for line endings and a byte-order mark, which a checkout may change.
fn is_same(left: &str, right: &str) -> bool {
    let right = right.strip_prefix('\u{feff}').unwrap_or(right);
    left.split('\n').map(trim_return).eq(right.split('\n').map(trim_return))
}

fn trim_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

fn path_of(key: &str) -> Vec<String> {
    key.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[derive(Clone, Copy)]
enum Place<'n> {
    Manifest,
    File { module: &'n str, name: &'n str },
}

/// What an entry of the zip is, by its name.
fn place(name: &str) -> Option<Place<'_>> {
    let inner = name.strip_prefix("tfconfig/")?;
    if inner == "modules.json" {
        return Some(Place::Manifest);
    }
    let (module, name) = inner.strip_prefix("m-")?.split_once('/')?;
    let plain = !name.is_empty() && !name.contains(['/', '\\', '\0']) && name != "." && name != "..";
    plain.then_some(Place::File { module, name })
}

/// The text of an entry, if it is not too large; what is not UTF-8 becomes an empty file.
fn text(entry: &mut impl Read, packed: u64, left: u64) -> Option<String> {
    let limit = MAX_FILE.min(left).min((packed * MAX_RATIO).max(MIN_RATIO_SIZE));
    let mut bytes = Vec::new();
    let read = entry.take(limit + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > limit {
        return None;
    }
    Some(read.ok().and_then(|_| String::from_utf8(bytes).ok()).unwrap_or_default())
}

/// The path without `.` and inner `..`; leading `..` stay.
fn lexical(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if found.file_name().is_some() => {
                found.pop();
            }
            other => found.push(other),
        }
    }
    found
}

/// The files of a snapshot by folder.
#[derive(Debug)]
struct SnapshotFiles {
    folders: BTreeMap<PathBuf, BTreeMap<String, String>>,
    foreign: BTreeSet<PathBuf>,
    manifest: String,
}

impl Files for SnapshotFiles {
    fn folder(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let folder = lexical(path);
        if self.folders.contains_key(&folder) { Ok(folder) } else { Err(Refusal::NotFound) }
    }

    fn read_dir(&self, folder: &Path) -> Result<Vec<String>, Refusal> {
        let files = self.folders.get(&lexical(folder)).ok_or(Refusal::NotFound)?;
        Ok(files.keys().cloned().collect())
    }

    fn read(&self, path: &Path) -> Result<String, Refusal> {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or(Refusal::NotFound)?;
        let folder = lexical(path.parent().unwrap_or(Path::new("")));
        let file = self.folders.get(&folder).and_then(|files| files.get(name));
        file.cloned().ok_or(Refusal::NotFound)
    }

    fn manifest(&self) -> Result<String, Refusal> {
        Ok(self.manifest.clone())
    }

    fn is_own(&self, folder: &Path) -> bool {
        !self.foreign.contains(folder)
    }

    fn shown(&self, path: &Path) -> String {
        super::files::shown(path)
    }
}
