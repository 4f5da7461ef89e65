//! `onus check`: plans in, report out.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Catalogue;
use super::decisions::Decisions;
use super::framework::FrameworkView;
use super::mask::Secrets;
use super::origin::Origin;
use super::place::Placer;
use super::report::{PlanInfo, Report, Reported, Summary};
use super::reporter::Reporter;
use super::settling;
use super::sources::{self, PlanSource};
use super::subsume::mark_subsumed;
use super::watch::{Stage, Watch};
use crate::abreast;
use crate::error::Error;
use crate::judge::{Criteria, Judged, Scope, Verdict, judge};
use crate::link::{Linker, TextOrigins};
use crate::plan::{Plan, read};
use crate::policy::{PolicySet, Severity};
use crate::settle::{Baseline, GateSettings, Ledger, NoticeKind, Terms, Undecided};

/// What decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// The least severity that fails; `None` never fails.
    pub fail_on: Option<Severity>,
    /// Whether findings on what the plan leaves untouched count.
    pub all: bool,
    /// What undecided findings do.
    pub undecided: Undecided,
    /// Whether an obligation without an owner fails.
    pub unassigned: bool,
    /// Whether an expired waiver or attestation fails.
    pub expired: bool,
}

impl Default for Gate {
    fn default() -> Self {
        Self::of(GateSettings::default())
    }
}

impl Gate {
    /// The gate by what was said of it, and by default where nothing was.
    #[must_use]
    pub fn of(said: GateSettings) -> Self {
        Self {
            fail_on: said.fail_on.unwrap_or(Some(Severity::Medium)),
            all: said.all.unwrap_or(false),
            undecided: said.undecided.unwrap_or_default(),
            unassigned: said.fail_on_unassigned.unwrap_or(false),
            expired: said.fail_on_expired.unwrap_or(false),
        }
    }
}

/// What to check.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Plan files, folders, or `-`.
    pub plans: Vec<PathBuf>,
    /// The folder of the root module.
    pub source: Option<PathBuf>,
    /// The binary plan that the plan was shown from: it holds the text that was planned.
    pub plan_file: Option<PathBuf>,
    /// The framework whose ids the report is grouped by, or one id of it, as `nist-800-53-r5=SC-28`.
    pub framework: Option<String>,
    /// What the plan on standard input is called in reports, if not `-`.
    pub called: Option<PathBuf>,
    /// Whether a checkout that is no longer what was planned leaves no answer.
    pub refuse_stale: bool,
    /// What decides the exit code.
    pub gate: Gate,
    /// `TF_DATA_DIR`, if it is set.
    pub data_dir: Option<PathBuf>,
    /// Whether all that is found is accepted from now on, to write a baseline of it.
    pub accept_all: bool,
    /// The frameworks whose ids the matrix shows; empty: as the configuration says.
    pub frameworks: Vec<Arc<str>>,
}

