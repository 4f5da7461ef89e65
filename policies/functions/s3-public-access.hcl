# The four settings that block public access, as aws_s3_bucket_public_access_block and aws_s3_account_public_access_block have them:
# one that is left out is sent as false.

function "blocks_public_access" {
  params = [block]
  result = (
    core::try(block.block_public_acls, null) == true
    && core::try(block.block_public_policy, null) == true
    && core::try(block.ignore_public_acls, null) == true
    && core::try(block.restrict_public_buckets, null) == true
  )
}

# The settings of the account, which hold for every bucket in it, are all on. They count where they are managed through the provider of the
# judged resource: what another one manages may be another account.
function "account_blocks_public_access" {
  params = []
  locals {
    here     = core::anytrue([for a in core::getresources("aws_s3_account_public_access_block", {}) : onus::blocks_public_access(a) if onus::is_near(a)])
    anywhere = core::anytrue([for a in core::getresources("aws_s3_account_public_access_block", {}) : onus::blocks_public_access(a)])
  }
  result = (
    local.here || (local.anywhere ? onus::undecided("whether the aws_s3_account_public_access_block of this plan is the one of the bucket's account") : false)
  )
}

# The names of those that are off.
function "public_access_settings_off" {
  params = [block]
  result = core::concat(
    core::try(block.block_public_acls, null) == true ? [] : ["block_public_acls"],
    core::try(block.block_public_policy, null) == true ? [] : ["block_public_policy"],
    core::try(block.ignore_public_acls, null) == true ? [] : ["ignore_public_acls"],
    core::try(block.restrict_public_buckets, null) == true ? [] : ["restrict_public_buckets"],
  )
}

# The same for access points, where a setting that is left out is on. The block is a list of at most one, [] leaves all four on.
function "access_point_settings_off" {
  params = [blocks]
  result = core::flatten([
    for b in blocks : core::concat(
      core::try(b.block_public_acls, null) == false ? ["block_public_acls"] : [],
      core::try(b.block_public_policy, null) == false ? ["block_public_policy"] : [],
      core::try(b.ignore_public_acls, null) == false ? ["ignore_public_acls"] : [],
      core::try(b.restrict_public_buckets, null) == false ? ["restrict_public_buckets"] : [],
    )
  ])
}

function "access_point_blocks_public_access" {
  params = [blocks]
  result = core::alltrue([
    for b in blocks : (
      core::try(b.block_public_acls, null) != false
      && core::try(b.block_public_policy, null) != false
      && core::try(b.ignore_public_acls, null) != false
      && core::try(b.restrict_public_buckets, null) != false
    )
  ])
}

# A canned ACL that opens to everyone, or to everyone with an AWS account. null is private.
function "is_public_acl" {
  params = [acl]
  result = core::contains(["public-read", "public-read-write", "authenticated-read"], acl)
}

# The group of all users, or of all users who have an AWS account.
function "is_public_group" {
  params = [uri]
  result = core::contains([
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
  ], uri)
}

# An aws_s3_bucket_acl with a grant to one of these groups.
function "has_public_grant" {
  params = [acl]
  result = core::anytrue(core::flatten([
    for p in core::try(acl.access_control_policy, []) : [for g in p.grant : core::anytrue([for e in g.grantee : onus::is_public_group(core::try(e.uri, null))])]
  ]))
}
