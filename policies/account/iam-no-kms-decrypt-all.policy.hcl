control {
  title       = "Nobody may decrypt with every key"
  obligation  = "shared/identities"
  severity    = "medium"
  why         = "Who may decrypt with all keys can read everything that is encrypted, now and in future, whatever the key was made for. Name the keys that the work needs."
  remedy      = <<-HCL
    data "aws_iam_policy_document" "one_key" {
      statement {
        actions   = ["kms:Decrypt"]
        resources = [aws_kms_key.example.arn]
      }
    }

    resource "aws_kms_key" "example" {
      enable_key_rotation = true
    }

    resource "aws_iam_role_policy" "example" {
      role   = "example"
      policy = data.aws_iam_policy_document.one_key.json
    }
  HCL
  limits      = "Conditions, such as one on kms:ViaService, are not taken as a restriction of the keys."
  subsumed_by = ["account/iam-no-admin-policy"]
  frameworks = {
    "fsbp"           = ["KMS.1", "KMS.2"]
    "nist-800-53-r5" = ["AC-2", "AC-2(1)", "AC-3", "AC-3(15)", "AC-3(7)", "AC-5", "AC-6", "AC-6(3)"]
    "pci-dss-4"      = ["3.5.1.1", "3.5.1.3", "3.6.1.2", "3.6.1.3", "3.6.1.4", "3.7.1", "3.7.2", "3.7.4", "3.7.6", "3.7.7", "4.2.1.1", "7.2.1", "7.2.2", "7.2.3", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
    "hipaa"          = ["164.312(a)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html",
  ]
}

resource_policy "aws_iam_policy" "managed" {
  enforce {
    condition     = !onus::iam_policy_decrypts_all(attrs.policy)
    error_message = "the policy allows to decrypt with every KMS key"
  }
}

resource_policy "aws_iam_role_policy" "role_inline" {
  enforce {
    condition     = !onus::iam_policy_decrypts_all(attrs.policy)
    error_message = "the policy allows to decrypt with every KMS key"
  }
}

resource_policy "aws_iam_user_policy" "user_inline" {
  enforce {
    condition     = !onus::iam_policy_decrypts_all(attrs.policy)
    error_message = "the policy allows to decrypt with every KMS key"
  }
}

resource_policy "aws_iam_group_policy" "group_inline" {
  enforce {
    condition     = !onus::iam_policy_decrypts_all(attrs.policy)
    error_message = "the policy allows to decrypt with every KMS key"
  }
}

resource_policy "aws_iam_role" "role" {
  # an empty inline_policy block takes all inline policies away
  enforce {
    condition     = core::try(onus::is_set(attrs.inline_policy), false) ? !core::anytrue([for p in attrs.inline_policy : onus::iam_policy_decrypts_all(p.policy)]) : true
    error_message = "an inline_policy allows to decrypt with every KMS key"
  }
}
