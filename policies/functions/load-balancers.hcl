# What the listeners of load balancers do with requests.

# Whether one action of a listener or rule answers with a redirect to HTTPS. A redirect without a protocol keeps that of the request.
function "is_https_redirect" {
  params = [action]
  result = action.type == "redirect" && core::try(action.redirect[0].protocol, null) == "HTTPS"
}

# The rules of a listener, under both names of the resource type.
function "listener_rules" {
  params = [listener]
  result = core::concat(
    core::getresources("aws_lb_listener_rule", { listener_arn = listener.arn }),
    core::getresources("aws_alb_listener_rule", { listener_arn = listener.arn }),
  )
}

# Whether the rules of a listener leave no request on plain HTTP: each action redirects to HTTPS or is a fixed answer.
function "rules_leave_http" {
  params = [listener]
  result = core::alltrue(core::flatten([for r in onus::listener_rules(listener) : [for a in r.action : a.type == "fixed-response" || onus::is_https_redirect(a)]]))
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
