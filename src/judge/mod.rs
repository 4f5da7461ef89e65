//! Judges a linked plan by policies: one finding per control and resource instance, provider configuration or module call. Pure: no I/O, no clock, no text
//! but the policies' own messages.

mod declared;
mod evidence;
mod finding;

pub use finding::{Evidence, EvidenceState, Finding, Focus, Joined, Scope, Verdict};

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::expr::{Fault, Query};
use crate::link::{Linker, kind_name};
use crate::plan::{Action, Resource};
use crate::policy::{
    Answers, Control, ControlId, InputValues, Judgement, Operation, Outcome, Policy, PolicySet, Subject, evaluate,
};
use crate::value::{List, Place, Resolver, ResourceId, Symbol, Truth, Val, World};

/// A policy that could not be evaluated on a resource.
#[derive(Debug, Clone)]
pub struct PolicyFault {
    /// The control.
    pub control: ControlId,
    /// The file of the policy, by its number.
    pub file: usize,
    /// The address of the resource.
    pub address: Arc<str>,
    /// What went wrong, and where in the policy.
    pub fault: Fault,
}

/// What judging a plan yields.
#[derive(Debug, Default)]
pub struct Judged {
    /// The findings, sorted by address, then control.
    pub findings: Vec<Finding>,
    /// Policies that could not be evaluated.
    pub faults: Vec<PolicyFault>,
    /// Policies that ran out of their budget, by file and name: they are not tried on further resources.
    exhausted: BTreeSet<(usize, Arc<str>)>,
}

impl Judged {
    /// Notes that a policy could not be evaluated. One that ran out of its budget once would do so on every resource.
    fn failed(&mut self, policy: &Policy, address: Arc<str>, fault: &Fault) {
        let mut fault = fault.clone();
        if fault.fatal {
            fault.message.push_str("; the policy is not evaluated any further");
            self.exhausted.insert((policy.file, policy.name.clone()));
        }
        self.faults.push(PolicyFault { control: policy.control.clone(), file: policy.file, address, fault });
    }

    fn is_exhausted(&self, policy: &Policy) -> bool {
        !self.exhausted.is_empty() && self.exhausted.contains(&(policy.file, policy.name.clone()))
    }
}

/// What to judge by.
#[derive(Debug, Clone, Copy)]
pub struct Criteria<'a> {
    /// The policies.
    pub set: &'a PolicySet,
    /// The values of inputs.
    pub inputs: &'a InputValues,
}

/// Judges every resource of a plan.
#[must_use]
pub fn judge(linker: &Linker<'_>, criteria: Criteria<'_>) -> Judged {
    let mut judged = Judged::default();
    let by_kind = policies_by_kind(linker, criteria.set);
    let plan = linker.plan();
    let anything_changes =
        plan.refresh_only || plan.resources.iter().any(|resource| resource.is_managed() && resource.action != Action::NoOp);
    for (resource, number) in plan.resources.iter().zip(0_u32..) {
        let Some(policies) = by_kind.get(&*kind_name(resource)) else { continue };
        let one = Judging { linker, criteria, resource, id: ResourceId(number), anything_changes };
        one.all(policies, &mut judged);
        linker.forget_calls();
    }
    declared::judge(linker, criteria, &mut judged);
    judged.findings.sort_by(|a, b| (&a.address, &a.control).cmp(&(&b.address, &b.control)));
    judged
}

/// The policies for each resource type of the plan, matched once a type and not once a resource.
fn policies_by_kind<'s>(linker: &Linker<'_>, set: &'s PolicySet) -> BTreeMap<String, Vec<&'s Policy>> {
    linker
        .plan()
        .kinds()
        .map(|kind| (kind.to_owned(), set.policies.iter().filter(|policy| policy.judges(kind)).collect::<Vec<_>>()))
        .filter(|(_, policies)| !policies.is_empty())
        .collect()
}

/// What policies see of the plan from one resource in one world.
struct View<'l, 'p> {
    linker: &'l Linker<'p>,
    id: ResourceId,
    world: World,
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
        Ok(self.linker.ask(query, self.id, self.world))
    }

    fn remembered(&self, number: usize, args: &[Val]) -> Option<Val> {
        self.linker.remembered(self.id, self.world, number, args)
    }

    fn remember(&self, number: usize, args: &[Val], result: &Val) {
        self.linker.remember(self.id, self.world, number, args, result);
    }

    fn shared(&self, file: usize, local: usize) -> Option<Val> {
        self.linker.shared(self.world, file, local)
    }

    fn share(&self, file: usize, local: usize, value: &Val) {
        self.linker.share(self.world, file, local, value);
    }

    fn spent(&self, file: usize, steps: u64) {
        self.linker.note_work(file, steps);
    }
}

/// The judging of one resource.
struct Judging<'l, 'p> {
    linker: &'l Linker<'p>,
    criteria: Criteria<'l>,
    resource: &'l Resource<'p>,
    id: ResourceId,
    anything_changes: bool,
}

