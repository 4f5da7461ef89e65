control {
  title      = "Classic load balancers drain connections before they drop a server"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "When a server is taken out or fails its health check, requests that are under way are cut off in the middle. With draining the load balancer lets them finish and sends new ones elsewhere."
  remedy     = <<-HCL
    resource "aws_elb" "example" {
      availability_zones          = ["eu-central-1a", "eu-central-1b"]
      connection_draining         = true
      connection_draining_timeout = 300
      listener {
        lb_port            = 443
        lb_protocol        = "https"
        instance_port      = 443
        instance_protocol  = "https"
        ssl_certificate_id = aws_acm_certificate.example.arn
      }
    }
  HCL
  unset      = "Off, with or without a timeout."
  frameworks = {
    "fsbp"           = ["ELB.7"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb#connection_draining",
  ]
}

resource_policy "aws_elb" "connection_draining" {
  enforce {
    condition     = attrs.connection_draining == true
    error_message = "connections are cut off when a server is taken out"
  }
}
