//! The `onus` command: the process around the library. Nothing else touches the environment or the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut process = onus::cli::Process {
        stdin: &mut std::io::stdin().lock(),
        stdout: &mut std::io::stdout().lock(),
        stderr: &mut std::io::stderr().lock(),
        data_dir: std::env::var_os("TF_DATA_DIR").filter(|dir| !dir.is_empty()).map(Into::into),
    };
    ExitCode::from(onus::cli::run(std::env::args_os(), &mut process))
}
