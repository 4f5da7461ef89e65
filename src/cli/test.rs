//! `onus test`: arguments in, exit code out.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Process, written_out};
use crate::app::{TestOptions, test};
use crate::error::Error;
use crate::policy::Problem;
use crate::render::human::Style;
use crate::render::tests;
use crate::testing::TestReport;

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Test files, or folders that are searched for .policytest.hcl
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Policies for test files that name no targets [default: those beside the test file]; repeatable
    #[arg(long = "policies", value_name = "DIR")]
    policies: Vec<PathBuf>,
    #[command(flatten)]
    inputs: super::InputArgs,
    /// Only the tests of this name, such as `resource.aws_s3_bucket.logs`, or of this file; repeatable, * stands for any text
    #[arg(long = "filter", value_name = "NAME")]
    filters: Vec<String>,
    /// How the results are written
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    format: TestFormat,
    /// Write the results in another format to a file as well; repeatable
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output)]
    outputs: Vec<(TestFormat, PathBuf)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// For people: each test, and why it failed
    Human,
    /// Everything, versioned
    Json,
    /// Test results in XML, as CI systems read them
    Junit,
}

fn output(text: &str) -> Result<(TestFormat, PathBuf), String> {
    let (format, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or("expected FORMAT=PATH")?;
    let format = TestFormat::from_str(format, false).map_err(|_| "the formats are human, json, junit".to_owned())?;
    Ok((format, path.into()))
}

pub(super) fn run_test(arguments: &Test, process: &mut Process<'_>) -> Result<u8, Error> {
    let paths: Vec<&Path> = arguments.outputs.iter().map(|(_, path)| path.as_path()).collect();
    super::one_file_each(paths)?;
    let options = TestOptions {
        paths: arguments.paths.clone(),
        policies: arguments.policies.clone(),
        inputs: arguments.inputs.read(process)?,
        filters: arguments.filters.clone(),
        data_dir: process.data_dir.clone(),
    };
    let report = test(&options)?;
    for (format, path) in &arguments.outputs {
        let plain = Style { color: false, ..process.style };
        crate::render::file::write(path, |out| render(*format, &report, plain, out))
            .map_err(|error| Error::Unwritable(path.clone(), error.to_string()))?;
    }
    let written = render(arguments.format, &report, process.style, process.stdout);
    written_out(written, process)?;
    let problems: Vec<Problem> = report.problems().into_iter().cloned().collect();
    if !problems.is_empty() {
        return Err(Error::Policies(problems));
    }
    Ok(u8::from(report.count("failed") > 0))
}

fn render(format: TestFormat, report: &TestReport, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        TestFormat::Human => tests::human::render(report, style, out),
        TestFormat::Json => tests::json::render(report, out),
        TestFormat::Junit => tests::junit::render(report, out),
    }
}
