//! Finds and reads `onus.hcl`, and applies what it says to the catalogue. Settles nothing.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::check::plan_files;
use super::origin::source_folder;
use super::{Catalogue, CatalogueOptions};
use crate::error::Error;
use crate::settle::{Config, Names, Reweighed};
use crate::text::SourceText;

/// The name of the file.
const NAME: &str = "onus.hcl";

/// The largest configuration that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// Where the configuration comes from.
#[derive(Debug, Clone, Default)]
pub struct ConfigOptions {
    /// The file; `None`: it is looked for.
    pub config: Option<PathBuf>,
    /// Plan files, folders, or `-`.
    pub plans: Vec<PathBuf>,
    /// The folder of the root module.
    pub source: Option<PathBuf>,
}

/// The names that a configuration may use. Those of the built-in controls exist even if the controls are left out.
///
/// # Errors
/// The built-in controls cannot be loaded.
pub(super) fn names(catalogue: &Catalogue, options: &CatalogueOptions) -> Result<Names, Error> {
    let mut names = Names::of(&catalogue.set, &catalogue.model);
    if options.no_builtin {
        let built_in = Catalogue::load(&CatalogueOptions::default())?;
        names.extend(Names::of(&built_in.set, &built_in.model));
    }
    Ok(names)
}

/// Reads the configuration of a run; without a file nothing is set.
///
/// # Errors
/// The file cannot be read or has mistakes, or the plans belong to different ones.
pub(super) fn configuration(options: &ConfigOptions, names: &Names) -> Result<Config, Error> {
    let path = match &options.config {
        Some(path) => Some(path.clone()),
        None => find_for_plans(options)?,
    };
    let Some(path) = path else { return Ok(Config::default()) };
    Config::read(read(&path)?, names).map_err(Error::Configuration)
}

/// The file for these plans; one run has one configuration.
fn find_for_plans(options: &ConfigOptions) -> Result<Option<PathBuf>, Error> {
    let mut found: Option<PathBuf> = None;
    for plan in plan_files(&options.plans)? {
        let own = plan.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = source_folder(options.source.as_deref(), &plan);
        match (&found, find(folder.unwrap_or(own))) {
            (Some(one), Some(other)) if *one != other => {
                let (one, other) = (one.display(), other.display());
                return Err(Error::Usage(format!("the plans belong to `{one}` and `{other}`: choose one with --config")));
            }
            (_, Some(path)) => found = Some(path),
            (_, None) => {}
        }
    }
    Ok(found)
}

/// The nearest `onus.hcl` from a folder upward to the root of its repository.
#[must_use]
pub fn find(folder: &Path) -> Option<PathBuf> {
    let folder = std::fs::canonicalize(folder).ok()?;
    let root = repository(&folder);
    let within = folder.ancestors().take_while(|ancestor| ancestor.starts_with(&root));
    within.map(|ancestor| ancestor.join(NAME)).find(|path| path.is_file())
}

/// The folder with `.git`; without one the folder itself, so that nothing of a stranger's above it is read.
pub(super) fn repository(folder: &Path) -> PathBuf {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).unwrap_or(folder).to_owned()
}

/// The text of a configuration, under its path from the root of the repository.
pub(super) fn read(path: &Path) -> Result<SourceText, Error> {
    Ok(SourceText::owned(shown(path), read_text(path)?))
}

/// The text of a configuration, as it is.
pub(super) fn read_text(path: &Path) -> Result<String, Error> {
    read_bounded(path, LARGEST)
}

/// The text of a file that has no more than so many bytes.
pub(super) fn read_bounded(path: &Path, most: u64) -> Result<String, Error> {
    let failed = |error: std::io::Error| Error::unreadable(path, &error.to_string());
    let mut text = String::new();
    let read = std::fs::File::open(path).map_err(failed)?.take(most + 1).read_to_string(&mut text).map_err(failed)?;
    if u64::try_from(read).is_ok_and(|read| read <= most) {
        return Ok(text);
    }
    Err(Error::unreadable(path, &format!("the file is larger than {} MiB", most >> 20)))
}

/// The path of a file from the root of its repository.
pub(super) fn shown(path: &Path) -> String {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let root = real.parent().map(repository);
    let inside = root.as_deref().and_then(|root| real.strip_prefix(root).ok());
    inside.unwrap_or(path).to_string_lossy().replace('\\', "/")
}

impl Catalogue {
    /// Applies what a configuration says of inputs and controls; `select`: also which are judged. `loaded` is what the
    /// catalogue was loaded with.
    ///
    /// # Errors
    /// An input that no policy declares, or a value that is not of its type.
    pub fn configure(&mut self, config: &Config, loaded: &CatalogueOptions, select: bool) -> Result<(), Error> {
        if let Some(text) = config.text.as_ref().filter(|_| !config.inputs.is_empty()) {
            let mut options = loaded.clone();
            for input in &config.inputs {
                options.inputs.config(&input.name, &input.value, text).map_err(|problem| Error::Configuration(vec![problem]))?;
            }
            *self = Self::load(&options)?;
        }
        for (id, weight) in &config.severities {
            if let Some(control) = self.set.controls.get_mut(id) {
                let was = std::mem::replace(&mut control.severity, weight.severity);
                let reweighed = Reweighed { was, reason: weight.reason.clone() };
                self.reweighed.insert(id.as_str().into(), reweighed);
            }
        }
        if select {
            self.set.controls.retain(|id, _| config.selection.admits(id.as_str()));
            self.set.policies.retain(|policy| config.selection.admits(policy.control.as_str()));
        }
        Ok(())
    }
}
