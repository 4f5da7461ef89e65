control {
  title      = "Load balancers are protected from deletion"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A load balancer that is deleted by mistake takes its address with it, and every client that knows the address. With protection on, deleting takes two deliberate steps."
  remedy     = <<-HCL
    resource "aws_lb" "example" {
      subnets                    = [aws_subnet.a.id, aws_subnet.b.id]
      enable_deletion_protection = true
    }
  HCL
  unset      = "Off: one call deletes the load balancer."
  frameworks = {
    "fsbp"           = ["ELB.6"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2", "CM-2(2)", "CM-3", "SC-5(2)"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#enable_deletion_protection",
  ]
}

resource_policy "aws_lb" "deletion_protection" {
  enforce {
    condition     = attrs.enable_deletion_protection == true
    error_message = "the load balancer is not protected from deletion"
  }
}

resource_policy "aws_alb" "alb_deletion_protection" {
  enforce {
    condition     = attrs.enable_deletion_protection == true
    error_message = "the load balancer is not protected from deletion"
  }
}
