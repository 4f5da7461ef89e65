//! `onus plan`: makes a plan and checks it at once.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Input, Judging, Process, judge};
use crate::error::Error;
use crate::planner::{Request, Tool, plan};

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// Folder of the root module
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
    /// Who makes the plan [default: terragrunt where there is a terragrunt.hcl, else terraform, else tofu]
    #[arg(long, value_enum, value_name = "TOOL")]
    tool: Option<ToolArg>,
    /// Run `init` first, even where it has been done
    #[arg(long)]
    init: bool,
    #[command(flatten)]
    judging: Judging,
    /// Further arguments of the tool's `plan`, such as -var-file=prod.tfvars
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ToolArg {
    Terraform,
    Tofu,
    Terragrunt,
}

pub(super) fn run_plan(arguments: &Plan, process: &mut Process<'_>) -> Result<u8, Error> {
    let request = Request {
        folder: arguments.folder.clone(),
        tool: arguments.tool.map(|tool| match tool {
            ToolArg::Terraform => Tool::Terraform,
            ToolArg::Tofu => Tool::Tofu,
            ToolArg::Terragrunt => Tool::Terragrunt,
        }),
        init: arguments.init,
        arguments: arguments.arguments.clone(),
        color: process.style.color,
        data_dir: process.data_dir.clone(),
    };
    let planned = plan(&request, &process.host).map_err(|failure| {
        // Nothing is left to do if standard error is gone.
        drop(process.stderr.write_all(failure.said()));
        Error::NotPlanned(failure)
    })?;
    let input = Input {
        plans: vec!["-".into()],
        source: Some(arguments.folder.clone()),
        plan_file: Some(planned.file()),
        stale: super::Stale::Warn,
        // Reports are told apart by the folder of their plan.
        called: Some(arguments.folder.join("plan")),
    };
    judge(&input, &arguments.judging, Some(&mut planned.json.as_slice()), process)
}
