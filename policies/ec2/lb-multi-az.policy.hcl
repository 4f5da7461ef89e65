control {
  title      = "Load balancers span at least two availability zones"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A load balancer in one zone goes down with that zone, however many servers stand in the others. AWS allows one subnet a zone, so two subnets are two zones."
  remedy     = <<-HCL
    resource "aws_lb" "example" {
      subnets = [aws_subnet.a.id, aws_subnet.b.id]
    }
  HCL
  unset      = "A classic load balancer takes subnets or availability_zones; one of them is always set."
  limits     = "How many zones the targets stand in is not judged here."
  frameworks = {
    "fsbp"           = ["ELB.13", "ELB.10"]
    "nist-800-53-r5" = ["CP-10", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"]
    "iso-27001-2022" = ["A.8.14"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-az.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#subnets",
  ]
}

resource_policy "aws_lb" "balancer_zones" {
  enforce {
    condition     = onus::names_two(attrs.subnets, "aws_subnet") || core::length(onus::blocks(core::try(attrs.subnet_mapping, null))) >= 2
    error_message = "the load balancer stands in one availability zone"
    focus         = onus::is_set(attrs.subnets) ? attrs.subnets : attrs.subnet_mapping
  }
}

resource_policy "aws_alb" "alb_zones" {
  enforce {
    condition     = onus::names_two(attrs.subnets, "aws_subnet") || core::length(onus::blocks(core::try(attrs.subnet_mapping, null))) >= 2
    error_message = "the load balancer stands in one availability zone"
    focus         = onus::is_set(attrs.subnets) ? attrs.subnets : attrs.subnet_mapping
  }
}

resource_policy "aws_elb" "classic_zones" {
  enforce {
    condition     = onus::names_two(attrs.subnets, "aws_subnet") || core::length(onus::blocks(attrs.availability_zones)) >= 2
    error_message = "the load balancer stands in one availability zone"
    focus         = onus::is_set(attrs.subnets) ? attrs.subnets : attrs.availability_zones
  }
}
