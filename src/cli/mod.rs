//! The command line: arguments in, options out. The only module that knows clap.

mod entry;
mod formats;
mod init;
mod lookups;
mod man;
mod matrix;
mod plan;
mod test;
mod watch;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::{
    Catalogue, CatalogueOptions, CheckOptions, ConfigOptions, ControlFilter, DecisionOptions, Decisions, Gate, Report, Stage,
    Watch as _, check, kinds_of,
};
use crate::error::Error;
use crate::policy::{Inputs, Severity};
use crate::render::human::{Detail, Style};
use crate::settle::{GateSettings, Undecided};
use crate::source::Date;
use crate::text::SourceText;
pub use formats::Platform;
use formats::{Format, Output};
use lookups::{Controls, Explain, Inspect, SchemaOf, run_completions, run_controls, run_explain, run_inspect, run_schema};
use watch::Listener;

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
    /// Write the responsibilities matrix of plans: who carries what, and how it stands
    Matrix(matrix::MatrixArgs),
    /// Make a plan with Terraform, OpenTofu or Terragrunt and judge it; the plan itself is not kept
    Plan(plan::Plan),
    /// Look at a repository and write the files to begin with: onus.hcl, a hook, a CI file
    Init(init::Init),
    /// List the controls
    Controls(Controls),
    /// Show the page of a control: why, remedy, what is read, frameworks, the policy
    Explain(Explain),
    /// Show the resources of a plan, or one of them as onus sees it: what is known, unset or unknown, and why
    Inspect(Inspect),
    /// Run the tests of policies: mocks and plans in .policytest.hcl files
    Test(test::Test),
    /// Print the JSON Schema of what `--format json` or `--format jsonl` writes, or `onus test`, or of onus.hcl
    Schema {
        /// The format
        #[arg(value_enum, default_value_t = SchemaOf::Json)]
        format: SchemaOf,
    },
    /// Accept findings: add a waiver to onus.hcl
    Waive(entry::Waive),
    /// State what no plan can show: add an attestation to onus.hcl
    Attest(entry::Attest),
    /// Write the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the man page of onus, or of one of its commands
    Man {
        /// The command
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
struct Check {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    judging: Judging,
}

/// What is judged.
#[derive(Debug, Args)]
struct Input {
    /// Plans as `terraform show -json` writes them: files, folders, or - for stdin
    #[arg(default_value = "-", value_name = "PLAN")]
    plans: Vec<PathBuf>,
    /// Folder of the root module [default: the plan's folder, else the current one, if it holds .tf files]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// The binary plan that PLAN was shown from: its copy of the source is read, and tells where yours has moved on
    #[arg(long, value_name = "FILE")]
    plan_file: Option<PathBuf>,
    /// What it does that the source has changed since the plan file was made
    #[arg(long, value_enum, default_value_t = Stale::Warn, requires = "plan_file")]
    stale: Stale,
    /// What the plan on standard input is called; only `onus plan` says.
    #[arg(skip)]
    called: Option<PathBuf>,
}

/// How it is judged and what is written.
#[derive(Debug, Args)]
struct Judging {
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
    /// The configuration [default: onus.hcl, from the source folder upward to the root of the repository]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    gate: GateArgs,
    /// Findings and the gate only: no obligations, no notes, no progress
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: what each finding read, and which source was used
    #[arg(short, long)]
    verbose: bool,
    /// Say on standard error how long each stage took
    #[arg(long)]
    stats: bool,
    /// Findings that stood there before and do not fail the gate, as --write-baseline wrote them
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accept all that is unmet or undecided now, and write it to a file for --baseline
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// The day by which waivers and attestations expire, YYYY-MM-DD [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
}

/// Reads a day.
fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "write it as YYYY-MM-DD".to_owned())
}

/// What decides the exit code. What is not given is taken from the configuration.
#[derive(Debug, Args)]
struct GateArgs {
    /// The least severity of an unmet control that fails the gate [default: medium]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Whether findings on what the plan leaves untouched fail the gate [default: changed]
    #[arg(long, value_enum)]
    scope: Option<ScopeArg>,
    /// What an undecided control does to the gate [default: warn]
    #[arg(long, value_enum)]
    on_undecided: Option<OnUndecided>,
    /// Fail if a waiver or an attestation has expired
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide_possible_values = true)]
    fail_on_expired: Option<bool>,
    /// Fail if an obligation that the plan touches has no owner
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide_possible_values = true)]
    fail_on_unassigned: Option<bool>,
    /// Also read `checkov:skip=` and `trivy:ignore:` comments that are about the same requirement
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL", hide_possible_values = true)]
    other_waivers: Option<bool>,
}

