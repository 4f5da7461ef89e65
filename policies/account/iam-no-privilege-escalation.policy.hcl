control {
  title       = "No policy lets its holder become administrator"
  obligation  = "shared/identities"
  severity    = "high"
  why         = "Some actions are enough to give oneself every other one: to write a policy for any role, to make keys for any user, or to start a machine under any role. A policy with such a set is an administrator policy that nobody reads as one."
  remedy      = <<-HCL
    data "aws_iam_policy_document" "least" {
      statement {
        actions   = ["iam:PassRole"]
        resources = ["arn:aws:iam::111122223333:role/app"]
        condition {
          test     = "StringEquals"
          variable = "iam:PassedToService"
          values   = ["ec2.amazonaws.com"]
        }
      }
      statement {
        actions   = ["ec2:RunInstances"]
        resources = ["*"]
      }
    }

    resource "aws_iam_policy" "example" {
      policy = data.aws_iam_policy_document.least.json
    }
  HCL
  limits      = "One policy is judged at a time: a set that is spread over several policies of one role is not seen. Grants on single, named roles and users are not judged."
  subsumed_by = ["account/iam-no-admin-policy"]
  frameworks = {
    "soc2" = ["CC3.3"]
  }
  references = [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  ]
}

resource_policy "aws_iam_policy" "managed" {
  enforce {
    condition     = !onus::iam_policy_escalates(attrs.policy)
    error_message = "the policy is enough to become administrator: ${onus::iam_escalation_words(attrs.policy)}"
  }
}

resource_policy "aws_iam_role_policy" "role_inline" {
  enforce {
    condition     = !onus::iam_policy_escalates(attrs.policy)
    error_message = "the policy is enough to become administrator: ${onus::iam_escalation_words(attrs.policy)}"
  }
}

resource_policy "aws_iam_user_policy" "user_inline" {
  enforce {
    condition     = !onus::iam_policy_escalates(attrs.policy)
    error_message = "the policy is enough to become administrator: ${onus::iam_escalation_words(attrs.policy)}"
  }
}

resource_policy "aws_iam_group_policy" "group_inline" {
  enforce {
    condition     = !onus::iam_policy_escalates(attrs.policy)
    error_message = "the policy is enough to become administrator: ${onus::iam_escalation_words(attrs.policy)}"
  }
}

resource_policy "aws_iam_role" "role" {
  # an empty inline_policy block takes all inline policies away
  locals {
    policies = core::try(onus::is_set(attrs.inline_policy), false) ? [for p in attrs.inline_policy : p.policy] : []
  }
  enforce {
    condition     = !core::anytrue([for p in local.policies : onus::iam_policy_escalates(p)])
    error_message = "an inline_policy is enough to become administrator: ${core::join("; ", [for p in local.policies : onus::iam_escalation_words(p) if onus::iam_policy_escalates(p)])}"
  }
}
