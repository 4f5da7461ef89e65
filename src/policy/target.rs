//! What a policy is for: resources, provider configurations or module calls, and which of them its first label names.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};

/// What a policy judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `resource_policy`: instances of a resource type.
    Resource,
    /// `provider_policy`: configurations of a provider, by its type.
    Provider,
    /// `module_policy`: calls of a module, by its source as written.
    Module,
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 3] = [Self::Resource, Self::Provider, Self::Module];

    /// The block that a policy of this kind is written as.
    #[must_use]
    pub fn block(self) -> &'static str {
        match self {
            Self::Resource => "resource_policy",
            Self::Provider => "provider_policy",
            Self::Module => "module_policy",
        }
    }

    /// The target of a block of this name.
    #[must_use]
    pub fn of_block(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.block() == name)
    }

    /// The fields of `meta` that a plan has; `None` if a test may invent others (it may for resources).
    #[must_use]
    pub(super) fn meta(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Resource => None,
            Self::Provider => Some(&["type", "name", "alias", "namespace", "source", "version", "tfe_stack", "tfe_workspace"]),
            Self::Module => Some(&["source", "version", "address", "tfe_stack", "tfe_workspace"]),
        }
    }
}

/// A first label: text in which `*` stands for any run of characters and nothing else is special.
#[derive(Debug, Clone)]
pub(super) struct Label {
    text: Arc<str>,
    pattern: Option<GlobMatcher>,
}

impl Label {
    /// Reads a label.
    pub(super) fn new(text: &str) -> Self {
        let glob = || GlobBuilder::new(&globset::escape(text).replace("[*]", "*")).literal_separator(false).build().ok();
        let pattern = text.contains('*').then(glob).flatten().map(|glob| glob.compile_matcher());
        Self { text: text.into(), pattern }
    }

    /// Whether the label names this type or source as a whole.
    pub(super) fn matches(&self, name: &str) -> bool {
        match &self.pattern {
            Some(pattern) => pattern.is_match(name),
            None => *self.text == *name,
        }
    }

    /// Whether it holds a `*`.
    pub(super) fn is_wild(&self) -> bool {
        self.pattern.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Label;

    #[test]
    fn only_the_star_is_special_and_the_whole_name_must_match() {
        // label, name, matches
        let table = [
            ("aws_s3_bucket", "aws_s3_bucket", true),
            ("aws_s3_bucket", "aws_s3_bucket_policy", false),
            ("aws_*", "aws_s3_bucket", true),
            ("*", "aws_s3_bucket", true),
            ("*_bucket", "aws_s3_bucket", true),
            ("aws_*_bucket", "aws_s3_bucket", true),
            ("aws_s3_bucke?", "aws_s3_bucket", false),
            ("aws_{s3,db}_bucket", "aws_s3_bucket", false),
            ("./modules/*", "./modules/a/b", true),
            ("./modules/*", "../modules/a", false),
            ("*/vpc/aws", "terraform-aws-modules/vpc/aws", true),
            ("git::https://example.com/*.git?ref=v[1]", "git::https://example.com/a.git?ref=v[1]", true),
            ("git::https://example.com/*.git?ref=v[1]", "git::https://example.com/a.git?ref=v1", false),
        ];
        for (label, name, matches) in table {
            assert_eq!(Label::new(label).matches(name), matches, "{label} {name}");
        }
    }
}
