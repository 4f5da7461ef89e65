//! Makes a plan: runs Terraform, OpenTofu or Terragrunt. The only module that starts another program.
//!
//! A binary plan holds secrets. It lies in a folder of its own that nobody else can enter, outside of the source, and goes when the
//! [`Planned`] goes. What `show -json` prints is never written to a file. Reads no plan and judges nothing.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A program that makes plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Terraform.
    Terraform,
    /// `OpenTofu`.
    Tofu,
    /// Terragrunt, which runs one of the others.
    Terragrunt,
}

impl Tool {
    /// The name of the program.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Tofu => "tofu",
            Self::Terragrunt => "terragrunt",
        }
    }
}

/// What the process knows of where programs and temporary files are.
#[derive(Debug, Clone, Default)]
pub struct Host {
    /// The folders that are searched for programs, in order.
    pub path: Vec<PathBuf>,
    /// Where temporary folders are made.
    pub temporary: PathBuf,
}

impl Host {
    /// The program by this name.
    fn program(&self, tool: Tool) -> Option<PathBuf> {
        let names = [tool.name().to_owned(), format!("{}.exe", tool.name())];
        let all = self.path.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        all.into_iter().find(|program| program.is_file())
    }
}

/// What plan to make.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The folder of the root module.
    pub folder: PathBuf,
    /// Who makes it; `None`: whoever the folder is for.
    pub tool: Option<Tool>,
    /// Whether `init` comes first even where it has been done.
    pub init: bool,
    /// Further arguments of `plan`.
    pub arguments: Vec<OsString>,
    /// Whether what the program says of its failure may be in colour.
    pub color: bool,
    /// `TF_DATA_DIR`, if it is set.
    pub data_dir: Option<PathBuf>,
}

/// A plan that was made. The binary plan is gone when this is.
#[derive(Debug)]
pub struct Planned {
    /// What `show -json` printed.
    pub json: Vec<u8>,
    folder: TempDir,
}

impl Planned {
    /// The binary plan.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        file_in(&self.folder)
    }
}

fn file_in(folder: &TempDir) -> PathBuf {
    folder.path().join("plan.bin")
}

/// Why there is no plan.
#[derive(Debug)]
pub enum Failure {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The program is not there.
    NoProgram(Option<Tool>),
    /// No folder for the plan could be made.
    Temporary(PathBuf, String),
    /// The temporary folder lies within the source.
    WithinSource(PathBuf),
    /// The program could not be started.
    NotStarted(String, io::ErrorKind),
    /// The program failed.
    Failed {
        /// What was run.
        command: String,
        /// Where.
        folder: PathBuf,
        /// What it said, as it said it.
        said: Vec<u8>,
    },
}

impl Failure {
    /// What the program said of it.
    #[must_use]
    pub fn said(&self) -> &[u8] {
        match self {
            Self::Failed { said, .. } => said,
            _ => &[],
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NoFolder(_) | Self::NotStarted(..) => return None,
            Self::NoProgram(_) => "install it, or make the plan elsewhere and give it to `onus check`",
            Self::Temporary(..) => "TMPDIR names the folder for temporary files",
            Self::WithinSource(_) => "name a folder outside of the source with TMPDIR: a plan holds secrets",
            Self::Failed { .. } => "its own words stand above; arguments for its `plan` go behind `--`",
        };
        Some(help.to_owned())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(folder) => write!(f, "there is no folder `{}`", folder.display()),
            Self::NoProgram(Some(tool)) => write!(f, "there is no `{}` on the path", tool.name()),
            Self::NoProgram(None) => f.write_str("there is neither `terraform` nor `tofu` on the path"),
            Self::Temporary(folder, why) => write!(f, "cannot make a folder for the plan in `{}`: {why}", folder.display()),
            Self::WithinSource(folder) => {
                write!(f, "the folder for temporary files, `{}`, lies within the source", folder.display())
            }
            Self::NotStarted(program, why) => write!(f, "cannot start `{program}`: {why}"),
            Self::Failed { command, folder, .. } => write!(f, "`{command}` failed in `{}`", folder.display()),
        }
    }
}

