control {
  title       = "Policies name actions, not whole services"
  obligation  = "shared/identities"
  severity    = "low"
  why         = "\"s3:*\" grants what nobody asked for, and next year's actions as well: deleting, making public, giving away. Name the actions that the work needs."
  remedy      = <<-HCL
    data "aws_iam_policy_document" "least" {
      statement {
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = ["arn:aws:s3:::example/*"]
      }
    }

    resource "aws_iam_policy" "example" {
      policy = data.aws_iam_policy_document.least.json
    }
  HCL
  limits      = "Managed policies are judged, inline policies are not."
  subsumed_by = ["account/iam-no-admin-policy"]
  frameworks = {
    "fsbp"           = ["IAM.21"]
    "nist-800-53-r5" = ["AC-2", "AC-2(1)", "AC-3", "AC-3(15)", "AC-3(7)", "AC-5", "AC-6", "AC-6(10)", "AC-6(2)", "AC-6(3)"]
  }
  references = [
    "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  ]
}

resource_policy "aws_iam_policy" "managed" {
  enforce {
    condition = core::alltrue([
      for s in onus::statements_of(attrs.policy) : s.effect != "Allow" || (
        core::length(s.not_actions) == 0 && !core::anytrue([for a in s.actions : onus::iam_is_service_wildcard(a)])
      )
    ])
    error_message = "the policy allows whole services: ${core::join(", ", onus::iam_service_wildcards(attrs.policy))}"
  }
}
