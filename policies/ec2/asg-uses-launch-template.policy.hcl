control {
  title      = "Auto Scaling groups start instances from launch templates"
  obligation = "ec2/platform-app-management"
  severity   = "medium"
  why        = "AWS no longer adds anything to launch configurations: new instance types and settings reach launch templates only, and new accounts cannot make launch configurations at all. Templates also have versions, so a change can be tested and taken back."
  remedy     = <<-HCL
    resource "aws_autoscaling_group" "example" {
      min_size            = 1
      max_size            = 3
      vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
      launch_template {
        id      = aws_launch_template.example.id
        version = aws_launch_template.example.latest_version
      }
    }
  HCL
  unset      = "A group without launch_configuration uses a launch template or a mixed instances policy, which meets the control."
  frameworks = {
    "fsbp"           = ["AutoScaling.9"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2", "CM-2(2)"]
  }
  references = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/migrate-to-launch-templates.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#launch_template",
  ]
}

resource_policy "aws_autoscaling_group" "uses_launch_template" {
  enforce {
    condition     = !onus::is_set(attrs.launch_configuration)
    error_message = "the group starts instances from a launch configuration"
  }
}
