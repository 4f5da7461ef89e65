control {
  title      = "Buckets refuse uploads with another encryption than the required one"
  obligation = "s3/client-side-encryption"
  severity   = "low"
  why        = "A writer may choose another server-side encryption or another key than the bucket's default, and the object is then outside the key policy that guards the rest. A Deny on s3:PutObject makes the required one binding."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "required_encryption" {
      statement {
        effect    = "Deny"
        actions   = ["s3:PutObject"]
        resources = ["$${aws_s3_bucket.example.arn}/*"]
        principals {
          type        = "*"
          identifiers = ["*"]
        }
        condition {
          test     = "StringNotEqualsIfExists"
          variable = "s3:x-amz-server-side-encryption"
          values   = ["aws:kms"]
        }
      }
    }

    resource "aws_s3_bucket_policy" "example" {
      bucket = aws_s3_bucket.example.id
      policy = data.aws_iam_policy_document.required_encryption.json
    }
  HCL
  unset      = "Without such a statement writers choose the server-side encryption of what they upload."
  limits     = "Partial evidence only: the statement binds writers to a server-side encryption. Whether clients encrypt before they upload does not show in a plan and needs an attestation."
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html",
  ]
}

resource_policy "aws_s3_bucket" "bucket_policy" {
  enforce {
    focus         = onus::bucket_policies(attrs)
    condition     = core::anytrue([for p in onus::bucket_policies(attrs) : onus::policy_denies_other_encryption(p, "${onus::bucket_arn(attrs)}/*")])
    error_message = "no bucket policy denies s3:PutObject with another server-side encryption than the required one"
  }
}

# a policy whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_policy" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = core::anytrue([for partition in ["aws", "aws-cn", "aws-us-gov"] : onus::policy_denies_other_encryption(attrs.policy, "arn:${partition}:s3:::${attrs.bucket}/*")])
    error_message = "the policy does not deny s3:PutObject with another server-side encryption than the required one"
  }
}
