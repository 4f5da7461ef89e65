//! What testing yields: for each file what came out of its tests, or why it has no answer. Plain data for renderers.

use crate::policy::Problem;
use crate::text::{SourceText, Span};

/// What all files yield.
#[derive(Debug, Default)]
pub struct TestReport {
    /// The files, in the order in which they were found.
    pub files: Vec<FileResult>,
}

/// What one file yields.
#[derive(Debug)]
pub struct FileResult {
    /// The file, as it was named.
    pub path: String,
    /// Its tests, or why there is no answer.
    pub cases: Result<Vec<CaseResult>, Broken>,
    /// What is worth telling and fails nothing.
    pub notes: Vec<String>,
}

/// Mistakes of a test file, its policies or its plans: nothing was tested.
#[derive(Debug)]
pub struct Broken {
    /// All mistakes.
    pub problems: Vec<Problem>,
}

/// What one test yields.
#[derive(Debug)]
pub struct CaseResult {
    /// Its name: `resource.aws_s3_bucket.logs`.
    pub title: String,
    /// The test file.
    pub text: SourceText,
    /// The header of its block.
    pub span: Span,
    /// Whether a policy is expected to find fault.
    pub expects_failure: bool,
    /// What came out.
    pub outcome: Outcome,
    /// What policies said: what was unexpected, and what was expected to fail.
    pub details: Vec<Detail>,
    /// What policies tell whatever comes out.
    pub info: Vec<String>,
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As expected; what is worth knowing of it.
    Passed(Option<String>),
    /// Not as expected: why.
    Failed(String),
    /// Not judged: why.
    Skipped(String),
}

impl Outcome {
    /// As reports write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed(_) => "failed",
            Self::Skipped(_) => "skipped",
        }
    }

    /// What is to be said of it.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        match self {
            Self::Passed(note) => note.as_deref(),
            Self::Failed(why) | Self::Skipped(why) => Some(why),
        }
    }
}

/// What a policy said.
#[derive(Debug)]
pub struct Detail {
    /// The policy: `resource_policy.aws_s3_bucket.encrypted`; of a plan, the control and the address.
    pub policy: String,
    /// Met, unmet, undecided, not-applicable or error.
    pub verdict: &'static str,
    /// In the words of the policy, or what went wrong.
    pub message: String,
    /// The condition that decided, or where evaluation failed.
    pub place: Option<(SourceText, Span)>,
}

impl TestReport {
    /// How many tests ended in this way.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.cases().filter(|case| case.outcome.name() == name).count()
    }

    /// All tests that have an answer.
    pub fn cases(&self) -> impl Iterator<Item = &CaseResult> {
        self.files.iter().filter_map(|file| file.cases.as_ref().ok()).flatten()
    }

    /// The mistakes of all files, each once.
    #[must_use]
    pub fn problems(&self) -> Vec<&Problem> {
        let mut all: Vec<&Problem> = Vec::new();
        for problem in self.files.iter().filter_map(|file| file.cases.as_ref().err()).flat_map(|broken| &broken.problems) {
            if !all.contains(&problem) {
                all.push(problem);
            }
        }
        all
    }
}
