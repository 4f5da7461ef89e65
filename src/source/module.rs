//! One module: its files, how it was called, and whose code it is.

use super::body::{Attribute, Block};
use super::directory::Directory;
use super::problem::Problem;
use super::step::Mode;
use crate::text::SourceText;
use std::path::Path;
use std::sync::Arc;

/// Whose code a module is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ownership {
    /// It lies in the repository.
    Own,
    /// It comes from a registry, another repository or the module cache.
    Foreign {
        /// The source as written at the call; for a module within a foreign one, that one's source and the
        /// folder in it, joined as Terraform does: `terraform-aws-modules/rds/aws//modules/db_instance`.
        source: String,
    },
}

/// A module of the tree: the root module or a call.
#[derive(Debug)]
pub struct Module {
    pub(super) path: Vec<String>,
    pub(super) directory: Arc<Directory>,
    pub(super) ownership: Ownership,
    pub(super) parent: Option<Arc<Module>>,
    pub(super) call: Option<Arc<Block>>,
}

impl Module {
    /// The names of the calls that lead here; empty for the root module.
    #[must_use]
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// Whose code it is.
    #[must_use]
    pub fn ownership(&self) -> &Ownership {
        &self.ownership
    }

    /// Whether it lies in the repository.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.ownership == Ownership::Own
    }

    /// The calling module and the `module` block there.
    #[must_use]
    pub fn caller(&self) -> Option<(&Arc<Module>, &Arc<Block>)> {
        Some((self.parent.as_ref()?, self.call.as_ref()?))
    }

    /// The real folder. Modules of one folder share their files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.directory.path
    }

    pub(super) fn prepare(&self) {
        self.directory.index();
    }

    /// The files, those that override last.
    pub fn files(&self) -> impl Iterator<Item = &SourceText> {
        self.directory.files.iter().map(|file| &file.text)
    }

    /// The block of a resource; a data source may also stand in a `check` block.
    #[must_use]
    pub fn resource(&self, mode: Mode, kind: &str, name: &str) -> Option<Arc<Block>> {
        let found = self.directory.block(mode.block_kind(), &[kind, name]);
        found.or_else(|| (mode == Mode::Data).then(|| self.checked(kind, name)).flatten())
    }

    fn checked(&self, kind: &str, name: &str) -> Option<Arc<Block>> {
        let is_it = |block: &&Block| block.kind == "data" && block.labels == [kind, name];
        let checks = self.blocks("check");
        let found = checks.iter().find_map(|check| check.body.blocks.iter().find(is_it).cloned());
        found.map(Arc::new)
    }

    /// The block of a data source.
    #[must_use]
    pub fn data(&self, kind: &str, name: &str) -> Option<Arc<Block>> {
        self.resource(Mode::Data, kind, name)
    }

    /// The `module` block of a name.
    #[must_use]
    pub fn module_call(&self, name: &str) -> Option<Arc<Block>> {
        self.directory.block("module", &[name])
    }

    /// The `variable` block of a name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<Arc<Block>> {
        self.directory.block("variable", &[name])
    }

    /// The `output` block of a name.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<Arc<Block>> {
        self.directory.block("output", &[name])
    }

    /// The `provider` block of a name and alias.
    #[must_use]
    pub fn provider(&self, name: &str, alias: Option<&str>) -> Option<Arc<Block>> {
        self.directory.provider(name, alias)
    }

    /// The definition of a local value.
    #[must_use]
    pub fn local(&self, name: &str) -> Option<&Attribute> {
        self.directory.local(name)
    }

    /// All blocks of a type in source order.
    #[must_use]
    pub fn blocks(&self, kind: &str) -> Vec<Arc<Block>> {
        self.directory.blocks(kind)
    }

    /// A file of this module in which a block may stand that was not found: what keeps it from being read.
    pub(super) fn unread(&self) -> Option<&Problem> {
        self.directory.unread()
    }

    /// What could not be read in the files of this module, as far as they were read.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.directory.problems()
    }
}
