input "maximum-rotation-days" {
  type        = number
  default     = 90
  description = "days between two rotations of a database secret at most"
}

control {
  title      = "Database secret is rotated"
  obligation = "shared/identities"
  severity   = "medium"
  why        = "A password that never changes stays valid for everybody who ever saw it. With a rotation what has leaked is worthless within weeks, and nobody has to think of it."
  remedy     = <<-HCL
    resource "aws_secretsmanager_secret_rotation" "example" {
      secret_id           = aws_secretsmanager_secret.orders.id
      rotation_lambda_arn = aws_lambda_function.rotate.arn
      rotation_rules {
        automatically_after_days = 30
      }
    }
  HCL
  unset      = "A secret without a rotation is never rotated. The secrets that RDS manages (manage_master_user_password) rotate by themselves and are no resources of a plan."
  limits     = "A secret counts as a database secret if a database proxy uses it or its value has the shape of a database login; write-only values are not seen."
  frameworks = {
    "fsbp"           = ["SecretsManager.1", "SecretsManager.4"]
    "nist-800-53-r5" = ["AC-2(1)", "AC-3(15)"]
    "pci-dss-4"      = ["8.6.3", "8.3.9"]
    "soc2"           = ["CC6.1", "CC6.2"]
    "hipaa"          = ["164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.308(a)(5)(ii)(D)"]
  }
  references = [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/secretsmanager_secret_rotation",
  ]
}

resource_policy "aws_secretsmanager_secret" "rotated" {
  filter = local.of_proxy || local.login
  locals {
    of_proxy = core::length(onus::naming("aws_db_proxy", "auth.secret_arn", attrs.arn)) > 0
    login = core::anytrue([
      for v in core::getresources("aws_secretsmanager_secret_version", { secret_id = attrs.id }) : onus::is_database_login(v.secret_string)
    ])
    days = core::flatten([
      for r in core::getresources("aws_secretsmanager_secret_rotation", { secret_id = attrs.id }) : [for rule in r.rotation_rules : onus::rotation_days(rule)]
    ])
  }
  enforce {
    condition     = core::length(local.days) > 0
    error_message = "the secret is not rotated"
  }
  enforce {
    condition     = core::alltrue([for d in local.days : d <= input.maximum-rotation-days])
    error_message = "the secret is rotated less often than every ${input.maximum-rotation-days} days"
  }
}
