//! One resource instance of a plan and what happens to it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::{Address, Mode};
use crate::value::{Step, Val, decode};

/// What a plan does to a resource instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is made.
    Create,
    /// It is changed in place.
    Update,
    /// It is destroyed and made again, in either order.
    Replace,
    /// It is destroyed.
    Delete,
    /// A data source is read during apply.
    Read,
    /// Nothing.
    NoOp,
    /// Terraform stops managing it; it stays as it is.
    Forget,
    /// Nothing any more: it was deleted outside of Terraform.
    Gone,
}

impl Action {
    /// Reads the list of actions of a plan.
    #[must_use]
    pub fn parse(actions: &[Cow<'_, str>]) -> Option<Self> {
        let actions: Vec<&str> = actions.iter().map(|action| &**action).collect();
        Some(match actions.as_slice() {
            ["create"] | ["create", "forget"] => Self::Create,
            ["update"] => Self::Update,
            ["delete", "create"] | ["create", "delete"] => Self::Replace,
            ["delete"] => Self::Delete,
            ["read"] => Self::Read,
            ["no-op"] => Self::NoOp,
            ["forget"] => Self::Forget,
            _ => return None,
        })
    }

    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Read => "read",
            Self::NoOp => "no-op",
            Self::Forget => "forget",
            Self::Gone => "gone",
        }
    }

    /// Whether the resource did not exist before or exists anew: its server-made values are not made yet.
    #[must_use]
    pub fn makes(self) -> bool {
        matches!(self, Self::Create | Self::Replace)
    }

    /// Whether the resource exists after the plan, under Terraform's care or not.
    #[must_use]
    pub fn remains(self) -> bool {
        !matches!(self, Self::Delete | Self::Gone)
    }
}

/// One resource instance.
#[derive(Debug)]
pub struct Resource<'p> {
    /// Its address.
    pub address: Address,
    /// Its address as the plan writes it.
    pub address_text: Arc<str>,
    /// The full name of its provider, `registry.terraform.io/hashicorp/aws`.
    pub provider: Cow<'p, str>,
    /// What happens to it.
    pub action: Action,
    /// The address it had before a `moved` block moved it.
    pub moved_from: Option<Cow<'p, str>>,
    /// Whether the plan brings it under Terraform's care.
    pub imported: bool,
    pub(super) after: Option<&'p RawValue>,
    pub(super) after_unknown: Option<&'p RawValue>,
    pub(super) before: Option<&'p RawValue>,
    pub(super) after_sensitive: Option<&'p RawValue>,
    pub(super) before_sensitive: Option<&'p RawValue>,
    pub(super) planned: OnceLock<Val>,
    pub(super) prior: OnceLock<Val>,
    pub(super) marks: OnceLock<(Json, Json)>,
    pub(super) fault: OnceLock<String>,
}

