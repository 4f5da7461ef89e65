control {
  title      = "Subnets give out no public addresses by themselves"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "In a subnet that hands out public addresses everything that is started becomes reachable from the internet, unless each instance says otherwise. A public address should be asked for where it is needed."
  remedy     = <<-HCL
    resource "aws_subnet" "example" {
      vpc_id                  = aws_vpc.example.id
      cidr_block              = "10.0.1.0/24"
      map_public_ip_on_launch = false
    }
  HCL
  unset      = "An aws_subnet gives out no public address unless it says so; an aws_default_subnet does so unless it says otherwise."
  frameworks = {
    "fsbp"           = ["EC2.15"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.4.4"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.6"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/subnet",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/default_subnet",
  ]
}

resource_policy "aws_subnet" "public_ip" {
  enforce {
    condition     = attrs.map_public_ip_on_launch == null || attrs.map_public_ip_on_launch == false
    error_message = "instances get a public IPv4 address (map_public_ip_on_launch = true)"
  }
  enforce {
    condition     = attrs.assign_ipv6_address_on_creation == null || attrs.assign_ipv6_address_on_creation == false
    error_message = "interfaces get an IPv6 address (assign_ipv6_address_on_creation = true)"
  }
}

resource_policy "aws_default_subnet" "public_ip" {
  enforce {
    condition     = attrs.map_public_ip_on_launch == false
    error_message = "instances get a public IPv4 address (map_public_ip_on_launch is true unless set to false)"
  }
  enforce {
    condition     = attrs.assign_ipv6_address_on_creation == null || attrs.assign_ipv6_address_on_creation == false
    error_message = "interfaces get an IPv6 address (assign_ipv6_address_on_creation = true)"
  }
}