#[derive(Debug, Args)]
struct CatalogueArgs {
    /// Folder of further policies; repeatable
    #[arg(long = "policies", value_name = "DIR")]
    policies: Vec<PathBuf>,
    /// Leave the built-in controls out
    #[arg(long)]
    no_builtin: bool,
    #[command(flatten)]
    inputs: InputArgs,
}

#[derive(Debug, Args)]
struct InputArgs {
    /// The value of an input of a policy; repeatable
    #[arg(long = "input", value_name = "NAME=VALUE")]
    inputs: Vec<String>,
    /// File with values of inputs, as .tfvars or .tfvars.json; repeatable
    #[arg(long = "input-file", value_name = "FILE")]
    input_files: Vec<PathBuf>,
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
enum Stale {
    /// A note in the report
    Warn,
    /// There is no answer: exit code 2
    Fail,
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
    /// The variables of the environment that give inputs: those that start with [`crate::policy::ENVIRONMENT_PREFIX`].
    pub inputs: Vec<(String, String)>,
    /// Today's date, in UTC.
    pub today: Date,
    /// What the terminal wants.
    pub style: Style,
    /// Whose log standard output is.
    pub platform: Platform,
    /// Whether standard error is a terminal that progress can be shown on.
    pub progress: bool,
    /// Where programs and temporary files are.
    pub host: crate::planner::Host,
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
        Command::Matrix(arguments) => matrix::run_matrix(&arguments, process),
        Command::Plan(arguments) => plan::run_plan(&arguments, process),
        Command::Controls(arguments) => run_controls(&arguments, process),
        Command::Explain(arguments) => run_explain(&arguments, process),
        Command::Inspect(arguments) => run_inspect(&arguments, process),
        Command::Test(arguments) => test::run_test(&arguments, process),
        Command::Schema { format } => run_schema(format, process),
        Command::Waive(arguments) => entry::run_waive(arguments, process),
        Command::Attest(arguments) => entry::run_attest(arguments, process),
        Command::Init(arguments) => init::run_init(&arguments, process),
        Command::Man { command } => man::run_man(command.as_deref(), process),
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
    judge(&arguments.input, &arguments.judging, None, process)
}

/// Judges plans and writes the reports. `shown`: the plan on standard input, if it is not the process's own.
fn judge(
    input: &Input,
    arguments: &Judging,
    shown: Option<&mut dyn std::io::Read>,
    process: &mut Process<'_>,
) -> Result<u8, Error> {
    let files = arguments.outputs.iter().map(|output| output.path.as_path());
    one_file_each(files.chain(arguments.write_baseline.as_deref()).collect())?;
    let mut listener = Listener::new(process.progress && !arguments.quiet);
    listener.stage(Stage::Load);
    let loaded = CatalogueOptions { kinds: kinds_of(&input.plans), ..arguments.catalogue.options(process)? };
    let mut catalogue = Catalogue::load(&loaded)?;
    let decisions = Decisions::load(&arguments.decision_options(input, process.today), &catalogue, &loaded)?;
    let chosen = arguments.framework.is_some() || !arguments.controls.is_empty();
    catalogue.configure(&decisions.config, &loaded, !chosen)?;
    catalogue.select(&ControlFilter {
        framework: arguments.framework.clone(),
        ids: arguments.controls.clone(),
        ..ControlFilter::default()
    })?;
    let options = CheckOptions {
        framework: arguments.framework.clone(),
        plans: input.plans.clone(),
        source: input.source.clone(),
        plan_file: input.plan_file.clone(),
        called: input.called.clone(),
        refuse_stale: input.stale == Stale::Fail,
        gate: Gate::of(arguments.gate.settings().or(decisions.config.gate)),
        data_dir: process.data_dir.clone(),
        accept_all: arguments.write_baseline.is_some(),
        frameworks: Vec::new(),
    };
    listener.clear();
    for warning in &catalogue.set.warnings {
        crate::render::human::warning(warning, process.style, process.stderr)
            .map_err(|error| Error::Unwritable("-".into(), error.to_string()))?;
    }
    let judged = match shown {
        Some(shown) => check(&options, (&catalogue, &decisions), shown, &mut listener),
        None => check(&options, (&catalogue, &decisions), process.stdin, &mut listener),
    };
    listener.clear();
    let report = judged?;
    listener.stage(Stage::Render);
    // What could not be judged is not accepted unseen.
    if let Some(path) = arguments.write_baseline.as_ref().filter(|_| report.faults.is_empty()) {
        let text = report.baseline().text();
        crate::render::file::write(path, |out| out.write_all(text.as_bytes()))
            .map_err(|error| Error::Unwritable(path.clone(), error.to_string()))?;
    }
    write_all(arguments, &report, process)?;
    crate::render::human::faults(&report, process.stderr).map_err(|error| Error::Unwritable("-".into(), error.to_string()))?;
    if arguments.stats {
        writeln!(process.stderr, "{}", listener.stats(&report))
            .map_err(|error| Error::Unwritable("-".into(), error.to_string()))?;
    }
    let code = report.exit_code();
    // The process ends here, which frees everything at once.
    std::mem::forget((report, catalogue, decisions));
    Ok(code)
}

/// Writes the files, then standard output.
fn write_all(arguments: &Judging, report: &Report, process: &mut Process<'_>) -> Result<(), Error> {
    let style = Style { detail: arguments.detail(), ..process.style };
    for output in &arguments.outputs {
        let (format, plain) = (output.format.on(process.platform), Style { color: false, ..style });
        crate::render::file::write(&output.path, |out| format.write(report, plain, out))
            .map_err(|error| Error::Unwritable(output.path.clone(), error.to_string()))?;
    }
    let written = arguments.format.on(process.platform).write(report, style, process.stdout);
    written_out(written, process).map(drop)
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

impl CatalogueArgs {
    fn options(&self, process: &Process<'_>) -> Result<CatalogueOptions, Error> {
        let inputs = self.inputs.read(process)?;
        Ok(CatalogueOptions { policies: self.policies.clone(), no_builtin: self.no_builtin, inputs, kinds: None })
    }

    fn load(&self, process: &Process<'_>) -> Result<Catalogue, Error> {
        Catalogue::load(&self.options(process)?)
    }
}

impl InputArgs {
    fn read(&self, process: &Process<'_>) -> Result<Inputs, Error> {
        let mut inputs = Inputs::default();
        for text in &self.inputs {
            // The value may be a secret.
            let name = text.split('=').next().unwrap_or_default();
            inputs.argument(text).map_err(|why| Error::Usage(format!("`--input {name}`: {why}")))?;
        }
        inputs.environment(process.inputs.iter().map(|(name, value)| (&**name, &**value)));
        for path in &self.input_files {
            let text = std::fs::read_to_string(path).map_err(|error| Error::unreadable(path, &error.to_string()))?;
            let name = path.to_string_lossy().replace('\\', "/");
            inputs.file(&SourceText::new(name, text)).map_err(Error::Policies)?;
        }
        Ok(inputs)
    }
}

impl Judging {
    fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::Quiet,
            (false, true) => Detail::Verbose,
            (false, false) => Detail::Normal,
        }
    }

