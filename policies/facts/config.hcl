# What the AWS provider does with AWS Config arguments.

resource "aws_config_configuration_recorder" {
  same = [["id", "name"]]
}
