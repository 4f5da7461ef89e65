# Where a database stands: its subnet group, the subnets in it, and whether they are routed to the internet.

# Is this the id of an internet gateway?
function "is_internet_gateway" {
  params = [gateway_id]
  result = gateway_id == null ? false : (
    core::length(onus::linked(gateway_id, "aws_internet_gateway")) > 0 || core::startswith(gateway_id, "igw-")
  )
}

# Does a route send all of the internet, IPv4 or IPv6, to an internet gateway?
function "is_internet_route" {
  params = [cidr_ipv4, cidr_ipv6, gateway_id]
  locals {
    ipv4 = cidr_ipv4 == null || cidr_ipv4 == "" ? [] : [cidr_ipv4]
    ipv6 = cidr_ipv6 == null || cidr_ipv6 == "" ? [] : [cidr_ipv6]
  }
  result = (
    (onus::cidr_covers(local.ipv4, "0.0.0.0/0") || onus::cidr_covers(local.ipv6, "::/0")) &&
    onus::is_internet_gateway(gateway_id)
  )
}

# Do routes that stand beside a route table send the internet to an internet gateway?
function "separate_routes_public" {
  params = [route_table_id]
  result = core::anytrue([
    for r in core::getresources("aws_route", { route_table_id = route_table_id }) :
    onus::is_internet_route(r.destination_cidr_block, r.destination_ipv6_cidr_block, r.gateway_id)
  ])
}

# Does a route table, with the routes in it and beside it, lead to an internet gateway?
function "route_table_public" {
  params = [table]
  result = core::anytrue([
    for r in(onus::db_tells(table, table.route) ? table.route : []) : onus::is_internet_route(r.cidr_block, r.ipv6_cidr_block, r.gateway_id)
  ]) || onus::separate_routes_public(table.id)
}

# The route tables of this plan with this id.
function "route_tables_named" {
  params = [id]
  result = core::concat(
    onus::linked(id, "aws_route_table"),
    core::getresources("aws_default_route_table", { default_route_table_id = id }),
    onus::linked(id, "aws_default_route_table"),
  )
}

# Is the main route table of a VPC, which rules where a subnet has no table of its own, led to an internet gateway?
function "main_table_public" {
  params = [vpc_id]
  locals {
    vpcs = onus::linked(vpc_id, "aws_vpc")
    main = core::getresources("aws_main_route_table_association", { vpc_id = vpc_id })
    tables = core::length(local.main) > 0 ? core::flatten([for m in local.main : onus::route_tables_named(m.route_table_id)]) : core::flatten([
      for v in local.vpcs : core::getresources("aws_default_route_table", { default_route_table_id = v.default_route_table_id })
    ])
    beside = core::anytrue([
      for v in local.vpcs : onus::separate_routes_public(v.default_route_table_id) || onus::separate_routes_public(v.main_route_table_id)
    ])
  }
  result = (
    core::anytrue([for t in local.tables : onus::route_table_public(t)]) || local.beside ? true :
    core::length(local.tables) > 0 ? false :
    core::length(local.main) == 0 && core::length([for v in local.vpcs : v if onus::is_new(v)]) > 0 ? false :
    onus::undecided("the main route table of the VPC is not in this plan")
  )
}

# Is a subnet routed to an internet gateway?
function "subnet_public" {
  params = [subnet]
  locals {
    associations = core::getresources("aws_route_table_association", { subnet_id = subnet.id })
    tables       = core::flatten([for a in local.associations : onus::route_tables_named(a.route_table_id)])
  }
  result = (
    core::length(local.associations) == 0 ? onus::main_table_public(subnet.vpc_id) :
    core::anytrue([for t in local.tables : onus::route_table_public(t)]) ||
    core::anytrue([for a in local.associations : onus::separate_routes_public(a.route_table_id)]) ? true :
    core::length(local.tables) > 0 ? false :
    onus::undecided("the route table of a subnet is not in this plan")
  )
}

# Does a subnet group hold a subnet that is routed to an internet gateway?
function "subnet_group_public" {
  params = [group]
  locals {
    subnets = onus::linked(group.subnet_ids, "aws_subnet")
    default = onus::linked(group.subnet_ids, "aws_default_subnet")
    foreign = [
      for id in onus::stated_ids(group.subnet_ids) : id
      if core::length(onus::linked(id, "aws_subnet")) == 0 && core::length(onus::linked(id, "aws_default_subnet")) == 0
    ]
  }
  result = (
    core::anytrue([for s in local.subnets : onus::subnet_public(s)]) || core::length(local.default) > 0 ||
    (core::length(local.foreign) == 0 ? false : onus::undecided("a subnet of the group is not in this plan"))
  )
}

# Is a database with this subnet group name placed in a subnet that is routed to an internet gateway? "default" is the group that RDS
# makes of the subnets of the default VPC, which are public.
function "subnet_group_name_public" {
  params = [name]
  locals {
    groups = [for g in core::getresources("aws_db_subnet_group", { name = name }) : g if onus::is_near(g)]
  }
  result = core::contains(["default", "Default", "DEFAULT"], name) ? true : (
    core::anytrue([for g in local.groups : onus::subnet_group_public(g)]) ||
    (core::length(local.groups) > 0 ? false : onus::undecided("the subnet group is not in this plan"))
  )
}

# Is this the name of a subnet group that somebody made, and not of the one that RDS makes of the default VPC?
function "subnet_group_custom" {
  params = [name]
  result = core::length(onus::linked(name, "aws_db_subnet_group")) > 0 || !core::contains(["default", "Default", "DEFAULT"], name)
}

# A port in a message; it may be known only after apply where every port is open.
function "port_in_words" {
  params = [port]
  result = core::replace("port ${core::valuetostring(port)}", "port (unknown)", "the port")
}
