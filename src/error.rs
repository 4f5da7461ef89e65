//! Why onus could not answer. Every variant ends in exit code 2.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::plan::InputProblem;
use crate::planner::Failure;
use crate::policy::Problem;
use crate::source::SnapshotError;

/// Why onus could not answer.
#[derive(Debug)]
pub enum Error {
    /// A file or folder that cannot be read.
    Unreadable(PathBuf, String),
    /// A file that is no plan.
    Input(PathBuf, InputProblem),
    /// A file that is no binary plan.
    PlanFile(PathBuf, SnapshotError),
    /// A plan that could not be made.
    NotPlanned(Failure),
    /// A plan whose source has changed since: the files.
    Stale(PathBuf, Vec<String>),
    /// A folder without plans.
    NoPlans(PathBuf),
    /// A repository without a root module.
    NoRootModule(PathBuf),
    /// A folder without tests of policies.
    NoTests(PathBuf),
    /// A folder without policies.
    NoPolicies(PathBuf),
    /// Mistakes in policies, facts or the model.
    Policies(Vec<Problem>),
    /// Mistakes in `onus.hcl`.
    Configuration(Vec<Problem>),
    /// A file that is no baseline.
    Baseline(PathBuf, String),
    /// Bad arguments.
    Usage(String),
    /// Something that was asked for by a name that nothing has.
    NoSuch(NoSuch),
    /// An output that cannot be written.
    Unwritable(PathBuf, String),
}

/// A name that nothing has.
#[derive(Debug)]
pub struct NoSuch {
    /// What was looked for: `control`, `resource`.
    pub what: &'static str,
    /// The name.
    pub name: String,
    /// The name that was probably meant, or where names are listed.
    pub help: Option<String>,
}

impl NoSuch {
    /// Looks for the name that was meant among those that exist.
    #[must_use]
    pub fn among<'a>(what: &'static str, name: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> Self {
        let near = crate::policy::closest(name, known).map(|near| format!("did you mean `{near}`?"));
        let help = near.or_else(|| (!otherwise.is_empty()).then(|| otherwise.to_owned()));
        Self { what, name: name.to_owned(), help }
    }
}

impl Error {
    /// A file or folder that cannot be read.
    #[must_use]
    pub fn unreadable(path: &Path, why: &str) -> Self {
        Self::Unreadable(path.to_owned(), why.to_owned())
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Input(_, problem) => Some(problem.help()),
            Self::PlanFile(..) => Some("name the file that `terraform plan -out FILE` wrote".to_owned()),
            Self::NotPlanned(failure) => failure.help(),
            Self::Stale(..) => Some("make the plan anew, and its JSON from it; or let `onus plan` do both".to_owned()),
            Self::NoPlans(_) => Some("`terraform plan -out plan.bin && terraform show -json plan.bin > plan.json`".to_owned()),
            Self::NoTests(_) => Some("tests of policies are files whose names end with .policytest.hcl".to_owned()),
            Self::NoPolicies(_) => Some("policies are files with names that end in `.policy.hcl`".to_owned()),
            Self::NoSuch(missing) => missing.help.clone(),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, why) => write!(f, "cannot read `{}`: {why}", path.display()),
            Self::Input(path, problem) => write!(f, "`{}`: {problem}", path.display()),
            Self::PlanFile(path, reason) => write!(f, "`{}`: {reason}", path.display()),
            Self::NotPlanned(failure) => failure.fmt(f),
            Self::Stale(path, files) => {
                write!(f, "`{}` is stale, the source has changed since it was made: {}", path.display(), files.join(", "))
            }
            Self::NoPlans(path) => write!(f, "there is no plan in `{}`", path.display()),
            Self::NoRootModule(path) => write!(f, "there is no Terraform root module in `{}`", path.display()),
            Self::NoTests(path) => write!(f, "there is no test in `{}`", path.display()),
            Self::NoPolicies(path) => write!(f, "there is no policy in `{}`", path.display()),
            Self::Policies(problems) => match problems.as_slice() {
                [only] => write!(f, "{only}"),
                _ => write!(f, "the policies have {} mistakes", problems.len()),
            },
            Self::Configuration(problems) => match problems.as_slice() {
                [only] => write!(f, "{only}"),
                _ => write!(f, "the configuration has {} mistakes", problems.len()),
            },
            Self::Baseline(path, why) => write!(f, "`{}`: {why}", path.display()),
            Self::Usage(what) => f.write_str(what),
            Self::NoSuch(missing) => write!(f, "there is no {} `{}`", missing.what, missing.name),
            Self::Unwritable(path, why) => write!(f, "cannot write `{}`: {why}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
