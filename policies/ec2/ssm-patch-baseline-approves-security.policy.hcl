input "maximum-approval-days" {
  type        = number
  default     = 7
  description = "Days after its release by which a security patch is approved."
}

control {
  title      = "Patch baselines approve security patches within a week"
  obligation = "shared/patch-management"
  severity   = "medium"
  why        = "Only what a baseline approves is installed. If it leaves out security patches of critical or important severity, or holds them back for long, instances stay open although they count as patched."
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
        patch_filter {
          key    = "SEVERITY"
          values = ["Critical", "Important"]
        }
      }
    }
  HCL
  unset      = "A baseline without operating_system is for Windows. A rule with neither days nor a date approves at once, for the provider sends 0 days; a baseline without rules approves nothing by itself."
  limits     = "Whether the operating system is that of the fleet, and whether patches are rejected one by one for good reason, is not judged. A rule with a date approves only what was released until then, so the date has to be moved on."
  frameworks = {
    "fsbp"           = ["SSM.2"]
    "nist-800-53-r5" = ["CM-8(3)", "SI-2", "SI-2(2)", "SI-2(3)", "SI-2(4)", "SI-2(5)"]
    "pci-dss-4"      = ["2.2.1", "6.3.3"]
    "iso-27001-2022" = ["A.8.27"]
    "soc2"           = ["CC3.2", "CC7.1"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-predefined-and-custom-patch-baselines.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ssm_patch_baseline",
  ]
}

resource_policy "aws_ssm_patch_baseline" "baseline" {
  enforce {
    condition = core::alltrue([
      for severity in ["Critical", "Important"] : onus::patch_filters_pass(attrs.global_filter, severity, attrs.operating_system) && core::anytrue([
        for r in attrs.approval_rule : onus::patch_rule_approves(r, severity, input.maximum-approval-days, attrs.operating_system)
      ])
    ])
    error_message = core::length(attrs.approval_rule) == 0 ? "the baseline has no approval rule, so it approves no security patch by itself" : "no rule approves security patches of critical and of important severity within ${input.maximum-approval-days} days"
  }
}
