# What the AWS provider does with Systems Manager arguments that are left out.

resource "aws_ssm_document" {
  same = [["id", "name"]]
}

resource "aws_ssm_association" {
  unset "targets" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ssm_association#targets"
  }
}
