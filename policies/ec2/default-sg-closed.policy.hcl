control {
  title      = "The default security group of every VPC is closed"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "Whatever is started without naming a security group lands in the default one, where AWS lets all members talk to each other and to the whole internet. An empty default group makes such an accident harmless and visible."
  remedy     = <<-HCL
    resource "aws_default_security_group" "example" {
      vpc_id = aws_vpc.example.id
    }
  HCL
  unset      = "An aws_default_security_group without ingress and egress removes every rule when it is created. Without the resource the rules that AWS puts there stay."
  limits     = "A default security group that another state manages is not in the plan."
  frameworks = {
    "fsbp"           = ["EC2.2"]
    "cis-aws-3"      = ["5.4"]
    "cis-aws-5"      = ["5.5"]
    "nist-800-53-r5" = ["AC-4", "AC-4(21)", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(21)", "SC-7(4)", "SC-7(5)"]
    "pci-dss-4"      = ["7.2.1"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_security_group",
  ]
}

# The rules of a default group are its own, and those of rule resources that name it or the default group of its VPC.
resource_policy "aws_vpc" "default_security_group" {
  locals {
    groups = core::getresources("aws_default_security_group", { vpc_id = attrs.id })
  }
  enforce {
    condition     = core::length(local.groups) > 0
    error_message = "the default security group is not managed, so it keeps the rules that AWS puts there"
  }
  enforce {
    condition     = !core::anytrue([for group in local.groups : onus::default_group_has_rules(group)])
    error_message = "the default security group has rules of its own"
    focus         = [for group in local.groups : onus::default_group_ports(group)]
  }
  enforce {
    condition     = !onus::group_has_separate_rules(attrs.default_security_group_id)
    error_message = "a rule is added to the default security group"
  }
}

resource_policy "aws_default_security_group" "closed" {
  enforce {
    condition     = !onus::default_group_has_rules(attrs)
    error_message = "the default security group has rules of its own"
    focus         = onus::default_group_ports(attrs)
  }
}
