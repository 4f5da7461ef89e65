# How networks decide what an instance gets: public addresses, network ACLs, peering routes.

# Whether a subnet gives its instances a public IPv4 address. Undecided for a subnet outside this plan.
function "subnet_assigns_public_ip" {
  params = [subnet_id]
  locals {
    subnets  = onus::linked(subnet_id, "aws_subnet")
    defaults = onus::linked(subnet_id, "aws_default_subnet")
  }
  result = core::length(local.subnets) > 0 ? core::anytrue([for s in local.subnets : s.map_public_ip_on_launch == true]) : (
    core::length(local.defaults) > 0 ? core::anytrue([for s in local.defaults : s.map_public_ip_on_launch != false]) :
    onus::undecided("the subnet is not in this plan, and it decides on public IP addresses")
  )
}

# The primary network interface of a launch template, as a list of at most one.
function "template_primary_interface" {
  params = [template]
  result = [for i in template.network_interfaces : i if i.device_index == null || i.device_index == 0]
}

# Whether an instance that says nothing itself gets a public IPv4 address: what the subnet does. Without a subnet it starts in a
# default subnet, which gives one unless somebody changed it.
function "public_ip_by_subnet" {
  params = [subnet_id]
  locals {
    changed = core::anytrue([for s in core::getresources("aws_default_subnet", {}) : s.map_public_ip_on_launch == false])
  }
  result = subnet_id != null ? onus::subnet_assigns_public_ip(subnet_id) : (
    local.changed ? onus::undecided("no subnet is named, and not every default subnet gives public IP addresses") : true
  )
}

# The same for an instance that a launch template of this plan starts.
function "public_ip_by_template" {
  params = [template, subnet_id]
  locals {
    primary = onus::template_primary_interface(template)
    stated  = core::try(local.primary[0].associate_public_ip_address, null)
    subnet  = subnet_id != null ? subnet_id : core::try(local.primary[0].subnet_id, null)
  }
  result = local.stated == "true" ? true : (local.stated == "false" ? false : onus::public_ip_by_subnet(local.subnet))
}

# The interfaces that an instance names itself. Terraform refuses them beside the arguments for the interface that AWS makes.
function "named_interfaces" {
  params = [instance]
  locals {
    made = onus::is_set(instance.subnet_id) || onus::is_set(instance.associate_public_ip_address) || onus::is_set(instance.vpc_security_group_ids)
  }
  result = local.made ? [] : core::try(instance.network_interface, [])
}

# Whether an instance, or a spot request, starts with a public IPv4 address.
function "starts_with_public_ip" {
  params = [instance]
  locals {
    own        = instance.associate_public_ip_address
    interfaces = onus::named_interfaces(instance)
    started_by = core::try(instance.launch_template, [])
    version    = onus::instance_template_version(instance)
    templates  = core::try(onus::instance_templates(instance), [])
    planned    = core::length(local.templates) > 0 && core::alltrue([for t in local.templates : onus::template_version_planned(local.version, t)])
    template   = local.planned ? core::anytrue([for t in local.templates : onus::public_ip_by_template(t, instance.subnet_id)]) : onus::template_not_planned("a public IP address")
    inherited  = core::length(local.started_by) > 0 ? local.template : onus::public_ip_by_subnet(instance.subnet_id)
  }
  # an interface that exists already gets no new address
  result = local.own != null ? local.own : core::length(local.interfaces) == 0 && local.inherited
}

# Whether an Elastic IP address of this plan goes to the instance of this id, to its primary interface, or to one that it names.
function "has_elastic_ip" {
  params = [instance, instance_id]
  locals {
    named      = [for i in onus::named_interfaces(instance) : i.network_interface_id]
    interfaces = [for id in core::concat([instance.primary_network_interface_id], local.named) : id if id != null && id != ""]
  }
  result = core::anytrue([
    core::length(core::getresources("aws_eip", { instance = instance_id })) > 0,
    core::length(core::getresources("aws_eip_association", { instance_id = instance_id })) > 0,
    core::anytrue([for id in local.interfaces : core::length(core::getresources("aws_eip", { network_interface = id })) > 0]),
    core::anytrue([for id in local.interfaces : core::length(core::getresources("aws_eip_association", { network_interface_id = id })) > 0]),
  ])
}

# Whether the networks make up one that is wider than the prefix length, once the private networks are taken out.
function "public_network_wider" {
  params = [cidrs, private, prefix]
  result = core::anytrue([for network in onus::cidr_subtract(cidrs, private) : core::split("/", network)[1] < prefix])
}

# The IPv4 sources of a rule of which the width matters: a source of every address is left aside for ports that are meant to be public,
# and single addresses everywhere, so that one which AWS will make up leaves nothing in doubt.
function "sources_with_width" {
  params = [rule, tcp_ports, udp_ports]
  locals {
    public = onus::rule_authorized(rule, tcp_ports, udp_ports)
  }
  result = [for cidr in rule.cidr_ipv4 : cidr if !core::endswith(cidr, "/32") && !(core::endswith(cidr, "/0") && local.public)]
}

