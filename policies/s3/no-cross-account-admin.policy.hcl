control {
  title      = "Bucket policies let no other account change the protection of the bucket"
  obligation = "s3/customer-data"
  severity   = "high"
  why        = "Whoever may replace the bucket policy, its ACLs or its encryption settings owns the data in all but name. Other accounts may get reading and writing of objects, but not these actions."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "scoped" {
      statement {
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = ["$${aws_s3_bucket.example.arn}/*"]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111122223333:role/partner"]
        }
      }
    }

    resource "aws_s3_bucket_policy" "example" {
      bucket = aws_s3_bucket.example.id
      policy = data.aws_iam_policy_document.scoped.json
    }
  HCL
  unset      = "A bucket without a policy grants other accounts nothing."
  limits     = "A plan does not name the account it is for. Without the input own-account-ids a principal given by account or ARN that holds one of these actions stays undecided, unless it is a role or user of this plan."
  subsumed_by = ["s3/no-public-policy"]
  frameworks = {
    "fsbp"           = ["S3.6"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2"]
    "pci-dss-4"      = ["10.6.3", "7.2.1", "7.2.2", "7.2.5", "7.2.6", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
  ]
}

input "own-account-ids" {
  type        = list(string)
  default     = []
  description = "The ids of the accounts that count as one's own. Empty: not known."
}

resource_policy "aws_s3_bucket" "bucket_policy" {
  enforce {
    condition     = !core::anytrue([for p in onus::bucket_policies(attrs) : onus::policy_grants_administration(p, input.own-account-ids)])
    error_message = "the bucket policy lets another account change the bucket's policy, ACLs or encryption"
  }
}

# a policy whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_policy" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = !onus::policy_grants_administration(attrs.policy, input.own-account-ids)
    error_message = "the bucket policy lets another account change the bucket's policy, ACLs or encryption"
  }
}
