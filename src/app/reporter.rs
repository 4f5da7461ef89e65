//! Turns findings into what is reported of them: placed, settled, masked, owned.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Catalogue;
use super::decisions::Decisions;
use super::excerpt::{Excerpt, excerpt};
use super::mask::Secrets;
use super::place::{Place, Placer};
use super::report::{ControlInfo, Reported};
use super::settling;
use crate::digest::digest;
use crate::judge::{Finding, Focus, Verdict};
use crate::link::Linker;
use crate::plan::Address;
use crate::policy::ControlId;
use crate::settle::{Acceptance, Ledger, Owner, Settled};
use crate::text::SourceText;
use crate::value::Step;

/// Turns findings into what is reported of them: placed, masked, owned.
pub(super) struct Reporter<'l, 'p> {
    pub(super) placer: Placer<'p>,
    pub(super) secrets: Secrets,
    pub(super) linker: &'l Linker<'p>,
    pub(super) catalogue: &'l Catalogue,
    pub(super) decisions: &'l Decisions,
    /// Whether the source has any waiver comment.
    pub(super) is_commented: bool,
    /// Files without their secrets, each masked once.
    pub(super) masked: RefCell<BTreeMap<Arc<str>, SourceText>>,
    /// What is said of each control, made once.
    pub(super) known: RefCell<BTreeMap<ControlId, Known>>,
}

/// What all findings of a control share.
#[derive(Debug, Clone)]
pub(super) struct Known {
    id: Arc<str>,
    service: Arc<str>,
    about: Arc<ControlInfo>,
}

impl Reporter<'_, '_> {
    pub(super) fn reported(&self, plan: usize, finding: Finding, ledger: &mut Ledger<'_>) -> Reported {
        let wanted = matches!(finding.verdict, Verdict::Unmet | Verdict::Undecided);
        let settled = wanted.then(|| self.settled(&finding, ledger)).flatten();
        let (place, unplaced) = match wanted.then(|| self.placer.place(&finding)) {
            None => (None, None),
            Some(Ok(place)) => (Some(self.masked_place(place)), None),
            Some(Err(reason)) => (None, Some(reason)),
        };
        let excerpt = (wanted && place.is_none())
            .then(|| excerpt(self.linker, &finding))
            .flatten()
            .map(|excerpt| Excerpt { text: self.secrets.overwrite(&excerpt.text).unwrap_or(excerpt.text.clone()), ..excerpt });
        let decided = self.decided(&finding);
        let owner = self.owner(&finding);
        let known = self.known(&finding);
        let mut reported = reported(plan, finding, decided, known);
        let texts = reported.info.iter_mut().chain(&mut reported.blocked_by).chain([&mut reported.message]);
        texts.for_each(|text| self.secrets.mask_in(text));
        Reported { place, unplaced, excerpt, settled, owner, ..reported }
    }

    fn known(&self, finding: &Finding) -> Known {
        if let Some(known) = self.known.borrow().get(&finding.control) {
            return known.clone();
        }
        let about = Arc::new(about(finding, self.catalogue));
        let known = Known { id: finding.control.as_str().into(), service: finding.control.service().into(), about };
        self.known.borrow_mut().insert(finding.control.clone(), known.clone());
        known
    }

    /// The waiver of a finding.
    fn settled(&self, finding: &Finding, ledger: &mut Ledger<'_>) -> Option<Settled> {
        let address = &*self.address(finding)?;
        let comments = if self.is_commented { self.placer.covering(finding, ledger.reads_others()) } else { Vec::new() };
        let accepted = ledger.accept(finding.control.as_str(), address, &comments)?;
        let reason = self.secrets.clean(&accepted.reason).into();
        Some(Settled::Waived(Box::new(Acceptance { reason, ..accepted })))
    }

    fn owner(&self, finding: &Finding) -> Option<Arc<Owner>> {
        let address = &*self.address(finding)?;
        settling::owner(self.decisions, finding.obligation.as_deref()?, finding.control.as_str(), address)
    }

    /// The address by which `onus.hcl` can name what a finding is about.
    fn address(&self, finding: &Finding) -> Option<Cow<'_, Address>> {
        match finding.resource {
            Some(id) => Some(Cow::Borrowed(&self.linker.resource(id)?.address)),
            None => settling::declared(&finding.address).map(Cow::Owned),
        }
    }

    /// What decided, in words that stay the same when resources are added and lists are reordered.
    fn decided(&self, finding: &Finding) -> Arc<str> {
        let what = self.decided_at(finding);
        match &finding.rule {
            // The policies of one file are told apart by their names.
            Some(rule) => format!("{rule}: {what}").trim_end_matches(": ").into(),
            None => what.into(),
        }
    }

    fn decided_at(&self, finding: &Finding) -> String {
        match &finding.focus {
            Focus::Resource | Focus::Provider(_) | Focus::Call(_) => String::new(),
            Focus::Missing(kind) => format!("no {kind}"),
            Focus::Attribute(id, path) => {
                let names = path.iter().filter_map(|step| if let Step::Attr(name) = step { Some(&**name) } else { None });
                let attribute = names.collect::<Vec<_>>().join(".");
                match self.linker.resource(*id).filter(|_| Some(*id) != finding.resource) {
                    Some(other) => format!("{}: {attribute}", crate::plan::without_keys(&other.address_text)),
                    None => attribute,
                }
            }
        }
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

fn reported(plan: usize, finding: Finding, decided: Arc<str>, known: Known) -> Reported {
    Reported {
        plan,
        fingerprint: fingerprint(&finding, &decided),
        decided,
        control: known.id,
        obligation: finding.obligation.clone().unwrap_or_else(|| "user/own-policy".into()),
        service: known.service,
        severity: finding.severity,
        verdict: finding.verdict,
        address: finding.address,
        kind: finding.kind,
        change: finding.change.name(),
        scope: finding.scope,
        message: finding.message,
        evidence: finding.evidence,
        joined: finding.joined,
        blocked_by: finding.blocked_by,
        rule: finding.rule,
        info: finding.info,
        about: known.about,
        place: None,
        unplaced: None,
        excerpt: None,
        subsumed_by: None,
        also: Vec::new(),
        fails: false,
        settled: None,
        owner: None,
        notice: None,
    }
}

fn about(finding: &Finding, catalogue: &Catalogue) -> ControlInfo {
    let control = catalogue.set.controls.get(&finding.control);
    let obligation = finding.obligation.as_ref().and_then(|id| catalogue.model.obligation(id));
    let duty = obligation.map_or_else(String::new, |obligation| format!("{} ({})", obligation.title, obligation.party.name()));
    ControlInfo {
        title: control.map_or_else(|| "".into(), |control| control.title.clone()),
        why: control.map_or_else(|| "".into(), |control| control.why.clone()),
        remedy: control.map_or_else(|| "".into(), |control| control.remedy.clone()),
        duty,
        frameworks: control.map_or_else(BTreeMap::new, |control| control.frameworks.clone()),
        references: control.map_or_else(Vec::new, |control| control.references.clone()),
        reweighed: catalogue.reweighed.get(finding.control.as_str()).cloned(),
    }
}

/// Control, address and what decided: stays the same when lines move or files are renamed.
fn fingerprint(finding: &Finding, decided: &str) -> String {
    digest([finding.control.as_str(), &finding.address, decided])
}
