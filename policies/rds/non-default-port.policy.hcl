control {
  title      = "Database listens on a port of its own"
  obligation = "rds/firewall-configuration"
  severity   = "low"
  why        = "Scanners and careless rules aim at the default port of the engine. Another port keeps the database out of their way; it does not replace a security group."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      port                        = 6432
    }
  HCL
  unset      = "The default port of the engine. A replica or a restore has the port of its source."
  limits     = "The port of a source outside the plan."
  frameworks = {
    "fsbp"           = ["RDS.23"]
    "nist-800-53-r5" = ["AC-4", "AC-4(21)", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(21)", "SC-7(4)", "SC-7(5)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Troubleshooting.html#CHAP_Troubleshooting.Connecting",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#port-1",
  ]
}

resource_policy "aws_db_instance" "port" {
  locals {
    port = onus::db_port(attrs)
  }
  enforce {
    condition     = local.port != onus::default_db_port(onus::db_engine(attrs))
    error_message = "the database listens on the default port ${local.port}"
  }
}

resource_policy "aws_rds_cluster" "port" {
  locals {
    port = onus::cluster_port(attrs)
  }
  enforce {
    condition     = local.port != onus::default_db_port(core::lower(attrs.engine))
    error_message = "the cluster listens on the default port ${local.port}"
  }
}
