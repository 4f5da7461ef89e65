# What the listeners of load balancers do with requests.

# Whether one action of a listener or rule answers with a redirect to HTTPS. A redirect without a protocol keeps that of the request.
function "is_https_redirect" {
  params = [action]
  result = action.type == "redirect" && core::try(action.redirect[0].protocol, null) == "HTTPS"
}

# The rules of a listener, under both names of the resource type, and those that may be for it.
function "listener_rules" {
  params = [listener]
  result = core::concat(
    onus::candidates("aws_lb_listener_rule", { listener_arn = listener.arn }),
    onus::candidates("aws_alb_listener_rule", { listener_arn = listener.arn }),
  )
}

# Whether the rules of a listener leave no request on plain HTTP: each action redirects to HTTPS or is a fixed answer.
function "rules_leave_http" {
  params = [listener]
  result = core::alltrue([
    for r in onus::listener_rules(listener) : !r.matches || core::alltrue([
      for a in r.resource.action : a.type == "fixed-response" || onus::is_https_redirect(a)
    ])
  ])
}

# Whether the default action of a listener redirects to HTTPS.
function "default_redirects_to_https" {
  params = [listener]
  result = core::anytrue([for a in listener.default_action : onus::is_https_redirect(a)])
}

# Whether a listener belongs to a gateway load balancer, which passes packets on: only such a listener has neither protocol nor port.
function "is_gateway_listener" {
  params = [listener]
  result = !onus::is_set(listener.protocol) && !onus::is_set(listener.port)
}

# The listeners of a classic load balancer that end TLS.
function "classic_tls_listeners" {
  params = [balancer]
  result = [for l in balancer.listener : l if core::contains(["https", "ssl"], core::lower(l.lb_protocol))]
}

# Whether a certificate is one of AWS Certificate Manager: of this plan, or by its ARN.
function "is_acm_certificate" {
  params = [certificate]
  locals {
    issued   = onus::linked(certificate, "aws_acm_certificate")
    uploaded = onus::linked(certificate, "aws_iam_server_certificate")
    by_arn   = core::length(local.uploaded) > 0 ? false : core::regex_match(certificate, "^arn:aws[a-z-]*:acm:")
  }
  result = certificate == null || certificate == "" ? false : core::length(local.issued) > 0 || local.by_arn
}

# Whether the attributes of an SSL negotiation policy leave TLS 1.2 as the oldest protocol.
function "negotiates_tls_1_2" {
  params = [attributes]
  locals {
    predefined = [for a in attributes : a.value if a.name == "Reference-Security-Policy"]
    old        = [for a in attributes : a.value if core::contains(["Protocol-SSLv2", "Protocol-SSLv3", "Protocol-TLSv1", "Protocol-TLSv1.1"], a.name)]
    new        = [for a in attributes : a.value if a.name == "Protocol-TLSv1.2"]
    chosen     = core::anytrue([for v in local.new : v == "true"]) && core::alltrue([for v in local.old : v == "false"])
  }
  result = core::length(local.predefined) > 0 ? core::alltrue([for v in local.predefined : v == "ELBSecurityPolicy-TLS-1-2-2017-01"]) : local.chosen
}

# Whether one port of a classic load balancer has a security policy that leaves TLS 1.2 as the oldest protocol.
function "classic_port_strong" {
  params = [balancer, port]
  locals {
    negotiated = core::getresources("aws_lb_ssl_negotiation_policy", { load_balancer = balancer.id, lb_port = port })
    set        = core::getresources("aws_load_balancer_listener_policy", { load_balancer_name = balancer.name, load_balancer_port = port })
    written    = core::getresources("aws_load_balancer_policy", { load_balancer_name = balancer.name, policy_type_name = "SSLNegotiationPolicyType" })
    used       = [for p in local.written : p if core::anytrue([for s in local.set : core::contains(s.policy_names, p.policy_name)])]
    predefined = core::anytrue([for s in local.set : core::contains(s.policy_names, "ELBSecurityPolicy-TLS-1-2-2017-01")])
    strong     = core::alltrue([for n in local.negotiated : onus::negotiates_tls_1_2(n.attribute)]) && core::alltrue([for p in local.used : onus::negotiates_tls_1_2(p.policy_attribute)])
    any        = core::length(local.negotiated) > 0 || core::length(local.used) > 0
    elsewhere  = core::length(local.set) > 0 ? onus::undecided("the policy that the listener uses is not in this plan") : false
  }
  result = local.predefined || (local.any ? local.strong : local.elsewhere)
}

# Whether this plan gives a load balancer a TLS listener.
function "has_tls_listener" {
  params = [balancer]
  locals {
    listeners = core::concat(
      core::getresources("aws_lb_listener", { load_balancer_arn = balancer.arn }),
      core::getresources("aws_alb_listener", { load_balancer_arn = balancer.arn }),
    )
  }
  result = core::anytrue([for l in local.listeners : l.protocol == "TLS"])
}

# The associations of a load balancer with a web ACL, of both generations of WAF.
function "web_acl_associations" {
  params = [balancer]
  result = core::concat(
    core::getresources("aws_wafv2_web_acl_association", { resource_arn = balancer.arn }),
    core::getresources("aws_wafregional_web_acl_association", { resource_arn = balancer.arn }),
  )
}

# Whether two subnets lie in different availability zones, which are named or given by their ids.
function "subnets_apart" {
  params = [a, b]
  locals {
    by_id = core::try(onus::is_set(a.availability_zone_id) && onus::is_set(b.availability_zone_id), false)
  }
  result = local.by_id ? a.availability_zone_id != b.availability_zone_id : a.availability_zone != b.availability_zone
}

# Whether two of the subnets do.
function "subnets_spread" {
  params = [subnets]
  result = core::anytrue(core::flatten([for a in subnets : [for b in subnets : onus::subnets_apart(a, b)]]))
}

# Whether a collection of ids has at least two elements. An unknown set of references has as many as the resources of `type` it names.
function "names_two" {
  params = [collection, type]
  locals {
    members = onus::linked(collection, type)
    two     = core::anytrue(core::flatten([for a in local.members : [for b in local.members : a.id != b.id]]))
    stated  = onus::stated(collection)
  }
  result = local.two || (local.stated == null ? false : core::length(local.stated) >= 2)
}

# Whether a collection of ids has an element.
function "names_any" {
  params = [collection, type]
  result = core::length(onus::linked(collection, type)) > 0 || (collection == null ? false : core::length(collection) > 0)
}
