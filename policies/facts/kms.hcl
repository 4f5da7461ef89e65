# What the AWS provider does with KMS arguments that are left out.

resource "aws_kms_key" {
  same = [["id", "key_id"]]
  # the default key policy of AWS, which trusts the account of the key
  unset "policy" {
    value  = null
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"
  }
}

resource "aws_kms_external_key" {
  # the default key policy of AWS, which trusts the account of the key
  unset "policy" {
    value  = null
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"
  }
}

resource "aws_kms_replica_key" {
  same = [["id", "key_id"]]
  # the default key policy of AWS, which trusts the account of the key
  unset "policy" {
    value  = null
    source = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"
  }
}

resource "aws_kms_alias" {
  same   = [["id", "name"]]
  source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/kms_alias#import"
}
