# Security group rules in one shape, wherever Terraform keeps them:
#
#   { protocol, from_port, to_port, cidr_ipv4 = [...], cidr_ipv6 = [...], prefix_list_ids = [...], groups = [...], present }
#
# `protocol` is lower case, with the names that the provider stores ("tcp", "udp", "icmp", "icmpv6", "-1").
# Prefix lists of this plan are resolved into `cidr_ipv4` and `cidr_ipv6`; a prefix list that is not in the plan makes both unknown.
# So that an unknown prefix list does not hide the networks stated beside it, a rule whose resource can mix both comes as two objects:
# one with its networks and groups, one with its prefix lists.
# `present` is true, or unknown where a rule is only known from the state of a group that does not state its rules inline, and where the
# group of a rule resource is not known.

# The networks of one prefix list, family "IPv4" or "IPv6": the entries of the list itself and the entries declared beside it.
function "prefix_list_networks" {
  params = [id, family]
  locals {
    lists = core::getresources("aws_ec2_managed_prefix_list", { id = id })
    separate = core::getresources("aws_ec2_managed_prefix_list_entry", { prefix_list_id = id })
  }
  result = core::length(local.lists) > 0 ? core::flatten([
    for list in local.lists : list.address_family == family ? core::concat(
      [for entry in list.entry : entry.cidr],
      [for entry in local.separate : entry.cidr],
    ) : []
  ]) : onus::undecided("the prefix list is not managed in this plan, so its networks cannot be seen")
}

# The name under which the provider stores a protocol.
function "rule_protocol" {
  params = [protocol]
  locals {
    lower = core::lower(protocol)
    names = { "6" = "tcp", "17" = "udp", "1" = "icmp", "58" = "icmpv6", "all" = "-1" }
  }
  result = core::try(local.names[local.lower], local.lower)
}

# A list that may be left out.
function "list_or_empty" {
  params = [list]
  result = list == null ? [] : list
}

# One rule that names networks, prefix lists and groups side by side: an inline rule or an `aws_security_group_rule`.
function "mixed_rule" {
  params = [protocol, from_port, to_port, cidr_ipv4, cidr_ipv6, prefix_list_ids, groups, present]
  locals {
    lists = onus::list_or_empty(prefix_list_ids)
  }
  result = [
    {
      protocol        = onus::rule_protocol(protocol)
      from_port       = from_port
      to_port         = to_port
      cidr_ipv4       = onus::list_or_empty(cidr_ipv4)
      cidr_ipv6       = onus::list_or_empty(cidr_ipv6)
      prefix_list_ids = []
      groups          = groups
      present         = present
    },
    {
      protocol        = onus::rule_protocol(protocol)
      from_port       = from_port
      to_port         = to_port
      cidr_ipv4       = core::flatten([for id in local.lists : onus::prefix_list_networks(id, "IPv4")])
      cidr_ipv6       = core::flatten([for id in local.lists : onus::prefix_list_networks(id, "IPv6")])
      prefix_list_ids = local.lists
      groups          = []
      present         = present
    },
  ]
}

# The rules in `ingress` or `egress` of an `aws_security_group` or `aws_default_security_group`. A group that does not state them
# shows the rules it has today, which other resources, or nobody, may manage.
function "inline_rules" {
  params = [rules, group_id, stated]
  locals {
    present = stated || onus::undecided("the group has this rule today, and its configuration does not say whether it stays")
  }
  result = core::flatten([
    for rule in rules : onus::mixed_rule(
      rule.protocol, rule.from_port, rule.to_port, rule.cidr_blocks, rule.ipv6_cidr_blocks, rule.prefix_list_ids,
      core::concat(onus::list_or_empty(rule.security_groups), rule.self == true ? [group_id] : []),
      local.present,
    )
  ])
}

# The rule of an `aws_security_group_rule`.
function "security_group_rule" {
  params = [rule, present]
  result = onus::mixed_rule(
    rule.protocol, rule.from_port, rule.to_port, rule.cidr_blocks, rule.ipv6_cidr_blocks, rule.prefix_list_ids,
    core::concat(
      rule.source_security_group_id == null ? [] : [rule.source_security_group_id],
      rule.self == true ? [rule.security_group_id] : [],
    ),
    present,
  )
}

