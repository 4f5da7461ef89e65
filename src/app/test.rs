//! `onus test`: finds test files, loads the policies that each is about, runs mocks and plans. A broken file is told of and
//! does not keep the others from being run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::bench::{Benches, Loaded};
use super::catalogue::read_text;
use super::check::CheckOptions;
use super::mask::Secrets;
use super::origin::Origin;
use super::sources::PlanSource;
use crate::error::{Error, NoSuch};
use crate::judge::{Criteria, judge};
use crate::link::{Linker, TextOrigins};
use crate::plan::read;
use crate::policy::{Inputs, Problem};
use crate::testing::{self, Bench, Broken, CaseResult, FileResult, PlanCase, TestFile, TestReport};
use crate::text::SourceText;

/// What the names of test files end with.
const SUFFIX: &str = ".policytest.hcl";

/// What to test.
#[derive(Debug, Clone, Default)]
pub struct TestOptions {
    /// Test files, and folders with some.
    pub paths: Vec<PathBuf>,
    /// The policies of test files that name no targets; further functions and facts.
    pub policies: Vec<PathBuf>,
    /// Values of inputs.
    pub inputs: Inputs,
    /// Names of the tests to run, with `*`; all if there are none.
    pub filters: Vec<String>,
    /// `TF_DATA_DIR`, if it is set.
    pub data_dir: Option<PathBuf>,
}

/// Runs tests.
///
/// # Errors
/// Nothing is there to be tested, or a folder cannot be read.
pub fn test(options: &TestOptions) -> Result<TestReport, Error> {
    let filters = filters(&options.filters)?;
    let mut benches = Benches::new(options)?;
    let mut report = TestReport::default();
    for (path, root) in test_files(&options.paths)? {
        let runner = Runner { options, filters: &filters, path: &path, root: &root };
        report.files.push(runner.result(&mut benches));
    }
    if report.cases().next().is_none() && report.problems().is_empty() {
        return Err(nothing_run(&options.filters));
    }
    if !options.filters.is_empty() {
        report.files.retain(|file| file.cases.as_ref().map_or(true, |cases| !cases.is_empty()));
    }
    Ok(report)
}

fn nothing_run(filters: &[String]) -> Error {
    match filters {
        [] => Error::Usage("the test files have no tests".to_owned()),
        [first, ..] => {
            let help = "a test is named as in `resource.aws_s3_bucket.logs`; `*` stands for any text".to_owned();
            Error::NoSuch(NoSuch { what: "test", name: first.clone(), help: Some(help) })
        }
    }
}

/// The test files that the arguments name, each with the folder that it was found in.
fn test_files(arguments: &[PathBuf]) -> Result<Vec<(PathBuf, PathBuf)>, Error> {
    let mut files = Vec::new();
    for argument in arguments {
        if !argument.is_dir() {
            if !argument.exists() {
                return Err(Error::unreadable(argument, "there is no such file or folder"));
            }
            if !argument.to_string_lossy().ends_with(SUFFIX) {
                return Err(Error::Usage(format!("`{}` is no test file: its name must end with {SUFFIX}", argument.display())));
            }
            files.push((argument.clone(), folder_of(argument)));
            continue;
        }
        let before = files.len();
        for entry in WalkDir::new(argument).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::unreadable(argument, &error.to_string()))?;
            if entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(SUFFIX) {
                let path = entry.into_path();
                files.push((path.strip_prefix("./").map_or(path.clone(), Path::to_owned), argument.clone()));
            }
        }
        if files.len() == before {
            return Err(Error::NoTests(argument.clone()));
        }
    }
    Ok(files)
}

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn filters(patterns: &[String]) -> Result<Vec<GlobMatcher>, Error> {
    let glob = |pattern: &String| {
        // Nothing is special but the star: addresses have brackets.
        GlobBuilder::new(&globset::escape(pattern).replace("[*]", "*"))
            .literal_separator(false)
            .build()
            .map(|glob| glob.compile_matcher())
            .map_err(|error| Error::Usage(format!("`{pattern}` is no pattern: {}", error.kind())))
    };
    patterns.iter().map(glob).collect()
}

/// The run of one file.
struct Runner<'a> {
    options: &'a TestOptions,
    filters: &'a [GlobMatcher],
    path: &'a Path,
    root: &'a Path,
}

