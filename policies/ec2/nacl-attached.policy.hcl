control {
  title      = "Every network ACL protects a subnet"
  obligation = "shared/configuration-management"
  severity   = "low"
  why        = "An ACL that is attached to no subnet filters nothing, and the subnets it was written for run with the default ACL, which allows everything. Unused ACLs also hide which rules are in force."
  remedy     = <<-HCL
    resource "aws_network_acl" "example" {
      vpc_id     = aws_vpc.example.id
      subnet_ids = [aws_subnet.example.id]
    }
  HCL
  unset      = "An ACL without subnet_ids is attached to nothing, unless an aws_network_acl_association names it."
  limits     = "Associations that another state or the console makes are not visible."
  frameworks = {
    "fsbp"           = ["EC2.16"]
    "nist-800-53-r5" = ["CM-8(1)"]
    "pci-dss-4"      = ["1.2.7"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/network-acl-basics.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/network_acl_association",
  ]
}

resource_policy "aws_network_acl" "attached" {
  enforce {
    condition     = core::length(attrs.subnet_ids) > 0 || core::length(onus::linked(attrs.subnet_ids, "aws_subnet")) > 0 || core::length(core::getresources("aws_network_acl_association", { network_acl_id = attrs.id })) > 0
    error_message = "the ACL is attached to no subnet"
  }
}
