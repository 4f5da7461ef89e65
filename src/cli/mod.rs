//! The command line: arguments in, options out. The only module that knows clap.

mod lookups;
mod test;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::{Catalogue, CatalogueOptions, CheckOptions, ControlFilter, Gate, Report, UndecidedGate, check};
use crate::error::Error;
use crate::policy::Severity;
use crate::render::human::Style;
use lookups::{Controls, Explain, Inspect, run_completions, run_controls, run_explain, run_inspect};

/// Whose job is it? Judges a Terraform plan against the customer's side of the AWS shared responsibility model, offline.
#[derive(Debug, Parser)]
#[command(name = "onus", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge plans and show each unmet control on its `.tf` line
    Check(Check),
    /// List the controls
    Controls(Controls),
    /// Show the page of a control: why, remedy, what is read, frameworks, the policy
    Explain(Explain),
    /// Show the resources of a plan, or one of them as onus sees it: what is known, unset or unknown, and why
    Inspect(Inspect),
    /// Run the tests of policies: mocks and plans in .policytest.hcl files
    Test(test::Test),
    /// Write the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
struct Check {
    /// Plans as `terraform show -json` writes them: files, folders, or - for stdin
    #[arg(default_value = "-", value_name = "PLAN")]
    plans: Vec<PathBuf>,
    /// Folder of the root module [default: the plan's folder, else the current one, if it holds .tf files]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueArgs,
    /// Only controls with ids in this framework, such as nist-800-53-r5, or with this id of it
    #[arg(long, value_name = "F[=ID]")]
    framework: Option<String>,
    /// Only this control; repeatable, * stands for any text
    #[arg(long = "control", value_name = "ID")]
    controls: Vec<String>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write the report in another format to a file as well; repeatable
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = Output::parse)]
    outputs: Vec<Output>,
    /// The least severity of an unmet control that fails the gate
    #[arg(long, value_enum, default_value_t = FailOn::Medium, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Whether findings on what the plan leaves untouched fail the gate
    #[arg(long, value_enum, default_value_t = ScopeArg::Changed)]
    scope: ScopeArg,
    /// What an undecided control does to the gate
    #[arg(long, value_enum, default_value_t = OnUndecided::Warn)]
    on_undecided: OnUndecided,
}

#[derive(Debug, Args)]
struct CatalogueArgs {
    /// Folder of further policies; repeatable
    #[arg(long = "policies", value_name = "DIR")]
    policies: Vec<PathBuf>,
    /// Leave the built-in controls out
    #[arg(long)]
    no_builtin: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each unmet control on its line, then the obligations
    Human,
    /// Everything, versioned
    Json,
    /// The same, one record a line
    Jsonl,
    /// SARIF 2.1.0 as GitHub code scanning takes it
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// Diagnostics for reviewdog
    Rdjson,
    /// Test results in XML, as CI systems read them
    Junit,
    /// Summary of a job or comment on a pull request
    Markdown,
    /// Logging commands of Azure Pipelines
    Azure,
    /// Text for a custom policy check of Atlantis
    Atlantis,
    /// Every finding as a row
    Csv,
}

/// A format and the file it goes to.
#[derive(Debug, Clone)]
struct Output {
    format: Format,
    path: PathBuf,
}

impl Output {
    fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("expected FORMAT=PATH")?;
        if path.is_empty() {
            return Err("expected a path behind `=`".to_owned());
        }
        let known = Format::value_variants().iter().filter_map(Format::to_possible_value);
        let names: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
        let format = Format::from_str(format, false).map_err(|_| format!("the formats are {}", names.join(", ")))?;
        Ok(Self { format, path: path.into() })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Critical,
    High,
    Medium,
    Low,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeArg {
    Changed,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnUndecided {
    Warn,
    Fail,
    Ignore,
}

/// What a process offers to a command.
pub struct Process<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn std::io::Read,
    /// Standard output.
    pub stdout: &'a mut dyn Write,
    /// Standard error.
    pub stderr: &'a mut dyn Write,
    /// `TF_DATA_DIR`, if it is set.
    pub data_dir: Option<PathBuf>,
    /// What the terminal wants.
    pub style: Style,
}

impl std::fmt::Debug for Process<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Process")
    }
}

