//! Judges what no resource shows: provider configurations and module calls, as the configuration of the plan declares them.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::{self, Focus};
use super::{Criteria, Judged, rank};
use crate::expr::Query;
use crate::link::Linker;
use crate::policy::{Answers, Control, Judgement, Outcome, Policy, Subject, Target, evaluate};
use crate::value::{List, Place, Resolver, ResourceId, Symbol, Truth, Val, World};

/// One thing to judge.
struct Declared {
    target: Target,
    /// What the first label of a policy names.
    label: String,
    address: String,
    focus: Focus,
    attrs: Val,
    meta: Val,
}

/// Judges every provider configuration and every module call.
pub(super) fn judge(linker: &Linker<'_>, criteria: Criteria<'_>, judged: &mut Judged) {
    let wanted = |target| criteria.set.policies.iter().any(|policy| policy.target == target);
    if wanted(Target::Provider) {
        for declared in providers(linker) {
            one(linker, criteria, &declared, judged);
        }
    }
    if wanted(Target::Module) {
        for declared in modules(linker) {
            one(linker, criteria, &declared, judged);
        }
    }
}

fn providers(linker: &Linker<'_>) -> Vec<Declared> {
    let all = linker.plan().configuration.provider_config.iter().filter(|(_, config)| config.is_own());
    all.map(|(key, config)| {
        let text = |text: &str| Val::from(text);
        let meta = vec![
            ("type".into(), text(config.kind())),
            ("name".into(), text(config.kind())),
            ("alias".into(), text(config.alias.as_deref().unwrap_or_default())),
            ("namespace".into(), text(config.namespace())),
            ("source".into(), text(&config.full_name)),
            ("version".into(), linker.provider_version(config)),
        ];
        Declared {
            target: Target::Provider,
            label: config.kind().to_owned(),
            address: config.address(),
            focus: Focus::Provider(key.as_str().into()),
            attrs: linker.provider_attributes(config),
            meta: with_platform(meta),
        }
    })
    .collect()
}

fn modules(linker: &Linker<'_>) -> Vec<Declared> {
    let all = linker.plan().configuration.calls();
    all.iter()
        .map(|(path, call)| {
            let address: Vec<String> = path.iter().map(|name| format!("module.{name}")).collect();
            let address = address.join(".");
            let meta = vec![
                ("source".into(), call.source.as_str().into()),
                ("version".into(), linker.module_version(path, call)),
                ("address".into(), address.as_str().into()),
            ];
            Declared {
                target: Target::Module,
                label: call.source.clone(),
                address,
                focus: Focus::Call(path.iter().map(|name| Arc::from(*name)).collect()),
                attrs: linker.module_inputs(path, call),
                meta: with_platform(meta),
            }
        })
        .collect()
}

/// What HCP Terraform would add: nothing is known of it here.
fn with_platform(mut meta: Vec<(Arc<str>, Val)>) -> Val {
    meta.extend(super::platform());
    Val::object(meta)
}

/// The worst judgement of each control; of a file that is none, that of each policy.
fn one(linker: &Linker<'_>, criteria: Criteria<'_>, declared: &Declared, judged: &mut Judged) {
    let mut worst: BTreeMap<(&str, Option<usize>), (Judgement, &Policy)> = BTreeMap::new();
    let all = criteria.set.policies.iter().enumerate().filter(|(_, policy)| policy.names(declared.target, &declared.label));
    for (number, policy) in all {
        if judged.is_exhausted(policy) {
            continue;
        }
        let subject = Subject {
            attrs: declared.attrs.clone(),
            prior: Val::null(),
            meta: LazyCell::new(Box::new(|| declared.meta.clone())),
        };
        let judgement = evaluate(criteria.set, policy, &subject, &View { linker }, criteria.inputs);
        if let Outcome::Failed(fault) = &judgement.outcome {
            judged.failed(policy, declared.address.as_str().into(), fault);
        }
        let unnamed = criteria.set.controls.get(&policy.control).is_some_and(Control::is_unnamed);
        let key = (policy.control.as_str(), unnamed.then_some(number));
        if worst.get(&key).is_none_or(|(before, _)| rank(&judgement.outcome) > rank(&before.outcome)) {
            worst.insert(key, (judgement, policy));
        }
    }
    for (judgement, policy) in worst.values().filter(|(judgement, _)| !matches!(judgement.outcome, Outcome::Failed(_))) {
        if let Some(control) = criteria.set.controls.get(&policy.control) {
            let address = declared.address.as_str().into();
            judged.findings.push(finding::of_declared(linker, (control, policy), judgement, address, declared.focus.clone()));
        }
    }
}

/// What such a policy sees of the plan.
struct View<'l, 'p> {
    linker: &'l Linker<'p>,
}

impl Resolver for View<'_, '_> {
    fn resolve(&self, place: &Place) -> Val {
        self.linker.resolve(place)
    }

    fn reshape(&self, place: &Place, list: &List) -> Option<Val> {
        self.linker.reshape(place, list)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        self.linker.same(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        self.linker.holds(symbol, text)
    }
}

impl Answers for View<'_, '_> {
    fn ask(&self, query: &Query<'_>) -> Result<Val, String> {
        match query {
            Query::SameProvider(_) | Query::IsNear(_) => Err("only a resource has a provider".to_owned()),
            // No other question depends on who asks.
            _ => Ok(self.linker.ask(query, ResourceId(u32::MAX), World::Planned)),
        }
    }
}
