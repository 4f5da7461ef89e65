//! Where files come from, and what may be read.
//!
//! A plan and `modules.json` are untrusted: they must not make onus read, and so quote, anything but source files
//! of the repository and of the module cache. Links are followed only as far as they stay inside.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The largest file that is read.
const MAX_FILE: u64 = 4 * 1024 * 1024;
/// The most entries of a folder that are looked at.
const MAX_ENTRIES: usize = 20_000;

/// Why a file or folder was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is none.
    NotFound,
    /// It lies outside the repository and the module cache.
    Outside,
    /// It is a device, a pipe or the like.
    NotRegular,
    /// It is larger than onus reads.
    TooLarge,
    /// It is not UTF-8.
    NotText,
    /// The system refused.
    Io(io::ErrorKind),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::Outside => f.write_str("it lies outside the repository and the module cache"),
            Self::NotRegular => f.write_str("it is not a regular file"),
            Self::TooLarge => f.write_str("it is larger than 4 MiB"),
            Self::NotText => f.write_str("it is not UTF-8"),
            Self::Io(kind) => write!(f, "it cannot be read: {kind}"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            kind => Self::Io(kind),
        }
    }
}

/// A place source files are read from: a checkout, or the snapshot in a binary plan.
pub trait Files: fmt::Debug + Send + Sync {
    /// The real path of a folder, if it may be read.
    ///
    /// # Errors
    ///
    /// Says why the folder is not read.
    fn folder(&self, path: &Path) -> Result<PathBuf, Refusal>;

    /// The names of the files in a folder, sorted.
    ///
    /// # Errors
    ///
    /// Says why the folder is not read.
    fn read_dir(&self, folder: &Path) -> Result<Vec<String>, Refusal>;

    /// The content of a file.
    ///
    /// # Errors
    ///
    /// Says why the file is not read.
    fn read(&self, path: &Path) -> Result<String, Refusal>;

    /// The content of `modules.json`.
    ///
    /// # Errors
    ///
    /// Says why it is not read.
    fn manifest(&self) -> Result<String, Refusal>;

    /// Whether a folder's code belongs to the repository.
    fn is_own(&self, folder: &Path) -> bool;

    /// A path as it is shown: relative to the repository, with forward slashes.
    fn shown(&self, path: &Path) -> String;
}

/// The files of a checkout.
#[derive(Debug)]
pub(crate) struct Disk {
    repository: PathBuf,
    cache: Option<PathBuf>,
    modules: PathBuf,
    is_git: bool,
    /// Real folders inside, so that their files need no second look.
    known: Mutex<BTreeSet<PathBuf>>,
}

impl Disk {
    /// Reads below `repository`, a real path, and below `modules`, the module cache.
    pub(crate) fn new(repository: &Path, modules: &Path) -> Self {
        Self {
            repository: repository.to_path_buf(),
            cache: fs::canonicalize(modules).ok(),
            modules: modules.to_path_buf(),
            is_git: repository.join(".git").exists(),
            known: Mutex::default(),
        }
    }

    fn is_known(&self, folder: Option<&Path>) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        folder.is_some_and(|folder| known.contains(folder))
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let real = fs::canonicalize(path)?;
        let inside = real.starts_with(&self.repository) || self.is_cached(&real);
        if inside { Ok(real) } else { Err(Refusal::Outside) }
    }

    fn is_cached(&self, path: &Path) -> bool {
        self.cache.as_ref().is_some_and(|cache| path.starts_with(cache))
    }
}

