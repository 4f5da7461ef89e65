control {
  title      = "Buckets lock objects against deletion"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "Object Lock keeps a version from being deleted or overwritten for a time that nobody, in compliance mode not even the root user, can shorten. It is what saves logs and backups from an attacker with all permissions."
  remedy     = <<-HCL
    resource "aws_s3_bucket" "example" {
      bucket              = "example"
      object_lock_enabled = true
    }

    resource "aws_s3_bucket_object_lock_configuration" "example" {
      bucket = aws_s3_bucket.example.id
      rule {
        default_retention {
          mode = "COMPLIANCE"
          days = 30
        }
      }
    }
  HCL
  unset      = "Object Lock is off. aws_s3_bucket_object_lock_configuration without a rule sets no retention."
  limits     = "Meant for buckets that keep logs and backups; which ones do does not show. With Object Lock and no default retention every writer has to set one."
  frameworks = {
    "security-hub"   = ["S3.15"]
    "nist-800-53-r5" = ["CP-6(2)"]
    "pci-dss-4"      = ["10.5.1"]
    "soc2"           = ["C1.1", "CC6.1", "CC6.2", "PI1.5"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_object_lock_configuration",
  ]
}

resource_policy "aws_s3_bucket" "object_lock" {
  locals {
    separate = core::getresources("aws_s3_bucket_object_lock_configuration", { bucket = onus::bucket_id(attrs) })
    # the deprecated block
    inline = core::anytrue([for c in core::try(attrs.object_lock_configuration, []) : core::try(c.object_lock_enabled, null) == "Enabled"])
  }
  enforce {
    condition     = core::try(attrs.object_lock_enabled, false) == true || local.inline || core::anytrue([for c in local.separate : onus::locks_objects(c)])
    error_message = "nothing locks objects: object_lock_enabled is not true, and no default retention is set"
  }
}

# the Object Lock of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_object_lock_configuration" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = onus::locks_objects(attrs)
    error_message = "the Object Lock configuration sets no default retention"
  }
}
