control {
  title      = "Database logs are exported to CloudWatch"
  obligation = "rds/customer-data"
  severity   = "medium"
  why        = "Logs on the instance are gone after days, or with the instance, and whoever takes over the database can reach them. In CloudWatch they are kept, searched and watched."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                      = "orders"
      engine                          = "postgres"
      instance_class                  = "db.t4g.medium"
      allocated_storage               = 50
      username                        = "orders_owner"
      manage_master_user_password     = true
      enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
    }
  HCL
  unset      = "No log is exported."
  limits     = "Whether the parameters of the database make it write these logs."
  frameworks = {
    "fsbp"           = ["RDS.9", "RDS.36", "RDS.40", "RDS.42"]
    "nist-800-53-r5" = ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-10", "AU-12", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "CA-7", "SC-7(10)", "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
    "pci-dss-4"      = ["10.2.1", "10.4.2"]
    "iso-27001-2022" = ["A.8.15"]
    "soc2"           = ["A1.2", "CC7.2", "CC7.3", "PI1.3"]
    "hipaa"          = ["164.308(a)(1)(ii)(D)", "164.308(a)(4)(ii)(A)", "164.312(b)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#enabled_cloudwatch_logs_exports-1",
  ]
}

resource_policy "aws_db_instance" "exports" {
  filter = core::length(local.wanted) > 0
  locals {
    engine = onus::db_engine(attrs)
    wanted = (
      local.engine == "postgres" ? ["postgresql", "upgrade"] :
      local.engine == "mysql" || local.engine == "mariadb" ? ["audit", "error", "general", "slowquery"] :
      core::startswith(local.engine, "sqlserver-") ? ["agent", "error"] :
      core::startswith(local.engine, "oracle-") ? ["alert", "audit", "listener", "trace"] : []
    )
    exported = attrs.enabled_cloudwatch_logs_exports == null ? [] : attrs.enabled_cloudwatch_logs_exports
  }
  enforce {
    condition     = core::alltrue([for log in local.wanted : core::contains(local.exported, log)])
    focus         = attrs.enabled_cloudwatch_logs_exports
    error_message = "not all of ${core::join(", ", local.wanted)} are exported to CloudWatch"
  }
}
