control {
  title      = "Instances name their security groups"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "An instance without security groups gets the default group of its VPC, in which every member may reach every other on all ports unless somebody closed it. A group of its own says who may reach the instance and is reviewed with it."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami                    = "ami-12345678"
      instance_type          = "t3.micro"
      vpc_security_group_ids = [aws_security_group.example.id]
    }
  HCL
  unset      = "The groups of the launch template; if that names none, the default security group of the VPC."
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-security-groups.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#vpc_security_group_ids",
  ]
}

resource_policy "aws_instance" "instance_groups" {
  enforce {
    condition     = onus::instance_names_groups(attrs)
    error_message = "no security group is named, so the default group of the VPC is attached"
  }
}

resource_policy "aws_spot_instance_request" "spot_groups" {
  enforce {
    condition     = onus::instance_names_groups(attrs)
    error_message = "no security group is named, so the default group of the VPC is attached"
  }
}

resource_policy "aws_launch_template" "launch_template_groups" {
  enforce {
    condition     = onus::template_names_groups(attrs)
    error_message = "no security group is named, so the default group of the VPC is attached"
  }
}
