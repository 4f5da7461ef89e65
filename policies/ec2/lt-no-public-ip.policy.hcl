control {
  title      = "Launch templates and configurations give out no public IP addresses"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "One template can start hundreds of instances, each of which would be reachable from the internet under its own address. Fleets belong in private subnets behind a load balancer."
  remedy     = <<-HCL
    resource "aws_launch_template" "example" {
      image_id      = "ami-0123456789abcdef0"
      instance_type = "t3.micro"

      network_interfaces {
        associate_public_ip_address = false
      }
    }
  HCL
  unset      = "Without associate_public_ip_address the subnet decides; a template that leaves it to the subnet asks for no address."
  limits     = "Which subnets a launch configuration is used in is only visible for Auto Scaling groups of the plan."
  frameworks = {
    "fsbp"           = ["EC2.25", "AutoScaling.5"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.4.4"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.6"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-in-vpc.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_template",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/launch_configuration",
  ]
}

resource_policy "aws_launch_template" "public_ip" {
  enforce {
    condition     = core::alltrue([for i in attrs.network_interfaces : i.associate_public_ip_address != "true"])
    error_message = "instances get a public IP address (associate_public_ip_address = true)"
  }
}

resource_policy "aws_launch_configuration" "public_ip" {
  locals {
    own     = attrs.associate_public_ip_address
    groups  = core::getresources("aws_autoscaling_group", { launch_configuration = attrs.name })
    subnets = core::flatten([for group in local.groups : onus::linked(group.vpc_zone_identifier, "aws_subnet")])
    by_subnet = core::length(local.subnets) > 0 ? core::anytrue([for s in local.subnets : s.map_public_ip_on_launch == true]) : (
      onus::undecided("associate_public_ip_address is not set, and no Auto Scaling group of this plan shows the subnets that decide")
    )
  }
  enforce {
    condition     = local.own != null ? local.own == false : !local.by_subnet
    error_message = local.own == true ? "instances get a public IP address (associate_public_ip_address = true)" : "the subnets of the Auto Scaling group give instances a public IP address"
  }
}
