control {
  title      = "Every VPC reaches Systems Manager over a private endpoint"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Without an endpoint the agents on the instances reach Systems Manager over the internet, so even private subnets need a way out. With an endpoint patching and administration work without one."
  remedy     = <<-HCL
    resource "aws_vpc_endpoint" "ssm" {
      vpc_id              = aws_vpc.example.id
      service_name        = "com.amazonaws.eu-central-1.ssm"
      vpc_endpoint_type   = "Interface"
      private_dns_enabled = true
      subnet_ids          = [aws_subnet.example.id]
      security_group_ids  = [aws_security_group.example.id]
    }
  HCL
  unset      = "Without an endpoint the calls leave the VPC. vpc_endpoint_type left out means Gateway, which this service does not have."
  limits     = "Endpoints that another state manages, or that are shared from another VPC, are not visible. Session Manager also needs an endpoint for ssmmessages, which is not judged here."
  frameworks = {
    "fsbp"           = ["EC2.57"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_endpoint",
  ]
}

resource_policy "aws_vpc" "endpoint" {
  locals {
    endpoints = core::getresources("aws_vpc_endpoint", { vpc_id = attrs.id })
  }
  enforce {
    condition     = core::anytrue([for e in local.endpoints : e.vpc_endpoint_type == "Interface" && core::try(core::endswith(e.service_name, ".ssm"), false)])
    error_message = "no interface endpoint for ssm in this VPC"
  }
}
