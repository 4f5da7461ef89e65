control {
  title      = "SQL Server accepts TLS connections only"
  obligation = "rds/network-traffic"
  severity   = "medium"
  why        = "A client that does not ask for TLS sends its password and its data in clear through the network. Only the server can refuse such a client."
  remedy     = <<-HCL
    resource "aws_db_parameter_group" "tls" {
      name   = "orders-sqlserver"
      family = "sqlserver-se-16.0"
      parameter {
        name         = "rds.force_ssl"
        value        = "1"
        apply_method = "pending-reboot"
      }
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "sqlserver-se"
      instance_class              = "db.m6i.large"
      license_model               = "license-included"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      parameter_group_name        = aws_db_parameter_group.tls.name
    }
  HCL
  unset      = "In a default group, or one that does not set it, rds.force_ssl is off."
  limits     = "Parameter groups outside the plan, and whether the instance has been rebooted since."
  frameworks = {
    "fsbp"           = ["RDS.41"]
    "iso-27001-2022" = ["A.8.24"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Concepts.General.SSL.Using.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_parameter_group",
  ]
}

resource_policy "aws_db_instance" "tls" {
  filter = core::startswith(onus::db_engine(attrs), "sqlserver-")
  locals {
    groups = core::flatten([for d in onus::parameter_owners(attrs) : onus::parameter_groups(d)])
  }
  enforce {
    condition     = onus::db_parameter_on(attrs, "rds.force_ssl", ["1"], null)
    error_message = "the database accepts connections without TLS: rds.force_ssl is off"
  }
  enforce {
    condition     = core::alltrue(core::flatten([for g in local.groups : [for p in g.parameter : p.name != "rds.force_ssl" || p.apply_method == "pending-reboot"]]))
    error_message = "rds.force_ssl is static and not applied without apply_method = \"pending-reboot\""
  }
}
