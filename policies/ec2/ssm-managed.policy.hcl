control {
  title      = "Instances are managed by Systems Manager"
  obligation = "ec2/platform-app-management"
  severity   = "medium"
  why        = "Systems Manager patches an instance, takes inventory of it and gives access to it without an open port and without SSH keys. An instance whose role does not let the agent register is left to be looked after by hand."
  remedy     = <<-HCL
    resource "aws_iam_role_policy_attachment" "ssm" {
      role       = aws_iam_role.ec2.name
      policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    }

    resource "aws_iam_instance_profile" "ec2" {
      role = aws_iam_role.ec2.name
    }

    resource "aws_instance" "example" {
      ami                  = "ami-0123456789abcdef0"
      instance_type        = "t3.micro"
      iam_instance_profile = aws_iam_instance_profile.ec2.name
    }

    resource "aws_iam_role" "ec2" {
      name = "ec2"
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "ec2.amazonaws.com" }
          Action    = "sts:AssumeRole"
        }]
      })
    }
  HCL
  unset      = "An instance without an instance profile, its own or its launch template's, is not managed, unless the Default Host Management Configuration of the account is on."
  limits     = "Whether the agent is installed and reaches Systems Manager is not in a plan. A profile of another configuration is undecided."
  subsumed_by = ["ec2/iam-instance-profile-attached"]
  frameworks = {
    "fsbp"           = ["SSM.1"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2", "CM-2(2)", "CM-8", "CM-8(1)", "CM-8(2)", "CM-8(3)", "SA-15(2)", "SA-15(8)", "SA-3", "SI-2(3)"]
    "soc2"           = ["CC3.2", "CC6.1", "CC6.2", "CC7.1"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/managed-instances-default-host-management.html",
  ]
}

resource_policy "aws_instance" "instance" {
  locals {
    templates = onus::instance_templates(attrs)
    planned = core::alltrue([
      for t in local.templates : onus::template_version_planned(onus::instance_template_version(attrs), t)
    ])
    inherited = core::length(local.templates) > 0 && local.planned ? (
      core::anytrue([for t in local.templates : onus::ssm_template_manages(t)])
    ) : onus::template_not_planned("the instance profile")
    managed = (
      onus::is_set(attrs.iam_instance_profile) ? onus::ssm_profile_manages(attrs.iam_instance_profile)
      : core::try(onus::is_set(attrs.launch_template), false) ? local.inherited : false
    )
  }
  enforce {
    condition     = local.managed || onus::ssm_manages_all_hosts()
    error_message = core::length(onus::linked(attrs.iam_instance_profile, "aws_iam_instance_profile")) > 0 ? "the role of the instance profile lacks AmazonSSMManagedInstanceCore" : "the instance has no profile whose role lets Systems Manager manage it"
  }
}

resource_policy "aws_launch_template" "template" {
  enforce {
    condition     = onus::ssm_template_manages(attrs) || onus::ssm_manages_all_hosts()
    error_message = core::length(attrs.iam_instance_profile) > 0 ? "the role of the instance profile lacks AmazonSSMManagedInstanceCore" : "the template has no instance profile whose role lets Systems Manager manage its instances"
  }
}
