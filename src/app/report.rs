//! The report: what every renderer gets. Owned, so that it outlives the text of the plan; masked, so that no renderer sees
//! a value that must not be shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::framework::FrameworkView;
use super::{Excerpt, Gate, Place};
use crate::judge::{Evidence, Joined, Scope, Verdict};
use crate::matrix::{Matrix, Subject};
use crate::policy::Severity;
use crate::settle::{Baseline, Fault, NoticeKind, Owner, Reweighed, Settled};

/// What is said of a plan.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Plan"))]
pub struct PlanInfo {
    /// Its path.
    pub path: String,
    /// The version of Terraform that made it.
    pub terraform_version: String,
    /// Its format.
    pub format_version: String,
    /// Whether it covers the whole configuration.
    pub complete: bool,
    /// The folder of its root module from the root of the repository; empty if no source was found.
    #[serde(skip)]
    pub root: Arc<str>,
    /// How many managed resource instances it holds.
    pub resources: usize,
    /// What a reader should know of it.
    pub notes: Vec<String>,
    /// When it was made, as `2026-11-23T12:00:00Z`, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The folder of its root module, if there was one with source.
    #[serde(skip)]
    pub source: Option<String>,
}

/// What is said of a control, shared by its findings.
#[derive(Debug, Clone)]
pub struct ControlInfo {
    /// The desired state.
    pub title: Arc<str>,
    /// Why it matters.
    pub why: Arc<str>,
    /// HCL that meets it.
    pub remedy: Arc<str>,
    /// The obligation in words, with its party.
    pub duty: String,
    /// Ids in frameworks.
    pub frameworks: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Where to read on.
    pub references: Vec<Arc<str>>,
    /// What it weighs in the catalogue, if the configuration says otherwise.
    pub reweighed: Option<Reweighed>,
}

/// A finding as it is reported.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The number of its plan.
    pub plan: usize,
    /// The control's id.
    pub control: Arc<str>,
    /// The obligation.
    pub obligation: Arc<str>,
    /// The service of the control.
    pub service: Arc<str>,
    /// The severity.
    pub severity: Severity,
    /// The verdict.
    pub verdict: Verdict,
    /// The resource instance.
    pub address: Arc<str>,
    /// Its type.
    pub kind: Arc<str>,
    /// What the plan does to it.
    pub change: &'static str,
    /// What the plan has to do with the finding.
    pub scope: Scope,
    /// What is wrong.
    pub message: String,
    /// What led to the verdict.
    pub evidence: Vec<Evidence>,
    /// The resources that were joined to the judged one, and how.
    pub joined: Vec<Joined>,
    /// What an undecided verdict waits for.
    pub blocked_by: Vec<String>,
    /// The name of the policy, where it stands for itself and not for a control.
    pub rule: Option<Arc<str>>,
    /// What the policy tells whatever comes out.
    pub info: Vec<String>,
    /// Stays the same when lines move.
    pub fingerprint: String,
    /// What decided: the path of an attribute without positions in lists, of another resource with its address before it.
    pub decided: Arc<str>,
    /// What is said of the control.
    pub about: Arc<ControlInfo>,
    /// Where it stands in the source.
    pub place: Option<Place>,
    /// Why it has no place.
    pub unplaced: Option<String>,
    /// Planned values, where it has no place.
    pub excerpt: Option<Excerpt>,
    /// The control whose finding on the same resource has the same cause and is shown instead.
    pub subsumed_by: Option<Arc<str>>,
    /// The controls whose findings on the same resource this one stands for, sorted.
    pub also: Vec<Arc<str>>,
    /// Whether it fails the gate.
    pub fails: bool,
    /// Why it does not fail the gate although it is unmet or undecided.
    pub settled: Option<Settled>,
    /// Who is assigned to it.
    pub owner: Option<Arc<Owner>>,
    /// It is about a waiver, an attestation, an assignment or the baseline, and not about a resource.
    pub notice: Option<NoticeKind>,
}

/// The sums.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Findings that are met.
    pub met: usize,
    /// Findings that are unmet.
    pub unmet: usize,
    /// Findings that are undecided.
    pub undecided: usize,
    /// Findings about what the control is not for.
    pub not_applicable: usize,
    /// Unmet and undecided findings that a waiver covers.
    pub waived: usize,
    /// Unmet and undecided findings that the baseline accepts.
    pub baseline: usize,
    /// Unmet findings that fail the gate.
    pub failing: usize,
    /// Whether findings on what the plan leaves untouched count: `changed` or `all`.
    #[cfg_attr(test, schemars(extend("enum" = ["changed", "all"])))]
    pub scope: &'static str,
    /// Whether the gate passed.
    pub passed: bool,
}

/// Everything that a run found out.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The plans.
    pub plans: Vec<PlanInfo>,
    /// The findings, sorted by plan, address and control.
    pub findings: Vec<Reported>,
    /// The matrix.
    pub matrix: Matrix,
    /// What exists after the plans and only owners can speak of.
    pub(super) subjects: Vec<Subject>,
    /// The sums.
    pub summary: Summary,
    /// The report by the ids of one framework, if that is what was asked for.
    pub framework: Option<FrameworkView>,
    /// What decided whether the gate passed.
    pub gate: Gate,
    /// Policies that could not be evaluated: control, address, what went wrong.
    pub faults: Vec<String>,
}

impl Report {
    /// 0 the gate passed, 1 it failed, 2 a policy could not be evaluated, so there is no answer.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match (self.faults.is_empty(), self.summary.passed) {
            (false, _) => 2,
            (true, true) => 0,
            (true, false) => 1,
        }
    }

    /// A report without plans.
    #[must_use]
    pub(super) fn of(gate: Gate) -> Self {
        Self {
            plans: Vec::new(),
            findings: Vec::new(),
            matrix: Matrix::default(),
            subjects: Vec::new(),
            summary: Summary::default(),
            framework: None,
            gate,
            faults: Vec::new(),
        }
    }

    /// A baseline of what the report accepts by one.
    #[must_use]
    pub fn baseline(&self) -> Baseline {
        let accepted = self.findings.iter().filter(|finding| self.is_accepted(finding));
        Baseline::of(accepted.filter_map(|finding| self.fault(finding)))
    }

    /// Whether a baseline accepts a finding.
    #[must_use]
    pub fn is_accepted(&self, finding: &Reported) -> bool {
        finding.settled == Some(Settled::Baseline)
    }

    /// The fault of a finding, if it is unmet or undecided.
    #[must_use]
    pub fn fault(&self, finding: &Reported) -> Option<Fault> {
        let root = self.plans.get(finding.plan).map_or_else(|| "".into(), |plan| plan.root.clone());
        Fault::of(&root, &finding.control, &finding.address, &finding.decided, finding.verdict)
    }
}
