control {
  title      = "Default encryption of buckets is sound"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "S3 encrypts every new object, so a bucket is never without encryption at rest. A configuration that S3 refuses, or that names no algorithm, leaves the bucket with something else than its author meant."
  remedy     = <<-HCL
    resource "aws_s3_bucket_server_side_encryption_configuration" "example" {
      bucket = aws_s3_bucket.example.id
      rule {
        apply_server_side_encryption_by_default {
          sse_algorithm = "AES256"
        }
      }
    }
  HCL
  unset      = "Without a configuration S3 encrypts every object with keys that it manages itself (SSE-S3), since January 2023."
  frameworks = {
    "nist-800-53-r5" = ["CM-6", "CM-9", "CP-9", "CP-9(8)", "PM-11", "SC-8(3)", "SC-8(4)", "SC-13", "SC-16(1)", "SC-28(1)", "SI-19(4)"]
    "pci-dss-4"      = ["8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC6.1", "CC6.2", "PI1.4"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(c)(2)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_server_side_encryption_configuration",
  ]
}

resource_policy "aws_s3_bucket" "default_encryption" {
  locals {
    separate = core::flatten([for c in core::getresources("aws_s3_bucket_server_side_encryption_configuration", { bucket = onus::bucket_id(attrs) }) : [for r in core::try(c.rule, []) : r]])
    inline   = core::flatten([for c in core::try(attrs.server_side_encryption_configuration, []) : [for r in core::try(c.rule, []) : r]])
  }
  enforce {
    condition     = core::alltrue([for r in local.separate : core::length(core::try(r.apply_server_side_encryption_by_default, [])) > 0])
    error_message = "a rule of the default encryption names no algorithm"
  }
  enforce {
    condition     = !core::anytrue([for r in core::concat(local.separate, local.inline) : onus::has_key_without_kms(r)])
    error_message = "the default encryption names a KMS key for an algorithm that takes none"
  }
}

# the encryption of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_server_side_encryption_configuration" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = core::alltrue([for r in core::try(attrs.rule, []) : core::length(core::try(r.apply_server_side_encryption_by_default, [])) > 0])
    error_message = "a rule of the default encryption names no algorithm"
  }
  enforce {
    condition     = !core::anytrue([for r in core::try(attrs.rule, []) : onus::has_key_without_kms(r)])
    error_message = "the default encryption names a KMS key for an algorithm that takes none"
  }
}
