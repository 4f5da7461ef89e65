control {
  title      = "Instances have one network interface"
  obligation = "ec2/os-network-firewall"
  severity   = "low"
  why        = "An instance with interfaces in two networks joins them, past the rules that keep them apart. Most instances need one interface only."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami           = "ami-12345678"
      instance_type = "t3.micro"
      subnet_id     = aws_subnet.example.id
    }
  HCL
  unset      = "One primary interface."
  limits     = "Interfaces that Kubernetes or another state attaches are not seen."
  frameworks = {
    "fsbp"           = ["EC2.17"]
    "nist-800-53-r5" = ["AC-4(21)"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_interface_attachment",
  ]
}

# The instances that interfaces name in an `attachment` block.
locals {
  attached = core::flatten([for i in core::getresources("aws_network_interface", {}) : [for a in onus::blocks(i.attachment) : a.instance]])
}

resource_policy "aws_instance" "instance_interfaces" {
  locals {
    attachments = core::getresources("aws_network_interface_attachment", { instance_id = attrs.id })
    blocks      = [for instance in local.attached : instance == attrs.id]
    templates   = onus::instance_templates(attrs)
    planned     = onus::instance_template_planned(attrs)
    single      = local.planned ? core::alltrue([for t in local.templates : core::length(onus::blocks(t.network_interfaces)) <= 1]) : onus::template_not_planned("further network interfaces")
  }
  enforce {
    condition     = core::length(onus::blocks(attrs.network_interface)) <= 1
    error_message = "the instance has several network interfaces"
  }
  enforce {
    condition     = core::length(local.attachments) == 0 && !core::anytrue(local.blocks)
    error_message = "a further network interface is attached to the instance"
  }
  enforce {
    condition     = core::length(onus::launch_template_blocks(attrs)) == 0 || core::length(onus::blocks(attrs.network_interface)) > 0 ? true : local.single
    error_message = "the launch template gives the instance several network interfaces"
  }
}

resource_policy "aws_launch_template" "launch_template_interfaces" {
  enforce {
    condition     = core::length(onus::blocks(attrs.network_interfaces)) <= 1
    error_message = "the launch template has several network interfaces"
  }
}
