control {
  title      = "Volumes and instances are backed up"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "A volume that nothing backs up is gone when it is deleted, overwritten or encrypted by an attacker. A backup plan or a lifecycle policy takes snapshots without anybody having to think of it."
  remedy     = <<-HCL
    resource "aws_backup_selection" "example" {
      name         = "example"
      iam_role_arn = aws_iam_role.backup.arn
      plan_id      = aws_backup_plan.example.id
      selection_tag {
        type  = "STRINGEQUALS"
        key   = "Backup"
        value = "daily"
      }
    }

    resource "aws_ebs_volume" "example" {
      availability_zone = "eu-central-1a"
      size              = 10
      tags              = { Backup = "daily" }
    }
  HCL
  unset      = "Nothing selects the resource, so nothing backs it up."
  limits     = "Backup plans in another state, or set by AWS Organizations, are not seen. Whether backups succeed and can be restored is not in a plan."
  frameworks = {
    "security-hub"   = ["EC2.28"]
    "nist-800-53-r5" = ["CP-10", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "SC-5(2)", "SI-12", "SI-13(5)"]
    "pci-dss-4"      = ["10.3.3"]
    "iso-27001-2022" = ["A.8.14"]
    "soc2"           = ["A1.2", "CC7.4", "CC7.5"]
    "hipaa"          = ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)"]
  }
  references = [
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    "https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_selection",
  ]
}

resource_policy "aws_ebs_volume" "volume_backed_up" {
  locals {
    attachments = core::getresources("aws_volume_attachment", { volume_id = attrs.id })
    instances   = onus::linked([for a in local.attachments : a.instance_id], "aws_instance")
    instance    = core::anytrue([for i in local.instances : onus::instance_backed_up(i)])
  }
  enforce {
    condition     = onus::volume_backed_up(attrs) || local.instance
    error_message = "no backup plan and no lifecycle policy of this plan selects the volume"
    focus         = attrs.tags
  }
}

resource_policy "aws_instance" "instance_backed_up" {
  enforce {
    condition     = onus::instance_backed_up(attrs)
    error_message = "no backup plan and no lifecycle policy of this plan selects the instance"
    focus         = attrs.tags
  }
}
