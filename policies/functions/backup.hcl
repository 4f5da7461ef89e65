# Reading of AWS Backup: what a selection selects, what a vault policy denies.

# The selection names resources, or tags that resources carry.
function "backup_selection_selects" {
  params = [selection]
  result = (
    core::length(selection.resources == null ? [] : selection.resources) > 0
    || core::length(selection.selection_tag) > 0
    || core::length(selection.condition) > 0
  )
}

# The vault policy denies the action to everybody, on everything, without a condition.
function "backup_policy_denies" {
  params = [policy, action]
  result = core::anytrue([
    for s in onus::policy_statements(policy) : (
      s.effect == "Deny"
      && onus::iam_covers_action(s, action)
      && core::length(s.conditions) == 0
      && core::anytrue([for p in s.principals : p.id == "*"])
      && onus::iam_covers_everything(s)
    )
  ])
}
