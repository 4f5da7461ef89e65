//! Keeps the books of a run: which waivers cover which findings, and in the end which have expired or cover nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::acceptance::{Acceptance, AcceptedBy};
use super::config::{Attestation, Config, Waiver};
use super::equivalents::Equivalents;
use super::names::Names;
use super::notice::{Notice, NoticeKind};
use crate::plan::Address;
use crate::policy::closest;
use crate::source::{Date, InlineComment, InlineWaiver, Location};

/// What a ledger goes by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// What `onus.hcl` says.
    pub config: &'a Config,
    /// The controls that exist.
    pub names: &'a Names,
    /// The controls that are judged in this run.
    pub judged: &'a BTreeSet<Arc<str>>,
    /// What other tools call the same requirements; `None`: their waivers are not read.
    pub others: Option<&'a Equivalents>,
    /// Today's date.
    pub today: Date,
}

/// The books of a run.
#[derive(Debug)]
pub struct Ledger<'a> {
    terms: Terms<'a>,
    /// Of each waiver of the configuration the controls that it covered a finding of.
    used: Vec<BTreeSet<Arc<str>>>,
    /// The attestations with resources that are there.
    spoken: Vec<bool>,
    /// The comments of the plans' sources by their place.
    comments: BTreeMap<(Arc<str>, usize), Entry>,
}

#[derive(Debug)]
struct Entry {
    said: InlineComment,
    plan: usize,
    used: BTreeSet<String>,
}

fn place(location: &Location) -> (Arc<str>, usize) {
    (location.file.clone(), location.span.start)
}

impl<'a> Ledger<'a> {
    /// Empty books.
    #[must_use]
    pub fn new(terms: Terms<'a>) -> Self {
        let used = vec![BTreeSet::new(); terms.config.waivers.len()];
        let spoken = terms.config.attestations.iter().map(|attestation| attestation.resources.is_empty()).collect();
        Self { terms, used, spoken, comments: BTreeMap::new() }
    }

    /// Takes up the books of the next plans of the same run.
    pub fn absorb(&mut self, next: Self) {
        for (used, more) in self.used.iter_mut().zip(next.used) {
            used.extend(more);
        }
        for (spoken, also) in self.spoken.iter_mut().zip(next.spoken) {
            *spoken = *spoken || also;
        }
        for (place, entry) in next.comments {
            // The first plan that met a comment tells of it.
            match self.comments.get_mut(&place) {
                Some(known) => known.used.extend(entry.used),
                None => drop(self.comments.insert(place, entry)),
            }
        }
    }

    /// Whether waivers of other tools are read.
    #[must_use]
    pub fn reads_others(&self) -> bool {
        self.terms.others.is_some()
    }

    /// Takes up the comments of a plan's source. Those of other tools are their own matter.
    pub fn read(&mut self, plan: usize, comments: impl IntoIterator<Item = InlineComment>) {
        for comment in comments.into_iter().filter(|comment| !matches!(comment, InlineComment::Other(_))) {
            let entry = Entry { plan, used: BTreeSet::new(), said: comment };
            self.comments.entry(place(entry.said.location())).or_insert(entry);
        }
    }

    /// Takes note of a resource of a plan.
    pub fn see(&mut self, address: &Address) {
        for (spoken, attestation) in self.spoken.iter_mut().zip(&self.terms.config.attestations) {
            *spoken = *spoken || attestation.covers(address);
        }
    }

    /// The waiver of a finding that is unmet or undecided: of the configuration, else of a comment that covers it, else
    /// of another tool's comment. What has expired does not count.
    pub fn accept(&mut self, control: &str, address: &Address, comments: &[InlineComment]) -> Option<Acceptance> {
        let configured = self.configured(control, address);
        let commented = self.commented(control, comments);
        configured.or(commented).or_else(|| self.other(control, comments))
    }

    fn configured(&mut self, control: &str, address: &Address) -> Option<Acceptance> {
        let mut found = None;
        for (waiver, used) in self.terms.config.waivers.iter().zip(&mut self.used) {
            if !waiver.holds_on(self.terms.today) || !waiver.covers(control, address) {
                continue;
            }
            used.insert(control.into());
            found = found.or_else(|| Some(configured(self.terms.config, waiver)));
        }
        found
    }

    fn commented(&mut self, control: &str, comments: &[InlineComment]) -> Option<Acceptance> {
        let mut found = None;
        for comment in comments {
            let InlineComment::Waiver(waiver) = comment else { continue };
            if !waiver.controls.iter().any(|own| own == control) || is_past(waiver.until, self.terms.today) {
                continue;
            }
            if let Some(entry) = self.comments.get_mut(&place(&waiver.location)) {
                entry.used.insert(control.to_owned());
            }
            found = found.or_else(|| Some(commented(waiver)));
        }
        found
    }

    fn other(&self, control: &str, comments: &[InlineComment]) -> Option<Acceptance> {
        let equivalents = self.terms.others?;
        comments.iter().find_map(|comment| {
            let InlineComment::Other(waiver) = comment else { return None };
            let same = waiver.ids.iter().any(|id| equivalents.is_same(waiver.tool, id, control));
            (same && !is_past(waiver.until, self.terms.today)).then(|| Acceptance {
                by: AcceptedBy::OtherTool(waiver.tool),
                owner: None,
                reason: waiver.reason.as_deref().unwrap_or("no reason is given").into(),
                expires: waiver.until,
                location: Some(waiver.location.clone()),
            })
        })
    }