# The rule of an `aws_vpc_security_group_ingress_rule` or `aws_vpc_security_group_egress_rule`, which has exactly one source.
function "vpc_security_group_rule" {
  params = [rule, present]
  locals {
    lists = rule.prefix_list_id == null ? [] : [rule.prefix_list_id]
  }
  result = [
    {
      protocol        = onus::rule_protocol(rule.ip_protocol)
      from_port       = rule.from_port
      to_port         = rule.to_port
      cidr_ipv4       = rule.cidr_ipv4 != null ? [rule.cidr_ipv4] : core::flatten([for id in local.lists : onus::prefix_list_networks(id, "IPv4")])
      cidr_ipv6       = rule.cidr_ipv6 != null ? [rule.cidr_ipv6] : core::flatten([for id in local.lists : onus::prefix_list_networks(id, "IPv6")])
      prefix_list_ids = local.lists
      groups          = rule.referenced_security_group_id == null ? [] : [rule.referenced_security_group_id]
      present         = present
    },
  ]
}

# Every ingress rule of an `aws_security_group` or `aws_default_security_group`, over inline rules and both kinds of rule resources.
function "ingress_rules" {
  params = [group]
  locals {
    inline   = onus::inline_rules(group.ingress, group.id, onus::is_set(group.ingress))
    separate = onus::candidates("aws_security_group_rule", { security_group_id = group.id, type = "ingress" })
    vpc      = onus::candidates("aws_vpc_security_group_ingress_rule", { security_group_id = group.id })
  }
  result = core::concat(
    local.inline,
    core::flatten([for rule in local.separate : onus::security_group_rule(rule.resource, rule.matches)]),
    core::flatten([for rule in local.vpc : onus::vpc_security_group_rule(rule.resource, rule.matches)]),
  )
}

# Every egress rule of an `aws_security_group` or `aws_default_security_group`; the networks and groups are destinations.
function "egress_rules" {
  params = [group]
  locals {
    inline   = onus::inline_rules(group.egress, group.id, onus::is_set(group.egress))
    separate = onus::candidates("aws_security_group_rule", { security_group_id = group.id, type = "egress" })
    vpc      = onus::candidates("aws_vpc_security_group_egress_rule", { security_group_id = group.id })
  }
  result = core::concat(
    local.inline,
    core::flatten([for rule in local.separate : onus::security_group_rule(rule.resource, rule.matches)]),
    core::flatten([for rule in local.vpc : onus::vpc_security_group_rule(rule.resource, rule.matches)]),
  )
}

# The networks of a rule of the family of `network`.
function "rule_networks" {
  params = [rule, network]
  result = core::contains_substring(network, ":") ? rule.cidr_ipv6 : rule.cidr_ipv4
}

# Whether a rule lets one of the protocols ("tcp", "udp") reach a port.
function "rule_opens" {
  params = [rule, protocols, port]
  result = core::anytrue([
    for protocol in protocols : onus::port_open(rule.protocol, rule.from_port, rule.to_port, protocol, port)
  ])
}

# Whether it lets one of them reach one of the ports.
function "rule_opens_some" {
  params = [rule, protocols, ports]
  result = core::anytrue([
    for protocol in protocols : onus::port_open(rule.protocol, rule.from_port, rule.to_port, protocol, ports)
  ])
}

# Whether it lets the protocol reach every port.
function "rule_opens_every" {
  params = [rule, protocol]
  result = onus::rule_opens(rule, [protocol], 1) && onus::rule_opens(rule, [protocol], 65535)
}

# ---- Who gets in. A rule admits all of `network` ("0.0.0.0/0", "::/0") by itself, or several share it (0.0.0.0/1 and 128.0.0.0/1).
# Networks are asked for before ports: most rules name a few addresses, and then nothing else about them matters.

# Whether a rule admits all of `network` by itself.
function "rule_admits" {
  params = [rule, network]
  result = rule.present && onus::cidr_covers(onus::rule_networks(rule, network), network)
}

