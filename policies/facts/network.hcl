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

resource "aws_instance" {
  unset "associate_public_ip_address" { # nothing is sent: the launch template or the subnet decides
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance"
  }
  unset "subnet_id" { # nothing is sent: the launch template decides, or the instance starts in a default subnet
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance"
  }
}

resource "aws_spot_instance_request" {
  unset "associate_public_ip_address" { # nothing is sent: the launch template or the subnet decides
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request"
  }
  unset "subnet_id" { # nothing is sent: the launch template decides, or the instance starts in a default subnet
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/spot_instance_request"
  }
}

resource "aws_eip" {
  unset "instance" { # the address is not attached to an instance here
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/eip"
  }
  unset "network_interface" { # the address is not attached to an interface here
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/eip"
  }
}

resource "aws_eip_association" {
  unset "instance_id" { # the address goes to an interface
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/eip_association"
  }
  unset "network_interface_id" { # the address goes to an instance
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/eip_association"
  }
}

resource "aws_launch_configuration" {
  unset "associate_public_ip_address" { # nothing is sent: the subnet decides
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration"
  }
}

resource "aws_network_acl" {
  unset "ingress" { # a new ACL has no rule but the one that denies everything
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl"
  }
  unset "egress" { # a new ACL has no rule but the one that denies everything
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl"
  }
  unset "subnet_ids" { # a new ACL is attached to no subnet
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl"
  }
}

resource "aws_route_table" {
  unset "route" { # a new table has no route but the local one
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/route_table"
  }
}

resource "aws_vpc_peering_connection_accepter" {
  same = [["id", "vpc_peering_connection_id"]] # the accepter has no identity of its own
}

resource "aws_vpc" {
  unique = ["default_security_group_id", "default_network_acl_id", "default_route_table_id", "main_route_table_id"]
}

resource "aws_default_vpc" {
  unique = ["default_security_group_id", "default_network_acl_id", "default_route_table_id", "main_route_table_id"]
}

resource "aws_flow_log" {
  unset "log_group_name" { # the log goes to log_destination
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/flow_log"
  }
  unset "log_destination" { # the log goes to log_group_name
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/flow_log"
  }
}
