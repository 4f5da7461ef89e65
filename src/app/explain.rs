//! `onus explain` and what `onus controls` lists: everything there is to say of a control, owned and ready to be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::Catalogue;
use crate::error::{Error, NoSuch};
use crate::expr::{Expr, Kind, Target};
use crate::policy::{Control, ControlId, Document, Policy, PolicySet, Target as Judged};
use crate::text::SourceText;
use crate::value::Value;

/// Functions whose first or second argument names a type of resource to look up.
const LOOKUPS: &[&str] = &["getresources", "getdatasource", "linked", "same_provider", "removed"];

/// The duty that a control serves.
#[derive(Debug, Clone, Serialize)]
pub struct Duty {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub title: Arc<str>,
    /// Who carries it.
    pub party: &'static str,
}

/// The page of a control.
#[derive(Debug, Clone, Serialize)]
pub struct ControlPage {
    /// Its id.
    pub id: Arc<str>,
    /// Its service.
    pub service: Arc<str>,
    /// The desired state.
    pub title: Arc<str>,
    /// How bad it is if it is unmet.
    pub severity: &'static str,
    /// The duty; none for a policy of the user's own that names none.
    pub obligation: Option<Duty>,
    /// Why it matters.
    pub why: Arc<str>,
    /// HCL that meets it.
    pub remedy: Arc<str>,
    /// What leaving the argument out means.
    pub unset: Option<Arc<str>>,
    /// What a plan cannot show.
    pub limits: Option<Arc<str>>,
    /// What it judges: types of resources as they are, `provider aws`, `module ./modules/*`.
    pub judges: Vec<Arc<str>>,
    /// The types of resources that it looks up besides.
    pub looks_up: Vec<Arc<str>>,
    /// Controls that are reported in its place where they are unmet.
    pub subsumed_by: Vec<Arc<str>>,
    /// Ids in frameworks.
    pub frameworks: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// Documentation.
    pub references: Vec<Arc<str>>,
    /// The file of its policies.
    pub file: Arc<str>,
    /// The policies as they are written, without the metadata.
    #[serde(skip)]
    pub policy: String,
}

/// The page of a control.
///
/// # Errors
/// There is no such control.
pub fn explain(catalogue: &Catalogue, id: &str) -> Result<ControlPage, Error> {
    let wanted = id.trim_end_matches(".policy.hcl");
    let controls = &catalogue.set.controls;
    let control = controls.values().find(|control| control.id.as_str() == wanted);
    control.map(|control| ControlPage::of(catalogue, control)).ok_or_else(|| Error::NoSuch(no_such(controls.keys(), id)))
}

/// No control has this id: perhaps another was meant, or the same name in another service.
pub(super) fn no_such<'a>(ids: impl Iterator<Item = &'a ControlId>, id: &str) -> NoSuch {
    let ids: Vec<&str> = ids.map(ControlId::as_str).collect();
    let name = |id: &str| id.rsplit('/').next().unwrap_or(id).to_owned();
    let same = ids.iter().find(|other| name(other) == name(id));
    match same {
        Some(other) => NoSuch { what: "control", name: id.to_owned(), help: Some(format!("did you mean `{other}`?")) },
        None => NoSuch::among("control", id, ids, "`onus controls` lists them"),
    }
}

