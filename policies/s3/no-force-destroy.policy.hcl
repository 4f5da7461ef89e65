control {
  title      = "A bucket with objects in it cannot be destroyed"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "With force_destroy a terraform destroy, or a change that replaces the bucket, deletes every object and every version without a question. Without it S3 refuses to delete a bucket that is not empty."
  remedy     = <<-HCL
    resource "aws_s3_bucket" "example" {
      bucket        = "example"
      force_destroy = false
    }
  HCL
  unset      = "force_destroy is false if it is left out."
  references = [
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket#force_destroy-1",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_directory_bucket",
  ]
}

resource_policy "aws_s3_bucket" "force_destroy" {
  enforce {
    condition     = core::try(attrs.force_destroy, false) != true
    error_message = "force_destroy lets a destroy delete every object"
  }
}

resource_policy "aws_s3_directory_bucket" "force_destroy" {
  enforce {
    condition     = core::try(attrs.force_destroy, false) != true
    error_message = "force_destroy lets a destroy delete every object"
  }
}
