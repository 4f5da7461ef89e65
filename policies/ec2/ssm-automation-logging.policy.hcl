control {
  title      = "Automation scripts are logged"
  obligation = "ec2/platform-app-management"
  severity   = "low"
  why        = "What a script of an automation runbook prints is lost unless it goes to CloudWatch Logs. After an incident that output is what shows what was done."
  remedy     = <<-HCL
    resource "aws_ssm_service_setting" "automation_log" {
      setting_id    = "/ssm/automation/customer-script-log-destination"
      setting_value = "CloudWatch"
    }
  HCL
  limits     = "A plan without the setting says nothing: the account may have it from another configuration. AWS leaves it off."
  frameworks = {
    "fsbp" = ["SSM.6"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-logging.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ssm_service_setting",
  ]
}

resource_policy "aws_ssm_service_setting" "automation_log" {
  filter = core::endswith(attrs.setting_id, "/ssm/automation/customer-script-log-destination")
  enforce {
    condition     = attrs.setting_value == "CloudWatch"
    error_message = "the output of automation scripts is not sent to CloudWatch Logs"
  }
}