impl Resource<'_> {
    /// What of it could not be read when it was asked for. A part whose brackets and quotes fit is taken for JSON while the plan is
    /// read, and may still hold a number or an escape that stands for nothing, or be nested too deeply.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.get().map(String::as_str)
    }

    /// A part as JSON; null, and a fault, if it is none.
    fn json(&self, part: &str, raw: &RawValue) -> Json {
        serde_json::from_str(raw.get()).unwrap_or_else(|error| {
            // A later fault of one resource adds nothing.
            drop(self.fault.set(format!("its `{part}` cannot be read: {}", reason(&error))));
            Json::Null
        })
    }

    /// Marks of unknown or sensitive values as JSON: true, false and structures of these.
    fn marks(&self, part: &str, raw: &RawValue, values: &Json) -> Json {
        let marks = self.json(part, raw);
        if !marks.is_null() && !are_marks_beside(&marks, values) {
            drop(self.fault.set(format!("its `{part}` holds something else than true and false")));
        }
        marks
    }

    /// The attributes after the plan, unknown ones as bare unknowns. Null if the resource goes away; as before if Terraform
    /// only forgets it.
    pub fn planned(&self) -> &Val {
        if self.action == Action::Forget {
            return self.prior();
        }
        self.planned.get_or_init(|| {
            let after = self.after_json();
            let unknown = self.after_unknown.map(|raw| self.marks("after_unknown", raw, &after));
            decode(&after, unknown.as_ref())
        })
    }

    /// The attributes before the plan. Null if there was no resource.
    pub fn prior(&self) -> &Val {
        self.prior.get_or_init(|| decode(&self.before.map_or(Json::Null, |raw| self.json("before", raw)), None))
    }

    /// Whether the value at this path, or anything around it, is marked sensitive, before or after.
    pub fn is_sensitive(&self, path: &[Step]) -> bool {
        let (after, before) = self.marks.get_or_init(|| {
            let read = |part: &str, marks: Option<&RawValue>, values: Option<&RawValue>| {
                // The values tell something of marks only where one of these is null.
                let values = values.filter(|_| marks.is_some_and(|marks| marks.get().contains("null")));
                let values = values.map_or(Json::Null, |values| self.json(part, values));
                marks.map_or(Json::Null, |marks| self.marks(&format!("{part}_sensitive"), marks, &values))
            };
            (read("after", self.after_sensitive, self.after), read("before", self.before_sensitive, self.before))
        });
        marked(after, path) || marked(before, path)
    }

    /// Whether the value at this path is marked sensitive as a whole, by a mark of its own or of something around it.
    pub fn is_hidden(&self, path: &[Step]) -> bool {
        // Below a mark of `true` everything is marked, whether it exists or not.
        let below = [path, &[Step::Attr("".into())]].concat();
        self.is_sensitive(&below)
    }

    /// The planned values as JSON.
    #[must_use]
    pub fn after_json(&self) -> Json {
        self.after.map_or(Json::Null, |raw| self.json("after", raw))
    }

    /// Adds the texts of all values that are marked sensitive, before or after, and of attributes with these names.
    pub fn sensitive_texts(&self, names: &[&str], found: &mut BTreeSet<String>) {
        let sides = [("after", self.after, self.after_sensitive), ("before", self.before, self.before_sensitive)];
        for (part, values, marks) in sides {
            let Some(values) = values else { continue };
            let marked = marks.is_some_and(|marks| marks.get().contains("true"));
            let named = names.iter().any(|name| values.get().contains(&format!("\"{name}\"")));
            if marked || named {
                let values = self.json(part, values);
                let marks = marks.map(|marks| self.marks(&format!("{part}_sensitive"), marks, &values));
                collect(&values, marks.as_ref(), names, false, found);
            }
        }
    }

    /// Whether it is a managed resource.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        self.address.mode == Mode::Managed
    }
}

/// Whether everything is a mark. The first versions of the format marked an argument whose value is null by null.
fn are_marks_beside(marks: &Json, values: &Json) -> bool {
    match marks {
        Json::Object(fields) => {
            fields.iter().all(|(name, mark)| are_marks(mark) || (mark.is_null() && values.get(name).is_some_and(Json::is_null)))
        }
        _ => are_marks(marks),
    }
}

fn are_marks(json: &Json) -> bool {
    match json {
        Json::Bool(_) => true,
        Json::Array(items) => items.iter().all(are_marks),
        Json::Object(fields) => fields.values().all(are_marks),
        _ => false,
    }
}

/// What is wrong, without the place, and without a text that stands where something else should: it may be a secret.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    match (what.split_once("string \""), what.rsplit_once("\", expected")) {
        (Some((before, _)), Some((_, expected))) => format!("{before}string, expected{expected}"),
        _ => what.to_owned(),
    }
}

/// Collects the texts under marks of `true` and under secret names.
pub(super) fn collect(value: &Json, mark: Option<&Json>, names: &[&str], secret: bool, found: &mut BTreeSet<String>) {
    let secret = secret || mark == Some(&Json::Bool(true));
    match value {
        Json::String(text) if secret => {
            found.insert(text.clone());
        }
        // A number of few digits is no secret worth the name, and stands everywhere.
        Json::Number(number) if secret && number.to_string().len() >= 6 => {
            found.insert(number.to_string());
        }
        Json::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, mark.and_then(|mark| mark.get(at)), names, secret, found);
            }
        }
        Json::Object(fields) => {
            for (name, field) in fields {
                let named = field.is_string() && names.contains(&name.as_str());
                collect(field, mark.and_then(|mark| mark.get(name)), names, secret || named, found);
            }
        }
        _ => {}
    }
}

/// A mark of `true` covers everything below it.
fn marked(mark: &Json, path: &[Step]) -> bool {
    let mut mark = mark;
    for step in path {
        if *mark == Json::Bool(true) {
            return true;
        }
        let next = match step {
            Step::Attr(name) => mark.get(&**name),
            Step::Index(at) => mark.get(usize::try_from(*at).unwrap_or(usize::MAX)),
        };
        let Some(next) = next else { return false };
        mark = next;
    }
    any_true(mark)
}

/// A collection with a sensitive part is not shown as a whole.
fn any_true(mark: &Json) -> bool {
    match mark {
        Json::Bool(marked) => *marked,
        Json::Array(items) => items.iter().any(any_true),
        Json::Object(fields) => fields.values().any(any_true),
        _ => false,
    }
}
