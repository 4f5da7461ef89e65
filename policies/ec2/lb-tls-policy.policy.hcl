control {
  title      = "TLS listeners use a security policy without old protocols and ciphers"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "The security policy says which TLS versions and ciphers a client may choose, and the one that applies when none is named still allows TLS 1.0. A recommended policy keeps clients from being talked down to something that can be broken."
  remedy     = <<-HCL
    resource "aws_lb_listener" "example" {
      load_balancer_arn = aws_lb.example.arn
      port              = 443
      protocol          = "HTTPS"
      ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
      certificate_arn   = aws_acm_certificate.example.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.example.arn
      }
    }
  HCL
  unset      = "ELBSecurityPolicy-2016-08, which allows TLS 1.0 and 1.1."
  frameworks = {
    "fsbp"           = ["ELB.17"]
    "nist-800-53-r5" = ["AC-17(2)", "AC-4", "IA-5(1)", "SC-12(3)", "SC-13", "SC-23", "SC-23(3)", "SC-7(4)", "SC-8", "SC-8(1)", "SC-8(2)", "SI-7(6)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener#ssl_policy",
  ]
}

input "tls-policies" {
  type = list(string)
  default = [
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
  ]
  description = "Security policies that listeners with HTTPS or TLS may use. The default is the list of Security Hub control ELB.17, September 2026: TLS 1.2 with forward secrecy and authenticated ciphers only, or TLS 1.3"
}

resource_policy "aws_lb_listener" "listener_tls_policy" {
  filter = attrs.protocol == "HTTPS" || attrs.protocol == "TLS"
  enforce {
    condition     = core::contains(input.tls-policies, attrs.ssl_policy)
    error_message = "the security policy of the listener is not a recommended one"
  }
}

resource_policy "aws_alb_listener" "alb_listener_tls_policy" {
  filter = attrs.protocol == "HTTPS" || attrs.protocol == "TLS"
  enforce {
    condition     = core::contains(input.tls-policies, attrs.ssl_policy)
    error_message = "the security policy of the listener is not a recommended one"
  }
}
