control {
  title      = "Users get their rights from groups and roles"
  obligation = "shared/identities"
  severity   = "low"
  why        = "Rights that hang on single users are forgotten when people change their work. In a group they are seen, changed and taken away in one place."
  remedy     = <<-HCL
    resource "aws_iam_group_policy_attachment" "example" {
      group      = "ops"
      policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    }
  HCL
  frameworks = {
    "fsbp"           = ["IAM.2"]
    "cis-aws-3"      = ["1.15"]
    "cis-aws-5"      = ["1.14"]
    "nist-800-53-r5" = ["AC-2", "AC-2(1)", "AC-3", "AC-3(15)", "AC-3(7)", "AC-6", "AC-6(3)"]
    "pci-dss-4"      = ["7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
    "iso-27001-2022" = ["A.5.15"]
    "soc2"           = ["CC1.3", "CC6.1", "CC6.2", "CC6.3"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html",
  ]
}

resource_policy "aws_iam_user_policy" "inline" {
  enforce {
    condition     = false
    error_message = "an inline policy hangs on a single user"
  }
}

resource_policy "aws_iam_user_policy_attachment" "attachment" {
  enforce {
    condition     = false
    error_message = "a policy is attached to a single user"
  }
}

resource_policy "aws_iam_group_policy_attachment" "group" {
  enforce {
    condition     = attrs.group != null
    error_message = "the policy is attached to no group"
  }
}

resource_policy "aws_iam_policy_attachment" "attachments" {
  locals {
    users = attrs.users == null ? [] : attrs.users
  }
  enforce {
    condition     = core::try(core::length(onus::linked(attrs.users, "aws_iam_user")) == 0, true)
    error_message = "a policy is attached to single users"
  }
  enforce {
    condition     = core::length(local.users) == 0
    error_message = "a policy is attached to single users"
  }
}
