control {
  title      = "Every VPC reaches the EC2 API over a private endpoint"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Without an endpoint calls to the EC2 API leave the VPC, so the subnets need a way to the internet. With an endpoint they stay in the network of AWS, and private subnets can do without that way out."
  remedy     = <<-HCL
    resource "aws_vpc_endpoint" "ec2" {
      vpc_id              = aws_vpc.example.id
      service_name        = "com.amazonaws.eu-central-1.ec2"
      vpc_endpoint_type   = "Interface"
      private_dns_enabled = true
      subnet_ids          = [aws_subnet.example.id]
      security_group_ids  = [aws_security_group.example.id]
    }
  HCL
  unset      = "Without an endpoint the calls leave the VPC. vpc_endpoint_type left out means Gateway, which this service does not have."
  limits     = "Endpoints that another state manages, or that are shared from another VPC, are not visible."
  frameworks = {
    "fsbp"           = ["EC2.10"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)"]
    "pci-dss-4"      = ["1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "A1.1.3"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "hipaa"          = ["164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/interface-vpc-endpoints.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_endpoint",
  ]
}

resource_policy "aws_vpc" "endpoint" {
  locals {
    endpoints = core::getresources("aws_vpc_endpoint", { vpc_id = attrs.id })
  }
  enforce {
    condition     = core::anytrue([for e in local.endpoints : e.vpc_endpoint_type == "Interface" && core::try(core::endswith(e.service_name, ".ec2"), false)])
    error_message = "no interface endpoint for ec2 in this VPC"
  }
}
