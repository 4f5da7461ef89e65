control {
  title      = "Backup vaults are locked in compliance mode"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A vault lock keeps recovery points from being deleted early, by an attacker with administrator rights as well as by mistake. Only the compliance mode, which cannot be lifted after its grace time, holds against an administrator."
  remedy     = <<-HCL
    resource "aws_backup_vault_lock_configuration" "example" {
      backup_vault_name   = aws_backup_vault.example.name
      min_retention_days  = 35
      changeable_for_days = 3
    }

    resource "aws_backup_vault" "example" {
      name = "example"
    }
  HCL
  unset      = "A lock without changeable_for_days is in governance mode and can be lifted."
  limits     = "A compliance lock cannot be undone once its grace time is over; try it on a vault of your own first."
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_vault_lock_configuration",
  ]
}

resource_policy "aws_backup_vault" "lock" {
  locals {
    locks = [for r in core::getresources("aws_backup_vault_lock_configuration", { backup_vault_name = attrs.name }) : r if onus::is_near(r)]
  }
  enforce {
    condition     = core::length(local.locks) > 0
    error_message = "the vault has no lock"
  }
  enforce {
    condition     = core::length(local.locks) == 0 || core::anytrue([for l in local.locks : l.min_retention_days != null && l.min_retention_days != 0])
    error_message = "the lock of the vault asks for no minimum retention"
  }
  enforce {
    condition     = core::length(local.locks) == 0 || core::anytrue([for l in local.locks : l.changeable_for_days != null && l.changeable_for_days != 0])
    error_message = "the lock of the vault is in governance mode and can be lifted: changeable_for_days is not set"
  }
}

# a lock whose vault belongs to another configuration
resource_policy "aws_backup_vault_lock_configuration" "by_itself" {
  filter = core::length([for r in core::getresources("aws_backup_vault", { name = attrs.backup_vault_name }) : r if onus::is_near(r)]) == 0
  enforce {
    condition     = attrs.min_retention_days != null && attrs.min_retention_days != 0
    error_message = "the lock asks for no minimum retention"
  }
  enforce {
    condition     = attrs.changeable_for_days != null && attrs.changeable_for_days != 0
    error_message = "the lock is in governance mode and can be lifted: changeable_for_days is not set"
  }
}
