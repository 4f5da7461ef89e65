input "minimum-backup-retention-days" {
  type        = number
  default     = 7
  description = "days that automated backups of a database are kept at least"
}

control {
  title      = "Automated backups are kept for a week or longer"
  obligation = "shared/business-continuity"
  severity   = "high"
  why        = "Only automated backups let you go back to the minute before an error or an attack, which is often noticed days later. Without them the last manual snapshot is all there is."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      backup_retention_period     = 14
    }
  HCL
  unset      = "For a database instance the provider sends 0: no backups. For a cluster AWS keeps one day."
  limits     = "The retention that a restored database takes over from elsewhere."
  frameworks = {
    "fsbp"           = ["RDS.11"]
    "nist-800-53-r5" = ["CP-10", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "SC-5(2)", "SI-12", "SI-13(5)"]
    "pci-dss-4"      = ["10.3.3"]
    "soc2"           = ["A1.2", "CC7.4"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#backup_retention_period-1",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#backup_retention_period-1",
  ]
}

resource_policy "aws_db_instance" "backups" {
  filter = !onus::is_set(attrs.replicate_source_db)
  locals {
    inherited = meta.operation == "create" && onus::db_restored(attrs) && !onus::is_set(attrs.backup_retention_period)
    days      = local.inherited ? onus::undecided("a restored database takes the retention from where it comes from") : attrs.backup_retention_period
  }
  enforce {
    condition     = local.days >= input.minimum-backup-retention-days
    focus         = attrs.backup_retention_period
    error_message = local.days == 0 ? "automated backups are off" : "automated backups are kept for ${local.days == 1 ? "one day" : "${local.days} days"}, not ${input.minimum-backup-retention-days}"
  }
}

resource_policy "aws_rds_cluster" "backups" {
  locals {
    inherited = meta.operation == "create" && onus::cluster_restored(attrs) && !onus::is_set(attrs.backup_retention_period)
    days      = local.inherited ? onus::undecided("a restored cluster takes the retention from where it comes from") : attrs.backup_retention_period
  }
  enforce {
    condition     = local.days >= input.minimum-backup-retention-days
    focus         = attrs.backup_retention_period
    error_message = "automated backups are kept for ${local.days == 1 ? "one day" : "${local.days} days"}, not ${input.minimum-backup-retention-days}"
  }
}