# Whether the rules that do not admit all of `network` share it between them, whatever they let in.
function "network_shared" {
  params = [rules, network]
  result = onus::cidr_covers(
    core::flatten([for rule in rules : onus::cidr_covers(onus::rule_networks(rule, network), network) ? [] : onus::rule_networks(rule, network)]),
    network,
  )
}

# The part of `network` that a rule shares with others, if it is `wanted`.
function "shared_part" {
  params = [rule, network, wanted]
  locals {
    networks = onus::rule_networks(rule, network)
  }
  result = {
    networks = wanted && !onus::cidr_covers(local.networks, network) ? local.networks : []
    present  = rule.present
  }
}

# Whether such parts make up all of `network`. Where not even all of them together do, it does not matter which of them are there.
function "parts_cover" {
  params = [parts, network]
  result = onus::cidr_covers(core::flatten([for part in parts : part.networks]), network) && onus::cidr_covers(
    core::flatten([for part in parts : part.present ? part.networks : []]), network,
  )
}

# Whether all of `network` can reach a port over one of the protocols.
function "port_admits" {
  params = [rules, network, protocols, port]
  result = core::anytrue([for rule in rules : onus::rule_admits(rule, network) && onus::rule_opens(rule, protocols, port)]) || (
    onus::network_shared(rules, network) && onus::port_shared(rules, network, protocols, port)
  )
}

# Whether rules that share `network` let all of it reach the port.
function "port_shared" {
  params = [rules, network, protocols, port]
  result = onus::parts_cover([for rule in rules : onus::shared_part(rule, network, onus::rule_opens(rule, protocols, port))], network)
}

# Whether all of one of the networks can reach one of the ports over TCP or UDP.
function "some_port_open" {
  params = [rules, networks, ports]
  result = core::anytrue([
    for network in networks :
    core::anytrue([for rule in rules : onus::rule_admits(rule, network) && onus::rule_opens_some(rule, ["tcp", "udp"], ports)]) || (
      onus::network_shared(rules, network) && core::anytrue([for port in ports : onus::port_shared(rules, network, ["tcp", "udp"], port)])
    )
  ])
}

# Those ports, for a message.
function "open_ports" {
  params = [rules, networks, ports]
  locals {
    whole  = core::flatten([for network in networks : [for rule in rules : rule if onus::rule_admits(rule, network)]])
    shared = [for network in networks : network if onus::network_shared(rules, network)]
  }
  result = [
    for port in ports : port if core::anytrue([for rule in local.whole : onus::rule_opens(rule, ["tcp", "udp"], port)])
    || core::anytrue([for network in local.shared : onus::port_shared(rules, network, ["tcp", "udp"], port)])
  ]
}

# Where the sources of the rules stand that let all of one of the networks, or a part of it, reach one of the ports.
function "open_port_sources" {
  params = [rules, networks, ports]
  locals {
    open = [for rule in rules : rule if onus::rule_opens_some(rule, ["tcp", "udp"], ports)]
  }
  result = [for network in networks : onus::sources_admitting(local.open, network)]
}

# Where the sources of the rules stand that admit all of `network`, or, if none does, those that share it.
function "sources_admitting" {
  params = [rules, network]
  locals {
    whole  = [for rule in rules : onus::rule_source(rule, network) if onus::rule_admits(rule, network)]
    shared = [for rule in rules : onus::rule_source(rule, network) if core::length(onus::rule_networks(rule, network)) > 0]
  }
  result = core::length(local.whole) > 0 ? local.whole : local.shared
}

# What a rule names as its source: a prefix list with what it holds, or networks.
function "rule_source" {
  params = [rule, network]
  result = core::length(rule.prefix_list_ids) > 0 ? [rule.prefix_list_ids, onus::rule_networks(rule, network)] : [onus::rule_networks(rule, network)]
}

# Whether all of `network` can reach every TCP or every UDP port.
function "every_port_admits" {
  params = [rules, network]
  result = core::anytrue([
    for rule in rules : onus::rule_admits(rule, network) && (onus::rule_opens_every(rule, "tcp") || onus::rule_opens_every(rule, "udp"))
    ]) || (
    onus::network_shared(rules, network) && core::anytrue([
      for protocol in ["tcp", "udp"] :
      onus::parts_cover([for rule in rules : onus::shared_part(rule, network, onus::rule_opens_every(rule, protocol))], network)
    ])
  )
}

