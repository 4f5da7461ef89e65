control {
  title      = "Egress to the whole internet is limited to what is needed"
  obligation = "ec2/os-network-firewall"
  severity   = "low"
  why        = "An instance that may talk to every address over every protocol lets an intruder load tools and carry data away unhindered. Egress rules that name ports or networks leave fewer ways out and make the rest visible."
  remedy     = <<-HCL
    resource "aws_vpc_security_group_egress_rule" "https" {
      security_group_id = aws_security_group.example.id
      cidr_ipv4         = "10.0.0.0/16"
      ip_protocol       = "tcp"
      from_port         = 443
      to_port           = 443
    }
  HCL
  unset      = "A security group without egress rules sends nothing: the provider removes the rule for all traffic that AWS adds to a new group."
  limits     = "A plan does not show rules that another state or the console adds, nor the entries of a prefix list that is managed elsewhere."
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_egress_rule",
  ]
}

resource_policy "aws_security_group" "egress" {
  locals {
    rules = onus::egress_rules(attrs)
  }
  enforce {
    condition     = !onus::every_protocol_admits(local.rules, "0.0.0.0/0")
    error_message = "egress to every IPv4 address (0.0.0.0/0) is open for every protocol"
    focus         = onus::every_protocol_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_protocol_admits(local.rules, "::/0")
    error_message = "egress to every IPv6 address (::/0) is open for every protocol"
    focus         = onus::every_protocol_sources(local.rules, "::/0")
  }
}

resource_policy "aws_security_group_rule" "egress" {
  filter = attrs.type == "egress"
  locals {
    rules = onus::security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::every_protocol_admits(local.rules, "0.0.0.0/0")
    error_message = "egress to every IPv4 address (0.0.0.0/0) is open for every protocol"
    focus         = onus::every_protocol_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_protocol_admits(local.rules, "::/0")
    error_message = "egress to every IPv6 address (::/0) is open for every protocol"
    focus         = onus::every_protocol_sources(local.rules, "::/0")
  }
}

resource_policy "aws_vpc_security_group_egress_rule" "egress" {
  locals {
    rules = onus::vpc_security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::every_protocol_admits(local.rules, "0.0.0.0/0")
    error_message = "egress to every IPv4 address (0.0.0.0/0) is open for every protocol"
    focus         = onus::every_protocol_sources(local.rules, "0.0.0.0/0")
  }
  enforce {
    condition     = !onus::every_protocol_admits(local.rules, "::/0")
    error_message = "egress to every IPv6 address (::/0) is open for every protocol"
    focus         = onus::every_protocol_sources(local.rules, "::/0")
  }
}
