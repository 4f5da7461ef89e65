//! The baseline: the findings that stood there when it was written. They are found again by control, block, deciding
//! attribute and instance, never by line; a new instance of an accepted block is a new finding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::judge::Verdict;

/// The version of the file's form.
const SCHEMA: u32 = 1;

/// A finding as a baseline knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The folder of the root module from the root of the repository; empty if no source was found.
    pub root: Arc<str>,
    /// The control.
    pub control: Arc<str>,
    /// The address of the instance.
    pub address: Arc<str>,
    /// What decided: the path of an attribute without positions in lists.
    pub attribute: Arc<str>,
    /// Whether it is undecided, and not unmet.
    pub undecided: bool,
}

impl Fault {
    /// The fault of a finding that is unmet or undecided.
    #[must_use]
    pub fn of(root: &Arc<str>, control: &Arc<str>, address: &Arc<str>, attribute: &Arc<str>, verdict: Verdict) -> Option<Self> {
        let undecided = match verdict {
            Verdict::Unmet => false,
            Verdict::Undecided => true,
            Verdict::Met | Verdict::NotApplicable => return None,
        };
        let (root, control, address, attribute) = (root.clone(), control.clone(), address.clone(), attribute.clone());
        Some(Self { root, control, address, attribute, undecided })
    }
}

/// What the baseline says of one block.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    control: Arc<str>,
    root: Arc<str>,
    /// The address without keys.
    block: Arc<str>,
    attribute: Arc<str>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    unmet: BTreeSet<Arc<str>>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    undecided: BTreeSet<Arc<str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    baseline: Vec<Entry>,
}

/// Only the version, to tell an older or newer file from a broken one.
#[derive(Deserialize)]
struct Version {
    schema: u32,
}

