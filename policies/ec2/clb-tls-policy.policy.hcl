control {
  title      = "Classic load balancers negotiate TLS 1.2 or newer"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Without a security policy of its own a classic load balancer still accepts TLS 1.0, which has known weaknesses. The predefined policy for TLS 1.2 shuts old protocols and ciphers out."
  remedy     = <<-HCL
    resource "aws_load_balancer_policy" "example" {
      load_balancer_name = aws_elb.example.name
      policy_name        = "tls-1-2"
      policy_type_name   = "SSLNegotiationPolicyType"
      policy_attribute {
        name  = "Reference-Security-Policy"
        value = "ELBSecurityPolicy-TLS-1-2-2017-01"
      }
    }

    resource "aws_load_balancer_listener_policy" "example" {
      load_balancer_name = aws_elb.example.name
      load_balancer_port = 443
      policy_names       = [aws_load_balancer_policy.example.policy_name]
    }
  HCL
  unset      = "ELBSecurityPolicy-2016-08, which allows TLS 1.0 and 1.1."
  frameworks = {
    "fsbp"           = ["ELB.8"]
    "nist-800-53-r5" = ["AC-17(2)", "AC-4", "IA-5(1)", "SC-12(3)", "SC-13", "SC-23", "SC-23(3)", "SC-7(4)", "SC-8", "SC-8(1)", "SC-8(2)", "SI-7(6)"]
    "pci-dss-4"      = ["4.2.1"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/load_balancer_listener_policy",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_ssl_negotiation_policy",
  ]
}

resource_policy "aws_elb" "classic_tls_policy" {
  filter = core::length(onus::classic_tls_listeners(attrs)) > 0
  enforce {
    condition     = core::alltrue([for l in onus::classic_tls_listeners(attrs) : onus::classic_port_strong(attrs, l.lb_port)])
    error_message = "a listener accepts TLS versions before 1.2"
  }
}
