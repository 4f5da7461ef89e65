control {
  title      = "Public networks that are let in are small"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "A partner or an office has a handful of addresses; a rule for a large public network also admits everybody else who rents an address in it. Two halves of the address space side by side are the whole internet in disguise."
  remedy     = <<-HCL
    resource "aws_vpc_security_group_ingress_rule" "partner" {
      security_group_id = aws_security_group.example.id
      cidr_ipv4         = "198.51.100.0/28"
      ip_protocol       = "tcp"
      from_port         = 443
      to_port           = 443
    }
  HCL
  unset      = "A rule without IPv4 networks admits none."
  limits     = "A plan does not show rules that another state or the console adds, nor the entries of a prefix list that is managed elsewhere. A source of 0.0.0.0/0 on a port that is meant to be public is no finding."
  subsumed_by = ["ec2/sg-no-world-all-traffic", "ec2/sg-no-world-admin-ports-v4", "ec2/sg-no-world-high-risk-ports", "ec2/sg-world-only-authorized-ports"]
  frameworks = {
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.6"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

input "private-networks" {
  type        = list(string)
  default     = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
  description = "Networks that are not public, so rules may admit them whatever their size"
}

input "widest-public-prefix" {
  type        = number
  default     = 24
  description = "Prefix length of the widest public network that a rule may admit"
}

input "public-tcp-ports" {
  type        = list(number)
  default     = [80, 443]
  description = "TCP ports that everybody may reach: there a source of 0.0.0.0/0 is meant so"
}

input "public-udp-ports" {
  type        = list(number)
  default     = []
  description = "UDP ports that everybody may reach: there a source of 0.0.0.0/0 is meant so"
}

resource_policy "aws_security_group" "wide_public_cidr" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::wide_public_network_admitted(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
    error_message = "a public IPv4 network wider than /${input.widest-public-prefix} is admitted"
    focus         = onus::wide_public_sources(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
  }
}

resource_policy "aws_default_security_group" "wide_public_cidr" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::wide_public_network_admitted(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
    error_message = "a public IPv4 network wider than /${input.widest-public-prefix} is admitted"
    focus         = onus::wide_public_sources(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
  }
}

resource_policy "aws_security_group_rule" "wide_public_cidr" {
  filter = attrs.type == "ingress"
  locals {
    rules = onus::security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::wide_public_network_admitted(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
    error_message = "a public IPv4 network wider than /${input.widest-public-prefix} is admitted"
    focus         = onus::wide_public_sources(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
  }
}

resource_policy "aws_vpc_security_group_ingress_rule" "wide_public_cidr" {
  locals {
    rules = onus::vpc_security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::wide_public_network_admitted(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
    error_message = "a public IPv4 network wider than /${input.widest-public-prefix} is admitted"
    focus         = onus::wide_public_sources(local.rules, input.private-networks, input.widest-public-prefix, input.public-tcp-ports, input.public-udp-ports)
  }
}
