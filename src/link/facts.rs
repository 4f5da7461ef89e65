//! Provider facts: what the provider does that a plan does not show. Data, read from `policies/facts/*.hcl`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::expr::{Expr, Kind};
use crate::value::Value;

/// A value with the source that says so.
#[derive(Debug, Clone)]
pub struct ValueFact {
    /// The value; may read `attrs` and `provider`.
    pub value: Expr,
    /// Where this is documented.
    pub source: Arc<str>,
}

impl ValueFact {
    /// Whether the value is written as a list, as that of a nested block is.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(&self.value.kind, Kind::List(_) | Kind::Literal(Value::List(_)))
    }
}

/// Facts about one resource type.
#[derive(Debug, Clone, Default)]
pub struct KindFacts {
    /// Groups of attributes that always hold one value.
    pub same: Vec<Vec<Arc<str>>>,
    /// Attributes that differ between any two instances, besides `id` and `arn`. Naming `id` here too says that no
    /// resource of any other type has the same one.
    pub unique: Vec<Arc<str>>,
    /// The attribute that a reference means which does not name one, as `x[each.key].json` is recorded.
    pub usual: Option<Arc<str>>,
    /// What an argument or block that is left out becomes.
    pub unset: BTreeMap<Arc<str>, ValueFact>,
    /// What a computed attribute is made of.
    pub computed: BTreeMap<Arc<str>, ValueFact>,
}

/// Facts about all types.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    kinds: BTreeMap<Arc<str>, KindFacts>,
    /// The types whose id and ARN are made up when a resource is made.
    pub server_made: BTreeSet<Arc<str>>,
}

impl Facts {
    /// The facts about a type.
    #[must_use]
    pub fn of(&self, kind: &str) -> Option<&KindFacts> {
        self.kinds.get(kind)
    }

    /// The facts about a type, to add to.
    pub fn entry(&mut self, kind: &str) -> &mut KindFacts {
        self.kinds.entry(kind.into()).or_default()
    }

    /// The types with facts, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &KindFacts)> {
        self.kinds.iter().map(|(kind, facts)| (&**kind, facts))
    }
}
