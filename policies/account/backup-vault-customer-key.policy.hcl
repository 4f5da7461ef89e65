control {
  title      = "Backup vaults use a key of one's own"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "A key of one's own decides who can read backups, can be shared with a recovery account and can be taken away. The key of AWS Backup allows none of that."
  remedy     = <<-HCL
    resource "aws_kms_key" "backup" {
      enable_key_rotation = true
    }

    resource "aws_backup_vault" "example" {
      name        = "example"
      kms_key_arn = aws_kms_key.backup.arn
    }
  HCL
  unset      = "A vault without kms_key_arn is encrypted with the AWS managed key aws/backup."
  limits     = "Resource types that AWS Backup does not fully manage keep the key of their source, whatever the vault's is."
  frameworks = {
    "fsbp"           = ["Backup.1"]
    "nist-800-53-r5" = ["CP-9(8)", "SI-12"]
    "pci-dss-4"      = ["8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["A1.2", "CC7.4", "PI1.5"]
    "hipaa"          = ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_vault",
  ]
}

resource_policy "aws_backup_vault" "key" {
  enforce {
    condition     = onus::is_set(attrs.kms_key_arn) ? onus::is_customer_key(attrs.kms_key_arn) : false
    error_message = "the vault is encrypted with the key of AWS Backup"
  }
}