/// Makes a plan: `init` where it is asked for or was never done, then `plan`, then `show -json`.
///
/// State is neither refreshed nor locked, and nothing is asked for.
///
/// # Errors
/// Why there is no plan.
pub fn plan(request: &Request, host: &Host) -> Result<Planned, Failure> {
    let source = std::fs::canonicalize(&request.folder).map_err(|_| Failure::NoFolder(request.folder.clone()))?;
    let tool = request.tool.unwrap_or_else(|| tool_for(&source, host));
    let program = host.program(tool).ok_or(Failure::NoProgram(request.tool))?;
    let folder = temporary(&source, host)?;
    let run = Run { request, tool, program };
    if run.wants_init() {
        run.run(&["init", "-input=false"], &[])?;
    }
    let mut more = request.arguments.clone();
    // Behind the caller's arguments, so that no `-out` of theirs puts the plan elsewhere.
    let mut out = OsString::from("-out=");
    out.push(file_in(&folder));
    more.push(out);
    run.run(&["plan", "-refresh=false", "-lock=false", "-input=false"], &more)?;
    let shown = run.run(&["show", "-json"], &[file_in(&folder).into_os_string()])?;
    Ok(Planned { json: shown.stdout, folder })
}

/// Whose folder it is, by its files and by what is there.
fn tool_for(folder: &Path, host: &Host) -> Tool {
    let has = |tool| host.program(tool).is_some();
    if folder.join("terragrunt.hcl").is_file() && has(Tool::Terragrunt) {
        return Tool::Terragrunt;
    }
    let tofu = std::fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "tofu")))
    });
    if has(Tool::Tofu) && (tofu || !has(Tool::Terraform)) { Tool::Tofu } else { Tool::Terraform }
}

/// A folder that only its owner can enter, outside of the source.
fn temporary(source: &Path, host: &Host) -> Result<TempDir, Failure> {
    let failed = |error: io::Error| Failure::Temporary(host.temporary.clone(), error.to_string());
    let place = std::fs::canonicalize(&host.temporary).map_err(failed)?;
    if place.starts_with(source) {
        return Err(Failure::WithinSource(host.temporary.clone()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix("onus-plan-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(place).map_err(failed)
}

/// One program in one folder.
struct Run<'r> {
    request: &'r Request,
    tool: Tool,
    program: PathBuf,
}

impl Run<'_> {
    /// Terragrunt knows by itself when to.
    fn wants_init(&self) -> bool {
        let data = self.request.data_dir.as_deref().unwrap_or(Path::new(".terraform"));
        self.request.init || (self.tool != Tool::Terragrunt && !self.request.folder.join(data).is_dir())
    }

    fn run(&self, arguments: &[&str], more: &[OsString]) -> Result<Output, Failure> {
        let mut command = Command::new(&self.program);
        command.args(arguments).args((!self.request.color).then_some("-no-color")).args(more);
        command.current_dir(&self.request.folder).stdin(Stdio::null());
        command.env("TF_IN_AUTOMATION", "1").env("CHECKPOINT_DISABLE", "1");
        if self.tool == Tool::Terragrunt {
            // Its names before and since version 0.73. What the program below prints is to come through unchanged.
            for prefix in ["TG", "TERRAGRUNT"] {
                command.env(format!("{prefix}_NON_INTERACTIVE"), "true");
            }
            command.env("TG_TF_FORWARD_STDOUT", "true").env("TERRAGRUNT_FORWARD_TF_STDOUT", "true");
        }
        let name = self.tool.name();
        let output = command.output().map_err(|error| Failure::NotStarted(name.to_owned(), error.kind()))?;
        if output.status.success() {
            return Ok(output);
        }
        let verb = arguments.first().copied().unwrap_or_default();
        let said = if output.stderr.is_empty() && verb != "show" { output.stdout } else { output.stderr };
        Err(Failure::Failed { command: format!("{name} {verb}"), folder: self.request.folder.clone(), said })
    }
}
