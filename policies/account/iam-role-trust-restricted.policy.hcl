input "instance-services" {
  type        = list(string)
  default     = ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]
  description = "Services that a role of an instance profile may trust."
}

control {
  title      = "Roles trust named principals only"
  obligation = "shared/identities"
  severity   = "high"
  why        = "Whoever a trust policy names can take on the role with all it may do; the principal \"*\" names every AWS account in the world. The role of an instance profile is for instances, so nobody but EC2 should be able to take it on."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "ec2_trust" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "Service"
          identifiers = ["ec2.amazonaws.com"]
        }
      }
    }

    resource "aws_iam_role" "example" {
      name               = "example"
      assume_role_policy = data.aws_iam_policy_document.ec2_trust.json
    }
  HCL
  limits     = "The principal \"*\" is accepted under a condition that compares the caller's account, organization or ARN with fixed values. An external id alone is no such condition. Which instance profile uses a role is seen only within the plan."
  references = [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html",
  ]
}

resource_policy "aws_iam_role" "trust" {
  locals {
    trusted = onus::iam_trusted_principals(attrs.assume_role_policy)
    only_instances = core::alltrue([
      for p in local.trusted : p.type == "Service" && core::contains(input.instance-services, p.id)
    ])
    in_profile = core::length(core::getresources("aws_iam_instance_profile", { role = attrs.id })) > 0
  }
  enforce {
    condition     = !onus::iam_trusts_everyone(attrs.assume_role_policy)
    error_message = "every AWS account may assume the role"
  }
  enforce {
    condition     = local.only_instances || !local.in_profile
    error_message = "the role belongs to an instance profile, yet not only EC2 may assume it: ${core::join(", ", core::distinct([for p in local.trusted : p.id]))}"
  }
}
