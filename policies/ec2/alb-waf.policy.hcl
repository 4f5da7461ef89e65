control {
  title      = "Internet-facing application load balancers stand behind a web application firewall"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Everything on the internet can send requests to the load balancer, and known attacks arrive within minutes. A web ACL turns them away before they reach the application."
  remedy     = <<-HCL
    resource "aws_wafv2_web_acl_association" "example" {
      resource_arn = aws_lb.example.arn
      web_acl_arn  = aws_wafv2_web_acl.example.arn
    }
  HCL
  unset      = "No association, no firewall. A load balancer without `internal` faces the internet."
  limits     = "Associations made by AWS Firewall Manager or in another state are not seen, and neither is what the rules of the web ACL do."
  frameworks = {
    "security-hub"   = ["ELB.16"]
    "nist-800-53-r5" = ["AC-4(21)"]
    "pci-dss-4"      = ["6.4.1", "6.4.2"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
  }
  references = [
    "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl_association",
  ]
}

resource_policy "aws_lb" "balancer_waf" {
  filter = attrs.load_balancer_type == "application" && attrs.internal != true
  enforce {
    condition     = core::length(onus::web_acl_associations(attrs)) > 0
    error_message = "no web ACL is associated with the load balancer"
  }
}

resource_policy "aws_alb" "alb_waf" {
  filter = attrs.load_balancer_type == "application" && attrs.internal != true
  enforce {
    condition     = core::length(onus::web_acl_associations(attrs)) > 0
    error_message = "no web ACL is associated with the load balancer"
  }
}
