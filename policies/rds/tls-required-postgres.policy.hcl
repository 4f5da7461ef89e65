control {
  title      = "PostgreSQL accepts TLS connections only"
  obligation = "rds/network-traffic"
  severity   = "medium"
  why        = "A client that does not ask for TLS sends its password and its data in clear through the network. Only the server can refuse such a client."
  remedy     = <<-HCL
    resource "aws_db_parameter_group" "tls" {
      name   = "orders-postgres16"
      family = "postgres16"
      parameter {
        name  = "rds.force_ssl"
        value = "1"
      }
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      engine_version              = "16"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      parameter_group_name        = aws_db_parameter_group.tls.name
    }
  HCL
  unset      = "In a default group, or one that does not set it, rds.force_ssl is on from PostgreSQL 15 and off before."
  limits     = "Parameter groups outside the plan."
  frameworks = {
    "security-hub"   = ["RDS.38"]
    "iso-27001-2022" = ["A.8.24"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_parameter_group",
  ]
}

resource_policy "aws_db_instance" "tls" {
  filter = onus::db_engine(attrs) == "postgres"
  enforce {
    condition     = onus::db_parameter_on(attrs, "rds.force_ssl", ["1"], "^postgres(1[5-9]|[2-9][0-9])$")
    error_message = "the database accepts connections without TLS: rds.force_ssl is off"
  }
}
