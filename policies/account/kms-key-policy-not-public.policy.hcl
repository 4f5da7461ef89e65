control {
  title      = "Key policies let in no strangers"
  obligation = "ec2/server-side-encryption"
  severity   = "critical"
  why        = "A key policy that allows the principal \"*\" lets any AWS account in the world use the key once it grants itself the action. Everything encrypted with the key is then only as private as its ciphertext."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "key" {
      statement {
        actions   = ["kms:*"]
        resources = ["*"]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111122223333:root"]
        }
      }
    }

    resource "aws_kms_key" "example" {
      policy = data.aws_iam_policy_document.key.json
    }
  HCL
  unset      = "A key without a policy gets the default key policy of AWS, which trusts the account of the key only."
  limits     = "Grants and identity policies are not read. A condition counts if it compares the caller's account, organization, ARN or network with values that hold no wildcard and no policy variable."
  frameworks = {
    "fsbp" = ["KMS.5"]
  }
  references = [
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    "https://docs.aws.amazon.com/config/latest/developerguide/kms-key-policy-no-public-access.html",
  ]
}

# the policy of the key itself, and any that aws_kms_key_policy puts in its place
resource_policy "aws_kms_key" "key" {
  enforce {
    condition     = !onus::kms_policy_is_public(attrs, "aws_kms_key")
    error_message = "the key policy lets in everyone, under no condition that fixes the caller"
  }
  enforce {
    condition     = !onus::kms_separate_policy_is_public(attrs, "aws_kms_key")
    focus         = onus::kms_separate_policies(attrs, "aws_kms_key")
    error_message = "aws_kms_key_policy lets in everyone, under no condition that fixes the caller"
  }
}

resource_policy "aws_kms_external_key" "external_key" {
  enforce {
    condition     = !onus::kms_policy_is_public(attrs, "aws_kms_external_key")
    error_message = "the key policy lets in everyone, under no condition that fixes the caller"
  }
  enforce {
    condition     = !onus::kms_separate_policy_is_public(attrs, "aws_kms_external_key")
    focus         = onus::kms_separate_policies(attrs, "aws_kms_external_key")
    error_message = "aws_kms_key_policy lets in everyone, under no condition that fixes the caller"
  }
}

resource_policy "aws_kms_replica_key" "replica_key" {
  enforce {
    condition     = !onus::kms_policy_is_public(attrs, "aws_kms_replica_key")
    error_message = "the key policy lets in everyone, under no condition that fixes the caller"
  }
  enforce {
    condition     = !onus::kms_separate_policy_is_public(attrs, "aws_kms_replica_key")
    focus         = onus::kms_separate_policies(attrs, "aws_kms_replica_key")
    error_message = "aws_kms_key_policy lets in everyone, under no condition that fixes the caller"
  }
}

# a policy whose key belongs to another configuration; one of this plan is judged with its key
resource_policy "aws_kms_key_policy" "by_itself" {
  filter = !core::anytrue([
    for type in ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"] : core::length(onus::linked(attrs.key_id, type)) > 0
  ])
  enforce {
    condition     = !onus::kms_grants_everyone(attrs.policy)
    error_message = "the key policy lets in everyone, under no condition that fixes the caller"
  }
}
