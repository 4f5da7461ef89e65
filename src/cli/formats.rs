//! The formats by name, which of them a CI system wants, and who writes them.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::app::Report;
use crate::render::human::Style;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// What the CI system at hand shows as annotations; `human` where there is none
    Auto,
    /// For people: each unmet control on its line, then the obligations
    Human,
    /// Everything, versioned
    Json,
    /// The same, one record a line
    Jsonl,
    /// SARIF 2.1.0 as GitHub code scanning takes it: unmet findings only
    Sarif,
    /// SARIF 2.1.0 with every verdict, suppressions, taxonomies and code flows
    SarifFull,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// SAST report of GitLab
    GitlabSast,
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
    /// Assessment results in OSCAL 1.2.1
    Oscal,
}

impl Format {
    /// The format that `auto` stands for.
    pub(super) fn on(self, platform: Platform) -> Self {
        match (self, platform) {
            (Self::Auto, Platform::Github) => Self::Github,
            (Self::Auto, Platform::Azure) => Self::Azure,
            (Self::Auto, Platform::Atlantis) => Self::Atlantis,
            // GitLab annotates from report files only: its log is for people.
            (Self::Auto, Platform::Gitlab | Platform::Other) => Self::Human,
            (format, _) => format,
        }
    }

    /// Writes a report.
    pub(super) fn write(self, report: &Report, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
        use crate::render;
        match self {
            Self::Auto | Self::Human => render::human::render(report, style, out),
            Self::Json => render::json::render(report, out),
            Self::Jsonl => render::jsonl::render(report, out),
            Self::Sarif => render::sarif::render(report, render::sarif::Profile::Github, out),
            Self::SarifFull => render::sarif::render(report, render::sarif::Profile::Full, out),
            Self::Github => render::github::render(report, out),
            Self::Gitlab => render::gitlab::render(report, out),
            Self::GitlabSast => render::gitlab_sast::render(report, out),
            Self::Rdjson => render::rdjson::render(report, out),
            Self::Junit => render::junit::render(report, out),
            Self::Markdown => render::markdown::render(report, out),
            Self::Azure => render::azure::render(report, out),
            Self::Atlantis => render::atlantis::render(report, out),
            Self::Csv => render::csv::render(report, out),
            Self::Oscal => render::oscal::results::render(report, out),
        }
    }
}

/// Whose log or check standard output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Platform {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Azure Pipelines.
    Azure,
    /// A custom policy check of Atlantis.
    Atlantis,
    /// A terminal, or a CI system without annotations of its own.
    #[default]
    Other,
}

impl Platform {
    /// The platform that an environment belongs to. Atlantis first: it may itself run within one of the others.
    #[must_use]
    pub fn of(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let says = |name: &str| env(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if env("POLICYCHECKFILE").is_some_and(|file| !file.is_empty()) {
            Self::Atlantis
        } else if says("GITHUB_ACTIONS") {
            Self::Github
        } else if says("GITLAB_CI") {
            Self::Gitlab
        } else if says("TF_BUILD") {
            Self::Azure
        } else {
            Self::Other
        }
    }
}

/// A format and the file it goes to.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

impl Output {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = format_and_path(text)?;
        Ok(Self { format, path })
    }
}

/// Reads `FORMAT=PATH`.
pub(super) fn format_and_path<F: ValueEnum>(text: &str) -> Result<(F, PathBuf), String> {
    let (format, path) = text.split_once('=').ok_or("expected FORMAT=PATH")?;
    if path.is_empty() {
        return Err("expected a path behind `=`".to_owned());
    }
    let known = F::value_variants().iter().filter_map(F::to_possible_value);
    let names: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
    let format = F::from_str(format, false).map_err(|_| format!("the formats are {}", names.join(", ")))?;
    Ok((format, path.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_follows_the_platform_and_nothing_else_does() {
        let table: [(&[(&str, &str)], Format); 8] = [
            (&[], Format::Human),
            (&[("CI", "true")], Format::Human),
            (&[("GITHUB_ACTIONS", "true")], Format::Github),
            (&[("GITHUB_ACTIONS", "false")], Format::Human),
            (&[("GITLAB_CI", "true")], Format::Human),
            (&[("TF_BUILD", "True")], Format::Azure),
            (&[("POLICYCHECKFILE", "/tmp/x")], Format::Atlantis),
            (&[("GITHUB_ACTIONS", "true"), ("POLICYCHECKFILE", "/tmp/x")], Format::Atlantis),
        ];
        for (variables, expected) in table {
            let env = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            let platform = Platform::of(&env);
            assert_eq!(Format::Auto.on(platform), expected, "{variables:?}");
            assert_eq!(Format::Csv.on(platform), Format::Csv, "{variables:?}");
        }
    }
}
