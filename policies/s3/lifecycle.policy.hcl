control {
  title      = "Lifecycle rules expire what is no longer needed"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "Data that nobody deletes is kept forever: it costs money, and personal data beyond its retention breaks the law. In a versioned bucket deleted objects live on as old versions until a rule expires those too."
  remedy     = <<-HCL
    resource "aws_s3_bucket_lifecycle_configuration" "example" {
      bucket = aws_s3_bucket.example.id
      rule {
        id     = "expire"
        status = "Enabled"
        filter {}
        noncurrent_version_expiration {
          noncurrent_days = 90
        }
      }
    }
  HCL
  unset      = "Without a rule everything is kept forever."
  limits     = "Whether the times fit the retention that the data needs does not show."
  frameworks = {
    "fsbp"           = ["S3.13"]
    "security-hub"   = ["S3.10"]
    "nist-800-53-r5" = ["CP-10", "CP-6(2)", "CP-9", "SC-5(2)", "SI-13(5)"]
    "pci-dss-4"      = ["10.5.1", "3.2.1", "3.3.1.1", "3.3.1.3", "3.3.2", "3.3.3"]
    "iso-27001-2022" = ["A.8.10"]
    "soc2"           = ["C1.1", "C1.2"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_lifecycle_configuration",
  ]
}

resource_policy "aws_s3_bucket" "lifecycle" {
  locals {
    rules = onus::enabled_lifecycle_rules(attrs)
    states = core::flatten([
      for c in core::getresources("aws_s3_bucket_lifecycle_configuration", { bucket = onus::bucket_id(attrs) }) : [for r in core::try(c.rule, []) : r.status]
    ])
  }
  enforce {
    condition     = core::length(local.rules) > 0
    focus         = local.states
    error_message = "no lifecycle rule is enabled"
  }
  enforce {
    condition     = core::length(local.rules) == 0 || !onus::is_versioned(attrs) || core::anytrue([for r in local.rules : core::length(r.noncurrent_version_expiration) > 0])
    focus         = [for r in local.rules : r.noncurrent_version_expiration]
    error_message = "the bucket is versioned and no rule expires old versions"
  }
}

# lifecycle rules of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_lifecycle_configuration" "by_itself" {
  filter = (
    core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
    && core::length(core::getresources("aws_s3_directory_bucket", { id = attrs.bucket })) == 0
  )
  locals {
    rules     = [for r in core::try(attrs.rule, []) : r if r.status == "Enabled"]
    versions  = [for v in core::getresources("aws_s3_bucket_versioning", { bucket = attrs.bucket }) : core::try(v.versioning_configuration[0].status, null)]
    versioned = core::length(local.versions) > 0 ? core::contains(local.versions, "Enabled") : onus::undecided("whether the bucket, which this plan does not hold, is versioned")
  }
  enforce {
    condition     = core::length(local.rules) > 0
    error_message = "no lifecycle rule is enabled"
  }
  enforce {
    condition     = core::length(local.rules) == 0 || core::anytrue([for r in local.rules : core::length(r.noncurrent_version_expiration) > 0]) || !local.versioned
    error_message = "the bucket is versioned and no rule expires old versions"
  }
}
