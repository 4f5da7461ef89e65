# Reading of AWS Backup: what a selection selects, what a vault policy denies.

# The selection names resources, or tags that resources carry. A set that holds the ARN of one new resource shows as unknown as a whole.
function "backup_selection_selects" {
  params = [selection]
  result = (
    core::anytrue([
      for t in [
        "aws_db_instance", "aws_rds_cluster", "aws_ebs_volume", "aws_instance", "aws_s3_bucket", "aws_dynamodb_table", "aws_efs_file_system",
        "aws_redshift_cluster", "aws_docdb_cluster", "aws_neptune_cluster",
      ] : core::try(core::length(onus::linked(selection.resources, t)) > 0, false)
    ])
    || core::length(selection.resources == null ? [] : selection.resources) > 0
    || core::length(selection.selection_tag) > 0
    || core::length(selection.condition) > 0
  )
}

# The vault policy denies the action to everybody, on everything, without a condition.
function "backup_policy_denies" {
  params = [policy, action]
  result = core::anytrue([
    for s in onus::statements_of(policy) : (
      s.effect == "Deny"
      && onus::iam_covers_action(s, action)
      && core::length(s.conditions) == 0
      && core::anytrue([for p in s.principals : p.id == "*"])
      && onus::iam_names_everything(s)
    )
  ])
}
