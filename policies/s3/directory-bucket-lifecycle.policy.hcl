control {
  title      = "Directory buckets have lifecycle rules"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "Directory buckets hold data that is needed fast and for a short time, in the most expensive storage class. A lifecycle rule expires it when the work is done."
  remedy     = <<-HCL
    resource "aws_s3_bucket_lifecycle_configuration" "example" {
      bucket = aws_s3_directory_bucket.example.bucket
      rule {
        id     = "expire"
        status = "Enabled"
        filter {}
        expiration {
          days = 7
        }
      }
    }
  HCL
  unset      = "Without a rule everything is kept forever."
  frameworks = {
    "fsbp" = ["S3.25"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-buckets-objects-lifecycle.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_directory_bucket",
  ]
}

resource_policy "aws_s3_directory_bucket" "lifecycle" {
  locals {
    configurations = core::getresources("aws_s3_bucket_lifecycle_configuration", { bucket = attrs.id })
  }
  enforce {
    condition     = core::length(local.configurations) > 0
    error_message = "no lifecycle configuration"
  }
  enforce {
    condition     = core::length(local.configurations) == 0 || core::anytrue([for c in local.configurations : core::anytrue([for r in core::try(c.rule, []) : r.status == "Enabled"])])
    error_message = "no lifecycle rule is enabled"
  }
}
