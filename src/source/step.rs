//! Steps of paths: into values, and through modules.

use std::fmt;

/// One step into a value or a nested block.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute or a block type.
    Attr(String),
    /// An element of a list, or the n-th block of a type.
    Index(usize),
    /// A key of a map.
    Key(String),
}

impl Step {
    /// The name or key, if the step has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Attr(name) | Self::Key(name) => Some(name),
            Self::Index(_) => None,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attr(name) => write!(f, ".{name}"),
            Self::Index(at) => write!(f, "[{at}]"),
            Self::Key(key) => write!(f, "[{key:?}]"),
        }
    }
}

/// The key of one instance of a resource or module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKey {
    /// A `count` index.
    Index(usize),
    /// A `for_each` key.
    Key(String),
}

impl InstanceKey {
    /// The step that leads to the instance's element in a `for_each` map or a list.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::Index(at) => Step::Index(*at),
            Self::Key(key) => Step::Key(key.clone()),
        }
    }
}

/// A call of a module on the way to a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleStep {
    /// The name of the `module` block.
    pub name: String,
    /// The instance, if the call has `count` or `for_each`.
    pub key: Option<InstanceKey>,
}

/// Which kind of resource an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `resource`
    Managed,
    /// `data`
    Data,
    /// `ephemeral`
    Ephemeral,
}

impl Mode {
    /// The block type in source.
    #[must_use]
    pub fn block_kind(self) -> &'static str {
        match self {
            Self::Managed => "resource",
            Self::Data => "data",
            Self::Ephemeral => "ephemeral",
        }
    }
}
