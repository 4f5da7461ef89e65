control {
  title      = "No security group opens every port to the internet"
  obligation = "ec2/os-network-firewall"
  severity   = "critical"
  why        = "A rule for all traffic from anywhere switches the firewall off: whatever listens on the instance, now or after the next update, can be reached by everyone. What has to be public is one port, not all of them."
  remedy     = <<-HCL
    resource "aws_vpc_security_group_ingress_rule" "https" {
      security_group_id = aws_security_group.example.id
      cidr_ipv4         = "10.0.0.0/16"
      ip_protocol       = "tcp"
      from_port         = 443
      to_port           = 443
    }
  HCL
  unset      = "Protocol -1 means every protocol and every port, whatever ports the rule names. A rule without ports means all of them."
  limits     = "A plan does not show rules that another state or the console adds, nor the entries of a prefix list that is managed elsewhere."
  frameworks = {
    "cis-aws-3"      = ["5.2", "5.3"]
    "cis-aws-5"      = ["5.3", "5.4"]
    "nist-800-53-r5" = ["SC-7(5)", "SC-7(7)", "SC-7(11)", "SC-7(12)", "SC-7(16)", "SC-7(21)", "SC-7(24)", "SC-7", "AC-4(21)", "AC-17", "AC-17(1)", "AC-17(4)", "AC-17(9)", "AC-17(10)"]
    "pci-dss-4"      = ["1.2.5", "1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "11.3.1.1", "11.3.1.3", "11.5.1.1", "11.5.2", "2.2.5", "7.2.1", "7.3.1", "A1.1.3"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

resource_policy "aws_security_group" "all_traffic" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "0.0.0.0/0")
    error_message = "every port is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::every_port_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "::/0")
    error_message = "every port is open to every IPv6 address (::/0)"
    focus         = onus::every_port_sources(local.rules, "::/0")
  }
}

resource_policy "aws_default_security_group" "all_traffic" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "0.0.0.0/0")
    error_message = "every port is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::every_port_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "::/0")
    error_message = "every port is open to every IPv6 address (::/0)"
    focus         = onus::every_port_sources(local.rules, "::/0")
  }
}

resource_policy "aws_security_group_rule" "all_traffic" {
  filter = attrs.type == "ingress"
  locals {
    rules = onus::security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "0.0.0.0/0")
    error_message = "every port is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::every_port_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "::/0")
    error_message = "every port is open to every IPv6 address (::/0)"
    focus         = onus::every_port_sources(local.rules, "::/0")
  }
}

resource_policy "aws_vpc_security_group_ingress_rule" "all_traffic" {
  locals {
    rules = onus::vpc_security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "0.0.0.0/0")
    error_message = "every port is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::every_port_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_port_admits(local.rules, "::/0")
    error_message = "every port is open to every IPv6 address (::/0)"
    focus         = onus::every_port_sources(local.rules, "::/0")
  }
}
