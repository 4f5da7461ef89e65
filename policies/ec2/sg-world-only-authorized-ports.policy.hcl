control {
  title      = "The internet reaches only the ports that are meant to be public"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "A port is public by decision or by accident, and only a short list of decisions tells the two apart. A rule that opens a range, or a port off the list, lets the internet talk to services that nobody wanted to publish."
  remedy     = <<-HCL
    resource "aws_vpc_security_group_ingress_rule" "https" {
      security_group_id = aws_security_group.example.id
      cidr_ipv4         = "0.0.0.0/0"
      ip_protocol       = "tcp"
      from_port         = 443
      to_port           = 443
    }
  HCL
  unset      = "A rule without ports, or with protocol -1, opens every port and so is never authorized. ICMP has no ports and is not judged."
  limits     = "A plan does not show rules that another state or the console adds, nor the entries of a prefix list that is managed elsewhere."
  subsumed_by = ["ec2/sg-no-world-all-traffic", "ec2/sg-no-world-admin-ports-v4", "ec2/sg-no-world-admin-ports-v6", "ec2/sg-no-world-high-risk-ports"]
  frameworks = {
    "fsbp"           = ["EC2.18"]
    "nist-800-53-r5" = ["AC-4", "AC-4(21)", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(21)", "SC-7(4)", "SC-7(5)"]
    "pci-dss-4"      = ["1.2.5", "1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "11.3.1.1", "11.3.1.3", "11.5.1.1", "11.5.2", "2.2.5", "7.2.1", "7.3.1", "A1.1.3"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

input "public-tcp-ports" {
  type        = list(number)
  default     = [80, 443]
  description = "TCP ports that a rule may open to the internet, one at a time"
}

input "public-udp-ports" {
  type        = list(number)
  default     = []
  description = "UDP ports that a rule may open to the internet, one at a time"
}

resource_policy "aws_security_group" "authorized_ports" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::unauthorized_sources(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv6 address (::/0)"
    focus         = onus::unauthorized_sources(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
  }
}

resource_policy "aws_default_security_group" "authorized_ports" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::unauthorized_sources(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv6 address (::/0)"
    focus         = onus::unauthorized_sources(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
  }
}

resource_policy "aws_security_group_rule" "authorized_ports" {
  filter = attrs.type == "ingress"
  locals {
    rules = onus::security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::unauthorized_sources(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv6 address (::/0)"
    focus         = onus::unauthorized_sources(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
  }
}

resource_policy "aws_vpc_security_group_ingress_rule" "authorized_ports" {
  locals {
    rules = onus::vpc_security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv4 address (0.0.0.0/0)"
    focus         = onus::unauthorized_sources(local.rules, "0.0.0.0/0", input.public-tcp-ports, input.public-udp-ports)
  }
  enforce {
    condition     = !onus::unauthorized_port_admits(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
    error_message = "a port that is not meant to be public, or a range, is open to every IPv6 address (::/0)"
    focus         = onus::unauthorized_sources(local.rules, "::/0", input.public-tcp-ports, input.public-udp-ports)
  }
}
