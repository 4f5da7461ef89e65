control {
  title      = "Buckets refuse requests over plain HTTP"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "S3 answers over plain HTTP as well, and then data and signatures cross the network readable for everyone on the way. Only a Deny in the bucket policy that holds for everyone, every action, the bucket and its objects turns that off."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "tls_only" {
      statement {
        effect    = "Deny"
        actions   = ["s3:*"]
        resources = [aws_s3_bucket.example.arn, "$${aws_s3_bucket.example.arn}/*"]
        principals {
          type        = "*"
          identifiers = ["*"]
        }
        condition {
          test     = "Bool"
          variable = "aws:SecureTransport"
          values   = ["false"]
        }
      }
    }

    resource "aws_s3_bucket_policy" "example" {
      bucket = aws_s3_bucket.example.id
      policy = data.aws_iam_policy_document.tls_only.json
    }
  HCL
  unset      = "A bucket without a policy accepts plain HTTP."
  limits     = "Several Deny statements that only together cover every S3 action do not count. A policy that another configuration attaches, or a service or resource control policy of the organization, does not show."
  frameworks = {
    "fsbp"           = ["S3.5"]
    "cis-aws-3"      = ["2.1.1"]
    "cis-aws-5"      = ["2.1.1"]
    "nist-800-53-r5" = ["AC-17(2)", "AC-4", "IA-5(1)", "SC-12(3)", "SC-13", "SC-23", "SC-23(3)", "SC-7(4)", "SC-8", "SC-8(1)", "SC-8(2)", "SI-7(6)"]
    "pci-dss-4"      = ["4.2.1"]
    "soc2"           = ["CC6.1", "CC6.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(c)(2)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport",
  ]
}

resource_policy "aws_s3_bucket" "bucket_policy" {
  locals {
    policies = onus::bucket_policies(attrs)
    bucket   = core::anytrue([for p in local.policies : onus::policy_denies_plain_http(p, onus::bucket_arn(attrs))])
    objects  = core::anytrue([for p in local.policies : onus::policy_denies_plain_http(p, "${onus::bucket_arn(attrs)}/*")])
  }
  enforce {
    condition     = local.bucket
    focus         = local.policies
    error_message = "no bucket policy denies every S3 action on the bucket itself over plain HTTP to everyone"
  }
  enforce {
    condition     = local.objects
    focus         = local.policies
    error_message = "no bucket policy denies every S3 action on the objects over plain HTTP to everyone"
  }
}

# a policy whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_policy" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  locals {
    # the partition (aws, aws-cn, aws-us-gov) of a bucket that is not in the plan is the one its policy names
    arns = ["arn:aws:s3:::${attrs.bucket}", "arn:aws-cn:s3:::${attrs.bucket}", "arn:aws-us-gov:s3:::${attrs.bucket}"]
  }
  enforce {
    condition     = core::anytrue([for arn in local.arns : onus::policy_denies_plain_http(attrs.policy, arn) && onus::policy_denies_plain_http(attrs.policy, "${arn}/*")])
    error_message = "the policy does not deny every S3 action over plain HTTP to everyone, on the bucket and on its objects"
  }
}
