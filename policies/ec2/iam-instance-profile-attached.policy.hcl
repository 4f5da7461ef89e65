control {
  title      = "Instances get their AWS permissions from an instance profile"
  obligation = "shared/identities"
  severity   = "medium"
  why        = "An application on an instance without a role needs access keys that somebody copies onto it, and such keys leak and never change. A role hands out credentials that expire within hours."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami                  = "ami-12345678"
      instance_type        = "t3.micro"
      iam_instance_profile = aws_iam_instance_profile.example.name
    }
  HCL
  unset      = "No role, unless the launch template names one."
  limits     = "What the role may do is judged by other controls."
  frameworks = {
    "cis-aws-3"      = ["1.18"]
    "cis-aws-5"      = ["1.17"]
    "nist-800-53-r5" = ["CM-5(1)", "CM-6"]
    "pci-dss-4"      = ["7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
    "iso-27001-2022" = ["A.8.2", "A.8.20", "A.8.21", "A.8.22"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(3)(ii)(A)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#iam_instance_profile",
  ]
}

resource_policy "aws_instance" "instance_profile" {
  locals {
    templates = onus::instance_templates(attrs)
    planned   = onus::instance_template_planned(attrs)
    template  = local.planned ? core::alltrue([for t in local.templates : onus::template_names_profile(t)]) : onus::template_not_planned("the instance profile")
    inherited = core::length(onus::launch_template_blocks(attrs)) == 0 ? false : local.template
  }
  enforce {
    condition     = onus::names_profile(attrs.iam_instance_profile) || local.inherited
    error_message = "the instance has no instance profile"
  }
}

resource_policy "aws_launch_template" "launch_template_profile" {
  enforce {
    condition     = onus::template_names_profile(attrs)
    error_message = "the launch template names no instance profile"
  }
}

resource_policy "aws_launch_configuration" "launch_configuration_profile" {
  enforce {
    condition     = onus::names_profile(attrs.iam_instance_profile)
    error_message = "the launch configuration names no instance profile"
  }
}
