input "minimum-password-length" {
  type        = number
  default     = 14
  description = "Characters a password has at least."
}

input "password-reuse-prevention" {
  type        = number
  default     = 24
  description = "Earlier passwords that may not be used again, at least."
}

control {
  title      = "The password policy asks for long, mixed and new passwords"
  obligation = "shared/identities"
  severity   = "medium"
  why        = "A short or reused password of a console user is guessed or found in a leak. The account's password policy is the only place that can refuse it."
  remedy     = <<-HCL
    resource "aws_iam_account_password_policy" "example" {
      minimum_password_length      = 14
      password_reuse_prevention    = 24
      require_lowercase_characters = true
      require_uppercase_characters = true
      require_numbers              = true
      require_symbols              = true
    }
  HCL
  unset      = "The provider sends 6 for a length that is left out; what else is left out is reset by AWS: no kind of character is required and every password may be used again."
  limits     = "A plan without the resource says nothing: the account may have a policy in another configuration."
  frameworks = {
    "fsbp"           = ["IAM.7"]
    "cis-aws-3"      = ["1.8", "1.9"]
    "cis-aws-5"      = ["1.7", "1.8"]
    "nist-800-53-r5" = ["AC-2(1)", "AC-2(3)", "AC-3(15)", "IA-5(1)"]
    "pci-dss-4"      = ["11.3.1.3", "11.5.2", "8.3.6", "8.6.3"]
    "iso-27001-2022" = ["A.5.15"]
    "soc2"           = ["CC6.1", "CC6.2"]
    "hipaa"          = ["164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.308(a)(5)(ii)(D)", "164.312(d)"]
  }
  references = [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/iam_account_password_policy",
  ]
}

resource_policy "aws_iam_account_password_policy" "password_policy" {
  locals {
    length = attrs.minimum_password_length == null ? 6 : attrs.minimum_password_length
    reuse  = attrs.password_reuse_prevention == null ? 0 : attrs.password_reuse_prevention
  }
  enforce {
    condition     = local.length >= input.minimum-password-length
    error_message = "a password may have ${local.length} characters, not ${input.minimum-password-length} at least"
  }
  enforce {
    condition     = local.reuse >= input.password-reuse-prevention
    error_message = "a password may be used again after ${local.reuse} others, not ${input.password-reuse-prevention}"
  }
  enforce {
    condition     = attrs.require_lowercase_characters == true
    error_message = "no lower-case letter is required"
  }
  enforce {
    condition     = attrs.require_uppercase_characters == true
    error_message = "no upper-case letter is required"
  }
  enforce {
    condition     = attrs.require_numbers == true
    error_message = "no digit is required"
  }
  enforce {
    condition     = attrs.require_symbols == true
    error_message = "no symbol is required"
  }
}
