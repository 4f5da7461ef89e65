//! Where the `.tf` text of a plan comes from: a checkout, or the snapshot inside the binary plan. Opens it and says which
//! files of the checkout are no longer what was planned; reads no block.

use std::path::Path;

use super::check::CheckOptions;
use crate::error::Error;
use crate::plan::Plan;
use crate::source::{Comparison, Dialect, Options, Snapshot, SourceTree};

/// The source of a plan.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// The text, if there is any.
    pub tree: Option<SourceTree>,
    /// The checkout beside a text that comes out of a binary plan.
    pub beside: Option<Beside>,
}

/// A checkout and how it differs from what was planned.
#[derive(Debug)]
pub(super) struct Beside {
    /// The checkout.
    pub checkout: SourceTree,
    /// How its files differ.
    pub compared: Comparison,
}

impl Origin {
    /// The checkout; with a binary plan the text in it, which is what was planned.
    ///
    /// # Errors
    /// The binary plan cannot be read.
    pub(super) fn open(options: &CheckOptions, plan_path: &Path, plan: &Plan<'_>) -> Result<Self, Error> {
        let own = Self::of_checkout(options, plan_path, plan);
        let Some(file) = &options.plan_file else { return Ok(own) };
        let snapshot = Snapshot::open(file).map_err(|reason| Error::PlanFile(file.clone(), reason))?;
        let Some(checkout) = own.tree else {
            let tree = snapshot.into_tree(Path::new("."), source_options(options, plan));
            return Ok(Self { tree: Some(tree), beside: None });
        };
        let mut compared = snapshot.compare(&checkout);
        compared.stale.extend(checkout.changed_variables_files());
        let tree = snapshot.into_tree(Path::new(&checkout.shown_root()), source_options(options, plan));
        Ok(Self { tree: Some(tree.with_variables_of(&checkout)), beside: Some(Beside { checkout, compared }) })
    }

    /// The folder that was given, else the plan's own, else the current one, if it holds `.tf` files.
    #[must_use]
    pub(super) fn of_checkout(options: &CheckOptions, plan_path: &Path, plan: &Plan<'_>) -> Self {
        Self { tree: checkout(options, plan_path, plan), beside: None }
    }

    /// What a reader of the report has to know of it.
    pub(super) fn note(&self) -> Option<String> {
        let stale = self.stale();
        (!stale.is_empty()).then(|| format!("the source has changed since the plan was made: {}", stale.join(", ")))
    }

    /// The files of the checkout that are no longer what was planned.
    pub(super) fn stale(&self) -> Vec<String> {
        self.beside.iter().flat_map(|beside| beside.compared.stale.iter().cloned()).collect()
    }
}

fn checkout(options: &CheckOptions, plan_path: &Path, plan: &Plan<'_>) -> Option<SourceTree> {
    let folder = source_folder(options.source.as_deref(), plan_path)?;
    SourceTree::open(folder, source_options(options, plan)).ok()
}

/// The folder of a checkout: the one that was given, else the plan's own, else the current one, if it holds `.tf` files.
pub(super) fn source_folder<'f>(given: Option<&'f Path>, plan_path: &'f Path) -> Option<&'f Path> {
    let own = plan_path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    given.or_else(|| [own, Some(Path::new("."))].into_iter().flatten().find(|folder| holds_source(folder)))
}

fn source_options(options: &CheckOptions, plan: &Plan<'_>) -> Options {
    let variables = plan.variables.iter().map(|(name, variable)| (name.clone(), variable.value.clone())).collect();
    Options { variables, data_dir: options.data_dir.clone(), dialect: dialect(plan), ..Options::default() }
}

/// Which tool made the plan, by the registry that its providers come from: `hashicorp/aws` means another one to each tool.
/// Only of a plan that is Terraform's for certain are `.tofu` files passed over.
fn dialect(plan: &Plan<'_>) -> Dialect {
    let from = |registry: &str| plan.configuration.provider_config.values().any(|one| one.full_name.starts_with(registry));
    let terraform = from("registry.terraform.io/") && !from("registry.opentofu.org/");
    if terraform { Dialect::Terraform } else { Dialect::OpenTofu }
}

fn holds_source(folder: &Path) -> bool {
    let is_source = |name: &str| [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| name.ends_with(end));
    std::fs::read_dir(folder)
        .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| is_source(&entry.file_name().to_string_lossy()))))
}