/// Checks plans.
///
/// # Errors
/// A plan cannot be read.
pub fn check(
    options: &CheckOptions,
    (catalogue, decisions): (&Catalogue, &Decisions),
    stdin: &mut dyn std::io::Read,
    watch: &mut dyn Watch,
) -> Result<Report, Error> {
    catalogue.require_inputs()?;
    let judged: BTreeSet<Arc<str>> = catalogue.set.controls.keys().map(|id| id.as_str().into()).collect();
    let terms = Terms {
        config: &decisions.config,
        names: &decisions.names,
        judged: &judged,
        others: decisions.others.as_ref(),
        today: decisions.today,
    };
    let files = plan_files(&options.plans)?;
    let run = |first: usize| Run {
        catalogue,
        decisions,
        first,
        ledger: Ledger::new(terms),
        secrets: Secrets::default(),
        report: Report::of(options.gate),
    };
    if options.plan_file.is_some() && files.len() > 1 {
        return Err(Error::Usage("`--plan-file` belongs to one plan, and several are given".to_owned()));
    }
    let mut whole = run(0);
    if files.len() < 2 || files.iter().any(|file| file == Path::new("-")) {
        for (path, number) in files.iter().zip(1..) {
            watch.plan(number, files.len(), path);
            watch.stage(Stage::Read);
            let bytes = read_bytes(path, stdin)?;
            let called = options.called.as_ref().filter(|_| path == Path::new("-"));
            whole.file(options, called.unwrap_or(path), &bytes, watch)?;
        }
        return Ok(whole.finish(options));
    }
    watch.stage(Stage::Judge);
    let numbered: Vec<(usize, &PathBuf)> = files.iter().enumerate().collect();
    let one = |(number, path): &(usize, &PathBuf)| {
        let mut part = run(*number);
        part.file(options, path, &read_bytes(path, &mut std::io::empty())?, &mut ())?;
        Ok(part)
    };
    let mut done = 0;
    let judged_apart = abreast::each(&numbered, 1, one, |(_, path)| {
        done += 1;
        watch.plan(done, files.len(), path);
    });
    for part in judged_apart {
        whole.absorb(part?);
    }
    Ok(whole.finish(options))
}

pub(super) fn read_bytes(path: &Path, stdin: &mut dyn std::io::Read) -> Result<Vec<u8>, Error> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        return match stdin.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Error::unreadable(path, &error.to_string())),
        };
    }
    std::fs::read(path).map_err(|error| Error::unreadable(path, &error.to_string()))
}

/// The largest plan that is looked through beforehand, in bytes: of a large one reading all policies is a small part.
const SMALL: u64 = 1 << 20;

/// The resource types of the plan, if it is one small file: then only policies about these need to be read.
#[must_use]
pub fn kinds_of(plans: &[PathBuf]) -> Option<BTreeSet<String>> {
    let [plan] = plans else { return None };
    let small = std::fs::metadata(plan).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= SMALL);
    if small { crate::plan::kinds(&std::fs::read(plan).ok()?) } else { None }
}

/// The plan files that the arguments name; a folder is searched.
pub(super) fn plan_files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for argument in arguments {
        if !argument.is_dir() {
            files.push(argument.clone());
            continue;
        }
        let before = files.len();
        for entry in walkdir::WalkDir::new(argument).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::unreadable(argument, &error.to_string()))?;
            let name = entry.file_name().to_string_lossy();
            if entry.file_type().is_file()
                && (name == "plan.json" || name.ends_with("tfplan.json") || name.ends_with(".plan.json"))
            {
                files.push(entry.into_path());
            }
        }
        if files.len() == before {
            return Err(Error::NoPlans(argument.clone()));
        }
    }
    Ok(files)
}

/// A run over plans, as far as it has come.
struct Run<'r> {
    catalogue: &'r Catalogue,
    decisions: &'r Decisions,
    /// The number of its first plan.
    first: usize,
    ledger: Ledger<'r>,
    /// The secrets of all plans so far.
    secrets: Secrets,
    report: Report,
}

impl<'r> Run<'r> {
    fn file(&mut self, options: &CheckOptions, path: &Path, bytes: &[u8], watch: &mut dyn Watch) -> Result<(), Error> {
        let plan = read(bytes).map_err(|problem| Error::Input(path.to_owned(), problem))?;
        let origin = self.origin(options, path, &plan)?;
        let source = self.source(&origin, &plan);
        self.plan((path, &plan), (&origin, source.as_ref()), watch);
        // Values are read when they are asked for, so only now it is known whether all could be read.
        plan.check_what_was_read().map_err(|problem| Error::Input(path.to_owned(), problem))
    }

    /// Where the source of a plan is.
    fn origin(&self, options: &CheckOptions, path: &Path, plan: &Plan<'_>) -> Result<Origin, Error> {
        if !self.catalogue.covers(plan.kinds()) {
            return Err(Error::unreadable(path, "the file has changed while it was read"));
        }
        let origin = Origin::open(options, path, plan)?;
        if options.refuse_stale && !origin.stale().is_empty() {
            return Err(Error::Stale(path.to_owned(), origin.stale()));
        }
        Ok(origin)
    }

