control {
  title      = "Backup plans select something to back up"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "A backup plan says when and how, a selection says what. Without one the plan runs every night and backs up nothing."
  remedy     = <<-HCL
    resource "aws_backup_selection" "example" {
      name         = "example"
      plan_id      = aws_backup_plan.example.id
      iam_role_arn = "arn:aws:iam::111122223333:role/service-role/AWSBackupDefaultServiceRole"
      selection_tag {
        type  = "STRINGEQUALS"
        key   = "Backup"
        value = "daily"
      }
    }

    resource "aws_backup_plan" "example" {
      name = "example"
      rule {
        rule_name         = "daily"
        target_vault_name = "example"
        schedule          = "cron(0 5 ? * * *)"
      }
    }
  HCL
  unset      = "A plan without a selection protects nothing."
  limits     = "Whether resources carry the tags that a selection asks for is a question of other controls."
  frameworks = {
    "iso-27001-2022" = ["A.8.13"]
    "soc2"           = ["PI1.5"]
  }
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/backup_selection",
  ]
}

resource_policy "aws_backup_plan" "selection" {
  locals {
    selections = core::getresources("aws_backup_selection", { plan_id = attrs.id })
  }
  enforce {
    condition     = core::length(local.selections) > 0
    error_message = "the plan has no aws_backup_selection, so it backs up nothing"
  }
  enforce {
    condition     = core::length(local.selections) == 0 || core::anytrue([for s in local.selections : onus::backup_selection_selects(s)])
    error_message = "the selection of the plan names neither resources nor tags, so it backs up nothing"
  }
}
