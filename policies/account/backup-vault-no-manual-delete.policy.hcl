control {
  title      = "Backup vaults refuse the deletion of recovery points"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "Whoever breaks in deletes the backups first. A vault policy that denies the deletion, and the shortening of the retention, to everybody leaves the lifecycle of the plan as the only thing that removes recovery points."
  remedy     = <<-HCL
    data "aws_iam_policy_document" "vault" {
      statement {
        effect    = "Deny"
        actions   = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"]
        resources = ["*"]
        principals {
          type        = "*"
          identifiers = ["*"]
        }
      }
    }

    resource "aws_backup_vault_policy" "example" {
      backup_vault_name = aws_backup_vault.example.name
      policy            = data.aws_iam_policy_document.vault.json
    }

    resource "aws_backup_vault" "example" {
      name = "example"
    }
  HCL
  unset      = "Without a vault policy every identity whose IAM policy allows it may delete recovery points."
  limits     = "A Deny under a condition leaves somebody out and does not count; accept an intended exception with a waiver."
  frameworks = {
    "pci-dss-4" = ["10.3.2", "3.5.1.3", "7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4", "A1.1.2", "A3.4.1"]
    "soc2"      = ["A1.2", "CC7.4"]
    "hipaa"     = ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_vault_policy",
  ]
}

resource_policy "aws_backup_vault" "vault" {
  locals {
    policies = [for r in core::getresources("aws_backup_vault_policy", { backup_vault_name = attrs.name }) : r if onus::is_near(r)]
  }
  enforce {
    condition     = core::length(local.policies) > 0
    error_message = "the vault has no policy that denies the deletion of recovery points"
  }
  enforce {
    condition     = core::length(local.policies) == 0 || core::anytrue([for p in local.policies : onus::backup_policy_denies(p.policy, "backup:DeleteRecoveryPoint")])
    error_message = "the vault policy does not deny backup:DeleteRecoveryPoint to everybody"
  }
  enforce {
    condition     = core::length(local.policies) == 0 || core::anytrue([for p in local.policies : onus::backup_policy_denies(p.policy, "backup:UpdateRecoveryPointLifecycle")])
    error_message = "the vault policy does not deny backup:UpdateRecoveryPointLifecycle to everybody"
  }
}

# a policy whose vault belongs to another configuration; one of this plan is judged with its vault
resource_policy "aws_backup_vault_policy" "by_itself" {
  filter = core::length([for r in core::getresources("aws_backup_vault", { name = attrs.backup_vault_name }) : r if onus::is_near(r)]) == 0
  enforce {
    condition     = onus::backup_policy_denies(attrs.policy, "backup:DeleteRecoveryPoint")
    error_message = "the vault policy does not deny backup:DeleteRecoveryPoint to everybody"
  }
  enforce {
    condition     = onus::backup_policy_denies(attrs.policy, "backup:UpdateRecoveryPointLifecycle")
    error_message = "the vault policy does not deny backup:UpdateRecoveryPointLifecycle to everybody"
  }
}
