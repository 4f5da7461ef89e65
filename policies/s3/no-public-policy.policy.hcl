control {
  title      = "Resource policies of S3 let in nobody but known callers"
  obligation = "s3/customer-data"
  severity   = "critical"
  why        = "A statement that allows the principal * without naming an account, an organization, a network or an endpoint opens the data to everyone on the internet. Scanners find such buckets within hours."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "private" {
      statement {
        actions   = ["s3:GetObject"]
        resources = ["$${aws_s3_bucket.example.arn}/*"]
        principals {
          type        = "AWS"
          identifiers = [aws_iam_role.reader.arn]
        }
      }
    }

    resource "aws_s3_bucket_policy" "example" {
      bucket = aws_s3_bucket.example.id
      policy = data.aws_iam_policy_document.private.json
    }
  HCL
  unset      = "A bucket or an access point without a policy lets in its own account only."
  limits     = "Statements are judged as S3 itself judges them: only conditions on callers, accounts, organizations, networks and endpoints with fixed values count, so a value with a wildcard leaves a policy public. Policies written outside this plan do not show."
  frameworks = {
    "fsbp"           = ["S3.2", "S3.3"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "10.3.2", "3.5.1.3", "A1.1.2", "A1.1.3", "A3.4.1"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.3", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(a)(2)(i)", "164.312(e)(1)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_policy",
  ]
}

resource_policy "aws_s3_bucket" "bucket_policy" {
  enforce {
    condition     = !core::anytrue([for p in onus::bucket_policies(attrs) : onus::bucket_policy_is_public(p)])
    error_message = "the bucket policy allows everyone: ${onus::public_actions(onus::bucket_policies(attrs))}"
  }
}

# a policy whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_policy" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = !onus::bucket_policy_is_public(attrs.policy)
    error_message = "the bucket policy allows everyone: ${onus::public_actions([attrs.policy])}"
  }
}

resource_policy "aws_s3_access_point" "access_point_policy" {
  locals {
    arn      = core::try(attrs.arn, onus::undecided("the plan does not tell the ARN of the access point"))
    separate = [for p in core::getresources("aws_s3control_access_point_policy", { access_point_arn = local.arn }) : p.policy]
    own      = core::try(attrs.policy, null)
    removed  = onus::removed("aws_s3control_access_point_policy", { access_point_arn = local.arn })
    inline   = onus::is_set(local.own) || (core::length(local.separate) == 0 && core::length(local.removed) == 0) ? [local.own] : []
  }
  enforce {
    condition     = !core::anytrue([for p in core::concat(local.separate, local.inline) : onus::access_point_policy_is_public(p)])
    error_message = "the access point policy allows everyone: ${onus::public_actions(core::concat(local.separate, local.inline))}"
  }
}

# a policy whose access point belongs to another configuration
resource_policy "aws_s3control_access_point_policy" "by_itself" {
  filter = core::length(core::getresources("aws_s3_access_point", { arn = attrs.access_point_arn })) == 0
  enforce {
    condition     = !onus::access_point_policy_is_public(attrs.policy)
    error_message = "the access point policy allows everyone: ${onus::public_actions([attrs.policy])}"
  }
}

resource_policy "aws_s3control_multi_region_access_point_policy" "multi_region_access_point_policy" {
  enforce {
    condition     = !onus::access_point_policy_is_public(core::try(attrs.details[0].policy, null))
    error_message = "the policy of the multi-Region access point allows everyone: ${onus::public_actions([attrs.details[0].policy])}"
  }
}
