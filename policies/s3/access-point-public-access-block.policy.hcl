control {
  title      = "Access points block all public access"
  obligation = "s3/customer-data"
  severity   = "high"
  why        = "An access point is a door of its own into the bucket, with its own policy and its own four settings. They cannot be changed later: an access point that was made with one of them off has to be made anew."
  remedy     = <<-HCL
    resource "aws_s3_access_point" "example" {
      bucket = aws_s3_bucket.example.id
      name   = "example"
      public_access_block_configuration {
        block_public_acls       = true
        block_public_policy     = true
        ignore_public_acls      = true
        restrict_public_buckets = true
      }
    }
  HCL
  unset      = "All four settings are on if the block, or a setting in it, is left out."
  frameworks = {
    "fsbp"           = ["S3.19"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.4.4"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_access_point",
  ]
}

resource_policy "aws_s3_access_point" "public_access_block_configuration" {
  enforce {
    condition     = onus::access_point_blocks_public_access(core::try(attrs.public_access_block_configuration, []))
    error_message = "the access point turns off ${core::join(", ", onus::access_point_settings_off(core::try(attrs.public_access_block_configuration, [])))}"
  }
}
