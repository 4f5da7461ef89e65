# What the resources beside a bucket say about it. Older versions of the provider lack some attributes, so that each is tried.

# The name of a bucket.
function "bucket_id" {
  params = [bucket]
  result = core::try(bucket.id, bucket.bucket, onus::undecided("the plan does not name the bucket"))
}

function "bucket_arn" {
  params = [bucket]
  result = core::try(bucket.arn, onus::undecided("the plan does not tell the ARN of the bucket"))
}

function "bucket_region" {
  params = [bucket]
  result = core::try(bucket.region, onus::undecided("the plan does not tell the region of the bucket"))
}

# An argument of the bucket that moved to a resource of its own counts if the configuration sets it, or if no such resource is there
# and the plan removes none: what it shows otherwise is the state before this plan.
function "inline_counts" {
  params = [value, bucket, type, separate]
  result = onus::is_set(value) || (
    core::length(separate) == 0 && core::length(onus::removed(type, { bucket = onus::bucket_id(bucket) })) == 0
  )
}

# The states that aws_s3_bucket_versioning gives the bucket; at most one in a sound configuration, [] without the resource.
function "versioning_states" {
  params = [bucket]
  result = [
    for v in core::getresources("aws_s3_bucket_versioning", { bucket = onus::bucket_id(bucket) }) : core::try(v.versioning_configuration[0].status, null)
  ]
}

# The bucket keeps versions.
function "is_versioned" {
  params = [bucket]
  locals {
    separate = onus::versioning_states(bucket)
    own      = core::try(bucket.versioning, [])
    counts   = onus::inline_counts(local.own, bucket, "aws_s3_bucket_versioning", local.separate)
  }
  result = (
    core::contains(local.separate, "Enabled")
    || (core::anytrue([for v in local.own : core::try(v.enabled, false) == true]) && local.counts)
  )
}

# The lifecycle rules that are enabled, of the separate resource or of the deprecated block. Rules of both have noncurrent_version_expiration.
function "enabled_lifecycle_rules" {
  params = [bucket]
  locals {
    configurations = core::getresources("aws_s3_bucket_lifecycle_configuration", { bucket = onus::bucket_id(bucket) })
    separate       = core::flatten([for c in local.configurations : [for r in core::try(c.rule, []) : r if r.status == "Enabled"]])
    own            = core::try(bucket.lifecycle_rule, [])
    counts         = onus::inline_counts(local.own, bucket, "aws_s3_bucket_lifecycle_configuration", local.configurations)
    inline         = local.counts ? [for r in local.own : r if r.enabled == true] : []
  }
  result = core::concat(local.separate, local.inline)
}

# The buckets into which the bucket writes its access log.
function "log_targets" {
  params = [bucket]
  locals {
    separate = [for l in core::getresources("aws_s3_bucket_logging", { bucket = onus::bucket_id(bucket) }) : l.target_bucket]
    own      = core::try(bucket.logging, [])
    counts   = onus::inline_counts(local.own, bucket, "aws_s3_bucket_logging", local.separate)
    inline   = local.counts ? [for l in local.own : l.target_bucket if l.target_bucket != null && l.target_bucket != ""] : []
  }
  result = core::concat(local.separate, local.inline)
}

# The website configuration answers every request with a redirect to TLS.
function "only_redirects_to_tls" {
  params = [site]
  result = core::try(site.redirect_all_requests_to[0].protocol, null) == "https"
}

# The Object Lock configuration sets a default retention.
function "locks_objects" {
  params = [configuration]
  result = core::anytrue(core::flatten([
    for r in core::try(configuration.rule, []) : [for d in r.default_retention : core::contains(["COMPLIANCE", "GOVERNANCE"], d.mode)]
  ]))
}

# The notification configuration has a receiver.
function "sends_notifications" {
  params = [notification]
  result = (
    core::try(notification.eventbridge, false) == true
    || core::length(core::try(notification.topic, [])) > 0
    || core::length(core::try(notification.queue, [])) > 0
    || core::length(core::try(notification.lambda_function, [])) > 0
  )
}

# The replication rules that are enabled, of the separate resource or of the deprecated block.
function "enabled_replication_rules" {
  params = [bucket]
  locals {
    configurations = core::getresources("aws_s3_bucket_replication_configuration", { bucket = onus::bucket_id(bucket) })
    separate       = core::flatten([for c in local.configurations : [for r in core::try(c.rule, []) : r if r.status == "Enabled"]])
    own            = core::try(bucket.replication_configuration, [])
    counts         = onus::inline_counts(local.own, bucket, "aws_s3_bucket_replication_configuration", local.configurations)
    inline         = local.counts ? core::flatten([for c in local.own : [for r in c.rules : r if r.status == "Enabled"]]) : []
  }
  result = core::concat(local.separate, local.inline)
}

# The ARN is the one of a bucket in another region. The ARN itself names none.
function "is_in_another_region" {
  params = [arn, region]
  locals {
    buckets = core::getresources("aws_s3_bucket", { arn = arn })
  }
  result = (
    core::length(local.buckets) > 0 ? core::anytrue([for b in local.buckets : onus::bucket_region(b) != region])
    : onus::undecided("the region of the destination, which this plan does not hold")
  )
}

# The destination of a rule names the key that encrypts the copies: in the block of the separate resource, or in the deprecated argument.
function "names_replica_key" {
  params = [destination]
  result = (
    core::length(core::try(destination.encryption_configuration, [])) > 0
    || core::try(destination.replica_kms_key_id != null && destination.replica_kms_key_id != "", false)
  )
}
