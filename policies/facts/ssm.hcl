# What the AWS provider does with Systems Manager arguments that are left out.

resource "aws_ssm_document" {
  same = [["id", "name"]]
}
