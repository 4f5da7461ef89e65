control {
  title      = "Auto Scaling groups behind a load balancer use its health check"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "EC2 calls an instance healthy as long as it runs, even if the application on it has died. With the health check of the load balancer the group replaces an instance that no longer answers."
  remedy     = <<-HCL
    resource "aws_autoscaling_group" "example" {
      min_size            = 1
      max_size            = 3
      vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
      health_check_type   = "ELB"
      target_group_arns   = [aws_lb_target_group.example.arn]
      launch_template {
        id      = aws_launch_template.example.id
        version = aws_launch_template.example.latest_version
      }
    }
  HCL
  unset      = "EC2: only the state of the instance counts."
  limits     = "An attachment made in another state is not seen."
  frameworks = {
    "fsbp"           = ["AutoScaling.1"]
    "nist-800-53-r5" = ["CA-7", "CP-2(2)", "SI-2"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.312(b)"]
  }
  references = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#health_check_type",
  ]
}

resource_policy "aws_autoscaling_group" "load_balancer_health_check" {
  locals {
    attached = core::length(core::getresources("aws_autoscaling_attachment", { autoscaling_group_name = attrs.name })) > 0
    beside   = core::flatten([for a in core::getresources("aws_autoscaling_traffic_source_attachment", { autoscaling_group_name = attrs.name }) : onus::blocks(a.traffic_source)])
    targets  = onus::names_any(attrs.target_group_arns, "aws_lb_target_group")
    classic  = onus::names_any(attrs.load_balancers, "aws_elb")
    # a target group of VPC Lattice has a health check of its own kind
    sources = core::anytrue([for s in core::concat(onus::blocks(core::try(attrs.traffic_source, null)), local.beside) : s.type != "vpc-lattice"])
  }
  filter = local.attached || local.targets || local.classic || local.sources
  enforce {
    # several types may stand in one text, as "EBS,ELB"
    condition     = core::contains([for t in core::split(",", attrs.health_check_type) : core::trimspace(t)], "ELB")
    error_message = "the group does not use the health check of its load balancer"
  }
}
