control {
  title      = "Instances have no public IP address"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "An instance with a public address is one wrong security group rule away from the internet. Behind a load balancer, a NAT gateway or Session Manager it needs none."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami                         = "ami-0123456789abcdef0"
      instance_type               = "t3.micro"
      subnet_id                   = aws_subnet.private.id
      associate_public_ip_address = false
    }
  HCL
  unset      = "Without associate_public_ip_address the launch template decides, then the subnet; without a subnet the instance starts in a default subnet, which gives public addresses."
  limits     = "The settings of a subnet or a launch template outside the plan, and addresses that are attached later, are not visible."
  frameworks = {
    "fsbp"           = ["EC2.9"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["11.3.1.3", "11.5.2"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/instance",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/eip_association",
  ]
}

resource_policy "aws_instance" "public_ip" {
  enforce {
    condition     = !onus::starts_with_public_ip(attrs)
    error_message = attrs.associate_public_ip_address == true ? "associate_public_ip_address is true" : "the subnet or the launch template gives the instance a public IPv4 address"
  }
  enforce {
    condition     = !onus::has_elastic_ip(attrs, attrs.id)
    error_message = "an Elastic IP address is attached to the instance"
  }
}

resource_policy "aws_spot_instance_request" "public_ip" {
  enforce {
    condition     = !onus::starts_with_public_ip(attrs)
    error_message = attrs.associate_public_ip_address == true ? "associate_public_ip_address is true" : "the subnet or the launch template gives the instance a public IPv4 address"
  }
  enforce {
    condition     = !onus::has_elastic_ip(attrs, attrs.spot_instance_id)
    error_message = "an Elastic IP address is attached to the instance"
  }
}
