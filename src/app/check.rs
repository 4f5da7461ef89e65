//! `onus check`: plans in, report out.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Catalogue;
use super::excerpt::{Excerpt, excerpt};
use super::mask::Secrets;
use super::origin::Origin;
use super::place::{Place, Placer};
use super::report::{ControlInfo, MatrixRow, PlanInfo, Report, Reported, Summary};
use super::sources::PlanSource;
use super::watch::{Stage, Watch};
use crate::error::Error;
use crate::judge::{Criteria, Finding, Judged, Scope, Verdict, judge};
use crate::link::{Linker, TextOrigins};
use crate::model::{Model, Party};
use crate::plan::{Plan, read};
use crate::policy::{PolicySet, Severity};
use crate::text::SourceText;

/// What an undecided finding does to the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UndecidedGate {
    /// It is shown.
    #[default]
    Warn,
    /// It fails the gate.
    Fail,
    /// It is not shown.
    Ignore,
}

/// What decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// The least severity that fails; `None` never fails.
    pub fail_on: Option<Severity>,
    /// Whether findings on what the plan leaves untouched count.
    pub all: bool,
    /// What undecided findings do.
    pub undecided: UndecidedGate,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fail_on: Some(Severity::Medium), all: false, undecided: UndecidedGate::Warn }
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
    /// What decides the exit code.
    pub gate: Gate,
    /// `TF_DATA_DIR`, if it is set.
    pub data_dir: Option<PathBuf>,
}

/// Checks plans.
///
/// # Errors
/// A plan cannot be read.
pub fn check(
    options: &CheckOptions,
    catalogue: &Catalogue,
    stdin: &mut dyn std::io::Read,
    watch: &mut dyn Watch,
) -> Result<Report, Error> {
    catalogue.require_inputs()?;
    let mut report = Report::of(options.gate);
    let files = plan_files(&options.plans)?;
    if options.plan_file.is_some() && files.len() > 1 {
        return Err(Error::Usage("`--plan-file` belongs to one plan, and several are given".to_owned()));
    }
    for (path, number) in files.iter().zip(1..) {
        watch.plan(number, files.len(), path);
        watch.stage(Stage::Read);
        let bytes = read_bytes(path, stdin)?;
        let plan = read(&bytes).map_err(|problem| Error::Input(path.clone(), problem))?;
        let origin = Origin::open(options, path, &plan)?;
        let source = origin.tree.as_ref().map(|tree| PlanSource::new(tree, &plan));
        one_plan((path, &plan), (&origin, source.as_ref()), catalogue, &mut report, watch);
    }
    report.matrix = matrix(&catalogue.model, &report.findings);
    for finding in &mut report.findings {
        finding.fails = fails(finding, options.gate);
    }
    report.summary = summary(&report);
    Ok(report)
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

/// The plan files that the arguments name; a folder is searched.
fn plan_files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
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

fn one_plan<'p>(
    (path, plan): (&Path, &'p Plan<'p>),
    (origin, source): (&'p Origin, Option<&'p PlanSource<'p>>),
    catalogue: &'p Catalogue,
    report: &mut Report,
    watch: &mut dyn Watch,
) {
    watch.stage(Stage::Link);
    let set = &catalogue.set;
    let linker = Linker::new(plan, &set.facts, &set.functions, source.map(|source| source as &dyn TextOrigins));
    watch.stage(Stage::Judge);
    let judged = judge(&linker, Criteria { set, inputs: &catalogue.inputs });
    watch.stage(Stage::Locate);
    let reporter = Reporter {
        placer: Placer::new(plan, origin),
        secrets: Secrets::of(plan),
        linker: &linker,
        catalogue,
        masked: RefCell::default(),
    };
    let number = report.plans.len();
    report.plans.push(PlanInfo {
        path: path.to_string_lossy().replace('\\', "/"),
        terraform_version: plan.terraform_version.to_string(),
        format_version: plan.format_version.to_string(),
        complete: plan.complete,
        resources: plan.resources.iter().filter(|resource| resource.is_managed()).count(),
        notes: plan.notes.iter().cloned().chain(origin.note()).collect(),
        source: origin.tree.as_ref().map(|tree| tree.root().to_string_lossy().replace('\\', "/")),
        timestamp: plan.timestamp.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    });
    report.faults.extend(faults(set, &judged));
    let mut findings: Vec<Reported> = judged.findings.into_iter().map(|finding| reporter.reported(number, finding)).collect();
    mark_subsumed(&mut findings, set);
    report.findings.extend(findings);
}

/// One cause, one finding: a control that says of itself what subsumes it is left out where that is unmet.
fn mark_subsumed(findings: &mut [Reported], set: &PolicySet) {
    let unmet: std::collections::BTreeSet<(Arc<str>, Arc<str>)> = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Unmet)
        .map(|finding| (finding.address.clone(), finding.control.clone()))
        .collect();
    for finding in findings.iter_mut().filter(|finding| matches!(finding.verdict, Verdict::Unmet | Verdict::Undecided)) {
        let control = set.controls.values().find(|control| control.id.as_str() == &*finding.control);
        finding.subsumed = control.is_some_and(|control| {
            control.subsumed_by.iter().any(|other| unmet.contains(&(finding.address.clone(), other.as_str().into())))
        });
    }
}

/// Turns findings into what is reported of them: placed, masked, owned.
struct Reporter<'l, 'p> {
    placer: Placer<'p>,
    secrets: Secrets,
    linker: &'l Linker<'p>,
    catalogue: &'p Catalogue,
    /// Files without their secrets, each masked once.
    masked: RefCell<BTreeMap<Arc<str>, SourceText>>,
}

