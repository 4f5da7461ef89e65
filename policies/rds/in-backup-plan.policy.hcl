control {
  title      = "Database is in a backup plan"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "Automated backups live and die with the database and in the same account. A backup plan keeps copies in a vault that neither a destroy nor a stolen login reaches."
  remedy     = <<-HCL
    resource "aws_backup_selection" "example" {
      name         = "databases"
      plan_id      = aws_backup_plan.daily.id
      iam_role_arn = aws_iam_role.backup.arn
      selection_tag {
        type  = "STRINGEQUALS"
        key   = "Backup"
        value = "daily"
      }
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      tags                        = { Backup = "daily" }
    }
  HCL
  unset      = "Without a selection the database is in no backup plan."
  limits     = "Backup plans and selections of another state or of an organization's backup policy."
  frameworks = {
    "security-hub"   = ["RDS.26"]
    "nist-800-53-r5" = ["CP-10", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "SC-5(2)", "SI-12", "SI-13(5)"]
    "pci-dss-4"      = ["10.3.3"]
    "soc2"           = ["A1.2", "CC7.4"]
    "hipaa"          = ["164.308(a)(4)(ii)(A)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.AWSBackup.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_selection",
  ]
}

resource_policy "aws_db_instance" "selected" {
  filter = !onus::is_set(attrs.replicate_source_db)
  enforce {
    condition = core::anytrue([
      for s in onus::same_provider("aws_backup_selection") : onus::selects(s, attrs, "aws_db_instance", "arn:aws:rds:*:*:db:*")
    ])
    error_message = "no backup plan of this plan selects the database"
  }
}

resource_policy "aws_rds_cluster" "selected" {
  enforce {
    condition = core::anytrue([
      for s in onus::same_provider("aws_backup_selection") : onus::selects(s, attrs, "aws_rds_cluster", "arn:aws:rds:*:*:cluster:*")
    ])
    error_message = "no backup plan of this plan selects the cluster"
  }
}