impl Judging<'_, '_> {
    fn all(&self, policies: &[&Policy], judged: &mut Judged) {
        let mut at = 0;
        while let Some(first) = policies.get(at) {
            // Policies of one control stand together: its file is loaded in one go.
            let own: Vec<&Policy> =
                policies.iter().skip(at).take_while(|policy| policy.control == first.control).copied().collect();
            at += own.len();
            match self.criteria.set.controls.get(&first.control) {
                Some(control) if control.is_unnamed() => own.iter().for_each(|policy| self.control(control, &[policy], judged)),
                Some(control) => self.control(control, &own, judged),
                None => {}
            }
        }
    }

    /// The worst judgement of the control's policies.
    fn control(&self, control: &Control, policies: &[&Policy], judged: &mut Judged) {
        let mut worst: Option<(Judgement, &Policy)> = None;
        for policy in policies {
            for operation in operations(self.resource) {
                if !policy.operations.contains(operation) || judged.is_exhausted(policy) {
                    continue;
                }
                let judgement = self.evaluate(policy, *operation, World::Planned);
                if let Outcome::Failed(fault) = &judgement.outcome {
                    judged.failed(policy, self.resource.address_text.clone(), fault);
                }
                if worst.as_ref().is_none_or(|(before, _)| rank(&judgement.outcome) > rank(&before.outcome)) {
                    worst = Some((judgement, policy));
                }
            }
        }
        if let Some((judgement, policy)) = worst
            && !matches!(judgement.outcome, Outcome::Failed(_))
        {
            let scope = self.scope(&judgement, policies);
            judged.findings.push(finding::make(self.linker, self.id, control, policy, &judgement, scope));
        }
    }

    fn evaluate(&self, policy: &Policy, operation: Operation, world: World) -> Judgement {
        let view = View { linker: self.linker, id: self.id, world };
        let gone = operation == Operation::Delete;
        let attrs = if gone { crate::expr::void() } else { self.linker.attributes(self.id, world) };
        let subject = Subject {
            attrs,
            prior: self.linker.attributes(self.id, World::Prior),
            meta: LazyCell::new(Box::new(move || self.meta(operation))),
        };
        evaluate(self.criteria.set, policy, &subject, &view, self.criteria.inputs)
    }

    fn meta(&self, operation: Operation) -> Val {
        let provider = self.resource.provider.rsplit('/').next().unwrap_or_default();
        let text = |text: &str| Val::from(text);
        let mut meta: Vec<(Arc<str>, Val)> = vec![
            ("type".into(), text(&self.resource.address.kind)),
            ("operation".into(), text(operation.name())),
            ("provider_type".into(), text(provider)),
            ("module_path".into(), text(&self.resource.address.module_text())),
        ];
        meta.extend(platform());
        Val::object(meta)
    }

    /// Whether the plan touches what the finding is about, and whether it takes away what held before.
    fn scope(&self, judgement: &Judgement, policies: &[&Policy]) -> Scope {
        if matches!(judgement.outcome, Outcome::Unmet) && self.held_before(policies) {
            return Scope::Removed;
        }
        // What is imported as it is comes under the care of this configuration: its faults are new here.
        if self.resource.action == Action::NoOp && !self.resource.imported { Scope::Unchanged } else { Scope::Changed }
    }

    /// Whether the control was met before this plan.
    fn held_before(&self, policies: &[&Policy]) -> bool {
        let existed = !self.resource.prior().is_null() && self.resource.action.remains();
        if !existed || !self.anything_changes {
            return false;
        }
        let before = policies.iter().map(|policy| self.evaluate(policy, Operation::NoOp, World::Prior).outcome);
        before.max_by_key(rank).is_some_and(|outcome| matches!(outcome, Outcome::Met))
    }
}

/// What HCP Terraform would add to `meta`; a plan says nothing of workspaces and stacks.
fn platform() -> [(Arc<str>, Val); 2] {
    let stack = ["stack_name", "deployment_name", "deployment_group"];
    [
        ("tfe_workspace".into(), Val::object(vec![("tags".into(), Val::object(Vec::new()))])),
        ("tfe_stack".into(), Val::object(stack.iter().map(|name| ((*name).into(), "".into())).collect())),
    ]
}

/// Worst last.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Met => 1,
        Outcome::Undecided => 2,
        Outcome::Unmet => 3,
        Outcome::Failed(_) => 4,
    }
}

/// What a change is evaluated as. A replacement is a creation and a deletion.
fn operations(resource: &Resource<'_>) -> &'static [Operation] {
    if !resource.is_managed() {
        return &[Operation::Create];
    }
    match resource.action {
        Action::Create => &[Operation::Create],
        Action::Update => &[Operation::Update],
        Action::Replace => &[Operation::Create, Operation::Delete],
        Action::Delete => &[Operation::Delete],
        Action::NoOp => &[Operation::NoOp],
        Action::Read | Action::Forget | Action::Gone => &[],
    }
}