/// The findings that are accepted because they stood there before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<Fault>);

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// It is no baseline, or one of another version.
    pub fn read(text: &str) -> Result<Self, String> {
        let broken = |error: serde_json::Error| format!("this is no baseline: {error}");
        let version: Version = serde_json::from_str(text).map_err(broken)?;
        if version.schema != SCHEMA {
            return Err(format!("this is a baseline of schema {}, and {SCHEMA} is read: write it anew", version.schema));
        }
        let file: File = serde_json::from_str(text).map_err(broken)?;
        let mut faults = BTreeSet::new();
        for entry in file.baseline {
            for (instances, undecided) in [(&entry.unmet, false), (&entry.undecided, true)] {
                for address in instances {
                    if crate::plan::without_keys(address) != *entry.block {
                        return Err(format!("this is no baseline: `{address}` is no instance of `{}`", entry.block));
                    }
                    faults.insert(Fault {
                        root: entry.root.clone(),
                        control: entry.control.clone(),
                        address: address.clone(),
                        attribute: entry.attribute.clone(),
                        undecided,
                    });
                }
            }
        }
        Ok(Self(faults))
    }

    /// A baseline of these findings.
    #[must_use]
    pub fn of(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self(faults.into_iter().collect())
    }

    /// The file: sorted, the same for the same findings.
    #[must_use]
    pub fn text(&self) -> String {
        let mut entries: BTreeMap<[Arc<str>; 4], Entry> = BTreeMap::new();
        for fault in &self.0 {
            let block: Arc<str> = crate::plan::without_keys(&fault.address).into();
            let key = [&fault.root, &block, &fault.control, &fault.attribute].map(Arc::clone);
            let entry = entries.entry(key).or_insert_with(|| Entry {
                control: fault.control.clone(),
                root: fault.root.clone(),
                block: block.clone(),
                attribute: fault.attribute.clone(),
                unmet: BTreeSet::new(),
                undecided: BTreeSet::new(),
            });
            if fault.undecided { &mut entry.undecided } else { &mut entry.unmet }.insert(fault.address.clone());
        }
        let baseline = entries.into_values().collect();
        // Texts and numbers are always JSON.
        serde_json::to_string_pretty(&File { schema: SCHEMA, baseline }).unwrap_or_default() + "\n"
    }

    /// Whether a finding is accepted. What was accepted as unmet is accepted as undecided too; the reverse is news.
    #[must_use]
    pub fn accepts(&self, fault: &Fault) -> bool {
        self.0.contains(fault) || (fault.undecided && self.0.contains(&Fault { undecided: false, ..fault.clone() }))
    }

    /// What the baseline accepts and is not among the findings of the roots that were checked.
    #[must_use]
    pub fn stale<'b>(&'b self, roots: &BTreeSet<Arc<str>>, found: &BTreeSet<Fault>) -> Vec<&'b Fault> {
        let is_there = |fault: &Fault| {
            found.contains(fault) || (!fault.undecided && found.contains(&Fault { undecided: true, ..fault.clone() }))
        };
        self.0.iter().filter(|fault| roots.contains(&fault.root) && !is_there(fault)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(control: &str, address: &str, attribute: &str) -> Fault {
        let root: Arc<str> = "envs/prod".into();
        Fault { root, control: control.into(), address: address.into(), attribute: attribute.into(), undecided: false }
    }

    #[test]
    fn a_baseline_is_written_and_read_back() {
        let mut late = fault("a/b", "aws_x.z", "p.q");
        late.undecided = true;
        let faults = [fault("a/b", r#"module.m[0].aws_x.y["k.x"]"#, "p"), fault("a/b", "module.m[1].aws_x.y", "p"), late];
        let baseline = Baseline::of(faults.clone());
        let text = baseline.text();
        assert_eq!(Baseline::read(&text), Ok(baseline.clone()));
        assert_eq!(Baseline::of(faults.into_iter().rev()).text(), text, "the order of findings does not matter");
        assert_eq!(text.matches("\"block\"").count(), 2, "{text}");
    }

    #[test]
    fn what_is_not_accepted_is_news() {
        let accepted = fault("a/b", "aws_x.y[0]", "p");
        let baseline = Baseline::of([accepted.clone()]);
        let undecided = |fault: &Fault| Fault { undecided: true, ..fault.clone() };
        // finding, whether it is accepted
        let table = [
            (accepted.clone(), true),
            (undecided(&accepted), true),
            (fault("a/b", "aws_x.y[1]", "p"), false),
            (fault("a/b", "aws_x.y[0]", "q"), false),
            (fault("a/c", "aws_x.y[0]", "p"), false),
            (Fault { root: "envs/dev".into(), ..accepted.clone() }, false),
        ];
        for (fault, accepted) in table {
            assert_eq!(baseline.accepts(&fault), accepted, "{fault:?}");
        }
        assert!(!Baseline::of([undecided(&accepted)]).accepts(&accepted), "that it is unmet was not known");
    }

    #[test]
    fn what_is_gone_is_stale_where_it_was_looked_for() {
        let (gone, there) = (fault("a/b", "aws_x.y[0]", "p"), fault("a/b", "aws_x.y[1]", "p"));
        let elsewhere = Fault { root: "envs/dev".into(), ..gone.clone() };
        let baseline = Baseline::of([gone.clone(), there.clone(), elsewhere]);
        let roots = BTreeSet::from(["envs/prod".into()]);
        assert_eq!(baseline.stale(&roots, &BTreeSet::from([there.clone()])), [&gone]);
        let late = Fault { undecided: true, ..there };
        assert_eq!(baseline.stale(&roots, &BTreeSet::from([late])), [&gone], "undecided is not mended");
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        // text, why
        let table = [
            ("", "EOF"),
            ("{", "EOF"),
            ("[]", "this is no baseline"),
            (r#"{"schema":2,"baseline":[]}"#, "schema 2"),
            (r#"{"schema":1}"#, "baseline"),
            (r#"{"schema":1,"baseline":[],"more":1}"#, "more"),
            (
                r#"{"schema":1,"baseline":[{"control":"a","root":"","block":"x.y","attribute":"","unmet":["x.z"]}]}"#,
                "no instance",
            ),
            (r#"{"schema":1,"baseline":[]}x"#, "trailing"),
        ];
        for (text, why) in table {
            let error = Baseline::read(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
