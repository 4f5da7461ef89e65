control {
  title      = "Auto Scaling groups can start more than one instance type"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "When AWS has no capacity left for the one type that a group knows, the group cannot grow or recover. With a second type it takes what there is."
  remedy     = <<-HCL
    resource "aws_autoscaling_group" "example" {
      min_size            = 1
      max_size            = 3
      vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
      mixed_instances_policy {
        launch_template {
          launch_template_specification {
            launch_template_id = aws_launch_template.example.id
            version            = aws_launch_template.example.latest_version
          }
          override {
            instance_type = "m7g.large"
          }
          override {
            instance_type = "m6g.large"
          }
        }
      }
    }
  HCL
  unset      = "The one instance type of the launch template."
  frameworks = {
    "fsbp"           = ["AutoScaling.6"]
    "nist-800-53-r5" = ["CP-10", "CP-2(2)", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"]
  }
  references = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#mixed_instances_policy",
  ]
}

resource_policy "aws_autoscaling_group" "instance_types" {
  locals {
    overrides = core::flatten([for m in onus::blocks(core::try(attrs.mixed_instances_policy, null)) : [for t in m.launch_template : t.override]])
    types     = [for o in local.overrides : o.instance_type if o.instance_type != null]
    several   = core::anytrue(core::flatten([for a in local.types : [for b in local.types : a != b]]))
    described = core::anytrue([for o in local.overrides : core::length(onus::blocks(core::try(o.instance_requirements, null))) > 0])
  }
  enforce {
    condition     = local.several || local.described
    error_message = "the group can start one instance type only"
  }
}
