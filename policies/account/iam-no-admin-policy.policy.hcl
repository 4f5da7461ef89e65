control {
  title      = "No policy grants full administration"
  obligation = "shared/identities"
  severity   = "high"
  why        = "A policy that allows every action on everything turns one leaked credential of its holder into the whole account. Grant the actions and resources that the work needs."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "least" {
      statement {
        actions   = ["s3:GetObject"]
        resources = ["arn:aws:s3:::example/*"]
      }
    }

    resource "aws_iam_policy" "example" {
      policy = data.aws_iam_policy_document.least.json
    }
  HCL
  unset      = "A role without inline_policy and managed_policy_arns gets nothing from them."
  limits     = "Conditions and Deny statements are not taken as a restriction of such a grant, and a policy counts even where it serves as a permissions boundary only."
  frameworks = {
    "fsbp"           = ["IAM.1"]
    "cis-aws-3"      = ["1.16"]
    "cis-aws-5"      = ["1.15"]
    "nist-800-53-r5" = ["AC-2", "AC-2(1)", "AC-3", "AC-3(15)", "AC-3(7)", "AC-5", "AC-6", "AC-6(10)", "AC-6(2)", "AC-6(3)"]
    "pci-dss-4"      = ["11.5.2", "7.2.1", "7.2.2", "7.2.3", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
    "iso-27001-2022" = ["A.5.18", "A.8.2"]
    "soc2"           = ["CC1.3", "CC6.1", "CC6.2", "CC6.3"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
  ]
}

locals {
  admin_arns = [
    "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws-cn:iam::aws:policy/AdministratorAccess", "arn:aws-us-gov:iam::aws:policy/AdministratorAccess",
  ]
}

resource_policy "aws_iam_policy" "managed" {
  enforce {
    condition     = !onus::iam_policy_is_admin(attrs.policy)
    error_message = "the policy allows every action on every resource"
  }
}

resource_policy "aws_iam_role_policy" "role_inline" {
  enforce {
    condition     = !onus::iam_policy_is_admin(attrs.policy)
    error_message = "the policy allows every action on every resource"
  }
}

resource_policy "aws_iam_user_policy" "user_inline" {
  enforce {
    condition     = !onus::iam_policy_is_admin(attrs.policy)
    error_message = "the policy allows every action on every resource"
  }
}

resource_policy "aws_iam_group_policy" "group_inline" {
  enforce {
    condition     = !onus::iam_policy_is_admin(attrs.policy)
    error_message = "the policy allows every action on every resource"
  }
}

resource_policy "aws_iam_role" "role" {
  # an empty inline_policy block takes all inline policies away
  enforce {
    condition     = core::try(onus::is_set(attrs.inline_policy), false) ? !core::anytrue([for p in attrs.inline_policy : onus::iam_policy_is_admin(p.policy)]) : true
    error_message = "an inline_policy allows every action on every resource"
  }
  enforce {
    condition     = core::try(onus::is_set(attrs.managed_policy_arns), false) ? !core::anytrue([for a in attrs.managed_policy_arns : core::contains(local.admin_arns, a)]) : true
    error_message = "managed_policy_arns holds AdministratorAccess"
  }
}

resource_policy "aws_iam_role_policy_attachment" "role_attachment" {
  enforce {
    condition     = !core::contains(local.admin_arns, attrs.policy_arn)
    error_message = "AdministratorAccess is attached to a role"
  }
}

resource_policy "aws_iam_user_policy_attachment" "user_attachment" {
  enforce {
    condition     = !core::contains(local.admin_arns, attrs.policy_arn)
    error_message = "AdministratorAccess is attached to a user"
  }
}

resource_policy "aws_iam_group_policy_attachment" "group_attachment" {
  enforce {
    condition     = !core::contains(local.admin_arns, attrs.policy_arn)
    error_message = "AdministratorAccess is attached to a group"
  }
}

resource_policy "aws_iam_policy_attachment" "attachment" {
  enforce {
    condition     = !core::contains(local.admin_arns, attrs.policy_arn)
    error_message = "AdministratorAccess is attached"
  }
}
