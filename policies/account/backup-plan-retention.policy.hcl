input "minimum-retention-days" {
  type        = number
  default     = 35
  description = "Days a recovery point is kept at least."
}

control {
  title      = "Backup plans keep recovery points long enough"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A deletion or an encryption by an attacker is often noticed only weeks later. If the last good recovery point is gone by then, there was no backup."
  remedy     = <<-HCL
    resource "aws_backup_plan" "example" {
      name = "example"
      rule {
        rule_name         = "daily"
        target_vault_name = "example"
        schedule          = "cron(0 5 ? * * *)"
        lifecycle {
          delete_after = 35
        }
      }
    }
  HCL
  unset      = "Without a lifecycle, or without delete_after, recovery points are kept for ever. Without a schedule AWS Backup runs the rule every day at 05:00 UTC."
  frameworks = {
    "pci-dss-4" = ["10.3.3", "10.5.1", "3.2.1", "3.3.1.1", "3.3.1.3", "3.3.2", "3.3.3"]
    "soc2"      = ["A1.2", "CC7.4"]
    "hipaa"     = ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html",
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html",
  ]
}

resource_policy "aws_backup_plan" "retention" {
  locals {
    # rule by rule the days after which recovery points are deleted; 0 stands for never
    days = core::flatten([
      for r in attrs.rule : [for l in r.lifecycle : l.delete_after == null ? 0 : l.delete_after]
    ])
  }
  enforce {
    condition     = core::alltrue([for d in local.days : d == 0 || d >= input.minimum-retention-days])
    error_message = "recovery points are deleted after ${core::join(", ", [for d in local.days : "${d}" if d != 0 && d < input.minimum-retention-days])} days, not ${input.minimum-retention-days} at least"
  }
}
