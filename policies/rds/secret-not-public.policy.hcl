control {
  title      = "Secret is not open to everyone"
  obligation = "shared/identities"
  severity   = "critical"
  why        = "A resource policy that allows every principal hands the database credentials to any AWS account. With block_public_policy Secrets Manager refuses such a policy before it takes effect."
  remedy     = <<-HCL
    resource "aws_secretsmanager_secret_policy" "example" {
      secret_arn          = aws_secretsmanager_secret.orders.arn
      block_public_policy = true
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Action    = "secretsmanager:GetSecretValue"
          Resource  = "*"
          Principal = { AWS = aws_iam_role.orders.arn }
        }]
      })
    }
  HCL
  unset      = "Without block_public_policy Secrets Manager does not check whether the policy is public. A secret without a policy is open to its own account only."
  references = [
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/secretsmanager_secret_policy#block_public_policy-1",
  ]
}

resource_policy "aws_secretsmanager_secret" "not_public" {
  locals {
    # an existing secret shows the policy it has today, which the separate resource may be about to change
    inline   = onus::is_set(attrs.policy) || (meta.operation != "create" && core::length(local.separate) == 0 && attrs.policy != null && attrs.policy != "")
    separate = core::getresources("aws_secretsmanager_secret_policy", { secret_arn = attrs.arn })
  }
  enforce {
    condition     = local.inline ? !onus::iam_policy_is_public(attrs.policy, []) : true
    error_message = "the policy of the secret lets in everyone"
  }
  enforce {
    condition     = core::alltrue([for p in local.separate : !onus::iam_policy_is_public(p.policy, [])])
    error_message = "the policy of the secret lets in everyone"
  }
  enforce {
    condition     = core::alltrue([for p in local.separate : core::try(p.block_public_policy, null) == true])
    error_message = "a public policy of the secret would not be refused: block_public_policy is not true"
  }
}

# where the secret is in the plan, it is the one that is judged
resource_policy "aws_secretsmanager_secret_policy" "not_public" {
  filter = core::length(onus::linked(attrs.secret_arn, "aws_secretsmanager_secret")) == 0
  enforce {
    condition     = !onus::iam_policy_is_public(attrs.policy, [])
    error_message = "the policy lets in everyone"
  }
  enforce {
    condition     = core::try(attrs.block_public_policy, null) == true
    error_message = "a public policy would not be refused: block_public_policy is not true"
  }
}
