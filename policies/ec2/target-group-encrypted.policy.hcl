control {
  title      = "Load balancers reach their targets over an encrypted protocol"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Encryption that ends at the load balancer leaves the way to the servers open to whoever can listen inside the network. With HTTPS or TLS on the target group the data stays encrypted up to the target."
  remedy     = <<-HCL
    resource "aws_lb_target_group" "example" {
      port     = 443
      protocol = "HTTPS"
      vpc_id   = aws_vpc.example.id
    }
  HCL
  unset      = "Only target groups of functions have no protocol; they are not judged."
  limits     = "TLS that a TCP target group passes through to its targets is not visible in a plan. Load balancers do not check the certificates of their targets."
  frameworks = {
    "security-hub" = ["ELB.22"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group#protocol",
  ]
}

resource_policy "aws_lb_target_group" "target_group_encrypted" {
  filter = !core::contains(["lambda", "alb"], core::try(attrs.target_type, "instance")) && attrs.protocol != null && attrs.protocol != "GENEVE"
  enforce {
    condition     = core::contains(["HTTPS", "TLS", "QUIC"], attrs.protocol)
    error_message = "targets are reached without encryption"
  }
}

resource_policy "aws_alb_target_group" "alb_target_group_encrypted" {
  filter = !core::contains(["lambda", "alb"], core::try(attrs.target_type, "instance")) && attrs.protocol != null && attrs.protocol != "GENEVE"
  enforce {
    condition     = core::contains(["HTTPS", "TLS", "QUIC"], attrs.protocol)
    error_message = "targets are reached without encryption"
  }
}
