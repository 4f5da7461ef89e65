control {
  title       = "HTTP listeners only redirect to HTTPS"
  obligation  = "ec2/network-traffic"
  severity    = "medium"
  why         = "A client that types the address without https would otherwise talk to the application in clear, cookies and passwords included. A redirect on the HTTP listener brings it to the encrypted one before anything is sent."
  remedy      = <<-HCL
    resource "aws_lb_listener" "example" {
      load_balancer_arn = aws_lb.example.arn
      port              = 80
      protocol          = "HTTP"
      default_action {
        type = "redirect"
        redirect {
          protocol    = "HTTPS"
          port        = "443"
          status_code = "HTTP_301"
        }
      }
    }
  HCL
  unset       = "A redirect without a protocol keeps that of the request, HTTP. A listener without a protocol is an HTTP listener."
  limits      = "Rules that another state adds to the listener are not seen."
  subsumed_by = ["ec2/lb-listener-encrypted"]
  frameworks = {
    "fsbp"           = ["ELB.1"]
    "nist-800-53-r5" = ["AC-17(2)", "AC-4", "IA-5(1)", "SC-12(3)", "SC-13", "SC-23", "SC-23(3)", "SC-7(4)", "SC-8", "SC-8(1)", "SC-8(2)", "SI-7(6)"]
    "pci-dss-4"      = ["1.2.5", "2.2.5", "2.2.7", "4.2.1", "4.2.1.1", "8.3.2"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.7"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener#redirect",
  ]
}

resource_policy "aws_lb_listener" "http_listener_redirects" {
  filter = !onus::is_gateway_listener(attrs) && attrs.protocol == "HTTP"
  enforce {
    condition     = onus::default_redirects_to_https(attrs)
    error_message = "the default action of the HTTP listener does not redirect to HTTPS"
  }
  enforce {
    condition     = onus::rules_leave_http(attrs)
    error_message = "a rule of the HTTP listener does not redirect to HTTPS"
  }
}

resource_policy "aws_alb_listener" "alb_http_listener_redirects" {
  filter = !onus::is_gateway_listener(attrs) && attrs.protocol == "HTTP"
  enforce {
    condition     = onus::default_redirects_to_https(attrs)
    error_message = "the default action of the HTTP listener does not redirect to HTTPS"
  }
  enforce {
    condition     = onus::rules_leave_http(attrs)
    error_message = "a rule of the HTTP listener does not redirect to HTTPS"
  }
}
