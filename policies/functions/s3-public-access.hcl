# The four settings that block public access, as aws_s3_bucket_public_access_block and aws_s3_account_public_access_block have them:
# one that is left out is sent as false.

function "blocks_public_access" {
  params = [block]
  result = (
    block.block_public_acls == true
    && block.block_public_policy == true
    && block.ignore_public_acls == true
    && block.restrict_public_buckets == true
  )
}

# The names of those that are off.
function "public_access_settings_off" {
  params = [block]
  result = core::concat(
    block.block_public_acls == true ? [] : ["block_public_acls"],
    block.block_public_policy == true ? [] : ["block_public_policy"],
    block.ignore_public_acls == true ? [] : ["ignore_public_acls"],
    block.restrict_public_buckets == true ? [] : ["restrict_public_buckets"],
  )
}

# The same for access points, where a setting that is left out is on. The block is a list of at most one, [] leaves all four on.
function "access_point_settings_off" {
  params = [blocks]
  result = core::flatten([
    for b in blocks : core::concat(
      b.block_public_acls == false ? ["block_public_acls"] : [],
      b.block_public_policy == false ? ["block_public_policy"] : [],
      b.ignore_public_acls == false ? ["ignore_public_acls"] : [],
      b.restrict_public_buckets == false ? ["restrict_public_buckets"] : [],
    )
  ])
}

function "access_point_blocks_public_access" {
  params = [blocks]
  result = core::alltrue([
    for b in blocks : (
      b.block_public_acls != false && b.block_public_policy != false && b.ignore_public_acls != false && b.restrict_public_buckets != false
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
    for p in acl.access_control_policy : [for g in p.grant : core::anytrue([for e in g.grantee : onus::is_public_group(e.uri)])]
  ]))
}
