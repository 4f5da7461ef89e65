//! Loads what onus judges by: the built-in controls, functions, facts and model, and the folders that the user adds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::error::Error;
use crate::model::Model;
use crate::policy::{Document, InputValues, Inputs, Parsed, PolicySet, Problem, Sources, load};
use crate::settle::{Equivalents, Names, Reweighed};
use crate::text::SourceText;

/// A file of `policies/`.
struct EmbeddedFile {
    /// Its path below the folder.
    path: &'static str,
    text: &'static str,
    /// Where its syntax tree stands in [`TREES`], as the build wrote it; nothing if the text is no HCL.
    tree: Range<usize>,
    /// Where the trees of the blocks stand that are about one resource type.
    parts: &'static [(&'static str, Range<usize>)],
}

/// The files of `policies/`, embedded.
#[allow(clippy::unreadable_literal, reason = "the build wrote the numbers")]
const BUILT_IN: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// Their syntax trees.
const TREES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/policies.trees"));

impl EmbeddedFile {
    /// The file, parsed; of what is about one resource type only what these types need.
    fn document(&self, kinds: Option<&BTreeSet<String>>) -> Parsed {
        let text = SourceText::new(format!("onus:{}", self.path), self.text);
        let tree = |at: &Range<usize>| TREES.get(at.clone()).unwrap_or_default();
        let parts = self.parts.iter().filter(|(kind, _)| kinds.is_none_or(|kinds| kinds.contains(*kind)));
        Document::embedded(&text, tree(&self.tree), parts.map(|(_, at)| tree(at))).map_or_else(|| Document::parse(text), Ok)
    }
}

/// The largest policy file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What to load.
#[derive(Debug, Clone, Default)]
pub struct CatalogueOptions {
    /// Folders or files of further policies.
    pub policies: Vec<PathBuf>,
    /// Leave the built-in controls out. Functions, facts and the model stay.
    pub no_builtin: bool,
    /// Values of inputs that the user gives.
    pub inputs: Inputs,
    /// The resource types of the plan, if they are known: of the built-in policies only those about them are read.
    pub kinds: Option<BTreeSet<String>>,
}

/// What onus judges by.
#[derive(Debug)]
pub struct Catalogue {
    /// Controls and policies.
    pub set: PolicySet,
    /// The shared responsibility model.
    pub model: Model,
    /// The values of inputs.
    pub inputs: InputValues,
    /// Inputs without a value: nothing can be judged by a file that has one.
    pub missing: Vec<Problem>,
    /// The obligations of which a selection leaves some controls out.
    pub left_out: BTreeSet<Arc<str>>,
    /// The controls that weigh more or less than they are written, by id.
    pub reweighed: BTreeMap<Arc<str>, Reweighed>,
    /// The resource types that it can judge; `None`: all.
    kinds: Option<BTreeSet<String>>,
}

impl Catalogue {
    /// Loads everything.
    ///
    /// # Errors
    /// A folder cannot be read, or a file has mistakes.
    pub fn load(options: &CatalogueOptions) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let mut model = None;
        for file in BUILT_IN {
            let document = || file.document(options.kinds.as_ref());
            sort(file.path, document, !options.no_builtin, &mut sources, &mut model);
        }
        sources.vetted = sources.policies.len();
        sources.vetted_functions = sources.functions.len();
        for folder in &options.policies {
            let files = read_folder(folder)?;
            if files.is_empty() {
                return Err(Error::NoPolicies(folder.clone()));
            }
            for (path, text) in files {
                sort(&distinct(path, folder, &sources), || Document::parse(text), true, &mut sources, &mut model);
            }
        }
        let mut set = load(sources).map_err(Error::Policies)?;
        let (inputs, missing) = bind(&mut set, &options.inputs).map_err(Error::Policies)?;
        let model = match model {
            None => Model::default(),
            Some(file) => file.map_err(|problem| vec![problem]).and_then(|file| Model::read(&file)).map_err(Error::Policies)?,
        };
        Ok(Self {
            set,
            model,
            inputs,
            missing,
            left_out: BTreeSet::new(),
            reweighed: BTreeMap::new(),
            kinds: options.kinds.clone(),
        })
    }

    /// Whether everything was read that these resource types need.
    pub(super) fn covers<'k>(&self, mut kinds: impl Iterator<Item = &'k str>) -> bool {
        self.kinds.as_ref().is_none_or(|known| kinds.all(|kind| known.contains(kind)))
    }

    /// Nothing can be judged by a file of which an input has no value.
    ///
    /// # Errors
    /// Inputs without a value, of files with policies.
    pub(super) fn require_inputs(&self) -> Result<(), Error> {
        let judges = |problem: &&Problem| {
            let file = self.set.files.iter().position(|file| file.text == problem.text);
            self.set.policies.iter().any(|policy| Some(policy.file) == file)
        };
        let missing: Vec<Problem> = self.missing.iter().filter(judges).cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(Error::Policies(missing)) }
    }
}

