control {
  title      = "Buckets block all public access"
  obligation = "s3/customer-data"
  severity   = "high"
  why        = "The four settings overrule every bucket policy and every ACL that would open the bucket to the internet, written today or by somebody else next year. A single one that is off leaves a way in."
  remedy     = <<-HCL
    resource "aws_s3_bucket_public_access_block" "example" {
      bucket                  = aws_s3_bucket.example.id
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }
  HCL
  unset      = "A new bucket without aws_s3_bucket_public_access_block has all four settings on, because AWS turns them on since April 2023. A setting that the resource leaves out is sent as false, which turns it off."
  limits     = "The settings of a bucket that exists already and has no aws_s3_bucket_public_access_block in the plan do not show. Where aws_s3_account_public_access_block, managed through the same provider, blocks the whole account, it holds for the bucket, whatever its own settings are."
  frameworks = {
    "fsbp"           = ["S3.8"]
    "cis-aws-3"      = ["2.1.4"]
    "cis-aws-5"      = ["2.1.4"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.4.4"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_public_access_block",
  ]
}

resource_policy "aws_s3_bucket" "public_access_block" {
  locals {
    blocks = core::getresources("aws_s3_bucket_public_access_block", { bucket = onus::bucket_id(attrs) })
    # to remove the block turns all four off; a bucket that exists and has none here may have one that another configuration manages
    removed = core::length(onus::removed("aws_s3_bucket_public_access_block", { bucket = onus::bucket_id(attrs) })) > 0
    without = (
      meta.operation == "create" ? true
      : local.removed ? false
      : onus::undecided("no aws_s3_bucket_public_access_block in this plan belongs to this existing bucket")
    )
    off = core::distinct(core::flatten([for b in local.blocks : onus::public_access_settings_off(b)]))
  }
  enforce {
    condition     = (core::length(local.blocks) == 0 ? local.without : core::anytrue([for b in local.blocks : onus::blocks_public_access(b)])) || onus::account_blocks_public_access()
    error_message = core::length(local.blocks) == 0 ? "the plan removes aws_s3_bucket_public_access_block" : "aws_s3_bucket_public_access_block leaves ${core::join(", ", local.off)} off"
  }
}

# a block whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_public_access_block" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = onus::blocks_public_access(attrs) || onus::account_blocks_public_access()
    error_message = "${core::join(", ", onus::public_access_settings_off(attrs))} off"
  }
}
