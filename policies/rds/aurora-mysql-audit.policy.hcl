control {
  title      = "Aurora MySQL writes an audit log"
  obligation = "rds/customer-data"
  severity   = "medium"
  why        = "Without the audit log nobody can say afterwards who logged in and what was read or changed. It is off in every default parameter group."
  remedy     = <<-HCL
    resource "aws_rds_cluster_parameter_group" "audit" {
      name   = "orders-aurora-mysql80"
      family = "aurora-mysql8.0"
      parameter {
        name  = "server_audit_logging"
        value = "1"
      }
      parameter {
        name  = "server_audit_events"
        value = "CONNECT,QUERY_DCL,QUERY_DDL"
      }
    }

    resource "aws_rds_cluster" "example" {
      cluster_identifier              = "orders"
      engine                          = "aurora-mysql"
      master_username                 = "orders_owner"
      manage_master_user_password     = true
      db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.audit.name
      enabled_cloudwatch_logs_exports = ["audit"]
    }
  HCL
  unset      = "In a default group, or one that does not set it, the audit log is off; without events it stays empty."
  limits     = "Parameter groups outside the plan."
  frameworks = {
    "fsbp"           = ["RDS.45"]
    "nist-800-53-r5" = ["AC-2(4)", "AC-4(26)", "AC-6(9)", "AU-10", "AU-12", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "CA-7", "SC-7(9)", "SI-3(8)", "SI-4(20)", "SI-7(8)"]
    "pci-dss-4"      = ["10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7", "10.2.2", "10.3.1", "10.6.3", "A1.2.1"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster_parameter_group",
  ]
}

resource_policy "aws_rds_cluster" "audit" {
  filter = core::contains(["aurora", "aurora-mysql"], core::lower(attrs.engine))
  locals {
    parameters = core::flatten([for g in onus::cluster_parameter_groups(attrs) : [for p in g.parameter : p]])
    events     = core::anytrue([for p in local.parameters : p.name == "server_audit_events" && core::trimspace(p.value) != ""])
    logging    = onus::cluster_parameter_on(attrs, "server_audit_logging", ["1", "on"], null)
  }
  enforce {
    condition     = local.logging
    error_message = "the audit log is off: server_audit_logging is not 1"
  }
  enforce {
    condition     = local.logging ? local.events : true
    error_message = "the audit log stays empty: server_audit_events names no event"
  }
}
