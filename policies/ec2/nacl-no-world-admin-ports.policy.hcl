control {
  title      = "Network ACLs do not let the internet reach SSH and RDP"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "A network ACL is the second line behind security groups: it still holds when someone opens a group by mistake. Allowing the administration ports from everywhere gives that line up for the whole subnet."
  remedy     = <<-HCL
    resource "aws_network_acl_rule" "no_ssh" {
      network_acl_id = aws_network_acl.example.id
      rule_number    = 90
      rule_action    = "deny"
      protocol       = "tcp"
      from_port      = 22
      to_port        = 22
      cidr_block     = "0.0.0.0/0"
    }
  HCL
  unset      = "An ACL without rules denies everything. The default ACL that nobody manages allows everything, but it is not in the plan."
  limits     = "Rules of an ACL that another state or the console adds are not visible, and neither is the default ACL of a VPC until it is adopted."
  frameworks = {
    "fsbp"           = ["EC2.21"]
    "cis-aws-3"      = ["5.1"]
    "cis-aws-5"      = ["5.2"]
    "nist-800-53-r5" = ["AC-4(21)", "CA-9(1)", "CM-2", "CM-2(2)", "CM-7", "SC-7", "SC-7(21)", "SC-7(5)"]
    "pci-dss-4"      = ["1.3.1"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl_rule",
  ]
}

input "admin-ports" {
  type        = list(number)
  default     = [22, 3389]
  description = "TCP ports of remote administration that the internet must not reach"
}

resource_policy "aws_network_acl" "admin_ports" {
  locals {
    rules = core::concat(onus::stated_acl_rules(attrs), onus::ingress_acl_rules_of(attrs.id))
  }
  enforce {
    condition     = !onus::acl_admits_world(local.rules, input.admin-ports)
    error_message = "the whole internet can reach port ${core::join(" and ", onus::ports_acl_admits(local.rules, input.admin-ports))} through this ACL"
    focus         = onus::acl_open_sources(local.rules, input.admin-ports)
  }
}

resource_policy "aws_default_network_acl" "admin_ports" {
  locals {
    rules = core::concat(onus::inline_acl_rules(attrs.ingress), onus::ingress_acl_rules_of(attrs.id))
  }
  enforce {
    condition     = !onus::acl_admits_world(local.rules, input.admin-ports)
    error_message = "the whole internet can reach port ${core::join(" and ", onus::ports_acl_admits(local.rules, input.admin-ports))} through this ACL"
    focus         = onus::acl_open_sources(local.rules, input.admin-ports)
  }
}

# A rule opens what no rule of its ACL with a lower number denies.
resource_policy "aws_network_acl_rule" "admin_ports" {
  filter = attrs.egress != true
  locals {
    rules = core::concat([onus::separate_acl_rule(attrs, true)], onus::acl_denials(attrs.network_acl_id))
  }
  enforce {
    condition     = !onus::acl_admits_world(local.rules, input.admin-ports)
    error_message = "the whole internet can reach port ${core::join(" and ", onus::ports_acl_admits(local.rules, input.admin-ports))} through this rule"
    focus         = onus::acl_open_sources(local.rules, input.admin-ports)
  }
}
