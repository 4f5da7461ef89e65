control {
  title      = "SSH and RDP are closed to the whole IPv4 internet"
  obligation = "ec2/os-network-firewall"
  severity   = "critical"
  why        = "A server whose administration port answers every address is found by scanners within minutes, and then one weak password or one unpatched service is enough to take it over. Administration belongs behind a known network, a VPN or Session Manager."
  remedy     = <<-HCL
    resource "aws_vpc_security_group_ingress_rule" "admin" {
      security_group_id = aws_security_group.example.id
      cidr_ipv4         = "10.0.0.0/8"
      ip_protocol       = "tcp"
      from_port         = 22
      to_port           = 22
    }
  HCL
  unset      = "A security group without ingress rules admits nothing. Protocol -1, or a rule without ports, opens every port."
  limits     = "A plan does not show rules that another state or the console adds, nor the entries of a prefix list that is managed elsewhere."
  subsumed_by = ["ec2/sg-no-world-all-traffic"]
  frameworks = {
    "security-hub"   = ["EC2.53", "EC2.13", "EC2.14"]
    "cis-aws-3"      = ["5.2"]
    "cis-aws-5"      = ["5.3"]
    "nist-800-53-r5" = ["AC-4", "AC-4(21)", "CM-7", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(21)", "SC-7(4)", "SC-7(5)"]
    "pci-dss-4"      = ["1.3.1"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6", "CC7.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

input "admin-ports" {
  type        = list(number)
  default     = [22, 3389]
  description = "Ports of remote administration, over TCP or UDP, that the internet must not reach"
}

locals {
  internet = ["0.0.0.0/0"]
}

resource_policy "aws_security_group" "admin_ports" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.admin-ports)
    error_message = "every IPv4 address (0.0.0.0/0) can reach port ${core::join(" and ", onus::open_ports(local.rules, local.internet, input.admin-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.admin-ports)
  }
}

resource_policy "aws_default_security_group" "admin_ports" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.admin-ports)
    error_message = "every IPv4 address (0.0.0.0/0) can reach port ${core::join(" and ", onus::open_ports(local.rules, local.internet, input.admin-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.admin-ports)
  }
}

resource_policy "aws_security_group_rule" "admin_ports" {
  filter = attrs.type == "ingress"
  locals {
    rules = onus::security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.admin-ports)
    error_message = "every IPv4 address (0.0.0.0/0) can reach port ${core::join(" and ", onus::open_ports(local.rules, local.internet, input.admin-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.admin-ports)
  }
}

resource_policy "aws_vpc_security_group_ingress_rule" "admin_ports" {
  locals {
    rules = onus::vpc_security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.admin-ports)
    error_message = "every IPv4 address (0.0.0.0/0) can reach port ${core::join(" and ", onus::open_ports(local.rules, local.internet, input.admin-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.admin-ports)
  }
}
