control {
  title      = "Requests to buckets are logged"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "The access log is what tells afterwards who read or deleted which object, from where and when. A bucket without it leaves an incident without traces."
  remedy     = <<-HCL
    resource "aws_s3_bucket_logging" "example" {
      bucket        = aws_s3_bucket.example.id
      target_bucket = aws_s3_bucket.logs.id
      target_prefix = "s3/"
    }
  HCL
  unset      = "Without aws_s3_bucket_logging nothing is logged."
  limits     = "Whether the target bucket accepts the logs does not show. Buckets that only take the access logs of others are exempt."
  frameworks = {
    "fsbp"           = ["S3.9"]
    "nist-800-53-r5" = ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-10", "AU-12", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "CA-7", "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
    "pci-dss-4"      = ["10.2.1"]
    "iso-27001-2022" = ["A.8.15"]
    "soc2"           = ["A1.2", "CC6.1", "CC6.2", "CC7.2", "CC7.3"]
    "hipaa"          = ["164.308(a)(1)(ii)(D)", "164.308(a)(3)(ii)(A)", "164.308(a)(6)(ii)", "164.312(b)", "164.312(e)(2)(i)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_logging",
  ]
}

resource_policy "aws_s3_bucket" "logging" {
  # a bucket that only takes the logs of others is exempt
  filter = core::length(local.targets) > 0 || !(
    core::length(core::getresources("aws_s3_bucket_logging", { target_bucket = onus::bucket_id(attrs) })) > 0
    || core::length(onus::naming("aws_s3_bucket", "logging.target_bucket", onus::bucket_id(attrs))) > 0
  )
  locals {
    targets = onus::log_targets(attrs)
  }
  enforce {
    condition     = core::length(local.targets) > 0
    error_message = "no access log"
  }
  enforce {
    condition     = core::length(local.targets) == 0 || core::anytrue([for t in local.targets : t != onus::bucket_id(attrs)])
    focus         = local.targets
    error_message = "the bucket logs into itself"
  }
}

# logging of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_logging" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = attrs.target_bucket != attrs.bucket
    error_message = "the bucket logs into itself"
  }
}
