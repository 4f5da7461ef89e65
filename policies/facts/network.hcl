# What the AWS provider does with network arguments that are left out, and which network attributes name the same thing.

resource "aws_security_group" {
  unset "ingress" { # a new group has no ingress rule until one is added
    value  = []
    source = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"
  }
  unset "egress" { # AWS adds a rule that allows all egress; the provider removes it again
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group"
  }
}

resource "aws_default_security_group" {
  unset "ingress" { # adopting the group removes every ingress rule that is not configured
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_security_group"
  }
  unset "egress" { # adopting the group removes every egress rule that is not configured
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_security_group"
  }
}

resource "aws_security_group_rule" {
  unset "source_security_group_id" { # no group is a source
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group_rule"
  }
}

resource "aws_ec2_managed_prefix_list" {
  unset "entry" { # a new list without entries names no network
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ec2_managed_prefix_list"
  }
}
