control {
  title      = "Buckets refuse uploads with a key that the writer brings"
  obligation = "s3/client-side-encryption"
  severity   = "low"
  why        = "With SSE-C the writer alone holds the key: whoever gets hold of write access can encrypt the data so that nobody else can read it, and asks for ransom. Hardly anything needs SSE-C today."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "deny_sse_c" {
      statement {
        effect    = "Deny"
        actions   = ["s3:PutObject"]
        resources = ["$${aws_s3_bucket.example.arn}/*"]
        principals {
          type        = "*"
          identifiers = ["*"]
        }
        condition {
          test     = "Null"
          variable = "s3:x-amz-server-side-encryption-customer-algorithm"
          values   = ["false"]
        }
      }
    }

    resource "aws_s3_bucket_policy" "example" {
      bucket = aws_s3_bucket.example.id
      policy = data.aws_iam_policy_document.deny_sse_c.json
    }
  HCL
  unset      = "S3 refuses SSE-C on buckets that are made since April 2026, unless it is allowed again by hand."
  limits     = "Partial evidence only: it says nothing about encryption by the client before the upload. The blocked encryption types of a bucket have no argument in version 5 of the provider, so for a bucket that exists already they do not show."
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html",
  ]
}

resource_policy "aws_s3_bucket" "bucket_policy" {
  locals {
    policies = onus::bucket_policies(attrs)
    denies   = core::anytrue([for p in local.policies : onus::policy_denies_customer_key(p, "${onus::bucket_arn(attrs)}/*", "false")])
    demands  = core::anytrue([for p in local.policies : onus::policy_denies_customer_key(p, "${onus::bucket_arn(attrs)}/*", "true")])
    # version 6 of the provider has blocked_encryption_types
    blocked = core::flatten([
      for c in core::getresources("aws_s3_bucket_server_side_encryption_configuration", { bucket = onus::bucket_id(attrs) }) : [
        for r in core::try(c.rule, []) : onus::list_or_empty(core::try(r.blocked_encryption_types, null))
      ]
    ])
    without = meta.operation == "create" ? true : onus::undecided("whether S3 blocks SSE-C on this existing bucket")
  }
  enforce {
    condition     = !local.demands
    error_message = "the bucket policy refuses every upload that does not use SSE-C"
  }
  enforce {
    condition     = local.denies || (core::length(local.blocked) > 0 ? core::contains(local.blocked, "SSE-C") : local.without)
    error_message = "the bucket accepts uploads with a key that the writer brings (SSE-C)"
  }
}

# a policy whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_policy" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  locals {
    arns    = [for partition in ["aws", "aws-cn", "aws-us-gov"] : "arn:${partition}:s3:::${attrs.bucket}/*"]
    denies  = core::anytrue([for arn in local.arns : onus::policy_denies_customer_key(attrs.policy, arn, "false")])
    demands = core::anytrue([for arn in local.arns : onus::policy_denies_customer_key(attrs.policy, arn, "true")])
  }
  enforce {
    condition     = !local.demands
    error_message = "the bucket policy refuses every upload that does not use SSE-C"
  }
  enforce {
    condition     = local.denies || onus::undecided("whether S3 blocks SSE-C on the bucket, which this plan does not hold")
    error_message = "the bucket accepts uploads with a key that the writer brings (SSE-C)"
  }
}
