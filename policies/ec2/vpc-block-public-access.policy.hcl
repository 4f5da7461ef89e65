control {
  title      = "VPC block public access stops traffic from internet gateways"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "This one switch of the region keeps the internet out of every VPC, whatever route tables and security groups say. It turns a mistake in one of them into a connection that does not come about."
  remedy     = <<-HCL
    resource "aws_vpc_block_public_access_options" "example" {
      internet_gateway_block_mode = "block-ingress"
    }
  HCL
  unset      = "AWS has it switched off."
  limits     = "The setting of a region that no resource of the plan manages is not visible. An aws_vpc_block_public_access_exclusion takes a VPC or a subnet out of it."
  frameworks = {
    "fsbp" = ["EC2.172"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_block_public_access_options",
  ]
}

resource_policy "aws_vpc_block_public_access_options" "internet_gateways" {
  enforce {
    condition     = core::contains(["block-bidirectional", "block-ingress"], attrs.internet_gateway_block_mode)
    error_message = "traffic from internet gateways is not blocked (internet_gateway_block_mode = \"${attrs.internet_gateway_block_mode}\")"
  }
}
