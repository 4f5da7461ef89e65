# Server-side encryption of buckets and objects.

# The defaults that the rules of an encryption configuration set: { sse_algorithm, kms_master_key_id }.
function "encryption_defaults" {
  params = [rules]
  result = core::flatten([for r in rules : [for d in core::try(r.apply_server_side_encryption_by_default, []) : d]])
}

# The defaults of a bucket. The separate resource, or the deprecated block where it counts.
function "default_encryption" {
  params = [bucket]
  locals {
    configurations = core::getresources("aws_s3_bucket_server_side_encryption_configuration", { bucket = onus::bucket_id(bucket) })
    separate       = core::flatten([for c in local.configurations : onus::encryption_defaults(core::try(c.rule, []))])
    own            = core::try(bucket.server_side_encryption_configuration, [])
    counts         = onus::inline_counts(local.own, bucket, "aws_s3_bucket_server_side_encryption_configuration", local.configurations)
    inline         = local.counts ? core::flatten([for c in local.own : onus::encryption_defaults(core::try(c.rule, []))]) : []
  }
  result = core::concat(local.separate, local.inline)
}

# The value names a key that the customer manages, not the key aws/s3.
function "is_customer_key" {
  params = [key]
  result = (
    core::anytrue([for type in ["aws_kms_key", "aws_kms_alias", "aws_kms_replica_key", "aws_kms_external_key"] : core::length(onus::linked(key, type)) > 0])
    || (key != null && key != "" && !core::regex_match(key, "(^|:)alias/aws/"))
  )
}

# A rule with a key for an algorithm that takes none: S3 refuses it.
function "has_key_without_kms" {
  params = [rule]
  result = core::anytrue([
    for d in core::try(rule.apply_server_side_encryption_by_default, []) : (
      d.sse_algorithm == "AES256" && core::try(d.kms_master_key_id, null) != null && core::try(d.kms_master_key_id, null) != ""
    )
  ])
}

# How strong an algorithm is, from 1.
function "encryption_rank" {
  params = [algorithm]
  result = algorithm == "aws:kms:dsse" ? 3 : algorithm == "aws:kms" ? 2 : 1
}

# The object names no encryption, or one that is as strong as the default of its bucket.
function "keeps_default_encryption" {
  params = [object]
  locals {
    key  = core::try(object.kms_key_id, null)
    said = core::try(object.server_side_encryption, null)
    # a key alone means aws:kms
    algorithm = local.said != null ? local.said : local.key != null ? "aws:kms" : null
    buckets   = core::getresources("aws_s3_bucket", { id = object.bucket })
    defaults  = core::flatten([for b in local.buckets : onus::default_encryption(b)])
    strongest = onus::encryption_rank(local.algorithm) == 3 && onus::is_customer_key(local.key)
    as_strong = core::alltrue([
      for d in local.defaults : (
        onus::encryption_rank(local.algorithm) >= onus::encryption_rank(d.sse_algorithm)
        && (!onus::is_customer_key(core::try(d.kms_master_key_id, null)) || onus::is_customer_key(local.key))
      )
    ])
  }
  result = (
    local.algorithm == null || local.strongest ? true
    : core::length(local.buckets) > 0 ? local.as_strong
    : onus::undecided("the default encryption of the bucket, which this plan does not hold")
  )
}
