control {
  title      = "Objects are encrypted no weaker than their bucket asks for"
  obligation = "s3/customer-data"
  severity   = "low"
  why        = "An object that names its own encryption steps out of the default of the bucket. Where the bucket uses a KMS key of yours, an object with AES256 lies outside that key, and a key that the caller brings (SSE-C) is kept in the state in clear."
  remedy     = <<-HCL
    resource "aws_s3_object" "example" {
      bucket                 = aws_s3_bucket.example.id
      key                    = "example"
      content                = "example"
      server_side_encryption = "aws:kms"
      kms_key_id             = aws_kms_key.example.arn
    }
  HCL
  unset      = "An object that names no encryption gets the default of the bucket."
  limits     = "Objects that are uploaded without Terraform do not show."
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_object",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_object_copy",
  ]
}

resource_policy "aws_s3_object" "encryption" {
  enforce {
    condition     = onus::keeps_default_encryption(attrs)
    error_message = "the object is encrypted weaker than the default of its bucket"
  }
}

resource_policy "aws_s3_bucket_object" "encryption" {
  enforce {
    condition     = onus::keeps_default_encryption(attrs)
    error_message = "the object is encrypted weaker than the default of its bucket"
  }
}

resource_policy "aws_s3_object_copy" "encryption" {
  enforce {
    condition     = !onus::is_set(core::try(attrs.customer_key, null))
    error_message = "customer_key encrypts the copy with a key that is kept in the state (SSE-C)"
  }
  enforce {
    condition     = onus::keeps_default_encryption(attrs)
    error_message = "the copy is encrypted weaker than the default of its bucket"
  }
}
