control {
  title      = "Transit gateways accept no attachments by themselves"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "With automatic acceptance every account that the gateway is shared with can join its VPC to the network, without anyone looking at it. A person should decide which networks are connected."
  remedy     = <<-HCL
    resource "aws_ec2_transit_gateway" "example" {
      auto_accept_shared_attachments = "disable"
    }
  HCL
  unset      = "The provider sends \"disable\"."
  frameworks = {
    "fsbp"           = ["EC2.23"]
    "nist-800-53-r5" = ["AC-4(21)", "CA-9(1)", "CM-2"]
    "pci-dss-4"      = ["1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "A1.1.3"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.7"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ec2_transit_gateway",
  ]
}

resource_policy "aws_ec2_transit_gateway" "auto_accept" {
  enforce {
    condition     = attrs.auto_accept_shared_attachments == null || attrs.auto_accept_shared_attachments == "disable"
    error_message = "attachments of other accounts are accepted automatically"
  }
}
