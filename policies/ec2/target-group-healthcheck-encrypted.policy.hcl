control {
  title      = "Health checks of target groups use HTTPS"
  obligation = "ec2/network-traffic"
  severity   = "low"
  why        = "A health check over HTTP or TCP crosses the network in clear, and it calls a target healthy whose encrypted endpoint is broken. Checking over HTTPS tests what clients will use."
  remedy     = <<-HCL
    resource "aws_lb_target_group" "example" {
      port     = 443
      protocol = "HTTPS"
      vpc_id   = aws_vpc.example.id
      health_check {
        protocol = "HTTPS"
        path     = "/health"
      }
    }
  HCL
  unset      = "Without a block or a protocol in it the check uses HTTP, or TCP for targets of a network load balancer."
  frameworks = {
    "security-hub" = ["ELB.21"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group#health_check",
  ]
}

resource_policy "aws_lb_target_group" "health_check_encrypted" {
  filter = core::try(attrs.target_type, "instance") != "lambda"
  enforce {
    condition     = core::anytrue([for c in onus::blocks(attrs.health_check) : c.protocol == "HTTPS"])
    error_message = "the health check is not encrypted"
  }
}

resource_policy "aws_alb_target_group" "alb_health_check_encrypted" {
  filter = core::try(attrs.target_type, "instance") != "lambda"
  enforce {
    condition     = core::anytrue([for c in onus::blocks(attrs.health_check) : c.protocol == "HTTPS"])
    error_message = "the health check is not encrypted"
  }
}
