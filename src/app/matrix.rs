//! The matrix of a report: hands findings and decisions to `matrix`.

use std::sync::Arc;

use super::Catalogue;
use super::decisions::Decisions;
use super::report::Report;
use crate::judge::Verdict;
use crate::matrix::{Fact, Matrix, Sources, Subject, build};
use crate::model::Model;
use crate::plan::Plan;

/// The resources of a plan that exist after it and that statements of the model are about.
pub(super) fn subjects(number: usize, plan: &Plan<'_>, model: &Model) -> Vec<Subject> {
    let remaining = plan.resources.iter().filter(|resource| resource.is_managed() && resource.action.remains());
    remaining
        .filter(|resource| model.is_subject(&resource.address.kind))
        .map(|resource| Subject { plan: number, address: resource.address.clone() })
        .collect()
}

/// The matrix of a report; `frameworks`: those whose ids are shown, if not those of the configuration.
pub(super) fn of(report: &Report, catalogue: &Catalogue, decisions: &Decisions, frameworks: &[Arc<str>]) -> Matrix {
    let facts: Vec<Fact<'_>> = report
        .findings
        .iter()
        .map(|finding| Fact {
            plan: finding.plan,
            control: &finding.control,
            title: &finding.about.title,
            severity: finding.severity,
            reweighed: finding.about.reweighed.as_ref(),
            obligation: &finding.obligation,
            service: &finding.service,
            // What is wrong with a waiver is no duty of the model.
            verdict: if finding.notice.is_some() { Verdict::NotApplicable } else { finding.verdict },
            accepted: finding.settled.is_some(),
            address: &finding.address,
            frameworks: &finding.about.frameworks,
        })
        .collect();
    build(&Sources {
        model: &catalogue.model,
        config: &decisions.config,
        frameworks: if frameworks.is_empty() { &decisions.config.frameworks } else { frameworks },
        today: decisions.today,
        left_out: &catalogue.left_out,
        facts: &facts,
        subjects: &report.subjects,
        plans: report.plans.len(),
    })
}
