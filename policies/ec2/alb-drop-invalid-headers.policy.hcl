control {
  title      = "Application load balancers drop invalid HTTP headers"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Headers that break the rules of HTTP are read differently by the load balancer and by the server behind it, which request smuggling lives on. Dropping them at the load balancer ends the argument before it starts."
  remedy     = <<-HCL
    resource "aws_lb" "example" {
      subnets                    = [aws_subnet.a.id, aws_subnet.b.id]
      drop_invalid_header_fields = true
    }
  HCL
  unset      = "Invalid headers are passed on."
  frameworks = {
    "fsbp"           = ["ELB.4"]
    "nist-800-53-r5" = ["SC-7(4)", "SC-8(2)"]
    "pci-dss-4"      = ["6.2.4"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.7"]
    "hipaa"          = ["164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(e)(1)", "164.312(e)(2)(i)", "164.312(e)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#drop_invalid_header_fields",
  ]
}

resource_policy "aws_lb" "invalid_headers_dropped" {
  filter = attrs.load_balancer_type == "application"
  enforce {
    condition     = core::try(attrs.drop_invalid_header_fields, null) == true
    error_message = "invalid HTTP headers are passed on"
  }
}

resource_policy "aws_alb" "alb_invalid_headers_dropped" {
  filter = attrs.load_balancer_type == "application"
  enforce {
    condition     = core::try(attrs.drop_invalid_header_fields, null) == true
    error_message = "invalid HTTP headers are passed on"
  }
}
