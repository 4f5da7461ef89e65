control {
  title      = "Load balancers mitigate HTTP desync attacks"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "In monitor mode the load balancer hands ambiguous requests on to the servers behind it, which request smuggling needs. The defensive and strictest modes close or refuse such connections."
  remedy     = <<-HCL
    resource "aws_lb" "example" {
      subnets                = [aws_subnet.a.id, aws_subnet.b.id]
      desync_mitigation_mode = "defensive"
    }
  HCL
  unset      = "The mode is defensive, which meets the control."
  frameworks = {
    "fsbp"           = ["ELB.12", "ELB.14"]
    "nist-800-53-r5" = ["AC-4(21)", "CA-9(1)", "CM-2"]
    "pci-dss-4"      = ["6.2.4"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-desync-mitigation-mode.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#desync_mitigation_mode",
  ]
}

resource_policy "aws_lb" "desync_mitigation" {
  filter = attrs.load_balancer_type == "application"
  enforce {
    condition     = core::contains([null, "defensive", "strictest"], core::try(attrs.desync_mitigation_mode, null))
    error_message = "ambiguous requests are only watched, not stopped"
  }
}

resource_policy "aws_alb" "alb_desync_mitigation" {
  filter = attrs.load_balancer_type == "application"
  enforce {
    condition     = core::contains([null, "defensive", "strictest"], core::try(attrs.desync_mitigation_mode, null))
    error_message = "ambiguous requests are only watched, not stopped"
  }
}

resource_policy "aws_elb" "classic_desync_mitigation" {
  enforce {
    condition     = core::contains([null, "defensive", "strictest"], core::try(attrs.desync_mitigation_mode, null))
    error_message = "ambiguous requests are only watched, not stopped"
  }
}
