control {
  title      = "Patches are installed on a schedule"
  obligation = "shared/patch-management"
  severity   = "high"
  why        = "A patch closes a hole only once it is installed, and what nobody schedules is forgotten. A scan lists what is missing and changes nothing."
  remedy     = <<-HCL
    resource "aws_ssm_association" "patch" {
      name                = "AWS-RunPatchBaseline"
      schedule_expression = "cron(0 3 ? * SUN *)"
      parameters = {
        Operation = "Install"
      }
      targets {
        key    = "tag:PatchGroup"
        values = ["prod"]
      }
    }
  HCL
  unset      = "An association without schedule_expression runs once, when it is made. A maintenance window is enabled unless it says otherwise. The operation has no default."
  limits     = "Whether the targets take in every instance, and whether the patching succeeds, is not in a plan. A scan counts as met where another association or window of the same account and region in the plan installs."
  frameworks = {
    "fsbp"           = ["SSM.2"]
    "nist-800-53-r5" = ["CM-8(3)", "SI-2", "SI-2(2)", "SI-2(3)", "SI-2(4)", "SI-2(5)"]
    "pci-dss-4"      = ["2.2.1", "6.3.3"]
    "iso-27001-2022" = ["A.8.27"]
    "soc2"           = ["CC3.2", "CC7.1"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-aws-runpatchbaseline.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/state-manager-about.html",
  ]
}

resource_policy "aws_ssm_association" "association" {
  filter = onus::patch_document(attrs.name)
  enforce {
    condition     = onus::patch_association_installs(attrs) || onus::patch_installed_elsewhere()
    error_message = "the association only scans: its parameter Operation is not Install"
  }
  enforce {
    condition     = attrs.schedule_expression != null && attrs.schedule_expression != ""
    error_message = "without schedule_expression the association runs only once"
  }
  enforce {
    condition     = onus::patch_association_has_targets(attrs)
    error_message = "the association has no targets"
  }
}

resource_policy "aws_ssm_maintenance_window" "window" {
  locals {
    tasks   = core::getresources("aws_ssm_maintenance_window_task", { window_id = attrs.id })
    targets = core::getresources("aws_ssm_maintenance_window_target", { window_id = attrs.id })
  }
  filter = core::anytrue([for t in local.tasks : onus::patch_document(t.task_arn)])
  enforce {
    condition     = attrs.enabled != false
    error_message = "the maintenance window is disabled"
  }
  enforce {
    condition     = core::anytrue([for t in local.tasks : onus::patch_document(t.task_arn) && onus::patch_task_installs(t)]) || onus::patch_installed_elsewhere()
    error_message = "the task of the window only scans: its parameter Operation is not Install"
  }
  enforce {
    condition = core::anytrue([
      for t in local.tasks : onus::patch_document(t.task_arn) && core::length(t.targets) > 0
      ]) && (
      core::length(local.targets) > 0
      || core::anytrue([for t in local.tasks : core::anytrue([for g in t.targets : g.key != "WindowTargetIds"])])
    )
    error_message = "the window has no targets, so its task runs nowhere"
  }
}
