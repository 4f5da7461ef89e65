//! Frameworks as taxonomies of SARIF: which of their entries the controls serve.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::app::Reported;

/// The frameworks that the controls of a run name, with the ids they name.
pub(super) struct Taxonomies(BTreeMap<String, BTreeSet<String>>);

impl Taxonomies {
    pub(super) fn of<'r>(findings: impl Iterator<Item = &'r Reported>) -> Self {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (framework, ids) in findings.flat_map(|finding| &finding.about.frameworks) {
            all.entry(framework.to_string()).or_default().extend(ids.iter().map(ToString::to_string));
        }
        Self(all)
    }

    /// The taxonomies, as a run holds them.
    pub(super) fn json(&self) -> Json {
        let one = |(name, ids): (&String, &BTreeSet<String>)| {
            let taxa: Vec<Json> = ids.iter().map(|id| json!({ "id": id })).collect();
            json!({ "name": name, "isComprehensive": false, "taxa": taxa })
        };
        self.0.iter().map(one).collect()
    }

    /// What a control has to do with their entries.
    pub(super) fn relationships(&self, finding: &Reported) -> Vec<Json> {
        let mut all = Vec::new();
        for (framework, ids) in &finding.about.frameworks {
            for id in ids {
                all.extend(self.target(framework, id).map(|target| json!({ "target": target, "kinds": ["relevant"] })));
            }
        }
        all
    }

    fn target(&self, framework: &str, id: &str) -> Option<Json> {
        let (component, (_, ids)) = self.0.iter().enumerate().find(|(_, (name, _))| *name == framework)?;
        let index = ids.iter().position(|known| known == id)?;
        Some(json!({ "id": id, "index": index, "toolComponent": { "name": framework, "index": component } }))
    }
}
