//! What a test file states: mocks, and plans with the verdicts that are expected of them. Plain data.

use std::sync::Arc;

use crate::expr::Expr;
use crate::judge::Verdict;
use crate::policy::Target;
use crate::text::Span;

/// What a mock stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A resource instance.
    Resource,
    /// A provider configuration.
    Provider,
    /// A module call.
    Module,
    /// A data source. Never judged; answers `core::getdatasource`.
    Data,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Resource, Self::Provider, Self::Module, Self::Data];

    /// The block that it is written as.
    #[must_use]
    pub fn block(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Provider => "provider",
            Self::Module => "module",
            Self::Data => "data",
        }
    }

    /// What policies judge it; nothing judges a data source.
    #[must_use]
    pub fn target(self) -> Option<Target> {
        Some(match self {
            Self::Resource => Target::Resource,
            Self::Provider => Target::Provider,
            Self::Module => Target::Module,
            Self::Data => return None,
        })
    }

    /// The arguments that a block of this kind takes.
    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Resource => &["attrs", "prior_attrs", "meta", "expect_failure", "skip"],
            Self::Provider | Self::Module => &["attrs", "meta", "expect_failure", "skip"],
            Self::Data => &["attrs", "skip"],
        }
    }
}

/// An argument of a body, in the order in which they stand.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) name: Arc<str>,
    pub(super) value: Expr,
    pub(super) span: Span,
}

/// A mock.
#[derive(Debug)]
pub struct Case {
    /// What it stands for.
    pub kind: Kind,
    /// The first label: a resource type, a provider, a module source.
    pub label: Arc<str>,
    /// The second label.
    pub name: Arc<str>,
    /// The header of its block.
    pub span: Span,
    pub(super) attrs: Option<Expr>,
    pub(super) prior: Option<Expr>,
    pub(super) meta: Option<Expr>,
    pub(super) expect_failure: Option<Expr>,
    pub(super) skip: Option<Expr>,
    pub(super) inputs: Vec<Given>,
}

impl Case {
    /// The name of the test: `resource.aws_s3_bucket.logs`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}.{}.{}", self.kind.block(), self.label, self.name)
    }
}

/// A real plan with the verdicts that are expected of its resources.
#[derive(Debug)]
pub struct PlanCase {
    /// Its label.
    pub name: Arc<str>,
    /// The header of its block.
    pub span: Span,
    /// The plan, relative to the test file, and where that is written.
    pub file: (Arc<str>, Span),
    /// The folder of the root module, relative to the test file.
    pub source: Option<Arc<str>>,
    /// Whether resources that are not named are unexpected.
    pub only: bool,
    /// Why it is not run, if it is not.
    pub skip: bool,
    /// The verdict that is expected of each address, and where that is written.
    pub expected: Vec<(Verdict, Arc<str>, Span)>,
}

impl PlanCase {
    /// The name of the test: `plan.web`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("plan.{}", self.name)
    }
}
