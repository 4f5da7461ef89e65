control {
  title      = "Versions can only be deleted with MFA"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "Versioning keeps earlier versions, but whoever holds the credentials can delete them as well. With MFA delete that takes the second factor of the root user, which stolen access keys do not have."
  remedy     = <<-HCL
    resource "aws_s3_bucket_versioning" "example" {
      bucket = aws_s3_bucket.example.id
      mfa    = "arn:aws:iam::111122223333:mfa/root-account-mfa-device 123456"
      versioning_configuration {
        status     = "Enabled"
        mfa_delete = "Enabled"
      }
    }
  HCL
  unset      = "mfa_delete is disabled if it is left out."
  limits     = "Only the root user can turn it on. Buckets with lifecycle rules are exempt because S3 does not allow both; buckets without versioning are the matter of s3/versioning."
  frameworks = {
    "security-hub"   = ["S3.20"]
    "cis-aws-3"      = ["2.1.2"]
    "cis-aws-5"      = ["2.1.2"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2", "CM-2(2)", "CM-3", "SC-5(2)"]
    "pci-dss-4"      = ["10.3.2", "3.5.1.3", "8.4.1", "8.4.2", "8.4.3", "A1.1.2", "A3.4.1"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_versioning",
  ]
}

resource_policy "aws_s3_bucket" "mfa_delete" {
  filter = onus::is_versioned(attrs) && core::length(onus::enabled_lifecycle_rules(attrs)) == 0
  locals {
    separate = core::getresources("aws_s3_bucket_versioning", { bucket = onus::bucket_id(attrs) })
    # the deprecated block; where the separate resource exists it shows the state before this plan
    inline = core::anytrue([for v in core::try(attrs.versioning, []) : core::try(v.mfa_delete, false) == true])
  }
  enforce {
    condition     = core::length(local.separate) > 0 ? core::anytrue([for v in local.separate : core::try(v.versioning_configuration[0].mfa_delete, null) == "Enabled"]) : local.inline
    error_message = "versions can be deleted without MFA"
  }
}

# versioning of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_versioning" "by_itself" {
  filter = (
    core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
    && core::try(attrs.versioning_configuration[0].status, null) == "Enabled"
    && core::length(core::getresources("aws_s3_bucket_lifecycle_configuration", { bucket = attrs.bucket })) == 0
  )
  enforce {
    condition     = core::try(attrs.versioning_configuration[0].mfa_delete, null) == "Enabled"
    error_message = "versions can be deleted without MFA"
  }
}