    /// The source of a plan, if it is at hand.
    fn source<'p>(&self, origin: &'p Origin, plan: &'p Plan<'p>) -> Option<PlanSource<'p>> {
        let tree = origin.tree.as_ref()?;
        sources::prepare(tree, plan, &self.catalogue.set);
        Some(PlanSource::new(tree, plan))
    }

    /// Takes up what a run over the next plans has found out.
    fn absorb(&mut self, next: Self) {
        self.ledger.absorb(next.ledger);
        self.secrets.extend(&next.secrets);
        self.report.plans.extend(next.report.plans);
        self.report.findings.extend(next.report.findings);
        self.report.subjects.extend(next.report.subjects);
        self.report.faults.extend(next.report.faults);
    }

    fn plan<'p>(
        &mut self,
        (path, plan): (&Path, &'p Plan<'p>),
        (origin, source): (&'p Origin, Option<&'p PlanSource<'p>>),
        watch: &mut dyn Watch,
    ) where
        'r: 'p,
    {
        let catalogue = self.catalogue;
        let set = &catalogue.set;
        watch.stage(Stage::Link);
        let linker = Linker::new(plan, &set.facts, &set.functions, source.map(|source| source as &dyn TextOrigins));
        watch.stage(Stage::Judge);
        let judged = judge(&linker, Criteria { set, inputs: &catalogue.inputs });
        watch.stage(Stage::Locate);
        let secrets = Secrets::of(plan).and(catalogue.inputs.secrets());
        self.secrets.extend(&secrets);
        let number = self.first + self.report.plans.len();
        let comments =
            origin.tree.as_ref().map_or_else(Vec::new, |tree| settling::comments(tree, plan, self.ledger.reads_others()));
        let reporter = Reporter {
            placer: Placer::new(plan, origin),
            secrets,
            linker: &linker,
            catalogue,
            decisions: self.decisions,
            is_commented: !comments.is_empty(),
            masked: RefCell::default(),
            known: RefCell::default(),
        };
        self.ledger.read(number, comments);
        plan.resources.iter().for_each(|resource| self.ledger.see(&resource.address));
        self.report.plans.push(PlanInfo { notes: notes(plan, origin, set), ..plan_info(path, plan, origin) });
        self.report.subjects.extend(super::matrix::subjects(number, plan, &catalogue.model));
        self.report.faults.extend(faults(set, &judged).iter().map(|fault| reporter.secrets.mask(fault)));
        let findings = judged.findings.into_iter().map(|finding| reporter.reported(number, finding, &mut self.ledger));
        self.report.findings.extend(findings);
    }

    /// What is to be said once all plans are judged.
    fn finish(self, options: &CheckOptions) -> Report {
        let complete = self.report.plans.iter().all(|plan| plan.complete);
        let mut notices = self.ledger.close(complete);
        let mut report = self.report;
        let all = options.accept_all.then(|| Baseline::of(settling::faults(&report)));
        for baseline in [self.decisions.baseline.as_ref().filter(|_| all.is_none()), all.as_ref()].into_iter().flatten() {
            notices.extend(settling::apply_baseline(&mut report, baseline));
        }
        if options.gate.unassigned {
            notices.extend(settling::unassigned(&report, &self.catalogue.model, self.decisions));
        }
        report.findings.extend(notices.into_iter().map(|notice| settling::finding(notice, &self.secrets)));
        report.findings.sort_by(|a, b| (a.plan, &a.address, &a.control).cmp(&(b.plan, &b.address, &b.control)));
        mark_subsumed(&mut report.findings, &self.catalogue.set.controls);
        report.matrix = super::matrix::of(&report, self.catalogue, self.decisions, &options.frameworks);
        report.framework = options
            .framework
            .as_deref()
            .map(|wanted| FrameworkView::of(wanted, self.catalogue.set.controls.values(), &report.findings));
        for finding in &mut report.findings {
            finding.fails = fails(finding, options.gate);
        }
        report.summary = summary(&report);
        report
    }
}