/// The built-in functions and facts and those of these files, by their path below the policy folder; no controls.
pub(super) fn language(own: &[(String, SourceText)]) -> Sources {
    let mut sources = Sources::default();
    for file in BUILT_IN.iter().filter(|file| !file.path.ends_with(".policy.hcl")) {
        sort(file.path, || file.document(None), false, &mut sources, &mut None);
    }
    for (path, text) in own {
        sort(path, || Document::parse(text.clone()), false, &mut sources, &mut None);
    }
    sources
}

/// Gives every input its value, and every policy the level that the inputs make of it. Returns inputs without a value, too.
fn bind(set: &mut PolicySet, inputs: &Inputs) -> Result<(InputValues, Vec<Problem>), Vec<Problem>> {
    let binding = inputs.bind(set);
    let problems = [binding.undeclared, binding.wrong].concat();
    if !problems.is_empty() {
        return Err(problems);
    }
    if binding.missing.is_empty() {
        set.settle_levels(&binding.values)?;
    }
    Ok((binding.values, binding.missing))
}

/// The path of a file as its id: behind the name of its folder if another file has the plain one. Two folders may well hold a
/// `main.policy.hcl`, and neither may hide a built-in control.
fn distinct(path: String, folder: &Path, sources: &Sources) -> String {
    let taken = |path: &str| sources.policies.iter().any(|(other, _)| other == path);
    if !path.ends_with(".policy.hcl") || !taken(&path) {
        return path;
    }
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map_or_else(|| "policies".to_owned(), |name| name.to_string_lossy().into_owned());
    let prefixes = std::iter::once(name.clone()).chain((2..).map(|number: u32| format!("{name}-{number}")));
    prefixes.map(|prefix| format!("{prefix}/{path}")).find(|path| !taken(path)).unwrap_or(path)
}

impl Catalogue {
    /// What other tools call the requirements of the built-in controls.
    ///
    /// # Errors
    /// The table names a control that does not exist.
    pub fn equivalents(names: &Names) -> Result<Equivalents, Error> {
        let file = BUILT_IN.iter().find(|file| file.path == "other-tools.hcl");
        file.map_or_else(
            || Ok(Equivalents::default()),
            |file| Equivalents::read(SourceText::new(format!("onus:{}", file.path), file.text), names).map_err(Error::Policies),
        )
    }
}

/// Puts a file where it belongs, by its path below the policy folder.
fn sort(path: &str, document: impl FnOnce() -> Parsed, with_policies: bool, sources: &mut Sources, model: &mut Option<Parsed>) {
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

/// Whether a file is one that onus reads, by its path below the policy folder. A folder may hold anything else beside.
fn is_read(path: &str) -> bool {
    let in_folder = (path.starts_with("functions/") || path.starts_with("facts/")) && path.rsplit('.').next() == Some("hcl");
    path.ends_with(".policy.hcl") || ((path == "model.hcl" || in_folder) && !path.ends_with(".policytest.hcl"))
}

/// The files below a folder that onus reads, with their paths below it, sorted. A file stands for itself.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<(String, SourceText)>, Error> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::unreadable(folder, &error.to_string()))?;
        let path = entry.path();
        let below = path.strip_prefix(folder).unwrap_or(path);
        let below = if below.as_os_str().is_empty() { Path::new(path.file_name().unwrap_or_default()) } else { below };
        let name = below.to_string_lossy().replace('\\', "/");
        if !is_read(&name) {
            continue;
        }
        // A link to a file is that file; one to a folder is not followed, since it may lead round in a circle. A link that leads
        // nowhere stands for a policy that would not be enforced; opening a pipe would wait.
        let metadata = std::fs::metadata(path).map_err(|error| Error::unreadable(path, &error.to_string()))?;
        if metadata.is_dir() {
            continue;
        }
        if !metadata.is_file() {
            return Err(Error::unreadable(path, "it is not a regular file"));
        }
        files.push((name, read_text(path)?));
    }
    Ok(files)
}

/// The text of a file, under its path.
pub(super) fn read_text(path: &Path) -> Result<SourceText, Error> {
    let size = std::fs::metadata(path).map_err(|error| Error::unreadable(path, &error.to_string()))?.len();
    if size > LARGEST {
        return Err(Error::unreadable(path, "the file is larger than 4 MiB"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| Error::unreadable(path, &error.to_string()))?;
    Ok(SourceText::new(path.to_string_lossy().replace('\\', "/"), text))
}
