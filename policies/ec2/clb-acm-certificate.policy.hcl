control {
  title      = "Classic load balancers take their certificates from AWS Certificate Manager"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Certificate Manager renews its certificates by itself and never hands out their private keys. A certificate that is uploaded to IAM runs out unless somebody remembers it, and its key has been on somebody's disk."
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
  unset      = "No certificate."
  frameworks = {
    "fsbp"           = ["ELB.2"]
    "nist-800-53-r5" = ["AC-17(2)", "AC-4", "IA-5(1)", "SC-12(3)", "SC-13", "SC-23", "SC-23(5)", "SC-7(4)", "SC-8", "SC-8(1)", "SC-8(2)", "SI-7(6)"]
    "pci-dss-4"      = ["1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "2.2.7", "3.5.1.1", "3.5.1.3", "3.6.1.2", "3.6.1.3", "3.6.1.4", "3.7.1", "3.7.2", "3.7.4", "3.7.6", "3.7.7", "4.2.1", "4.2.1.1", "8.3.2", "A1.1.3"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.7"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-server-cert.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb#ssl_certificate_id",
  ]
}

resource_policy "aws_elb" "classic_acm_certificate" {
  filter = core::length(onus::classic_tls_listeners(attrs)) > 0
  enforce {
    condition     = core::alltrue([for l in onus::classic_tls_listeners(attrs) : onus::is_acm_certificate(l.ssl_certificate_id)])
    error_message = "a listener does not use a certificate of AWS Certificate Manager"
  }
}
