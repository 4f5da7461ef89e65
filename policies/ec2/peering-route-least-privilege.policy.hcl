control {
  title      = "Peering routes lead to the subnets that are needed"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "A route to the whole peer VPC connects every host on one side with every host on the other. A route to the subnets that really talk to each other keeps an intruder on the side where they came in."
  remedy     = <<-HCL
    resource "aws_route" "example" {
      route_table_id            = aws_route_table.example.id
      destination_cidr_block    = "10.1.2.0/24"
      vpc_peering_connection_id = aws_vpc_peering_connection.example.id
    }
  HCL
  unset      = "A route without vpc_peering_connection_id is not a peering route."
  limits     = "The size of a peer VPC that is not in the plan cannot be compared."
  frameworks = {
    "cis-aws-3"      = ["5.5"]
    "cis-aws-5"      = ["5.6"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/route",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/route_table",
  ]
}

resource_policy "aws_route" "peering" {
  filter = onus::is_set(attrs.vpc_peering_connection_id)
  locals {
    list  = core::try(attrs.destination_prefix_list_id, null)
    lists = local.list == null ? [] : [local.list]
    destinations = core::concat(
      attrs.destination_cidr_block == null ? [] : [attrs.destination_cidr_block],
      attrs.destination_ipv6_cidr_block == null ? [] : [attrs.destination_ipv6_cidr_block],
      core::flatten([for id in local.lists : onus::prefix_list_networks(id, "IPv4")]),
    )
    own_vpcs = [for table in onus::linked(attrs.route_table_id, "aws_route_table") : table.vpc_id]
  }
  enforce {
    condition     = !onus::peering_route_wide(attrs.vpc_peering_connection_id, local.destinations, local.own_vpcs)
    error_message = "the route over the peering connection leads to the whole peer VPC or beyond"
  }
}

resource_policy "aws_route_table" "peering" {
  locals {
    routes = onus::inline_peering_routes(attrs)
  }
  filter = core::length(local.routes) > 0
  enforce {
    condition     = !core::anytrue([for route in local.routes : onus::inline_peering_route_wide(route, [attrs.vpc_id])])
    error_message = "a route over a peering connection leads to the whole peer VPC or beyond"
  }
}

resource_policy "aws_default_route_table" "peering" {
  locals {
    routes   = onus::inline_peering_routes(attrs)
    own_vpcs = [for vpc in core::getresources("aws_vpc", { default_route_table_id = attrs.default_route_table_id }) : vpc.id]
  }
  filter = core::length(local.routes) > 0
  enforce {
    condition     = !core::anytrue([for route in local.routes : onus::inline_peering_route_wide(route, local.own_vpcs)])
    error_message = "a route over a peering connection leads to the whole peer VPC or beyond"
  }
}