impl ControlPage {
    /// Puts together what is known of a control.
    #[must_use]
    pub fn of(catalogue: &Catalogue, control: &Control) -> Self {
        let set = &catalogue.set;
        let own: Vec<&Policy> = set.policies.iter().filter(|policy| policy.control == control.id).collect();
        let judges: BTreeSet<Arc<str>> = own.iter().map(|policy| judged(policy)).collect();
        let looks_up = looked_up(set, &own).into_iter().filter(|kind| !judges.contains(kind)).collect();
        let text = file_of(set, &control.id, &own);
        let duty = |id: &Arc<str>| {
            let known = catalogue.model.obligation(id);
            Duty {
                id: id.clone(),
                title: known.map_or_else(|| id.clone(), |obligation| obligation.title.clone()),
                party: known.map_or("customer", |obligation| obligation.party.name()),
            }
        };
        Self {
            id: control.id.as_str().into(),
            service: control.id.service().into(),
            title: control.title.clone(),
            severity: control.severity.name(),
            obligation: control.obligation.as_ref().map(duty),
            why: control.why.clone(),
            remedy: control.remedy.clone(),
            unset: control.unset.clone(),
            limits: control.limits.clone(),
            judges: judges.iter().cloned().collect(),
            looks_up,
            subsumed_by: control.subsumed_by.iter().map(|id| id.as_str().into()).collect(),
            frameworks: control.frameworks.clone(),
            references: control.references.clone(),
            file: text.map_or_else(|| "".into(), SourceText::shared_name),
            policy: text.map_or_else(String::new, without_metadata),
        }
    }
}

/// What a policy judges.
fn judged(policy: &Policy) -> Arc<str> {
    match policy.target {
        Judged::Resource => policy.kind.clone(),
        Judged::Provider => format!("provider {}", policy.kind).into(),
        Judged::Module => format!("module {}", policy.kind).into(),
    }
}

/// The file of a control.
fn file_of<'s>(set: &'s PolicySet, id: &ControlId, own: &[&Policy]) -> Option<&'s SourceText> {
    let by_policy = own.first().and_then(|policy| set.files.get(policy.file));
    // A file may hold policies for providers or modules only.
    let by_name = || {
        let end = format!("{id}.policy.hcl");
        set.files.iter().find(|file| file.text.name().ends_with(&end))
    };
    by_policy.or_else(by_name).map(|file| &file.text)
}

/// The text of a file without its `control` block, which is shown in words.
fn without_metadata(text: &SourceText) -> String {
    let content = text.content();
    let span = Document::parse(text.clone()).ok().and_then(|document| {
        let block = document.body.blocks().find(|block| block.ident.as_str() == "control")?;
        Some(block.span.clone())
    });
    let Some(span) = span else { return content.trim().to_owned() };
    let before = content.get(..span.start).unwrap_or("").trim();
    let after = content.get(span.end..).unwrap_or("").trim();
    [before, after].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("\n\n")
}

/// The types that the policies ask for by name, in their own text and in the functions that they call.
fn looked_up(set: &PolicySet, policies: &[&Policy]) -> BTreeSet<Arc<str>> {
    let mut search = Search { set, kinds: BTreeSet::new(), functions: BTreeSet::new() };
    for policy in policies {
        let shared = set.files.get(policy.file).into_iter().flat_map(|file| &file.locals);
        policy.locals.iter().chain(shared).for_each(|(_, local)| search.expression(local));
        policy.filter.iter().for_each(|filter| search.expression(filter));
        policy.enforces.iter().for_each(|enforce| search.expression(&enforce.condition));
    }
    search.kinds
}

struct Search<'s> {
    set: &'s PolicySet,
    kinds: BTreeSet<Arc<str>>,
    functions: BTreeSet<usize>,
}

impl<'s> Search<'s> {
    fn expression(&mut self, expr: &'s Expr) {
        let mut called = Vec::new();
        expr.walk(&mut |part| {
            let Kind::Call(call) = &part.kind else { return };
            let name = call.name.rsplit("::").next().unwrap_or_default();
            if let Target::User(number) = call.target {
                called.push(number);
            } else if LOOKUPS.contains(&name) {
                let data = if name == "getdatasource" { "data." } else { "" };
                let kinds = call.args.iter().filter_map(literal).filter(|kind| kind.contains('_'));
                self.kinds.extend(kinds.map(|kind| Arc::from(format!("{data}{kind}"))));
            }
        });
        for number in called {
            // Functions call one another; each is read once.
            if let Some(function) = self.set.functions.get(number).filter(|_| self.functions.insert(number)) {
                function.locals.iter().chain([&function.result]).for_each(|part| self.expression(part));
            }
        }
    }
}

fn literal(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        Kind::Literal(Value::String(text)) => Some(text),
        _ => None,
    }
}