fn plan_info(path: &Path, plan: &Plan<'_>, origin: &Origin) -> PlanInfo {
    PlanInfo {
        path: path.to_string_lossy().replace('\\', "/"),
        terraform_version: plan.terraform_version.to_string(),
        format_version: plan.format_version.to_string(),
        complete: plan.complete,
        root: origin.tree.as_ref().map_or_else(|| "".into(), |tree| tree.shown_root().into()),
        resources: plan.resources.iter().filter(|resource| resource.is_managed()).count(),
        notes: Vec::new(),
        source: origin.tree.as_ref().map(|tree| tree.root().to_string_lossy().replace('\\', "/")),
        timestamp: plan.timestamp.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    }
}

/// What a reader should know of a plan beside its findings.
fn notes(plan: &Plan<'_>, origin: &Origin, set: &PolicySet) -> Vec<String> {
    let mut unmet =
        set.versions_unmet(&plan.terraform_version).map(|(file, wanted)| format!("{} wants {wanted}", file.text.name()));
    let version = unmet.next().map(|first| {
        let more = unmet.count();
        let more = if more == 0 { String::new() } else { format!(", and {more} more") };
        format!(
            "policies are for another terraform version than {}, and judge all the same: {first}{more}",
            plan.terraform_version
        )
    });
    plan.notes.iter().cloned().chain(plan.uneven()).chain(origin.note()).chain(version).collect()
}

fn faults(set: &PolicySet, judged: &Judged) -> Vec<String> {
    let of = |fault: &crate::judge::PolicyFault| {
        // A function or a local of another file stands in a file of its own.
        let text = fault.fault.text.as_ref().or_else(|| set.files.get(fault.file).map(|file| &file.text));
        let place = text.map_or_else(String::new, |text| {
            let at = text.position(fault.fault.span.start);
            format!("{}:{}:{}", text.name(), at.line, at.column)
        });
        format!("{place}: policy error on `{}`: {}", fault.address, fault.fault.message)
    };
    judged.faults.iter().map(of).collect()
}

fn summary(report: &Report) -> Summary {
    let count = |verdict: Verdict| report.findings.iter().filter(|finding| finding.verdict == verdict).count();
    let settled = |name: &str| {
        report.findings.iter().filter(|finding| finding.settled.as_ref().is_some_and(|by| by.name() == name)).count()
    };
    let failing = report.findings.iter().filter(|finding| finding.fails).count();
    Summary {
        met: count(Verdict::Met),
        unmet: count(Verdict::Unmet),
        undecided: count(Verdict::Undecided),
        not_applicable: count(Verdict::NotApplicable),
        waived: settled("waived"),
        baseline: settled("baseline"),
        failing,
        scope: if report.gate.all { "all" } else { "changed" },
        passed: failing == 0,
    }
}

/// Whether a finding fails the gate. What this plan takes away always counts.
fn fails(finding: &Reported, gate: Gate) -> bool {
    if finding.settled.is_some() {
        return false;
    }
    match finding.notice {
        Some(kind) if kind.is_expiry() && gate.expired => return true,
        Some(NoticeKind::UnassignedObligation) => return gate.unassigned,
        _ => {}
    }
    let counts = gate.all || finding.scope != Scope::Unchanged;
    let severe = gate.fail_on.is_some_and(|least| finding.severity >= least);
    let verdict = match finding.verdict {
        Verdict::Unmet => true,
        Verdict::Undecided => gate.undecided == Undecided::Fail,
        Verdict::Met | Verdict::NotApplicable => false,
    };
    counts && severe && verdict
}
