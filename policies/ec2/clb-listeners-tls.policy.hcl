control {
  title      = "Classic load balancers listen on HTTPS or SSL only"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "A listener with HTTP or TCP carries what clients send in clear up to the load balancer, where it can be read and changed on the way. With HTTPS or SSL the load balancer ends the encrypted connection itself."
  remedy     = <<-HCL
    resource "aws_elb" "example" {
      availability_zones = ["eu-central-1a", "eu-central-1b"]
      listener {
        lb_port            = 443
        lb_protocol        = "https"
        instance_port      = 443
        instance_protocol  = "https"
        ssl_certificate_id = aws_acm_certificate.example.arn
      }
    }
  HCL
  limits     = "TLS that a TCP listener passes through to its instances is not visible in a plan."
  frameworks = {
    "fsbp"           = ["ELB.3"]
    "nist-800-53-r5" = ["AC-17(2)", "AC-4", "IA-5(1)", "SC-12(3)", "SC-13", "SC-23", "SC-23(3)", "SC-7(4)", "SC-8", "SC-8(1)", "SC-8(2)", "SI-7(6)"]
    "pci-dss-4"      = ["4.2.1"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.7"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-https-load-balancers.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb#listener",
  ]
}

resource_policy "aws_elb" "classic_listeners_tls" {
  enforce {
    condition     = core::alltrue([for l in attrs.listener : core::contains(["https", "ssl"], core::lower(l.lb_protocol))])
    error_message = "a listener takes connections in clear"
  }
}
