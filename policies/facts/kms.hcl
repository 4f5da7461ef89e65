# What the AWS provider does with KMS arguments that are left out.

resource "aws_kms_key" {
  same = [["id", "key_id"]]
}

resource "aws_kms_replica_key" {
  same = [["id", "key_id"]]
}
