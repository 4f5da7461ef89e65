control {
  title      = "Load balancers spread requests over all availability zones"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "Without cross-zone load balancing each zone gets an equal share of the requests, however few healthy servers it has left. Losing servers in one zone then overloads the rest of that zone while others idle."
  remedy     = <<-HCL
    resource "aws_lb" "example" {
      load_balancer_type               = "network"
      subnets                          = [aws_subnet.a.id, aws_subnet.b.id]
      enable_cross_zone_load_balancing = true
    }
  HCL
  unset      = "On for classic load balancers, off for network and gateway load balancers. Application load balancers always do it and are not judged."
  limits     = "A target group can switch it on or off for itself; that is not judged here."
  frameworks = {
    "fsbp"           = ["ELB.9"]
    "nist-800-53-r5" = ["CP-10", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"]
    "hipaa"          = ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(C)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-load-balancer-attributes.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#enable_cross_zone_load_balancing",
  ]
}

resource_policy "aws_lb" "cross_zone" {
  filter = attrs.load_balancer_type != "application"
  enforce {
    condition     = core::try(attrs.enable_cross_zone_load_balancing, null) == true
    error_message = "requests are not spread over all availability zones"
  }
}

resource_policy "aws_alb" "alb_cross_zone" {
  filter = attrs.load_balancer_type != "application"
  enforce {
    condition     = core::try(attrs.enable_cross_zone_load_balancing, null) == true
    error_message = "requests are not spread over all availability zones"
  }
}

resource_policy "aws_elb" "classic_cross_zone" {
  enforce {
    condition     = attrs.cross_zone_load_balancing == true
    error_message = "requests are not spread over all availability zones"
  }
}
