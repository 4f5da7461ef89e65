# What the AWS provider does with arguments of Secrets Manager resources that are left out, and which attributes are one value.

resource "aws_secretsmanager_secret" {
  same   = [["id", "arn"]]
  unique = ["name"]

  unset "policy" { # a new secret has no resource policy
    value  = null
    source = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html"
  }
}
