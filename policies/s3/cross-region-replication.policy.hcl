control {
  title      = "Buckets are replicated to another region"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "A copy in another region survives the loss of the first one, and a copy in another account survives the loss of the account. S3 alone keeps the data within one region."
  remedy     = <<-HCL
    resource "aws_s3_bucket_replication_configuration" "example" {
      bucket = aws_s3_bucket.example.id
      role   = aws_iam_role.replication.arn
      rule {
        status = "Enabled"
        destination {
          bucket = aws_s3_bucket.other_region.arn
        }
      }
    }
  HCL
  unset      = "Without aws_s3_bucket_replication_configuration nothing is replicated."
  limits     = "Whether copies are needed depends on the data. Buckets that take the copies of others are exempt."
  frameworks = {
    "security-hub"   = ["S3.7"]
    "nist-800-53-r5" = ["AU-9(2)", "CP-10", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "SC-36(2)", "SC-5(2)", "SI-13(5)"]
    "iso-27001-2022" = ["A.8.14"]
    "soc2"           = ["A1.2", "CC7.4"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_replication_configuration",
  ]
}

resource_policy "aws_s3_bucket" "replication" {
  # a bucket that only takes the copies of others is exempt
  filter = core::length(local.rules) > 0 || !(
    core::length(onus::naming("aws_s3_bucket_replication_configuration", "rule.destination.bucket", onus::bucket_arn(attrs))) > 0
    || core::length(onus::naming("aws_s3_bucket", "replication_configuration.rules.destination.bucket", onus::bucket_arn(attrs))) > 0
  )
  locals {
    rules        = onus::enabled_replication_rules(attrs)
    encrypted    = core::anytrue([for d in onus::default_encryption(attrs) : core::contains(["aws:kms", "aws:kms:dsse"], d.sse_algorithm)])
    destinations = core::flatten([for r in local.rules : [for d in r.destination : d]])
    elsewhere    = core::anytrue([for d in local.destinations : onus::is_in_another_region(d.bucket, onus::bucket_region(attrs))])
  }
  enforce {
    condition     = core::length(local.rules) > 0
    error_message = "the bucket is not replicated"
  }
  enforce {
    condition     = core::length(local.rules) == 0 || local.elsewhere
    focus         = [for d in local.destinations : d.bucket]
    error_message = "the bucket is replicated within its own region only"
  }
  enforce {
    condition = core::length(local.rules) == 0 || !local.encrypted || !local.elsewhere || core::anytrue([
      for d in local.destinations : onus::names_replica_key(d) && onus::is_in_another_region(d.bucket, onus::bucket_region(attrs))
    ])
    focus         = [for d in local.destinations : core::try(d.encryption_configuration, d.bucket)]
    error_message = "objects are encrypted with KMS and no rule to another region names a key for the copies, so they are not replicated"
  }
}