impl Runner<'_> {
    fn result(&self, benches: &mut Benches) -> FileResult {
        let mut notes = Vec::new();
        let cases = self.cases(benches, &mut notes).map_err(|problems| Broken { problems });
        FileResult { path: self.path.to_string_lossy().replace('\\', "/"), cases, notes }
    }

    fn cases(&self, benches: &mut Benches, notes: &mut Vec<String>) -> Result<Vec<CaseResult>, Vec<Problem>> {
        let text = read_text(self.path).map_err(|error| {
            let empty = SourceText::new(self.path.to_string_lossy().replace('\\', "/"), "");
            vec![Problem::new(&empty, 0..0, error.to_string())]
        })?;
        let (file, mut problems) = testing::read(text).map_err(|problem| vec![problem])?;
        let loaded = match benches.load(&file, self.path, self.root, notes) {
            Ok(loaded) if problems.is_empty() => loaded,
            Ok(_) => return Err(problems),
            Err(more) => {
                problems.extend(more);
                return Err(problems);
            }
        };
        notes.extend(file.notes.iter().cloned());
        let of_targets = |warning: &&Problem| loaded.holds(warning.text.name());
        notes.extend(loaded.set.warnings.iter().filter(of_targets).map(ToString::to_string));
        let bench = Bench { set: &loaded.set, targets: &loaded.targets, inputs: &self.options.inputs };
        let wanted = |title: &str| self.wants(title);
        let mut cases = testing::run(&file, bench, &wanted).unwrap_or_else(|mistakes| {
            problems.extend(mistakes);
            Vec::new()
        });
        for plan in file.plans.iter().filter(|plan| self.wants(&plan.title())) {
            match self.plan(&file, plan, bench, &loaded) {
                Ok(case) => cases.push(case),
                Err(mistakes) => problems.extend(mistakes),
            }
        }
        cases.sort_by_key(|case| case.span.start);
        if problems.is_empty() { Ok(cases) } else { Err(problems) }
    }

    /// Whether a test is to be run: by its whole name, without its kind, by its last part, or by its file.
    fn wants(&self, title: &str) -> bool {
        let short = title.split_once('.').map_or(title, |(_, rest)| rest);
        let last = title.rsplit('.').next().unwrap_or(title);
        let path = self.path.to_string_lossy().replace('\\', "/");
        let file = path.rsplit('/').next().unwrap_or(&path);
        let names = [title, short, last, &path, file];
        self.filters.is_empty() || self.filters.iter().any(|filter| names.iter().any(|name| filter.is_match(name)))
    }

    fn plan(&self, file: &TestFile, case: &PlanCase, bench: Bench<'_>, loaded: &Loaded) -> Result<CaseResult, Vec<Problem>> {
        if case.skip {
            return Ok(testing::skipped(&file.text, case));
        }
        let inputs = testing::inputs(file, bench)?;
        let (name, at) = &case.file;
        let path = clean(&folder_of(self.path).join(&**name));
        let refuse = |message: String| Problem::new(&file.text, *at, message);
        let bytes =
            std::fs::read(&path).map_err(|error| vec![refuse(format!("cannot read the plan `{}`: {error}", path.display()))])?;
        let plan = read(&bytes).map_err(|problem| vec![refuse(format!("`{name}`: {problem}")).help(problem.help())])?;
        let source = case.source.as_ref().map_or_else(|| folder_of(&path), |source| folder_of(self.path).join(&**source));
        let options = CheckOptions { source: Some(source), data_dir: self.options.data_dir.clone(), ..CheckOptions::default() };
        let tree = Origin::of_checkout(&options, &path, &plan).tree;
        let origins = tree.as_ref().map(|tree| PlanSource::new(tree, &plan));
        let set = &loaded.set;
        let linker = Linker::new(&plan, &set.facts, &set.functions, origins.as_ref().map(|origins| origins as &dyn TextOrigins));
        let mut judged = judge(&linker, Criteria { set, inputs: &inputs });
        let secrets = Secrets::of(&plan);
        plan.check_what_was_read().map_err(|problem| vec![refuse(format!("`{name}`: {problem}")).help(problem.help())])?;
        // Provider configurations and module calls are known by being judged.
        let resources = plan.resources.iter().map(|resource| resource.address_text.clone());
        let addresses: Vec<Arc<str>> = resources.chain(judged.findings.iter().map(|finding| finding.address.clone())).collect();
        let is_target = |number: usize| loaded.targets.get(number).is_some_and(|target| *target);
        judged.findings.retain(|finding| is_target(finding.policy.0));
        judged.faults.retain(|fault| is_target(fault.file));
        testing::compare(&file.text, case, &addresses, (&judged, set), &|text| {
            testing::hidden(&secrets.mask(text), inputs.secrets())
        })
    }
}

/// The path without `.` and `..`, as Terraform joins paths.
pub(super) fn clean(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    if clean.as_os_str().is_empty() { PathBuf::from(".") } else { clean }
}
