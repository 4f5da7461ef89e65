control {
  title      = "The rules of a security group are managed in one way"
  obligation = "shared/configuration-management"
  severity   = "medium"
  why        = "Inline rules, aws_security_group_rule and the aws_vpc_security_group rule resources each take the group to be theirs and overwrite what the others did. Rules then come and go with every apply, and nobody can tell what is open."
  remedy     = <<-HCL
    resource "aws_security_group" "example" {
      name   = "example"
      vpc_id = aws_vpc.example.id
    }

    resource "aws_vpc_security_group_ingress_rule" "https" {
      security_group_id = aws_security_group.example.id
      cidr_ipv4         = "10.0.0.0/16"
      ip_protocol       = "tcp"
      from_port         = 443
      to_port           = 443
    }
  HCL
  unset      = "A group without ingress and egress leaves its rules to other resources. An empty list is a statement of its own: no rules."
  limits     = "Rules that another state manages are not visible."
  references = [
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group_rule",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

resource_policy "aws_security_group" "one_style" {
  locals {
    inline  = onus::is_set(attrs.ingress) || onus::is_set(attrs.egress)
    classic = core::length(core::getresources("aws_security_group_rule", { security_group_id = attrs.id })) > 0
    vpc     = onus::group_has_vpc_rules(attrs.id)
  }
  enforce {
    condition     = !(local.inline && local.classic)
    error_message = "the group states rules inline and has aws_security_group_rule resources besides"
  }
  enforce {
    condition     = !(local.inline && local.vpc)
    error_message = "the group states rules inline and has aws_vpc_security_group_ingress_rule or aws_vpc_security_group_egress_rule resources besides"
  }
  enforce {
    condition     = !(local.classic && local.vpc)
    error_message = "the group has aws_security_group_rule and aws_vpc_security_group_ingress_rule or aws_vpc_security_group_egress_rule resources"
  }
}

# For a group that is not in the plan its rules are judged.
resource_policy "aws_security_group_rule" "one_style" {
  filter = core::length(core::getresources("aws_security_group", { id = attrs.security_group_id })) == 0
  enforce {
    condition     = !onus::group_has_vpc_rules(attrs.security_group_id)
    error_message = "the same group has aws_vpc_security_group_ingress_rule or aws_vpc_security_group_egress_rule resources"
  }
}
