//! Settles the findings of a run: reads the waivers in a plan's source, applies waivers and the baseline, and turns what is
//! wrong with these themselves into findings of their own. What counts as what is decided in `settle`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::decisions::Decisions;
use super::mask::Secrets;
use super::place::Place;
use super::report::{ControlInfo, Report, Reported};
use crate::digest::digest;
use crate::judge::{Scope, Verdict};
use crate::model::{Model, Party};
use crate::plan::{Address, Plan};
use crate::policy::Severity;
use crate::settle::{Baseline, Claim, Fault, Notice, NoticeKind, Settled};
use crate::source::{InlineComment, Location, SourceTree};
use crate::text::SourceText;

/// The obligation that stands beside findings about waivers, attestations and the baseline. The model does not know it.
const OWN: &str = "onus/settling";

/// The waiver comments of the modules of a plan that belong to the repository.
pub(super) fn comments(tree: &SourceTree, plan: &Plan<'_>, others: bool) -> Vec<InlineComment> {
    let modules: Vec<_> = plan.configuration.root_module.all().into_iter().map(|(path, _)| path).collect();
    tree.comments(&modules, others)
}

/// The faults of all findings that are not waived.
pub(super) fn faults(report: &Report) -> Vec<Fault> {
    let open = report.findings.iter().filter(|finding| finding.settled.is_none());
    open.filter_map(|finding| report.fault(finding)).collect()
}

/// Marks what the baseline accepts; returns what it holds and is not there any more.
pub(super) fn apply_baseline(report: &mut Report, baseline: &Baseline) -> Vec<Notice> {
    let faults: Vec<Option<Fault>> = report.findings.iter().map(|finding| report.fault(finding)).collect();
    for (finding, fault) in report.findings.iter_mut().zip(&faults) {
        if finding.settled.is_none() && fault.as_ref().is_some_and(|fault| baseline.accepts(fault)) {
            finding.settled = Some(Settled::Baseline);
        }
    }
    if report.plans.iter().any(|plan| !plan.complete) {
        return Vec::new();
    }
    let roots: BTreeSet<Arc<str>> = report.plans.iter().map(|plan| plan.root.clone()).collect();
    let found: BTreeSet<Fault> = faults.into_iter().flatten().collect();
    let judged: BTreeSet<&str> = report.findings.iter().map(|finding| &*finding.control).collect();
    let stale = baseline.stale(&roots, &found);
    stale.into_iter().map(|fault| stale_notice(fault, &found, judged.contains(&*fault.control))).collect()
}

fn stale_notice(stale: &Fault, found: &BTreeSet<Fault>, judged: bool) -> Notice {
    let same = |fault: &&Fault| (&fault.root, &fault.control, &fault.address) == (&stale.root, &stale.control, &stale.address);
    let message = match found.iter().find(same) {
        Some(fault) if fault.attribute != stale.attribute => "something else decides now than when the baseline was written",
        Some(_) => "what was undecided when the baseline was written is unmet",
        None if judged => "what the baseline accepts is fixed or gone",
        None => "what the baseline accepts is gone",
    };
    Notice {
        kind: NoticeKind::StaleBaseline,
        subject: format!("{} on {}", stale.control, stale.address).into(),
        message: message.to_owned(),
        location: None,
        plan: 0,
    }
}

/// Obligations of the customer that the plans touch and nobody is assigned to.
pub(super) fn unassigned(report: &Report, model: &Model, decisions: &Decisions) -> Vec<Notice> {
    let mut touched: BTreeMap<&str, Vec<&Reported>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.verdict != Verdict::NotApplicable) {
        touched.entry(&finding.obligation).or_default().push(finding);
    }
    let customers = model.obligations.iter().filter(|obligation| obligation.party != Party::Aws);
    customers
        .filter_map(|obligation| {
            let findings = touched.get(&*obligation.id)?;
            let open = findings.iter().filter(|finding| finding.owner.is_none()).count();
            let whole = Claim { obligation: &obligation.id, control: None, address: None };
            let is_assigned = open == 0 || decisions.config.assignment(whole).is_some();
            (!is_assigned).then(|| Notice {
                kind: NoticeKind::UnassignedObligation,
                subject: obligation.id.clone(),
                message: format!("nobody is assigned to it: {}", obligation.title),
                location: None,
                plan: 0,
            })
        })
        .collect()
}

/// Who is assigned to a finding.
pub(super) fn owner(
    decisions: &Decisions,
    obligation: &str,
    control: &str,
    address: &Address,
) -> Option<Arc<crate::settle::Owner>> {
    let claim = Claim { obligation, control: Some(control), address: Some(address) };
    decisions.config.assignment(claim).map(|assignment| assignment.owner.clone())
}

/// The address of a provider configuration, `module.a.provider.aws.west`, or of a module call, `module.a.module.b`, in the
/// form of a resource's, so that patterns can name it: the alias is a part of the name, a call a nameless thing in its module.
pub(super) fn declared(text: &str) -> Option<Address> {
    match text.rsplit_once("provider.") {
        Some((module, name)) if module.is_empty() || module.ends_with('.') => {
            let address = Address::parse(&format!("{module}provider.name")).ok()?;
            Some(Address { name: name.into(), ..address })
        }
        _ => {
            let address = Address::parse(&format!("{text}.call.name")).ok()?;
            Some(Address { kind: "".into(), name: "".into(), ..address })
        }
    }
}

/// A notice as a finding of its own.
pub(super) fn finding(notice: Notice, secrets: &Secrets) -> Reported {
    let kind = notice.kind;
    let fingerprint = digest([kind.id(), &notice.subject, &notice.message]);
    let place = notice.location.map(|location| Place {
        location: masked(location, secrets),
        label: "this".to_owned(),
        related: Vec::new(),
        fix_input: None,
        inside: None,
        slot: None,
    });
    Reported {
        plan: notice.plan,
        control: kind.id().into(),
        obligation: OWN.into(),
        service: "onus".into(),
        severity: Severity::Low,
        verdict: Verdict::Unmet,
        address: secrets.mask(&notice.subject).into(),
        kind: kind.subject().into(),
        change: "no-op",
        scope: Scope::Changed,
        message: secrets.mask(&notice.message),
        evidence: Vec::new(),
        joined: Vec::new(),
        blocked_by: Vec::new(),
        rule: None,
        info: Vec::new(),
        decided: "".into(),
        fingerprint,
        about: Arc::new(about(kind)),
        place,
        unplaced: None,
        excerpt: None,
        subsumed_by: None,
        also: Vec::new(),
        fails: false,
        settled: None,
        owner: None,
        notice: Some(kind),
    }
}

fn about(kind: NoticeKind) -> ControlInfo {
    ControlInfo {
        title: kind.title().into(),
        why: kind.why().into(),
        remedy: "".into(),
        duty: String::new(),
        frameworks: BTreeMap::new(),
        references: Vec::new(),
        reweighed: None,
    }
}

/// A place whose text shows no secret.
fn masked(location: Location, secrets: &Secrets) -> Location {
    match secrets.overwrite(location.text.content()) {
        None => location,
        Some(text) => Location { text: SourceText::new(location.file.clone(), text), ..location },
    }
}
