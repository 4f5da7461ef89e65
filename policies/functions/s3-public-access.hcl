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
