//! The `onus` command: the process around the library. Nothing else touches the environment or the exit code.

use std::io::IsTerminal;
use std::process::ExitCode;

use onus::render::human::Style;
use onus::source::Date;

fn main() -> ExitCode {
    let env = |name: &str| std::env::var(name).ok();
    let style = style(&env, std::io::stdout().is_terminal());
    let dumb = env("TERM").is_some_and(|term| term == "dumb") || env("CI").is_some_and(|ci| !ci.is_empty());
    let mut process = onus::cli::Process {
        stdin: &mut std::io::stdin().lock(),
        stdout: &mut std::io::BufWriter::new(std::io::stdout().lock()),
        // Not locked: progress is drawn by a thread of its own, which would wait for ever.
        stderr: &mut std::io::stderr(),
        inputs: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with(onus::policy::ENVIRONMENT_PREFIX))
            .collect(),
        data_dir: std::env::var_os("TF_DATA_DIR").filter(|dir| !dir.is_empty()).map(Into::into),
        today: today(),
        style,
        platform: onus::cli::Platform::of(&env),
        progress: std::io::stderr().is_terminal() && !dumb,
        host: onus::planner::Host {
            path: std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect(),
            temporary: std::env::temp_dir(),
        },
    };
    ExitCode::from(onus::cli::run(std::env::args_os(), &mut process))
}

/// Today's date in UTC, so that it is one day wherever a check runs.
fn today() -> Date {
    let now = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    Date::parse(&now.to_string()).unwrap_or(Date { year: 9999, month: 12, day: 31 })
}

/// What the terminal wants. `NO_COLOR` beats `CLICOLOR_FORCE`, which beats the terminal; `NO_GRAPHICS` asks for prose.
fn style(env: &dyn Fn(&str) -> Option<String>, terminal: bool) -> Style {
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty() && value != "0");
    let dumb = env("TERM").is_some_and(|term| term == "dumb");
    let color = !set("NO_COLOR") && (set("CLICOLOR_FORCE") || set("FORCE_COLOR") || (terminal && !dumb));
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env(name).filter(|value| !value.is_empty()));
    // A CI log has no locale and shows UTF-8; a locale that says something else is believed.
    let unicode = locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8") || locale == "c" || locale == "posix"
    });
    // `COLUMNS` is what the user says; a terminal is asked; a file or a CI log gets lines that read well.
    let told = env("COLUMNS").and_then(|columns| columns.parse().ok());
    let asked = || terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
    let width = told.or_else(asked).filter(|columns| (40..=400).contains(columns)).unwrap_or(100);
    Style { color, unicode, width, narrated: set("NO_GRAPHICS"), ..Style::default() }
}