/// Runs a command line; returns the exit code: 0 the gate passed, 1 it failed, 2 no answer.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>, process: &mut Process<'_>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let text = error.render().to_string();
            let shown = if error.use_stderr() {
                process.stderr.write_all(text.as_bytes())
            } else {
                process.stdout.write_all(text.as_bytes())
            };
            return if error.use_stderr() || shown.is_err() { 2 } else { 0 };
        }
    };
    let result = match cli.command {
        Command::Check(arguments) => run_check(&arguments, process),
        Command::Controls(arguments) => run_controls(&arguments, process),
        Command::Explain(arguments) => run_explain(&arguments, process),
        Command::Inspect(arguments) => run_inspect(&arguments, process),
        Command::Test(arguments) => test::run_test(&arguments, process),
        Command::Completions { shell } => run_completions(shell, process),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            // Nothing is left to do if standard error is gone.
            drop(crate::render::human::error(&error, process.style, process.stderr));
            2
        }
    }
}

fn run_check(arguments: &Check, process: &mut Process<'_>) -> Result<u8, Error> {
    one_file_each(arguments.outputs.iter().map(|output| output.path.as_path()).collect())?;
    let mut catalogue = Catalogue::load(arguments.catalogue.options())?;
    catalogue.select(&ControlFilter {
        framework: arguments.framework.clone(),
        ids: arguments.controls.clone(),
        ..ControlFilter::default()
    })?;
    let options = CheckOptions {
        plans: arguments.plans.clone(),
        source: arguments.source.clone(),
        gate: arguments.gate(),
        data_dir: process.data_dir.clone(),
    };
    let report = check(&options, &catalogue, process.stdin)?;
    let undecided = options.gate.undecided != UndecidedGate::Ignore;
    for output in &arguments.outputs {
        let plain = Style { color: false, ..process.style };
        crate::render::file::write(&output.path, |out| render(output.format, &report, (plain, undecided), out))
            .map_err(|error| Error::Unwritable(output.path.clone(), error.to_string()))?;
    }
    let written = render(arguments.format, &report, (process.style, undecided), process.stdout);
    written_out(written, process)?;
    for fault in &report.faults {
        writeln!(process.stderr, "error: {fault}\n  help: guard the expression with `core::try(…, default)`")
            .map_err(|error| Error::Unwritable("-".into(), error.to_string()))?;
    }
    Ok(match (report.faults.is_empty(), report.summary.passed) {
        (false, _) => 2,
        (true, true) => 0,
        (true, false) => 1,
    })
}

/// The end of what was written: an answer, or an output that cannot be written.
fn written_out(written: std::io::Result<()>, process: &mut Process<'_>) -> Result<u8, Error> {
    match written.and_then(|()| process.stdout.flush()) {
        Ok(()) => Ok(0),
        // Whoever reads has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(Error::Unwritable("-".into(), error.to_string())),
    }
}

fn one_file_each(mut paths: Vec<&Path>) -> Result<(), Error> {
    paths.sort_unstable();
    let twice = paths.iter().zip(paths.iter().skip(1)).find(|(one, next)| one == next);
    twice.map_or(Ok(()), |(path, _)| Err(Error::Usage(format!("two outputs go to `{}`", path.display()))))
}

fn render(format: Format, report: &Report, human: (Style, bool), out: &mut dyn Write) -> std::io::Result<()> {
    use crate::render;
    match format {
        Format::Human => render::human::render(report, human.0, human.1, out),
        Format::Json => render::json::render(report, out),
        Format::Jsonl => render::jsonl::render(report, out),
        Format::Sarif => render::sarif::render(report, out),
        Format::Github => render::github::render(report, out),
        Format::Gitlab => render::gitlab::render(report, out),
        Format::Rdjson => render::rdjson::render(report, out),
        Format::Junit => render::junit::render(report, out),
        Format::Markdown => render::markdown::render(report, out),
        Format::Azure => render::azure::render(report, out),
        Format::Atlantis => render::atlantis::render(report, out),
        Format::Csv => render::csv::render(report, out),
    }
}

impl CatalogueArgs {
    fn options(&self) -> CatalogueOptions {
        CatalogueOptions { policies: self.policies.clone(), no_builtin: self.no_builtin, ..CatalogueOptions::default() }
    }
}

impl Check {
    fn gate(&self) -> Gate {
        Gate {
            fail_on: match self.fail_on {
                FailOn::Critical => Some(Severity::Critical),
                FailOn::High => Some(Severity::High),
                FailOn::Medium => Some(Severity::Medium),
                FailOn::Low => Some(Severity::Low),
                FailOn::None => None,
            },
            all: self.scope == ScopeArg::All,
            undecided: match self.on_undecided {
                OnUndecided::Warn => UndecidedGate::Warn,
                OnUndecided::Fail => UndecidedGate::Fail,
                OnUndecided::Ignore => UndecidedGate::Ignore,
            },
        }
    }
}