# Where the sources of such rules stand.
function "every_port_sources" {
  params = [rules, network]
  result = onus::sources_admitting(
    [for rule in rules : rule if onus::rule_opens_every(rule, "tcp") || onus::rule_opens_every(rule, "udp")], network,
  )
}

# Whether all of `network` is admitted to anything but the single ports of the two lists. ICMP has no ports and is left aside.
function "unauthorized_port_admits" {
  params = [rules, network, tcp_ports, udp_ports]
  result = core::anytrue([
    for rule in rules : onus::rule_admits(rule, network) && !onus::rule_authorized(rule, tcp_ports, udp_ports)
    ]) || (
    onus::network_shared(rules, network) && core::anytrue([
      for rule in rules : !onus::rule_authorized(rule, tcp_ports, udp_ports) && onus::parts_cover(
        [for other in rules : onus::shared_part(other, network, onus::same_ports(other, rule))], network,
      )
    ])
  )
}

# Where the sources of such rules stand.
function "unauthorized_sources" {
  params = [rules, network, tcp_ports, udp_ports]
  result = onus::sources_admitting([for rule in rules : rule if !onus::rule_authorized(rule, tcp_ports, udp_ports)], network)
}

# Whether two rules are for the same protocol and ports.
function "same_ports" {
  params = [a, b]
  result = a.protocol == b.protocol && a.from_port == b.from_port && a.to_port == b.to_port
}

# Whether a rule is for one port of the lists, or for ICMP.
function "rule_authorized" {
  params = [rule, tcp_ports, udp_ports]
  result = core::contains(["icmp", "icmpv6"], rule.protocol) || (
    rule.from_port == rule.to_port && (
      (rule.protocol == "tcp" && core::contains(tcp_ports, rule.from_port)) ||
      (rule.protocol == "udp" && core::contains(udp_ports, rule.from_port))
    )
  )
}

# Whether all of `network` can be reached, or can reach, over every protocol.
function "every_protocol_admits" {
  params = [rules, network]
  result = core::anytrue([for rule in rules : onus::rule_admits(rule, network) && rule.protocol == "-1"]) || (
    onus::network_shared(rules, network) &&
    onus::parts_cover([for rule in rules : onus::shared_part(rule, network, rule.protocol == "-1")], network)
  )
}

# Where the sources, or destinations, of such rules stand.
function "every_protocol_sources" {
  params = [rules, network]
  result = onus::sources_admitting([for rule in rules : rule if rule.protocol == "-1"], network)
}

# Whether a rule resource of this plan adds a rule to the group of this id.
function "group_has_separate_rules" {
  params = [group_id]
  result = core::anytrue([
    core::length(core::getresources("aws_security_group_rule", { security_group_id = group_id })) > 0,
    core::length(core::getresources("aws_vpc_security_group_ingress_rule", { security_group_id = group_id })) > 0,
    core::length(core::getresources("aws_vpc_security_group_egress_rule", { security_group_id = group_id })) > 0,
  ])
}

# Whether a default security group has any rule. Where a `dynamic` block may make none the plan shows one of which not even the protocol
# is known.
function "default_group_has_rules" {
  params = [group]
  result = core::anytrue([
    for rule in core::concat(onus::ingress_rules(group), onus::egress_rules(group)) : rule.present && core::length(rule.protocol) > 0
  ])
}

# Where those rules stand.
function "default_group_ports" {
  params = [group]
  result = [for rule in core::concat(onus::ingress_rules(group), onus::egress_rules(group)) : rule.from_port]
}

# Whether an aws_vpc_security_group_ingress_rule or aws_vpc_security_group_egress_rule of this plan adds a rule to the group of this id.
function "group_has_vpc_rules" {
  params = [group_id]
  result = core::anytrue([
    core::length(core::getresources("aws_vpc_security_group_ingress_rule", { security_group_id = group_id })) > 0,
    core::length(core::getresources("aws_vpc_security_group_egress_rule", { security_group_id = group_id })) > 0,
  ])
}