impl Reporter<'_, '_> {
    fn reported(&self, plan: usize, finding: Finding) -> Reported {
        let wanted = matches!(finding.verdict, Verdict::Unmet | Verdict::Undecided);
        let (place, unplaced) = match wanted.then(|| self.placer.place(&finding)) {
            None => (None, None),
            Some(Ok(place)) => (Some(self.masked_place(place)), None),
            Some(Err(reason)) => (None, Some(reason)),
        };
        let excerpt = (wanted && place.is_none())
            .then(|| excerpt(self.linker, &finding))
            .map(|excerpt| Excerpt { text: self.secrets.overwrite(&excerpt.text).unwrap_or(excerpt.text.clone()), ..excerpt });
        let mask = |text: &str| self.secrets.mask(text);
        let mut reported = reported(plan, finding, self.catalogue);
        reported.message = mask(&reported.message);
        reported.blocked_by = reported.blocked_by.iter().map(|cause| mask(cause)).collect();
        Reported { place, unplaced, excerpt, ..reported }
    }

    /// A literal secret in the source is not shown either.
    fn masked_place(&self, place: Place) -> Place {
        let name = place.location.text.shared_name();
        let masked = self.masked.borrow().get(&name).cloned();
        let text = masked.unwrap_or_else(|| {
            let text = match self.secrets.overwrite(place.location.text.content()) {
                None => place.location.text.clone(),
                Some(text) => SourceText::new(name.clone(), text),
            };
            self.masked.borrow_mut().insert(name, text.clone());
            text
        });
        Place { location: crate::source::Location { text, ..place.location }, ..place }
    }
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

fn reported(plan: usize, finding: Finding, catalogue: &Catalogue) -> Reported {
    let about = about(&finding, catalogue);
    Reported {
        plan,
        fingerprint: fingerprint(&finding),
        control: finding.control.as_str().into(),
        obligation: finding.obligation.clone().unwrap_or_else(|| "user/own-policy".into()),
        service: finding.control.service().into(),
        severity: finding.severity,
        verdict: finding.verdict,
        address: finding.address,
        kind: finding.kind,
        change: finding.change.name(),
        scope: finding.scope,
        message: finding.message,
        evidence: finding.evidence,
        blocked_by: finding.blocked_by,
        about,
        place: None,
        unplaced: None,
        excerpt: None,
        subsumed: false,
        fails: false,
    }
}

fn about(finding: &Finding, catalogue: &Catalogue) -> Arc<ControlInfo> {
    let control = catalogue.set.controls.get(&finding.control);
    let obligation = finding.obligation.as_ref().and_then(|id| catalogue.model.obligation(id));
    let duty = obligation.map_or_else(String::new, |obligation| format!("{} ({})", obligation.title, obligation.party.name()));
    Arc::new(ControlInfo {
        title: control.map_or_else(|| "".into(), |control| control.title.clone()),
        why: control.map_or_else(|| "".into(), |control| control.why.clone()),
        remedy: control.map_or_else(|| "".into(), |control| control.remedy.clone()),
        duty,
        frameworks: control.map_or_else(BTreeMap::new, |control| control.frameworks.clone()),
        references: control.map_or_else(Vec::new, |control| control.references.clone()),
    })
}

/// Control, address and what decided: stays the same when lines move or files are renamed.
fn fingerprint(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    for part in [finding.control.as_str(), &finding.address, &format!("{:?}", finding.focus)] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Every obligation with how it stands.
fn matrix(model: &Model, findings: &[Reported]) -> Vec<MatrixRow> {
    model
        .obligations
        .iter()
        .map(|obligation| {
            let count = |verdict: Verdict| {
                findings.iter().filter(|finding| finding.obligation == obligation.id && finding.verdict == verdict).count()
            };
            let (met, unmet, undecided) = (count(Verdict::Met), count(Verdict::Unmet), count(Verdict::Undecided));
            let to_attest = model.attestables.iter().filter(|attestable| attestable.obligation == obligation.id).count();
            let status = match (obligation.party, unmet, undecided, to_attest, met) {
                (Party::Aws, ..) => "aws",
                (_, 1.., ..) => "unmet",
                (_, _, 1.., ..) => "undecided",
                (_, _, _, 1.., _) => "needs-attestation",
                (_, _, _, _, 0) => "not-in-plan",
                _ => "met",
            };
            MatrixRow {
                obligation: obligation.id.clone(),
                title: obligation.title.clone(),
                party: obligation.party.name(),
                met,
                unmet,
                undecided,
                to_attest,
                status,
            }
        })
        .collect()
}

fn summary(report: &Report) -> Summary {
    let count = |verdict: Verdict| report.findings.iter().filter(|finding| finding.verdict == verdict).count();
    let failing = report.findings.iter().filter(|finding| finding.fails).count();
    Summary {
        met: count(Verdict::Met),
        unmet: count(Verdict::Unmet),
        undecided: count(Verdict::Undecided),
        not_applicable: count(Verdict::NotApplicable),
        failing,
        scope: if report.gate.all { "all" } else { "changed" },
        passed: failing == 0,
    }
}

/// Whether a finding fails the gate. What this plan takes away always counts.
fn fails(finding: &Reported, gate: Gate) -> bool {
    let counts = gate.all || finding.scope != Scope::Unchanged;
    let severe = gate.fail_on.is_some_and(|least| finding.severity >= least);
    let verdict = match finding.verdict {
        Verdict::Unmet => true,
        Verdict::Undecided => gate.undecided == UndecidedGate::Fail,
        Verdict::Met | Verdict::NotApplicable => false,
    };
    counts && severe && verdict
}
