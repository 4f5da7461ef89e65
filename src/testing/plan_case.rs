//! Compares what judging a real plan found with what a test expects of it.

use std::sync::Arc;

use super::case::PlanCase;
use super::report::{CaseResult, Detail, Outcome};
use crate::judge::{Finding, Judged, Verdict};
use crate::policy::{PolicySet, Problem, closest};
use crate::text::SourceText;

/// Compares findings with expectations. `known` are the addresses that the plan has. The verdict of a resource is the worst of all policies under test. `shown` makes a
/// message fit to be shown.
///
/// # Errors
/// Addresses that the plan does not have.
pub fn compare(
    text: &SourceText,
    case: &PlanCase,
    known: &[Arc<str>],
    judged: (&Judged, &PolicySet),
    shown: &dyn Fn(&str) -> String,
) -> Result<CaseResult, Vec<Problem>> {
    let unknown = case.expected.iter().filter(|(_, address, _)| !known.contains(address));
    let problems: Vec<Problem> = unknown
        .map(|(_, address, span)| {
            let problem = Problem::new(text, *span, format!("the plan has no resource `{address}`"));
            match closest(address, known.iter().map(|known| &**known)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("`onus inspect PLAN` lists all resources"),
            }
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let (judged, set) = judged;
    let mut details = errors(judged, set, shown);
    for (expected, address, _) in &case.expected {
        let worst = worst(judged, address);
        if worst.map(|finding| finding.verdict) != Some(*expected) {
            details.push(surprise(address, *expected, worst, set, shown));
        }
    }
    if case.only {
        details.extend(unnamed(case, judged, set, shown));
    }
    let outcome = match details.len() {
        0 => Outcome::Passed(None),
        1 => Outcome::Failed("one resource is not as expected".to_owned()),
        many => Outcome::Failed(format!("{many} resources are not as expected")),
    };
    Ok(CaseResult {
        title: case.title(),
        text: text.clone(),
        span: case.span,
        expects_failure: false,
        outcome,
        details,
        info: Vec::new(),
    })
}

/// A plan that is not judged.
#[must_use]
pub fn skipped(text: &SourceText, case: &PlanCase) -> CaseResult {
    CaseResult {
        title: case.title(),
        text: text.clone(),
        span: case.span,
        expects_failure: false,
        outcome: Outcome::Skipped("skip = true".to_owned()),
        details: Vec::new(),
        info: Vec::new(),
    }
}

/// Policies that cannot be evaluated: never as expected.
fn errors(judged: &Judged, set: &PolicySet, shown: &dyn Fn(&str) -> String) -> Vec<Detail> {
    let all = judged.faults.iter().map(|fault| Detail {
        policy: format!("{} {}", fault.control, fault.address),
        verdict: "error",
        message: shown(&fault.fault.message),
        place: fault
            .fault
            .text
            .as_ref()
            .or_else(|| set.files.get(fault.file).map(|file| &file.text))
            .map(|text| (text.clone(), fault.fault.span.clone().into())),
    });
    all.collect()
}

/// The worst finding of a resource.
fn worst<'j>(judged: &'j Judged, address: &str) -> Option<&'j Finding> {
    judged.findings.iter().filter(|finding| *finding.address == *address).max_by_key(|finding| rank(finding.verdict))
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotApplicable => 0,
        Verdict::Met => 1,
        Verdict::Undecided => 2,
        Verdict::Unmet => 3,
    }
}

fn surprise(
    address: &str,
    expected: Verdict,
    found: Option<&Finding>,
    set: &PolicySet,
    shown: &dyn Fn(&str) -> String,
) -> Detail {
    let Some(finding) = found else {
        return Detail {
            policy: address.to_owned(),
            verdict: "not judged",
            message: format!("expected {}, but no policy judges it", expected.name()),
            place: None,
        };
    };
    let said = match finding.verdict {
        Verdict::Undecided => finding.blocked_by.join("; "),
        _ => finding.message.clone(),
    };
    let file = set.files.get(finding.policy.0);
    Detail {
        policy: named(finding),
        verdict: finding.verdict.name(),
        message: shown(&format!("expected {}: {said}", expected.name())),
        place: file.map(|file| file.text.clone()).zip(finding.policy.1),
    }
}

/// The control, or the policy that stands for itself, and what it judges.
fn named(finding: &Finding) -> String {
    match &finding.rule {
        Some(rule) => format!("{}#{rule} {}", finding.control, finding.address),
        None => format!("{} {}", finding.control, finding.address),
    }
}

/// Resources that a policy is about and that are not named, each with its worst finding.
fn unnamed(case: &PlanCase, judged: &Judged, set: &PolicySet, shown: &dyn Fn(&str) -> String) -> Vec<Detail> {
    let mut addresses: Vec<&str> = judged.findings.iter().map(|finding| &*finding.address).collect();
    addresses.dedup();
    addresses.retain(|address| !case.expected.iter().any(|(_, named, _)| **named == **address));
    let found = addresses.into_iter().filter_map(|address| worst(judged, address));
    let found = found.filter(|finding| finding.verdict != Verdict::NotApplicable);
    found
        .map(|finding| {
            let file = set.files.get(finding.policy.0);
            Detail {
                policy: named(finding),
                verdict: finding.verdict.name(),
                message: shown(&format!("not named by the test: {}", finding.message)),
                place: file.map(|file| file.text.clone()).zip(finding.policy.1),
            }
        })
        .collect()
}
