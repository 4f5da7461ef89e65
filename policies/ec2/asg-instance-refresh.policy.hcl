control {
  title      = "Auto Scaling groups replace running instances when their image changes"
  obligation = "shared/patch-management"
  severity   = "low"
  why        = "A new image with the latest patches only reaches instances that are started after it. Without an instance refresh or a maximum lifetime the old instances run on unpatched for as long as they live."
  remedy     = <<-HCL
    resource "aws_autoscaling_group" "example" {
      min_size            = 1
      max_size            = 3
      vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
      launch_template {
        id      = aws_launch_template.example.id
        version = aws_launch_template.example.latest_version
      }
      instance_refresh {
        strategy = "Rolling"
      }
    }
  HCL
  unset      = "Running instances stay as they were started."
  limits     = "A refresh that is started by a pipeline instead of by Terraform is not seen."
  references = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#instance_refresh",
  ]
}

resource_policy "aws_autoscaling_group" "instances_replaced" {
  enforce {
    condition     = core::length(onus::blocks(core::try(attrs.instance_refresh, null))) > 0 || core::try(attrs.max_instance_lifetime > 0, false)
    error_message = "running instances are never replaced by newer ones"
  }
}
