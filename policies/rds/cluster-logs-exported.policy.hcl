control {
  title      = "Aurora exports its audit or database log to CloudWatch"
  obligation = "rds/customer-data"
  severity   = "medium"
  why        = "Logs on the instances are gone after days, or with the instance, and whoever takes over the cluster can reach them. In CloudWatch they are kept, searched and watched."
  remedy     = <<-HCL
    resource "aws_rds_cluster" "example" {
      cluster_identifier              = "orders"
      engine                          = "aurora-mysql"
      master_username                 = "orders_owner"
      manage_master_user_password     = true
      enabled_cloudwatch_logs_exports = ["audit"]
    }
  HCL
  unset      = "No log is exported."
  limits     = "Whether the parameters of the cluster make it write the log: see rds/aurora-mysql-audit."
  frameworks = {
    "fsbp"           = ["RDS.34", "RDS.37"]
    "nist-800-53-r5" = ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-10", "AU-12", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "CA-7", "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
    "pci-dss-4"      = ["10.2.1", "10.4.2"]
    "iso-27001-2022" = ["A.8.15"]
    "soc2"           = ["PI1.3"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Integrating.CloudWatch.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.CloudWatch.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#enabled_cloudwatch_logs_exports-1",
  ]
}

resource_policy "aws_rds_cluster" "exports" {
  filter = onus::is_aurora(attrs.engine)
  locals {
    wanted   = core::lower(attrs.engine) == "aurora-postgresql" ? "postgresql" : "audit"
    exported = attrs.enabled_cloudwatch_logs_exports == null ? [] : attrs.enabled_cloudwatch_logs_exports
  }
  enforce {
    condition     = core::contains(local.exported, local.wanted)
    focus         = attrs.enabled_cloudwatch_logs_exports
    error_message = "the log ${local.wanted} is not exported to CloudWatch"
  }
}
