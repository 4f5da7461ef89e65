control {
  title      = "Logs of networks and databases are kept for a year"
  obligation = "ec2/network-traffic"
  severity   = "low"
  why        = "An intrusion is often found months after it happened, and then the logs of that time are the only evidence. Keeping them for at least a year also is what most audits ask for."
  remedy     = <<-HCL
    resource "aws_cloudwatch_log_group" "example" {
      name              = "/vpc/flow-logs"
      retention_in_days = 365
    }
  HCL
  unset      = "Without retention_in_days, or with 0, the logs never expire."
  limits     = "Judged are the log groups that flow logs of the plan write to, and those of RDS by their name (/aws/rds/)."
  frameworks = {
    "nist-800-53-r5" = ["PM-14", "PM-21", "PM-31", "SC-28(2)", "AC-16", "SI-4(17)", "SI-12", "CA-7", "AU-6(3)", "AU-6(4)", "AU-6(6)", "AU-6(9)", "AU-10", "AU-11", "AU-11(1)", "AU-12(1)", "AU-12(2)", "AU-12(3)", "AU-14"]
    "pci-dss-4"      = ["10.5.1", "3.2.1", "3.3.1.1", "3.3.1.3", "3.3.2", "3.3.3"]
    "soc2"           = ["CC7.2", "CC7.3"]
    "hipaa"          = ["164.312(b)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/cloudwatch_log_group",
  ]
}

input "retention-days" {
  type        = number
  default     = 365
  description = "How many days logs are kept at least"
}

resource_policy "aws_cloudwatch_log_group" "retention" {
  locals {
    by_arn  = core::length(core::getresources("aws_flow_log", { log_destination = attrs.arn })) > 0
    by_name = core::length(core::getresources("aws_flow_log", { log_group_name = attrs.name })) > 0
    prefix  = core::try(attrs.name_prefix, null)
    rds     = core::startswith(local.prefix == null || local.prefix == "" ? attrs.name : local.prefix, "/aws/rds/")
  }
  filter = local.rds || local.by_arn || local.by_name
  enforce {
    condition     = attrs.retention_in_days == null || attrs.retention_in_days == 0 || attrs.retention_in_days >= input.retention-days
    error_message = "logs are deleted after ${attrs.retention_in_days} days, less than the ${input.retention-days} that are asked for"
  }
}
