//! Loads what onus judges by: the built-in controls, functions, facts and model, and the folders that the user adds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::error::Error;
use crate::model::Model;
use crate::policy::{Document, Parsed, PolicySet, Sources, load};
use crate::text::SourceText;
use crate::value::Val;

/// A file of `policies/`.
struct EmbeddedFile {
    /// Its path below the folder.
    path: &'static str,
    text: &'static str,
    /// Its syntax tree, as the build wrote it; empty if the text is no HCL.
    tree: &'static [u8],
}

/// The files of `policies/`, embedded.
const BUILT_IN: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// The largest policy file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What to load.
#[derive(Debug, Clone, Default)]
pub struct CatalogueOptions {
    /// Folders or files of further policies.
    pub policies: Vec<PathBuf>,
    /// Leave the built-in controls out. Functions, facts and the model stay.
    pub no_builtin: bool,
    /// Values of inputs.
    pub inputs: BTreeMap<Arc<str>, Val>,
}

/// What onus judges by.
#[derive(Debug)]
pub struct Catalogue {
    /// Controls and policies.
    pub set: PolicySet,
    /// The shared responsibility model.
    pub model: Model,
    /// Values of inputs.
    pub inputs: BTreeMap<Arc<str>, Val>,
}

impl Catalogue {
    /// Loads everything.
    ///
    /// # Errors
    /// A folder cannot be read, or a file has mistakes.
    pub fn load(options: CatalogueOptions) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let mut model = None;
        for file in BUILT_IN {
            let text = SourceText::new(format!("onus:{}", file.path), file.text);
            sort(file.path, (text, file.tree), !options.no_builtin, &mut sources, &mut model);
        }
        for folder in &options.policies {
            for (path, text) in read_folder(folder)? {
                sort(&path, (text, &[]), true, &mut sources, &mut model);
            }
        }
        let set = load(sources).map_err(Error::Policies)?;
        let model = match model {
            None => Model::default(),
            Some(file) => file.map_err(|problem| vec![problem]).and_then(|file| Model::read(&file)).map_err(Error::Policies)?,
        };
        Ok(Self { set, model, inputs: options.inputs })
    }
}

/// The built-in functions and facts and those of these files, by their path below the policy folder; no controls.
pub(super) fn language(own: &[(String, SourceText)]) -> Sources {
    let mut sources = Sources::default();
    for file in BUILT_IN.iter().filter(|file| !file.path.ends_with(".policy.hcl")) {
        let text = SourceText::new(format!("onus:{}", file.path), file.text);
        sort(file.path, (text, file.tree), false, &mut sources, &mut None);
    }
    for (path, text) in own {
        sort(path, (text.clone(), &[]), false, &mut sources, &mut None);
    }
    sources
}

/// Puts a file where it belongs, by its path below the policy folder. Its tree is parsed if it is not at hand.
fn sort(path: &str, (text, tree): (SourceText, &[u8]), with_policies: bool, sources: &mut Sources, model: &mut Option<Parsed>) {
    let document = || Document::embedded(&text, tree).map_or_else(|| Document::parse(text.clone()), Ok);
    if path.ends_with(".policytest.hcl") {
        return;
    }
    if path.ends_with(".policy.hcl") {
        if with_policies {
            sources.policies.push((path.to_owned(), document()));
        }
    } else if path.starts_with("functions/") {
        sources.functions.push(document());
    } else if path.starts_with("facts/") {
        sources.facts.push(document());
    } else if path == "model.hcl" {
        *model = Some(document());
    }
}

/// The `.hcl` files below a folder with their paths below it, sorted. A file stands for itself.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<(String, SourceText)>, Error> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::unreadable(folder, &error.to_string()))?;
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_none_or(|ext| ext != "hcl") {
            continue;
        }
        let size = entry.metadata().map_err(|error| Error::unreadable(path, &error.to_string()))?.len();
        if size > LARGEST {
            return Err(Error::unreadable(path, "the file is larger than 4 MiB"));
        }
        let text = std::fs::read_to_string(path).map_err(|error| Error::unreadable(path, &error.to_string()))?;
        let below = path.strip_prefix(folder).unwrap_or(path);
        let below = if below.as_os_str().is_empty() { Path::new(path.file_name().unwrap_or_default()) } else { below };
        let name = below.to_string_lossy().replace('\\', "/");
        files.push((name, SourceText::new(path.to_string_lossy().replace('\\', "/"), text)));
    }
    Ok(files)
}
