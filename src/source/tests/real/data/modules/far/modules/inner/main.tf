variable "name" {}
variable "encrypted" {}
variable "kms_key" {}

resource "aws_ebs_volume" "this" {
  availability_zone = "eu-central-1a"
  size              = 8
  encrypted         = var.encrypted
  kms_key_id        = var.kms_key
  tags              = { Name = var.name }
}
