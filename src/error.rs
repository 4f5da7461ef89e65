//! Why onus could not answer. Every variant ends in exit code 2.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::plan::InputProblem;
use crate::policy::Problem;

/// Why onus could not answer.
#[derive(Debug)]
pub enum Error {
    /// A file or folder that cannot be read.
    Unreadable(PathBuf, String),
    /// A file that is no plan.
    Input(PathBuf, InputProblem),
    /// A folder without plans.
    NoPlans(PathBuf),
    /// Mistakes in policies, facts or the model.
    Policies(Vec<Problem>),
    /// Bad arguments.
    Usage(String),
    /// An output that cannot be written.
    Unwritable(PathBuf, String),
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
            Self::NoPlans(_) => Some("`terraform plan -out plan.bin && terraform show -json plan.bin > plan.json`".to_owned()),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, why) => write!(f, "cannot read `{}`: {why}", path.display()),
            Self::Input(path, problem) => write!(f, "`{}`: {problem}", path.display()),
            Self::NoPlans(path) => write!(f, "there is no plan in `{}`", path.display()),
            Self::Policies(problems) => match problems.as_slice() {
                [only] => write!(f, "{only}"),
                _ => write!(f, "the policies have {} mistakes", problems.len()),
            },
            Self::Usage(what) => f.write_str(what),
            Self::Unwritable(path, why) => write!(f, "cannot write `{}`: {why}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