    fn decision_options(&self, input: &Input, today: Date) -> DecisionOptions {
        DecisionOptions {
            config: ConfigOptions { config: self.config.clone(), plans: input.plans.clone(), source: input.source.clone() },
            baseline: self.baseline.clone(),
            other_waivers: self.gate.other_waivers,
            today: self.today.unwrap_or(today),
        }
    }
}

impl GateArgs {
    fn settings(&self) -> GateSettings {
        let severity = |least: FailOn| match least {
            FailOn::Critical => Some(Severity::Critical),
            FailOn::High => Some(Severity::High),
            FailOn::Medium => Some(Severity::Medium),
            FailOn::Low => Some(Severity::Low),
            FailOn::None => None,
        };
        let undecided = |what: OnUndecided| match what {
            OnUndecided::Warn => Undecided::Warn,
            OnUndecided::Fail => Undecided::Fail,
            OnUndecided::Ignore => Undecided::Ignore,
        };
        GateSettings {
            fail_on: self.fail_on.map(severity),
            all: self.scope.map(|scope| scope == ScopeArg::All),
            undecided: self.on_undecided.map(undecided),
            fail_on_unassigned: self.fail_on_unassigned,
            fail_on_expired: self.fail_on_expired,
            other_waivers: self.other_waivers,
        }
    }
}
