# Which volumes and instances AWS Backup and Data Lifecycle Manager select.

# Whether a resource carries a tag, its own or one of the provider's default tags. Keys and values know capitals.
function "tag_is" {
  params = [resource, key, value]
  locals {
    own = core::try(resource.tags[key], null)
    all = core::try(resource.tags_all[key], null)
  }
  result = local.own != null ? local.own == value : local.all != null ? local.all == value : false
}

# The same with a pattern in which * stands for any text.
function "tag_is_like" {
  params = [resource, key, pattern]
  locals {
    own   = core::try(resource.tags[key], null)
    all   = core::try(resource.tags_all[key], null)
    regex = "^${core::join(".*", core::split("*", pattern))}$"
  }
  result = local.own != null ? core::regex_match(local.own, local.regex) : local.all != null ? core::regex_match(local.all, local.regex) : false
}

# The key of a tag in a condition: "aws:ResourceTag/Stage" is about the tag Stage.
function "condition_tag" {
  params = [key]
  result = core::trimprefix(key, "aws:ResourceTag/")
}

# Whether a resource fits every condition of a selection.
function "fits_conditions" {
  params = [selection, resource]
  result = core::alltrue(core::flatten([for c in onus::blocks(core::try(selection.condition, null)) : [
    core::alltrue([for s in c.string_equals : onus::tag_is(resource, onus::condition_tag(s.key), s.value)]),
    core::alltrue([for s in c.string_like : onus::tag_is_like(resource, onus::condition_tag(s.key), s.value)]),
    core::alltrue([for s in c.string_not_equals : !onus::tag_is(resource, onus::condition_tag(s.key), s.value)]),
    core::alltrue([for s in c.string_not_like : !onus::tag_is_like(resource, onus::condition_tag(s.key), s.value)]),
  ]]))
}

# Whether one entry of a list of ARNs names a resource. `every` is the pattern of all resources of its kind.
# The ARN of a resource that is still to be made can be a reference only, never a pattern.
function "arn_names" {
  params = [arn, resource, type, every]
  locals {
    linked  = onus::linked(arn, type)
    pattern = arn == "*" || onus::arn_matches(arn, every)
  }
  result = core::length(local.linked) > 0 ? core::anytrue([for r in local.linked : r.id == resource.id]) : local.pattern
}

function "arns_name" {
  params = [arns, resource, type, every]
  result = arns == null ? false : core::anytrue([for a in onus::stated(arns) : onus::arn_names(a, resource, type, every)])
}

# Whether a backup selection selects a resource. With both ARNs and tags AWS's documents leave open which of them suffices; with neither
# it selects everything that fits its conditions.
function "selects" {
  params = [selection, resource, type, every]
  locals {
    arns     = selection.resources == null ? false : core::length(onus::stated(selection.resources)) > 0
    tags     = core::length(selection.selection_tag) > 0
    by_arn   = local.arns ? onus::arns_name(selection.resources, resource, type, every) : false
    by_tag   = core::anytrue([for t in selection.selection_tag : onus::tag_is(resource, t.key, t.value)])
    either   = local.by_arn || local.by_tag ? onus::undecided("the selection names ARNs and tags, and the resource fits one of them") : false
    both     = local.by_arn && local.by_tag ? true : local.either
    base     = local.arns && local.tags ? local.both : local.arns ? local.by_arn : local.tags ? local.by_tag : true
    excluded = onus::arns_name(core::try(selection.not_resources, null), resource, type, every)
  }
  result = local.base && onus::fits_conditions(selection, resource) && !local.excluded
}

# Whether an enabled lifecycle policy snapshots a resource of a kind, "VOLUME" or "INSTANCE", by one of its tags.
function "lifecycle_policy_covers" {
  params = [policy, resource, kind]
  locals {
    details = [for d in policy.policy_details : d if d.resource_types == null ? false : core::contains(d.resource_types, kind)]
    targets = core::flatten([for d in local.details : d.target_tags == null ? [] : [for k, v in d.target_tags : onus::tag_is(resource, k, v)]])
  }
  result = policy.state != "DISABLED" && core::anytrue(local.targets)
}

function "volume_backed_up" {
  params = [volume]
  locals {
    selected = core::anytrue([for s in onus::same_provider("aws_backup_selection") : onus::selects(s, volume, "aws_ebs_volume", "arn:aws:ec2:*:*:volume/*")])
    covered  = core::anytrue([for p in onus::same_provider("aws_dlm_lifecycle_policy") : onus::lifecycle_policy_covers(p, volume, "VOLUME")])
  }
  result = local.selected || local.covered
}

function "instance_backed_up" {
  params = [instance]
  locals {
    selected = core::anytrue([for s in onus::same_provider("aws_backup_selection") : onus::selects(s, instance, "aws_instance", "arn:aws:ec2:*:*:instance/*")])
    covered  = core::anytrue([for p in onus::same_provider("aws_dlm_lifecycle_policy") : onus::lifecycle_policy_covers(p, instance, "INSTANCE")])
  }
  result = local.selected || local.covered
}
