control {
  title      = "Load balancer listeners are encrypted"
  obligation = "ec2/network-traffic"
  severity   = "high"
  why        = "A listener without TLS carries passwords, cookies and data in clear between the client and the load balancer, where they can be read and changed on the way. Use HTTPS or TLS; a plain HTTP listener may only redirect to HTTPS."
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
  unset      = "HTTP, even on port 443."
  limits     = "TLS that a TCP listener passes through to its targets is not visible in a plan."
  frameworks = {
    "fsbp" = ["ELB.18"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-tls-listener.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener",
  ]
}

resource_policy "aws_lb_listener" "listener_encrypted" {
  filter = !onus::is_gateway_listener(attrs)
  locals {
    encrypted = attrs.protocol == "HTTPS" || attrs.protocol == "TLS"
    redirects = attrs.protocol == "HTTP" && onus::default_redirects_to_https(attrs)
  }
  enforce {
    condition     = local.encrypted || local.redirects
    error_message = "the listener is not encrypted and does not redirect to HTTPS"
  }
  enforce {
    condition     = local.encrypted || onus::rules_leave_http(attrs)
    error_message = "a rule of the listener serves plain HTTP"
  }
}

resource_policy "aws_alb_listener" "alb_listener_encrypted" {
  filter = !onus::is_gateway_listener(attrs)
  locals {
    encrypted = attrs.protocol == "HTTPS" || attrs.protocol == "TLS"
    redirects = attrs.protocol == "HTTP" && onus::default_redirects_to_https(attrs)
  }
  enforce {
    condition     = local.encrypted || local.redirects
    error_message = "the listener is not encrypted and does not redirect to HTTPS"
  }
  enforce {
    condition     = local.encrypted || onus::rules_leave_http(attrs)
    error_message = "a rule of the listener serves plain HTTP"
  }
}
