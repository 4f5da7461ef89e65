control {
  title      = "Documents of Systems Manager are not shared with everyone"
  obligation = "ec2/platform-app-management"
  severity   = "critical"
  why        = "A document that is shared with all accounts shows its commands, host names and parameters to anybody who looks for it. The account setting that blocks public sharing keeps the next document from being opened by mistake."
  remedy     = <<-HCL
    resource "aws_ssm_service_setting" "public_sharing" {
      setting_id    = "/ssm/documents/console/public-sharing-permission"
      setting_value = "Disable"
    }

    resource "aws_ssm_document" "example" {
      name          = "example"
      document_type = "Command"
      content = jsonencode({
        schemaVersion = "2.2"
        mainSteps = [{
          action = "aws:runShellScript"
          name   = "example"
          inputs = { runCommand = ["date"] }
        }]
      })
      permissions = {
        type        = "Share"
        account_ids = "111122223333"
      }
    }
  HCL
  unset      = "A document without permissions is private. Without the setting an account may share documents with everyone."
  frameworks = {
    "fsbp"           = ["SSM.4", "SSM.7"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["10.3.2", "3.5.1.3", "A1.1.2", "A3.4.1"]
    "iso-27001-2022" = ["A.8.27"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ssm_document",
  ]
}

resource_policy "aws_ssm_document" "document" {
  locals {
    # a map with the keys type and account_ids; the accounts stand in one text
    accounts = attrs.permissions == null ? "" : core::try(attrs.permissions["account_ids"], "")
  }
  enforce {
    condition     = !core::contains([for a in core::split(",", core::lower(local.accounts)) : core::trimspace(a)], "all")
    error_message = "the document is shared with all AWS accounts"
  }
}

resource_policy "aws_ssm_service_setting" "account_setting" {
  filter = core::endswith(attrs.setting_id, "/ssm/documents/console/public-sharing-permission")
  enforce {
    condition     = attrs.setting_value == "Disable"
    error_message = "documents of this account may be shared with everyone"
  }
}
