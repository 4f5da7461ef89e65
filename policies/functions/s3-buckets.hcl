# What the resources beside a bucket say about it.

# The states that aws_s3_bucket_versioning gives the bucket; at most one in a sound configuration, [] without the resource.
function "versioning_states" {
  params = [bucket]
  result = [for v in core::getresources("aws_s3_bucket_versioning", { bucket = bucket.id }) : core::try(v.versioning_configuration[0].status, null)]
}

# The bucket keeps versions.
function "is_versioned" {
  params = [bucket]
  locals {
    separate = onus::versioning_states(bucket)
    inline   = core::anytrue([for v in bucket.versioning : core::try(v.enabled, false) == true])
  }
  result = core::contains(local.separate, "Enabled") || (core::length(local.separate) == 0 && local.inline)
}
