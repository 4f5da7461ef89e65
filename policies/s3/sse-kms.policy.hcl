control {
  title      = "Buckets encrypt with a KMS key of the customer"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "With a key of your own, the key policy is a second lock: reading an object takes a permission on the bucket and one on the key, every use of the key is logged, and disabling it closes the data at once. The keys that S3 or AWS manages give you none of that."
  remedy     = <<-HCL
    resource "aws_kms_key" "example" {
      enable_key_rotation = true
    }

    resource "aws_s3_bucket_server_side_encryption_configuration" "example" {
      bucket = aws_s3_bucket.example.id
      rule {
        bucket_key_enabled = true
        apply_server_side_encryption_by_default {
          sse_algorithm     = "aws:kms"
          kms_master_key_id = aws_kms_key.example.arn
        }
      }
    }
  HCL
  unset      = "Without a configuration S3 encrypts with keys that it manages itself (SSE-S3). aws:kms without kms_master_key_id uses the key aws/s3, whose policy nobody can change."
  limits     = "Whether a key that is named by its ARN is one of the customer or aws/s3 does not show."
  frameworks = {
    "security-hub"   = ["S3.17"]
    "nist-800-53-r5" = ["SC-12(2)", "CM-3(6)", "SC-13", "SC-28", "SC-28(1)", "SC-7(10)", "CA-9(1)", "SI-7(6)", "AU-9"]
    "pci-dss-4"      = ["3.5.1"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["PI1.4"]
    "hipaa"          = ["164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_server_side_encryption_configuration",
  ]
}

resource_policy "aws_s3_bucket" "default_encryption" {
  locals {
    defaults = onus::default_encryption(attrs)
    kms      = core::anytrue([for d in local.defaults : core::contains(["aws:kms", "aws:kms:dsse"], d.sse_algorithm)])
  }
  enforce {
    condition     = local.kms
    focus         = [for d in local.defaults : d.sse_algorithm]
    error_message = "objects are encrypted with keys that S3 manages (SSE-S3), not with a KMS key"
  }
  enforce {
    condition     = !local.kms || core::anytrue([for d in local.defaults : core::contains(["aws:kms", "aws:kms:dsse"], d.sse_algorithm) && onus::is_customer_key(core::try(d.kms_master_key_id, null))])
    focus         = [for d in local.defaults : core::try(d.kms_master_key_id, null)]
    error_message = "no KMS key of your own encrypts objects; the key aws/s3 is managed by AWS"
  }
}

# the encryption of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_server_side_encryption_configuration" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  locals {
    defaults = onus::encryption_defaults(attrs.rule)
    kms      = core::anytrue([for d in local.defaults : core::contains(["aws:kms", "aws:kms:dsse"], d.sse_algorithm)])
  }
  enforce {
    condition     = local.kms
    focus         = [for d in local.defaults : d.sse_algorithm]
    error_message = "objects are encrypted with keys that S3 manages (SSE-S3), not with a KMS key"
  }
  enforce {
    condition     = !local.kms || core::anytrue([for d in local.defaults : core::contains(["aws:kms", "aws:kms:dsse"], d.sse_algorithm) && onus::is_customer_key(core::try(d.kms_master_key_id, null))])
    focus         = [for d in local.defaults : core::try(d.kms_master_key_id, null)]
    error_message = "no KMS key of your own encrypts objects; the key aws/s3 is managed by AWS"
  }
}