# Whether the IPv4 sources of one rule, or of several for the same protocol and ports, make up a public network wider than the prefix.
function "wide_public_network_admitted" {
  params = [rules, private, prefix, tcp_ports, udp_ports]
  locals {
    parts = [
      for rule in rules : {
        networks = onus::sources_with_width(rule, tcp_ports, udp_ports)
        present  = rule.present
        key      = [rule.protocol, rule.from_port, rule.to_port]
      }
    ]
  }
  result = core::anytrue([for part in local.parts : part.present && onus::public_network_wider(part.networks, private, prefix)]) || (
    onus::public_network_wider(core::flatten([for part in local.parts : part.networks]), private, prefix) &&
    core::anytrue([
      for part in local.parts : onus::public_network_wider(
        core::flatten([for other in local.parts : other.key == part.key ? other.networks : []]), private, prefix,
        ) && onus::public_network_wider(
        core::flatten([for other in local.parts : other.present && other.key == part.key ? other.networks : []]), private, prefix,
      )
    ])
  )
}

# Where such sources stand: those that are too wide by themselves, or else all.
function "wide_public_sources" {
  params = [rules, private, prefix, tcp_ports, udp_ports]
  locals {
    wide = [
      for rule in rules : onus::rule_source(rule, "0.0.0.0/0")
      if onus::public_network_wider(onus::sources_with_width(rule, tcp_ports, udp_ports), private, prefix)
    ]
  }
  result = core::length(local.wide) > 0 ? local.wide : [
    for rule in rules : onus::rule_source(rule, "0.0.0.0/0") if onus::public_network_wider(rule.cidr_ipv4, private, 33)
  ]
}

# ---- network ACLs: rules in one shape, { number, action, present, protocol, from_port, to_port, networks }

# The rules in `ingress` of an `aws_network_acl` or `aws_default_network_acl`.
function "inline_acl_rules" {
  params = [rules]
  result = [
    for rule in rules : {
      number    = rule.rule_no
      action    = core::lower(rule.action)
      present   = true
      protocol  = rule.protocol
      from_port = rule.from_port
      to_port   = rule.to_port
      networks  = onus::acl_networks(rule.cidr_block, rule.ipv6_cidr_block)
    }
  ]
}

# The rule of an `aws_network_acl_rule`, with whether it is for the ACL at all.
function "separate_acl_rule" {
  params = [rule, matches]
  result = {
    number    = rule.rule_number
    action    = core::lower(rule.rule_action)
    present   = matches
    protocol  = rule.protocol
    from_port = rule.from_port
    to_port   = rule.to_port
    networks  = onus::acl_networks(rule.cidr_block, rule.ipv6_cidr_block)
  }
}

function "acl_networks" {
  params = [ipv4, ipv6]
  result = core::concat(ipv4 == null || ipv4 == "" ? [] : [ipv4], ipv6 == null || ipv6 == "" ? [] : [ipv6])
}

# The ingress `aws_network_acl_rule`s of an ACL.
function "ingress_acl_rules_of" {
  params = [acl_id]
  result = [
    for rule in onus::candidates("aws_network_acl_rule", { network_acl_id = acl_id }) :
    onus::separate_acl_rule(rule.resource, rule.matches) if rule.resource.egress != true
  ]
}

# The rules that deny something in the ACL of this id, whether it states them itself or not.
function "acl_denials" {
  params = [acl_id]
  result = [
    for rule in core::concat(
      onus::ingress_acl_rules_of(acl_id),
      core::flatten([
        for acl in onus::candidates("aws_network_acl", { id = acl_id }) :
        [for rule in onus::stated_acl_rules(acl.resource) : core::merge(rule, { present = rule.present && acl.matches })]
      ]),
      core::flatten([
        for acl in onus::candidates("aws_default_network_acl", { id = acl_id }) :
        [for rule in onus::inline_acl_rules(acl.resource.ingress) : core::merge(rule, { present = acl.matches })]
      ]),
    ) : rule if rule.action == "deny"
  ]
}

