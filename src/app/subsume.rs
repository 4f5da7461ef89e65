//! One cause, one finding: a control says of itself which others, unmet on the same resource, have its cause. Marks findings, drops none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::report::Reported;
use crate::judge::Verdict;
use crate::policy::{Control, ControlId};

/// A resource of one of the plans.
type Resource = (usize, Arc<str>);

/// Marks the findings that another one stands for, on both sides. What is accepted stands for nothing else: who waives the cause has
/// not waived the rest.
pub(super) fn mark_subsumed(findings: &mut [Reported], controls: &BTreeMap<ControlId, Control>) {
    let resource = |finding: &Reported| -> Resource { (finding.plan, finding.address.clone()) };
    let mut unmet: BTreeMap<Resource, BTreeSet<Arc<str>>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.verdict == Verdict::Unmet && finding.settled.is_none()) {
        unmet.entry(resource(finding)).or_default().insert(finding.control.clone());
    }
    let parents: BTreeMap<&str, &[ControlId]> =
        controls.values().map(|control| (control.id.as_str(), &*control.subsumed_by)).filter(|(_, by)| !by.is_empty()).collect();
    let mut stands_for: BTreeMap<(Resource, Arc<str>), Vec<Arc<str>>> = BTreeMap::new();
    for finding in findings.iter_mut().filter(|finding| matches!(finding.verdict, Verdict::Unmet | Verdict::Undecided)) {
        let Some(here) = unmet.get(&resource(finding)) else { continue };
        finding.subsumed_by = root(&finding.control, &parents, here);
        if let Some(root) = &finding.subsumed_by {
            stands_for.entry((resource(finding), root.clone())).or_default().push(finding.control.clone());
        }
    }
    for finding in findings {
        if let Some(also) = stands_for.remove(&(resource(finding), finding.control.clone())) {
            finding.also = also;
        }
    }
}

/// The last control of the chain that subsumes one; none if nothing does, or if the chain comes back to where it began.
fn root(control: &Arc<str>, parents: &BTreeMap<&str, &[ControlId]>, unmet: &BTreeSet<Arc<str>>) -> Option<Arc<str>> {
    let mut seen = BTreeSet::from([control]);
    let mut at = control;
    loop {
        let next = parents.get(&**at).into_iter().copied().flatten().find_map(|parent| unmet.get(parent.as_str()));
        match next {
            Some(next) if !seen.insert(next) => return None,
            Some(next) => at = next,
            None => return (at != control).then(|| at.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(parents: &[(&str, &[&str])], unmet: &[&str], control: &str) -> Option<String> {
        let parents: Vec<(&str, Vec<ControlId>)> =
            parents.iter().map(|(id, by)| (*id, by.iter().map(|by| ControlId::of_path(by)).collect())).collect();
        let parents = parents.iter().map(|(id, by)| (*id, &**by)).collect();
        let unmet = unmet.iter().map(|id| Arc::from(*id)).collect();
        root(&control.into(), &parents, &unmet).map(|root| root.to_string())
    }

    #[test]
    fn the_end_of_the_chain_stands_for_all_of_it() {
        let parents: &[(&str, &[&str])] = &[("a", &["b", "c"]), ("b", &["d"])];
        let table: &[(&[&str], Option<&str>)] = &[
            (&["a"], None),
            (&["a", "c"], Some("c")),
            (&["a", "b", "c"], Some("b")),
            (&["a", "b", "d"], Some("d")),
            (&["a", "d"], None),
        ];
        for (unmet, wanted) in table {
            assert_eq!(roots(parents, unmet, "a").as_deref(), *wanted, "{unmet:?}");
        }
    }

    #[test]
    fn a_circle_hides_nothing() {
        let parents: &[(&str, &[&str])] = &[("a", &["b"]), ("b", &["a"]), ("c", &["a"])];
        for control in ["a", "b", "c"] {
            assert_eq!(roots(parents, &["a", "b", "c"], control), None, "{control}");
        }
    }
}
