# What the AWS provider does with network arguments that are left out, and which network attributes name the same thing.
#
# `ingress`, `egress` and `route` are attributes that can be written as blocks. Unlike a real block, a `dynamic` one over a collection
# that is not known yet never makes them unknown as a whole (the plan shows one element with unknown parts), so unknown as a whole
# means left out. `core::tolist([])` says so; a plain `[]` would ask the source text whether a `dynamic` block feeds it.

resource "aws_security_group" {
  unique = ["id"]

  unset "ingress" { # a new group has no ingress rule until one is added
    value  = core::tolist([])
    source = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"
  }
  unset "egress" { # AWS adds a rule that allows all egress; the provider removes it again
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group"
  }
}

resource "aws_default_security_group" {
  # the group is the one that its VPC names
  computed "id" {
    value  = core::concat(core::getresources("aws_vpc", { id = attrs.vpc_id }), core::getresources("aws_default_vpc", { id = attrs.vpc_id }))[0].default_security_group_id
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_security_group"
  }
  unset "ingress" { # adopting the group removes every ingress rule that is not configured
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_security_group"
  }
  unset "egress" { # adopting the group removes every egress rule that is not configured
    value  = core::tolist([])
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
  unique = ["id"]

  unset "entry" { # a new list without entries names no network
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ec2_managed_prefix_list"
  }
}

resource "aws_instance" {
  unique = ["id", "primary_network_interface_id"]

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
  unique = ["spot_instance_id", "primary_network_interface_id"]

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
  unique = ["name"]
  unset "associate_public_ip_address" { # nothing is sent: the subnet decides
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration"
  }
}

resource "aws_network_acl" {
  unique = ["id"]

  unset "ingress" { # a new ACL has no rule but the one that denies everything
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl"
  }
  unset "egress" { # a new ACL has no rule but the one that denies everything
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl"
  }
  unset "subnet_ids" { # a new ACL is attached to no subnet; a set of texts, not a block
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl"
  }
}

resource "aws_route_table" {
  unset "route" { # a new table has no route but the local one
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/route_table"
  }
}

resource "aws_default_route_table" {
  unset "route" { # adopting the table removes every route that is not configured
    value  = core::tolist([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_route_table"
  }
}

resource "aws_vpc_peering_connection_accepter" {
  same = [["vpc_peering_connection_id", "id"]] # the accepter has no identity of its own
}

resource "aws_vpc" {
  unique = ["id", "default_security_group_id", "default_network_acl_id", "default_route_table_id", "main_route_table_id"]
}

resource "aws_default_vpc" {
  unique = ["id", "default_security_group_id", "default_network_acl_id", "default_route_table_id", "main_route_table_id"]
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

resource "aws_default_network_acl" {
  same = [["default_network_acl_id", "id"]]
}

resource "aws_default_subnet" {
  unset "map_public_ip_on_launch" { # AWS makes default subnets public; older providers leave that as it is
    value  = true
    source = "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html"
  }
}

resource "aws_cloudwatch_log_group" {
  unique = ["name"]

  unset "name_prefix" { # the name is given as a whole, or made up
    value  = null
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/cloudwatch_log_group"
  }
}