# Whether an ACL with these rules lets all of `network` reach a TCP port. The rule with the lowest number that matches decides, so of what
# a rule allows only that counts which no rule with a lower number denies: a rule for the whole network of which something is left,
# or several rules of which the whole network is left.
function "acl_admits" {
  params = [rules, network, port]
  locals {
    deciding = [
      for rule in rules : core::merge(rule, { decides = onus::port_open(rule.protocol, rule.from_port, rule.to_port, "tcp", port) })
    ]
    left = [
      for rule in local.deciding : {
        possible = rule.decides && rule.action == "allow"
        allows   = rule.decides && rule.action == "allow" && rule.present
        whole    = onus::cidr_covers(rule.networks, network)
        stated   = rule.networks
        networks = onus::cidr_subtract(rule.networks, core::flatten([
          for other in local.deciding : other.action == "deny" && other.decides && other.number < rule.number && other.present ? other.networks : []
        ]))
      }
    ]
  }
  result = core::anytrue([for rule in local.left : rule.allows && rule.whole && onus::cidr_overlaps(rule.networks, network)]) || (
    onus::cidr_covers(core::flatten([for rule in local.left : rule.whole ? [] : rule.stated]), network) &&
    onus::cidr_covers(core::flatten([for rule in local.left : rule.possible && !rule.whole ? rule.networks : []]), network) &&
    onus::cidr_covers(core::flatten([for rule in local.left : rule.allows && !rule.whole ? rule.networks : []]), network)
  )
}

# Where the sources stand of the rules that let everybody in to one of the ports, or somebody if they do so together.
function "acl_open_sources" {
  params = [rules, ports]
  locals {
    open  = [for r in rules : r.networks if r.action == "allow" && onus::rule_opens_some(r, ["tcp"], ports)]
    world = [for networks in local.open : networks if onus::cidr_covers(networks, "0.0.0.0/0") || onus::cidr_covers(networks, "::/0")]
  }
  result = core::length(local.world) > 0 ? local.world : local.open
}

# Whether all IPv4 or all IPv6 addresses reach one of the TCP ports.
function "acl_admits_world" {
  params = [rules, ports]
  result = core::anytrue([
    for port in ports : onus::acl_admits(rules, "0.0.0.0/0", port) || onus::acl_admits(rules, "::/0", port)
  ])
}

# The ports of the list that they reach.
function "ports_acl_admits" {
  params = [rules, ports]
  result = [for port in ports : port if onus::acl_admits(rules, "0.0.0.0/0", port) || onus::acl_admits(rules, "::/0", port)]
}

# The rules that an `aws_network_acl` states inline. One that does not shows the rules it has today, which other resources may manage.
function "stated_acl_rules" {
  params = [acl]
  locals {
    stated = onus::is_set(acl.ingress)
  }
  result = [
    for rule in onus::inline_acl_rules(acl.ingress) : core::merge(rule, {
      present = local.stated || onus::undecided("the ACL has this rule today, and its configuration does not say whether it stays")
    })
  ]
}

# ---- peering routes

# The IPv4 blocks of the VPC of this id. Undecided for a VPC outside this plan.
function "vpc_blocks" {
  params = [vpc_id]
  locals {
    vpcs      = onus::linked(vpc_id, "aws_vpc")
    secondary = core::getresources("aws_vpc_ipv4_cidr_block_association", { vpc_id = vpc_id })
  }
  result = core::length(local.vpcs) > 0 ? core::concat([for vpc in local.vpcs : vpc.cidr_block], [for block in local.secondary : block.cidr_block]) : (
    onus::undecided("the peer VPC is not in this plan, so its size cannot be compared")
  )
}

# Whether a route over a peering connection leads to a whole VPC or to more. `own_vpc_ids` are the VPCs of its route table, if known.
function "peering_route_wide" {
  params = [connection_id, destinations, own_vpc_ids]
  locals {
    world       = onus::cidr_covers(destinations, "0.0.0.0/0") || onus::cidr_covers(destinations, "::/0")
    connections = onus::linked(connection_id, "aws_vpc_peering_connection")
    ends        = core::flatten([for c in local.connections : [c.vpc_id, c.peer_vpc_id]])
    peers       = [for id in local.ends : id if !core::contains(own_vpc_ids, id)]
    whole = core::length(local.connections) > 0 ? core::anytrue([
      for id in local.peers : core::anytrue([for block in onus::vpc_blocks(id) : onus::cidr_covers(destinations, block)])
    ]) : onus::undecided("the peering connection is not in this plan, so the peer VPC is not known")
  }
  result = local.world || local.whole
}

# The routes over peering connections that a route table states itself.
function "inline_peering_routes" {
  params = [table]
  result = [for route in table.route : route if !(route.vpc_peering_connection_id == null || route.vpc_peering_connection_id == "")]
}

# Whether such a route of a table in these VPCs, of which it is one, leads to a whole VPC or to more.
function "inline_peering_route_wide" {
  params = [route, own_vpc_ids]
  locals {
    list = core::try(route.destination_prefix_list_id, null)
  }
  result = onus::peering_route_wide(
    route.vpc_peering_connection_id,
    core::concat(
      onus::acl_networks(route.cidr_block, route.ipv6_cidr_block),
      local.list == null || local.list == "" ? [] : onus::prefix_list_networks(local.list, "IPv4"),
    ),
    own_vpc_ids,
  )
}
