control {
  title      = "Auto Scaling groups span at least two availability zones"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A group in one zone loses all its instances with that zone and cannot start new ones elsewhere. With a second zone it goes on there by itself."
  remedy     = <<-HCL
    resource "aws_autoscaling_group" "example" {
      min_size            = 2
      max_size            = 4
      vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
      launch_template {
        id      = aws_launch_template.example.id
        version = aws_launch_template.example.latest_version
      }
    }
  HCL
  unset      = "A group takes subnets or availability_zones; one of them is always set."
  limits     = "Two subnets may lie in one zone. Whether they do is seen only if the subnets and their zones are in this plan."
  frameworks = {
    "fsbp"           = ["AutoScaling.2"]
    "nist-800-53-r5" = ["CP-10", "CP-2(2)", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"]
    "iso-27001-2022" = ["A.8.14"]
  }
  references = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#vpc_zone_identifier",
  ]
}

resource_policy "aws_autoscaling_group" "group_zones" {
  locals {
    stated   = onus::stated(attrs.vpc_zone_identifier)
    named    = local.stated == null ? 0 : core::length(local.stated)
    own      = onus::linked(attrs.vpc_zone_identifier, "aws_subnet")
    defaults = local.named == 1 ? [] : onus::linked(attrs.vpc_zone_identifier, "aws_default_subnet")
    subnets  = core::concat(local.own, local.defaults)
    listed   = onus::stated(attrs.availability_zones)
    zones    = local.listed == null ? false : core::length(local.listed) >= 2
    outside  = local.named >= 2 && core::length(local.subnets) < local.named
    hidden   = local.outside ? onus::undecided("the zones of the subnets are not in this plan") : false
  }
  enforce {
    condition     = local.zones || onus::subnets_spread(local.own) || onus::subnets_spread(local.subnets) || local.hidden
    error_message = "the group stands in one availability zone"
    focus         = onus::is_set(attrs.vpc_zone_identifier) ? attrs.vpc_zone_identifier : attrs.availability_zones
  }
}