impl Files for Disk {
    fn folder(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let real = self.real(path)?;
        if !real.is_dir() {
            return Err(Refusal::NotFound);
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(real.clone());
        Ok(real)
    }

    fn read_dir(&self, folder: &Path) -> Result<Vec<String>, Refusal> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.real(folder)?)?.take(MAX_ENTRIES) {
            names.extend(entry?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    fn read(&self, path: &Path) -> Result<String, Refusal> {
        let mut metadata = fs::symlink_metadata(path)?;
        let mut real = path.to_path_buf();
        if metadata.is_symlink() || !self.is_known(path.parent()) {
            real = self.real(path)?;
            metadata = fs::metadata(&real)?;
        }
        // Opening a pipe would block, so its kind is asked first.
        if !metadata.is_file() {
            return Err(Refusal::NotRegular);
        }
        if metadata.len() > MAX_FILE {
            return Err(Refusal::TooLarge);
        }
        // One byte more than the file is said to have shows its end without another read.
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
        File::open(&real)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(Refusal::TooLarge);
        }
        String::from_utf8(bytes).map_err(|_| Refusal::NotText)
    }

    fn manifest(&self) -> Result<String, Refusal> {
        self.read(&self.modules.join("modules.json"))
    }

    fn is_own(&self, folder: &Path) -> bool {
        let cached = folder.components().any(|part| part.as_os_str() == ".terraform");
        let inside = folder.starts_with(&self.repository) && !cached && !self.is_cached(folder);
        inside && !(self.is_git && super::ignored::is_ignored(self, &self.repository, folder))
    }

    fn shown(&self, path: &Path) -> String {
        let cached = || {
            let inner = path.strip_prefix(self.cache.as_ref()?).ok()?;
            Some(Path::new(".terraform/modules").join(inner))
        };
        match path.strip_prefix(&self.repository) {
            Ok(inner) => shown(inner),
            Err(_) => shown(&cached().unwrap_or_default()),
        }
    }
}

/// The path without `.` and `..`, as far as that can be told without looking at the disk.
/// `None` if it leads above its own start.
pub(crate) fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            other => normal.push(other),
        }
    }
    Some(normal)
}

/// A path from `modules.json` or a `source` with the separators of this system. Windows wrote some of them.
pub(crate) fn portable(path: &str) -> PathBuf {
    path.split(['/', '\\']).collect::<Vec<_>>().join("/").into()
}

/// A path as it is shown: forward slashes.
pub(crate) fn shown(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter(|component| !matches!(component, Component::CurDir | Component::RootDir))
        .map(|component| component.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::tests::Folder;

    #[test]
    fn paths_are_made_normal() {
        let table = [("a/./b/../c", Some("a/c")), ("/a/..", Some("/")), ("../a", None), ("a/../..", None), ("", Some(""))];
        for (path, expected) in table {
            assert_eq!(normal(Path::new(path)), expected.map(PathBuf::from), "{path}");
        }
        assert_eq!(portable("modules\\net\\x"), PathBuf::from("modules/net/x"));
        assert_eq!(shown(Path::new("/./a/b")), "a/b");
    }

    #[cfg(unix)]
    #[test]
    fn reading_stays_inside() {
        use std::os::unix::fs::symlink;
        let folder = Folder::new(&[("repo/main.tf", "a"), ("secret.tf", "b"), ("cache/m/x.tf", "c")]);
        let root = folder.path().join("repo");
        symlink(folder.path().join("secret.tf"), root.join("link.tf")).unwrap();
        symlink("loop.tf", root.join("loop.tf")).unwrap();
        symlink("main.tf", root.join("fine.tf")).unwrap();
        fs::write(root.join("large.tf"), vec![b' '; 4 * 1024 * 1024 + 1]).unwrap();
        fs::write(root.join("bytes.tf"), [0xff]).unwrap();
        let disk = Disk::new(&fs::canonicalize(&root).unwrap(), &folder.path().join("cache"));
        let table = [
            ("repo/main.tf", Ok("a".to_owned())),
            ("repo/fine.tf", Ok("a".to_owned())),
            ("cache/m/x.tf", Ok("c".to_owned())),
            ("secret.tf", Err(Refusal::Outside)),
            ("repo/../secret.tf", Err(Refusal::Outside)),
            ("repo/link.tf", Err(Refusal::Outside)),
            ("repo/large.tf", Err(Refusal::TooLarge)),
            ("repo/bytes.tf", Err(Refusal::NotText)),
            ("repo/none.tf", Err(Refusal::NotFound)),
            ("repo", Err(Refusal::NotRegular)),
        ];
        for (path, expected) in table {
            assert_eq!(disk.read(&folder.path().join(path)), expected, "{path}");
        }
        assert!(disk.read(&root.join("loop.tf")).is_err());
        assert!(disk.folder(Path::new("/etc")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_without_waiting() {
        let folder = Folder::new(&[("main.tf", "")]);
        let pipe = folder.path().join("pipe.tf");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let disk = Disk::new(&fs::canonicalize(folder.path()).unwrap(), Path::new("/none"));
        assert_eq!(disk.read(&pipe), Err(Refusal::NotRegular));
    }
}
