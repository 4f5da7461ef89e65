//! What a reader should know of a plan beside its resources: drift, checks, imports, what leaves Terraform's care. Only words.

use std::borrow::Cow;

use serde::Deserialize;

/// What a plan of `-refresh-only` is.
pub(super) const REFRESH_ONLY: &str =
    "nothing is planned but to take over what was changed outside of terraform: everything is judged as it is now";

/// How many names a note lists at most.
const NAMES: usize = 5;

/// A check, condition or validation of the configuration, as Terraform evaluated it.
#[derive(Deserialize)]
pub(super) struct Check<'p> {
    #[serde(borrow)]
    address: Option<CheckAddress<'p>>,
    #[serde(borrow)]
    status: Option<Cow<'p, str>>,
}

#[derive(Deserialize)]
struct CheckAddress<'p> {
    #[serde(borrow)]
    to_display: Option<Cow<'p, str>>,
}

impl Check<'_> {
    fn is(&self, statuses: &[&str]) -> bool {
        self.status.as_ref().is_some_and(|status| statuses.contains(&&**status))
    }

    fn name(&self) -> &str {
        self.address.as_ref().and_then(|address| address.to_display.as_deref()).unwrap_or("a check without a name")
    }
}

/// What was changed by hand. Terraform lists here also what only AWS filled in.
pub(super) fn drift(count: usize) -> Option<String> {
    let verb = if count == 1 { "was" } else { "were" };
    (count > 0).then(|| format!("{} {verb} changed outside of terraform since its last run", resources(count)))
}

/// What the configuration itself checks.
pub(super) fn checks(all: &[Check<'_>]) -> Vec<String> {
    let named = |statuses: &[&str]| all.iter().filter(|check| check.is(statuses)).map(Check::name).collect::<Vec<_>>();
    let (failed, open) = (named(&["fail", "error"]), named(&["unknown"]));
    let failed = (!failed.is_empty()).then(|| format!("checks of the configuration fail: {}", list(&failed)));
    let open = (!open.is_empty()).then(|| format!("checks of the configuration are decided at apply: {}", list(&open)));
    failed.into_iter().chain(open).collect()
}

/// Terraform writes the same planned values in two places.
pub(super) fn different(addresses: &[std::sync::Arc<str>]) -> Option<String> {
    let names: Vec<&str> = addresses.iter().map(|address| &**address).collect();
    let what = resources(names.len());
    (!names.is_empty()).then(|| {
        format!(
            "the file was changed after terraform wrote it: its two places for the planned values of {what} differ: {}",
            list(&names)
        )
    })
}

/// Terraform writes every attribute of every resource: one that some lack was lost.
pub(super) fn uneven(addresses: &[&str]) -> Option<String> {
    (!addresses.is_empty()).then(|| {
        let (they, what) = (if addresses.len() == 1 { "has" } else { "have" }, resources(addresses.len()));
        format!(
            "the file was changed after terraform wrote it: {what} {they} other attributes than others of the type: {}",
            list(addresses)
        )
    })
}

/// What comes under Terraform's care.
pub(super) fn imports(addresses: &[&str]) -> Option<String> {
    let verb = if addresses.len() == 1 { "is" } else { "are" };
    let what = resources(addresses.len());
    (!addresses.is_empty()).then(|| format!("{what} {verb} imported and judged as changed: {}", list(addresses)))
}

/// What leaves Terraform's care and stays: so do the obligations.
pub(super) fn forgotten(addresses: &[&str]) -> Option<String> {
    let (verb, they) = if addresses.len() == 1 { ("leaves", "it stays") } else { ("leave", "they stay") };
    let what = resources(addresses.len());
    (!addresses.is_empty())
        .then(|| format!("{what} {verb} terraform's care and cannot be judged any more, though {they}: {}", list(addresses)))
}

/// What somebody deleted by hand.
pub(super) fn gone(addresses: &[&str]) -> Option<String> {
    let verb = if addresses.len() == 1 { "was" } else { "were" };
    let what = resources(addresses.len());
    (!addresses.is_empty()).then(|| format!("{what} {verb} deleted outside of terraform: {}", list(addresses)))
}

fn resources(count: usize) -> String {
    if count == 1 { "1 resource".to_owned() } else { format!("{count} resources") }
}

fn list(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(NAMES);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list(&["a", "b"]), "`a`, `b`");
        assert_eq!(list(&["a", "b", "c", "d", "e", "f", "g"]), "`a`, `b`, `c`, `d`, `e` and 2 more");
    }

    #[test]
    fn nothing_to_tell_is_no_note() {
        assert_eq!((drift(0), checks(&[]), imports(&[]), forgotten(&[])), (None, Vec::new(), None, None));
        assert_eq!(different(&[]), None);
    }
}