    /// What is wrong with waivers and attestations; `complete`: whether the plans show everything, so that a waiver that
    /// covered nothing can be called unused.
    #[must_use]
    pub fn close(&self, complete: bool) -> Vec<Notice> {
        let config = self.terms.config;
        let mut notices: Vec<Notice> =
            config.waivers.iter().zip(&self.used).filter_map(|(waiver, used)| self.waiver(waiver, used, complete)).collect();
        let attestations = config.attestations.iter().zip(&self.spoken);
        notices.extend(attestations.filter_map(|(attestation, spoken)| self.attestation(attestation, *spoken || !complete)));
        notices.extend(self.comments.values().flat_map(|comment| self.comment(comment, complete)));
        notices
    }

    fn waiver(&self, waiver: &Waiver, used: &BTreeSet<Arc<str>>, complete: bool) -> Option<Notice> {
        let resources: Vec<&str> = waiver.resources.iter().map(super::AddressPattern::as_str).collect();
        let controls: Vec<&str> = waiver.controls.iter().map(crate::policy::ControlId::as_str).collect();
        let notice = |kind, message| Notice {
            kind,
            subject: format!("waiver of {} on {}", controls.join(", "), resources.join(", ")).into(),
            message,
            location: self.terms.config.location(waiver.span),
            plan: 0,
        };
        if !waiver.holds_on(self.terms.today) {
            return Some(notice(NoticeKind::ExpiredWaiver, format!("it expired after {}", waiver.expires)));
        }
        let idle = self.idle(controls.iter().copied(), |control| used.contains(control));
        (complete && !idle.is_empty()).then(|| notice(NoticeKind::UnusedWaiver, unused(&idle)))
    }

    fn attestation(&self, attestation: &Attestation, spoken: bool) -> Option<Notice> {
        let notice = |kind, message: String| Notice {
            kind,
            subject: format!("attestation of {}", attestation.id).into(),
            message,
            location: self.terms.config.location(attestation.span),
            plan: 0,
        };
        if !attestation.holds_on(self.terms.today) {
            return Some(notice(NoticeKind::ExpiredAttestation, format!("it expired after {}", attestation.expires)));
        }
        (!spoken).then(|| notice(NoticeKind::UnusedAttestation, "none of its resources is there".to_owned()))
    }

    fn comment(&self, entry: &Entry, complete: bool) -> Vec<Notice> {
        let location = entry.said.location();
        let notice = |kind, subject: String, message| Notice {
            kind,
            subject: subject.into(),
            message,
            location: Some(location.clone()),
            plan: entry.plan,
        };
        let waiver = match &entry.said {
            InlineComment::Waiver(waiver) => waiver,
            InlineComment::Malformed { why, .. } => {
                let subject = format!("comment in {}", location.file);
                return vec![notice(NoticeKind::MalformedWaiver, subject, format!("this waives nothing: {why}"))];
            }
            InlineComment::Other(_) => return Vec::new(),
        };
        let subject = format!("comment on {} in {}", target(waiver), location.file);
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            waiver.controls.iter().map(String::as_str).partition(|control| self.terms.names.controls.contains(*control));
        let mut notices: Vec<Notice> = unknown
            .into_iter()
            .map(|control| notice(NoticeKind::UnknownControl, subject.clone(), self.unknown(control)))
            .collect();
        if let Some(until) = waiver.until.filter(|_| is_past(waiver.until, self.terms.today)) {
            notices.push(notice(NoticeKind::ExpiredWaiver, subject, format!("it expired after {until}")));
            return notices;
        }
        let idle = self.idle(known.into_iter(), |control| entry.used.contains(control));
        if complete && !idle.is_empty() {
            notices.push(notice(NoticeKind::UnusedWaiver, subject, unused(&idle)));
        }
        notices
    }

    /// The judged controls of a waiver that it covered nothing of.
    fn idle<'c>(&self, controls: impl Iterator<Item = &'c str>, is_used: impl Fn(&str) -> bool) -> Vec<&'c str> {
        controls.filter(|control| self.terms.judged.contains(*control) && !is_used(control)).collect()
    }

    fn unknown(&self, control: &str) -> String {
        let near = closest(control, self.terms.names.controls.iter().map(|id| &**id));
        let proposal = near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        format!("there is no control `{control}`{proposal}")
    }
}

fn is_past(until: Option<Date>, today: Date) -> bool {
    until.is_some_and(|until| until < today)
}

fn unused(controls: &[&str]) -> String {
    let listed: Vec<String> = controls.iter().map(|control| format!("`{control}`")).collect();
    format!("it covers no unmet or undecided finding of {}", listed.join(", "))
}

/// The block and attribute that a comment belongs to.
fn target(waiver: &InlineWaiver) -> String {
    let target = &waiver.target;
    let kind = Some(&target.kind).filter(|kind| *kind != "resource");
    kind.into_iter().chain(&target.labels).chain(&target.path).map(String::as_str).collect::<Vec<_>>().join(".")
}

fn configured(config: &Config, waiver: &Waiver) -> Acceptance {
    Acceptance {
        by: AcceptedBy::Configuration,
        owner: Some(waiver.owner.id.clone()),
        reason: waiver.reason.clone(),
        expires: Some(waiver.expires),
        location: config.location(waiver.span),
    }
}

fn commented(waiver: &InlineWaiver) -> Acceptance {
    Acceptance {
        by: AcceptedBy::Comment,
        owner: waiver.owner.as_deref().map(Arc::from),
        reason: waiver.reason.as_str().into(),
        expires: waiver.until,
        location: Some(waiver.location.clone()),
    }
}
