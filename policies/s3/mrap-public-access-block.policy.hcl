control {
  title      = "Multi-Region access points block all public access"
  obligation = "s3/customer-data"
  severity   = "high"
  why        = "A multi-Region access point is one door into buckets of several regions, with its own policy and its own four settings. They cannot be changed later: one that was made with a setting off has to be made anew."
  remedy     = <<-HCL
    resource "aws_s3control_multi_region_access_point" "example" {
      details {
        name = "example"
        public_access_block {
          block_public_acls       = true
          block_public_policy     = true
          ignore_public_acls      = true
          restrict_public_buckets = true
        }
        region {
          bucket = aws_s3_bucket.example.id
        }
      }
    }
  HCL
  unset      = "All four settings are on if the block, or a setting in it, is left out."
  frameworks = {
    "fsbp"      = ["S3.24"]
    "pci-dss-4" = ["1.4.4"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/multi-region-access-point-block-public-access.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3control_multi_region_access_point",
  ]
}

resource_policy "aws_s3control_multi_region_access_point" "public_access_block" {
  locals {
    blocks = core::try(attrs.details[0].public_access_block, [])
  }
  enforce {
    condition     = onus::access_point_blocks_public_access(local.blocks)
    error_message = "the multi-Region access point turns off ${core::join(", ", onus::access_point_settings_off(local.blocks))}"
  }
}
