control {
  title      = "Patch baselines are in use"
  obligation = "shared/patch-management"
  severity   = "low"
  why        = "A baseline that is neither the default of its operating system nor that of a patch group is never asked. AWS's own baseline applies instead, and the rules that somebody thought about do not."
  remedy     = <<-HCL
    resource "aws_ssm_patch_baseline" "example" {
      name             = "example"
      operating_system = "AMAZON_LINUX_2023"
      approval_rule {
        approve_after_days = 7
        patch_filter {
          key    = "CLASSIFICATION"
          values = ["Security"]
        }
      }
    }

    resource "aws_ssm_default_patch_baseline" "example" {
      baseline_id      = aws_ssm_patch_baseline.example.id
      operating_system = aws_ssm_patch_baseline.example.operating_system
    }
  HCL
  unset      = "A baseline that nothing refers to is not used."
  limits     = "Instances join a patch group by the tag \"Patch Group\" or \"PatchGroup\"; where none in the plan carries it, others may."
  frameworks = {
    "fsbp"           = ["SSM.2"]
    "nist-800-53-r5" = ["CM-8(3)", "SI-2", "SI-2(2)", "SI-2(3)", "SI-2(4)", "SI-2(5)"]
    "pci-dss-4"      = ["2.2.1", "6.3.3"]
    "iso-27001-2022" = ["A.8.27"]
    "soc2"           = ["CC3.2", "CC7.1"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-groups.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ssm_patch_group",
  ]
}

resource_policy "aws_ssm_patch_baseline" "in_use" {
  locals {
    default = core::anytrue([
      for d in core::getresources("aws_ssm_default_patch_baseline", {}) : onus::iam_refers_to(d.baseline_id, "aws_ssm_patch_baseline", attrs.id)
    ])
    groups = core::getresources("aws_ssm_patch_group", { baseline_id = attrs.id })
  }
  enforce {
    condition     = local.default || core::length(local.groups) > 0
    error_message = "the baseline is neither a default nor that of a patch group, so it is not used"
  }
  enforce {
    condition = local.default || core::length(local.groups) == 0 || core::anytrue([for g in local.groups : onus::patch_group_has_instances(g.patch_group)]) ? true : (
      onus::undecided("no instance in this plan carries the tag of the patch group")
    )
    error_message = "no instance belongs to the patch group"
  }
}
